"""Exchanging with a hub: what a store sends, what it fetches, a sync with nothing to do, many at once."""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import crm, hub_store
from benchmarks.measure import Failed, in_turn
from crmcli.store import incoming, outbox
from crmcli.store.journal import Transaction
from crmcli.store.open import Store, open_store
from crmcli.store.wire import Op, digest
from crmcli.sync import engine
from crmcli.sync.address import read
from crmcli.sync.hub import PostgresHub
from tests import pg

NOTHING = 20.0  # × pass: a sync with nothing to do
PUSH = 10_000  # column changes a second
AGAIN, PULL, MANIFEST, FIRST = 0.2, 2.0, 0.5, 60.0  # seconds
BATCHES = (500, 2_500, 10_000)
AT_ONCE, NOTES = 50, 20  # clients, and notes that each writes and sends

Row = dict[str, Any]


def _now() -> datetime:
    return datetime.now(UTC)


def _opened(store: crm.Store) -> Store:
    return open_store(store.env["CRM_DB"], _now, create=False, device="bench")


def _hub(hub: hub_store.Hub, member: str) -> PostgresHub:
    one = hub.members[member]
    return PostgresHub(read(one["url"]), file=one["file"])


def _seconds(what: Any) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


# --- what is measured -------------------------------------------------------------------------------------------------


def pull(hub: hub_store.Hub, customers: int, notes: int) -> Iterator[Row]:
    """A first sync of a store, beside a program that only copies the same rows into bare tables of SQLite."""
    copied = statistics.median(_copied(hub, number) for number in range(3))
    store = hub.join("boss", "first")
    opened = _opened(store)
    with _hub(hub, "boss") as connection:
        report: list[engine.Report] = []
        seconds = _seconds(lambda: report.append(engine.exchange(opened, connection)))
    opened.close()
    if report[0].pulled < customers * (1 + notes):
        raise Failed(f"the first sync brought {report[0].pulled} rows")
    yield {
        "group": "pull", "what": f"pull of {customers:,} customers with {customers * notes:,} follow-ups",
        "seconds": seconds, "peer": "copied into bare tables", "peer_seconds": copied, "target": PULL,
    }  # fmt: skip


def one_more(hub: hub_store.Hub, notes: int) -> Row:
    """An exchange after one note of a customer with many has changed, beside one that fetches that customer whole."""
    hub.fill_one("boss", notes)
    store = hub.join("boss", "one")
    opened = _opened(store)
    before = incoming.MANY
    took: dict[str, float] = {}
    with _hub(hub, "boss") as connection:
        engine.exchange(opened, connection)

        def exchange(text: str) -> float:
            with hub.connect() as changing:
                changing.execute("UPDATE crm.followup SET text = %s WHERE ref = 'N000001'", (text,))
            return _seconds(lambda: engine.exchange(opened, connection))

        try:
            for what, many in (("shard", before), ("whole", 2 * notes)):
                incoming.MANY = many
                exchange(what)  # no digest is held yet: all of it comes
                took[what] = statistics.median(exchange(f"{what} {number}") for number in range(5))
        finally:
            incoming.MANY = before
    opened.close()
    return {
        "group": "one", "what": f"one note changed, of a customer with {notes:,}", "seconds": took["shard"],
        "peer": "that customer fetched whole", "peer_seconds": took["whole"], "target": None,
    }  # fmt: skip


