"""Forgetting what the hub shows no more: no byte of it stays here, but one's own words that were refused.

A bucket that is left goes with all its rows; a row that is in no bucket any more goes alone.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from crmcli.clock import stored
from crmcli.store import drafts, search, spool
from crmcli.store.erasing import (
    ID,
    UNWIPED,
    Going,
    find_gone,
    gather_segments,
    holders,
    hung,
    keep_own_words,
    names_of,
    remove_changes,
    remove_ops,
    remove_rows,
    wipe,
)
from crmcli.store.joined import put_seq
from crmcli.store.journal import current_state, last_seq
from crmcli.store.outbox import fill, writing
from crmcli.store.records import JOURNALLED, KINDS
from crmcli.store.statements import chunks
from crmcli.text.names import bare_key, name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crmcli.store.open import Store

_TOLD = ("ok", "conflict", "seen")
_WAITING = "o.state IN ('waiting', 'held')"
_NOTHING: frozenset[tuple[str, str]] = frozenset()


def left(store: Store, ids: Sequence[str]) -> list[str]:
    """The buckets held here that are not among ``ids`` (all that the hub shows), and of which nothing waits."""
    shown = set(ids)
    found = {
        nid: id
        for nid, id in store.db.execute("SELECT nid, id FROM sync_bucket ORDER BY nid")
        if id not in shown
    }
    if not found:
        return []
    busy = _busy(store)
    return [id for nid, id in found.items() if nid not in busy]


def _busy(store: Store) -> set[int]:
    """The numbers of the buckets of which something waits: a row's change, or a new row that hangs on one."""
    db = store.db
    sql = (
        "SELECT DISTINCT r.bucket FROM sync_op o JOIN sync_row r ON r.tbl = o.tbl AND r.row = o.row"
        f" WHERE {_WAITING}"
    )
    found = {bucket for (bucket,) in db.execute(sql)}
    links: set[str] = set()
    for (body,) in db.execute(f"SELECT body FROM sync_op o WHERE {_WAITING} AND kind = 'insert'"):
        links.update(value for name, value in json.loads(body).items() if name.endswith("_id") and value)
    for table in KINDS if links else ():
        for chunk in chunks(sorted(links)):
            sql = (
                f"SELECT DISTINCT r.bucket FROM [{table}] t JOIN sync_row r ON r.tbl = '{table}' AND r.row = t.nid"
                f" WHERE t.id IN ({', '.join('?' * len(chunk))})"
            )
            found.update(bucket for (bucket,) in db.execute(sql, chunk))
    return found


def leave(store: Store, ids: Sequence[str]) -> int:
    """Forget buckets, given by id: their rows, what the journal, the search index and files beside the store hold of
    them, and every byte in the store's file. Returns how many rows went. Those of which something waits by now stay.
    """
    from crmcli.store.incoming import loose

    db = store.db
    db.execute("PRAGMA secure_delete = ON")
    with loose(store), writing(store):
        fill(store)
        numbers = _free(store, ids)
        going = Going()
        for chunk in chunks(list(numbers)):
            sql = f"SELECT tbl, row FROM sync_row WHERE bucket IN ({', '.join('?' * len(chunk))})"
            for table, row in db.execute(sql, chunk):
                going.rows[table].add(row)
        going.roots = set(numbers.values())
        _complete(store, going)
        going.names |= names_of(store, going.ids["customer"])
        number = _erase(store, going)
        for chunk in chunks(list(numbers)):
            marks = ", ".join("?" * len(chunk))
            db.execute(f"DELETE FROM sync_conflict WHERE bucket IN ({marks})", chunk)
            db.execute(f"DELETE FROM sync_bucket WHERE nid IN ({marks})", chunk)
        put_seq(store, last_seq(store))
    _remove_files(store, going)
    clean(store)
    return number


def _free(store: Store, ids: Sequence[str]) -> dict[int, str]:
    """The numbers of those buckets of which nothing waits."""
    found: dict[int, str] = {}
    for chunk in chunks(list(ids)):
        sql = f"SELECT nid, id FROM sync_bucket WHERE id IN ({', '.join('?' * len(chunk))})"
        found.update(store.db.execute(sql, chunk))
    busy = _busy(store)
    return {nid: id for nid, id in found.items() if nid not in busy}


