"""Finding everywhere: as one types, by what one remembers, without ever opening something else than what was typed."""

from __future__ import annotations

import asyncio

import pytest

from crmcli.text.clean import width

from .harness import Screens, running
from .places import mostly_slow


def hits(ui: Screens) -> list[str]:
    """The lines of the hits."""
    return [line for line in ui.lines()[2:-1] if line.strip()]


async def test_it_finds_as_one_types_and_enter_opens_the_first(small: str) -> None:
    async with running(small) as ui:
        await ui.press("ctrl+f")
        await ui.type("alfr")
        assert "Alfreds Futterkiste" in ui.cursor_line()
        await ui.press("enter")
        assert ui.name == "CustomerScreen"
        assert "Alfreds Futterkiste" in ui.line(0)


@pytest.mark.parametrize("keys", [("2", "/", "t", "c", "enter"), ("ctrl+f", "t", "c", "enter")])
async def test_a_customer_is_opened_by_its_initials_in_five_keys(small: str, keys: tuple[str, ...]) -> None:
    assert len(keys) <= 5
    async with running(small) as ui:
        await ui.press(*keys)
        assert ui.name == "CustomerScreen"
        assert "天成外贸公司" in ui.line(0)


@pytest.mark.mostly_slow
@pytest.mark.parametrize("way", ["ctrl+f", "2 /"])
async def test_enter_opens_what_was_typed_not_what_still_stands_there(small: str, way: str) -> None:
    async with running(small) as ui:
        await ui.press(*way.split())
        await ui.type("alfreds")
        for _ in "alfreds":
            ui.send("backspace")
        for key in "tcwm":
            ui.send(key)
        ui.send("enter")  # before anything of it was found
        await ui.settle()
        assert ui.name == "CustomerScreen"
        assert "天成外贸公司" in ui.line(0)


async def test_keys_typed_at_once_all_arrive_in_the_line(small: str) -> None:
    async with running(small) as ui:
        await ui.press("ctrl+f")
        await ui.type("天成外贸")
        await ui.paste("公司\nkind:customer")
        assert "天成外贸公司 kind:customer" in ui.line(1)
        assert len(hits(ui)) == 1


async def test_why_something_was_found_is_said_where_it_is_not_to_be_seen(small: str) -> None:
    async with running(small) as ui:
        await ui.press("ctrl+f")
        for typed, line in {
            "tcwm": "initials",
            "tianch": "pinyin",
            "4321": "phone",
            "framework": "Document",
            "谈价格": "Follow-up",
            "berlin": "City: Berlin",
        }.items():
            ui.screen.line.value = typed
            await ui.settle()
            assert line in ui.cursor_line(), typed
        assert "part of" not in ui.text()


async def test_whose_a_hit_is_stands_beside_it(small: str) -> None:
    async with running(small) as ui:
        await ui.press("ctrl+f")
        await ui.type("maria")
        people = [line for line in hits(ui) if "Contact" in line]
        assert "Maria Anders" in people[0]
        assert "Alfreds Futterkiste" in people[0]


@pytest.mark.parametrize(
    ("lang", "dates"), [("en", ["11-16", "2024-11-25"]), ("zh", ["11月16日", "2024年11月25日"])]
)
async def test_notes_that_are_alike_are_told_apart_by_their_dates(
    small: str, lang: str, dates: list[str]
) -> None:
    async with running(small, lang=lang) as ui:
        for at in ("2026-11-16 09:00", "2024-11-25 10:00"):
            ui.crm("followup", "add", "天成", "运输方式照旧", "--at", at).ok()
        ui.crm("remind", "--for", "天成", "运输方式再问", "--when", "2026-12-24").ok()
        await ui.press("ctrl+f")
        await ui.type("运输方式")
        lines = hits(ui)
        assert len(lines) == 3
        for date in dates:
            (line,) = (line for line in lines if date in line and "运输方式照旧" in line)
            assert "天成" in line
        assert any(("12-24" in line or "12月24日" in line) and "运输方式再问" in line for line in lines)
        starts = {width(line[: line.index("运输方式")]) for line in lines}
        assert len(starts) == 1
        await ui.resize(52, 24)  # no room for dates beside the text
        assert all("运输方式" in line and not any(date in line for date in dates) for line in hits(ui))


async def test_what_was_found_is_set_off(small: str) -> None:
    async with running(small) as ui:
        await ui.press("ctrl+f")
        await ui.type("futter")
        strip = ui.strips()[2]
        found = [part for part in strip if part.text == "Futter"]
        assert found
        assert found[0].style
        assert found[0].style.bold


async def test_names_spelt_like_it_are_headed_so(small: str) -> None:
    async with running(small) as ui:
        await ui.press("ctrl+f")
        await ui.type("alfrets futterkiste")
        assert "Nothing holds “alfrets futterkiste”; spelt like it" in ui.text()
        assert "Alfreds Futterkiste" in ui.cursor_line()


async def test_nothing_found_says_what_to_do(small: str) -> None:
    async with running(small) as ui:
        await ui.press("ctrl+f")
        await ui.type("qqqqqq")
        assert "Nothing holds “qqqqqq”." in ui.text()
        assert "A part is enough" in ui.text()
        await ui.press("enter", "down", "up")
        assert ui.name == "FindScreen"


