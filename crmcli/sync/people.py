"""The members on a hub and their logins: SQL as the hub's owner. What is allowed is asked in ``verbs/hub.py``."""

from __future__ import annotations

from crmcli.errors import Refused
from crmcli.i18n import _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, LiteralString

    import psycopg

COLUMNS = (
    "id", "ref", "name", "role", "department", "superior_id", "email", "active", "removed_at", "limits",
)  # fmt: skip


class Person:
    """A member on the hub, and the login if there is one."""

    __slots__ = (*COLUMNS, "connected", "login", "login_active", "pushed_at")

    id: str
    ref: str
    name: str
    role: str | None
    department: str | None
    superior_id: str | None
    email: str | None
    active: bool
    removed_at: str | None
    limits: str | None
    login: str | None
    login_active: bool
    connected: int  # sessions at this moment
    pushed_at: str | None  # when something last came from the login

    def __init__(self, values: Mapping[str, Any]) -> None:
        for name in self.__slots__:
            setattr(self, name, values[name])


def people(connection: psycopg.Connection) -> list[Person]:
    """All members, removed ones left out, by name."""
    from psycopg.rows import dict_row

    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            "SELECT m.id::text, m.ref, m.name, m.role, m.department, m.superior_id::text, m.email, m.active,"
            " m.removed_at::text, m.limits::text, l.login::text, coalesce(l.active, false) AS login_active,"
            " (SELECT count(*) FROM pg_stat_activity a WHERE a.usename = l.login AND a.datname = current_database())"
            "   AS connected,"
            " (SELECT to_char(max(o.at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') FROM crm.op o"
            "   WHERE o.login = l.login) AS pushed_at"
            " FROM crm.member m LEFT JOIN crm.login l ON l.member_id = m.id WHERE m.removed_at IS NULL"
            " ORDER BY m.name, m.ref, l.login"
        )
        return [Person(row) for row in cursor]


def acts_for(connection: psycopg.Connection, owner: str) -> bool:
    """Whether the login of a connection is a role, or may act as it."""
    row = connection.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", (owner,)).fetchone()
    return row == (True,)


def setting(connection: psycopg.Connection, key: str) -> str | None:
    """A value of the hub's own settings."""
    row = connection.execute("SELECT value FROM crm.setting WHERE key = %s", (key,)).fetchone()
    return None if row is None else str(row[0])


def keep_currency(connection: psycopg.Connection, code: str) -> None:
    """Note the currency in which the team counts: stores that join and name none take it over."""
    with connection.transaction():
        connection.execute(
            "INSERT INTO crm.setting (key, value) VALUES ('currency', %s)"
            " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
            (code,),
        )


def team_file(connection: psycopg.Connection) -> str | None:
    """The content of the team's own file of roles, if one is in use on the hub."""
    row = connection.execute(
        "SELECT content::text FROM crm.playbook WHERE name = 'team' AND in_use AND removed_at IS NULL"
        " ORDER BY version DESC, created_at DESC NULLS LAST, id DESC LIMIT 1"
    ).fetchone()
    return None if row is None else row[0]


def add_member(connection: psycopg.Connection, columns: Mapping[str, str | None]) -> None:
    """Write a member's row as a store has it; one that is there stays as it is."""
    from psycopg import sql

    connection.execute(
        sql.SQL("INSERT INTO crm.member ({}) VALUES ({}) ON CONFLICT (id) DO NOTHING").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join(sql.Placeholder() * len(columns)),
        ),
        list(columns.values()),
    )


def change_member(connection: psycopg.Connection, id: str, columns: Mapping[str, str | None]) -> None:
    """Change columns of a member."""
    from psycopg import sql

    if columns:
        connection.execute(
            sql.SQL("UPDATE crm.member SET {}, updated_at = now() WHERE id = %s").format(
                sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in columns)
            ),
            [*columns.values(), id],
        )


# --- logins -------------------------------------------------------------------------------------------------------


def _do(connection: psycopg.Connection, text: LiteralString, **names: str) -> None:
    """Run a statement that takes names; ``password`` is a literal, all others identifiers."""
    from psycopg import sql

    quoted = {
        name: sql.Literal(value) if name == "password" else sql.Identifier(value)
        for name, value in names.items()
    }
    connection.execute(sql.SQL(text).format(**quoted))


def free_login(connection: psycopg.Connection, wanted: str) -> str:
    """A login that no role of the server has: the one wanted, else with a number."""
    taken = {
        str(name)
        for (name,) in connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE %s",
            (wanted.replace("\\", "").replace("_", "\\_").replace("%", "") + "%",),
        )
    }
    number = 1
    login = wanted
    while login in taken:
        number += 1
        login = f"{wanted[:58]}{number}"
    return login


def is_role(connection: psycopg.Connection, name: str) -> bool:
    """Whether the server has a role of this name."""
    return connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (name,)).fetchone() is not None


