"""Keys by which phone numbers and e-mail addresses compare. Light: no list of numbering plans."""

from __future__ import annotations

import re

_EXTENSION = re.compile(
    r"(?:转|轉|分机|分機|内线|內線|,+|;ext=|\s*\bext(?:ension|n)?\b\.?:?|\s+x|(?<=\d)x|[*#])\s*-?\d{1,6}\W*$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"(?<=\d)\s*[(（]\d{1,5}[)）]\s*$")  # 0574-87654321(801)
# 86 with something between it and the number is the country code without its plus
_CHINA = re.compile(r"\W*86\D")
_SERVICE = ("400", "800")
# a last hyphen and 3–5 digits is an extension only if a whole number stands before it
_HYPHEN_EXTENSION = re.compile(r"(?<=\d)\s*[-–—]\s*(\d{1,5})$")
_SIGNS = str.maketrans("", "", "+ ")
_BARE = str.maketrans("", "", "+ 0123456789")
_FULLWIDTH = {0xFF01 + n: 0x21 + n for n in range(94)} | {
    0x3000: 0x20,
    0x2010: 0x2D,
    0x2011: 0x2D,
    0xA0: 0x20,
}


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    text = text.translate(_FULLWIDTH)
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)


def phone_key(text: str) -> str:
    """The digits by which two writings of one number are equal; ``""`` if there are none.

    China's country code (``+86``, ``0086``) and national zero fall away, other country codes are kept
    without ``+`` and ``00``; an extension (``转801``, ``-801``, ``ext 801``, ``*8001``) and a
    spreadsheet's ``.0`` are left out.
    """
    if text.translate(_BARE):  # more than digits, spaces and a plus
        text = _without_extension(_ascii_digits(text).strip())
        digits = "".join(c for c in text if c in "0123456789")
    else:
        digits = text.translate(_SIGNS)
    abroad = text.lstrip("( ").startswith("+")
    if digits.startswith("00"):
        digits, abroad = digits[2:], True
    if digits.startswith("86") and (
        abroad
        or len(digits) == 13 and digits[2] == "1"
        or 12 <= len(digits) <= 14 and _CHINA.match(text) is not None
    ):  # fmt: skip
        return digits[2:].lstrip("0")
    if abroad:
        return digits
    return digits.lstrip("0") or digits


def _without_extension(text: str) -> str:
    """A number without extension, ``tel:``, a spreadsheet's ``.0`` and a trunk zero in brackets."""
    if text[:4].lower() == "tel:":
        text = text[4:]
    head, dot, tail = text.rpartition(".")
    if dot and head.isdigit() and tail.strip("0") == "" and len(tail) <= 2:
        text = head
    text = _EXTENSION.sub("", text)
    last = _HYPHEN_EXTENSION.search(text)
    if last:
        before = sum(c.isdigit() for c in text[: last.start()])
        # 0574-8765-4321 and 138-0013-8000 are one number; 0574-87654321-801 is one with an extension
        if before >= 10 and len(last[1]) <= 5:
            text = text[: last.start()]
        elif before in (7, 8) and len(last[1]) <= 3 and text[0] != "0" and not text.startswith(_SERVICE):
            text = text[: last.start()]  # 87654321-801, but not 400-8208-820
    bracketed = _BRACKETED.search(text)
    if bracketed and sum(c.isdigit() for c in text[: bracketed.start()]) >= 10:
        text = text[: bracketed.start()]
    return text.replace("(0)", "")


def phone_end(text: str) -> str:
    """The digits in which the key of a number ends if ``text`` was typed for its end; ``""`` if there are none.

    As :func:`phone_key`, but of a few digits a zero is no trunk prefix: ``0637`` is the end of 138 0000 0637.
    """
    key = phone_key(text)
    if len(key) >= 4:
        return key
    digits = "".join(c for c in _ascii_digits(text) if c in "0123456789")
    return digits if key and digits.startswith("0") and digits.endswith(key) else key


def email_key(text: str) -> str:
    """An e-mail address as it compares: the bare address, full-width forms folded, in lower case."""
    text = text.translate(_FULLWIDTH).strip()
    if text.endswith(">") and "<" in text:
        text = text[text.rindex("<") + 1 : -1]
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0]
    return text.strip().casefold()
