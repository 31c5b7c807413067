"""Rows of a record (lines of a quote, prices, who held an approval) in one cell, as our export writes them: JSON."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from crmcli.clock import stored
from crmcli.errors import ValueInvalid
from crmcli.exchange.cells import CellError, plain
from crmcli.i18n import _
from crmcli.store.identity import is_id, is_ref, read_ref
from crmcli.store.statements import columns_of_rows
from crmcli.verbs.importing.converting import Named
from crmcli.verbs.values import read_value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.exchange.sheets import Cell
    from crmcli.store.meta import Field
    from crmcli.store.open import Store

    Row = tuple[Any, ...]


def rows_of_cells(store: Store, field: Field) -> Callable[[Sequence[Cell]], list[Row] | None]:
    """How a cell becomes the members of a set of rows: tuples of their columns, each with an id of its own.

    A link is a :class:`Named`, until :func:`tied` finds what it means.
    """

    def convert(cells: Sequence[Cell]) -> list[Row] | None:
        text = plain(cells[0]).strip()
        if not text:
            return None
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise CellError(
                "value", _("“%(value)s” is no JSON list of objects.") % {"value": text[:60]}, text
            )
        if len(found) > field.most > 0:
            message = _("%(number)d rows; at most %(most)d are kept.")
            raise CellError("value", message % {"number": len(found), "most": field.most}, text[:60] + "…")
        return [_row(store, field, one, place) for place, one in enumerate(found, 1)] or None

    return convert


def _row(store: Store, field: Field, said: dict[str, Any], place: int) -> Row:
    columns: dict[str, Any] = {}
    for part in field.parts:
        value = said.get(part.name)
        for column, content in _part(store, part, value).items():
            if columns.get(column) is None:
                columns[column] = content
            elif content is not None and content != columns[column]:  # amounts of a row share their currency
                message = _("All amounts of a row are of one currency, not %(one)s and %(other)s.")
                raise CellError("value", message % {"one": columns[column], "other": content}, str(value))
    if "place" in columns and said.get("line") is None:
        columns["place"] = place
    transaction = store.transaction_now
    assert transaction is not None
    columns["id"] = store.identity.new_id(int(transaction.moment.timestamp() * 1000))
    return tuple(columns[name] for name in columns_of_rows(field))


def _part(store: Store, part: Field, value: Any) -> dict[str, Any]:
    """The columns of one key of a row."""
    first = part.columns[0]
    if value is None or value == "":
        default: Any = part.default
        if part.type in ("integer", "percent") and default is not None:
            default = int(default)
        return {**dict.fromkeys(part.columns), first: default}
    if part.type == "link":
        return {first: _named(part, value)}
    if isinstance(value, dict) and value.keys() >= {"amount", "currency"}:
        value = f"{value['amount']} {value['currency']}"
    text = str(value)
    try:
        if part.type == "date":
            return {first: date.fromisoformat(text).isoformat()}
        if part.type == "instant":
            moment = datetime.fromisoformat(text)
            return {first: stored(moment if moment.tzinfo else moment.replace(tzinfo=store.clock().tzinfo))}
        return read_value(store, part, text)
    except ValueInvalid as error:
        raise CellError("value", f"{error.message} {error.hint}".strip(), text) from None
    except ValueError:
        message = _("“%(value)s” is no date that exists.") % {"value": text[:60]}
        raise CellError("value", message, text) from None


def _named(part: Field, value: Any) -> Named:
    said = value if isinstance(value, dict) else {"name": value}
    id, ref, name = (str(said.get(key) or "") for key in ("id", "ref", "name"))
    return Named(part.link, id.lower() if is_id(id) else "", read_ref(ref) if is_ref(ref) else "", name)


def tied(field: Field, rows: Sequence[Row], find: Callable[[Named], tuple[str, str] | None]) -> list[Row]:
    """Rows with their links as ids. What is sold and not there is described by its name; a row that is nothing without
    what it names is left out.
    """
    names = columns_of_rows(field)
    out: list[Row] = []
    for row in rows:
        columns = dict(zip(names, row, strict=True))
        whole = True
        for part in field.parts:
            named = columns.get(part.columns[0])
            if not isinstance(named, Named):
                continue
            found = find(named)
            columns[part.columns[0]] = None if found is None else found[1]
            if found is None and part.required:
                whole = False
            if found is None and "description" in columns and not columns["description"]:
                columns["description"] = named.name or named.ref or None
        if whole:
            out.append(tuple(columns[name] for name in names))
    return out


def same(mine: Sequence[Row], theirs: Sequence[Row]) -> bool:
    """Whether two sets of rows say the same; the ids of rows say nothing."""
    return [row[1:] for row in mine] == [row[1:] for row in theirs]
