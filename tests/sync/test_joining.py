"""A store joins a hub: who becomes whom, what is the same, what goes up; and it leaves and comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from stores import clock, contact, customer, index, opened, rebuilt_index

from crmcli.errors import Forbidden, HubError, Refused
from crmcli.store import outbox
from crmcli.store.backup import list_backups
from crmcli.store.joined import joined
from crmcli.store.journal import Transaction, last_seq
from crmcli.store.open import Store
from crmcli.store.people import follow
from crmcli.store.purge import Plan, purge
from crmcli.store.records import (
    CUSTOMER,
    JOURNALLED,
    KEYS,
    KINDS,
    Customer,
    Followup,
    Member,
    Opportunity,
    Playbook,
    Product,
)
from crmcli.store.statements import by_id, insert, members_of, rows_where, set_members, update
from crmcli.store.walk import walk
from crmcli.store.wire import REFERENCE
from crmcli.sync.engine import exchange
from crmcli.verbs import history, records, stages
from crmcli.verbs.demo import make as demo
from crmcli.verbs.joining import leave, setup
from tests.sync.desks import HAN, LI, MEMBERS, WANG
from tests.sync.model import ModelHub
from tests.sync.sight import Key, Values

URL = "postgresql://li@hub.test/crm"
Make = Callable[..., Store]


@pytest.fixture
def hub() -> ModelHub:
    return model()


def model() -> ModelHub:
    """A hub of Wang, Li and Han."""
    members: list[Values] = [{**one} for one in MEMBERS]
    return ModelHub(members)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """A store of one's own; its member is called lin."""
    made: list[Store] = []

    def store(name: str = "lin") -> Store:
        made.append(opened(tmp_path / f"{name}.db"))
        return made[-1]

    yield store
    for one in made:
        one.close()


def joins(store: Store, hub: ModelHub, member: str = LI, **options: Any) -> dict[str, Any]:
    return setup(store, hub.login(member), url=URL, **options)


def put(hub: ModelHub, table: str, **values: str | None) -> Values:
    """A row that the hub has."""
    row: Values = dict.fromkeys(JOURNALLED[table]) | values
    key: Key = (table, tuple(str(row[name]) for name in KEYS[table]))
    hub.state.rows[key] = row
    return row


def colleague(store: Store, name: str, **values: Any) -> Member:
    with Transaction(store, "team add"):
        return insert(store, Member, name=name, active=1, owner_id=None, **values)


def states(store: Store) -> dict[Key, Values]:
    """All rows of the store as they travel."""
    found: dict[Key, Values] = {}
    for table, names in JOURNALLED.items():
        for row in store.db.execute(f"SELECT {', '.join(names)} FROM [{table}]"):
            values = {n: None if v is None else str(v) for n, v in zip(names, row, strict=True)}
            found[table, tuple(str(values[name]) for name in KEYS[table])] = values
    return found


def whole(store: Store) -> None:
    """The journal tells all, the index holds all, and no row points to a member who is not there."""
    _number, breaks = walk(store.db)
    assert breaks == []
    assert index(store) == rebuilt_index(store)
    assert store.db.execute("PRAGMA foreign_key_check").fetchall() == []


# --- an empty store -----------------------------------------------------------------------------------------------


def test_an_empty_store_becomes_the_members(hub: ModelHub, make: Make) -> None:
    store = make()
    done = joins(store, hub)
    of = joined(store)
    assert of is not None
    assert (of.hub, of.url, of.login, of.member) == (hub.hub_id, URL, done["login"], LI)
    assert of.seq == last_seq(store) or outbox.fill(store, dry_run=True) == 0
    assert store.me == LI
    assert done["rows"] == 0
    assert done["backup"] is None
    assert [one.name for one in rows_where(store, Member, order="name")] == ["Han", "Li", "Wang"]
    assert outbox.pending(store) == 0
    whole(store)


