"""What screens and boxes share: keys from the registry, saying what happened, errors that do not end anything."""

from __future__ import annotations

import inspect
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets._input import Input

from crmcli.i18n import _, sentences
from crmcli.tui.access import Overtaken, translated
from crmcli.tui.actions import ACTIONS, is_typed, key_shown, of_scope
from crmcli.tui.widgets.bars import KeyBar, SaidBar
from crmcli.tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from crmcli.tui.actions import Action
    from crmcli.tui.app import CrmApp
    from crmcli.verbs.browse import Changes

ENDS = 90  # the rank in the footer from which on an action always has its place there


def is_text(widget: object) -> bool:
    """Whether text is typed into a widget."""
    area = sys.modules.get("textual.widgets._text_area")  # not imported: then there is none
    return isinstance(widget, Input) or (area is not None and isinstance(widget, area.TextArea))


def bindings(*scopes: str) -> list[Binding]:
    """The keys of the actions of these scopes, to be remapped by their ids."""
    return [
        Binding(",".join(action.keys), f"act('{action.id}')", action.label, show=False, id=action.id)
        for action in of_scope(*scopes)
    ]


@cache
def _known(screen: type[Acting]) -> tuple[Action, ...]:
    """The actions that a screen of this class has a method for."""
    return tuple(one for one in of_scope(*screen.SCOPES) if hasattr(screen, one.method))


class Acting(Screen[Any]):
    """A screen that does what the registry says; screens and boxes are such."""

    SCOPES: ClassVar[tuple[str, ...]] = ()
    NAME: ClassVar[str] = ""
    AUTO_FOCUS = ""
    _leaving: tuple[Any] | None = None  # what it closes with as soon as it is seen again

    if TYPE_CHECKING:

        @property
        def app(self) -> CrmApp:  # type: ignore[override]
            """The app is always ours."""

    # --- what applies ---------------------------------------------------------------------------------------------

    def applies(self, action: Action) -> bool:
        """Whether an action can be done now."""
        return action.scope in self.SCOPES and hasattr(self, action.method)

    def actions(self) -> list[Action]:
        """What can be done now."""
        return [action for action in _known(type(self)) if self.applies(action)]

    def refresh_keys(self) -> None:
        """Say below which keys work now; while somebody types, those that are no text."""
        found = []
        typing = is_text(self.focused)  # a page below a box keeps what works on it
        for action in _known(type(self)):
            place = self.rank(action)
            if not place or not self.applies(
                action
            ):  # the costlier question last: this is asked at every key
                continue
            keys = [key for key in self.app.keys.of(action.id) if not (typing and is_typed(key))]
            if keys:
                found.append((place, action.id, key_shown(keys[0]), self.label_of(action)))
        found.sort()
        ends = sum(place >= ENDS for place, *_rest in found)
        for bar in self.query(KeyBar):
            bar.say([(id, key, label) for _place, id, key, label in found], ends)

    def rank(self, action: Action) -> int:
        """How early an action stands in the footer, 0 not at all."""
        return action.footer

    def label_of(self, action: Action) -> str:
        """What an action is called here."""
        return action.shown

    # --- doing ----------------------------------------------------------------------------------------------------

    async def action_act(self, id: str) -> None:
        """Do an action of the registry."""
        await self.act(ACTIONS[id])

    async def act(self, action: Action) -> None:
        """Do an action, if it applies; what takes time goes on beside the keys."""
        if not self.applies(action):
            return
        self.say("")
        try:
            found = getattr(self, action.method)()
        except Exception as error:
            self.problem(error)
            return
        if inspect.isawaitable(found):
            self.begin(found, action.id)

    def begin(self, work: Awaitable[Any], name: str = "") -> None:
        """Go on with work beside the keys; what goes wrong in it is said."""
        self.run_worker(self._guarded(work), name=name, group=name or "work", exit_on_error=False)

    def guarded(self, work: Callable[..., object], *args: Any) -> None:
        """Do something; what goes wrong is said and ends nothing: the store may be damaged under us."""
        try:
            work(*args)
        except Exception as error:
            self.problem(error)

    async def _guarded(self, work: Awaitable[Any]) -> None:
        try:
            await work
        except Overtaken:
            pass
        except Exception as error:
            if self.is_attached:
                self.problem(error)

    async def write(self, work: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Have something written; what became otherwise is shown at once."""
        return await self.app.write(work, *args, **options)

    def slot(self, name: str) -> str:
        """A slot of this screen's own: the same screen on another record does not overtake its questions."""
        return f"{name}:{id(self)}"

    def on_lines_failed(self, event: Lines.Failed) -> None:
        """Something in a list cannot be drawn."""
        self.problem(event.error)

    # --- leaving --------------------------------------------------------------------------------------------------

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close; under a box that was opened meanwhile, or while another screen is looked at, as soon as it is seen.

        Textual would close what lies above.
        """
        if self.app.screen is self:
            return super().dismiss(result)
        self._leaving = (result,)
        return AwaitComplete()

    def on_screen_resume(self) -> None:
        """It is seen again."""
        if self._leaving is not None:
            (result,), self._leaving = self._leaving, None
            super().dismiss(result)

    # --- saying ---------------------------------------------------------------------------------------------------

    def way(self, id: str, text: str) -> str:
        """A line of advice: the key of an action, and what it leads to."""
        return f"{self.app.keys.shown(id)}  {text}"

    def say(self, text: str, kind: str = "") -> None:
        """Say something in the line above the keys, until the next action."""
        for bar in self.query(SaidBar):
            bar.say(text, kind)

    def say_done(self, text: str, transaction: str | None) -> None:
        """Say what was done and how to take it back."""
        if transaction is None:
            self.say(_("%(text)s · was so already") % {"text": text})
            return
        undo = self.app.keys.shown("undo")
        self.say(_("%(text)s · %(key)s takes it back") % {"text": text, "key": undo}, "good")

    def problem(self, error: BaseException) -> None:
        """Say what went wrong; a bug goes to the log as well."""
        known = translated(error, self.app.access.path)
        if known is None:
            from crmcli.log import internal

            log = internal(error)
            self.say(
                sentences(
                    (
                        _("Something went wrong inside crm (%(kind)s); nothing was half-written.")
                        % {"kind": type(error).__name__},
                        _("The log has the details: %(log)s") % {"log": log} if log else "",
                    )
                ),
                "error",
            )
            return
        from crmcli.shown.problems import details

        lines = [sentences((known.message, known.hint)), *details(known)[:3]]
        self.say("\n".join(lines), "error")

    # --- changes --------------------------------------------------------------------------------------------------

    def on_changes(self, changes: Changes) -> None:
        """Records became otherwise: show it."""
