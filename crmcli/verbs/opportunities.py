"""Opportunities: begun, moved from stage to stage by the rules of their process, won, lost, opened again.

A stage changes here and nowhere else, and each change is a record of its own (:class:`StageChange`), so that the
history of stages has no gap.
"""

from __future__ import annotations

from crmcli.clock import moment, stored
from crmcli.errors import Conflict, Refused, UsageError, ValueInvalid
from crmcli.i18n import _, listed, ngettext
from crmcli.store.journal import Transaction
from crmcli.store.records import OPPORTUNITY, Opportunity, Reminder, StageChange
from crmcli.store.statements import by_nid, insert, members_of, rows_where, set_members, update
from crmcli.text.clean import clean_line, clean_text
from crmcli.verbs import needs
from crmcli.verbs.records import edit, refuse_removed
from crmcli.verbs.rights import demand
from crmcli.verbs.shape import link, record_json
from crmcli.verbs.stages import ENDS, default_process, named, process_of, said

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


# --- begun --------------------------------------------------------------------------------------------------------


def begun(store: Store, columns: dict[str, Any], process_name: str = "") -> dict[str, Any]:
    """The columns of a new opportunity with what its process says of them; stage and outcome are checked.

    Raises :class:`ValueInvalid` for a stage that its process does not have.
    """
    process = named(store, process_name) if process_name else process_of(store, columns.get("playbook_id"))
    columns["playbook_id"] = process.id
    now = store.clock()
    columns.setdefault("acquired_on", now.date().isoformat())
    columns.setdefault("stage_since", stored(now))
    stage, outcome = columns.get("stage"), columns.get("outcome")
    if stage in ENDS:
        outcome = columns["outcome"] = outcome or stage
    if outcome:
        columns["stage"] = outcome
        columns.setdefault("closed_at", stored(now))
        columns.setdefault("probability", 100 if outcome == "won" else 0)
        if columns.get("closed_stage") is None:
            columns["closed_stage"] = stage if stage not in ENDS and process.stage(stage) else None
        return columns
    found = _stage_of(process, stage) if stage else process.stages[0]
    columns["stage"] = found.id
    if columns.get("probability") is None:
        columns["probability"] = found.probability
    return columns


def first_step(store: Store, row: Opportunity, process: Process | None = None) -> StageChange:
    """The record of an opportunity's beginning, inside the transaction that is open."""
    process = process or process_of(store, row.playbook_id)
    at = row.stage_since or row.created_at or stored(store.clock())
    return _step(store, row, None, row.stage or process.stages[0].id, at)


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
    target = _stage_of(process, to)
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
            raise _no_reason("--reason")
        _enter(store, moved, process, target, reason)
    moved.transaction = transaction.ref
    return moved


def lacking(
    store: Store, row: Opportunity, process: Process, target: Stage, reason: str = ""
) -> list[dict[str, Any]]:
    """All that stands against moving to a stage: is it next, may one go back, what does the stage that is left need."""
    here = process.stage(row.stage)
    if here is None:  # a stage that its process does not have any more
        return []
    if target.place > here.place:
        missing = needs.missing(store, row, here.requires)
        if target.id not in here.data["next"]:
            following = listed(one.label for one in process.following(here)) or process.end("won")["label"]
            message = _("%(stage)s is not next: after %(here)s comes %(next)s.") % {
                "stage": target.label, "here": here.label, "next": following,
            }  # fmt: skip
            missing.insert(0, {"code": "not_next", "field": "stage", "message": message})
        return missing
    back = process.data["back"]
    if back == "never":
        message = _("%(process)s does not go back from %(here)s to %(stage)s.") % {
            "process": process.title, "here": here.label, "stage": target.label,
        }  # fmt: skip
        return [{"code": "not_back", "field": "stage", "message": message}]
    if back == "reason" and not reason:
        message = _("Going back to %(stage)s needs a reason.") % {"stage": target.label}
        return [{"code": "reason", "field": "reason", "message": message}]
    return []


def refusal(row: Opportunity, process: Process, to: str, missing: list[dict[str, Any]]) -> Refused:
    """The refusal that names everything that is missing at once."""
    return Refused(
        ngettext(
            "%(name)s (%(ref)s) cannot go from %(here)s to %(there)s, something is missing:",
            "%(name)s (%(ref)s) cannot go from %(here)s to %(there)s, %(number)d things are missing:",
            len(missing),
        )
        % {
            "name": row.title,
            "ref": row.ref,
            "here": process.label_of(row.stage),
            "there": process.label_of(to),
            "number": len(missing),
        },
        hint=needs.way_on(row.ref, to, missing),
        missing=missing,
    )


def _enter(store: Store, moved: Moved, process: Process, target: Stage, reason: str) -> None:
    row = moved.row
    here = process.stage(row.stage)
    moved.change = _step(store, row, row.stage, target.id, None, reason=reason, missing=moved.missing,
                         probability=target.probability)  # fmt: skip
    update(store, row, stage=target.id, stage_since=moved.change.at, probability=target.probability)
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


