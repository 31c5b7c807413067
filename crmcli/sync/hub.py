"""A hub that is a PostgreSQL database: what ``store/wire.py`` asks of one, over one connection.

What fails because the moment was wrong (a deadlock, a restart, a cut line) is done again, over a new connection if need
be: every call may be repeated, a push too, since the hub knows the ids of what it has answered.
"""

from __future__ import annotations

import json
import os
import re
import select
import socket
from contextlib import suppress
from functools import partial
from threading import Thread

from crmcli.errors import HubError
from crmcli.store.records import JOURNALLED, KEYS, KINDS
from crmcli.store.wire import Answer, Bucket, ConflictRow, Greeting
from crmcli.sync import asked, connecting, copied

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any, Self, TypeVar

    import psycopg

    from crmcli.store.wire import Op
    from crmcli.sync.address import Address

    T = TypeVar("T")

PORTION = 500  # buckets that are fetched in the first transaction
ROWS = 10_000  # rows that each further one shall bring, by what the last one brought: they are kept in memory
_MOST = 2_000  # buckets, at most
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_STAMPS = ("updated_at", "updated_by_id")


def open_hub(
    address: Address,
    *,
    file: str | None = None,
    ask: connecting.Ask | None = None,
    remembered: str | None = None,
) -> PostgresHub:
    """A hub, connected. ``file`` has the password in its first line; ``ask`` asks a person for it.

    ``remembered`` is a file that was named before: it comes after the environment, and may be gone.

    Raises :class:`PasswordError` and :class:`HubError`.
    """
    return PostgresHub(address, file=file, ask=ask, remembered=remembered)


