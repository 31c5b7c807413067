"""What commands write in a store, the hub takes of the same member: whole flows of work, every op of them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hubs import Hub, Login, unique
from stores import opened

from crmcli.store import outbox
from crmcli.store.joined import put_seq
from crmcli.store.journal import last_seq
from crmcli.store.records import Member
from crmcli.store.statements import rows_where
from crmcli.verbs import stages
from support import Run
from tests.sync.rights_house import everything, push


class Office:
    """One store in which everybody works by ``--as``; what each writes is sent by the own login, at once or (``later``)
    when somebody else goes on, as after a while without a hub."""

    def __init__(self, run: Run, home: Path, hub: Hub, later: bool) -> None:
        self.run = run
        self.file = home / "crm.db"
        self.hub = hub
        self.logins: dict[str, Login] = {}
        self.later = later
        self.at_it = ""  # who has written what is not sent
        self.words: list[str] = []

    def begin(self) -> None:
        """Bring all there is to the hub, as who founded it, and give everybody a login."""
        from crmcli.sync import people

        store = opened(self.file)
        stages.ensure(store)  # as joining does for who may bring processes
        rows = list(everything(store))
        founder = next(op.row for op in rows if op.key == (store.me,))
        assert founder is not None
        with self.hub.connect() as connection, connection.transaction():
            people.add_member(connection, {**founder, "active": "true"})
            for member in rows_where(store, Member):
                login = unique("f")
                people.add_login(connection, login, "secret", member.id)
                self.hub.logins.append(login)
                self.hub.passwords[login] = "secret"
                self.logins[member.name] = Login(login, "secret", member.id, member.name)
        first = next(login for login in self.logins.values() if login.member_id == store.me)
        with self.hub.connect(first.login) as connection:
            assert {result for result, _reason in push(connection, rows)} == {"ok"}
        put_seq(store, last_seq(store))
        store.close()

    def do(self, who: str, *words: object, **more: Any) -> Any:
        """A command of a member's; all that it wrote has to be taken. Returns its JSON."""
        if who != self.at_it:
            self.send()
        self.at_it = who
        self.words.append(" ".join(map(str, words)))
        done = self.run(*words, "--as", who, "--json", **more).ok()
        if not self.later:
            self.send()
        return done.json if done.out else None

    def send(self) -> None:
        """Send what is not sent."""
        who, words = self.at_it, self.words
        self.words = []
        if not words:
            return
        store = opened(self.file)
        store.me = self.logins[who].member_id
        outbox.fill(store)
        ops = [op for _n, op in outbox.waiting(store, 10_000)]
        with self.hub.connect(self.logins[who].login) as connection:
            answers = push(connection, ops)
        wrong = [
            (op.kind, op.table, op.column, op.old, op.new, str(op.row)[:200], answer)
            for op, answer in zip(ops, answers, strict=True) if answer[0] != "ok"
        ]  # fmt: skip
        assert not wrong, f"{who}: crm {'; '.join(words)}: {len(wrong)} of {len(ops)}: {wrong[:3]}"
        store.db.execute("DELETE FROM sync_op")
        store.close()


@pytest.fixture(params=["at once", "later"])
def office(crm_in: Run, sealed: Path, hub: Hub, request: pytest.FixtureRequest) -> Iterator[Office]:
    def run(*words: object, **more: Any) -> Any:
        return crm_in(*words, **more)

    run("init", "--name", "Lin Xiao", "--currency", "CNY").ok()
    for words in (
        ("Wang Fang", "--role", "manager", "--superior", "Lin Xiao"),
        ("Li Lei", "--role", "rep", "--superior", "Wang Fang"),
        ("Han Mei", "--role", "rep", "--superior", "Wang Fang"),
        ("Fang Lei", "--role", "rep", "--superior", "Lin Xiao", "--department", "Dock"),
        ("Ren Jie", "--role", "finance", "--superior", "Lin Xiao"),
        ("Zhou Qi", "--role", "director", "--superior", "Lin Xiao"),
    ):
        run("team", "add", *words).ok()
    run("product", "add", "Pump", "--code", "P-1", "--list-price", "100 CNY", "--floor-price", "95 CNY").ok()
    run("customer", "add", "Pool Company").ok()
    run("pool", "return", "Pool Company", "--reason", "nobody's").ok()
    run("process", "list").ok()
    made = Office(run, Path(os.environ["CRM_HOME"]), hub, request.param == "later")
    made.begin()
    yield made
    made.send()


