"""What keeps a quote from being ordered: all of it at once, with what to do."""

from __future__ import annotations

from crmcli.clock import shown
from crmcli.errors import Refused
from crmcli.i18n import _
from crmcli.store.records import APPROVAL, MEMBER, ORDER, QUOTE, Approval, Member, Opportunity, Quote
from crmcli.store.statements import by_id
from crmcli.verbs import approvals
from crmcli.verbs import lines as priced
from crmcli.verbs.quote_versions import lacking, of_order, ordered, versions
from crmcli.verbs.quotes import expired
from crmcli.verbs.shape import link

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store


def obstacles(store: Store, quote: Quote) -> list[dict[str, Any]]:
    """All that keeps a quote from being ordered, as an error lists it; nothing: it can be."""
    out = of_order(store, quote)
    if out:
        return out
    if quote.status == "superseded":
        last = versions(store, quote)[-1]
        message = _("Version %(version)d of %(number)s was superseded by version %(last)d (%(ref)s).") % {
            "version": quote.version, "number": quote.number, "last": last.version, "ref": last.ref,
        }  # fmt: skip
        out.append(lacking("superseded", "status", message))
    if quote.status == "draft":
        message = _("Version %(version)d of %(number)s is not submitted.") % {
            "version": quote.version, "number": quote.number,
        }  # fmt: skip
        out.append(lacking("not_submitted", "status", message))
    out += _approvals_missing(store, quote)
    out += expired(store, quote)
    if not priced.lines_of(store, QUOTE, quote):
        out.append(lacking("no_lines", "lines", _("It has no lines.")))
    deal = by_id(store, Opportunity, quote.opportunity_id)
    if deal is None or deal.removed_at is not None:
        out.append(lacking("removed", "opportunity", _("The opportunity was removed.")))
    elif deal.outcome in ("lost", "abandoned"):
        message = _("The opportunity %(name)s (%(ref)s) is closed.") % {"name": deal.title, "ref": deal.ref}
        out.append(lacking("closed", "opportunity", message))
    return out


def _approvals_missing(store: Store, quote: Quote) -> list[dict[str, Any]]:
    """Each approval of the last submission that waits or was refused: who holds it since when, who said no and why."""
    if quote.status not in ("submitted", "rejected"):
        return []
    return lacking_approvals(store, quote.id) or [lacking("approval", "approval", _("It is not approved."))]


def lacking_approvals(store: Store, about_id: str) -> list[dict[str, Any]]:
    """Each approval that was asked of something last and waits or was refused, as an error lists it."""
    out = []
    for one in approvals.last(store, about_id):
        if one.decision in ("approved", "withdrawn"):
            continue
        who = by_id(store, Member, one.approver_id)
        moment = one.decided_at or _held_since(store, one)
        since = shown(moment, store.zone) if moment else None
        values = {
            "rule": one.rule_label or one.rule, "who": who.name if who else "—", "ref": one.ref,
            "at": (since or "—")[:16].replace("T", " "),
        }  # fmt: skip
        if one.decision is None:
            said = _("“%(rule)s” waits for %(who)s since %(at)s (%(ref)s).") % values
        else:
            said = _("“%(rule)s” was rejected by %(who)s, %(at)s (%(ref)s).") % values
        out.append(
            {
                **lacking("approval", "approval", said), "ref": one.ref, "rule": one.rule,
                "approval": link(APPROVAL, one), "holder": link(MEMBER, who) if who else None, "since": since,
            }
        )  # fmt: skip
    return out


def _held_since(store: Store, row: Approval) -> str | None:
    """Since when its holder has an approval."""
    from crmcli.store.statements import rows_of

    held = rows_of(store, APPROVAL.fields["holders"], [row.id]).get(row.id, [])
    return next((one["since"] for one in reversed(held) if one["until"] is None), row.asked_at)


def refused(store: Store, quote: Quote, missing: list[dict[str, Any]]) -> Refused:
    """The error that names all that keeps a quote from being ordered, and what to do."""
    codes = {one["code"] for one in missing}
    hint, more = "", {}
    values = {"ref": quote.ref}
    if "ordered" in codes:
        order = ordered(store, quote)
        assert order is not None
        hint = _("`crm order show %(ref)s` shows it.") % {"ref": order.ref}
        more["order"] = link(ORDER, order)
    elif "superseded" in codes:
        last = versions(store, quote)[-1]
        hint = _("Order the current version: `crm quote order %(ref)s`.") % {"ref": last.ref}
        more["current"] = link(QUOTE, last)
    elif "not_submitted" in codes:
        hint = _("`crm quote submit %(ref)s` has it looked at by its rules.") % values
    elif quote.status == "rejected":
        hint = _("`crm quote revise %(ref)s` makes the next version.") % values
    elif "approval" in codes:
        hint = _("It can be ordered as soon as that is approved; you are told at once.")
    elif "expired" in codes:
        hint = _("`crm quote revise %(ref)s --valid-until DATE` makes the next version.") % values
    return Refused(" ".join(str(one["message"]) for one in missing), hint=hint, missing=missing, **more)