def _step(
    store: Store,
    row: Opportunity,
    from_stage: str | None,
    to_stage: str,
    at: str | None,
    *,
    reason: str = "",
    missing: list[dict[str, Any]] | None = None,
    probability: int | None = None,
) -> StageChange:
    now = stored(store.clock()) if at is None else at
    seconds = None
    if from_stage is not None and row.stage_since:
        zone = store.zone
        # A clock that was set back does not make time that is less than none.
        seconds = max(int((moment(now, zone) - moment(row.stage_since, zone)).total_seconds()), 0)
    return insert(
        store, StageChange, opportunity_id=row.id, from_stage=from_stage, to_stage=to_stage, at=now,
        by_id=store.me or None, seconds=seconds, forced=int(bool(missing)), reason=reason or None,
        missing=", ".join(dict.fromkeys(str(one["field"]) for one in missing or ()))[:2000] or None,
        amount_minor=row.amount_minor, amount_currency=row.amount_currency,
        probability=row.probability if probability is None else probability, playbook_id=row.playbook_id,
        owner_id=row.owner_id,
    )  # fmt: skip


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
    chosen = _reason(process, outcome, reason)
    moved = Moved(row)
    command = {"won": "opportunity win", "lost": "opportunity lose"}.get(outcome, "opportunity abandon")
    with Transaction(store, command) as transaction:
        row = moved.row = filled_in(store, _unmoved(store, row), typed, along)
        moved.missing = needs.missing(store, row, process.end(outcome)["requires"])
        if moved.missing and not force:
            raise refusal(row, process, outcome, moved.missing)
        if moved.missing and not why:
            raise _no_reason("--why")
        probability = 100 if outcome == "won" else 0
        moved.change = _step(store, row, row.stage, outcome, None, reason=clean_line(why)[:2000] or chosen,
                             missing=moved.missing, probability=probability)  # fmt: skip
        said_lesson = {} if lesson is None else {"lesson": clean_text(lesson) or None}
        update(
            store, row, closed_stage=row.stage, stage=outcome, outcome=outcome, outcome_reason=chosen,
            closed_at=moved.change.at, stage_since=moved.change.at, probability=probability, risk_flag=0, **said_lesson,
        )  # fmt: skip
        for reminder in rows_where(store, Reminder, about_id=row.id, removed_at=None):
            if reminder.state != "done":  # what was still to be done for it is no more
                update(store, reminder, state="done", done_at=stored(store.clock()))
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
        raise _no_reason("--reason")
    process = process_of(store, row.playbook_id)
    target = process.stage(row.closed_stage) or process.stages[0]
    moved = Moved(row)
    with Transaction(store, "opportunity reopen") as transaction:
        row = moved.row = _unmoved(store, row)
        moved.change = _step(
            store, row, row.stage, target.id, None, reason=reason, probability=target.probability
        )
        update(
            store, row, stage=target.id, outcome=None, outcome_reason=None, closed_at=None, closed_stage=None,
            stage_since=moved.change.at, probability=target.probability,
        )  # fmt: skip
    moved.transaction = transaction.ref
    return moved


def onto(store: Store, row: Opportunity, process: Process, target: Stage, reason: str) -> None:
    """Take an open opportunity onto another version of its process, inside the transaction that is open."""
    update(store, row, playbook_id=process.id)
    step = _step(store, row, row.stage, target.id, None, reason=reason, probability=target.probability)
    update(store, row, stage=target.id, stage_since=step.at, probability=target.probability)


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
    now = by_nid(store, Opportunity, row.nid)
    assert now is not None
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


def _stage_of(process: Process, wanted: str) -> Stage:
    key = wanted.strip().casefold()
    for stage in process.stages:
        names = (stage.id, str(stage.data["label"]).casefold(), str(stage.data["label_zh"]).casefold())
        if key in names:
            return stage
    expected = [stage.id for stage in process.stages]
    hint = _("Expected: %(expected)s.") % {"expected": ", ".join(expected)}
    if key in ENDS:
        hint = _("`crm opportunity win`, `lose` and `abandon` close it.")
    raise ValueInvalid(
        _("%(process)s has no stage “%(stage)s”.") % {"process": process.title, "stage": wanted},
        hint=hint,
        argument="STAGE",
        value=wanted,
        expected=expected,
    )


def _reason(process: Process, outcome: str, wanted: str) -> str:
    reasons = process.end(outcome)["reasons"]
    key = wanted.strip().casefold()
    for one in reasons:
        if key in (one["id"], str(one["label"]).casefold(), str(one.get("label_zh") or "").casefold()):
            return str(one["id"])
    expected = [one["id"] for one in reasons]
    raise ValueInvalid(
        _("“%(reason)s” is no reason on the list of %(process)s.")
        % {"reason": wanted, "process": process.title},
        hint=_("Expected: %(expected)s.")
        % {"expected": ", ".join(f"{one['id']} ({said(one, 'label')})" for one in reasons)},
        argument="--reason",
        value=wanted,
        expected=expected,
    )


def reasons(store: Store, row: Opportunity, outcome: str) -> list[tuple[str, str]]:
    """The reasons from which one is chosen: (id, label in the language in use)."""
    return [
        (one["id"], said(one, "label")) for one in process_of(store, row.playbook_id).end(outcome)["reasons"]
    ]


def _no_reason(option: str) -> UsageError:
    return UsageError(
        _("A reason is needed."),
        hint=_("Say why with %(option)s TEXT.") % {"option": option},
        argument=option,
        value="",
        expected=_("a text that is not empty"),
    )


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


def default_name(store: Store) -> str:
    """The name of the process that new opportunities get."""
    return default_process(store).name
