"""What the hub shows and lets be done, role by role, against a small oracle; the rest is in ``test_rights_matrix``."""

from __future__ import annotations

import psycopg
import pytest

from tests.sync.agree import settle
from tests.sync.desks import differences, travelling
from tests.sync.real.team import Team
from tests.sync.sight import Sight


def test_24_each_sees_what_the_oracle_says(team: Team) -> None:
    """Every table, as each member; and the laptops have the same."""
    mei = team.hub.add("Mei", "assistant", superior=team.li, department="Sales")
    wang, li, han = team.three()
    below = team.client(mei)
    ref = li.do("customer", "add", "Alfreds", "--tag", "EU")["ref"]
    li.do("note", ref, "called", "--next", "quote", "--when", "2026-11-25")
    li.do("order", "add", ref, "--amount", "500 EUR")
    li.do("customer", "add", "Pool")
    own = han.do("customer", "add", "Bólido")["ref"]
    deal = han.do("opportunity", "add", own, "Pumps", "--amount", "500 EUR")["ref"]
    han.do("opportunity", "share", deal, "--with", "Li", "--write")
    below.do("customer", "add", "Small")
    settle(team)
    li.do("customer", "share", ref, "--with", "department:Sales")
    settle(team)
    everything = team.rows(team.wang)
    # What is in nobody's sight but its owner's: inboxes.
    for login in (team.li, team.han, mei):
        everything |= team.rows(login)
    for login, client in ((team.wang, wang), (team.li, li), (team.han, han), (mei, below)):
        expected = Sight(everything, login.member_id).seen()
        for (table, _key), row in list(expected.items()):
            if (
                table == "opportunity"
            ):  # who has a part of a sale sees whose it is, and nothing else of the customer
                customer = ("customer", (row["customer_id"] or "",))
                expected[customer] = everything[customer]
        found = differences(team.rows(login), travelling(expected))
        assert not found, (login.name, found)
        assert not differences(client.rows(), team.rows(login))


def test_24_nothing_is_written_but_through_push(team: Team) -> None:
    tables = [name for (name,) in team.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'crm'")]
    assert len(tables) > 30
    with team.hub.connect(team.li.login) as session:
        for table in tables:
            for verb in (
                f'DELETE FROM crm."{table}"',
                f'INSERT INTO crm."{table}" DEFAULT VALUES',
                f'TRUNCATE crm."{table}"',
                f'COPY crm."{table}" FROM STDIN',
                f'LOCK TABLE crm."{table}" IN ACCESS EXCLUSIVE MODE',
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege), session.transaction():
                    session.execute(verb)


def test_24_tables_are_guarded_and_views_see_with_the_eyes_of_who_asks(team: Team) -> None:
    unguarded = team.sql(
        "SELECT c.relname FROM pg_class c WHERE relnamespace = 'crm'::regnamespace AND relkind = 'r'"
        " AND NOT relrowsecurity AND has_table_privilege('crm_members', oid, 'SELECT')"
    )
    group = team.value("SELECT value FROM crm.setting WHERE key = 'group_role'")
    assert group
    assert unguarded == [] or group != "crm_members"
    blind = team.sql(
        "SELECT relname FROM pg_class WHERE relnamespace = 'crm'::regnamespace AND relkind = 'v'"
        " AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)"
    )
    assert blind == []
    loose = team.sql(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'crm'::regnamespace AND prosecdef"
        " AND (proconfig IS NULL OR NOT EXISTS (SELECT FROM unnest(proconfig) AS c WHERE c LIKE 'search_path=%%'))"
    )
    assert loose == []


def test_24_what_is_called_out_tells_nothing(team: Team) -> None:
    wang, li = team.client(team.wang), team.client(team.li)
    with team.hub.connect(team.han.login) as ear:
        ear.execute("LISTEN crm")
        li.do("customer", "add", "Alfreds")
        li.sync()
        heard = list(ear.notifies(timeout=5, stop_after=1))
    assert [(one.channel, one.payload) for one in heard] == [("crm", "")]
    settle(team)
    assert wang.do("show", "Alfreds")