def test_nothing_changes_when_it_is_only_asked(hub: ModelHub, make: Make) -> None:
    store = make()
    customer(store, "Alfreds")
    before = states(store), last_seq(store)
    plan = joins(store, hub, dry_run=True)
    assert plan["records"] == {"customer": 1}
    assert plan["member"]["name"] == "Li"
    assert plan["was"]["name"] == "lin"
    assert (states(store), last_seq(store)) == before
    assert joined(store) is None


def test_the_index_fits_though_sets_stand_in_another_order_from_then_on(hub: ModelHub, make: Make) -> None:
    store = make()
    row = customer(store, "Alfreds")
    with Transaction(store, "customer edit"):
        set_members(store, CUSTOMER, row, CUSTOMER.fields["tags"], ["key", "VIP"])
    joins(store, hub)
    assert members_of(store, CUSTOMER.fields["tags"], [row.id]) == {row.id: ["VIP", "key"]}
    whole(store)


# --- what is here goes up -----------------------------------------------------------------------------------------


def test_notes_of_my_own_go_up_as_mine(hub: ModelHub, make: Make) -> None:
    store = make()
    mine = store.me
    row = customer(store, "Alfreds", tags=["export"])
    contact(store, row, "Maria Anders")
    with Transaction(store, "note"):
        note = insert(
            store, Followup, text="called", customer_id=row.id, at_on="2026-11-18", author_id=store.me
        )
        follow(store, CUSTOMER, row, store.me)
    done = joins(store, hub)
    assert done["rows"] == outbox.pending(store)
    assert list_backups(store.path)[0].path == done["backup"]
    assert not any(mine in str(one) for one in states(store).values())
    assert store.db.execute("SELECT 1 FROM txn WHERE actor_id = ?", (mine,)).fetchone() is None
    assert store.db.execute("SELECT 1 FROM change WHERE instr(old, ?)", (mine,)).fetchone() is None
    whole(store)

    report = exchange(store, hub.login(LI))
    assert report.refused == 0
    assert report.conflicts == 0
    assert report.waiting == 0
    seen = hub.seen(LI)
    assert seen["customer", (row.id,)]["owner_id"] == LI
    assert seen["followup", (note.id,)]["author_id"] == LI
    assert seen["tag", (row.id, "export")]["record_id"] == row.id
    assert ("follower", (row.id, LI)) in seen
    found = by_id(store, Customer, row.id)
    assert found is not None
    assert found.nid == row.nid
    assert store.me == LI
    assert ("customer", (row.id,)) not in hub.seen(HAN)
    whole(store)


@pytest.mark.slow
def test_every_kind_goes_up_as_it_is(hub: ModelHub, tmp_path: Path) -> None:
    """A demo store: all kinds of records, a team, what was removed and what was merged."""
    path = tmp_path / "demo.db"
    demo(str(path), clock(), scale=4)
    store = opened(path)
    _remove_one_of_each(store)
    director = next(one for one in rows_where(store, Member) if one.superior_id is None)
    with Transaction(store, "team edit"):  # whoever made the store has all rights, for the model too
        update(store, director, role=None, created_by_id=None)
    for one in rows_where(store, Member):  # as `crm hub add` has brought them there
        values = {name: getattr(one, name) for name in JOURNALLED["member"]}
        put(hub, "member", **{name: None if v is None else str(v) for name, v in values.items()})
        hub.state.tags[one.id] = one.id
    store.put_setting("me", director.id)
    store.me = director.id
    before = states(store)
    done = joins(store, hub, director.id)
    now = states(store)
    assert {key: now[key] for key in before} == before
    assert done["members"]
    assert {one["how"] for one in done["members"]} == {"same"}
    report = exchange(store, hub.login(director.id))
    assert (report.refused, report.conflicts, report.waiting) == (0, 0, 0)
    for key, row in before.items():
        there = hub.state.rows[key]
        assert {name: there[name] for name in row} == row, key
    assert {table for table, _key in before} >= set(KINDS) - {"notice", "guidance", "share"}
    whole(store)
    store.close()


