"""The time ahead, day by day: what is late, then what comes; each entry finished or put off by one key (R14)."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.i18n import N_, _, ngettext
from crmcli.shown.days import date_shown, day_title, late_or_clock, weekday
from crmcli.shown.values import when
from crmcli.tui.access import Overtaken
from crmcli.tui.drawn import due_columns, due_entry
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.records import RecordPage
from crmcli.tui.widgets.sections import Entry, Section, Sections
from crmcli.tui.widgets.week import NEEDED, Day, Week
from crmcli.verbs import agenda as verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes

_DAYS = (14, 28, 90)  # how far one looks, step by step
_ROWS = 1200  # entries that are listed at once, shared by the sections; the others when they are asked for
_LEAST, _EACH = 10, 200  # of a section
# Whose changes may bring something to the agenda, or take it away.
_TOLD = ("reminder", "customer", "order", "step", "duty", "payment", "opportunity", "member")
_FEW_LATE = 5  # that stand above a week's columns


def _read(store: Store, days: int, week: bool, following: bool, everyone: bool) -> dict[str, Any]:
    return verb.agenda(store, days=days, week=week, following=following, everyone=everyone)


class AgendaScreen(RecordPage):
    """What lies ahead of me, or of everybody."""

    SCOPES: ClassVar[tuple[str, ...]] = (
        "app", "move", "record", "reminder", "customer", "adding", "agenda",
    )  # fmt: skip
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Agenda")

    def __init__(self) -> None:
        super().__init__()
        self._step = 0  # how far: a place in _DAYS, or of weeks this one or the next
        self._week = False
        self._everyone = False
        self._waiting = False
        self._found: dict[str, Any] | None = None
        self._shown: dict[str, int] = {}  # how many of a section are listed, where it was asked for

    def body(self) -> ComposeResult:
        """A list in sections; a week as seven columns where there is room."""
        yield Sections(id="agenda")
        yield Week(id="week")

    @property
    def sections(self) -> Sections:
        """The list."""
        return self.query_one(Sections)

    @property
    def board(self) -> Week:
        """The columns."""
        return self.query_one(Week)

    @property
    def rows(self) -> Sections | Week:
        """What is seen of the two."""
        return self.board if self.board.display else self.sections

    def start(self) -> None:
        """Keys go to the list."""
        self.board.display = False
        super().start()
        self.sections.focus()

    def on_resize(self) -> None:
        """There may be room for columns now, or not any more."""
        if self._found is not None and self.board.display != self._columned:
            self._fill(keep=True)

    def on_screen_resume(self) -> None:
        """Back here: the terminal may have another size."""
        self.on_resize()

    def refresh_bars(self) -> None:
        """Once a minute the clock goes on above: what was of today may be late now."""
        super().refresh_bars()
        if self._found is None or self._waiting or not self.is_current:
            return
        then, now = datetime.fromisoformat(self._found["now"]), self.app.store.clock()
        if now.date() != then.date() or (now.minute != then.minute and not self._everyone):
            self.begin(self._look(keep=True), "load")

    @property
    def _columned(self) -> bool:
        return self._week and self.app.size.width >= NEEDED

    # --- reading --------------------------------------------------------------------------------------------------

    async def load(self) -> None:
        """Read the time that is looked at."""
        await self._look(keep=self._found is not None)

    async def _look(self, *, keep: bool) -> None:
        if self._everyone:  # takes its time where many have much
            self._waiting = True
            self.refresh_bars()
        days = _DAYS[0] if self._week else _DAYS[self._step]
        following = self._week and self._step > 0
        try:
            found = await self.app.access.read("agenda", _read, days, self._week, following, self._everyone)
        except Overtaken:
            raise
        except Exception:
            self._waiting = False
            raise
        self._waiting = False
        self._found = found
        if not keep:
            self._shown.clear()
        self._fill(keep=keep)

    def on_changes(self, changes: Changes) -> None:
        """What can be due, or the names beside it, became otherwise."""
        if changes.touches(*_TOLD):
            self.begin(self._look(keep=True), "load")

    # --- drawing --------------------------------------------------------------------------------------------------

    def _fill(self, *, keep: bool) -> None:
        found = self._found
        assert found is not None
        now = datetime.fromisoformat(found["now"])
        columned = self._columned
        if self.board.display != columned:
            keep = False
            self.board.display, self.sections.display = columned, not columned
            self.set_focus(self.rows)
        if columned:
            self._fill_board(found, now, keep)
        else:
            self._fill_list(found, now, keep)
        self.refresh_bars()

    def _fill_list(self, found: dict[str, Any], now: datetime, keep: bool) -> None:
        lists = [("overdue", _("Overdue"), "noted", found["overdue"])] if found["overdue"] else []
        for day in found["days"]:
            on = date.fromisoformat(day["date"])
            mark = "good" if on == now.date() else "head"
            lists.append((day["date"], day_title(on, now), mark, day["items"]))
        most = min(max(_ROWS // len(lists), _LEAST), _EACH)
        cut = [(name, title, mark, rows, self._shown.get(name, most)) for name, title, mark, rows in lists]
        columns = Columns([one for *_rest, rows, number in cut for one in rows[:number]], now)
        sections = [self._section(columns, *one) for one in cut]
        if not any(rows for *_rest, rows in lists):
            nothing = Entry(None, partial(_nothing, found))
            if self._week:
                sections.insert(0, Section("", [nothing]))
            else:
                sections[0].entries = [nothing]
        self.sections.show(sections, keep=keep)

    def _section(
        self, columns: Columns, name: str, title: str, mark: str, rows: list[dict[str, Any]], number: int
    ) -> Section:
        entries = [Entry(one, partial(columns.draw, one, name == "overdue")) for one in rows[:number]]
        entries += [Entry(more, partial(_one_line, more["text"])) for more in _rest(name, rows, number)]
        if not rows:
            entries.append(Entry(None, partial(_one_line, _("nothing"))))
        if rows and (name == "overdue" or len(rows) > number):
            title = f"{title} {len(rows):,}"
        return Section(title, entries, mark=mark)

    def _fill_board(self, found: dict[str, Any], now: datetime, keep: bool) -> None:
        late = found["overdue"]
        number = self._shown.get("overdue", _FEW_LATE)
        columns = Columns(late[:number], now)
        above = [Entry(one, partial(columns.draw, one, True)) for one in late[:number]]
        above += [Entry(more, partial(_one_line, more["text"])) for more in _rest("overdue", late, number)]
        days = []
        for day in found["days"]:
            on = date.fromisoformat(day["date"])
            rows = day["items"]
            number = self._shown.get(day["date"], _ROWS // 7)
            entries = [*rows[:number], *_rest(day["date"], rows, number)]
            today = on == now.date()
            more = f" {len(rows):,}" if len(rows) > number else ""
            near = " " + _("today") if today else ""
            dates = (date_shown(on, True), str(on.day))
            titles = [day_title(on, now), *(f"{weekday(on)} {one}{near}" for one in dates)]
            days.append(Day([title + more for title in titles], today, entries))
        late_title = _("Overdue")
        if not late and not any(day.entries for day in days):
            self.board.below = [[], *_nothing(found, self.app.size.width - 2)]
        else:
            self.board.below = []
        self.board.show(f"{late_title} {len(late):,}", above, days, keep=keep)

    # --- what is looked at ----------------------------------------------------------------------------------------

    @property
    def subject(self) -> dict[str, Any] | None:
        """The entry under the cursor."""
        data = self.rows.data if self.is_mounted else None
        return None if data is None or data["kind"] == "more" else data

    def place(self) -> str:
        """From when to when, and whose."""
        found = self._found
        if found is None:
            return ""
        first, last = (date.fromisoformat(found[end]) for end in ("from", "to"))
        short = first.year == last.year == datetime.fromisoformat(found["now"]).year
        parts = [f"{date_shown(first, short)} – {date_shown(last, short)}"]
        if self._everyone:
            parts.append(_("everybody's"))
        if self._waiting:
            parts.append(_("reading …"))
        return " · ".join(parts)

    @property
    def command(self) -> str:
        """The command that shows the same."""
        words = ["crm agenda"]
        if self._week:
            words.append("--next" if self._step else "--week")
        elif self._step:
            words.append(f"--days {_DAYS[self._step]}")
        if self._everyone:
            words.append("--all")
        return " ".join(words)

    def applies(self, action: Action) -> bool:
        """What is not listed yet can be opened like a record; back only from further on."""
        if action.id == "open.record" and self._more is not None:
            return True
        if action.id == "agenda.earlier":
            return self._step > 0 or self.board.display
        if action.id == "agenda.later":
            return self._step < self._last_step or self.board.display
        return super().applies(action)

    @property
    def _more(self) -> dict[str, Any] | None:
        """The line under the cursor that stands for more entries."""
        data = self.rows.data if self.is_mounted else None
        return data if data is not None and data["kind"] == "more" else None

    @property
    def _last_step(self) -> int:
        return 1 if self._week else len(_DAYS) - 1

    def label_of(self, action: Action) -> str:
        """What a turn turns to."""
        if action.id == "agenda.week":
            return _("Two weeks") if self._week else _("Week")
        if action.id == "agenda.everyone":
            return _("Only mine") if self._everyone else _("Everybody's")
        if action.id in ("pane.next", "pane.previous"):
            return _("Next day") if action.id == "pane.next" else _("Day before")
        return super().label_of(action)

    # --- doing ----------------------------------------------------------------------------------------------------

    def do_pane_next(self) -> None:
        """To the next day."""
        if not self.board.display:
            self.sections.move_section(1)
        elif not self.board.sideways(1):
            self.board.move_to(0)

    def do_pane_previous(self) -> None:
        """To the day before."""
        if not self.board.display:
            self.sections.move_section(-1)
        elif not self.board.sideways(-1):
            self.board.move_to(self.board.items - 1)

    def do_open_record(self) -> None:
        """The record, or the entries that a line stands for."""
        more = self._more
        if more is None:
            super().do_open_record()
            return
        self._shown[more["name"]] = more["shown"] + _EACH
        cursor = self.rows.cursor
        self._fill(keep=True)
        self.rows.move_to(cursor)

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.do_open_record()

    async def do_agenda_week(self) -> None:
        """This week, every day of it; or the next two weeks again."""
        self._week, self._step = not self._week, 0
        await self._look(keep=False)

    async def do_agenda_later(self) -> None:
        """Further: more days, or the next week; among columns first to the days that follow."""
        if self.board.display and self.board.sideways(1):
            return
        if self._step == self._last_step:
            return
        self._step = min(self._step + 1, self._last_step)
        await self._look(keep=not self._week)

    async def do_agenda_earlier(self) -> None:
        """Less far."""
        if (self.board.display and self.board.sideways(-1)) or not self._step:
            return
        self._step = max(self._step - 1, 0)
        await self._look(keep=not self._week)

    async def do_agenda_everyone(self) -> None:
        """Everybody's, or only mine again."""
        self._everyone = not self._everyone
        await self._look(keep=True)

    def _comes_first(self) -> bool:
        """Whether what is under the cursor can be finished; an occurrence after the next one cannot: say so."""
        one = self.subject
        if one is None or not one.get("repeat"):
            return one is not None
        assert self._found is not None
        text = _("“%(name)s” comes again then; only its next one can be finished or put off: %(due)s.")
        now = datetime.fromisoformat(self._found["now"])
        self.say(text % {"name": one["name"], "due": when(self._next_due(one["id"]), now)})
        return False

    def _next_due(self, id: str) -> str:
        assert self._found is not None
        entries = [*self._found["overdue"], *(one for day in self._found["days"] for one in day["items"])]
        return str(next((one["due"] for one in entries if one["id"] == id and not one["repeat"]), ""))

    async def do_reminder_done(self) -> None:
        """Finish it, if it is the one that comes next."""
        if self._comes_first():
            await super().do_reminder_done()

    async def do_reminder_snooze(self) -> None:
        """Put it off, if it is the one that comes next."""
        if self._comes_first():
            await super().do_reminder_snooze()

    async def do_reminder_until(self) -> None:
        """Put it off to a day that is asked for, if it is the one that comes next."""
        if self._comes_first():
            await super().do_reminder_until()


