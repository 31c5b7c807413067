"""How an order is carried out and paid, in a process file: ``[[step]]`` in order, ``[[payment]]`` in shares."""

from __future__ import annotations

import re

from crmcli.i18n import _

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.processes.checking import Table

ANCHORS = ("signed", "delivery")
"""Days that a plan can be counted from, besides those of steps."""

WHOLE = 10_000
"""All of an amount, in hundredths of one per cent."""

_PLAN = re.compile(r"([a-z][a-z0-9_-]{0,39}?)(?:([+-])(\d{1,4})d)?")


def read_plan(text: str) -> tuple[str, int] | None:
    """From which day a planned day is counted, and how many days after it: ``delivery-20d`` is ``("delivery", -20)``.

    None for a text that says no such thing.
    """
    found = _PLAN.fullmatch(text)
    if found is None:
        return None
    days = int(found[3] or 0)
    return found[1], -days if found[2] == "-" else days


def steps(root: Table) -> list[dict[str, Any]]:
    """The checklist of a file: ``id label label_zh department department_zh member after plan``.

    ``member`` is a name, ``owner`` for whoever owns the order, or None.
    """
    compiled: list[dict[str, Any]] = []
    tables = root.tables("step")
    known = [one.data.get("id") for one in tables]
    for table in tables:
        step: dict[str, Any] = {"id": table.id("id")}
        if step["id"] and step["id"] in [one["id"] for one in compiled]:
            table.wrong("id", _("an id that no other has"))
        elif step["id"] in ANCHORS:
            table.wrong("id", _("another name than %(names)s") % {"names": ", ".join(ANCHORS)})
        step |= table.both("label", required=True)
        step |= table.both("department")
        step["member"] = table.line("member") or None
        others = [str(id) for id in known if id and id != step["id"]]
        step["after"] = table.words("after", others or [_("the id of another step")])
        step["plan"] = _plan(table, "plan", others)
        table.done()
        compiled.append(step)
    _refuse_circles(root, compiled)
    return compiled


def payments(root: Table, steps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The plan of payments of a file: ``label label_zh share due``, the share in hundredths of one per cent."""
    from crmcli.text.percents import PercentError, read_percent, show_percent

    compiled: list[dict[str, Any]] = []
    known = [one["id"] for one in steps if one["id"]]
    for table in root.tables("payment"):
        payment: dict[str, Any] = {**table.both("label", required=True), "share": 0}
        table.knows("share")
        if not table.has("share"):
            table.missing("share", "30%")
        else:
            value = table.data["share"]
            try:
                payment["share"] = read_percent(value) if isinstance(value, str) and "%" in value else 0
            except PercentError:
                pass
            if not payment["share"]:
                table.wrong("share", _("a share with its sign, as 30%"))
        payment["due"] = _plan(table, "due", known)
        table.done()
        compiled.append(payment)
    whole = sum(one["share"] for one in compiled)
    if compiled and whole != WHOLE and all(one["share"] for one in compiled):
        message = _("all shares together are %(whole)s; expected %(expected)s")
        where: tuple[str | int, ...] = ("payment", len(compiled) - 1, "share")
        root.faults.add(where, message % {"whole": show_percent(whole), "expected": "100%"}, "100%")
    return compiled


def _plan(table: Table, key: str, steps: Sequence[str]) -> str | None:
    """A planned day in its one form: ``signed+3d``."""
    text = table.line(key, most=80)
    if not text:
        return None
    read = read_plan(text)
    anchors = [*ANCHORS, *steps]
    if read is None or read[0] not in anchors:
        table.wrong(key, [f"{one}+3d" for one in anchors])
        return None
    anchor, days = read
    return f"{anchor}{days:+d}d" if days else anchor


def _refuse_circles(root: Table, steps: Sequence[dict[str, Any]]) -> None:
    """Note each circle of steps that wait for each other or whose days are counted from each other."""
    before = {one["id"]: [*one["after"], *_counted_from(one)] for one in steps if one["id"]}
    told: set[str] = set()
    for number, one in enumerate(steps):
        circle = _circle(before, one["id"])
        if circle and not told & set(circle):
            told |= set(circle)
            following = [*circle, circle[0]][1]
            key = "after" if following in one["after"] else "plan"
            message = _("the steps go in a circle: %(way)s") % {"way": " → ".join([*circle, circle[0]])}
            root.faults.add(("step", number, key), message, _("steps that come before it"))


def _counted_from(step: dict[str, Any]) -> list[str]:
    anchor = (read_plan(step["plan"] or "") or ("signed", 0))[0]
    return [] if anchor in ANCHORS else [anchor]


def _circle(before: dict[str, list[str]], start: str) -> list[str]:
    """The way from a step back to itself; empty if there is none."""
    ways = [[start]] if start in before else []
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for one in before.get(way[-1], []):
            if one == start:
                return way
            if one not in seen:
                seen.add(one)
                ways.append([*way, one])
    return []
