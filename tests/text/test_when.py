"""Dates and times: the contract's table, and everyday phrases of both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.text.when import WhenError, find_when, read_when

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=ZONE)  # a Wednesday


def shown(when) -> str:
    """``2026-11-25`` for a day, ``2026-11-25 15:00`` for a moment (its zone must be that of now)."""
    if when.at is None:
        return when.on.isoformat()
    assert when.on is None
    assert when.at.utcoffset() == timedelta(hours=8)
    return when.at.strftime("%Y-%m-%d %H:%M")


CONTRACT = """
明天下午3点 = 2026-11-19 15:00
tomorrow 3pm = 2026-11-19 15:00
三天后 = 2026-11-21
in 3 days = 2026-11-21
周五 = 2026-11-20
fri = 2026-11-20
本周五 = 2026-11-20
this friday = 2026-11-20
coming friday = 2026-11-20
2小时后 = 2026-11-18 12:30
in 2 hours = 2026-11-18 12:30
下周五 = 2026-11-27
next fri = 2026-11-27
下周三 = 2026-11-25
next wed = 2026-11-25
周一 = 2026-11-23
monday = 2026-11-23
下下周一 = 2026-11-30
月底 = 2026-11-30
end of month = 2026-11-30
下月5号 = 2026-12-05
5th of next month = 2026-12-05
3月1日 = 2027-03-01
1 Mar = 2027-03-01
15号 = 2026-12-15
今晚8点 = 2026-11-18 20:00
tonight 8 = 2026-11-18 20:00
12/5 = 2026-12-05
"""

CHINESE = """
今天 = 2026-11-18
今日 = 2026-11-18
明天 = 2026-11-19
明日 = 2026-11-19
后天 = 2026-11-20
後天 = 2026-11-20
大后天 = 2026-11-21
昨天 = 2026-11-17
前天 = 2026-11-16
大前天 = 2026-11-15
明天上午 = 2026-11-19 09:00
明天中午 = 2026-11-19 12:00
明天下午 = 2026-11-19 14:00
明天晚上 = 2026-11-19 19:00
明早 = 2026-11-19 09:00
明早8点 = 2026-11-19 08:00
明晚 = 2026-11-19 19:00
今晚 = 2026-11-18 19:00
今晚8点半 = 2026-11-18 20:30
昨晚 = 2026-11-17 19:00
后天上午10点 = 2026-11-20 10:00
明天3点 = 2026-11-19 15:00
明天03:00 = 2026-11-19 03:00
明天3:00 = 2026-11-19 15:00
明天9点 = 2026-11-19 09:00
明天7点 = 2026-11-19 07:00
明天6点 = 2026-11-19 18:00
明天15点 = 2026-11-19 15:00
明天上午3点 = 2026-11-19 03:00
明天十点半 = 2026-11-19 10:30
明天下午三点一刻 = 2026-11-19 15:15
明天下午两点 = 2026-11-19 14:00
明天下午2点20分 = 2026-11-19 14:20
明天下午２：３０ = 2026-11-19 14:30
明天中午12点 = 2026-11-19 12:00
明天中午1点 = 2026-11-19 13:00
明天凌晨2点 = 2026-11-19 02:00
明天晚上12点 = 2026-11-20 00:00
明天24点 = 2026-11-20 00:00
周三 = 2026-11-25
周三15:00 = 2026-11-18 15:00
周三下午3点 = 2026-11-18 15:00
周三9点 = 2026-11-25 09:00
周日 = 2026-11-22
周天 = 2026-11-22
星期五下午 = 2026-11-20 14:00
礼拜一 = 2026-11-23
禮拜一 = 2026-11-23
週五 = 2026-11-20
下週三下午3點 = 2026-11-25 15:00
下个星期一 = 2026-11-23
下星期二上午10点 = 2026-11-24 10:00
下周日 = 2026-11-29
这周五 = 2026-11-20
上周五 = 2026-11-13
上上周五 = 2026-11-06
本月底 = 2026-11-30
下月底 = 2026-12-31
下个月底 = 2026-12-31
年底 = 2026-12-31
下个月1号 = 2026-12-01
本月20号 = 2026-11-20
12月5日 = 2026-12-05
12月5号下午3点 = 2026-12-05 15:00
十二月五日 = 2026-12-05
11月18日 = 2026-11-18
11月17日 = 2027-11-17
明年3月1日 = 2027-03-01
2027年1月5日 = 2027-01-05
二零二七年一月五日 = 2027-01-05
27年1月5日 = 2027-01-05
２０２６年１２月５日 = 2026-12-05
20号 = 2026-11-20
18号 = 2026-11-18
十五号 = 2026-12-15
二十号上午 = 2026-11-20 09:00
31号 = 2026-12-31
两天后 = 2026-11-20
3天后上午9点 = 2026-11-21 09:00
10天之后 = 2026-11-28
一周后 = 2026-11-25
两周后 = 2026-12-02
两个星期后 = 2026-12-02
一个月后 = 2026-12-18
3个月后 = 2027-02-18
半个月后 = 2026-12-03
半小时后 = 2026-11-18 11:00
两个半小时后 = 2026-11-18 13:00
30分钟后 = 2026-11-18 11:00
三天前 = 2026-11-15
两周前 = 2026-11-04
下午3点 = 2026-11-18 15:00
晚上8点 = 2026-11-18 20:00
上午9点 = 2026-11-19 09:00
3点半 = 2026-11-18 15:30
15:00 = 2026-11-18 15:00
2月29日 = 2028-02-29
12月5日（周六） = 2026-12-05
周五前 = 2026-11-20
下周三之前 = 2026-11-25
"""

ENGLISH = """
today = 2026-11-18
tomorrow = 2026-11-19
tmr 3pm = 2026-11-19 15:00
yesterday = 2026-11-17
day after tomorrow = 2026-11-20
the day after tomorrow = 2026-11-20
the day before yesterday = 2026-11-16
tomorrow morning = 2026-11-19 09:00
tomorrow noon = 2026-11-19 12:00
tomorrow afternoon = 2026-11-19 14:00
tomorrow evening = 2026-11-19 19:00
tomorrow at 3 = 2026-11-19 15:00
tomorrow at 9 = 2026-11-19 09:00
tomorrow at 3:30 = 2026-11-19 15:30
tomorrow 03:00 = 2026-11-19 03:00
tomorrow 15:00 = 2026-11-19 15:00
tomorrow 3 p.m. = 2026-11-19 15:00
tomorrow 9:15am = 2026-11-19 09:15
tomorrow 12pm = 2026-11-19 12:00
tomorrow 12am = 2026-11-19 00:00
3pm tomorrow = 2026-11-19 15:00
at 3pm on friday = 2026-11-20 15:00
Friday = 2026-11-20
FRIDAY = 2026-11-20
friday 3pm = 2026-11-20 15:00
friday at 3 = 2026-11-20 15:00
friday morning = 2026-11-20 09:00
on friday = 2026-11-20
by friday = 2026-11-20
upcoming friday = 2026-11-20
this coming friday = 2026-11-20
next mon = 2026-11-23
next tuesday 10am = 2026-11-24 10:00
next thurs at 4pm = 2026-11-26 16:00
next sunday = 2026-11-29
friday next week = 2026-11-27
next week friday = 2026-11-27
last fri = 2026-11-13
last friday = 2026-11-13
wednesday = 2026-11-25
wednesday 3pm = 2026-11-18 15:00
wednesday 9am = 2026-11-25 09:00
sat = 2026-11-21
sun = 2026-11-22
eom = 2026-11-30
end of the month = 2026-11-30
end of next month = 2026-12-31
end of year = 2026-12-31
1st of next month = 2026-12-01
the 5th of next month = 2026-12-05
the 20th = 2026-11-20
the 15th = 2026-12-15
Dec 5 = 2026-12-05
December 5th = 2026-12-05
5 December = 2026-12-05
5th of December = 2026-12-05
the fifth of December = 2026-12-05
Dec 5, 2026 = 2026-12-05
5 Jan 2027 = 2027-01-05
Jan 5 at 3pm = 2027-01-05 15:00
Sat, Dec 5 = 2026-12-05
5-Dec-2026 = 2026-12-05
Nov 18 = 2026-11-18
Nov 17 = 2027-11-17
Feb 29 = 2028-02-29
12/05/2026 = 2026-12-05
25/12 = 2026-12-25
25.12.2026 = 2026-12-25
2026/12/05 = 2026-12-05
2026.12.05 = 2026-12-05
in a week = 2026-11-25
in two weeks = 2026-12-02
in 2 weeks = 2026-12-02
in a month = 2026-12-18
in 3 months = 2027-02-18
in a year = 2027-11-18
in a fortnight = 2026-12-02
in a couple of days = 2026-11-20
in half an hour = 2026-11-18 11:00
in 30 minutes = 2026-11-18 11:00
in an hour = 2026-11-18 11:30
3 days from now = 2026-11-21
a week from today = 2026-11-25
3 days ago = 2026-11-15
two weeks ago = 2026-11-04
a month ago = 2026-10-18
tonight = 2026-11-18 19:00
tonight at 8 = 2026-11-18 20:00
this afternoon = 2026-11-18 14:00
this evening = 2026-11-18 19:00
last night = 2026-11-17 19:00
noon = 2026-11-18 12:00
3pm = 2026-11-18 15:00
9am = 2026-11-19 09:00
half past 3 = 2026-11-18 15:30
4 o'clock = 2026-11-18 16:00
friday 2-3pm = 2026-11-20 14:00
"""

FORMS = """
2026-11-25 = 2026-11-25
2026-11-25T15:00:00+08:00 = 2026-11-25 15:00
2026-11-25T07:00:00Z = 2026-11-25 15:00
2026-11-25T15:00 = 2026-11-25 15:00
2026-11-25 15:00 = 2026-11-25 15:00
2026-11-25 03:00 = 2026-11-25 03:00
+3d = 2026-11-21
-2w = 2026-11-04
+2h = 2026-11-18 12:30
+1m = 2026-12-18
+1y = 2027-11-18
now = 2026-11-18 10:30
"""


def _table(text: str) -> list[tuple[str, str]]:
    return [tuple(line.split(" = ")) for line in text.strip().splitlines()]  # type: ignore[misc]


def test_enough_everyday_phrases():
    assert len(_table(CHINESE)) >= 60
    assert len(_table(ENGLISH)) >= 60


@pytest.mark.parametrize(
    ("said", "meant"), _table(CONTRACT) + _table(CHINESE) + _table(ENGLISH) + _table(FORMS)
)
def test_what_is_said_is_what_is_meant(said, meant):
    assert shown(read_when(said, NOW)) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("昨天", "2026-11-17"),
        ("上周五", "2026-11-13"),
        ("last fri", "2026-11-13"),
        ("周一", "2026-11-16"),
        ("monday", "2026-11-16"),
        ("周三", "2026-11-18"),
        ("周五", "2026-11-13"),
        ("3月1日", "2026-03-01"),
        ("15号", "2026-11-15"),
        ("20号", "2026-10-20"),
        ("31号", "2026-10-31"),
        ("9:00", "2026-11-18 09:00"),
        ("15:00", "2026-11-17 15:00"),
        ("12/5", "2025-12-05"),
        ("明天", "2026-11-19"),
    ],
)
def test_looking_back(said, meant):
    assert shown(read_when(said, NOW, looking="back")) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [("周一", "2026-11-23"), ("本周一", "2026-11-16"), ("9点半", "2026-11-18 09:30"), ("15号", "2026-12-15")],
)
def test_in_a_note(said, meant):
    assert [shown(s.when) for s in find_when(said, NOW, looking="note")] == [meant]


@pytest.mark.parametrize(
    ("order", "meant"), [("mdy", "2026-12-05"), ("dmy", "2027-05-12"), ("ymd", "2026-12-05")]
)
def test_order_of_numbers(order, meant):
    assert shown(read_when("12/5", NOW, order)) == meant


@pytest.mark.parametrize(
    "said",
    [
        "2月30日",
        "2026-02-30",
        "2026/13/01",
        "2/30",
        "Feb 30",
        "30 Feb 2027",
        "13月5日",
        "4月31号",
        "2026年2月29日",
        "2027-02-29",
        "明天25点",
        "下午25点",
        "明天下午3点75分",
        "tomorrow 13pm",
        "tomorrow at 10:75",
    ],
)
def test_days_that_do_not_exist_are_named(said):
    with pytest.raises(WhenError) as error:
        read_when(said, NOW)
    assert error.value.reason == "no_such_date"
    assert [(s.start, s.end, s.when, s.reason) for s in find_when(f"约在 {said} 见", NOW)] == [
        (3, 3 + len(said), None, "no_such_date")
    ]


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "soon",
        "有3点意见",
        "3点建议",
        "便宜一点",
        "500",
        "1.5",
        "10.20",
        "24/7",
        "192.168.1.1",
        "138-0013-8000",
        "v2.10.3",
        "15号楼",
        "3号线",
        "A15号",
        "一周两次",
        "一周三次",
        "10-20-30",
        "30%",
        "may be",
        "march on",
        "sat with him",
        "sun microsystems",
        "second",
        "16:9",
        "1:1",
        "3/4 of the boxes",
        "2/10 net 30",
        "30/70",
        "early bird",
        "下午茶",
        "早上好",
        "3个月",
        "2小时",
        "3 days",
        "15日元",
        "MP3 player",
        "the 15th floor",
        "5th order",
        "secondary",
        "monday's child",
    ],
)
def test_no_date_is_seen_where_there_is_none(said):
    assert find_when(said, NOW) == []
    with pytest.raises(WhenError):
        read_when(said + " x", NOW)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("今天拜访,下周三下午3点回访", ["今天", "下周三下午3点"]),
        ("called, send quote next fri 3pm", ["next fri 3pm"]),
        ("meet at 3pm on monday or tue", ["3pm on monday", "tue"]),
        ("10月1日到10月7日放假", ["10月1日", "10月7日"]),
        ("会议下午3点到5点", ["下午3点到5点"]),
        ("met 5 Dec. will call fri", ["5 Dec", "fri"]),
        ("from mon. to wed.", ["mon", "wed"]),
        ("２０２６－１２－０５　交货", ["２０２６－１２－０５"]),
    ],
)
def test_pieces_of_a_text(text, pieces):
    assert [text[s.start : s.end] for s in find_when(text, NOW)] == pieces


@pytest.mark.parametrize(
    "said", ["明天 and then", "see you tomorrow", "明天后天", "fri sat", "tomorrow 25:00"]
)
def test_only_a_date_is_taken(said):
    with pytest.raises(WhenError):
        read_when(said, NOW)


@pytest.mark.parametrize("said", ["下周", "下个月", "下星期", "next week", "next month", "下下周"])
def test_a_period_ahead_has_no_day(said):
    assert [(s.start, s.end, s.when, s.reason) for s in find_when(f"x {said} y", NOW, looking="note")] == [
        (2, 2 + len(said), None, "no_day")
    ]
    assert find_when(said, NOW) == []


def test_what_the_words_leave_open_is_told():
    (open_,) = find_when("周一", NOW, looking="note")
    assert (open_.when.on, open_.back.on) == (date(2026, 11, 23), date(2026, 11, 16))
    (fixed,) = find_when("上周一", NOW, looking="note")
    assert (fixed.when.on, fixed.back) == (date(2026, 11, 9), None)


WORDS = st.sampled_from(
    [
        "今天",
        "明",
        "后",
        "周",
        "五",
        "下",
        "上",
        "月",
        "底",
        "3",
        "15",
        "号",
        "日",
        "点",
        "半",
        "下午",
        ":",
        "/",
        "-",
        ".",
        "2026",
        "30",
        "年",
        "小时",
        "天",
        "前",
        "fri",
        "mon",
        "next",
        "in",
        "at",
        "pm",
        "am",
        "of",
        "the",
        "5th",
        "Mar",
        "may",
        "to",
        "T",
        "Z",
        "+08:00",
        "tonight",
        "end",
        "month",
        "十",
        "二",
        "零",
        "初",
        "末",
        "noon",
        "个",
        "ago",
        " ",
        ",",
        "，",
        "\n",
        "：",
        "１",
    ]
)


@given(
    st.lists(WORDS, max_size=14).map("".join) | st.text(max_size=60),
    st.sampled_from(["ahead", "back", "note"]),
)
def test_never_raises_and_pieces_are_in_order(text, looking):
    end = 0
    for span in find_when(text, NOW, "mdy", looking):
        assert end <= span.start < span.end <= len(text)
        end = span.end
        if span.when is None:
            assert span.reason == "no_such_date" or (span.reason == "no_day" and looking == "note")
        else:
            assert (span.when.on is None) != (span.when.at is None)
            assert span.when.at is None or span.when.at.tzinfo is ZONE


@pytest.mark.parametrize("looking", ["ahead", "back", "note"])
@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_the_ends_of_time(day, looking):
    now = datetime(day.year, day.month, day.day, 10, 30, tzinfo=UTC)
    text = "昨天 明天 下周五 上周一 周三 3天后 两年前 2小时后 月底 下月5号 15号 3月1日 今晚12点 "
    text += "next fri yesterday in 3 months eow end of year"
    found = {text[s.start : s.end]: s for s in find_when(text, now, looking=looking)}
    assert found["昨天"].reason == ("no_such_date" if day.year == 1 else None)
    assert found["明天"].reason == ("no_such_date" if day.year == 9999 else None)
    with pytest.raises(WhenError):
        read_when("-2y" if day.year == 1 else "+9999y", now)


@given(st.lists(WORDS, max_size=12).map("".join))
def test_reading_ends_in_a_date_or_its_error(text):
    when = None
    try:
        when = read_when(text, NOW)
    except WhenError as error:
        reason = error.reason
    if when is None:
        assert reason in ("no_date", "not_only_a_date", "no_such_date")
    else:
        assert (when.on is None) != (when.at is None)


@given(st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2999, 12, 30)))
def test_iso_is_read_back(at):
    at = at.replace(microsecond=0)
    assert read_when(at.date().isoformat(), NOW).on == at.date()
    assert read_when(at.replace(tzinfo=UTC).isoformat(), NOW).at == at.replace(tzinfo=UTC)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 1, 1)), st.integers(0, 6))
def test_weekdays_alone_lie_within_the_next_seven_days(day, weekday):
    now = datetime(day.year, day.month, day.day, 10, 30, tzinfo=ZONE)
    on = read_when("周" + "一二三四五六日"[weekday], now).on
    assert on.weekday() == weekday
    assert 1 <= (on - day).days <= 7
    following = read_when("下周" + "一二三四五六日"[weekday], now).on
    assert (following - timedelta(days=following.weekday())) == day - timedelta(
        days=day.weekday()
    ) + timedelta(days=7)
