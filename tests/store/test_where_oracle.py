"""Random filters over random records: SQL must find what an evaluator of plain values finds.

The evaluator knows nothing of SQL, UTC texts or minor units as the compiler uses them: days are local
dates, instants are aware datetimes, amounts are fractions.
"""

from __future__ import annotations

import random
import sqlite3
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crmcli.errors import FilterError
from crmcli.store.meta import Field, Kind
from crmcli.store.records import KINDS
from crmcli.store.where import parse_where
from crmcli.text.money import digits
from crmcli.text.names import name_key
from tests.store.test_where_support import Record, as_json, context, database, insert, matching

ZONES = ("Asia/Shanghai", "America/New_York")
MOMENTS = {
    "Asia/Shanghai": datetime(2026, 11, 25, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai")),
    "America/New_York": datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"), fold=1),
}
TEXTS = [
    "天成外贸公司",
    "天成外貿公司",
    "ＡＣＭＥ gmbh",
    "Acme  GmbH",
    "O'Brien",
    'say "hi"',
    "50%_",
    "and",
    "a\\b",
    "x y",
]
TAGS = ["vip", "VIP客户", "老客戶", "13%"]
CURRENCIES = ["CNY", "USD", "JPY", "KWD"]
DAYS = [
    *("2025-12-31", "2026-01-01", "2026-10-31", "2026-11-01", "2026-11-02", "2026-11-15", "2026-11-16"),
    *("2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-28", "2026-11-29", "2026-11-30"),
]
INSTANTS = [
    f"{day}T{time}Z"
    for day in ("2026-10-31", "2026-11-01", "2026-11-24", "2026-11-25", "2026-12-31")
    for time in (
        "03:59:59.999",
        "04:00:00.000",
        "05:00:00.000",
        "06:30:00.500",
        "07:00:00.000",
        "16:00:00.000",
    )
]


# --- random records ---


@cache
def store(seed: int) -> tuple[sqlite3.Connection, dict[str, list[Record]]]:
    """A database and its records."""
    chance = random.Random(seed)
    db = database()

    def maybe(values: list[Any]) -> Any:
        return chance.choice([*values, None])

    def when(name: str) -> Record:
        way = chance.randrange(3)
        return {f"{name}_on": chance.choice(DAYS)} if way == 0 else {f"{name}_at": maybe(INSTANTS)}

    def common(kind: Kind, number: int) -> Record:
        return {
            "nid": number,
            "id": f"{kind.name}-{number}",
            "ref": f"{kind.letter}{number:05d}A",
            "owner_id": maybe(["member-1", "member-2"]),
            "created_at": chance.choice(INSTANTS),
            "updated_at": maybe(INSTANTS),
            "archived_at": maybe([None, None, INSTANTS[0]]),
        }

    for number, name in enumerate(["林静", "王芳", "me"], 1):
        row = {**common(KINDS["member"], number), "owner_id": None}
        insert(db, "member", **row, name=name, active=chance.randrange(2))
    for number in range(1, 9):
        insert(
            db,
            "customer",
            **common(KINDS["customer"], number),
            name=chance.choice(TEXTS),
            city=maybe([*TEXTS, ""]),
            kind=chance.choice(["company", "person"]),
            level=maybe(["A", "B", "C"]),
            **when("next_followup"),
            **when("last_dealt"),
        )
        me = f"customer-{number}"
        for alias in chance.sample(TEXTS, chance.choice([0, 0, 1])):
            insert(db, "customer_alias", customer_id=me, value=alias)
        for tag in chance.sample(TAGS, chance.choice([0, 1, 2])):
            insert(db, "tag", record_kind="customer", record_id=me, value=tag)
        for name in chance.sample(["备注", "PO no."], chance.choice([0, 1, 2])):
            insert(db, "custom", record_kind="customer", record_id=me, name=name, value=chance.choice(TEXTS))
    for number in range(1, 5):
        owner = maybe([f"customer-{n}" for n in range(1, 9)])
        row = {**common(KINDS["contact"], number), "customer_id": owner}
        birthday = maybe(DAYS)
        insert(
            db, "contact", **row, name=chance.choice(TEXTS), birthday=birthday, is_primary=chance.randrange(2)
        )
    for number in range(1, 25):
        amount = maybe([0, 5, 100, 150, 10_000, 100_000, 1_000_000, 1_000_500, 10_000_000, -150])
        insert(
            db,
            "followup",
            **common(KINDS["followup"], number),
            customer_id=f"customer-{chance.randrange(1, 9)}",
            kind=chance.choice(["call", "visit", "first_visit", "email"]),
            text=chance.choice(TEXTS),
            amount_minor=amount,
            amount_currency=None if amount is None else chance.choice(CURRENCIES),
            **when("at"),
            **when("next_due"),
        )
        for contact in chance.sample(range(1, 5), chance.choice([0, 0, 1, 2])):
            insert(db, "followup_contact", followup_id=f"followup-{number}", contact_id=f"contact-{contact}")
        for tag in chance.sample(TAGS, chance.choice([0, 1])):
            insert(db, "tag", record_kind="followup", record_id=f"followup-{number}", value=tag)
    for number in range(1, 25):
        about = maybe([("customer", 3), ("member", 1), ("contact", 2), ("followup", 1)])
        insert(
            db,
            "reminder",
            **common(KINDS["reminder"], number),
            text=chance.choice(TEXTS),
            important=chance.randrange(2),
            state=chance.choice(["open", "done"]),
            about_kind=about and about[0],
            about_id=about and f"{about[0]}-{about[1]}",
            for_id=maybe(["member-1", "member-2"]),
            **when("due"),
        )
    return db, {name: as_json(db, kind) for name, kind in KINDS.items()}


# --- the evaluator ---


class World:
    """What an evaluation needs to know."""

    def __init__(self, records: dict[str, list[Record]], now: datetime) -> None:
        self.by_id = {r["id"]: (name, r) for name, all_of in records.items() for r in all_of}
        self.now = now


def holds(world: World, node: Any, kind: Kind, record: Record) -> bool:
    if node[0] == "not":
        return not holds(world, node[1], kind, record)
    if node[0] == "and":
        return all(holds(world, part, kind, record) for part in node[1])
    if node[0] == "or":
        return any(holds(world, part, kind, record) for part in node[1])
    _test, path, op, values = node
    if op in ("!=", "!~", "not in", "is empty"):
        opposite = {"!=": "=", "!~": "~", "not in": "in", "is empty": "is not empty"}[op]
        return not holds(world, ("test", path, opposite, values), kind, record)
    return any(
        fits(world, field, value, op, values)
        for field, value in reach(world, kind, record, path)
        if value not in (None, "")
    )


def reach(world: World, kind: Kind, record: Record, path: tuple[str, ...]) -> list[tuple[Field, Any]]:
    """The values a name leads to: none for an empty field, several for a set."""
    field = kind.fields[path[0]]
    value = record[field.name]
    members = value if field.many else [value]
    if field.type == "custom":
        return [(field, text) for name, text in members if not path[1:] or name == path[1]]
    if len(path) == 1 or value is None:
        return [(field, each) for each in members] if len(path) == 1 else []
    target = KINDS[field.link]
    return [found for each in members for found in reach(world, target, world.by_id[each][1], path[1:])]


def fits(world: World, field: Field, value: Any, op: str, values: list[str]) -> bool:
    if op == "is not empty":
        return True
    if op == "":
        return value is not False
    if op == "in":
        return any(fits(world, field, value, "=", [each]) for each in values)
    wanted = values[0]
    if field.type in ("link", "links"):
        return names(world, value, op, wanted, field.link)
    if field.type == "anylink":
        return names(world, value[1], op, wanted, "")
    if field.type == "boolean":
        return value is (wanted == "true")
    if field.type == "money":
        return amount_fits(value, op, wanted)
    if field.type in ("date", "instant", "when"):
        return time_fits(world, field, value, op, wanted)
    if field.name == "ref":
        return compare(value, op, wanted.upper().replace("IA", "1A"))
    return compare(name_key(value), op, name_key(wanted))


def compare(value: Any, op: str, wanted: Any) -> bool:
    if op == "~":
        return bool(wanted in value)
    answers = {"=": value == wanted, "<": value < wanted, "<=": value <= wanted, ">": value > wanted}
    return bool(answers.get(op, value >= wanted))


def names(world: World, record_id: str, op: str, wanted: str, link: str) -> bool:
    kind, record = world.by_id[record_id]
    if wanted == "me" and link in ("", "member"):
        return record_id == "member-1"
    called = [record[KINDS[kind].title], *record.get("aliases", [])]
    if KINDS[kind].fields[KINDS[kind].title].type == "longtext" and op == "=":
        called = []
    if op == "=" and wanted.upper() in (record["id"].upper(), record["ref"]):
        return True
    return any(compare(name_key(name), op, name_key(wanted)) for name in called)


def amount_fits(value: tuple[int, str], op: str, wanted: str) -> bool:
    minor, currency = value
    number, _space, only = wanted.partition(" ")
    factor = 10_000 if number.endswith("万") else 1
    if only and only != currency:
        return False
    return compare(Fraction(minor, 10 ** digits(currency)), op, Fraction(number.rstrip("万")) * factor)


def time_fits(world: World, field: Field, value: str, op: str, wanted: str) -> bool:
    now = world.now
    zone = now.tzinfo
    day = date.fromisoformat(value) if len(value) == 10 else None
    instant = None if day else datetime.fromisoformat(value).astimezone(zone)
    first, last = period(wanted, now.date())
    if first is not None:
        local = day or instant.date()  # type: ignore[union-attr]
        answers = {"=": first <= local <= last, "<": local < first, "<=": local <= last, ">": local > last}
        return bool(answers.get(op, local >= first))
    if wanted[0].isdigit() and wanted[-1] in "hdw":  # an age
        op = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}[op]
        wanted = "-" + wanted
    if wanted == "now":
        moment = now
    elif "T" in wanted:
        moment = datetime.fromisoformat(wanted).astimezone(zone)
        if instant:
            instant = instant.replace(microsecond=0)  # shown to the second
    elif wanted[-1] == "h":
        moment = datetime.fromtimestamp(now.timestamp() + 3600 * int(wanted[:-1]), zone)
    else:
        moment = now + timedelta(days=int(wanted[:-1]) * {"d": 1, "w": 7}[wanted[-1]])
    if day:
        return compare(day, op, moment.date())
    assert instant is not None
    return compare(instant.timestamp(), op, moment.timestamp())


