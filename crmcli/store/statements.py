"""The small set of statements everything is read and written with: one access path for all faces.

Rows are the light classes of :mod:`crmcli.store.records`. Identifiers in the SQL come only from there,
values are always bound.
"""

from __future__ import annotations

from crmcli.clock import stored
from crmcli.store.records import KINDS, ROWS, Followup, Reminder
from crmcli.store.row import Record, Row

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, TypeVar

    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store

    R = TypeVar("R", bound=Row)
    T = TypeVar("T", bound=Record)

_CHUNK = 500  # bound values a statement


def insert(store: Store, cls: type[T], **values: Any) -> T:
    """Make a record: its id, reference, owner and times are filled in unless given. Returns it as stored."""
    transaction = store.transaction_now
    assert transaction is not None
    moment = transaction.moment
    at = transaction.at
    values.setdefault("id", store.identity.new_id(int(moment.timestamp() * 1000)))
    values.setdefault("created_at", at)
    values.setdefault("created_by_id", store.me or None)
    values.setdefault("owner_id", store.me or None)
    values["updated_at"] = at
    values["updated_by_id"] = store.me or None
    if "ref" not in values:
        values["ref"] = free_ref(store, cls)
    names = list(values)
    sql = f"INSERT INTO [{cls.TABLE}] ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    nid = store.db.execute(sql, list(values.values())).lastrowid
    transaction.touch(cls.TABLE, int(nid or 0))
    row = by_nid(store, cls, int(nid or 0))
    assert row is not None
    return row


def free_ref(store: Store, cls: type[Record]) -> str:
    """A reference no record of the local store has."""
    letter = KINDS[cls.TABLE].letter
    while True:
        ref = store.identity.new_ref(letter)
        if store.db.execute(f"SELECT 1 FROM [{cls.TABLE}] WHERE ref = ?", (ref,)).fetchone() is None:
            return ref


def update(store: Store, row: T, **changes: Any) -> bool:
    """Change columns of a record; only those that differ are written. Returns whether any did.

    ``row`` itself is brought up to date.
    """
    differing = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if not differing:
        return False
    assert store.transaction_now is not None
    sets = ", ".join(f"{name} = ?" for name in differing)
    store.db.execute(f"UPDATE [{row.TABLE}] SET {sets} WHERE nid = ?", [*differing.values(), row.nid])
    store.transaction_now.touch(row.TABLE, row.nid)
    for name, value in differing.items():
        setattr(row, name, value)
    row.updated_at = store.transaction_now.at
    row.updated_by_id = store.me or None
    return True


def _select(cls: type[R]) -> str:
    return f"SELECT {', '.join(cls.COLUMNS)} FROM [{cls.TABLE}]"


def by_nid(store: Store, cls: type[R], nid: int) -> R | None:
    """The row with a local number."""
    values = store.db.execute(f"{_select(cls)} WHERE nid = ?", (nid,)).fetchone()
    return None if values is None else cls(values)


def by_id(store: Store, cls: type[T], id: str | None) -> T | None:
    """The record with an id; removed ones too."""
    if id is None:
        return None
    values = store.db.execute(f"{_select(cls)} WHERE id = ?", (id,)).fetchone()
    return None if values is None else cls(values)


def by_ref(store: Store, cls: type[T], ref: str) -> list[T]:
    """The records with a whole reference (two devices may once have drawn the same)."""
    return [cls(values) for values in store.db.execute(f"{_select(cls)} WHERE ref = ?", (ref,))]


def by_ref_start(store: Store, cls: type[T], start: str, limit: int = 20) -> list[T]:
    """Living, unarchived records whose reference begins with ``start``."""
    sql = f"{_select(cls)} WHERE ref >= ? AND ref < ? AND removed_at IS NULL AND archived_at IS NULL LIMIT ?"
    return [cls(values) for values in store.db.execute(sql, (start, start + "\uffff", limit))]


def by_ids(store: Store, cls: type[T], ids: Iterable[str]) -> dict[str, T]:
    """The records with these ids, by id."""
    found: dict[str, T] = {}
    for chunk in chunks(sorted({id for id in ids if id})):
        sql = f"{_select(cls)} WHERE id IN ({', '.join('?' * len(chunk))})"
        for values in store.db.execute(sql, chunk):
            row = cls(values)
            found[row.id] = row
    return found


