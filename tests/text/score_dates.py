"""Scores the date reader on phrases of another project: ``python -m tests.text.score_dates FILE [-v]``.

FILE holds ``[language, phrase, reference time, [[accepted time, has a time of day], …]]``.

Two lines a language: as the file has it, and with what the machine contract decides otherwise set apart. A phrase is
set apart by a rule alone: the answer is the one that the contract's rule gives for the words of the phrase and for the
time at which it is said, the file's is the one that the other rule gives.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crmcli.text.when import find_when

Pair = tuple[str, Any]
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()  # noqa: SIM905


def score(rows: list[Any], show: Callable[..., object] = lambda *a: None) -> dict[str, Counter[str]]:
    """Per language: right, wrong, silent, false (found where there is none), quiet (rightly nothing).

    What differs by contract counts among these; how many of the wrong and false ones do is ``contract``.
    """
    totals: dict[str, Counter[str]] = {}
    for language, phrase, reference, accepted in rows:
        accepted = accepted or []
        now = datetime.fromisoformat(reference).replace(tzinfo=UTC)
        found = [s.when for s in find_when(phrase, now, looking="note") if s.when]
        wanted: set[Pair] = set()
        for moment, timed in accepted:
            at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
            wanted.add(("at", at) if timed else ("on", at.date()))
        got: list[Pair] = [("at", w.at) if w.at else ("on", w.on) for w in found]
        rule = None
        if not accepted:
            outcome = "false" if got else "quiet"
        elif not got:
            outcome = "silent"
        else:
            outcome = "right" if any(g in wanted for g in got) else "wrong"
        if outcome in ("wrong", "false"):
            rule = differs(phrase, now.date(), [g[1] for g in got], [w[1] for w in wanted])
        count = totals.setdefault(language, Counter())
        count[outcome] += 1
        if rule:
            count["contract"] += 1
        show(outcome, phrase, reference, [str(g[1]) for g in got], [a[0] for a in accepted], rule or "")
    return totals


def differs(phrase: str, today: date, got: list[Any], wanted: list[Any]) -> str | None:
    """The rule of the contract by which an answer is another than the file's; None if no rule explains it."""
    low = phrase.lower()
    days = _days(got)
    said = [weekday for weekday, name in enumerate(_WEEKDAYS) if re.search(rf"\b{name}\b", low)]
    # a weekday said on that day is next week's (unless a time still to come is said)
    here = len(said) == 1 and said[0] == today.weekday() and "next" not in low and "last" not in low
    if here and today in _days(wanted) and days == [date.fromordinal(today.toordinal() + 7)]:
        return "a weekday said on that day is next week's"
    numbers = re.findall(r"(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)", low)
    # the order of figures is month, day (config date_order)
    if any(
        int(a) <= 12 and int(b) <= 12 and a != b and date(int(y), int(a), int(b)) in days
        and date(int(y), int(b), int(a)) in wanted
        for a, b, y in numbers
    ):  # fmt: skip
        return "12/5 is month/day"
    # a day without its year is the next one to come
    if len(wanted) == 1 and len(days) == 1 and not re.search(r"\d{4}", low) and re.search(r"\d/\d", low):
        one, other = days[0], wanted[0]
        if one > today > other and (one.month, one.day, one.year) == (other.month, other.day, other.year + 1):
            return "a day already past is the next one to come"
    return None


def _days(values: list[Any]) -> list[date]:
    return [each.date() if isinstance(each, datetime) else each for each in values]


def main() -> None:
    """Print the score, and with ``-v`` every phrase that is not right."""
    rows = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    verbose = "-v" in sys.argv

    def show(outcome: str, *rest: object) -> None:
        if verbose and outcome not in ("right", "quiet"):
            sys.stdout.write(" | ".join(str(each) for each in (outcome, *rest)) + "\n")

    for language, counts in score(rows, show).items():
        cases = counts["right"] + counts["wrong"] + counts["silent"]
        sys.stdout.write(
            f"{language}: {counts['right']} right, {counts['wrong']} wrong, {counts['silent']} silent of {cases};"
            f" {counts['false']} false of {counts['false'] + counts['quiet']} without a date\n"
            f"  of the wrong and false ones {counts['contract']} differ by contract\n"
        )


if __name__ == "__main__":
    main()
