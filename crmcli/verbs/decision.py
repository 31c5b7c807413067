"""An approval for a screen: what it is about, whose customer that is, what was said and decided before."""

from __future__ import annotations

from crmcli.store import asking
from crmcli.store.records import (
    APPROVAL,
    CUSTOMER,
    FOLLOWUP,
    KINDS,
    QUOTE,
    Approval,
    Customer,
    Order,
    Quote,
)
from crmcli.store.statements import (
    by_id,
    dealings_before,
    dealings_of,
    record_class,
    rows_where,
)
from crmcli.verbs.quote_versions import ordered
from crmcli.verbs.resolve import resolve
from crmcli.verbs.shape import link, record_json, records_json
from crmcli.verbs.worth import Worth, worth

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record
    from crmcli.verbs.totals import Facts

TOLD = 12  # dealings that are told


class Decision:
    """An approval with all that helps to decide it; everything as JSON.

    ``record`` the approval itself; ``together`` what waits on the same thing, itself first if it does; ``earlier`` what
    was decided on it and on other versions of it, latest first. ``about`` what it is about (None: it is no more), with
    ``kind`` its kind; ``versions`` of a quote, newest first. ``customer`` with its ``worth``; ``dealings`` the latest
    ones about the sale, or else with the customer. ``order`` links to the order that was made of it. ``facts`` are what
    the lines come to, where it has any. ``change`` is what it was asked for if that is a change of an order: as the
    order's ``changes`` have it, with ``lines_before`` and ``lines_after`` (as ``lines``; None: they stay),
    ``delivery_before`` and ``delivery_after``; ``facts`` are then what the lines would come to.
    """

    __slots__ = (
        "about",
        "change",
        "customer",
        "dealings",
        "earlier",
        "facts",
        "kind",
        "order",
        "record",
        "together",
        "versions",
        "worth",
    )

    def __init__(self, record: dict[str, Any], kind: str) -> None:
        self.record = record
        self.kind = kind
        self.together: list[dict[str, Any]] = []
        self.earlier: list[dict[str, Any]] = []
        self.about: dict[str, Any] | None = None
        self.versions: list[dict[str, Any]] = []
        self.customer: dict[str, Any] | None = None
        self.worth: Worth | None = None
        self.dealings: list[dict[str, Any]] = []
        self.order: dict[str, Any] | None = None
        self.facts: Facts | None = None
        self.change: dict[str, Any] | None = None


def decision(store: Store, id: str) -> Decision:
    """An approval by its id. Raises :class:`NotFound` when it is no more."""
    row = resolve(store, id, ("approval",)).row
    assert isinstance(row, Approval)
    found = Decision(record_json(store, APPROVAL, row), row.about_kind)
    about = by_id(store, record_class(KINDS[row.about_kind]), row.about_id)
    known = [row.about_id]
    if about is not None:
        found.about = record_json(store, KINDS[row.about_kind], about)
        found.facts = facts_of(store, KINDS[row.about_kind], about)
        if isinstance(about, Order):
            _of_change(store, found, about, row)
        if isinstance(about, Quote):
            versions = _versions(store, about)
            found.versions = records_json(store, QUOTE, versions)
            known += [one.id for one in versions if one.id != row.about_id]
            order = ordered(store, about)
            found.order = None if order is None else link(KINDS["order"], order)
    several = [
        one for each in known for one in rows_where(store, Approval, "-nid", about_id=each, removed_at=None)
    ]
    waiting = [one for one in several if one.decision is None and one.about_id == row.about_id]
    waiting.sort(key=lambda one: (one.id != row.id, one.nid))
    found.together = records_json(store, APPROVAL, waiting)
    over = [one for one in several if one.decision is not None and one.id != row.id]
    over.sort(key=lambda one: (one.decided_at or "", one.nid), reverse=True)
    found.earlier = records_json(store, APPROVAL, over)
    customer = by_id(store, Customer, row.customer_id)
    if customer is not None:
        found.customer = record_json(store, CUSTOMER, customer)
        found.worth = worth(store, customer.id)
        found.dealings = records_json(store, FOLLOWUP, _dealings(store, about, customer))
    return found


def _of_change(store: Store, found: Decision, order: Order, row: Approval) -> None:
    """What an approval was asked for, where that is a change of an order: before and after."""
    from crmcli.verbs import order_changes

    asked = order_changes.proposed(store, row)
    if asked is None or found.about is None:
        return
    change, facts = asked
    found.facts = facts or found.facts
    found.change = order_changes.as_json(store, order, change)


def facts_of(store: Store, kind: Kind, row: Record | None) -> Facts | None:
    """What the lines of a quote or an order come to; None: it has none."""
    if not isinstance(row, (Quote, Order)):
        return None
    from crmcli.verbs import lines

    facts = lines.facts_of(store, kind, row)
    return facts if facts.lines else None


def _versions(store: Store, quote: Quote) -> list[Quote]:
    """All versions of a quote, the newest first."""
    found = rows_where(store, Quote, number=quote.number, opportunity_id=quote.opportunity_id)
    return sorted((one for one in found if one.removed_at is None), key=lambda one: -one.version)


def _dealings(store: Store, about: Record | None, customer: Customer) -> Sequence[Record]:
    """The latest dealings about the sale; without any those with the customer."""
    deal = getattr(about, "opportunity_id", None)
    found: Sequence[Record] = dealings_of(store, opportunity=deal, limit=TOLD) if deal else ()
    return found or dealings_before(store, customer.id, None, TOLD)


def held(store: Store) -> list[dict[str, Any]]:
    """Links to what waits for my decision: important and urgent ones first, then the longest; one of each thing."""
    rows = asking.held(store, store.me or None)
    rows.sort(key=lambda one: (not (one.important and one.urgent), one.asked_at or "", one.nid))
    first: dict[str, Approval] = {}
    for one in rows:
        first.setdefault(one.about_id, one)
    return [link(APPROVAL, one) for one in first.values()]


def together(store: Store, id: str, decision: str = "approved") -> list[dict[str, Any]]:
    """What is decided with an approval: all on the same thing that wait for me, or ``withdrawn`` that I asked for.

    What is neither alone. Raises :class:`NotFound` when it is no more.
    """
    row = resolve(store, id, ("approval",)).row
    assert isinstance(row, Approval)
    from crmcli.verbs import approvals

    rows = approvals.mine(store, row.about_id, decision)
    return records_json(store, APPROVAL, rows if row.id in {one.id for one in rows} else [row])


def decide(store: Store, ids: Sequence[str], decision: str, opinion: str) -> str | None:
    """Decide approvals, given by their ids, all or none: ``approved rejected withdrawn``. Returns the transaction."""
    from crmcli.verbs import approvals

    rows = [one for id in ids if isinstance(one := resolve(store, id, ("approval",)).row, Approval)]
    return approvals.decide(store, rows, decision, opinion).transaction


def delegate(store: Store, id: str, to: str) -> str | None:
    """Have a member decide an approval, given by id, and all on the same thing that I hold. Returns the transaction."""
    from crmcli.verbs import approvals

    ids = [one["id"] for one in together(store, id)]
    rows = [one for each in ids if isinstance(one := resolve(store, each, ("approval",)).row, Approval)]
    return approvals.delegate(store, rows, to).transaction
