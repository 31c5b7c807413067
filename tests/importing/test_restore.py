"""Nobody is locked in: a whole store out, read into an empty one, and out again is the same to the byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import demos
import pytest
import sold
from stores import customer, opened

from crmcli.store.journal import Transaction
from crmcli.store.records import KINDS as RECORDS
from crmcli.store.records import Guidance, Reminder
from crmcli.store.statements import insert, record_class, rows_where, update
from crmcli.verbs.shape import records_json
from support import Run

KINDS = ("members", "customers", "contacts", "reminders", "followups", "documents")


@pytest.fixture
def exported(pytestconfig: pytest.Config, crm_in: Run, tmp_path: Path) -> dict[str, str]:
    """The environment of a store with a bit of everything."""
    there = {"CRM_DB": str(tmp_path / "demo.db")}
    demos.copied(pytestconfig, tmp_path / "demo.db")
    crm_in("config", "set", "backup.keep", "0").ok()
    crm_in(
        "customer", "add", "=SUM(1); 二", "--alias", "Ein, Zwei", "--tag", "a; b", "--tag", "c", "--set", "z=1",
        "--set", "备注=NULL", "--phone", "+49 30 1", "--next-followup", "2026-12-01", env=there,
    ).ok()  # fmt: skip
    crm_in("customer", "archive", "宁波天成", env=there)
    return there


@pytest.mark.slow
@pytest.mark.parametrize(
    "form", ["jsonl", *(pytest.param(form, marks=pytest.mark.slow) for form in ("csv", "json", "xlsx"))]
)
def test_a_whole_store_comes_back(crm_in: Run, tmp_path: Path, exported: dict[str, str], form: str) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    crm_in("export", "all", first, "--format", form, env=exported).ok()
    here = {"CRM_HOME": str(tmp_path / "new")}
    done = crm_in("import", first, "--json", env=here).ok().json
    assert (done["rejected"], done["warnings"]) == (0, [])
    assert done["created"] + done["updated"] == done["rows"]
    assert [file["unmapped"] for file in done["files"] if file["unmapped"]] == []
    crm_in("export", "all", second, "--format", form, env=here).ok()
    for kind in KINDS:
        name = f"{kind}.{form}"
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
    again = crm_in("import", first, "--json", env=here).ok().json
    assert (again["unchanged"], again["transaction"]) == (again["rows"], None)


@pytest.mark.slow
def test_a_store_that_is_in_use_keeps_its_member(
    crm_in: Run, tmp_path: Path, exported: dict[str, str]
) -> None:
    folder = tmp_path / "out"
    crm_in("export", "all", folder, env=exported).ok()
    here = {"CRM_HOME": str(tmp_path / "other")}
    crm_in("customer", "add", "天天外贸", env=here).ok()
    before = crm_in("customer", "list", "--json", env=here).json[0]
    done = crm_in("import", folder, "--json", env=here).ok().json
    assert done["rejected"] == 0
    now = crm_in("customer", "show", before["ref"], "--json", env=here).json
    assert now["owner"] == before["owner"]
    crm_in("undo", done["transaction"], env=here).ok()
    assert len(crm_in("export", "customers", "--json", env=here).json) == 1


def test_a_manifest_never_leads_out_of_its_folder(crm_in: Run, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    for name in ("../secret.csv", "/etc/passwd", "..", "a/b.csv"):
        (folder / "crm-export.json").write_text(json.dumps({"files": [{"file": name, "kind": "customer"}]}))
        assert crm_in("import", folder, "--json").fails(7).error["code"] == "format"
    (folder / "crm-export.json").write_text("[")
    crm_in("import", folder, "--json").fails(7)
    (folder / "crm-export.json").write_text('{"files": [{"file": "gone.csv", "kind": "customer"}]}')
    crm_in("import", folder, "--json").fails(7)


def _records(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Every record of a store as JSON, by kind; what the store itself was told of left out."""
    store = opened(path)
    try:
        found = {}
        for kind in RECORDS.values():
            rows = rows_where(store, record_class(kind), "id", removed_at=None)
            found[kind.name] = records_json(store, kind, rows)
        return found
    finally:
        store.close()


@pytest.mark.parametrize(
    "form",
    ["jsonl", "csv", *(pytest.param(form, marks=pytest.mark.slow) for form in ("tsv", "json", "xlsx"))],
)
def test_a_sale_comes_back_with_its_lines_prices_and_holders(crm_in: Run, tmp_path: Path, form: str) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    store = opened(old)
    sale = sold.Sale(store, customer(store))
    with Transaction(store, "more"):
        for about in (sale.expense, sale.step, sale.order, sale.quote):
            to: dict[str, Any] = {"about_kind": about.TABLE, "about_id": about.id}
            insert(store, Reminder, text="look", due_on="2026-12-01", **to)
            insert(store, Guidance, kind="guide", text="x", author_id=store.me, for_id=store.me, **to)
        update(store, sale.opportunity, order_id=sale.order.id)
        update(store, sale.quote, discount=250, incoterm="CIF")
    store.close()
    crm_in("config", "set", "backup.keep", "0").ok()
    crm_in("export", "all", tmp_path / "out", "--format", form, env={"CRM_DB": str(old)}).ok()
    done = crm_in("import", tmp_path / "out", "--json", env={"CRM_DB": str(new)}).ok().json
    assert (done["rejected"], done["warnings"]) == (0, [])
    before, after = _records(old), _records(new)
    assert before["quote"][0]["lines"][0]["product"]["name"] == "Pump"
    assert len(before["product"][0]["prices"]) == 2
    assert before["approval"][0]["holders"][0]["why"] == "asked"
    for name, records in before.items():
        assert after[name] == records, name
    again = crm_in("import", tmp_path / "out", "--json", env={"CRM_DB": str(new)}).ok().json
    assert (again["unchanged"], again["transaction"]) == (again["rows"], None)
