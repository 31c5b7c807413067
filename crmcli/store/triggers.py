"""The triggers that write the journal, made from a table's columns: for the schema and for migrations."""

from __future__ import annotations

from crmcli.store.identity import SIGNS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"


def ref_expression(letter: str) -> str:
    """SQL for a random reference: five random signs and a digit at a random place (contract, section 2)."""
    sign = f"substr('{SIGNS}', abs(random() % 32) + 1, 1)"
    digit = "abs(random() % 10)"
    return f"('{letter}' || {sign} || {sign} || {digit} || {sign} || {sign} || {sign})"


# What the triggers of all tables have in common, as a view to write to: all of their text is parsed at every opening of
# the store. A transaction 0 stands for whoever inserts rows and writes the journal of them (`bulkjournal.py`).
NOT_BY_HAND = "WHEN (SELECT txn FROM current) IS NOT 0"
_TXN = "coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn))"
JOURNAL = (
    f"CREATE VIEW writing AS SELECT at, actor_id FROM txn\n  WHERE nid = {_TXN};",
    "CREATE VIEW journal AS SELECT tbl, row, op, parent, old FROM change;",
    f"CREATE TRIGGER journal_write INSTEAD OF INSERT ON journal {NOT_BY_HAND} BEGIN\n"
    "  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;\n"
    "  INSERT INTO change (txn, tbl, row, op, parent, old)\n"
    f"    VALUES ({_TXN}, NEW.tbl, NEW.row, NEW.op, NEW.parent, NEW.old);\nEND;",
)


def journal_triggers(name: str, columns: Sequence[str], parent: str, *, kept: bool) -> list[str]:
    """The three triggers of a table.

    ``columns`` are journalled; ``parent``, of a set's row, is the column that names its record; ``kept``:
    the table says when and by whom a row was last changed.
    """
    old, new = (", ".join(f"{side}.{c}" for c in columns) for side in ("OLD", "NEW"))
    changed = ", ".join(f"('{c}', OLD.{c}, NEW.{c})" for c in columns)
    whole = ", ".join(f"'{c}', OLD.{c}" for c in columns)
    writer = "(SELECT at, actor_id FROM writing)"
    touch = f"  UPDATE [{name}] SET (updated_at, updated_by_id) = {writer} WHERE nid = NEW.nid;\n"

    def write(op: str, row: str, old: str) -> str:
        of = f"{row}.{parent}" if parent else "NULL"
        return f"  INSERT INTO journal VALUES ('{name}', {row}.nid, '{op}', {of}, {old});\n"

    # The first of the values only names their columns.
    difference = (
        "(SELECT json_group_object(column1, column2)\n"
        f"    FROM (VALUES (0, 0, 0), {changed}) WHERE column2 IS NOT column3)"
    )
    return [
        f"CREATE TRIGGER {name}_journal_insert AFTER INSERT ON [{name}] BEGIN\n{write('insert', 'NEW', 'NULL')}END;",
        f"CREATE TRIGGER {name}_journal_update AFTER UPDATE OF {', '.join(columns)} ON [{name}]\n"
        f"WHEN ({old}) IS NOT ({new}) BEGIN\n{write('update', 'NEW', difference)}{touch if kept else ''}END;",
        f"CREATE TRIGGER {name}_journal_delete AFTER DELETE ON [{name}] BEGIN\n"
        f"{write('delete', 'OLD', f'json_object({whole})')}END;",
    ]


# Records that are about another: whose matter they are follows from that one.
ABOUT = ("document", "share", "guidance", "notice", "approval")
_HANGING = (
    "contact", "followup", "reminder", "opportunity", "quote", "order", "step", "payment", "expense", "approval",
)  # fmt: skip


def whose_triggers() -> list[str]:
    """The triggers that keep the customer of what is about a record."""
    hanging = "".join(f"\n  UNION ALL SELECT '{kind}', id, customer_id FROM [{kind}]" for kind in _HANGING)
    out = [f"CREATE VIEW whose AS SELECT 'customer' AS kind, id, id AS customer FROM customer{hanging};"]
    for table in ABOUT:
        body = (
            f"  UPDATE [{table}] SET customer_id = (SELECT customer FROM whose WHERE kind = NEW.about_kind AND"
            " id = NEW.about_id)\n  WHERE nid = NEW.nid;\nEND;"
        )
        out.append(f"CREATE TRIGGER {table}_customer_insert AFTER INSERT ON [{table}] BEGIN\n{body}")
        out.append(
            f"CREATE TRIGGER {table}_customer_update AFTER UPDATE OF about_kind, about_id ON [{table}] BEGIN\n{body}"
        )
    moved = "".join(
        f"  UPDATE [{table}] SET customer_id = NEW.customer WHERE about_id = NEW.id;\n" for table in ABOUT
    )
    out.append("CREATE VIEW whose_now AS SELECT id, customer FROM whose;")
    out.append(f"CREATE TRIGGER whose_moved INSTEAD OF INSERT ON whose_now BEGIN\n{moved}END;")
    for kind in _HANGING:
        out.append(
            f"CREATE TRIGGER {kind}_moved AFTER UPDATE OF customer_id ON [{kind}]\n"
            "WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN\n"
            "  INSERT INTO whose_now VALUES (NEW.id, NEW.customer_id);\nEND;"
        )
    return out