def _copied(hub: hub_store.Hub, number: int) -> float:
    """COPY of both tables, as text, into tables without an index, a journal or a search."""
    path = hub.place / f"bare-{number}.db"
    began = time.perf_counter()
    bare = sqlite3.connect(path, isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("BEGIN")
    with hub.connect() as connection:
        for table in ("customer", "followup"):
            cursor = connection.cursor()
            cursor.execute(f"SELECT * FROM crm.wire_{table} LIMIT 0")
            names = [one.name for one in cursor.description]
            bare.execute(f"CREATE TABLE {table} ({', '.join(f'[{name}] TEXT' for name in names)})")
            with cursor.copy(f"COPY (SELECT * FROM crm.wire_{table}) TO STDOUT") as copy:
                marks = ", ".join("?" * len(names))
                bare.executemany(f"INSERT INTO {table} VALUES ({marks})", copy.rows())
    bare.execute("COMMIT")
    bare.close()
    return time.perf_counter() - began


def push(hub: hub_store.Hub, changes: int) -> Iterator[Row]:
    """Column changes sent by a store, in batches of several sizes; beside single UPDATEs of the same over one line."""
    store = _opened(crm.Store("first", 0, hub.place / "first"))
    with _hub(hub, "boss") as connection:
        for number, size in enumerate(BATCHES):
            with Transaction(store, "bench"):
                store.db.execute(
                    "UPDATE customer SET city = ? WHERE nid IN (SELECT nid FROM customer LIMIT ?)",
                    (f"City {number}", changes),
                )
            outbox.fill(store)
            ops = [op for _n, op in outbox.waiting(store, changes)]
            if len(ops) != changes:
                raise Failed(f"{len(ops)} ops of {changes} changes")
            seconds = _seconds(lambda ops=ops, size=size: _sent(connection, store, ops, size))
            peer = _updated(hub, ops)
            yield {
                "group": "push", "what": f"push of {changes:,} column changes, {size:,} at a time",
                "seconds": seconds, "rate": changes / seconds,
                "peer": "single UPDATEs, pipelined", "peer_seconds": peer, "target": PUSH,
            }  # fmt: skip
        again = _seconds(lambda: [connection.push(ops[at : at + 2500]) for at in range(0, len(ops), 2500)])
        yield {
            "group": "again", "what": f"{changes:,} changes sent again that were answered", "seconds": again,
            "target": AGAIN,
        }  # fmt: skip
        engine.exchange(store, connection)
    store.close()


def _sent(hub: PostgresHub, store: Store, ops: list[Op], size: int) -> None:
    for at in range(0, len(ops), size):
        outbox.answer(store, hub.push(ops[at : at + size]))


def _updated(hub: hub_store.Hub, ops: list[Op]) -> float:
    """The same changes as plain statements of the administrator, all in one transaction, then taken back."""
    with hub.connect() as connection:
        began = time.perf_counter()
        connection.execute("BEGIN")
        connection.cursor().executemany(
            "UPDATE crm.customer SET city = %s WHERE id = %s::uuid", [(op.new, op.key[0]) for op in ops]
        )
        connection.execute("COMMIT")
        return time.perf_counter() - began


def nothing(hub: hub_store.Hub, store: crm.Store, what: str, rounds: int, target: float | None) -> Row:
    """``crm sync`` when there is nothing to exchange."""
    store.ask("sync", "--json")
    costs = in_turn({"nothing": lambda _: crm.nothing(hub.place), "crm": lambda _: store.run("sync")}, rounds)
    least, cost = costs["nothing"], costs["crm"]
    return {
        "group": "nothing", "what": f"crm sync with nothing to do, {what}", "wall": cost.wall, "cpu": cost.cpu,
        "peak": cost.peak, "pass": least.wall, "ratio": cost.wall / least.wall, "target": target,
    }  # fmt: skip


def manifest(hub: hub_store.Hub) -> Iterator[Row]:
    """The tags of everything, for who sees everything and for a rep."""
    for member, who in (("boss", "who sees all"), ("rep", "a rep")):
        with _hub(hub, member) as connection:
            connection.manifest()
            took = [_seconds(connection.manifest) for _ in range(5)]
            number = len(connection.manifest())
        yield {
            "group": "manifest", "what": f"manifest of {number:,} buckets, {who}", "seconds": statistics.median(took),
            "target": MANIFEST,
        }  # fmt: skip


def first(hub: hub_store.Hub, customers: int, notes: int) -> tuple[Row, crm.Store]:
    """The first sync of a big team, as the command."""
    store = hub.join("boss", "big")
    cost = store.run("sync", "--json", limit=900)
    opened = _opened(store)
    (there,) = opened.db.execute("SELECT count(*) FROM followup").fetchone()
    tags = incoming.tags(opened)
    digest(tags.items())
    opened.close()
    if there != customers * notes:
        raise Failed(f"{there} follow-ups came")
    return {
        "group": "first", "what": f"first sync of {customers:,} customers with {customers * notes:,} follow-ups",
        "seconds": cost.wall, "cpu": cost.cpu, "peak": cost.peak, "target": FIRST,
    }, store  # fmt: skip


def at_once(hub: hub_store.Hub) -> Row:
    """Fifty members who write notes and sync, all at the same time: everything arrives, nobody is turned away."""
    stores = []
    for number in range(AT_ONCE):
        name = f"rep{number}"
        hub.hire(name, superior="boss")
        stores.append(hub.join(name, name))
    lines = "".join(
        json.dumps(["note", "--new", f"Firma {n % 4} GmbH", f"called about lot {n}"]) + "\n"
        for n in range(NOTES)
    )
    for store in stores:
        store.ask("batch", stdin=lines)
    began = time.perf_counter()
    running = [
        subprocess.Popen(
            [str(crm.PROGRAM), "sync", "--json"],
            env=store.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for store in stores
    ]
    ended = [(*one.communicate(), one.returncode) for one in running]
    seconds = time.perf_counter() - began
    failed = [error.decode() for _out, error, code in ended if code]
    with hub.connect() as connection:
        (there,) = connection.execute(
            "SELECT count(*) FROM crm.followup WHERE text LIKE 'called about lot %'"
        ).fetchone()
        (deadlocks,) = connection.execute(
            "SELECT sum(deadlocks) FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    if failed or there != AT_ONCE * NOTES:
        raise Failed(f"{len(failed)} of {AT_ONCE} failed, {there} notes arrived: {failed[:1]}")
    return {
        "group": "together", "what": f"{AT_ONCE} clients at once, {NOTES} notes each", "seconds": seconds,
        "deadlocks": int(deadlocks or 0), "notes": there,
    }  # fmt: skip


def server_version() -> str:
    """The version of the server that is measured with."""
    said = subprocess.run(
        [str(pg.binaries() / "postgres"), "--version"], capture_output=True, text=True, check=True
    )
    return said.stdout.split()[2]


def measure(customers: int, notes: int, rounds: int, place: Path) -> Iterator[Row | Failed]:
    """All of it: a hub of a tenth for what is asked often, then the big one."""
    small = max(customers // 10, 100)
    with hub_store.hubs(place) as server:
        hub = hub_store.Hub(server, "small", place / "small")
        hub.hire("boss", "director")
        hub.hire("rep", superior="boss")
        hub.fill(small, "boss", notes)
        yield from pull(hub, small, notes)
        yield from push(hub, small)
        little = hub.join("rep", "little")
        yield nothing(hub, little, "a store with a few customers", rounds, NOTHING)
        yield nothing(
            hub,
            crm.Store("first", 0, hub.place / "first"),
            f"{small:,} customers",
            max(rounds // 4, 3),
            NOTHING,
        )
        try:
            yield at_once(hub)
        except Failed as failure:
            yield failure
        whale = hub_store.Hub(server, "whale", place / "whale")
        whale.hire("boss", "director")
        yield one_more(whale, max(customers // 2, 2_000))
        big = hub_store.Hub(server, "big", place / "big")
        big.hire("boss", "director")
        big.hire("rep", superior="boss")
        big.fill(customers - 1000, "boss", notes)
        big.fill(1000, "rep", notes)
        yield from manifest(big)
        try:
            row, store = first(big, customers, notes)
            yield row
            yield nothing(big, store, f"{customers:,} customers", 3, None)
        except Failed as failure:
            yield failure
    os.sync()
