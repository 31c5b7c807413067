"""What reports are reckoned from: opportunities and their changes of stage, counted and summed by SQLite.

Amounts are integer minor units by currency; nothing is converted and nothing rounded here. Where only the process or
the owner is asked for, what triggers keep is read (``stage_flow``, ``opportunity_sum``), or an index that holds all of
it is walked in its own order; a filter has the records themselves looked at.
"""

from __future__ import annotations

from crmcli.store.pipeline import counted, sums_of
from crmcli.text.money import known

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.pipeline import Sum
    from crmcli.store.where import Compiled

    Span = tuple[str, str]  # from the first on, before the second

_OPEN = "t.outcome IS NULL AND t.removed_at IS NULL AND t.archived_at IS NULL"
_ENDED = "t.outcome IS NOT NULL AND t.removed_at IS NULL"


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


class Among:
    """Which records are counted: opportunities (or customers) under the alias ``t``.

    ``playbooks``: those that follow one of these versions, an empty one standing for none; ``owners``: those of one of
    these members; ``where``: those that pass a filter.
    """

    __slots__ = ("owners", "playbooks", "where")

    def __init__(
        self,
        playbooks: Sequence[str] | None = None,
        owners: Sequence[str] | None = None,
        where: Compiled | None = None,
    ) -> None:
        self.playbooks = playbooks
        self.owners = owners
        self.where = where

    def tests(
        self, first: str, playbook: str = "t.playbook_id", owner: str = "t.owner_id"
    ) -> tuple[str, list[Any]]:
        """A condition, ``first`` being part of it, and its values."""
        tests = [first]
        bound: list[Any] = []
        for column, values in ((playbook, self.playbooks), (owner, self.owners)):
            if values is not None:
                tests.append(f"coalesce({column}, '') IN ({_marks(values)})")
                bound += values
        if self.where is not None:
            tests.append(f"({self.where.sql})")
            bound += self.where.params
        return " AND ".join(tests), bound


def _within(column: str, span: Span | None, tests: str, bound: list[Any]) -> tuple[str, list[Any]]:
    if span is None:
        return tests, bound
    return f"{tests} AND {column} >= ? AND {column} < ?", [*bound, *span]


# --- changes of stage ---------------------------------------------------------------------------------------------


class Flow:
    """Changes of stage that are alike: how many, how long it had been in the stage that was left, how many forced.

    ``days`` whole days, ``seconds`` of all together. Where it began, ``before`` is empty.
    """

    __slots__ = ("after", "before", "days", "forced", "number", "owner", "playbook", "seconds")

    def __init__(self, values: tuple[Any, ...]) -> None:
        (
            self.playbook, self.before, self.after, self.owner, self.days, self.number, self.seconds, self.forced,
        ) = values  # fmt: skip


def flows(store: Store, among: Among, at: Span | None = None, *, by_owner: bool = False) -> Iterator[Flow]:
    """The changes of stage of opportunities; ``at``: those within a span of instants.

    ``owners`` are those whose it was when it moved.
    """
    parts, bound = [], []
    beside: list[tuple[int, Span | None]] = [(1, at)]
    if among.where is None:
        month, months, beside = _months(at)
        tests, values = among.tests(month, "playbook", "owner")
        parts.append(
            "SELECT playbook, from_stage, to_stage, owner, days, number, seconds, forced FROM stage_flow"
            f" WHERE {tests}"
        )
        bound += [*months, *values]
    for sign, span in beside:
        tests, values = _changes(among, span)
        parts.append(
            "SELECT coalesce(z.playbook_id, '') AS playbook, coalesce(z.from_stage, '') AS from_stage,"
            " coalesce(z.to_stage, '') AS to_stage, coalesce(z.owner_id, '') AS owner,"
            f" coalesce(z.seconds, 0) / 86400 AS days, {sign:d} AS number,"
            f" {sign:d} * coalesce(z.seconds, 0) AS seconds, {sign:d} * z.forced AS forced"
            f" FROM stage_change AS z WHERE {tests}"
        )
        bound += values
    owner = "owner" if by_owner else "''"
    sql = (
        f"SELECT playbook, from_stage, to_stage, {owner}, days, sum(number), sum(seconds), sum(forced)"
        f" FROM ({' UNION ALL '.join(parts)}) GROUP BY 1, 2, 3, 4, 5 HAVING sum(number) <> 0"
    )
    for row in store.db.execute(sql, bound):
        yield Flow(row)


