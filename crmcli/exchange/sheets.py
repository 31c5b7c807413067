"""Tables of foreign files as rows of cells: text tables and spreadsheets look the same from here on.

Nothing is understood here beyond the file's form: no header, no field. Text tables are streamed, so
memory does not grow with the file; a spreadsheet is held by the reading library as long as its
:class:`Sheet` lives.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from typing import IO, Any, BinaryIO

from crmcli.errors import FileError, FormatError, OutsideError, UsageError
from crmcli.exchange.delimiter import guess_delimiter
from crmcli.exchange.encoding import guess_encoding, normal_name
from crmcli.i18n import _, why

Cell = str | int | float | date | datetime | bool | None
"""What a cell can hold. An empty cell is ``""`` or ``None``."""

SAMPLE = 256 * 1024
_FIELD_LIMIT = 8 * 1024 * 1024
_SPOOL = 8 * 1024 * 1024
_END = "\x00\x04end\x04\x00"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"\x1f\x8b", b"rar!", b"7z\xbc\xaf")
_JSON = re.compile(rb'(?:\[\s*)?\{\s*"[^"\r\n]*"\s*:')
_SPREADSHEETS = ("xlsx", "xlsm", "xlsb", "xls", "ods", "xla", "xlam")


class PasswordProtected(OutsideError):
    """The file is encrypted. ``details``: ``path``."""

    code = "password"


@dataclass
class Sheet:
    """One table of a file. ``rows()`` may be called again and again; each call reads from the start."""

    file: str
    sheet: str | None
    format: str
    encoding: str | None = None
    delimiter: str | None = None

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Each row with the number a person sees in the file: its (first) line or row, from 1."""
        raise NotImplementedError


@dataclass
class TextSheet(Sheet):
    """A CSV, TSV or otherwise delimited text."""

    source: str | IO[bytes] = ""
    after_space: bool = False
    """Whether a quote may follow a space after the delimiter (``"a", "b"``)."""
    plain_utf8: bool = False
    """Whether it is UTF-8 without a byte order mark; known once its rows are read."""

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        csv.field_size_limit(_FIELD_LIMIT)
        assert self.encoding is not None
        assert self.delimiter is not None
        line = 1
        with _bytes_of(self.source, self.file) as raw:
            self.plain_utf8 = self.encoding == "utf-8" and raw.read(3) != codecs.BOM_UTF8
            raw.seek(0)
            text = _text_of(raw, self.encoding)
            try:
                first = text.readline().removeprefix("\ufeff")
                lines = chain((first,), text, (_END,)) if first else iter((_END,))
                reader = csv.reader(lines, delimiter=self.delimiter, skipinitialspace=self.after_space)
                for row in reader:
                    if row and row[-1].endswith(_END):
                        if len(row) > 1 or row[0] != _END:
                            raise self._unclosed(line)
                        break
                    yield line, row  # type: ignore[misc]
                    line = reader.line_num + 1
            except UnicodeError as error:
                raise self._undecodable(error, line) from error
            except csv.Error as error:
                raise self._unclosed(line) from error
            finally:
                text.detach()

    def _unclosed(self, line: int) -> FormatError:
        return FormatError(
            _("%(file)s, line %(line)d: a quotation mark opens here and is never closed.")
            % {"file": called(self.file), "line": line},
            hint=_('Close or remove the " in that line, or name the delimiter with --delimiter.'),
            path=self.file,
            line=line,
        )

    def _undecodable(self, error: UnicodeError, line: int) -> FormatError:
        assert self.encoding is not None
        if isinstance(error, UnicodeDecodeError):
            good = error.object[: error.start].decode(self.encoding, "ignore")
            line += len(re.findall("\r\n|\r|\n", good))
        return FormatError(
            _("%(file)s, line %(line)d: this is not %(encoding)s text.")
            % {"file": called(self.file), "line": line, "encoding": self.encoding},
            hint=_("Name the encoding with --encoding, for example --encoding gb18030 or --encoding cp1252."),
            path=self.file,
            line=line,
            encoding=self.encoding,
        )


