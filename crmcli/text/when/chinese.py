"""Days said in Chinese: 下周三, 三天后, 明年3月1日, 月底, 15号."""

from __future__ import annotations

from datetime import date, timedelta

from crmcli.text.when import arithmetic
from crmcli.text.when.arithmetic import add_months, month_days
from crmcli.text.when.clocks import PARTS_ZH
from crmcli.text.when.reader import HAN_DIGITS, HAN_NUMERALS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.text.when.reader import Day, Reader

DAYS_ZH = {
    "今天": 0, "今日": 0, "今儿": 0, "当天": None, "明天": 1, "明日": 1, "明儿": 1, "后天": 2, "后日": 2,
    "大后天": 3,
    "昨天": -1, "昨日": -1, "昨儿": -1, "前天": -2, "前日": -2, "大前天": -3,
}  # fmt: skip
DAY_PARTS_ZH = {
    "今早": (0, "早上"), "今晨": (0, "凌晨"), "今晚": (0, "晚上"), "今夜": (0, "晚上"), "明早": (1, "早上"),
    "明晨": (1, "凌晨"), "明晚": (1, "晚上"), "明夜": (1, "晚上"), "昨晚": (-1, "晚上"), "昨夜": (-1, "晚上"),
    "昨晨": (-1, "凌晨"), "后晚": (2, "晚上"), "前晚": (-2, "晚上"), "当晚": None,
}  # fmt: skip
WEEK_ZH = ("星期", "礼拜", "周")
WEEKDAY_ZH = {
    "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5,
    "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6,
}  # fmt: skip
UNITS_ZH = {
    "个小时": "h", "小时": "h", "个钟头": "h", "钟头": "h", "个钟": "h", "刻钟": "q", "分钟": "min",
    "分": "min",
    "秒钟": "s", "秒": "s", "天": "d", "日": "d", "个工作日": "b", "工作日": "b", "周": "w", "星期": "w",
    "个星期": "w",
    "个礼拜": "w", "礼拜": "w", "个周": "w", "个月": "m", "年": "y",
}  # fmt: skip
NOT_DAY = frozenset("楼线门仓库房机馆厅车样店井桌船院床元圆内游均产字码展台位段厂口街路街铺员井")
FEASTS_BEGIN = frozenset("元国劳圣平情妇儿教双五六十")
NOT_AFTER_WITHIN = frozenset("容部陆蒙贸存销向涵置饰外用共累的平")
NOT_AFTER_WEEKDAY = frozenset("天个次年月岁")


def day(r: Reader, i: int) -> Day | None:
    s = r.s
    found = r.literal(i, DAYS_ZH)
    if found:
        if found[0] is None:
            return None
        return (*arithmetic.add(r, found[0], "d"), found[1])
    return (
        week(r, i)
        or offset(r, i)
        or in_year(r, i)
        or in_month(r, i, None, i)
        or (feast(r, i) if s[i] in FEASTS_BEGIN and r.looking != "note" else None)
        or (of_month(r, i) if s[i] in HAN_NUMERALS or "0" <= s[i] <= "9" else None)
    )


def feast(r: Reader, i: int) -> Day | None:
    """元旦, 国庆节: in a note they are more often when something rests than a day, and not read."""
    from crmcli.text.when import holidays

    return holidays.chinese(r, i)


def week(r: Reader, i: int) -> Day | None:
    """周五, 下周三, 下下个星期一, 这周末"""
    s = r.s
    j, weeks = i, None
    for words, step in (("下", 1), ("上", -1)):
        if s[j] == words:
            weeks = 0
            while s[j] == words and abs(weeks) < 4:
                weeks += step
                j += 1
            if abs(weeks) > 3:
                return None
    if weeks is None and s[j] in "本这":
        weeks, j = 0, j + 1
    if weeks is not None and j < r.n and s[j] == "个":
        j += 1
    if weeks is not None and s[j : j + 1] == " ":
        return None
    for name in WEEK_ZH:
        if s.startswith(name, j):
            break
    else:
        return None
    k = j + len(name)
    if weeks is None and i and (s[i - 1] in HAN_NUMERALS or s[i - 1] in "每个各隔" or "0" <= s[i - 1] <= "9"):
        return None
    if weeks and s[k : k + 1] == "的":
        k += 1
        for name in WEEK_ZH:
            if s.startswith(name, k):
                k += len(name)
    weekday = WEEKDAY_ZH.get(s[k : k + 1])
    if weekday is None or s[k] in "123456789" and r.digits(k) > k + 1:
        return None
    k += 1
    if s[k - 1] in "一二三四五六七1234567" and s[k] in NOT_AFTER_WEEKDAY:
        return None
    if weeks is None:
        return "wd", weekday, k
    if weeks == 0:
        return "thiswd", weekday, k
    return (*arithmetic.weekday_in(r, weeks, weekday), k)


