"""May WHO do VERB to RECORD? Held against a table that is written from the sentences of the design, and an oracle."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sold
from hypothesis import given
from hypothesis import strategies as st
from stores import opened, rows

from crmcli.errors import Forbidden
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import (
    CONTACT,
    CUSTOMER,
    DOCUMENT,
    FOLLOWUP,
    GUIDANCE,
    KINDS,
    MEMBER,
    NOTICE,
    OPPORTUNITY,
    PLAYBOOK,
    PRODUCT,
    Contact,
    Customer,
    Document,
    Duty,
    Followup,
    Guidance,
    Member,
    Notice,
    Opportunity,
    Share,
)
from crmcli.store.statements import insert, update
from crmcli.verbs import notes, records
from crmcli.verbs.rights import demand, may, verbs_of

# Who asks, in the house below; each with what they are to the record's owner Li (a rep under Wang).
WHO = ("founder", "director", "wang", "li", "han", "reader", "writer", "role", "department", "gone", "admin")

READ = {"see", "ask", "follow"}
WRITE = READ | {"add", "edit", "move", "close", "reply"}
OWN = WRITE | {"transfer", "share", "return", "remove", "merge"}
ADMIN = READ & {"see"} | {"transfer", "share", "merge"}

# What each may do to a customer that Li owns and that is shared with the reader (read), the writer (write), the role
# assistant (read) and the department Lab (write); `take` nobody may, for it is not in the pool.
CUSTOMER_OF_LI: dict[str, set[str]] = {
    "founder": OWN | {"guide", "purge"},
    "director": OWN | {"guide", "purge"},
    "wang": OWN | {"guide", "purge"},  # a superior, and the role manager may purge
    "li": OWN - {"purge"},  # nobody guides themselves
    "han": set(),
    "reader": READ,
    "writer": WRITE,
    "role": READ,
    "department": WRITE,
    "gone": set(),
    "admin": ADMIN,
}


class House:
    """A small firm: who is above whom, and one customer with what hangs on it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.of: dict[str, Member] = {}
        self.hire("director", role="director")
        self.hire("wang", "director", role="manager")
        self.hire("li", "wang", role="rep")
        self.hire("han", "wang", role="rep")
        self.hire("reader", "director", role="rep")
        self.hire("writer", "director", role="rep")
        self.hire("role", "director", role="assistant")
        self.hire("department", "director", role="rep", department="Lab")
        self.hire("gone", "director", role="director")
        self.hire("admin", "director", role="admin")
        with Transaction(store, "team suspend"):
            update(store, self.of["gone"], active=0)
        self.customer = self.make(Customer, name="天成", owner_id=self.of["li"].id)
        self.opportunity = self.make(
            Opportunity, title="泵", customer_id=self.customer.id, owner_id=self.of["han"].id
        )
        self.contact = self.make(
            Contact, name="张伟", customer_id=self.customer.id, owner_id=self.of["han"].id
        )
        self.note = self.make(Followup, text="x", customer_id=self.customer.id, owner_id=self.of["han"].id)
        self.pool = self.make(Customer, name="公海", owner_id=None)
        for name, values in {
            "reader": {"member_id": self.of["reader"].id, "access": "read"},
            "writer": {"member_id": self.of["writer"].id, "access": "write"},
            "role": {"role": "assistant", "access": "read"},
            "department": {"department": "Lab", "access": "write"},
        }.items():
            self.make(Share, about_kind="customer", about_id=self.customer.id, part=name, **values)

    def hire(self, name: str, superior: str = "", **values: Any) -> None:
        with Transaction(self.store, "team add"):
            above = self.of[superior].id if superior else None
            self.of[name] = insert(self.store, Member, name=name, superior_id=above, **values)

    def make(self, cls: Any, **values: Any) -> Any:
        with Transaction(self.store, "made"):
            return insert(self.store, cls, **values)

    def id(self, who: str) -> str:
        return self.store.me if who == "founder" else self.of[who].id


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(opened(tmp_path / "crm.db"))


@pytest.mark.parametrize("who", WHO)
def test_a_customer(house: House, who: str) -> None:
    expected = CUSTOMER_OF_LI[who] | ({"see"} if who == "han" else set())  # has an opportunity of it
    for verb in verbs_of(CUSTOMER):
        decision = may(house.store, house.id(who), verb, CUSTOMER, house.customer)
        assert decision.allowed == (verb in expected), (verb, decision.why)
        assert decision.why


