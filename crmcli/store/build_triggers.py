"""What the hub of a team does when a row is written, by whomever, as SQL: made by :mod:`crmcli.store.build`.

Which bucket a row lies in, that what hangs on it goes along, that buckets get another tag, when and by whom it was
changed; and the rows as text. An upgrade of a hub runs all of it again.
"""

from __future__ import annotations

import zlib

from crmcli.store.build_hub import ALSO, HEAD, REFERENCE, Shape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def records_sql(shapes: Sequence[Shape]) -> str:
    """The columns that travel, where rows lie, the triggers, and the rows as text."""
    by_name = {shape.name: shape for shape in shapes}
    parts = [HEAD, _catalogue(shapes), _keys(shapes), _by_kind(shapes, "bucket_at", "uuid", "t.bucket")]
    parts += [_bucket_of(shape, by_name) for shape in shapes]
    parts.append(_removed_at(shapes))
    for shape in shapes:
        parts += [_keep(shape), _wrote(shape, shapes)]
        parts += _triggers(shape)
    parts += [_wire(shape) for shape in shapes]
    parts.append(_digest(shapes))
    return "\n\n".join(parts) + "\n"


def _function(name: str, returns: str, body: str, *, declare: str = "", stable: bool = False) -> str:
    kind = " STABLE" if stable else ""
    declared = f"DECLARE\n{declare}\n" if declare else ""
    return (
        f"CREATE OR REPLACE FUNCTION crm.{name} RETURNS {returns}\n"
        f"LANGUAGE plpgsql{kind} SECURITY DEFINER SET search_path = crm, pg_temp AS $$\n"
        f"{declared}BEGIN\n{body}\nEND\n$$;"
    )


def _catalogue(shapes: Sequence[Shape]) -> str:
    rows = []
    for shape in shapes:
        for place, column in enumerate((c for c in shape.columns if not c.derived), 1):
            otherwise = None
            if column.needed and column.default is not None:
                otherwise = column.default
            values = (
                shape.name,
                column.name,
                column.type,
                place,
                column.key,
                column.target,
                column.hard,
                otherwise,
                shape.along.get(column.name),
                shape.parts.get(column.name),
            )
            rows.append("(" + ", ".join(_literal(v) for v in values) + ")")
    return (
        "DELETE FROM crm.col;\n"
        "INSERT INTO crm.col (tbl, col, type, place, key, target, hard, otherwise, along, part) VALUES\n  "
        + ",\n  ".join(rows)
        + ";"
    )


def _keys(shapes: Sequence[Shape]) -> str:
    """The function that says how a row `t` is that of an op `p`: push makes statements of it."""
    cases = []
    for shape in shapes:
        key = [shape.column(name) for name in shape.key]
        tests = [
            f"t.{c.name} = p.id"
            if c.key == 1
            else f"t.{c.name} = p.k[{c.key}]{'' if c.type == 'text' else '::' + c.type}"
            for c in key
        ]
        cases.append(f"  WHEN '{shape.name}' THEN '{' AND '.join(tests)}'")
    return (
        "-- How a row of a table, `t`, is that of an op, `p`.\n"
        "CREATE OR REPLACE FUNCTION crm.push_key(name text) RETURNS text\nLANGUAGE sql IMMUTABLE PARALLEL SAFE\n"
        "RETURN CASE name\n" + "\n".join(cases) + "\nEND;"
    )


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "'{" + ",".join(value) + "}'"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _by_kind(shapes: Sequence[Shape], name: str, returns: str, what: str) -> str:
    """A function of a record's kind and id."""
    cases = "\n".join(
        f"  WHEN '{s.name}' THEN RETURN (SELECT {what} FROM {s.sql} t WHERE t.id = $2);"
        for s in shapes
        if s.record
    )
    return "-- Where a record lies; null if it is not there.\n" + _function(
        f"{name}(kind text, id uuid)", returns, f"  CASE kind\n{cases}\n  ELSE RETURN NULL;\n  END CASE;"
    )


