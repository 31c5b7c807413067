"""Rules of RFC 5545 in words, in both languages, and that the words mean the rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.i18n import use_language
from crmcli.shown.editing import said_of, text_of
from crmcli.shown.repeats import repeat_shown
from crmcli.shown.values import human
from crmcli.store.records import REMINDER
from crmcli.text.when import find_when
from crmcli.verbs.repeats import coming
from tests.text import test_when_repeats
from tests.text.test_when import NOW

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

# The rule | in English | in Chinese
WORDS = """
FREQ=DAILY | every day | 每天
FREQ=DAILY;INTERVAL=2 | every two days | 每两天
FREQ=WEEKLY;BYDAY=TU | every Tuesday | 每周二
FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR | every weekday | 每个工作日
FREQ=DAILY;BYDAY=TH,MO | every Mon and Thu | 每周一、周四
FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH | every two weeks on Mon and Thu | 每两周的周一、周四
FREQ=WEEKLY;INTERVAL=3 | every 3 weeks | 每 3 周
FREQ=MONTHLY | every month | 每月
FREQ=MONTHLY;BYMONTHDAY=1,2,3,11 | every month on the 1st, 2nd, 3rd and 11th | 每月1日、2日、3日、11日
FREQ=MONTHLY;BYMONTHDAY=22 | every month on the 22nd | 每月22日
FREQ=MONTHLY;BYMONTHDAY=31 | every month on the last day | 每月最后一天
FREQ=MONTHLY;BYMONTHDAY=-1 | every month on the last day | 每月最后一天
FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1 | every month on the 30th | 每月30日
FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1 | every 3 months on the last day | 每 3 个月的最后一天
FREQ=MONTHLY;BYDAY=2TU | every month on the second Tuesday | 每月第二个周二
FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1 | every month on the last Tuesday | 每月最后一个周二
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1 | every month on the first working day | 每月第一个工作日
FREQ=YEARLY | every year | 每年
FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1 | every year on March 1 | 每年3月1日
FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29 | the last day of every February | 每年2月底
FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=-1 | the last day of every June | 每年6月底
FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1 | every year on December 31 | 每年12月31日
FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1 | every year on January 1 and July 1 | 每年1月1日、7月1日
FREQ=YEARLY;BYMONTH=5;BYDAY=2SU | every year on the second Sunday of May | 每年5月的第二个周日
FREQ=YEARLY;BYMONTH=5 | every year in May | 每年5月
FREQ=HOURLY;INTERVAL=4 | every 4 hours | 每 4 小时
FREQ=MINUTELY;INTERVAL=15 | every 15 minutes | 每 15 分钟
FREQ=DAILY;BYHOUR=2;BYMINUTE=30 | every day at 02:30 | 每天02:30
FREQ=DAILY;COUNT=1 | every day, ending after 1 time | 每天，共 1 次
FREQ=DAILY;COUNT=3 | every day, ending after 3 times | 每天，共 3 次
FREQ=WEEKLY;UNTIL=20270301 | every week until 2027-03-01 | 每周，到2027年3月1日为止
FREQ=WEEKLY;UNTIL=20270228T170000Z | every week until 2027-03-01 | 每周，到2027年3月1日为止
RRULE:freq=daily | every day | 每天
"""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """English again after the test."""
    yield
    use_language("en")


@pytest.mark.parametrize("line", WORDS.strip().splitlines())
def test_words(line: str) -> None:
    rule, english, chinese = line.split(" | ")
    assert repeat_shown(rule, ZONE) == english
    use_language("zh")
    assert repeat_shown(rule, ZONE) == chinese


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "每周一",
        "FREQ=SECONDLY",
        "FREQ=NEVER",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=x",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;BYHOUR=9,17;BYMINUTE=0",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=DAILY;BYHOUR=25;BYMINUTE=0",
        "FREQ=DAILY;INTERVAL=2;BYDAY=MO",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=MONTHLY;BYMONTHDAY=-3",
        "FREQ=MONTHLY;BYMONTHDAY=45",
        "FREQ=MONTHLY;BYMONTHDAY=1,31",
        "FREQ=MONTHLY;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYMONTHDAY=1,2,3,4,5,6,7,8",
        "FREQ=YEARLY;BYMONTHDAY=5",
        "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=31",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=WEEKLY;UNTIL=soon",
        "FREQ=WEEKLY;UNTIL=00010101T000000Z",
    ],
)
def test_what_has_no_words_stays_the_rule(rule: str) -> None:
    if not rule.startswith("FREQ=WEEKLY;UNTIL=0"):
        assert repeat_shown(rule, ZONE) == rule
    assert repeat_shown(rule, ZoneInfo("America/New_York")) == rule


def read(words: str) -> str | None:
    """The rule that words say; None if they do not say one and nothing else."""
    spans = find_when(words, NOW, "mdy", "ahead", repeats=True)
    if len(spans) != 1 or (words[: spans[0].start] + words[spans[0].end :]).strip():
        return None
    return str(spans[0].repeat)


SAID = sorted(
    {
        line.split(" | ")[2]
        for text in (test_when_repeats.CHINESE, test_when_repeats.ENGLISH)
        for line in text.strip().splitlines()
        if " | FREQ=" in line
    }
)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("rule", SAID)
def test_a_rule_made_of_words_is_shown_in_words_that_make_it_again(rule: str, language: str) -> None:
    use_language(language)
    assert read(repeat_shown(rule)) == rule


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules of every frequency with parts that may fit together or not."""
    parts = ["FREQ=" + draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))]
    interval = draw(st.integers(1, 4))
    parts += [f"INTERVAL={interval}"] if interval > 1 else []
    months = draw(st.lists(st.integers(1, 12), max_size=2, unique=True))
    parts += ["BYMONTH=" + ",".join(map(str, months))] if months else []
    month_days = draw(st.lists(st.sampled_from((*range(1, 32), -1)), max_size=3, unique=True))
    parts += ["BYMONTHDAY=" + ",".join(map(str, month_days))] if month_days else []
    which = st.sampled_from(("", "", "", "1", "2", "4", "-1"))
    days = draw(st.lists(st.builds(str.__add__, which, st.sampled_from(DAYS)), max_size=5, unique=True))
    parts += ["BYDAY=" + ",".join(days)] if days else []
    place = draw(st.sampled_from((0, 0, 1, -1)))
    parts += [f"BYSETPOS={place}"] if place else []
    return ";".join(parts)


