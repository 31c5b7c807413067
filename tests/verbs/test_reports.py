"""Reports against a recount of what is exported, by pandas: nothing of their SQL and none of their code is shared.

And what triggers keep for them against the records, whatever was done and taken back.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import demos
import pandas as pd
import pytest
from deals import build
from hypothesis import given
from hypothesis import strategies as st
from stores import clock, customer, opened

from crmcli.clock import stored
from crmcli.errors import CrmError, ValueInvalid
from crmcli.store import figures, pipeline
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import CUSTOMER, OPPORTUNITY, Customer, Member, Opportunity, StageChange
from crmcli.store.statements import by_id, insert, rows_where
from crmcli.verbs import opportunities, records
from crmcli.verbs.gaps import gaps_of
from crmcli.verbs.history import history, undo
from crmcli.verbs.rates import Rates
from crmcli.verbs.reports import periods
from crmcli.verbs.reports.scope import median
from crmcli.verbs.stages import ensure
from support import NOW, Run

RATES = {"CNY": Decimal(1), "USD": Decimal("7.12"), "JPY": Decimal("0.04812345"), "KWD": Decimal("23.1")}
PLACES = {"CNY": 2, "USD": 2, "EUR": 2, "JPY": 0, "KWD": 3}
NOW_HERE = datetime.fromisoformat(NOW)
TODAY = NOW_HERE.date()
ENDS = ["won", "lost", "abandoned"]
ALL_STAGES = ["lead", "qualified", "needs", "samples", "proposal", "negotiation"]


# --- what is exported -------------------------------------------------------------------------------------------------


class Exported:
    """A store as its export tells it."""

    def __init__(self, folder: Path) -> None:
        def rows(name: str) -> list[dict[str, Any]]:
            text = (folder / f"{name}.jsonl").read_text(encoding="utf-8")
            return [json.loads(line) for line in text.splitlines()]

        self.members = {"": None, **{one["id"]: one["name"] for one in rows("members")}}
        self.books = {one["id"]: one for one in rows("playbooks")}
        self.customers, self.deals, self.changes = (
            frame([flat(one) for one in rows(name)])
            for name in ("customers", "opportunities", "stage_changes")
        )

    def stages(self, book: str) -> list[dict[str, Any]]:
        content = self.books[book]["content"]
        return list((json.loads(content) if isinstance(content, str) else content)["stages"])

    def versions(self, name: str) -> list[str]:
        return [id for id, one in self.books.items() if one["name"] == name]


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """A table in which nothing is None, not a number that is none."""
    found = pd.DataFrame(rows, dtype=object)
    found["owner"] = found.owner.fillna("")
    return found.where(found.notna(), None)


def flat(record: dict[str, Any]) -> dict[str, Any]:
    """Links as ids, amounts as a number of their currency."""
    out: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, dict) and set(value) == {"amount", "currency"}:
            out["money"], out["currency"] = Decimal(value["amount"]), value["currency"]
        elif isinstance(value, dict) and "id" in value:
            out[key] = value["id"]
        else:
            out[key] = value
    out.setdefault("money", None)
    out.setdefault("currency", None)
    return out


@pytest.fixture(scope="module")
def deals_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with whatever reports have to tell apart, made once."""
    path = tmp_path_factory.mktemp("deals") / "crm.db"
    build(path)
    return path


@pytest.fixture(scope="module")
def demo_path(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo store."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    demos.copied(pytestconfig, path)
    return path


@pytest.fixture(params=["deals", "demo"])
def store_path(request: pytest.FixtureRequest) -> Path:
    """Either of them."""
    path: Path = request.getfixturevalue(f"{request.param}_path")
    return path


def on(crm_in: Run, path: Path) -> Callable[..., Any]:
    """Commands on a store, answering in JSON."""

    def answer(*words: str) -> Any:
        return crm_in(*words, "--json", env={"CRM_DB": str(path)}).ok().json

    return answer


@pytest.fixture
def run(crm_in: Run, store_path: Path) -> Callable[..., Any]:
    """A command on it."""
    return on(crm_in, store_path)


@pytest.fixture
def exported(run: Callable[..., Any], tmp_path: Path) -> Exported:
    """What is exported of it."""
    run("export", "all", str(tmp_path / "out"))
    return Exported(tmp_path / "out")


@pytest.fixture
def kept(run: Callable[..., Any]) -> None:
    """Rates of all currencies but one."""
    for code, rate in RATES.items():
        if code != "CNY":
            run("config", "rates", code, str(rate))


# --- reckoned anew ----------------------------------------------------------------------------------------------------


def total(rows: pd.DataFrame, factor: Callable[[Any], Decimal] = lambda row: Decimal(1)) -> dict[str, str]:
    """The sum of the amounts that a rate is kept for, rounded once."""
    exact = sum(
        (row.money * factor(row) * RATES[row.currency] for row in rows.itertuples() if row.currency in RATES),
        Decimal(0),
    )
    return {"amount": str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP)), "currency": "CNY"}