def _remove_one_of_each(store: Store) -> None:
    with Transaction(store, "remove"):
        for kind in (Customer, Followup, Product):
            row = rows_where(store, kind, removed_at=None, limit=1)[0]
            update(store, row, removed_at="2026-11-18T02:30:00.000Z")


def test_what_was_done_before_can_be_taken_back_and_joining_cannot(hub: ModelHub, make: Make) -> None:
    store = make()
    row = customer(store, "Alfreds")
    with Transaction(store, "customer edit") as edit:
        update(store, row, city="Berlin", owner_id=store.me)
    assert edit.ref is not None
    joins(store, hub)
    exchange(store, hub.login(LI))
    (setup_ref,) = store.db.execute("SELECT ref FROM txn WHERE command = 'sync setup'").fetchone()
    with pytest.raises(Refused):
        history.undo(store, setup_ref)
    history.undo(store, edit.ref)
    assert exchange(store, hub.login(LI)).refused == 0
    there = hub.state.rows["customer", (row.id,)]
    assert (there["city"], there["owner_id"]) == (None, LI)
    whole(store)


def test_what_is_sent_twice_is_the_same(hub: ModelHub, make: Make) -> None:
    """A copy of the store made after it joined says the same under the same ids."""
    store = make()
    customer(store, "Alfreds")
    joins(store, hub)
    ids = store.db.execute("SELECT op_id FROM sync_op ORDER BY n").fetchall()
    assert len(set(ids)) == len(ids) > 0
    Path(store.path).with_name("copy.db").write_bytes(saved(store))
    exchange(store, hub.login(LI))
    taken = len(hub.state.done)
    exchange(make("copy"), hub.login(LI))
    assert len(hub.state.done) == taken


# --- who becomes whom ---------------------------------------------------------------------------------------------


def test_colleagues_are_found_by_mailbox_and_name(hub: ModelHub, make: Make) -> None:
    hub.state.rows["member", (HAN,)]["email"] = "han@lantu.example"
    store = make()
    han = colleague(store, "韩梅梅", email="Han <HAN@lantu.example>")
    wang = colleague(store, "wang")
    customer(store, "Hanari", owner_id=han.id)
    row = customer(store, "Wang's", owner_id=wang.id)
    with Transaction(store, "customer transfer"):
        update(store, row, owner_id=han.id)
    done = joins(store, hub)
    assert {(one["member"]["name"], one["how"], one["becomes"]["name"]) for one in done["members"]} == {
        ("lin", "same", "Li"), ("韩梅梅", "email", "Han"), ("wang", "name", "Wang"),
    }  # fmt: skip
    assert {one.name for one in rows_where(store, Member)} == {"Li", "Han", "Wang"}
    assert {one.owner_id for one in rows_where(store, Customer)} == {HAN}
    (old,) = store.db.execute(
        "SELECT json_extract(old, '$.owner_id') FROM change WHERE tbl = 'customer' AND op = 'update'"
    ).fetchone()
    assert old == WANG
    whole(store)


def test_nobody_signs_for_others_unless_they_may(hub: ModelHub, make: Make) -> None:
    store = make()
    han = colleague(store, "Han")
    row = customer(store, "Hanari")
    with Transaction(store, "note"):
        for number, author in enumerate((store.me, han.id)):
            at = f"2026-11-1{number}"
            insert(
                store,
                Followup,
                text="called",
                customer_id=row.id,
                at_on=at,
                author_id=author,
                created_by_id=author,
            )
    Path(store.path).with_name("copy.db").write_bytes(saved(store))
    assert "without their names" in joins(store, hub)["warnings"][0]
    exchange(store, hub.login(LI))
    found = rows_where(store, Followup, order="at_on")
    assert [(one.author_id, one.created_by_id) for one in found] == [(LI, LI), (None, None)]
    whole(store)
    other = model()
    ruling = make("copy")
    joins(ruling, other, WANG)
    exchange(ruling, other.login(WANG))
    found = rows_where(ruling, Followup, order="at_on")
    assert [(one.author_id, one.created_by_id) for one in found] == [(WANG, WANG), (HAN, HAN)]


