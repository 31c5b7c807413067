"""A store that another program holds: notes are kept and filed later, everything else says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support import Run


@contextmanager
def held(store: Path) -> Iterator[None]:
    """The store while another program is writing."""
    db = sqlite3.connect(store / "crm.db", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        db.execute("ROLLBACK")
        db.close()


@pytest.fixture
def hasty(shop: Run) -> Run:
    """A shop whose commands do not wait."""
    shop("config", "set", "store.timeout", "0").ok()
    return shop


def test_a_note_is_kept_and_filed_by_the_next_command(hasty: Run, sealed: Path) -> None:
    with held(sealed):
        answer = hasty("note", "天成", "明天回访 #报价", "--json").ok().json
    assert answer["spooled"] is True
    assert answer["transaction"] is None
    for key in ("followup", "customer", "contacts", "reminder", "offer", "understood", "unresolved"):
        assert key in answer
    later = {"CRM_NOW": "2026-11-19T08:00:00+08:00"}
    (row,) = hasty("followup", "list", "--json", env=later).ok().json
    assert row["text"] == "明天回访 #报价"
    assert row["tags"] == ["报价"]
    assert row["created_at"] == "2026-11-18T10:30:00+08:00"  # when it was written, not when it was filed
    assert row["next_due"] == "2026-11-19"
    assert len(hasty("followup", "list", "--json").json) == 1


def test_the_line_for_people_says_that_it_is_kept(hasty: Run, sealed: Path) -> None:
    with held(sealed):
        result = hasty("note", "天成", "called").ok()
    assert result.out.startswith("Kept")
    assert result.err == ""


def test_several_notes_are_filed_in_their_order(hasty: Run, sealed: Path) -> None:
    with held(sealed):
        for number in range(5):
            hasty("note", "天成", f"number {number}").ok()
    rows = hasty("followup", "list", "--sort", "created_at", "--json").ok().json
    assert sorted(row["text"] for row in rows) == [f"number {number}" for number in range(5)]
    history = hasty("history", "--json").json
    assert [one["command"] for one in history[:5]] == ["note"] * 5


def test_options_of_a_kept_note_are_kept(hasty: Run, sealed: Path) -> None:
    with held(sealed):
        hasty("note", "New One", "called @Jim", "--new", "--kind", "visit", "--external-id", "x1").ok()
        hasty("note", "New One", "again", "--new", "--external-id", "x1").ok()
    (row,) = hasty("followup", "list", "--json").ok().json
    assert (row["kind"], row["external_id"], row["customer"]["name"]) == ("visit", "x1", "New One")
    assert [one["name"] for one in row["contacts"]] == ["Jim"]


def test_an_amendment_is_kept_too(hasty: Run, sealed: Path) -> None:
    hasty("note", "天成", "called").ok()
    with held(sealed):
        assert hasty("note", "--amend", "more", "--json").ok().json["spooled"] is True
    (row,) = hasty("followup", "list", "--json").ok().json
    assert row["text"] == "called\nmore"


def test_a_kept_note_that_cannot_be_filed_stays_and_is_named(hasty: Run, sealed: Path) -> None:
    with held(sealed):
        hasty("note", "天成", "called").ok()
        (kept,) = (sealed / "crm.db-spool").iterdir()
        kept.write_text(kept.read_text().replace("天成", "Nobody knows"))
    for _again in range(2):
        result = hasty("customer", "list", "--json").ok()
        assert len(result.json) == 4
        assert "Nobody knows" in result.err
        assert "crm.db-spool" in result.err
    hasty("customer", "add", "Nobody knows").ok()
    assert [row["text"] for row in hasty("followup", "list", "--json").ok().json] == ["called"]
    assert hasty("today").ok().err == ""


def test_a_damaged_kept_note_stays_and_is_named(hasty: Run, sealed: Path) -> None:
    with held(sealed):
        hasty("note", "天成", "called").ok()
        (kept,) = (sealed / "crm.db-spool").iterdir()
        kept.write_text(kept.read_text()[:40])
    result = hasty("followup", "list", "--json").ok()
    assert result.json == []
    assert str(kept) in result.err
    assert kept.exists()


def test_nobody_is_told_at_once(hasty: Run, sealed: Path) -> None:
    with held(sealed):
        hasty("note", "Nobody knows", "called", "--json").fails(3)
        hasty("note", "东方", "called", "--json").fails(4)
        hasty("note", "天成", "called", "--when", "2026-02-30", "--json").fails(2)
    assert hasty("followup", "list", "--json").json == []


def test_an_empty_note_is_not_kept(hasty: Run, sealed: Path) -> None:
    with held(sealed):
        hasty("note", "天成", " ", "--json").fails(2)
    assert hasty("followup", "list", "--json").json == []


@pytest.mark.parametrize(
    "words",
    [
        ("customer", "add", "New"),
        ("customer", "edit", "天成", "--level", "B"),
        ("customer", "remove", "天成", "--yes"),
        ("customer", "archive", "天成"),
        ("followup", "add", "天成", "called"),
        ("remind", "call", "tomorrow"),
        ("undo",),
    ],
)
def test_every_other_command_says_that_the_store_is_locked(
    hasty: Run, sealed: Path, words: tuple[str, ...]
) -> None:
    with held(sealed):
        error = hasty(*words, "--json").fails(7).error
    assert error["code"] == "store_locked"
    assert error["details"]["path"] == str(sealed / "crm.db")
    assert error["hint"]


def test_reading_does_not_wait_for_a_writer(hasty: Run, sealed: Path) -> None:
    with held(sealed):
        assert len(hasty("customer", "list", "--json").ok().json) == 4
        hasty("today", "--json").ok()
        hasty("show", "天成", "--json").ok()
        hasty("find", "天成", "--json").ok()
        hasty("sql", "SELECT 1", "--json").ok()


def test_a_short_lock_is_waited_for(shop: Run, sealed: Path) -> None:
    import threading
    import time

    shop("config", "set", "store.timeout", "10").ok()
    db = sqlite3.connect(sealed / "crm.db", isolation_level=None, check_same_thread=False)
    db.execute("BEGIN IMMEDIATE")

    def let_go() -> None:
        time.sleep(0.3)
        db.execute("ROLLBACK")

    thread = threading.Thread(target=let_go)
    thread.start()
    try:
        answer = shop("note", "天成", "called", "--json").ok().json
    finally:
        thread.join()
        db.close()
    assert "spooled" not in answer
    assert answer["transaction"]
