"""``crm hub``: its owner makes a hub, gives logins and takes them away; upgrades it while others are connected."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pg
import psycopg
import pytest
from hubs import Database, Hub, empty, install

from crmcli.store.wire import Op
from support import Result, Run

Owner = Callable[..., Result]


@pytest.fixture(params=["CREATEROLE", "SUPERUSER"])
def bare(postgres: pg.Access, request: pytest.FixtureRequest) -> Any:
    """An empty database, of an owner who may only make roles, or of a superuser."""
    made = empty(postgres, request.param)
    yield made
    made.drop()


@pytest.fixture
def owner(hub: Hub, crm_in: Run, tmp_path: Path) -> Owner:
    """``owner("add", …)``: crm hub as the owner of a hub without members."""
    return owner_of(hub, crm_in, tmp_path)


def owner_of(database: Database, crm_in: Run, tmp_path: Path) -> Owner:
    file = database.password_file(tmp_path)
    crm_in("init", "--name", "顾海波", "--lang", "en", "--quiet").ok()
    crm_in("hub", "init", database.url(), "--password-file", file).ok()

    def run(*words: object) -> Result:
        return crm_in("hub", *words, "--password-file", file)

    return run


def logged_in(database: Database, answer: dict[str, Any]) -> Any:
    """A connection with the login and the first password of an answer."""
    return database.server.connect(answer["login"], database.name, answer["password"])


def greeting(connection: Any) -> tuple[str, str]:
    row = connection.execute("SELECT * FROM crm.start(7, NULL, NULL)").fetchone()
    assert row is not None
    return str(row[1]), str(row[2])


# --- making it ----------------------------------------------------------------------------------------------------


@pytest.mark.mostly_slow
def test_a_hub_is_made_of_an_empty_database(bare: Database, crm_in: Run, tmp_path: Path) -> None:
    file = bare.password_file(tmp_path)
    made = crm_in("hub", "init", bare.url(), "--json", "--password-file", file).ok().json
    assert made["hub"] == bare.url()
    assert (made["schema"], made["before"]) == (7, None)
    assert made["done"]
    assert made["warnings"] == []  # the URL has no password
    assert bare.sql("SELECT value FROM crm.setting WHERE key = 'hub_id'") == [(made["hub_id"],)]
    status = crm_in("hub", "status", "--json", "--password-file", file).ok().json
    assert (status["hub_id"], status["schema"], status["owner"]) == (made["hub_id"], 7, bare.owner)
    assert status["encrypted"]
    assert (status["members"], status["logins"], status["read_only"]) == (0, 0, False)
    assert (bare.sql("SHOW jit"), bare.sql("SHOW lock_timeout")) == ([("off",)], [("1min",)])
    again = crm_in("hub", "init", bare.url(), "--json", "--password-file", file).ok().json
    assert (again["hub_id"], again["before"]) == (made["hub_id"], 7)
    assert "up to date" in again["done"][0]


def test_what_the_owner_of_the_database_is_told_to_do_locks_nobody_out(
    database: Database, crm_in: Run, tmp_path: Path
) -> None:
    with database.server.connect() as connection:
        connection.execute(f"ALTER DATABASE {database.name} OWNER TO postgres")
        connection.execute(f"GRANT CREATE ON DATABASE {database.name} TO {database.owner}")
    file = database.password_file(tmp_path)
    made = crm_in("hub", "init", database.url(), "--json", "--password-file", file).ok().json
    (told,) = [one for one in made["done"] if "should do" in one]
    before = crm_in("hub", "add", "Wang", "--role", "director", "--json", "--password-file", file).ok().json
    with database.server.connect() as connection:
        connection.execute(told.partition(": ")[2])
    after = crm_in("hub", "add", "Li", "--role", "rep", "--json", "--password-file", file).ok().json
    database.logins += [before["login"], after["login"]]
    for one in (before, after):
        with logged_in(database, one) as connection:
            assert greeting(connection)[1] == one["login"]
            assert connection.execute("SELECT * FROM crm.push('[]')").fetchall() == []
            assert connection.execute("SHOW jit").fetchone() == ("off",)
            assert connection.execute("SHOW lock_timeout").fetchone() == ("1min",)
    stranger = database.role()
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        database.connect(stranger)
    crm_in("hub", "remove", "Li", "--password-file", file).ok()


def test_where_the_owners_password_stands_is_remembered(
    owner: Owner, hub: Hub, crm_in: Run, tmp_path: Path
) -> None:
    crm_in("hub", "list").ok()
    (tmp_path / f"{hub.owner}.password").unlink()
    assert crm_in("hub", "list", "--json").fails(7).error["code"] == "password"


def test_nobody_else_may_connect_or_make_anything(hub: Hub, owner: Owner) -> None:
    stranger = hub.role()
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        hub.connect(stranger)


def test_a_database_of_others_is_left_alone(database: Database, crm_in: Run, tmp_path: Path) -> None:
    database.sql("CREATE TABLE public.invoices (id int)")
    file = database.password_file(tmp_path)
    error = crm_in("hub", "init", database.url(), "--json", "--password-file", file).fails(5).error
    assert [one["code"] for one in error["details"]["missing"]] == ["not_empty"]
    assert "public.invoices" in error["message"]
    assert database.sql("SELECT count(*) FROM pg_namespace WHERE nspname = 'crm'") == [(0,)]


def test_all_that_is_missing_is_told_at_once(database: Database, crm_in: Run, tmp_path: Path) -> None:
    database.sql("CREATE TABLE public.invoices (id int)")
    login = database.role()
    file = database.password_file(tmp_path, login)
    error = crm_in("hub", "init", database.url(login), "--json", "--password-file", file).fails(5).error
    assert [one["code"] for one in error["details"]["missing"]] == ["not_empty", "createrole", "create"]
    assert "CREATEROLE" in error["hint"]


def test_a_hub_of_another_owner_is_left_alone(hub: Hub, owner: Owner, crm_in: Run, tmp_path: Path) -> None:
    other = hub.role("LOGIN CREATEROLE")
    hub.sql(f"GRANT CONNECT, CREATE ON DATABASE {hub.name} TO {other}")
    hub.sql(f"GRANT USAGE ON SCHEMA crm TO {other}")
    hub.sql(f"GRANT SELECT ON crm.setting TO {other}")
    file = hub.password_file(tmp_path, other)
    error = crm_in("hub", "init", hub.url(other), "--json", "--password-file", file).fails(5).error
    assert [one["code"] for one in error["details"]["missing"]] == ["owner"]
    error = (
        crm_in("hub", "add", "X", "--hub", hub.url(other), "--json", "--password-file", file).fails(5).error
    )
    assert [one["code"] for one in error["details"]["missing"]] == ["owner"]


def test_the_sql_that_is_printed_makes_the_same_hub(database: Database, crm_in: Run, tmp_path: Path) -> None:
    text = crm_in("hub", "sql").ok().out
    database.sql(text)
    file = database.password_file(tmp_path)
    done = crm_in("hub", "init", database.url(), "--json", "--password-file", file).ok().json
    assert "up to date" in done["done"][0]


def test_two_who_make_it_at_once_make_one(database: Database) -> None:
    failed: list[BaseException] = []

    def make() -> None:
        try:
            install(database)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=make) for _number in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert database.sql("SELECT count(*) FROM crm.setting WHERE key = 'hub_id'") == [(1,)]


def test_without_a_hub_it_says_how_to_name_one(crm_in: Run) -> None:
    error = crm_in("hub", "list", "--json").fails(2).error
    assert error["details"]["argument"] == "--hub"
    assert "crm hub init" in error["hint"]


# --- upgrading it -------------------------------------------------------------------------------------------------


def test_what_an_older_hub_lacks_is_added_while_others_are_connected(
    hub: Hub, owner: Owner, crm_in: Run, tmp_path: Path
) -> None:
    answer = owner("add", "me", "--role", "director", "--json").ok().json
    hub_id = hub.sql("SELECT value FROM crm.setting WHERE key = 'hub_id'")
    hub.sql("ALTER TABLE crm.customer DROP COLUMN website CASCADE")
    hub.sql("DROP TABLE crm.order_change CASCADE")
    hub.sql("UPDATE crm.setting SET value = '6' WHERE key = 'schema'")
    file = hub.password_file(tmp_path)
    error = crm_in("hub", "list", "--json", "--password-file", file).fails(7).error
    assert "crm hub init URL" in error["hint"]
    with logged_in(hub, answer) as old:
        before = greeting(old)
        done = crm_in("hub", "init", hub.url(), "--json", "--password-file", file).ok().json
        assert greeting(old) == before
    assert done["before"] == 6
    told = " ".join(done["done"])
    assert "order_change" in told
    assert "website" in told
    assert hub.sql("SELECT value FROM crm.setting WHERE key = 'hub_id'") == hub_id
    assert hub.sql("SELECT count(website) FROM crm.wire_customer") == [(0,)]
    assert hub.sql("SELECT count(*) FROM crm.wire_order_change") == [(0,)]


@pytest.mark.slow
def test_who_is_syncing_is_waited_for(hub: Hub, owner: Owner, crm_in: Run, tmp_path: Path) -> None:
    answer = owner("add", "me", "--role", "director", "--json").ok().json
    hub.sql("UPDATE crm.setting SET value = 'older' WHERE key = 'code'")
    file = hub.password_file(tmp_path)
    with logged_in(hub, answer) as reading:
        reading.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        reading.execute("SELECT count(*) FROM crm.wire_member")
        timer = threading.Timer(0.4, lambda: reading.execute("COMMIT"))
        timer.start()
        crm_in("hub", "init", hub.url(), "--password-file", file).ok()
        timer.join()


@pytest.mark.slow
def test_a_hub_is_upgraded_while_its_members_write(
    hub: Hub, owner: Owner, crm_in: Run, tmp_path: Path
) -> None:
    me = hub.add("李娜", "director")
    done, failed = [0], []
    ended = threading.Event()

    def write() -> None:
        try:
            with hub.as_member(me) as line:
                while not ended.is_set():
                    id = str(uuid.uuid4())
                    row = {
                        "id": id,
                        "ref": "C7K3F2Q",
                        "name": "天成",
                        "kind": "company",
                        "owner_id": me.member_id,
                    }
                    op = Op(id, "insert", "customer", (id,), row=row, at="2026-11-18T02:30:00.000Z")
                    assert line.push([op])[0].result == "ok"
                    assert [bucket.id for bucket in line.fetch([id])] == [id]
                    done[0] += 1
        except BaseException as error:
            failed.append(error)

    writers = [threading.Thread(target=write) for _number in range(3)]
    for one in writers:
        one.start()
    file = hub.password_file(tmp_path)
    for _time in range(3):
        hub.sql("UPDATE crm.setting SET value = 'older' WHERE key = 'code'")
        crm_in("hub", "init", hub.url(), "--password-file", file).ok()
    ended.set()
    for one in writers:
        one.join()
    assert failed == []
    assert hub.sql("SELECT count(*) FROM crm.customer") == [(done[0],)]
    assert done[0] > 0


def test_a_newer_hub_is_not_touched(hub: Hub, owner: Owner, crm_in: Run, tmp_path: Path) -> None:
    hub.sql("UPDATE crm.setting SET value = '99' WHERE key = 'schema'")
    file = hub.password_file(tmp_path)
    error = crm_in("hub", "init", hub.url(), "--json", "--password-file", file).fails(7).error
    assert (error["code"], "99" in error["message"]) == ("hub", True)
    error = owner("add", "X", "--role", "rep", "--json").fails(7).error
    assert "Update crm" in error["hint"]
    assert hub.sql("SELECT value FROM crm.setting WHERE key = 'schema'") == [("99",)]


# --- members ------------------------------------------------------------------------------------------------------


def test_a_member_of_this_store_gets_a_login(hub: Hub, owner: Owner, crm_in: Run) -> None:
    local = crm_in("team", "list", "--json").ok().json[0]
    answer = owner("add", "me", "--role", "director", "--json").ok().json
    assert answer["member"]["id"] == local["id"]
    assert answer["member"]["ref"] == local["ref"]
    assert answer["login"].rstrip("0123456789") == "guhaibo"  # with a number where another hub has one
    assert (answer["role"], answer["active"]) == ("director", True)
    assert answer["url"] == hub.url().replace(hub.owner, answer["login"])
    with logged_in(hub, answer) as connection:
        assert greeting(connection) == (local["id"], answer["login"])


def test_those_above_go_up_along_without_a_login(hub: Hub, owner: Owner, crm_in: Run) -> None:
    crm_in("team", "add", "陈家明", "--role", "manager", "--superior", "me").ok()
    crm_in("team", "add", "李娜", "--role", "rep", "--superior", "陈家明", "--department", "外贸部").ok()
    answer = owner("add", "李娜", "--json").ok().json
    assert answer["login"].rstrip("0123456789") == "lina"
    assert (answer["role"], answer["department"]) == ("rep", "外贸部")
    assert answer["superior"]["name"] == "陈家明"
    found = {one["member"]["name"]: one for one in owner("list", "--json").ok().json}
    assert [found[name]["login"] for name in ("李娜", "陈家明", "顾海波")] == [answer["login"], None, None]
    assert found["陈家明"]["superior"]["name"] == "顾海波"
    later = owner("add", "陈家明", "--json").ok().json
    assert later["member"] == found["陈家明"]["member"]
    assert later["superior"]["name"] == "顾海波"


def test_somebody_new_comes_under_the_role_above(owner: Owner) -> None:
    owner("add", "顾海波", "--role", "director").ok()
    early = owner("add", "周敏", "--role", "orders", "--json").ok().json  # below managers: there are none yet
    assert early["superior"]["name"] == "顾海波"
    manager = owner("add", "Emma Clarke", "--role", "manager", "--department", "Export", "--json").ok().json
    assert manager["login"].startswith("emma_clarke")
    assert manager["superior"]["name"] == "顾海波"
    rep = (
        owner("add", "Tom", "--role", "rep", "--department", "Export", "--email", "t@x.com", "--json")
        .ok()
        .json
    )
    assert (rep["superior"]["name"], rep["email"], rep["role_label"]) == (
        "Emma Clarke",
        "t@x.com",
        "Sales rep",
    )


def test_logins_never_clash(hub: Hub, owner: Owner) -> None:
    first = owner("add", "李娜", "--role", "rep", "--json").ok().json
    second = owner("add", "李 娜", "--role", "rep", "--json").ok().json
    assert first["login"] != second["login"]
    with logged_in(hub, first) as one, logged_in(hub, second) as two:
        assert greeting(one)[0] != greeting(two)[0]
    named = owner("add", "王伟", "--role", "rep", "--login", 'Wang Wei "w" 王', "--json").ok().json
    assert named["login"] == 'Wang Wei "w" 王'
    with logged_in(hub, named) as connection:
        assert greeting(connection)[1] == named["login"]
    error = owner("add", "赵敏", "--role", "rep", "--login", hub.owner, "--json").fails(5).error
    assert "--login" in error["hint"]
    for bad in ("pg_me", " ", "x" * 64):
        owner("add", "赵敏", "--role", "rep", "--login", bad).fails(2)


def test_what_is_missing_or_there_already_is_told(owner: Owner) -> None:
    error = owner("add", "李娜", "--json").fails(2).error
    assert error["details"]["argument"] == "--role"
    assert "rep" in error["details"]["expected"]
    error = owner("add", "李娜", "--role", "repp", "--json").fails(2).error
    assert (error["code"], error["details"]["value"]) == ("value", "repp")
    assert "rep" in error["details"]["expected"]
    assert owner("list", "--json").ok().json == []
    owner("add", "李娜", "--role", "rep").ok()
    error = owner("add", "李娜", "--role", "rep", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "login"
    error = owner("move", "李纳", "--superior", "", "--json").fails(3).error
    assert error["details"]["closest"][0]["name"] == "李娜"
    owner("move", "李娜").fails(2)


@pytest.mark.slow
def test_a_first_password_is_shown_once_and_never_logged(crm_in: Run, tmp_path: Path) -> None:
    with pg.Server(log_statement="all", log_min_messages="debug1") as server:
        database = empty(server.access())
        owner = owner_of(database, crm_in, tmp_path)
        answer = owner("add", "李娜", "--role", "rep", "--json").ok().json
        renewed = owner("password", "李娜", "--json").ok().json
        assert answer["password"] != renewed["password"]
        log = server.log()
        assert "CREATE ROLE" in log
        assert answer["password"] not in log
        assert renewed["password"] not in log
        found = database.sql("SELECT rolpassword FROM pg_authid WHERE rolname = 'lina'", login="postgres")
        assert found[0][0].startswith("SCRAM-SHA-256$")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            logged_in(database, answer)
        logged_in(database, renewed).close()
    assert answer["password"] not in owner_files(tmp_path)


def test_everybody_changes_their_own_password(hub: Hub, owner: Owner, crm_in: Run, tmp_path: Path) -> None:
    answer = owner("add", "李娜", "--role", "rep", "--json").ok().json
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text(answer["password"])
    words = ("hub", "password", "--hub", answer["url"], "--password-file", old, "--json")
    error = crm_in(*words).fails(2).error
    assert error["details"]["argument"] == "--new-password-file"
    new.write_text("short")
    crm_in(*words, "--new-password-file", new).fails(2)
    new.write_text("my own 密码\n")
    assert crm_in(*words, "--new-password-file", new).ok().json["login"] == answer["login"]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        logged_in(hub, answer)
    logged_in(hub, {**answer, "password": "my own 密码"}).close()
    error = crm_in("hub", "password", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "joined"


def owner_files(folder: Path) -> str:
    return "".join(path.read_text(errors="replace") for path in folder.rglob("*") if path.is_file())


def test_who_is_moved_stands_under_another(owner: Owner) -> None:
    for name, role in (("顾海波", "director"), ("陈家明", "manager"), ("李娜", "rep")):
        owner("add", name, "--role", role).ok()
    moved = owner("move", "李娜", "--superior", "顾海波", "--json").ok().json
    assert moved["superior"]["name"] == "顾海波"
    error = owner("move", "顾海波", "--superior", "李娜", "--json").fails(5).error
    assert "above themselves" in error["message"]
    owner("move", "李娜", "--superior", "李娜").fails(5)
    assert owner("move", "李娜", "--superior", "", "--json").ok().json["superior"] is None


def test_who_is_suspended_is_cut_and_shut_out(hub: Hub, owner: Owner) -> None:
    owner("add", "顾海波", "--role", "director").ok()
    answer = owner("add", "李娜", "--role", "rep", "--json").ok().json
    open_session = logged_in(hub, answer)
    assert greeting(open_session)
    done = owner("suspend", "李娜", "--json").ok().json
    assert (done["active"], done["cut"], done["warnings"]) == (False, 1, [])
    with pytest.raises(psycopg.OperationalError):
        open_session.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        logged_in(hub, answer)
    assert owner("restore", "李娜", "--json").ok().json["active"]
    with logged_in(hub, answer) as connection:
        assert greeting(connection)[0] == answer["member"]["id"]
    member = "SELECT count(*) FROM pg_auth_members WHERE roleid = %s::regrole AND NOT admin_option"
    assert hub.sql(member, answer["login"]) == [
        (0,)
    ]  # the owner is no member of it for longer than that took


@pytest.mark.parametrize("verb", [("suspend",), ("remove", "--yes")])
def test_the_last_who_has_all_rights_stays(hub: Hub, owner: Owner, verb: tuple[str, ...]) -> None:
    answer = owner("add", "顾海波", "--role", "director", "--json").ok().json
    owner("add", "李娜", "--role", "rep").ok()
    error = owner(verb[0], "顾海波", *verb[1:], "--json").fails(5).error
    assert [one["code"] for one in error["details"]["missing"]] == ["last_superior"]
    with logged_in(hub, answer) as connection:
        assert greeting(connection)[0] == answer["member"]["id"]


def test_who_is_removed_has_no_login_but_is_remembered(hub: Hub, owner: Owner) -> None:
    owner("add", "顾海波", "--role", "director").ok()
    answer = owner("add", "李娜", "--role", "rep", "--json").ok().json
    held = logged_in(hub, answer)
    done = owner("remove", "李娜", "--yes", "--json").ok().json
    assert (done["login"], done["active"], done["removed_login"]) == (None, False, answer["login"])
    held.close()
    assert hub.sql("SELECT count(*) FROM pg_roles WHERE rolname = %s", answer["login"]) == [(0,)]
    error = owner("password", "李娜", "--json").fails(5).error
    assert error["details"]["missing"][0]["code"] == "login"
    again = owner("add", "李娜", "--json").ok().json
    assert (again["member"], again["role"], again["active"]) == (answer["member"], "rep", True)


@pytest.mark.slow
def test_a_login_with_things_elsewhere_stays_without_rights(hub: Hub, owner: Owner) -> None:
    owner("add", "顾海波", "--role", "director").ok()
    answer = owner("add", "李娜", "--role", "rep", "--json").ok().json
    elsewhere = empty(hub.server)
    try:
        elsewhere.sql(f"GRANT CONNECT ON DATABASE {elsewhere.name} TO {answer['login']}")
        done = owner("remove", "李娜", "--yes", "--json").ok().json
        assert answer["login"] in done["warnings"][0]
        with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
            logged_in(hub, answer)
    finally:
        elsewhere.drop()
        hub.logins.append(answer["login"])


def test_the_list_and_the_status_are_tables_for_people(hub: Hub, owner: Owner) -> None:
    owner("add", "顾海波", "--role", "director").ok()
    owner("add", "李娜", "--role", "rep", "--department", "外贸部").ok()
    shown = owner("list", "--format", "tsv").ok().out
    assert "李娜" in shown
    assert "外贸部" in shown
    told = owner("status").ok().out
    assert "2 members" in told
    assert hub.name in told
