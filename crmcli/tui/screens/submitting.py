"""Submitting a quote or expenses: what the rules ask, and the reason, a draft until it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical

from crmcli.i18n import _
from crmcli.shown.quotes import asks as asks_said
from crmcli.shown.values import money
from crmcli.shown.wrapping import DOT
from crmcli.store.records import EXPENSE, KINDS, QUOTE
from crmcli.tui.actions import ACTIONS
from crmcli.tui.drawn import wrapped
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.drafting import DraftBox
from crmcli.tui.widgets.text import TextBox, written
from crmcli.tui.widgets.told import Told
from crmcli.verbs import drafts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from crmcli.store.open import Store
    from crmcli.store.records import Expense
    from crmcli.tui.actions import Action
    from crmcli.tui.screens.page import Page
    from crmcli.tui.widgets.sections import Drawn

    Link = dict[str, Any]

_TOLD = 8  # lines of what is asked


def _expenses(store: Store, ids: Sequence[str]) -> list[Expense]:
    from crmcli.store.records import Expense
    from crmcli.verbs.resolve import resolve

    rows = [resolve(store, id, ("expense",)).row for id in ids]
    return [row for row in rows if isinstance(row, Expense)]


def ready(store: Store, kind: str, ids: Sequence[str]) -> dict[str, Any]:
    """What would be submitted and what the rules ask of it; raises all that it lacks. Nothing is written."""
    from crmcli.store.journal import Transaction
    from crmcli.verbs import expenses, quotepage, quotes
    from crmcli.verbs.shape import link, record_json

    with Transaction(store, f"{kind} submit", dry_run=True):
        if kind == "quote":
            row = quotepage.named(store, ids[0])
            record = record_json(store, QUOTE, row)
            asks = [one.as_json() for one in quotes.submit(store, row).asks]
            version = _("version %(number)d") % {"number": row.version}
            lines = [(link(QUOTE, row), DOT.join(part for part in (version, _amount(record)) if part))]
        else:
            rows = _expenses(store, ids)
            lines = [(link(EXPENSE, row), _amount(record_json(store, EXPENSE, row))) for row in rows]
            done = expenses.submit(store, rows)
            asks = [one.as_json() for several in done.asks.values() for one in several]
    return {"lines": lines, "asks": asks_said({"asks": asks})}


def _amount(record: dict[str, Any]) -> str:
    return money(record["amount"]) if record["amount"] else ""


def send(store: Store, kind: str, ids: Sequence[str], reason: str, key: str) -> tuple[str, str | None]:
    """Submit; only then the draft goes. Returns how it stands then, and the transaction."""
    from crmcli.verbs import expenses, quotepage, quotes

    if kind == "quote":
        one = quotes.submit(store, quotepage.named(store, ids[0]), reason)
        status, transaction = one.row.status, one.transaction
    else:
        several = expenses.submit(store, _expenses(store, ids), reason)
        states = {row.status for row in several.rows}
        status = "submitted" if "submitted" in states else "approved"
        transaction = several.transaction
    drafts.discard(store.path, key)
    return KINDS[kind].fields["status"].choice_shown(status), transaction


class SubmitBox(DraftBox):
    """What is submitted, what is asked and of whom; the reason."""

    BINDINGS = bindings("note")  # type: ignore[assignment]
    WIDE: ClassVar[int] = 80
    HIGH: ClassVar[int] = 16

    def __init__(self, kind: str, ids: Sequence[str], found: dict[str, Any]) -> None:
        links = [one for one, _said in found["lines"]]
        name = links[0]["name"] if len(links) == 1 else str(len(links))
        self.opener = f"{kind}.submit"
        title = f"{ACTIONS[self.opener].shown} · {KINDS[kind].shown} {name}"
        super().__init__(title, f"submit:{kind}:{links[0]['id']}")
        self.kind = kind
        self.ids = list(ids)
        self.found = found

    def inside(self) -> ComposeResult:
        """What is asked, the reason."""
        yield Told(id="told", most=_TOLD)
        hint = _("why, for who approves it") if self.found["asks"] else _("why; may be empty")
        yield TextBox(id="text", placeholder=hint)

    def on_mount(self) -> None:
        """Keys go to the text, with what was not sent the last time."""
        self.query_one("#told", Told).show(self._above)
        self.restore()
        self.text.focus()

    @property
    def text(self) -> TextBox:
        """The reason."""
        return self.query_one(TextBox)

    def fit(self) -> None:
        """Stand still while one types."""
        super().fit()
        box = self.query_one("#box", Vertical)
        box.styles.height = min(self.HIGH, self.app.size.height)
        self.query_one("#told", Told).bound(0, min(_TOLD, max(self.app.size.height - 12, 1)))

    def _above(self, cells: int) -> Drawn:
        out: Drawn = []
        for one, said in self.found["lines"]:
            out += wrapped(f"{one['ref']}  {one['name']}{DOT}{said}", cells, "strong")
        for said in self.found["asks"]:
            out += wrapped(f"! {said}", cells, "noted")
        if not self.found["asks"]:
            out += wrapped(_("Its rules ask nothing: it is approved at once."), cells, "good")
        return out

    def applies(self, action: Action) -> bool:
        """How it presses is the rules' matter."""
        return action.id not in ("note.important", "note.urgent") and super().applies(action)

    def label_of(self, action: Action) -> str:
        """Saving submits."""
        return ACTIONS[self.opener].shown if action.id == "note.save" else super().label_of(action)

    def typed(self) -> dict[str, Any] | None:
        """The reason, and what is needed to go on with it."""
        text = self.text.text
        if not text.strip():
            return None
        return {"text": text, "ids": self.ids, "title": self.heading}

    def bring_back(self, content: dict[str, Any]) -> None:
        """The reason."""
        with self.prevent(TextBox.Changed):
            self.text.put(str(content.get("text") or ""))

    def on_text_area_changed(self) -> None:
        """The text became otherwise: it is kept."""
        self.keep()

    async def do_note_save(self) -> None:
        """Submit as the command does; what is wrong is said and everything stays typed."""
        if self.saving:
            return
        reason = written(self.text.text).strip()
        status, transaction = await self.store(send, self.kind, self.ids, reason, self.key)
        self.dismiss((status, transaction))


async def submit(page: Page, kind: str, ids: Sequence[str]) -> bool:
    """Submit a quote, or expenses. All that it lacks is said before any box. Returns whether it was."""
    found = await page.app.access.write(ready, kind, list(ids))
    answer = await page.app.push_screen_wait(SubmitBox(kind, ids, found))
    if answer is None:
        return False
    status, transaction = answer
    names = ", ".join(one["name"] for one, _said in found["lines"][:3])
    waits = "".join(DOT + said for said in found["asks"][:2])
    page.say_done(f"{names}: {status}{waits}", transaction)
    return True


async def go_on(page: Page, draft: dict[str, Any]) -> None:
    """Go on with a reason that was typed and not sent."""
    await submit(page, draft["key"].split(":")[1], draft["content"]["ids"])
