"""How an order is carried out and paid, in a process file: ``[[step]]`` in order, ``[[payment]]`` in shares."""

from __future__ import annotations

import re

from crmcli.i18n import _
from crmcli.processes.duties import DONE, duty

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.processes.checking import Table

ANCHORS = ("signed", "delivery", "arrival")
"""Days that a plan can be counted from, besides those of steps."""

WHOLE = 10_000
"""All of an amount, in hundredths of one per cent."""

PAYMENT_KINDS = ("planned", "rebate")
"""What is expected: a part of the amount, or the export tax rebate, which is no part of it."""

SHORT = 12
"""So many characters the heading of a step may have; Chinese ones take two cells each."""

DAYS, WORKDAYS = "d", "wd"
"""In what a plan counts: days of the calendar, or Monday to Friday alone."""

_PLAN = re.compile(r"([a-z][a-z0-9_-]{0,39}?)(?:([+-])(\d{1,4})(wd|d))?")


def read_plan(text: str) -> tuple[str, int, str] | None:
    """From which day a planned day is counted, how many days after it, and in which: ``delivery-20d`` is ``("delivery",
    -20, "d")``, ``signed+3wd`` three working days after signing.

    None for a text that says no such thing.
    """
    found = _PLAN.fullmatch(text)
    if found is None:
        return None
    days = int(found[3] or 0)
    return found[1], -days if found[2] == "-" else days, found[4] or DAYS


def show_plan(anchor: str, days: int, unit: str) -> str:
    """A plan in its one form."""
    return f"{anchor}{days:+d}{unit}" if days else anchor


def read_plans(text: str | None) -> list[tuple[str, int, str] | None]:
    """The plans of a text, of which the first counts whose day is known: ``arrival-3d, bill_of_lading+2d``."""
    return [read_plan(one.strip()) for one in text.split(",")] if text else []


def canonical(text: str, anchors: Sequence[str], unit: str = DAYS) -> str | None:
    """Plans in their one form, ``signed+3d``; None if one says no plan or is counted from no day of ``anchors``.

    ``unit``: in what those count that say days.
    """
    found = []
    for read in read_plans(text):
        if read is None or read[0] not in anchors:
            return None
        anchor, days, said = read
        found.append(show_plan(anchor, days, unit if said == DAYS else said))
    return ", ".join(found) or None


def anchors_of(plan: str | None) -> list[str]:
    """The days that plans are counted from."""
    return [read[0] for read in read_plans(plan) if read is not None]


def steps(
    root: Table,
    documents: Sequence[str] | None = None,
    followups: Sequence[str] | None = None,
    *,
    workdays: bool = False,
) -> list[dict[str, Any]]:
    """The checklist of a file: ``id label label_zh short short_zh department department_zh member important after plan
    documents delivers closes duty``.

    ``member`` is a name, ``owner`` for whoever owns the order, or None; ``short`` is empty where the label serves;
    ``duty`` as :func:`crmcli.processes.duties.duty` gives it. ``documents`` and ``followups`` are the kinds there are
    (None: any). ``workdays``: days in plans of steps and duties are Monday to Friday.
    """
    compiled: list[dict[str, Any]] = []
    unit = WORKDAYS if workdays else DAYS
    tables = root.tables("step")
    known = [one.data.get("id") for one in tables]
    for table in tables:
        step: dict[str, Any] = {"id": table.id("id")}
        if step["id"] and step["id"] in [one["id"] for one in compiled]:
            table.wrong("id", _("an id that no other has"))
        elif step["id"] in (*ANCHORS, DONE):
            table.wrong("id", _("another name than %(names)s") % {"names": ", ".join((*ANCHORS, DONE))})
        step |= table.both("label", required=True)
        step |= table.both("short", most=SHORT)
        step |= table.both("department")
        step["member"] = table.line("member") or None
        step["important"] = table.flag("important")
        others = [str(id) for id in known if id and id != step["id"]]
        step["after"] = table.words("after", others or [_("the id of another step")])
        step["plan"] = _plan(table, "plan", others, unit)
        step["documents"] = table.words("documents", documents)
        step["delivers"] = table.flag("delivers")
        step["closes"] = table.flag("closes")
        step["duty"] = duty(table, [*ANCHORS, *others], followups, unit)
        table.done()
        compiled.append(step)
    _refuse_circles(root, compiled)
    _refuse_marks(root, compiled)
    return compiled


def payments(root: Table, steps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The plan of payments of a file: ``label label_zh kind share due``, the share in hundredths of one per cent.

    A ``rebate`` is money that is expected and no part of the amount: its share is None.
    """
    from crmcli.text.percents import show_percent

    compiled: list[dict[str, Any]] = []
    known = [one["id"] for one in steps if one["id"]]
    for table in root.tables("payment"):
        payment: dict[str, Any] = table.both("label", required=True)
        payment["kind"] = table.choice("kind", PAYMENT_KINDS, "planned")
        table.knows("share")
        said = table.data.get("kind", "planned")
        payment["share"] = _share(table) if said == "planned" else 0 if said not in PAYMENT_KINDS else None
        if payment["kind"] != "planned" and table.has("share"):
            table.fault("share", _("only goes with kind = “%(kind)s”") % {"kind": "planned"}, "planned")
        payment["due"] = _plan(table, "due", known)
        table.done()
        compiled.append(payment)
    shares = [(place, one["share"]) for place, one in enumerate(compiled) if one["kind"] == "planned"]
    whole = sum(share for _place, share in shares)
    if shares and whole != WHOLE and all(share for _place, share in shares):
        message = _("all shares together are %(whole)s; expected %(expected)s")
        where: tuple[str | int, ...] = ("payment", shares[-1][0], "share")
        root.faults.add(where, message % {"whole": show_percent(whole), "expected": "100%"}, "100%")
    return compiled


def _share(table: Table) -> int:
    """Which part of the amount is paid; 0 where it is missing or wrong, which is noted."""
    from crmcli.text.percents import PercentError, read_percent

    if not table.has("share"):
        table.missing("share", "30%")
        return 0
    value, share = table.data["share"], 0
    try:
        share = read_percent(value) if isinstance(value, str) and "%" in value else 0
    except PercentError:
        pass
    if not share:
        table.wrong("share", _("a share with its sign, as 30%"))
    return share


def _plan(table: Table, key: str, steps: Sequence[str], unit: str = DAYS) -> str | None:
    """A planned day in its one form: ``signed+3d``."""
    text = table.line(key, most=80)
    if not text:
        return None
    anchors = [*ANCHORS, *steps]
    plan = canonical(text, anchors, unit)
    if plan is None:
        table.wrong(key, [f"{one}+3d" for one in anchors])
    return plan


def _refuse_marks(root: Table, steps: Sequence[dict[str, Any]]) -> None:
    """Note a second step that delivers or closes, and one that closes before the last."""
    for key in ("delivers", "closes"):
        marked = [place for place, one in enumerate(steps) if one[key]]
        for place in marked[1:]:
            first = steps[marked[0]]["id"]
            message = _("%(step)s does so already; expected one step at most") % {"step": first}
            root.faults.add(("step", place, key), message, _("one step at most"))
        if key == "closes" and marked and marked[0] != len(steps) - 1:
            expected = steps[-1]["id"] or _("the last step")
            message = _("only the last step closes the order; expected it at %(step)s")
            root.faults.add(("step", marked[0], key), message % {"step": expected}, expected)


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
    return [anchor for anchor in anchors_of(step["plan"]) if anchor not in ANCHORS]


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
