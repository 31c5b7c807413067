"""One opportunity for a screen: what it is, what is missing, what its next stage asks for, and all that hangs on it."""

from __future__ import annotations

from crmcli.store.records import OPPORTUNITY, Opportunity
from crmcli.verbs import board, filling, records
from crmcli.verbs.stages import ENDS, process_of, said

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.filling import Plan


class Deal:
    """An opportunity: its ``record`` with ``related`` as ``show`` has it, its ``card`` as the board has it (None when
    it was removed).

    ``next`` is what its next stage asks for (None: it is closed, or stands in the last one); ``guidance`` what its
    process says of the stage it stands in, ``steps`` those done by hand: id, label, whether done. ``stages`` are what
    the stages of its process are called, ``at`` the place of its own (-1: none of them), ``outcome`` what its end is.
    ``labels`` are what its process calls stages and ends, by id, ``reasons`` what it calls the reasons of its end.
    """

    __slots__ = (
        "at",
        "card",
        "guidance",
        "labels",
        "next",
        "outcome",
        "process",
        "reasons",
        "record",
        "stages",
        "steps",
    )

    def __init__(self, record: dict[str, Any], card: board.Card | None) -> None:
        self.record = record
        self.card = card
        self.process = ""
        self.guidance = ""
        self.next: Plan | None = None
        self.steps: list[tuple[str, str, bool]] = []
        self.stages: list[str] = []
        self.at = -1
        self.outcome = ""
        self.labels: dict[str, str] = {}
        self.reasons: dict[str, str] = {}


def deal(store: Store, id: str) -> Deal:
    """An opportunity by its id. Raises :class:`NotFound` when it is no more."""
    from crmcli.verbs.resolve import resolve

    row = resolve(store, id, ("opportunity",)).row
    assert isinstance(row, Opportunity)
    found = Deal(records.show(store, OPPORTUNITY, row), board.card(store, row.id))
    of = process_of(store, row.playbook_id)
    found.process = of.title
    found.steps = filling.steps(store, row.id)
    found.stages = [one.label for one in of.stages]
    found.labels = {one.id: one.label for one in of.stages} | {end: of.label_of(end) for end in ENDS}
    if row.outcome is not None:
        found.reasons = {one["id"]: said(one, "label") for one in of.end(row.outcome)["reasons"]}
    stage = of.stage(row.stage)
    if stage is not None:
        found.at = stage.place
    elif row.outcome is not None:
        found.outcome = of.label_of(row.outcome)
    if stage is not None and row.outcome is None:
        found.guidance = stage.guidance
        to = filling.beside(store, row.id, 1) or "won"
        found.next = filling.wanted(store, row, to)
    return found
