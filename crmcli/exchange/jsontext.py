"""JSON text read value by value, so that memory holds one value and not the file."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from crmcli.errors import FormatError
from crmcli.exchange.flatten import without_surrogates
from crmcli.exchange.sheet import called
from crmcli.exchange.sources import LONGEST_LINE, megabytes
from crmcli.i18n import _

_CHUNK = 64 * 1024
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_MARGIN = 64  # signs before the end within which an error may only mean that the text goes on


def _number(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds
        return text


def _whole(text: str) -> int | str:
    return int(text) if len(text) < 4000 else text


def _constant(text: str) -> str | None:
    return None if text == "NaN" else text


# Numbers keep their digits; control characters in strings are let pass, what stores text cleans it.
_DECODER = json.JSONDecoder(parse_float=_number, parse_constant=_constant, strict=False)
_PATIENT = json.JSONDecoder(parse_float=_number, parse_int=_whole, parse_constant=_constant, strict=False)


def decoded(text: str, at: int = 0) -> tuple[Any, int]:
    """The JSON value that begins at ``at``, and where it ends.

    Floats are Decimals, NaN is None, whole numbers of thousands of digits are text, a key given twice counts the
    last time. Raises :class:`json.JSONDecodeError`; :class:`RecursionError` for what is nested beyond reason.
    """
    try:
        value, end = _DECODER.raw_decode(text, at)
    except json.JSONDecodeError:
        raise
    except ValueError:  # digits beyond what int() takes
        value, end = _PATIENT.raw_decode(text, at)
    if _HALF.search(text, at, end):
        value = without_surrogates(value)
    return value, end


class Scanner:
    """A cursor over JSON text. All methods raise :class:`FormatError` where the text is no JSON."""

    def __init__(self, text: IO[str], file: str) -> None:
        self._text = text
        self._file = file
        self._buffer = ""
        self._at = 0
        self._ended = False
        self._line = 1
        self._counted = 0

    @property
    def line(self) -> int:
        """The line of the cursor, from 1."""
        self._line += self._buffer.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def peek(self) -> str:
        """The next sign that is no space; ``""`` at the end."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def take(self, signs: str) -> str:
        """Pass over the next sign, which must be one of ``signs``."""
        found = self.peek()
        if not found or found not in signs:
            raise self.wrong(self._at)
        self._at += 1
        return found

    def value(self) -> Any:
        """The value at the cursor, as :func:`decoded` gives it."""
        self.peek()
        while True:
            try:
                value, end = decoded(self._buffer, self._at)
            except json.JSONDecodeError as error:
                # A string may go on for long; anything else that is wrong far from the end stays wrong.
                open_string = error.msg.startswith("Unterminated")
                if self._ended or (not open_string and error.pos < len(self._buffer) - _MARGIN):
                    raise self.wrong(error.pos) from error
            except RecursionError as error:
                raise self._too_deep() from error
            else:
                if end < len(self._buffer) or self._ended or isinstance(value, (dict, list)):
                    self._at = end
                    return value
            self._more()

    def skip(self) -> None:
        """Pass over the value at the cursor; a list is passed over one by one."""
        if self.peek() != "[":
            self.value()
            return
        for _one in self.elements():
            self.value()

    def elements(self) -> Any:
        """Stand at each element of the list at the cursor; whoever asks reads each. Yields its first sign."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            yield self.peek()
            if self.take(",]") == "]":
                return

    def members(self) -> Any:
        """Stand at each value of the object at the cursor; whoever asks reads each. Yields its key."""
        self.take("{")
        if self.peek() == "}":
            self.take("}")
            return
        while True:
            if self.peek() != '"':
                raise self.wrong(self._at)
            key = self.value()
            self.take(":")
            yield key
            if self.take(",}") == "}":
                return

    def wrong(self, at: int | None = None) -> FormatError:
        """The error of text that is no JSON at a place of the buffer, by default at the cursor."""
        self._at = self._at if at is None else max(at, self._counted)
        if self._at >= len(self._buffer) and self._ended:
            message = _("%(file)s, line %(line)d: the file ends in the middle; it may be cut off.")
        else:
            message = _("%(file)s, line %(line)d: this is not valid JSON.")
        return FormatError(
            message % {"file": called(self._file), "line": self.line},
            hint=_("Look for a missing comma, quotation mark or bracket, or have the file written anew."),
            path=self._file,
            line=self.line,
        )

    def _too_deep(self) -> FormatError:
        return FormatError(
            _("%(file)s, line %(line)d: brackets are nested too deeply for a record.")
            % {"file": called(self._file), "line": self.line},
            hint=_("Records are a list of objects: [{…}, {…}], or one object a line."),
            path=self._file,
            line=self.line,
        )

    def _more(self) -> bool:
        """Read on, twice as much as is held already; what lies before the cursor is let go."""
        if self._ended:
            return False
        held = len(self._buffer) - self._at
        if held > LONGEST_LINE:
            raise FormatError(
                _("%(file)s, line %(line)d: one value is larger than %(size)s.")
                % {"file": called(self._file), "line": self.line, "size": megabytes(LONGEST_LINE)},
                hint=_("Look for a missing comma, quotation mark or bracket, or have the file written anew."),
                path=self._file,
                line=self.line,
            )
        read = self._text.read(max(held, _CHUNK))
        _line = self.line  # counted before what was read is let go
        self._buffer = self._buffer[self._at :] + read
        self._at = self._counted = 0
        self._ended = not read
        return bool(read)
