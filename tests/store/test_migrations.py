"""From one version of the store to the next: whole or not at all, after a backup."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from stores import clock, customer, found, index, opened, rebuilt_index, rows

from crmcli.errors import InternalError, StoreNewer
from crmcli.store import open as opening
from crmcli.store.backup import list_backups
from crmcli.store.doctor import examine
from crmcli.store.journal import Transaction
from crmcli.store.migrations import STEPS, Step, journal_what_is_there, migrate
from crmcli.store.objects import expected, lacking
from crmcli.store.open import VERSION, Store
from crmcli.store.records import (
    OPPORTUNITY,
    Customer,
    Document,
    Duty,
    Followup,
    Opportunity,
    Order,
    Payment,
    Quote,
    Reminder,
)
from crmcli.store.records import Step as OrderStep
from crmcli.store.statements import insert, rows_where
from crmcli.store.walk import walk
from crmcli.verbs import records
from crmcli.verbs.find import find
from crmcli.verbs.history import history, undo

SECOND = Path(__file__).parents[1] / "data" / "stores" / "version-2.db"
THIRD = Path(__file__).parents[1] / "data" / "stores" / "version-3.db"
FOURTH = Path(__file__).parents[1] / "data" / "stores" / "version-4.db"
FIFTH = Path(__file__).parents[1] / "data" / "stores" / "version-5.db"
SIXTH = Path(__file__).parents[1] / "data" / "stores" / "version-6.db"
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


# Three versions above this one.
NEXT = VERSION + 1
LAST = VERSION + 3
STEPS_THERE = (
    Step(NEXT, "grade", ADD),
    Step(NEXT + 1, "legal names", rename),
    Step(LAST, "visits", TABLE),
)


def content(store: Store) -> Any:
    db = store.db
    schema = db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    journal = [db.execute(f"SELECT * FROM [{table}]").fetchall() for table in ("txn", "change", "current")]
    return schema, journal, rows(store), index(store), db.execute("PRAGMA user_version").fetchone()


def migrated(store: Store, steps: tuple[Step, ...] = STEPS_THERE, schema: str = LATER) -> str:
    return migrate(store, VERSION, steps, target=LAST, schema=schema)


def test_steps_lead_to_this_version() -> None:
    assert [step.version for step in STEPS] == list(range(2, VERSION + 1))


def test_step_by_step(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    customer(store, "Alfreds", level="A")
    before = rows(store)
    kept = migrated(store)
    assert store.db.execute("PRAGMA user_version").fetchone() == (LAST,)
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


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    "broken",
    [
        Step(LAST, "no table", "UPDATE nowhere SET x = 1;\n"),
        Step(
            LAST,
            "broken link",
            "UPDATE contact SET customer_id = 'x';\nINSERT INTO contact (name, customer_id) VALUES ('y', 'x');\n",
        ),
        Step(LAST, "half", "CREATE TABLE visit_ (nid INTEGER PRIMARY KEY) STRICT;\n"),
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
        f"migrate(store, {VERSION}, (Step({NEXT}, 'x', killed),), target={NEXT})\n"
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
    monkeypatch.setattr(opening, "VERSION", NEXT)
    monkeypatch.setattr(
        migrations,
        "migrate",
        lambda store, version: migrate(store, version, (Step(NEXT, "none", ""),), target=NEXT),
    )
    store = opened(tmp_path / "crm.db")
    assert store.db.execute("PRAGMA user_version").fetchone() == (NEXT,)
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


def first_release(tmp_path: Path) -> Path:
    path = tmp_path / "crm.db"
    path.write_bytes(FIRST.read_bytes())
    return path


def version_of(path: str | Path) -> int:
    db = sqlite3.connect(path)
    try:
        return int(db.execute("PRAGMA user_version").fetchone()[0])
    finally:
        db.close()


def plain_rows(path: str | Path, *tables: str, like: Path = FIRST) -> dict[str, list[tuple[Any, ...]]]:
    """Rows as they stand in a file of any version: the columns that the store ``like`` has."""
    db, old = sqlite3.connect(path), sqlite3.connect(like)
    try:
        found = {}
        for table in tables:
            names = ", ".join(row[1] for row in old.execute(f"PRAGMA table_info({table})"))
            found[table] = db.execute(f"SELECT {names} FROM [{table}] ORDER BY nid").fetchall()
        return found
    finally:
        db.close()
        old.close()


OF_THE_FIRST = ("member", "customer", "contact", "reminder", "followup", "customer_alias", "contact_phone",
                "followup_contact", "tag", "custom")  # fmt: skip


def test_the_first_releases_store(tmp_path: Path) -> None:
    assert version_of(FIRST) == 1
    path = first_release(tmp_path)
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


def test_the_first_releases_records_stay_as_they_were(tmp_path: Path) -> None:
    before = plain_rows(FIRST, *OF_THE_FIRST, "txn")
    path = first_release(tmp_path)
    opened(path).close()
    assert plain_rows(path, *OF_THE_FIRST, "txn") == before  # and no transaction tells of it: no row changed
    (kept,) = list_backups(str(path))
    assert version_of(kept.path) == 1
    assert plain_rows(kept.path, *OF_THE_FIRST) == plain_rows(FIRST, *OF_THE_FIRST)


def test_version_2_knows_documents_and_notices(tmp_path: Path) -> None:
    store = opened(first_release(tmp_path))
    of = rows_where(store, Customer, limit=1)[0]
    with Transaction(store, "document add"):
        row = insert(store, Document, name="合同.pdf", about_kind="customer", about_id=of.id, kind="contract")
    assert (row.version, row.customer_id, row.ref[0]) == (1, of.id, "W")
    assert history(store)[0]["command"] == "document add"
    store.db.execute(
        "INSERT INTO notified (reminder, due, at) VALUES (1, '2026-11-25', '2026-11-25T01:00:00.000Z')"
    )
    with pytest.raises(sqlite3.IntegrityError):
        store.db.execute("INSERT INTO notified (reminder, due, at) VALUES (1, '2026-11-26', 'x')")
    assert history(store)[0]["command"] == "document add"
    store.close()


def test_the_search_index_is_made_anew_on_the_way_to_version_2(tmp_path: Path) -> None:
    path = first_release(tmp_path)
    db = sqlite3.connect(path)
    db.execute("UPDATE search_doc SET keys = 'n:older'")  # keys as another version would have made them
    db.execute("DELETE FROM lookup")
    db.execute("INSERT INTO lookup (key, doc) SELECT 'n:older', doc FROM search_doc")
    db.commit()
    db.close()
    store = opened(path)
    assert found(store, "天成外贸公司")
    assert not store.db.execute("SELECT 1 FROM lookup WHERE key = 'n:older'").fetchone()
    assert index(store) == rebuilt_index(store)
    store.close()


def test_doctor_finds_a_migrated_store_well(tmp_path: Path) -> None:
    path = first_release(tmp_path)
    checks, damaged = examine(str(path), clock)
    assert not damaged
    assert [one.check for one in checks if not one.ok] == ["version"]
    assert version_of(path) == 1  # looking changes nothing
    opened(path).close()
    path.chmod(0o600)
    checks, damaged = examine(str(path), clock, walk=True)
    assert not damaged
    assert [one.as_json() for one in checks if not one.ok or one.mended] == []


def test_old_commands_can_be_taken_back_after_the_migration(tmp_path: Path) -> None:
    store = opened(first_release(tmp_path))
    before = rows(store)
    told = {one["command"]: one["transaction"] for one in history(store)}
    taken = undo(store, told["reminder add"])
    assert taken["records"] == {"reminder": 1}
    assert "Renew the certificate" not in [row.text for row in rows_where(store, Reminder)]
    # The oldest note: the visit at 天成, and the reminder of its next step.
    noted = [one["transaction"] for one in history(store) if one["command"] == "note"][-1]
    again = undo(store, noted)
    assert again["records"] == {"followup": 1, "reminder": 1}
    assert not any("FOB" in row.text for row in rows_where(store, Followup))
    undo(store, again["transaction"])  # both come back
    undo(store, taken["transaction"])
    assert rows(store) == before
    assert walk(store.db)[1] == []
    assert index(store) == rebuilt_index(store)
    store.close()


def test_the_way_to_version_2_interrupted(tmp_path: Path) -> None:
    path = first_release(tmp_path)
    before = plain_rows(path, *OF_THE_FIRST, "txn")
    program = (
        "import os, sys\n"
        "from crmcli import clock\n"
        "from crmcli.store import search\n"
        "from crmcli.store.open import open_store\n"
        "rebuild = search.rebuild\n"
        "def killed(store):\n"
        "    rebuild(store)\n"
        "    os.kill(os.getpid(), 9)\n"
        "search.rebuild = killed\n"
        "open_store(sys.argv[1], clock.now)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=Path(__file__).parents[2], check=False
    )
    assert done.returncode == -9
    assert version_of(path) == 1
    assert plain_rows(path, *OF_THE_FIRST, "txn") == before
    store = opened(path)
    assert store.db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert lacking(store.db, expected()) == ([], [], [])
    assert found(store, "天成外贸公司")
    store.close()
    assert {version_of(one.path) for one in list_backups(str(path))} == {1}


def test_two_programs_meet_an_older_store(tmp_path: Path) -> None:
    path = first_release(tmp_path)
    store = opened(path)
    customer(store, "Made by the first")
    before = content(store)
    migrate(store, 1)  # what the second does, which saw version 1 before it got the lock
    assert content(store) == before
    store.close()


def test_version_3_finds_parts_of_names_by_other_signs(tmp_path: Path) -> None:
    assert version_of(SECOND) == 2
    before = plain_rows(SECOND, *OF_THE_FIRST, "document", "txn", like=SECOND)
    path = tmp_path / "crm.db"
    path.write_bytes(SECOND.read_bytes())
    store = opened(path)
    assert store.db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert lacking(store.db, expected()) == ([], [], [])
    for part, name in (
        ("ordwi", "Nordwind Trading 3M胶带"), ("3m胶", "Nordwind Trading 3M胶带"), ("w.n", "Nordwind Trading 3M胶带"),
        ("af", "Café Zürich"), ("fé", "Café Zürich"), ("rich", "Café Zürich"), ("омаш", "ООО Ромашка"),
        ("0123", "ООО Ромашка"), ("11 90", "Nordwind Trading 3M胶带"), ("合同 20", "合同 2026.pdf"),
    ):  # fmt: skip
        assert name in [hit["name"] for hit in find(store, part) if hit["match"] != "close"], part
    assert index(store) == rebuilt_index(store)
    store.close()
    assert plain_rows(path, *OF_THE_FIRST, "document", "txn", like=SECOND) == before


def test_version_4_knows_opportunities(tmp_path: Path) -> None:
    assert version_of(THIRD) == 3
    kinds = (*OF_THE_FIRST, "document", "txn")
    before = plain_rows(THIRD, *kinds, like=THIRD)
    path = tmp_path / "crm.db"
    path.write_bytes(THIRD.read_bytes())
    store = opened(path)
    assert store.db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert lacking(store.db, expected()) == ([], [], [])
    assert index(store) == rebuilt_index(store)
    store.close()
    assert plain_rows(path, *kinds, like=THIRD) == before
    store = opened(path)
    of = rows_where(store, Customer, limit=1)[0]
    row, _ref = records.add(store, OPPORTUNITY, {"customer": [of.id], "title": ["年度框架"]})
    assert (row.stage, row.ref[0]) == ("lead", "O")
    assert row.ref in [hit["ref"] for hit in find(store, "年度框架")]
    assert walk(store.db)[1] == []
    store.close()


def test_version_5_knows_quotes_and_orders(tmp_path: Path) -> None:
    assert version_of(FOURTH) == 4
    kinds = (*OF_THE_FIRST, "document", "opportunity", "stage_change", "playbook", "notice", "txn")
    before = plain_rows(FOURTH, *kinds, like=FOURTH)
    path = tmp_path / "crm.db"
    path.write_bytes(FOURTH.read_bytes())
    store = opened(path)
    assert store.db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert lacking(store.db, expected()) == ([], [], [])
    assert index(store) == rebuilt_index(store)
    store.close()
    assert plain_rows(path, *kinds, like=FOURTH) == before
    store = opened(path)
    of = rows_where(store, Opportunity, limit=1)[0]
    with Transaction(store, "quote add"):
        row = insert(store, Quote, number="2026-0001", opportunity_id=of.id)
    assert rows_where(store, Quote, id=row.id)[0].customer_id == of.customer_id
    assert row.ref in [hit["ref"] for hit in find(store, "2026-0001")]
    assert walk(store.db)[1] == []
    store.close()


def test_orders_of_version_5_are_carried_out_further(tmp_path: Path) -> None:
    assert version_of(FIFTH) == 5
    unchanged = ("customer", "opportunity", "quote", "playbook")
    before = plain_rows(FIFTH, *unchanged, like=FIFTH)
    path = tmp_path / "crm.db"
    path.write_bytes(FIFTH.read_bytes())
    store = opened(path)
    assert store.db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert lacking(store.db, expected()) == ([], [], [])
    assert index(store) == rebuilt_index(store)
    assert walk(store.db)[1] == []
    row = next(one for one in rows_where(store, Order) if rows_where(store, OrderStep, order_id=one.id))
    steps = rows_where(store, OrderStep, "place", order_id=row.id)
    assert (row.steps_done, row.steps_total, row.blocked) == (1, len(steps), 0)
    ahead = [one for one in steps if one.status != "done" and one.planned is not None]
    first = min(ahead, key=lambda one: (one.planned or "", one.place))
    assert (row.next_step_id, row.next_planned) == (first.id, first.planned)
    assert row.first_delivery == row.delivery
    assert all(one.first_planned == one.planned for one in steps)
    paid = rows_where(store, Payment, "nid", order_id=row.id, kind="planned")
    # The balance has a day and the deposit none: what came in is for what is due first.
    assert [one.outstanding_minor for one in paid] == [5580000, 7440000]
    with Transaction(store, "duty"):
        duty = insert(store, Duty, text="tell them", order_id=row.id)
    assert rows_where(store, Duty, id=duty.id)[0].customer_id == row.customer_id
    assert walk(store.db)[1] == []
    store.close()
    assert plain_rows(path, *unchanged, like=FIFTH) == before


def test_the_store_of_version_6_opens(tmp_path: Path) -> None:
    assert version_of(SIXTH) == 6
    unchanged = ("customer", "opportunity", "quote", "step", "payment", "duty")
    before = plain_rows(SIXTH, *unchanged, like=SIXTH)
    path = tmp_path / "crm.db"
    path.write_bytes(SIXTH.read_bytes())
    store = opened(path)
    assert store.db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert lacking(store.db, expected()) == ([], [], [])
    assert index(store) == rebuilt_index(store)
    assert walk(store.db)[1] == []
    # It has joined no hub.
    for table in ("sync_op", "sync_bucket", "sync_row", "sync_gone", "sync_conflict"):
        assert store.db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    store.close()
    assert plain_rows(path, *unchanged, like=SIXTH) == before
