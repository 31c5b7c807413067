"""Notices: what I am told of what others did, and that I have read it."""

from __future__ import annotations

from crmcli.errors import Forbidden
from crmcli.i18n import _
from crmcli.store import told
from crmcli.store.journal import Transaction
from crmcli.store.records import CUSTOMER, MEMBER, NOTICE, Customer, Member, Notice
from crmcli.store.statements import by_ids, insert, now_text, record_class, update
from crmcli.verbs.shape import link, records_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.row import Record


def read(store: Store, rows: Sequence[Notice]) -> tuple[list[dict[str, Any]], str | None]:
    """Mark notices as read; those read already stay as they are. Returns them, and the transaction.

    Raises :class:`Forbidden` for a notice that is for somebody else.
    """
    for row in rows:
        _refuse_others(row, store.me)
    with Transaction(store, "notice read") as transaction:
        mark(store, rows)
    return records_json(store, NOTICE, rows), transaction.ref


def mark(store: Store, rows: Sequence[Notice]) -> None:
    """Mark notices as read, in the transaction that is open. Raises :class:`Forbidden` for one of somebody else."""
    for row in rows:
        _refuse_others(row, store.me)
        if row.read_at is None:
            update(store, row, read_at=now_text(store))


def _refuse_others(row: Notice, me: str) -> None:
    if row.for_id == me:
        return
    message = _("%(ref)s is for somebody else.") % {"ref": row.ref}
    raise Forbidden(
        message,
        hint=_("`crm notice list` shows yours."),
        missing=[{"code": "forbidden", "field": "read", "message": message}],
    )


def unread(store: Store, limit: int | None = None) -> list[Notice]:
    """What I have not read yet, newest first."""
    return told.unread(store, store.me or None, limit)


def with_answers(store: Store, records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Notices as JSON, with ``answer`` beside it: the text of the answer that one tells of, else None; and ``into``,
    the record that what it is about was merged into.
    """
    rows = list(by_ids(store, Notice, [one["id"] for one in records]).values())
    texts = _answers(store, rows)
    found = {row.id: texts.get((row.about_id or "", row.created_at or "")) for row in rows}
    into = {row.id: _merged_into(store, row) for row in rows}
    return [{**one, "answer": found.get(one["id"]), "into": into.get(one["id"])} for one in records]


def _merged_into(store: Store, row: Notice) -> dict[str, Any] | None:
    """Of a notice that what one had was merged into another record that one, if it is here."""
    from crmcli.store.records import KINDS

    if row.fields != "removed" or not (row.command or "").endswith(" merge") or row.about_kind not in KINDS:
        return None
    from crmcli.store.moving import gone_into

    kind = KINDS[row.about_kind]
    about = by_ids(store, record_class(kind), [row.about_id or ""]).get(row.about_id or "")
    found = gone_into(store, kind, about.ref) if about is not None else None
    return None if found is None else link(kind, found)


def _answers(store: Store, rows: Sequence[Notice]) -> dict[tuple[str, str], str]:
    """The answers that notices of one member tell of, by record and moment."""
    abouts = [row.about_id for row in rows if row.kind == "answer" and row.about_id]
    return told.answers(store, rows[0].for_id, abouts) if abouts else {}


def entries(store: Store, rows: Sequence[Notice]) -> list[dict[str, Any]]:
    """Notices as entries of the desk: link keys, and all that is to be known to say them in words."""
    from crmcli.clock import shown

    people = by_ids(store, Member, [row.by_id for row in rows if row.by_id])
    customers = by_ids(store, Customer, [row.customer_id for row in rows if row.customer_id])
    abouts = links(store, ((row.about_kind, row.about_id) for row in rows))
    texts = _answers(store, rows)
    out = []
    for row in rows:
        by, customer = people.get(row.by_id or ""), customers.get(row.customer_id or "")
        out.append(
            {
                **link(NOTICE, row),
                "text": row.command or "",
                "due": None,
                "customer": None if customer is None else link(CUSTOMER, customer),
                "important": False,
                "urgent": False,
                "late_days": 0,
                "at": shown(row.created_at, store.zone) if row.created_at else None,
                "about": abouts.get(row.about_id or ""),
                "by": None if by is None else link(MEMBER, by),
                "what": row.kind,
                "command": row.command,
                "fields": row.fields,
                "number": row.number,
                "detail": row.detail,
                "answer": texts.get((row.about_id or "", row.created_at or "")),
                "into": _merged_into(store, row),
            }
        )
    return out


def links(store: Store, wanted: Iterable[tuple[str | None, str | None]]) -> dict[str, dict[str, Any]]:
    """Links to records of any kind, given by kind and id, by id."""
    from crmcli.store.records import KINDS

    ids: dict[str, list[str]] = {}
    for name, id in wanted:
        if name and id:
            ids.setdefault(name, []).append(id)
    found: dict[str, dict[str, Any]] = {}
    for name, several in ids.items():
        kind = KINDS[name]
        found |= {id: link(kind, one) for id, one in by_ids(store, record_class(kind), several).items()}
    return found


def tell(
    store: Store,
    member: str,
    kind: str,
    about: Record | None = None,
    *,
    number: int | None = None,
    detail: str | None = None,
) -> Notice:
    """Tell a member something that no change says, in the transaction that is open: that a customer will go to the
    pool, say. Of that transaction the member hears nothing else.
    """
    transaction = store.transaction_now
    assert transaction is not None
    return insert(
        store, Notice, for_id=member, owner_id=member, kind=kind, about_kind=about.TABLE if about else None,
        about_id=about.id if about else None, command=transaction.command[:500], number=number,
        by_id=store.me or None, detail=(detail or "")[:2000] or None,
    )  # fmt: skip
