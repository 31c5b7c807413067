"""English words of dates."""

# ruff: noqa: SIM905 (word lists read better as text)
from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.text.when.reader import Reader

WEEKDAYS = {
    "monday": 0, "mon": 0, "tuesday": 1, "tues": 1, "tue": 1, "wednesday": 2, "weds": 2, "wed": 2,
    "thursday": 3,
    "thurs": 3, "thur": 3, "thu": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6,
}  # fmt: skip
MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5,
    "june": 6,
    "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
    "october": 10, "oct": 10,
    "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
TEENS = {"thirteen": 13, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19}
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
# the first words of the names of feasts
FEASTS = frozenset(
    ("christmas", "xmas", "new", "easter", "good", "thanksgiving", "black", "halloween", "valentine")
)
UNITS = {
    "minute": "min", "minutes": "min", "min": "min", "mins": "min", "hour": "h", "hours": "h", "hr": "h",
    "hrs": "h",
    "h": "h", "day": "d", "days": "d", "week": "w", "weeks": "w", "wk": "w", "wks": "w", "fortnight": "fn",
    "fortnights": "fn", "month": "m", "months": "m", "year": "y", "years": "y", "yr": "y", "yrs": "y",
    "second": "s", "seconds": "s", "secs": "s",
}  # fmt: skip
STOP_EN = frozenset(
    (
        "at for in on by with and or to of we i he she they it please pls then before after morning "
        "afternoon evening from is was will call visit meet send noon if when but about re regarding every each daily"
    ).split()
)
BEFORE_DAY = frozenset(["on", "by", "until", "till", "before", "after", "from", "for", "and", "or"])
STARTS_EN = (
    frozenset(
        (
            "today tomorrow tmr tmrw yesterday day the tonight this next last coming upcoming previous past "
            "following in within end eom eoy eow eod beginning start early half quarter noon midnight midday mid a an"
        ).split()
    )
    | WEEKDAYS.keys()
    | MONTHS.keys()
    | NUMBERS.keys()
    | ORDINALS.keys()
    | TENS.keys()
    | TEENS.keys()
    | FEASTS
)


def spelled(r: Reader, i: int) -> tuple[int, int, bool] | None:
    """A number in words at ``i``: its value, its end, and whether it is an ordinal (twenty-first)."""
    word = r.word(i)
    if len(word) < 3:
        return None
    end = i + len(word)
    if word in TENS:
        j = end + 1 if r.s[end] == "-" else r.spaces(end)
        second = r.word(j)
        one = NUMBERS.get(second, 0) if len(second) > 2 else 0
        if 0 < one < 10:
            return TENS[word] + one, j + len(second), False
        one = ORDINALS.get(second, 0)
        if 0 < one < 10:
            return TENS[word] + one, j + len(second), True
        return TENS[word], end, False
    if word in ORDINALS:
        return ORDINALS[word], end, True
    value = NUMBERS.get(word) or TEENS.get(word)
    return (value, end, False) if value else None


def year_in_words(r: Reader, i: int) -> tuple[int, int] | None:
    """A year in words at ``i`` and its end: nineteen eighty six, two thousand and thirty two."""
    word = r.word(i)
    after = r.spaces(i + len(word))
    if word == "two":
        if r.word(after) != "thousand":
            return None
        end = after + 8
        k = r.spaces(end)
        if r.word(k) == "and":
            k = r.spaces(k + 3)
        more = spelled(r, k)
        return (2000 + more[0], more[1]) if more and not more[2] else (2000, end)
    if word not in ("nineteen", "twenty"):
        return None
    more = spelled(r, after)
    if more is None or more[2] or more[0] < 10:
        return None
    return (1900 if word == "nineteen" else 2000) + more[0], more[1]


def number_or_word(r: Reader, i: int) -> tuple[int, int] | None:
    number = r.plain_digits(i)
    if number:
        return (int(number[0]), number[1]) if len(number[0]) <= 2 else None
    word = r.word(i)
    return (NUMBERS[word], i + len(word)) if len(word) > 2 and word in NUMBERS else None
