"""What comes from the hub: the difference is written, on top of it stays what waits here.

Each bucket is as the hub has it once :func:`take` has had it. It is journalled with the origin ``sync``, a transaction
for each member who wrote it, and never goes back.
"""

from __future__ import annotations

import gc
import json
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crmcli.store.joined import put_seq
from crmcli.store.journal import last_seq
from crmcli.store.outbox import fill
from crmcli.store.statements import chunks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.store.open import Store
    from crmcli.store.wire import Bucket

MANY = 1_000  # rows of a bucket from which on only the shards of it that differ are fetched
_NORMAL = 1  # of `PRAGMA synchronous`
_LOG = 10_000  # pages of the write-ahead log, 40 MB, after which it goes into the file
_CACHE = 98_304  # KiB of pages
_JOBS = 16  # that wait to be written: what came is in memory anyway
_DEFAULT = 2000  # those of a connection that nobody told otherwise
LOOSE = "sync.loose"  # something came that others may hang on: what is derived has to be looked over


class Taken:
    """What was written: rows, and what the user should know."""

    __slots__ = ("rows", "warnings")

    def __init__(self, rows: int = 0, warnings: Sequence[str] = ()) -> None:
        self.rows = rows
        self.warnings = list(warnings)

    def add(self, other: Taken) -> None:
        """Count another one in."""
        self.rows += other.rows
        self.warnings += other.warnings


def tags(store: Store) -> dict[str, str]:
    """The buckets held here, by id, and the tag of each; empty where it has to be looked at again."""
    return dict(store.db.execute("SELECT id, coalesce(tag, '') FROM sync_bucket"))


def big(store: Store, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """Those of some buckets that have many rows here, each with the digests of the shards as they are held.

    One that has to be looked at again is held in no shard: what is here may be what the hub never had.
    """
    found: dict[str, dict[str, str]] = {}
    for chunk in chunks(list(ids)):
        sql = (
            "SELECT b.id, b.tag, b.shards FROM sync_bucket b JOIN sync_row r ON r.bucket = b.nid"
            f" WHERE b.id IN ({', '.join('?' * len(chunk))}) GROUP BY b.nid HAVING count(*) > ?"
        )
        for id, tag, shards in store.db.execute(sql, [*chunk, MANY]):
            found[id] = json.loads(shards) if tag and shards else {}
    return found


def open_conflicts(store: Store) -> int:
    """How many conflicts nobody has decided yet."""
    sql = (
        "SELECT count(*) FROM sync_conflict c WHERE NOT EXISTS (SELECT 1 FROM sync_op o WHERE o.kind = 'close'"
        " AND o.key = json_array(c.op_id) AND o.state IN ('waiting', 'held', 'ok'))"
    )
    return int(store.db.execute(sql).fetchone()[0])


def take(store: Store, buckets: Sequence[Bucket]) -> Taken:
    """Make buckets as the hub has them, all at once; where the disk has no room for all, one by one.

    Raises :class:`sqlite3.Error` when one cannot be written: it is as it was, those before it stay taken.
    """
    try:
        return _take(store, buckets)
    except sqlite3.OperationalError:
        if len(buckets) < 2:
            raise
    taken = Taken()
    for bucket in buckets:
        taken.add(_take(store, [bucket]))
    return taken


def _take(store: Store, buckets: Sequence[Bucket]) -> Taken:
    from crmcli.store.taking import Taking  # where nothing has come it is not needed

    with loose(store), _hurried(store), _whole(store):
        taking = Taking(store, buckets)
        taking.run()
        if taking.inserted:
            store.put_setting(LOOSE, "1")
    return Taken(taking.written, taking.warnings)


@contextmanager
def loose(store: Store) -> Iterator[None]:
    """Inside it a row may point to one that is not here."""
    (before,) = store.db.execute("PRAGMA foreign_keys").fetchone()
    store.db.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        store.db.execute(f"PRAGMA foreign_keys = {before}")


@contextmanager
def _hurried(store: Store) -> Iterator[None]:
    """Inside it what comes is written on a thread of its own, and nothing waits for the disk.

    What a loss of power takes is fetched again. A change of one's own does wait.
    """
    from crmcli.store.writer import writing_behind

    db = store.db
    (before,) = db.execute("PRAGMA synchronous").fetchone()
    (pages,) = db.execute("PRAGMA wal_autocheckpoint").fetchone()
    if before > _NORMAL:
        db.execute(f"PRAGMA synchronous = {_NORMAL}")
    db.execute(f"PRAGMA wal_autocheckpoint = {_LOG}")
    db.execute(f"PRAGMA cache_size = -{_CACHE}")  # until all has come: what is written next stands close by
    seldom = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)  # what came lives for a while, and hardly any of it in circles
    try:
        with writing_behind(store, _JOBS):
            yield
    finally:
        gc.set_threshold(*seldom)
        db.execute(f"PRAGMA synchronous = {before}")
        db.execute(f"PRAGMA wal_autocheckpoint = {pages}")


@contextmanager
def _whole(store: Store) -> Iterator[None]:
    """A transaction of what comes from the hub; what was done here before it has become ops first."""
    db = store.db
    assert store.transaction_now is None
    db.execute("BEGIN IMMEDIATE")
    try:
        fill(store)
        yield
        db.execute("UPDATE current SET txn = NULL")
        put_seq(store, last_seq(store))
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def finish(store: Store) -> int:
    """All was fetched: rows that are in no bucket any more go, unless something of them waits. Returns how many."""
    from crmcli.store.leaving import forget_gone

    if store.setting(LOOSE) is not None:
        from crmcli.store import settling

        with loose(store), _whole(store):
            settling.settle(store)
            store.db.execute("DELETE FROM meta WHERE key = ?", (LOOSE,))
    gone = forget_gone(store)
    store.db.execute(f"PRAGMA cache_size = -{_DEFAULT}")
    return gone
