"""Entries as lists draw them: a reminder, a contact, a dealing, a document, a hit. From JSON, for so many cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.i18n import _, listed
from crmcli.shown.cells import cell
from crmcli.shown.days import due_or_late
from crmcli.shown.notices import said, whose
from crmcli.shown.star import due_of, is_open
from crmcli.shown.values import human, money, past, when
from crmcli.shown.wrapping import DOT, paragraphs, parts, wrap
from crmcli.store.records import KINDS
from crmcli.text.clean import cut, harmless, width
from crmcli.tui.widgets.lines import fitted, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from crmcli.tui.widgets.sections import Drawn, Piece

_LONG = 4000  # characters of a text that a list tells
WIDE = 100  # cells from which on a contact or a dealing has a line with columns


def wrapped(text: str, cells: int, style: str = "text", lead: str = "", most: int = 0) -> Drawn:
    """A text in lines of so many cells, each behind ``lead``; with ``most`` no more lines than that."""
    lines = paragraphs(harmless(text).replace("\t", " "), max(cells - width(lead), 8))
    if most and len(lines) > most:
        lines = [*lines[: most - 1], cut(lines[most - 1], max(cells - width(lead) - 2, 4)) + " …"]
    return [[("text", lead), (style, line)] for line in lines]


def paragraph(text: str, style: str, cells: int) -> Drawn:
    """A text in a style, in lines of so many cells."""
    return wrapped(text, cells, style)


def _mark(one: dict[str, Any]) -> str:
    """How much an entry presses: ``!!`` important and urgent, ``!`` one of them."""
    return "!" * sum(bool(one.get(name)) for name in ("important", "urgent"))


def due_entry(entry: dict[str, Any], now: datetime, columns: Sequence[int], cells: int) -> Drawn:
    """An entry of the desk or the agenda in columns: mark, ref, due, customer; what is left is its text."""
    mark_cells, due_cells, name_cells = columns
    # ↻: an occurrence after the next one
    mark = "↻" if entry.get("repeat") else _mark(entry)
    due = entry["shown_due"] if "shown_due" in entry else due_or_late(entry, now)
    late = bool(entry["late_days"]) or entry.get("overdue", False)
    line: list[Piece] = []
    if mark_cells:
        line.append(("late" if mark == "!!" else "noted", fitted(mark, mark_cells) + " "))
    line.append(("ref", entry["ref"] + "  "))
    line.append(("late" if late else "text", fitted(due, due_cells) + "  "))
    used = sum(width(text) for _style, text in line)
    name = whose(entry)
    if name_cells and entry.get("kind") != "notice":  # its sentence names whom it is about
        line.append(("strong", fitted(name, name_cells) + "  "))
        used += name_cells + 2
    if entry.get("what") == "conflict":
        line.append(("text", cut(shown(said(entry)), max(cells - used, 4))))
        return [line]
    if entry.get("kind") == "approval":
        from crmcli.tui.drawn_approval import asked

        return asked(entry, line, used, cells)
    if entry.get("kind") in ("step", "duty", "payment"):
        from crmcli.tui.drawn_order import pressing

        return [[*line, *pressing(entry, max(cells - used, 4))]]
    line.append(("text", cut(shown(said(entry)), max(cells - used, 4))))
    return [line]


def due_columns(entries: Sequence[dict[str, Any]], now: datetime, cells: int) -> tuple[int, int, int]:
    """Cells of mark, due and customer, so that all entries of a list stand in the same columns."""
    mark = max((len(_mark(one)) for one in entries), default=0)
    dues = (one["shown_due"] if "shown_due" in one else due_or_late(one, now) for one in entries)
    due = max((width(text) for text in dues), default=0)
    names = max((width(shown(whose(one))) for one in entries), default=0)
    texts = max((width(shown(said(one))) for one in entries if one.get("kind") != "notice"), default=0)
    left = cells - (mark + 1 if mark else 0) - 9 - due - 2 - 2
    return mark, due, min(names, max(left * 2 // 5, left - texts, 0))


def _task_marks(kind_name: str, one: dict[str, Any], now: datetime) -> tuple[str, str]:
    """How much a task presses, and when it is due; what is closed presses no more."""
    opened = is_open(KINDS[kind_name], one)
    due = due_of(one) or ""
    late = bool(due) and opened and past(due, now)
    return _mark(one) if opened else "", ("! " if late else "") + when(due, now)


def task_columns(entries: Iterable[tuple[str, dict[str, Any]]], now: datetime) -> tuple[int, int]:
    """Cells of mark and due of tasks, each with its kind, so that all of a list stand in the same columns."""
    told = [_task_marks(kind_name, one, now) for kind_name, one in entries]
    return (
        max((len(mark) for mark, _due in told), default=0),
        max((width(due) for _mark, due in told), default=0),
    )


def task(kind_name: str, one: dict[str, Any], now: datetime, columns: tuple[int, int], cells: int) -> Drawn:
    """Something to be done about a record, in the columns of its list: mark, ref, due, what; closed ones faint."""
    kind = KINDS[kind_name]
    opened = is_open(kind, one)
    mark, moment = _task_marks(kind_name, one, now)
    state = next(
        (kind.fields[name].choice_shown(one[name]) for name in ("state", "stage", "status") if one.get(name)),
        "",
    )
    text = shown(str(one.get(kind.title) or ""))
    extra = [f"↻ {human(one['repeat'], kind.fields['repeat'], now)}"] if one.get("repeat") else []
    extra += [money(one["amount"])] if isinstance(one.get("amount"), dict) else []
    if state and one.get("state") != "open":
        extra.append(state)
    tail = "".join(DOT + each for each in extra)
    mark_cells, due_cells = columns
    line: list[Piece] = []
    if mark_cells:
        line.append(("late" if mark == "!!" else "noted", fitted(mark, mark_cells) + " "))
    line.append(("ref", one["ref"] + "  "))
    if due_cells:
        line.append(("late" if moment.startswith("!") else "dim", fitted(moment, due_cells) + "  "))
    room = max(cells - sum(width(piece) for _style, piece in line), 4)
    left = room - width(tail)  # what is behind a long text stays; nothing ends in a dot
    said = cut(text, left) + tail if left >= min(width(text), 12) else cut(text + tail, room)
    line.append(("text" if opened else "dim", said))
    return [line]


def contact(one: dict[str, Any], cells: int) -> Drawn:
    """A person: name and part, then how to reach them."""
    kind = KINDS["contact"]
    part = kind.fields["part"].choice_shown(one["part"]) if one["part"] else ""
    role = DOT.join(
        text for text in (one["title"], part, kind.fields["primary"].shown if one["primary"] else "") if text
    )
    reach = DOT.join([*one["phones"], *one["emails"], *(cell(each) for each in one["messaging"])])
    name = shown(one["name"])
    first: list[Piece] = [("ref", one["ref"] + "  "), ("strong", cut(name, max(cells - 9, 4)))]
    used = 9 + min(width(name), max(cells - 9, 4))
    room = cells - used - 2
    roles = _broken(role, room) if room >= 8 else ["", *_broken(role, max(cells - 9, 8))]
    if roles and roles[0]:
        first.append(("dim", "  " + roles[0]))
        used += 2 + width(roles[0])
    if reach and len(roles) < 2 and used + 2 + width(shown(reach)) <= cells:
        return [[*first, ("text", "  " + shown(reach))]]
    below = [("dim", line) for line in roles[1:]]
    below += [("text", line) for line in _broken(reach, max(cells - 9, 8))]
    return [first, *([("text", " " * 9), piece] for piece in below)]


def _broken(text: str, cells: int) -> list[str]:
    """Lines of at most so many cells, broken between the parts of a text; only a part too long is broken itself."""
    return [line for part in parts(shown(text), cells, "") for line in wrap(part, cells)] if text else []


def dealing(one: dict[str, Any], owner: str | None, now: datetime, cells: int, about: bool = False) -> Drawn:
    """A follow-up: when, what sort, with whom; then its text, judgement and next step, whole.

    ``owner`` is whose notes need no author; ``about``: the customer is told too.
    """
    kind = KINDS["followup"]
    head: list[Piece] = [
        ("ref", one["ref"] + "  "),
        ("strong", when(one["at"] or "", now) + "  "),
        ("good", kind.fields["kind"].choice_shown(one["kind"])),
    ]
    said = [one["customer"]["name"]] if about and one.get("customer") else []
    said += [money(one["amount"])] if one["amount"] else []
    names = [each["name"] for each in (*one["contacts"], *one["members"])]
    said += [listed(names)] if names else []
    author = one.get("author")
    if author and author["id"] != owner:
        said.append(_("by %(name)s") % {"name": author["name"]})
    said += [f"#{tag}" for tag in one["tags"]]
    used = sum(width(text) for _style, text in head)
    if said and used + 6 < cells:
        head.append(("dim", "  " + cut(shown(DOT.join(said)), cells - used - 2)))
    text = one["text"]
    out = [head, *wrapped(text[:_LONG], cells, lead="  ")]
    if len(text) > _LONG:
        said_more = _("… %(number)d more characters: enter shows all") % {"number": len(text) - _LONG}
        out += wrapped(said_more, cells, "dim", "  ")
    if one["judgement"] and one["judgement"] not in one["text"]:
        label = kind.fields["judgement"].shown
        text = _("%(field)s: %(value)s") % {"field": label, "value": one["judgement"]}
        out += wrapped(text, cells, "noted", "  ")
    if one["next_step"] or one["next_due"]:
        due = when(one["next_due"], now) if one["next_due"] else ""
        over = bool(one["next_due"]) and past(one["next_due"], now)
        text = f"→ {one['next_step'] or ''} {due}".rstrip()
        out += wrapped(text, cells, "dim" if over else "good", "  ")
    return out


def document(one: dict[str, Any], cells: int) -> Drawn:
    """A paper: kind, version, name, and who has read it."""
    kind = KINDS["document"]
    readers = listed(reader["name"] for reader in one.get("read_by") or ())
    said = _("read by %(names)s") % {"names": readers} if readers else _("read by nobody")
    lead = f"{kind.fields['kind'].choice_shown(one['kind'])}  "
    version = _("version %(number)d") % {"number": one["version"]}
    line: list[Piece] = [("ref", one["ref"] + "  "), ("dim", lead), ("strong", "")]
    used = 9 + width(lead)
    name = cut(shown(one["name"]), max(cells - used, 4))
    line[-1] = ("strong", name)
    used += width(name)
    rest = f"  {version} · {said}"
    if used + width(rest) <= cells:
        return [[*line, ("dim", rest)]]
    return [line, [("text", " " * 9), ("dim", cut(rest.strip(), cells - 9))]]


def fact(label: str, text: str, label_cells: int, cells: int) -> Drawn:
    """A label and what is known."""
    lines = paragraphs(harmless(text).replace("\t", " "), max(cells - label_cells - 2, 8))
    out: Drawn = []
    for place, line in enumerate(lines):
        out.append([("dim", fitted(label if not place else "", label_cells) + "  "), ("text", line)])
    return out
