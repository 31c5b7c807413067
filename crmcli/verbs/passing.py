"""What a hand-over would come to before it is done, and doing then just that: to a member, to the pool, for good.

For screens: nothing is written by :func:`preview`, and :func:`run` takes exactly the customers that it showed.
"""

from __future__ import annotations

from crmcli.errors import Refused
from crmcli.i18n import _
from crmcli.store import handover as stored
from crmcli.store import people
from crmcli.store.browse import by_numbers
from crmcli.store.journal import Transaction
from crmcli.store.records import CUSTOMER, MEMBER, Customer, Member
from crmcli.store.statements import by_id, by_ids
from crmcli.verbs import browse, handover, pool
from crmcli.verbs.members import named, working
from crmcli.verbs.shape import link
from crmcli.verbs.staff import Team

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.handover import Passed

    Link = dict[str, Any]

TRANSFER, RETURN, SUSPEND, SWEEP = "transfer", "return", "suspend", "sweep"
SHOWN = 200
"""Customers that are named one by one."""


class Which:
    """Which customers: those with these ``ids``, all of a ``member``, or those a list asks for by ``words where``."""

    __slots__ = ("archived", "ids", "member", "where", "words")

    def __init__(
        self,
        ids: Iterable[str] = (),
        member: str = "",
        words: str = "",
        where: Iterable[str] = (),
        archived: bool = False,
    ) -> None:
        self.ids = list(ids)
        self.member = member
        self.words = words
        self.where = list(where)
        self.archived = archived

    def as_json(self) -> dict[str, Any]:
        """What :class:`Which` is made of again, for a draft."""
        return {name: getattr(self, name) for name in self.__slots__}

    def numbers(self, store: Store) -> list[int]:
        """The local numbers of the customers as things stand."""
        if self.member:
            return people.customers_of(store, self.member)
        if self.ids:
            found = by_ids(store, Customer, self.ids)
            return [found[id].nid for id in self.ids if id in found]
        asked = browse.Asked(CUSTOMER, self.words, self.where, archived=self.archived)
        return sorted(browse.numbers(store, asked))


class Preview:
    """What would happen.

    ``nids`` are the customers that are passed on, ``archived`` how many of them are. ``entries`` are the first
    :data:`SHOWN` of them: a link, from whom (a name, empty: nobody), what goes along by kind. ``along`` adds up all of
    that, ``elsewhere`` is what a member has open on other customers and goes too, ``stays`` what does not
    (:func:`crmcli.store.handover.staying`). ``same`` are with the new owner already, ``left`` are others' that a sweep
    does not touch, ``warned`` those it only warns of: a link, the owner, the day they return.
    """

    __slots__ = (
        "along",
        "archived",
        "elsewhere",
        "entries",
        "how",
        "left",
        "member",
        "nids",
        "same",
        "stays",
        "to",
        "warned",
    )

    def __init__(self, how: str) -> None:
        self.how = how
        self.nids: list[int] = []
        self.entries: list[tuple[Link, str, dict[str, int]]] = []
        self.along: dict[str, int] = {}
        self.elsewhere: dict[str, int] = {}
        self.stays: dict[str, int] = {}
        self.same = self.left = self.archived = 0
        self.member: Link | None = None
        self.to: Link | None = None
        self.warned: list[tuple[Link, str, date]] = []


class Done:
    """What was done: how many customers, what went along by kind, how many were warned of, the transaction."""

    __slots__ = ("along", "number", "transaction", "warned")

    def __init__(self, number: int, along: dict[str, int], transaction: str | None, warned: int = 0) -> None:
        self.number = number
        self.along = along
        self.transaction = transaction
        self.warned = warned


