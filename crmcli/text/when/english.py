"""Days said in English that begin with a word: next friday, end of the month, in two weeks."""

from __future__ import annotations

from datetime import timedelta

from crmcli.text.when import arithmetic, english_dates, numeric, words_en
from crmcli.text.when.arithmetic import add_months
from crmcli.text.when.clocks import PARTS_EN
from crmcli.text.when.reader import is_latin
from crmcli.text.when.words_en import BEFORE_DAY, FEASTS, MONTHS, NUMBERS, STARTS_EN, UNITS, WEEKDAYS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.text.when.reader import Day, Reader

DAYS = {"today": 0, "tomorrow": 1, "tmr": 1, "tmrw": 1, "yesterday": -1}
RELATIVE = frozenset(("this", "next", "last", "coming", "upcoming", "previous", "past", "following"))


def day(r: Reader, i: int) -> Day | None:
    """A day that begins with a word."""
    s = r.s
    if i and (
        is_latin(s[i - 1])
        or "0" <= s[i - 1] <= "9"
        or s[i - 1] in "@#'"
        or s[i - 1] in "-/"
        and i > 1
        and s[i - 2].isalnum()
    ):
        return None
    word = r.word(i)
    if word not in STARTS_EN:
        return None
    j = i + len(word)
    if s[j] == "'" and word not in ("today", "tomorrow", "new") or s[j] == "." and is_latin(s[j + 1]):
        return None
    k = r.spaces(j)
    if word in DAYS:
        if word in ("today", "tomorrow") and week_later(r, k):
            return (*arithmetic.add(r, DAYS[word] + 7, "d"), k + 4)
        return (*arithmetic.add(r, DAYS[word], "d"), j)
    if word == "the":
        return after_the(r, k)
    if word == "day":
        return day_beside(r, k)
    if word in RELATIVE:
        return relative(r, word, k)
    if word in ("eom", "eoy", "eow"):
        return "abs", arithmetic.end_of(r, {"eom": "month", "eoy": "year", "eow": "week"}[word], 0), j
    if word in ("end", "beginning", "start", "early", "mid"):
        return edge(r, word, j, k)
    if word in WEEKDAYS:
        return weekday_said(r, i, word, j)
    if word in MONTHS:
        return english_dates.month_first(r, i, word, j)
    if word in ("in", "within"):
        return ahead(r, k)
    if word in FEASTS:
        from crmcli.text.when import holidays

        return holidays.english(r, i, "")
    return counted(r, i, word, j, k)


def after_the(r: Reader, k: int) -> Day | None:
    """What follows *the* at ``k``: 5th, first monday of may, end of the month, day after tomorrow, next friday."""
    number = r.plain_digits(k)
    if number:
        if r.word(number[1]) in ("st", "nd", "rd", "th"):
            return english_dates.ordinal(r, k, int(number[0][:4]), number[1] + 2)
        if len(number[0]) <= 2 and 1 <= int(number[0]) <= 31 and r.ends_number(number[1]):
            before = r.s[max(0, k - 16) : k].split()[:-1]  # on the 15 at 8
            if (not before or before[-1] in ("on", "by", "until", "till")) and after_number(r, number[1]):
                return "d", int(number[0]), number[1]
        return None
    second = r.word(k)
    spelled = words_en.spelled(r, k)
    if spelled and spelled[2]:
        return english_dates.ordinal(r, k, spelled[0], spelled[1])
    if second in ("end", "beginning", "start", "day", "last"):
        return day(r, k)
    return None


def after_number(r: Reader, end: int) -> bool:
    """Whether a bare number may be a day of the month: a clause ends behind it, or a time follows."""
    return r.closes(end) or r.word(r.spaces(end)) == "at"


def day_beside(r: Reader, k: int) -> Day | None:
    """after tomorrow, before yesterday, behind *day*"""
    second = r.word(k)
    m = r.spaces(k + len(second))
    third = r.word(m)
    if second == "after" and third == "tomorrow":
        return (*arithmetic.add(r, 2, "d"), m + 8)
    if second == "before" and third == "yesterday":
        return (*arithmetic.add(r, -2, "d"), m + 9)
    return None


