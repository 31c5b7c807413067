"""Opportunities that come in: what their process says of them, and the record of each change of stage.

A file may say in which stage an opportunity stands. A new one begins there; one that is known goes there, as forced
and with the file's name as the reason, so that its history of stages has no gap. A whole export of our own brings that
history along, and nothing is added to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.clock import moment
from crmcli.store import bulk
from crmcli.store.records import STAGE_CHANGE
from crmcli.verbs.opportunities import begun
from crmcli.verbs.stages import ENDS, default_process, process_of, processes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.importing.draft import Draft


def begin(store: Store, news: Sequence[Draft]) -> None:
    """Fill in what new opportunities' rows do not say, before they are written."""
    for draft in news:
        stage = draft.values.get("stage")
        if draft.values.get("playbook_id") is None and stage not in (None, *ENDS):
            draft.values["playbook_id"] = _with_stage(store, str(stage))
        for column, value in begun(store, draft.values).items():
            draft.values[column] = value
        owner = draft.values.get("owner_id")
        draft.values["owner_id"] = owner or store.me or None


def _with_stage(store: Store, stage: str) -> str | None:
    """The process that has a stage: the default one if it does, else another that is installed."""
    default = default_process(store)
    fitting = [default] if default.stage(stage) else [one for one in processes(store) if one.stage(stage)]
    return fitting[-1].id if fitting else default.id


def first_steps(store: Store, news: Sequence[Draft]) -> None:
    """The record of each new opportunity's beginning, after they were written."""
    made = [_step(store, draft, None, draft.values["stage"], draft.values["stage_since"]) for draft in news]
    bulk.insert(store, STAGE_CHANGE, made)


def moves(store: Store, changed: Sequence[tuple[Draft, dict[str, Any]]], reason: str) -> None:
    """The record of each change of stage that rows make in opportunities of the store; ``changed``: what they were."""
    transaction = store.transaction_now
    assert transaction is not None
    made = []
    for draft, before in changed:
        to = draft.changed.get("outcome") or draft.changed.get("stage") or draft.values.get("stage")
        if to == before.get("stage"):
            continue
        process = process_of(store, draft.values.get("playbook_id"))
        new: dict[str, Any] = {"stage": to, "stage_since": transaction.at}
        if to in ENDS:
            new |= {
                "outcome": to, "closed_at": draft.values.get("closed_at") or transaction.at,
                "closed_stage": before.get("stage"), "probability": 100 if to == "won" else 0,
            }  # fmt: skip
        else:
            stage = process.stage(to)
            new |= {"outcome": None, "outcome_reason": None, "closed_at": None, "closed_stage": None}
            if stage is not None and "probability" not in draft.changed:
                new["probability"] = stage.probability
        draft.changed |= new
        draft.values |= new
        seconds = None
        if before.get("stage_since"):
            zone = store.zone
            passed = moment(transaction.at, zone) - moment(before["stage_since"], zone)
            seconds = max(int(passed.total_seconds()), 0)
        step = _step(store, draft, before.get("stage"), to, transaction.at)
        step.values |= {"seconds": seconds, "forced": 1, "reason": reason}
        made.append(step)
    bulk.insert(store, STAGE_CHANGE, made)


def _step(store: Store, draft: Draft, from_stage: str | None, to: str | None, at: str | None) -> bulk.New:
    values = draft.values
    return bulk.New(
        {
            "opportunity_id": draft.id, "from_stage": from_stage, "to_stage": to, "at": at, "by_id": store.me or None,
            "seconds": None, "forced": 0, "reason": None, "amount_minor": values.get("amount_minor"),
            "amount_currency": values.get("amount_currency"), "probability": values.get("probability"),
            "playbook_id": values.get("playbook_id"), "owner_id": values.get("owner_id"),
        },
        {},
    )  # fmt: skip
