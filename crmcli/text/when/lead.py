"""The words that only join a date to its sentence: on friday, 在周五, 周五前."""

from __future__ import annotations

from crmcli.text.when.reader import plain

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.text.when import Span

SINGLE = frozenset(("on", "by", "at", "before", "until", "till", "around", "from", "for", "due"))
GROUPS = (("no", "later", "than"), ("on", "or", "before"), ("due", "on"), ("due", "by"), ("due", "before"))
HAN = ("等到", "截止到", "截止", "截至", "最晚", "最迟", "不晚于", "在", "于", "等")
TAILS = ("之前", "以前", "前", "左右", "的时候", "at the latest")
NOT_BEFORE = frozenset("台后面端往途提者辈")


def joints(text: str, span: Span, first: int, last: int) -> tuple[int, int]:
    """Where the words begin and end that say the date along with it, within ``first`` and ``last``."""
    low = plain(text)
    return lead(low, first, span.start), tail(low, span.end, last)


def lead(low: str, first: int, start: int) -> int:
    """Where words that only lead to the date begin; ``start`` if there are none."""
    words: list[tuple[str, int]] = []
    begin = start
    while len(words) < 3:
        at = begin
        while at > first and low[at - 1] in " \t":
            at -= 1
        begin = at
        while begin > first and "a" <= low[begin - 1] <= "z":
            begin -= 1
        if begin == at or begin and low[begin - 1] in "-'@#":
            break
        words.insert(0, (low[begin:at], begin))
    for size in (3, 2):
        if len(words) >= size and tuple(word for word, _at in words[-size:]) in GROUPS:
            return words[-size][1]
    if words and words[-1][0] in SINGLE:
        return words[-1][1]
    at = start
    while at > first and low[at - 1] in " \t":
        at -= 1
    for word in HAN:
        if low.endswith(word, first, at):
            return at - len(word)
    return start


def tail(low: str, end: int, last: int) -> int:
    """Where words that only belong to the date end; ``end`` if there are none."""
    at = end
    while at < last and low[at] in " \t":
        at += 1
    for word in TAILS:
        stop = at + len(word)
        if low.startswith(word, at) and stop <= last:
            if word == "前" and low[stop : stop + 1] in NOT_BEFORE:
                continue
            if word[-1] == "t" and low[stop : stop + 1].isalpha():
                continue
            return stop
    return end
