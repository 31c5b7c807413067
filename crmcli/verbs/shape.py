"""Records as the JSON of the contract (sections 1 and 5), from rows: many at once without a query each."""

from __future__ import annotations

from crmcli.clock import shown, stored
from crmcli.store.records import KINDS
from crmcli.store.statements import by_ids, columns_of_rows, members_of, record_class

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record
    from crmcli.text.money import Money
    from crmcli.text.when import When

_TITLE = 80  # characters of a text that stand for its record in a link


def link(kind: Kind, row: Record) -> dict[str, Any]:
    """A link to a record: kind, id, ref and name."""
    return {"kind": kind.name, "id": row.id, "ref": row.ref, "name": title(kind, row)}


def title(kind: Kind, row: Record) -> str:
    """What a record is called: its name, or the first line of its text."""
    text = str(getattr(row, kind.title) or "")
    line = text.split("\n", 1)[0]
    return line if len(line) <= _TITLE else line[: _TITLE - 1] + "…"


def money_json(money: Money | None) -> dict[str, str] | None:
    """An amount as JSON: its digits as text, and its currency."""
    if money is None:
        return None
    from crmcli.text.money import show_amount

    return {"amount": show_amount(money), "currency": money.currency}


def when_json(store: Store, when: When | None) -> str | None:
    """A day or moment as JSON, in the user's zone."""
    if when is None:
        return None
    zone = store.zone
    return str(when.on.isoformat()) if when.at is None else shown(stored(when.at), zone)


def record_json(store: Store, kind: Kind, row: Record) -> dict[str, Any]:
    """One record as JSON, every key of its kind present."""
    return records_json(store, kind, [row])[0]


def records_json(
    store: Store, kind: Kind, rows: Sequence[Record], only: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """Records of one kind as JSON; with ``only`` no more than these keys of them."""
    if not rows:
        return []
    ids = [row.id for row in rows]
    fields = kind.fields if only is None else {name: kind.fields[name] for name in only}
    sets = {f.name: members_of(store, f, ids) for f in fields.values() if f.many}
    links = _links(store, fields.values(), rows, sets)
    zone = store.zone
    out = []
    for row in rows:
        record: dict[str, Any] = {}
        for name, field in fields.items():
            if field.many:
                record[name] = _members(field, row, sets[name].get(row.id, []), links, zone)
            else:
                record[name] = _value(field, row, zone, links)
        out.append(record)
    return out


def _links(
    store: Store, fields: Iterable[Field], rows: Sequence[Record], sets: dict[str, dict[str, list[Any]]]
) -> dict[str, dict[str, Any]]:
    """Every link the records need, by id."""
    wanted: dict[str, set[str]] = {}
    for field in fields:
        if field.type == "rows":
            for part, column in _links_of_rows(field):
                for members in sets[field.name].values():
                    wanted.setdefault(part.link, set()).update(one[column] for one in members if one[column])
        elif field.type == "link" and field.columns:
            ids = {getattr(row, field.columns[0]) for row in rows}
            wanted.setdefault(field.link, set()).update(id for id in ids if id)
        elif field.type == "links":
            for members in sets[field.name].values():
                wanted.setdefault(field.link, set()).update(_ids(field, members))
        elif field.type == "anylink":
            for row in rows:
                target, id = (getattr(row, column) for column in field.columns)
                if target and id:
                    wanted.setdefault(target, set()).add(id)
    found: dict[str, dict[str, Any]] = {}
    for target, ids in wanted.items():
        if target in KINDS:
            other = KINDS[target]
            found |= {id: link(other, row) for id, row in by_ids(store, record_class(other), ids).items()}
    return found


def _links_of_rows(field: Field) -> list[tuple[Field, int]]:
    """The links that each row of a set holds, and at which place of its columns."""
    names = columns_of_rows(field)
    return [(part, names.index(part.columns[0])) for part in field.parts if part.type == "link"]


def rows_json(field: Field, members: Sequence[Sequence[Any]], links: dict[str, Any], zone: Any) -> list[Any]:
    """The members of a set of rows as JSON objects, every key of their parts present."""
    names = columns_of_rows(field)
    places = [(part, [names.index(column) for column in part.columns]) for part in field.parts]
    return [
        {part.name: shape_value(part, [one[at] for at in of], zone, links) for part, of in places}
        for one in members
    ]


def rows_as_json(store: Store, field: Field, rows: Sequence[dict[str, Any]]) -> list[Any]:
    """Rows of a set that need not be stored, columns by name, as JSON objects."""
    names = columns_of_rows(field)
    members = [[one.get(name) for name in names] for one in rows]
    links: dict[str, Any] = {}
    for part, at in _links_of_rows(field):
        ids = {str(one[at]) for one in members if one[at]}
        if part.link in KINDS:
            other = KINDS[part.link]
            links |= {id: link(other, row) for id, row in by_ids(store, record_class(other), ids).items()}
    return rows_json(field, members, links, store.zone)


def _ids(field: Field, members: list[Any]) -> list[str]:
    return [id for id, _at in members] if field.at else members


def _members(field: Field, row: Record, members: list[Any], links: dict[str, Any], zone: Any) -> Any:
    if field.at:
        # Who has read it: the link, which version that was, and when.
        return [
            {**links[id], "version": getattr(row, "version", None), "at": shown(at, zone)}
            for id, at in members
            if id in links
        ]
    if field.type == "rows":
        return rows_json(field, members, links, zone)
    if field.type == "links":
        return [links[id] for id in members if id in links]
    if field.type == "messaging":
        return [{"service": service, "id": id} for service, id in members]
    if field.type == "custom":
        return dict(members)
    return list(members)


def _value(field: Field, row: Record, zone: Any, links: dict[str, Any]) -> Any:
    if field.name == "kind_of_record":
        return row.TABLE
    if field.name == "archived":
        return row.archived_at is not None
    if not field.columns:
        return None
    return shape_value(field, [getattr(row, column) for column in field.columns], zone, links)


def shape_value(field: Field, values: Sequence[Any], zone: Any, links: dict[str, Any]) -> Any:
    """The JSON form of a field from the values of its columns; ``links`` holds links by id."""
    first = values[0]
    if field.type in ("text", "longtext", "choice", "integer", "date", "quantity"):
        return first
    if field.type == "percent":
        from crmcli.text.percents import show_percent

        return None if first is None else show_percent(first)
    if field.type == "instant":
        return None if first is None else shown(first, zone)
    if field.type == "when":
        return shown(values[1], zone) if values[1] is not None else first
    if field.type == "boolean":
        return bool(first)
    if field.type == "money":
        if first is None:
            return None
        from crmcli.text.money import Money

        return money_json(Money(first, values[1]))
    if field.type == "json":
        import json

        return json.loads(first) if first else {}
    if field.type == "link":
        return None if first is None else links.get(first)
    if field.type == "anylink":
        return None if values[1] is None else links.get(values[1])
    raise AssertionError(field.type)
