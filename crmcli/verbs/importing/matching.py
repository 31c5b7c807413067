"""Which record a row means: keys in the order of the contract, looked up for a whole chunk of rows at once.

The first key with a hit decides. The store is asked for the rows of a chunk before any of them lands; records
that rows of the same chunk made or changed are found by the same keys in memory. So memory does not grow with
the file, and two rows of one file meet as a row and a record do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store import bulk, columnkeys
from crmcli.store.bulkindex import bare_key, email_key, name_key, phone_key
from crmcli.store.further import BETWEEN, each_number
from crmcli.store.identity import is_id, is_ref, read_ref
from crmcli.store.records import CONTACT, CUSTOMER
from crmcli.store.search import EMAIL, NAME, PHONE
from crmcli.text import names
from crmcli.verbs.importing.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.importing.columns import Parsed

    Values = dict[str, Any]

_ID, _REF = 36, 7  # how long an id and a reference are
_SHORTEST = 5  # digits by which a telephone number is somebody's own


def phone_lookup(text: str) -> str:
    """The key of a telephone number; empty for what is nobody's own (too short, ``0000000``)."""
    digits = phone_key(text.partition(BETWEEN)[0])  # of several the first
    if len(digits) < _SHORTEST or len(set(digits)) == 1:
        return ""
    return PHONE + digits[::-1]


def email_lookup(text: str) -> str:
    """The key of an e-mail address."""
    return EMAIL + email_key(text.partition(BETWEEN)[0])


def _external(text: str) -> str:
    return "external_id:" + name_key(text)


def _tax(text: str) -> str:
    return "tax_id:" + name_key(text)


def _name(text: str) -> str:
    return NAME + bare_key(text)


CUSTOMER_KEYS: dict[str, Callable[[str], str]] = {
    "external_id": _external,
    "email": email_lookup,
    "phone": phone_lookup,
    "tax_id": _tax,
    "name": _name,
}
"""The fields by which a customer is known, strongest first, and how each is looked up."""

CONTACT_KEYS: dict[str, Callable[[str], str]] = {
    "external_id": _external,
    "emails": email_lookup,
    "phones": phone_lookup,
    "name": _name,
}


def customer_keys(columns: dict[str, list[Any]]) -> dict[str, list[str]]:
    """The keys of a chunk's rows, by field, as :data:`CUSTOMER_KEYS` makes them; empty where a row has none."""
    found = {}
    for field in CUSTOMER_KEYS:
        column = columns.get(field)
        if column is None:
            continue
        values = [value for value in column if value]
        keys = _column_keys(field, values)
        if len(values) < len(column):
            made = iter(keys)
            keys = [next(made) if value else "" for value in column]
        found[field] = keys
    return found


def _column_keys(field: str, values: list[str]) -> list[str]:
    """The keys of one field of many rows, none of them empty."""
    if field == "name":
        return [NAME + key for key in columnkeys.bare_keys(values)]
    if field == "email":
        return [EMAIL + key for key in columnkeys.email_keys(values)]
    if field == "phone":
        first = [value.partition(BETWEEN)[0] for value in values]
        return [
            PHONE + key[::-1] if len(key) >= _SHORTEST and len(set(key)) > 1 else ""
            for key in columnkeys.phone_keys(first)
        ]
    return [f"{field}:{key}" for key in columnkeys.name_keys(values)]


