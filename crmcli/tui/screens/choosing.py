"""Small boxes: choose one, choose several, type a line, yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.widgets._static import Static

from crmcli import config
from crmcli.errors import CrmError
from crmcli.i18n import _
from crmcli.text.clean import harmless
from crmcli.tui import themes
from crmcli.tui.actions import ACTIONS
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.box import Box
from crmcli.tui.widgets.choices import Choices, Option
from crmcli.tui.widgets.line import Line

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.app import ComposeResult

    from crmcli.tui.actions import Action
    from crmcli.tui.screens.acting import Acting

    Search = Callable[[str], Awaitable[list[Option]]]


class PickBox(Box):
    """Choose one of some options by typing a part of it; with ``chosen`` several, by marks."""

    SCOPES: ClassVar[tuple[str, ...]] = ("pick",)
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        *,
        chosen: Sequence[Any] | None = None,
        search: Search | None = None,
        typed: str = "",
        hint: str = "",
        free: Callable[[str], Option | None] | None = None,
        moved: Callable[[Any], None] | None = None,
    ) -> None:
        super().__init__(title)
        self._moved = moved  # hears over which option the cursor is
        self._options = list(options)
        self._chosen = chosen
        self._search = search
        self._typed = typed
        self._hint = hint
        self._free = free  # what is typed, as an option of its own

    def inside(self) -> ComposeResult:
        """The line, the options."""
        yield Line(self._typed, placeholder=self._hint or _("type to narrow"), classes="line")
        yield Choices(self._options, self._chosen)

    @property
    def choices(self) -> Choices:
        """The options."""
        return self.query_one(Choices)

    def start(self) -> None:
        """Keys go to the line; arrows move in the list all the same."""
        super().start()
        self.query_one(Line).focus()
        if self._typed or self._search is not None:
            self._narrow(self._typed)

    def applies(self, action: Action) -> bool:
        """Marks only where several can be chosen."""
        return super().applies(action) and (action.id != "pick.mark" or self._chosen is not None)

    def on_input_changed(self, event: Line.Changed) -> None:
        """Narrow as one types."""
        self._narrow(event.value)

    def _narrow(self, typed: str) -> None:
        if self._search is not None:
            self.begin(self._searched(typed), "pick")
            return
        self.choices.narrow(typed)
        option = self._free(typed) if self._free is not None and typed.strip() else None
        if option is not None and all(one.value != option.value for one in self.choices.shown_options):
            self.choices.shown_options.append(option)
            self.choices.measured()

    async def _searched(self, typed: str) -> None:
        assert self._search is not None
        try:
            found = await self._search(typed)
        except CrmError as error:
            self.choices.waiting = error.message
            found = []
        waiting = self.choices.waiting
        self.choices.put(found)
        self.choices.waiting = waiting if not found else ""

    def on_input_submitted(self) -> None:
        """Enter takes."""
        self.do_pick_take()

    def on_lines_moved(self) -> None:
        """The cursor is over another option."""
        if self._moved is not None and self.choices.option is not None:
            self._moved(self.choices.option.value)

    def on_lines_opened(self) -> None:
        """A click takes, or where several can be chosen marks."""
        if self._chosen is not None:
            self.choices.mark()
        else:
            self.do_pick_take()

    def do_pick_take(self) -> None:
        """Take what is under the cursor, or the marked ones."""
        if self._chosen is not None:
            self.dismiss(list(self.choices.chosen or ()))
        elif self.choices.option is not None:
            self.dismiss(self.choices.option.value)

    def do_pick_mark(self) -> None:
        """Mark what is under the cursor."""
        self.choices.mark()


def _option(one: Sequence[Any] | Option) -> Option:
    return one if isinstance(one, Option) else Option(*one)


async def choose(
    screen: Acting,
    title: str,
    options: Sequence[tuple[Any, str, str] | Option],
    *,
    search: Search | None = None,
    typed: str = "",
    hint: str = "",
    free: Callable[[str], Option | None] | None = None,
) -> Any:
    """The value of the option that was chosen, None if none was.

    ``options`` are (value, label, what else is said of it), narrowed as one types by label, extra, pinyin and
    initials; ``search`` finds them by what is typed instead; ``free`` makes an option of what is typed.
    """
    box = PickBox(title, [_option(one) for one in options], search=search, typed=typed, hint=hint, free=free)
    return await screen.app.push_screen_wait(box)


async def choose_many(
    screen: Acting, title: str, options: Sequence[tuple[Any, str, str] | Option], chosen: Sequence[Any]
) -> list[Any] | None:
    """The values of the options that were marked, in the order in which they were; None if it was left."""
    found = await screen.app.push_screen_wait(
        PickBox(
            title,
            [_option(one) for one in options],
            chosen=chosen,
            hint=_("tab marks, enter takes all marked"),
        )
    )
    return None if found is None else list(found)


class LineBox(Box):
    """Type one line; what is wrong with it is said below while typing, and it is not taken before it is right."""

    SCOPES: ClassVar[tuple[str, ...]] = ("pick",)
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]

    def __init__(
        self,
        title: str,
        value: str,
        hint: str,
        check: Callable[[str], object] | None,
        *,
        unseen: bool = False,
    ) -> None:
        super().__init__(title)
        self._value = value
        self._hint = hint
        self._check = check
        self._unseen = unseen

    def inside(self) -> ComposeResult:
        """The line, the hint."""
        yield Line(self._value, classes="line", password=self._unseen)
        yield Static(harmless(self._hint), markup=False, classes="hint")

    def start(self) -> None:
        """Keys go to the line."""
        super().start()
        self.query_one(Line).focus()

    def _problem(self, text: str) -> bool:
        if self._check is None:
            return False
        try:
            self._check(text)
        except CrmError as error:
            self.problem(error)
            return True
        self.say("")
        return False

    def on_input_changed(self, event: Line.Changed) -> None:
        """Say what is wrong."""
        self._problem(event.value)

    def on_input_submitted(self) -> None:
        """Enter takes."""
        self.do_pick_take()

    def do_pick_take(self) -> None:
        """Take the line if it is right."""
        value = self.query_one(Line).value
        if not self._problem(value):
            self.dismiss(value)


async def ask_line(
    screen: Acting,
    title: str,
    *,
    value: str = "",
    hint: str = "",
    check: Callable[[str], object] | None = None,
    unseen: bool = False,
) -> str | None:
    """The line that was typed, None if it was left. ``check`` raises what is wrong with it; ``unseen``: a password."""
    typed = await screen.app.push_screen_wait(LineBox(title, value, hint, check, unseen=unseen))
    return None if typed is None else str(typed)


class ConfirmBox(Box):
    """A question with a yes that has to be meant: enter takes no."""

    SCOPES: ClassVar[tuple[str, ...]] = ("confirm",)
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    WIDE: ClassVar[int] = 60

    def __init__(self, question: str, yes: str) -> None:
        super().__init__(_("Sure?"))
        self._question = question
        self._yes = yes

    def inside(self) -> ComposeResult:
        """The question."""
        yield Static(harmless(self._question), markup=False, classes="hint question")

    def label_of(self, action: Action) -> str:
        """What yes does."""
        return self._yes if action.id == "confirm.yes" else super().label_of(action)

    def do_confirm_yes(self) -> None:
        """Yes."""
        self.dismiss(True)

    def do_confirm_no(self) -> None:
        """No."""
        self.dismiss(False)


async def confirm(screen: Acting, question: str, yes: str) -> bool:
    """Whether a question was answered with yes; ``yes`` is what that does."""
    return bool(await screen.app.push_screen_wait(ConfirmBox(question, yes)))


async def choose_theme(screen: Acting) -> None:
    """Another theme, seen at once, kept in the settings."""
    before = screen.app.theme

    def try_on(name: str) -> None:
        screen.app.theme = f"crm-{name}"

    options = [Option(name, _(label), name) for name, label in themes.NAMES.items()]
    options.sort(key=lambda one: f"crm-{one.value}" != before)  # the present one first
    chosen = await screen.app.push_screen_wait(PickBox(ACTIONS["theme"].shown, options, moved=try_on))
    screen.app.theme = before if chosen is None else f"crm-{chosen}"
    if chosen is None:
        return
    await screen.app.access.aside(config.write, {"ui.theme": chosen})
    screen.say(_("Theme: %(name)s, also the next time") % {"name": _(themes.NAMES[chosen])}, "good")
