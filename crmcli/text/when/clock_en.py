"""Times of day said in English: half past three, 4 o'clock, at seven thirty."""

from __future__ import annotations

from crmcli.text.when import clocks, words_en
from crmcli.text.when.clocks import PARTS_EN
from crmcli.text.when.reader import is_latin

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.text.when.reader import Clock, Reader


def spoken(r: Reader, i: int, after_day: bool) -> Clock | None:
    s = r.s
    if i and is_latin(s[i - 1]):
        return None
    word = r.word(i)
    j = i + len(word)
    k = r.spaces(j)
    if word in ("at", "around", "about", "for"):
        found = clocks.at(r, k, after_day)
        if found:
            return found
        if after_day and word != "for":
            number = r.plain_digits(k)
            if number and len(number[0]) <= 2 and int(number[0]) <= 24:
                j = number[1]
                if s[j] == "." and r.digits(j + 1) == j + 3 and r.ends_number(j + 3):
                    return clocks.hour(
                        r, int(number[0]), int(s[j + 1 : j + 3]), 0, None, number[0][0] != "0", j + 3
                    )
                if r.ends_number(j):
                    return clocks.hour(r, int(number[0]), 0, 0, None, number[0][0] != "0", j)
            spelled = words_en.spelled(r, k)
            if spelled and not spelled[2] and spelled[0] <= 12 and r.ends_number(spelled[1]):
                return clocks.hour(r, spelled[0], 0, 0, None, True, spelled[1])
            if spelled and r.word(r.spaces(spelled[1])) == "minutes":
                m = r.spaces(r.spaces(spelled[1]) + 7)
                if r.word(m) == "past":
                    hour = words_en.number_or_word(r, r.spaces(m + 4))
                    if hour and 1 <= hour[0] <= 12 and spelled[0] < 60:
                        return clocks.hour(r, hour[0], spelled[0], 0, None, True, hour[1])
        return None
    if word == "a" and s.startswith("quarter ", k):
        return quarters(r, "quarter", r.spaces(k + 7))
    if word in ("half", "quarter"):
        return quarters(r, word, k)
    if word in PARTS_EN:
        if after_day:
            part = PARTS_EN[word]
            m = r.spaces(j)
            if r.word(m) == "at":
                m = r.spaces(m + 2)
            exact = clocks.numbers(r, m, part, True)
            if exact and part[1] != "noon":
                return exact
            return part[0], 0, 0, (1 if part[1] == "midnight" else 0), j
        if word in ("noon", "midday", "midnight") and not s[max(0, i - 1) : i].isalnum():
            return PARTS_EN[word][0], 0, 0, (1 if word == "midnight" else 0), j
        return None
    if after_day and word in ("in",) and s.startswith(" the ", j):
        m = r.spaces(j + 5)
        if r.word(m) in ("morning", "afternoon", "evening"):
            part = PARTS_EN[r.word(m)]
            return part[0], 0, 0, 0, m + len(r.word(m))
    spoken = words_en.number_or_word(r, i)
    if spoken and 1 <= spoken[0] <= 12:
        m = r.spaces(spoken[1])
        for oclock in ("o'clock", "oclock"):
            if s.startswith(oclock, m):
                m += len(oclock)
                half = clocks.meridiem(r, m)
                return clocks.hour(
                    r, spoken[0], 0, 0, half[0] if half else None, True, half[1] if half else m
                )
        minute, end = 0, spoken[1]
        m = end + 1 if s[end] == "-" else m
        more = words_en.spelled(r, m)  # five-thirty, seven twenty-seven
        if more and not more[2] and 10 <= more[0] <= 59 and not s[i].isdigit():
            minute, end = more[0], more[1]
        half = clocks.meridiem(r, end)
        if half:
            return clocks.hour(r, spoken[0], minute, 0, half[0], True, half[1])
        if minute and (after_day or r.word(r.spaces(end)) in ("tomorrow", "today", "on", "tonight")):
            return clocks.hour(r, spoken[0], minute, 0, None, True, end)
    return None


def quarters(r: Reader, word: str, k: int) -> Clock | None:
    """past seven, to 8 pm, behind half or quarter"""
    if r.word(k) not in ("past", "to"):
        return None
    to = r.word(k) == "to"
    hour = words_en.number_or_word(r, r.spaces(k + (2 if to else 4)))
    if hour is None or not 1 <= hour[0] <= 12:
        return None
    half = clocks.meridiem(r, hour[1])
    past = hour[0] - 1 if to else hour[0]
    minute = 30 if word == "half" else 45 if to else 15
    return clocks.hour(
        r, past or 12, minute, 0, half[0] if half else None, True, half[1] if half else hour[1]
    )
