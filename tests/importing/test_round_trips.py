"""What is hardest to write down comes back: signs that formats use, empty-looking words, money, moments, sets."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from support import Run

KINDS = ("members", "customers", "contacts", "reminders", "followups", "documents")
MADE: list[Path] = []
FORMS = ("json", "jsonl", "csv", "tsv", "xlsx")

TEXTS = [
    'a "quote", a comma; a semicolon\nand a line',
    "\ttab first, tab\tin the middle",
    "  two spaces before, two after  ",
    "=SUM(A1:A9)", "'=1", "''=1", "'", "'quoted'", "+86 138", "-5", "@home", "-", "/",
    "NULL", "null", "\\N", "#N/A", "#REF!", "'NULL", "无", "n/a",
    "🍵 emoji 👩‍👩‍👧 family, RTL שלום עולם مرحبا, combining e\u0301, 䶮 𠮷",
    '["a list", 1]', "[]", '{"an": "object"}', "true", "False", "yes",
    "0012", "13800138001", "1.38E+10", "13800138001.0", "12345678901234567890", "2026-11-25",
    "2026-11-25T15:00:00+08:00", "12/5/2026", "1,234.50", "￥12万", "a\\nb \\ c\\", "a;b", "a | b", "合计", "Total",
    "50%", '="0012"', "a=b&c<d>e", "x" * 3000,
]  # fmt: skip
"""Texts of follow-ups. Control characters are no part of what is stored, so they are not here."""

LINES = sorted({" ".join(text.split()) for text in TEXTS if len(text) < 200})
"""The same as fields of one line have them."""


def commands() -> list[list[str]]:
    """What makes the records, as a person types it; each hard text stands in many places."""
    lines = []
    for number, text in enumerate(LINES):
        who = f"{number:04}"  # by its external id
        lines.append(
            ["customer", "add", f"甲{number} {text}"[:200], f"--address={text}", f"--city={text}", f"--industry={text}",
             f"--payment-terms={text}", f"--alias=Alias, {number}; b", f"--alias={text} 甲{number}",
             f"--tag={text}", f"--tag=t{number}", "--kind=person", f"--status={('lead', 'active', 'lost')[number % 3]}",
             f"--phone=0574-8765{number:04}", f"--tax-id=T{number}", f"--external-id={number:04}", "--currency=JPY",
             f"--set=PO no.={text}", f"--set=a, b.c={number}", f"--set=备注=x\ny\t{text}", f'--set="q"={text}']
        )  # fmt: skip
        if number % 2:
            lines[-1].append("--level=A")
        lines.append(
            ["contact", "add", f"人{number} {text}"[:200], f"--customer={who}", f"--title={text}", "--part=decides",
             f"--phone=1380013{number:04}", f"--phone=+49 30 {number}00-801", f"--email=a{number}@b.cn",
             f"--email=b{number}@b.cn", f"--messaging=wechat:w:{number}", f"--messaging=企业微信:a {number}",
             "--birthday=1980-02-29", "--primary=yes", f"--external-id=P{number}", f"--set=notes, more={text}"]
        )  # fmt: skip
        lines.append(
            ["reminder", "add", f"--due={('2026-12-01', '2026-12-01 08:00')[number % 2]}", f"--external-id=R{number}",
             f"--important={('yes', 'no')[number % 2]}", *(["--repeat=FREQ=WEEKLY;BYDAY=MO,FR"] if number % 2 else []),
             *([f"--customer={who}"] if number % 4 else []), "--", f"{number} {text}"[:200]]
        )  # fmt: skip
    for number, text in enumerate(TEXTS):
        money = ("1200 JPY", "1.500 KWD", "-120000.05 CNY", "0.00 USD")[number % 4]
        lines.append(
            ["followup", "add", f"{number % len(LINES):04}", "--kind=visit", f"--judgement={text}", f"--amount={money}",
             f"--at={('2026-11-02', '2026-11-02 15:00', '2019-12-31T23:59:59+08:00')[number % 3]}",
             f"--tag={' '.join(text.split())[:60]}; x", "--tag=y", f"--external-id=F{number}",
             *([f"--next-step={text.split()[0][:80]}", "--next-due=2026-12-01 09:30"] if number % 3 else []),
             "--", text]
        )  # fmt: skip
    lines += [["customer", "archive", f"{number:04}"] for number in range(0, len(LINES), 7)]
    lines += [
        ["document", "add", "0001", "合同; “a”, b.txt", "--kind=contract", "--name=合同; a, b"],
        ["document", "add", "0002", "https://example.com/?a=1;b=2,3", "--kind=other"],
        ["remind", "看合同", "--when", "2026-12-03", "--for", "0003"],
        ["note", "0004", "今天拜访,下周三下午3点回访 #报价 ¥12万", "--contact=人4"],
    ]
    return lines


@pytest.fixture
def filled(crm_in: Run, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a store with all that is hard; it is made once and copied."""
    here = {"CRM_HOME": str(tmp_path / "first")}
    if MADE:
        shutil.copytree(MADE[0], tmp_path / "first")
        return here
    home(tmp_path / "first")
    crm_in("init", env=here).ok()
    (tmp_path / "合同; “a”, b.txt").write_text("1")
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in commands())
    done = crm_in("batch", stdin=lines, env=here, cwd=tmp_path)
    assert [one["error"] for one in done.lines if one["exit"]] == []
    assert len(done.lines) == len(commands())
    MADE.append(tmp_path_factory.mktemp("hard") / "home")
    shutil.copytree(tmp_path / "first", MADE[0])
    return here


