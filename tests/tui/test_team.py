"""The team, hand-over, sharing and the pool by their keys: what is shown before, refused, and undone by one key."""

from __future__ import annotations

from typing import Any

import pytest

from .harness import Screens, running
from .places import go

WIDE = (140, 40)
ZHAO = "8 j j j"  # the way to Zhao in the tree


def owners(ui: Screens) -> dict[str, str]:
    """Whose each customer is; the pool's is nobody."""
    found = ui.json("customer", "list", "--fields", "name,owner", "--archived")
    return {one["name"]: (one["owner"] or {"name": ""})["name"] for one in found}


BEFORE = {
    "Alfreds Futterkiste": "lin", "天成外贸公司": "韩梅梅", "Ernst Handel": "Zhao", "Quiet Valley Pumps": "Zhao",
    "Seaside Tools": "",
}  # fmt: skip


def acting(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Who uses the screens."""
    monkeypatch.setenv("CRM_AS", name)


def member(ui: Screens, name: str) -> dict[str, Any]:
    found: dict[str, Any] = ui.json("team", "show", name)
    return found


# --- the tree ---------------------------------------------------------------------------------------------------------


async def test_each_stands_under_who_is_above_with_what_each_holds(office: str) -> None:
    async with running(office) as ui:
        await ui.press("8")
        assert ui.name == "TeamScreen"
        lines = [line[2:].split() for line in ui.lines()[2:7]]
        assert lines == [
            ["lin", "(me)", "1", "·", "1"],
            ["├", "Wang", "Sales", "manager", "外贸部", "·", "·", "·"],
            ["│", "└", "韩梅梅", "Sales", "rep", "外贸部", "1", "1", "1"],
            ["├", "Zhao", "Sales", "rep", "内销部", "2", "·", "1"],
            ["└", "Old", "Chen", "×", "suspended", "Sales", "rep", "内销部", "·", "·", "·"],
        ]
        assert "2 members" in ui.line("外贸部  2")
        assert "1 member · 1 suspended" in ui.line("内销部  1")
        assert "1 customer  p  shows them" in ui.text()
        assert ui.line(0).startswith(" crm · Team  4 members")


async def test_a_member_is_shown_with_its_role_as_the_team_calls_it(office: str) -> None:
    async with running(office) as ui:
        await ui.press("8", "j", "enter")
        assert ui.name == "RecordScreen"
        assert "Sales manager" in ui.line("Role")


async def test_beside_the_tree_stands_who_is_under_the_cursor(office: str) -> None:
    async with running(office, size=WIDE) as ui:
        await ui.press("8", "j")
        assert "wang@example.com" in ui.text()
        assert "manage members" in ui.text()
        await ui.press("j")
        assert "discount 8%" in ui.text()
        assert "wang@example.com" not in ui.text()
        await ui.resize(80, 24)
        assert "discount 8%" not in ui.text()
        assert "韩梅梅" in ui.cursor_line()


async def test_what_others_change_comes_up_by_itself(office: str) -> None:
    async with running(office) as ui:
        await ui.press("8", "j")
        ui.crm("customer", "add", "Delta Valves", "--as", "Wang").ok()
        await ui.look()
        assert ui.cursor_line().split()[-3:] == ["1", "·", "·"]
        ui.crm("team", "suspend", "Zhao").ok()
        await ui.look()
        assert "Zhao × suspended" in ui.text()


@pytest.mark.mostly_slow
@pytest.mark.parametrize(("lang", "says"), [("en", "You are alone here"), ("zh", "这里只有你一人")])
async def test_who_is_alone_is_told_what_to_do(empty: str, lang: str, says: str) -> None:
    async with running(empty, lang=lang) as ui:
        await ui.press("8")
        assert says in ui.text()
        assert not {"team.suspend", "team.move", "team.handover"} & set(ui.footer())
        await ui.press("a")
        await ui.type("Mei")
        await ui.press("ctrl+s")
        assert says not in ui.text()
        assert "Mei" in ui.cursor_line()


@pytest.mark.slow
async def test_a_member_is_added_with_role_and_department(office: str) -> None:
    async with running(office) as ui:
        await ui.press("8", "a")
        await ui.type("Emma Clarke")
        await ui.press("tab", "f2")
        await ui.type("rep\n")
        await ui.press("tab")
        await ui.type("外贸部")
        await ui.press("ctrl+s")
        assert "Member added: Emma Clarke" in ui.said()
        assert "under Wang" in ui.said()  # who has the role above, of the same department
        found = member(ui, "Emma")
        assert (found["role"], found["department"], found["superior"]["name"]) == ("rep", "外贸部", "Wang")
        await ui.press("u")
        ui.crm("team", "show", "Emma").fails(3)


@pytest.mark.slow
async def test_a_wrong_limit_is_said_where_it_stands(office: str) -> None:
    async with running(office) as ui:
        await go(ui, ZHAO)
        await ui.press("e", "tab", "tab", "tab", "tab", "tab")
        await ui.type("discount=often")
        await ui.press("ctrl+s")
        assert ui.name == "MemberForm"
        assert "is no limit" in ui.said()
        await ui.press("f3")
        await ui.type("discount=9%")
        await ui.press("ctrl+s")
        assert ui.name == "TeamScreen"
        assert member(ui, "Zhao")["limits"] == {"discount": "9%"}
        await ui.press("e", "tab", "tab", "tab", "tab", "tab", "end")
        await ui.press(*["backspace"] * 12)
        await ui.press("ctrl+s")
        assert not member(ui, "Zhao")["limits"]


@pytest.mark.slow
async def test_a_form_never_writes_over_what_others_wrote(office: str) -> None:
    async with running(office) as ui:
        await go(ui, ZHAO)
        await ui.press("e", "tab", "tab", "tab", "tab")
        await ui.type("zhao@here.example")
        ui.crm("team", "edit", "Zhao", "--email", "zhao@there.example", "--role", "manager").ok()
        await ui.press("ctrl+s")
        assert ui.name == "PickBox"  # mine or theirs
        await ui.press("enter")
        found = member(ui, "Zhao")
        assert (found["email"], found["role"]) == ("zhao@here.example", "manager")


@pytest.mark.slow
async def test_a_form_that_was_left_waits(office: str) -> None:
    async with running(office) as ui:
        await ui.press("8", "a")
        await ui.type("Half a name")
        await ui.press("escape", "down", "down", "enter", "N")
        assert ui.name == "NewMember"
        assert "Half a name" in ui.text()


async def test_nobody_is_put_under_somebody_below(office: str) -> None:
    async with running(office) as ui:
        await ui.press("8", "j", "m")
        offered = [option.label for option in ui.screen.choices.options]
        assert offered == ["lin", "Zhao", "nobody: to the top"]
        await ui.type("top")
        await ui.press("enter")
        assert "Wang is at the top" in ui.said()
        assert member(ui, "Wang")["superior"] is None
        await ui.press("u")
        assert member(ui, "Wang")["superior"]["name"] == "lin"


@pytest.mark.slow
async def test_who_may_not_is_told_why(office: str, monkeypatch: pytest.MonkeyPatch) -> None:
    acting(monkeypatch, "Zhao")
    async with running(office) as ui:
        await ui.press("8", "g", "j", "s")
        assert ui.name == "TeamScreen"
        assert ui.said_kind() == "error"
        assert "Zhao may not" in ui.said()
        await ui.press("m")
        await ui.press("enter")
        assert "Zhao may not" in ui.said()
        assert member(ui, "Wang")["active"] is True
        await ui.press("g", "H")
        await ui.type("zhao\n")
        await ui.type("mine now")
        await ui.press("ctrl+s")
        assert ui.name == "HandoverForm"
        assert "Zhao may not hand over" in ui.said()
        assert "mine now" in ui.text()
        assert owners(ui) == BEFORE


@pytest.mark.parametrize(("start", "name"), [("team", "TeamScreen"), ("pool", "PoolScreen")])
async def test_one_can_begin_there(office: str, start: str, name: str) -> None:
    async with running(office, start=start) as ui:
        assert ui.name == name
        assert ("├ Wang" if start == "team" else "Seaside Tools") in ui.text()


async def test_a_member_is_a_record_too(office: str) -> None:
    async with running(office) as ui:
        await ui.press("8", "j", "enter")
        assert ui.name == "RecordScreen"
        assert "wang@example.com" in ui.text()
        await ui.press("e")
        assert ui.name == "MemberForm"
        await ui.press("tab", "f2")
        await ui.type("finance\n")
        await ui.press("ctrl+s")
        assert member(ui, "Wang")["role"] == "finance"
        assert ui.json("history", "Wang")[0]["command"] == "team edit"


# --- suspended --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_suspended_with_all_handed_over_and_one_undo(office: str) -> None:
    async with running(office) as ui:
        await go(ui, ZHAO)
        await ui.press("s")
        assert "Zhao still has 2 customers, 1 reminder" in ui.text()
        await ui.press("enter")
        assert ui.name == "PickBox"
        await ui.type("wang\n")
        await ui.type("left the firm\n")
        assert ui.name == "PreviewBox"
        assert "Suspend Zhao: 2 customers → Wang" in ui.text()
        assert "2 customers · 1 reminder" in ui.text()
        assert member(ui, "Zhao")["active"] is True
        await ui.press("ctrl+s")
        assert "Zhao × suspended" in ui.cursor_line()
        assert "Zhao is suspended · 2 customers with 1 reminder → Wang" in ui.said()
        assert owners(ui)["Ernst Handel"] == owners(ui)["Quiet Valley Pumps"] == "Wang"
        assert member(ui, "Zhao")["active"] is False
        await ui.press("u")
        assert owners(ui) == BEFORE
        assert member(ui, "Zhao")["active"] is True


async def test_suspended_only_says_what_is_left(office: str) -> None:
    async with running(office) as ui:
        await go(ui, ZHAO)
        await ui.press("s", "down", "enter")
        assert "2 customers, 1 reminder left: H hands over" in ui.said()
        assert owners(ui) == BEFORE


async def test_who_holds_nothing_is_only_asked_about(office: str) -> None:
    async with running(office) as ui:
        await ui.press("8", "j", "s")
        assert ui.name == "ConfirmBox"
        await ui.press("enter")
        assert member(ui, "Wang")["active"] is True
        await ui.press("s", "y")
        assert member(ui, "Wang")["active"] is False


async def test_nobody_suspends_himself(office: str) -> None:
    async with running(office) as ui:
        await ui.press("8", "s")
        assert ui.name == "TeamScreen"
        assert "Nobody suspends themselves" in ui.said()


# --- hand-over --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_what_goes_along_and_what_stays_is_shown_before(office: str) -> None:
    async with running(office) as ui:
        ui.crm("note", "天成", "called them").ok()
        ui.crm("remind", "天成", "look at it 2026-12-01").ok()
        await go(ui, "2 / text:天成 enter H")
        await ui.type("zhao\n")
        await ui.type("nearer to them\n")
        shown = ui.text()
        for said in (
            "1 customer → Zhao", "nearer to them", "1 customer · 1 open opportunity · 1 reminder",
            "notes keep their authors", "1 reminder of somebody else stays theirs", "1 open opportunity, 1 reminder",
        ):  # fmt: skip
            assert said in shown, said
        assert owners(ui) == BEFORE
        await ui.press("ctrl+s")
        assert "1 customer with 1 open opportunity, 1 reminder → Zhao" in ui.said()
        assert owners(ui)["天成外贸公司"] == "Zhao"
        (deal,) = ui.json("opportunity", "list", "--fields", "owner")
        assert deal["owner"]["name"] == "Zhao"
        await ui.press("u")
        assert owners(ui) == BEFORE
        history = ui.json("history", "天成")
        assert [one["command"].split(" T")[0] for one in history[:2]] == ["undo", "customer transfer"]


@pytest.mark.slow
async def test_the_marked_ones_go(office: str) -> None:
    async with running(office) as ui:
        await ui.press("2", "space", "j", "space", "H")
        assert "Hand over 2 customers" in ui.text()
        await ui.type("wang\n")
        await ui.type("why not\n")
        await ui.press("ctrl+s")
        changed = {name for name, owner in owners(ui).items() if owner != BEFORE[name]}
        assert len(changed) == 2
        assert {owners(ui)[name] for name in changed} == {"Wang"}


@pytest.mark.slow
async def test_of_a_filter_all_or_the_one_under_the_cursor(office: str) -> None:
    async with running(office) as ui:
        await ui.press("2", "w")
        await ui.type("owner=Zhao\n")
        await ui.press("H")
        assert "All that are shown: 2 customers" in ui.text()
        await ui.press("down", "enter")
        await ui.type("wang\n")
        await ui.type("why not\n")
        await ui.press("ctrl+s")
        assert owners(ui) == {**BEFORE, "Ernst Handel": "Wang", "Quiet Valley Pumps": "Wang"}
        await ui.press("u", "H", "enter")
        await ui.type("wang\n")
        await ui.type("why not\n")
        await ui.press("ctrl+s")
        assert sum(owner == "Wang" for owner in owners(ui).values()) == 1


@pytest.mark.slow
async def test_leaving_the_preview_leaves_all_as_it_was_typed(office: str) -> None:
    async with running(office) as ui:
        await go(ui, ZHAO)
        await ui.press("H")
        await ui.type("wang\n")
        await ui.type("half a reason\n")
        await ui.press("escape")
        assert ui.name == "HandoverForm"
        assert ui.said() == ""
        await ui.press("escape", "down", "down", "enter")
        assert ui.name == "TeamScreen"
        assert owners(ui) == BEFORE
    async with running(office) as ui:  # also after the end of the program
        await ui.press("N")
        assert ui.name == "HandoverForm"
        assert "half a reason" in ui.text()
        assert "Wang" in ui.text()
        await ui.press("ctrl+s", "ctrl+s")
        assert owners(ui)["Ernst Handel"] == "Wang"
        await ui.press("N")
        assert "Nothing waits" in ui.said()


@pytest.mark.slow
async def test_what_became_impossible_meanwhile_is_refused_whole(office: str) -> None:
    async with running(office) as ui:
        await go(ui, ZHAO)
        await ui.press("H")
        await ui.type("wang\n")
        await ui.type("why not\n")
        ui.crm("team", "suspend", "Wang").ok()
        await ui.press("ctrl+s")
        assert ui.name == "PreviewBox"
        assert "Wang is suspended" in ui.said()
        assert owners(ui) == BEFORE
        await ui.press("escape")
        assert "why not" in ui.text()


@pytest.mark.slow
async def test_only_who_was_shown_goes(office: str) -> None:
    async with running(office) as ui:
        await go(ui, ZHAO)
        await ui.press("H")
        await ui.type("wang\n")
        await ui.type("why not\n")
        assert "2 customers → Wang" in ui.text()
        ui.crm("customer", "add", "Too Late Ltd", "--as", "Zhao").ok()
        await ui.press("ctrl+s")
        assert owners(ui) == {
            **BEFORE, "Ernst Handel": "Wang", "Quiet Valley Pumps": "Wang", "Too Late Ltd": "Zhao",
        }  # fmt: skip


async def test_a_reason_is_needed(office: str) -> None:
    async with running(office) as ui:
        await go(ui, ZHAO)
        await ui.press("H")
        await ui.type("wang\n")
        await ui.press("ctrl+s")
        assert ui.name == "HandoverForm"
        assert ui.said_kind() == "error"


@pytest.mark.slow
async def test_who_has_it_already(office: str) -> None:
    async with running(office) as ui:
        await go(ui, "2 / text:天成 enter H")
        await ui.type("韩\n")
        await ui.type("why not\n")
        assert ui.name == "HandoverForm"
        assert "韩梅梅 has them already" in ui.said()


# --- rights -----------------------------------------------------------------------------------------------------------


async def test_rights_on_all_and_on_a_record(office: str) -> None:
    async with running(office) as ui:
        await ui.press("8", "j", "R", "enter")
        assert "+ manage members" in ui.text()
        await ui.press("escape")
        assert ui.name == "TeamScreen"
        await go(ui, "j j R text:天成 enter")
        assert "+ see it" in ui.text()
        assert "It is shared with Zhao for reading." in ui.line("+ see it")
        assert "- hand it over" in ui.text()


async def test_a_colleague_is_asked_by_department_or_role(office: str) -> None:
    async with running(office) as ui:
        await ui.press("2", "Q")
        assert ui.name == "PickBox"
        assert "Sales manager · 外贸部" in ui.line("Wang")
        await ui.type("内销")
        assert "Wang" not in ui.text()
        await ui.press("enter")
        assert ui.name == "TalkBox"
        assert "→ Zhao" in ui.text()


# --- sharing ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_shared_with_a_role_and_a_department(office: str) -> None:
    async with running(office) as ui:
        await go(ui, "2 / text:Alfreds enter V")
        await ui.type("all of the role sales rep\n")
        await ui.press("ctrl+s")
        assert "Shared: all of the role Sales rep · Read" in ui.said()
        await ui.press("V")
        await ui.type("外贸部全体" if ui.lang == "zh" else "department\n")
        await ui.press("ctrl+s")
        related = ui.json("show", "Alfreds")["related"]["share"]
        assert {(one["role"], one["department"]) for one in related} == {("rep", None), (None, "外贸部")} or {
            (one["role"], one["department"]) for one in related
        } == {("rep", None), (None, "内销部")}
        assert "─ Team 2 ─" in ui.text()
        await ui.press("v")
        await ui.type("role\n")
        assert "─ Team 1 ─" in ui.text()
        await ui.press("u")
        assert "─ Team 2 ─" in ui.text()


async def test_the_share_under_the_cursor_is_ended_at_once(office: str) -> None:
    async with running(office) as ui:
        ui.crm("customer", "share", "天成", "--with", "Wang", "--write").ok()
        await go(ui, "2 / text:天成 enter")
        for _entry in range(20):
            if "engineer" in ui.cursor_line():
                break
            await ui.press("j")
        assert "Zhao" in ui.cursor_line()
        await ui.press("v")
        assert "No more shared with Zhao" in ui.said()
        assert [one["name"] for one in ui.json("customer", "show", "天成")["team"]] == ["Wang"]


async def test_an_opportunity_has_a_team_of_its_own(office: str) -> None:
    async with running(office) as ui:
        await go(ui, "3 enter V text:Zhao enter")
        await ui.type("drawings")
        await ui.press("ctrl+s")
        assert ui.name == "OpportunityScreen"
        assert "drawings · Read" in ui.line("Zhao")
        assert ui.json("customer", "show", "天成")["team"][0]["name"] == "Zhao"
        await ui.press("F")
        assert "You hear of every change of 泵120台" in ui.said()
        await ui.press("v", "enter")
        assert "Zhao" not in ui.line("drawings")


async def test_who_may_not_share_is_told_and_keeps_what_was_typed(
    office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    acting(monkeypatch, "Zhao")
    async with running(office) as ui:
        await go(ui, "2 / text:天成 enter V text:Wang enter")
        await ui.type("helper")
        await ui.press("ctrl+s")
        assert ui.name == "ShareForm"
        assert "Zhao may not share" in ui.said()
        assert "helper" in ui.text()
        await ui.press("v")
        assert len(ui.json("customer", "show", "天成")["team"]) == 1


# --- the pool ---------------------------------------------------------------------------------------------------------


async def test_the_pool_says_for_how_many_days(office: str) -> None:
    async with running(office) as ui:
        await ui.press("8", "p")
        assert "  100  C" in ui.line("Seaside Tools")
        assert "Back to the pool after: A 90 d" in ui.text()
        assert "you have 1 customers" in ui.text()
        assert ui.json("pool", "list")[0]["name"] == "Seaside Tools"
        await ui.press("m")
        assert "Every customer has an owner." in ui.text()
        assert "you have 2 customers · 1 taken today" in ui.text()
        await ui.press("u")
        assert "Seaside Tools" in ui.cursor_line()
        await ui.press("escape")
        assert ui.name == "TeamScreen"


async def test_the_marked_ones_are_taken_up_to_the_limit(
    office: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(office) as ui:
        ui.crm("pool", "return", "Ernst", "Quiet", "--reason", "busy").ok()
        ui.crm("team", "edit", "韩梅梅", "--limit", "pool_most=2").ok()
    acting(monkeypatch, "韩梅梅")
    async with running(office) as ui:
        await ui.press("8", "p", "*", "m")
        assert ui.said_kind() == "error"
        assert "may have 2" in ui.said()
        assert len(ui.json("pool", "list")) == 3
        await ui.press("escape", "m")
        assert len(ui.json("pool", "list")) == 2
        assert sum(owner == "韩梅梅" for owner in owners(ui).values()) == 2


async def test_taken_by_somebody_else_meanwhile(office: str) -> None:
    async with running(office) as ui:
        await ui.press("8", "p")
        ui.crm("pool", "take", "Seaside", "--as", "Wang").ok()
        await ui.press("m")
        assert ui.said_kind() == "error"
        assert "Wang" in ui.said()
        assert owners(ui)["Seaside Tools"] == "Wang"


async def test_a_sweep_warns_first(office: str) -> None:
    async with running(office) as ui:
        await ui.press("8", "p", "s")
        assert "Zhao is warned" in ui.line("Quiet Valley Pumps")
        await ui.press("escape", "s", "ctrl+s")
        assert owners(ui) == BEFORE
        await ui.press("s")
        assert "Nothing is due." in ui.said()


async def test_search_and_filter_stay_within_the_pool(office: str) -> None:
    async with running(office) as ui:
        ui.crm("pool", "return", "Ernst", "--reason", "busy").ok()
        await ui.press("8", "p")
        assert ui.line(0).split("Pool")[1].split()[0] == "2"
        await go(ui, "/ text:tools")
        assert "Seaside Tools" in ui.text()
        await ui.press("escape", "w")
        await ui.type("city=Graz\n")
        assert "Ernst Handel" in ui.text()
        assert "Seaside" not in ui.text()
        assert "Alfreds" not in ui.text()
        await ui.press("escape")
        assert "Seaside Tools" in ui.text()


# --- many -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_thousand_members_one_under_the_other(empty: str) -> None:
    import stores

    from crmcli.store.identity import Identity
    from crmcli.store.journal import Transaction
    from crmcli.store.open import open_store
    from crmcli.store.records import Member
    from crmcli.store.statements import insert

    store = open_store(empty, stores.clock, device="desk", identity=Identity())
    with Transaction(store, "team add"):
        above = store.me
        for number in range(1100):
            above = insert(store, Member, name=f"Member {number}", superior_id=above, owner_id=None).id
    store.close()
    async with running(empty) as ui:
        await ui.press("8")
        assert "1,101" in ui.line(0) or "1101" in ui.line(0)
        await ui.press("G")
        assert "Member 1099" in ui.cursor_line()
        await ui.resize(*WIDE)
        assert "Member 1098" in ui.text()  # whose superior it is
