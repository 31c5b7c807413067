"""Contract, section 9: finding."""

from __future__ import annotations

from typing import Any

import pytest

from support import Run

KEYS = ["kind", "id", "ref", "name", "customer", "field", "snippet", "match"]
CLASSES = ["exact", "part", "pinyin", "initials", "phone", "text", "close"]


def find(run: Run, *words: str) -> list[dict[str, Any]]:
    """What is found, checked for what holds of every finding."""
    rows: list[dict[str, Any]] = run("find", *words, "--json").ok().json
    assert all(list(row) == KEYS for row in rows)
    places = [CLASSES.index(row["match"]) for row in rows]
    assert places == sorted(places)
    assert len({row["id"] for row in rows}) == len(rows)
    return rows


def hits(run: Run, *words: str) -> list[tuple[str, str]]:
    """Name and class of what is found."""
    return [(row["name"], row["match"]) for row in find(run, *words)]


@pytest.mark.parametrize(
    ("text", "name", "match"),
    [
        ("天成外贸公司", "天成外贸公司", "exact"),
        ("天成外贸", "天成外贸公司", "exact"),
        ("TC Trade", "天成外贸公司", "exact"),
        ("ERP-77", "天成外贸公司", "exact"),
        ("天成", "天成外贸公司", "part"),
        ("天", "天成外贸公司", "part"),
        ("futter", "Alfreds Futterkiste", "part"),
        ("tiancheng", "天成外贸公司", "pinyin"),
        ("tcwm", "天成外贸公司", "initials"),
        ("4321", "天成外贸公司", "phone"),
        ("87654321", "天成外贸公司", "phone"),
        ("0574 8765-4321", "天成外贸公司", "phone"),
        ("13800138000", "张伟", "phone"),
        ("zhang@tc.example", "张伟", "text"),
        ("Sales Manager", "Maria Anders", "text"),
        ("Alfred Futerkiste", "Alfreds Futterkiste", "close"),
    ],
)
def test_every_class_of_match(shop: Run, text: str, name: str, match: str) -> None:
    assert (name, match) in hits(shop, text)


def test_nothing_found_is_an_empty_array(shop: Run) -> None:
    result = shop("find", "qqqqqqqq", "--json").ok()
    assert result.out == "[]\n"
    assert shop("find", "qqqqqqqq").ok().out == ""


def test_the_newest_comes_first_within_a_class(crm_in: Run) -> None:
    for number in range(4):
        crm_in("customer", "add", f"Northwind {number}").ok()
    assert [name for name, _match in hits(crm_in, "northwind")] == [f"Northwind {n}" for n in (3, 2, 1, 0)]
    crm_in("customer", "add", "northwind").ok()
    crm_in("note", "Northwind 1", "as northwind says").ok()
    found = find(crm_in, "northwind")
    assert [row["match"] for row in found] == ["exact", "part", "part", "part", "part", "text"]


def test_texts_are_found_with_a_snippet(shop: Run) -> None:
    shop("note", "天成", "一" * 40 + "他嫌运费高" + "二" * 40).ok()
    (row,) = find(shop, "运费")
    assert (row["kind"], row["match"], row["field"]) == ("followup", "text", "text")
    assert "运费" in row["snippet"]
    assert len(row["snippet"]) < 80
    assert row["customer"]["name"] == "天成外贸公司"
    shop("remind", "alfreds", "Send the Catalogue tomorrow").ok()
    assert [row["kind"] for row in find(shop, "catalogue")] == ["reminder"]
    assert [row["kind"] for row in find(shop, "CATALOGUE", "send")] == ["reminder"]
    assert find(shop, "catalogue", "nothing") == []


def test_every_hit_names_its_customer(shop: Run) -> None:
    for row in find(shop, "天成") + find(shop, "张伟"):
        assert row["customer"]["name"] == "天成外贸公司"
        assert list(row["customer"]) == ["kind", "id", "ref", "name"]
    (row,) = find(shop, "Mariaa Andres")
    assert (row["match"], row["customer"]["name"]) == ("close", "Alfreds Futterkiste")
    assert list(row["customer"]) == ["kind", "id", "ref", "name"]


def test_close_only_when_nothing_else_fits(shop: Run) -> None:
    assert {match for _name, match in hits(shop, "东方")} == {"part"}


def test_refs_and_ids_are_exact(shop: Run) -> None:
    one = shop("customer", "show", "天成", "--json").json
    for typed in (one["ref"], one["ref"].lower(), one["id"]):
        assert hits(shop, typed)[0] == ("天成外贸公司", "exact")


def test_removed_and_archived_records_are_not_found(shop: Run) -> None:
    shop("note", "天成", "运费").ok()
    shop("customer", "archive", "天成").ok()
    assert ("天成外贸公司", "part") not in hits(shop, "天成")
    shop("customer", "archive", "天成外贸公司", "--back").ok()
    shop("customer", "remove", "天成", "--yes").ok()
    assert find(shop, "天成外贸") == []
    assert find(shop, "运费") == []
    assert find(shop, "张伟") == []
    shop("undo").ok()
    assert ("天成外贸公司", "exact") in hits(shop, "天成外贸")
    assert len(find(shop, "运费")) == 1


def test_what_was_changed_is_found_as_it_is_now(shop: Run) -> None:
    shop("customer", "edit", "天成", "--name", "北方钢铁", "--phone", "010-5555", "--alias", "-TC Trade").ok()
    assert [name for name, _match in hits(shop, "北方")] == ["北方钢铁"]
    assert find(shop, "TC Trade") == [] or hits(shop, "TC Trade")[0][1] == "close"
    assert find(shop, "87654321") == []
    shop("undo").ok()
    assert [name for name, _match in hits(shop, "87654321")] == ["天成外贸公司"]


def test_limit(shop: Run) -> None:
    assert len(find(shop, "a", "--limit", "2")) == 2
    assert shop("find", "a", "--limit", "0", "--json").ok().json == []
    error = shop("find", "a", "--limit", "many", "--json").fails(2).error
    assert (error["code"], error["details"]["argument"]) == ("value", "--limit")
    shop("find", "a", "--limit=-1", "--json").fails(2)


@pytest.mark.parametrize("text", ["", " ", "\x1b"])
def test_finding_nothing_is_wrong_usage(shop: Run, text: str) -> None:
    assert shop("find", text, "--json").fails(2).error["details"]["argument"] == "TEXT"


@pytest.mark.parametrize(
    "text", ['"', "*", "a* OR b", "NEAR(", "%", "_", "'; DROP TABLE customer; --", "^", ":", "-"]
)
def test_signs_of_query_languages_are_only_signs(shop: Run, text: str) -> None:
    shop("find", "--json", "--", text).ok()
    assert len(shop("customer", "list", "--json").json) == 4
