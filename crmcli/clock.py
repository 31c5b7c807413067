"""What time it is: the one clock and zone of the program.

``CRM_NOW`` (an ISO 8601 instant) fixes the clock. The zone is ``config timezone``, else the offset of
``CRM_NOW``, else ``TZ``, else the machine's. Stored instants are UTC text with milliseconds.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta, tzinfo

from crmcli.errors import ValueInvalid
from crmcli.i18n import _

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SystemZone(tzinfo):
    """The machine's zone (``TZ`` or the system setting), with its summer time, by the C library."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """The offset in force at ``moment``, a wall-clock time of this zone."""
        if moment is None:
            return timedelta(seconds=-time.timezone)
        wall = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, 0, 0, -1)
        try:
            return timedelta(seconds=time.localtime(time.mktime(wall)).tm_gmtoff)
        except (OverflowError, ValueError, OSError):
            return timedelta(seconds=-time.timezone)

    def dst(self, moment: datetime | None) -> timedelta:
        """Unknown here; always zero."""
        return timedelta(0)

    def tzname(self, moment: datetime | None) -> str:
        """The zone's short name."""
        return time.tzname[0]

    def fromutc(self, moment: datetime) -> datetime:
        """The wall-clock time of a UTC moment."""
        seconds = (moment.replace(tzinfo=UTC) - _EPOCH).total_seconds()
        try:
            offset = timedelta(seconds=time.localtime(seconds).tm_gmtoff)
        except (OverflowError, ValueError, OSError):
            offset = timedelta(seconds=-time.timezone)
        return moment + offset


def _fixed() -> datetime | None:
    text = os.environ.get("CRM_NOW")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if not 1900 <= moment.year < 9900:  # other zones, and what lies years ahead, have to exist too
            raise ValueError(text)
        return moment
    except ValueError:
        raise ValueInvalid(
            _("CRM_NOW is not a time: %(value)s") % {"value": text},
            hint=_("Write it as 2026-11-18T10:30:00+08:00, or unset it."),
            argument="CRM_NOW",
            value=text,
            expected="2026-11-18T10:30:00+08:00",
        ) from None


def zone(name: str | None = None) -> tzinfo:
    """The user's zone; ``name`` is the ``timezone`` setting when there is one (an IANA name).

    Raises :class:`ValueInvalid` when the name is unknown.
    """
    if name:
        from zoneinfo import ZoneInfo

        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueInvalid(
                _("No such time zone: %(value)s") % {"value": name},
                hint=_("Use a name such as Asia/Shanghai or Europe/Berlin."),
                argument="timezone",
                value=name,
                expected="Asia/Shanghai",
            ) from None
    fixed = _fixed()
    if fixed is not None and fixed.tzinfo is not None:
        return fixed.tzinfo
    return SystemZone()


def zone_name(where: tzinfo) -> str:
    """What others call a zone: its IANA name where it has one (``Asia/Shanghai``, ``Etc/GMT-8``), else ``UTC+0530``.

    The machine's zone is called as ``TZ`` or the system's own link says, ``local`` if neither tells.
    """
    from datetime import timezone

    key = getattr(where, "key", None)
    if key:
        return str(key)
    if isinstance(where, timezone):
        minutes = round(where.utcoffset(None).total_seconds() / 60)
        if minutes % 60 == 0:
            return f"Etc/GMT{-minutes // 60:+d}" if minutes else "Etc/UTC"
        return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
    from zoneinfo import ZoneInfo

    said = os.environ.get("TZ", "").removeprefix(":")
    place = said if said and not said.startswith("/") else os.path.realpath(said or "/etc/localtime")
    found = place.rpartition("zoneinfo/")[2]
    try:
        return ZoneInfo(found).key
    except (KeyError, ValueError, OSError):
        return "local"


def now(name: str | None = None) -> datetime:
    """This moment in the user's zone, whole milliseconds."""
    where = zone(name)
    moment = _fixed()
    if moment is None:
        moment = datetime.now(UTC)
    elif moment.tzinfo is None:
        moment = moment.replace(tzinfo=where)
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    return moment.astimezone(where)


def stored(moment: datetime) -> str:
    """An aware moment as the store keeps it: ``2026-11-18T02:30:00.000Z``."""
    utc = moment.astimezone(UTC)
    return f"{utc.isoformat()[:19]}.{utc.microsecond // 1000:03d}Z"


def moment(text: str, where: tzinfo) -> datetime:
    """A stored instant in a zone."""
    utc = datetime.fromisoformat(text)
    try:
        return utc.astimezone(where)
    except OverflowError:  # the first and the last hours of the calendar are not there in every zone
        return utc


def shown(text: str, where: tzinfo) -> str:
    """A stored instant as JSON shows it: ISO 8601 with the zone's offset, milliseconds left out."""
    return moment(text, where).isoformat(timespec="seconds")
