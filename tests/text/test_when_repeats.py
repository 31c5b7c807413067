"""Repetitions in words: the rule they say, and the first one still to come."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from crmcli.text.when import WhenError, find_when, read_when
from tests.text.test_when import NOW, ZONE, shown

# Said on Wednesday 2026-11-18 10:30. What is said | the first still to come | the rule
CHINESE = """
每天 | 2026-11-19 | FREQ=DAILY
每日 | 2026-11-19 | FREQ=DAILY
每天早上8点 | 2026-11-19 08:00 | FREQ=DAILY
每天下午5点 | 2026-11-18 17:00 | FREQ=DAILY
每晚8点 | 2026-11-18 20:00 | FREQ=DAILY
每晚 | 2026-11-18 19:00 | FREQ=DAILY
每隔一天 | 2026-11-20 | FREQ=DAILY;INTERVAL=2
每两天 | 2026-11-20 | FREQ=DAILY;INTERVAL=2
每隔3天 | 2026-11-21 | FREQ=DAILY;INTERVAL=3
每个工作日 | 2026-11-19 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
每个工作日上午9点 | 2026-11-19 09:00 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
每周 | 2026-11-25 | FREQ=WEEKLY
每周一次 | 2026-11-25 | FREQ=WEEKLY
每周三 | 2026-11-25 | FREQ=WEEKLY;BYDAY=WE
每周三下午3点 | 2026-11-18 15:00 | FREQ=WEEKLY;BYDAY=WE
每周一早上 | 2026-11-23 09:00 | FREQ=WEEKLY;BYDAY=MO
每个星期一 | 2026-11-23 | FREQ=WEEKLY;BYDAY=MO
每週五下午三點 | 2026-11-20 15:00 | FREQ=WEEKLY;BYDAY=FR
每逢周五 | 2026-11-20 | FREQ=WEEKLY;BYDAY=FR
每周一三五 | 2026-11-20 | FREQ=WEEKLY;BYDAY=MO,WE,FR
每周二、四 | 2026-11-19 | FREQ=WEEKLY;BYDAY=TU,TH
每周一、周四 | 2026-11-19 | FREQ=WEEKLY;BYDAY=MO,TH
每周一和周四10点 | 2026-11-19 10:00 | FREQ=WEEKLY;BYDAY=MO,TH
每周一到周五 | 2026-11-19 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
每周末 | 2026-11-21 | FREQ=WEEKLY;BYDAY=SA
每两周 | 2026-12-02 | FREQ=WEEKLY;INTERVAL=2
每两周一次 | 2026-12-02 | FREQ=WEEKLY;INTERVAL=2
每隔一周 | 2026-12-02 | FREQ=WEEKLY;INTERVAL=2
每隔一周周五 | 2026-11-20 | FREQ=WEEKLY;INTERVAL=2;BYDAY=FR
每隔一周(周五) | 2026-11-20 | FREQ=WEEKLY;INTERVAL=2;BYDAY=FR
每两周的周五下午 | 2026-11-20 14:00 | FREQ=WEEKLY;INTERVAL=2;BYDAY=FR
隔周周三 | 2026-11-25 | FREQ=WEEKLY;INTERVAL=2;BYDAY=WE
每月 | 2026-12-18 | FREQ=MONTHLY
每个月 | 2026-12-18 | FREQ=MONTHLY
每月5号 | 2026-12-05 | FREQ=MONTHLY;BYMONTHDAY=5
每月5日上午9点 | 2026-12-05 09:00 | FREQ=MONTHLY;BYMONTHDAY=5
每月5号和20号 | 2026-11-20 | FREQ=MONTHLY;BYMONTHDAY=5,20
每月31号 | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=-1
每月30号 | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1
每月初 | 2026-12-01 | FREQ=MONTHLY;BYMONTHDAY=1
每月底 | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=-1
每个月月底 | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=-1
每月最后一天 | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=-1
每月最后一个工作日 | 2026-11-30 | FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1
每月最后一个周五 | 2026-11-27 | FREQ=MONTHLY;BYDAY=-1FR
每个月第二个周二 | 2026-12-08 | FREQ=MONTHLY;BYDAY=2TU
每两个月 | 2027-01-18 | FREQ=MONTHLY;INTERVAL=2
每3个月 | 2027-02-18 | FREQ=MONTHLY;INTERVAL=3
每季度 | 2027-02-18 | FREQ=MONTHLY;INTERVAL=3
每季度初 | 2027-01-01 | FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1
每季度末 | 2026-12-31 | FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1
每半年 | 2027-05-18 | FREQ=MONTHLY;INTERVAL=6
每年 | 2027-11-18 | FREQ=YEARLY
每年3月1日 | 2027-03-01 | FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1
每年12月5日下午3点 | 2026-12-05 15:00 | FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=5
每年年底 | 2026-12-31 | FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1
每年2月29日 | 2027-02-28 | FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1
"""

ENGLISH = """
every day | 2026-11-19 | FREQ=DAILY
every morning | 2026-11-19 09:00 | FREQ=DAILY
every evening at 8 | 2026-11-18 20:00 | FREQ=DAILY
daily | 2026-11-19 | FREQ=DAILY
daily at 9 | 2026-11-19 09:00 | FREQ=DAILY
daily at 3 | 2026-11-18 15:00 | FREQ=DAILY
9am daily | 2026-11-19 09:00 | FREQ=DAILY
3pm every day | 2026-11-18 15:00 | FREQ=DAILY
every other day | 2026-11-20 | FREQ=DAILY;INTERVAL=2
every 3 days | 2026-11-21 | FREQ=DAILY;INTERVAL=3
every three days at 9am | 2026-11-21 09:00 | FREQ=DAILY;INTERVAL=3
weekdays | 2026-11-19 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
weekdays at 9 | 2026-11-19 09:00 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
every weekday | 2026-11-19 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
every business day | 2026-11-19 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
every weekend | 2026-11-21 | FREQ=WEEKLY;BYDAY=SA
every monday | 2026-11-23 | FREQ=WEEKLY;BYDAY=MO
every Monday morning | 2026-11-23 09:00 | FREQ=WEEKLY;BYDAY=MO
mondays at 9 | 2026-11-23 09:00 | FREQ=WEEKLY;BYDAY=MO
9am mondays | 2026-11-23 09:00 | FREQ=WEEKLY;BYDAY=MO
every mon and thu | 2026-11-19 | FREQ=WEEKLY;BYDAY=MO,TH
every mon, wed and fri at 4pm | 2026-11-18 16:00 | FREQ=WEEKLY;BYDAY=MO,WE,FR
tuesdays and thursdays | 2026-11-19 | FREQ=WEEKLY;BYDAY=TU,TH
every mon-fri | 2026-11-19 | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
every week | 2026-11-25 | FREQ=WEEKLY
weekly on friday | 2026-11-20 | FREQ=WEEKLY;BYDAY=FR
every week on friday | 2026-11-20 | FREQ=WEEKLY;BYDAY=FR
biweekly | 2026-12-02 | FREQ=WEEKLY;INTERVAL=2
every other friday | 2026-11-20 | FREQ=WEEKLY;INTERVAL=2;BYDAY=FR
every 2 weeks | 2026-12-02 | FREQ=WEEKLY;INTERVAL=2
every two weeks on friday | 2026-11-20 | FREQ=WEEKLY;INTERVAL=2;BYDAY=FR
every month | 2026-12-18 | FREQ=MONTHLY
monthly on the 5th | 2026-12-05 | FREQ=MONTHLY;BYMONTHDAY=5
every month on the 5th | 2026-12-05 | FREQ=MONTHLY;BYMONTHDAY=5
each month 5th | 2026-12-05 | FREQ=MONTHLY;BYMONTHDAY=5
the 15th of each month | 2026-12-15 | FREQ=MONTHLY;BYMONTHDAY=15
the 1st and 15th of every month | 2026-12-01 | FREQ=MONTHLY;BYMONTHDAY=1,15
every 31st | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=-1
monthly on the 30th | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1
last day of every month | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=-1
end of every month | 2026-11-30 | FREQ=MONTHLY;BYMONTHDAY=-1
last friday of every month | 2026-11-27 | FREQ=MONTHLY;BYDAY=-1FR
every last friday of the month | 2026-11-27 | FREQ=MONTHLY;BYDAY=-1FR
second tuesday of every month | 2026-12-08 | FREQ=MONTHLY;BYDAY=2TU
every 2nd Tuesday | 2026-12-08 | FREQ=MONTHLY;BYDAY=2TU
monthly on the second tuesday at 10am | 2026-12-08 10:00 | FREQ=MONTHLY;BYDAY=2TU
every 3 months | 2027-02-18 | FREQ=MONTHLY;INTERVAL=3
quarterly | 2027-02-18 | FREQ=MONTHLY;INTERVAL=3
every quarter | 2027-02-18 | FREQ=MONTHLY;INTERVAL=3
end of every quarter | 2026-12-31 | FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1
every year | 2027-11-18 | FREQ=YEARLY
yearly on 1 Mar | 2027-03-01 | FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1
every year on 1 March | 2027-03-01 | FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1
every march 1st | 2027-03-01 | FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1
annually on December 5 at 3pm | 2026-12-05 15:00 | FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=5
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(line.split(" | ")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("said", "first", "rule"), rows(CHINESE) + rows(ENGLISH))
def test_what_is_said_to_come_again(said: str, first: str, rule: str) -> None:
    for text in (said, f"xx {said}", f"{said}, xx", f"打电话 {said}"):
        (span,) = find_when(text, NOW)
        assert text[span.start : span.end] == said
        assert (shown(span.when), span.repeat, span.back, span.reason) == (first, rule, None, None)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "每台",
            "每吨¥500",
            "每次",
            "每个客户",
            "每家",
            "每公斤8元",
            "每周三次",
            "每周三个柜",
            "每月5吨",
            "每天200件",
        ),
        *(
            "每月用量500吨",
            "每年大约3万",
            "每年的展会",
            "每周五天工作制",
            "隔天回复",
            "隔壁",
            "相逢",
            "每5吨",
            "每位",
        ),
        *(
            "every time",
            "everyone",
            "every customer",
            "every 3rd order",
            "each box",
            "3 per week",
            "monday's child",
        ),
        *(
            "the daily report",
            "weekly meeting",
            "family",
            "early",
            "weekends'",
            "everyday low price",
            "monthly fee",
        ),
        *("holidays", "3 days", "5 working days", "end of the line", "the last order", "second hand"),
    ],
)
def test_what_is_no_time_of_a_reminder(said: str) -> None:
    assert find_when(said, NOW) == []
    assert find_when(said, NOW, looking="note", repeats=True) == []


