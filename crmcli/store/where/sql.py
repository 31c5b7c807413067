"""Filter trees to SQL over the fields of a kind.

A condition is never negated inside: ``!=`` is ``not =``, and every ``not`` moves down to the tests, where it
becomes ``IS NOT TRUE``. So SQL's third truth value never shows: a test on an empty field is false, its
negation true.
"""

from __future__ import annotations

from crmcli.i18n import N_, _
from crmcli.store.where.parse import Group, Not, Test, parse_where, wrong

TYPE_CHECKING = False  # typing costs as much to import as Python to start

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from crmcli.errors import FilterError
    from crmcli.store.meta import Field, Kind
    from crmcli.store.where.parse import Node, Token

    Params = list[object]
    Condition = tuple[str, Params]

_POSITIVE = {"!=": "=", "!~": "~", "not in": "in", "empty": "not empty"}
_PRESENCE = ["is empty", "is not empty"]
_EQUALITY = ["=", "!=", "in", "not in"]
_CONTAINS = ["~", "!~"]
_ORDER = ["<", "<=", ">", ">="]
_TEXTS = ("text", "longtext", "texts", "messaging", "custom")
_TIMES = ("date", "instant", "when")

_INTEGERS = 2**63  # SQLite's are below
_MOST_PARAMETERS = 30_000  # SQLite takes 32,766
_MOST_FLAT = 20  # conditions joined without brackets

_REF_READ = {ord("I"): "1", ord("L"): "1", ord("O"): "0"}
_REF_DIGITS = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_HEX = frozenset("0123456789abcdef")

_WHOLE_NUMBER = N_("a whole number")
_PERCENT = N_("per cent from 0 to 100, as 5%")
_AMOUNT = N_('an amount, as 100000, 10万 or "100000 CNY"')
_TIME = N_("a date, as 2026-11-25, 2026-11, 2026, today, this_week, now, -30d or an instant")
_ANY_TEXT = N_("a text")
_MEMBER = N_("a member's name or ref")


class Context:
    """What a filter is read with: the moment (aware, in the user's zone), member, currency, all kinds."""

    __slots__ = ("currency", "kinds", "me", "now")

    def __init__(
        self,
        now: datetime,
        me: str | None = None,
        currency: str = "CNY",
        kinds: dict[str, Kind] | None = None,
    ) -> None:
        self.now = now
        self.me = me  # the member's id
        self.currency = currency
        self.kinds = kinds or {}


class Compiled:
    """A condition over the alias ``t`` and the values of its parameters, in order."""

    __slots__ = ("params", "sql")

    def __init__(self, sql: str, params: list[object]) -> None:
        self.sql = sql
        self.params = params


def closest_first(name: str, names: Iterable[str]) -> list[str]:
    """``names``, those first that are written most like ``name``."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(b=name.lower())

    def likeness(other: str) -> float:
        matcher.set_seq1(other)
        return -matcher.ratio()

    return sorted(names, key=likeness)


def closest_fields(kind: Kind, name: str, names: Iterable[str]) -> list[str]:
    """Keys of a kind, those first that are meant by a label such as 城市, then those written most like ``name``.

    What the kind itself is called (客户 of a customer) means the field that names its records.
    """
    closest = closest_first(name, names)
    if name.isascii():
        return closest
    if name == kind.zh:
        return sorted(closest, key=lambda key: key != kind.title)
    return sorted(closest, key=lambda key: (name not in kind.fields[key].zh, kind.fields[key].zh not in name))


def find_field(kind: Kind, name: str) -> Field | None:
    """The field of that name; ``_at`` may be dropped."""
    return kind.fields.get(name) or kind.fields.get(f"{name}_at")


def expression(field: Field, alias: str, column: int = 0) -> str:
    """The SQL of a field's value, ``""`` for a field that is always empty."""
    if field.sql:
        return f"({field.sql.replace('{t}', alias)})"
    return f'{alias}."{field.columns[column]}"' if field.columns else ""


def read_ref(text: str) -> str:
    """A reference as it is read: any case, after the first character I and L are 1 and O is 0."""
    text = text.strip().upper()
    return text[:1] + text[1:].translate(_REF_READ)


