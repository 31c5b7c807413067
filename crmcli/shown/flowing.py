"""Prose that somebody broke into lines, as lines that a screen breaks anew."""

from __future__ import annotations

from crmcli.text.names import has_han

_WIDE = frozenset("，。；：！？、）】》”’")


def flowing(text: str) -> str:
    """A text with one line a paragraph: a blank line ends one, any other break is a space, or in Chinese nothing."""
    paragraphs: list[str] = []
    for line in text.split("\n"):
        line = line.strip()
        if not line or not paragraphs or not paragraphs[-1]:
            paragraphs.append(line)
            continue
        before = paragraphs[-1][-1]
        joint = "" if before in _WIDE or (has_han(before) and has_han(line[0])) else " "
        paragraphs[-1] += joint + line
    return "\n".join(one for one in paragraphs if one)
