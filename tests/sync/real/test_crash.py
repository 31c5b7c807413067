"""A run in which everybody is killed again and again: what was written is applied once, all of it."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pg
import pytest
from hubs import new_hub

from tests.sync.agree import settle
from tests.sync.real.team import Client, Team

OPERATIONS = 3_000
CLIENT_KILLS, SERVER_KILLS = 20, 5
SEED = 8
COLUMNS = ("city", "phone", "fax", "address", "region", "website")


class Worker(threading.Thread):
    """Somebody who writes and exchanges, so many operations at least and until nobody is killed any more."""

    def __init__(
        self, client: Client, number: int, shared: list[str], operations: int, over: threading.Event
    ) -> None:
        super().__init__(daemon=True)
        self.over = over  # nobody is killed any more
        self.client = client
        self.number = number
        self.shared = shared
        self.left = operations
        self.random = random.Random(f"{SEED} {number}")
        self.column = COLUMNS[number]
        self.notes: list[str] = []
        self.cells: dict[str, str] = {}
        self.running: subprocess.Popen[bytes] | None = None
        self.error: BaseException | None = None
        self.killed = 0
        self.cut = 0  # exchanges that failed because the server was gone
        self.count = 0

    def run(self) -> None:
        try:
            while self.left > 0 or not self.over.is_set():
                self.write(self.random.randint(10, 40))
                self.exchange()
        except BaseException as error:
            self.error = error

    def once(self, *words: str, stdin: str = "") -> int:
        self.running = self.client.start(*words)
        done = self.client.end(self.running, words, stdin, 300)
        self.running = None
        self.killed += done.code == -signal.SIGKILL
        assert done.code in (0, 7, -signal.SIGKILL), done
        return done.code

    def write(self, number: int) -> None:
        """So many operations. What a kill kept from being written is written again."""
        todo: list[list[str]] = []
        for _one in range(number):
            self.count += 1
            word = f"w{self.number}-{self.count:05}"
            which = self.random.choice(self.shared)
            if self.random.random() < 0.6:
                todo.append(["note", which, f"note {word}"])
            else:
                todo.append(["customer", "edit", which, f"--{self.column}", word])
        while todo:
            code = self.once("batch", stdin="".join(json.dumps(line) + "\n" for line in todo))
            if code == 0:
                break
            there = {text for (text,) in self.client.sql("SELECT text FROM followup")}
            edits = [at for at, line in enumerate(todo) if line[0] == "customer" and self.stands(line)]
            last = max(
                (at for at, line in enumerate(todo) if line[0] == "note" and line[2] in there), default=-1
            )
            todo_after = max([last, *edits]) + 1  # they are written in order
            self.note_all(todo[:todo_after])
            todo = todo[todo_after:]
        self.note_all(todo)
        self.left -= number

    def stands(self, line: list[str]) -> bool:
        found = self.client.sql(f"SELECT {self.column} FROM customer WHERE ref = ?", line[2])
        return bool(found == [(line[4],)])

    def note_all(self, lines: list[list[str]]) -> None:
        for line in lines:
            if line[0] == "note":
                self.notes.append(line[2])
            else:
                self.cells[line[2]] = line[4]

    def exchange(self) -> None:
        self.cut += self.once("sync", "--json") == 7


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[pg.Server, Team]]:
    """A team whose server may be killed."""
    with pg.Server() as server:
        folder = tmp_path / "team"
        folder.mkdir()
        yield server, Team(new_hub(server.access(), tmp_path), folder)


@pytest.mark.slow
def test_the_crash_run(own: tuple[pg.Server, Team]) -> None:
    """3,000 operations of four laptops, 20 clients and 5 servers killed: each is applied once."""
    server, team = own
    chance = random.Random(SEED)
    wang, li, han = team.three()
    clients = [wang, li, han, team.client(team.li, "li2")]
    for number in range(20):
        wang.do("customer", "add", f"Customer {number:02}")
    shared = [ref for (ref,) in wang.sql("SELECT ref FROM customer ORDER BY ref")]
    wang.batch(*(["customer", "share", ref, "--with", "role:rep", "--write"] for ref in shared))
    settle(team)
    over = threading.Event()
    workers = [
        Worker(client, number, shared, OPERATIONS // len(clients), over)
        for number, client in enumerate(clients)
    ]
    begun = time.monotonic()
    for worker in workers:
        worker.start()
    plan = ["client"] * CLIENT_KILLS + ["server"] * SERVER_KILLS
    chance.shuffle(plan)
    for what in plan:
        if not any(worker.is_alive() for worker in workers):
            break
        time.sleep(chance.uniform(0.5, 3.0))
        if what == "server":
            server.stop(signal.SIGKILL)
            time.sleep(chance.uniform(0.1, 1.0))
            server.start()
            continue
        before = sum(worker.killed for worker in workers)
        while sum(worker.killed for worker in workers) == before:
            running = [worker.running for worker in workers if worker.running is not None]
            if not any(worker.is_alive() for worker in workers):
                break
            if running:
                time.sleep(chance.uniform(0.0, 0.6))
                victim = chance.choice(running)
                if victim.poll() is None:
                    victim.kill()
            time.sleep(0.2)
    over.set()
    for worker in workers:
        worker.join(600)
        assert worker.error is None, worker.error
        assert not worker.is_alive()
    took = time.monotonic() - begun
    killed = sum(worker.killed for worker in workers)
    settle(team, *clients)
    notes = sorted(note for worker in workers for note in worker.notes)
    assert sorted(text for (text,) in team.sql("SELECT text FROM crm.followup")) == notes
    for worker in workers:
        there = dict(
            team.sql(f"SELECT ref, {worker.column} FROM crm.customer WHERE {worker.column} IS NOT NULL")
        )
        assert there == worker.cells, worker.number
    assert team.value("SELECT count(*) FROM crm.conflict") == 0
    operations = sum(worker.count for worker in workers)
    sys.stdout.write(
        f"\ncrash run, seed {SEED}: {operations} operations by {len(clients)} laptops in {took:.0f} s,"
        f" {killed} clients killed, {plan.count('server')} servers killed, {sum(w.cut for w in workers)} exchanges cut,"
        f" {team.value('SELECT count(*) FROM crm.op')} changes in the hub's history, none twice, none lost"
    )
    assert operations >= OPERATIONS
    assert killed >= CLIENT_KILLS
