"""Conflicts from end to end on a hub of dicts: two change the same apart, one decides, all agree; nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmcli.errors import Ambiguous, Refused
from crmcli.shown import syncing as told
from crmcli.store.records import CUSTOMER
from crmcli.verbs import conflicts, merging, records, refusals, settling
from crmcli.verbs.history import history, undo
from tests.sync.desks import LI, WANG, Desk, agrees
from tests.sync.model import ModelHub


@pytest.fixture
def hub(model: ModelHub) -> ModelHub:
    return model


@pytest.fixture
def desks(two: tuple[Desk, Desk]) -> tuple[Desk, Desk]:
    """Li's and Wang's, who is above Li; both hold Li's customer."""
    li, wang = two
    li.customer("Alfreds", level="C", city="Berlin")
    li.sync()
    wang.sync()
    return li, wang


def the(desk: Desk) -> str:
    (row,) = desk.living("customer")
    return row.id


def settled(hub: ModelHub, *desks: Desk) -> None:
    for _round in range(2):
        for desk in desks:
            desk.sync()
    for desk in desks:
        agrees(desk, hub.seen(desk.member))
        assert conflicts.listed(desk.store) == []
        assert conflicts.number(desk.store) == 0


def apart(li: Desk, wang: Desk) -> str:
    """Wang and Li both change the level; Wang's came first. Returns the customer's id."""
    id = the(li)
    wang.edit("customer", id, level="A")
    li.edit("customer", id, level="B")
    wang.sync()
    li.sync()
    return id


def test_both_see_both_versions_whoever_wrote_them(desks: tuple[Desk, Desk]) -> None:
    li, wang = desks
    apart(li, wang)
    wang.sync()
    for desk in desks:
        (one,) = conflicts.listed(desk.store)
        assert (one["field"], one["base"], one["mine"], one["hub"]) == ("level", "C", "B", "A")
        assert (one["by"]["name"], one["hub_by"]["name"]) == ("Li", "Wang")
        assert len(conflicts.concerning(desk.store)) == 1


@pytest.mark.parametrize(
    ("who", "choice", "level"),
    [
        (0, "mine", "B"),
        (0, "theirs", "A"),
        (0, "hub", "A"),
        (1, "mine", "A"),
        (1, "theirs", "B"),
        (1, "hub", "A"),
    ],
)
def test_one_decides_and_it_goes_away_everywhere(
    hub: ModelHub, desks: tuple[Desk, Desk], who: int, choice: str, level: str
) -> None:
    li, wang = desks
    id = apart(li, wang)
    wang.sync()
    settling.resolve(desks[who].store, id, choice=choice)
    assert conflicts.listed(desks[who].store) == []
    settled(hub, desks[who], desks[1 - who])
    for desk in desks:
        assert desk.row("customer", id).level == level
    told = [change["new"] for one in history(desks[who].store, li.row("customer", id)) for change in one["changes"]
            if change["field"] == "level"]  # fmt: skip
    assert {"A", "B"} <= set(told)  # both stay in history


@pytest.mark.parametrize(("choice", "right"), [("theirs", "A"), ("hub", "D"), ("mine", "B")])
def test_what_stood_was_changed_since(
    hub: ModelHub, desks: tuple[Desk, Desk], choice: str, right: str
) -> None:
    """The other's is what the other wrote, the hub's what stands there now; both are told."""
    from datetime import datetime

    from crmcli.shown.syncing import conflict

    li, wang = desks
    id = apart(li, wang)
    wang.sync()
    wang.edit("customer", id, level="D")
    wang.sync()
    li.sync()
    (one,) = conflicts.listed(li.store)
    assert (one["hub"], one["stands"]) == ("A", "D")
    assert any("now D" in line for line in conflict(one, datetime.fromisoformat(one["at"])))
    settling.resolve(li.store, id, choice=choice)
    assert li.living("customer")[0].level == right
    settled(hub, li, wang)
    assert wang.living("customer")[0].level == right


