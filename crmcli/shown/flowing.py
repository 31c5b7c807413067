"""Prose that somebody broke into lines, as lines that a screen breaks anew."""

from __future__ import annotations

import re

from crmcli.text.names import has_han

_WIDE = frozenset("，、）】》”’")
_ENDS = frozenset(".!?:;…。！？：；")
_ITEM = re.compile(r"(?:[-*•·+]|[0-9]{1,2}[.)、])\s")


def flowing(text: str) -> str:
    """A text with one line a paragraph, without blank ones.

    A line ends a paragraph if it ends a sentence, or is followed by a blank one or one that begins an item; any other
    end of a line is a space, or in Chinese nothing.
    """
    paragraphs: list[str] = []
    going_on = False
    for line in text.split("\n"):
        line = line.strip()
        if not line:
            going_on = False
            continue
        if going_on and not _ITEM.match(line):
            before = paragraphs[-1][-1]
            joint = "" if before in _WIDE or (has_han(before) and has_han(line[0])) else " "
            paragraphs[-1] += joint + line
        else:
            paragraphs.append(line)
        going_on = line[-1] not in _ENDS
    return "\n".join(paragraphs)