def occurrences(rule: str, start: datetime) -> list[datetime]:
    return [one for one, _passed in islice(coming(rule, start, start, ZONE, dated=True), 6)]


@given(rules(), st.sampled_from(("en", "zh")))
def test_the_words_of_a_rule_mean_the_rule(rule: str, language: str) -> None:
    """Wherever the words can be read, what they say comes on the same days."""
    use_language(language)
    words = repeat_shown(rule)
    again = None if words == rule else read(words)
    if again is not None and again != rule:
        series = occurrences(rule, datetime(2026, 1, 5))
        if series:  # both begin on a day of the series, as intervals count from there
            assert occurrences(again, series[0]) == occurrences(rule, series[0])


def test_a_value_is_shown_in_words_and_typed_as_the_rule() -> None:
    field = REMINDER.fields["repeat"]
    assert human("FREQ=WEEKLY", field, NOW) == "every week"
    assert text_of(field, "FREQ=WEEKLY") == "FREQ=WEEKLY"
    assert said_of(field, "FREQ=WEEKLY", "FREQ=WEEKLY", NOW) == "every week"
    assert said_of(field, "every week", "FREQ=WEEKLY", NOW) == ""


@given(st.text("FREQ=DAILYWKMONTH;BY,0123456789-ISP", max_size=40), st.sampled_from(("en", "zh")))
def test_nothing_breaks_it(rule: str, language: str) -> None:
    use_language(language)
    assert repeat_shown(rule, ZONE) or not rule
