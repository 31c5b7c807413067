"""The plan of an order against what came of it, as bars over time: a line of cells a step."""

from __future__ import annotations

from datetime import date, timedelta

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Record = dict[str, Any]

PLAN, WORK, LATE, TODAY, EMPTY = "░", "█", "▓", "│", " "
"""The cells of a bar: planned, worked on or done, beyond the plan, today where nothing else stands."""

OVER = ("done", "skipped")


class Bars:
    """The time from the first day of an order to the last, and for each step by its key when it was to be and was.

    ``planned`` and ``actual`` are pairs of days: from the day on which what comes before was to be done (was done),
    to its own; without what comes before, from signing. ``actual`` of a step that is late ends today.
    """

    __slots__ = ("actual", "first", "last", "planned", "today")

    def __init__(self, order: Record, steps: Sequence[Record], today: date) -> None:
        self.today = today
        signed = _day(order.get("signed_on"))
        self.planned: dict[str, tuple[date, date]] = {}
        self.actual: dict[str, tuple[date, date]] = {}
        by_key = {one["key"]: one for one in steps}
        for one in steps:
            before = [by_key[key] for key in one["depends_on"] if key in by_key]
            end = _day(one["planned"])
            if end is not None:
                self.planned[one["key"]] = (min(_latest(before, "planned") or signed or end, end), end)
            began = _day(one["started"]) or _latest(before, "done")
            done = _day(one["done"]) if one["status"] == "done" else None
            if done is not None:
                self.actual[one["key"]] = (min(began or signed or done, done), done)
            elif one["status"] in ("started", "blocked"):
                self.actual[one["key"]] = (min(began or today, today), today)
            elif one["status"] == "open" and end is not None and end < today:
                self.actual[one["key"]] = (end + timedelta(days=1), today)
        days = [day for pair in (*self.planned.values(), *self.actual.values()) for day in pair]
        days += [day for day in (signed, _day(order.get("delivery"))) if day is not None]
        self.first = min(days, default=today)
        self.last = max([*days, self.first])

    def cells(self, key: str, number: int) -> str:
        """The bar of a step in so many cells."""
        return "".join(self._cell(key, at, number) for at in range(number))

    def at(self, day: date, number: int) -> int:
        """In which of so many cells a day stands, from 0; -1 before them, ``number`` after."""
        if day < self.first:
            return -1
        whole = (self.last - self.first).days + 1
        return min((day - self.first).days * number // whole, number)

    def _cell(self, key: str, at: int, number: int) -> str:
        planned, actual = self.planned.get(key), self.actual.get(key)
        if actual is not None and self.at(actual[0], number) <= at <= self.at(actual[1], number):
            begun = planned is None or actual[0] <= planned[1]  # else it is late and nobody has begun it
            return WORK if begun and (planned is None or at <= self.at(planned[1], number)) else LATE
        if planned is not None and self.at(planned[0], number) <= at <= self.at(planned[1], number):
            return PLAN
        return TODAY if at == self.at(self.today, number) else EMPTY


def against(step: Record, today: date) -> int | None:
    """By how many days a step was done, or is, after its planned day (negative: before); None: nothing to say."""
    planned = _day(step["planned"])
    if planned is None or step["status"] == "skipped":
        return None
    if step["status"] == "done":
        done = _day(step["done"])
        return None if done is None else (done - planned).days
    return max((today - planned).days, 0) or None


def _latest(steps: Sequence[Record], name: str) -> date | None:
    return max((day for one in steps if (day := _day(one[name])) is not None), default=None)


def _day(text: str | None) -> date | None:
    """The day of a day or an instant as JSON has it, which is in the user's zone."""
    return date.fromisoformat(text[:10]) if text else None