class Columns:
    """Entries of all days in the same columns, measured once for a width."""

    def __init__(self, entries: Sequence[dict[str, Any]], now: datetime) -> None:
        self._entries = entries
        self._now = now
        self._cells = 0
        self._columns = (0, 0, 0)
        for one in entries:
            one["shown_due"] = late_or_clock(one)

    def draw(self, one: dict[str, Any], late: bool, cells: int) -> Drawn:
        """An entry's line."""
        if cells != self._cells:
            self._cells = cells
            mark, due, name = due_columns(self._entries, self._now, cells)
            again = any(entry["repeat"] for entry in self._entries)
            self._columns = (max(mark, 1 if again else 0), due, name)
        return due_entry({**one, "overdue": late}, self._now, self._columns, cells)


def _rest(name: str, rows: Sequence[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """What stands for the entries of a section beyond so many, if there are any."""
    left = len(rows) - number
    if left <= 0:
        return []
    text = ngettext("… %(number)d more: enter lists it", "… %(number)d more: enter lists them", left)
    data = {"id": f"more {name}", "kind": "more", "name": name, "shown": number}
    return [{**data, "text": text % {"number": left}}]


def _one_line(text: str, cells: int) -> Drawn:
    return [[("dim", text)]]


def _nothing(found: dict[str, Any], cells: int) -> Drawn:
    """What to do when nothing lies ahead."""
    until = date_shown(date.fromisoformat(found["to"]), False)
    lines = [
        _("Nothing is due until %(date)s.") % {"date": until},
        "",
        "  " + _("→  looks further ahead, E at what is everybody's"),
        "  " + _("r  a reminder: what, and when in words"),
        "  " + _("n  a note that ends with a next step and its day"),
    ]
    return [*([("dim", line)] for line in lines)]
