"""Records that are probably the same: what they have in common, how much that says, and which to keep.

Equal keys come from one pass over the index, near names from blocks in which only those few are compared that can be
near; so a million customers take a minute and no more memory than ten thousand. What that says is weighed in
:mod:`crmcli.verbs.evidence`.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from crmcli.store import doubles
from crmcli.store.further import APART, each_number, further
from crmcli.store.journal import Transaction
from crmcli.store.moving import gone_into
from crmcli.store.records import CONTACT, CUSTOMER, KINDS, Contact
from crmcli.store.search import EMAIL, NAME, PHONE
from crmcli.store.statements import by_nid, listing, members_of, record_class, set_members
from crmcli.text.alike import Name, blocks, nearness
from crmcli.text.domains import company_domain
from crmcli.text.names import bare_key, name_key
from crmcli.text.phones import email_key, phone_key
from crmcli.verbs.evidence import CODE, WEIGHTS, score_contacts, score_customers
from crmcli.verbs.merged_fields import next_name
from crmcli.verbs.records import refuse_removed
from crmcli.verbs.rights import demand_all
from crmcli.verbs.shape import link, records_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record

MINIMUM = 60
"""The score from which on records are told as duplicates, unless said otherwise."""
MOST = 100
"""Groups that are told at once, unless said otherwise."""

_SHARING = 20  # so many may share a telephone, a mailbox or a site; more of them are no sign of anything
_BLOCK = 40  # names of a block that are compared with each other
_PAIRS = 3_000_000  # pairs that are looked at, at most
_STRONG = 80  # what is so sure makes one group; what is less so joins such groups to others
_SHORTEST = 5  # digits by which a telephone is somebody's own


class Group:
    """Records that are probably one: their numbers, the one to keep first, and the score of the weakest link."""

    __slots__ = ("numbers", "score")

    def __init__(self, score: int, numbers: list[int]) -> None:
        self.score = score
        self.numbers = numbers


class Found:
    """What was found: the groups, best first; how many more there are; and keys that too many share to say anything.

    ``shared`` holds code, key and number of records; ``stopped``: there were so many pairs that not all were looked
    at.
    """

    __slots__ = ("groups", "more", "shared", "stopped")

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.more = 0
        self.shared: list[tuple[str, str, int]] = []
        self.stopped = False


def duplicates(
    store: Store,
    kind: Kind,
    *,
    where: Sequence[str] = (),
    only: Sequence[int] = (),
    minimum: int = MINIMUM,
    limit: int = MOST,
) -> Found:
    """The groups of records of a kind that are probably one, best first.

    ``where``: only groups of which a record is let through; ``only``: of which one has such a local number. Raises
    :class:`FilterError`.
    """
    among = _among(store, kind, where) if where else None
    if only:
        among = set(only) if among is None else among & set(only)
    found = Found()
    with doubles.sorter() as sorter:
        _exact(store, kind, sorter, found)
        if kind is CUSTOMER:
            _domains(store, kind, sorter, found)
            _near(store, kind, sorter, found)
        edges = list(_weighed(store, kind, sorter, minimum))
    groups = _groups(edges)
    if among is not None:
        groups = [group for group in groups if any(number in among for number in group.numbers)]
    groups.sort(key=lambda group: (-group.score, group.numbers))
    found.groups, found.more = groups[:limit], max(len(groups) - limit, 0)
    found.shared.sort(key=lambda one: -one[2])
    return found


def _among(store: Store, kind: Kind, where: Sequence[str]) -> set[int]:
    from crmcli.store.browse import numbers
    from crmcli.store.where import Context, compile_where

    compiled = compile_where(
        kind, list(where), Context(store.clock(), store.me or None, store.currency, KINDS)
    )
    return set(numbers(store, record_class(kind), compiled.sql, compiled.params, archived=True))


# --- what records have in common ----------------------------------------------------------------------------------


def _exact(store: Store, kind: Kind, sorter: doubles.Sorter, found: Found) -> None:
    """Equal numbers, mailboxes and names."""
    for prefix, code in (("tax_id:", "tax_id"), ("external_id:", "external_id")):
        if code in kind.fields:
            for _key, holders in doubles.shared(store, kind, prefix):
                _chain(sorter, [row for row, _by in holders], code)
    for prefix, code in ((EMAIL, "email"), (PHONE, "phone")):
        for key, holders in doubles.shared(store, kind, prefix, own=False):
            value = key[len(prefix) :]
            if code == "phone" and (len(value) < _SHORTEST or len(set(value)) == 1):
                continue
            if len(holders) > _SHARING:
                found.shared.append((code, value[::-1] if code == "phone" else value, len(holders)))
                continue
            for place, (one, by) in enumerate(holders):
                for two, its in holders[:place]:
                    said = code if by == its == kind.name or kind is CONTACT else f"contact_{code}"
                    sorter.pair(one, two, CODE[said], _shared_weight(said, len(holders)))
    for _key, holders in doubles.shared(store, kind, NAME):
        rows = [row for row, _by in holders]
        for alike in [rows] if kind is not CONTACT else _of_one_customer(store, rows):
            _chain(sorter, alike, "name")


def _shared_weight(code: str, sharing: int) -> int:
    """What a key says that so many records share: the more, the less."""
    return WEIGHTS[code] * 100 // (100 + 8 * (sharing - 2))


def _chain(sorter: doubles.Sorter, rows: list[int], code: str) -> None:
    """Pairs of all that have a key; of very many each with the first."""
    for place, one in enumerate(rows):
        for two in rows[:place] if len(rows) <= _SHARING else rows[: min(place, 1)]:
            sorter.pair(one, two, CODE[code], WEIGHTS[code])


def _of_one_customer(store: Store, rows: list[int]) -> Iterator[list[int]]:
    """People of one name are one only at one customer."""
    by: dict[str, list[int]] = {}
    for row, (customer,) in doubles.values_by_number(store, CONTACT, ("customer_id",), rows).items():
        if customer:
            by.setdefault(customer, []).append(row)
    return (alike for alike in by.values() if len(alike) > 1)


def _domains(store: Store, kind: Kind, sorter: doubles.Sorter, found: Found) -> None:
    """Sites and mailboxes of one domain of their own."""
    for column in ("website", "email"):
        rows = (
            (hash(domain), row, domain)
            for row, text in doubles.texts(store, kind, column)
            if (domain := company_domain(text))
        )
        sorter.put(rows)
    for members in sorter.blocks(1_000_000):
        own = list(dict(members))
        if len(own) > _SHARING:
            found.shared.append(("domain", members[0][1], len(own)))
        elif len(own) > 1:
            for place, one in enumerate(own):
                for two in own[:place]:
                    sorter.pair(one, two, CODE["domain"], _shared_weight("domain", len(own)))


def _near(store: Store, kind: Kind, sorter: doubles.Sorter, found: Found) -> None:
    """Names that are nearly one."""
    sorter.put(
        (hash(block), row, bare)
        for row, bare in doubles.bare_names(store, kind)
        for block in set(blocks(Name(bare)))
    )
    for members in sorter.blocks(_BLOCK):
        named = [(row, Name(bare)) for row, bare in members]
        for place, (one, mine) in enumerate(named):
            for two, theirs in named[:place]:
                if one == two or mine.bare == theirs.bare:
                    continue  # equal ones are paired already
                code, weight = nearness(mine, theirs)
                if weight:
                    sorter.pair(one, two, CODE[code], weight)
        store.go_on()
        if sorter.pairs > _PAIRS:
            found.stopped = True
            return


# --- how much it says ---------------------------------------------------------------------------------------------


def _weighed(
    store: Store, kind: Kind, sorter: doubles.Sorter, minimum: int
) -> Iterator[tuple[int, int, int]]:
    """The pairs that are probably one: score and the two numbers."""
    columns = (
        ("name", "tax_id", "city", "country") if kind is CUSTOMER else ("name", "birthday", "customer_id")
    )
    apart = doubles.said_apart(store, kind)
    for page in sorter.found():
        store.go_on()
        wanted = {number for one, two, _common in page for number in (one, two)}
        values = doubles.values_by_number(store, kind, columns, sorted(wanted))
        for one, two, common in page:
            if one not in values or two not in values or (one, two) in apart:
                continue
            if kind is CUSTOMER:
                score = score_customers(common, values[one], values[two], minimum)
            else:
                score = score_contacts(common, values[one], values[two])
            if score >= minimum:
                yield score, one, two


# --- groups -------------------------------------------------------------------------------------------------------


def _groups(edges: list[tuple[int, int, int]]) -> list[Group]:
    """Records that hang together by what is sure; then such groups, and records alone, by what is less so.

    In the second sort a group stands for itself by its first record: once it is merged, that is all of it.
    """
    edges.sort(key=lambda edge: -edge[0])
    strong = [edge for edge in edges if edge[0] >= _STRONG]
    groups, first = _hang_together(strong, {})
    weak, _first = _hang_together(edges[len(strong) :], first)
    return [*groups, *weak]


def _hang_together(
    edges: list[tuple[int, int, int]], instead: dict[int, int]
) -> tuple[list[Group], dict[int, int]]:
    """The groups that edges, best first, make; and of each record the first of its group."""
    above: dict[int, int] = {}

    def top(number: int) -> int:
        while above.setdefault(number, number) != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    weakest: dict[int, int] = {}
    for score, *pair in edges:
        one, two = (top(instead.get(number, number)) for number in pair)
        if one != two:
            one, two = min(one, two), max(one, two)
            above[two] = one
            weakest[one] = min(score, weakest.get(one, 100), weakest.pop(two, 100))
    members: dict[int, list[int]] = {}
    for number in sorted(above):
        members.setdefault(top(number), []).append(number)
    groups = [Group(weakest[one], numbers) for one, numbers in members.items() if len(numbers) > 1]
    return groups, {number: one for one, numbers in members.items() for number in numbers}


# --- what is told -------------------------------------------------------------------------------------------------


def told(store: Store, kind: Kind, groups: Iterable[Group]) -> list[dict[str, Any]]:
    """Groups as JSON: ``score``, ``why`` (``code`` and ``value``, strongest first), ``records`` (links with
    ``followups`` and ``created_at``), the one proposed to be kept first, and ``keep``, its link.

    Kept is the one with most dealings, among equals the oldest, then the one that says most. A group of which
    meanwhile only one is left, or of which all were said to be different, is not told.
    """
    apart = doubles.said_apart(store, kind)
    return [one for group in groups if (one := _told(store, kind, group, apart)) is not None]


def _told(store: Store, kind: Kind, group: Group, apart: set[tuple[int, int]]) -> dict[str, Any] | None:
    cls = record_class(kind)
    numbers = group.numbers[:SHOWN]
    found = (by_nid(store, cls, number) for number in numbers)
    living = (
        row if row.removed_at is None else gone_into(store, kind, row.ref) for row in found if row is not None
    )
    rows = list({row.id: row for row in living if row is not None}.values())
    pairs = combinations(sorted(row.nid for row in rows), 2)
    if len(rows) < 2 or all(pair in apart for pair in pairs):
        return None
    dealings = doubles.number_of_dealings(store, kind, [row.id for row in rows])
    told = {row.id: one for row, one in zip(rows, records_json(store, kind, rows), strict=True)}
    rows.sort(
        key=lambda row: (-dealings.get(row.id, 0), row.created_at or "", -_filled(told[row.id]), row.nid)
    )
    return {
        "score": group.score,
        "why": [{"code": code, "value": value} for code, value in _reasons(store, kind, rows, told)],
        "records": [
            {
                **link(kind, row),
                "followups": dealings.get(row.id, 0),
                "created_at": told[row.id]["created_at"],
            }
            for row in rows
        ],
        "more": len(group.numbers) - len(numbers),
        "keep": link(kind, rows[0]),
    }


SHOWN = 50
"""Records of one group that are told; ``more`` counts the others."""


def _filled(record: dict[str, Any]) -> int:
    return sum(1 for value in record.values() if value not in (None, "", [], {}, False))


def _reasons(
    store: Store, kind: Kind, rows: Sequence[Record], told: dict[str, dict[str, Any]]
) -> list[tuple[str, str]]:
    """What at least two of the records have in common, as a person writes it."""
    people = people_of(store, [row.id for row in rows]) if kind is CUSTOMER else {}
    signs = [signs_of(kind, told[row.id], people.get(row.id, ())) for row in rows]
    found: dict[tuple[str, str], None] = {}
    names = [Name(bare_key(told[row.id]["name"])) for row in rows]
    for place, mine in enumerate(signs):
        for other, theirs in enumerate(signs[:place]):
            for sign in mine.keys() & theirs.keys():
                by = {mine[sign][0], theirs[sign][0]}
                code = sign[0] if by == {kind.name} or kind is CONTACT else f"contact_{sign[0]}"
                found[code, theirs[sign][1]] = None
            if kind is CUSTOMER:
                near = nearness(names[other], names[place])[0]
                if near and near != "name":
                    pair = " / ".join(told[rows[at].id]["name"] for at in (other, place))
                    found[near, pair] = None
                elif near and ("name", names[other].bare) not in mine:
                    found["name", told[rows[other].id]["name"]] = None
    if any(code.endswith("email") for code, _value in found):
        found = {
            reason: None for reason in found if reason[0] != "domain"
        }  # an equal mailbox says it already
    return sorted(found, key=lambda reason: (CODE[reason[0]], reason[1]))


def signs_of(
    kind: Kind, record: dict[str, Any], people: Iterable[dict[str, Any]]
) -> dict[tuple[str, str], tuple[str, str]]:
    """By what a record is known: code and key, with the kind that has it and the text as it is written."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for person in people:
        found |= signs_of(CONTACT, person, ())
    found = {sign: has for sign, has in found.items() if sign[0] in ("phone", "email")}
    for field in kind.own:
        if field.search not in ("phone", "email", "key", "name"):
            continue
        value = record.get(field.name)
        for text in value if isinstance(value, list) else [value] if value else []:
            for code, key in _keys(field.search, field.name, str(text)):
                found[code, key] = (kind.name, key if code == "domain" else str(text))
    for search, name, text in further(kind, (record.get("custom") or {}).items()):
        for code, key in _keys(search, name, text):
            found[code, key] = (kind.name, text)
    return found


