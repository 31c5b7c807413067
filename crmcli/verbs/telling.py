"""Who hears of a transaction: one notice each to those who own, follow or work on what somebody else changed.

Made inside the transaction itself, by whatever it was written, so that taking it back takes the notices along.
"""

from __future__ import annotations

from crmcli.store import told, told_orders
from crmcli.store.records import KINDS, Notice, Opportunity
from crmcli.store.statements import by_id, insert

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from crmcli.store.journal import Transaction
    from crmcli.store.open import Store
    from crmcli.store.records import Member
    from crmcli.store.told import Changed

    Target = tuple[str, str]

# What a notice tells, the strongest last: somebody of whom several things are true hears of the last of them.
# `left` is told as a change of the owner, to who was it.
_RANK = (
    "changed", "process", "moved", "step", "money", "duty", "stage", "risk", "closed", "answer", "left", "pool",
    "shared", "assigned",
)  # fmt: skip
_STRONGER = {what: place for place, what in enumerate(_RANK)}
_SALE = ("quote", "order", "expense")
_BATCH = 500
_FEW = 50  # records of one notice that are looked at one by one
_LONGEST = 2000


class _Event:
    """What happened of one sort: the first records, the first of those whose matter they are, and of how many."""

    __slots__ = ("_all", "detail", "roots", "targets")

    def __init__(self) -> None:
        self.targets: dict[Target, None] = {}
        self.roots: dict[Target, None] = {}
        self.detail: str | None = None
        self._all: set[int] = set()  # an import may be of a million: numbers, not ids

    def add(self, target: Target, root: Target, detail: str | None) -> None:
        """One more record."""
        if len(self.targets) < 2:
            self.targets[target] = None
        if len(self.roots) <= _FEW:
            self.roots[root] = None
        self._all.add(hash(root))
        self.detail = self.detail or detail

    @property
    def number(self) -> int:
        """How many records it is of, each with what hangs on it."""
        return len(self._all)


def tell(transaction: Transaction) -> None:
    """Make the notices of a transaction that is about to be committed."""
    telling = _Telling(transaction)
    telling.look()
    telling.write()


