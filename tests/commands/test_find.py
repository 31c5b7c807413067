"""Contract, section 9: finding."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli.store.meta import forget_vocabularies
from crmcli.verbs import vocabulary
from crmcli.verbs.narrowing import kinds_called
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


@pytest.mark.parametrize("end", ["0637", "00637", "０６３７", "000637", "063"])
def test_the_end_of_a_phone_may_begin_with_zero(shop: Run, end: str) -> None:
    shop("customer", "edit", "天成", "--phone", "13820000637").ok()
    shop("contact", "add", "周零", "--customer", "天成", "--phone", "13820001637").ok()
    assert hits(shop, end) == ([] if len(end) < 4 else [("天成外贸公司", "phone")])


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


# --- the order ---------------------------------------------------------------------------------------------------


def test_what_is_brought_back_returns_to_its_place(crm_in: Run) -> None:
    for name in ("Northwind 1", "Northwind 2", "Northwind 3"):
        crm_in("customer", "add", name).ok()
    crm_in("customer", "remove", "Northwind 2", "--yes").ok()
    assert [row["name"] for row in find(crm_in, "northwind")] == ["Northwind 3", "Northwind 1"]
    crm_in("undo").ok()
    assert [row["name"] for row in find(crm_in, "northwind")] == ["Northwind 3", "Northwind 2", "Northwind 1"]
    assert {one["check"]: one["mended"] for one in crm_in("doctor", "--json").ok().json["checks"]}[
        "search"
    ] is False


def test_an_index_made_anew_keeps_the_order_of_all_kinds(shop: Run) -> None:
    def at(minute: int) -> dict[str, str]:
        return {"CRM_NOW": f"2026-11-18T11:{minute:02}:00+08:00"}

    shop("note", "天成", "谈运费", env=at(1)).ok()
    shop("customer", "add", "新客户", "--address", "运费路 1 号", env=at(2)).ok()
    shop("remind", "alfreds", "问运费 明天", env=at(3)).ok()
    shop("customer", "add", "另一个", "--address", "运费路 2 号", env=at(4)).ok()
    shop("note", "天成", "又谈运费", env=at(5)).ok()
    before = [(row["kind"], row["name"]) for row in find(shop, "运费")]
    assert [kind for kind, _name in before] == ["followup", "customer", "reminder", "customer", "followup"]
    shop("doctor", "--reindex").ok()
    assert [(row["kind"], row["name"]) for row in find(shop, "运费")] == before


# --- what is searched --------------------------------------------------------------------------------------------


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("option", "value", "texts"),
    [
        ("--industry", "五金工具", ["五金", "工具"]),
        ("--country", "Deutschland", ["deutschland", "deut"]),
        ("--region", "浙江省", ["浙江"]),
        ("--city", "義烏", ["义乌", "義烏"]),
        ("--postal-code", "315000", ["315000", "3150"]),
        ("--payment-terms", "30% T/T in advance", ["T/T", "advance"]),
        ("--source", "老客户介绍", ["客户介绍"]),
        ("--tax-id", "91330212MA2AF8XX3K", ["91330212ma2af8xx3k", "913302", "MA2AF8", "x3k"]),
        ("--external-id", "SAP-00042", ["sap-00042", "SAP", "042", "p-00"]),
        ("--website", "https://www.tc-tools.example/zh", ["tc-tools", "example", "ools.ex", "https://www.tc-tools.example/zh"]),
        ("--email", "sales@tc-tools.example", ["sales@tc-tools.example", "tc-tools", "sales@"]),
        ("--fax", "0574-6655 4433", ["4433", "66554433"]),
        ("--tag", "老朋友", ["朋友"]),
        ("--set", "仓库=北仑三号库", ["北仑三号"]),
    ],
)  # fmt: skip
def test_every_text_of_a_customer_is_found(crm_in: Run, option: str, value: str, texts: list[str]) -> None:
    crm_in("customer", "add", "Acme").ok()
    crm_in("customer", "add", "Zenith", option, value).ok()
    for text in texts:
        rows = find(crm_in, text)
        assert [row["name"] for row in rows] == ["Zenith"], text
        assert rows[0]["match"] in ("exact", "phone", "text")
        if rows[0]["match"] == "text":
            assert rows[0]["field"] == {"--set": "custom", "--tag": "tags"}.get(
                option, option[2:].replace("-", "_")
            )


@pytest.mark.parametrize("text", ["mple", "ales", "uder"])
def test_words_of_other_scripts_are_found_from_their_start(crm_in: Run, text: str) -> None:
    crm_in("customer", "add", "Acme", "--email", "sales@tc.example", "--address", "Bruder St").ok()
    assert all(row["match"] == "close" for row in find(crm_in, text))


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("text", "match"),
    [("tcwm", "initials"), ("tianchengwaimao", "pinyin"), ("tiancheng", "pinyin"), ("nbtcwm", "initials"),
     ("ningbotianch", "pinyin"), ("天成", "part")],
)  # fmt: skip
def test_a_name_is_found_without_the_place_it_begins_with(crm_in: Run, text: str, match: str) -> None:
    crm_in("customer", "add", "宁波天成外贸有限公司").ok()
    crm_in("customer", "add", "浙江省宁波市海发五金").ok()
    assert hits(crm_in, text) == [("宁波天成外贸有限公司", match)]
    assert hits(crm_in, "hfwj") == [("浙江省宁波市海发五金", "initials")]


# --- filters -----------------------------------------------------------------------------------------------------


@pytest.fixture
def dealings(shop: Run) -> Run:
    """A store with dealings of which all speak of 运费."""
    for who, kind, at, text in (
        ("天成", "visit", "2026-09-30", "九月谈运费"),
        ("alfreds", "call", "2026-10-01", "十月谈运费"),
        ("天成", "call", "2026-10-31", "月底谈运费"),
        ("天成", "email", "2026-11-02", "十一月谈运费"),
    ):
        shop("followup", "add", who, text, "--kind", kind, "--at", at).ok()
    shop("remind", "天成", "问运费 明天").ok()
    shop(
        "customer",
        "add",
        "运费公司",
        "--email",
        "fob@x.example",
        "--address",
        "fob:Ningbo http://x.example/a",
    ).ok()
    return shop


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("运费", "kind:followup"), ["十一月谈运费", "月底谈运费", "十月谈运费", "九月谈运费"]),
        (("运费", "since:2026-10"), ["运费公司", "问运费", "十一月谈运费", "月底谈运费", "十月谈运费"]),
        (("运费", "kind:followup", "until:2026-10"), ["月底谈运费", "十月谈运费", "九月谈运费"]),
        (("运费", "since:2026-10", "until:2026-10"), ["月底谈运费", "十月谈运费"]),
        (("运费 since:2026-10-02 until:2026-10-31",), ["月底谈运费"]),
        (("运费", "customer:天成"), ["问运费", "十一月谈运费", "月底谈运费", "九月谈运费"]),
        (("运费", "customer:Alfreds Futterkiste"), ["十月谈运费"]),
        (('运费 customer:"Alfreds Futterkiste"',), ["十月谈运费"]),
        (("运费", "customer:alfreds", "customer:天成", "kind:call"), ["月底谈运费", "十月谈运费"]),
        (("kind:call",), ["月底谈运费", "十月谈运费"]),
        (("kind:call", "kind:visit", "运费"), ["月底谈运费", "十月谈运费", "九月谈运费"]),
        (("种类：拜访", "运费"), ["九月谈运费"]),
        (("运费", "种类:跟进", "自：2026-11"), ["十一月谈运费"]),
        (("运费", "客户:天成", "至:2026-09"), ["九月谈运费"]),
        (("kind:reminder",), ["问运费"]),
        (("kind:Follow-up", "owner:me", "运费", "since:2026-11"), ["十一月谈运费"]),
        (("kind:phone_call", "谈"), ["月底谈运费", "十月谈运费"]),
    ],
)
def test_a_search_is_narrowed_by_filters_in_its_text(
    dealings: Run, words: tuple[str, ...], wanted: list[str]
) -> None:
    assert [row["name"] for row in find(dealings, *words)] == wanted
    limited = dealings("find", *words, "--limit", "1", "--json").ok().json
    assert [row["name"] for row in limited] == wanted[:1]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("text", ["fob:", "fob:ning", "http://x.example/a", "HTTP://X"])
def test_a_colon_that_makes_no_filter_is_text(dealings: Run, text: str) -> None:
    assert [(row["name"], row["field"]) for row in find(dealings, text)] == [("运费公司", "address")]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("word", "argument", "code"),
    [
        ("kind:nothing", "kind:", 2),
        ("kind:", "kind:", 2),
        ("since:soon", "since:", 2),
        ("until:2026-13", "until:", 2),
        ("customer:nobody", "customer:", 3),
        ("customer:东方", "customer:", 4),
        ("owner:nobody", "owner:", 3),
    ],
)
def test_a_filter_that_cannot_be_is_said(dealings: Run, word: str, argument: str, code: int) -> None:
    error = dealings("find", "运费", word, "--json").fails(code).error
    assert error["details"].get("argument", argument) == argument
    if word == "kind:nothing":
        assert error["code"] == "value"
        assert {"customer", "followup", "reminder", "visit", "first_visit", "company"} <= set(
            error["details"]["expected"]
        )


def test_the_kinds_there_are_are_said_in_words_that_can_be_typed(dealings: Run) -> None:
    error = dealings("find", "种类:没有的", "--lang", "zh", "--json").fails(2).error
    said = error["hint"].removeprefix("应为：").removesuffix("。").split("、")
    assert {"客户", "跟进", "提醒", "首次拜访", "跟进.其他"} <= set(said)
    assert "customer" in error["details"]["expected"]
    meant = []
    vocabulary.use(None)
    for word in said:
        assert not word.isascii()
        records, own = kinds_called(word)
        meant += [*records, *own]
        assert len(records) + len(own) == 1, word
    forget_vocabularies(None)
    assert len(set(meant)) == len(error["details"]["expected"])
    assert "Expected: member, customer" in dealings("find", "kind:nothing").fails(2).err


# --- opening and reading -----------------------------------------------------------------------------------------


def test_open_shows_the_best_hit(dealings: Run) -> None:
    assert (
        dealings("find", "天成外贸", "--open", "--json").ok().json
        == dealings("show", "天成", "--json").ok().json
    )
    assert dealings("find", "运费", "kind:visit", "--open", "--json").ok().json["text"] == "九月谈运费"
    error = dealings("find", "Alfred Futerkiste", "--open", "--json").fails(3).error
    assert error["code"] == "not_found"
    assert error["details"]["closest"][0]["name"] == "Alfreds Futterkiste"


def test_a_person_reads_what_was_not_found_and_how_to_go_on(shop: Run) -> None:
    said = shop("find", "Alfred Futerkiste", "--format", "table").ok().out
    assert said.startswith("Nothing holds “Alfred Futerkiste”; spelt like it:\n")
    assert "Alfreds Futterkiste" in said
    assert shop("find", "qqqqqqqq", "--format", "table").ok().out == "Nothing holds “qqqqqqqq”.\n"
    said = shop("find", "东方", "--limit", "1", "--format", "table").ok().out
    assert said.endswith("The first 1; --limit N shows more.\n")
    assert "shows more" not in shop("find", "东方", "--format", "table").ok().out


@pytest.mark.parametrize(
    ("text", "first"),
    [("天城", "天成外贸公司"), ("田成", "天成外贸公司"), ("天成外贷公司", "天成外贸公司"),
     ("Alfreds Futtrkiste", "Alfreds Futterkiste"),
     ("Mria Anders", "Maria Anders"), ("Alfredz", "Alfreds Futterkiste")],
)  # fmt: skip
def test_what_is_misspelt_is_found_close(shop: Run, text: str, first: str) -> None:
    for number in range(3):
        shop("customer", "add", f"Unlike {number} 无关").ok()
    rows = find(shop, text)
    assert (rows[0]["name"], rows[0]["match"]) == (first, "close")
    assert len(rows) <= 5
