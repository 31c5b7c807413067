"""Which record an argument names: the levels of the contract, section 2, in their order."""

from __future__ import annotations

from crmcli.errors import Ambiguous, NotFound
from crmcli.i18n import _, listed
from crmcli.store import finding, search
from crmcli.store.identity import is_id, is_ref, is_ref_start, read_ref
from crmcli.store.records import CUSTOMER, DOCUMENT, KINDS, Contact, Customer, Followup, Quote
from crmcli.store.statements import by_id, by_nid, by_ref, by_ref_start, record_class, rows_where
from crmcli.text.clean import clean_line
from crmcli.text.names import bare_key, has_han, name_key
from crmcli.verbs.shape import link

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record

_MOST = 20  # candidates named at most


class Found:
    """A record an argument named, and why (``name alias pinyin initials part ref contact merged``)."""

    __slots__ = ("kind", "row", "why")

    def __init__(self, kind: Kind, row: Record, why: str) -> None:
        self.kind = kind
        self.row = row
        self.why = why


def resolve(
    store: Store,
    named: str,
    kinds: tuple[str, ...] | None = None,
    *,
    contacts: bool = False,
    argument: str = "REF",
    merged: bool = True,
) -> Found:
    """The one record ``named`` names; ``kinds`` are those it can be (None: any).

    ``contacts``: a contact's whole name stands for its customer (WHO). The reference or id of a record that was
    merged into another leads to that one, unless ``merged`` is false. Raises :class:`NotFound` with the closest
    names, :class:`Ambiguous` with the candidates.
    """
    text = clean_line(named)
    wanted = kinds or tuple(KINDS)
    for level in range(1, 7):
        found = distinct(at_level(store, text, wanted, level, contacts=contacts))
        if merged and level <= 2:
            found = distinct(_as_merged(store, text, wanted, level, found))
        if len(found) > 1 and any(hit.kind is DOCUMENT for hit in found):
            from crmcli.verbs.documents import newest

            found = newest(found)
        if len(found) == 1:
            return found[0]
        if found:
            raise ambiguous(text, found, argument, store)
    raise not_found(store, text, wanted, argument)


def _as_merged(
    store: Store, text: str, kinds: tuple[str, ...], level: int, found: list[Found]
) -> list[Found]:
    """What was found by reference or id, each record that was merged into another as that one.

    A reference that no record has any more may be one from before an export.
    """
    from crmcli.store.moving import gone_into

    if not found and is_ref(text) and level == 2:
        ref = read_ref(text)
        into = [
            (KINDS[name], gone_into(store, KINDS[name], ref))
            for name in kinds
            if KINDS[name].letter == ref[0]
        ]
        return [Found(kind, row, "merged") for kind, row in into if row is not None]
    out = []
    for hit in found:
        row = gone_into(store, hit.kind, hit.row.ref) if hit.row.removed_at is not None else None
        out.append(hit if row is None else Found(hit.kind, row, "merged"))
    return out


def customer(store: Store, named: str, argument: str = "WHO") -> Customer:
    """The customer that WHO names."""
    found = resolve(store, named, ("customer",), contacts=True, argument=argument)
    assert isinstance(found.row, Customer)
    return found.row


def candidates(store: Store, text: str, most: int) -> list[dict[str, Any]]:
    """The customers that WHO may mean while it is being typed: links with ``why``, at most so many.

    Level by level as :func:`customer` goes, which takes the first if its level has no other; none on any level: those
    that are spelt alike (``why`` is ``close``, or ``slip`` where a slip of the finger or of the ear may have made the
    one of the other). Nothing typed: those dealt with last (``recent``).
    """
    text = clean_line(text)
    if not text:
        return [{**link(one.kind, one.row), "why": one.why} for one in _recent(store, most)]
    found: dict[str, Found] = {}
    for level in range(1, 7):
        for hit in at_level(store, text, ("customer",), level, contacts=True):
            if hit.row.removed_at is None:
                found.setdefault(hit.row.id, hit)
        if len(found) >= most:
            break
    if found:
        return [{**link(one.kind, one.row), "why": one.why} for one in found.values()][:most]
    if len(bare_key(text)) < 2:
        return []
    closest = closest_to(store, text, ("customer",), most)
    found_close = [{**one, "why": "slip" if is_slip(text, str(one["name"])) else "close"} for one in closest]
    return sorted(found_close, key=lambda one: one["why"] != "slip")


