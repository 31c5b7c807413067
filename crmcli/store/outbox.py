"""What the hub has to be told: net changes, made of the journal since the last time, and what became of them.

An op's id follows from the journal alone (:func:`op_id`), so that a store that was copied, or brought back from a
backup, makes the same ops again and the hub knows them.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha1

from crmcli.clock import stored
from crmcli.store.joined import put_seq, seq
from crmcli.store.journal import last_seq
from crmcli.store.netting import Net, Nets, Row, text_of
from crmcli.store.statements import chunks
from crmcli.store.together import along, beside
from crmcli.store.wire import CONFLICT, HELD, OK, REFUSED, Op

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.wire import Answer

_NAMESPACE = bytes.fromhex("0b0e6b0c58f54b3f8f0e6d3c4f6c1b7a")  # of RFC 9562, section 5.5
_KEPT = 60  # days for which answers are kept: a hub that was restored from a backup is told again
_PAGE = 1000
_LAST = "sync.answered"  # in meta: the op that the hub has taken or kept last of all
_json = json.JSONEncoder(ensure_ascii=False).encode
_WAITING = "state IN ('waiting', 'held')"

_INSERT = (
    "INSERT OR IGNORE INTO sync_op (op_id, kind, tbl, key, row, col, old, new, body, txn, command, at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def op_id(name: str) -> str:
    """A version 5 UUID of ours: the same for the same name, anywhere."""
    found = bytearray(sha1(_NAMESPACE + name.encode(), usedforsecurity=False).digest()[:16])
    found[6] = found[6] & 0x0F | 0x50
    found[8] = found[8] & 0x3F | 0x80
    signs = found.hex()
    return f"{signs[:8]}-{signs[8:12]}-{signs[12:16]}-{signs[16:20]}-{signs[20:]}"


def key_text(key: Iterable[str]) -> str:
    """A key as the tables keep it."""
    return _json(list(key))


@contextmanager
def writing(store: Store, *, dry_run: bool = False) -> Iterator[sqlite3.Connection]:
    """A transaction of what the journal does not keep: all of it, or (``dry_run``, an error) nothing."""
    db = store.db
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.execute("ROLLBACK" if dry_run else "COMMIT")
    except BaseException:
        if db.in_transaction:  # SQLite itself rolls back when the disk is full
            db.execute("ROLLBACK")
        raise


# --- making -------------------------------------------------------------------------------------------------------


def fill(store: Store, *, dry_run: bool = False) -> int:
    """Make ops of what the journal has had since the last time; how many. A store that joined no hub has none.

    Inside a transaction that is open it is part of that one. ``dry_run``: how many it would be.
    """
    since = seq(store)
    if since is None or last_seq(store) <= since:
        return 0
    if store.db.in_transaction:
        return _fill(store, since)
    with writing(store, dry_run=dry_run):
        return _fill(store, seq(store) or 0)


def _fill(store: Store, since: int) -> int:
    """The same inside the open transaction: inserts first, then sets, deletes, and what counts as removed.

    Before them all customers that I took, behind them all what I gave away: what I wrote on it I may write while it is
    mine. What others are told stands behind what it tells of: the hub passes it over if it took nothing of that.
    """
    made = 0
    found = Nets(store, since)
    try:
        told = [_insert(store, one) for one in found.inserted(_TOLD)]
        for rows in (
            (op for one in found.changed("customer") for op in _takes(store, found, one)),
            (_insert(store, one) for one in found.inserted(without=_TOLD)),
            (op for one in found.changed() for op in _sets(one) if not (_hands(op) and _given(store, one))),
            (_delete(one) for one in found.deleted()),
            told,
            *(
                (op for one in found.changed(table) for op in _gives(store, found, one))
                for table in reversed(_OWNED)
            ),
        ):
            for page in _pages(rows):
                made += store.db.executemany(_INSERT, page).rowcount
    finally:
        found.close()
    put_seq(store, last_seq(store))
    return made


def _pages(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    from itertools import islice

    rows = iter(rows)
    while page := list(islice(rows, _PAGE)):
        yield page


def _row(
    net: Net,
    kind: str,
    column: str,
    by: Row,
    *,
    old: str | None = None,
    new: str | None = None,
    body: str | None = None,
) -> tuple[Any, ...]:
    """The columns of an op; ``column`` tells apart the ops of one entry of the journal, the key those of two stores
    that drew the same reference for a transaction."""
    ref, at, command, number = by
    key = key_text(net.key)
    name = op_id(f"{ref}:{number}:{net.table}:{column}:{key}")
    shown = column if kind == "set" else None
    return name, kind, net.table, key, net.row, shown, old, new, body, ref, command, at


def _insert(store: Store, net: Net) -> tuple[Any, ...]:
    now = net.now or {}
    removed = _told_removed(store, net) if net.again else None
    if removed is not None:
        seen = {name: text_of(value) for name, value in now.items() if name != "removed_at"}
        body = _json(seen)
        return _row(net, "set", "removed_at", net.last, old=removed, body=body)
    row = {name: text_of(value) for name, value in now.items() if value is not None}
    return _row(net, "insert", "", net.last, body=_json(row))


def _told_removed(store: Store, net: Net) -> str | None:
    """When a record was removed, as the hub was told: its making was taken back."""
    sql = (
        "SELECT new FROM sync_op WHERE tbl = ? AND key = ? AND kind = 'set' AND col = 'removed_at'"
        " AND state <> 'refused' ORDER BY n DESC LIMIT 1"
    )
    found = store.db.execute(sql, (net.table, key_text(net.key))).fetchone()
    return None if found is None else found[0]


def _delete(net: Net) -> tuple[Any, ...]:
    was = net.was or {}
    seen = _json({name: text_of(value) for name, value in was.items()})
    if not net.is_record:
        return _row(net, "delete", "-", net.last, body=seen)
    # A record that is no more (its making was taken back) counts as removed to others: something may hang on it.
    return _row(net, "set", "removed_at", net.last, new=net.last[1], body=seen)


_OWNED = ("customer", "opportunity")
_TOLD = "notice"


def _hands(op: tuple[Any, ...]) -> bool:
    """Whether an op says whose something is."""
    return bool(op[5] == "owner_id")


def _takes(store: Store, found: Nets, net: Net) -> Iterator[tuple[Any, ...]]:
    """The op by which I took what nobody had; also of what I have not any more: what I wrote on it was on mine."""
    if _taken(store, net):
        yield from (op for op in _sets(net) if _hands(op))
    elif (by := _passed(store, found, net)) is not None:
        yield _row(net, "set", "owner_id", by, new=store.me)


def _gives(store: Store, found: Nets, net: Net) -> Iterator[tuple[Any, ...]]:
    """The op by which I gave something away."""
    if _passed(store, found, net) is not None:
        owner = (net.now or {})["owner_id"]
        yield _row(net, "set", "owner_id", net.by["owner_id"], old=store.me, new=owner)
    elif _given(store, net):
        yield from (op for op in _sets(net) if _hands(op))


def _passed(store: Store, found: Nets, net: Net) -> Row | None:
    """The entry by which a customer that nobody had became mine, if it is not any more."""
    was, now = net.was or {}, net.now or {}
    if net.table != "customer" or was["removed_at"] is not None or now["removed_at"] is not None:
        return None
    return None if now["owner_id"] == store.me else found.taken(net, "owner_id", store.me)


def _taken(store: Store, net: Net) -> bool:
    """Whether what nobody had became mine, and nothing has to be done to it before."""
    was, now = net.was or {}, net.now or {}
    return was["owner_id"] is None and now["owner_id"] == store.me and was["removed_at"] is None


def _given(store: Store, net: Net) -> bool:
    """Whether a customer or an opportunity became somebody else's, and nothing has to be done to it after that."""
    was, now = net.was or {}, net.now or {}
    return (
        net.table in _OWNED
        and was["owner_id"] != now["owner_id"] != store.me
        and was["removed_at"] == now["removed_at"]
    )