@pytest.mark.parametrize("who", WHO)
def test_what_hangs_on_a_customer_follows_it(house: House, who: str) -> None:
    """Whoever made it: a note of Han's on Li's customer is the customer's. Removing one is no more than writing."""
    to_customer = CUSTOMER_OF_LI[who]
    for kind, row in ((CONTACT, house.contact), (FOLLOWUP, house.note)):
        for verb in ("see", "edit", "guide"):
            allowed = may(house.store, house.id(who), verb, kind, row).allowed
            assert allowed == (verb in to_customer), (kind.name, verb)
        assert may(house.store, house.id(who), "remove", kind, row).allowed == ("edit" in to_customer)


def test_who_has_a_part_of_a_sale_sees_the_customer_and_nothing_else_of_it(house: House) -> None:
    house.hire("boss", "director", role="rep")
    for name in ("one", "clerk", "packer"):
        house.hire(name, "boss", role="rep", department="Dock" if name == "packer" else None)
    house.make(Opportunity, title="阀", customer_id=house.customer.id, owner_id=house.of["one"].id)
    about = {"about_kind": "opportunity", "about_id": house.opportunity.id}
    house.make(Share, member_id=house.of["clerk"].id, access="write", **about)
    house.make(Share, department="Dock", access="read", **about)
    for who in ("one", "clerk", "packer", "boss"):
        allowed = {
            verb
            for verb in verbs_of(CUSTOMER)
            if may(house.store, house.id(who), verb, CUSTOMER, house.customer)
        }
        assert allowed == {"see"}, who
        assert not may(house.store, house.id(who), "see", FOLLOWUP, house.note), who
    other = house.make(Customer, name="别家", owner_id=house.of["li"].id)
    assert not may(house.store, house.id("clerk"), "see", CUSTOMER, other)


def test_a_paper_about_a_product_is_everybodys_to_read(house: House) -> None:
    of = sold.product(house.store, owner_id=house.of["li"].id)
    paper = house.make(
        Document, name="x.pdf", about_kind="product", about_id=of.id, owner_id=house.of["li"].id
    )
    assert {who for who in WHO if may(house.store, house.id(who), "see", DOCUMENT, paper)} == set(WHO) - {
        "gone"
    }
    allowed = {who for who in WHO if may(house.store, house.id(who), "edit", DOCUMENT, paper)}
    assert allowed == {"founder", "director", "wang", "li"}


def test_a_notice_is_of_whom_it_is_for(house: House) -> None:
    """And of those above; not of who owns what it is about."""
    told = house.make(
        Notice,
        for_id=house.of["han"].id,
        about_kind="customer",
        about_id=house.customer.id,
        owner_id=house.of["han"].id,
    )
    seeing = {who for who in WHO if may(house.store, house.id(who), "see", NOTICE, told)}
    assert seeing == {"founder", "director", "wang", "han", "admin"}


def test_an_opportunity_has_an_owner_of_its_own(house: House) -> None:
    def allowed(who: str, verb: str) -> bool:
        return may(house.store, house.id(who), verb, OPPORTUNITY, house.opportunity).allowed

    for who in ("han", "li", "wang", "founder"):  # its owner, the customer's owner, those above
        assert allowed(who, "move"), who
        assert allowed(who, "remove"), who
    assert allowed("writer", "close")
    assert not allowed("reader", "move")
    assert not allowed("gone", "see")


@pytest.mark.parametrize("who", WHO)
def test_what_is_sold_to_a_customer_follows_it(house: House, who: str) -> None:
    """A quote, its order, the steps, payments and expenses: whoever made them. An order goes as an opportunity does."""
    sale = sold.Sale(house.store, house.customer, owner_id=house.of["li"].id)
    to_customer = CUSTOMER_OF_LI[who]
    for row in (sale.quote, sale.order, sale.step, sale.payment, sale.expense):
        kind = KINDS[row.TABLE]
        for verb in ("see", "edit", "guide"):
            allowed = may(house.store, house.id(who), verb, kind, row).allowed
            assert allowed == (verb in to_customer), (kind.name, verb)
        removing = "remove" if kind.name == "order" else "edit"
        allowed = may(house.store, house.id(who), "remove", kind, row).allowed
        assert allowed == (removing in to_customer), kind.name