def ref(found: Any) -> str:
    """The ref of what was made."""
    match = re.search(r'"ref": "(\w+)"', json.dumps(found))
    assert match, found
    return match[1]


@pytest.mark.slow
def test_a_customer_from_the_first_dealing_to_the_hand_over(office: Office) -> None:
    office.do("Li Lei", "customer", "add", "Harbour Ltd", "--city", "Bristol", "--tag", "VIP")
    office.do(
        "Li Lei", "contact", "add", "Emma Clarke", "--customer", "Harbour Ltd", "--phone", "+44 117 496 0123"
    )
    office.do("Li Lei", "note", "Harbour Ltd", "Visited Emma, talked about prices, call again on Friday")
    office.do("Li Lei", "customer", "edit", "Harbour Ltd", "--level", "A")
    office.do("Li Lei", "opportunity", "add", "Harbour Ltd", "Pumps", "--amount", "20000 CNY")
    office.do("Li Lei", "remind", "Harbour Ltd", "Send the catalogue tomorrow")
    office.do("Wang Fang", "guide", "Pumps", "Offer the new model")
    office.do("Li Lei", "reply", "Pumps", "I will")
    office.do("Li Lei", "ask", "Han Mei", "Pumps", "Have you sold these?")
    office.do("Han Mei", "reply", "Pumps", "Yes, often")
    office.do("Li Lei", "customer", "share", "Harbour Ltd", "--with", "Han Mei", "--write")
    office.do("Han Mei", "note", "Harbour Ltd", "Helped Li with the catalogue")
    office.do("Han Mei", "follow", "Harbour Ltd")
    office.do("Han Mei", "unfollow", "Harbour Ltd")
    office.do("Li Lei", "customer", "transfer", "Harbour Ltd", "--to", "Han Mei", "--reason", "nearer")
    office.do("Han Mei", "customer", "edit", "Harbour Ltd", "--level", "B")
    office.do("Wang Fang", "customer", "transfer", "Harbour Ltd", "--to", "Li Lei", "--reason", "back again")
    office.do("Li Lei", "pool", "take", "Pool Company")
    office.do("Li Lei", "note", "Pool Company", "Called them")
    office.send()  # of what was taken and given back nobody hears that it was taken
    office.do("Li Lei", "pool", "return", "Pool Company", "--reason", "no interest")
    office.do("Han Mei", "pool", "take", "Pool Company")
    office.do("Han Mei", "undo")
    office.do("Li Lei", "customer", "add", "Pier Company")
    office.do("Li Lei", "customer", "merge", "Harbour Ltd", "Pier Company", "--yes")
    office.do("Li Lei", "undo")
    office.do("Li Lei", "opportunity", "lose", "Pumps", "--reason", "price", "--lesson", "too dear")
    office.do("Li Lei", "customer", "remove", "Pier Company", "--yes")
    office.do("Zhou Qi", "team", "suspend", "Li Lei", "--to", "Han Mei", "--reason", "left")


