"""Reading dates and times in Chinese and English.

One small reader walks over the text by hand (no large patterns: compiling them would cost more than the
reading). Every rule is spelled in the machine contract; what is not sure is left alone.

Said on Wednesday 2026-11-18 10:30, ``下周三下午3点`` is 2026-11-25 15:00, ``15号`` 12-15.
Weeks begin on Monday.
"""

# ruff: noqa: SIM905 (word lists read better as text)
from __future__ import annotations

from collections import namedtuple
from datetime import date, datetime, time, timedelta

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    Meant = tuple[str, Any]  # how a day was said, and what was said
    Day = tuple[str, Any, int]  # the same, and where it ends
    Clock = tuple[int, int, int, int, int]  # hour, minute, second, days more, where it ends

When = namedtuple("When", "on at")
"""A day or a moment: ``on`` a date or ``at`` an aware datetime, the other one ``None``."""

Span = namedtuple("Span", "start end when reason back")
"""A date found in a text. ``when`` is None if ``reason`` says why it is none (``no_such_date``, ``no_day``).

``back`` is what it means if it is known to lie in the past, where the words leave that open (``周一``,
``3月1日``); else None.
"""


class WhenError(ValueError):
    """A text is no date: ``reason`` is ``no_date``, ``no_such_date`` or ``not_only_a_date``."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{reason}: {text!r}")
        self.text = text
        self.reason = reason


# --- the words ---------------------------------------------------------------------------------

_TRADITIONAL = "週禮後點個號時鐘鍾兩這過內裏裡間號嗎萬淩"
_SIMPLE = "周礼后点个号时钟钟两这过内里里间号吗万凌"
_plain_table: dict[int, str] | None = None

_DAYS_ZH = {
    "今天": 0, "今日": 0, "今儿": 0, "当天": None, "明天": 1, "明日": 1, "明儿": 1, "后天": 2, "后日": 2,
    "大后天": 3,
    "昨天": -1, "昨日": -1, "昨儿": -1, "前天": -2, "前日": -2, "大前天": -3,
}  # fmt: skip
# 今晚 is a day and a part of it
_DAY_PARTS_ZH = {
    "今早": (0, "早上"), "今晨": (0, "凌晨"), "今晚": (0, "晚上"), "今夜": (0, "晚上"), "明早": (1, "早上"),
    "明晨": (1, "凌晨"), "明晚": (1, "晚上"), "明夜": (1, "晚上"), "昨晚": (-1, "晚上"), "昨夜": (-1, "晚上"),
    "昨晨": (-1, "凌晨"), "后晚": (2, "晚上"), "前晚": (-2, "晚上"), "当晚": None,
}  # fmt: skip
# part of a day: the hour it stands for alone, and how hours in it count
_PARTS_ZH = {
    "凌晨": (3, "night"), "清晨": (6, "am"), "清早": (7, "am"), "一早": (8, "am"), "早上": (9, "am"),
    "早晨": (9, "am"),
    "早间": (9, "am"), "上午": (9, "am"), "中午": (12, "noon"), "正午": (12, "noon"), "下午": (14, "pm"),
    "午后": (14, "pm"),
    "傍晚": (18, "pm"), "晚上": (19, "eve"), "晚间": (19, "eve"), "夜里": (22, "eve"), "夜晚": (19, "eve"),
    "夜间": (19, "eve"),
    "深夜": (23, "eve"), "半夜": (0, "night"), "早": (9, "am"), "晚": (19, "eve"), "am": (9, "am"),
    "pm": (14, "pm"),
}  # fmt: skip
_PARTS_EN = {
    "morning": (9, "am"), "noon": (12, "noon"), "midday": (12, "noon"), "afternoon": (14, "pm"),
    "evening": (19, "eve"),
    "night": (19, "eve"), "midnight": (0, "midnight"),
}  # fmt: skip
_WEEK_ZH = ("星期", "礼拜", "周")
_WEEKDAY_ZH = {
    "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5,
    "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5, "7": 6,
}  # fmt: skip
_WEEKDAYS = {
    "monday": 0, "mon": 0, "tuesday": 1, "tues": 1, "tue": 1, "wednesday": 2, "weds": 2, "wed": 2,
    "thursday": 3,
    "thurs": 3, "thur": 3, "thu": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6,
}  # fmt: skip
_MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5,
    "june": 6,
    "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
    "october": 10, "oct": 10,
    "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_TEENS = {"thirteen": 13, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_UNITS = {
    "minute": "min", "minutes": "min", "min": "min", "mins": "min", "hour": "h", "hours": "h", "hr": "h",
    "hrs": "h",
    "h": "h", "day": "d", "days": "d", "week": "w", "weeks": "w", "wk": "w", "wks": "w", "fortnight": "fn",
    "fortnights": "fn", "month": "m", "months": "m", "year": "y", "years": "y", "yr": "y", "yrs": "y",
    "second": "s", "seconds": "s", "secs": "s",
}  # fmt: skip
_UNITS_ZH = {
    "个小时": "h", "小时": "h", "个钟头": "h", "钟头": "h", "个钟": "h", "刻钟": "q", "分钟": "min",
    "分": "min",
    "秒钟": "s", "秒": "s", "天": "d", "日": "d", "个工作日": None, "工作日": None, "周": "w", "星期": "w",
    "个星期": "w",
    "个礼拜": "w", "礼拜": "w", "个周": "w", "个月": "m", "年": "y",
}  # fmt: skip
_HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_NUMERALS = frozenset("零〇一二三四五六七八九十两廿卅百")
# after a bare 15号 or 15日 these make it a thing, not a day
_NOT_DAY = frozenset("楼线门仓库房机馆厅车样店井桌船院床元圆内游均产字码展台位段厂口街路街铺员井")
_NOT_CLOCK = frozenset("有提这那共几下差早晚少多快慢好重要特")
_CLOCK_GOES_ON = frozenset("见开到来去打回拜再前后之出集发给致联约谈左钟整半上在和,;。、!?)）(（ \n\t,.-~至")
_SEPARATORS = frozenset(" \t,")
_STOP_EN = frozenset(
    "at for in on by with and or to of we i he she they it please pls then before after morning afternoon "
    "evening from is was will call visit meet send noon if when but about re regarding".split()
)
_BEFORE_DAY = frozenset("on by until till before after from for and or".split())
_PERIODS = (
    "下下周",
    "下周",
    "下个星期",
    "下星期",
    "下个礼拜",
    "下礼拜",
    "下个月",
    "下月",
    "next week",
    "next month",
)
_STARTS_HAN = frozenset(
    "今明后大昨前当凌清早上中正下午傍晚夜深半周星礼本这月年季去再过零〇一二三四五六七八九十两廿卅"
)
_STARTS_EN = (
    frozenset(
        "today tomorrow tmr tmrw yesterday day the tonight this next last coming upcoming previous past "
        "following in end eom eoy eow eod beginning start half quarter noon midnight midday mid a an".split()
    )
    | _WEEKDAYS.keys()
    | _MONTHS.keys()
    | _NUMBERS.keys()
    | _ORDINALS.keys()
    | _TENS.keys()
    | _TEENS.keys()
)


def _plain(text: str) -> str:
    """``text`` for reading, place for place: lower case, half-width, the simple form of date characters."""
    if text.isascii():
        return text.lower()
    global _plain_table
    if _plain_table is None:
        table = {0xFF01 + n: chr(0x21 + n) for n in range(94)}
        table |= {0xFF21 + n: chr(0x61 + n) for n in range(26)}
        table |= {0x41 + n: chr(0x61 + n) for n in range(26)}
        table |= {
            0x3000: " ",
            0xA0: " ",
            0x2009: " ",
            0x202F: " ",
            0x2019: "'",
            0x2212: "-",
            0x2013: "-",
            0x2014: "-",
        }
        table |= {ord(a): b for a, b in zip(_TRADITIONAL, _SIMPLE, strict=True)}
        _plain_table = table
    return text.translate(_plain_table)


def _is_latin(ch: str) -> bool:
    return "a" <= ch <= "z" or "\xc0" <= ch <= "\u024f"


def _add_months(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, _month_days(year, month + 1)))


def _month_days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


class _Reader:
    """One text being read; each method reads one kind of piece at a place, and says where it ends."""

    __slots__ = ("s", "n", "now", "today", "order", "looking")

    def __init__(self, text: str, now: datetime, date_order: str, looking: str) -> None:
        self.n = len(text)
        self.s = _plain(text) + "\0"  # so that the place after the end can be looked at
        self.now = now
        self.today = now.date()
        self.order = date_order
        self.looking = looking

    # --- pieces

    def spaces(self, i: int) -> int:
        while i < self.n and self.s[i] in " \t":
            i += 1
        return i

    def word(self, i: int) -> str:
        """The Latin word at ``i``; empty if there is none."""
        j = i
        while j < self.n and _is_latin(self.s[j]):
            j += 1
        return self.s[i:j]

    def boundary(self, i: int) -> bool:
        """Whether no Latin word goes on at ``i``."""
        return i >= self.n or not _is_latin(self.s[i])

    def literal(self, i: int, words: dict[str, Any]) -> tuple[Any, int] | None:
        """The longest of Chinese ``words`` at ``i``: its value and where it ends."""
        for length in (4, 3, 2, 1):
            key = self.s[i : i + length]
            if len(key) == length and key in words:
                return words[key], i + length
        return None

    def digits(self, i: int) -> int:
        j = i
        while j < self.n and "0" <= self.s[j] <= "9":
            j += 1
        return j

    def number(self, i: int) -> tuple[int, int] | None:
        """An Arabic or Chinese number up to 9999 at ``i`` and its end."""
        s = self.s
        j = self.digits(i)
        if j > i:
            return (int(s[i:j]), j) if j - i <= 4 else None
        while j < self.n and s[j] in _HAN_NUMERALS:
            j += 1
        if j == i:
            return None
        han = s[i:j]
        if not any(c in "十百廿卅" for c in han):
            if len(han) > 4:
                return None
            return int("".join(str(_HAN_DIGITS[c]) for c in han)), j
        total, unit = 0, -1
        for c in han:
            if c in _HAN_DIGITS:
                if unit > 0:
                    return None
                unit = _HAN_DIGITS[c] or -1
            elif c == "百":
                total, unit = total + max(unit, 1) * 100, -1
            else:
                total += {"十": 10, "廿": 20, "卅": 30}[c] * (max(unit, 1) if c == "十" else 1)
                unit = -1
        return total + max(unit, 0), j

    def spelled(self, i: int) -> tuple[int, int, bool] | None:
        """A number in words at ``i``: its value, its end, and whether it is an ordinal (twenty-first)."""
        word = self.word(i)
        if len(word) < 3:
            return None
        end = i + len(word)
        if word in _TENS:
            j = end + 1 if self.s[end] == "-" else self.spaces(end)
            second = self.word(j)
            one = _NUMBERS.get(second, 0) if len(second) > 2 else 0
            if 0 < one < 10:
                return _TENS[word] + one, j + len(second), False
            one = _ORDINALS.get(second, 0)
            if 0 < one < 10:
                return _TENS[word] + one, j + len(second), True
            return _TENS[word], end, False
        if word in _ORDINALS:
            return _ORDINALS[word], end, True
        value = _NUMBERS.get(word) or _TEENS.get(word)
        return (value, end, False) if value else None

    def year_in_words(self, i: int) -> bool:
        """Whether a year in words begins at ``i``: nineteen eighty six. Such years are not read."""
        word = self.word(i)
        after = self.spaces(i + len(word))
        if word == "two":
            return self.word(after) == "thousand"
        if word not in ("nineteen", "twenty"):
            return False
        more = self.spelled(after)
        return more is not None and not more[2] and more[0] >= 10

    def plain_digits(self, i: int) -> tuple[str, int] | None:
        j = self.digits(i)
        return (self.s[i:j], j) if j > i else None

    def add(self, count: int, unit: str) -> Meant:
        """What lies ``count`` units from now, as a day's kind and value."""
        try:
            if unit == "d":
                return "abs", self.today + timedelta(days=count)
            if unit in ("w", "fn"):
                return "abs", self.today + timedelta(days=count * (7 if unit == "w" else 14))
            if unit == "m":
                return "abs", _add_months(self.today, count)
            if unit == "y":
                return "abs", _add_months(self.today, count * 12)
            minutes = {"h": 60, "min": 1, "q": 15}.get(unit)
            step = timedelta(seconds=count) if minutes is None else timedelta(minutes=count * minutes)
            return "moment", self.now.replace(microsecond=0) + step
        except (ValueError, OverflowError):
            return "bad", None

    def ymd(self, year: int, month: int, day: int) -> Meant:
        if year < 100:
            year += 2000 if year <= self.today.year % 100 + 20 else 1900
        if not (1 <= month <= 12 and 1 <= day <= _month_days(year, month) and 1 <= year <= 9999):
            return "bad", None
        return "abs", date(year, month, day)

    def month_day(self, month: int, day: int) -> Meant:
        if not (1 <= month <= 12 and 1 <= day <= _month_days(2000, month)):
            return "bad", None
        return "md", (month, day)

    def weekday_in(self, weeks: int, weekday: int) -> Meant:
        monday = self.today - timedelta(days=self.today.weekday())
        try:
            return "abs", monday + timedelta(days=7 * weeks + weekday)
        except OverflowError:
            return "bad", None

    def month_end(self, months: int) -> date:
        first = _add_months(self.today.replace(day=1), months)
        return first.replace(day=_month_days(first.year, first.month))

    # --- days

    def day(self, i: int) -> Day | None:
        """A day at ``i``: ``(kind, value, end)`` or None."""
        ch = self.s[i]
        if "0" <= ch <= "9":
            return self.numeric_day(i) or self.chinese_day(i) or self.english_number_day(i)
        if _is_latin(ch):
            return self.english_day(i)
        if ch in _STARTS_HAN:
            return self.chinese_day(i)
        return None

    def numeric_day(self, i: int) -> Day | None:
        s = self.s
        if i and (s[i - 1] in "./" or s[i - 1] == "-" and i > 1 and (s[i - 2].isalnum())):
            return None
        first = self.plain_digits(i)
        if first is None:
            return None
        a, j = first
        if j >= self.n or s[j] not in "-/.":
            return None
        mark = s[j]
        second = self.plain_digits(j + 1)
        if second is None:
            return self.day_month_name(i, a, j, mark)
        b, j = second
        third = None
        if j < self.n and s[j] == mark:
            third = self.plain_digits(j + 1)
            if third is None and mark != "." and not (j + 1 >= self.n or s[j + 1] in " \t\n,"):
                return None
        if third:
            c, j = third
            if j < self.n and (
                _is_latin(s[j]) and s[j] != "t" or s[j] in "-/" or s[j] == "." and self.digits(j + 1) > j + 1
            ):
                return None
            if len(a) == 4 and len(b) <= 2 and len(c) <= 2:
                return (*self.ymd(int(a), int(b), int(c)), j)
            if (
                len(a) <= 2
                and len(b) <= 2
                and len(c) == 4
                or mark != "."
                and len(c) == 2 >= max(len(a), len(b))
                and (mark == "/" or len(a) == len(b) == 2)
            ):
                x, y = int(a), int(b)
                if mark == "-" and len(c) == 2:
                    return None  # 10-20-30: a size, a part of a number
                if len(c) == 2 and self.order == "ymd":
                    return (*self.ymd(x, y, int(c)), j)
                day_first = self.order == "dmy" or mark == "."
                if day_first and y > 12 >= x or not day_first and x > 12 >= y:
                    day_first = not day_first
                month, dom = (y, x) if day_first else (x, y)
                return (*self.ymd(int(c), month, dom), j)
            return None
        if mark != "/" or len(a) > 2 or len(b) > 2:
            return None
        x, y = int(a), int(b)
        if (
            (x, y) == (24, 7)
            or j < self.n
            and (s[j] in "-%" or _is_latin(s[j]) or s[j] == "." and self.digits(j + 1) > j + 1)
        ):
            return None
        rest = self.word(self.spaces(j))
        if rest in ("of", "net", "the", "day", "days") or j < self.n and s[j] in "的强以左定预寸吨":
            return None
        day_first = self.order == "dmy"
        if day_first and y > 12 >= x or not day_first and x > 12 >= y:
            day_first = not day_first
        month, dom = (y, x) if day_first else (x, y)
        if not (1 <= month <= 12 and 1 <= dom <= 31):
            return None
        return (*self.month_day(month, dom), j)

    def day_month_name(self, i: int, a: str, j: int, mark: str) -> Day | None:
        """``25-Nov-2026``"""
        name = self.word(j + 1)
        month = _MONTHS.get(name)
        if month is None or mark == "." or len(a) > 2:
            return None
        j += 1 + len(name)
        if j < self.n and self.s[j] == mark:
            year = self.plain_digits(j + 1)
            if year and len(year[0]) in (2, 4):
                return (*self.ymd(int(year[0]), month, int(a)), year[1])
        return (*self.month_day(month, int(a)), j)

    def chinese_day(self, i: int) -> Day | None:
        s = self.s
        found = self.literal(i, _DAYS_ZH)
        if found:
            if found[0] is None:
                return None
            return (*self.add(found[0], "d"), found[1])
        return (
            self.chinese_week(i)
            or self.chinese_offset(i)
            or self.chinese_year(i)
            or self.chinese_month(i, None, i)
            or (self.chinese_month_day(i) if s[i] in _HAN_NUMERALS or "0" <= s[i] <= "9" else None)
        )

    def chinese_week(self, i: int) -> Day | None:
        """周五, 下周三, 下下个星期一, 这周末"""
        s = self.s
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
        if weeks is not None and j < self.n and s[j] == "个":
            j += 1
        if weeks is not None and s[j : j + 1] == " ":
            return None
        for name in _WEEK_ZH:
            if s.startswith(name, j):
                break
        else:
            return None
        k = j + len(name)
        if (
            weeks is None
            and i
            and (s[i - 1] in _HAN_NUMERALS or s[i - 1] in "每个各隔" or "0" <= s[i - 1] <= "9")
        ):
            return None
        if weeks and s[k : k + 1] == "的":
            k += 1
            for name in _WEEK_ZH:
                if s.startswith(name, k):
                    k += len(name)
        weekday = _WEEKDAY_ZH.get(s[k : k + 1])
        if weekday is None or s[k] in "123456789" and self.digits(k) > k + 1:
            return None
        k += 1
        if s[k - 1] in "一二三四五六七1234567" and k < self.n and s[k] in "天个次年月岁":
            return None
        if weeks is None:
            return "wd", weekday, k
        if weeks == 0:
            return "thiswd", weekday, k
        return (*self.weekday_in(weeks, weekday), k)

    def chinese_offset(self, i: int) -> Day | None:
        """三天后, 2小时后, 半个月前, 再过两周"""
        s = self.s
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
            number = self.number(j)
            if number is None:
                return None
            if j == i and i and (s[i - 1] in _HAN_NUMERALS or s[i - 1] in "第.数几"):
                return None
            count, j = number
            if s[j : j + 2] == "个半":
                half, j = True, j + 2
                if self.literal(j, {"小时": 1, "月": 1, "钟头": 1}) is None:
                    return None
                unit = "m" if s[j] == "月" else "h"
                j += 1 if unit == "m" else 2
                return self._offset_end(i, j, passed, count * 2 + 1, unit, True)
        j = self.spaces(j)
        found = self.literal(j, _UNITS_ZH)
        if found is None or found[0] is None:
            return None
        unit, j = found
        return self._offset_end(i, j, passed, 1 if half else count, unit, half)

    def _offset_end(self, i: int, j: int, passed: bool, count: int, unit: str, half: bool) -> Day | None:
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
        ahead = self.literal(j, {"之后": 1, "以后": 1, "过后": 1, "后": 1})
        if ahead:
            if self.s[ahead[1] : ahead[1] + 1] == "天" and self.s[j] == "后":
                return None
            found = self.add(count, unit)
            return *found, ahead[1]
        ago = self.literal(j, {"之前": 1, "以前": 1, "前": 1})
        if ago and not passed:
            if self.s[j - 1] == "日":
                return None  # 7日前: before the 7th
            found = self.add(-count, unit)
            return *found, ago[1]
        if passed and unit in ("d", "w", "m"):
            found = self.add(count, unit)
            return *found, j
        return None

    def chinese_year(self, i: int) -> Day | None:
        """2026年3月1日, 明年3月1日, 年底"""
        s = self.s
        year = None
        j = i
        relative = {"今年": 0, "明年": 1, "后年": 2, "去年": -1, "前年": -2, "本年": 0}
        found = self.literal(i, relative)
        if found:
            year, j = self.today.year + found[0], found[1]
        else:
            number = self.number(i)
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
                and (i == 0 or s[i - 1] not in _HAN_NUMERALS)
                and s[i + 2 : i + 3] != "奖"
            ):
                return "abs", date(self.today.year, 12, 31), i + 2
            if s[i : i + 2] in ("季末",) or s[i : i + 3] in ("季度末", "季度底"):
                k = i + (2 if s[i + 1] == "末" else 3)
                return "abs", self.month_end((3 - self.today.month % 3) % 3), k
            return None
        if year > 9999:
            return None
        return self.chinese_month(self.spaces(j), year, i)

    def chinese_month(self, j: int, year: int | None, start: int) -> Day | None:
        """下月5号, 本月底, 月底, 3月1日, 3月底"""
        s = self.s
        month = None
        months = None
        if j >= self.n:
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
                    or s[j - 1] not in _HAN_NUMERALS
                    and s[j - 1] not in "个每各"
                    and not "0" <= s[j - 1] <= "9"
                )
            ):
                if j and s[j - 1] in "正腊冬闰元" or s[j + 2] in _HAN_NUMERALS:
                    return None  # 正月初一 is a day of another calendar
                if s[j + 1] == "中" and not self.middle(j + 1):
                    return None
                return self._month_part(self.today.year, self.today.month, s[j + 1], j + 2, True)
        if months is not None:
            if s[j : j + 1] != "月":
                return None
            j += 1
            if s[j : j + 1] == "份":
                j += 1
            if s[j : j + 1] == "的":
                j += 1
            first = _add_months(self.today.replace(day=1), months)
            if s[j : j + 1] in ("底", "末", "初") or self.middle(j):
                return self._month_part(first.year, first.month, s[j], j + 1, False)
            number = self.number(self.spaces(j))
            if number and s[number[1] : number[1] + 1] in ("号", "日"):
                return (*self.ymd(first.year, first.month, number[0]), number[1] + 1)
            return None
        number = self.number(j)
        if number is None or s[number[1] : number[1] + 1] != "月":
            return None
        if start == j and j and (s[j - 1] in _HAN_NUMERALS or s[j - 1] in ".第"):
            return None
        month, j = number[0], number[1] + 1
        if s[j : j + 1] == "份":
            j += 1
        if s[j : j + 1] in ("底", "末", "初") or self.middle(j):
            if not 1 <= month <= 12:
                return None
            this = year
            if this is None:
                this = self.today.year
                if month < self.today.month and self.looking != "back":
                    this += 1
                elif month > self.today.month and self.looking == "back":
                    this -= 1
            return self._month_part(this, month, s[j], j + 1, False)
        dom = self.number(self.spaces(j))
        if dom is None:
            return None
        k = dom[1]
        if s[k : k + 1] in ("号", "日"):
            k += 1
        elif not (
            k >= self.n
            or s[k] in " \t\n,。;；、!?)）~-至到前之上下晚早中星周礼(（"
            or self.literal(k, _PARTS_ZH)
        ):
            return None
        if year is not None:
            return (*self.ymd(year, month, dom[0]), k)
        if month > 99 or dom[0] > 99:
            return None
        return (*self.month_day(month, dom[0]), k)

    def middle(self, i: int) -> bool:
        """Whether 中 at ``i`` is the middle of a month and begins no other word."""
        return self.s[i : i + 1] == "中" and self.s[i + 1] not in "国文东西英日美德外央心介标午间级"

    def _month_part(self, year: int, month: int, part: str, end: int, moves: bool) -> Day:
        if self.s[end - 1 : end + 1] == "中旬":
            end += 1
        if part in "底末":
            return "abs", date(year, month, _month_days(year, month)), end
        dom = 1 if part == "初" else 15
        if moves:
            return "d", dom, end
        return "abs", date(year, month, dom), end

    def chinese_month_day(self, i: int) -> Day | None:
        """15号, 二十日"""
        s = self.s
        if i and (s[i - 1].isalnum() and (s[i - 1].isascii() or s[i - 1] in "第月") or s[i - 1] in "-#.№"):
            return None
        number = self.number(i)
        if number is None:
            return None
        dom, j = number
        if s[j : j + 1] not in ("号", "日") or not 1 <= dom <= 31 or j - i > 3:
            return None
        j += 1
        if j < self.n and s[j] in _NOT_DAY:
            return None
        return "d", dom, j

    def english_number_day(self, i: int) -> Day | None:
        """What begins with a number: 25 Nov, 5th of next month, 3 days ago, the 15th"""
        s = self.s
        if s[:i].rstrip(" ")[-1:] in ("$", "€", "£", "¥"):
            return None
        if i and (
            s[i - 1] in ".,$€£¥"
            and self.s[i - 2 : i - 1].isdigit()
            or s[i - 1] in "$€£¥#"
            or _is_latin(s[i - 1])
        ):
            return None
        number = self.plain_digits(i)
        if number is None or len(number[0]) > 4:
            return None
        value, j = int(number[0]), number[1]
        suffix = self.word(j)
        if suffix in ("st", "nd", "rd", "th"):
            return self.ordinal(i, value, j + 2)
        if suffix and (suffix not in _MONTHS or len(number[0]) > 2):
            return self.english_offset(value, j, False)
        k = self.spaces(j)
        word = self.word(k)
        if word == "of":
            k = self.spaces(k + 2)
            word = self.word(k)
        if word in _MONTHS and len(number[0]) <= 2:
            k += len(word)
            return self.with_year(value, _MONTHS[word], k)
        return self.english_offset(value, k, False)

    def english_offset(self, count: int, i: int, lead: bool) -> Day | None:
        """After a number: days ago, hours from now; with ``lead`` (in …) the unit alone."""
        i = self.spaces(i)
        half = False
        if self.s.startswith("and a half ", i):
            half, i = True, i + 11
        name = self.word(i)
        unit = _UNITS.get(name)
        if unit is None:
            return None
        j = i + len(name)
        if self.s[j : j + 1] == "'":
            j += 1
        if not half and self.s.startswith(" and a half", j):
            half, j = True, j + 11
        if half:
            smaller = {"h": ("min", 60), "y": ("m", 12)}.get(unit)
            if smaller is None:
                return None
            unit, count = smaller[0], count * smaller[1] + smaller[1] // 2
        k = self.spaces(j)
        word = self.word(k)
        if word == "ago":
            found = self.add(-count, unit)
            return *found, k + 3
        if word == "from" and self.word(self.spaces(k + 4)) == "now":
            found = self.add(count, unit)
            return *found, self.spaces(k + 4) + 3
        if word in ("from", "after", "before"):
            return self.from_day(count, unit, word == "before", self.spaces(k + len(word)))
        if word == "hence":
            found = self.add(count, unit)
            return *found, k + 5
        if lead:
            found = self.add(count, unit)
            if word == "time":
                j = k + 4
            return *found, j
        return None

    def from_day(self, count: int, unit: str, before: bool, i: int) -> Day | None:
        """two weeks after next friday: the day it is counted from begins at ``i``."""
        if unit not in ("d", "w", "fn", "m", "y") or i >= self.n:
            return None
        base = self.day(i)
        if base is None or base[0] == "moment":
            return None
        day = self.resolve(base[0], base[1], None, self.looking)[0]
        if day is None:
            return "bad", None, base[2]
        count = -count if before else count
        try:
            if unit in ("m", "y"):
                return "abs", _add_months(day, count * (12 if unit == "y" else 1)), base[2]
            return "abs", day + timedelta(days=count * {"d": 1, "w": 7, "fn": 14}[unit]), base[2]
        except (ValueError, OverflowError):
            return "bad", None, base[2]

    def ordinal(self, i: int, value: int, j: int) -> Day | None:
        """5th of next month, 1st March, the 15th"""
        s = self.s
        if not 1 <= value <= 31:
            return None
        k = self.spaces(j)
        word = self.word(k)
        if word == "day" and s.startswith(" of ", k + 3):
            k += 4
            word = "of"
        if word == "of":
            m = self.spaces(k + 2)
            word = self.word(m)
            if word == "the":
                m = self.spaces(m + 3)
                word = self.word(m)
            if word in ("next", "this", "last") and self.word(self.spaces(m + 4)) == "month":
                months = {"next": 1, "this": 0, "last": -1}[word]
                first = _add_months(self.today.replace(day=1), months)
                return (*self.ymd(first.year, first.month, value), self.spaces(m + 4) + 5)
            if word == "month":
                return "d", value, m + 5
            k = m
        if word in _MONTHS:
            k += len(word)
            return self.with_year(value, _MONTHS[word], k)
        if word == "next" and self.word(self.spaces(k + 4)) == "month":
            first = _add_months(self.today.replace(day=1), 1)
            return (*self.ymd(first.year, first.month, value), self.spaces(k + 4) + 5)
        before = s[:i].rstrip(" \t")
        lead = before[max(len(before) - 9, 0) :].split(" ")[-1] if before else ""
        if lead.strip(",.;:(") in (
            "the",
            "on",
            "by",
            "until",
            "till",
            "before",
            "after",
            "from",
            "since",
        ) and (not word or word in _STOP_EN or word in _WEEKDAYS):
            return "d", value, j
        if not before and not word:
            return "d", value, j
        return None

    def with_year(self, dom: int, month: int, k: int) -> Day | None:
        """A year may follow a day and a month."""
        m = k + 1 if self.s[k : k + 1] == "." else k
        m = self.spaces(m)
        if self.s[m : m + 1] == ",":
            m = self.spaces(m + 1)
        elif self.word(m) in ("in", "of"):
            m = self.spaces(m + 2)
        year = self.plain_digits(m)
        if (
            year
            and len(year[0]) == 4
            and year[0][:2] in ("19", "20")
            and self.boundary(year[1])
            and self.s[year[1] : year[1] + 1] != ":"
        ):
            return (*self.ymd(int(year[0]), month, dom), year[1])
        if dom > 31:
            return None
        return (*self.month_day(month, dom), k)

    def english_day(self, i: int) -> Day | None:
        """A day that begins with a word."""
        s = self.s
        if i and (
            _is_latin(s[i - 1])
            or "0" <= s[i - 1] <= "9"
            or s[i - 1] in "@#'"
            or s[i - 1] in "-/"
            and i > 1
            and s[i - 2].isalnum()
        ):
            return None
        word = self.word(i)
        if word not in _STARTS_EN:
            return None
        j = i + len(word)
        if s[j : j + 1] == "'" and word not in ("today", "tomorrow"):
            return None
        if word in ("today", "tomorrow", "tmr", "tmrw", "yesterday", "eod"):
            if word == "eod":
                nxt = self.spaces(j)
                if self.word(nxt) in ("tomorrow", "today"):
                    return self.english_day(nxt)
            return (*self.add({"today": 0, "eod": 0, "yesterday": -1}.get(word, 1), "d"), j)
        k = self.spaces(j)
        second = self.word(k)
        after = k + len(second)
        if word == "the":
            if not second:
                number = self.plain_digits(k)
                if number and self.word(number[1]) in ("st", "nd", "rd", "th"):
                    return self.ordinal(k, int(number[0][:4]), number[1] + 2)
                return None
            spelled = self.spelled(k)
            if spelled and spelled[2]:
                return self.ordinal(k, spelled[0], spelled[1])
            if second in ("end", "beginning", "start", "day"):
                return self.english_day(k)
            return None
        if word == "day":
            m = self.spaces(after)
            third = self.word(m)
            if second == "after" and third == "tomorrow":
                return (*self.add(2, "d"), m + 8)
            if second == "before" and third == "yesterday":
                return (*self.add(-2, "d"), m + 9)
            return None
        if word in ("this", "next", "last", "coming", "upcoming", "previous", "past", "following"):
            word = {"previous": "last", "following": "next"}.get(word, word)
            if word == "this" and second in ("coming", "past"):
                word = second
                k = self.spaces(after)
                second = self.word(k)
                after = k + len(second)
            if second in _WEEKDAYS:
                if word == "past":
                    days = (self.today.weekday() - _WEEKDAYS[second] - 1) % 7 + 1
                    return (*self.add(-days, "d"), after)
                full = self.after_weekday(_WEEKDAYS[second], after)
                if full:
                    return full
                if word == "next":
                    return (*self.weekday_in(1, _WEEKDAYS[second]), after)
                if word == "last":
                    return (*self.weekday_in(-1, _WEEKDAYS[second]), after)
                return "wd", _WEEKDAYS[second], after
            if word == "past":
                return None
            if second == "weekend":
                return (*self.weekday_in({"next": 1, "last": -1}.get(word, 0), 5), after)
            if second == "week":
                m = self.spaces(after)
                if self.word(m) == "on":
                    m = self.spaces(m + 2)
                elif s[m] in "-,":
                    m = self.spaces(m + 1)
                third = self.word(m)
                if third in _WEEKDAYS:
                    weeks = {"next": 1, "last": -1}.get(word, 0)
                    return (*self.weekday_in(weeks, _WEEKDAYS[third]), m + len(third))
            if second == "month" and word in ("next", "this", "last"):
                m = self.spaces(after)
                if self.word(m) == "on":
                    m = self.spaces(m + 2)
                if self.word(m) == "the":
                    m = self.spaces(m + 3)
                number = self.plain_digits(m)
                if number and self.word(number[1]) in ("st", "nd", "rd", "th"):
                    first = _add_months(self.today.replace(day=1), {"next": 1, "this": 0, "last": -1}[word])
                    return (*self.ymd(first.year, first.month, int(number[0])), number[1] + 2)
            if second in _MONTHS:
                found = self.english_day(k)
                if found and found[0] == "md":
                    month, dom = found[1]
                    year = self.today.year + {"next": 1, "last": -1}.get(word, 0)
                    return (
                        (*self.ymd(year, month, dom), found[2]) if word in ("this", "last", "next") else found
                    )
            return None
        if word in ("eom", "eoy", "eow"):
            return "abs", self._end_of({"eom": "month", "eoy": "year", "eow": "week"}[word], 0), j
        if word in ("end", "beginning", "start", "mid"):
            m = k
            if second == "of":
                m = self.spaces(after)
                if self.word(m) == "the":
                    m = self.spaces(m + 3)
            step = 0
            third = self.word(m)
            if third in ("next", "this", "last"):
                step = {"next": 1, "this": 0, "last": -1}[third]
                m = self.spaces(m + 4)
                third = self.word(m)
            if word == "mid" and not second and s[j] == "-" and self.word(j + 1) in _MONTHS:
                m, third = j + 1, self.word(j + 1)
            if word == "mid" and third in _MONTHS and second != "of" and not step:
                return (*self.month_day(_MONTHS[third], 15), m + len(third))
            if third in _MONTHS and word == "end" and second == "of":
                month = _MONTHS[third]
                year = self.today.year + (1 if month < self.today.month and self.looking != "back" else 0)
                return "abs", date(year, month, _month_days(year, month)), m + len(third)
            if third not in ("month", "year", "week", "quarter") or word != "mid" and second != "of":
                return None
            if word == "end":
                return "abs", self._end_of(third, step), m + len(third)
            if third == "month" and word != "mid":
                if step == 0:
                    return "d", 1, m + 5
                return "abs", _add_months(self.today.replace(day=1), step), m + 5
            return None
        if word in _WEEKDAYS:
            return self.english_weekday(i, word, j)
        if word in _MONTHS:
            return self.english_month(i, word, j)
        if word == "in":
            if second == "half" and s.startswith(" an hour", after):
                ahead = self.add(30, "min")
                return *ahead, after + 8
            if second in ("a", "the") and s.startswith(" couple of ", after):
                return self.english_offset(2, after + 11, True)
            number = self.plain_digits(k)
            if number and len(number[0]) <= 4:
                return self.english_offset(int(number[0]), number[1], True)
            if second in _NUMBERS:
                if s.startswith(" quarter of an hour", after):
                    ahead = self.add(15, "min")
                    return *ahead, after + 19
                if s.startswith(" half hour", after):
                    ahead = self.add(30, "min")
                    return *ahead, after + 10
                return self.english_offset(_NUMBERS[second], after, True)
            return None
        if word == "half" and s.startswith("an hour", k):
            return self._half(30, k + 7)
        if word == "a" and s.startswith("couple of ", k):
            return self.english_offset(2, k + 10, False)
        spelled = self.spelled(i)
        if spelled and not spelled[2]:
            after = self.spaces(spelled[1])
            third = self.word(after)
            if third in _MONTHS and third not in ("may", "march", "mar") and spelled[0] <= 31:
                if self.year_in_words(self.spaces(after + len(third))):
                    return None
                return self.with_year(spelled[0], _MONTHS[third], after + len(third))
            return self.english_offset(spelled[0], spelled[1], False)
        if spelled:
            after = self.spaces(spelled[1])
            third = self.word(after)
            return self.ordinal(i, spelled[0], spelled[1]) if third == "of" or third in _MONTHS else None
        if word in _NUMBERS:
            return self.english_offset(_NUMBERS[word], j, False)
        return None

    def _half(self, minutes: int, j: int) -> Day | None:
        k = self.spaces(j)
        word = self.word(k)
        if word == "ago":
            found = self.add(-minutes, "min")
            return *found, k + 3
        if word == "from" and self.s.startswith("from now", k):
            found = self.add(minutes, "min")
            return *found, k + 8
        return None

    def _end_of(self, unit: str, step: int) -> date:
        if unit == "month":
            return self.month_end(step)
        if unit == "year":
            return date(min(self.today.year + step, 9999), 12, 31)
        if unit == "quarter":
            return self.month_end((3 - self.today.month % 3) % 3 + 3 * step)
        found: date | None = self.weekday_in(step, 4)[1]
        return found or self.today

    def english_weekday(self, i: int, word: str, j: int) -> Day | None:
        s = self.s
        before = s[max(0, i - 12) : i].rstrip(" \t").split(" ")[-1].strip(",;:(") if i else ""
        if before in ("every", "each", "black", "good", "cyber"):
            return None
        k = self.spaces(j)
        second = self.word(k)
        # sat and sun are words too: sat with him, sun microsystems
        goes_on = second and second not in _PARTS_EN and second not in ("at", "next", "this", "week")
        if word in ("sat", "sun") and goes_on and before not in _BEFORE_DAY:
            return None
        # Friday next week
        if second in ("next", "this", "last") and s.startswith(" week", k + 4) and self.boundary(k + 9):
            return (*self.weekday_in({"next": 1, "this": 0, "last": -1}[second], _WEEKDAYS[word]), k + 9)
        if second == "of" and s.startswith(" next week", k + 2):
            return (*self.weekday_in(1, _WEEKDAYS[word]), k + 12)
        return self.after_weekday(_WEEKDAYS[word], j) or ("wd", _WEEKDAYS[word], j)

    def after_weekday(self, weekday: int, j: int) -> Day | None:
        """The date beside a weekday: Wed, 25 Nov 2026 · friday (jun-15) · tue the 4th · monday 21"""
        s = self.s
        m = self.spaces(j)
        closing = s[m] == "("
        if s[m] in ",(-":
            m = self.spaces(m + 1)
        if self.word(m) == "the":
            m = self.spaces(m + 3)
        if m >= self.n or m == j:
            return None
        word = self.word(m)
        full = None
        if s[m] in "0123456789":
            full = self.numeric_day(m) or self.english_number_day(m)
            if full is None:
                number = self.plain_digits(m)
                if number and 1 <= len(number[0]) <= 2 and 1 <= int(number[0]) <= 31:
                    suffix = self.word(number[1])
                    end = number[1] + len(suffix)
                    if (
                        suffix in ("st", "nd", "rd", "th")
                        or int(number[0]) > 12
                        and not suffix
                        and self.ends_number(number[1])
                    ):
                        full = "wdd", (weekday, int(number[0])), end
            elif full[0] == "d":
                full = "wdd", (weekday, full[1]), full[2]
        elif word in _MONTHS:
            full = self.english_month(m, word, m + len(word))
        elif word:
            spelled = self.spelled(m)
            if spelled and spelled[2] and spelled[0] <= 31:
                third = self.word(self.spaces(spelled[1]))
                if third == "of" or third in _MONTHS:
                    full = self.ordinal(m, spelled[0], spelled[1])
                else:
                    full = "wdd", (weekday, spelled[0]), spelled[1]
        if full is None or full[0] not in ("abs", "md", "bad", "wdd"):
            return None
        if full[0] == "md":
            full = "wmd", (weekday, *full[1]), full[2]
        if closing:
            if s[full[2]] != ")":
                return None
            return full[0], full[1], full[2] + 1
        return full

    def english_month(self, i: int, word: str, j: int) -> Day | None:
        """Nov 25, December 5th, 2026"""
        s = self.s
        if s[j : j + 1] == ".":
            j += 1
        k = self.spaces(j)
        if self.word(k) == "the":
            k = self.spaces(k + 3)
        number = self.plain_digits(k)
        if number is None:
            spelled = self.spelled(k)
            if spelled and (self.year_in_words(k) or self.year_in_words(self.spaces(spelled[1]))):
                return None
            if spelled and (spelled[2] or word not in ("may", "march", "mar") or spelled[0] > 20):
                return self.with_year(spelled[0], _MONTHS[word], spelled[1])
            if s[k : k + 1] in ("/", "-") and k == j and self.digits(k + 1) in (k + 2, k + 3):
                end = self.digits(k + 1)
                if s[end : end + 1] == s[k] and self.digits(end + 1) == end + 5:
                    return (*self.ymd(int(s[end + 1 : end + 5]), _MONTHS[word], int(s[k + 1 : end])), end + 5)
                if s[end] in "/-." and s[end + 1].isdigit() or _is_latin(s[end]):
                    return None
                return (*self.month_day(_MONTHS[word], int(s[k + 1 : end])), end)
            return None
        if len(number[0]) > 2:
            return None
        m = number[1]
        suffix = self.word(m)
        if suffix in ("st", "nd", "rd", "th"):
            m += 2
        elif (
            suffix
            or s[m : m + 1] in (":", "%", "-")
            and s[m + 1 : m + 2].isdigit()
            and s[m] != "-"
            or s[m : m + 1] == "."
            and s[m + 1 : m + 2].isdigit()
        ):
            return None
        if word in ("may", "mar", "march") and not suffix and self.word(self.spaces(m)) in _UNITS:
            return None
        return self.with_year(int(number[0]), _MONTHS[word], m)

    # --- times of day

    def clock(self, i: int, after_day: bool, part: tuple[int, str] | None = None) -> Clock | None:
        """A time at ``i``: ``(hour, minute, second, next_day, end)``."""
        s = self.s
        if i >= self.n:
            return None
        j = i
        if part is None and not s[i].isascii():
            found = self.literal(i, _PARTS_ZH)
            if found and not after_day and self.lasts(i, found[1]):
                return None
            if found and (len(s[i : found[1]]) > 1 or after_day):
                part, j = found[0], self.spaces(found[1])
                exact = self.clock_numbers(j, part, True)
                if exact:
                    return exact
                if (
                    s[i : found[1]] in ("早", "晚")
                    or s[found[1] : found[1] + 1] in ("好", "茶", "饭", "餐", "班", "会")
                    and not after_day
                ):
                    return None
                if s[found[1] : found[1] + 1] in ("茶", "饭", "餐", "班"):
                    return None
                return part[0], 0, 0, 0, found[1]
        if part is None and s[i] in "ap" and s[i : i + 2] in ("am", "pm") and self.boundary(i + 2):
            k = self.spaces(i + 2)
            if k < self.n and s[k].isdigit():
                return self.clock_numbers(k, _PARTS_ZH[s[i : i + 2]], True)
            return None
        if _is_latin(s[i]):
            return self.english_clock(i, after_day)
        return self.clock_numbers(j, part, after_day)

    def lasts(self, i: int, end: int) -> bool:
        """Whether a part of a day is how long something took, or of a day not known: 谈了一下午, 当天下午."""
        s = self.s
        before = s[i - 1] if i else ""
        if s[i:end] == "一早" and s[end] == "上" and s[end + 1 : end + 2] != "班":
            return True
        if before in ("一", "整", "半", "每"):
            return True
        two = s[i - 2] if i > 1 else ""
        if before == "到" and self.looking == "note":  # 聊到半夜
            return two in tuple("谈聊喝忙吵磨弄干做") or s[i:end] in ("半夜", "深夜", "凌晨")
        if before == "个":
            return two in _HAN_NUMERALS or two in ("整", "半", "每", "几") or "0" <= two <= "9"
        return (
            self.looking == "note"
            and before == "天"
            and (two in _HAN_NUMERALS or two in tuple("每天当那某隔"))
        )

    def repeats(self, i: int, end: int) -> bool:
        """Whether a time is that of every day."""
        k = self.spaces(end)
        return (
            self.word(k) in ("every", "each", "daily")
            or self.s[max(0, i - 3) : i].rstrip(" ")[-2:] in ("每天", "天天")
            or self.s[max(0, i - 16) : i].rstrip(" ").removesuffix(" at").endswith(("every day", "daily"))
        )

    def english_clock(self, i: int, after_day: bool) -> Clock | None:
        s = self.s
        if i and _is_latin(s[i - 1]):
            return None
        word = self.word(i)
        j = i + len(word)
        k = self.spaces(j)
        if word in ("at", "around", "about", "for"):
            found = self.clock(k, after_day)
            if found:
                return found
            if after_day and word != "for":
                number = self.plain_digits(k)
                if number and len(number[0]) <= 2 and int(number[0]) <= 24:
                    j = number[1]
                    if s[j] == "." and self.digits(j + 1) == j + 3 and self.ends_number(j + 3):
                        return self.hour(
                            int(number[0]), int(s[j + 1 : j + 3]), 0, None, number[0][0] != "0", j + 3
                        )
                    if self.ends_number(j):
                        return self.hour(int(number[0]), 0, 0, None, number[0][0] != "0", j)
                spelled = self.spelled(k)
                if spelled and not spelled[2] and spelled[0] <= 12 and self.ends_number(spelled[1]):
                    return self.hour(spelled[0], 0, 0, None, True, spelled[1])
                if spelled and self.word(self.spaces(spelled[1])) == "minutes":
                    m = self.spaces(self.spaces(spelled[1]) + 7)
                    if self.word(m) == "past":
                        hour = self.number_or_word(self.spaces(m + 4))
                        if hour and 1 <= hour[0] <= 12 and spelled[0] < 60:
                            return self.hour(hour[0], spelled[0], 0, None, True, hour[1])
            return None
        if word in ("half", "quarter"):
            if self.word(k) in ("past", "to"):
                to = self.word(k) == "to"
                m = self.spaces(k + (2 if to else 4))
                spoken = self.number_or_word(m)
                if spoken and 1 <= spoken[0] <= 12:
                    half = self.meridiem(spoken[1])
                    part = half[0] if half else None
                    end = half[1] if half else spoken[1]
                    past = spoken[0] - 1 if to else spoken[0]
                    minute = 30 if word == "half" else 45 if to else 15
                    return self.hour(past or 12, minute, 0, part, True, end)
            return None
        if word in _PARTS_EN:
            if after_day:
                part = _PARTS_EN[word]
                m = self.spaces(j)
                if self.word(m) == "at":
                    m = self.spaces(m + 2)
                exact = self.clock_numbers(m, part, True)
                if exact and part[1] != "noon":
                    return exact
                return part[0], 0, 0, (1 if part[1] == "midnight" else 0), j
            if word in ("noon", "midday", "midnight") and not s[max(0, i - 1) : i].isalnum():
                return _PARTS_EN[word][0], 0, 0, (1 if word == "midnight" else 0), j
            return None
        if after_day and word in ("in",) and s.startswith(" the ", j):
            m = self.spaces(j + 5)
            if self.word(m) in ("morning", "afternoon", "evening"):
                part = _PARTS_EN[self.word(m)]
                return part[0], 0, 0, 0, m + len(self.word(m))
        spoken = self.number_or_word(i)
        if spoken and 1 <= spoken[0] <= 12:
            m = self.spaces(spoken[1])
            for oclock in ("o'clock", "oclock"):
                if s.startswith(oclock, m):
                    m += len(oclock)
                    half = self.meridiem(m)
                    return self.hour(spoken[0], 0, 0, half[0] if half else None, True, half[1] if half else m)
            minute, end = 0, spoken[1]
            m = end + 1 if s[end] == "-" else m
            more = self.spelled(m)  # five-thirty, seven twenty-seven
            if more and not more[2] and 10 <= more[0] <= 59 and not s[i].isdigit():
                minute, end = more[0], more[1]
            half = self.meridiem(end)
            if half:
                return self.hour(spoken[0], minute, 0, half[0], True, half[1])
            if minute and (
                after_day or self.word(self.spaces(end)) in ("tomorrow", "today", "on", "tonight")
            ):
                return self.hour(spoken[0], minute, 0, None, True, end)
        return None

    def number_or_word(self, i: int) -> tuple[int, int] | None:
        number = self.plain_digits(i)
        if number:
            return (int(number[0]), number[1]) if len(number[0]) <= 2 else None
        word = self.word(i)
        return (_NUMBERS[word], i + len(word)) if len(word) > 2 and word in _NUMBERS else None

    def ends_number(self, j: int) -> bool:
        """Whether a number that ends at ``j`` stands alone, with no thing counted after it."""
        s = self.s
        if j < self.n and (
            s[j] in "%:-/"
            or s[j] == "."
            and s[j + 1 : j + 2].isdigit()
            or s[j] == ","
            and s[j + 1 : j + 2].isdigit()
        ):
            return False
        k = self.spaces(j)
        if k >= self.n:
            return True
        word = self.word(k)
        if word:
            return k > j and word in _STOP_EN
        return not s[k].isalnum()

    def meridiem(self, i: int) -> tuple[tuple[int, str], int] | None:
        """am, p.m. at ``i``."""
        i = self.spaces(i)
        s = self.s
        for text in ("a.m.", "p.m.", "a.m", "p.m", "am", "pm", "a m", "p m"):
            if s.startswith(text, i) and self.boundary(i + len(text)) and not "0" <= s[i + len(text)] <= "9":
                return _PARTS_ZH[text[0] + "m"], i + len(text)
        k = i
        if s.startswith("in the ", i):
            k = i + 7
        elif s.startswith("at night", i):
            return _PARTS_EN["night"], i + 8
        if k > i and self.word(k) in ("morning", "afternoon", "evening"):
            return _PARTS_EN[self.word(k)], k + len(self.word(k))
        return None

    def hour(
        self, h: int, m: int, sec: int, part: tuple[int, str] | None, moves: bool, end: int
    ) -> Clock | None:
        """A clock from numbers, with what part of the day was said."""
        days = 0
        if h > 24 or m > 59 or sec > 59 or h == 24 and (m or sec):
            return None
        if part is None:
            if moves and 1 <= h <= 6:
                h += 12
        elif h <= 12:
            how = part[1]
            if how in ("am", "night"):
                h %= 12
            elif how == "pm":
                h = h % 12 + 12
            elif how == "noon":
                h = h + 12 if h < 4 and h else h
            elif how == "eve":
                if h == 12:
                    h, days = 0, 1
                elif h == 0 or h <= 4:
                    days = 1
                else:
                    h += 12
        if h == 24:
            h, days = 0, days + 1
        return h, m, sec, days, end

    def clock_numbers(self, i: int, part: tuple[int, str] | None, after_day: bool) -> Clock | None:
        """3点半, 15:30, 3pm, 十五点二十分"""
        s = self.s
        if i >= self.n:
            return None
        number = self.number(i)
        if number is None or number[0] > 24:
            return None
        if i and (s[i - 1] in "." and s[i - 2 : i - 1].isdigit() or s[i - 1] in "$€£¥" or s[i - 1] in ":/"):
            return None
        h, j = number
        leading = s[i] == "0" or s[i] == "零"
        k = self.spaces(j)
        mark = s[j : j + 1]
        if mark in (":", "：") and s[i].isascii() and j - i <= 2 and (i == 0 or not _is_latin(s[i - 1])):
            minutes = self.plain_digits(j + 1)
            if minutes is None or len(minutes[0]) != 2:
                return None
            m, sec, end = int(minutes[0]), 0, minutes[1]
            if s[end : end + 1] == ":":
                seconds = self.plain_digits(end + 1)
                if seconds is None or len(seconds[0]) != 2:
                    return None
                sec, end = int(seconds[0]), seconds[1]
            if s[end : end + 1] in (":", "/"):
                return None
            half = self.meridiem(end)
            if half and (part is None or self.s[end:].lstrip(" ")[:1] in ("a", "p")):
                part, end = half
            return self.hour(h, m, sec, part, not leading, end)
        if mark == "." and part is None and s[i].isascii() and j - i <= 2:
            minutes = self.plain_digits(j + 1)  # 3.30pm
            if minutes and len(minutes[0]) == 2:
                half = self.meridiem(minutes[1])
                if half and self.s[minutes[1] :].lstrip(" ")[:1] in ("a", "p"):
                    return self.hour(h, int(minutes[0]), 0, half[0], True, half[1])
            return None
        if mark == "点" or mark == "时" and (part is not None or after_day or self._minutes_follow(j + 1)):
            return self.chinese_clock(i, h, j + 1, part, after_day, leading)
        if s[i].isascii():
            if j - i > 2:
                return None
            half = self.meridiem(j)
            if part is not None and s[k] not in ("a", "p"):
                half = None
            if half and not (half[0] in _PARTS_EN.values() and h > 12):
                return self.hour(h, 0, 0, half[0], True, half[1])
            # 2-3pm
            if part is None and s[j : j + 1] in ("-", "~") or s.startswith("to ", k):
                m2 = self.plain_digits(j + 1 if s[j : j + 1] in ("-", "~") else self.spaces(k + 2))
                if m2 and len(m2[0]) <= 2 and part is None:
                    half = self.meridiem(m2[1])
                    if half and s[m2[1] :].lstrip(" ")[:1] in ("a", "p") and h <= 12:
                        first = half[0]
                        if int(m2[0]) <= 12 and h > int(m2[0]) and half[0][1] == "pm" and h != 12:
                            first = _PARTS_ZH["am"]  # 11-1pm
                        return self.hour(h, 0, 0, first, True, half[1])
            for oclock in ("o'clock", "oclock"):
                if s.startswith(oclock, k):
                    k += len(oclock)
                    half = self.meridiem(k)
                    return self.hour(h, 0, 0, half[0] if half else part, True, half[1] if half else k)
            if after_day and part is None and s[j] in "ap" and self.boundary(j + 1) and 1 <= h <= 12:
                return self.hour(h, 0, 0, _PARTS_ZH[s[j] + "m"], True, j + 1)
            if (
                part is not None
                and h
                and self.ends_number(j)
                and part in (*_PARTS_EN.values(), _PARTS_ZH["晚上"], _PARTS_ZH["pm"], _PARTS_ZH["am"])
            ):
                return self.hour(h, 0, 0, part, True, j)
        return None

    def _minutes_follow(self, j: int) -> bool:
        number = self.number(j)
        return number is not None and self.s[number[1] : number[1] + 1] == "分"

    def chinese_clock(
        self, i: int, h: int, j: int, part: tuple[int, str] | None, after_day: bool, leading: bool
    ) -> Clock | None:
        """After 3点: the minutes; and whether it is a time at all (有3点意见 is none)."""
        s = self.s
        minute = 0
        sure = part is not None or after_day
        if s.startswith("半", j):
            minute, j, sure = 30, j + 1, True
        elif s.startswith(("一刻", "1刻"), j):
            minute, j, sure = 15, j + 2, True
        elif s.startswith(("三刻", "3刻"), j):
            minute, j, sure = 45, j + 2, True
        elif s.startswith(("钟", "整"), j):
            j, sure = j + 1, True
        else:
            number = self.number(j + 1 if s.startswith("零", j) and self.number(j + 1) else j)
            if number and number[0] < 60:
                if s[number[1] : number[1] + 1] == "分" and s[number[1] + 1 : number[1] + 2] != "钟":
                    minute, j, sure = number[0], number[1] + 1, True
                    if self.number(j):
                        seconds = self.number(j)
                        if seconds and s[seconds[1] : seconds[1] + 1] == "秒" and seconds[0] < 60:
                            return self.hour(h, minute, seconds[0], part, not leading, seconds[1] + 1)
                elif (
                    sure
                    and s[number[1] : number[1] + 1]
                    not in ("月", "号", "日", "年", "万", "个", "点", "天", "小", "吨", "%", ".")
                    and number[1] - j >= 2
                ):
                    minute, j = number[0], number[1]
        if not sure:
            if i and (s[i - 1] in _NOT_CLOCK or s[i - 1] in _HAN_NUMERALS or s[i - 1] == "第"):
                return None
            if j < self.n and s[j] not in _CLOCK_GOES_ON:
                return None
            if s[i] in "一1" and j - i == 2 and not s[i].isdigit():
                return None
        # 3点-5点: the first is the time, the second belongs to it
        return self.hour(h, minute, 0, part, not leading, j)

    def range_end(self, j: int) -> int:
        """Where a time goes on to another: 3点到5点, 14:00-15:30."""
        s = self.s
        k = self.spaces(j)
        if s[k : k + 1] in ("-", "~", "至", "到"):
            k = self.spaces(k + 1)
        elif s.startswith("to ", k):
            k = self.spaces(k + 3)
        else:
            return j
        if k < self.n:
            found = self.literal(k, _PARTS_ZH)
            more = self.clock_numbers(
                self.spaces(found[1]) if found else k, found[0] if found else None, True
            )
            if more:
                return int(more[4])
        return j

    # --- putting together

    def moment(self, day: date, clock: Clock) -> datetime | None:
        try:
            if clock[3]:
                day += timedelta(days=clock[3])
            return datetime.combine(day, time(clock[0], clock[1], clock[2]), tzinfo=self.now.tzinfo)
        except (ValueError, OverflowError):
            return None

    def fits(self, day: date, clock: Clock | None, looking: str) -> bool:
        """Whether a day that the words leave open lies on the side that is looked at."""
        if clock is None:
            return day <= self.today if looking == "back" else day >= self.today
        at = self.moment(day, clock)
        if at is None:
            return False
        return at <= self.now if looking == "back" else at > self.now

    def resolve(
        self, kind: str, value: Any, clock: Clock | None, looking: str
    ) -> tuple[date | None, str | None]:
        """The day that is meant, or why there is none."""
        back = looking == "back"
        step = -1 if back else 1
        today = self.today
        try:
            if kind == "abs":
                return value, None
            if kind == "bad":
                return None, "no_such_date"
            if kind in ("wd", "thiswd"):
                day = today + timedelta(days=value - today.weekday())
                if kind == "thiswd":
                    if looking != "ahead" or day >= today:
                        return day, None
                    return day + timedelta(days=7), None
                if back:
                    if not self.fits(day, clock, looking):
                        day -= timedelta(days=7)
                    return day, None
                if day == today and clock is None or not self.fits(day, clock, looking):
                    day += timedelta(days=7)
                return day, None
            if kind == "d":
                first = today.replace(day=1)
                for n in range(14):
                    month = _add_months(first, step * n)
                    if value <= _month_days(month.year, month.month):
                        day = month.replace(day=value)
                        if self.fits(day, clock, looking):
                            return day, None
                return None, "no_such_date"
            if kind == "wdd":  # monday the 21st: the next month in which it is so
                first = today.replace(day=1)
                if looking == "note" and value[1] <= _month_days(today.year, today.month):
                    day = today.replace(day=value[1])
                    if day.weekday() == value[0]:
                        return day, None  # of this month, though it may be past
                for n in range(40):
                    month = _add_months(first, step * n)
                    if value[1] <= _month_days(month.year, month.month):
                        day = month.replace(day=value[1])
                        if day.weekday() == value[0] and self.fits(day, clock, looking):
                            return day, None
                return None, "no_such_date"
            if (
                kind == "wmd"
            ):  # friday (jun-15): the year in which it is so, if it is near; else the weekday is a slip
                for year in (today.year, today.year + step, today.year - step):
                    if value[2] <= _month_days(year, value[1]):
                        day = date(year, value[1], value[2])
                        if day.weekday() == value[0] and abs((day - today).days) < 200:
                            return day, None
                kind, value = "md", value[1:]
            if kind == "md":
                for n in range(-1, 10):
                    year = today.year + step * n
                    if value[1] <= _month_days(year, value[0]):
                        day = date(year, value[0], value[1])
                        if self.fits(day, clock, looking):
                            return day, None
        except (OverflowError, ValueError):
            pass
        return None, "no_such_date"

    def result(self, start: int, end: int, kind: str, value: Any, clock: Clock | None) -> Span | None:
        if kind == "moment":
            return Span(start, end, When(None, value), None, None)
        day, reason = self.resolve(kind, value, clock, self.looking)
        if day is None:
            return Span(start, end, None, reason, None)
        back = None
        if self.looking != "back" and kind in ("wd", "thiswd", "d", "md", "wdd"):
            earlier = self.resolve(kind, value, clock, "back")[0]
            if earlier is not None and earlier != day:
                back = self.when(earlier, clock)
        when = self.when(day, clock)
        return Span(start, end, when, None, back) if when else None

    def when(self, day: date, clock: Clock | None) -> When | None:
        if clock is None:
            return When(day, None)
        at = self.moment(day, clock)
        return When(None, at) if at else None

    def iso_time(self, j: int, day: date) -> Span | None:
        """The rest of ``2026-11-25T15:00:00+08:00`` after the day."""
        s = self.s
        parts: list[int] = []
        k = j + 1
        while len(parts) < 3:
            if self.digits(k) != k + 2:
                return None
            parts.append(int(s[k : k + 2]))
            k += 2
            if s[k : k + 1] != ":":
                break
            k += 1
        if len(parts) < 2:
            return None
        if s[k : k + 1] == "." and self.digits(k + 1) > k + 1:
            k = self.digits(k + 1)
        text = s[j + 1 : j + 6] + (s[j + 6 : j + 9] if len(parts) == 3 else ":00")
        zone = ""
        if s[k : k + 1] == "z":
            zone, k = "+00:00", k + 1
        elif s[k : k + 1] in ("+", "-") and self.digits(k + 1) in (k + 3, k + 5):
            end = self.digits(k + 1)
            zone = s[k : k + 3]
            if end == k + 5:
                zone += ":" + s[k + 3 : k + 5]
            elif s[end : end + 1] == ":" and self.digits(end + 1) == end + 3:
                zone, end = s[k : end + 3], end + 3
            else:
                zone += ":00"
            k = end
        try:
            at = datetime.fromisoformat(f"{day.isoformat()}T{text}{zone}")
            at = at.astimezone(self.now.tzinfo) if zone else at.replace(tzinfo=self.now.tzinfo)
        except (ValueError, OverflowError):
            return None
        return Span(0, k, When(None, at), None, None)

    def expression(self, i: int) -> Span | None:
        """A date, a time, or both at ``i``. What lies beyond the years 1 to 9999 is none."""
        try:
            return self.any_expression(i)
        except (ValueError, OverflowError):
            return None

    def any_expression(self, i: int) -> Span | None:
        s = self.s
        found = self.literal(i, _DAY_PARTS_ZH) if not s[i].isascii() else None
        if found:
            if found[0] is None:
                return None
            days, name = found[0]
            base = self.add(days, "d")
            clock = self.clock_numbers(self.spaces(found[1]), _PARTS_ZH[name], True) or self._bare_hour(
                found[1], _PARTS_ZH[name]
            )
            end = self.range_end(clock[4]) if clock else found[1]
            hour = 19 if name == "晚上" else 9 if name == "早上" else 6
            return self.result(i, end, *base, clock or (hour, 0, 0, 0, end))
        if _is_latin(s[i]):
            word = self.word(i)
            j = i + len(word)
            if (
                word == "tonight"
                or word in ("this", "last")
                and self.word(self.spaces(j)) in ("morning", "afternoon", "evening", "night")
            ):
                if i and _is_latin(s[i - 1]):
                    return None
                part = _PARTS_EN["evening"]
                if word != "tonight":
                    j = self.spaces(j)
                    part = _PARTS_EN[self.word(j)]
                    j += len(self.word(j))
                k = self.spaces(j)
                if self.word(k) in ("at", "around", "about"):
                    k = self.spaces(k + len(self.word(k)))
                clock = self.clock_numbers(k, part, True) if k < self.n else None
                base = self.add(-1 if word == "last" else 0, "d")
                end = self.range_end(clock[4]) if clock else j
                return self.result(i, end, *base, clock or (part[0], 0, 0, 0, j))
        day = self.day(i)
        if day is None:
            return self.time_first(i) or (self.period(i) if self.looking == "note" else None)
        kind, value, end = day
        if kind == "moment" or kind == "bad":
            return self.result(i, end, kind, value, None)
        if kind == "abs" and s[end : end + 1] == "t" and s[end - 1].isdigit():
            iso = self.iso_time(end, value)
            if iso:
                return iso._replace(start=i)
            return None
        end = self.apposition(end)
        k = self.connector(end)
        clock = self.clock(k, True) if k < self.n else None
        if clock is None and s[end : end + 1] in ("早", "晚"):
            clock = self.clock(end, True)
        if clock is None and k < self.n and s[k] == "@":
            clock = self.clock(self.spaces(k + 1), True)
        if clock:
            end = self.range_end(clock[4])
        return self.result(i, end, kind, value, clock)

    def period(self, i: int) -> Span | None:
        """A week or month ahead without its day: 下周, next month. It is told, not guessed."""
        for words in _PERIODS:
            if self.s.startswith(words, i):
                end = i + len(words)
                if words[0] == "n":
                    if i and self.s[i - 1].isalnum() or not self.boundary(end):
                        return None
                elif i and self.s[i - 1] in "上每":
                    return None
                return Span(i, end, None, "no_day", None)
        return None

    def _bare_hour(self, j: int, part: tuple[int, str]) -> Clock | None:
        number = self.plain_digits(self.spaces(j))
        if number and len(number[0]) <= 2 and int(number[0]) <= 12 and self.ends_number(number[1]):
            return self.hour(int(number[0]), 0, 0, part, True, number[1])
        return None

    def apposition(self, end: int) -> int:
        """Past a weekday said beside a full date: 3月1日(周日), 10月12号，星期一."""
        s = self.s
        k = self.spaces(end)
        opened = s[k : k + 1] in ("(", "（")
        if opened or s[k : k + 1] in (",", "、"):
            k = self.spaces(k + 1)
        if k >= self.n:
            return end
        week = self.chinese_week(k) if s[k] in "周星礼" else None
        if week and week[0] == "wd":
            stop = week[2]
        elif self.word(k) in _WEEKDAYS and (opened or s[end - 1].isdigit()):
            stop = k + len(self.word(k))
        else:
            return end
        if opened:
            if s[stop : stop + 1] not in (")", "）"):
                return end
            stop += 1
        return int(stop)

    def connector(self, end: int) -> int:
        """Past what may stand between a day and its time."""
        s = self.s
        k = end
        while k < self.n and s[k] in _SEPARATORS:
            k += 1
        if s[k : k + 1] == "的":
            k += 1
        if s.startswith("- ", k) and k > end:
            k += 2
        return self.spaces(k)

    def time_first(self, i: int) -> Span | None:
        """A time without a day, or before its day: 3pm, at 3pm on friday."""
        s = self.s
        if (
            i
            and s[i].isascii()
            and s[i].isdigit()
            and (_is_latin(s[i - 1]) or s[i - 1] in "-+" and s[i - 2 : i - 1].isalnum())
        ):
            return None
        clock = self.clock(i, False)
        if clock is None:
            return None
        end = self.range_end(clock[4])
        if self.looking == "note" and self.repeats(i, end):
            return None
        k = end
        while k < self.n and s[k] in _SEPARATORS:
            k += 1
        if self.word(k) in ("on", "of"):
            k = self.spaces(k + 2)
        if k < self.n and _is_latin(s[k]) and self.word(k) not in ("in", "a", "an"):
            day = self.day(k)
            if day and day[0] not in ("moment", "bad"):
                return self.result(i, self.apposition(day[2]), day[0], day[1], clock)
        elif k < self.n and k > end and s[k].isdigit() and s[k].isascii():
            day = self.numeric_day(k) or self.english_number_day(k)
            if day and day[0] in ("abs", "md", "d"):
                return self.result(i, day[2], day[0], day[1], clock)
        day_meant = self.today
        if self.looking != "note" and not self.fits(day_meant, clock, self.looking):
            day_meant += timedelta(days=-1 if self.looking == "back" else 1)
        return self.result(i, end, "abs", day_meant, clock)

    def spans(self) -> list[Span]:
        s, n = self.s, self.n
        out = []
        i = 0
        link = s.find("://")
        while i < n:
            ch = s[i]
            if link >= 0 and i >= link:  # nothing in an address is a date
                while i < n and not s[i].isspace():
                    i += 1
                link = s.find("://", i)
                continue
            if "0" <= ch <= "9":
                found = self.expression(i)
                if found is None:
                    i = self.digits(i)
                    continue
            elif "a" <= ch <= "z":
                word = self.word(i)
                if word in _STARTS_EN or word in ("at", "am", "pm"):
                    found = self.expression(i)
                    if word == "at" and found:
                        # the preposition is no part of the time
                        inner = self.expression(self.spaces(i + 2))
                        found = inner or found
                else:
                    found = None
                if found is None:
                    i += len(word)
                    continue
            elif ch in _STARTS_HAN:
                found = self.expression(i)
                if found is None:
                    if ch in _HAN_NUMERALS:
                        while i < n and s[i] in _HAN_NUMERALS:
                            i += 1
                    else:
                        i += 1
                    continue
            else:
                i += 1
                continue
            out.append(found)
            i = max(found.end, i + 1)
        return out