def _bucket_of(shape: Shape, by_name: dict[str, Shape]) -> str:
    """The function that says in which bucket a row lies or would lie."""
    if shape.name in REFERENCE:
        body = f"  RETURN '{REFERENCE[shape.name]}';"
    elif shape.name == "customer":
        body = "  RETURN r.id;"
    else:
        lines = []
        for host in shape.hosts:
            if host in ("about", "record"):
                lookup = f"  found := crm.bucket_at(r.{host}_kind, r.{host}_id);"
                if host == "about":  # of what everybody reads, only papers are for everybody
                    but = " AND r.about_kind <> 'product'" if shape.name == "document" else ""
                    kinds = ", ".join(f"'{name}'" for name in REFERENCE)
                    lookup = (
                        f"  IF r.about_kind IN ({kinds}){but} THEN\n    found := NULL;\n"
                        f"  ELSE\n  {lookup}\n  END IF;"
                    )
            elif shape.column(host).target == "customer" and shape.column(host).hard:
                lines.append(f"  RETURN r.{host};")  # there is one, and its bucket has its id
                break
            else:
                target = by_name[str(shape.column(host).target)]
                lookup = f"  SELECT t.bucket INTO found FROM {target.sql} t WHERE t.id = r.{host};"
                if not shape.column(host).needed:
                    lookup = f"  IF r.{host} IS NOT NULL THEN\n  {lookup}\n  END IF;"
            lines.append(f"{lookup}\n  IF found IS NOT NULL THEN\n    RETURN found;\n  END IF;")
        if not lines or not lines[-1].startswith("  RETURN"):
            whose = ", ".join(f"r.{name}" for name in shape.whose)
            lines.append(f"  RETURN crm.inbox({whose or 'NULL'});")
        body = "\n".join(lines)
    return _function(f"bucket_of(r {shape.sql})", "uuid", body, declare="  found uuid;")


def _removed_at(shapes: Sequence[Shape]) -> str:
    """The function that says whether a record, or what it hangs on however far up, was removed."""
    cases = []
    for shape in shapes:
        if not shape.record:
            continue
        hosts = [*shape.hosts, *ALSO.get(shape.name, ())]
        above = [
            "crm.removed(r.about_kind, r.about_id, deep - 1)"
            if host == "about"
            else f"crm.removed('{shape.column(host).target}', r.{host}, deep - 1)"
            for host in hosts
        ]
        whole = " OR ".join(["r.removed_at IS NOT NULL", *above])
        cases.append(
            f"  WHEN '{shape.name}' THEN RETURN (SELECT {whole} FROM {shape.sql} r WHERE r.id = $2);"
        )
    body = (
        "  IF id IS NULL OR kind IS NULL OR deep < 0 THEN\n    RETURN false;\n  END IF;\n  CASE kind\n"
        + "\n".join(cases)
        + "\n  ELSE RETURN false;\n  END CASE;"
    )
    under = []
    for shape in shapes:
        tests = [
            f"crm.removed(r.{host}_kind, r.{host}_id)"
            if host in ("about", "record")
            else f"crm.removed('{shape.column(host).target}', r.{host})"
            for host in (*shape.hosts, *ALSO.get(shape.name, ()))
        ]
        tests = [f"coalesce({one}, false)" for one in tests]
        under.append(
            _function(
                f"under_removed(r {shape.sql})", "boolean", f"  RETURN {' OR '.join(tests) or 'false'};"
            )
        )
    return (
        "-- Whether a record was removed, or something on which it hangs.\n"
        + _function("removed(kind text, id uuid, deep int DEFAULT 6)", "boolean", body)
        + "\n\n"
        + "\n\n".join(under)
    )


def _keep(shape: Shape) -> str:
    """Before a row is written: its bucket, its reference, when and by whom."""
    moved = " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in (*shape.places(), "bucket"))
    stamp = (
        "NEW.updated_at := now();\n  NEW.updated_by_id := nullif(current_setting('crm.actor', true), '')::uuid;"
        if shape.record
        else ""
    )
    lines = [
        "  IF TG_OP = 'UPDATE' THEN",
        "    IF NEW *= OLD THEN\n      RETURN NULL; -- nothing is changed by it\n    END IF;",
        f"    IF {moved} THEN",
        "      NEW.bucket := crm.bucket_of(NEW);",
        "      IF NEW.bucket <> OLD.bucket THEN\n"
        "        PERFORM set_config('crm.moved', '1', true); -- see what is done after the statement\n      END IF;",
        "      IF NEW *= OLD THEN\n        RETURN NULL;\n      END IF;",
        "    END IF;",
    ]
    if shape.record:
        lines += [
            "    was := OLD;\n    was.bucket := NEW.bucket;",
            "    IF was *= NEW THEN\n      RETURN NEW; -- it only lies elsewhere: nobody wrote it\n    END IF;",
            "    clash := NEW.ref IS DISTINCT FROM OLD.ref;",
            "  ELSE\n    clash := true;\n    NEW.bucket := crm.bucket_of(NEW);",
            "    NEW.created_at := coalesce(NEW.created_at, now());\n  END IF;",
            f"  {stamp}",
            "  WHILE clash AND (NEW.ref IS NULL\n"
            f"    OR EXISTS (SELECT 1 FROM {shape.sql} t WHERE t.ref = NEW.ref AND t.id <> NEW.id))",
            f"  LOOP\n    NEW.ref := crm.draw('{shape.letter}');\n  END LOOP;",
        ]
    else:
        lines += ["  ELSE\n    NEW.bucket := crm.bucket_of(NEW);\n  END IF;"]
    if shape.name == "customer":
        lines[2:2] = [
            "    IF NEW.owner_id IS DISTINCT FROM OLD.owner_id THEN\n"
            "      PERFORM set_config('crm.moved', '1', true); -- its bucket changes hands\n    END IF;"
        ]
    lines.append("  RETURN NEW;")
    declare = f"  clash boolean;\n  was {shape.sql};" if shape.record else ""
    return _function(f"keep_{shape.name}()", "trigger", "\n".join(lines), declare=declare)


