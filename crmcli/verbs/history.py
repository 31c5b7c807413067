"""Who changed what, when, from what to what; and taking back a whole command."""

from __future__ import annotations

from crmcli.clock import shown
from crmcli.errors import Ambiguous, Conflict, NotFound, Refused
from crmcli.i18n import _, listed
from crmcli.store import conflicts, journal
from crmcli.store import undo as undoing
from crmcli.store.identity import is_ref_start, read_ref
from crmcli.store.records import KINDS, OPPORTUNITY, QUOTE, STAGE_CHANGE, Approval, Duty, Payment, Step
from crmcli.store.statements import by_ids, by_nid, columns_of_rows, record_class, rows_where
from crmcli.verbs import rights
from crmcli.verbs.shape import link, rows_json, shape_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from crmcli.store.journal import Change, Txn
    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record

    State = dict[str, Any]
    Link = dict[str, Any]

# Every record has them, and the transaction or the link to the record says them already.
_SAID = ("id", "ref", "created_at", "created_by")


def history(
    store: Store, record: Record | None = None, limit: int | None = None, most: int | None = None
) -> list[dict[str, Any]]:
    """The transactions that changed a record (or any record), newest first (contract, section 9).

    What was asked and decided about a quote, an order or an expense belongs to its history: who held it how long; to
    that of an order also what was done with its steps, payments and duties.

    ``limit`` counts transactions. ``most``: no more changed rows of a transaction than that are told when no
    record is named, for a look at a store with great imports; ``more`` says how many are left out.
    """
    if record is None:
        found = journal.history(store, limit=limit, most=most)
    else:
        found = _with_its_own(store, record, limit)
    links = _Links(store)
    for txn, changes in found:
        links.want("member", txn.actor_id)
        for change in changes:
            links.want_of(change)
    links.load()
    refs = journal.refs_of(store, [txn.undone_by for txn, _changes in found])
    zone = store.zone
    shape = _Shape(zone, links)
    return [
        {
            "transaction": txn.ref,
            "at": shown(txn.at, zone),
            "by": links.get("member", txn.actor_id),
            "device": txn.device or None,
            "command": txn.command,
            "undone_by": refs.get(txn.undone_by) if txn.undone_by is not None else None,
            "changes": shape.entries(txn, changes),
            "more": 0
            if most is None or record is not None or len(changes) < most
            else journal.number_of_changes(store, txn.nid) - len(changes),
        }
        for txn, changes in found
    ]


def _with_its_own(store: Store, record: Record, limit: int | None) -> list[tuple[Txn, list[Change]]]:
    """What the journal has of a record and of what belongs to its history, newest first.

    The approvals asked about it; of an order its steps, payments and duties, from what was done after it was made.
    """
    found = journal.history(store, table=record.TABLE, row=record.nid, id=record.id, limit=limit)
    if record.TABLE not in ("quote", "order", "expense"):
        return found
    of = {txn.nid: (txn, list(changes)) for txn, changes in found}
    made = {
        txn.nid for txn, changes in found for one in changes if one.op == "insert" and one.table == "order"
    }
    own: list[Record] = [*rows_where(store, Approval, about_id=record.id)]
    if record.TABLE == "order":
        own += [one for cls in (Step, Payment, Duty) for one in rows_where(store, cls, order_id=record.id)]
    for one in own:
        for txn, changes in journal.history(store, table=one.TABLE, row=one.nid, id=one.id, limit=limit):
            if txn.nid not in made or one.TABLE == "approval":
                of.setdefault(txn.nid, (txn, []))[1].extend(changes)
    return [of[nid] for nid in sorted(of, reverse=True)][:limit]