@pytest.mark.slow
def test_a_quote_its_approval_and_the_order_it_becomes(office: Office) -> None:
    office.do("Li Lei", "customer", "add", "Harbour Ltd")
    office.do("Li Lei", "opportunity", "add", "Harbour Ltd", "Pumps", "--amount", "20000 CNY")
    quote = ref(office.do("Li Lei", "quote", "add", "Pumps", "--valid-until", "2026-12-31"))
    office.do("Li Lei", "quote", "line", quote, "P-1", "200", "--price", "80 CNY")
    office.do("Li Lei", "quote", "submit", quote, "--reason", "a first order")
    waiting = office.run("approval", "list", "--pending", "--json").ok().json
    holders = {one["approver"]["name"] for one in waiting}
    assert holders
    holder = holders.pop()
    office.do(holder, "approval", "delegate", quote, "--to", "Zhou Qi")
    office.do("Zhou Qi", "approval", "approve", quote, "--opinion", "once")
    for one in office.run("approval", "list", "--pending", "--json").ok().json:
        office.do(one["approver"]["name"], "approval", "approve", one["ref"], "--opinion", "fine")
    office.do("Li Lei", "quote", "accept", quote)
    order = ref(office.do("Li Lei", "quote", "order", quote, "--delivery", "2027-02-01"))
    office.do("Li Lei", "order", "step", "assign", order, "2", "--member", "Fang Lei")
    office.do("Fang Lei", "order", "step", "start", order, "2", "--reason", "no time")
    office.do("Fang Lei", "order", "step", "done", order, "2", "--reason", "the first is as good as done")
    office.do("Fang Lei", "order", "pay", order, "100 CNY")
    office.do("Li Lei", "order", "edit", order, "--delivery", "2027-03-01")
    office.do("Li Lei", "order", "cancel", order, "--reason", "they went away")


@pytest.mark.mostly_slow
def test_money_that_was_spent(office: Office) -> None:
    office.do("Li Lei", "customer", "add", "Harbour Ltd")
    note = ref(office.do("Li Lei", "note", "Harbour Ltd", "Visited Emma")["followup"])
    expense = ref(office.do("Li Lei", "expense", "add", "Hotel", "--amount", "5000 CNY", "--followup", note))
    office.do("Li Lei", "expense", "submit", expense)
    office.do("Wang Fang", "team", "away", "Wang Fang", "--until", "2026-12-01", "--deputy", "Zhou Qi")
    for one in office.run("approval", "list", "--pending", "--json").ok().json:
        office.do(one["approver"]["name"], "approval", "approve", one["ref"])
    office.do("Ren Jie", "expense", "pay", expense)
    office.do("Wang Fang", "team", "away", "Wang Fang", "--back")


@pytest.mark.mostly_slow
def test_the_team_changes(office: Office) -> None:
    office.do("Zhou Qi", "team", "add", "New One", "--role", "rep", "--superior", "Wang Fang")
    office.do("Wang Fang", "team", "edit", "New One", "--department", "Sales")
    office.do("Zhou Qi", "team", "move", "New One", "--superior", "Lin Xiao")
    office.do("Zhou Qi", "team", "suspend", "New One", "--reason", "left")
    office.do("Zhou Qi", "team", "restore", "New One")
    office.do("Li Lei", "team", "away", "Li Lei", "--until", "2026-12-01", "--deputy", "Han Mei")


@pytest.mark.mostly_slow
def test_an_approval_that_waits_goes_up_by_whoever_looks(office: Office) -> None:
    """There is no server that does it: the store of the asker too passes it on, to nobody but who is next above."""
    office.do("Li Lei", "customer", "add", "Harbour Ltd")
    note = ref(office.do("Li Lei", "note", "Harbour Ltd", "Visited Emma")["followup"])
    expense = ref(office.do("Li Lei", "expense", "add", "Hotel", "--amount", "5000 CNY", "--followup", note))
    office.do("Li Lei", "expense", "submit", expense)
    before = office.run("approval", "list", "--pending", "--json").ok().json[0]["approver"]["name"]
    office.do("Li Lei", "today", env={"CRM_NOW": "2026-11-27T10:30:00+08:00"})
    after = office.run("approval", "list", "--pending", "--json").ok().json[0]["approver"]["name"]
    assert (before, after) == ("Wang Fang", "Lin Xiao")
    office.do("Lin Xiao", "approval", "reject", expense, "--opinion", "too dear")
    office.do("Li Lei", "expense", "edit", expense, "--amount", "1500 CNY")
    office.do("Li Lei", "expense", "submit", expense)


