"""A new version of a document announces itself: once, to all whom it concerns, and to nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import Run


@pytest.fixture
def office(crm_in: Run, tmp_path: Path) -> Run:
    """A customer of Rep's, followed by Chief, shared with Helper; Reader is none of them, nor is Other."""
    crm_in("init", "--name", "Boss").ok()
    crm_in("team", "add", "Chief", "--role", "manager", "--superior", "Boss").ok()
    crm_in("team", "add", "Rep", "--role", "rep", "--superior", "Chief").ok()
    for name in ("Helper", "Reader", "Other"):
        crm_in("team", "add", name, "--role", "rep", "--superior", "Boss").ok()
    crm_in("customer", "add", "天成外贸公司", "--as", "Rep").ok()
    crm_in("follow", "天成外贸公司", "--as", "Chief").ok()
    crm_in("customer", "share", "天成外贸公司", "--with", "Helper").ok()
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text(f"version {number}", encoding="utf-8")
    return crm_in


def heard(run: Run, who: str) -> list[str]:
    rows = run("notice", "list", "--as", who, "--json").ok().json
    return [f"{one['kind']} {one['detail']}" for one in rows if one["command"] == "document add"]


def put(run: Run, about: str, path: Path, who: str = "Boss") -> None:
    run("document", "add", about, path, "--name", "合同", "--kind", "contract", "--as", who).ok()


def test_each_hears_once_of_each_new_version(office: Run, tmp_path: Path) -> None:
    put(office, "天成外贸公司", tmp_path / "1.txt")
    office("document", "read", "合同", "--no-open", "--as", "Reader").ok()
    for who in ("Rep", "Chief", "Helper"):
        assert heard(office, who) == ["changed None"]
    put(office, "天成外贸公司", tmp_path / "2.txt")
    for who in ("Rep", "Chief", "Helper"):
        assert heard(office, who) == ["document 2 合同", "changed None"]
    assert heard(office, "Reader") == ["document 2 合同"]  # who read the one of before
    assert heard(office, "Other") == heard(office, "Boss") == []
    text = office("notice", "list", "--as", "Rep", "--limit", "1").ok().out
    assert "Boss added version 2 of 合同 on 天成外贸公司" in text
    # the same content again is no version
    put(office, "天成外贸公司", tmp_path / "2.txt")
    assert len(heard(office, "Rep")) == 2
    # who adds one himself hears nothing
    put(office, "天成外贸公司", tmp_path / "3.txt", "Rep")
    assert len(heard(office, "Rep")) == 2
    assert heard(office, "Chief")[0] == "document 3 合同"


def test_taken_back_it_is_announced_no_more(office: Run, tmp_path: Path) -> None:
    put(office, "天成外贸公司", tmp_path / "1.txt")
    put(office, "天成外贸公司", tmp_path / "2.txt")
    office("undo").ok()
    assert heard(office, "Rep") == ["changed None"]


def test_on_an_opportunity_an_expense_and_a_product(office: Run, tmp_path: Path) -> None:
    deal = office("opportunity", "add", "天成外贸公司", "泵", "--as", "Rep", "--json").ok().json["ref"]
    spent = (
        office("expense", "add", "样品", "--amount", "9", "--opportunity", deal, "--as", "Rep", "--json")
        .ok()
        .json
    )
    pump = office("product", "add", "离心泵", "--as", "Other", "--json").ok().json
    for number, about in enumerate((deal, spent["ref"]), 1):
        for version in ("1", "2"):
            put(office, about, tmp_path / f"{version}.txt")
        assert heard(office, "Rep").count("document 2 合同") == number
        assert heard(office, "Chief").count("document 2 合同") == number
    for version in ("1", "2"):
        put(office, pump["ref"], tmp_path / f"{version}.txt")
    assert heard(office, "Other").count("document 2 合同") == 1
