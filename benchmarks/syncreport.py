"""The figures of exchanging with a hub: a line each for the terminal, tables for the document."""

from __future__ import annotations

from typing import Any

from benchmarks.results import Part
from benchmarks.tables import ms, named, table, times, verdict, when

Row = dict[str, Any]


def sync_line(row: Row) -> str:
    """One measured thing, for the terminal."""
    match row["group"]:
        case "nothing":
            return f"{row['what']:<72} {ms(row['wall']):>8} ms  {row['ratio']:5.2f} ×"
        case "push":
            return f"{row['what']:<72} {row['seconds']:>8.2f} s  {row['rate']:,.0f}/s  peer {row['peer_seconds']:.2f} s"
        case "pull" | "one":
            return f"{row['what']:<72} {row['seconds']:>8.2f} s  peer {row['peer_seconds']:.2f} s"
        case _:
            return f"{row['what']:<72} {row['seconds']:>8.2f} s"


def sync_tables(part: Part) -> str:
    """In seconds, against what only copies, and as commands."""
    rows: list[Row] = part["rows"]

    def of(*groups: str) -> list[Row]:
        return [row for row in rows if row["group"] in groups]

    text = [
        f"## Sync with a hub, {part['customers']:,} customers with {part['notes']} follow-ups each\n",
        f"{when(part)}PostgreSQL {part['server']} on loopback with `fsync` on, on the same machine, whose two cores"
        f" serve both sides; its load at the end: {part['load']:.1f}.\n",
        table(
            ("what", "seconds", "a second", "beside it", "seconds", "×", "target", ""),
            (
                (row["what"], f"{row['seconds']:.2f}", f"{row['rate']:,.0f}" if "rate" in row else "",
                 row.get("peer", ""), f"{row['peer_seconds']:.2f}" if "peer" in row else "",
                 times(row["seconds"] / row["peer_seconds"]) if "peer" in row else "",
                 _target(row), _verdict(row))
                for row in of("pull", "one", "push", "again", "manifest", "first")
            ),
        ),
        "Whole processes:\n",
        table(
            ("command", "ms", "cpu ms", "MiB", "pass ms", "× pass", "target", ""),
            (
                (named(row["what"]), ms(row["wall"]), ms(row["cpu"]), f"{row['peak']:.0f}", ms(row["pass"]),
                 times(row["ratio"]), f"≤ {row['target']:g}" if row["target"] else "",
                 verdict(row["ratio"], row["target"]))
                for row in of("nothing")
            ),
        ),
        *(
            f"{row['what']}: {row['seconds']:.1f} s, {row['notes']:,} notes arrived, deadlocks: {row['deadlocks']}.\n"
            for row in of("together")
        ),
        *(
            f"The first sync took {row['peak']:,.0f} MiB of memory at most and {row['cpu']:.0f} s of processor.\n"
            for row in of("first")
        ),
    ]  # fmt: skip
    return "\n".join(text)


def met(row: Row) -> bool | None:
    """Whether a figure is within its target; None where it has none."""
    said = _verdict(row) if row["group"] != "nothing" else verdict(row["ratio"], row["target"])
    return said == "ok" if said else None


def _target(row: Row) -> str:
    if row["target"] is None:
        return ""
    return f"≥ {row['target']:,}/s" if row["group"] == "push" else f"≤ {row['target']:g} s"


def _verdict(row: Row) -> str:
    if row["group"] == "together" or row.get("target") is None:
        return ""
    if row["group"] == "push":  # more is better
        return verdict(row["target"], row["rate"])
    return verdict(row["seconds"], row["target"])
