"""What the libraries of others read from a file by themselves: rows of cells, and how they refuse it."""

from __future__ import annotations

import csv
import json
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


@dataclass
class Found:
    """A table as a library reads it."""

    library: str
    rows: list[tuple[int, list[Any]]] = field(default_factory=list)
    """Each row with its number, from 1: of a text its first line, of cards and entries how many they are."""
    needed: list[tuple[int, str]] = field(default_factory=list)
    """Of cards and entries what must not be lost, each with the number of its card or entry."""
    merged: bool = False
    """Whether cells of a spreadsheet are merged over several rows."""
    problem: str = ""
    """How the library refuses the file; empty if it reads it."""

    @property
    def filled(self) -> list[tuple[int, list[Any]]]:
        """The rows in which something can be seen."""
        return [row for row in self.rows if any(visible(cell) for cell in row[1])]


def visible(cell: Any) -> bool:
    """Whether something of a cell can be seen."""
    return cell is not None and bool(re.sub(r"[\s\x00-\x1f\x7f\u200b\ufeff]", "", str(cell)))


def read(path: Path, encoding: str, delimiter: str, sheet: str | None) -> Found:
    """The rows of a table by the library for its form; what ``csv`` cannot know by itself is given."""
    ending = path.suffix.lower()
    if ending in _SPREADSHEETS:
        found = _by("python-calamine", lambda: _workbook(path, sheet))
        found.merged = not found.problem and _has_merged(path, sheet)
        return found
    if ending in (".vcf", ".vcard"):
        return _by("vobject", lambda: _cards(path, encoding), _needed_of_card)
    if ending == ".ics":
        return _by("icalendar", lambda: _entries(path), _needed_of_entry)
    if ending in (".json", ".jsonl"):
        return _by("json", lambda: _documents(path, encoding))
    return _by("csv", lambda: _text(path, encoding, delimiter))


def _by(
    library: str,
    reading: Callable[[], Iterator[tuple[int, Any]]],
    needed: Callable[[Any], Iterator[Any]] | None = None,
) -> Found:
    found = Found(library)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for number, row in reading():
                if needed is None:
                    found.rows.append((number, row))
                    continue
                found.rows.append(
                    (number, list(_values_of(row) if library == "vobject" else _properties(row)))
                )
                found.needed += [(number, str(cell)) for cell in needed(row) if visible(cell)]
    except BaseException as error:  # the panics of a library in Rust are no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        found.problem = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return found


def _text(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[Any]]]:
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        line = 1
        for row in reader:
            yield line, row
            line = reader.line_num + 1


def _workbook(path: Path, sheet: str | None) -> Iterator[tuple[int, list[Any]]]:
    yield from enumerate(_grid(path, sheet).to_python(skip_empty_area=False), 1)


def _grid(path: Path, sheet: str | None) -> Any:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
    return book.get_sheet_by_name(sheet if sheet in book.sheet_names else book.sheet_names[0])


def _has_merged(path: Path, sheet: str | None) -> bool:
    return any(bottom > top for (top, _left), (bottom, _right) in _grid(path, sheet).merged_cell_ranges or ())


def _cards(path: Path, encoding: str) -> Iterator[tuple[int, Any]]:
    import vobject

    text = path.read_text(encoding)
    yield from enumerate(vobject.readComponents(text, ignoreUnreadable=True, allowQP=True), 1)


def _values_of(card: Any) -> Iterator[Any]:
    """All values of a card, those with parts by part and joined."""
    for line in card.getChildren():
        value = line.value
        if isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        if isinstance(value, list):
            yield from value
        elif isinstance(value, str):
            yield value
        else:  # names and addresses
            parts = [getattr(value, name) for name in vars(value)]
            yield from (part if isinstance(part, str) else " ".join(part) for part in parts)
            yield str(value)


def _needed_of_card(card: Any) -> Iterator[Any]:
    for line in card.getChildren():
        if line.name in ("FN", "TEL", "EMAIL", "TITLE", "ORG", "NOTE"):
            yield line.value[0] if isinstance(line.value, list) else line.value


def _entries(path: Path) -> Iterator[tuple[int, Any]]:
    import icalendar

    calendars = icalendar.Calendar.from_ical(path.read_bytes(), multiple=True)
    parts = [part for each in calendars for part in each.walk() if part.name in ("VEVENT", "VTODO")]
    yield from enumerate(parts, 1)


def _properties(entry: Any) -> Iterator[Any]:
    for _name, value in entry.property_items(recursive=False):
        yield from _plain(value)


def _needed_of_entry(entry: Any) -> Iterator[Any]:
    for name in ("SUMMARY", "UID", "RRULE", "DTSTART" if entry.name == "VEVENT" else "DUE"):
        value = entry.get(name)
        if value is not None:
            value = value[0] if isinstance(value, list) else value
            yield value.to_ical().decode() if name == "RRULE" else next(_plain(value))


def _plain(value: Any) -> Iterator[Any]:
    """A property's value as text, and as a date if it is one."""
    moment = getattr(value, "dt", None)
    yield moment if moment is not None else str(value)
    if moment is None and hasattr(value, "to_ical") and not isinstance(value, (str, int)):
        yield value.to_ical().decode("utf-8", "replace")


def _documents(path: Path, encoding: str) -> Iterator[tuple[int, list[Any]]]:
    found = json.loads(path.read_text(encoding))
    for number, record in enumerate(found if isinstance(found, list) else [found], 1):
        yield number, list(record.values()) if isinstance(record, dict) else [record]
