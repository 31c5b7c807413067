"""What hangs on a record: shown with it as ``related``, and what goes along when it is removed."""

from __future__ import annotations

from crmcli.store.records import (
    APPROVAL,
    CONTACT,
    CUSTOMER,
    DOCUMENT,
    DUTY,
    EXPENSE,
    FOLLOWUP,
    GUIDANCE,
    KINDS,
    OPPORTUNITY,
    ORDER,
    PAYMENT,
    QUOTE,
    REMINDER,
    SHARE,
    STAGE_CHANGE,
    STEP,
    Approval,
    Contact,
    Document,
    Duty,
    Followup,
    Guidance,
    Notice,
    Opportunity,
    Payment,
    Quote,
    Reminder,
    Share,
    StageChange,
    Step,
)
from crmcli.store.statements import (
    dealings_of,
    hanging_on,
    record_class,
    reminders_of_dealings,
    rows_where,
)
from crmcli.verbs.shape import records_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record

# What goes along because it is about a record, and what because it is nothing without one: by which column.
_ABOUT = (Reminder, Document, Share, Guidance, Notice, Approval)
_PARTS: tuple[tuple[type[Record], str], ...] = (
    (StageChange, "opportunity_id"), (Quote, "opportunity_id"), (Step, "order_id"), (Payment, "order_id"),
    (Duty, "order_id"),
)  # fmt: skip


def dependents(store: Store, kind: Kind, row: Record) -> list[Record]:
    """Living records that hang on a record and go with it when it is removed.

    An order is its customer's: it stays when the opportunity or the quote goes that it came from, as dealings do; so
    do expenses.
    """
    found: dict[str, Record] = {}
    if kind is CUSTOMER:
        for cls in map(record_class, KINDS.values()):
            # What is about something comes by that, a reminder by its customer.
            if "customer_id" in cls.COLUMNS and (cls not in _ABOUT or cls is Reminder):
                found |= {one.id: one for one in hanging_on(store, cls, [row.id], "customer_id")}
    if isinstance(row, Quote):  # a quote is all its versions
        versions: dict[str, Any] = {
            "number": row.number,
            "opportunity_id": row.opportunity_id,
            "removed_at": None,
        }
        found |= {
            one.id: one for one in rows_where(store, Quote, "nid", None, **versions) if one.id != row.id
        }
    ids = [row.id, *found]
    while ids:  # and what is about any of them, or a part of it
        hanging: list[Record] = []
        for cls in _ABOUT:
            hanging += hanging_on(store, cls, ids)
        for part, column in _PARTS:
            hanging += hanging_on(store, part, ids, column)
        new = {one.id: one for one in hanging if one.id not in found and one.id != row.id}
        found |= new
        ids = list(new)
    return list(found.values())


def related(store: Store, kind: Kind, row: Record) -> dict[str, list[dict[str, Any]]]:
    """What hangs on a record, by record name, newest first."""
    found: dict[str, list[dict[str, Any]]] = {}
    equals: dict[str, Any]
    if kind is CUSTOMER:
        contacts = rows_where(store, Contact, customer_id=row.id, removed_at=None)
        found["contact"] = records_json(store, CONTACT, contacts)
        deals = rows_where(store, Opportunity, "-nid", customer_id=row.id, removed_at=None)
        deals.sort(key=lambda one: one.outcome is not None)
        found["opportunity"] = records_json(store, OPPORTUNITY, deals)
        found |= _sold(store, "customer_id", row.id, QUOTE, ORDER, PAYMENT, DUTY, EXPENSE, APPROVAL)
        found["followup"] = records_json(store, FOLLOWUP, dealings_of(store, customer=row.id))
        due = rows_where(store, Reminder, customer_id=row.id, removed_at=None)
    else:
        due = rows_where(store, Reminder, about_id=row.id, removed_at=None)
    if kind is CONTACT:
        found["followup"] = records_json(store, FOLLOWUP, dealings_of(store, contact=row.id))
    if kind is OPPORTUNITY:
        found |= _sold(store, "opportunity_id", row.id, QUOTE, ORDER, EXPENSE)
        found["followup"] = records_json(store, FOLLOWUP, dealings_of(store, opportunity=row.id))
        due += reminders_of_dealings(store, row.id)
        steps = rows_where(store, StageChange, "-nid", opportunity_id=row.id, removed_at=None)
        found["stage_change"] = records_json(store, STAGE_CHANGE, steps)
    if kind is QUOTE:
        found |= _sold(store, "about_id", row.id, APPROVAL)
        found |= _sold(store, "quote_id", row.id, ORDER)
    if kind is ORDER:
        checklist = rows_where(store, Step, "place", order_id=row.id, removed_at=None)
        found["step"] = records_json(store, STEP, checklist)
        found |= _sold(store, "order_id", row.id, PAYMENT)
        found["payment"].reverse()
        found |= _sold(store, "order_id", row.id, DUTY)
        found |= _sold(store, "order_id", row.id, EXPENSE)
        equals = {"customer_id": getattr(row, "customer_id", None), "order_id": row.id, "removed_at": None}
        found["followup"] = records_json(store, FOLLOWUP, rows_where(store, Followup, "-nid", None, **equals))
        found |= _sold(store, "about_id", row.id, APPROVAL)
    if kind is EXPENSE:
        found |= _sold(store, "about_id", row.id, APPROVAL)
    if kind is FOLLOWUP:
        spent = _sold(store, "followup_id", row.id, EXPENSE)
        found |= spent if spent["expense"] else {}
    due.sort(key=lambda one: (one.state == "done", one.due_at or one.due_on or "9999"))
    found["reminder"] = records_json(store, REMINDER, due)
    if kind is not DOCUMENT:
        equals = {"customer_id" if kind is CUSTOMER else "about_id": row.id}
        papers = rows_where(store, Document, "-nid", removed_at=None, **equals)
        found["document"] = records_json(store, DOCUMENT, papers)
    if kind in (CUSTOMER, OPPORTUNITY):
        shares = rows_where(store, Share, about_id=row.id, removed_at=None)
        found["share"] = records_json(store, SHARE, shares)
    if kind is not GUIDANCE:
        equals = {"customer_id" if kind is CUSTOMER else "about_id": row.id}
        said = rows_where(store, Guidance, "-nid", removed_at=None, **equals)
    else:
        said = rows_where(store, Guidance, answers_id=row.id, removed_at=None)
    if said or kind in (CUSTOMER, OPPORTUNITY):
        found["guidance"] = records_json(store, GUIDANCE, said)
    return found


def _sold(store: Store, column: str, id: str, *kinds: Kind) -> dict[str, list[dict[str, Any]]]:
    """The records of some kinds that point to a record by a column, newest first."""
    found = {}
    for kind in kinds:
        equals: dict[str, Any] = {column: id, "removed_at": None}
        rows = rows_where(store, record_class(kind), "-nid", None, **equals)
        found[kind.name] = records_json(store, kind, rows)
    return found
