"""The team in words: its tree, the roles, what somebody may do and why, what a hand-over or a sweep comes to."""

from __future__ import annotations

from crmcli.i18n import N_, _, listed, ngettext
from crmcli.shown.values import when

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from typing import Any

    from crmcli.verbs.handover import Passed
    from crmcli.verbs.pool import Swept

RIGHTS = {
    "all": N_("everything"), "see": N_("see all"), "add": N_("add to all"), "edit": N_("change all"),
    "remove": N_("remove all"), "move": N_("move all"), "close": N_("close all"), "transfer": N_("hand over all"),
    "share": N_("share all"), "take": N_("take all"), "return": N_("return all"), "guide": N_("guide all"),
    "ask": N_("ask about all"), "reply": N_("answer all"), "follow": N_("follow all"), "merge": N_("merge all"),
    "team": N_("manage members"), "process": N_("change processes"), "pool": N_("sweep the pool"), "purge": N_("purge"),
    "pay": N_("pay back expenses"),
}  # fmt: skip
"""What a right of a role allows, whoever owns a record."""

LIMITS = {
    "discount": N_("discount"), "pool_most": N_("customers at most"), "pool_per_day": N_("from the pool a day"),
    "below_floor": N_("below the floor"), "expense": N_("expense"), "amount": N_("amount"),
    "change": N_("change of an order's amount"),
}  # fmt: skip
"""Limits that the program knows."""

VERBS = {
    "see": N_("see it"), "add": N_("add to it"), "edit": N_("change it"), "remove": N_("remove it"),
    "move": N_("move it to another stage"), "close": N_("win or lose it"), "transfer": N_("hand it over"),
    "share": N_("share it"), "take": N_("take it from the pool"), "return": N_("return it to the pool"),
    "guide": N_("guide the work on it"), "ask": N_("ask for help on it"), "reply": N_("answer it"),
    "follow": N_("follow it"), "merge": N_("merge it"), "purge": N_("purge it"), "team": N_("manage members"),
    "process": N_("change processes"), "pool": N_("sweep the pool for others"), "pay": N_("pay it back"),
}  # fmt: skip
"""What each verb means of a record."""

ACCESS = {"owner": N_("owner"), "write": N_("read and write"), "read": N_("read only")}
"""What somebody of a record's team may do."""


def tree(nodes: Sequence[dict[str, Any]]) -> list[str]:
    """The members as a tree, a line each: name, role, department, reference; who is suspended is marked."""
    return [line for node in nodes for line in _node(node, "", "")]


