"""What a process says of stages: how an opportunity begins, what a step asks for and changes, what is recorded of it.

Whoever writes a stage, a command or an import, has it from here, so that the history of stages has no gap.
"""

from __future__ import annotations

from crmcli.clock import moment, stored
from crmcli.errors import Refused, UsageError, ValueInvalid
from crmcli.i18n import _, listed, ngettext
from crmcli.store.records import Opportunity, StageChange
from crmcli.store.statements import insert, update
from crmcli.verbs import needs
from crmcli.verbs.stages import ENDS, said

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.stages import Process, Stage


def begun(store: Store, columns: dict[str, Any], process: Process) -> None:
    """Fill in what a process says of a new opportunity's columns; stage and outcome are checked.

    Raises :class:`ValueInvalid` for a stage that the process does not have.
    """
    columns["playbook_id"] = process.id
    now = store.clock()
    columns.setdefault("acquired_on", now.date().isoformat())
    columns.setdefault("stage_since", stored(now))
    stage, outcome = columns.get("stage"), columns.get("outcome")
    if stage in ENDS:
        outcome = columns["outcome"] = outcome or stage
    if outcome:
        stood = stage if stage not in ENDS and process.stage(stage) else columns.get("closed_stage")
        at = columns.get("closed_at") or stored(now)
        columns |= {**arrived(process, stood, outcome, at), "stage_since": columns["stage_since"]}
        return
    found = stage_of(process, stage) if stage else process.stages[0]
    columns["stage"] = found.id
    if columns.get("probability") is None:
        columns["probability"] = found.probability


def refuse_unreasoned(process: Process, columns: dict[str, Any]) -> None:
    """Raise :class:`Refused` if an opportunity is entered as ended without a reason of its process's list.

    Files may lack it: what ended years ago is better known without its reason than not at all.
    """
    outcome = columns.get("outcome")
    if outcome and columns.get("outcome_reason"):
        reason_of(process, outcome, columns["outcome_reason"])
    elif outcome:
        message = _("It is entered as ended, and no reason is said.")
        reasons = "|".join(one["id"] for one in process.end(outcome)["reasons"])
        raise Refused(
            message,
            hint=_("Give it with %(option)s.") % {"option": f"--outcome-reason {reasons}"},
            missing=[{"code": "reason", "field": "outcome_reason", "message": message}],
        )


def first_step(store: Store, row: Opportunity) -> StageChange:
    """The record of an opportunity's beginning, inside the transaction that is open."""
    columns = {name: getattr(row, name) for name in row.COLUMNS}
    return insert(store, StageChange, **step_columns(store, columns, row.stage, row.stage_since, first=True))


def step_columns(
    store: Store,
    columns: dict[str, Any],
    to_stage: str | None,
    at: str | None,
    *,
    first: bool = False,
    probability: int | None = None,
    reason: str = "",
    missing: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """The record of a change of stage, of an opportunity with these ``columns``; the ``first`` comes from nowhere."""
    since = None if first else columns.get("stage_since")
    seconds = None
    if since and at:
        zone = store.zone
        # A clock that was set back does not make time that is less than none.
        seconds = max(int((moment(at, zone) - moment(since, zone)).total_seconds()), 0)
    return {
        "opportunity_id": columns["id"], "from_stage": None if first else columns.get("stage"), "to_stage": to_stage,
        "at": at, "by_id": store.me or None, "seconds": seconds, "forced": int(bool(missing)),
        "reason": reason or None,
        "missing": ", ".join(dict.fromkeys(str(one["field"]) for one in missing))[:2000] or None,
        "amount_minor": columns.get("amount_minor"), "amount_currency": columns.get("amount_currency"),
        "probability": columns.get("probability") if probability is None else probability,
        "playbook_id": columns.get("playbook_id"), "owner_id": columns.get("owner_id"),
    }  # fmt: skip


def arrived(process: Process, here: str | None, to: str, at: str) -> dict[str, Any]:
    """What changes in an opportunity that goes from the stage ``here`` to another, or to an end."""
    changes: dict[str, Any] = {"stage": to, "stage_since": at}
    if to in ENDS:
        probability = 100 if to == "won" else 0
        return {**changes, "outcome": to, "closed_at": at, "closed_stage": here, "probability": probability}
    stage = process.stage(to)
    changes |= {"outcome": None, "outcome_reason": None, "closed_at": None, "closed_stage": None}
    return changes if stage is None else {**changes, "probability": stage.probability}


def go(
    store: Store,
    row: Opportunity,
    process: Process,
    to: str,
    *,
    reason: str = "",
    missing: Sequence[dict[str, Any]] = (),
) -> StageChange:
    """Take an opportunity to a stage or an end now, and record it, inside the transaction that is open."""
    at = stored(store.clock())
    changes = arrived(process, row.stage, to, at)
    columns = {name: getattr(row, name) for name in row.COLUMNS}
    step = step_columns(
        store, columns, to, at, probability=changes.get("probability"), reason=reason, missing=missing
    )
    change = insert(store, StageChange, **step)
    update(store, row, **changes)
    return change


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


def stage_of(process: Process, wanted: str) -> Stage:
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


def reason_of(process: Process, outcome: str, wanted: str) -> str:
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


def no_reason(option: str) -> UsageError:
    return UsageError(
        _("A reason is needed."),
        hint=_("Say why with %(option)s TEXT.") % {"option": option},
        argument=option,
        value="",
        expected=_("a text that is not empty"),
    )
