"""Forms: what is understood while one types, what is saved, what others do meanwhile, what is never lost."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crmcli import paths
from crmcli.store import drafts
from crmcli.text.clean import width
from crmcli.tui.screens.formbox import FormBox
from crmcli.tui.widgets.fields import Fields
from crmcli.verbs import forms

from .harness import Screens, elsewhere, running
from .places import mostly_slow

pytestmark = pytest.mark.filterwarnings("error")


def form(ui: Screens) -> FormBox:
    """The form that is open."""
    assert isinstance(ui.screen, FormBox), ui.name
    return ui.screen


def row(ui: Screens, name: str) -> Any:
    """A row of the form that is open."""
    return next(one for one in form(ui).filled if one.field.name == name)


async def to(ui: Screens, name: str) -> None:
    """Go to a field by its keys."""
    for _step in form(ui).filled:
        if form(ui).fields.row.field.name == name:
            return
        await ui.press("tab")
    assert form(ui).fields.row.field.name == name


async def edit(ui: Screens, name: str, text: str) -> None:
    """Type another text into a one-line field."""
    await to(ui, name)
    await ui.press("end", "ctrl+u")
    await ui.type(text)


async def opened(ui: Screens) -> None:
    """The form of 天成外贸公司."""
    await ui.press("2")
    await ui.press("e")
    assert "天成外贸公司" in form(ui).heading


def customer(ui: Screens, who: str = "天成外贸公司") -> dict[str, Any]:
    """A customer as the commands show it."""
    return dict(ui.json("customer", "show", who))


# --- filling in and saving --------------------------------------------------------------------------------------------


async def test_what_was_changed_is_saved_and_said(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await edit(ui, "level", "B")
        await edit(ui, "city", "杭州")
        await ui.press("ctrl+s")
        assert ui.name == "CustomersScreen"
        assert "级" not in ui.said()
        assert "Level: A → B" in ui.said()
        assert "City: 宁波 → 杭州" in ui.said()
        found = customer(ui)
        assert (found["level"], found["city"]) == ("B", "杭州")
        await ui.press("u")
        assert customer(ui)["level"] == "A"


async def test_only_what_was_changed_is_sent(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await edit(ui, "level", "B")
        await ui.press("ctrl+s")
        changes = ui.json("history", "天成外贸公司")[0]["changes"]
        assert [one["field"] for one in changes] == ["level"]


async def test_nothing_changed_writes_nothing(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        before = len(ui.json("history"))
        await ui.press("ctrl+s")
        assert ui.name == "CustomersScreen"
        assert len(ui.json("history")) == before


@pytest.mark.slow
async def test_every_sort_of_field_of_a_contact(small: str) -> None:
    async with running(small, (140, 40)) as ui:
        await ui.press("2", "p")
        assert ui.name == "NewForm"
        assert row(ui, "customer").text == "天成外贸公司"
        assert form(ui).fields.row.field.name == "name"
        await ui.type("王芳\n采购经理\n")
        await ui.type("138 0000 1111\n0574-888\n\n")  # two members, then on
        await ui.type("wang@example.com\n\n")
        await ui.type("wechat:wf\n\n")
        await ui.type("1990-02-03\n")
        await ui.type("advises\n")
        await ui.press("space")
        await ui.press("ctrl+s")
        assert "Contact added: 王芳" in ui.said()
        found = ui.json("contact", "show", "王芳")
        assert found["customer"]["name"] == "天成外贸公司"
        assert found["title"] == "采购经理"
        assert found["phones"] == ["138 0000 1111", "0574-888"]
        assert found["emails"] == ["wang@example.com"]
        assert found["messaging"] == [{"service": "wechat", "id": "wf"}]
        assert found["birthday"] == "1990-02-03"
        assert found["part"] == "advises"
        assert found["primary"] is True


@pytest.mark.slow
async def test_days_and_amounts_in_human_words(small: str) -> None:
    async with running(small, (140, 40)) as ui:
        await ui.press(":")
        await ui.type("followup list\n")
        await ui.press("escape")
        ref = ui.json("followup", "list")[0]
        ui.app.open({"kind": "followup", "id": ref["id"], "ref": ref["ref"], "name": ref["text"]})
        await ui.settle()
        await ui.press("e")
        await edit(ui, "next_due", "下周三 3pm")
        assert "Wed 11-25 15:00" in ui.text()
        await edit(ui, "amount", "12万")
        assert "CNY 120,000.00" in ui.text()
        await ui.press("tab")
        assert row(ui, "amount").text == "CNY 120,000.00"
        await edit(ui, "amount", "12万x")
        assert row(ui, "amount").wrong
        await edit(ui, "amount", "usd 3,000")
        await ui.press("ctrl+s")
        found = ui.json("followup", "show", ref["ref"])
        assert found["amount"] == {"amount": "3000.00", "currency": "USD"}
        assert found["next_due"].startswith("2026-11-25T15:00")


async def test_a_rule_is_told_in_words_beside_it(small: str) -> None:
    async with running(small, (140, 40)) as ui:
        rule = "FREQ=MONTHLY;BYMONTHDAY=-1"
        made = ui.json("remind", "rent", "--when", "2026-11-30", "--repeat", rule)["reminder"]
        ui.app.open({"kind": "reminder", "id": made["id"], "ref": made["ref"], "name": "rent"})
        await ui.settle()
        assert rule not in ui.text()
        await ui.press("e")
        assert row(ui, "repeat").text == rule
        assert "every month on the last day" in ui.line(rule)
        await edit(ui, "repeat", "每周一")
        assert "every Monday" in ui.line("每周一")
        await ui.press("ctrl+s")
        assert ui.json("reminder", "show", made["ref"])["repeat"] == "FREQ=WEEKLY;BYDAY=MO"
        assert "every Monday" in ui.text()


@pytest.mark.slow
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await edit(ui, "name", "")
        await edit(ui, "email", "nobody")
        assert "name@example.com" in ui.text()
        await edit(ui, "currency", "XYZ")
        await ui.press("ctrl+s")
        assert "3 fields" in ui.said()
        assert row(ui, "name").wrong
        assert customer(ui)["email"] is None
        await edit(ui, "name", "天成外贸公司")
        await edit(ui, "email", "a@example.com")
        await edit(ui, "currency", "usd")
        await ui.press("ctrl+s")
        assert ui.name == "CustomersScreen"
        found = customer(ui)
        assert (found["email"], found["currency"]) == ("a@example.com", "USD")


@pytest.mark.slow
async def test_sets_one_member_a_line_names_with_commas_too(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await to(ui, "aliases")
        await ui.type("Tiancheng Co., Ltd\n天成")
        await to(ui, "tags")
        await ui.press("up", "end", "ctrl+u")  # vip goes
        await ui.press("down")
        await to(ui, "tags")
        await ui.type("大客户")
        await to(ui, "custom")
        await ui.type("PO no.=77, 78\nPort=宁波")
        await ui.press("ctrl+s")
        found = customer(ui)
        assert found["aliases"] == ["Tiancheng Co., Ltd", "天成"]
        assert found["tags"] == ["大客户"]
        assert found["custom"] == {"PO no.": "77, 78", "Port": "宁波"}


@pytest.mark.slow
async def test_a_custom_field_is_changed_and_taken_out(small: str) -> None:
    elsewhere(small, "customer", "edit", "天成外贸公司", "--set", "a=1", "--set", "b=2", "--set", "c=3").ok()
    async with running(small) as ui:
        await opened(ui)
        await to(ui, "custom")
        editor = form(ui).fields.editor
        editor.load_text("a=1\nc=4\nd=5")
        await ui.settle()
        await ui.press("ctrl+s")
        assert customer(ui)["custom"] == {"a": "1", "c": "4", "d": "5"}


async def test_a_long_text_is_pasted_whole_and_tab_leaves_it(small: str) -> None:
    async with running(small) as ui:
        note = ui.json("followup", "list")[0]
        ui.app.open({"kind": "followup", "id": note["id"], "ref": note["ref"], "name": note["text"]})
        await ui.settle()
        await ui.press("e")
        await to(ui, "text")
        await ui.press("end")
        await ui.paste("\n第二行：价格\r\n第三行，运费")
        await ui.type("\n第四行")
        await ui.press("tab")
        assert form(ui).fields.row.field.name == "judgement"
        await ui.press("ctrl+s")
        assert ui.json("followup", "show", note["ref"])["text"].endswith(
            "\n第二行：价格\n第三行，运费\n第四行"
        )


async def test_several_pasted_lines_are_one_in_a_field_of_one(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await edit(ui, "city", "")
        await ui.paste("宁波\n  北仑\n")
        assert row(ui, "city").text == "宁波 北仑"


async def test_keys_move_between_the_fields(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)

        def here() -> str:
            return str(form(ui).fields.row.field.name)

        await ui.press("tab")
        assert here() == "aliases"
        await ui.press("shift+tab", "shift+tab")
        assert here() == "custom"  # round the end
        await ui.press("tab", "down", "down")
        assert here() == "kind"
        await ui.press("up", "up", "up")
        assert here() == "name"
        await ui.press("enter", "enter", "enter")
        assert here() == "status"
        await ui.press("pagedown")
        assert here() not in ("status", "name")
        await ui.press("pageup", "pageup")
        assert here() == "name"


async def test_enter_on_the_last_field_saves(small: str) -> None:
    async with running(small) as ui:
        await ui.press("e")  # a reminder of the desk
        assert ui.name == "EditForm"
        await ui.press("shift+tab")
        await ui.type("")
        await edit(ui, "text", "Call Maria now")
        await ui.press("shift+tab")
        await ui.press("enter")
        assert ui.name == "DeskScreen"
        assert "Call Maria now" in ui.text()


async def test_the_meaning_of_the_field_stands_below(small: str) -> None:
    async with running(small, lang="zh") as ui:
        await opened(ui)
        await to(ui, "level")
        assert "按价值分为 A、B、C" in ui.text() or row(ui, "level").meaning in ui.text()


async def test_yes_and_no_by_one_key(small: str) -> None:
    async with running(small) as ui:
        await ui.press("e")
        await to(ui, "important")
        await ui.press("y")
        assert row(ui, "important").text == "yes"
        await ui.press("x", "backspace")
        await ui.press("n")
        assert row(ui, "important").text == "no"
        await ui.press("space")
        await to(ui, "urgent")
        await ui.press("f2")
        await ui.press("ctrl+s")
        found = next(one for one in ui.json("reminder", "list") if "Maria" in one["text"])
        assert found["important"] is True
        assert found["urgent"] is True


# --- choosing ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_choice_is_found_by_pinyin(small: str) -> None:
    async with running(small, lang="zh") as ui:
        await opened(ui)
        await to(ui, "status")
        await ui.press("f2")
        await ui.type("hzz")
        await ui.press("enter")
        assert row(ui, "status").text == "合作中"
        await to(ui, "source")
        await ui.press("f2")
        await ui.type("zhanh")
        await ui.press("enter")
        assert row(ui, "source").text == "展会"
        await ui.press("ctrl+s")
        assert (customer(ui)["status"], customer(ui)["source"]) == ("active", "exhibition")


@pytest.mark.slow
async def test_an_open_choice_takes_other_words(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await to(ui, "source")
        await ui.press("f2")
        await ui.type("alumni")
        await ui.press("enter")
        await ui.press("ctrl+s")
        assert customer(ui)["source"] == "alumni"


@pytest.mark.slow
async def test_a_choice_begun_is_completed_when_it_is_left(small: str) -> None:
    async with running(small, lang="zh") as ui:
        await opened(ui)
        await to(ui, "status")
        await ui.type("qq")
        await ui.press("tab")
        assert row(ui, "status").wrong
        await ui.press("shift+tab")
        await ui.type("xiumian")
        await ui.press("tab")
        assert row(ui, "status").text == "休眠"
        await ui.press("shift+tab")
        await ui.type("act")
        await ui.press("ctrl+s")
        assert customer(ui)["status"] == "active"


@pytest.mark.slow
async def test_a_link_is_typed_by_pinyin_or_chosen(small: str) -> None:
    async with running(small, (140, 40)) as ui:
        await ui.press("e")
        await to(ui, "customer")
        await ui.type("tianch")
        assert "天成外贸公司" in ui.line("Customer")
        await ui.press("ctrl+s")
        found = next(one for one in ui.json("reminder", "list") if "Maria" in one["text"])
        assert found["customer"]["name"] == "天成外贸公司"
        await ui.press("e")
        await to(ui, "customer")
        await ui.press("f2")
        await ui.type("alfr")
        await ui.press("enter")
        assert row(ui, "customer").text == "Alfreds Futterkiste"
        await ui.press("ctrl+s")
        found = next(one for one in ui.json("reminder", "list") if "Maria" in one["text"])
        assert found["customer"]["name"] == "Alfreds Futterkiste"


async def test_a_name_that_nobody_has_is_said(small: str) -> None:
    async with running(small) as ui:
        await ui.press("e")
        await to(ui, "customer")
        await ui.type("zzzz")
        assert "nothing is called so" in ui.text()
        await ui.press("ctrl+s")
        assert ui.name == "EditForm"


@pytest.mark.slow
async def test_people_who_took_part_are_marked(small: str) -> None:
    async with running(small) as ui:
        note = ui.json("followup", "list")[0]
        ui.app.open({"kind": "followup", "id": note["id"], "ref": note["ref"], "name": note["text"]})
        await ui.settle()
        await ui.press("e")
        await to(ui, "contacts")
        await ui.press("f2")
        assert "张伟" in ui.text()
        await ui.press("tab", "enter")
        await to(ui, "members")
        await ui.type("lin")
        await ui.press("ctrl+s")
        found = ui.json("followup", "show", note["ref"])
        assert [one["name"] for one in found["contacts"]] == ["张伟"]
        assert [one["name"] for one in found["members"]] == ["lin"]
        await ui.press("e")
        await to(ui, "contacts")
        await ui.press("f2")
        await ui.press("tab", "enter")
        await ui.press("ctrl+s")
        assert ui.json("followup", "show", note["ref"])["contacts"] == []


@pytest.mark.slow
async def test_a_day_is_chosen(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await to(ui, "next_followup")
        await ui.press("f2")
        assert "end of the month" in ui.text()
        await ui.type("tom")
        await ui.press("enter")
        assert row(ui, "next_followup").text == "2026-11-19"
        await ui.press("f2")
        await ui.type("fri 3pm")
        await ui.press("enter")
        assert row(ui, "next_followup").text == "2026-11-20 15:00"
        await ui.press("ctrl+s")
        assert customer(ui)["next_followup"].startswith("2026-11-20T15:00")


# --- new ones ---------------------------------------------------------------------------------------------------------


async def test_a_new_customer_and_its_namesake(small: str) -> None:
    async with running(small) as ui:
        await ui.press("2", "a")
        assert ui.name == "NewForm"
        await ui.type("Alfreds Futterkiste")
        assert "There is one of that name already" in ui.text()
        await edit(ui, "name", "Bergman AB")
        assert "There is one of that name already" not in ui.text()
        await ui.press("ctrl+s")
        assert "Customer added: Bergman AB" in ui.said()
        assert customer(ui, "Bergman AB")["kind"] == "company"


async def test_what_a_new_record_needs_is_said_at_once(small: str) -> None:
    async with running(small) as ui:
        from crmcli.tui.screens.form import new_record

        ui.screen.begin(new_record(ui.screen, "reminder", {}))
        await ui.settle()
        await ui.press("ctrl+s")
        assert row(ui, "text").wrong
        assert row(ui, "due").wrong
        assert "2 fields" in ui.said()
        await edit(ui, "text", "send samples")
        await edit(ui, "due", "fri 3pm")
        await ui.press("ctrl+s")
        assert any(one["text"] == "send samples" for one in ui.json("reminder", "list"))


# --- documents --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_a_document_by_a_path_that_tab_completes(small: str, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "报价单.pdf").write_bytes(b"1")
    (folder / "other.txt").write_bytes(b"2")
    async with running(small, (140, 40)) as ui:
        await ui.press("2", "f")
        assert ui.name == "DocumentForm"
        await ui.type(f"{folder}/nothing")
        assert "There is no file" in ui.text()
        await edit(ui, "source", f"{tmp_path}/pap")
        await ui.press("tab")
        assert row(ui, "source").text == f"{folder}{os.sep}"
        await ui.press("tab")
        assert "other.txt" in ui.text()
        await ui.type("报")
        await ui.press("tab")
        assert row(ui, "source").text == str(folder / "报价单.pdf")
        await ui.press("tab")
        assert form(ui).fields.row.field.name == "name"
        await to(ui, "kind")
        await ui.type("contract")
        await ui.press("ctrl+s")
        assert "报价单.pdf · version 1" in ui.said()
        found = ui.json("document", "list")[0]
        assert (found["name"], found["kind"], found["path"]) == (
            "报价单.pdf", "contract", str(folder / "报价单.pdf"),
        )  # fmt: skip


@pytest.mark.slow
async def test_a_document_by_its_address(small: str) -> None:
    async with running(small) as ui:
        await ui.press("2", "f")
        await ui.press("ctrl+s")
        assert row(ui, "source").wrong
        await ui.type("https://example.com/a b")
        assert row(ui, "source").wrong
        await edit(ui, "source", "https://example.com/plan.pdf")
        await ui.press("ctrl+s")
        assert ui.json("document", "list")[0]["url"] == "https://example.com/plan.pdf"
        await ui.press("f")
        await ui.type("https://example.com/plan.pdf\n")
        await ui.press("ctrl+s")
        assert "nothing was added" in ui.said()


@pytest.mark.slow
async def test_a_documents_name_is_changed_on_all_its_versions(small: str) -> None:
    elsewhere(small, "document", "add", "天成外贸公司", "https://example.com/v2", "--name", "framework").ok()
    async with running(small) as ui:
        first = ui.json("document", "list")[0]
        ui.app.open({key: first[key] for key in ("id", "ref", "name")} | {"kind": "document"})
        await ui.settle()
        await ui.press("e")
        await edit(ui, "name", "frame contract")
        await edit(ui, "url", "https://example.com/v2b")
        await ui.press("ctrl+s")
        found = ui.json("document", "list")
        assert {one["name"] for one in found} == {"frame contract"}
        assert {one["url"] for one in found} == {"https://example.com/contract", "https://example.com/v2b"}


# --- others meanwhile -------------------------------------------------------------------------------------------------


async def test_what_others_change_is_shown_and_taken_where_nothing_was_typed(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await edit(ui, "level", "B")
        ui.elsewhere("customer", "edit", "天成外贸公司", "--city", "上海", "--tag", "新").ok()
        await ui.look()
        assert "Changed meanwhile by lin" in ui.text()
        assert "City: 宁波 → 上海" in ui.text()
        assert "Tags: +新" in ui.text()
        assert row(ui, "city").text == "上海"
        assert row(ui, "level").text == "B"
        await ui.press("ctrl+s")
        found = customer(ui)
        assert (found["city"], found["level"], found["tags"]) == ("上海", "B", ["vip", "新"])


@pytest.mark.slow
async def test_sets_that_both_change_hold_what_both_put_in(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await to(ui, "tags")
        await ui.type("mine")
        ui.elsewhere("customer", "edit", "天成外贸公司", "--tag", "theirs", "--tag=-vip").ok()
        await ui.look()
        assert "theirs" in row(ui, "tags").lines
        await ui.press("ctrl+s")
        assert set(customer(ui)["tags"]) == {"mine", "theirs"}


@pytest.mark.mostly_slow
@pytest.mark.parametrize("kept", ["mine", "theirs"])
async def test_a_field_that_both_change_is_decided_on(small: str, kept: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await edit(ui, "city", "杭州")
        ui.elsewhere("customer", "edit", "天成外贸公司", "--city", "上海").ok()
        await ui.look()
        assert row(ui, "city").text == "杭州"
        assert "now 上海, by lin" in ui.text()
        await ui.press("ctrl+s")
        assert "Keep mine: 杭州" in ui.text()
        assert customer(ui)["city"] == "上海"
        if kept == "theirs":
            await ui.press("down")
        await ui.press("enter")
        assert ui.name == "CustomersScreen"
        assert customer(ui)["city"] == ("杭州" if kept == "mine" else "上海")


@pytest.mark.slow
async def test_a_change_not_seen_yet_is_not_overwritten_either(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await edit(ui, "city", "杭州")
        await edit(ui, "next_followup", "2026-12-01")
        ui.app._watch.look = lambda: ()  # nobody tells of it
        ui.elsewhere(
            "customer", "edit", "天成外贸公司", "--city", "上海", "--next-followup", "2026-12-24"
        ).ok()
        await ui.press("ctrl+s")
        assert "Keep mine" in ui.text()
        assert customer(ui)["city"] == "上海"
        await ui.press("escape")
        assert ui.name == "EditForm"
        assert row(ui, "city").text == "杭州"
        await ui.press("ctrl+s")
        await ui.press("enter")
        assert "2026-12-24" in ui.text()
        await ui.press("down", "enter")
        assert ui.name == "CustomersScreen"
        found = customer(ui)
        assert {found["city"], found["next_followup"]} == {"杭州", "2026-12-24"} or found["city"] == "上海"


@pytest.mark.slow
async def test_f2_decides_before_saving(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await edit(ui, "city", "杭州")
        ui.elsewhere("customer", "edit", "天成外贸公司", "--city", "上海").ok()
        await ui.look()
        await ui.press("f2")
        await ui.press("enter")
        assert "now 上海" not in ui.text()
        await ui.press("ctrl+s")
        assert customer(ui)["city"] == "杭州"


async def test_a_record_removed_meanwhile_keeps_what_is_typed(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await edit(ui, "city", "杭州")
        ui.elsewhere("customer", "remove", "天成外贸公司", "--yes").ok()
        await ui.look()
        assert "was removed meanwhile" in ui.text()
        await ui.press("ctrl+s")
        assert ui.name == "EditForm"
        assert "was removed" in ui.said()
        assert row(ui, "city").text == "杭州"


@pytest.mark.slow
async def test_a_locked_store_keeps_the_form(small: str) -> None:
    elsewhere(small, "config", "set", "store.timeout", "1").ok()
    async with running(small) as ui:
        await opened(ui)
        await edit(ui, "city", "杭州")
        other = sqlite3.connect(small, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await ui.press("ctrl+s")
        assert ui.name == "EditForm"
        assert ui.said_kind() == "error"
        assert row(ui, "city").text == "杭州"
        other.execute("ROLLBACK")
        other.close()
        await ui.press("ctrl+s")
        assert customer(ui)["city"] == "杭州"


# --- nothing typed is lost --------------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_leaving_asks_about_what_was_typed(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await ui.press("escape")
        assert ui.name == "CustomersScreen"
        await ui.press("e")
        await edit(ui, "city", "杭州")
        await ui.press("escape")
        assert "not saved" in ui.text()
        await ui.press("escape")
        assert ui.name == "EditForm"
        await ui.press("escape")
        await ui.type("Throw")
        await ui.press("enter")
        assert ui.name == "CustomersScreen"
        assert customer(ui)["city"] == "宁波"
        assert drafts.waiting(small) == []
        await ui.press("e")
        assert row(ui, "city").text == "宁波"
        await edit(ui, "city", "杭州")
        await ui.press("escape", "enter")
        assert ui.name == "CustomersScreen"
        assert customer(ui)["city"] == "杭州"


@pytest.mark.slow
async def test_what_was_typed_is_back_after_the_program_ended(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await edit(ui, "city", "杭州")
        await to(ui, "tags")
        await ui.type("x,y")
        assert len(drafts.waiting(small)) == 1
    ui_of_another_day = elsewhere(small, "customer", "edit", "天成外贸公司", "--city", "上海", "--tag", "neu")
    ui_of_another_day.ok()
    async with running(small, lang="zh") as ui:
        await opened(ui)
        assert row(ui, "city").text == "杭州"
        assert row(ui, "city").theirs.text == "上海"
        assert set(row(ui, "tags").lines) == {"vip", "neu", "x,y"}
        assert len(form(ui).told) == 1
        await ui.press("f4")
        assert row(ui, "city").text == "上海"
        assert drafts.waiting(small) == []
        await ui.press("escape")
        assert ui.name == "CustomersScreen"


@pytest.mark.slow
async def test_what_is_not_decided_yet_is_asked_another_time(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        await edit(ui, "city", "杭州")
        ui.elsewhere("customer", "edit", "天成外贸公司", "--city", "上海").ok()
        await ui.look()
        ui.elsewhere("customer", "edit", "天成外贸公司", "--city", "北京").ok()
        await ui.look()
        assert row(ui, "city").theirs.was == "宁波"
    async with running(small) as ui:
        await opened(ui)
        assert row(ui, "city").theirs.text == "北京"
        await ui.press("ctrl+s")
        assert "City: was 宁波" in ui.text()


@pytest.mark.slow
async def test_a_new_record_typed_half_is_back_too(small: str) -> None:
    async with running(small) as ui:
        await ui.press("2", "p")
        await ui.type("王芳")
        await ui.press("escape")
        await ui.type("later")
        await ui.press("enter")
        assert ui.name == "CustomersScreen"
        await ui.press("j", "p")  # of another customer
        assert row(ui, "name").text == ""
        await ui.press("escape", "k", "p")
        assert row(ui, "name").text == "王芳"
        await ui.press("ctrl+s")
        assert ui.json("contact", "show", "王芳")["customer"]["name"] == "天成外贸公司"
        assert drafts.waiting(small) == []


async def test_a_field_as_it_was(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        assert "form.restore" not in ui.footer()
        await edit(ui, "city", "杭州")
        assert "form.restore" in ui.footer()
        await ui.press("f3")
        assert row(ui, "city").text == "宁波"
        await ui.press("escape")
        assert ui.name == "CustomersScreen"


# --- looks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", mostly_slow([(80, 24), (140, 40), (300, 100)], (80, 24)))
async def test_values_stand_in_one_column(small: str, size: tuple[int, int], lang: str) -> None:
    async with running(small, size, lang) as ui:
        await opened(ui)
        labels = {"en": ("Name *", "City", "Tags"), "zh": ("名称 *", "城市", "标签")}[lang]
        places = set()
        for label, value in zip(labels, ("天成外贸公司", "宁波", "vip"), strict=True):
            line = next(line for line in ui.lines() if f" {label} " in line and value in line)
            before = line[: line.index(value, line.index(label))]
            places.add(width(before))
        assert len(places) == 1
        assert all(width(line) <= size[0] for line in ui.lines())


@pytest.mark.slow
async def test_resizing_keeps_the_editor_on_its_row(small: str) -> None:
    async with running(small, (140, 40)) as ui:
        await opened(ui)
        await edit(ui, "city", "杭")
        for size in ((80, 24), (300, 100), (60, 20), (80, 24)):
            await ui.resize(*size)
            assert any("▌~ City " in line and "杭" in line for line in ui.lines())
        await ui.type("州")
        assert any("▌~ City " in line and "杭州" in line for line in ui.lines())


async def test_a_click_goes_to_a_field_and_beside_it_chooses(small: str) -> None:
    async with running(small) as ui:
        await opened(ui)
        lines = ui.lines()
        level = next(at for at, line in enumerate(lines) if "Level" in line)
        await ui.click(ui.column("A "), level)
        assert form(ui).fields.row.field.name == "level"
        await ui.click(ui.lines()[level].index("▼"), level)
        assert ui.name == "PickBox"
        await ui.press("escape")
        city = next(at for at, line in enumerate(ui.lines()) if "City" in line)
        await ui.click(ui.column("宁波") + 2, city)
        await ui.type("x")
        assert row(ui, "city").text == "宁x波"


async def test_keys_typed_in_a_burst_land_in_their_fields(small: str) -> None:
    async with running(small) as ui:
        await ui.press("2", "a")
        for key in [
            "A",
            "B",
            "tab",
            "c",
            "d",
            "enter",
            "e",
            "tab",
            "tab",
            "l",
            "e",
            "a",
            "d",
            "tab",
            "B",
            "tab",
            "t",
        ]:
            ui.send(key)
        await ui.settle()
        await ui.press("ctrl+s")
        found = customer(ui, "AB")
        assert found["aliases"] == ["cd", "e"]
        assert (found["status"], found["level"], found["tags"]) == ("lead", "B", ["t"])


async def test_a_change_while_a_form_is_being_opened_takes_nothing_out_of_it(small: str) -> None:
    async with running(small) as ui:
        await ui.press("2")
        ui.send("e")
        while ui.name != "EditForm" or not ui.screen.query(Fields):
            await asyncio.sleep(0)
        ui.crm("customer", "edit", "天成", "--city", "上海").ok()
        form = ui.screen
        form.rebase(forms.opened(ui.app.store, "customer", form.record["id"]))
        await ui.settle()
        assert not Path(paths.log_path()).exists()
        assert "天成外贸公司" in ui.line("Name")
        assert "上海" in ui.line("City")
        await ui.press("escape")
        assert ui.name == "CustomersScreen"  # nothing was typed
