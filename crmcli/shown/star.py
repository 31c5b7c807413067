"""What matters of a record, and in which order: the lead line, what is open, facts and gaps. Both faces follow it."""

from __future__ import annotations

from crmcli.i18n import N_, _
from crmcli.shown.values import human

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from crmcli.store.meta import Kind

# What is above all else known of a kind: it stands in the line below the name.
LEAD = {
    "customer": ("level", "status", "owner", "last_dealt_at", "next_followup"),
    "opportunity": (
        "stage", "outcome", "outcome_reason", "amount", "probability", "expected_close", "next_followup",
        "latest_followup", "owner",
    ),
    "product": ("status", "list_price", "floor_price", "cost", "unit"),
    "quote": ("status", "version", "customer", "amount", "valid_until", "owner"),
    "approval": ("decision", "measure", "limit", "amount", "customer", "asked_by", "asked_at", "approver"),
    "order": ("status", "customer", "amount", "receivable", "delivery", "owner"),
    "step": ("status", "order", "planned", "done", "department", "member"),
    "payment": ("kind", "order", "amount", "due", "at"),
    "duty": ("state", "order", "due", "for", "department", "customer"),
    "expense": ("status", "kind", "amount", "spent_on", "customer", "owner"),
}  # fmt: skip

# States in which nothing is to be done any more.
_CLOSED = frozenset(
    (
        "done", "won", "lost", "abandoned", "closed", "cancelled", "canceled", "completed", "paid", "expired",
        "skipped", "superseded", "rejected", "dropped",
    )
)  # fmt: skip
STATES = ("state", "stage", "status")

# The lists of a record; other kinds of record stand before the tale of dealings.
BEFORE = ("contact",)
AFTER = ("document",)

_HIDDEN = ("id", "ref", "kind_of_record", "archived", "updated_by", "created_by")
STAMPS = ("created_at", "updated_at")
_GAPS = ("level", "status", "source", "industry", "country", "phone", "email", "next_followup")
PROSE = ("text", "judgement")
# What of a kind has a place of its own and is no fact among others.
APART = {
    "opportunity": (
        "current_problem", "competitors", "products", "strengths", "weaknesses", "chances", "threats", "lesson",
        "closed_stage", "stage_since", "risk_flag", "steps", "team",
    ),
    "quote": ("lines",),
    "order": ("steps_done", "steps_total", "blocked", "next_step", "next_planned", "changes"),
    "approval": ("reason", "opinion", "rule", "playbook", "decided_at"),
}  # fmt: skip
# What many records of a kind are called.
_SEVERAL = {
    "customer": N_("Customers"), "contact": N_("Contacts"), "followup": N_("Follow-ups"), "reminder": N_("Reminders"),
    "document": N_("Documents"), "opportunity": N_("Opportunities"),
    "stage_change": N_("Changes of stage"), "quote": N_("Quotes"), "product": N_("Products"),
    "guidance": N_("Guidance"), "notice": N_("Notices"),
    "order": N_("Orders"), "step": N_("Order steps"), "payment": N_("Payments"), "approval": N_("Approvals"),
    "duty": N_("Duties"),
    "case": N_("Service cases"), "expense": N_("Expenses"),
}  # fmt: skip


def several_of(kind: Kind) -> str:
    """What many records of a kind are called, in English, to be translated."""
    return _SEVERAL.get(kind.name, kind.plural)


def several(kind: Kind) -> str:
    """What many records of a kind are called."""
    return _(_SEVERAL[kind.name]) if kind.name in _SEVERAL else kind.shown


def is_open(kind: Kind, one: dict[str, Any]) -> bool:
    """Whether something is still to be done about a record: it has a state, and that is none of the last ones."""
    if kind.name in (
        "contact",
        "followup",
        "document",
        "customer",
        "member",
        "guidance",
        "notice",
        "product",
    ):
        return False
    if kind.name == "approval":
        return one.get("decision") is None
    return any(name in kind.fields and one.get(name) and one[name] not in _CLOSED for name in STATES)


def due_of(one: dict[str, Any]) -> str | None:
    """When a record is due, whatever its kind calls that."""
    if one.get("state") == "snoozed" and one.get("snoozed_until"):
        return str(one["snoozed_until"])
    names = ("due", "expected_close", "planned", "valid_until", "delivery")
    return next((str(one[name]) for name in names if one.get(name)), None)


def facts_of(record: dict[str, Any], kind: Kind, now: datetime) -> tuple[list[tuple[str, str]], list[str]]:
    """What is known of a record, and the labels of what should be and is not."""
    facts, gaps = [], []
    apart = (*APART.get(kind.name, ()), *(PROSE if kind.name == "followup" else ()))
    for name, field in kind.fields.items():
        if name in (*_HIDDEN, *STAMPS, *apart, kind.title):
            continue
        if field.type == "rows" or (field.type == "percent" and record.get(name) == "0%"):
            continue  # rows have a place of their own
        if field.type == "custom":
            facts += [(key, str(content)) for key, content in (record.get(name) or {}).items()]
            continue
        text = human(record.get(name), field, now)
        if not text and kind.name == "customer" and name in _GAPS:
            gaps.append(field.shown)
        if text and name not in LEAD.get(kind.name, ()) and record.get(name) is not False:
            facts.append((field.shown, text))
    return facts, gaps
