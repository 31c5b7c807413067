"""What was typed and not saved is seen, gone on with, thrown away."""

from __future__ import annotations

import os
from typing import Any

import pytest

from crmcli.verbs import drafts

from .harness import Screens, running
from .places import go, mostly_slow


def waiting(ui: Screens) -> list[str]:
    """What waits, by its key's beginning."""
    return sorted(one["key"].split(":")[0] for one in drafts.waiting(ui.path))


async def begin_all(ui: Screens) -> None:
    """Type a note, a reminder and a form, and save none of them."""
    await go(ui, "1 n enter text:half␣a␣note escape")
    await go(ui, "1 r text:ring␣up␣to escape")
    await go(ui, "2 e text:␣Ltd")
    await ui.press("ctrl+q")


async def test_the_top_line_says_that_drafts_wait(small: str) -> None:
    async with running(small) as ui:
        assert "draft" not in ui.line(0)
        await go(ui, "n enter text:half␣a␣note")
        await ui.press("escape")
        assert "1 draft" in ui.line(0)
        await ui.press("2")
        assert "1 draft" in ui.line(0)
        await go(ui, "r text:ring␣up escape")
        assert "2 drafts" in ui.line(0)
        await go(ui, "N text:note enter")
        await ui.press("ctrl+s")
        assert "1 draft" in ui.line(0)
        await go(ui, "N ctrl+x y")
        assert "draft" not in ui.line(0)


async def test_the_drafts_of_another_program_appear_when_nobody_types(small: str) -> None:
    async with running(small) as ui:
        drafts.keep(small, "note", {"text": "typed elsewhere", "new": "Nordwind"})
        await ui.look()
        assert "1 draft" in ui.line(0)
        assert "Note on Nordwind" in ui.text()
        await ui.press("2", "/")
        drafts.keep(small, "reminder", {"text": "call to"})
        await ui.look()
        assert "1 draft" in ui.line(0)
        await ui.press("escape")
        await ui.look()
        assert "2 drafts" in ui.line(0)


@pytest.mark.parametrize("lang", mostly_slow(["en", "zh"], "zh"))
async def test_the_desk_tells_them_after_a_crash(small: str, lang: str) -> None:
    async with running(small, lang=lang) as ui:
        await begin_all(ui)
    async with running(small, lang=lang) as ui:
        text = ui.text()
        assert {"en": "Drafts 3", "zh": "草稿 3"}[lang] in text
        for said in ("half a note", "Alfreds Futterkiste", "ring up to", "天成外贸公司 Ltd"):
            assert said in text
        assert text.index("发报价") < text.index("half a note")


@pytest.mark.slow
async def test_enter_goes_on_with_each(small: str) -> None:
    async with running(small) as ui:
        await begin_all(ui)
    async with running(small) as ui:
        for what, box in (
            ("half a note", "NoteBox"),
            ("ring up to", "RemindBox"),
            ("天成外贸公司 Ltd", "EditForm"),
        ):
            await to(ui, what)
            assert ui.footer()["open.record"] == "enter Go on with it"
            await ui.press("enter")
            assert ui.name == box
            assert what in ui.text()
            await ui.type("morrow" if box == "RemindBox" else "x")
            await ui.press("ctrl+s")
            assert ui.name == "DeskScreen"
        assert waiting(ui) == []
        assert "Drafts" not in ui.text()
        assert [row["text"] for row in ui.json("followup", "list", "--where", "text~half")] == [
            "half a notex"
        ]
        assert ui.json("reminder", "list", "--where", "text~ring")[0]["due"] == "2026-11-19"
        assert ui.json("customer", "show", "天成")["name"] == "天成外贸公司 Ltdx"


async def to(ui: Screens, what: str) -> None:
    """Put the cursor on the entry that says so."""
    await ui.press("g")
    for _step in range(20):
        if what in ui.cursor_line():
            return
        await ui.press("down")
    raise AssertionError(f"{what} is not on the desk:\n{ui.text()}")


