"""The columns that export writes for a kind of record, by its definition, in every format that has columns.

A column is called by the JSON key. What one cell cannot hold has companions beside it, called ``key.part``:

========  ===============================================================================================
link      ``customer`` the name, ``customer.ref`` the reference
anylink   ``about`` the name, ``about.kind`` the kind of record, ``about.ref`` the reference
links     ``contacts`` the names, ``contacts.ref`` the references in the same order; ``read_by.at`` since when
money     ``amount`` as ``120000.00 CNY``; in a workbook the number, with ``amount.currency`` beside it
custom    ``custom.NAME``, a column for each name
rows      ``lines`` a JSON array of objects, each key of a row
========  ===============================================================================================

The names are for people, the references decide when the file is read back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.store.meta import Field, Kind

_PARTS = {"link": ("ref",), "anylink": ("kind", "ref"), "links": ("ref",)}
_LABELS = {
    "ref": ("ref", "引用号"),
    "kind": ("kind", "类型"),
    "at": ("when", "时间"),
    "currency": ("currency", "币种"),
}
CUSTOM = "custom."


class Column(NamedTuple):
    """A column: its name, the field whose value it holds (None for a custom one), and which part of that."""

    name: str
    field: Field | None
    part: str = ""

    @property
    def form(self) -> str:
        """What its cells hold: ``text integer date instant when money flag``, ``code`` (digits that are no number)."""
        if self.field is None:
            return "text"
        if self.part:
            return {"ref": "code", "at": "text", "kind": "text", "currency": "text"}[self.part]
        if self.field.type in ("integer", "date", "instant", "when", "money"):
            return self.field.type
        if self.field.type == "boolean":
            return "flag"
        kept = self.field.search in ("phone", "key", "email") or self.field.name in (
            "id",
            "ref",
            "postal_code",
            "sha256",
        )
        return "code" if kept else "text"


def columns_of(kind: Kind, custom: Iterable[str] = (), *, typed: bool = False) -> list[Column]:
    """All columns of a kind; ``custom`` are the names of its custom fields, ``typed`` asks for a workbook's."""
    found: list[Column] = []
    for field in kind.fields.values():
        if field.type == "custom":
            found += [Column(CUSTOM + name, None) for name in custom]
            continue
        found.append(Column(field.name, field))
        if not field.columns and not field.table:
            continue  # nothing yet: always empty
        found += [Column(f"{field.name}.{part}", field, part) for part in parts_of(field, typed=typed)]
    return found


def parts_of(field: Field, *, typed: bool = False) -> tuple[str, ...]:
    """Which companions a field's column has."""
    if field.at:
        return ("ref", "at")
    if field.type == "money":
        return ("currency",) if typed else ()
    return _PARTS.get(field.type, ())


def chosen(kind: Kind, names: Sequence[str], *, typed: bool = False) -> list[Column]:
    """The columns that somebody named; in a workbook an amount brings its currency along."""
    found: list[Column] = []
    for name in names:
        head, _dot, rest = name.partition(".")
        field = kind.fields[head]
        if field.type == "custom" and rest:
            found.append(Column(name, None))
            continue
        found.append(
            Column(name, field if not rest or rest in _LABELS else None, rest if rest in _LABELS else "")
        )
        if typed and field.type == "money" and not rest and f"{name}.currency" not in names:
            found.append(Column(f"{name}.currency", field, "currency"))
    return found


def label(column: Column, language: str) -> str:
    """What people call a column: the field's label, with the part's behind it. Custom ones stay ``custom.NAME``."""
    field = column.field
    if field is None:
        return column.name
    chinese = language == "zh"
    text = field.zh if chinese else field.label
    if not column.part:
        return text
    english, han = _LABELS[column.part]
    return f"{text}{han}" if chinese else f"{text} {english}"


def labels_of(kind: Kind) -> dict[str, str]:
    """Label → column name of a kind, in both languages: what ``--labels`` and templates write as headers."""
    found: dict[str, str] = {}
    for column in columns_of(kind, typed=True):
        for language in ("en", "zh"):
            found.setdefault(label(column, language), column.name)
    return found
