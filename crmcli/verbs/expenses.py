"""Expenses: tied to the dealing they were spent on, submitted, approved where a rule asks, paid back.

An expense is a draft until it is submitted. What was submitted is not changed any more but for the ties that it still
lacks; paid back is only what is approved and, where its process says so, tied to a recorded dealing.
"""

from __future__ import annotations

from crmcli.errors import Refused, UsageError, ValueInvalid
from crmcli.i18n import _, listed
from crmcli.store.journal import Transaction
from crmcli.store.records import (
    EXPENSE,
    KINDS,
    Approval,
    Customer,
    Expense,
    Followup,
    Member,
    Opportunity,
    Order,
)
from crmcli.store.statements import by_id, by_nid, dealings_of, record_class, rows_where, update
from crmcli.verbs.rights import demand_all
from crmcli.verbs.shape import title

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.approvals import Asked
    from crmcli.verbs.stages import Process

    Columns = dict[str, Any]
    Missing = dict[str, Any]

_TIES = ("followup", "opportunity", "order", "customer")  # nearest first
_LATER = ("tags", "custom", "external_id", "owner")  # what may be changed whatever became of it


class Submitted:
    """What submitting did: the expenses as they stand now, by id the approvals asked and what its rules ask."""

    __slots__ = ("approvals", "asks", "rows", "transaction")

    def __init__(self) -> None:
        self.rows: list[Expense] = []
        self.approvals: dict[str, list[Approval]] = {}
        self.asks: dict[str, list[Asked]] = {}
        self.transaction: str | None = None


# --- what is written ----------------------------------------------------------------------------------------------


def begun_with(store: Store, columns: Columns) -> Columns:
    """The columns of a new expense, with what follows from its ties; spent today unless said otherwise.

    Raises :class:`UsageError` without an amount, :class:`ValueInvalid` for one that is not above 0 and for ties to
    different customers.
    """
    if columns.get("amount_minor") is None:
        raise UsageError(
            _("An expense needs an amount."),
            hint=_("Give it with %(option)s.") % {"option": "--amount"},
            argument="--amount",
            value="",
            expected="320, USD 45",
        )
    columns = {**columns, "spent_on": columns.get("spent_on") or store.clock().date().isoformat()}
    return {**columns, **checked(store, columns)}


def checked(store: Store, columns: Columns, row: Expense | None = None) -> Columns:
    """What else is to be written with ``columns``: whom and what the nearest of its ties belongs to.

    Raises :class:`ValueInvalid` for an amount that is not above 0, and for ties to different customers.
    """
    if "amount_minor" in columns:
        _refuse_amount(columns["amount_minor"])
    ids = {name: columns.get(f"{name}_id", getattr(row, f"{name}_id", None)) for name in _TIES}
    more: Columns = {}
    for name in _TIES[:-1]:
        tied = by_id(store, record_class(KINDS[name]), ids[name])
        if tied is None:
            continue
        for other in ("opportunity", "order", "customer"):
            of = getattr(tied, f"{other}_id", None)
            if of is None or other == name:
                continue
            if ids[other] is None or (other == "customer" and "customer_id" not in columns):
                ids[other] = more[f"{other}_id"] = of
            elif other == "customer" and ids[other] != of:
                raise _others(store, name, title(KINDS[name], tied), of)
    return more


def _refuse_amount(minor: int | None) -> None:
    if minor is None or minor <= 0:
        expected = _("an amount above 0")
        raise ValueInvalid(
            _("An expense needs an amount above 0."),
            hint=_("Expected: %(expected)s.") % {"expected": expected},
            argument="--amount",
            value="" if minor is None else str(minor),
            expected=expected,
        )


def _others(store: Store, name: str, called: str, customer: str) -> ValueInvalid:
    of = by_id(store, Customer, customer)
    whose = of.name if of is not None else "—"
    return ValueInvalid(
        _("%(kind)s “%(name)s” is of %(customer)s.")
        % {"kind": KINDS[name].shown, "name": called, "customer": whose},
        hint=_("Leave --customer out: it follows from what the expense is tied to."),
        argument=f"--{name}",
        value=called,
        expected=whose,
    )


