"""Workbooks (xlsx) read row by row, for those that are too large or too far spread to be held in memory.

Several times slower than the library that reads the others, but memory stays flat: also the texts that cells
share are kept on disk.
"""

from __future__ import annotations

import mmap
import posixpath
import re
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import IO, Any
from xml.parsers import expat

from crmcli.errors import FormatError
from crmcli.exchange.packages import column_number, damaged
from crmcli.exchange.sheet import Cell, called
from crmcli.exchange.sources import LONGEST_LINE
from crmcli.i18n import _

_CHUNK = 256 * 1024
_MOST_COLUMNS = 16_384
_MOST_ROWS = 1_048_576
_SPARSE = 20_000_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]+)(\d+)")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    KeyError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


@dataclass
class Part:
    """A sheet of a workbook: its title, whether it is shown, and the name of its part."""

    title: str
    visible: bool
    path: str


class Stream:
    """A workbook. All methods raise :class:`FormatError` for one that is damaged."""

    def __init__(self, raw: IO[bytes], name: str) -> None:
        self._name = name
        self._since_1904 = False
        self._ids: list[tuple[str, bool, str]] = []
        self._dates: list[str] = []
        self._texts = _Texts()
        try:
            self._package = zipfile.ZipFile(raw)
            main = self._related("", "officeDocument")[0][1]
            self._parse(main, self._of_workbook)
            related = self._related(main)
            targets = {key: target for key, target, kind in related if kind.endswith("/worksheet")}
            self.sheets = [
                Part(title, visible, targets[key]) for title, visible, key in self._ids if key in targets
            ]
            for _key, target, kind in related:
                if kind.endswith("/styles"):
                    self._parse(target, _Styles(self._dates).begin)
                elif kind.endswith("/sharedStrings"):
                    self._read_texts(target)
        except (*_ERRORS, IndexError, ValueError) as error:
            raise damaged(name, error) from error

    def rows(self, part: Part) -> Iterator[tuple[int, list[Cell]]]:
        """The rows of a sheet that have a cell, with their numbers."""
        try:
            yield from _Rows(self).read(self._package, part.path)
        except _ERRORS as error:
            raise damaged(self._name, error) from error

    def _related(self, part: str, kind: str = "") -> list[tuple[str, str, str]]:
        """The parts that a part names: key, path, kind."""
        folder, file = posixpath.split(part)
        found: list[tuple[str, str, str]] = []

        def begin(tag: str, given: dict[str, str]) -> None:
            if tag.endswith("Relationship") and given.get("Type", "").endswith(kind):
                target = posixpath.normpath(posixpath.join("/" + folder, given.get("Target", "")))
                found.append((given.get("Id", ""), target.lstrip("/"), given.get("Type", "")))

        self._parse(posixpath.join(folder, "_rels", file + ".rels"), begin)
        return found

    def _of_workbook(self, tag: str, given: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2] if ":" in tag else tag
        if tag == "workbookPr":
            self._since_1904 = given.get("date1904", "0") in ("1", "true", "on")
        elif tag == "sheet":
            key = next((value for name, value in given.items() if name.endswith(":id")), "")
            self._ids.append((given.get("name", ""), given.get("state", "visible") == "visible", key))

    def _parse(self, path: str, begin: Any, end: Any = None, data: Any = None) -> None:
        parser = parser_of(begin, end, data)
        with self._package.open(self._true_name(path)) as source:
            parser.ParseFile(source)

    def _true_name(self, path: str) -> str:
        """The name of a part as it stands in the package: letters' case and strokes are not always kept."""
        if path in self._package.NameToInfo:
            return path
        wanted = path.lower()
        for each in self._package.NameToInfo:
            if each.lower().replace("\\", "/").lstrip("/") == wanted:
                return each
        raise KeyError(path)

    def _read_texts(self, path: str) -> None:
        reader = _SharedTexts(self._texts)
        self._parse(path, reader.begin, reader.end, reader.data)

    def value(self, kind: str, style: int, text: str) -> Cell:
        """A cell's value from its type, its style and its text; what cannot be read is text."""
        if kind == "s":
            return self._texts.get(int(text)) if text.isdecimal() else None
        if kind in ("str", "inlineStr"):
            return unescaped(text)
        if kind == "e" or not text:
            return None
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "d":
            return _of_iso(text)
        try:
            number = float(text)
        except ValueError:
            return text
        how = self._dates[style] if 0 <= style < len(self._dates) else ""
        if how:
            return _of_serial(number, self._since_1904, how == "duration")
        return int(number) if number.is_integer() and abs(number) < 1e15 else float(f"{number:.15g}")

    def too_sparse(self) -> FormatError:
        """The error of rows that are all but empty and never end."""
        return FormatError(
            _("%(file)s: the cells of the sheet lie too far apart; nearly all between them are empty.")
            % {"file": called(self._name)},
            hint=_("Delete what stands far to the right of the table, and save it again."),
            path=self._name,
        )


