"""Repetitions said in Chinese: 每周一三五, 每隔3天, 每月最后一天, 隔周周三."""

from __future__ import annotations

from crmcli.text.when.chinese import NOT_AFTER_WEEKDAY, WEEK_ZH, WEEKDAY_ZH
from crmcli.text.when.clocks import PARTS_ZH
from crmcli.text.when.repeats import QUARTER_BEGINS, QUARTER_ENDS, WORKDAYS, Rule

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.text.when.reader import Reader

    Found = tuple[Rule, int]

UNITS = {
    "天": "d", "日": "d", "工作日": "work", "周": "w", "星期": "w", "礼拜": "w", "个星期": "w", "个礼拜": "w",
    "个周": "w", "月": "m", "个月": "m", "季度": "q", "个季度": "q", "季": "q", "年": "y", "个工作日": "work",
    "周末": "end", "个周末": "end",
}  # fmt: skip
# what is counted a week or a month is a quantity, no day: 每周三次, 每月5吨
COUNTED = frozenset("次个天吨件台箱柜车趟批单家人小遍回条票封万千百套辆只双米公斤克打元块美分成%％倍")
AND = ("、", "和", "及", "与", "跟", "&", "/", ",", "，")
# a week, month or day alone before these words is no time of a reminder: 每月用量, 每天的, 每年都
NO_TIME = frozenset("的都约大平最至用产销消采需出进供增减涨跌报刊优有可能只就")


def at(r: Reader, i: int) -> Found | None:
    """A repetition at ``i`` and its end; None if there is none."""
    s = r.s
    j = i + 1
    interval = 1
    half = False
    if s[i] == "逢" or s.startswith("逢", j):
        j += s[i] == "每"
        return weekdays(r, j, 1) if s.startswith(WEEK_ZH, j) else None
    if s[i] == "隔":  # 隔天 may be the day after; 隔周周三 is clear
        if i and s[i - 1] in "每间":
            return None
        return (weekdays(r, j, 2) if s.startswith("周", j) else None) or (
            in_month(r, j + 1, 2) if s.startswith("月", j) else None
        )
    if s[i] != "每":
        return None
    j = r.spaces(j)
    gap = s.startswith("隔", j)
    j += gap
    number = None
    if s.startswith("半", j):
        half, j = True, j + 1
    else:
        number = r.number(j)
        if number:
            interval, j = number[0], r.spaces(number[1])
        if gap and interval == 1:
            interval = 2  # 每隔一天 is every other day; 每隔3天 every three
    part = None if number or gap or half else r.literal(j, PARTS_ZH)
    if part and s[j] not in "ap" and (part[1] - j > 1 or s[j] in "早晚"):
        if s[j] in "早晚" and part[1] == j + 1:
            if s[j + 1] in "饭餐茶班会场报操":
                return None
            if not hour_follows(r, j):  # 每晚 alone
                return Rule("DAILY", clock=(part[0][0], 0, 0, 0, j + 1)), j + 1
        return Rule("DAILY", timed=True), j  # the part is read with its hour
    found = r.literal(j, UNITS)
    if found is None or not 1 <= interval <= 366:
        return None
    unit, end = found
    if half:
        return (Rule("MONTHLY", 6), once(r, end)) if unit == "y" and open_end(r, once(r, end)) else None
    if unit == "work":
        return (Rule("WEEKLY", interval, days=WORKDAYS), end) if interval == 1 else None
    if unit == "end":
        return Rule("WEEKLY", interval, days=((0, 5),)), end
    if unit == "w":
        return weekdays(r, j, interval)
    more = None
    if unit == "m":
        more = in_month(r, end, interval)
    elif unit == "q" and interval == 1:
        more = in_quarter(r, end)
    elif unit == "y" and interval == 1:
        more = in_year(r, end)
    if more:
        return more
    freq, times = {"d": ("DAILY", 1), "m": ("MONTHLY", 1), "q": ("MONTHLY", 3), "y": ("YEARLY", 1)}[unit]
    end = once(r, end)
    timed = unit == "d" and hour_follows(r, end)
    if timed or open_end(r, end) and not (unit == "d" and s[end - 1] == "日" and is_han(s[end])):
        return Rule(freq, interval * times), end
    return None


