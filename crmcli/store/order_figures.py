"""What the reports on orders, receivables and duties are reckoned from: counted and summed by SQLite.

Days are numbers, counted from 1970 in the user's zone, so that they can be taken from each other; amounts are integer
minor units by currency. Nothing is converted and nothing rounded here.
"""

from __future__ import annotations

from crmcli.store.figures import Among

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from crmcli.store.open import Store

    Span = tuple[str, str]  # from the first on, before the second

_OPEN_STEP = "s.status IN ('open', 'started', 'blocked') AND s.removed_at IS NULL"
_OPEN_ORDER = "t.status = 'open' AND t.removed_at IS NULL AND t.archived_at IS NULL"


class Days:
    """How moments become days: ``offsets`` are spans of instants with the seconds that the user's zone is ahead.

    ``period`` asked for, as days and as instants; None: any time.
    """

    __slots__ = ("days", "instants", "offsets")

    def __init__(
        self, offsets: Sequence[tuple[str, str, int]], days: Span | None = None, instants: Span | None = None
    ) -> None:
        self.offsets = offsets
        self.days = days
        self.instants = instants

    def of(self, day: str, moment: str) -> str:
        """The number of the day that a day, else a moment says."""
        return (
            f"(CAST(strftime('%s', coalesce({day}, {moment})) AS INTEGER)"
            f" + CASE WHEN {day} IS NULL THEN {self._ahead(moment)} ELSE 0 END) / 86400"
        )

    def of_moment(self, moment: str) -> str:
        """The number of the day of a moment."""
        return f"(CAST(strftime('%s', {moment}) AS INTEGER) + {self._ahead(moment)}) / 86400"

    def _ahead(self, moment: str) -> str:
        if len(self.offsets) == 1:
            return str(int(self.offsets[0][2]))
        cases = "".join(
            f" WHEN {moment} < '{end}' THEN {ahead:d}" for _start, end, ahead in self.offsets[:-1]
        )
        return f"CASE{cases} ELSE {self.offsets[-1][2]:d} END"

    @property
    def hours(self) -> int | None:
        """The hours that the user's zone is always ahead; None where it is not always as many, or not whole ones."""
        ahead = self.offsets[0][2]
        return ahead // 3600 if len(self.offsets) == 1 and ahead % 3600 == 0 else None

    @property
    def around(self) -> Span:
        """What the texts of all days and moments of the period lie between: a day is how its moments begin."""
        assert self.days is not None
        assert self.instants is not None
        return min(self.days[0], self.instants[0]), max(self.days[1], self.instants[1])

    def within(self, day: str, moment: str | None = None) -> tuple[str, list[str]]:
        """A condition on when something was, by its day or its moment, and its values."""
        if self.days is None or self.instants is None:
            return f"({day} IS NOT NULL OR {moment} IS NOT NULL)" if moment else f"{day} IS NOT NULL", []
        if moment is None:
            return f"{day} >= ? AND {day} < ?", list(self.days)
        test = f"({moment} >= ? AND {moment} < ? OR {moment} IS NULL AND {day} >= ? AND {day} < ?)"
        return test, [*self.instants, *self.days]


def day_number(day: str) -> str:
    """The number of a day."""
    return f"CAST(strftime('%s', {day}) AS INTEGER) / 86400"


def first_moment(store: Store) -> str:
    """The first moment at which a step was done or an order closed; empty for none."""
    step = store.db.execute(
        "SELECT min(coalesce(done_at, done_on)) FROM step INDEXED BY step_done"
        " WHERE status = 'done' AND removed_at IS NULL"
    ).fetchone()[0]
    order = store.db.execute(
        "SELECT min(created_at) FROM [order] WHERE nid = (SELECT min(nid) FROM [order])"
    ).fetchone()[0]
    return min((one for one in (step, order) if one), default="")


# --- orders ---------------------------------------------------------------------------------------------------------

_TOOK = "CAST(strftime('%s', t.closed_at) AS INTEGER) / 3600 - CAST(strftime('%s', t.signed_on) AS INTEGER) / 3600"
_ORDER_GROUPS = {"": "''", "process": "coalesce(t.playbook_id, '')"}


def _month(number: str) -> str:
    return f"strftime('%Y-%m', ({number}) * 86400, 'unixepoch')"


def _orders(among: Among, first: str) -> tuple[str, list[Any]]:
    return among.tests(f"t.removed_at IS NULL AND {first}")


def begun(store: Store, among: Among, days: Days, by: str = "") -> Iterator[tuple[str, int]]:
    """Orders that were begun: by ``by`` (process, month or nothing), how many. Waiting ones are not begun."""
    number = days.of("t.signed_on", "t.created_at")
    within, bound = _begun_within(days)
    tests, values = _orders(among, f"t.status <> 'pending' AND {within}")
    group = _month(number) if by == "month" else _ORDER_GROUPS[by]
    sql = f"SELECT {group}, count(*) FROM [order] AS t WHERE {tests} GROUP BY 1"
    yield from store.db.execute(sql, [*bound, *values])


