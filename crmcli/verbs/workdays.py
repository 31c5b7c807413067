"""The team's working days, as the settings say: ``workdays.week``, ``holidays``, ``workdays.extra``."""

from __future__ import annotations

from crmcli import config
from crmcli.text.workdays import Calendar, read_days, read_week


def calendar() -> Calendar:
    """The working days of the settings; a faulty one raises :class:`ValueInvalid`."""
    return Calendar(
        read_week(config.get("workdays.week")),
        read_days(config.get("holidays")),
        read_days(config.get("workdays.extra")),
    )
