"""A customer's star for a screen: what hangs on it is short and read at once, the tale of dealings page by page."""

from __future__ import annotations

from crmcli.store.people import shares_about
from crmcli.store.records import (
    APPROVAL,
    CONTACT,
    CUSTOMER,
    DOCUMENT,
    FOLLOWUP,
    GUIDANCE,
    OPPORTUNITY,
    ORDER,
    QUOTE,
    REMINDER,
    SHARE,
    Approval,
    Contact,
    Document,
    Guidance,
    Opportunity,
    Order,
    Quote,
    Reminder,
    Step,
)
from crmcli.store.statements import count, dealings_before, listing, rows_where
from crmcli.verbs.resolve import resolve
from crmcli.verbs.shape import record_json, records_json
from crmcli.verbs.worth import worth

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store

MOST = 200  # of a kind that are told; a list has them all
PAGE = 20  # dealings told at once


class Tale:
    """A page of dealings, latest first, and from where the next one goes on (None: that was all)."""

    __slots__ = ("entries", "following")

    def __init__(self, entries: list[dict[str, Any]], following: tuple[str, int] | None) -> None:
        self.entries = entries
        self.following = following


def tale(store: Store, customer: str, after: tuple[str, int] | None = None, most: int = PAGE) -> Tale:
    """The dealings with a customer, given by id, from one on."""
    rows = dealings_before(store, customer, after, most + 1)
    more = len(rows) > most
    rows = rows[:most]
    following = (rows[-1].at_at or rows[-1].at_on or "", rows[-1].nid) if more else None
    return Tale(records_json(store, FOLLOWUP, rows), following)


class Star:
    """A customer with what hangs on it but its dealings; of each kind at most :data:`MOST`, and how many there are.

    Of approvals those that wait; ``worth`` are the sums of what was bought, may be, is owed.
    """

    __slots__ = ("numbers", "record", "related", "worth")

    def __init__(
        self,
        record: dict[str, Any],
        related: dict[str, list[dict[str, Any]]],
        numbers: dict[str, int],
        worth: dict[str, Any],
    ) -> None:
        self.worth = worth
        self.record = record
        self.related = related
        self.numbers = numbers


def star(store: Store, customer: str) -> Star:
    """A customer, given by id, and what hangs on it. Raises :class:`NotFound` when it is no more."""
    row = resolve(store, customer, ("customer",)).row
    of: dict[str, Any] = {"customer_id": row.id, "removed_at": None}
    contacts = rows_where(store, Contact, limit=MOST, **of)
    contacts.sort(key=lambda one: not one.is_primary)
    due = rows_where(store, Reminder, "-nid", MOST, **of)
    due.sort(key=lambda one: (one.state == "done", one.due_at or one.due_on or "9999"))
    papers = rows_where(store, Document, "-nid", MOST, **of)
    deals = rows_where(store, Opportunity, "-nid", MOST, **of)
    deals.sort(key=lambda one: one.outcome is not None)
    said = rows_where(store, Guidance, "-nid", MOST, **of)
    orders = rows_where(store, Order, "-nid", MOST, **of)
    orders.sort(key=lambda one: one.status in ("closed", "cancelled"))
    # All versions but the current one were superseded.
    offers = listing(
        store, Quote, "t.customer_id = ? AND t.status != 'superseded'", [row.id], "t.nid DESC", MOST
    )
    waiting = listing(store, Approval, "t.customer_id = ? AND t.decision IS NULL", [row.id],
                      "t.important + t.urgent DESC, t.nid", MOST)  # fmt: skip
    shares = shares_about(store, [row.id])
    return Star(
        record_json(store, CUSTOMER, row),
        {
            "contact": records_json(store, CONTACT, contacts),
            "opportunity": _deals(store, deals),
            "quote": records_json(store, QUOTE, offers),
            "order": _orders(store, orders),
            "approval": records_json(store, APPROVAL, waiting),
            "reminder": records_json(store, REMINDER, due),
            "document": records_json(store, DOCUMENT, papers),
            "guidance": records_json(store, GUIDANCE, said),
            "share": records_json(store, SHARE, shares[:MOST]),
        },
        {
            "contact": count(store, Contact, **of) if len(contacts) == MOST else len(contacts),
            "opportunity": count(store, Opportunity, **of) if len(deals) == MOST else len(deals),
            "reminder": count(store, Reminder, **of) if len(due) == MOST else len(due),
            "document": count(store, Document, **of) if len(papers) == MOST else len(papers),
            "guidance": count(store, Guidance, **of) if len(said) == MOST else len(said),
            "share": len(shares),
            "order": count(store, Order, **of) if len(orders) == MOST else len(orders),
            "quote": len(offers),
            "approval": len(waiting),
        },
        worth(store, row.id).json(),
    )


def _orders(store: Store, rows: list[Order]) -> list[dict[str, Any]]:
    """Orders, each open one with its ``progress``: how many steps are done, of how many; skipped ones are none."""
    out = []
    for row, one in zip(rows, records_json(store, ORDER, rows), strict=True):
        opened = row.status in ("open", "pending")
        steps = rows_where(store, Step, "place", order_id=row.id, removed_at=None) if opened else []
        counted = [step for step in steps if step.status != "skipped"]
        out.append({**one, "progress": [sum(step.status == "done" for step in counted), len(counted)]})
    return out


def _deals(store: Store, rows: list[Opportunity]) -> list[dict[str, Any]]:
    """Opportunities, each open one with its ``card`` as the board has it."""
    from crmcli.verbs.board import cards_of

    cards = {card["id"]: card for card in cards_of(store, [row for row in rows if row.outcome is None])}
    return [{**one, "card": cards.get(one["id"])} for one in records_json(store, OPPORTUNITY, rows)]