class Customers:
    """The customers that the rows of a chunk may mean."""

    def __init__(
        self,
        store: Store,
        sets: tuple[str, ...],
        key: str | None,
        known: bulk.Known | None = None,
        *,
        named: bool = False,
    ) -> None:
        self.store = store
        self.named = named  # rows of another kind, which name their customer: by its id or reference, too
        self.sets = sets  # sets that rows speak of
        self.first = key
        self.known = known or bulk.Known(store, "customer")
        self._since = bulk.last_number(store, CUSTOMER)
        self._drafts: dict[int, Draft] = {}
        self._stored: dict[str, list[int]] = {}
        self._fresh: dict[str, list[Draft]] = {}
        self._own: dict[tuple[str, str], Draft] = {}
        self._asked: set[str] = set()
        self.doubtful: list[Draft] = []

    def prepare(self, rows: Iterable[Parsed]) -> list[Draft]:
        """Look up what rows say of their customers; returns the customers they may mean."""
        for memory in (self._drafts, self._stored, self._fresh, self._own, self._asked):
            memory.clear()
        pending = [row for row in rows if row.customer]
        for column in ("id", "ref"):
            wanted = {row.customer[column] for row in pending if column in row.customer}
            if self.named:
                wanted |= {value for row in pending if (value := _handle(row.customer, column))}
            for draft in self._load(column, wanted) if wanted else ():
                self._own[column, draft.values[column]] = draft
        if self._own:
            pending = [row for row in pending if self._known_by_itself(row.customer) is None]
        if self.first:
            pending = self._look_up(pending, self.first, CUSTOMER_KEYS[self.first])
        for field, make in CUSTOMER_KEYS.items():
            if not pending:
                break
            if field != self.first:
                pending = self._look_up(pending, field, make)
        self._load("nid", {nid for nids in self._stored.values() for nid in nids} - self._drafts.keys())
        return list(self._drafts.values())

    def _look_up(self, pending: list[Parsed], field: str, make: Callable[[str], str]) -> list[Parsed]:
        """Ask the store for one key of all rows; returns the rows for which weaker keys have to be asked too."""
        asked = self._asked
        wanted: dict[str, None] = {}
        for row in pending:
            key = row.keys.get(field)
            if key is None:
                value = row.customer.get(field)
                key = row.keys[field] = make(value) if value else ""
            if key and key not in asked:
                wanted[key] = None
        asked.update(wanted)
        maybe = self.known.maybe(list(wanted))
        found = bulk.hits(self.store, "customer", [key for key in wanted if key in maybe]) if maybe else {}
        self._stored.update(found)
        if field == self.first:  # a row that has the key is known by nothing else
            return [row for row in pending if not row.keys[field]]
        return [row for row in pending if row.keys[field] not in found] if found else pending

    def _load(self, column: str, wanted: Iterable[Any]) -> list[Draft]:
        loaded = []
        for values in bulk.states(self.store, CUSTOMER, column, wanted):
            draft = self._drafts.get(values["nid"])
            if draft is None:
                draft = self._drafts[values["nid"]] = Draft(CUSTOMER, values, {}, new=False)
            loaded.append(draft)
        ids = [draft.id for draft in loaded]
        for name in self.sets:
            found = bulk.members(self.store, CUSTOMER, name, ids)
            for draft in loaded:
                draft.sets[name] = found.get(draft.id, [])
        return loaded

    def _known_by_itself(self, values: Values) -> Draft | None:
        """The customer whose own id or reference a row names (its name must agree: references can clash)."""
        own = self._own.get(("id", values.get("id", "")))
        if own is not None:
            return own
        own = self._own.get(("ref", values.get("ref", "")))
        if own is not None and bare_key(own.values["name"]) == bare_key(
            values.get("name", own.values["name"])
        ):
            return own
        for column in ("id", "ref") if self.named else ():
            own = self._own.get((column, _handle(values, column)))
            if own is not None:
                return own
        return None

    def meet(self, row: Parsed) -> tuple[Draft | None, str]:
        """The customer that a row means, and by which field it was known.

        ``doubtful`` holds those of whom nothing in the row tells which it is; the oldest is taken then.
        """
        values, keys = row.customer, row.keys
        self.doubtful = []
        if self._own:
            own = self._known_by_itself(values)
            if own is not None:
                return own, "id"
        if self.first and keys.get(self.first):
            return self._at(self.first, keys[self.first], values), self.first
        for field, make in CUSTOMER_KEYS.items():
            key = keys.get(field)
            if key is None:
                value = values.get(field)
                key = keys[field] = make(value) if value else ""
            if key and (key in self._fresh or key in self._stored or key not in self._asked):
                draft = self._at(field, key, values)
                if draft is not None:
                    return draft, field
        if self.named and values.get("name") and not values.get("external_id"):
            draft = self._at(
                "external_id", _external(values["name"]), values
            )  # its number stands for its name
            if draft is not None:
                return draft, "external_id"
        return None, ""

    def _at(self, field: str, key: str, values: Values) -> Draft | None:
        """The one customer that a key leads to."""
        if key not in self._asked:
            self._asked.add(key)
            self._stored.update(bulk.hits(self.store, "customer", [key]))
            self._load("nid", [nid for nid in self._stored.get(key, ()) if nid not in self._drafts])
        found = [self._drafts[nid] for nid in self._stored.get(key, ()) if nid in self._drafts]
        found += [draft for draft in self._fresh.get(key, ()) if draft not in found]
        found = [
            draft
            for draft in found
            if self._still(draft, field, key) and not self._other(draft, values, field)
        ]
        if len(found) > 1:
            found.sort(key=lambda draft: _agreement(draft, values), reverse=True)
            if _agreement(found[0], values) == _agreement(found[1], values) and found[1].new is None:
                self.doubtful = found
        return found[0] if found else None

    @staticmethod
    def _still(draft: Draft, field: str, key: str) -> bool:
        """Whether a customer has the key in that very field, and still (an earlier row may have changed it)."""
        if field == "name":
            return "name" not in draft.changed or CUSTOMER_KEYS[field](draft.values["name"]) == key
        if field != "phone" and field not in draft.changed:
            return True
        value = draft.values.get(field)
        return value is not None and key in map(CUSTOMER_KEYS[field], each_number(value))

    def _other(self, draft: Draft, values: Values, field: str) -> bool:
        """Whether another row of the table made the customer, by another number of the same list: they are two."""
        if not values.get("name") or (draft.new is None and draft.nid <= self._since):
            return False  # a row without a name makes none: it means the one there is
        if values.get("id") and draft.id and values["id"] != draft.id:
            return True
        if field == "external_id":
            return False
        mine, theirs = values.get("external_id"), draft.values.get("external_id")
        return bool(mine and theirs) and name_key(str(mine)) != name_key(str(theirs))

    def made(self, draft: Draft, row: Parsed) -> None:
        """A row made a customer: later rows find it."""
        self.known.add(filter(None, row.keys.values()))
        for key in row.keys.values():
            if key:
                self._fresh.setdefault(key, []).append(draft)
        self.changed(draft, ("aliases",))

    def changed(self, draft: Draft, fields: Iterable[str]) -> None:
        """A customer got new values: later rows find it by them."""
        for field in fields:
            if field == "aliases":
                keys = [_name(alias) for alias in draft.sets.get("aliases", ())]
            elif field in CUSTOMER_KEYS and draft.values.get(field):
                keys = [CUSTOMER_KEYS[field](draft.values[field])]
            else:
                continue
            self.known.add(keys)
            for key in keys:
                known = self._fresh.setdefault(key, [])
                if key and draft not in known:
                    known.append(draft)


