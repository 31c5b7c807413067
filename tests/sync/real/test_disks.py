"""A disk that is full in the middle of a pull; what a database's administrator writes; values at the edges."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest

from crmcli.store.wire import Op
from tests.sync.agree import agree, settle
from tests.sync.real.team import Client, Team


def much(team: Team) -> tuple[Client, Client]:
    """Li has many customers, of which one has far more on it than the others; Wang has none of it yet."""
    wang, li = team.client(team.wang), team.client(team.li)
    names = [f"Customer {number:02}" for number in range(12)]
    lines: list[list[Any]] = [["customer", "add", name] for name in names]
    for name in names:
        for _number in range(40 if name == names[6] else 2):
            lines.append(["note", name, secrets.token_hex(25_000 if name == names[6] else 100)])
    li.batch(*lines)
    li.sync()
    return wang, li


def test_22_a_disk_that_is_full_in_a_pull(team: Team) -> None:
    """What found room stays, the bucket for which there was none is rolled back, own edits are there."""
    wang, _li = much(team)
    wang.do("customer", "add", "Wang's own")
    size = wang.file.stat().st_size
    before = wang.value("SELECT count(*) FROM customer")
    blocks = (
        size // 512 + 100
    )  # ulimit counts by 512 bytes; what is on its way is another file, as large at most
    done = wang.crm("sync", "--json", limit=f"-f {blocks}")
    assert done.code != 0, done
    assert done.error["message"]
    assert "Traceback" not in done.err
    assert wang.value("PRAGMA integrity_check") == "ok"
    came = wang.value("SELECT count(*) FROM customer")
    assert came >= before
    # Every bucket is here whole or not at all.
    for id, notes in wang.sql(
        "SELECT c.id, count(f.id) FROM customer c JOIN followup f ON f.customer_id = c.id GROUP BY 1"
    ):
        assert notes == team.value("SELECT count(*) FROM crm.followup WHERE customer_id = %s", id)
    assert wang.do("show", "Wang's own")["name"] == "Wang's own"
    wang.sync()
    settle(team)
    assert wang.value("SELECT count(*) FROM followup") == team.value("SELECT count(*) FROM crm.followup")


def test_23_what_an_administrator_writes_reaches_the_laptops(team: Team) -> None:
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds", "--city", "Berlin", "--tag", "EU")["ref"]
    li.do("note", ref, "called")
    settle(team)
    with team.hub.connect() as dba:
        dba.execute("UPDATE crm.customer SET city = 'Bonn', updated_at = now()")
        dba.execute(
            "INSERT INTO crm.tag (record_kind, record_id, value) SELECT 'customer', id, 'VIP' FROM crm.customer"
        )
        dba.execute("DELETE FROM crm.tag WHERE value = 'EU'")
        dba.execute("UPDATE crm.followup SET text = text || ', she will call back'")
        dba.execute(
            "INSERT INTO crm.contact (id, ref, name, customer_id, owner_id)"
            " SELECT gen_random_uuid(), 'PDBADBA', 'Maria', id, owner_id FROM crm.customer"
        )
    for client in (wang, li):
        assert client.sync()["pulled"] > 0
        found = client.do("show", ref)
        assert (found["city"], found["tags"]) == ("Bonn", ["VIP"])
        assert client.do("show", "Maria")
        assert client.do("find", "call back")
    agree(team)
    with team.hub.connect() as dba:
        dba.execute("DELETE FROM crm.followup")
        dba.execute("DELETE FROM crm.contact")
    settle(team)
    assert li.value("SELECT count(*) FROM followup") == 0


ODD = [
    "x", " leading", "trailing ", "two\nlines", "tab\there", "back\\slash", "\\N", "\\.", "NULL", "null", "''", '"',
    "{a,b}", "emoji 👩\u200d👩\u200d👧 🇩🇪", "e\u0301 and \u00e9", "\u202ertl\u202c עברית", "𝔘𝔫𝔦", "﷽",
    "天成外贸公司", "0", "-0", "1e5", "true", "%s", "a\u2028b",
]  # fmt: skip


def test_25_text_at_the_edges(team: Team) -> None:
    """Whatever the text, it arrives as it was, and comparing it with what was there is no conflict."""
    wang, li = team.client(team.wang), team.client(team.li)
    refs = [
        li.do("customer", "add", f"Customer {n}", "--address", text)["ref"] for n, text in enumerate(ODD[:3])
    ]
    answers = li.batch(
        *(["customer", "add", f"Odd {n}", "--address", text, "--city", text] for n, text in enumerate(ODD))
    )
    assert refs
    assert answers
    settle(team)
    stored = dict(li.sql("SELECT name, address FROM customer"))
    assert stored == dict(wang.sql("SELECT name, address FROM customer"))
    # Each is changed from what it was, there and back, and cleared, by the other.
    wang.batch(*(["customer", "edit", f"Odd {n}", "--address", "plain"] for n in range(len(ODD))))
    assert wang.sync()["conflicts"] == 0
    li.sync()
    li.batch(
        *(["customer", "edit", f"Odd {n}", "--address", text, "--city", ""] for n, text in enumerate(ODD))
    )
    assert li.sync()["conflicts"] == 0
    settle(team)
    assert stored == dict(wang.sql("SELECT name, address FROM customer"))
    assert team.value("SELECT count(*) FROM crm.customer WHERE city = ''") == 0
    assert team.value("SELECT count(*) FROM crm.customer WHERE name LIKE 'Odd%%' AND city IS NULL") == len(
        ODD
    )


def test_25_what_is_nothing_and_what_is_empty(team: Team) -> None:
    """A column that is empty text on the hub is not the same as one that is nothing, and neither is made the other."""
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds")["ref"]
    settle(team)
    team.sql("UPDATE crm.customer SET city = ''")
    settle(team)
    assert li.value("SELECT city FROM customer") == ""
    li.do("customer", "edit", ref, "--city", "Bonn")
    assert li.sync()["conflicts"] == 0
    settle(team)
    assert wang.value("SELECT city FROM customer") == "Bonn"


def test_25_moments_and_numbers_have_one_form(team: Team) -> None:
    wang, li = team.client(team.wang), team.client(team.li)
    ref = li.do("customer", "add", "Alfreds")["ref"]
    reminder = li.do("remind", ref, "call", "--when", "2026-11-25 10:00")["reminder"]["ref"]
    deal = li.do("opportunity", "add", ref, "Pumps", "--amount", "1500.00 EUR")["ref"]
    settle(team)
    with team.hub.connect() as dba:
        dba.execute("SET timezone = 'America/Caracas'")
        dba.execute("UPDATE crm.reminder SET due_at = '2026-11-26 09:00:00+05:30' WHERE due_at IS NOT NULL")
        assert dba.execute("SELECT count(*) FROM crm.reminder WHERE due_at IS NOT NULL").fetchone() == (1,)
    wang.sync()
    li.sync()
    assert li.value("SELECT due_at FROM reminder") == "2026-11-26T03:30:00.000Z"
    li.do("snooze", reminder, "2026-11-27 08:00")
    li.do("opportunity", "edit", deal, "--amount", "1500.0 EUR")
    li.do("opportunity", "edit", deal, "--amount", "1600 EUR")
    assert li.sync()["conflicts"] == 0
    settle(team)
    assert wang.do("show", deal)["amount"] == {"amount": "1600.00", "currency": "EUR"}


def test_25_nul_and_other_things_that_are_no_values_are_refused(team: Team) -> None:
    """Told by a client that is not ours: each is refused by itself, and what stands beside it is done."""
    li = team.client(team.li)
    li.do("customer", "add", "Alfreds")
    settle(team)
    id = team.value("SELECT id::text FROM crm.customer")
    bad = {
        "city": "a\x00b", "archived_at": "yesterday", "owned_since": "2026-02-30T00:00:00.000Z", "owner_id": "nobody",
    }  # fmt: skip
    columns = {name for (name,) in team.sql(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'crm' AND table_name = 'customer'"
    )}  # fmt: skip
    ops = [
        Op(
            f"{n:08}-aaaa-4000-8000-000000000000",
            "set",
            "customer",
            (id,),
            column=column,
            old=None,
            new=value,
        )
        for n, (column, value) in enumerate(bad.items())
        if column in columns
    ]
    good = Op(
        "99999999-aaaa-4000-8000-000000000000", "set", "customer", (id,), column="fax", old=None, new="1"
    )
    with team.hub.as_member(team.li) as hub:
        answers = hub.push([*ops, good])
        assert {answer.result for answer in answers[:-1]} == {"refused"}, json.dumps(
            [a.reason for a in answers]
        )
        assert answers[-1].result == "ok"
        assert answers[0].reason == "value"
        again = hub.push([*ops, good])
        assert [(a.result, a.reason) for a in again] == [(a.result, a.reason) for a in answers]
    settle(team)
    assert team.value("SELECT city IS NULL AND fax = '1' FROM crm.customer")


@pytest.mark.parametrize("word", ["NUL\x00byte"])
def test_25_nul_is_not_even_stored_here(team: Team, word: str) -> None:
    li = team.client(team.li)
    done = li.crm("batch", stdin=json.dumps(["customer", "add", word]) + "\n")
    assert "\x00" not in "".join(name for (name,) in li.sql("SELECT name FROM customer"))
    assert "Traceback" not in done.err
    settle(team)