def _is_reference(ref: str, record_id: str) -> bool:
    """Whether one of the two has its form."""
    if len(ref) == 7:
        return ref[0].isalpha() and _REF_DIGITS.issuperset(ref[1:]) and any(map(str.isdigit, ref[1:]))
    parts = record_id.split("-")
    return list(map(len, parts)) == [8, 4, 4, 4, 12] and _HEX.issuperset("".join(parts))


def key(text: str) -> str:
    """A text as it compares."""
    from crmcli.text.names import name_key

    return name_key(text)


def among(expression: str, values: Sequence[object]) -> Condition:
    """That an expression has one of the values."""
    if len(values) == 1:
        return f"{expression} = ?", list(values)
    return f"{expression} IN ({', '.join('?' * len(values))})", list(values)


def joined(word: str, conditions: list[tuple[str, Params, int]]) -> tuple[str, Params, int]:
    """All conditions joined by ``AND`` or ``OR``. The number is the room each takes on SQLite's parser stack.

    That stack has 100 places, and an expression may be 1,000 levels deep: few are joined in a row, many as a
    tree in which the deepest condition comes last to the top and first in the text.
    """
    if len(conditions) == 1:
        return conditions[0]
    if len(conditions) <= _MOST_FLAT and all(room == 0 for _sql, _params, room in conditions):
        sql = f" {word} ".join(sql for sql, _params, _room in conditions)
        return f"({sql})", [p for _sql, params, _room in conditions for p in params], 3
    from heapq import heapify, heappop, heappush

    heap = [(room, number, sql, params) for number, (sql, params, room) in enumerate(conditions)]
    heapify(heap)
    number = len(heap)
    while len(heap) > 1:
        low_room, _n, low, low_params = heappop(heap)
        high_room, _n, high, high_params = heappop(heap)
        number += 1
        room = max(high_room + 1, low_room + 3)
        heappush(heap, (room, number, f"({high} {word} {low})", [*high_params, *low_params]))
    return heap[0][2], heap[0][3], heap[0][0]


