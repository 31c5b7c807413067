"""Conflicts of sync: what two members changed apart from each other.

Nothing is lost: a conflict keeps both values until somebody decides (:mod:`crmcli.verbs.settling`).
"""

from __future__ import annotations

from crmcli.clock import shown
from crmcli.errors import NotFound, UsageError
from crmcli.i18n import _
from crmcli.store import conflicts as kept
from crmcli.store.records import KINDS
from crmcli.store.statements import by_id, record_class
from crmcli.verbs.cells import Cell, cell_of, links_to, record_of
from crmcli.verbs.shape import link

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.store.conflicts import Clash
    from crmcli.store.open import Store
    from crmcli.store.row import Record

    Link = dict[str, Any]

VALUE, REMOVED, EDITED, PARENT = "value", "removed", "edited", "parent"
"""What a conflict is about: a value; one removed what the other changed; one changed what was removed; something new
under what was removed."""


INNER = ("stage_change", "step")
"""Kinds that come with what they are a part of."""


class Conflict:
    """A conflict as faces have it: all columns of one field of one record, as one member wrote them."""

    __slots__ = (
        "cell",
        "clashes",
        "into",
        "new",
        "nid",
        "parent",
        "record",
        "record_kind",
        "removed",
        "remover",
        "state",
        "what",
    )

    def __init__(self, clashes: Sequence[Clash], cell: Cell) -> None:
        self.clashes = list(clashes)
        self.cell = cell
        self.nid: int | None = None  # the row's local number
        self.state: dict[str, Any] = {}
        self.record: Record | None = None  # the record that the row is or belongs to
        self.record_kind: str | None = None
        self.removed = False  # whether that record is removed now
        self.what = VALUE
        self.parent: tuple[str, str] | None = None
        self.remover: str | None = None  # who removed the parent
        self.into: Record | None = None  # what the removed record, or parent, was merged into
        self.new: list[Conflict] = []  # of one about a removed parent: each thing that is new below it

    def add(self, clash: Clash, cell: Cell) -> None:
        """Another of its columns. What says most of those that a verb writes together is what it is shown by."""
        if kept.rank(clash) < kept.rank(self.first):
            self.clashes.insert(0, clash)
            self.cell = cell
        else:
            self.clashes.append(clash)

    @property
    def parts(self) -> list[Conflict]:
        """The conflicts about one row each that it stands for."""
        return self.new or [self]

    @property
    def first(self) -> Clash:
        """One of its columns, which has what is the same of all."""
        return self.clashes[0]

    @property
    def id(self) -> str:
        """By which it is known."""
        return str(self.first.id)

    @property
    def table(self) -> str:
        """Where its row is."""
        return str(self.first.table)

    @property
    def hub_writer(self) -> str | None:
        """Who wrote what stands on the hub: of what was removed meanwhile who removed it."""
        if self.what == PARENT and self.remover:
            return self.remover
        if self.what == EDITED and self.record is not None and self.record.updated_by_id:
            return self.record.updated_by_id
        writer: str | None = self.first.hub_member_id
        return writer

    @property
    def same_member(self) -> bool:
        """Whether one member wrote both, on two computers."""
        return self.first.member_id is not None and self.first.member_id == self.hub_writer

    def columns(self, store: Store, which: str) -> dict[str, Any]:
        """The columns of the version ``base``, ``mine`` or ``hub``, as the store holds them."""
        return {
            one.column: kept.as_column(store, one.table, one.column, getattr(one, which))
            for one in self.clashes
            if one.column
        }


