"""The statements by which buckets are fetched: of one moment, in one transaction, sent as few messages."""

from __future__ import annotations

import re

from crmcli.store.records import KINDS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_SHARD = re.compile(r"[0-9a-f]{2}\Z")
_CONFLICT = (
    "op_id::text, bucket::text, tbl, key, col, base, mine, hub, member_id::text, hub_member_id::text, command,"
    " to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
)
_WANTED = "bucket = ANY (current_setting('crm.wanted')::uuid[])"
DIGESTS = f"COPY (SELECT shard, sum(hash)::text FROM crm.digest WHERE {_WANTED} GROUP BY shard) TO STDOUT"
"""The digest of each shard of the bucket that :func:`begun` names."""


def differing(now: Mapping[str, str], held: Mapping[str, str]) -> frozenset[str]:
    """The shards whose digest is another than the one held; what is not named like a shard is none."""
    return frozenset(
        shard for shard in {*now, *held} if now.get(shard) != held.get(shard) and _SHARD.match(shard)
    )


def begun(wanted: Sequence[str]) -> list[str]:
    """A transaction that sees one moment: the tags and open conflicts of some buckets."""
    return [
        "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        f"SET LOCAL crm.wanted = '{{{','.join(wanted)}}}'",
        "COPY (SELECT bucket::text, tag::text FROM crm.tags(current_setting('crm.wanted')::uuid[])) TO STDOUT",
        f"COPY (SELECT {_CONFLICT} FROM crm.conflict WHERE {_WANTED} AND closed_at IS NULL ORDER BY at) TO STDOUT",
    ]


def rows(known: Mapping[str, tuple[str, ...]], shards: Collection[str] | None = None) -> list[str]:
    """The rows of those buckets, table by table; with ``shards`` only those that are in them."""
    found = []
    for table, columns in known.items():
        of = _WANTED
        if shards is not None:
            own = "id" if table in KINDS else next(name for name in columns if name.endswith("_id"))
            of += f" AND right({own}, 2) = ANY ('{{{','.join(shards)}}}')"
        names = ", ".join(_quoted(name) for name in columns)
        found.append(f'COPY (SELECT bucket::text, {names} FROM crm."wire_{table}" WHERE {of}) TO STDOUT')
    return found


def _quoted(name: str) -> str:
    return f'"{name}"'
