"""What orders ask of a member now: steps and duties that come up, payments that are due, found by indexes.

A step or duty that was given to somebody who works here no more, or to a department where nobody does, is looked for
too, where those look who answer for it instead: see :func:`crmcli.verbs.order_people.answering`.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta

from crmcli.clock import stored
from crmcli.store.records import Duty, Payment, Step

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.row import Record

_LIVING = "removed_at IS NULL"
_STEP = f"s.status IN ('open', 'started', 'blocked') AND s.{_LIVING}"
_DUTY = f"s.state = 'open' AND s.{_LIVING}"
_DUE = f"s.kind = 'planned' AND s.outstanding_minor > 0 AND s.{_LIVING}"
_ORDER = "JOIN [order] r ON r.id = s.order_id"
# An archived order is out of lists and boards; nobody is let off by it what it asks.
_IN_HAND = f"r.status = 'open' AND r.{_LIVING}"
_OWED = f"r.status IN ('open', 'closed') AND r.{_LIVING}"
_KEPT = f"r.{_LIVING}"


class Asked:
    """Whose desk, and how far.

    ``me``: the member; ``gone``: members who are suspended or removed; ``departments``: the names, as they are written
    in steps and duties, of the member's department; ``empty``: of those where nobody works; ``owners``: whose orders
    the member answers for (None: those of nobody); ``until``: the last day that counts.
    """

    __slots__ = ("departments", "empty", "gone", "me", "owners", "until")

    def __init__(
        self,
        me: str,
        gone: Sequence[str],
        departments: Sequence[str],
        empty: Sequence[str],
        owners: Sequence[str | None],
        until: str,
    ) -> None:
        self.me = me
        self.gone = gone
        self.departments = departments
        self.empty = empty
        self.owners = owners
        self.until = until

    @property
    def values(self) -> dict[str, str]:
        """As parameters of a statement: lists as JSON."""
        return {
            "me": self.me, "gone": json.dumps(self.gone), "departments": json.dumps(self.departments),
            "empty": json.dumps(self.empty), "owners": json.dumps([one for one in self.owners if one]),
            "until": self.until,
        }  # fmt: skip


class Found:
    """Rows with what is to be known of their orders beside them: ``ref number customer_id owner_id``; ``left`` are not
    among them because they are too many.
    """

    __slots__ = ("left", "rows")

    def __init__(self, rows: list[tuple[Any, tuple[str, str, str, str | None]]], left: int) -> None:
        self.rows = rows
        self.left = left


def anything(store: Store) -> bool:
    """Whether any step, duty or payment of any order is open: a look at three indexes."""
    sql = (
        f"SELECT EXISTS (SELECT 1 FROM step s WHERE {_STEP}) OR EXISTS (SELECT 1 FROM duty s WHERE {_DUTY})"
        f" OR EXISTS (SELECT 1 FROM payment s WHERE {_DUE})"
    )
    return bool(store.db.execute(sql).fetchone()[0])


def asking(store: Store, orders: Sequence[str]) -> set[str]:
    """Those of some orders (ids) that still ask something: a step or a duty is open, or money is to come."""
    sql = (
        "SELECT r.id FROM [order] r WHERE r.id IN (SELECT value FROM json_each(?)) AND ("
        f"({_IN_HAND} AND EXISTS (SELECT 1 FROM step s WHERE s.order_id = r.id AND {_STEP}))"
        f" OR EXISTS (SELECT 1 FROM duty s WHERE s.order_id = r.id AND {_DUTY})"
        f" OR ({_OWED} AND EXISTS (SELECT 1 FROM payment s WHERE s.order_id = r.id AND {_DUE})))"
    )
    return {id for (id,) in store.db.execute(sql, (json.dumps(list(orders)),))}


_LATE = (
    f"FROM step s {_ORDER} WHERE s.planned < ? AND s.late_told_at IS NULL AND {_STEP}"
    f" AND r.status = 'open' AND r.{_LIVING}"
)


def late(store: Store, today: str) -> bool:
    """Whether a step of an open order is late of which nobody was told yet: one look at an index."""
    return store.db.execute(f"SELECT 1 {_LATE} LIMIT 1", (today,)).fetchone() is not None


def late_steps(store: Store, today: str) -> list[Step]:
    """Those steps, the latest first."""
    columns = ", ".join(f"s.{name}" for name in Step.COLUMNS)
    sql = f"SELECT {columns} {_LATE} ORDER BY s.planned, s.nid"
    return [Step(row) for row in store.db.execute(sql, (today,))]


def told_late(store: Store, steps: Sequence[Step], at: str) -> None:
    """Remember of steps that their being late was told, in the open transaction."""
    store.db.execute(
        "UPDATE step SET late_told_at = ? WHERE nid IN (SELECT value FROM json_each(?))",
        (at, json.dumps([one.nid for one in steps])),
    )


def late_from(store: Store, day: str | None) -> str:
    """From which moment on, as it is stored, what was to be done by a day is late: that day ends where the user is."""
    return stored(
        datetime.combine(date.fromisoformat(day or "9999-12-30") + timedelta(days=1), time(), store.zone)
    )


def heard_late(store: Store, member: str, order: str, command: str, since: str) -> bool:
    """Whether a member has a notice, written from a moment on by a command, that something of an order (id) is late."""
    sql = (
        "SELECT 1 FROM notice WHERE for_id = ? AND kind = 'late' AND (about_id = ? OR about_id IS NULL)"
        " AND (command = ? OR command GLOB ? || ' *') AND created_at >= ? LIMIT 1"
    )
    return store.db.execute(sql, (member, order, command, command, since)).fetchone() is not None


def anybody_away(store: Store, today: str) -> bool:
    """Whether a member is away on a day and has a deputy."""
    sql = (
        "SELECT 1 FROM member WHERE deputy_id IS NOT NULL AND away_until >= ?1"
        " AND (away_from <= ?1 OR away_from IS NULL) AND active = 1 AND removed_at IS NULL LIMIT 1"
    )
    return store.db.execute(sql, (today,)).fetchone() is not None


def told_of(store: Store, member: str, command: str) -> list[tuple[str | None, str]]:
    """What a member was told by a command to be late: the order (id; None: several), and when."""
    sql = "SELECT about_id, created_at FROM notice WHERE for_id = ? AND kind = 'late' AND command = ?"
    return store.db.execute(sql, (member, command)).fetchall()


def of_nobody(store: Store) -> bool:
    """Whether anything that is open is of an order which nobody owns."""
    sql = (
        f"SELECT EXISTS (SELECT 1 FROM step s WHERE s.owner_id IS NULL AND {_STEP})"
        f" OR EXISTS (SELECT 1 FROM duty s WHERE s.owner_id IS NULL AND {_DUTY})"
        f" OR EXISTS (SELECT 1 FROM payment s WHERE s.owner_id IS NULL AND {_DUE})"
    )
    return bool(store.db.execute(sql).fetchone()[0])


def departments(store: Store) -> list[str]:
    """The names of departments that open steps and duties were given to; each a jump in an index."""
    found: dict[str, None] = {}
    for table, test in (
        ("step", f"s.member_id IS NULL AND {_STEP}"),
        ("duty", f"s.for_id IS NULL AND {_DUTY}"),
    ):
        sql = (
            f"SELECT s.department FROM {table} s INDEXED BY {table}_department WHERE {test} AND s.department > ?"
            " ORDER BY s.department LIMIT 1"
        )
        name = ""
        while (row := store.db.execute(sql, (name,)).fetchone()) is not None:
            name = row[0]
            found[name] = None
    return list(found)


def departments_of(store: Store, members: Sequence[str]) -> list[str]:
    """The names of departments that stand beside these members in their open steps and duties."""
    sql = (
        f"SELECT DISTINCT department FROM step s WHERE s.member_id IN (SELECT value FROM json_each(?1)) AND {_STEP}"
        " AND department IS NOT NULL UNION SELECT DISTINCT department FROM duty s"
        f" WHERE s.for_id IN (SELECT value FROM json_each(?1)) AND {_DUTY} AND department IS NOT NULL"
    )
    return [name for (name,) in store.db.execute(sql, (json.dumps(members),))] if members else []


def _in(column: str, name: str) -> str:
    return f"{column} IN (SELECT value FROM json_each(:{name}))"


def _owners(asked: Asked, alias: str = "s") -> list[str]:
    """The tests for orders the member answers for: each can go by an index."""
    tests = [_in(f"{alias}.owner_id", "owners")] if any(asked.owners) else []
    return [*tests, f"{alias}.owner_id IS NULL"] if None in asked.owners else tests


def steps(store: Store, asked: Asked, most: int) -> Found:
    """The open steps that stand on a member's desk, the latest first.

    Those the member has to do that are planned by the last day, begun or blocked; and of orders the member answers for
    those that are late or blocked.
    """
    coming = ("s.status = 'open' AND s.planned <= :until", "s.status IN ('started', 'blocked')")
    owned = _owners(asked)
    mine = " OR ".join([_in("s.department", "departments"), *owned])
    # Nobody else has to do it, so the owner does.
    nobody = f"s.member_id IS NULL AND (s.department IS NULL OR {_in('s.department', 'empty')})"
    arms = []
    for test in coming:
        arms.append(("step_member", f"s.member_id = :me AND {test}"))
        if asked.gone:
            arms.append(("step_member", f"{_in('s.member_id', 'gone')} AND {test} AND ({mine})"))
        if asked.departments:
            named = _in("s.department", "departments")
            arms.append(("step_department", f"s.member_id IS NULL AND {named} AND {test}"))
        for own in owned:
            late = f"s.planned < :until OR s.status = 'blocked' OR {nobody} OR {_in('s.member_id', 'gone')}"
            arms.append(("step_owner", f"{own} AND {test} AND ({late})"))
    tests = [(index, f"{_STEP} AND {arm}") for index, arm in arms]
    return _found(store, Step, asked, tests, _IN_HAND, "s.planned", most)


def duties(store: Store, asked: Asked, most: int) -> Found:
    """The open duties that a member has to see to and whose alarm has come, the latest first."""
    by_alarm = "s.alarm_on <= :until"
    owned = _owners(asked, "r")
    mine = " OR ".join([_in("s.department", "departments"), *owned])
    arms = [("duty_for", f"s.for_id = :me AND {by_alarm}")]
    if asked.gone:
        arms.append(("duty_for", f"{_in('s.for_id', 'gone')} AND {by_alarm} AND ({mine})"))
    if asked.departments:
        named = _in("s.department", "departments")
        arms.append(("duty_department", f"s.for_id IS NULL AND {named} AND {by_alarm}"))
    for named in ("s.department IS NULL", *((_in("s.department", "empty"),) if asked.empty else ())):
        if owned:
            whose = " OR ".join(owned)
            arms.append(("duty_department", f"s.for_id IS NULL AND {named} AND {by_alarm} AND ({whose})"))
    tests = [(index, f"{_DUTY} AND {arm}") for index, arm in arms]
    return _found(store, Duty, asked, tests, _KEPT, "s.due IS NULL, s.due", most)


def payments(store: Store, asked: Asked, most: int) -> Found:
    """The planned payments that are due by the last day and not received, of orders a member answers for."""
    tests = [("payment_owner", f"{_DUE} AND {own} AND s.due <= :until") for own in _owners(asked)]
    return _found(store, Payment, asked, tests, _OWED, "s.due", most)


def _found(
    store: Store,
    cls: type[Record],
    asked: Asked,
    tests: list[tuple[str, str]],
    order: str,
    by: str,
    most: int,
) -> Found:
    """The rows for which any of the tests holds, each with the index it goes by, and one of their orders."""
    if not tests:
        return Found([], 0)
    any_of = " UNION ".join(
        f"SELECT s.nid FROM {cls.TABLE} s INDEXED BY {index}{f' CROSS {_ORDER}' if 'r.owner_id' in test else ''}"
        f" WHERE {test}"
        for index, test in tests
    )
    columns = ", ".join(f"s.{name}" for name in cls.COLUMNS)
    source = f"FROM ({any_of}) x CROSS JOIN {cls.TABLE} s ON s.nid = x.nid CROSS {_ORDER} WHERE {order}"
    values: dict[str, Any] = {**asked.values, "most": most + 1}
    sql = f"SELECT r.ref, r.number, r.customer_id, r.owner_id, {columns} {source} ORDER BY {by}, s.nid LIMIT :most"
    rows = [(cls(row[4:]), row[:4]) for row in store.db.execute(sql, values)]
    left = 0
    if len(rows) > most:
        left = int(store.db.execute(f"SELECT count(*) {source}", values).fetchone()[0]) - most
        rows = rows[:most]
    return Found(rows, left)
