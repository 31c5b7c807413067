"""The time ahead by day: reminders and next steps, what is overdue, what repeats."""

from __future__ import annotations

from typing import Any

import pytest
from laid_out import laid_out

from crmcli.text.clean import width
from support import Run

ENTRY = [
    *("kind", "id", "ref", "name", "text", "due", "customer", "important", "urgent", "late_days", "repeat"),
]
WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def agenda(run: Run, *words: str, now: str | None = None) -> dict[str, Any]:
    """The answer, checked for what holds of every agenda."""
    env = {"CRM_NOW": now} if now else {}
    found: dict[str, Any] = run("agenda", *words, "--json", env=env).ok().json
    assert list(found) == ["now", "me", "from", "to", "overdue", "days"]
    for day in found["days"]:
        assert list(day) == ["date", "weekday", "items"]
        assert found["from"] <= day["date"] <= found["to"]
        assert all(entry["due"][:10] == day["date"] for entry in day["items"])
    entries = [*found["overdue"], *(entry for day in found["days"] for entry in day["items"])]
    assert all(list(entry) == ENTRY for entry in entries)
    first = [entry["id"] for entry in entries if not entry["repeat"]]
    assert len(first) == len(set(first))
    return found


def days(found: dict[str, Any]) -> dict[str, list[str]]:
    """What is to be done on which day."""
    return {day["date"]: [entry["text"] for entry in day["items"]] for day in found["days"]}


def remind(run: Run, text: str, when: str, *flags: str) -> str:
    """A reminder's ref."""
    ref: str = run("remind", text, "--when", when, *flags, "--json").ok().json["reminder"]["ref"]
    return ref


def test_an_empty_agenda_has_today(crm_in: Run) -> None:
    found = agenda(crm_in)
    assert (found["now"], found["me"]["name"]) == ("2026-11-18T10:30:00+08:00", "lin")
    assert (found["from"], found["to"], found["overdue"]) == ("2026-11-18", "2026-12-01", [])
    assert found["days"] == [{"date": "2026-11-18", "weekday": "wednesday", "items": []}]
    assert crm_in("agenda").ok().out == ""


def test_fourteen_days_with_today(crm_in: Run) -> None:
    for text, when in (
        *(("last", "2026-12-01 23:59"), ("beyond", "2026-12-02"), ("early", "2026-11-18 09:00")),
        *(("late", "2026-11-10"), ("today", "2026-11-18"), ("tonight", "2026-11-18 20:00")),
    ):
        remind(crm_in, text, when)
    found = agenda(crm_in)
    assert [(one["text"], one["late_days"]) for one in found["overdue"]] == [("late", 8), ("early", 0)]
    assert days(found) == {"2026-11-18": ["today", "tonight"], "2026-12-01": ["last"]}
    assert days(agenda(crm_in, "--days", "15"))["2026-12-02"] == ["beyond"]
    assert list(days(agenda(crm_in, "--days", "1"))) == ["2026-11-18"]


def test_a_day_alone_stands_before_the_hours_of_that_day(crm_in: Run) -> None:
    for text, when in (("three", "tomorrow 3pm"), ("day", "tomorrow"), ("nine", "tomorrow 9am")):
        remind(crm_in, text, when)
    assert days(agenda(crm_in))["2026-11-19"] == ["day", "nine", "three"]


def test_a_week_has_all_its_days(crm_in: Run) -> None:
    for text, when in (
        ("mon", "2026-11-16"),
        ("sun", "2026-11-22"),
        ("mon2", "2026-11-23"),
        ("sun2", "2026-11-29"),
    ):
        remind(crm_in, text, when)
    found = agenda(crm_in, "--week")
    assert (found["from"], found["to"]) == ("2026-11-16", "2026-11-22")
    assert [day["weekday"] for day in found["days"]] == WEEK
    assert [one["text"] for one in found["overdue"]] == ["mon"]
    assert {day: texts for day, texts in days(found).items() if texts} == {"2026-11-22": ["sun"]}
    found = agenda(crm_in, "--next")
    assert (found["from"], found["to"]) == ("2026-11-23", "2026-11-29")
    assert [day["weekday"] for day in found["days"]] == WEEK
    assert {day: texts for day, texts in days(found).items() if texts} == {
        "2026-11-23": ["mon2"],
        "2026-11-29": ["sun2"],
    }
    assert agenda(crm_in, "--week", "--next") == found


