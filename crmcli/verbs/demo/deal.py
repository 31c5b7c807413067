"""One opportunity in the making: begun, moved, filled in, closed, by the verbs that its owner would use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crmcli.errors import Refused
from crmcli.i18n import language, use_language
from crmcli.store.journal import Transaction
from crmcli.store.records import CONTACT, OPPORTUNITY, Contact, Document, Followup, Opportunity, Reminder
from crmcli.store.statements import by_id, rows_where
from crmcli.verbs import needs, opportunities, records, reminders, stages
from crmcli.verbs.demo import deals_en, deals_zh, names
from crmcli.verbs.demo import story as telling
from crmcli.verbs.demo.account import noted
from crmcli.verbs.demo.cast import total

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from crmcli.verbs.demo.account import Account
    from crmcli.verbs.demo.cast import Cast
    from crmcli.verbs.demo.live import Live
    from crmcli.verbs.demo.scene import Scene

_TALK = ("call", "visit", "first_visit", "introduction", "exhibition")
_LET_BE = 2, 6  # days after which a reminder of the process has been seen to


class Deal:
    """An opportunity of a customer: what happens to it and when, and its row once it is there."""

    def __init__(self, live: Live, account: Account, cast: Cast, title: str, *, process: str = "") -> None:
        self.live = live
        self.store = live.store
        self.random = live.chance
        self.account = account
        self.cast = cast
        self.zh = cast.zh
        self.texts = deals_zh if cast.zh else deals_en
        self.process = process
        self.title = self.say(title)
        self.facts: dict[str, list[str]] = {}  # what is filled in when a stage asks for it
        self.along: dict[str, dict[str, list[str]]] = {}  # what is filled in with a move to a stage
        self.own: dict[str, Scene] = {}  # the dealings that only its process asks for, by kind
        self.patient = True  # talks before pricing; who does not is now and then over-hasty
        self.moments: dict[str, datetime] = {}  # when it comes to a stage or an end
        self._id = ""

    @property
    def row(self) -> Opportunity:
        """The opportunity as it stands."""
        row = by_id(self.store, Opportunity, self._id)
        assert row is not None
        return row

    @property
    def there(self) -> bool:
        """Whether it has begun."""
        return bool(self._id)

    @property
    def id(self) -> str:
        """Its id, once it has begun."""
        return self._id

    def say(self, text: str) -> str:
        """A text with the words of this deal in it."""
        return text.format_map({**self.cast.words, "n": str(self.random.randrange(2, 6))})

    def money(self, which: str) -> str:
        """The sum of the deal as it is typed: asked (A), wanted (T) or agreed (F)."""
        minor = total(self.cast.deal, which)
        return f"{minor // 100}.{minor % 100:02} {self.cast.deal.currency}"

    # --- planned --------------------------------------------------------------------------------------------------

    def at(self, moment: datetime, do: Callable[[], None], who: int | None = None) -> None:
        """Something to happen to it, done by its owner unless said otherwise."""
        self.live.later(moment, self.account.owner if who is None else who, self.in_its_language(do))

    def in_its_language(self, do: Callable[[], None]) -> Callable[[], None]:
        """What a process says (reminders, checklists) comes in the customer's language, whoever makes the store."""

        def done() -> None:
            before = language()
            use_language("zh" if self.zh else "en")
            try:
                do()
            finally:
                use_language(before)

        return done

    def begin(self, at: datetime, **typed: str) -> None:
        """It is entered, with what is known by then."""

        def do() -> None:
            known = {name: [value] for name, value in typed.items()}
            row, _transaction = records.add(
                self.store, OPPORTUNITY,
                {"customer": [self.account.row.id], "title": [self.title], **known}, process=self.process,
            )  # fmt: skip
            self._id = row.id

        self.at(at, do)

    def go(self, at: datetime, *to: str) -> None:
        """It comes to stages, one after the other at that moment, and what they asked for is seen to a little later."""

        def do() -> None:
            for stage in to:
                self._move(stage)

        self.at(at, do)
        self.moments |= dict.fromkeys(to, at)
        seen = telling.working(at.date() + timedelta(days=self.random.randrange(*_LET_BE)), 1)
        if seen < self.live.today:
            self.at(datetime.combine(seen, at.timetz()), self.tidy)

    def note(self, at: datetime, scene: Scene) -> None:
        """A dealing about it."""
        self.at(at, lambda: self.write(scene))

    def edit(self, at: datetime, **typed: str | Sequence[str]) -> None:
        """Fields are changed."""
        values = {name: [value] if isinstance(value, str) else list(value) for name, value in typed.items()}
        self.at(
            at,
            lambda: self._edit({name: [self.say(text) for text in texts] for name, texts in values.items()}),
        )

    def end(self, at: datetime, outcome: str, reason: str, lesson: str = "") -> None:
        """It is won, lost or given up."""

        def do() -> None:
            process = stages.process_of(self.store, self.row.playbook_id)
            typed = self._see_to(needs.missing(self.store, self.row, process.end(outcome)["requires"]))
            if outcome == "won":
                typed["amount"] = [self.money("F")]
            said = self.say(lesson) if lesson else None
            opportunities.close(self.store, self.row, outcome, reason, said, typed=typed)

        self.at(at, do)
        self.moments[outcome] = at

    # --- done -----------------------------------------------------------------------------------------------------

    def change(self, **typed: str) -> None:
        """Fields are changed now."""
        self._edit({name: [value] for name, value in typed.items()})

    def _edit(self, typed: dict[str, list[str]]) -> None:
        records.edit(self.store, OPPORTUNITY, self.row, typed)

    def _move(self, to: str) -> None:
        self.tidy()
        row = self.row
        process = stages.process_of(self.store, row.playbook_id)
        here, target = process.stage(row.stage), process.stage(to)
        if here is None or target is None or here.place >= target.place:
            return
        typed = self._see_to(needs.missing(self.store, row, here.requires)) | self.along.get(to, {})
        try:
            opportunities.move(self.store, self.row, to, typed=typed)
        except Refused:
            reason = self.random.choice(self.texts.FORCED)
            opportunities.move(self.store, self.row, to, typed=typed, force=True, reason=reason)

    def _see_to(self, missing: list[dict[str, Any]]) -> dict[str, list[str]]:
        """What a stage asks for before it is left is done; who is over-hasty leaves the talk out.

        Returns what is to be filled in with the move.
        """
        fields: dict[str, list[str]] = {}
        for one in missing:
            name, _dot, custom = one["field"].partition(".")
            if one["field"] in self.facts:
                values = self.facts[one["field"]]
                fields.setdefault(name, []).extend(
                    f"{custom}={value}" if custom else value for value in values
                )
        for one in missing:
            values = one["values"]
            if one["code"] == "contact":
                contact = rows_where(
                    self.store, Contact, customer_id=self.account.row.id, removed_at=None, limit=1
                )[0]
                records.edit(self.store, CONTACT, contact, {"part": [values[0]]})
            elif one["code"] == "document":
                self.file(values[0])
            elif one["code"] == "step":
                opportunities.tick(self.store, self.row, [one["field"]])
            elif one["code"] == "followup" and (self.patient or self.random.random() < 0.5):
                own = [self.own[kind] for kind in values if kind in self.own]
                usual = self.texts.TALK if set(values) & set(_TALK) else self.texts.OFFER
                scene = self.unused(own or usual)
                if scene is not None:
                    self.write(scene)
        return fields

    def unused(self, scenes: Sequence[Scene]) -> Scene | None:
        """A scene that was not told of the customer yet; None if there is none left."""
        fitting = [one for one in scenes if one.text not in self.account.used]
        if not fitting:
            return None
        scene = self.random.choice(fitting)
        self.account.used.add(scene.text)
        return scene

    def write(self, scene: Scene) -> None:
        """A note of a dealing about it, now."""
        now = self.live.hands.clock.moment
        one = telling.told(self.random, self.cast, "deal", scene, now, None, self.account.boss)
        with Transaction(self.store, "note"):
            columns = noted(one) | {
                "customer_id": self.account.row.id, "owner_id": self.account.owner_id, "author_id": self.store.me,
                "opportunity_id": self._id or None,
            }  # fmt: skip
            people = [self.account.contacts[at].id for at in one.people if at in self.account.contacts]
            self.live.hands.add(Followup, columns, {"contacts": people, "tags": list(one.tags)})

    def file(self, kind: str) -> None:
        """A document on it, now."""
        name = {"quotation": "报价单", "contract": "合同", "drawing": "图纸", "photo": "现场照片"}.get(
            kind, "资料"
        )
        name = name if self.zh else kind.capitalize()
        with Transaction(self.store, "document add"):
            self.live.hands.add(Document, {
                "about_kind": "opportunity", "about_id": self._id, "name": f"{name} {self.title}.pdf", "kind": kind,
                "version": 1, "url": f"https://files.{names.HOUSE}/{kind}-{self._id[-4:]}.pdf",
            })  # fmt: skip

    def tidy(self) -> None:
        """What the process reminded of is done."""
        if not self._id or self.row.outcome is not None:
            return
        found = rows_where(self.store, Reminder, about_id=self._id, removed_at=None)
        refs = [one.ref for one in found if one.state != "done"]
        if refs:
            reminders.done(self.store, refs)
