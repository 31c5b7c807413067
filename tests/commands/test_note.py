"""Contract, section 6: the quick note."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import golden
import hypothesis
import pytest
from hypothesis import strategies as st

from support import Run

GOLDEN = Path(__file__).parent / "golden"
CHINESE = "今天拜访张总,谈FOB价,他嫌运费高。下周三下午3点回访 #报价 @张总 ¥12万"
ENGLISH = "called, wants samples; send quote next fri 3pm"
KEYS = [
    *(
        "followup",
        "customer",
        "contacts",
        "reminder",
        "offer",
        "duties",
        "duties_waiting",
        "understood",
        "unresolved",
    ),
    *("transaction", "undo"),
]


def note(run: Run, *words: str, **given: Any) -> dict[str, Any]:
    """The answer to a note."""
    answer: dict[str, Any] = run("note", *words, "--json", **given).ok().json
    assert list(answer) == KEYS
    return answer


def pieces(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """Which fields were read, and from which words of the text."""
    text = answer["followup"]["text"]
    starts = [item["start"] for item in answer["understood"]]
    assert starts == sorted(starts)
    for item in answer["understood"] + answer["unresolved"]:
        assert text[item["start"] : item["end"]] == item["text"]
    return [(item["field"], item["text"]) for item in answer["understood"]]


def test_the_chinese_note_of_the_contract(shop: Run, tmp_path: Path) -> None:
    out = shop("note", "天成", CHINESE, "--json").ok().out
    golden.check_json(GOLDEN / "note.zh.json", out, tmp_path)


def test_the_english_note_of_the_contract(shop: Run, tmp_path: Path) -> None:
    out = shop("note", "alfreds", ENGLISH, "--json").ok().out
    golden.check_json(GOLDEN / "note.en.json", out, tmp_path)


def test_the_chinese_note_word_by_word(shop: Run) -> None:
    answer = note(shop, "天成", CHINESE)
    followup, reminder = answer["followup"], answer["reminder"]
    assert followup["text"] == CHINESE
    assert followup["kind"] == "visit"
    assert followup["at"] == "2026-11-18T10:30:00+08:00"
    assert followup["tags"] == ["报价"]
    assert followup["judgement"] is None
    assert followup["next_step"] == "回访"
    assert followup["next_due"] == "2026-11-25T15:00:00+08:00"
    assert followup["amount"] == {"amount": "120000.00", "currency": "CNY"}
    assert answer["customer"]["name"] == "天成外贸公司"
    assert answer["customer"]["created"] is False
    assert [(one["name"], one["created"]) for one in answer["contacts"]] == [("张伟", False)]
    assert (reminder["text"], reminder["due"]) == ("回访", "2026-11-25T15:00:00+08:00")
    assert reminder["about"]["id"] == followup["id"]
    assert reminder["customer"]["id"] == answer["customer"]["id"]
    assert reminder["for"]["id"] == followup["author"]["id"]
    assert answer["offer"] is None
    assert answer["unresolved"] == []
    assert answer["undo"] == f"crm undo {answer['transaction']}"
    assert answer["understood"][:2] == [
        {"field": "at", "text": "今天", "start": 0, "end": 2, "value": "2026-11-18T10:30:00+08:00"},
        {"field": "kind", "text": "拜访", "start": 2, "end": 4, "value": "visit"},
    ]
    assert [text for field, text in pieces(answer) if field == "contact"] == ["张总", "@张总"]


def test_the_english_note_word_by_word(shop: Run) -> None:
    answer = note(shop, "alfreds", ENGLISH)
    assert answer["followup"]["kind"] == "call"
    assert answer["followup"]["next_step"] == "send quote"
    assert answer["followup"]["next_due"] == "2026-11-27T15:00:00+08:00"
    assert answer["reminder"]["text"] == "send quote"


def test_the_note_of_an_unknown_contact(shop: Run) -> None:
    answer = note(shop, "alfreds", CHINESE)
    assert answer["unresolved"] == [
        {
            "field": "contact",
            "text": "@张总",
            "start": 33,
            "end": 36,
            "reason": "no_such_contact",
            "candidates": [],
        }
    ]
    assert answer["contacts"] == []


def test_words_are_joined_by_one_space_and_kept_whole(shop: Run) -> None:
    assert note(shop, "天成", "谈", " 价格 ", "#报价")["followup"]["text"] == "谈  价格  #报价"
    assert note(shop, "天成", "a\r\nb\tc")["followup"]["text"] == "a\nb\tc"


def test_the_line_for_people_is_one_line_with_the_undo_command(shop: Run) -> None:
    out = shop("note", "天成", CHINESE).ok().out
    assert out.count("\n") == 1
    for piece in ("天成外贸公司", "张伟", "120000.00 CNY", "#报价", "2026-11-25 15:00", "回访"):
        assert piece in out
    undo = re.search(r"crm undo (T[0-9A-Z]{6})", out)
    assert undo is not None
    shop("undo", undo[1]).ok()
    assert shop("followup", "list", "--json").json == []
    assert shop("reminder", "list", "--json").json == []
    assert "@王总" in shop("note", "天成", "@王总 called").ok().out  # what was not understood is said


# --- where the text comes from -----------------------------------------------------------------


def test_without_text_standard_input_is_read(shop: Run) -> None:
    answer = note(shop, "天成", stdin="拜访\n下周三回访\n")
    assert answer["followup"]["text"].startswith("拜访\n下周三回访")
    assert answer["followup"]["next_due"] == "2026-11-25"


def test_with_text_standard_input_is_never_read(shop: Run) -> None:
    assert note(shop, "天成", "called", stdin="not this")["followup"]["text"] == "called"


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\x00\x1b\u202e"])
def test_an_empty_note_is_wrong_usage_and_nothing_is_stored(shop: Run, text: str) -> None:
    error = shop("note", "天成", "--json", stdin=text).fails(2).error
    assert error["code"] == "usage"
    assert error["details"]["argument"] == "TEXT"
    shop("note", "天成", text, "--json", "--kind", "call").fails(2)
    shop("note", "New One", text, "--new", "--json").fails(2)
    assert shop("followup", "list", "--json").json == []
    assert shop("customer", "list", "--where", "name~New", "--json").json == []


def editor(folder: Path, body: str) -> str:
    """A command that writes ``body`` over the first lines of a file, as an editor would."""
    script = folder / "editor.py"
    script.write_text(
        "import sys\npath = sys.argv[-1]\nold = open(path, encoding='utf-8').read()\n"
        f"open(path, 'w', encoding='utf-8').write({body!r} + old)\n"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return f"{sys.executable} {script}"


def terminal(words: list[str], env: dict[str, str]) -> tuple[int, str]:
    """A run whose standard input is a terminal: its exit code and all that it says."""
    import pty

    leader, follower = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "crmcli", *words],
            stdin=follower,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **env},
            timeout=60,
            check=False,
        )
    finally:
        os.close(leader)
        os.close(follower)
    return done.returncode, done.stdout.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_the_editor_is_asked(shop: Run, tmp_path: Path) -> None:
    code, said = terminal(["note", "天成"], {"EDITOR": editor(tmp_path, "拜访 #报价\nsecond line\n")})
    assert code == 0, said
    (row,) = shop("followup", "list", "--json").json
    assert row["text"] == "拜访 #报价\nsecond line"
    assert (row["kind"], row["tags"]) == ("visit", ["报价"])


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_an_editor_that_fails_or_leaves_nothing_stores_nothing(shop: Run, tmp_path: Path) -> None:
    assert terminal(["note", "天成"], {"EDITOR": "true"})[0] == 2
    assert terminal(["note", "天成"], {"EDITOR": "false"})[0] == 7
    assert terminal(["note", "天成"], {"EDITOR": str(tmp_path / "none")})[0] == 2
    assert shop("followup", "list", "--json").json == []


# --- options beat the text ---------------------------------------------------------------------


def test_options_beat_what_the_text_says(shop: Run) -> None:
    answer = note(
        shop,
        *("天成", CHINESE + " 判断: 会买", "--kind", "call", "--at", "2026-11-17 09:00"),
        *("--next", "send the contract", "--when", "fri 10am", "--judgement", "unlikely"),
        *("--contact", "李娜", "--tag", "contract", "--tag", "late", "--amount", "USD 99"),
    )
    followup = answer["followup"]
    assert followup["text"] == CHINESE + " 判断: 会买"
    assert followup["kind"] == "call"
    assert followup["at"] == "2026-11-17T09:00:00+08:00"
    assert followup["next_step"] == "send the contract"
    assert followup["next_due"] == "2026-11-20T10:00:00+08:00"
    assert followup["judgement"] == "unlikely"
    assert [one["name"] for one in followup["contacts"]] == ["李娜"]
    assert sorted(followup["tags"]) == ["contract", "late"]
    assert followup["amount"] == {"amount": "99.00", "currency": "USD"}
    assert answer["reminder"]["text"] == "send the contract"
    assert answer["reminder"]["due"] == "2026-11-20T10:00:00+08:00"


def test_an_option_leaves_the_rest_to_the_text(shop: Run) -> None:
    followup = note(shop, "天成", CHINESE, "--kind", "email")["followup"]
    assert (followup["kind"], followup["tags"], followup["next_step"]) == ("email", ["报价"], "回访")


def test_when_alone_makes_a_reminder_of_the_first_line(shop: Run) -> None:
    answer = note(shop, "天成", "sent the catalogue\nsecond", "--when", "tomorrow")
    assert answer["followup"]["next_due"] == "2026-11-19"
    assert answer["followup"]["next_step"] is None
    assert answer["reminder"]["text"] == "sent the catalogue"


def test_a_next_step_without_a_date_makes_no_reminder(shop: Run) -> None:
    answer = note(shop, "天成", "called", "--next", "send samples")
    assert answer["followup"]["next_step"] == "send samples"
    assert answer["reminder"] is None


def test_important_and_urgent_go_to_the_reminder(shop: Run) -> None:
    answer = note(shop, "天成", "明天回访", "--important", "--urgent")
    assert (answer["reminder"]["important"], answer["reminder"]["urgent"]) == (True, True)
    assert note(shop, "天成", "明天回访")["reminder"]["important"] is False


def test_no_parse_reads_nothing(shop: Run) -> None:
    answer = note(shop, "天成", CHINESE, "--no-parse")
    followup = answer["followup"]
    assert followup["text"] == CHINESE
    assert (followup["kind"], followup["tags"], followup["amount"]) == ("other", [], None)
    assert (followup["next_step"], followup["next_due"], answer["reminder"]) == (None, None, None)
    assert (answer["understood"], answer["unresolved"], answer["contacts"]) == ([], [], [])
    assert note(shop, "天成", CHINESE, "--no-parse", "--kind", "visit")["followup"]["kind"] == "visit"


@pytest.mark.parametrize(
    ("option", "typed", "argument"),
    [
        ("--at", "2月30日", "--at"),
        ("--when", "2026-02-30", "--when"),
        ("--when", "someday", "--when"),
        ("--kind", "dance", "--kind"),
        ("--amount", "much", "--amount"),
    ],
)
def test_a_wrong_value_in_an_option_stores_nothing(shop: Run, option: str, typed: str, argument: str) -> None:
    error = shop("note", "天成", "called", option, typed, "--json").fails(2).error
    assert error["code"] == "value"
    assert error["details"]["argument"] == argument
    assert error["details"]["value"] == typed
    assert error["details"]["expected"]
    assert shop("followup", "list", "--json").json == []
    assert shop("history", "--json").json[0]["command"] != "note"


def test_a_date_that_does_not_exist_stays_text_and_is_named(shop: Run) -> None:
    answer = note(shop, "天成", "2月30日回访")
    assert answer["followup"]["text"] == "2月30日回访"
    assert (answer["followup"]["next_due"], answer["reminder"]) == (None, None)
    (item,) = answer["unresolved"]
    assert (item["text"], item["reason"]) == ("2月30日", "no_such_date")


def test_a_contact_option_of_nobody(shop: Run) -> None:
    error = shop("note", "天成", "called", "--contact", "王芳", "--json").fails(3).error
    assert error["details"]["argument"] == "--contact"
    answer = note(shop, "天成", "called", "--contact", "王芳", "--new")
    assert [(one["name"], one["created"]) for one in answer["contacts"]] == [("王芳", True)]


# --- what is read ------------------------------------------------------------------------------


def test_tags_stand_after_a_space_or_punctuation_and_are_no_numbers(shop: Run) -> None:
    followup = note(shop, "天成", "#报价 order #123 c#sharp,#vip")["followup"]
    assert sorted(followup["tags"]) == ["vip", "报价"]


def test_judgement_goes_to_the_end_of_the_sentence(shop: Run) -> None:
    assert note(shop, "天成", "谈价。判断: 会下单。再说")["followup"]["judgement"] == "会下单"
    assert note(shop, "alfreds", "called. judgement: they will buy. more")["followup"]["judgement"] == (
        "they will buy"
    )


def test_bare_numbers_are_no_money_and_the_first_amount_counts(shop: Run) -> None:
    assert note(shop, "天成", "订单 12000 件")["followup"]["amount"] is None
    answer = note(shop, "天成", "¥12万 or $3,000")
    assert answer["followup"]["amount"] == {"amount": "120000.00", "currency": "CNY"}
    assert [item["field"] for item in answer["unresolved"]] == ["amount"]


def test_a_past_date_is_when_it_happened(shop: Run) -> None:
    assert note(shop, "天成", "昨天拜访")["followup"]["at"] == "2026-11-17"
    assert note(shop, "alfreds", "visited last fri")["followup"]["at"] == "2026-11-13"
    assert note(shop, "alfreds", "no day said")["followup"]["at"] == "2026-11-18T10:30:00+08:00"


def test_a_step_that_comes_again_makes_a_reminder_that_does(shop: Run) -> None:
    answer = note(shop, "天成", "每周一早上给他打电话")
    assert answer["followup"]["next_due"] == "2026-11-23T09:00:00+08:00"
    assert answer["followup"]["next_step"] == "给他打电话"
    assert answer["reminder"]["repeat"] == "FREQ=WEEKLY;BYDAY=MO"
    place = {"text": "每周一早上", "start": 0, "end": 5}
    assert answer["understood"][:2] == [
        {"field": "next_due", **place, "value": "2026-11-23T09:00:00+08:00"},
        {"field": "repeat", **place, "value": "FREQ=WEEKLY;BYDAY=MO"},
    ]
    # more text leaves it as it is, an own date does not
    again = note(shop, "--amend", "ok")
    assert again["reminder"]["repeat"] == "FREQ=WEEKLY;BYDAY=MO"
    assert [item["field"] for item in again["understood"]][:2] == ["next_due", "repeat"]
    assert note(shop, "--amend", "--when", "fri")["reminder"]["repeat"] is None
    # the option's date comes once
    once = note(shop, "天成", "每周一早上给他打电话", "--when", "fri")
    assert (once["reminder"]["due"], once["reminder"]["repeat"]) == ("2026-11-20", None)
    assert note(shop, "天成", "周五回访")["reminder"]["repeat"] is None
    assert " · ↻ 每周五下午 · crm undo" in shop("note", "天成", "以后每周五下午跟进").ok().out


@pytest.mark.parametrize(
    "text", ["报价有效期到12月5日", "offer valid until 5 Dec", "交期12月5日", "ETA 5 Dec"]
)
def test_a_validity_is_no_next_step(shop: Run, text: str) -> None:
    answer = note(shop, "天成", text)
    assert (answer["followup"]["next_due"], answer["reminder"]) == (None, None)
    assert [item["field"] for item in answer["unresolved"]] == ["when"]


def test_several_contacts_that_fit_are_left_open(shop: Run) -> None:
    shop("contact", "add", "张强", "--customer", "天成", "--title", "副总").ok()
    answer = note(shop, "天成", "@张总 called")
    (item,) = answer["unresolved"]
    assert item["field"] == "contact"
    assert {one["name"] for one in item["candidates"]} == {"张伟", "张强"}
    assert list(item["candidates"][0]) == ["kind", "id", "ref", "name"]
    assert answer["contacts"] == []


# --- whatever is typed -------------------------------------------------------------------------

PIECES = [
    *(
        "#报价",
        "#hot",
        "@张总",
        "@nobody",
        "张总",
        "Mr. Smith",
        "called",
        "拜访",
        "寄了",
        "样品",
        "报了",
        "¥12万",
        "$3k",
    ),
    *(
        "1,200 pcs",
        "明天",
        "周五",
        "next fri",
        "3pm",
        "yesterday",
        "今天",
        "下周",
        "2月30日",
        "判断:",
        "judgement: good",
    ),
    *(
        "有效期",
        "valid until",
        ",",
        "。",
        ";",
        "！",
        "\x1b[31m",
        "\x00",
        "\r",
        "\u202e",
        "\u2028",
        "\u200b",
        "💰",
        "é",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map(" ".join)


def visible(text: str) -> bool:
    return any(ch.isprintable() and not ch.isspace() for ch in text)


@pytest.mark.slow
@hypothesis.given(text=TEXTS)
def test_a_note_keeps_its_text_and_says_what_was_read_where(shop: Run, text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    hypothesis.assume(visible(text))
    answer = note(shop, "天成", stdin=text)
    assert answer["followup"]["text"] == "".join(
        ch for ch in text if ch in "\n\t" or unicodedata.category(ch) != "Cc"
    )
    assert isinstance(pieces(answer), list)
    end = 0
    for item in answer["understood"]:
        if item["field"] == "repeat":
            continue
        assert item["start"] >= end
        end = item["end"]
    told = {item["field"] for item in answer["understood"]}
    followup = answer["followup"]
    assert (followup["next_due"] is not None) == ("next_due" in told)
    assert (followup["amount"] is not None) == ("amount" in told)
    assert (followup["kind"] != "other") == ("kind" in told)
    assert bool(followup["tags"]) == ("tags" in told)
    assert bool(followup["contacts"]) == ("contact" in told)
    assert (answer["reminder"] is not None) == (followup["next_due"] is not None)


OPTIONS = {
    "kind": ("email", {"kind": "email"}),
    "at": ("2026-11-10 09:00", {"at": "2026-11-10T09:00:00+08:00"}),
    "next": ("send it", {"next_step": "send it"}),
    "when": ("2026-12-24", {"next_due": "2026-12-24"}),
    "judgement": ("unlikely", {"judgement": "unlikely"}),
    "tag": ("late", {"tags": ["late"]}),
    "amount": ("EUR 7", {"amount": {"amount": "7.00", "currency": "EUR"}}),
}
FIELDS = {"next": "next_step", "when": "next_due", "tag": "tags"}


@pytest.mark.slow
@hypothesis.given(text=TEXTS, chosen=st.sets(st.sampled_from(list(OPTIONS)), min_size=1))
def test_an_option_beats_whatever_the_text_says(shop: Run, text: str, chosen: set[str]) -> None:
    text = text.encode("utf-8", "ignore").decode()
    hypothesis.assume(visible(text))
    words = [word for name in sorted(chosen) for word in (f"--{name}", OPTIONS[name][0])]
    answer = note(shop, "天成", *words, stdin=text)
    plain = note(shop, "天成", stdin=text)
    told = {item["field"] for item in answer["understood"]}
    for name, (_typed, expected) in OPTIONS.items():
        field = FIELDS.get(name, name)
        if name in chosen:
            assert answer["followup"][field] == expected[field]
            assert field not in told
        else:
            assert answer["followup"][field] == plain["followup"][field]


# --- new, external id, amend -------------------------------------------------------------------


def test_an_unknown_customer_is_refused_and_made_with_new(shop: Run) -> None:
    shop("note", "北方钢铁", "called", "--json").fails(3)
    answer = note(shop, "北方钢铁", "called @王芳", "--new")
    assert (answer["customer"]["name"], answer["customer"]["created"]) == ("北方钢铁", True)
    assert [(one["name"], one["created"]) for one in answer["contacts"]] == [("王芳", True)]
    assert answer["unresolved"] == []
    shop("undo").ok()
    shop("customer", "show", "北方钢铁", "--json").fails(3)
    shop("contact", "show", "王芳", "--json").fails(3)


def test_new_makes_nobody_who_is_known(shop: Run) -> None:
    answer = note(shop, "天成", "@张总 @李娜", "--new")
    assert answer["customer"]["created"] is False
    assert {one["name"] for one in answer["contacts"]} == {"张伟", "李娜"}
    assert not any(one["created"] for one in answer["contacts"])


def test_new_does_not_choose_between_several(shop: Run) -> None:
    shop("note", "东方", "called", "--new", "--json").fails(4)


def test_the_same_external_id_adds_nothing(shop: Run) -> None:
    first = note(shop, "天成", "called", "--external-id", "mail-1")
    second = note(shop, "天成", "something else", "--external-id", "mail-1")
    assert second["followup"] == first["followup"]
    assert (second["transaction"], second["undo"]) == (None, None)
    assert second["followup"]["text"] == "called"
    assert len(shop("followup", "list", "--json").json) == 1
    assert note(shop, "天成", "third", "--external-id", "mail-2")["transaction"]
    assert "was so already" in shop("note", "天成", "again", "--external-id", "mail-1").ok().out


def test_amend_adds_a_line_and_reads_again(shop: Run) -> None:
    first = note(shop, "天成", "called")
    answer = note(shop, "--amend", "他说可以。下周三下午3点回访 #报价 @张总 ¥12万")
    followup = answer["followup"]
    assert followup["id"] == first["followup"]["id"]
    assert followup["text"] == "called\n他说可以。下周三下午3点回访 #报价 @张总 ¥12万"
    assert followup["next_due"] == "2026-11-25T15:00:00+08:00"
    assert (followup["kind"], followup["tags"]) == ("call", ["报价"])
    assert answer["contacts"][0]["name"] == "张伟"
    assert len(shop("reminder", "list", "--json").json) == 1
    note(shop, "--amend", "more")
    assert len(shop("reminder", "list", "--json").json) == 1
    shop("undo").ok()
    shop("undo").ok()
    row = shop("followup", "show", followup["ref"], "--json").json
    assert (row["text"], row["next_due"], row["tags"]) == ("called", None, [])
    assert shop("reminder", "list", "--json").json == []


def test_amend_moves_the_reminder_and_takes_options(shop: Run) -> None:
    first = note(shop, "天成", "明天回访")
    second = note(shop, "--amend", "改期", "--when", "fri 3pm", "--kind", "visit")
    assert second["reminder"]["id"] == first["reminder"]["id"]
    assert second["reminder"]["due"] == "2026-11-20T15:00:00+08:00"
    assert second["followup"]["kind"] == "visit"


def test_amend_leaves_what_options_gave(shop: Run) -> None:
    first = note(
        shop,
        *(
            "天成",
            "called, $3k, 判断: 会买 #a, 明天回访",
            "--kind",
            "visit",
            "--amount",
            "¥5",
            "--judgement",
            "unlikely",
        ),
        *(
            "--tag",
            "late",
            "--contact",
            "李娜",
            "--next",
            "send",
            "--when",
            "fri 10am",
            "--at",
            "2026-11-10 09:00",
        ),
    )["followup"]
    second = note(shop, "--amend", "and more")
    keys = ("kind", "amount", "judgement", "tags", "contacts", "next_step", "next_due", "at")
    assert {key: second["followup"][key] for key in keys} == {key: first[key] for key in keys}
    assert [one["name"] for one in second["contacts"]] == ["李娜"]
    assert [pair for pair in pieces(second) if pair[0] in keys] == [("tags", "#a")]
    # what the addition says is new, and counts
    third = note(shop, "--amend", "#b @张总", "--kind", "email")
    assert third["followup"]["tags"] == ["late", "b"]
    assert {one["name"] for one in third["contacts"]} == {"李娜", "张伟"}
    assert third["followup"]["kind"] == "email"
    assert note(shop, "--amend", "ok")["followup"]["kind"] == "email"


def test_amend_reads_the_days_as_they_were_said(shop: Run) -> None:
    first = note(shop, "天成", "昨天下午3点电话,周五回访")
    assert first["followup"]["at"] == "2026-11-17T15:00:00+08:00"
    for day in ("2026-11-18T11:00:00+08:00", "2026-11-20T09:00:00+08:00"):
        again = note(shop, "--amend", "more", env={"CRM_NOW": day})
        assert again["followup"]["at"] == "2026-11-17T15:00:00+08:00"
        assert again["followup"]["next_due"] == "2026-11-20"


def test_amend_takes_what_the_note_did_not_hold(shop: Run) -> None:
    note(shop, "天成", "abc")
    followup = note(shop, "--amend", "昨天拜访,¥5万,判断:好。周五寄样 #a")["followup"]
    assert (followup["kind"], followup["at"], followup["judgement"]) == ("visit", "2026-11-17", "好")
    assert (followup["next_step"], followup["next_due"], followup["tags"]) == ("寄样", "2026-11-20", ["a"])
    assert followup["amount"] == {"amount": "50000.00", "currency": "CNY"}


def test_amend_of_nothing(shop: Run) -> None:
    assert shop("note", "--amend", "more", "--json").fails(3).error["code"] == "not_found"
    note(shop, "天成", "called")
    shop("undo").ok()
    shop("note", "--amend", "more", "--json").fails(3)
    note(shop, "天成", "called")
    assert shop("note", "--amend", "--json").fails(2).error["details"]["argument"] == "TEXT"


def test_a_note_without_who(shop: Run) -> None:
    error = shop("note", "--json").fails(2).error
    assert (error["code"], error["details"]["argument"]) == ("usage", "WHO")


def test_an_amount_has_the_digits_of_the_customers_currency(shop: Run) -> None:
    shop("config", "set", "currency", "JPY").ok()
    assert note(shop, "alfreds", "called", "--amount", "12.50")["followup"]["amount"]["amount"] == "12.50"
    shop("customer", "edit", "alfreds", "--currency", "JPY").ok()
    shop("config", "set", "currency", "EUR").ok()
    shop("note", "alfreds", "called", "--amount", "12.50", "--json").fails(2)
