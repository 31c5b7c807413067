"""Every action by its real keys: the store or the screen is otherwise afterwards.

Each function below tells what one action does; it is run with every key the action has. An action without one fails
:func:`test_every_action_has_a_test`, and a function that would not notice that its action does nothing fails
:func:`test_an_action_that_does_nothing_is_noticed`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from crmcli.tui.actions import ACTIONS

from .harness import Screens, running
from .places import classes, go

Told = Callable[[Screens, str], Awaitable[None]]

TOLD: dict[str, Told] = {}
SIZES: dict[str, tuple[int, int]] = {}
STORES: dict[str, str] = {}
MEMBERS: dict[str, str] = {}  # who does it, where that is not me
#: Actions whose screens are not there yet; empty when all are.
TODO: set[str] = set()


def act(
    id: str, *, size: tuple[int, int] = (80, 24), store: str = "small", member: str = ""
) -> Callable[[Told], Told]:
    """This is what an action does."""

    def keep(told: Told) -> Told:
        assert id not in TOLD, id
        TOLD[id], SIZES[id], STORES[id], MEMBERS[id] = told, size, store, member
        return told

    return keep


def test_every_action_has_a_test() -> None:
    assert set(ACTIONS) - set(TOLD) - TODO == set()
    assert set(TOLD) - set(ACTIONS) == set()


def test_nothing_is_to_be_done() -> None:
    assert set() == TODO


async def do(id: str, key: str, path: str) -> None:
    """Do an action by a key on a fresh store and see what it does."""
    async with running(path, size=SIZES[id], member=MEMBERS[id]) as ui:
        await TOLD[id](ui, key)
        assert key in ui.sent


@pytest.fixture
def path(request: pytest.FixtureRequest, id: str) -> str:
    """The store of an action's test."""
    return str(request.getfixturevalue(STORES[id]))


# --- everywhere -------------------------------------------------------------------------------------------------------


@act("go.desk")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2")
    assert ui.name == "CustomersScreen"
    await ui.press(key)
    assert ui.name == "DeskScreen"


@act("go.customers")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "CustomersScreen"
    assert "Alfreds Futterkiste" in ui.text()


@act("go.pipeline", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "PipelineScreen"
    assert "泵120台" in ui.text()


@act("go.reports", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "ReportsScreen"
    assert "▸Funnel" in ui.line(1)
    assert "Lead" in ui.cursor_line()


@act("go.orders", store="signed")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "OrdersScreen"
    assert "天成外贸公司  ▸" in ui.cursor_line()
    assert "R2026-0001" in ui.text()


@act("go.agenda")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "AgendaScreen"
    assert "发报价" in ui.text()


@act("go.history")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "HistoryScreen"
    assert "customer add" in ui.text()


@act("note.new")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key, "enter")
    assert ui.name == "NoteBox"
    await ui.type("called, wants two lots")
    await ui.press("ctrl+s")
    assert ui.name == "DeskScreen"
    found = ui.json("followup", "list")
    assert [(one["text"], one["customer"]["name"]) for one in found if "lots" in one["text"]] == [
        ("called, wants two lots", "Alfreds Futterkiste")
    ]


@act("drafts")
async def _(ui: Screens, key: str) -> None:
    await ui.press("n", "enter")
    await ui.type("half a note")
    await ui.press("escape", "2", key)
    assert ui.name == "NoteBox"
    assert "half a note" in ui.text()


@act("reminder.new")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    await ui.type("send the drawing tomorrow 3pm")
    await ui.press("enter")
    found = ui.json("reminder", "list", "--where", "text~drawing")
    assert [(one["text"], one["due"]) for one in found] == [("send the drawing", "2026-11-19T15:00:00+08:00")]


@act("import.begin")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "FileBox"
    await ui.press("enter")
    assert ui.name == "ImportPlan"
    assert "Harbour & Pine" in ui.text()


@act("find")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "FindScreen"
    await ui.type("zhangwei")
    assert "张伟" in ui.text()


@act("undo")
async def _(ui: Screens, key: str) -> None:
    await ui.press("d")
    assert ui.json("today")["overdue"] == []
    await ui.press(key)
    assert len(ui.json("today")["overdue"]) == 1
    assert "Call Maria back" in ui.text()
    assert "Taken back: done" in ui.said()


@act("redo")
async def _(ui: Screens, key: str) -> None:
    await ui.press("d", "u")
    assert len(ui.json("today")["overdue"]) == 1
    await ui.press(key)
    assert ui.json("today")["overdue"] == []
    assert "Call Maria back" not in "\n".join(ui.lines()[:20])


@act("palette")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    await ui.type("doctor")
    assert "crm doctor" in ui.cursor_line()


@act("command.line")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    await ui.type("customer add 'Ernst Handel'\n")
    assert ui.name == "OutputScreen"
    assert [one["name"] for one in ui.json("customer", "list", "--where", "name~Ernst")] == ["Ernst Handel"]
    assert "Ernst Handel" in ui.text()


@act("copy.ref")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    ref = ui.json("today")["overdue"][0]["ref"]
    assert ui.app.clipboard == ref
    assert ref in ui.said()


@act("copy.command")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "enter", key)
    customer = ui.json("customer", "list")[0]
    assert ui.app.clipboard == f"crm show {customer['ref']}"


@act("theme")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    await ui.type("light\n")
    assert ui.app.theme == "crm-light"
    assert ui.json("config", "get", "ui.theme")["value"] == "light"


@act("refresh")
async def _(ui: Screens, key: str) -> None:
    ui.app.look = lambda **_more: None  # it sees nothing by itself
    ui.crm("remind", "@天成", "ring up", "today").ok()
    await ui.settle()
    assert "ring up" not in ui.text()
    await ui.press(key)
    assert "ring up" in ui.text()


@act("help")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "KeysBox"
    await ui.type("desk")
    assert "crm today" in ui.cursor_line()


@act("back")
async def _(ui: Screens, key: str) -> None:
    await ui.press("enter")
    assert ui.name == "RecordScreen"
    await ui.press(key)
    assert ui.name == "DeskScreen"


@act("quit")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.left
    assert not ui.app.return_code


@act("suspend")
async def _(ui: Screens, key: str) -> None:
    stopped: list[bool] = []
    ui.app.action_suspend_process = lambda: stopped.append(True)
    await ui.press(key)
    assert stopped == [True]


@act("store.back")
async def _(ui: Screens, key: str) -> None:
    Path(ui.path).unlink()
    await ui.look()
    await ui.press(key)
    assert Path(ui.path).exists()
    assert len(ui.json("customer", "list")) == 2


# --- moving about -----------------------------------------------------------------------------------------------------


@act("move.down")
async def _(ui: Screens, key: str) -> None:
    assert "Call Maria back" in ui.cursor_line()
    await ui.press(key)
    assert "发报价" in ui.cursor_line()


@act("move.up")
async def _(ui: Screens, key: str) -> None:
    await ui.press("j")
    assert "发报价" in ui.cursor_line()
    await ui.press(key)
    assert "Call Maria back" in ui.cursor_line()


@act("move.page_down", store="demo")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2")
    window = ui.screen.grid.window
    await ui.press(key)
    assert ui.screen.grid.cursor == window - 1
    assert ui.screen.grid.scroll_offset.y == 0
    await ui.press(key)
    assert ui.screen.grid.cursor == 2 * (window - 1)
    assert ui.cursor_line()


