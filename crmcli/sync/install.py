"""Making and upgrading a hub: the SQL of its schema, and how it is run on a database.

All of it is one transaction under an advisory lock: who syncs meanwhile waits a moment and goes on, whatever version
they have. The tables are those of ``store/schema_postgres.sql``, the rest stands in ``sync/sql``.
"""

from __future__ import annotations

import json
import os
import re

from crmcli.errors import HubError, Refused
from crmcli.i18n import _
from crmcli.store.open import VERSION

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    import psycopg

    from crmcli.sync.address import Address

    # As processes/team.py reads them: who may do what unless the team says so in a file of its own.
    Roles = list[dict[str, Any]]

FILES = (
    "core",
    "records",
    "members",
    "rights",
    "may",
    "deciding",
    "becoming",
    "writing",
    "policies",
    "doing",
    "push",
    "views",
)
"""What stands in ``sync/sql``, in the order in which it is run."""

GROUP = "crm_members"
"""The role that all members' logins are in, as the files call it; another name where that one is somebody else's."""

MIN_CLIENT = 7
"""The oldest version of a store that may still sync with a hub of this version."""

OLDEST = 15
"""The oldest PostgreSQL that a hub runs on: it was the first whose views can see with the eyes of who asks."""

_LOCK = 4_046_331_170  # of nobody else: one installation at a time
_PATIENCE = "30s"  # how long a statement waits for those who are syncing

_BEFORE = """\
CREATE SCHEMA IF NOT EXISTS crm;
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'crm_members') THEN
    CREATE ROLE crm_members NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- made by another hub at this moment
END $$;
GRANT USAGE ON SCHEMA crm TO crm_members;
SET LOCAL search_path = crm, pg_temp;
SET LOCAL check_function_bodies = on;
"""

_AFTER = """\
INSERT INTO crm.setting (key, value) VALUES
  ('hub_id', gen_random_uuid()::text),
  ('schema', '{schema}'),
  ('min_client', '{min_client}'),
  ('group_role', '{group}'),
  ('roles', {roles}),
  ('code', '{code}')
ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value WHERE setting.key <> 'hub_id';
-- Only members may connect; to compile a statement costs more than it saves where policies are many; nobody waits for
-- ever for somebody who has left a transaction open.
DO $$ BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('ALTER DATABASE %I SET jit = off', current_database());
  EXECUTE format('ALTER DATABASE %I SET lock_timeout = %L', current_database(), '1min');
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'the database belongs to somebody else, who has to revoke CONNECT and to set jit and lock_timeout';
END $$;
"""

# What the owner of the database has to do who does not make the hub. Push keeps what it works on in a temporary table.
_FOR_OWNER = (
    "GRANT CONNECT, TEMPORARY ON DATABASE %1$I TO %2$I WITH GRANT OPTION; GRANT CONNECT ON DATABASE %1$I TO %3$I; "
    "REVOKE ALL ON DATABASE %1$I FROM PUBLIC; ALTER DATABASE %1$I SET jit = off; "
    "ALTER DATABASE %1$I SET lock_timeout = '1min';"
)


class State:
    """What is in a database before anything is done: ``kind`` is ``empty``, ``hub``, ``foreign``."""

    __slots__ = ("code", "foreign", "group", "hub_id", "kind", "min_client", "owner", "schema")

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.hub_id = ""
        self.schema = 0
        self.min_client = 0
        self.group = GROUP
        self.code = ""
        self.owner = ""
        self.foreign: list[str] = []  # names of tables that are not ours


class Installed:
    """What was done: ``before`` is the version that was there (0: none), ``done`` says it in sentences."""

    __slots__ = ("before", "done", "hub_id", "schema", "server")

    def __init__(self, hub_id: str, before: int, server: str) -> None:
        self.hub_id = hub_id
        self.before = before
        self.schema = VERSION
        self.server = server
        self.done: list[str] = []


# --- the SQL ------------------------------------------------------------------------------------------------------


def text(roles: Roles) -> str:
    """All of the SQL that makes a hub of an empty database, as ``crm hub sql`` prints it and ``psql`` can run it."""
    parts = [
        f"-- The hub of a team for crm, stores of version {VERSION}; for an empty database of PostgreSQL {OLDEST} or "
        "later.\n-- As the owner of the database, with CREATEROLE.\nBEGIN;\n",
        _BEFORE,
        _file("../store/schema_postgres.sql"),
        *(_file(f"sql/{name}.sql") for name in FILES),
        _after(GROUP, roles),
        "COMMIT;\n",
    ]
    return "\n".join(parts)


