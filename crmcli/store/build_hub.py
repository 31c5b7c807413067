"""The tables as the hub of a team has them, as SQL: made by :mod:`crmcli.store.build`.

The same records, keyed by id (sets by their members), without local numbers and what a store derives. What is done when
rows of them are written stands in :mod:`crmcli.store.build_triggers`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_POSTGRES: Any = postgresql.dialect()  # type: ignore[no-untyped-call]
HEAD = "-- Made by `python -m crmcli.store.build` from crmcli/store/tables; do not edit."
STAMPS = ("updated_at", "updated_by_id")
REFERENCE = {  # what everybody sees is one bucket a table; store/wire.py
    "member": "00000000-0000-4000-8000-000000000001",
    "playbook": "00000000-0000-4000-8000-000000000002",
    "product": "00000000-0000-4000-8000-000000000003",
}
# By what a record hangs on others; the first that is there says in which bucket it lies. `about`: by kind and id.
_HOSTS: dict[str, tuple[str, ...]] = {
    "contact": ("customer_id",),
    "order": ("customer_id",),
    "opportunity": ("customer_id",),
    "followup": ("customer_id",),
    "quote": ("opportunity_id",),
    "stage_change": ("opportunity_id",),
    "step": ("order_id",),
    "payment": ("order_id",),
    "duty": ("order_id",),
    "expense": ("customer_id", "order_id", "opportunity_id", "followup_id"),
    "reminder": ("customer_id", "about"),
    "document": ("about",),
    "share": ("about",),
    "guidance": ("about",),
    "approval": ("about",),
    "notice": (),
}
# What more can be removed so that a row hangs on nothing.
ALSO = {"followup": ("opportunity_id", "order_id"), "order": ("opportunity_id",)}
# Where it lies when it hangs on nothing: with the first of these.
_WHOSE = ("for_id", "owner_id", "author_id", "created_by_id")


class Column:
    """A column of the hub: ``target`` is the table that it points to, ``*`` where another column says which."""

    __slots__ = ("default", "derived", "hard", "key", "name", "needed", "target", "type")

    def __init__(self, column: Any, key: Sequence[str], derived: bool) -> None:
        self.name: str = column.name
        self.type = _type(column)
        self.needed: bool = not column.nullable
        self.key = key.index(self.name) + 1 if self.name in key else None
        self.derived = derived
        self.target = next((str(f.column.table.name) for f in column.foreign_keys), None)
        if self.name in ("record_id", "about_id"):
            self.target = "*"
        elif self.target is None and column.info.get("type") == "link":
            self.target = column.info["link"]
        self.hard = self.target not in (None, "*", "member") and self.needed
        self.default = None if column.server_default is None else str(column.server_default.arg)


class Shape:
    """A table of the hub, its columns in order."""

    def __init__(self, table: Table, key: Sequence[str], journalled: Sequence[str]) -> None:
        self.name = table.name
        self.key = tuple(key)
        self.record = "ref" in table.columns
        self.columns = [
            Column(c, key, c.name in STAMPS)
            for c in table.columns
            if c.name in journalled or (self.record and c.name in STAMPS)
        ]
        names = [c.name for c in self.columns]
        if self.record:
            self.hosts = _HOSTS.get(self.name, ())
        else:
            first = next(n for n in (*self.key, *names) if n.endswith("_id") and n != "id")
            self.hosts = ("record",) if first == "record_id" else (first,)
        self.whose = tuple(n for n in _WHOSE if n in names) if self.record else ()
        host = "".join(self.hosts[:1])
        self.record_id = "id" if self.record else "record_id" if host == "record" else host
        self.letter = ""
        self.along: dict[str, tuple[str, ...]] = {}  # crmcli.store.together
        self.parts: dict[str, str] = {}

    @property
    def sql(self) -> str:
        """Its name as SQL."""
        return f'crm."{self.name}"' if self.name == "order" else f"crm.{self.name}"

    def column(self, name: str) -> Column:
        """A column by name."""
        return next(c for c in self.columns if c.name == name)

    def places(self) -> list[str]:
        """The columns that say in which bucket a row lies."""
        found = [
            n for h in self.hosts for n in ((f"{h}_kind", f"{h}_id") if h in ("about", "record") else (h,))
        ]
        return [*found, *self.whose]


def _type(column: Any) -> str:
    name = column.type.dialect_impl(_POSTGRES).__class__.__name__
    kind = {
        "UUID": "uuid", "TIMESTAMP": "timestamptz", "DATE": "date", "BOOLEAN": "boolean", "JSON": "json",
        "BIGINT": "bigint", "BIGINTEGER": "bigint",
    }  # fmt: skip
    found = next((sql for part, sql in kind.items() if part in name.upper()), None)
    return found or "text"


def _declared(column: Column) -> str:
    kind = "timestamptz(3)" if column.type == "timestamptz" else column.type
    default = ""
    if column.default is not None:
        value = column.default if column.type != "boolean" else ("true" if "1" in column.default else "false")
        default = f" DEFAULT {value}" if column.type in ("boolean", "bigint") else f" DEFAULT '{value}'"
    elif column.name == "id":
        default = " DEFAULT gen_random_uuid()"
    return f"{column.name} {kind}{default}{' NOT NULL' if column.needed else ''}"


# --- tables -------------------------------------------------------------------------------------------------------


def tables_sql(shapes: Sequence[Shape]) -> str:
    """The tables: the same records, keyed by id (sets by their members), without local numbers and what is derived."""
    parts = [HEAD]
    for shape in shapes:
        lines = [_declared(c) for c in shape.columns]
        lines += ["bucket uuid NOT NULL", f"PRIMARY KEY ({', '.join(shape.key)})"]
        for column in shape.columns:
            if column.hard:
                gone = "" if shape.record else " ON DELETE CASCADE"
                target = f'"{column.target}"' if column.target == "order" else column.target
                lines.append(f"FOREIGN KEY ({column.name}) REFERENCES {target} (id){gone}")
        name = f'"{shape.name}"' if shape.name == "order" else shape.name
        parts.append(f"CREATE TABLE {name} (\n  " + ",\n  ".join(lines) + "\n);")
        if shape.record:
            parts.append(f"CREATE UNIQUE INDEX {shape.name}_ref ON {name} (ref);")
        for column in shape.columns:
            if _indexed(shape, column):
                parts.append(f"CREATE INDEX {shape.name}_{column.name} ON {name} ({column.name});")
        parts.append(f"CREATE INDEX {shape.name}_bucket ON {name} (bucket);")
    return "\n\n".join(parts) + "\n"


def _indexed(shape: Shape, column: Column) -> bool:
    """Whether rows are looked for by a column: by what they hang on, by whom they were given to."""
    if column.key == 1:
        return False
    if column.name in ("department", "for_id", "approver_id"):
        return shape.name != "member"
    if column.name == "owner_id":
        return shape.name in ("customer", "opportunity", "expense", "order")
    if column.name == "member_id":
        return shape.name in ("share", "step", "follower")
    return column.target is not None and (column.target not in REFERENCE or column.name == "product_id")
