"""Completion in the shell: names, refs and values, asked as bash, zsh, fish and PowerShell ask."""

from __future__ import annotations

import os
import select
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crmcli.commands.complete.shells import SHELLS, split
from support import Run

ROOT = Path(__file__).parents[2]


def bash(run: Run, *words: str) -> list[str]:
    """What bash is offered for the last of ``words``, which stand as they are typed."""
    env = {
        "_CRM_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(("crm", *words)),
        "COMP_CWORD": str(len(words)),
    }
    answer = run(env=env).ok()
    assert answer.err == ""
    return list(answer.out.splitlines())


def line(run: Run, shell: str, text: str, **env: str) -> str:
    """What another shell is told for a line."""
    word = "" if text.endswith(" ") else text.split(" ")[-1]
    given = {
        "_CRM_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": text,
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": word,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        **env,
    }
    answer = run(env=given).ok()
    assert answer.err == ""
    return str(answer.out)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("note", "Alf"), ["Alfreds\\ Futterkiste"]),
        (("note", "alf"), ["Alfreds\\ Futterkiste"]),
        (("note", "天"), ["天成外贸公司"]),
        (("note", "tiancheng"), ["天成外贸公司"]),
        (("note", "tcwm"), ["天成外贸公司"]),
        (("note", '"TC T'), ["TC Trade"]),
        (("note", "TC\\ T"), ["TC\\ Trade"]),
        (("note", '"Alfreds Fu'), ["Alfreds Futterkiste"]),
        (("note", "nobody"), []),
        (("note", "天成", "今天"), []),
        (("note", "--important", "Alf"), ["Alfreds\\ Futterkiste"]),
        (("note", "--at", "Alf"), []),
        (("--json", "note", "Alf"), ["Alfreds\\ Futterkiste"]),
        (("--lang", "zh", "note", "Alf"), ["Alfreds\\ Futterkiste"]),
        (("remind", "Alf"), ["Alfreds\\ Futterkiste"]),
        (("remind", "@", "Alf"), ["@Alfreds\\ Futterkiste"]),
        (("remind", "call", "Alf"), []),
        (("remind", "call", "--for", "Alf"), ["Alfreds\\ Futterkiste"]),
        (("remind", "call", "--to", "l"), ["lin"]),
        (("parse", "x", "--customer", "天"), ["天成外贸公司"]),
        (("customer", "show", "Alf"), ["Alfreds\\ Futterkiste"]),
        (("customer", "show", "张"), []),
        (("contact", "show", "张"), ["张伟"]),
        (("contact", "show", "lina"), ["李娜"]),
        (("contact", "add", "X", "--customer", "Alf"), ["Alfreds\\ Futterkiste"]),
        (("contact", "list", "--customer", "Alf"), ["Alfreds\\ Futterkiste"]),
        (("show", "Mar"), ["Maria\\ Anders"]),
        (("note", "x", "--contact", "Mar"), ["Maria\\ Anders"]),
        (("note", "x", "--kind", "v"), ["visit"]),
        (("note", "x", "--kind", "=", "v"), ["visit"]),
        (("note", "x", "--kind=v"), ["--kind=visit"]),
        (("customer", "edit", "x", "--level", ""), ["A", "B", "C"]),
        (("reminder", "edit", "x", "--important", ""), ["yes", "no"]),
        (("config", "get", "t"), ["timezone"]),
        (("config", "set", "date_order", ""), ["mdy", "dmy"]),
        (("config", "set", "nothing", ""), []),
        (("completion", "z"), ["zsh"]),
        (("schema", "f"), ["followup"]),
        (("agenda", "--we"), ["--week"]),
        (("agenda", "--format", "t"), ["table", "tsv"]),
        (("cust",), ["customer"]),
        (("customer", "ar"), ["archive"]),
        (("nonsense", "x"), []),
        (("customer", "nonsense", "x"), []),
    ],
)
def test_what_bash_is_offered(shop: Run, words: tuple[str, ...], offered: list[str]) -> None:
    assert bash(shop, *words) == offered


def test_two_of_one_name_are_offered_by_their_refs(shop: Run) -> None:
    refs = {shop("customer", "add", "Twin Ltd", "--json").ok().json["ref"] for _ in range(2)}
    assert set(bash(shop, "note", "Twin")) == refs
    assert "Twin Ltd" in line(shop, "fish", "crm note Twin")