class _Links:
    """Links to records by kind and id, loaded at once; of what is no more, as the journal last knew it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.wanted: dict[str, set[str]] = {}
        self.found: dict[str, Link] = {}

    def want(self, kind: str, id: str | None) -> None:
        if id and kind in KINDS and id not in self.found:
            self.wanted.setdefault(kind, set()).add(id)

    def want_of(self, change: Change) -> None:
        """All that the entries of a change link to."""
        of = journal.record_of(change)
        if of is not None:
            self.want(*of)
        for state in (change.before, change.after):
            if state is not None:
                self.want_in(change.table, state)

    def want_in(self, table: str, state: State) -> None:
        if not state:
            return
        field = _set_field(table, state)
        if field is not None:
            if field.type == "links":
                self.want(field.link, state[field.value])
            for part in field.parts:
                if part.type == "link":
                    self.want(part.link, state.get(part.columns[0]))
            return
        for field in KINDS[table].fields.values() if table in KINDS else ():
            if field.type == "link" and field.columns:
                self.want(field.link, state.get(field.columns[0]))
            elif field.type == "anylink":
                self.want(state.get(field.columns[0]) or "", state.get(field.columns[1]))

    def load(self) -> None:
        for name, ids in self.wanted.items():
            kind = KINDS[name]
            cls = record_class(kind)
            self.found |= {id: link(kind, row) for id, row in by_ids(self.store, cls, ids).items()}
            gone = ids - self.found.keys()
            if gone:
                for id, state in journal.vanished(self.store, name, gone).items():
                    self.found[id] = link(kind, cls(state.get(column) for column in cls.COLUMNS))
            for id in ids - self.found.keys():
                self.found[id] = {"kind": name, "id": id, "ref": None, "name": None}
        self.wanted = {}

    def get(self, kind: str, id: str | None) -> Link | None:
        """The link, loading it when it was not asked for before."""
        if not id:
            return None
        if id not in self.found:
            self.want(kind, id)
            self.load()
        return self.found.get(id)


def _set_field(table: str, state: State) -> Field | None:
    """The field of a record that a set's row belongs to."""
    if table in KINDS:
        return None
    names = (state["record_kind"],) if "record_kind" in state else KINDS
    for name in names:
        for field in KINDS[name].own:
            if field.table == table and field.part == state.get("part", ""):
                return field
    return None


class _Shape:
    """Changes of rows as entries of keys and JSON values."""

    def __init__(self, zone: Any, links: _Links) -> None:
        self.zone = zone
        self.links = links

    def entries(self, txn: Txn, changes: Iterable[Change]) -> list[dict[str, Any]]:
        out: list[dict[str, Any]] = []
        customs: dict[tuple[str, str], dict[str, Any]] = {}
        for change in changes:
            of = journal.record_of(change)
            if of is None:
                continue
            record = self.links.get(*of)
            for field, old, new in self.pairs(change, txn):
                entry = {"record": record, "op": change.op, "field": field, "old": old, "new": new}
                if change.table == "custom":
                    # A changed value is its row taken out and one put in.
                    before = customs.get((of[1], field))
                    if before is not None and before["op"] == "delete" and entry["op"] == "insert":
                        before["op"], before["new"] = "update", new
                        continue
                    customs[of[1], field] = entry
                out.append(entry)
        return out

    def pairs(self, change: Change, txn: Txn) -> Iterable[tuple[str, Any, Any]]:
        """Key, old and new value of what a change changed."""
        if change.table not in KINDS:
            state = change.after or change.before or {}
            field = _set_field(change.table, state)
            if field is not None:
                yield (
                    self.key(field, state),
                    self.member(field, change.before),
                    self.member(field, change.after),
                )
            return
        kind = KINDS[change.table]
        for name in (*kind.fields, "removed"):
            old, new = self.value(kind, name, change.before), self.value(kind, name, change.after)
            if old == new or (change.op != "update" and name in _SAID and not self.told(name, change, txn)):
                continue
            if change.op != "update" and _empty(new if change.op == "insert" else old):
                continue
            yield name, old, new

    @staticmethod
    def told(name: str, change: Change, txn: Txn) -> bool:
        """Whether time or maker of a new record are not the transaction's (an import keeps them)."""
        state = change.after or {}
        return (name == "created_at" and state.get("created_at") not in (None, txn.at)) or (
            name == "created_by" and state.get("created_by_id") not in (None, txn.actor_id)
        )

    def value(self, kind: Kind, name: str, state: State | None) -> Any:
        """A record's key as JSON, None where the record is not there."""
        if state is None:
            return None
        if name in ("archived", "removed"):
            return state.get(f"{name}_at") is not None
        field = kind.fields[name]
        if not field.columns or not set(field.columns) <= state.keys():
            return None
        return shape_value(field, [state[column] for column in field.columns], self.zone, self.links.found)

    @staticmethod
    def key(field: Field, state: State) -> str:
        return f"custom.{state['name']}" if field.type == "custom" else field.name

    def member(self, field: Field, state: State | None) -> Any:
        """A member of a set as JSON."""
        if state is None:
            return None
        if field.type == "links":
            return self.links.get(field.link, state[field.value])
        if field.type == "rows":
            values = [state.get(column) for column in columns_of_rows(field)]
            return rows_json(field, [values], self.links.found, self.zone)[0]
        if field.type == "messaging":
            return {"service": state["service"], "id": state["value"]}
        return state[field.value]


