"""Answers as a person sees them on a terminal: tables and the star of a record, by Rich."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from crmcli import i18n
from crmcli.commands.output import cell, value
from crmcli.i18n import N_, _, listed, ngettext
from crmcli.store.records import KINDS
from crmcli.text.clean import cut, harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.commands.session import Session
    from crmcli.store.meta import Field, Kind

REF = "cyan"
DIM = "bright_black"


def draw(renderable: RenderableType, session: Session) -> str:
    """What Rich makes of something, as text for this terminal."""
    console = Console(
        file=io.StringIO(),
        width=session.width,
        force_terminal=session.colored,
        color_system="auto" if session.colored else None,
        no_color=not session.colored,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(renderable)
    out = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in out.split("\n"))


def plain(text: str, style: str = "") -> Text:
    """Text that cannot be markup and cannot move the cursor; newlines become spaces."""
    return Text(harmless(text).replace("\n", " ").replace("\t", " "), style=style)


def human(content: Any, field: Field | None, now: datetime, name: str = "") -> str:
    """A JSON value as a person likes to read it; ``name`` is the column's in a list of no one kind."""
    if content is None or content == [] or content == {}:
        return ""
    if isinstance(content, bool):
        return _("yes") if content else _("no")
    if name == "reason" and field is None and content in REASONS:
        return _(REASONS[content])
    if field is not None and field.type == "choice":
        return field.choice_shown(str(content))
    if isinstance(content, str) and (
        name == "at" if field is None else field.type in ("when", "instant", "date")
    ):
        return when(content, now)
    if isinstance(content, dict) and set(content) == {"amount", "currency"}:
        return money(content)
    return cell(content)


def money(content: dict[str, str]) -> str:
    """An amount with thousands separated: ``CNY 120,000.00``."""
    whole, dot, rest = content["amount"].partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{content['currency']} {sign}{int(whole.lstrip('-')):,}{dot}{rest}"