async def test_the_empty_line_says_what_can_be_typed(empty: str) -> None:
    async with running(empty) as ui:
        await ui.press("ctrl+f")
        for word in ("kind:followup", "customer:NAME", "since:2026-10", "owner:me"):
            assert word in ui.text()
        assert ui.footer() == {
            id: shown for id, shown in ui.footer().items() if id in ("find", "palette", "help", "back")
        }


async def test_filters_narrow_and_half_typed_ones_are_no_alarm(small: str) -> None:
    async with running(small) as ui:
        await ui.press("ctrl+f")
        await ui.type("天成")
        both = len(hits(ui))
        await ui.type(" kind:foll")
        assert "There is no kind “foll”." in ui.text()
        assert ui.said_kind() != "error"
        assert "天成外贸公司" in ui.text()  # what was found before still stands there,
        await ui.press("enter")
        assert ui.name == "FindScreen"  # and is not what is asked for
        await ui.press(*["backspace"] * 4)
        await ui.type("customer")
        assert "There is no kind" not in ui.text()
        assert 1 <= len(hits(ui)) <= both
        assert all("Customer" in line for line in hits(ui))


async def test_esc_goes_back_and_what_was_typed_is_there_the_next_time(small: str) -> None:
    async with running(small) as ui:
        await ui.press("2", "ctrl+f")
        await ui.type("maria")
        await ui.press("escape")
        assert ui.name == "CustomersScreen"
        await ui.press("ctrl+f")
        assert "maria" in ui.line(1)
        assert "Maria Anders" in ui.text()
        await ui.type("t")  # and goes when something else is typed
        assert ui.screen.line.value == "t"


async def test_actions_on_the_hit_when_the_list_has_the_keys(small: str) -> None:
    async with running(small) as ui:
        await ui.press("ctrl+f")
        await ui.type("call maria")
        assert "reminder.done" not in ui.footer()  # d is a letter here
        await ui.press("tab")
        assert ui.footer()["reminder.done"] == "d Done"
        await ui.press("c")
        assert "Alfreds Futterkiste" in ui.line(0)
        await ui.press("escape", "d")
        assert "Done: Call Maria back" in ui.said()
        assert ui.crm("today", "--json").json["overdue"] == []
        await ui.press("n")
        assert ui.name == "NoteBox"
        await ui.press("escape", "ctrl+f")
        assert ui.screen.line.has_focus
        assert ui.screen.line.selected_text == "call maria"


async def test_more_are_read_as_one_scrolls(small: str) -> None:
    async with running(small) as ui:
        rows = "".join(f"Pump {number}\n" for number in range(1, 131))
        ui.crm("import", "-", stdin="name\n" + rows).ok()
        await ui.look()
        await ui.press("ctrl+f")
        await ui.type("pump")
        assert "50+" in ui.line(0)
        await ui.press("tab", "end")
        ui.text()
        await ui.settle()
        assert "100+" in ui.line(0)
        assert "Pump 81" in ui.cursor_line()
        await ui.press("end")
        ui.text()
        await ui.settle()
        assert "Find  130 " in ui.line(0)


async def test_what_others_do_shows_when_nobody_types(small: str) -> None:
    async with running(small) as ui:
        await ui.press("ctrl+f")
        await ui.type("pump")
        ui.crm("customer", "add", "Pump House").ok()
        await ui.look()
        assert "Pump House" not in ui.text()
        await ui.press("tab")
        assert "Pump House" in ui.cursor_line()


async def test_an_older_search_never_comes_after_a_newer_one(small: str) -> None:
    from crmcli.tui.screens import find as screen

    real = screen._read

    def slow(store: object, text: str, limit: int) -> object:
        import time

        if text == "a":
            time.sleep(0.1)
        return real(store, text, limit)  # type: ignore[arg-type]

    screen._read = slow  # type: ignore[assignment]
    try:
        async with running(small) as ui:
            await ui.press("ctrl+f")
            ui.send("a")
            await asyncio.sleep(0.02)
            ui.send("backspace")
            for key in "天成":
                ui.send(key)
            await ui.settle()
            assert "天成外贸公司" in ui.cursor_line()
            ui.send("backspace")
            ui.send("backspace")
            await ui.settle()
            assert "kind:followup" in ui.text()
    finally:
        screen._read = real


@pytest.mark.parametrize("size", mostly_slow([(80, 24), (140, 40), (40, 10)], (80, 24)))
@pytest.mark.parametrize("lang", mostly_slow(["en", "zh"], "zh"))
async def test_no_line_is_wider_than_the_screen(demo: str, size: tuple[int, int], lang: str) -> None:
    async with running(demo, size=size, lang=lang) as ui:
        await ui.press("ctrl+f")
        for typed in ("", "a", "运费", "天成", "zhang"):
            ui.screen.line.value = typed
            await ui.settle()
            assert max(map(width, ui.lines())) <= size[0]
            await ui.resize(size[0] + 30, size[1])
            await ui.resize(*size)
