"""Checking what a TOML file says: every fault with its line, its key and what was expected, all of them at once."""

from __future__ import annotations

import re
import tomllib

from crmcli.errors import ValueInvalid
from crmcli.i18n import _, listed, ngettext
from crmcli.processes.places import Places, written
from crmcli.text.clean import clean_line, clean_text, harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from crmcli.processes.places import Path

MOST = 1 << 20
"""So many bytes a file may have."""

MOST_TOLD = 1000
"""So many faults are told; the rest is only counted."""

MANY = 200
"""So many entries a list may have: stages, reasons, words."""

_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class Faults:
    """What is wrong with a text, gathered while it is read."""

    def __init__(self, text: str, path: str) -> None:
        self.found: list[dict[str, Any]] = []
        self.number = 0  # of all, also of those that are not told any more
        self.path = path  # of the file, for messages; may be empty
        self.example = "sales"  # the built-in file that shows how it is done
        self._text = text
        self._places: Places | None = None

    @property
    def places(self) -> Places:
        """Where the keys stand; looked for when first asked."""
        if self._places is None:
            self._places = Places(self._text)
        return self._places

    def add(self, where: Path, message: str, expected: Any) -> None:
        """A fault of a key; ``message`` without the key."""
        self.at(self.places.line(where), written(where), message, expected)

    def at(self, line: int, key: str, message: str, expected: Any) -> None:
        """A fault in a line."""
        self.number += 1
        if self.number > MOST_TOLD:
            return
        text = _("%(key)s: %(fault)s") % {"key": key, "fault": message} if key else message
        self.found.append({"line": line, "key": key, "expected": expected, "message": harmless(text)})

    def refuse(self) -> None:
        """Raise :class:`ValueInvalid` with all faults by line, if there are any."""
        if not self.found:
            return
        self.found.sort(key=lambda one: int(one["line"]))
        first = self.found[0]
        message = _("line %(line)d: %(fault)s") % {"line": first["line"], "fault": first["message"]}
        if self.path:
            message = _("%(path)s, %(fault)s") % {"path": harmless(self.path), "fault": message}
        hint = _("`crm process export %(name)s` prints a file that is right, with comments.") % {
            "name": self.example
        }
        if self.number > 1:
            hint = ngettext(
                "%(number)d fault in all. %(hint)s", "%(number)d faults in all. %(hint)s", self.number
            ) % {"number": self.number, "hint": hint}
        raise ValueInvalid(
            message, hint=hint, argument="FILE", value=self.path, line=first["line"], key=first["key"],
            expected=first["expected"], path=self.path, faults=self.found,
        )  # fmt: skip


def parsed(content: bytes | str, path: str) -> tuple[Table, Faults, str]:
    """A file as a table to be read, what will be found wrong with it, and its text.

    A mark of byte order at its beginning is accepted and dropped. Raises :class:`ValueInvalid` for what is too large,
    no UTF-8 or no TOML.
    """
    faults = Faults("", path)
    size = len(content) if isinstance(content, bytes) else len(content.encode("utf-8", "replace"))
    if size > MOST:
        expected = _("at most %(most)d bytes") % {"most": MOST}
        faults.at(1, "", _("the file is too large: %(expected)s") % {"expected": expected}, expected)
        faults.refuse()
    if isinstance(content, bytes):
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            faults.at(line, "", _("the file is not UTF-8; save it as UTF-8"), "UTF-8")
            faults.refuse()
            raise
    else:
        text = content
    text = text.removeprefix("\ufeff")
    faults = Faults(text, path)
    too_much = faults.places.trouble
    if too_much is not None:
        line, where, what = too_much
        message = _("nested too deeply") if what == "deep" else _("a value without end")
        faults.at(line, written(where), message, _("at most 32 levels") if what == "deep" else _("a value"))
        faults.refuse()
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        from crmcli.processes.syntax import explained

        line, key, message, expected = explained(error, text, faults.places)
        faults.at(line, key, message, expected)
        faults.refuse()
        raise
    for number, one in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if clean_text(one) != one:  # in a comment too: the text is shown to people
            message = _("holds control characters; expected %(expected)s")
            expected = _("text without control characters")
            faults.at(number, "", message % {"expected": expected}, expected)
    return Table(faults, data, ()), faults, text


