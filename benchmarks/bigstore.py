"""A store of any size for measuring, the same for the same parameters: ``python -m benchmarks.bigstore PATH 20000``.

It begins as the demo store (so that somebody's desk is on it) and grows by blocks of a thousand customers, each a
transaction of its own. What ends up in it is what the product would have written: the product's own functions say
which documents, tokens and keys a record has in the search index; the journal's rows and the columns kept by
triggers are made here for a whole block at once, since triggers row by row take most of the time; secondary indexes
and ``lookup`` are made at the end, in order. Blocks are made by worker processes and written by this one.
"""

from __future__ import annotations

import gc
import hashlib
import os
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from crmcli.clock import stored
from crmcli.store import bulk, columnindex, fresh, searchdoc
from crmcli.store.identity import SIGNS, Identity
from crmcli.store.journal import Transaction
from crmcli.store.meta import Kind
from crmcli.store.open import Store, open_store, schema
from crmcli.store.records import CONTACT, CUSTOMER, FOLLOWUP, KINDS, MEMBER, REMINDER, ROWS
from crmcli.verbs import demo
from crmcli.verbs.demo import names, scenes_en, scenes_zh
from crmcli.verbs.demo import story as telling
from crmcli.verbs.demo.account import facts, person
from crmcli.verbs.demo.cast import SOURCES, drawn, numbered, total

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)  # the moment at which these stores are looked at (CRM_NOW)
NOTES = 5
_BLOCK = 1000
_TOGETHER = 20  # blocks written before anything has to be in the file
_CACHE_KIB = 320 * 1024
_AHEAD = 4  # blocks made and not yet written
_MADE = (CUSTOMER, CONTACT, FOLLOWUP, REMINDER)
# Of ten customers so many have a contact, and so many somebody has to call back.
_CONTACTS, _DUE = 7, 1
_PATHS = (
    ("first", "introduce", "samples", "sample_ok", "quote"),
    ("first", "samples", "quote", "haggle_price", "order"),
    ("first", "quote", "haggle_price", "haggle_terms", "order"),
    ("regular", "reorder", "shipped", "paid", "regular"),
    ("regular", "reorder", "shipped", "complaint", "complaint_done"),
    ("first", "samples", "quote", "chase", "silent"),
    ("first", "introduce", "quote", "haggle_price", "lost"),
    ("first", "introduce", "quote", "chase", "paused"),
)
# What every other note adds, so that common words are common; and what only some notes in a hundred thousand say.
_MORE_ZH = (
    "运费另算", "报价含运费", "样品已寄出", "问了运费和交期", "报价有效期三十天", "催样品", "报价单已发", "运费到付",
)  # fmt: skip
_MORE_EN = (
    "freight extra", "quotation includes freight", "sample sent", "asked for a sample", "quotation valid 30 days",
    "sample approved", "freight prepaid", "sample by courier",
)  # fmt: skip
RARE_ZH = ("要熏蒸证书", "走中欧班列", "信用证有不符点", "问保税仓", "要商检换证", "说汇率锁定")
RARE_EN = (
    "fumigation certificate", "demurrage charged", "letter of credit amended", "antidumping duty",
    "bonded warehouse", "consular legalisation",
)  # fmt: skip
_RARE = 20_000  # one note of so many says something rare
_CALLS_ZH = ("回访", "催返单", "确认交期", "发新价目表")
_CALLS_EN = ("Call back", "Chase the reorder", "Confirm delivery", "Send new price list")
# Surnames that are read otherwise than the character usually is.
RARE_SURNAMES = {
    "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "盖": "ge", "区": "ou", "朴": "piao", "尉": "yu",
}  # fmt: skip
_REFS = 32**6
_STRIDE = 700_666_019  # odd, so every reference is met