class PostgresHub:
    """A :class:`crmcli.store.wire.Hub`; to be closed, or used in a ``with``."""

    def __init__(
        self,
        address: Address,
        *,
        file: str | None = None,
        ask: connecting.Ask | None = None,
        remembered: str | None = None,
    ) -> None:
        self.address = address
        self._files = (file, remembered)
        self._columns: dict[str, tuple[str, ...]] | None = None
        self._has_digests = False
        self._ahead: _Ahead | None = None  # buckets that are being read
        self._connection = self._opened(ask)

    def _opened(self, ask: connecting.Ask | None = None) -> psycopg.Connection:
        self._listening = self._heard = False
        found = connecting.connect(self.address, *self._files, ask=ask)
        found.prepare_threshold = None  # what stands between (pgbouncer) may not keep what is prepared
        found.add_notify_handler(self._hear)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._drop_ahead()
        self._connection.close()

    def _do(self, call: Callable[[psycopg.Connection], T]) -> T:
        """What ``call`` gives, done again while the moment is wrong; errors as they are meant for people."""
        import psycopg

        self._drop_ahead()
        attempt = 0
        while True:
            try:
                if self._connection.closed:
                    self._connection = self._opened()
                return call(self._connection)
            except (psycopg.Error, HubError) as error:
                again = attempt > 0 if isinstance(error, HubError) else connecting.passing(error)
                attempt += 1
                if not again or attempt >= connecting.ATTEMPTS:
                    raise connecting.translated(error, self.address) from None
                connecting.wait(attempt - 1)

    # --- the protocol ---------------------------------------------------------------------------------------------

    def start(self, schema: int, last: str | None, digest: str | None) -> Greeting:
        """Who I am there; whether it knows my last answered op; whether I am up to date."""

        def call(connection: psycopg.Connection) -> tuple[Any, ...] | None:
            return connection.execute(
                "SELECT * FROM crm.start(%s::int, %s::uuid, %s::text)", (schema, last, digest)
            ).fetchone()

        row = self._do(call)
        assert row is not None
        hub_id, member_id, login, theirs, min_client, knows, current, *rest = row
        return Greeting(
            str(hub_id), str(member_id), str(login), int(theirs), int(min_client), bool(knows), bool(current),
            str(rest[0] or "") if rest else "",
        )  # fmt: skip

    def unknown(self, op_ids: Sequence[str]) -> list[str]:
        """Which of these ops the hub has no answer of."""

        def call(connection: psycopg.Connection) -> set[str]:
            found = connection.execute("SELECT u::text FROM crm.unknown(%s::uuid[]) AS u", (list(op_ids),))
            return {str(id) for (id,) in found}

        missing = self._do(call)
        return [id for id in op_ids if id in missing]

    def push(self, ops: Sequence[Op]) -> list[Answer]:
        """Have ops done, all in one transaction."""
        sent = json.dumps([op.as_json() for op in ops], ensure_ascii=False, separators=(",", ":"))

        def call(connection: psycopg.Connection) -> dict[str, Answer]:
            found = connection.execute("SELECT op_id::text, result, reason FROM crm.push(%s::json)", (sent,))
            return {id: Answer(id, result, reason) for id, result, reason in found}

        answers = self._do(call)
        return [answers[op.op_id] for op in ops]

    def manifest(self) -> dict[str, str]:
        """The tag of every bucket of which I may see anything."""
        return self._do(
            lambda connection: dict(
                connection.execute("SELECT bucket::text, tag::text FROM crm.manifest()").fetchall()
            )
        )

    def fetch(self, buckets: Sequence[str]) -> Iterator[Bucket]:
        """What I may see of some buckets: each as of one moment; however many are asked for, some at a time.

        While what came is worked with, the next are read on a thread of their own.
        """
        wanted = [id for id in buckets if _ID.match(id)]
        portion, wanted = wanted[:PORTION], wanted[PORTION:]
        try:
            while portion:
                found = self._read_ahead(portion)
                if found is None:
                    found = self._do(partial(self._fetch, wanted=portion))
                size = _size(found)
                portion, wanted = wanted[:size], wanted[size:]
                if portion:
                    self._ahead = _Ahead(portion, partial(self._fetch, self._connection))
                yield from found
        finally:
            self._drop_ahead()

    def _read_ahead(self, portion: list[str]) -> list[Bucket] | None:
        """A portion that was read ahead; None if it was not, or something failed: then it is asked for again."""
        ahead = self._ahead
        if ahead is None or ahead.wanted is not portion:
            return None
        found = ahead.found()
        self._ahead = None
        return found

    def _drop_ahead(self) -> None:
        """Nobody wants what is being read: another connection is quicker than to read it to its end."""
        if self._ahead is not None:
            _shut(self._connection)
            self._ahead.found()
            self._ahead = None
            self._connection.close()

    def _fetch(self, connection: psycopg.Connection, wanted: list[str]) -> list[Bucket]:
        _send(connection, self._statements(connection, wanted))
        copies = _copies(connection)
        tags = copied.rows(next(copies), 2)
        conflicts = copied.rows(next(copies), 12)
        found = {str(id): Bucket(str(id), str(tag), {}, []) for id, tag in sorted(tags)}
        for row in conflicts:
            if row[1] in found:
                found[row[1]].conflicts.append(_conflict(row))
        for (table, columns), text in zip(self._known(connection).items(), copies, strict=True):
            for id, rows in copied.by_bucket(text, len(columns), record=table in KINDS).items():
                if id in found:
                    found[id].rows[table] = (columns, rows)
        return list(found.values())

    def fetch_shards(self, bucket: str, held: Mapping[str, str]) -> Bucket | None:
        """Of a big bucket the shards whose digests are not those held; all if none is held, None if it is gone."""
        if not _ID.match(bucket):
            return None
        return self._do(partial(self._fetch_shards, id=bucket, held=held))

    def _fetch_shards(
        self, connection: psycopg.Connection, id: str, held: Mapping[str, str]
    ) -> Bucket | None:
        known = self._known(connection)
        if not self._has_digests:  # it was made before there were any
            return next(iter(self._fetch(connection, [id])), None)
        _send(connection, "; ".join([*asked.begun([id]), asked.DIGESTS]))
        told = _copies(connection)
        tags, conflicts, shards = (copied.rows(next(told), width) for width in (2, 12, 2))
        next(told, None)
        now = {str(shard): str(digest) for shard, digest in shards}
        came = asked.differing(now, held) if held else None
        # In the same transaction: rows and digests are of one moment.
        _send(connection, "; ".join([*asked.rows(known, came), "COMMIT"]))
        found = None
        for _id, tag in tags:
            found = Bucket(id, str(tag), {}, [_conflict(row) for row in conflicts], now, came)
        for (table, columns), text in zip(known.items(), _copies(connection), strict=True):
            rows = copied.by_bucket(text, len(columns), record=table in KINDS).get(id)
            if rows and found is not None:
                found.rows[table] = (columns, rows)
        return found

    def _statements(self, connection: psycopg.Connection, wanted: list[str]) -> str:
        """One transaction, sent as one message: what the wire costs is paid once, not once a table."""
        return "; ".join([*asked.begun(wanted), *asked.rows(self._known(connection)), "COMMIT"])

    def _known(self, connection: psycopg.Connection) -> dict[str, tuple[str, ...]]:
        """The columns that both sides know, by table; asked of the hub once a connection."""
        if self._columns is None:
            there: dict[str, set[str]] = {}
            for view, column in connection.execute(
                "SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                " WHERE c.relnamespace = to_regnamespace('crm') AND c.relname ^@ 'wire_' AND a.attnum > 0"
                " UNION ALL SELECT 'digest', '' WHERE to_regclass('crm.digest') IS NOT NULL"
            ):
                there.setdefault(view.removeprefix("wire_"), set()).add(column)
            self._has_digests = "digest" in there
            self._columns = {
                table: tuple(
                    name
                    for name in (*JOURNALLED[table], *(_STAMPS if table in KINDS else ()))
                    if name in there[table]
                )
                for table in KEYS
                if table in there
            }
        return self._columns

    # --- following ------------------------------------------------------------------------------------------------

    def _hear(self, notify: Any) -> None:
        if notify.pid != self._connection.pgconn.backend_pid:  # what I push I know
            self._heard = True

    def changed(self, seconds: float) -> bool:
        """Wait at most so long for others to change something; whether they did. Listens from the first call on."""
        import psycopg

        self._drop_ahead()
        connection = self._connection
        try:
            if connection.closed:
                connection = self._connection = self._opened()
            if not self._listening:
                connection.execute("LISTEN crm")
                self._listening = True
            while (along := connection.pgconn.notifies()) is not None:  # it came among buckets
                self._heard = self._heard or along.be_pid != connection.pgconn.backend_pid
            if not self._heard and select.select([connection.fileno()], [], [], max(seconds, 0))[0]:
                connection.execute("")  # whatever came is read, and given to the handler
        except psycopg.Error as error:
            raise connecting.translated(error, self.address) from None
        heard, self._heard = self._heard, False
        return heard


