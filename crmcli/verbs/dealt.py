"""The duty that a dealing does: a call, a visit, a mail of a kind that the duty names."""

from __future__ import annotations

from crmcli.clock import moment
from crmcli.store.duties import fitting
from crmcli.store.records import DUTY, Duty
from crmcli.store.statements import rows_where
from crmcli.verbs import duties
from crmcli.verbs.shape import link

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Followup


class Noted:
    """What a dealing did: the duties ``done`` by it, and those that ``wait`` because it may be about any of several."""

    __slots__ = ("done", "wait")

    def __init__(self, done: list[Duty], wait: list[Duty]) -> None:
        self.done = done
        self.wait = wait

    def json(self) -> dict[str, list[dict[str, Any]]]:
        """Links to both, as the answer to a note has them."""
        return {
            "duties": [link(DUTY, one) for one in self.done],
            "duties_waiting": [link(DUTY, one) for one in self.wait],
        }


def by_note(store: Store, followup: Followup, fit: Sequence[Duty] | None = None) -> Noted:
    """Finish the duty that a dealing does, in the open transaction: one of its customer that names its kind.

    About an order: that order's; of several the one that stands on the desk. About none: the only one that stands on
    the desk. Where several may be meant none is done, they wait to be told by hand; what was dealt before a duty was
    left does not do it, and what has done one, changed since, does no other. ``fit``: those that name its kind, if
    they were looked for already.
    """
    if fit is None:
        fit = fitting(store, followup.customer_id, followup.kind)
    meant = _meant(store, followup, fit)
    if len(meant) != 1:
        return Noted([], meant)
    duties.end(store, meant[0], followup)
    return Noted(meant, [])


def noted(store: Store, followup: Followup) -> Noted:
    """What a dealing did that is written already, and what waits because it may be about any of several."""
    done = _done_with(store, followup)
    if done:
        return Noted(done, [])
    return Noted([], _meant(store, followup, fitting(store, followup.customer_id, followup.kind)))


def _done_with(store: Store, followup: Followup) -> list[Duty]:
    return rows_where(
        store, Duty, customer_id=followup.customer_id, state="done", followup_id=followup.id, removed_at=None
    )


def _meant(store: Store, followup: Followup, fit: Sequence[Duty]) -> list[Duty]:
    """Those of the duties that name its kind which a dealing may be about."""
    if not fit or _done_with(store, followup):
        return []
    day = moment(followup.at_at, store.zone).date().isoformat() if followup.at_at else followup.at_on
    fit = [one for one in fit if day is None or duties.left_on(store, one) <= day]
    if followup.order_id is not None:
        fit = [one for one in fit if one.order_id == followup.order_id]
    if followup.order_id is None or len(fit) > 1:
        today = store.clock().date().isoformat()
        come_up = [one for one in fit if (one.alarm_on or "") <= today or (one.due or "9999") <= today]
        fit = come_up if come_up or followup.order_id is None else fit
    return list(fit)
