"""Conflicts: both versions as JSON, decisions as ordinary changes with word to the hub, undo; refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import stores
from clashes import clash, clash_of, closing, refusal

from crmcli.errors import Forbidden, NotFound, Refused, UsageError, ValueInvalid
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import CONTACT, CUSTOMER, ORDER, Member, Opportunity, Order, Reminder, Step
from crmcli.store.statements import by_id, insert, rows_of, update
from crmcli.verbs import conflicts, records, refusals, settling
from crmcli.verbs.history import history, undo


@pytest.fixture
def store(tmp_path: Path) -> Any:
    made = stores.opened(tmp_path / "crm.db")
    yield made
    made.close()


@pytest.fixture
def wang(store: Store) -> Member:
    """Somebody above me, so that all of mine is Wang's to see."""
    with Transaction(store, "team add"):
        row = insert(store, Member, name="Wang", role="manager", owner_id=None)
        me = by_id(store, Member, store.me)
        assert me is not None
        update(store, me, superior_id=row.id, role="rep")
    return row


def fresh(store: Store, row: Any) -> Any:
    found = by_id(store, type(row), row.id)
    assert found is not None
    return found


# --- both versions ----------------------------------------------------------------------------------------------------


def test_a_conflict_has_both_versions_who_and_when(store: Store, wang: Member) -> None:
    one = stores.customer(store, level="A")
    id = clash(store, one, "level", "C", "B", hub_by=wang.id)
    (found,) = conflicts.listed(store)
    assert {name: found[name] for name in ("id", "field", "base", "mine", "hub", "what", "removed", "parent")} == {
        "id": id, "field": "level", "base": "C", "mine": "B", "hub": "A", "what": "value", "removed": False,
        "parent": None,
    }  # fmt: skip
    assert found["record"] == {"kind": "customer", "id": one.id, "ref": one.ref, "name": one.name}
    assert (found["by"]["name"], found["hub_by"]["name"]) == ("lin", "Wang")
    assert (found["at"], found["command"]) == ("2026-11-17T10:00:00+08:00", "customer edit")
    assert found["resolve"] == f"crm sync resolve {one.ref} --mine"


def test_nothing_is_read_where_there_is_none(store: Store) -> None:
    stores.customer(store)
    assert conflicts.listed(store) == conflicts.concerning(store) == []
    assert conflicts.number(store) == 0


def test_an_amount_is_one_conflict_of_money_whatever_columns_differ(store: Store) -> None:
    of = stores.customer(store)
    with Transaction(store, "opportunity add"):
        deal = insert(
            store,
            Opportunity,
            customer_id=of.id,
            title="pumps",
            amount_minor=20000,
            amount_currency="CNY",
            stage="lead",
        )
    clash(store, deal, "amount_minor", 10000, 15000)
    clash(store, deal, "amount_currency", "CNY", "USD")
    (found,) = conflicts.listed(store)
    assert found["field"] == "amount"
    assert found["mine"] == {"amount": "150.00", "currency": "USD"}
    assert found["hub"] == {"amount": "200.00", "currency": "CNY"}
    assert found["base"] == {"amount": "100.00", "currency": "CNY"}
    settling.resolve(store, deal.ref, choice="mine")
    row = fresh(store, deal)
    assert (row.amount_minor, row.amount_currency) == (15000, "USD")
    assert conflicts.listed(store) == []
    assert len(closing(store)) == 2


def test_a_day_and_a_moment_are_one_conflict(store: Store) -> None:
    with Transaction(store, "remind"):
        one = insert(store, Reminder, text="call", due_on="2026-11-20", for_id=store.me)
    clash(store, one, "due_on", "2026-11-19", None)
    clash(store, one, "due_at", None, "2026-11-21T07:00:00.000Z")
    (found,) = conflicts.listed(store)
    assert (found["field"], found["mine"], found["hub"]) == ("due", "2026-11-21T15:00:00+08:00", "2026-11-20")
    settling.resolve(store, one.ref, choice="mine")
    row = fresh(store, one)
    assert (row.due_on, row.due_at) == (None, "2026-11-21T07:00:00.000Z")