def _keys(search: str, name: str, text: str) -> Iterator[tuple[str, str]]:
    if search == "phone":
        yield from (
            ("phone", digits) for one in each_number(text) if len(digits := phone_key(one)) >= _SHORTEST
        )
    elif search == "email":
        for one in each_number(text):
            yield "email", email_key(one)
            if domain := company_domain(one):
                yield "domain", domain
    elif search == "name":
        yield "name", bare_key(text)
    elif name in CODE:
        yield name, name_key(text)
    elif name == "website" and (domain := company_domain(text)):
        yield "domain", domain


def people_of(store: Store, customers: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The contacts of customers, as JSON, by customer."""
    rows = listing(
        store, Contact, f"t.customer_id IN ({', '.join('?' * len(customers))})", customers, archived=True
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row, one in zip(rows, records_json(store, CONTACT, rows), strict=True):
        found.setdefault(row.customer_id or "", []).append(one)
    return found


def set_apart(store: Store, kind: Kind, one: Record, two: Record) -> str | None:
    """Remember that two records are not the same: they are not told as duplicates again. Returns the transaction."""
    return set_all_apart(store, kind, [one, two])


def set_all_apart(store: Store, kind: Kind, rows: Sequence[Record]) -> str | None:
    """The same of several records, each with each other."""
    for row in rows:
        refuse_removed(kind, row)
    demand_all(store, "edit", [(kind, row) for row in rows])
    field = kind.fields["custom"]
    with Transaction(store, f"{kind.name} duplicates --not") as transaction:
        known = doubles.said_apart(store, kind)
        for one, two in combinations(rows, 2):
            if (min(one.nid, two.nid), max(one.nid, two.nid)) not in known:
                present = members_of(store, field, [one.id]).get(one.id, [])
                name = next_name(dict(present), APART)
                set_members(store, kind, one, field, [*present, (name, two.ref)])
    return transaction.ref