class _Telling:
    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.store: Store = transaction.store
        self.heard: dict[str, dict[str, _Event]] = {}
        self.fields: dict[Target, set[str]] = {}
        self.new: set[Target] = set()
        self._staff: dict[str, Member] | None = None

    @property
    def staff(self) -> dict[str, Member]:
        """All members, suspended ones too, by id."""
        if self._staff is None:
            self._staff = told.staff(self.store)
        return self._staff

    # --- looking --------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """See what was changed, and whom it concerns."""
        for batch in _batches(self._changes()):
            records: dict[str, set[str]] = {
                "customer": {one.customer for one in batch if one.customer},
                "opportunity": {one.opportunity for one in batch if one.opportunity},
            }
            records["customer"] |= {before for one in batch if (before := _before(one)) is not None}
            for one in batch:
                if one.subject is not None:
                    records.setdefault(one.subject[0], set()).add(one.subject[1])
            people = told.people_of(self.store, records)
            for one in batch:
                self._hear(one, people)
        if told_orders.any_changed(self.store, self.transaction.nid):
            from crmcli.verbs import telling_orders

            for member, what, order, detail in telling_orders.heard(self.transaction):
                self._add(
                    member, what, ("order", order), ("order", order), detail[:_LONGEST] if detail else None
                )

    def _changes(self) -> Iterator[Changed]:
        yield from told.changed(self.store, self.transaction.nid)
        if self.transaction.undoes is not None:
            for one in told.gone(self.store, self.transaction.nid):
                self._place(one)
                yield one

    def _place(self, one: Changed) -> None:
        """Say of a record that is no more whose matter it was."""
        state = _read(one.old)
        if one.table in ("customer", "opportunity"):
            setattr(one, one.table, state["id"])
        about = {state.get("about_kind"): state.get("about_id")}
        one.opportunity = one.opportunity or state.get("opportunity_id") or about.get("opportunity")
        one.customer = one.customer or state.get("customer_id") or about.get("customer")
        if one.opportunity and not one.customer:
            deal = by_id(self.store, Opportunity, one.opportunity)
            one.customer = deal.customer_id if deal is not None else None

    def _hear(self, one: Changed, people: dict[str, dict[str, None]]) -> None:
        old: dict[str, Any] = _read(one.old) if one.old else {}
        target = _target(one)
        root = ("customer", one.customer) if one.customer else target
        if target is None or root is None:
            return
        self._note_fields(one, old, target)
        concerned = {**people.get(one.customer or "", {}), **people.get(one.opportunity or "", {})}
        if one.subject is not None:
            concerned |= people.get(one.subject[1], {})
        for member, what, detail in self._events(one, old, concerned):
            self._add(member, what, target, root, detail)
        before = _before(one)
        if before is not None:  # it went from one customer to another
            for member in people.get(before, {}):
                self._add(member, "changed", ("customer", before), ("customer", before), None)

    def _add(self, member: str | None, what: str, target: Target, root: Target, detail: str | None) -> None:
        if member is None or member == self.store.me:
            return
        if what == "changed" and self.transaction.command == "order change":
            detail = detail or self.transaction.reason[:_LONGEST] or None
        self.heard.setdefault(member, {}).setdefault(what, _Event()).add(target, root, detail)

    def _note_fields(self, one: Changed, old: dict[str, Any], target: Target) -> None:
        """Which fields of the record that is told became otherwise."""
        if len(self.fields) > _FEW or target in self.new:
            return
        if one.table == target[0] and one.op == "insert":
            self.new.add(target)
        elif one.table == target[0] and one.op == "update":
            self.fields.setdefault(target, set()).update(_keys(one.table, old))
        elif one.first == target[0] and one.table not in KINDS:
            self.fields.setdefault(target, set()).update(_set_keys(one))
        elif one.table == "share" and one.first and "team" in KINDS[target[0]].fields:
            self.fields.setdefault(target, set()).add("team")

    # --- what it is to whom ---------------------------------------------------------------------------------------

    def _events(
        self, one: Changed, old: dict[str, Any], concerned: dict[str, None]
    ) -> Iterable[tuple[str | None, str, str | None]]:
        """Who hears what of a changed row, with what else is said of it."""
        what, detail = "changed", None
        if one.table == "reminder":
            mine = {one.first or old.get("for_id"), old.get("for_id", one.first)}
            if mine == {self.store.me}:
                return
            for member in mine:
                yield member, "changed", None
        elif one.table == "share":
            member = one.first or old.get("member_id")
            access = one.second or "removed"
            if one.op != "update" or {"access", "removed_at", "member_id"} & old.keys():
                yield member, "shared", access
        elif one.table == "guidance":
            yield from self._of_guidance(one)
            if one.op != "update":  # it stands on the desk of who is to answer it
                answers = one.first or old.get("for_id")
                concerned = {member: None for member in concerned if member != answers}
        elif one.table == "member":
            yield one.first, "changed", None
        elif one.table == "playbook":
            if not self.transaction.fixed:
                for member in self.staff:
                    yield member, "process", None
        elif one.table == "step":
            for member in {one.first, old.get("member_id")}:
                yield member, "changed", None
        elif one.table in ("customer", "opportunity", *_SALE):
            if one.table != "expense":  # that is who spent it
                yield from self._of_owner(one, old)
            if one.table == "opportunity" and one.op == "update":
                what, detail = self._step(one, old)
            if self.transaction.undoes is None and self._at_risk(one, old):
                for member in (*concerned, *self._above(one.first)):
                    yield member, "risk", None
        for member in concerned:
            yield member, what, detail

    def _of_owner(self, one: Changed, old: dict[str, Any]) -> Iterable[tuple[str | None, str, str | None]]:
        """A record that was handed over, taken away or given to the pool."""
        why = self.transaction.reason[:_LONGEST] or None
        before = old.get("owner_id")
        if one.op == "delete":
            yield before, "changed", None
        elif one.op == "insert" or "owner_id" in old:
            yield one.first, "assigned", why
            yield before, "left" if one.first else "pool", why

    @staticmethod
    def _of_guidance(one: Changed) -> Iterable[tuple[str | None, str, str | None]]:
        if one.op == "delete":
            return
        kind, author, _about_kind, _about_id = _read(one.second)
        if one.op == "insert" and kind == "reply":
            yield one.first, "answer", None
        elif one.op == "update":  # of an answer its asker hears by that itself, which is stronger
            yield one.first, "changed", None
            yield author, "changed", None

    @staticmethod
    def _step(one: Changed, old: dict[str, Any]) -> tuple[str, str | None]:
        stage, outcome, _risk = _read(one.second)
        if "stage" not in old and "outcome" not in old:
            return "changed", None
        closed = "outcome" in old and outcome is not None
        return "closed" if closed else "stage", f"{old.get('stage', stage) or ''} → {stage or ''}"

    @staticmethod
    def _at_risk(one: Changed, old: dict[str, Any]) -> bool:
        if one.table != "opportunity" or one.op == "delete" or not _read(one.second)[2]:
            return False
        return one.op == "insert" or "risk_flag" in old

    def _above(self, member: str | None) -> Iterable[str]:
        """The superiors of a member, from the nearest on."""
        seen: set[str | None] = {member}
        while (row := self.staff.get(member or "")) is not None and row.superior_id not in seen:
            member = row.superior_id
            seen.add(member)
            if member is not None:
                yield member

    # --- writing --------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Make the notices: one a member."""
        quiet, knew = self._known()
        quiet |= told.joined(self.store, self.transaction.nid)  # who was not there before, to whom all is new
        for member in knew:
            self.heard.setdefault(member, {})
        for member in self.heard:
            row = self.staff.get(member)
            if row is not None and row.active and member not in quiet and member != self.store.me:
                self._notice(member, self.heard[member])

    def _known(self) -> tuple[set[str], list[str]]:
        """Who hears nothing more, and who hears of it in any case.

        Who had not read of a command yet needs not be told that it was taken back. Who had read it is told, as is
        who was told by the command itself.
        """
        quiet, knew = set(), []
        undoing = self.transaction.undoes is not None
        for op, member, read_at in told.notices_in(self.store, self.transaction.nid):
            if member is None or (op == "delete" and not undoing):
                continue
            if read_at is None or not undoing:
                quiet.add(member)
            elif op == "delete":
                knew.append(member)
        return quiet, knew

    def _notice(self, member: str, events: dict[str, _Event]) -> None:
        what = max(events, key=lambda one: _STRONGER[one], default="changed")
        event = events.get(what) or _Event()
        about = self._about(event)
        fields: Iterable[str] = ()
        if what in ("left", "pool"):
            fields = ("owner",)
        elif about is not None:
            fields = self._ordered(about)
        insert(
            self.store, Notice, for_id=member, owner_id=member, kind="changed" if what == "left" else what,
            about_kind=about[0] if about else None, about_id=about[1] if about else None,
            command=self.transaction.command[:500], fields=",".join(fields)[:_LONGEST] or None,
            number=event.number if about is None and event.number > 1 else None, by_id=self.store.me or None,
            detail=event.detail,
        )  # fmt: skip

    def _about(self, event: _Event) -> Target | None:
        """The one record that a notice is about, if it is about one."""
        if len(event.targets) == 1:
            only = next(iter(event.targets))
        else:
            roots = list(event.roots)
            if 1 < len(roots) <= _FEW and all(
                kind == "customer" for kind, _id in roots
            ):  # merged into one of them
                left = told.living(self.store, "customer", [id for _kind, id in roots])
                roots = [root for root in roots if root[1] in left] if len(left) == 1 else roots
            if len(roots) != 1:
                return None
            only = roots[0]
        return only if told.there(self.store, *only) else None

    def _ordered(self, about: Target) -> list[str]:
        found = self.fields.get(about, set())
        kind = KINDS[about[0]]
        return [name for name in (*kind.fields, "removed") if name in found]