class _Compiler:
    __slots__ = ("context", "kind", "where")

    def __init__(self, where: str, kind: Kind, context: Context) -> None:
        self.where = where
        self.kind = kind
        self.context = context

    def node(self, node: Node, negated: bool) -> tuple[str, Params, int]:
        if isinstance(node, Not):
            return self.node(node.part, not negated)
        if isinstance(node, Group):
            word = "AND" if (node.op == "and") != negated else "OR"
            return joined(word, [self.node(part, negated) for part in node.parts])
        op = _POSITIVE.get(node.op, node.op)
        sql, params = self.test(node, op)
        if negated != (op != node.op):
            return f"({sql}) IS NOT TRUE", params, 0
        return sql, params, 0

    # --- fields ---

    def test(self, test: Test, op: str) -> Condition:
        field = self.field(self.kind, test.path[0])
        rest = test.path[1:]
        if not rest:
            return self.field_test(field, "t", test, op)
        if field.type == "custom":
            return self.set_test(field, "t", test, op, self.custom_name(rest))
        if field.type not in ("link", "links") or field.link not in self.context.kinds:
            fields = self.kind.fields.values()
            raise self.wrong(
                rest[0],
                [f.name for f in fields if f.type in ("link", "links", "custom")],
                _("“%(field)s” has no fields of its own") % {"field": field.name},
            )
        target = self.context.kinds[field.link]
        inner = self.field(target, rest[0])
        if inner.type == "custom" and rest[1:]:
            sql, params = self.set_test(inner, "h", test, op, self.custom_name(rest[1:]))
        elif rest[1:]:
            raise self.wrong(
                rest[1],
                AFTER_HOP,
                _("Only one link can be followed: “%(field)s” is as far as it goes")
                % {"field": f"{field.name}.{inner.name}"},
            )
        else:
            sql, params = self.field_test(inner, "h", test, op)
        target_ids = f'SELECT h.id FROM "{target.table}" AS h WHERE {sql}'
        if field.type == "links":
            return self.in_set(field, "t", f's."{field.value}" IN ({target_ids})'), params
        column = expression(field, "t")
        return (f"{column} IN ({target_ids})", params) if column else ("0", [])

    def field(self, kind: Kind, name: Token) -> Field:
        field = find_field(kind, name.text)
        if field is None:
            expected = closest_fields(kind, name.text, kind.fields)
            raise self.wrong(
                name,
                expected,
                _("%(kind)s has no field “%(found)s”") % {"kind": kind.shown, "found": name.raw},
                _("Closest: %(names)s") % {"names": ", ".join(expected[:3])},
            )
        return field

    def custom_name(self, parts: list[Token]) -> str:
        if len(parts) > 1 and any(part.kind == "quoted" for part in parts):
            quoted = next(part for part in parts[1:] if part.kind == "quoted" or parts[0].kind == "quoted")
            raise self.wrong(
                quoted,
                AFTER_HOP,
                _("The name of a custom field ends before “%(found)s”; quote the whole name")
                % {"found": quoted.raw},
            )
        return ".".join(part.raw for part in parts)

    def wrong(self, token: Token, expected: Iterable[str], message: str, hint: str = "") -> FilterError:
        return wrong(self.where, token.position, token.raw, expected, message, hint)

    def wrong_value(self, value: Token, field: Field, *expected: str) -> FilterError:
        return self.wrong(
            value,
            expected,
            _("“%(field)s” cannot be compared with “%(found)s”; expected: %(expected)s")
            % {"field": field.name, "found": value.raw, "expected": ", ".join(map(_, expected))},
        )

    def allowed(self, field: Field) -> list[str]:
        """The operators a field can be tested with, but for being empty."""
        if field.type in _TEXTS:
            return [*_EQUALITY, *_CONTAINS, *_ORDER]
        if field.type in ("integer", "money", "percent") or field.type in _TIMES:
            return [*_EQUALITY, *_ORDER]
        if field.type in ("choice", "link", "links", "anylink"):
            return [*_EQUALITY, *_CONTAINS]
        return _EQUALITY if field.type == "boolean" else []

    def check(self, field: Field, test: Test, op: str) -> None:
        if op in ("", "not empty") or op in self.allowed(field):
            return
        expected = [*self.allowed(field), *_PRESENCE]
        raise wrong(
            self.where,
            test.op_position,
            test.op,
            expected,
            _("“%(field)s” cannot be tested with “%(found)s”; expected: %(expected)s")
            % {"field": field.name, "found": test.op, "expected": ", ".join(expected)},
        )

    # --- tests by type ---

    def field_test(self, field: Field, alias: str, test: Test, op: str) -> Condition:
        self.check(field, test, op)
        if field.many:
            return self.set_test(field, alias, test, op, None)
        column = expression(field, alias)
        if op == "not empty" or (op == "" and field.type != "boolean"):
            return (self.present(field, alias) if column else "0"), []
        if field.type == "boolean":
            return self.boolean(field, column, test.values)
        if field.type in _TIMES:
            condition = self.time(field, alias, op, test.values)
        elif field.type == "money":
            condition = self.money(field, alias, op, test.values)
        elif field.type == "integer":
            condition = self.integer(field, column, op, test.values)
        elif field.type == "percent":
            condition = self.percent(field, column, op, test.values)
        elif field.type == "link":
            condition = self.link(field, column, op, test.values)
        elif field.type == "anylink":
            condition = self.anylink(field, alias, op, test.values)
        elif field.type == "choice" or field.name == "kind_of_record":
            condition = self.choice(field, column, op, test.values)
        else:
            condition = self.text(field, column, op, test.values)
        return condition if column else ("0", [])

    def present(self, field: Field, alias: str) -> str:
        column = expression(field, alias)
        if field.type == "when":
            return f"coalesce({column}, {expression(field, alias, 1)}) IS NOT NULL"
        if field.type == "anylink":
            return f"{expression(field, alias, 1)} IS NOT NULL"
        if field.type in ("text", "longtext", "choice"):
            return f"{column} <> ''"
        if field.type == "json":
            return f"{column} NOT IN ('', '{{}}', '[]', 'null')"
        return f"{column} IS NOT NULL"

    def keys(self, values: list[Token], field: Field) -> list[str]:
        """The values as texts compare."""
        keys = []
        for value in values:
            value_key = key(value.text)
            if not value_key:
                raise self.wrong(
                    value,
                    [_ANY_TEXT],
                    _("Nothing is equal to an empty text"),
                    _("Write “%(field)s is empty” or “%(field)s is not empty”.") % {"field": field.name},
                )
            keys.append(value_key)
        return keys

    def text_test(self, column: str, op: str, keys: list[str]) -> Condition:
        column = f"name_key({column})"
        if op == "~":
            return f"instr({column}, ?) > 0", list(keys)
        if op in _ORDER:
            # an empty text is neither more nor less than any
            return f"({column} {op} ? AND {column} <> '')", list(keys)
        return among(column, keys)

    def text(self, field: Field, column: str, op: str, values: list[Token]) -> Condition:
        keys = self.keys(values, field)
        if field.name == "id" and op in ("=", "in"):
            return among(column, [value.text.strip().lower() for value in values])
        if field.name == "ref" and op in ("=", "in"):
            return among(column, [read_ref(value.text) for value in values])
        if field.name == "ref" and op == "~":
            part = values[0].text.strip().upper()
            return f"(instr({column}, ?) > 0 OR instr({column}, ?) = 1)", [
                part.translate(_REF_READ),
                read_ref(part),
            ]
        return self.text_test(column, op, keys)

    def choice(self, field: Field, column: str, op: str, values: list[Token]) -> Condition:
        choices = [value for value, _en, _zh in field.choices]
        if field.name == "kind_of_record":
            choices = list(self.context.kinds)
        if not choices or (field.open and not all(self.is_choice(value.text, choices) for value in values)):
            return self.text_test(column, op, self.keys(values, field))
        found = []
        for value in values:
            wanted = key(value.text)
            fitting = [c for c in choices if (wanted in key(c) if op == "~" and wanted else wanted == key(c))]
            if not fitting:
                expected = closest_first(value.text, choices) if field.name == "kind_of_record" else choices
                raise self.wrong(
                    value,
                    expected,
                    _("“%(found)s” is no %(field)s; expected: %(expected)s")
                    % {"found": value.raw, "field": field.name, "expected": ", ".join(expected)},
                )
            found += fitting
        return among(column, found)

    @staticmethod
    def is_choice(text: str, choices: list[str]) -> bool:
        """Whether a text is one of the choices, as they compare."""
        return key(text) in [key(choice) for choice in choices]

    def boolean(self, field: Field, column: str, values: list[Token]) -> Condition:
        found = []
        for value in values:
            word = key(value.text)
            if word not in _BOOLEANS:
                raise self.wrong_value(value, field, "true", "false")
            found.append(_BOOLEANS[word])
        if not column:
            return "0", []
        return among(column, found or [1])

    def integer(self, field: Field, column: str, op: str, values: list[Token]) -> Condition:
        numbers: list[object] = []
        for value in values:
            text = value.text.strip()
            digits = text[text[:1] in ("+", "-") :]
            number = int(text) if digits.isdecimal() and len(digits) < 20 else _INTEGERS
            if abs(number) >= _INTEGERS:
                raise self.wrong_value(value, field, _WHOLE_NUMBER)
            numbers.append(number)
        return among(column, numbers) if op in ("=", "in") else (f"{column} {op} ?", numbers)

    def percent(self, field: Field, column: str, op: str, values: list[Token]) -> Condition:
        from crmcli.text.percents import PercentError, read_percent

        numbers: list[object] = []
        for value in values:
            try:
                numbers.append(read_percent(value.text))
            except PercentError:
                raise self.wrong_value(value, field, _PERCENT) from None
        return among(column, numbers) if op in ("=", "in") else (f"{column} {op} ?", numbers)

    def money(self, field: Field, alias: str, op: str, values: list[Token]) -> Condition:
        tests = [self.amount_test(field, alias, "=" if op == "in" else op, value) for value in values]
        sql, params, _room = joined("OR", [(sql, params, 0) for sql, params in tests])
        return sql, params

    def amount_test(self, field: Field, alias: str, op: str, value: Token) -> Condition:
        from crmcli.store.where.amounts import UNUSUAL, USUAL, digits_of, read_amount

        amount = read_amount(value.text, self.context.currency)
        if amount is None:
            raise self.wrong_value(value, field, _AMOUNT)

        def bound(digits: int) -> int | None:
            if op == "=" and not amount.is_whole(digits):
                return None  # no amount of that currency is equal to it
            minor = amount.minor(digits, up=op in ("<", ">="))
            if not -_INTEGERS < minor < _INTEGERS:
                raise self.wrong_value(value, field, _AMOUNT)
            return minor

        minor_column = expression(field, alias)
        currency_column = expression(field, alias, 1)
        if amount.currency:
            sql = f"{currency_column} = ? AND {minor_column} {op} ?"
            return f"({sql})", [amount.currency, bound(digits_of(amount.currency))]
        params: Params = []
        cases = ""
        for digits, currencies in UNUSUAL:
            names = ", ".join(f"'{currency}'" for currency in currencies)
            cases += f" WHEN {currency_column} IN ({names}) THEN ?"
            params.append(bound(digits))
        params.append(bound(USUAL))
        return f"{minor_column} {op} CASE{cases} ELSE ? END", params

    def time(self, field: Field, alias: str, op: str, values: list[Token]) -> Condition:
        tests = [self.time_test(field, alias, "=" if op == "in" else op, value) for value in values]
        sql, params, _room = joined("OR", [(sql, params, 0) for sql, params in tests])
        return sql, params

    def time_test(self, field: Field, alias: str, op: str, value: Token) -> Condition:
        from crmcli.store.where.times import is_age, read_span

        span = read_span(value.text, self.context.now)
        if span is None:
            raise self.wrong_value(value, field, _TIME)
        if is_age(value.text):
            age = value.text.strip()
            if field.ahead:
                raise self.wrong(
                    value,
                    [f"+{age}", f"-{age}"],
                    _("“%(field)s” looks ahead, and %(found)s does not say which way")
                    % {"field": field.name, "found": value.raw},
                    _("Write +%(age)s for that long from now, -%(age)s for that long ago.") % {"age": age},
                )
            if op == "=":
                raise self.wrong(
                    value,
                    [f"-{age}"],
                    _("Nothing is exactly %(found)s old") % {"found": value.raw},
                    _("Compare an age with < <= > >=; -%(age)s is the moment that long ago.") % {"age": age},
                )
            op = op.translate(_OTHER_WAY)
        if field.type == "when":
            on, on_params = _within(expression(field, alias), op, span.days)
            at, at_params = _within(expression(field, alias, 1), op, span.instants)
            return f"({on} OR {at})", [*on_params, *at_params]
        return _within(expression(field, alias), op, span.days if field.type == "date" else span.instants)

    # --- links ---

    def link(self, field: Field, column: str, op: str, values: list[Token]) -> Condition:
        mine, others = self.split_me(field.link, values)
        found: list[tuple[str, Params, int]] = []
        if mine:
            found.append((f"{column} = ?", [self.context.me], 0))
        if others:
            ids = self.named(field, field.link, op, others)
            if ids is not None:
                found.append((f"{column} IN ({ids[0]})", ids[1], 0))
        if not found:
            return "0", []
        sql, params, _room = joined("OR", found)
        return sql, params

    def split_me(self, kind: str, values: list[Token]) -> tuple[bool, list[Token]]:
        """Whether the current member is among the values of a link, and the other values."""
        if kind not in ("member", ""):
            return False, values
        others = [value for value in values if value.kind == "quoted" or value.text.lower() != "me"]
        if len(others) == len(values):
            return False, values
        if self.context.me is None:
            value = next(value for value in values if value not in others)
            raise self.wrong(
                value,
                [_MEMBER],
                _("Nobody is “me” here: this store does not know who is at the keyboard"),
                _("Name the member, or say who you are with “crm init” or “crm config me”."),
            )
        return True, others

    def named(self, field: Field, kind: str, op: str, values: list[Token]) -> Condition | None:
        """The query for the ids of what the values name; ``None`` if ``kind`` is no kind of record."""
        keys = self.keys(values, field)
        target = self.context.kinds.get(kind)
        if target is None:
            return None
        selects: list[str] = []
        params: Params = []
        table = f'"{target.table}"'
        guard = ""
        guard_params: Params = []
        if op != "~":
            ids = [value.text.strip().lower() for value in values]
            refs = [read_ref(value.text) for value in values]
            by_id, id_params = among("k.id", ids)
            by_ref, ref_params = among("k.ref", refs)
            selects.append(f"SELECT k.id FROM {table} AS k WHERE {by_id} OR {by_ref}")
            params += id_params + ref_params
            if len(values) == 1 and _is_reference(refs[0], ids[0]):
                # hardly ever a name: names are read only if it refers to nothing
                guard = f"NOT EXISTS (SELECT 1 FROM {table} AS r WHERE r.id = ? OR r.ref = ?) AND "
                guard_params = [ids[0], refs[0]]
        title = target.fields.get(target.title)
        name = expression(title, "k") if title is not None and (op == "~" or title.type != "longtext") else ""
        if name:
            sql, name_params = self.text_test(name, op, keys)
            selects.append(f"SELECT k.id FROM {table} AS k WHERE {guard}{sql}")
            params += guard_params + name_params
        aliases = target.fields.get("aliases")
        if aliases is not None and aliases.table:
            sql, alias_params = self.text_test(f'a."{aliases.value}"', op, keys)
            selects.append(f'SELECT a."{aliases.parent}" FROM "{aliases.table}" AS a WHERE {guard}{sql}')
            params += guard_params + alias_params
        return " UNION ALL ".join(selects), params

    def anylink(self, field: Field, alias: str, op: str, values: list[Token]) -> Condition:
        kind_column = expression(field, alias)
        id_column = expression(field, alias, 1)
        mine, others = self.split_me("", values)
        found: list[tuple[str, Params, int]] = []
        if mine:
            found.append((f"{id_column} = ?", [self.context.me], 0))
        if others:
            for kind in self.context.kinds:
                ids = self.named(field, kind, op, others)
                if ids is not None and ids[0]:
                    found.append((f"({kind_column} = ? AND {id_column} IN ({ids[0]}))", [kind, *ids[1]], 0))
        if not found:
            return "0", []
        sql, params, _room = joined("OR", found)
        return sql, params

    # --- sets ---

    def in_set(self, field: Field, alias: str, condition: str) -> str:
        if field.part:
            condition = f"s.part = '{field.part}' AND {condition}"
        if field.only:
            condition = f"{condition} AND {field.only}"
        rows = f'SELECT s."{field.parent}" FROM "{field.table}" AS s WHERE {condition}'
        return f"{alias}.id IN ({rows})"

    def set_test(self, field: Field, alias: str, test: Test, op: str, name: str | None) -> Condition:
        """A test of any member of a set, or of the custom field ``name``."""
        self.check(field, test, op)
        value = f's."{field.value}"'
        sql = f"{value} <> ''"
        params: Params = []
        if field.type == "rows":
            sql = "1"
        elif op not in ("", "not empty"):
            if field.type == "links":
                sql, params = self.link(field, value, op, test.values)
            else:
                keys = self.keys(test.values, field)
                sql, params = self.text_test(value, op, keys)
                if field.type == "messaging":  # as it is shown, service:id
                    shown, more = self.text_test(f"s.service || ':' || {value}", op, keys)
                    sql, params = f"({sql} OR {shown})", params + more
        if not field.table:
            return "0", []
        if name is not None:
            sql, params = f"s.name = ? AND {sql}", [name, *params]
        return self.in_set(field, alias, sql), params


