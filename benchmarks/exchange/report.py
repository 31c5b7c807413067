"""The report on all files: what became of each, and how that compares."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.exchange import compare, others
from benchmarks.exchange.compare import EXPLAINED, LEFT_OUT, Comparison, plain
from benchmarks.exchange.trial import MEBIBYTES, OUTCOMES, SECONDS, Trial, tried

_LIBRARIES = ("python-calamine", "vobject", "icalendar")
_RECORDS = (".vcf", ".ics", ".json", ".jsonl")
_SHOWN = 5  # differences without a reason that are listed of one file
_HEAD = (
    "file", "as", "outcome", "rows", *OUTCOMES, "blank", "title", "total", "header again", "library", "its rows",
    "same", "explained", "left out", "CPU s", "MiB",
)  # fmt: skip


@dataclass
class Line:
    """One import of one file, and what a library made of it; nothing if the file was refused."""

    trial: Trial
    how: str
    comparison: Comparison | None


def examined(path: Path) -> list[Line]:
    """Import a file as it is; if its headers tell nothing, once more with its first column as names of customers."""
    first = tried(path)
    lines = [Line(first, "it is", _compared(first))]
    if first.code == 2:
        second = tried(path, "--unknown", "custom", "--kind", "customer", *_first_header(path))
        lines.append(Line(second, "customers", _compared(second)))
    return lines


def _first_header(path: Path) -> list[str]:
    """The options by which the first row that says something is the header, and its first cell the name."""
    from crmcli.exchange.delimiter import guess_delimiter
    from crmcli.exchange.encoding import guess_encoding

    data = path.read_bytes()
    encoding = guess_encoding(data[:262_144], complete=len(data) < 262_144)
    lines = data.decode(encoding, "replace").splitlines(keepends=True) or [""]
    delimiter = guess_delimiter(lines)
    rows = others.read(path, encoding, delimiter, None).filled
    if not rows or path.suffix.lower() in _RECORDS:
        return []
    number, cells = rows[0]
    cell = next(cell for cell in cells if others.visible(cell))
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    header = " ".join(plain(str(cell)).split()).replace(",", "\\,")
    return ["--header-row", str(number), "--map", f"{header}=name"]


def _compared(trial: Trial) -> Comparison | None:
    if trial.summary is None:
        return None
    tables = [
        (part, others.read(trial.path, part["encoding"] or "", part["delimiter"] or ",", part["sheet"]))
        for part in trial.summary["files"]
    ]
    return compare.compared(trial, tables)


def faults(lines: Iterable[Line]) -> list[str]:
    """What must not be."""
    found = []
    for line in lines:
        name = f"{line.trial.path} (as {line.how})"
        found += [f"{name}: {fault}" for fault in line.trial.faults]
        if line.comparison is not None:
            unexplained = line.comparison.unexplained
            found += [f"{name}: {each}" for each in unexplained[:_SHOWN]]
            if len(unexplained) > _SHOWN:
                found.append(f"{name}: {len(unexplained) - _SHOWN} more")
            if "UNEXPLAINED" in line.comparison.rows_differ:
                found.append(f"{name}: {line.comparison.rows_differ}")
    return found


def written(lines: Sequence[Line], folder: Path, *, whole: bool) -> str:
    """The report as Markdown."""
    trials = [line.trial for line in lines]
    comparisons = [line.comparison for line in lines if line.comparison is not None]
    wrong = faults(lines)
    parts = [
        "# What becomes of the files of others",
        "",
        "Written by `make exchange-report`; not by hand.",
        "",
        *_about(lines, folder, whole),
        "",
        "## In short",
        "",
        *_short(trials, comparisons, wrong),
        "",
        "## Each file",
        "",
        "`as it is`: only the file is named. `as customers`: `--kind customer --unknown custom`, its first row "
        "is the header and its first column the name. Rows = created + updated + unchanged + duplicate + rejected, on "
        "every line.",
        "",
        _row(_HEAD),
        _row(["---"] * 3 + ["---:"] * 10 + ["---"] + ["---:"] * 6),
        *(_row(_cells(line, folder)) for line in lines),
        "",
        "## Differences and their reasons",
        "",
        *_reasons(comparisons),
        "",
        "## Why files were refused",
        "",
        *_refusals(trials, folder),
    ]
    return "\n".join(parts) + "\n"


def _about(lines: Sequence[Line], folder: Path, whole: bool) -> list[str]:
    number = len({line.trial.path for line in lines})
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    place = "`../shared/data`, test files of other projects"
    if not whole:
        place = (
            "`tests/data` only, those that the tests have with them: the larger collection `../shared/data` is not "
            "on this machine"
        )
    return [
        f"{number} files of {place}, each imported by a process of its own into an empty store with "
        f"`crm import FILE --json --keep-good --rejects FILE`, at most {SECONDS} s and {MEBIBYTES} MiB. A file whose "
        "headers tell nothing about customers is refused as it is; it is then imported as customers all the same. Rows "
        "and values are compared with what `csv` of Python, "
        f"{libraries} read from the same file by themselves.",
    ]


def _short(trials: Sequence[Trial], comparisons: Sequence[Comparison], wrong: Sequence[str]) -> list[str]:
    landed = [trial for trial in trials if trial.summary is not None]
    counts = {
        name: sum(trial.summary[name] for trial in landed if trial.summary) for name in ("rows", *OUTCOMES)
    }
    slowest = max(trials, key=lambda trial: trial.cpu)
    largest = max(trials, key=lambda trial: trial.peak)
    refused = Counter(
        f"{trial.error.get('code')} ({trial.code})" for trial in trials if trial.summary is None
    )
    same = sum(one.same for one in comparisons)
    explained = sum(one.explained.total() for one in comparisons)
    left = sum(one.left_out.total() for one in comparisons)
    return [
        f"- {len(trials)} imports: {len(landed)} read, {len(trials) - len(landed)} refused with a reason: "
        + ", ".join(f"{number} {code}" for code, number in sorted(refused.items())) + ".",
        "- " + ", ".join(f"{number:,} {name}" for name, number in counts.items()) + ".",
        f"- {same:,} values are what the library read; {explained:,} differ and {left:,} cells were left out for "
        "the reasons below.",
        f"- The slowest took {slowest.cpu:.2f} s ({slowest.path.name}), the largest {largest.peak:.0f} MiB "
        f"({largest.path.name}).",
        "- Nothing crashed, hung or exceeded a limit; all counts add up; no difference is without a reason."
        if not wrong
        else f"- **{len(wrong)} faults**:",
        *(f"  - {one.replace('|', chr(92) + '|')}" for one in wrong),
    ]  # fmt: skip


def _cells(line: Line, folder: Path) -> list[str]:
    trial, comparison = line.trial, line.comparison
    try:
        name = str(trial.path.relative_to(folder))
    except ValueError:
        name = os.fspath(trial.path)
    cells = [f"{name}", line.how, _outcome(trial)]
    if trial.summary is None or comparison is None:
        return [*cells, *[""] * 16, f"{trial.cpu:.2f}", f"{trial.peak:.0f}"]
    summary = trial.summary
    ignored = Counter[str]()
    for part in summary["files"]:
        ignored.update(part["ignored"])
    rows = str(comparison.rows) if not comparison.problem else "refused"
    return [
        *cells,
        *(str(summary[outcome]) for outcome in ("rows", *OUTCOMES)),
        *(str(ignored[each]) for each in ("blank", "title", "total", "repeated_header")),
        comparison.library,
        rows,
        str(comparison.same),
        str(comparison.explained.total()),
        str(comparison.left_out.total()),
        f"{trial.cpu:.2f}",
        f"{trial.peak:.0f}",
    ]


def _outcome(trial: Trial) -> str:
    if trial.faults:
        return "**fault**"
    if trial.summary is None:
        return f"refused: {trial.error.get('code')} ({trial.code})"
    kinds = ", ".join(dict.fromkeys(part["kind"] for part in trial.summary["files"]))
    return f"imported: {kinds}"


def _reasons(comparisons: Sequence[Comparison]) -> list[str]:
    explained, left = Counter[str](), Counter[str]()
    rows = Counter[str]()
    for one in comparisons:
        explained.update(one.explained)
        left.update(one.left_out)
        if one.rows_differ:
            rows[one.rows_differ] += 1
    return [
        "Values that landed or were rejected, in another form than the library read them:",
        "",
        *(
            f"- {name} ({explained[name]:,}): {reason}"
            for name, reason in EXPLAINED.items()
            if explained[name]
        ),
        "",
        "Cells that the library read and that did not land:",
        "",
        *(f"- {name} ({left[name]:,}): {reason}" for name, reason in LEFT_OUT.items() if left[name]),
        "",
        "Files with another number of rows than the library has (its rows with something in them, less the header, "
        "titles and totals):",
        "",
        *(f"- {reason} ({number})" for reason, number in rows.most_common()),
        *(["- none"] if not rows else []),
    ]


def _refusals(trials: Sequence[Trial], folder: Path) -> list[str]:
    reasons: dict[str, list[str]] = {}
    for trial in trials:
        if trial.summary is None:
            message = str(trial.error.get("message", trial.said))
            for name in (str(trial.path), trial.path.name):
                message = message.replace(name, "…")
            reasons.setdefault(_kind_of(message), []).append(trial.path.name)
    lines = []
    for reason, names in sorted(reasons.items(), key=lambda one: -len(one[1])):
        shown = ", ".join(dict.fromkeys(names))
        lines.append(f"- {reason} ({len(names)}): {shown}")
    return [line.replace("|", "\\|") for line in lines] or ["- none"]


def _kind_of(message: str) -> str:
    """A message without what is only of one file."""
    message = re.sub(r"…(?: \(.*?\))?(?:, line \d+)?: ", "", message)
    message = re.sub(r"“.*”", "“…”", message)
    message = re.sub(
        r"(?<=no row of headers was found); .*|(?<=do not tell what the rows are): .*", "", message
    )
    return " ".join(message.split())[:160]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
