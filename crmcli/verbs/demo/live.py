"""The told part of a demo store: a year of work by a small team, each dealing a transaction of its own."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple

from crmcli.store.journal import Transaction
from crmcli.store.records import CUSTOMER, REMINDER, Customer, Followup, Reminder
from crmcli.store.row import Record
from crmcli.verbs import history, records, reminders
from crmcli.verbs.demo import heroes, names, scenes_zh
from crmcli.verbs.demo import story as telling
from crmcli.verbs.demo.account import Account
from crmcli.verbs.demo.cast import Cast, Person, digits, drawn, latin
from crmcli.verbs.demo.hands import ABROAD, BOSS, HOME, LEFT, ME, Hands
from crmcli.verbs.demo.office import Office
from crmcli.verbs.demo.sale import Sale
from crmcli.verbs.demo.story import Due
from crmcli.verbs.demo.trade import Trade

YEAR = 365

_ARCS = (
    ("old", 7), ("won", 8), ("haggling", 6), ("quoting", 6), ("fresh", 5), ("angry", 2), ("running", 4), ("terms", 4),
    ("sampling", 5), ("mended", 3), ("silent", 4), ("lost", 3), ("waiting", 2), ("chasing", 3),
)  # fmt: skip


class Slot(NamedTuple):
    """Where the open next step of a customer stands: days from now, an hour, until when put off."""

    days: int
    hour: int | None = None
    until: int | None = None
    pressing: bool = False


# What is on my desk and ahead, in the order in which my open customers get it.
_MINE = (
    Slot(-1), Slot(0, 15), Slot(1, 10), Slot(-5), Slot(0), Slot(2, 14), Slot(-2, 10), Slot(4), Slot(7, 9),
    Slot(-3, until=0), Slot(1), Slot(9), Slot(-9), Slot(6, 14), Slot(0), Slot(12), Slot(-4, until=3), Slot(3, 11),
    Slot(16), Slot(8), Slot(21, 10), Slot(25), Slot(13, 15), Slot(5),
)  # fmt: skip
_THEIRS = (
    Slot(2), Slot(-3), Slot(0, 14), Slot(5, 10), Slot(1), Slot(-12), Slot(9), Slot(7, 15), Slot(-1), Slot(14),
    Slot(-2, until=4), Slot(20), Slot(3, 9), Slot(11),
)  # fmt: skip


class Event(NamedTuple):
    """Something a member does at a moment."""

    at: datetime
    order: int
    who: int
    do: Callable[[], None]


class Live:
    """Plans the year, then plays it event by event in the order of time."""

    FREE = 20  # days before now in which only the heroes begin
    GONE = 38  # days since one of the team has left
    PRESSING = Slot(0, pressing=True)

    def __init__(
        self, hands: Hands, random: Random, chance: Random, luck: Random, now: datetime, count: int
    ) -> None:
        self.hands = hands
        self.store = hands.store
        self.random = random
        self.chance = chance  # what concerns the sale
        self.luck = luck  # what is quoted and ordered
        self.now = now
        self.zone = now.tzinfo
        self.today = now.date()
        self.first = self.today - timedelta(days=YEAR)
        self.events: list[Event] = []
        self.accounts: list[Account] = []
        self.mine = 0
        self.theirs = 0
        day = telling.working(self.today - timedelta(days=self.GONE))
        self.leaving = datetime.combine(day, time(17, 20), self.zone)
        self._plan(count)
        sale = Sale(self)
        sale.plan()
        Office(self).plan()
        Trade(self, sale.deals).plan()
        self.events.sort(key=lambda event: (event.at, event.order))

    def play(self, event: Event) -> None:
        """Let an event happen."""
        self.hands.take(event.who, event.at)
        event.do()

    # --- planning ---------------------------------------------------------------------------------------------

    def at(self, moment: datetime, who: int, do: Callable[[], None]) -> None:
        """Something to happen; nothing happens after now."""
        moment = min(moment, self.now - timedelta(minutes=1))
        self.events.append(Event(moment, len(self.events), self.acting(who, moment), do))

    def later(self, moment: datetime, who: int, do: Callable[[], None]) -> None:
        """Something of the sale to happen: its ids and references are apart."""

        def apart() -> None:
            with self.hands.apart():
                do()

        self.at(moment, who, apart)

    def traded(self, moment: datetime, who: int, do: Callable[[], None]) -> None:
        """Something quoted or ordered: its ids and references are its own."""

        def trading() -> None:
            with self.hands.trading():
                do()

        self.at(moment, who, trading)

    def soon(self, moment: datetime, who: int, do: Callable[[], None]) -> None:
        """Something that follows from what happens now, at a moment still to come; its ids are the trade's."""

        def trading() -> None:
            with self.hands.trading():
                do()

        event = Event(moment, len(self.events), self.acting(who, moment), trading)
        insort(self.events, event, key=lambda one: (one.at, one.order))

    def acting(self, who: int, moment: datetime) -> int:
        """Who does at a moment what is somebody's to do: for who has left, who took over."""
        return HOME if who == LEFT and moment >= self.leaving else who

    def hour(self, day: date) -> datetime:
        """Some office hour of a day, before now."""
        moment = telling.moment(self.random, day, self.zone)
        while moment >= self.now - timedelta(minutes=20):
            day = telling.working(day - timedelta(days=1))
            moment = telling.moment(self.random, day, self.zone)
        return moment

    def _plan(self, count: int) -> None:
        random = self.random
        companies = list(names.COMPANIES)
        random.shuffle(companies)
        companies = companies[: max(count - len(names.HEROES), 0)]
        arcs = [arc for arc, times in _ARCS for _ in range(times)]
        random.shuffle(arcs)
        archived = 0
        for number, (company, arc) in enumerate(zip(companies, arcs * 2, strict=False)):
            cast = drawn(random, company)
            owner = self._owner(cast)
            if cast.zh and arc in ("silent", "lost"):
                owner = LEFT
            one = Account(self, cast, owner, arc in telling.STARTED_BEFORE)
            self.accounts.append(one)
            given_up = arc in ("silent", "lost") and archived < 3
            archived += given_up
            one.plan(arc, archive=given_up)
            if number == 4:
                self._mistakes(one)
        self._import([one for one in self.accounts if one.known])
        for company in reversed(names.HEROES[:count]):
            self._hero(company)
        if companies:
            self._chores()

    def _owner(self, cast: Cast) -> int:
        roll = self.random.random()
        if roll < 0.45:
            return ME
        if roll < 0.92:
            return HOME if cast.zh else ABROAD
        return BOSS

    def slot(self, owner: int) -> Slot:
        """Where the next open step of a member's customer stands."""
        if owner == ME:
            self.mine += 1
            return _MINE[(self.mine - 1) % len(_MINE)]
        self.theirs += 1
        return _THEIRS[(self.theirs - 1) % len(_THEIRS)]

    def due(self, days: int, hour: int | None) -> Due:
        """A day from now that is worked on; of today an hour that is still ahead."""
        day = self.today + timedelta(days=days)
        if days:
            day = telling.working(day, 1 if days > 0 else -1)
        if hour is not None and days == 0 and (hour <= self.now.hour or hour > 18):
            hour = None
        return Due(day, hour)

    def back(self, days: int) -> date:
        """A day so many working days before today; negative: after."""
        day = self.today if days else telling.working(self.today, 1)
        for _day in range(abs(days)):
            step = -1 if days > 0 else 1
            day = telling.working(day + timedelta(days=step), step)
        return day

    def due_back(self, days: int, hour: int | None) -> Due:
        """A day so many working days from now; negative: before."""
        return Due(self.back(-days), hour) if days else self.due(0, hour)

    def _import(self, known: list[Account]) -> None:
        """The old customers come in with one import, at the start."""
        moment = datetime.combine(telling.working(self.first, 1), time(9, 40), self.zone)

        def do() -> None:
            with Transaction(self.hands.store, "import"):
                for one in known:
                    one.make()

        self.at(moment, BOSS, do)

    def _hero(self, company: names.Company) -> None:
        cast = drawn(self.random, company)
        cast.people = []
        for name, called, title, part in heroes.PEOPLE[company.domain]:
            person = Person(name, called, title, part)
            person.phones = [digits(self.random, cast.place.mobile)]
            person.emails = [
                f"{latin(f'{name[0]}.{name[1:]}' if cast.zh else name.replace(' ', '.'))}@{company.domain}.example"
            ]
            cast.people.append(person)
        first = cast.people[0]
        first.messaging = [
            ("wechat", f"{company.domain}_zhang") if cast.zh else ("whatsapp", first.phones[0])
        ]
        cast.source = heroes.SOURCES[company.domain]
        one = Account(self, cast, ME, False)
        one.arc = company.domain
        one.plan_hero(heroes.STORIES[company.domain], heroes.PAPERS[company.domain])
        self.accounts.append(one)

    def _mistakes(self, one: Account) -> None:
        """What goes wrong in a year: a customer typed twice, a note on the wrong one."""
        day = telling.working(self.today - timedelta(days=47))
        moment = self.hour(day)
        wrong = one.cast.company.name.replace("有限公司", "").rstrip(".")
        made: list[Record] = []

        def twice() -> None:
            with Transaction(self.store, "customer add"):
                made.append(self.hands.add(Customer, {"name": wrong, "status": "lead"}))

        self.at(moment, one.owner, twice)
        self.at(
            moment + timedelta(minutes=6),
            one.owner,
            lambda: _done(records.remove(self.store, [(CUSTOMER, made[0])])),
        )
        note = self.hour(telling.working(self.today - timedelta(days=2)))
        last: list[str | None] = []

        def misplaced() -> None:
            text = "客户来电问法兰尺寸,已答复" if one.cast.zh else "Called about flange dimensions, answered."
            with Transaction(self.store, "note") as transaction:
                self.hands.add(Followup, {
                    "customer_id": one.row.id, "kind": "call", "text": text, "at_at": transaction.at,
                    "author_id": self.store.me, "owner_id": one.owner_id,
                })  # fmt: skip
            last.append(transaction.ref)

        self.at(note, ME, misplaced)
        self.at(note + timedelta(minutes=1), ME, lambda: _done(history.undo(self.store, last[0])))

    def _chores(self) -> None:
        """My own reminders: some come back every week."""
        friday = self.today + timedelta(days=(4 - self.today.weekday()) % 7)
        monday = self.today + timedelta(days=-self.today.weekday() % 7 or 7)
        (weekly, on_friday), (prices, on_monday), (account, monthly), (cards, _no), (expenses, _no2) = (
            scenes_zh.CHORES
        )
        made: list[Record] = []

        def remind(text: str, on: date, repeat: str = "", **more: Any) -> Callable[[], None]:
            def do() -> None:
                with Transaction(self.store, "remind"):
                    columns = {
                        "text": text,
                        "due_on": on.isoformat(),
                        "repeat": repeat or None,
                        "for_id": self.store.me,
                    }
                    made.append(self.hands.add(Reminder, columns | more))

            return do

        start = friday - timedelta(days=28)
        self.at(self.hour(telling.working(start - timedelta(days=2))), ME, remind(weekly, start, on_friday))
        for week in range(4):
            day = start + timedelta(days=7 * week)
            if day < self.today:
                self.at(self.hour(day), ME, lambda: self._finish(weekly))
        ago = telling.working(self.today - timedelta(days=6))
        month = (self.today.replace(day=28) + timedelta(days=0 if self.today.day <= 28 else 4)).replace(
            day=28
        )
        self.at(self.hour(ago), ME, remind(prices, monday, on_monday))
        self.at(self.hour(ago), ME, remind(account, month, monthly, important=1))
        self.at(self.hour(ago), ME, remind(cards, telling.working(self.today - timedelta(days=3))))
        self.at(self.hour(ago), ME, remind(expenses, self.today, urgent=1))

    def _finish(self, text: str) -> None:
        """Finish the open reminder of a text; if it repeats, the next one is made."""
        for row in records.records(self.store, REMINDER, limit=50):
            if isinstance(row, Reminder) and row.text == text and row.state != "done":
                reminders.done(self.store, [row.ref])
                return


def _done(_result: object) -> None:
    """A verb's answer is not needed here."""
