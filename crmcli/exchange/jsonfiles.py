"""JSON and JSON lines: a list of objects, one object, or objects in which the list stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import PurePath
from typing import IO, Any

from crmcli.errors import FormatError
from crmcli.exchange.flatten import flat
from crmcli.exchange.jsontext import Scanner, decoded
from crmcli.exchange.records import Reading, Record
from crmcli.exchange.sheet import BadRow, called
from crmcli.exchange.sources import LONGEST_LINE, Place, bytes_of, megabytes, text_of
from crmcli.exchange.textsheets import undecodable
from crmcli.i18n import _
from crmcli.store.records import KINDS

_JSON = re.compile(r'\s*(?:\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\})|\[\s*[\[\]{])')
_LINES = re.compile(r'\s*\{[^\r\n]*\}?\s*[\r\n]\s*\{\s*["}]')
_LINE_ENDINGS = (".jsonl", ".ndjson", ".jsonlines")
_ENDINGS = (".json", *_LINE_ENDINGS)
_DEEPEST = 3
# What others call the list in which the records stand: surely; if the object around it is no record itself.
_SURE_LISTS = frozenset(("data", "results", "records", "rows", "value", "entries"))
_LISTS = (
    _SURE_LISTS
    | {"items", "result", "list", "values", "objects", "content", "elements", "people", "companies"}
    | {"organizations", "accounts", "leads", "deals", "notes", "tasks"}
    | {kind.plural for kind in KINDS.values()}
)
_OWN = frozenset(
    ("id", "ref", "kind_of_record", "name", "text", "email", "emails", "phone", "phones", "subject")
)
_KIND_OF = {kind.plural: kind.name for kind in KINDS.values()} | {name: name for name in KINDS}


@dataclass
class _Layout:
    """Where in a JSON text the records are."""

    lists: list[tuple[str, ...]]
    """The keys that lead to each list; none if the objects of the text are records themselves."""
    by_line: bool
    """Whether records begin on lines of their own, so that their lines tell them apart."""


def is_json(head: str, name: str) -> bool:
    """Whether a text that begins with ``head`` is JSON, or calls itself so and looks like nothing else."""
    if _JSON.match(head):
        return True
    return name.lower().endswith(_ENDINGS) and head.lstrip()[:1] in ("", "[", "{", '"')


def json_reading(place: Place, name: str, encoding: str, head: str) -> tuple[str, Reading]:
    """What form of JSON a text has, ``json`` or ``jsonl``, and how its records are read.

    Raises :class:`FormatError` for what holds no records or is no JSON.
    """
    if PurePath(name).suffix.lower() in _LINE_ENDINGS or _LINES.match(head):
        return "jsonl", lambda: _lines(place, name, encoding)
    try:
        with bytes_of(place, name) as raw:
            layout = _layout(Scanner(text_of(raw, encoding, name, lines=False), name), name)
    except UnicodeError as error:
        raise undecodable(name, 1, encoding) from error
    return "json", lambda: _records(place, name, encoding, layout)


# JSON lines


def _lines(place: Place, name: str, encoding: str) -> Iterator[Record | BadRow]:
    """The records of a text with one object a line; a line that is none is a bad row."""
    with bytes_of(place, name) as raw:
        source: IO[Any] = raw if encoding == "utf-8" else text_of(raw, encoding, name, lines=False)
        end: Any = b"\n" if encoding == "utf-8" else "\n"
        number = 0
        try:
            for number in count(1):
                line = source.readline(LONGEST_LINE)
                if not line:
                    return
                if len(line) == LONGEST_LINE and not line.endswith(end):
                    while (rest := source.readline(LONGEST_LINE)) and not rest.endswith(end):
                        pass
                    message = _("One value is larger than %(size)s.") % {"size": megabytes(LONGEST_LINE)}
                    yield BadRow(number, _text(line[:1000]), "format", message)
                    continue
                record = _line(number, line)
                if record is not None:
                    yield record
        except UnicodeError as error:
            raise undecodable(name, number, encoding) from error


def _line(number: int, line: str | bytes) -> Record | BadRow | None:
    """The record of a line; None for a blank one."""
    try:
        text = (line.decode() if isinstance(line, bytes) else line).strip(" \t\r\n\ufeff")
        if not text:
            return None
        value, end = decoded(text)
        if end == len(text) and isinstance(value, dict):
            return Record(number, _group(value), flat(value))
        message = _("An object is expected here, like {…}.")
    except UnicodeDecodeError:
        message = _("This is not %(encoding)s text.") % {"encoding": "utf-8"}
    except json.JSONDecodeError as error:
        message = _("This is not valid JSON, from character %(column)d on.") % {"column": error.colno}
    except RecursionError:
        message = _("Brackets are nested too deeply for a record.")
    return BadRow(number, _text(line).rstrip("\r\n"), "format", message)


def _text(line: str | bytes) -> str:
    return line if isinstance(line, str) else line.decode("utf-8", "replace")


# JSON


def _records(place: Place, name: str, encoding: str, layout: _Layout) -> Iterator[Record | BadRow]:
    """The records of a JSON text."""
    with bytes_of(place, name) as raw:
        scan = Scanner(text_of(raw, encoding, name, lines=False), name)
        try:
            if scan.peek() == "[":
                yield from _listed(scan, layout, "")
            elif layout.lists:
                yield from _within(scan, layout, ())
            else:
                for place_in_file in count(1):
                    if scan.peek() != "{":
                        break
                    yield _record(scan, place_in_file, layout, "")
            if scan.peek():
                raise scan.wrong()
        except UnicodeError as error:
            raise undecodable(name, scan.line, encoding) from error


def _within(scan: Scanner, layout: _Layout, path: tuple[str, ...]) -> Iterator[Record | BadRow]:
    """The records of the lists below the object at the cursor."""
    for key in scan.members():
        here = (*path, key)
        sign = scan.peek()
        if sign == "[" and here in layout.lists:
            yield from _listed(scan, layout, _KIND_OF.get(key, key if len(layout.lists) > 1 else ""))
        elif sign == "{" and any(each[: len(here)] == here for each in layout.lists):
            yield from _within(scan, layout, here)
        else:
            scan.skip()


def _listed(scan: Scanner, layout: _Layout, group: str) -> Iterator[Record | BadRow]:
    for number, _sign in enumerate(scan.elements(), 1):
        yield _record(scan, number, layout, group)


def _record(scan: Scanner, number: int, layout: _Layout, group: str) -> Record | BadRow:
    """The record at the cursor; ``number`` is which one it is."""
    if layout.by_line:
        number = scan.line
    value = scan.value()
    if not isinstance(value, dict):
        text = json.dumps(value, ensure_ascii=False, default=str)
        return BadRow(number, text, "format", _("An object is expected here, like {…}."))
    try:
        return Record(number, _group(value) or group, flat(value))
    except RecursionError:
        return BadRow(number, "", "format", _("Brackets are nested too deeply for a record."))


def _group(record: dict[str, Any]) -> str:
    """The kind that a record of our own export names."""
    said = record.get("kind_of_record")
    return said if isinstance(said, str) and said in KINDS else ""


def _layout(scan: Scanner, name: str) -> _Layout:
    """Look through a JSON text for its records."""
    sign = scan.peek()
    if sign == "[":
        lines: list[int] = []
        for _sign in scan.elements():
            lines.append(scan.line)
            if len(lines) == 2 or not isinstance(scan.value(), dict):
                break
        return _Layout([], len(set(lines)) == 2)
    if sign != "{":
        if sign:
            scan.value()
        raise FormatError(
            _("%(file)s holds no records.") % {"file": called(name)},
            hint=_("Records are a list of objects: [{…}, {…}], or one object a line."),
            path=name,
        )
    own: set[str] = set()
    lists: dict[tuple[str, ...], list[int]] = {}
    _look(scan, (), own, lists)
    sure = [path for path in lists if path[-1] in _SURE_LISTS]
    if "kind_of_record" in own or (own & _OWN and not sure):
        return _Layout([], True)
    chosen = sure or [path for path in lists if path[-1] in _LISTS] or list(lists)
    return _Layout(chosen, all(len(set(lists[path])) == len(lists[path]) > 1 for path in chosen))


def _look(
    scan: Scanner, path: tuple[str, ...], own: set[str], lists: dict[tuple[str, ...], list[int]]
) -> None:
    """Find the lists of objects below the object at the cursor, with the lines of their first two."""
    for key in scan.members():
        sign = scan.peek()
        if not path:
            own.add(key)
        if sign == "{" and len(path) < _DEEPEST:
            _look(scan, (*path, key), own, lists)
        elif sign == "[":
            here = (*path, key)
            at = -1
            for at, first in enumerate(scan.elements()):
                if first == "{" and at < 2 and (at == 0 or here in lists):
                    lists.setdefault(here, []).append(scan.line)
                scan.value()
            if at < 0 and key in _LISTS:
                lists.setdefault(here, [])
        else:
            scan.value()
