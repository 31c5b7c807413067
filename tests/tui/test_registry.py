"""The one registry of actions: every screen, the footer, the help and the palette say what it says, and do it."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from crmcli import config, i18n
from crmcli.commands import registry
from crmcli.tui.actions import ACTIONS, CHANGE, MOVE, SCOPES, SHOW, Keys, _meet, is_typed, key_shown

from .harness import Screens, running
from .places import BOXES, PAGES, bases, classes, go, mostly_slow

IDS = sorted(ACTIONS)


def settings(home: Path, text: str) -> None:
    """Write the settings file."""
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(text, encoding="utf-8")
    config.forget()


# --- the table itself -------------------------------------------------------------------------------------------------


@pytest.mark.mostly_slow(every=9)
@pytest.mark.parametrize("id", IDS)
def test_a_screen_does_it(id: str) -> None:
    action = ACTIONS[id]
    assert [one.__name__ for one in classes() if action.scope in one.SCOPES and hasattr(one, action.method)]


def test_every_method_is_of_an_action() -> None:
    methods = {action.method for action in ACTIONS.values()}
    for one in (*classes(), *bases()):
        own = {name for name in vars(one) if name.startswith("do_")}
        assert own <= methods, one.__name__


def test_every_scope_is_on_a_screen_and_in_the_help() -> None:
    used = {action.scope for action in ACTIONS.values()}
    assert used <= set(SCOPES)
    assert used <= {scope for one in classes() for scope in one.SCOPES} <= set(SCOPES)


@pytest.mark.parametrize("one", classes(), ids=lambda one: one.__name__ + getattr(one, "NAME", ""))
def test_no_key_twice_on_a_screen(one: type) -> None:
    owner: dict[str, str] = {}
    for action in ACTIONS.values():
        if action.scope in one.SCOPES:  # type: ignore[attr-defined]
            for key in action.keys:
                assert key not in owner, f"{key}: {owner[key]} and {action.id}"
                owner[key] = action.id


@pytest.mark.parametrize("one", classes(), ids=lambda one: one.__name__ + getattr(one, "NAME", ""))
def test_the_keys_of_a_screen_are_the_registrys(one: type) -> None:
    bound = {binding.id for binding in one.BINDINGS}  # type: ignore[attr-defined]
    assert bound == {action.id for action in ACTIONS.values() if action.scope in one.SCOPES}  # type: ignore[attr-defined]


@pytest.mark.parametrize("one", classes(), ids=lambda one: one.__name__ + getattr(one, "NAME", ""))
def test_scopes_that_are_on_one_screen_are_known_to_meet(one: type) -> None:
    """Else a key could be given twice by the settings."""
    for first, second in combinations(one.SCOPES, 2):  # type: ignore[attr-defined]
        assert _meet(first, second), (first, second)


def test_ids_are_keys_of_toml_tables() -> None:
    for id in ACTIONS:
        assert all(part.replace("_", "").isalnum() and part.islower() for part in id.split(".")), id
        assert not [other for other in ACTIONS if other.startswith(id + ".")], id


def test_the_settings_file_holds_all_of_them(sealed: Path) -> None:
    given = {f"keys.{id}": f"ctrl+{chr(97 + place % 26)}" for place, id in enumerate(ACTIONS)}
    config.write(given)
    config.forget()
    assert config.keys() == {key[5:]: value for key, value in given.items()}


@pytest.mark.parametrize("id", IDS)
def test_the_label_is_in_both_languages(id: str) -> None:
    label = ACTIONS[id].label
    chinese = i18n.in_language("zh", label)
    assert chinese != label
    assert any("一" <= character <= "鿿" for character in chinese), chinese


@pytest.mark.parametrize("id", [id for id in IDS if ACTIONS[id].does in (SHOW, CHANGE)])
def test_a_command_does_the_same(id: str) -> None:
    """So a screen reader's user misses nothing."""
    assert ACTIONS[id].command in registry.paths()


def test_what_only_moves_changes_nothing() -> None:
    """Such an action needs no command; its name must not promise more."""
    changing = ("new", "edit", "remove", "archive", "done", "snooze", "save", "undo", "tag", "read")
    for action in ACTIONS.values():
        if action.does == MOVE:
            assert action.id.split(".")[-1] not in changing, action.id


