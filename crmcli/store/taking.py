"""Writing what came in some buckets: read what stands here first, then write table by table, on a thread of its own."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from crmcli.clock import stored
from crmcli.i18n import _
from crmcli.store import arrivalindex, bulkjournal, search, segments, settling, twice
from crmcli.store.arrival import Arrival, differing, free_refs, gather, insertion, look, shape
from crmcli.store.bulkids import last_in
from crmcli.store.bulkrows import Rows
from crmcli.store.outbox import key_text
from crmcli.store.records import JOURNALLED, KINDS
from crmcli.store.statements import chunks, free_ref, record_class
from crmcli.store.waiting import pending, purged
from crmcli.store.wire import shard_of
from crmcli.store.writer import writer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.wire import Bucket

    Execute = Callable[[str, Any], Any]

_MANY = 2000  # records that are put into the full-text index in another way
_PART = 1024  # records whose texts are made while those before are put into it
_NO_ROW = 1 << 60
# What people know a record by: two may have got the same apart from each other. Both stay.
_NUMBERED = {"order": ("number",), "quote": ("number", "version"), "product": ("code",)}
_HANGS_ON_ORDERS = ("step", "payment", "duty")  # a trigger gives them the order's owner


class Taking:
    """Some buckets on their way into the store, inside the transaction that is open."""

    def __init__(self, store: Store, buckets: Sequence[Bucket]) -> None:
        self.store = store
        self.buckets = buckets
        self.written = 0
        self.inserted = 0
        self.warnings: list[str] = []
        self._arrivals: dict[str, Arrival] = {}
        self._owners: dict[str, tuple[str, int]] = {}  # records by id: table and local number
        self._writers: dict[str, str | None] = {}  # who last wrote each record, by its id
        self._dirty: set[tuple[str, int]] = set()
        self._strays: dict[str, set[str]] = {}  # records by kind and id that came apart from their sets
        self._txns: dict[str | None, int] = {}
        self._last_txn = 0
        self._new: dict[str, list[int]] = {}  # new rows by table, as places
        self._again: dict[str, dict[int, int]] = {}
        self._at = stored(store.clock())

    def run(self) -> None:
        """Do it."""
        store = self.store
        self._read()
        many = sum(one.numbers.count(0) for one in self._arrivals.values()) > _MANY
        if many:
            segments.hold(store)
        for table, arrival in self._arrivals.items():
            if table in _HANGS_ON_ORDERS and self._moved_orders():
                look(store, arrival)
                self._lay_on_top(arrival)
            self._write(arrival)
            if self._new[table]:
                numbers = [arrival.numbers[at] for at in self._new[table]]
                if table in settling.LATE and self._was_used:
                    self._do(partial(settling.late, table, numbers))
        # What is looked for takes long to make: all else is given to the writer before.
        self._place()
        self._do(self._conflicts)
        self._index()
        for table, columns in _NUMBERED.items():
            if table in self._arrivals:
                self._warn_of_twice(self._arrivals[table], columns)
        self.warnings += twice.told(store, self._arrivals, self._last, used=self._was_used)
        if many:
            segments.merge(store)

    # --- reading --------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        store = self.store
        db = store.db
        db.executemany(
            "INSERT INTO sync_bucket (id) VALUES (?) ON CONFLICT DO NOTHING", [(b.id,) for b in self.buckets]
        )
        self._numbers: dict[str, int] = {}
        for chunk in chunks([bucket.id for bucket in self.buckets]):
            sql = f"SELECT id, nid FROM sync_bucket WHERE id IN ({', '.join('?' * len(chunk))})"
            self._numbers.update(db.execute(sql, chunk))
        db.executemany(
            "UPDATE sync_bucket SET tag = ?, shards = ? WHERE id = ?",
            [(b.tag, None if b.shards is None else json.dumps(b.shards), b.id) for b in self.buckets],
        )
        self._last_txn = int(db.execute("SELECT coalesce(max(nid), 0) FROM txn").fetchone()[0])
        # Asked now: later whoever asks waits until all is written.
        self._last: dict[str, int] = dict(db.execute("SELECT name, seq FROM sqlite_sequence"))
        self._last["search_doc"] = last_in(store, "search_doc")
        self._was_used = db.execute("SELECT 1 FROM sync_row LIMIT 1").fetchone() is not None
        self._before: dict[str, dict[int, int]] = {}  # what came in these buckets before: by table and row
        marks = ", ".join(map(str, self._numbers.values()))
        for table, row, bucket in db.execute(
            f"SELECT tbl, row, bucket FROM sync_row WHERE bucket IN ({marks})"
        ):
            self._before.setdefault(table, {})[row] = bucket
        self._by_hand = bulkjournal.possible(store)
        self._some_gone = db.execute("SELECT 1 FROM sync_gone LIMIT 1").fetchone() is not None
        tables = {table for bucket in self.buckets for table in bucket.rows}.intersection(JOURNALLED)
        self._waiting = pending(store, tables)
        self._waiting_in = {table for table, _key in self._waiting}
        self._purged = purged(store)
        numbered = [(self._numbers[bucket.id], bucket) for bucket in self.buckets]
        for table in JOURNALLED:
            arrival = gather(store, table, numbered)
            if arrival is None:
                continue
            self._arrivals[table] = arrival
            look(store, arrival)
            for nid, ref in free_refs(store, arrival):
                self._redraw(arrival, nid, ref)
            self._lay_on_top(arrival)
            if arrival.of.is_record:
                by = arrival.column("updated_by_id")
                self._writers.update(zip([key[0] for key in arrival.keys], by, strict=True))

    def _lay_on_top(self, arrival: Arrival) -> None:
        """What waits here stands above what the hub has; what goes here does not come."""
        table = arrival.of.table
        if self._purged and not arrival.of.is_record:
            for at, parent in enumerate(arrival.column(arrival.of.parent)):
                if parent in self._purged:
                    arrival.numbers[at] = -_NO_ROW
        if table not in self._waiting_in:
            return
        for at, key in enumerate(arrival.keys):
            waits = self._waiting.get((table, key_text(key)))
            if waits is None:
                continue
            if waits.goes:
                arrival.numbers[at] = -(waits.row or _NO_ROW)
                continue
            row = list(arrival.rows[at])
            for name, value in waits.values.items():
                if name in arrival.places:
                    whole = value is not None and name in arrival.of.numbers
                    row[arrival.places[name]] = int(value) if whole and value is not None else value
            arrival.rows[at] = tuple(row)

    def _redraw(self, arrival: Arrival, nid: int, ref: str) -> None:
        """Give a record here another reference: on the hub this one belongs to another record."""
        store, table = self.store, arrival.of.table
        taken = {row[arrival.places["ref"]] for row in arrival.rows}
        cls = record_class(KINDS[table])
        while True:
            new = free_ref(store, cls)
            if new not in taken:
                break
        self._as(store.db.execute, None)
        store.db.execute(f"UPDATE [{table}] SET ref = ? WHERE nid = ?", (new, nid))
        store.db.execute(
            "UPDATE sync_op SET body = json_set(body, '$.ref', ?) WHERE tbl = ? AND row = ? AND kind = 'insert'"
            " AND state IN ('waiting', 'held')",
            (new, table, nid),
        )
        self._tell_of_ref(ref, new)
        if nid in arrival.numbers:
            look(store, arrival)

    def _tell_of_ref(self, ref: str, new: str) -> None:
        text = _("The team has another record %(ref)s; the one made here is %(new)s now.")
        self.warnings.append(text % {"ref": ref, "new": new})

    def _moved_orders(self) -> bool:
        """Whether orders got another owner: the triggers have given it to what hangs on them."""
        orders = self._arrivals.get("order")
        return orders is not None and any(number > 0 for number in orders.numbers)

    # --- writing --------------------------------------------------------------------------------------------------

    def _as(self, execute: Execute, writer: str | None) -> None:
        """What is written from now on, was by this member."""
        if writer not in self._txns:
            self._last_txn += 1
            self._txns[writer] = self._last_txn
            execute(
                "INSERT INTO txn (nid, ref, at, actor_id, device, command, origin)"
                " VALUES (?, ?, ?, ?, ?, 'sync', 'sync')",
                (self._last_txn, self.store.identity.new_ref("T"), self._at, writer, self.store.device),
            )
        execute("UPDATE current SET txn = ?", (self._txns[writer],))

    def _written_by(self, arrival: Arrival) -> list[str | None]:
        """Who wrote each row; members are written by whoever wrote their record last."""
        if arrival.of.is_record:
            return arrival.column("updated_by_id")
        return [self._writers.get(id) for id in arrival.column(arrival.of.parent)]

    def _write(self, arrival: Arrival) -> None:
        """Write the difference of one table."""
        table = arrival.of.table
        by = self._written_by(arrival)
        self._new[table] = new = [at for at, number in enumerate(arrival.numbers) if not number]
        groups: dict[str | None, list[int]] = {}
        for at in new:
            groups.setdefault(by[at], []).append(at)
        jobs: list[tuple[str | None, Rows | tuple[str, list[Any]]]] = []
        number = self._last.get(table, 0)
        again = self._again[table] = self._numbers_again(arrival, new)
        # Records by age, whoever wrote them last: lists have the newest first, by number.
        for at in sorted(new, key=arrival.keys.__getitem__) if arrival.of.is_record else new:
            if at in again:
                arrival.numbers[at] = again[at]
            else:
                number += 1
                arrival.numbers[at] = number
        for writer, places in groups.items():
            jobs.append((writer, insertion(arrival, places, [arrival.numbers[at] for at in places])))
        changed = 0
        for at, here in enumerate(arrival.here):
            if here is None or arrival.numbers[at] <= 0:
                continue
            names, stamped = differing(arrival, at)
            if not names and not stamped:
                continue
            changed += 1
            if names:
                row = arrival.rows[at]
                if "ref" in names:
                    self._tell_of_ref(here[arrival.places["ref"]], row[arrival.places["ref"]])
                sets = ", ".join(f"{name} = ?" for name in names)
                values = [row[arrival.places[name]] for name in names]
                sql = f"UPDATE [{table}] SET {sets} WHERE nid = ?"
                jobs.append((by[at], (sql, [*values, arrival.numbers[at]])))
                self._touch(arrival, at)
            if arrival.of.is_record and "updated_at" in arrival.places:
                stamps = [arrival.rows[at][arrival.places[name]] for name in ("updated_at", "updated_by_id")]
                sql = f"UPDATE [{table}] SET updated_at = ?, updated_by_id = ? WHERE nid = ?"
                jobs.append((by[at], (sql, [*stamps, arrival.numbers[at]])))
        if arrival.of.is_record:
            self._owners.update(
                (key[0], (table, number)) for key, number in zip(arrival.keys, arrival.numbers, strict=True)
            )
        else:
            for at in new:
                self._touch(arrival, at)
        self.inserted += len(new)
        self.written += len(new) + changed
        self._do(partial(self._write_all, jobs))

    def _write_all(
        self, jobs: list[tuple[str | None, Rows | tuple[str, list[Any]]]], execute: Execute
    ) -> None:
        for writer, job in jobs:
            self._as(execute, writer)
            if not isinstance(job, Rows):
                execute(*job)
            elif self._by_hand:
                parent = shape(self.store, job.table).parent
                bulkjournal.insert(job, parent, self._txns[writer], execute)
            else:
                job.write(execute)

    def _do(self, job: Callable[[Execute], None]) -> None:
        writer = writer_of(self.store)
        if writer is None:
            job(self.store.db.execute)
        else:
            writer.write(job, ())

    def _numbers_again(self, arrival: Arrival, new: list[int]) -> dict[int, int]:
        """The old local numbers of removed records whose making was taken back here: that can be done again."""
        if not arrival.of.is_record:
            return {}
        place = arrival.places.get("removed_at")
        removed = {
            arrival.keys[at][0]: at for at in new if place is not None and arrival.rows[at][place] is not None
        }
        if not removed:
            return {}
        table = arrival.of.table
        sql = (
            "SELECT row, old FROM change c WHERE tbl = ? AND op = 'delete'"
            f" AND NOT EXISTS (SELECT 1 FROM [{table}] WHERE nid = c.row)"
        )
        found = {}
        for row, old in self.store.db.execute(sql, (table,)):
            at = removed.get(json.loads(old)["id"])
            if at is not None:
                found[at] = row
        return found

    def _touch(self, arrival: Arrival, at: int) -> None:
        """A record, or the record of a member, has to be indexed anew."""
        table = arrival.of.table
        if arrival.of.is_record:
            if arrivalindex.is_searched(table):
                self._dirty.add((table, arrival.numbers[at]))
            return
        id = arrival.rows[at][arrival.places[arrival.of.parent]]
        if id not in self._owners:
            kind = arrival.of.parent.removesuffix("_id")
            if kind == "record":
                kind = arrival.rows[at][arrival.places["record_kind"]]
            self._strays.setdefault(kind, set()).add(id)
        elif arrivalindex.is_searched(self._owners[id][0]):
            self._dirty.add(self._owners[id])

    def _warn_of_twice(self, arrival: Arrival, columns: tuple[str, ...]) -> None:
        """Tell of numbers that came and that a record here has already."""
        if not set(columns) <= arrival.places.keys():
            return
        places = [arrival.places[name] for name in columns]
        came: set[int] = set()
        for at, (row, here) in enumerate(zip(arrival.rows, arrival.here, strict=True)):
            if here is None or any(row[place] != here[place] for place in places):
                came.add(arrival.numbers[at])
        table = arrival.of.table
        for chunk in chunks(sorted(number for number in came if number > 0)):
            same = " AND ".join(f"x.{name} = t.{name}" for name in columns)
            sql = (
                f"SELECT t.{columns[0]}, t.ref, t.nid, x.ref, x.nid FROM [{table}] t"
                f" JOIN [{table}] x ON {same} AND x.nid <> t.nid"
                f" WHERE t.nid IN ({', '.join('?' * len(chunk))}) AND t.removed_at IS NULL AND x.removed_at IS NULL"
            )
            for number, ref, own, other, nid in self.store.db.execute(sql, chunk):
                # Of two that came together one is named; not in a store that gets everything for the first time.
                if nid not in came or (self._was_used and nid < own):
                    text = _(
                        "%(number)s is the number of two: %(ref)s, which came now, and %(other)s; both stay."
                        " `%(command)s` gives one another."
                    )
                    values = {"number": number, "ref": ref, "other": other}
                    command = f"crm {table} edit {ref} --{columns[0]} N"
                    self.warnings.append(text % {**values, "command": command})

    # --- index ----------------------------------------------------------------------------------------------------

    def _index(self) -> None:
        """Bring the search index up to date: new records from what was sent, others one by one."""
        sets = {table: one for table, one in self._arrivals.items() if not one.of.is_record}
        by_record = {table: arrivalindex.sets_by_record(one) for table, one in sets.items()}
        doc = self._last["search_doc"]
        keys: list[tuple[str, int]] = []
        for table, places in self._new.items():
            if table not in KINDS or not arrivalindex.is_searched(table):
                continue
            arrival = self._arrivals[table]
            living = self._living(arrival, places)
            self._dirty.update((table, arrival.numbers[at]) for at in places)
            if len(living) < arrivalindex.MANY:
                continue
            for start in range(0, len(living), _PART):
                part = living[start : start + _PART]
                numbers = [arrival.numbers[at] for at in part]
                self._dirty.difference_update((table, number) for number in numbers)
                rows, own = arrivalindex.index_new(arrival, part, numbers, sets, by_record, doc + 1)
                doc += len(part)
                keys += own
                self._do(partial(_insert, rows))
        if keys:
            keys.sort()
            self._do(partial(_insert, [Rows("lookup", ("key", "doc"), keys)]))
        for kind in self._strays.keys() & KINDS.keys():
            if arrivalindex.is_searched(kind):
                for chunk in chunks(sorted(self._strays[kind])):
                    sql = f"SELECT nid FROM [{kind}] WHERE id IN ({', '.join('?' * len(chunk))})"
                    self._dirty.update((kind, nid) for (nid,) in self.store.db.execute(sql, chunk))
        if self._dirty:
            search.reindex(self.store, self._dirty)

    def _living(self, arrival: Arrival, places: list[int]) -> list[int]:
        place = arrival.places.get("removed_at")
        return [at for at in places if place is None or arrival.rows[at][place] is None]

    # --- where each is --------------------------------------------------------------------------------------------

    def _place(self) -> None:
        """Remember in which bucket each row came, and which are in none of those they were in."""
        before = self._before
        for table, arrival in self._arrivals.items():
            old = before.pop(table, {})
            fresh: list[tuple[int, int]] = []
            for number, bucket in zip(arrival.numbers, arrival.buckets, strict=True):
                row = abs(number)
                if row == _NO_ROW:
                    continue
                if old.pop(row, None) != bucket:
                    fresh.append((row, bucket))
            self._remember(table, fresh, bool(self._was_used))
            if self._some_gone:
                seen = [(table, abs(number)) for number in arrival.numbers]
                self.store.db.executemany("DELETE FROM sync_gone WHERE tbl = ? AND row = ?", seen)
            self._miss(table, old)
        for table, old in before.items():
            self._miss(table, old)

    def _remember(self, table: str, fresh: list[tuple[int, int]], used: bool) -> None:
        if not fresh:
            return
        fresh.sort()
        if used and len(fresh) < arrivalindex.MANY or self._some_placed(table, fresh):
            # The tag of where it was says too much now: a hub from a backup may show that one again.
            self.store.db.executemany(
                "UPDATE sync_bucket SET tag = NULL WHERE nid = (SELECT bucket FROM sync_row WHERE tbl = ? AND row = ?)"
                f" AND nid NOT IN ({', '.join(map(str, self._numbers.values()))})",
                [(table, row) for row, _bucket in fresh],
            )
            self.store.db.executemany(
                "INSERT INTO sync_row (tbl, row, bucket) VALUES (?, ?, ?)"
                " ON CONFLICT (tbl, row) DO UPDATE SET bucket = excluded.bucket",
                [(table, row, bucket) for row, bucket in fresh],
            )
        else:
            self._do(partial(_insert, [Rows("sync_row", ("row", "bucket"), fresh, {"tbl": table})]))

    def _some_placed(self, table: str, fresh: list[tuple[int, int]]) -> bool:
        """Whether any of the rows may be in a bucket already."""
        if not self._was_used:
            return False
        if self._again[table]:
            return True
        new = {self._arrivals[table].numbers[at] for at in self._new[table]}
        return any(row not in new for row, _bucket in fresh)

    def _miss(self, table: str, rows: dict[int, int]) -> None:
        """Rows that are no more in their buckets: somebody has deleted them, or they have moved."""
        rows = self._of_what_came(table, rows)
        if not rows:
            return
        gone = [(table, row) for row in rows]
        self.store.db.executemany("INSERT OR IGNORE INTO sync_gone (tbl, row) VALUES (?, ?)", gone)
        # In no bucket, but one that could be seen.
        self.store.db.executemany("UPDATE sync_row SET bucket = 0 WHERE tbl = ? AND row = ?", gone)

    def _of_what_came(self, table: str, rows: dict[int, int]) -> dict[int, int]:
        """Those of some rows, by number with their bucket, that would have come if they were there still."""
        came = {self._numbers[one.id]: one.came for one in self.buckets if one.came is not None}
        unsure = [row for row, bucket in rows.items() if bucket in came]
        if not unsure:
            return rows
        of = shape(self.store, table)
        found = {row: bucket for row, bucket in rows.items() if bucket not in came}
        for chunk in chunks(unsure):
            marks = ", ".join("?" * len(chunk))
            sql = f"SELECT nid, {of.parent or 'id'} FROM [{table}] WHERE nid IN ({marks})"
            for row, id in self.store.db.execute(sql, chunk):
                if shard_of(id) in came[rows[row]]:
                    found[row] = rows[row]
        return found

    def _conflicts(self, execute: Execute) -> None:
        buckets = [(self._numbers[bucket.id], bucket.conflicts) for bucket in self.buckets]
        for chunk in chunks([number for number, _conflicts in buckets]):
            execute(f"DELETE FROM sync_conflict WHERE bucket IN ({', '.join('?' * len(chunk))})", chunk)
        for number, conflicts in buckets:
            for one in conflicts:
                if one.table not in JOURNALLED:
                    continue
                tests = " AND ".join(f"{name} = ?" for name in shape(self.store, one.table).key)
                found = execute(f"SELECT nid FROM [{one.table}] WHERE {tests}", one.key).fetchone()
                execute(
                    "INSERT OR REPLACE INTO sync_conflict (op_id, bucket, tbl, key, row, col, base, mine, hub,"
                    " member_id, hub_member_id, command, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        one.op_id, number, one.table, key_text(one.key), found and found[0], one.column, one.base,
                        one.mine, one.hub, one.member_id, one.hub_member_id, one.command, one.at,
                    ),
                )  # fmt: skip


def _insert(tables: list[Rows], execute: Execute) -> None:
    for rows in tables:
        rows.write(execute)
