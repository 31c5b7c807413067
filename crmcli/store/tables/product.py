"""Products: what is sold, and its prices by quantity, period and price list."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from crmcli.store.tables.base import Record, Row
from crmcli.store.tables.sets import CUSTOM, TAGS
from crmcli.store.tables.types import (
    ID,
    Choices,
    KindInfo,
    Label,
    SetOf,
    choice,
    currency_of,
    day,
    line,
    link,
    minor_units,
    prose,
    quantity,
)

STATUSES: Choices = (("active", "Active", "在售"), ("discontinued", "Discontinued", "停售"))

_LIST = Label(
    "List price", "标价", "What one unit costs by the list, where no row of its prices says otherwise."
)
_FLOOR = Label("Floor price", "底价", "The least for one unit that needs no approval.")
_COST = Label("Cost", "成本", "What one unit costs us; for the margin that an approver sees.")
_TIER_LIST = Label("List price", "标价", "What one unit costs.")
_TIER_FLOOR = Label("Floor price", "底价", "The least for one unit that needs no approval.")


class Product(Record, table=True):
    """What is sold: list price, floor price, unit."""

    __table_args__ = (
        Index("product_code", "code"),
        Index("product_external", "external_id"),
    )
    KIND: ClassVar[KindInfo] = KindInfo(
        "product", "G", "Product", "产品", "products", "name", ("external_id", "code", "name")
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "name", "code", "category", "unit", "list_price", "floor_price", "cost", "valid_from", "valid_until", "status",
        "description", "prices", "tags", "custom", "external_id",
    )  # fmt: skip
    SETS: ClassVar[dict[str, SetOf]] = {
        "prices": SetOf(
            "product_price", "rows", "product_id",
            Label("Prices", "价格表", "Prices from a quantity on, in a period, by price list."),
        ),
        "tags": TAGS,
        "custom": CUSTOM,
    }  # fmt: skip

    name: str = line(Label("Name", "名称", "What it is called."), required=True, search="name")
    code: str | None = line(Label("Code", "货号", "Its article number."), most=100, search="key")
    category: str | None = line(Label("Category", "类别", "What it is sorted under."), search="text")
    unit: str | None = line(Label("Unit", "单位", "What is counted: piece, set, kg, m."), most=40)
    list_price_minor: int | None = minor_units("list_price", _LIST)
    list_price_currency: str | None = currency_of("list_price", _LIST)
    floor_price_minor: int | None = minor_units("floor_price", _FLOOR)
    floor_price_currency: str | None = currency_of("floor_price", _FLOOR)
    cost_minor: int | None = minor_units("cost", _COST)
    cost_currency: str | None = currency_of("cost", _COST)
    valid_from: str | None = day(
        Label("Valid from", "生效日", "Since when these prices hold; what held before stands in its prices.")
    )
    valid_until: str | None = day(
        Label("Valid until", "有效期至", "The last day on which these prices hold."), ahead=True
    )
    status: str = choice(Label("Status", "状态", "Whether it is still sold."), STATUSES, default="active")
    description: str | None = prose(Label("Description", "说明", "What it is."), search="text")
    external_id: str | None = line(
        Label("External id", "外部编号", "Its number in another system."), search="key"
    )


class ProductPrice(Row, table=True):
    """A price of a product: from a quantity on, in a period, by a price list."""

    __tablename__ = "product_price"
    __table_args__ = (Index("product_price_of", "product_id", "valid_from"),)
    KEYS: ClassVar[tuple[str, ...]] = (
        "list", "min_quantity", "list_price", "floor_price", "valid_from", "valid_until",
    )  # fmt: skip

    id: str = Field(sa_type=ID, unique=True, nullable=False)
    product_id: str = link(Label("Product", "产品"), "product", required=True)
    list_name: str | None = line(Label("Price list", "价目表", "The price list it is of."), key="list")
    min_quantity: str = quantity(
        Label("From quantity", "起订量", "The least quantity for which it holds."), default="0"
    )
    list_minor: int | None = minor_units("list_price", _TIER_LIST)
    floor_minor: int | None = minor_units("floor_price", _TIER_FLOOR)
    currency: str | None = currency_of("", Label("Currency", "币种"))
    valid_from: str | None = day(Label("Valid from", "生效日", "The first day on which it holds."))
    valid_until: str | None = day(
        Label("Valid until", "有效期至", "The last day on which it holds."), ahead=True
    )