def _node(node: dict[str, Any], head: str, rest: str) -> Iterator[str]:
    parts = [
        str(node["name"]),
        node["role_label"],
        node["department"],
        "" if node["active"] else _("suspended"),
    ]
    yield head + " · ".join(part for part in (*parts, node["ref"]) if part)
    for place, one in enumerate(node["members"], 1):
        last = place == len(node["members"])
        yield from _node(one, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "))


def roles(found: Sequence[dict[str, Any]], language: str) -> list[str]:
    """The roles as a tree, a line each: what it is called, what it may do beyond its own, limits, how many have it."""
    lines = []
    for one in found:
        label = one["label_zh"] if language == "zh" and one["label_zh"] else one["label"]
        parts = [f"{label} ({one['id']})" if label != one["id"] else label]
        if one["rights"]:
            parts.append(listed(_(RIGHTS[name]) for name in one["rights"] if name in RIGHTS))
        if one["limits"]:
            parts.append(limits(one["limits"]))
        if one["members"]:
            parts.append(
                ngettext("%(number)d member", "%(number)d members", one["members"])
                % {"number": one["members"]}
            )
        lines.append("  " * int(one["depth"]) + " · ".join(parts))
    return lines


def limits(found: dict[str, Any]) -> str:
    """Limits in words."""
    return listed(f"{_(LIMITS[name]) if name in LIMITS else name} {value}" for name, value in found.items())


def rights(told: dict[str, Any]) -> list[str]:
    """What somebody may do and why, a line a verb."""
    does = {one["verb"]: VERBS[one["verb"]] for one in told["rights"]}
    width = max((_cells(_(text)) for text in does.values()), default=0)
    lines = []
    for one in told["rights"]:
        text = does[one["verb"]]
        shown = _(text)
        mark = "+" if one["allowed"] else "-"
        lines.append(f"{mark} {shown}{' ' * (width - _cells(shown))}  {one['why']}")
    if told["limits"]:
        lines.append(_("limits: %(limits)s") % {"limits": limits(told["limits"])})
    return lines


def _cells(text: str) -> int:
    from crmcli.text.clean import width

    return width(text)


def carried(moved: dict[str, int]) -> str:
    """What went along with a customer, in words; empty if nothing did."""
    words = {
        "opportunity": lambda n: ngettext("%(number)d open opportunity", "%(number)d open opportunities", n),
        "quote": lambda n: ngettext("%(number)d open quote", "%(number)d open quotes", n),
        "order": lambda n: ngettext("%(number)d open order", "%(number)d open orders", n),
        "step": lambda n: ngettext("%(number)d open step", "%(number)d open steps", n),
        "duty": lambda n: ngettext("%(number)d open duty", "%(number)d open duties", n),
        "expense": lambda n: ngettext(
            "%(number)d expense not paid back", "%(number)d expenses not paid back", n
        ),
        "approval": lambda n: ngettext("%(number)d approval asked for", "%(number)d approvals asked for", n),
        "reminder": lambda n: ngettext("%(number)d reminder", "%(number)d reminders", n),
        "guidance": lambda n: ngettext("%(number)d unanswered message", "%(number)d unanswered messages", n),
    }
    return listed(words[name](n) % {"number": n} for name, n in moved.items() if n and name in words)


_SHOWN = 20  # customers that are named one by one


def passed(found: Passed, names: dict[str | None, str], *, dry_run: bool) -> list[str]:
    """What a hand-over came to, or would come to: the customers, what goes along, totals, how to take it back."""
    to = found.to.name if found.to is not None else _("the pool")
    lines = []
    for row in found.rows[:_SHOWN]:
        along = carried(found.moved[row.id])
        before = names.get(found.from_[row.id]) or _("the pool")
        lines.append(" · ".join(part for part in (row.ref, row.name, f"{before} → {to}", along) if part))
    if len(found.rows) > _SHOWN:
        lines.append(_("… and %(number)d more") % {"number": len(found.rows) - _SHOWN})
    number = len(found.rows)
    what = ngettext("%(number)d customer", "%(number)d customers", number) % {"number": number}
    along = carried(found.totals)
    parts = [_("%(what)s with %(along)s") % {"what": what, "along": along} if along else what]
    if dry_run:
        parts.append(_("nothing was changed (--dry-run)"))
    elif found.transaction:
        parts.append(f"crm undo {found.transaction}")
    return [*lines, " · ".join(parts)]


def swept(found: Swept, names: dict[str | None, str], *, dry_run: bool) -> list[str]:
    """What a sweep did, or would do, a line a customer."""
    lines = []
    for row, day in found.warned:
        text = _("%(owner)s is warned: returns on %(day)s") % {
            "owner": names.get(row.owner_id) or "—",
            "day": day.isoformat(),
        }
        lines.append(" · ".join((row.ref, row.name, text, _idle(found.days[row.id]))))
    if found.returned is not None:
        for row in found.returned.rows:
            before = names.get(found.returned.from_[row.id]) or "—"
            text = _("from %(owner)s into the pool") % {"owner": before}
            along = carried(found.returned.moved[row.id])
            parts = (row.ref, row.name, text, along, _idle(found.days[row.id]))
            lines.append(" · ".join(part for part in parts if part))
    if not lines:
        return [_("Nothing is due.")]
    if dry_run:
        lines.append(_("nothing was changed (--dry-run)"))
    elif found.transaction:
        lines[-1] += f" · crm undo {found.transaction}"
    return lines


def _idle(days: int) -> str:
    return ngettext(
        "nobody dealt with it for %(number)d day", "nobody dealt with it for %(number)d days", days
    ) % {"number": days}


def people(team: Sequence[dict[str, Any]], label: dict[str, str]) -> list[str]:
    """Who works on a record, a line each: who, with which part, and what they may do. ``label``: of roles, by id."""
    lines = []
    for one in team:
        if one["member"] is not None:
            who = str(one["member"]["name"])
        elif one["role"]:
            who = _("all of the role %(role)s") % {"role": label.get(one["role"]) or one["role"]}
        else:
            who = _("all of the department %(department)s") % {"department": one["department"]}
        access = ACCESS[one["access"]]
        ref = one["share"]["ref"] if one["share"] else ""
        lines.append(" · ".join(part for part in (who, one["part"], _(access), ref) if part))
    return lines


def absence(member: dict[str, Any], now: datetime) -> str:
    """That a member is away, or will be: from when until when, who decides instead; empty if it is over or none.

    ``member`` has ``away_from away_until deputy`` as its record.
    """
    since, until = member.get("away_from"), member.get("away_until")
    today = now.date().isoformat()
    if not since or (until and until < today):
        return ""
    if until and since <= today:
        said = _("away until %(until)s") % {"until": when(until, now)}
    elif until:
        said = _("away %(since)s – %(until)s") % {"since": when(since, now), "until": when(until, now)}
    else:
        said = _("away since %(since)s") % {"since": when(since, now)}
    deputy = member.get("deputy")
    return said if deputy is None else _("%(away)s, deputy %(name)s") % {"away": said, "name": deputy["name"]}
