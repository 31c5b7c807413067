"""Approvals decided: approved, rejected, withdrawn by who asked; passed on by who holds them."""

from __future__ import annotations

from crmcli.errors import Conflict, Forbidden, NotFound, Refused
from crmcli.i18n import _
from crmcli.store import asking as kept
from crmcli.store.journal import Transaction
from crmcli.store.records import APPROVAL, KINDS, MEMBER, Approval, Expense, Member, Order, Quote
from crmcli.store.statements import by_id
from crmcli.verbs import rights
from crmcli.verbs.approvals import asking, routing
from crmcli.verbs.records import fresh, refuse_removed
from crmcli.verbs.resolve import resolve
from crmcli.verbs.shape import link, title
from crmcli.verbs.staff import Team

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.row import Record

ABOUT = ("quote", "order", "expense")
"""What approvals are about."""


class Decided:
    """What a decision did: the approvals as they are now, and the transaction."""

    __slots__ = ("rows", "transaction")

    def __init__(self, rows: list[Approval]) -> None:
        self.rows = rows
        self.transaction: str | None = None


def named(store: Store, refs: Sequence[str], decision: str = "approved") -> list[Approval]:
    """The approvals that words name: by their refs, or all that wait for me on a quote, an order, an expense.

    To withdraw them: those that I asked for. Raises :class:`NotFound` when nothing waits there.
    """
    found: dict[str, Approval] = {}
    for ref in refs:
        one = resolve(store, ref, ("approval", *ABOUT))
        if isinstance(one.row, Approval):
            refuse_removed(APPROVAL, one.row)
            found[one.row.id] = one.row
            continue
        waiting = mine(store, one.row.id, decision) or asking.pending(store, one.row.id)
        if not waiting:
            _refuse_over(store, asking.of(store, one.row.id), decision)
            raise NotFound(
                _("No approval waits on %(name)s (%(ref)s).")
                % {"name": title(one.kind, one.row), "ref": one.row.ref},
                hint=_("`crm approval list --pending --mine` shows what waits for you."),
                argument="REF",
                value=ref,
                closest=[],
            )
        found |= {row.id: row for row in waiting}
    return list(found.values())


def mine(store: Store, about_id: str, decision: str = "approved") -> list[Approval]:
    """What waits on a record and is decided together: all that I hold; to withdraw it, all that I asked for."""
    column = "asked_by_id" if decision == "withdrawn" else "approver_id"
    return [row for row in asking.pending(store, about_id) if getattr(row, column) == store.me]


def shown_for(store: Store, ref: str) -> str:
    """The id of the approval that words name: itself, or of what it is about the one that presses most, the latest if
    none waits. Raises :class:`NotFound` when nothing was asked there.
    """
    one = resolve(store, ref, ("approval", *ABOUT))
    if isinstance(one.row, Approval):
        return one.row.id
    found = asking.of(store, one.row.id)
    if not found:
        raise NotFound(
            _("No approval was asked on %(name)s (%(ref)s).")
            % {"name": title(one.kind, one.row), "ref": one.row.ref},
            hint=_("`crm approval list` shows all that were asked."),
            argument="REF",
            value=ref,
            closest=[],
        )
    return max(
        found, key=lambda row: (row.decision is None, row.important and row.urgent, row.important, row.nid)
    ).id


def _refuse_over(store: Store, rows: Sequence[Approval], decision: str) -> None:
    """Raise :class:`Conflict` if all that was asked about something is decided."""
    over = [row for row in rows if row.decision in ("approved", "rejected")]
    if over:
        raise _conflict(store, over[-1], decision)


def decide(store: Store, rows: Sequence[Approval], decision: str, opinion: str = "") -> Decided:
    """Decide approvals, all or none: ``approved``, ``rejected``, or ``withdrawn`` by who asked.

    The quote, order or expense is brought up to date; who asked is told. Raises :class:`Conflict` for what is decided
    already, :class:`Forbidden` for who has no right to, :class:`Refused` to reject without an opinion.
    """
    command = {"approved": "approve", "rejected": "reject", "withdrawn": "withdraw"}[decision]
    with Transaction(store, f"approval {command}") as transaction:
        now = [fresh(store, row) for row in rows]
        for row in now:
            refuse_removed(APPROVAL, row)
            if row.decision is not None:
                raise _conflict(store, row, decision)
        team = Team(store)
        _demand(store, team, now, decision)
        if decision == "rejected" and not opinion.strip():
            message = _("Say why it is rejected; it is binding, and who asked reads it.")
            raise Refused(
                message,
                hint=_("`crm approval reject REF --opinion TEXT`."),
                missing=[{"code": "opinion", "field": "opinion", "message": message}],
            )
        for row in now:
            holder = row.approver_id
            asking.end(store, row, decision, opinion, None if decision == "withdrawn" else store.me or holder)
            others = [row.asked_by_id, row.on_behalf_of_id, holder]
            asking.tell(store, [holder] if decision == "withdrawn" else others, row, decision, opinion)
        settle(store, now)
        done = Decided([fresh(store, row) for row in now])
    done.transaction = transaction.ref
    return done


def settle(store: Store, rows: Sequence[Approval]) -> None:
    """Bring what approvals are about up to date with them, in the transaction that is open."""
    from crmcli.verbs import expenses, orders, quotes  # they ask approvals

    seen: set[str] = set()
    for row in rows:
        about = asking.subject(store, row)
        if about is None or row.about_id in seen:
            continue
        seen.add(row.about_id)
        if isinstance(about, Quote):
            quotes.settle(store, about)
        elif isinstance(about, Order):
            orders.settle(store, about)
        elif isinstance(about, Expense):
            expenses.settle(store, about)