def found(store: Store, record: Record | None = None) -> list[Conflict]:
    """The open conflicts, the oldest first; of one record only, with those of its sets.

    What a member added below one removed record is one conflict, about that record.
    """
    clashes = kept.open_clashes(store)
    if not clashes:
        return []
    groups: dict[tuple[Any, ...], Conflict] = {}
    rows: dict[tuple[str, str], tuple[int | None, dict[str, Any], tuple[str | None, str] | None]] = {}
    for one in clashes:
        at = (one.table, "\x1f".join(one.key))
        if at not in rows:
            nid, state = kept.row_of(store, one.table, one.key, one.row)
            of = record_of(one.table, one.key, state)
            if of is not None and of[0] is None:
                of = (kept.kind_of(store, of[1]), of[1])
            rows[at] = (nid, state, of)
        nid, state, of = rows[at]
        cell = cell_of(one.table, one.column or "removed_at", of[0] if of else None, state)
        group = (*at, kept.field_of(one), one.member_id)
        if group in groups:
            groups[group].add(one, cell)
            continue
        made = groups[group] = Conflict([one], cell)
        made.nid, made.state = nid, state
        _place(store, made, of)
    out = _by_parent(store, groups.values())
    return out if record is None else [one for one in out if record.id in _about(one)]


def _by_parent(store: Store, conflicts: Iterable[Conflict]) -> list[Conflict]:
    """What is new below a removed record as one conflict about that record."""
    out: list[Conflict] = []
    by: dict[tuple[str, str | None], Conflict] = {}
    for one in conflicts:
        if one.parent is None:
            out.append(one)
            continue
        key = (one.parent[1], one.first.member_id)
        whole = by.get(key)
        if whole is None:
            whole = by[key] = Conflict([], one.cell)
            whole.what, whole.parent, whole.remover, whole.removed = PARENT, one.parent, one.remover, True
            whole.record_kind = one.parent[0]
            whole.record = by_id(store, record_class(KINDS[one.parent[0]]), one.parent[1])
            whole.into = one.into
            out.append(whole)
        whole.clashes += one.clashes
        whole.new.append(one)
    return out


def _about(one: Conflict) -> set[str]:
    """The ids of the records that a conflict is about: what is new below what was removed, too."""
    return {each.record.id for each in (one, *one.new) if each.record is not None}


def _place(store: Store, one: Conflict, of: tuple[str | None, str] | None) -> None:
    """Say which record a conflict is about, and what it is about."""
    if of is not None and of[0] in KINDS:
        one.record_kind = of[0]
        one.record = by_id(store, record_class(KINDS[str(of[0])]), of[1])
    one.removed = one.record is not None and one.record.removed_at is not None
    if one.first.column == "":
        one.what = PARENT
        one.parent = _removed_parent(store, one)
        if one.parent is not None:
            above = by_id(store, record_class(KINDS[one.parent[0]]), one.parent[1])
            one.remover = above.updated_by_id if above is not None else None
            one.into = _merged_into(store, one.parent[0], above)
    elif one.first.column == "removed_at":
        one.what = REMOVED
    elif one.removed or one.nid is None:
        one.what = EDITED
    if one.removed and one.into is None:
        one.into = _merged_into(store, one.record_kind, one.record)


def _merged_into(store: Store, kind: str | None, row: Record | None) -> Record | None:
    """The record into which one that is removed was merged, if it is here."""
    if kind not in ("customer", "contact") or row is None:
        return None
    from crmcli.store.moving import gone_into

    return gone_into(store, KINDS[kind], row.ref)


def _removed_parent(store: Store, one: Conflict) -> tuple[str, str] | None:
    """The removed record that something new hangs on, the nearest first."""
    if one.table not in KINDS:
        return None if one.record is None else (str(one.record_kind), one.record.id)
    return _removed_above(store, one.table, one.state)


def _removed_above(
    store: Store, kind: str, state: dict[str, Any], seen: frozenset[str] = frozenset()
) -> tuple[str, str] | None:
    """The same of any record: what it hangs on itself, else what that hangs on."""
    standing: list[tuple[str, Record]] = []
    for field in KINDS[kind].own:
        if field.type not in ("link", "anylink") or not field.columns or field.name == "owner":
            continue
        for above, id in cell_of(kind, field.columns[0], kind, state).links(state):
            row = by_id(store, record_class(KINDS[above]), id) if above in KINDS and id not in seen else None
            if row is not None and row.removed_at is not None:
                return above, id
            if row is not None and above in _HOLDING:
                standing.append((above, row))
    for above, row in standing:
        columns = {name: getattr(row, name) for name in row.COLUMNS}
        if found := _removed_above(store, above, columns, seen | {row.id}):
            return found
    return None


