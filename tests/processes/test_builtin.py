"""The processes that are brought along: right by their own rules, in both languages; what `sales` asks for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crmcli.processes import builtin
from crmcli.processes.reading import LABELS, REASONS, read
from crmcli.text.names import has_han
from crmcli.verbs.processes import known_words

NAMES = builtin.names()


def pairs(value: Any) -> Iterator[tuple[str, str, str]]:
    """Every text that stands in two languages: its key, the English and the Chinese one."""
    if isinstance(value, dict):
        for key in value:
            if f"{key}_zh" in value:
                yield key, value[key], value[f"{key}_zh"]
        for one in value.values():
            yield from pairs(one)
    elif isinstance(value, list):
        for one in value:
            yield from pairs(one)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_right_and_plain_data(name: str) -> None:
    found = read(builtin.source(name), known_words(), name)
    assert found == builtin.compiled(name)
    assert json.loads(json.dumps(found)) == found
    assert found["name"] == name


@pytest.mark.parametrize("name", NAMES)
def test_every_text_stands_in_both_languages(name: str) -> None:
    texts = list(pairs(builtin.compiled(name)))
    assert len(texts) > 30
    for key, english, chinese in texts:
        assert bool(english) == bool(chinese), (key, english, chinese)
        if english and (key, english) != ("for", "owner"):
            assert not has_han(english), english
            assert has_han(chinese), chinese


@pytest.mark.parametrize("name", NAMES)
def test_a_team_can_work_with_it(name: str) -> None:
    found = builtin.compiled(name)
    shares = [one["probability"] for one in found["stages"]]
    assert shares == sorted(shares)
    for stage in found["stages"]:
        assert len(stage["guidance"]) > 60
        assert stage["silent_days"]
    assert sum(len(stage["reminders"]) for stage in found["stages"]) >= 2
    for end in found["ends"].values():
        assert len(end["reasons"]) >= 4
        assert "other" in [one["id"] for one in end["reasons"]]


def test_the_kinds_that_several_bring_along_differ() -> None:
    ids = [kind["id"] for name in NAMES for kind in builtin.compiled(name)["followup_kinds"]]
    assert len(ids) == len(set(ids)) > 0


def asked(stage: dict[str, Any]) -> list[tuple[str, str | list[str]]]:
    return [(one["code"], one["values"] or one["field"]) for one in stage["requires"]]


def test_sales() -> None:
    found = builtin.compiled("sales")
    assert (found["title"], found["title_zh"], found["business"], found["back"]) == (
        "Sales", "销售", "foreign_trade", "reason",
    )  # fmt: skip
    assert [(one["id"], one["label_zh"], one["probability"], one["next"]) for one in found["stages"]] == [
        ("lead", "线索", 10, ["qualified"]),
        ("qualified", "已确认", 20, ["needs"]),
        ("needs", "需求", 40, ["proposal"]),
        ("proposal", "方案", 60, ["negotiation"]),
        ("negotiation", "谈判", 80, []),
    ]
    assert [asked(one) for one in found["stages"]] == [
        [("field", "amount"), ("field", "expected_close")],
        [
            ("followup", ["call", "visit", "first_visit", "introduction", "exhibition"]),
            ("contact", ["decides", "advises"]),
        ],
        [("field", "current_problem"), ("field", "products")],
        [("followup", ["proposal"])],
        [("followup", ["negotiation"])],
    ]
    assert [asked(one) for one in found["ends"].values()] == [[], [], []]
    assert found["pool"] == {
        "days": {"A": 90, "B": 60, "C": 30, "none": 45}, "warn_days": 7, "most": None, "per_day": None,
    }  # fmt: skip
    assert found["followup_kinds"] == []


def test_its_ends_are_those_of_a_file_that_says_nothing_of_them() -> None:
    ends = builtin.compiled("sales")["ends"]
    assert {end: (one["label"], one["label_zh"]) for end, one in ends.items()} == LABELS
    for end, one in ends.items():
        assert tuple((each["id"], each["label"], each["label_zh"]) for each in one["reasons"]) == REASONS[end]


def test_the_files_are_found_beside_the_code_and_end_in_one_newline() -> None:
    folder = Path(builtin.__file__).parent / "builtin"
    for name in NAMES:
        assert (folder / f"{name}.toml").read_bytes().decode() == builtin.source(name)
        assert builtin.source(name).endswith("\n")
        assert not builtin.source(name).endswith("\n\n")


def test_the_words_by_which_a_note_may_need_the_files_are_all_that_they_have() -> None:
    found = [
        word
        for name in builtin.names()
        for kind in builtin.compiled(name)["followup_kinds"]
        for word in (kind["label"], kind["label_zh"], *kind["words"])
    ]
    assert sorted(set(found)) == sorted(builtin.OWN_WORDS)


def test_checklists_and_plans_of_payment() -> None:
    found = {name: builtin.compiled(name) for name in NAMES}
    assert [one["id"] for one in found["sales"]["steps"]] == [
        "deposit", "purchase", "production", "inspection", "packing", "booking", "customs", "bill_of_lading", "told",
        "balance", "rebate", "closing",
    ]  # fmt: skip
    assert {name: len(one["steps"]) > 3 for name, one in found.items()} == {
        "sales": True, "domestic": True, "decoration": True, "service_contract": True, "care": False,
    }  # fmt: skip
    for one in found.values():
        assert sum(part["share"] or 0 for part in one["payments"]) == (10_000 if one["steps"] else 0)
        for step in one["steps"]:
            assert step["plan"]
            assert step["department"]
            assert 0 < len(step["short"]) <= 6  # as wide as a column of the board
            assert 0 < len(step["short_zh"]) <= 3
            assert step["documents"] == []  # nobody's day begins with files that nobody keeps
        assert [one["id"] for one in one["steps"] if one["closes"]] == ["closing"] * bool(one["steps"])


def test_the_checklist_of_foreign_trade_leaves_a_duty_and_expects_a_rebate() -> None:
    found = builtin.compiled("sales")
    steps = {one["id"]: one for one in found["steps"]}
    assert [id for id, one in steps.items() if one["important"]] == [
        "deposit", "booking", "bill_of_lading", "balance",
    ]  # fmt: skip
    assert [id for id, one in steps.items() if one["delivers"]] == ["customs"]
    assert {id: one["duty"] for id, one in steps.items() if one["duty"]} == {
        "bill_of_lading": {
            "text": "Tell the customer when the goods arrive and send the documents",
            "text_zh": "通知客户到港时间并寄单", "for": "owner", "for_zh": "owner",
            "due": ["arrival-3d", "done+7d"], "alarm_days": 2,
            "done_by": ["call", "email", "message", "visit"],
        }
    }  # fmt: skip
    assert [(one["kind"], one["share"], one["due"]) for one in found["payments"]] == [
        ("planned", 3000, "signed+7d"), ("planned", 7000, "bill_of_lading+7d"), ("rebate", None, "rebate"),
    ]  # fmt: skip
