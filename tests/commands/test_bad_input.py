"""Whatever is typed: stored without control characters, shown harmless, never a half-written record."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from invariants import CONTROL

from support import Run

ROOT = Path(__file__).parents[2]
EVIL = "a\x00b\x1b]0;title\x07c\x1b[31md\x9b2Je\x85f\u202eg\u2066h\u2028i\x7fj\r\nk\tl"
TEXT = "ab]0;titlec[31md2Jef\u202eg\u2066h\u2028ij\nk\tl"
LINE = "ab]0;titlec[31md2Je fgh ij k l"
"""EVIL as a note and as a one-line field is stored."""
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def texts(sealed: Path) -> list[str]:
    """Every text in every table of the store."""
    db = sqlite3.connect(sealed / "crm.db")
    found = []
    tables = [
        name
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("sqlite_", "search_fts"))
    ]
    for table in tables:
        for row in db.execute(f"SELECT * FROM [{table}]"):
            found += [value for value in row if isinstance(value, str)]
    db.close()
    return found


def test_control_characters_are_never_stored(shop: Run, sealed: Path) -> None:
    evil = EVIL.replace("\x00", "")  # no program can be given a NUL as an argument, standard input can
    shop(
        "customer", "add", evil, "--city", evil, "--tag", evil, "--alias", evil, "--set", f"{evil}={evil}"
    ).ok()
    shop("customer", "edit", "天成", "--address", evil, "--source", evil).ok()
    shop("contact", "add", evil, "--customer", "天成", "--phone", evil, "--messaging", f"{evil}:{evil}").ok()
    shop(
        "note", "天成", EVIL + " @x #t明天回访", "--next", evil, "--judgement", evil, "--external-id", evil
    ).ok()
    shop("note", "天成", stdin=EVIL).ok()
    shop("note", "--amend", evil).ok()
    shop("note", "Novum " + evil, "x @" + evil, "--new").ok()
    shop("followup", "add", "天成", evil).ok()
    shop("remind", evil, "tomorrow").ok()
    shop("reminder", "add", evil, "--due", "fri").ok()
    shop("init", "--name", evil).ok()
    for text in texts(sealed):
        assert CONTROLS.search(text) is None, text
    assert (
        shop("followup", "list", "--where", f'external_id="{LINE}"', "--json")
        .json[0]["text"]
        .startswith(TEXT)
    )
    names = [one["name"] for one in shop("customer", "list", "--json").json]
    assert LINE in names
    for words in (("customer", "list"), ("followup", "list"), ("today",), ("history",), ("find", "title")):
        for form in ((), ("--json",), ("--format", "tsv"), ("--format", "table"), ("--format", "jsonl")):
            shop(*words, *form).ok()


@pytest.mark.slow
def test_control_characters_in_what_is_wrong_are_shown_harmless(shop: Run) -> None:
    evil = EVIL.replace("\x00", "")
    for words in (
        (evil,),
        ("customer", evil),
        ("show", evil),
        ("note", evil, "x"),
        ("customer", "list", evil),
        ("customer", "list", "--" + evil),
        ("customer", "list", f"--{evil}=x"),
        ("customer", "list", "--where", evil),
        ("customer", "list", "--where", f"name='{evil}"),
        ("customer", "list", "--sort", evil),
        ("customer", "list", "--fields", evil),
        ("customer", "list", "--limit", evil),
        ("customer", "add", "X", "--kind", evil),
        ("customer", "add", "X", "--email", evil),
        ("note", "天成", "x", "--when", evil),
        ("remind", evil),
        ("snooze", evil, evil),
        ("undo", evil),
        ("history", evil),
        ("config", "get", evil),
        ("config", "set", "currency", evil),
        ("--format", evil, "today"),
        ("--lang", evil, "today"),
        ("sql", evil),
        ("sql", f"SELECT '{evil}' FROM nowhere"),
        ("schema", evil),
        ("completion", evil),
        ("help", evil),
    ):
        for flags in ((), ("--json",), ("--lang", "zh") if "--lang" not in words else ()):
            result = shop(*flags, *words)
            assert result.code in (2, 3), result


@pytest.mark.slow
def test_what_another_program_wrote_is_shown_harmless(shop: Run, sealed: Path) -> None:
    shop("note", "天成", "明天回访").ok()
    shop("remind", "天成", "call", "--when", "2026-11-17").ok()
    db = sqlite3.connect(sealed / "crm.db")
    db.create_function("name_key", 1, lambda text: text)
    evil = EVIL.replace("\n", " ").replace("\r", " ")
    for sql in (
        "UPDATE customer SET name = name || ?, city = ?, status = ?, phone = ?",
        "UPDATE contact SET name = name || ?, title = ?, birthday = ?, part = ?",
        "UPDATE followup SET text = ?, judgement = ?, next_step = ?, kind = ?",
        "UPDATE reminder SET text = ?, repeat = ?, external_id = ?, due_on = due_on || substr(?, 1, 0)",
        "UPDATE tag SET value = ? || substr(?, 1, 0) || substr(?, 1, 0) || substr(?, 1, 0)",
        "UPDATE custom SET name = ?, value = ? || substr(?, 1, 0) || substr(?, 1, 0)",
        "UPDATE txn SET command = ?, device = ? || substr(?, 1, 0) || substr(?, 1, 0)",
        "UPDATE member SET name = ?, role = ?, department = ?, email = ?",
    ):
        db.execute(sql, (evil,) * 4)
    db.commit()
    db.close()
    for words in (
        *(("customer", "list"), ("contact", "list"), ("followup", "list"), ("reminder", "list"), ("today",)),
        *(("history",), ("find", "天成"), ("find", "title"), ("show", "ERP-77"), ("show", "13800138000")),
        *(("note", "东方", "x"), ("note", "天成", "x"), ("init",), ("remind", "天成", "call", "fri")),
        *(("sql", "SELECT * FROM customer"), ("sql", "SELECT * FROM followup"), ("undo",)),
        *(("customer", "show", "ERP-77"), ("customer", "edit", "ERP-77", "--level", "C")),
    ):
        for form in (
            (),
            ("--json",),
            ("--format", "tsv"),
            ("--format", "table"),
            ("--format", "jsonl"),
            ("-q",),
        ):
            shop(*words, *form)  # the fixture looks at what comes out


def test_names_of_ten_thousand_characters(shop: Run) -> None:
    long = "很长" * 5_000
    error = shop("customer", "add", long, "--json").fails(2).error
    assert (error["code"], error["details"]["argument"]) == ("value", "--name")
    assert len(error["details"]["value"]) < 100
    assert len(error["message"]) < 300
    for words in (
        ("contact", "add", long, "--customer", "天成"),
        ("customer", "edit", "天成", "--name", long),
    ):
        shop(*words, "--json").fails(2)
    for words in (("show", long), ("note", long, "x"), ("find", long), ("remind", long), ("done", long)):
        result = shop(*words, "--json")
        assert result.code in (0, 2, 3), result
        assert len(result.err) < 2_000
    shop("note", long, "x", "--new", "--json").fails(2)
    assert len(shop("customer", "list", "--json").json) == 4


def test_a_long_text_is_a_note(shop: Run) -> None:
    text = "很长的笔记 and words " * 5_000
    assert shop("note", "天成", text, "--json").ok().json["followup"]["text"] == text
    assert shop("note", "天成", stdin=text * 3).ok()


@pytest.mark.parametrize("text", ["\u200b", "\ufeff", "\u2060\u200d", "\ud800"])
def test_names_that_cannot_be_seen(shop: Run, text: str) -> None:
    """They may be stored, but must not crash, and a lone surrogate leaves nothing at all."""
    result = shop("customer", "add", text, "--json")
    assert result.code in (0, 2), result


# --- bytes that are no UTF-8 ---------------------------------------------------------------------

BYTES = ["天成".encode("gb18030"), b"\xff\xfe", b"\xed\xa0\x80", b"caf\xe9"]


def raw(words: list[bytes | str], stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """A run with arguments as bytes."""
    return subprocess.run(
        [sys.executable, "-m", "crmcli", *words],
        input=stdin,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are no bytes there")
def test_arguments_that_are_no_utf8(shop: Run, sealed: Path) -> None:
    text = b" ".join(BYTES)
    for words, codes in (
        (["note", "天成", text], (0,)),
        (["customer", "add", b"New " + text, "--city", text, "--json"], (0,)),
        (["show", text, "--json"], (0, 3)),
        ([text], (2,)),
        (["customer", "list", "--where", b"name~" + text, "--json"], (0, 2)),
        (["sql", b"SELECT '" + text + b"'", "--json"], (0, 2)),
        (["remind", text, "tomorrow"], (0,)),
    ):
        done = raw(words)
        assert done.returncode in codes, done
        assert b"Traceback" not in done.stderr
        for stream in (done.stdout, done.stderr):
            assert CONTROL.search(stream.decode()) is None
    assert all(text.isprintable() or "\n" in text for text in texts(sealed) if "caf" in text)
    row = shop("followup", "list", "--json").ok().json[0]
    assert "caf" in row["text"]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.skipif(sys.platform == "win32", reason="locales are other there")
@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1", "zh_CN.GB18030", "nonsense"])
def test_output_is_utf8_whatever_the_locale(shop: Run, locale: str) -> None:
    env = {"LC_ALL": locale, "LANG": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = raw(["customer", "list"], **env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "天成外贸公司" in done.stdout.decode()
    done = raw(["customer", "show", "天成", "--json"], **env)
    assert "天成外贸公司" in done.stdout.decode()
    done = raw(["show", "东方", "--json"], **env)
    assert "宁波东方贸易有限公司" in done.stderr.decode()
    done = raw(["note", "天成"], "管道里的中文".encode(), **env)
    assert done.returncode == 0, done
    done = raw(["batch"], '["find", "管道里"]\n'.encode(), **env)
    assert '"match": "text"' in done.stdout.decode()


# --- numbers without end -------------------------------------------------------------------------


@pytest.mark.parametrize("digits", ["9" * 26, "9" * 5_000, "0" * 5_000 + "1"])
def test_numbers_without_end(shop: Run, digits: str) -> None:
    for words in (
        ("customer", "list", "--limit", digits),
        ("find", "天成", "--limit", digits),
        ("history", "--limit", digits),
        ("note", "天成", f"¥{digits} {digits}天后 in {digits} days {digits}月{digits}日"),
        ("note", "天成", "x", "--amount", digits),
        ("note", "天成", "x", "--when", f"in {digits} days"),
        ("note", "天成", "x", "--at", digits),
        ("remind", "x", f"{digits}天后"),
        ("customer", "list", "--where", f"updated<{digits}d"),
        ("customer", "list", "--where", f"created>-{digits}d"),
        ("reminder", "list", "--where", f"due<+{digits}d"),
        ("followup", "list", "--where", f"amount>{digits}"),
        ("customer", "add", "X", "--phone", digits),
        ("config", "set", "store.timeout", digits),
        ("find", digits),
        ("show", digits),
    ):
        result = shop(*words, "--json")
        assert result.code in (0, 2, 3), result
        shop("config", "unset", "store.timeout").ok()


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("when", ["9999-12-31 23:59", "9999-12-31", "1900-01-01 00:00", "1000-01-01"])
def test_dates_at_the_end_of_the_calendar(shop: Run, when: str) -> None:
    for words in (
        ("note", "天成", "x", "--at", when),
        ("note", "天成", "x", "--when", when),
        ("remind", "x", "--when", when),
        ("reminder", "add", "x", "--due", when, "--repeat", "FREQ=YEARLY", "--external-id", "r"),
        ("done", "r"),
        ("contact", "add", "X", "--customer", "天成", "--birthday", when),
        ("reminder", "list", "--where", f'due="{when}"'),
        ("reminder", "list", "--where", f'due>"{when}"'),
    ):
        result = shop(*words, "--json")
        assert result.code in (0, 2, 3), result
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles"):
        shop("config", "set", "timezone", zone).ok()
        for words in (("reminder", "list"), ("followup", "list"), ("today",), ("history",), ("show", "天成")):
            shop(*words, "--json").ok()


# --- verbs that other programs have -----------------------------------------------------------------------------------


def test_a_verb_is_no_place_for_a_backup(crm_in: Run, tmp_path: Path) -> None:
    for word in ("list", "restore", "remove"):
        error = crm_in("backup", word, "--json", cwd=tmp_path).fails(2).error
        assert (error["code"], error["details"]["argument"], error["details"]["value"]) == (
            "usage",
            "FILE",
            word,
        )
        assert "crm backup --list" in error["details"]["expected"]
        assert f"./{word}" in error["hint"]
    assert list(tmp_path.glob("[lr]*")) == []
    crm_in("customer", "add", "Acme").ok()
    crm_in("backup", "./list", cwd=tmp_path).ok()
    assert (tmp_path / "list").is_file()