def period(text: str, today: date) -> tuple[Any, Any]:
    """The first and the last day."""
    monday = today - timedelta(days=today.weekday())
    if text in ("today", "yesterday", "tomorrow"):
        day = today + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[text])
        return day, day
    if text.endswith("_week"):
        start = monday + timedelta(days={"this": 0, "last": -7, "next": 7}[text[:4]])
        return start, start + timedelta(days=6)
    if text.endswith(("_month", "_year")):
        step = {"this": 0, "last": -1, "next": 1}[text[:4]]
        if text.endswith("_year"):
            return date(today.year + step, 1, 1), date(today.year + step, 12, 31)
        months = today.year * 12 + today.month - 1 + step
        text = f"{months // 12}-{months % 12 + 1:02d}"
    parts = text.split("-")
    if not all(part.isdigit() for part in parts) or len(parts[0]) != 4:
        return None, None
    numbers = [int(part) for part in parts]
    if len(numbers) == 3:
        return date(*numbers), date(*numbers)
    if len(numbers) == 1:
        return date(numbers[0], 1, 1), date(numbers[0], 12, 31)
    following = date(numbers[0] + numbers[1] // 12, numbers[1] % 12 + 1, 1)
    return date(numbers[0], numbers[1], 1), following - timedelta(days=1)


# --- random filters ---

PERIODS = [
    *("2026", "2026-11", "2026-10", "2026-11-25", "2026-11-01", "today", "yesterday", "tomorrow"),
    *(
        "this_week",
        "last_week",
        "next_week",
        "this_month",
        "last_month",
        "next_month",
        "this_year",
        "last_year",
    ),
]
MOMENTS_TYPED = [
    "now",
    "-1h",
    "+3h",
    "-3d",
    "+3d",
    "-1w",
    "2026-11-25T15:00:00+08:00",
    "2026-11-01T06:30:00Z",
]
AGES = ["1d", "24h", "4w", "0d"]
AMOUNTS = [
    *("0", "1", "1.5", "100", "1000.5", "1000.001", "10000", "100000", "1万", "10万", "-1.5"),
    *("100 CNY", "1.5 USD", "1万 JPY"),
]
NAMED = [
    *TEXTS,
    "customer-3",
    "C00002A",
    "c00003a",
    "member-2",
    "U00001A",
    "me",
    "林静",
    "contact-2",
    "F00001A",
]
ORDER = ["<", "<=", ">", ">="]


def fields_of(kind: Kind) -> list[tuple[tuple[str, ...], Field]]:
    out: list[tuple[tuple[str, ...], Field]] = []
    for field in kind.fields.values():
        if field.name in ("id", "kind_of_record") or field.type == "messaging":
            continue
        if field.type == "custom":
            out += [((field.name,), field), ((field.name, "备注"), field), ((field.name, "PO no."), field)]
        elif field.columns or field.table or field.sql:
            out.append(((field.name,), field))
        if field.type in ("link", "links") and field.link in KINDS and (field.columns or field.table):
            for inner in KINDS[field.link].fields.values():
                if inner.name not in ("id", "kind_of_record", "limits") and inner.type != "messaging":
                    out.append(((field.name, inner.name), inner))
    return out


FIELDS = {name: fields_of(kind) for name, kind in KINDS.items()}


def possible(field: Field) -> tuple[list[str], list[str], list[str]]:
    """The operators for whole values and their values, and the other operators."""
    equality, contains = ["=", "!=", "in", "not in"], ["~", "!~"]
    if field.name == "ref":
        return equality, ["C00002A", "c0000ia", "f00012a", "x"], []
    if field.type in ("text", "longtext", "texts", "custom"):
        return equality + contains + ORDER, [*TEXTS, *TAGS, "天成", "B", "客户", "C00002A", "m"], []
    if field.type == "choice" and field.choices:
        return equality, [choice[0] for choice in field.choices], []
    if field.type == "money":
        return equality + ORDER, AMOUNTS, []
    if field.type in ("date", "instant", "when"):
        return equality + ORDER, [*PERIODS, *MOMENTS_TYPED], [] if field.ahead else ORDER
    if field.type in ("link", "links", "anylink"):
        return equality + contains, NAMED, []
    return (equality, ["true", "false"], []) if field.type == "boolean" else ([], [], [])


@st.composite
def leaves(draw: st.DrawFn, kind: str) -> Any:
    path, field = draw(st.sampled_from(FIELDS[kind]))
    ops, values, age_ops = possible(field)
    op = draw(st.sampled_from([*ops, *ops, "is empty", "is not empty", ""]))
    if op in age_ops:
        values = values + AGES
    if op in ("", "is empty", "is not empty"):
        return ("test", path, op, [])
    most = 3 if op in ("in", "not in") else 1
    return ("test", path, op, draw(st.lists(st.sampled_from(values), min_size=1, max_size=most)))


def filters(kind: str) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves(kind),
        lambda inner: st.one_of(
            st.tuples(st.just("not"), inner),
            st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
        ),
        max_leaves=6,
    )