@act("move.page_up", store="demo")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "G")
    last, window = ui.screen.grid.cursor, ui.screen.grid.window
    await ui.press(key)
    assert ui.screen.grid.cursor == last - window + 1
    assert ui.cursor_line()


@act("move.top", store="demo")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2")
    first = ui.cursor_line()
    await ui.press("pagedown", "pagedown")
    assert ui.cursor_line() != first
    await ui.press(key)
    assert ui.cursor_line() == first


@act("move.end", store="demo")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", key)
    assert ui.screen.grid.cursor == len(ui.screen.grid.numbers) - 1 > 50
    assert ui.cursor_line()


@act("pane.next", size=(140, 40))
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "enter")
    assert ui.focused.id == "known"
    await ui.press(key)
    assert ui.focused.id == "tale"


@act("pane.previous", size=(140, 40))
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "enter", "tab")
    assert ui.focused.id == "tale"
    await ui.press(key)
    assert ui.focused.id == "known"


# --- lists ------------------------------------------------------------------------------------------------------------


@act("filter.words")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", key)
    await ui.type("tcwm")
    assert "天成外贸公司" in ui.text()
    assert "Alfreds" not in ui.text()
    assert "Customers  1" in ui.line(0)


@act("filter.where")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", key)
    await ui.type("level=B\n")
    assert "Alfreds" in ui.text()
    assert "天成外贸公司" not in ui.text()


@act("view")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", key)
    await ui.type("level a\n")
    assert "天成外贸公司" in ui.text()
    assert "Alfreds" not in ui.text()
    assert "Level A" in ui.line(0)


@act("sort.by")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2")
    assert "天成" in ui.cursor_line()
    await ui.press(key)
    await ui.type("name\n")
    await ui.press("g")
    assert "Alfreds" in ui.cursor_line()


@act("sort.reverse")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", key)
    assert [one.split()[0] for one in rows(ui)] == refs(ui, "created_at")
    await ui.press(key)
    assert [one.split()[0] for one in rows(ui)] == refs(ui, "-created_at")


def rows(ui: Screens) -> list[str]:
    """The rows of the grid, without the cursor."""
    return [line.replace("▌", " ").strip() for line in ui.lines()[3:-2] if line.strip()]


def refs(ui: Screens, sort: str) -> list[str]:
    """The customers' refs in an order."""
    return [one["ref"] for one in ui.json("customer", "list", "--sort", sort)]


@act("columns", size=(100, 24))
async def _(ui: Screens, key: str) -> None:
    await ui.press("2")
    assert "Address" not in ui.line("Ref ")
    await ui.press(key)
    await ui.type("address")
    await ui.press("tab", "enter")
    for _step in range(20):
        if "Address" in ui.line("Ref "):
            break
        await ui.press("right")
    assert "Address" in ui.line("Ref ")


@act("column.right")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2")
    assert "Level" in ui.line("Ref ")
    await ui.press(*[key] * 3)
    assert "Level" not in ui.line("Ref ")
    assert "天成" in ui.text()


@act("column.left")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "right", "right", "right")
    assert "Level" not in ui.line("Ref ")
    await ui.press(*[key] * 3)
    assert "Level" in ui.line("Ref ")


@act("archived")
async def _(ui: Screens, key: str) -> None:
    ui.crm("customer", "archive", "天成").ok()
    await ui.press("2")
    assert "天成" not in ui.text()
    await ui.press(key)
    assert "天成" in ui.text()
    await ui.press(key)
    assert "天成" not in ui.text()


@act("mark.one")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", key)
    assert "1 marked" in ui.line(0)
    await ui.press("j", "Z")
    assert [one["name"] for one in ui.json("customer", "list")] == ["Alfreds Futterkiste"]


@act("mark.all")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", key)
    assert "2 marked" in ui.line(0)
    await ui.press("Z")
    assert ui.json("customer", "list") == []


@act("list.new")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", key)
    await ui.type("Ernst Handel")
    await ui.press("ctrl+s")
    assert [one["name"] for one in ui.json("customer", "list", "--where", "name~Ernst")] == ["Ernst Handel"]
    assert "Ernst Handel" in ui.text()


# --- records ----------------------------------------------------------------------------------------------------------


@act("open.record")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", key)
    assert ui.name == "CustomerScreen"
    assert "天成外贸公司" in ui.line(0)


@act("open.customer")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "CustomerScreen"
    assert "Alfreds Futterkiste" in ui.line(0)


@act("record.edit")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "EditForm"
    await ui.type(" soon")
    await ui.press("ctrl+s")
    assert ui.json("today")["overdue"][0]["text"] == "Call Maria back soon"
    assert "Call Maria back soon" in ui.text()


@act("record.history")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "HistoryScreen"
    assert ui.json("today")["overdue"][0]["ref"] in ui.line(0)


@act("record.remove")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "ConfirmBox"
    await ui.press("y")
    assert ui.json("today")["overdue"] == []
    assert "Call Maria back" not in ui.text()


@act("reminder.done")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.json("today")["overdue"] == []
    assert "Done: Call Maria back" in ui.said()
    assert "发报价" in ui.cursor_line()


@act("reminder.snooze")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert "2026-11-19T09:00:00+08:00" in dues(ui)
    assert "Call Maria back" not in "\n".join(ui.lines()[:20])


@act("reminder.until")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    await ui.type("fri 3pm\n")
    assert "2026-11-20T15:00:00+08:00" in dues(ui)


def dues(ui: Screens) -> list[str]:
    """When reminders are due."""
    return [one["snoozed_until"] or one["due"] for one in ui.json("reminder", "list")]


@act("reminder.important")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert [one["important"] for one in ui.json("reminder", "list", "--where", "text~Maria")] == [True]
    assert "!" in ui.line("Call Maria")


@act("reminder.urgent")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert [one["urgent"] for one in ui.json("reminder", "list", "--where", "text~Maria")] == [True]
    assert "!" in ui.line("Call Maria")


@act("customer.tag")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", key)
    await ui.type("pumps -vip\n")
    assert ui.json("customer", "show", "天成")["tags"] == ["pumps"]


@act("customer.archive")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", key)
    assert [one["name"] for one in ui.json("customer", "list")] == ["Alfreds Futterkiste"]
    assert "天成" not in "\n".join(ui.lines()[2:22])


@act("contact.new")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", key)
    await ui.type("Li Lei")
    await ui.press("ctrl+s")
    found = ui.json("contact", "list", "--where", "name~Li")
    assert [one["customer"]["name"] for one in found] == ["天成外贸公司"]


@act("document.new")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", key)
    await ui.type("https://example.com/drawing.pdf")
    await ui.press("ctrl+s")
    found = ui.json("document", "list", "--where", "name~drawing")
    assert [one["about"]["name"] for one in found] == ["天成外贸公司"]


@act("opportunity.new")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "enter", key)
    assert ui.name == "NewForm"
    await ui.type("120 pumps")
    await ui.press("ctrl+s")
    found = ui.json("opportunity", "list")
    assert [(one["title"], one["customer"]["name"]) for one in found] == [("120 pumps", "天成外贸公司")]


# --- opportunities ----------------------------------------------------------------------------------------------------


def stages(ui: Screens) -> dict[str, str]:
    """In which stage each opportunity stands."""
    return {one["title"]: one["stage"] for one in ui.json("opportunity", "list")}