def saved(store: Store) -> bytes:
    """The store's file as it stands."""
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(store.path).read_bytes()


def test_two_of_one_name_are_not_guessed_at(hub: ModelHub, make: Make) -> None:
    store = make()
    colleague(store, "Han")
    colleague(store, "han")
    done = joins(store, hub, WANG)
    assert sorted(one["how"] for one in done["members"]) == ["new", "new", "same"]


def test_who_is_not_of_the_team_is_new_there_if_i_manage_it(hub: ModelHub, make: Make) -> None:
    store = make()
    chen = colleague(store, "Chen", created_by_id=None)
    customer(store, "Chens", owner_id=chen.id)
    done = joins(store, hub, WANG)
    assert [one["how"] for one in done["members"]] == ["same", "new"]
    assert "Chen" in done["warnings"][0]
    exchange(store, hub.login(WANG))
    row = hub.state.rows["member", (chen.id,)]
    assert row["created_by_id"] == WANG  # whom nobody made has all rights
    assert next(r for (t, _k), r in hub.state.rows.items() if t == "customer")["owner_id"] == chen.id
    whole(store)


def test_who_is_not_of_the_team_leaves_me_what_was_theirs(hub: ModelHub, make: Make) -> None:
    store = make()
    chen = colleague(store, "Chen")
    row = customer(store, "Chens", owner_id=chen.id)
    with Transaction(store, "follow"):
        follow(store, CUSTOMER, row, chen.id)
        follow(store, CUSTOMER, row, store.me)
    done = joins(store, hub)
    assert [one["how"] for one in done["members"]] == ["same", "yours"]
    assert done["members"][1]["records"] >= 2
    assert "Chen" in done["warnings"][0]
    assert by_id(store, Member, chen.id) is None
    assert rows_where(store, Customer)[0].owner_id == LI
    assert members_of(store, CUSTOMER.fields["followers"], [row.id]) == {row.id: [LI]}
    whole(store)
    assert exchange(store, hub.login(LI)).refused == 0


def test_a_store_that_was_a_colleagues_is_mine_now(hub: ModelHub, make: Make) -> None:
    """A copy of Han's store on Li's laptop: what is Han's stays Han's."""
    store = make()
    joins(store, hub, HAN)
    row = customer(store, "Hanari")
    leave(store, anew=True, yes=True)
    done = joins(store, hub)
    assert store.me == LI
    assert "Han" in done["warnings"][0]
    assert rows_where(store, Customer)[0].owner_id == HAN
    report = exchange(store, hub.login(LI))
    assert report.refused > 0
    assert ("customer", (row.id,)) not in hub.state.rows
    whole(store)


def test_my_own_record_twice_becomes_one(hub: ModelHub, make: Make) -> None:
    """The team's list was imported, so the hub's member is here beside me."""
    store = make()
    colleague(store, "Li", id=LI, ref="M2AAAAA")
    customer(store, "Mine")
    joins(store, hub)
    assert [one.id for one in rows_where(store, Member, name="Li")] == [LI]
    assert rows_where(store, Member, name="lin") == []
    assert rows_where(store, Customer)[0].owner_id == LI
    whole(store)


def test_a_reference_that_is_taken_is_drawn_anew(hub: ModelHub, make: Make) -> None:
    store = make()
    colleague(store, "Chen", ref="M1AAAAA")  # Wang's, whose store becomes this
    colleague(store, "Zhou", ref="M2AAAAA")  # Li's, who comes from the hub
    joins(store, hub, WANG)
    refs = {one.name: one.ref for one in rows_where(store, Member)}
    assert (refs["Wang"], refs["Li"]) == ("M1AAAAA", "M2AAAAA")
    assert len(set(refs.values())) == len(refs) == 5
    whole(store)


