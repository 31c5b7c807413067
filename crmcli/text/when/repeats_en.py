"""Repetitions said in English: every other friday, mondays at 9, the 2nd tuesday of every month, monthly on the 5th."""

from __future__ import annotations

from crmcli.text.when.repeats import QUARTER_BEGINS, QUARTER_ENDS, WORKDAYS, Rule
from crmcli.text.when.words_en import MONTHS, ORDINALS, WEEKDAYS, spelled

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.text.when.reader import Reader

    Found = tuple[Rule, int]

ADVERBS = {
    "daily": ("DAILY", 1), "weekly": ("WEEKLY", 1), "biweekly": ("WEEKLY", 2), "fortnightly": ("WEEKLY", 2),
    "monthly": ("MONTHLY", 1), "bimonthly": ("MONTHLY", 2), "quarterly": ("MONTHLY", 3), "yearly": ("YEARLY", 1),
    "annually": ("YEARLY", 1),
}  # fmt: skip
UNITS = {
    "day": ("DAILY", 1), "days": ("DAILY", 1), "week": ("WEEKLY", 1), "weeks": ("WEEKLY", 1),
    "fortnight": ("WEEKLY", 2), "fortnights": ("WEEKLY", 2), "month": ("MONTHLY", 1), "months": ("MONTHLY", 1),
    "quarter": ("MONTHLY", 3), "quarters": ("MONTHLY", 3), "year": ("YEARLY", 1), "years": ("YEARLY", 1),
}  # fmt: skip
WORK = ("weekday", "weekdays", "workday", "workdays")
PARTS = ("morning", "afternoon", "evening", "night", "noon", "midday", "midnight")
PLURALS = {name + "s": weekday for name, weekday in WEEKDAYS.items() if name.endswith("day")}
EACH = ("every", "each")
FIRST_WORDS = "weekends bi last end start beginning the twenty thirty"
STARTS = frozenset((*FIRST_WORDS.split(), *ADVERBS, *EACH, *PLURALS, *ORDINALS, *WORK[1::2]))
ORDINAL_ENDS = ("st", "nd", "rd", "th")


def at(r: Reader, i: int) -> Found | None:
    """A repetition at ``i`` and its end; None if there is none."""
    s = r.s
    if i and (s[i - 1].isalnum() or s[i - 1] in "-@#'/"):
        return None
    word = r.word(i)
    j = i + len(word)
    if s[j] == "'" or s[j] == "-" and word != "bi":
        return None
    if word in EACH:
        return every(r, r.spaces(j)) if s[j] in " \t" else None
    if word not in STARTS:
        if not "0" <= s[i] <= "9":
            return None
        return of_month(r, i)
    if word == "bi" and s.startswith(("-weekly", "-monthly"), j):
        word += r.word(j + 1)
        j = i + len(word) + 1
    if word in ADVERBS:
        return adverb(r, *ADVERBS[word], j)
    if word in PLURALS:
        return listed(r, i, 1)
    if word in WORK:
        return Rule("WEEKLY", days=WORKDAYS), j
    if word == "weekends":
        return Rule("WEEKLY", days=((0, 5),)), j
    return of_month(r, i)


def every(r: Reader, j: int) -> Found | None:
    """What follows every or each, from ``j`` on."""
    s = r.s
    word = r.word(j)
    end = j + len(word)
    if word in ("single", "passing"):
        j = r.spaces(end)
        word = r.word(j)
        end = j + len(word)
    interval = 1
    other = word == "other"
    if other:
        interval, j = 2, r.spaces(end)
    else:
        number = r.plain_digits(j)
        words = None if number else spelled(r, j)
        if number and len(number[0]) <= 3 and not r.word(number[1]):
            interval, j = int(number[0]), r.spaces(number[1])
        elif words and not words[2]:
            interval, j = words[0], r.spaces(words[1])
    if not 1 <= interval <= 366:
        return None
    word = r.word(j)
    end = j + len(word)
    if s[end] == "'":
        return None
    if word in UNITS:
        freq, times = UNITS[word]
        if interval > 1 and not other and not word.endswith("s"):
            return None  # every 3 day rule
        return detail(r, freq, interval * times, end) or (Rule(freq, interval * times), end)
    if interval == 1 and word in PARTS:
        return Rule("DAILY", timed=True), j
    if interval == 1 and (word in WORK or word in ("business", "working") and s.startswith(" day", end)):
        return Rule("WEEKLY", days=WORKDAYS), end if word in WORK else end + 4
    if word in ("weekend", "weekends"):
        return Rule("WEEKLY", interval, days=((0, 5),)), end
    if word in WEEKDAYS or word in PLURALS:
        return listed(r, j, interval)
    if interval == 1 and word in MONTHS:
        return in_year(r, j)
    if interval == 1:
        return place(r, j, 1, True)
    return None


