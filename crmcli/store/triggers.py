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


def journal_triggers(name: str, columns: Sequence[str], parent: str, *, kept: bool) -> list[str]:
    """The three triggers of a table.

    ``columns`` are journalled; ``parent``, of a set's row, is the column that names its record; ``kept``:
    the table says when and by whom a row was last changed.
    """
    # The table's defaults fill in the rest: all of this text is parsed at every opening of the store.
    outside = "  INSERT INTO txn (origin) SELECT 'outside' WHERE (SELECT txn FROM current) IS NULL;\n"
    txn = "coalesce((SELECT txn FROM current), (SELECT max(nid) FROM txn))"
    who = f"(SELECT at, actor_id FROM txn WHERE nid = {txn})"
    touch = (
        f"  UPDATE {name} SET (updated_at, updated_by_id) = {who}\n    WHERE nid = NEW.nid;\n" if kept else ""
    )
    changed = "\n      UNION ALL ".join(
        f"SELECT '{c}' AS k, OLD.{c} AS v WHERE OLD.{c} IS NOT NEW.{c}" for c in columns
    )
    differs = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in columns)
    whole = ", ".join(f"'{c}', OLD.{c}" for c in columns)
    key = ", parent" if parent else ""

    def change(op: str, row: str) -> str:
        of = f", {row}.{parent}" if parent else ""
        old = "" if op == "insert" else ", old"
        values = f"{txn}, '{name}', {row}.nid, '{op}'{of}"
        return f"  INSERT INTO change (txn, tbl, row, op{key}{old}) VALUES ({values}"

    return [
        f"CREATE TRIGGER {name}_journal_insert AFTER INSERT ON {name} BEGIN\n{outside}"
        f"{change('insert', 'NEW')});\nEND;",
        f"CREATE TRIGGER {name}_journal_update AFTER UPDATE OF {', '.join(columns)} ON {name}\n"
        f"WHEN {differs} BEGIN\n{outside}{change('update', 'NEW')}, (\n"
        f"    SELECT json_group_object(k, v) FROM (\n      {changed})));\n{touch if kept else ''}END;",
        f"CREATE TRIGGER {name}_journal_delete AFTER DELETE ON {name} BEGIN\n{outside}"
        f"{change('delete', 'OLD')},\n    json_object({whole}));\nEND;",
    ]


# Records that are about another: whose matter they are follows from that one.
ABOUT = ("document", "share", "guidance", "notice")
_HANGING = ("contact", "followup", "reminder", "opportunity")


def whose_triggers() -> list[str]:
    """The triggers that keep the customer of what is about a record."""
    cases = "\n".join(
        f"    WHEN '{kind}' THEN (SELECT customer_id FROM {kind} WHERE id = NEW.about_id)" for kind in _HANGING
    )
    out = []
    for table in ABOUT:
        body = (
            f"  UPDATE {table} SET customer_id = CASE NEW.about_kind\n    WHEN 'customer' THEN NEW.about_id\n{cases}\n"
            "  END WHERE nid = NEW.nid;\nEND;"
        )
        out.append(f"CREATE TRIGGER {table}_customer_insert AFTER INSERT ON {table} BEGIN\n{body}")
        out.append(
            f"CREATE TRIGGER {table}_customer_update AFTER UPDATE OF about_kind, about_id ON {table} BEGIN\n{body}"
        )
    for kind in _HANGING:
        moved = "".join(
            f"  UPDATE {table} SET customer_id = NEW.customer_id WHERE about_id = NEW.id;\n" for table in ABOUT
        )
        out.append(
            f"CREATE TRIGGER {kind}_moved AFTER UPDATE OF customer_id ON {kind}\n"
            f"WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN\n{moved}END;"
        )
    return out