def rows_where(
    store: Store, cls: type[R], order: str = "nid", limit: int | None = None, **equals: Any
) -> list[R]:
    """The rows whose columns equal what is given (None: are empty), in the order of a column (``-nid``: down)."""
    names = [f"{name} IS ?" for name in equals]
    direction = " DESC" if order.startswith("-") else ""
    assert order.lstrip("-") in cls.COLUMNS
    sql = _select(cls) + (f" WHERE {' AND '.join(names)}" if names else "")
    sql += f" ORDER BY {order.lstrip('-')}{direction}"
    parameters = list(equals.values())
    if limit is not None:
        sql += " LIMIT ?"
        parameters.append(limit)
    return [cls(values) for values in store.db.execute(sql, parameters)]


def count(store: Store, cls: type[Row], **equals: Any) -> int:
    """How many rows have columns equal to what is given."""
    names = [f"{name} IS ?" for name in equals]
    sql = f"SELECT count(*) FROM [{cls.TABLE}]" + (f" WHERE {' AND '.join(names)}" if names else "")
    return int(store.db.execute(sql, list(equals.values())).fetchone()[0])


def listing(
    store: Store,
    cls: type[T],
    where: str = "",
    parameters: Sequence[Any] = (),
    order: str = "",
    limit: int | None = None,
    archived: bool = False,
    removed: bool = False,
) -> list[T]:
    """The records a compiled filter (over the alias ``t``) lets through; archived and removed ones left out."""
    tests = [f"({where})"] if where else []
    if not archived:
        tests.append("t.archived_at IS NULL")
    if not removed:
        tests.append("t.removed_at IS NULL")
    columns = ", ".join(f"t.{name}" for name in cls.COLUMNS)
    sql = f"SELECT {columns} FROM [{cls.TABLE}] t"
    if tests:
        sql += f" WHERE {' AND '.join(tests)}"
    sql += f" ORDER BY {order or 't.nid DESC'}"
    values = list(parameters)
    if limit is not None:
        sql += " LIMIT ?"
        values.append(limit)
    return [cls(row) for row in store.db.execute(sql, values)]


def dealings_of(
    store: Store,
    *,
    customer: str | None = None,
    contact: str | None = None,
    opportunity: str | None = None,
    limit: int | None = None,
) -> list[Followup]:
    """The living follow-ups of a customer or opportunity, or those a contact took part in; latest first."""
    if customer is not None:
        where, id = "t.customer_id = ?", customer
    elif opportunity is not None:
        where, id = "t.opportunity_id = ?", opportunity
    else:
        where = "EXISTS (SELECT 1 FROM followup_contact c WHERE c.followup_id = t.id AND c.contact_id = ?)"
        id = contact or ""
    order = "coalesce(t.at_at, t.at_on) DESC, t.nid DESC"
    return listing(store, Followup, where, [id], order=order, limit=limit, archived=True)


def reminders_of_dealings(store: Store, opportunity: str) -> list[Reminder]:
    """The living reminders of the next steps of an opportunity's follow-ups."""
    where = "t.about_id IN (SELECT id FROM followup WHERE opportunity_id = ?)"
    return listing(store, Reminder, where, [opportunity], order="t.nid", archived=True)


def dealings_before(
    store: Store, customer: str, before: tuple[str, int] | None, limit: int
) -> list[Followup]:
    """The living follow-ups of a customer that come after one (its moment as stored, its local number), latest first.

    By the index, whatever their number: the next page of a long tale costs what a page costs.
    """
    where = "t.customer_id = ?"
    values: list[Any] = [customer]
    if before is not None:
        where += " AND (coalesce(t.at_at, t.at_on), t.nid) < (?, ?)"
        values += before
    order = "coalesce(t.at_at, t.at_on) DESC, t.nid DESC"
    return listing(store, Followup, where, values, order=order, limit=limit, archived=True)


def open_reminders(store: Store, member: str | None, until: str) -> list[Reminder]:
    """A member's reminders that are not done and due before ``until`` (a stored day or instant), earliest first."""
    where = "t.for_id IS ? AND t.state <> 'done' AND coalesce(t.due_at, t.due_on) < ?"
    return listing(store, Reminder, where, [member, until], order="coalesce(t.due_at, t.due_on), t.nid")


def woken_reminders(store: Store, member: str | None, until: str) -> list[Reminder]:
    """A member's reminders that were snoozed until a day or instant before ``until``, whenever they are due."""
    where = "t.for_id IS ? AND t.state = 'snoozed' AND coalesce(t.snoozed_until_at, t.snoozed_until_on) < ?"
    return listing(store, Reminder, where, [member, until], order="t.nid")


def pressing_reminders(store: Store, member: str | None) -> list[Reminder]:
    """A member's open reminders that are important and urgent, whenever due."""
    where = "t.for_id IS ? AND t.state <> 'done' AND t.important = 1 AND t.urgent = 1"
    return listing(store, Reminder, where, [member], order="coalesce(t.due_at, t.due_on), t.nid")


