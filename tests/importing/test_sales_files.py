"""Files of products, quotes, orders, payments and expenses that others wrote, or that were made for this."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sold
from hypothesis import given, settings
from hypothesis import strategies as st
from stores import customer, opened

from crmcli.exchange.out import cell_text, guarded
from crmcli.store.journal import Transaction
from crmcli.store.records import QUOTE
from crmcli.store.statements import columns_of_rows, keep_rows
from crmcli.text.clean import clean_line, clean_text
from crmcli.verbs.importing.links import Links
from crmcli.verbs.importing.rowcells import rows_of_cells, tied
from crmcli.verbs.shape import record_json
from support import Run

LINE = {
    "line": 1,
    "product": {"ref": "", "name": "Pump"},
    "quantity": "120",
    "unit_price": "980.00 CNY",
    "discount": "5%",
}


@pytest.fixture
def firm(crm_in: Run) -> Run:
    crm_in("customer", "add", "天成外贸公司").ok()
    crm_in("opportunity", "add", "天成", "Pumps 2027").ok()
    crm_in("product", "add", "Pump", "--code", "P-100", "--list-price", "1050 CNY").ok()
    return crm_in


Importing = Callable[..., Any]


@pytest.fixture
def take(firm: Run, tmp_path: Path) -> Importing:
    """Import rows of a kind as CSV; the exit code's result."""

    def take(kind: str, header: str, *rows: str, options: tuple[str, ...] = ()) -> Any:
        path = tmp_path / f"{kind}.csv"
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        return firm("import", path, "--kind", kind, "--json", *options)

    return take


def quoted(value: Any) -> str:
    return '"' + json.dumps(value, ensure_ascii=False).replace('"', '""') + '"'


def test_a_quote_with_its_lines_names_what_it_hangs_on(firm: Run, take: Importing) -> None:
    lines = [
        LINE,
        {"description": "Seals", "quantity": 2.5, "unit_price": {"amount": "8.00", "currency": "CNY"}},
    ]
    done = (
        take("quote", "number,opportunity,discount,lines", f"Q-7,Pumps 2027,2.5%,{quoted(lines)}").ok().json
    )
    assert (done["created"], done["rejected"], done["warnings"]) == (1, 0, [])
    quote = firm("quote", "show", "Q-7", "--json").ok().json
    assert (quote["customer"]["name"], quote["discount"], quote["status"]) == (
        "天成外贸公司",
        "2.5%",
        "draft",
    )
    first, second = quote["lines"]
    assert (first["product"]["name"], first["quantity"], first["discount"]) == ("Pump", "120", "5%")
    assert (second["line"], second["quantity"], second["description"]) == (2, "2.5", "Seals")
    assert quote["amount"] == {"amount": "108946.50", "currency": "CNY"}


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("not json", "no JSON list"),
        ('{"line": 1}', "no JSON list"),
        ("[1, 2]", "no JSON list"),
        ([LINE | {"quantity": "-1"}], "negative"),
        ([LINE | {"discount": "120%"}], "between 0 and 100"),
        ([LINE | {"unit_price": "1.005 CNY"}], "decimal places"),
        ([LINE | {"unit_price": "1.00 XXX"}], "1.00 XXX"),
        ([LINE | {"cost": "1.00 USD"}], "one currency"),
        ([LINE] * 201, "at most 200"),
        ([LINE | {"line": "x"}], "cannot be"),
        ("[" * 5000, "no JSON list"),
    ],
)
def test_lines_that_are_none_are_rejected_with_their_row(
    firm: Run, take: Importing, cell: Any, what: str
) -> None:
    text = quoted(cell) if not isinstance(cell, str) else '"' + cell.replace('"', '""') + '"'
    done = take("quote", "number,opportunity,lines", f"Q-7,Pumps 2027,{text}").fails(5).json
    (reject,) = done["rejects"]
    assert (reject["row"], reject["column"], reject["code"]) == (2, "lines", "value")
    assert what in reject["message"]
    assert firm("quote", "list", "--json").json == []


def test_a_product_that_is_not_there_is_described_by_its_name(firm: Run, take: Importing) -> None:
    take("quote", "number,opportunity,lines", f"Q-7,Pumps 2027,{quoted([LINE | {'product': 'Valve'}])}").ok()
    (line,) = firm("quote", "show", "Q-7", "--json").json["lines"]
    assert (line["product"], line["description"]) == (None, "Valve")


