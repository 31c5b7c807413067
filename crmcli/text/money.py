"""Reading and showing amounts of money. Integers only: nothing is ever rounded."""

from __future__ import annotations

import re
from collections import namedtuple

from crmcli.text.currencies import (
    COMMA_CENTS,
    COMMON,
    COUNTED,
    COUNTED_LATIN,
    DIGITS,
    DOLLAR_SIGN,
    HAN,
    HAN_DIGITS,
    HAN_NUMBER,
    HAN_TENS,
    LATIN_UNITS,
    NOT_COUNTED,
    SIGNS,
    UNITS,
    WORDLIKE,
    WORDS,
    YEN_SIGN,
)

Money = namedtuple("Money", "minor currency")
"""An amount in integer minor units of an ISO 4217 currency: ``Money(12050, "CNY")`` is 120.50 CNY."""


class MoneyError(ValueError):
    """An amount cannot be taken. ``reason``: ``unreadable``, ``too_many_digits``, ``too_large``
    or ``unknown_currency``."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{reason}: {text!r}")
        self.text = text
        self.reason = reason


_MOST = 2**63 - 1  # what an integer column holds
# one of these stands in every amount that has no digits
_MARKS = frozenset("万亿元圆块萬億圓塊金镑鎊欧歐币幣郎盾铢銖特吉布隆尔爾朗索罗羅美")
_NUMBER = frozenset("0123456789,.'")
_START = frozenset("0123456789一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾")
_WIDE_GROUP = "(?<=[０-９])，(?=[０-９]{3}(?![０-９]))"
_plain_table: dict[int, str] | None = None


def known(currency: str) -> bool:
    """Whether ``currency`` is a code of ISO 4217, in capitals."""
    return currency in DIGITS


def digits(currency: str) -> int:
    """How many digits a currency has after the point: CNY 2, JPY 0, KWD 3.

    Raises MoneyError for an unknown code.
    """
    try:
        return DIGITS[currency]
    except KeyError:
        raise MoneyError(currency, "unknown_currency") from None


def show_amount(money: Money) -> str:
    """The amount alone, with exactly the currency's digits: ``120000.00``, ``-500.00``, JPY ``1200``."""
    places = digits(money.currency)
    sign = "-" if money.minor < 0 else ""
    text = str(abs(money.minor)).rjust(places + 1, "0")
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else sign + text


def _plain(text: str) -> str:
    """Place for place: small letters, half-width, simplified currency words. A full-width comma stays."""
    if text.isascii():
        return text.lower()
    global _plain_table
    if _plain_table is None:
        table = {0xFF01 + n: chr(0x21 + n) for n in range(94)}
        table |= {0xFF21 + n: chr(0x61 + n) for n in range(26)}
        table |= {0x41 + n: chr(0x61 + n) for n in range(26)}
        table |= {
            0xFFE5: "¥",
            0xFFE0: "¢",
            0xFFE1: "£",
            0x2212: "-",
            0xFF0C: "，",
            0x3000: " ",
            0xA0: " ",
            0x202F: " ",
            0x2009: " ",
        }
        table |= {ord(a): b for a, b in zip("萬億圓塊幣歐鎊錢韓盧", "万亿圆块币欧镑钱韩卢", strict=True)}
        table |= {0x2019: "'", 0xFE69: "$", 0xFF04: "$"}
        _plain_table = table
    plain = text.translate(_plain_table)
    if "，" in plain:  # between full-width digits it groups
        plain = re.sub(_WIDE_GROUP, ",", text).translate(_plain_table)
    return plain


def _sign_currency(sign: str, default: str) -> str:
    if sign == "¥" and default in YEN_SIGN or sign == "$" and default in DOLLAR_SIGN:
        return default
    if sign == "£" and default in ("EGP", "LBP", "GIP", "FKP", "SHP", "SDG", "SYP"):
        return default
    return SIGNS[sign]


