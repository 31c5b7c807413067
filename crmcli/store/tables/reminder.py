"""Reminders: something due."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy import text as sql

from crmcli.store.tables.base import Record
from crmcli.store.tables.types import (
    Choices,
    KindInfo,
    Label,
    choice,
    flag,
    instant,
    line,
    link,
    link_id,
    link_kind,
    when_day,
    when_moment,
)

STATES: Choices = (("open", "Open", "待办"), ("snoozed", "Snoozed", "已推迟"), ("done", "Done", "已完成"))

_DUE = Label("Due", "到期", "When it is due; a day alone is overdue from the next midnight.")
_SNOOZED = Label("Snoozed until", "推迟到", "It is out of sight until then.")
_ABOUT = Label("About", "关于", "The record it belongs to.")


class Reminder(Record, table=True):
    """Something due, once or repeating, tied to any record."""

    __table_args__ = (
        Index(
            "reminder_open", "for_id", sql("coalesce(due_at, due_on)"),
            sqlite_where=sql("state <> 'done' AND removed_at IS NULL AND archived_at IS NULL"),
        ),
        Index(
            "reminder_snoozed", "for_id", sql("coalesce(snoozed_until_at, snoozed_until_on)"),
            sqlite_where=sql("state = 'snoozed' AND removed_at IS NULL AND archived_at IS NULL"),
        ),
        Index("reminder_of_customer", "customer_id", sql("coalesce(due_at, due_on)")),
        Index("reminder_about", "about_id", sqlite_where=sql("about_id IS NOT NULL")),
    )  # fmt: skip
    KIND: ClassVar[KindInfo] = KindInfo(
        "reminder", "M", "Reminder", "提醒", "reminders", "text", ("external_id", "customer+due+text")
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "text", "due", "repeat", "important", "urgent", "state", "done_at", "snoozed_until", "about", "customer",
        "for", "external_id",
    )  # fmt: skip
    TOGETHER: ClassVar[tuple[str, ...]] = ("state", "done_at", "snoozed_until_on", "snoozed_until_at")

    text: str = line(Label("Text", "内容", "What is to be done."), required=True, most=2000, search="text")
    due_on: str | None = when_day("due", _DUE, ahead=True)
    due_at: str | None = when_moment("due", _DUE, ahead=True)
    repeat: str | None = line(Label("Repeat", "重复", "An RRULE of RFC 5545, as FREQ=WEEKLY;BYDAY=MO."))
    important: bool = flag(Label("Important", "重要", "It matters."))
    urgent: bool = flag(Label("Urgent", "紧急", "It cannot wait."))
    state: str = choice(Label("State", "状态", "Open, snoozed or done."), STATES, default="open")
    done_at: str | None = instant(Label("Done at", "完成时间", "When it was done."))
    snoozed_until_on: str | None = when_day("snoozed_until", _SNOOZED, ahead=True)
    snoozed_until_at: str | None = when_moment("snoozed_until", _SNOOZED, ahead=True)
    about_kind: str | None = link_kind("about", _ABOUT)
    about_id: str | None = link_id("about", _ABOUT)
    customer_id: str | None = link(Label("Customer", "客户", "Whose matter it is."), "customer")
    for_id: str | None = link(Label("For", "提醒谁", "Who is reminded."), "member", key="for")
    external_id: str | None = line(
        Label("External id", "外部编号", "Its number in another system."), search="key"
    )
