"""Every table, every column, both ways: walked from the definitions, so that a new one cannot be forgotten."""

from __future__ import annotations

import json
import uuid
from datetime import date, timedelta
from typing import Any

from stores import clock

from crmcli.store.journal import Transaction
from crmcli.store.open import open_store
from crmcli.store.records import JOURNALLED, KEYS, REFERENCES
from tests.sync.agree import agree
from tests.sync.real.team import Client, Team
from tests.sync.sight import Rows

# Columns that cannot say just anything, and what they say first and then.
# "me" is who writes all this, "li" somebody below; who decides and who reads a notice can only be me.
FIXED: dict[tuple[str, str], tuple[Any, Any]] = {
    ("member", "role"): ("rep", "assistant"),
    ("member", "active"): (1, 0),
    ("member", "limits"): ('{"discount": "5%"}', '{"discount": "6%", "expense": 100}'),
    ("customer", "owner_id"): ("li", "li"),  # nobody decides what is asked of their own
    ("playbook", "name"): ("kinds", "kinds changed"),
    ("share", "access"): ("read", "write"),
    ("quote", "approved_by_id"): ("me", None),
    ("notice", "for_id"): ("me", "me"),
    ("approval", "owner_id"): ("li", "li"),
    ("approval", "asked_by_id"): ("li", "li"),
    ("approval", "approver_id"): ("me", "me"),
    ("approval", "on_behalf_of_id"): ("me", "me"),
    ("approval", "decision"): (None, "approved"),
    ("approval", "decided_by_id"): (None, "me"),
    ("approval", "decided_at"): (None, "2026-03-04T05:06:07.089Z"),
    ("approval", "opinion"): (None, "fine, 好"),
}
# What is never changed once it is there: keys are, and what the hub lets nobody write over.
KEPT = {"id", "ref", "created_at", "created_by_id"}
SAME_TABLE = {
    (table, column)
    for table, pairs in REFERENCES.items()
    for other, column in pairs
    if other == table and column not in ("about_id", "record_id")
}


def kinds_of(table: str, column: str) -> list[str]:
    """The tables that a column can point to."""
    return [kind for kind, pairs in REFERENCES.items() if (table, column) in pairs]


class Maker:
    """Makes rows in which every column says something of its own."""

    def __init__(self, types: dict[tuple[str, str], str], me: str, other: str) -> None:
        self.types = types
        self.number = 0
        self.ids: dict[str, list[str]] = {"member": [me, other]}

    def value(self, table: str, column: str, turn: int) -> Any:
        """What a column says in the first turn or the second."""
        self.number += 1
        if (table, column) in FIXED:
            said = FIXED[table, column][turn]
            return {"me": self.ids["member"][0], "li": self.ids["member"][1]}.get(said, said)
        if column.endswith("_kind"):
            return "customer"
        if column.endswith("_id") and column != "external_id" and column != "tax_id":
            kinds = kinds_of(table, column) or ["member"]
            if table == "member" and column == "superior_id":
                return self.ids["member"][turn]
            kind = "customer" if "customer" in kinds and column in ("about_id", "record_id") else kinds[0]
            return self.ids[kind][turn] if len(self.ids.get(kind, ())) > turn else None
        type = self.types[table, column]
        if type == "boolean":
            return turn
        if type in ("bigint", "integer", "smallint"):
            return self.number * 10 + turn
        if type == "date":
            return str(date(2026, 1, 1) + timedelta(days=self.number % 300))
        if type.startswith("timestamp"):
            return f"2026-03-04T05:06:{self.number % 60:02}.{self.number % 1000:03}Z"
        if type in ("json", "jsonb"):
            return json.dumps(
                {"zahl": self.number, "wort": "ü 天", "liste": [1, None, "a\\b"]}, ensure_ascii=False
            )
        return f"{table}.{column} {self.number} 天 ü"

    def member(self, table: str, turns: tuple[int, int]) -> dict[str, Any]:
        """A member of a set: to which record it belongs, and the rest, each of a turn."""
        return {
            column: self.value(table, column, turns[number > 0 and column != "record_id"])
            for number, column in enumerate(JOURNALLED[table])
        }

    def row(self, table: str, *, parents: bool) -> dict[str, Any]:
        """A new row; ``parents``: with the columns that point to rows of the same table."""
        found: dict[str, Any] = {}
        if "id" not in JOURNALLED[table]:
            return self.member(table, (1, 1) if parents else (0, 0))
        for column in JOURNALLED[table]:
            if column == "id":
                self.number += 1
                found[column] = f"{self.number:08}-cccc-7000-8000-000000000000"
            elif column == "ref":
                found[column] = (
                    f"Z{self.number:02}"[:3] + f"{uuid.uuid4().int % 10}" + uuid.uuid4().hex[:3].upper()
                )
            elif column == "removed_at" or (
                (table, column) in SAME_TABLE and not parents and column != "superior_id"
            ):
                found[column] = None
            elif column in ("owner_id", "created_by_id") and (table, column) not in FIXED:
                found[column] = self.ids["member"][0]
            else:
                found[column] = self.value(table, column, 0)
        if "id" in found:
            self.ids.setdefault(table, []).append(found["id"])
        return found


