"""Steps that were done: how far from their days, and who handled how many orders in a day.

Where all steps count, an index is walked in which what is alike lies side by side; else the steps of a period are read
in the order in which they were done, or those of the orders that are asked for, and counted here: SQLite would sort
them.
"""

from __future__ import annotations

from datetime import date, datetime

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from crmcli.store.figures import Among
    from crmcli.store.open import Store
    from crmcli.store.order_figures import Days

_HOUR, _DAY = 3600, 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_DONE = "s.status = 'done' AND s.removed_at IS NULL"
_AT = "CAST(strftime('%s', coalesce(done_at, done_on)) AS INTEGER) / 3600"
_AFTER = f"{_AT} - CAST(strftime('%s', planned) AS INTEGER) / 3600"
_AFTER_FIRST = f"{_AT} - CAST(strftime('%s', coalesce(first_planned, planned)) AS INTEGER) / 3600"


class Worked:
    """Steps that were done.

    ``done``: by group, days after the planned day, days after the first planned one: how many. ``handled``: by group,
    the orders that people handled in a day, and the days on which somebody did; ``handled_all`` the same of all groups.
    An order is handled once by a person on a day, however many of its steps were done; a day counts for each person.
    """

    __slots__ = ("done", "handled", "handled_all")

    def __init__(self) -> None:
        self.done: dict[tuple[str, int | None, int | None], int] = {}
        self.handled: dict[str, tuple[int, int]] = {}
        self.handled_all = (0, 0)


def worked(store: Store, among: Among, days: Days, by: str, lately: Days) -> Worked:
    """The steps that were done, by ``by``: step, member (who did it), department, month (what was handled), nothing.

    What was handled is told of the period of ``lately`` where ``days`` have none.
    """
    found = Worked()
    whole = _all(store, among)
    if days.days is None and days.hours is not None and whole:
        _side_by_side(store, found, days.hours, by)
        _count(_rows(store, among, lately, whole), lately, by, None, found)
    elif days.days is None:
        _count(_rows(store, among, days, whole), days, by, found, None)
        _count(_rows(store, among, lately, whole), lately, by, None, found)
    else:
        _count(_rows(store, among, days, whole), days, by, found, found)
    return found


def _count(
    rows: Iterator[tuple[Any, ...]], days: Days, by: str, done: Worked | None, handled: Worked | None
) -> None:
    """Look at each of the steps: what was ``done`` into one, who ``handled`` what into the other."""
    number = _Numbers(days)
    known, kept, of_day, of_moment = number.known, number.kept, number.of_day, number.of_moment
    place = {"step": 1, "member": 2, "department": 3}.get(by, 0)
    counts: dict[tuple[Any, int, str | None, str | None], int] = {}
    orders: set[tuple[str | None, int, str, str | None]] = set()
    group = department = None
    for row in rows:
        at = known.get(row[0][:kept])
        if at is None:
            at = of_moment(row[0])
        if done is not None:
            if place:
                group = row[place]
            key = group, at, row[4], row[5]
            counts[key] = counts.get(key, 0) + 1
        if handled is not None:
            if place == 3:
                department = row[3]
            orders.add((row[2], at, row[6], department))
    if done is not None:
        for (group, at, planned, first), count in counts.items():
            after, after_first = of_day(planned), of_day(first or planned)
            far = (
                group or "",
                None if after is None else at - after,
                None if after_first is None else at - after_first,
            )
            done.done[far] = done.done.get(far, 0) + count
    if handled is not None:
        _people(handled, orders, by)


def _people(handled: Worked, orders: set[tuple[str | None, int, str, str | None]], by: str) -> None:
    """What people handled in a day, of who did something on which day for which order, and in which department."""
    people: dict[tuple[str, int, str | None], int] = {}
    for who, at, _order, department in orders:
        if who is not None:
            people[who, at, department] = people.get((who, at, department), 0) + 1
    for (who, at, department), count in people.items():
        if by == "month":
            group = date.fromordinal(at + _EPOCH).isoformat()[:7]
        else:
            group = who if by == "member" else department or ""
        before = handled.handled.get(group, (0, 0))
        handled.handled[group] = before[0] + count, before[1] + 1
    if by == "department":  # who works for two of them is one
        whole = {one[:3] for one in orders if one[0] is not None}
        handled.handled_all = len(whole), len({one[:2] for one in whole})
    else:
        handled.handled_all = sum(people.values()), len(people)


