"""Where each key of a TOML text stands: the standard reader gives the values and no lines.

The scanner reads what the reader reads, a statement after the other, but keeps only where keys begin. It accepts any
text and never recurses, so it is also what tells, before the reader is called, that a text is nested or wound beyond
any sense.
"""

from __future__ import annotations

import re
from bisect import bisect_right

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    Path = tuple[str | int, ...]
    """The way to a value: keys, and places in lists counted from 0."""

DEEPEST = 32
"""So many lists and tables may stand in each other, so many parts a dotted key may have."""

LONGEST = 200
"""So many characters a number or date may have."""

_BLANK = re.compile(r"[ \t\r]*")
_BLANK_LINES = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_REST = re.compile(r"[^\n]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"')
_LITERAL = re.compile(r"'[^'\n]*'")
_BASIC_STEP = re.compile(r'\\.|"""', re.S)
_SCALAR = re.compile(r"[^,\]}#\n]+")


class Places:
    """The lines of a text's keys, counted from 1."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self.trouble: tuple[int, Path, str] | None = None  # line, key and what is beyond sense: deep or long
        self.unclosed: tuple[int, Path] | None = None  # line and key of the first text that does not end
        self._begun: list[tuple[int, Path]] = []  # all keys by line, also those that stand there again
        self._text = text
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self._counts: dict[Path, int] = {}  # of the [[tables]] at a path
        self._scan()

    def line(self, path: Path) -> int:
        """The line of a key; of the table it is missing from if it is not there; 1 for an empty text."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def last_before(self, line: int) -> tuple[int, Path]:
        """The last key that begins in a line or before it, and its line; line 0 and no key if there is none."""
        number = bisect_right(self._begun, line, key=lambda one: one[0])
        return self._begun[number - 1] if number else (0, ())

    # --- statements ---

    def _scan(self) -> None:
        text, place = self._text, 0
        table: Path = ()
        while self.trouble is None:
            place = _past(_BLANK_LINES, text, place)
            if place >= len(text):
                return
            if text[place] == "[":
                table = self._header(place) or table
            else:
                place = self._pair(place, table)
            place = _past(_REST, text, place)

    def _header(self, start: int) -> Path | None:
        """Mark the table that a line opens, and give its path; None for what is no header."""
        several = self._text.startswith("[[", start)
        parts, place = self._key(start + 1 + several)
        if not parts or not self._text.startswith("]]" if several else "]", place):
            return None
        path: Path = ()
        for number, part in enumerate(parts):
            path += (part,)
            self._mark(path, start)
            if several and number == len(parts) - 1:
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path += (self._counts[path] - 1,)
                self._mark(path, start)
        return path

    def _pair(self, start: int, table: Path) -> int:
        """Mark ``key = value`` and all that stands in the value; give where it ends."""
        path, place = self._key_of(start, table)
        return place if path is None else self._value(place, path)

    def _key_of(self, start: int, table: Path) -> tuple[Path | None, int]:
        """The path of a key and where its value begins; None for what is no key."""
        parts, place = self._key(start)
        if not parts or not self._text.startswith("=", place):
            return None, place
        path = table
        for part in parts:
            path += (part,)
            self._mark(path, start)
        return path, place + 1

    def _mark(self, path: Path, place: int) -> None:
        line = self._line(place)
        self._begun.append((line, path))
        self.lines.setdefault(path, line)

    def _line(self, place: int) -> int:
        return bisect_right(self._ends, place - 1) + 1

    # --- keys and values ---

    def _key(self, place: int) -> tuple[list[str], int]:
        """The parts of a dotted key and where it ends; no parts for what is no key."""
        text, parts = self._text, []
        while True:
            place = _past(_BLANK, text, place)
            found = _BARE_KEY.match(text, place) or _BASIC.match(text, place) or _LITERAL.match(text, place)
            if found is None:
                return [], place
            parts.append(_plain(found[0]))
            place = _past(_BLANK, text, found.end())
            if len(parts) > DEEPEST:
                self._too_much((), place, "deep")
                return [], place
            if not text.startswith(".", place):
                return parts, place
            place += 1

    def _value(self, place: int, path: Path) -> int:
        """Walk over a value, marking what stands in it; give where it ends, or where it makes no sense."""
        text = self._text
        open_: list[tuple[Path, int]] = []  # lists with the place in them, inline tables with -1
        wanted: Path | None = path
        while self.trouble is None:
            blank = _BLANK_LINES if open_ else _BLANK
            place = _past(blank, text, place)
            sign = text[place : place + 1]
            if wanted is not None and sign in ("[", "{"):
                open_.append((wanted, 0 if sign == "[" else -1))
                if len(open_) > DEEPEST:
                    self._too_much(path, place, "deep")
                wanted, place = self._inside(open_, place + 1)
            elif wanted is not None:
                place = self._scalar(place, wanted)
                wanted = None
            elif not open_:
                return place
            elif sign == ",":
                whose, number = open_[-1]
                open_[-1] = (whose, number + 1 if number >= 0 else -1)
                wanted, place = self._inside(open_, place + 1)
            elif sign == ("]" if open_[-1][1] >= 0 else "}"):
                open_.pop()
                place += 1
            else:
                return place
        return place

    def _inside(self, open_: list[tuple[Path, int]], place: int) -> tuple[Path | None, int]:
        """What is next in the innermost list or table: its path, and where its value begins; None at the end."""
        place = _past(_BLANK_LINES, self._text, place)
        path, number = open_[-1]
        if self._text[place : place + 1] in ("", "]", "}"):
            return None, place
        if number < 0:
            return self._key_of(place, path)
        self._mark((*path, number), place)
        return (*path, number), place

    def _scalar(self, place: int, path: Path) -> int:
        """Where a text, number, date or boolean ends."""
        text = self._text
        for quotes in ('"""', "'''"):
            if text.startswith(quotes, place):
                end = self._lines_of(place + 3, quotes)
                if end < 0:
                    self._never_ends(path, place)
                return len(text) if end < 0 else end
        found = _BASIC.match(text, place) or _LITERAL.match(text, place)
        if found is None and text[place : place + 1] in ("'", '"'):
            self._never_ends(path, place)
        elif found is None:
            found = _SCALAR.match(text, place)
            if found is not None and len(found[0].rstrip()) > LONGEST:
                self._too_much(path, place, "long")
        return found.end() if found is not None else place

    def _lines_of(self, place: int, quotes: str) -> int:
        """Where a text of several lines ends (-1: nowhere); up to two quotes may stand before the closing ones."""
        text = self._text
        if quotes == "'''":
            end = text.find(quotes, place)
        else:
            end = next((one.start() for one in _BASIC_STEP.finditer(text, place) if one[0] == quotes), -1)
        if end < 0:
            return end
        end += 3
        for _more in range(2):
            end += text.startswith(quotes[0], end)
        return end

    def _never_ends(self, path: Path, place: int) -> None:
        if self.unclosed is None:
            self.unclosed = self._line(place), path

    def _too_much(self, path: Path, place: int, what: str) -> None:
        line = self._line(place)
        self.trouble = (line, path or self.last_before(line)[1], what)


def _past(pattern: re.Pattern[str], text: str, place: int) -> int:
    """Where what a pattern takes ends."""
    found = pattern.match(text, place)
    return place if found is None else found.end()


def _plain(part: str) -> str:
    """A part of a key without its quotes."""
    if part[0] == "'":
        return part[1:-1]
    if part[0] != '"':
        return part
    if "\\" not in part:
        return part[1:-1]
    import tomllib

    try:
        return str(tomllib.loads(f"k = {part}")["k"])
    except ValueError:
        return part[1:-1]


def written(path: Path) -> str:
    """A key as it is written in a file, its tables before it: ``stage.requires.field``; places in lists left out."""
    return ".".join(
        part if _BARE_KEY.fullmatch(part) else f"'{part}'" for part in path if isinstance(part, str)
    )