class Rows(NamedTuple):
    """Rows of one table."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Block(NamedTuple):
    """A thousand customers ready to be written: records, what belongs to them, their search entries."""

    at: datetime
    records: list[Rows]
    members: list[Rows]
    docs: list[tuple[Any, ...]]
    tokens: list[tuple[int, str]]
    keys: list[tuple[str, int]]


class Plan(NamedTuple):
    """What a worker has to know: the seed, how many customers, the staff, the last numbers before the first block."""

    seed: str
    customers: int
    me: str
    staff: tuple[str, ...]
    numbers: dict[str, int]
    doc: int
    taken: frozenset[str] = frozenset()  # references


# --- making a block ----------------------------------------------------------------------------------------------


def _share(count: int, of_ten: int) -> int:
    """How many of the first ``count`` customers have what ``of_ten`` in ten have."""
    return count // 10 * of_ten + min(count % 10, of_ten)


def _before(kind: Kind, start: int) -> int:
    """How many records of a kind come before the customer of an index."""
    return {
        "customer": start,
        "contact": _share(start, _CONTACTS),
        "followup": start * NOTES,
        "reminder": _share(start, _DUE),
    }[kind.name]


def _refs(letter: str, start: int, count: int, taken: frozenset[str]) -> list[str]:
    """References that nothing else in the store has, for the records of a kind from the one of a number on.

    A walk through all of them that meets none twice; where one will not do, a place that no record comes to is tried.
    """
    found = []
    for at in range(start, start + count):
        while True:
            number = at * _STRIDE % _REFS
            ref = letter
            for _ in range(6):
                number, sign = divmod(number, 32)
                ref += SIGNS[sign]
            if not ref.isalpha() and ref not in taken:  # one sign is a digit
                break
            at += _REFS // 16
        found.append(ref)
    return found


class _Made:
    """The records of one kind in the making."""

    def __init__(self, kind: Kind, columns: tuple[str, ...], plan: Plan, start: int) -> None:
        self.kind = kind
        self.columns = columns
        self.values: list[dict[str, Any]] = []
        self.sets: list[dict[str, list[Any]]] = []
        self.first = _before(kind, start)
        self.number = plan.numbers[kind.name] + self.first
        self.taken = plan.taken

    def add(self, values: dict[str, Any], sets: dict[str, list[Any]]) -> None:
        self.values.append(values)
        self.sets.append(sets)

    def rows(self, me: str, at: str, ids: Sequence[str]) -> Rows:
        refs = _refs(self.kind.letter, self.first, len(self.values), self.taken)
        head = ("nid", "id", "ref", "created_at", "created_by_id", "updated_at", "updated_by_id")
        rows = [
            (self.number + place, id, ref, at, me, at, me, *map(values.get, self.columns))
            for place, (id, ref, values) in enumerate(zip(ids, refs, self.values, strict=True), 1)
        ]
        return Rows(self.kind.table, head + self.columns, rows)

    def members(self, ids: Sequence[str]) -> Iterator[Rows]:
        for field in self.kind.own:
            if not field.table:
                continue
            pairs = {"messaging": ("service", "value"), "custom": ("name", "value")}.get(field.type)
            shared = field.parent == "record_id"
            rows: list[tuple[Any, ...]] = []
            for id, sets in zip(ids, self.sets, strict=True):
                for member in dict.fromkeys(sets.get(field.name, ())):
                    rows.append(
                        (*((self.kind.name,) if shared else ()), id, *(member if pairs else (member,)))
                    )
            if rows:
                columns = (*(("record_kind",) if shared else ()), field.parent, *(pairs or (field.value,)))
                yield Rows(field.table, columns, rows)


_COLUMNS = {
    "customer": ("owner_id", "name", "kind", "status", "source", "industry", "country", "region", "city", "postal_code",
                 "address", "phone", "fax", "email", "website", "tax_id", "external_id", "level", "payment_terms",
                 "currency", "next_followup_on", "next_followup_at", "last_dealt_at"),
    "contact": ("owner_id", "customer_id", "name", "title", "part", "is_primary"),
    "followup": ("owner_id", "author_id", "customer_id", "kind", "at_at", "text", "judgement", "amount_minor",
                 "amount_currency"),
    "reminder": ("owner_id", "for_id", "customer_id", "about_kind", "about_id", "text", "due_on", "state",
                 "important", "urgent"),
}  # fmt: skip


def _moment(plan: Plan, number: int) -> datetime:
    """When a block came in: one after the other in the night before :data:`NOW`."""
    blocks = -(-plan.customers // _BLOCK)
    return NOW - timedelta(hours=12) + timedelta(hours=8) * (number / blocks)


def block(plan: Plan, number: int) -> Block:
    """The block of a number."""
    start, end = number * _BLOCK, min((number + 1) * _BLOCK, plan.customers)
    random = Random(f"{plan.seed}:big:{number}")
    moment = _moment(plan, number)
    identity = Identity(random.randbytes)
    stamp = int(moment.timestamp() * 1000)
    made = {kind.name: _Made(kind, _COLUMNS[kind.name], plan, start) for kind in _MADE}
    ids = {
        kind.name: [identity.new_id(stamp) for _ in range(_before(kind, end) - _before(kind, start))]
        for kind in _MADE
    }
    for index in range(start, end):
        _customer(random, plan, index, index - start, made, ids)
    at = stored(moment)
    docs: list[tuple[Any, ...]] = []
    tokens: list[tuple[int, str]] = []
    keys: list[tuple[str, int]] = []
    searched = [kind for kind in _MADE if searchdoc.searched(kind)]
    doc = plan.doc + sum(_before(kind, start) for kind in searched)
    for kind in searched:
        of = made[kind.name]
        columns = {name: [values.get(name) for values in of.values] for name in of.columns}
        members = {f.name: [sets.get(f.name, ()) for sets in of.sets] for f in kind.own if f.table}
        found = columnindex.Maker(kind, len(of.values), columns, members, {"created_at": at}, {}).documents()
        texts = zip(found.names, found.bodies, found.keys, strict=True)
        docs += [(doc + n, kind.name, of.number + n, *each) for n, each in enumerate(texts, 1)]
        tokens += enumerate(found.tokens, doc + 1)
        keys += found.lookup(doc + 1)
        doc += len(of.values)
    return Block(
        moment,
        [made[kind.name].rows(plan.me, at, ids[kind.name]) for kind in _MADE],
        [rows for kind in _MADE for rows in made[kind.name].members(ids[kind.name])],
        docs,
        tokens,
        keys,
    )


def _customer(
    random: Random, plan: Plan, index: int, place: int, made: dict[str, _Made], ids: dict[str, list[str]]
) -> None:
    """One customer with its contact, its notes and its reminder."""
    chance = random.random
    cast = drawn(random, numbered(index), 1)
    owner = plan.staff[index % len(plan.staff)]
    customer_id = ids["customer"][place]
    path = _PATHS[int(chance() * len(_PATHS))]
    columns, sets = facts(random, cast, known=path[0] == "regular")
    columns["owner_id"] = owner
    columns["status"] = telling.STATUS_AT[path[-1]]
    columns.setdefault("level", "ABBCCC"[int(chance() * 6)])
    columns["external_id"] = f"K{index:07}"
    contact_id = ""
    if index % 10 < _CONTACTS:
        contact_columns, contact_sets = person(cast.people[0], True)
        if cast.zh and chance() < 0.005:
            surname = random.choice(tuple(RARE_SURNAMES))
            contact_columns["name"] = surname + contact_columns["name"][1:]
        contact_id = ids["contact"][len(made["contact"].values)]
        made["contact"].add({**contact_columns, "owner_id": owner, "customer_id": customer_id}, contact_sets)
    told = NOW - timedelta(minutes=1000 + int(chance() * 1_500_000))
    scenes = scenes_zh if cast.zh else scenes_en
    end = "。" if cast.zh else ". "
    cast.words |= {
        "n": "3",
        "boss": "顾经理" if cast.zh else "Mr Gu",
        "fair": telling.fair(told.date(), cast.zh),
    }
    notes = []
    for stage in reversed(path):
        choice = scenes.SCENES[f"first_{random.choice(SOURCES)}" if stage == "first" else stage]
        scene = choice[int(chance() * len(choice))]
        text = scene.text.format_map(cast.words)
        if chance() < 0.5:
            more = _MORE_ZH if cast.zh else _MORE_EN
            text += end + more[int(chance() * len(more))]
        if chance() * _RARE < 1 or index < 24:  # the smallest store has them too
            rare = RARE_ZH if cast.zh else RARE_EN
            text += end + rare[int(chance() * len(rare))]
        judgement = scene.judgement.format_map(cast.words) or None
        amount = total(cast.deal, scene.amount) if scene.amount else None
        notes.append(
            ({
                "owner_id": owner, "author_id": owner, "customer_id": customer_id, "kind": scene.kind,
                "at_at": stored(told), "text": text, "judgement": judgement, "amount_minor": amount,
                "amount_currency": None if amount is None else cast.deal.currency,
            }, {"tags": scene.tags.split(), "contacts": [contact_id] if contact_id else []}
                if index % 8 == 0 else {})
        )  # fmt: skip
        told -= timedelta(minutes=2000 + int(chance() * 40_000))
    columns["last_dealt_at"] = notes[0][0]["at_at"]
    for note in reversed(notes):
        made["followup"].add(*note)
    if index % 10 < _DUE:
        due = telling.working((NOW + timedelta(days=int(chance() * 110) - 20)).date()).isoformat()
        columns["next_followup_on"] = due
        text = random.choice(_CALLS_ZH if cast.zh else _CALLS_EN)
        made["reminder"].add(
            {
                "owner_id": owner, "for_id": owner, "customer_id": customer_id, "about_kind": "customer",
                "about_id": customer_id, "text": text, "due_on": due, "state": "open", "important": 0, "urgent": 0,
            },
            {},
        )  # fmt: skip
    made["customer"].add(columns, sets)


# --- writing -----------------------------------------------------------------------------------------------------


def make(path: Path, customers: int, seed: str = "1") -> float:
    """Make a store of so many customers beside the demo's own at ``path``; the seconds it took."""
    began = time.perf_counter()
    part = path.with_name(f"{path.name}.part")
    for name in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
        name.unlink(missing_ok=True)
    demo.make(str(part), NOW, seed=seed)
    moment = [NOW - timedelta(hours=13)]
    identity = Identity(Random(f"{seed}:big").randbytes)
    store = open_store(str(part), lambda: moment[0], identity=identity, device="pc-office")
    try:
        fresh.hurry(store)
        store.db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        store.db.execute("PRAGMA threads = 2")  # for sorting
        plan = _plan(store, customers, seed)
        again = _laid_bare(store)
        for number, one in enumerate(_blocks(plan)):
            if number % _TOGETHER == 0:
                store.db.execute("BEGIN IMMEDIATE")
            moment[0] = one.at
            with Transaction(store, "import", inside=True):
                _write(store, one)
            if number % _TOGETHER == _TOGETHER - 1:
                store.db.execute("COMMIT")
                _said(began, (number + 1) * _BLOCK, customers)
        if store.db.in_transaction:
            store.db.execute("COMMIT")
        _said(began, customers, customers)
        _complete(store, again)
        fresh.finish(store)
    finally:
        store.close()
    part.replace(path)
    return time.perf_counter() - began