def test_a_link_is_a_link_and_null_where_it_leads_to_nothing_here(store: Store, wang: Member) -> None:
    one = stores.customer(store)
    clash(store, one, "owner_id", wang.id, "01939c3e-0000-7000-8000-000000000000")
    (found,) = conflicts.listed(store)
    assert (found["field"], found["mine"]) == ("owner", None)
    assert (found["base"]["name"], found["hub"]["name"]) == ("Wang", "lin")
    with pytest.raises(Refused):
        settling.resolve(store, one.ref, choice="mine")
    assert fresh(store, one).owner_id == store.me
    assert closing(store) == []


def test_custom_fields_and_lines_are_conflicts_of_their_record(store: Store) -> None:
    one = stores.customer(store)
    records.edit(store, CUSTOMER, one, {"custom": ["Port=Ningbo"]})
    nid = store.db.execute("SELECT nid FROM custom").fetchone()[0]
    clash_of(store, "custom", nid, "value", "Bremen", "Hamburg", "Ningbo")
    (found,) = conflicts.listed(store)
    assert (found["record"]["ref"], found["field"], found["mine"], found["hub"]) == (
        one.ref, "custom.Port", "Hamburg", "Ningbo",
    )  # fmt: skip
    settling.resolve(store, one.ref, choice="mine")
    assert store.db.execute("SELECT value FROM custom").fetchone()[0] == "Hamburg"


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_mine_is_an_ordinary_change_and_undo_opens_the_conflict_again(store: Store) -> None:
    one = stores.customer(store, level="A")
    id = clash(store, one, "level", "C", "B")
    done = settling.resolve(store, one.ref, choice="mine")
    assert fresh(store, one).level == "B"
    assert conflicts.listed(store) == []
    assert closing(store) == [(id, done.transaction, "waiting")]
    back = undo(store)
    assert (back["undone"], back["command"]) == (done.transaction, "sync resolve")
    assert fresh(store, one).level == "A"
    assert [each["id"] for each in conflicts.listed(store)] == [id]
    assert closing(store) == [(id, done.transaction, "seen")]
    undo(store, back["transaction"])  # redo
    assert fresh(store, one).level == "B"
    assert conflicts.listed(store) == []
    assert closing(store) == [(id, done.transaction, "waiting")]


def test_what_the_hub_has_heard_of_stays_decided_when_it_is_taken_back(store: Store) -> None:
    one = stores.customer(store, level="A")
    clash(store, one, "level", "C", "B")
    settling.resolve(store, one.ref, choice="mine")
    store.db.execute("UPDATE sync_op SET state = 'ok'")
    undo(store)
    assert fresh(store, one).level == "A"  # a new change
    assert conflicts.listed(store) == []


def test_hub_keeps_what_stands_and_the_journal_tells_both(store: Store) -> None:
    one = stores.customer(store, level="A")
    id = clash(store, one, "level", "C", "B")
    done = settling.resolve(store, one.ref, choice="hub")
    assert fresh(store, one).level == "A"
    assert closing(store) == [(id, done.transaction, "waiting")]
    told = history(store, one)[0]
    assert told["command"] == "sync resolve"
    assert [(change["field"], change["old"], change["new"]) for change in told["changes"]] == [
        ("level", "A", "B"), ("level", "B", "A"),
    ]  # fmt: skip
    undo(store)
    assert fresh(store, one).level == "A"
    assert len(conflicts.listed(store)) == 1


def test_a_value_is_typed_as_in_edit(store: Store) -> None:
    of = stores.customer(store, currency="EUR")
    with Transaction(store, "opportunity add"):
        deal = insert(
            store,
            Opportunity,
            customer_id=of.id,
            title="pumps",
            amount_minor=20000,
            amount_currency="EUR",
            stage="lead",
        )
    clash(store, deal, "amount_minor", 10000, 15000)
    with pytest.raises(ValueInvalid):
        settling.resolve(store, deal.ref, value="a lot")
    assert closing(store) == []
    settling.resolve(store, deal.ref, value="1.8万")
    row = fresh(store, deal)
    assert (row.amount_minor, row.amount_currency) == (1800000, "EUR")
    amounts = [
        change["new"]["amount"]
        for change in history(store, deal)[0]["changes"]
        if change["field"] == "amount"
    ]
    assert amounts == ["150.00", "18000.00"]  # mine is not lost either