def test_who_is_above_comes_first(hub: ModelHub, make: Make) -> None:
    store = make()
    chen = colleague(store, "Chen")
    zhou = colleague(store, "Zhou")
    with Transaction(store, "team move"):
        update(store, chen, superior_id=zhou.id)
    joins(store, hub, WANG)
    keys = [key for (key,) in store.db.execute("SELECT key FROM sync_op WHERE tbl = 'member' ORDER BY n")]
    assert [json.loads(key)[0] for key in keys] == [zhou.id, chen.id]


# --- processes ----------------------------------------------------------------------------------------------------


def test_who_may_brings_the_processes_along(hub: ModelHub, make: Make) -> None:
    store = make()
    joins(store, hub, WANG)
    exchange(store, hub.login(WANG))
    names = {row["name"] for (table, _key), row in hub.state.rows.items() if table == "playbook"}
    assert "sales" in names


def test_who_may_not_works_without_the_processes(hub: ModelHub, make: Make) -> None:
    """Nobody has brought them to the hub yet: the built-in ones are read where they are, nothing is refused."""
    store = make()
    assert "no process" in joins(store, hub)["warnings"][0]
    row = customer(store)
    deal, _txn = records.add(store, KINDS["opportunity"], {"customer": [row.ref], "title": ["Pumps"]})
    assert exchange(store, hub.login(LI)).refused == 0
    assert rows_where(store, Playbook) == []
    assert hub.seen(LI)["opportunity", (deal.id,)]["stage"] == "lead"
    ruling = make("wang")
    joins(ruling, hub, WANG)
    exchange(ruling, hub.login(WANG))
    exchange(store, hub.login(LI))
    assert {one.name for one in rows_where(store, Playbook)} >= {"sales"}


def own_process(store: Store, hub: ModelHub, content: dict[str, Any]) -> tuple[Playbook, Values]:
    """A process here, and the team's of that name."""
    stages.ensure(store)
    mine = rows_where(store, Playbook, name="sales")[0]
    row = put(
        hub, "playbook", id="11111111-aaaa-7000-8000-000000000000", ref="B1AAAAA", name="sales", version="1",
        in_use="1", is_default="1", content=json.dumps(content), created_at="2026-11-01T00:00:00.000Z",
    )  # fmt: skip
    return mine, row


def test_the_same_process_is_one(hub: ModelHub, make: Make) -> None:
    store = make()
    stages.ensure(store)
    mine = rows_where(store, Playbook, name="sales")[0]
    put(
        hub, "playbook", id="11111111-aaaa-7000-8000-000000000000", ref="B1AAAAA", name="sales", version="1",
        in_use="1", is_default="1", content=mine.content, created_at=mine.created_at,
    )  # fmt: skip
    row = customer(store)
    with Transaction(store, "opportunity add"):
        insert(store, Opportunity, title="Pumps", customer_id=row.id, playbook_id=mine.id, stage="lead")
    joins(store, hub)
    assert rows_where(store, Opportunity)[0].playbook_id == "11111111-aaaa-7000-8000-000000000000"
    assert len(rows_where(store, Playbook, name="sales")) == 1
    assert exchange(store, hub.login(LI)).refused == 0
    whole(store)


def test_a_process_of_mine_is_a_version_of_the_teams(hub: ModelHub, make: Make) -> None:
    store = make()
    mine, _theirs = own_process(store, hub, {"name": "sales", "stages": []})
    done = joins(store, hub, WANG)
    assert ("sales", "new") in {(one["process"]["name"], one["how"]) for one in done["processes"]}
    exchange(store, hub.login(WANG))
    row = hub.state.rows["playbook", (mine.id,)]
    assert (row["version"], row["in_use"], row["is_default"]) == ("2", "0", "0")