def _read(text: str) -> Any:
    """JSON; a note changes nothing that was, and need not import what reads it."""
    from json import loads

    return loads(text)


def _batches(changes: Iterator[Changed]) -> Iterator[list[Changed]]:
    batch: list[Changed] = []
    for one in changes:
        batch.append(one)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def _target(one: Changed) -> Target | None:
    """The record that is told of: a quote, order or expense, the opportunity it concerns, the customer, or what is
    none of theirs.
    """
    if one.subject is not None:
        return one.subject
    if one.opportunity:
        return "opportunity", one.opportunity
    if one.customer:
        return "customer", one.customer
    if one.op == "delete":
        return None
    if one.table == "reminder":
        return "reminder", one.second
    if one.table == "guidance":
        _kind, _author, about_kind, about_id = _read(one.second)
        return about_kind, about_id
    return (one.table, one.first) if one.table in ("member", "playbook") else None


def _before(one: Changed) -> str | None:
    """The customer that a record belonged to before, if it went to another."""
    if one.op != "update" or not one.old or '"customer_id"' not in one.old:
        return None
    id: str | None = _read(one.old).get("customer_id")
    return id if id != one.customer else None


def _keys(table: str, old: dict[str, Any]) -> Iterator[str]:
    """The keys of a record whose columns changed, without those that the store keeps by itself."""
    for name, field in KINDS[table].fields.items():
        if field.writable and set(field.columns) & old.keys():
            yield name
    for column, name in (("archived_at", "archived"), ("removed_at", "removed")):
        if column in old:
            yield name


def _set_keys(one: Changed) -> Iterator[str]:
    """The keys of the set that a row belongs to."""
    for field in KINDS[one.first].own:
        if field.table == one.table and field.part == (one.second or ""):
            yield field.name
