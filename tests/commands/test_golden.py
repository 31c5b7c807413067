"""Every command's JSON, and what lists print into a pipe, as files: a promise to scripts (see tests/golden.py)."""

from __future__ import annotations

import re
from pathlib import Path

import golden
import golden_orders
import golden_sales
import pytest

from crmcli.commands import registry
from support import Run

GOLDEN = Path(__file__).parent / "golden"
NOTE = ("note", "天成", "今天拜访张总,谈FOB价。下周三下午3点回访 #报价 ¥12万")
PAPER = "https://example.com/contract.pdf"
DOCUMENT = ("document", "add", "张伟", PAPER, "--name", "合同.pdf", "--external-id", "d")
NEXT = ("document", "add", "张伟", "https://example.com/contract-2.pdf", "--name", "合同.pdf")
TABLE = "name,city,phone\nBerglunds snabbköp,Luleå,0921-12 34 65\nAlfreds Futterkiste,Berlin,030-0074321\n"

# What is done before, and the words of the command. `{file}` is a table of two customers.
COMMANDS: dict[str, tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]] = {
    "today": ((NOTE, ("remind", "a", "--when", "2026-11-17"), ("remind", "天成", "b", "today")), ("today",)),
    "agenda": ((NOTE, ("remind", "a", "--when", "2026-11-17"), ("remind", "b", "每周一早上")), ("agenda",)),
    "note": ((), NOTE),
    "parse": ((), ("parse", NOTE[2], "--customer", "天成")),
    "remind": ((), ("remind", "天成", "寄样品", "下周三下午3点")),
    "done": ((("reminder", "add", "call", "--due", "fri", "--external-id", "r"),), ("done", "r")),
    "snooze": ((("reminder", "add", "call", "--due", "fri", "--external-id", "r"),), ("snooze", "r", "monday", "9am")),
    "find": ((NOTE,), ("find", "天成")),
    "show": ((NOTE,), ("show", "天成")),
    "history": ((("customer", "edit", "天成", "--level", "B", "--tag", "new"),), ("history", "--limit", "2")),
    "undo": ((NOTE,), ("undo",)),
    "customer add": ((), ("customer", "add", "New", "--city", "Bonn", "--tag", "a")),
    "customer list": ((), ("customer", "list")),
    "customer show": ((NOTE,), ("customer", "show", "天成")),
    "customer edit": ((), ("customer", "edit", "天成", "--level", "B", "--tag", "-vip")),
    "customer archive": ((), ("customer", "archive", "天成", "alfreds")),
    "customer remove": ((), ("customer", "remove", "天成", "--yes")),
    "customer duplicates": (
        (("customer", "add", "天成外贸", "--phone", "0574 8765 4321"),),
        ("customer", "duplicates"),
    ),
    "customer merge": (
        (("customer", "add", "TC", "--level", "B", "--external-id", "ERP-78"),),
        ("customer", "merge", "ERP-77", "ERP-78", "--yes"),
    ),
    "contact add": ((), ("contact", "add", "Jim", "--customer", "alfreds", "--phone", "1", "--messaging", "qq:2")),
    "contact list": ((), ("contact", "list")),
    "contact show": ((NOTE,), ("contact", "show", "张伟")),
    "contact edit": ((), ("contact", "edit", "张伟", "--phone", "-13800138000")),
    "contact remove": ((), ("contact", "remove", "张伟", "--yes")),
    "contact duplicates": (
        (("contact", "add", "张总", "--customer", "天成", "--phone", "13800138000"),),
        ("contact", "duplicates"),
    ),
    "contact merge": (
        (("contact", "add", "张总", "--customer", "天成", "--phone", "13900139000", "--external-id", "p"),),
        ("contact", "merge", "张伟", "p", "--yes"),
    ),
    "followup add": ((), ("followup", "add", "天成", "sent", "--kind", "material", "--amount", "USD 3,000")),
    "followup list": ((NOTE,), ("followup", "list")),
    "followup show": (((*NOTE, "--external-id", "f"),), ("followup", "show", "f")),
    "followup edit": (((*NOTE, "--external-id", "f"),), ("followup", "edit", "f", "--kind", "call")),
    "followup remove": (((*NOTE, "--external-id", "f"),), ("followup", "remove", "f", "--yes")),
    "reminder add": ((), ("reminder", "add", "call", "--due", "fri 3pm", "--customer", "天成")),
    "reminder list": ((NOTE,), ("reminder", "list")),
    "reminder show": ((("reminder", "add", "call", "--due", "fri", "--external-id", "r"),), ("reminder", "show", "r")),
    "reminder edit": (
        (("reminder", "add", "call", "--due", "fri", "--external-id", "r"),),
        ("reminder", "edit", "r", "--important", "yes"),
    ),
    "reminder remove": (
        (("reminder", "add", "call", "--due", "fri", "--external-id", "r"),),
        ("reminder", "remove", "r", "--yes"),
    ),
    "document add": ((), ("document", "add", "天成", PAPER, "--kind", "contract", "--name", "合同.pdf")),
    "document list": ((DOCUMENT, ("document", "read", "d")), ("document", "list")),
    "document show": ((DOCUMENT, NEXT, ("document", "read", "d")), ("document", "show", "d")),
    "document read": ((DOCUMENT,), ("document", "read", "d")),
    "document edit": ((DOCUMENT, NEXT), ("document", "edit", "d", "--name", "采购合同.pdf")),
    "document remove": ((DOCUMENT,), ("document", "remove", "d", "--yes")),
    "import": ((), ("import", "{file}")),
    "export": ((), ("export", "customer")),
    "calendar": ((("remind", "a", "--when", "2026-11-20"),), ("calendar", "{home}/crm.ics")),
    "batch": ((), ("batch",)),
    "sync status": ((), ("sync", "status")),
    "sync conflicts": ((), ("sync", "conflicts")),
    "sync refused": ((), ("sync", "refused")),
    "sql": ((), ("sql", "SELECT name, city, nid FROM customer ORDER BY nid")),
    "schema": ((), ("schema", "contact")),
    "notify": ((("remind", "a", "--when", "2026-11-17"),), ("notify", "--dry-run")),
    "init": ((), ("init", "--name", "王小雨", "--currency", "USD")),
    "config list": ((), ("config", "list")),
    "config get": ((), ("config", "get", "currency")),
    "config set": ((), ("config", "set", "store.timeout", "7")),
    "config unset": ((("config", "set", "currency", "EUR"),), ("config", "unset", "currency")),
    "doctor": ((), ("doctor",)),
    "backup": ((), ("backup",)),
    "restore": ((("backup",),), ("restore", "crm-20261118T103000-manual.db", "--yes")),
    "purge": ((NOTE,), ("purge", "天成", "--yes")),
    "demo": ((), ("demo", "--to", "{home}/demo.db", "--scale", "3", "--seed", "7")),
    "completion": ((), ("completion", "bash")),
}  # fmt: skip
COMMANDS |= golden_sales.COMMANDS | golden_orders.COMMANDS


