"""A reminder in one line, and putting one off: by one key, or to any day in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.widgets._static import Static

from crmcli.errors import CrmError, UsageError
from crmcli.i18n import _
from crmcli.shown.days import day_and_time
from crmcli.shown.filed import reminded
from crmcli.shown.matches import WHYS
from crmcli.shown.reading import why
from crmcli.store.records import CUSTOMER, REMINDER
from crmcli.text.clean import width
from crmcli.tui import doing
from crmcli.tui.actions import ACTIONS
from crmcli.tui.screens.box import Box
from crmcli.tui.screens.drafting import DraftBox
from crmcli.tui.screens.page import bindings, opened
from crmcli.tui.widgets.choices import Option
from crmcli.tui.widgets.line import Line
from crmcli.tui.widgets.lines import fitted, shown
from crmcli.tui.widgets.told import Told, flowing
from crmcli.verbs import drafts, reminders, resolve

if TYPE_CHECKING:
    from datetime import datetime

    from textual import events
    from textual.app import ComposeResult

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.screens.page import Page
    from crmcli.tui.widgets.sections import Drawn

    Link = dict[str, Any]

MOST = 20  # customers proposed
# What one key puts off to, in words that the reader of dates knows whatever the language in use.
PRESETS = {
    "snooze.hour": "in 1 hour",
    "snooze.evening": "tonight",
    "snooze.tomorrow": "tomorrow 9am",
    "snooze.monday": "next mon",
    "snooze.week": "in 1 week",
}


def store_reminder(store: Store, words: list[str], key: str, **options: Any) -> dict[str, Any]:
    """Make a reminder; only then its draft goes."""
    answer = reminders.remind(store, words, **options)
    drafts.discard(store.path, key)
    return answer


class RemindBox(DraftBox):
    """``[WHO] TEXT… WHEN`` as ``crm remind`` reads it; the customer on screen need not be named."""

    BINDINGS = bindings("note")  # type: ignore[assignment]
    WIDE: ClassVar[int] = 80
    HIGH: ClassVar[int] = 14
    opener = "reminder.new"

    def __init__(self, customer: Link | None = None) -> None:
        super().__init__(_("Reminder"), f"reminder:{customer['id']}" if customer is not None else "reminder")
        self._customer = opened([customer])[0] if customer is not None else None

    def inside(self) -> ComposeResult:
        """Whom it is about, the line, what is understood of it."""
        yield Static("", markup=False, id="who-name")
        yield Line(placeholder=_("send samples fri 3pm, every Monday 9am report, …"), classes="line")
        yield Told(id="told", least=3, most=6)

    def on_mount(self) -> None:
        """Keys go to the line, with what was not saved the last time."""
        self.restore()
        self.line.focus()
        self._show_who()
        self._parse()

    @property
    def line(self) -> Line:
        """The line."""
        return self.query_one(Line)

    def applies(self, action: Action) -> bool:
        """What has to do with the note box's customer line does not."""
        return super().applies(action) and action.id not in ("note.take", "note.next")

    def label_of(self, action: Action) -> str:
        """The key for the customer asks for one here."""
        return CUSTOMER.shown if action.id == "note.customer" else super().label_of(action)

    def typed(self) -> dict[str, Any] | None:
        """The line, and whom it is about."""
        text = self.line.value
        return {"text": text, "customer": self._customer} if text.strip() else None

    def bring_back(self, content: dict[str, Any]) -> None:
        """The line, and whom it was about."""
        link = content.get("customer")
        self._customer = None
        if isinstance(link, dict) and {"kind", "id", "ref", "name"} <= link.keys():
            self._customer = opened([link])[0]
        with self.prevent(Line.Changed):
            self.line.value = str(content.get("text") or "")
            self.line.cursor_position = len(self.line.value)

    # --- whom it is about -----------------------------------------------------------------------------------------

    def _show_who(self) -> None:
        name = self.query_one("#who-name", Static)
        if self._customer is not None:
            name.update(shown(_("for %(name)s  %(ref)s") % self._customer))
        else:
            name.update(_("for whom the line names first, or for nobody"))
        name.set_class(self._customer is None, "-open")

    async def do_note_customer(self) -> None:
        """Another customer, or none."""
        from crmcli.tui.screens.choosing import choose

        async def search(typed: str) -> list[Option]:
            found = await self.app.access.read("who", resolve.candidates, typed, MOST)
            room = min(max((width(shown(one["name"])) for one in found), default=0), 40)
            options = [
                Option(one, fitted(one["name"], room), f"{one['ref']}  {_(WHYS.get(one['why'], one['why']))}")
                for one in found
            ]
            return options if typed.strip() else [Option("", _("no customer")), *options]

        chosen = await choose(self, CUSTOMER.shown, [], search=search)
        if chosen is not None:
            self._customer = opened([chosen])[0] if chosen else None
            self._show_who()
            self.keep()
            self._parse()

    # --- what is understood ---------------------------------------------------------------------------------------

    def on_input_changed(self) -> None:
        """The line became otherwise: it is kept, and read."""
        self.say("")
        self.keep()
        self._parse()

    def _parse(self) -> None:
        text = self.line.value
        if text.strip():
            self.begin(self._parsed(text), "parse")
        else:
            self.query_one("#told", Told).show(self._hint)

    async def _parsed(self, text: str) -> None:
        who = self._customer["id"] if self._customer is not None else None

        def parsed(store: Store) -> dict[str, Any]:
            return reminders.parse(store, text.split(), who=who)

        told = self.query_one("#told", Told)
        try:
            found = await self.app.access.read("parse", parsed)
        except CrmError as error:
            message = error.message
            if self.line.value == text:
                told.show(lambda cells: [[("noted", f"? {message}")]])
            return
        if self.line.value == text:
            now = self.app.store.clock()
            told.show(lambda cells: understood(found, now, cells, named=who is None))

    @staticmethod
    def _hint(cells: int) -> Drawn:
        from crmcli.shown.wrapping import wrap

        said = _(
            "What is to be done, and when: the last date in the line counts. @name first: whom it is about."
        )
        return [[("dim", line)] for line in wrap(said, cells)]

    # --- saving ---------------------------------------------------------------------------------------------------

    def on_input_submitted(self) -> None:
        """Enter saves."""
        self.begin(self.do_note_save(), "note.save")

    async def do_note_save(self) -> None:
        """Make the reminder; what is wrong is said and the line stays."""
        if self.saving:
            return
        who = self._customer["id"] if self._customer is not None else None
        answer = await self.store(
            store_reminder, self.line.value.split(), self.key,
            who=who, important=self.important, urgent=self.urgent,
        )  # fmt: skip
        self.dismiss(answer)


