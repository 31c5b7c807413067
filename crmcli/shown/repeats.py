"""How something comes again, in words: the rule of RFC 5545 as a person would say it. Imports no library.

What is said reads back as the same rule wherever `crmcli.text.when.repeats` can read it. What has no words here stays
the rule itself.
"""

from __future__ import annotations

from datetime import datetime

from crmcli.i18n import N_, _, listed, ngettext
from crmcli.shown.days import date_shown, weekday_long, weekdays_short

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    Days = list[tuple[int, int]]  # which of the month (0: each), and the weekday, Monday 0

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS = [(0, weekday) for weekday in range(5)]
_MOST = 7  # days or dates that are named one by one

# Once, twice and more often; twice is a word of its own in Chinese.
_OFTEN = {
    "YEARLY": (N_("every year"), N_("every two years"), N_("every %(number)d years")),
    "MONTHLY": (N_("every month"), N_("every two months"), N_("every %(number)d months")),
    "WEEKLY": (N_("every week"), N_("every two weeks"), N_("every %(number)d weeks")),
    "DAILY": (N_("every day"), N_("every two days"), N_("every %(number)d days")),
    "HOURLY": (N_("every hour"), N_("every two hours"), N_("every %(number)d hours")),
    "MINUTELY": (N_("every minute"), N_("every two minutes"), N_("every %(number)d minutes")),
}
_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
# A day of the month by what its number ends in; the 11th to the 13th are like the 4th.
_DAY_OF_MONTH = {
    1: N_("%(number)dst"), 2: N_("%(number)dnd"), 3: N_("%(number)drd"), 0: N_("%(number)dth"),
}  # fmt: skip
# Which of the weekdays of a month.
_WHICH = {
    1: N_("first %(day)s"), 2: N_("second %(day)s"), 3: N_("third %(day)s"), 4: N_("fourth %(day)s"),
    5: N_("fifth %(day)s"), -1: N_("last %(day)s"),
}  # fmt: skip


class _Wordless(Exception):
    """The rule says what has no words here."""


def repeat_shown(rule: str, zone: tzinfo | None = None) -> str:
    """A rule in words: ``every two weeks on Mon and Thu``; the rule itself if it has none.

    ``zone`` is the user's, in which the last day of a rule that ends at a moment is told.
    """
    try:
        return _Rule(rule).words(zone)
    except (_Wordless, ValueError, KeyError, OverflowError):
        return rule


