"""Whom WHO may mean while it is typed: the levels of the contract, several of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from stores import contact, customer, note, opened

from crmcli.errors import Ambiguous, NotFound
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.statements import update
from crmcli.verbs.resolve import candidates, is_slip
from crmcli.verbs.resolve import customer as named


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path / "crm.db")
    tiancheng = customer(store, "天成外贸公司")
    contact(store, tiancheng, "王五六")
    customer(store, "宁波天成机械有限公司")
    customer(store, "天成外贸公司上海分公司")
    alfreds = customer(store, "Alfreds Futterkiste")
    contact(store, alfreds, "Maria Anders")
    gone = customer(store, "Removed Ltd")
    old = customer(store, "Archived Ltd")
    with Transaction(store, "x"):
        update(store, gone, removed_at="2026-11-18T00:00:00.000Z")
        update(store, old, archived_at="2026-11-18T00:00:00.000Z")
    yield store
    store.close()


def found(store: Store, text: str, most: int = 6) -> list[tuple[str, str]]:
    return [(one["name"], one["why"]) for one in candidates(store, text, most)]


def test_level_by_level(store: Store) -> None:
    assert found(store, "天成外贸")[0] == ("天成外贸公司", "name")  # legal suffixes do not count
    assert ("天成外贸公司上海分公司", "part") in found(store, "天成外贸")
    assert {name for name, why in found(store, "天成") if why == "part"} == {
        "天成外贸公司",
        "宁波天成机械有限公司",
        "天成外贸公司上海分公司",
    }
    assert found(store, "王五六") == [("天成外贸公司", "contact")]
    assert found(store, "alf") == [("Alfreds Futterkiste", "part")]
    assert ("天成外贸公司", "initials") in found(store, "tcwm")
    assert ("天成外贸公司", "pinyin") in found(store, "tianchengwai")
    ref = candidates(store, "alf", 1)[0]["ref"]
    assert found(store, ref.lower()) == [("Alfreds Futterkiste", "ref")]
    assert found(store, "天成", 2) == found(store, "天成")[:2]


def test_nothing_is_close_spelling(store: Store) -> None:
    assert found(store, "Alfrids Futerkiste") == [("Alfreds Futterkiste", "slip")]
    assert found(store, "zzzzqqqq") == []
    assert found(store, "天") == []
    assert found(store, "王五") == []  # part of a contact's name names nobody


@pytest.mark.parametrize(
    ("text", "name", "slip"),
    [
        ("Alfrids", "Alfreds Futterkiste", True),
        ("Brenhagen", "Brennhagen Armaturen GmbH", True),
        ("Armaturn", "Brennhagen Armaturen GmbH", True),
        ("Nordwind GmbH", "Südwind GmbH", False),
        ("Alfa Trading", "Alfreds Futterkiste", False),
        ("天城", "天成外贸公司", True),
        ("海风", "宁波海丰泵业有限公司", True),
        ("北京大华机械", "南京大华机械有限公司", False),
        ("上海东升", "上海东方", False),
    ],
)
def test_a_slip_is_not_just_any_likeness(text: str, name: str, slip: bool) -> None:
    """Who types fast must neither make a customer by a slip nor write to another whose name is like it."""
    assert is_slip(text, name) is slip


def test_removed_ones_never_archived_ones_by_their_whole_name(store: Store) -> None:
    assert found(store, "Removed Ltd") == []
    assert found(store, "Removed") == []
    assert found(store, "Archived Ltd") == [("Archived Ltd", "name")]
    assert found(store, "Archi") == []


def test_nothing_typed_is_who_was_dealt_with_last(store: Store) -> None:
    assert found(store, " ") == []
    for who in ("alf", "天成外贸公司", "alf"):
        note(store, named(store, who))
    assert found(store, "") == [("Alfreds Futterkiste", "recent"), ("天成外贸公司", "recent")]
    assert found(store, "", 1) == [("Alfreds Futterkiste", "recent")]


@pytest.mark.mostly_slow(every=3)
@pytest.mark.parametrize(
    "text",
    ["天成外贸公司", "天成外贸", "天成", "tc", "tcwm", "王五六", "Maria Anders", "Maria", "alf", "Futter", "宁波",
     "ningbo", "nbtc", "a", "C", "Removed Ltd", "Archived Ltd", "Archived", "nobody", "-", "%", "天 成"],
)  # fmt: skip
def test_the_first_is_the_one_that_who_names(store: Store, text: str) -> None:
    shown = candidates(store, text, 6)
    try:
        one = named(store, text)
    except NotFound:
        assert all(hit["why"] in ("close", "slip") for hit in shown)
    except Ambiguous as error:
        ids = [hit["id"] for hit in error.details["candidates"]]
        assert [hit["id"] for hit in shown[: len(ids)]] == ids[: len(shown)]
    else:
        assert shown[0]["id"] == one.id
