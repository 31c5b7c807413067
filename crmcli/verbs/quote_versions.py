"""The versions of a quote: what was submitted is never changed, what comes after it is a version of its own.

All versions share number and opportunity; the last is the current one, those before it are superseded.
"""

from __future__ import annotations

from crmcli.errors import NotFound, Refused
from crmcli.i18n import _
from crmcli.store import told
from crmcli.store.quoted import changed_in
from crmcli.store.records import QUOTE, Approval, Opportunity, Order, Quote
from crmcli.store.statements import (
    by_id,
    insert,
    keep_rows,
    listing,
    members_of,
    rows_where,
    set_members,
    update,
)
from crmcli.verbs.lines import copied, lines_of
from crmcli.verbs.records import refuse_removed
from crmcli.verbs.shape import link, record_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.lines import Line

OFFERED = (
    "title", "lines", "discount", "currency", "incoterm", "port_from", "port_to", "valid_until", "payment_terms",
    "delivery_time", "note",
)  # fmt: skip
"""What is offered: a change of it, once a version is submitted, makes the next one."""

SHARED = ("number", "opportunity")
"""What all versions share: to be changed only as long as there is one, and that a draft."""

BESIDE = ("followers", "tags", "custom", "owner", "external_id")
"""What is no part of the offer: it may be changed on any version."""

_COPIED = (
    "number", "opportunity_id", "owner_id", "title", "discount", "amount_minor", "amount_currency", "currency",
    "incoterm", "port_from", "port_to", "valid_until", "payment_terms", "delivery_time", "language", "note",
    "external_id",
)  # fmt: skip


def versions(store: Store, quote: Quote) -> list[Quote]:
    """All versions of a quote, the first first; removed ones are left out."""
    of: dict[str, Any] = {"number": quote.number, "opportunity_id": quote.opportunity_id}
    return rows_where(store, Quote, "version", removed_at=None, **of)


def ordered(store: Store, quote: Quote) -> Order | None:
    """The order that was made of a version, if there is one that was not cancelled."""
    found = listing(store, Order, "t.quote_id = ?", [quote.id], order="t.nid", archived=True)
    return next((one for one in found if one.status != "cancelled"), None)


def hindered(store: Store, quote: Quote) -> list[dict[str, Any]]:
    """Why what a version offers cannot be changed any more, as an error lists it: superseded, ordered, closed."""
    out = []
    if quote.status == "superseded":
        last = versions(store, quote)[-1]
        out.append(
            lacking(
                "superseded", "status",
                _("Version %(version)d of %(number)s was superseded; the current one is version %(last)d (%(ref)s).")
                % {"version": quote.version, "number": quote.number, "last": last.version, "ref": last.ref},
            )
        )  # fmt: skip
    return out + of_order(store, quote) + of_opportunity(by_id(store, Opportunity, quote.opportunity_id))


def of_order(store: Store, quote: Quote) -> list[dict[str, Any]]:
    """That a version was ordered already, as an error lists it."""
    order = ordered(store, quote)
    if order is None:
        return []
    message = _("%(number)s was ordered already: %(order)s (%(ref)s).") % {
        "number": quote.number, "order": order.number, "ref": order.ref,
    }  # fmt: skip
    return [lacking("ordered", "status", message)]


def of_opportunity(deal: Opportunity | None) -> list[dict[str, Any]]:
    """What an opportunity that is closed or removed keeps from being offered."""
    if deal is None or deal.removed_at is not None:
        return [lacking("removed", "opportunity", _("The opportunity was removed."))]
    if deal.outcome is not None:
        message = _("The opportunity %(name)s (%(ref)s) is closed.") % {"name": deal.title, "ref": deal.ref}
        return [lacking("closed", "opportunity", message)]
    return []


def lacking(code: str, field: str, message: str) -> dict[str, Any]:
    """An entry of what an error lists."""
    return {"code": code, "field": field, "message": message}