def when(text: str, now: datetime) -> str:
    """A day or moment near now in words, else as a date: ``today 15:00``, ``25 Nov``, ``2027-03-01``."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    clock = text[11:16]
    distance = (day - now.date()).days
    if distance == 0:
        shown = _("today")
    elif distance == 1:
        shown = _("tomorrow")
    elif distance == -1:
        shown = _("yesterday")
    elif day.year == now.year:
        shown = f"{day.month:02}-{day.day:02}"
    else:
        shown = day.isoformat()
    return f"{shown} {clock}".strip()


def table(
    rows: Sequence[dict[str, Any]],
    columns: Sequence[str],
    kind: Kind | None,
    session: Session,
    *,
    chosen: bool = False,
) -> str:
    """Records as a table that fits the terminal.

    Columns with nothing in them are left out, and the last ones where there is no room; ``chosen`` ones never.
    What is still too wide is cut, the widest first.
    """
    if not rows:
        return _("Nothing here.") + "\n"
    now = session.store.clock()
    grid = {name: [_cell(row, name, kind, now) for row in rows] for name in columns}
    if not chosen:
        grid = {
            name: cells for name, cells in grid.items() if name == "ref" or any(cell.plain for cell in cells)
        }
    widths = {
        name: max(cell_len(heading(name, kind)), *(cell.cell_len for cell in cells))
        for name, cells in grid.items()
    }
    _fit(
        widths,
        {name for name in grid if _flexible(name, kind)},
        session.width,
        keep=len(grid) if chosen else 2,
    )
    built = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", show_edge=False, pad_edge=False)
    for name, width in widths.items():
        field = kind.fields.get(name) if kind is not None else None
        built.add_column(
            plain(heading(name, kind)),
            justify="right" if field is not None and field.type in ("money", "integer") else "left",
            no_wrap=True,
            overflow="ellipsis",
            width=width,
            style=REF if name == "ref" else "",
        )
    for number in range(len(rows)):
        built.add_row(*(_within(grid[name][number], width) for name, width in widths.items()))
    return draw(built, session)


_GAP = 2  # cells between columns
_NARROW = 12  # a text column is worth having from so many cells on, what a record is called from _NAME on
_NAME = 26


def _flexible(name: str, kind: Kind | None) -> bool:
    """Whether a column may be cut: words may, refs and dates not."""
    field = kind.fields.get(name) if kind is not None else None
    return name != "ref" and (
        field is None or field.type not in ("when", "instant", "date", "choice", "boolean")
    )


def _fit(widths: dict[str, int], flexible: set[str], room: int, *, keep: int) -> None:
    """Make the columns fit ``room`` cells: drop the last ones beyond ``keep``, then cut the widest of the flexible."""

    def least(name: str) -> int:
        if name not in flexible:
            return widths[name]
        return min(widths[name], _NAME if name in ("name", "text") else _NARROW)

    while len(widths) > keep and sum(least(name) + _GAP for name in widths) - _GAP > room:
        widths.popitem()
    while sum(widths.values()) + _GAP * (len(widths) - 1) > room:
        wide = [name for name in widths if name in flexible and widths[name] > least(name)] or [
            name for name in widths if widths[name] > 4
        ]
        if not wide:
            return
        widths[max(wide, key=lambda name: widths[name])] -= 1


def _cell(row: dict[str, Any], name: str, kind: Kind | None, now: datetime) -> Text:
    field = kind.fields.get(name) if kind is not None else None
    content = value(row, name)
    text = human(content, field, now, name)
    late = (
        name in ("due", "next_followup")
        and isinstance(content, str)
        and row.get("state", "open") == "open"
        and _past(content, now)
    )
    return plain(("! " if late else "") + text, "red" if late else "")


def _within(text: Text, cells: int) -> Text:
    """Text cut to so many cells: the sign of what is cut off stands right after the last character, wide or not."""
    if text.cell_len > cells:
        text.plain = cut(text.plain, cells)
    return text


def _past(text: str, now: datetime) -> bool:
    if len(text) > 10:
        return datetime.fromisoformat(text) < now
    return date.fromisoformat(text) < now.date()


HEADS = {
    "ref": N_("Ref"), "removed": N_("Removed"),
    "match": N_("Match"), "snippet": N_("Found in"), "transaction": N_("Transaction"), "at": N_("When"),
    "by": N_("Who"), "command": N_("Command"), "changes": N_("Changes"), "undone_by": N_("Undone by"),
    "key": N_("Setting"), "value": N_("Value"), "default": N_("Default"), "means": N_("Meaning"),
    "kind": N_("Kind"), "name": N_("Name"), "customer": N_("Customer"), "path": N_("File"), "reason": N_("Why"),
    "size": N_("Size"), "check": N_("Check"), "message": N_("Result"), "device": N_("Device"),
}  # fmt: skip

# Why a backup was made.
REASONS = {
    "daily": N_("daily"), "manual": N_("by hand"), "migration": N_("before an upgrade"),
    "restore": N_("before a restore"),
}  # fmt: skip


def heading(name: str, kind: Kind | None) -> str:
    """A column's head in the language in use."""
    if kind is not None and name in kind.fields:
        return kind.fields[name].shown
    return _(HEADS[name]) if name in HEADS else name


# Section, its title, its colour on a terminal.
HEADINGS = (
    ("important", N_("Important and urgent"), "red"),
    ("overdue", N_("Overdue"), "yellow"),
    ("today", N_("Today"), ""),
    ("approvals", N_("Waiting for my approval"), "yellow"),
    ("steps", N_("Order steps due"), ""),
    ("duties", N_("Duties"), ""),
    ("cases", N_("Service"), ""),
    ("guidance", N_("Guidance"), ""),
    ("conflicts", N_("Conflicts"), ""),
    ("notices", N_("Notices"), ""),
)


def today(desk: dict[str, Any], session: Session) -> str:
    """The desk: what presses first."""
    now = datetime.fromisoformat(desk["now"])
    parts: list[RenderableType] = [_title(_("Desk"), now, desk["me"])]
    widths = _desk_widths(desk, now, session.width)
    any_left = False
    for name, title, color in HEADINGS:
        entries = desk[name]
        if not entries:
            continue
        any_left = True
        grid = Table.grid(padding=(0, 1, 0, 0))
        for width, style in zip(widths, ("bold red", REF, "", "bold", ""), strict=True):
            grid.add_column(width=width, no_wrap=True, overflow="ellipsis", style=style)
        for entry in entries:
            both = entry["important"] and entry["urgent"]
            grid.add_row(
                "!!" if both else "!" if name == "important" else "",
                plain(entry["ref"]),
                plain(_due(entry, now), "red" if entry["late_days"] or name == "overdue" else ""),
                _within(plain(entry["customer"]["name"] if entry["customer"] else ""), widths[3]),
                _within(plain(entry["text"]), widths[4]),
            )
        parts += ["", _head(f"{_(title)} {len(entries)}", color), grid]
    if not any_left:
        parts += ["", Text(harmless(empty_desk(session)), no_wrap=True, overflow="ignore")]
    else:
        parts += ["", plain(_("done REF · snooze REF WHEN · show REF · note WHO TEXT"), DIM)]
    return draw(Group(*parts), session)