def understood(found: dict[str, Any], now: datetime, cells: int, *, named: bool = True) -> Drawn:
    """What a line is understood as; ``named``: the customer is one that the line names."""
    fields = REMINDER.fields
    pairs = []
    if found["customer"] and named:
        pairs.append((CUSTOMER.shown, shown(f"{found['customer']['name']} {found['customer']['ref']}")))
    pairs.append((fields["text"].shown, found["text"]))
    if found["due"]:
        pairs.append((fields["due"].shown, day_and_time(found["due"], now)))
    if found["repeat"]:
        said = [one["text"] for one in found["understood"] if one["field"] == "repeat"]
        pairs.append((fields["repeat"].shown, f"↻ {said[0] if said else found['repeat']}"))
    out = flowing(pairs, cells)
    for piece in found["unresolved"]:
        out.append([("noted", f"? “{shown(piece['text'])}”: {why(piece)}")])
    if not found["due"]:
        out.append([("noted", _("? when: no date is said yet"))])
    return out


async def remind(page: Page) -> None:
    """A reminder in one line, about the customer looked at, or any."""
    answer = await page.app.push_screen_wait(RemindBox(page.customer))
    if answer is not None:
        page.say_done(reminded(answer), answer["transaction"])


# --- putting off ------------------------------------------------------------------------------------------------------


class UntilLine(Line):
    """A line that leaves the keys of the usual ones alone until words are typed."""

    asked = False  # whether words were asked for, which may begin with a number

    @property
    def begun(self) -> bool:
        """Whether all keys are words."""
        return self.asked or bool(self.value)

    def _left(self, key: str) -> bool:
        box = self.screen
        return not self.begun and isinstance(box, SnoozeBox) and key in box.usual

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """What is no word yet is a key of the box."""
        return not self._left(key) and super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        if self._left(event.key):
            event.prevent_default()


