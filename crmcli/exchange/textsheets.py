"""Delimited text: CSV, TSV and what else separates cells by one character. It is streamed."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass, field
from itertools import chain
from typing import IO, TYPE_CHECKING

from crmcli.errors import FormatError, UsageError
from crmcli.exchange.delimiter import guess_delimiter
from crmcli.exchange.encoding import guess_encoding, normal_name
from crmcli.exchange.sheet import Cell, Sheet, called
from crmcli.exchange.sources import SAMPLE, Place, bytes_of, megabytes, text_of
from crmcli.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_CELL = 16 * 1024 * 1024
_END = "\x00\x04end\x04\x00"


@dataclass
class TextSheet(Sheet):
    """A CSV, TSV or otherwise delimited text."""

    place: Place = ""
    after_space: bool = False
    """Whether a quote may follow a space after the delimiter (``"a", "b"``)."""
    own: bool = False
    """Whether our export wrote it as TSV: ``\\t``, ``\\n`` and ``\\\\`` stand for tab, newline and backslash."""
    unquoted: bool = False
    """Whether quotation marks are part of the cells, as in TSV that no other program has written again."""
    plain_utf8: bool = False
    """Whether it is UTF-8 without a byte order mark; known once its rows are read."""

    _raw: IO[bytes] | None = field(default=None, repr=False, compare=False)
    _size: int = 0

    @property
    def share(self) -> float | None:
        """How much of the text has been read so far."""
        if self._raw is None or self._raw.closed or not self._size:
            return None
        return min(self._raw.tell() / self._size, 1.0)

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Each row with the number of its first line."""
        csv.field_size_limit(_LONGEST_CELL)
        assert self.encoding is not None
        assert self.delimiter is not None
        line = 1
        with bytes_of(self.place, self.file) as raw:
            self._raw, self._size = raw, raw.seek(0, 2)
            raw.seek(0)
            self.plain_utf8 = self.encoding == "utf-8" and raw.read(3) != codecs.BOM_UTF8
            raw.seek(0)
            text = text_of(raw, self.encoding, self.file)
            try:
                first = text.readline().removeprefix("\ufeff")
                lines = chain((first,), text, (_END,)) if first else iter((_END,))
                reader = csv.reader(
                    lines,
                    delimiter=self.delimiter,
                    skipinitialspace=self.after_space,
                    quoting=csv.QUOTE_NONE if self.unquoted else csv.QUOTE_MINIMAL,
                )
                for row in reader:
                    if row and row[-1].endswith(_END):
                        if len(row) > 1 or row[0] != _END:
                            raise self._unclosed(line)
                        break
                    if self.own:
                        row = [_unescaped(cell) if "\\" in cell else cell for cell in row]
                    yield line, row  # type: ignore[misc]
                    line = reader.line_num + 1
            except UnicodeError as error:
                raise self._undecodable(error, line) from error
            except csv.Error as error:
                raise self._too_large(line) from error
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

    def _too_large(self, line: int) -> FormatError:
        return FormatError(
            _(
                "%(file)s, line %(line)d: a cell is larger than %(size)s; a quotation mark may never be closed."
            )
            % {"file": called(self.file), "line": line, "size": megabytes(_LONGEST_CELL)},
            hint=_('Close or remove the " in that line, or name the delimiter with --delimiter.'),
            path=self.file,
            line=line,
        )

    def _undecodable(self, error: UnicodeError, line: int) -> FormatError:
        assert self.encoding is not None
        if isinstance(error, UnicodeDecodeError):
            good = error.object[: error.start].decode(self.encoding, "ignore")
            line += len(re.findall("\r\n|\r|\n", good))
        return undecodable(self.file, line, self.encoding)


def text_sheet(
    place: Place, name: str, sample: bytes, encoding: str | None, delimiter: str | None
) -> TextSheet:
    """The one table of a delimited text that begins with ``sample``; what is not named is guessed.

    Raises :class:`UsageError` for a delimiter or encoding that cannot be one.
    """
    encoding = encoding_of(place, name, sample, encoding)
    lines = _sample_lines(sample, encoding)
    if delimiter is None:
        tabs = name.lower().endswith((".tsv", ".tab")) and any("\t" in line for line in lines)
        delimiter = "\t" if tabs else guess_delimiter(lines)
        after_space = _quotes_after_space(lines, delimiter)
    else:
        delimiter = _named_delimiter(delimiter)
        after_space = False
    own = delimiter == "\t" and _is_own(lines[0])
    return TextSheet(
        file=name,
        sheet=None,
        format="tsv" if delimiter == "\t" else "csv",
        encoding=encoding,
        delimiter=delimiter,
        place=place,
        after_space=after_space,
        own=own,
        unquoted=own and not lines[0].endswith("\r\n"),  # Excel ends lines so, and quotes
    )


def _is_own(header: str) -> bool:
    """Whether a line is the header of a TSV that our own export wrote: it has the columns that only ours has."""
    return not {"kind_of_record", "Record", "记录类型"}.isdisjoint(header.rstrip("\r\n").split("\t"))


def _unescaped(text: str) -> str:
    signs = {"t": "\t", "n": "\n", "\\": "\\"}
    return re.sub(r"\\([tn\\])", lambda match: signs[match[1]], text)


def encoding_of(place: Place, name: str, sample: bytes, named: str | None) -> str:
    """The encoding of a text: the one that was named, else guessed, read on as far as beyond ASCII."""
    if named is not None:
        try:
            if not isinstance(codecs.getincrementaldecoder(named)("strict").decode(b""), str):
                raise LookupError  # base64 and the like are no encodings of text
            return normal_name(named)
        except (LookupError, TypeError, ValueError, AttributeError):
            raise UsageError(
                _("There is no encoding called %(encoding)s.") % {"encoding": named},
                hint=_("Common ones are utf-8, gb18030, big5, utf-16 and cp1252."),
                argument="--encoding",
                value=named,
                expected=["utf-8", "gb18030", "big5", "utf-16", "cp1252"],
            ) from None
    complete = len(sample) < SAMPLE
    guess = guess_encoding(sample, complete=complete)
    if complete or guess != "utf-8" or not sample.isascii():
        return guess
    with bytes_of(place, name) as raw:
        raw.seek(SAMPLE)
        while chunk := raw.read(SAMPLE):
            if not chunk.isascii():
                chunk += raw.readline(SAMPLE)
                return guess_encoding(chunk, complete=False)
    return guess


def undecodable(file: str, line: int, encoding: str) -> FormatError:
    """The error of a line that is not in the file's encoding."""
    return FormatError(
        _("%(file)s, line %(line)d: this is not %(encoding)s text.")
        % {"file": called(file), "line": line, "encoding": encoding},
        hint=_("Name the encoding with --encoding, for example --encoding gb18030 or --encoding cp1252."),
        path=file,
        line=line,
        encoding=encoding,
    )


def head_of(sample: bytes, encoding: str) -> str:
    """The beginning of a text, as far as it can be decoded, without a mark of byte order."""
    try:
        return codecs.getincrementaldecoder(encoding)("replace").decode(sample).removeprefix("\ufeff")
    except UnicodeError:  # UTF-16 without its mark; reading the rows says so
        return ""


def _sample_lines(sample: bytes, encoding: str) -> list[str]:
    """The whole lines of the sample; at least one."""
    lines = list(io.StringIO(head_of(sample, encoding), newline=""))
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