def find_when(text: str, now: datetime, date_order: str = "mdy", looking: str = "ahead") -> list[Span]:
    """All dates and times in ``text``, in order, in the zone of ``now``.

    ``looking``: ``ahead`` (a time already past goes to its next occurrence), ``back`` (to its last one), or
    ``note`` (as ahead, but a time of today may be past, and 本周一 is this week's).
    A date that does not exist has ``when`` None and the reason ``no_such_date``; in a note also a week or
    month ahead without its day, with the reason ``no_day``. Never raises.
    """
    reader = _Reader(text, now, date_order, looking)
    spans = reader.spans()
    for place, span in enumerate(spans):
        end = _impossible_clock(reader.s, span.end) if span.when is not None else 0
        if end:
            spans[place] = Span(span.start, end, None, "no_such_date", None)
    return spans


def _impossible_clock(s: str, end: int) -> int:
    """Where a time ends that stands after a date and is none (明天25点, tomorrow 13pm); 0 if there is none."""
    i = end
    while s[i] == " ":
        i += 1
    if s.startswith("at ", i):
        i += 3
    begin = i
    while s[i] in "0123456789":
        i += 1
    if not 0 < i - begin <= 2:
        return 0
    number = int(s[begin:i])
    if s[i] in "点點时":
        return i + 1 if number > 24 else 0
    if s[i] == "分":
        return i + 1 if number > 59 and s[end - 1] in "点點时" else 0
    if s[i] == ":" and len(minutes := s[i + 1 : i + 3]) == 2 and minutes.isascii() and minutes.isdigit():
        return i + 3 if (number > 24 or int(minutes) > 59) and not s[i + 3].isdigit() else 0
    i += s[i] == " "
    if s[i : i + 2] in ("am", "pm") and not s[i + 2].isalnum():
        return i + 2 if number > 12 else 0
    return 0