class SnoozeBox(Box):
    """Until when: one key for the usual, a line for any words."""

    SCOPES: ClassVar[tuple[str, ...]] = ("snooze",)
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    WIDE: ClassVar[int] = 64
    HIGH: ClassVar[int] = 14

    def __init__(self, link: Link) -> None:
        super().__init__(_("Put off: %(name)s") % link)
        self._link = link
        self._presets: dict[str, str] = {}
        self._busy = False

    def inside(self) -> ComposeResult:
        """The usual ones with their days, the line, the day it says."""
        yield Told(id="presets")
        yield UntilLine(placeholder=_("or in words: fri 3pm, 下周一, in 2 hours"), classes="line")
        yield Told(id="told", least=1, most=2)

    def on_mount(self) -> None:
        """Which days they are; what is past already today cannot be taken."""
        self.line.focus()
        for id, words in PRESETS.items():
            try:
                self._presets[id] = reminders.until(self.app.store, [words])
            except CrmError:
                continue
        now = self.app.store.clock()
        rows = [
            (self.app.keys.shown(id), ACTIONS[id].shown, day_and_time(until, now))
            for id, until in self._presets.items()
        ]
        self.query_one("#presets", Told).show(
            lambda cells: [
                [
                    ("sign", fitted(key, max(width(row[0]) for row in rows) + 2)),
                    ("text", fitted(text, max(width(row[1]) for row in rows) + 3)),
                    ("dim", day),
                ]
                for key, text, day in rows
            ]
        )

    @property
    def line(self) -> UntilLine:
        """The line."""
        return self.query_one(UntilLine)

    def applies(self, action: Action) -> bool:
        """Keys of the usual ones, as long as no words are typed."""
        if action.id in PRESETS:
            return action.id in self._presets and not self.line.begun
        if action.id == "snooze.words":
            return not self.line.begun
        return super().applies(action)

    @property
    def usual(self) -> set[str]:
        """The keys of the usual ones."""
        return {key for id in self._presets for key in self.app.keys.of(id)}

    def do_snooze_words(self) -> None:
        """Words, also such as begin with a number."""
        self.line.asked = True
        self.refresh_keys()

    def on_input_changed(self, event: Line.Changed) -> None:
        """Which day the words say."""
        told = self.query_one("#told", Told)
        self.say("")
        self.refresh_keys()
        if not event.value.strip():
            told.show(lambda cells: [])
            return
        try:
            until = reminders.until(self.app.store, [event.value])
        except CrmError as error:
            message = error.message
            told.show(lambda cells: [[("noted", f"? {message}")]])
        else:
            day = day_and_time(until, self.app.store.clock())
            told.show(lambda cells: [[("dim", "→ "), ("strong", day)]])

    def on_input_submitted(self) -> None:
        """Enter puts off."""
        self.begin(self.do_snooze_take(), "snooze.take")

    async def _put(self, words: str) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            (row,) = await self.write(doing.snooze, self._link, words)
        except Exception:
            self._busy = False
            raise
        self.dismiss(row)

    async def do_snooze_take(self) -> None:
        """Put off to what the line says."""
        if not self.line.value.strip():
            raise UsageError(_("Until when?"), hint="", argument="WHEN", value="", expected="fri 3pm")
        await self._put(self.line.value)

    async def do_snooze_hour(self) -> None:
        """An hour from now."""
        await self._put(PRESETS["snooze.hour"])

    async def do_snooze_evening(self) -> None:
        """This evening."""
        await self._put(PRESETS["snooze.evening"])

    async def do_snooze_tomorrow(self) -> None:
        """Tomorrow morning."""
        await self._put(PRESETS["snooze.tomorrow"])

    async def do_snooze_monday(self) -> None:
        """Next Monday."""
        await self._put(PRESETS["snooze.monday"])

    async def do_snooze_week(self) -> None:
        """A week from today."""
        await self._put(PRESETS["snooze.week"])

    def do_snooze_leave(self) -> None:
        """Close the box and do nothing."""
        self.dismiss(None)


async def snooze(page: Page, link: Link) -> None:
    """Put a reminder off to a day that is asked for."""
    row = await page.app.push_screen_wait(SnoozeBox(link))
    if row is not None:
        _said(page, row, _("Put off to %(when)s: %(text)s"))


async def put_off(page: Page, link: Link) -> None:
    """Put a reminder off to the next morning, at once."""
    (row,) = await page.write(doing.put_off, link)
    another = _("Put off to %(when)s: %(text)s · %(key)s another time")
    _said(page, row, another)


def _said(page: Page, row: dict[str, Any], text: str) -> None:
    said = {
        "when": day_and_time(row["snoozed_until"], page.app.store.clock()),
        "text": shown(row["text"]),
        "key": page.app.keys.shown("reminder.until"),
    }
    page.say_done(text % said, row["transaction"])
