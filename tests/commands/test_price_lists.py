"""``crm import`` of price lists: products with their own prices, tiers by quantity, periods and lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support import Run

LIST = """\
货号,名称,单位,币种,起订量,价目表,标价,底价,生效日期
CP-50,离心泵 CP-50,台,,1,,1200,980,
CP-50,离心泵 CP-50,台,,100,,1080,930,
CP-50,离心泵 CP-50,台,USD,,出口,165,150,2026-01-01
GV-80,闸阀 DN80,个,,,,320,,
"""
NEW = """\
SKU,Product name,List price,MOQ
CP-50,离心泵 CP-50,1260,
CP-50,离心泵 CP-50,1060,100
CP-50,离心泵 CP-50,990,1000
"""


@pytest.fixture
def load(crm_in: Run, tmp_path: Path) -> Any:
    """Imports a text as a file, and gives the summary."""

    def run(text: str, *more: str, code: int = 0, **given: Any) -> dict[str, Any]:
        path = tmp_path / "prices.csv"
        path.write_text(text, encoding="utf-8")
        found: dict[str, Any] = crm_in("import", path, *more, "--json", **given).fails(code).json
        return found

    return run


def outcomes(summary: dict[str, Any]) -> dict[str, int]:
    names = ("created", "updated", "unchanged", "duplicate", "rejected")
    return {name: summary[name] for name in names if summary[name]}


def tiers(crm_in: Run, name: str = "CP-50") -> list[tuple[Any, ...]]:
    """The prices of a product: list, from quantity, amounts, period."""
    prices = crm_in("product", "show", name, "--json").ok().json["prices"]
    return sorted(
        (
            one["list"] or "", one["min_quantity"], one["list_price"]["amount"],
            (one["floor_price"] or {}).get("amount"), one["list_price"]["currency"], one["valid_from"],
            one["valid_until"],
        )
        for one in prices
    )  # fmt: skip


BEFORE = [
    ("", "100", "1080.00", "930.00", "CNY", None, None),
    ("出口", "0", "165.00", "150.00", "USD", "2026-01-01", None),
]


def test_products_with_their_prices(crm_in: Run, load: Any) -> None:
    summary = load(LIST)
    assert summary["files"][0]["kind"] == "product"
    assert outcomes(summary) == {"created": 2, "updated": 2}
    pump = crm_in("product", "show", "CP-50", "--json").ok().json
    assert (pump["name"], pump["unit"], pump["list_price"]["amount"]) == ("离心泵 CP-50", "台", "1200.00")
    assert pump["floor_price"] == {"amount": "980.00", "currency": "CNY"}
    assert tiers(crm_in) == BEFORE
    assert tiers(crm_in, "GV-80") == []
    found = crm_in("product", "at", "CP-50", "--quantity", "120", "--json").ok().json
    assert found["list_price"]["amount"] == "1080.00"


def test_a_second_time_nothing_is_new(crm_in: Run, load: Any) -> None:
    load(LIST)
    summary = load(LIST)
    assert outcomes(summary) == {"unchanged": 4}
    assert tiers(crm_in) == BEFORE


def test_a_plan_writes_nothing(crm_in: Run, load: Any) -> None:
    assert outcomes(load(LIST, "--plan")) == {"created": 2, "updated": 2}
    assert crm_in("product", "list", "--json").ok().json == []


def test_what_differs_is_left_unless_told_and_what_is_new_is_added(crm_in: Run, load: Any) -> None:
    load(LIST)
    assert outcomes(load(NEW)) == {"updated": 1, "duplicate": 2}
    added = ("", "1000", "990.00", None, "CNY", None, None)
    assert tiers(crm_in) == sorted([*BEFORE, added])
    assert crm_in("product", "at", "CP-50", "--json").ok().json["list_price"]["amount"] == "1200.00"


def test_a_new_list_keeps_what_was_the_price_before(crm_in: Run, load: Any) -> None:
    load(LIST)
    done = load(NEW, "--on-duplicate", "update")
    assert outcomes(done) == {"updated": 3}
    assert tiers(crm_in) == sorted(
        [
            ("", "0", "1200.00", "980.00", "CNY", None, "2026-11-17"),
            ("", "100", "1060.00", "930.00", "CNY", None, None),
            ("", "1000", "990.00", None, "CNY", None, None),
            BEFORE[1],
        ]
    )
    for day, amount in (("2026-11-17", "1200.00"), ("2026-11-18", "1260.00")):
        found = crm_in("product", "at", "CP-50", "--on", day, "--json").ok().json
        assert found["list_price"]["amount"] == amount
    assert outcomes(load(NEW, "--on-duplicate", "update")) == {"unchanged": 3}
    crm_in("undo", done["transaction"]).ok()
    assert tiers(crm_in) == BEFORE


def test_a_list_that_says_since_when(crm_in: Run, load: Any) -> None:
    load("code,name,list price,valid from\nA1,阀,100,2026-01-01\n", "--kind", "product")
    load(
        "code,name,list price,valid from\nA1,阀,110,2027-01-01\n",
        "--kind",
        "product",
        "--on-duplicate",
        "update",
    )
    for day, amount in (("2026-01-01", "100.00"), ("2026-12-31", "100.00"), ("2027-01-01", "110.00")):
        found = crm_in("product", "at", "A1", "--on", day, "--json").ok().json
        assert found["list_price"]["amount"] == amount
    # put right for the same day: no price of before
    load(
        "code,name,list price,valid from\nA1,阀,115,2027-01-01\n",
        "--kind",
        "product",
        "--on-duplicate",
        "update",
    )
    assert len(tiers(crm_in, "A1")) == 1
    assert (
        crm_in("product", "at", "A1", "--on", "2027-01-01", "--json").json["list_price"]["amount"] == "115.00"
    )


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("X1,阀,个,,-5,,300,,", "起订量"),
        ("X1,阀,个,,many,,300,,", "起订量"),
        ("X1,阀,个,,50,,300,310,", "底价"),
        ("X1,阀,个,,,,300,310,", "底价"),
        ("X1,阀,个,,50,,,,", "标价"),
        ("X1,阀,个,,50,,-3,,", "标价"),
        ("X1,阀,个,,50,,3.141,,", "标价"),
        ("X1,阀,个,XXX,50,,3,,", "币种"),
        ("X1,阀,个,JPY,50,,3.5,,", "标价"),
        ("X1,阀,个,EUR,50,,USD 3,,", "标价"),
        ("X1,阀,个,,50,,3,,2026-02-30", "生效日期"),
        ("CP-50,,,,,,900,,", "底价"),
    ],
)
def test_rows_that_cannot_be_are_rejected_by_column(crm_in: Run, load: Any, row: str, column: str) -> None:
    load(LIST)
    summary = load(LIST.splitlines()[0] + "\n" + row + "\n", "--on-duplicate", "update", code=5)
    assert outcomes(summary) == {"rejected": 1}
    (problem,) = summary["rejects"]
    assert problem["column"] == column
    assert len(crm_in("product", "list", "--json").json) == 2
    assert tiers(crm_in) == BEFORE


def test_prices_of_others_are_not_changed(crm_in: Run, load: Any) -> None:
    crm_in("init", "--name", "Boss").ok()
    crm_in("team", "add", "Rep", "--role", "rep", "--superior", "Boss").ok()
    load(LIST)
    summary = load(NEW, "--as", "Rep", code=5)
    assert summary["rejects"][-1]["code"] == "forbidden"
    assert tiers(crm_in) == BEFORE


def test_a_code_alone_names_a_product_that_is_there(crm_in: Run, load: Any) -> None:
    load(LIST)
    text = "货号,标价,起订量\nGV-80,310,\nGV-80,290,20\n"
    assert outcomes(load(text, "--kind", "product", "--on-duplicate", "update")) == {"updated": 2}
    assert tiers(crm_in, "GV-80") == [
        ("", "0", "320.00", None, "CNY", None, "2026-11-17"),
        ("", "20", "290.00", None, "CNY", None, None),
    ]
    summary = load("货号,标价\nZZ-1,310\n", "--kind", "product", code=5)
    assert summary["rejects"][0]["column"] in ("名称", "product.name", None)
