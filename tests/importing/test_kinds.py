"""Records of every kind: what hangs on whom, what is met again, whatever the size of chunks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crmcli.verbs import importing
from support import Run


def sheet(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def landed(crm: Run, *args: object) -> dict[str, int]:
    """The outcomes that are not zero."""
    done = crm("import", *args, "--keep-good", "--json").json
    names = ("created", "updated", "unchanged", "duplicate", "rejected")
    assert done["rows"] == sum(done[name] for name in names)
    return {name: done[name] for name in names if done[name]}


@pytest.mark.parametrize("size", [1, 2, 2000])
def test_notes_of_new_customers_stay_apart(
    crm_in: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(importing, "_CHUNK", size)
    file = sheet(
        tmp_path, "跟进.csv",
        "客户名称,联系人,手机,跟进内容,跟进时间\n甲公司,张三,13800138001,电话沟通,2026-01-02\n"
        "乙公司,李四,13800138002,电话沟通,2026-01-02\n丙公司,王五,,,\n丁公司,,,没有日期,\n丁公司,,,没有日期,\n",
    )  # fmt: skip
    assert landed(crm_in, file) == {"created": 4, "unchanged": 1}
    notes = crm_in("export", "followups", "--json").json
    assert [(one["customer"]["name"], one["text"], [c["name"] for c in one["contacts"]]) for one in notes] == [
        ("甲公司", "电话沟通", ["张三"]), ("乙公司", "电话沟通", ["李四"]), ("丁公司", "没有日期", []),
    ]  # fmt: skip
    assert [one["phones"] for one in crm_in("export", "contacts", "--json").json] == [
        ["13800138001"], ["13800138002"], [],
    ]  # fmt: skip
    assert landed(crm_in, file) == {"unchanged": 5}


def test_reminders_and_documents_are_met_again(crm_in: Run, tmp_path: Path) -> None:
    crm_in("customer", "add", "Acme").ok()
    reminders = sheet(
        tmp_path, "reminders.csv", "text,due,customer\ncall,2026-12-01,Acme\ncall,2026-12-01,Beta\ncall,2026-12-01,\n"
    )  # fmt: skip
    assert landed(crm_in, reminders, "--kind", "reminders") == {"created": 3}
    assert landed(crm_in, reminders, "--kind", "reminder") == {"unchanged": 3}
    documents = sheet(
        tmp_path, "papers.csv", "name,kind,path,about\nc.pdf,contract,/x/c.pdf,Acme\nd.pdf,contract,/x/d.pdf,Nobody\n"
    )  # fmt: skip
    assert landed(crm_in, documents, "--kind", "document") == {"created": 1, "rejected": 1}
    assert landed(crm_in, documents, "--kind", "document") == {"unchanged": 1, "rejected": 1}
    refused = crm_in("import", documents, "--kind", "document", "--json").fails(5).json["rejects"]
    assert [(one["column"], one["code"], one["value"]) for one in refused] == [
        ("about", "not_found", "Nobody")
    ]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    "headers", ["Name,Ref,Phone,Created", "Name,Owner,Created,Updated,Phone", "名称,负责人,创建时间,更新时间",
                "Name,Owner,Email,Created"],
)  # fmt: skip
def test_a_list_of_companies_is_not_the_team(crm_in: Run, tmp_path: Path, headers: str) -> None:
    row = ",".join(["Beta"] + ["x@y.de" if name == "Email" else "7" for name in headers.split(",")[1:]])
    plan = crm_in("import", sheet(tmp_path, "x.csv", f"{headers}\n{row}\n"), "--plan", "--json").ok().json
    assert plan["files"][0]["kind"] == "customer"


def test_the_last_row_wins_when_the_file_does(crm_in: Run, tmp_path: Path) -> None:
    crm_in("customer", "add", "Acme", "--city", "Rome").ok()
    file = sheet(tmp_path, "b.csv", "company,city\nAcme,Oslo\nAcme,Rome\n")
    for _time in range(2):
        crm_in("import", file, "--on-duplicate", "update", "--json").ok()
        assert crm_in("customer", "show", "Acme", "--json").json["city"] == "Rome"


def test_a_skipped_row_brings_nothing_along(crm_in: Run, tmp_path: Path) -> None:
    crm_in("customer", "add", "Acme").ok()
    file = sheet(tmp_path, "s.csv", "company,contact\nAcme,Ann\nBeta,Bob\n")
    done = crm_in("import", file, "--on-duplicate", "skip", "--json").ok().json
    assert (done["created"], done["duplicate"]) == (1, 1)
    assert [one["name"] for one in crm_in("export", "contacts", "--json").json] == ["Bob"]


def test_a_contact_that_has_moved_is_the_same_by_its_id(crm_in: Run, tmp_path: Path) -> None:
    for name in ("Acme", "Beta"):
        crm_in("customer", "add", name).ok()
    crm_in("contact", "add", "Ann", "--customer", "Acme").ok()
    file = tmp_path / "contacts.csv"
    crm_in("export", "contacts", "--output", file).ok()
    crm_in("contact", "edit", "Ann", "--customer", "Beta").ok()
    assert landed(crm_in, file) == {"duplicate": 1}
    assert landed(crm_in, file, "--on-duplicate", "update") == {"updated": 1}
    (ann,) = crm_in("export", "contacts", "--json").json
    assert ann["customer"]["name"] == "Acme"


def test_of_two_by_one_name_the_rest_of_the_row_tells(crm_in: Run, tmp_path: Path) -> None:
    for city in ("Rome", "Oslo"):
        crm_in("customer", "add", "Acme", "--city", city, "--external-id", city).ok()
    done = (
        crm_in("import", sheet(tmp_path, "a.csv", "company,city,phone\nAcme,Oslo,1234567\n"), "--json")
        .ok()
        .json
    )
    assert (done["updated"], done["warnings"]) == (1, [])
    (found,) = crm_in("customer", "list", "--where", "city=Oslo", "--json").json
    assert found["phone"] == "1234567"
    done = (
        crm_in("import", sheet(tmp_path, "f.csv", "company,text,at\nAcme,hello,2026-01-02\n"), "--json")
        .ok()
        .json
    )
    assert [(one["code"], one["row"]) for one in done["warnings"]] == [("ambiguous_record", 2)]


def test_an_instant_at_midnight_keeps_its_hour(crm_in: Run, tmp_path: Path) -> None:
    lines = [
        {"customer": "Acme", "text": "a", "at": "2026-11-18T00:00:00Z"},
        {"customer": "Acme", "text": "b", "at": "2026-11-18"},
    ]
    file = sheet(tmp_path, "n.jsonl", "\n".join(map(json.dumps, lines)))
    crm_in("import", file, "--kind", "followup", "--json").ok()
    found: list[dict[str, Any]] = crm_in("export", "followups", "--json").json
    assert [one["at"] for one in found] == ["2026-11-18T08:00:00+08:00", "2026-11-18"]


def test_a_key_is_asked_of_the_tables_that_have_it(crm_in: Run, tmp_path: Path) -> None:
    one = sheet(tmp_path, "a.csv", "company,customer no\nAcme,7\n")
    two = sheet(tmp_path, "b.csv", "company,text,at\nAcme,hello,2026-01-02\n")
    assert landed(crm_in, one, two, "--key", "external_id") == {"created": 2}
    crm_in("import", two, "--key", "external_id", "--json").fails(2)


def test_a_mapping_is_saved_over_nothing_else(crm_in: Run, tmp_path: Path) -> None:
    file = sheet(tmp_path, "a.csv", "Firma,Ort\nAcme,Rome\n")
    other = sheet(tmp_path, "mine.txt", "mine")
    for place in (file, other):
        crm_in("import", file, "--map", "Firma=name,Ort=city", "--save-map", place, "--json").fails(7)
    assert (file.read_text(), other.read_text()) == ("Firma,Ort\nAcme,Rome\n", "mine")
    saved = tmp_path / "map.json"
    for _time in range(2):
        crm_in("import", file, "--map", "Firma=name,Ort=city", "--save-map", saved, "--json").ok()
    assert json.loads(saved.read_text())["map"] == {"Firma": "name", "Ort": "city"}
    crm_in("import", file, "--forget", "--map-file", saved, "--json").ok()