def test_refs_of_what_is_to_be_done(shop: Run) -> None:
    refs = [
        shop("remind", text, "--when", when, "--json").ok().json["reminder"]["ref"]
        for text, when in (("later", "2026-12-24"), ("call: back", "tomorrow"), ("done", "today"))
    ]
    shop("done", refs[2]).ok()
    assert bash(shop, "done", "") == [refs[1], refs[0]]  # the earliest first
    assert bash(shop, "snooze", "") == [refs[1], refs[0]]
    assert bash(shop, "done", refs[1], "") == [refs[0]]
    assert bash(shop, "done", refs[0][:4].lower()) == [refs[0]]
    assert bash(shop, "snooze", refs[0], "") == []
    assert line(shop, "fish", "crm done ").splitlines() == [f"{refs[1]}\tcall: back", f"{refs[0]}\tlater"]
    assert f"{refs[1]}:::call: back" in line(shop, "powershell", "crm done ").splitlines()
    assert f"'{refs[1]}  -- call: back'" in line(shop, "zsh", "crm done ")


def test_what_is_sold_is_offered_by_numbers_names_and_refs(shop: Run) -> None:
    shop("product", "add", "Pump", "--code", "P-100").ok()
    shop("opportunity", "add", "Alfreds", "spares 2027").ok()
    quote = shop("quote", "add", "spares 2027", "--json").ok().json
    order = shop("order", "add", "天成", "--number", "77", "--json").ok().json
    expense = shop("expense", "add", "Taxi", "--amount", "5 CNY", "--json").ok().json
    assert bash(shop, "quote", "show", quote["number"][:2]) == [quote["number"]]
    assert bash(shop, "quote", "show", quote["ref"][:3]) == [quote["ref"]]
    assert bash(shop, "quote", "line", quote["number"], "pu") == ["Pump"]
    assert bash(shop, "quote", "add", "spa") == ["spares\\ 2027"]
    assert bash(shop, "product", "show", "Pu") == ["Pump"]
    assert bash(shop, "order", "show", "") == ["77"]
    assert bash(shop, "expense", "add", "x", "--order", "7") == [order["number"]]
    assert bash(shop, "expense", "submit", expense["ref"][:3]) == [expense["ref"]]
    assert bash(shop, "approval", "approve", "") == []


def test_steps_are_offered_after_their_order_by_key_name_and_sound(shop: Run) -> None:
    shop("order", "add", "天成", "--number", "77", "--lang", "zh").ok()
    assert bash(shop, "order", "step", "b") == ["block"]
    assert bash(shop, "order", "step", "done", "") == ["77"]
    assert bash(shop, "order", "step", "done", "77", "b") == ["booking", "bill_of_lading", "balance"]
    assert bash(shop, "order", "step", "done", "77", "生产") == ["production"]
    assert bash(shop, "order", "step", "done", "77", "shengc") == ["production"]
    assert bash(shop, "order", "step", "done", "77", "booking", "book") == []
    assert bash(shop, "order", "step", "done", "nothing", "b") == []
    step = shop("step", "list", "--json").ok().json[0]["ref"]
    assert bash(shop, "done", step[:4]) == [step]
    assert bash(shop, "order", "close", "7") == ["77"]


def test_duties_are_offered_by_their_refs_and_orders_where_one_is_named(shop: Run) -> None:
    shop("order", "add", "alfreds", "--amount", "100").ok()
    first, second = (
        shop("duty", "add", "2026-0001", text, "--json").ok().json["ref"] for text in ("call", "write")
    )
    assert (
        bash(shop, "duty", "add", "2026")
        == bash(shop, "note", "alf", "called", "--order", "")
        == ["2026-0001"]
    )
    assert bash(shop, "payment", "add", "2026") == ["2026-0001"]
    assert bash(shop, "duty", "show", "") == [second, first]
    assert bash(shop, "duty", "done", second, "") == [first]
    assert bash(shop, "done", first) == [first]


def test_transactions_can_be_taken_back(shop: Run) -> None:
    txn = shop("note", "天成", "called", "--json").ok().json["transaction"]
    assert bash(shop, "undo", "")[0] == txn
    assert line(shop, "fish", "crm undo ").splitlines()[0] == f"{txn}\tnote"


def test_names_with_signs_of_the_shell(shop: Run) -> None:
    name = 'Lin\'s "Co" $5 `x` & *y'
    shop("customer", "add", name).ok()
    assert bash(shop, "note", "Lin") == ['Lin\\\'s\\ \\"Co\\"\\ \\$5\\ \\`x\\`\\ \\&\\ \\*y']
    assert bash(shop, "note", '"Lin') == ['Lin\'s \\"Co\\" \\$5 \\`x\\` & *y']
    assert bash(shop, "note", "'Lin") == ["Lin'\\''s \"Co\" $5 `x` & *y"]
    assert line(shop, "fish", "crm note Lin").split("\t")[0] == name
    assert line(shop, "powershell", "crm note Lin").split(":::")[0] == "'Lin''s \"Co\" $5 `x` & *y'"
    assert "crm_values=('Lin'\\''s \"Co\" $5 `x` & *y');" in line(shop, "zsh", "crm note Lin")


