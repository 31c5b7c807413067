"""When a line says that something is due, how it repeats, and what else it says (contract, section 7)."""

from __future__ import annotations

from datetime import UTC

from crmcli.text.names import has_han
from crmcli.text.when import When, find_when, joints

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Any

    from crmcli.text.when import Span

_EDGE = " ,，、;；:："
# Around a day beside a repetition: that the series begins there, or ends.
_FROM = (
    r"(?:\b(?:starting|beginning|from|since|as of)(?:\s+(?:from|on))?\s+|从|自)$",
    r"\s*(?:起|开始|以后|onwards?\b)",
)
_UNTIL = (r"(?:\b(?:until|till|through|up to)\s+|一直到|直到|截止到?|截至|到|至)$", r"\s*(?:为止|止)")


class Understood:
    """A piece of the line and what it means; ``field`` is ``due`` or ``repeat``."""

    __slots__ = ("end", "field", "start", "value")

    def __init__(self, field: str, start: int, end: int, value: Any) -> None:
        self.field = field
        self.start = start
        self.end = end
        self.value = value


class Left:
    """A piece that was seen and not taken, and why (``no_such_date``, ``further_date``)."""

    __slots__ = ("end", "reason", "start")

    def __init__(self, start: int, end: int, reason: str) -> None:
        self.start = start
        self.end = end
        self.reason = reason


class Said:
    """What a line says: ``due`` (None: nothing), ``repeat`` (a rule of RFC 5545), and the words that are left."""

    __slots__ = ("due", "repeat", "rest", "understood", "unresolved")

    def __init__(self) -> None:
        self.due: When | None = None
        self.repeat: str | None = None
        self.rest = ""
        self.understood: list[Understood] = []
        self.unresolved: list[Left] = []


def when_said(
    text: str, now: datetime, date_order: str, *, given_when: bool = False, given_repeat: bool = False
) -> Said:
    """What ``text`` says of when. The last date counts, or the repetition with the day it begins or ends with.

    ``given_when`` and ``given_repeat``: options said it already; with the first only a repetition is read.
    """
    said = Said()
    spans = find_when(text, now, date_order, "ahead", repeats=True)
    if given_when:
        spans = [] if given_repeat else [span for span in spans if span.repeat is not None][-1:]
    real = [span for span in spans if span.when is not None]
    if not real:
        said.unresolved = [Left(span.start, span.end, span.reason) for span in spans]
        said.rest = text
        return said
    last = real[-1]
    series = next((span for span in reversed(real) if span.repeat is not None), None)
    day: Span | None = last
    said.due = last.when
    if series is not None:
        said.repeat = series.repeat
        if series is not last:
            if _around(text, last, _UNTIL):
                said.repeat, said.due = f"{series.repeat};UNTIL={_day(last.when):%Y%m%d}", series.when
            else:
                said.due = last.when if given_repeat else _first(series, last.when)
        else:
            before = real[real.index(series) - 1] if real.index(series) else None
            day = before if before is not None and _around(text, before, _FROM) else None
            if day is not None:
                said.due = _first(series, day.when)
    used = [span for span in (day, series) if span is not None]
    for place in _due_at(text, day, series) if not given_when else ():
        said.understood.append(Understood("due", place.start, place.end, said.due))
    if series is not None and not given_repeat:
        said.understood.append(Understood("repeat", series.start, series.end, said.repeat))
    said.understood.sort(key=lambda one: (one.start, one.field))
    said.unresolved = [
        Left(span.start, span.end, span.reason or "further_date")
        for span in spans
        if not any(span is one for one in used)
    ]
    said.rest = _without(text, [_whole(text, span, span is series) for span in used])
    return said


def _due_at(text: str, day: Span | None, series: Span | None) -> list[Span]:
    """The piece that says when it is due: the day, unless it only ends a series, else the repetition."""
    if day is not None and (series is None or not _around(text, day, _UNTIL) or day.start < series.start):
        return [day]
    return [series] if series is not None else []


def _day(when: When) -> date:
    day: date = when.on if when.at is None else when.at.date()
    return day


def _first(series: Span, start: When) -> When:
    """The first occurrence of a repetition that is said to begin with a day, at the hour that either names."""
    from datetime import datetime, time, timedelta

    from crmcli.verbs.repeats import coming, parts_of

    timed = start.at or series.when.at
    day = _day(start)
    parts = parts_of(series.repeat)
    if any(name.startswith("BY") for name in parts):
        # what it skips (every other week) counts from its first occurrence on
        rule = ";".join(f"{name}={value}" for name, value in parts.items() if name != "INTERVAL")
        eve = datetime.combine(day, time()) - timedelta(days=1)
        found = next(coming(rule, eve, eve, UTC, dated=True), None)
        day = found[0].date() if found is not None else day
    if timed is None:
        return When(day, None)
    return When(None, datetime.combine(day, timed.timetz()))


def _around(text: str, span: Span, words: tuple[str, str]) -> bool:
    """Whether one of ``words`` (patterns of what stands before, and behind) belongs to a date."""
    import re

    before, behind = words
    return bool(
        re.search(before, text[: span.start], re.IGNORECASE)
        or re.match(behind, text[span.end :], re.IGNORECASE)
    )


def _whole(text: str, span: Span, series: bool) -> tuple[int, int]:
    """Where a date begins and ends with the words that only join it to the sentence."""
    import re

    start, end = joints(text, span)
    if not series:
        for before, behind in (_FROM, _UNTIL):
            lead = re.search(before, text[:start], re.IGNORECASE) or re.search(
                before, text[: span.start], re.IGNORECASE
            )
            tail = re.match(behind, text[span.end :], re.IGNORECASE)
            start = min(start, lead.start()) if lead else start
            end = max(end, span.end + tail.end()) if tail else end
    return start, end


def _without(text: str, cuts: list[tuple[int, int]]) -> str:
    """``text`` without some pieces and the gaps they leave."""
    for start, end in sorted(cuts, reverse=True):
        before, after = text[:start].rstrip(_EDGE), text[end:].lstrip(_EDGE)
        joined = before and after and has_han(before[-1]) and has_han(after[0])
        tight = joined and text[start - 1 : start].strip() and text[end : end + 1].strip()
        text = before + ("" if tight or not before or not after else " ") + after
    return text
