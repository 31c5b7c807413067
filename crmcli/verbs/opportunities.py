"""Opportunities: begun, moved from stage to stage by the rules of their process, won, lost, opened again.

A stage changes here and nowhere else, and each change is a record of its own (:class:`StageChange`), so that the
history of stages has no gap.
"""

from __future__ import annotations

from crmcli.errors import Conflict, Refused, ValueInvalid
from crmcli.i18n import _
from crmcli.store.journal import Transaction
from crmcli.store.records import OPPORTUNITY, Opportunity, Reminder, StageChange
from crmcli.store.statements import insert, members_of, rows_where, set_members, update
from crmcli.text.clean import clean_line, clean_text
from crmcli.verbs import needs
from crmcli.verbs.finishing import end
from crmcli.verbs.records import edit, fresh, refuse_removed
from crmcli.verbs.rights import demand
from crmcli.verbs.shape import link, record_json
from crmcli.verbs.stage_rules import go, lacking, no_reason, reason_of, refusal, stage_of
from crmcli.verbs.stages import process_of, said

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.stages import Process, Stage

    Along = Callable[[Store, Opportunity], None]

BY_VERB = ("stage", "outcome", "outcome_reason", "closed_at")
"""Fields that an edit may not touch: `move`, `win`, `lose` and `reopen` do."""


class Moved:
    """What a change of stage did: the opportunity, the step, what was made on entering, and the transaction."""

    __slots__ = ("change", "finished", "guidance", "missing", "reminders", "row", "transaction")

    def __init__(self, row: Opportunity) -> None:
        self.row = row
        self.change: StageChange | None = None
        self.finished = 0  # reminders about it that are done with it
        self.guidance = ""  # what the process says to who enters the stage
        self.reminders: list[Reminder] = []
        self.missing: list[dict[str, Any]] = []  # what was missing and forced
        self.transaction: str | None = None


# --- moved --------------------------------------------------------------------------------------------------------


def move(
    store: Store,
    row: Opportunity,
    to: str,
    *,
    force: bool = False,
    reason: str = "",
    typed: Typed | None = None,
    along: Along | None = None,
) -> Moved:
    """Move an opportunity to a stage by the rules of its process. ``typed`` is filled in first, in the same command.

    ``along`` writes what else belongs to it (a dealing, a document) inside the same transaction, before it is looked
    what is missing.

    Raises :class:`ValueInvalid` for a stage there is not, and :class:`Refused` with all that is missing: then nothing
    is written. ``force`` with a reason goes all the same, and that is recorded.
    """
    demand(store, "move", OPPORTUNITY, row)
    _refuse_closed(store, row)
    process = process_of(store, row.playbook_id)
    target = stage_of(process, to)
    reason = clean_line(reason)[:2000]
    moved = Moved(row)
    if row.stage == target.id and not typed and along is None:
        return moved
    with Transaction(store, f"opportunity move {target.id}") as transaction:
        row = moved.row = filled_in(store, _unmoved(store, row), typed, along)
        if row.stage == target.id:
            moved.transaction = transaction.ref
            return moved
        moved.missing = lacking(store, row, process, target, reason)
        if moved.missing and not force:
            raise refusal(row, process, target.id, moved.missing)
        if moved.missing and not reason:
            raise no_reason("--reason")
        _enter(store, moved, process, target, reason)
    moved.transaction = transaction.ref
    return moved


def _enter(store: Store, moved: Moved, process: Process, target: Stage, reason: str) -> None:
    row = moved.row
    here = process.stage(row.stage)
    moved.change = go(store, row, process, target.id, reason=reason, missing=moved.missing)
    if here is None or target.place > here.place:
        moved.guidance = target.guidance
        moved.reminders = _remind(store, row, target)


