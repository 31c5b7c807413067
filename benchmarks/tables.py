"""Pieces of the document of figures: numbers as they are written, tables, verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.results import Part


def named(case: str) -> str:
    """A case's name in Markdown: the command as code, how it was run beside it."""
    command, comma, how = case.partition(", ")
    return f"`{command}`{comma}{how}"


def verdict(ratio: float | None, target: float | None) -> str:
    """Whether a ratio is within its target."""
    if ratio is None or target is None:
        return ""
    return "ok" if ratio <= target else "**over**"


def ms(seconds: float | None) -> str:
    """Seconds as milliseconds."""
    return "" if seconds is None else f"{seconds * 1000:,.1f}"


def times(ratio: float | None) -> str:
    """A ratio with three figures."""
    if ratio is None:
        return ""
    return f"{ratio:.3g}" if ratio < 1000 else f"{ratio:,.0f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, the first column to the left and the others to the right."""
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join(["---", *["---:"] * (len(head) - 1)]) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def when(part: Part) -> str:
    """When a part was measured."""
    return f"Measured {part['date']}, {part['rounds']} rounds.\n"