def _said(began: float, done: int, of: int) -> None:
    print(f"  {done:,} of {of:,} customers, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)


def _plan(store: Store, customers: int, seed: str) -> Plan:
    """Hire staff as the product does; where numbers stand now."""
    me = store.me
    random = Random(f"{seed}:staff")
    with Transaction(store, "team add"):
        people = [
            bulk.New({"name": random.choice(names.SURNAMES) + random.choice(names.GIVEN), "role": "rep",
                      "department": "内销部" if at % 2 else "外贸部", "superior_id": me}, {})
            for at in range(max(2, min(customers // 2000, 40)))
        ]  # fmt: skip
        bulk.insert(store, MEMBER, people)
    store.me = people[0].id  # who imports; mine is the told part
    doc = int(store.db.execute("SELECT coalesce(max(doc), 0) FROM search_doc").fetchone()[0])
    numbers = {kind.name: bulk.last_number(store, kind) for kind in _MADE}
    taken = frozenset(ref for kind in _MADE for (ref,) in store.db.execute(f"SELECT ref FROM {kind.table}"))
    return Plan(seed, customers, store.me, tuple(one.id for one in people), numbers, doc, taken)


def _blocks(plan: Plan) -> Iterator[Block]:
    """The blocks in their order, made by other processes a little ahead."""
    count = -(-plan.customers // _BLOCK)
    workers = min(os.cpu_count() or 1, 4, count)
    with get_context("fork").Pool(workers, gc.disable) as pool:  # no circles are made, a tenth is saved
        waiting: deque[Any] = deque()
        for number in range(count):
            waiting.append(pool.apply_async(block, (plan, number)))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().get()
        while waiting:
            yield waiting.popleft().get()


def _laid_bare(store: Store) -> list[str]:
    """Take away triggers and secondary indexes, and let keys wait in a plain table; the SQL to make them again."""
    found = store.db.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"
        " ORDER BY type, name"
    ).fetchall()
    for kind, name, _sql in found:
        store.db.execute(f"DROP {kind.upper()} {name}")
    store.db.execute("CREATE TEMP TABLE pending (key TEXT NOT NULL, doc INTEGER NOT NULL)")
    return [sql for _kind, _name, sql in found]


def _write(store: Store, one: Block) -> None:
    """A block inside the transaction that is open, with what the journal's triggers would have written."""
    db = store.db
    txn = store.transaction_now
    assert txn is not None
    lasts = {rows.table: _last(store, rows.table) for rows in chain(one.records, one.members)}
    for rows in chain(one.records, one.members):
        bulk.insert_rows(store, rows.table, rows.columns, rows.rows)
    for table, last in lasts.items():
        parent = "NULL" if table in KINDS else next(c for c in ROWS[table].COLUMNS if c.endswith("_id"))
        db.execute(
            f"INSERT INTO change (txn, tbl, row, op, parent) SELECT ?, '{table}', nid, 'insert', {parent}"
            f" FROM {table} WHERE nid > ? ORDER BY nid",
            (txn.nid, last),
        )
    bulk.insert_rows(store, "search_doc", ("doc", "kind", "row", "names", "body", "keys"), one.docs)
    bulk.insert_rows(store, "search_fts", ("rowid", "tokens"), one.tokens)
    bulk.insert_rows(store, "temp.pending", ("key", "doc"), one.keys)


def _last(store: Store, table: str) -> int:
    found = store.db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(found[0]) if found else 0


def _complete(store: Store, again: Sequence[str]) -> None:
    """The keys in their order, then the indexes and triggers as they were."""
    db = store.db
    began = time.perf_counter()
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO pending SELECT key, doc FROM lookup")
    db.execute("DELETE FROM lookup")
    db.execute("INSERT OR IGNORE INTO lookup (key, doc) SELECT key, doc FROM pending ORDER BY key, doc")
    db.execute("COMMIT")
    db.execute("DROP TABLE temp.pending")
    for sql in again:
        db.execute(sql)
    print(f"  indexes, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)


# --- keeping ------------------------------------------------------------------------------------------------------


def fingerprint(customers: int, seed: str = "1") -> str:
    """What a store is known by: another one is made when what makes it, or what it holds, has changed."""
    sources = [
        __file__,
        bulk.__file__,
        columnindex.__file__,
        searchdoc.__file__,
        scenes_zh.__file__,
        scenes_en.__file__,
    ]
    known = hashlib.sha256(f"{customers} {seed} {NOW} {schema()}".encode())
    for source in sources:
        known.update(Path(source).read_bytes())
    return known.hexdigest()[:12]


def kept(place: Path, customers: int, seed: str = "1") -> tuple[Path, float | None]:
    """The store of so many customers: the one kept in BENCH_CACHE (else in ``place``), made when it is not there.

    The seconds it took to make it are told beside it, None when it was there. What is measured on a kept store
    writes some hundred records into it; they stay.
    """
    folder = Path(os.environ.get("BENCH_CACHE") or place / "stores")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"customers-{customers}-{fingerprint(customers, seed)}.db"
    if path.exists():
        return path, None
    for old in folder.glob(f"customers-{customers}-*"):  # of another making
        old.unlink()
    print(
        f"making a store of {customers:,} customers with {NOTES} notes each ...", file=sys.stderr, flush=True
    )
    return path, make(path, customers, seed)


def main() -> int:
    """Make a store: where, of how many customers."""
    path, customers = Path(sys.argv[1]), int(sys.argv[2])
    path.unlink(missing_ok=True)
    print(f"{make(path, customers):.1f} s, {path.stat().st_size / 2**20:,.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
