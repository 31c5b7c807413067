"""What a rep can do with a password and psql instead of the program: each is refused, or shown to be harmless.

docs/security.md says the same in words. The firm is that of ``rights_house``; the attacker is ``stranger``, a rep to
whom nothing there belongs, or ``li``, whose customers they are.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pg
import psycopg
import pytest
from hubs import Hub, Login, new_hub, place_of
from psycopg import errors

from crmcli.store.records import JOURNALLED, KINDS
from crmcli.store.wire import Op
from tests.sync.rights_house import AT, House, push, settle

OURS = "crm"


class Firm:
    """A house on a hub, and its logins."""

    def __init__(self, house: House, hub: Hub, logins: dict[str, Login]) -> None:
        self.house = house
        self.hub = hub
        self.logins = logins

    def connect(self, name: str = "stranger", **more: Any) -> Any:
        """A connection as a member's login."""
        return self.hub.connect(self.logins[name].login, **more)

    def row(self, label: str) -> Any:
        """A record of the house by its label."""
        return next(row for called, _kind, row in self.house.records if called == label)

    def push(self, name: str, *ops: Op) -> list[tuple[str, str | None]]:
        """What the hub answers a member, for good."""
        with self.connect(name) as connection:
            return push(connection, list(ops))


@pytest.fixture(scope="module")
def firm(postgres: pg.Access, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    house = House(tmp_path_factory.mktemp("house"))
    hub = new_hub(postgres, place_of(tmp_path_factory))
    try:
        yield Firm(house, hub, settle(hub, house))
    finally:
        hub.drop()


@pytest.fixture
def rep(firm: Firm) -> Iterator[Any]:
    """A connection of the stranger's."""
    with firm.connect() as connection:
        yield connection


def refused(connection: Any, query: str, *given: object, **more: Any) -> str:
    """Have a statement be refused for want of a right; what the server says."""
    with pytest.raises((errors.InsufficientPrivilege, errors.InvalidAuthorizationSpecification)) as caught:
        connection.execute(query, given or None, **more)
    return str(caught.value)


def theirs(connection: Any, table: str = "customer") -> set[str]:
    """The names of the customers that are seen, but those that the attacks themselves have made."""
    return {str(name) for (name,) in connection.execute(f"SELECT name FROM crm.{table}")} - {"Attack"}


def tables(firm: Firm, kinds: str = "r") -> list[str]:
    """The tables (or views) of the hub's schema."""
    return [
        str(name)
        for (name,) in firm.hub.sql(
            "SELECT relname FROM pg_class WHERE relnamespace = 'crm'::regnamespace AND relkind = ANY (%s) ORDER BY 1",
            list(kinds),
        )
    ]


# --- becoming somebody else ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_nobody_becomes_another(firm: Firm, rep: Any) -> None:
    for name in (firm.hub.owner, "postgres", firm.logins["director"].login, "pg_read_all_data"):
        refused(rep, f'SET ROLE "{name}"')
        refused(rep, f'SET SESSION AUTHORIZATION "{name}"')
        refused(rep, f'GRANT "{name}" TO "{firm.logins["stranger"].login}"')
    refused(rep, f"ALTER ROLE \"{firm.logins['director'].login}\" PASSWORD 'mine'")
    refused(rep, f'ALTER ROLE "{firm.logins["stranger"].login}" BYPASSRLS')
    refused(rep, "CREATE ROLE helper LOGIN")


@pytest.mark.slow
def test_the_group_of_members_is_no_more_than_a_member(firm: Firm, rep: Any) -> None:
    """One may become it: who one is, is who has logged in."""
    (group,) = rep.execute(
        "SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid"
        " JOIN pg_roles u ON u.oid = m.member WHERE u.rolname = session_user"
    ).fetchone()
    rep.execute(f'SET ROLE "{group}"')
    assert rep.execute("SELECT crm.me()::text").fetchone() == (firm.house.id("stranger"),)
    assert theirs(rep) == {"公海"}  # the one in the pool
    refused(rep, "UPDATE crm.customer SET name = 'x'")


def test_a_setting_makes_nobody_another(firm: Firm, rep: Any) -> None:
    """What push writes down of who did it, it asks of the login, not of the session's settings."""
    director = firm.house.id("director")
    for name in ("crm.actor", "crm.me", "crm.member"):
        rep.execute(f"SET {name} = '{director}'")
    with pytest.raises(psycopg.Error):
        rep.execute("SET row_security = off; SELECT * FROM crm.customer")
    rep.execute("RESET row_security")
    refused(rep, "SET session_replication_role = replica")
    rep.execute("SET search_path = pg_temp, public")
    rep.execute(
        "SET timezone = 'Pacific/Kiritimati'; SET datestyle = 'German'; SET default_transaction_read_only = off"
    )
    mine = _customer(firm, "stranger")
    assert push(rep, [mine]) == [("ok", None)]
    assert firm.hub.sql(
        "SELECT o.member_id::text, o.login::text, c.updated_by_id::text FROM crm.op o"
        " JOIN crm.customer c ON c.id = %s WHERE o.op_id = %s", mine.key[0], mine.op_id,
    ) == [(firm.house.id("stranger"), firm.logins["stranger"].login, firm.house.id("stranger"))]  # fmt: skip


def test_a_login_without_a_member_sees_and_does_nothing(firm: Firm) -> None:
    """Somebody put into the group by hand."""
    login = firm.hub.role()
    firm.hub.sql(f'GRANT CONNECT ON DATABASE "{firm.hub.name}" TO "{login}"')
    (group,) = firm.hub.sql("SELECT value FROM crm.setting WHERE key = 'group_role'")[0]
    firm.hub.sql(f'GRANT "{group}" TO "{login}"')
    with firm.hub.connect(login) as connection:
        for name in KINDS:
            assert connection.execute(f'SELECT count(*) FROM crm."{name}"').fetchone() == (0,), name
        with pytest.raises(psycopg.Error) as caught:
            push(connection, [_customer(firm, "stranger")])
        assert caught.value.sqlstate == "CR001"


# --- writing beside push ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_no_table_is_written_but_through_push(firm: Firm) -> None:
    """Not by the rep, not by the owner of a record, not by the director."""
    for name in ("stranger", "li", "director"):
        with firm.connect(name) as connection:
            for table in tables(firm):
                for words in (
                    f'INSERT INTO crm."{table}" DEFAULT VALUES', f'DELETE FROM crm."{table}"',
                    f'TRUNCATE crm."{table}"', f'ALTER TABLE crm."{table}" DISABLE ROW LEVEL SECURITY',
                    f'DROP TABLE crm."{table}"', f'COPY crm."{table}" FROM STDIN',
                ):  # fmt: skip
                    refused(connection, words)
                with (
                    connection.transaction(),
                    pytest.raises(errors.InsufficientPrivilege),
                    connection.transaction(),
                ):
                    connection.execute(f'LOCK TABLE crm."{table}" IN EXCLUSIVE MODE')
            for table, columns in JOURNALLED.items():
                refused(connection, f'UPDATE crm."{table}" SET {columns[0]} = {columns[0]}')
                refused(connection, f'SELECT * FROM crm."{table}" FOR UPDATE')
            refused(connection, "UPDATE crm.bucket SET owner_id = NULL")
            for view in tables(firm, "v"):
                with pytest.raises((errors.InsufficientPrivilege, errors.ObjectNotInPrerequisiteState)):
                    connection.execute(f'DELETE FROM crm."{view}"')


def test_what_the_hub_keeps_for_itself_is_not_read(firm: Firm, rep: Any) -> None:
    """Logins, settings, where each stands: no column of them."""
    read = {"bucket", "conflict", "op", *JOURNALLED}
    for table in tables(firm):
        if table not in read:
            refused(rep, f'SELECT * FROM crm."{table}"')
            refused(rep, f'SELECT count(*) FROM crm."{table}"')
    assert {"login", "setting", "place", "before", "turn"} <= set(tables(firm)) - read


def test_every_table_that_is_read_has_row_level_security(firm: Firm) -> None:
    """Which its owner alone is above."""
    assert firm.hub.sql(
        "SELECT relname FROM pg_class WHERE relnamespace = 'crm'::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT relrowsecurity"
    ) == []  # fmt: skip
    assert firm.hub.sql(
        "SELECT DISTINCT cmd FROM pg_policies WHERE schemaname = 'crm'"
        " AND (cmd <> 'SELECT' OR permissive <> 'PERMISSIVE')"
    ) == []  # fmt: skip


@pytest.mark.slow
def test_every_view_sees_with_the_eyes_of_who_asks(firm: Firm) -> None:
    """A view without ``security_invoker`` would show what its owner sees: everything."""
    found = firm.hub.sql(
        "SELECT relname FROM pg_class WHERE relnamespace = 'crm'::regnamespace AND relkind IN ('v', 'm')"
        " AND NOT coalesce(reloptions::text[] && ARRAY['security_invoker=true', 'security_invoker=on'], false)"
    )
    assert found == []
    assert len(tables(firm, "v")) >= len(JOURNALLED)  # there are some
    with firm.connect() as connection:
        for view in tables(firm, "v"):
            connection.execute(f'SELECT * FROM crm."{view}"').fetchall()
        assert theirs(connection, "wire_customer") == {"公海"}


CALLED = {
    "demand_me", "has", "hello", "manifest", "me", "money", "my_part", "my_parts", "my_people", "my_shares", "push",
    "seen", "start", "tags", "unknown",
}  # fmt: skip
"""The functions that members may call: of what they see themselves, and to push."""


def test_no_function_is_called_but_those_for_members(firm: Firm, rep: Any) -> None:
    found = rep.execute(
        "SELECT p.oid::regprocedure::text, p.proname, has_function_privilege(p.oid, 'EXECUTE'),"
        " p.prorettype = 'trigger'::regtype FROM pg_proc p WHERE p.pronamespace = 'crm'::regnamespace"
    ).fetchall()
    assert {name for _called, name, allowed, _trigger in found if allowed} == CALLED
    closed = [called for called, _name, allowed, trigger in found if not allowed and not trigger]
    assert len(closed) > 20
    for called in closed:
        name, _bracket, types = called.partition("(")
        given = ", ".join(f"NULL::{one}" for one in types.rstrip(")").split(",") if one)
        given = f"VARIADIC {given}" if name == "crm.inbox" else given
        assert "permission denied" in refused(rep, f"SELECT {name}({given})"), called


def test_every_function_of_the_owner_has_a_search_path_of_its_own(firm: Firm) -> None:
    """One that runs as the owner and looked where its caller says could be given another table or function."""
    found = firm.hub.sql(
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'crm'::regnamespace AND p.prosecdef"
        " AND NOT 'search_path=crm, pg_temp' = ANY (coalesce(p.proconfig, '{}'))"
    )
    assert found == []


# --- putting something in the way ---------------------------------------------------------------------------------


def test_nothing_is_created_on_a_hub(firm: Firm, rep: Any) -> None:
    for where in ("crm", "public"):
        refused(rep, f"CREATE TABLE {where}.bucket (id int)")
        refused(rep, f"CREATE FUNCTION {where}.me() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'")
        refused(rep, f"CREATE VIEW {where}.all_customers AS SELECT * FROM crm.customer")
        refused(rep, f"CREATE OPERATOR {where}.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = uuid_ne)")
        refused(rep, f"CREATE TYPE {where}.uuid AS (x int)")
    refused(rep, "CREATE SCHEMA mine")
    refused(rep, "CREATE EXTENSION file_fdw")
    refused(rep, "CREATE EVENT TRIGGER t ON ddl_command_start EXECUTE FUNCTION crm.me()")
    refused(
        rep,
        "CREATE TRIGGER t BEFORE INSERT ON crm.op FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    )
    refused(rep, "CREATE POLICY mine ON crm.customer USING (true)")
    refused(rep, "CREATE RULE r AS ON SELECT TO crm.customer DO INSTEAD SELECT 1")
    refused(rep, "CREATE PUBLICATION p FOR ALL TABLES")


def test_a_temporary_table_shadows_nothing(firm: Firm) -> None:
    """On a hub they may not be made at all; were they allowed, the hub's functions look in its own schema first."""
    with firm.connect() as connection:
        refused(connection, "CREATE TEMP TABLE customer (id int)")
        refused(connection, "CREATE TEMP TABLE pushing (n int)")
    login = firm.logins["stranger"].login
    firm.hub.sql(f'GRANT TEMP ON DATABASE "{firm.hub.name}" TO "{login}"')
    try:
        with firm.connect() as connection:
            for name in ("login", "place", "bucket", "share", "member"):
                connection.execute(
                    f"CREATE TEMP TABLE {name} AS SELECT session_user AS login, true AS active, true AS works,"
                    f" '{firm.house.id('director')}'::uuid AS member_id, '{{all}}'::text[] AS rights"
                )
            connection.execute("SET search_path = pg_temp, crm, pg_catalog")
            assert connection.execute("SELECT crm.me()::text, crm.has('all')").fetchone() == (
                firm.house.id("stranger"), False,
            )  # fmt: skip
            assert theirs(connection) == {"公海"}
            # A table in place of the one that push works with: it is looked at whose it is.
            connection.execute("CREATE TEMP TABLE pushing (n int, result text)")
            with pytest.raises(errors.InsufficientPrivilege):
                push(connection, [_customer(firm, "stranger")])
        with firm.connect() as connection:  # a function of one's own under the name of one that push calls
            connection.execute(
                "CREATE FUNCTION pg_temp.demand_me() RETURNS uuid LANGUAGE sql AS"
                f" $$ SELECT '{firm.house.id('director')}'::uuid $$"
            )
            connection.execute("SET search_path = pg_temp, crm")
            ours = _customer(firm, "stranger", created_by_id=firm.house.id("director"))
            assert push(connection, [ours]) == [("refused", "forged")]
    finally:
        firm.hub.sql(f'REVOKE TEMP ON DATABASE "{firm.hub.name}" FROM "{login}"')


# --- reading beside the policies ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_function_in_a_condition_is_not_shown_what_is_hidden(firm: Firm) -> None:
    """Were it called before the policy, an error of its own would tell: the policy comes first."""
    login = firm.logins["stranger"].login
    firm.hub.sql(f'GRANT TEMP ON DATABASE "{firm.hub.name}" TO "{login}"')
    try:
        with firm.connect() as connection:
            told: list[str] = []
            connection.add_notice_handler(lambda notice: told.append(notice.message_primary))
            connection.execute(
                "CREATE FUNCTION pg_temp.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS"
                " $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$"
            )
            for table, column in (
                ("customer", "name"),
                ("followup", "text"),
                ("guidance", "text"),
                ("op", "new"),
            ):
                connection.execute(f"SELECT count(*) FROM crm.{table} WHERE pg_temp.leak({column})")
            connection.execute("SELECT count(*) FROM crm.wire_customer WHERE pg_temp.leak(name)")
            assert told, "the function is called of what is seen"
            assert not {"天成", "海丰", "远洋", "港口"} & set(told)
            # An error that depends on a hidden value: a division by zero only for one name.
            connection.execute(
                "SELECT 1 / (CASE WHEN name = '天成' THEN 0 ELSE 1 END) FROM crm.customer"
            ).fetchall()
            connection.execute(
                "SELECT * FROM crm.customer WHERE 1 / (CASE WHEN name = '天成' THEN 0 ELSE 1 END) = 1"
            )
    finally:
        firm.hub.sql(f'REVOKE TEMP ON DATABASE "{firm.hub.name}" FROM "{login}"')


def test_copy_gives_what_is_seen_and_touches_no_file(firm: Firm, rep: Any, tmp_path: Any) -> None:
    with rep.cursor().copy("COPY crm.customer (name) TO STDOUT") as copy:
        assert set(b"".join(copy).decode().split()) - {"Attack"} == {"公海"}
    for words in (
        f"COPY crm.customer TO '{tmp_path}/out'", "COPY crm.customer TO PROGRAM 'id'",
        "COPY (SELECT 1) TO PROGRAM 'id'", f"COPY crm.customer FROM '{tmp_path}/in'",
    ):  # fmt: skip
        refused(rep, words)
    for words in (
        "SELECT pg_read_file('postgresql.conf')", "SELECT pg_ls_dir('.')", "SELECT lo_import('/etc/passwd')",
        "SELECT * FROM pg_authid", "SELECT * FROM pg_hba_file_rules", "SELECT pg_reload_conf()",
        "SELECT * FROM pg_statistic", "SELECT * FROM pg_largeobject",
    ):  # fmt: skip
        refused(rep, words)


def test_large_objects_hold_nothing_of_ours(firm: Firm, rep: Any) -> None:
    """One may make them, as in any database; nothing of the hub is in one, and another's is not read."""
    oid = firm.hub.sql("SELECT lo_from_bytea(0, 'secret')")[0][0]
    refused(rep, f"SELECT lo_get({oid})")
    firm.hub.sql(f"SELECT lo_unlink({oid})")
    assert firm.hub.sql("SELECT count(*) FROM pg_largeobject_metadata") == [(0,)]


def test_statistics_tell_no_value(firm: Firm, rep: Any) -> None:
    """The most common values of a column would be customers' names."""
    firm.hub.sql("ANALYZE crm.customer; ANALYZE crm.followup; ANALYZE crm.op")
    assert firm.hub.sql("SELECT count(*) > 0 FROM pg_stats WHERE schemaname = 'crm'") == [(True,)]
    assert rep.execute("SELECT count(*) FROM pg_stats WHERE schemaname = 'crm'").fetchone() == (0,)
    assert rep.execute("SELECT count(*) FROM pg_stats_ext WHERE schemaname = 'crm'").fetchone() == (0,)


def test_what_others_ask_is_not_read(firm: Firm, rep: Any) -> None:
    with firm.connect("li") as other:
        other.execute("SELECT 'secret of li'")
        texts = [
            text
            for (text,) in rep.execute(
                "SELECT query FROM pg_stat_activity WHERE usename <> session_user"
            ).fetchall()
        ]
    assert texts
    assert not any("secret" in (text or "") for text in texts)


def test_others_are_not_ended(firm: Firm, rep: Any) -> None:
    with firm.connect("li") as other:
        (pid,) = other.execute("SELECT pg_backend_pid()").fetchone()
        refused(rep, f"SELECT pg_terminate_backend({pid})")
        refused(rep, f"SELECT pg_cancel_backend({pid})")
        assert other.execute("SELECT 1").fetchone() == (1,)


def test_no_lock_that_a_member_can_take_holds_up_another(firm: Firm) -> None:
    """Advisory locks are anybody's: nothing that members do waits for one."""
    with firm.connect() as connection:
        for member in firm.house.names:
            connection.execute(
                "SELECT pg_advisory_lock(hashtextextended('crm.push ' || %s, 0))", (firm.house.id(member),)
            )
        with firm.connect("li", options="-c statement_timeout=20s -c lock_timeout=20s") as other:
            assert push(other, [_customer(firm, "li")]) == [("ok", None)]


def test_who_listens_hears_that_something_changed_and_not_what(firm: Firm, rep: Any) -> None:
    rep.execute("LISTEN crm")
    assert firm.push("li", _customer(firm, "li")) == [("ok", None)]
    heard = list(rep.notifies(timeout=10, stop_after=1))
    assert [(one.channel, one.payload) for one in heard] == [("crm", "")]


# --- what push is told --------------------------------------------------------------------------------------------


def _customer(firm: Firm, who: str, **columns: str | None) -> Op:
    return _made("customer", name="Attack", kind="company", owner_id=firm.house.id(who), **columns)


def _made(table: str, **columns: str | None) -> Op:
    id = columns.pop("id", None) or str(uuid.uuid4())
    row = (
        dict.fromkeys(JOURNALLED[table])
        | {"id": id, "ref": f"Z{id[-6:].upper()}", "created_at": AT}
        | columns
    )
    if "important" in row:
        row |= {"important": "0", "urgent": "0"} if "urgent" in row else {"important": "0"}
    return Op(str(uuid.uuid4()), "insert", table, (id,), row=row, at=AT)


def _set(table: str, id: str, column: str, old: str | None, new: str | None) -> Op:
    return Op(str(uuid.uuid4()), "set", table, (id,), column=column, old=old, new=new, at=AT)


def test_nobody_writes_in_anothers_name(firm: Firm) -> None:
    li, other = firm.house.id("li"), firm.house.id("director")
    customer = firm.house.customer.id
    note = {"customer_id": customer, "text": "x", "kind": "other", "at_on": "2026-11-18"}
    for op in (
        _customer(firm, "li", created_by_id=other),
        _made("followup", author_id=other, **note),
        _made("followup", author_id=li, created_by_id=other, **note),
        _made("notice", for_id=firm.house.id("han"), kind="changed", by_id=other),
        _made("stage_change", opportunity_id=firm.house.deal.id, to_stage="offer", by_id=other, forced="0"),
        _made("guidance", about_kind="customer", about_id=customer, kind="ask", text="x", author_id=other, for_id=li,
              state="open"),
    ):  # fmt: skip
        assert firm.push("li", op) == [("refused", "forged")], op.table
    note_id = str(uuid.uuid4())
    assert firm.push("li", _made("followup", id=note_id, author_id=li, **note)) == [("ok", None)]
    for column, new in (
        ("author_id", other),
        ("created_by_id", other),
        ("created_at", "2020-01-01T00:00:00.000Z"),
    ):
        old = {"author_id": li, "created_at": AT}.get(column)
        assert firm.push("li", _set("followup", note_id, column, old, new)) == [("refused", "forbidden")], (
            column
        )


def test_the_hub_says_when_and_by_whom(firm: Firm) -> None:
    """Whatever moment and device a store tells: the op has the server's time and the login's member."""
    op = _customer(firm, "li")
    op.at = "2001-01-01T00:00:00.000Z"
    assert firm.push("li", op) == [("ok", None)]
    assert firm.hub.sql(
        "SELECT o.member_id::text, now() - o.at < interval '1 hour', now() - c.updated_at < interval '1 hour'"
        " FROM crm.op o JOIN crm.customer c ON c.id = %s WHERE o.op_id = %s", op.key[0], op.op_id,
    ) == [(firm.house.id("li"), True, True)]  # fmt: skip


def test_an_op_of_another_is_not_answered(firm: Firm) -> None:
    op = _customer(firm, "li")
    assert firm.push("li", op) == [("ok", None)]
    stolen = Op(
        op.op_id, "set", "customer", (firm.house.pool.id,), column="name", old="公海", new="mine", at=AT
    )
    assert firm.push("stranger", stolen) == [("refused", "forged")]
    with firm.connect() as connection:  # and of another's nothing is told but that it is known
        assert connection.execute("SELECT count(*) FROM crm.op WHERE op_id = %s", (op.op_id,)).fetchone() == (
            0,
        )


@pytest.mark.slow
def test_nobody_raises_themselves(firm: Firm) -> None:
    for name in ("stranger", "li", "admin", "may_team"):
        me = firm.house.id(name)
        role = next(one.role for one in firm.house.of.values() if one.id == me)
        assert firm.push(name, _set("member", me, "role", role, "director")) == [("refused", "forbidden")], (
            name
        )
        above = firm.house.of[name].superior_id
        assert firm.push(name, _set("member", me, "superior_id", above, None)) == [
            ("refused", "forbidden")
        ], name
        limits = json.dumps({"discount": "100%"})
        assert firm.push(name, _set("member", me, "limits", None, limits)) == [("refused", "forbidden")], name
        # A member as who made the store was: without role, superior and maker, and so with all rights.
        double = _made("member", name="double", active="1")
        assert firm.push(name, double) == [("refused", "forbidden")], name
    roles = next(row for _l, kind, row in firm.house.records if kind.name == "playbook")
    for name in ("stranger", "wang", "admin", "may_process"):
        team = _made(
            "playbook", name="team", version="9", in_use="1", is_default="0", content='{"roles": []}'
        )
        assert firm.push(name, team) == [("refused", "forbidden")], name
        assert firm.push(name, _set("playbook", roles.id, "name", "sales", "team")) == [
            ("refused", "forbidden")
        ], name
    ruling = firm.hub.sql("SELECT member_id::text FROM crm.place WHERE 'all' = ANY (rights) AND works")
    assert {id for (id,) in ruling} == {firm.house.id(name) for name in ("founder", "director")}


def test_nobody_opens_anothers_record_to_themselves(firm: Firm) -> None:
    house = firm.house
    me, of = house.id("stranger"), house.customer.id
    for op in (
        _made("share", about_kind="customer", about_id=of, member_id=me, access="write"),
        _made("share", about_kind="opportunity", about_id=house.deal.id, member_id=me, access="write"),
        _set("customer", of, "owner_id", house.id("li"), me),
        _set("customer", of, "owned_since", None, AT),
        _set("contact", firm.row("contact: of li's customer").id, "customer_id", of, house.pool.id),
        _set("share", firm.row("share: of the customer with reader").id, "member_id", house.id("reader"), me),
    ):  # fmt: skip
        answers = firm.push("stranger", op)
        assert answers[0][0] == "refused", (op.table, op.column, answers)
    # Nor who may read make it writing, nor who may write hand it over or share it further.
    share = firm.row("share: of the customer with reader")
    assert firm.push("reader", _set("share", share.id, "access", "read", "write")) == [
        ("refused", "forbidden")
    ]
    further = _made("share", about_kind="customer", about_id=of, member_id=me, access="read")
    assert firm.push("writer", further) == [("refused", "forbidden")]
    assert firm.push("writer", _set("customer", of, "owner_id", house.id("li"), house.id("writer"))) == [
        ("refused", "forbidden")
    ]
    # A record of one's own moved under a customer of another's.
    contact = _made("contact", name="x", customer_id=None, owner_id=me, is_primary="0")
    assert firm.push("stranger", contact) == [("ok", None)]
    assert firm.push("stranger", _set("contact", contact.key[0], "customer_id", None, of))[0][0] == "refused"
    with firm.connect() as connection:
        assert connection.execute("SELECT count(*) FROM crm.customer WHERE id = %s", (of,)).fetchone() == (0,)


@pytest.mark.slow
def test_nobody_decides_their_own(firm: Firm) -> None:
    """Not by deciding, not by another approver, not by an approver who is oneself, not by being somebody's deputy."""
    house = firm.house
    approval = firm.row("approval: of the quote")  # asked by li, held by the clerk
    li, clerk, director = house.id("li"), house.id("clerk"), house.id("director")
    for name in ("li", "stranger", "han", "reader", "deal_writer"):
        me = house.id(name)
        for op in (
            _set("approval", approval.id, "decision", None, "approved"),
            _set("approval", approval.id, "decided_by_id", None, clerk),
            _set("approval", approval.id, "approver_id", clerk, me),
            _set("approval", approval.id, "on_behalf_of_id", None, me),
            _set("approval", approval.id, "asked_by_id", li, director),
            _set("approval", approval.id, "about_id", approval.about_id, firm.row("quote: of the shared deal").id),
            _set("approval", approval.id, "amount_minor", None, "1"),
            _set("approval", approval.id, "escalate_at", None, AT),
        ):  # fmt: skip
            assert firm.push(name, op)[0][0] == "refused", (name, op.column)
    quote = firm.row("quote: asked for")
    assert firm.push("li", _set("quote", quote.id, "status", "draft", "approved")) == [
        ("refused", "forbidden")
    ]
    assert firm.push("li", _set("quote", quote.id, "approved_by_id", None, clerk)) == [
        ("refused", "forbidden")
    ]
    base = {"about_kind": "quote", "about_id": quote.id, "rule": "floor", "asked_by_id": li, "asked_at": AT}
    for columns in (
        {"approver_id": li},  # of oneself
        {"approver_id": house.id("han")},  # of a colleague
        {"approver_id": clerk, "on_behalf_of_id": house.id("han")},
        {
            "approver_id": house.id("wang"),
            "decision": "approved",
            "decided_by_id": house.id("wang"),
            "decided_at": AT,
        },
        {"approver_id": house.id("wang"), "asked_by_id": house.id("han")},  # in another's name
    ):
        assert firm.push("li", _made("approval", **(base | columns))) == [("refused", "forbidden")], columns
    # As it goes: of the superior.
    assert firm.push("li", _made("approval", **base, approver_id=house.id("wang"))) == [("ok", None)]


def test_what_was_decided_stays(firm: Firm) -> None:
    decided = firm.row("approval: decided")
    for name in ("han", "li", "wang", "clerk"):
        assert (
            firm.push(name, _set("approval", decided.id, "decision", "approved", "rejected"))[0][0]
            == "refused"
        )
        assert firm.push(name, _set("approval", decided.id, "opinion", None, "of another"))[0][0] == "refused"


def test_money_is_paid_back_by_who_may(firm: Firm) -> None:
    expense = firm.row("expense: of li's customer")  # han's
    for name in ("han", "reader", "writer", "stranger"):
        assert (
            firm.push(name, _set("expense", expense.id, "status", "approved", "paid"))[0][0] == "refused"
        ), name
        assert firm.push(name, _set("expense", expense.id, "paid_at", None, AT))[0][0] == "refused", name
    assert firm.push("han", _set("expense", expense.id, "amount_minor", "5000", "900000")) == [
        ("refused", "forbidden")
    ]
    waiting = _made("expense", text="x", kind="other", amount_minor="100", amount_currency="CNY", status="paid",
                    owner_id=firm.house.id("han"))  # fmt: skip
    assert firm.push("han", waiting) == [("refused", "forbidden")]


def test_answers_do_not_tell_what_is_there(firm: Firm) -> None:
    """The same whether what is named is somebody else's or is nowhere: for tags, sets of columns, deletes."""
    hidden, nowhere = firm.house.customer.id, str(uuid.uuid4())
    for one in (hidden, nowhere):
        assert firm.push("stranger", _set("customer", one, "name", "天成", "x")) == [("refused", "gone")]
        assert firm.push("stranger", _set("customer", one, "name", "wrong", "x")) == [("refused", "gone")]
    answers = set()
    for value in ("VIP", "nothing such"):  # the first is there
        row = {"record_kind": "customer", "record_id": hidden, "value": value}
        answers |= set(
            firm.push("stranger", Op(str(uuid.uuid4()), "insert", "tag", (hidden, value), row=row, at=AT))
        )
    assert answers == {("refused", "gone")}
    # A ref that is taken is drawn anew, without a word.
    (ref,) = firm.hub.sql("SELECT ref FROM crm.customer WHERE id = %s", hidden)[0]
    op = _customer(firm, "stranger", ref=ref)
    assert firm.push("stranger", op) == [("ok", None)]
    assert firm.hub.sql("SELECT ref = %s FROM crm.customer WHERE id = %s", ref, op.key[0]) == [(False,)]


def test_numbers_and_codes_are_not_unique_on_a_hub(firm: Firm) -> None:
    """A unique index over what members type would tell whether it is there."""
    found = firm.hub.sql(
        "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " WHERE c.relnamespace = 'crm'::regnamespace AND i.indisunique AND NOT i.indisprimary"
    )
    assert all(name.endswith("_ref") or "ref" in name for (name,) in found), found


def test_odd_ops_do_no_harm(firm: Firm) -> None:
    """Tables, columns and keys that are none, quotes in names, other members' inboxes."""
    of = firm.house.pool.id
    for op in (
        Op(str(uuid.uuid4()), "set", "login", (of,), column="active", old="1", new="0", at=AT),
        Op(str(uuid.uuid4()), "set", "place", (of,), column="rights", old=None, new="{all}", at=AT),
        Op(str(uuid.uuid4()), "insert", "setting", ("roles",), row={"key": "roles", "value": "[]"}, at=AT),
        Op(str(uuid.uuid4()), "delete", "op", (of,), at=AT),
        Op(str(uuid.uuid4()), "purge", "bucket", (of,), at=AT),
        Op(
            str(uuid.uuid4()),
            "set",
            "customer\" SET name='x' --",
            (of,),
            column="name",
            old="公海",
            new="x",
            at=AT,
        ),
        Op(str(uuid.uuid4()), "set", "customer", (of,), column="name\" = 'x' --", old="公海", new="x", at=AT),
        Op(
            str(uuid.uuid4()),
            "set",
            "customer",
            (of,),
            column="bucket",
            old=of,
            new=firm.house.id("stranger"),
            at=AT,
        ),
        Op(str(uuid.uuid4()), "set", "customer", (of,), column="updated_by_id", old=None, new=of, at=AT),
        Op(str(uuid.uuid4()), "truncate", "customer", (of,), at=AT),
        Op(str(uuid.uuid4()), "purge", "customer", (of,), at=AT),
        Op(
            str(uuid.uuid4()),
            "set",
            "notice",
            (firm.row("notice: for han").id,),
            column="read_at",
            old=None,
            new=AT,
            at=AT,
        ),
    ):
        assert firm.push("stranger", op)[0][0] in ("refused", "held"), (op.kind, op.table, op.column)
    assert firm.hub.sql("SELECT name, bucket = id FROM crm.customer WHERE id = %s", of) == [("公海", True)]


def test_who_is_suspended_is_out_at_once(firm: Firm) -> None:
    """In the session that is open, too: it sees nothing any more."""
    with firm.connect("teller") as connection:
        before = connection.execute("SELECT count(*) FROM crm.step").fetchone()[0]
        assert before
        firm.hub.sql("UPDATE crm.member SET active = false WHERE id = %s", firm.house.id("teller"))
        try:
            for name in (*KINDS, "op", "bucket", "conflict"):
                assert connection.execute(f'SELECT count(*) FROM crm."{name}"').fetchone() == (0,), name
            with pytest.raises(psycopg.Error) as caught:
                push(connection, [_customer(firm, "teller")])
            assert caught.value.sqlstate == "CR001"
        finally:
            firm.hub.sql("UPDATE crm.member SET active = true WHERE id = %s", firm.house.id("teller"))
        assert connection.execute("SELECT count(*) FROM crm.step").fetchone() == (before,)
        firm.hub.sql("UPDATE crm.login SET active = false WHERE login = %s", firm.logins["teller"].login)
        assert connection.execute("SELECT count(*) FROM crm.step").fetchone() == (0,)
        firm.hub.sql("UPDATE crm.login SET active = true WHERE login = %s", firm.logins["teller"].login)


def test_a_right_that_was_taken_is_not_kept_by_a_transaction_that_stays_open(firm: Firm) -> None:
    """One that goes on seeing what stood there when it began sees it; it writes nothing with the rights of then."""
    with firm.connect("teller") as connection:
        for level in ("REPEATABLE READ", "SERIALIZABLE"):
            connection.execute(f"BEGIN ISOLATION LEVEL {level}")
            connection.execute("SELECT 1 FROM crm.bucket")
            firm.hub.sql("UPDATE crm.member SET active = false WHERE id = %s", firm.house.id("teller"))
            try:
                with pytest.raises(psycopg.Error) as caught:
                    push(connection, [_customer(firm, "teller")])
                assert caught.value.sqlstate == "25001"
            finally:
                connection.execute("ROLLBACK")
                firm.hub.sql("UPDATE crm.member SET active = true WHERE id = %s", firm.house.id("teller"))


def test_who_is_suspended_while_a_push_waits_writes_nothing(firm: Firm) -> None:
    made = _customer(firm, "teller")
    with firm.hub.connect() as owner, firm.connect("teller") as connection:
        push(connection, [])  # the turn is there
        owner.execute("BEGIN")
        owner.execute("SELECT 1 FROM crm.turn WHERE member_id = %s FOR UPDATE", (firm.house.id("teller"),))
        owner.execute("UPDATE crm.member SET active = false WHERE id = %s", (firm.house.id("teller"),))
        answers: list[object] = []

        def send() -> None:
            try:
                answers.append(push(connection, [made]))
            except psycopg.Error as error:
                answers.append(error.sqlstate)

        sending = threading.Thread(target=send)
        sending.start()
        pid = connection.info.backend_pid
        while not firm.hub.sql(
            "SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted", pid, login="postgres"
        ):
            assert sending.is_alive()
        owner.execute("COMMIT")
        sending.join(60)
    firm.hub.sql("UPDATE crm.member SET active = true WHERE id = %s", firm.house.id("teller"))
    assert answers == ["CR001"]
    assert firm.hub.sql("SELECT 1 FROM crm.customer WHERE id = %s", made.key[0]) == []


def test_history_is_of_what_one_sees(firm: Firm) -> None:
    customer = firm.house.customer.id
    name = f"天成 {uuid.uuid4().hex[:6]}"
    (before,) = firm.hub.sql("SELECT name FROM crm.customer WHERE id = %s", customer)[0]
    assert firm.push("li", _set("customer", customer, "name", before, name)) == [("ok", None)]
    for who, sees in (
        ("li", True),
        ("reader", True),
        ("wang", True),
        ("admin", True),
        ("stranger", False),
        ("clerk", False),
    ):
        with firm.connect(who) as connection:
            found = connection.execute("SELECT count(*) FROM crm.history WHERE new = %s", (name,)).fetchone()
            assert found == (int(sees),), who
    assert firm.push("li", _set("customer", customer, "name", name, before)) == [("ok", None)]


def test_conflicts_are_of_what_one_sees(firm: Firm) -> None:
    note = firm.row("followup: of li's customer").id
    assert (
        firm.push("writer", _set("followup", note, "judgement", "never so", "a secret word"))[0][0]
        == "conflict"
    )
    for who, sees in (("li", 1), ("writer", 1), ("stranger", 0), ("clerk", 0)):
        with firm.connect(who) as connection:
            found = connection.execute(
                "SELECT count(*) FROM crm.conflict WHERE mine = 'a secret word'"
            ).fetchone()
            assert found == (sees,), who


def test_two_logins_at_once_do_not_mix_up(firm: Firm) -> None:
    """Each op is written down for the member whose login brought it, however they come together."""
    ops = {name: [_customer(firm, name) for _ in range(10)] for name in ("li", "han", "stranger")}
    threads = [threading.Thread(target=firm.push, args=(name, *some)) for name, some in ops.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, some in ops.items():
        found = firm.hub.sql(
            "SELECT DISTINCT member_id::text FROM crm.op WHERE op_id = ANY (%s::uuid[])",
            [op.op_id for op in some],
        )
        assert found == [(firm.house.id(name),)]