def test_orders_their_payments_and_expenses(firm: Run, take: Importing) -> None:
    take("order", "number,customer,amount,delivery", "77,天成外贸公司,5000.00 CNY,2027-01-31").ok()
    take("payment", "order,label,kind,amount,share,due", "77,Deposit,planned,1500.00 CNY,30%,2026-12-01").ok()
    take("expense", "text,amount,order,spent_on", "Taxi,86.50 CNY,77,2026-11-17").ok()
    order = firm("order", "show", "77", "--json").ok().json
    paid = {one["label"]: one for one in order["related"]["payment"]}
    assert list(paid) == [
        "Deposit",
        "Balance against B/L copy",
        "Export tax rebate",
    ]  # the plan of its process
    assert (paid["Deposit"]["share"], paid["Deposit"]["customer"]["name"]) == ("30%", "天成外贸公司")
    (expense,) = firm("expense", "list", "--json").json
    assert expense["order"]["name"] == "77"
    again = take("expense", "text,amount,order,spent_on", "Taxi,86.50 CNY,77,2026-11-17").ok().json
    assert (again["unchanged"], again["transaction"]) == (1, None)
    other = take("expense", "text,amount,order,spent_on", "Taxi,90.00 CNY,77,2026-11-17").ok().json
    assert other["created"] == 1  # another amount is another taxi


def test_no_file_decides(firm: Run, take: Importing, tmp_path: Path) -> None:
    """Neither one made by hand nor a changed export gives an approval, or says that money was paid back."""
    firm("team", "add", "Wang", "--role", "manager").ok()
    firm("team", "add", "Li", "--role", "rep", "--superior", "Wang").ok()
    firm("customer", "transfer", "天成", "--to", "Li", "--reason", "x").ok()
    li = ("--as", "Li")
    take("quote", "number,opportunity,status,approved_at", "Q-7,Pumps 2027,approved,2026-11-01", options=li)
    take("expense", "text,amount,status,paid_at", "Taxi,5.00 CNY,paid,2026-11-01", options=li)
    statuses = [one["status"] for one in firm("quote", "list", "--json").json]
    statuses += [one["status"] for one in firm("expense", "list", "--json").json]
    assert statuses == ["draft", "draft"]
    for kind in ("quote", "expense"):
        records = firm("export", f"{kind}s", "--json").ok().json
        for one in records:
            one["status"] = "approved"
        path = tmp_path / f"{kind}.json"
        path.write_text(json.dumps(records), encoding="utf-8")
        firm("import", path, "--on-duplicate", "update", "--json")
        firm("import", path, "--on-duplicate", "update", "--json", *li)
        assert [one["status"] for one in firm(kind, "list", "--json").json] == ["draft"]


def test_an_approval_is_no_matter_of_a_file(firm: Run, take: Importing) -> None:
    firm("team", "add", "Li", "--role", "rep").ok()
    take("quote", "number,opportunity", "Q-7,Pumps 2027").ok()
    (quote,) = firm("quote", "list", "--json").json
    row = f"{quote['ref']},floor,Below floor,approved,2026-11-01"
    done = (
        take("approval", "about.ref,rule,rule_label,decision,asked_at", row, options=("--as", "Li"))
        .fails(5)
        .json
    )
    assert [one["code"] for one in done["rejects"]] == ["forbidden"]
    assert firm("approval", "list", "--json").json == []


TEXTS = st.text("aé中\"'=+-@;,|[]{}\\/ \u00a0１", max_size=12).map(clean_line)
LINES = st.lists(
    st.tuples(
        TEXTS,
        st.sampled_from(["0", "0.000001", "120", "999999999999"]),
        st.none() | st.integers(0, 10**12),
        st.integers(0, 10_000),
        st.booleans(),
    ),
    max_size=5,
)


@given(LINES, st.sampled_from(["CNY", "JPY", "KWD"]))
@settings(max_examples=40, deadline=None)
def test_lines_go_through_a_cell_unchanged(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[tuple[str, str, int | None, int, bool]],
    currency: str,
) -> None:
    store = opened(tmp_path_factory.mktemp("cells") / "crm.db")
    try:
        of = sold.deal(store, customer(store))
        pump = sold.product(store)
        first, second = sold.quote(store, of), sold.quote(store, of, "Q2026-0002")
        wanted = [
            sold.line(
                pump if named else None, place, quantity, description=text or None, price_minor=price,
                amount_minor=None, discount=discount, currency=currency,
            )
            for place, (text, quantity, price, discount, named) in enumerate(lines, 1)
        ]  # fmt: skip
        sold.put_lines(store, first, wanted)
        said = record_json(store, QUOTE, first)["lines"]
        field = QUOTE.fields["lines"]
        with Transaction(store, "import"):
            rows = rows_of_cells(store, field)([guarded(clean_text(cell_text(said)))]) or []
            links = Links(store)
            links.prepare([{"lines": rows}])
            names = columns_of_rows(field)
            kept = [dict(zip(names, row, strict=True)) for row in tied(field, rows, links.of)]
            keep_rows(store, QUOTE, second, field, kept)
        assert record_json(store, QUOTE, second)["lines"] == said
    finally:
        store.close()
