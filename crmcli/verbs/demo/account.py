"""One customer's story put into the store, event by event."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from crmcli.clock import stored
from crmcli.store.journal import Transaction
from crmcli.store.records import CUSTOMER, DOCUMENT, Contact, Customer, Document, Followup, Reminder
from crmcli.store.statements import by_id, join, members_of, set_members, update
from crmcli.verbs import records, reminders
from crmcli.verbs.demo import names, scenes_en, scenes_zh
from crmcli.verbs.demo import story as telling
from crmcli.verbs.demo.cast import Cast, Person, digits
from crmcli.verbs.demo.hands import ABROAD, BOSS, HEAD, HOME, LEFT, ME, ORDERS
from crmcli.verbs.demo.story import Due, Told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from crmcli.verbs.demo.deal import Deal
    from crmcli.verbs.demo.heroes import Line, Paper
    from crmcli.verbs.demo.live import Live, Slot

_NEAR = ("haggle_price", "haggle_terms")  # stages before the customer decides
_BY_ORDERS = ("production", "shipped", "paid")  # stages that the order desk often writes about


class Account:
    """A customer in the making: its story's events, and what of it stands in the store so far."""

    def __init__(self, live: Live, cast: Cast, owner: int, known: bool) -> None:
        self.live = live
        self.hands = live.hands
        self.store = live.store
        self.random: Random = live.random
        self.cast = cast
        self.owner = owner
        self.known = known  # from before the year: comes with the import
        self.contacts: dict[int, Contact] = {}
        self.later: set[int] = set()  # people who are met later
        self.met: set[int] = set()  # those of them of whom it is planned
        self.reminders: dict[datetime, Reminder] = {}  # of the next steps, by when their notes were written
        self.notes: dict[datetime, Followup] = {}
        self.papers: dict[str, list[Document]] = {}  # the versions of each document
        self.arc = ""
        self.archived = False  # in the end
        self.told: list[Told] = []  # its notes, in the order of time
        self.used: set[str] = set()  # scenes that were told
        self.deals: dict[datetime, Deal] = {}  # which opportunity a note is about, by when it was written
        self._row: Customer | None = None
        self.status = "active" if known else "lead"

    @property
    def row(self) -> Customer:
        """The customer, once it is made."""
        assert self._row is not None
        return self._row

    @property
    def owner_id(self) -> str:
        """The id of the member who looks after the customer at that moment."""
        return self.hands.members[self.live.acting(self.owner, self.hands.clock.moment)].id

    @property
    def boss(self) -> str:
        """How the owner speaks of the superior."""
        if self.owner in (ME, ABROAD):
            return "顾经理" if self.cast.zh else "Mr Gu"
        if self.owner in (HOME, LEFT):
            return "沈经理" if self.cast.zh else "Mr Shen"
        return "老板" if self.cast.zh else "the boss"

    # --- planning ---------------------------------------------------------------------------------------------

    def plan(self, arc: str, *, archive: bool = False) -> None:
        """The events of an arc, up to where it stands now."""
        live, random = self.live, self.random
        self.arc, self.archived = arc, archive
        stages = telling.stages_of(random, arc)
        is_open = telling.ARCS[arc][1]
        slot = live.slot(self.owner) if is_open else None
        if slot is not None:
            last = min(
                live.today + timedelta(days=slot.days - random.randrange(2, 9)),
                live.back(random.randrange(1, 9)),
            )
        else:
            last = live.today - timedelta(days=random.randrange(45, 170))
        days = telling.days_of(random, stages, telling.working(last), live.first + timedelta(days=4))
        if not self.known:
            days[0] = min(
                days[0], telling.working(live.today - timedelta(days=live.FREE + random.randrange(25)))
            )
        used = self.used
        told: list[tuple[Told, bool]] = []
        moments = sorted(live.hour(day) for day in days)
        for number, (stage, at) in enumerate(zip(stages, moments, strict=True)):
            final = number == len(stages) - 1
            scene = telling.chosen(random, self.cast, stage, used, open=final and is_open)
            due = None
            if final and slot is not None:
                due = live.due(slot.days, slot.hour)
            elif not final and random.random() < 0.15:
                due = self._between(at.date(), days[number + 1])
            told.append((telling.told(random, self.cast, stage, scene, at, due, self.boss), due is not None))
        self.told = [one for one, _due in told]
        self._begin(told[0][0].at, [one.people for one in self.told])
        for number, (one, dated) in enumerate(told):
            final = number == len(told) - 1
            self._note(one, flags=slot if final else None)
            if dated and not final:
                self._finished(one, told[number + 1][0].at + timedelta(minutes=2))
            self._changes(one)
        if slot is not None and slot.until is not None:
            self._put_off(told[-1][0], slot)
        if archive:
            at = live.hour(telling.working(days[-1] + timedelta(days=30)))
            live.at(at, self.owner, self._archive)
        if arc in ("won", "running") and self.owner == 0 and random.random() < 0.5:
            self._balance()
        if arc == "old" and random.random() < 0.6:
            self._birthday()

    def plan_hero(self, lines: Sequence[Line], papers: Sequence[Paper]) -> None:
        """The events of a story told by hand."""
        live = self.live
        moments = []
        for line in lines:
            day = live.back(line.ago)
            at = live.hour(day).replace(hour=line.hour, minute=line.minute)
            moments.append(at if at < live.now else at - timedelta(days=1))
        moments.sort()
        for number, (line, at) in enumerate(zip(lines, moments, strict=True)):
            final = number == len(lines) - 1
            due = live.due_back(*line.due) if line.due is not None else None
            text = line.text.format_map({"fair": telling.fair(at.date(), self.cast.zh)})
            tags = tuple(line.tags.split())
            amount = (line.amount, self.cast.place.currency) if line.amount else None
            whole = telling.whole(self.cast.zh, text, line.judgement, line.next, due, tags, at)
            one = Told(
                at,
                line.kind,
                line.kind,
                whole,
                line.judgement,
                line.next,
                due,
                tags,
                amount,
                line.people,
                False,
            )
            self.told.append(one)
            if number == 0:
                self._begin(at, [each.people for each in lines])
            self._note(
                one, flags=live.PRESSING if final and due is not None and due.on == live.today else None
            )
            if due is not None and not final:
                self._finished(one, moments[number + 1] + timedelta(minutes=2))
        live.at(moments[2] + timedelta(minutes=3), self.owner, lambda: self._edit(level="A"))
        for paper in papers:
            self._paper(paper, moments[paper.line])

    def _between(self, first: date, last: date) -> Due | None:
        """A working day after one note and not after the next."""
        if last <= first:
            return None
        day = telling.working(first + timedelta(days=self.random.randrange(1, (last - first).days + 1)))
        if day <= first:
            return None
        return Due(day, self.random.choice((None, None, 10, 14, 15)))

    def _begin(self, at: datetime, seen: Sequence[tuple[int, ...]]) -> None:
        """The customer is made with whom one knows; others are added when a note first speaks of them."""
        self.later = {person for people in seen for person in people} - {0}
        if self.known:
            self.later = set()
            return

        def make() -> None:
            with Transaction(self.store, "customer add"):
                self.make()

        self.live.at(at - timedelta(minutes=3), self.owner, make)

    def _note(self, one: Told, flags: Slot | None) -> None:
        who = self.owner
        if one.stage in _BY_ORDERS and self.random.random() < 0.4:
            who = ORDERS
        for person in one.people:
            if person in self.later - self.met:
                self.met.add(person)
                self.live.at(one.at - timedelta(minutes=1), who, lambda person=person: self._meet(person))  # type: ignore[misc]
        self.live.at(one.at, who, lambda: self._write(one, flags))

    def _finished(self, one: Told, at: datetime) -> None:
        """The next step of a note is done."""
        self.live.at(at, self.owner, lambda: self._finish(one))

    def _finish(self, one: Told) -> None:
        reminders.done(self.store, [self.reminders[one.at].ref])

    def _changes(self, one: Told) -> None:
        """What a stage changes of the customer itself."""
        changes: dict[str, Any] = {}
        status = telling.STATUS_AT[one.stage]
        if status != self.status:
            self.status = status
            changes["status"] = status
        if one.stage in ("haggle_terms", "order"):
            changes["payment_terms"] = self.cast.words["terms"]
        if one.stage == "quote":
            changes["level"] = self.random.choice("ABBC")
        if one.stage == "order":
            changes["level"] = self.random.choice("AAB")
        if one.stage in ("silent", "lost"):
            changes["level"] = "C"
        if changes:
            self.live.at(one.at + timedelta(minutes=3), self.owner, lambda: self._edit(**changes))

    def _put_off(self, one: Told, slot: Slot) -> None:
        """The open reminder came up and was put off."""
        live = self.live
        came = live.due(slot.days, None).on
        until = live.due(slot.until or 0, None).on

        def snooze() -> None:
            reminders.snooze(self.store, self.reminders[one.at].ref, [until.isoformat()])

        live.at(live.hour(came), self.owner, snooze)

    def _balance(self) -> None:
        live = self.live
        told = scenes_zh if self.cast.zh else scenes_en
        text = told.BALANCE.format_map(self.cast.words)
        due = live.due(self.random.choice((-2, 0, 2, 5)), None)
        self._remind(live.hour(telling.working(live.today - timedelta(days=4))), text, due.on, important=1)

    def _birthday(self) -> None:
        """A birthday ahead, every year."""
        live = self.live
        told = scenes_zh if self.cast.zh else scenes_en
        text = told.BIRTHDAY.format_map(self.cast.words)
        day = live.today + timedelta(days=self.random.randrange(1, 70))
        self._remind(
            live.hour(telling.working(live.today - timedelta(days=20))), text, day, repeat="FREQ=YEARLY"
        )

        def born() -> None:
            with Transaction(self.store, "contact edit"):
                year = 1968 + self.random.randrange(28)
                born_on = f"{year}-{day.month:02}-{min(day.day, 28):02}"
                update(self.store, self.contacts[0], birthday=born_on)

        live.at(live.hour(telling.working(live.today - timedelta(days=20))), self.owner, born)

    def _remind(self, at: datetime, text: str, on: date, **more: Any) -> None:
        def remind() -> None:
            with Transaction(self.store, "remind"):
                self.hands.add(Reminder, {
                    "text": text, "due_on": on.isoformat(), "customer_id": self.row.id, "about_kind": "customer",
                    "about_id": self.row.id, "for_id": self.store.me, **more,
                })  # fmt: skip

        self.live.at(at, self.owner, remind)

    def _paper(self, paper: Paper, noted_at: datetime) -> None:
        """A document is put there, and read a little later by each of its readers."""
        made: list[Document] = []
        at = noted_at + timedelta(minutes=paper.minutes)
        self.live.at(at, paper.who, lambda: made.append(self._file(paper, noted_at)))

        def read() -> None:
            with Transaction(self.store, "document read"):
                join(self.store, DOCUMENT.fields["read_by"], made[0], self.store.me)

        for number, reader in enumerate(paper.readers):
            self.live.at(at + timedelta(minutes=1 + 40 * number), reader, read)

    # --- writing ----------------------------------------------------------------------------------------------

    def make(self) -> None:
        """The customer and the people known from the start, inside the transaction that is open."""
        columns, sets = facts(self.random, self.cast, known=self.known)
        row = self.hands.add(Customer, {**columns, "owner_id": self.owner_id}, sets)
        assert isinstance(row, Customer)
        self._row = row
        for number in range(len(self.cast.people)):
            if number not in self.later:
                self._contact(number)

    def _contact(self, number: int) -> None:
        columns, sets = person(self.cast.people[number], number == 0)
        made = self.hands.add(
            Contact, {**columns, "customer_id": self.row.id, "owner_id": self.owner_id}, sets
        )
        assert isinstance(made, Contact)
        self.contacts[number] = made

    def _meet(self, number: int) -> None:
        with Transaction(self.store, "contact add"):
            self._contact(number)

    def _write(self, one: Told, flags: Slot | None) -> None:
        """The note, its people, and the reminder of its next step."""
        with Transaction(self.store, "note"):
            columns = noted(one) | {
                "customer_id": self.row.id, "owner_id": self.owner_id, "author_id": self.store.me,
            }  # fmt: skip
            deal = self.deals.get(one.at)
            if deal is not None and deal.there:
                columns["opportunity_id"] = deal.id
            boss = self.hands.members[HEAD if self.owner in (HOME, LEFT) else BOSS].id
            members = [self.store.me, boss] if one.with_boss and self.owner != BOSS else []
            people = [self.contacts[person].id for person in one.people]
            sets = {"contacts": people, "members": members, "tags": list(one.tags)}
            row = self.hands.add(Followup, columns, sets)
            assert isinstance(row, Followup)
            self.notes[one.at] = row
            if one.due is not None:
                pressing = flags is not None and (flags.pressing or one.stage == "complaint")
                reminder = self.hands.add(Reminder, {
                    "text": one.next or one.text.splitlines()[0], "due_on": columns["next_due_on"], "due_at": columns["next_due_at"],
                    "about_kind": "followup", "about_id": row.id, "customer_id": self.row.id,
                    "for_id": self.owner_id, "owner_id": self.owner_id,
                    "important": int(pressing or (flags is not None and _matters(one, flags))),
                    "urgent": int(pressing),
                })  # fmt: skip
                assert isinstance(reminder, Reminder)
                self.reminders[one.at] = reminder
                update(self.store, row, reminder_id=reminder.id)

    def _file(self, paper: Paper, noted_at: datetime) -> Document:
        versions = self.papers.setdefault(paper.name, [])
        about = self.notes[noted_at] if paper.on_note and not versions else self.row
        kind, id = (versions[0].about_kind, versions[0].about_id) if versions else (about.TABLE, about.id)
        with Transaction(self.store, "document add"):
            row = self.hands.add(Document, {
                "about_kind": kind, "about_id": id, "name": paper.name, "kind": paper.kind,
                "version": len(versions) + 1, "url": f"https://files.{names.HOUSE}/{paper.file}",
            })  # fmt: skip
        assert isinstance(row, Document)
        versions.append(row)
        return row

    def _edit(self, **changes: Any) -> None:
        row = by_id(self.store, Customer, self.row.id)
        assert row is not None
        with Transaction(self.store, "customer edit"):
            update(self.store, row, **changes)
            told = scenes_zh if self.cast.zh else scenes_en
            if changes.get("status") == "active":
                field = CUSTOMER.fields["tags"]
                tags = members_of(self.store, field, [row.id]).get(row.id, [])
                set_members(self.store, CUSTOMER, row, field, list(dict.fromkeys([*tags, told.TAGS[0]])))

    def _archive(self) -> None:
        row = by_id(self.store, Customer, self.row.id)
        assert row is not None
        records.archive(self.store, CUSTOMER, [row])