def parser_of(begin: Any, end: Any = None, data: Any = None) -> Any:
    """A parser of XML that calls ``begin(tag, attributes)``, ``end(tag)``, ``data(text)``; definitions end it."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data

    def refuse(*_given: Any) -> None:
        raise expat.ExpatError("a document type is no part of a workbook")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def unescaped(text: str) -> str:
    """Text of a workbook with its ``_x000D_`` as the characters they stand for."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


class _Rows:
    """The handlers that make rows of a sheet's XML."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._ready: list[tuple[int, list[Cell]]] = []
        self._row: list[Cell] = []
        self._number = self._column = self._style = self._size = 0
        self._kind = ""
        self._text: list[str] | None = None
        self._phonetic = False
        self._cells = self._implied = 0

    def read(self, package: zipfile.ZipFile, path: str) -> Iterator[tuple[int, list[Cell]]]:
        parser = parser_of(self._begin, self._end, self._data)
        with package.open(self._stream._true_name(path)) as source:
            while piece := source.read(_CHUNK):
                parser.Parse(piece)
                yield from self._ready
                self._ready.clear()
            parser.Parse(b"", True)
            yield from self._ready

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2] if ":" in tag else tag
        if tag == "c":
            place = _PLACE.fullmatch(given.get("r", ""))
            self._column = column_number(place[1]) if place else self._column + 1
            self._kind = given.get("t", "")
            style = given.get("s", "")
            self._style = int(style) if style.isdecimal() else -1
            self._text = None
        elif tag in ("v", "t"):
            if not self._phonetic:
                self._text = self._text if self._text is not None and tag == "t" else []
        elif tag == "row":
            number = given.get("r", "")
            self._number = int(number) if number.isdecimal() and len(number) < 9 else self._number + 1
            self._row = []
            self._column = 0
        elif tag == "rPh":
            self._phonetic = True

    def _data(self, text: str) -> None:
        if self._text is not None and not self._phonetic:
            self._text.append(text)
            self._size += len(text)
            if self._size > LONGEST_LINE:
                raise expat.ExpatError("a cell without end")

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2] if ":" in tag else tag
        if tag == "c":
            if self._text:
                value = self._stream.value(self._kind, self._style, "".join(self._text))
                if value is not None and 0 < self._column <= _MOST_COLUMNS:
                    missing = self._column - len(self._row)
                    if missing > 0:
                        self._row.extend([None] * missing)
                    self._row[self._column - 1] = value
                    self._cells += 1
            self._text = None
            self._size = 0
        elif tag == "row":
            if self._row and self._number <= _MOST_ROWS:
                self._ready.append((self._number, self._row))
                self._implied += len(self._row)
                if self._implied > _SPARSE and self._implied > 50 * self._cells:
                    raise self._stream.too_sparse()
            self._row = []
        elif tag == "rPh":
            self._phonetic = False


class _SharedTexts:
    """The handlers that put the shared texts on disk."""

    def __init__(self, texts: _Texts) -> None:
        self._texts = texts
        self._text: list[str] = []
        self._size = 0
        self._inside = self._phonetic = False

    def begin(self, tag: str, _given: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2] if ":" in tag else tag
        if tag == "t":
            self._inside = not self._phonetic
        elif tag == "si":
            self._text = []
            self._size = 0
        elif tag == "rPh":
            self._phonetic = True

    def data(self, text: str) -> None:
        if self._inside:
            self._text.append(text)
            self._size += len(text)
            if self._size > LONGEST_LINE:
                raise expat.ExpatError("a text without end")

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2] if ":" in tag else tag
        if tag == "t":
            self._inside = False
        elif tag == "si":
            self._texts.add(unescaped("".join(self._text)))
        elif tag == "rPh":
            self._phonetic = False


class _Texts:
    """A long list of texts, on disk."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the list
        self._starts = array("Q", (0,))
        self._data: mmap.mmap | bytes = b""
        self._known: dict[int, str] = {}

    def __del__(self) -> None:
        self._file.close()

    def add(self, text: str) -> None:
        """Put a text at the end."""
        data = text.encode("utf-8", "surrogatepass")
        self._file.write(data)
        self._starts.append(self._starts[-1] + len(data))

    def get(self, at: int) -> str | None:
        """The text with a number; None if there is none. Those that come often are kept."""
        text = self._known.get(at)
        if text is not None or at + 1 >= len(self._starts):
            return text
        if not self._data and self._starts[-1]:
            self._file.flush()
            self._data = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        text = self._data[self._starts[at] : self._starts[at + 1]].decode("utf-8", "surrogatepass")
        if at < 20_000 and len(text) < 200:  # programs write them in the order of their first cell
            self._known[at] = text
        return text