def code(roles: Roles) -> str:
    """A value that is another one when any of the SQL or of the roles is another."""
    import hashlib

    files = [
        _BEFORE,
        _file("../store/schema_postgres.sql"),
        *(_file(f"sql/{name}.sql") for name in FILES),
        _AFTER,
    ]
    return hashlib.sha256("\0".join((*files, _written(roles))).encode()).hexdigest()[:16]


def _file(name: str) -> str:
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        return file.read()


def _written(roles: Roles) -> str:
    return json.dumps(roles, ensure_ascii=False, separators=(",", ":"))


def _after(group: str, roles: Roles) -> str:
    quoted = "'" + _written(roles).replace("'", "''") + "'"
    return _AFTER.format(schema=VERSION, min_client=MIN_CLIENT, group=group, code=code(roles), roles=quoted)


def _for(group: str, sql: str) -> str:
    """A file's SQL with the group role's name on this cluster."""
    return sql if group == GROUP else re.sub(rf"\b{GROUP}\b", group, sql)


# --- running it ---------------------------------------------------------------------------------------------------


def look(connection: psycopg.Connection) -> State:
    """What is in the database of a connection."""
    owner = connection.execute(
        "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'crm'"
    ).fetchone()
    if owner is not None and connection.execute("SELECT to_regclass('crm.setting')::text").fetchone() != (
        None,
    ):
        state = State("hub")
        state.owner = str(owner[0])
        found: dict[str, str] = dict(connection.execute("SELECT key, value FROM crm.setting").fetchall())
        state.hub_id = found.get("hub_id") or ""
        state.schema, state.min_client = int(found.get("schema") or 0), int(found.get("min_client") or 0)
        state.group, state.code = found.get("group_role") or GROUP, found.get("code") or ""
        return state
    tables = connection.execute(
        "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
        " ORDER BY 1 LIMIT 20"
    ).fetchall()
    state = State("foreign" if tables or owner is not None else "empty")
    state.foreign = [str(name) for (name,) in tables] or ["crm"]
    return state


