"""Customers: the centre of the star."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field

from crmcli.store.tables.base import Record, Row
from crmcli.store.tables.sets import CUSTOM, FOLLOWERS, TAGS, TEAM
from crmcli.store.tables.types import (
    TEXT,
    Choices,
    KindInfo,
    Label,
    SetOf,
    choice,
    instant,
    line,
    link,
    when_day,
    when_moment,
)

KINDS: Choices = (("company", "Company", "公司"), ("person", "Person", "个人"))
STATUSES: Choices = (
    ("lead", "Lead", "线索"),
    ("active", "Active", "合作中"),
    ("dormant", "Dormant", "休眠"),
    ("lost", "Lost", "流失"),
)
SOURCES: Choices = (
    ("exhibition", "Exhibition", "展会"),
    ("website", "Website", "网站"),
    ("search", "Web search", "网络搜索"),
    ("referral", "Referral", "转介绍"),
    ("cold_call", "Cold call", "陌生拜访"),
    ("advertising", "Advertising", "广告"),
    ("marketplace", "Marketplace", "电商平台"),
    ("partner", "Partner", "合作伙伴"),
    ("other", "Other", "其他"),
)
LEVELS: Choices = (("A", "A", "A"), ("B", "B", "B"), ("C", "C", "C"))

_LAST = Label("Last dealt with", "最近往来", "When the latest follow-up happened; kept by the store.")
_NEXT = Label(
    "Next follow-up",
    "下次跟进",
    "The earliest open reminder; kept by the store. Setting it moves that reminder.",
)


class Customer(Record, table=True):
    """A company or person we sell to; everything known hangs here."""

    __table_args__ = (
        Index("customer_source", "source", sqlite_where=sql("removed_at IS NULL")),
        Index("customer_came", "id", "source", sqlite_where=sql("removed_at IS NULL")),
    )
    KIND: ClassVar[KindInfo] = KindInfo(
        "customer",
        "C",
        "Customer",
        "客户",
        "customers",
        "name",
        ("external_id", "email", "phone", "tax_id", "name"),
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "name", "aliases", "kind", "status", "source", "industry", "country", "region", "city", "postal_code",
        "address", "phone", "fax", "email", "website", "tax_id", "external_id", "level", "payment_terms",
        "currency", "tags", "custom", "next_followup", "last_dealt_at", "owned_since", "team", "followers",
    )  # fmt: skip
    SETS: ClassVar[dict[str, SetOf]] = {
        "aliases": SetOf(
            "customer_alias", "texts", "customer_id",
            Label("Aliases", "别名", "Short names and names in another script."), search="name",
        ),
        "tags": TAGS,
        "custom": CUSTOM,
        "team": TEAM,
        "followers": FOLLOWERS,
    }  # fmt: skip

    name: str = line(Label("Name", "名称", "The customer's full name."), required=True, search="name")
    kind: str = choice(Label("Kind", "类型", "A company or a person."), KINDS, default="company")
    status: str | None = choice(Label("Status", "状态", "Where the relation stands."), STATUSES)
    source: str | None = choice(
        Label("Source", "来源", "Where the customer came from."), SOURCES, open=True, search="text"
    )
    industry: str | None = line(Label("Industry", "行业", "What the customer does."), search="text")
    country: str | None = line(Label("Country", "国家", "Country or territory."), search="text")
    region: str | None = line(Label("Region", "省/州", "Province, state or region."), search="text")
    city: str | None = line(Label("City", "城市", "Town or city."), search="text")
    postal_code: str | None = line(Label("Postal code", "邮编", "Postal code, kept as text."), search="text")
    address: str | None = line(Label("Address", "地址", "Street and number."), most=2000, search="text")
    phone: str | None = line(Label("Phone", "电话", "The main telephone."), search="phone")
    fax: str | None = line(Label("Fax", "传真", "The fax number."), search="phone")
    email: str | None = line(Label("E-mail", "邮箱", "The main address."), search="email")
    website: str | None = line(Label("Website", "网址", "The customer's site."), most=2000, search="key")
    tax_id: str | None = line(Label("Tax id", "税号", "The number on invoices."), search="key")
    external_id: str | None = line(
        Label("External id", "外部编号", "The customer's number in another system."), search="key"
    )
    level: str | None = choice(Label("Level", "级别", "A, B or C by value."), LEVELS)
    payment_terms: str | None = line(
        Label("Payment terms", "付款条件", "What was agreed about paying."), search="text"
    )
    currency: str | None = line(
        Label("Currency", "币种", "ISO 4217 code amounts are in when none is typed."), most=3
    )
    next_followup_on: str | None = when_day("next_followup", _NEXT, derived=True, ahead=True)
    next_followup_at: str | None = when_moment("next_followup", _NEXT, derived=True, ahead=True)
    last_dealt_on: str | None = when_day("last_dealt_at", _LAST, derived=True)
    last_dealt_at: str | None = when_moment("last_dealt_at", _LAST, derived=True)
    owned_since: str | None = instant(
        Label("With its owner since", "归属时间", "When its owner got it; empty: since it was made."),
        kept=True,
    )


class CustomerAlias(Row, table=True):
    """Another name of a customer."""

    __tablename__ = "customer_alias"
    __table_args__ = (UniqueConstraint("customer_id", "value"),)

    customer_id: str = link(Label("Customer", "客户"), "customer", required=True)
    value: str = Field(sa_type=TEXT, nullable=False)
