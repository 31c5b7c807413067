"""Contract, section 9: the desk of today."""

from __future__ import annotations

from typing import Any

import pytest

from support import Run

SECTIONS = [
    *("important", "overdue", "today", "approvals", "steps", "duties", "cases", "guidance"),
    *("conflicts", "notices"),
]
ENTRY = ["kind", "id", "ref", "name", "text", "due", "customer", "important", "urgent", "late_days"]


def desk(run: Run, now: str | None = None) -> dict[str, Any]:
    """The desk, checked for what holds of every desk."""
    found: dict[str, Any] = run("today", "--json", env={"CRM_NOW": now} if now else {}).ok().json
    assert list(found) == ["now", "me", *SECTIONS]
    entries = [entry for name in SECTIONS for entry in found[name]]
    assert all(list(entry) == ENTRY for entry in entries)
    assert len({entry["id"] for entry in entries}) == len(entries)
    return found


def texts(found: dict[str, Any]) -> dict[str, list[str]]:
    """What stands in which section."""
    return {name: [entry["text"] for entry in found[name]] for name in SECTIONS if found[name]}


def remind(run: Run, text: str, when: str, *flags: str) -> str:
    """A reminder's ref."""
    ref: str = run("remind", text, "--when", when, *flags, "--json").ok().json["reminder"]["ref"]
    return ref


def test_an_empty_desk(crm_in: Run) -> None:
    found = desk(crm_in)
    assert found["now"] == "2026-11-18T10:30:00+08:00"
    assert found["me"]["kind"] == "member"
    assert found["me"]["name"] == "lin"
    assert texts(found) == {}


def test_crm_alone_is_the_desk(crm_in: Run) -> None:
    remind(crm_in, "a", "today 3pm")
    assert crm_in("--json").ok().json == crm_in("today", "--json").json
    assert crm_in().ok().out == crm_in("today").ok().out


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("when", "flags", "section", "late"),
    [
        ("2026-11-17", (), "overdue", 1),
        ("2026-10-19", (), "overdue", 30),
        ("2026-11-18", (), "today", 0),
        ("2026-11-18 09:00", (), "overdue", 0),
        ("2026-11-17 23:59", (), "overdue", 1),
        ("2026-11-18 10:30", (), "today", 0),
        ("2026-11-18 23:59", (), "today", 0),
        ("2026-11-19", (), "", 0),
        ("2026-11-19 00:00", (), "", 0),
        ("2026-11-18", ("--important",), "important", 0),
        ("2026-11-18", ("--urgent",), "important", 0),
        ("2026-11-17", ("--urgent",), "important", 1),
        ("2026-11-19", ("--important",), "", 0),
        ("2026-11-19", ("--important", "--urgent"), "important", 0),
        ("2027-11-19", ("--important", "--urgent"), "important", 0),
    ],
)
def test_a_record_stands_once_in_the_first_section_that_fits(
    crm_in: Run, when: str, flags: tuple[str, ...], section: str, late: int
) -> None:
    remind(crm_in, "it", when, *flags)
    found = desk(crm_in)
    assert texts(found) == ({section: ["it"]} if section else {})
    if section:
        (entry,) = found[section]
        assert entry["late_days"] == late
        assert entry["kind"] == "reminder"
        assert (entry["important"], entry["urgent"]) == ("--important" in flags, "--urgent" in flags)


def test_the_earliest_comes_first(crm_in: Run) -> None:
    for text, when in (
        ("c", "2026-11-16 18:00"),
        ("a", "2026-11-14"),
        ("b", "2026-11-16"),
        ("d", "2026-11-17"),
    ):
        remind(crm_in, text, when)
    assert texts(desk(crm_in)) == {"overdue": ["a", "b", "c", "d"]}


def test_an_entry_names_its_customer_and_due(shop: Run) -> None:
    shop("note", "天成", "明天下午3点回访").ok()
    (entry,) = desk(shop, "2026-11-19T16:00:00+08:00")["overdue"]
    assert entry["customer"]["name"] == "天成外贸公司"
    assert list(entry["customer"]) == ["kind", "id", "ref", "name"]
    assert entry["due"] == "2026-11-19T15:00:00+08:00"
    assert (entry["text"], entry["late_days"]) == ("回访", 0)