def test_an_expense_is_also_whose_it_is(house: House) -> None:
    spent = sold.expense(house.store, customer_id=house.customer.id, owner_id=house.of["han"].id)
    for verb in ("see", "edit", "remove"):
        allowed = {who for who in WHO if may(house.store, house.id(who), verb, KINDS["expense"], spent)}
        to_customer = "see" if verb == "see" else "edit"
        assert allowed == {"han"} | {who for who in WHO if to_customer in CUSTOMER_OF_LI[who]}


def test_the_owner_of_the_opportunity_reaches_what_came_of_it(house: House) -> None:
    approved = {"status": "approved", "submitted_at": sold.AT, "approved_at": sold.AT}
    quote = sold.quote(house.store, house.opportunity, **approved)
    order = sold.order(house.store, house.customer, quote_id=quote.id, owner_id=house.of["li"].id)
    for row in (quote, order, sold.step(house.store, order), sold.payment(house.store, order)):
        assert may(house.store, house.id("han"), "edit", KINDS[row.TABLE], row), row.TABLE


def test_who_holds_an_approval_may_read_what_it_is_about_and_the_customer(house: House) -> None:
    store = house.store
    quote = sold.quote(store, house.opportunity)
    spent = sold.expense(store)
    other = house.make(Customer, name="别家", owner_id=house.of["li"].id)
    holder, asker = house.of["admin"], house.of["li"]
    house.hire("clerk", "director", role="rep")
    house.hire("stranger", "director", role="rep")
    holder = house.of["clerk"]
    for about in (quote, spent):
        approval = sold.approval(store, about, holder.id, asker.id)
        kinds = [(quote, True), (house.customer, True), (house.opportunity, True), (house.note, True)]
        seen = [(approval, True), (about, True), (other, False)] + (kinds if about is quote else [])
        for row, allowed in seen:
            assert bool(may(store, holder.id, "see", KINDS[row.TABLE], row)) == allowed, row.TABLE
            assert not may(store, house.id("stranger"), "see", KINDS[row.TABLE], row), row.TABLE
        decision = may(store, holder.id, "edit", KINDS[about.TABLE], about)
        assert (decision.allowed, decision.code) == (False, "read_only")
        assert may(store, asker.id, "see", KINDS["approval"], approval)


SEEN = {"see", "ask"}
# What each may do, of those to whom the customer is nothing: the packer has the first step, the dock (its foreman and
# a docker) the second, the teller a duty; the clerk did the third; the boss is above the packer alone.
CARRIED: dict[str, dict[str, set[str]]] = {
    "customer": dict.fromkeys(("packer", "foreman", "docker", "teller", "clerk", "boss"), SEEN | {"follow"}),
    "order": dict.fromkeys(("packer", "foreman", "docker", "teller", "clerk", "boss"), SEEN | {"follow", "collect"}),
    "payment": dict.fromkeys(("packer", "foreman", "docker", "teller", "clerk", "boss"), SEEN),
    "first": {**dict.fromkeys(("foreman", "docker", "teller", "clerk"), SEEN), "packer": SEEN | {"do"},
              "boss": SEEN | {"do"}},
    "second": {**dict.fromkeys(("packer", "teller", "clerk", "boss"), SEEN), "foreman": SEEN | {"do"},
               "docker": SEEN | {"do"}},
    "third": {**dict.fromkeys(("packer", "teller", "boss", "foreman", "docker"), SEEN), "clerk": SEEN | {"do"}},
    "duty": {**dict.fromkeys(("packer", "foreman", "docker", "boss", "clerk"), SEEN), "teller": SEEN | {"do"}},
}  # fmt: skip


