"""Ops and rows for tests of a hub, short to write, and members who send them."""

from __future__ import annotations

import itertools
import threading
import uuid
from collections.abc import Sequence
from typing import Any

from hubs import Hub, Login

from crmcli.store.records import JOURNALLED, KEYS, KINDS
from crmcli.store.wire import ConflictRow, Op

AT = "2026-11-19T02:00:00.000Z"
_number = itertools.count(1)


def new_id() -> str:
    """A random id."""
    return str(uuid.uuid4())


def new_ref(table: str) -> str:
    """A reference that no other row of a test has."""
    return f"{KINDS[table].letter}{next(_number):05d}"


# What a row of each table cannot be without, beside its key and what it hangs on.
NEEDED: dict[str, dict[str, str]] = {
    "customer": {"name": "Nord", "kind": "company"},
    "contact": {"name": "Li", "is_primary": "0"},
    "playbook": {"name": "sales", "version": "1", "in_use": "0", "is_default": "0"},
    "product": {"name": "Pump", "status": "active"},
    "member": {"name": "Somebody", "active": "1"},
    "opportunity": {"title": "Pumps", "risk_flag": "0"},
    "quote": {"number": "Q-1", "version": "1", "status": "draft", "discount": "0"},
    "order": {"number": "R-1", "status": "open", "discount": "0"},
    "reminder": {"text": "call", "important": "0", "urgent": "0", "state": "open"},
    "followup": {"text": "talked", "kind": "call"},
    "document": {"name": "paper", "kind": "other", "version": "1"},
    "stage_change": {"forced": "0"},
    "share": {"access": "read"},
    "guidance": {"text": "look", "kind": "ask", "state": "open", "important": "0", "urgent": "0"},
    "notice": {"kind": "changed"},
    "step": {
        "place": "1", "key": "make", "name": "Make", "important": "0", "status": "open", "delivers": "0", "closes": "0",
    },
    "payment": {"kind": "planned"},
    "expense": {"text": "taxi", "kind": "other", "status": "draft"},
    "approval": {"rule": "discount", "important": "0", "urgent": "0"},
    "duty": {"text": "send", "important": "1", "state": "open"},
    "document_read": {"read_at": AT},
    "word": {"part": "needs"},
    "product_price": {"min_quantity": "0"},
    "line": {"place": "1", "quantity": "1", "discount": "0"},
}  # fmt: skip


def row(table: str, **values: str | None) -> dict[str, str | None]:
    """A whole row of a table, with an id and a reference of its own where it has them."""
    found: dict[str, str | None] = dict.fromkeys(JOURNALLED[table])
    if "id" in found:
        found["id"] = new_id()
    if "ref" in found:
        found["ref"] = new_ref(table)
        found["created_at"] = AT
    return {**found, **NEEDED.get(table, {}), **values}


def key(table: str, values: dict[str, str | None]) -> tuple[str, ...]:
    """By what a row is known."""
    return tuple(str(values[name]) for name in KEYS[table])


def insert(table: str, _row: dict[str, str | None] | None = None, **values: str | None) -> Op:
    """An insert as a store sends it: what is null is left out."""
    whole = _row if _row is not None else row(table, **values)
    sent = {name: value for name, value in whole.items() if value is not None}
    return Op(new_id(), "insert", table, key(table, whole), row=sent, at=AT, command="add", txn="T00000")


def change(
    table: str, id: str | Sequence[str], column: str, old: str | None, new: str | None, **more: Any
) -> Op:
    """A set of one column."""
    where = (id,) if isinstance(id, str) else tuple(id)
    return Op(new_id(), "set", table, where, column=column, old=old, new=new, at=AT, command="edit", **more)


def delete(table: str, values: dict[str, str | None], **seen: str | None) -> Op:
    """A delete of a row that the deleter saw so."""
    return Op(new_id(), "delete", table, key(table, values), seen={**values, **seen}, at=AT)


def purge(table: str, id: str) -> Op:
    """A purge of a record."""
    return Op(new_id(), "purge", table, (id,), at=AT)


def close(conflict: str, table: str = "customer") -> Op:
    """A conflict is decided."""
    return Op(new_id(), "close", table, (conflict,), at=AT)


class Desk:
    """A member at the hub, with shorthands."""

    def __init__(self, hub: Hub, who: Login) -> None:
        self.who = who
        self.id = who.member_id
        self.at = hub.as_member(who)

    def push(self, *ops: Op) -> list[str]:
        """Each answer as `result` or `result reason`."""
        answers = self.at.push(ops)
        assert [one.op_id for one in answers] == [op.op_id for op in ops]
        return [" ".join(filter(None, (one.result, one.reason))) for one in answers]

    def one(self, op: Op) -> str:
        """The answer to one op."""
        return self.push(op)[0]

    def rows(self, table: str) -> dict[tuple[str, ...], dict[str, str | None]]:
        """All rows of a table that this member sees, as they travel."""
        found = {}
        for bucket in self.at.fetch(list(self.at.manifest())):
            columns, rows = bucket.rows.get(table, ((), []))
            for values in rows:
                whole = dict(zip(columns, values, strict=True))
                found[key(table, whole)] = whole
        return found

    def value(self, table: str, id: str, column: str) -> str | None:
        """A cell."""
        return self.rows(table)[id,][column]

    def conflicts(self) -> list[ConflictRow]:
        """The open conflicts that this member sees."""
        return [one for bucket in self.at.fetch(list(self.at.manifest())) for one in bucket.conflicts]

    def customer(self, **values: str | None) -> str:
        """A new customer of this member's."""
        op = insert("customer", **{"owner_id": self.id, "created_by_id": self.id, **values})
        assert self.one(op) == "ok"
        return op.key[0]

    def followup(self, customer: str, **values: str | None) -> Op:
        """A new followup, not sent yet."""
        return insert(
            "followup", **{"customer_id": customer, "author_id": self.id, "created_by_id": self.id, **values}
        )


def at_once(*calls: Any) -> list[Any]:
    """What calls give that are made at the same time, each in a thread; their errors are raised."""
    start = threading.Barrier(len(calls))
    found: list[Any] = [None] * len(calls)

    def run(place: int) -> None:
        start.wait()
        try:
            found[place] = calls[place]()
        except BaseException as error:
            found[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    for value in found:
        if isinstance(value, BaseException):
            raise value
    return found
