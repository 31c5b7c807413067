"""A version of a conflict that says how far something is: a deal's stage, the status of a step, the state of a duty.

It is written as its verb writes it; what the verb would ask for is asked for, all of it at once.
"""

from __future__ import annotations

from crmcli.errors import Refused
from crmcli.i18n import _, listed
from crmcli.store import conflicts as kept
from crmcli.store.records import Duty, Opportunity, Order, Reminder, StageChange, Step
from crmcli.store.statements import by_id, by_nid, insert, rows_where, update
from crmcli.store.together import written
from crmcli.verbs import needs
from crmcli.verbs.stages import ENDS, process_of

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.conflicts import Conflict
    from crmcli.verbs.stages import Process

    State = dict[str, Any]
    Missing = dict[str, Any]


def is_one(one: Conflict) -> bool:
    """Whether a conflict is about how far something is that has a verb of its own for that."""
    carried = one.table in ("opportunity", "step", "duty") and one.first.column in written(one.table)
    return carried and one.record is not None and one.nid is not None


def verb_of(one: Conflict) -> str:
    """The verb whose right it needs; empty where an edit's does."""
    if one.table != "opportunity" or not is_one(one):
        return ""
    values = [
        getattr(each, which) for each in one.clashes for which in ("mine", "hub") if each.column == "stage"
    ]
    now = getattr(one.record, "outcome", None)
    return "close" if now or one.first.column != "stage" or set(values) & set(ENDS) else "move"


def write(store: Store, one: Conflict, which: str) -> None:
    """Write the version ``which``, inside the transaction that is open. Raises :class:`Refused`."""
    if one.removed and one.record is not None:
        kept.bring_back(store, one.record)
    assert one.record is not None
    row = by_nid(store, type(one.record), one.record.nid)
    version = one.columns(store, which)
    writer = one.first.member_id if which == "mine" else one.hub_writer
    if row is None or all(getattr(row, name) == value for name, value in version.items()):
        return
    if isinstance(row, Opportunity):
        _stage(store, one, row, version, writer)
    elif isinstance(row, Step):
        _status(store, row, version, writer)
    elif isinstance(row, Duty):
        _duty(store, row, version)


# --- deals --------------------------------------------------------------------------------------------------------


def _stage(store: Store, one: Conflict, row: Opportunity, version: State, writer: str | None) -> None:
    """The stage that somebody moved it to, or the end: a step of the deal from where it stands now."""
    from crmcli.verbs.stage_rules import arrived, step_columns

    process = process_of(store, row.playbook_id)
    to = str(version.get("stage", row.stage) or "")
    transaction = store.transaction_now
    assert transaction is not None
    if to == row.stage:
        final = {name: getattr(row, name) for name in written("opportunity")} | version
        _refuse(one, row, process, to, _reason_lacks(process, final) if final["outcome"] else [])
        update(store, row, **final)
        return
    step = _step_of(store, row, to, writer)
    forced = step is not None and bool(step.forced)
    reason = (step.reason if step is not None else None) or ""
    missing = _missing(store, one, row, process, to, reason, version)
    if not forced:
        _refuse(one, row, process, to, missing)
    changes = arrived(process, _left(row, version), to, transaction.at)
    if to in ENDS:
        said = ("outcome_reason", "closed_at")
        changes |= {name: version[name] for name in said if version.get(name)}
    columns = {name: getattr(row, name) for name in row.COLUMNS}
    if row.probability != _usual(process, row.stage):  # somebody has said it
        changes.pop("probability", None)
    insert(
        store, StageChange,
        **step_columns(
            store, columns, to, transaction.at, probability=changes.get("probability"), reason=reason,
            missing=missing,
        ),
    )  # fmt: skip
    update(store, row, **changes)
    if to in ENDS:
        from crmcli.verbs.finishing import end

        update(store, row, risk_flag=0)
        for reminder in rows_where(store, Reminder, about_id=row.id, removed_at=None):
            if reminder.state != "done":
                end(store, reminder)


def _usual(process: Process, stage: str | None) -> int | None:
    """The probability that a stage gives."""
    if stage in ENDS:
        return 100 if stage == "won" else 0
    found = process.stage(stage)
    return None if found is None else found.probability


def _base(one: Conflict) -> str | None:
    """The stage that both moved it from."""
    for each in one.clashes:
        if each.column == "stage":
            return None if each.base is None else str(each.base)
    return None


def _left(row: Opportunity, version: State) -> str | None:
    """The stage in which a deal that ends stood."""
    closed: str | None = version.get("closed_stage")
    return closed or (row.stage if row.stage not in ENDS else row.closed_stage)


def _step_of(store: Store, row: Opportunity, to: str | None, writer: str | None) -> StageChange | None:
    """The step by which a member came to a stage: its reason and what was missing were said then."""
    steps = rows_where(store, StageChange, opportunity_id=row.id, to_stage=to, by_id=writer, removed_at=None)
    return max(steps, key=lambda one: (one.at or "", one.nid), default=None)