def detail(r: Reader, freq: str, interval: int, j: int) -> Found | None:
    """The day said behind a unit: every week on friday, monthly on the 5th, every year on 1 March."""
    s = r.s
    k = r.spaces(j)
    on = r.word(k)
    if s[k] in ",(" and freq != "DAILY":
        k = r.spaces(k + 1)
        on = r.word(k)
    if (
        on == "on"
        or on in ("at", "by")
        and freq == "MONTHLY"
        and r.word(r.spaces(k + 2)) in ("the", "month", "quarter")
    ):
        k = r.spaces(k + 2)
    elif (
        freq == "WEEKLY"
        and on not in WEEKDAYS
        and on not in PLURALS
        or freq in ("MONTHLY", "YEARLY")
        and not (s[k].isdigit() or on in ("the", "last", "first") or on in MONTHS)
    ):
        return None
    if freq == "WEEKLY":
        if r.word(k) == "the":
            k = r.spaces(k + 3)
        if r.word(k) in WEEKDAYS or r.word(k) in PLURALS:
            return listed(r, k, interval)
        if r.word(k) in WORK:
            return (Rule("WEEKLY", interval, days=WORKDAYS), k + len(r.word(k))) if interval == 1 else None
        return None
    if freq == "YEARLY":
        return in_year(r, k) if interval == 1 else None
    if freq == "MONTHLY" and interval == 3 and s.startswith(("the ", "last day", "first day"), k):
        return quarter_day(r, k)
    return place(r, k, interval, False) if freq == "MONTHLY" else None


def quarter_day(r: Reader, k: int) -> Found | None:
    """the last day behind quarterly on."""
    if r.word(k) == "the":
        k = r.spaces(k + 3)
    for words, months, day in (("last day", QUARTER_ENDS, -1), ("first day", QUARTER_BEGINS, 1)):
        if r.s.startswith(words, k):
            return Rule("MONTHLY", 3, month_days=(day,), months=months), k + len(words)
    return place(r, k, 3, False)


def adverb(r: Reader, freq: str, interval: int, j: int) -> Found | None:
    """daily, weekly …: a time only where no noun follows (the weekly report is none)."""
    found = detail(r, freq, interval, j)
    if found:
        return found
    k = r.spaces(j)
    word = r.word(k)
    if word and word not in (
        "at",
        "in",
        "from",
        "to",
        "starting",
        "please",
        "and",
        "or",
        "before",
        "by",
        "around",
    ):
        return None
    if word in ("in", "to") and r.word(r.spaces(k + 2)) != "the":
        return None
    return Rule(freq, interval), j


def listed(r: Reader, j: int, interval: int) -> Found | None:
    """Weekdays: mon and thu, monday to friday, mon/wed/fri."""
    s = r.s
    days: list[int] = []
    to = False
    end = j
    while True:
        word = r.word(j)
        weekday = WEEKDAYS.get(word, PLURALS.get(word))
        if weekday is None or s[j + len(word)] == "'":
            break
        if to:
            if weekday <= days[-1]:
                break
            days.extend(range(days[-1] + 1, weekday + 1))
        else:
            days.append(weekday)
        end = j + len(word)
        end += s[end] == "." and s[end + 1] in " \t,"
        k = r.spaces(end)
        word = r.word(k)
        to = s[k] == "-" or word in ("to", "through", "thru", "till", "until")
        if s[k] in ",/&+-":
            k = r.spaces(k + 1)
            word = r.word(k)
            if word in ("and", "or"):
                k = r.spaces(k + len(word))
        elif word in ("and", "or", "to", "through", "thru", "till", "until"):
            k = r.spaces(k + len(word))
        else:
            break
        if r.word(k) == "every":
            k = r.spaces(k + 5)
        j = k
    if not days:
        return None
    return Rule("WEEKLY", interval, days=tuple((0, day) for day in sorted(set(days)))), end


def ordinal(r: Reader, j: int) -> tuple[int, int] | None:
    """5th, fifth, last at ``j``: the number and where it ends."""
    number = r.plain_digits(j)
    if number:
        suffix = r.word(number[1])
        if len(number[0]) <= 2 and suffix in ORDINAL_ENDS and 1 <= int(number[0]) <= 31:
            return int(number[0]), number[1] + 2
        return None
    if r.word(j) == "last":
        return -1, j + 4
    words = spelled(r, j)
    return (words[0], words[1]) if words and words[2] and words[0] <= 31 else None