def _empty(value: Any) -> bool:
    return value is None or value is False or value in ("", {}, [])


def undo(store: Store, txn_ref: str | None = None) -> dict[str, Any]:
    """Take back a whole command: my last one on this device, or the transaction named. An undo's own is redo.

    ``decided`` is there where it took back a decision that the hub has heard of: its conflict stays decided, what stood
    before is a new change.

    Raises :class:`NotFound` (nothing left, no such transaction), :class:`Ambiguous`, :class:`Refused` (taken
    back already, or it cannot be) and :class:`Conflict` (later work would be trampled); then nothing changed.
    """
    while True:
        txn = _last(store) if txn_ref is None else _named(store, txn_ref)
        _refuse(store, txn)
        rights.demand_undo(store, txn.ref, txn.actor_id)
        with journal.Transaction(store, f"undo {txn.ref}", undoes=txn.nid) as transaction:
            now = journal.txn_by_nid(store, txn.nid)
            if now.undone_by is not None:
                continue  # somebody was faster between the look and the lock
            trampled = undoing.trampled(store, txn.nid)
            if trampled:
                raise _trampling(store, txn, trampled)
            records, obstacles = undoing.revert(store, txn.nid)
            if obstacles:
                raise _blocked(store, txn, obstacles)
            if not journal.has_changes(store, transaction.nid):
                raise _nothing(txn)
            if records.get(QUOTE.name):
                from crmcli.verbs.quote_versions import refuse_rewritten

                refuse_rewritten(store, transaction.nid)
            undoing.mark_undone(store, txn, transaction.nid)
            decided = conflicts.reconsider(store, txn)
        answer: dict[str, Any] = {
            "undone": txn.ref,
            "transaction": transaction.ref,
            "command": txn.command,
            "records": _without_told(records),
        }
        return {**answer, "decided": True} if decided else answer


def touched(store: Store, txn_ref: str) -> Link | None:
    """The record that a transaction changed first; None if it changed none that is still there.

    Where an opportunity was moved it is that, whatever else was written on the way.
    """
    nid = _named(store, txn_ref).nid
    moved = journal.first_record(store, nid, STAGE_CHANGE.table) and journal.first_record(
        store, nid, OPPORTUNITY.table
    )
    found = moved or journal.first_record(store, nid)
    if found is None:
        return None
    kind = KINDS[found[0]]
    row = by_nid(store, record_class(kind), found[1])
    return None if row is None else link(kind, row)


