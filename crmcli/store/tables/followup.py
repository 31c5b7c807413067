"""Follow-ups: one dealing with a customer each."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy import text as sql

from crmcli.store.tables.base import Record, Row
from crmcli.store.tables.sets import TAGS
from crmcli.store.tables.types import (
    Absent,
    Choices,
    KindInfo,
    Label,
    SetOf,
    choice,
    currency_of,
    line,
    link,
    minor_units,
    prose,
    when_day,
    when_moment,
)

KINDS: Choices = (
    ("call", "Phone call", "电话"),
    ("material", "Material sent", "寄送资料"),
    ("first_visit", "First visit", "首次拜访"),
    ("visit", "Visit", "拜访"),
    ("introduction", "Product introduction", "产品介绍"),
    ("negotiation", "Negotiation", "谈判"),
    ("proposal", "Proposal handed in", "提交方案"),
    ("exhibition", "Exhibition", "展会"),
    ("email", "E-mail", "邮件"),
    ("message", "Message", "消息"),
    ("other", "Other", "其他"),
)

_AT = Label("When", "时间", "When it happened.")
_NEXT = Label("Next step due", "下一步日期", "When the next step is due.")
_AMOUNT = Label("Amount", "金额", "The amount spoken of.")


class Followup(Record, table=True):
    """What happened, what we think of it, what comes next."""

    __table_args__ = (
        Index("followup_of_customer", "customer_id", sql("coalesce(at_at, at_on)")),
        Index("followup_by_author", "author_id", sql("coalesce(at_at, at_on)")),
        Index("followup_of_reminder", "reminder_id", sqlite_where=sql("reminder_id IS NOT NULL")),
        Index(
            "followup_of_opportunity",
            "opportunity_id",
            sql("coalesce(at_at, at_on)"),
            sqlite_where=sql("opportunity_id IS NOT NULL"),
        ),
        Index("followup_external", "external_id", sqlite_where=sql("external_id IS NOT NULL")),
    )
    KIND: ClassVar[KindInfo] = KindInfo(
        "followup", "F", "Follow-up", "跟进", "followups", "text", ("external_id", "customer+at+text")
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "customer", "opportunity", "order", "case", "kind", "at", "text", "judgement", "next_step", "next_due",
        "reminder", "contacts", "members", "tags", "amount", "external_id", "author",
    )  # fmt: skip
    ABSENT: ClassVar[dict[str, Absent]] = {
        "case": Absent("case", Label("Case", "服务", "The request or complaint it concerns.")),
    }
    SETS: ClassVar[dict[str, SetOf]] = {
        "contacts": SetOf(
            "followup_contact", "links", "followup_id", Label("Contacts", "联系人", "Who of the customer took part."),
            value="contact_id", link="contact",
        ),
        "members": SetOf(
            "followup_member", "links", "followup_id", Label("Members", "参与成员", "Who of us took part."),
            value="member_id", link="member",
        ),
        "tags": TAGS,
    }  # fmt: skip

    customer_id: str = link(Label("Customer", "客户", "With whom."), "customer", required=True)
    kind: str = choice(
        Label("Kind", "类型", "What sort of dealing."), KINDS, default="other", vocabulary="followup_kind"
    )
    at_on: str | None = when_day("at", _AT)
    at_at: str | None = when_moment("at", _AT)
    text: str = prose(Label("Text", "内容", "What was said and done."), required=True, search="text")
    judgement: str | None = prose(Label("Judgement", "判断", "What we think of it."), search="text")
    next_step: str | None = line(Label("Next step", "下一步", "What comes next."), most=2000, search="text")
    next_due_on: str | None = when_day("next_due", _NEXT, ahead=True)
    next_due_at: str | None = when_moment("next_due", _NEXT, ahead=True)
    reminder_id: str | None = link(Label("Reminder", "提醒", "What reminds of the next step."), "reminder")
    amount_minor: int | None = minor_units("amount", _AMOUNT)
    amount_currency: str | None = currency_of("amount", _AMOUNT)
    external_id: str | None = line(
        Label("External id", "外部编号", "Its number in another system."), search="key"
    )
    order_id: str | None = link(Label("Order", "订单", "The order it concerns."), "order")
    opportunity_id: str | None = link(
        Label("Opportunity", "商机", "The possible sale it concerns."), "opportunity"
    )
    author_id: str | None = link(Label("Author", "记录人", "Who wrote it."), "member")


class FollowupContact(Row, table=True):
    """A contact who took part in a dealing."""

    __tablename__ = "followup_contact"
    __table_args__ = (
        UniqueConstraint("followup_id", "contact_id"),
        Index("followups_of_contact", "contact_id"),
    )

    followup_id: str = link(Label("Follow-up", "跟进"), "followup", required=True)
    contact_id: str = link(Label("Contact", "联系人"), "contact", required=True)


class FollowupMember(Row, table=True):
    """A member who took part in a dealing."""

    __tablename__ = "followup_member"
    __table_args__ = (UniqueConstraint("followup_id", "member_id"),)

    followup_id: str = link(Label("Follow-up", "跟进"), "followup", required=True)
    member_id: str = link(Label("Member", "成员"), "member", required=True)