class _Styles:
    """The handler that tells which styles are dates: ``date``, ``duration`` or ``""`` for each."""

    def __init__(self, found: list[str]) -> None:
        self._found = found
        self._formats: dict[int, str] = {}
        self._inside = False

    def begin(self, tag: str, given: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2] if ":" in tag else tag
        if tag == "numFmt" and given.get("numFmtId", "").isdecimal():
            self._formats[int(given["numFmtId"])] = given.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs", "dxfs", "cellStyles"):
            self._inside = tag == "cellXfs"
        elif tag == "xf" and self._inside:
            number = given.get("numFmtId", "0")
            self._found.append(self._kind(int(number) if number.isdecimal() else 0))

    def _kind(self, number: int) -> str:
        code = self._formats.get(number)
        if code is None:
            return "duration" if number == 46 else "date" if number in _BUILT_IN_DATES else ""
        plain = _LITERAL.sub("", code.split(";", 1)[0]).lower()
        if re.search(r"\[(?:h+|m+|s+)\]", plain):
            return "duration"
        return "date" if re.search(r"[ymdhs年月日]", plain.replace("general", "")) else ""


def _of_serial(number: float, since_1904: bool, duration: bool) -> Cell:
    """A number of days as date, moment, time of day or length of time."""
    try:
        length = timedelta(milliseconds=round(number * 86_400_000))
        if duration:
            return str(length)
        if 0 < number < 1 and not since_1904:
            return (datetime(2000, 1, 1) + length).time().isoformat("seconds")
        start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30 if number >= 60 else 31)
        moment = start + length
    except (OverflowError, ValueError):
        return float(f"{number:.15g}")
    return moment.date() if moment.time() == time() else moment


def _of_iso(text: str) -> Cell:
    for kind in (date, datetime, time):
        try:
            found = kind.fromisoformat(text.strip())
        except ValueError:
            continue
        return found.isoformat("seconds") if isinstance(found, time) else found
    return text