def _missing(
    store: Store,
    one: Conflict,
    row: Opportunity,
    process: Process,
    to: str | None,
    reason: str,
    version: State,
) -> list[Missing]:
    """All that the step from where both began asks for, and is not there now."""
    from crmcli.verbs.stage_rules import lacking

    if to in ENDS:
        return needs.missing(store, row, process.end(str(to))["requires"]) + _reason_lacks(
            process, {"outcome": to, **version}
        )
    target = process.stage(to)
    if target is None:
        message = _("%(process)s has no stage “%(stage)s”.") % {"process": process.title, "stage": to or ""}
        return [{"code": "stage", "field": "stage", "message": message}]
    began = by_nid(store, Opportunity, row.nid)
    assert began is not None
    base = _base(one)
    began.stage = base
    if base in ENDS:  # it was opened again
        message = _("Going back to %(stage)s needs a reason.") % {"stage": target.label}
        return [] if reason else [{"code": "reason", "field": "reason", "message": message}]
    return [] if base == to else lacking(store, began, process, target, reason)


def _reason_lacks(process: Process, columns: State) -> list[Missing]:
    """What is missing of the reason of an end."""
    outcome, reason = columns.get("outcome"), columns.get("outcome_reason")
    known = [one["id"] for one in process.end(str(outcome))["reasons"]]
    if reason in known:
        return []
    message = _("It is entered as ended, and no reason is said.")
    return [{"code": "reason", "field": "outcome_reason", "message": message, "values": known}]


def _refuse(
    one: Conflict, row: Opportunity, process: Process, to: str | None, missing: Sequence[Missing]
) -> None:
    if not missing:
        return
    from crmcli.verbs.stage_rules import refusal

    told = refusal(row, process, str(to), list(missing))
    go = {"won": "win", "lost": "lose", "abandoned": "abandon"}.get(str(to), f"move {to}")
    verb, _space, stage = go.partition(" ")
    command = " ".join(word for word in ("crm opportunity", verb, row.ref, stage) if word)
    ways = needs.ways(row.ref, missing)
    hint = _("--hub keeps what stands, and `%(command)s` goes from there.") % {"command": command}
    if ways:
        fill = _("Fill it in with %(commands)s and decide again.") % {
            "commands": listed(f"`{way}`" for way in ways)
        }
        hint = f"{fill} {hint}"
    raise Refused(told.message, hint=hint, missing=list(missing))


# --- steps of orders ----------------------------------------------------------------------------------------------


def _status(store: Store, row: Step, version: State, writer: str | None) -> None:
    """How far somebody has a step: what keeps it from being done, begun, blocked, skipped keeps it from that."""
    from crmcli.verbs import order_checks, order_steps

    to = version.get("status", row.status)
    transaction = store.transaction_now
    order = by_id(store, Order, row.order_id)
    assert order is not None
    assert transaction is not None
    if to != row.status:
        what = next(name for name, status in order_checks.STATUS.items() if status == to)
        wanted = order_checks.Wanted(what)
        name = "blocked_reason" if what == "block" else "reason"
        wanted.reason = str(version.get(name, getattr(row, name)) or "")
        order_checks.refuse(store, wanted, [row], {order.id: order})
        if what == "reopen":
            order_steps.again(store, [row], wanted.reason, alone=True)
            return
    final = dict(version)
    if to == "done":
        if not any(final.get(name, getattr(row, name)) for name in ("done_on", "done_at")):
            final["done_at"] = transaction.at
        final.setdefault("done_by_id", row.done_by_id or writer)
    else:
        final |= {"done_on": None, "done_at": None, "done_by_id": None}
    if to != "blocked":
        final["blocked_reason"] = None
    update(store, row, **final)
    if row.delivers and to == "done":
        day = order_steps.day_of(row, store.zone)
        update(store, order, delivered=day.isoformat() if day else None)


def _duty(store: Store, row: Duty, version: State) -> None:
    """What became of a duty: one that is done or dropped is opened again before it becomes something else."""
    from crmcli.verbs import duties

    to = version.get("state", row.state)
    if to == "open":
        duties.reopen(store, [row])
        return
    if to != row.state and row.state != "open":
        state = {"done": _("%(text)s (%(ref)s) is done."), "dropped": _("%(text)s (%(ref)s) was dropped.")}
        message = state[str(row.state)] % {"text": row.text, "ref": row.ref}
        raise Refused(
            message,
            hint=_("--hub keeps what stands; `crm duty reopen %(ref)s` opens it again.") % {"ref": row.ref},
            missing=[{"code": str(row.state), "field": "state", "message": message}],
        )
    final = dict(version)
    if to != "done":
        final |= {"done_at": None, "done_by_id": None, "followup_id": None}
    update(store, row, **final)
