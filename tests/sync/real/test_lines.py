"""Lines that break, servers that are full, locks that others hold, certificates and passwords."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pg
import psycopg
import pytest
from hubs import new_hub

from tests.sync.agree import agree, settle
from tests.sync.proxy import CLIENT, CUT, SERVER, Message, Proxy
from tests.sync.real.team import Client, Team

CUTS = int(os.environ.get("CRM_CUTS", "20"))
"""At how many places, evenly over its messages, one exchange is cut; at all where there are fewer."""


class CutAt:
    """Cuts at the message of a number from one side; all connections after it, unless ``once``."""

    def __init__(self, line: Proxy, side: str, number: int, *, once: bool = False) -> None:
        self.line = line
        self.side = side
        self.number = number
        self.once = once
        self.done = False

    def __call__(self, message: Message) -> str | None:
        if message.side == self.side and message.number >= self.number and not (self.once and self.done):
            self.done = True
            self.line.dead = not self.once
            return CUT
        return None


def pulled(team: Team) -> tuple[Client, Client]:
    """Li has written, Wang has something that waits and much to pull."""
    wang, li = team.client(team.wang), team.client(team.li)
    lines: list[list[str]] = []
    for number in range(4):
        lines.append(["customer", "add", f"Customer {number}", "--city", "Berlin", "--tag", "EU"])
        lines.append(["note", f"Customer {number}", "called", "--next", "quote", "--when", "2026-11-25"])
        lines.append(["contact", "add", f"Person {number}", "--customer", f"Customer {number}"])
    li.batch(*lines)
    li.sync()
    wang.do("customer", "add", "Wang's own", "--city", "Hamburg")
    return wang, li


def shows_own(client: Client) -> None:
    """I5: its own edit is there, whatever came."""
    assert client.do("show", "Wang's own")["city"] == "Hamburg"


def cut_everywhere(team: Team, tmp_path: Path, side: str, most: int = 1000) -> int:
    """Cut one exchange at every message, or at so many of them; the number of places."""
    wang, li = pulled(team)
    with Proxy(team.port) as line:
        wang.through(line.port)
        whole = wang.copy(tmp_path / "whole")
        whole.sync()
        last = max(message.number for message in line.seen if message.side == side)
        places = range(1, last + 1, -(-last // most))
        for place in places:
            cut = wang.copy(tmp_path / f"cut {side} {place}")
            rule = CutAt(line, side, place)
            line.fresh(rule)
            done = cut.crm("sync", "--json")
            assert rule.done, place
            # Cut after all was done (the goodbye of the client) it went well.
            assert done.code == 7 or place >= last - 1, done
            if done.code == 7:
                assert done.error["code"] == "hub"
            shows_own(cut)
            line.fresh()
            cut.sync()
            shows_own(cut)
            agree(team, cut)
    assert li.sync()["refused"] == 0
    return len(places)


@pytest.mark.slow
@pytest.mark.parametrize("side", [CLIENT, SERVER])
def test_12_a_line_cut_at_every_message(team: Team, tmp_path: Path, side: str) -> None:
    """At so many of them that each kind of message is among them."""
    assert cut_everywhere(team, tmp_path, side, CUTS) >= 10


def test_12_a_line_that_breaks_once_is_not_noticed(team: Team, tmp_path: Path) -> None:
    wang, _li = pulled(team)
    with Proxy(team.port) as line:
        wang.through(line.port)
        whole = wang.copy(tmp_path / "whole")
        whole.sync()
        last = max(message.number for message in line.seen if message.side == SERVER)
        for place in range(20, last, max(last // 3, 1)):
            cut = wang.copy(tmp_path / f"once {place}")
            rule = CutAt(line, SERVER, place, once=True)
            line.fresh(rule)
            cut.sync()
            assert rule.done
            line.fresh()
            agree(team, cut)


# --- what passes by itself ----------------------------------------------------------------------------------------


def failing(team: Team, code: str, times: int) -> None:
    """Have the next pushes fail so many times as a deadlock, a conflict or a restart does."""
    with team.hub.connect() as dba:
        dba.execute("CREATE SEQUENCE crm.fails")
        dba.execute(
            "CREATE FUNCTION crm.failing() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
            f" IF nextval('crm.fails') <= {times} THEN RAISE EXCEPTION 'made up' USING ERRCODE = '{code}'; END IF;"
            " RETURN NULL; END $$"
        )
        dba.execute(
            "CREATE TRIGGER failing AFTER INSERT ON crm.op FOR EACH STATEMENT EXECUTE FUNCTION crm.failing()"
        )


@pytest.mark.parametrize("code", ["40P01", "40001", "57P01"])
def test_20_what_may_succeed_the_next_time_is_done_again(team: Team, code: str) -> None:
    li = team.client(team.li)
    li.do("customer", "add", "Alfreds")
    failing(team, code, 2)
    assert li.sync()["refused"] == 0
    assert team.value("SELECT last_value FROM crm.fails") >= 3
    settle(team)
    assert team.value("SELECT count(*) FROM crm.customer") == 1


def test_20_a_backend_that_is_ended_in_a_push(team: Team) -> None:
    li = team.client(team.li)
    li.do("customer", "add", "Alfreds")
    ended = []

    def rule(message: Message) -> None:
        if message.side == CLIENT and b"crm.push(" in message.body and not ended:
            with team.hub.server.connect() as dba:
                ended.append(
                    dba.execute(
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = %s",
                        (team.li.login,),
                    ).fetchone()
                )

    with Proxy(team.port, rule) as line:
        li.through(line.port)
        li.sync()
        assert ended == [(1,)]
        settle(team)
    assert team.value("SELECT count(*) FROM crm.customer") == 1


def test_20_a_real_deadlock_ends_well(team: Team) -> None:
    """Somebody at psql locks two customers the other way round."""
    wang, li = team.client(team.wang), team.client(team.li)
    for name in ("Alfreds", "Bólido"):
        li.do("customer", "add", name)
    settle(team)
    ids = [id for (id,) in team.sql("SELECT id::text FROM crm.customer ORDER BY id")]
    for id in ids:
        li.do("customer", "edit", id, "--city", "Bonn")
    with team.hub.connect() as dba:
        dba.autocommit = False
        dba.execute("UPDATE crm.customer SET fax = '1' WHERE id = %s", (ids[1],))
        running = li.start("sync", "--json")
        blocked = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s AND wait_event_type = 'Lock'"
        for _look in range(200):
            if team.sql(blocked, team.li.login, login="postgres") == [(1,)]:
                break
            time.sleep(0.05)
        try:
            dba.execute("UPDATE crm.customer SET fax = '1' WHERE id = %s", (ids[0],))
            dba.commit()
        except psycopg.errors.DeadlockDetected:  # one of the two is the victim
            dba.rollback()
        assert li.end(running).ok().json["refused"] == 0
    settle(team)
    assert team.sql("SELECT DISTINCT city FROM crm.customer") == [("Bonn",)]
    assert wang.rows()


def test_21_who_holds_a_transaction_open_delays_no_pull(team: Team) -> None:
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds")["ref"]
    li.do("customer", "add", "Bólido")
    li.sync()
    with team.hub.connect() as dba:
        dba.autocommit = False
        dba.execute("UPDATE crm.customer SET city = 'Bonn' WHERE name = 'Alfreds'")
        done = wang.end(wang.start("sync", "--json"), timeout=20)
        assert done.ok().json["buckets"] >= 2
        assert wang.do("show", ref)["city"] is None
        wang.do("customer", "edit", "Bólido", "--city", "Madrid")  # what is not locked goes up as well
        wang.end(wang.start("sync", "--json"), timeout=20).ok()
        dba.commit()
    settle(team)
    assert wang.do("show", ref)["city"] == "Bonn"


# --- getting in ---------------------------------------------------------------------------------------------------


def test_26_no_connection_is_left(team: Team) -> None:
    li = team.client(team.li)
    li.do("customer", "add", "Alfreds")
    team.sql(f"ALTER ROLE {team.li.login} CONNECTION LIMIT 0", login="postgres")
    said(li, "connection", 7)
    team.sql(f"ALTER ROLE {team.li.login} CONNECTION LIMIT -1", login="postgres")
    settle(team)


@pytest.mark.slow
def test_26_a_server_that_is_full(tmp_path: Path) -> None:
    settings = {"max_connections": "8", "superuser_reserved_connections": "3"}
    with pg.Server(**settings) as server:
        folder = tmp_path / "team"
        folder.mkdir()
        team = Team(new_hub(server.access(), tmp_path), folder)
        li = team.client(team.li)
        li.do("customer", "add", "Alfreds")
        held = [team.hub.connect(team.wang.login) for _one in range(5)]
        failed = said(li, "connection", 7)
        assert "max_connections" in failed
        for one in held:
            one.close()
        settle(team)
        assert team.value("SELECT count(*) FROM crm.customer") == 1


def said(client: Client, word: str, code: int) -> str:
    """What an exchange that cannot be says; what waits is kept."""
    failed = client.crm("sync", "--json").fails(code)
    text = f"{failed.error['message']} {failed.error['hint']}"
    assert word.lower() in text.lower(), text
    assert client.do("sync", "status")["waiting"] > 0
    assert client.password_file.read_text().strip() not in failed.err
    plain = client.crm("sync").fails(code)
    assert plain.err.strip()
    assert "Traceback" not in plain.err
    return text


@pytest.fixture
def waiting(team: Team) -> Iterator[Client]:
    """A laptop with something that waits; in the end all is well again."""
    li = team.client(team.li)
    li.do("customer", "add", "Alfreds")
    yield li
    settle(team)
    assert team.value("SELECT count(*) FROM crm.customer") == 1


def test_27_a_wrong_password(team: Team, waiting: Client) -> None:
    right = waiting.password_file.read_text()
    waiting.password_file.write_text("Tr0ub4dor&3\n")
    failed = said(waiting, "password", 7)
    assert team.li.login in failed
    waiting.password_file.write_text(right)


def test_27_a_login_that_has_expired(team: Team, waiting: Client) -> None:
    team.sql(f"ALTER ROLE {team.li.login} VALID UNTIL '2001-01-01'", login="postgres")
    said(waiting, "expired", 7)
    team.sql(f"ALTER ROLE {team.li.login} VALID UNTIL 'infinity'", login="postgres")


def test_27_a_login_that_may_no_longer(team: Team, waiting: Client) -> None:
    team.sql(f"ALTER ROLE {team.li.login} NOLOGIN", login="postgres")
    said(waiting, "log in", 7)
    team.sql(f"ALTER ROLE {team.li.login} LOGIN", login="postgres")


def test_27_a_certificate_that_nobody_vouches_for(team: Team, waiting: Client) -> None:
    ca = pg.TLS / "ca.pem"
    base = f"postgresql://{team.li.login}@localhost:{team.port}/{team.hub.name}"
    before = waiting.url
    waiting.set_url(f"{base}?sslmode=verify-full")
    said(waiting, "certificate", 7)
    other = base.replace("localhost", "crm.example")
    waiting.set_url(f"{other}?hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert={ca}")
    said(waiting, "certificate", 7)  # it is for other names
    waiting.set_url(f"{base}?sslmode=verify-full&sslrootcert={ca}")
    waiting.sync()
    waiting.set_url(before)


@pytest.mark.slow
def test_27_a_server_without_tls(tmp_path: Path) -> None:
    with pg.Server(ssl="off") as server:
        folder = tmp_path / "team"
        folder.mkdir()
        team = Team(new_hub(server.access(), tmp_path), folder)
        li = team.client(team.li)
        li.do("customer", "add", "Alfreds")
        before = li.url
        for mode in ("require", "verify-full"):
            li.set_url(before.replace("sslmode=disable", f"sslmode={mode}"))
            said(li, "TLS", 7)
        li.set_url(before)
        settle(team)