def _remind(store: Store, row: Opportunity, stage: Stage) -> list[Reminder]:
    """The reminders that a stage asks for, for the opportunity's owner."""
    from datetime import timedelta

    made = []
    for one in stage.data["reminders"]:
        due = store.clock().date() + timedelta(days=one["after_days"])
        made.append(
            insert(
                store, Reminder, text=said(one, "text"), due_on=due.isoformat(), about_kind="opportunity",
                about_id=row.id, customer_id=row.customer_id, for_id=row.owner_id or store.me or None,
                important=int(one["important"]), urgent=int(one["urgent"]),
            )
        )  # fmt: skip
    return made


# --- closed and opened again --------------------------------------------------------------------------------------


def close(
    store: Store,
    row: Opportunity,
    outcome: str,
    reason: str,
    lesson: str | None = None,
    *,
    force: bool = False,
    why: str = "",
    typed: Typed | None = None,
    along: Along | None = None,
) -> Moved:
    """Win, lose or abandon an opportunity, with a reason of its process's list and what is to be learnt.

    Raises :class:`ValueInvalid` for a reason that is not on the list, :class:`Refused` for what its process asks for.
    """
    demand(store, "close", OPPORTUNITY, row)
    _refuse_closed(store, row)
    process = process_of(store, row.playbook_id)
    chosen = reason_of(process, outcome, reason)
    moved = Moved(row)
    command = {"won": "opportunity win", "lost": "opportunity lose"}.get(outcome, "opportunity abandon")
    with Transaction(store, command) as transaction:
        row = moved.row = filled_in(store, _unmoved(store, row), typed, along)
        moved.missing = needs.missing(store, row, process.end(outcome)["requires"])
        if moved.missing and not force:
            raise refusal(row, process, outcome, moved.missing)
        if moved.missing and not why:
            raise no_reason("--why")
        why = clean_line(why)[:2000] or chosen
        moved.change = go(store, row, process, outcome, reason=why, missing=moved.missing)
        said_lesson = {} if lesson is None else {"lesson": clean_text(lesson) or None}
        update(store, row, outcome_reason=chosen, risk_flag=0, **said_lesson)
        for reminder in rows_where(store, Reminder, about_id=row.id, removed_at=None):
            if reminder.state != "done":  # what was still to be done for it is no more
                end(store, reminder)
                moved.finished += 1
    moved.transaction = transaction.ref
    return moved


def reopen(store: Store, row: Opportunity, reason: str) -> Moved:
    """Open a closed opportunity again, in the stage it stood in. Raises :class:`Refused` if it is open."""
    demand(store, "close", OPPORTUNITY, row)
    refuse_removed(OPPORTUNITY, row)
    if row.outcome is None:
        message = _("%(name)s (%(ref)s) is open.") % {"name": row.title, "ref": row.ref}
        raise Refused(message, missing=[{"code": "open", "field": "outcome", "message": message}])
    reason = clean_line(reason)[:2000]
    if not reason:
        raise no_reason("--reason")
    process = process_of(store, row.playbook_id)
    target = process.stage(row.closed_stage) or process.stages[0]
    moved = Moved(row)
    with Transaction(store, "opportunity reopen") as transaction:
        row = moved.row = _unmoved(store, row)
        moved.change = go(store, row, process, target.id, reason=reason)
    moved.transaction = transaction.ref
    return moved


def onto(store: Store, row: Opportunity, process: Process, target: Stage, reason: str) -> None:
    """Take an open opportunity onto another version of its process, inside the transaction that is open."""
    update(store, row, playbook_id=process.id)
    go(store, row, process, target.id, reason=reason)


