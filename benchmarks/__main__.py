"""``python -m benchmarks``: measure, say so, keep the figures and show them in docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import (
    bigstore,
    crm,
    everyday,
    importing,
    orderday,
    orders,
    ordersreport,
    peers,
    pipeline,
    pipelinereport,
    report,
    results,
    screen,
    screenreport,
    search,
    sync,
    syncreport,
    taskwarrior,
    texts,
)
from benchmarks.measure import Failed

DOCUMENT = results.DOCS / "benchmarks.md"
_LOOKS_IN = ("crm note", "crm remind", "crm done", "crm today", "crm find", "crm show", "crm customer")


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure, and write docs/benchmarks.md. BENCH_CACHE names a folder in which big stores are kept.",
    )
    parser.add_argument("--only", default="", help=f"only these parts, by commas: {', '.join(results.PARTS)}")
    parser.add_argument(
        "--stores", default="0,demo,10000,100000,1000000",
        help="everyday: sizes in customers, and 'demo' (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--big", type=int, default=1_000_000, help="search: customers (default: %(default)s)")
    parser.add_argument(
        "--pipeline", default="1000000:5000000",
        help="pipeline: opportunities, and stage changes of all of them (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--orders",
        type=int,
        default=200_000,
        help="orders: how many, with twelve steps each (default: %(default)s)",
    )
    parser.add_argument(
        "--sync",
        default="100000:10",
        help="sync: customers on the hub, and follow-ups of each (default: %(default)s)",
    )
    parser.add_argument("--draws", type=int, default=300, help="search: of each kind (default: %(default)s)")
    parser.add_argument(
        "--peers", default="0,10000,100000", help="peers: sizes in items (default: %(default)s)"
    )
    parser.add_argument(
        "--imports",
        default="10000,100000,1000000,100000:people,100000:xlsx",
        help="import: sizes in rows, with :people for a contact each, :xlsx for a workbook (default: %(default)s)",
    )
    parser.add_argument(
        "--screens", default="0,demo,1000000", help="screen: stores, the largest last (default: %(default)s)"
    )
    parser.add_argument("--runs", type=int, default=21, help="rounds of each command (default: %(default)s)")
    parser.add_argument(
        "--case", default="", help="everyday: only commands with this in their name; writes nothing"
    )
    parser.add_argument(
        "--dates", default=os.environ.get("BENCH_DATES") or str(texts.DATES),
        help="text: the file of phrases with dates, also BENCH_DATES (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="few rounds, small stores; writes nothing")
    parser.add_argument("--no-write", action="store_true", help="write nothing")
    found = parser.parse_args()
    found.parts = found.only.split(",") if found.only else list(results.PARTS)
    unknown = set(found.parts) - set(results.PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if found.quick:
        found.stores, found.peers, found.imports = "0,demo,2000", "0,300", "2000,2000:people,2000:xlsx"
        found.screens, found.pipeline = "0,demo,2000", "2000:10000"
        found.big, found.draws, found.runs, found.orders, found.sync = 2000, 20, 3, 2000, "2000:10"
    found.no_write = found.no_write or found.quick or bool(found.case)
    return found


class Run:
    """One run: what was asked, where it works, what failed."""

    def __init__(self, asked: argparse.Namespace, place: Path) -> None:
        self.asked = asked
        self.place = place
        self.failed: list[str] = []

    def everyday(self) -> results.Part:
        """The everyday commands on stores of all sizes, smallest first."""
        if taskwarrior.PROGRAM is None:
            print("taskwarrior is not installed: no comparison with `task add`", file=sys.stderr)
        rows = []
        for size in self.asked.stores.split(","):
            rows += self._commands(size)
        return results.part(rows, self.asked.runs, task=taskwarrior.version())

    def _commands(self, size: str) -> list[dict[str, Any]]:
        store = crm.of(size, self.place)
        compared = size.isdigit() and store.items in (0, everyday.FULL) and taskwarrior.PROGRAM
        tasks = taskwarrior.Tasks(store.items, self.place) if compared else None
        rows = []
        for case in everyday.CASES:
            if self.asked.case not in case.name:
                continue
            if store.items not in (0, everyday.FULL) and not case.name.startswith(_LOOKS_IN):
                continue  # what looks into no store
            try:
                row = everyday.measure(case, store, tasks, self.asked.runs, self.place).row()
            except Failed as failure:  # the others can be measured all the same
                print(f"{store.name:>8}  {case.name:<48} {failure}", flush=True)
                self.failed.append(case.name)
                continue
            print(report.everyday_line(row), flush=True)
            rows.append(row)
        return rows

    def search(self) -> results.Part:
        """Searches inside a big store."""
        path, seconds = bigstore.kept(self.place, self.asked.big)
        rows = []
        for row in search.measure(path, self.asked.draws):
            print(report.search_line(row), flush=True)
            rows.append(row)
        complete = []
        for row in search.complete(path):
            print(
                f"complete? {row['word']}: found {row['found']:,}, by a scan {row['scanned']:,}", flush=True
            )
            complete.append(row)
        differing = search.differing(path)
        print(f"indexed otherwise by the product: {differing} of 4,000 records", flush=True)
        return results.part(
            rows, self.asked.draws, customers=self.asked.big, notes=bigstore.NOTES, seconds=self._made(seconds),
            complete=complete, differing=differing, sizes=search.sizes(path),
        )  # fmt: skip

    def _made(self, seconds: float | None) -> float | None:
        """How long it took to make the big store; what is known of an earlier run if it was there."""
        known = results.load().get("search", {})
        return seconds if seconds or known.get("customers") != self.asked.big else known.get("seconds")

    def pipeline(self) -> results.Part:
        """The sale: inside a big store, by commands, on the board's screen."""
        opportunities, changes = map(int, self.asked.pipeline.split(":"))
        rows = []
        for row in pipeline.measure(opportunities, changes, self.asked.runs, self.place):
            if isinstance(row, Failed):
                print(row, flush=True)
                self.failed.append(str(row)[:60])
                continue
            print(pipelinereport.pipeline_line(row), flush=True)
            rows.append(row)
        return results.part(
            rows, self.asked.runs, opportunities=opportunities, changes=changes, load=os.getloadavg()[0]
        )

    def orders(self) -> results.Part:
        """Orders: inside a big store, by commands, many at once."""
        rows = []
        for row in orders.measure(self.asked.orders, self.asked.runs, self.place):
            if isinstance(row, Failed):
                print(row, flush=True)
                self.failed.append(str(row)[:60])
                continue
            print(ordersreport.orders_line(row), flush=True)
            rows.append(row)
        for row in orderday.rows(self.place):
            print(ordersreport.orders_line(row), flush=True)
            rows.append(row)
        return results.part(rows, self.asked.runs, orders=self.asked.orders, load=os.getloadavg()[0])

    def sync(self) -> results.Part:
        """Exchanging with a hub."""
        customers, notes = map(int, self.asked.sync.split(":"))
        rows = []
        for row in sync.measure(customers, notes, self.asked.runs, self.place):
            if isinstance(row, Failed):
                print(row, flush=True)
                self.failed.append(str(row)[:60])
                continue
            print(syncreport.sync_line(row), flush=True)
            rows.append(row)
        return results.part(
            rows, self.asked.runs, customers=customers, notes=notes, server=sync.server_version(),
            load=os.getloadavg()[0],
        )  # fmt: skip

    def peers(self) -> results.Part:
        """Programs of the same kind."""
        rows = []
        for row in peers.measure(
            [int(size) for size in self.asked.peers.split(",")], self.asked.runs, self.place
        ):
            print(report.peer_line(row), flush=True)
            rows.append(row)
        return results.part(rows, self.asked.runs)

    def imports(self) -> results.Part:
        """Imports of a CSV."""
        rows = []
        for asked in self.asked.imports.split(","):
            size, _colon, form = asked.partition(":")
            runs = 3 if int(size) <= 100_000 else 1
            row = importing.measure(int(size), form or "csv", runs, self.place).row()
            print(report.import_line(row), flush=True)
            rows.append(row)
        return results.part(rows, 3)

    def screen(self) -> results.Part:
        """The full-screen interface on a terminal."""
        sizes = self.asked.screens.split(",")
        rows = []
        for row in screen.measure(sizes, self.asked.runs, self.place):
            if isinstance(row, Failed):
                print(row, flush=True)
                self.failed.append(str(row)[:60])
                continue
            print(screenreport.screen_line(row), flush=True)
            rows.append(row)
        customers = int(sizes[-1]) if sizes[-1].isdigit() else 0
        return results.part(rows, self.asked.runs, customers=customers, load=os.getloadavg()[0])

    def text(self) -> results.Part:
        """Scores and times of reading; the last score is kept when its phrases are not there."""
        file = Path(self.asked.dates)
        if file.exists():
            dates = texts.dates(file)
        else:
            print(f"{file} is not there: no score of dates; the last one is kept", file=sys.stderr)
            dates = results.load().get("text", {}).get("rows", {}).get("dates")
        rows = {"dates": dates, "reading": texts.reading()}
        print(report.text_line(rows), flush=True)
        return results.part(rows, 5)