def _size(buckets: Sequence[Bucket]) -> int:
    """How many buckets to fetch after these."""
    rows = sum(len(rows) for bucket in buckets for _columns, rows in bucket.rows.values())
    return max(1, min(_MOST, ROWS * len(buckets) // max(rows, 1))) if buckets else PORTION


class _Ahead:
    """Buckets that are read on a thread of their own; what fails there is nobody's matter yet."""

    def __init__(self, wanted: list[str], read: Callable[[list[str]], list[Bucket]]) -> None:
        self.wanted = wanted
        self._read = read
        self._found: list[Bucket] | None = None
        self._thread = Thread(target=self._work, name="fetch", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        with suppress(Exception):
            self._found = self._read(self.wanted)

    def found(self) -> list[Bucket] | None:
        """What came, once it has come; None if something failed."""
        self._thread.join()
        return self._found


def _shut(connection: psycopg.Connection) -> None:
    """Have whoever reads from a connection read no more."""
    with suppress(OSError), socket.socket(fileno=os.dup(connection.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)


def _send(connection: psycopg.Connection, statements: str) -> None:
    connection.pgconn.send_query(statements.encode())
    pgconn = connection.pgconn
    while (
        pgconn.flush()
    ):  # the line takes no more for now; what comes meanwhile is read, or neither side would go on
        select.select([pgconn.socket], [pgconn.socket], [], 60)
        pgconn.consume_input()


def _copies(connection: psycopg.Connection) -> Iterator[str]:
    """The text of each COPY among the statements that were sent together. Ctrl-C is heard while it waits."""
    from psycopg import errors, pq

    pgconn = connection.pgconn
    try:
        while True:
            while pgconn.is_busy():
                _wait(pgconn)
            result = pgconn.get_result()
            if result is None:
                return
            if result.status == pq.ExecStatus.FATAL_ERROR:
                while pgconn.get_result() is not None:  # what stands behind it is not done
                    pass
                raise errors.error_from_result(result)
            if result.status == pq.ExecStatus.COPY_OUT:
                yield b"".join(_pieces(pgconn)).decode()
    except BaseException:
        _put_right(connection)
        raise


def _pieces(pgconn: Any) -> list[bytes]:
    found: list[bytes] = []
    get, add = pgconn.get_copy_data, found.append
    while True:
        size, data = get(1)
        if size > 0:
            add(data)
        elif size == 0:
            _wait(pgconn)
        else:
            return found


def _wait(pgconn: Any) -> None:
    select.select([pgconn.socket], [], [], 60)
    pgconn.consume_input()


def _put_right(connection: psycopg.Connection) -> None:
    """After an error in the middle of statements: a connection that can be used again, or a closed one."""
    from psycopg import pq

    status = connection.pgconn.transaction_status
    if status in (pq.TransactionStatus.INERROR, pq.TransactionStatus.INTRANS):
        connection.execute("ROLLBACK")
    elif status != pq.TransactionStatus.IDLE:
        connection.close()


def _conflict(row: Sequence[Any]) -> ConflictRow:
    op_id, _bucket, table, key, column, base, mine, hub, member, hub_member, command, at = row
    return ConflictRow(
        op_id, table, tuple(json.loads(key)), column, base, mine, hub, member, hub_member, command, at
    )
