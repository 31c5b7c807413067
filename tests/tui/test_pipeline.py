"""The board: looked at, moved on, filled in where something is missing, won, lost, taken back."""

from __future__ import annotations

import os
from typing import Any

import pytest

from crmcli.store.journal import Transaction
from crmcli.store.records import Member
from crmcli.store.statements import insert
from crmcli.text.clean import width

from .harness import Screens, running
from .places import go


def column(ui: Screens) -> Any:
    """The column that has the keys."""
    return ui.screen.column


def under(ui: Screens) -> str:
    """What the card under the cursor is called, empty if there is none."""
    card = ui.screen.card
    return "" if card is None else str(card["title"])


def stage_of(ui: Screens, title: str) -> str:
    """The stage an opportunity stands in, by the store."""
    return str(ui.json("opportunity", "show", title)["stage"])


def heads(ui: Screens) -> str:
    """The line with what the columns are called."""
    return ui.line(2)


# --- looked at --------------------------------------------------------------------------------------------------------


async def test_columns_have_counts_and_sums_and_cards_what_presses(deals: str) -> None:
    async with running(deals, size=(140, 40)) as ui:
        await ui.press("3")
        assert ui.name == "PipelineScreen"
        assert "Sales · everybody" in ui.line(0)
        assert "weighted 260k of 430k CNY · 4 open · without a rate: EUR 48k" in ui.line(1)
        for said in (
            "Lead",
            "2 · 120k",
            "Qualified",
            "1 · EUR 48k",
            "Proposal",
            "0",
            "Negotiation",
            "1 · 310k",
        ):
            assert said in heads(ui), said
        assert "天成外贸公司 · 泵120台" in ui.text()
        assert "120k  3 d" in ui.text()
        assert "—  20 d  ~ silent" in ui.text()
        assert "310k  30 d  ▲ risk  !  ~" in ui.text()
        assert "old pumps" not in ui.text()


async def test_in_chinese_everything_stands_in_its_cells(deals: str) -> None:
    async with running(deals, size=(140, 40), lang="zh") as ui:
        await ui.press("3")
        assert "商机看板" in ui.line(0)
        assert "加权 26万 / 合计 43万 CNY · 进行中 4 个" in ui.line(1)
        assert "12万  3 天" in ui.text()
        assert "~ 沉默 20 天" in ui.text()
        rule = ui.line(3)
        starts = [at for at in range(len(rule)) if rule[at] in "━─" and (at == 0 or rule[at - 1] not in "━─")]
        for label, start in zip(("线索", "已确认", "需求", "方案", "谈判"), starts, strict=True):
            head = ui.line(2)
            assert width(head[: head.index(label)]) == start, label


