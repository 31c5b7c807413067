"""A hub small enough to be read at once: what any hub does with ops, buckets, tags and who sees what.

Rows are dicts of text. Tags never come twice, not even after a backup was brought back. One login of it is a
:class:`crmcli.store.wire.Hub`; what goes wrong on the way there is :class:`tests.sync.faults.Faulty`.
"""

from __future__ import annotations

import copy
import hashlib
import itertools
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence

from crmcli.errors import HubError
from crmcli.store.open import VERSION
from crmcli.store.records import JOURNALLED, ROWS
from crmcli.store.together import along, part
from crmcli.store.wire import (
    CONFLICT,
    HELD,
    OK,
    REFUSED,
    Answer,
    Bucket,
    ConflictRow,
    Greeting,
    Op,
    digest,
    shard_of,
)
from tests.sync.sight import (
    GUARDED,
    NONE,
    OWN,
    PARENTS,
    READ,
    RECORDS,
    REFERENCE,
    WRITE,
    Key,
    Rows,
    Sight,
    Values,
    above,
    bucket_of,
    links,
)

Verdict = tuple[str, "str | None"]
FREE = "free"  # nothing stands against it


class State:
    """All that a backup of the hub holds."""

    def __init__(self) -> None:
        self.rows: Rows = {}
        self.tags: dict[str, str] = {}
        self.ops: dict[str, tuple[Op, str, Answer]] = {}  # the op, who sent it, what was answered
        self.conflicts: dict[str, ConflictRow] = {}
        self.closed: dict[str, ConflictRow] = {}
        self.where: dict[str, str] = {}  # the bucket of each conflict, when its row is no more
        self.done: list[
            tuple[str, str | None]
        ] = []  # the ops that changed a row, with what stood there before

    def copy(self) -> State:
        """The same again; rows are never changed in place."""
        other = State()
        for name, value in vars(self).items():
            setattr(other, name, copy.copy(value))
        return other


class ModelHub:
    """The hub of a team. ``lacks``: columns (table, name) that its schema does not have yet."""

    def __init__(self, members: Iterable[Values], *, schema: int = VERSION, min_client: int = 1) -> None:
        self.hub_id = str(uuid.uuid5(uuid.NAMESPACE_DNS, "model"))
        self.schema = schema
        self.min_client = min_client
        self.lacks: set[tuple[str, str]] = set()
        self.suspended: set[str] = set()
        self._number = itertools.count(1)
        self._backups: dict[int, State] = {}
        self._looked_at: dict[str, tuple[object, str]] = {}
        self.state = State()
        for bucket in REFERENCE.values():
            self.state.tags[bucket] = self._random()
        for member in members:
            row: Values = {name: member.get(name) for name in JOURNALLED["member"]}
            row |= {"updated_at": self._moment(), "updated_by_id": None, "active": member.get("active", "1")}
            self.state.rows["member", (row["id"] or "",)] = row
            self.state.tags[row["id"] or ""] = self._random()

    # --- what tests do to it ---

    def login(self, member: str) -> ModelLogin:
        """The hub as a member has it."""
        return ModelLogin(self, member)

    def backup(self) -> int:
        """Keep all of it; the number brings it back."""
        number = next(self._number)
        self._backups[number] = self.state.copy()
        return number

    def restore(self, number: int) -> None:
        """Bring a backup back."""
        self.state = self._backups[number].copy()

    def seen(self, member: str) -> Rows:
        """What a member may see."""
        return Sight(self.state.rows, member).seen()

    def open_for(self, member: str) -> set[str]:
        """The open conflicts that a member sees."""
        login = self.login(member)
        return {one.op_id for bucket in login.fetch(list(login.manifest())) for one in bucket.conflicts}

    def words(self) -> set[str | None]:
        """Every value that was ever sent and is kept: done, refused or in conflict."""
        found: set[str | None] = set()
        for op, _member, _answer in self.state.ops.values():
            found |= {op.new, *(op.row or {}).values()}
        return found

    def check(self) -> None:
        """I3: no op was done twice. I4: each found what it says it found. I8: what changed has another tag."""
        done = [id for id, _before in self.state.done]
        assert len(done) == len(set(done)), "done twice"
        for id, before in self.state.done:
            op = self.state.ops[id][0]
            assert op.kind != "set" or op.old == before, (op.as_json(), before)
        content = self._by_bucket()
        for bucket, tag in self.state.tags.items():
            now = (content.get(bucket), sorted(self._conflicts_in(bucket)))
            then = self._looked_at.get(bucket)
            assert then is None or then[0] == now or then[1] != tag, ("changed under the same tag", bucket)
            self._looked_at[bucket] = (now, tag)

    def _conflicts_in(self, bucket: str) -> list[str]:
        return [id for id, one in self.state.conflicts.items() if self.bucket_of_conflict(one) == bucket]

    def bucket_of_conflict(self, one: ConflictRow) -> str:
        """Where a conflict is seen: with its row, or where that was."""
        row = self.state.rows.get((one.table, one.key))
        return self.state.where[one.op_id] if row is None else bucket_of(self.state.rows, one.table, row)

    def write(self, key: Key, **values: str | None) -> None:
        """Change a row as an administrator does, by hand."""
        before = self._by_bucket()
        self.state.rows[key] = {**self.state.rows[key], **values, "updated_at": self._moment()}
        self._renew(before, set())

    # --- what it does ---

    def _random(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, str(next(self._number))))

    def _moment(self) -> str:
        seconds = next(self._number)
        return f"2026-11-19T{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000Z"

    def _by_bucket(self) -> dict[str, dict[Key, Values]]:
        found: dict[str, dict[Key, Values]] = {}
        for key, row in self.state.rows.items():
            found.setdefault(bucket_of(self.state.rows, key[0], row), {})[key] = dict(row)
        return found

    def _renew(self, before: dict[str, dict[Key, Values]], buckets: set[str]) -> None:
        after = self._by_bucket()
        for bucket in {*before, *after}:
            if before.get(bucket) != after.get(bucket) or bucket in buckets:
                self.state.tags[bucket] = self._random()


