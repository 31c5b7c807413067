"""Notes that wait: kept whole, filed exactly once."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stores import customer, opened

from crmcli.errors import NotFound
from crmcli.store import spool
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import Followup
from crmcli.store.statements import insert
from crmcli.verbs.history import history
from support import NOW

EARLIER = "2026-11-17T09:00:00+08:00"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    yield store
    store.close()


def file_one(store: Store, note: spool.Note) -> Any:
    of = store.db.execute("SELECT id FROM customer WHERE name = ?", (note.arguments[0],)).fetchone()
    if of is None:
        raise NotFound(f"Nothing is called {note.arguments[0]}")
    with Transaction(store, "note") as transaction:
        row = insert(store, Followup, text=" ".join(note.arguments[1:]), customer_id=of[0], **note.options)
    return row.text, row.created_at, transaction.ref


def keep(store: Store, *arguments: str, **options: Any) -> str:
    return spool.keep(store.path, list(arguments), options, EARLIER, device="bag")


def texts(store: Store) -> list[str]:
    return [text for (text,) in store.db.execute("SELECT text FROM followup ORDER BY nid")]


def test_kept_for_its_owner_only(store: Store) -> None:
    path = keep(store, "天成", "拜访", judgement="好")
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700
    assert spool.waiting(store.path) == [path]
    assert os.listdir(os.path.dirname(path)) == [os.path.basename(path)]
    assert json.loads(Path(path).read_text("utf-8"))["arguments"] == ["天成", "拜访"]


def test_nothing_waits(store: Store) -> None:
    assert spool.waiting(store.path) == []
    assert spool.file_all(store, file_one).answers == []


def test_filed_in_order_with_their_own_clock_and_device(store: Store) -> None:
    customer(store, "天成")
    keep(store, "天成", "one")
    keep(store, "天成", "two", judgement="good")
    filed = spool.file_all(store, file_one)
    assert [answer[:2] for answer in filed.answers] == [
        ("one", "2026-11-17T01:00:00.000Z"),
        ("two", "2026-11-17T01:00:00.000Z"),
    ]
    last = history(store)[0]
    assert (last["at"], last["device"], last["command"]) == (EARLIER, "bag", "note")
    assert last["transaction"] == filed.answers[1][2]
    assert spool.waiting(store.path) == []
    assert spool.remembered(store) == []
    assert store.clock().isoformat() == NOW
    assert store.device == "desk"


def test_a_note_that_cannot_be_filed_stays_and_is_named(store: Store) -> None:
    customer(store, "天成")
    lost = keep(store, "Nobody", "x")
    broken = keep(store, "天成", "y")
    Path(broken).write_text("{", "utf-8")
    keep(store, "天成", "z")
    filed = spool.file_all(store, file_one)
    assert [(path, error.code) for path, error in filed.kept] == [(lost, "not_found"), (broken, "format")]
    assert texts(store) == ["z"]
    assert spool.waiting(store.path) == [lost, broken]
    customer(store, "Nobody")
    assert len(spool.file_all(store, file_one).answers) == 1


def test_a_locked_store_is_no_error(store: Store) -> None:
    customer(store, "天成")
    path = keep(store, "天成", "x")
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    filed = spool.file_all(store, file_one)
    assert (filed.answers, filed.kept) == ([], [])
    assert spool.waiting(store.path) == [path]
    assert store.db.execute("PRAGMA busy_timeout").fetchone() == (5000,)
    other.execute("ROLLBACK")
    other.close()
    assert len(spool.file_all(store, file_one).answers) == 1


def test_killed_after_filing_before_the_file_went(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    customer(store, "天成")
    path = keep(store, "天成", "x")
    with monkeypatch.context() as patch:

        def killed(_path: str) -> None:
            raise KeyboardInterrupt

        patch.setattr(os, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            spool.file_all(store, file_one)
    assert spool.waiting(store.path) == [path]
    assert spool.file_all(store, file_one).answers == []  # the store remembers
    assert texts(store) == ["x"]
    assert spool.waiting(store.path) == []
    assert spool.remembered(store) == []


def test_killed_while_filing(store: Store) -> None:
    customer(store, "天成")
    keep(store, "天成", "x")

    def killed(store: Store, note: spool.Note) -> Any:
        file_one(store, note)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        spool.file_all(store, killed)
    assert texts(store) == []
    assert spool.file_all(store, file_one).answers[0][0] == "x"


def test_many_commands_at_once_file_each_note_once(store: Store) -> None:
    customer(store, "天成")
    for number in range(20):
        keep(store, "天成", str(number))
    program = (
        "import sys\n"
        "from crmcli import clock\n"
        "from crmcli.store import spool\n"
        "from crmcli.store.journal import Transaction\n"
        "from crmcli.store.open import open_store\n"
        "from crmcli.store.records import Followup\n"
        "from crmcli.store.statements import insert\n"
        "store = open_store(sys.argv[1], clock.now, device='desk')\n"
        "def file_one(store, note):\n"
        "    of = store.db.execute('SELECT id FROM customer').fetchone()[0]\n"
        "    insert(store, Followup, text=note.arguments[1], customer_id=of)\n"
        "    return note.name\n"
        "while spool.waiting(store.path):\n"
        "    spool.file_all(store, file_one)\n"
    )
    root = Path(__file__).parents[2]
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", program, store.path], env={**os.environ, "PYTHONPATH": str(root)}
        )
        for _number in range(4)
    ]
    assert [run.wait(60) for run in runs] == [0] * 4
    assert sorted(texts(store), key=int) == [str(number) for number in range(20)]
    assert spool.remembered(store) == []
