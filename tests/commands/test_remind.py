"""Contract, section 7: reminders in one line; done and snooze."""

from __future__ import annotations

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
        *("DAILY", "FREQ=DAILY;FREQ", "FREQ=DAILY;BYDAY=XX", "COUNT=3", "FREQ=DAILY;INTERVAL=x"),
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


@pytest.mark.parametrize(
    "text", ["站会 每周一上午9点", "周报 每天下午5点", "standup every monday 9am", "pay rent each month 5th"]
)
def test_a_repetition_in_words_is_refused_not_guessed(crm_in: Run, text: str) -> None:
    refused = crm_in("remind", *text.split(), "--json")
    assert (refused.code, refused.error["code"], refused.error["details"]["argument"]) == (
        2,
        "value",
        "--repeat",
    )
    assert crm_in("reminder", "list", "--json").ok().json == []


def test_every_is_a_word_too(crm_in: Run) -> None:
    crm_in("remind", "send every customer a card", "fri").ok()
    crm_in("remind", "standup every monday", "2026-11-23", "--repeat", "FREQ=WEEKLY;BYDAY=MO").ok()
