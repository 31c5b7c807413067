"""Write down what the SQLModel tables say, for commands that cannot afford to import them.

``python -m crmcli.store.build`` writes ``schema.sql`` (SQLite: tables, indexes, journal triggers),
``schema_postgres.sql`` and ``sync/sql/records.sql`` (the tables of the team's hub, and what it does when their rows are
written) and ``records.py`` (light rows and field metadata);
``--check`` only compares and fails when one is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from sqlalchemy import DefaultClause, MetaData, Table, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from crmcli.i18n import N_
from crmcli.store import tables, together
from crmcli.store.build_hub import Shape, tables_sql
from crmcli.store.build_triggers import records_sql
from crmcli.store.tables.base import Record
from crmcli.store.triggers import JOURNAL, NOW, journal_triggers, ref_expression, whose_triggers

HERE = Path(__file__).parent
_SQLITE: Any = sqlite.dialect()
# What the keys mean that every record has and no table defines.
_MEANS = {
    "id": N_("The record's UUID."),
    "ref": N_("The short reference."),
    "kind_of_record": N_("The kind of record."),
    "archived": N_("Whether it is archived."),
}
_WRITERS = ("created_by_id", "updated_by_id")  # point to members, but say only who wrote
DERIVED = frozenset(("updated_at", "updated_by_id"))


def id_expression() -> str:
    """SQL for a version 7 UUID (RFC 9562, 5.7): 48 bits of Unix milliseconds, version, variant, random bits."""
    ms = "printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))"
    return (
        f"(substr({ms}, 1, 8) || '-' || substr({ms}, 9, 4) || '-7' || substr(hex(randomblob(2)), 2, 3) || '-' "
        "|| substr('89ab', abs(random() % 4) + 1, 1) || substr(hex(randomblob(2)), 2, 3) || '-' "
        "|| hex(randomblob(6)))"
    )


def _records() -> list[type[Record]]:
    return list(tables.RECORDS)


def _table(cls: Any) -> Table:
    table: Table = cls.__table__
    return table


def _all_tables() -> list[Table]:
    return [_table(cls) for cls in (*tables.RECORDS, *tables.SETS)]


def _info(column: Any) -> dict[str, Any]:
    return dict(column.info)


def journalled(table: Table) -> list[str]:
    """The columns whose changes the journal keeps: all but the local number and what the store derives."""
    return [
        column.name
        for column in table.columns
        if column.name != "nid" and column.name not in DERIVED and not _info(column).get("derived")
    ]


def key_of(table: Table) -> list[str]:
    """The columns by which the hub knows a row: its id, or what makes a member of a set one."""
    if "id" in table.columns:
        return ["id"]
    wholes = [c for c in table.constraints if isinstance(c, UniqueConstraint) and len(c.columns) > 1]
    return [column.name for column in wholes[0].columns]


def _copy(table: Table, metadata: MetaData) -> Table:
    """A copy to write down; its constraints come in the order of a set, so they are put in order here."""
    copy = table.to_metadata(metadata)
    order = ("PrimaryKeyConstraint", "UniqueConstraint", "ForeignKeyConstraint")

    def place(constraint: Any) -> tuple[int, list[str]]:
        name = type(constraint).__name__
        return order.index(name) if name in order else len(order), [c.name for c in constraint.columns]

    for number, constraint in enumerate(sorted(copy.constraints, key=place)):
        constraint._creation_order = number
    return copy


def _sqlite_tables() -> list[str]:
    out = []
    metadata = MetaData()
    for table in _all_tables():
        copy = _copy(table, metadata)
        # A number is never given twice: the journal tells rows apart by it after they are gone.
        copy.dialect_options["sqlite"]["autoincrement"] = True
        letter = next((c.KIND.letter for c in _records() if _table(c) is table), "")
        if letter:
            copy.c.id.server_default = DefaultClause(sql(f"(lower{id_expression()})"))
            copy.c.ref.server_default = DefaultClause(sql(ref_expression(letter)))
            copy.c.created_at.server_default = DefaultClause(sql(f"({NOW})"))
            copy.c.updated_at.server_default = DefaultClause(sql(f"({NOW})"))
        ddl = str(CreateTable(copy).compile(dialect=_SQLITE)).strip()
        ddl = "\n".join(line.rstrip() for line in ddl.splitlines() if line.strip())
        out.append(ddl.replace("\t", "  ") + " STRICT;")
        for index in sorted(copy.indexes, key=lambda i: str(i.name)):
            compiled = CreateIndex(index).compile(dialect=_SQLITE)
            out.append(f"{str(compiled).strip()};")
    return out


def _journal(table: Table) -> list[str]:
    parent = "" if "ref" in table.columns else next(c.name for c in table.columns if c.name.endswith("_id"))
    return journal_triggers(table.name, journalled(table), parent, kept="updated_at" in table.columns)


def sqlite_schema() -> str:
    """The whole schema of a store: records, journal, search index, triggers."""
    parts = ["-- Made by `python -m crmcli.store.build` from crmcli/store/tables; do not edit."]
    infra = (HERE / "infra.sql").read_text("utf-8").strip()
    infra = infra.replace("/*a reference*/", ref_expression("T")).replace("/*now*/", f"({NOW})")
    parts += [infra, *_sqlite_tables()]
    parts += JOURNAL
    for table in _all_tables():
        parts += _journal(table)
    parts.append((HERE / "derived.sql").read_text("utf-8").strip())
    parts += whose_triggers()
    return "\n\n".join(parts) + "\n"


def hub_shapes() -> list[Shape]:
    """The tables that a hub has, in the order in which rows of them may be written."""
    out = []
    for cls in (*tables.RECORDS, *tables.SETS):
        table = _table(cls)
        shape = Shape(table, key_of(table), journalled(table))
        shape.letter = next((c.KIND.letter for c in _records() if _table(c) is table), "")
        groups = [getattr(cls, "TOGETHER", ()), *_several(cls)]
        shape.along, shape.parts = together.related(groups), together.parts(groups)
        out.append(shape)
    return out


def postgres_schema() -> str:
    """The tables of the hub."""
    return tables_sql(hub_shapes())


def postgres_records() -> str:
    """What the hub does when rows of them are written, and how they are read."""
    return records_sql(hub_shapes())


def _columns_by_key(table: Table) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {}
    for column in table.columns:
        info = _info(column)
        if "type" not in info or info.get("key") == "":
            continue
        key = info.get("key") or (column.name.removesuffix("_id") if info["type"] == "link" else column.name)
        columns.setdefault(key, []).append(column)
    return columns


def _parts(name: str) -> list[str]:
    """The Field(...) calls of what each row of a set holds."""
    cls: Any = next(one for one in tables.SETS if _table(one).name == name)
    return [_column_field(key, of) for key, of in _columns_of(cls).items()]


def _columns_of(cls: Any) -> dict[str, list[Any]]:
    """The columns of each key in its order; the amounts of a row of a set share one column of the currency."""
    table = _table(cls)
    columns = _columns_by_key(table)
    found = {key: list(columns[key]) for key in getattr(cls, "KEYS", ()) if key in columns}
    if not issubclass(cls, Record):
        for of in found.values():
            if _info(of[0])["type"] == "money":
                of.append(table.c.currency)
    return found


def _several(cls: Any) -> list[tuple[str, ...]]:
    """The fields of several columns, as far as they travel."""
    kept = set(journalled(_table(cls)))
    found = [tuple(column.name for column in of) for of in _columns_of(cls).values()]
    return [of for of in found if len(of) > 1 and kept.issuperset(of)]


def _fields(cls: type[Record]) -> list[str]:
    """The Field(...) calls of one kind, in JSON order, then those every record has."""
    table = _table(cls)
    columns = _columns_by_key(table)
    common = ("owner", "created_at", "created_by", "updated_at", "updated_by")
    known = {*columns, *cls.SETS, *cls.ABSENT}
    if known != {*cls.KEYS, *common}:
        raise SystemExit(f"{cls.__name__}: KEYS and columns differ: {known ^ {*cls.KEYS, *common}}")
    out = [
        f'Field("id", "text", "Id", "编号", "{_MEANS["id"]}", columns=("id",), writable=False)',
        f'Field("ref", "text", "Ref", "引用号", "{_MEANS["ref"]}", columns=("ref",), writable=False)',
        f'Field("kind_of_record", "text", "Record", "记录类型", "{_MEANS["kind_of_record"]}", '
        f"sql=\"'{cls.KIND.name}'\", writable=False)",
    ]
    for key in (*cls.KEYS, *common):
        out.append(_set_field(key, cls) if key not in columns else _column_field(key, columns[key]))
    out.append(
        f'Field("archived", "boolean", "Archived", "已归档", "{_MEANS["archived"]}", '
        'sql="{t}.archived_at IS NOT NULL", writable=False)'
    )
    return out


def _call(name: str, type: str, label: Any, options: dict[str, Any]) -> str:
    shown = ", ".join(
        f"{k}={v!r}"
        for k, v in options.items()
        if v not in ("", (), None, False, 0) or k in ("writable", "least")
    )
    return f"Field({name!r}, {type!r}, {label.en!r}, {label.zh!r}, {label.means!r}{', ' + shown if shown else ''})"


def _set_field(key: str, cls: type[Record]) -> str:
    if key in cls.ABSENT:
        absent = cls.ABSENT[key]
        return _call(key, "link", absent.label, {"link": absent.link, "writable": False})
    s = cls.SETS[key]
    options = {
        "table": s.table, "parent": s.parent, "value": s.value, "at": s.at, "link": s.link, "search": s.search,
        "most": s.most, "part": s.part, "only": s.only,
    }  # fmt: skip
    if s.at or s.only or s.type == "rows":
        options["writable"] = False
    call = _call(key, s.type, s.label, options)
    return call if s.type != "rows" else f"{call[:-1]}, parts=({', '.join(_parts(s.table))},))"


def _column_field(key: str, columns: list[Any]) -> str:
    info = _info(columns[0])
    default = columns[0].server_default
    value: Any = None
    if default is not None:
        value = str(default.arg)
        value = bool(int(value)) if info["type"] == "boolean" else value
    options: dict[str, Any] = {"columns": tuple(c.name for c in columns)}
    options |= {k: info.get(k) for k in ("link", "choices", "required", "search", "most", "ahead", "open")}
    options |= {k: info[k] for k in ("least", "greatest", "vocabulary") if k in info}
    if value is not None and value is not False:
        options["default"] = value
    if info.get("kept") or (info.get("derived") and not _moves_reminders(key, columns[0])):
        options["writable"] = False
    return _call(key, info["type"], info["label"], options)


def _moves_reminders(key: str, column: Any) -> bool:
    """Whether a derived key can be typed all the same: a customer's next follow-up moves its reminder."""
    return key == "next_followup" and column.table.name == "customer"


