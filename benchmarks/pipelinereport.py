"""The figures of the sale: a line each for the terminal, tables for the document."""

from __future__ import annotations

from typing import Any

from benchmarks.results import Part
from benchmarks.tables import ms, named, table, times, verdict, when

Row = dict[str, Any]


def pipeline_line(row: Row) -> str:
    """One measured thing, for the terminal."""
    match row["group"]:
        case "made":
            took = f"made in {row['seconds']:.0f} s, " if row["seconds"] else ""
            return f"the store: {took}{row['size']:,.0f} MiB"
        case "store":
            beside = (
                f"  DuckDB {ms(row['theirs'])} ms, {times(row['p50'] / row['theirs'])} ×"
                if row["theirs"]
                else ""
            )
            own = f"{row['p50'] * 1000:>9.3f} ms, first {ms(row['first'])}, max {ms(row['max'])}"
            return f"{row['what']:<60} {own}{beside}"
        case "commands" | "first":
            return f"{row['store']:>8}  {row['what']:<72} {ms(row['wall']):>8} ms  {row['ratio']:5.2f} ×"
        case "keys":
            return f"{row['what']:<72} p50 {ms(row['p50'])} p95 {ms(row['p95'])} max {ms(row['max'])} ms, n {row['n']}"
        case _:
            return f"{row['what']:<72} {row['peak']:.0f} MiB"


def met(row: Row) -> bool | None:
    """Whether a row is within its target; None if it has none."""
    if row.get("target") is None:
        return None
    value = {"store": "p50", "commands": "ratio", "first": "ratio", "keys": "p95", "memory": "peak"}[
        row["group"]
    ]
    return bool(row[value] <= row["target"])


def _store(row: Row) -> str:
    return f"{row['items']:,}" if row["items"] else str(row["store"])


def pipeline_tables(part: Part) -> str:
    """In the store beside DuckDB, commands, the screen."""
    rows: list[Row] = part["rows"]

    def of(group: str) -> list[Row]:
        return [row for row in rows if row["group"] == group]

    made = of("made")[0]
    took = f"made in {made['seconds']:.0f} s, " if made["seconds"] else ""
    version = next((row["version"] for row in of("store") if row["version"]), "")
    peer = f"DuckDB {version}" if version else "DuckDB (not installed, not measured)"
    text = [
        f"## The pipeline, {part['opportunities']:,} opportunities and {part['changes']:,} stage changes\n",
        f"{when(part)}The store: {took}{made['size']:,.0f} MiB, with its search index and its journal. The machine was"
        f" shared with other work; its load at the end: {part['load']:.1f}.\n",
        f"Milliseconds inside one process, warm; `first` is the first of its kind. {peer} has the tables loaded and"
        " counts anew at each question; it keeps no journal, and its questions are the plain ones of their kind (a"
        " report of ours says more). A move is committed to the disk.\n",
        table(
            ("in the store", "p50", "max", "first", "target", "", "DuckDB", "ours ÷ DuckDB"),
            (
                (row["what"], f"{row['p50'] * 1000:,.2f}", f"{row['max'] * 1000:,.2f}", ms(row["first"]),
                 f"≤ {row['target'] * 1000:,.0f}" if row["target"] else "", verdict(row["p50"], row["target"]),
                 ms(row["theirs"]), times(row["p50"] / row["theirs"]) if row["theirs"] else "")
                for row in of("store")
            ),
        ),
        "Whole processes:\n",
        table(
            ("command", "store", "ms", "cpu ms", "MiB", "pass ms", "× pass", "target", ""),
            (
                (named(row["what"]), _store(row), ms(row["wall"]), ms(row["cpu"]),
                 f"{row['peak']:.0f}", ms(row["pass"]), times(row["ratio"]),
                 f"≤ {row['target']:g}" if row["target"] else "", verdict(row["ratio"], row["target"]))
                for row in of("commands")
            ),
        ),
        "The board on a terminal of 120 × 36: first paint against the minimal Textual app, then from key to paint.\n",
        table(
            ("first paint", "store", "ms", "minimal app ms", "× minimal app", "target", "", "MiB", "minimal app MiB"),
            (
                (f"`{row['what']}`", _store(row), ms(row["wall"]), ms(row["least"]),
                 times(row["ratio"]), f"≤ {row['target']:g}", verdict(row["ratio"], row["target"]),
                 f"{row['peak']:.0f}", f"{row['least_peak']:.0f}")
                for row in of("first")
            ),
        ),
        table(
            ("key", "n", "p50", "p95", "max", "p95 target", ""),
            (
                (row["what"], str(row["n"]), ms(row["p50"]), ms(row["p95"]), ms(row["max"]),
                 "" if row["target"] is None else f"≤ {row['target'] * 1000:,.0f}", verdict(row["p95"], row["target"]))
                for row in of("keys")
            ),
        ),
        *(
            f"Memory after all that: {row['peak']:.0f} MiB at most (target ≤ {row['target']:g},"
            f" {verdict(row['peak'], row['target']) or 'no target'}).\n"
            for row in of("memory")
        ),
    ]  # fmt: skip
    return "\n".join(text)