def _changes(among: Among, at: Span | None) -> tuple[str, list[Any]]:
    """The changes of stage within a span of instants, one by one."""
    tests, bound = Among(among.playbooks, among.owners).tests(
        "z.removed_at IS NULL", "z.playbook_id", "z.owner_id"
    )
    if at is not None:  # by number, so that the rows are read in the order in which they lie
        within, span = _within("at", at, "removed_at IS NULL", [])
        tests += f" AND z.nid IN (SELECT nid FROM stage_change WHERE {within})"
        bound += span
    if among.where is not None:
        tests += f" AND z.opportunity_id IN (SELECT t.id FROM opportunity AS t WHERE {among.where.sql})"
        bound += among.where.params
    return tests, bound


def _months(at: Span | None) -> tuple[str, Sequence[str], list[tuple[int, Span | None]]]:
    """Which months of ``stage_flow`` come nearest to a span: a condition, its values; and by what they miss it.

    That is told as spans whose changes are to be added (1) or taken away (-1): some hours where months of the user's
    zone are asked for, half a month at most.
    """
    if at is None:
        return "month = ''", (), []
    months = first, after = _nearest_month(at[0]), _nearest_month(at[1])
    beside: list[tuple[int, Span | None]] = []
    if first >= after:  # there is none
        beside.append((1, at))
    else:
        for sign, month, instant in ((-1, first, at[0]), (1, after, at[1])):
            beside.append((sign, (month, instant)) if month < instant else (-sign, (instant, month)))
    return "month >= ? AND month < ?", months, beside


def _nearest_month(instant: str) -> str:
    """The month that begins nearest to an instant, as text that compares with instants: ``2026-11``."""
    if instant[8:10] <= "15" or instant[:7] == "9999-12":
        return instant[:7]
    year, month = int(instant[:4]), int(instant[5:7])
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"


def cycles(
    store: Store, among: Among, offsets: Sequence[tuple[str, str, int]], *, by_owner: bool = False
) -> Iterator[tuple[str, int, int]]:
    """Of what was won: the owner, the days from the day it was acquired to the day it was won, how many.

    ``offsets``: spans of instants with the seconds that the user's zone is ahead of UTC in them; others are left out.
    """
    tests, bound = among.tests("t.outcome = 'won' AND t.removed_at IS NULL AND t.acquired_on IS NOT NULL")
    index = " INDEXED BY opportunity_won" if among.where is None else ""
    owner = "coalesce(t.owner_id, '')" if by_owner else "''"
    for start, end, ahead in offsets:
        days = (
            f"(CAST(strftime('%s', t.closed_at) AS INTEGER) + {ahead:d}) / 86400"
            " - CAST(strftime('%s', t.acquired_on) AS INTEGER) / 86400"
        )
        sql = (
            f"SELECT {owner}, {days}, count(*) FROM opportunity AS t{index}"
            f" WHERE {tests} AND t.closed_at >= ? AND t.closed_at < ? GROUP BY 1, 2"
        )
        yield from store.db.execute(sql, (*bound, start, end))


def first_won(store: Store) -> str | None:
    """When the first opportunity was won."""
    won = "opportunity INDEXED BY opportunity_won WHERE outcome = 'won' AND removed_at IS NULL"
    found: str | None = store.db.execute(f"SELECT min(closed_at) FROM {won}").fetchone()[0]
    return found


# --- what is open -------------------------------------------------------------------------------------------------


def open_sums(store: Store, among: Among, *, by_owner: bool = False) -> list[Sum]:
    """Open opportunities by stage and currency, and ``by_owner``: how many, their minor units."""
    if among.where is None:
        return sums_of(store, playbooks=among.playbooks, owners=among.owners, by_owner=by_owner)
    return counted(store, *among.tests(_OPEN), by_owner=by_owner)


def expected(store: Store, among: Among, close: Span | None = None) -> Iterator[tuple[Any, ...]]:
    """Open opportunities that are alike, by the day they are expected to close.

    Day (or None), owner, stage, process, per cent, currency (None: without an amount), how many, their minor units.
    """
    tests, bound = among.tests(_OPEN)
    tests, bound = _within("t.expected_close", close, tests, bound)
    alike = "t.expected_close, t.owner_id, t.stage, t.playbook_id, t.probability, t.amount_currency"
    sums = "count(*), sum(coalesce(t.amount_minor, 0))"
    sql = f"SELECT {alike}, {sums} FROM opportunity AS t WHERE {tests} GROUP BY {alike}"
    yield from store.db.execute(sql, bound)


def won_between(store: Store, among: Among, at: Span) -> Iterator[tuple[str, str, int, int]]:
    """What was won within a span of instants, by owner and currency: how many, their minor units."""
    tests, bound = among.tests("t.outcome = 'won' AND t.removed_at IS NULL")
    tests, bound = _within("t.closed_at", at, tests, bound)
    index = " INDEXED BY opportunity_won" if among.where is None else ""
    sql = (
        "SELECT coalesce(t.owner_id, ''), coalesce(t.amount_currency, ''), count(*), sum(coalesce(t.amount_minor, 0))"
        f" FROM opportunity AS t{index} WHERE {tests} GROUP BY 1, 2"
    )
    yield from store.db.execute(sql, bound)


