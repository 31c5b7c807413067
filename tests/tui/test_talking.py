"""Guiding, asking and answering on the screens; what is typed waits until it is sent."""

from __future__ import annotations

import pytest

from .harness import Screens, running
from .places import go


def texts(ui: Screens) -> list[str]:
    return [one["text"] for one in ui.json("guidance", "list")]


async def test_done_reads_a_notice_and_answers_guidance(staffed: str) -> None:
    async with running(staffed) as ui:
        assert ui.footer()["reminder.done"] == "d Answer"
        await ui.press("G")
        assert "changed City, Level of Alfreds" in ui.cursor_line()
        assert ui.footer()["reminder.done"] == "d Mark as read"
        await ui.press("d")
        assert "1 notice read" in ui.said()
        assert len(ui.json("today")["notices"]) == 3
        assert "changed City" not in ui.text()
        await ui.press("u")
        assert "changed City" in ui.text()
        await ui.press("g", "d")
        assert ui.name == "TalkBox"


async def test_enter_opens_the_record_that_it_is_about(staffed: str) -> None:
    async with running(staffed) as ui:
        await ui.press("enter")
        assert ui.name == "CustomerScreen"
        assert "Alfreds Futterkiste" in ui.line(0)
        await ui.press("escape", "G", "enter")
        assert ui.name == "CustomerScreen"
        assert "Alfreds Futterkiste" in ui.line(0)


@pytest.mark.slow
async def test_what_is_not_sent_waits_as_a_draft(staffed: str) -> None:
    async with running(staffed) as ui:
        await ui.press("T")
        await ui.type("half an answer")
        await ui.press("escape")
        assert "T brings it back" in ui.said()
        assert "Answer → Wang" in ui.text()  # among the drafts
        await ui.press("T")
        assert "half an answer" in ui.text()
        await ui.type(", now whole")
        await ui.press("escape")
    async with running(staffed) as ui:  # also after the end of the program
        await ui.press("G")
        assert "half an answer, now whole" in ui.cursor_line()
        await ui.press("enter")
        assert ui.name == "TalkBox"
        await ui.press("ctrl+s")
        assert ui.name == "DeskScreen"
        assert texts(ui)[0] == "half an answer, now whole"
        assert "Drafts" not in ui.text()


async def test_what_is_wrong_is_said_and_stays_typed(staffed: str) -> None:
    async with running(staffed) as ui:
        await ui.press("T", "ctrl+s")
        assert ui.said_kind() == "error"
        await ui.type("an answer")
        (entry,) = ui.json("today")["important"]
        ui.crm("reply", entry["ref"], "from elsewhere").ok()
        await ui.press("ctrl+s")
        assert ui.name == "TalkBox"
        assert "was answered already" in ui.said()
        assert "an answer" in ui.text()
        assert texts(ui)[0] == "from elsewhere"


async def test_an_answer_from_the_customer_and_from_the_record(staffed: str) -> None:
    async with running(staffed) as ui:
        await go(ui, "j j c j T text:one ctrl+s")
        assert ui.name == "CustomerScreen"
        assert texts(ui)[0] == "one"
        assert "lin → Wang" in ui.text()
        await go(ui, "escape ctrl+p paste:guidance␣list enter")
        for _row in range(10):
            if "能让我一起去" in ui.cursor_line():
                break
            await ui.press("j")
        assert "能让我一起去" in ui.cursor_line()
        await go(ui, "enter T text:two ctrl+s")
        assert ui.name == "RecordScreen"
        assert texts(ui)[0] == "two"


async def test_what_waits_stands_before_all_else_that_is_to_be_known_of_an_opportunity(staffed: str) -> None:
    async with running(staffed) as ui:
        deal = ui.json("opportunity", "add", "天成", "pumps")["ref"]
        said = ui.json("ask", "lin", deal, "can we wait for the money until May?", "--urgent", "--as", "Wang")
        await go(ui, "2 / text:天成 enter 3 enter")
        assert ui.name == "OpportunityScreen"
        text = ui.text()
        assert text.index("To do") < text.index("can we wait") < text.index("Quotes")
        assert "Waits for an answer" in text
        ui.crm("reply", said["ref"], "no").ok()
        await ui.look()
        text = ui.text()
        assert "can we wait" not in text or text.index("Quotes") < text.index("can we wait")


async def test_a_colleague_is_asked_from_a_notice(staffed: str) -> None:
    async with running(staffed) as ui:
        await ui.press("G", "Q")
        assert ui.name == "PickBox"
        await ui.type("韩")
        await ui.press("enter")
        assert ui.name == "TalkBox"
        await ui.type("do you know them?")
        await ui.press("f3", "ctrl+s")
        (one, *_rest) = ui.json("guidance", "list")
        assert (one["for"]["name"], one["about"]["name"], one["urgent"]) == (
            "韩梅梅",
            "Alfreds Futterkiste",
            True,
        )


async def test_alone_there_is_nobody_to_be_asked(small: str) -> None:
    async with running(small) as ui:
        for key in ("Q", "M"):
            await ui.press(key)
            assert ui.name == "DeskScreen"
            assert "Nobody else" in ui.said()


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_others_changes_come_up_by_themselves(staffed: str, lang: str) -> None:
    async with running(staffed, lang=lang) as ui:
        ui.crm("guide", "天成", "look at this at once", "--important", "--urgent", "--as", "Wang").ok()
        await ui.look()
        assert "look at this at once" in ui.text()
        ui.crm("customer", "edit", "天成", "--city", "上海", "--as", "Wang").ok()
        await ui.look()
        assert ("changed City of" if lang == "en" else "的城市") in ui.text()


async def test_a_list_of_what_was_said_makes_and_edits_nothing_by_a_form(staffed: str) -> None:
    async with running(staffed) as ui:
        for kind in ("guidance", "notice"):
            await go(ui, f"ctrl+p paste:{kind}␣list enter")
            assert "list.new" not in ui.footer()
            page = ui.screen
            await ui.press("a")
            assert ui.screen is page
            await ui.press("e")
            assert ui.screen is page
            await ui.press("escape")
