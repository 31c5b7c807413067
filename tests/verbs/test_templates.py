"""Templates: headers that import knows, drop-downs, formats that keep digits, an example that is no record."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from stores import opened

from crmcli import i18n
from crmcli.errors import FileError, UsageError
from crmcli.exchange.example import MARKS, is_example
from crmcli.exchange.headers import map_headers
from crmcli.store.records import KINDS
from crmcli.verbs.templates import REQUIRED, write_template
from support import Run

OFFERED = (
    "member", "customer", "contact", "reminder", "followup", "opportunity", "product", "quote", "order", "expense",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _language() -> object:
    yield
    i18n.use_language("en")


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", OFFERED)
def test_every_header_is_read_as_its_field(tmp_path: Path, kind: str, language: str) -> None:
    i18n.use_language(language)
    store = opened(tmp_path / "crm.db")
    file = tmp_path / "t.xlsx"
    made = write_template(store, kind, str(file))
    sheet = openpyxl.load_workbook(file).active
    headers = [cell.value for cell in sheet[1]]
    fields = KINDS[kind].fields
    for header, name, target in zip(
        headers, made["columns"], map_headers(headers, kind).targets, strict=True
    ):
        link = fields[name].link
        assert target in (f"{kind}.{name}", f"{link}.name"), header
        assert header.endswith(REQUIRED) == fields[name].required
    assert sheet.title == KINDS[kind].shown
    assert map_headers(headers, title=sheet.title).kind == kind
    assert is_example([cell.value for cell in sheet[2]])
    assert not is_example(headers)
    assert all(cell.comment and cell.comment.text for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    store.close()


def test_choices_are_dropped_down_in_the_language(tmp_path: Path) -> None:
    i18n.use_language("zh")
    store = opened(tmp_path / "crm.db")
    file = tmp_path / "t.xlsx"
    made = write_template(store, "客户", str(file))
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["客户"]
    letters = {name: sheet.column_letter for name, sheet in zip(made["columns"], book.active[1], strict=True)}
    rules = {str(rule.sqref).split("2")[0]: rule for rule in book.active.data_validations.dataValidation}
    assert rules[letters["kind"]].formula1 == '"公司,个人"'
    assert rules[letters["kind"]].showErrorMessage
    assert not rules[letters["source"]].showErrorMessage  # other words are taken, too
    assert "lin" in rules[letters["owner"]].formula1
    for name in ("phone", "postal_code", "tax_id", "external_id"):
        assert book.active.column_dimensions[letters[name]].width >= 8
        assert book.active[f"{letters[name]}2"].number_format == "@"
    assert book.active[f"{letters['postal_code']}2"].value == "315000"
    store.close()


@pytest.mark.mostly_slow
@pytest.mark.parametrize("kind", OFFERED)
def test_the_example_is_no_record(crm_in: Run, tmp_path: Path, kind: str) -> None:
    for name in ("t.xlsx", "t.csv"):
        crm_in("import", "--template", kind, "-o", tmp_path / name).ok()
        file = crm_in("import", tmp_path / name, "--kind", kind, "--json").ok().json["files"][0]
        assert (file["rows"], file["ignored"]["example"], file["unmapped"]) == (0, 1, [])
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    for cell in book.active[2]:
        for mark in MARKS.values():
            cell.value = cell.value.replace(mark, "") if cell.value else None
    book.save(tmp_path / "t.xlsx")
    if kind in ("quote", "order", "expense"):  # what the example hangs on
        crm_in("customer", "add", "Harbour & Pine Ltd.").ok()
        crm_in("opportunity", "add", "Harbour & Pine Ltd.", "Trays 2027").ok()
    done = crm_in("import", tmp_path / "t.xlsx", "--json").ok().json
    assert done["records"][kind]["created"] == 1, done


def test_csv_and_what_is_refused(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    file = tmp_path / "t.csv"
    made = write_template(store, "contacts", str(file))
    with open(file, encoding="utf-8-sig", newline="") as opened_file:
        headers, example = csv.reader(opened_file)
    assert headers[0] == "Name *"
    assert is_example(example)
    assert len(headers) == len(made["columns"])
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with pytest.raises(FileError):
        write_template(store, "contact", str(file))
    assert write_template(store, "contact", str(file), force=True)["kind"] == "contact"
    for kind, name in (("planet", "a.xlsx"), ("document", "a.xlsx"), ("contact", "a.pdf")):
        with pytest.raises(UsageError) as error:
            write_template(store, kind, str(tmp_path / name))
        assert error.value.details["expected"]
    store.close()