def refuse_settled(row: Expense, typed: dict[str, list[str]]) -> None:
    """Raise :class:`Refused` if an edit would change what was submitted; ties that are empty may still be filled in."""
    if row.status in ("draft", "rejected"):
        return
    fields = [
        name
        for name in typed
        if name not in _LATER
        and (row.status == "paid" or name not in _TIES or getattr(row, f"{name}_id") is not None)
    ]
    if not fields:
        return
    status = EXPENSE.fields["status"].choice_shown(row.status)
    message = _("%(name)s (%(ref)s) is not changed any more: %(status)s.") % {
        "name": title(EXPENSE, row), "ref": row.ref, "status": status,
    }  # fmt: skip
    hints = {
        "submitted": _("`crm approval withdraw %(ref)s` makes it a draft again."),
        "approved": _("Only what it is tied to can be filled in."),
    }
    raise Refused(
        message,
        hint=hints.get(row.status, _("Write down another expense.")) % {"ref": row.ref},
        missing=[{"code": row.status, "field": name, "message": message} for name in fields],
    )


# --- submitted ----------------------------------------------------------------------------------------------------


def asked(store: Store, row: Expense) -> list[Asked]:
    """What the rules of its process ask when I submit it as it stands now."""
    from crmcli.verbs import approvals

    return approvals.asked(store, process_of(store, row), "expense", row, None, store.me)


def process_of(store: Store, row: Expense) -> Process:
    """The process whose rules hold: that of its opportunity, else the default one."""
    from crmcli.verbs import stages

    deal = by_id(store, Opportunity, row.opportunity_id)
    return stages.process_of(store, deal.playbook_id) if deal is not None else stages.default_process(store)


def submit(store: Store, rows: Sequence[Expense], reason: str = "", *, dry_run: bool = False) -> Submitted:
    """Submit drafts and rejected ones: each waits for the approvals that its rules ask, or is approved if none.

    All or none. Raises :class:`Refused` naming all that cannot be submitted.
    """
    from crmcli.verbs import approvals
    from crmcli.verbs.stages import ensure

    demand_all(store, "edit", [(EXPENSE, row) for row in rows])
    if not dry_run:
        ensure(store)
    done = Submitted()
    with Transaction(store, "expense submit", dry_run=dry_run) as transaction:
        found = _now(store, rows)
        _refuse(store, found, _not_draft)
        for row in found:
            asks = done.asks[row.id] = asked(store, row)
            update(
                store, row, submitted_at=transaction.at, status="submitted" if asks else "approved",
                approved_at=None if asks else transaction.at, approved_by_id=None,
            )  # fmt: skip
            done.approvals[row.id] = approvals.ask(store, "expense", row, asks, reason) if asks else []
        done.rows = _now(store, found)
    done.transaction = transaction.ref
    return done


def settle(store: Store, row: Expense) -> None:
    """Bring a submitted expense up to date with the approvals asked for it, in the transaction that is open.

    All approved: approved. One rejected: rejected, and the others are withdrawn. One withdrawn: a draft again.
    """
    from crmcli.verbs import approvals

    (row,) = _now(store, [row])
    if row.status != "submitted":
        return
    found = approvals.last(store, row.id)
    waiting = [one for one in found if one.decision is None]
    decisions = {one.decision for one in found}
    if "rejected" in decisions:
        update(store, row, status="rejected")
    elif "withdrawn" in decisions:
        update(store, row, status="draft", submitted_at=None)
    elif found and not waiting:
        last = max(found, key=lambda one: (one.decided_at or "", one.id))
        update(store, row, status="approved", approved_at=last.decided_at, approved_by_id=last.decided_by_id)
        return
    else:
        return
    if waiting:
        approvals.withdraw(store, waiting)


def _not_draft(store: Store, row: Expense) -> list[Missing]:
    if row.status in ("draft", "rejected"):
        return []
    return [_lack(row, "submitted", "status", _("it was submitted already: %(status)s") % {
        "status": EXPENSE.fields["status"].choice_shown(row.status)})]  # fmt: skip


# --- paid back ----------------------------------------------------------------------------------------------------


def pay(store: Store, rows: Sequence[Expense], *, dry_run: bool = False) -> tuple[list[Expense], str | None]:
    """Pay expenses back. All or none: raises :class:`Refused` with all that is missing of all of them: ``paid``,
    ``not_submitted``, ``approval`` (one for each that waits or was rejected), ``untied``.
    """
    demand_all(store, "pay", [(EXPENSE, row) for row in rows])
    with Transaction(store, "expense pay", dry_run=dry_run) as transaction:
        found = _now(store, rows)
        _refuse(store, found, hindrances)
        for row in found:
            update(store, row, status="paid", paid_at=transaction.at, paid_by_id=store.me or None)
        found = _now(store, found)
    return found, transaction.ref


