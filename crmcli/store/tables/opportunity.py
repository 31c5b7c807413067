"""Opportunities: possible sales on their way through the stages of a process, and each step of that way."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy import text as sql

from crmcli.store.tables.base import Record
from crmcli.store.tables.sets import CUSTOM, FOLLOWERS, TAGS, TEAM
from crmcli.store.tables.types import (
    Choices,
    KindInfo,
    Label,
    SetOf,
    choice,
    currency_of,
    day,
    flag,
    instant,
    line,
    link,
    minor_units,
    prose,
    when_day,
    when_moment,
    whole,
)

OUTCOMES: Choices = (("won", "Won", "赢单"), ("lost", "Lost", "输单"), ("abandoned", "Abandoned", "放弃"))

_AMOUNT = Label("Amount", "金额", "The amount expected.")
_LATEST = Label(
    "Latest follow-up", "最近跟进", "When the latest dealing about it happened; kept by the store."
)
_NEXT = Label("Next follow-up", "下次跟进", "The earliest open reminder about it; kept by the store.")
_OPEN = sql("outcome IS NULL AND removed_at IS NULL AND archived_at IS NULL")
_ENDED = sql("outcome IS NOT NULL AND removed_at IS NULL")


def _words(part: str, label: Label) -> SetOf:
    return SetOf("word", "texts", "record_id", label, search="text", part=part)


class Opportunity(Record, table=True):
    """A possible sale, moving through the stages of its process."""

    __table_args__ = (
        Index(  # also what came of a customer, for the report of sources
            "opportunity_of_customer", "customer_id", "removed_at", "outcome", "amount_currency", "amount_minor",
        ),
        Index("opportunity_board", "stage", sql("coalesce(expected_close, '9999')"), sqlite_where=_OPEN),
        Index(
            "opportunity_board_owner", "owner_id", "stage", sql("coalesce(expected_close, '9999')"),
            sqlite_where=_OPEN,
        ),
        Index(
            "opportunity_ahead", "expected_close", "owner_id", "stage", "playbook_id", "probability", "amount_currency",
            "amount_minor", sqlite_where=_OPEN,
        ),
        Index(  # all that tells how an open one stands, for the report of the pipeline
            "opportunity_gaps", "stage", "playbook_id", "owner_id", "amount_currency", "amount_minor", "expected_close",
            "next_followup_on", "next_followup_at", "latest_followup_at", "latest_followup_on", "acquired_on",
            "risk_flag", sqlite_where=_OPEN,
        ),
        Index(
            "opportunity_closed", "outcome", "outcome_reason", "closed_stage", "playbook_id", "owner_id",
            "amount_currency", "amount_minor", sqlite_where=_ENDED,
        ),
        Index("opportunity_closed_at", "closed_at", sqlite_where=_ENDED),
        Index(
            "opportunity_won", "closed_at", "acquired_on", "playbook_id", "owner_id", "amount_currency", "amount_minor",
            sqlite_where=sql("outcome = 'won' AND removed_at IS NULL"),
        ),
        Index("opportunity_external", "external_id", sqlite_where=sql("external_id IS NOT NULL")),
        Index("opportunity_playbook", "playbook_id", "stage"),
    )  # fmt: skip
    KIND: ClassVar[KindInfo] = KindInfo(
        "opportunity", "O", "Opportunity", "商机", "opportunities", "title", ("external_id", "customer+title")
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "customer", "title", "acquired_on", "expected_close", "expected_cycle", "amount", "stage", "stage_since",
        "probability", "current_problem", "competitors", "products", "playbook", "latest_followup", "next_followup",
        "outcome", "outcome_reason", "lesson", "closed_at", "closed_stage", "risk_flag", "strengths", "weaknesses",
        "chances", "threats", "steps", "team", "followers", "note", "tags", "custom", "external_id", "order",
    )  # fmt: skip
    TOGETHER: ClassVar[tuple[str, ...]] = (
        "stage", "outcome", "outcome_reason", "closed_at", "closed_stage", "stage_since",
    )  # fmt: skip
    SETS: ClassVar[dict[str, SetOf]] = {
        "competitors": _words("competitor", Label("Competitors", "竞争对手", "Who else is after it.")),
        "products": _words("product", Label("Products", "产品", "What it is about.")),
        "strengths": _words("strength", Label("Strengths", "优势", "SWOT: what speaks for us.")),
        "weaknesses": _words("weakness", Label("Weaknesses", "劣势", "SWOT: what speaks against us.")),
        "chances": _words("chance", Label("Chances", "机会", "SWOT: what may help from outside.")),
        "threats": _words("threat", Label("Threats", "威胁", "SWOT: what may harm from outside.")),
        "steps": SetOf(
            "word", "texts", "record_id",
            Label("Steps done", "已完成步骤", "Steps of its process that were ticked by hand."), part="step",
        ),
        "team": TEAM,
        "followers": FOLLOWERS,
        "tags": TAGS,
        "custom": CUSTOM,
    }  # fmt: skip

    customer_id: str = link(Label("Customer", "客户", "Who may buy."), "customer", required=True)
    title: str = line(Label("Title", "名称", "What it is called."), required=True, search="name")
    acquired_on: str | None = day(
        Label("Acquired on", "获得日期", "When we learnt of it; the day it is entered unless said.")
    )
    expected_close: str | None = day(
        Label("Expected close", "预计成交", "When it will be decided."), ahead=True
    )
    expected_cycle: int | None = whole(
        Label("Expected cycle", "预计周期", "Days from acquiring to closing; kept by the store."),
        derived=True,
    )
    amount_minor: int | None = minor_units("amount", _AMOUNT)
    amount_currency: str | None = currency_of("amount", _AMOUNT)
    stage: str | None = choice(
        Label("Stage", "阶段", "Where it stands in its process; `move`, `win` and `lose` change it."), (),
        vocabulary="stage", search="text",
    )  # fmt: skip
    stage_since: str | None = instant(
        Label("In this stage since", "进入阶段", "When it came to its stage."), kept=True
    )
    probability: int | None = whole(
        Label("Probability", "概率", "Per cent; the stage's own unless said otherwise."),
        least=0,
        greatest=100,
    )
    current_problem: str | None = prose(
        Label("Current problem", "当前问题", "What stands in the way now."), search="text"
    )
    playbook_id: str | None = link(
        Label("Process", "销售流程", "The version of its process it was begun under."), "playbook", kept=True
    )
    latest_followup_on: str | None = when_day("latest_followup", _LATEST, derived=True)
    latest_followup_at: str | None = when_moment("latest_followup", _LATEST, derived=True)
    next_followup_on: str | None = when_day("next_followup", _NEXT, derived=True, ahead=True)
    next_followup_at: str | None = when_moment("next_followup", _NEXT, derived=True, ahead=True)
    outcome: str | None = choice(
        Label("Outcome", "结果", "Won, lost or abandoned; empty while open."), OUTCOMES
    )
    outcome_reason: str | None = choice(
        Label("Reason", "原因", "Why it was won or lost, from the list of its process."), (),
        vocabulary="reason", search="text",
    )  # fmt: skip
    lesson: str | None = prose(Label("Lesson", "经验教训", "What is to be learnt from it."), search="text")
    closed_at: str | None = instant(Label("Closed at", "结束时间", "When it was won, lost or abandoned."))
    closed_stage: str | None = choice(
        Label("Closed from", "结束前阶段", "In which stage it stood when it was closed."), (), vocabulary="stage",
        kept=True,
    )  # fmt: skip
    risk_flag: bool = flag(Label("Risk", "风险", "At risk: its owner's superiors are told."))
    note: str | None = prose(Label("Note", "备注", "What else is to be known."), search="text")
    order_id: str | None = link(
        Label("Order", "订单", "The order it became."), "order", references=False, kept=True
    )
    external_id: str | None = line(
        Label("External id", "外部编号", "Its number in another system."), search="key"
    )


class StageChange(Record, table=True):
    """One step of an opportunity from stage to stage: when, by whom, how long it had stood, and whether forced."""

    __tablename__ = "stage_change"
    __table_args__ = (
        Index("stage_change_of", "opportunity_id", "at"),
        Index("stage_change_at", "at", sqlite_where=sql("removed_at IS NULL")),
        Index("stage_change_forced", "at", sqlite_where=sql("forced = 1 AND removed_at IS NULL")),
    )
    KIND: ClassVar[KindInfo] = KindInfo(
        "stage_change",
        "Z",
        "Stage change",
        "阶段变更",
        "stage_changes",
        "to_stage",
        ("opportunity+at+to_stage",),
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "opportunity", "from_stage", "to_stage", "at", "by", "seconds", "forced", "reason", "missing", "amount",
        "probability", "playbook",
    )  # fmt: skip

    opportunity_id: str = link(
        Label("Opportunity", "商机", "What moved."), "opportunity", required=True, kept=True
    )
    from_stage: str | None = choice(
        Label("From", "原阶段", "The stage it left; empty at its beginning."),
        (),
        vocabulary="stage",
        kept=True,
    )
    to_stage: str | None = choice(
        Label("To", "新阶段", "The stage it came to."), (), vocabulary="stage", kept=True
    )
    at: str | None = instant(Label("When", "时间", "When it moved."), kept=True)
    by_id: str | None = link(Label("By", "操作人", "Who moved it."), "member", kept=True, key="by")
    seconds: int | None = whole(
        Label("Seconds before", "停留秒数", "How long it had stood in the stage it left."), kept=True
    )
    forced: bool = flag(Label("Forced", "强制", "Moved although something was missing."), kept=True)
    reason: str | None = line(
        Label("Reason", "原因", "Why it was forced, taken back or ended."), most=2000, kept=True
    )
    missing: str | None = line(
        Label("Missing", "缺少", "What was missing when it was forced."), most=2000, kept=True
    )
    amount_minor: int | None = minor_units(
        "amount", Label("Amount", "金额", "Its amount at that time."), kept=True
    )
    amount_currency: str | None = currency_of(
        "amount", Label("Amount", "金额", "Its amount at that time."), kept=True
    )
    probability: int | None = whole(
        Label("Probability", "概率", "Its probability from then on, per cent."), kept=True
    )
    playbook_id: str | None = link(
        Label("Process", "销售流程", "The version of the process that ruled."), "playbook", kept=True
    )
