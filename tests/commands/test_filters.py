"""Contract, section 4, end to end (the filter language itself has tests of its own)."""

from __future__ import annotations

import pytest

from support import Run


def names(run: Run, *words: str) -> list[str]:
    """The names of the customers that a filter lets through, sorted."""
    return sorted(one["name"] for one in run("customer", "list", *words, "--json").ok().json)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("level=A", ["上海东方电器厂", "天成外贸公司"]),
        ("level=A and city=宁波", ["天成外贸公司"]),
        ("level=B or status=lead", ["Alfreds Futterkiste", "宁波东方贸易有限公司"]),
        (
            "not level=A and (status=lead or level is not empty)",
            ["Alfreds Futterkiste", "宁波东方贸易有限公司"],
        ),
        ("tags=vip", ["天成外贸公司"]),
        ("name~东方", ["上海东方电器厂", "宁波东方贸易有限公司"]),
        ("name~FUTTER", ["Alfreds Futterkiste"]),
        ('custom."PO no."=77', ["天成外贸公司"]),
        ("owner=me and created>=today and city in (Berlin, 宁波)", ["Alfreds Futterkiste", "天成外贸公司"]),
        ("phone", ["天成外贸公司"]),
        ("updated<1d and level is empty", ["宁波东方贸易有限公司"]),
        ("level=C", []),
    ],
)
def test_where(shop: Run, where: str, expected: list[str]) -> None:
    assert names(shop, "--where", where) == sorted(expected)


def test_where_twice_and_the_common_options_are_joined_by_and(shop: Run) -> None:
    assert names(shop, "--where", "level=A", "--where", "city=宁波 or city=Berlin") == ["天成外贸公司"]
    assert names(shop, "--level", "A", "--where", "city=Berlin or city=宁波") == ["天成外贸公司"]


def test_one_hop_through_a_link(shop: Run) -> None:
    rows = shop("contact", "list", "--where", "customer.level=A", "--json").ok().json
    assert {row["name"] for row in rows} == {"张伟", "李娜"}
    ref = shop("customer", "show", "天成", "--json").json["ref"]
    for value in (ref, "天成外贸公司"):
        assert len(shop("contact", "list", "--where", f'customer="{value}"', "--json").json) == 2


def test_amounts(shop: Run) -> None:
    for amount in ("50000 CNY", "120000 CNY", "200000 USD"):
        shop("followup", "add", "天成", "x", "--amount", amount).ok()

    def amounts(where: str) -> list[str]:
        rows = shop("followup", "list", "--where", where, "--sort", "-amount", "--json").ok().json
        return [row["amount"]["amount"] for row in rows]

    assert amounts("amount>100000") == ["200000.00", "120000.00"]
    assert amounts("amount>10万") == ["200000.00", "120000.00"]
    assert amounts('amount>"100000 CNY"') == ["120000.00"]


def test_sort_and_limit(shop: Run) -> None:
    def order(*words: str) -> list[str]:
        return [one["name"] for one in shop("customer", "list", *words, "--json").ok().json]

    assert order("--sort", "level,-name")[:2] == ["天成外贸公司", "上海东方电器厂"]
    assert order("--sort", "level")[-1] == "宁波东方贸易有限公司"  # empty last
    assert order("--sort", "-level")[-1] == "宁波东方贸易有限公司"
    assert order("--sort", "name", "--limit", "2") == order("--sort", "name")[:2]
    assert len(order("--limit", "99")) == 4


def test_names_sort_by_their_sound_among_latin_letters(crm_in: Run) -> None:
    ordered = (
        "3M", "Alfreds", "安徽天成", "Äpfel", "北京东方", "Beta", "重庆啤酒", "金华五金", "里昂", "青岛海尔",
        "西安电机", "郑州机械", "重型机械",
    )  # fmt: skip
    for name in reversed(ordered):
        crm_in("customer", "add", name).ok()
    for name, customer in zip(("曾志", "张伟", "Anna Berg", "单田芳"), ordered, strict=False):
        crm_in("contact", "add", name, "--customer", customer).ok()
    found = crm_in("customer", "list", "--sort", "name", "--json").ok().json
    assert [one["name"] for one in found] == list(ordered)
    found = crm_in("contact", "list", "--sort", "name", "--json").ok().json
    assert [one["name"] for one in found] == ["Anna Berg", "单田芳", "曾志", "张伟"]  # shan, zeng
    found = crm_in("contact", "list", "--sort", "customer", "--json").ok().json
    assert [one["customer"]["name"] for one in found] == list(ordered[:4])


def test_archived_and_removed_ones(shop: Run) -> None:
    shop("customer", "archive", "天成").ok()
    shop("customer", "remove", "alfreds", "--yes").ok()
    assert names(shop) == ["上海东方电器厂", "宁波东方贸易有限公司"]
    assert names(shop, "--archived") == sorted(["上海东方电器厂", "宁波东方贸易有限公司", "天成外贸公司"])
    assert names(shop, "--archived", "--where", "archived") == ["天成外贸公司"]


@pytest.mark.parametrize(
    ("where", "position", "found"),
    [
        ("level=A and amuont>1", 12, "amuont"),
        ("level=A and", 11, ""),
        ("kind=compny", 5, "compny"),
        ("updated<soon", 8, "soon"),
        ("(level=A", 8, ""),
        ("level==A", 5, "=="),
        ("level=A city=B", 8, "city"),
    ],
)
def test_a_wrong_filter_says_where_and_what_was_expected(
    shop: Run, where: str, position: int, found: str
) -> None:
    error = shop("customer", "list", "--where", where, "--json").fails(2).error
    assert error["code"] == "filter"
    details = error["details"]
    assert (details["where"], details["position"], details["found"]) == (where, position, found)
    assert details["expected"]
    said = shop("customer", "list", "--where", where).fails(2).err.splitlines()
    assert said[1] == f"  {where}"
    assert said[2].index("^") == position + 2


def test_a_field_that_looks_ahead_wants_a_sign(shop: Run) -> None:
    error = shop("reminder", "list", "--where", "due<30d", "--json").fails(2).error
    assert error["code"] == "filter"
    assert "+30d" in error["hint"]
    assert shop("reminder", "list", "--where", "due<+30d", "--json").ok().json == []


@pytest.mark.parametrize("where", ["x" * 10_001, "(" * 51 + "level" + ")" * 51, "not " * 51 + "level", ""])
def test_filters_too_long_too_deep_or_empty(shop: Run, where: str) -> None:
    result = shop("customer", "list", "--where", where, "--json")
    assert result.fails(2).error["code"] == "filter"


def test_values_never_reach_sql_as_text(shop: Run) -> None:
    assert names(shop, "--where", 'name="x\' OR 1=1 --"') == []
    assert names(shop, "--where", 'name~"%"') == []
    assert names(shop, "--where", 'custom."a\\"b\'c"=1') == []