def main() -> int:
    """Measure all that was asked for."""
    asked = options()
    asked.dates = os.path.abspath(asked.dates)
    if os.environ.get("BENCH_CACHE"):
        os.environ["BENCH_CACHE"] = os.path.abspath(os.environ["BENCH_CACHE"])
    parts: dict[str, results.Part] = {}
    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
        place = Path(folder)
        os.environ["CRM_HOME"] = str(place / "home")  # of the stores that are made and read in this process
        os.environ["HOME"] = str(place)
        os.chdir(place)
        run = Run(asked, place)
        measured = {
            "text": run.text, "import": run.imports, "everyday": run.everyday, "search": run.search,
            "pipeline": run.pipeline, "orders": run.orders, "sync": run.sync, "peers": run.peers, "screen": run.screen,
        }  # fmt: skip
        try:
            for name, measure in measured.items():
                if name in asked.parts:
                    began = time.perf_counter()
                    parts[name] = measure()
                    print(f"== {name}: {time.perf_counter() - began:.0f} s", flush=True)
        except Failed as failure:
            print(failure, file=sys.stderr)
            return 1
        finally:
            os.chdir(results.DOCS.parent)
    if run.failed:
        print(f"failed, so nothing is written: {', '.join(run.failed)}", file=sys.stderr)
        return 1
    if asked.no_write:
        report.document(results.load() | parts)  # it can be shown
        return 0
    parts = results.load() | parts
    results.save(parts)
    DOCUMENT.write_text(report.document(results.load()), encoding="utf-8")
    print(f"written: {DOCUMENT.relative_to(Path.cwd())}, {results.FILE.relative_to(Path.cwd())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