def reach(store: Store, txn_ref: str) -> dict[str, int]:
    """How many records of each kind a transaction changed. Raises :class:`NotFound` and :class:`Ambiguous`."""
    return _without_told(journal.records_changed(store, _named(store, txn_ref).nid))


def _without_told(records: dict[str, int]) -> dict[str, int]:
    """Numbers of records, without what others were told of them, if that is not all."""
    return {kind: number for kind, number in records.items() if kind != "notice"} or records


def _last(store: Store) -> Txn:
    txn = journal.last_undoable(store)
    if txn is None:
        raise NotFound(
            _("Nothing is left to take back."),
            hint=_("`crm history` shows what was done; `crm undo TXN` takes back one of it."),
            argument="TXN",
            value=None,
            closest=[],
        )
    return txn


def _named(store: Store, typed: str) -> Txn:
    ref = read_ref(typed)
    found = journal.txn_by_ref(store, ref)
    if not found and is_ref_start(ref):
        found = journal.txns_by_ref_start(store, ref)
    if not found:
        raise NotFound(
            _("There is no transaction “%(ref)s”.")
            % {"ref": typed if len(typed) <= 60 else typed[:59] + "…"},
            hint=_("`crm history` shows them."),
            argument="TXN",
            value=typed[:200],
            closest=[],
        )
    if len(found) > 1:
        raise Ambiguous(
            _("“%(ref)s” begins several transactions: %(refs)s")
            % {"ref": typed, "refs": ", ".join(txn.ref for txn in found[:5])},
            hint=_("Write the whole ref."),
            argument="TXN",
            value=typed,
            candidates=[
                {"kind": "transaction", "id": None, "ref": txn.ref, "name": txn.command, "why": "ref"}
                for txn in found
            ],
        )
    return found[0]


def _refuse(store: Store, txn: Txn) -> None:
    if txn.undone_by is not None:
        again = journal.txn_by_nid(store, txn.undone_by).ref
        message = _("%(txn)s was taken back already, by %(undo)s.") % {"txn": txn.ref, "undo": again}
        raise Refused(
            message,
            hint=_("`crm undo %(undo)s` does it again.") % {"undo": again},
            missing=[{"code": "already_undone", "field": None, "message": message}],
        )
    if txn.fixed:
        message = _("%(txn)s (%(command)s) cannot be taken back.") % {"txn": txn.ref, "command": txn.command}
        raise Refused(
            message,
            hint=_("`crm restore` brings back the store of an earlier day."),
            missing=[{"code": "fixed", "field": None, "message": message}],
        )


def _nothing(txn: Txn) -> Refused:
    message = _("Everything is already as it was before %(txn)s.") % {"txn": txn.ref}
    return Refused(message, missing=[{"code": "nothing", "field": None, "message": message}])


