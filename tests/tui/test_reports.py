"""The reports: bars and rows belong together, what is asked for is remembered, others' changes are seen."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from crmcli.text.clean import width
from crmcli.tui.widgets.chart import ChartView

from .harness import Screens, elsewhere, running


def marked(ui: Screens) -> str:
    """The label of the bar that is marked in the chart."""
    chart = ui.screen.query_one(ChartView)
    return "".join(text for line in chart._made for style, text in line if style == "cursor").strip()


async def test_a_click_on_a_bar_goes_to_its_row_and_a_second_to_its_records(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("6")
        assert marked(ui) == "Lead"
        y = next(at for at, line in enumerate(ui.lines()) if line.startswith(" Negotiation"))
        await ui.click(14, y)
        assert "Negotiation" in ui.cursor_line()
        assert marked(ui) == "Negotiation"
        await ui.click(14, y, times=2)
        assert "1 · Funnel · Negotiation" in ui.line(0)
        assert "年度框架" in ui.cursor_line()


async def test_a_click_on_a_column_of_the_forecast(deals: str) -> None:
    async with running(deals, size=(100, 30)) as ui:
        await ui.press("6", "right")
        assert marked(ui) == "past"
        labels = next(line for line in ui.lines() if "2026-12" in line and "past" in line)
        x = width(labels[: labels.index("2026-12")]) + 3
        await ui.click(x, ui.lines().index(labels) - 1)
        assert "2026-12" in ui.cursor_line()
        assert marked(ui) == "2026-12"
        await ui.press("j", "k", "k")
        assert marked(ui) == "2026-11"


async def test_a_click_on_a_name_shows_that_report(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("6")
        await ui.click(ui.line(1).index("Wins"), 1)
        assert "▸Wins and losses" in ui.line(1)
        assert "old pumps" in ui.text()  # its lesson


async def test_a_record_that_is_named_opens(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("6", "right", "right", "end")
        assert "Show" in ui.footer()["report.open"]
        ref = ui.screen.subject["ref"]
        await ui.press("y")
        assert ui.app.clipboard == ref
        await ui.press("enter")
        assert ui.name == "OpportunityScreen"
        await ui.press("escape")
        assert ui.name == "ReportsScreen"


async def test_what_others_change_is_seen(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("6", "down", "down", "down", "down")
        assert "Negotiation" in ui.cursor_line()
        before = ui.line("closings were won")
        elsewhere(
            deals, "opportunity", "win", "年度框架", "--reason", "price", "--force", "--why", "signed"
        ).ok()
        await ui.look()
        assert ui.line("closings were won") != before
        assert "1 of 2 closings were won: 50%" in ui.text()
        assert "Negotiation" in ui.cursor_line()


async def test_counting_does_not_hold_up_keys(deals: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from crmcli.verbs.reports import forecast

    go_on, real = threading.Event(), forecast.report

    def slow(*args: Any) -> Any:
        go_on.wait(20)
        return real(*args)

    async with running(deals) as ui:
        await ui.press("6")
        monkeypatch.setattr(forecast, "report", slow)
        ui.send("right")
        await ui.until(lambda: "counting" in ui.line(0))
        assert "▸Forecast" in ui.line(1)
        ui.send("left")
        await ui.until(lambda: "▸Funnel" in ui.line(1))
        go_on.set()
        await ui.settle()
        assert "Entered" in ui.text()
        assert "Best case" not in ui.text()


async def test_what_was_asked_for_is_remembered(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("6", "right", "p")
        await ui.type("this year\n")
        await ui.press("b")
        assert ui.screen.command == "crm report forecast --period this_year --by member"
        await ui.press("Y")
        assert ui.app.clipboard == ui.screen.command
    async with running(deals) as ui:
        await ui.press("6")
        assert "▸Forecast" in ui.line(1)
        assert "2026-01-01 – 2026-12-31" in ui.line(2)
        assert "lin" in ui.cursor_line()
        await ui.press("escape")
        assert ui.screen.command == "crm report forecast --by member"


async def test_a_wrong_filter_is_said_where_it_is_typed(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("6", "/")
        await ui.type("amuont>1\n")
        assert ui.name == "LineBox"
        assert "amuont" in ui.text()
        await ui.press("escape")
        assert ui.name == "ReportsScreen"
        assert "amuont" not in ui.text()


async def test_nothing_found_says_how_to_see_more(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("6", "right", "p")
        await ui.type("2020\n")
        assert "Nothing was found" in ui.text()
        await ui.press("escape")
        assert "2026-12" in ui.text()


async def test_behind_a_row_esc_first_undoes_what_was_changed_there(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("6", "enter")
        assert "2 · Funnel · Lead" in ui.line(0)
        await ui.press("/")
        await ui.type("泵120")
        await ui.press("escape")
        assert "2 · Funnel · Lead" in ui.line(0)
        await ui.press("escape")
        assert ui.name == "ReportsScreen"


@pytest.mark.mostly_slow
@pytest.mark.parametrize("size", [(80, 24), (140, 40), (60, 16), (200, 60)])
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_every_report_fits(deals: str, size: tuple[int, int], lang: str) -> None:
    async with running(deals, size=size, lang=lang) as ui:
        await ui.press("6")
        for _report in range(5):
            for _by in range(2):
                assert all(width(line) <= size[0] for line in ui.lines())
                assert "▌" in ui.text()
                if (
                    "report.by" in {action.id for action in ui.screen.actions()}
                    and ui.screen._shown != "winloss"
                ):
                    await ui.press("b")
            await ui.press("right")


async def test_another_size_draws_the_chart_anew(deals: str) -> None:
    async with running(deals, size=(80, 24)) as ui:
        await ui.press("6")
        narrow = max(line.count("▓") for line in ui.lines())
        await ui.resize(140, 40)
        assert max(line.count("▓") for line in ui.lines()) > narrow
        assert "Forced" in ui.text()
