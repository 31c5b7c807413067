"""Reading what our own vCards and calendars carry beyond the standard: ``X-CRM-ABOUT-KIND`` is ``about.kind``.

A card or entry with ``X-CRM-REF`` is ours. Then its ``UID`` is the record's id, and these properties win over what
the standard ones say more loosely.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from crmcli.exchange.out_columns import columns_of
from crmcli.exchange.out_lines import extra
from crmcli.store.records import KINDS

OURS = "X-CRM-REF"


@cache
def _columns(kind: str) -> dict[str, str]:
    return {extra(column.name): column.name for column in columns_of(KINDS[kind])}


def own_values(kind: str, uid: str | None, found: Mapping[str, str]) -> dict[str, str]:
    """The columns that properties of our own say, by name; empty if the card or entry is not ours.

    ``found`` holds the properties by name, their values unescaped.
    """
    if OURS not in found:
        return {}
    columns = _columns(kind)
    values = {columns[name]: text for name, text in found.items() if name in columns}
    return {"kind_of_record": kind, **values} | ({"id": uid} if uid else {})