# --- how it stands with what is open ------------------------------------------------------------------------------


class Since:
    """The days that tell how an open opportunity stands, for one stage of one process.

    ``today`` the user's day. ``silent``: the first day, and the instant it begins, on which a dealing keeps one from
    being silent; None: nothing in this stage is silent. ``ages``: of each age that is told apart the first day on which
    one was acquired who is not older, the youngest first.
    """

    __slots__ = ("ages", "silent", "today")

    def __init__(self, today: str, silent: Span | None, ages: Sequence[str]) -> None:
        self.today = today
        self.silent = silent
        self.ages = ages

    def gaps(self) -> tuple[list[str], list[Any]]:
        """Whether it lacks its close, its amount, its next step, is silent, is past its close: expressions, values."""
        bound: list[Any] = []
        silent = "0"
        if self.silent is not None:
            day, instant = self.silent
            silent = (
                "coalesce(CASE WHEN t.latest_followup_at IS NOT NULL THEN t.latest_followup_at < ?"
                " ELSE coalesce(t.latest_followup_on, t.acquired_on) < ? END, 0)"
            )
            bound = [instant, day]
        return [
            "(t.expected_close IS NULL)",
            "(t.amount_minor IS NULL)",
            "(t.next_followup_on IS NULL AND t.next_followup_at IS NULL)",
            silent,
            "coalesce(t.expected_close < ?, 0)",
        ], [*bound, self.today]


def places(store: Store, among: Among) -> list[tuple[str, str]]:
    """The stages in which something is open, each with the process that it belongs to."""
    tests, bound = Among(among.playbooks, among.owners).tests("number > 0", "playbook", "owner")
    sql = f"SELECT DISTINCT stage, playbook FROM opportunity_sum WHERE {tests} ORDER BY 1, 2"
    return list(store.db.execute(sql, bound))


def _here(among: Among, place: tuple[str, str], close: Span | None) -> tuple[str, list[Any]]:
    """The open ones of a stage of a process."""
    stage, playbook = place
    tests, bound = Among(None, among.owners, among.where).tests(
        f"{_OPEN} AND t.stage IS ? AND t.playbook_id IS ?"
    )
    return _within("t.expected_close", close, tests, [stage or None, playbook or None, *bound])


def standing(
    store: Store, among: Among, place: tuple[str, str], since: Since, close: Span | None = None
) -> Iterator[tuple[Any, ...]]:
    """How the open opportunities of a stage stand, by owner and currency.

    Owner, currency (empty: without an amount), how many, their minor units, then how many of them lack their close,
    amount, next step, are silent, past their close, lack nothing, are at risk; then of each age how many are not older,
    and of how many it is known.
    """
    tests, bound = _here(among, place, close)
    gaps, values = since.gaps()
    sums = "".join(f", sum({one})" for one in gaps)
    ages = "".join(", sum(coalesce(t.acquired_on >= ?, 0))" for _age in since.ages)
    sql = (
        "SELECT coalesce(t.owner_id, ''), coalesce(t.amount_currency, ''), count(*), sum(coalesce(t.amount_minor, 0))"
        f"{sums}, sum(NOT ({' OR '.join(gaps)})), sum(t.risk_flag){ages}, count(t.acquired_on)"
        f" FROM opportunity AS t WHERE {tests} GROUP BY t.owner_id, t.amount_currency"
    )
    yield from store.db.execute(sql, (*values, *values, *since.ages, *bound))


def worst(
    store: Store,
    among: Among,
    place: tuple[str, str],
    since: Since,
    least: int,
    limit: int,
    close: Span | None = None,
) -> list[tuple[int, str, int]]:
    """The open opportunities of a stage that lack most: how much, when somebody last dealt with it, local number.

    Only those that lack ``least`` at least. Most first, of equal ones that which nobody has dealt with for longest.
    """
    tests, bound = _here(among, place, close)
    gaps, values = since.gaps()
    lacks = f"({' + '.join(gaps)})"
    sql = (
        f"SELECT {lacks}, coalesce(t.latest_followup_at, t.latest_followup_on, t.acquired_on, ''), t.nid"
        f" FROM opportunity AS t WHERE {tests} AND {lacks} >= ? ORDER BY 1 DESC, 2, 3 LIMIT ?"
    )
    return list(store.db.execute(sql, (*values, *bound, *values, least, limit)))


# --- what has ended -----------------------------------------------------------------------------------------------


