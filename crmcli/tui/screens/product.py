"""A product: its facts, and its prices by quantity, period and list, each changed in a form."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.i18n import _
from crmcli.shown.prices import said as price_said
from crmcli.store.records import PRODUCT, Product
from crmcli.text.clean import cut
from crmcli.tui.drawn import paragraph
from crmcli.tui.formrows import Row
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.formbox import FormBox
from crmcli.tui.screens.record import RecordScreen
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.sections import Entry, Section

if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.screens.page import Page
    from crmcli.tui.widgets.sections import Drawn

    Link = dict[str, Any]
    Record = dict[str, Any]

PRICE = "price"  # of an entry that is a row of prices
_PRICES = PRODUCT.fields["prices"]
_KEYS = ("list", "min_quantity", "valid_from")  # what tells a row of prices from others


class ProductScreen(RecordScreen):
    """A product."""

    SCOPES: ClassVar[tuple[str, ...]] = (*RecordScreen.SCOPES, "product")
    BINDINGS = bindings(*SCOPES)

    def _sections(self, record: Record) -> list[Section]:
        """Its prices stand before what hangs on it."""
        out = super()._sections({**record, "prices": []})
        rows = record["prices"]
        entries = [
            Entry(
                {"kind": PRICE, "id": f"price:{number}", "number": number, "row": one},
                partial(_price, number, one),
            )
            for number, one in enumerate(rows, 1)
        ]
        if not entries:
            text = self.way("price.new", _("a price from a quantity on, in a period, of a price list"))
            entries = [Entry(None, partial(paragraph, text, "dim"))]
        title = f"{_PRICES.shown} {len(rows)}" if rows else _PRICES.shown
        out.insert(2, Section(title, entries))
        return out

    @property
    def price(self) -> Record | None:
        """The row of prices under the cursor."""
        found = self.rows.data if self.is_mounted else None
        return found if found is not None and found["kind"] == PRICE else None

    def applies(self, action: Action) -> bool:
        """A price is taken away where the cursor stands on one."""
        if action.id == "price.drop":
            return self.price is not None
        return super().applies(action)

    def label_of(self, action: Action) -> str:
        """Enter on a price changes it."""
        if action.id == "open.record" and self.price is not None:
            return _("Change the price")
        return super().label_of(action)

    def do_open_record(self) -> None:
        """What is under the cursor; a price in a form."""
        if self.price is not None:
            self.begin(edit_price(self, self.whole, self.price["number"], self.price["row"]), "open.record")
        else:
            super().do_open_record()

    async def do_price_new(self) -> None:
        """One more price."""
        await edit_price(self, self.whole, 0, None)

    async def do_price_drop(self) -> None:
        """Take the price under the cursor away."""
        price = self.price
        if price is not None:
            transaction = await self.write(_dropped, self.whole["id"], price["number"], price["row"])
            self.say_done(_("Taken out: %(name)s") % {"name": price_said(price["row"])}, transaction)


def _price(number: int, one: Record, cells: int) -> Drawn:
    lead = f"{number:>3}  "
    return [[("dim", lead), ("text", cut(shown(price_said(one)), max(cells - len(lead), 4)))]]


class PriceForm(FormBox):
    """A row of prices: new, or one that is there."""

    def __init__(self, product: Link, number: int, row: Record | None) -> None:
        self.product = product
        self.number = number
        self.row = row
        self.given = {"about": product, "number": number, "row": row}
        rows = [Row(part, needed=part.name == "list_price") for part in _PRICES.parts]
        rows.sort(key=lambda one: ("list_price", "floor_price", "min_quantity").index(one.field.name)
                  if one.field.name in ("list_price", "floor_price", "min_quantity") else 9)  # fmt: skip
        for one in rows:
            if row is not None:
                one.begin(row[one.field.name])
            elif one.field.name == "min_quantity":
                one.begin("0")
        title = _("Price of %(name)s") % product
        super().__init__(title, rows, key=f"form:{PRICE}:{product['id']}:{number}")

    def currency(self) -> str:
        """That of the price, or of the product."""
        from crmcli.verbs.tiers import currency_typed

        if self.row is not None and self.row["list_price"]:
            return str(self.row["list_price"]["currency"])
        return currency_typed(self.app.store, _product(self.app.store, self.product["id"]), {})

    def typed(self) -> dict[str, list[str]]:
        """All of it: a price is written whole."""
        typed = {one.field.name: one.sent() for one in self.filled if not one.empty}
        for one in self.filled:
            if one.changed and one.empty:
                typed[one.field.name] = ["0" if one.field.name == "min_quantity" else ""]
        currency = self.currency()
        for name in ("list_price", "floor_price"):
            text = typed.get(name, [""])[-1]
            if text and text.replace(".", "").replace(",", "").isdigit():
                typed[name] = [f"{text} {currency}"]  # not the product's, where that is another
        return typed

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Put it; in the place of the row that was opened."""
        said, transaction = await self.store(_put, self.product["id"], self.number, self.row, typed)
        return {"said": said, "transaction": transaction}


def _product(store: Store, id: str) -> Product:
    from crmcli.verbs.resolve import resolve

    row = resolve(store, id, ("product",)).row
    assert isinstance(row, Product)
    return row


def _there(store: Store, row: Product, number: int, before: Record) -> None:
    """Raise :class:`Conflict` unless a price still stands where it stood."""
    from crmcli.errors import Conflict
    from crmcli.verbs.shape import link, record_json

    now = record_json(store, PRODUCT, row)["prices"]
    if number > len(now) or now[number - 1] != before:
        raise Conflict(
            _("The prices of %(name)s were changed meanwhile.") % {"name": row.name},
            hint=_("Nothing was written. Look at them and type again what is to be otherwise."),
            record=link(PRODUCT, row),
            changes=[],
        )


def _put(
    store: Store, id: str, number: int, before: Record | None, typed: dict[str, list[str]]
) -> tuple[str, str | None]:
    from crmcli.store.journal import Transaction
    from crmcli.verbs import tiers

    product = _product(store, id)
    with Transaction(store, "product price") as transaction:
        if before is not None:
            _there(store, product, number, before)
            tiers.drop(store, product, str(number))
        done = tiers.put(store, product, typed)
    return f"{product.name} · {price_said(tiers.row_json(done.row) or {})}", transaction.ref


def _dropped(store: Store, id: str, number: int, before: Record) -> str | None:
    from crmcli.verbs import tiers

    product = _product(store, id)
    _there(store, product, number, before)
    return tiers.drop(store, product, str(number)).transaction


async def edit_price(page: Page, product: Link, number: int, row: Record | None) -> None:
    """A form for a price of a product; ``number`` 0: a new one."""
    answer = await page.app.push_screen_wait(PriceForm(product, number, row))
    if answer:
        page.say_done(answer["said"], answer["transaction"])