def refused(store: Store, quote: Quote, missing: list[dict[str, Any]]) -> Refused:
    """The error that names all that keeps something from being done to a version, and what to do."""
    codes = {one["code"] for one in missing}
    hint, more = "", {}
    if "superseded" in codes:
        last = versions(store, quote)[-1]
        hint = _("Work on the current version: `crm quote show %(ref)s`.") % {"ref": last.ref}
        more["current"] = link(QUOTE, last)
    elif "ordered" in codes:
        from crmcli.store.records import ORDER

        order = ordered(store, quote)
        assert order is not None
        hint = _("What is agreed otherwise now belongs to the order: `crm order show %(ref)s`.") % {
            "ref": order.ref
        }
        more["order"] = link(ORDER, order)
    elif "closed" in codes:
        deal = by_id(store, Opportunity, quote.opportunity_id)
        assert deal is not None
        hint = _("`crm opportunity reopen %(ref)s --reason TEXT` opens it again.") % {"ref": deal.ref}
    elif "submitted" in codes:
        hint = _("`crm quote revise %(ref)s` makes the next version.") % {"ref": quote.ref}
    elif {"no_lines", "no_price"} & codes:
        hint = _(
            "`crm quote line %(ref)s PRODUCT QUANTITY --price PRICE` adds a line, with --line N it changes one."
        ) % {"ref": quote.ref}
    elif "expired" in codes:
        hint = _("`crm quote edit %(ref)s --valid-until DATE` gives it longer.") % {"ref": quote.ref}
    elif {"not_submitted", "approval"} & codes:
        hint = _("`crm quote submit %(ref)s` has it looked at by its rules.") % {"ref": quote.ref}
    return Refused(" ".join(str(one["message"]) for one in missing), hint=hint, missing=missing, **more)


def refuse_hindered(store: Store, quote: Quote) -> None:
    """Raise :class:`Refused` unless what a version offers can still be changed."""
    refuse_removed(QUOTE, quote)
    missing = hindered(store, quote)
    if missing:
        raise refused(store, quote, missing)


def refuse_rewritten(store: Store, txn: int) -> None:
    """Raise :class:`Refused` if a transaction that is open, an undo, would change what a submitted version offers.

    What was submitted is never changed, by no way.
    """
    for id, columns in changed_in(store, txn).items():
        row = by_id(store, Quote, id)
        if row is None or row.status == "draft" or row.removed_at is not None:
            continue
        names = [name for name in OFFERED if columns & {name, *QUOTE.fields[name].columns}]
        if names:
            message = _("Version %(version)d of %(number)s was submitted since; it is not changed any more.") % {
                "version": row.version, "number": row.number,
            }  # fmt: skip
            raise Refused(
                message,
                hint=_(
                    "Take back the submission first, or make the next version: `crm quote revise %(ref)s`."
                )
                % {"ref": row.ref},
                missing=[lacking("submitted", name, message) for name in names],
            )


# --- the next version ---------------------------------------------------------------------------------------------


def next_version(store: Store, old: Quote, lines: list[Line] | None = None) -> Quote:
    """The version after ``old``, a draft, in the transaction that is open; with other ``lines`` if they are given.

    Approvals that wait for the old one are withdrawn, and everybody concerned is told, once.
    """
    from crmcli.verbs import approvals

    known = rows_where(store, Quote, number=old.number, opportunity_id=old.opportunity_id)
    new = insert(
        store, Quote, **{name: getattr(old, name) for name in _COPIED}, status="draft",
        version=max(one.version for one in known) + 1, supersedes_id=old.id,
    )  # fmt: skip
    for name in ("followers", "tags", "custom"):
        field = QUOTE.fields[name]
        set_members(store, QUOTE, new, field, members_of(store, field, [old.id]).get(old.id, []))
    taken = lines_of(store, QUOTE, old) if lines is None else lines
    keep_rows(store, QUOTE, new, QUOTE.fields["lines"], copied(taken))
    update(store, old, status="superseded", external_id=None)  # there it means the current one
    waiting = approvals.pending(store, old.id)
    if waiting:
        approvals.withdraw(store, waiting)
    _tell(store, old, new)
    return new


