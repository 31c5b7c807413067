"""A store that has joined a hub, on a day on which the hub cannot be used: what waits is kept, nothing is forgotten.

When the hub is well again everything goes its way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hubs import Hub, Login, new_hub, place_of

from crmcli.errors import Forbidden, HubError
from crmcli.store.wire import Op
from crmcli.sync.address import read
from crmcli.sync.hub import open_hub
from support import Result, Run

Sync = Callable[..., Result]


@pytest.fixture
def lina(hub: Hub) -> Login:
    """A rep of the hub, under a director."""
    director = hub.add("顾海波", "director")
    return hub.add("李娜", "rep", superior=director)


@pytest.fixture
def sync(hub: Hub, lina: Login, crm_in: Run, tmp_path: Path) -> Sync:
    """``sync("status")``: crm sync in a store of hers that has synced and in which one more note waits."""
    file = hub.password_file(tmp_path, lina.login)
    crm_in("init", "--name", "李娜", "--lang", "en", "--quiet").ok()
    crm_in("customer", "add", "天成贸易").ok()
    crm_in("sync", "setup", hub.url(lina.login), "--password-file", file, "--yes").ok()
    crm_in("sync", "--password-file", file).ok()
    crm_in("note", "天成贸易", "waits to be told").ok()

    def run(*words: object) -> Result:
        return crm_in("sync", *words, "--password-file", file, "--json")

    return run


def kept(hub: Hub, crm_in: Run) -> None:
    """Nothing was forgotten here, and what waits, waits."""
    assert crm_in("sync", "status", "--json").ok().json["waiting"] > 0
    assert crm_in("customer", "list", "--json").ok().json[0]["name"] == "天成贸易"


def goes(hub: Hub, sync: Sync) -> None:
    """The hub is well again: what waited arrives."""
    assert sync().ok().json["waiting"] == 0
    assert hub.sql("SELECT text FROM crm.followup") == [("waits to be told",)]


@pytest.mark.slow
def test_where_the_password_stands_is_remembered(
    hub: Hub, lina: Login, sync: Sync, crm_in: Run, tmp_path: Path
) -> None:
    file = tmp_path / f"{lina.login}.password"
    crm_in("sync").ok()
    file.rename(tmp_path / "moved")
    error = crm_in("sync", "--json").fails(7).error
    assert (error["code"], "none was given" in error["message"]) == ("password", True)
    crm_in("sync", env={"CRM_HUB_PASSWORD_FILE": str(tmp_path / "moved")}).ok()
    (tmp_path / "moved").rename(file)
    crm_in("sync").ok()
    store = (tmp_path / "home" / "crm" / "crm.db").read_bytes()
    assert lina.password.encode() not in store
    assert str(file).encode() in store


@pytest.mark.slow
def test_a_hub_that_is_read_only(hub: Hub, lina: Login, sync: Sync, crm_in: Run) -> None:
    hub.sql(f"ALTER DATABASE {hub.name} SET default_transaction_read_only = on")
    error = sync().fails(7).error
    assert error["code"] == "hub"
    assert "read-only" in error["message"]
    kept(hub, crm_in)
    with hub.server.connect() as elsewhere:
        elsewhere.execute(f"ALTER DATABASE {hub.name} RESET default_transaction_read_only")
    goes(hub, sync)


@pytest.mark.slow
def test_somebody_has_left_a_transaction_open(hub: Hub, sync: Sync, crm_in: Run) -> None:
    """What others write to the same customer waits, but not for ever (a minute; here it is a second)."""
    hub.sql(f"ALTER DATABASE {hub.name} SET lock_timeout = '1s'")
    with hub.connect() as busy, busy.transaction(force_rollback=True):
        busy.execute("UPDATE crm.customer SET city = 'Bonn'")
        error = sync().fails(7).error
        assert "busy" in error["message"]
        assert "What waits here is kept" in error["hint"]
        kept(hub, crm_in)
    goes(hub, sync)


@pytest.mark.slow
def test_a_hub_whose_disk_is_full(hub: Hub, sync: Sync, crm_in: Run) -> None:
    hub.sql(
        "CREATE FUNCTION public.full_disk() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;"
        "CREATE TRIGGER full_disk BEFORE INSERT ON crm.followup EXECUTE FUNCTION public.full_disk()",
        login="postgres",
    )
    error = sync().fails(7).error
    assert "no room left" in error["message"]
    kept(hub, crm_in)
    hub.sql("DROP FUNCTION public.full_disk() CASCADE", login="postgres")
    goes(hub, sync)


@pytest.mark.slow
def test_a_member_who_is_suspended(hub: Hub, lina: Login, sync: Sync, crm_in: Run) -> None:
    hub.sql("UPDATE crm.login SET active = false WHERE login = %s", lina.login)
    error = sync().fails(5).error
    assert error["code"] == "forbidden"
    assert error["details"]["missing"][0]["code"] == "suspended"
    kept(hub, crm_in)
    hub.sql("UPDATE crm.login SET active = true WHERE login = %s", lina.login)
    goes(hub, sync)


@pytest.mark.slow
def test_a_login_that_was_shut(hub: Hub, lina: Login, sync: Sync, crm_in: Run) -> None:
    hub.sql(f"ALTER ROLE {lina.login} NOLOGIN", login="postgres")
    assert "no longer log in" in sync().fails(7).error["message"]
    kept(hub, crm_in)
    hub.sql(f"ALTER ROLE {lina.login} LOGIN VALID UNTIL '2001-01-01'", login="postgres")
    assert sync().fails(7).error["code"] == "password"
    kept(hub, crm_in)
    hub.sql(f"ALTER ROLE {lina.login} VALID UNTIL 'infinity'", login="postgres")
    goes(hub, sync)


@pytest.mark.slow
def test_another_teams_hub_under_the_same_url(
    hub: Hub, lina: Login, sync: Sync, crm_in: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = new_hub(hub.server, place_of(tmp_path_factory))
    try:
        other.sql(f"GRANT CONNECT ON DATABASE {other.name} TO {lina.login}")
        with other.connect() as connection, connection.transaction():
            connection.execute(
                "INSERT INTO crm.member (id, ref, name, role, active) VALUES (%s, 'U000000', 'Other', 'rep', true)",
                (lina.member_id,),
            )
            connection.execute(
                "INSERT INTO crm.login (login, member_id, active, created_at) VALUES (%s, %s, true, now())",
                (lina.login, lina.member_id),
            )
        swap(hub, other)
        error = sync().fails(7).error
        assert "another hub" in error["message"]
        kept(hub, crm_in)
        assert hub.sql("SELECT count(*) FROM crm.followup") == [(0,)]
        swap(hub, other)
        other.sql("DELETE FROM crm.login")  # the login is that of the hub
    finally:
        other.drop()
    goes(hub, sync)


def swap(one: Hub, other: Hub) -> None:
    """Let two databases take each other's name."""
    with one.server.connect() as connection:
        for name in (one.name, other.name):
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
            )
        for old, new in ((one.name, "swapping"), (other.name, one.name), ("swapping", other.name)):
            connection.execute(f"ALTER DATABASE {old} RENAME TO {new}")


