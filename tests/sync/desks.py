"""Members at their desks: real stores that have joined a hub, and what must hold of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from stores import opened

from crmcli.store.identity import Identity
from crmcli.store.incoming import open_conflicts
from crmcli.store.joined import Joined, join
from crmcli.store.journal import Transaction, last_seq
from crmcli.store.open import Store
from crmcli.store.outbox import pending
from crmcli.store.records import (
    CUSTOMER,
    JOURNALLED,
    KEYS,
    KINDS,
    Contact,
    Customer,
    Followup,
    Notice,
    Opportunity,
    Order,
    Share,
    Step,
)
from crmcli.store.row import Record
from crmcli.store.statements import by_id, insert, record_class, set_members, update
from crmcli.sync.engine import Report, exchange
from tests.sync.faults import Faulty
from tests.sync.sight import Key, Rows

if TYPE_CHECKING:
    from crmcli.store.wire import Hub

# Wang is above Li and Han; nobody is above Wang, who has all rights.
WANG, LI, HAN = (f"0000000{n}-aaaa-7000-8000-000000000000" for n in (1, 2, 3))
MEMBERS = (
    {"id": WANG, "ref": "M1AAAAA", "name": "Wang", "active": "1"},
    {"id": LI, "ref": "M2AAAAA", "name": "Li", "active": "1", "superior_id": WANG},
    {"id": HAN, "ref": "M3AAAAA", "name": "Han", "active": "1", "superior_id": WANG},
)


# What is derived of rows that may come in another order: the customer of what hangs on something.
DERIVED = {
    "notice": "SELECT n.id FROM notice n JOIN customer c ON c.id = n.about_id WHERE n.customer_id IS NOT c.id",
    "step": "SELECT s.id FROM step s JOIN [order] o ON o.id = s.order_id WHERE s.customer_id IS NOT o.customer_id",
}


class Desk:
    """A member's store on one device. ``login``: the hub as that member has it."""

    def __init__(self, path: Path, name: str, member: str, login: Hub, hub_id: str, seed: int = 1) -> None:
        self.path = path
        self.name = name
        self.member = member
        self.login = login
        self.hub_id = hub_id
        self._identity = Identity(Random(f"{name} {seed}").randbytes)
        self._brought = 0
        self.answered: set[str] = set()  # ops that were answered once; a hub from a backup is told them again
        self.store = self._open()
        if self.store.me != member:
            self._join()
            self.store.close()
            self.store = self._open()  # as the next command does
        self._remember()

    def _open(self) -> Store:
        store = opened(self.path, identity=self._identity)
        store.device = self.name
        return store

    def _join(self) -> None:
        """As setup does: the store's own member is the hub's, and nothing of it waits."""
        store = self.store
        with Transaction(store, "sync setup", origin="sync", fixed=True):
            store.db.execute("UPDATE member SET id = ? WHERE id = ?", (self.member, store.me))
            store.put_setting("me", self.member)
        store.me = self.member
        at = "2026-11-18T02:30:00.000Z"
        join(
            store, Joined(self.hub_id, "postgresql://hub/model", self.name, self.member, at, last_seq(store))
        )

    def close(self) -> None:
        """Leave the desk."""
        self.store.close()

    def copy(self, to: Path) -> None:
        """The file as it is now."""
        self.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self.path, to)

    def bring_back(self, copied: Path) -> None:
        """A copy of the file takes its place. What is made from now on is not what was made from it before."""
        self._brought += 1
        self.store.close()
        for tail in ("-wal", "-shm"):
            Path(f"{self.path}{tail}").unlink(missing_ok=True)
        shutil.copyfile(copied, self.path)
        self._identity = Identity(Random(f"{self.name} {copied.name} {self._brought}").randbytes)
        self.store = self._open()
        self._remember()

    # --- what members do ---

    def sync(self, hub: Hub | None = None, **options: Any) -> Report:
        """One exchange; whatever happens in it, one's own edits are shown."""

        def look(phase: str, done: int, total: int) -> None:
            shows_own(self)

        try:
            return exchange(self.store, hub or self.login, say=look, **options)
        finally:
            shows_own(self)
            self._remember()

    def _remember(self) -> None:
        self.answered |= {id for id, _state in self.ops("ok", "conflict", "refused")}

    def faulty(self, **faults: Any) -> Faulty:
        """The hub behind a bad line."""
        return Faulty(self.login, **faults)

    def customer(self, name: str, **values: Any) -> str:
        with Transaction(self.store, "customer add"):
            return insert(self.store, Customer, name=name, **values).id

    def contact(self, customer: str, name: str, **values: Any) -> str:
        with Transaction(self.store, "contact add"):
            return insert(self.store, Contact, name=name, customer_id=customer, **values).id

    def note(self, customer: str, text: str, **values: Any) -> str:
        with Transaction(self.store, "note"):
            return insert(
                self.store, Followup, text=text, customer_id=customer, at_on="2026-11-18", **values
            ).id

    def opportunity(self, customer: str, title: str, **values: Any) -> str:
        with Transaction(self.store, "opportunity add"):
            return insert(self.store, Opportunity, title=title, customer_id=customer, **values).id

    def order(self, customer: str, number: str, **values: Any) -> str:
        """An order with a step."""
        with Transaction(self.store, "order add"):
            order = insert(self.store, Order, number=number, customer_id=customer, **values)
            insert(self.store, Step, order_id=order.id, place=1, key="plan", name="Plan")
            return order.id

    def share(self, kind: str, id: str, member: str, access: str = "write") -> str:
        with Transaction(self.store, f"{kind} share"):
            return insert(self.store, Share, about_kind=kind, about_id=id, member_id=member, access=access).id

    def tell(self, member: str) -> None:
        """A notice for a member."""
        with Transaction(self.store, "tell"):
            insert(self.store, Notice, for_id=member, kind="changed", owner_id=member)

    def edit(self, kind: str, id: str, command: str = "edit", **values: Any) -> None:
        row = self.row(kind, id)
        assert row is not None, (kind, id)
        with Transaction(self.store, f"{kind} {command}"):
            update(self.store, row, **values)

    def remove(self, kind: str, id: str) -> None:
        self.edit(kind, id, "remove", removed_at="2026-11-18T02:30:00.000Z")

    def tags(self, kind: str, id: str, *wanted: str) -> None:
        row = self.row(kind, id)
        assert row is not None
        with Transaction(self.store, "tag"):
            set_members(self.store, KINDS[kind], row, KINDS[kind].fields["tags"], list(wanted))

    def custom(self, id: str, name: str, value: str) -> None:
        """A field of the team's own, of a customer."""
        row = self.row("customer", id)
        with Transaction(self.store, "customer edit"):
            set_members(self.store, CUSTOMER, row, CUSTOMER.fields["custom"], [(name, value)])

    def row(self, kind: str, id: str) -> Any:
        """The record; None if it is not here."""
        return by_id(self.store, record_class(KINDS[kind]), id)

    def living(self, kind: str) -> list[Record]:
        """The records of a kind that are here and not removed, oldest first."""
        cls = record_class(KINDS[kind])
        sql = f"SELECT {', '.join(cls.COLUMNS)} FROM [{kind}] WHERE removed_at IS NULL ORDER BY id"
        return [cls(values) for values in self.store.db.execute(sql)]

    # --- what is there ---

    def rows(self, of: Collection[str] = JOURNALLED) -> Rows:
        """All rows of some tables, in the columns that travel, as text."""
        found: Rows = {}
        for table in of:
            columns = JOURNALLED[table]
            for values in self.store.db.execute(f"SELECT {', '.join(columns)} FROM [{table}]"):
                row = {name: None if v is None else str(v) for name, v in zip(columns, values, strict=True)}
                found[table, tuple(row[name] or "" for name in KEYS[table])] = row
        return found

    def everything(self) -> dict[str, list[Any]]:
        """All that the file holds but for the full-text index."""
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_fts%'"
        names = [name for (name,) in self.store.db.execute(sql)]
        return {name: self.store.db.execute(f"SELECT * FROM [{name}]").fetchall() for name in names}

    def ops(self, *states: str) -> list[tuple[str, str]]:
        """The ids and states of ops, in their order."""
        found = self.store.db.execute("SELECT op_id, state FROM sync_op ORDER BY n").fetchall()
        return [(id, state) for id, state in found if state in states or not states]

    def conflicts(self) -> set[str]:
        """The ids of the conflicts that are known here."""
        return {id for (id,) in self.store.db.execute("SELECT op_id FROM sync_conflict")}