def offset(r: Reader, i: int) -> Day | None:
    """三天后, 2小时后, 半个月前, 再过两周"""
    s = r.s
    j = i
    passed = False
    for lead in ("再过", "过"):
        if s.startswith(lead, j):
            passed, j = True, j + len(lead)
            break
    half = False
    count = 1
    if s[j : j + 1] == "半":
        half, j = True, j + 1
    else:
        number = r.number(j)
        if number is None:
            return None
        if j == i and i and (s[i - 1] in HAN_NUMERALS or s[i - 1] in "第.数几"):
            return None
        if number[1] > j + 1 and s[j] in HAN_DIGITS and s[j + 1] in HAN_DIGITS:
            return None  # 两三天后 is no day, and not 23 of them
        count, j = number
        if s[j : j + 2] == "个半":
            half, j = True, j + 2
            if r.literal(j, {"小时": 1, "月": 1, "钟头": 1}) is None:
                return None
            unit = "m" if s[j] == "月" else "h"
            j += 1 if unit == "m" else 2
            return offset_end(r, i, j, passed, count * 2 + 1, unit, True)
    j = r.spaces(j)
    found = r.literal(j, UNITS_ZH)
    if found is None or found[0] is None:
        return None
    unit, j = found
    return offset_end(r, i, j, passed, 1 if half else count, unit, half)


def weekday_of(r: Reader, day: date, end: int) -> Day:
    """两周后的周三: the weekday of the week in which ``day`` lies; the day itself if none is said."""
    k = end + 1 if r.s[end] == "的" else end
    named = week(r, k) if r.s[k] in "周星礼" else None
    if named is None or named[0] != "wd":
        return "abs", day, end
    return "abs", day + timedelta(days=named[1] - day.weekday()), named[2]


def offset_end(r: Reader, i: int, j: int, passed: bool, count: int, unit: str, half: bool) -> Day | None:
    """After number and unit: 后 or 前 decides. ``half``: ``count`` is in halves of ``unit``."""
    if half:
        smaller = {"h": ("min", 30), "m": ("d", 15), "y": ("m", 6), "d": ("h", 12), "min": ("s", 30)}.get(
            unit
        )
        if smaller is None:
            return None
        unit, count = smaller[0], smaller[1] * count
        if unit == "d" and count > 15:
            return None
    ahead = r.literal(j, {"之后": 1, "以后": 1, "过后": 1, "后": 1})
    if ahead:
        if r.s[ahead[1] : ahead[1] + 1] == "天" and r.s[j] == "后":
            return None
        found = arithmetic.add(r, count, unit)
        if unit == "w" and found[0] == "abs":
            return weekday_of(r, found[1], ahead[1])
        return *found, ahead[1]
    within = r.literal(j, {"之内": 1, "以内": 1, "内": 1})
    if within and r.s[within[1]] not in NOT_AFTER_WITHIN:
        return *arithmetic.add(r, count, unit), within[1]
    ago = r.literal(j, {"之前": 1, "以前": 1, "前": 1})
    if ago and not passed:
        if r.s[j - 1] == "日" and unit == "d":
            return None  # 7日前: before the 7th
        found = arithmetic.add(r, -count, unit)
        return *found, ago[1]
    if passed and unit in ("d", "w", "m"):
        found = arithmetic.add(r, count, unit)
        return *found, j
    return None


def in_year(r: Reader, i: int) -> Day | None:
    """2026年3月1日, 明年3月1日, 年底"""
    s = r.s
    year = None
    j = i
    relative = {"今年": 0, "明年": 1, "后年": 2, "去年": -1, "前年": -2, "本年": 0}
    found = r.literal(i, relative)
    if found:
        year, j = r.today.year + found[0], found[1]
    else:
        number = r.number(i)
        if (
            number
            and s[number[1] : number[1] + 1] == "年"
            and (number[0] >= 1900 or 20 <= number[0] <= 99 and number[1] - i == 2)
        ):
            year, j = number[0] if number[0] > 99 else 2000 + number[0], number[1] + 1
    if s.startswith("年", j) and year is not None and s[j + 1 : j + 2] in ("底", "末", "终"):
        j += 1
        return "abs", date(year, 12, 31), j + 1
    if year is not None and s[j : j + 1] in ("底", "末"):
        return "abs", date(year, 12, 31), j + 1
    if year is None:
        if (
            s[i : i + 2] in ("年底", "年末", "年终")
            and (i == 0 or s[i - 1] not in HAN_NUMERALS)
            and s[i + 2 : i + 3] != "奖"
        ):
            return "abs", date(r.today.year, 12, 31), i + 2
        if s[i : i + 2] in ("季末",) or s[i : i + 3] in ("季度末", "季度底"):
            k = i + (2 if s[i + 1] == "末" else 3)
            return "abs", arithmetic.month_end(r, (3 - r.today.month % 3) % 3), k
        return None
    if year > 9999:
        return None
    return in_month(r, r.spaces(j), year, i)


