"""The main job: a real spreadsheet in, again, in another shape, and back out by undo."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from support import Result, Run

FILE = Path(__file__).parents[1] / "data" / "northwind" / "customers.csv"


def counts(result: Result) -> dict[str, int]:
    """The outcomes of an import that are not zero."""
    names = ("created", "updated", "unchanged", "duplicate", "rejected")
    return {name: result.json[name] for name in names if result.json[name]}


def other_shape(path: Path, phone: str) -> Path:
    """The same file with its columns reordered, as GB18030, and one telephone number changed."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[3]["phone"] = phone
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, sorted(rows[0], reverse=True))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_first_import(crm: Run) -> None:
    summary = crm("import", FILE, "--json").ok().json
    assert {name: summary[name] for name in ("rows", "created", "updated", "unchanged", "duplicate", "rejected")} == {
        "rows": 91, "created": 91, "updated": 0, "unchanged": 0, "duplicate": 0, "rejected": 0,
    }  # fmt: skip
    made = {"created": 91, "updated": 0, "unchanged": 0}
    assert summary["applied"] is True
    assert summary["records"] == {"customer": made, "contact": made}
    assert summary["undo"] == f"crm undo {summary['transaction']}"
    assert (summary["warnings"], summary["rejects"], summary["candidates"]) == ([], [], [])
    (file,) = summary["files"]
    assert {name: file[name] for name in ("sheet", "format", "encoding", "delimiter", "header_row", "kind")} == {
        "sheet": None, "format": "csv", "encoding": "utf-8", "delimiter": ",", "header_row": 1, "kind": "customer",
    }  # fmt: skip
    assert (file["mapping"]["companyName"], file["mapping"]["contactName"]) == (
        "customer.name",
        "contact.name",
    )
    assert (file["unmapped"], file["rows"], file["created"]) == ([], 91, 91)
    (found,) = crm("customer", "list", "--where", "external_id=ALFKI", "--json").ok().json
    assert (found["name"], found["region"], found["postal_code"]) == ("Alfreds Futterkiste", None, "12209")
    (contact,) = crm("contact", "list", "--where", 'customer="Alfreds Futterkiste"', "--json").ok().json
    assert (contact["name"], contact["title"]) == ("Maria Anders", "Sales Representative")


@pytest.mark.parametrize(
    ("rule", "outcome"), [("fill", "duplicate"), ("update", "updated"), ("skip", "duplicate")]
)
def test_again_changes_nothing_and_a_changed_cell_follows_the_rule(
    crm_in: Run, tmp_path: Path, rule: str, outcome: str
) -> None:
    crm_in("import", FILE, "--json").ok()
    again = crm_in("import", FILE, "--json").ok()
    assert counts(again) == {"unchanged": 91}
    assert (again.json["transaction"], again.json["undo"], again.json["applied"]) == (None, None, True)
    before = crm_in("customer", "list", "--json").json
    other = other_shape(tmp_path / "other.csv", "0171-999")
    third = crm_in("import", other, "--encoding", "gb18030", "--on-duplicate", rule, "--json").ok()
    assert counts(third) == {"unchanged": 90, outcome: 1}
    changed = [
        new["phone"]
        for old, new in zip(before, crm_in("customer", "list", "--json").json, strict=True)
        if old != new
    ]
    assert changed == (["0171-999"] if rule == "update" else [])
    assert (third.json["transaction"] is None) == (rule != "update")


def test_undo_takes_each_import_back_whole(crm_in: Run, tmp_path: Path) -> None:
    crm_in("import", FILE).ok()
    before = crm_in("customer", "list", "--json").json
    other = other_shape(tmp_path / "other.csv", "0171-999")
    crm_in("import", other, "--encoding", "gb18030", "--on-duplicate", "update").ok()
    assert crm_in("undo", "--json").ok().json["records"] == {"customer": 1}
    assert [c["phone"] for c in crm_in("customer", "list", "--json").json] == [c["phone"] for c in before]
    assert crm_in("undo", "--json").ok().json["records"] == {"customer": 91, "contact": 91}
    assert crm_in("customer", "list", "--json").json == crm_in("contact", "list", "--json").json == []
    crm_in("undo").fails(3)


def test_standard_input_and_a_pattern(crm_in: Run, tmp_path: Path) -> None:
    assert counts(crm_in("import", "-", "--json", stdin=FILE.read_bytes()).ok()) == {"created": 91}
    (tmp_path / "a.csv").write_bytes(FILE.read_bytes())
    again = crm_in("import", str(tmp_path / "*.csv"), "--json").ok()
    assert (counts(again), again.json["files"][0]["file"]) == ({"unchanged": 91}, str(tmp_path / "a.csv"))


def test_two_files_are_one_command(crm_in: Run, tmp_path: Path) -> None:
    other = other_shape(tmp_path / "other.csv", "0171-999")
    both = crm_in("import", FILE, other, "--encoding", "utf-8", "--json")
    assert both.fails(7).out == ""
    assert crm_in("customer", "list", "--json").json == []
    other.write_text(other.read_text("gb18030"), "utf-8")
    both = crm_in("import", FILE, other, "--json").ok()
    assert counts(both) == {"created": 91, "unchanged": 90, "duplicate": 1}
    assert [file["rows"] for file in both.json["files"]] == [91, 91]
    assert both.json["records"]["customer"] == {"created": 91, "updated": 0, "unchanged": 0}


def test_a_person_reads_what_was_understood(crm_in: Run) -> None:
    said = crm_in("import", FILE).ok()
    assert "utf-8" in said.out
    assert "companyName → customer.name" in said.out
    assert "91 rows: 91 created" in said.out
    assert "crm undo T" in said.out
    assert said.err == ""
    assert "91 unchanged" in crm_in("import", FILE).ok().out


def test_plan_changes_nothing(crm_in: Run) -> None:
    plan = crm_in("import", FILE, "--plan", "--json").ok().json
    assert (plan["created"], plan["applied"], plan["transaction"]) == (91, False, None)
    assert [one["row"] for one in plan["preview"]] == [2, 3, 4, 5, 6]
    assert plan["preview"][0]["customer"]["name"] == "Alfreds Futterkiste"
    assert plan["preview"][0]["contact"]["customer"]["name"] == "Alfreds Futterkiste"
    assert crm_in("customer", "list", "--json").json == []
    assert "Nothing was changed" in crm_in("import", FILE, "--dry-run").ok().out