@pytest.mark.parametrize("name", CARRIED)
def test_who_has_a_part_in_carrying_an_order_out(house: House, name: str) -> None:
    """They do their own, see the order and its customer, note money on it; nothing else."""
    store = house.store
    house.hire("boss", "director", role="rep")
    house.hire("packer", "boss", role="rep")
    for dock in ("foreman", "docker", "idle"):
        house.hire(dock, "director", role="rep", department="Dock")
    for one in ("teller", "clerk", "stranger"):
        house.hire(one, "director", role="rep")
    with Transaction(store, "team suspend"):
        update(store, house.of["idle"], active=0)
    order = sold.order(store, house.customer, owner_id=house.of["li"].id)
    first = sold.step(store, order, member_id=house.id("packer"), department="Dock")
    second = sold.step(store, order, department="dock")
    third = sold.step(store, order, done_by_id=house.id("clerk"), status="done", done_on="2026-11-01")
    duty = house.make(
        Duty, text="x", order_id=order.id, for_id=house.id("teller"), owner_id=house.of["li"].id
    )
    rows_of = {
        "customer": house.customer, "order": order, "payment": sold.payment(store, order), "first": first,
        "second": second, "third": third, "duty": duty,
    }  # fmt: skip
    row = rows_of[name]
    kind = KINDS[row.TABLE]
    for who in ("boss", "packer", "foreman", "docker", "idle", "teller", "clerk", "stranger"):
        allowed = {verb for verb in verbs_of(kind) if may(store, house.id(who), verb, kind, row)}
        assert allowed == CARRIED[name].get(who, set()), who
    other = house.make(Customer, name="别家", owner_id=house.of["li"].id)
    assert not may(store, house.id("packer"), "see", CUSTOMER, other)
    for verb in ("do", "close"):
        assert may(store, house.of["li"].id, verb, KINDS["order" if verb == "close" else "step"],
                   order if verb == "close" else first)  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_products_are_everybodys_to_see(house: House, who: str) -> None:
    of = sold.product(house.store, owner_id=house.of["li"].id)
    assert may(house.store, house.id(who), "see", PRODUCT, of).allowed == (who != "gone")
    changing = who in ("founder", "director", "wang", "li")
    assert may(house.store, house.id(who), "edit", PRODUCT, of).allowed == changing


@pytest.mark.parametrize(
    ("author", "asked", "allowed"),
    [
        ("wang", "li", {"founder", "director", "wang"}),  # not by whom it is for
        ("li", "wang", {"founder", "director", "wang", "li"}),  # asked upwards: they are above the author
        ("li", "han", {"founder", "director", "wang", "li"}),  # not by a colleague who was asked
        ("han", "writer", {"founder", "director", "wang", "han"}),
    ],
)
def test_guidance_is_taken_away_by_who_said_it_or_somebody_above(
    house: House, author: str, asked: str, allowed: set[str]
) -> None:
    said = house.make(
        Guidance, kind="ask", text="x", about_kind="customer", about_id=house.customer.id,
        author_id=house.id(author), for_id=house.id(asked),
    )  # fmt: skip
    for verb in ("edit", "remove"):
        decisions = {who: may(house.store, house.id(who), verb, GUIDANCE, said) for who in WHO}
        assert {who for who, decision in decisions.items() if decision} == allowed, verb
        assert all(decision.why for decision in decisions.values())
    assert may(house.store, house.id(asked), "see", GUIDANCE, said)
    purging = {who for who in WHO if may(house.store, house.id(who), "purge", GUIDANCE, said)}
    assert purging == {"founder", "director", "wang"}


@pytest.mark.parametrize("who", WHO)
def test_the_pool_is_everybodys_to_see_and_take(house: House, who: str) -> None:
    for verb in ("see", "take", "ask"):
        assert may(house.store, house.id(who), verb, CUSTOMER, house.pool).allowed == (who != "gone")
    assert may(house.store, house.id(who), "edit", CUSTOMER, house.pool).allowed == (
        who in ("founder", "director")
    )


@pytest.mark.parametrize(
    ("verb", "who"),
    [("team", {"founder", "director", "wang", "admin"}), ("process", {"founder", "director", "wang", "admin"}),
     ("pool", {"founder", "director", "wang", "admin"}), ("purge", {"founder", "director", "wang"})],
)  # fmt: skip
def test_what_concerns_everybody_needs_a_right_of_the_role(house: House, verb: str, who: set[str]) -> None:
    kind = {"team": MEMBER, "process": PLAYBOOK}.get(verb, CUSTOMER)
    assert {one for one in WHO if may(house.store, house.id(one), verb, kind).allowed} == who
    assert {one for one in WHO if may(house.store, house.id(one), "see", kind).allowed} == set(WHO) - {"gone"}