def _desk_widths(desk: dict[str, Any], now: datetime, room: int) -> tuple[int, ...]:
    """Cells of the desk's columns, the same in all sections: mark, ref, due, customer, text."""
    entries = [entry for name, _title, _color in HEADINGS for entry in desk[name]]
    due = max((cell_len(_due(entry, now)) for entry in entries), default=0)
    names = max((cell_len(entry["customer"]["name"]) for entry in entries if entry["customer"]), default=0)
    texts = max((cell_len(plain(entry["text"]).plain) for entry in entries), default=0)
    left = max(room - 2 - 7 - due - 4, 20)  # four gaps of one cell
    customer = min(names, max(left * 2 // 5, left - texts))
    return 2, 7, due, customer, left - customer


def empty_desk(session: Session) -> str:
    """What an empty desk says: all is done, or how to begin."""
    from crmcli.store.records import Customer
    from crmcli.store.statements import rows_where

    if rows_where(session.store, Customer, limit=1):
        return _("Nothing is due. Well done.")
    return _(
        "Welcome. There is nobody here yet; three ways to begin:\n"
        "  crm import FILE.csv                  your spreadsheet of customers\n"
        '  crm note --new "Alfreds" "called, wants samples; send quote next fri 3pm"\n'
        "  crm demo                             a look at a store full of dealings\n"
        "`crm init` sets your name, language and currency."
    )


def _due(entry: dict[str, Any], now: datetime) -> str:
    late = entry["late_days"]
    if late:
        return ngettext("%(number)d day late", "%(number)d days late", late) % {"number": late}
    return when(entry["due"], now) if entry["due"] else ""


def _title(name: str, now: datetime, me: dict[str, Any] | None) -> RenderableType:
    grid = Table.grid(expand=True)
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    days = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    right = f"{days[now.weekday()]} {now:%Y-%m-%d %H:%M}"
    grid.add_row(Text(f"crm · {name}", style="bold"), plain(f"{right}  {me['name'] if me else ''}", DIM))
    return grid


def _head(text: str, color: str) -> RenderableType:
    return Rule(plain(text, f"bold {color}".strip()), align="left", style=DIM)


def star(record: dict[str, Any], kind: Kind, session: Session) -> str:
    """One record whole: its facts, its gaps, and all that hangs on it."""
    now = session.store.clock()
    title = Text.assemble(
        plain(str(record.get(kind.title) or "").split("\n", 1)[0], "bold"), "  ", (record["ref"], REF),
        f"  {kind.shown}", (f"  {_('archived')}" if record["archived"] else "", "yellow"),
    )  # fmt: skip
    parts: list[RenderableType] = [title]
    facts, gaps = _facts(record, kind, now)
    parts += ["", _columns(facts, session)]
    for name in ("text", "judgement"):
        if kind.name == "followup" and record.get(name):
            parts += ["", _head(kind.fields[name].shown, ""), Text(harmless(record[name]))]
    if gaps:
        parts += ["", plain(_("Not known: %(fields)s") % {"fields": listed(gaps)}, DIM)]
    related = record.get("related", {})
    for name in sorted(related, key=_ORDER.index):  # what is open before the long tale of what was
        if related[name]:
            other = KINDS[name]
            parts += [
                "",
                _head(f"{several(other)} {len(related[name])}", ""),
                _dealings(related[name], now, session.width >= 100)
                if name == "followup"
                else _related(other, related[name], now),
            ]
    return draw(Group(*parts), session)


_ORDER = ("contact", "reminder", "followup")


def several(kind: Kind) -> str:
    """What many records of a kind are called."""
    return kind.zh if i18n.language() == "zh" else f"{kind.label}s"


_HIDDEN = ("id", "ref", "kind_of_record", "archived", "updated_by", "created_by")
_GAPS = ("source", "industry", "country", "phone", "email", "level", "next_followup")


def _facts(record: dict[str, Any], kind: Kind, now: datetime) -> tuple[list[tuple[str, str]], list[str]]:
    facts, gaps = [], []
    for name, field in kind.fields.items():
        if (
            name in _HIDDEN
            or name == kind.title
            or (kind.name == "followup" and name in ("text", "judgement"))
        ):
            continue
        if field.type == "custom":
            facts += [(key, str(content)) for key, content in (record.get(name) or {}).items()]
            continue
        text = human(record.get(name), field, now)
        if text and not (field.type == "boolean" and not record.get(name)):
            facts.append((field.shown, text))
        elif kind.name == "customer" and name in _GAPS and not text:
            gaps.append(field.shown)
    return facts, gaps


def _columns(facts: list[tuple[str, str]], session: Session) -> RenderableType:
    """Facts in two columns where the terminal is wide, in one where it is narrow."""
    wide = session.width >= 100 and len(facts) > 4
    label = max((cell_len(name) for name, _text in facts), default=0)
    grid = Table.grid(padding=(0, 2, 0, 0), expand=wide)
    for _side in range(2 if wide else 1):
        grid.add_column(style=DIM, no_wrap=True, min_width=label)
        grid.add_column(overflow="fold", ratio=1)
    if wide:
        half = (len(facts) + 1) // 2
        right = facts[half:] + [("", "")] * (half - len(facts[half:]))
        for (name, text), (name2, text2) in zip(facts[:half], right, strict=True):
            grid.add_row(plain(name), plain(text), plain(name2), plain(text2))
    else:
        for name, text in facts:
            grid.add_row(plain(name), plain(text))
    return grid


_LATEST = 20  # dealings that are told whole


def _dealings(entries: list[dict[str, Any]], now: datetime, wide: bool) -> RenderableType:
    """The tale of all dealings, latest first: beside its date where there is room, below it where there is not."""
    kinds = KINDS["followup"].fields["kind"]
    grid = Table.grid(padding=(0, 2, 0, 0))
    for _head_column in range(3 if wide else 0):
        grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for one in entries[:_LATEST]:
        text = Text(harmless(one["text"]))
        if one["next_step"] or one["next_due"]:
            due = when(one["next_due"], now) if one["next_due"] else ""
            text.append(f"\n→ {harmless(one['next_step'] or '')} {due}".rstrip(), DIM)
        at, shown = plain(when(one["at"] or "", now)), plain(kinds.choice_shown(one["kind"]))
        if wide:
            grid.add_row(Text(one["ref"], REF), at, shown, text)
        else:
            grid.add_row(Text.assemble((one["ref"], REF), "  ", at, "  ", shown))
            grid.add_row(Padding(text, (0, 0, 0, 2)))
    left = len(entries) - _LATEST
    if left > 0:
        grid.add_row(
            *[""] * (3 if wide else 0), plain(_("… and %(number)d earlier ones") % {"number": left}, DIM)
        )
    return grid


def _related(kind: Kind, entries: list[dict[str, Any]], now: datetime) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=REF, no_wrap=True)
    if kind.name == "contact":
        grid.add_column(no_wrap=True, style="bold")
        grid.add_column(no_wrap=True, overflow="ellipsis")
        grid.add_column(overflow="fold")
        for one in entries:
            reach = " · ".join([*one["phones"], *one["emails"], *(cell(m) for m in one["messaging"])])
            grid.add_row(one["ref"], plain(one["name"]), plain(one["title"] or ""), plain(reach))
    else:
        grid.add_column(no_wrap=True)
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for one in entries:
            done = one.get("state") == "done"
            due = (one.get("snoozed_until") if one.get("state") == "snoozed" else one.get("due")) or ""
            late = due and not done and _past(due, now)
            state = kind.fields["state"].choice_shown(one["state"]) if "state" in kind.fields else ""
            grid.add_row(
                plain(one["ref"]),
                plain(
                    ("! " if late else "") + when(due, now),
                    "red" if late else DIM if done else "",
                ),
                plain(state, DIM),
                plain(str(one.get(kind.title) or ""), DIM if done else ""),
            )
    return grid