def steady(text: str) -> str:
    """``text`` without what a machine, not a program, decides: durations and sizes of files."""
    text = re.sub(r'("(?:seconds|size|bytes)": )[0-9.]+', r"\1 0", text)
    return re.sub(r'("script": )".*"', r'\1"…"', text)


def test_every_command_is_pinned() -> None:
    answered_elsewhere = {
        "ui",
        *golden_sales.BY_REF,
        *golden_orders.BY_REF,
    }  # the interface answers on a terminal only
    # What needs a hub is tried where there is one (tests/sync, tests/commands/test_sync.py).
    answered_elsewhere |= {
        path for path in registry.paths() if path.split()[0] in ("hub", "sync") and path not in COMMANDS
    }
    assert sorted(COMMANDS) == sorted(set(registry.paths()) - answered_elsewhere)


@pytest.mark.mostly_slow(every=9)
@pytest.mark.parametrize("path", COMMANDS)
def test_json_of_every_command(shop: Run, tmp_path: Path, path: str) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(TABLE, encoding="utf-8")
    before, words = COMMANDS[path]
    for each in before:
        shop(*(word.format(home=tmp_path) if word.startswith("{home}") else word for word in each)).ok()
    given = [word.format(file=file, home=tmp_path) if word.startswith("{") else word for word in words]
    stdin = '["find", "alfreds"]\n{"args": ["show", "nobody"], "key": 7}\n' if path == "batch" else None
    result = shop(*given, "--json", stdin=stdin)
    out = steady(result.out)
    assert result.code == (3 if path == "batch" else 0), result
    if path == "batch":
        out = "[" + ",".join(out.splitlines()) + "]"
    golden.check_json(GOLDEN / f"{path.replace(' ', '_')}.json", out, tmp_path)


LISTS = [
    *(
        "customer list",
        "contact list",
        "followup list",
        "reminder list",
        "document list",
        "opportunity list",
        "find",
        "sql",
        "config list",
    ),
    "export",
]
FORMS = [(path, form) for path in LISTS for form in ("piped", "tsv", "csv")]
FORMS += [
    (path, "piped")
    for path in (
        "history",
        "today",
        "agenda",
        "show",
        "note",
        "parse",
        "remind",
        "undo",
        "document show",
        "document read",
    )
]


@pytest.mark.mostly_slow(every=3)
@pytest.mark.parametrize(("path", "form"), FORMS)
def test_what_goes_into_a_pipe(shop: Run, tmp_path: Path, path: str, form: str) -> None:
    before, words = COMMANDS[path]
    for each in before:
        shop(*each).ok()
    flags = () if form == "piped" else ("--format", form)
    out = shop(*words, *flags).ok().out
    golden.check(GOLDEN / f"{path.replace(' ', '_')}.{form}.txt", golden.normalised(out, tmp_path))
