"""Searching a big store: how long `find` takes inside it, whether it finds everything, how large its indexes are."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.bigstore import NOW, RARE_EN, RARE_SURNAMES, RARE_ZH
from crmcli.errors import CrmError
from crmcli.store import search, searchdoc
from crmcli.store.open import Store, open_store
from crmcli.store.records import KINDS
from crmcli.text.names import has_han
from crmcli.text.pinyin import readings
from crmcli.verbs.find import find

TARGET = 5.0  # milliseconds: the 95th of a hundred searches, warm
LIMIT = 20
_SECONDS = 40.0  # for one kind of search; with slow ones there are fewer draws, but 30
_LEAST = 30
_FREQUENT_ZH = ("运费", "报价", "样品", "交期", "价格")
_FREQUENT_EN = ("sample", "freight", "quotation")
_FREQUENT = _FREQUENT_ZH + _FREQUENT_EN
_KINDS = ("customer", "followup", "contact")
_WORD = re.compile(r"[A-Za-z]{4,}")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True)
class Search:
    """A kind of search; ``draw`` gives the text of one."""

    name: str
    draw: Callable[[Draws], str]


class Draws:
    """Texts to look for that are there, drawn from a store by chance, the same each time."""

    def __init__(self, store: Store) -> None:
        self.db = store.db
        self.random = Random("search")
        self._last = {
            table: int(self.db.execute(f"SELECT max(nid) FROM {table}").fetchone()[0])
            for table in ("customer", "contact", "followup", "contact_phone")
        }
        marks = ", ".join("?" * len(RARE_SURNAMES))
        sql = f"SELECT name FROM contact WHERE substr(name, 1, 1) IN ({marks}) LIMIT 3000"
        self.rare_people = [name for (name,) in self.db.execute(sql, tuple(RARE_SURNAMES))]

    def value(self, table: str, column: str, fits: Callable[[str], object]) -> str:
        """A column of a row drawn by chance whose value fits."""
        for _ in range(10_000):
            nid = self.random.randrange(1, self._last[table] + 1)
            row = self.db.execute(f"SELECT {column} FROM {table} WHERE nid = ?", (nid,)).fetchone()
            if row is not None and row[0] and fits(row[0]):
                return str(row[0])
        raise LookupError(f"no such value in {table}.{column}")

    def pair(self, text: str) -> str:
        """Two Chinese characters that stand together in a text."""
        run = str(self.random.choice(_HAN_RUN.findall(text)))
        at = self.random.randrange(len(run) - 1)
        return run[at : at + 2]

    def word(self, text: str) -> str:
        """An English word of a text."""
        return str(self.random.choice(_WORD.findall(text)))

    def name(self, han: bool) -> str:
        """The name of a customer."""
        return self.value("customer", "name", lambda name: has_han(name) is han)

    def note(self, han: bool) -> str:
        """The text of a note."""
        pattern = _HAN_RUN if han else _WORD
        return self.value("followup", "text", lambda text: has_han(text) is han and pattern.search(text))

    def misspelt(self) -> str:
        """A customer's name with one letter of it wrong."""
        name = self.name(False)
        at = self.random.randrange(1, 6)
        return name[:at] + self.random.choice("xqzjv") + name[at + 1 :]


def initials(draws: Draws) -> str:
    name = draws.name(True)
    return "".join(readings(character)[0][0] for character in name[: draws.random.randrange(3, 7)])


def _rare_surname(draws: Draws) -> str:
    name = draws.random.choice(draws.rare_people)
    return RARE_SURNAMES[name[0]] + "".join(readings(character)[0] for character in name[1:])


def pinyin(draws: Draws) -> str:
    return "".join(readings(character)[0] for character in draws.name(True)[:4])


SEARCHES = (
    Search("two Chinese characters in a name", lambda d: d.pair(d.name(True))),
    Search("two Chinese characters in a note", lambda d: d.pair(d.note(True))),
    Search("… frequent (运费, 报价, 样品)", lambda d: d.random.choice(_FREQUENT_ZH)),
    Search("… rare (熏蒸, 班列)", lambda d: d.pair(d.random.choice(RARE_ZH))),
    Search("initials of a name", initials),
    Search("full pinyin of four characters", pinyin),
    Search("full pinyin, surname with a rare reading (单 shan)", _rare_surname),
    Search("one letter wrong (a suggestion)", lambda d: d.misspelt()),
    Search("last four digits of a phone", lambda d: d.value("contact_phone", "value", lambda v: v[-4:].isdigit())[-4:]),
    Search("English prefix", lambda d: d.word(d.note(False))[: d.random.randrange(3, 5)].lower()),
    Search("English word", lambda d: d.word(d.note(False)).lower()),
    Search("… frequent (sample, freight)", lambda d: d.random.choice(_FREQUENT_EN)),
    Search("… rare", lambda d: d.random.choice(d.random.choice(RARE_EN).split())),
    Search("two words of a note, English", lambda d: (lambda t: f"{d.word(t)} {d.word(t)}".lower())(d.note(False))),
    Search("two words of a note, Chinese", lambda d: (lambda t: f"{d.pair(t)} {d.pair(t)}")(d.note(True))),
    Search("whole name of a customer", lambda d: d.name(d.random.random() < 0.6)),
    Search("whole name of a contact", lambda d: d.value("contact", "name", bool)),
    Search("part of an English name", lambda d: d.name(False).split()[0].lower()),
    Search("reference", lambda d: d.value(d.random.choice(("customer", "followup")), "ref", bool)),
    Search("number in another system", lambda d: d.value("customer", "external_id", bool)),
    Search("nothing of the kind", lambda d: "".join(d.random.choices("bcdfghjklmnpqrstvwxz", k=9))),
    Search("frequent word, kind:", lambda d: f"{d.random.choice(_FREQUENT)} kind:{d.random.choice(_KINDS)}"),
    Search(
        "frequent word, customer:",
        lambda d: f"{d.random.choice(_FREQUENT)} customer:{d.value('customer', 'ref', bool)}",
    ),
    Search(
        "frequent word, since:",
        lambda d: f"{d.random.choice(_FREQUENT)} since:2026-{d.random.randrange(1, 12):02}-01",
    ),
)  # fmt: skip


