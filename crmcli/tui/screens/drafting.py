"""The base of boxes whose text is a draft until it is saved: kept at every key, brought back, thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical

from crmcli.i18n import _
from crmcli.shown.values import when
from crmcli.store.records import REMINDER
from crmcli.tui.screens.acting import Acting
from crmcli.tui.screens.box import Box
from crmcli.verbs import drafts

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmcli.tui.actions import Action


class DraftBox(Box):
    """What is typed here outlives the box and the program, until it is saved or thrown away."""

    SCOPES: ClassVar[tuple[str, ...]] = ("note",)

    def __init__(self, title: str, key: str) -> None:
        super().__init__(title)
        self.key = key
        self._opened = key  # under which key the same box begins the next time
        self._empty = True
        self.important = False
        self.urgent = False
        self.saving = False

    # --- what the inheritor says ----------------------------------------------------------------------------------

    def typed(self) -> dict[str, Any] | None:
        """What was typed; None: nothing."""
        raise NotImplementedError

    def bring_back(self, content: dict[str, Any]) -> None:
        """Show what was typed before."""
        raise NotImplementedError

    # --- the draft ------------------------------------------------------------------------------------------------

    def restore(self) -> bool:
        """Bring back what was typed and not saved, if there is any."""
        content = drafts.load(self.app.access.path, self.key)
        if content is None:
            return False
        self.important = bool(content.get("important"))
        self.urgent = bool(content.get("urgent"))
        self.bring_back(content)
        self._empty = self.typed() is None
        self.flagged()
        self.say(
            _("Brought back: what was typed %(when)s and not saved · %(key)s throws it away")
            % {
                "when": when(str(content["kept_at"]), self.app.store.clock()),
                "key": self.app.keys.shown("note.discard"),
            }
        )
        return True

    def follow(self, key: str) -> None:
        """Whom it is about says under which key it waits; what waits there already stays beside it."""
        if self.key == key or self.key.startswith(f"{key}:") and self.key[len(key) + 1 :].isdecimal():
            return
        try:
            self.key = drafts.move(self.app.access.path, self.key, key)
        except OSError as error:
            self.problem(error)

    def rank(self, action: Action) -> int:
        """What can be thrown away stands below while there is something."""
        return 0 if action.id == "note.discard" and self._empty else super().rank(action)

    def label_of(self, action: Action) -> str:
        """What is thrown away is seen here."""
        return _("Throw away") if action.id == "note.discard" else super().label_of(action)

    def keep(self) -> None:
        """Keep what is typed now; an empty box leaves no draft."""
        if self.saving:
            return
        typed = self.typed()
        if self._empty != (typed is None):
            self._empty = typed is None
            self.refresh_keys()
        if typed is None:
            drafts.discard(self.app.access.path, self.key)
            return
        try:
            drafts.keep(
                self.app.access.path, self.key, {**typed, "important": self.important, "urgent": self.urgent}
            )
        except OSError as error:
            self.problem(error)

    async def store(self, work: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Have it stored, once, by what throws the draft away too; what goes wrong leaves everything typed."""
        self.saving = True
        try:
            return await self.write(work, *args, **options)
        except Exception:
            self.saving = False
            self.keep()
            raise

    def do_note_leave(self) -> None:
        """Close the box; what was typed waits as a draft."""
        if self.saving:
            return
        typed = self.typed()
        self.keep()
        below = self.app.screen_stack[-2]
        self.dismiss(None)
        if typed is not None and isinstance(below, Acting):
            again = self.opener if self.key == self._opened else "drafts"
            below.say(
                _("Not saved: it waits as a draft, %(key)s brings it back")
                % {"key": self.app.keys.shown(again)}
            )

    opener = "note.new"

    async def do_note_discard(self) -> None:
        """Close the box and throw away what was typed, when that was confirmed."""
        from crmcli.tui.screens.choosing import confirm

        if self.saving:
            return
        if self.typed() is None or await confirm(self, _("Throw away what was typed here?"), _("Throw away")):
            drafts.discard(self.app.access.path, self.key)
            self.dismiss(None)

    # --- how it presses -------------------------------------------------------------------------------------------

    def do_note_important(self) -> None:
        """Important, or not."""
        self.important = not self.important
        self.flagged()
        self.keep()

    def do_note_urgent(self) -> None:
        """Urgent, or not."""
        self.urgent = not self.urgent
        self.flagged()
        self.keep()

    def flagged(self) -> None:
        """Say on the box's edge how it presses."""
        names = [REMINDER.fields[name].shown for name in ("important", "urgent") if getattr(self, name)]
        box = self.query_one("#box", Vertical)
        box.border_subtitle = f"! {' · '.join(names)}" if names else ""
        self.refresh_keys()
