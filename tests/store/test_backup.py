"""Backups of a store, and bringing them back."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from stores import clock, customer, opened, rows

from crmcli.errors import CrmError, FileError, FormatError, StoreLocked, StoreNewer
from crmcli.store import backup, daily
from crmcli.store.journal import Transaction
from crmcli.store.open import VERSION, Store
from crmcli.store.records import Customer
from crmcli.store.statements import insert

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    customer(store, "天成")
    yield store
    store.close()


def names(path: str) -> list[str]:
    db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        return [name for (name,) in db.execute("SELECT name FROM customer ORDER BY nid")]
    finally:
        db.close()


def test_into_the_folder_of_the_store(store: Store) -> None:
    path = backup.backup(store)
    assert path == os.path.join(os.path.dirname(store.path), "backups", "crm-20261118T103000-manual.db")
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700
    assert os.listdir(os.path.dirname(path)) == [os.path.basename(path)]  # one file, readable anywhere
    assert Path(path).read_bytes()[18:20] == b"\1\1"  # and no write-ahead log
    assert names(path) == ["天成"]
    again = backup.backup(store)
    assert again.endswith("-manual-2.db")
    assert [one.path for one in backup.list_backups(store.path)] == [again, path]


def test_what_is_not_finished_is_not_in_it(store: Store) -> None:
    with Transaction(store, "customer add"):
        insert(store, Customer, name="Half")
        path = backup.backup(store)
    assert names(path) == ["天成"]


def test_to_a_place_of_ones_own(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    assert backup.backup(store, str(folder)) == str(folder / "crm-20261118T103000-manual.db")
    file = str(folder / "mine.db")
    assert backup.backup(store, file) == file
    customer(store, "Second")
    assert backup.backup(store, file) == file  # an older backup is written over
    assert names(file) == ["天成", "Second"]


def test_nothing_else_is_written_over(store: Store, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("dear " * 100)
    for path in (str(letter), store.path):
        with pytest.raises(FileError):
            backup.backup(store, path)
    with pytest.raises(CrmError) as caught:
        backup.backup(store, str(tmp_path / "no" / "folder" / "x.db"))
    assert caught.value.exit_code == 7
    assert letter.read_text().startswith("dear")


def test_one_a_day_and_not_more_than_are_kept(store: Store) -> None:
    day = clock()
    for number in range(5):
        now = day + timedelta(days=number)
        assert daily.daily_due(store.path, now)
        assert backup.make_daily(store.path, now, 3)
        assert not daily.daily_due(store.path, now + timedelta(hours=3))
        assert backup.make_daily(store.path, now, 3) is None
    backup.backup(store)
    assert [(one.reason, one.at) for one in backup.list_backups(store.path)] == [
        ("daily", "20261122T103000"),
        ("daily", "20261121T103000"),
        ("daily", "20261120T103000"),
        ("manual", "20261118T103000"),
    ]


def test_a_backup_that_failed_is_tried_again_later(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(backup, "copy", full)
        daily.run_daily(store.path)  # no error for the user
    assert backup.list_backups(store.path) == []
    assert not daily.daily_due(store.path, clock())
    (mark,) = Path(store.path).with_name("backups").iterdir()
    hour_ago = time.time() - 3600
    os.utime(mark, (hour_ago, hour_ago))
    daily.run_daily(store.path)
    assert [one.reason for one in backup.list_backups(store.path)] == ["daily"]
    assert not mark.exists()


def test_none_when_none_is_wanted(store: Store, sealed: Path) -> None:
    from crmcli import config

    sealed.mkdir()
    (sealed / "config.toml").write_text("[backup]\nkeep = 0\n")
    config.forget()
    daily.run_daily(store.path)
    config.forget()
    assert backup.list_backups(store.path) == []


def test_large_stores_by_a_process_of_their_own(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "LARGE", 0)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    started = []
    start = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(start(*a, **k)) or started[0])
    for _command in range(3):
        daily.run_daily(store.path)
    assert len(started) == 1
    assert started[0].wait(30) == 0
    assert [one.reason for one in backup.list_backups(store.path)] == ["daily"]


def test_two_stores_of_one_folder_keep_apart(store: Store) -> None:
    other = opened(Path(store.path).with_name("crm-2.db"))
    backup.backup(other)
    assert backup.list_backups(store.path) == []
    assert len(backup.list_backups(other.path)) == 1
    other.close()


# --- bringing one back -----------------------------------------------------------------------------


def test_back_and_forth(store: Store) -> None:
    before = rows(store)
    file = backup.backup(store)
    customer(store, "Second")
    after = rows(store)
    answer = backup.restore(store.path, file, clock())
    assert rows(store) == before  # the open connection sees it
    kept = answer["kept"]
    assert kept is not None
    assert (answer["restored"], answer["from"]) == (store.path, file)
    assert os.path.basename(kept) == "crm-20261118T103000-restore.db"
    backup.restore(store.path, kept, clock())
    assert rows(store) == after
    assert store.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    customer(store, "Third")
    assert names(backup.backup(store)) == ["天成", "Second", "Third"]


def test_where_there_is_no_store(store: Store, tmp_path: Path) -> None:
    file = backup.backup(store)
    path = str(tmp_path / "new" / "crm.db")
    assert backup.restore(path, file, clock())["kept"] is None
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    other = opened(path)
    assert rows(other) == rows(store)
    other.close()


@pytest.mark.parametrize("harm", ["garbage", "empty", "torn", "page"])
def test_over_a_damaged_store(tmp_path: Path, harm: str) -> None:
    store = opened(tmp_path / "crm.db")
    customer(store, "天成")
    before = rows(store)
    file = backup.backup(store)
    store.close()
    path = Path(store.path)
    content = path.read_bytes()
    path.write_bytes(
        {
            "garbage": b"no database at all " * 300,
            "empty": b"",
            "torn": content[: len(content) // 2],
            "page": content[:8192] + bytes(range(256)) * 64 + content[8192 + 16384 :],
        }[harm]
    )
    answer = backup.restore(str(path), file, clock())
    assert answer["kept"] is not None
    assert harm == "empty" or os.path.getsize(answer["kept"]) > 0
    again = opened(path)
    assert rows(again) == before
    assert again.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    again.close()


def test_what_is_no_backup_is_not_brought_back(store: Store, tmp_path: Path) -> None:
    before = rows(store)
    letter = tmp_path / "letter.txt"
    letter.write_text("dear " * 1000)
    stranger = tmp_path / "stranger.db"
    db = sqlite3.connect(stranger)
    db.execute("CREATE TABLE t (a)")
    db.close()
    torn = tmp_path / "torn.db"
    torn.write_bytes(Path(backup.backup(store)).read_bytes()[:40960])
    for path in (letter, stranger, torn):
        with pytest.raises(FormatError):
            backup.restore(store.path, str(path), clock())
    for missing in (str(tmp_path / "none.db"), store.path, str(tmp_path)):
        with pytest.raises(FileError):
            backup.restore(store.path, missing, clock())
    newer = backup.backup(store)
    db = sqlite3.connect(newer)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    with pytest.raises(StoreNewer):
        backup.restore(store.path, newer, clock())
    assert rows(store) == before


def test_not_while_another_program_writes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    file = backup.backup(store)
    customer(store, "Second")
    before = rows(store)
    monkeypatch.setattr(backup, "_TIMEOUT", 0.1)
    monkeypatch.setattr(backup.copy, "__defaults__", ("DELETE", 0.1))
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLocked):
        backup.restore(store.path, file, clock())
    other.execute("ROLLBACK")
    other.close()
    assert rows(store) == before


def test_the_look_imports_next_to_nothing() -> None:
    program = "import crmcli.store.backup, sys; print([m for m in ('typing', 're', 'subprocess') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