def left_out(rows: pd.DataFrame) -> list[dict[str, Any]]:
    rest = rows[rows.currency.notna() & ~rows.currency.isin(list(RATES))]
    return [
        {
            "currency": code,
            "amount": f"{sum(of.money):.{PLACES[code]}f}",
            "number": len(of),
        }
        for code, of in rest.groupby("currency")
    ]


def ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def plain(value: Any) -> Any:
    """A number of pandas as JSON has it; nothing for what is none."""
    return None if pd.isna(value) else float(value)


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(timezone(timedelta(hours=8)))


def living(rows: pd.DataFrame) -> pd.DataFrame:
    """What is open and not archived."""
    return rows[rows.outcome.isna() & ~rows.archived.astype(bool)]


def shown(answer: dict[str, Any], *keys: str) -> dict[Any, dict[str, Any]]:
    """The rows of a report by what they stand for."""
    return {tuple(name(row[key]) for key in keys): row for row in answer["rows"]}


def name(value: Any) -> Any:
    return value["name"] if isinstance(value, dict) else value


# --- the funnel -------------------------------------------------------------------------------------------------------


def later_than(order: dict[tuple[str, str], int], book: str, stage: str, to: str) -> bool:
    """By the version that was followed; where one of the stages was dropped in it, as both versions have them."""
    if (book, stage) in order and (book, to) in order:
        return order[book, to] > order[book, stage]
    return ALL_STAGES.index(to) > ALL_STAGES.index(stage)


