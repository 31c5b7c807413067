"""Contract, section 3: every error that part 1 can answer with, in both languages."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support import Run


def write(sealed: Path, sql: str) -> None:
    """Something done to the store by another program."""
    db = sqlite3.connect(sealed / "crm.db")
    db.execute(sql)
    db.commit()
    db.close()


def newer(shop: Run, sealed: Path) -> None:
    write(sealed, "PRAGMA user_version = 9999")


def damaged(shop: Run, sealed: Path) -> None:
    (sealed / "crm.db").write_bytes(b"this is no database at all, whatever it is called\n" * 200)
    for end in ("-wal", "-shm"):
        (sealed / f"crm.db{end}").unlink(missing_ok=True)


def foreign(shop: Run, sealed: Path) -> None:
    (sealed / "crm.db").unlink()
    write(sealed, "CREATE TABLE theirs (x)")


def folder(shop: Run, sealed: Path) -> None:
    (sealed / "crm.db").unlink()
    (sealed / "crm.db").mkdir()


def settings(shop: Run, sealed: Path) -> None:
    (sealed / "config.toml").write_text("a = [")


def trampled(shop: Run, sealed: Path) -> None:
    shop("customer", "edit", "天成", "--level", "B").ok()
    shop("customer", "edit", "天成", "--level", "C").ok()


def nothing(shop: Run, sealed: Path) -> None:
    pass


def done(shop: Run, sealed: Path) -> None:
    shop("reminder", "add", "call", "--due", "tomorrow", "--external-id", "x").ok()
    shop("done", "x").ok()


def off(shop: Run, sealed: Path) -> None:
    shop("config", "set", "features.sql", "false").ok()


CASES: list[tuple[Callable[[Run, Path], None], tuple[str, ...], int, str, set[str]]] = [
    (nothing, ("nope",), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("customer", "nope"), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("note",), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("done",), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("show", "a", "b"), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("customer", "list", "--nope"), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("customer", "list", "--where"), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("customer", "list", "--archived=yes"), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("today", "--format", "pdf"), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("today", "--lang", "fr"), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("-x",), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("sql", "SELEC"), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("sql", "DELETE FROM customer"), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("completion", "tcsh"), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("customer", "add", "X", "--currency", "XXQ"), 2, "value", {"argument", "value", "expected"}),
    (nothing, ("remind", "call"), 2, "value", {"argument", "value", "expected"}),
    (nothing, ("find", "x", "--limit", "y"), 2, "value", {"argument", "value", "expected"}),
    (nothing, ("config", "set", "currency", "XXQ"), 2, "value", {"argument", "value", "expected"}),
    (
        nothing,
        ("customer", "list", "--where", "nope=1"),
        2,
        "filter",
        {"where", "position", "found", "expected"},
    ),
    (
        nothing,
        ("customer", "list", "--where", "level="),
        2,
        "filter",
        {"where", "position", "found", "expected"},
    ),
    (nothing, ("customer", "list", "--sort", "nope"), 2, "usage", {"argument", "value", "expected"}),
    (nothing, ("show", "nobody"), 3, "not_found", {"argument", "closest"}),
    (nothing, ("note", "nobody", "x"), 3, "not_found", {"argument", "closest"}),
    (nothing, ("undo", "T000000"), 3, "not_found", {"argument", "closest"}),
    (nothing, ("note", "--amend", "x"), 3, "not_found", {"argument", "closest"}),
    (nothing, ("show", "东方"), 4, "ambiguous", {"argument", "candidates"}),
    (nothing, ("note", "东方", "x"), 4, "ambiguous", {"argument", "candidates"}),
    (done, ("snooze", "x", "friday"), 5, "refused", {"missing"}),
    (off, ("sql", "SELECT 1"), 5, "refused", {"missing"}),
    (newer, ("today",), 7, "store_newer", {"path"}),
    (newer, ("note", "天成", "x"), 7, "store_newer", {"path"}),
    (damaged, ("today",), 7, "store_damaged", {"path"}),
    (damaged, ("note", "天成", "x"), 7, "store_damaged", {"path"}),
    (damaged, ("sql", "SELECT 1"), 7, "store_damaged", {"path"}),
    (foreign, ("today",), 7, "store_damaged", {"path"}),
    (foreign, ("customer", "add", "x"), 7, "store_damaged", {"path"}),
    (folder, ("today",), 7, "file", {"path"}),
    (settings, ("today",), 7, "format", {"path"}),
]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(("before", "words", "exit_code", "code", "details"), CASES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_errors(
    shop: Run,
    sealed: Path,
    before: Callable[[Run, Path], None],
    words: tuple[str, ...],
    exit_code: int,
    code: str,
    details: set[str],
    language: str,
) -> None:
    before(shop, sealed)
    flags = ("--lang", language) if "--lang" not in words else ()
    error = shop(*flags, *words, "--json").fails(exit_code).error
    assert error["code"] == code
    assert set(error["details"]) >= details
    said = shop(*flags, *words).fails(exit_code).err
    assert error["message"] in said
    assert (error["hint"] or "") in said


def test_a_stranger_is_left_as_it_is(shop: Run, sealed: Path) -> None:
    foreign(shop, sealed)
    before = (sealed / "crm.db").read_bytes()
    for words in (("today",), ("note", "x", "y"), ("customer", "list"), ("undo",), ("init", "--name", "x")):
        shop(*words, "--json").fails(7)
    assert (sealed / "crm.db").read_bytes() == before


def test_a_newer_store_is_left_as_it_is(shop: Run, sealed: Path) -> None:
    newer(shop, sealed)
    before = (sealed / "crm.db").read_bytes()
    error = shop("customer", "add", "x", "--json").fails(7).error
    assert "9999" in error["message"]
    assert (sealed / "crm.db").read_bytes() == before


def test_a_conflict_names_the_record_and_both_values(shop: Run, sealed: Path) -> None:
    trampled(shop, sealed)
    txn = shop("history", "天成", "--json").json[1]["transaction"]
    for language in ("en", "zh"):
        error = shop("undo", txn, "--json", "--lang", language).fails(6).error
        assert error["code"] == "conflict"
        assert list(error["details"]["record"]) == ["kind", "id", "ref", "name"]
        (change,) = error["details"]["changes"]
        assert {change[name] for name in ("base", "mine", "theirs")} == {"A", "B", "C"}
        assert change["by"]["name"] == "lin"
        assert change["at"] == "2026-11-18T10:30:00+08:00"
    assert "C" in shop("undo", txn).fails(6).err


def test_a_bug_is_one_line_and_a_log_without_values(
    shop: Run, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crmcli.verbs import today

    value = "the secret name of a customer"

    def broken(_store: Any) -> None:
        raise RuntimeError(value)

    monkeypatch.setattr(today, "today", broken)
    for language in ("en", "zh"):
        error = shop("today", "--json", "--lang", language).fails(1).error
        assert error["code"] == "internal"
        assert error["details"] == {"log": str(sealed / "crm.log")}
    log = (sealed / "crm.log").read_text()
    assert "RuntimeError" in log
    assert "secret" not in log
    assert str(sealed / "crm.log") in shop("today").fails(1).err


def test_every_missing_thing_at_once(shop: Run) -> None:
    shop("config", "set", "features.sql", "false").ok()
    missing = shop("sql", "SELECT 1", "--json").fails(5).error["details"]["missing"]
    assert [list(one) for one in missing] == [["code", "field", "message"]]


def test_wrong_usage_is_json_wherever_the_flag_stands(crm_in: Run) -> None:
    for words in (
        ("--json", "nope"),
        ("nope", "--json"),
        ("--json", "--lang"),
        ("--format", "pdf", "--json"),
        ("note", "--nope", "--json"),
    ):
        assert crm_in(*words).fails(2).error["code"] == "usage"
    said = crm_in("nope", "--", "--json").fails(2)
    assert not said.err.startswith("{")


def test_a_wrong_word_is_quoted_and_the_right_one_suggested(crm_in: Run) -> None:
    assert "crm customer" in crm_in("costumer").fails(2).err
    assert "crm customer list" in crm_in("customer", "lst").fails(2).err
    assert "--where" in crm_in("customer", "list", "--wher", "x").fails(2).err
    error = crm_in("customer", "add", "a", "b", "c", "--json").fails(2).error
    assert error["details"]["value"] == "b c"
