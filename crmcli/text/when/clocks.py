"""Times of day in figures and in Chinese, and the parts of a day of both languages."""

from __future__ import annotations

from crmcli.text.when.reader import HAN_NUMERALS, is_latin

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.text.when.reader import Clock, Reader


PARTS_ZH = {
    "凌晨": (3, "night"), "清晨": (6, "am"), "清早": (7, "am"), "一早": (8, "am"),
    "一大早": (8, "am"), "大清早": (7, "am"), "早上": (9, "am"),
    "早晨": (9, "am"),
    "早间": (9, "am"), "上午": (9, "am"), "中午": (12, "noon"), "正午": (12, "noon"), "下午": (14, "pm"),
    "午后": (14, "pm"),
    "傍晚": (18, "pm"), "晚上": (19, "eve"), "晚间": (19, "eve"), "夜里": (22, "eve"), "夜晚": (19, "eve"),
    "夜间": (19, "eve"),
    "深夜": (23, "eve"), "半夜": (0, "night"), "早": (9, "am"), "晚": (19, "eve"), "am": (9, "am"),
    "pm": (14, "pm"),
}  # fmt: skip
PARTS_EN = {
    "morning": (9, "am"), "noon": (12, "noon"), "midday": (12, "noon"), "afternoon": (14, "pm"),
    "evening": (19, "eve"), "lunchtime": (12, "noon"),
    "night": (19, "eve"), "midnight": (0, "midnight"),
}  # fmt: skip
NOT_CLOCK = frozenset("有提这那共几下差早晚少多快慢好重要特")
CLOCK_GOES_ON = frozenset("见开到来去打回拜再前后之出集发给致联约谈左钟整半上在和,;。、!?)）(（ \n\t,.-~至")


def at(r: Reader, i: int, after_day: bool, part: tuple[int, str] | None = None) -> Clock | None:
    """A time at ``i``: ``(hour, minute, second, next_day, end)``."""
    s = r.s
    if i >= r.n:
        return None
    j = i
    if part is None and not s[i].isascii():
        found = r.literal(i, PARTS_ZH)
        if found and not after_day and lasts(r, i, found[1]):
            return None
        if found and (len(s[i : found[1]]) > 1 or after_day):
            part, j = found[0], r.spaces(found[1])
            exact = numbers(r, j, part, True)
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
    if part is None and s[i] in "ap" and s[i : i + 2] in ("am", "pm") and r.boundary(i + 2):
        k = r.spaces(i + 2)
        if k < r.n and s[k].isdigit():
            return numbers(r, k, PARTS_ZH[s[i : i + 2]], True)
        if after_day and (s[i] == "p" or r.closes(i + 2)):  # friday am, but not: tomorrow am in Berlin
            return PARTS_ZH[s[i : i + 2]][0], 0, 0, 0, i + 2
        return None
    if is_latin(s[i]):
        from crmcli.text.when import clock_en

        return clock_en.spoken(r, i, after_day)
    return numbers(r, j, part, after_day)


def numbers(r: Reader, i: int, part: tuple[int, str] | None, after_day: bool) -> Clock | None:
    """3点半, 15:30, 3pm, 十五点二十分"""
    s = r.s
    if i >= r.n:
        return None
    number = r.number(i)
    if number is None or number[0] > 24:
        return None
    if i and (s[i - 1] in "." and s[i - 2 : i - 1].isdigit() or s[i - 1] in "$€£¥" or s[i - 1] in ":/"):
        return None
    h, j = number
    if j == i + 2 and s[i] in "一二两三四五六七八九" and s[i + 1] in "一二两三四五六七八九":
        return None  # 两三点
    leading = s[i] == "0" or s[i] == "零"
    k = r.spaces(j)
    mark = s[j : j + 1]
    if mark in (":", "：") and s[i].isascii() and j - i <= 2 and (i == 0 or not is_latin(s[i - 1])):
        minutes = r.plain_digits(j + 1)
        if minutes is None or len(minutes[0]) != 2:
            return None
        m, sec, end = int(minutes[0]), 0, minutes[1]
        if s[end : end + 1] == ":":
            seconds = r.plain_digits(end + 1)
            if seconds is None or len(seconds[0]) != 2:
                return None
            sec, end = int(seconds[0]), seconds[1]
        if s[end : end + 1] in (":", "/"):
            return None
        half = meridiem(r, end)
        if half and (part is None or r.s[end:].lstrip(" ")[:1] in ("a", "p")):
            part, end = half
        return hour(r, h, m, sec, part, not leading, end)
    if mark == "." and part is None and s[i].isascii() and j - i <= 2:
        minutes = r.plain_digits(j + 1)  # 3.30pm
        if minutes and len(minutes[0]) == 2:
            half = meridiem(r, minutes[1])
            if half and r.s[minutes[1] :].lstrip(" ")[:1] in ("a", "p"):
                return hour(r, h, int(minutes[0]), 0, half[0], True, half[1])
        return None
    if mark == "点" or mark == "时" and (part is not None or after_day or minutes_follow(r, j + 1)):
        return spoken_zh(r, i, h, j + 1, part, after_day, leading)
    if s[i].isascii():
        if j - i > 2:
            return None
        half = meridiem(r, j)
        if part is not None and s[k] not in ("a", "p"):
            half = None
        if half and not (half[0] in PARTS_EN.values() and h > 12):
            return hour(r, h, 0, 0, half[0], True, half[1])
        # 2-3pm
        if part is None and s[j : j + 1] in ("-", "~") or s.startswith(("to ", "or "), k):
            m2 = r.plain_digits(j + 1 if s[j : j + 1] in ("-", "~") else r.spaces(k + 2))
            if m2 and len(m2[0]) <= 2 and part is None:
                half = meridiem(r, m2[1])
                if half and s[m2[1] :].lstrip(" ")[:1] in ("a", "p") and h <= 12:
                    first = half[0]
                    if int(m2[0]) <= 12 and h > int(m2[0]) and half[0][1] == "pm" and h != 12:
                        first = PARTS_ZH["am"]  # 11-1pm
                    return hour(r, h, 0, 0, first, True, half[1])
        for oclock in ("o'clock", "oclock"):
            if s.startswith(oclock, k):
                k += len(oclock)
                half = meridiem(r, k)
                return hour(r, h, 0, 0, half[0] if half else part, True, half[1] if half else k)
        if after_day and part is None and s[j] in "ap" and r.boundary(j + 1) and 1 <= h <= 12:
            return hour(r, h, 0, 0, PARTS_ZH[s[j] + "m"], True, j + 1)
        if (
            part is not None
            and h
            and r.ends_number(j)
            and part in (*PARTS_EN.values(), PARTS_ZH["晚上"], PARTS_ZH["pm"], PARTS_ZH["am"])
        ):
            return hour(r, h, 0, 0, part, True, j)
    return None