def _before(s: str, raw: str, at: int, default: str, whole: bool) -> tuple[int, str] | None:
    """The sign, code or word that ends before ``at`` (spaces between): where it starts and its currency."""
    end = at
    while end and s[end - 1] in " \t":
        end -= 1
    if not end:
        return None
    if s[end - 1] in ".:" and end > 1 and (s[end - 2].isalpha() and s[end - 2].isascii()):
        end -= 1  # Rs. 500, USD: 500
    last = s[end - 1]
    if last in SIGNS:
        start = end - 1
        while start and end - start < 4 and "a" <= s[start - 1] <= "z":
            start -= 1
        for begin in range(start, end):
            if s[begin:end] in SIGNS and (
                begin == 0 or not s[begin - 1].isalpha() or not s[begin - 1].isascii() or begin == end - 1
            ):
                return begin, _sign_currency(s[begin:end], default)
        return None
    if "a" <= last <= "z":
        start = end
        while start and "a" <= s[start - 1] <= "z":
            start -= 1
        code = _latin_currency(s[start:end], raw[start:end], whole)
        return (start, code) if code else None
    for length in range(6, 1, -1):
        word = s[max(0, end - length) : end]
        if len(word) == length and word in HAN:
            return end - length, HAN[word]
    return None


def _latin_currency(word: str, raw: str, whole: bool) -> str | None:
    if word in WORDS:
        return WORDS[word]
    code = word.upper()
    if code in DIGITS and (whole or raw == code or word in COMMON):
        return code
    return None


def _after(s: str, raw: str, at: int, default: str, whole: bool) -> tuple[int, str] | None:
    """The sign, code or word after a number: where it ends and its currency."""
    start = at
    while start < len(s) and s[start] in " \t":
        start += 1
    if start >= len(s):
        return None
    ch = s[start]
    if ch in SIGNS:
        # a sign that belongs to the number after it is not ours
        if start + 1 < len(s) and s[start + 1].isdigit():
            return None
        return start + 1, _sign_currency(ch, default)
    if "a" <= ch <= "z":
        end = start
        while end < len(s) and "a" <= s[end] <= "z":
            end += 1
        if end < len(s) and s[end] in SIGNS and s[start : end + 1] in SIGNS:
            return end + 1, _sign_currency(s[start : end + 1], default)
        if s.startswith("us dollars", start):
            return start + 10, "USD"
        code = _latin_currency(s[start:end], raw[start:end], whole)
        if code in WORDLIKE and not whole and s[end : end + 2].lstrip(" ")[:1].isalpha():
            return None
        return (end, code) if code else None
    for length in range(6, 0, -1):
        word = s[start : start + length]
        if len(word) == length and word in HAN:
            end = start + length
            if not whole and word == "块" and not _ends_price(s[end : end + 1]):
                return None
            if not whole and word == "元" and s[end : end + 1] in ("旦", "件", "器", "素", "月"):
                return None
            if not whole and word == "欧" and s[end : end + 1] in tuple("洲美盟式姆元标规版"):
                return None
            if word == "元" and default in ("HKD", "TWD", "MOP", "SGD"):
                return end, default
            return end, HAN[word]
    return None


def _ends_price(ch: str) -> bool:
    """Whether 块 before ``ch`` can be money (三块板 is three boards)."""
    return ch in " \n一每/,，。;；、!?)" or ch.isdigit()


def _decimal(number: str, whole: bool) -> tuple[str, str] | None:
    """Digits before and after the point of ``1,200.50``, ``1.200,50``, ``1'200``; None if it is no number."""
    number = number.replace("'", ",") if "'" in number else number
    point, comma = number.rfind("."), number.rfind(",")
    if point >= 0 and comma > point:  # 1.200,50: the last mark is the point
        number = number.translate({0x2C: ".", 0x2E: ","})
    elif comma >= 0 and point < 0 and number.count(",") == 1 and whole and len(number) - comma - 1 in (1, 2):
        number = number.replace(",", ".")  # 12,50 is no grouping
    elif point >= 0 and comma < 0 and number.count(".") > 1:
        number = number.replace(".", ",")  # 1.200.000
    head, dot, tail = number.partition(".")
    if dot and (not tail.isdigit()):
        return None
    groups = head.split(",")
    if not groups[0] or any(not g.isdigit() for g in groups):
        return None
    if len(groups) > 1 and (
        len(groups[0]) > 3 or len(groups[-1]) != 3 or any(len(g) not in (2, 3) for g in groups[1:])
    ):
        return None
    return "".join(groups), tail


