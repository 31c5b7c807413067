"""Whoever writes into a demo store: at which moment, as which member, on which device."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from crmcli.store.identity import Identity
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import KINDS, Member
from crmcli.store.row import Record
from crmcli.store.statements import by_id, insert, set_members, update
from crmcli.verbs.demo import names
from crmcli.verbs.watching import watch

# Places in names.MEMBERS: HEAD is the manager at home, LEFT has left the company.
ME, BOSS, ABROAD, HOME, ORDERS, DIRECTOR, HEAD, ASSISTANT, ENGINEER, FINANCE, LEFT, SUPPLY, QUALITY = range(
    13
)
_FIRST = 5  # members who are there from the store's own random numbers; all else of the sale has others


class Clock:
    """A clock that is set by hand."""

    __slots__ = ("moment",)

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


class Hands:
    """Whoever writes at the moment: sets the clock, the member and the device of a store.

    What concerns the sale gets its ids and references from random numbers ``apart``, and what is quoted and ordered
    from others again, so that more of it leaves those of customers and notes as they were.
    """

    def __init__(self, store: Store, clock: Clock, apart: Identity, trade: Identity) -> None:
        self.store = store
        self.clock = clock
        self._apart = apart
        self._trade = trade
        self.members: list[Member] = []

    def take(self, who: int, at: datetime) -> None:
        """From now on this member writes, at this moment."""
        self.clock.moment = at
        self.store.me = self.members[who].id
        self.store.device = names.MEMBERS[who][5] if who < len(names.MEMBERS) else "pc-office"

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Ids and references of the sale's own; what is traded keeps its own."""
        usual = self.store.identity
        if usual is not self._trade:
            self.store.identity = self._apart
        try:
            yield
        finally:
            self.store.identity = usual

    @contextmanager
    def trading(self) -> Iterator[None]:
        """Ids and references of products, quotes, orders and expenses."""
        usual, self.store.identity = self.store.identity, self._trade
        try:
            yield
        finally:
            self.store.identity = usual

    def watched(self) -> None:
        """From now on those concerned hear of what others write."""
        watch(self.store)
        tell = self.store.before_commit
        assert tell is not None

        def told(transaction: Transaction) -> None:
            with self.apart():
                tell(transaction)

        self.store.before_commit = told

    def hire(self, at: datetime) -> None:
        """The team: the store's first member is me, the others come with what they are."""
        self.clock.moment = at
        first = by_id(self.store, Member, self.store.me)
        assert first is not None
        with Transaction(self.store, "init", fixed=True):
            made = {names.MEMBERS[ME][0]: first}
            for name, *_rest in names.MEMBERS[1:_FIRST]:
                made[name] = insert(self.store, Member, name=name)
            with self.apart():
                for name, *_rest in names.MEMBERS[_FIRST:]:
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