def test_what_only_sounds_so_is_not_matched_again_by_zsh(shop: Run) -> None:
    assert "compadd -U" in line(shop, "zsh", "crm note tiancheng")
    assert "compadd -l" in line(shop, "zsh", "crm cus")
    assert line(shop, "zsh", "crm import x") == "_files\n"


def test_fish_asks_whether_there_is_anything(shop: Run) -> None:
    for text, code in (("crm note Alf", 0), ("crm import ", 1)):
        env = {
            "_CRM_COMPLETE": "complete_fish",
            "_TYPER_COMPLETE_ARGS": text,
            "_TYPER_COMPLETE_FISH_ACTION": "is-args",
        }
        answer = shop(env=env)
        assert (answer.code, answer.out, answer.err) == (code, "", "")


def test_helps_are_in_the_language_of_the_settings(shop: Run) -> None:
    assert "提醒" not in line(shop, "fish", "crm rem")
    shop("config", "set", "language", "zh").ok()
    assert "提醒" in line(shop, "fish", "crm rem")


def test_archived_and_removed_are_not_offered(shop: Run) -> None:
    shop("customer", "archive", "天成外贸公司").ok()
    shop("customer", "remove", "alfreds", "--yes").ok()
    assert bash(shop, "note", "天") == bash(shop, "note", "Alf") == []


def test_a_feature_that_is_off_is_not_offered(shop: Run) -> None:
    assert bash(shop, "ba") == ["batch", "backup"]
    shop("config", "set", "features.batch", "false").ok()
    assert bash(shop, "ba") == ["backup"]


# --- it never makes, waits, or complains -------------------------------------------------------


def test_no_store_is_made(crm_in: Run, sealed: Path) -> None:
    assert bash(crm_in, "note", "Alf") == bash(crm_in, "done", "") == []
    assert not sealed.exists()


def test_a_locked_store_is_not_waited_for(shop: Run, sealed: Path) -> None:
    db = sqlite3.connect(sealed / "crm.db", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    try:
        assert bash(shop, "note", "Alf") == ["Alfreds\\ Futterkiste"]
        db.execute("ROLLBACK")
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("BEGIN EXCLUSIVE")
        start = time.monotonic()
        assert bash(shop, "note", "Alf") == []
        assert time.monotonic() - start < 3  # the time-out of the settings is 5 s
    finally:
        db.close()


@pytest.mark.parametrize("broken", ["no database", "another's", "newer"])
def test_what_is_no_store_is_silence(shop: Run, sealed: Path, broken: str) -> None:
    path = sealed / "crm.db"
    if broken == "no database":
        path.write_bytes(b"not a database" * 100)
    else:
        db = sqlite3.connect(path)
        db.execute("PRAGMA application_id = 7" if broken == "another's" else "PRAGMA user_version = 999")
        db.commit()
        db.close()
    before = path.read_bytes()
    assert bash(shop, "note", "Alf") == []
    assert path.read_bytes() == before


def test_broken_settings_are_silence(shop: Run, sealed: Path) -> None:
    (sealed / "config.toml").write_text("language = [")
    assert bash(shop, "note", "Alf") == ["Alfreds\\ Futterkiste"]
    assert "Alfreds Futterkiste" in line(shop, "fish", "crm note Alf")


@pytest.mark.parametrize(
    "env",
    [
        {"_CRM_COMPLETE": ""},
        {"_CRM_COMPLETE": "complete_"},
        {"_CRM_COMPLETE": "complete_tcsh"},
        {"_CRM_COMPLETE": "complete_bash"},
        {"_CRM_COMPLETE": "complete_bash", "COMP_WORDS": "crm", "COMP_CWORD": "x"},
        {"_CRM_COMPLETE": "complete_bash", "COMP_WORDS": "crm 'x", "COMP_CWORD": "9"},
        {"_CRM_COMPLETE": "complete_zsh"},
    ],
)
def test_whatever_is_asked_nothing_is_complained_of(crm_in: Run, env: dict[str, str]) -> None:
    assert crm_in(env=env).ok().err == ""


def test_nothing_in_a_name_moves_the_cursor(shop: Run, sealed: Path) -> None:
    db = sqlite3.connect(sealed / "crm.db")
    db.create_function("name_key", 1, lambda text: text)
    with db:
        db.execute("UPDATE customer SET name = 'Alf' || char(27) || ']0;x' || char(7) WHERE name LIKE 'Alf%'")
    db.close()
    for shell in ("zsh", "fish", "powershell"):
        line(shop, shell, "crm note Alf")  # each run is checked for such
    bash(shop, "note", "Alf")


def test_typer_is_not_loaded(shop: Run) -> None:
    program = (
        "import sys; from crmcli.__main__ import main; main([]);"
        "print(*{'typer', 'click', 'rich', 'sqlmodel'} & set(sys.modules), file=sys.stderr)"
    )
    env = {
        **os.environ, "PYTHONPATH": str(ROOT), "_CRM_COMPLETE": "complete_bash", "COMP_WORDS": "crm note alf",
        "COMP_CWORD": "2",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=env, check=True
    )
    assert (done.stdout, done.stderr) == ("Alfreds\\ Futterkiste\n", "\n")


# --- the words of a line -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("crm note a\\ b c", ["crm", "note", "a\\ b", "c"]),
        ('crm \'a b\' "c \\" d" e', ["crm", "'a b'", '"c \\" d"', "e"]),
        ("crm  'open one", ["crm", "'open one"]),
        ("", []),
        ("crm a\\", ["crm", "a\\"]),
    ],
)
def test_a_line_is_split_as_shells_do(text: str, words: list[str]) -> None:
    assert split(text) == words