def home(folder: Path) -> Path:
    folder.mkdir()
    (folder / "config.toml").write_text("[backup]\nkeep = 0\n")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "form", [pytest.param(form, marks=[] if form == "csv" else pytest.mark.slow) for form in FORMS]
)
def test_a_hard_store_comes_back(crm_in: Run, tmp_path: Path, filled: dict[str, str], form: str) -> None:
    first, second = tmp_path / "out", tmp_path / "again"
    crm_in("export", "all", first, "--format", form, env=filled).ok()
    here = {"CRM_HOME": str(home(tmp_path / "new"))}
    done = crm_in("import", first, "--json", env=here).ok().json
    assert (done["rejected"], done["warnings"]) == (0, [])
    crm_in("export", "all", second, "--format", form, env=here).ok()
    for kind in KINDS:
        name = f"{kind}.{form}"
        if form == "xlsx":
            assert cells(first / name) == cells(second / name)
        else:
            assert (first / name).read_bytes() == (second / name).read_bytes(), name
    again = crm_in("import", first, "--json", env=here).ok().json
    assert (again["unchanged"], again["transaction"]) == (again["rows"], None)
    crm_in("import", first, "--json", env=filled).ok()
    assert crm_in("import", first, "--json", env=filled).ok().json["transaction"] is None


def test_tsv_that_excel_has_saved_again(crm_in: Run, tmp_path: Path) -> None:
    for name in ("Acme, Inc.", 'The "A" Ltd', "a\\nb"):
        crm_in("customer", "add", name, "--address", "x\\y, z").ok()
    path = tmp_path / "c.tsv"
    crm_in("export", "customer", "--output", path).ok()
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    with path.open("w", encoding="utf-16", newline="") as file:
        csv.writer(file, delimiter="\t", lineterminator="\r\n").writerows(rows)
    done = crm_in("import", path, "--json").ok().json
    assert (done["unchanged"], done["rejected"]) == (3, 0)


def cells(path: Path) -> list[list[Any]]:
    """All cells of a workbook, as openpyxl reads them."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    return [
        [(cell.value, cell.data_type, cell.number_format) for cell in row]
        for sheet in book
        for row in sheet.iter_rows()
    ]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_single_files_with_labels_come_back(
    crm_in: Run, tmp_path: Path, filled: dict[str, str], form: str
) -> None:
    """In Chinese, with labels for headers, as somebody sends them to a colleague."""
    here = {"CRM_HOME": str(home(tmp_path / "new"))}
    files = []
    for kind in ("customer", "contact", "followup", "reminder"):
        files.append(tmp_path / f"{kind}.{form}")
        crm_in(
            "export", kind, "--archived", "--labels", "--output", files[-1], "--lang", "zh", env=filled
        ).ok()
    done = crm_in("import", *files, "--json", env=here).ok().json
    assert done["rejected"] == 0
    for kind in ("customer", "contact", "followup", "reminder"):
        assert meaning(crm_in, filled, kind) == meaning(crm_in, here, kind)


def meaning(crm: Run, env: dict[str, str], kind: str, *without: str) -> list[Any]:
    """All records of a kind without what only one store has: who it is of, and what was made on the way."""
    found = []
    for one in crm("export", kind, "--archived", "--json", env=env).ok().json:
        for name in ("owner", "created_by", "updated_by", "author", "for", *without):
            one.pop(name, None)
        for name, value in one.items():
            if isinstance(value, dict) and "ref" in value:
                one[name] = value["name"]
            elif isinstance(value, list):
                one[name] = sorted(value, key=str)
        found.append(one)
    return sorted(found, key=lambda one: one["id"])


def test_contacts_as_cards_come_back(crm_in: Run, tmp_path: Path, filled: dict[str, str]) -> None:
    here = {"CRM_HOME": str(home(tmp_path / "new"))}
    files = [tmp_path / "customers.vcf", tmp_path / "contacts.vcf"]
    for kind, path in zip(("customer", "contact"), files, strict=True):
        crm_in("export", kind, "--archived", "--output", path, env=filled).ok()
    done = crm_in("import", *files, "--json", env=here).ok().json
    assert (done["rejected"], done["warnings"]) == (0, [])
    assert meaning(crm_in, filled, "contact") == meaning(crm_in, here, "contact")
    without = ("next_followup", "last_dealt_at", "updated_at")
    assert meaning(crm_in, filled, "customer", *without) == meaning(crm_in, here, "customer", *without)
    again = crm_in("import", *files, "--json", env=here).ok().json
    assert (again["unchanged"], again["transaction"]) == (again["rows"], None)


@pytest.mark.slow
def test_reminders_as_a_calendar_come_back(crm_in: Run, tmp_path: Path, filled: dict[str, str]) -> None:
    here = {"CRM_HOME": str(home(tmp_path / "new"))}
    customers, calendar = tmp_path / "customers.jsonl", tmp_path / "reminders.ics"
    crm_in("export", "customer", "--archived", "--output", customers, env=filled).ok()
    crm_in("export", "reminder", "--output", calendar, env=filled).ok()
    done = crm_in("import", customers, calendar, "--json", env=here).ok().json
    assert done["rejected"] == 0
    ours, theirs = (meaning(crm_in, env, "reminder", "about", "updated_at") for env in (filled, here))
    assert ours == theirs
    again = crm_in("import", customers, calendar, "--json", env=here).ok().json
    assert (again["unchanged"], again["transaction"]) == (again["rows"], None)
