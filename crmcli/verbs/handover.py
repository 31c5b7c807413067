"""Customers pass from one member to another with everything that is open on them, in one transaction.

What is open goes along where it was the old owner's own: opportunities, quotes, orders, steps, reminders, guidance
that waits. What is closed or done stays with who did it, and notes keep their authors. Expenses and approvals that
were asked for are somebody's own: they go along only when a member leaves.
"""

from __future__ import annotations

from crmcli.errors import UsageError
from crmcli.i18n import _
from crmcli.store import handover, people
from crmcli.store.browse import by_numbers
from crmcli.store.journal import Transaction
from crmcli.store.records import CUSTOMER, MEMBER, Customer, Member, Notice, Opportunity
from crmcli.store.statements import by_id, insert
from crmcli.text.clean import clean_line
from crmcli.verbs.rights import demand_all
from crmcli.verbs.shape import link, records_json
from crmcli.verbs.team_rules import refuse_suspended, refused

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store

CARRIED = ("opportunity", "quote", "order", "step", "duty", "expense", "approval", "reminder", "guidance")
"""The kinds of records that go along with a customer, or with a member who leaves."""


class Passed:
    """What a hand-over came to: the customers as they are then, what went along with each, from whom."""

    __slots__ = ("elsewhere", "from_", "moved", "reason", "rows", "to", "transaction")

    def __init__(self, to: Member | None, reason: str) -> None:
        self.to = to
        self.reason = reason
        self.rows: list[Customer] = []
        self.from_: dict[str, str | None] = {}  # by customer's id
        self.moved: dict[str, dict[str, int]] = {}  # by customer's id, how many of each kind
        self.elsewhere: dict[str, int] = {}  # what a member had open on other customers
        self.transaction: str | None = None

    @property
    def totals(self) -> dict[str, int]:
        """How many of each kind went along in all."""
        return {name: sum(one[name] for one in self.moved.values()) for name in CARRIED}

    def as_json(self, store: Store) -> list[dict[str, Any]]:
        """The customers, each with ``from to moved reason transaction``."""
        links: dict[str | None, Any] = {None: None}
        for id in set(self.from_.values()):
            member = by_id(store, Member, id)
            if member is not None:
                links[id] = link(MEMBER, member)
        to = None if self.to is None else link(MEMBER, self.to)
        return [
            {
                **one, "from": links.get(self.from_[one["id"]]), "to": to, "moved": self.moved[one["id"]],
                "reason": self.reason or None, "transaction": self.transaction,
            }
            for one in records_json(store, CUSTOMER, self.rows)
        ]  # fmt: skip


def chosen(store: Store, refs: Sequence[str], where: Sequence[str]) -> list[Customer]:
    """The customers that are named, or that filters let through; archived ones too.

    Raises :class:`UsageError` if there is neither, or both; what resolving raises, and :class:`FilterError`.
    """
    from crmcli.verbs import records
    from crmcli.verbs.resolve import resolve

    if bool(refs) == bool(where):
        raise UsageError(
            _("Which customers? Name them, or choose them by a filter."),
            hint=_("`crm customer transfer C7K3F2Q --to 李娜 --reason …`, or with --where owner=李娜."),
            argument="--where",
            value="",
            expected=_("REF or --where FILTER, one of them"),
        )
    if where:
        found = records.records(store, CUSTOMER, where=where, sort="created_at", archived=True)
    else:
        found = [resolve(store, ref, ("customer",)).row for ref in refs]
    rows = list({row.id: row for row in found if isinstance(row, Customer)}.values())
    for row in rows:
        records.refuse_removed(CUSTOMER, row)
    return rows


def transfer(
    store: Store, rows: Sequence[Customer], to: Member, reason: str, *, dry_run: bool = False
) -> Passed:
    """Hand customers over, with all that is open on them. Those that are the new owner's already stay as they are.

    Raises :class:`UsageError` without a reason, :class:`Refused` for a member who is suspended, and
    :class:`Forbidden` naming every customer that the member who acts may not hand over.
    """
    reason = needed_reason(reason)
    refuse_suspended(store, to.id, "--to")
    rows = [row for row in rows if row.owner_id != to.id]
    demand_all(store, "transfer", [(CUSTOMER, row) for row in rows])
    with Transaction(store, "customer transfer", dry_run=dry_run) as transaction:
        transaction.reason = reason
        passed = hand(store, rows, to, reason)
        tell(store, passed)
    passed.transaction = None if dry_run else transaction.ref
    return passed


