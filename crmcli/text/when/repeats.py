"""What is said to come again: the rule of RFC 5545, and its first day still to come.

The words are read beside this module, by language; here is what they have in common.
"""

from __future__ import annotations

from datetime import date, timedelta

from crmcli.text.when import Span, When, arithmetic, clocks
from crmcli.text.when.arithmetic import add_months, month_days

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.text.when.reader import Clock, Reader

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS = tuple((0, weekday) for weekday in range(5))
QUARTER_BEGINS = (1, 4, 7, 10)
QUARTER_ENDS = (3, 6, 9, 12)


class Rule:
    """How something comes again.

    ``days`` are weekdays ``(which of the month, 0 Monday … 6 Sunday)``, 0 for each of them; ``month_days`` 1–31,
    -1 is the last; ``months`` 1–12; ``place`` picks one of all days of a month that fit (1 the first, -1 the last).
    ``timed``: it is one only with a time of day behind it (每天 with 早上); ``clock`` is one said within it (每晚).
    """

    __slots__ = ("freq", "interval", "days", "month_days", "months", "place", "timed", "clock")

    def __init__(
        self,
        freq: str,
        interval: int = 1,
        *,
        days: tuple[tuple[int, int], ...] = (),
        month_days: tuple[int, ...] = (),
        months: tuple[int, ...] = (),
        place: int = 0,
        timed: bool = False,
        clock: Clock | None = None,
    ) -> None:
        self.freq = freq
        self.interval = interval
        self.days = days
        self.month_days = tuple(-1 if each == 31 else each for each in month_days)
        if months == (2,) and self.month_days == (29,):
            self.month_days = (-1,)
        self.months = months
        self.place = place
        self.timed = timed
        self.clock = clock

    @property
    def bare(self) -> bool:
        """Whether no day is named: 每周, every 3 months."""
        return not (self.days or self.month_days)

    def text(self, today: date) -> str:
        """The rule as RFC 5545 writes it. A month without a 29th, 30th or 31st is not skipped: its last day counts."""
        month_days, place = self.month_days, self.place
        if self.bare and self.freq == "MONTHLY" and today.day > 28:
            month_days = (today.day if today.day < 31 else -1,)
        parts = ["FREQ=" + self.freq]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        # the months of a quarter follow from the first day and the interval
        if self.freq == "YEARLY" and self.months:
            parts.append("BYMONTH=" + ",".join(map(str, self.months)))
        if len(month_days) == 1 and month_days[0] > 28 and not self.months:
            month_days, place = tuple(range(28, month_days[0] + 1)), -1
        if month_days:
            parts.append("BYMONTHDAY=" + ",".join(map(str, month_days)))
        if self.days:
            parts.append(
                "BYDAY=" + ",".join((str(n) if n else "") + DAYS[weekday] for n, weekday in self.days)
            )
        if place:
            parts.append(f"BYSETPOS={place}")
        return ";".join(parts)

    def holds(self, day: date) -> bool:
        """Whether a day is one of those that are named."""
        if self.months and day.month not in self.months:
            return False
        length = month_days(day.year, day.month)
        for each in self.month_days:
            if day.day == (length if each < 0 else each if self.months else min(each, length)):
                return True
        for n, weekday in self.days:
            if day.weekday() == weekday and (
                n == 0 or (day.day - 1) // 7 + 1 == n or n == -1 and day.day + 7 > length
            ):
                return not self.place or self._placed(day, length)
        return False

    def _placed(self, day: date, length: int) -> bool:
        """Whether a day is the first (or last) of its month among the weekdays that fit."""
        wanted = {weekday for _n, weekday in self.days}
        others = range(1, day.day) if self.place > 0 else range(day.day + 1, length + 1)
        return not any(day.replace(day=other).weekday() in wanted for other in others)

    def first(self, r: Reader, clock: Clock | None) -> date | None:
        """The first day still to come; with a time of day it may be today."""
        if self.bare:
            if (
                self.freq == "DAILY"
                and self.interval == 1
                and clock
                and arithmetic.fits(r, r.today, clock, "ahead")
            ):
                return r.today
            step = self.interval
            if self.freq in ("DAILY", "WEEKLY"):
                return r.today + timedelta(days=step * (7 if self.freq == "WEEKLY" else 1))
            return add_months(r.today, step * (12 if self.freq == "YEARLY" else 1))
        day = r.today
        for _ahead in range(366 * 9):  # a 29 February may be eight years away
            if self.holds(day) and (arithmetic.fits(r, day, clock, "ahead") if clock else day > r.today):
                return day
            day += timedelta(days=1)
        return None