@dataclass
class GridSheet(Sheet):
    """A sheet of a spreadsheet."""

    grid: Any = field(default=None, repr=False)

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        if self.grid.start is None:
            return
        try:
            for number, row in enumerate(self.grid.iter_rows(), 1):
                yield number, [cell if type(cell) is str else _cell(cell) for cell in row]
        except Exception as error:
            raise _damaged(self.file, error) from error


def open_sheets(
    path_or_stream: str | os.PathLike[str] | BinaryIO,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> list[Sheet]:
    """The tables of a file (``-``: standard input), with its form guessed unless it is named.

    ``sheet`` is a sheet's name or its number from 1. Without it hidden sheets, charts and empty
    sheets are left out. Raises an :class:`OutsideError` for what cannot be read, a
    :class:`UsageError` for an unknown sheet or encoding.
    """
    source: str | IO[bytes]
    if isinstance(path_or_stream, (str, os.PathLike)):
        name = os.fspath(path_or_stream)
        source = name if name != "-" else _spooled(sys.stdin.buffer, "-")
    else:
        name = str(getattr(path_or_stream, "name", "-"))
        source = path_or_stream if path_or_stream.seekable() else _spooled(path_or_stream, name)
    with _bytes_of(source, name) as raw:
        sample = raw.read(SAMPLE)
    if sample.startswith((_ZIP, _OLE)):
        return _spreadsheet(source, name, sample, sheet)
    suffix = Path(name).suffix.lower().lstrip(".")
    if suffix in _SPREADSHEETS and (not sample or b"\0" in sample or _is_binary(sample)):
        raise FormatError(
            _("%(file)s is damaged or is no spreadsheet.") % {"file": called(name)},
            hint=_("Open it in your spreadsheet program and save it again as .xlsx or .csv."),
            path=name,
        )
    if sheet is not None and sheet != "1":
        raise UsageError(
            _("%(file)s is a text file; it has no sheet %(sheet)s.") % {"file": called(name), "sheet": sheet},
            hint=_("Leave --sheet out for this file."),
            argument="--sheet",
            value=sheet,
            expected=[],
        )
    return [_text_sheet(source, name, sample, encoding, delimiter)]


def called(file: str) -> str:
    """A file's name in a message."""
    return _("standard input") if file == "-" else file


# Text


def _text_sheet(
    source: str | IO[bytes], name: str, sample: bytes, encoding: str | None, delimiter: str | None
) -> TextSheet:
    """The one table of a text file."""
    if encoding is None:
        _refuse_binary(name, sample)
        encoding = _guess_encoding(source, name, sample)
    else:
        try:
            encoding = normal_name(encoding)
        except LookupError:
            raise UsageError(
                _("There is no encoding called %(encoding)s.") % {"encoding": encoding},
                hint=_("Common ones are utf-8, gb18030, big5, utf-16 and cp1252."),
                argument="--encoding",
                value=encoding,
                expected=["utf-8", "gb18030", "big5", "utf-16", "cp1252"],
            ) from None
    lines = _sample_lines(sample, encoding)
    if delimiter is None:
        tabs = name.lower().endswith((".tsv", ".tab")) and any("\t" in line for line in lines)
        delimiter = "\t" if tabs else guess_delimiter(lines)
        after_space = _quotes_after_space(lines, delimiter)
    else:
        delimiter = _named_delimiter(delimiter)
        after_space = False
    return TextSheet(
        file=name,
        sheet=None,
        format="tsv" if delimiter == "\t" else "csv",
        encoding=encoding,
        delimiter=delimiter,
        source=source,
        after_space=after_space,
    )


def _guess_encoding(source: str | IO[bytes], name: str, sample: bytes) -> str:
    """The encoding, read on as far as the first character beyond ASCII."""
    complete = len(sample) < SAMPLE
    guess = guess_encoding(sample, complete=complete)
    if complete or guess != "utf-8" or not sample.isascii():
        return guess
    with _bytes_of(source, name) as raw:
        raw.seek(SAMPLE)
        while chunk := raw.read(SAMPLE):
            if not chunk.isascii():
                chunk += raw.readline()
                return guess_encoding(chunk, complete=False)
    return guess


def _sample_lines(sample: bytes, encoding: str) -> list[str]:
    """The whole lines of the sample; at least one."""
    try:
        text = codecs.getincrementaldecoder(encoding)("replace").decode(sample).removeprefix("\ufeff")
    except UnicodeError:  # UTF-16 without its mark; reading the rows says so
        return [""]
    lines = list(io.StringIO(text, newline=""))
    if len(lines) > 1 and len(sample) == SAMPLE:
        lines.pop()
    return lines or [""]


def _named_delimiter(text: str) -> str:
    """The delimiter a person named: itself or ``tab``, ``\\t``, ``comma`` …"""
    words = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
    delimiter = words.get(text.lower(), text)
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise UsageError(
            _("%(value)s cannot be a delimiter; it is one character.") % {"value": text},
            hint=_("For example --delimiter ';' or --delimiter tab."),
            argument="--delimiter",
            value=text,
            expected=[",", ";", "tab", "|"],
        )
    return delimiter


def _quotes_after_space(lines: list[str], delimiter: str) -> bool:
    """Whether cells are written ``"a", "b"``: quoted, with a space before the quote."""
    mark = re.compile(re.escape(delimiter) + ' +"')
    rows = 0
    for line in lines[:50]:
        if mark.search(line):
            cells = next(csv.reader([line], delimiter=delimiter))
            rows += any(re.fullmatch(' +".*"\\s*', cell) is not None for cell in cells)
    return rows > 0 and rows * 2 >= min(len(lines), 50)


def _is_binary(sample: bytes) -> bool:
    """Whether the sample holds control characters that no text has (NULs aside)."""
    head = sample[:8192]
    odd = len(re.findall(rb"[\x01-\x08\x0e-\x19\x1c-\x1e\x7f]", head))
    return odd > 8 and odd * 20 > len(head)


def _refuse_binary(name: str, sample: bytes) -> None:
    """Refuse web pages that call themselves spreadsheets, JSON, and what is no text at all."""
    head = sample[:1024].lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")):
        raise FormatError(
            _("%(file)s is a web page or XML, not a table.") % {"file": called(name)},
            hint=_("Open it in your spreadsheet program and save it as .xlsx or .csv."),
            path=name,
        )
    if _JSON.match(head):
        raise FormatError(
            _("%(file)s is JSON; it cannot be imported yet.") % {"file": called(name)},
            hint=_("Have it written as CSV: `crm export customers --output customers.csv`."),
            path=name,
        )
    wide = sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if head.startswith(_OTHERS) or (_is_binary(sample) and not wide):
        raise FormatError(
            _("%(file)s is not a table.") % {"file": called(name)},
            hint=_("Tables can be CSV or other delimited text, .xlsx, .xlsm, .xls, .xlsb or .ods."),
            path=name,
        )


# Spreadsheets


def _spreadsheet(source: str | IO[bytes], name: str, sample: bytes, wanted: str | None) -> list[Sheet]:
    """The sheets of a spreadsheet that hold something, or the one that was asked for."""
    import python_calamine

    try:
        if isinstance(source, str):
            book = python_calamine.CalamineWorkbook.from_path(source)
        else:
            source.seek(0)
            book = python_calamine.CalamineWorkbook.from_filelike(source)
        kinds = python_calamine.SheetTypeEnum
        views = python_calamine.SheetVisibleEnum
        metadata = [sheet for sheet in book.sheets_metadata if sheet.typ == kinds.WorkSheet]
        names = [sheet.name for sheet in metadata]
        if wanted is not None:
            chosen = [_chosen(wanted, names, name)]
        else:
            chosen = [sheet.name for sheet in metadata if sheet.visible == views.Visible] or names
        grids = [(title, book.get_sheet_by_name(title)) for title in chosen]
    except python_calamine.PasswordError as error:
        raise PasswordProtected(
            _("%(file)s is protected by a password.") % {"file": called(name)},
            hint=_("Open it in your spreadsheet program, remove the password and save it."),
            path=name,
        ) from error
    except OSError as error:
        raise _unreadable(name, error) from error
    except UsageError:
        raise
    except BaseException as error:
        # The library's own panics are no Exception; a broken file must not end the program.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise _damaged(name, error) from error
        raise
    full = [(title, grid) for title, grid in grids if grid.start is not None] or grids[:1]
    form = Path(name).suffix.lower().lstrip(".")
    if form not in _SPREADSHEETS:
        form = "xls" if sample.startswith(_OLE) else "ods" if b"opendocument" in sample[:200] else "xlsx"
    return [GridSheet(file=name, sheet=title, format=form, grid=grid) for title, grid in full]


def _chosen(wanted: str, names: list[str], file: str) -> str:
    """The sheet that was asked for by name or number."""
    for name in names:
        if name == wanted or name.strip().casefold() == wanted.strip().casefold():
            return name
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    raise UsageError(
        _("%(file)s has no sheet %(sheet)s.") % {"file": called(file), "sheet": wanted},
        hint=_("It has: %(names)s") % {"names": ", ".join(names)},
        argument="--sheet",
        value=wanted,
        expected=names,
    )


def _cell(value: Any) -> Cell:
    """A spreadsheet's cell as a plain value; numbers to the 15 digits a spreadsheet has."""
    if type(value) is float:
        if value.is_integer() and abs(value) < 1e15:
            return int(value)
        return float(f"{value:.15g}")
    if isinstance(value, (date, bool, int, str)) or value is None:
        return value
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _damaged(name: str, error: BaseException) -> FormatError:
    return FormatError(
        _("%(file)s is damaged or is no spreadsheet.") % {"file": called(name)},
        hint=_("Open it in your spreadsheet program and save it again as .xlsx or .csv."),
        path=name,
        reason=str(error),
    )


# Bytes


def _unreadable(name: str, error: OSError) -> FileError:
    if isinstance(error, FileNotFoundError):
        message = _("There is no file %(file)s.")
        hint = _("Check the path.")
    elif isinstance(error, IsADirectoryError):
        message = _("%(file)s is a folder.")
        hint = _("Name the files in it, for example with *.csv.")
    elif isinstance(error, PermissionError):
        message = _("%(file)s may not be read by you.")
        hint = _("Ask for the right to read it, or copy it.")
    else:
        message = _("%(file)s cannot be read: %(reason)s")
        hint = _("Check the disk, or copy the file and try again.")
    return FileError(message % {"file": called(name), "reason": why(error)}, hint=hint, path=name)


@contextmanager
def _bytes_of(source: str | IO[bytes], name: str) -> Iterator[IO[bytes]]:
    """The bytes of a file or stream from their start; a stream is left open."""
    try:
        if isinstance(source, str):
            with open(source, "rb", buffering=SAMPLE) as raw:
                yield raw
        else:
            source.seek(0)
            yield source
    except OSError as error:
        raise _unreadable(name, error) from error


def _text_of(raw: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """``raw`` decoded, line ends kept as they are."""
    if encoding == "utf-8" and raw.read(3) != codecs.BOM_UTF8:
        raw.seek(0)
    return io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="")


def _spooled(stream: IO[bytes], name: str) -> IO[bytes]:
    """A stream that cannot be read twice, copied where it can: in memory while small, else on disk."""
    spool: IO[bytes] = tempfile.SpooledTemporaryFile(_SPOOL)  # noqa: SIM115
    try:
        while chunk := stream.read(SAMPLE):
            spool.write(chunk)
    except OSError as error:
        raise _unreadable(name, error) from error
    return spool
