"""Duties: what a finished step obliges somebody to do by a deadline."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy import text as sql

from crmcli.store.tables.base import Record
from crmcli.store.tables.types import (
    Choices,
    KindInfo,
    Label,
    SetOf,
    choice,
    day,
    flag,
    instant,
    line,
    link,
    prose,
    whole,
)

STATES: Choices = (
    ("open", "Open", "未完成"),
    ("done", "Done", "已完成"),
    ("dropped", "Dropped", "已取消"),
)
_OPEN = "state = 'open' AND removed_at IS NULL"


class Duty(Record, table=True):
    """What somebody has to do by a deadline because a step of an order was finished."""

    __table_args__ = (
        Index("duty_for", "for_id", "alarm_on", sqlite_where=sql(_OPEN)),
        Index("duty_department", "department", "alarm_on", sqlite_where=sql(f"for_id IS NULL AND {_OPEN}")),
        Index("duty_owner", "owner_id", "alarm_on", sqlite_where=sql(_OPEN)),
        Index("duty_due", "due", sqlite_where=sql(_OPEN)),
        Index("duty_of_order", "order_id"),
        Index("duty_of_step", "step_id"),
        Index("duty_of_customer", "customer_id", "state"),
    )  # fmt: skip
    KIND: ClassVar[KindInfo] = KindInfo("duty", "D", "Duty", "责任", "duties", "text", ("order+text",))
    KEYS: ClassVar[tuple[str, ...]] = (
        "text", "order", "customer", "step", "for", "department", "due", "plan", "alarm_days", "alarm_on",
        "done_by_kind", "important", "state", "done_at", "done_by", "followup", "note",
    )  # fmt: skip
    TOGETHER: ClassVar[tuple[str, ...]] = ("state", "followup_id", "done_at", "done_by_id")
    SETS: ClassVar[dict[str, SetOf]] = {
        "done_by_kind": SetOf(
            "word", "texts", "record_id",
            Label("Done by", "完成方式", "The kinds of follow-up by which it is done."), part="duty",
        ),
    }  # fmt: skip

    text: str = line(Label("Text", "内容", "What is to be done."), required=True, most=2000, search="text")
    order_id: str = link(Label("Order", "订单", "The order it comes of."), "order", required=True)
    customer_id: str | None = link(
        Label("Customer", "客户", "Whose order it is; kept by the store."), "customer", derived=True
    )
    step_id: str | None = link(Label("Step", "环节", "The step that left it."), "step", kept=True)
    for_id: str | None = link(Label("For", "责任人", "Who has to do it."), "member", key="for")
    department: str | None = line(
        Label("Department", "部门", "Which department has to do it, where no one is named.")
    )
    due: str | None = day(Label("Due", "期限", "By when it is to be done."), ahead=True)
    plan: str | None = line(
        Label("Plan", "期限规则", "How its deadline follows: arrival-3d, done+2d; the first that is known."),
        most=200,
    )
    alarm_days: int | None = whole(
        Label("Alarm days", "提前提醒天数", "How many days before its deadline it stands on the desk."), least=0,
        greatest=3650,
    )  # fmt: skip
    alarm_on: str | None = day(
        Label("Alarm on", "提醒日期", "From when on it stands on the desk."), ahead=True, kept=True
    )
    important: bool = flag(Label("Important", "重要", "It matters."), default=True)
    state: str = choice(Label("State", "状态", "Where it stands."), STATES, default="open", kept=True)
    done_at: str | None = instant(Label("Done at", "完成时间", "When it was done."), kept=True)
    done_by_id: str | None = link(
        Label("Done by whom", "完成人", "Who did it."), "member", key="done_by", kept=True
    )
    followup_id: str | None = link(
        Label("Dealing", "跟进", "The dealing by which it was done."), "followup", kept=True
    )
    note: str | None = prose(Label("Note", "备注", "What else is to be known."), search="text")