@act("opportunity.forward", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("3", key)
    assert stages(ui)["泵120台"] == "qualified"


@act("opportunity.backward", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("3", "right", key)
    await ui.type("not real yet")
    await ui.press("ctrl+s")
    assert stages(ui)["spare parts 2027"] == "lead"


async def closed(ui: Screens, key: str, outcome: str) -> None:
    await ui.press("3", key, "enter")
    await ui.type("what we learnt")
    await ui.press("ctrl+s")
    found = ui.json("opportunity", "show", "泵120台")
    assert (found["outcome"], found["lesson"]) == (outcome, "what we learnt")


@act("opportunity.win", store="deals")
async def _(ui: Screens, key: str) -> None:
    await closed(ui, key, "won")


@act("opportunity.lose", store="deals")
async def _(ui: Screens, key: str) -> None:
    await closed(ui, key, "lost")


@act("opportunity.abandon", store="deals")
async def _(ui: Screens, key: str) -> None:
    await closed(ui, key, "abandoned")


@act("opportunity.reopen", store="deals")
async def _(ui: Screens, key: str) -> None:
    await go(ui, "ctrl+p paste:opportunity␣list enter enter")
    assert stages(ui)["old pumps"] == "lost"
    await ui.press(key)
    await ui.type("they called again\n")
    assert stages(ui)["old pumps"] == "lead"


@act("opportunity.steps", store="deals")
async def _(ui: Screens, key: str) -> None:
    ui.crm("opportunity", "add", "天成", "hall", "--process", "decoration").ok()
    await go(ui, f"3 P text:decoration enter {key}")
    assert ui.name == "PickBox"
    await ui.press("tab", "enter")
    assert len(ui.json("opportunity", "show", "hall")["steps"]) == 1


@act("opportunity.assess", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("3", key)
    await ui.type("price")
    await ui.press("ctrl+s")
    assert ui.json("opportunity", "show", "泵120台")["current_problem"] == "price"


# --- sharing ----------------------------------------------------------------------------------------------------------


@act("sharing.share", store="deals")
async def _(ui: Screens, key: str) -> None:
    ui.crm("team", "add", "Zhao").ok()
    await ui.press("3", key)
    await ui.type("zhao\n")
    await ui.type("drawings")
    await ui.press("tab", "f2")
    await ui.type("write\n")
    await ui.press("ctrl+s")
    shares = ui.json("opportunity", "show", "泵120台")["related"]["share"]
    assert [(one["member"]["name"], one["part"], one["access"]) for one in shares] == [
        ("Zhao", "drawings", "write")
    ]


@act("sharing.unshare", store="office")
async def _(ui: Screens, key: str) -> None:
    await go(ui, "2 / text:天成 enter")
    assert "engineer · Read" in ui.text()
    await ui.press(key, "enter")
    assert "No more shared with Zhao" in ui.said()
    assert ui.json("customer", "show", "天成")["team"] == []


@act("sharing.follow", store="office")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"2 / text:天成 enter {key}")
    assert "You hear of every change" in ui.said()
    assert [one["name"] for one in ui.json("customer", "show", "天成")["followers"]] == ["lin"]
    await ui.press(key)
    assert "no more" in ui.said()
    assert ui.json("customer", "show", "天成")["followers"] == []


# --- conflicts of sync, what the hub refused --------------------------------------------------------------------------


@act("go.conflicts", store="clashing")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "ConflictsScreen"
    assert "Hamburg" in ui.cursor_line()


@act("sync.now", store="clashing")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    await ui.until(lambda: ui.said_kind() == "error")
    assert "hub.example" in ui.said()  # which is not there


@act("conflict.open", store="clashing")
async def _(ui: Screens, key: str) -> None:
    await ui.press("|", key)
    assert ui.name == "CustomerScreen"
    assert "Alfreds Futterkiste" in ui.line(0)


@act("conflict.mine", store="clashing")
async def _(ui: Screens, key: str) -> None:
    await ui.press("|", key)
    assert ui.json("customer", "show", "alfreds")["city"] == "Hamburg"
    assert len(ui.json("sync", "conflicts")) == 3


@act("conflict.hub", store="clashing")
async def _(ui: Screens, key: str) -> None:
    await ui.press("|", key)
    assert ui.json("customer", "show", "alfreds")["city"] == "Berlin"
    assert len(ui.json("sync", "conflicts")) == 3


@act("conflict.theirs", store="clashing")
async def _(ui: Screens, key: str) -> None:
    await ui.press("|", key)
    assert ui.json("customer", "show", "alfreds")["city"] == "Berlin"
    assert len(ui.json("sync", "conflicts")) == 3


@act("conflict.move", store="clashing")
async def _(ui: Screens, key: str) -> None:
    from clashes import new_below

    from crmcli.store.records import Customer
    from crmcli.store.statements import rows_where

    from .test_conflicts import opened

    with opened(ui.path) as store:
        kept, note = new_below(store, rows_where(store, Customer)[0])
    await ui.look()
    await ui.press("|", key)
    assert ui.json("show", note.ref)["customer"]["ref"] == kept.ref


@act("conflict.by", store="clashing")
async def _(ui: Screens, key: str) -> None:
    await ui.press("|", key)
    await ui.type("lin")
    await ui.press("enter")
    assert ui.json("customer", "show", "alfreds")["city"] == "Hamburg"
    assert len(ui.json("sync", "conflicts")) == 3


@act("conflict.all_theirs", store="clashing")
async def _(ui: Screens, key: str) -> None:
    await ui.press("|", key)
    assert [one["field"] for one in ui.json("sync", "conflicts")] == ["amount", "removed"]
    assert ui.json("customer", "show", "alfreds")["level"] == "B"


@act("conflict.value", store="clashing")
async def _(ui: Screens, key: str) -> None:
    await ui.press("|", key)
    await ui.type("-Altona")
    await ui.press("enter")
    assert ui.json("customer", "show", "alfreds")["city"] == "Hamburg-Altona"


@act("conflict.all_mine", store="clashing")
async def _(ui: Screens, key: str) -> None:
    await ui.press("|", key)
    found = ui.json("customer", "show", "alfreds")
    assert (found["city"], found["level"]) == ("Hamburg", "A")


@act("conflict.all_hub", store="clashing")
async def _(ui: Screens, key: str) -> None:
    await ui.press("|", key)
    assert [one["field"] for one in ui.json("sync", "conflicts")] == ["amount", "removed"]
    assert ui.json("customer", "show", "alfreds")["level"] == "B"


@act("refusal.seen", store="clashing")
async def _(ui: Screens, key: str) -> None:
    await ui.press("|", "G", key)
    assert [one["kind"] for one in ui.json("sync", "refused")] == ["insert"]


@act("refusal.all", store="clashing")
async def _(ui: Screens, key: str) -> None:
    await ui.press("|", key, "y")
    assert ui.json("sync", "refused") == []


@act("refusal.copy", store="clashing")
async def _(ui: Screens, key: str) -> None:
    await ui.press("|", "G", key)
    assert ui.app.clipboard == "Alfreds GmbH & Co. KG"


# --- the team, the pool -----------------------------------------------------------------------------------------------


@act("go.team", store="office")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    assert ui.name == "TeamScreen"
    assert "├ Zhao" in ui.text()


@act("customer.transfer", store="office")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"2 / text:天成 enter {key}")
    await ui.type("zhao\n")
    await ui.type("nearer to them")
    await ui.press("ctrl+s")
    assert ui.name == "PreviewBox"
    assert ui.json("customer", "show", "天成")["owner"]["name"] == "韩梅梅"
    await ui.press("ctrl+s")
    assert ui.name == "CustomerScreen"
    assert "1 customer with 1 open opportunity, 1 reminder → Zhao" in ui.said()
    assert ui.json("customer", "show", "天成")["owner"]["name"] == "Zhao"


@act("customer.return", store="office")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"2 / text:天成 enter {key}")
    await ui.type("no answer since May")
    await ui.press("ctrl+s", "ctrl+s")
    assert "→ the pool" in ui.said()
    assert [one["name"] for one in ui.json("pool", "list")] == ["Seaside Tools", "天成外贸公司"]


