"""Whatever happens to records, the search index finds what a look at every one of them finds, in the same order.

The scan below knows nothing of the index: it reads the living rows, folds their texts, and applies the rules that
the guide gives for what is found.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import clock, opened

from crmcli.store import bulk, search
from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import CONTACT, CUSTOMER, FOLLOWUP, KINDS, Contact, Customer, Followup, Reminder
from crmcli.store.statements import by_nid, insert, members_of, record_class, set_members, touched, update
from crmcli.text.names import bare_key, has_han, name_key
from crmcli.text.phones import phone_key
from crmcli.text.pinyin import initials_match, pinyin_matches
from crmcli.text.places import without_place
from crmcli.verbs.find import find
from crmcli.verbs.history import undo

CLASSES = ["exact", "part", "pinyin", "initials", "phone", "text"]


# --- the scan ----------------------------------------------------------------------------------------------------


def texts_of(store: Store, kind: Any, row: Any) -> dict[str, list[str]]:
    """The texts of a record by how they are searched."""
    out: dict[str, list[str]] = {"name": [], "key": [], "phone": [], "email": [], "text": []}
    for field in kind.own:
        if not field.search:
            continue
        if field.columns:
            value = getattr(row, field.columns[0])
            values = [str(value)] if value else []
        else:
            values = members_of(store, field, [row.id]).get(row.id, [])
            if field.type in ("messaging", "custom"):
                values = [one[1] for one in values]
        out[field.search] += values
    return out


def is_word(character: str) -> bool:
    return character.isalnum() and not has_han(character)


def holds(text: str, word: str) -> bool:
    """Whether a folded word stands in a folded text: anywhere by a Chinese sign, else where a word begins."""
    return any(
        text.startswith(word, at) and not (at and is_word(word[0]) and is_word(text[at - 1]))
        for at in range(len(text))
    )


def fits_text(texts: dict[str, list[str]], query: str) -> bool:
    key = name_key(query)
    if not any(one.isalnum() for one in key):
        return False
    if any(key in name_key(number) for number in texts["key"]):
        return True
    lines = [name_key(one) for values in texts.values() for one in values]
    return all(any(holds(line, word) for line in lines) for word in key.split())


def match_of(kind: Any, texts: dict[str, list[str]], query: str) -> str:
    """The class in which a record is found; empty if it is not."""
    key = name_key(query)
    letters = any(one.isalnum() for one in key)
    han = [name for name in texts["name"] if has_han(name)]
    shorter = [rest for rest in map(without_place, map(name_key, han)) if rest]
    if any(bare_key(name) == bare_key(query) for name in texts["name"]):
        return "exact"
    if any(name_key(number) == key for number in texts["key"]):
        return "exact"
    if letters and any(key in name_key(name) for name in texts["name"]):
        return "part"
    if key.isascii() and any(pinyin_matches(query, name) for name in [*han, *shorter]):
        return "pinyin"
    if key.isascii() and any(initials_match(query, name) for name in [*han, *shorter]):
        return "initials"
    digits = phone_key(query)
    if len(digits) < 4 and query.isdigit() and query.isascii():
        digits = query  # a few digits are the end of a number, zeros and all
    if (
        len(digits) >= 4
        and not has_han(query)
        and any(phone_key(one).endswith(digits) for one in texts["phone"])
    ):
        return "phone"
    return "text" if fits_text(texts, query) else ""


def scan(store: Store, query: str) -> list[tuple[str, str]]:
    """(class, id) of what is to be found, in its order."""
    out: list[tuple[int, int, str]] = []
    for kind in KINDS.values():
        sql = f"SELECT nid FROM [{kind.table}] WHERE removed_at IS NULL AND archived_at IS NULL"
        for (nid,) in store.db.execute(sql).fetchall():
            row = by_nid(store, record_class(kind), nid)
            assert row is not None
            match = match_of(kind, texts_of(store, kind, row), query)
            if match:
                out.append((CLASSES.index(match), -made(store, kind.name, nid), row.id))
    return [(CLASSES[place], id) for place, _made, id in sorted(out)]


def made(store: Store, kind: str, nid: int) -> int:
    """When a record was made first, by the journal: the later the higher."""
    sql = "SELECT min(seq) FROM change WHERE tbl = ? AND row = ? AND op = 'insert'"
    return int(store.db.execute(sql, (kind, nid)).fetchone()[0])


def found(store: Store, query: str, limit: int = 10_000) -> list[tuple[str, str]]:
    """The same of what the program finds."""
    return [(row["match"], row["id"]) for row in find(store, query, limit=limit) if row["match"] != "close"]


# --- what happens ------------------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    ["宁波天成外贸有限公司", "天成", "單氏五金", "3M胶带中国", "Alfreds Futterkiste", "TC Trade",
     "曾记 Steel", "重庆行远", "Acme Ltd", "義烏天成飾品", "a", "天"]
)  # fmt: skip
TEXTS = st.sampled_from(
    ["他嫌运费高", "發樣品給張總", "called about shipping; quote sent", "3M胶带 offer",
     "FOB NINGBO, price 12", "运", "报价高 运费", "shipment delayed", "http://tc.example/x y", "高",
     "see order_77", "ＦＯＢ价"]
)  # fmt: skip
PHONES = st.sampled_from(["0574-8765 4321", "+86 138 0013 8000", "021-4321", "4321", ""])
NUMBERS = st.sampled_from(["ERP-77", "91330212MA2AF8", "www.tiancheng-trade.com", "天成-1", ""])
QUERIES = st.one_of(
    st.sampled_from(
        ["天成", "运费", "样品", "天", "运", "高", "ship", "shipping", "shipm", "q", "tt", "futter", "lf",
         "e", "tcwm", "tc", "tianch", "nb", "ningbo", "shan", "dan", "zeng", "chongq", "xingyuan", "cqxy",
         "wuyi", "3M胶带", "3m", "M胶", "胶带", "运费 高", "fob ningbo", "quote called", "4321", "8000",
         "87654321", "77", "erp", "rp-7", "tc.example", "ample", "外贸有限", "義", "TC T", "ＴＣ", "order",
         "der_77", "fob价", "成-1", "MA2A", "tiancheng-t", "，", "%", "* OR", "12"]
    ),
    st.builds("".join, st.lists(st.sampled_from("天成运费高胶3mMabcst 7-"), min_size=1, max_size=4)).filter(str.strip),
)  # fmt: skip


class Desk:
    """A store and the steps that are taken on it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.steps = 0
        self.redoable = False
        store.clock = lambda: clock() + timedelta(minutes=self.steps)

    def rows(self, cls: Any) -> list[Any]:
        kind = KINDS[cls.TABLE]
        numbers = self.store.db.execute(f"SELECT nid FROM [{kind.table}] WHERE removed_at IS NULL").fetchall()
        return [by_nid(self.store, cls, nid) for (nid,) in numbers]

    def step(self, what: str, name: str, text: str, phone: str, number: str, which: int) -> None:
        store = self.store
        customers = self.rows(Customer)
        of = customers[which % len(customers)] if customers else None
        with Transaction(store, what):
            if what == "customer" or of is None:
                row = insert(
                    store, Customer, name=name, phone=phone or None, tax_id=number or None, city="宁波"
                )
                set_members(store, CUSTOMER, row, CUSTOMER.fields["aliases"], [text[:6]])
                touched(store, row)
            elif what == "contact":
                one = insert(store, Contact, name=name, customer_id=of.id, title=text)
                set_members(store, CONTACT, one, CONTACT.fields["phones"], [phone] if phone else [])
            elif what == "followup":
                note = insert(store, Followup, text=text, customer_id=of.id, at_on="2026-11-18")
                set_members(store, FOLLOWUP, note, FOLLOWUP.fields["tags"], [name])
            elif what == "reminder":
                insert(store, Reminder, text=text, customer_id=of.id, external_id=number or None)
            elif what == "edit":
                update(store, of, name=name, website=number or None)
            elif what == "alias":
                set_members(store, CUSTOMER, of, CUSTOMER.fields["aliases"], [name, number or "x"])
                touched(store, of)
            elif what in ("remove", "archive"):
                column = "removed_at" if what == "remove" else "archived_at"
                update(store, of, **{column: "2026-11-18T00:00:00.000Z"})
            elif what == "back":
                for one in customers:
                    if one.archived_at is not None:
                        update(store, one, archived_at=None)
            elif what == "import":
                bulk.insert(
                    store,
                    CUSTOMER,
                    [
                        bulk.New(
                            {"name": name, "fax": phone or None, "website": number or None}, {"tags": [text]}
                        ),
                        bulk.New({"name": text}, {}),
                    ],
                )
            elif what == "fill":
                bulk.change(store, CUSTOMER, [(of.nid, of.id, {"address": text}, {"tags": []})])

    def undo(self) -> None:
        from crmcli.errors import CrmError

        try:
            undo(self.store)
            self.redoable = True
        except CrmError:
            pass

    def redo(self) -> None:
        from crmcli.errors import CrmError

        last = self.store.db.execute(
            "SELECT ref FROM txn WHERE undoes IS NOT NULL AND undone_by IS NULL ORDER BY nid DESC LIMIT 1"
        ).fetchone()
        # the index made anew knows no place of what was not there
        if last and self.redoable:
            try:
                undo(self.store, last[0])
            except CrmError:
                pass


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["customer", "customer", "contact", "followup", "followup", "reminder", "edit", "alias",
             "remove", "archive", "back", "import", "fill", "undo", "undo", "redo", "reindex"]
        ),
        NAMES, TEXTS, PHONES, NUMBERS, st.integers(0, 9),
    ),
    min_size=8, max_size=24)  # fmt: skip


_numbers = itertools.count()


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    path = folder / f"{next(_numbers)}.db"
    store = opened(path)
    try:
        yield Desk(store)
    finally:
        store.close()
        path.unlink()


def take(one: Desk, steps: list[Any]) -> None:
    for what, name, text, phone, number, which in steps:
        one.steps += 1
        if what == "undo":
            one.undo()
        elif what == "redo":
            one.redo()
        elif what == "reindex":
            with Transaction(one.store, "reindex"):
                search.rebuild(one.store)
            one.redoable = False
        else:
            one.step(what, name, text, phone, number, which)


@pytest.mark.slow
@settings(suppress_health_check=list(HealthCheck))
@given(STEPS, st.lists(QUERIES, min_size=10, max_size=16, unique=True), st.integers(1, 4))
def test_found_is_what_a_scan_finds(tmp_path: Path, steps: list[Any], queries: list[str], limit: int) -> None:
    with desk(tmp_path) as one:
        take(one, steps)
        for query in queries:
            wanted = scan(one.store, query)
            assert found(one.store, query) == wanted, query
            assert found(one.store, query, limit) == wanted[:limit], query