@pytest.mark.slow
def test_an_empty_database_under_the_same_url(hub: Hub, lina: Login, sync: Sync, crm_in: Run) -> None:
    hub.sql("ALTER SCHEMA crm RENAME TO elsewhere")
    error = sync().fails(7).error
    assert "is no hub" in error["message"]
    assert "Nothing was sent or forgotten" in error["hint"]
    kept(hub, crm_in)
    hub.sql("ALTER SCHEMA elsewhere RENAME TO crm")
    goes(hub, sync)


@pytest.mark.mostly_slow
@pytest.mark.parametrize("key", ["schema", "min_client"])
def test_a_hub_of_another_version(hub: Hub, sync: Sync, crm_in: Run, key: str) -> None:
    before = hub.sql("SELECT value FROM crm.setting WHERE key = %s", key)[0][0]
    hub.sql("UPDATE crm.setting SET value = '99' WHERE key = %s", key)
    if key == "min_client":
        error = sync().fails(7).error
        assert "newer crm" in error["message"]
        kept(hub, crm_in)
        hub.sql("UPDATE crm.setting SET value = %s WHERE key = %s", before, key)
    goes(hub, sync)  # a hub that is only newer takes what it knows


# --- the line -----------------------------------------------------------------------------------------------------


@pytest.fixture
def line(hub: Hub, lina: Login) -> Iterator[Any]:
    """Her connection with the hub."""
    with hub.as_member(lina) as opened:
        yield opened


def customer(id: str, name: str, lina: Login, op: str) -> Op:
    return Op(
        op, "insert", "customer", (id,), at="2026-11-18T02:30:00.000Z",
        row={"id": id, "ref": "C7K3F2Q", "name": name, "kind": "company", "owner_id": lina.member_id,
             "created_by_id": lina.member_id, "created_at": "2026-11-18T02:30:00.000Z"},
    )  # fmt: skip


ONE, TWO = "019a0000-0000-7000-8000-000000000001", "019a0000-0000-7000-8000-000000000002"


def end_session(hub: Hub, line: Any) -> None:
    hub.sql("SELECT pg_terminate_backend(%s)", line._connection.info.backend_pid, login="postgres")


@pytest.mark.slow
def test_a_session_that_was_ended_is_begun_anew(hub: Hub, lina: Login, line: Any) -> None:
    greeting = line.start(7, None, None)
    assert (greeting.member_id, greeting.login) == (lina.member_id, lina.login)
    for call in (
        lambda: line.start(7, None, None).hub_id == greeting.hub_id,
        lambda: line.push([customer(ONE, "天成", lina, ONE)])[0].result == "ok",
        lambda: line.unknown([ONE, TWO]) == [TWO],
        lambda: ONE in line.manifest(),
        lambda: [bucket.id for bucket in line.fetch([ONE])] == [ONE],
    ):
        end_session(hub, line)
        assert call()
    assert hub.sql("SELECT count(*) FROM crm.customer") == [(1,)]