class ModelLogin:
    """What :class:`crmcli.store.wire.Hub` asks for."""

    def __init__(self, hub: ModelHub, member: str) -> None:
        self.hub = hub
        self.member = member

    @property
    def state(self) -> State:
        return self.hub.state

    def _admitted(self) -> None:
        if self.member in self.hub.suspended:
            raise HubError("suspended", hub="model")

    def start(self, schema: int, last: str | None, digest_: str | None) -> Greeting:
        self._admitted()
        return Greeting(
            self.hub.hub_id,
            self.member,
            self.member[:8],
            self.hub.schema,
            self.hub.min_client,
            last is None or last in self.state.ops,
            digest_ == digest(self.manifest().items()),
        )

    def unknown(self, op_ids: Sequence[str]) -> list[str]:
        self._admitted()
        return [id for id in op_ids if id not in self.state.ops]

    def manifest(self) -> dict[str, str]:
        self._admitted()
        sight = Sight(self.state.rows, self.member)
        found = {bucket: tag for bucket, tag in self.state.tags.items() if sight.full(bucket) >= READ}
        for key in sight.seen():
            bucket = bucket_of(self.state.rows, key[0], self.state.rows[key])
            if bucket not in found:  # a part of it: the tag changes with my place too
                mine = f"{self.state.tags[bucket]} {sorted(sight.shares)}"
                found[bucket] = str(uuid.UUID(hashlib.md5(mine.encode(), usedforsecurity=False).hexdigest()))
        return found

    def fetch(self, buckets: Sequence[str]) -> Iterator[Bucket]:
        self._admitted()
        tags = self.manifest()
        sight = Sight(self.state.rows, self.member)
        seen: dict[str, Rows] = {}
        for key, row in sight.seen().items():
            seen.setdefault(bucket_of(self.state.rows, key[0], row), {})[key] = row
        conflicts: dict[str, list[ConflictRow]] = {}
        for one in self.state.conflicts.values():
            bucket = self.hub.bucket_of_conflict(one)
            if sight.full(bucket) >= READ or (one.table, one.key) in seen.get(bucket, {}):
                conflicts.setdefault(bucket, []).append(one)
        for id in buckets:
            if id in tags:
                yield self._bucket(id, tags[id], seen.get(id, {}), conflicts.get(id, []))

    def fetch_shards(self, bucket: str, held: Mapping[str, str]) -> Bucket | None:
        for whole in self.fetch([bucket]):
            return self._differing(whole, held)
        return None

    def _differing(self, whole: Bucket, held: Mapping[str, str]) -> Bucket:
        content: dict[str, list[object]] = {}
        for table, (columns, rows) in whole.rows.items():
            for row in rows:
                content.setdefault(self._shard(table, columns, row), []).append((table, row))
        now = {
            shard: hashlib.md5(repr(sorted(map(repr, rows))).encode(), usedforsecurity=False).hexdigest()
            for shard, rows in content.items()
        }
        if not held:
            return Bucket(whole.id, whole.tag, whole.rows, whole.conflicts, now)
        came = frozenset(shard for shard in {*now, *held} if now.get(shard) != held.get(shard))
        found = {
            table: (columns, [row for row in rows if self._shard(table, columns, row) in came])
            for table, (columns, rows) in whole.rows.items()
        }
        return Bucket(whole.id, whole.tag, found, whole.conflicts, now, came)

    def _shard(self, table: str, columns: Sequence[str], row: Sequence[str | None]) -> str:
        """That of the record, or of the record it belongs to."""
        own = "id" if table in RECORDS else next(name for name in columns if name.endswith("_id"))
        return shard_of(row[columns.index(own)] or "")

    def _bucket(self, id: str, tag: str, rows: Rows, conflicts: list[ConflictRow]) -> Bucket:
        tables: dict[str, tuple[tuple[str, ...], list[tuple[str | None, ...]]]] = {}
        for (table, _key), row in sorted(rows.items()):
            columns = tuple(name for name in self._columns(table) if (table, name) not in self.hub.lacks)
            if table not in tables:
                tables[table] = (columns, [])
            tables[table][1].append(tuple(row.get(name) for name in columns))
        return Bucket(id, tag, tables, conflicts)

    def _columns(self, table: str) -> tuple[str, ...]:
        more = ("updated_at", "updated_by_id") if "updated_at" in ROWS[table].COLUMNS else ()
        return (*JOURNALLED[table], *more)

    # --- push ---

    def push(self, ops: Sequence[Op]) -> list[Answer]:
        self._admitted()
        kept = self.state.copy()
        before = self.hub._by_bucket()
        touched: set[str] = set()
        waits: set[str] = set()  # ids of rows whose insert is held
        try:
            answers = {one.op_id: one for unit in self._units(ops) for one in self._do(unit, touched, waits)}
        except BaseException:
            self.hub.state = kept
            raise
        self.hub._renew(before, touched)
        return [answers[op.op_id] for op in ops]

    def _units(self, ops: Sequence[Op]) -> Iterable[list[Op]]:
        """Ops one by one, but sets that say one thing as one: as long as no cell comes again."""
        units: dict[tuple[object, ...], list[Op]] = {}
        written: dict[Key, set[str]] = {}  # the columns of each row since one came again
        turns: dict[Key, int] = {}
        for number, op in enumerate(ops):
            column, row = op.column or "", (op.table, op.key)
            if column in written.setdefault(row, set()) or column == "removed_at":
                turns[row] = number
                written[row].clear()
            written[row].add(column)
            of = part(op.table, column) if op.seen and op.op_id not in self.state.ops else ""
            units.setdefault((row, of, turns.get(row)) if of else (number,), []).append(op)
        return units.values()

    def _do(self, unit: list[Op], touched: set[str], waits: set[str]) -> list[Answer]:
        known = self.state.ops.get(unit[0].op_id)
        if known is not None:
            if known[1] != self.member:
                return [Answer(unit[0].op_id, REFUSED, "forged")]
            return [known[2]]
        answers = []
        for op, (result, reason) in zip(unit, self._decide(unit, touched, waits), strict=True):
            answers.append(Answer(op.op_id, result, reason))
            if result != HELD and reason != "value":  # what cannot be read cannot be kept either
                self.state.ops[op.op_id] = (op, self.member, answers[-1])
        return answers

    def _decide(self, unit: list[Op], touched: set[str], waits: set[str]) -> list[Verdict]:
        found = [self._readable(op, waits) for op in unit]
        if unit[0].kind == "set":
            return self._sets(unit, found, touched)
        do = getattr(self, f"_{unit[0].kind}")
        return [found[0] or do(unit[0], touched, waits)]

    def _readable(self, op: Op, waits: set[str]) -> Verdict | None:
        if any("\0" in value for value in (op.new, *(op.row or {}).values()) if value):
            return REFUSED, "value"
        names = {*op.key, op.new, *(op.row or {}).values()}
        if op.table not in JOURNALLED or (op.table, "") in self.hub.lacks or names & waits:
            return self._hold(op, waits)
        return None

    def _hold(self, op: Op, waits: set[str]) -> tuple[str, str | None]:
        if op.kind == "insert" and op.key:
            waits.add(op.key[0])
        return HELD, "newer"

    def _knows(self, table: str, column: str) -> bool:
        return column in self._columns(table) and (table, column) not in self.hub.lacks

    def _level(self, key: Key) -> int:
        return Sight(self.state.rows, self.member).level(key) if key in self.state.rows else NONE

    def _write(self, op: Op, values: Values, before: str | None) -> None:
        key = (op.table, op.key)
        row = {**self.state.rows.get(key, {}), **values}
        if "updated_at" in ROWS[op.table].COLUMNS:
            row |= {"updated_at": self.hub._moment(), "updated_by_id": self.member}
        self.state.rows[key] = row
        self.state.done.append((op.op_id, before))

    def _conflict(self, op: Op, column: str, mine: str | None, touched: set[str]) -> tuple[str, None]:
        row = self.state.rows[op.table, op.key]
        told = [one for one, _member, _answer in self.state.ops.values() if one.kind == "close"]
        decided = op.op_id in {one.key[0] for one in told}  # before the hub was brought back from a backup
        kept = self.state.closed if decided else self.state.conflicts
        kept[op.op_id] = ConflictRow(
            op.op_id,
            op.table,
            op.key,
            column,
            op.old,
            mine,
            row.get(column),
            self.member,
            row.get("updated_by_id"),
            op.command,
            self.hub._moment(),
        )
        self.state.where[op.op_id] = bucket_of(self.state.rows, op.table, row)
        touched.add(self.state.where[op.op_id])
        return CONFLICT, None

    def _insert(self, op: Op, touched: set[str], waits: set[str]) -> tuple[str, str | None]:
        key = (op.table, op.key)
        row = op.row or {}
        if key in self.state.rows:
            if self._level(key) < READ:
                return REFUSED, "forbidden"
            other = (
                "value" if op.table == "custom" else ""
            )  # a set's member that says more than that it is one
            if other and self.state.rows[key].get(other) != row.get(other):
                return self._conflict(op, other, row.get(other), touched)
            return OK, None
        if not all(self._knows(op.table, name) for name in row):
            return self._hold(op, waits)
        for column, parent in PARENTS.get(op.table, ()):
            if (parent, (row.get(column) or "",)) not in self.state.rows:
                return REFUSED, "parent"
        if op.table not in RECORDS:
            (host,) = links(op.table, row)
            if (host[0], (host[1],)) not in self.state.rows:
                return REFUSED, "parent"
        whole: Values = {name: row.get(name) for name in self._columns(op.table)}
        if not self._may_insert(op.table, op.key, whole):
            return REFUSED, "forbidden"
        self._write(op, whole, None)
        over = above(self.state.rows, op.table, whole)
        if any(self.state.rows[one].get("removed_at") for one in over):
            return self._conflict(op, "", None, touched)
        return OK, None

    def _may_insert(self, table: str, key: tuple[str, ...], row: Values) -> bool:
        if table == "notice":
            return True
        sight = Sight(self.state.rows, self.member)
        if table == "customer":
            return row["owner_id"] is None or row["owner_id"] in sight.people or sight.rules
        rows = {**self.state.rows, (table, key): row}
        level = Sight(rows, self.member).level((table, key))
        return level >= (OWN if table == "share" else WRITE)

    def _may_set(self, op: Op) -> bool:
        key = (op.table, op.key)
        level = self._level(key)
        if op.table == "customer" and op.column == "owner_id" and op.old is None and op.new == self.member:
            return level >= READ  # taken from the pool
        guarded = op.table == "share" or (op.table, op.column) in GUARDED
        return level >= (OWN if guarded else WRITE)

    def _sets(self, unit: list[Op], found: list[Verdict | None], touched: set[str]) -> list[Verdict]:
        """What says one thing is done whole or not at all, by how all stood before."""
        own = {op.column for op in unit}
        verdicts = [one or self._set(op, own) for op, one in zip(unit, found, strict=True)]
        tied = [
            (at, other)
            for at, op in enumerate(unit)
            for other, that in enumerate(unit)
            if that.column in along(op.table, str(op.column))
        ]
        row = self.state.rows.get((unit[0].table, unit[0].key), {})
        for _each in unit:  # as far as it goes
            for at, other in tied:
                op, that = unit[at], unit[other]
                result, others = verdicts[at][0], verdicts[other][0]
                if others in (REFUSED, HELD) and op.old != op.new:
                    verdicts[at] = verdicts[other]
                elif result == OK and others == FREE and op.old != op.new:
                    verdicts[at] = (CONFLICT, None)  # it stands so, but not with what it was to stand with
                elif (
                    others == CONFLICT
                    and result in (OK, FREE)
                    and (that.old != that.new or row.get(str(that.column)) != that.new)
                ):
                    verdicts[at] = (CONFLICT, None)
        for op, (result, _reason) in zip(unit, verdicts, strict=True):
            if result == CONFLICT:
                self._conflict(op, str(op.column), op.new, touched)
                self._round_off(op, own, touched)
        for op, (result, _reason) in zip(unit, verdicts, strict=True):
            if result == FREE:
                self._write(op, {str(op.column): op.new}, row.get(str(op.column)))
        return [(OK, None) if result == FREE else (result, reason) for result, reason in verdicts]

    def _round_off(self, op: Op, own: set[str | None], touched: set[str]) -> None:
        """A conflict is about all that was seen with what was set."""
        of = part(op.table, str(op.column))
        for name, value in op.seen.items() if op.seen and of and op.old != op.new else ():
            if name not in own and part(op.table, name) == of:
                own.add(name)
                id = hashlib.md5(f"{op.op_id}:{name}".encode(), usedforsecurity=False).hexdigest()
                also = Op(str(uuid.UUID(id)), "set", op.table, op.key, old=value, command=op.command)
                self._conflict(also, name, value, touched)

    def _set(self, op: Op, own: set[str | None]) -> Verdict:
        key = (op.table, op.key)
        column = op.column or ""
        if self._level(key) < READ:
            return REFUSED, "gone"
        if not self._knows(op.table, column):
            return HELD, "newer"
        if not self._may_set(op):
            return REFUSED, "forbidden"
        row = self.state.rows[key]
        current = row.get(column)
        if current == op.new:
            return OK, None
        if column == "removed_at" and current is not None and op.new is not None:
            return OK, None
        if row.get("removed_at") and column != "removed_at":
            return CONFLICT, None
        if any(row.get(name) != value for name, value in (op.seen or {}).items() if name not in own):
            return CONFLICT, None
        if current != op.old:
            return CONFLICT, None
        return FREE, None

    def _delete(self, op: Op, touched: set[str], waits: set[str]) -> tuple[str, str | None]:
        key = (op.table, op.key)
        if key not in self.state.rows:
            return OK, None
        level = self._level(key)
        if level < READ:
            return REFUSED, "gone"
        if level < (OWN if op.table == "share" else WRITE):
            return REFUSED, "forbidden"
        row = self.state.rows[key]
        if op.seen and any(row.get(name) != value for name, value in op.seen.items()):
            return self._conflict(op, "removed_at", None, touched)
        del self.state.rows[key]
        self.state.done.append((op.op_id, None))
        return OK, None

    def _close(self, op: Op, touched: set[str], waits: set[str]) -> tuple[str, str | None]:
        one = self.state.conflicts.get(op.key[0])
        if one is not None:
            if self._level((one.table, one.key)) < WRITE:
                return REFUSED, "forbidden"
            touched.add(self.hub.bucket_of_conflict(one))
            self.state.closed[op.key[0]] = self.state.conflicts.pop(op.key[0])
        return OK, None

    def _purge(self, op: Op, touched: set[str], waits: set[str]) -> tuple[str, str | None]:
        key = (op.table, op.key)
        if key not in self.state.rows:
            return OK, None
        if self._level(key) < OWN:
            return REFUSED, "forbidden"
        del self.state.rows[key]
        for id, (other, member, answer) in self.state.ops.items():
            if (other.table, other.key) == key:
                emptied = Op(id, other.kind, other.table, other.key)
                self.state.ops[id] = (emptied, member, answer)
        for kept in (self.state.conflicts, self.state.closed):
            for id in [id for id, one in kept.items() if (one.table, one.key) == key]:
                del kept[id]
        self.state.done.append((op.op_id, None))
        return OK, None
