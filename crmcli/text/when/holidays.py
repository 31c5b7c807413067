"""Feasts of the calendars that both languages use: christmas, easter 2018, 元旦, 国庆节.

Those that follow the moon in China are not known here, nor read.
"""

# ruff: noqa: SIM905 (word lists read better as text)
from __future__ import annotations

from datetime import date, timedelta

from crmcli.text.when.arithmetic import nth_of
from crmcli.text.when.english_dates import year_after
from crmcli.text.when.words_en import UNITS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.text.when.reader import Day, Reader

# words | month and day, or how it is found. Longest first where one begins another.
ENGLISH: dict[str, tuple[int, int] | str] = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25), "xmas": (12, 25),
    "new year's eve": (12, 31), "new years eve": (12, 31), "new year eve": (12, 31), "new year's day": (1, 1),
    "new years day": (1, 1), "new year day": (1, 1), "new year's": (1, 1), "new year": (1, 1),
    "easter sunday": "easter", "easter monday": "easter monday", "easter": "easter", "good friday": "good friday",
    "thanksgiving day": "thanksgiving", "thanksgiving": "thanksgiving", "black friday": "black friday",
    "halloween": (10, 31), "valentine's day": (2, 14), "valentines day": (2, 14), "valentine day": (2, 14),
}  # fmt: skip
CHINESE = {
    "元旦节": (1, 1), "元旦": (1, 1), "国庆节": (10, 1), "国庆": (10, 1), "劳动节": (5, 1), "五一节": (5, 1),
    "五一": (5, 1), "十一": (10, 1), "圣诞节": (12, 25), "圣诞": (12, 25), "平安夜": (12, 24), "情人节": (2, 14),
    "妇女节": (3, 8), "儿童节": (6, 1), "六一": (6, 1), "教师节": (9, 10), "双十一": (11, 11), "双11": (11, 11),
}  # fmt: skip
# before such words a feast is a day; else it may be what a thing is for (Christmas order)
BEFORE = frozenset(
    "on by before after until till at around for since from is was when and or between of".split()
)
CHINESE_AFTER = ("前", "后", "之前", "之后", "以前", "以后", "当天", "那天", "放假")


def feast(name: str, year: int) -> date:
    """The day of a feast that is no fixed day of the year."""
    if name in ("thanksgiving", "black friday"):
        found = nth_of(year, 11, 4, 3)
        assert found is not None
        return found if name == "thanksgiving" else found + timedelta(days=1)
    a, b, c = year % 19, year // 100, year % 100  # Gregorian Easter, by the anonymous algorithm
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1) + timedelta(days={"good friday": -2, "easter monday": 1}.get(name, 0))


def _counted_from(r: Reader, i: int) -> bool:
    """Whether a count of days leads to ``i``: two weeks before Christmas."""
    words = r.s[max(0, i - 24) : i].split()
    return len(words) > 1 and words[-1] in ("before", "after", "from") and words[-2] in UNITS


def english(r: Reader, i: int, which: str) -> Day | None:
    """A feast at ``i``; ``which`` is this, next or last if that was said before it."""
    words = next((w for w in ENGLISH if r.s.startswith(w, i) and r.boundary(i + len(w))), "")
    if not words:
        return None
    how = ENGLISH[words]
    end = i + len(words)
    year = year_after(r, end)
    if year:
        on = date(year[0], *how) if isinstance(how, tuple) else feast(how, year[0])
        return "abs", on, year[1]
    if not which:
        if r.looking == "note" and not _counted_from(
            r, i
        ):  # wants it before Christmas: when, but no next step
            return None
        before = r.s[max(0, i - 12) : i].rstrip(" \t").split(" ")[-1].strip(",;:(")
        begins = i <= r.begin and r.closes(end)
        if not begins and (before not in BEFORE or not (r.closes(end) or r.word(r.spaces(end)) in BEFORE)):
            return None
    step = {"this": "year", "next": "ahead", "coming": "ahead", "upcoming": "ahead", "last": "back"}.get(
        which, ""
    )
    return "feast", (how, step), end


def chinese(r: Reader, i: int) -> Day | None:
    """元旦前, 国庆节: a feast at ``i``"""
    found = r.literal(i, CHINESE)
    if found is None:
        return None
    end = found[1]
    if not r.s.startswith(CHINESE_AFTER, end) and not (
        r.closes(end) and (r.s[end - 1] in "节夜旦" or i <= r.begin)
    ):
        return None
    if i and (r.s[i - 1] in "二三四五六七八九十百第" or r.s[i - 1].isdigit()):
        return None
    return "md", found[0], end
