"""The team as lists draw it: members in a tree with what each holds, departments, roles, shares, what may be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import N_, _, language, listed, ngettext
from crmcli.shown import team as told
from crmcli.shown.wrapping import DOT, parts, wrap
from crmcli.store.records import MEMBER, SHARE
from crmcli.text.clean import cut, width
from crmcli.tui.widgets.lines import fitted, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from crmcli.tui.widgets.sections import Drawn, Piece
    from crmcli.verbs.roles import Roles
    from crmcli.verbs.teamview import View

    Link = dict[str, Any]
    Passed = tuple[Link, str, dict[str, int]]  # a customer, who had it, what goes along

_NUMBERS = (("customer", N_("Customers")), ("opportunity", N_("Deals")), ("reminder", N_("Reminders")))
_GAP = 2
_LEAST = 20  # cells that a name should have before its role and department are shown
_MOST = 18  # cells of a role or department
_AIR, _WIDE = 4, 34  # cells beyond the longest name, and what the column of names has if there is room
_EDGE = 1  # cells that stay free at the right
_DEPTH = 3  # of the cells of a name, one of so many is for the tree's lines
_REF = 9


class Columns:
    """The cells of the columns of a team, the same for all its lines: role, department, the three numbers."""

    __slots__ = ("department", "longest", "numbers", "role")

    def __init__(self, view: View, cells: int) -> None:
        lines = [*view.members, *view.departments]
        self.numbers = [
            max([width(_(label)), *(len(f"{one['held'][name]:,}") for one in lines)])
            for name, label in _NUMBERS
        ]
        self.role = _column(MEMBER.fields["role"].shown, [one["role_label"] for one in view.members])
        self.department = _column(_("Dept."), [one["department"] or "" for one in view.members])
        names = (width(_lead(one["branch"])) + width(_called(one)) for one in view.members)
        self.longest = max(names, default=0)
        wanted = min(self.longest, _LEAST)
        if self.name(cells) < wanted:
            self.department = 0
        if self.name(cells) < wanted:
            self.role = 0

    def name(self, cells: int) -> int:
        """What is left for a name; on a wide terminal no more than the longest takes, so that its numbers stay near."""
        others = [one + _GAP for one in (self.role, self.department, *self.numbers) if one]
        return max(min(cells - sum(others) - _EDGE, max(self.longest + _AIR, _WIDE)), 8)

    def before_numbers(self, cells: int) -> int:
        """The cells of all that stands before the numbers."""
        return self.name(cells) + sum(one + _GAP for one in (self.role, self.department) if one)


def _column(label: str, texts: Sequence[str]) -> int:
    """The cells of a column; none if nothing stands in it."""
    widest = max((width(shown(text)) for text in texts), default=0)
    return min(max(widest, width(label)), _MOST) if widest else 0


def _lead(branch: Sequence[bool]) -> str:
    """The lines of the tree before a member; those at the top have none."""
    if len(branch) < 2:
        return ""
    return "".join("  " if last else "│ " for last in branch[1:-1]) + ("└ " if branch[-1] else "├ ")


def _called(one: dict[str, Any]) -> str:
    """What a member is called, with what has to be known of it at once."""
    said = shown(one["name"])
    if one["me"]:
        said += " (" + _("me") + ")"
    if not one["active"]:
        said += " × " + _("suspended")
    elif one["away"]:
        said += " × " + _("away")
    return said


def head(columns: Columns, cells: int) -> Drawn:
    """The heads of the columns."""
    line = fitted(MEMBER.fields["name"].shown, columns.name(cells))
    for size, label in ((columns.role, MEMBER.fields["role"].shown), (columns.department, _("Dept."))):
        line += "  " + fitted(label, size) if size else ""
    return [[("dim", line + _number_heads(columns))]]


def head_of_departments(columns: Columns, cells: int) -> Drawn:
    """The heads of the numbers alone."""
    return [[("dim", " " * columns.before_numbers(cells) + _number_heads(columns))]]


def _number_heads(columns: Columns) -> str:
    heads = zip(columns.numbers, _NUMBERS, strict=True)
    return "".join("  " + fitted(_(label), size, right=True) for size, (_name, label) in heads)


def member(one: dict[str, Any], columns: Columns, cells: int) -> Drawn:
    """A member on a line: its place in the tree, name, role, department, what it holds."""
    room = columns.name(cells)
    lead = _lead(one["branch"])
    most = max(room // _DEPTH, 2)
    if width(lead) > most:  # a deep tree: its last lines
        lead = "…" + lead[-(most - 1) :]
    style = "dim" if not one["active"] else "strong" if one["me"] else "text"
    name = shown(one["name"])
    mark = _called(one)[len(name) :]
    left = max(room - width(lead), 4)
    name = cut(name, max(left - width(mark), 4))
    line: list[Piece] = [("rule", lead), (style, name)]
    if mark:
        noted = not one["active"] or one["away"]
        line.append(("noted" if noted else "dim", cut(mark, max(left - width(name), 0))))
    line.append(("text", " " * max(left - width(name) - width(mark), 0)))
    for size, text in ((columns.role, one["role_label"]), (columns.department, one["department"] or "")):
        if size:
            line.append(("dim", "  " + fitted(shown(text), size)))
    return [[*line, *_numbers(one["held"], columns, one["active"])]]


def _numbers(held: dict[str, int], columns: Columns, active: bool = True) -> list[Piece]:
    """The numbers in their columns; what somebody holds who works here no more is seen."""
    out: list[Piece] = []
    for size, (name, _label) in zip(columns.numbers, _NUMBERS, strict=True):
        number = held[name]
        text = f"{number:,}" if number else "·"
        style = "dim" if not number else "text" if active else "noted"
        out += [("text", "  "), (style, fitted(text, size, right=True))]
    return out


def department(one: dict[str, Any], columns: Columns, cells: int) -> Drawn:
    """A department: how many work there, what they hold together."""
    name = shown(one["name"]) or _("no department")
    said = members(one["members"])
    room = columns.before_numbers(cells)
    if one["suspended"]:
        more = said + DOT + _("%(number)d suspended") % {"number": one["suspended"]}
        said = more if width(name) + width(more) + 2 <= room else said
    if width(name) + width(said) + 2 > room:
        said = f"{one['members']:,}"
    label = cut(name, max(room - width(said) - 2, 6))
    line: list[Piece] = [("text", label), ("dim", fitted("  " + said, max(room - width(label), 0)))]
    return [[*line, *_numbers(one["held"], columns)]]


def role(one: dict[str, Any], cells: int) -> Drawn:
    """A role: what it may do beyond its own, how far it may go, how many have it."""
    lead = "  " * int(one["depth"])
    label = shown(one["label_zh"] if language() == "zh" and one["label_zh"] else one["label"])
    said = []
    if one["rights"]:
        said.append(listed(_(told.RIGHTS[name]) for name in one["rights"] if name in told.RIGHTS))
    if one["limits"]:
        said.append(told.limits(one["limits"]))
    if one["members"]:
        said.append(members(one["members"]))
    text = shown(DOT.join(said)) or _("its own only")
    first: list[Piece] = [("text", lead + label)]
    used = width(lead + label) + 2
    if used + width(text) <= cells:
        return [[*first, ("dim", "  " + text)]]
    indent = " " * (len(lead) + 2)
    lines = parts(text, max(cells - len(indent), 8), "")
    return [first, *([("dim", indent + line)] for line in lines)]


def members(number: int) -> str:
    """So many members."""
    return ngettext("%(number)d member", "%(number)d members", number) % {"number": number}


def holding(held: dict[str, int]) -> str:
    """What somebody holds, in words: `28 customers, 21 open opportunities, 37 reminders`; empty if nothing."""
    first = customers(held["customer"]) if held.get("customer") else ""
    rest = told.carried({name: number for name, number in held.items() if name != "customer"})
    return listed([first, rest]) if first and rest else first or rest


# --- a hand-over --------------------------------------------------------------------------------------------------


def customers(number: int) -> str:
    """So many customers."""
    return ngettext("%(number)d customer", "%(number)d customers", number) % {"number": number}


def passed_columns(entries: Sequence[Passed]) -> tuple[int, int, int]:
    """Cells of the names, of those before, who are told only where they differ, and of what goes along."""
    names = max((width(shown(link["name"])) for link, _before, _along in entries), default=0)
    owners = {before for _link, before, _along in entries}
    before = max((width(shown(one or _("the pool"))) for one in owners), default=0) if len(owners) > 1 else 0
    return names, min(before, _MOST), max((width(told.carried(one[2])) for one in entries), default=0)


def passed(one: Passed, columns: tuple[int, int, int], cells: int) -> Drawn:
    """A customer that is passed on: from whom, and what goes along."""
    link, before, along = one
    name_cells, before_cells, rest_cells = columns
    rest = told.carried(along)
    room = cells - _REF - (before_cells + _GAP if before_cells else 0)
    name_cells = min(name_cells, max(room - rest_cells - _GAP, room // 2, 10))
    line: list[Piece] = [("ref", link["ref"] + "  "), ("strong", fitted(shown(link["name"]), name_cells))]
    if before_cells:
        line.append(("dim", "  " + fitted(shown(before or _("the pool")), before_cells)))
    left = room - name_cells - _GAP
    if not rest or width(rest) <= left:
        return [[*line, ("text", "  " + rest)]]
    return [line, *([("text", " " * _REF + text)] for text in wrap(rest, max(cells - _REF, 8)))]


def warned(link: Link, owner: str, day: date, cells: int) -> Drawn:
    """A customer whose owner is warned."""
    said = _("%(owner)s is warned: returns on %(day)s") % {"owner": owner or "—", "day": day.isoformat()}
    room = cells - _REF - width(shown(said)) - 2
    line: list[Piece] = [("ref", link["ref"] + "  "), ("strong", cut(shown(link["name"]), max(room, 8)))]
    return [[*line, ("dim", "  " + shown(said))]]


def stays(found: dict[str, int]) -> list[str]:
    """What stays where it is, a line each."""
    words: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("followup", lambda n: ngettext(
            "%(number)d note keeps its author", "%(number)d notes keep their authors", n)),
        ("closed", lambda n: ngettext(
            "%(number)d closed opportunity stays with who closed it",
            "%(number)d closed opportunities stay with who closed them", n)),
        ("done", lambda n: ngettext(
            "%(number)d reminder that is done stays", "%(number)d reminders that are done stay", n)),
        ("opportunity", lambda n: ngettext(
            "%(number)d open opportunity of somebody else stays theirs",
            "%(number)d open opportunities of others stay theirs", n)),
        ("reminder", lambda n: ngettext(
            "%(number)d reminder of somebody else stays theirs", "%(number)d reminders of others stay theirs", n)),
        ("elsewhere", lambda n: ngettext(
            "%(number)d record that is open on customers of others stays",
            "%(number)d records that are open on customers of others stay", n)),
    )  # fmt: skip
    return [said(found[name]) % {"number": found[name]} for name, said in words if found.get(name)]


# --- shares, rights -----------------------------------------------------------------------------------------------


def whom(one: dict[str, Any], roles: Roles | None = None) -> str:
    """With whom something is shared: a member, all of a role, all of a department."""
    if one["member"] is not None:
        return str(one["member"]["name"])
    if one["role"]:
        label = roles.label_of(one["role"]) if roles is not None else one["role"]
        return _("all of the role %(role)s") % {"role": label}
    return _("all of the department %(department)s") % {"department": one["department"]}


def sharing(one: dict[str, Any], roles: Roles | None, cells: int) -> Drawn:
    """With whom a record is shared: who, which part, what they may do."""
    who = cut(shown(whom(one, roles)), max(cells - _REF, 4))
    line: list[Piece] = [("ref", one["ref"] + "  "), ("strong", who)]
    used = _REF + width(who)
    access = SHARE.fields["access"].choice_shown(one["access"])
    rest = shown(DOT.join(part for part in (one["part"], access) if part))
    if used + 6 < cells:
        line.append(("dim", "  " + cut(rest, cells - used - 2)))
    return [line]


def right(one: dict[str, Any], label_cells: int, cells: int) -> Drawn:
    """A verb: whether somebody may, and why."""
    allowed = one["allowed"]
    does = told.VERBS[one["verb"]]
    said = fitted(_(does), label_cells)
    lead = ("+ " if allowed else "- ") + said + "  "
    lines = wrap(shown(one["why"]), max(cells - width(lead), 12))
    first: list[Piece] = [("good" if allowed else "late", lead[:2]), ("text" if allowed else "dim", lead[2:])]
    out: Drawn = [[*first, ("text" if allowed else "dim", lines[0] if lines else "")]]
    return out + [[("text", " " * width(lead)), ("text" if allowed else "dim", line)] for line in lines[1:]]