def test_one_field_of_several_and_a_value_names_its_field(store: Store) -> None:
    one = stores.customer(store, level="A", city="Graz")
    clash(store, one, "level", "C", "B")
    clash(store, one, "city", None, "Wien")
    with pytest.raises(UsageError) as told:
        settling.resolve(store, one.ref, value="Linz")
    assert sorted(told.value.details["expected"]) == ["city", "level"]
    settling.resolve(store, one.ref, field="City", value="Linz")
    assert (fresh(store, one).city, fresh(store, one).level) == ("Linz", "A")
    assert [each["field"] for each in conflicts.listed(store)] == ["level"]
    with pytest.raises(UsageError):
        settling.resolve(store, one.ref, field="city", choice="mine")
    settling.resolve(store, one.ref, choice="mine")
    assert fresh(store, one).level == "B"


def test_a_choice_is_asked_for(store: Store) -> None:
    one = stores.customer(store, level="A")
    clash(store, one, "level", "C", "B")
    for wrong in ({}, {"choice": "mine", "value": "B"}, {"choice": "ours"}, {"choice": "mine", "by": "Wang"}):
        with pytest.raises(UsageError):
            settling.resolve(store, one.ref, **wrong)


def test_mine_is_what_i_wrote_also_where_it_stands(store: Store, wang: Member) -> None:
    one = stores.customer(store, level="A")
    clash(store, one, "level", "C", "B", by=wang.id, hub_by=store.me)
    (found,) = conflicts.listed(store)
    assert (found["yours"], found["mine"], found["hub"]) == ("hub", "B", "A")
    settling.resolve(store, one.ref, choice="mine")
    assert fresh(store, one).level == "A"
    undo(store)
    settling.resolve(store, one.ref, choice="theirs")
    assert fresh(store, one).level == "B"


def test_of_others_a_version_is_named_by_who_wrote_it(store: Store, wang: Member) -> None:
    one = stores.customer(store, level="A")
    with Transaction(store, "team add"):
        han = insert(store, Member, name="Han", owner_id=None)
    clash(store, one, "level", "C", "B", by=wang.id, hub_by=han.id)
    assert conflicts.listed(store)[0]["yours"] is None
    assert conflicts.listed(store)[0]["resolve"] == f"crm sync resolve {one.ref} --by {wang.ref}"
    for choice in ("mine", "theirs"):
        with pytest.raises(Refused) as told:
            settling.resolve(store, one.ref, choice=choice)
        (missing,) = told.value.details["missing"]
        assert missing["code"] == "whose"
        assert "B by Wang, A by Han" in missing["message"]
    with pytest.raises(Refused):
        settling.resolve(store, one.ref, by="lin")
    settling.resolve(store, one.ref, by="Han")
    assert fresh(store, one).level == "A"
    undo(store)
    settling.resolve(store, one.ref, by="Wang")
    assert fresh(store, one).level == "B"


def test_decided_by_somebody_else_there_is_nothing_to_decide(store: Store) -> None:
    one, other = stores.customer(store, level="A"), stores.customer(store, "Alfreds", level="A")
    clash(store, other, "level", "C", "B")
    with pytest.raises(NotFound) as told:
        settling.resolve(store, one.ref, choice="mine")
    assert [each["ref"] for each in told.value.details["closest"]] == [other.ref]


def test_a_conflict_is_named_by_its_id(store: Store) -> None:
    one = stores.customer(store, level="A", city="Graz")
    id = clash(store, one, "level", "C", "B")
    clash(store, one, "city", None, "Wien")
    settling.resolve(store, id[:12], choice="mine")
    assert [each["field"] for each in conflicts.listed(store)] == ["city"]


def test_who_may_not_change_it_may_only_keep_what_stands(store: Store, wang: Member) -> None:
    one = stores.customer(store, level="A", owner_id=wang.id)
    clash(store, one, "level", "C", "B")
    with pytest.raises(Forbidden):
        settling.resolve(store, one.ref, choice="mine")
    assert fresh(store, one).level == "A"
    settling.resolve(store, one.ref, choice="hub")
    assert conflicts.listed(store) == []
    clash(store, one, "city", None, "Wien", by=wang.id)
    with pytest.raises(Forbidden):  # what somebody else wrote is not for me to drop
        settling.resolve(store, one.ref, choice="hub")