class _Rule:
    """The parts of a rule; raises ValueError, KeyError and :class:`_Wordless`."""

    def __init__(self, rule: str) -> None:
        parts = {}
        for part in filter(None, rule.upper().removeprefix("RRULE:").split(";")):
            name, value = part.split("=")
            if name in parts:
                raise _Wordless
            parts[name] = value
        self.freq = parts.pop("FREQ")
        self.interval = _number(parts.pop("INTERVAL", "1"))
        self.days = [_day(text) for text in _split(parts.pop("BYDAY", ""))]
        self.month_days = [int(text) for text in _split(parts.pop("BYMONTHDAY", ""))]
        self.months = sorted({_number(text) for text in _split(parts.pop("BYMONTH", ""))})
        self.count = parts.pop("COUNT", "")
        self.until = parts.pop("UNTIL", "")
        self.clock = parts.pop("BYHOUR", ""), parts.pop("BYMINUTE", "")
        place = int(parts.pop("BYSETPOS", "0"))
        week_begins = parts.pop("WKST", "MO")
        if parts or (week_begins != "MO" and self.freq == "WEEKLY" and self.interval > 1):
            raise _Wordless
        if max(len(self.days), len(self.month_days), len(self.months)) > _MOST:
            raise _Wordless
        self._place(place)

    def _place(self, place: int) -> None:
        """Of all days that fit one: the month's 29th or else its last day, a weekday, a working day."""
        self.working_day = 0
        if self.freq == "MONTHLY" and not self.days and self.month_days == [31]:
            self.month_days = [-1]
        if not place:
            return
        if self.freq != "MONTHLY" or self.months:
            raise _Wordless
        if not self.days and place == -1 and self.month_days in ([28, 29], [28, 29, 30]):
            self.month_days = self.month_days[-1:]
        elif not self.month_days and len(self.days) == 1 and self.days[0][0] == 0:
            self.days = [(place, self.days[0][1])]
        elif not self.month_days and sorted(self.days) == _WORKDAYS:
            self.working_day, self.days = place, []
        else:
            raise _Wordless

    def words(self, zone: tzinfo | None) -> str:
        """The whole rule: how often, on which days, at what time, until when."""
        if self.freq not in ("WEEKLY", "DAILY", "MONTHLY", "YEARLY"):
            if self.days or self.month_days or self.months:
                raise _Wordless
            said = self._often()
        elif self.freq == "YEARLY":
            said = self._yearly()
        elif self.months or (self.days and self.month_days):
            raise _Wordless
        else:
            said = self._monthly() if self.freq == "MONTHLY" else self._weekly()
        if self.clock != ("", ""):
            hour, minute = map(int, self.clock)
            if self.freq in ("HOURLY", "MINUTELY") or not (0 <= hour < 24 and 0 <= minute < 60):
                raise _Wordless
            said = _("%(often)s at %(time)s") % {"often": said, "time": f"{hour:02d}:{minute:02d}"}
        if self.until:
            said = _("%(often)s until %(day)s") % {"often": said, "day": _last_day(self.until, zone)}
        if self.count:
            number = _number(self.count)
            text = ngettext(
                "%(often)s, ending after %(number)d time", "%(often)s, ending after %(number)d times", number
            )
            said = text % {"often": said, "number": number}
        return said

    def _often(self) -> str:
        once, twice, more = _OFTEN[self.freq]
        if self.interval < 3:
            return _(once if self.interval == 1 else twice)
        return _(more) % {"number": self.interval}

    def _weekly(self) -> str:
        """On so many weekdays; daily on some of them is the same."""
        if self.month_days or any(which for which, _weekday in self.days):
            raise _Wordless
        if not self.days:
            return self._often()
        if self.freq == "DAILY" and self.interval > 1:
            raise _Wordless
        days = sorted(set(self.days))
        if self.interval == 1 and len(days) == len(_WEEKDAYS):
            return _("every day")
        if self.interval == 1 and days == _WORKDAYS:
            return _("every weekday")
        short = weekdays_short()
        named = weekday_long(days[0][1]) if len(days) == 1 else _both([short[day] for _each, day in days])
        if self.interval == 1:
            return _("every %(days)s") % {"days": named}
        return _("%(often)s on %(days)s") % {"often": self._often(), "days": named}

    def _monthly(self) -> str:
        if self.working_day:
            named = [_which(self.working_day, _("working day"))]
        elif self.days:
            named = [_which(which, weekday_long(weekday)) for which, weekday in self.days]
        elif self.month_days:
            if (
                31 in self.month_days
            ):  # among others it is none where a month has none; said, it is the last day
                raise _Wordless
            named = [_day_of_month(day) for day in self.month_days]
        else:
            return self._often()
        if self.interval == 1:
            return _("every month on the %(days)s") % {"days": _both(named)}
        return _("%(often)s on the %(days)s") % {"often": self._often(), "days": _both(named)}

    def _yearly(self) -> str:
        if not self.months:
            if self.days or self.month_days:
                raise _Wordless
            return self._often()
        months = [_(_MONTHS[month - 1]) for month in self.months]
        if self.days and not self.month_days and len(months) == 1:
            named = [
                _("%(day)s of %(month)s") % {"day": _which(which, weekday_long(weekday)), "month": months[0]}
                for which, weekday in self.days
            ]
            if self.interval == 1:
                return _("every year on the %(days)s") % {"days": _both(named)}
            return _("%(often)s on the %(days)s") % {"often": self._often(), "days": _both(named)}
        if self.days:
            raise _Wordless
        if not self.month_days:
            if self.interval > 1:
                raise _Wordless
            return _("every year in %(months)s") % {"months": _both(months)}
        return self._dates()

    def _dates(self) -> str:
        dates = [_date(month, day) for month in self.months for day in self.month_days]
        if len(dates) > _MOST:
            raise _Wordless
        if self.interval == 1 and len(dates) == 1 and dates[0][1] == -1:
            return _("the last day of every %(month)s") % {"month": _(_MONTHS[dates[0][0] - 1])}
        named = [
            (_("the last day of %(month)s") if day == -1 else _("%(month)s %(day)d"))
            % {"month": _(_MONTHS[month - 1]), "day": day}
            for month, day in dates
        ]
        if self.interval == 1:
            return _("every year on %(dates)s") % {"dates": _both(named)}
        return _("%(often)s on %(days)s") % {"often": self._often(), "days": _both(named)}


def _split(text: str) -> list[str]:
    return text.split(",") if text else []


def _number(text: str) -> int:
    """A number of one or more."""
    number = int(text)
    if not 0 < number < 100_000:
        raise _Wordless
    return number


def _day(text: str) -> tuple[int, int]:
    return int(text[:-2] or "0"), _WEEKDAYS.index(text[-2:])


def _which(which: int, day: str) -> str:
    return _(_WHICH[which]) % {"day": day}


def _day_of_month(day: int) -> str:
    if day == -1:
        return _("last day")
    if not 1 <= day <= 31:
        raise _Wordless
    ending = day % 10 if day % 10 < 4 and day // 10 != 1 else 0
    return _(_DAY_OF_MONTH[ending]) % {"number": day}


def _date(month: int, day: int) -> tuple[int, int]:
    """A month and its day, -1 for the last; the 31st is named, whether it was meant as the last day or not."""
    longest = 31 if month in (1, 3, 5, 7, 8, 10, 12) else 29 if month == 2 else 30
    if day == -1 and longest == 31:
        return month, 31
    if month == 2 and day == 29:
        return month, -1
    if day != -1 and not 1 <= day <= longest:
        raise _Wordless
    return month, day


def _last_day(until: str, zone: tzinfo | None) -> str:
    last = datetime.fromisoformat(until)
    if last.tzinfo is not None and zone is not None:
        last = last.astimezone(zone)
    return date_shown(last.date(), False)


def _both(names: Sequence[str]) -> str:
    """Names one after the other with an *and* before the last."""
    if len(names) < 2:
        return names[0]
    return _("%(names)s and %(last)s") % {"names": listed(names[:-1]), "last": names[-1]}
