"""What binds a team: shares, guidance, notices, and who follows what."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field

from crmcli.store.tables.base import Record, Row
from crmcli.store.tables.types import (
    ID,
    TEXT,
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
    prose,
    whole,
)

ACCESS: Choices = (("read", "Read", "只读"), ("write", "Read and write", "读写"))
GUIDANCE_KINDS: Choices = (
    ("guide", "Guidance", "指导"),
    ("ask", "Call for help", "求助"),
    ("reply", "Answer", "答复"),
)
GUIDANCE_STATES: Choices = (
    ("open", "Waits for an answer", "待答复"),
    ("answered", "Answered", "已答复"),
    ("closed", "Closed", "已关闭"),
)
NOTICE_KINDS: Choices = (
    ("changed", "Changed", "有变更"),
    ("assigned", "Handed over", "已移交"),
    ("shared", "Shared", "已共享"),
    ("stage", "Stage changed", "阶段变更"),
    ("closed", "Closed", "已结束"),
    ("risk", "At risk", "有风险"),
    ("answer", "Answered", "已答复"),
    ("pool", "Pool", "公海"),
    ("process", "Process", "流程"),
    ("approval", "Approval", "审批"),
    ("document", "New version", "新版本"),
    ("step", "Step of an order", "执行环节"),
    ("moved", "Days moved", "日期变动"),
    ("money", "Money", "收付款"),
    ("duty", "Duty", "责任"),
    ("late", "Late", "逾期"),
)

_ABOUT = Label("About", "关于", "The record it belongs to.")
_WHOSE = Label("Customer", "客户", "Whose matter it is; kept by the store.")


class Share(Record, table=True):
    """A customer or opportunity opened to a member, a role or a department."""

    __table_args__ = (
        Index("share_about", "about_id"),
        Index("share_of_customer", "customer_id", sqlite_where=sql("customer_id IS NOT NULL")),
        Index("share_member", "member_id", sqlite_where=sql("member_id IS NOT NULL")),
    )
    KIND: ClassVar[KindInfo] = KindInfo(
        "share", "X", "Share", "共享", "shares", "part", ("about+member+role+department",)
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "about", "customer", "member", "role", "department", "access", "part",
    )  # fmt: skip

    about_kind: str = link_kind("about", _ABOUT, required=True)
    about_id: str = link_id("about", _ABOUT, required=True)
    customer_id: str | None = link(_WHOSE, "customer", derived=True)
    member_id: str | None = link(Label("Member", "成员", "With whom it is shared."), "member")
    role: str | None = line(Label("Role", "角色", "With all of this role."))
    department: str | None = line(Label("Department", "部门", "With all of this department."))
    access: str = choice(Label("Access", "权限", "Read, or read and write."), ACCESS, default="read")
    part: str | None = line(Label("Part", "分工", "The member's part in it, such as engineer or designer."))


class Guidance(Record, table=True):
    """A superior's instruction, a call for help, or the answer to one."""

    __table_args__ = (
        Index("guidance_about", "about_id"),
        Index("guidance_of_customer", "customer_id", sqlite_where=sql("customer_id IS NOT NULL")),
        Index("guidance_open", "for_id", sqlite_where=sql("state = 'open' AND removed_at IS NULL")),
        Index("guidance_answers", "answers_id", sqlite_where=sql("answers_id IS NOT NULL")),
    )
    KIND: ClassVar[KindInfo] = KindInfo(
        "guidance", "H", "Guidance", "指导", "guidance", "text", ("about+kind+author+text",)
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "about", "customer", "kind", "text", "author", "for", "state", "answers", "answered_at", "important", "urgent",
    )  # fmt: skip
    TOGETHER: ClassVar[tuple[str, ...]] = ("state", "answered_at")

    about_kind: str = link_kind("about", _ABOUT, required=True)
    about_id: str = link_id("about", _ABOUT, required=True)
    customer_id: str | None = link(_WHOSE, "customer", derived=True)
    kind: str = choice(
        Label("Kind", "类型", "Guidance, a call for help, or an answer."), GUIDANCE_KINDS, default="guide"
    )
    text: str = prose(Label("Text", "内容", "What is said."), required=True, search="text")
    author_id: str | None = link(Label("Author", "发起人", "Who said it."), "member")
    for_id: str | None = link(Label("For", "收件人", "Who is to answer."), "member", key="for")
    state: str = choice(
        Label("State", "状态", "Whether it waits for an answer."), GUIDANCE_STATES, default="open"
    )
    answers_id: str | None = link(Label("Answers", "答复对象", "What it is the answer to."), "guidance")
    answered_at: str | None = instant(Label("Answered at", "答复时间", "When it was answered."))
    important: bool = flag(Label("Important", "重要", "It matters."))
    urgent: bool = flag(Label("Urgent", "紧急", "It cannot wait."))


class Notice(Record, table=True):
    """That something which a member owns, follows or works on was changed by somebody else."""

    __table_args__ = (
        Index("notice_unread", "for_id", sqlite_where=sql("read_at IS NULL AND removed_at IS NULL")),
        Index("notice_about", "about_id", sqlite_where=sql("about_id IS NOT NULL")),
        Index("notice_of_customer", "customer_id", sqlite_where=sql("customer_id IS NOT NULL")),
    )
    KIND: ClassVar[KindInfo] = KindInfo(
        "notice", "N", "Notice", "通知", "notices", "command", ("for+about+command",)
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "for", "kind", "about", "customer", "command", "fields", "number", "by", "detail", "read_at",
    )  # fmt: skip

    for_id: str | None = link(Label("For", "收件人", "Who is told."), "member", key="for", kept=True)
    kind: str = choice(Label("Kind", "类型", "What happened."), NOTICE_KINDS, default="changed", kept=True)
    about_kind: str | None = link_kind("about", _ABOUT, kept=True)
    about_id: str | None = link_id("about", _ABOUT, kept=True)
    customer_id: str | None = link(_WHOSE, "customer", derived=True)
    command: str | None = line(Label("Command", "命令", "The command that did it."), kept=True)
    fields: str | None = line(
        Label("Fields", "字段", "Which fields of the record changed."), most=2000, kept=True
    )
    number: int | None = whole(Label("Number", "数量", "How many records it concerns."), kept=True)
    by_id: str | None = link(Label("By", "操作人", "Who did it."), "member", kept=True, key="by")
    detail: str | None = line(Label("Detail", "说明", "What else is to be known."), most=2000, kept=True)
    read_at: str | None = instant(Label("Read at", "已读时间", "When it was read."), kept=True)


class Follower(Row, table=True):
    """That a member follows a record."""

    __tablename__ = "follower"
    __table_args__ = (UniqueConstraint("record_id", "member_id"), Index("followed_by", "member_id"))

    record_kind: str = Field(sa_type=TEXT, nullable=False)
    record_id: str = Field(sa_type=ID, nullable=False)
    member_id: str = link(Label("Member", "成员"), "member", required=True)