def needed_reason(reason: str) -> str:
    """A reason as it is kept. Raises :class:`UsageError` for an empty one."""
    text = clean_line(reason)[:2000]
    if not text:
        raise UsageError(
            _("A reason is needed."),
            hint=_("Say why with %(option)s TEXT.") % {"option": "--reason"},
            argument="--reason",
            value="",
            expected=_("a text that is not empty"),
        )
    return text


# --- inside the transaction ---------------------------------------------------------------------------------------


def hand(store: Store, rows: Sequence[Customer], to: Member | None, reason: str) -> Passed:
    """Put customers and what is open on them into other hands (None: into nobody's), inside the transaction.

    What is in nobody's hands on a customer without an owner goes along too, so that who takes it from the pool has it.
    """
    rows = _as_they_stand(store, rows)
    passed = Passed(to, reason)
    ids = [row.id for row in rows]
    passed.from_ = {row.id: row.owner_id for row in rows}
    passed.moved = {id: dict.fromkeys(CARRIED, 0) for id in ids}
    found = {
        "opportunity": handover.open_opportunities(store, ids),
        **handover.open_sales(store, ids),
        "reminder": handover.open_reminders(store, ids),
        "guidance": [
            one
            for owner in dict.fromkeys(passed.from_.values())
            for one in handover.open_guidance(store, [id for id in ids if passed.from_[id] == owner], owner)
        ],
    }
    for name, hanging in found.items():
        for _nid, customer in hanging:
            passed.moved[customer][name] += 1
    numbers = {name: [nid for nid, _customer in hanging] for name, hanging in found.items()}
    handover.give(store, {**numbers, "customer": [row.nid for row in rows]}, None if to is None else to.id)
    if to is not None:  # what is one's own needs no share
        deals = [one.id for one in by_numbers(store, Opportunity, numbers["opportunity"]).values()]
        handover.drop_shares(store, handover.shares_with(store, to.id, [*ids, *deals]))
    passed.rows = _as_they_stand(store, rows)
    return passed


def _as_they_stand(store: Store, rows: Sequence[Customer]) -> list[Customer]:
    """The customers as they are now, each once; those removed meanwhile are left out."""
    found = by_numbers(store, Customer, [row.nid for row in rows])
    return [found[row.nid] for row in rows if row.nid in found and found[row.nid].removed_at is None]


def tell(store: Store, passed: Passed) -> None:
    """Tell who had the customers, who has them now, and who follows them: one notice each."""
    if not passed.rows or passed.to is None:
        return
    told: dict[str, list[Customer]] = {passed.to.id: passed.rows}
    for row in passed.rows:
        before = passed.from_[row.id]
        if before is not None:
            told.setdefault(before, []).append(row)
    following = people.followers_of(store, [row.id for row in passed.rows])
    by_ids = {row.id: row for row in passed.rows}
    parties = (*told,)
    for id, followers in following.items():
        for member in followers:
            if member not in parties and member != store.me:
                told.setdefault(member, []).append(by_ids[id])
    for member, rows in told.items():
        if member != store.me:
            notify(store, member, "assigned" if member == passed.to.id else "changed", rows, passed.reason)


def notify(
    store: Store,
    member: str,
    kind: str,
    rows: Sequence[Customer],
    detail: str | None,
    *,
    always: bool = False,
) -> None:
    """A notice to a member about customers, inside the open transaction; to who is suspended only if ``always``."""
    assert store.transaction_now is not None
    one = by_id(store, Member, member)
    if not always and (one is None or not one.active or one.removed_at is not None):
        return
    only = rows[0] if len(rows) == 1 else None
    insert(
        store, Notice, for_id=member, owner_id=member, kind=kind, about_kind=None if only is None else "customer",
        about_id=None if only is None else only.id, command=store.transaction_now.command[:500], fields="owner",
        number=None if only is not None else len(rows), by_id=store.me or None, detail=detail or None,
    )  # fmt: skip


def everything(store: Store, member: Member, to: Member, reason: str) -> Passed:
    """Hand over all that a member has: customers with what is open on them, and what is open anywhere else.

    Inside the transaction that is open.
    """
    numbers = people.customers_of(store, member.id)
    rows = list(by_numbers(store, Customer, numbers).values())
    demand_all(store, "transfer", [(CUSTOMER, row) for row in rows])
    passed = hand(store, rows, to, reason)
    left = handover.elsewhere(store, member.id)
    passed.elsewhere = {name: len(nids) for name, nids in left.items() if nids}
    handover.give(store, left, to.id)
    tell(store, passed)
    return passed


def refuse_same(member: Member, to: Member) -> None:
    """Raise :class:`Refused` where somebody would hand over to himself."""
    if member.id == to.id:
        message = _("%(who)s cannot hand over to themselves.") % {"who": member.name}
        raise refused("same", "to", message, _("Name another member with --to."))