def travelling(rows: Rows) -> Rows:
    """Rows of the hub in the columns that stores compare."""
    return {
        (table, key): {name: row.get(name) for name in JOURNALLED[table]}
        for (table, key), row in rows.items()
    }


def differences(one: Rows, other: Rows) -> list[tuple[Key, str, Any, Any]]:
    """Where rows differ: key, column, both values."""
    out: list[tuple[Key, str, Any, Any]] = []
    for key in sorted({*one, *other}):
        left, right = one.get(key), other.get(key)
        if left is None or right is None:
            out.append((key, "", left and "here", right and "there"))
            continue
        out += [(key, name, left[name], right[name]) for name in left if left[name] != right[name]]
    return out


def shows_own(desk: Desk) -> None:
    """I5: what was written here and is not answered yet is what is shown, whatever was fetched."""
    last: dict[tuple[str, str, str], str | None] = {}
    gone: set[tuple[str, str]] = set()
    sql = (
        "SELECT op_id, kind, tbl, key, col, new, body FROM sync_op WHERE state IN ('waiting', 'held')"
        " ORDER BY n"
    )
    for id, kind, table, key, column, new, body in desk.store.db.execute(sql).fetchall():
        if id in desk.answered:
            continue
        if kind == "set":
            last[table, key, column] = new
        elif kind == "insert":
            last.update(((table, key, name), value) for name, value in json.loads(body).items())
            gone.discard((table, key))
        elif kind == "delete":
            gone.add((table, key))
    rows = desk.rows({table for table, *_cell in (*last, *gone)})
    for (table, key, column), new in last.items():
        row = rows.get((table, tuple(json.loads(key))))
        if (table, key) in gone or (row is None and last.get((table, key, "removed_at"))):
            continue  # taken out again, or its making was taken back
        shown = (row or {}).get(column)
        right = row is not None and shown == new
        assert right or _later(desk, table), (desk.name, table, key, column, shown, new)
    for table, key in gone:
        assert (table, tuple(json.loads(key))) not in rows or _later(desk, table), (table, key, "came back")


def _later(desk: Desk, table: str) -> bool:
    """Whether rows of the table were changed here since ops were last made: what is newest is no op yet."""
    sql = (
        "SELECT 1 FROM change c JOIN txn t ON t.nid = c.txn WHERE c.tbl = ? AND t.origin <> 'sync'"
        " AND c.seq > (SELECT value FROM meta WHERE key = 'sync.seq') LIMIT 1"
    )
    return desk.store.db.execute(sql, (table,)).fetchone() is not None


def agrees(desk: Desk, seen: Rows) -> None:
    """I1, I6, I7: after an exchange at rest the store holds what the hub shows its member, and nothing waits."""
    assert pending(desk.store) == 0, desk.ops("waiting", "held")
    found = differences(desk.rows(), travelling(seen))
    assert not found, (desk.name, found)
    assert open_conflicts(desk.store) == len(desk.conflicts()), (desk.name, "decided, and open there")
    for table, sql in DERIVED.items():
        wrong = desk.store.db.execute(sql).fetchall()
        assert not wrong, (desk.name, table, wrong)
