"""Families of dates, a few of each, worked out by hand from the rules."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crmcli.text.when import WhenError, find_when, read_when
from tests.text.test_when import NOW, shown

# Said on Wednesday 2026-11-18 10:30; as reminders are made, a time already past goes to its next occurrence.
PHRASES = """
within 3 days | 2026-11-21
within two weeks | 2026-12-02
within 24 hours | 2026-11-19 10:30
in 2 business days | 2026-11-20
in 5 working days | 2026-11-25
in 3 business days | 2026-11-23
3天内 | 2026-11-21
三个工作日内 | 2026-11-23
5个工作日后 | 2026-11-25
三个工作日前 | 2026-11-13
一小时内 | 2026-11-18 11:30
10 days later | 2026-11-28
half an hour later | 2026-11-18 11:00
a week on friday | 2026-11-27
a week tomorrow | 2026-11-26
tuesday in two weeks | 2026-12-08
2 months from today on friday | 2027-01-22
3 weeks after 1 March | 2027-03-22
2 weeks before christmas | 2026-12-11
two days before friday | 2026-11-18
at 9 on friday | 2026-11-20 09:00
at 3 tomorrow | 2026-11-19 15:00
8 this evening | 2026-11-18 20:00
eight thirty tonight | 2026-11-18 20:30
half past eight tomorrow evening | 2026-11-19 20:30
5:00 tomorrow morning | 2026-11-19 05:00
3pm on the day after tomorrow | 2026-11-20 15:00
8pm in the evening today | 2026-11-18 20:00
friday at a quarter past 3 | 2026-11-20 15:15
friday at thirty minutes past eight | 2026-11-20 08:30
end of tomorrow | 2026-11-19 23:59
end of the day | 2026-11-18 23:59
end of day friday | 2026-11-20 23:59
eod | 2026-11-18 23:59
eod tomorrow | 2026-11-19 23:59
first monday of december | 2026-12-07
the last friday of november | 2026-11-27
last friday of the month | 2026-11-27
second tuesday of next month | 2026-12-08
third wednesday in this month | 2026-11-18
first monday of may 2028 | 2028-05-01
last day of february 2028 | 2028-02-29
last day of next month | 2026-12-31
end of february 2028 | 2028-02-29
monday of next week | 2026-11-23
friday of this week | 2026-11-20
next week's friday | 2026-11-27
friday the 20th | 2026-11-20
friday the 20 th | 2026-11-20
friday (dec-4) | 2026-12-04
friday 12.4 | 2026-12-04
27th of this month | 2026-11-27
the 27th this month | 2026-11-27
this 5/12 | 2026-05-12
25 january nineteen eighty six | 1986-01-25
january first two thousand and thirty two | 2032-01-01
5 march twenty twenty eight | 2028-03-05
2028/Sep/23 | 2028-09-23
2028-Sep-23 | 2028-09-23
2028/23/Sep | 2028-09-23
23-2028-September | 2028-09-23
September-2028-23 | 2028-09-23
5 Dec '27 | 2027-12-05
May/22(Sat)-11:30 AM | 2027-05-22 11:30
20261205 | 2026-12-05
0001-01-01 | 0001-01-01
0026-03-04 | 0026-03-04
3/4/26 | 2026-03-04
christmas | 2026-12-25
christmas eve | 2026-12-24
new year's day | 2027-01-01
next easter | 2027-03-28
easter 2018 | 2018-04-01
good friday 2018 | 2018-03-30
last christmas | 2025-12-25
thanksgiving 2026 | 2026-11-26
black friday | 2026-11-27
元旦 | 2027-01-01
国庆节 | 2027-10-01
圣诞节前 | 2026-12-25
right now | 2026-11-18 10:30
"""
ROWS = [tuple(line.split(" | ")) for line in PHRASES.strip().splitlines()]


@pytest.mark.parametrize(("said", "meant"), ROWS)
def test_families(said: str, meant: str) -> None:
    assert shown(read_when(said, NOW)) == meant


@pytest.mark.parametrize(
    "said",
    [
        *(
            "between the 21st and 23rd",
            "between monday and wednesday",
            "christmas order",
            "black friday sale",
        ),
        *("new year catalogue", "good friday team", "the sun now rises", "not now", "until now", "by now"),
        *("monday.com", "2 weeks later he called", "PO20261205", "20261305", "2026120501", "138-20261205"),
        *("元旦路", "五一路", "国庆订单", "十一个", "3天内容", "the 15 boxes", "on the 15 boxes", "first of"),
        *("three quarters of the boxes", "a week on the road", "Friday's", "end of the line", "7.6 kg"),
    ],
)
def test_what_looks_like_one_is_left_alone(said: str) -> None:
    assert find_when(said, NOW) == []


def test_a_period_is_told_to_have_no_day() -> None:
    (span,) = find_when("call between monday and wednesday", NOW, looking="note")
    assert (span.start, span.end, span.when, span.reason) == (13, 33, None, "no_day")


@pytest.mark.parametrize(
    ("day", "said", "meant"),
    [
        (date(2026, 11, 21), "in 5 working days", date(2026, 11, 27)),  # from a saturday
        (date(2026, 11, 21), "in 1 working day", date(2026, 11, 23)),
        (date(2026, 11, 20), "in 1 working day", date(2026, 11, 23)),
        (date(2026, 11, 20), "in 10 working days", date(2026, 12, 4)),
        (date(2026, 11, 23), "1个工作日前", date(2026, 11, 20)),
        (date(2026, 11, 22), "5个工作日前", date(2026, 11, 16)),
    ],
)
def test_working_days(day: date, said: str, meant: date) -> None:
    now = datetime(day.year, day.month, day.day, 10, 30, tzinfo=UTC)
    assert read_when(said, now).on == meant


@pytest.mark.parametrize("year", range(1990, 2060))
def test_easter_is_that_of_the_gregorian_calendar(year: int) -> None:
    from dateutil.easter import easter

    assert read_when(f"easter {year}", NOW).on == easter(year)


@pytest.mark.parametrize("said", ["5月第二个周二", "2027-02-30T10:00", "20270230"])
def test_what_is_no_date(said: str) -> None:
    with pytest.raises(WhenError):
        read_when(said, NOW)