def test_snoozed_ones_come_back_on_their_day(crm_in: Run) -> None:
    ref = remind(crm_in, "a", "2026-11-17")
    crm_in("snooze", ref, "2026-11-20").ok()
    assert texts(desk(crm_in)) == {}
    assert texts(desk(crm_in, "2026-11-20T08:00:00+08:00")) == {"today": ["a"]}
    (entry,) = desk(crm_in, "2026-11-22T08:00:00+08:00")["overdue"]
    assert (entry["due"], entry["late_days"]) == ("2026-11-20", 2)


def test_a_snoozed_one_is_not_important_before_its_day(crm_in: Run) -> None:
    ref = remind(crm_in, "a", "2026-11-18", "--important", "--urgent")
    crm_in("snooze", ref, "2026-11-20").ok()
    assert texts(desk(crm_in)) == {}
    assert texts(desk(crm_in, "2026-11-20T08:00:00+08:00")) == {"important": ["a"]}


def test_what_was_snoozed_from_the_future_to_now_is_due(crm_in: Run) -> None:
    ref = remind(crm_in, "a", "2026-12-24")
    crm_in("snooze", ref, "today 3pm").ok()
    assert texts(desk(crm_in)) == {"today": ["a"]}


def test_what_is_done_removed_or_far_ahead_is_not_there(shop: Run) -> None:
    done, removed = remind(shop, "a", "2026-11-17"), remind(shop, "b", "2026-11-17")
    shop("done", done).ok()
    shop("reminder", "remove", removed, "--yes").ok()
    shop("reminder", "add", "c", "--due", "2026-12-24").ok()
    shop("remind", "天成", "d", "--when", "2026-11-17").ok()
    shop("customer", "remove", "天成", "--yes").ok()
    assert texts(desk(shop)) == {}
    shop("undo").ok()
    assert texts(desk(shop)) == {"overdue": ["d"]}


def test_piped_rows_and_refs(shop: Run) -> None:
    ref = remind(shop, "send\tsamples", "2026-11-17")
    shop("remind", "天成", "回访", "--when", "2026-11-18").ok()
    first, second = shop("today").ok().out.splitlines()
    assert first.split("\t") == ["overdue", ref, "2026-11-17", "", "send samples"]
    assert second.split("\t")[3:] == ["天成外贸公司", "回访"]
    assert shop("today", "--quiet").ok().out.splitlines()[0] == ref


def test_the_desk_of_the_users_own_day(crm_in: Run) -> None:
    remind(crm_in, "a", "2026-11-18")
    crm_in("config", "set", "timezone", "America/New_York").ok()  # there it is still the 17th
    assert texts(desk(crm_in)) == {}
    crm_in("config", "set", "timezone", "Pacific/Auckland").ok()
    assert texts(desk(crm_in)) == {"today": ["a"]}


def test_the_next_follow_up_of_a_customer_follows_what_is_put_off(crm_in: Run) -> None:
    crm_in("customer", "add", "天成外贸公司").ok()
    ref = crm_in("remind", "天成", "回访", "2026-11-20", "--json").ok().json["reminder"]["ref"]

    def following() -> str | None:
        value: str | None = crm_in("show", "天成", "--json").ok().json["next_followup"]
        return value

    assert following() == "2026-11-20"
    crm_in("snooze", ref, "2026-12-01", "9:00").ok()
    assert following() == "2026-12-01T09:00:00+08:00"
    crm_in("reminder", "edit", ref, "--state", "open").ok()
    assert following() == "2026-11-20"
    crm_in("done", ref).ok()
    assert following() is None
    crm_in("undo").ok()
    assert following() == "2026-11-20"


def test_a_customers_name_stands_whole_where_the_texts_leave_room(crm_in: Run) -> None:
    name = "宁波市鄞州区天成外贸进出口有限公司"
    crm_in("customer", "add", name).ok()
    crm_in("remind", "call", "today", "--for", name).ok()
    assert f" {name} call" in crm_in("--format", "table").ok().out
    crm_in("remind", "call and " * 30, "today", "--for", name).ok()
    said = crm_in("--format", "table").ok().out
    assert name not in said
    assert "宁波市鄞州区天成外贸进…" in said  # no gap before what stands for the rest
    assert "宁波市鄞州区天成外贸进出口有限公司" in crm_in("customer", "list", "--format", "table").ok().out