def test_both_decide_otherwise_at_once(hub: ModelHub, desks: tuple[Desk, Desk]) -> None:
    li, wang = desks
    id = apart(li, wang)
    wang.sync()
    settling.resolve(li.store, id, choice="mine")
    settling.resolve(wang.store, id, value="C")
    li.sync()
    wang.sync()
    li.sync()
    (one,) = conflicts.listed(li.store)  # of the two decisions
    assert (one["mine"], one["hub"]) == ("C", "B")
    settling.resolve(li.store, id, choice="hub")
    settled(hub, li, wang)
    assert wang.row("customer", id).level == "B"


def test_a_decision_that_was_taken_back_is_not_sent(hub: ModelHub, desks: tuple[Desk, Desk]) -> None:
    li, wang = desks
    id = apart(li, wang)
    settling.resolve(li.store, id, choice="mine")
    assert "decided" not in undo(li.store)
    li.sync()
    wang.sync()
    for desk in desks:
        assert [one["field"] for one in conflicts.listed(desk.store)] == ["level"]
        assert desk.row("customer", id).level == "A"
    settling.resolve(li.store, id, choice="mine")
    settled(hub, li, wang)
    assert wang.row("customer", id).level == "B"


def test_a_decision_that_was_sent_is_taken_back_by_a_new_change(
    hub: ModelHub, desks: tuple[Desk, Desk]
) -> None:
    li, wang = desks
    id = apart(li, wang)
    settling.resolve(li.store, id, choice="mine")
    settled(hub, li, wang)
    back = undo(li.store)
    assert back["decided"] is True  # the conflict stays so, and that is said
    settled(hub, li, wang)
    assert wang.row("customer", id).level == "A"
    assert "decided" not in undo(li.store, back["transaction"])
    settled(hub, li, wang)
    assert wang.row("customer", id).level == "B"


def test_an_amount_and_its_currency_go_together(hub: ModelHub, desks: tuple[Desk, Desk]) -> None:
    li, wang = desks
    deal = li.opportunity(the(li), "pumps", amount_minor=10000, amount_currency="CNY")
    li.sync()
    wang.sync()
    wang.edit("opportunity", deal, amount_minor=20000)
    li.edit("opportunity", deal, amount_minor=15000, amount_currency="USD")
    wang.sync()
    li.sync()
    row = li.row("opportunity", deal)
    assert (row.amount_minor, row.amount_currency) == (20000, "CNY")
    (one,) = conflicts.listed(li.store)
    assert one["mine"] == {"amount": "150.00", "currency": "USD"}
    settling.resolve(li.store, deal, choice="mine")
    settled(hub, li, wang)
    row = wang.row("opportunity", deal)
    assert (row.amount_minor, row.amount_currency) == (15000, "USD")


@pytest.mark.parametrize("choice", ["mine", "hub"])
def test_removed_by_one_and_changed_by_the_other(
    hub: ModelHub, desks: tuple[Desk, Desk], choice: str
) -> None:
    li, wang = desks
    id = the(li)
    wang.edit("customer", id, level="A")
    li.remove("customer", id)
    wang.sync()
    li.sync()
    (one,) = conflicts.listed(li.store)
    assert (one["what"], one["mine"], one["removed"]) == ("removed", True, False)
    settling.resolve(li.store, id, choice=choice)
    settled(hub, li, wang)
    for desk in desks:
        assert (desk.row("customer", id).removed_at is None) == (choice == "hub")
        assert desk.row("customer", id).level == "A"


@pytest.mark.parametrize("choice", ["mine", "hub"])
def test_changed_by_one_and_removed_by_the_other(
    hub: ModelHub, desks: tuple[Desk, Desk], choice: str
) -> None:
    li, wang = desks
    id = the(li)
    contact = li.contact(id, "Maria")
    li.sync()
    wang.sync()
    records.remove(wang.store, [(CUSTOMER, wang.row("customer", id))])
    li.edit("customer", id, level="B")
    wang.sync()
    li.sync()
    (one,) = conflicts.listed(li.store)
    assert (one["what"], one["mine"], one["removed"]) == ("edited", "B", True)
    settling.resolve(li.store, id, choice=choice)
    settled(hub, li, wang)
    for desk in desks:
        assert (desk.row("customer", id).removed_at is None) == (choice == "mine")
        assert (desk.row("contact", contact).removed_at is None) == (choice == "mine")
        assert desk.row("customer", id).level == ("B" if choice == "mine" else "C")


