"""What a process file says, compiled: every key once, what is left out, one language for both."""

from __future__ import annotations

import pytest

from crmcli.errors import ValueInvalid
from crmcli.processes.reading import LABELS, REASONS, read
from crmcli.verbs.processes import known_words

WHOLE = """\
[process]
name = "yachts-2"
title = "Yachts"
title_zh = "游艇"
business = "boats"
back = "never"
about = '''
Boats,
built to order.'''

[[stage]]
id = "asked"
label = "Asked"
label_zh = "询问"
probability = 0
next = ["drawn", "priced"]
silent_days = 3650
guidance = "Listen."

[[stage.requires]]
field = "custom.length in m"
label = "Length"
[[stage.requires]]
followup = "trial"
[[stage.requires]]
followup = ["trial", "visit"]

[[stage.reminder]]
text_zh = "看码头"
after_days = 3
important = true
urgent = false

[[stage]]
id = "drawn"
label_zh = "已出图"
probability = 50
  [[stage.requires]]
  document = ["drawing"]
  [[stage.requires]]
  step = "keel_agreed"
  label = "Keel agreed"

[[stage]]
id = "priced"
label = "Priced"
probability = 100

[won]
label = "Sold"
reasons = [{ id = "looks", label = "Looks" }]
[[won.requires]]
contact = ["decides", "uses"]

[lost]
label_zh = "没成"

[[followup_kind]]
id = "trial"
label = "Trial trip"
words = ["trial trip", "试航"]

[pool]
days = { A = 30, none = 20 }
warn_days = 0
most = 5
per_day = 1

[expense]
tied = false

[[approval]]
id = "cheap"
label = "Too cheap"
when = "below_floor"
over = "2.50 %"
important = true
escalate_after = 2

[[approval]]
id = "dear"
label_zh = "太贵"
about = "expense"
when = "amount"
over = "USD 1,500"
limit = "spending"
role = "finance"

[[step]]
id = "keel"
label = "Keel laid"
short = "Keel"
short_zh = "龙骨"
department = "Yard"
member = "owner"
important = true
plan = "signed+30d"
documents = ["drawing", "contract"]

[step.duty]
text = "Invite to the launch"
for = "Sales"
for_zh = "销售部"
due = ["arrival-3d", "launch-7d", "done"]
alarm_days = 0
done_by = ["call", "trial"]

[[step]]
id = "launch"
label = "Launched"
after = "keel"
plan = "arrival-1d"
delivers = true
closes = true
duty = { text = "Ask", due = "done+2d" }

[[payment]]
label = "Keel"
share = "33.5%"
due = "keel+7d"

[[payment]]
label = "Back"
kind = "rebate"
due = "launch+90d"

[[payment]]
label = "Rest"
share = "66.5%"
due = "arrival"
"""


def need(
    code: str, field: str, values: list[str], label: str = "", label_zh: str | None = None
) -> dict[str, object]:
    chinese = label if label_zh is None else label_zh
    return {"code": code, "field": field, "values": values, "label": label, "label_zh": chinese}


def test_a_file_may_count_working_days_for_steps_and_duties() -> None:
    """What it says in days is then Monday to Friday; days of payments are agreed, and stay days of the calendar."""
    found = read(WHOLE.replace('back = "never"', 'back = "never"\nworkdays = true'), known_words())
    assert [one["plan"] for one in found["steps"]] == ["signed+30wd", "arrival-1wd"]
    assert [one["duty"]["due"] for one in found["steps"]] == [
        ["arrival-3wd", "launch-7wd", "done"],
        ["done+2wd"],
    ]
    assert [one["due"] for one in found["payments"]] == ["keel+7d", "launch+90d", "arrival"]
    # A single plan says so itself.
    plain = read(WHOLE.replace("signed+30d", "signed+30wd").replace("keel+7d", "keel+7wd"), known_words())
    assert [one["plan"] for one in plain["steps"]] == ["signed+30wd", "arrival-1d"]
    assert plain["payments"][0]["due"] == "keel+7wd"


def reasons(end: str) -> list[dict[str, str]]:
    return [{"id": id, "label": one, "label_zh": other} for id, one, other in REASONS[end]]


