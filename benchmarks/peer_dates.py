"""Scores a date library on a file of phrases, with the Python of the peers: ``peer_dates.py LIBRARY FILE``.

The rules are those of tests/text/score_dates.py, kinder where a library does not tell a day from a moment: then
the day is enough. The language of each phrase is told to a library that wants to know it.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any

Reader = Callable[[str, str, datetime], list[datetime]]


def dateparser() -> Reader:
    """Reads by dateparser."""
    search_dates: Any = import_module("dateparser.search").search_dates

    def read(language: str, phrase: str, now: datetime) -> list[datetime]:
        settings = {"RELATIVE_BASE": now, "PREFER_DATES_FROM": "future"}
        found = search_dates(phrase, languages=[{"Chinese": "zh"}.get(language, "en")], settings=settings)
        return [moment.replace(tzinfo=None) for _text, moment in found or ()]

    return read


def parsedatetime() -> Reader:
    """Reads by parsedatetime, which knows no Chinese."""
    calendar: Any = import_module("parsedatetime").Calendar()

    def read(_language: str, phrase: str, now: datetime) -> list[datetime]:
        return [moment for moment, *_rest in calendar.nlp(phrase, sourceTime=now) or ()]

    return read


def outcome(found: list[datetime], accepted: list[tuple[str, bool]]) -> str:
    """How an answer counts."""
    if not accepted:
        return "false" if found else "quiet"
    if not found:
        return "silent"
    for moment, timed in accepted:
        at = datetime.fromisoformat(moment)
        if any(one == at if timed else one.date() == at.date() for one in found):
            return "right"
    return "wrong"


def main() -> None:
    """Print the score per language and the seconds of one phrase."""
    read = {"dateparser": dateparser, "parsedatetime": parsedatetime}[sys.argv[1]]()
    with open(sys.argv[2], encoding="utf-8") as file:
        rows = json.load(file)
    read("English", "tomorrow", datetime(2026, 1, 1))  # imports
    read("Chinese", "明天", datetime(2026, 1, 1))
    score: dict[str, Counter[str]] = {}
    spent = 0.0
    for language, phrase, at, accepted in rows:
        now = datetime.fromisoformat(at)
        began = time.perf_counter()
        try:
            found = read(language, phrase, now)
        except Exception:  # a library that fails on a phrase says nothing about it
            found = []
        spent += time.perf_counter() - began
        score.setdefault(language, Counter())[outcome(found, accepted or [])] += 1
    print(json.dumps({"score": score, "seconds": spent / len(rows)}))


main()
