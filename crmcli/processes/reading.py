"""A process file: TOML text → what it says, as plain data, or every fault with its line.

The form of a file is told in ``docs/guide-process.md``; what is read here is its table of keys, in the same order.
Texts stand in two languages, ``label`` and ``label_zh``; given in one only, it stands for both.
"""

from __future__ import annotations

from crmcli.i18n import _, listed
from crmcli.processes.checking import found, parsed
from crmcli.processes.checklist import payments, steps
from crmcli.processes.rules import rules

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.processes.checking import Table

    Known = dict[str, list[str]]
    """The words that a requirement may use, by what it asks for; empty: any."""

ENDS = ("won", "lost", "abandoned")
"""What an opportunity can end as; no stage is called so."""

BACK = ("reason", "free", "never")
"""How one goes back to an earlier stage: with a reason, without, not at all."""

NEEDS = ("field", "followup", "document", "contact", "step")
"""What can be asked for."""

MOST_DAYS = 3650

LABELS = {"won": ("Won", "赢单"), "lost": ("Lost", "输单"), "abandoned": ("Abandoned", "放弃")}
"""What the ends are called unless a file says otherwise."""

REASONS = {
    "won": (
        ("price", "Price", "价格"), ("quality", "Quality", "质量"), ("relationship", "Relationship", "客情关系"),
        ("delivery", "Delivery time", "交期"), ("service", "Service", "服务"), ("brand", "Brand", "品牌"),
        ("product", "Product fits best", "产品最合适"), ("reference", "Reference customers", "案例口碑"),
        ("other", "Other", "其他"),
    ),
    "lost": (
        ("price", "Price", "价格"), ("competitor", "Competitor was better", "竞争对手更强"),
        ("budget", "Budget cut", "预算不足"), ("no_decision", "No decision", "迟迟未决"),
        ("timing", "Wrong time", "时机不对"),
        ("delivery", "Delivery time", "交期"), ("quality", "Quality", "质量"),
        ("product", "Product does not fit", "产品不合适"),
        ("relationship", "Relationship", "客情关系"), ("payment_terms", "Terms of payment", "付款条件"),
        ("other", "Other", "其他"),
    ),
    "abandoned": (
        ("no_need", "No need any more", "需求消失"), ("no_budget", "No budget", "没有预算"),
        ("duplicate", "Entered twice", "重复录入"), ("unreachable", "Cannot be reached", "联系不上"),
        ("other", "Other", "其他"),
    ),
}  # fmt: skip
"""The reasons of each end unless a file has its own list: id, English, Chinese."""


class Vocabulary:
    """The words that a process may use because the program knows them."""

    __slots__ = ("contacts", "documents", "fields", "followups", "levels")

    def __init__(
        self,
        fields: Sequence[str],
        followups: Sequence[str],
        documents: Sequence[str],
        contacts: Sequence[str],
        levels: Sequence[str],
    ) -> None:
        self.fields = list(fields)  # of an opportunity, that may be required
        self.followups = list(followups)  # the kinds of follow-up that are always there
        self.documents = list(documents)  # the kinds of document
        self.contacts = list(contacts)  # the parts in a decision
        self.levels = list(levels)  # the levels of customers


def read(content: bytes | str, words: Vocabulary | None = None, path: str = "") -> dict[str, Any]:
    """What a process file says, compiled. Without ``words`` its words are not looked at (a file that was checked).

    Raises :class:`ValueInvalid` for the first fault by line, with ``line``, ``key``, ``expected`` and ``path``, and
    all of them in ``faults``.
    """
    root, faults, _text = parsed(content, path)
    kinds = _followup_kinds(root, words)
    known: Known = {}
    if words is not None:
        known = {
            "field": words.fields,
            "followup": [*words.followups, *(one["id"] for one in kinds if one["id"])],
            "document": words.documents,
            "contact": words.contacts,
        }
    process = _process(root)
    compiled = {
        **process,
        "stages": _stages(root, known),
        "ends": {end: _end(root, end, known) for end in ENDS},
        "followup_kinds": kinds,
        "pool": _pool(root, words),
        "expense": _expense(root),
        "approvals": rules(root),
        "steps": (
            checklist := steps(
                root, known.get("document"), known.get("followup"), workdays=process.get("workdays", False)
            )
        ),
        "payments": payments(root, checklist),
    }
    root.done()
    _check_next(root, compiled["stages"])
    faults.refuse()
    return compiled