def add_login(connection: psycopg.Connection, login: str, password: str, member: str) -> bool:
    """Make a login for a member, in the transaction that is open; False if the server has just got such a role.

    The password is sent as SCRAM's verifier only.
    """
    import psycopg

    group = setting(connection, "group_role") or ""
    try:
        with connection.transaction():
            _do(connection, "CREATE ROLE {login} LOGIN PASSWORD {password} IN ROLE {group}",
                login=login, password=_verifier(connection, login, password), group=group)  # fmt: skip
    except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        return False
    _do(
        connection, "ALTER ROLE {login} SET jit = off", login=login
    )  # it costs more than it saves under policies
    _do(
        connection,
        "GRANT CONNECT ON DATABASE {database} TO {login}",
        database=connection.info.dbname,
        login=login,
    )
    connection.execute(
        "INSERT INTO crm.login (login, member_id, active, created_at) VALUES (%s, %s, true, now())",
        (login, member),
    )
    return True


def new_password(connection: psycopg.Connection, login: str, password: str) -> None:
    """Set a login's password; one that had expired is good again."""
    _do(connection, "ALTER ROLE {login} PASSWORD {password} VALID UNTIL 'infinity'",
        login=login, password=_verifier(connection, login, password))  # fmt: skip


def own_password(connection: psycopg.Connection, password: str) -> None:
    """Set the password of the login that is connected."""
    login = connection.info.user
    _do(connection, "ALTER ROLE {login} PASSWORD {password}",
        login=login, password=_verifier(connection, login, password))  # fmt: skip


def _verifier(connection: psycopg.Connection, login: str, password: str) -> str:
    made = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
    return made.decode()


def let_in(connection: psycopg.Connection, login: str, allowed: bool) -> None:
    """Let a login in, or no more; in the transaction that is open."""
    connection.execute("UPDATE crm.login SET active = %s WHERE login = %s", (allowed, login))
    if allowed:
        _do(connection, "ALTER ROLE {login} LOGIN", login=login)
    else:
        _do(connection, "ALTER ROLE {login} NOLOGIN", login=login)


def remove_login(connection: psycopg.Connection, login: str) -> bool:
    """Remove a login, in the transaction that is open; whether the role itself went.

    It stays, without any right here and unable to log in, where something elsewhere on the server hangs on it.
    """
    import psycopg

    connection.execute("DELETE FROM crm.login WHERE login = %s", (login,))
    _do(
        connection,
        "REVOKE ALL ON DATABASE {database} FROM {login}",
        database=connection.info.dbname,
        login=login,
    )
    _do(connection, "REVOKE {group} FROM {login}", group=setting(connection, "group_role") or "", login=login)
    try:
        with connection.transaction():
            _do(connection, "DROP ROLE {login}", login=login)
        return True
    except psycopg.errors.DependentObjectsStillExist:
        return False


def cut(connection: psycopg.Connection, login: str) -> int | None:
    """End the sessions of a login that may no longer log in; their number, None if the server does not let us.

    Who is no superuser has to be a member of the login for it, and is for that moment only.
    """
    import psycopg

    try:
        with connection.transaction():
            row = connection.execute(
                "SELECT rolsuper OR pg_has_role('pg_signal_backend', 'USAGE') FROM pg_roles"
                " WHERE rolname = current_user"
            ).fetchone()
            alone = row == (True,)
            me = connection.info.user
            if not alone:
                newer = connection.info.server_version >= 160_000
                _do(connection, "GRANT {login} TO {me} WITH INHERIT TRUE" if newer else "GRANT {login} TO {me}",
                    login=login, me=me)  # fmt: skip
            found = connection.execute(
                "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = %s",
                (login,),
            ).fetchone()
            if not alone:
                _do(connection, "REVOKE {login} FROM {me}", login=login, me=me)
        return int(found[0]) if found is not None else 0
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidGrantOperation):
        return None


# --- the hub ------------------------------------------------------------------------------------------------------


def figures(connection: psycopg.Connection) -> dict[str, Any]:
    """What a look at the hub tells its owner: numbers, sizes, connections."""
    from psycopg.rows import dict_row

    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM crm.member WHERE removed_at IS NULL) AS members,"
            " (SELECT count(*) FROM crm.login WHERE active) AS logins,"
            " (SELECT count(*) FROM crm.customer WHERE removed_at IS NULL) AS customers,"
            " (SELECT count(*) FROM crm.bucket) AS buckets,"
            " (SELECT count(*) FROM crm.op) AS changes,"
            " (SELECT count(*) FROM crm.conflict WHERE closed_at IS NULL) AS conflicts,"
            " pg_database_size(current_database()) AS bytes,"
            " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections,"
            " current_setting('max_connections')::int AS max_connections,"
            " current_setting('default_transaction_read_only') = 'on' OR pg_is_in_recovery() AS read_only,"
            " current_setting('ssl') = 'on' AS tls_offered"
        )
        found = cursor.fetchone()
    assert found is not None
    return dict(found)


def no_such_login(person: Person) -> Refused:
    """The refusal for a member without a login."""
    message = _("%(who)s has no login on the hub.") % {"who": person.name}
    return Refused(
        message,
        hint=_("`crm hub add %(ref)s` gives one.") % {"ref": person.ref},
        missing=[{"code": "login", "field": "login", "message": message}],
    )