def test_the_whole_form() -> None:
    assert read(WHOLE, known_words()) == {
        "name": "yachts-2",
        "title": "Yachts",
        "title_zh": "游艇",
        "about": "Boats,\nbuilt to order.",
        "about_zh": "Boats,\nbuilt to order.",
        "business": "boats",
        "back": "never",
        "workdays": False,
        "stages": [
            {
                "id": "asked",
                "label": "Asked",
                "label_zh": "询问",
                "probability": 0,
                "next": ["drawn", "priced"],
                "silent_days": 3650,
                "guidance": "Listen.",
                "guidance_zh": "Listen.",
                "requires": [
                    need("field", "custom.length in m", [], "Length"),
                    need("followup", "followup", ["trial"]),
                    need("followup", "followup", ["trial", "visit"]),
                ],
                "reminders": [
                    {"text": "看码头", "text_zh": "看码头", "after_days": 3, "important": True, "urgent": False}
                ],
            },
            {
                "id": "drawn",
                "label": "已出图",
                "label_zh": "已出图",
                "probability": 50,
                "next": ["priced"],
                "silent_days": None,
                "guidance": "",
                "guidance_zh": "",
                "requires": [
                    need("document", "document", ["drawing"]),
                    need("step", "keel_agreed", [], "Keel agreed"),
                ],
                "reminders": [],
            },
            {
                "id": "priced",
                "label": "Priced",
                "label_zh": "Priced",
                "probability": 100,
                "next": [],
                "silent_days": None,
                "guidance": "",
                "guidance_zh": "",
                "requires": [],
                "reminders": [],
            },
        ],
        "ends": {
            "won": {
                "label": "Sold",
                "label_zh": "Sold",
                "requires": [need("contact", "contact", ["decides", "uses"])],
                "reasons": [{"id": "looks", "label": "Looks", "label_zh": "Looks"}],
            },
            "lost": {"label": "没成", "label_zh": "没成", "requires": [], "reasons": reasons("lost")},
            "abandoned": {
                "label": "Abandoned", "label_zh": "放弃", "requires": [], "reasons": reasons("abandoned"),
            },
        },
        "followup_kinds": [
            {"id": "trial", "label": "Trial trip", "label_zh": "Trial trip", "words": ["trial trip", "试航"]}
        ],
        "pool": {"days": {"A": 30, "none": 20}, "warn_days": 0, "most": 5, "per_day": 1},
        "expense": {"tied": False},
        "approvals": [
            {
                "id": "cheap", "label": "Too cheap", "label_zh": "Too cheap", "about": "quote",
                "when": "below_floor", "over": "2.5%", "limit": "below_floor", "terms": [], "role": None,
                "important": True, "urgent": False, "remind_after": None, "escalate_after": 2,
            },
            {
                "id": "dear", "label": "太贵", "label_zh": "太贵", "about": "expense", "when": "amount",
                "over": "1500.00 USD", "limit": "spending", "terms": [], "role": "finance", "important": False,
                "urgent": False, "remind_after": None, "escalate_after": None,
            },
        ],
        "steps": [
            {
                "id": "keel", "label": "Keel laid", "label_zh": "Keel laid", "short": "Keel", "short_zh": "龙骨",
                "department": "Yard", "department_zh": "Yard", "member": "owner", "important": True, "after": [],
                "plan": "signed+30d", "documents": ["drawing", "contract"], "delivers": False, "closes": False,
                "duty": {
                    "text": "Invite to the launch", "text_zh": "Invite to the launch", "for": "Sales",
                    "for_zh": "销售部", "due": ["arrival-3d", "launch-7d", "done"], "alarm_days": 0,
                    "done_by": ["call", "trial"],
                },
            },
            {
                "id": "launch", "label": "Launched", "label_zh": "Launched", "short": "", "short_zh": "",
                "department": "", "department_zh": "", "member": None, "important": False, "after": ["keel"],
                "plan": "arrival-1d", "documents": [], "delivers": True, "closes": True,
                "duty": {
                    "text": "Ask", "text_zh": "Ask", "for": "owner", "for_zh": "owner", "due": ["done+2d"],
                    "alarm_days": 2, "done_by": [],
                },
            },
        ],
        "payments": [
            {"label": "Keel", "label_zh": "Keel", "kind": "planned", "share": 3350, "due": "keel+7d"},
            {"label": "Back", "label_zh": "Back", "kind": "rebate", "share": None, "due": "launch+90d"},
            {"label": "Rest", "label_zh": "Rest", "kind": "planned", "share": 6650, "due": "arrival"},
        ],
    }  # fmt: skip


SMALLEST = """
process = { name = "s", title = "S" }
stage = [{ id = "one", label = "One", probability = 10 }, { id = "two", label = "Two", probability = 90, next = [] }]
"""


def test_the_smallest_form() -> None:
    found = read(SMALLEST, known_words())
    assert (found["business"], found["back"], found["about"]) == ("general", "reason", "")
    assert [one["next"] for one in found["stages"]] == [["two"], []]
    assert [(one["label"], one["label_zh"]) for one in found["ends"].values()] == list(LABELS.values())
    assert [one["reasons"] for one in found["ends"].values()] == [reasons(end) for end in found["ends"]]
    assert found["followup_kinds"] == []
    assert found["pool"] is None


def test_the_pool_warns_a_week_before_unless_said() -> None:
    assert read(SMALLEST + "[pool]\ndays = { C = 30 }\n", known_words())["pool"] == {
        "days": {"C": 30}, "warn_days": 7, "most": None, "per_day": None,
    }  # fmt: skip


@pytest.mark.parametrize("before", ["", "\ufeff", "\n\n# a comment\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_marks_of_byte_order_and_other_line_ends_change_nothing(before: str, newline: str) -> None:
    text = (before + WHOLE).replace("\n", newline)
    assert read(text.encode(), known_words()) == read(WHOLE, known_words())
    assert read(text, known_words()) == read(WHOLE, known_words())


def test_without_known_words_any_word_goes() -> None:
    text = WHOLE.replace('document = ["drawing"]', 'document = ["papyrus"]')
    assert read(text)["stages"][1]["requires"][0]["values"] == ["papyrus"]
    with pytest.raises(ValueInvalid):
        read(text, known_words())


def test_white_space_around_texts_is_dropped_and_lines_are_kept() -> None:
    text = SMALLEST.replace('label = "One"', 'label = " One  step ", guidance = "\\n a\\n\\n  b \\n"')
    stage = read(text)["stages"][0]
    assert (stage["label"], stage["guidance"]) == ("One step", "a\n\n  b")
