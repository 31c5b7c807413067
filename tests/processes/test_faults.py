"""What is wrong with a file: line, key, what was expected; all of it at once. ``#!`` marks the line at fault."""

from __future__ import annotations

from typing import Any

import pytest

from crmcli.errors import ValueInvalid
from crmcli.processes.checking import MOST, MOST_TOLD
from crmcli.processes.reading import read
from crmcli.verbs.processes import known_words

PROCESS = '[process]\nname = "p"\ntitle = "P"\n'
STAGE = '[[stage]]\nid = "one"\nlabel = "One"\nprobability = 10\n'
SECOND = '[[stage]]\nid = "two"\nlabel = "Two"\nprobability = 20\n'
GOOD = PROCESS + STAGE
NEED = "[[stage.requires]]\n"
STEP = "[[step]]\nid = 'a'\nlabel = 'A'\n"
OTHER_STEP = "[[step]]\nid = 'b'\nlabel = 'B'\n"
DUTY = "[step.duty]\ntext = 'Tell them'\n"
DUE = ["done+3d", "signed+3d", "delivery+3d", "arrival+3d"]
RULE = "[[approval]]\nid = 'r'\nlabel = 'R'\n"
KIND = '[[followup_kind]]\nid = "trial"\nlabel = "Trial"\n'


def faults(text: str | bytes) -> list[dict[str, Any]]:
    with pytest.raises(ValueInvalid) as raised:
        read(text, known_words(), "p.toml")
    error = raised.value
    found: list[dict[str, Any]] = error.details["faults"]
    first = found[0]
    assert (error.code, error.exit_code, error.details["argument"]) == ("value", 2, "FILE")
    assert {key: error.details[key] for key in ("line", "key", "expected")} == {
        key: first[key] for key in ("line", "key", "expected")
    }
    assert error.details["path"] == "p.toml"
    assert error.message.startswith(f"p.toml, line {first['line']}: ")
    assert first["message"] in error.message
    assert [one["line"] for one in found] == sorted(one["line"] for one in found)
    for one in found:
        assert one["message"]
        assert one["expected"]
        assert one["line"] >= 1
    return found


def marked(text: str) -> int:
    lines = [number for number, line in enumerate(text.split("\n"), 1) if "#!" in line]
    assert len(lines) == 1, "a test marks one line"
    return lines[0]


def test_what_the_others_are_made_of_is_right() -> None:
    read(GOOD + SECOND, known_words())
    read(GOOD + KIND, known_words())


ID = "small letters, digits, _ and -, a letter first, at most 40"
LINE = "a text of one line"
NEEDS = ["field", "followup", "document", "contact", "step"]
STAGE_KEYS = [
    "guidance", "guidance_zh", "id", "label", "label_zh", "next", "probability", "reminder", "requires", "silent_days",
]  # fmt: skip