@pytest.mark.parametrize(
    ("way", "box", "saved"),
    [
        ("2 a text:Ernst␣Handel", "NewForm", ("customer", "Ernst Handel")),
        pytest.param("2 p text:Li␣Lei", "NewForm", ("contact", "Li Lei"), marks=pytest.mark.slow),
        pytest.param(
            "2 f text:https://example.com/drawing",
            "DocumentForm",
            ("document", "drawing"),
            marks=pytest.mark.slow,
        ),
    ],
)
async def test_what_is_new_is_gone_on_with(small: str, way: str, box: str, saved: tuple[str, str]) -> None:
    kind, name = saved
    async with running(small) as ui:
        await go(ui, way)
        assert ui.name == box
        await ui.press("ctrl+q")
    async with running(small) as ui:
        await ui.press("G", "enter")
        assert ui.name == box
        await ui.press("ctrl+s")
        found: list[Any] = ui.json(kind, "list", "--where", f"name~{name.split()[0]}")
        assert [one["name"] for one in found] == [name]
        if kind != "customer":
            of = found[0]["customer"] if kind == "contact" else found[0]["about"]
            assert of["name"] == "天成外贸公司"
        assert waiting(ui) == []


@pytest.mark.slow
async def test_thrown_away_when_that_was_confirmed(small: str) -> None:
    async with running(small) as ui:
        await begin_all(ui)
    async with running(small) as ui:
        for number in (2, 1, 0):
            await ui.press("G")
            assert ui.footer()["record.remove"] == "D Throw away"
            await ui.press("D", "n")
            assert len(waiting(ui)) == number + 1
            await ui.press("D", "y")
            assert ui.said().startswith("Thrown away: ")
            assert len(waiting(ui)) == number
        assert "Drafts" not in ui.text()
        assert len(ui.json("customer", "list")) == 2
        assert len(ui.json("reminder", "list")) == 2


@pytest.mark.slow
async def test_of_several_one_is_chosen_from_anywhere(small: str) -> None:
    async with running(small) as ui:
        await begin_all(ui)
    async with running(small, start="history") as ui:
        await ui.press("N")
        for said in ("Note on Alfreds Futterkiste", "ring up to", "Edit · 天成外贸公司"):
            assert said in ui.text()
        await ui.type("ring")
        await ui.press("enter")
        assert ui.name == "RemindBox"
        assert ui.focused.value == "ring up to"
        await ui.press("escape")
        assert ui.name == "HistoryScreen"


async def test_nothing_waits(small: str) -> None:
    async with running(small) as ui:
        await ui.press("N")
        assert ui.said() == "Nothing waits: all that was typed is saved."


@pytest.mark.slow
async def test_what_is_gone_is_said(small: str) -> None:
    async with running(small) as ui:
        await begin_all(ui)
    async with running(small) as ui:
        gone = "天成外贸公司 Ltd"
        await to(ui, gone)
        ui.crm("purge", "天成", "--yes").ok()
        assert waiting(ui) == ["note", "reminder"]  # a purge takes along what names it
        await ui.press("enter")
        assert ui.said().startswith("This draft is gone")
        await ui.look()
        assert gone not in ui.text()


async def test_a_record_is_not_mixed_up_with_a_draft(small: str) -> None:
    """Keys that are about records do nothing to a draft."""
    async with running(small) as ui:
        await go(ui, "n enter text:half␣a␣note escape G")
        assert "half a note" in ui.cursor_line()
        before = ui.json("history")
        await ui.press("d", "s", "S", "e", "h", "c", "i", "!", "t", "y", "Z")
        assert ui.name == "DeskScreen"
        assert ui.json("history") == before
        await ui.press("n")
        assert ui.focused.id == "who"
        assert ui.focused.value == ""


async def test_a_damaged_draft_hinders_nobody(small: str) -> None:
    os.mkdir(small + "-drafts")
    held = '{"key": "note:x", "when": "never", "content": {"text": 3, "customer": 4, "who": []}}'
    for name, text in (
        ("note%3Ax", held),
        ("form", "{"),
        ("other", '{"key": "form", "when": 1, "content": {}}'),
    ):
        with open(os.path.join(small + "-drafts", f"{name}.draft.json"), "w") as file:
            file.write(text)
    async with running(small) as ui:
        await ui.press("G", "enter", "escape", "N", "enter", "escape")
        assert not ui.left
        assert ui.name == "DeskScreen"
