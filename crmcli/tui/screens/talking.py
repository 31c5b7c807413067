"""Saying something on a record: to guide its owner, to ask for help, to answer; a draft until it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical

from crmcli.i18n import _
from crmcli.shown.notices import speakers
from crmcli.shown.wrapping import DOT
from crmcli.store.records import GUIDANCE
from crmcli.tui.actions import ACTIONS
from crmcli.tui.drawn import wrapped
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.drafting import DraftBox
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.text import TextBox, written
from crmcli.tui.widgets.told import Told
from crmcli.verbs import drafts, guidance

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.screens.page import Page
    from crmcli.tui.widgets.sections import Drawn

    Link = dict[str, Any]
    Draft = dict[str, Any]

_TOLD = 6  # lines of what is answered


def key_of(verb: str, id: str, to: str = "") -> str:
    """Under which key the draft of what is said is kept."""
    return ":".join(part for part in ("guidance", verb, id, to) if part)


def send(
    store: Store, verb: str, about: str, to: str, text: str, flags: dict[str, bool], key: str
) -> dict[str, Any]:
    """Say it; only then its draft goes. Returns the line that says what was done, and the transaction."""
    if verb == "guide":
        row, transaction = guidance.guide(store, about, text, to=to, **flags)
    elif verb == "ask":
        row, transaction = guidance.ask(store, to, about, text, **flags)
    else:
        row, transaction = guidance.reply(store, about, text)
    drafts.discard(store.path, key)
    return {"transaction": transaction, "ref": row.ref}


class TalkBox(DraftBox):
    """What is said: to whom and on what stands above; of an answer what it is to."""

    BINDINGS = bindings("note")  # type: ignore[assignment]
    WIDE: ClassVar[int] = 80
    HIGH: ClassVar[int] = 14

    def __init__(self, verb: str, about: Link, to: Link, lines: list[str]) -> None:
        """``about`` is the record, of an answer the guidance; ``lines`` tell what is above the text."""
        title = GUIDANCE.fields["kind"].choice_shown(verb) + f" → {to['name']}"
        super().__init__(title, key_of(verb, about["id"], to["id"] if verb != "reply" else ""))
        self.verb = verb
        self.about = about
        self.to = to
        self.lines = lines
        self.opener = f"guidance.{verb}"

    def inside(self) -> ComposeResult:
        """What it is about, the text."""
        yield Told(id="told", most=_TOLD)
        yield TextBox(id="text", placeholder=_("what is to be said"))

    def on_mount(self) -> None:
        """Keys go to the text, with what was not sent the last time."""
        self.query_one("#told", Told).show(self._above)
        self.restore()
        self.text.focus()

    @property
    def text(self) -> TextBox:
        """The text."""
        return self.query_one(TextBox)

    def fit(self) -> None:
        """Stand still while one types."""
        super().fit()
        box = self.query_one("#box", Vertical)
        box.styles.height = min(self.HIGH, self.app.size.height)
        self.query_one("#told", Told).bound(0, min(_TOLD, max(self.app.size.height - 10, 1)))

    def _above(self, cells: int) -> Drawn:
        first, *rest = self.lines
        out: Drawn = [[("strong", shown(first))]]
        for text in rest:
            out += wrapped(text, cells, "dim")
        return out

    def applies(self, action: Action) -> bool:
        """What has to do with the note box's customer does not apply; an answer presses no more than its question."""
        if action.id in ("note.important", "note.urgent") and self.verb == "reply":
            return False
        return super().applies(action)

    def label_of(self, action: Action) -> str:
        """Saving sends it."""
        return _("Send") if action.id == "note.save" else super().label_of(action)

    def typed(self) -> dict[str, Any] | None:
        """The text, and what is needed to go on with it."""
        text = self.text.text
        if not text.strip():
            return None
        return {
            "text": text, "verb": self.verb, "about": self.about, "to": self.to, "lines": self.lines,
            "title": self.heading,
        }  # fmt: skip

    def bring_back(self, content: dict[str, Any]) -> None:
        """The text."""
        with self.prevent(TextBox.Changed):
            self.text.put(str(content.get("text") or ""))

    def on_text_area_changed(self) -> None:
        """The text became otherwise: it is kept."""
        self.keep()

    async def do_note_save(self) -> None:
        """Send it as the command does; what is wrong is said and everything stays typed."""
        if self.saving:
            return
        text = written(self.text.text)
        if not text.strip():
            self.say(_("Nothing was said yet."), "error")
            return
        flags = {"important": self.important, "urgent": self.urgent}
        answer = await self.store(send, self.verb, self.about["id"], self.to["id"], text, flags, self.key)
        self.dismiss({"said": f"{answer['ref']} · {self.heading}", "transaction": answer["transaction"]})


# --- how it is begun ----------------------------------------------------------------------------------------------


async def _say(page: Page, box: TalkBox) -> None:
    answer = await page.app.push_screen_wait(box)
    if answer is not None:
        page.say_done(answer["said"], answer["transaction"])


async def _whom(page: Page, verb: str) -> Link | None:
    """A member, chosen; None: none was, or there is nobody else."""
    from crmcli.tui.screens.choosing import choose

    people = await page.app.access.read(page.slot("colleagues"), guidance.colleagues)
    if not people:
        page.say(_("Nobody else works on this store."))
        return None
    chosen: Link | None = await choose(
        page,
        ACTIONS[f"guidance.{verb}"].shown,
        [
            (one, one["name"], DOT.join(filter(None, (one["role_label"], one["department"]))))
            for one in people
        ],
        hint=_("type a name, pinyin, a role or a department"),
    )
    return chosen


async def say_on(page: Page, verb: str, id: str) -> None:
    """Guide the owner of a record, or ask somebody for help on it."""
    found = await page.app.access.read(page.slot("talk"), guidance.ready, verb, id)
    to = await _whom(page, verb) if verb == "ask" or found["to"] is None else found["to"]
    if to is not None:
        about = found["about"]
        await _say(page, TalkBox(verb, about, to, [f"{about['name']}  {about['ref']}"]))


async def answer(page: Page, id: str) -> None:
    """Answer guidance or a call for help."""
    one = await page.app.access.read(page.slot("talk"), guidance.question, id)
    about = {"kind": "guidance", "id": one["id"], "ref": one["ref"], "name": one["text"].split("\n", 1)[0]}
    on = f"{one['about']['name']}  " if one["about"] else ""
    lines = [f"{on}{speakers(one)}", one["text"]]
    await _say(page, TalkBox("reply", about, one["author"] or about, lines))


async def go_on(page: Page, draft: Draft) -> None:
    """Go on with what was typed and not sent."""
    content = draft["content"]
    box = TalkBox(content["verb"], content["about"], content["to"], content["lines"])
    box.key = draft["key"]
    await _say(page, box)
