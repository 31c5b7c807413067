"""The lines of quotes and orders: how much of what, at which price."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from crmcli.store.tables.base import Row
from crmcli.store.tables.types import (
    ID,
    TEXT,
    Label,
    SetOf,
    currency_of,
    line,
    link,
    minor_units,
    percent,
    quantity,
    whole,
)

LINES = SetOf(
    "line", "rows", "record_id", Label("Lines", "明细", "How much of what, at which price; in their order.")
)

_PRICE = Label("Unit price", "单价", "The price of one unit before the discount.")
_LIST = Label("List price", "标价", "What the list said when the line was priced.")
_FLOOR = Label("Floor price", "底价", "The floor when the line was priced.")
_COST = Label("Cost", "成本", "The cost of one unit when the line was priced.")
_AMOUNT = Label(
    "Amount", "金额", "Quantity times unit price less discount, rounded half up to the minor unit."
)


class Line(Row, table=True):
    """One line of a quote or an order. All its amounts are of one currency."""

    __tablename__ = "line"
    __table_args__ = (
        Index("line_of", "record_id", "place"),
        Index("line_product", "product_id"),
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "line", "product", "description", "quantity", "unit", "unit_price", "discount", "amount", "list_price",
        "floor_price", "cost",
    )  # fmt: skip

    id: str = Field(sa_type=ID, unique=True, nullable=False)
    record_kind: str = Field(sa_type=TEXT, nullable=False)
    record_id: str = Field(sa_type=ID, nullable=False)
    place: int = whole(Label("Line", "行", "Its number, from 1."), default=1, key="line")
    product_id: str | None = link(Label("Product", "产品", "What is sold."), "product")
    description: str | None = line(Label("Description", "说明", "What is sold, in words."), most=2000)
    quantity: str = quantity(Label("Quantity", "数量", "How much."), default="1")
    unit: str | None = line(Label("Unit", "单位", "What is counted."), most=40)
    price_minor: int | None = minor_units("unit_price", _PRICE)
    discount: int = percent(Label("Discount", "折扣", "Per cent off the unit price."), default=0)
    amount_minor: int | None = minor_units("amount", _AMOUNT)
    list_minor: int | None = minor_units("list_price", _LIST)
    floor_minor: int | None = minor_units("floor_price", _FLOOR)
    cost_minor: int | None = minor_units("cost", _COST)
    currency: str | None = currency_of("", Label("Currency", "币种"))
