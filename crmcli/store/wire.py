"""What a store and a hub say to each other, whatever carries it.

Every value travels as text or None: numbers in decimals, flags as ``0`` and ``1``, days and moments as the store keeps
them. A row is known by its key: a record and a row with an id by ``(id,)``, a member of a set by what makes it one,
in the order of :data:`crmcli.store.records.KEYS`.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, Protocol

    class Hub(Protocol):
        """What the algorithm asks of a hub. Every call is one transaction there; errors are those of ``errors.py``."""

        def start(self, schema: int, last: str | None, digest: str | None) -> Greeting:
            """Who I am there and which hub it is; whether it knows my last answered op; whether I am up to date."""

        def unknown(self, op_ids: Sequence[str]) -> list[str]:
            """Which of these ops the hub has no answer of, in their order."""

        def push(self, ops: Sequence[Op]) -> list[Answer]:
            """Have ops done, all in one transaction; an answer each, in their order. Sent again: the same answers."""

        def manifest(self) -> dict[str, str]:
            """The tag of every bucket of which I may see anything; read to its end or an error."""

        def fetch(self, buckets: Sequence[str]) -> Iterable[Bucket]:
            """What I may see of some buckets, as of one moment; one that is gone does not come."""

        def fetch_shards(self, bucket: str, held: Mapping[str, str]) -> Bucket | None:
            """Of a big bucket the shards whose digests are not those held; all if none is held, None if it is gone."""


REFERENCE = {
    "member": "00000000-0000-4000-8000-000000000001",
    "playbook": "00000000-0000-4000-8000-000000000002",
    "product": "00000000-0000-4000-8000-000000000003",
}
"""The buckets of what everybody sees, by kind."""

Row = tuple["str | None", ...]


class Op:
    """One change that a store wants on the hub.

    ``kind``: ``insert`` (``row``: its columns), ``set`` (``column`` from ``old`` to ``new``), ``delete`` (a member of a
    set or a row without a ``removed_at``; ``seen``: its columns as the deleter saw them), ``close`` (the conflict whose
    id is the key), ``purge`` (the row and what the hub remembers of it). A set of ``removed_at`` carries ``seen`` too.
    """

    __slots__ = (
        "at",
        "column",
        "command",
        "key",
        "kind",
        "new",
        "old",
        "op_id",
        "row",
        "seen",
        "table",
        "txn",
    )

    def __init__(
        self,
        op_id: str,
        kind: str,
        table: str,
        key: tuple[str, ...],
        *,
        column: str | None = None,
        old: str | None = None,
        new: str | None = None,
        row: dict[str, str | None] | None = None,
        seen: dict[str, str | None] | None = None,
        at: str = "",
        command: str | None = None,
        txn: str | None = None,
    ) -> None:
        self.op_id = op_id
        self.kind = kind
        self.table = table
        self.key = key
        self.column = column
        self.old = old
        self.new = new
        self.row = row
        self.seen = seen
        self.at = at
        self.command = command
        self.txn = txn

    def as_json(self) -> dict[str, Any]:
        """As it is sent; what is None is left out, but ``old`` and ``new`` of a set."""
        whole: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        keep = ("old", "new") if self.kind == "set" else ()
        return {name: value for name, value in whole.items() if value is not None or name in keep}


OK, CONFLICT, REFUSED, HELD = "ok", "conflict", "refused", "held"
"""What a hub answers: done (or done already); both kept, somebody decides; not allowed; not understood there yet."""


class Answer:
    """What became of an op: ``reason`` is a code of :data:`REASONS`, of a refusal or of what is held."""

    __slots__ = ("op_id", "reason", "result")

    def __init__(self, op_id: str, result: str, reason: str | None = None) -> None:
        self.op_id = op_id
        self.result = result
        self.reason = reason


class Greeting:
    """What a hub says first."""

    __slots__ = ("currency", "current", "hub_id", "knows", "login", "member_id", "min_client", "schema")

    def __init__(
        self,
        hub_id: str,
        member_id: str,
        login: str,
        schema: int,
        min_client: int,
        knows: bool,
        current: bool,
        currency: str = "",
    ) -> None:
        self.hub_id = hub_id
        self.member_id = member_id
        self.login = login
        self.schema = schema  # of the hub's tables
        self.min_client = min_client  # the oldest store that may pull
        self.knows = knows  # the last answered op; true if none was named
        self.current = current  # the digest of my tags is that of what I may see
        self.currency = currency  # in which the team counts; "" if nobody said


class ConflictRow:
    """A conflict as a hub keeps it; the columns of ``sync_conflict``."""

    __slots__ = (
        "at", "base", "column", "command", "hub", "hub_member_id", "key", "member_id", "mine", "op_id", "table",
    )  # fmt: skip

    def __init__(
        self,
        op_id: str,
        table: str,
        key: tuple[str, ...],
        column: str,
        base: str | None,
        mine: str | None,
        hub: str | None,
        member_id: str | None,
        hub_member_id: str | None,
        command: str | None,
        at: str,
    ) -> None:
        self.op_id = op_id
        self.table = table
        self.key = key
        self.column = column
        self.base = base
        self.mine = mine
        self.hub = hub
        self.member_id = member_id
        self.hub_member_id = hub_member_id
        self.command = command
        self.at = at


def shard_of(id: str) -> str:
    """The shard of its bucket in which a record lies, and all that belongs to it: there are 256, about equally full."""
    return id[-2:]


class Bucket:
    """What a hub has of a bucket for me: by table, the columns it knows and the rows.

    ``shards``: the hub's digest of each shard, if they were asked for; ``came``: the shards that came, None: all.
    """

    __slots__ = ("came", "conflicts", "id", "shards", "rows", "tag")

    def __init__(
        self,
        id: str,
        tag: str,
        rows: dict[str, tuple[tuple[str, ...], list[Row]]],
        conflicts: list[ConflictRow],
        shards: dict[str, str] | None = None,
        came: frozenset[str] | None = None,
    ) -> None:
        self.id = id
        self.tag = tag
        self.rows = rows
        self.conflicts = conflicts
        self.shards = shards
        self.came = came


def digest(tags: Iterable[tuple[str, str]]) -> str:
    """One value for all buckets and their tags: MD5 of ``id:tag`` lines by id (a check, no secret)."""
    import hashlib

    lines = "\n".join(f"{id}:{tag}" for id, tag in sorted(tags))
    return hashlib.md5(lines.encode(), usedforsecurity=False).hexdigest()
