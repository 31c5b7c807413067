"""A process in words: its stages with what each asks for, how it ends, what else its file rules."""

from __future__ import annotations

from crmcli.i18n import N_, _, language, listed, ngettext
from crmcli.shown.flowing import flowing
from crmcli.text.percents import show_percent

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

BACK = {"reason": N_("with a reason"), "free": N_("without a reason"), "never": N_("not at all")}
"""How one goes back to an earlier stage."""


class Section:
    """A part of a process: what it is called, what is said of it, and facts, each a label with lines."""

    __slots__ = ("facts", "prose", "title")

    def __init__(self, title: str, prose: str = "", facts: Sequence[tuple[str, list[str]]] = ()) -> None:
        self.title = title
        self.prose = flowing(prose)
        self.facts = [(label, lines) for label, lines in facts if lines]


def sections(data: dict[str, Any]) -> Iterator[Section]:
    """A version of a process, part by part; ``data`` is its compiled file with ``version``, ``in_use``, ``default``."""
    from crmcli.verbs.stages import said

    marks = [_("in use")] if data["in_use"] else []
    marks += [_("default")] if data["default"] else []
    title = " · ".join([said(data, "title"), f"{data['name']} {data['version']}", *marks])
    if "roles" in data:
        from crmcli.shown import team

        yield Section(title, said(data, "about"))
        yield Section(_("Roles"), "", [("", team.roles(list(_tree(data["roles"])), language()))])
        return
    back = BACK[data["back"]]  # within _() its key would be collected as a text
    yield Section(title, said(data, "about"), [
        (_("business"), [data["business"]] if data["business"] else []),
        (_("goes back"), [_(back)]),
        (_("plans count"), [_("working days, Monday to Friday")] if data.get("workdays") else []),
    ])  # fmt: skip
    labels = {one["id"]: said(one, "label") for one in data["stages"]}
    for place, stage in enumerate(data["stages"]):
        yield _stage(stage, labels, list(labels)[place + 1 : place + 2])
    for id, end in data["ends"].items():
        reasons = listed(f"{said(one, 'label')} ({one['id']})" for one in end["reasons"])
        yield Section(f"{said(end, 'label')} ({id})", "", [
            (_("asks for"), [need(one) for one in end["requires"]]), (_("reasons"), [reasons]),
        ])  # fmt: skip
    if data["followup_kinds"]:
        yield Section(_("Follow-up kinds of its own"), "", [
            (f"{said(one, 'label')} ({one['id']})", [listed(one["words"]) or "—"]) for one in data["followup_kinds"]
        ])  # fmt: skip
    if "approvals" in data:
        if data["approvals"]:
            yield Section(_("Approvals"), "", [
                (f"{said(one, 'label')} ({one['id']})", [rule(one)]) for one in data["approvals"]
            ])  # fmt: skip
        else:
            yield Section(_("Approvals"), _("Nothing is asked of a superior."))
    else:
        yield Section(
            _("Approvals"),
            _("This version has no rules of approval; it was installed before there were any."),
        )
    if data.get("steps"):
        yield Section(_("Checklist of an order"), "", [
            (f"{said(one, 'label')} ({one['id']})", [step(one) or "—"]) for one in data["steps"]
        ])  # fmt: skip
    if data.get("payments"):
        yield Section(_("Plan of payments"), _("Unless the terms of payment say otherwise."), [
            (said(one, "label"), [payment(one)]) for one in data["payments"]
        ])  # fmt: skip
    if data["pool"] is not None:
        yield Section(_("Pool"), "" if data["default"] else _("Counts while this process is the default one."),
                      list(_pool(data["pool"])))  # fmt: skip


def step(one: dict[str, Any]) -> str:
    """A step of a checklist: who does it, when, after which others, what it needs, does and leaves."""
    from crmcli.store.records import DOCUMENT
    from crmcli.verbs.stages import said

    parts = [said(one, "department"), one.get("member") or "", one["plan"] or ""]
    parts += [_("after %(steps)s") % {"steps": ", ".join(one["after"])}] if one["after"] else []
    parts += [_("important")] if one.get("important") else []
    kind = DOCUMENT.fields["kind"]
    needed = listed(kind.choice_shown(each) for each in one.get("documents", ()))
    parts += [_("needs %(documents)s") % {"documents": needed}] if needed else []
    parts += [_("delivers the order")] if one.get("delivers") else []
    parts += [_("closes the order")] if one.get("closes") else []
    parts += [_duty(one["duty"])] if one.get("duty") else []
    return " · ".join(text for text in parts if text)


def _duty(one: dict[str, Any]) -> str:
    """The duty that a step leaves: what, for whom, when, by which dealings it is done."""
    from crmcli.store.records import FOLLOWUP
    from crmcli.verbs.stages import said

    whom = said(one, "for")
    parts = [
        _("leaves %(whom)s the duty “%(text)s”") % {
            "whom": _("the owner") if whom == "owner" else whom, "text": said(one, "text"),
        },
        _("due %(due)s") % {"due": _(" else ").join(one["due"])},
    ]  # fmt: skip
    days = one["alarm_days"]
    if days:
        text = ngettext("on the desk %(days)d day before", "on the desk %(days)d days before", days)
        parts.append(text % {"days": days})
    if one["done_by"]:
        kind = FOLLOWUP.fields["kind"]
        kinds = listed(kind.choice_shown(each) for each in one["done_by"])
        parts.append(_("done by %(kinds)s") % {"kinds": kinds})
    return " · ".join(parts)


