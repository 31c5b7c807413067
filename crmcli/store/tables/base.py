"""What every record and every member of a set has."""

from __future__ import annotations

from typing import ClassVar

from sqlmodel import Field, SQLModel

from crmcli.store.tables.types import ID, TEXT, Absent, KindInfo, Label, SetOf, instant, link


class Row(SQLModel):
    """A row of any table: ``nid`` is local to this file and never leaves the device."""

    nid: int | None = Field(default=None, primary_key=True)


class Record(Row):
    """A record of the CRM: identity, owner, who made and changed it, archived, removed."""

    KIND: ClassVar[KindInfo]
    KEYS: ClassVar[tuple[str, ...]]
    SETS: ClassVar[dict[str, SetOf]] = {}
    ABSENT: ClassVar[dict[str, Absent]] = {}
    # Columns that one verb writes, and that say one thing together, what says most first: of what another has changed
    # meanwhile nothing is taken by itself. Else a deal could be won and in a stage that is to come.
    TOGETHER: ClassVar[tuple[str, ...]] = ()

    id: str = Field(sa_type=ID, unique=True, nullable=False)
    ref: str = Field(sa_type=TEXT, unique=True, nullable=False)
    owner_id: str | None = link(Label("Owner", "负责人", "The member who looks after it."), "member")
    created_at: str | None = instant(Label("Created", "创建时间", "When it was made."), kept=True)
    created_by_id: str | None = link(
        Label("Created by", "创建人", "Who made it."), "member", references=False, kept=True
    )
    updated_at: str | None = instant(Label("Updated", "更新时间", "When it was last changed."), derived=True)
    updated_by_id: str | None = link(
        Label("Updated by", "更新人", "Who last changed it."), "member", references=False, derived=True
    )
    archived_at: str | None = instant(
        Label("Archived", "归档时间", "When it was archived; empty while in use."), key=""
    )
    removed_at: str | None = instant(
        Label("Removed", "删除时间", "When it was removed; empty while it stands."), key=""
    )