def test_who_may_not_follows_the_teams_process(hub: ModelHub, make: Make) -> None:
    store = make()
    mine, theirs = own_process(store, hub, {"name": "sales", "stages": [{"id": "lead"}, {"id": "quote"}]})
    row = customer(store)
    with Transaction(store, "opportunity add"):
        deal = insert(
            store, Opportunity, title="Pumps", customer_id=row.id, playbook_id=mine.id, stage="lead"
        )
    done = joins(store, hub)
    assert {one["how"] for one in done["processes"]} == {"instead", "left_out"}
    assert [one.playbook_id for one in rows_where(store, Opportunity)] == [theirs["id"]]
    assert exchange(store, hub.login(LI)).refused == 0
    assert hub.seen(LI)["opportunity", (deal.id,)]["playbook_id"] == theirs["id"]
    whole(store)


def test_a_stage_the_team_does_not_have_is_refused(hub: ModelHub, make: Make) -> None:
    store = make()
    mine, _theirs = own_process(store, hub, {"name": "sales", "stages": [{"id": "lead"}]})
    row = customer(store)
    with Transaction(store, "opportunity add"):
        insert(store, Opportunity, title="Pumps", customer_id=row.id, playbook_id=mine.id, stage="quote")
    before = states(store)
    with pytest.raises(Refused) as caught:
        joins(store, hub)
    assert caught.value.exit_code == 5
    assert [one["code"] for one in caught.value.details["missing"]] == ["process"]
    assert states(store) == before
    assert joined(store) is None


# --- products -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "there", "one"),
    [
        ({"name": "Pump", "external_id": "E1"}, {"name": "Pump", "external_id": "E1"}, True),
        ({"name": "Pump", "code": "P-1"}, {"name": "Pump", "code": "P-1"}, True),
        ({"name": "Pump", "unit": "pc"}, {"name": "Pump", "unit": "pc"}, True),
        ({"name": "Pump", "unit": "pc"}, {"name": "Pump", "unit": "set"}, False),
        ({"name": "Pump", "code": "P-1"}, {"name": "Pumpe", "code": "P-1"}, False),
    ],
)
def test_products_that_are_alike(
    hub: ModelHub, make: Make, here: dict[str, str], there: dict[str, str], one: bool
) -> None:
    store = make()
    with Transaction(store, "product add"):
        insert(store, Product, **here)
    id = "22222222-aaaa-7000-8000-000000000000"
    put(hub, "product", id=id, ref="G1AAAAA", status="active", **there)
    done = joins(store, hub)
    assert {row.id for row in rows_where(store, Product)} > {id} or one
    assert len(rows_where(store, Product)) == (1 if one else 2)
    differs = there.get("unit") == here.get("unit") and not one
    assert len(done["warnings"]) == 1 + differs  # the first: no process there
    whole(store)


# --- what is here and there ---------------------------------------------------------------------------------------


def test_what_was_written_here_into_what_is_there_too(hub: ModelHub, make: Make) -> None:
    """The store came out of the hub and forgot it: what was written since meets what was written there."""
    store = make()
    joins(store, hub)
    row = customer(store, "Alfreds", city="Berlin", country="DE")
    other = customer(store, "Bólido", city="Madrid")
    exchange(store, hub.login(LI))
    leave(store, anew=True)
    with Transaction(store, "customer edit"):
        for each, city in ((row, "Bonn"), (other, "Toledo")):
            found = by_id(store, Customer, each.id)
            assert found is not None
            update(store, found, city=city, phone="030-0074321")
    hub.write(("customer", (row.id,)), city="Hamburg", country="AT")
    done = joins(store, hub)
    assert done["both"] == 2
    report = exchange(store, hub.login(LI))
    assert report.refused == 0
    (conflict,) = hub.state.conflicts.values()
    assert (conflict.column, conflict.mine, conflict.hub) == ("city", "Bonn", "Hamburg")
    mine, theirs = (hub.state.rows["customer", (each.id,)] for each in (row, other))
    assert (mine["country"], mine["phone"]) == ("AT", "030-0074321")
    assert (theirs["city"], theirs["phone"]) == ("Toledo", "030-0074321")
    whole(store)


# --- refused ------------------------------------------------------------------------------------------------------