def hour(
    r: Reader, h: int, m: int, sec: int, part: tuple[int, str] | None, moves: bool, end: int
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


def meridiem(r: Reader, i: int) -> tuple[tuple[int, str], int] | None:
    """am, p.m. at ``i``."""
    i = r.spaces(i)
    s = r.s
    for text in ("a.m.", "p.m.", "a.m", "p.m", "am", "pm", "a m", "p m"):
        if s.startswith(text, i) and r.boundary(i + len(text)) and not "0" <= s[i + len(text)] <= "9":
            return PARTS_ZH[text[0] + "m"], i + len(text)
    k = i
    if s.startswith("in the ", i):
        k = i + 7
    elif s.startswith("at night", i):
        return PARTS_EN["night"], i + 8
    if k > i and r.word(k) in ("morning", "afternoon", "evening"):
        return PARTS_EN[r.word(k)], k + len(r.word(k))
    return None


def range_end(r: Reader, j: int) -> int:
    """Where a time goes on to another: 3点到5点, 14:00-15:30."""
    s = r.s
    k = r.spaces(j)
    if s[k : k + 1] in ("-", "~", "至", "到"):
        k = r.spaces(k + 1)
    elif s.startswith("to ", k):
        k = r.spaces(k + 3)
    else:
        return j
    if k < r.n:
        found = r.literal(k, PARTS_ZH)
        more = numbers(r, r.spaces(found[1]) if found else k, found[0] if found else None, True)
        if more:
            return int(more[4])
    return j


def minutes_follow(r: Reader, j: int) -> bool:
    number = r.number(j)
    return number is not None and r.s[number[1] : number[1] + 1] == "分"


def spoken_zh(
    r: Reader, i: int, h: int, j: int, part: tuple[int, str] | None, after_day: bool, leading: bool
) -> Clock | None:
    """After 3点: the minutes; and whether it is a time at all (有3点意见 is none)."""
    s = r.s
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
        number = r.number(j + 1 if s.startswith("零", j) and r.number(j + 1) else j)
        if number and number[0] < 60:
            if s[number[1] : number[1] + 1] == "分" and s[number[1] + 1 : number[1] + 2] != "钟":
                minute, j, sure = number[0], number[1] + 1, True
                if r.number(j):
                    seconds = r.number(j)
                    if seconds and s[seconds[1] : seconds[1] + 1] == "秒" and seconds[0] < 60:
                        return hour(r, h, minute, seconds[0], part, not leading, seconds[1] + 1)
            elif (
                sure
                and s[number[1] : number[1] + 1]
                not in ("月", "号", "日", "年", "万", "个", "点", "天", "小", "吨", "%", ".")
                and number[1] - j >= 2
            ):
                minute, j = number[0], number[1]
    if not sure:
        if i and (s[i - 1] in NOT_CLOCK or s[i - 1] in HAN_NUMERALS or s[i - 1] == "第"):
            return None
        if j < r.n and s[j] not in CLOCK_GOES_ON:
            return None
        if s[i] in "一1" and j - i == 2 and not s[i].isdigit():
            return None
    # 3点-5点: the first is the time, the second belongs to it
    return hour(r, h, minute, 0, part, not leading, j)


def lasts(r: Reader, i: int, end: int) -> bool:
    """Whether a part of a day is how long something took, or of a day not known: 谈了一下午, 当天下午."""
    s = r.s
    before = s[i - 1] if i else ""
    if s[i:end] in ("一早", "一大早") and s[end] == "上" and s[end + 1 : end + 2] != "班":
        return True
    if before in ("一", "整", "半", "每"):
        return True
    two = s[i - 2] if i > 1 else ""
    if before == "大" and two == "一":  # 忙了一大早上
        return True
    if before == "到" and r.looking == "note":  # 聊到半夜
        return two in tuple("谈聊喝忙吵磨弄干做") or s[i:end] in ("半夜", "深夜", "凌晨")
    if before == "个":
        return two in HAN_NUMERALS or two in ("整", "半", "每", "几") or "0" <= two <= "9"
    return r.looking == "note" and before == "天" and (two in HAN_NUMERALS or two in tuple("每天当那某隔"))
