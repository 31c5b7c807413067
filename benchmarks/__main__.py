"""``python -m benchmarks``: measure, say so, and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks import crm, everyday, importing, report, taskwarrior
from benchmarks.measure import Failed

DOCUMENT = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--stores", default="0,demo,100000", help="sizes in customers, and 'demo' (default: %(default)s)"
    )
    parser.add_argument("--imports", default="10000,100000", help="sizes in rows (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=21, help="rounds of each command (default: %(default)s)")
    parser.add_argument(
        "--only", default="", help="only commands with this in their name ('import': the imports)"
    )
    parser.add_argument("--quick", action="store_true", help="few rounds, small stores; writes nothing")
    parser.add_argument("--no-write", action="store_true", help="do not write docs/benchmarks.md")
    found = parser.parse_args()
    if found.quick:
        found.stores, found.imports, found.runs = "0,demo", "2000", 5
    found.no_write = found.no_write or found.quick or bool(found.only)
    return found


def commands(asked: argparse.Namespace, place: Path, failed: list[str]) -> list[everyday.Found]:
    """Measure the everyday commands on each store; ``failed`` gets those that did not work."""
    cases = [case for case in everyday.CASES if asked.only in case.name]
    found: list[everyday.Found] = []
    for size in asked.stores.split(",") if cases else ():
        items = None if size == "demo" else int(size)
        store = crm.empty(place) if items == 0 else crm.scaled(size, items, place)
        tasks = taskwarrior.Tasks(items, place) if items is not None and taskwarrior.PROGRAM else None
        for case in cases:
            try:
                found.append(everyday.measure(case, store, tasks, asked.runs, place))
            except Failed as failure:  # the others can be measured all the same
                print(f"{store.name:>8}  {case.name:<48} {failure}", flush=True)
                failed.append(case.name)
                continue
            print(report.everyday_line(found[-1]), flush=True)
    return found


def imports(asked: argparse.Namespace, place: Path) -> list[importing.Found]:
    """Measure the imports."""
    found: list[importing.Found] = []
    if asked.only and asked.only != "import":
        return found
    for size in asked.imports.split(","):
        found.append(importing.measure(int(size), 3, place))
        print(report.import_line(found[-1]), flush=True)
    return found


def main() -> int:
    """Measure all that was asked for."""
    asked = options()
    if taskwarrior.PROGRAM is None:
        print("taskwarrior is not installed: no comparison with `task add`", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
        place = Path(folder)
        os.chdir(place)
        failed: list[str] = []
        try:
            timed = commands(asked, place, failed)
            imported = imports(asked, place)
        except Failed as failure:
            print(failure, file=sys.stderr)
            return 1
        finally:
            os.chdir(DOCUMENT.parents[1])
    if failed:
        print(f"failed, so nothing is written: {', '.join(failed)}", file=sys.stderr)
        return 1
    if not asked.no_write:
        DOCUMENT.write_text(report.document(timed, imported, asked.runs), encoding="utf-8")
        print(f"written: {DOCUMENT.relative_to(Path.cwd())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