def _complete(store: Store, going: Going) -> None:
    """Find the ids of the records that go, and what was deleted of them before."""
    for kind in KINDS:
        for chunk in chunks(sorted(going.rows[kind])):
            sql = f"SELECT id FROM [{kind}] WHERE nid IN ({', '.join('?' * len(chunk))})"
            going.ids[kind].update(id for (id,) in store.db.execute(sql, chunk))
    going.ids["customer"] |= going.roots
    while find_gone(store, going, _NOTHING) or _find_loose(store, going):
        pass


def _find_loose(store: Store, going: Going) -> bool:
    """Take in what stands in no bucket and hangs on what goes, unless it waits. Whether there was any."""
    found = False
    sql = (
        "SELECT g.tbl, g.row FROM sync_gone g WHERE NOT EXISTS"
        f" (SELECT 1 FROM sync_op o WHERE {_WAITING} AND o.tbl = g.tbl AND o.row = g.row)"
    )
    for table, row in store.db.execute(sql).fetchall():
        state = None if row in going.rows[table] else current_state(store, table, row)
        if state is not None and hung(going, table, state, _NOTHING):
            going.rows[table].add(row)
            if table in KINDS:
                going.ids[table].add(state["id"])
            found = True
    return found


def _erase(store: Store, going: Going) -> int:
    """Take it out of the store, inside the open transaction; nothing remembers that it was there."""
    db = store.db
    keep_own_words(store, going)
    number = db.execute(
        "INSERT INTO txn (ref, at, device, command, origin) VALUES (?, ?, ?, 'sync', 'sync')",
        (store.identity.new_ref("T"), stored(store.clock()), store.device),
    ).lastrowid
    db.execute("UPDATE current SET txn = ?", (number,))
    rows = remove_rows(store, going)
    db.execute("UPDATE current SET txn = NULL")
    db.execute("DELETE FROM change WHERE txn = ?", (number,))
    db.execute("DELETE FROM txn WHERE nid = ?", (number,))
    remove_changes(store, going)
    remove_ops(store, going, _TOLD)
    if rows:
        gather_segments(store)
        store.put_setting(UNWIPED, "1")
    return rows


def clean(store: Store) -> bool:
    """Wipe old bytes from the store's file, if anything was forgotten; False while another program hinders it."""
    return store.setting(UNWIPED) is None or wipe(store)


def backups(store: Store, ids: Iterable[str]) -> list[str]:
    """The backups in the store's folder that still hold any of these buckets, or that cannot be read."""
    going = Going()
    going.roots = set(ids)
    going.ids["customer"] = set(going.roots)
    return holders(store.path, going)


# --- rows that are in no bucket any more --------------------------------------------------------------------------


def forget_gone(store: Store) -> int:
    """Delete the rows that no bucket brought again, unless something of them waits. Returns how many.

    A record that could be seen until now is forgotten whole; what was only written here, and a member that was taken
    out of a set, is deleted as any command would.
    """
    from crmcli.store.incoming import loose

    db = store.db
    if db.execute("SELECT 1 FROM sync_gone LIMIT 1").fetchone() is None:
        clean(store)
        return 0
    db.execute("PRAGMA secure_delete = ON")
    with loose(store), writing(store):
        fill(store)
        seen = Going()
        own: dict[str, list[int]] = {}
        sql = (
            "SELECT g.tbl, g.row, r.bucket FROM sync_gone g LEFT JOIN sync_row r ON r.tbl = g.tbl AND r.row = g.row"
            f" WHERE NOT EXISTS (SELECT 1 FROM sync_op o WHERE {_WAITING} AND o.tbl = g.tbl AND o.row = g.row)"
        )
        for table, row, bucket in db.execute(sql).fetchall():
            if table in KINDS and bucket is not None:
                if _has_another_number(store, table, row):
                    for where in ("sync_row", "sync_gone"):
                        db.execute(f"DELETE FROM {where} WHERE tbl = ? AND row = ?", (table, row))
                    continue
                seen.rows[table].add(row)
            else:
                own.setdefault(table, []).append(row)
        number = _delete(store, own)
        if any(seen.rows.values()):
            _complete(store, seen)
            number += _erase(store, seen)
        put_seq(store, last_seq(store))
    clean(store)
    return number


