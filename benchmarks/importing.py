"""Customers into a new store, then again, against the plainest way of getting them into SQLite.

A CSV with twelve columns of customers, the same with a person each in place of two of them, and a workbook.
Beside it what others do with the same file: sqlite-utils inserts the CSV, openpyxl only reads the workbook.
"""

from __future__ import annotations

import csv
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.crm import Store, environment
from benchmarks.measure import Cost, Failed, median, run

TARGET, TARGET_AGAIN, TARGET_PEAK = 15.0, 0.5, 250.0
_PEERS = Path(__file__).parents[1] / ".venv-peers" / "bin"
CUSTOMERS = (
    "Company", "Country", "Region", "City", "Address", "Postal code",
    "Phone", "Email", "Website", "Tax ID", "Industry", "Level",
)  # fmt: skip
PEOPLE_TOO = (*CUSTOMERS[:10], "Contact", "Contact title")
FORMS = ("csv", "people", "xlsx")
INDUSTRIES = ("Textiles", "Food", "五金", "Machinery", "Glass")
FIRST = (
    "Tiancheng",
    "Nordwind",
    "华瑞",
    "Alfreds",
    "Blue Ocean",
    "金桥",
    "Meridian",
    "Kobayashi",
    "恒信",
    "Delta",
)
SECOND = (
    "Trading",
    "Imports",
    "外贸",
    "Logistics",
    "Machinery",
    "纺织",
    "Electronics",
    "Foods",
    "五金",
    "Glass",
)
CITIES = (
    ("China", "Zhejiang", "Ningbo"),
    ("Germany", "Hamburg", "Hamburg"),
    ("中国", "广东", "深圳"),
    ("UK", "Kent", "Dover"),
)
PEOPLE = ("Maria Anders", "张伟", "Thomas Hardy", "李娜", "Ana Trujillo", "王芳", "Hanna Moos", "陈杰")
EXECUTEMANY = """
import csv, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("PRAGMA journal_mode=WAL")
with open(sys.argv[2], encoding="utf-8", newline="") as file:
    rows = csv.reader(file)
    names = ", ".join(f'"{name}" TEXT' for name in next(rows))
    db.execute(f"CREATE TABLE customers ({names})")
    db.executemany(f"INSERT INTO customers VALUES ({', '.join('?' * (names.count(',') + 1))})", rows)
db.commit()
"""


READ_ONLY = """
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=True)
for row in book.active.iter_rows(values_only=True):
    pass
"""


@dataclass(frozen=True)
class Found:
    """One size and form: the first import, the second (which changes nothing), the reference, and a peer."""

    rows: int
    form: str
    first: Cost
    again: Cost
    reference: Cost
    peer: Cost | None
    against: str

    def row(self) -> dict[str, Any]:
        """The figures as they are kept."""
        return {
            "rows": self.rows, "form": self.form, "first": self.first.wall, "again": self.again.wall,
            "peak": self.first.peak, "again_peak": self.again.peak, "reference": self.reference.wall,
            "against": reference(), "peer": self.peer and self.peer.wall, "peer_peak": self.peer and self.peer.peak,
            "peer_name": self.against,
        }  # fmt: skip


def reference() -> str:
    """What the reference is on this machine."""
    return "sqlite3 .import" if shutil.which("sqlite3") else "sqlite3 executemany in Python"


def measure(rows: int, form: str, runs: int, place: Path) -> Found:
    """Import ``rows`` customers ``runs`` times into a new store each, in turn with the reference and a peer."""
    plain = place / f"customers-{rows}-{form}.csv"
    with plain.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(PEOPLE_TOO if form == "people" else CUSTOMERS)
        writer.writerows(_customers(rows, people=form == "people"))
    file = _workbook(plain) if form == "xlsx" else plain
    first, again, by_hand, others = [], [], [], []
    for number in range(runs):
        home = place / f"import-{rows}-{form}-{number}"
        home.mkdir()
        store = Store("import", rows, home)
        store.ask("customer", "list", "--limit", "1")  # makes the store
        by_hand.append(_reference(plain, home))
        first.append(store.run("import", str(file), "--json"))
        again.append(store.run("import", str(file), "--json"))
        other = _peer(file, home)
        others += [other] if other is not None else []
        shutil.rmtree(home)
    plain.unlink()
    file.unlink(missing_ok=True)
    peer = median(others) if others else None
    name = "openpyxl, reading only" if form == "xlsx" else "sqlite-utils insert"
    return Found(rows, form, median(first), median(again), median(by_hand), peer, name)


def _workbook(plain: Path) -> Path:
    """The same table as a workbook; numbers that are no quantities are text, as people keep them."""
    import xlsxwriter

    path = plain.with_suffix(".xlsx")
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet()
    with plain.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file)):
            sheet.write_row(number, 0, row)
    book.close()
    return path


def _reference(file: Path, home: Path) -> Cost:
    target = str(home / "reference.db")
    if shutil.which("sqlite3"):
        words = ["PRAGMA journal_mode=WAL", ".mode csv", f".import {file} customers"]
        return run(["sqlite3", target, *words], environment(home))
    return run([sys.executable, "-c", EXECUTEMANY, target, str(file)], environment(home))


def _peer(file: Path, home: Path) -> Cost | None:
    """What another program needs for a part of the work; None if it is not installed."""
    try:
        program = _PEERS / ("python" if file.suffix == ".xlsx" else "sqlite-utils")
        if not program.exists():
            return None
        if file.suffix == ".xlsx":
            return run([str(program), "-c", READ_ONLY, str(file)], environment(home))
        words = ["insert", str(home / "peer.db"), "customers", str(file), "--csv"]
        return run([str(program), *words], environment(home))
    except Failed as failure:
        print(failure, file=sys.stderr)
        return None


def _customers(rows: int, *, people: bool) -> Iterator[tuple[str, ...]]:
    for n in range(rows):
        country, region, city = CITIES[n % len(CITIES)]
        last = (
            (f"{PEOPLE[n % len(PEOPLE)]} {n}", "Buyer")
            if people
            else (INDUSTRIES[n % len(INDUSTRIES)], "ABC"[n % 3])
        )
        yield (
            f"{FIRST[n % 10]} {SECOND[n // 10 % 10]} {n}",
            country,
            region,
            city,
            f"{n % 997 + 1} Harbour Road",
            f"{n % 900_000 + 100_000}",
            f"+86 574 {n + 10_000_000}",
            f"sales{n}@example{n % 1000}.com",
            f"https://www.example{n}.com",
            f"TAX{n:09}",
            *last,
        )