def install(connection: psycopg.Connection, address: Address, roles: Roles) -> Installed:
    """Make a hub of an empty database, or upgrade one. The connection is in no transaction, its login the owner's.

    Raises :class:`Refused` for what stands in the way, all at once, and :class:`HubError` for a hub that is newer.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        refuse_version(connection, address)
        state = look(connection)
        installed = Installed(state.hub_id, state.schema, _server(connection))
        _refuse(connection, state, address)
        if state.kind == "hub" and (state.schema, state.code) == (VERSION, code(roles)):
            installed.done.append(_("The hub is up to date already; nothing was changed."))
            return installed
        group = state.group if state.kind == "hub" else _group(connection)
        connection.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
        if state.kind == "hub" and state.owner != _me(connection):
            connection.execute("SELECT set_config('role', %s, true)", (state.owner,))
        if state.kind == "hub":  # every member begins by reading it: nobody is in the middle of anything then
            connection.execute("LOCK TABLE crm.login IN ACCESS EXCLUSIVE MODE")
        connection.execute(_for(group, _BEFORE))
        if state.kind == "hub":
            installed.done += _alter(connection)
        else:
            connection.execute(_file("../store/schema_postgres.sql"))
            tables = sum(1 for _found in _tables())
            installed.done.append(_("%(number)d tables made in the schema crm.") % {"number": tables})
        for name in FILES:
            connection.execute(_for(group, _file(f"sql/{name}.sql")))
        installed.done.append(_("Functions, views and policies of this version set up."))
        connection.execute(_after(group, roles))
        installed.done.append(_("Members' logins are in the role %(group)s.") % {"group": group})
        row = connection.execute(
            "SELECT (SELECT value FROM crm.setting WHERE key = 'hub_id'), pg_get_userbyid(datdba),"
            " pg_has_role(datdba, 'MEMBER'), format(%s, datname, current_user, %s::text)"
            " FROM pg_database WHERE datname = current_database()",
            (_FOR_OWNER, group),
        ).fetchone()
        assert row is not None
        hub_id, owner, ours, wanted = row
        installed.hub_id = str(hub_id)
        if not ours:
            installed.done.append(
                _("The database belongs to %(owner)s, who should do: %(sql)s")
                % {"owner": owner, "sql": wanted}
            )
    return installed


def _server(connection: psycopg.Connection) -> str:
    return connection.info.parameter_status("server_version") or ""


def _me(connection: psycopg.Connection) -> str:
    row = connection.execute("SELECT current_user").fetchone()
    assert row is not None
    return str(row[0])


def refuse_version(connection: psycopg.Connection, address: Address) -> None:
    """Raise :class:`HubError` for a server that is too old."""
    if connection.info.server_version < OLDEST * 10_000:
        raise HubError(
            _("The server is PostgreSQL %(theirs)s; a hub needs %(oldest)d or later.")
            % {"theirs": _server(connection), "oldest": OLDEST},
            hint=_("Upgrade the server, or take another."),
            hub=address.url,
        )


def _refuse(connection: psycopg.Connection, state: State, address: Address) -> None:
    """Raise what stands in the way of an installation."""
    if state.schema > VERSION:
        raise HubError(
            _("The hub is newer (version %(theirs)d) than this crm (version %(mine)d).")
            % {"theirs": state.schema, "mine": VERSION},
            hint=_("Update crm here first; nothing was changed."),
            hub=address.url,
        )
    missing = []
    if state.kind == "foreign":
        message = _("The database “%(database)s” is not empty and no hub; there is: %(what)s.") % {
            "database": address.database,
            "what": ", ".join(state.foreign),
        }
        missing.append({"code": "not_empty", "field": "database", "message": message})
    row = connection.execute(
        "SELECT rolsuper, rolsuper OR rolcreaterole, has_database_privilege(current_database(), 'CREATE')"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert row is not None
    superuser, may_make_roles, may_create = row
    if not may_make_roles:
        message = _("%(login)s may make no logins (CREATEROLE).") % {"login": address.login}
        missing.append({"code": "createrole", "field": "login", "message": message})
    if not may_create:
        message = _("%(login)s may make nothing in the database “%(database)s”.") % {
            "login": address.login,
            "database": address.database,
        }
        missing.append({"code": "create", "field": "database", "message": message})
    if state.kind == "hub" and not superuser and state.owner != _me(connection):
        message = _("The hub belongs to %(owner)s, not to %(login)s.") % {
            "owner": state.owner,
            "login": address.login,
        }
        missing.append({"code": "owner", "field": "login", "message": message})
    if missing:
        raise Refused(
            " ".join(one["message"] for one in missing),
            hint=_(
                "A hub is made in an empty database, by its owner: CREATE ROLE crm_owner LOGIN CREATEROLE; "
                "CREATE DATABASE crm OWNER crm_owner. Nothing was changed."
            ),
            missing=missing,
        )


def _group(connection: psycopg.Connection) -> str:
    """The name of the group role for a new hub: the usual one unless it is there and not ours to give."""
    row = connection.execute(
        "SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),"
        " EXISTS (SELECT FROM pg_roles WHERE rolname = %s), current_database()",
        (GROUP,),
    ).fetchone()
    assert row is not None
    superuser, there, database = row
    if not there or superuser:
        return GROUP
    if connection.info.server_version < 160_000:  # CREATEROLE may give every role there
        return GROUP
    mine = connection.execute(
        "SELECT pg_has_role(current_user, %s, 'MEMBER WITH ADMIN OPTION')", (GROUP,)
    ).fetchone()
    if mine == (True,):
        return GROUP
    return f"{GROUP}_{re.sub(r'[^a-z0-9_]', '_', str(database).lower())}"[:63]


def _tables() -> Iterator[tuple[str, str]]:
    """The statements of the tables' file: the name of a table, and its statement; an index's has no name."""
    for statement in re.split(r";\n", _file("../store/schema_postgres.sql")):
        found = re.search(r"^CREATE TABLE (\S+) \(", statement, re.MULTILINE)
        if found is not None:
            yield found[1], statement[found.start() :]


def _alter(connection: psycopg.Connection) -> list[str]:
    """Add what the tables of an older hub lack, and say what."""
    done = []
    for name, statement in _tables():
        if connection.execute("SELECT to_regclass(%s)::text", (f"crm.{name}",)).fetchone() == (None,):
            connection.execute(statement)
            done.append(_("Table %(table)s made.") % {"table": name.strip('"')})
            continue
        there = {
            str(column)
            for (column,) in connection.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
                (f"crm.{name}",),
            )
        }
        for line in statement.splitlines()[1:]:
            column = re.match(r'  ("?)([a-z_][a-z0-9_]*)\1 (.*?),?$', line)
            if column is not None and column[2] not in there:
                connection.execute(f"ALTER TABLE crm.{name} ADD COLUMN {line.strip().rstrip(',')}")
                told = {"table": name.strip('"'), "column": column[2]}
                done.append(_("Column %(column)s added to %(table)s.") % told)
    for statement in re.split(r";\n", _file("../store/schema_postgres.sql")):
        statement = statement.strip()
        if re.match(r"CREATE (UNIQUE )?INDEX ", statement):
            connection.execute(re.sub(r"INDEX ", "INDEX IF NOT EXISTS ", statement, count=1))
    return done