def ended(store: Store, among: Among, at: Span | None = None) -> Iterator[tuple[Any, ...]]:
    """Closed opportunities that are alike: outcome, reason, stage they were closed from, process, owner, currency.

    Then how many, and their minor units. Each but the outcome may be None.
    """
    tests, bound = among.tests(_ENDED)
    if at is not None:  # by number, so that the rows are read in the order in which they lie
        within, span = _within("closed_at", at, "outcome IS NOT NULL AND removed_at IS NULL", [])
        tests += f" AND t.nid IN (SELECT nid FROM opportunity WHERE {within})"
        bound += span
    alike = "t.outcome, t.outcome_reason, t.closed_stage, t.playbook_id, t.owner_id, t.amount_currency"
    sums = "count(*), sum(coalesce(t.amount_minor, 0))"
    sql = f"SELECT {alike}, {sums} FROM opportunity AS t WHERE {tests} GROUP BY {alike}"
    yield from store.db.execute(sql, bound)


def lessons(store: Store, among: Among, at: Span | None, limit: int) -> list[int]:
    """The local numbers of closed opportunities with a lesson, those closed last first."""
    tests, bound = among.tests(f"{_ENDED} AND t.lesson <> ''")
    tests, bound = _within("t.closed_at", at, tests, bound)
    sql = f"SELECT t.nid FROM opportunity AS t WHERE {tests} ORDER BY t.closed_at DESC, t.nid DESC LIMIT ?"
    return [nid for (nid,) in store.db.execute(sql, (*bound, limit))]


# --- where customers come from ------------------------------------------------------------------------------------


def sources(store: Store, among: Among, created: Span | None = None) -> Iterator[tuple[str, int]]:
    """Customers by source (empty: none): how many. ``among`` speaks of customers; archived ones count."""
    tests, bound = Among(None, among.owners, among.where).tests("t.removed_at IS NULL")
    tests, bound = _within("t.created_at", created, tests, bound)
    sql = f"SELECT coalesce(t.source, ''), count(*) FROM customer AS t WHERE {tests} GROUP BY t.source"
    yield from store.db.execute(sql, bound)


_EACH = 1 << 20  # more of one outcome no customer has; three of such numbers fit into an integer
_ENDS = f"CASE o.outcome WHEN 'won' THEN 1 WHEN 'lost' THEN {_EACH} WHEN 'abandoned' THEN {_EACH * _EACH} ELSE 0 END"


def won_currencies(store: Store) -> list[str]:
    """The currencies in which anything was won."""
    won = "opportunity INDEXED BY opportunity_won WHERE outcome = 'won' AND removed_at IS NULL"
    found = store.db.execute(f"SELECT DISTINCT amount_currency FROM {won}")
    return sorted(code for (code,) in found if code is not None and known(code))


def dealt(
    store: Store, among: Among, currencies: Sequence[str], counted: Sequence[str], created: Span | None = None
) -> Iterator[tuple[Any, ...]]:
    """What came of the customers of each source that have an opportunity; ``among`` speaks of customers.

    Source (empty: none), how many customers, how many of them bought, opportunities: all, won, lost, abandoned; then
    for each of the currencies the minor units that were won, and for each of those to be ``counted`` how many were.
    """
    tests, bound = Among(None, among.owners, among.where).tests("t.removed_at IS NULL")
    tests, bound = _within("t.created_at", created, tests, bound)
    # Codes of ISO 4217 stand in the statement itself: bound, each would be compared more slowly a million times.
    won = {
        code: f"CASE WHEN o.outcome = 'won' AND o.amount_currency = '{code}'"
        for code in filter(known, currencies)
    }
    inner = [
        f", sum({won[code]} THEN o.amount_minor END) AS m{place}" for place, code in enumerate(currencies)
    ]
    inner += [f", count({won[code]} THEN 1 END) AS n{place}" for place, code in enumerate(counted)]
    outer = [f", coalesce(sum(x.m{place}), 0)" for place, _code in enumerate(currencies)]
    outer += [f", sum(x.n{place})" for place, _code in enumerate(counted)]
    # A customer's outcomes are counted in one number: each sum over a million rows more takes a tenth of a second.
    sql = (
        f"SELECT coalesce(t.source, ''), count(*), sum((x.ends & {_EACH - 1}) > 0), sum(x.number),"
        f" sum(x.ends & {_EACH - 1}), sum((x.ends >> 20) & {_EACH - 1}), sum(x.ends >> 40){''.join(outer)}"
        f" FROM (SELECT o.customer_id AS customer, count(*) AS number, sum({_ENDS}) AS ends{''.join(inner)}"
        " FROM opportunity AS o INDEXED BY opportunity_of_customer WHERE o.removed_at IS NULL GROUP BY o.customer_id"
        ") AS x CROSS JOIN customer AS t INDEXED BY customer_came ON t.id = x.customer"
        f" WHERE {tests} GROUP BY t.source"
    )
    yield from store.db.execute(sql, bound)
