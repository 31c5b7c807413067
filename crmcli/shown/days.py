"""Days and what is due on them, in words: titles of the desk's sections and of the agenda's days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from crmcli.i18n import N_, _, ngettext
from crmcli.shown.notices import waits
from crmcli.shown.values import when

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

# The desk's sections in their order: key, title, how much it presses ("late", "noted" or "").
HEADINGS = (
    ("important", N_("Important and urgent"), "late"),
    ("overdue", N_("Overdue"), "noted"),
    ("today", N_("Today"), ""),
    ("approvals", N_("Waiting for my approval"), "noted"),
    ("steps", N_("Order steps due"), ""),
    ("duties", N_("Duties"), ""),
    ("cases", N_("Service"), ""),
    ("guidance", N_("Guidance"), ""),
    ("conflicts", N_("Conflicts"), ""),
    ("notices", N_("Notices"), ""),
)


def weekday(on: date) -> str:
    """A weekday's short name."""
    return weekdays_short()[on.weekday()]


def weekdays_short() -> list[str]:
    """The short names of the weekdays, Monday first."""
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]


_LONG = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip


def weekday_long(number: int) -> str:
    """A weekday's whole name, Monday 0."""
    return _(_LONG[number])


def moment_title(now: datetime) -> str:
    """Today and the time, as a title says it: ``Wed 2026-11-18 10:30``."""
    return _("%(weekday)s %(year)04d-%(month)02d-%(day)02d %(time)s") % {
        "weekday": weekday(now), "year": now.year, "month": now.month, "day": now.day, "time": f"{now:%H:%M}",
    }  # fmt: skip


def date_shown(on: date, short: bool) -> str:
    """A date, ``short`` without its year."""
    form = _("%(month)02d-%(day)02d") if short else _("%(year)04d-%(month)02d-%(day)02d")
    return form % {"year": on.year, "month": on.month, "day": on.day}


def day_title(on: date, now: datetime) -> str:
    """A day's title: its weekday, its date, and what it is to today."""
    near = {
        now.date(): _("today"),
        now.date() + timedelta(days=1): _("tomorrow"),
        now.date() - timedelta(days=1): _("yesterday"),
    }.get(on, "")
    return f"{weekday(on)} {date_shown(on, on.year == now.year)} {near}".rstrip()


def day_and_time(text: str, now: datetime) -> str:
    """A day or moment (ISO 8601) with its weekday: ``Wed 11-25 15:00``, ``Thu 11-19 tomorrow``."""
    try:
        on = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{day_title(on, now)} {text[11:16]}".rstrip()


def days_late(days: int) -> str:
    """How late something is."""
    return ngettext("%(number)d day late", "%(number)d days late", days) % {"number": days}


def far(due: str, now: datetime) -> str:
    """How far a day (ISO 8601) is from today: ``in 3 days``, ``tomorrow``, ``today``, ``2 days late``."""
    days = (date.fromisoformat(due[:10]) - now.date()).days
    if days < 0:
        return days_late(-days)
    if days < 2:
        return _("tomorrow") if days else _("today")
    return ngettext("in %(number)d day", "in %(number)d days", days) % {"number": days}


def due_or_late(entry: dict[str, Any], now: datetime) -> str:
    """How late an entry of the desk is, or else when it is due; how long guidance waits, when what is told was."""
    if entry.get("what") == "conflict":
        return when(entry["at"], now, brief=True)
    if entry.get("kind") == "guidance":
        return waits(entry["late_days"])
    if entry.get("kind") == "approval":
        from crmcli.shown.deciding import waited

        return _("waits %(long)s") % {"long": waited(entry["at"], now)}
    if entry.get("kind") == "notice":
        return when(entry["at"], now, brief=True) if entry["at"] else ""
    if entry["late_days"]:
        return days_late(entry["late_days"])
    return when(entry["due"], now) if entry["due"] else ""


def late_or_clock(entry: dict[str, Any]) -> str:
    """How late an entry of the agenda is, or else at what time of its day it is due."""
    return days_late(entry["late_days"]) if entry["late_days"] else str(entry["due"][11:16])