def funnel_of(
    of: Exported, changes: pd.DataFrame, deals: pd.DataFrame, period: tuple[str, str] | None
) -> Any:
    """Rows by stage, and totals, of changes and opportunities."""
    if period is not None:
        at = changes["at"].map(lambda text: here(text).date().isoformat())
        changes = changes[(at >= period[0]) & (at <= period[1])]
    rows = {}
    order = {
        (book, stage["id"]): place
        for book in of.versions("sales")
        for place, stage in enumerate(of.stages(book))
    }
    ids = {stage for _book, stage in order}
    for stage in ids:
        out = changes[changes.from_stage == stage]
        later = [
            to == "won" or (to not in ENDS and later_than(order, book, stage, to))
            for to, book in zip(out.to_stage, out.playbook, strict=True)
        ]
        lost = int(out.to_stage.isin(["lost", "abandoned"]).sum())
        standing = living(deals)[living(deals).stage == stage]
        rows[stage] = {
            "entered": int((changes.to_stage == stage).sum()),
            "advanced": sum(later),
            "lost": lost,
            "back": len(out) - sum(later) - lost,
            "open": len(standing),
            "amount": total(standing),
            "conversion": ratio(sum(later), sum(later) + lost),
            "forced": int(out.forced.sum()),
            "mean_days": plain(round(out.seconds.sum() / (len(out) * 86400), 1)) if len(out) else None,
            "median_days": plain((out.seconds // 86400).median()),
        }
    won = deals[deals.outcome == "won"]
    cycles = pd.Series(
        [(here(one.closed_at).date() - date.fromisoformat(one.acquired_on)).days for one in won.itertuples()],
        dtype=float,
    )
    if period is not None:
        closed = won.closed_at.map(lambda text: here(text).date().isoformat())
        cycles = cycles[((closed >= period[0]) & (closed <= period[1])).to_numpy()]
    ends = {end: int((changes.to_stage == end).sum()) for end in ENDS}
    totals = {
        "begun": int(
            changes.from_stage.isna().sum() - changes[changes.from_stage.isna()].to_stage.isin(ENDS).sum()
        ),
        "reopened": int(changes.from_stage.isin(ENDS).sum()),
        "open": len(living(deals)),
        "amount": total(living(deals)),
        **ends,
        "conversion": ratio(ends["won"], sum(ends.values())),
        "forced": int(changes[changes.from_stage.isin(ids)].forced.sum()),
        "mean_cycle": plain(round(cycles.mean(), 1)),
        "median_cycle": plain(cycles.median()),
    }
    return rows, totals


PERIODS = {
    "": None,
    "this_quarter": ("2026-10-01", "2026-12-31"),
    "2026-05..2026-08": ("2026-05-01", "2026-08-31"),
}


@pytest.mark.mostly_slow
@pytest.mark.parametrize("period", PERIODS)
def test_funnel(run: Callable[..., Any], exported: Exported, kept: None, period: str) -> None:
    answer = run("report", "funnel", *(["--period", period] if period else []))
    books = exported.versions("sales")
    changes = exported.changes[exported.changes.playbook.isin(books)]
    deals = exported.deals[exported.deals.playbook.isin(books)]
    rows, totals = funnel_of(exported, changes, deals, PERIODS[period])
    told = {key[0]: {name: row[name] for name in rows["lead"]} for key, row in shown(answer, "stage").items()}
    assert told == {stage: row for stage, row in rows.items() if stage in told}
    assert all(not row["entered"] and not row["open"] for stage, row in rows.items() if stage not in told)
    assert answer["totals"] == totals
    assert answer["left_out"] == left_out(living(deals))
    assert [one["currency"] for one in answer["rates"]] == sorted(
        set(living(deals).currency.dropna()) & set(RATES) - {"CNY"}
    )
    assert [row["stage"] for row in answer["rows"]] == [stage for stage in ALL_STAGES if stage in told]


@pytest.mark.mostly_slow
def test_funnel_by_member_and_filter(run: Callable[..., Any], exported: Exported, kept: None) -> None:
    answer = run("report", "funnel", "--by", "member", "--where", "amount>100000", "--where", "title!~'1'")
    books = exported.versions("sales")
    deals = exported.deals[
        exported.deals.playbook.isin(books)
        & exported.deals.money.map(lambda money: money is not None and money > 100000)
        & ~exported.deals.title.str.contains("1")
    ]
    changes = exported.changes[exported.changes.opportunity.isin(deals.id)]
    for id, member in exported.members.items():
        rows, totals = funnel_of(exported, changes[changes.owner == id], deals[deals.owner == id], None)
        told = {key[1]: row for key, row in shown(answer, "member", "stage").items() if key[0] == member}
        assert {
            stage: {key: told[stage][key] for key in row} for stage, row in rows.items() if stage in told
        } == {stage: row for stage, row in rows.items() if stage in told}
        of_member = [one for one in answer["members"] if name(one["member"]) == member]
        if of_member or totals["begun"] or totals["open"]:
            assert [{key: one[key] for key in totals} for one in of_member] == [totals]
    assert answer["totals"] == funnel_of(exported, changes, deals, None)[1]


# --- the forecast -----------------------------------------------------------------------------------------------------


def forecast_of(of: Exported, deals: pd.DataFrame, won: pd.DataFrame) -> dict[str, Any]:
    def sure(row: Any) -> bool:
        return bool(row.probability >= 75 or row.stage == of.stages(row.playbook)[-1]["id"])

    commit = deals[[sure(row) for row in deals.itertuples()]] if len(deals) else deals
    return {
        "number": len(deals),
        "no_amount": int(deals.currency.isna().sum()),
        "best_case": total(deals),
        "weighted": total(deals, lambda row: Decimal(int(row.probability)) / 100),
        "commit": total(commit),
        "commit_number": len(commit),
        "won": total(won),
        "won_number": len(won),
    }


@pytest.mark.mostly_slow
def test_forecast_by_month(run: Callable[..., Any], exported: Exported, kept: None) -> None:
    answer = run("report", "forecast")
    deals = living(exported.deals)
    today = TODAY.isoformat()
    months = deals.expected_close.map(
        lambda close: "no_date" if close is None else "past" if close < today else close[:7]
    )
    won = exported.deals[exported.deals.outcome == "won"]
    won = won[won.closed_at.map(lambda text: here(text).date().isoformat()[:7] == today[:7])]
    expected = {}
    for month in {*months, today[:7]}:
        expected[month] = forecast_of(
            exported, deals[months == month], won if month == today[:7] else won[:0]
        )
    told = {
        key[0]: {name: row[name] for name in expected["past"]} for key, row in shown(answer, "month").items()
    }
    assert told == expected
    order = [row["month"] for row in answer["rows"]]
    assert order == ["past", *sorted(set(order) - {"past", "no_date"}), "no_date"]
    assert answer["totals"] == forecast_of(exported, deals, won)
    assert answer["left_out"] == left_out(pd.concat([deals, won]))


@pytest.mark.mostly_slow
def test_forecast_by_member_of_a_year(run: Callable[..., Any], exported: Exported, kept: None) -> None:
    answer = run("report", "forecast", "--by", "member", "--period", "2026", "--process", "sales")
    books = exported.versions("sales")
    deals = exported.deals[exported.deals.playbook.isin(books)]
    close = deals.expected_close.fillna("")
    this = living(deals[(close >= "2026-01-01") & (close <= "2026-12-31")])
    won = deals[deals.outcome == "won"]
    won = won[won.closed_at.map(lambda text: here(text).year == 2026)]
    told = {key[0]: row for key, row in shown(answer, "member").items()}
    for id, member in exported.members.items():
        expected = forecast_of(exported, this[this.owner == id], won[won.owner == id])
        row = told.pop(member, dict.fromkeys(expected, 0))
        if row["number"] or row["won_number"] or expected["number"] or expected["won_number"]:
            assert {key: row[key] for key in expected} == expected
    assert told == {}
    assert answer["totals"] == forecast_of(exported, this, won)


# --- the pipeline -----------------------------------------------------------------------------------------------------


def lacks(of: Exported, row: Any, silent: int | None) -> list[str]:
    """What is missing of an opportunity, as the guide defines it."""
    most = {stage["id"]: stage["silent_days"] for stage in of.stages(row.playbook)}[row.stage]
    heard = row.latest_followup or row.acquired_on
    day = here(heard).date() if len(heard) > 10 else date.fromisoformat(heard)
    return [
        code
        for code, there in (
            ("no_close", row.expected_close is None),
            ("no_amount", row.currency is None or pd.isna(row.currency)),
            ("no_next_step", row.next_followup is None),
            ("silent", (TODAY - day).days > (most if silent is None else silent)),
            ("past_close", row.expected_close is not None and row.expected_close < TODAY.isoformat()),
        )
        if there
    ]


@pytest.mark.mostly_slow
@pytest.mark.parametrize("silent", [None, 45])
@pytest.mark.parametrize("by", ["stage", "owner"])
def test_pipeline(
    run: Callable[..., Any], exported: Exported, kept: None, by: str, silent: int | None
) -> None:
    words = ["--by", "member"] if by == "owner" else []
    answer = run(
        "report", "pipeline", *words, *(["--silent", str(silent)] if silent else []), "--limit", "500"
    )
    deals = living(exported.deals)
    found = {row.id: lacks(exported, row, silent) for row in deals.itertuples()}
    expected = {}
    for key, rows in [*deals.groupby(by), ("all", deals)]:
        count = Counter(code for id in rows.id for code in found[id])
        age = rows.acquired_on.map(lambda text: (TODAY - date.fromisoformat(text)).days)
        expected[exported.members.get(key, key)] = {
            "open": len(rows),
            "amount": total(rows),
            **{
                code: count[code]
                for code in ("no_close", "no_amount", "no_next_step", "silent", "past_close")
            },
            "complete": sum(not found[id] for id in rows.id),
            "risk": int(rows.risk_flag.sum()),
            "age_30": int((age <= 30).sum()),
            "age_60": int(((age > 30) & (age <= 60)).sum()),
            "age_90": int(((age > 60) & (age <= 90)).sum()),
            "age_180": int(((age > 90) & (age <= 180)).sum()),
            "age_older": int((age > 180).sum()),
        }
    assert answer["totals"] == expected.pop("all")
    rows = shown(answer, "member" if by == "owner" else "stage")
    told = {key[0]: {name: row[name] for name in answer["totals"]} for key, row in rows.items()}
    assert told == expected
    worst = {one["id"]: one["gaps"] for one in answer["worst"]}
    assert worst == {id: codes for id, codes in found.items() if codes}
    assert sorted(map(len, worst.values()), reverse=True) == [len(codes) for codes in worst.values()]


# --- wins and losses, sources -----------------------------------------------------------------------------------------


@pytest.mark.mostly_slow
@pytest.mark.parametrize("by", ["reason", "stage", "member", "reason,stage,member"])
@pytest.mark.parametrize("period", ["", "2026-05..2026-08"])
def test_winloss(run: Callable[..., Any], exported: Exported, kept: None, by: str, period: str) -> None:
    answer = run("report", "winloss", "--by", by, *(["--period", period] if period else []))
    ended = exported.deals[exported.deals.outcome.notna()]
    if period:
        day = ended.closed_at.map(lambda text: here(text).date().isoformat())
        ended = ended[(day >= PERIODS[period][0]) & (day <= PERIODS[period][1])]  # type: ignore[index]
    fields = {"reason": "outcome_reason", "stage": "closed_stage", "member": "owner"}
    keys = ["outcome", *(fields[one] for one in by.split(","))]
    expected = {}
    for values, rows in ended.groupby(keys):
        all = int((ended.outcome == values[0]).sum())
        expected[tuple(exported.members.get(one, one) for one in values)] = {
            "number": len(rows),
            "amount": total(rows),
            "share": ratio(len(rows), all),
        }
    told = shown(answer, "outcome", *by.split(","))
    assert {
        key: {name: row[name] for name in ("number", "amount", "share")} for key, row in told.items()
    } == expected
    assert {end: answer["totals"][end] for end in ENDS} == {
        end: int((ended.outcome == end).sum()) for end in ENDS
    }
    assert answer["totals"]["conversion"] == ratio(int((ended.outcome == "won").sum()), len(ended))
    assert answer["left_out"] == left_out(ended)


@pytest.mark.mostly_slow
def test_lessons(run: Callable[..., Any], exported: Exported) -> None:
    answer = run("report", "winloss", "--lessons", "--limit", "500")
    ended = exported.deals[exported.deals.outcome.notna() & exported.deals.lesson.notna()]
    assert len(ended)
    assert sorted(one["id"] for one in answer["lessons"]) == sorted(ended.id)
    times = [one["closed_at"] for one in answer["lessons"]]
    assert times == sorted(times, reverse=True)
    assert run("report", "winloss")["lessons"] == []


@pytest.mark.mostly_slow
def test_sources(run: Callable[..., Any], exported: Exported, kept: None) -> None:
    answer = run("report", "sources")
    deals = exported.deals
    expected = {}
    for source, rows in [*exported.customers.groupby("source", dropna=False), ("", exported.customers)]:
        of = deals[deals.customer.isin(rows.id)]
        buyers = of[of.outcome == "won"].customer.nunique()
        expected[None if pd.isna(source) else source] = {
            "customers": len(rows),
            "with_opportunity": of.customer.nunique(),
            "buyers": buyers,
            "opportunities": len(of),
            "open": int(of.outcome.isna().sum()),
            **{end: int((of.outcome == end).sum()) for end in ENDS},
            "won_amount": total(of[of.outcome == "won"]),
            "conversion": ratio(buyers, len(rows)),
        }
    assert answer["totals"] == expected.pop("")
    told = {
        key[0]: {name: row[name] for name in answer["totals"]} for key, row in shown(answer, "source").items()
    }
    assert told == expected
    assert answer["left_out"] == left_out(
        deals[(deals.outcome == "won") & deals.customer.isin(exported.customers.id)]
    )


# --- from a figure to its records -------------------------------------------------------------------------------------


@pytest.mark.mostly_slow(every=6)
@pytest.mark.parametrize(
    ("words", "number", "noun"),
    [
        (("funnel", "--by", "member"), "open", "opportunity"),
        (("funnel", "--process", "decoration", "--owner", "team"), "open", "opportunity"),
        (("funnel", "--process", "sales@1", "--where", "amount>1 or amount is empty"), "open", "opportunity"),
        (("forecast",), "number", "opportunity"),
        (
            ("forecast", "--by", "member", "--period", "2026-11..2027-01", "--owner", "周宁"),
            "number",
            "opportunity",
        ),
        (("pipeline", "--by", "member", "--where", "amount<500000"), "open", "opportunity"),
        (("pipeline", "--period", "this_year", "--process", "sales"), "open", "opportunity"),
        (("winloss", "--by", "reason,stage,member", "--period", "this_quarter"), "number", "opportunity"),
        (("winloss", "--owner", "李强"), "number", "opportunity"),
        (("sources", "--where", "name~1", "--period", "last_year"), "customers", "customer"),
        (("sources", "--owner", "Ana"), "customers", "customer"),
    ],
)
def test_a_row_names_the_filter_that_lists_its_records(
    crm_in: Run, deals_path: Path, words: tuple[str, ...], number: str, noun: str
) -> None:
    run = on(crm_in, deals_path)
    answer = run("report", *words)
    archived = ["--archived"] if words[0] in ("winloss", "sources") else []
    assert answer["rows"]
    for row in answer["rows"]:
        found = run(noun, "list", "--where", row["where"], *archived)
        assert len(found) == row[number], row
    assert sum(row[number] for row in answer["rows"]) > 0


@pytest.mark.mostly_slow
def test_gaps_of_one_are_those_that_the_report_counts(store_path: Path) -> None:
    from crmcli.verbs.reports import pipeline as report
    from crmcli.verbs.reports.scope import Asked

    store = opened(store_path)
    try:
        answer = report.report(store, Asked(limit=1000))
        rows = [
            row
            for row in rows_where(store, Opportunity, removed_at=None, archived_at=None)
            if not row.outcome
        ]
        found = gaps_of(store, rows)
        assert {one["id"]: one["gaps"] for one in answer["worst"]} == {
            id: codes for id, codes in found.items() if codes
        }
    finally:
        store.close()


# --- what triggers keep -----------------------------------------------------------------------------------------------

STAGES = ("lead", "qualified", "needs", "proposal", "negotiation")
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(["", "1000", "USD 2500.50", "JPY 12"])),
        st.tuples(st.just("move"), st.sampled_from(STAGES)),
        st.tuples(st.just("win"), st.just("price")),
        st.tuples(st.just("lose"), st.just("budget")),
        st.tuples(st.just("reopen"), st.just("")),
        st.tuples(st.just("amount"), st.sampled_from(["1000", "EUR 2500.50", ""])),
        st.tuples(st.just("probability"), st.sampled_from(["0", "33", ""])),
        st.tuples(st.just("owner"), st.sampled_from(["Ana", "me"])),
        st.tuples(st.just("wait"), st.sampled_from(["1", "12", "31", "100"])),
        st.tuples(st.sampled_from(["archive", "back", "remove", "customer", "undo", "redo"]), st.just("")),
    ),
    max_size=16,
)


