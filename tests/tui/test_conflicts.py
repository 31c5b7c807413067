"""Conflicts on the screens: both versions beside each other, one key each; what was refused; exchanging from here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import stores

from crmcli.store.open import Store, open_store

from .harness import Screens, running
from .places import go

WIDE = (140, 40)


@contextmanager
def opened(path: str) -> Iterator[Store]:
    """The store, to be made otherwise before the screens begin."""
    store = open_store(path, stores.clock, device="other")
    yield store
    store.close()


def level(ui: Screens) -> str:
    return str(ui.json("customer", "show", "alfreds")["level"])


def open_fields(ui: Screens) -> list[str | None]:
    return [one["field"] for one in ui.json("sync", "conflicts")]


async def test_both_versions_stand_beside_each_other(clashing: str) -> None:
    async with running(clashing) as ui:
        await ui.press("|")
        assert ui.name == "ConflictsScreen"
        assert "2 changes refused" in ui.line(0)
        assert "hub.example" in ui.text()
        assert "Alfreds Futterkiste" in ui.line("─ C")
        assert "Hamburg" in ui.cursor_line()
        assert "Berlin" in ui.cursor_line()
        assert ui.column("Hamburg") < ui.column("Berlin")
        assert "天成" in ui.line("─ O")  # whose deal it is
        assert "CNY 150,000.00" in ui.line("Amount")
        assert "CNY 120,000.00" in ui.line("Amount")
        assert "before: CNY 100,000.00" in ui.text()
        assert "lin · yesterday 10:00" in ui.line("Wang")
        assert "m Mine  t Theirs" in ui.lines()[-1]


async def test_what_stood_before_has_a_column_where_there_is_room(clashing: str) -> None:
    async with running(clashing, size=WIDE) as ui:
        await ui.press("|")
        assert all(text in ui.line("Amount") for text in ("150,000.00", "120,000.00", "100,000.00"))
        assert "before both" in ui.text()


async def test_in_chinese(clashing: str) -> None:
    async with running(clashing, lang="zh") as ui:
        await ui.press("|")
        assert "冲突" in ui.line(0)
        assert "金额" in ui.text()


async def test_one_key_decides_and_the_next_comes_under_the_cursor(clashing: str) -> None:
    async with running(clashing) as ui:
        await ui.press("|", "m")
        assert "Decided: City: Hamburg" in ui.said()
        assert "u takes it back" in ui.said()
        assert ui.json("customer", "show", "alfreds")["city"] == "Hamburg"
        assert "Level" in ui.cursor_line()
        await ui.press("h")
        assert level(ui) == "B"
        assert open_fields(ui) == ["amount", "removed"]
        await ui.press("u", "u")
        assert open_fields(ui) == ["city", "level", "amount", "removed"]
        assert ui.json("customer", "show", "alfreds")["city"] == "Berlin"


async def test_the_next_of_the_same_record_comes_and_records_keep_their_order(clashing: str) -> None:
    """A second key is for what stands below the first, not for what is oldest then."""
    from clashes import clash

    from crmcli.store.records import Customer, Member
    from crmcli.store.statements import rows_where

    with opened(clashing) as store:
        (wang,) = rows_where(store, Member, name="Wang")
        alfreds = rows_where(store, Customer)[0]
        store.db.execute("DELETE FROM sync_conflict WHERE col = 'city'")
        clash(store, alfreds, "fax", None, "040 1", hub_by=wang.id, at="2026-11-17T02:01:00.000Z")
        clash(store, alfreds, "city", None, "Hamburg", hub_by=wang.id, at="2026-11-17T02:02:00.000Z")
    async with running(clashing, size=(120, 40)) as ui:
        await ui.press("|")
        before = [line for line in ui.lines() if line.startswith("─ ")]
        assert "Level" in ui.cursor_line()
        await ui.press("m")
        assert [line for line in ui.lines() if line.startswith("─ ")][1:] == before[1:]
        assert "Fax" in ui.cursor_line()
        await ui.press("u")
        assert [line for line in ui.lines() if line.startswith("─ ")] == before
        await ui.press("m", "m")
        assert "Amount" in ui.cursor_line()
        await ui.press("G")
        while "Removal" not in ui.cursor_line():
            await ui.press("k")
        await ui.press("k", "m")
        assert "Removal" in ui.cursor_line()


async def test_what_a_stage_asks_for_is_said_and_no_stage_is_typed(clashing: str) -> None:
    with sqlite3.connect(clashing) as db:
        db.execute(
            "UPDATE sync_conflict SET col = 'stage', base = 'lead', mine = 'needs', hub = 'lead'"
            " WHERE col = 'amount_minor'"
        )
    async with running(clashing, size=WIDE) as ui:
        await ui.press("|")
        assert "v Other value" in ui.lines()[-1]
        while "Stage" not in ui.cursor_line():
            await ui.press("j")
        assert "v Other value" not in ui.lines()[-1]
        await ui.press("m")
        for text in ("is not next", "“Expected close” is empty", "--hub keeps what stands"):
            assert text in ui.said()
        assert "stage" in open_fields(ui)
        await ui.press("h")
        assert "stage" not in open_fields(ui)


async def test_of_others_the_columns_are_theirs(clashing: str) -> None:
    with sqlite3.connect(clashing) as db:
        db.execute(
            "UPDATE sync_conflict SET (member_id, hub_member_id) ="
            " ((SELECT id FROM member WHERE name = 'Wang'), NULL) WHERE col = 'level'"
        )
        db.execute(
            "UPDATE sync_conflict SET (member_id, hub_member_id) = (hub_member_id, member_id) WHERE col = 'city'"
        )
    async with running(clashing, size=WIDE) as ui:
        await ui.press("|")
        assert ui.column("Berlin") < ui.column("Hamburg")  # mine stands on the hub
        await ui.press("m")
        assert "Decided: City: Berlin" in ui.said()
        assert ui.json("customer", "show", "alfreds")["city"] == "Berlin"
        assert "between others" in ui.text()
        await go(ui, "G k k")
        while "Level" not in ui.cursor_line():
            await ui.press("k")
        assert "m Mine" not in ui.lines()[-1]
        await ui.press("m")
        assert level(ui) == "B"
        await go(ui, "b text:wang enter")
        assert level(ui) == "A"


async def test_all_of_a_record_at_once(clashing: str) -> None:
    async with running(clashing) as ui:
        await ui.press("|", "M")
        assert (level(ui), ui.json("customer", "show", "alfreds")["city"]) == ("A", "Hamburg")
        assert open_fields(ui) == ["amount", "removed"]
        await ui.press("M")  # it has one only
        assert open_fields(ui) == ["amount", "removed"]


async def test_another_value_is_typed_and_checked(clashing: str) -> None:
    async with running(clashing) as ui:
        await go(ui, "| j j v ctrl+a ctrl+k")
        await ui.type("much")
        assert "cannot be" in ui.text()
        await ui.press("enter")
        assert ui.name == "LineBox"
        await go(ui, "ctrl+a ctrl+k text:13万 enter")
        assert "Amount: CNY 130,000.00" in ui.said()
        assert ui.json("opportunity", "list")[0]["amount"] == {"amount": "130000.00", "currency": "CNY"}
        assert open_fields(ui) == ["city", "level", "removed"]


MINE = "He wants:\n\n- the  blue ones\n- by sea"
THEIRS = "He wants:\n- the red ones"


def text_clash(path: str) -> None:
    """Two rewrote a note of several lines."""
    from clashes import clash

    from crmcli.store.records import Customer, Followup, Member
    from crmcli.store.statements import rows_where
    from crmcli.verbs.notes import note

    with opened(path) as store:
        (wang,) = rows_where(store, Member, name="Wang")
        alfreds = rows_where(store, Customer)[0]
        note(store, alfreds.id, THEIRS)
        (row,) = rows_where(store, Followup, text=THEIRS)
        clash(store, row, "text", "He wants:", MINE, hub_by=wang.id, at="2026-11-17T01:00:00.000Z",
              command="followup edit")  # fmt: skip


def text_now(path: str) -> list[str]:
    with sqlite3.connect(path) as db:
        return [text for (text,) in db.execute("SELECT text FROM followup WHERE text LIKE '%wants%'")]


async def test_a_text_keeps_its_lines_when_another_is_typed(clashing: str) -> None:
    text_clash(clashing)
    async with running(clashing, size=WIDE) as ui:
        await go(ui, "| v")
        assert ui.name == "TextAskBox"
        assert "- the  blue ones" in ui.text()
        assert "- the red ones" in ui.text()
        await ui.press("ctrl+s")
        assert text_now(clashing) == [MINE]
        await ui.press("u")
        assert text_now(clashing) == [THEIRS]
        await go(ui, "k v enter text:soon ctrl+s")
        assert text_now(clashing) == [f"{MINE}\nsoon"]


async def test_a_text_that_was_typed_is_not_left_unasked(clashing: str) -> None:
    text_clash(clashing)
    async with running(clashing, size=WIDE) as ui:
        await go(ui, "| v escape")
        assert ui.name == "ConflictsScreen"
        await go(ui, "v text:! escape n")
        assert ui.name == "TextAskBox"
        await go(ui, "escape y")
        assert ui.name == "ConflictsScreen"
        assert text_now(clashing) == [THEIRS]


async def test_a_removal_is_decided(clashing: str) -> None:
    async with running(clashing) as ui:
        await go(ui, "| j j j")
        assert "removed" in ui.cursor_line()
        assert "kept, as changed" in ui.cursor_line()
        assert "v Other value" not in ui.lines()[-1]
        await ui.press("m")
        assert "send the samples by sea" not in ui.crm("reminder", "list").ok().out


async def test_whose_a_version_is_stands_right_below_it(clashing: str) -> None:
    """Also where the name of the field takes two lines."""
    with sqlite3.connect(clashing) as db:
        db.execute(
            "UPDATE sync_conflict SET col = 'expected_close', base = NULL, mine = '2027-01-05', hub = '2027-02-05'"
            " WHERE col = 'amount_minor'"
        )
    async with running(clashing, size=WIDE) as ui:
        await ui.press("|")
        lines = ui.lines()
        (at,) = [at for at, line in enumerate(lines) if "Expected" in line]
        assert "01-05" in lines[at]
        assert "close" in lines[at + 1]
        assert "lin · " in lines[at + 1]


async def test_what_is_new_goes_to_what_its_customer_was_merged_into(clashing: str) -> None:
    from clashes import new_below

    from crmcli.store.records import Customer
    from crmcli.store.statements import rows_where

    with opened(clashing) as store:
        kept, row = new_below(store, rows_where(store, Customer)[0])
    async with running(clashing, size=WIDE) as ui:
        await ui.press("|")
        assert "bring Alfreds Futterkiste back" in ui.cursor_line()
        assert f"or: moved to {kept.ref} Alfreds Ltd" in ui.text()
        assert "they called twice" in ui.text()
        assert "> Move there" in ui.lines()[-1]
        await ui.press(">")
        assert f"moved to {kept.ref}" in ui.said()
        shown = ui.json("show", row.ref)
        assert shown["customer"]["id"] == kept.id
        await ui.press(">")  # the next is no such conflict
        assert "Move there" not in ui.lines()[-1]


async def test_what_may_not_be_decided_is_said(clashing: str) -> None:
    with sqlite3.connect(clashing) as db:
        db.execute("UPDATE member SET role = 'rep'")
        db.execute("UPDATE customer SET owner_id = (SELECT id FROM member WHERE name = 'Wang')")
    async with running(clashing) as ui:
        await ui.press("|", "m")
        assert ui.said_kind() == "error"
        assert "belongs to Wang" in ui.said()
        assert len(open_fields(ui)) == 4


async def test_refused_words_are_whole_can_be_copied_and_are_put_away(clashing: str) -> None:
    async with running(clashing) as ui:
        await go(ui, "| j j j j")
        assert "F7K3F2Q" in ui.cursor_line()
        assert "They buy from somebody in Suzhou now." in ui.text()
        await ui.press("c")
        assert "Suzhou" in ui.app.clipboard
        assert "遇到他们总经理" in ui.app.clipboard
        await ui.press("j", "c")
        assert ui.app.clipboard == "Alfreds GmbH & Co. KG"
        await ui.press("x")
        assert len(ui.json("sync", "refused")) == 1
        await ui.press("X", "n")
        assert len(ui.json("sync", "refused")) == 1
        await ui.press("X", "y")
        assert ui.json("sync", "refused") == []
        assert "refused" not in ui.line(0)


async def test_the_desk_leads_there(clashing: str) -> None:
    async with running(clashing) as ui:
        assert "↑" in ui.line(0) or "conflicts" in ui.line(0)
        assert "Conflicts 3" in ui.text()
        assert "2 changes refused" in ui.text()
        await go(ui, "G enter")
        assert ui.name == "ConflictsScreen"
        assert "removed" in ui.cursor_line()  # of the record that was under the cursor
        await ui.press("enter")
        assert "send the samples" in ui.text()


@pytest.mark.parametrize("way", ["8 |", "ctrl+p paste:sync␣conflicts enter", ": paste:sync␣refused enter"])
async def test_other_ways_there(clashing: str, way: str) -> None:
    async with running(clashing) as ui:
        await go(ui, way)
        assert ui.name == "ConflictsScreen"


async def test_the_team_tells_how_the_hub_stands(clashing: str) -> None:
    async with running(clashing) as ui:
        await ui.press("8")
        assert "4 conflicts · 2 changes refused" in ui.text()
        assert "|  shows conflicts" in ui.text()


async def test_a_record_says_that_it_has_conflicts(clashing: str) -> None:
    async with running(clashing) as ui:
        await go(ui, "2 G enter")
        assert ui.name == "CustomerScreen"
        assert "! 2 conflicts" in ui.text()


async def test_what_another_program_decides_goes_from_the_screen(clashing: str) -> None:
    async with running(clashing) as ui:
        await ui.press("|")
        ui.crm("sync", "resolve", ui.json("sync", "conflicts")[0]["id"], "--hub").ok()
        await ui.look()
        assert "Hamburg" not in ui.text()
        assert "─ 3 conflicts" in ui.text()
        with sqlite3.connect(clashing) as db:  # a sync takes one away that somebody else has decided
            db.execute("DELETE FROM sync_conflict WHERE col = 'level'")
        await ui.look()
        assert "─ 2 conflicts" in ui.text()


async def test_nothing_open_and_no_hub(clashing: str, small: str) -> None:
    async with running(small) as ui:
        assert "conflict" not in ui.line(0).lower()
        await ui.press("|")
        assert ui.name == "DeskScreen"  # nobody else changes what is here
        await go(ui, "ctrl+p paste:sync␣conflicts enter")
        assert "joined no hub" in ui.text()


async def test_nothing_open(clashing: str) -> None:
    with sqlite3.connect(clashing) as db:
        db.execute("DELETE FROM sync_conflict")
        db.execute("DELETE FROM sync_op")
    async with running(clashing) as ui:
        await ui.press("|")
        assert "No conflicts" in ui.text()
        assert "&  exchange with the hub now" in ui.text()


async def test_exchanging_is_a_process_whose_answer_is_said(clashing: str) -> None:
    async with running(clashing) as ui:
        await ui.press("&")
        await ui.until(lambda: ui.said_kind() == "error")
        assert "hub.example" in ui.said()
        assert not ui.app.syncing