# --- removed and changed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", ["mine", "hub"])
def test_i_removed_what_somebody_changed(store: Store, choice: str) -> None:
    one = stores.customer(store)
    contact = stores.contact(store, one)
    clash(store, one, "removed_at", None, "2026-11-17T02:00:00.000Z")
    (found,) = conflicts.listed(store)
    assert (found["what"], found["field"], found["mine"], found["hub"]) == ("removed", "removed", True, False)
    settling.resolve(store, one.ref, choice=choice)
    gone = choice == "mine"
    assert (
        (fresh(store, one).removed_at is not None) == (fresh(store, contact).removed_at is not None) == gone
    )
    assert conflicts.listed(store) == []
    if gone:
        undo(store)
        assert fresh(store, one).removed_at is None
        assert len(conflicts.listed(store)) == 1


@pytest.mark.parametrize("choice", ["mine", "hub"])
def test_i_changed_what_somebody_removed(store: Store, choice: str) -> None:
    one = stores.customer(store, level="A")
    contact = stores.contact(store, one)
    earlier = stores.contact(store, one, "Gone Before")
    records.remove(store, [(CONTACT, earlier)])
    with Transaction(store, "customer remove"):
        for row in (one, contact):
            update(store, row, removed_at="2026-11-17T03:00:00.000Z")
    clash(store, one, "level", "A", "B")
    (found,) = conflicts.listed(store)
    assert (found["what"], found["removed"], found["mine"]) == ("edited", True, "B")
    settling.resolve(store, one.ref, choice=choice)
    back = choice == "mine"
    assert (fresh(store, one).removed_at is None) == (fresh(store, contact).removed_at is None) == back
    assert fresh(store, earlier).removed_at is not None  # what was removed for itself stays so
    assert fresh(store, one).level == ("B" if back else "A")
    assert conflicts.listed(store) == []


@pytest.mark.parametrize("choice", ["mine", "hub"])
def test_i_took_out_a_price_that_somebody_changed(store: Store, choice: str) -> None:
    from crmcli.store.records import Product

    with Transaction(store, "product add"):
        pump = insert(store, Product, name="Pump")
        store.db.execute(
            "INSERT INTO product_price (id, product_id, list_name, min_quantity, list_minor, currency)"
            " VALUES ('01939c3e-0000-7000-8000-000000000001', ?, '', '1', 100, 'CNY')",
            (pump.id,),
        )
    clash_of(store, "product_price", 1, "removed_at", None, None, None)
    (found,) = conflicts.listed(store)
    assert (found["record"]["ref"], found["what"], found["mine"], found["hub"]) == (
        pump.ref, "removed", True, False,
    )  # fmt: skip
    settling.resolve(store, pump.ref, choice=choice)
    left = store.db.execute("SELECT count(*) FROM product_price").fetchone()[0]
    assert left == (0 if choice == "mine" else 1)
    assert conflicts.listed(store) == []
    if choice == "mine":
        undo(store)
        assert store.db.execute("SELECT count(*) FROM product_price").fetchone()[0] == 1


@pytest.mark.parametrize("choice", ["mine", "hub"])
def test_something_new_under_what_was_removed(store: Store, choice: str) -> None:
    one = stores.customer(store)
    new = stores.contact(store, one)
    with Transaction(store, "customer remove"):
        update(store, one, removed_at="2026-11-17T03:00:00.000Z")
    clash(store, new, "", None, None)
    (found,) = conflicts.listed(store)
    assert (found["what"], found["field"], found["parent"]["ref"]) == ("parent", None, one.ref)
    settling.resolve(store, new.ref, choice=choice)
    kept = choice == "mine"
    assert (fresh(store, one).removed_at is None) == (fresh(store, new).removed_at is None) == kept
    assert conflicts.listed(store) == []


def test_the_amount_is_what_the_lines_come_to_whichever_is_chosen(store: Store) -> None:
    of = stores.customer(store)
    with Transaction(store, "order add"):
        order = insert(
            store, Order, number="R1", customer_id=of.id, currency="CNY", amount_minor=300, amount_currency="CNY",
            status="open", discount=0,
        )  # fmt: skip
        for place, minor in ((1, 100), (2, 500)):
            store.db.execute(
                "INSERT INTO line (id, record_kind, record_id, place, quantity, price_minor, amount_minor, currency,"
                " discount) VALUES (?, 'order', ?, ?, '1', ?, ?, 'CNY', 0)",
                (f"01939c3e-0000-7000-8000-00000000000{place}", order.id, place, minor, minor),
            )
    clash(store, order, "amount_minor", 100, 200)
    settling.resolve(store, order.ref, choice="mine")
    assert fresh(store, order).amount_minor == 600
    assert len(rows_of(store, ORDER.fields["lines"], [order.id])[order.id]) == 2