def act(store: Store, place: int, name: str, value: str) -> None:
    """Something that is done to an opportunity, or to all of it; what is refused changes nothing."""
    rows = rows_where(store, Opportunity)
    if not rows:  # undone; the first may be made again
        name = "redo"
    else:
        row = rows[place % len(rows)]
    if name == "add":
        typed = {"customer": [row.customer_id], "title": ["more"], **({"amount": [value]} if value else {})}
        records.add(store, OPPORTUNITY, typed)
    elif name == "move":
        opportunities.move(store, row, value, force=True, reason="so it goes")
    elif name in ("win", "lose"):
        opportunities.close(store, row, "won" if name == "win" else "lost", value)
    elif name == "reopen":
        opportunities.reopen(store, row, "not over")
    elif name in ("amount", "probability", "owner"):
        if name == "owner":
            value = store.me if value == "me" else rows_where(store, Member, name=value)[0].id
        records.edit(store, OPPORTUNITY, row, {name: [value]})
    elif name in ("archive", "back"):
        records.archive(store, OPPORTUNITY, [row], back=name == "back")
    elif name == "remove":
        records.remove(store, [(OPPORTUNITY, row)])
    elif name == "customer":
        of = rows_where(store, Customer, id=row.customer_id)[0]
        records.remove(store, [(CUSTOMER, of)])
    elif name == "wait":
        now = store.clock() + timedelta(days=int(value))
        store.clock = lambda: now
    elif name == "undo":
        undo(store)
    else:
        last = next((one for one in history(store) if one["command"].startswith("undo ")), None)
        if last is not None:
            undo(store, last["transaction"])