def _process(root: Table) -> dict[str, Any]:
    table = root.table("process")
    if table is None:
        if not root.has("process"):
            root.missing("process", _("a table, [%(key)s]") % {"key": "process"})
        return {}
    compiled = {
        "name": table.id("name"),
        **table.both("title", required=True),
        **table.both("about", most=2000, prose=True),
        "business": table.line("business", most=40) or "general",
        "back": table.choice("back", BACK, "reason"),
        "workdays": table.flag("workdays"),
    }
    table.done()
    return compiled


# --- stages -------------------------------------------------------------------------------------------------------


def _stages(root: Table, known: Known) -> list[dict[str, Any]]:
    tables = root.tables("stage")
    if not tables and not (root.has("stage") and root.data["stage"]):
        root.fault("stage", _("a process needs a stage; expected [[stage]]"), "[[stage]]")
    compiled: list[dict[str, Any]] = []
    for number, table in enumerate(tables):
        stage = {
            "id": _id(table, [one["id"] for one in compiled], reserved=ENDS),
            **table.both("label", required=True),
            "probability": table.whole("probability", 0, 100, 0, required=True),
            "next": None if not table.has("next") else table.words("next"),
            "silent_days": table.whole("silent_days", 1, MOST_DAYS),
            **table.both("guidance", most=10_000, prose=True),
            "requires": _requires(table, known),
            "reminders": [_reminder(one) for one in table.tables("reminder")],
        }
        if stage["next"] is None:
            table.words("next")
            following = tables[number + 1].data.get("id") if number + 1 < len(tables) else None
            stage["next"] = [following] if isinstance(following, str) else []
        table.done()
        compiled.append(stage)
    return compiled


def _id(table: Table, taken: Sequence[str], *, reserved: Sequence[str] = ()) -> str:
    """The ``id`` of a table, that no other may have."""
    id = table.id("id")
    if id and id in taken:
        expected = _("an id that no other has")
        table.fault("id", _("%(value)s stands there twice") % {"value": found(id)}, expected)
    elif id in reserved:
        expected = _("another name than %(names)s") % {"names": ", ".join(reserved)}
        table.fault("id", _("%(value)s is an end, no stage; expected %(expected)s")
                    % {"value": found(id), "expected": expected}, expected)  # fmt: skip
    return id


def _requires(table: Table, known: Known) -> list[dict[str, Any]]:
    compiled: list[dict[str, Any]] = []
    for one in table.tables("requires"):
        one.knows(*NEEDS)
        given = [need for need in NEEDS if one.has(need)]
        if len(given) != 1:
            message = _("expected one of %(needs)s, found %(found)s") % {
                "needs": listed(NEEDS), "found": listed(given) or _("none"),
            }  # fmt: skip
            one.fault(given[1] if given else "", message, list(NEEDS))
        for code in given:
            field, values = code, []
            if code == "field":
                field = _field(one, known)
            elif code == "step":
                field = one.id(code)
            else:
                values = one.words(code, known.get(code), some=True)
            compiled.append({"code": code, "field": field, "values": values})
        label = one.both("label", required=given == ["step"])
        if given:
            compiled[-1] |= label
        one.done()
    return compiled


def _field(table: Table, known: Known) -> str:
    """The field that must not be empty: one of an opportunity, or ``custom.`` and a name of one's own."""
    name = table.line("field", most=200)
    if name and known and name not in known["field"]:
        own = name.removeprefix("custom.")
        if own == name or not own:
            table.wrong("field", [*known["field"], "custom.NAME"])
    return name


def _reminder(table: Table) -> dict[str, Any]:
    compiled = {
        **table.both("text", most=200, required=True),
        "after_days": table.whole("after_days", 0, MOST_DAYS, 0),
        "important": table.flag("important"),
        "urgent": table.flag("urgent"),
    }
    table.done()
    return compiled


