"""Killed at the worst moments: clients, the server; and the same told twice."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pg
import pytest
from hubs import new_hub

from tests.sync.agree import agree, settle
from tests.sync.proxy import CLIENT, CUT, Message, Proxy, Push
from tests.sync.real.killing import killed
from tests.sync.real.team import Client, Team


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[pg.Server, Team]]:
    """A team whose server may be killed."""
    with pg.Server() as server:
        folder = tmp_path / "team"
        folder.mkdir()
        yield server, Team(new_hub(server.access(), tmp_path), folder)


def works(client: Client) -> tuple[str, int]:
    """A customer with something on it, and a change; how many ops that is at least."""
    ref = client.do("customer", "add", "Alfreds Futterkiste", "--city", "Berlin", "--tag", "EU")["ref"]
    client.do("note", ref, "called, wants a quote")
    client.do("customer", "edit", ref, "--city", "Bonn")
    return ref, 3


def test_01_killed_after_the_commit_before_the_answer_was_kept(team: Team) -> None:
    wang, li = team.client(team.wang), team.client(team.li)
    history = "SELECT op_id::text, result, at FROM crm.op WHERE login = %s ORDER BY op_id"
    works(li)
    with Proxy(team.port) as line:
        li.through(line.port)
        killed(li, line, "after")
        told = team.sql(history, team.li.login)
        assert told
        assert {op[0] for op in li.ops("waiting")} == {op[0] for op in told}
        done = li.sync()
        assert done["pushed"] == len(told)
        assert team.sql(history, team.li.login) == told
        assert team.sql("SELECT name, city FROM crm.customer") == [("Alfreds Futterkiste", "Bonn")]
        wang.sync()
        agree(team, li, wang)


@pytest.mark.parametrize("when", ["sent", "before"])
def test_02_killed_before_the_commit_nothing_is_on_the_hub(team: Team, when: str) -> None:
    li = team.client(team.li)
    before = team.sql("SELECT op_id FROM crm.op")
    works(li)
    with Proxy(team.port) as line:
        li.through(line.port)
        killed(li, line, when)
        assert team.sql("SELECT op_id FROM crm.op") == before
        assert team.sql("SELECT id FROM crm.customer") == []
        assert li.ops("waiting")
        assert li.sync()["refused"] == 0
        settle(team)
    assert team.value("SELECT count(*) FROM crm.customer") == 1


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
def test_03_the_server_killed_in_a_push(own: tuple[pg.Server, Team], when: str) -> None:
    server, team = own
    li = team.client(team.li)
    wang = team.client(team.wang)
    before = team.value("SELECT count(*) FROM crm.op")
    works(li)
    with Proxy(team.port) as line:
        li.through(line.port)

        def kill() -> str:
            if server.process is not None:
                server.stop(signal.SIGKILL)
            return CUT

        line.rule = Push(before=kill) if when == "before" else Push(after=kill)
        failed = li.crm("sync", "--json").fails(7)
        assert failed.error["code"] == "hub"
        assert li.ops("waiting")
        server.start()
        after = team.value("SELECT count(*) FROM crm.op")
        assert (after == before) is (when == "before")
        line.fresh()
        li.sync()
        settle(team, li, wang)
        assert team.value("SELECT count(*) FROM crm.customer") == 1


def test_04_the_same_batch_twice_and_twice_at_once(team: Team) -> None:
    li = team.client(team.li)
    before = team.value("SELECT count(*) FROM crm.op")
    works(li)
    with Proxy(team.port) as line:
        li.through(line.port)
        line.rule = lambda message: CUT if message.side == CLIENT and b"crm.push(" in message.body else None
        li.crm("sync").fails(7)  # its outbox is made and the hub has nothing of it
        one, other = li.copy(team.folder / "one"), li.copy(team.folder / "other")
        both = threading.Barrier(2)

        def meet(message: Message) -> None:
            if message.side == CLIENT and b"crm.push(" in message.body:
                both.wait(30)

        line.fresh(meet)
        running = [client.start("sync", "--json") for client in (one, other)]
        done = [client.end(process).ok().json for client, process in zip((one, other), running, strict=True)]
        assert {answer["refused"] + answer["conflicts"] for answer in done} == {0}
        line.fresh()
    told = team.value("SELECT count(*) FROM crm.op") - before
    assert done[0]["pushed"] == done[1]["pushed"] == told
    li.sync()  # the same a third time
    assert team.value("SELECT count(*) FROM crm.op") == before + told
    assert team.value("SELECT count(*) FROM crm.customer") == 1
    for client in (one, other, li):
        client.set_url(team.url(team.li))
    settle(team, li, one, other)