def relative(r: Reader, word: str, k: int) -> Day | None:
    """What follows this, next or last at ``k``: friday, weekend, week on friday, month on the 5th, June 5."""
    s = r.s
    second = r.word(k)
    after = k + len(second)
    word = {"previous": "last", "following": "next"}.get(word, word)
    if word == "this" and second in ("coming", "past"):
        word = second
        k = r.spaces(after)
        second = r.word(k)
        after = k + len(second)
    step = {"next": 1, "last": -1}.get(word, 0)
    if word == "last" and (second in WEEKDAYS or second == "day"):
        nth = english_dates.nth(r, -1, k)
        if nth:
            return nth
    if second in WEEKDAYS:
        if word == "past":
            days = (r.today.weekday() - WEEKDAYS[second] - 1) % 7 + 1
            return (*arithmetic.add(r, -days, "d"), after)
        full = after_weekday(r, WEEKDAYS[second], after)
        if full:
            return full
        if step:
            return (*arithmetic.weekday_in(r, step, WEEKDAYS[second]), after)
        return "wd", WEEKDAYS[second], after
    if word == "past":
        return None
    if second in FEASTS:
        from crmcli.text.when import holidays

        return holidays.english(r, k, word)
    if second == "weekend":
        return (*arithmetic.weekday_in(r, step, 5), after)
    if second == "week":
        m = r.spaces(after + 2 if s.startswith("'s ", after) else after)
        if r.word(m) == "on":
            m = r.spaces(m + 2)
        elif s[m] in "-,":
            m = r.spaces(m + 1)
        third = r.word(m)
        if third in WEEKDAYS:
            return (*arithmetic.weekday_in(r, step, WEEKDAYS[third]), m + len(third))
    if word not in ("next", "this", "last"):
        return day(r, k) if second in MONTHS else None
    if second == "month":
        m = r.spaces(after)
        if r.word(m) == "on":
            m = r.spaces(m + 2)
        if r.word(m) == "the":
            m = r.spaces(m + 3)
        number = r.plain_digits(m)
        if number and r.word(number[1]) in ("st", "nd", "rd", "th"):
            first = add_months(r.today.replace(day=1), step)
            return (*arithmetic.ymd(r, first.year, first.month, int(number[0])), number[1] + 2)
    found = day(r, k) if second in MONTHS else numeric.day(r, k) if s[k].isdigit() else None
    if found and found[0] == "md":
        return (*arithmetic.ymd(r, r.today.year + step, *found[1]), found[2])
    return None


def edge(r: Reader, word: str, j: int, k: int) -> Day | None:
    """What follows end, start or mid: of the month, of next year, of march; mid-december."""
    s = r.s
    second = r.word(k)
    m = k
    if second == "of":
        m = r.spaces(k + 2)
        if r.word(m) == "the":
            m = r.spaces(m + 3)
    step = 0
    third = r.word(m)
    if third in ("next", "this", "last"):
        step = {"next": 1, "this": 0, "last": -1}[third]
        m = r.spaces(m + 4)
        third = r.word(m)
    if word == "mid" and not second and s[j] == "-" and r.word(j + 1) in MONTHS:
        m, third = j + 1, r.word(j + 1)
    if word == "mid" and third in MONTHS and second != "of" and not step:
        return english_dates.with_year(r, 15, MONTHS[third], m + len(third))
    if third in MONTHS and not step and word in ("beginning", "start", "early"):
        after = m + len(third)
        if (second == "of") != (word == "early") and (third != "may" or r.closes(after)):
            return english_dates.with_year(r, 1, MONTHS[third], after)
    if third in MONTHS and word == "end" and second == "of":
        return english_dates.last_of(r, MONTHS[third], m + len(third))
    if third not in ("month", "year", "week", "quarter") or word != "mid" and second != "of":
        return None
    if word == "end":
        return "abs", arithmetic.end_of(r, third, step), m + len(third)
    if third == "month" and word != "mid":
        if step == 0:
            return "d", 1, m + 5
        return "abs", add_months(r.today.replace(day=1), step), m + 5
    return None