def test_a_member_without_role_and_superior_has_no_rights_by_that(house: House) -> None:
    house.hire("stray")
    assert not may(house.store, house.id("stray"), "edit", CUSTOMER, house.customer)
    assert not may(house.store, house.id("stray"), "team", MEMBER)


def test_what_is_forbidden_changes_nothing(house: House) -> None:
    store = house.store
    before = rows(store)
    store.me = house.id("han")
    for forbidden in (
        lambda: records.edit(store, CUSTOMER, house.customer, {"level": ["A"]}),
        lambda: records.remove(store, [(CUSTOMER, house.customer)]),
        lambda: records.archive(store, CUSTOMER, [house.customer]),
        lambda: records.add(store, CONTACT, {"name": ["x"], "customer": [house.customer.id]}),
        lambda: notes.note(store, "天成", "拜访"),
        lambda: records.edit(store, MEMBER, house.of["li"], {"role": ["director"]}),
    ):
        with pytest.raises(Forbidden) as caught:
            forbidden()
        assert caught.value.exit_code == 5
        assert caught.value.details["missing"][0]["code"] == "forbidden"
    assert rows(store) == before


def test_whom_to_ask_and_for_what_would_help(house: House) -> None:
    """A share is asked for where one would do: for reading, or for writing; not for what takes an owner."""
    store = house.store

    def hint(who: str, verb: str) -> str:
        store.me = house.id(who)
        with pytest.raises(Forbidden) as caught:
            demand(store, verb, CUSTOMER, house.customer)
        return caught.value.hint

    share = f"crm customer share {house.customer.ref} --with han"
    assert f"`{share}`" in hint("han", "follow")
    assert f"`{share} --write`" in hint("han", "edit")
    assert f"`crm customer share {house.customer.ref} --with reader --write`" in hint("reader", "edit")
    for who in ("han", "reader", "writer"):
        assert hint(who, "transfer") == "Ask li, or somebody above."


# --- random houses ------------------------------------------------------------------------------------------------

PEOPLE = 5


@pytest.mark.slow
@given(
    st.lists(st.integers(-1, PEOPLE - 1), min_size=PEOPLE, max_size=PEOPLE),
    st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.sampled_from(["read", "write"])), max_size=3),
    st.integers(-1, PEOPLE - 1),
    st.sets(st.integers(0, PEOPLE - 1), max_size=2),
)
def test_random_trees_and_shares(
    above: list[int], shares: list[tuple[int, str]], owner: int, suspended: set[int]
) -> None:
    above = [boss if boss < me else -1 for me, boss in enumerate(above)]  # a tree
    with TemporaryDirectory() as folder:
        store = opened(Path(folder) / "crm.db")
        with Transaction(store, "made"):
            people: list[Member] = []
            for number, boss in enumerate(above):
                superior = people[boss].id if boss >= 0 else store.me
                people.append(
                    insert(store, Member, name=f"m{number}", role="rep", superior_id=superior,
                           active=int(number not in suspended))
                )  # fmt: skip
            of = insert(store, Customer, name="天成", owner_id=people[owner].id if owner >= 0 else None)
            for member, access in shares:
                insert(
                    store,
                    Share,
                    about_kind="customer",
                    about_id=of.id,
                    member_id=people[member].id,
                    access=access,
                )

        def bosses(one: int) -> set[int]:
            return set() if above[one] < 0 else {above[one]} | bosses(above[one])

        for me in range(PEOPLE):
            level = 0
            if me not in suspended:
                given = [access for member, access in shares if member == me]
                level = 2 if "write" in given else 1 if given or owner < 0 else 0
                if owner >= 0 and (me == owner or me in bosses(owner)):
                    level = 3
            for verb, needed in {
                "see": 1,
                "ask": 1,
                "edit": 2,
                "add": 2,
                "remove": 3,
                "share": 3,
                "transfer": 3,
            }.items():
                found = may(store, people[me].id, verb, CUSTOMER, of).allowed
                assert found == (level >= needed), (me, verb)
        store.close()