def test_a_line_that_ends_in_a_quoted_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    for text, typed in (
        ("crm note 'Alfreds ", "Alfreds "),
        ("crm note Alfreds\\ ", "Alfreds "),
        ("crm note x ", ""),
    ):
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", text)
        assert SHELLS["fish"].read()[1].plain == typed


# --- a real bash -------------------------------------------------------------------------------


def typed_in_bash(keys: str, folder: Path) -> str:
    """What ``crm`` is called with when ``keys`` are typed in an interactive bash, and Enter."""
    import pty

    command = folder / "crm"
    command.write_text(
        f'#!/bin/sh\nif [ -n "$_CRM_COMPLETE" ]; then exec {sys.executable} -m crmcli "$@"; fi\n'
        'printf "called"; printf "<%s>" "$@"; echo "."\n'
    )
    command.chmod(0o755)
    script = subprocess.run(
        [sys.executable, "-m", "crmcli", "completion", "bash"],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    startup = folder / "rc"
    startup.write_text(f"PS1='$ '\nbind 'set enable-bracketed-paste off'\n{script.stdout}\necho rea''dy\n")
    env = {
        **os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{folder}:{os.environ['PATH']}", "INPUTRC": "/dev/null",
        "LC_ALL": "C.UTF-8", "HISTFILE": "",
    }  # fmt: skip
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        ["bash", "--noprofile", "--rcfile", str(startup), "-i"],
        stdin=follower, stdout=follower, stderr=follower, env=env, cwd=folder, start_new_session=True,
    )  # fmt: skip
    os.close(follower)
    said = b""
    sent = 0
    end = time.monotonic() + 40
    # each step once the one before has been answered
    while time.monotonic() < end and b">.\r" not in said:
        if select.select([leader], [], [], 0.1)[0]:
            said += os.read(leader, 65536)
        if sent == 0 and b"ready\r" in said:
            os.write(leader, keys.encode() + b"\t\n")
            sent = 1
    process.kill()
    process.wait()
    os.close(leader)
    return said.decode().rpartition("called")[2].rpartition(".")[0]


@pytest.mark.skipif(
    shutil.which("bash") is None or sys.platform == "win32", reason="needs bash and a terminal"
)
@pytest.mark.parametrize(
    ("keys", "called"),
    [
        ("crm note alf", "<note><Alfreds Futterkiste>"),
        ('crm note "alfreds f', "<note><Alfreds Futterkiste>"),
        ("crm note alfreds\\ f", "<note><Alfreds Futterkiste>"),
        ("crm note tianch", "<note><天成外贸公司>"),
        ("crm note x --kind=v", "<note><x><--kind=visit>"),
        ("crm note Lin", "<note><Lin's $5 *>"),
    ],
)
def test_in_a_real_bash(shop: Run, tmp_path: Path, keys: str, called: str) -> None:
    shop("customer", "add", "Lin's $5 *").ok()
    assert typed_in_bash(keys, tmp_path) == called