def test_next_steps_stand_there_with_their_customer(shop: Run) -> None:
    note = shop("note", "天成", "今天拜访,下周三下午3点回访", "--json").ok().json
    (entry,) = agenda(shop)["days"][1]["items"]
    assert (entry["ref"], entry["due"]) == (note["reminder"]["ref"], "2026-11-25T15:00:00+08:00")
    assert entry["customer"] == {key: note["customer"][key] for key in ("kind", "id", "ref", "name")}
    shop("done", note["followup"]["ref"]).ok()
    assert days(agenda(shop)) == {"2026-11-18": []}


def test_what_is_put_off_stands_where_it_comes_up(crm_in: Run) -> None:
    refs = [
        remind(crm_in, text, when) for text, when in (("a", "2026-11-10"), ("b", "fri"), ("c", "2027-03-01"))
    ]
    for ref, when in zip(refs, ("fri 4pm", "2027-03-01", "tomorrow"), strict=True):
        crm_in("snooze", ref, when).ok()
    found = agenda(crm_in)
    assert found["overdue"] == []
    assert days(found) == {"2026-11-18": [], "2026-11-19": ["c"], "2026-11-20": ["a"]}
    assert found["days"][2]["items"][0]["due"] == "2026-11-20T16:00:00+08:00"


def test_what_repeats_stands_on_each_of_its_days(crm_in: Run) -> None:
    remind(crm_in, "report", "2026-11-20 17:00", "--repeat", "FREQ=WEEKLY")
    remind(crm_in, "count", "2026-11-19", "--repeat", "FREQ=DAILY;COUNT=3")
    remind(crm_in, "until", "2026-11-27", "--repeat", "FREQ=DAILY;UNTIL=20261128")
    found = agenda(crm_in)
    assert days(found) == {
        "2026-11-18": [],
        "2026-11-19": ["count"],
        "2026-11-20": ["count", "report"],
        "2026-11-21": ["count"],
        "2026-11-27": ["until", "report"],
        "2026-11-28": ["until"],
    }
    marks = [
        (one["due"], one["repeat"])
        for day in found["days"]
        for one in day["items"]
        if one["text"] == "report"
    ]
    assert marks == [("2026-11-20T17:00:00+08:00", False), ("2026-11-27T17:00:00+08:00", True)]


def test_the_overdue_one_of_a_series_is_there_once(crm_in: Run) -> None:
    remind(crm_in, "report", "2026-11-02", "--repeat", "FREQ=WEEKLY")
    found = agenda(crm_in)
    assert [(one["due"], one["repeat"]) for one in found["overdue"]] == [("2026-11-02", False)]
    assert days(found) == {"2026-11-18": [], "2026-11-23": ["report"], "2026-11-30": ["report"]}


def test_mine_or_all(crm_in: Run) -> None:
    import os
    import sqlite3

    remind(crm_in, "mine", "tomorrow")
    ref = remind(crm_in, "nobody's", "tomorrow")
    other = remind(crm_in, "another's", "tomorrow")
    db = sqlite3.connect(os.path.join(os.environ["CRM_HOME"], "crm.db"))
    db.create_function("name_key", 1, lambda text: text)
    with db:
        db.execute("UPDATE reminder SET for_id = NULL WHERE ref = ?", (ref,))
        db.execute(
            "INSERT INTO member (id, ref, name, email, active, limits, role)"
            " SELECT '00000000-0000-7000-8000-000000000001', 'U000001', 'wang', NULL, 1, limits, role FROM member"
        )
        db.execute(
            "UPDATE reminder SET for_id = '00000000-0000-7000-8000-000000000001' WHERE ref = ?", (other,)
        )
    db.close()
    assert days(agenda(crm_in))["2026-11-19"] == ["mine"]
    everybody = agenda(crm_in, "--all")
    assert sorted(days(everybody)["2026-11-19"]) == ["another's", "mine", "nobody's"]


@pytest.mark.parametrize("value", ["0", "x", "-1", "4000", "", "2.5"])
def test_days_that_cannot_be(crm_in: Run, value: str) -> None:
    error = crm_in("agenda", f"--days={value}", "--json").fails(2).error
    assert (error["code"], error["details"]["argument"]) == ("value", "--days")


def test_days_and_week_exclude_each_other(crm_in: Run) -> None:
    assert crm_in("agenda", "--week", "--days", "3", "--json").fails(2).error["code"] == "usage"