ONE = [
    # the process
    ('[process] #!\ntitle = "P"\n' + STAGE, "process.name", ID),
    ('[process]\nname = "Big" #!\ntitle = "P"\n' + STAGE, "process.name", ID),
    ('[process]\nname = "1st" #!\ntitle = "P"\n' + STAGE, "process.name", ID),
    ('[process]\nname = "' + "a" * 41 + '" #!\ntitle = "P"\n' + STAGE, "process.name", ID),
    ('[process]\nname = 7 #!\ntitle = "P"\n' + STAGE, "process.name", ID),
    ('[process] #!\nname = "p"\n' + STAGE, "process.title", LINE),
    (PROCESS + 'back = "sometimes" #!\n' + STAGE, "process.back", ["reason", "free", "never"]),
    (PROCESS + 'workdays = "yes" #!\n' + STAGE, "process.workdays", ["true", "false"]),
    (PROCESS + "back = true #!\n" + STAGE, "process.back", ["reason", "free", "never"]),
    (PROCESS + 'business = "" #!\n' + STAGE, "process.business", LINE),
    (PROCESS + "about = 3 #!\n" + STAGE, "process.about", "a text"),
    ("process = 'p' #!\n" + STAGE, "process", "a table, [process]"),
    ("#!\n" + STAGE, "process", "a table, [process]"),
    # stages
    ("#!\n" + PROCESS, "stage", "[[stage]]"),
    (PROCESS + "[stage] #!\nid = 'one'\n", "stage", "a list of tables, [[stage]]"),
    ("stage = [] #!\n" + PROCESS, "stage", "[[stage]]"),
    ("stage = ['lead'] #!\n" + PROCESS, "stage", "a list of tables, [[stage]]"),
    (PROCESS + "[[stage]] #!\nlabel = 'One'\nprobability = 10\n", "stage.id", ID),
    (PROCESS + "[[stage]] #!\nid = 'one'\nprobability = 10\n", "stage.label", LINE),
    (PROCESS + "[[stage]] #!\nid = 'one'\nlabel = 'One'\n", "stage.probability", "a whole number from 0 to 100"),
    (PROCESS + STAGE.replace("10", "101 #!"), "stage.probability", "a whole number from 0 to 100"),
    (PROCESS + STAGE.replace("10", "-1 #!"), "stage.probability", "a whole number from 0 to 100"),
    (PROCESS + STAGE.replace("10", "10.0 #!"), "stage.probability", "a whole number from 0 to 100"),
    (PROCESS + STAGE.replace("10", "true #!"), "stage.probability", "a whole number from 0 to 100"),
    (PROCESS + STAGE.replace("10", "'10' #!"), "stage.probability", "a whole number from 0 to 100"),
    (PROCESS + STAGE.replace("10", "2026-11-25 #!"), "stage.probability", "a whole number from 0 to 100"),
    (PROCESS + STAGE.replace('"One"', '" " #!'), "stage.label", LINE),
    (PROCESS + STAGE.replace('"One"', '"a\\nb" #!'), "stage.label", LINE),
    (PROCESS + STAGE.replace('"One"', '"a\\u001bb" #!'), "stage.label", f"{LINE} without control characters"),
    (PROCESS + STAGE.replace('"One"', '"' + "x" * 81 + '" #!'), "stage.label", "at most 80 characters, this has 81"),
    (GOOD + 'guidance = "a\\u0007" #!\n', "stage.guidance", "a text without control characters"),
    (GOOD + "silent_days = 0 #!\n", "stage.silent_days", "a whole number from 1 to 3650"),
    (GOOD + '[[stage]]\nid = "one" #!\nlabel = "Again"\nprobability = 1\n', "stage.id", "an id that no other has"),
    (GOOD + SECOND.replace('"two"', '"won" #!'), "stage.id", "another name than won, lost, abandoned"),
    # what comes next
    (GOOD + 'next = ["two", "tow"] #!\n' + SECOND, "stage.next", ["two"]),
    (GOOD + 'next = "tow" #!\n', "stage.next", "no stage: it is the last"),
    (GOOD + 'next = [\n  "two",\n  "one", #!\n]\n' + SECOND, "stage.next", ["two"]),
    (GOOD + SECOND + 'next = ["one"] #!\n', "stage.next", "no stage: it is the last"),
    (GOOD + "next = []\n" + SECOND.replace('"two"', '"two" #!'), "stage.id", "a next that names it"),
    (GOOD + 'next = ["two", "two"] #!\n' + SECOND, "stage.next", "once"),
    (GOOD + "next = 3 #!\n", "stage.next", "a list of texts"),
    (GOOD + "next = [3] #!\n", "stage.next", "a text that is not empty, at most 80 characters"),
    # what is asked for
    (GOOD + "[[stage.requires]] #!\nlabel = 'x'\n", "stage.requires", NEEDS),
    (GOOD + NEED + "field = 'amount'\ncontact = ['decides'] #!\n", "stage.requires.contact",
     NEEDS),
    (GOOD + NEED + "field = 'custom.' #!\n", "stage.requires.field", [*known_words().fields, "custom.NAME"]),
    (GOOD + NEED + "field = 'amuont' #!\n", "stage.requires.field", [*known_words().fields, "custom.NAME"]),
    (GOOD + NEED + "field = 'stage' #!\n", "stage.requires.field", [*known_words().fields, "custom.NAME"]),
    (GOOD + NEED + "field = ['amount'] #!\n", "stage.requires.field", LINE),
    (GOOD + NEED + "followup = [] #!\n", "stage.requires.followup", "at least one"),
    (GOOD + NEED + "followup = ['visit', 'vist'] #!\n", "stage.requires.followup", known_words().followups),
    (GOOD + NEED + "followup = 'trail' #!\n" + KIND, "stage.requires.followup", [*known_words().followups, "trial"]),
    (GOOD + NEED + "document = ['quote'] #!\n", "stage.requires.document", known_words().documents),
    (GOOD + NEED + "contact = ['boss'] #!\n", "stage.requires.contact", ["decides", "advises", "uses", "gatekeeper"]),
    (GOOD + NEED + "step = 'A step' #!\nlabel = 'x'\n", "stage.requires.step", ID),
    (GOOD + "[[stage.requires]] #!\nstep = 'a'\n", "stage.requires.label", LINE),
    (GOOD + "[[won.requires]]\nfield = 'amuont' #!\n", "won.requires.field", [*known_words().fields, "custom.NAME"]),
    (GOOD + "requires = ['amount'] #!\n", "stage.requires", "a list of tables, [[stage.requires]]"),
    # reminders
    (GOOD + "[[stage.reminder]] #!\nafter_days = 1\n", "stage.reminder.text", LINE),
    (GOOD + "[[stage.reminder]]\ntext = 'x'\nafter_days = 3651 #!\n", "stage.reminder.after_days",
     "a whole number from 0 to 3650"),
    (GOOD + "[[stage.reminder]]\ntext = 'x'\nurgent = 'yes' #!\n", "stage.reminder.urgent", ["true", "false"]),
    (GOOD + "[[stage.reminder]]\ntext = 'x'\nimportant = 1 #!\n", "stage.reminder.important", ["true", "false"]),
    # ends
    (GOOD + "[won]\nreasons = [] #!\n", "won.reasons", "at least one"),
    (GOOD + "[lost]\nreasons = ['price'] #!\n", "lost.reasons", "a list of tables, [[lost.reasons]]"),
    (GOOD + "[lost]\nreasons = [\n  { id = 'a', label = 'A' },\n  { id = 'a', label = 'B' }, #!\n]\n",
     "lost.reasons.id", "an id that no other has"),
    (GOOD + "[[abandoned.reasons]] #!\nid = 'a'\n", "abandoned.reasons.label", LINE),
    ("won = 3 #!\n" + GOOD, "won", "a table, [won]"),
    # kinds of follow-up
    (GOOD + KIND.replace('"trial"', '"visit" #!'), "followup_kind.id", "an id that no other has"),
    (GOOD + KIND + KIND.replace('"trial"', '"trial" #!'), "followup_kind.id", "an id that no other has"),
    (GOOD + KIND + "words = 'a', #!\n", "followup_kind.words", "the end of the line"),
    (GOOD + KIND + "words = [''] #!\n", "followup_kind.words", "a text that is not empty, at most 80 characters"),
    # the pool
    (GOOD + "[pool] #!\nwarn_days = 1\n", "pool.days", "days by level, as { A = 90, none = 45 }"),
    (GOOD + "[pool]\ndays = {} #!\n", "pool.days", ["A", "B", "C", "none"]),
    (GOOD + "[pool]\ndays = { A = 90, D = 3 } #!\n", "pool.days.D", ["A", "B", "C", "none"]),
    (GOOD + "[pool]\ndays = { A = 0 } #!\n", "pool.days.A", "a whole number from 1 to 3650"),
    (GOOD + "[pool]\ndays = 90 #!\n", "pool.days", "a table, [pool.days]"),
    (GOOD + "[pool]\nwarn_days = 45 #!\n[pool.days]\nA = 90\nnone = 45\n", "pool.warn_days",
     "a whole number from 0 to 44"),
    (GOOD + "[pool]\nmost = 0 #!\ndays = { A = 90 }\n", "pool.most", "a whole number from 1 to 1000000"),
    # keys that there are not
    (GOOD + "colour = 3 #!\n", "stage.colour",
     STAGE_KEYS),
    (GOOD + "[checklist] #!\nx = 1\n", "checklist",
     ["abandoned", "approval", "expense", "followup_kind", "lost", "payment", "pool", "process", "stage", "step",
      "won"]),
    # the checklist, the payments
    (GOOD + STEP + STEP.replace("'a'", "'a' #!"), "step.id", "an id that no other has"),
    (GOOD + STEP.replace("'a'", "'signed' #!"), "step.id", "another name than signed, delivery, arrival, done"),
    (GOOD + STEP.replace("'a'", "'done' #!"), "step.id", "another name than signed, delivery, arrival, done"),
    (GOOD + STEP + "after = 'b' #!\n", "step.after", ["the id of another step"]),
    (GOOD + STEP + "plan = 'b+3d' #!\n", "step.plan", ["signed+3d", "delivery+3d", "arrival+3d"]),
    (GOOD + STEP + "plan = 'delivery-3' #!\n", "step.plan", ["signed+3d", "delivery+3d", "arrival+3d"]),
    (GOOD + STEP + "after = 'b' #!\n" + STEP.replace("'a'", "'b'") + "after = ['a']\n", "step.after",
     "steps that come before it"),
    (GOOD + STEP + "plan = 'b+1d' #!\n" + STEP.replace("'a'", "'b'") + "plan = 'a+1d'\n", "step.plan",
     "steps that come before it"),
    (GOOD + STEP + "plan = 'b+1d' #!\n" + STEP.replace("'a'", "'b'") + "after = 'a'\n", "step.plan",
     "steps that come before it"),
    (GOOD + STEP + "after = 'a' #!\n", "step.after", ["the id of another step"]),
    (GOOD + STEP + "member = ['Li'] #!\n", "step.member", "a text of one line"),
    (GOOD + STEP + "documents = ['contract', 'papyrus'] #!\n", "step.documents", None),
    (GOOD + STEP + "documents = true #!\n", "step.documents", "a list of texts"),
    (GOOD + STEP + "important = 'yes' #!\n", "step.important", ["true", "false"]),
    (GOOD + STEP + "delivers = 1 #!\n", "step.delivers", ["true", "false"]),
    (GOOD + STEP + "short = 'much too long a heading' #!\n", "step.short", "at most 12 characters, this has 23"),
    (GOOD + STEP + "delivers = true\n" + OTHER_STEP + "delivers = true #!\n", "step.delivers", "one step at most"),
    (GOOD + STEP + "closes = true #!\n" + OTHER_STEP, "step.closes", "b"),
    (GOOD + STEP + OTHER_STEP + "closes = 'b' #!\n", "step.closes", ["true", "false"]),
    (GOOD + STEP + "[step.duty] #!\ndue = 'done'\n", "step.duty.text", LINE),
    (GOOD + STEP + "[step.duty] #!\ntext = 'x'\n", "step.duty.due", DUE),
    (GOOD + STEP + DUTY + "due = 'a+3d' #!\n", "step.duty.due", DUE),
    (GOOD + STEP + DUTY + "due = ['done', 'launch+3d'] #!\n", "step.duty.due", DUE),
    (GOOD + STEP + DUTY + "due = [] #!\n", "step.duty.due", "at least one"),
    (GOOD + STEP + DUTY + "due = 'done+2'  #!\n", "step.duty.due", DUE),
    (GOOD + STEP + DUTY + "due = 'done'\ndone_by = ['call', 'shout'] #!\n", "step.duty.done_by", None),
    (GOOD + STEP + DUTY + "due = 'done'\nalarm_days = -1 #!\n", "step.duty.alarm_days",
     "a whole number from 0 to 365"),
    (GOOD + STEP + DUTY + "due = 'done'\nwhom = 'x' #!\n", "step.duty.whom",
     ["alarm_days", "done_by", "due", "for", "for_zh", "text", "text_zh"]),
    (GOOD + STEP + "duty = 'tell them' #!\n", "step.duty", "a table, [step.duty]"),
    (GOOD + "[[payment]]\nlabel = 'Back'\nkind = 'refund' #!\n", "payment.kind", ["planned", "rebate"]),
    (GOOD + "[[payment]]\nlabel = 'Back'\nkind = 'rebate'\nshare = '13%' #!\n", "payment.share", "planned"),
    (GOOD + "[[payment]]\nlabel = 'All'\nshare = '90%' #!\n", "payment.share", "100%"),
    (GOOD + "[[payment]]\nlabel = 'All'\nshare = 100 #!\n", "payment.share", "a share with its sign, as 30%"),
    (GOOD + "[[payment]] #!\nlabel = 'All'\n", "payment.share", "30%"),
    (GOOD + "[[payment]]\nlabel = 'All'\nshare = '100%'\ndue = 'a' #!\n", "payment.due",
     ["signed+3d", "delivery+3d", "arrival+3d"]),
    # approvals
    (GOOD + RULE + "when = 'weather' #!\n", "approval.when",
     ["below_floor", "discount", "margin", "amount", "terms", "always"]),
    (GOOD + RULE.replace("]]", "]] #!"), "approval.when", None),
    (GOOD + RULE + "when = 'discount'\nover = '500 CNY' #!\n", "approval.over", "5%"),
    (GOOD + RULE + "when = 'amount'\nover = '5%' #!\n", "approval.over", "100000 CNY"),
    (GOOD + RULE + "when = 'discount'\nterms = ['x'] #!\n", "approval.terms", "terms"),
    (GOOD + RULE + "when = 'discount'\nescalate_after = 400 #!\n", "approval.escalate_after",
     "a whole number from 1 to 365"),
    (GOOD + "[expense]\ntied = 'yes' #!\n", "expense.tied", ["true", "false"]),
    (GOOD + NEED + "field = 'amount'\nlable = 'x' #!\n", "stage.requires.lable",
     ["contact", "document", "field", "followup", "label", "label_zh", "step"]),
    (GOOD + "'a b'.c = 1 #!\n", "stage.'a b'", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "expected"), ONE, ids=[f"{n}-{one[1]}" for n, one in enumerate(ONE)])
