"""``crm product`` with its verbs: what is sold, and what it costs by quantity, period and price list."""

from __future__ import annotations

from crmcli.commands.fields import field_options, list_options, shown, typed_of
from crmcli.commands.generic import archiving, changed, listing, removing
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import UsageError
from crmcli.i18n import N_, _, listed, ngettext
from crmcli.store.records import PRODUCT, Product
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session


def _named(session: Session, ref: str, argument: str = "REF") -> Product:
    from crmcli.verbs.resolve import resolve

    row = resolve(session.store, ref, ("product",), argument=argument).row
    assert isinstance(row, Product)
    return row


def add(session: Session, name_words: list[str], **given: Any) -> Answer:
    """A new product, with its list and floor price."""
    from crmcli.verbs import records

    typed = typed_of(PRODUCT, given) | {"name": [" ".join(name_words)]}
    row, transaction = records.add(session.store, PRODUCT, typed)
    return changed(session, PRODUCT, row, transaction)


def show(session: Session, ref: str) -> Answer:
    """A product with its prices, numbered, and everything that hangs on it."""
    from crmcli.verbs.resolve import resolve

    found = resolve(session.store, ref, ("product",))
    answer = shown(session, PRODUCT, found.row, found.why)
    record: Any = answer.data
    prices, whole = record["prices"], answer.lines
    if prices and callable(whole):
        from crmcli.shown.prices import numbered

        answer.lines = lambda to: f"{whole(to)}\n{numbered(prices)}" if to.terminal else whole(to)
    return answer


def edit(session: Session, ref: str, **given: Any) -> Answer:
    """Change a product; the price of before is kept for the days before."""
    from crmcli.verbs import records
    from crmcli.verbs.shape import record_json

    row = _named(session, ref)
    before = record_json(session.store, PRODUCT, row)
    new, transaction = records.edit(session.store, PRODUCT, row, typed_of(PRODUCT, given))
    assert isinstance(new, Product)
    if new.status == "discontinued" and before["status"] != new.status:
        _say_quoted(session, [new])
    return changed(session, PRODUCT, new, transaction, before)


def _say_quoted(session: Session, rows: list[Product]) -> None:
    """Say which quotes in play offer what is given up: they keep their lines as they are."""
    from crmcli.store.priced import open_quotes

    for row in rows:
        numbers = open_quotes(session.store, row.id)
        if numbers:
            some = listed(numbers[:5]) + (" …" if len(numbers) > 5 else "")
            session.warn(
                ngettext(
                    "%(name)s stands in a quote, which keeps its line: %(quotes)s",
                    "%(name)s stands in quotes, which keep their lines: %(quotes)s",
                    len(numbers),
                )
                % {"name": row.name, "quotes": some}
            )


def remove(session: Session, refs: list[str], yes: bool = False, dry_run: bool = False) -> Answer:
    """Remove products; quotes and orders keep their lines."""
    rows = [_named(session, ref) for ref in refs]
    answer = removing(PRODUCT)(session, refs, yes, dry_run)
    _say_quoted(session, rows)
    return answer


def price(
    session: Session, ref: str, list_price: str | None = None, floor_price: str | None = None,
    quantity: str | None = None, list_name: str | None = None, begins: str | None = None, until: str | None = None,
    drop: str | None = None,
) -> Answer:  # fmt: skip
    """Put a price from a quantity on, in a period, by a price list; or take one away."""
    from crmcli.shown.prices import said
    from crmcli.verbs import tiers
    from crmcli.verbs.shape import record_json

    row = _named(session, ref)
    given = {
        "list_price": list_price, "floor_price": floor_price, "min_quantity": quantity, "list": list_name,
        "valid_from": begins, "valid_until": until,
    }  # fmt: skip
    typed = {name: [text] for name, text in given.items() if text is not None}
    if drop is not None:
        if typed:
            raise UsageError(
                _("--drop takes a price away and goes with no other option."),
                hint=_("`crm product price %(ref)s --drop N` alone takes it away.") % {"ref": row.ref},
                argument="--drop",
                value=drop,
                expected="--drop",
            )
        done = tiers.drop(session.store, row, drop)
    elif not typed:
        raise UsageError(
            _("Nothing to change was given."),
            hint=_("Give a price with --list-price, or take one away with --drop N."),
            argument="",
            value="",
            expected=["--list-price", "--drop"],
        )
    else:
        done = tiers.put(session.store, row, typed)
    before = tiers.row_json(done.before)
    data = {
        **record_json(session.store, PRODUCT, done.product),
        "price": tiers.row_json(done.row),
        "replaced": before,
        "transaction": done.transaction,
    }
    parts = [row.ref, row.name]
    if done.row is None:
        parts.append(_("dropped: %(price)s") % {"price": said(before or {})})
    else:
        parts.append(said(data["price"]))
        if before and done.transaction:
            parts.append(_("in place of %(price)s") % {"price": said(before)})
    parts.append(f"crm undo {done.transaction}" if done.transaction else _("was so already"))
    return Answer(data, lines=harmless(" · ".join(parts)), refs=[row.ref])