@pytest.mark.slow
def test_what_fails_for_the_moment_is_done_again(hub: Hub, lina: Login, line: Any) -> None:
    hub.sql(
        "CREATE TABLE public.times (n int); GRANT ALL ON public.times TO PUBLIC; CREATE SEQUENCE public.tried;"
        "CREATE FUNCTION public.bad_luck() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF nextval('public.tried') % 3 <> 0 THEN RAISE 'deadlock' USING ERRCODE = CASE"
        "   WHEN currval('public.tried') % 3 = 1 THEN '40P01' ELSE '40001' END; END IF; RETURN NEW; END $$;"
        "CREATE TRIGGER bad_luck BEFORE INSERT ON crm.customer FOR EACH ROW EXECUTE FUNCTION public.bad_luck()",
        login="postgres",
    )
    hub.sql("GRANT ALL ON SEQUENCE public.tried TO PUBLIC", login="postgres")
    answers = line.push([customer(ONE, "天成", lina, ONE)])
    assert [answer.result for answer in answers] == ["ok"]
    assert hub.sql("SELECT last_value FROM public.tried", login="postgres") == [(3,)]


@pytest.mark.mostly_slow(every=3)
@pytest.mark.parametrize(
    "name",
    [
        "tab\there",
        "back\\slash \\N \\n",
        "line\nbreak\r\n",
        "😀 é ü 天成",
        "'; DROP --",
        "\\.",
        "NULL",
        "\\N",
    ],
)
def test_every_text_comes_back_as_it_went(line: Any, lina: Login, name: str) -> None:
    assert line.push([customer(ONE, name, lina, ONE)])[0].result == "ok"
    (bucket,) = line.fetch([ONE])
    columns, (row,) = bucket.rows["customer"]
    found = dict(zip(columns, row, strict=True))
    assert (found["name"], found["address"]) == (name, None)


def test_what_is_no_bucket_or_not_mine_does_not_come(hub: Hub, lina: Login, line: Any) -> None:
    other = hub.add("王伟", "rep")
    with hub.as_member(other) as theirs:
        assert theirs.push([customer(TWO, "别人的", other, TWO)])[0].result == "ok"
        assert [bucket.id for bucket in theirs.fetch([TWO])] == [TWO]
    assert list(line.fetch([TWO, ONE, "'; DROP SCHEMA crm; --"])) == []
    assert TWO not in line.manifest()


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("between", ["nothing", "another call", "ended", "left"])
def test_many_buckets_come_in_portions(
    hub: Hub, lina: Login, line: Any, between: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crmcli.sync.hub.PORTION", 2)
    ids = [f"{ONE[:-1]}{number}" for number in range(5)]
    line.push([customer(id, f"no {id[-1]}", lina, id) for id in ids])
    coming = line.fetch(ids)
    found = [next(coming).id, next(coming).id]
    if between == "another call":
        assert set(ids) <= set(line.manifest())
    elif between == "ended":
        end_session(hub, line)
    elif between == "left":
        coming.close()
        assert len(list(line.fetch(ids))) == 5
        return
    assert found + [bucket.id for bucket in coming] == ids


def test_changes_of_others_are_heard_and_ones_own_are_not(hub: Hub, lina: Login, line: Any) -> None:
    assert not line.changed(0)
    line.push([customer(ONE, "天成", lina, ONE)])
    assert not line.changed(0.1)
    with hub.as_member(lina) as another_device:
        another_device.push([customer(TWO, "德隆", lina, TWO)])
    assert line.changed(5)
    assert not line.changed(0)
    end_session(hub, line)
    with pytest.raises(HubError) as caught:
        line.changed(5)
    assert "cut" in caught.value.message
    assert not line.changed(0)  # it listens anew


def test_what_others_change_while_buckets_come_is_heard(hub: Hub, lina: Login, line: Any) -> None:
    line.push([customer(ONE, "天成", lina, ONE)])
    assert [bucket.id for bucket in line.fetch([ONE])] == [ONE]
    assert not line.changed(0)
    with hub.as_member(lina) as another_device:
        another_device.push([customer(TWO, "德隆", lina, TWO)])
    assert [bucket.id for bucket in line.fetch([ONE])] == [ONE]  # it came along with these
    assert line.changed(0)
    assert not line.changed(0)


def test_a_login_that_is_no_member_is_told_so(hub: Hub) -> None:
    stranger = hub.role()
    hub.sql(f"GRANT CONNECT ON DATABASE {hub.name} TO {stranger}")
    with open_hub(read(hub.url(stranger, password=True))) as line, pytest.raises(HubError) as caught:
        line.start(7, None, None)
    assert "has not the rights" in caught.value.message
    hub.sql(f"GRANT crm_members TO {stranger}", login="postgres")
    with open_hub(read(hub.url(stranger, password=True))) as line, pytest.raises(Forbidden) as told:
        line.start(7, None, None)
    assert told.value.details["missing"][0]["code"] == "suspended"
