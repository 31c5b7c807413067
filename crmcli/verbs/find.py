"""Finding anything by what one remembers of it (R15)."""

from __future__ import annotations

from crmcli.errors import UsageError
from crmcli.i18n import _
from crmcli.store import finding
from crmcli.store.records import CUSTOMER, KINDS, Customer
from crmcli.store.statements import by_ids, by_nid, members_of, record_class
from crmcli.text.clean import clean_line
from crmcli.text.names import fold, has_han, name_key
from crmcli.text.phones import phone_end
from crmcli.verbs import resolve
from crmcli.verbs.narrowing import Narrowed, narrowed
from crmcli.verbs.shape import link, records_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from crmcli.store.finding import Hit
    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record

_BEFORE, _AFTER = 8, 40  # characters of text shown around a hit: a narrow column still shows the hit

_DATES = {"followup": "at", "reminder": "due"}  # what tells alike texts apart
_BY_NAME = ("exact", "part", "pinyin", "initials")  # matches by what a record is called


class Found:
    """A record that was found: its class of match, the field that fits, and its document where it has one."""

    __slots__ = ("field", "hit", "kind", "match", "row")

    def __init__(self, kind: Kind, row: Record, match: str, field: str, hit: Hit | None) -> None:
        self.kind = kind
        self.row = row
        self.match = match
        self.field = field
        self.hit = hit


def find(store: Store, text: str | Sequence[str], *, limit: int = 50) -> list[dict[str, Any]]:
    """Records by name, pinyin, initials, phone or any text of theirs; by class of match, newest first within it.

    ``text`` may narrow the search (``kind:`` ``customer:`` ``since:`` ``until:`` ``owner:``), see
    :mod:`crmcli.verbs.narrowing`; given as words, each is taken whole. Only when nothing fits, names spelt much
    like it (``close``). Raises :class:`UsageError` for an empty text, and the errors of what narrows it.
    """
    words, scope = _read(store, text)
    found = _found(store, words, scope, limit)
    if found or not words or limit < 1:
        return _shown(store, words, found)
    close = resolve.closest_to(store, words, scope.named, most=min(5, limit), fits=scope.fits)
    return [
        {
            **one,
            "customer": _own_customer(store, one),
            "field": KINDS[str(one["kind"])].title,
            "snippet": one["name"],
            "match": "close",
        }
        for one in close
    ]


def among(
    store: Store, text: str, kinds: Sequence[str], *, limit: int, archived: bool = False
) -> Iterator[tuple[Kind, Record]]:
    """The records of ``kinds`` that :func:`find` finds, best first, without those that are only spelt like it.

    One after the other: thousands of them are not held at once.

    Raises what narrows the search can raise (``owner:`` somebody unknown).
    """
    words, scope = narrowed(store, [text])
    scope.kinds = tuple(kind for kind in scope.kinds if kind in kinds)
    scope.archived = archived
    if not words and not scope.given:
        return iter(())
    return ((one.kind, one.row) for one in _each(store, words, scope, limit))


def customers_called(store: Store, text: str, *, limit: int, archived: bool = False) -> list[str]:
    """The ids of the customers that words name – a part of the name, pinyin, initials –, best first.

    Raises what narrows the search can raise.
    """
    words, scope = narrowed(store, [text])
    scope.kinds = tuple(kind for kind in scope.kinds if kind == "customer")
    scope.archived = archived
    found: list[str] = []
    for one in _each(store, words, scope, limit) if words else ():
        if one.match not in _BY_NAME:
            break  # those by any word of theirs come after
        found.append(one.row.id)
    return found


def dates(store: Store, hits: Sequence[dict[str, Any]]) -> dict[str, str]:
    """When dealings among hits were and reminders among them are due, by the hit's id; other hits have none here."""
    found: dict[str, str] = {}
    for name, key in _DATES.items():
        kind = KINDS[name]
        ids = [str(hit["id"]) for hit in hits if hit["kind"] == name]
        rows = list(by_ids(store, record_class(kind), ids).values())
        for one in records_json(store, kind, rows, ["id", key]):
            if one[key]:
                found[one["id"]] = one[key]
    return found


def best(store: Store, text: str | Sequence[str]) -> Found:
    """What :func:`find` finds first. Raises :class:`NotFound`, with the closest names, when nothing fits."""
    words, scope = _read(store, text)
    for found in _found(store, words, scope, 1):
        return found
    raise resolve.not_found(store, words, scope.named, "TEXT")


def _read(store: Store, text: str | Sequence[str]) -> tuple[str, Narrowed]:
    words, scope = narrowed(store, [text] if isinstance(text, str) else text)
    if not words and not scope.given:
        raise UsageError(
            _("Find what?"),
            hint=_("`crm find TEXT`"),
            argument="TEXT",
            value="",
            expected=_("a word or part of one"),
        )
    return words, scope


def _found(store: Store, words: str, scope: Narrowed, limit: int) -> list[Found]:
    return list(_each(store, words, scope, limit))


