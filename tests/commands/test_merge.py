"""``crm customer duplicates`` and ``crm customer merge``, as scripts and people use them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from terminals import bare, terminal

from support import Run

OLD_LIST = (
    "客户编号,客户名称,电话,邮箱,城市\nERP-99,TC International,+86 574 1111 2222,info@tc.example,上海\n"
)


@pytest.fixture
def two(shop: Run, tmp_path: Path) -> tuple[Run, str, str]:
    """The shop, 天成 and a second record of it from an old list; their refs."""
    sheet = tmp_path / "old.csv"
    sheet.write_text(OLD_LIST, encoding="utf-8")
    shop("import", sheet).ok()
    shop("customer", "edit", "ERP-99", "--alias", "天成外贸").ok()
    shop("contact", "add", "张总", "--customer", "ERP-99", "--phone", "13800138000").ok()
    shop("note", "ERP-99", "下周三寄样品").ok()
    keep = shop("customer", "show", "ERP-77", "--json").json["ref"]
    other = shop("customer", "show", "ERP-99", "--json").json["ref"]
    return shop, keep, other


def test_groups_as_json_and_text(two: tuple[Run, str, str]) -> None:
    shop, keep, other = two
    (group,) = shop("customer", "duplicates", "--json").ok().json
    assert list(group) == ["score", "why", "records", "more", "keep"]
    assert group["score"] == 95
    assert [(one["code"], one["value"]) for one in group["why"]] == [
        ("contact_phone", "13800138000"),
        ("name", "天成外贸"),
    ]
    assert [one["ref"] for one in group["records"]] == [other, keep]
    assert list(group["records"][0]) == ["kind", "id", "ref", "name", "followups", "created_at"]
    assert group["keep"] == {name: group["records"][0][name] for name in ("kind", "id", "ref", "name")}
    assert shop("customer", "duplicates", "--quiet").ok().out == f"{other} {keep}\n"
    assert shop("customer", "duplicates").ok().out == (
        f"1\t95\t{other}\tTC International\n1\t95\t{keep}\t天成外贸公司\n"
    )
    for language, score, why in (("en", "Score 95", "Same name: "), ("zh", "95", "天成外贸")):
        out = bare(shop("customer", "duplicates", "--lang", language, env={"CRM_FORCE_TTY": "80"}).ok().out)
        assert score in out
        assert why in out
        assert f"✓  {other}" in out


def test_what_duplicates_can_be_asked(two: tuple[Run, str, str]) -> None:
    shop, keep, _other = two
    assert shop("customer", "duplicates", "--min", "97", "--json").ok().json == []
    assert shop("customer", "duplicates", "--where", "level=B", "--json").ok().json == []
    assert len(shop("customer", "duplicates", keep, "--json").ok().json) == 1
    assert shop("customer", "duplicates", "alfreds", "--json").ok().json == []
    (people,) = shop("customer", "duplicates", "--kind", "contacts", "--json").ok().json
    assert people["keep"]["kind"] == "contact"
    assert shop("contact", "duplicates", "--json").ok().json == [people]
    assert shop("customer", "duplicates", "--kind", "cat", "--json").fails(2).error["code"] == "value"
    assert shop("customer", "duplicates", "--min", "much", "--json").fails(2).error["code"] == "value"
    assert shop("customer", "duplicates", "--where", "x=1", "--json").fails(2).error["code"] == "filter"
    assert "No duplicates" in shop("customer", "duplicates", "alfreds", env={"CRM_FORCE_TTY": "80"}).ok().out


def test_two_can_be_said_to_be_two(two: tuple[Run, str, str]) -> None:
    shop, keep, other = two
    done = shop("customer", "duplicates", "--not", keep, other, "--json").ok().json
    assert done["apart"] is True
    assert shop("customer", "duplicates", "--json").ok().json == []
    shop("undo").ok()
    assert len(shop("customer", "duplicates", "--json").ok().json) == 1
    assert shop("customer", "duplicates", "--not", keep, "--json").fails(2).error["code"] == "usage"
    assert shop("customer", "duplicates", "--not", keep, keep, "--json").fails(2).error["code"] == "usage"


def test_merge_and_back(two: tuple[Run, str, str]) -> None:
    shop, keep, other = two
    everything = [
        shop("export", kind, "--format", "json").ok().json for kind in ("customer", "contact", "followup")
    ]
    plan = shop("customer", "merge", keep, other, "--dry-run", "--json").ok().json
    assert plan["transaction"] is None
    assert [
        shop("export", kind, "--format", "json").json for kind in ("customer", "contact", "followup")
    ] == everything
    done = shop("customer", "merge", keep, other, "--take", f"city={other}", "--json").ok().json
    assert done["ref"] == keep
    assert [one["ref"] for one in done["merged"]] == [other]
    assert done["moved"] == {"reminder": 1, "followup": 1}
    assert [one["into"]["name"] for one in done["joined"]] == ["张伟"]
    assert done["city"] == "上海"
    assert done["custom"] == {"PO no.": "77", "city 2": "宁波", "external_id 2": "ERP-99", "merged": other}
    assert {one["field"] for one in done["fields"]} == {"name", "city", "phone", "email", "external_id"}
    assert done["undo"] == f"crm undo {done['transaction']}"
    shown = shop("customer", "show", other, "--json").ok()
    assert shown.json["ref"] == keep
    assert keep in shown.err
    assert shop("note", other, "by the ref on an old paper", "--json").ok().json["customer"]["ref"] == keep
    shop("undo").ok()
    commands = [one["command"] for one in shop("history", other, "--json").json]
    assert commands[0] == "customer merge"
    assert commands[-1].startswith("import")
    shop("undo", done["transaction"]).ok()
    back = [
        shop("export", kind, "--format", "json").ok().json for kind in ("customer", "contact", "followup")
    ]
    for before, after in zip(everything, back, strict=True):
        assert [unstamped(row) for row in after] == [unstamped(row) for row in before]


def unstamped(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("updated_at", "updated_by")}


def test_what_is_said_of_a_merge(two: tuple[Run, str, str]) -> None:
    shop, keep, other = two
    out = shop("customer", "merge", keep, other, "--dry-run").ok().out
    assert "City\t✓ 宁波\t上海 → city 2" in out
    assert f"{other} TC International would go into {keep} 天成外贸公司" in out
    out = shop("customer", "merge", keep, other, "--lang", "zh", env={"CRM_FORCE_TTY": "100"}).ok().out
    assert re_found(out, "城市", "✓ 宁波", "上海 → city 2")
    assert "crm undo T" in out


def re_found(out: str, *parts: str) -> bool:
    return any(all(part in line for part in parts) for line in bare(out).splitlines())


def test_errors(two: tuple[Run, str, str]) -> None:
    shop, keep, other = two
    person = shop("contact", "show", "张伟", "--json").json["ref"]

    def code(*words: str) -> tuple[int, str]:
        result = shop("customer", "merge", *words, "--json")
        return result.code, result.error["code"]

    assert code(keep, keep) == (2, "usage")
    assert code(keep, other, keep) == (2, "usage")
    assert code(keep, person) == (2, "usage")
    assert code(keep, "nobody") == (3, "not_found")
    assert code(keep, "东方") == (4, "ambiguous")
    assert code(keep, other, "--take", "level") == (2, "usage")
    assert code(keep, other, "--take", f"colour={other}") == (2, "value")
    assert code(keep, other, "--take", f"tags={other}") == (2, "value")
    assert code(keep, other, "--take", "level=alfreds") == (2, "value")
    assert code(keep, other, "--take", f"level={other}") == (2, "value")  # it has none
    assert shop("customer", "merge", keep, "--json").fails(2).error["code"] == "usage"
    shop("customer", "merge", keep, other).ok()
    assert code(keep, other) == (3, "not_found")
    assert code("alfreds", other) == (3, "not_found")


def test_the_old_list_meets_the_kept_one(two: tuple[Run, str, str], tmp_path: Path) -> None:
    shop, keep, other = two
    shop("customer", "merge", keep, other).ok()
    before = shop("customer", "show", keep, "--json").json
    for rule in ("fill", "update"):
        done = shop("import", tmp_path / "old.csv", "--on-duplicate", rule, "--json").ok().json
        assert (done["created"], done["records"]["customer"]["created"]) == (0, 0)
        after = shop("customer", "show", keep, "--json").json
        assert (after["external_id"], after["phone"]) == (before["external_id"], before["phone"])
    assert (after["name"], after["city"]) == (
        "TC International",
        "上海",
    )  # the file wins where there is one value
    only = tmp_path / "by-phone.csv"
    only.write_text("name,phone\nTiancheng Ningbo,0574 1111 2222\n", encoding="utf-8")
    assert shop("import", only, "--json").ok().json["created"] == 0


def test_a_purge_takes_what_was_merged_along(two: tuple[Run, str, str], sealed: Path) -> None:
    shop, keep, other = two
    done = shop("customer", "merge", keep, other, "--json").ok().json
    shop("purge", keep, "--yes").ok()
    assert b"TC International" not in (sealed / "crm.db").read_bytes()
    assert shop("undo", done["transaction"], "--json").fails(5).error["code"] == "refused"


def test_what_was_merged_and_purged_does_not_come_back(two: tuple[Run, str, str]) -> None:
    shop, keep, other = two
    done = shop("customer", "merge", keep, other, "--json").ok().json
    shop("purge", other, "--yes").ok()
    assert shop("undo", done["transaction"], "--json").fails(5).error["code"] == "refused"
    assert shop("customer", "show", other, "--json").ok().json["ref"] == keep


def test_contacts_can_be_merged(two: tuple[Run, str, str]) -> None:
    shop, _keep, _other = two
    zhang, wei = (shop("contact", "show", name, "--json").json["ref"] for name in ("张总", "张伟"))
    done = shop("contact", "merge", wei, zhang, "--json").ok().json
    assert (done["name"], done["customer"]["name"]) == ("张伟", "天成外贸公司")
    assert done["custom"] == {"customer 2": "TC International", "name 2": "张总", "merged": zhang}
    shop("undo").ok()
    assert shop("contact", "show", zhang, "--json").json["name"] == "张总"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_merge_is_asked_for(two: tuple[Run, str, str]) -> None:
    shop, keep, other = two
    for typed, code, left in (("\n", 5, 5), ("y\n", 0, 4)):
        ended, said = terminal("customer", "merge", keep, other, typed=typed)
        assert ended == code, said
        assert "上海 → city 2" in said
        assert len(shop("customer", "list", "--json").json) == left
