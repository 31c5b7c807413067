"""What two stores hold the same stands in the same order in both, whoever put it there first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crmcli.store.journal import Transaction
from crmcli.store.records import CUSTOMER, KINDS
from crmcli.store.statements import set_members
from crmcli.verbs import exporting
from tests.sync.desks import LI, MEMBERS, WANG, Desk
from tests.sync.model import ModelHub


def give(desk: Desk, kind: str, id: str, **sets: list[Any]) -> None:
    """Add members to sets of a record."""
    row = desk.row(kind, id)
    with Transaction(desk.store, f"{kind} edit"):
        for name, members in sets.items():
            field = KINDS[kind].fields[name]
            present = next(exporting.records(desk.store, KINDS[kind], where=[f"id={id}"]))[name]
            held = [one["id"] if isinstance(one, dict) else one for one in present]
            set_members(desk.store, KINDS[kind], row, field, [*held, *members])


def exported(desk: Desk, kind: str) -> list[dict[str, Any]]:
    return list(exporting.records(desk.store, KINDS[kind]))


def test_sets_that_two_filled_apart_stand_in_one_order(tmp_path: Path) -> None:
    hub = ModelHub(MEMBERS)
    li, wang = (Desk(tmp_path / f"{name}.db", name, id, hub.login(id), hub.hub_id) for name, id in
                (("li", LI), ("wang", WANG)))  # fmt: skip
    li.sync()
    customer = li.customer("Alfreds")
    contact = li.contact(customer, "Maria")
    li.sync()
    wang.sync()

    give(li, "customer", customer, tags=["key"], followers=[LI])
    give(li, "contact", contact, phones=["+86 555 02", "+86 555 03"], emails=["maria@alfreds.example"])
    give(wang, "customer", customer, tags=["VIP", "gold"], followers=[WANG])
    give(wang, "contact", contact, phones=["+86 555 01"], emails=["a.maria@alfreds.example"])
    for _round in range(2):
        wang.sync()
        li.sync()

    for kind in ("customer", "contact"):
        assert exported(li, kind) == exported(wang, kind)
    (one,) = exported(li, "customer")
    assert one["tags"] == ["VIP", "gold", "key"]
    assert [link["id"] for link in one["followers"]] == [WANG, LI]
    (one,) = exported(wang, "contact")
    assert one["phones"] == ["+86 555 01", "+86 555 02", "+86 555 03"]
    for desk in (li, wang):
        desk.close()


def test_records_and_columns_of_ones_own_come_in_one_order(tmp_path: Path) -> None:
    hub = ModelHub(MEMBERS)
    li, wang = (Desk(tmp_path / f"{name}.db", name, id, hub.login(id), hub.hub_id) for name, id in
                (("li", LI), ("wang", WANG)))  # fmt: skip
    for desk in (li, wang):
        desk.sync()
    for number, desk in enumerate((wang, li, wang)):
        id = desk.customer(f"Customer {number}", owner_id=LI)
        desk.custom(id, f"field {9 - number}", "x")
    for _round in range(2):
        li.sync()
        wang.sync()
    csv = exporting.Shape("csv")
    one, other = (
        "".join(map(str, exporting.text(desk.store, CUSTOMER, exporting.records(desk.store, CUSTOMER), csv)))
        for desk in (li, wang)
    )
    assert one == other
    assert one.splitlines()[0].index("field 9") < one.splitlines()[0].index("field 7")
    for desk in (li, wang):
        desk.close()