def test_one_fault(text: str, key: str, expected: Any) -> None:
    found = faults(text)
    assert [(one["line"], one["key"]) for one in found] == [(marked(text), key)]
    if expected is not None:
        assert found[0]["expected"] == expected


NO_TOML = [
    ("this is a process\n #!", 1, "", "key = value"),
    (PROCESS + "\nlabel: 'x'\n", 5, "", "key = value"),
    (PROCESS + 'x = "abc\ny = 1\n', 4, "process.x", 'a closing "'),
    (PROCESS + "x = 'abc\ny = 1\n", 4, "process.x", "a closing '"),
    (PROCESS + 'x = """abc\ny = 1\n', 4, "process.x", "a closing quote"),
    (PROCESS + "x = '''abc\ny = 1\n", 4, "process.x", "a closing '''"),
    (PROCESS + "x = [1, 2\ny = 1\n", 4, "process.x", "a comma or a closing ]"),
    (PROCESS + "x = [1,\n", 4, "process.x", '"text", a number'),
    (PROCESS + "x = { a = 1\n", 4, "process.x.a", "a comma or a closing }, all in one line"),
    (PROCESS + "x =\n", 4, "process.x", '"text", a number'),
    (PROCESS + "x = yes\n", 4, "process.x", '"text", a number'),
    (PROCESS + "x = 'abc\ny = 'd'\n", 4, "process.x", "a closing '"),
    (PROCESS + "x = 2026-02-30\n", 4, "process.x", "a date as 2026-11-25"),
    (PROCESS + "x = 1 2\n", 4, "process.x", "the end of the line"),
    (PROCESS + 'x = "a\\qb"\n', 4, "process.x", "\\\\ for \\"),
    (PROCESS + "[stage\nid = 1\n", 4, "", "]"),
    (PROCESS + "[[stage]\nid = 1\n", 4, "", "]]"),
    (PROCESS + '\ntitle = "Q"\n', 5, "process.title", "each key once"),
    (PROCESS + '\nabout = """a\nb"""\n[process]\n', 7, "process", "each [table] once"),
    (PROCESS + "x = 'a\x01b'\n", 4, "process.x", "text without control characters"),
    (PROCESS + "# a\x01b\n", 4, "", "text without control characters"),
]