def _handle(values: Values, column: str) -> str:
    """The id or the reference that stands where a customer's name is asked for; empty if none does."""
    name = values.get("name")
    if column == "id":
        return name.lower() if name and len(name) == _ID and is_id(name) else ""
    return read_ref(name) if name and len(name) == _REF and name[0] in "cC" and is_ref(name) else ""


def has_besides(draft: Draft, field: str, value: Any, by: str) -> bool:
    """Whether a customer holds several values of a field, one of which is ``value``, as one does after a merge.

    ``by`` is the field by which the row was known: then it is one of them.
    """
    have, make = draft.values.get(field), CUSTOMER_KEYS.get(field)
    if make is None or field == "name" or not isinstance(have, str) or not isinstance(value, str):
        return False
    keys = [make(one) for one in each_number(have)]
    if by == field:
        return make(value) not in keys[:1]
    return len(keys) > 1 and all(make(one) in keys for one in each_number(value))


def same_key(field: str, have: Any, value: Any) -> bool:
    """Whether two values of a field by which customers are known are one, only written otherwise."""
    make = CUSTOMER_KEYS.get(field)
    return make is not None and isinstance(have, str) and isinstance(value, str) and make(have) == make(value)


def _agreement(draft: Draft, values: Values) -> tuple[int, bool, int]:
    """How much of what a row is known by a customer has too; among equals the name decides, then all else."""
    number = 0
    for field, key in CUSTOMER_KEYS.items():
        mine, theirs = values.get(field), draft.values.get(field)
        number += bool(mine and theirs and (mine == theirs or key(mine) == key(theirs)))
    plain = sum(
        1
        for name, value in values.items()
        if len(columns := CUSTOMER.fields[name].columns) == 1 and draft.values.get(columns[0]) == value
    )
    return number, values.get("name") == draft.values.get("name"), plain