_HOLDING = ("opportunity", "quote", "order", "followup")
"""What something new hangs on that hangs on a customer itself."""


def listed(store: Store, record: Record | None = None) -> list[dict[str, Any]]:
    """The open conflicts as JSON, the oldest first."""
    return as_json(store, found(store, record))


def as_json(store: Store, conflicts: Sequence[Conflict]) -> list[dict[str, Any]]:
    """Conflicts as JSON: both versions, who and when; values as the record's key has them."""
    versions = [
        (one, {which: one.columns(store, which) for which in ("base", "mine", "hub")}) for one in conflicts
    ]
    wanted: list[tuple[str | None, str | None]] = []
    for one, columns in versions:
        wanted += [("member", one.first.member_id), ("member", one.hub_writer)]
        wanted += [one.parent] if one.parent else []
        wanted += _whose(one)
        for state in columns.values():
            wanted += one.cell.links({**one.state, **state})
        wanted += one.cell.links(one.state)
    links = links_to(store, wanted)
    zone = store.zone
    out = []
    for one, columns in versions:
        record = link(KINDS[str(one.record_kind)], one.record) if one.record is not None else None
        values = {
            which: None if one.what == PARENT else one.cell.value({**one.state, **state}, zone, links)
            for which, state in columns.items()
        }
        if one.what == REMOVED and one.table not in KINDS:  # a row that is taken out bears no mark
            values = {"base": None, "mine": True, "hub": one.nid is None}
        ref = record["ref"] if record else one.id[:8]
        out.append(
            {
                "id": one.id,
                "record": record,
                "of": [links[id] for _kind, id in _whose(one) if id in links],
                "field": None if one.what == PARENT else one.cell.name,
                **values,
                "by": links.get(one.first.member_id or ""),
                "hub_by": links.get(one.hub_writer or ""),
                "at": shown(one.first.at, zone),
                "command": one.first.command,
                "resolve": f"crm sync resolve {ref} {_fitting(store, one, links)}",
                "yours": yours(store, one) or None,
                "same_member": one.same_member,
                "here": here(store, one) or None,
                "stands": one.cell.value(one.state, zone, links) if one.what == VALUE else None,
                "what": one.what,
                "removed": one.removed or (one.nid is None and one.what != PARENT),
                "parent": links.get(one.parent[1]) if one.parent else None,
                "merged_into": link(KINDS[str(one.record_kind)], one.into) if one.into is not None else None,
                "new": [
                    link(KINDS[str(each.record_kind)], each.record)
                    for each in one.new
                    if each.record is not None and each.table in KINDS and each.table not in INNER
                ],
            }
        )
    return out


def standing(store: Store, one: Conflict) -> Any:
    """What stands now where two had met, as the record's key has it."""
    _nid, state = kept.row_of(store, one.table, one.first.key, one.nid)
    return one.cell.value(state, store.zone, links_to(store, one.cell.links(state)))


def _whose(one: Conflict) -> list[tuple[str, str]]:
    """The order and the customer that a record belongs to: many steps are called the same."""
    found = []
    for kind in ("order", "customer"):
        id = getattr(one.record, f"{kind}_id", None) if one.record is not None else None
        if id and kind != one.record_kind:
            found.append((kind, str(id)))
    return found


def here(store: Store, one: Conflict) -> str:
    """Of what a member wrote on two computers the version of this one: ``mine``, ``hub``; empty if not known."""
    return kept.typed_here(store, one.first) if one.same_member and one.first.member_id == store.me else ""


def yours(store: Store, one: Conflict) -> str:
    """Which of the two I wrote: ``mine`` (not taken), ``hub`` (it stands) or neither; of both what I wrote here."""
    if one.first.member_id == store.me:
        return here(store, one) or "mine"
    return "hub" if one.hub_writer == store.me else ""