# --- the palette ------------------------------------------------------------------------------------------------------


def fitting(ui: Screens, value: object, typed: str) -> int:
    """How well what the palette offers on the page for something fits what was typed; 0: it is not shown."""
    from crmcli.text.names import name_key
    from crmcli.tui.screens.palette import options_of

    found = [option for option in options_of(ui.app.screen) if option.value == value]
    assert len(found) == 1, value
    return found[0].fits(name_key(typed).removeprefix("crm ").split())


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_palette_finds_every_command_in_both_languages(small: str, lang: str) -> None:
    async with running(small, lang=lang) as ui:
        for path in registry.paths():
            if path == "ui":
                continue
            help = registry.command(path).help
            chinese = i18n.in_language("zh", help)
            assert chinese != help
            words = help.split()
            for typed in (path, f"crm {path}", " ".join(words[:4]), words[-1].strip(".;:,"), chinese[:6]):
                assert fitting(ui, path, typed), (path, typed)


@pytest.mark.mostly_slow
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "place", mostly_slow(["desk", "customers", "customer", "reminder", "document"], "customers")
)
async def test_the_palette_offers_what_can_be_done_here(small: str, place: str, lang: str) -> None:
    async with running(small, lang=lang) as ui:
        await go(ui, PAGES[place])
        actions = [one for one in ui.screen.actions() if one.scope != "move" and one.id != "palette"]
        assert len(actions) > 20
        for action in actions:
            for typed in (action.label, i18n.in_language("zh", action.label), action.id):
                assert fitting(ui, action, typed), (action.id, typed)


@pytest.mark.slow
async def test_the_palette_does_it(small: str) -> None:
    async with running(small) as ui:
        await go(ui, "ctrl+p text:kehu enter")  # 客户, by its sound
        assert ui.name == "CustomersScreen"
        await go(ui, "ctrl+p text:customer␣list enter")
        assert ui.name == "CustomersScreen"
        await go(ui, "ctrl+p text:contact␣list enter")
        assert "Contacts" in ui.line(0)
        assert "张伟" in ui.text()
        await go(ui, "ctrl+p text:doctor enter enter")
        assert ui.name == "OutputScreen"


# --- footer and help --------------------------------------------------------------------------------------------------

PLACES = {**PAGES, **BOXES}
NOTHING_TYPED = ("form.save", "note.save", "snooze.take")  # these say what is missing


def state(ui: Screens) -> object:
    """What a key can change."""
    return ui.lines(), ui.said(), ui.focused, getattr(ui.focused, "selection", None)


@pytest.mark.mostly_slow
@pytest.mark.parametrize("place", mostly_slow(PLACES, "desk", "note"))
async def test_every_key_below_does_something(demo: str, place: str) -> None:
    tried = {"output.again"}  # it says the same again
    while True:
        async with running(demo, size=(200, 40)) as ui:
            await go(ui, PLACES[place])
            screen = ui.screen
            assert set(ui.footer()) <= {action.id for action in screen.actions()}
            if place in PAGES:
                assert {"palette", "help"} & set(ui.footer())
            while ui.screen is screen:
                left = [id for id in ui.footer() if id not in tried]
                if not left:
                    return
                id = left[0]
                tried.add(id)
                if id == "undo":  # the demo's commands are of another device: something to take back first
                    ui.crm("customer", "add", "Something to undo")
                    await ui.look()
                before = state(ui)
                await ui.press(
                    next(key for key in ui.app.keys.of(id) if not is_typed(key) or not ui.app.typing)
                )
                # A report of nothing has no rows to be told by member.
                nothing = id == "report.by" and "Nothing was found" in ui.text()
                # That somebody else's record is not mine to change is an answer too, also the second time.
                forbidden = " may not " in ui.said()
                assert ui.screen is not screen or state(ui) != before or nothing or forbidden, id
                assert ui.said_kind() != "error" or id in NOTHING_TYPED or forbidden, (id, ui.said())
                for _step in range(3):
                    if ui.screen is not screen and screen in ui.app.screen_stack:
                        await ui.press("escape")


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "place", mostly_slow(["desk", "customers", "customer", "agenda", "history"], "customers")
)
async def test_the_help_shows_every_key_that_works(small: str, place: str, lang: str) -> None:
    async with running(small, size=(110, 140), lang=lang) as ui:
        await go(ui, PAGES[place])
        page = ui.screen
        await ui.press("?")
        assert ui.name == "KeysBox"
        text = ""
        for _page in range(6):
            text += ui.text() + "\n"
            await ui.press("pagedown")
        for action in page.actions():
            keys = " ".join(key_shown(key) for key in action.keys)
            found = [
                line for line in text.splitlines() if f" {keys} " in line and page.label_of(action) in line
            ]
            assert found, action.id
            command = page.command_of(action)
            assert not command or any(f"crm {command}"[:30] in line for line in found), action.id


