"""A step of an order is changed: who does it, when it is planned, what it needs; the days counted from it follow."""

from __future__ import annotations

from datetime import date

from crmcli.errors import Refused, UsageError, ValueInvalid
from crmcli.i18n import _, listed
from crmcli.processes.checklist import ANCHORS, anchors_of, canonical
from crmcli.store.journal import Transaction
from crmcli.store.records import ORDER, STEP, Order, Step
from crmcli.store.statements import by_id, members_of, update
from crmcli.text.clean import clean_line
from crmcli.verbs import order_plan
from crmcli.verbs.order_checks import doubts
from crmcli.verbs.order_plan import AHEAD, moved_json
from crmcli.verbs.quote_versions import lacking
from crmcli.verbs.records import edit as edit_as_it_is
from crmcli.verbs.records import fresh, refuse_removed
from crmcli.verbs.rights import demand
from crmcli.verbs.shape import record_json
from crmcli.verbs.values import invalid

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store

    Typed = dict[str, list[str]]

DONE = "done"
"""The anchor of a duty's deadline that is the day its step was done."""


class Edited:
    """What a change came to: the step, its ``record`` as JSON, steps whose planned day moved, what is to be said."""

    __slots__ = ("moved", "record", "row", "transaction", "warnings")

    def __init__(self, row: Step) -> None:
        self.row = row
        self.record: dict[str, Any] = {}
        self.moved: list[dict[str, Any]] = []
        self.warnings: list[str] = []
        self.transaction: str | None = None


def edit(
    store: Store, step: Step, typed: Typed, base: dict[str, Any] | None = None, *, dry_run: bool = False
) -> Edited:
    """Change a step by typed values; a planned day takes the place of the rule it followed from.

    ``base`` as for :func:`crmcli.verbs.records.edit`. Raises :class:`ValueInvalid` for a day before an open step that
    comes before it, a rule that is none, steps that there are not or that would wait for each other; :class:`Refused`
    for a member who is suspended, and where the order is not carried out.
    """
    if not typed:
        edit_as_it_is(store, STEP, step, typed, plain=True)
    demand(store, "edit", STEP, step)
    typed = dict(typed)
    if typed.get("planned") and typed.get("plan"):
        raise UsageError(
            _("--planned and --plan say the same day in two ways."), hint=_("Give one of them."),
            argument="--plan", value=typed["plan"][-1], expected="--planned",
        )  # fmt: skip
    with Transaction(store, "step edit", dry_run=dry_run) as transaction:
        row = fresh(store, step)
        refuse_removed(STEP, row)
        order = by_id(store, Order, row.order_id)
        assert order is not None
        _refuse_status(order)
        steps = order_plan.steps_of(store, order)
        _read_rules(row, steps, typed)
        if typed.get("member") and typed["member"][-1].strip():
            from crmcli.verbs.order_checks import holder

            member = holder(store, typed["member"][-1])
            assert member is not None
            typed["member"] = [member.id]
        found, _ref = edit_as_it_is(store, STEP, row, typed, base=base, plain=True)
        assert isinstance(found, Step)
        row = found
        if "planned" in typed:
            update(store, row, plan=None, first_planned=row.first_planned or row.planned)
        if {"plan", "planned", "depends_on"} & set(typed):
            _refuse_circles(store, row, steps)
        if "planned" in typed:
            _refuse_early(store, row, steps)
        edited = Edited(row)
        edited.moved = moved_json(order_plan.replan(store, order))
        if {"planned", "plan", "depends_on"} & set(typed):
            edited.warnings += [
                one["message"] for one in doubts(order, [fresh(store, row)]) if one["field"] == "planned"
            ]
        edited.row = fresh(store, row)
        edited.record = record_json(store, STEP, edited.row)
    edited.transaction = None if dry_run else transaction.ref
    return edited


def _refuse_status(order: Order) -> None:
    if order.status in ("open", "pending"):
        return
    values = {
        "number": order.number,
        "ref": order.ref,
        "status": ORDER.fields["status"].choice_shown(order.status),
    }
    message = _("The order %(number)s (%(ref)s) is not open: %(status)s.") % values
    raise Refused(
        message,
        hint=_("`crm order reopen %(ref)s --reason REASON` opens it again.") % values,
        missing=[lacking("status", "status", message)],
    )


def _read_rules(row: Step, steps: Sequence[Step], typed: Typed) -> None:
    """Bring rules of days and steps that were typed into their one form. Raises :class:`ValueInvalid`."""
    others = [one.key for one in steps if one.key != row.key]
    if typed.get("plan") and (text := clean_line(typed["plan"][-1])):
        typed["plan"] = [_rule("plan", text, [*ANCHORS, *others])]
    if typed.get("duty_due") and (text := clean_line(typed["duty_due"][-1])):
        parts = text.replace("，", ",").split(",")
        anchors = [DONE, *ANCHORS, *others]
        typed["duty_due"] = [", ".join(_rule("duty_due", part.strip(), anchors) for part in parts)]
    for key in typed.get("depends_on", ()):
        if key.strip() and key.strip().removeprefix("-") not in others:
            raise invalid(STEP.fields["depends_on"], key, others)


def _rule(name: str, text: str, anchors: Sequence[str]) -> str:
    rule = canonical(text, anchors)
    if rule is None:
        raise invalid(STEP.fields[name], text, [f"{one}+3d" for one in anchors])
    return rule


def _refuse_circles(store: Store, row: Step, steps: Sequence[Step]) -> None:
    """Raise :class:`ValueInvalid` if a step would wait for itself, or be counted from itself."""
    now = [row if one.id == row.id else one for one in steps]
    after = members_of(store, STEP.fields["depends_on"], [one.id for one in now])
    before: dict[str, list[str]] = {}
    for one in now:
        before[one.key] = [*after.get(one.id, ()), *anchors_of(one.plan)]
    way = [row.key]
    seen: set[str] = set()
    ways = [way]
    while ways:
        way = ways.pop()
        for key in before.get(way[-1], ()):
            if key == row.key:
                circle = " → ".join([*way, row.key])
                raise ValueInvalid(
                    _("The steps go in a circle: %(way)s") % {"way": circle},
                    hint=_("Take one of them out: --depends-on -KEY."),
                    argument="--depends-on", value=circle, expected=_("steps that come before it"),
                )  # fmt: skip
            if key not in seen:
                seen.add(key)
                ways.append([*way, key])


def _refuse_early(store: Store, row: Step, steps: Sequence[Step]) -> None:
    """Raise :class:`ValueInvalid` for a planned day before that of an open step which comes before it."""
    if row.planned is None or row.status not in AHEAD:
        return
    keys = members_of(store, STEP.fields["depends_on"], [row.id]).get(row.id, [])
    before = [one for one in steps if one.key in keys and one.status in AHEAD and one.planned]
    late = [one for one in before if one.planned and one.planned > row.planned]
    if late:
        names = listed(f"{one.place} {one.name} {one.planned}" for one in late)
        latest = max(date.fromisoformat(one.planned) for one in late if one.planned).isoformat()
        raise ValueInvalid(
            _("%(day)s is before what comes before it: %(names)s.") % {"day": row.planned, "names": names},
            hint=_("Plan those first, or this one for %(day)s or later.") % {"day": latest},
            argument="--planned", value=row.planned, expected=latest,
        )  # fmt: skip
