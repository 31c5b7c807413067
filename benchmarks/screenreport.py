"""The figures of the full-screen interface: a line each for the terminal, tables for the document."""

from __future__ import annotations

from typing import Any

from benchmarks.results import Part
from benchmarks.tables import ms, named, table, times, verdict, when

Row = dict[str, Any]


def _bound(target: float | None, unit: str) -> str:
    return "" if target is None else f"≤ {target:g}{unit}"


def screen_line(row: Row) -> str:
    """One measured thing, for the terminal."""
    target = verdict(_measured(row), row.get("target")).strip("*")
    group, what = row["group"], row["what"]
    if group == "first":
        said = f"{ms(row['wall'])} ms, {times(row['ratio'])} x the minimal app ({ms(row['least'])} ms)"
        return f"{row['store']:>8}  {what:<44} {said}, {row['peak']:.0f} MiB  {target}"
    if group == "memory":
        said = f"{row['now']:.0f} MiB now, {row['peak']:.0f} at most, {row.get('own', 0):.0f} its own"
        return f"{what:<54} {said}  {target}"
    if group == "other":
        return f"{what:<54} {row['value']:.2f} {row['unit']}  {target}"
    if group == "tasks":
        return f"{what:<54} {row['keys']} keys and {row['typed']} characters of text  {target}"
    spent = "  ".join(f"{name} {ms(row[name]):>7}" for name in ("p50", "p95", "max"))
    line = f"{what:<54} {spent} ms  n {row['n']}  {target}"
    if "found" in row:
        line += f"  first hits {ms(row['hits'])}, all {ms(row['found'])}, at most {ms(row['found_max'])} ms"
    if "busy" in row:
        line += f"  processor {row['busy'] * 100:.0f} %"
    return line


def _measured(row: Row) -> float | None:
    """What is held against the target."""
    value = row.get(
        {"first": "ratio", "memory": "peak", "other": "value", "tasks": "keys"}.get(row["group"], "p95")
    )
    return None if value is None else float(value)


def met(row: Row) -> bool | None:
    """Whether a row is within its target; None if it has none."""
    found = _measured(row)
    return None if found is None or row.get("target") is None else found <= row["target"]


def screen_tables(part: Part) -> str:
    """First paint, from key to paint, search, memory, keys of tasks."""
    rows: list[Row] = part["rows"]

    def of(group: str) -> list[Row]:
        return [row for row in rows if row["group"] == group]

    text = [
        f"## Full screen, {part['customers']:,} customers\n\n{when(part)}Through a terminal of 120 × 36 that answers as"
        " terminals do: from writing a key to reading the last byte of all that it paints. The minimal app is one line"
        f" of text with the same Textual. The machine's load at the end: {part['load']:.1f}.\n",
        "From the start of the process until the screen with its content is painted:\n",
        table(
            ("first paint", "store", "ms", "minimal app ms", "× minimal app", "target", "", "MiB", "minimal app MiB"),
            (
                (named(row["what"]), row["store"], ms(row["wall"]), ms(row["least"]), times(row["ratio"]),
                 _bound(row["target"], ""), verdict(row["ratio"], row["target"]), f"{row['peak']:.0f}",
                 f"{row['least_peak']:.0f}")
                for row in of("first")
            ),
        ),
        "From key to paint, milliseconds:\n",
        table(
            ("key", "n", "p50", "p95", "max", "p95 target", ""),
            (
                (row["what"], str(row["n"]), ms(row["p50"]), ms(row["p95"]), ms(row["max"]),
                 "" if row["target"] is None else f"≤ {row['target'] * 1000:,.0f}", verdict(row["p95"], row["target"]))
                for row in of("keys")
            ),
        ),
        "Search as one types: from a key to its character; from the last key to its first 200 hits, and to"
        " all of them or 5,000, milliseconds:\n",
        table(
            ("what is typed", "keys", "p50", "p95", "max", "p95 target", "", "first hits", "all", "all, max"),
            (
                (f"{row['what']} ({row['text']})", str(row["n"]), ms(row["p50"]), ms(row["p95"]), ms(row["max"]),
                 f"≤ {row['target'] * 1000:,.0f}", verdict(row["p95"], row["target"]),
                 *(ms(row[name]) for name in ("hits", "found", "found_max")))
                for row in of("search")
            ),
        ),
        table(
            ("memory, MiB", "at most", "target", "", "at the end", "its own"),
            (
                (row["what"], f"{row['peak']:.0f}", _bound(row["target"], ""), verdict(row["peak"], row["target"]),
                 f"{row['now']:.0f}", f"{row.get('own', 0):.0f}")
                for row in of("memory")
            ),
        ),
        table(
            ("", "", "target", ""),
            (
                (row["what"], f"{row['value']:.2f} {row['unit']}", _bound(row["target"], f" {row['unit']}"),
                 verdict(row["value"], row["target"]))
                for row in of("other")
            ),
        ),
        "### Keys that a task takes\n\nBeside the text that is said (a note, a reminder); what is typed to find"
        " somebody counts.\n",
        table(
            ("task", "keys", "target", ""),
            (
                (row["what"], str(row["keys"]), _bound(row["target"], ""), verdict(row["keys"], row["target"]))
                for row in of("tasks")
            ),
        ),
    ]  # fmt: skip
    return "\n".join(text)