def place(r: Reader, j: int, interval: int, said: bool) -> Found | None:
    """The 5th, the 1st and 15th, the last day, the second tuesday; ``said``: every stands before it.

    Behind it ``of the month`` may follow.
    """
    s = r.s
    k = r.spaces(j + 3) if r.word(j) == "the" else j
    days: list[int] = []
    end = 0
    while True:
        found = ordinal(r, k)
        if found is None:
            break
        n, k = found
        m = r.spaces(k)
        word = r.word(m)
        if word in WEEKDAYS and not days and n <= 5:
            return Rule("MONTHLY", interval, days=((n, WEEKDAYS[word]),)), month_after(r, m + len(word))
        if word == "day":
            return Rule("MONTHLY", interval, month_days=(*days, n)), month_after(r, m + 3)
        if word in ("business", "working") and s.startswith(" day", m + len(word)) and n in (1, -1):
            return Rule("MONTHLY", interval, days=WORKDAYS, place=n), month_after(r, m + len(word) + 4)
        if word in ("weekday", "workday") and n in (1, -1):
            return Rule("MONTHLY", interval, days=WORKDAYS, place=n), month_after(r, m + len(word))
        if n < 0:
            return None
        days.append(n)
        end = k
        if s[m] in ",&":
            m = r.spaces(m + 1)
            word = r.word(m)
        if word == "and":
            m = r.spaces(m + 3)
        if m == r.spaces(k):
            break
        k = r.spaces(m + 3) if r.word(m) == "the" else m
    if not days:
        number = r.plain_digits(k)  # every month on 5
        if (
            number
            and not said
            and len(number[0]) <= 2
            and 1 <= int(number[0]) <= 31
            and r.ends_number(number[1])
        ):
            return Rule("MONTHLY", interval, month_days=(int(number[0]),)), number[1]
        return None
    word = r.word(r.spaces(end))
    if said and (word in MONTHS or word == "of" and r.word(r.spaces(r.spaces(end) + 2)) in MONTHS):
        return in_year(r, j)
    after = month_after(r, end)
    if said and after == end and word and word not in ("at", "and", "in"):
        return None  # every 3rd order
    return Rule("MONTHLY", interval, month_days=tuple(days)), after


def month_after(r: Reader, end: int) -> int:
    """Past ``of the month``; ``end`` if it does not follow."""
    k = r.spaces(end)
    if r.word(k) in ("of", "in"):
        k = r.spaces(k + 2)
        if r.word(k) in ("the", "a", "each", "every"):
            k = r.spaces(k + len(r.word(k)))
        if r.word(k) == "month":
            return k + 5
    return end


def of_month(r: Reader, i: int) -> Found | None:
    """the 15th of each month, the second tuesday of every month, last day of every month, end of every quarter"""
    s = r.s
    j = r.spaces(i + 3) if r.word(i) == "the" else i
    word = r.word(j)
    if word in ("end", "start", "beginning"):
        k = r.spaces(j + len(word))
        if r.word(k) != "of":
            return None
        k = r.spaces(k + 2)
        if r.word(k) not in EACH:
            return None
        k = r.spaces(k + len(r.word(k)))
        unit = r.word(k)
        day = -1 if word == "end" else 1
        if unit == "month":
            return Rule("MONTHLY", month_days=(day,)), k + 5
        if unit == "quarter":
            months = QUARTER_ENDS if day < 0 else QUARTER_BEGINS
            return Rule("MONTHLY", 3, month_days=(day,), months=months), k + 7
        if unit == "year":
            return Rule("YEARLY", months=(12 if day < 0 else 1,), month_days=(day,)), k + 4
        if unit == "week":
            return Rule("WEEKLY", days=((0, 4 if day < 0 else 0),)), k + 4
        return None
    if ordinal(r, j) is None:
        return None
    found = place(r, j, 1, False)
    if found is None:
        return None
    rule, end = found
    if end > 5 and s.startswith("month", end - 5):
        # of every month, not of the (this) month
        before = s[i : end - 5].rstrip()
        return found if before.endswith(EACH) else None
    k = r.spaces(end)
    if r.word(k) == "of":
        k = r.spaces(k + 2)
    if r.word(k) not in EACH:
        return None
    k = r.spaces(k + len(r.word(k)))
    if r.word(k) == "month":
        return rule, k + 5
    if rule.month_days and r.word(k) in MONTHS:
        return Rule("YEARLY", months=(MONTHS[r.word(k)],), month_days=rule.month_days), k + len(r.word(k))
    return None


def in_year(r: Reader, k: int) -> Found | None:
    """1 March, March 1st, the 1st of March"""
    from crmcli.text.when import english_dates
    from crmcli.text.when.arithmetic import month_days

    if r.word(k) == "the":
        k = r.spaces(k + 3)
    word = r.word(k)
    found = english_dates.month_first(r, k, word, k + len(word)) if word in MONTHS else None
    if found is None:
        if r.s[k].isdigit():
            found = english_dates.number_first(r, k)
        else:
            words = spelled(r, k)
            found = english_dates.ordinal(r, k, words[0], words[1]) if words and words[2] else None
    if found is None or found[0] != "md":
        return None
    month, day = found[1]
    if not 1 <= day <= month_days(2000, month):
        return None
    return Rule("YEARLY", months=(month,), month_days=(day,)), found[2]
