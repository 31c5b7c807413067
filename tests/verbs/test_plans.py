"""Planned days: counted from signing, delivery and each other, never before what comes before them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crmcli.processes.checklist import canonical, read_plan
from crmcli.verbs.plans import anchored, counted, planned

SIGNED, DELIVERY = date(2026, 11, 18), date(2027, 1, 29)


def step(id: str, plan: str | None, *after: str) -> dict[str, Any]:
    return {"id": id, "plan": plan, "after": list(after)}


def test_counted_from_signing_from_delivery_and_from_each_other() -> None:
    steps = [step("c", "b-1d", "a"), step("b", "delivery-20d"), step("a", "signed+7d"), step("d", None, "b")]
    assert planned(steps, SIGNED, DELIVERY) == {
        "c": date(2027, 1, 8), "b": date(2027, 1, 9), "a": date(2026, 11, 25), "d": None,
    }  # fmt: skip
    assert planned(steps, SIGNED, None) == {"c": None, "b": None, "a": date(2026, 11, 25), "d": None}


def test_a_short_delivery_time_plans_nothing_before_what_comes_before_it() -> None:
    steps = [step("deposit", "signed+7d"), step("goods", "delivery-20d", "deposit"), step("ship", "goods+2d")]
    soon = date(2026, 11, 30)
    assert list(planned(steps, SIGNED, soon).values()) == [
        date(2026, 11, 25), date(2026, 11, 25), date(2026, 11, 27),
    ]  # fmt: skip


def test_what_waits_for_itself_has_no_day_and_ends() -> None:
    steps = [step("a", "b+1d"), step("b", "signed+1d", "a"), step("c", "signed+2d")]
    assert planned(steps, SIGNED, DELIVERY) == {"a": None, "b": None, "c": date(2026, 11, 20)}


def test_a_day_beyond_the_calendar_is_none() -> None:
    assert counted("signed+9999d", {"signed": date(9999, 1, 1)}) is None
    assert counted("nonsense", {"signed": SIGNED}) is None
    assert counted(None, {"signed": SIGNED}) is None


def test_a_step_that_a_checklist_lacks_is_the_delivery() -> None:
    assert anchored("bill_of_lading+7d", ["deposit"]) == "delivery+7d"
    assert anchored("bill_of_lading", ["deposit"]) == "delivery"
    assert anchored("bill_of_lading+7d", ["bill_of_lading"]) == "bill_of_lading+7d"
    assert anchored("signed", []) == "signed"
    assert anchored(None, []) is None


@st.composite
def checklists(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Steps in any order; also such as wait for what is not there, or in a circle."""
    names = draw(st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True))
    some = st.sampled_from([*names, "missing"])
    anchors = st.sampled_from(["signed", "delivery", *names, "missing"])
    far = st.tuples(st.integers(-400, 400), st.sampled_from(["d", "wd"]))
    days = far.map(lambda one: f"{one[0]:+d}{one[1]}" if one[0] else "")
    plans = st.none() | st.tuples(anchors, days).map("".join)
    return [step(name, draw(plans), *draw(st.lists(some, max_size=3, unique=True))) for name in names]


@given(checklists(), st.none() | st.dates(), st.none() | st.dates())
def test_every_day_follows_from_its_plan_and_from_what_comes_before(
    steps: list[dict[str, Any]], signed: date | None, delivery: date | None
) -> None:
    found = planned(steps, signed, delivery)
    assert list(found) == [one["id"] for one in steps]
    known = {"signed": signed, "delivery": delivery, **found}
    for one in steps:
        day = found[one["id"]]
        if day is None:
            continue
        anchor, number, unit = read_plan(one["plan"]) or ("", 0, "d")
        start = known[anchor]
        assert start is not None
        before = [other for id in one["after"] if (other := found.get(id)) is not None]
        own = start + timedelta(days=number) if unit == "d" else walked(start, number)
        assert day == max([own, *before])


def walked(day: date, number: int) -> date:
    """So many days of Monday to Friday on, or back, one after the other."""
    for _each in range(abs(number)):
        day += timedelta(days=1 if number > 0 else -1)
        while day.weekday() > 4:
            day += timedelta(days=1 if number > 0 else -1)
    return day


def test_working_days_leave_weekends_out() -> None:
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)
    days: dict[str, date | None] = {"signed": friday, "delivery": date(2026, 11, 30), "arrival": saturday}
    wanted = {
        "signed+1wd": date(2026, 11, 23), "signed+5wd": date(2026, 11, 27), "signed+6wd": date(2026, 11, 30),
        "delivery-1wd": date(2026, 11, 27), "delivery-6wd": friday, "arrival+1wd": date(2026, 11, 23),
        "arrival-1wd": friday, "arrival": saturday, "signed+1d": saturday,
    }  # fmt: skip
    assert {plan: counted(plan, days) for plan in wanted} == wanted
    assert counted("signed+9999wd", {"signed": date(9999, 1, 1)}) is None
    assert anchored("bill_of_lading+7wd", []) == "delivery+7wd"
    assert canonical("signed+03wd, arrival+0wd", ["signed", "arrival"]) == "signed+3wd, arrival"
    assert canonical("signed+3w", ["signed"]) is None
    # Opened again on a Saturday, what follows by working days follows from there.
    assert counted("signed+2wd", days, saturday) == date(2026, 11, 24)


def test_of_several_plans_the_first_counts_whose_day_is_known() -> None:
    steps = [
        {"id": "lading", "after": [], "plan": "delivery+3d"},
        {"id": "told", "after": ["lading"], "plan": "arrival-3d, lading+10d"},
    ]
    assert planned(steps, None, date(2027, 1, 29))["told"] == date(2027, 2, 11)
    assert planned(steps, None, date(2027, 1, 29), date(2027, 3, 8))["told"] == date(2027, 3, 5)
    assert planned(steps, None, None)["told"] is None


def test_a_step_that_is_opened_again_is_planned_from_that_day_on() -> None:
    again = date(2026, 12, 14)
    steps = [
        {"id": "design", "after": [], "plan": "signed+14d", "again": again},
        {"id": "list", "after": ["design"], "plan": "design+7d", "again": again},
        {"id": "check", "after": [], "plan": "delivery-60d", "again": again},
        {"id": "build", "after": ["list"], "plan": "delivery-3d"},
    ]
    found = planned(steps, SIGNED, DELIVERY)
    assert found == {
        "design": date(2026, 12, 28), "list": date(2027, 1, 4), "check": again, "build": date(2027, 1, 26),
    }  # fmt: skip
