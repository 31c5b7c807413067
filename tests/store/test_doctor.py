"""Looking a store over: what is found, what is mended, and that a damaged one is no crash."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stores import clock, contact, customer, found, index, opened, rebuilt_index, rows

from crmcli.errors import StoreLocked
from crmcli.store import backup, drafts, spool
from crmcli.store.open import VERSION, Store
from crmcli.verbs.upkeep import doctor

LOOKS = [
    "file",
    "integrity",
    "version",
    "schema",
    "writer",
    "links",
    "search",
    "leftovers",
    "wiped",
    "spool",
    "drafts",
    "backup",
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    contact(store, customer(store, tags=["vip"]))
    yield store
    store.close()


def looks(path: str, **options: Any) -> dict[str, tuple[bool, bool]]:
    answer = doctor(path, clock, timeout=0.2, **options)
    assert answer["ok"] == all(check["ok"] for check in answer["checks"])
    assert all(check["message"] for check in answer["checks"])
    return {check["check"]: (check["ok"], check["mended"]) for check in answer["checks"]}


def test_a_healthy_store(store: Store) -> None:
    before = rows(store)
    assert looks(store.path) == dict.fromkeys(LOOKS, (True, False))
    assert looks(store.path, journal=True)["journal"] == (True, False)
    assert not doctor(store.path, clock)["damaged"]
    assert rows(store) == before


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="no sqlite3 shell here")
def test_what_a_shell_wrote_is_found(store: Store) -> None:
    sql = (
        "INSERT INTO customer (name, phone) VALUES ('Alfreds Futterkiste', '030 5550103');"
        "INSERT INTO customer_alias (customer_id, value)"
        " SELECT id, 'Tiancheng' FROM customer WHERE name = '天成外贸公司';"
        "UPDATE contact SET name = '李娜';"
    )
    subprocess.run(["sqlite3", store.path, sql], check=True)
    assert found(store, "Alfreds Futterkiste") == []
    (told,) = [check for check in doctor(store.path, clock)["checks"] if check["check"] == "search"]
    assert told["mended"]
    assert told["message"].startswith("An outside program changed 3 records")
    assert "anew" not in told["message"]
    assert [kind for kind, _nid in found(store, "Alfreds Futterkiste")] == ["customer"]
    assert [kind for kind, _nid in found(store, "Tiancheng")] == ["customer"]
    assert [kind for kind, _nid in found(store, "李娜")] == ["contact"]
    assert found(store, "张伟") == []
    assert index(store) == rebuilt_index(store)
    assert looks(store.path, journal=True)["search"] == (True, False)  # taken in once
    ref, id = store.db.execute("SELECT ref, id FROM customer WHERE name = 'Alfreds Futterkiste'").fetchone()
    assert len(ref) == 7
    assert len(id) == 36
    subprocess.run(["sqlite3", store.path, "DELETE FROM customer WHERE name LIKE 'Alf%'"], check=True)
    assert looks(store.path)["search"] == (True, True)
    assert found(store, "Alfreds Futterkiste") == []


def test_an_index_with_holes(store: Store) -> None:
    store.db.execute("DELETE FROM search_doc WHERE kind = 'customer'")
    assert looks(store.path)["search"] == (True, True)
    assert found(store, "天成外贸公司")
    assert index(store) == rebuilt_index(store)


def test_reindex(store: Store) -> None:
    store.db.execute("UPDATE search_doc SET names = 'wrong'")
    assert looks(store.path)["search"] == (True, False)
    assert looks(store.path, reindex=True)["search"] == (True, True)
    assert index(store) == rebuilt_index(store)


def test_missing_triggers_and_indexes(store: Store) -> None:
    db = store.db
    db.execute("DROP TRIGGER customer_journal_update")
    db.execute("DROP TRIGGER reminder_next_insert")
    db.execute("DROP INDEX tag_value")
    db.execute("DROP VIEW outbox")
    db.execute("CREATE TRIGGER mine AFTER INSERT ON customer BEGIN DELETE FROM change; END")
    db.execute("CREATE INDEX my_own ON customer (city)")
    assert looks(store.path)["schema"] == (True, True)
    assert looks(store.path)["schema"] == (True, False)
    names = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    assert {"customer_journal_update", "reminder_next_insert", "tag_value", "outbox", "my_own"} <= names
    assert "mine" not in names


def test_a_table_that_is_gone(store: Store) -> None:
    store.db.execute("DROP TABLE tag")
    answer = doctor(store.path, clock)
    assert answer["damaged"]
    assert not answer["ok"]
    assert "tag" in next(check["message"] for check in answer["checks"] if check["check"] == "schema")


def test_what_went_past_the_journal(store: Store) -> None:
    store.db.execute("DROP TRIGGER customer_journal_delete")
    store.db.execute("PRAGMA foreign_keys = OFF")
    store.db.execute("DELETE FROM customer")
    answer = looks(store.path, journal=True)
    assert answer["journal"] == (False, False)
    assert answer["links"] == (False, False)
    assert answer["schema"] == (True, True)


def test_a_tag_of_nothing(store: Store) -> None:
    store.db.execute("UPDATE tag SET record_id = 'x'")
    assert looks(store.path)["links"] == (False, False)


def test_a_transaction_left_open(store: Store) -> None:
    store.db.execute("UPDATE current SET txn = 1")
    assert looks(store.path)["writer"] == (True, True)
    assert store.db.execute("SELECT * FROM current").fetchall() == [(1, None)]


@pytest.mark.skipif(os.name != "posix", reason="no modes here")
def test_others_could_read_it(store: Store) -> None:
    os.chmod(store.path, 0o644)
    assert looks(store.path)["file"] == (True, True)
    assert stat.S_IMODE(os.stat(store.path).st_mode) == 0o600


def test_notes_that_wait(store: Store) -> None:
    path = spool.keep(store.path, ["天成", "x"], {}, clock().isoformat())
    whole, torn, fresh = (f"{path[:-10]}-{number}.note.json.unfinished" for number in range(3))
    shutil.copy(path, whole)
    Path(torn).write_text('{"arguments": [')
    Path(fresh).write_text('{"arguments": [')
    for old in (whole, torn):
        os.utime(old, (time.time() - 7200, time.time() - 7200))
    assert looks(store.path)["spool"] == (True, True)
    assert spool.waiting(store.path) == sorted([path, whole.removesuffix(".unfinished")])
    assert spool.unfinished(store.path) == [fresh]
    Path(path).write_text("{")
    assert looks(store.path)["spool"] == (False, False)
    store.put_setting("spool:gone.note.json", "x")
    store.put_setting("spool:" + os.path.basename(path), "x")
    assert looks(store.path)["leftovers"] == (True, True)
    assert store.setting("spool:" + os.path.basename(path))


def test_drafts(store: Store) -> None:
    path = drafts.keep(store.path, "note", {"text": "half a note"}, clock().isoformat())
    fresh, old = Path(path + ".1.unfinished"), Path(path + ".2.unfinished")
    for one in (fresh, old):
        one.write_text("{")
    os.utime(old, (time.time() - 7200,) * 2)
    answer = doctor(store.path, clock)
    (check,) = [one for one in answer["checks"] if one["check"] == "drafts"]
    assert (check["ok"], check["mended"]) == (True, True)
    assert check["message"].startswith("1 draft")
    assert (fresh.exists(), old.exists()) == (True, False)
    Path(path).write_text("{")
    assert drafts.load(store.path, "note") is None
    fresh.unlink()
    assert looks(store.path)["drafts"] == (False, False)


def test_locked(store: Store) -> None:
    store.db.execute("DELETE FROM search_doc")
    store.db.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLocked):
        looks(store.path)
    store.db.execute("ROLLBACK")


def test_another_version(store: Store) -> None:
    store.db.execute(f"PRAGMA user_version = {VERSION + 1}")
    assert looks(store.path)["version"] == (False, False)
    store.db.execute("PRAGMA application_id = 7")
    assert looks(store.path)["version"] == (False, False)


def test_no_store(tmp_path: Path) -> None:
    assert looks(str(tmp_path / "crm.db")) == {"file": (False, False)}
    assert not (tmp_path / "crm.db").exists()


@pytest.mark.parametrize("harm", ["garbage", "empty", "torn", "page", "header"])
@pytest.mark.parametrize("backed_up", [True, False])
def test_a_damaged_store(tmp_path: Path, harm: str, backed_up: bool) -> None:
    store = opened(tmp_path / "crm.db")
    for number in range(50):
        customer(store, f"Customer {number}")
    kept = backup.backup(store) if backed_up else None
    store.close()
    path = Path(store.path)
    content = path.read_bytes()
    path.write_bytes(
        {
            "garbage": b"no database at all " * 300,
            "empty": b"",
            "torn": content[: len(content) // 2],
            "page": content[:8192] + bytes(range(256)) * 64 + content[8192 + 16384 :],
            "header": content[:20] + bytes(80) + content[100:],
        }[harm]
    )
    answer = doctor(str(path), clock, journal=True, reindex=True)
    assert not answer["ok"]
    assert answer["damaged"] == (harm != "empty")  # an empty file is no crm store, but nothing is broken
    last = answer["checks"][-1]
    assert last["check"] == "backup"
    if harm != "empty":
        assert last["ok"] == backed_up
        assert (f"crm restore {kept}" in last["message"]) == backed_up


def test_a_backup_that_is_broken_is_not_named(store: Store) -> None:
    good = backup.backup(store)
    broken = backup.backup(store)
    Path(broken).write_bytes(b"x" * 9000)
    checks = doctor(store.path, clock)["checks"]
    assert good in checks[-1]["message"]
    assert checks[-1]["ok"]
