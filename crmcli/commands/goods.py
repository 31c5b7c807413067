"""What ``crm quote line`` and ``crm order line`` share: how a line is added, changed and taken out."""

from __future__ import annotations

from crmcli.commands.fields import whole
from crmcli.commands.spec import Arg, Opt
from crmcli.errors import UsageError
from crmcli.i18n import N_, _
from crmcli.store.row import Record

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from crmcli.store.open import Store

    R = TypeVar("R", bound=Record)

LINE_ARGS = (
    Arg("product", "PRODUCT", N_("What is sold; - for a line that only words describe."), required=False),
    Arg("quantity", "QUANTITY", N_("How much: 120, 0.5."), required=False),
)
LINE_OPTIONS = (
    Opt("--price", N_("The price of one unit; else the list's for that quantity."), value="AMOUNT"),
    Opt("--discount", N_("Per cent off the unit price: 5%, 95折."), value="PERCENT"),
    Opt("--unit", N_("What is counted; else the product's."), value="TEXT"),
    Opt("--description", N_("What is sold, in words; else the product's name."), value="TEXT"),
    Opt("--line", N_("Change the line with this number."), value="N"),
    Opt("--drop", N_("Take the line with this number out."), value="N"),
)


def change_line(
    store: Store,
    row: R,
    put: Callable[..., tuple[R, str | None]],
    drop: Callable[[Store, R, int], tuple[R, str | None]],
    given: dict[str, str | None],
) -> tuple[R, str | None, int | None]:
    """Do to the lines of a quote or an order what is given by :data:`LINE_ARGS` and :data:`LINE_OPTIONS`.

    ``put`` and ``drop`` are its verbs. Returns the record, the transaction (None: no change) and where among its lines
    the one is that was put, as an index; None if one was taken out. Raises :class:`UsageError` for what does not go
    together.
    """
    command = f"crm {row.TABLE} line {row.ref}"
    typed = {name: text for name, text in given.items() if text is not None}
    if "drop" in typed:
        if len(typed) > 1:
            raise UsageError(
                _("--drop takes a line out and goes with nothing else."),
                hint=f"{command} --drop {typed['drop']}",
                argument="--drop",
                value=typed["drop"],
                expected=_("the number of a line"),
            )
        return *drop(store, row, whole("--drop", typed["drop"])), None
    place = whole("--line", typed.pop("line")) if "line" in typed else None
    missing = [name.upper() for name in ("product", "quantity") if name not in typed]
    if place is None and missing:
        raise UsageError(
            _("A new line needs a product and a quantity."),
            hint=_("`%(command)s PRODUCT QUANTITY`; with --line N it changes one that is there.")
            % {"command": command},
            argument=missing[0],
            value="",
            expected=missing[0],
        )
    product, quantity = typed.pop("product", ""), typed.pop("quantity", "")
    changed, transaction = put(store, row, product, quantity, line=place, **typed)
    return changed, transaction, -1 if place is None else place - 1