def catch_up(store: Store) -> bool:
    """Settle what two have approved apart from each other: neither had seen that nothing waits any more.

    For what I may change or have decided myself (a change of an order: only who decided), once all of it is approved.
    Returns whether there was any. Undo passes it over, as it does what came from the hub.
    """
    found: list[Approval] = []
    waiting = kept.behind(store)
    team = Team(store) if waiting else None
    for kind, id in waiting:
        asked = asking.last(store, id)
        about = asking.subject(store, asked[0]) if asked else None
        if about is None or any(row.decision != "approved" for row in asked):
            continue
        changed = isinstance(about, Order) and about.status != "pending"
        if any(row.decided_by_id == store.me for row in asked) or (
            not changed and rights.may(store, store.me, "edit", KINDS[kind], about, team=team)
        ):
            found.append(asked[0])
    if not found:
        return False
    with Transaction(store, "sync", fixed=True) as transaction:
        settle(store, found)
    return transaction.ref is not None


def delegate(store: Store, rows: Sequence[Approval], to: str) -> Decided:
    """Pass on what one holds to another member. It is reminded of anew; when it goes further up stays as it was.

    Raises :class:`Refused` for who asked, the owner, or a member who is suspended.
    """
    from crmcli.verbs.members import working

    member = working(store, to, "--to")
    with Transaction(store, "approval delegate") as transaction:
        now = [fresh(store, row) for row in rows]
        for row in now:
            refuse_removed(APPROVAL, row)
            if row.decision is not None:
                raise _conflict(store, row, "delegated")
        team = Team(store)
        _demand(store, team, now, "delegated")
        for row in now:
            if member.id in (row.asked_by_id, _owner(store, row)):
                message = _("%(who)s asked for it or owns it: nobody approves their own.") % {
                    "who": member.name
                }
                raise Refused(
                    message,
                    hint=_("Name another member."),
                    missing=[{"code": "own", "field": "to", "message": message}],
                )
            if member.id != row.approver_id:
                _pass(store, row, member)
        done = Decided([fresh(store, row) for row in now])
    done.transaction = transaction.ref
    return done


def _pass(store: Store, row: Approval, member: Member) -> None:
    from crmcli.verbs.approvals.schedule import rule_of, schedule

    transaction = store.transaction_now
    assert transaction is not None
    base = row.on_behalf_of_id or row.approver_id
    remind_at, _escalate = schedule(transaction.moment, rule_of(store, row))
    clock = remind_at, row.escalate_at
    before = row.approver_id
    asking.hop(store, row, member.id, "delegated", None if base == member.id else base, clock=clock)
    asking.tell(store, [row.asked_by_id, before], row, "delegated", member.name)


# --- who may ------------------------------------------------------------------------------------------------------


def deciders(store: Store, row: Approval, team: Team | None = None) -> list[str]:
    """The ids of those who may decide an approval, its holder first."""
    return routing.above(team or Team(store), row, _owner(store, row))


def _owner(store: Store, row: Approval) -> str | None:
    about: Record | None = asking.subject(store, row)
    return None if about is None else about.owner_id


def _demand(store: Store, team: Team, rows: Sequence[Approval], decision: str) -> None:
    refused: list[str] = []
    hint = ""
    for row in rows:
        if decision == "withdrawn":
            allowed = team.works(store.me) and (
                store.me in (row.asked_by_id, _owner(store, row))
                or team.above(store.me, row.asked_by_id)
                or team.rules(store.me)
            )
        else:
            allowed = store.me in deciders(store, row, team)
        if not allowed:
            message, hint = _refusal(store, team, row, decision)
            refused.append(message)
    if refused:
        raise Forbidden(
            " ".join(refused),
            hint=hint,
            missing=[{"code": "forbidden", "field": decision, "message": message} for message in refused],
        )


def _refusal(store: Store, team: Team, row: Approval, decision: str) -> tuple[str, str]:
    """Why a member may not decide an approval, and whom to ask."""
    values = {"who": team.name(store.me), "ref": row.ref, "holder": team.name(row.approver_id)}
    if store.me in team.members and not team.works(store.me):
        return _("%(who)s is suspended.") % values, ""
    if decision == "withdrawn":
        values["asker"] = team.name(row.asked_by_id)
        return _("%(who)s may not withdraw %(ref)s: %(asker)s asked for it.") % values, _(
            "Ask %(asker)s."
        ) % values
    ask = _("Ask %(holder)s, or somebody above: it waits there.") % values
    if store.me in (row.asked_by_id, _owner(store, row)):
        return _("%(who)s may not decide %(ref)s: nobody approves their own.") % values, ask
    return _("%(who)s may not decide %(ref)s: it waits for %(holder)s.") % values, ask


def _conflict(store: Store, row: Approval, mine: str) -> Conflict:
    from crmcli.clock import shown

    by = by_id(store, Member, row.decided_by_id)
    at = shown(row.decided_at, store.zone) if row.decided_at else None
    values: dict[str, Any] = {
        "ref": row.ref,
        "decision": APPROVAL.fields["decision"].choice_shown(row.decision or ""),
        "who": by.name if by is not None else "—",
        "at": (at or "")[:16].replace("T", " "),
    }
    about = asking.subject(store, row)
    return Conflict(
        _("%(ref)s is decided already: %(decision)s by %(who)s, %(at)s.") % values,
        hint=_("`crm approval show %(ref)s` has the opinion; what is asked anew is decided anew.") % values,
        record=link(APPROVAL, row),
        about=None if about is None else link(KINDS[row.about_kind], about),
        changes=[
            {
                "field": "decision", "base": None, "mine": mine, "theirs": row.decision,
                "by": None if by is None else link(MEMBER, by), "at": at,
            }
        ],
    )  # fmt: skip