@pytest.mark.parametrize(("text", "line", "key", "expected"), NO_TOML, ids=range(len(NO_TOML)))
def test_a_text_that_is_no_toml(text: str, line: int, key: str, expected: str) -> None:
    (found,) = faults(text)
    assert (found["line"], found["key"]) == (line, key)
    assert found["expected"].startswith(expected)
    assert "no TOML" in found["message"]


def test_all_faults_are_told_at_once_by_line() -> None:
    text = """\
[process]
title = ""
back = "maybe"

[[stage]]
id = "One"
label = "One"
probability = 110
colour = "red"
  [[stage.requires]]
  field = "amuont"
  [[stage.reminder]]
  after_days = -1

[won]
reasons = []
[pool]
days = { D = 1 }
"""
    assert [(one["line"], one["key"]) for one in faults(text)] == [
        (1, "process.name"),
        (2, "process.title"),
        (3, "process.back"),
        (6, "stage.id"),
        (8, "stage.probability"),
        (9, "stage.colour"),
        (11, "stage.requires.field"),
        (12, "stage.reminder.text"),
        (13, "stage.reminder.after_days"),
        (16, "won.reasons"),
        (18, "pool.days.D"),
    ]


def test_what_was_probably_meant_is_named() -> None:
    assert "(“amount”?)" in faults(GOOD + NEED + "field = 'amuont'\n")[0]["message"]
    assert "(“silent_days”?)" in faults(GOOD + "silent_day = 3\n")[0]["message"]


