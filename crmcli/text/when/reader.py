"""The text being read: one place to look at its characters, its words and its numbers."""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    Meant = tuple[str, Any]  # how a day was said, and what was said
    Day = tuple[str, Any, int]  # the same, and where it ends
    Clock = tuple[int, int, int, int, int]  # hour, minute, second, days more, where it ends

TRADITIONAL = "週禮後點個號時鐘鍾兩這過內裏裡間號嗎萬淩"
SIMPLE = "周礼后点个号时钟钟两这过内里里间号吗万凌"
_plain_table: dict[int, str] | None = None

HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
HAN_NUMERALS = frozenset("零〇一二三四五六七八九十两廿卅百")


def plain(text: str) -> str:
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
        table |= {ord(a): b for a, b in zip(TRADITIONAL, SIMPLE, strict=True)}
        _plain_table = table
    return text.translate(_plain_table)


def is_latin(ch: str) -> bool:
    """Whether a character is a letter of a Latin word (of plain text)."""
    return "a" <= ch <= "z" or "\xc0" <= ch <= "\u024f"


def may_repeat(s: str) -> bool:
    """Whether anything in a plain text could say that something comes again."""
    if not s.isascii() and ("每" in s or "隔" in s or "逢" in s):
        return True
    return any(mark in s for mark in ("every", "each", "days", "ends", "ly"))


class Reader:
    """A text being read. The modules beside this one read one kind of piece at a place, and say where it ends."""

    __slots__ = ("s", "n", "now", "today", "order", "looking", "han", "latin", "begin", "again")

    def __init__(self, text: str, now: datetime, date_order: str, looking: str) -> None:
        self.n = len(text)
        self.s = plain(text) + "\0\0\0\0"  # so that the places after the end can be looked at
        self.han = not text.isascii()
        self.latin = self.s.upper() != self.s
        self.begin = self.n - len(text.lstrip())  # where the first word begins
        self.again = may_repeat(self.s)
        self.now = now
        self.today = now.date()
        self.order = date_order
        self.looking = looking

    def spaces(self, i: int) -> int:
        while i < self.n and self.s[i] in " \t":
            i += 1
        return i

    def word(self, i: int) -> str:
        """The Latin word at ``i``; empty if there is none."""
        j = i
        while j < self.n and is_latin(self.s[j]):
            j += 1
        return self.s[i:j]

    def boundary(self, i: int) -> bool:
        """Whether no Latin word goes on at ``i``."""
        return i >= self.n or not is_latin(self.s[i])

    def closes(self, i: int) -> bool:
        """Whether a clause ends at ``i``: nothing but a mark or the end of the text follows."""
        while self.s[i] in " \t":
            i += 1
        return i >= self.n or self.s[i] in ".,;:!?)\n。，；：！？、）" and not self.s[i + 1].isalnum()

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
        while j < self.n and s[j] in HAN_NUMERALS:
            j += 1
        if j == i:
            return None
        han = s[i:j]
        if not any(c in "十百廿卅" for c in han):
            if len(han) > 4:
                return None
            return int("".join(str(HAN_DIGITS[c]) for c in han)), j
        total, unit = 0, -1
        for c in han:
            if c in HAN_DIGITS:
                if unit > 0:
                    return None
                unit = HAN_DIGITS[c] or -1
            elif c == "百":
                total, unit = total + max(unit, 1) * 100, -1
            else:
                total += {"十": 10, "廿": 20, "卅": 30}[c] * (max(unit, 1) if c == "十" else 1)
                unit = -1
        return total + max(unit, 0), j

    def plain_digits(self, i: int) -> tuple[str, int] | None:
        j = self.digits(i)
        return (self.s[i:j], j) if j > i else None

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
            from crmcli.text.when.words_en import STOP_EN

            return k > j and word in STOP_EN
        return not s[k].isalnum()