def is_slip(text: str, name: str) -> bool:
    """Whether a text is so like a name, or a part of it, that the name may have been meant.

    Latin letters may be a few others; Chinese characters must sound alike, for one other makes another company.
    """
    from rapidfuzz import fuzz

    key, whole = bare_key(text)[:200], bare_key(name)[:200]
    if has_han(key):
        starts = range(len(whole) - len(key) + 1)
        return any(all(map(_sounds_like, key, whole[at : at + len(key)])) for at in starts)
    words, number = whole.split(), len(key.split())
    parts = {whole, whole[: len(key)]}
    parts |= {" ".join(words[at : at + number]) for at in range(len(words) - number + 1)}
    return any(fuzz.ratio(key, part) >= _SLIP for part in parts)


def _sounds_like(one: str, other: str) -> bool:
    """Whether two characters sound the same or nearly so: 丰 and 峰, 林 and 零."""
    if one == other:
        return True
    from rapidfuzz import fuzz

    from crmcli.text.pinyin import readings

    return any(fuzz.ratio(each, its) >= _SLIP for each in readings(one) for its in readings(other))


def _recent(store: Store, most: int) -> list[Found]:
    """The customers of the last follow-ups, mine before those of others."""
    rows = rows_where(store, Followup, "-nid", _LATELY, removed_at=None)
    rows.sort(key=lambda row: row.author_id != store.me)
    found: dict[str, Found] = {}
    for id in dict.fromkeys(row.customer_id for row in rows):
        row = by_id(store, Customer, id)
        if row is not None and row.removed_at is None and row.archived_at is None and len(found) < most:
            found[id] = Found(CUSTOMER, row, "recent")
    return list(found.values())


_LATELY = 60  # follow-ups looked through for the customers dealt with last


def at_level(
    store: Store, text: str, kinds: tuple[str, ...], level: int, *, contacts: bool = False
) -> list[Found]:
    """The records of ``kinds`` that ``text`` names on one level of the contract, at most a screenful."""
    if not text:
        return []
    if level == 1:
        return [
            Found(KINDS[name], row, "ref")
            for name in (kinds if is_id(text) else ())
            if (row := by_id(store, record_class(KINDS[name]), text.lower())) is not None
        ]
    if level == 2:
        if not is_ref(text):
            return []
        ref = read_ref(text)
        return [
            Found(KINDS[name], row, "ref")
            for name in kinds
            if KINDS[name].letter == ref[0]
            for row in by_ref(store, record_class(KINDS[name]), ref)
        ]
    if level == 3:
        hits = [*search.with_name(store, text, kinds)]
        for key in _NUMBERS:
            hits += search.with_key(store, f"{key}:{name_key(text)}", kinds)
        found = _living(
            store, ((kind, nid, _name_or_alias(store, kind, nid, text)) for kind, nid in hits), True
        )
        return _current(found)
    if level == 4:
        return _by_contact(store, text) if contacts and "customer" in kinds else []
    if level == 5:
        if (
            len(kinds) > 1
        ):  # papers are called after customers: 天成 is not 天成报价.pdf unless a paper is asked for
            kinds = tuple(name for name in kinds if name != "document")
        found = _living(store, _by_part(store, text, kinds), False)
        return found or _living(store, _by_sound(store, text, kinds, placeless=True), False)
    if not is_ref_start(text):
        return []
    ref = read_ref(text)
    return [
        Found(KINDS[name], row, "ref")
        for name in kinds
        if KINDS[name].letter == ref[0]
        for row in by_ref_start(store, record_class(KINDS[name]), ref, _MOST)
    ]