def waiting_reminders(store: Store, member: str | None) -> list[Reminder]:
    """All of a member's reminders that are not done, in the order they were made."""
    return listing(store, Reminder, "t.for_id IS ? AND t.state <> 'done'", [member], order="t.nid")


def last_note(store: Store, member: str | None, device: str) -> Followup | None:
    """The last follow-up that a member wrote on a device and that still stands."""
    row = store.db.execute(
        "SELECT f.nid FROM change c JOIN txn ON txn.nid = c.txn JOIN followup f ON f.nid = c.row"
        " WHERE c.tbl = 'followup' AND c.op = 'insert' AND txn.device = ? AND txn.actor_id IS ?"
        " AND txn.origin = 'local' AND f.removed_at IS NULL AND txn.undone_by IS NULL"
        " ORDER BY c.seq DESC LIMIT 1",
        (device, member),
    ).fetchone()
    return None if row is None else by_nid(store, Followup, row[0])


def members_of(
    store: Store, field: Field, ids: Sequence[str], *, as_kept: bool = False
) -> dict[str, list[Any]]:
    """The members of a set field of many records, by record id: texts, ids, (service, id), (name, value) or
    (id, since when); rows as tuples of their columns (:func:`columns_of_rows`). In the order of :func:`ordered`, or
    ``as_kept``: in that of this store's rows, which stays when the store joins or leaves a hub.
    """
    if field.type == "rows":
        of = rows_of(store, field, ids, as_kept=as_kept)
        return {id: [tuple(one.values()) for one in found] for id, found in of.items()}
    columns = {"messaging": "service, value", "custom": "name, value"}.get(field.type, field.value)
    if field.at:
        columns = f"{field.value}, {field.at}"
    pairs = field.type in ("messaging", "custom") or bool(field.at)
    more = f" AND {field.only}" if field.only else ""
    bound = [field.part] if field.part else []
    more += " AND part = ?" if field.part else ""
    order = "nid" if as_kept else ordered(store, f"{field.at}, {columns}" if field.at else columns)
    found: dict[str, list[Any]] = {}
    for chunk in chunks(ids):
        sql = (
            f"SELECT {field.parent}, {columns} FROM [{field.table}] "
            f"WHERE {field.parent} IN ({', '.join('?' * len(chunk))}){more} ORDER BY {order}"
        )
        for parent, *values in store.db.execute(sql, chunk + bound):
            found.setdefault(parent, []).append((values[0], values[1]) if pairs else values[0])
    return found


def ordered(store: Store, everywhere: str) -> str:
    """By what the members of a set are ordered: as they were given in a store of one's own; in one that has joined
    a hub, where that order does not travel, by columns that are ``everywhere`` the same.
    """
    return "nid" if store.setting("sync.hub") is None else everywhere


def set_members(store: Store, kind: Kind, row: Record, field: Field, wanted: Sequence[Any]) -> bool:
    """Make a set hold exactly ``wanted``: what left is deleted, what came is added. Returns whether it changed."""
    present = members_of(store, field, [row.id]).get(row.id, [])
    gone = [member for member in present if member not in wanted]
    new = [member for member in dict.fromkeys(wanted) if member not in present]
    if not gone and not new:
        return False
    assert store.transaction_now is not None
    pairs = {"messaging": ("service", "value"), "custom": ("name", "value")}.get(field.type)
    names = pairs or (field.value,)
    same = {"record_kind": kind.name} if field.parent == "record_id" else {}
    same |= {"part": field.part} if field.part else {}
    for member in gone:
        values = member if pairs else (member,)
        tests = " AND ".join(f"{name} = ?" for name in (*same, field.parent, *names))
        store.db.execute(f"DELETE FROM [{field.table}] WHERE {tests}", (*same.values(), row.id, *values))
    for member in new:
        values = member if pairs else (member,)
        columns = (*same, field.parent, *names)
        bound = (*same.values(), row.id, *values)
        store.db.execute(
            f"INSERT INTO [{field.table}] ({', '.join(columns)}) VALUES ({', '.join('?' * len(bound))})",
            bound,
        )
    touched(store, row)
    return True


def columns_of_rows(field: Field) -> tuple[str, ...]:
    """The columns of a set whose members are rows: their id, then those of their parts."""
    return tuple(dict.fromkeys(["id", *(column for part in field.parts for column in part.columns)]))