def at(r: Reader, i: int) -> tuple[Rule, int] | None:
    """A repetition at ``i``, without its time of day, and where it ends."""
    ch = r.s[i]
    if not ch.isascii():
        if ch not in "每隔逢":
            return None
        from crmcli.text.when import repeats_zh

        return repeats_zh.at(r, i)
    if not r.latin:
        return None
    from crmcli.text.when import repeats_en

    return repeats_en.at(r, i)


def span(r: Reader, i: int) -> Span | None:
    """A repetition at ``i`` and the time of day behind it: 每周一早上9点, every friday at 3."""
    s = r.s
    if s[i].isascii():
        if s.startswith("at ", i):
            return at_hour(r, i)
        if "0" <= s[i] <= "9":
            if r.word(r.digits(i)) not in ("st", "nd", "rd", "th"):
                return hour_first(r, i) if i <= r.begin else None
        elif not "a" <= s[i] <= "z":
            return None
    found = at(r, i)
    if found is None and s[i].isascii() and i <= r.begin:
        return hour_first(r, i)
    if found is None:
        return None
    rule, end = found
    from crmcli.text.when import compose

    k = compose.connector(r, end)
    clock = clocks.at(r, k, True) if k < r.n else None
    if clock is None and r.s[end : end + 1] in ("早", "晚"):
        clock = clocks.at(r, end, True)
    if clock:
        end = clocks.range_end(r, clock[4])
    elif rule.timed:
        return None
    return result(r, i, end, rule, clock or rule.clock)


def at_hour(r: Reader, i: int) -> Span | None:
    """at 9 every monday: the hour is one because of what follows; ``at`` is at ``i``."""
    if i and r.s[i - 1].isalnum() or r.word(r.spaces(i + 2)) in ("morning", "afternoon", "evening", "night"):
        return None
    clock = clocks.at(r, i, True)
    return after_clock(r, r.spaces(i + 2), r.spaces(clock[4]), clock) if clock else None


def hour_first(r: Reader, i: int) -> Span | None:
    """9 every monday, with nothing before it"""
    from crmcli.text.when.words_en import number_or_word

    hour = number_or_word(r, i)
    if hour is None or not r.ends_number(hour[1]):
        return None
    clock = clocks.hour(r, hour[0], 0, 0, None, r.s[i] != "0", hour[1])
    return after_clock(r, i, r.spaces(hour[1]), clock) if clock else None


def after_clock(r: Reader, i: int, k: int, clock: Clock) -> Span | None:
    """A repetition at ``k`` behind its time of day, which begins at ``i``: 9am daily."""
    found = at(r, k)
    if found is None:
        return None
    rule, end = found
    if rule.timed or rule.clock:  # at 8 every evening; 每晚 has its time behind it
        from crmcli.text.when import clock_en

        part = clocks.PARTS_EN.get(r.word(end)) if r.s[k].isascii() else None
        if part is None:
            return None
        clock, end = clock_en.in_part(clock, part), end + len(r.word(end))
    return result(r, i, end, rule, clock)


def result(r: Reader, i: int, end: int, rule: Rule, clock: Clock | None) -> Span | None:
    """The first one still to come, and its rule."""
    day = rule.first(r, clock)
    if day is None:
        return None
    when = arithmetic.when_of(r, day, clock)
    return Span(i, end, when or When(day, None), None, None, rule.text(r.today))