async def test_narrow_shows_the_columns_that_fit_and_moves_sideways(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("3")
        assert "Lead" in heads(ui)
        assert "Negotiation" not in heads(ui)
        assert heads(ui).endswith("›")
        await ui.press("right", "right", "right")
        assert "Proposal" in heads(ui)
        assert "Lead" not in heads(ui)
        assert heads(ui).startswith("‹")
        await ui.press("right", "right", "right")
        assert under(ui) == "年度框架"
        assert "›" not in heads(ui)
        await ui.press("tab")
        assert under(ui) == "泵120台"
        assert heads(ui).endswith("›")
        await ui.press("shift+tab", "left")
        assert column(ui).stage == "proposal"
        assert under(ui) == ""


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("size", [(20, 5), (40, 12), (60, 20), (110, 30), (300, 100)])
async def test_every_size_is_drawn(deals: str, size: tuple[int, int]) -> None:
    async with running(deals, size=size) as ui:
        await ui.press("3", "j", "right", "right")
        assert all(width(line) <= size[0] for line in ui.lines())
        assert ui.said_kind() != "error"


async def filled(ui: Screens, number: int) -> None:
    """So many more leads."""
    lines = "\n".join(
        f'["opportunity", "add", "天成", "deal {at}", "--amount", "{at + 1}", "--expected-close", "2027-01-05"]'
        for at in range(number)
    )
    ui.crm("batch", "--quiet", stdin=lines)
    await ui.look()


@pytest.mark.slow
async def test_only_the_pages_that_are_seen_are_read(deals: str) -> None:
    async with running(deals) as ui:
        await filled(ui, 300)
        await ui.press("3")
        assert "302" in heads(ui)
        assert list(column(ui).pages) == [0]
        await ui.press("G")
        assert under(ui) == "阀门"  # without a date: last
        assert len(column(ui).pages) <= 3
        await ui.press("pageup")
        assert under(ui).startswith("deal ")
        await ui.press("g")
        assert under(ui) == "泵120台"
        await ui.press("pagedown", "pagedown")
        assert under(ui).startswith("deal ")


@pytest.mark.slow
async def test_pages_that_take_their_time_come_later(deals: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmcli.tui.screens.pipeline._NEAR", -1)
    async with running(deals, start="pipeline") as ui:
        await filled(ui, 70)
        assert under(ui) == "泵120台"
        assert "opportunity.forward" in ui.footer()
        await ui.press("pagedown", "pagedown", "G", "pageup", "g", "right")
        assert under(ui) == "spare parts 2027"
        await ui.press("left", "shift+right")
        assert (column(ui).stage, under(ui)) == ("qualified", "泵120台")


@pytest.mark.slow
async def test_a_click_takes_a_card_and_the_wheel_moves_the_column_below_it(deals: str) -> None:
    async with running(deals, size=(140, 24)) as ui:
        await filled(ui, 60)
        await ui.press("3")
        await ui.click(30, 5)
        assert under(ui) == "spare parts 2027"
        lead = ui.screen.columns[0]
        from textual.pilot import Pilot

        before = lead.scroll_offset.y
        await Pilot(ui.app)._post_mouse_events([_wheel()], offset=(5, 8))
        await ui.settle()
        assert lead.scroll_offset.y > before
        assert under(ui) == "spare parts 2027"
        await ui.click(30, 5, times=2)
        assert ui.name == "OpportunityScreen"


def _wheel() -> Any:
    from textual.events import MouseScrollDown

    return MouseScrollDown


# --- moved ------------------------------------------------------------------------------------------------------------


@pytest.mark.mostly_slow
@pytest.mark.parametrize("key", ["shift+right", ">"])
async def test_a_card_moves_on_with_its_cursor_and_the_process_says_what_to_do(deals: str, key: str) -> None:
    async with running(deals) as ui:
        await ui.press("3", key)
        assert stage_of(ui, "泵120台") == "qualified"
        assert (column(ui).stage, under(ui)) == ("qualified", "泵120台")
        assert "泵120台 · Lead → Qualified · u takes it back" in ui.said()
        assert "Talk to the customer" in ui.said()
        assert "2 · 120k" in heads(ui)
        await ui.press("u")
        assert stage_of(ui, "泵120台") == "lead"
        assert (column(ui).stage, under(ui)) == ("lead", "泵120台")
        await ui.press("U")
        assert (column(ui).stage, under(ui)) == ("qualified", "泵120台")


@pytest.mark.slow
async def test_what_is_missing_is_filled_in_and_one_undo_takes_both_back(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("3", "j", "shift+right")
        assert ui.name == "MoveForm"
        assert "阀门: Lead → Qualified" in ui.text()
        assert "Amount *" in ui.text()
        assert "Expected close *" in ui.text()
        await ui.press("ctrl+s")
        assert "2 fields are not right yet." in ui.said()
        await ui.type("12万")
        await ui.press("enter")
        await ui.type("31 Dec")
        await ui.press("ctrl+s")
        assert ui.name == "PipelineScreen"
        assert (column(ui).stage, under(ui)) == ("qualified", "阀门")
        assert "阀门 · Lead → Qualified" in ui.said()
        found = ui.json("opportunity", "show", "阀门")
        assert (found["stage"], found["expected_close"]) == ("qualified", "2026-12-31")
        assert found["amount"] == {"amount": "120000.00", "currency": "CNY"}
        await ui.press("u")
        found = ui.json("opportunity", "show", "阀门")
        assert (found["stage"], found["amount"], found["expected_close"]) == ("lead", None, None)
        assert (column(ui).stage, under(ui)) == ("lead", "阀门")
        assert not os.listdir(f"{deals}-drafts") if os.path.isdir(f"{deals}-drafts") else True


@pytest.mark.slow
async def test_a_dealing_and_a_contact_are_written_with_the_move(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("3", "right", "shift+right")
        assert ui.name == "MoveForm"
        for said in ("Kind", "Follow-up *", "Part", "Contact *", "a talk with the customer"):
            assert said in ui.text(), said
        assert ui.screen.fields.row.label == "Follow-up"
        await ui.type("rang Maria, she wants 40 sets; quote by fri")
        await ui.press("tab", "tab")
        await ui.type("Jürgen Vogel")
        assert "a new contact" in ui.text()
        await ui.press("ctrl+s")
        assert ui.name == "PipelineScreen"
        found = ui.json("opportunity", "show", "spare parts 2027")
        assert found["stage"] == "needs"
        (note,) = found["related"]["followup"]
        assert (note["kind"], note["text"]) == ("call", "rang Maria, she wants 40 sets; quote by fri")
        assert note["next_due"] == "2026-11-20"
        people = {one["name"]: one["part"] for one in ui.json("contact", "list")}
        assert people["Jürgen Vogel"] == "decides"
        await ui.press("u")
        assert stage_of(ui, "spare parts 2027") == "qualified"
        assert "Jürgen Vogel" not in {one["name"] for one in ui.json("contact", "list")}
        assert ui.json("opportunity", "show", "spare parts 2027")["related"]["followup"] == []


async def test_who_is_there_already_gets_the_part(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("3", "right", "shift+right")
        await ui.type("rang her")
        await ui.press("tab", "tab")
        await ui.type("maria")
        assert "Maria Anders" in ui.text()
        await ui.press("ctrl+s")
        assert stage_of(ui, "spare parts 2027") == "needs"
        assert [
            (one["name"], one["part"]) for one in ui.json("contact", "list", "--customer", "alfreds")
        ] == [("Maria Anders", "decides")]


@pytest.mark.slow
async def test_all_the_same_is_a_choice_that_needs_a_reason(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("3", "j", "shift+right", "tab", "tab", "space")
        assert ui.screen.forced
        await ui.press("ctrl+s")
        assert ui.name == "MoveForm"
        assert stage_of(ui, "阀门") == "lead"
        assert ui.screen.fields.row.label == "Why"
        await ui.type("the boss wants it")
        await ui.press("ctrl+s")
        assert stage_of(ui, "阀门") == "qualified"
        (step, _first) = ui.json("opportunity", "show", "阀门")["related"]["stage_change"]
        assert (step["forced"], step["reason"]) == (True, "the boss wants it")
        assert "forced: Amount, Expected close" in ui.said()


async def test_going_back_asks_why(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("3", "right", "shift+left")
        assert ui.name == "MoveForm"
        assert "Go all the same" not in ui.text()
        await ui.press("ctrl+s")
        assert ui.name == "MoveForm"
        await ui.type("not real yet")
        await ui.press("ctrl+s")
        assert stage_of(ui, "spare parts 2027") == "lead"
        assert (column(ui).stage, under(ui)) == ("lead", "spare parts 2027")


async def test_before_the_first_and_behind_the_last_stage_it_says_so(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("3", "shift+left")
        assert ui.said() == "It stands in the first stage."
        await ui.press("shift+tab", "shift+right")
        assert ui.said() == "It stands in the last stage: w wins it, L loses it."
        assert stage_of(ui, "年度框架") == "negotiation"


@pytest.mark.slow
async def test_what_was_typed_waits_as_a_draft(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("3", "j", "shift+right")
        await ui.type("12万")
        await ui.press("escape", "down", "down", "enter")
        assert ui.name == "PipelineScreen"
        assert "1 draft" in ui.line(0)
        await ui.press("shift+right")
        assert "120,000" in ui.text() or "12万" in ui.text()
        await ui.press("escape", "down", "down", "enter", "1", "N")
        assert ui.name == "MoveForm"
        await ui.type("月底")  # keys go to what is still empty
        await ui.press("ctrl+s")
        assert stage_of(ui, "阀门") == "qualified"
        assert ui.json("opportunity", "show", "阀门")["amount"]["amount"] == "120000.00"
        assert "draft" not in ui.line(0)


# --- closed -----------------------------------------------------------------------------------------------------------


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("key", "outcome", "reason"),
    [("w", "won", "price"), ("L", "lost", "price"), ("X", "abandoned", "no_need")],
)
async def test_closing_asks_for_a_reason_of_the_list_and_a_lesson(
    deals: str, key: str, outcome: str, reason: str
) -> None:
    async with running(deals) as ui:
        await ui.press("3", key)
        assert ui.name == "PickBox"  # the reasons stand open at once
        await ui.press("enter")
        assert ui.name == "CloseForm"
        assert ui.screen.fields.row.label == "Lesson"
        await ui.type("they needed it before the holidays")
        await ui.press("ctrl+s")
        assert ui.name == "PipelineScreen"
        found = ui.json("opportunity", "show", "泵120台")
        assert (found["outcome"], found["outcome_reason"]) == (outcome, reason)
        assert found["lesson"] == "they needed it before the holidays"
        assert "泵120台" not in ui.text().split("u takes it back")[0].split("\n", 3)[3].rsplit("\n", 2)[0]
        assert under(ui) == "阀门"
        await ui.press("u")
        assert stage_of(ui, "泵120台") == "lead"
        assert under(ui) == "泵120台"


async def test_without_a_reason_nothing_is_closed(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("3", "w", "escape")
        assert ui.name == "CloseForm"
        await ui.press("ctrl+s")
        assert ui.name == "CloseForm"
        assert stage_of(ui, "泵120台") == "lead"
        await ui.type("trust")
        await ui.press("ctrl+s")
        assert ui.name == "CloseForm"
        assert stage_of(ui, "泵120台") == "lead"


# --- filters ----------------------------------------------------------------------------------------------------------


@pytest.mark.mostly_slow
@pytest.mark.parametrize(
    ("way", "said", "titles"),
    [
        ("p text:past enter", "past their close", {"年度框架"}),
        ("p text:no␣date enter", "no date", {"阀门"}),
        ("/ text:this␣quarter enter", "this quarter", {"泵120台", "spare", "年度框架"}),
        ("$ text:eur enter", "EUR", {"spare"}),
        ("o text:me enter", "me", {"泵120台", "阀门", "spare", "年度框架"}),
        ("P text:decoration enter", "Decoration project", set()),
    ],
)
async def test_filters_are_said_above_and_esc_shows_all_again(
    deals: str, way: str, said: str, titles: set[str]
) -> None:
    async with running(deals, size=(140, 40)) as ui:
        await go(ui, f"3 {way}")
        assert said in ui.line(0)
        shown = {title for title in ("泵120台", "阀门", "spare", "年度框架") if title in ui.text()}
        assert shown == titles
        if titles:
            assert under(ui).removesuffix(" parts 2027") in titles
        await ui.press("escape")
        if "P" not in way:
            assert "spare" in ui.text()
            assert "Sales · everybody" in ui.line(0)


async def test_filters_are_remembered(deals: str) -> None:
    async with running(deals) as ui:
        await go(ui, "3 p text:past enter")
    async with running(deals) as ui:
        await ui.press("3")
        assert "past their close" in ui.line(0)
        assert "泵120台" not in ui.text()


@pytest.mark.slow
async def test_a_filter_that_nothing_passes_says_how_to_go_on(deals: str) -> None:
    async with running(deals) as ui:
        await go(ui, "3 p text:next␣month enter $ text:eur enter p text:past enter")
        assert "Nothing open passes the filter." in ui.text()
        await ui.press("escape")
        assert "泵120台" in ui.text()


# --- what others do, and where there is nothing -----------------------------------------------------------------------


@pytest.mark.slow
async def test_what_others_do_appears_and_the_cursor_stays_on_its_card(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("3", "j")
        assert under(ui) == "阀门"
        ui.elsewhere(
            "opportunity", "add", "天成", "urgent", "--amount", "5000", "--expected-close", "2026-11-20"
        ).ok()
        await ui.look()
        assert "urgent" in ui.text()
        assert "3 · 125k" in heads(ui)
        assert under(ui) == "阀门"
        ui.elsewhere("opportunity", "move", "urgent", "qualified").ok()
        await ui.look()
        assert "2 · 5k+" in heads(ui)
        ui.elsewhere("customer", "edit", "天成", "--name", "海丰泵业").ok()
        await ui.look()
        assert "海丰泵业" in ui.text()
        assert "天成外贸" not in ui.text()


async def test_columns_that_nothing_changed_in_are_not_read_again(deals: str) -> None:
    async with running(deals, size=(140, 40)) as ui:
        await ui.press("3")
        last = ui.screen.columns[4]
        kept = last.pages[0]
        await ui.press("shift+right")
        assert last.pages[0] is kept


async def test_an_empty_store_says_what_to_do(empty: str) -> None:
    async with running(empty) as ui:
        await ui.press("3")
        assert "Lead → Qualified → Needs → Proposal → Negotiation → Won" in ui.text()
        assert "a  the first opportunity" in ui.text()
        ui.crm("customer", "add", "天成外贸公司")
        await ui.press("a")
        assert ui.name == "NewForm"
        await ui.type("天成")
        await ui.press("tab")
        await ui.type("泵")
        await ui.press("tab")
        await ui.type("5万")
        await ui.press("ctrl+s")
        assert ui.name == "PipelineScreen"
        assert under(ui) == "泵"
        assert "1 · 50k" in heads(ui)


# --- the page of one --------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_the_page_tells_where_it_stands_and_what_the_next_stage_asks_for(deals: str) -> None:
    async with running(deals, size=(140, 40)) as ui:
        await ui.press("3", "j", "enter")
        assert ui.name == "OpportunityScreen"
        text = ui.text()
        for said in (
            "[Lead] ─ Qualified",
            "→ Qualified",
            "“Amount” is empty.",
            "silent for 20 days",
            "Its way",
        ):
            assert said in text, said
        await ui.press("B")
        assert "Assessment" in ui.text()
        await ui.type("price")
        await ui.press("ctrl+s")
        assert ui.json("opportunity", "show", "阀门")["current_problem"] == "price"
        assert "Current problem  price" in ui.text()


@pytest.mark.slow
async def test_everything_is_added_to_it_by_one_key(deals: str) -> None:
    async with running(deals, size=(140, 40)) as ui:
        await ui.press("3", "enter", "n")
        assert "泵120台" in ui.text()
        await ui.type("called, send offer fri 3pm")
        await ui.press("ctrl+s")
        assert ui.name == "OpportunityScreen"
        (note,) = ui.json("opportunity", "show", "泵120台")["related"]["followup"]
        assert note["text"] == "called, send offer fri 3pm"
        assert "called, send offer" in ui.text()
        assert any("11-20" in line and "  send offer" in line for line in ui.lines())
        await ui.press("f")
        await ui.type("https://example.com/offer")
        await ui.press("ctrl+s")
        assert len(ui.json("opportunity", "show", "泵120台")["related"]["document"]) == 1
        await ui.press("shift+right")
        assert "[Qualified]" in ui.text()
        assert stage_of(ui, "泵120台") == "qualified"


async def test_notes_and_reminders_from_the_board_are_about_the_card(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("3", "r")
        assert "天成外贸公司" in ui.text()
        assert "泵120台" in ui.text()
        await ui.type("send the drawing tomorrow\n")
        await ui.press("n")
        await ui.type("rang them")
        await ui.press("ctrl+s")
        related = ui.json("opportunity", "show", "泵120台")["related"]
        assert [one["text"] for one in related["reminder"]] == ["send the drawing"]
        assert [one["text"] for one in related["followup"]] == ["rang them"]
        assert related["reminder"][0]["customer"]["name"] == "天成外贸公司"


async def test_a_lost_one_is_opened_again(deals: str) -> None:
    async with running(deals) as ui:
        await go(ui, "2 text:")
        await ui.press("j", "enter")
        assert ui.screen.customer["name"] == "Alfreds Futterkiste"
        assert "Lost (Price)" in ui.text()
        ui.screen.known.go_to(ui.json("opportunity", "show", "old pumps")["id"])
        await ui.press("enter")
        assert ui.name == "OpportunityScreen"
        assert "[Lost]" in ui.text()
        assert "asked too late" in ui.text()
        assert "opportunity.win" not in ui.footer()
        await ui.press("R")
        await ui.type("they called again")
        await ui.press("enter")
        assert stage_of(ui, "old pumps") == "lead"
        assert "[Lead]" in ui.text()


async def test_the_customer_centre_tells_its_opportunities_and_adds_one(deals: str) -> None:
    async with running(deals) as ui:
        await ui.press("2", "enter")
        assert "Opportunities 3" in ui.text()
        await ui.press("b")
        assert ui.name == "NewForm"
        assert ui.screen.fields.row.label == "Title"
        await ui.type("new line")
        await ui.press("ctrl+s")
        assert "Opportunities 4" in ui.text()
        assert ui.json("opportunity", "show", "new line")["customer"]["name"] == "天成外贸公司"


async def test_a_form_edits_no_stage(deals: str) -> None:
    async with running(deals, size=(140, 60)) as ui:
        await ui.press("3", "e")
        assert ui.name == "EditForm"
        labels = [row.label for row in ui.screen.filled]
        assert labels[:4] == ["Customer", "Title", "Amount", "Expected close"]
        assert not {"Stage", "Outcome", "Reason", "Closed at", "Lesson"} & set(labels)


async def test_lists_of_opportunities_are_reached_from_the_palette(deals: str) -> None:
    async with running(deals) as ui:
        await go(ui, "ctrl+p paste:opportunity␣list enter")
        assert "Opportunities" in ui.line(0)
        assert "old pumps" in ui.text()
        await ui.press("enter")
        assert ui.name == "OpportunityScreen"


async def test_who_may_not_move_it_is_told_and_nothing_is_asked(
    deals: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(deals) as ui:
        with Transaction(ui.app.store, "team add"):
            insert(ui.app.store, Member, name="Zhao", superior_id=ui.app.store.me)
    monkeypatch.setenv("CRM_AS", "Zhao")
    async with running(deals) as ui:
        await ui.press("3", "shift+right")
        assert ui.name == "PipelineScreen"
        assert ui.said_kind() == "error"
        assert stage_of(ui, "泵120台") == "lead"
        await ui.press("w")
        assert ui.name == "PipelineScreen"
        assert ui.said_kind() == "error"
        assert stage_of(ui, "泵120台") == "lead"


@pytest.mark.slow
async def test_the_team_of_one_is_told_and_changed(deals: str) -> None:
    async with running(deals, size=(140, 40)) as ui:
        await ui.press("3", "enter", "V")
        assert "crm team add" in ui.said()
        ui.crm("team", "add", "Zhao").ok()
        await ui.press("V")
        await ui.type("zhao\n")
        await ui.type("drawings")
        await ui.press("ctrl+s")
        assert "drawings · Read" in ui.line("Zhao")
        await ui.press("v", "enter")
        assert "drawings" not in ui.text().replace(ui.said(), "")
        assert ui.json("opportunity", "show", "泵120台")["related"]["share"] == []
