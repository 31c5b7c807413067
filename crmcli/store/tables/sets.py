"""Sets that any kind of record may have: tags, custom fields, short lists; what several kinds have is said here."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from crmcli.store.tables.base import Row
from crmcli.store.tables.types import ID, TEXT, Label, SetOf

# Sets that records of several kinds have.
TAGS = SetOf("tag", "texts", "record_id", Label("Tags", "标签", "Free words to group by."), search="text")
CUSTOM = SetOf(
    "custom", "custom", "record_id", Label("Custom fields", "自定义字段", "Fields of your own."), search="text",
    most=10_000,
)  # fmt: skip
TEAM = SetOf(
    "share", "links", "about_id", Label("Team", "团队", "Members it is shared with."), value="member_id", link="member",
    only="member_id IS NOT NULL AND removed_at IS NULL",
)  # fmt: skip
FOLLOWERS = SetOf(
    "follower", "links", "record_id", Label("Followers", "关注者", "Who hears of its changes."), value="member_id",
    link="member",
)  # fmt: skip


class Tag(Row, table=True):
    """A word a record is grouped by."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("record_id", "value"), Index("tag_value", "value"))

    record_kind: str = Field(sa_type=TEXT, nullable=False)
    record_id: str = Field(sa_type=ID, nullable=False)
    value: str = Field(sa_type=TEXT, nullable=False)


class Word(Row, table=True):
    """A member of one of the short lists of a record; ``part`` says of which."""

    __tablename__ = "word"
    __table_args__ = (UniqueConstraint("record_id", "part", "value"),)

    record_kind: str = Field(sa_type=TEXT, nullable=False)
    record_id: str = Field(sa_type=ID, nullable=False)
    part: str = Field(sa_type=TEXT, nullable=False)
    value: str = Field(sa_type=TEXT, nullable=False)


class Custom(Row, table=True):
    """The value of a field of the user's own on a record."""

    __tablename__ = "custom"
    __table_args__ = (UniqueConstraint("record_id", "name"),)

    record_kind: str = Field(sa_type=TEXT, nullable=False)
    record_id: str = Field(sa_type=ID, nullable=False)
    name: str = Field(sa_type=TEXT, nullable=False)
    value: str = Field(sa_type=TEXT, nullable=False)