@pytest.mark.slow
@given(ACTS, st.integers(0, 3))
def test_kept_sums_are_those_of_a_recount(acts: list[tuple[str, str]], place: int) -> None:
    with TemporaryDirectory() as folder:
        store = opened(Path(folder) / "crm.db")
        ensure(store)
        with Transaction(store, "team add"):
            insert(store, Member, name="Ana", owner_id=None)
        of = customer(store)
        records.add(store, OPPORTUNITY, {"customer": [of.id], "title": ["泵"], "amount": ["12万"]})
        for name, value in acts:
            try:
                act(store, place, name, value)
            except CrmError:
                continue
        kept = {
            (one.stage, one.owner, one.playbook, one.currency): (one.number, one.minor, one.weighted)
            for one in pipeline.sums_of(store, by_owner=True)
        }
        assert kept == counted_sums(store)
        flow = {tuple(row[:6]): tuple(row[6:]) for row in store.db.execute("SELECT * FROM stage_flow")}
        assert flow == counted_flow(store)
        store.close()


def counted_sums(store: Store) -> dict[Any, Any]:
    """The open opportunities, one by one."""
    found: dict[Any, list[int]] = {}
    for row in rows_where(store, Opportunity, removed_at=None, archived_at=None):
        if row.outcome is None:
            key = (row.stage, row.owner_id or "", row.playbook_id or "", row.amount_currency or "")
            minor = row.amount_minor or 0
            before = found.get(key, [0, 0, 0])
            found[key] = [before[0] + 1, before[1] + minor, before[2] + minor * (row.probability or 0)]
    return {key: tuple(values) for key, values in found.items()}