def written(node: Any, chance: random.Random, level: int = 0) -> str:
    """A filter in one of the ways it may be typed. Level 1 is inside ``and``, 2 inside ``not``."""
    kind = node[0]
    word = kind if chance.randrange(3) else kind.upper()
    if kind == "not":
        text, own = f"{word} {written(node[1], chance, 2)}", 2
    elif kind in ("and", "or"):
        own = 1 if kind == "and" else 0
        text = f" {word} ".join(written(part, chance, own + 1) for part in node[1])
    else:
        own = 2
        _test, path, op, values = node
        name = ".".join([path[0], *(dotted(part, chance) for part in path[1:])])
        if name.endswith("_at") and chance.randrange(2):
            name = name[:-3]
        typed = [value_text(value, chance) for value in values]
        if op in ("in", "not in"):
            comma = chance.choice([",", ", ", " ，"])
            text = f"{name} {op} ({comma.join(typed)})"
        elif values:
            sign = op if chance.randrange(4) else op.translate(str.maketrans("=<>~!", "＝＜＞～！"))
            text = f"{name}{chance.choice(['', ' '])}{sign}{chance.choice(['', ' '])}{typed[0]}"
        else:
            text = f"{name} {op}".strip()
    if own < level or chance.randrange(8) == 0:
        return chance.choice(["({})", "（{}）", "( {} )"]).format(text)
    return text


