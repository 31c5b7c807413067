"""Contract, section 7: reminders in one line; done and snooze."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from support import Run

TODAY = "2026-11-18"


def remind(run: Run, *words: str) -> dict[str, Any]:
    """The answer to a reminder."""
    answer: dict[str, Any] = run("remind", *words, "--json").ok().json
    assert list(answer) == ["reminder", "customer", "understood", "unresolved", "transaction", "undo"]
    assert answer["undo"] == f"crm undo {answer['transaction']}"
    return answer


@pytest.mark.mostly_slow(every=3)
@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("明天下午3点", "2026-11-19T15:00:00+08:00"),
        ("tomorrow 3pm", "2026-11-19T15:00:00+08:00"),
        ("三天后", "2026-11-21"),
        ("in 3 days", "2026-11-21"),
        ("周五", "2026-11-20"),
        ("fri", "2026-11-20"),
        ("本周五", "2026-11-20"),
        ("this friday", "2026-11-20"),
        ("coming friday", "2026-11-20"),
        ("2小时后", "2026-11-18T12:30:00+08:00"),
        ("in 2 hours", "2026-11-18T12:30:00+08:00"),
        ("下周五", "2026-11-27"),
        ("next fri", "2026-11-27"),
        ("下周三", "2026-11-25"),
        ("next wed", "2026-11-25"),
        ("周一", "2026-11-23"),
        ("monday", "2026-11-23"),
        ("下下周一", "2026-11-30"),
        ("月底", "2026-11-30"),
        ("end of month", "2026-11-30"),
        ("下月5号", "2026-12-05"),
        ("5th of next month", "2026-12-05"),
        ("3月1日", "2027-03-01"),
        ("1 Mar", "2027-03-01"),
        ("15号", "2026-12-15"),
        ("今晚8点", "2026-11-18T20:00:00+08:00"),
        ("tonight 8", "2026-11-18T20:00:00+08:00"),
        ("12/5", "2026-12-05"),
        ("tomorrow at 3", "2026-11-19T15:00:00+08:00"),
        ("tomorrow 03:00", "2026-11-19T03:00:00+08:00"),
        ("明天早上", "2026-11-19T09:00:00+08:00"),
        ("tomorrow noon", "2026-11-19T12:00:00+08:00"),
        ("明天下午", "2026-11-19T14:00:00+08:00"),
        ("tomorrow evening", "2026-11-19T19:00:00+08:00"),
        ("周三", "2026-11-25"),
        ("wednesday 3pm", "2026-11-18T15:00:00+08:00"),
        ("wednesday 9am", "2026-11-25T09:00:00+08:00"),
    ],
)
def test_when(crm_in: Run, words: str, due: str) -> None:
    answer = remind(crm_in, "call", *words.split(" "))
    assert (answer["reminder"]["text"], answer["reminder"]["due"]) == ("call", due)
    (item,) = answer["understood"]
    assert (item["field"], item["text"], item["value"]) == ("due", words, due)
    assert remind(crm_in, "call", "--when", words)["reminder"]["due"] == due


def test_the_order_of_day_and_month_is_a_setting(crm_in: Run) -> None:
    crm_in("config", "set", "date_order", "dmy").ok()
    assert remind(crm_in, "call", "12/5")["reminder"]["due"] == "2027-05-12"


def test_the_date_is_cut_out_of_the_text_wherever_it_stands(crm_in: Run) -> None:
    assert remind(crm_in, "下周三下午3点给客户寄样品")["reminder"]["text"] == "给客户寄样品"
    assert remind(crm_in, "tomorrow send samples")["reminder"]["text"] == "send samples"
    assert remind(crm_in, "send", "samples", "on", "friday")["reminder"]["text"] == "send samples"


def test_the_last_date_counts_and_the_others_are_named(crm_in: Run) -> None:
    answer = remind(crm_in, "the meeting of friday: write the minutes tomorrow")
    assert answer["reminder"]["due"] == "2026-11-19"
    assert "friday" in answer["reminder"]["text"]
    assert [item["text"] for item in answer["unresolved"]] == ["friday"]


@pytest.mark.parametrize("words", [("call",), ("call", "30", "Feb"), ("",), ("2月30日", "call")])
def test_no_date_is_wrong_usage(crm_in: Run, words: tuple[str, ...]) -> None:
    error = crm_in("remind", *words, "--json").fails(2).error
    assert error["details"]["argument"] == "WHEN"
    assert crm_in("reminder", "list", "--json").json == []


# --- WHO ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name", "text"),
    [
        (("@alfreds", "call", "tomorrow"), "Alfreds Futterkiste", "call"),
        (("天成外贸公司", "回访", "明天"), "天成外贸公司", "回访"),
        (("TC Trade", "call", "tomorrow"), "天成外贸公司", "call"),
        (("ERP-77", "call", "tomorrow"), "天成外贸公司", "call"),
        (("张伟", "回访", "明天"), "天成外贸公司", "回访"),
        (("天成", "回访", "明天"), "天成外贸公司", "回访"),
        (("alfreds", "call", "tomorrow"), None, "alfreds call"),  # a part, and no Han characters
        (("tiancheng", "call", "tomorrow"), None, "tiancheng call"),
        (("东方", "回访", "明天"), None, "东方 回访"),  # two of that name: text
        (("call", "alfreds", "tomorrow"), None, "call alfreds"),
    ],
)
def test_the_first_word_is_who_when_it_is_clear(
    shop: Run, words: tuple[str, ...], name: str | None, text: str
) -> None:
    answer = remind(shop, *words)
    assert (answer["customer"]["name"] if answer["customer"] else None) == name
    assert answer["reminder"]["text"] == text
    if name:
        assert list(answer["customer"]) == ["kind", "id", "ref", "name"]
        assert answer["reminder"]["customer"]["name"] == name
        assert answer["reminder"]["about"]["name"] == name


def test_call_does_not_become_callaway(shop: Run) -> None:
    shop("customer", "add", "Callaway Ltd").ok()
    assert remind(shop, "call", "tomorrow")["customer"] is None
    assert remind(shop, "call", "them", "tomorrow")["customer"] is None


def test_ref_and_id_are_who(shop: Run) -> None:
    one = shop("customer", "show", "天成", "--json").json
    for who in (one["ref"], one["ref"].lower(), one["id"]):
        assert remind(shop, who, "call", "tomorrow")["customer"]["id"] == one["id"]


def test_an_at_that_nobody_is_called_is_an_error(shop: Run) -> None:
    assert shop("remind", "@nobody", "call", "tomorrow", "--json").fails(3).error["code"] == "not_found"
    assert shop("remind", "@东方", "call", "tomorrow", "--json").fails(4).error["code"] == "ambiguous"


def test_options_beat_the_text(shop: Run) -> None:
    answer = remind(
        shop,
        *("天成外贸公司", "call", "tomorrow", "--for", "alfreds", "--when", "fri 3pm", "--to", "lin"),
        *("--repeat", "FREQ=WEEKLY;BYDAY=FR", "--important", "--urgent"),
    )
    reminder = answer["reminder"]
    assert answer["customer"]["name"] == "Alfreds Futterkiste"
    assert reminder["text"] == "天成外贸公司 call tomorrow"
    assert reminder["due"] == "2026-11-20T15:00:00+08:00"
    assert reminder["repeat"] == "FREQ=WEEKLY;BYDAY=FR"
    assert (reminder["important"], reminder["urgent"]) == (True, True)
    assert reminder["for"]["name"] == "lin"
    assert answer["understood"] == []


@pytest.mark.parametrize(
    ("option", "value", "code", "argument"),
    [
        ("--when", "2026-02-30", 2, "--when"),
        ("--repeat", "sometimes", 2, "--repeat"),
        ("--to", "nobody", 3, "--to"),
        ("--for", "nobody", 3, "--for"),
    ],
)
def test_wrong_options(shop: Run, option: str, value: str, code: int, argument: str) -> None:
    error = shop("remind", "call", "tomorrow", option, value, "--json").fails(code).error
    assert error["details"]["argument"] == argument
    assert shop("reminder", "list", "--json").json == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", "every month on the last day"), ("zh", "每月最后一天")]
)
def test_people_read_a_rule_in_words_and_machines_the_rule(shop: Run, language: str, words: str) -> None:
    rule = "FREQ=MONTHLY;BYMONTHDAY=-1"
    said = shop("remind", "天成", "rent", "tomorrow", "--repeat", rule, "--lang", language).ok().out
    assert f"↻ {words}" in said
    ref = said.split(" ")[0]
    person = ("--format", "table", "--lang", language)
    for look in (
        ("reminder", "list", "--fields", "ref,repeat"),
        ("reminder", "show", ref),
        ("show", "天成"),
        ("history", "--limit", "1"),
        ("parse", "每月31号付房租"),
    ):
        out = shop(*look, *person).ok().out
        assert words in out, look
        assert "FREQ=" not in out, look
    for look in (
        ("reminder", "list", "--json"),
        ("reminder", "list", "--fields", "ref,repeat", "--format", "csv"),
        ("reminder", "list", "--where", f'repeat="{rule}"', "--fields", "ref,repeat", "--format", "tsv"),
        ("parse", "每月31号付房租", "--json"),
    ):
        assert rule in shop(*look, "--lang", language).ok().out, look


def test_the_line_for_people(shop: Run) -> None:
    out = shop("remind", "天成", "回访", "明天下午3点").ok().out
    assert out.count("\n") == 1
    for piece in ("2026-11-19 15:00", "天成外贸公司", "回访", "crm undo T"):
        assert piece in out


# --- done and snooze ---------------------------------------------------------------------------


def test_done(shop: Run) -> None:
    refs = [remind(shop, "call", str(n), "--when", "tomorrow")["reminder"]["ref"] for n in range(2)]
    rows = shop("done", *refs, "--json").ok().json
    assert [row["ref"] for row in rows] == refs
    assert {row["state"] for row in rows} == {"done"}
    assert {row["done_at"] for row in rows} == {"2026-11-18T10:30:00+08:00"}
    assert len({row["transaction"] for row in rows}) == 1
    again = shop("done", refs[0], "--json").ok().json
    assert again[0]["transaction"] is None
    shop("undo").ok()
    assert {row["state"] for row in shop("reminder", "list", "--json").json} == {"open"}


def test_done_of_nobody_does_nothing_to_the_others(shop: Run) -> None:
    ref = remind(shop, "call", "tomorrow")["reminder"]["ref"]
    shop("done", ref, "M000000", "--json").fails(3)
    assert shop("reminder", "show", ref, "--json").json["state"] == "open"


def test_a_reminder_that_repeats_leaves_its_next_one(shop: Run) -> None:
    first = remind(shop, "天成", "report", "--when", TODAY, "--repeat", "FREQ=WEEKLY", "--important")[
        "reminder"
    ]
    shop("done", first["ref"]).ok()
    (following,) = shop("reminder", "list", "--where", "state=open", "--json").json
    assert following["due"] == "2026-11-25"
    for key in ("text", "repeat", "important", "customer", "for", "about"):
        assert following[key] == first[key]
    shop("undo").ok()
    rows = shop("reminder", "list", "--json").json
    assert [(row["ref"], row["state"]) for row in rows] == [(first["ref"], "open")]


def test_the_next_one_lies_ahead_of_now_and_keeps_its_hour(shop: Run) -> None:
    first = remind(shop, "report", "--when", "2026-11-02 09:00", "--repeat", "FREQ=DAILY")["reminder"]
    assert first["due"] == "2026-11-02T09:00:00+08:00"
    shop("done", first["ref"]).ok()
    (following,) = shop("reminder", "list", "--where", "state=open", "--json").json
    assert following["due"] == "2026-11-19T09:00:00+08:00"


def test_a_series_that_ends_leaves_none(shop: Run) -> None:
    first = remind(shop, "report", "--when", TODAY, "--repeat", "FREQ=DAILY;UNTIL=20261118")["reminder"]
    shop("done", first["ref"]).ok()
    assert shop("reminder", "list", "--where", "state=open", "--json").json == []


def test_a_count_counts_down(shop: Run) -> None:
    """FREQ=DAILY;COUNT=3 means three in all, not three more each time."""
    remind(shop, "report", "--when", TODAY, "--repeat", "FREQ=DAILY;COUNT=3")
    days = []
    for day in range(18, 24):
        rows = shop("reminder", "list", "--where", "state=open", "--json").json
        if not rows:
            break
        days.append(rows[0]["due"])
        env = {"CRM_NOW": f"2026-11-{day}T10:30:00+08:00"}
        shop("done", rows[0]["ref"], env=env).ok()
    assert days == ["2026-11-18", "2026-11-19", "2026-11-20"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("freq=weekly;byday=mo", "FREQ=WEEKLY;BYDAY=MO"),
        ("RRULE:FREQ=DAILY; COUNT=2", "FREQ=DAILY;COUNT=2"),
        ("FREQ=DAILY;UNTIL=20261119T000000Z", "FREQ=DAILY;UNTIL=20261119T000000Z"),
    ],
)
def test_rules_as_rfc_5545_writes_them(shop: Run, typed: str, stored: str) -> None:
    reminder = remind(shop, "report", "--when", TODAY, "--repeat", typed)["reminder"]
    assert reminder["repeat"] == stored
    shop("done", reminder["ref"]).ok()
    (following,) = shop("reminder", "list", "--where", "state=open", "--json").json
    assert following["due"] > TODAY


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=SOMETIMES"),
        *(
            "SOMETIMES",
            "tomorrow",
            "每周一 发周报",
            "FREQ=DAILY;FREQ",
            "FREQ=DAILY;BYDAY=XX",
            "COUNT=3",
            "FREQ=DAILY;INTERVAL=x",
        ),
    ],
)
def test_rules_that_are_none(shop: Run, rule: str) -> None:
    error = shop("remind", "report", "tomorrow", "--repeat", rule, "--json").fails(2).error
    assert error["details"]["argument"] == "--repeat"


def test_snooze(shop: Run) -> None:
    ref = remind(shop, "call", "--when", TODAY)["reminder"]["ref"]
    (row,) = shop("snooze", ref, "tomorrow", "9am", "--json").ok().json
    assert (row["state"], row["snoozed_until"]) == ("snoozed", "2026-11-19T09:00:00+08:00")
    assert row["due"] == TODAY
    (row,) = shop("snooze", ref, "下周一", "--json").ok().json
    assert row["snoozed_until"] == "2026-11-23"
    (row,) = shop("done", ref, "--json").ok().json
    assert (row["state"], row["snoozed_until"]) == ("done", None)
    error = shop("snooze", ref, "tomorrow", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "done"


def test_snooze_until_no_date(shop: Run) -> None:
    ref = remind(shop, "call", "tomorrow")["reminder"]["ref"]
    for words in (("whenever",), ("2月30日",), ("",)):
        assert shop("snooze", ref, *words, "--json").fails(2).error["details"]["argument"] == "WHEN"
    assert shop("snooze", ref, "--json").fails(2).error["code"] == "usage"
    assert shop("reminder", "show", ref, "--json").json["state"] == "open"


def test_a_followup_stands_for_its_next_step(shop: Run) -> None:
    note = shop("note", "天成", "明天回访", "--json").json
    (row,) = shop("snooze", note["followup"]["ref"], "friday", "--json").ok().json
    assert row["id"] == note["reminder"]["id"]
    (row,) = shop("done", note["followup"]["ref"], "--json").ok().json
    assert row["state"] == "done"
    bare = shop("note", "天成", "called", "--json").json["followup"]["ref"]
    error = shop("done", bare, "--json").fails(5).error
    assert error["details"]["missing"] == [
        {"code": "no_next_step", "field": "next_due", "message": "There is no next step."}
    ]


def test_a_removed_reminder_cannot_be_done(shop: Run) -> None:
    ref = remind(shop, "call", "tomorrow")["reminder"]["ref"]
    shop("reminder", "remove", ref, "--yes").ok()
    shop("done", ref, "--json").fails(5)
    shop("snooze", ref, "friday", "--json").fails(5)


def test_one_finished_by_editing_leaves_its_next_one_too(crm_in: Run) -> None:
    ref = (
        crm_in("remind", "call in", "2026-11-18", "--repeat", "FREQ=DAILY", "--json")
        .ok()
        .json["reminder"]["ref"]
    )
    edited = crm_in("reminder", "edit", ref, "--state", "done", "--text", "called in", "--json").ok().json
    assert (edited["state"], edited["text"], edited["done_at"]) == (
        "done",
        "called in",
        "2026-11-18T10:30:00+08:00",
    )
    (after,) = crm_in("reminder", "list", "--where", "state=open", "--json").ok().json
    assert (after["due"], after["repeat"]) == ("2026-11-19", "FREQ=DAILY")
    crm_in("undo").ok()
    assert [one["ref"] for one in crm_in("reminder", "list", "--json").ok().json] == [ref]


def test_every_is_a_word_too(crm_in: Run) -> None:
    crm_in("remind", "send every customer a card", "fri").ok()
    crm_in("remind", "standup every monday", "2026-11-23", "--repeat", "FREQ=WEEKLY;BYDAY=MO").ok()


# --- what repeats, in words --------------------------------------------------------------------


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("words", "text", "due", "rule"),
    [
        ("站会 每周一上午9点", "站会", "2026-11-23T09:00:00+08:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("每周一早上 发周报", "发周报", "2026-11-23T09:00:00+08:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("周报 每天下午5点", "周报", "2026-11-18T17:00:00+08:00", "FREQ=DAILY"),
        ("standup every monday 9am", "standup", "2026-11-23T09:00:00+08:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("pay rent every 2nd Tuesday", "pay rent", "2026-12-08", "FREQ=MONTHLY;BYDAY=2TU"),
        ("pay rent each month 5th", "pay rent", "2026-12-05", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("每月31号 交房租", "交房租", "2026-11-30", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("report every other friday", "report", "2026-11-20", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
    ],
)
def test_a_repetition_in_words(crm_in: Run, words: str, text: str, due: str, rule: str) -> None:
    answer = remind(crm_in, *words.split())
    reminder = answer["reminder"]
    assert (reminder["text"], reminder["due"], reminder["repeat"]) == (text, due, rule)
    one, two = answer["understood"]
    assert (one["field"], one["value"]) == ("due", due)
    assert (two["field"], two["value"]) == ("repeat", rule)
    assert (one["start"], one["end"]) == (two["start"], two["end"])
    assert words[one["start"] : one["end"]] == one["text"] == two["text"]
    assert answer["unresolved"] == []
    assert f"{one['text']} " in crm_in("remind", words).ok().out


def test_a_repetition_after_its_customer(shop: Run) -> None:
    answer = remind(shop, "天成", "每周一早上", "发周报")
    assert (answer["customer"]["name"], answer["reminder"]["text"]) == ("天成外贸公司", "发周报")
    (one, _two) = answer["understood"]
    assert ("天成 每周一早上 发周报"[one["start"] : one["end"]], one["text"]) == ("每周一早上", "每周一早上")


@pytest.mark.parametrize(
    ("words", "text", "due", "rule"),
    [
        # Wednesday 18 November; 1 December is a Tuesday
        ("明天起每周二 周会", "周会", "2026-11-24", "FREQ=WEEKLY;BYDAY=TU"),
        ("report every friday from 1 Dec", "report", "2026-12-04", "FREQ=WEEKLY;BYDAY=FR"),
        ("every other friday starting 2026-12-04 9am report", "report", "2026-12-04T09:00:00+08:00",
         "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("call in every day until 2026-12-01", "call in", "2026-11-19", "FREQ=DAILY;UNTIL=20261201"),
        ("每天打电话直到12月1日", "打电话", "2026-11-19", "FREQ=DAILY;UNTIL=20261201"),
        ("standup every monday 2026-12-07", "standup", "2026-12-07", "FREQ=WEEKLY;BYDAY=MO"),
    ],
)  # fmt: skip
def test_a_series_that_begins_or_ends_on_a_day(
    crm_in: Run, words: str, text: str, due: str, rule: str
) -> None:
    reminder = remind(crm_in, words)["reminder"]
    assert (reminder["due"], reminder["repeat"], reminder["text"]) == (due, rule, text)


def test_the_numbers_of_friday_are_no_start(crm_in: Run) -> None:
    answer = remind(crm_in, "the numbers of friday: report every monday")
    assert (answer["reminder"]["due"], answer["reminder"]["repeat"]) == ("2026-11-23", "FREQ=WEEKLY;BYDAY=MO")
    assert [(one["text"], one["reason"]) for one in answer["unresolved"]] == [("friday", "further_date")]


@pytest.mark.parametrize(
    ("typed", "rule", "due"),
    [
        ("每周一", "FREQ=WEEKLY;BYDAY=MO", "2026-11-23"),
        ("every other friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-11-20"),
        ("每天早上", "FREQ=DAILY", "2026-11-19T09:00:00+08:00"),
    ],
)
def test_the_option_takes_words_too(crm_in: Run, typed: str, rule: str, due: str) -> None:
    reminder = remind(crm_in, "report", "--repeat", typed)["reminder"]
    assert (reminder["repeat"], reminder["due"]) == (rule, due)
    reminder = remind(crm_in, "report", "2026-12-01", "--repeat", typed)["reminder"]
    assert (reminder["repeat"], reminder["due"]) == (rule, "2026-12-01")
    words = ("report", "--due", "2026-12-01", "--repeat", typed, "--json")
    made = crm_in("reminder", "add", *words).ok().json
    assert made["repeat"] == rule
    crm_in("reminder", "edit", made["ref"], "--repeat", "").ok()
    assert crm_in("reminder", "edit", made["ref"], "--repeat", typed, "--json").ok().json["repeat"] == rule


def test_the_option_beats_the_words(crm_in: Run) -> None:
    answer = remind(crm_in, "standup every monday 9am", "--repeat", "FREQ=DAILY")
    assert (answer["reminder"]["repeat"], answer["reminder"]["text"]) == ("FREQ=DAILY", "standup")
    assert [one["field"] for one in answer["understood"]] == ["due"]
    answer = remind(crm_in, "standup every monday 9am", "--when", "2026-12-01")
    assert (answer["reminder"]["repeat"], answer["reminder"]["due"]) == ("FREQ=WEEKLY;BYDAY=MO", "2026-12-01")
    assert [one["field"] for one in answer["understood"]] == ["repeat"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("call back before friday", "call back"),
        ("周五前回电", "回电"),
        ("在周五回电", "回电"),
        ("send it by friday 3pm, with the price", "send it with the price"),
        ("给客户下周三寄样品", "给客户寄样品"),
    ],
)
def test_what_only_leads_to_the_date_goes_with_it(crm_in: Run, words: str, text: str) -> None:
    assert remind(crm_in, words)["reminder"]["text"] == text


# --- the next of a series ----------------------------------------------------------------------


def series(run: Run, due: str, rule: str, days: list[str], zone: str = "+08:00") -> list[str]:
    """When a reminder comes up that is done on each of ``days``."""
    run("remind", "pay", "--when", due, "--repeat", rule).ok()
    found = []
    for day in days:
        (row,) = run("reminder", "list", "--where", "state!=done", "--json").ok().json
        run("done", row["ref"], env={"CRM_NOW": f"{day}T12:00:00{zone}"}).ok()
        found += [one["due"] for one in run("reminder", "list", "--where", "state!=done", "--json").ok().json]
    return found


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("due", "rule", "following"),
    [
        ("2027-01-31", "FREQ=MONTHLY", ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        ("2027-01-31", "FREQ=MONTHLY;BYMONTHDAY=31", ["2027-02-28", "2027-03-31", "2027-04-30"]),
        ("2027-01-30", "FREQ=MONTHLY", ["2027-02-28", "2027-03-30", "2027-04-30", "2027-05-30"]),
        ("2028-01-29", "FREQ=MONTHLY", ["2028-02-29", "2028-03-29"]),
        ("2028-02-29", "FREQ=YEARLY", ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("2027-01-31", "FREQ=MONTHLY;COUNT=3", ["2027-02-28", "2027-03-31"]),
        ("2027-01-28", "FREQ=MONTHLY", ["2027-02-28", "2027-03-28"]),
    ],
)
def test_a_day_that_not_every_month_has(crm_in: Run, due: str, rule: str, following: list[str]) -> None:
    done = [due, *following[:-1]] if "COUNT" not in rule else [due, *following]
    assert series(crm_in, due, rule, done) == following


def test_the_hour_stays_through_summer_time(crm_in: Run) -> None:
    """In Berlin the clock goes forward on 28 March 2027, from 2:00 to 3:00."""
    crm_in("config", "set", "timezone", "Europe/Berlin").ok()
    days = ["2027-03-27", "2027-03-28", "2027-03-29"]
    assert series(crm_in, "2027-03-27 09:00", "FREQ=DAILY", days, "+01:00") == [
        "2027-03-28T09:00:00+02:00", "2027-03-29T09:00:00+02:00", "2027-03-30T09:00:00+02:00",
    ]  # fmt: skip


def test_an_hour_that_a_day_does_not_have_comes_back_the_next(crm_in: Run) -> None:
    crm_in("config", "set", "timezone", "Europe/Berlin").ok()
    days = ["2027-03-27", "2027-03-28"]
    assert series(crm_in, "2027-03-27 02:30", "FREQ=DAILY", days, "+01:00") == [
        "2027-03-28T03:30:00+02:00", "2027-03-29T02:30:00+02:00",
    ]  # fmt: skip


def test_done_late_leaves_the_next_still_to_come(crm_in: Run) -> None:
    assert series(crm_in, "2026-11-23", "FREQ=WEEKLY", ["2026-12-09"]) == ["2026-12-14"]
    (row,) = crm_in("reminder", "list", "--where", "state!=done", "--json").json
    assert row["repeat"] == "FREQ=WEEKLY"


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("rule", "left"),
    [
        ("FREQ=DAILY;UNTIL=20261120", 2),  # a day in UNTIL counts whole
        ("FREQ=DAILY;UNTIL=20261120T005959Z", 1),  # 08:59:59 here, before the hour of that day
        ("FREQ=DAILY;COUNT=3", 2),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=2", 1),  # the Wednesday it begins on is one of them
    ],
)
def test_a_series_ends(crm_in: Run, rule: str, left: int) -> None:
    days = (
        [f"2026-11-{day}" for day in (18, 19, 20)] if "WEEKLY" not in rule else ["2026-11-18", "2026-11-23"]
    )
    crm_in("remind", "pay", "--when", "2026-11-18 09:00", "--repeat", rule).ok()
    number = 0
    for day in days:
        rows = crm_in("reminder", "list", "--where", "state!=done", "--json").json
        for row in rows:
            crm_in("done", row["ref"], env={"CRM_NOW": f"{day}T12:00:00+08:00"}).ok()
        number += bool(rows)
    assert number - 1 == left
    assert crm_in("reminder", "list", "--where", "state!=done", "--json").json == []


def test_a_rule_that_another_program_broke_ends_the_series(crm_in: Run, sealed: Path) -> None:
    ref = remind(crm_in, "pay", "--when", TODAY, "--repeat", "FREQ=DAILY")["reminder"]["ref"]
    db = sqlite3.connect(sealed / "crm.db")
    db.create_function("name_key", 1, lambda text: text)
    with db:
        db.execute("UPDATE reminder SET repeat = 'nonsense'")
    db.close()
    crm_in("agenda").ok()
    assert crm_in("done", ref, "--json").ok().json[0]["state"] == "done"


# --- what is past ------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["yesterday", "2026-11-17", "2026-11-18 09:00", "昨天", "-2h"])
def test_nothing_is_put_off_to_the_past(crm_in: Run, words: str) -> None:
    ref = remind(crm_in, "call", "tomorrow")["reminder"]["ref"]
    error = crm_in("snooze", "--json", "--", ref, words).fails(2).error
    assert (error["code"], error["details"]["argument"]) == ("value", "WHEN")
    assert error["hint"]
    assert crm_in("reminder", "show", ref, "--json").json["state"] == "open"


def test_a_reminder_of_the_past_is_kept_with_a_warning(crm_in: Run) -> None:
    for words in (("call", "2026-11-10"), ("call", "--when", "2026-11-18 09:00")):
        result = crm_in("remind", *words).ok()
        assert "is past: the reminder is overdue" in result.err
    assert crm_in("remind", "call", "today").ok().err == ""
    assert len(crm_in("today", "--json").json["overdue"]) == 2