class _Blocks:
    """The conflict's details: per record what was changed since, by whom and when."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.links = _Links(store)
        zone = store.clock().tzinfo
        assert zone is not None
        self.zone = zone
        self.shape = _Shape(zone, self.links)
        self.records: dict[str, tuple[Link, list[dict[str, Any]]]] = {}

    def add(
        self, table: str, state: State, fields: Iterable[tuple[str | None, Any, Any, Any]], later: Txn | None
    ) -> None:
        of = journal.owner_of(table, state)
        record = self.links.get(*of) if of is not None else None
        if record is None:
            return
        by = self.links.get("member", later.actor_id) if later is not None else None
        at = shown(later.at, self.zone) if later is not None else None
        _record, entries = self.records.setdefault(record["id"], (record, []))
        entries += [
            {"field": field, "base": base, "mine": mine, "theirs": theirs, "by": by, "at": at}
            for field, base, mine, theirs in fields
        ]

    def conflict(self, message: str) -> Conflict:
        (record, changes), *others = self.records.values()
        return Conflict(
            message,
            hint=_("`crm history %(ref)s` shows what came later; take that back first.")
            % {"ref": record["ref"]},
            record=record,
            changes=changes,
            others=[{"record": other, "changes": entries} for other, entries in others[:20]],
        )

    def first(self) -> Link:
        return next(iter(self.records.values()))[0]


def _label(kind: str, name: str | None) -> str:
    """What people call a key of a record."""
    if name == "removed":
        return _("removed")
    field = KINDS[kind].fields.get(name or "")
    return field.shown if field is not None else str(name)


def _trampling(store: Store, txn: Txn, trampled: list[undoing.Trampled]) -> Conflict:
    blocks = _Blocks(store)
    for one in trampled:
        states = (one.base, one.mine, one.theirs)
        for state in states:
            blocks.links.want_in(one.table, state or {})
        blocks.links.load()
        fields: list[tuple[str | None, Any, Any, Any]]
        field = _set_field(one.table, one.state)
        if field is not None:
            base, mine, theirs = (blocks.shape.member(field, state) for state in states)
            fields = [(blocks.shape.key(field, one.state), base, mine, theirs)]
        elif not one.columns:
            base, mine, theirs = (state is None for state in states)
            fields = [("removed", base, mine, theirs)]
        else:
            kind = KINDS[one.table]
            fields = []
            for name in (*kind.fields, "removed"):
                columns = kind.fields[name].columns if name in kind.fields else ()
                if set(columns or (f"{name}_at",)) & set(one.columns):
                    base, mine, theirs = (blocks.shape.value(kind, name, state) for state in states)
                    fields.append((name, base, mine, theirs))
        blocks.add(one.table, one.state, fields, journal.txn_by_nid(store, one.txn))
    record = blocks.first()
    names = listed(_label(record["kind"], change["field"]) for change in blocks.records[record["id"]][1])
    return blocks.conflict(
        _("%(txn)s cannot be taken back: %(name)s (%(ref)s) was changed since: %(fields)s.")
        % {"txn": txn.ref, "name": record["name"], "ref": record["ref"], "fields": names}
    )


def _blocked(store: Store, txn: Txn, obstacles: list[undoing.Obstacle]) -> Conflict:
    blocks = _Blocks(store)
    what = ""
    for one in obstacles:
        if one.why == "hanging":
            key, theirs = _hanging(store, blocks, one)
            later = journal.last_writer(store, one.other, one.other_row)
            blocks.add(one.table, one.state, [(key, None, None, theirs)], later)
            what = what or (theirs["name"] if isinstance(theirs, dict) and "name" in theirs else str(theirs))
            continue
        field = _set_field(one.table, one.state)
        if field is None:
            blocks.add(one.table, one.state, [(None, None, None, None)], None)
        else:
            mine = blocks.shape.member(field, one.state)
            blocks.add(one.table, one.state, [(blocks.shape.key(field, one.state), None, mine, None)], None)
    record = blocks.first()
    values = {"txn": txn.ref, "name": record["name"], "ref": record["ref"], "other": what}
    why = obstacles[0].why
    if why == "hanging":
        message = _("%(txn)s cannot be taken back: “%(other)s” belongs to %(name)s (%(ref)s) since.") % values
    elif why == "gone":
        message = _("%(txn)s cannot be taken back: what %(name)s (%(ref)s) belonged to is gone.") % values
    else:
        message = _("%(txn)s cannot be taken back: the place of %(name)s (%(ref)s) is taken.") % values
    return blocks.conflict(message)


def _hanging(store: Store, blocks: _Blocks, one: undoing.Obstacle) -> tuple[str, Any]:
    """The key under which, and the link or member by which, something hangs on a record."""
    if one.other in KINDS:
        kind = KINDS[one.other]
        row = by_nid(store, record_class(kind), one.other_row)
        assert row is not None
        return kind.name, link(kind, row)
    state = journal.current_state(store, one.other, one.other_row) or {}
    field = _set_field(one.other, state)
    assert field is not None
    return blocks.shape.key(field, state), blocks.shape.member(field, state)