def test_who_removed_it_wrote_that_it_goes(hub: ModelHub, desks: tuple[Desk, Desk]) -> None:
    li, wang = desks
    id = the(li)
    records.remove(wang.store, [(CUSTOMER, wang.row("customer", id))])
    li.edit("customer", id, level="B")
    wang.sync()
    li.sync()
    wang.sync()
    (one,) = conflicts.listed(wang.store)
    assert (one["yours"], one["hub_by"]["name"], one["by"]["name"]) == ("hub", "Wang", "Li")
    settling.resolve(wang.store, id, choice="mine")
    settled(hub, wang, li)
    assert li.row("customer", id).removed_at is not None


def two_computers(hub: ModelHub, desks: tuple[Desk, Desk], tmp_path: Path) -> Desk:
    """Li wrote A at the desk, which the hub has, and B on the laptop that is returned; all have exchanged."""
    li, wang = desks
    laptop = Desk(tmp_path / "laptop.db", "laptop", LI, hub.login(LI), hub.hub_id, seed=2)
    laptop.sync()
    li.edit("customer", the(li), level="A")
    laptop.edit("customer", the(laptop), level="B")
    for desk in (li, laptop, li, wang):
        desk.sync()
    return laptop


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_mine_is_what_was_typed_on_this_computer(
    hub: ModelHub, desks: tuple[Desk, Desk], tmp_path: Path, choice: str
) -> None:
    li, wang = desks
    laptop = two_computers(hub, desks, tmp_path)
    for desk, here, own in ((li, "hub", "A"), (laptop, "mine", "B")):
        (one,) = conflicts.listed(desk.store)
        assert (one["mine"], one["hub"], one["yours"], one["here"]) == ("B", "A", here, here)
        assert one["same_member"]
        assert own in told.brief(one, desk.store.clock()).partition("↔")[0]
        lines = told.conflict(one, desk.store.clock())
        assert "--mine" in lines[1]
        assert "you, on this computer" in lines[1]
        assert "you, on your other computer" in lines[2]
        settling.resolve(desk.store, the(desk), choice=choice)
        assert desk.row("customer", the(desk)).level == (own if choice == "mine" else "AB".replace(own, ""))
        undo(desk.store)
    settling.resolve(laptop.store, the(laptop), choice="mine")
    settled(hub, laptop, li, wang)
    laptop.close()
    assert li.row("customer", the(li)).level == "B"