_NUMBERS = ("external_id", "number", "code")
"""Fields whose whole value names a record."""


def _current(found: list[Found]) -> list[Found]:
    """Without the versions of a quote that a later one came after: its number names the last."""
    last: dict[str, int] = {}
    for one in found:
        if isinstance(one.row, Quote):
            last[one.row.number] = max(last.get(one.row.number, 0), one.row.version)
    return [one for one in found if not isinstance(one.row, Quote) or one.row.version == last[one.row.number]]


def _name_or_alias(store: Store, kind: str, nid: int, text: str) -> str:
    row = by_nid(store, record_class(KINDS[kind]), nid)
    name = getattr(row, KINDS[kind].title, "") if row is not None else ""
    return "name" if bare_key(str(name)) == bare_key(text) or kind != "customer" else "alias"


def _living(store: Store, hits: Iterable[tuple[str, int, str]], archived: bool) -> list[Found]:
    """Rows of index hits that are neither removed nor (unless ``archived``) archived, each once."""
    found: dict[tuple[str, int], Found] = {}
    for kind, nid, why in hits:
        if (kind, nid) in found:
            continue
        row = by_nid(store, record_class(KINDS[kind]), nid)
        if row is None or row.removed_at is not None or (row.archived_at is not None and not archived):
            continue
        found[kind, nid] = Found(KINDS[kind], row, why)
        if len(found) > _MOST:
            break
    return list(found.values())


def _by_contact(store: Store, text: str) -> list[Found]:
    out = []
    for hit in _living(
        store, ((k, n, "contact") for k, n in search.with_name(store, text, ("contact",))), False
    ):
        assert isinstance(hit.row, Contact)
        of = by_id(store, Customer, hit.row.customer_id)
        if of is not None and of.removed_at is None and of.archived_at is None:
            out.append(Found(CUSTOMER, of, "contact"))
    return out


def can_be_part(key: str) -> bool:
    """Whether a folded text is long enough to name a record by a part of its name: 2 Chinese characters or 3 others."""
    han = sum(1 for character in key if has_han(character))
    return han >= 2 or len(key) - key.count(" ") - han >= 3


def _by_part(store: Store, text: str, kinds: tuple[str, ...]) -> Iterator[tuple[str, int, str]]:
    if can_be_part(name_key(text)):
        for hit in finding.with_name_part(store, text, finding.Scope(kinds)):
            yield hit.kind, hit.row, "part"
    yield from _by_sound(store, text, kinds, placeless=False)


def _by_sound(
    store: Store, text: str, kinds: tuple[str, ...], *, placeless: bool
) -> Iterator[tuple[str, int, str]]:
    """By pinyin and initials of whole names, or (``placeless``) of names without the place they begin with."""
    from crmcli.text.pinyin import is_spoken, letters

    if not is_spoken(text) or len(letters(text)) < 2:
        return
    scope = finding.Scope(kinds)
    for hit in finding.with_pinyin(store, text, scope, placeless=placeless):
        yield hit.kind, hit.row, "pinyin"
    for hit in finding.with_initials(store, text, scope, placeless=placeless):
        yield hit.kind, hit.row, "initials"


def distinct(found: list[Found]) -> list[Found]:
    """The hits without repeats of one record."""
    unique: dict[str, Found] = {}
    for hit in found:
        unique.setdefault(hit.row.id, hit)
    return list(unique.values())


def ambiguous(text: str, found: list[Found], argument: str, store: Store | None = None) -> Ambiguous:
    """The error that names the candidates; with ``store``, ``apart`` tells those of one name from each other."""
    candidates = [{**link(hit.kind, hit.row), "why": hit.why} for hit in found[:_MOST]]
    names = listed(f"{c['ref']} {c['name']}" for c in candidates[:5])
    error = Ambiguous(
        _("“%(text)s” names several: %(names)s") % {"text": text, "names": names},
        hint=_("Say which by its ref."),
        argument=argument,
        value=text,
        candidates=candidates,
    )
    if store is not None:
        keys = [str(one["name"]).casefold() for one in candidates]
        error.apart = {
            hit.row.ref: _apart(store, hit.row, key)
            for hit, key in zip(found, keys, strict=False)
            if keys.count(key) > 1
        }
    return error


