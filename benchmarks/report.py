"""The figures as tables: for the terminal as they come, and for docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from benchmarks import everyday, importing, machine, taskwarrior

HEAD = """\
# Benchmarks

Made by `make bench`; do not edit. Every figure is the median of whole processes, run in turn with what they
are compared with: ratios matter, not how fast or busy the machine was. `pass` is `python -c pass` with the
Python that `crm` runs on. A target is a bound on a ratio; **over** is out of bounds. Memory is at least that
of the process that measures.
"""


def named(case: str) -> str:
    """A case's name in Markdown: the command as code, how it was run beside it."""
    command, comma, how = case.partition(", ")
    return f"`{command}`{comma}{how}"


def verdict(ratio: float | None, target: float | None) -> str:
    """Whether a ratio is within its target."""
    if ratio is None or target is None:
        return ""
    return "ok" if ratio <= target else "**over**"


def ms(seconds: float) -> str:
    """Seconds as milliseconds."""
    return f"{seconds * 1000:.1f}"


def times(ratio: float | None) -> str:
    """A ratio with three figures."""
    return "" if ratio is None else f"{ratio:.3g}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, the first column to the left and the others to the right."""
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join(["---", *["---:"] * (len(head) - 1)]) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def everyday_line(found: everyday.Found) -> str:
    """One measured command, for the terminal."""
    line = (
        f"{found.store.name:>8}  {found.case.name:<48} {ms(found.crm.wall):>8} ms  {found.ratio:5.2f} x pass"
        f" (cpu {found.crm.cpu / found.nothing.cpu:.2f})"
        f"  target {found.case.target:g}, {verdict(found.ratio, found.case.target).strip('*')}"
    )
    if found.task is not None:
        line += f"  {times(found.peer_ratio)} x task add ({ms(found.task.wall)} ms)"
    return line


def everyday_tables(found: Sequence[everyday.Found]) -> str:
    """Start-up and work of the everyday commands, then taskwarrior, then growth."""
    parts = []
    for name in dict.fromkeys(each.store.name for each in found):
        parts.append(f"## Everyday commands, {_store(name, found)}\n")
        parts.append(
            table(
                ("command", "ms", "cpu ms", "MiB", "pass ms", "× pass", "target", ""),
                (
                    (named(each.case.name), ms(each.crm.wall), ms(each.crm.cpu), f"{each.crm.peak:.0f}",
                     ms(each.nothing.wall), times(each.ratio), f"≤ {each.case.target:g}",
                     verdict(each.ratio, each.case.target))
                    for each in found
                    if each.store.name == name
                ),
            )
        )  # fmt: skip
    peers = [each for each in found if each.task is not None]
    if peers:
        parts.append(f"## Against `task add` of taskwarrior {taskwarrior.version()}\n")
        parts.append(
            table(
                ("command", "items in both", "ms", "task ms", "× task", "target", ""),
                (
                    (named(each.case.name), f"{each.store.items:,}", ms(each.crm.wall), ms(each.task.wall),
                     times(each.peer_ratio), f"≤ {each.peer_target:g}" if each.peer_target else "",
                     verdict(each.peer_ratio, each.peer_target))
                    for each in peers
                    if each.task
                ),
            )
        )  # fmt: skip
    return "\n".join([*parts, _growth(found)])


def _store(name: str, found: Sequence[everyday.Found]) -> str:
    items = next(each.store.items for each in found if each.store.name == name)
    return f"store of {items:,} customers" if items else f"{name} store"


def _growth(found: Sequence[everyday.Found]) -> str:
    """Each command on the largest store against the demo store (else the smallest)."""
    names = list(dict.fromkeys(each.store.name for each in found))
    if len(names) < 2:
        return ""
    base, last = ("demo" if "demo" in names[:-1] else names[0]), names[-1]
    small = {each.case.name: each.ratio for each in found if each.store.name == base}
    large = {each.case.name: each.ratio for each in found if each.store.name == last}
    rows = [
        (named(name), times(small[name]), times(large[name]), times(large[name] / small[name]), "≤ 1.5",
         verdict(large[name] / small[name], 1.5))
        for name in small
        if name in large
    ]  # fmt: skip
    head = ("command", f"× pass, {base}", f"× pass, {last}", "growth", "target", "")
    return f"## Growth, {_store(last, found)} against the {base} one\n\n{table(head, rows)}"


def import_line(found: importing.Found) -> str:
    """One measured size, for the terminal."""
    ratio = found.first.wall / found.reference.wall
    return (
        f"import of {found.rows:,} rows: {found.first.wall:.2f} s, {times(ratio)}"
        f" x {importing.reference()} ({found.reference.wall:.2f} s), {found.first.peak:.0f} MiB;"
        f" again {times(found.again.wall / found.first.wall)} of that"
    )


def import_table(found: Sequence[importing.Found]) -> str:
    """Imports of all sizes."""
    rows = []
    for each in found:
        ratio, again = each.first.wall / each.reference.wall, each.again.wall / each.first.wall
        rows.append(
            (f"{each.rows:,}", f"{each.first.wall:.2f}", f"{each.reference.wall:.2f}", times(ratio),
             f"≤ {importing.TARGET:g}", verdict(ratio, importing.TARGET), f"{each.first.peak:.0f}",
             f"≤ {importing.TARGET_PEAK:g}", verdict(each.first.peak, importing.TARGET_PEAK),
             f"{each.again.wall:.2f}", times(again), f"≤ {importing.TARGET_AGAIN:g}",
             verdict(again, importing.TARGET_AGAIN))
        )  # fmt: skip
    head = (
        "rows × 12", "s", "reference s", "×", "target", "",
        "MiB", "target", "", "again s", "× first", "target", "",
    )  # fmt: skip
    text = f"## Import of a CSV, against `{importing.reference()}`\n\n{table(head, rows)}"
    if len(found) > 1:
        small, large = found[0], found[-1]
        longer, more = large.first.wall / small.first.wall, large.first.peak / small.first.peak
        text += (
            f"\nGrowth: {large.rows / small.rows:g} × the rows take {times(longer)} × the time"
            f" and {times(more)} × the memory.\n"
        )
    return text


def document(commands: Sequence[everyday.Found], imports: Sequence[importing.Found], runs: int) -> str:
    """docs/benchmarks.md."""
    facts = [*machine.describe(), ("taskwarrior", taskwarrior.version()), ("rounds", str(runs))]
    facts.append(("date", datetime.now(UTC).date().isoformat()))
    parts = [HEAD, table(("measured on", ""), facts).replace("---:", "---")]
    if commands:
        parts.append(everyday_tables(commands))
    if imports:
        parts.append(import_table(imports))
    return "\n".join(parts)
