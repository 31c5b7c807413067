"""The opinion with which something is decided: typed over whatever is on screen, a draft until it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical

from crmcli.i18n import _
from crmcli.shown import deciding
from crmcli.store.records import APPROVAL
from crmcli.tui.actions import ACTIONS
from crmcli.tui.drawn import wrapped
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.drafting import DraftBox
from crmcli.tui.widgets.text import TextBox, written
from crmcli.tui.widgets.told import Told
from crmcli.verbs import decision as view
from crmcli.verbs import drafts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.screens.page import Page
    from crmcli.tui.widgets.sections import Drawn

    Link = dict[str, Any]
    Record = dict[str, Any]

_TOLD = 6  # lines of what is decided
_BY_DECISION = {
    "approved": "approval.approve",
    "rejected": "approval.reject",
    "withdrawn": "approval.withdraw",
}


def key_of(decision: str, about: str) -> str:
    """Under which key the draft of an opinion is kept."""
    return f"approval:{decision}:{about}"


def send(store: Store, ids: Sequence[str], decision: str, opinion: str, key: str) -> str | None:
    """Decide; only then the draft goes. Returns the transaction."""
    transaction = view.decide(store, ids, decision, opinion)
    drafts.discard(store.path, key)
    return transaction


class OpinionBox(DraftBox):
    """What is decided stands above, the opinion is typed below; ``ctrl+s`` decides."""

    BINDINGS = bindings("note")  # type: ignore[assignment]
    WIDE: ClassVar[int] = 80
    HIGH: ClassVar[int] = 14

    def __init__(self, decision: str, several: Sequence[Record]) -> None:
        """``several`` are the approvals that are decided, all on the same thing."""
        self.opener = _BY_DECISION[decision]
        self.decision = decision
        self.several = list(several)
        about = self.several[0]["about"] or self.several[0]
        super().__init__(f"{ACTIONS[self.opener].shown} · {about['name']}", key_of(decision, about["id"]))

    def inside(self) -> ComposeResult:
        """What is decided, the opinion."""
        yield Told(id="told", most=_TOLD)
        hint = {
            "rejected": _("why not, and what would do"), "withdrawn": _("why it is not wanted any more"),
        }.get(self.decision, _("an opinion, kept for good; may be empty"))  # fmt: skip
        yield TextBox(id="text", placeholder=hint)

    def on_mount(self) -> None:
        """Keys go to the text, with what was not sent the last time."""
        self.query_one("#told", Told).show(self._above)
        self.restore()
        self.text.focus()

    @property
    def text(self) -> TextBox:
        """The opinion."""
        return self.query_one(TextBox)

    def fit(self) -> None:
        """Stand still while one types."""
        super().fit()
        box = self.query_one("#box", Vertical)
        box.styles.height = min(self.HIGH, self.app.size.height)
        self.query_one("#told", Told).bound(0, min(_TOLD, max(self.app.size.height - 10, 1)))

    def _above(self, cells: int) -> Drawn:
        out: Drawn = []
        for one in self.several:
            out += wrapped(f"{one['ref']}  {deciding.asked(one)}", cells, "strong")
        first = self.several[0]
        parts = [first["customer"]["name"] if first["customer"] else "", deciding.amount(first)]
        parts.append(first["asked_by"]["name"] if first["asked_by"] else "")
        said = " · ".join(part for part in parts if part)
        return out + (wrapped(said, cells, "dim") if said else [])

    def applies(self, action: Action) -> bool:
        """How something presses was said by who asked."""
        return action.id not in ("note.important", "note.urgent") and super().applies(action)

    def label_of(self, action: Action) -> str:
        """Saving decides."""
        return ACTIONS[self.opener].shown if action.id == "note.save" else super().label_of(action)

    def typed(self) -> dict[str, Any] | None:
        """The opinion, and what is needed to go on with it."""
        text = self.text.text
        if not text.strip():
            return None
        return {"text": text, "approval": self.several[0]["id"], "title": self.heading}

    def bring_back(self, content: dict[str, Any]) -> None:
        """The opinion."""
        with self.prevent(TextBox.Changed):
            self.text.put(str(content.get("text") or ""))

    def on_text_area_changed(self) -> None:
        """The opinion became otherwise: it is kept."""
        self.keep()

    async def do_note_save(self) -> None:
        """Decide as the command does; what is wrong is said and everything stays typed."""
        if self.saving:
            return
        opinion = written(self.text.text).strip()
        if not opinion and self.decision == "rejected":
            self.say(_("Say why: who asked has to know what would do."), "error")
            return
        ids = [one["id"] for one in self.several]
        transaction = await self.store(send, ids, self.decision, opinion, self.key)
        self.dismiss(transaction or "")


# --- how it is begun ----------------------------------------------------------------------------------------------


async def decide(page: Page, decision: str, id: str) -> bool:
    """Have an approval decided, with all others on the same thing that I hold. Returns whether it was."""
    several = await page.app.access.read(page.slot("together"), view.together, id, decision)
    transaction = await page.app.push_screen_wait(OpinionBox(decision, several))
    if transaction is None:
        return False
    said = APPROVAL.fields["decision"].choice_shown(decision)
    first = several[0]
    of = (first["about"] or first)["name"]
    what = " + ".join(str(one["rule_label"] or one["rule"]) for one in several)
    whose = first["customer"]["name"] + " · " if first["customer"] else ""
    page.say_done(f"{said}: {whose}{of} · {what}", transaction or None)
    return True


async def go_on(page: Page, draft: dict[str, Any]) -> None:
    """Go on with an opinion that was typed and not sent."""
    await decide(page, draft["key"].split(":")[1], draft["content"]["approval"])
