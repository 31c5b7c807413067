"""What an import's screens list, drawn for so many cells: columns, first rows, rejects, warnings, candidates."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _, ngettext
from crmcli.shown.importing import OUTCOMES
from crmcli.shown.mapping import target_shown
from crmcli.shown.values import human
from crmcli.shown.wrapping import DOT
from crmcli.store.records import KINDS
from crmcli.text.clean import cut, width
from crmcli.tui.drawn import wrapped
from crmcli.tui.widgets.lines import fitted, shown
from crmcli.tui.widgets.sections import Entry, Section
from crmcli.tui.widgets.told import flowing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn, Piece

_LEAST, _MOST = 12, 30  # cells of a header and of a field
_MOST_TOLD = 100  # rejects, warnings and candidates that are listed
_EVERYWHERE = ("note.new", "reminder.new", "find", "undo", "palette")
_STYLES = {"rejected": "late", "created": "good", "updated": "noted"}


def rank_beside(action: Action) -> int:
    """How early what works everywhere stands below on the screens of an import: after all that is theirs."""
    return 70 + action.footer // 10 if action.id in _EVERYWHERE else 0


def column_sizes(columns: Sequence[dict[str, Any]], kind: str) -> tuple[int, int]:
    """The most cells that headers and fields take."""
    heads = max((width(header_shown(one)) for one in columns), default=0)
    fields = max((width(target_shown(one["target"], kind)) for one in columns), default=0)
    return heads, fields


def header_shown(column: dict[str, Any]) -> str:
    """A column's header; one without is named so."""
    return shown(column["header"]) or _("(no header)")