@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_what_was_offered_is_kept_and_never_rewritten(store: Store, status: str) -> None:
    from crmcli.store.records import Quote

    of = stores.customer(store)
    with Transaction(store, "quote add"):
        deal = insert(store, Opportunity, customer_id=of.id, title="pumps", stage="lead")
        quote = insert(
            store, Quote, number="Q1", version=1, opportunity_id=deal.id, status=status, payment_terms="30 days",
            currency="CNY", discount=0,
        )  # fmt: skip
    clash(store, quote, "payment_terms", None, "60 days")
    if status == "submitted":
        with pytest.raises(Refused):
            settling.resolve(store, quote.ref, choice="mine")
        assert fresh(store, quote).payment_terms == "30 days"
        settling.resolve(store, quote.ref, choice="hub")
    else:
        settling.resolve(store, quote.ref, choice="mine")
        assert fresh(store, quote).payment_terms == "60 days"
    assert conflicts.listed(store) == []


def test_an_agreed_amount_is_kept_by_one_key(store: Store) -> None:
    of = stores.customer(store)
    with Transaction(store, "order add"):
        order = insert(
            store, Order, number="R1", customer_id=of.id, currency="CNY", amount_minor=300, amount_currency="CNY",
            status="open", discount=0,
        )  # fmt: skip
    clash(store, order, "amount_minor", 100, 200)
    settling.resolve(store, order.ref, choice="hub")
    assert fresh(store, order).amount_minor == 300
    assert conflicts.listed(store) == []


def test_a_decided_approval_stays_decided(store: Store) -> None:
    from crmcli.store.records import Approval

    of = stores.customer(store)
    with Transaction(store, "quote submit"):
        one = insert(
            store, Approval, about_kind="customer", about_id=of.id, rule="floor", decision="rejected",
            asked_by_id=store.me, asked_at="2026-11-17T02:00:00.000Z", approver_id=store.me,
        )  # fmt: skip
    clash(store, one, "decision", None, "approved")
    with pytest.raises(Refused):
        settling.resolve(store, one.ref, choice="mine")
    settling.resolve(store, one.ref, choice="hub")
    assert fresh(store, one).decision == "rejected"
    assert conflicts.listed(store) == []


# --- whose they are ---------------------------------------------------------------------------------------------------


def test_my_desk_has_those_that_i_wrote_or_whose_record_is_mine(store: Store, wang: Member) -> None:
    mine = stores.customer(store, level="A")
    theirs = stores.customer(store, "Alfreds", level="A", owner_id=wang.id)
    clash(store, mine, "level", "C", "B", by=wang.id, hub_by=wang.id)
    clash(store, theirs, "level", "C", "B", by=wang.id, hub_by=wang.id)
    clash(store, theirs, "city", None, "Wien", hub_by=wang.id)
    assert {(one["record"]["ref"], one["field"]) for one in conflicts.concerning(store)} == {
        (mine.ref, "level"),
        (theirs.ref, "city"),
    }
    assert conflicts.number(store) == 3


# --- what was refused -------------------------------------------------------------------------------------------------


def test_what_was_refused_keeps_its_words_until_they_were_read(store: Store) -> None:
    one = stores.customer(store, level="A")
    set_id = refusal(store, "customer", [one.id], column="level", old="A", new="B")
    gone = "01939c3e-0000-7000-8000-0000000000aa"
    body = {
        "id": gone, "ref": "F7K3F2Q", "customer_id": one.id, "kind": "visit", "text": "a long\nnote",
        "at_on": "2026-11-17", "at_at": None, "owner_id": store.me,
    }  # fmt: skip
    refusal(store, "followup", [gone], "insert", body=body, reason="parent", command="note")
    changed, new = refusals.refused(store)
    assert (changed["record"]["ref"], changed["field"], changed["old"], changed["new"]) == (
        one.ref,
        "level",
        "A",
        "B",
    )
    assert (changed["kind"], changed["reason"], changed["values"]) == ("set", "forbidden", None)
    assert "right" in changed["message"]
    assert (new["record"], new["ref"], new["kind"], new["command"]) == (None, "F7K3F2Q", "insert", "note")
    assert new["values"]["text"] == "a long\nnote"
    assert new["values"]["at"] == "2026-11-17"
    assert new["values"]["customer"]["ref"] == one.ref
    assert refusals.put_away(store, one.ref) == [changed]
    assert [each["kind"] for each in refusals.refused(store)] == ["insert"]
    with pytest.raises(NotFound):
        refusals.put_away(store, set_id[:8])
    assert len(refusals.put_away(store, "f7k3f2q")) == 1
    assert refusals.refused(store) == []


