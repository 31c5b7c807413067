"""Contract, section 2: references, and what an argument names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support import Result, Run

REF = re.compile(r"[A-Z][0-9A-HJKMNP-TV-Z]{6}")
LETTERS = {"customer": "C", "contact": "P", "followup": "F", "reminder": "M", "member": "U"}


def named(run: Run, who: str, *more: str) -> str:
    """The name of the customer that WHO names."""
    return str(run("customer", "show", who, "--json", *more).ok().json["name"])


def candidates(result: Result) -> set[str]:
    """The names that were in question."""
    error = result.fails(4).error
    assert error["code"] == "ambiguous"
    for one in error["details"]["candidates"]:
        assert list(one) == ["kind", "id", "ref", "name", "why"]
        assert one["why"] in ("name", "alias", "pinyin", "initials", "part", "ref", "contact")
    return {one["name"] for one in error["details"]["candidates"]}


def test_a_ref_is_a_kind_letter_and_six_signs_with_a_digit(shop: Run) -> None:
    note = shop("note", "天成", "明天回访", "--json").ok().json
    records = [note["followup"], note["reminder"], note["customer"], note["followup"]["author"]]
    records += shop("contact", "list", "--json").json
    for record in records:
        assert REF.fullmatch(record["ref"])
        assert any(sign.isdigit() for sign in record["ref"][1:])
        assert record["ref"][0] == LETTERS[record.get("kind_of_record") or record["kind"]]
    assert REF.fullmatch(note["transaction"])
    assert note["transaction"][0] == "T"


def test_a_ref_never_changes_and_an_id_is_a_uuid_of_version_7(shop: Run) -> None:
    before = shop("customer", "show", "天成", "--json").json
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", before["id"])
    shop("customer", "edit", "天成", "--name", "新名字公司").ok()
    after = shop("customer", "show", "新名字公司", "--json").ok().json
    assert (after["id"], after["ref"]) == (before["id"], before["ref"])


@pytest.mark.parametrize(
    "who",
    [
        "天成外贸公司",  # whole name
        "天成外贸",  # the legal suffix is no part of a name
        "天成外貿公司",  # traditional
        "天成外贸股份有限公司",
        " 天成外贸公司 ",
        "TC Trade",  # alias
        "tc  trade",
        "ＴＣ　Trade",  # NFKC
        "ERP-77",  # external_id
        "erp-77",
        "张伟",  # a contact stands for its customer
        "天成",  # part
        "成外",
        "rade",
        "tiancheng",  # pinyin
        "tianchengwaimao",
        "tianch",  # its start
        "TianCheng",
        "tcwm",  # initials
        "tc",
    ],
)
def test_every_level_names_a_customer(shop: Run, who: str) -> None:
    assert named(shop, who) == "天成外贸公司"


def test_one_letter_names_nobody(shop: Run) -> None:
    shop("customer", "show", "t", "--json").fails(3)
    shop("note", "t", "called", "--json").fails(3)


def test_id_and_ref_name_a_record_whatever_the_case(shop: Run) -> None:
    one = shop("customer", "show", "天成", "--json").json
    for typed in (one["id"], one["id"].upper(), one["ref"], one["ref"].lower()):
        assert named(shop, typed) == "天成外贸公司"


def test_a_ref_is_read_with_i_l_and_o(shop: Run, sealed: object) -> None:
    import sqlite3

    one = shop("customer", "show", "天成", "--json").json
    with sqlite3.connect(f"{sealed}/crm.db") as db:
        db.create_function("name_key", 1, lambda text: text)
        db.execute("UPDATE customer SET ref = 'C10A1B0' WHERE id = ?", (one["id"],))
    db.close()
    for typed in ("C10A1B0", "ciOalbo", "cLoA1bO", "CIOAIBO"):
        assert named(shop, typed) == "天成外贸公司"


@pytest.mark.slow
def test_the_start_of_a_ref_names_a_record(shop: Run) -> None:
    made = [shop("customer", "add", f"Number {number}", "--quiet").out.strip() for number in range(8)]
    for ref in made:
        for length in range(1, 8):
            start = ref[:length]
            fitting = [one for one in made if one.startswith(start)]
            enough = length >= 4 and any(sign.isdigit() for sign in start[1:])
            result = shop("customer", "show", start, "--json")
            if enough and len(fitting) == 1:
                assert result.ok().json["ref"] == ref
            elif not enough:
                assert result.code in (3, 4)


def test_the_first_level_with_a_hit_decides(shop: Run) -> None:
    shop("customer", "add", "天成").ok()  # whole name beats part
    assert named(shop, "天成") == "天成"
    shop("customer", "add", "张伟").ok()  # a customer's name beats a contact's
    assert named(shop, "张伟") == "张伟"
    shop("customer", "add", "tcwm").ok()  # a whole name beats initials
    assert named(shop, "tcwm") == "tcwm"
    ref = shop("customer", "add", "Other", "--json").json["ref"]
    shop("customer", "add", ref).ok()  # a ref beats a name
    assert named(shop, ref) == "Other"


def test_two_hits_on_one_level_are_ambiguous(shop: Run) -> None:
    assert candidates(shop("customer", "show", "东方", "--json")) == {
        "宁波东方贸易有限公司",
        "上海东方电器厂",
    }
    shop("customer", "add", "天城外贸公司").ok()
    found = candidates(shop("note", "tiancheng", "called", "--json"))
    assert found == {"天成外贸公司", "天城外贸公司"}
    assert shop("followup", "list", "--json").json == []


def test_one_customer_hit_twice_is_not_ambiguous(shop: Run) -> None:
    shop("customer", "edit", "天成", "--alias", "天成集团", "--alias", "Tianchang").ok()
    assert named(shop, "天成") == "天成外贸公司"
    assert named(shop, "tianch") == "天成外贸公司"
    shop("contact", "add", "张伟", "--customer", "天成", "--title", "司机").ok()
    assert named(shop, "张伟") == "天成外贸公司"


def test_why_says_how_a_candidate_was_hit(shop: Run) -> None:
    def whys(who: str) -> set[str]:
        error = shop("customer", "show", who, "--json").fails(4).error
        return {one["why"] for one in error["details"]["candidates"]}

    assert whys("东方") == {"part"}
    shop("customer", "add", "TC Trade").ok()
    assert whys("TC Trade") == {"name", "alias"}
    shop("customer", "add", "王记", "--level", "A").ok()
    shop("contact", "add", "李娜", "--customer", "王记").ok()
    assert whys("李娜") == {"contact"}
    shop("customer", "add", "天城外贸").ok()
    assert "pinyin" in whys("tiancheng")
    assert "initials" in whys("tcw")


def test_an_id_that_left_is_no_name(shop: Run) -> None:
    id = "01a22403-8870-704d-8eac-ee65b010475d"
    error = shop("note", id, "called", "--json").fails(3).error
    assert (error["message"], error["details"]["value"]) == (
        "The record that was meant is not here any more.",
        id,
    )


def test_namesakes_are_told_apart(shop: Run) -> None:
    refs = [
        shop("customer", "add", "Harbour Ltd", "--city", city, "--quiet").ok().out.strip()
        for city in ("Bonn", "Köln")
    ]
    failed = shop("customer", "show", "harbour ltd").fails(4)
    mine = shop("customer", "show", refs[0], "--json").ok().json["owner"]["name"]
    assert f"{refs[0]}  Harbour Ltd · Bonn · {mine}" in failed.err
    assert f"{refs[1]}  Harbour Ltd · Köln · {mine}" in failed.err


@pytest.mark.parametrize("who", ["天", "rt", "外", "TC T", "x", "1"])
def test_a_part_too_short_names_nobody(shop: Run, who: str) -> None:
    result = shop("customer", "show", who, "--json")
    if who == "TC T":
        result.ok()  # three signs that are no spaces
    else:
        assert result.fails(3).error["code"] == "not_found"


def test_close_spelling_never_names_only_fills_closest(shop: Run) -> None:
    error = shop("customer", "show", "Alfred Futerkiste", "--json").fails(3).error
    assert error["details"]["argument"] == "REF"
    assert [list(one) for one in error["details"]["closest"]] == [["kind", "id", "ref", "name"]]
    assert error["details"]["closest"][0]["name"] == "Alfreds Futterkiste"
    assert shop("note", "Alfred Futerkiste", "x", "--json").fails(3).error["details"]["argument"] == "WHO"


def test_closest_holds_five_at_most_best_first(crm_in: Run) -> None:
    for number in range(9):
        crm_in("customer", "add", f"Northwind Traders {number}").ok()
    crm_in("customer", "add", "Northwind").ok()
    closest = crm_in("customer", "show", "Nortwind", "--json").fails(3).error["details"]["closest"]
    assert len(closest) == 5
    assert closest[0]["name"] == "Northwind"


def test_only_kinds_that_the_argument_takes_are_looked_at(shop: Run) -> None:
    shop("customer", "add", "李娜").ok()
    assert shop("contact", "show", "李娜", "--json").ok().json["kind_of_record"] == "contact"
    assert shop("customer", "show", "李娜", "--json").ok().json["kind_of_record"] == "customer"
    assert candidates(shop("show", "李娜", "--json")) == {"李娜"}
    ref = shop("contact", "show", "李娜", "--json").json["ref"]
    shop("customer", "show", ref, "--json").fails(3)
    shop("reminder", "show", ref, "--json").fails(3)
    assert shop("show", ref, "--json").ok().json["kind_of_record"] == "contact"


def test_a_contact_stands_for_its_customer_only_by_its_whole_name(shop: Run) -> None:
    assert named(shop, "maria anders") == "Alfreds Futterkiste"
    shop("customer", "show", "maria", "--json").fails(3)


def test_archived_records_match_by_id_ref_and_whole_name_only(shop: Run) -> None:
    one = shop("customer", "show", "天成", "--json").json
    shop("customer", "archive", "天成").ok()
    for typed in (one["id"], one["ref"], "天成外贸公司", "TC Trade", "ERP-77"):
        assert named(shop, typed) == "天成外贸公司"
    for typed in ("张伟", "天成", "tiancheng", "tcwm", one["ref"][:6]):
        if typed == one["ref"][:6] and not any(sign.isdigit() for sign in typed[1:]):
            continue
        shop("customer", "show", typed, "--json").fails(3)


def test_removed_records_match_by_id_and_ref_only(shop: Run) -> None:
    one = shop("customer", "show", "天成", "--json").json
    shop("customer", "remove", "天成", "--yes").ok()
    for typed in (one["id"], one["ref"]):
        assert named(shop, typed) == "天成外贸公司"
    for typed in ("天成外贸公司", "TC Trade", "ERP-77", "张伟", "天成", "tiancheng", "tcwm"):
        error = shop("customer", "show", typed, "--json").fails(3).error
        assert all(link["id"] != one["id"] for link in error["details"]["closest"])


def test_nothing_can_be_done_to_a_removed_record(shop: Run) -> None:
    ref = shop("customer", "show", "天成", "--json").json["ref"]
    shop("customer", "remove", ref, "--yes").ok()
    for words in (
        ("note", ref, "called"),
        ("followup", "add", ref, "called"),
        ("customer", "edit", ref, "--level", "B"),
        ("remind", "call", "tomorrow", "--for", ref),
        ("remind", f"@{ref}", "call", "tomorrow"),
        ("contact", "add", "New", "--customer", ref),
        ("reminder", "add", "call", "--customer", ref),
        ("customer", "archive", ref),
    ):
        error = shop(*words, "--json").fails(5).error
        assert error["code"] == "refused"
        assert [one["code"] for one in error["details"]["missing"]] == ["removed"]


def test_the_empty_word_names_nothing(shop: Run) -> None:
    for words in (
        ("show", ""),
        ("note", "", "text"),
        ("done", " "),
        ("customer", "edit", "", "--level", "A"),
    ):
        assert shop(*words, "--json").fails(3).error["code"] == "not_found"


def test_who_of_followups_and_reminders(shop: Run) -> None:
    note = shop("note", "天成", "明天回访", "--json").json
    assert shop("done", note["followup"]["ref"], "--json").ok().json[0]["ref"] == note["reminder"]["ref"]
    assert shop("reminder", "show", "回访", "--json").code in (0, 3)


def test_a_name_without_its_place_decides_only_when_no_whole_name_does(crm_in: Run) -> None:
    crm_in("customer", "add", "宁波天成外贸有限公司").ok()
    for typed in ("tcwm", "tianchengwaimao", "tianch", "nbtc", "ningbotian"):
        assert named(crm_in, typed) == "宁波天成外贸有限公司"
    crm_in("customer", "add", "义乌天成外贸").ok()
    assert candidates(crm_in("customer", "show", "tcwm", "--json")) == {
        "宁波天成外贸有限公司",
        "义乌天成外贸",
    }
    crm_in("customer", "add", "通川五金").ok()
    assert named(crm_in, "tc") == "通川五金"  # its whole name begins so; that of the others goes on so
    crm_in("customer", "add", "天成外贸").ok()
    assert named(crm_in, "tcwm") == "天成外贸"
    assert named(crm_in, "tiancheng") == "天成外贸"


def test_a_paper_of_a_customers_name_leaves_the_customer_its_name(shop: Run, tmp_path: Path) -> None:
    paper = tmp_path / "天成外贸报价.pdf"
    for version in ("1", "2"):
        paper.write_text(version, encoding="utf-8")
        shop("document", "add", "天成", str(paper)).ok()
    assert shop("show", "天成外贸", "--json").ok().json["kind_of_record"] == "customer"
    newest = shop("show", "天成外贸报价.pdf", "--json").ok().json
    assert (newest["kind_of_record"], newest["version"]) == ("document", 2)