def ahead(r: Reader, k: int) -> Day | None:
    """What follows *in* or *within* at ``k``: 3 days, half an hour, a couple of weeks."""
    s = r.s
    second = r.word(k)
    after = k + len(second)
    if second == "half" and s.startswith(" an hour", after):
        return *arithmetic.add(r, 30, "min"), after + 8
    if second == "three" and s.startswith(" quarters of an hour", after):
        return *arithmetic.add(r, 45, "min"), after + 20
    if second in ("a", "the") and s.startswith(" couple of ", after):
        return english_dates.offset(r, 2, after + 11, True)
    number = r.plain_digits(k)
    if number and len(number[0]) <= 4:
        if s.startswith(".5", number[1]):  # in 1.5 hours
            m = r.spaces(number[1] + 2)
            if UNITS.get(r.word(m)) == "h":
                return *arithmetic.add(r, int(number[0]) * 60 + 30, "min"), m + len(r.word(m))
        return english_dates.offset(r, int(number[0]), number[1], True)
    if second in NUMBERS:
        if s.startswith(" quarter of an hour", after):
            return *arithmetic.add(r, 15, "min"), after + 19
        if s.startswith(" half hour", after):
            return *arithmetic.add(r, 30, "min"), after + 10
    spelled = words_en.spelled(r, k)
    if spelled and not spelled[2]:
        return english_dates.offset(r, spelled[0], spelled[1], True)
    return english_dates.offset(r, NUMBERS[second], after, True) if second in NUMBERS else None


def counted(r: Reader, i: int, word: str, j: int, k: int) -> Day | None:
    """What begins with a number in words: two days ago, twenty first of may, half an hour from now."""
    if word == "half" and r.s.startswith("an hour", k):
        return english_dates.half_hour(r, 30, k + 7)
    if word == "three" and r.s.startswith("quarters of an hour", k):
        return english_dates.half_hour(r, 45, k + 19)
    if word == "a" and r.s.startswith("couple of ", k):
        return english_dates.offset(r, 2, k + 10, False)
    spelled = words_en.spelled(r, i)
    if spelled is None:
        return english_dates.offset(r, NUMBERS[word], j, False) if word in NUMBERS else None
    after = r.spaces(spelled[1])
    third = r.word(after)
    if spelled[2]:
        if third in WEEKDAYS or third == "day" or third == "of" or third in MONTHS:
            return english_dates.ordinal(r, i, spelled[0], spelled[1])
        return None
    if third in MONTHS and third not in ("may", "march", "mar") and spelled[0] <= 31:
        return english_dates.with_year(r, spelled[0], MONTHS[third], after + len(third))
    return english_dates.offset(r, spelled[0], spelled[1], False)


def day_end(r: Reader, i: int) -> Day | None:
    """end of tomorrow, end of the day, eod friday: the day, whose last second is meant."""
    if r.s.startswith("end of ", i) and (i == 0 or not r.s[i - 1].isalnum()):
        k = r.spaces(i + 7)
        if r.word(k) == "the":
            k = r.spaces(k + 3)
        if r.word(k) != "day":
            found = day(r, k) if r.word(k) in DAYS or r.word(k) in WEEKDAYS or r.word(k) == "this" else None
            return found if found and found[0] in ("abs", "wd", "wmd", "wdd") else None
        end = k + 3
        if not r.boundary(end):
            return None
    elif r.word(i) == "eod":
        end = i + 3
    else:
        return None
    k = r.spaces(end)
    if r.word(k) == "on":
        k = r.spaces(k + 2)
    found = day(r, k) if r.word(k) in STARTS_EN and r.word(k) not in ("in", "within", "a", "an") else None
    if found and found[0] not in ("bad", "moment"):
        return found
    return "abs", r.today, end


