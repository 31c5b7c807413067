"""A CSV of customers into a new store, then again, against the plainest way of getting it into SQLite."""

from __future__ import annotations

import csv
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.crm import Store, environment
from benchmarks.measure import Cost, median, run

TARGET, TARGET_AGAIN, TARGET_PEAK = 15.0, 0.5, 250.0
COLUMNS = (
    "Company", "Country", "Region", "City", "Address", "Postal code",
    "Phone", "Email", "Website", "Tax ID", "Contact", "Contact title",
)  # fmt: skip
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


@dataclass(frozen=True)
class Found:
    """One size: the first import, the second (which changes nothing) and the reference."""

    rows: int
    first: Cost
    again: Cost
    reference: Cost

    def row(self) -> dict[str, Any]:
        """The figures as they are kept."""
        return {
            "rows": self.rows, "first": self.first.wall, "again": self.again.wall, "peak": self.first.peak,
            "reference": self.reference.wall, "against": reference(),
        }  # fmt: skip


def reference() -> str:
    """What the reference is on this machine."""
    return "sqlite3 .import" if shutil.which("sqlite3") else "sqlite3 executemany in Python"


def measure(rows: int, runs: int, place: Path) -> Found:
    """Import ``rows`` customers ``runs`` times into a new store each, in turn with the reference."""
    file = place / f"customers-{rows}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(_customers(rows))
    first, again, plain = [], [], []
    for number in range(runs):
        home = place / f"import-{rows}-{number}"
        home.mkdir()
        store = Store("import", rows, home)
        store.ask("customer", "list", "--limit", "1")  # makes the store
        plain.append(_reference(file, home))
        first.append(store.run("import", str(file), "--json"))
        again.append(store.run("import", str(file), "--json"))
        shutil.rmtree(home)
    return Found(rows, median(first), median(again), median(plain))


def _reference(file: Path, home: Path) -> Cost:
    target = str(home / "reference.db")
    if shutil.which("sqlite3"):
        words = ["PRAGMA journal_mode=WAL", ".mode csv", f".import {file} customers"]
        return run(["sqlite3", target, *words], environment(home))
    return run([sys.executable, "-c", EXECUTEMANY, target, str(file)], environment(home))


def _customers(rows: int) -> Iterator[tuple[str, ...]]:
    for n in range(rows):
        country, region, city = CITIES[n % len(CITIES)]
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
            f"{PEOPLE[n % len(PEOPLE)]} {n}",
            "Buyer",
        )