def _children(shape: Shape, shapes: Sequence[Shape]) -> list[tuple[Shape, str]]:
    """The tables whose rows lie where those of this one lie, with the column that points here."""
    found = []
    for other in shapes:
        for host in other.hosts:
            if host in ("about", "record"):
                found.append((other, f"{host}_id"))
            elif other.column(host).target == shape.name and not (
                shape.name == "customer" and other.column(host).hard
            ):
                found.append((other, host))
    return found


def _wrote(shape: Shape, shapes: Sequence[Shape]) -> str:
    """After rows were written: the tags of their buckets, and what hangs on them goes along."""
    children = _children(shape, shapes) if shape.record else []
    if shape.name in ("member", "playbook"):  # nothing but sets lies where these lie
        children = [(o, c) for o, c in children if not o.record]
    again = "\n".join(
        f"    UPDATE {other.sql} t SET bucket = NULL WHERE t.{column} = ANY (ids);"
        for other, column in children
    )
    soft = "\n".join(
        f"    IF EXISTS (SELECT 1 FROM {other.sql} t WHERE t.{column} = ANY (ids)) THEN\n"
        f"      UPDATE {other.sql} t SET bucket = NULL WHERE t.{column} = ANY (ids);\n    END IF;"
        for other, column in children
        if other.record and not other.column(column).hard
    )
    sets = "\n".join(
        f"    DELETE FROM {other.sql} t WHERE t.record_id = ANY (ids);"
        for other in shapes
        if shape.record and other.hosts == ("record",)
    )
    lines = ["  IF TG_OP = 'INSERT' THEN"]
    if shape.name == "customer":
        lines.append(
            "    INSERT INTO crm.bucket (id, kind, of, owner_id)\n"
            "    SELECT n.id, 'customer', n.id, n.owner_id FROM new_rows n\n"
            "    ON CONFLICT (id) DO NOTHING;"
        )
    if shape.name == "member":
        lines.append(
            "    INSERT INTO crm.bucket (id, kind, of, owner_id) SELECT n.id, 'inbox', n.id, n.id FROM new_rows n\n"
            "    ON CONFLICT (id) DO NOTHING;"
        )
        lines += [
            f"    UPDATE {other.sql} t SET bucket = NULL WHERE t.bucket = '00000000-0000-4000-8000-000000000000';"
            for other in shapes
            if other.whose and other.name not in REFERENCE and other.name != "customer"
        ]
    lines.append("    PERFORM crm.renew(ARRAY(SELECT DISTINCT n.bucket FROM new_rows n));")
    if soft:
        lines.append(f"    ids := ARRAY(SELECT n.id FROM new_rows n);\n{soft}")
    lines.append("  ELSIF TG_OP = 'DELETE' THEN")
    lines.append("    PERFORM crm.renew(ARRAY(SELECT DISTINCT o.bucket FROM old_rows o));")
    if shape.record:
        lines.append(
            "    ids := ARRAY(SELECT o.id FROM old_rows o);\n"
            f"    IF ids = '{{}}' THEN\n      RETURN NULL;\n    END IF;\n{sets}\n{soft}"
        )
    if shape.name in ("customer", "member"):
        lines.append("    DELETE FROM crm.bucket b WHERE b.id = ANY (ids);")
    lines.append("  ELSE")
    if shape.name == "customer":
        lines.append(
            "    IF current_setting('crm.moved', true) = '1' THEN\n"
            "      ids := ARRAY(SELECT n.id FROM new_rows n JOIN old_rows o USING (id)\n"
            "        WHERE n.owner_id IS DISTINCT FROM o.owner_id ORDER BY 1);\n"
            "      UPDATE crm.bucket b SET owner_id = c.owner_id FROM crm.customer c\n"
            "      WHERE b.id = ANY (ids) AND c.id = b.id AND b.owner_id IS DISTINCT FROM c.owner_id;\n    END IF;"
        )
    lines.append(
        "    PERFORM crm.renew(ARRAY(SELECT n.bucket FROM new_rows n UNION SELECT o.bucket FROM old_rows o));"
    )
    if shape.name not in (*REFERENCE, "customer"):
        key = f"to_json(ARRAY[{', '.join(f'n.{k}::text' for k in shape.key)}])::text"
        using = ", ".join(shape.key)
        inner = [
            f"    UPDATE crm.conflict c SET bucket = n.bucket FROM new_rows n JOIN old_rows o USING ({using})\n"
            f"    WHERE n.bucket <> o.bucket AND c.tbl = '{shape.name}' AND c.key = {key};"
        ]
        if again:
            inner.append(
                "    ids := ARRAY(\n"
                "      SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.bucket <> o.bucket);\n"
                f"    IF ids <> '{{}}' THEN\n{again}\n    END IF;"
            )
        lines.append(
            "    IF current_setting('crm.moved', true) = '1' THEN\n"
            + "\n".join("\n".join("  " + line for line in one.splitlines()) for one in inner)
            + "\n    END IF;"
        )
    lines.append("  END IF;\n  RETURN NULL;")
    return _function(f"wrote_{shape.name}()", "trigger", "\n".join(lines), declare="  ids uuid[];")


