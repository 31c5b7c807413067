"""Opportunities that come in: what their process says of them, and the record of each change of stage.

A file may say in which stage an opportunity stands. A new one begins there; one that is known goes there, as forced
and with the file's name as the reason, so that its history of stages has no gap. A whole export of our own brings that
history along, and nothing is added to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store import bulk
from crmcli.store.records import STAGE_CHANGE
from crmcli.verbs.stage_rules import arrived, begun, step_columns
from crmcli.verbs.stages import ENDS, default_process, processes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.importing.draft import Draft
    from crmcli.verbs.stages import Process


class Sales:
    """The processes of a store, read once for all rows of a chunk."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.default = default_process(store)
        self.all = processes(store)
        self._of = {one.id: one for one in self.all}

    def begin(self, news: Sequence[Draft]) -> None:
        """Fill in what new opportunities' rows do not say, before they are written."""
        for draft in news:
            values = draft.values
            values.setdefault("owner_id", self.store.me or None)  # whose its first step is, too
            begun(
                self.store,
                values,
                self._of.get(values.get("playbook_id")) or self._fitting(values.get("stage")),
            )

    def _fitting(self, stage: str | None) -> Process:
        """The process that has a stage: the default one if it does, else another that is installed."""
        if stage is None or stage in ENDS or self.default.stage(stage):
            return self.default
        return next((one for one in reversed(self.all) if one.stage(stage)), self.default)

    def first_steps(self, news: Sequence[Draft]) -> None:
        """The record of each new opportunity's beginning, after they were written."""
        made = []
        for draft in news:
            values = draft.values
            made.append(step_columns(self.store, values, values["stage"], values["stage_since"], first=True))
        bulk.insert(self.store, STAGE_CHANGE, [bulk.New(one, {}) for one in made])

    def move(self, changed: Sequence[tuple[Draft, dict[str, Any]]], reason: str) -> None:
        """Complete and record what rows change in the stage of known opportunities; ``changed``: what they were."""
        transaction = self.store.transaction_now
        assert transaction is not None
        made = []
        for draft, before in changed:
            to = draft.changed.get("outcome") or draft.values["stage"]
            if to == before["stage"]:
                continue
            process = self._of.get(draft.values.get("playbook_id")) or self.default
            said = {
                name: draft.changed[name] for name in ("closed_at", "probability") if draft.changed.get(name)
            }
            new = arrived(process, before["stage"], to, transaction.at) | said
            draft.changed |= new
            draft.values |= new
            now = {**draft.values, "stage": before["stage"], "stage_since": before["stage_since"]}
            step = step_columns(self.store, now, to, transaction.at, reason=reason)
            made.append(bulk.New({**step, "forced": 1}, {}))
        bulk.insert(self.store, STAGE_CHANGE, made)
