"""``python -m benchmarks.exchange``: try every file of others, and write docs/exchange-report.md."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.exchange import report
from benchmarks.exchange.trial import ROOT

SHARED = ROOT.parent / "shared" / "data"
VENDORED = ROOT / "tests" / "data"
DOCUMENT = ROOT / "docs" / "exchange-report.md"
_TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".json", ".jsonl", ".vcf", ".ics")


def main() -> int:
    """Write the report; 1 if a file crashed, exceeded a limit, did not add up or differs without a reason."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.exchange",
        description="Import the files of others and write docs/exchange-report.md.",
    )
    parser.add_argument("paths", nargs="*", type=Path, help="only these files; writes on standard output")
    given: list[Path] = parser.parse_args().paths
    folder = (SHARED if SHARED.is_dir() else VENDORED).resolve()
    files = [path.resolve() for path in given] or sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in _TABLES
    )
    found = []
    for number, path in enumerate(files, 1):
        if sys.stderr.isatty():
            print(f"\r{number}/{len(files)} {path.name[:60]:60}", end="", file=sys.stderr, flush=True)
        found += report.examined(path)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    text = report.written(found, folder, whole=folder == SHARED.resolve())
    if given:
        print(text, end="")
    else:
        DOCUMENT.write_text(text, "utf-8")
    wrong = report.faults(found)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


sys.exit(main())