def hindrances(store: Store, row: Expense) -> list[Missing]:
    """What keeps an expense from being paid back."""
    if row.status == "paid":
        return [_lack(row, "paid", "status", _("it was paid back already"))]
    out = []
    if row.status == "draft":
        out.append(_lack(row, "not_submitted", "status", _("it was not submitted")))
    elif row.status != "approved":
        out += [_lack(row, "approval", "status", one) for one in _undecided(store, row)]
    if tied_wanted(store, row) and not tied(store, row):
        out.append(_lack(row, "untied", "followup", _("it is tied to no recorded dealing")))
    return out


def _undecided(store: Store, row: Expense) -> list[str]:
    """What is not approved of it, in words: who holds it since when, who rejected it."""
    from crmcli.clock import shown
    from crmcli.verbs import approvals

    out = []
    for one in approvals.last(store, row.id):
        values = {"what": one.rule_label or one.rule, "who": _name(store, one.approver_id)}
        if one.decision is None:
            values["at"] = shown(one.asked_at, store.zone)[:10] if one.asked_at else ""
            out.append(_("%(what)s waits for %(who)s, asked on %(at)s") % values)
        elif one.decision == "rejected":
            values["who"] = _name(store, one.decided_by_id)
            out.append(_("%(what)s was rejected by %(who)s") % values)
    return out or [_("it is not approved: %(status)s") % {
        "status": EXPENSE.fields["status"].choice_shown(row.status)}]  # fmt: skip


def _name(store: Store, id: str | None) -> str:
    row = by_id(store, Member, id)
    return row.name if row is not None else "—"


def tied_wanted(store: Store, row: Expense) -> bool:
    """Whether its process pays back only what is tied to a dealing."""
    return bool(process_of(store, row).data.get("expense", {}).get("tied", True))


def tied(store: Store, row: Expense) -> bool:
    """Whether it is tied to a recorded dealing: to one itself, or to an opportunity or order that has one."""
    dealing = by_id(store, Followup, row.followup_id)
    if dealing is not None and dealing.removed_at is None:
        return True
    deals = {row.opportunity_id}
    if row.order_id is not None:
        if rows_where(store, Followup, limit=1, order_id=row.order_id, removed_at=None):
            return True
        order = by_id(store, Order, row.order_id)
        deals.add(order.opportunity_id if order is not None else None)
    return any(dealings_of(store, opportunity=id, limit=1) for id in deals if id is not None)


# --- helpers ------------------------------------------------------------------------------------------------------


def _now(store: Store, rows: Sequence[Expense]) -> list[Expense]:
    """The expenses as they stand now, each once."""
    found = [by_nid(store, Expense, nid) for nid in dict.fromkeys(row.nid for row in rows)]
    return [row for row in found if row is not None]


def _lack(row: Expense, code: str, field: str, what: str) -> Missing:
    message = _("%(name)s (%(ref)s): %(what)s.") % {"name": title(EXPENSE, row), "ref": row.ref, "what": what}
    return {"code": code, "field": field, "message": message, "ref": row.ref}


_MOST = 100  # that an error lists

_HELP = {
    "not_submitted": "crm expense submit %(refs)s",
    "untied": "crm expense edit %(refs)s --followup REF",
}


def _refuse(store: Store, rows: Sequence[Expense], lacks: Callable[[Store, Expense], list[Missing]]) -> None:
    """Raise :class:`Refused` with all that any of the expenses lacks."""
    from crmcli.verbs.records import refuse_removed

    missing: list[Missing] = []
    for row in rows:
        refuse_removed(EXPENSE, row)
        missing += lacks(store, row)
    if not missing:
        return
    helps = []
    for code, command in _HELP.items():
        refs = list(dict.fromkeys(one["ref"] for one in missing if one["code"] == code))
        if refs:
            many = " ".join(refs[:5]) if code == "not_submitted" else refs[0]
            helps.append("`" + command % {"refs": many} + "`")
    message = " ".join(one["message"] for one in missing[:5])
    if len(missing) > 5:
        message += " …"
    raise Refused(
        message,
        hint=_("What helps: %(commands)s.") % {"commands": listed(helps)} if helps else "",
        missing=missing[:_MOST],
    )