def test_something_new_is_one_refusal_with_the_members_of_its_sets(store: Store) -> None:
    gone = "01939c3e-0000-7000-8000-0000000000aa"
    refusal(store, "customer", [gone], "insert", body={"id": gone, "ref": "C7K3F2Q", "name": "Ernst Handel"})
    for word in ("vip", "east"):
        tag = {"record_kind": "customer", "record_id": gone, "value": word}
        refusal(store, "tag", [gone, word], "insert", body=tag)
    phone = {"contact_id": "01939c3e-0000-7000-8000-0000000000bb", "value": "+43 1"}
    refusal(store, "contact_phone", list(phone.values()), "insert", body=phone)
    one, other = refusals.refused(store)
    assert one["values"] == {"name": "Ernst Handel", "tags": ["vip", "east"]}
    assert len(one["ids"]) == 3
    assert other["values"] == {"phones": "+43 1"}
    assert refusals.number_refused(store) == 2
    refusals.put_away(store, "C7K3F2Q")
    assert refusals.number_refused(store) == 1


def test_an_amount_that_was_refused_is_one_refusal(store: Store) -> None:
    of = stores.customer(store)
    with Transaction(store, "opportunity add"):
        deal = insert(
            store,
            Opportunity,
            customer_id=of.id,
            title="pumps",
            amount_minor=20000,
            amount_currency="CNY",
            stage="lead",
        )
    for column, old, new in (("amount_minor", 20000, 900), ("amount_currency", "CNY", "EUR")):
        refusal(store, "opportunity", [deal.id], column=column, old=old, new=new, txn="T1")
    (found,) = refusals.refused(store)
    assert found["new"] == {"amount": "9.00", "currency": "EUR"}
    assert found["old"] == {"amount": "200.00", "currency": "CNY"}
    assert len(found["ids"]) == 2
    assert refusals.put_away(store, "all")
    assert refusals.refused(store) == []


def test_a_taking_from_the_pool_is_one_refusal_that_names_the_customer(store: Store) -> None:
    """Both of its columns, in whichever order they went; the customer has left the store."""
    key = ["01a1ec7d-0000-7000-8000-000000000001"]
    more = {"reason": "gone", "command": "pool take", "txn": "T1"}
    refusal(store, "customer", key, column="owned_since", new="2026-11-18T02:00:00.000Z", **more)
    named = {"ref": "C7K3F2Q", "name": "Alfreds"}
    refusal(store, "customer", key, column="owner_id", new=store.me, body=named, **more)
    (one,) = refusals.refused(store)
    assert (one["field"], one["ref"], one["name"], one["record"]) == ("owner", "C7K3F2Q", "Alfreds", None)
    assert one["message"] == "Somebody else took it from the pool before."
    assert len(one["ids"]) == 2
    assert refusals.number_refused(store) == 1
    refusals.put_away(store, "c7k3f2q")
    assert refusals.refused(store) == []


def test_moments_of_one_minute_are_told_apart(store: Store, wang: Member) -> None:
    from crmcli.shown import syncing as told

    of = stores.customer(store)
    with Transaction(store, "order add"):
        order = insert(
            store, Order, number="R1", customer_id=of.id, currency="CNY", status="open", discount=0
        )
        step = insert(store, Step, order_id=order.id, place=1, key="plan", name="Plan", status="done",
                      done_at="2026-11-17T02:30:05.000Z")  # fmt: skip
    clash(store, step, "done_at", None, "2026-11-17T02:30:41.000Z", hub_by=wang.id, command="order step done")
    (found,) = conflicts.listed(store)
    now = store.clock()
    assert told.brief(found, now) == "Done: yesterday 10:30:41 ↔ yesterday 10:30:05"
    other = {**found, "mine": "2026-11-17T10:31:41+08:00"}
    assert told.brief(other, now) == "Done: yesterday 10:31 ↔ yesterday 10:30"