def column(one: dict[str, Any], kind: str, sizes: tuple[int, int], said: bool, cells: int) -> Drawn:
    """A column: its header, the field, its first cells. ``said``: by a person, here."""
    most = min(max(_LEAST, cells // 3), _MOST)
    head, field = (min(size, most) for size in sizes)
    taken = bool(one["target"])
    line: list[Piece] = [
        ("strong" if taken else "dim", fitted(header_shown(one), head)),
        ("good" if taken else "dim", " → " if taken else " · "),
        ("noted" if said else "text" if taken else "dim", fitted(target_shown(one["target"], kind), field)),
        ("noted", " ●" if said else "  "),
    ]
    room = cells - head - field - 6
    if room > 4:
        line.append(("dim", " " + cut(shown(DOT.join(one["samples"])), room)))
    return [line]


def row_label(one: dict[str, Any], several: bool) -> str:
    """Which row: of several tables with its sheet or file."""
    row = _("row %(row)d") % {"row": one["row"]} if one.get("row") is not None else ""
    parts = [one.get("sheet") or one.get("file") or "", row] if several else [row]
    return " ".join(shown(part) for part in parts if part)


def preview(
    one: dict[str, Any], targets: Sequence[str], now: datetime, several: bool, label_cells: int, cells: int
) -> Drawn:
    """A row as it would land: what becomes of it, then what its fields will hold."""
    label = fitted(row_label(one, several), label_cells) + "  "
    said = OUTCOMES[one["outcome"]]
    outcome = _(said)
    indent = width(label)
    pairs = []
    for target in targets:
        kind, _dot, name = target.partition(".")
        record = one.get(kind)
        if not record:
            continue
        custom = name.removeprefix("custom.") if name.startswith("custom.") else None
        value = record.get("custom", {}).get(custom) if custom is not None else record.get(name)
        text = human(value, None if custom is not None else KINDS[kind].fields.get(name), now)
        if text:
            pairs.append((_label(kind, name, one["kind"], custom), text))
    lines = flowing(pairs, max(cells - indent, 12), "text")
    out: Drawn = [[("dim", label), (_STYLES.get(one["outcome"], "text"), outcome)]]
    return out + [[("text", " " * indent), *line] for line in lines]


def _label(kind: str, name: str, main: str, custom: str | None) -> str:
    """What a value is: of whom the row names beside, the name is told by what they are."""
    if custom is not None:
        return shown(custom)
    if name == KINDS[kind].title and kind != main:
        return KINDS[kind].shown
    return KINDS[kind].fields[name].shown if name in KINDS[kind].fields else name


def reject(one: dict[str, Any], several: bool, label_cells: int, cells: int) -> Drawn:
    """A row that cannot be taken: each of its problems with the column and what stands there."""
    label = fitted(row_label(one, several), label_cells) + "  "
    out: Drawn = []
    for place, problem in enumerate((one, *one.get("also", ()))):
        lead = label if not place else " " * width(label)
        message = shown(problem["message"])
        value = "" if str(problem["value"]) in problem["message"] else _quoted(problem["value"])
        head = " ".join(text for text in (shown(str(problem["column"] or "")), value) if text)
        room = cells - width(lead)
        first: list[Piece] = [("dim", lead), ("strong", cut(head, max(room, 8)))]
        if width(head) + 2 + width(message) <= room:
            out.append([*first, ("late", ("  " if head else "") + message)])
            continue
        if head:
            out.append(first)
            lead = " " * width(label)
        out += [
            [("dim", lead if not at else " " * width(label)), *line[1:]]
            for at, line in enumerate(wrapped(message, max(room, 8), "late"))
        ]
    return out


def _quoted(value: Any) -> str:
    text = shown(str(value or ""))
    return f"“{cut(text, 40)}”" if text else ""


def warning(one: dict[str, Any], several: bool, cells: int) -> Drawn:
    """What a person should look at."""
    label = row_label(one, several)
    return wrapped((f"{label}  " if label else "") + one["message"], cells, "noted")


def candidate(one: dict[str, Any], label_cells: int, cells: int) -> Drawn:
    """A record that a row may mean."""
    record = one["record"]
    score = _("%(score)d of 100") % {"score": one["score"]}
    label = fitted(row_label(one, False), label_cells) + "  "
    room = cells - width(label) - 9 - width(score) - 2
    return [
        [
            ("dim", label),
            ("ref", f"{record['ref']}  "),
            ("strong", fitted(record["name"] or "", max(min(room, 40), 4))),
            ("dim", f"  {score}"),
        ]
    ]


def told_sections(summary: dict[str, Any], several: bool) -> list[Section]:
    """What was rejected and why, records that rows may mean, and what else a person should look at."""
    out = []
    rejects = summary["rejects"][:_MOST_TOLD]
    if rejects:
        cells = max(width(row_label(one, several)) for one in rejects)
        entries = [
            Entry(
                {"id": f"reject {one['file']} {one['sheet']} {one['row']}"},
                partial(reject, one, several, cells),
            )
            for one in rejects
        ]
        out.append(_counted(_("Rejected"), summary["rejected"], entries, "late"))
    candidates = summary["candidates"][:_MOST_TOLD]
    if candidates:
        cells = max(width(row_label(one, False)) for one in candidates)
        entries = [
            Entry({"id": f"candidate {place}", "record": one["record"]}, partial(candidate, one, cells))
            for place, one in enumerate(candidates)
        ]
        out.append(_counted(_("May be the same"), len(summary["candidates"]), entries, "noted"))
    warnings = summary["warnings"][:_MOST_TOLD]
    if warnings:
        entries = [
            Entry({"id": f"warning {place}"}, partial(warning, one, several))
            for place, one in enumerate(warnings)
        ]
        out.append(_counted(_("Warnings"), len(summary["warnings"]), entries, "noted"))
    return out


def _counted(title: str, number: int, entries: list[Entry], mark: str) -> Section:
    """A section whose title says how many there are, and its last line how many are not listed."""
    left = number - len(entries)
    if left > 0:
        text = ngettext("… %(number)d more", "… %(number)d more", left) % {"number": left}
        entries = [*entries, Entry(None, partial(wrapped, text, style="dim"))]
    return Section(f"{title} {number:,}", entries, mark=mark)
