"""What is generated from the SQLModel tables is current, and both engines take it."""

from __future__ import annotations

import sqlite3

import pytest
import sqlglot
from sqlglot import exp

from crmcli.store import build, tables
from crmcli.store.open import schema, statements_of
from crmcli.store.records import JOURNALLED, KINDS, REFERENCES, ROWS

# Column types that are one canonical text in SQLite and a real type in PostgreSQL.
POSTGRES_TYPES = {
    ("customer", "id"): "UUID",
    ("customer", "created_at"): "TIMESTAMPTZ(3)",
    ("contact", "birthday"): "DATE",
    ("reminder", "important"): "BOOLEAN",
    ("followup", "amount_minor"): "BIGINT",
    ("followup", "amount_currency"): "TEXT",
    ("member", "limits"): "JSON",
    ("tag", "record_id"): "UUID",
}


def created() -> dict[str, exp.Create]:
    """The hub's tables, parsed as PostgreSQL."""
    parsed = sqlglot.parse(build.postgres_schema(), read="postgres")
    return {one.this.this.name: one for one in parsed if isinstance(one, exp.Create) and one.kind == "TABLE"}


def test_generated_files_are_current() -> None:
    assert build.main(["--check"]) == 0


def test_postgres_takes_every_table() -> None:
    found = created()
    assert set(found) == {cls.__tablename__ for cls in (*tables.RECORDS, *tables.SETS)}
    for table, statement in found.items():
        names = {column.name for column in statement.find_all(exp.ColumnDef)}
        assert "nid" not in names, "the local number never leaves the device"
        stamps = {"updated_at", "updated_by_id"} & set(ROWS[table].COLUMNS)
        assert names == {*JOURNALLED[table], *stamps, "bucket"}, "what a store derives does not travel"
        assert statement.find(exp.PrimaryKey) is not None


def test_postgres_types_are_real_ones() -> None:
    found = created()
    for (table, column), wanted in POSTGRES_TYPES.items():
        definition = next(c for c in found[table].find_all(exp.ColumnDef) if c.name == column)
        assert definition.kind is not None
        assert definition.kind.sql("postgres").upper().replace(" WITH TIME ZONE", "TZ") == wanted, (
            table,
            column,
        )


def test_sqlite_takes_the_schema_and_knows_the_same_columns() -> None:
    db = sqlite3.connect(":memory:")
    for statement in statements_of(schema()):
        db.execute(statement)
    for table, row in ROWS.items():
        names = tuple(name for _cid, name, *_rest in db.execute(f"PRAGMA table_info([{table}])"))
        assert set(names) == set(row.COLUMNS)
        triggers = {
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE tbl_name = ?", (table,))
        }
        assert {f"{table}_journal_{op}" for op in ("insert", "update", "delete")} <= triggers


def test_derived_columns_are_not_journalled() -> None:
    for table in KINDS:
        assert not {"nid", "updated_at", "updated_by_id"} & set(JOURNALLED[table])
    derived = {"last_dealt_on", "last_dealt_at", "next_followup_on", "next_followup_at"}
    assert not derived & set(JOURNALLED["customer"])
    assert {"created_at", "created_by_id", "name"} <= set(JOURNALLED["customer"])


def test_every_column_that_points_is_known() -> None:
    pointing = {(table, column) for pairs in REFERENCES.values() for table, column in pairs}
    for table, row in ROWS.items():
        for column in row.COLUMNS:
            if column.endswith("_id") and column not in (
                "external_id",
                "tax_id",
                "created_by_id",
                "updated_by_id",
                "next_step_id",  # kept by triggers, which see when that is no more
            ):
                assert (table, column) in pointing, f"{table}.{column}"


def test_letters_are_those_of_the_contract() -> None:
    letters = {name: kind.letter for name, kind in KINDS.items()}
    assert letters == {
        "member": "U",
        "customer": "C",
        "contact": "P",
        "reminder": "M",
        "followup": "F",
        "document": "W",
        "opportunity": "O",
        "playbook": "B",
        "guidance": "H",
        "notice": "N",
        "product": "G",
        "quote": "Q",
        "approval": "A",
        "order": "R",
        "step": "S",
        "payment": "Y",
        "expense": "E",
        "duty": "D",
        # Not among the contract's: records of their own that it does not name.
        "share": "X",
        "stage_change": "Z",
    }


def test_a_type_of_the_wrong_kind_is_refused_by_the_table_itself() -> None:
    db = sqlite3.connect(":memory:")
    for statement in statements_of(schema()):
        db.execute(statement)
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in INTEGER column"):
        db.execute("INSERT INTO followup (customer_id, text, amount_minor) VALUES ('x', 'y', 'many')")
