"""What a change brings to an order beside its steps: read from what was typed, kept as JSON until it is in force."""

from __future__ import annotations

import json

from crmcli.errors import Refused, UsageError
from crmcli.i18n import _
from crmcli.store.records import ORDER, Approval, Order
from crmcli.verbs import lines as priced
from crmcli.verbs.counting import invalid
from crmcli.verbs.quote_versions import lacking
from crmcli.verbs.values import read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.lines import Line

    Row = dict[str, Any]


class Wanted:
    """What a change does to an order beside its steps: None: nothing to that."""

    __slots__ = ("amount", "delivery", "lines")

    def __init__(self) -> None:
        self.lines: list[Line] | None = None
        self.amount: tuple[int | None, str | None] | None = None  # minor units and currency
        self.delivery: str | None = None

    @property
    def money(self) -> bool:
        """Whether it does anything to the lines or the amount."""
        return self.lines is not None or self.amount is not None


def typed(store: Store, row: Order, amount: str | None, given: dict[str, Any]) -> Wanted:
    """What is to become of the amount or the lines of an order, from what was typed."""
    wanted = Wanted()
    present = priced.lines_of(store, ORDER, row)
    if amount is not None and given:
        raise _usage(_("--amount does not go with a change of lines."), "--amount", amount, _("one of them"))
    if amount is not None:
        if present:
            raise _usage(
                _("The amount of an order with lines is what they come to."), "--amount", amount,
                ["--line", "--product", "--drop"],
            )  # fmt: skip
        wanted.amount = _amount(store, row, amount)
    elif given:
        drop = given.pop("drop", None)
        if drop is not None:
            if given:
                raise _usage(
                    _("--drop takes a line out and goes with nothing else."), "--drop", str(drop),
                    _("the number of a line"),
                )  # fmt: skip
            lines = priced.without_line(row, present, drop)
        else:
            line = given.pop("line", None)
            missing = [name for name in ("product", "quantity") if name not in given]
            if line is None and missing:
                raise _usage(
                    _("A new line needs a product and a quantity."), f"--{missing[0]}", "", missing[0].upper()
                )
            product, quantity = given.pop("product", ""), given.pop("quantity", "")
            lines = priced.with_line(store, ORDER, row, present, product, quantity, line=line, **given)
        if lines != present:
            wanted.lines = lines
            _refuse_unpriced(row, lines)
    return wanted


def _usage(message: str, argument: str, value: str, expected: Any) -> UsageError:
    hint = _("`crm order change --help` shows what goes together.")
    return UsageError(message, hint=hint, argument=argument, value=value, expected=expected)


def _refuse_unpriced(row: Order, lines: Sequence[Line]) -> None:
    """Raise :class:`Refused` for lines of which not all say what they come to: nobody could tell what is approved."""
    missing = [
        lacking("no_price", "lines", _("Line %(line)d (%(what)s) has no price.")
                % {"line": one["place"], "what": one["description"] or "—"})
        for one in lines
        if one["price_minor"] is None
    ]  # fmt: skip
    if not lines:
        missing = [lacking("no_lines", "lines", _("It would have no lines."))]
    if missing:
        raise Refused(
            " ".join(one["message"] for one in missing),
            hint=_("`crm order cancel %(ref)s --reason REASON` if nothing is left of it.") % {"ref": row.ref}
            if not lines
            else _("Give it with %(option)s.") % {"option": "--price"},
            missing=missing,
        )


def _amount(store: Store, row: Order, text: str) -> tuple[int | None, str | None] | None:
    """Another amount than it has, in its currency."""
    from crmcli.verbs.payments import currency

    own = currency(store, row)
    found = read_value(store, ORDER.fields["amount"], text, own)
    minor, code = found["amount_minor"], found["amount_currency"]
    if minor is None or minor < 0:
        raise invalid("--amount", text, _("an amount of 0 or more"))
    if code != own:
        raise invalid("--amount", text, _("an amount in %(currency)s, as the order is") % {"currency": own})
    return None if (minor, code) == (row.amount_minor, row.amount_currency) else (minor, code)


def delivery(store: Store, row: Order, text: str | None) -> str | None:
    """Another day of delivery than an order has; None: it stays."""
    if text is None:
        return None
    found = read_value(store, ORDER.fields["delivery"], text)["delivery"]
    if found is None:
        raise invalid("--delivery", text, _("a day"))
    day: str = found
    return None if day == row.delivery else day


def written(wanted: Wanted, asked: Sequence[Approval]) -> str:
    """What a change brings, as it is kept: JSON, amounts in minor units."""
    out: Row = {}
    if wanted.lines is not None:
        out["lines"] = wanted.lines
    if wanted.amount is not None:
        out["amount_minor"], out["amount_currency"] = wanted.amount
    if wanted.delivery is not None:
        out["delivery"] = wanted.delivery
    if asked:
        out["approvals"] = [one.id for one in asked]
    return json.dumps(out, ensure_ascii=False, separators=(",", ":"))


def proposal(one: Row) -> Row:
    """What a change brings: ``lines`` (columns by name), ``amount_minor amount_currency``, ``delivery``, ``approvals``
    (ids); what it leaves as it is has no key.
    """
    found: Row = json.loads(one["proposal"] or "{}")
    return found


def read(one: Row) -> Wanted:
    """What a change that is kept wants."""
    kept, wanted = proposal(one), Wanted()
    wanted.lines = kept.get("lines")
    if "amount_minor" in kept:
        wanted.amount = kept["amount_minor"], kept["amount_currency"]
    wanted.delivery = kept.get("delivery")
    return wanted


def approvals_of(one: Row) -> list[str]:
    """The ids of the approvals that a change was asked."""
    return list(proposal(one).get("approvals", ()))
