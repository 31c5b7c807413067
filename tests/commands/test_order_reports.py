"""``crm report orders|receivables|duties`` as they are read: sentences, widths, separated values, an empty store."""

from __future__ import annotations

import csv
import io

import pytest
from invariants import harmless
from laid_out import laid_out

from crmcli.text.clean import width
from support import Result, Run

NAMES = ("orders", "receivables", "duties")


@laid_out
def firm(crm_in: Run) -> Run:
    """Two orders, the first of which a deposit was paid for."""
    crm_in("init", "--name", "林", "--currency", "CNY").ok()
    crm_in("customer", "add", "天成外贸公司").ok()
    for _ in range(2):
        crm_in("order", "add", "天成", "--amount", "120000", "--delivery", "2027-01-29").ok()
    crm_in("order", "pay", "2026-0001", "20000").ok()
    return crm_in


def ended(run: Run, number: str) -> None:
    """An order that is delivered and closed, with a duty of it done in time."""
    run("order", "step", "done", number, "customs", "--reason", "x").ok()
    duty = run("duty", "add", number, "回访", "--due", "2026-11-20", "--json").ok().json["ref"]
    run("duty", "done", duty).ok()
    run("order", "close", number, "--force", "--reason", "x").ok()


def told(run: Run, name: str, *, lang: str = "en", cells: int = 100) -> Result:
    words = ("report", name, "--lang", lang, "--no-color")
    return harmless(run(*words, env={"CRM_FORCE_TTY": str(cells)})).ok()


def test_one_is_told_of_as_one(firm: Run) -> None:
    ended(firm, "2026-0001")
    text = told(firm, "orders").out
    assert "1 step was done: 100% by its planned day, 100% by the first one planned." in text
    assert "1 order was delivered: 100% by the day agreed, 100% by the one agreed first." in text
    assert "1 order is open; late: 0, blocked: 0." in text


def test_several_are_told_of_as_several(firm: Run) -> None:
    ended(firm, "2026-0001")
    ended(firm, "2026-0002")
    text = told(firm, "orders").out
    assert "2 steps were done: 100% by their planned day, 100% by the first one planned." in text
    assert "2 orders were delivered: 100% by the day agreed, 100% by the one agreed first." in text


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-11-20", "100% were done by their deadline, 2 days before it on average."),
        ("2026-11-19", "100% were done by their deadline, 1 day before it on average."),
        ("2026-11-18", "100% were done by their deadline, 0 days before it on average."),
        ("2026-11-17", "0% were done by their deadline, 1 day after it on average."),
        ("2026-11-16", "0% were done by their deadline, 2 days after it on average."),
    ],
)
def test_how_long_before_its_deadline_a_duty_was_done(firm: Run, due: str, said: str) -> None:
    duty = firm("duty", "add", "2026-0001", "回访", "--due", due, "--json").ok().json["ref"]
    assert "1 is not done yet" in told(firm, "duties").out
    firm("duty", "done", duty).ok()
    assert said in told(firm, "duties").out


def test_what_is_owed_is_the_sum_of_what_orders_lack(firm: Run) -> None:
    assert "Owed on open orders: 220,000; overdue: " in told(firm, "receivables").out
    owed = [
        firm("order", "show", number, "--json").ok().json["receivable"]
        for number in ("2026-0001", "2026-0002")
    ]
    assert [one["amount"] for one in owed] == ["100000.00", "120000.00"]
    totals = firm("report", "receivables", "--json").ok().json["totals"]
    assert totals["amount"] == {"amount": "220000.00", "currency": "CNY"}


@pytest.mark.mostly_slow(every=5)
@pytest.mark.parametrize("cells", [40, 80, 132])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_they_fit_the_terminal(firm: Run, name: str, lang: str, cells: int) -> None:
    ended(firm, "2026-0001")
    text = told(firm, name, lang=lang, cells=cells).out
    assert [line for line in text.splitlines() if width(line) > cells] == []


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("name", NAMES)
def test_separated_values_have_a_line_for_each_row(firm: Run, name: str) -> None:
    ended(firm, "2026-0001")
    rows = firm("report", name, "--json").ok().json["rows"]
    lines = list(csv.reader(io.StringIO(firm("report", name, "--format", "csv").ok().out)))
    assert rows
    assert len(lines) in (len(rows), len(rows) + 1)  # with a line of headings
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("orders", "There are no orders yet: `crm order add CUSTOMER`"),
        ("receivables", "Nothing is owed on open orders; `crm order list` shows them."),
        ("duties", "There are no duties yet; finished steps of orders leave them"),
    ],
)
def test_an_empty_store_says_what_to_do(crm_in: Run, name: str, said: str) -> None:
    crm_in("init", "--name", "林").ok()
    result = told(crm_in, name)
    assert said in " ".join((result.out + result.err).split())