AFTER_HOP = [*_EQUALITY, *_CONTAINS, *_ORDER, *_PRESENCE]
_OTHER_WAY = {ord("<"): ">", ord(">"): "<"}
_BOOLEANS = {
    "true": 1, "yes": 1, "1": 1, "是": 1, "false": 0, "no": 0, "0": 0, "否": 0,
}  # fmt: skip


def _within(column: str, op: str, span: tuple[str, str]) -> Condition:
    """A column compared with a stretch of time as a whole."""
    start, end = span
    if op == "=":
        return f"({column} >= ? AND {column} < ?)", [start, end]
    if op == "<":
        return f"{column} < ?", [start]
    if op == "<=":
        return f"{column} < ?", [end]
    if op == ">":
        return f"{column} >= ?", [end]
    return f"{column} >= ?", [start]


def compile_where(kind: Kind, texts: Sequence[str], context: Context) -> Compiled:
    """That a record of ``kind`` fits all filters, over its table's alias ``t``; ``1`` for no filter."""
    if not texts:
        return Compiled("1", [])
    conditions = [_Compiler(text, kind, context).node(parse_where(text), False) for text in texts]
    sql, params, _room = joined("AND", conditions)
    if len(params) > _MOST_PARAMETERS:
        text = max(texts, key=len)
        raise wrong(text, 0, text[:20], [], _("The filters hold too many values"))
    return Compiled(sql, params)
