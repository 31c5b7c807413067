"""Approvals: decisions asked of a superior, and who held them how long."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import Field

from crmcli.store.tables.base import Record, Row
from crmcli.store.tables.types import (
    ID,
    Choices,
    KindInfo,
    Label,
    SetOf,
    choice,
    currency_of,
    flag,
    instant,
    line,
    link,
    link_id,
    link_kind,
    minor_units,
    prose,
)

DECISIONS: Choices = (
    ("approved", "Approved", "批准"),
    ("rejected", "Rejected", "驳回"),
    ("withdrawn", "Withdrawn", "撤回"),
)
WHYS: Choices = (
    ("asked", "Asked", "申请"),
    ("escalated", "Escalated", "升级"),
    ("delegated", "Delegated", "委托"),
    ("deputy", "Deputy during absence", "缺勤代理"),
)

_ABOUT = Label("About", "关于", "What is to be decided: a quote, an order, an expense.")
_AMOUNT = Label("Amount", "金额", "What it was about when it was asked.")
_WAITING = sql("decision IS NULL AND removed_at IS NULL")


class Approval(Record, table=True):
    """A decision asked of a superior by a rule of the process."""

    __table_args__ = (
        Index("approval_held", "approver_id", "asked_at", sqlite_where=_WAITING),
        Index("approval_clock", "escalate_at", sqlite_where=_WAITING),
        Index("approval_about", "about_id"),
        Index("approval_asked", "asked_at"),
        Index("approval_of_customer", "customer_id"),
    )
    KIND: ClassVar[KindInfo] = KindInfo(
        "approval", "A", "Approval", "审批", "approvals", "rule_label", ("about+rule+asked_at",)
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "about", "customer", "rule", "rule_label", "measure", "limit", "amount", "asked_by", "asked_at", "approver",
        "reason", "important", "urgent", "decision", "opinion", "decided_by", "decided_at", "on_behalf_of",
        "remind_at", "reminded_at", "escalate_at", "holders", "playbook",
    )  # fmt: skip
    TOGETHER: ClassVar[tuple[str, ...]] = ("decision", "opinion", "decided_by_id", "decided_at")
    SETS: ClassVar[dict[str, SetOf]] = {
        "holders": SetOf(
            "approval_hold", "rows", "approval_id",
            Label("Holders", "经手人", "Who held it, from when until when, and why."),
        ),
    }  # fmt: skip

    about_kind: str = link_kind("about", _ABOUT, required=True, kept=True)
    about_id: str = link_id("about", _ABOUT, required=True, kept=True)
    customer_id: str | None = link(
        Label("Customer", "客户", "Whose matter it is; kept by the store."), "customer", derived=True
    )
    rule: str = line(Label("Rule", "规则", "The id of the rule that asks for it."), required=True, kept=True)
    rule_label: str | None = line(
        Label("What is asked", "审批事项", "What the rule is called."), kept=True, search="text"
    )
    measure: str | None = line(
        Label("Measure", "实际值", "By how much it goes beyond: 12%, 186000.00 CNY."), kept=True
    )
    limit_text: str | None = line(
        Label("Limit", "额度", "How far who asks may go alone."), kept=True, key="limit"
    )
    amount_minor: int | None = minor_units("amount", _AMOUNT, kept=True)
    amount_currency: str | None = currency_of("amount", _AMOUNT, kept=True)
    asked_by_id: str | None = link(
        Label("Asked by", "申请人", "Who asks."), "member", kept=True, key="asked_by"
    )
    asked_at: str | None = instant(Label("Asked at", "申请时间", "When it was asked."), kept=True)
    approver_id: str | None = link(
        Label("Approver", "审批人", "Who holds it now; who decided it."), "member", kept=True
    )
    reason: str | None = prose(
        Label("Reason", "理由", "Why it is asked."), most=10_000, kept=True, search="text"
    )
    important: bool = flag(Label("Important", "重要", "It matters."), kept=True)
    urgent: bool = flag(Label("Urgent", "紧急", "It cannot wait."), kept=True)
    decision: str | None = choice(
        Label("Decision", "决定", "What was decided; empty while it waits."), DECISIONS, kept=True
    )
    opinion: str | None = prose(
        Label("Opinion", "意见", "What the approver says; it is binding."),
        most=10_000,
        kept=True,
        search="text",
    )
    decided_by_id: str | None = link(
        Label("Decided by", "决定人", "Who decided."), "member", kept=True, key="decided_by"
    )
    decided_at: str | None = instant(Label("Decided at", "决定时间", "When it was decided."), kept=True)
    on_behalf_of_id: str | None = link(
        Label("On behalf of", "代表", "For whom a deputy holds it."), "member", kept=True, key="on_behalf_of"
    )
    remind_at: str | None = instant(Label("Remind at", "催办时间", "When its holder is reminded."), kept=True)
    reminded_at: str | None = instant(
        Label("Reminded at", "已催办", "When its holder was reminded."), kept=True
    )
    escalate_at: str | None = instant(
        Label("Escalate at", "升级时间", "When it goes to the next superior."), kept=True
    )
    playbook_id: str | None = link(
        Label("Process", "销售流程", "The version of the process whose rule it is."), "playbook", kept=True
    )


class ApprovalHold(Row, table=True):
    """That a member held an approval, from when until when."""

    __tablename__ = "approval_hold"
    __table_args__ = (Index("approval_hold_of", "approval_id", "since"),)
    KEYS: ClassVar[tuple[str, ...]] = ("member", "since", "until", "why")

    id: str = Field(sa_type=ID, unique=True, nullable=False)
    approval_id: str = link(Label("Approval", "审批"), "approval", required=True)
    member_id: str = link(Label("Member", "成员", "Who held it."), "member", required=True)
    since: str | None = instant(Label("Since", "自", "From when."))
    until: str | None = instant(Label("Until", "至", "Until when; empty while it is held."))
    why: str | None = choice(Label("Why", "原因", "How it came to this holder."), WHYS)