def preview(store: Store, how: str, which: Which, to: str = "", reason: str = "") -> Preview:
    """What passing customers on would come to; everything that would refuse it is raised."""
    found = Preview(how)
    if how == SWEEP:
        return _swept(store, found)
    numbers = which.numbers(store)
    member = named(store, to, "--to") if to else None
    found.to = None if member is None else link(MEMBER, member)
    with Transaction(store, "customer transfer", dry_run=True) as transaction:
        passed = _pass(store, how, which.member, numbers, member, reason)
        _tell(store, found, passed)
        found.same = len(numbers) - len(passed.rows)
        found.stays = stored.staying(store, [row.id for row in passed.rows], member.id if member else None)
        found.elsewhere = dict(passed.elsewhere)
        if how == TRANSFER and which.member:
            found.stays["elsewhere"] = sum(map(len, stored.elsewhere(store, which.member).values()))
        if how == SUSPEND:
            from crmcli.verbs import team

            leaving = named(store, which.member)
            found.member = link(MEMBER, leaving)
            team.suspend(store, leaving)
        transaction.dirty.clear()  # what is rolled back need not be found: half the time
    if not found.nids and not sum(found.elsewhere.values()) and how != SUSPEND:
        raise _nothing(member)
    return found


def run(store: Store, plan: Preview, reason: str = "") -> Done:
    """Do what was shown, in one transaction. Raises what the verbs raise for what became otherwise meanwhile."""
    if plan.how == SWEEP:
        swept = pool.sweep(store)
        back = swept.returned
        moved = back.totals if back is not None else {}
        return Done(len(back.rows) if back is not None else 0, moved, swept.transaction, len(swept.warned))
    to = None if plan.to is None else working(store, plan.to["id"], "--to")
    if plan.how == SUSPEND:
        from crmcli.verbs import team

        assert plan.member is not None
        assert to is not None
        changed = team.suspend(store, named(store, plan.member["id"]), to.id, reason)
        moved = dict(changed.extra["moved"])
        return Done(moved.pop("customer"), moved, changed.transaction)
    passed = _pass(store, plan.how, "", plan.nids, to, reason)
    return Done(len(passed.rows), passed.totals, passed.transaction)


def _pass(
    store: Store, how: str, member: str, numbers: Sequence[int], to: Member | None, reason: str
) -> Passed:
    if how == SUSPEND:
        leaving = named(store, member)
        assert to is not None
        handover.refuse_same(leaving, to)
        return handover.everything(store, leaving, working(store, to.id, "--to"), reason)
    found = by_numbers(store, Customer, numbers)
    rows = [found[number] for number in numbers if number in found and found[number].removed_at is None]
    if how == RETURN:
        return pool.give_back(store, rows, reason)
    assert to is not None
    return handover.transfer(store, rows, to, reason)


def _nothing(to: Member | None) -> Refused:
    if to is None:
        message = _("They are in the pool already.")
    else:
        message = _("Nothing to hand over: %(who)s has them already.") % {"who": to.name}
    return Refused(message, missing=[{"code": "same", "field": "to", "message": message}])


def _tell(store: Store, found: Preview, passed: Passed) -> None:
    team = Team(store)
    found.nids = [row.nid for row in passed.rows]
    found.along = passed.totals
    found.archived = sum(row.archived_at is not None for row in passed.rows)
    for row in passed.rows[:SHOWN]:
        before = passed.from_[row.id]
        found.entries.append((link(CUSTOMER, row), team.name(before) if before else "", passed.moved[row.id]))


def _swept(store: Store, found: Preview) -> Preview:
    with Transaction(store, "pool sweep", dry_run=True) as transaction:
        swept = pool.sweep(store)
        if swept.returned is not None:
            _tell(store, found, swept.returned)
        transaction.dirty.clear()
    found.left = swept.left
    for row, day in swept.warned:
        owner = by_id(store, Member, row.owner_id)
        found.warned.append((link(CUSTOMER, row), owner.name if owner is not None else "", day))
    return found


# --- the pool -----------------------------------------------------------------------------------------------------


def take(store: Store, ids: Sequence[str]) -> Done:
    """Take customers from the pool."""
    found = by_ids(store, Customer, ids)
    passed = pool.take(store, [found[id] for id in ids if id in found])
    return Done(len(passed.rows), passed.totals, passed.transaction)