def _minor(head: str, tail: str, power: int, currency: str, text: str) -> int:
    """Exact minor units of ``head.tail`` times ten to the ``power``: refused rather than rounded."""
    shift = digits(currency) + power - len(tail)
    if len(head) + len(tail) + power > 40:
        raise MoneyError(text, "too_large")
    number = int(head + tail)
    rest = 0
    if shift >= 0:
        number *= 10**shift
    else:
        number, rest = divmod(number, 10**-shift)
    if rest:
        raise MoneyError(text, "too_many_digits")
    if number > _MOST:
        raise MoneyError(text, "too_large")
    return int(number)


def _han_value(han: str) -> int | None:
    """Up to 9999: 三百五十, 十二, 二五 is none."""
    total, digit = 0, -1
    for ch in han:
        if ch in HAN_DIGITS:
            if digit > 0:
                return None
            digit = HAN_DIGITS[ch]
        else:
            total += HAN_TENS[ch] * (1 if digit < 0 and not total else max(digit, 1))
            digit = -1
    return total + max(digit, 0)


def _read_at(text: str, s: str, i: int, default: str, whole: bool) -> tuple[int, int, Money | None] | None:
    """Money whose number begins at ``i``: start, end, amount (None: more digits than its currency has)."""
    n = len(s)
    han = s[i] in HAN_NUMBER
    if han:
        end = i
        while end < n and s[end] in HAN_NUMBER:
            end += 1
        value = _han_value(s[i:end])
        if value is None:
            return None
        head, tail = str(value), ""
    else:
        end = i
        while end < n and (s[end] in _NUMBER):
            end += 1
        number = s[i:end].rstrip(",.'")
        end = i + len(number)
        if end < n and s[end] == "，" and whole:
            return None
        split = _decimal(number, whole)
        if split is None and _cents(number) and _continental(s, text, i, end, default):
            split = _decimal(number, True)
        if split is None:
            # in a text a list (5,10) is read up to its comma
            if whole or "," not in number:
                return None
            number = number[: number.index(",")]
            end = i + len(number)
            split = _decimal(number, whole)
            if split is None:
                return None
        head, tail = split
    before = _before(s, text, i, default, whole)
    start = before[0] if before else i
    negative = False
    back = i
    while back and s[back - 1] in " \t":
        back -= 1
    if before is None and back and s[back - 1] in "-" and (whole or back < 2 or s[back - 2] in " \t\n"):
        sign_before = _before(s, text, back - 1, default, whole)
        if sign_before:
            before, start, negative = sign_before, sign_before[0], True
        elif back == i:
            negative, start = True, back - 1
    elif (
        before is not None
        and not whole
        and s[start - 1 : start] == "-"
        and (start < 2 or s[start - 2] in " \t\n:(")
    ):
        negative, start = True, start - 1  # -¥500; elsewhere it is a dash
    # units
    power = 0
    sure = False
    j = end
    while j < n and s[j] in " \t" and whole:
        j += 1
    spaces = j
    while j < n and s[j] in " \t":
        j += 1
    extra: tuple[int, int] | None = None
    for length in (2, 1):
        unit = s[spaces : spaces + length]
        if unit in UNITS and len(unit) == length:
            power, end = UNITS[unit], spaces + length
            sure = unit[-1] in "万亿"
            extra = _rest(s, end, unit, tail)
            break
    else:
        k = j
        while k < n and "a" <= s[k] <= "z":
            k += 1
        word = s[j:k]
        if word in LATIN_UNITS and (j - end <= 1) and (before or _after(s, text, k, default, whole)):
            power, end = LATIN_UNITS[word], k
    if han and not power and not before and not whole and int(head) < 10:
        return None  # 一块, 三元 are words
    value_end = extra[1] if extra else end
    after = _after(s, text, value_end, default, whole)
    if before is None and after is None and not sure and not whole:
        return None
    # more of 多 and 余 between number and currency: 12万多美元 is not exact, the number still said
    if before is None and after is None and sure and not whole:
        tail_at = value_end
        while tail_at < n and s[tail_at] in "多余来几 ":
            tail_at += 1
        if _counted(s, tail_at) or value_end < n and s[value_end] == "%":
            return None
    if before is None and after is None and whole:
        currency = default
    elif before is not None:
        currency = before[1]
        if after is not None and after[1] != currency:
            if before[1] in YEN_SIGN | DOLLAR_SIGN and s[before[0]] in "¥$":
                currency = after[1]  # $3,000 CAD
            elif s[after[0] - 1] not in "元圆":  # 港币20,000元
                after = None
    else:
        currency = after[1] if after else default
    end = value_end
    if after is not None:
        end = after[0]
        # 3块5, 12元5角
        if s[end - 1] in "块元" and not tail and not power:
            k = end
            if k < n and s[k].isdigit() and (k + 1 >= n or not s[k + 1].isdigit() and s[k + 1] not in ".,"):
                if k + 1 < n and s[k + 1] in "角毛":
                    tail, end = s[k], k + 2
                elif s[end - 1] == "块" and (k + 1 >= n or s[k + 1] in " ，,。;；\n一每/"):
                    tail, end = s[k], k + 1
    if end < n and s[end] == "整" and after is not None:
        end += 1
    try:
        minor = _minor(head, tail, power, currency, text)
        if extra:
            minor += _minor(str(extra[0]), "", 0, currency, text)
    except MoneyError as error:
        if whole or error.reason != "too_many_digits":
            raise
        return start, end, None
    # not money: a percentage, part of a longer word or number
    if (
        not whole
        and before is None
        and start
        and (s[start - 1].isdigit() or s[start - 1] in ".," and s[start - 2 : start - 1].isdigit())
    ):
        return None
    return start, end, Money(-minor if negative else minor, currency)


