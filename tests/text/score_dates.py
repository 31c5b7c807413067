"""Scores the date reader on phrases of another project: ``python -m tests.text.score_dates FILE [-v]``.

FILE holds ``[language, phrase, reference time, [[accepted time, has a time of day], …]]``.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from crmcli.text.when import find_when


def score(rows: list, show=lambda *a: None) -> dict[str, Counter]:
    """Per language: right, wrong, silent, false (found where there is none), quiet (rightly nothing)."""
    totals: dict[str, Counter] = {}
    for language, phrase, reference, accepted in rows:
        accepted = accepted or []
        now = datetime.fromisoformat(reference).replace(tzinfo=UTC)
        found = [s.when for s in find_when(phrase, now, looking="note") if s.when]
        wanted = set()
        for moment, timed in accepted:
            at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
            wanted.add(("at", at) if timed else ("on", at.date()))
        got = [("at", w.at) if w.at else ("on", w.on) for w in found]
        if not accepted:
            outcome = "false" if got else "quiet"
        elif not got:
            outcome = "silent"
        else:
            outcome = "right" if any(g in wanted for g in got) else "wrong"
        totals.setdefault(language, Counter())[outcome] += 1
        show(outcome, phrase, reference, [str(g[1]) for g in got], [a[0] for a in accepted])
    return totals


def main() -> None:
    """Print the score, and with ``-v`` every phrase that is not right."""
    rows = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    verbose = "-v" in sys.argv

    def show(outcome, *rest):
        if verbose and outcome not in ("right", "quiet"):
            sys.stdout.write(" | ".join(str(each) for each in (outcome, *rest)) + "\n")

    for language, counts in score(rows, show).items():
        sys.stdout.write(f"{language} {dict(counts)}\n")


if __name__ == "__main__":
    main()