def test_a_hub_is_joined_once(hub: ModelHub, make: Make) -> None:
    store = make()
    joins(store, hub)
    with pytest.raises(Refused) as caught:
        joins(store, hub)
    assert caught.value.details["missing"][0]["code"] == "joined"
    assert URL in caught.value.message


def test_a_stranger_and_who_is_suspended(hub: ModelHub, make: Make) -> None:
    store = make()
    customer(store)
    before = states(store)
    hub.state.rows["member", (LI,)]["active"] = "0"
    with pytest.raises(Forbidden) as caught:
        joins(store, hub)
    assert caught.value.details["missing"][0]["code"] == "suspended"
    hub.min_client = 99
    with pytest.raises(HubError):
        joins(store, hub, HAN)
    assert states(store) == before
    assert joined(store) is None


# --- out and in ---------------------------------------------------------------------------------------------------


def test_a_store_that_left_comes_back(hub: ModelHub, make: Make) -> None:
    store = make()
    joins(store, hub)
    row = customer(store, "Alfreds")
    exchange(store, hub.login(LI))
    done = leave(store)
    assert done["left"] is True
    assert joined(store) is None
    with Transaction(store, "customer edit"):
        found = by_id(store, Customer, row.id)
        assert found is not None
        update(store, found, city="Bonn")
    with pytest.raises(Refused) as caught:
        exchange(store, hub.login(LI))
    assert caught.value.details["missing"][0]["code"] == "joined"
    again = joins(store, hub)
    assert again["resumed"] is True
    report = exchange(store, hub.login(LI))
    assert (report.pushed, report.refused, report.conflicts) == (1, 0, 0)
    assert hub.state.rows["customer", (row.id,)]["city"] == "Bonn"
    whole(store)


def test_another_teams_hub_gets_nothing_unless_it_is_said(hub: ModelHub, make: Make) -> None:
    store = make()
    joins(store, hub)
    customer(store, "Alfreds")
    exchange(store, hub.login(LI))
    leave(store)
    other = model()
    other.hub_id = "99999999-aaaa-4000-8000-000000000000"
    with pytest.raises(Refused) as caught:
        joins(store, other)
    assert caught.value.details["missing"][0]["code"] == "other_hub"
    with pytest.raises(Refused):
        joins(store, hub, HAN)
    leave(store, anew=True)
    done = joins(store, other)
    assert done["records"]["customer"] == 1
    exchange(store, other.login(LI))
    assert [r["name"] for (t, _k), r in other.state.rows.items() if t == "customer"] == ["Alfreds"]


def test_what_is_purged_while_it_is_out_goes_when_it_comes_back(hub: ModelHub, make: Make) -> None:
    store = make()
    joins(store, hub, WANG)
    row = customer(store, "Alfreds")
    exchange(store, hub.login(WANG))
    leave(store)
    other = customer(store, "Bólido")
    purge(store, Plan(store, row))
    assert joined(store) is None
    assert outbox.fill(store) == 0
    assert joins(store, hub, WANG)["resumed"] is True
    exchange(store, hub.login(WANG))
    assert [key for table, key in hub.state.rows if table == "customer"] == [(other.id,)]
    whole(store)


def test_leaving_asks_when_something_waits(hub: ModelHub, make: Make) -> None:
    store = make()
    joins(store, hub)
    customer(store, "Alfreds")
    with pytest.raises(Refused) as caught:
        leave(store, anew=True)
    assert caught.value.details["missing"][0]["code"] == "waiting"
    assert joined(store) is not None
    assert leave(store, anew=True, yes=True)["waiting"] > 0


def test_what_came_from_the_hub_goes_with_it(hub: ModelHub, make: Make) -> None:
    store = make()
    joins(store, hub)
    customer(store, "Alfreds")
    exchange(store, hub.login(LI))
    done = leave(store, purge=True)
    assert done["purged"] >= 1
    assert rows_where(store, Customer) == []
    assert store.me == LI
    whole(store)
    assert REFERENCE["member"]