def _cents(number: str) -> bool:
    """Whether a number can be one with a decimal comma: 450,00."""
    return number.count(",") == 1 and "." not in number and number[-3:-2] == ","


def _continental(s: str, raw: str, start: int, end: int, default: str) -> bool:
    """Whether a number stands beside a currency of a country that writes a comma before the cents."""
    beside = _before(s, raw, start, default, False) or _after(s, raw, end, default, False)
    return beside is not None and beside[1] in COMMA_CENTS


def _counted(s: str, at: int) -> bool:
    """Whether what stands behind a number in 万 is counted by it, so that it is no money: 12万条, 5万 pcs."""
    rest = s[at : at + 6]
    if rest[:1].isascii() and rest[:1].isalpha():
        end = at
        while end < len(s) and end - at < 12 and "a" <= s[end] <= "z":
            end += 1
        return s[at:end] in COUNTED_LATIN
    return any(
        rest.startswith(word) and rest[len(word) : len(word) + 1] not in tuple(NOT_COUNTED.get(word, ""))
        for word in COUNTED
    )


def _han_rest(s: str, at: int, unit: str) -> tuple[int, int] | None:
    """The same in Chinese numerals: 叁万伍仟, 三万五, 一亿二千万."""
    end = at
    while end < len(s) and end - at < 8 and s[end] in HAN_NUMBER:
        end += 1
    value = _han_value(s[at:end])
    if value is None or end == at:
        return None
    if unit == "亿":
        return (value * 10000, end + 1) if s[end : end + 1] == "万" else None
    if end - at > 1:
        return value, end
    return (value * 1000, end) if value and _price_ends(s, end) else None


def _price_ends(s: str, at: int) -> bool:
    """Whether nothing that could be counted follows: 3万5, 3万5左右, but not 3万5台."""
    rest = s[at : at + 2]
    return not rest or rest[0] in " ，,。;；\n、!?)吧的了含以可成行/每一块元人他她我你" or rest == "左右"


def _rest(s: str, at: int, unit: str, tail: str) -> tuple[int, int] | None:
    """What follows a unit and belongs to the number: 3万5千, 3万5, 1亿2000万. The value and its end."""
    if tail or unit not in ("万", "亿"):
        return None
    if s[at : at + 1] in HAN_NUMBER:
        return _han_rest(s, at, unit)
    j = at
    while j < len(s) and s[j].isdigit():
        j += 1
    if j == at or j - at > 4:
        return None
    number = int(s[at:j])
    nxt = s[j : j + 1]
    if unit == "亿" and nxt == "万":
        return number * 10000, j + 1
    if unit == "亿" and s[j : j + 2] == "千万":
        return number * 10**7, j + 2
    if unit == "万" and nxt == "千":
        return number * 1000, j + 1
    if unit == "万" and nxt == "百":
        return number * 100, j + 1
    if unit == "万" and j - at == 1 and number and _price_ends(s, j):
        return number * 1000, j
    if unit == "万" and j - at == 4 and (not nxt or nxt in " ，,。;；\n、!?)元美欧"):
        return number, j
    return None