def written(client: Client, statements: list[tuple[str, list[Any]]]) -> None:
    """Have a client write, each statement a command of its own."""
    store = open_store(str(client.file), clock, device=client.name)
    try:
        store.db.execute("PRAGMA foreign_keys = OFF")
        for sql, given in statements:
            with Transaction(store, "fill"):
                assert store.db.execute(sql, given).rowcount == 1, (sql, given)
    finally:
        store.close()
    client.crm("doctor", "--reindex").ok()


def insert_of(table: str, row: dict[str, Any]) -> tuple[str, list[Any]]:
    names = ", ".join(f"[{name}]" for name in row)
    return f"INSERT INTO [{table}] ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values())


def whole(rows: Rows, made: dict[str, list[dict[str, Any]]]) -> None:
    """That every column of what was made arrived as it was made."""
    for table, each in made.items():
        for row in each:
            key = tuple(str(row[name]) for name in KEYS[table])
            there = rows.get((table, key))
            assert there is not None, (table, key)
            expected = {name: None if value is None else str(value) for name, value in row.items()}
            differing = {
                name: (value, there[name])
                for name, value in expected.items()
                if there[name] != value and name != "ref"
            }
            assert not differing, (table, differing)


def test_every_table_and_column_travels_both_ways(team: Team) -> None:
    one, other = team.client(team.wang), team.client(team.wang, "other")
    types = {
        (table, column): kind
        for table, column, kind in team.sql(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'crm'"
        )
    }
    maker = Maker(types, team.wang.member_id, team.li.member_id)
    made: dict[str, list[dict[str, Any]]] = {}
    statements = []
    for table in JOURNALLED:
        made[table] = [maker.row(table, parents=False)]
        statements.append(insert_of(table, made[table][0]))
    for table in JOURNALLED:  # now there is something of each kind that a column can point to
        row = maker.row(table, parents=True)
        made[table].append(row)
        statements.append(insert_of(table, row))
    filled = {
        (table, name)
        for table, rows in made.items()
        for row in rows
        for name, value in row.items()
        if value is not None
    }
    nothing = {(t, c) for t, columns in JOURNALLED.items() for c in columns} - filled
    later = {cell for cell, (first, _then) in FIXED.items() if first is None}
    assert {one for one in nothing if one[1] != "removed_at"} == later
    written(one, statements)
    done = one.sync()
    assert (done["refused"], done["conflicts"], done["held"]) == (0, 0, 0), one.do("sync", "refused")
    assert other.sync()["refused"] == 0
    whole(team.rows(team.wang), made)
    whole(other.rows(), made)
    agree(team, one, other)

    # There every column is changed; of what is its own key, the row is another one.
    changes: list[tuple[str, list[Any]]] = []
    told: set[tuple[str, str]] = set()
    for table, rows in made.items():
        row = rows[1]
        where = " AND ".join(f"[{name}] = ?" for name in KEYS[table])
        key = [row[name] for name in KEYS[table]]
        if "id" not in row:
            anew = maker.member(table, (0, 1))
            changes.append((f"DELETE FROM [{table}] WHERE {where}", key))
            changes.append(insert_of(table, anew))
            rows[1] = anew
            continue
        for name in JOURNALLED[table]:
            value = maker.value(table, name, 1)
            if name in KEPT | {"removed_at"} or value == row[name] or value == row["id"]:
                continue
            changes.append((f"UPDATE [{table}] SET [{name}] = ? WHERE {where}", [value, *key]))
            row[name] = value
            told.add((table, name))
    written(other, changes)
    done = other.sync()
    refused = [(table, column, old, new, reason) for _id, _kind, table, _key, column, old, new, _state, reason
               in other.ops("refused")]  # fmt: skip
    assert (done["refused"], done["conflicts"], done["held"]) == (0, 0, 0), "\n".join(map(str, refused))
    one.sync()
    whole(team.rows(team.wang), made)
    whole(one.rows(), made)
    agree(team, one, other)

    # And removed, and brought back.
    removed = []
    for table in reversed(JOURNALLED):
        if "removed_at" in JOURNALLED[table] and table != "member":
            made[table][1]["removed_at"] = "2026-05-06T07:08:09.010Z"
            removed.append((f"UPDATE [{table}] SET removed_at = ? WHERE id = ?",
                            ["2026-05-06T07:08:09.010Z", made[table][1]["id"]]))  # fmt: skip
    written(one, removed)
    assert one.sync()["refused"] == 0
    other.sync()
    whole(other.rows(), made)
    written(other, [(sql, [None, given[1]]) for sql, given in removed])
    assert other.sync()["refused"] == 0
    one.sync()
    agree(team, one, other)
    assert len(told) > 150