def _row_class(cls: Any, base: str) -> str:
    table = _table(cls)
    names = tuple(c.name for c in table.columns)
    inherited = {"nid", *(() if base == "Row" else Record.model_fields)}
    lines = [f"class {cls.__name__}({base}):", f'    """{(cls.__doc__ or "").strip().splitlines()[0]}"""', ""]
    lines.append(f"    __slots__ = {names!r}")
    lines.append(f'    TABLE = "{table.name}"')
    lines.append("    COLUMNS = __slots__")
    for column in table.columns:
        if column.name not in inherited:
            kind = "int" if column.type.__class__.__name__ == "Integer" else "str"
            lines.append(f"    {column.name}: {kind}{' | None' if column.nullable else ''}")
    return "\n".join(lines)


def records_module() -> str:
    """The source of ``records.py``."""
    classes = (*tables.RECORDS, *tables.SETS)
    parts = [
        '"""Light rows and field metadata of all records.\n\n'
        'Made by `python -m crmcli.store.build` from crmcli/store/tables; do not edit.\n"""',
        "from __future__ import annotations\n\nfrom crmcli.store.meta import Field, Kind\n"
        "from crmcli.store.row import Record, Row",
    ]
    parts += [_row_class(cls, "Record") for cls in tables.RECORDS]
    parts += [_row_class(cls, "Row") for cls in tables.SETS]
    parts.append(
        "ROWS: dict[str, type[Row]] = {\n"
        + "".join(f"    {_table(cls).name!r}: {cls.__name__},\n" for cls in (*tables.RECORDS, *tables.SETS))
        + "}"
    )
    kinds = []
    for cls in _records():
        k = cls.KIND
        fields = "".join(f"        {field},\n" for field in _fields(cls))
        kinds.append(
            f"{k.name.upper()} = Kind(\n    {k.name!r}, {k.letter!r}, {k.label!r}, {k.zh!r}, {k.plural!r}, "
            f"{k.title!r},\n"
            f"    lambda: (\n{fields}    ),\n    known={k.known!r},\n)"
        )
    parts += kinds
    names = ", ".join(c.KIND.name.upper() for c in _records())
    parts.append(f"KINDS: dict[str, Kind] = {{kind.name: kind for kind in ({names})}}")
    links: dict[str, list[tuple[str, str]]] = {}
    for table in _all_tables():
        for foreign in sorted(table.foreign_keys, key=lambda f: f.parent.name):
            links.setdefault(foreign.column.table.name, []).append((table.name, foreign.parent.name))
        for column in table.columns:
            info = _info(column)
            kept = info.get("derived")  # by triggers, which see that what it points to is no more
            if (
                info.get("type") == "link"
                and not column.foreign_keys
                and column.name not in _WRITERS
                and not kept
            ):
                links.setdefault(info["link"], []).append((table.name, column.name))
        for name in ("record_id", "about_id"):
            if name in table.columns:
                for cls in _records():
                    links.setdefault(cls.KIND.name, []).append((table.name, name))
    parts.append(
        "# What points to a record of each table: (table, column).\n"
        "REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {\n"
        + "".join(f"    {name!r}: {tuple(pairs)!r},\n" for name, pairs in links.items())
        + "}"
    )
    parts.append(
        "# By which columns the hub knows a row of each table.\nKEYS: dict[str, tuple[str, ...]] = {\n"
        + "".join(f"    {table.name!r}: {tuple(key_of(table))!r},\n" for table in _all_tables())
        + "}"
    )
    sets = {_table(c).name: journalled(_table(c)) for c in (*tables.RECORDS, *tables.SETS)}
    parts.append(
        "# The columns of each table that the journal keeps.\nJOURNALLED: dict[str, tuple[str, ...]] = {\n"
        + "".join(f"    {name!r}: {tuple(columns)!r},\n" for name, columns in sets.items())
        + "}"
    )
    for name, means, of in (
        ("FIELDS", "The columns of each field of several.", {_table(c).name: _several(c) for c in classes}),
        ("TOGETHER", "What one verb writes.", {_table(c).name: c.TOGETHER for c in tables.RECORDS}),
    ):
        of_each = "tuple[tuple[str, ...], ...]" if name == "FIELDS" else "tuple[str, ...]"
        lines = "".join(f"    {table!r}: {tuple(some)!r},\n" for table, some in of.items() if some)
        parts.append(f"# {means} See `together.py`.\n{name}: dict[str, {of_each}] = {{\n{lines}}}")
    return "\n\n".join(parts) + "\n"


FILES = {
    "schema.sql": sqlite_schema,
    "schema_postgres.sql": postgres_schema,
    "../sync/sql/records.sql": postgres_records,
    "records.py": records_module,
}


def main(arguments: list[str]) -> int:
    """Write the files, or with ``--check`` name those that are stale and return 1."""
    stale = []
    for name, make in FILES.items():
        path = HERE / name
        content = make()
        if path.exists() and path.read_text("utf-8") == content:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.write_text(content, "utf-8")
    if stale and "--check" in arguments:
        print(f"stale, run `python -m crmcli.store.build`: {', '.join(stale)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