def _fitting(store: Store, one: Conflict, links: dict[str, Link]) -> str:
    """The option by which who asks most likely decides: one's own words, else those of who was not heard."""
    if one.what == PARENT and one.into is not None:
        return "--move"
    if yours(store, one):
        return "--mine"
    if one.same_member:
        return "--theirs"
    by = links.get(one.first.member_id or "")
    return f"--by {by['ref']}" if by else "--hub"


def concerning(store: Store) -> list[dict[str, Any]]:
    """The conflicts that are mine to see to: I wrote one of the versions, or the record or its customer is mine."""
    if not kept.any_conflict(store):
        return []
    return as_json(store, [one for one in found(store) if _mine(store, one)])


def _mine(store: Store, one: Conflict) -> bool:
    if store.me in (one.first.member_id, one.hub_writer) or one.record is None:
        return True
    if one.record.owner_id == store.me:
        return True
    from crmcli.store.records import Customer

    customer = by_id(store, Customer, getattr(one.record, "customer_id", None))
    return customer is not None and customer.owner_id == store.me


def number(store: Store) -> int:
    """How many conflicts are open."""
    if not kept.any_new_below(store):
        return kept.number_open(store)
    return len(found(store))


def number_of(store: Store, id: str) -> int:
    """How many conflicts a record has, given by id."""
    return sum(id in _about(one) for one in found(store))


def named(store: Store, text: str) -> list[Conflict]:
    """The open conflicts of the record that a text names, or the one whose id begins so.

    Raises :class:`NotFound` when there is none any more, and what naming a record raises.
    """
    conflicts = found(store)
    start = text.strip().casefold()
    if len(start) >= 8:
        by = [one for one in conflicts if any(each.id.startswith(start) for each in one.clashes)]
        if by:
            return by
    if of := _called(conflicts, text):
        return of
    from crmcli.verbs.resolve import resolve

    hit = resolve(store, text, None)
    of = [one for one in conflicts if hit.row.id in _about(one)]
    if not of and hit.why != "merged":
        of = [one for one in conflicts if one.into is not None and one.into.id == hit.row.id]
    if not of:
        one = link(hit.kind, hit.row)
        raise NotFound(
            _("%(name)s (%(ref)s) has no open conflict.") % one,
            hint=_("Somebody may have decided it. `crm sync conflicts` lists what is open."),
            argument="REF",
            value=text,
            closest=[each["record"] for each in as_json(store, conflicts[:5]) if each["record"]],
        )
    return of


def _called(conflicts: Sequence[Conflict], text: str) -> list[Conflict]:
    """Those about the one record that is called so, by reference, id or whole name: one that was removed is not found
    otherwise, or leads to what it was merged into.
    """
    from crmcli.text.names import name_key

    key = name_key(text)
    gone: dict[str, list[Conflict]] = {}
    for one in conflicts:
        row = one.record
        if row is None:
            continue
        shown = link(KINDS[str(one.record_kind)], row)["name"]
        if key in (name_key(row.ref), name_key(row.id), name_key(str(shown or ""))):
            if row.removed_at is None:
                return []
            gone.setdefault(row.id, []).append(one)
    return next(iter(gone.values())) if len(gone) == 1 else []


def field_of(conflicts: Sequence[Conflict], name: str) -> list[Conflict]:
    """Those about one field, by its JSON key or its label. Raises :class:`UsageError`."""
    from crmcli.text.names import name_key

    key = name_key(name)
    of = [
        one
        for one in conflicts
        if one.what != PARENT
        and key in (name_key(one.cell.name), name_key(one.cell.field.shown if one.cell.field else ""))
    ]
    if not of:
        names = list(dict.fromkeys(one.cell.name for one in conflicts if one.what != PARENT))
        raise UsageError(
            _("No conflict is about “%(field)s”.") % {"field": name[:60]},
            hint=_("Expected: %(expected)s.") % {"expected": ", ".join(names) or "—"},
            argument="--field",
            value=name[:60],
            expected=names,
        )
    return of