def _apart(store: Store, row: Record, name: str) -> str:
    """What a record is about, where and whose it is, on a line without its name; empty where nothing is known."""
    of = by_id(store, Customer, getattr(row, "customer_id", None) or "")
    owner = by_id(store, record_class(KINDS["member"]), row.owner_id or "")
    parts = (
        getattr(row, "title", None),
        of.name if of is not None else None,
        getattr(row, "city", None),
        getattr(owner, "name", None),
    )
    return " · ".join(str(part) for part in parts if part and str(part).casefold() != name)


def not_found(store: Store, text: str, kinds: tuple[str, ...], argument: str) -> NotFound:
    """The error that names the closest spellings; where an opportunity is wanted, those of a customer so called."""
    if kinds == ("opportunity",):
        from crmcli.verbs.deal_instead import of_customer

        error = of_customer(store, text, argument)
        if error is not None:
            return error
    closest = closest_to(store, text, kinds)
    if closest:
        hint = _("Did you mean %(names)s?") % {
            "names": listed(f"{one['name']} ({one['ref']})" for one in closest[:3])
        }
    elif kinds == ("customer",):
        hint = _(
            "`crm customer list` shows all; `crm customer add NAME` makes one, as `crm note --new` does."
        )
    else:
        hint = _("`crm find TEXT` looks everywhere.")
    if is_id(text):  # nobody types one: it was chosen on a screen or kept by a script, and left since
        message = _("The record that was meant is not here any more.")
    else:
        short = {"text": text if len(text) <= 60 else text[:59] + "…"}
        if kinds == ("opportunity",):
            message = _("No opportunity is called “%(text)s”.") % short
        else:
            message = _("Nothing is called “%(text)s”.") % short
    return NotFound(
        message,
        hint=hint,
        argument=argument,
        value=text if len(text) <= 200 else text[:199] + "…",
        closest=closest,
    )


def closest_to(
    store: Store,
    text: str,
    kinds: tuple[str, ...],
    most: int = 5,
    fits: Callable[[Kind, Record], bool] | None = None,
) -> list[dict[str, object]]:
    """Links to the records (only those that ``fits`` lets through) whose names are spelt much like ``text``, or
    sound like it; best first.
    """
    from rapidfuzz import fuzz, utils

    key = bare_key(text)[:200]
    sound = _sound(key) if has_han(key) else ""
    scored = []
    for hit in finding.with_name_like(store, text, finding.Scope(kinds)):
        score = 0.0
        for name in map(bare_key, hit.each_name):
            score = max(score, fuzz.WRatio(key, name, processor=utils.default_process))
            if sound and has_han(name):
                score = max(score, _ratio_of_sounds(sound, _sound(name)))
        if score >= _CLOSE:
            scored.append((-score, -hit.doc, hit.kind, hit.row))
    best = ((kind, row, "close") for _score, _doc, kind, row in sorted(scored))
    found = _living(store, best, False)
    return [link(one.kind, one.row) for one in found if fits is None or fits(one.kind, one.row)][:most]


_CLOSE = 60  # of 100
_SLIP = 80


def _sound(key: str) -> str:
    """What a folded name sounds like, by the first reading of each character."""
    from crmcli.text.pinyin import readings

    return "".join(next(iter(readings(one)), one) for one in key)


def _ratio_of_sounds(one: str, other: str) -> float:
    """How alike two names sound: those that begin alike more than those that are alike somewhere."""
    from rapidfuzz import fuzz

    begins = fuzz.ratio(one, other[: len(one)])
    return max(0.95 * begins if begins >= 80 else 0.0, 0.9 * fuzz.ratio(one, other))
