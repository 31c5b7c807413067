"""What a list of orders shows beside their fields: how far each is, how late, what is blocked. Imports little."""

from __future__ import annotations

from crmcli.store.records import ORDER

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import Any

    Record = dict[str, Any]


def rows(records: Sequence[Record], today: date) -> list[Record]:
    """Orders as lines of a list: with ``progress`` and ``late_days``, ``blocked`` empty for none."""
    return [
        {
            **one,
            "progress": progress(one),
            "late_days": late(one, today) or None,
            "blocked": one["blocked"] or None,
        }
        for one in records
    ]


def progress(order: Record) -> str:
    """How many of its steps are done; where it stands if it is not being carried out."""
    if order["status"] != "open":
        return ORDER.fields["status"].choice_shown(order["status"])
    return f"{order['steps_done']}/{order['steps_total']}" if order["steps_total"] else ""


def late(order: Record, today: date) -> int:
    """By how many days its next step is late; 0 if it is not. The next step is the open one planned first."""
    planned = order["next_planned"]
    if order["status"] != "open" or not planned:
        return 0
    from datetime import date

    try:
        return max((today - date.fromisoformat(planned)).days, 0)
    except ValueError:
        return 0


def late_said(days: int) -> str:
    """Days late in few cells: ``3d``, from a hundred on in months: ``4m``."""
    return f"{days}d" if days < 100 else f"{days // 30}m"
