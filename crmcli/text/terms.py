"""Terms of payment as people write them: ``30% deposit, 70% against B/L copy``, ``30%定金，70%见提单副本``."""

from __future__ import annotations

import re
from collections import namedtuple
from itertools import pairwise

Part = namedtuple("Part", "share label due")
"""A part of what is to be paid: its share in hundredths of one per cent, what it is called, when it is due.

``due`` is counted as in process files: ``signed+7d``, ``delivery-3d``, ``bill_of_lading+7d``; None if nothing says it.
"""

_WHOLE = 10_000
_MOST_PARTS = 12
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*%")
_DIVIDERS = re.compile(r"[,;/+&，；、。\n]|\band\b|\bthen\b|\bbalance\b|\brest\b|尾款|余款|其余", re.I)
_DAYS = re.compile(r"(\d{1,3})\s*(?:days?|d\b|天|日)|(?:net|月结|账期)\s*(\d{1,3})", re.I)
_REST = re.compile(r"\bbalance\b|\brest\b|\bremainder\b|尾款|余款|其余", re.I)

# What is said of a part, and from which day it is counted; the first that fits counts.
_WHEN = (
    (re.compile(r"deposit|advance|down ?payment|prepa|upfront|with order|定金|订金|预付|首付|签约|签合同", re.I),
     "signed", 7),
    (re.compile(r"b/?l\b|bill of lading|against (?:copy|docs|documents)|d/p|cad\b|提单|单据|见副本", re.I),
     "bill_of_lading", 7),
    (re.compile(r"before (?:shipment|shipping|delivery|loading)|prior to|发货前|出货前|装运前|装船前|提货前", re.I),
     "delivery", -3),
    (re.compile(r"at sight|l/?c\b|信用证|即期", re.I), "delivery", 14),
    (re.compile(r"acceptance|warranty|retention|验收|质保", re.I), "delivery", 30),
    (re.compile(r"deliver|receipt|arrival|到货|收货|交货|货到|发货|出货|装运", re.I), "delivery", 0),
)  # fmt: skip


def read_terms(text: str) -> list[Part] | None:
    """The parts that terms of payment name, in their order; None if they do not make up the whole.

    A last part without a share (``balance against B/L``, ``尾款…``) is what the others leave.
    """
    plain = text.translate(_FULL)
    pieces = _pieces(plain)
    if not pieces or len(pieces) > _MOST_PARTS:
        return None
    whole = sum(share for share, _piece in pieces if share is not None)
    open_ones = [at for at, (share, _piece) in enumerate(pieces) if share is None]
    if open_ones == [len(pieces) - 1] and 0 < whole < _WHOLE:
        pieces[-1] = (_WHOLE - whole, pieces[-1][1])
    elif open_ones or whole != _WHOLE:
        return None
    return [Part(share, _label(piece), _due(piece)) for share, piece in pieces]


_SIGNS = " ,;/+&，；、。\n"
_TAIL = re.compile(r"[\s,;]*\b(?:and|then)$", re.I)
_FULL = str.maketrans("０１２３４５６７８９％．：（）", "0123456789%.:()")


def _pieces(text: str) -> list[tuple[int | None, str]]:
    """Each share with the words that belong to it; without one the rest that is left, or terms of one part."""
    found = list(_SHARE.finditer(text))
    if not found:
        known = any(pattern.search(text) for pattern, _anchor, _days in _WHEN) or _DAYS.search(text)
        return [(_WHOLE, text.strip())] if known and text.strip() else []
    cuts = [0]
    for one, other in pairwise(found):
        between = list(_DIVIDERS.finditer(text, one.end(), other.start()))
        if between:
            words = _REST.match(between[-1][0])
            cuts.append(between[-1].start() if words else between[-1].end())
        else:
            cuts.append(other.start())
    rest = next((one for one in _REST.finditer(text, found[-1].end())), None)
    ends = [*cuts[1:], len(text) if rest is None else rest.start()]
    out: list[tuple[int | None, str]] = []
    for share, start, end in zip(found, cuts, ends, strict=True):
        digits, _point, fraction = share[1].partition(".")
        out.append((int(digits) * 100 + int((fraction + "00")[:2]), text[start:end]))
    if rest is not None:
        out.append((None, text[rest.start() :]))
    return [(share, _TAIL.sub("", piece.strip(_SIGNS))) for share, piece in out]


def _label(piece: str) -> str:
    """What a part is called: its words without the share."""
    words = _SHARE.sub(" ", piece)
    words = re.sub(r"^(?:\s|of\b|as\b|by\b|the\b|[-:()])+|[\s\-:(]+$", "", words, flags=re.I)
    return re.sub(r"\s+", " ", words)[:80] or piece[:80]


def _due(piece: str) -> str | None:
    days = _DAYS.search(piece)
    number = int(days[1] or days[2]) if days is not None else None
    for pattern, anchor, usual in _WHEN:
        if pattern.search(piece):
            offset = number if number is not None and usual >= 0 else usual
            return f"{anchor}{offset:+d}d" if offset else anchor
    if number is not None:
        return f"delivery+{number}d"
    return "delivery" if _REST.search(piece) else None