_LEADS = (
    "on ",
    "by ",
    "at ",
    "before ",
    "until ",
    "till ",
    "from ",
    "around ",
    "about ",
    "due ",
    "在",
    "于",
    "到",
    "等",
)
_TAILS = ("之前", "以前", "前", "左右", ".", "。", ",", "，", "吧", "的")


def _signed(text: str, now: datetime) -> When | None:
    """+3d, -2w, +2h (h d w m y)."""
    if (
        len(text) < 3
        or text[0] not in "+-"
        or text[-1] not in "hdwmy"
        or not (text[1:-1].isascii() and text[1:-1].isdigit())
    ):
        return None
    if len(text) > 8:
        return None
    count = int(text[1:-1]) * (-1 if text[0] == "-" else 1)
    found = _Reader("", now, "mdy", "ahead").add(count, text[-1])
    if found[0] == "bad":
        return None
    return When(None, found[1]) if found[0] == "moment" else When(found[1], None)


def read_when(text: str, now: datetime, date_order: str = "mdy", looking: str = "ahead") -> When:
    """The one date or time that ``text`` is, in the zone of ``now``.

    Besides what `find_when` finds: ISO forms, ``now``, and ``+3d``, ``-2w``, ``+2h``.
    Raises WhenError if it is no date, not only a date, or a date that does not exist.
    """
    plain = _plain(text).strip()
    if plain in ("now", "现在"):
        return When(None, now)
    signed = _signed(plain.replace(" ", ""), now)
    if signed:
        return signed
    changed = True
    while changed:
        changed = False
        for lead in _LEADS:
            if plain.startswith(lead) and len(plain) > len(lead):
                plain, changed = plain[len(lead) :].strip(), True
    spans = find_when(plain, now, date_order, looking)
    if not spans:
        raise WhenError(text, "no_date")
    first = spans[0]
    rest = plain[first.end :].strip()
    while rest and rest.startswith(_TAILS):
        rest = rest[1:].strip()
        if rest == "前":
            rest = ""
    if len(spans) > 1 or plain[: first.start].strip() or rest:
        raise WhenError(text, "not_only_a_date")
    when: When | None = first.when
    if when is None:
        raise WhenError(text, first.reason or "no_date")
    return when