def _matters(one: Told, slot: Slot) -> bool:
    """Whether an open next step is an important one: a deal is near its end these days."""
    return one.stage in _NEAR and -3 < slot.days < 4


def facts(random: Random, cast: Cast, *, known: bool = False) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """What is known of a customer: columns and sets; here and there something is not."""
    company, place = cast.company, cast.place
    told = scenes_zh if cast.zh else scenes_en
    chance = random.random
    columns: dict[str, Any] = {
        "name": company.name,
        "kind": "company",
        "status": "active" if known else "lead",
        "source": None if known and chance() < 0.3 else cast.source,
        "industry": names.TRADES[company.trade][0 if cast.zh else 1],
        "country": place.country,
        "region": place.region,
        "city": place.city,
        "postal_code": digits(random, place.postal) or None if chance() < 0.8 else None,
        "address": digits(random, place.street) if chance() < 0.8 else None,
        "phone": digits(random, place.phone) if chance() < 0.9 else None,
        "fax": digits(random, place.phone) if known and chance() < 0.4 else None,
        "email": f"info@{company.domain}.example" if chance() < 0.85 else None,
        "website": f"https://www.{company.domain}.example" if chance() < 0.7 else None,
        "currency": place.currency,
    }
    if cast.zh and chance() < 0.5:
        columns["tax_id"] = digits(random, "91000000MA########")
    if known:
        columns["external_id"] = digits(random, "K0###")
        columns["level"] = random.choice("AAB")
        columns["payment_terms"] = cast.words["terms"]
    aliases = [company.alias] if company.alias and company.alias not in company.name else []
    if not cast.zh and company.alias and chance() < 0.6:
        aliases.append(names.COUNTRIES_ZH[place.country] + (company.alias if company.alias.isascii() else ""))
    elif cast.zh and company.alias and chance() < 0.5:
        aliases.append(company.domain.title())
    tags = random.sample(told.TAGS, random.choice((0, 1, 1, 2)))
    custom = [
        (name, value.format_map(cast.words))
        for name, value in random.sample(told.CUSTOM, random.choice((0, 0, 1, 2)))
    ]
    return columns, {"aliases": aliases, "tags": tags, "custom": custom}


def person(of: Person, primary: bool) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """A contact: columns and sets."""
    columns = {"name": of.name, "title": of.title, "part": of.part, "is_primary": int(primary)}
    return columns, {"phones": of.phones, "emails": of.emails, "messaging": of.messaging}


def noted(one: Told) -> dict[str, Any]:
    """The columns of a note that do not hang on who writes it."""
    on, at = due_columns(one)
    return {
        "kind": one.kind, "at_at": stored(one.at), "text": one.text, "judgement": one.judgement or None,
        "next_step": one.next or None, "next_due_on": on, "next_due_at": at, "amount_minor": one.amount[0] if one.amount else None,
        "amount_currency": one.amount[1] if one.amount else None,
    }  # fmt: skip


def due_columns(one: Told) -> tuple[str | None, str | None]:
    """When the next step is due, as a day or as a moment."""
    if one.due is None:
        return None, None
    if one.due.hour is None:
        return one.due.on.isoformat(), None
    moment = datetime(
        one.due.on.year, one.due.on.month, one.due.on.day, one.due.hour, one.due.minute, tzinfo=one.at.tzinfo
    )
    return None, stored(moment)
