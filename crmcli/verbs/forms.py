"""What a form needs to know of a record: its fields, what a text in one of them means, and what of it is sent.

A form changes only what was changed in it: of a set only the members that came and went, so that those that
somebody else puts in meanwhile stay.
"""

from __future__ import annotations

from crmcli.i18n import _
from crmcli.store.records import CUSTOMER, DOCUMENT, KINDS, OPPORTUNITY, Contact, Customer, Member
from crmcli.store.statements import by_id, by_ids, record_class, rows_where
from crmcli.text.clean import clean_line
from crmcli.text.names import name_key
from crmcli.verbs import files, resolve
from crmcli.verbs.shape import link, record_json, shape_value
from crmcli.verbs.values import invalid, read_members, read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record

    Link = dict[str, Any]

# Without these the verbs refuse a record, though an old one may lack them.
_NEEDED = {"reminder": ("due",), "contact": ("customer",), "expense": ("amount",)}
# What is numbered by itself where nobody says otherwise.
_NUMBERED = ("quote", "order")
_SUGGESTED = 20  # records a picker shows before anything is typed


class Opened:
    """A record as a form found it: its JSON, its local number, and whether it was removed."""

    __slots__ = ("number", "record", "removed")

    def __init__(self, record: dict[str, Any], number: int, removed: bool) -> None:
        self.record = record
        self.number = number
        self.removed = removed


def opened(store: Store, kind_name: str, id: str) -> Opened:
    """The record with an id as it stands; raises :class:`NotFound` when it is no more."""
    found = resolve.resolve(store, id, (kind_name,))
    return Opened(record_json(store, found.kind, found.row), found.row.nid, found.row.removed_at is not None)


def fields_of(kind: Kind, record: dict[str, Any] | None = None) -> list[Field]:
    """The fields that can be typed, of a ``record`` or of a new one, in the order of the definition."""
    found = [field for field in kind.own if field.writable]
    if kind is OPPORTUNITY:  # what moves it on has forms of its own
        from crmcli.verbs.opportunities import BY_VERB

        left = {*BY_VERB, "steps", *(() if record is not None and record["outcome"] else ("lesson",))}
        found = [field for field in found if field.name not in left]
    if kind is DOCUMENT and record is not None:
        # Where the same content is now: not a field to be written, but one that its edit takes.
        place = kind.fields["path" if record["path"] is not None else "url"]
        found.insert(found.index(kind.fields["kind"]) + 1, place)
    return found


def needed(kind: Kind) -> frozenset[str]:
    """The fields that a record cannot be without."""
    required = [field.name for field in kind.own if field.required]
    if kind.name in _NUMBERED:
        required.remove("number")
    return frozenset((*required, *_NEEDED.get(kind.name, ())))


# --- what a text means --------------------------------------------------------------------------------------------


def understood(store: Store, field: Field, text: str, currency: str) -> Any:
    """What a text typed into a single-valued field comes to, as JSON. Raises what the commands would raise for it."""
    if field is DOCUMENT.fields["path"]:
        return files.look(text)
    if field is DOCUMENT.fields["url"]:
        return files.read_url(text)
    columns = read_value(store, field, text, currency)
    links: dict[str, Link] = {}
    if field.type in ("link", "anylink"):
        id = columns[field.columns[-1]]
        of = KINDS[columns[field.columns[0]] if field.type == "anylink" else field.link] if id else None
        row = by_id(store, record_class(of), id) if of is not None else None
        if of is not None and row is not None:
            links[row.id] = link(of, row)
    return shape_value(field, [columns[name] for name in field.columns], store.zone, links)


def understood_member(store: Store, field: Field, text: str) -> Any:
    """What a text comes to as a member of a set: a link, or what the set holds. Raises what the commands raise."""
    if text.startswith("-") and field.type != "custom":
        raise invalid(field, text, _("a text that does not begin with -"))
    member = read_members(store, field, [text], [])
    if field.type == "links":
        row = by_id(store, record_class(KINDS[field.link]), member[0])
        assert row is not None
        return link(KINDS[field.link], row)
    return member[0] if member else None


