"""A reminder in one line, and putting one off: by one key, or to any day in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.widgets._static import Static

from crmcli.errors import CrmError, ValueInvalid
from crmcli.i18n import _
from crmcli.shown.days import day_and_time
from crmcli.shown.editing import EXAMPLES
from crmcli.shown.filed import reminded
from crmcli.shown.matches import WHYS
from crmcli.shown.reading import why
from crmcli.shown.values import counted, human
from crmcli.store.records import CUSTOMER, REMINDER
from crmcli.text.clean import width
from crmcli.tui import doing
from crmcli.tui.actions import ACTIONS
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.box import Box
from crmcli.tui.screens.drafting import DraftBox
from crmcli.tui.screens.page import opened
from crmcli.tui.widgets.choices import Option
from crmcli.tui.widgets.line import Line
from crmcli.tui.widgets.lines import fitted, shown
from crmcli.tui.widgets.told import Told, flowing
from crmcli.verbs import drafts, reminders, resolve
from crmcli.verbs.reminders import Past

if TYPE_CHECKING:
    from collections.abc import Sequence
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


def key_of(customer: Link | None) -> str:
    """Under which key the draft of a reminder is kept."""
    return f"reminder:{customer['id']}" if customer is not None else "reminder"


_DAY = EXAMPLES["when"]


class RemindBox(DraftBox):
    """``[WHO] TEXT… WHEN`` as ``crm remind`` reads it; the customer on screen need not be named.

    ``draft`` is the key of one to go on with.
    """

    BINDINGS = bindings("note")  # type: ignore[assignment]
    WIDE: ClassVar[int] = 80
    HIGH: ClassVar[int] = 14
    opener = "reminder.new"

    def __init__(
        self, customer: Link | None = None, *, draft: str = "", opportunity: Link | None = None
    ) -> None:
        super().__init__(_("Reminder"), draft or key_of(customer))
        self._customer = opened([customer])[0] if customer is not None else None
        self._opportunity = opened([opportunity])[0] if opportunity is not None else None
        self._wanted = False  # whether it was to be saved without a day

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
        if not text.strip():
            return None
        return {"text": text, "customer": self._customer, "opportunity": self._opportunity}

    def bring_back(self, content: dict[str, Any]) -> None:
        """The line, and whom it was about."""
        link = content.get("customer")
        self._customer = None
        self._opportunity = content.get("opportunity") or None
        if isinstance(link, dict) and {"kind", "id", "ref", "name"} <= link.keys():
            self._customer = opened([link])[0]
        with self.prevent(Line.Changed):
            self.line.value = str(content.get("text") or "")
            self.line.cursor_position = len(self.line.value)

    # --- whom it is about -----------------------------------------------------------------------------------------

    def _show_who(self) -> None:
        name = self.query_one("#who-name", Static)
        if self._customer is not None:
            about = f" · {self._opportunity['name']}" if self._opportunity is not None else ""
            name.update(shown(_("for %(name)s  %(ref)s") % self._customer + about))
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
            before, self._customer = self._customer, opened([chosen])[0] if chosen else None
            if before is None or self._customer is None or before["id"] != self._customer["id"]:
                self._opportunity = None
            self.follow(key_of(self._customer))
            self._show_who()
            self.keep()
            self._parse()

    # --- what is understood ---------------------------------------------------------------------------------------

    def on_input_changed(self) -> None:
        """The line became otherwise: it is kept, and read."""
        self.say("")
        self._wanted = False
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
            asked = self._wanted
            told.show(lambda cells: understood(found, now, cells, named=who is None, asked=asked))

    def _hint(self, cells: int) -> Drawn:
        from crmcli.shown.wrapping import wrap

        if self._wanted:
            return wanted("late", _("what is to be done, and when?"))
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
        try:
            answer = await self.store(
                store_reminder, self.line.value.split(), self.key,
                who=who, important=self.important, urgent=self.urgent,
                opportunity=None if self._opportunity is None else self._opportunity["id"],
            )  # fmt: skip
        except ValueInvalid as error:
            if error.details.get("argument") != "WHEN":
                raise
            self._wanted = True  # said where it is told already: nothing else moves
            self._parse()
        else:
            self.dismiss(answer)


def wanted(style: str, text: str) -> Drawn:
    """What is wrong with a day, and how one can be said."""
    return [
        [(style, f"? {text}")],
        [("dim", _("expected: %(expected)s") % {"expected": _(_DAY)})],
    ]


def understood(
    found: dict[str, Any], now: datetime, cells: int, *, named: bool = True, asked: bool = False
) -> Drawn:
    """What a line is understood as; ``named``: the customer is one that the line names.

    ``asked``: it was to be saved, and a day that is missing stands out.
    """
    fields = REMINDER.fields
    pairs = []
    if found["customer"] and named:
        pairs.append((CUSTOMER.shown, shown(f"{found['customer']['name']} {found['customer']['ref']}")))
    pairs.append((fields["text"].shown, found["text"]))
    if found["due"]:
        pairs.append((fields["due"].shown, day_and_time(found["due"], now)))
    if found["repeat"]:
        said = [one["text"] for one in found["understood"] if one["field"] == "repeat"]
        repeat = said[0] if said else human(found["repeat"], fields["repeat"], now)
        pairs.append((fields["repeat"].shown, f"↻ {repeat}"))
    out = flowing(pairs, cells)
    for piece in found["unresolved"]:
        out.append([("noted", f"? “{shown(piece['text'])}”: {why(piece)}")])
    if not found["due"]:
        out += wanted("late" if asked else "noted", _("when: no date is said yet"))
    return out


async def remind(page: Page, box: RemindBox | None = None) -> None:
    """A reminder in one line: about the customer whose screen it is, else about whom the line names."""
    if box is None:
        sure = page.sure and page.customer is not None
        box = RemindBox(page.customer if sure else None, opportunity=page.concerned if sure else None)
    answer = await page.app.push_screen_wait(box)
    if answer is not None:
        page.say_done(reminded(answer, page.app.store.clock()), answer["transaction"])


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

    def __init__(self, links: Sequence[Link]) -> None:
        super().__init__(_("Put off: %(name)s") % {"name": _called(links)})
        self._links = list(links)
        self._presets: dict[str, str] = {}
        self._busy = False

    def inside(self) -> ComposeResult:
        """The usual ones with their days, the line, the day it says."""
        yield Told(id="presets")
        yield UntilLine(placeholder=_("or in words: fri 3pm, 下周一, in 2 hours"), classes="line")
        yield Told(id="told", least=2, most=2)

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
        self._read(event.value, "noted")

    def _read(self, words: str, style: str) -> bool:
        """Tell which day the words say, or in a style that they say none. Returns whether they do."""
        told = self.query_one("#told", Told)
        try:
            until = reminders.until(self.app.store, [words])
        except Past as error:
            message = error.message
            told.show(lambda cells: [[(style, f"? {message}")]])
        except CrmError:
            said = _("no day that is understood") if words.strip() else _("Until when?")
            told.show(lambda cells: wanted(style, said))
        else:
            day = day_and_time(until, self.app.store.clock())
            told.show(lambda cells: [[("dim", "→ "), ("strong", day)]])
            return True
        return False

    def on_input_submitted(self) -> None:
        """Enter puts off."""
        self.begin(self.do_snooze_take(), "snooze.take")

    async def _put(self, words: str) -> None:
        if self._busy:
            return
        self._busy = True
        try:
            rows = await self.write(doing.snooze, self._links, words)
        except Exception:
            self._busy = False
            raise
        self.dismiss(rows)

    async def do_snooze_take(self) -> None:
        """Put off to what the line says."""
        if self._read(self.line.value, "late"):
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


async def snooze(page: Page, links: Sequence[Link]) -> None:
    """Put reminders off to a day that is asked for."""
    rows = await page.app.push_screen_wait(SnoozeBox(links))
    if rows:
        _said(page, rows)


async def put_off(page: Page, links: Sequence[Link]) -> None:
    """Put reminders off, each to its next morning, at once."""
    _said(page, await page.write(doing.put_off, links))


def _called(links: Sequence[Link]) -> str:
    """One reminder by its text, several by their number."""
    return str(links[0]["name"]) if len(links) == 1 else counted({"reminder": len(links)})


def _said(page: Page, rows: Sequence[dict[str, Any]]) -> None:
    untils = {row["snoozed_until"] for row in rows}
    text = rows[0]["text"] if len(rows) == 1 else counted({"reminder": len(rows)})
    if len(untils) == 1:
        until = day_and_time(untils.pop(), page.app.store.clock())
        said = _("Put off to %(when)s: %(text)s") % {"when": until, "text": shown(text)}
    else:
        said = _("Put off, each to its next morning: %(text)s") % {"text": text}
    page.say_done(said, rows[0]["transaction"])