def counted_flow(store: Store) -> dict[Any, Any]:
    """The changes of stage, one by one."""
    found: dict[Any, list[int]] = {}
    for row in rows_where(store, StageChange, removed_at=None):
        seconds = row.seconds or 0
        assert row.at is not None
        alike = (
            row.playbook_id or "",
            row.from_stage or "",
            row.to_stage,
            row.owner_id or "",
            seconds // 86400,
        )
        for month in ("", row.at[:7]):
            before = found.get((month, *alike), [0, 0, 0])
            found[month, *alike] = [before[0] + 1, before[1] + seconds, before[2] + row.forced]
    return {key: tuple(values) for key, values in found.items()}


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(2025, 11, 25), datetime(2026, 3, 6)),
            st.integers(0, 3 * 86400),
            st.booleans(),
        ),
        min_size=1,
        max_size=8,
    ),
    st.lists(st.datetimes(datetime(2025, 11, 1), datetime(2026, 4, 1)), min_size=2, max_size=2, unique=True),
    st.booleans(),
)
def test_flows_of_any_span_are_those_of_a_recount(
    moves: list[tuple[datetime, int, bool]], ends: list[datetime], by_owner: bool
) -> None:
    start, end = (stored(one.replace(tzinfo=UTC)) for one in sorted(ends))
    counted: Counter[tuple[str, int]] = Counter()
    with TemporaryDirectory() as folder:
        store = opened(Path(folder) / "crm.db")
        made, _ref = records.add(store, OPPORTUNITY, {"customer": [customer(store).id], "title": ["泵"]})
        for at, seconds, mine in moves:
            moment, owner = stored(at.replace(tzinfo=UTC)), store.me if mine else None
            with Transaction(store, "import"):
                insert(
                    store, StageChange, opportunity_id=made.id, from_stage="lead", to_stage="needs", at=moment,
                    seconds=seconds, owner_id=owner,
                )  # fmt: skip
            if start <= moment < end:
                counted[(owner or "") if by_owner else "", seconds // 86400] += 1
        found = list(figures.flows(store, figures.Among(), (start, end), by_owner=by_owner))
        store.close()
    assert {(one.owner, one.days): one.number for one in found} == counted


def test_a_span_may_reach_beyond_the_calendar(run: Callable[..., Any], kept: None) -> None:
    whole, all = run("report", "funnel"), run("report", "funnel", "--period", "0001..9999")
    assert all["rows"] == whole["rows"]
    assert all["totals"] == whole["totals"]


# --- periods, medians, rates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("this_quarter", "2026-10-01", "2026-12-31"),
        ("last_quarter", "2026-07-01", "2026-09-30"),
        ("next_quarter", "2027-01-01", "2027-03-31"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-q1", "2026-01-01", "2026-03-31"),
        ("2026年第三季度", "2026-07-01", "2026-09-30"),
        ("2026-10..2026-12", "2026-10-01", "2026-12-31"),
        ("2026-Q3..this_month", "2026-07-01", "2026-11-30"),
        ("2026-02-27..2026-03-01", "2026-02-27", "2026-03-01"),
        ("last_month", "2026-10-01", "2026-10-31"),
        ("上月", "2026-10-01", "2026-10-31"),
        ("本季度", "2026-10-01", "2026-12-31"),
        ("今年", "2026-01-01", "2026-12-31"),
        ("this_week", "2026-11-16", "2026-11-22"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("today", "2026-11-18", "2026-11-18"),
    ],
)
def test_period(text: str, first: str, last: str) -> None:
    found = periods.read(text, clock())
    assert found is not None
    assert (found.first, found.last) == (first, last)
    start = datetime.fromisoformat(f"{first}T00:00:00+08:00")
    assert datetime.fromisoformat(found.instants[0]) == start


@pytest.mark.parametrize(
    "text",
    [
        "now",
        "30d",
        "-30d",
        "2026-Q5",
        "2026-13",
        "2026-12..2026-10",
        "..",
        "2026..",
        "soon",
        "2026-11-18T10:00",
    ],
)
def test_no_period(text: str) -> None:
    with pytest.raises(ValueInvalid) as error:
        periods.read(text, clock())
    assert error.value.details["argument"] == "--period"


def test_all_is_no_period() -> None:
    assert periods.read("", clock()) is periods.read("all", clock()) is None


def test_offsets_know_summer_time() -> None:
    from zoneinfo import ZoneInfo

    now = datetime(2026, 11, 18, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert periods.offsets(now, "2026-01-01T00:00:00.000Z", "9999") == [
        ("2026-01-01T00:00:00.000Z", "2026-03-29T01:00:00.000Z", 3600),
        ("2026-03-29T01:00:00.000Z", "2026-10-25T01:00:00.000Z", 7200),
        ("2026-10-25T01:00:00.000Z", "9999", 3600),
    ]


@given(st.dictionaries(st.integers(-50, 400), st.integers(1, 9), max_size=12))
def test_median(numbers: dict[int, int]) -> None:
    every = pd.Series([number for number, times in numbers.items() for _time in range(times)], dtype=float)
    found = median(numbers)
    assert (found is None) == every.empty
    assert found is None or found == every.median()


@given(
    st.dictionaries(st.sampled_from(["CNY", "USD", "JPY", "KWD", "EUR"]), st.integers(-(10**15), 10**15)),
    st.sampled_from(["CNY", "JPY", "KWD"]),
    st.sampled_from([1, 100]),
)
def test_rates_are_exact_and_rounded_once(minor: dict[str, int], base: str, parts: int) -> None:
    rates = {"USD": "7.12", "JPY": "0.04812345", "KWD": "23.1", "CNY": "3"}
    rates.pop(base, None)
    found = Rates(base, rates).total(minor, parts)
    exact = sum(
        (
            Decimal(number).scaleb(-PLACES[code]) * (Decimal(rates[code]) if code != base else 1) / parts
            for code, number in minor.items()
            if code in rates or code == base
        ),
        Decimal(0),
    )
    assert Decimal(found.minor).scaleb(-PLACES[base]) == exact.quantize(
        Decimal(1).scaleb(-PLACES[base]), ROUND_HALF_UP
    )
    assert Rates(base, rates).left_out(minor) == (["EUR"] if "EUR" in minor else [])


def test_amounts_are_not_counted_by_floating_point() -> None:
    """Amounts of any size come out to the last digit."""
    with TemporaryDirectory() as folder:
        store = opened(Path(folder) / "crm.db")
        ensure(store)
        of = customer(store)
        for amount in ("90071992547409.93", "0.01", "90071992547409.91"):
            records.add(store, OPPORTUNITY, {"customer": [of.id], "title": [amount], "amount": [amount]})
        from crmcli.verbs.reports import forecast
        from crmcli.verbs.reports.scope import Asked

        answer = forecast.report(store, Asked())
        assert answer["totals"]["best_case"]["amount"] == "180143985094819.85"
        assert answer["totals"]["weighted"]["amount"] == "18014398509481.99"
        assert by_id(store, Opportunity, "") is None
        store.close()


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    from crmcli import config

    config.forget()
    yield
    config.forget()