def read_money(text: str, default_currency: str) -> Money:
    """The one amount that ``text`` is: ``120000``, ``12.5万``, ``¥1.2亿``, ``USD 3,000``, ``(1,200)``.

    Without a sign, code or word for the currency it is in ``default_currency``. Raises MoneyError if it
    cannot be read, or has more digits than the currency (never rounded).
    """
    digits(default_currency)
    s = _plain(text).replace("，", ",").strip()
    raw = text.translate(_plain_table).strip() if _plain_table and not text.isascii() else text.strip()
    if len(raw) != len(s):
        raw = s
    if len(s) > 100:
        raise MoneyError(text, "unreadable")
    negative = False
    if s[:1] == "(" and s[-1:] == ")":
        s, raw, negative = s[1:-1].strip(), raw[1:-1].strip(), True
        if s[:1] in "-+":
            raise MoneyError(text, "unreadable")
    if s.endswith("-") and len(s) > 1:
        s, raw, negative = s[:-1].rstrip(), raw[:-1].rstrip(), not negative
    if s[:1] == "+":
        s, raw = s[1:].lstrip(), raw[1:].lstrip()
    s = s.replace("+", "", 1) if len(s) > 1 and s[1:2] == "+" and s[0] in SIGNS else s
    if " " in s:
        joined = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", s)  # 1 200 000
        if joined != s:
            s = raw = joined
    if s[:1] == ".":
        s = raw = "0" + s
    at = next((n for n, ch in enumerate(s) if ch in _START), None)
    if at is None:
        raise MoneyError(text, "unreadable")
    found = _read_at(raw, s, at, default_currency, True)
    if found is None:
        raise MoneyError(text, _unread(raw))
    begin, end, money = found
    if s[:begin].strip() or s[end:].strip() or money is None:
        lead = s[:begin].strip()
        # -¥500 with the minus before the sign
        if (
            money is not None
            and money.minor >= 0
            and s[begin] not in "-"
            and lead in ("-", "+")
            and not s[end:].strip()
        ):
            return Money(-money.minor, money.currency) if lead == "-" else money
        raise MoneyError(text, _unread(raw))
    return Money(-money.minor, money.currency) if negative else money


def _unread(text: str) -> str:
    """Why no amount is read: three capitals beside a number look like a code, which is then none: ``XYZ 500``."""
    beside = re.fullmatch(r"-?(?:([A-Z]{3}) ?-?[\d.,]+|[\d.,]+ ?([A-Z]{3}))", text, re.ASCII)
    code = beside and (beside[1] or beside[2])
    return "unknown_currency" if code and not known(code) else "unreadable"


def find_money(text: str, default_currency: str) -> list[tuple[int, int, Money | None]]:
    """All amounts in a text, as ``(start, end, Money)`` in order.

    An amount needs a sign, a code, a currency's word, or 万 or 亿 with nothing else counted by it; bare
    numbers are never money. What has more digits than its currency is no Money (None): nothing is
    rounded. Never raises.
    """
    out: list[tuple[int, int, Money | None]] = []
    if _MARKS.isdisjoint(text) and not any(ch.isdecimal() for ch in text):
        return out
    s = _plain(text)
    i = 0
    while True:
        while i < len(s) and s[i] not in _START:
            i += 1
        if i >= len(s):
            return out
        try:
            found = _read_at(text, s, i, default_currency, False)
        except MoneyError:
            found = None
        if found is not None and found[0] >= (out[-1][1] if out else 0):
            start, end, money = found
            # 10-12万: a range has no one amount
            k = start
            ranged = (
                k > 1
                and s[k - 1] in "-~–—至到"
                and (s[k - 2].isdigit() or s[k - 2] in HAN_NUMBER)
                and start == i
            )
            if not ranged:
                out.append((start, end, money))
            i = max(end, i + 1)
            continue
        i += 1
        while i < len(s) and (
            s[i].isdigit()
            and s[i].isascii()
            or s[i] in HAN_NUMBER
            or s[i] in ".,"
            and s[i + 1 : i + 2].isdigit()
        ):
            i += 1
