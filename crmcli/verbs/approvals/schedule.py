"""When the holder of an approval is reminded, and when it goes to the next: by the rule, in working days."""

from __future__ import annotations

from crmcli.clock import stored
from crmcli.verbs.workdays import calendar

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Approval


def schedule(now: datetime, rule: dict[str, Any]) -> tuple[str | None, str | None]:
    """The moments of the reminder and the escalation of what is held from now on; None: never."""
    days = rule["remind_after"], rule["escalate_after"]
    if days == (None, None):
        return None, None
    worked = calendar()
    remind, escalate = (None if one is None else stored(worked.after(now, one)) for one in days)
    return remind, escalate


def rule_of(store: Store, row: Approval) -> dict[str, Any]:
    """The rule that asked for an approval, as the version of the process said then."""
    from crmcli.verbs.stages import process_of

    for rule in process_of(store, row.playbook_id).data.get("approvals", ()):
        if rule["id"] == row.rule:
            found: dict[str, Any] = rule
            return found
    return {"id": row.rule, "remind_after": None, "escalate_after": None}