def _check_next(root: Table, stages: Sequence[dict[str, Any]]) -> None:
    """Each ``next`` names later stages, and each stage is reached from the first; so an end can be reached from all."""
    ids = [one["id"] for one in stages]
    reached = set(ids[:1])
    for number, stage in enumerate(stages):
        later = [id for id in ids[number + 1 :] if id]
        for place, id in enumerate(stage["next"]):
            if id in later:
                if stage["id"] in reached:
                    reached.add(id)
                continue
            if not _written_next(root, number):
                continue  # the following stage, whose id is faulty
            where: tuple[str | int, ...] = ("stage", number, "next")
            if isinstance(root.data["stage"][number]["next"], list):
                where = (*where, place)
            expected: Any = later or _("no stage: it is the last")
            if id in ids:
                message = _("%(stage)s does not come after this one; going back is ruled by process.back")
            else:
                message = _("there is no stage %(stage)s")
            root.faults.add(where, message % {"stage": found(id)}, expected)
    for number, stage in enumerate(stages):
        if stage["id"] and stage["id"] not in reached and stage["id"] not in ids[:number]:
            message = _("no stage leads here; expected it in the next of an earlier one")
            root.faults.add(("stage", number, "id"), message, _("a next that names it"))


def _written_next(root: Table, number: int) -> bool:
    return "next" in root.data["stage"][number]


# --- ends, kinds, pool --------------------------------------------------------------------------------------------


def _end(root: Table, end: str, known: Known) -> dict[str, Any]:
    english, chinese = LABELS[end]
    table = root.table(end)
    compiled: dict[str, Any] = {
        "label": english, "label_zh": chinese, "requires": [],
        "reasons": [{"id": id, "label": one, "label_zh": other} for id, one, other in REASONS[end]],
    }  # fmt: skip
    if table is None:
        return compiled
    label = table.both("label")
    if label["label"]:
        compiled |= label
    compiled["requires"] = _requires(table, known)
    reasons: list[dict[str, Any]] = []
    given = table.tables("reasons")
    for one in given:
        reasons.append(
            {"id": _id(one, [other["id"] for other in reasons]), **one.both("label", required=True)}
        )
        one.done()
    if table.has("reasons"):
        compiled["reasons"] = reasons
        if table.data["reasons"] == []:
            table.fault(
                "reasons",
                _("empty; expected %(expected)s") % {"expected": _("at least one")},
                _("at least one"),
            )
    table.done()
    return compiled


def _followup_kinds(root: Table, words: Vocabulary | None) -> list[dict[str, Any]]:
    compiled: list[dict[str, Any]] = []
    for table in root.tables("followup_kind"):
        id = _id(table, [one["id"] for one in compiled])
        if words is not None and id in words.followups:
            expected = _("an id that no other has")
            table.fault("id", _("there is such a kind already: %(kind)s") % {"kind": id}, expected)
        compiled.append({"id": id, **table.both("label", required=True), "words": table.words("words")})
        table.done()
    return compiled


def _pool(root: Table, words: Vocabulary | None) -> dict[str, Any] | None:
    table = root.table("pool")
    if table is None:
        return None
    days: dict[str, int] = {}
    inner = table.table("days")
    if inner is None and not table.has("days"):
        table.missing("days", _("days by level, as { A = 90, none = 45 }"))
    if inner is not None:
        levels = [*(words.levels if words is not None else inner.data), "none"]
        days = {one: number for one in levels if (number := inner.whole(one, 1, MOST_DAYS)) is not None}
        if not inner.data:
            inner.fault("", _("empty; expected %(expected)s") % {"expected": ", ".join(levels)}, levels)
        inner.done()
    compiled = {
        "days": days,
        "warn_days": table.whole("warn_days", 0, 365, 7),
        "most": table.whole("most", 1, 1_000_000),
        "per_day": table.whole("per_day", 1, 1_000_000),
    }
    shortest = min(days.values(), default=0)
    if days and compiled["warn_days"] >= shortest:
        expected = _("a whole number from %(least)d to %(most)d") % {"least": 0, "most": shortest - 1}
        message = _("warned %(warned)d days before, but %(days)d days are all there are")
        table.fault("warn_days", message % {"warned": compiled["warn_days"], "days": shortest}, expected)
    table.done()
    return compiled


def _expense(root: Table) -> dict[str, Any]:
    """What is asked before an expense is paid back."""
    table = root.table("expense")
    if table is None:
        return {"tied": True}
    compiled = {"tied": table.flag("tied") if table.has("tied") else True}
    table.done()
    return compiled