def at(
    session: Session, ref: str, on: str | None = None, quantity: str | None = None, currency: str | None = None,
    list_name: str | None = None,
) -> Answer:  # fmt: skip
    """What a product costs on a day, for a quantity, in a currency, by a price list."""
    from crmcli.shown.prices import answered
    from crmcli.verbs import products

    found = products.asked(
        session.store, _named(session, ref), on=on, quantity=quantity, currency=currency,
        list_name=list_name or "",
    )  # fmt: skip
    return Answer(found, lines=harmless(answered(found)), refs=[found["product"]["ref"]])


_REF = Arg("ref", "REF", N_("A ref, an id, a code, or a name where it is clear."))
_REFS = Arg("refs", "REF", N_("A ref, an id, a code, or a name where it is clear."), many=True)
_QUANTITY = N_("From this quantity on.")


def _commands() -> list[Command]:
    return [
        Command(
            "product add", add, N_("A new product, with its list and floor price."),
            args=(Arg("name_words", "NAME", N_("What it is called."), many=True),),
            options=lambda: field_options(PRODUCT, without=("name",)),
            more=N_(
                "A floor price is the least that needs no approval; it is at most the list price and in its currency.\n"
                "`crm import` reads a whole price list, also with quantities, periods and the names of lists."
            ),
            examples=(
                "crm product add 离心泵 CP-50 --code CP-50 --unit 台 --list-price 1200 --floor-price 980 --cost 760",
                'crm product add "gate valve DN80" --list-price "USD 46" --floor-price "USD 40" --category valves',
            ),
        ),
        Command(
            "product list", listing(PRODUCT), N_("Products, newest first."), options=lambda: list_options(PRODUCT),
            examples=(
                'crm product list --where "status=active and list_price>1000" --sort name',
                "crm product list --category 泵 --format csv",
            ),
        ),
        Command(
            "product show", show, N_("A product with its prices, numbered, and everything that hangs on it."),
            args=(_REF,), examples=("crm product show CP-50", "crm product show G4T7W2K --json"),
        ),
        Command(
            "product edit", edit, N_("Change a product; an empty value clears."), args=(_REF,),
            options=lambda: field_options(PRODUCT),
            more=N_(
                "A new list or floor price holds from today, or from the day of --valid-from; what it was before stays "
                "among its prices,\nso that `crm product at` still answers for the days before."
            ),
            examples=(
                "crm product edit CP-50 --list-price 1260 --valid-from 2027-01-01",
                "crm product edit CP-50 --status discontinued",
            ),
        ),
        Command(
            "product price", price, N_("Put a price from a quantity on, in a period, by a price list; or drop one."),
            args=(_REF,),
            options=(
                Opt("--list-price", N_("What one unit costs."), value="AMOUNT"),
                Opt("--floor-price", N_("The least for one unit that needs no approval."), value="AMOUNT"),
                Opt("--quantity --min-quantity", _QUANTITY, value="QUANTITY", name="quantity"),
                Opt("--list", N_("The price list it is of; else it holds for everybody."), value="NAME",
                    name="list_name"),
                Opt("--from --valid-from", N_("The first day on which it holds."), value="DATE", name="begins"),
                Opt("--until --valid-until", N_("The last day on which it holds."), value="DATE", name="until"),
                Opt("--drop", N_("Take the price of that number away, as `crm product show` numbers them."),
                    value="N"),
            ),
            more=N_(
                "One for the same list, quantity, first day and currency takes the place of the one there is.\n"
                "Without a floor price of its own it has the product's."
            ),
            examples=(
                "crm product price CP-50 --quantity 100 --list-price 1080 --floor-price 930",
                'crm product price CP-50 --list export --list-price "USD 165" --from 2027-01-01 --until 2027-06-30',
                "crm product price CP-50 --drop 2",
            ),
        ),
        Command(
            "product at", at, N_("What a product costs: on a day, for a quantity, in a currency, by a price list."),
            args=(_REF,),
            options=(
                Opt("--on", N_("On which day; else today."), value="DATE"),
                Opt("--quantity", N_("For how much; else for one."), value="QUANTITY"),
                Opt("--currency", N_("In which currency; else the product's. Converted by `crm config rates`."),
                    value="CODE"),
                Opt("--list", N_("By which price list; else by the prices for everybody."), value="NAME",
                    name="list_name"),
            ),
            examples=(
                "crm product at CP-50 --quantity 120",
                "crm product at CP-50 --on 2026-03-01 --currency USD --json",
            ),
        ),
        Command(
            "product archive", archiving(PRODUCT), N_("Put products out of the way; they stay whole."),
            args=(_REFS,), options=(Opt("--back", N_("Into use again.")),), examples=("crm product archive CP-50",),
        ),
        Command(
            "product remove", remove, N_("Remove products; quotes and orders keep their lines, undo brings them back."),
            args=(_REFS,),
            options=(Opt("--yes -y", N_("Do not ask."), name="yes"),
                     Opt("--dry-run", N_("Only say what would be removed."))),
            examples=("crm product remove CP-50",),
        ),
    ]  # fmt: skip


COMMANDS = {command.path: command for command in _commands()}
