"""What was decided by commands and not by a file: where a quote stands, who approved it, whether money was paid back.

A whole export brings it back into a store that lacks the records, for who may do everything. Whoever else reads a file
makes a draft of what it says; and no file changes what was decided of a record that is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Field
    from crmcli.verbs.importing.draft import Draft

    Values = dict[str, Any]

DECIDED = {
    "quote": (
        "status", "submitted_at", "submitted_by", "approved_at", "approved_by", "accepted_at", "supersedes",
    ),
    "order": ("quote", "status"),
    "expense": ("status", "submitted_at", "approved_at", "approved_by", "paid_at", "paid_by"),
}  # fmt: skip
_AGREED = ("customer", "opportunity", "lines", "discount", "amount", "currency", "incoterm", "payment_terms")
_ANYTIME = ("owner", "followers", "tags", "custom", "external_id", "archived")


def undecided(kind: str, values: Values) -> Values:
    """What a row says of a new record, without what is decided by commands."""
    return {name: value for name, value in values.items() if name not in DECIDED.get(kind, ())}


def stands(draft: Draft, field: Field) -> bool:
    """Whether no file changes a field of a record that is there."""
    kind = draft.kind.name
    if kind == "approval" or field.name in DECIDED.get(kind, ()):
        return True
    if kind == "order" and draft.values.get("quote_id"):  # what its quote's approvals were about
        return field.name in _AGREED
    over = {
        "quote": ("superseded",),
        "expense": ("approved", "paid"),
    }  # of a current quote the next version is made
    return draft.values.get("status") in over.get(kind, ()) and field.name not in _ANYTIME
