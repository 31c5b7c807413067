"""The figures of carrying out orders: a line each for the terminal, tables for the document."""

from __future__ import annotations

from typing import Any

from benchmarks.results import Part
from benchmarks.tables import ms, named, table, times, verdict, when

Row = dict[str, Any]


_DAY = (
    "A day of the order desk, by the keystroke-level model of Card, Moran and Newell (a key 0.28 s, pointing 1.1 s,"
    " hands to the mouse 0.4 s, a decision 1.35 s, a Chinese character two and a half keys). The commands were run and"
    " every order stood where it should; the steps in the spreadsheet are stated in `benchmarks/orderday.py`:\n"
)


def orders_line(row: Row) -> str:
    """One measured thing, for the terminal."""
    match row["group"]:
        case "made":
            took = f"made in {row['seconds']:.0f} s, " if row["seconds"] else ""
            return f"the store: {took}{row['size']:,.0f} MiB"
        case "store":
            return f"{row['what']:<60} {row['p50'] * 1000:>9.2f} ms, first {ms(row['first'])}, max {ms(row['max'])}"
        case "commands":
            return f"{row['what']:<72} {ms(row['wall']):>8} ms  {row['ratio']:5.2f} ×"
        case "day":
            return f"{row['what']:<72} {row['keys']:>5} keys {row['seconds']:>5} s"
        case _:
            return f"{row['what']:<72} {ms(row['wall']):>8} ms"


def met(row: Row) -> bool | None:
    """Whether a row is within its target; None if it has none."""
    if row.get("target") is None:
        return None
    value = {"store": "p50", "commands": "ratio", "bulk": "wall", "day": "seconds"}[row["group"]]
    return bool(row[value] <= row["target"])


def orders_tables(part: Part) -> str:
    """In the store, commands, many at once."""
    rows: list[Row] = part["rows"]

    def of(group: str) -> list[Row]:
        return [row for row in rows if row["group"] == group]

    made = of("made")[0]
    took = f"made in {made['seconds']:.0f} s, " if made["seconds"] else ""
    text = [
        f"## Orders, {part['orders']:,} with twelve steps each\n",
        f"{when(part)}The store: {took}{made['size']:,.0f} MiB, with payments, duties, its search index and its"
        f" journal. The machine was shared with other work; its load at the end: {part['load']:.1f}.\n",
        "Milliseconds inside one process, warm; `first` is the first of its kind:\n",
        table(
            ("in the store", "p50", "max", "first", "target", ""),
            (
                (row["what"], f"{row['p50'] * 1000:,.2f}", f"{row['max'] * 1000:,.2f}", ms(row["first"]),
                 f"≤ {row['target'] * 1000:,.0f}" if row["target"] else "", verdict(row["p50"], row["target"]))
                for row in of("store")
            ),
        ),
        "Whole processes:\n",
        table(
            ("command", "ms", "cpu ms", "MiB", "pass ms", "× pass", "target", ""),
            (
                (named(row["what"]), ms(row["wall"]), ms(row["cpu"]), f"{row['peak']:.0f}", ms(row["pass"]),
                 times(row["ratio"]), f"≤ {row['target']:g}", verdict(row["ratio"], row["target"]))
                for row in of("commands")
            ),
        ),
        *(
            f"`{row['what']}`: {row['wall']:.2f} s (target ≤ {row['target']:g} s,"
            f" {verdict(row['wall'], row['target'])}).\n"
            for row in of("bulk")
        ),
        _DAY,
        table(
            ("the day", "keys", "points", "decisions", "seconds", "target", ""),
            (
                (row["what"], f"{row['keys']}", f"{row['points']}", f"{row['decisions']}", f"{row['seconds']}",
                 f"≤ {row['target']}" if row["target"] else "", verdict(row["seconds"], row["target"]))
                for row in of("day")
            ),
        ),
    ]  # fmt: skip
    return "\n".join(text)