@act("preview.run", store="office")
async def _(ui: Screens, key: str) -> None:
    await ui.press("8", "j", "j", "j", "H")
    await ui.type("wang\n")
    await ui.type("moved\n")
    assert ui.name == "PreviewBox"
    await ui.press(key)
    assert ui.name == "TeamScreen"
    owned = ui.json("customer", "list", "--where", "owner=Wang")
    assert [one["name"] for one in owned] == ["Quiet Valley Pumps", "Ernst Handel"]


@act("team.new", store="office")
async def _(ui: Screens, key: str) -> None:
    await ui.press("8", key)
    await ui.type("Emma Clarke")
    await ui.press("ctrl+s")
    assert "Emma Clarke" in ui.cursor_line()
    assert ui.json("team", "show", "Emma Clarke")["active"] is True


@act("team.handover", store="office")
async def _(ui: Screens, key: str) -> None:
    await ui.press("8", key)
    assert "Hand over all of lin" in ui.text()


@act("team.move", store="office")
async def _(ui: Screens, key: str) -> None:
    await ui.press("8", "j", "j", "j", key)
    await ui.type("韩")
    await ui.press("enter")
    assert ui.json("team", "show", "Zhao")["superior"]["name"] == "韩梅梅"


@act("team.suspend", store="office")
async def _(ui: Screens, key: str) -> None:
    await ui.press("8", "j", "j", "j", key, "down", "enter")
    assert ui.json("team", "show", "Zhao")["active"] is False
    assert "Zhao × suspended" in ui.cursor_line()
    await ui.press(key)
    assert ui.json("team", "show", "Zhao")["active"] is True


@act("team.rights", store="office")
async def _(ui: Screens, key: str) -> None:
    await ui.press("8", "j", "j", key)
    await ui.type("天成")
    await ui.press("enter")
    assert ui.name == "RightsBox"
    assert "韩梅梅 owns it" in ui.text()


@act("team.customers", store="office")
async def _(ui: Screens, key: str) -> None:
    await ui.press("8", "j", "j", "j", key)
    assert ui.name == "Behind"
    assert "Ernst Handel" in ui.text()
    assert "Alfreds" not in ui.text()


@act("team.act", store="office")
async def _(ui: Screens, key: str) -> None:
    await ui.press("8", "j", "j", "j", key)
    assert "crm ui --as Zhao" in ui.said()


@act("team.pool", store="office")
async def _(ui: Screens, key: str) -> None:
    await ui.press("8", key)
    assert ui.name == "PoolScreen"
    assert "Seaside Tools" in ui.text()


@act("pool.take", store="office")
async def _(ui: Screens, key: str) -> None:
    await ui.press("8", "p", key)
    assert "Yours: Seaside Tools" in ui.said()
    assert ui.json("customer", "show", "Seaside")["owner"]["name"] == "lin"
    assert ui.json("pool", "list") == []


@act("pool.sweep", store="office")
async def _(ui: Screens, key: str) -> None:
    await ui.press("8", "p", key)
    assert ui.name == "PreviewBox"
    assert "Zhao is warned" in ui.line("Quiet Valley")
    await ui.press("ctrl+s")
    assert "1 warning" in ui.said()
    assert [one["kind"] for one in ui.json("notice", "list", "--limit", "1", "--as", "Zhao")] == ["pool"]


# --- the board --------------------------------------------------------------------------------------------------------