# --- what is sent -------------------------------------------------------------------------------------------------


def _of_set(field: Field, lines: Sequence[str]) -> dict[Any, str]:
    """Members as they are typed, by what makes them the same."""
    found: dict[Any, str] = {}
    for raw in lines:
        line = clean_line(raw)
        if not line:
            continue
        if field.type == "custom":
            name, _equals, value = line.partition("=")
            found[name.strip(), value.strip()] = f"{name.strip()}={value.strip()}"
        else:
            found[line] = line
    return found


def differences(field: Field, before: Sequence[str], after: Sequence[str]) -> list[str]:
    """What has to be typed to make a set that holds ``before`` hold ``after``: ``-x`` for what went, then what came.

    Members are texts as they are typed, of links the ids.
    """
    old, new = _of_set(field, before), _of_set(field, after)
    out: list[str] = []
    if field.type == "custom":
        kept = {name for name, _value in new}
        out += [f"{name}=" for name in dict.fromkeys(name for name, _value in old) if name not in kept]
        out += [f"{name}=" for name, value in new if not value]
        return out + [line for key, line in new.items() if key not in old and key[1]]
    out += [f"-{line}" for key, line in old.items() if key not in new]
    return out + [line for key, line in new.items() if key not in old]


def merged(field: Field, base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """A set that both sides changed since ``base``: theirs, with what I put in and without what I took out."""

    def key_of(line: str) -> Any:
        return name_key(line.partition("=")[0]) if field.type == "custom" else clean_line(line)

    old = {key_of(line): clean_line(line) for line in base}
    new = {key_of(line): clean_line(line) for line in mine if clean_line(line)}
    out: dict[Any, str] = {}
    for line in theirs:
        key = key_of(line)
        if key in old and key not in new:
            continue  # I took it out
        changed = key in new and new[key] != old.get(key)
        out[key] = new[key] if changed else clean_line(line)
    for key, line in new.items():
        if key not in old:
            out.setdefault(key, line)
    return list(out.values())


# --- choosing -----------------------------------------------------------------------------------------------------


def candidates(
    store: Store, kinds: Sequence[str], text: str, customer: str | None, limit: int = 30
) -> list[tuple[Link, str]]:
    """Records of some kinds that a text finds, best first, and what else is said of each; without a text, likely ones.

    ``customer`` is the id of the customer that what is filled in concerns: then its people come first.
    """
    from crmcli.verbs import find

    words = clean_line(text)
    found: list[tuple[Kind, Record]] = []
    if words:
        found = list(find.among(store, words, kinds, limit=limit))
    else:
        for name in kinds:
            found += [(KINDS[name], row) for row in _likely(store, KINDS[name], customer)]
    rows = [row for _kind, row in found]
    customers = by_ids(store, Customer, [getattr(row, "customer_id", None) or "" for row in rows])
    out = []
    for kind, row in found[:limit]:
        of = customers.get(getattr(row, "customer_id", None) or "")
        said = (
            of.name if of is not None else str(getattr(row, "city", None) or "") if kind is CUSTOMER else ""
        )
        out.append((link(kind, row), said))
    return out


def _likely(store: Store, kind: Kind, customer: str | None) -> list[Record]:
    cls = record_class(kind)
    if kind.name == "member":
        return list(rows_where(store, Member, removed_at=None))
    if customer is not None and "customer_id" in cls.COLUMNS:
        return list(rows_where(store, cls, "-nid", _SUGGESTED, customer_id=customer, removed_at=None))
    if customer is not None and kind is CUSTOMER:
        row = by_id(store, Customer, customer)
        return [] if row is None else [row]
    return list(rows_where(store, cls, "-nid", _SUGGESTED, removed_at=None, archived_at=None))


def people_of(store: Store, customer: str) -> list[Link]:
    """The living contacts of a customer."""
    kind = KINDS["contact"]
    return [link(kind, row) for row in rows_where(store, Contact, customer_id=customer, removed_at=None)]