def test_a_file_that_is_not_utf_8_is_told_with_its_line() -> None:
    (found,) = faults((PROCESS + '[[stage]]\nlabel = "线索"\n').encode("gb18030"))
    assert (found["line"], found["expected"]) == (5, "UTF-8")
    (found,) = faults(GOOD.encode("utf-16"))
    assert found["expected"] == "UTF-8"


def test_a_file_may_be_a_mebibyte_large_and_no_more() -> None:
    text = GOOD + "#" * (MOST - len(GOOD))
    read(text.encode(), known_words())
    (found,) = faults(text + "#")
    assert found["expected"] == f"at most {MOST} bytes"


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 500_000, "a = " + "{a=" * 200_000, "a." * 400_000 + "b = 1", "a = " + "9" * 900_000],
    ids=["lists", "tables", "dots", "digits"],
)
def test_what_is_wound_beyond_sense_is_refused_at_once(text: str) -> None:
    (found,) = faults(GOOD + "\n" + text)
    assert found["line"] == 9


def test_very_many_of_anything_are_refused_and_faults_counted() -> None:
    keys = [one["key"] for one in faults(PROCESS + "[[stage]]\n" * 20_000)]
    assert "stage" in keys
    assert len(faults(GOOD + "".join(f"k{n} = 1\n" for n in range(5000)))) == MOST_TOLD


