"""Records out: the same kinds and filters as lists have, read page by page, written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.clock import zone_name
from crmcli.errors import UsageError
from crmcli.exchange import out_ics, out_vcard
from crmcli.exchange.out import csv_lines, tsv_lines, value_of
from crmcli.exchange.out_columns import Column, chosen, columns_of, label
from crmcli.exchange.out_json import json_array, json_lines
from crmcli.i18n import _, language
from crmcli.store import bulk
from crmcli.store.records import KINDS
from crmcli.store.statements import count, record_class
from crmcli.verbs.shape import records_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store

FORMATS = ("csv", "tsv", "json", "jsonl", "xlsx", "vcf", "ics")
ENDINGS = {"ndjson": "jsonl", "tab": "tsv", "vcard": "vcf", "ical": "ics"} | {one: one for one in FORMATS}
"""The endings of files that say a format."""
TABLES = ("csv", "tsv", "xlsx")
"""Formats with columns and headers."""
_OF_KINDS = {"vcf": out_vcard.KINDS, "ics": out_ics.KINDS}


class Shape:
    """How records are written: the format, the columns somebody chose (none: all), labels as headers, and a BOM."""

    __slots__ = ("bom", "fields", "form", "labels")

    def __init__(
        self, form: str, *, fields: Sequence[str] = (), labels: bool = False, bom: bool = False
    ) -> None:
        self.form = form
        self.fields = tuple(fields)
        self.labels = labels
        self.bom = bom


def fits(kind: Kind, shape: Shape) -> None:
    """Raise :class:`UsageError` if a kind cannot be written so."""
    of = _OF_KINDS.get(shape.form)
    if of is not None and kind.name not in of:
        possible = [name for name in FORMATS if kind.name in _OF_KINDS.get(name, (kind.name,))]
        raise UsageError(
            _("%(kind)s cannot be written as %(format)s.") % {"kind": kind.shown, "format": shape.form},
            hint=_("Expected: %(expected)s.") % {"expected": ", ".join(possible)},
            argument="--format",
            value=shape.form,
            expected=possible,
        )
    for option, given, wanted in (
        ("--fields", bool(shape.fields), shape.form not in _OF_KINDS),
        ("--labels", shape.labels, shape.form in TABLES),
        ("--bom", shape.bom, shape.form in ("csv", "tsv")),
    ):
        if given and not wanted:
            raise UsageError(
                _("%(option)s does not go with %(format)s.") % {"option": option, "format": shape.form},
                hint=_("Leave it out, or choose another --format."),
                argument=option,
                value=shape.form,
                expected=list(TABLES),
            )


def columns(store: Store, kind: Kind, shape: Shape) -> list[Column]:
    """The columns to be written: those that were chosen, else all, each custom field one of its own."""
    typed = shape.form == "xlsx"
    if shape.fields:
        return chosen(kind, shape.fields, typed=typed)
    custom = bulk.custom_names(store, kind) if "custom" in kind.fields else ()
    return columns_of(kind, custom, typed=typed)


def records(
    store: Store,
    kind: Kind,
    *,
    where: Sequence[str] = (),
    sort: str = "",
    limit: int | None = None,
    archived: bool = False,
) -> Iterator[dict[str, Any]]:
    """The records that all filters let through, as JSON, oldest first unless ``sort`` says otherwise.

    Raises :class:`FilterError`, before the first record is asked for.
    """
    sql, parameters, order = "", [], ""
    if where or sort:
        from crmcli.store.where import Context, compile_sort, compile_where

        context = Context(store.clock(), store.me or None, store.currency, KINDS)
        if where:
            compiled = compile_where(kind, list(where), context)
            sql, parameters = compiled.sql, compiled.params
        if sort:
            order = compile_sort(kind, sort, context)
    pages = bulk.pages(store, kind, sql, parameters, order, limit=limit, archived=archived)
    return (_sorted(one) for page in pages for one in records_json(store, kind, page))


def _sorted(record: dict[str, Any]) -> dict[str, Any]:
    """A record with its custom fields by name: so it is written the same after it was read back."""
    if record.get("custom"):
        record["custom"] = dict(sorted(record["custom"].items()))
    return record


def text(
    store: Store, kind: Kind, rows: Iterable[dict[str, Any]], shape: Shape, *, morning: str = "09:00"
) -> Iterator[str]:
    """Records as text, piece by piece; every format but xlsx. ``morning``: when a calendar rings for a day."""
    if shape.form in ("json", "jsonl"):
        if shape.fields:
            rows = _picked(rows, shape.fields)
        return json_array(rows) if shape.form == "json" else json_lines(rows)
    if shape.form == "vcf":
        return out_vcard.vcards(kind, rows)
    if shape.form == "ics":
        from crmcli.verbs.calendar import pieces

        return pieces(store, kind, rows, morning=morning)
    return _table(columns(store, kind, shape), rows, shape)


def _table(found: list[Column], rows: Iterable[dict[str, Any]], shape: Shape) -> Iterator[str]:
    if shape.bom:
        yield "\ufeff"
    if shape.labels:
        rows = _labelled(found, rows)
    write = csv_lines if shape.form == "csv" else tsv_lines
    yield from write([one.name for one in found], rows, _headers(found, shape))


def workbook(
    store: Store, kind: Kind, rows: Iterable[dict[str, Any]], shape: Shape, path: str, **given: Any
) -> None:
    """Records as a workbook at ``path``. Raises :class:`Refused` for what no cell can hold."""
    from crmcli.exchange.out_xlsx import write_workbook

    found = columns(store, kind, shape)
    write_workbook(
        path,
        kind.shown if shape.labels else kind.plural,
        found,
        _labelled(found, rows) if shape.labels else rows,
        headers=_headers(found, shape),
        zone=store.zone,
        created=store.clock(),
        **given,
    )


def write(
    store: Store,
    kind: Kind,
    rows: Iterable[dict[str, Any]],
    shape: Shape,
    path: str,
    *,
    morning: str = "09:00",
) -> None:
    """Records in any format into a file that does not exist yet."""
    if shape.form == "xlsx":
        workbook(store, kind, rows, shape, path)
    else:
        from crmcli.verbs.outfile import write_text

        write_text(path, text(store, kind, rows, shape, morning=morning))


def _headers(found: list[Column], shape: Shape) -> list[str]:
    return [label(one, language()) if shape.labels else one.name for one in found]


def _labelled(found: list[Column], rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Records with the labels of their choices in place of the values."""
    choices = [one.field for one in found if one.field is not None and one.field.choices and not one.part]
    return (
        {**row, **{one.name: one.choice_shown(row[one.name]) for one in choices if row[one.name]}}
        for row in rows
    )


def _picked(rows: Iterable[dict[str, Any]], names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Only some keys of each record."""
    return ({name: value_of(row, name) for name in names} for row in rows)


def total(store: Store, *kinds: Kind) -> int:
    """How many records of some kinds there are, archived ones too."""
    return sum(count(store, record_class(kind), removed_at=None) for kind in kinds)


def zone_of(store: Store) -> str:
    """The name of the zone in which times are written."""
    return zone_name(store.zone)
