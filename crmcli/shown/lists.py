"""Lists of records: which columns, what they are called, how wide they may be."""

from __future__ import annotations

from crmcli.i18n import N_, _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.meta import Kind

# What a list shows on a terminal.
COLUMNS = {
    "customer": ("ref", "name", "status", "level", "city", "last_dealt_at", "next_followup", "phone"),
    "contact": ("ref", "name", "title", "customer", "phones", "emails"),
    "followup": ("ref", "at", "customer", "kind", "text", "next_due"),
    "reminder": ("ref", "due", "customer", "text", "state"),
    "document": ("ref", "created_at", "customer", "kind", "name", "version", "read_by"),
    "member": ("ref", "name", "role", "department", "superior", "active", "email"),
    "opportunity": (
        "ref",
        "title",
        "customer",
        "stage",
        "amount",
        "expected_close",
        "latest_followup",
        "owner",
        "outcome",
    ),
    "stage_change": ("ref", "at", "opportunity", "from_stage", "to_stage", "by", "forced", "reason"),
    "playbook": ("ref", "name", "version", "title", "business", "in_use", "default"),
    "share": ("ref", "about", "member", "role", "department", "access", "part"),
    "guidance": ("ref", "created_at", "author", "for", "text", "kind", "state", "about"),
    "notice": ("ref", "created_at", "by", "kind", "about", "command", "fields", "read_at"),
    "product": (
        "ref",
        "code",
        "name",
        "category",
        "unit",
        "list_price",
        "floor_price",
        "valid_until",
        "status",
    ),
    "quote": ("ref", "number", "version", "customer", "status", "amount", "valid_until", "title", "owner"),
    "approval": ("ref", "asked_at", "rule_label", "customer", "measure", "asked_by", "approver", "decision"),
    "order": (
        "ref",
        "number",
        "customer",
        "progress",
        "late_days",
        "next_step",
        "delivery",
        "receivable",
        "blocked",
        "amount",
        "owner",
        "title",
    ),
    "step": (
        "ref",
        "order",
        "name",
        "status",
        "planned",
        "done",
        "member",
        "department",
        "customer",
        "blocked_reason",
    ),
    "payment": ("ref", "order", "kind", "amount", "due", "at", "outstanding", "label", "customer"),
    "duty": ("ref", "due", "state", "text", "order", "for", "customer", "department"),
    "expense": ("ref", "spent_on", "text", "kind", "amount", "customer", "status", "owner"),
}

_GAP = 2  # cells between columns
_NARROW = 12  # a text column is worth having from so many cells on, what a record is called from _NAME on
_NAME = 26


def flexible(name: str, kind: Kind | None) -> bool:
    """Whether a column may be cut: words may; refs, dates and amounts not."""
    field = kind.fields.get(name) if kind is not None else None
    return name != "ref" and (
        field is None
        or field.type not in ("when", "instant", "date", "choice", "boolean", "money", "integer")
    )


def fit(widths: dict[str, int], may_shrink: set[str], room: int, *, keep: int) -> None:
    """Make the columns fit ``room`` cells: drop the last beyond ``keep``, then cut the widest of ``may_shrink``."""

    def least(name: str) -> int:
        if name not in may_shrink:
            return widths[name]
        return min(widths[name], _NAME if name in ("name", "text") else _NARROW)

    while len(widths) > keep and sum(least(name) + _GAP for name in widths) - _GAP > room:
        widths.popitem()
    while sum(widths.values()) + _GAP * (len(widths) - 1) > room:
        wide = [name for name in widths if name in may_shrink and widths[name] > least(name)] or [
            name for name in widths if widths[name] > 4
        ]
        if not wide:
            return
        widths[max(wide, key=lambda name: widths[name])] -= 1


HEADS = {
    "ref": N_("Ref"), "removed": N_("Removed"),
    "match": N_("Match"), "snippet": N_("Found in"), "transaction": N_("Transaction"), "at": N_("When"),
    "by": N_("Who"), "command": N_("Command"), "changes": N_("Changes"), "undone_by": N_("Undone by"),
    "key": N_("Setting"), "value": N_("Value"), "default": N_("Default"), "means": N_("Meaning"),
    "kind": N_("Kind"), "name": N_("Name"), "customer": N_("Customer"), "path": N_("File"), "reason": N_("Why"),
    "currency": N_("Currency"), "rate": N_("Rate"), "of": N_("In"), "used": N_("Used"),
    "size": N_("Size"), "check": N_("Check"), "message": N_("Result"), "device": N_("Device"),
    "notice": N_("What happened"), "stages": N_("Stages"), "open": N_("In progress"),
    "progress": N_("Steps"), "late_days": N_("Days late"), "login": N_("Login"), "role_label": N_("Role"),
    "connected": N_("Connected"), "last_push": N_("Last sent"),
}  # fmt: skip


def heading(name: str, kind: Kind | None) -> str:
    """A column's head in the language in use."""
    if kind is not None and name in kind.fields:
        return kind.fields[name].shown
    return _(HEADS[name]) if name in HEADS else name
