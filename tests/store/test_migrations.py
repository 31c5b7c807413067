"""From one version of the store to the next: whole or not at all, after a backup."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from stores import customer, found, index, opened, rebuilt_index, rows

from crmcli.errors import InternalError, StoreNewer
from crmcli.store import open as opening
from crmcli.store.backup import list_backups
from crmcli.store.migrations import STEPS, Step, journal_what_is_there, migrate
from crmcli.store.objects import expected, lacking
from crmcli.store.open import VERSION, Store
from crmcli.store.walk import walk
from crmcli.verbs.history import history

FIRST = Path(__file__).parents[1] / "data" / "stores" / "first-release.db"
# A schema of the day after tomorrow: a column and a table more, an index less.
LATER = (
    opening.schema()
    .replace("  level TEXT,\n", "  level TEXT,\n  grade TEXT,\n", 1)
    .replace("CREATE INDEX tag_value ON tag (value);\n", "")
    + "CREATE TABLE visit (nid INTEGER PRIMARY KEY, place TEXT) STRICT;\n"
)
ADD = "ALTER TABLE customer ADD COLUMN grade TEXT;\nDROP INDEX tag_value;\n"
TABLE = "CREATE TABLE visit (nid INTEGER PRIMARY KEY, place TEXT) STRICT;\n"


def rename(db: sqlite3.Connection) -> None:
    journal_what_is_there(db)
    db.execute("UPDATE customer SET name = name || ' GmbH', grade = level")


STEPS_THERE = (Step(2, "grade", ADD), Step(3, "legal names", rename), Step(4, "visits", TABLE))


def content(store: Store) -> Any:
    db = store.db
    schema = db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    journal = [db.execute(f"SELECT * FROM {table}").fetchall() for table in ("txn", "change", "current")]
    return schema, journal, rows(store), index(store), db.execute("PRAGMA user_version").fetchone()


def migrated(store: Store, steps: tuple[Step, ...] = STEPS_THERE, schema: str = LATER) -> str:
    return migrate(store, 1, steps, target=4, schema=schema)


def test_steps_lead_to_this_version() -> None:
    assert [step.version for step in STEPS] == list(range(2, VERSION + 1))


def test_step_by_step(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    customer(store, "Alfreds", level="A")
    before = rows(store)
    kept = migrated(store)
    assert store.db.execute("PRAGMA user_version").fetchone() == (4,)
    assert lacking(store.db, expected(LATER)) == ([], [], [])
    assert store.db.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert store.db.execute("SELECT name, grade FROM customer").fetchall() == [("Alfreds GmbH", "A")]
    # What changed rows is told, by whom it was no member; what did not is not.
    last = history(store)[0]
    assert (last["command"], last["by"]) == ("migration legal names", None)
    assert [(c["field"], c["old"], c["new"]) for c in last["changes"]] == [
        ("name", "Alfreds", "Alfreds GmbH")
    ]
    assert [t["command"] for t in history(store)] == ["migration legal names", "customer add", "init"]
    assert store.db.execute(
        "SELECT count(*) FROM outbox WHERE txn = ?", (last["transaction"],)
    ).fetchone() == (0,)
    assert walk(store.db)[1] == []
    # It is found by its new name, and the next change is journalled as ever.
    assert found(store, "Alfreds GmbH")
    assert index(store) == rebuilt_index(store)
    store.db.execute("UPDATE customer SET level = 'B'")
    assert history(store)[0]["changes"][0]["new"] == "B"
    store.close()
    assert [one.path for one in list_backups(str(tmp_path / "crm.db"))] == [kept]
    older = opened(kept)
    assert rows(older) == before
    older.close()


@pytest.mark.parametrize(
    "broken",
    [
        Step(4, "no table", "UPDATE nowhere SET x = 1;\n"),
        Step(
            4,
            "broken link",
            "UPDATE contact SET customer_id = 'x';\nINSERT INTO contact (name, customer_id) VALUES ('y', 'x');\n",
        ),
        Step(4, "half", "CREATE TABLE visit_ (nid INTEGER PRIMARY KEY) STRICT;\n"),
    ],
    ids=lambda step: step.name,
)
def test_a_step_that_fails_leaves_the_store_as_it_was(tmp_path: Path, broken: Step) -> None:
    store = opened(tmp_path / "crm.db")
    customer(store, "Alfreds", level="A")
    before = content(store)
    with pytest.raises((InternalError, sqlite3.Error)):
        migrated(store, (*STEPS_THERE[:2], broken))
    assert content(store) == before
    assert len(list_backups(store.path)) == 1
    customer(store, "Still works")
    migrated(store)
    store.close()


def test_no_way_there(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    before = content(store)
    with pytest.raises(InternalError):
        migrated(store, STEPS_THERE[:2])
    assert content(store) == before
    store.close()


def test_killed_in_the_middle(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    customer(store, "Alfreds")
    before = content(store)
    store.close()
    program = (
        "import os, sys\n"
        "from crmcli import clock\n"
        "from crmcli.store.migrations import Step, migrate\n"
        "from crmcli.store.open import open_store\n"
        "store = open_store(sys.argv[1], clock.now)\n"
        "def killed(db):\n"
        "    db.execute('UPDATE customer SET name = 1')\n"
        "    db.execute('CREATE TABLE half (a)')\n"
        "    os.kill(os.getpid(), 9)\n"
        "migrate(store, 1, (Step(2, 'x', killed),), target=2)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "crm.db")], cwd=Path(__file__).parents[2], check=False
    )
    assert done.returncode == -9
    store = opened(tmp_path / "crm.db")
    assert content(store) == before
    store.close()


def test_opening_an_older_store_migrates_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(tmp_path / "crm.db").close()
    migrations = sys.modules[migrate.__module__]
    monkeypatch.setattr(opening, "VERSION", 2)
    monkeypatch.setattr(
        migrations,
        "migrate",
        lambda store, version: migrate(store, version, (Step(2, "none", ""),), target=2),
    )
    store = opened(tmp_path / "crm.db")
    assert store.db.execute("PRAGMA user_version").fetchone() == (2,)
    customer(store)
    store.close()


def test_a_newer_store_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    opened(path).close()
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreNewer):
        opened(path)
    assert path.read_bytes() == before


def test_the_first_releases_store(tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    path.write_bytes(FIRST.read_bytes())
    store = opened(path)
    assert store.db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert lacking(store.db, expected()) == ([], [], [])
    assert {len(table) for table in rows(store).values()} != {0}
    assert walk(store.db)[1] == []
    assert index(store) == rebuilt_index(store)
    assert found(store, "天成外贸公司")
    assert found(store, "Alfreds Futterkiste")
    assert store.me
    customer(store, "New")
    store.close()
