"""Whether a day or a moment of a file lies behind: today is the day where the user is, not in UTC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store.where.times import utc_text

if TYPE_CHECKING:
    from crmcli.store.open import Store


def before_today(store: Store, on: str | None, at: str | None) -> bool:
    """Whether a day ``on``, or an instant ``at`` in UTC as the store keeps it, is before the local day began."""
    now = store.clock()
    if at:
        return at < utc_text(now.replace(hour=0, minute=0, second=0, microsecond=0))
    return bool(on) and str(on) < now.date().isoformat()
