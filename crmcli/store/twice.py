"""Two records here that other programs know by one id, of which one came just now: two members have got them apart
from each other. Both stay; whoever reads of it merges them, or mends the id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.i18n import _, ngettext
from crmcli.store.statements import chunks
from crmcli.text.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from crmcli.store.arrival import Arrival
    from crmcli.store.open import Store

    Pair = tuple[str, str, int, str, int]

_COLUMN = "external_id"
_OWN = ("opportunity", "quote", "order", "product")  # whose ids have an index of their own
_SOUGHT = ("customer", "contact")  # whose ids stand among what is searched
_TABLES = (*_OWN, *_SOUGHT)
_CHUNK = 900  # values a statement asks for
_MOST = 20  # that are named of one kind: a whole list may have been taken in by two


def told(store: Store, arrivals: dict[str, Arrival], before: dict[str, int], *, used: bool) -> list[str]:
    """Warnings of ids that came and that another record of the kind has. What came is written and in the index.

    ``before``: the last local number of each table before it came; ``used``: whether anything had come ever.
    """
    warnings: list[str] = []
    for table in _TABLES:
        arrival = arrivals.get(table)
        # A store that had none gets what the others were told of.
        if arrival is None or _COLUMN not in arrival.places or (not used and not before.get(table)):
            continue
        place = arrival.places[_COLUMN]
        came = {
            number: row[place]
            for number, row, here in zip(arrival.numbers, arrival.rows, arrival.here, strict=True)
            if number > 0 and row[place] and (here is None or row[place] != here[place])
        }
        if not came:
            continue
        # Of two that came together one is named; not in a store that gets everything for the first time.
        pairs = [
            (id, ref, other)
            for id, ref, own, other, nid in _pairs(store, table, came)
            if nid not in came or (used and nid < own)
        ]
        for id, ref, other in pairs[:_MOST]:
            text = _("%(id)s is the external id of two: %(ref)s, which came now, and %(other)s; both stay.")
            warnings.append(text % {"id": id, "ref": ref, "other": other})
        more = len(pairs) - _MOST
        if more > 0:
            text = ngettext(
                "%(number)d more came with an external id that another has already.",
                "%(number)d more came with external ids that others have already.",
                more,
            )
            warnings.append(text % {"number": more})
    return warnings


def _pairs(store: Store, table: str, came: dict[int, Any]) -> Iterator[Pair]:
    """Id, reference and number of what came, and reference and number of another living one with the id."""
    columns = f"t.{_COLUMN}, t.ref, t.nid, x.ref, x.nid"
    living = "t.removed_at IS NULL AND x.removed_at IS NULL"
    if table in _OWN:
        for chunk in chunks(sorted(came), _CHUNK):
            marks = ", ".join("?" * len(chunk))
            yield from store.db.execute(
                f"SELECT {columns} FROM [{table}] t CROSS JOIN [{table}] x"
                f" ON x.{_COLUMN} = t.{_COLUMN} AND x.nid <> t.nid WHERE t.nid IN ({marks}) AND {living}",
                chunk,
            )
        return
    keys = {f"{_COLUMN}:{name_key(id)}" for id in came.values()}
    for chunk in chunks(sorted(keys), _CHUNK):
        marks = ", ".join("?" * len(chunk))
        # Nearly none comes twice, and the index alone says so.
        sql = f"SELECT key FROM lookup WHERE key IN ({marks}) GROUP BY key HAVING count(*) > 1"
        for (key,) in store.db.execute(sql, chunk).fetchall():
            yield from (
                pair
                for pair in store.db.execute(
                    f"SELECT {columns} FROM lookup l JOIN search_doc d ON d.doc = l.doc AND d.kind = ?1"
                    f" JOIN [{table}] t ON t.nid = d.row CROSS JOIN lookup k ON k.key = l.key"
                    " JOIN search_doc e ON e.doc = k.doc AND e.kind = ?1 AND e.doc <> d.doc"
                    f" JOIN [{table}] x ON x.nid = e.row WHERE l.key = ?2 AND t.{_COLUMN} = x.{_COLUMN} AND {living}",
                    (table, key),
                )
                if pair[2] in came
            )
