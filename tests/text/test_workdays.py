"""Working days: which they are, what lies so many of them ahead, how much of a stretch lies on them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.text.workdays import Calendar, DaysError, read_days, read_week, show_week

WEEK = range(5)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mon-fri", "mon,tue,wed,thu,fri"), ("Sat-Mon", "mon,sat,sun"), ("1-6", "mon,tue,wed,thu,fri,sat"),
        ("周一至周五", "mon,tue,wed,thu,fri"), ("星期一，周三、日", "mon,wed,sun"), ("Tuesday, thurs", "tue,thu"),
        ("sun", "sun"),
    ],
)  # fmt: skip
def test_the_days_of_a_week(text: str, shown: str) -> None:
    assert show_week(read_week(text)) == shown


@pytest.mark.parametrize("text", ["", ",", "0", "8", "mo", "mon-", "mon-xyz", "周", "mon fri"])
def test_no_days_of_a_week(text: str) -> None:
    with pytest.raises(DaysError):
        read_week(text)


def test_dates_and_stretches() -> None:
    assert read_days("2026-10-01..2026-10-03, 2027-01-01") == {
        date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3), date(2027, 1, 1),
    }  # fmt: skip
    assert read_days("") == frozenset()
    for wrong in ("soon", "2026-13-01", "2026-10-03..2026-10-01", "2026-10-01..", "0001-01-01..9999-12-31"):
        with pytest.raises(DaysError):
            read_days(wrong)


def test_a_friday_and_the_weekend() -> None:
    calendar = Calendar(WEEK)
    friday = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
    assert calendar.after(friday, 1) == datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    assert calendar.after(friday + timedelta(days=1), 2) == datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
    assert calendar.seconds(friday, datetime(2026, 11, 23, 10, 30, tzinfo=UTC)) == 24 * 3600
    assert calendar.after(friday, 0) == friday
    nothing = Calendar((), (), ())
    assert nothing.after(friday, 1) > friday  # it comes to an end


@given(
    st.sets(st.integers(0, 6), min_size=1), st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)),
    st.integers(0, 40 * 24 * 60), st.integers(0, 20 * 24 * 60), st.integers(0, 8),
)  # fmt: skip
def test_counted_minute_by_minute(
    week: set[int], off: set[int], extra: set[int], begin: int, length: int, days: int
) -> None:
    first = date(2026, 11, 1)
    free, worked = ({first + timedelta(days=one) for one in some} for some in (off, extra))
    calendar = Calendar(week, free, worked)
    start = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=begin)
    end = start + timedelta(minutes=length)

    def works(on: date) -> bool:
        return on in worked or (on.weekday() in week and on not in free)

    hours = 0
    moment = start
    while moment < end:  # the quarter hours, and what is left
        step = min(timedelta(minutes=15 - moment.minute % 15), end - moment)
        hours += int(step.total_seconds()) * works(moment.date())
        moment += step
    assert calendar.seconds(start, end) == hours
    later = calendar.after(start, days)
    between = [start.date() + timedelta(days=one + 1) for one in range((later.date() - start.date()).days)]
    assert later.timetz() == start.timetz()
    assert sum(map(works, between)) == days
    assert not between or works(between[-1])
