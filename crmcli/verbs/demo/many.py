"""Deals by the thousand: an opportunity with the whole way it has come, as columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from crmcli.clock import stored
from crmcli.store import bulk
from crmcli.verbs.demo import deals_en, deals_zh
from crmcli.verbs.demo.cast import Cast, total
from crmcli.verbs.demo.sale import STAGE_AT
from crmcli.verbs.demo.story import Told
from crmcli.verbs.stages import ENDS, Process

_SILENT = {"silent": "abandoned"}  # the story's parts that end a deal, beside those that end any
_REASONS = {
    "won": ("price", "quality", "relationship", "delivery", "service"),
    "lost": ("price", "competitor", "payment_terms", "no_decision", "budget"),
    "abandoned": ("no_need", "unreachable"),
}


class Deals:
    """Makes them by one process, as of a moment."""

    def __init__(self, process: Process, now: datetime) -> None:
        self.process = process
        self.now = now
        self._place = {stage.id: stage.place for stage in process.stages}

    def of(
        self, random: Random, cast: Cast, owner: str, story: Sequence[Told]
    ) -> tuple[bulk.New, list[bulk.New]]:
        """The deal that a story of a customer tells, and each step of its way: without gap, up to where it stands."""
        texts = deals_zh if cast.zh else deals_en
        begun = story[0].at - timedelta(minutes=1)
        minor, currency = total(cast.deal, "A"), cast.deal.currency
        common = {
            "owner_id": owner,
            "playbook_id": self.process.id,
            "amount_minor": minor,
            "amount_currency": currency,
        }
        steps: list[bulk.New] = []
        before: str | None = None
        last, at = None, begun
        probability = self.process.stages[0].probability
        for stage, moment in self._way(begun, story):
            probability = self._probability(stage)
            seconds = None if before is None else int((moment - at).total_seconds())
            values = {
                "from_stage": before, "to_stage": stage, "at": stored(moment), "by_id": owner, "seconds": seconds,
                "forced": 0, "probability": probability,
            }  # fmt: skip
            steps.append(bulk.New(common | values, {}))
            if stage not in ENDS:
                last = stage
            before, at = stage, moment
        assert before is not None
        ended = before if before in ENDS else None
        closes = at if ended else self.now + timedelta(days=random.randrange(-20, 90))
        columns = common | {
            "title": texts.TITLE.format_map(cast.words), "acquired_on": begun.date().isoformat(),
            "expected_close": closes.date().isoformat(), "stage": before, "stage_since": stored(at),
            "probability": probability, "outcome": ended, "closed_stage": last if ended else None,
            "outcome_reason": random.choice(_REASONS[ended]) if ended else None, "closed_at": stored(at) if ended else None,
            "risk_flag": int(not ended and random.random() < 0.03),
        }  # fmt: skip
        return bulk.New(columns, {"products": [cast.words["p"]]}), steps

    def _probability(self, stage: str) -> int:
        if stage in ENDS:
            return 100 if stage == "won" else 0
        return self.process.stages[self._place[stage]].probability

    def _way(self, begun: datetime, story: Sequence[Told]) -> Iterator[tuple[str, datetime]]:
        """The stages it came to, each with when; those that no note tells of lie between two that are told."""
        place, before = 0, begun
        yield self.process.stages[0].id, begun
        for one in story:
            to = STAGE_AT.get(one.stage) or _SILENT.get(one.stage)
            if to is None:
                continue
            if to in ENDS:
                yield to, one.at
                return
            steps = self.process.stages[place + 1 : self._place[to] + 1]
            for number, stage in enumerate(steps, 1):
                yield stage.id, before + (one.at - before) * (number / len(steps))
            if steps:
                place, before = self._place[to], one.at
