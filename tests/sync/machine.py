"""What members, lines, hubs and copies of files can do, in any order; and what holds all the while.

The machine knows no hub: :meth:`SyncMachine.make` gives it one. The model is the default.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from stores import index, rebuilt_index

from crmcli.errors import CrmError
from crmcli.store import incoming
from crmcli.store.journal import Transaction
from crmcli.store.moving import move
from crmcli.store.records import CUSTOMER, KINDS
from crmcli.store.row import Record
from crmcli.store.statements import update
from crmcli.sync import engine
from crmcli.verbs import conflicts, settling
from crmcli.verbs.history import undo
from tests.sync.desks import HAN, LI, MEMBERS, WANG, Desk, agrees, shows_own
from tests.sync.faults import Cut
from tests.sync.model import ModelHub
from tests.sync.sight import Rows

if TYPE_CHECKING:
    from crmcli.store.wire import Hub


class World(Protocol):
    """A hub as the machine needs it, beside what its logins can do."""

    hub_id: str

    def login(self, member: str) -> Hub: ...
    def backup(self) -> int: ...
    def restore(self, number: int) -> None: ...
    def seen(self, member: str) -> Rows: ...
    def open_for(self, member: str) -> set[str]: ...
    def words(self) -> set[str | None]: ...
    def check(self) -> None: ...


REMOVED = "2026-11-18T02:30:00.000Z"
KIND = st.sampled_from(["customer", "contact", "opportunity", "followup"])
COLUMNS = {
    "customer": ("name", "city", "phone"),
    "contact": ("name", "title"),
    "opportunity": ("title", "note"),
    "followup": ("text", "judgement"),
}
DESK = st.sampled_from(["wang", "li", "li again", "han"])
MEMBER = st.sampled_from([WANG, LI, HAN])
WHO = {"wang": WANG, "li": LI, "li again": LI, "han": HAN}
PICK = st.integers(0, 7)
FAULT = st.sampled_from(["", "", "", "lost", "lost", "cut push", "cut manifest", "cut fetch"])


class SyncMachine(RuleBasedStateMachine):
    """Two devices of Li, one of Han, one of Wang who is above both; each of them with a store of its own."""

    prepared: ClassVar[tuple[World, dict[str, bytes]] | None] = None

    def make(self) -> World:
        """The hub, with :data:`MEMBERS`."""
        return ModelHub(MEMBERS)

    def __init__(self) -> None:
        super().__init__()
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # thousands of exchanges: no disk
        self.folder = Path(tempfile.mkdtemp(prefix="crm-machine-", dir=memory))
        self.desks: dict[str, Desk] = {}
        self.number = 0
        self.sent: dict[
            str, set[str]
        ] = {}  # words that went into outboxes: the desks that can tell them again
        self.changed: dict[str, set[tuple[str, str, str]]] = {}  # cells, by desk, since its last exchange
        self.copies: list[tuple[str, Path, dict[str, tuple[str, str]]]] = []
        self.backups: list[int] = []
        self.exchanges = 0  # since all agreed
        self.batch, engine.BATCH = engine.BATCH, 3
        self.many = incoming.MANY

    @initialize(many=st.sampled_from([incoming.MANY, 0]))
    def begin(self, many: int) -> None:
        """Everybody has exchanged what there was: some customers, shared to write, to read and in part.

        From so ``many`` rows on a bucket is fetched in shards.
        """
        incoming.MANY = many
        prepared = self.prepared if type(self).make is SyncMachine.make else None
        if prepared:
            world, files = prepared
            self.world = copy.deepcopy(world)
            for name, content in files.items():
                (self.folder / f"{name}.db").write_bytes(content)
        else:
            self.world = self.make()
        for name, member in WHO.items():
            login = self.world.login(member)
            path = self.folder / f"{name}.db"
            seed = 2 if prepared else 1
            self.desks[name] = Desk(path, name, member, login, self.world.hub_id, seed)
            self.changed[name] = set()
        if not prepared:
            self.write_first()
        self.world.check()

    def write_first(self) -> None:
        """What there was. Where the hub can be copied it is written once and kept for the next time."""
        li, han, wang = self.desks["li"], self.desks["han"], self.desks["wang"]
        for desk in self.desks.values():
            desk.sync()
        first = li.customer("Alfreds", city="Berlin")
        li.contact(first, "Maria")
        fair = li.opportunity(first, "Fair", amount_minor=10000, amount_currency="CNY")
        li.note(first, "called", opportunity_id=fair)
        li.tags("customer", first, "EU")
        li.share("customer", first, HAN, "write")
        second = han.customer("Berglunds", city="Lund")
        han.contact(second, "Hanna")
        han.order(second, "PO-1")
        han.share("customer", second, LI, "read")
        third = li.customer("天成外贸公司")
        shown = li.opportunity(third, "Bearings", amount_minor=20000, amount_currency="CNY")
        li.opportunity(third, "Gears")
        li.share("opportunity", shown, HAN, "write")
        wang.customer("Pool GmbH", owner_id=None)
        for _round in range(2):
            for desk in self.desks.values():
                desk.sync()
        if isinstance(self.world, ModelHub):
            files = {}
            for name, desk in self.desks.items():
                desk.copy(self.folder / "first.db")
                files[name] = (self.folder / "first.db").read_bytes()
            SyncMachine.prepared = (copy.deepcopy(self.world), files)

    def teardown(self) -> None:
        try:
            if self.desks:
                self.settle()
                for desk in self.desks.values():
                    assert index(desk.store) == rebuilt_index(desk.store), (desk.name, "index")
        finally:
            engine.BATCH = self.batch
            incoming.MANY = self.many
            for desk in self.desks.values():
                desk.close()
            shutil.rmtree(self.folder)

    # --- helpers ---

    def word(self) -> str:
        """A value that nobody wrote yet."""
        self.number += 1
        return f"word {self.number}"

    def pick(self, desk: str, kind: str, number: int) -> Record | None:
        """One of the living records of a kind on a desk."""
        found = self.desks[desk].living(kind)
        return found[number % len(found)] if found else None

    def touch(self, desk: str, kind: str, id: str, *columns: str) -> None:
        self.changed[desk] |= {(kind, id, column) for column in columns}

    def exchange(self, name: str, **faults: Any) -> bool:
        """One exchange of a desk, which may be broken off. Whether it came to its end."""
        desk = self.desks[name]
        self.exchanges += 1
        for kind, id, column in self.changed[name]:
            row = desk.row(kind, id)
            value = getattr(row, column) if row is not None else None
            if isinstance(value, str) and value.startswith("word "):
                self.sent.setdefault(value, {})[name] = (kind, id)
        self.changed[name].clear()
        try:
            desk.sync(desk.faulty(**faults))
        except Cut:
            return False
        for desks in self.sent.values():
            if name in desks and desk.row(*desks[name]) is None:
                del desks[name]  # what may not be seen is forgotten with all that was said of it
        if "before_fetch" not in faults:
            agrees(desk, self.world.seen(desk.member))
            conflicts = self.world.open_for(desk.member)
            assert desk.conflicts() == conflicts, (name, desk.conflicts() ^ conflicts)
        return True

    def settle(self) -> None:
        """I1, I2: when all have exchanged, all agree, and no word is lost."""
        for _round in range(2):
            for name in self.desks:
                self.exchange(name)
        for desk in self.desks.values():
            agrees(desk, self.world.seen(desk.member))
        self.no_word_is_lost()

    def no_word_is_lost(self) -> None:
        kept = self.world.words()
        for desk in self.desks.values():
            kept |= _words_of(desk)
        lost = [word for word in self.sent if word not in kept]
        assert not lost, lost

    # --- what members do ---

    @rule(desk=DESK, owner=st.sampled_from(["me", "me", "pool"]))
    def add_customer(self, desk: str, owner: str) -> None:
        given = {} if owner == "me" else {"owner_id": None}
        id = self.desks[desk].customer(self.word(), city=self.word(), **given)
        self.touch(desk, "customer", id, "name", "city")

    @rule(desk=DESK, kind=st.sampled_from(["contact", "opportunity", "followup", "order"]), of=PICK)
    def add_child(self, desk: str, kind: str, of: int) -> None:
        customer = self.pick(desk, "customer", of)
        if customer is None:
            return
        at = self.desks[desk]
        if kind == "contact":
            self.touch(desk, kind, at.contact(customer.id, self.word()), "name")
        elif kind == "opportunity":
            id = at.opportunity(customer.id, self.word(), amount_minor=10000, amount_currency="CNY")
            self.touch(desk, kind, id, "title")
        elif kind == "followup":
            opportunity = self.pick(desk, "opportunity", of)
            about = {} if opportunity is None else {"opportunity_id": opportunity.id}
            self.touch(desk, kind, at.note(customer.id, self.word(), **about), "text")
        else:
            at.order(customer.id, self.word())

    @rule(desk=DESK, kind=KIND, of=PICK, column=PICK)
    def edit(self, desk: str, kind: str, of: int, column: int) -> None:
        row = self.pick(desk, kind, of)
        if row is not None:
            name = COLUMNS[kind][column % len(COLUMNS[kind])]
            self.desks[desk].edit(kind, row.id, **{name: self.word()})
            self.touch(desk, kind, row.id, name)

    @rule(
        desk=DESK,
        of=PICK,
        amount=st.sampled_from([None, 200, 300]),
        currency=st.sampled_from(["", "USD", "EUR"]),
    )
    def edit_amount(self, desk: str, of: int, amount: int | None, currency: str) -> None:
        row: Any = self.pick(desk, "opportunity", of)
        if row is not None:
            amount = amount or row.amount_minor
            self.desks[desk].edit(
                "opportunity", row.id, amount_minor=amount, amount_currency=currency or row.amount_currency
            )

    @rule(desk=DESK, kind=KIND, of=PICK)
    def remove(self, desk: str, kind: str, of: int) -> None:
        row = self.pick(desk, kind, of)
        if row is not None:
            self.desks[desk].remove(kind, row.id)

    @rule(desk=DESK)
    def bring_one_back(self, desk: str) -> None:
        at = self.desks[desk]
        found = at.store.db.execute(
            "SELECT id FROM customer WHERE removed_at IS NOT NULL ORDER BY id LIMIT 1"
        ).fetchone()
        if found:
            at.edit("customer", found[0], "bring back", removed_at=None)

    @rule(desk=DESK, of=PICK, tags=st.sets(st.sampled_from(["EU", "VIP", "广交会"])))
    def tag(self, desk: str, of: int, tags: set[str]) -> None:
        row = self.pick(desk, "customer", of)
        if row is not None:
            self.desks[desk].tags("customer", row.id, *sorted(tags))

    @rule(
        desk=DESK, kind=st.sampled_from(["customer", "customer", "opportunity"]), of=PICK, member=MEMBER,
        access=st.sampled_from(["read", "write"]),
    )  # fmt: skip
    def share(self, desk: str, kind: str, of: int, member: str, access: str) -> None:
        row = self.pick(desk, kind, of)
        if row is not None:
            self.desks[desk].share(kind, row.id, member, access)

    @rule(desk=DESK, of=PICK, access=st.sampled_from(["", "", "read", "write"]))
    def change_share(self, desk: str, of: int, access: str) -> None:
        row = self.pick(desk, "share", of)
        if row is not None and access:
            self.desks[desk].edit("share", row.id, access=access)
        elif row is not None:
            self.desks[desk].remove("share", row.id)

    @rule(desk=DESK, of=PICK, member=st.sampled_from([WANG, LI, HAN, None]))
    def hand_over(self, desk: str, of: int, member: str | None) -> None:
        row = self.pick(desk, "customer", of)
        if row is not None:
            self.desks[desk].edit("customer", row.id, "transfer", owner_id=member)

    @rule(desk=DESK, of=PICK, into=PICK)
    def merge(self, desk: str, of: int, into: int) -> None:
        other, keep = self.pick(desk, "customer", of), self.pick(desk, "customer", into)
        if other is not None and keep is not None and other.id != keep.id:
            with Transaction(self.desks[desk].store, "customer merge") as transaction:
                move(transaction.store, CUSTOMER, other.id, keep.id)
                update(transaction.store, other, removed_at=REMOVED)

    @rule(whose=st.sampled_from([LI, HAN]), under=MEMBER)
    def move_member(self, whose: str, under: str) -> None:
        wang = self.desks["wang"]
        other = wang.row("member", HAN if whose == LI else LI)
        if under != whose and (under == WANG or other.superior_id != whose):
            wang.edit("member", whose, superior_id=under)

    @rule(desk=DESK)
    def take_back(self, desk: str) -> None:
        try:
            undo(self.desks[desk].store)
        except CrmError:
            pass  # there is nothing, or somebody built on it

    @rule(desk=DESK, which=PICK, choice=st.sampled_from(["mine", "theirs", "hub"]))
    def decide(self, desk: str, which: int, choice: str) -> None:
        store = self.desks[desk].store
        found = conflicts.found(store)
        if found:
            try:
                settling.decide(store, [found[which % len(found)]], choice)
            except CrmError:
                pass  # it is for somebody else to decide, or what it is about is not here

    # --- what goes between ---

    @rule(desk=DESK, kind=KIND, of=PICK, column=PICK, fault=FAULT, after=st.integers(0, 4))
    def work(self, desk: str, kind: str, of: int, column: int, fault: str, after: int) -> None:
        """Two records of a kind are changed and the line is as it is."""
        self.edit(desk, kind, of, column)
        self.edit(desk, kind, of + 1, column)
        self.sync(desk, fault, after)

    @rule(desk=DESK, fault=FAULT, after=st.integers(0, 4))
    def sync(self, desk: str, fault: str, after: int) -> None:
        faults = {
            "": {}, "lost": {"lost": 1}, "cut push": {"cut_push": after}, "cut manifest": {"cut_manifest": True},
            "cut fetch": {"cut_fetch": after},
        }  # fmt: skip
        self.exchange(desk, **faults[fault])

    @rule(desk=DESK, other=DESK, kind=KIND, of=PICK, cut=st.sampled_from([None, None, 1, 2]))
    def write_while_it_comes(self, desk: str, other: str, kind: str, of: int, cut: int | None) -> None:
        """While buckets are fetched somebody types here, and another desk exchanges."""

        def meanwhile() -> None:
            self.edit(desk, kind, of, of)
            if other != desk:
                self.exchange(other)

        self.exchange(desk, before_fetch=meanwhile, cut_fetch=cut)
        shows_own(self.desks[desk])

    @rule(
        one=DESK, other=DESK, kind=KIND, of=PICK, column=PICK, fault=FAULT, after=st.integers(0, 2), again=st.booleans()
    )  # fmt: skip
    def race(
        self, one: str, other: str, kind: str, of: int, column: int, fault: str, after: int, again: bool
    ) -> None:
        """Two change the same cell, and the answer of the first may be lost."""
        row = self.pick(one, kind, of)
        if row is None or one == other or self.desks[other].row(kind, row.id) is None:
            return
        name = COLUMNS[kind][column % len(COLUMNS[kind])]
        for desk in (one, other):
            self.desks[desk].edit(kind, row.id, **{name: self.word()})
            self.touch(desk, kind, row.id, name)
        self.sync(one, fault, after)
        self.exchange(other)
        if again and self.desks[one].row(kind, row.id) is not None:
            self.desks[one].edit(kind, row.id, **{name: self.word()})
            self.touch(one, kind, row.id, name)
        self.exchange(one)

    # --- backups and copies ---

    @precondition(lambda self: len(self.backups) < 2)
    @rule()
    def back_the_hub_up(self) -> None:
        self.backups.append(self.world.backup())

    @precondition(lambda self: self.backups)
    @rule(which=PICK)
    def bring_the_hub_back(self, which: int) -> None:
        self.world.restore(self.backups[which % len(self.backups)])
        kept = self.world.words()
        for word, desks in list(self.sent.items()):
            if not desks and word not in kept:
                del self.sent[word]  # who could tell it again was brought back from a backup as well

    @precondition(lambda self: len(self.copies) < 3)
    @rule(desk=DESK)
    def copy_a_store(self, desk: str) -> None:
        self.number += 1
        path = self.folder / f"copy{self.number}.db"
        self.desks[desk].copy(path)
        words = {word: desks[desk] for word, desks in self.sent.items() if desk in desks}
        self.copies.append((desk, path, words))

    @precondition(lambda self: self.copies)
    @rule(which=PICK)
    def bring_a_store_back(self, which: int) -> None:
        desk, path, words = self.copies[which % len(self.copies)]
        self.desks[desk].bring_back(path)
        self.changed[desk].clear()
        for word, desks in self.sent.items():
            if word not in words:
                desks.pop(desk, None)
        kept = self.world.words()
        for other in self.desks.values():
            kept |= _words_of(other)
        self.sent = {word: desks for word, desks in self.sent.items() if desks or word in kept}

    @precondition(lambda self: self.copies and "twin" not in self.desks)
    @rule(which=PICK)
    def use_a_copy(self, which: int) -> None:
        """A second laptop with the file of another: the same device, the same member."""
        name, path, words = self.copies[which % len(self.copies)]
        own = self.folder / "twin.db"
        shutil.copyfile(path, own)
        like = self.desks[name]
        self.desks["twin"] = Desk(own, like.name, like.member, like.login, like.hub_id, seed=3)
        self.changed["twin"] = set()
        for word, record in words.items():
            self.sent.setdefault(word, {})["twin"] = record

    @precondition(lambda self: "twin" in self.desks)
    @rule(kind=KIND, of=PICK, column=PICK, fault=FAULT)
    def twin_works(self, kind: str, of: int, column: int, fault: str) -> None:
        self.edit("twin", kind, of, column)
        self.sync("twin", fault, of)

    # --- what holds all the while ---

    @precondition(lambda self: self.exchanges >= 8)
    @rule()
    def rest(self) -> None:
        self.settle()
        self.exchanges = 0

    @invariant()
    def hub_is_right(self) -> None:
        if self.desks:
            self.world.check()

    @invariant()
    def own_edits_are_shown(self) -> None:
        for desk in self.desks.values():
            shows_own(desk)


def _words_of(desk: Desk) -> set[str | None]:
    """The words in a desk's outbox, whatever became of them."""
    found: set[str | None] = set()
    for kind, new, body in desk.store.db.execute("SELECT kind, new, body FROM sync_op"):
        found.add(new)
        if kind == "insert":
            found |= set(json.loads(body).values())
    return found


assert set(COLUMNS) <= set(KINDS)