def opened(path: Path) -> Store:
    """A big store, looked at in its own moment."""
    return open_store(str(path), lambda: NOW, create=False, device="bench")


def measure(path: Path, draws: int) -> Iterator[dict[str, Any]]:
    """Each kind of search on the store at ``path``; each text is looked for twice, the second time is told."""
    store = opened(path)
    try:
        drawn = Draws(store)
        for one in SEARCHES:
            yield _measured(store, one, drawn, draws)
    finally:
        store.close()


def _measured(store: Store, one: Search, drawn: Draws, draws: int) -> dict[str, Any]:
    spent: list[float] = []
    hits: list[int] = []
    slowest, worst = 0.0, ""
    began = time.perf_counter()
    for number in range(draws):
        if number >= _LEAST and time.perf_counter() - began > _SECONDS:
            break
        try:
            text = one.draw(drawn)
            find(store, text, limit=LIMIT)
            at = time.perf_counter()
            found = find(store, text, limit=LIMIT)
        except (LookupError, IndexError, CrmError) as error:
            return {"search": one.name, "why": f"{type(error).__name__}: {error}"[:120]}
        took = time.perf_counter() - at
        spent.append(took)
        hits.append(len(found))
        if took > slowest:
            slowest, worst = took, text
    spent.sort()
    return {
        "search": one.name, "draws": len(spent), "hits": statistics.fmean(hits),
        "p50": statistics.median(spent), "p95": spent[min(len(spent) - 1, int(len(spent) * 0.95))],
        "max": slowest, "worst": worst, "why": "",
    }  # fmt: skip


# --- complete? -----------------------------------------------------------------------------------------------------

WORDS = ("熏蒸", "班列", "demurrage", "瓯澜", "台历")  # rare ones, a piece of names, one in hundreds of notes


def complete(path: Path, words: tuple[str, ...] = WORDS) -> Iterator[dict[str, Any]]:
    """How many records `find` gives for a word, and how many a scan with LIKE of all that is searched."""
    store = opened(path)
    try:
        for word in words:
            found = [one for one in find(store, word, limit=100_000_000) if one["match"] != "close"]
            yield {"word": word, "found": len(found), "scanned": _scanned(store, word)}
    finally:
        store.close()


def _scanned(store: Store, word: str) -> int:
    """Records in whose searched fields ``word`` stands, by going through all of them."""
    number = 0
    for kind in KINDS.values():
        if not searchdoc.searched(kind):
            continue
        tests = []
        for field in kind.own:
            if not field.search:
                continue
            if field.columns:
                tests.append(f"t.{field.columns[0]} LIKE :word")
            else:
                value = "value" if field.type in ("messaging", "custom") else field.value
                tests.append(f"t.id IN (SELECT {field.parent} FROM {field.table} WHERE {value} LIKE :word)")
        sql = (
            f"SELECT count(*) FROM {kind.table} t WHERE t.removed_at IS NULL AND t.archived_at IS NULL"
            f" AND ({' OR '.join(tests)})"
        )
        number += int(store.db.execute(sql, {"word": f"%{word}%"}).fetchone()[0])
    return number


def differing(path: Path, sample: int = 1000) -> int:
    """Of so many records drawn by chance from each table, how many the product itself would index otherwise."""
    store = opened(path)
    random = Random("differing")
    number = 0
    try:
        store.db.execute("BEGIN")
        for table in ("customer", "contact", "followup", "reminder"):
            last = int(store.db.execute(f"SELECT max(nid) FROM {table}").fetchone()[0])
            for nid in random.sample(range(1, last + 1), min(sample, last)):
                before = store.db.total_changes
                search.reindex(store, [(table, nid)])
                number += store.db.total_changes > before
        store.db.execute("ROLLBACK")
    finally:
        store.close()
    return number


# --- sizes ---------------------------------------------------------------------------------------------------------


def sizes(path: Path) -> dict[str, Any]:
    """The whole file and each table or index with at least a thousandth of it, in MiB, largest first."""
    store = opened(path)
    try:
        whole = path.stat().st_size
        try:
            rows = store.db.execute(
                "SELECT name, sum(pgsize) FROM dbstat WHERE aggregate = TRUE GROUP BY name ORDER BY 2 DESC"
            ).fetchall()
        except Exception:  # SQLite was built without it
            rows = []
    finally:
        store.close()
    return {
        "whole": whole / 2**20,
        "parts": [[name, size / 2**20] for name, size in rows if size >= whole / 1000],
    }