class Table:
    """A table of a file: its keys are taken one after the other, what is wrong is noted, and reading goes on."""

    __slots__ = ("_known", "data", "faults", "where")

    def __init__(self, faults: Faults, data: dict[str, Any], where: Path) -> None:
        self.faults = faults
        self.data = data
        self.where = where
        self._known: list[str] = []

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.data

    def knows(self, *keys: str) -> None:
        """Say that keys may be there, read or not."""
        self._known += keys

    def fault(self, key: str, message: str, expected: Any) -> None:
        """Note what is wrong with a key; with the table itself if ``key`` is empty."""
        self.faults.add((*self.where, key) if key else self.where, message, expected)

    def wrong(self, key: str, expected: Any) -> None:
        """Note that a key's value is not what was expected."""
        self.wrong_at((*self.where, key), self.data[key], expected)

    def wrong_at(self, where: Path, value: Any, expected: Any) -> None:
        """Note that a value somewhere in the table is not what was expected."""
        message = _("expected %(expected)s, found %(found)s") % {
            "expected": expected if isinstance(expected, str) else listed(expected), "found": found(value),
        }  # fmt: skip
        self.faults.add(where, message + _near(value, expected), expected)

    def missing(self, key: str, expected: Any) -> None:
        """Note that a key is missing."""
        wanted = expected if isinstance(expected, str) else listed(expected)
        self.fault(key, _("missing; expected %(expected)s") % {"expected": wanted}, expected)

    # --- values ---

    def _take(self, key: str) -> Any:
        self._known.append(key)
        return self.data.get(key)

    def line(self, key: str, *, most: int = 80, required: bool = False) -> str:
        """A text of one line, not empty; empty only if the key is not there."""
        return self._text(key, most, required, clean_line, _("a text of one line"))

    def prose(self, key: str, *, most: int = 10_000) -> str:
        """A text of any number of lines, without blank ones around it."""
        return self._text(key, most, False, clean_text, _("a text"))

    def _text(self, key: str, most: int, required: bool, cleaned: Callable[[str], str], kind: str) -> str:
        value = self._take(key)
        if value is None:
            if required:
                self.missing(key, kind)
            return ""
        if not isinstance(value, str):
            self.wrong(key, kind)
            return ""
        text = value.strip()
        if not text:
            self.fault(key, _("empty; expected %(expected)s") % {"expected": kind}, kind)
        elif cleaned is clean_line and ("\n" in text or "\t" in text):
            self.wrong(key, kind)
        elif clean_text(text) != text:
            expected = _("%(kind)s without control characters") % {"kind": kind}
            self.fault(
                key, _("holds control characters; expected %(expected)s") % {"expected": expected}, expected
            )
        elif len(text) > most:
            expected = _("at most %(most)d characters, this has %(number)d") % {
                "most": most,
                "number": len(text),
            }
            self.fault(key, _("too long; %(expected)s") % {"expected": expected}, expected)
        return cleaned(text)

    def both(
        self, key: str, *, most: int = 80, required: bool = False, prose: bool = False
    ) -> dict[str, str]:
        """A text in both languages, ``key`` and ``key_zh``; given in one only, it stands for both."""
        other = f"{key}_zh"
        read = self.prose if prose else self.line
        needed = {} if prose else {"required": required and other not in self.data}
        english, chinese = read(key, most=most, **needed), read(other, most=most)
        return {key: english or chinese, other: chinese or english}

    def id(self, key: str, default: str | None = None) -> str:
        """A name for machines: small letters, digits, ``_`` and ``-``, a letter first, at most 40."""
        value = self._take(key)
        expected = _("small letters, digits, _ and -, a letter first, at most 40")
        if value is None:
            if default is None:
                self.missing(key, expected)
            return default or ""
        if not isinstance(value, str) or not _ID.fullmatch(value):
            self.wrong(key, expected)
            return ""
        return value

    def whole(
        self, key: str, least: int, most: int, default: int | None = None, *, required: bool = False
    ) -> Any:
        """A whole number between two others, both allowed."""
        value = self._take(key)
        expected = _("a whole number from %(least)d to %(most)d") % {"least": least, "most": most}
        if value is None:
            if required:
                self.missing(key, expected)
            return default
        if type(value) is not int or not least <= value <= most:
            self.wrong(key, expected)
            return default
        return value

    def flag(self, key: str) -> bool:
        """``true`` or ``false``; false if the key is not there."""
        value = self._take(key)
        if value is not None and not isinstance(value, bool):
            self.wrong(key, ["true", "false"])
        return value is True

    def choice(self, key: str, choices: Sequence[str], default: str) -> str:
        """One of several words."""
        value = self._take(key)
        if value is None:
            return default
        if value not in choices or not isinstance(value, str):
            self.wrong(key, list(choices))
            return default
        return value

    def words(self, key: str, choices: Sequence[str] | None = None, *, some: bool = False) -> list[str]:
        """A list of different texts, of ``choices`` if they are given; a single text is a list of one.

        ``some``: at least one.
        """
        value = self._take(key)
        if value is None:
            return []
        kind = _("a list of texts")
        if isinstance(value, str):
            value = [value]
            where: Callable[[int], Path] = lambda _number: (*self.where, key)  # noqa: E731
        else:
            where = lambda number: (*self.where, key, number)  # noqa: E731
        if not isinstance(value, list):
            self.wrong(key, kind)
            return []
        if len(value) > MANY:
            self._too_many(key, len(value))
        if some and not value:
            self.fault(
                key, _("empty; expected %(expected)s") % {"expected": _("at least one")}, _("at least one")
            )
        taken: list[str] = []
        for number, one in enumerate(value[:MANY]):
            text = clean_line(one) if isinstance(one, str) else ""
            if not text or len(text) > 80:
                self.wrong_at(where(number), one, _("a text that is not empty, at most 80 characters"))
            elif choices is not None and text not in choices:
                self.wrong_at(where(number), one, list(choices))
            elif text in taken:
                self.faults.add(
                    where(number), _("%(value)s stands there twice") % {"value": found(one)}, _("once")
                )
            else:
                taken.append(text)
        return taken

    def table(self, key: str) -> Table | None:
        """A table in the table; None if it is not there."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, _("a table, [%(key)s]") % {"key": written((*self.where, key))})
            return None
        return Table(self.faults, value, (*self.where, key))

    def tables(self, key: str) -> list[Table]:
        """The tables of a list; empty if it is not there."""
        value = self._take(key)
        if value is None:
            return []
        expected = _("a list of tables, [[%(key)s]]") % {"key": written((*self.where, key))}
        if not isinstance(value, list):
            self.wrong(key, expected)
            return []
        if len(value) > MANY:
            self._too_many(key, len(value))
        tables = []
        for number, one in enumerate(value[:MANY]):
            if isinstance(one, dict):
                tables.append(Table(self.faults, one, (*self.where, key, number)))
            else:
                self.wrong_at((*self.where, key, number), one, expected)
        return tables

    def _too_many(self, key: str, number: int) -> None:
        expected = _("at most %(most)d, this has %(number)d") % {"most": MANY, "number": number}
        self.fault(key, _("too many; %(expected)s") % {"expected": expected}, expected)

    def done(self) -> None:
        """Note the keys that nobody asked for."""
        for key in self.data:
            if key not in self._known:
                known = sorted(set(self._known))
                message = _("unknown key; expected %(expected)s") % {"expected": ", ".join(known)}
                self.fault(key, message + _near(key, known), known)


def found(value: Any) -> str:
    """A value of a file in words, short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = value.replace("\n", " ")
        return f"“{harmless(text if len(text) <= 40 else text[:39] + '…')}”"
    if isinstance(value, dict):
        return _("a table")
    if isinstance(value, list):
        return _("a list")
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, int):
        text = str(value)
        return text if len(text) <= 40 else text[:39] + "…"
    return _("a date or time, %(value)s") % {"value": value}


def _near(value: Any, expected: Any) -> str:
    """What was probably meant, as the end of a message."""
    if not isinstance(value, str) or not isinstance(expected, list) or len(value) > 80:
        return ""
    from difflib import get_close_matches

    close = get_close_matches(value, expected, 1, 0.7)
    return _(" (“%(close)s”?)") % {"close": close[0]} if close else ""