def _triggers(shape: Shape) -> list[str]:
    name, keep, wrote = shape.sql, f"crm.keep_{shape.name}()", f"crm.wrote_{shape.name}()"
    out = [
        f"CREATE OR REPLACE TRIGGER keep BEFORE INSERT OR UPDATE ON {name}\n  FOR EACH ROW EXECUTE FUNCTION {keep};"
    ]
    for event, rows in (
        ("INSERT", "NEW TABLE AS new_rows"),
        ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ("DELETE", "OLD TABLE AS old_rows"),
    ):
        # By its name the first of all that run after a statement: buckets are there for the others.
        out.append(
            f"CREATE OR REPLACE TRIGGER a_wrote_{event.lower()} AFTER {event} ON {name} REFERENCING {rows}\n"
            f"  FOR EACH STATEMENT EXECUTE FUNCTION {wrote};"
        )
    out.append(
        f"CREATE OR REPLACE TRIGGER a_wrote_truncate AFTER TRUNCATE ON {name}\n"
        "  FOR EACH STATEMENT EXECUTE FUNCTION crm.emptied();"
    )
    return out


# --- rows as text -------------------------------------------------------------------------------------------------


def as_text(type: str, value: str) -> str:
    """SQL of a value as it travels."""
    return {
        "text": value,
        "boolean": f"{value}::int::text",
        "date": f"to_char({value}, 'YYYY-MM-DD')",
        "timestamptz": f"to_char({value} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')",
    }.get(type, f"{value}::text")


def _wire(shape: Shape) -> str:
    columns = ",\n  ".join(f"{as_text(c.type, f't.{c.name}')} AS {c.name}" for c in shape.columns)
    return (
        f"DROP VIEW IF EXISTS crm.wire_{shape.name};\n"
        f"CREATE VIEW crm.wire_{shape.name} WITH (security_invoker = true) AS\nSELECT t.bucket,\n  {columns}\n"
        f"FROM {shape.sql} t;\nGRANT SELECT ON crm.wire_{shape.name} TO crm_members;"
    )


def _digest(shapes: Sequence[Shape]) -> str:
    """A view of which shard of its bucket each row is in, and a hash of the row: of a big bucket not all is fetched.

    The shard of a row is that of its record: the last two digits of the id, which are random. Two rows of different
    tables that hold the same have different hashes.
    """
    rows = [
        f"SELECT t.bucket, right(t.{shape.record_id}::text, 2) AS shard, {_hash(shape)} AS hash FROM {shape.sql} t"
        for shape in shapes
    ]
    return (
        "DROP VIEW IF EXISTS crm.digest;\nCREATE VIEW crm.digest WITH (security_invoker = true) AS\n"
        + "\nUNION ALL\n".join(rows)
        + ";\nGRANT SELECT ON crm.digest TO crm_members;"
    )


def _hash(shape: Shape) -> str:
    seed = zlib.crc32(shape.name.encode())
    if any(column.type == "json" for column in shape.columns):  # has no hash of its own
        return f"hashtextextended(t::text, {seed})"
    return f"hash_record_extended(t, {seed})"