def _begun_within(days: Days) -> tuple[str, list[str]]:
    if days.days is None or days.instants is None:
        return "1", []
    test = "(t.signed_on >= ? AND t.signed_on < ? OR t.signed_on IS NULL AND t.created_at >= ? AND t.created_at < ?)"
    return test, [*days.days, *days.instants]


def ended(store: Store, among: Among, days: Days, by: str = "") -> Iterator[tuple[str, str, int | None, int]]:
    """Orders that were closed or cancelled: group, status, days from being signed to that (or None), how many."""
    closed = days.of_moment("t.closed_at")
    within, bound = "t.closed_at IS NOT NULL", []
    if days.instants is not None:
        within, bound = "t.closed_at >= ? AND t.closed_at < ?", list(days.instants)
    tests, values = _orders(among, f"t.status IN ('closed', 'cancelled') AND {within}")
    group = _month(closed) if by == "month" else "t.playbook_id"
    hours = days.hours  # an index has how many it took
    took = f"{closed} - {day_number('t.signed_on')}" if hours is None else _TOOK
    sql = f"SELECT {group}, t.status, {took}, count(*) FROM [order] AS t WHERE {tests} GROUP BY 1, 2, 3"
    for key, status, number, count in store.db.execute(sql, [*bound, *values]):
        if number is not None and hours is not None:
            number = (number + hours) // 24
        yield _grouped(key, by), status, number, count


def delivered(
    store: Store, among: Among, days: Days, by: str = ""
) -> Iterator[tuple[str, int | None, int | None, int]]:
    """Orders that were delivered: group, days after the delivery agreed, after the one agreed first, how many."""
    within, bound = days.within("t.delivered")
    tests, values = _orders(among, f"t.status <> 'cancelled' AND {within}")
    group = "substr(t.delivered, 1, 7)" if by == "month" else "t.playbook_id"
    at = day_number("t.delivered")
    sql = (
        f"SELECT {group}, {at} - {day_number('t.delivery')},"
        f" {at} - {day_number('coalesce(t.first_delivery, t.delivery)')}, count(*)"
        f" FROM [order] AS t WHERE {tests} GROUP BY 1, 2, 3"
    )
    for key, after, after_first, count in store.db.execute(sql, [*bound, *values]):
        yield _grouped(key, by), after, after_first, count


def _grouped(key: str | None, by: str) -> str:
    return key or "" if by else ""


def open_orders(store: Store, among: Among, today: str, by: str = "") -> Iterator[tuple[str, int, int, int]]:
    """Open orders: group, how many, of them with a step that is late, with one that is blocked."""
    tests, bound = among.tests(_OPEN_ORDER)
    sql = (
        f"SELECT {_ORDER_GROUPS[by]}, count(*), sum(coalesce(t.next_planned < ?, 0)), sum(t.blocked > 0)"
        f" FROM [order] AS t WHERE {tests} GROUP BY 1"
    )
    yield from store.db.execute(sql, [today, *bound])


# --- steps ----------------------------------------------------------------------------------------------------------

_STEP_GROUPS = {"": "''", "step": "s.key", "department": "coalesce(s.department, '')"}


def open_steps(store: Store, among: Among, by: str) -> Iterator[tuple[str, str | None, int, int, int]]:
    """Open steps of open orders: by ``by``, the planned day, how many, blocked, those that their orders wait for.

    ``by``: step, department, member (who is in charge) or nothing.
    """
    tests, bound = among.tests(_OPEN_ORDER)
    group = "coalesce(s.member_id, '')" if by == "member" else _STEP_GROUPS[by]
    sql = (
        f"SELECT {group}, s.planned, count(*), sum(s.status = 'blocked'), sum(s.id = t.next_step_id)"
        " FROM [order] AS t CROSS JOIN step AS s INDEXED BY step_open ON s.order_id = t.id"
        f" WHERE {tests} AND {_OPEN_STEP} GROUP BY 1, 2"
    )
    yield from store.db.execute(sql, bound)


def step_names(store: Store, keys: Sequence[str]) -> dict[str, str]:
    """What steps are called that no process at hand has: by key, as the last of them is."""
    found = {}
    for key in keys:
        row = store.db.execute(
            "SELECT name FROM step WHERE key = ? ORDER BY nid DESC LIMIT 1", (key,)
        ).fetchone()
        if row is not None:
            found[key] = str(row[0])
    return found


# --- receivables ----------------------------------------------------------------------------------------------------

_OWED_GROUPS = {
    "age": "''", "customer": "coalesce(t.customer_id, '')", "owner": "coalesce(t.owner_id, '')",
    "currency": "coalesce({money}, '')", "order": "t.id",
}  # fmt: skip