def test_lines_for_scripts(shop: Run) -> None:
    ref = remind(shop, "call\tthem", "tomorrow 3pm", "--for", "天成")
    assert shop("agenda").ok().out == f"2026-11-19\t15:00\t{ref}\t天成外贸公司\tcall them\n"
    assert shop("agenda", "--quiet").ok().out == f"{ref}\n"
    head, line = shop("agenda", "--format", "csv").ok().out.lstrip("\ufeff").splitlines()
    assert head.split(",") == ["date", "time", "ref", "customer", "text"]
    assert line.split(",")[:2] == ["2026-11-19", "15:00"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_columns_stand_below_each_other(shop: Run, language: str) -> None:
    remind(shop, "给客户寄样品并确认运费" * 8, "tomorrow 3pm", "--for", "天成")
    remind(shop, "call", "2026-11-10", "--for", "alfreds", "--important", "--urgent")
    remind(shop, "周报", "fri", "--for", "宁波东方贸易有限公司", "--repeat", "FREQ=DAILY")
    env = {"COLUMNS": "80"}
    out = shop("agenda", "--format", "table", "--lang", language, env=env).ok().out
    lines = out.splitlines()
    assert all(width(line) <= 80 for line in lines)
    # five cells stand in columns: the customers all begin in the same cell
    starts = {
        width(line[: line.index(name)])
        for name in ("天成外贸公司", "Alfreds Futterkiste", "宁波东方贸易有限公司")
        for line in lines
        if name in line
    }
    assert len(starts) == 1, out
    assert any(line.startswith("!!") for line in lines)
    assert sum(line.startswith("↻") for line in lines) == 11  # Sat 21 November to Tue 1 December


# --- what orders and sales ask ------------------------------------------------------------------------------------


@laid_out
def firm(crm_in: Run) -> Run:
    """A rep's order, of which the clerk has the step of the shipping space and a duty."""
    crm_in("init", "--name", "Boss").ok()
    crm_in("team", "add", "Rep", "--role", "rep", "--superior", "Boss", "--department", "Sales").ok()
    crm_in("team", "add", "Clerk", "--role", "rep", "--superior", "Boss", "--department", "Order desk").ok()
    crm_in("customer", "add", "Alfreds", "--as", "Rep").ok()
    days = ("--signed-on", "2026-11-01", "--delivery", "2026-12-20")
    crm_in("order", "add", "alfreds", "--amount", "9600", *days, "--as", "Rep").ok()
    crm_in(
        "duty", "add", "2026-0001", "send samples", "--for", "Clerk", "--due", "2026-11-25", "--as", "Rep"
    ).ok()
    crm_in("opportunity", "add", "alfreds", "pumps", "--expected-close", "2026-11-24", "--as", "Rep").ok()
    return crm_in


def comes(run: Run, *words: str) -> dict[str, list[tuple[str, str]]]:
    """By day, the kinds and texts of what comes; what is late by ``late``."""
    found = run("agenda", *words, "--json").ok().json
    out = {day["date"]: [(one["kind"], one["text"]) for one in day["items"]] for day in found["days"]}
    return {**out, "late": [(one["kind"], one["text"]) for one in found["overdue"]]}


def test_steps_and_duties_stand_with_whoever_has_to_see_to_them(firm: Run) -> None:
    clerk = comes(firm, "--days", "30", "--as", "Clerk")
    assert clerk["2026-11-25"] == [("duty", "send samples")]
    assert clerk["2026-12-12"] == [("step", "Shipping space booked")]
    assert clerk["late"] == []
    rep = comes(firm, "--days", "30", "--as", "Rep")
    assert "2026-11-25" not in rep
    assert "2026-12-12" not in rep
    assert ("step", "Deposit confirmed") in rep["late"]  # nobody works in Finance


def test_payments_and_closings_stand_with_the_owner(firm: Run) -> None:
    rep = comes(firm, "--days", "60", "--as", "Rep")
    assert rep["2026-11-24"] == [("opportunity", "pumps")]
    assert ("payment", "Balance against B/L copy") in rep["2026-12-30"]
    assert ("payment", "Deposit") in rep["late"]
    clerk = comes(firm, "--days", "60", "--as", "Clerk")
    assert {kind for items in clerk.values() for kind, _text in items} == {"step", "duty"}


def test_all_of_everybody_stands_there_once(firm: Run) -> None:
    everybody = comes(firm, "--days", "100", "--all", "--as", "Boss")
    found = [item for items in everybody.values() for item in items]
    assert len(found) == len(set(found))
    assert sum(kind == "step" for kind, _text in found) == 12
    firm("order", "step", "done", "2026-0001", "booking", "--reason", "early", "--as", "Clerk").ok()
    firm("order", "cancel", "2026-0001", "--reason", "stopped", "--as", "Rep").ok()
    left = comes(firm, "--days", "100", "--all", "--as", "Boss")
    assert {item for items in left.values() for item in items} == {("opportunity", "pumps")}


def test_its_lines_say_of_which_order(firm: Run) -> None:
    out = firm("agenda", "--days", "60", "--as", "Clerk").ok().out
    assert "2026-0001 · Shipping space booked" in out