def _sets(net: Net) -> Iterator[tuple[Any, ...]]:
    was, now = dict(net.was or {}), net.now or {}
    by: dict[str, Row] = {}
    for name, entry in net.by.items():
        if was[name] != now[name]:
            by[name] = entry
            # What says one thing together goes up at once, a field whole: met by another amount or currency, both
            # columns are in conflict.
            for other in along(net.table, name):
                if other in net.by and was[other] != now[other]:
                    by.setdefault(other, net.by[other])
                elif other in beside(net.table, name):
                    by.setdefault(other, entry)
    differing = list(by)
    if "removed_at" in by:  # nothing else may be changed of what is removed
        differing.remove("removed_at")
        differing.insert(0 if now["removed_at"] is None else len(differing), "removed_at")
    for name in differing:
        old, was[name] = was[name], now[name]
        if name == "removed_at":
            seen = {other: text_of(value) for other, value in was.items() if other != name}
        else:
            seen = {other: text_of(was[other]) for other in along(net.table, name)}
        body = _json(seen) if seen else None
        yield _row(net, "set", name, by[name], old=text_of(old), new=text_of(now[name]), body=body)


# --- telling ------------------------------------------------------------------------------------------------------


def pending(store: Store) -> int:
    """How many ops wait for an answer."""
    return int(store.db.execute(f"SELECT count(*) FROM sync_op WHERE {_WAITING}").fetchone()[0])


