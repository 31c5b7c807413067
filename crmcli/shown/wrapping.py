"""Breaking text into lines of so many terminal cells, Chinese and Latin. Imports no library."""

from __future__ import annotations

from crmcli.text.clean import cut, width

# No line begins with one of the former or ends with one of the latter.
_CLOSING = "，。；：、！？）》」』】”’…～,.;:!?)]}%"
_OPENING = "（《「『【“‘([{#＃@＠¥￥$→"

#: What stands between the parts of an answer of one line.
DOT = " · "


def wrap(text: str, cells: int, *, cut_up: bool = True) -> list[str]:
    """Lines of at most ``cells`` cells, broken at spaces or between Chinese characters.

    A longer word is cut up, or with ``cut_up`` false left for the terminal to break, so that it can be copied.
    """
    cells = max(cells, 2)
    lines: list[str] = []
    line, used = "", 0
    for piece in _breakable(text):
        size = width(piece.rstrip(" "))
        if line and used + size > cells:
            lines.append(line.rstrip(" "))
            line, used = "", 0
        while cut_up and size > cells:
            part = cut(piece, cells, "") or piece[0]
            lines.append(part)
            piece = piece[len(part) :]
            size = width(piece.rstrip(" "))
        line += piece
        used += width(piece)
    if line.strip(" "):
        lines.append(line.rstrip(" "))
    return lines


def _breakable(text: str) -> list[str]:
    """The pieces between which a line may end."""
    pieces: list[str] = []
    before, before_wide = " ", False
    for character in text:
        size = 1 if character.isascii() else width(character)
        wide = size > 1
        joined = before != " " and (
            size == 0
            or character == " "
            or character in _CLOSING
            or before in _OPENING
            or (not wide and not before_wide)
        )
        if pieces and (joined or (character == " " and before == " ")):
            pieces[-1] += character
        else:
            pieces.append(character)
        if size:
            before, before_wide = character, wide
    return pieces


def paragraphs(text: str, cells: int) -> list[str]:
    """The lines of a text of several paragraphs."""
    return [line for paragraph in text.split("\n") for line in wrap(paragraph, cells) or [""]]


def parts(text: str, cells: int, indent: str = "  ") -> list[str]:
    """Lines of at most ``cells`` cells, broken between the parts of an answer; only a part too long is broken itself.

    What follows the first line is indented. Refs, commands and paths stay whole.
    """
    if width(text) <= cells:
        return [text]
    margin = text[: len(text) - len(text.lstrip(" "))]
    lines: list[str] = []
    for part in text[len(margin) :].split(DOT):
        if lines and width(lines[-1] + DOT + part) <= cells:
            lines[-1] += DOT + part
            continue
        for piece in wrap(part, cells - width(margin + indent), cut_up=False):
            lines.append(margin + (indent if lines else "") + piece)
    return lines