def _all(store: Store, among: Among) -> bool:
    """Whether the steps of all orders count."""
    if among.playbooks is not None or among.where is not None or among.owners is not None:
        return False
    return store.db.execute("SELECT 1 FROM [order] WHERE removed_at IS NOT NULL LIMIT 1").fetchone() is None


def _side_by_side(store: Store, found: Worked, ahead: int, by: str) -> None:
    place = {"member": 0, "department": 1, "step": 2}.get(by)
    sql = (
        f"SELECT done_by_id, department, key, done_at IS NULL, {_AFTER}, {_AFTER_FIRST}, count(*)"
        " FROM step INDEXED BY step_worked WHERE status = 'done' AND removed_at IS NULL GROUP BY 1, 2, 3, 4, 5, 6"
    )
    counts = found.done
    for row in store.db.execute(sql):
        hours = 0 if row[3] else ahead
        after, first = row[4], row[5]
        key = (
            row[place] or "" if place is not None else "",
            None if after is None else (after + hours) // 24,
            None if first is None else (first + hours) // 24,
        )
        counts[key] = counts.get(key, 0) + row[6]


def _rows(store: Store, among: Among, days: Days, whole: bool) -> Iterator[tuple[Any, ...]]:
    """Of steps that were done: when, its key, who did it, its department, its planned day, the first one, its order.

    ``whole``: those of all orders.
    """
    columns = (
        "coalesce(s.done_at, s.done_on), s.key, s.done_by_id, s.department, s.planned, s.first_planned, s.order_id"
    )  # fmt: skip
    within, bound = days.within("s.done_on", "s.done_at")
    tests, values = among.tests("t.removed_at IS NULL")
    if whole:
        at = "coalesce(s.done_at, s.done_on)"
        sql = f"SELECT {columns} FROM step AS s INDEXED BY step_done WHERE {_DONE}"
        span: tuple[str, ...] = ()
        if days.days is not None and days.instants is not None:
            # The first two find it by the index, which has nothing but when it was done.
            sql += f" AND {at} >= ? AND {at} < ? AND CASE WHEN length({at}) = 10 THEN {at} >= ? AND {at} < ?"
            sql += f" ELSE {at} >= ? AND {at} < ? END"
            span = (*days.around, *days.days, *days.instants)
        return store.db.execute(sql, span)
    sql = (
        f"SELECT {columns} FROM [order] AS t CROSS JOIN step AS s ON s.order_id = t.id"
        f" WHERE {tests} AND {_DONE} AND {within}"
    )
    return store.db.execute(sql, [*values, *bound])


class _Numbers:
    """The numbers of days, counted from 1970, of texts that come again and again."""

    def __init__(self, days: Days) -> None:
        self._days: dict[str, int] = {}
        self.known: dict[str, int] = {}
        self._offsets = days.offsets
        # What is the same within the hour is looked up by it: `2026-11-20T08`.
        self.kept = 13 if all(ahead % _HOUR == 0 for _start, _end, ahead in days.offsets) else 16

    def of_day(self, text: str | None) -> int | None:
        """The number of a day; None for none."""
        if text is None:
            return None
        found = self._days.get(text)
        if found is None:
            found = self._days[text] = date.fromisoformat(text).toordinal() - _EPOCH
        return found

    def of_moment(self, text: str) -> int:
        """The number of the day of a moment in the user's zone; a day is its own."""
        found = self.known[text[: self.kept]] = self._number(text)
        return found

    def _number(self, text: str) -> int:
        if len(text) == 10:
            return date.fromisoformat(text).toordinal() - _EPOCH
        ahead = next((ahead for _start, end, ahead in self._offsets if text < end), self._offsets[-1][2])
        return (int(datetime.fromisoformat(text).timestamp()) + ahead) // _DAY