def weekday_said(r: Reader, i: int, word: str, j: int) -> Day | None:
    """A weekday at ``i`` that ends at ``j``, and what is said behind it: next week, the 5th."""
    s = r.s
    before = s[max(0, i - 12) : i].rstrip(" \t").split(" ")[-1].strip(",;:(") if i else ""
    if before in ("every", "each", "black", "good", "cyber"):
        return None
    k = r.spaces(j)
    second = r.word(k)
    # sat and sun are words too: sat with him, sun microsystems
    goes_on = second and second not in PARTS_EN and second not in ("at", "next", "this", "week")
    if word in ("sat", "sun") and goes_on and before not in BEFORE_DAY:
        return None
    weeks = week_named(r, k)
    if weeks is not None:  # Friday next week
        return (*arithmetic.weekday_in(r, weeks, WEEKDAYS[word]), k + 9)
    if week_later(r, k):
        coming = arithmetic.resolve(r, "wd", WEEKDAYS[word], None, "ahead")[0]
        if coming:
            return "abs", coming + timedelta(days=7), k + 4
    if second == "in":  # tuesday in two weeks
        found = ahead(r, r.spaces(k + 2))
        if found and found[0] == "abs" and s[found[2] - 1] in "sk":
            later = (WEEKDAYS[word] - found[1].weekday()) % 7
            return (*arithmetic.add(r, (found[1] - r.today).days + later, "d"), found[2])
    if second == "of":
        for said, weeks in ((" next week", 1), (" this week", 0), (" last week", -1)):
            if s.startswith(said, k + 2):
                return (*arithmetic.weekday_in(r, weeks, WEEKDAYS[word]), k + 12)
    return after_weekday(r, WEEKDAYS[word], j) or ("wd", WEEKDAYS[word], j)


def week_named(r: Reader, k: int) -> int | None:
    """How many weeks away the *next week* at ``k`` is; None if nothing such stands there."""
    weeks = {"next": 1, "this": 0, "last": -1}.get(r.word(k))
    return weeks if r.s.startswith(" week", k + 4) and r.boundary(k + 9) else None


def week_later(r: Reader, k: int) -> bool:
    """Whether *week* at ``k`` behind a day puts it a week later: friday week, but not friday week 47."""
    if r.word(k) != "week":
        return False
    m = r.spaces(k + 4)
    return r.closes(k + 4) or r.word(m) in ("at", "in", "on", "by", "we", "i", "he", "with", "for")


def dotted(r: Reader, m: int) -> Day | None:
    """7.6 beside a weekday: the two in the order of a date. 7.30 may be a time of day and is none."""
    end = r.digits(m)
    stop = r.digits(end + 1)
    if r.s[end] != "." or end - m > 2 or stop != end + 2 or not r.ends_number(stop):
        return None
    pair = int(r.s[m:end]), int(r.s[end + 1 : stop])
    return (*arithmetic.month_day(r, *(pair[::-1] if r.order == "dmy" else pair)), stop)


def after_weekday(r: Reader, weekday: int, j: int) -> Day | None:
    """The date beside a weekday: Wed, 25 Nov 2026 · friday (jun-15) · tue the 4th · monday 21"""
    s = r.s
    m = r.spaces(j)
    closing = s[m] == "("
    if s[m] in ",(-":
        m = r.spaces(m + 1)
    if r.word(m) == "the":
        m = r.spaces(m + 3)
    if m >= r.n or m == j:
        return None
    word = r.word(m)
    full = None
    if s[m] in "0123456789":
        full = numeric.day(r, m) or english_dates.number_first(r, m) or dotted(r, m)
        if full is None:
            number = r.plain_digits(m)
            if number and 1 <= len(number[0]) <= 2 and 1 <= int(number[0]) <= 31:
                at = number[1]
                if r.word(r.spaces(at)) in ("st", "nd", "rd", "th"):  # the 12 th
                    at = r.spaces(at)
                suffix = r.word(at)
                end = at + len(suffix)
                if (
                    suffix in ("st", "nd", "rd", "th")
                    or int(number[0]) > 12
                    and not suffix
                    and r.ends_number(number[1])
                ):
                    full = "wdd", (weekday, int(number[0])), end
        elif full[0] == "d":
            full = "wdd", (weekday, full[1]), full[2]
    elif word in MONTHS:
        full = english_dates.month_first(r, m, word, m + len(word))
    elif word:
        spelled = words_en.spelled(r, m)
        if spelled and spelled[2] and spelled[0] <= 31:
            third = r.word(r.spaces(spelled[1]))
            if third == "of" or third in MONTHS:
                full = english_dates.ordinal(r, m, spelled[0], spelled[1])
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
