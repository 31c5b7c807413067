"""The note box: what one types is what is stored, and nothing of it is ever lost."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crmcli.tui.screens.note import NoteBox
from crmcli.tui.widgets.text import TextBox
from crmcli.verbs import drafts
from crmcli.verbs.notes import parse

from .harness import ROOT, Screens, running
from .places import go, mostly_slow

NOTES = (
    "今天拜访张伟，谈FOB价，他嫌运费高。判断：有戏。下周三下午3点回访 #报价 ¥12万",
    "visited Zhang Wei yesterday; send quote next fri 3pm #quote USD 3,000",
    "called @张伟 and @李四, 2月30日 see them; deliver by 12/5",
    "每周一早上发周报给张伟",
    "email sent. judgement: they will sign. call again in 3 days",
    "nothing to be read here",
)


def told(ui: Screens) -> str:
    """What is told below the text, without its breaks of lines."""
    from crmcli.tui.widgets.told import Told

    widget = ui.screen.query_one("#told", Told)
    return " ".join(" ".join("".join(text for _style, text in line) for line in widget._made).split())


def rows(ui: Screens) -> Any:
    """The follow-ups that were not there at first."""
    found = ui.crm("followup", "list", "--json").json
    return [row for row in found if row["text"] != "拜访张伟，谈价格"]


# --- a note -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_visit_takes_two_keys_besides_its_text(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.type("visited them, send quote next fri 3pm")
        await ui.press("ctrl+s")
        assert "Follow-ups" not in ui.name
        row = rows(ui)[0]
        assert (row["text"], row["kind"]) == ("visited them, send quote next fri 3pm", "visit")
        assert row["customer"]["name"] == "天成外贸公司"
        assert row["next_due"] == "2026-11-27T15:00:00+08:00"
        assert row["ref"] in ui.said()
        assert "u takes it back" in ui.said()
        await ui.press("u")
        assert rows(ui) == []


async def test_from_a_list_it_is_about_the_customer_under_the_cursor(small: str) -> None:
    async with running(small, start="customers") as ui:
        name = ui.cursor_line().split()[1]
        await ui.press("n")
        assert name in ui.line("Customer")
        assert isinstance(ui.focused, TextBox)


@pytest.mark.slow
@pytest.mark.parametrize("text", mostly_slow(NOTES, NOTES[0]))
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_what_is_told_is_what_is_stored(small: str, text: str, lang: str) -> None:
    async with running(small, (140, 40), lang, start="天成") as ui:
        await ui.press("n")
        await ui.type(text)
        box = ui.screen
        assert isinstance(box, NoteBox)
        who = box._customer
        assert who is not None
        found = parse(ui.app.store, text, who["id"])
        shown = told(ui)
        await ui.press("ctrl+s")
        row = rows(ui)[0]
        by_field: dict[str, list[Any]] = {}
        for piece in found["understood"]:
            by_field.setdefault(piece["field"], []).append(piece["value"])
        assert row["text"] == text
        assert row["kind"] == by_field.get("kind", ["other"])[0]
        assert row["at"] == by_field.get("at", ["2026-11-18T10:30:00+08:00"])[0]
        assert row["judgement"] == by_field.get("judgement", [None])[0]
        assert row["amount"] == by_field.get("amount", [None])[0]
        assert row["next_step"] == by_field.get("next_step", [None])[0]
        assert row["next_due"] == by_field.get("next_due", [None])[0]
        assert sorted(row["tags"]) == sorted(by_field.get("tag", by_field.get("tags", [])))
        assert {one["id"] for one in row["contacts"]} == {one["id"] for one in by_field.get("contact", [])}
        if "repeat" in by_field:
            assert ui.crm("show", row["ref"], "--json").json["reminder"]
        for value in (
            row["judgement"],
            row["next_step"],
            *row["tags"],
            *(one["name"] for one in row["contacts"]),
        ):
            assert value is None or "".join(value.split()) in "".join(shown.split())
        if row["next_due"]:
            assert row["next_due"][11:16] in shown
        for piece in found["unresolved"]:
            assert f"“{piece['text']}”" in shown


async def test_it_is_told_while_one_types(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        assert "are understood as you type" in told(ui)
        await ui.type("今天拜访张伟")
        assert "Kind visit · " in ui.text().replace("Visit", "visit")
        assert "Contact 张伟" in ui.text()
        await ui.type("，下周三下午3点回访，2月30日再说")
        assert "Next step 回访 → Wed 11-25 15:00" in told(ui)
        assert "“2月30日”: a date that does not exist" in told(ui)
        await ui.press("ctrl+a", "ctrl+k")
        assert "are understood as you type" in told(ui)


@pytest.mark.slow
async def test_what_was_stored_is_told_as_in_the_box(small: str) -> None:
    async with running(small, (140, 40), start="天成") as ui:
        await ui.press("n")
        await ui.type("今天拜访张伟，下周三上午10点回访 ¥8万，和 @王五 谈，2月30日")
        box = told(ui)
        await ui.press("ctrl+s")
        for text in ("CNY 80,000.00", "Wed 11-25 10:00"):
            assert text in box
            assert text in ui.said()
        assert "not understood: @王五, 2月30日" in ui.said()
        assert (
            "80000.00 CNY · → 2026-11-25 10:00"
            in ui.crm("note", "天成", "回访 ¥8万，下周三上午10点回访").ok().out
        )


@pytest.mark.slow
async def test_all_that_is_not_taken_is_told(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        text = "@王五 USD 1.234 and CNY 5, CNY 6; 2月30日; next fri call, next mon mail; expires 12/5; 他每周一都在"
        await ui.type(text)
        who = ui.screen.meant[0]["id"]
        left = parse(ui.app.store, text, who)["unresolved"]
        assert len({one["reason"] for one in left}) > 4
        for one in left:
            assert f"“{one['text']}”" in told(ui)
        assert not any(reason in told(ui) for reason in ("habit", "no_such", "further_"))


async def test_the_last_dealing_is_shown(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        assert "拜访张伟，谈价格" in ui.line("Last")


@pytest.mark.slow
async def test_important_and_urgent(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.type("call them tomorrow")
        await ui.press("f2", "f3", "f3", "f3")
        assert "Important · Urgent" in ui.text()
        await ui.press("f3", "ctrl+s")
        reminder = ui.crm("show", rows(ui)[0]["reminder"]["ref"], "--json").json
        assert (reminder["important"], reminder["urgent"]) == (True, False)


async def test_an_empty_note_is_none(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n", "ctrl+s")
        assert ui.said() == "The note is empty."
        await ui.type(" \n")
        await ui.press("ctrl+s")
        assert ui.name == "NoteBox"
        assert rows(ui) == []


# --- whom it is about -------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_name_typed_on_the_desk_is_whom_it_is_about(small: str) -> None:
    """As the guide says: n, a piece of the name, enter, the text, ctrl+s."""
    for page in ("1", "9", "0"):
        async with running(small) as ui:
            await ui.press(page, "n")
            await ui.type("tcwm\n")
            await ui.type(f"called from {page}")
            await ui.press("ctrl+s")
            row = next(one for one in rows(ui) if one["text"] == f"called from {page}")
            assert row["customer"]["name"] == "天成外贸公司"


@pytest.mark.parametrize(
    "way", mostly_slow(["1", "9", "ctrl+f text:maria tab", "ctrl+p paste:contact␣list enter"], "1")
)
async def test_in_a_list_the_customer_is_only_offered(small: str, way: str) -> None:
    async with running(small) as ui:
        await go(ui, way)
        name = ui.screen.customer["name"]
        await ui.press("n")
        assert ui.focused.id == "who"
        assert (ui.focused.value, ui.focused.selected_text) == (name, name)
        assert name in ui.cursor_line()
        assert ui.cursor_line().rstrip("│ ").endswith("enter")
        assert ui.footer()["note.take"] == "enter Take"
        await ui.press("enter")
        assert isinstance(ui.focused, TextBox)
        await ui.type("called")
        await ui.press("ctrl+s")
        assert rows(ui)[0]["customer"]["name"] == name


@pytest.mark.mostly_slow
@pytest.mark.parametrize(
    "way", mostly_slow(["2", "2 enter", "enter", "ctrl+p paste:contact␣list enter enter"], "2", "enter")
)
async def test_on_its_own_screen_the_customer_is_sure(small: str, way: str) -> None:
    async with running(small) as ui:
        await go(ui, way)
        name = ui.screen.customer["name"]
        await ui.press("n")
        await ui.type("called")
        await ui.press("ctrl+s")
        assert [(one["text"], one["customer"]["name"]) for one in rows(ui)] == [("called", name)]


async def test_another_one_dealt_with_lately_is_a_key_away(small: str) -> None:
    async with running(small) as ui:
        assert "Call Maria back" in ui.cursor_line()
        await ui.press("n", "down", "enter")
        assert "天成外贸公司" in ui.line("Customer")


async def test_who_is_offered_is_meant_by_a_click_into_the_text_and_by_saving(small: str) -> None:
    async with running(small) as ui:
        await ui.press("n")
        await ui.click(20, 14)
        assert isinstance(ui.focused, TextBox)
        assert "Alfreds Futterkiste" in ui.line("Customer")
        await ui.press("escape", "n", "ctrl+s")
        assert ui.said() == "The note is empty."
        await ui.type("called")
        await ui.press("ctrl+s")
        assert rows(ui)[0]["customer"]["name"] == "Alfreds Futterkiste"


async def test_what_was_offered_leaves_no_draft(small: str) -> None:
    async with running(small) as ui:
        await ui.press("n", "f2", "escape")
        await ui.press("n")
        await ui.type("tc")
        await ui.press("escape")
        assert ui.name == "DeskScreen"
        assert drafts.waiting(small) == []


async def test_who_by_initials(small: str) -> None:
    async with running(small, start="agenda") as ui:
        await ui.press("g", "n")
        await ui.type("tc")
        assert "天成外贸公司" in ui.cursor_line()
        assert "initials" in ui.cursor_line()
        await ui.press("enter")
        assert isinstance(ui.focused, TextBox)
        assert "天成外贸公司" in ui.line("Customer")
        await ui.type("called")
        await ui.press("ctrl+s")
        assert rows(ui)[0]["customer"]["name"] == "天成外贸公司"


async def asked(ui: Screens) -> None:
    """A note box that knows nobody yet."""
    ui.app.push_screen(NoteBox(None))
    await ui.settle()


@pytest.mark.parametrize(
    "who", mostly_slow(["tcwm", "天成", "Maria Anders", "Alfrids", "Nordwind GmbH"], "tcwm")
)
async def test_all_at_once_is_as_one_by_one(small: str, who: str) -> None:
    """A quick hand, or a slow line: nothing of the name gets into the text, nor the other way round."""
    async with running(small) as ui:
        for key in ("n", *who, "enter", *"called", "ctrl+s"):
            ui.send(key)
        await ui.settle()
        if ui.name == "NoteBox":  # enter came before it was seen whom it would take: asked, not guessed
            assert ui.screen.text.text == "called"
            await ui.press("enter", "ctrl+s")
        found = {
            "Nordwind GmbH": who,
            "Maria Anders": "Alfreds Futterkiste",
            "Alfrids": "Alfreds Futterkiste",
        }
        assert [(one["text"], one["customer"]["name"]) for one in rows(ui)] == [
            ("called", found.get(who, "天成外贸公司"))
        ]


async def test_nobody_is_known_at_first(small: str) -> None:
    async with running(small) as ui:
        await asked(ui)
        assert ui.focused.id == "who"
        assert "dealt with lately" in ui.line("天成外贸公司")
        assert not ui.cursor_line()  # nobody is meant before somebody is chosen
        await ui.press("down", "enter")
        assert "天成外贸公司" in ui.line("Customer")


async def test_arrows_choose_among_several(small: str) -> None:
    async with running(small) as ui:
        ui.crm("customer", "add", "天成科技")
        ui.crm("customer", "add", "天成物流")
        await asked(ui)
        await ui.type("天成")
        names = [line for line in ui.lines() if "part of the name" in line]
        assert len(names) == 3
        first = ui.cursor_line()
        await ui.press("down", "down", "up")
        assert ui.cursor_line() != first
        chosen = ui.cursor_line().split()[2]
        await ui.press("tab")
        assert chosen in ui.line("Customer")


@pytest.mark.slow
async def test_a_name_that_is_not_clear_is_asked_for_when_saving(small: str) -> None:
    async with running(small) as ui:
        ui.crm("customer", "add", "天成科技")
        await asked(ui)
        await ui.type("天成")
        await ui.press("f4")
        ui.screen._leave_line()
        await ui.settle()
        await ui.type("called")
        await ui.press("ctrl+s")
        assert "names several" in ui.said()
        assert ui.focused.id == "who"
        await ui.press("down", "enter", "ctrl+s")
        assert ui.name != "NoteBox"
        assert rows(ui)[0]["text"] == "called"


async def test_a_name_typed_faster_than_it_is_found(small: str) -> None:
    async with running(small) as ui:
        await asked(ui)
        ui.screen.line.value = "tcwm"
        await asyncio.sleep(0)
        ui.screen.candidates.typed = None  # the answer is not there yet
        ui.screen.do_note_take()
        await ui.settle()
        assert "天成外贸公司" in ui.line("Customer")
        assert isinstance(ui.focused, TextBox)


async def test_a_slip_takes_the_one_that_was_meant_and_says_so(small: str) -> None:
    async with running(small) as ui:
        await asked(ui)
        await ui.type("Alfrids")
        assert "close spelling" in ui.cursor_line()
        assert ui.cursor_line().rstrip("│ ").endswith("enter")
        assert "new customer “Alfrids”" in ui.text()
        assert ui.footer()["note.take"] == "enter Take"
        await ui.press("enter")
        assert "Alfreds Futterkiste" in ui.line("Customer")
        assert ui.said() == "Taken for “Alfrids”: Alfreds Futterkiste · f4 chooses another"
        await ui.type("called")
        await ui.press("ctrl+s")
        assert rows(ui)[0]["customer"]["name"] == "Alfreds Futterkiste"
        assert len(ui.json("customer", "list")) == 2


async def test_a_new_name_like_another_is_new_one_key_up(small: str) -> None:
    async with running(small) as ui:
        await asked(ui)
        await ui.type("Alfrids")
        await ui.press("up")
        assert "new customer “Alfrids”" in ui.cursor_line()
        assert ui.footer()["note.take"] == "enter New customer"
        await ui.press("enter")
        assert "Alfrids  (new customer)" in ui.text()


@pytest.mark.mostly_slow
@pytest.mark.parametrize("name", ["Nordwind GmbH", "北京大华机械"])
async def test_a_name_that_nobody_has_is_new(small: str, name: str) -> None:
    async with running(small) as ui:
        ui.crm("customer", "add", "Südwind GmbH").ok()
        ui.crm("customer", "add", "南京大华机械").ok()
        await asked(ui)
        await ui.type(name)
        assert f"new customer “{name}”" in ui.cursor_line()
        assert ui.footer()["note.take"] == "enter New customer"
        await ui.press("enter")
        await ui.type("called")
        await ui.press("ctrl+s")
        assert rows(ui)[0]["customer"]["name"] == name


@pytest.mark.slow
async def test_a_single_letter_makes_nobody(small: str) -> None:
    async with running(small) as ui:
        await asked(ui)
        await ui.type("j")
        assert not ui.cursor_line()
        assert ui.footer()["note.take"] == "enter To the text"
        await ui.press("enter")
        await ui.type("called")
        await ui.press("ctrl+s")
        assert "Nothing is called “j”" in ui.said()
        assert ui.focused.id == "who"
        assert rows(ui) == []


async def test_a_new_name_typed_faster_than_it_is_looked_up(small: str) -> None:
    async with running(small) as ui:
        await asked(ui)
        ui.screen.line.value = "Nordwind GmbH"
        await asyncio.sleep(0)
        ui.screen.candidates.typed = None  # the answer is not there yet
        ui.screen.do_note_take()
        await ui.settle()
        assert "Nordwind GmbH  (new customer)" in ui.text()


@pytest.mark.slow
async def test_the_last_dealing_of_one_does_not_stay_while_another_is_chosen(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        assert "拜访张伟，谈价格" in ui.line("Last")
        await ui.press("f4")
        assert not ui.line("Last")
        await ui.type("alf\n")
        assert not ui.line("Last")
        await ui.press("f4")
        await ui.type("tcwm\n")
        assert "拜访张伟，谈价格" in ui.line("Last")


@pytest.mark.slow
async def test_a_new_customer_with_a_new_contact(small: str) -> None:
    async with running(small) as ui:
        await asked(ui)
        await ui.type("Nordwind GmbH")
        await ui.press("enter")
        assert "Nordwind GmbH  (new customer)" in ui.text()
        await ui.type("met @Olaf at the fair; call him tomorrow")
        assert "Contact Olaf (new)" in told(ui)
        await ui.press("ctrl+s")
        row = rows(ui)[0]
        assert row["customer"]["name"] == "Nordwind GmbH"
        assert [one["name"] for one in row["contacts"]] == ["Olaf"]
        await ui.press("u")
        assert len(ui.crm("customer", "list", "--json").json) == 2


async def test_the_first_note_of_all_makes_its_customer(empty: str) -> None:
    async with running(empty) as ui:
        await ui.press("n")
        assert ui.focused.id == "who"
        await ui.type("天成")
        await ui.press("enter")
        await ui.type("met them at the fair")
        await ui.press("ctrl+s")
        assert "天成 (new)" in ui.said()
        await ui.press("u")
        assert ui.crm("customer", "list", "--json").json == []


@pytest.mark.slow
async def test_a_new_customer_whose_name_is_part_of_anothers(small: str) -> None:
    async with running(small) as ui:
        await asked(ui)
        await ui.type("天成")
        await ui.press("up", "up", "down", "down", "enter")
        assert "天成  (new customer)" in ui.text()
        await ui.type("called")
        await ui.press("ctrl+s")
        assert rows(ui)[0]["customer"]["name"] == "天成"


@pytest.mark.slow
async def test_another_customer_and_back(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.type("called")
        await ui.press("f4")
        await ui.type("alf")
        assert "Alfreds" in ui.cursor_line()
        await ui.press("escape")  # out of the customer's line only
        assert "天成外贸公司" in ui.line("Customer")
        assert isinstance(ui.focused, TextBox)
        await ui.press("tab")
        await ui.type("alf")
        await ui.press("enter", "ctrl+s")
        assert rows(ui)[0]["customer"]["name"] == "Alfreds Futterkiste"


@pytest.mark.slow
async def test_the_mouse_asks_for_another_customer(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        at = next(place for place, line in enumerate(ui.lines()) if "│ Customer" in line)
        await ui.click(14, at)
        assert ui.focused.id == "who"
        await ui.type("alf")
        at = next(place for place, line in enumerate(ui.lines()) if "▌" in line)
        await ui.click(8, at)
        assert "Alfreds Futterkiste" in ui.line("Customer")


# --- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_paste_arrives_whole(small: str) -> None:
    text = "第一行：今天拜访\t张伟，“好”。\n\n第三行 🙂é\n  indented, last\n"
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.paste(text.replace("\n", "\r"))
        assert "第一行：今天拜访" in ui.text()
        await ui.type("再打字")
        await ui.paste("\x1b[31mred\x07\r\nend")
        await ui.press("ctrl+s")
        assert rows(ui)[0]["text"] == text + "再打字[31mred\nend"


async def test_lines_and_undo_while_typing(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.type("one\ntwo")
        await ui.press("ctrl+j")
        await ui.type("three")
        assert ui.focused.text == "one\ntwo\nthree"
        await ui.press("shift+home", "ctrl+x")
        assert ui.focused.text == "one\ntwo\n"
        assert ui.name == "NoteBox"


async def test_nothing_turns_a_line_around(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.paste("price \u202e120\u202c")
        assert "\u202e" not in ui.text()
        await ui.press("ctrl+s")
        assert rows(ui)[0]["text"] == "price \u202e120\u202c"


async def test_no_cursor_blinks(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        assert not ui.focused.cursor_blink
        assert ui.focused.blink_timer._active.is_set() is False
        assert ui.app.typing


@pytest.mark.slow
@pytest.mark.parametrize("lang", mostly_slow(["en", "zh"], "zh"))
async def test_it_fits_and_stands_still(small: str, lang: str) -> None:
    async with running(small, (80, 24), lang, start="天成") as ui:
        await ui.press("n")
        before = ui.lines()
        assert len(before) == 24
        await ui.type("今天拜访张伟，谈价格。下周三下午3点回访，2月30日 #报价 ¥12万 USD 3,000 12/5")
        frame = [place for place, line in enumerate(ui.lines()) if line.lstrip().startswith(("╭", "╰"))]
        assert frame == [place for place, line in enumerate(before) if line.lstrip().startswith(("╭", "╰"))]
        for size in ((300, 100), (80, 24), (60, 15), (40, 12), (140, 40)):
            await ui.resize(*size)
            assert "今天拜访张伟" in ui.text()
            assert "note.save" in ui.footer()
            assert ui.footer()["note.save"] in ui.text()


@pytest.mark.parametrize("lang", mostly_slow(["en", "zh"], "zh"))
async def test_where_there_is_little_room_text_and_keys_stay(small: str, lang: str) -> None:
    async with running(small, (40, 12), lang, start="天成") as ui:
        await ui.press("n")

        def room() -> int:
            return int(ui.screen.text.size.height)

        def keys() -> bool:
            return all(ui.footer()[id] in ui.line(-2) for id in ("note.save", "note.leave"))

        assert room() >= 3
        assert keys()
        await ui.type("今天拜访张伟，下周三下午3点回访，2月30日，每周一")
        assert room() >= 3
        assert keys()
        await ui.press("f4")
        assert room() >= 3
        assert keys()
        await ui.type("x")
        await ui.press("escape")
        ui.screen.say("what is said takes its lines too, from the rest " * 4, "error")
        await ui.settle()
        assert room() >= 3
        assert keys()


# --- drafts -----------------------------------------------------------------------------------------------------------


def draft(ui: Screens, key: str) -> str | None:
    found = drafts.load(ui.path, key)
    return None if found is None else str(found["text"])


@pytest.mark.slow
async def test_what_is_left_comes_back(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        who = ui.screen._customer
        await ui.type("half a no")
        await ui.press("f2", "escape")
        assert ui.said() == "Not saved: it waits as a draft, n brings it back"
        assert draft(ui, f"note:{who['id']}") == "half a no"
        await ui.press("n")
        assert "Brought back: what was typed today 10:30 and not saved" in ui.said()
        await ui.type("te tomorrow")
        assert "Important" in ui.text()
        await ui.press("ctrl+s")
        assert rows(ui)[0]["text"] == "half a note tomorrow"
        assert draft(ui, f"note:{who['id']}") is None
        assert os.listdir(small + "-drafts") == []
        await ui.press("n")
        assert ui.focused.text == ""


@pytest.mark.slow
async def test_each_customer_has_its_own(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.type("of 天成")
        await ui.press("escape", "2")
        await asked(ui)
        assert ui.screen.text.text == ""
        await ui.type("alf")
        await ui.press("enter")
        await ui.type("of nobody at first")
        await ui.press("escape")
        assert ui.said() == "Not saved: it waits as a draft, N brings it back"
        assert {one["what"] for one in drafts.waiting(small)} == {"of 天成", "of nobody at first"}
        await asked(ui)
        assert ui.screen.text.text == ""
        await ui.type("alf\n")
        assert ui.focused.text == "of nobody at first"


@pytest.mark.slow
async def test_a_draft_begun_elsewhere_comes_back_where_its_customer_is(small: str) -> None:
    async with running(small) as ui:
        await asked(ui)
        await ui.type("tcwm")
        await ui.press("enter")
        await ui.type("begun anywhere")
        await ui.press("escape")
    async with running(small, start="天成") as ui:
        await ui.press("n")
        assert ui.focused.text == "begun anywhere"
        await ui.press("ctrl+s")
        assert drafts.waiting(small) == []


@pytest.mark.slow
async def test_what_is_offered_says_that_a_draft_of_it_waits(small: str) -> None:
    async with running(small) as ui:
        await ui.press("n", "enter")
        await ui.type("half a note")
        await ui.press("escape", "n")
        assert ui.said() == "What was typed on Alfreds Futterkiste and not saved waits: enter goes on with it"
        assert ui.screen.text.text == ""
        await ui.press("enter")
        assert ui.focused.text == "half a note"
        await ui.press("ctrl+s")
        assert drafts.waiting(small) == []


@pytest.mark.slow
async def test_two_drafts_on_one_customer_are_both_kept(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.type("first")
        await ui.press("escape", "2", "down", "n")
        assert "Alfreds" in ui.line("Customer")
        await ui.type("second")
        await ui.press("f4")
        await ui.type("tcwm\n")
        await ui.press("escape")
        assert sorted(one["what"] for one in drafts.waiting(small)) == ["first", "second"]
        await ui.press("n")  # on Alfreds: what was typed there went to another
        assert ui.focused.text == ""


@pytest.mark.slow
async def test_a_draft_for_somebody_new_comes_back_with_the_name(small: str) -> None:
    async with running(small) as ui:
        await ui.press("n")
        await ui.type("天成\n")  # a part of another's name
        await ui.press("f4")
        await ui.type("天成")
        await ui.press("down", "enter")
        await ui.type("half")
        await ui.press("escape", "n")
        assert ui.focused.id == "who"
        assert "new customer “天成”" in ui.cursor_line()
        await ui.press("enter")
        assert ui.focused.text == "half"
        await ui.press("ctrl+s")
        assert rows(ui)[0]["customer"]["name"] == "天成"


@pytest.mark.slow
async def test_the_footer_says_that_it_can_be_thrown_away(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        assert "note.discard" not in ui.footer()
        await ui.type("x")
        assert list(ui.footer())[-2:] == ["note.discard", "note.leave"]
        await ui.press("backspace")
        assert "note.discard" not in ui.footer()


@pytest.mark.slow
async def test_a_draft_is_thrown_away_when_that_was_confirmed(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n", "ctrl+x")
        assert ui.name != "NoteBox"  # nothing was typed: nothing to ask
        await ui.press("n")
        await ui.type("away with it")
        await ui.press("ctrl+x")
        assert ui.name == "ConfirmBox"
        await ui.press("n")
        assert ui.focused.text == "away with it"
        await ui.press("ctrl+x", "y")
        assert ui.name != "NoteBox"
        assert drafts.waiting(small) == []
        await ui.press("n")
        assert ui.focused.text == ""


async def test_an_emptied_box_leaves_no_draft(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.type("x")
        assert drafts.waiting(small)
        await ui.press("backspace", "escape")
        assert drafts.waiting(small) == []
        assert ui.said() == ""


async def test_quit_leaves_a_draft(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.type("before I go")
        await ui.press("ctrl+q")
    assert [one["what"] for one in drafts.waiting(small)] == ["before I go"]


def test_a_kill_leaves_a_draft(small: str) -> None:
    """The program is killed while somebody types; the next one brings the text back."""
    program = (
        "import asyncio, os, signal, sys\n"
        "sys.path[:0] = [sys.argv[2], os.path.join(sys.argv[2], 'tests')]\n"
        "from tui.harness import run, running\n"
        "async def main():\n"
        "    async with running(sys.argv[1], start='天成') as ui:\n"
        "        await ui.press('n')\n"
        "        await ui.type('被杀之前\\n第二行')\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", program, small, str(ROOT)], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert [one["what"] for one in drafts.waiting(small)] == ["被杀之前 第二行"]


async def test_a_draft_that_cannot_be_kept_is_said_and_the_text_stays(small: str) -> None:
    Path(small + "-drafts").write_text("in the way")
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.type("called")
        assert ui.said_kind() == "error"
        await ui.press("ctrl+s")
        assert rows(ui)[0]["text"] == "called"


@pytest.mark.parametrize(
    "held", ["{", '{"key": 1, "when": 2, "content": {"text": 3, "customer": 4, "who": []}}']
)
async def test_a_damaged_draft_hinders_nobody(small: str, held: str) -> None:
    folder = Path(small + "-drafts")
    folder.mkdir()
    (folder / "note.draft.json").write_text(held)
    async with running(small) as ui:
        await asked(ui)
        assert ui.name == "NoteBox"


# --- what can go wrong ------------------------------------------------------------------------------------------------


async def test_a_locked_store_keeps_the_note(small: str, sealed: Path) -> None:
    (sealed / "config.toml").write_text("[store]\ntimeout = 0\n")
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.type("while locked, call tomorrow")
        db = sqlite3.connect(small, isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        await ui.press("ctrl+s")
        assert ui.name != "NoteBox"
        assert ui.said().startswith("Kept:")
        assert drafts.waiting(small) == []
        assert len(os.listdir(small + "-spool")) == 1
        db.execute("ROLLBACK")
        db.close()
        await ui.look()
        assert os.listdir(small + "-spool") == []
        row = rows(ui)[0]
        assert (row["text"], row["customer"]["name"]) == ("while locked, call tomorrow", "天成外贸公司")


@pytest.mark.slow
async def test_it_is_saved_once_and_keys_go_on_while_the_store_is_locked(small: str, sealed: Path) -> None:
    (sealed / "config.toml").write_text("[store]\ntimeout = 1\n")
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.type("while locked")
        db = sqlite3.connect(small, isolation_level=None)
        db.execute("BEGIN IMMEDIATE")
        for key in ("ctrl+s", "ctrl+s"):
            ui.send(key)
        await ui.until(lambda: ui.said() == "Saving …")
        for key in (
            "escape",
            "x",
            "ctrl+x",
            "ctrl+s",
        ):  # nothing of it may undo or double what is being saved
            ui.send(key)
        await asyncio.sleep(0.1)
        assert ui.name == "NoteBox"
        await ui.settle()
        assert ui.said().startswith("Kept:")
        assert len(os.listdir(small + "-spool")) == 1
        db.execute("ROLLBACK")
        db.close()
        await ui.look()
        assert [row["text"] for row in rows(ui)] == ["while locked"]
        assert drafts.waiting(small) == []


async def test_the_store_is_deleted_under_it(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.type("typed and ")
        shutil.move(small, small + ".away")
        await ui.type("not lost")
        await ui.press("ctrl+s")
        assert ui.name == "NoteBox"
        assert ui.focused.text == "typed and not lost"
        assert "is gone" in ui.said()
        assert [one["what"] for one in drafts.waiting(small)] == ["typed and not lost"]
        shutil.move(small + ".away", small)
        await ui.press("ctrl+s")
        assert rows(ui)[0]["text"] == "typed and not lost"


async def test_a_customer_removed_meanwhile(small: str) -> None:
    async with running(small, start="天成") as ui:
        await ui.press("n")
        await ui.type("called")
        ui.crm("customer", "remove", "天成", "--yes")
        await ui.press("ctrl+s")
        assert ui.name == "NoteBox"
        assert ui.said_kind() == "error"
        assert ui.screen.text.text == "called"