def dotted(name: str, chance: random.Random) -> str:
    return name if " " not in name and chance.randrange(3) else f'"{name}"'


def value_text(value: str, chance: random.Random) -> str:
    plain = not set(value) & set(" '\"(),=<>~!") and value not in ("and", "or", "not", "in", "is", "empty")
    if value == "me" or (plain and chance.randrange(2)):
        return value
    if chance.randrange(3) == 0:
        return "“" + value.replace("\\", "\\\\") + "”"
    quote = chance.choice("'\"")
    return quote + value.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote


EACH = [
    *(
        "customer.name",
        "customer.city",
        "customer.ref",
        "customer.tags",
        "customer.custom",
        "customer.custom.备注",
    ),
    *(
        "customer.level",
        "customer.created_at",
        "customer.last_dealt_at",
        "customer.owner",
        "customer.archived",
    ),
    *("followup.at", "followup.next_due", "followup.amount", "followup.customer", "followup.contacts"),
    *("followup.text", "followup.customer.city", "followup.customer.tags", "followup.contacts.birthday"),
    *("reminder.about", "reminder.due", "reminder.important", "contact.birthday", "contact.customer.owner"),
]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("name", EACH)
def test_every_operator_and_value(name: str) -> None:
    kind, *path = name.split(".")
    field = dict(FIELDS[kind])[tuple(path)]
    ops, values, age_ops = possible(field)
    trees: list[tuple[str, list[str]]] = [(op, []) for op in ("", "is empty", "is not empty")]
    trees += [(op, [value]) for op in ops for value in values]
    trees += [(op, [value]) for op in age_ops for value in AGES]
    chance = random.Random(name)
    for zone in ZONES if field.type in ("date", "instant", "when") else ZONES[:1]:
        for seed in (0, 1):
            db, records = store(seed)
            world = World(records, MOMENTS[zone])
            for op, given_values in trees:
                tree = ("test", tuple(path), op, given_values)
                text = written(tree, chance)
                expected = [r["id"] for r in records[kind] if holds(world, tree, KINDS[kind], r)]
                assert matching(db, kind, text, using=context(world.now, me="member-1")) == expected, text


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("kind", ["customer", "followup", "reminder", "contact"])
@given(st.data())
def test_sql_finds_what_the_evaluator_finds(kind: str, data: st.DataObject) -> None:
    db, records = store(data.draw(st.integers(0, 5), "records"))
    zone = data.draw(st.sampled_from(ZONES), "zone")
    now = MOMENTS[zone]
    tree = data.draw(filters(kind), "filter")
    text = written(tree, random.Random(data.draw(st.integers(0, 999), "writing")))
    world = World(records, now)
    expected = [r["id"] for r in records[kind] if holds(world, tree, KINDS[kind], r)]
    assert matching(db, kind, text, using=context(now, me="member-1")) == expected, text


@given(filters("followup"), st.integers(0, 999), st.integers(0, 999))
def test_ways_of_writing_make_no_difference(tree: Any, one: int, other: int) -> None:
    db, _records = store(1)
    texts = [written(tree, random.Random(seed)) for seed in (one, other)]
    assume(texts[0] != texts[1])
    assert matching(db, "followup", texts[0]) == matching(db, "followup", texts[1])
    assert matching(db, "followup", f"not ({texts[0]})", texts[1]) == []


@given(filters("customer"), st.integers(0, 60), st.text(max_size=2))
def test_a_damaged_filter_runs_or_is_an_error(tree: Any, at: int, put: str) -> None:
    db, _records = store(2)
    text = written(tree, random.Random(at))
    at %= len(text)
    text = text[:at] + put + text[at + 1 :]
    try:
        parse_where(text)
        matching(db, "customer", text)
    except FilterError as error:
        details = error.details
    else:
        return
    assert details["where"] == text
    assert 0 <= details["position"] <= len(text)
