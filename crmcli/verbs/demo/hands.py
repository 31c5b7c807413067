"""Whoever writes into a demo store: at which moment, as which member, on which device."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import KINDS, Member
from crmcli.store.row import Record
from crmcli.store.statements import by_id, insert, set_members, update
from crmcli.verbs.demo import names

ME, BOSS, ABROAD, HOME, ORDERS = range(5)  # places in names.MEMBERS


class Clock:
    """A clock that is set by hand."""

    __slots__ = ("moment",)

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


class Hands:
    """Whoever writes at the moment: sets the clock, the member and the device of a store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.members: list[Member] = []

    def take(self, who: int, at: datetime) -> None:
        """From now on this member writes, at this moment."""
        self.clock.moment = at
        self.store.me = self.members[who].id
        self.store.device = names.MEMBERS[who][5] if who < len(names.MEMBERS) else "pc-office"

    def hire(self, at: datetime) -> None:
        """The team: the store's first member is me, the others come with what they are."""
        self.clock.moment = at
        first = by_id(self.store, Member, self.store.me)
        assert first is not None
        with Transaction(self.store, "init", fixed=True):
            made = {names.MEMBERS[ME][0]: first}
            for name, *_rest in names.MEMBERS[1:]:
                made[name] = insert(self.store, Member, name=name)
            for name, mail, role, department, superior, _device in names.MEMBERS:
                update(
                    self.store, made[name], role=role, department=department, owner_id=None,
                    email=f"{mail}@{names.HOUSE}", superior_id=made[superior].id if superior else None,
                )  # fmt: skip
        self.members = list(made.values())

    def add(
        self, cls: type[Record], columns: dict[str, Any], sets: dict[str, list[Any]] | None = None
    ) -> Record:
        """A record with its sets, inside the transaction that is open."""
        kind = KINDS[cls.TABLE]
        row = insert(self.store, cls, **columns)
        for name, members in (sets or {}).items():
            if members:
                set_members(self.store, kind, row, kind.fields[name], members)
        return row