def once(r: Reader, end: int) -> int:
    """Past 一次: 每两周一次."""
    return end + 2 if r.s.startswith(("一次", "1次"), end) else end


def is_han(ch: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u4e00" <= ch <= "\u9fff"


def hour_follows(r: Reader, end: int) -> bool:
    """Whether a time of day stands behind 每天."""
    from crmcli.text.when import clocks, compose

    k = compose.connector(r, end)
    return k < r.n and clocks.at(r, k, True) is not None


def open_end(r: Reader, end: int) -> bool:
    """Whether a unit alone (每周, 每月) is a time: nothing is counted and no property told in its clause."""
    s = r.s
    k = r.spaces(end)
    if s[k] in NO_TIME:
        return False
    far = min(r.n, k + 30)
    while k < far and s[k] not in "。；;!?！？，,、\n":
        if s[k] in COUNTED and (s[k - 1].isdigit() or s[k - 1] in "一二两三四五六七八九十几多"):
            return False
        if s[k] in "¥$€£%":
            return False
        k += 1
    return True


def weekdays(r: Reader, j: int, interval: int) -> Found | None:
    """周一三五, 周一、周四, 周一到周五, 周的周五; the name of the week begins at ``j``."""
    s = r.s
    j += s[j] == "个"
    name = next((name for name in WEEK_ZH if s.startswith(name, j)), "")
    k = j + len(name)
    again = k
    while s[again] in " \t的,，(（":  # 每两周的周五, 每隔一周(周五)
        again += 1
    opened = s[again - 1] in "(（" and again > k
    second = next((name for name in WEEK_ZH if s.startswith(name, again)), "")
    if second and (again > k or s[k + len(second)] in WEEKDAY_ZH):
        k = again + len(second)
    first = weekday_at(r, k)
    if first is None:
        end = once(r, j + len(name))
        return (Rule("WEEKLY", interval), end) if open_end(r, end) else None
    days, k = [first], k + 1
    while True:
        end = k
        to = s[k] in "到至-~"
        if to:
            k += 1
        else:
            for word in AND:
                if s.startswith(word, k):
                    k += len(word)
                    break
        named = next((name for name in WEEK_ZH if s.startswith(name, k)), "")
        if s[end] in ",，" and not named:
            break
        weekday = weekday_at(r, k + len(named), spaced=not named)
        if weekday is None or not named and k == end and s[k - 1] == "末":
            break
        k += len(named) + 1
        if to:
            if weekday <= days[-1]:
                break
            days.extend(range(days[-1] + 1, weekday + 1))
        else:
            days.append(weekday)
    if opened and s[end] in ")）":
        end += 1
    return Rule("WEEKLY", interval, days=tuple((0, day) for day in sorted(set(days)))), end


def weekday_at(r: Reader, k: int, spaced: bool = False) -> int | None:
    """The weekday whose short name is at ``k``; None where something is counted (周三次, 周一三点)."""
    s = r.s
    weekday = WEEKDAY_ZH.get(s[k])
    if weekday is None or s[k].isdigit() and r.digits(k) > k + 1:
        return None
    after = s[k + 1]
    if s[k] in "日天末":
        return None if s[k] == "日" and after in "期程" else weekday
    if after in COUNTED and not (after in "单" and s[k + 2] != "位") or after in NOT_AFTER_WEEKDAY:
        return None
    if spaced and (after in "点时号月日年分刻:：" or after in "十百"):
        return None
    return weekday


def in_month(r: Reader, j: int, interval: int) -> Found | None:
    """What day of the month is said behind 每月: 5号, 底, 最后一天, 第二个周二."""
    s = r.s
    k = j
    while s[k] in " \t的，,":
        k += 1
    if s.startswith("月", k) and s[k + 1] in "底末初中":
        k += 1
    if s[k] in "底末":
        return Rule("MONTHLY", interval, month_days=(-1,)), k + 1
    if s[k] == "初":
        return Rule("MONTHLY", interval, month_days=(1,)), k + 1
    if s.startswith("中旬", k) or s[k] == "中" and s[k + 1] not in "国文东西英日美德外央心介标午间级":
        return Rule("MONTHLY", interval, month_days=(15,)), k + (2 if s[k + 1] == "旬" else 1)
    if s.startswith("第", k) or s.startswith("最后", k):
        return nth(r, k, interval)
    days: list[int] = []
    named: list[int] = []
    end = 0
    while True:
        number = r.number(k)
        if number is None or not 1 <= number[0] <= 31:
            break
        k = number[1]
        days.append(number[0])
        if s[k] in "号日":
            end = k = k + 1
            named = list(days)
            if s[k] in "线楼门":
                return None
        word = next((word for word in AND if s.startswith(word, k)), "")
        if not word:
            break
        k += len(word)
    if not end:
        return None
    return Rule("MONTHLY", interval, month_days=tuple(named)), end


def nth(r: Reader, k: int, interval: int) -> Found | None:
    """第二个周二, 最后一个星期五, 最后一天, 第一个工作日"""
    s = r.s
    if s.startswith("最后", k):
        n, k = -1, k + 2
        for word in ("一个", "1个", "一", "1", "个"):
            if s.startswith(word, k):
                k += len(word)
                break
    else:
        number = r.number(k + 1)
        if number is None or not 1 <= number[0] <= 31:
            return None
        n, k = number
        k += s[k] == "个"
    if s[k] in "天日":
        return Rule("MONTHLY", interval, month_days=(n,)), k + 1
    if s.startswith("工作日", k):
        return (Rule("MONTHLY", interval, days=WORKDAYS, place=n), k + 3) if n in (1, -1) else None
    for name in WEEK_ZH:
        if s.startswith(name, k):
            weekday = weekday_at(r, k + len(name))
            if weekday is not None and n <= 5:
                return Rule("MONTHLY", interval, days=((n, weekday),)), k + len(name) + 1
    return None


def in_quarter(r: Reader, j: int) -> Found | None:
    """初, 末, 第一天, 最后一天 behind 每季度."""
    s = r.s
    j += s[j] == "的"
    for words, months, day in (
        (("初", "第一天"), QUARTER_BEGINS, 1),
        (("末", "底", "最后一天"), QUARTER_ENDS, -1),
    ):
        for word in words:
            if s.startswith(word, j):
                return Rule("MONTHLY", 3, month_days=(day,), months=months), j + len(word)
    return None


def in_year(r: Reader, j: int) -> Found | None:
    """3月1日, 3月底, 年底 behind 每年."""
    s = r.s
    while s[j] in " \t的":
        j += 1
    j += s[j] == "年"
    if s[j] in "底末":
        return Rule("YEARLY", months=(12,), month_days=(-1,)), j + 1
    if s[j] == "初":
        return Rule("YEARLY", months=(1,), month_days=(1,)), j + 1
    number = r.number(j)
    if number is None or s[number[1]] != "月" or not 1 <= number[0] <= 12:
        return None
    month, j = number[0], number[1] + 1
    if s[j] in "底末":
        return Rule("YEARLY", months=(month,), month_days=(-1,)), j + 1
    if s[j] == "初":
        return Rule("YEARLY", months=(month,), month_days=(1,)), j + 1
    day = r.number(r.spaces(j))
    if day is None or s[day[1]] not in "号日":
        return None
    from crmcli.text.when.arithmetic import month_days

    if not 1 <= day[0] <= month_days(2000, month):
        return None
    return Rule("YEARLY", months=(month,), month_days=(day[0],)), day[1] + 1