def waiting(store: Store, limit: int, after: int = 0) -> list[tuple[int, Op]]:
    """The first ops after a number that wait, or that the hub did not understand when they were sent: so many, and what
    else changes the last row, which may say one thing with what does already.
    """
    read = f"SELECT n, op_id, kind, tbl, key, col, old, new, body, txn, command, at FROM sync_op WHERE {_WAITING}"
    rows = store.db.execute(f"{read} AND n > ? ORDER BY n LIMIT ?", (after, limit)).fetchall()
    if rows:
        last = {"n": rows[-1][0], "table": rows[-1][3], "key": rows[-1][4]}
        same = "kind = 'set' AND tbl = :table AND key = :key"
        other = f"SELECT min(n) FROM sync_op WHERE {_WAITING} AND n > :n AND NOT ({same})"
        sql = f"{read} AND n > :n AND {same} AND n < coalesce(({other}), n + 1) ORDER BY n"
        rows += store.db.execute(sql, last).fetchall()
    found = []
    for n, name, kind, table, key, column, old, new, body, txn, command, at in rows:
        whole = json.loads(body) if body else None
        op = Op(
            name, kind, table, tuple(json.loads(key)), column=column, old=old, new=new,
            row=whole if kind == "insert" else None, seen=None if kind == "insert" else whole,
            at=at, command=command, txn=txn,
        )  # fmt: skip
        found.append((n, op))
    return found


def answer(store: Store, answers: Sequence[Answer]) -> None:
    """Keep what the hub said of ops, all of it or nothing. An op that has an answer keeps it.

    What differs there is fetched again: of a row whose op was refused or met a conflict the bucket's tag is forgotten.
    A row that was inserted counts as gone until its bucket brings it.
    """
    now = store.clock()
    with writing(store) as db:
        rows = [(one.result, one.reason, stored(now), one.op_id) for one in answers]
        db.executemany(
            f"UPDATE sync_op SET state = ?1, reason = ?2, answered_at = iif(?1 = '{HELD}', NULL, ?3)"
            f" WHERE op_id = ?4 AND {_WAITING}",
            rows,
        )
        kept = [one.op_id for one in answers if one.result in (OK, CONFLICT)]
        if kept:
            store.put_setting(_LAST, kept[-1])
        differing = [one.op_id for one in answers if one.result in (CONFLICT, REFUSED)]
        for chunk in chunks(differing):
            marks = ", ".join("?" * len(chunk))
            db.execute(
                "UPDATE sync_bucket SET tag = NULL WHERE nid IN (SELECT r.bucket FROM sync_op o"
                f" JOIN sync_row r ON r.tbl = o.tbl AND r.row = o.row WHERE o.op_id IN ({marks}))",
                chunk,
            )
        for chunk in chunks([one.op_id for one in answers if one.result in (OK, CONFLICT, REFUSED)]):
            marks = ", ".join("?" * len(chunk))
            db.execute(  # fetched before this was answered: it may stand there with another value
                "UPDATE sync_bucket SET tag = NULL WHERE nid IN (SELECT r.bucket FROM sync_op o"
                " JOIN sync_row r ON r.tbl = o.tbl AND r.row = o.row"
                f" WHERE o.op_id IN ({marks}) AND o.kind = 'insert')",
                chunk,
            )
            db.execute(
                "INSERT OR IGNORE INTO sync_gone (tbl, row) SELECT o.tbl, o.row FROM sync_op o"
                f" WHERE o.op_id IN ({marks}) AND o.kind = 'insert' AND o.row IS NOT NULL AND NOT EXISTS"
                " (SELECT 1 FROM sync_row r WHERE r.tbl = o.tbl AND r.row = o.row)",
                chunk,
            )
        old = stored(now - timedelta(days=_KEPT))
        db.execute(
            "DELETE FROM sync_op WHERE n IN (SELECT n FROM sync_op ORDER BY n LIMIT 10000)"
            " AND state IN ('ok', 'conflict', 'seen') AND answered_at < ?",
            (old,),
        )


def last_answered(store: Store) -> str | None:
    """The op that the hub took, or kept as a conflict, last of all: not the one made last, some are held."""
    last = store.setting(_LAST)
    known = "SELECT 1 FROM sync_op WHERE op_id = ? AND state IN ('ok', 'conflict')"
    if store.db.execute(known, (last,)).fetchone() is not None:
        return last
    sql = "SELECT op_id FROM sync_op WHERE state IN ('ok', 'conflict') ORDER BY n DESC LIMIT 1"
    found = store.db.execute(sql).fetchone()
    return None if found is None else str(found[0])


def answered(store: Store) -> list[str]:
    """The ops of the last sixty days that the hub has taken, or keeps as conflicts, in their order."""
    sql = "SELECT op_id FROM sync_op WHERE state IN ('ok', 'conflict') ORDER BY n"
    return [id for (id,) in store.db.execute(sql)]


def again(store: Store, op_ids: Sequence[str]) -> None:
    """Have ops wait again, in their old places: the hub knows nothing of them any more."""
    if not op_ids:
        return
    with writing(store) as db:
        db.executemany(
            "UPDATE sync_op SET state = 'waiting', reason = NULL, answered_at = NULL WHERE op_id = ?",
            [(id,) for id in op_ids],
        )
