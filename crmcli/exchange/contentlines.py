"""The lines of vCards: unfolded, with their parameters, decoded each by itself.

A reader of our own: `vobject`, which others use, takes time that doubles with each comma in the parameters of a
damaged line, so that forty of them stop it for hours.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from crmcli.exchange.encoding import normal_name

LONGEST = 16 * 1024 * 1024
"""A longer property makes its card unreadable."""
_HEAD = re.compile(
    r"(?:(?P<group>[\w-]+)\.)?(?P<name>[\w-]+)(?P<params>(?:;(?:[^\";:]|\"[^\"]*\")*)*):", re.ASCII
)
_PARAM = re.compile(r";((?:[^\";]|\"[^\"]*\")*)")
_ENCODINGS = frozenset(("QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"))
_VALUES = frozenset(("URL", "CONTENT-ID", "CID", "INLINE"))
IGNORED = re.compile(r"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY|X-MS-CARDPICTURE)[;:]", re.IGNORECASE)
"""Where a picture, a sound or a key begins, which nobody reads."""
_QUOTED = re.compile(r"[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass
class ContentLine:
    """A property of a card. ``value`` is decoded, but for the escapes within it."""

    group: str
    name: str
    value: str
    params: dict[str, list[str]] = field(default_factory=dict)
    """Upper-case names with their values, those of ``TYPE`` in lower case; of vCard 2.1 also bare ones."""

    @property
    def types(self) -> list[str]:
        """What the property is for: ``work``, ``cell``, ``fax`` …"""
        return self.params.get("TYPE", [])

    @property
    def preferred(self) -> bool:
        """Whether it is the one to use among several."""
        return "pref" in self.types or "PREF" in self.params

    @property
    def text(self) -> str:
        """The value without escapes."""
        return unescaped(self.value).strip()

    def parts(self, separator: str = ";") -> list[str]:
        """The parts of a structured value, without escapes."""
        found = [""]
        for piece in re.findall(rf"(?:[^\\{separator}]|\\.)+|{separator}|\\", self.value, re.DOTALL):
            if piece == separator:
                found.append("")
            else:
                found[-1] += piece
        return [unescaped(part).strip() for part in found]


class TooLong(Exception):
    """A property has no end in sight."""


def unescaped(text: str) -> str:
    r"""Text without its escapes: ``\n`` is a newline, ``\,`` a comma."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)


def unfolded(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a card as they were before they were folded.

    Raises :class:`TooLong`.
    """
    held: list[str] = []
    size = 0
    quoted = False
    for line in lines:
        if quoted and held[-1].endswith("="):
            held[-1] = held[-1][:-1]
            held.append(line)
        elif line[:1] in (" ", "\t") and held:
            held.append(line[1:])
        else:
            if held:
                yield "".join(held)
            held = [line]
            size = 0
            quoted = _QUOTED.match(line) is not None
        size += len(line)
        if size > LONGEST:
            raise TooLong
    if held:
        yield "".join(held)


def content_line(line: str, encoding: str | None) -> ContentLine | None:
    """The property in an unfolded line, or None if there is none.

    The characters of ``line`` are the bytes of the file, to be read in ``encoding`` unless the property names
    one; without an encoding they are decoded already.
    """
    head = _HEAD.match(line)
    if head is None:
        return None
    params = _params(_decoded(head["params"], encoding, None))
    value = line[head.end() :]
    named = next(iter(params.get("CHARSET", ())), None)
    how = {each.upper() for each in params.get("ENCODING", ())}
    if "QUOTED-PRINTABLE" in how:
        value = _bytes_decoded(quopri.decodestring(value.encode("latin-1", "replace")), encoding, named)
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    elif how & {"BASE64", "B"}:
        try:
            value = _bytes_decoded(base64.b64decode(value, validate=False), encoding, named)
        except (binascii.Error, ValueError):
            return None
    else:
        value = _decoded(value, encoding, named)
    return ContentLine((head["group"] or "").lower(), head["name"].upper(), value, params)


def _params(text: str) -> dict[str, list[str]]:
    params: dict[str, list[str]] = {}
    for param in _PARAM.findall(text):
        name, equals, value = param.partition("=")
        name = name.strip().upper()
        if not equals:  # vCard 2.1 writes the value alone
            value = name
            name = "ENCODING" if name in _ENCODINGS else "VALUE" if name in _VALUES else "TYPE"
        values = [each.strip().strip('"') for each in re.findall(r'"[^"]*"|[^,"]+', value)]
        if name == "TYPE":
            values = [each.strip().lower() for one in values for each in one.split(",")]
        params.setdefault(name, []).extend(values)
    return params


def _decoded(text: str, encoding: str | None, named: str | None) -> str:
    if encoding is None or text.isascii():
        return text
    return _bytes_decoded(text.encode("latin-1"), encoding, named)


def _bytes_decoded(data: bytes, encoding: str | None, named: str | None) -> str:
    """Bytes as text: in the encoding that is named for them if they are, else in UTF-8, else in the file's."""
    for each in (named, "utf-8", encoding):
        try:
            if each:
                return data.decode(normal_name(each))
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1" if encoding is None else encoding, "replace")
