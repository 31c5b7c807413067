"""Several records that are one made one: everything of all is kept, in one transaction that undo takes back.

The others become removed records. Their references lead to the kept one (:func:`crmcli.verbs.resolve.resolve`).
"""

from __future__ import annotations

from crmcli.errors import NotFound, UsageError, ValueInvalid
from crmcli.i18n import _, listed
from crmcli.store import moving
from crmcli.store.identity import is_id, is_ref
from crmcli.store.journal import Transaction
from crmcli.store.records import CONTACT, CUSTOMER, KINDS, Contact, Document
from crmcli.store.statements import members_of, rows_where, set_members, update
from crmcli.text.names import name_key, split_name
from crmcli.text.phones import email_key, phone_key
from crmcli.verbs import records
from crmcli.verbs.merged_fields import CUSTOM, Difference, Joined, single_fields
from crmcli.verbs.resolve import resolve
from crmcli.verbs.rights import demand_all
from crmcli.verbs.shape import link, record_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record

MERGED_KINDS = (CUSTOMER, CONTACT)
"""The kinds whose records can be merged."""


class Merged:
    """What a merge came to: the kept record, those that went into it, and what became of everything."""

    __slots__ = (
        "archived",
        "differences",
        "joined",
        "keep",
        "kind",
        "moved",
        "others",
        "record",
        "transaction",
    )

    def __init__(self, kind: Kind, keep: Record, others: list[Record]) -> None:
        self.kind = kind
        self.keep = keep
        self.others = others
        self.differences: list[Difference] = []
        self.moved: dict[str, int] = {}
        self.joined: list[
            tuple[Contact, Contact]
        ] = []  # a contact of another, and the one of ours that it is
        self.archived: list[Record] = []
        self.record: dict[str, Any] = {}
        self.transaction: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The kept record as a change prints it, with ``merged fields moved joined archived transaction undo``."""
        return {
            **self.record,
            "merged": [link(self.kind, row) for row in self.others],
            "fields": [one.as_json(self.kind) for one in self.differences],
            "moved": self.moved,
            "joined": [
                {"from": link(CONTACT, one), "into": link(CONTACT, into)} for one, into in self.joined
            ],
            "archived": [link(self.kind, row) for row in self.archived],
            "transaction": self.transaction,
            "undo": f"crm undo {self.transaction}" if self.transaction else None,
        }


def merge(
    store: Store,
    kind: Kind,
    keep: str,
    others: Sequence[str],
    take: Mapping[str, str] | None = None,
    *,
    dry_run: bool = False,
) -> Merged:
    """Make the records that ``keep`` and ``others`` name one: the first, which keeps everything of all.

    ``take`` names, by field (``level``, ``custom.PO no.``), the record whose value is wanted instead of the kept
    one's. With ``dry_run`` nothing is changed. Raises :class:`UsageError` for a record merged with itself or one of
    another kind, :class:`NotFound` for one that is removed, :class:`ValueInvalid` for a field that cannot be taken.
    """
    named = [_named(store, kind, text, argument) for text, argument in _arguments(keep, others)]
    first, *rest = named
    wanted = list({row.id: row for row in rest}.values())
    if not wanted:
        raise _usage("OTHER", "", _("Nothing to merge was given."), _("Name at least one other record."))
    if any(row.id == first.id for row in wanted):
        raise _usage(
            "OTHER", first.ref, _("%(ref)s cannot be merged with itself.") % {"ref": first.ref},
            _("Name at least one other record."),
        )  # fmt: skip
    demand_all(store, "merge", [(kind, row) for row in (first, *wanted)])
    taken = {name: _taken(store, kind, [first, *wanted], name, ref) for name, ref in (take or {}).items()}
    with Transaction(store, f"{kind.name} merge", dry_run=dry_run) as transaction:
        rows = [_still(store, kind, records.fresh(store, row)) for row in (first, *wanted)]
        merged = Merged(kind, rows[0], rows[1:])
        merged.archived = [row for row in rows if row.archived_at is not None]
        same = _same_people(store, rows) if kind is CUSTOMER else []
        merged.differences = _join(store, kind, merged.keep, merged.others, taken, merged.moved)
        for one, people in same:
            merged.joined += _join_people(store, one, people)
        if merged.joined:
            merged.moved["contact"] -= len(merged.joined)
        merged.moved = {name: merged.moved[name] for name in KINDS if merged.moved.get(name)}
        kept = records.fresh(store, merged.keep)
        merged.record = record_json(store, kind, kept)
    merged.keep = kept
    merged.transaction = None if dry_run else transaction.ref
    return merged


def _arguments(keep: str, others: Sequence[str]) -> list[tuple[str, str]]:
    return [(keep, "KEEP"), *((other, "OTHER") for other in others)]


def _named(store: Store, kind: Kind, text: str, argument: str) -> Record:
    """The record an argument names; one of another kind is told apart from none."""
    if is_ref(text) or is_id(text):
        other = [k.name for k in KINDS.values() if k is not kind]
        try:
            found = resolve(store, text, (kind.name, *other), argument=argument, merged=False)
        except NotFound:
            found = None
        if found is not None and found.kind is not kind:
            raise _usage(
                argument,
                text,
                _("%(ref)s is no %(kind)s.") % {"ref": found.row.ref, "kind": kind.shown.lower()},
                _("Only records of one kind can be merged."),
            )
    return _still(store, kind, resolve(store, text, (kind.name,), argument=argument, merged=False).row)


def _still(store: Store, kind: Kind, row: Record) -> Record:
    """The record, if it is there: what is removed cannot be merged."""
    if row.removed_at is None:
        return row
    into = moving.gone_into(store, kind, row.ref)
    message = _("%(ref)s was removed.") % {"ref": row.ref}
    hint = _("`crm history %(ref)s` names the command that removed it; `crm undo TXN` brings it back.") % {
        "ref": row.ref
    }
    closest = []
    if into is not None:
        message = _("%(ref)s was merged into %(into)s already.") % {"ref": row.ref, "into": into.ref}
        closest = [link(kind, into)]
    raise NotFound(message, hint=hint, argument="REF", value=row.ref, closest=closest)


def _usage(argument: str, value: str, message: str, hint: str) -> UsageError:
    return UsageError(message, hint=hint, argument=argument, value=value, expected="REF")


def _taken(store: Store, kind: Kind, rows: Sequence[Record], name: str, named: str) -> str:
    """The id of the record whose value of a field is wanted."""
    known = [field.name for field in single_fields(kind)]
    custom = name.startswith(CUSTOM) and len(name) > len(CUSTOM)
    if name not in known and not custom:
        field = kind.fields.get(name)
        if field is not None and field.many:
            message = _("%(field)s cannot be chosen: all of them are kept.") % {"field": field.shown}
        else:
            message = _("A %(kind)s has no field “%(name)s”.") % {"kind": kind.shown, "name": name}
        raise _no_value("--take", name, message, known)
    found = next((row for row in rows if row.id == named), None)
    if found is None:
        row = resolve(store, named, (kind.name,), argument="--take", merged=False).row
        found = next((one for one in rows if one.id == row.id), None)
    if found is None:
        message = _("%(ref)s is none of the records that are merged.") % {"ref": named}
        raise _no_value("--take", f"{name}={named}", message, [row.ref for row in rows])
    if custom:
        held = members_of(store, kind.fields["custom"], [found.id]).get(found.id, [])
        empty = not dict(held).get(name[len(CUSTOM) :])
        shown = name[len(CUSTOM) :]
    else:
        field = kind.fields[name]
        empty = all(getattr(found, column) in (None, "", 0) for column in field.columns)
        shown = field.shown
    if empty:
        message = _("%(ref)s has nothing in %(field)s.") % {"ref": found.ref, "field": shown}
        raise _no_value("--take", f"{name}={named}", message, [row.ref for row in rows])
    return found.id


def _no_value(argument: str, value: str, message: str, expected: list[str]) -> ValueInvalid:
    return ValueInvalid(
        message,
        hint=_("Expected: %(expected)s.") % {"expected": listed(expected)},
        argument=argument,
        value=value,
        expected=expected,
    )


# --- inside the transaction ---------------------------------------------------------------------------------------


def _join(
    store: Store,
    kind: Kind,
    keep: Record,
    others: Sequence[Record],
    take: Mapping[str, str],
    moved: dict[str, int],
) -> list[Difference]:
    """Have one record take over all of others, which are removed; returns in what they differ."""
    transaction = store.transaction_now
    assert transaction is not None
    joined = Joined(store, kind, keep, others, take)
    for other in others:
        for name, ids in moving.move(store, kind, other.id, keep.id).items():
            moved[name] = moved.get(name, 0) + len(ids)
    update(store, keep, **joined.columns)
    for name, members in joined.sets.items():
        set_members(store, kind, keep, kind.fields[name], members)
    for other in others:
        update(store, other, removed_at=transaction.at)
    _number_anew(store, keep)
    return joined.differences


def _number_anew(store: Store, row: Record) -> None:
    """Versions of one document from two records: where numbers meet, they are counted in the order they were made."""
    chains: dict[tuple[str, str], list[Document]] = {}
    for paper in rows_where(store, Document, about_id=row.id):
        chains.setdefault((paper.kind, name_key(paper.name)), []).append(paper)
    for papers in chains.values():
        if len({paper.version for paper in papers}) < len(papers):
            papers.sort(key=lambda paper: (paper.created_at or "", paper.nid))
            for number, paper in enumerate(papers, 1):
                update(store, paper, version=number)


def _same_people(store: Store, customers: Sequence[Record]) -> list[tuple[_Person, list[_Person]]]:
    """Contacts of the customers who are one person, each with the others that are; those of the first come first."""
    known: list[_Person] = []
    same: dict[str, list[_Person]] = {}
    for customer in customers:
        found = [
            _Person(store, row)
            for row in rows_where(store, Contact, customer_id=customer.id, removed_at=None)
        ]
        new = []
        for person in found:
            likest = max(known, key=person.likeness, default=None)
            if likest is not None and person.likeness(likest):
                same.setdefault(likest.row.id, []).append(person)
            else:
                new.append(person)
        known += new
    return [(person, same[person.row.id]) for person in known if person.row.id in same]


def _join_people(store: Store, one: _Person, people: list[_Person]) -> list[tuple[Contact, Contact]]:
    """Make contacts of one customer that are one person one; the name that says most of it is kept."""
    fullest = max([one, *people], key=lambda person: person.fullness)
    take = {"name": fullest.row.id} if fullest.fullness > one.fullness else {}
    rows = [records.fresh(store, person.row) for person in (one, *people)]
    into, *others = rows
    _join(store, CONTACT, into, others, take, {})
    return [(other, into) for other in others]


class _Person:
    """A contact with what it is known by."""

    __slots__ = ("emails", "phones", "row")

    def __init__(self, store: Store, row: Contact) -> None:
        self.row = row
        ids = [row.id]
        self.emails = {email_key(v) for v in members_of(store, CONTACT.fields["emails"], ids).get(row.id, ())}
        numbers = members_of(store, CONTACT.fields["phones"], ids).get(row.id, ())
        self.phones = {phone_key(v) for v in numbers} - {""}

    @property
    def fullness(self) -> tuple[bool, int]:
        """How much of a person the name says: 张伟 more than 张总, Maria Anders more than M. Anders."""
        surname, given = split_name(self.row.name)
        return bool(given and surname), len(self.row.name) if self.row.name.isascii() else 0

    def likeness(self, other: _Person) -> int:
        """How sure it is that two contacts are one person; 0 if they may be two."""
        from crmcli.text.names import may_be_one

        mine, theirs = self.row, other.row
        if mine.birthday and theirs.birthday and mine.birthday != theirs.birthday:
            return 0
        mailbox, number = bool(self.emails & other.emails), bool(self.phones & other.phones)
        if name_key(mine.name) == name_key(theirs.name):
            listed_twice = mine.external_id and theirs.external_id and mine.external_id != theirs.external_id
            reached_apart = self.emails and other.emails and self.phones and other.phones
            if (listed_twice or reached_apart) and not (mailbox or number):
                return 0  # two people of one name
            return 4 + 2 * mailbox + number
        if (mailbox or number) and may_be_one(mine.name, theirs.name):
            return 2 * mailbox + number
        return 0