def in_month(r: Reader, j: int, year: int | None, start: int) -> Day | None:
    """下月5号, 本月底, 月底, 3月1日, 3月底"""
    s = r.s
    month = None
    months = None
    if j >= r.n:
        return None
    if year is None:
        for words, step in (("下", 1), ("上", -1)):
            if s[j] == words:
                months = 0
                while s[j] == words and abs(months) < 4:
                    months, j = months + step, j + 1
        if months is None and s[j : j + 1] and s[j] in "本这当":
            months, j = 0, j + 1
        if months is not None:
            if abs(months) > 3:
                return None
            if s[j : j + 1] == "个":
                j += 1
        elif (
            s[j] == "月"
            and s[j + 1 : j + 2] in ("底", "末", "初", "中")
            and (
                j == 0
                or s[j - 1] not in HAN_NUMERALS
                and s[j - 1] not in "个每各"
                and not "0" <= s[j - 1] <= "9"
            )
        ):
            if j and s[j - 1] in "正腊冬闰元" or s[j + 2] in HAN_NUMERALS:
                return None  # 正月初一 is a day of another calendar
            if s[j + 1] == "中" and not middle(r, j + 1):
                return None
            return month_part(r, r.today.year, r.today.month, s[j + 1], j + 2, True)
    if months is not None:
        if s[j : j + 1] != "月":
            return None
        j += 1
        if s[j : j + 1] == "份":
            j += 1
        if s[j : j + 1] == "的":
            j += 1
        first = add_months(r.today.replace(day=1), months)
        if s[j : j + 1] in ("底", "末", "初") or middle(r, j):
            return month_part(r, first.year, first.month, s[j], j + 1, False)
        number = r.number(r.spaces(j))
        if number and s[number[1] : number[1] + 1] in ("号", "日"):
            return (*arithmetic.ymd(r, first.year, first.month, number[0]), number[1] + 1)
        return None
    number = r.number(j)
    if number is None or s[number[1] : number[1] + 1] != "月":
        return None
    if start == j and j and (s[j - 1] in HAN_NUMERALS or s[j - 1] in ".第"):
        return None
    month, j = number[0], number[1] + 1
    if s[j : j + 1] == "份":
        j += 1
    if s[j : j + 1] in ("底", "末", "初") or middle(r, j):
        if not 1 <= month <= 12:
            return None
        this = year
        if this is None:
            this = r.today.year
            if month < r.today.month and r.looking != "back":
                this += 1
            elif month > r.today.month and r.looking == "back":
                this -= 1
        return month_part(r, this, month, s[j], j + 1, False)
    dom = r.number(r.spaces(j))
    if dom is None:
        return None
    k = dom[1]
    if s[k : k + 1] in ("号", "日"):
        k += 1
    elif not (
        k >= r.n or s[k] in " \t\n,。;；、!?)）~-至到前之上下晚早中星周礼(（" or r.literal(k, PARTS_ZH)
    ):
        return None
    if year is not None:
        return (*arithmetic.ymd(r, year, month, dom[0]), k)
    if month > 99 or dom[0] > 99:
        return None
    return (*arithmetic.month_day(r, month, dom[0]), k)


def middle(r: Reader, i: int) -> bool:
    """Whether 中 at ``i`` is the middle of a month and begins no other word."""
    return r.s[i : i + 1] == "中" and r.s[i + 1] not in "国文东西英日美德外央心介标午间级"


def month_part(r: Reader, year: int, month: int, part: str, end: int, moves: bool) -> Day:
    if r.s[end - 1 : end + 1] == "中旬":
        end += 1
    if part in "底末":
        return "abs", date(year, month, month_days(year, month)), end
    dom = 1 if part == "初" else 15
    if moves:
        return "d", dom, end
    return "abs", date(year, month, dom), end


def of_month(r: Reader, i: int) -> Day | None:
    """15号, 二十日"""
    s = r.s
    if i and (s[i - 1].isalnum() and (s[i - 1].isascii() or s[i - 1] in "第月") or s[i - 1] in "-#.№"):
        return None
    number = r.number(i)
    if number is None:
        return None
    dom, j = number
    if s[j : j + 1] not in ("号", "日") or not 1 <= dom <= 31 or j - i > 3:
        return None
    j += 1
    if j < r.n and (s[j] in NOT_DAY or s.startswith("电池", j)):
        return None
    return "d", dom, j