def _has_another_number(store: Store, table: str, row: int) -> bool:
    """Whether a record was deleted here (its making was taken back) and came again as another row."""
    sql = (
        f"SELECT 1 FROM change c JOIN [{table}] t ON t.id = json_extract(c.old, '$.id')"
        " WHERE c.tbl = ? AND c.row = ? AND c.op = 'delete' AND t.nid <> c.row"
    )
    return store.db.execute(sql, (table, row)).fetchone() is not None


def _delete(store: Store, rows: dict[str, list[int]]) -> int:
    """Delete rows, by number, by a transaction that came from the hub."""
    if not rows:
        return 0
    db = store.db
    txn = db.execute(
        "INSERT INTO txn (ref, at, device, command, origin) VALUES (?, ?, ?, 'sync', 'sync')",
        (store.identity.new_ref("T"), stored(store.clock()), store.device),
    ).lastrowid
    db.execute("UPDATE current SET txn = ?", (txn,))
    number = 0
    owners: set[tuple[str, int]] = set()
    for table in JOURNALLED:
        for chunk in chunks(sorted(rows.get(table, ()))):
            marks = ", ".join("?" * len(chunk))
            if table in KINDS:
                for nid in chunk:
                    search.drop(store, table, nid)
            else:
                owners |= _owners(store, table, chunk)
            number += db.execute(f"DELETE FROM [{table}] WHERE nid IN ({marks})", chunk).rowcount
            for where in ("sync_row", "sync_gone"):
                db.execute(f"DELETE FROM {where} WHERE tbl = ? AND row IN ({marks})", (table, *chunk))
    search.reindex(store, owners)
    db.execute("UPDATE current SET txn = NULL")
    if not number:
        db.execute("DELETE FROM txn WHERE nid = ?", (txn,))
    return number


def _owners(store: Store, table: str, numbers: Sequence[int]) -> set[tuple[str, int]]:
    """The records that members of sets belong to, as (table, local number)."""
    parent = next(name for name in JOURNALLED[table] if name.endswith("_id"))
    marks = ", ".join("?" * len(numbers))
    sql = f"SELECT DISTINCT {parent} FROM [{table}] WHERE nid IN ({marks})"
    ids = [id for (id,) in store.db.execute(sql, numbers)]
    kinds = tuple(KINDS) if parent == "record_id" else (parent.removesuffix("_id"),)
    found: set[tuple[str, int]] = set()
    for kind in kinds:
        for chunk in chunks(ids):
            sql = f"SELECT nid FROM [{kind}] WHERE id IN ({', '.join('?' * len(chunk))})"
            found.update((kind, nid) for (nid,) in store.db.execute(sql, chunk))
    return found


# --- files beside the store ---------------------------------------------------------------------------------------


def _remove_files(store: Store, going: Going) -> None:
    """Remove drafts and waiting notes that name what goes."""
    names = {key for name in going.names if len(name) > 1 and len(key := bare_key(name)) > 1}
    ids = going.all_ids
    for path in (*drafts.files(store.path), *spool.waiting(store.path)):
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read()
        except OSError:
            continue
        if not ids.isdisjoint(ID.findall(text)) or any(name in key for key in _texts(text) for name in names):
            with suppress(OSError):
                os.unlink(path)


def _texts(text: str) -> Iterator[str]:
    """All texts in a file's JSON, folded as names compare; of what is none, the whole."""
    try:
        yield from _strings(json.loads(text))
    except ValueError:
        yield name_key(text)


def _strings(content: object) -> Iterator[str]:
    if isinstance(content, dict):
        for name, one in content.items():
            yield name_key(name)
            yield from _strings(one)
    elif isinstance(content, list):
        for one in content:
            yield from _strings(one)
    elif isinstance(content, str):
        yield name_key(content)
