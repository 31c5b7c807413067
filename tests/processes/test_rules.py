"""Rules of approval in a process file: what they say, and every fault with its line and key."""

from __future__ import annotations

import pytest

from crmcli.errors import ValueInvalid
from crmcli.processes import builtin
from crmcli.processes.reading import read

HEAD = """\
[process]
name = "own"
title = "Own"

[[stage]]
id = "one"
label = "One"
probability = 10

[[approval]]
"""
LINE = HEAD.count("\n")


def rules(text: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = read(HEAD + text)["approvals"]
    return found


def test_a_rule_with_all_its_keys() -> None:
    text = (
        'id = "big"\nlabel = "Big"\nlabel_zh = "大"\nabout = "order"\nwhen = "amount"\nover = "10万 USD"\n'
        'limit = "sum"\nrole = "manager"\nimportant = true\nurgent = true\nremind_after = 1\nescalate_after = 30\n'
    )
    assert rules(text) == [
        {
            "id": "big", "label": "Big", "label_zh": "大", "about": "order", "when": "amount", "over": "100000.00 USD",
            "limit": "sum", "terms": [], "role": "manager", "important": True, "urgent": True, "remind_after": 1,
            "escalate_after": 30,
        }
    ]  # fmt: skip


def test_what_is_not_said() -> None:
    (rule,) = rules('id = "d"\nlabel = "D"\nwhen = "discount"\nover = "2.50％"\n')
    assert (rule["about"], rule["over"], rule["limit"], rule["role"]) == ("quote", "2.5%", "discount", None)
    assert (rule["important"], rule["urgent"], rule["remind_after"], rule["escalate_after"]) == (
        False, False, None, None,
    )  # fmt: skip
    assert rules('id = "x"\nlabel = "X"\nwhen = "always"\n')[0]["limit"] == ""
    assert read(HEAD.removesuffix("[[approval]]\n"))["approvals"] == []


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('label = "D"\nwhen = "discount"', 0, "approval.id"),
        ('id = "d"\nwhen = "discount"', 0, "approval.label"),
        ('id = "d"\nlabel = "D"', 0, "approval.when"),
        ('id = "d"\nlabel = "D"\nwhen = "price"', 3, "approval.when"),
        ('id = "d"\nlabel = "D"\nabout = "visit"\nwhen = "always"', 3, "approval.about"),
        ('id = "d"\nlabel = "D"\nabout = "expense"\nwhen = "discount"', 4, "approval.when"),
        ('id = "d"\nlabel = "D"\nwhen = "discount"\nover = "5000 CNY"', 4, "approval.over"),
        ('id = "d"\nlabel = "D"\nwhen = "discount"\nover = "101%"', 4, "approval.over"),
        ('id = "d"\nlabel = "D"\nwhen = "amount"\nover = "5000"', 4, "approval.over"),
        ('id = "d"\nlabel = "D"\nwhen = "amount"\nover = 5000', 4, "approval.over"),
        ('id = "d"\nlabel = "D"\nwhen = "amount"\nover = "5.001 CNY"', 4, "approval.over"),
        ('id = "d"\nlabel = "D"\nwhen = "margin"', 0, "approval.over"),
        ('id = "d"\nlabel = "D"\nwhen = "terms"', 0, "approval.terms"),
        ('id = "d"\nlabel = "D"\nwhen = "terms"\nterms = []', 4, "approval.terms"),
        ('id = "d"\nlabel = "D"\nwhen = "discount"\nterms = ["a"]', 4, "approval.terms"),
        ('id = "d"\nlabel = "D"\nwhen = "always"\nover = "5%"', 4, "approval.over"),
        ('id = "d"\nlabel = "D"\nwhen = "discount"\nremind_after = 0', 4, "approval.remind_after"),
        ('id = "d"\nlabel = "D"\nwhen = "discount"\nescalate_after = "2"', 4, "approval.escalate_after"),
        ('id = "d"\nlabel = "D"\nwhen = "discount"\nfoo = 1', 4, "approval.foo"),
        ('id = "d"\nlabel = "D"\nwhen = "always"\n'
         '[[approval]]\nid = "d"\nlabel = "E"\nwhen = "terms"\nterms = "a"', 5, "approval.id"),
    ],
)  # fmt: skip
def test_one_fault(text: str, line: int, key: str) -> None:
    with pytest.raises(ValueInvalid) as caught:
        rules(text)
    (fault,) = caught.value.details["faults"]
    assert (fault["line"], fault["key"]) == (LINE + line, key)
    assert fault["expected"]


@pytest.mark.parametrize("name", ["sales", "domestic", "decoration", "service_contract"])
def test_the_built_in_rules(name: str) -> None:
    found = {one["id"]: one for one in builtin.compiled(name)["approvals"]}
    floor = found["below_floor"]
    assert (floor["important"], floor["urgent"], floor["remind_after"], floor["escalate_after"]) == (
        True,
        True,
        1,
        2,
    )
    assert {"discount", "expense"} <= set(found)