def test_nothing_of_a_file_reaches_the_terminal_as_control_characters() -> None:
    for one in faults(GOOD + '"a\\u001b[31mb" = "\\u001b]0;x\\u0007"\nlabel_zh = 3\n'):
        assert "\x1b" not in one["message"]


def test_two_steps_that_close_are_two_faults() -> None:
    text = GOOD + STEP + "closes = true\n" + OTHER_STEP + "closes = true\n"
    assert [one["message"] for one in faults(text)] == [
        "step.closes: only the last step closes the order; expected it at b",
        "step.closes: a does so already; expected one step at most",
    ]


def test_a_rebate_is_no_part_of_the_shares() -> None:
    text = GOOD + "[[payment]]\nlabel = 'All'\nshare = '100%'\n[[payment]]\nlabel = 'Back'\nkind = 'rebate'\n"
    assert [one["share"] for one in read(text, known_words())["payments"]] == [10_000, None]


def test_a_department_need_not_be_known() -> None:
    text = GOOD + STEP + "department = 'Moon base'\n" + DUTY + "due = 'done'\nfor = 'Mars base'\n"
    (step,) = read(text, known_words())["steps"]
    assert (step["department"], step["duty"]["for"]) == ("Moon base", "Mars base")


def test_a_circle_of_steps_is_shown_whole_and_once() -> None:
    text = GOOD + "".join(
        f"[[step]]\nid = '{id}'\nlabel = 'X'\nafter = '{before}'\n" for id, before in ("ac", "ba", "cb", "da")
    )
    assert [one["message"] for one in faults(text)] == ["step.after: the steps go in a circle: a → c → b → a"]