def rows_of(
    store: Store, field: Field, ids: Sequence[str], *, as_kept: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """The members of a set of rows of many records, by record id: columns by name, in their order
    (``as_kept``: :func:`members_of`)."""
    names = columns_of_rows(field)
    places = ["place"] if "place" in names else []
    everywhere = ", ".join([*(name for name in ("at", "since") if name in names and not places), "id"])
    order = ", ".join([*places, "nid" if as_kept else ordered(store, everywhere)])
    found: dict[str, list[dict[str, Any]]] = {}
    for chunk in chunks(ids):
        sql = (
            f"SELECT {field.parent}, {', '.join(names)} FROM [{field.table}]"
            f" WHERE {field.parent} IN ({', '.join('?' * len(chunk))}) ORDER BY {order}"
        )
        for parent, *values in store.db.execute(sql, chunk):
            found.setdefault(parent, []).append(dict(zip(names, values, strict=True)))
    return found


def keep_rows(store: Store, kind: Kind, row: Record, field: Field, wanted: Sequence[dict[str, Any]]) -> bool:
    """Make a set of rows hold exactly ``wanted``: columns by name; those with the ``id`` of one that is there change
    it, others are new. Returns whether anything changed.
    """
    transaction = store.transaction_now
    assert transaction is not None
    present = {one["id"]: one for one in rows_of(store, field, [row.id]).get(row.id, [])}
    names = [name for name in columns_of_rows(field) if name != "id"]
    same = {"record_kind": kind.name} if field.parent == "record_id" else {}
    changed = False
    for one in wanted:
        old = present.pop(str(one.get("id")), None)
        if old is None:
            id = one.get("id") or store.identity.new_id(int(transaction.moment.timestamp() * 1000))
            given = {name: one[name] for name in names if name in one}
            columns = {"id": id, **same, field.parent: row.id, **given}
            marks = ", ".join("?" * len(columns))
            sql = f"INSERT INTO [{field.table}] ({', '.join(columns)}) VALUES ({marks})"
            store.db.execute(sql, list(columns.values()))
            changed = True
            continue
        differing = {name: one[name] for name in names if name in one and one[name] != old[name]}
        if differing:
            sets = ", ".join(f"{name} = ?" for name in differing)
            store.db.execute(
                f"UPDATE [{field.table}] SET {sets} WHERE id = ?", [*differing.values(), old["id"]]
            )
            changed = True
    for id in present:
        store.db.execute(f"DELETE FROM [{field.table}] WHERE id = ?", (id,))
        changed = True
    if changed:
        touched(store, row)
    return changed


def join(store: Store, field: Field, row: Record, member: str) -> bool:
    """Put a member into a set that says since when each belongs to it, from now on. Returns whether it is new.

    The record itself does not count as changed: that somebody has read it makes it no other.
    """
    transaction = store.transaction_now
    assert transaction is not None
    present = members_of(store, field, [row.id]).get(row.id, [])
    if any(one == member for one, _at in present):
        return False
    store.db.execute(
        f"INSERT INTO [{field.table}] ({field.parent}, {field.value}, {field.at}) VALUES (?, ?, ?)",
        (row.id, member, transaction.at),
    )
    return True


def hanging_on(store: Store, cls: type[T], ids: Sequence[str], column: str = "about_id") -> list[T]:
    """The living records of a kind that are about any of the records with these ids, or point there by a ``column``."""
    assert column in cls.COLUMNS
    found: list[T] = []
    for chunk in chunks(ids):
        sql = f"{_select(cls)} WHERE {column} IN ({', '.join('?' * len(chunk))}) AND removed_at IS NULL"
        found += [cls(values) for values in store.db.execute(sql, chunk)]
    return found


def touched(store: Store, row: Record) -> None:
    """A set of the record changed: the record itself counts as changed now."""
    assert store.transaction_now is not None
    store.db.execute(
        f"UPDATE [{row.TABLE}] SET updated_at = ?, updated_by_id = ? WHERE nid = ?",
        (store.transaction_now.at, store.me or None, row.nid),
    )
    row.updated_at = store.transaction_now.at
    row.updated_by_id = store.me or None
    store.transaction_now.touch(row.TABLE, row.nid)


def chunks(values: Sequence[Any], size: int = _CHUNK) -> Iterable[list[Any]]:
    """``values`` in lists of at most ``size``."""
    for start in range(0, len(values), size):
        yield list(values[start : start + size])


def now_text(store: Store) -> str:
    """This moment as the store keeps it."""
    return stored(store.clock())


def record_class(kind: Kind) -> type[Record]:
    """The light row of a kind."""
    cls = ROWS[kind.table]
    assert issubclass(cls, Record)
    return cls