@act("board.right", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("3", key)
    assert ui.screen.card["title"] == "spare parts 2027"


@act("board.left", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("3", "right", key)
    assert ui.screen.card["title"] == "泵120台"


@act("board.filter", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("3", key)
    assert "Show only" in ui.text()
    await ui.type("past\n")
    assert "1 open" in ui.line(1)


@act("board.owner", store="deals")
async def _(ui: Screens, key: str) -> None:
    ui.crm("opportunity", "edit", "泵120台", "--owner", "").ok()
    await ui.press("3")
    assert "4 open" in ui.line(1)
    await ui.press(key)
    await ui.type("me\n")
    assert "3 open" in ui.line(1)


@act("board.period", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("3", key)
    await ui.type("no date\n")
    assert "1 open" in ui.line(1)
    assert "阀门" in ui.text()


@act("board.currency", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("3", key)
    await ui.type("EUR\n")
    assert "1 open" in ui.line(1)
    assert "spare" in ui.text()


@act("board.process", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("3", key)
    await ui.type("decoration\n")
    assert "Decoration project" in ui.line(0)


@act("board.new", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("3", key)
    await ui.type("天成")
    await ui.press("tab")
    await ui.type("second lot")
    await ui.press("ctrl+s")
    assert stages(ui).get("second lot") == "lead"


# --- reports ------------------------------------------------------------------------------------------------------


@act("report.open", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("6", "down", key)
    assert "1 · Funnel · Qualified" in ui.line(0)
    assert "spare parts 2027" in ui.cursor_line()
    await ui.press("escape")
    assert ui.name == "ReportsScreen"
    assert "Qualified" in ui.cursor_line()


@act("report.next", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("6", key)
    assert "▸Forecast" in ui.line(1)
    assert "2026-12" in ui.text()


@act("report.previous", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("6", key)
    assert "▸Duties" in ui.line(1)
    assert "no duties yet" in ui.text()


@act("report.period", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("6", "right", key)
    await ui.type("2026-12..2027-01\n")
    assert "2026-12-01 – 2027-01-31" in ui.line(2)
    assert "2026-12" in ui.cursor_line()


@act("report.earlier", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("6", key)
    assert "2026-07-01 – 2026-09-30" in ui.line(2)
    await ui.press(key)
    assert "2026-04-01 – 2026-06-30" in ui.line(2)


@act("report.later", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("6", key)
    assert "2026-10-01 – 2026-12-31" in ui.line(2)
    await ui.press(key)
    assert "2027-01-01 – 2027-03-31" in ui.line(2)


@act("report.by", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("6", key)
    assert "lin" in ui.cursor_line()
    await ui.press(key)
    assert "Lead" in ui.cursor_line()


@act("report.owner", store="deals")
async def _(ui: Screens, key: str) -> None:
    ui.crm("opportunity", "edit", "spare parts 2027", "--owner", "").ok()
    await ui.press("6", key)
    await ui.type("me\n")
    assert "mine" in ui.line(2)
    await ui.press("down", "enter")
    assert "0 · Funnel · Qualified" in ui.line(0)


@act("report.filter", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("6", "right", "right", key)
    await ui.type("amount>200000\n")
    assert "amount>200000" in ui.line(2)
    assert "年度框架" in ui.text()
    assert "泵120台" not in ui.text()


@act("report.process", store="deals")
async def _(ui: Screens, key: str) -> None:
    await ui.press("6", key)
    await ui.type("decoration\n")
    assert "Decoration project" in ui.line(2)


@act("document.read")
async def _(ui: Screens, key: str) -> None:
    await go(ui, "ctrl+p text:document␣list enter")
    await ui.press(key)
    assert [one["name"] for one in ui.json("document", "list")[0]["read_by"]] == ["lin"]
    opened = Path(ui.path).parent.parent / "opened"
    assert opened.read_text() == "https://example.com/contract\n"


# --- agenda and history -----------------------------------------------------------------------------------------------


@act("agenda.everyone")
async def _(ui: Screens, key: str) -> None:
    await ui.press("9", key)
    assert "everybody's" in ui.line(0)
    assert ui.screen.command.endswith("--all")


@act("agenda.week")
async def _(ui: Screens, key: str) -> None:
    ui.crm("remind", "@天成", "in ten days", "2026-11-27").ok()
    await ui.press("9")
    assert "in ten days" in ui.text()
    await ui.press(key)
    assert "in ten days" not in ui.text()


@act("agenda.later")
async def _(ui: Screens, key: str) -> None:
    ui.crm("remind", "@天成", "in three weeks", "2026-12-09").ok()
    await ui.press("9")
    assert "in three weeks" not in ui.text()
    await ui.press(key)
    assert "in three weeks" in ui.text()


@act("agenda.earlier")
async def _(ui: Screens, key: str) -> None:
    ui.crm("remind", "@天成", "in three weeks", "2026-12-09").ok()
    await ui.press("9", "right")
    assert "in three weeks" in ui.text()
    await ui.press(key)
    assert "in three weeks" not in ui.text()


@act("history.open")
async def _(ui: Screens, key: str) -> None:
    await ui.press("0", key)
    assert ui.name == "RecordScreen"
    assert "framework" in ui.line(0)


@act("history.undo")
async def _(ui: Screens, key: str) -> None:
    await ui.press("0")
    assert "framework" in ui.text()
    await ui.press(key)
    if ui.name == "ConfirmBox":
        await ui.press("y")
    assert ui.json("document", "list") == []
    assert "Taken back" in ui.said()


# --- duplicates -------------------------------------------------------------------------------------------------------


@act("list.doubles")
async def _(ui: Screens, key: str) -> None:
    ui.crm("customer", "add", "天成外贸", "--level", "B").ok()
    await ui.press("2", key)
    assert ui.name == "DuplicatesScreen"
    assert "Same name" in ui.text()


async def doubles(ui: Screens) -> None:
    """Go to the duplicates: 天成 in 宁波 and another in 上海."""
    ui.crm("customer", "edit", "天成外贸公司", "--city", "宁波").ok()
    ui.crm("customer", "add", "天成外贸", "--city", "上海").ok()
    await ui.press("2", "=")


@act("doubles.open")
async def _(ui: Screens, key: str) -> None:
    await doubles(ui)
    await ui.press(key)
    assert ui.name == "MergeScreen"
    assert "上海" in ui.text()


@act("doubles.apart")
async def _(ui: Screens, key: str) -> None:
    await doubles(ui)
    await ui.press(key)
    assert "No duplicates" in ui.text()
    assert ui.json("customer", "duplicates") == []
    await ui.press("u")
    assert len(ui.json("customer", "duplicates")) == 1
    assert "Same name" in ui.text()


@act("merge.run")
async def _(ui: Screens, key: str) -> None:
    await doubles(ui)
    await ui.press("enter", key, "y")
    assert ui.name == "DuplicatesScreen"
    assert "merged into" in ui.said()
    assert len(ui.json("customer", "list")) == 2
    await ui.press("u")
    assert len(ui.json("customer", "list")) == 3


async def city_wins(ui: Screens) -> str:
    """Where the city is that wins: to the cursor on it, and what stands behind its sign."""
    for _step in range(20):
        if ui.screen.row is not None and ui.screen.row.name == "city":
            break
        await ui.press("down")
    return str(ui.cursor_line().split("●")[1].split()[0])


@act("merge.right")
async def _(ui: Screens, key: str) -> None:
    await doubles(ui)
    await ui.press("enter")
    assert await city_wins(ui) == "宁波"
    await ui.press(key)
    assert await city_wins(ui) == "上海"
    await ui.press("m", "y")
    assert ui.json("customer", "show", "天成外贸公司")["city"] == "上海"


@act("merge.left")
async def _(ui: Screens, key: str) -> None:
    await doubles(ui)
    await ui.press("enter")
    await city_wins(ui)
    await ui.press("right")
    assert await city_wins(ui) == "上海"
    await ui.press(key)
    assert await city_wins(ui) == "宁波"


@act("merge.next")
async def _(ui: Screens, key: str) -> None:
    await doubles(ui)
    await ui.press("enter")
    await city_wins(ui)
    await ui.press(key)
    assert await city_wins(ui) == "上海"
    await ui.press(key)
    assert await city_wins(ui) == "宁波"


@act("merge.keep")
async def _(ui: Screens, key: str) -> None:
    await doubles(ui)
    await ui.press("enter")
    first = ui.screen.subject["ref"]
    await ui.press(key)
    assert ui.screen.subject["ref"] != first
    assert await city_wins(ui) == "上海"
    await ui.press("m", "y")
    assert ui.json("customer", "show", first)["city"] == "上海"  # its ref leads to the other


@act("merge.without")
async def _(ui: Screens, key: str) -> None:
    for name in ("天成外贸", "天成外贸有限公司"):
        ui.crm("customer", "add", name).ok()
    await ui.press("2", "=", "enter")
    assert len(ui.screen.links) == 3
    await ui.press(key)
    await ui.type("有限\n")
    assert [one["name"] for one in ui.screen.links] == ["天成外贸公司", "天成外贸"]
    await ui.press("m", "y")
    assert "天成外贸有限公司" in [one["name"] for one in ui.json("customer", "list")]


# --- an import --------------------------------------------------------------------------------------------------------


def names(ui: Screens) -> set[str]:
    """What the customers are called."""
    return {one["name"] for one in ui.json("customer", "list")}


@act("plan.import")
async def _(ui: Screens, key: str) -> None:
    await ui.press("I", "enter", key)
    assert ui.name == "ImportRun"
    assert "1 row was rejected; nothing landed." in ui.text()
    assert len(names(ui)) == 2


@act("plan.change")
async def _(ui: Screens, key: str) -> None:
    await ui.press("I", "enter", "down", "down", key)
    await ui.type("fax\n")
    assert "Fax" in ui.line("Phone")


@act("plan.leave")
async def _(ui: Screens, key: str) -> None:
    await ui.press("I", "enter", "down", "down", "down", key)
    assert "left out" in ui.line("E-mail")
    assert "3 rows: 3 created" in ui.text()
    await ui.press(key)
    assert "1 rejected" in ui.text()


@act("plan.custom")
async def _(ui: Screens, key: str) -> None:
    await ui.press("I", "enter", "end", "home", "down", "down", "down", "down", "down", key)
    assert "custom field “Colour”" in ui.line("Colour")


@act("plan.options")
async def _(ui: Screens, key: str) -> None:
    await ui.press("I", "enter", key)
    await ui.type("meets\n")
    await ui.type("wins\n")
    assert "A row meets a record the file wins" in ui.text()


@act("plan.count")
async def _(ui: Screens, key: str) -> None:
    await ui.press("I", "enter", key)
    assert "this was a trial" in ui.text()
    assert len(names(ui)) == 2


@act("plan.afresh")
async def _(ui: Screens, key: str) -> None:
    ui.crm("import", "customers.csv", "--map", "E-mail=-").ok()
    await ui.press("I", "enter")
    assert "left out" in ui.line("E-mail")
    await ui.press(key)
    assert "left out" not in ui.line("E-mail")


@act("imported.good")
async def _(ui: Screens, key: str) -> None:
    await ui.press("I", "enter", "ctrl+s", key)
    assert "Harbour & Pine Ltd." in names(ui)
    assert "It landed" in ui.text()


@act("imported.open")
async def _(ui: Screens, key: str) -> None:
    await ui.press("I", "enter", "ctrl+s", "ctrl+s", "tab", key)
    assert ui.name == "CustomerScreen"
    assert "天成外贸公司" in ui.line(0)


@act("imported.rejects")
async def _(ui: Screens, key: str) -> None:
    await ui.press("I", "enter", "ctrl+s", key, "enter")
    written = Path("customers-rejects.csv")
    assert written.exists()
    assert "no address" in written.read_text(encoding="utf-8-sig")
    assert "customers-rejects.csv" in ui.said()


# --- the note box -----------------------------------------------------------------------------------------------------


@act("note.save")
async def _(ui: Screens, key: str) -> None:
    await ui.press("n", "enter")
    await ui.type("called")
    await ui.press(key)
    assert len(ui.json("followup", "list", "--where", "text~called")) == 1
    assert ui.name == "DeskScreen"


@act("note.important")
async def _(ui: Screens, key: str) -> None:
    await ui.press("n", "enter")
    await ui.type("called; send quote next fri 3pm")
    await ui.press(key, "ctrl+s")
    assert [one["important"] for one in ui.json("reminder", "list", "--where", "text~quote")] == [True]


@act("note.urgent")
async def _(ui: Screens, key: str) -> None:
    await ui.press("n", "enter")
    await ui.type("called; send quote next fri 3pm")
    await ui.press(key, "ctrl+s")
    assert [one["urgent"] for one in ui.json("reminder", "list", "--where", "text~quote")] == [True]


@act("note.customer")
async def _(ui: Screens, key: str) -> None:
    await ui.press("n", "enter")
    await ui.type("called")
    await ui.press(key)
    await ui.type("tiancheng\n")
    await ui.press("ctrl+s")
    assert [one["customer"]["name"] for one in ui.json("followup", "list", "--where", "text~called")] == [
        "天成外贸公司"
    ]


@act("note.take")
async def _(ui: Screens, key: str) -> None:
    await ui.press("0", "n")
    await ui.type("alfr")
    await ui.press(key)
    await ui.type("called")
    await ui.press("ctrl+s")
    assert [one["customer"]["name"] for one in ui.json("followup", "list", "--where", "text~called")] == [
        "Alfreds Futterkiste"
    ]


@act("note.down")
async def _(ui: Screens, key: str) -> None:
    await ui.press("n")
    await ui.type("a")
    at = ui.screen.candidates.cursor
    await ui.press(key)
    assert ui.screen.candidates.cursor == at + 1


@act("note.up")
async def _(ui: Screens, key: str) -> None:
    await ui.press("n")
    await ui.type("alfr")
    await ui.press("down")
    assert ui.screen.candidates.cursor == 1
    await ui.press(key)
    assert ui.screen.candidates.cursor == 0


@act("note.next")
async def _(ui: Screens, key: str) -> None:
    await ui.press("n", "enter")
    assert ui.focused.id == "text"
    await ui.press(key)
    assert ui.focused.id == "who"


@act("note.discard")
async def _(ui: Screens, key: str) -> None:
    await ui.press("n", "enter")
    await ui.type("not to be kept")
    await ui.press(key)
    if ui.name == "ConfirmBox":
        await ui.press("y")
    assert ui.name == "DeskScreen"
    await ui.press("n", "enter")
    assert "not to be kept" not in ui.text()
    assert ui.json("followup", "list", "--where", "text~kept") == []


@act("note.leave")
async def _(ui: Screens, key: str) -> None:
    await ui.press("n", "enter")
    await ui.type("to be kept")
    await ui.press(key)
    assert ui.name == "DeskScreen"
    await ui.press("n", "enter")
    assert "to be kept" in ui.text()


# --- putting off ------------------------------------------------------------------------------------------------------


async def put_off(ui: Screens, key: str, due: str) -> None:
    """Put the late reminder off by a key."""
    await ui.press("S")
    assert due not in dues(ui)
    await ui.press(key)
    assert due in dues(ui)
    assert ui.name == "DeskScreen"


@act("snooze.hour")
async def _(ui: Screens, key: str) -> None:
    await put_off(ui, key, "2026-11-18T11:30:00+08:00")


@act("snooze.evening")
async def _(ui: Screens, key: str) -> None:
    await put_off(ui, key, "2026-11-18T19:00:00+08:00")


@act("snooze.tomorrow")
async def _(ui: Screens, key: str) -> None:
    await put_off(ui, key, "2026-11-19T09:00:00+08:00")


@act("snooze.monday")
async def _(ui: Screens, key: str) -> None:
    await put_off(ui, key, "2026-11-23")


@act("snooze.week")
async def _(ui: Screens, key: str) -> None:
    await put_off(ui, key, "2026-11-25")


@act("snooze.words")
async def _(ui: Screens, key: str) -> None:
    await ui.press("S", key)
    assert ui.focused is not None
    await ui.type("2026-11-21\n")  # not the key 2
    assert "2026-11-21" in dues(ui)


@act("snooze.take")
async def _(ui: Screens, key: str) -> None:
    await ui.press("S")
    await ui.type("fri 3pm")
    await ui.press(key)
    assert "2026-11-20T15:00:00+08:00" in dues(ui)


@act("snooze.leave")
async def _(ui: Screens, key: str) -> None:
    await ui.press("S")
    assert ui.name != "DeskScreen"
    before = dues(ui)
    await ui.press(key)
    assert ui.name == "DeskScreen"
    assert dues(ui) == before


# --- forms ------------------------------------------------------------------------------------------------------------


@act("form.save")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "e")
    await ui.type(" Ltd")
    await ui.press(key)
    assert "天成外贸公司 Ltd" in [one["name"] for one in ui.json("customer", "list")]
    assert "天成外贸公司 Ltd" in ui.text()


async def to_field(ui: Screens, name: str) -> None:
    """Go to a field of the form."""
    for _step in range(60):
        if ui.screen.fields.row.field.name == name:
            return
        await ui.press("tab")
    raise AssertionError(name)


@act("form.choose")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "e")
    await to_field(ui, "level")
    await ui.press(key)
    assert ui.name == "PickBox"
    await ui.type("C\n")
    await ui.press("ctrl+s")
    assert ui.json("customer", "show", "天成")["level"] == "C"


@act("form.restore")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "e")
    await ui.type(" Ltd")
    assert "天成外贸公司 Ltd" in ui.text()
    await ui.press(key)
    assert "天成外贸公司 Ltd" not in ui.text()


@act("form.restore_all")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "e")
    await ui.type(" Ltd")
    await to_field(ui, "city")
    await ui.type("x")
    assert len([row for row in ui.screen.filled if row.touched]) == 2
    await ui.press(key)
    assert [row for row in ui.screen.filled if row.touched] == []
    await ui.press("escape")
    assert ui.name == "CustomersScreen"


@act("form.next")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "e")
    first = ui.screen.fields.row
    await ui.press(key)
    assert ui.screen.fields.row is ui.screen.filled[1] is not first


@act("form.previous")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "e", "tab", "tab")
    assert ui.screen.fields.row is ui.screen.filled[2]
    await ui.press(key)
    assert ui.screen.fields.row is ui.screen.filled[1]


@act("form.leave")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "e")
    assert ui.name == "EditForm"
    await ui.press(key)
    assert ui.name == "CustomersScreen"


# --- choosing, questions, answers -------------------------------------------------------------------------------------


@act("pick.take")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "v", "down", "down", key)
    assert "Level A" in ui.line(0)


@act("pick.mark")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "C")
    chosen = list(ui.screen.choices.chosen)
    await ui.press("down", "down", key)
    assert len(ui.screen.choices.chosen) == len(chosen) - 1
    await ui.press(key)
    assert sorted(ui.screen.choices.chosen) == sorted(chosen)


@act("pick.down")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "v", key)
    assert "Mine" in ui.cursor_line()


@act("pick.up")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "v", "down", "down", key)
    assert "Mine" in ui.cursor_line()


@act("pick.page_down")
async def _(ui: Screens, key: str) -> None:
    await ui.press("ctrl+p")
    window = ui.screen.choices.window
    await ui.press(key)
    assert ui.screen.choices.cursor == window - 1


@act("pick.page_up")
async def _(ui: Screens, key: str) -> None:
    await ui.press("ctrl+p", "pagedown", "pagedown")
    at, window = ui.screen.choices.cursor, ui.screen.choices.window
    await ui.press(key)
    assert ui.screen.choices.cursor == at - window + 1


@act("pick.outer")
async def _(ui: Screens, key: str) -> None:
    await ui.press("I")
    assert "customers.csv" in ui.text()
    await ui.press(key)
    assert "customers.csv" not in ui.text()
    assert "work/" in ui.cursor_line()


@act("pick.leave")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", "v", "down", "down", key)
    assert ui.name == "CustomersScreen"
    assert "Level A" not in ui.line(0)


@act("confirm.yes")
async def _(ui: Screens, key: str) -> None:
    await ui.press("D", key)
    assert ui.json("today")["overdue"] == []


@act("confirm.no")
async def _(ui: Screens, key: str) -> None:
    await ui.press("D")
    assert ui.name == "ConfirmBox"
    await ui.press(key)
    assert ui.name == "DeskScreen"
    assert len(ui.json("today")["overdue"]) == 1


@act("output.again")
async def _(ui: Screens, key: str) -> None:
    await ui.press(":")
    await ui.type("today --lang en\n")
    assert ui.name == "OutputScreen"
    assert "Call Maria" in ui.text()
    ui.crm("done", ui.json("today")["overdue"][0]["ref"]).ok()
    await ui.press(key)
    assert "Call Maria" not in ui.text()


# --- what members say to each other -----------------------------------------------------------------------------------


def talk(ui: Screens) -> list[tuple[str, str, str]]:
    """What was said, newest first: its kind, its text, for whom."""
    return [(one["kind"], one["text"], one["for"]["name"]) for one in ui.json("guidance", "list")]


@act("guidance.guide", store="staffed")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2")
    assert "Ernst Handel" in ui.cursor_line()
    await ui.press(key)
    assert ui.name == "TalkBox"
    await ui.type("offer them the spare parts")
    await ui.press("f2", "ctrl+s")
    assert ui.name == "CustomersScreen"
    assert talk(ui)[0] == ("guide", "offer them the spare parts", "Zhao")
    assert ui.json("guidance", "list")[0]["important"] is True
    assert "Guidance → Zhao" in ui.said()


@act("guidance.ask", store="staffed")
async def _(ui: Screens, key: str) -> None:
    await ui.press("2", key)
    assert ui.name == "PickBox"
    await ui.press("enter")  # the superior comes first
    assert ui.name == "TalkBox"
    assert "Wang" in ui.line("╭")
    await ui.type("how low may I go?")
    await ui.press("ctrl+s")
    assert ui.name == "CustomersScreen"
    assert talk(ui)[0] == ("ask", "how low may I go?", "Wang")


@act("guidance.reply", store="staffed")
async def _(ui: Screens, key: str) -> None:
    assert "Call Maria today" in ui.cursor_line()
    await ui.press(key)
    assert ui.name == "TalkBox"
    assert "she leaves for Chicago" in ui.text()
    await ui.type("done, she wants two lots")
    await ui.press("ctrl+s")
    assert talk(ui)[0] == ("reply", "done, she wants two lots", "Wang")
    assert ui.json("today")["important"] == []
    assert "Call Maria today" not in ui.text()


@act("notice.all", store="staffed")
async def _(ui: Screens, key: str) -> None:
    assert len(ui.json("today")["notices"]) == 4
    await ui.press(key)
    assert ui.json("today")["notices"] == []
    assert "4 notices read" in ui.said()
    assert "Notices" not in ui.text()
    await ui.press("u")
    assert len(ui.json("today")["notices"]) == 4


# --- approvals, on the desk and on their page -------------------------------------------------------------------------


def status(ui: Screens) -> str:
    """Where the newest version of the quote stands."""
    return str(ui.json("quote", "list")[0]["status"])


@act("approval.approve", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    await ui.type("once")
    await ui.press("ctrl+s")
    assert status(ui) == "approved"


@act("approval.reject", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await ui.press(key)
    await ui.type("1550")
    await ui.press("ctrl+s")
    assert status(ui) == "rejected"


@act("approval.withdraw", store="bargain", member="韩梅梅")
async def _(ui: Screens, key: str) -> None:
    ref = next(one["ref"] for one in ui.json("approval", "list", "--pending") if one["rule"] == "discount")
    await go(ui, f": paste:show␣{ref} enter {key} ctrl+s")
    assert ui.json("approval", "show", ref)["decision"] == "withdrawn"
    assert status(ui) == "draft"


@act("approval.delegate", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"enter {key} text:wang enter")
    holders = {one["approver"]["name"] for one in ui.json("approval", "list", "--pending")}
    assert holders == {"Wang", "lin"}


@act("approval.order", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"enter a ctrl+s {key} ctrl+s")
    assert len(ui.json("order", "list")) == 1


@act("approval.next", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await ui.press("enter")
    assert "Below the floor price" in ui.cursor_line()
    await ui.press(key)
    assert "Expense over the limit" in ui.cursor_line()


@act("approval.previous", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await ui.press("enter", key)
    assert "Expense over the limit" in ui.cursor_line()
    await ui.press(key)
    assert "Below the floor price" in ui.cursor_line()


@act("team.away", store="office")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"8 j j {key} text:2026-11-25 ctrl+s")
    away = [one for one in ui.json("team", "list") if one["away_until"]]
    assert [one["away_until"] for one in away] == ["2026-11-25"]


# --- quotes, products, expenses ---------------------------------------------------------------------------------------

HAN = "韩梅梅"
QUOTES = "ctrl+p paste:quote␣list enter"


def priced(ui: Screens) -> list[tuple[str, str, str]]:
    """The lines of the newest version of the quote: what, how much, at which price."""
    lines = ui.json("quote", "show", "Q2026-0001")["lines"]
    return [(one["description"], one["quantity"], one["unit_price"]["amount"]) for one in lines]


@act("opportunity.quote", store="bargain", member=HAN)
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"3 enter {key}")
    assert ui.name == "QuoteScreen"
    assert [one["number"] for one in ui.json("quote", "list")][:1] == ["Q2026-0002"]


@act("quote.line", store="bargain", member=HAN)
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter {key} text:s-40 enter text:9 ctrl+s")
    assert ("密封件", "9", "120.00") in priced(ui)


@act("quote.drop", store="bargain", member=HAN)
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter {key}")
    assert [one[0] for one in priced(ui)] == ["密封件"]


@act("quote.save", store="bargain", member=HAN)
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter enter text:99 {key}")
    assert priced(ui)[0] == ("Pump P-200", "99", "1500.00")


@act("quote.left", store="bargain", member=HAN)
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter right {key} enter text:98 ctrl+s")
    assert priced(ui)[0][1] == "98"


@act("quote.right", store="bargain", member=HAN)
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter {key} enter text:1499 ctrl+s")
    assert priced(ui)[0][2] == "1499.00"


@act("quote.submit", store="bargain", member=HAN)
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter R {key} text:please ctrl+s")
    assert status(ui) == "submitted"


@act("quote.revise", store="bargain", member=HAN)
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter {key}")
    assert status(ui) == "draft"
    assert "version 3" in ui.line(0)


@act("quote.accept", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter a ctrl+s {key}")
    assert status(ui) == "accepted"


@act("quote.order", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter a ctrl+s {key} ctrl+s")
    assert len(ui.json("order", "list")) == 1


@act("quote.compare", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter {key}")
    assert ui.name == "VersionsScreen"


@act("quote.older", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter {key}")
    assert "version 1" in ui.line(0)


@act("quote.newer", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} j enter")
    assert "version 1" in ui.line(0)
    await ui.press(key)
    assert "version 2" in ui.line(0)


@act("quote.print", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter {key}")
    assert ui.name == "PrintedScreen"
    assert "Q2026-0001" in ui.text()


@act("printed.language", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter w")
    assert "# Quotation" not in ui.text()
    await ui.press(key)
    assert "# Quotation" in ui.text()


@act("printed.write", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter w {key} enter")
    assert Path("Q2026-0001.html").exists()


@act("versions.later", store="bargain", member=HAN)
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter R = [")
    assert "1 → 2" in ui.line(0)
    await ui.press(key)
    assert "2 → 3" in ui.line(0)


@act("versions.earlier", store="bargain", member=HAN)
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter R =")
    assert "2 → 3" in ui.line(0)
    await ui.press(key)
    assert "1 → 2" in ui.line(0)


@act("versions.first", store="bargain", member=HAN)
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"{QUOTES} enter R = {key}")
    assert "1 → 3" in ui.line(0)


@act("price.new", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"ctrl+p paste:product␣list enter enter {key} text:99 ctrl+s")
    assert [one["list_price"]["amount"] for one in ui.json("product", "show", "S-40")["prices"]] == ["99.00"]


@act("price.drop", store="bargain")
async def _(ui: Screens, key: str) -> None:
    ui.crm("product", "price", "S-40", "--list-price", "99", "--quantity", "10").ok()
    await go(ui, f"ctrl+p paste:product␣list enter enter G {key}")
    assert ui.json("product", "show", "S-40")["prices"] == []


@act("expense.new")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"2 enter {key}")
    assert ui.name == "NewForm"
    assert "New expense" in ui.line(0)


@act("expense.submit", store="bargain")
async def _(ui: Screens, key: str) -> None:
    ui.crm("expense", "add", "taxi", "--amount", "86").ok()
    await go(ui, f"ctrl+p paste:expense␣list enter {key} ctrl+s")
    assert ui.json("expense", "list")[0]["status"] == "approved"


@act("expense.pay", store="bargain")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"a ctrl+s ctrl+p paste:expense␣list enter enter a ctrl+s {key} y")
    assert ui.json("expense", "list")[0]["status"] == "paid"


# --- orders, their steps ----------------------------------------------------------------------------------------------


def step(ui: Screens, place: int = 6, number: str = "R2026-0001") -> Any:
    """A step of an order."""
    found = ui.json("order", "show", number)["related"]["step"]
    return next(one for one in found if one["place"] == place)


@act("matrix.done", store="carried")
async def _(ui: Screens, key: str) -> None:
    await ui.press("4", key)
    assert step(ui)["status"] == "done"


@act("matrix.turn", store="carried")
async def _(ui: Screens, key: str) -> None:
    await ui.press("4", key)
    assert "R2026-0001" in ui.cursor_line()


@act("step.block", store="carried")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"4 {key} text:no␣vessel enter")
    assert step(ui)["blocked_reason"] == "no vessel"


@act("step.start", store="carried")
async def _(ui: Screens, key: str) -> None:
    await ui.press("4", key)
    assert step(ui)["status"] == "started"


@act("step.skip", store="carried")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"4 {key} text:he␣books enter")
    assert (step(ui)["status"], step(ui)["reason"]) == ("skipped", "he books")


@act("step.reopen", store="carried")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"4 left {key} text:wrong␣list ctrl+s")
    assert step(ui, 5)["status"] == "open"


@act("step.record", store="carried")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"4 {key} text:2026-11-16 ctrl+s")
    assert step(ui)["done"] == "2026-11-16"


@act("step.assign", store="carried")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"4 {key} text:wang enter")
    assert (step(ui)["member"] or {}).get("name") == "Wang"


@act("order.pay", store="carried")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"4 {key} text:9,400 ctrl+s")
    assert ui.json("order", "show", "R2026-0001")["receivable"]["amount"] == "20000.00"


@act("order.change", store="carried")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"4 {key} text:two␣more␣pallets ctrl+s ctrl+s")
    assert [one["text"] for one in ui.json("order", "show", "R2026-0001")["changes"]] == ["two more pallets"]


@act("order.days", store="carried")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"4 {key} text:2026-12-05 ctrl+s ctrl+s")
    assert ui.json("order", "show", "R2026-0001")["delivery"] == "2026-12-05"


@act("order.close", store="carried")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"4 {key} text:fetched ctrl+s")
    assert ui.json("order", "show", "R2026-0001")["status"] == "closed"


@act("order.cancel", store="carried")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"4 {key} text:no␣licence ctrl+s")
    assert ui.json("order", "show", "R2026-0001")["status"] == "cancelled"


@act("order.print", store="carried")
async def _(ui: Screens, key: str) -> None:
    await ui.press("4", "enter", key)
    assert ui.name == "PrintedScreen"
    assert "R2026-0001" in ui.text()


@act("order.plan", store="carried")
async def _(ui: Screens, key: str) -> None:
    await go(ui, f"4 enter {key} text:retention tab text:1000 ctrl+s")
    assert any(one["label"] == "retention" for one in ui.json("payment", "list"))


# --- and they are run -------------------------------------------------------------------------------------------------

_EACH = [(id, key) for id in TOLD if id in ACTIONS for key in ACTIONS[id].keys]


# Its first key among the fast ones, what else does it among the slow ones.
@pytest.mark.mostly_slow(every=36)
@pytest.mark.parametrize(
    ("id", "key"),
    [
        pytest.param(id, key, marks=() if key == ACTIONS[id].keys[0] else pytest.mark.slow)
        for id, key in _EACH
    ],
)
async def test_it_does_what_it_says(id: str, key: str, path: str) -> None:
    await do(id, key, path)


@pytest.mark.slow
@pytest.mark.parametrize("id", [id for id in TOLD if id in ACTIONS])
async def test_an_action_that_does_nothing_is_noticed(
    id: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(_self: Any) -> None:
        return None

    for one in {base for screen in classes() for base in screen.__mro__}:
        if ACTIONS[id].method in vars(one):
            monkeypatch.setattr(one, ACTIONS[id].method, nothing)
    with pytest.raises(AssertionError):
        await do(id, ACTIONS[id].keys[0], path)