async def test_a_key_chosen_in_the_help_is_done(small: str) -> None:
    async with running(small) as ui:
        await go(ui, "? text:customers enter")
        assert ui.name == "CustomersScreen"


# --- other keys -------------------------------------------------------------------------------------------------------


async def test_another_key_does_it_and_the_old_one_not(small: str, sealed: Path) -> None:
    settings(sealed, '[keys]\nreminder.done = "J,ctrl+g"\n"go.customers" = "f8"\n')
    async with running(small) as ui:
        assert ui.footer()["reminder.done"] == "J Done"
        await ui.press("d")
        assert len(ui.crm("today", "--json").json["overdue"]) == 1
        await ui.press("J")
        assert ui.crm("today", "--json").json["overdue"] == []
        await ui.press("ctrl+g")
        assert ui.crm("today", "--json").json["today"] == []
        await ui.press("2")
        assert ui.name == "DeskScreen"
        await ui.press("f8")
        assert ui.name == "CustomersScreen"
        await go(ui, "? text:customers")
        assert "f8" in ui.line("▌")


async def test_a_key_switched_off_is_nowhere(small: str, sealed: Path) -> None:
    settings(sealed, '[keys]\nreminder.done = ""\n')
    async with running(small) as ui:
        assert "reminder.done" not in ui.footer()
        await ui.press("d")
        assert len(ui.crm("today", "--json").json["overdue"]) == 1
        await go(ui, "? text:reminder.done")
        assert "Nothing fits" in ui.text()


async def test_boxes_obey_other_keys_too(small: str, sealed: Path) -> None:
    settings(sealed, '[keys]\nconfirm.yes = "ctrl+y"\npick.leave = "f9"\n')
    async with running(small) as ui:
        await ui.press("D")
        assert ui.name == "ConfirmBox"
        await ui.press("y")
        assert ui.name == "ConfirmBox"
        await ui.press("ctrl+y")
        assert ui.crm("today", "--json").json["overdue"] == []
        await ui.press("ctrl+p", "f9")
        assert ui.name == "DeskScreen"


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[keys]\nno.such = "x"\n', "no.such"),
        ('[keys]\nreminder.done = "n"\n', "“n” is taken by “Note”"),
        ('[keys]\nreminder.done = "s"\n', "“s” is taken by “Snooze”"),
    ],
)
async def test_wrong_keys_are_said_and_the_others_work(
    small: str, sealed: Path, text: str, said: str
) -> None:
    settings(sealed, text)
    async with running(small) as ui:
        assert said in ui.said()
        await ui.press("d")
        assert ui.crm("today", "--json").json["overdue"] == []


def test_keys_may_be_exchanged() -> None:
    given = {"reminder.done": "s", "reminder.snooze": "d"}
    keys = Keys(given)
    assert keys.problems == []
    assert (keys.of("reminder.done"), keys.of("reminder.snooze")) == (("s",), ("d",))


async def test_the_command_refuses_a_key_that_is_taken(small: str) -> None:
    async with running(small) as ui:
        assert "Note" in ui.crm("config", "set", "keys.reminder.done", "n").fails(2).err
        ui.crm("config", "set", "keys.reminder.done", "J").ok()
        assert ui.crm("config", "get", "keys.reminder.done").ok().out.strip() == "J"
        ui.crm("config", "get", "keys.no.such").fails(2)
