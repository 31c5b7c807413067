"""Columns begin at the same cell in every row, whatever names are in them, and no line is wider than the terminal."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from rich.cells import cell_len

from crmcli import i18n
from crmcli.commands.session import Session
from support import Run

NAMES = (
    "天成外贸公司",
    "Alfreds Futterkiste",
    "😀 喜洋洋玩具 Toys",
    "ＡＢＣ全角贸易",
    "Cafe\u0301 Mu\u0308ller",
    "Zero\u200bWidth GmbH",
    "非常非常长的名称" * 12,
    "An exceedingly long name of a company " * 4,
    "שלום מסחר",
    "مرحبا تجارة",
    "한국무역",
    "👨\u200d👩\u200d👧 Family",
    "❤\ufe0f Liebe",
    "混合Mixed名稱①",
)
_kept: list[Path] = []


@pytest.fixture
def mixed(crm_in: Run, sealed: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A store of names in every script, each with a contact, a dealing and a reminder."""
    if _kept:
        shutil.copytree(_kept[0], sealed)
        return crm_in
    lines = []
    for number, name in enumerate(NAMES):
        code = f"C-{number}"
        lines += [
            [
                "customer",
                "add",
                name,
                "--city",
                name[:12],
                "--level",
                "ABC"[number % 3],
                "--external-id",
                code,
            ],
            [
                "contact",
                "add",
                name[:20],
                "--customer",
                code,
                "--title",
                name[-9:],
                "--phone",
                f"0574-{number}",
            ],
            ["followup", "add", code, f"{name} {name}", "--amount", f"{10 ** (number % 7 + 2)}"],
            ["reminder", "add", f"回访 {name}", "--customer", code, "--due", f"2026-11-{10 + number}"],
        ]
    crm_in("batch", stdin="\n".join(json.dumps(line) for line in lines)).ok()
    for words in (
        (
            *("contact", "add", "张伟", "--customer", "C-0", "--title", "总经理", "--phone", "13800138000"),
            *("--part", "decides"),
        ),
        ("contact", "add", "Maria Anders", "--customer", "C-0", "--title", "采购", "--email", "maria@tc.example"),
        ("note", "C-0", "called, wants samples 样品", "--at", "2026-01-02"),
        ("backup",),
    ):  # fmt: skip
        crm_in(*words).ok()
    kept = tmp_path_factory.mktemp("mixed") / "crm"
    shutil.copytree(sealed, kept)
    _kept.append(kept)
    return crm_in


def starts(line: str) -> dict[int, int]:
    """Where each place of a line stands: the cell of every index."""
    return {cell_len(line[:at]): at for at in range(len(line), -1, -1)}


def shown(run: Run, language: str, columns: int, *words: str) -> list[str]:
    answer = run("--lang", language, *words, "--format", "table", env={"COLUMNS": str(columns)}).ok()
    lines: list[str] = answer.out.splitlines()
    assert max(cell_len(line) for line in lines) <= columns
    return lines


LISTS = (
    ("customer", "list"), ("contact", "list"), ("followup", "list"), ("reminder", "list"), ("find", "天"),
    ("find", "An"), ("config", "list"), ("backup", "--list"),
    ("customer", "list", "--fields", "ref,name,city,level,owner"), ("followup", "list", "--fields", "ref,amount,text"),
)  # fmt: skip


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("words", LISTS, ids=" ".join)
@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_lists_line_up(mixed: Run, language: str, columns: int, words: tuple[str, ...]) -> None:
    head, *rows = shown(mixed, language, columns, *words)
    assert rows
    begins = [cell_len(head[: found.start()]) for found in re.finditer(r"(?<=  )\S", head)]
    assert begins
    for row in rows:
        at = starts(row)
        for cell in begins:
            if cell_len(row) <= cell:
                continue  # nothing there: blanks at the end are not written
            assert cell in at, (head, row)  # no wide character lies across the edge
            before = row[: at[cell]]
            assert before.endswith("  ") or "amount" in words[-1], (head, row)  # amounts stand to the right


