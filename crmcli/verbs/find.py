"""Finding anything by what one remembers of it (R15)."""

from __future__ import annotations

from crmcli.errors import UsageError
from crmcli.i18n import _
from crmcli.store import search
from crmcli.store.records import CUSTOMER, KINDS, Customer
from crmcli.store.statements import by_ids, by_nid, record_class
from crmcli.text.clean import clean_line
from crmcli.text.names import bare_key, has_han, name_key
from crmcli.text.phones import phone_key
from crmcli.verbs import resolve
from crmcli.verbs.shape import link

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.row import Record

NAMED = ("customer", "contact", "member")
_BEFORE, _AFTER = 8, 40  # characters of text shown around a hit: a narrow column still shows the hit


def find(store: Store, text: str, *, limit: int = 50) -> list[dict[str, Any]]:
    """Records by name, pinyin, initials, phone or any text of theirs; by class of match, newest first within it.

    Only when nothing fits, names spelt much like it (``close``). Raises :class:`UsageError` for an empty text.
    """
    text = clean_line(text)
    if not text:
        raise UsageError(
            _("Find what?"),
            hint=_("`crm find TEXT`"),
            argument="TEXT",
            value="",
            expected=_("a word or part of one"),
        )
    found: dict[str, tuple[Record, str, str, str, str]] = {}
    for kind_name, nid, match, field, snippet in _hits(store, text):
        if len(found) >= limit:
            break
        kind = KINDS[kind_name]
        row = by_nid(store, record_class(kind), nid)
        if row is None or row.removed_at is not None or row.archived_at is not None or row.id in found:
            continue
        found[row.id] = (row, kind_name, match, field, snippet or str(getattr(row, kind.title)))
    if not found:
        return [
            {
                **one,
                "customer": _own_customer(store, one),
                "field": "name",
                "snippet": one["name"],
                "match": "close",
            }
            for one in resolve.closest_to(store, text, NAMED)
        ]
    customers = by_ids(
        store, Customer, [getattr(hit[0], "customer_id", None) or "" for hit in found.values()]
    )
    out = []
    for row, kind_name, match, field, snippet in found.values():
        kind = KINDS[kind_name]
        of = row if kind is CUSTOMER else customers.get(getattr(row, "customer_id", None) or "")
        out.append(
            {
                **link(kind, row),
                "customer": None if of is None else link(CUSTOMER, of),
                "field": field,
                "snippet": clean_line(snippet),
                "match": match,
            }
        )
    return out


def _own_customer(store: Store, one: dict[str, Any]) -> dict[str, Any] | None:
    if one["kind"] == "customer":
        return one
    kind = KINDS[str(one["kind"])]
    rows = by_ids(store, record_class(kind), [str(one["id"])])
    of = by_ids(store, Customer, [getattr(row, "customer_id", None) or "" for row in rows.values()])
    return next((link(CUSTOMER, row) for row in of.values()), None)


def _hits(store: Store, text: str) -> Iterator[tuple[str, int, str, str, str]]:
    """Hits by class, best first: kind, local number, class, field, snippet."""
    everything = tuple(KINDS)
    for hit in resolve.at_level(store, text, everything, 1) + resolve.at_level(store, text, everything, 2):
        yield hit.kind.name, hit.row.nid, "exact", "ref", ""
    for kind, nid in search.with_name(store, text, NAMED):
        yield kind, nid, "exact", "name", ""
    for kind, nid in search.with_key(store, f"external_id:{name_key(text)}", everything):
        yield kind, nid, "exact", "external_id", ""
    for kind, nid in search.with_name_part(store, text, NAMED):
        yield kind, nid, "part", "name", ""
    if name_key(text).isascii():
        for kind, nid, why in search.with_sound(store, text, NAMED):
            yield kind, nid, why, "name", ""
    digits = phone_key(text)
    if len(digits) >= 4 and not has_han(text):
        for kind, nid in sorted(search.with_phone_end(store, digits, everything), key=lambda hit: -hit[1]):
            yield kind, nid, "phone", "phone", ""
    for kind, nid, whole in search.with_words(store, text, everything):
        yield kind, nid, "text", "text", snippet(whole, text)


def snippet(whole: str, text: str) -> str:
    """The piece of a text around the first word that was looked for."""
    words = [bare_key(word) for word in text.split()] or [text]
    for line in whole.split("\n"):
        folded = name_key(line)
        at = folded.find(words[0])
        if at >= 0:
            start = max(at - _BEFORE, 0)
            end = at + len(words[0]) + _AFTER
            return ("…" if start else "") + line[start:end].strip() + ("…" if end < len(line) else "")
    return whole.split("\n", 1)[0][: _BEFORE + _AFTER]
