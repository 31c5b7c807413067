"""The example row of a template: how it is marked, and how import knows it and leaves it out."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable

MARKS = {"en": "(Example) ", "zh": "（示例）"}
"""What the cell that names the record begins with, by language. Who takes it off makes the row a row like others."""
_KNOWN = ("(example)", "（示例）", "(示例)")


def marked(text: str, language: str) -> str:
    """A text as the example row has it."""
    return MARKS.get(language, MARKS["en"]) + text


def is_example(cells: Iterable[object]) -> bool:
    """Whether a row is a template's example that nobody has made a row of their own of: a cell begins with the mark."""
    return any(isinstance(cell, str) and cell.lstrip(" '").casefold().startswith(_KNOWN) for cell in cells)