class People:
    """The contacts that the rows of a chunk may mean: those of the row's customer, or such without one."""

    def __init__(self, store: Store, sets: tuple[str, ...], key: str | None) -> None:
        self.store = store
        self.sets = tuple(dict.fromkeys((*sets, "phones", "emails")))
        self.first = key
        self._since = bulk.last_number(store, CONTACT)
        self._alone: dict[str, list[Draft]] = {}
        self._known: dict[int, Draft] = {}
        self._by_id: dict[str, Draft] = {}

    def prepare(self, customers: Iterable[Draft], alone: Iterable[Values], ids: Iterable[str] = ()) -> None:
        """Look up the contacts of customers, those that rows without a customer may mean, and those of ``ids``."""
        self._alone.clear()
        self._known.clear()
        self._by_id.clear()
        by_id = {draft.id: draft for draft in customers}
        for draft in by_id.values():
            draft.people = {}
        for one in self._loaded("customer_id", by_id):
            owner = by_id[one.values["customer_id"]]
            one.owner = owner
            assert owner.people is not None
            self._file(owner.people, one)
        keys: dict[str, None] = {}
        for values in alone:
            keys.update((key, None) for _field, key in _contact_keys(values))
        nids = {nid for found in bulk.hits(self.store, "contact", keys).values() for nid in found}
        for one in self._loaded("nid", nids - self._known.keys()):
            self._file(self._alone, one)
        self._loaded("id", set(ids) - self._by_id.keys())

    def _loaded(self, column: str, wanted: Iterable[Any]) -> list[Draft]:
        loaded = [
            Draft(CONTACT, values, {}, new=False)
            for values in bulk.states(self.store, CONTACT, column, wanted)
        ]
        ids = [draft.id for draft in loaded]
        for name in self.sets:
            found = bulk.members(self.store, CONTACT, name, ids)
            for draft in loaded:
                draft.sets[name] = found.get(draft.id, [])
        for draft in loaded:
            self._known[draft.nid] = draft
            self._by_id[draft.id] = draft
        return loaded

    @staticmethod
    def _file(into: dict[str, list[Draft]], draft: Draft) -> None:
        for _field, key in _contact_keys({**draft.values, **draft.sets}):
            known = into.setdefault(key, [])
            if draft not in known:
                known.append(draft)

    def note(self, customer: Draft | None, draft: Draft) -> None:
        """A contact is new or got new values: later rows find it by them."""
        self._file(self._alone, draft)  # rows without a company find them, too
        if customer is None:
            return
        if customer.people is None:
            customer.people = {}
        self._file(customer.people, draft)

    def meet(self, customer: Draft | None, values: Values) -> Draft | None:
        """The contact that a row means."""
        known = self._alone if customer is None else customer.people or {}
        own = self.known_by_itself(values)
        if own is not None:
            return own
        first = self.first if self.first and values.get(self.first) else None
        for field, key in _contact_keys(values):
            if first and field != first:
                continue
            found = [draft for draft in known.get(key, ()) if self._fits(customer, draft, field, values)]
            if found:
                return max(found, key=lambda draft: draft.values.get("name") == values.get("name"))
        return None

    def known_by_itself(self, values: Values) -> Draft | None:
        """The contact whose own id a row names, whoever it works for now."""
        return self._by_id.get(values.get("id", ""))

    def _fits(self, customer: Draft | None, draft: Draft, field: str, values: Values) -> bool:
        """Colleagues share telephones and mailboxes: names that cannot be one person's are two people."""
        fresh = draft.new is not None or draft.nid > self._since
        if fresh and values.get("id") and values.get("name") and values["id"] != draft.id:
            return False
        if field == "name":
            return customer is not None or (draft.values.get("customer_id") is None and draft.owner is None)
        if field == "external_id" or not values.get("name"):
            return True
        return names.may_be_one(values["name"], draft.values["name"])


def _contact_keys(values: Values) -> Iterator[tuple[str, str]]:
    """Each field of a contact that it is known by, with its keys, strongest first."""
    for field, key_of_one in CONTACT_KEYS.items():
        value = values.get(field)
        if value:
            for one in value if isinstance(value, list) else (value,):
                key = key_of_one(one)
                if key:
                    yield field, key