def tick(
    store: Store, row: Opportunity, steps: list[str], *, off: bool = False
) -> tuple[Opportunity, str | None]:
    """Tick steps of the process that are done by hand (or with ``off`` take the ticks away).

    Raises :class:`ValueInvalid` for a step its process does not have.
    """
    demand(store, "edit", OPPORTUNITY, row)
    refuse_removed(OPPORTUNITY, row)
    process = process_of(store, row.playbook_id)
    known = {one["field"]: said(one, "label") for one in needs.of(process.data, "step")}
    wanted = []
    for step in steps:
        found = next((id for id, label in known.items() if step.casefold() in (id, label.casefold())), None)
        if found is None:
            raise ValueInvalid(
                _("%(process)s has no step “%(step)s”.") % {"process": process.title, "step": step},
                hint=_("Expected: %(expected)s.") % {"expected": ", ".join(known) or "—"},
                argument="STEP",
                value=step,
                expected=list(known),
            )
        wanted.append(found)
    field = OPPORTUNITY.fields["steps"]
    with Transaction(store, "opportunity step") as transaction:
        present = members_of(store, field, [row.id]).get(row.id, [])
        kept = [one for one in present if one not in wanted]
        set_members(store, OPPORTUNITY, row, field, kept if off else [*kept, *dict.fromkeys(wanted)])
    return row, transaction.ref


def _unmoved(store: Store, row: Opportunity) -> Opportunity:
    """The opportunity as it stands now. Raises :class:`Conflict` if somebody moved it since ``row`` was read."""
    now = fresh(store, row)
    if now.stage == row.stage:
        return now
    theirs = record_json(store, OPPORTUNITY, now)
    raise Conflict(
        _("%(name)s (%(ref)s) was moved meanwhile: it is in %(stage)s now.")
        % {"name": now.title, "ref": now.ref, "stage": process_of(store, now.playbook_id).label_of(now.stage)},
        hint=_("Nothing was written. Look at it again and decide."),
        record=link(OPPORTUNITY, now),
        changes=[
            {
                "field": "stage", "base": row.stage, "mine": row.stage, "theirs": now.stage,
                "by": theirs["updated_by"], "at": theirs["updated_at"],
            }
        ],
    )  # fmt: skip


# --- helpers ------------------------------------------------------------------------------------------------------

Typed = dict[str, list[str]]


def filled_in(store: Store, row: Opportunity, typed: Typed | None, along: Along | None = None) -> Opportunity:
    """What a form or options bring along with a move is written first, by the same rules as an edit."""
    if along is not None:
        along(store, row)
    if not typed:
        return row
    edited, _transaction = edit(store, OPPORTUNITY, row, typed)
    assert isinstance(edited, Opportunity)
    return edited


def reasons(store: Store, row: Opportunity, outcome: str) -> list[tuple[str, str]]:
    """The reasons from which one is chosen: (id, label in the language in use)."""
    return [
        (one["id"], said(one, "label")) for one in process_of(store, row.playbook_id).end(outcome)["reasons"]
    ]


def _refuse_closed(store: Store, row: Opportunity) -> None:
    refuse_removed(OPPORTUNITY, row)
    if row.outcome is not None:
        process = process_of(store, row.playbook_id)
        message = _("%(name)s (%(ref)s) is closed: %(outcome)s.") % {
            "name": row.title, "ref": row.ref, "outcome": process.label_of(row.outcome),
        }  # fmt: skip
        raise Refused(
            message,
            hint=_("`crm opportunity reopen %(ref)s --reason TEXT` opens it again.") % {"ref": row.ref},
            missing=[{"code": "closed", "field": "outcome", "message": message}],
        )


def refuse_by_verb(typed: Typed, row: Opportunity) -> None:
    """Raise :class:`Refused` if an edit would change what only `move`, `win`, `lose` and `reopen` change."""
    named_fields = [name for name in BY_VERB if name in typed]
    if not named_fields:
        return
    missing = [
        {
            "code": "by_verb", "field": name,
            "message": _("%(field)s is not edited.") % {"field": OPPORTUNITY.fields[name].shown},
        }
        for name in named_fields
    ]  # fmt: skip
    raise Refused(
        " ".join(str(one["message"]) for one in missing),
        hint=_("Use `crm opportunity move`, `win`, `lose` or `reopen` with %(ref)s.") % {"ref": row.ref},
        missing=missing,
    )