def outstanding(
    store: Store, among: Among, by: str, firsts: Sequence[str], due: Span | None = None
) -> Iterator[tuple[str, str, int, int, int, int]]:
    """What is outstanding of planned payments of open orders: group, currency, age, payments, orders, minor units.

    ``firsts``: of each age but the last the first day on which what is of that age is due, the youngest first. The
    age is its place among them, or -1 where no day is known.
    """
    tests, bound = among.tests(_OPEN_ORDER)
    ages = "".join(f" WHEN p.due >= ? THEN {place}" for place, _day in enumerate(firsts))
    age = f"CASE WHEN p.due IS NULL THEN -1{ages} ELSE {len(firsts)} END"
    if due is not None:
        tests, bound = f"{tests} AND p.due >= ? AND p.due < ?", [*bound, *due]
    group = _OWED_GROUPS[by].format(money="p.outstanding_currency")
    sql = (
        f"SELECT {group}, coalesce(p.outstanding_currency, ''), {age}, count(*), count(DISTINCT p.order_id),"
        " sum(p.outstanding_minor) FROM [order] AS t CROSS JOIN payment AS p ON p.order_id = t.id"
        f" WHERE {tests} AND p.kind = 'planned' AND p.outstanding_minor > 0 AND p.removed_at IS NULL GROUP BY 1, 2, 3"
    )
    yield from store.db.execute(sql, [*firsts, *bound])


def beside_plan(store: Store, among: Among, by: str) -> Iterator[tuple[str, str, int, int, int, int]]:
    """What planned payments do not say of the receivables of open orders: group, currency, then two parts.

    Of how many orders something else is owed than their planned payments still bring, minor units (less than nothing
    where more is planned than is owed); and on how many too much was paid, by how much.
    """
    tests, bound = among.tests(_OPEN_ORDER)
    planned = (
        "coalesce((SELECT sum(p.outstanding_minor) FROM payment AS p WHERE p.order_id = t.id AND p.kind = 'planned'"
        " AND p.removed_at IS NULL), 0)"
    )
    group = _OWED_GROUPS[by].format(money="x.currency").replace("t.", "x.")
    sql = (
        f"SELECT {group}, coalesce(x.currency, ''), sum(x.rest <> 0), sum(x.rest), sum(x.owed < 0),"
        " sum(max(-x.owed, 0)) FROM (SELECT t.id, t.customer_id, t.owner_id, t.receivable_currency AS currency,"
        f" t.receivable_minor AS owed, max(t.receivable_minor, 0) - {planned} AS rest FROM [order] AS t WHERE {tests}"
        " AND t.receivable_minor IS NOT NULL) AS x WHERE x.rest <> 0 OR x.owed < 0 GROUP BY 1, 2"
    )
    yield from store.db.execute(sql, bound)


def expected_rebates(store: Store, among: Among, due: Span | None = None) -> Iterator[tuple[str, int, int]]:
    """Rebates that have not come: currency, how many, minor units. Those of cancelled orders are expected no more."""
    tests, bound = among.tests("t.status IN ('open', 'closed') AND t.removed_at IS NULL")
    if due is not None:
        tests, bound = f"{tests} AND p.due >= ? AND p.due < ?", [*bound, *due]
    sql = (
        "SELECT coalesce(p.amount_currency, ''), count(*), sum(coalesce(p.amount_minor, 0)) FROM payment AS p"
        f" CROSS JOIN [order] AS t ON t.id = p.order_id WHERE {tests} AND p.kind = 'rebate' AND p.at_on IS NULL"
        " AND p.at_at IS NULL AND p.removed_at IS NULL GROUP BY 1"
    )
    yield from store.db.execute(sql, bound)


# --- duties ---------------------------------------------------------------------------------------------------------


def duties(
    store: Store, among: Among, days: Days, today: str, by: str
) -> Iterator[tuple[str, str, str, int | None, int, int]]:
    """Duties: group, department, state, days from being done to the deadline, how many, of them overdue.

    ``by``: member (with the department that was named), step (its key), or month (of the deadline).
    """
    tests, bound = among.tests("t.removed_at IS NULL")
    if days.days is not None:
        tests, bound = f"{tests} AND t.due >= ? AND t.due < ?", [*bound, *days.days]
    group = {
        "member": "coalesce(t.for_id, '')",
        "step": "coalesce((SELECT s.key FROM step AS s WHERE s.id = t.step_id), '')",
        "month": "coalesce(substr(t.due, 1, 7), '')",
    }[by]
    before = f"{day_number('t.due')} - {days.of_moment('t.done_at')}"
    sql = (
        f"SELECT {group}, coalesce(t.department, ''), t.state, CASE WHEN t.state = 'done' THEN {before} END, count(*),"
        f" sum(t.state = 'open' AND coalesce(t.due < ?, 0)) FROM duty AS t WHERE {tests} GROUP BY 1, 2, 3, 4"
    )
    yield from store.db.execute(sql, [today, *bound])


def first_duty(store: Store) -> str:
    """The first moment at which a duty was done; empty for none."""
    return store.db.execute("SELECT min(done_at) FROM duty").fetchone()[0] or ""
