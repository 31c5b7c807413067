"""Playbooks: the versions of the processes by which kinds of business are run."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index

from crmcli.store.tables.base import Record
from crmcli.store.tables.types import KindInfo, Label, flag, json_object, line, prose, whole


class Playbook(Record, table=True):
    """One version of a process: stages, what each asks for, reasons; never changed once installed."""

    __table_args__ = (Index("playbook_name", "name", "version"),)
    KIND: ClassVar[KindInfo] = KindInfo(
        "playbook", "B", "Process", "销售流程", "playbooks", "name", ("name+version",)
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "name", "version", "title", "title_zh", "business", "in_use", "default", "source", "content",
    )  # fmt: skip

    name: str = line(
        Label("Name", "名称", "What its file calls it."), required=True, search="name", kept=True
    )
    version: int = whole(Label("Version", "版本", "Counted from 1."), default=1, kept=True)
    title: str | None = line(Label("Title", "标题", "What people call it."), search="text", kept=True)
    title_zh: str | None = line(
        Label("Title in Chinese", "中文标题", "What people call it in Chinese."), search="text", kept=True
    )
    business: str | None = line(Label("Business", "业务类型", "The kind of business it is for."), kept=True)
    in_use: bool = flag(
        Label("In use", "使用中", "Whether this version is the one of its name that new records get."),
        kept=True,
    )
    is_default: bool = flag(
        Label("Default", "默认", "Whether records get it that name no other."), kept=True, key="default"
    )
    source: str | None = prose(Label("Source", "源文件", "The text of its file."), most=1_100_000, kept=True)
    content: str | None = json_object(Label("Content", "内容", "What the file says, as data."), kept=True)