def _tell(store: Store, old: Quote, new: Quote) -> None:
    """Tell those concerned that there is a next version: who owns, follows or works on it, who decided or holds it."""
    from crmcli.verbs import notices

    transaction = store.transaction_now
    assert transaction is not None
    heard = {member for _op, member, _read in told.notices_in(store, transaction.nid)}
    staff = told.staff(store)
    for member in concerned(store, old):
        row = staff.get(member)
        if row is not None and row.active and member != store.me and member not in heard:
            notices.tell(store, member, "changed", new)


def concerned(store: Store, quote: Quote) -> list[str]:
    """The ids of whom a change of a quote concerns: owner, followers, the sale's people, who decided or holds it."""
    customers = [quote.customer_id] if quote.customer_id else []
    people = told.people_of(
        store, {"customer": customers, "opportunity": [quote.opportunity_id], "quote": [quote.id]}
    )
    found: dict[str, None] = {}
    for one in people.values():
        found |= one
    for approval in rows_where(store, Approval, about_id=quote.id, removed_at=None):
        several = (
            approval.asked_by_id,
            approval.approver_id,
            approval.decided_by_id,
            approval.on_behalf_of_id,
        )
        found |= dict.fromkeys(one for one in several if one)
    return list(found)


# --- compared -----------------------------------------------------------------------------------------------------


def numbered(store: Store, quote: Quote, version: int) -> Quote:
    """A version of a quote by its number. Raises :class:`NotFound` naming those there are."""
    found = versions(store, quote)
    for one in found:
        if one.version == version:
            return one
    there = ", ".join(str(one.version) for one in found)
    raise NotFound(
        _("%(number)s has no version %(version)d.") % {"number": quote.number, "version": version},
        hint=_("Its versions: %(versions)s.") % {"versions": there},
        argument="VERSION",
        value=str(version),
        closest=[link(QUOTE, one) for one in reversed(found)][:5],
    )


def compare(store: Store, quote: Quote, v1: int, v2: int) -> dict[str, Any]:
    """Two versions side by side: ``number from to fields lines``.

    ``fields`` are those of what is offered that differ (``field from to``). ``lines`` are all of both (``change``:
    ``same changed added dropped``; ``from`` and ``to``: the line or null; ``fields``: what differs in it). A line is
    known again by its product, or its words. Raises :class:`NotFound` for a version there is not.
    """
    one, other = (record_json(store, QUOTE, numbered(store, quote, version)) for version in (v1, v2))
    fields = [
        {"field": name, "from": one[name], "to": other[name]}
        for name in (*OFFERED, "amount", "status")
        if name != "lines" and one[name] != other[name]
    ]
    return {
        "number": quote.number,
        "from": _of(one),
        "to": _of(other),
        "fields": fields,
        "lines": _lines(one["lines"], other["lines"]),
    }


def _of(record: dict[str, Any]) -> dict[str, Any]:
    names = ("id", "ref", "number", "version", "status", "amount", "created_at", "created_by", "submitted_at")
    return {"kind": "quote", **{name: record[name] for name in names}}


_IGNORED = ("line",)  # its number: the same line may stand elsewhere


def _lines(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, Any]]:
    left = list(before)
    out: list[dict[str, Any]] = []
    for new in after:
        old = next((one for one in left if _means(one) == _means(new) and _same(one, new)), None)
        old = old or next((one for one in left if _means(one) == _means(new)), None)
        if old is None:
            out.append({"change": "added", "from": None, "to": new, "fields": []})
            continue
        left.remove(old)
        fields = [name for name in new if name not in _IGNORED and old[name] != new[name]]
        out.append({"change": "changed" if fields else "same", "from": old, "to": new, "fields": fields})
    return out + [{"change": "dropped", "from": one, "to": None, "fields": []} for one in left]


def _means(line: dict[str, Any]) -> str:
    return str(line["product"]["id"] if line["product"] else line["description"])


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one[name] == other[name] for name in one if name not in _IGNORED)