def payment(one: dict[str, Any]) -> str:
    """A line of a plan of payments: its share, or that it is no part of the amount, and when it is due."""
    share = one["share"]
    parts = [_("beside the amount") if share is None else show_percent(share), one["due"] or ""]
    return listed(text for text in parts if text)


def _tree(roles: list[dict[str, Any]], under: str | None = None, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The roles of a file, those above first, each with how deep it stands."""
    for role in roles:
        if role["under"] == under:
            yield {**role, "depth": depth, "members": 0}
            yield from _tree(roles, role["id"], depth + 1)


def _stage(stage: dict[str, Any], labels: dict[str, str], following: list[str]) -> Section:
    from crmcli.verbs.stages import said

    parts = [f"{said(stage, 'label')} ({stage['id']})", f"{stage['probability']} %"]
    days = stage["silent_days"]
    if days is not None:
        text = ngettext("silent after %(days)d day", "silent after %(days)d days", days)
        parts.append(text % {"days": days})
    ahead = listed(labels[id] for id in stage["next"]) or _("only an end")
    return Section(" · ".join(parts), said(stage, "guidance"), [
        (_("asks for"), [need(one) for one in stage["requires"]]),
        (_("reminds"), [_reminder(one) for one in stage["reminders"]]),
        (_("leads to"), [] if stage["next"] == following else [ahead]),
    ])  # fmt: skip


def _reminder(reminder: dict[str, Any]) -> str:
    from crmcli.verbs.stages import said

    days = reminder["after_days"]
    text = ngettext("after %(days)d day: %(text)s", "after %(days)d days: %(text)s", days)
    if not days:
        text = _("at once: %(text)s")
    marks = listed(
        word for name, word in (("important", _("important")), ("urgent", _("urgent"))) if reminder[name]
    )
    return text % {"days": days, "text": said(reminder, "text")} + (f" ({marks})" if marks else "")


def need(need: dict[str, Any]) -> str:
    """What is asked for: in words, and in brackets what the file names."""
    from crmcli.verbs import needs
    from crmcli.verbs.stages import said

    label, code = said(need, "label"), need["code"]
    if code == "field":
        return f"{label or needs.field_label(need['field'])} ({need['field']})"
    if code == "step":
        return f"{label} (step: {need['field']})"
    return f"{label or needs.kinds(need)} ({code}: {', '.join(need['values'])})"


_RULES = {
    "below_floor": N_("below the floor price"), "discount": N_("by discount"), "margin": N_("by margin below %(over)s"),
    "change": N_("by how much a change moves the amount"),
    "amount": N_("by amount"), "terms": N_("by other terms of payment than %(terms)s"), "always": N_("always"),
}  # fmt: skip


def rule(one: dict[str, Any]) -> str:
    """A rule of approval in words: what it is about, what it looks at, of whom, how long it may wait."""
    from crmcli.store.records import KINDS

    english = _RULES[one["when"]]
    parts = [KINDS[one["about"]].shown, _(english) % {"over": one["over"], "terms": listed(one["terms"])}]
    if one["over"] and one["when"] != "margin":
        parts.append(_("over %(over)s") % {"over": one["over"]})
    if one["role"]:
        parts.append(_("of the role %(role)s") % {"role": one["role"]})
    if one["limit"]:
        parts.append(_("up to the limit %(limit)s") % {"limit": one["limit"]})
    parts += [word for name, word in (("important", _("important")), ("urgent", _("urgent"))) if one[name]]
    remind, escalate = one["remind_after"], one["escalate_after"]
    if remind is not None:
        text = ngettext("reminds after %(days)d working day", "reminds after %(days)d working days", remind)
        parts.append(text % {"days": remind})
    if escalate is not None:
        text = ngettext("goes up after %(days)d working day", "goes up after %(days)d working days", escalate)
        parts.append(text % {"days": escalate})
    return " · ".join(parts)


def _pool(pool: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    from crmcli.store.records import CUSTOMER

    level = CUSTOMER.fields["level"]
    names = {one: _("without a level") if one == "none" else level.choice_shown(one) for one in pool["days"]}
    yield (
        _("returns"),
        [
            listed(
                ngettext("%(level)s after %(days)d day", "%(level)s after %(days)d days", days)
                % {"level": names[one], "days": days}
                for one, days in pool["days"].items()
            )
        ],
    )
    days = pool["warn_days"]
    yield (
        _("warns"),
        [ngettext("%(days)d day before", "%(days)d days before", days) % {"days": days}] * bool(days),
    )
    yield _("at most"), [
        text % {"number": number}
        for number, text in (
            (pool["most"], _("%(number)d customers each")), (pool["per_day"], _("%(number)d taken a day")),
        )
        if number is not None
    ]  # fmt: skip
