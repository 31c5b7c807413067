"""The numbers of quotes and orders: drawn by a pattern of the settings, counted on from the greatest there is."""

from __future__ import annotations

import re

from crmcli import config
from crmcli.store.numbers import greatest

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.meta import Kind
    from crmcli.store.open import Store


def next_number(store: Store, kind: Kind) -> str:
    """The next number of a quote or an order, by ``numbers.quote`` or ``numbers.order``: ``Q2026-0042``.

    Counting begins anew where what stands around the count changes, as with the year.
    """
    pattern = config.get(f"numbers.{kind.name}")
    today = store.clock().date()
    known = {"year": today.year, "month": today.month, "day": today.day}
    found = re.search(config.COUNT, pattern)
    assert found is not None
    before, after = (_filled(part, known) for part in (pattern[: found.start()], pattern[found.end() :]))
    count = greatest(store, kind, before, after) + 1
    return f"{before}{count:0{int(found[1] or 1)}d}{after}"


def _filled(text: str, known: dict[str, int]) -> str:
    return re.sub(config.PLACE, lambda one: f"{known[one[1]]:0{int(one[2] or 1)}d}", text)