@pytest.mark.parametrize(("said", "_first", "_rule"), rows(CHINESE) + rows(ENGLISH))
def test_they_are_passed_over_where_a_single_date_is_asked_for(said: str, _first: str, _rule: str) -> None:
    assert find_when(said, NOW, repeats=False) == []
    assert find_when(said, NOW, looking="note") == []
    with pytest.raises(WhenError):
        read_when(said, NOW)


SAID = [row[0] for row in rows(CHINESE) + rows(ENGLISH)]


@given(st.sampled_from(SAID), st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)))
def test_the_first_day_is_one_of_its_rule_and_no_month_is_left_out(said: str, at: datetime) -> None:
    now = at.replace(tzinfo=ZONE, microsecond=0)
    (span,) = find_when(said, now)
    when = span.when
    if when.at is None:
        assert when.on > now.date()
        first = datetime.combine(when.on, time())
    else:
        assert when.at > now
        first = when.at.replace(tzinfo=None)
    rule = rrulestr(span.repeat, dtstart=first)
    days = [day.date() for _n, day in zip(range(14), rule, strict=False)]
    assert days[0] == first.date()
    if "MONTHLY" in span.repeat:
        months = [day.year * 12 + day.month for day in days]
        step = 1 if "INTERVAL" not in span.repeat else int(span.repeat.split("INTERVAL=")[1].split(";")[0])
        assert {b - a for a, b in pairwise(months)} <= {0, step}


@pytest.mark.parametrize("day", [29, 30, 31])
def test_from_the_end_of_a_long_month_none_is_skipped(day: int) -> None:
    now = datetime(2027, 1, day, 10, 30, tzinfo=ZONE)
    (span,) = find_when("每月", now)
    assert span.when.on == date(2027, 2, 28)
    following = rrulestr(span.repeat, dtstart=datetime(2027, 2, 28))
    assert [at.day for at in following[:4]] == [28, day, min(day, 30), day]


@given(st.sampled_from(SAID), st.sampled_from(SAID), st.sampled_from(["", " ", ",", "，", "xx", "的", "前"]))
def test_any_two_side_by_side_are_read(one: str, two: str, between: str) -> None:
    text = one + between + two
    end = 0
    for span in find_when(text, NOW):
        assert end <= span.start < span.end <= len(text)
        assert span.when is None or span.when.at is None or span.when.at > NOW - timedelta(days=400)
        end = span.end
