"""Making text harmless: on the way in, and on the way out to a terminal.

Pure functions. Everything here has a fast path: text that needs nothing is only looked at, and no pattern is
compiled for it.
"""

from __future__ import annotations

import re
from functools import lru_cache

# What never belongs into stored text: C0 but newline and tab, DEL, C1, lone surrogates, the bidi
# overrides and isolates (they make a line read otherwise than it is stored).
_UNWANTED = "\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"


@lru_cache(maxsize=1)
def _dirty() -> re.Pattern[str]:
    return re.compile(f"[{_UNWANTED}\u2028\u2029]")


def _is_clean(s: str) -> bool:
    # what is printable holds none of them; newline and tab are allowed and are not printable
    return (
        s.isprintable() or s.replace("\n", "").replace("\t", "").isprintable() or _dirty().search(s) is None
    )


def clean_text(s: str) -> str:
    """Text as it is stored: control characters but newline and tab gone, one kind of newline.

    ``\\r\\n``, ``\\r``, NEL and the Unicode line and paragraph separators become ``\\n``.
    Idempotent; never raises.
    """
    if _is_clean(s):
        return s
    s = s.replace("\r\n", "\n")
    s = s.translate({0x0D: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"})
    return _dirty().sub("", s)


def as_written(s: str) -> str:
    """A note's text as it is kept: whole, but for control characters other than newline and tab.

    Control characters are those of Unicode's category Cc; lone surrogates, which cannot be stored, go too. What only
    changes how a line looks (bidi controls, separators) is part of the text; :func:`harmless` and JSON keep it from
    the terminal. Idempotent; never raises.
    """
    return s if _is_clean(s) else _controls().sub("", s)


@lru_cache(maxsize=1)
def _controls() -> re.Pattern[str]:
    return re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_line(s: str) -> str:
    """A one-line field as it is stored: cleaned, each run of white space one space, stripped."""
    return " ".join(clean_text(s).split())


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0x202A <= code <= 0x2069:
        return ""
    return "\ufffd"


def harmless(s: str) -> str:
    """Text as it may go to a terminal: nothing in it moves the cursor or changes colour or title.

    Control characters become their pictures (``ESC`` is ``␛``), C1 and lone surrogates ``U+FFFD``, line
    separators a space, bidi controls nothing. Newline and tab are kept.
    """
    if _is_clean(s):
        return s
    return _dirty().sub(_visible, s.replace("\u2028", " ").replace("\u2029", " "))


@lru_cache(maxsize=8192)
def _char_width(ch: str) -> int:
    from unicodedata import category, east_asian_width

    code = ord(ch)
    if east_asian_width(ch) in "WF":
        return 0 if category(ch) in ("Mn", "Me") else 2
    if category(ch) in ("Mn", "Me", "Cf", "Cc", "Zl", "Zp", "Cs"):
        return 1 if code == 0xAD else 0
    if 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF:  # Hangul jamo that join the one before
        return 0
    return 1


def _cells(s: str) -> list[int]:
    """The cells that each character adds; joined emoji and variation selectors count with their base."""
    widths: list[int] = []
    base = -1  # the last character that has a width
    joined = False
    for at, ch in enumerate(s):
        if joined:
            widths.append(0)
            joined = False
            continue
        if ch == "\u200d":
            widths.append(0)
            joined = base >= 0 and widths[base] == 2
            continue
        if ch == "\ufe0f" and base >= 0 and base == at - 1 and widths[base] == 1 and ord(s[base]) > 0xFF:
            widths[base] = 2  # an emoji shown as a picture
            widths.append(0)
            continue
        cells = _char_width(ch)
        if 0x1F3FB <= ord(ch) <= 0x1F3FF and base == at - 1 and base >= 0 and widths[base] == 2:
            cells = 0  # skin tone
        widths.append(cells)
        if cells:
            base = at
    return widths


def width(s: str) -> int:
    """How many terminal cells ``s`` takes: wide and full-width characters two, combining ones none."""
    if s.isascii() and s.isprintable():
        return len(s)
    return sum(_cells(s))


def cut(s: str, cells: int, ellipsis: str = "…") -> str:
    """``s`` in at most ``cells`` cells; what is cut off is shown by ``ellipsis`` if that has room."""
    if len(s) <= cells and s.isascii() and s.isprintable():
        return s
    widths = _cells(s)
    if sum(widths) <= cells:
        return s
    room = cells - width(ellipsis)
    if room < 0:
        room, ellipsis = max(cells, 0), ""
    used = 0
    for at, each in enumerate(widths):
        if used + each > room:
            return s[:at].rstrip("\u200d") + ellipsis
        used += each
    return s + ellipsis
