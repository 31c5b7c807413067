"""Column types and field declarations shared by all tables.

One Python value has one canonical text form on both engines: identifiers are lower-case UUID text
(PostgreSQL ``uuid``), instants ``2026-11-18T02:30:00.000Z`` (``timestamptz(3)``), days ``2026-11-18``
(``date``), rates decimal text, amounts integer minor units beside an ISO 4217 code.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic_core import PydanticUndefined
from sqlalchemy import CHAR, BigInteger, Boolean, Date, Integer, Text
from sqlalchemy.dialects.postgresql import JSON, TIMESTAMP, UUID
from sqlmodel import Field

TEXT = Text()
WHOLE = Integer().with_variant(BigInteger(), "postgresql")
FLAG = Integer().with_variant(Boolean(), "postgresql")
ID = Text().with_variant(UUID(as_uuid=False), "postgresql")
INSTANT = Text().with_variant(TIMESTAMP(timezone=True, precision=3), "postgresql")
DAY = Text().with_variant(Date(), "postgresql")
CURRENCY = Text().with_variant(CHAR(3), "postgresql")
JSON_TEXT = Text().with_variant(JSON(), "postgresql")  # keeps the text as it was written

Choices = tuple[tuple[str, str, str], ...]


class Label(NamedTuple):
    """What people read: the English and the Chinese label, and what the field means."""

    en: str
    zh: str
    means: str = ""


class KindInfo(NamedTuple):
    """A kind of record: its name, reference letter, labels, plural noun and the key that names a record.

    ``known``: by which keys a row of a foreign table means a record that is there, strongest first; several
    joined by ``+`` tell it together.
    """

    name: str
    letter: str
    label: str
    zh: str
    plural: str
    title: str
    known: tuple[str, ...]


class SetOf(NamedTuple):
    """A key whose value is a set, kept as rows of ``table``."""

    table: str
    type: str
    parent: str
    label: Label
    value: str = "value"
    link: str = ""
    search: str = ""
    most: int = 200
    at: str = ""  # the column that says since when a member belongs to it; nobody types such a set
    part: str = ""  # the value of the column `part`, where one table holds several sets of a record
    only: str = ""  # SQL that the rows of another record's table must fulfil; nobody types such a set


class Absent(NamedTuple):
    """A key that links to a kind of record which this version does not keep yet: always null."""

    link: str
    label: Label


def _field(sa_type: Any, type: str, label: Label, **options: Any) -> Any:
    info = {"type": type, "label": label, **{k: options.pop(k) for k in list(options) if k in _INFO}}
    references = options.pop("references", "")
    default = options.pop("default", None)
    required = info.get("required", False)
    kwargs: dict[str, Any] = {"info": info}
    if default is not None:
        kwargs["server_default"] = str(int(default)) if isinstance(default, bool) else str(default)
    assert not options, options
    return Field(
        default=... if required else default,
        sa_type=sa_type,
        nullable=default is None and not required,
        foreign_key=references or PydanticUndefined,
        sa_column_kwargs=kwargs,
        max_length=info.get("most") or None,
    )


_INFO = (
    "ahead", "choices", "derived", "greatest", "key", "kept", "least", "link", "most", "open", "required", "search",
    "vocabulary",
)  # fmt: skip


def line(label: Label, *, most: int = 500, **options: Any) -> Any:
    """One line of text, at most ``most`` characters."""
    return _field(TEXT, "text", label, most=most, **options)


def prose(label: Label, *, most: int = 200_000, **options: Any) -> Any:
    """Text of many lines."""
    return _field(TEXT, "longtext", label, most=most, **options)


def choice(label: Label, choices: Choices, **options: Any) -> Any:
    """One of ``choices``, and of those that the processes of the team add under the name ``vocabulary``."""
    return _field(TEXT, "choice", label, choices=choices, **options)


def whole(label: Label, **options: Any) -> Any:
    """A whole number, from ``least`` to ``greatest``."""
    return _field(WHOLE, "integer", label, **options)


def percent(label: Label, *, default: int | None = None, **options: Any) -> Any:
    """Per cent from 0 to 100, kept as whole hundredths of one per cent: 500 is 5 %."""
    return _field(WHOLE, "percent", label, default=default, **options)


def quantity(label: Label, **options: Any) -> Any:
    """How much: a decimal that is not negative, as text without needless zeros."""
    return _field(TEXT, "quantity", label, **options)


def flag(label: Label, *, default: bool = False, **options: Any) -> Any:
    """True or false."""
    return _field(FLAG, "boolean", label, default=default, **options)


def day(label: Label, **options: Any) -> Any:
    """A date without a time of day."""
    return _field(DAY, "date", label, **options)


def instant(label: Label, **options: Any) -> Any:
    """A moment, kept in UTC."""
    return _field(INSTANT, "instant", label, **options)


def json_object(label: Label, **options: Any) -> Any:
    """A JSON object as text."""
    return _field(JSON_TEXT, "json", label, **options)


def link(label: Label, kind: str, *, references: bool = True, **options: Any) -> Any:
    """A link to one record of ``kind``, by its id."""
    return _field(ID, "link", label, link=kind, references=f"{kind}.id" if references else "", **options)


def when_day(key: str, label: Label, **options: Any) -> Any:
    """The day of a "when" that has no time of day; its twin is :func:`when_moment`."""
    return _field(DAY, "when", label, key=key, **options)


def when_moment(key: str, label: Label, **options: Any) -> Any:
    """The moment of a "when" that has a time of day; its twin is :func:`when_day`."""
    return _field(INSTANT, "when", label, key=key, **options)


def minor_units(key: str, label: Label, **options: Any) -> Any:
    """An amount's integer minor units; its twin is :func:`currency_of`."""
    return _field(WHOLE, "money", label, key=key, **options)


def currency_of(key: str, label: Label, **options: Any) -> Any:
    """An amount's ISO 4217 code; its twin is :func:`minor_units`."""
    return _field(CURRENCY, "money", label, key=key, most=3, **options)


def link_kind(key: str, label: Label, **options: Any) -> Any:
    """The kind of a link to a record of any kind; its twin is :func:`link_id`."""
    return _field(TEXT, "anylink", label, key=key, **options)


def link_id(key: str, label: Label, **options: Any) -> Any:
    """The id of a link to a record of any kind; its twin is :func:`link_kind`."""
    return _field(ID, "anylink", label, key=key, **options)