def test_a_name_says_nothing_where_both_are_of_one(
    hub: ModelHub, desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    li, wang = desks
    laptop = two_computers(hub, desks, tmp_path)
    for desk in (li, laptop, wang):
        with pytest.raises(Ambiguous) as refused:
            settling.resolve(desk.store, the(desk), by="Li")
        assert "--theirs" in str(refused.value.hint)
        assert "--hub" in str(refused.value.hint)
        assert "--by" not in conflicts.listed(desk.store)[0]["resolve"]
    (one,) = conflicts.listed(wang.store)
    assert (one["yours"], one["here"], one["same_member"]) == (None, None, True)
    lines = told.conflict(one, wang.store.clock())
    assert "--theirs" in lines[1]
    assert "Li, on another computer" in lines[1]
    settling.resolve(wang.store, the(wang), choice="theirs")  # what the hub did not take
    settled(hub, wang, li, laptop)
    laptop.close()
    assert li.row("customer", the(li)).level == "B"


@pytest.mark.parametrize("choice", ["mine", "hub"])
def test_a_note_on_what_was_removed(hub: ModelHub, desks: tuple[Desk, Desk], choice: str) -> None:
    li, wang = desks
    id = the(li)
    wang.remove("customer", id)
    note = li.note(id, "they called")
    wang.sync()
    li.sync()
    (one,) = conflicts.listed(li.store)
    assert (one["what"], one["parent"]["id"], one["record"]["id"]) == ("parent", id, id)
    assert [each["id"] for each in one["new"]] == [note]
    assert one["merged_into"] is None
    settling.resolve(li.store, note, choice=choice)
    settled(hub, li, wang)
    for desk in desks:
        assert (desk.row("customer", id).removed_at is None) == (choice == "mine")
        assert (desk.row("followup", note).removed_at is None) == (choice == "mine")


def merged_meanwhile(li: Desk, wang: Desk) -> tuple[str, str, list[str]]:
    """Wang made Alfreds one with another customer, below the first Li added things apart. Their ids, and those."""
    id = the(li)
    kept = li.customer("Alfreds Futterkiste", level="B")
    li.sync()
    wang.sync()
    merging.merge(wang.store, CUSTOMER, kept, [id])
    note = li.note(id, "they called")
    deal = li.opportunity(id, "pumps", stage="lead")
    inner = li.note(id, "about the pumps", opportunity_id=deal)
    li.edit("customer", id, level="A")
    wang.sync()
    li.sync()
    wang.sync()
    return id, kept, [note, deal, inner]


@pytest.mark.parametrize("choice", ["move", "mine", "hub"])
@pytest.mark.parametrize("who", ["li", "wang"])
def test_what_was_added_below_what_was_merged_meanwhile_is_one_conflict(
    hub: ModelHub, desks: tuple[Desk, Desk], choice: str, who: str
) -> None:
    li, wang = desks
    id, kept, new = merged_meanwhile(li, wang)
    decides = li if who == "li" else wang
    edited, one = sorted(conflicts.listed(decides.store), key=lambda each: str(each["what"]))
    assert (edited["what"], edited["record"]["id"], edited["merged_into"]["id"]) == ("edited", id, kept)
    assert (one["what"], one["record"]["id"], one["merged_into"]["id"]) == ("parent", id, kept)
    assert {each["id"] for each in one["new"]} == set(new)
    assert "--move" in one["resolve"]
    assert conflicts.number(decides.store) == 2
    now = decides.store.clock()
    into = decides.row("customer", kept)
    lines = told.conflict(one, now)
    assert f"New under what was merged into {into.ref}" in lines[0]
    assert any("--move" in line and into.ref in line for line in lines)
    assert "they called" in lines[-1]
    ref = decides.row("customer", id).ref
    if choice == "move":
        settling.resolve(decides.store, new[0], choice="move")  # by what is new, as by what it is below
        assert [each["what"] for each in conflicts.listed(decides.store)] == ["edited"]
        undo(decides.store)
        settling.resolve(decides.store, ref, choice="move")
        with pytest.raises(Refused):
            settling.resolve(decides.store, "Alfreds", choice="move")
        settling.resolve(decides.store, "Alfreds", choice="hub")
    else:
        settling.resolve(
            decides.store, "Alfreds", choice=choice if who == "li" else {"mine": "theirs"}.get(choice, choice)
        )
    settled(hub, decides, *desks)
    for desk in desks:
        assert (desk.row("customer", id).removed_at is None) == (choice == "mine")
        rows = [desk.row("followup", new[0]), desk.row("opportunity", new[1]), desk.row("followup", new[2])]
        assert all((row.removed_at is None) == (choice != "hub") for row in rows)
        assert {row.customer_id for row in rows} == {kept if choice == "move" else id}
        assert rows[2].opportunity_id == new[1]


def test_what_was_refused_keeps_its_words(hub: ModelHub, desks: tuple[Desk, Desk]) -> None:
    li, wang = desks
    id = the(li)
    wang.edit("customer", id, owner_id=WANG)
    note = li.note(id, "they called\nand want an offer")
    li.edit("customer", id, level="B")
    wang.sync()
    li.sync()
    told = refusals.refused(li.store)
    assert {one["kind"] for one in told} == {"insert", "set"}
    (words,) = (one for one in told if one["kind"] == "insert")
    assert words["values"]["text"] == "they called\nand want an offer"
    assert words["record"] is None
    assert li.row("followup", note) is None
    refusals.put_away(li.store, "all")
    li.sync()
    assert refusals.refused(li.store) == []