def _each(store: Store, words: str, scope: Narrowed, limit: int) -> Iterator[Found]:
    seen: set[str] = set()
    if limit < 1:
        return
    for one in _hits(store, words, scope):
        row = one.row
        if (
            row.id in seen
            or row.removed_at is not None
            or (row.archived_at is not None and not scope.archived)
        ):
            continue
        if scope.fits(one.kind, row):
            seen.add(row.id)
            yield one
            if len(seen) >= limit:
                return


def _hits(store: Store, words: str, scope: Narrowed) -> Iterator[Found]:
    """Hits by class, best first."""
    if words and scope.docs is None:
        for level in (1, 2):
            for exact in resolve.at_level(store, words, scope.kinds, level):
                yield Found(exact.kind, exact.row, "exact", "ref", None)
    for hit, match, field in _documents(store, words, scope):
        kind = KINDS[hit.kind]
        row = by_nid(store, record_class(kind), hit.row)
        if row is not None:
            yield Found(kind, row, match, field, hit)


def _documents(store: Store, words: str, scope: Narrowed) -> Iterator[tuple[Hit, str, str]]:
    """Documents by class, best first: the document, the class, and the field if that is known."""
    anything = scope.scope()
    if not words:
        for hit in finding.everything(store, anything):
            yield hit, "text", KINDS[hit.kind].title
        return
    named = scope.scope(named=True)
    for hit in finding.with_name(store, words, named):
        yield hit, "exact", "name"
    for name in _numbers(scope.kinds):
        for hit in finding.with_key(store, f"{name}:{name_key(words)}", anything):
            yield hit, "exact", name
    for hit in finding.with_name_part(store, words, named):
        yield hit, "part", "name"
    from crmcli.text.pinyin import is_spoken

    if is_spoken(words):
        for hit in finding.with_pinyin(store, words, named):
            yield hit, "pinyin", "name"
        for hit in finding.with_initials(store, words, named):
            yield hit, "initials", "name"
    digits = phone_end(words)
    if len(digits) >= 4 and not has_han(words):
        for hit in finding.with_phone_end(store, digits, anything):
            yield hit, "phone", "phone"
    for hit in finding.with_text(store, words, anything):
        yield hit, "text", ""


def _numbers(kinds: Sequence[str]) -> list[str]:
    """The fields by whose whole value a record is found."""
    names = [field.name for kind in kinds for field in KINDS[kind].own if field.search == "key"]
    return list(dict.fromkeys(names))


# --- showing ------------------------------------------------------------------------------------------------------


def _shown(store: Store, words: str, found: list[Found]) -> list[dict[str, Any]]:
    customers = by_ids(store, Customer, [getattr(one.row, "customer_id", None) or "" for one in found])
    out = []
    for one in found:
        of = one.row if one.kind is CUSTOMER else customers.get(getattr(one.row, "customer_id", None) or "")
        field, snippet = one.field, str(getattr(one.row, one.kind.title))
        if one.match == "text" and words:
            field, snippet = _place(store, one, name_key(words).split())
        elif one.match == "exact" and field not in ("name", "ref"):
            snippet = str(getattr(one.row, field, None) or snippet)
        out.append(
            {
                **link(one.kind, one.row),
                "customer": None if of is None else link(CUSTOMER, of),
                "field": field or one.kind.title,
                "snippet": clean_line(snippet),
                "match": one.match,
            }
        )
    return out


def _place(store: Store, one: Found, words: list[str]) -> tuple[str, str]:
    """The field in which the first of the words stands, or of which all are part, and the piece of it around them."""
    for word, anywhere in (*((word, False) for word in words), (" ".join(words), True)):
        for field in one.kind.own:
            if field.search and (field.search == "key" or not anywhere):
                for value in _values(store, one.row, field):
                    piece = snippet(value, word, anywhere=anywhere)
                    if piece:
                        return field.name, piece
    return "", str(getattr(one.row, one.kind.title))


def _values(store: Store, row: Record, field: Field) -> list[str]:
    if field.columns:
        value = getattr(row, field.columns[0])
        return [str(value)] if value else []
    members = members_of(store, field, [row.id]).get(row.id, [])
    return [one[1] for one in members] if field.type in ("messaging", "custom") else list(members)


def snippet(text: str, word: str, *, anywhere: bool = False) -> str:
    """The piece of a text around a folded word; empty if it does not stand there."""
    key = name_key(text)
    at = key.find(word) if anywhere else finding.place(word, key)
    if at < 0:
        return ""
    line = clean_line(text)
    folded = fold(line)
    at = folded.find(word) if anywhere else finding.place(word, folded)
    at = max(
        at, 0
    )  # a sign that folds to several (㈱) moves what follows: then the text is shown from its start
    start = max(at - _BEFORE, 0)
    end = at + len(word) + _AFTER
    return ("…" if start else "") + line[start:end].strip() + ("…" if end < len(line) else "")


def _own_customer(store: Store, one: dict[str, Any]) -> dict[str, Any] | None:
    if one["kind"] == "customer":
        return {key: one[key] for key in ("kind", "id", "ref", "name")}
    kind = KINDS[str(one["kind"])]
    rows = by_ids(store, record_class(kind), [str(one["id"])])
    of = by_ids(store, Customer, [getattr(row, "customer_id", None) or "" for row in rows.values()])
    return next((link(CUSTOMER, row) for row in of.values()), None)