@pytest.mark.mostly_slow
def test_what_is_purged_and_removed(office: Office) -> None:
    office.do("Li Lei", "customer", "add", "Harbour Ltd", "--tag", "VIP")
    office.do("Li Lei", "note", "Harbour Ltd", "Visited them, call again on Friday")
    office.do("Li Lei", "ask", "Wang Fang", "Harbour Ltd", "What shall we offer?")
    office.do("Li Lei", "customer", "remove", "Harbour Ltd", "--yes")
    office.do("Li Lei", "undo")
    office.do("Han Mei", "customer", "add", "Pier Company")
    office.do("Wang Fang", "customer", "share", "Pier Company", "--with", "role:rep")
    office.do("Wang Fang", "customer", "unshare", "Pier Company", "--with", "role:rep")
    office.do("Li Lei", "opportunity", "add", "Harbour Ltd", "Pumps", "--amount", "20000 CNY")
    office.do("Li Lei", "opportunity", "share", "Pumps", "--with", "Han Mei", "--write")
    office.do("Han Mei", "opportunity", "edit", "Pumps", "--amount", "30000 CNY")
    office.do("Han Mei", "opportunity", "move", "Pumps", "qualified", "--force", "--reason", "known")


@pytest.mark.slow
def test_all_that_is_done_before_a_customer_is_handed_over(office: Office) -> None:
    office.do("Li Lei", "customer", "add", "Harbour Ltd", "--tag", "VIP")
    office.do(
        "Li Lei", "contact", "add", "Emma Clarke", "--customer", "Harbour Ltd", "--phone", "+44 117 496 0123"
    )
    office.do("Li Lei", "opportunity", "add", "Harbour Ltd", "Pumps", "--amount", "20000 CNY")
    office.do("Li Lei", "customer", "share", "Harbour Ltd", "--with", "Han Mei", "--write")
    office.do("Han Mei", "customer", "edit", "Harbour Ltd", "--city", "Bristol", "--tag", "east")
    office.do("Han Mei", "contact", "edit", "Emma Clarke", "--title", "Buyer")
    office.do("Han Mei", "note", "Harbour Ltd", "Talked to Emma, call again on Friday")
    office.do("Li Lei", "customer", "edit", "Harbour Ltd", "--level", "A", "--tags", "")
    office.do("Li Lei", "note", "Harbour Ltd", "All is said, call again on Monday")
    office.do("Li Lei", "contact", "edit", "Emma Clarke", "--title", "Head of buying")
    office.do("Li Lei", "opportunity", "edit", "Pumps", "--amount", "25000 CNY")
    office.do("Li Lei", "customer", "unshare", "Harbour Ltd", "--with", "Han Mei")
    office.do("Li Lei", "customer", "transfer", "Harbour Ltd", "--to", "Fang Lei", "--reason", "nearer")
    office.do("Fang Lei", "note", "Harbour Ltd", "Introduced myself")
    office.do("Fang Lei", "customer", "edit", "Harbour Ltd", "--level", "B")
    office.do("Fang Lei", "customer", "transfer", "Harbour Ltd", "--to", "Li Lei", "--reason", "back")
    office.do("Li Lei", "pool", "return", "Harbour Ltd", "--reason", "no interest")
    office.do("Han Mei", "pool", "take", "Harbour Ltd")
    office.do("Han Mei", "contact", "add", "John Smith", "--customer", "Harbour Ltd")
    office.do("Han Mei", "customer", "edit", "Harbour Ltd", "--tag", "again")
    office.do("Han Mei", "opportunity", "edit", "Pumps", "--amount", "26000 CNY")
    office.send()  # of what was taken and given away nobody hears that it was taken
    office.do("Han Mei", "customer", "transfer", "Harbour Ltd", "--to", "Li Lei", "--reason", "his again")