@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_desk_lines_up(mixed: Run, language: str, columns: int) -> None:
    lines = [
        line for line in shown(mixed, language, columns, "today") if re.match(r".{3}M[0-9A-Z]{6} ", line)
    ]
    assert len(lines) == 9  # from the 10th to the 18th
    texts = set()
    for line in lines:
        at = starts(line)
        assert at[3] == 3
        found = re.search("回访 ", line)
        assert found is not None, line
        texts.add(cell_len(line[: found.start()]))
    assert len(texts) == 1


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_contacts_and_dealings_line_up(mixed: Run, language: str) -> None:
    lines = shown(mixed, language, 140, "show", "C-0")
    for what in (
        ("张伟", "Maria Anders", NAMES[0] + " "),
        ("总经理", "采购"),
        ("13800138000", "maria@tc.example", "0574-0"),
    ):
        rows = [line for line in lines for one in what if re.match(r"P[0-9A-Z]{6}  ", line) and one in line]
        assert len(rows) >= 2
        cells = {cell_len(line[: line.index(one)]) for line in rows for one in what if one in line[9:]}
        assert len(cells) == 1, rows
    told = [line for line in lines if "called, wants" in line or f"{NAMES[0]} {NAMES[0]}" in line]
    begins = {cell_len(line) - cell_len(line.lstrip()) for line in told if not line.startswith("F")}
    assert len(begins) <= 1


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("columns", [60, 80, 100, 140])
@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("number", range(len(NAMES)))
def test_nothing_of_a_customer_is_wider_than_the_terminal(
    mixed: Run, language: str, columns: int, number: int
) -> None:
    lines = shown(mixed, language, columns, "show", f"C-{number}")
    said = "".join("".join(lines).split())
    for part in NAMES[number].split():
        assert part in said  # and nothing of its name is cut


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_history_lines_up(mixed: Run, language: str) -> None:
    lines = shown(mixed, language, 80, "history", "C-2")
    assert any("喜洋洋" in line for line in lines)
    refs = {
        cell_len(line[: found.start()]) for line in lines if (found := re.search(r"\bC[0-9A-Z]{6}\b", line))
    }
    assert refs == {4}


def test_colours_can_be_read_on_white_and_on_black(mixed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    mixed("customer", "archive", "C-1").ok()
    monkeypatch.setattr(Session, "colored", property(lambda self: True))
    monkeypatch.setattr(Session, "terminal", property(lambda self: True))
    seen = set()
    for words in (
        ("show", "C-0"), ("today",), ("history",), ("customer", "list"), ("reminder", "list"),
        ("show", "C-1"), ("agenda",), ("document", "list"), ("find", "天成"),
        ("parse", "明天回访 ¥12万"),
    ):  # fmt: skip
        out = mixed(*words, env={"TERM": "xterm"}).out
        for codes in re.findall(r"\x1b\[([\d;]*)m", out):
            seen |= set(codes.split(";"))
    assert "31" in seen  # red: late
    # neither white nor yellow, plain or bright, nor a colour beyond the sixteen
    assert seen & {"33", "37", "93", "97", "38", "48", "43", "47", "103", "107"} == set()


@pytest.mark.parametrize(
    ("words", "env"), [(("--no-color",), {}), ((), {"NO_COLOR": "1"}), ((), {"TERM": "dumb"})]
)
def test_without_colours_the_same_is_said(
    mixed: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], env: dict[str, str]
) -> None:
    monkeypatch.setattr(Session, "terminal", property(lambda self: True))
    coloured = mixed("show", "C-0", env={"TERM": "xterm-256color", "COLUMNS": "80"}).ok().out
    bare = mixed("show", "C-0", *words, env={"TERM": "xterm-256color", "COLUMNS": "80", **env}).ok().out
    assert "\x1b[" in coloured
    assert "\x1b" not in bare
    told = re.sub(r"\x1b\[[\d;]*m", "", coloured).splitlines()
    assert [line.rstrip() for line in told] == bare.splitlines()
