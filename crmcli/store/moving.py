"""What points to a record made to point to another, by definition: a new kind of record joins by itself."""

from __future__ import annotations

from crmcli.store.records import JOURNALLED, KINDS
from crmcli.store.search import with_key
from crmcli.store.statements import by_nid, chunks, record_class

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record


def links_to(kind: Kind) -> Iterator[tuple[Kind, Field]]:
    """The fields, of whatever kind, that can point to a record of ``kind`` and that the store does not derive."""
    for other in KINDS.values():
        for field in other.own:
            if field.type == "link" and field.link == kind.name and field.columns:
                if field.columns[0] in JOURNALLED[other.table]:
                    yield other, field
            elif field.type == "anylink" or (
                field.type == "links" and field.link == kind.name and not field.only
            ):
                yield other, field


def move(store: Store, kind: Kind, old: str, new: str) -> dict[str, set[str]]:
    """Have all that points to the record with the id ``old``, removed or not, point to ``new`` instead.

    Inside the transaction that is open. Returns the ids of the living records that moved, by kind.
    """
    transaction = store.transaction_now
    assert transaction is not None
    moved: dict[str, set[str]] = {}
    for other, field in links_to(kind):
        if field.table:
            rows = _rows(store, other, "id", _move_members(store, field, old, new))
            stamp = f"UPDATE [{other.table}] SET updated_at = ?, updated_by_id = ? WHERE nid = ?"
            store.db.executemany(
                stamp, [(transaction.at, store.me or None, nid) for nid, _id, _removed in rows]
            )
        elif field.type == "anylink":
            rows = _rows(store, other, field.columns[1], [old], (field.columns[0], kind.name))
            _point(store, other, field.columns[1], [nid for nid, _id, _removed in rows], new)
        else:
            rows = _rows(store, other, field.columns[0], [old])
            _point(store, other, field.columns[0], [nid for nid, _id, _removed in rows], new)
        for nid, id, removed in rows:
            if id in (old, new):  # one that points to itself, or to the one it goes into
                continue
            if field.name == "owner":  # of links the search index holds nothing else
                transaction.touch(other.table, nid)
            if removed is None:
                moved.setdefault(other.name, set()).add(id)
    return moved


def _rows(
    store: Store, kind: Kind, column: str, wanted: Iterable[str], of: tuple[str, str] | None = None
) -> list[tuple[int, str, str | None]]:
    found: list[tuple[int, str, str | None]] = []
    more = f" AND {of[0]} = ?" if of else ""
    for chunk in chunks(list(wanted)):
        marks = ", ".join("?" * len(chunk))
        sql = f"SELECT nid, id, removed_at FROM [{kind.table}] WHERE {column} IN ({marks}){more} ORDER BY nid"
        found += store.db.execute(sql, (*chunk, of[1]) if of else chunk)
    return found


def _point(store: Store, kind: Kind, column: str, numbers: Iterable[int], new: str) -> None:
    sql = f"UPDATE [{kind.table}] SET {column} = ? WHERE nid = ? AND id <> ?"
    store.db.executemany(sql, [(new, nid, new) for nid in numbers])


def _move_members(store: Store, field: Field, old: str, new: str) -> list[str]:
    """The members of a set of links; where the new one is a member already, the old one goes."""
    assert store.transaction_now is not None
    db = store.db
    sql = f"SELECT nid, {field.parent} FROM [{field.table}] WHERE {field.value} = ?"
    parents = []
    for nid, parent in db.execute(sql, (old,)).fetchall():
        sql = f"SELECT 1 FROM [{field.table}] WHERE {field.parent} = ? AND {field.value} = ?"
        if db.execute(sql, (parent, new)).fetchone():
            db.execute(f"DELETE FROM [{field.table}] WHERE nid = ?", (nid,))
        else:
            db.execute(f"UPDATE [{field.table}] SET {field.value} = ? WHERE nid = ?", (new, nid))
        parents.append(parent)
    return parents


def gone_into(store: Store, kind: Kind, ref: str) -> Record | None:
    """The living record of a kind into which the one with a reference was merged; None if there is none."""
    from crmcli.store.further import MERGED
    from crmcli.text.names import name_key

    for _kind, nid in with_key(store, f"{MERGED}:{name_key(ref)}", (kind.name,)):
        row = by_nid(store, record_class(kind), nid)
        if row is not None and row.removed_at is None:
            return row
    return None
