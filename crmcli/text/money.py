"""Reading and showing amounts of money. Integers only: nothing is ever rounded."""

# ruff: noqa: SIM905 (word lists read better as text)
from __future__ import annotations

import re
from collections import namedtuple

Money = namedtuple("Money", "minor currency")
"""An amount in integer minor units of an ISO 4217 currency: ``Money(12050, "CNY")`` is 120.50 CNY."""


class MoneyError(ValueError):
    """An amount cannot be taken. ``reason``: ``unreadable``, ``too_many_digits``, ``too_large``
    or ``unknown_currency``."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"{reason}: {text!r}")
        self.text = text
        self.reason = reason


# ISO 4217, by the number of digits of the minor unit
_CODES = {
    2: (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
        "CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
        "GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR "
        "LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB "
        "PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP "
        "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG "
        "ZWL "
    ),
    0: ("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF "),
    3: ("BHD IQD JOD KWD LYD OMR TND "),
    4: ("CLF UYW "),
}
_DIGITS = {code: n for n, codes in _CODES.items() for code in codes.split()}

# Signs and words that stand for one currency. ¥ and $ depend on the user's own.
_SIGNS = {
    "¥": "CNY", "$": "USD", "€": "EUR", "£": "GBP", "₩": "KRW", "₽": "RUB", "₹": "INR", "฿": "THB",
    "₫": "VND",
    "₱": "PHP", "₺": "TRY", "₴": "UAH", "₪": "ILS", "₦": "NGN", "₸": "KZT", "₾": "GEL", "₵": "GHS",
    "₡": "CRC",
    "₲": "PYG", "₮": "MNT", "₭": "LAK", "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD",
    "hk$": "HKD", "s$": "SGD", "sg$": "SGD", "nt$": "TWD", "nz$": "NZD", "r$": "BRL", "mx$": "MXN",
    "mop$": "MOP",
    "jp¥": "JPY", "cn¥": "CNY", "rmb¥": "CNY",
}  # fmt: skip
_YEN_SIGN = frozenset(("CNY", "JPY"))
_DOLLAR_SIGN = frozenset(
    (
        "USD AUD CAD HKD SGD NZD TWD MXN ARS CLP COP BBD BMD BND BSD BZD CVE DOP FJD GYD JMD KYD LRD MOP "
        "NAD SBD SRD TTD UYU XCD"
    ).split()
)
_HAN = {
    "人民币": "CNY", "块钱": "CNY", "元": "CNY", "圆": "CNY", "块": "CNY", "美元": "USD", "美金": "USD",
    "美刀": "USD",
    "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "日圆": "JPY", "日币": "JPY", "港币": "HKD",
    "港元": "HKD", "港纸": "HKD",
    "韩元": "KRW", "韩币": "KRW", "卢布": "RUB", "澳元": "AUD", "澳币": "AUD", "加元": "CAD",
    "加币": "CAD", "新元": "SGD",
    "新币": "SGD", "新加坡元": "SGD", "坡币": "SGD", "台币": "TWD", "新台币": "TWD", "澳门元": "MOP",
    "泰铢": "THB",
    "印度卢比": "INR", "卢比": "INR", "瑞士法郎": "CHF", "瑞郎": "CHF", "迪拉姆": "AED", "越南盾": "VND",
    "印尼盾": "IDR",
    "马币": "MYR", "林吉特": "MYR", "令吉": "MYR", "雷亚尔": "BRL", "土耳其里拉": "TRY", "里拉": "TRY",
    "沙特里亚尔": "SAR",
    "新西兰元": "NZD", "纽币": "NZD", "瑞典克朗": "SEK", "挪威克朗": "NOK", "丹麦克朗": "DKK", "兰特": "ZAR",
    "菲律宾比索": "PHP", "墨西哥比索": "MXN", "科威特第纳尔": "KWD", "兹罗提": "PLN",
}  # fmt: skip
_WORDS = {
    "rmb": "CNY", "yuan": "CNY", "renminbi": "CNY", "kuai": "CNY", "dollar": "USD", "dollars": "USD",
    "bucks": "USD",
    "euro": "EUR", "euros": "EUR", "yen": "JPY", "sterling": "GBP", "quid": "GBP", "rupees": "INR",
    "rubles": "RUB",
    "dirhams": "AED", "dhs": "AED", "baht": "THB", "francs": "CHF", "ntd": "TWD", "cnh": "CNY", "stg": "GBP",
}  # fmt: skip
# codes that are read in small letters inside a text; others there must be capitals (TOP, ALL, TRY are words)
_COMMON = frozenset(
    (
        "usd eur cny gbp jpy hkd aud sgd chf krw inr rub twd thb myr idr vnd brl aed sar nzd zar sek nok "
        "dkk pln czk"
    ).split()
)
_UNITS = {
    "万亿": 12,
    "千亿": 11,
    "百亿": 10,
    "十亿": 9,
    "亿": 8,
    "千万": 7,
    "百万": 6,
    "十万": 5,
    "万": 4,
    "千": 3,
    "百": 2,
}
_LATIN_UNITS = {
    "k": 3, "thousand": 3, "m": 6, "mn": 6, "mm": 6, "mio": 6, "mil": 6, "million": 6, "millions": 6,
    "w": 4, "bn": 9,
    "billion": 9, "billions": 9, "b": 9,
}  # fmt: skip
# after 12万 these count something else than money
_COUNTED = (
    "条 个 件 台 套 公里 里 吨 米 人 次 只 片 张 箱 平 册 辆 支 双 名 户 家 棵 头 位 份 包 盒 瓶 把 根 股 "
    "年 天 字 粒 度 升 千瓦 瓦 公斤 斤 克 亩 部 批 码 粉 用户 种 分 点 号 岁 小时 步 桶 卷 匹 枚 颗 架 艘 "
    "间 座 层 场 节 笔 单 柜 票 立方 本 副 顶 卡 组 队 客户 观众 订单 下载 数据 会员 员工 播放 阅读 行 倍 "
    "元素 标箱 人次 公顷 毫 厘 ㎡ 像素 亿"
).split()
_HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "壹": 1, "贰": 2,
"叁": 3, "肆": 4,
    "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}  # fmt: skip
_HAN_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_HAN_NUMBER = frozenset(_HAN_DIGITS) | frozenset(_HAN_TENS)

_MOST = 2**63 - 1  # what an integer column holds
# codes that are words in capitals: not read after a number in a text (3 TOP clients)
_WORDLIKE = frozenset("ALL TOP TRY CUP PEN SOS MAD COP MOP GEL BAM LAK RON STN CAD".split())

_NUMBER = frozenset("0123456789,.'")
_START = frozenset("0123456789一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾")
_WIDE_GROUP = "(?<=[０-９])，(?=[０-９]{3}(?![０-９]))"
_plain_table: dict[int, str] | None = None


def known(currency: str) -> bool:
    """Whether ``currency`` is a code of ISO 4217, in capitals."""
    return currency in _DIGITS


def digits(currency: str) -> int:
    """How many digits a currency has after the point: CNY 2, JPY 0, KWD 3.

    Raises MoneyError for an unknown code.
    """
    try:
        return _DIGITS[currency]
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
    if sign == "¥" and default in _YEN_SIGN or sign == "$" and default in _DOLLAR_SIGN:
        return default
    if sign == "£" and default in ("EGP", "LBP", "GIP", "FKP", "SHP", "SDG", "SYP"):
        return default
    return _SIGNS[sign]


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
    if last in _SIGNS:
        start = end - 1
        while start and end - start < 4 and "a" <= s[start - 1] <= "z":
            start -= 1
        for begin in range(start, end):
            if s[begin:end] in _SIGNS and (
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
        if len(word) == length and word in _HAN:
            return end - length, _HAN[word]
    return None


def _latin_currency(word: str, raw: str, whole: bool) -> str | None:
    if word in _WORDS:
        return _WORDS[word]
    code = word.upper()
    if code in _DIGITS and (whole or raw == code or word in _COMMON):
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
    if ch in _SIGNS:
        # a sign that belongs to the number after it is not ours
        if start + 1 < len(s) and s[start + 1].isdigit():
            return None
        return start + 1, _sign_currency(ch, default)
    if "a" <= ch <= "z":
        end = start
        while end < len(s) and "a" <= s[end] <= "z":
            end += 1
        if end < len(s) and s[end] in _SIGNS and s[start : end + 1] in _SIGNS:
            return end + 1, _sign_currency(s[start : end + 1], default)
        if s.startswith("us dollars", start):
            return start + 10, "USD"
        code = _latin_currency(s[start:end], raw[start:end], whole)
        if code in _WORDLIKE and not whole and s[end : end + 2].lstrip(" ")[:1].isalpha():
            return None
        return (end, code) if code else None
    for length in range(6, 0, -1):
        word = s[start : start + length]
        if len(word) == length and word in _HAN:
            end = start + length
            if not whole and word == "块" and not _ends_price(s[end : end + 1]):
                return None
            if not whole and word == "元" and s[end : end + 1] in ("旦", "件", "器", "素", "月"):
                return None
            if word == "元" and default in ("HKD", "TWD", "MOP", "SGD"):
                return end, default
            return end, _HAN[word]
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
        if ch in _HAN_DIGITS:
            if digit > 0:
                return None
            digit = _HAN_DIGITS[ch]
        else:
            total += _HAN_TENS[ch] * (1 if digit < 0 and not total else max(digit, 1))
            digit = -1
    return total + max(digit, 0)


def _read_at(text: str, s: str, i: int, default: str, whole: bool) -> tuple[int, int, Money | None] | None:
    """Money whose number begins at ``i``: start, end, amount (None: more digits than its currency has)."""
    n = len(s)
    han = s[i] in _HAN_NUMBER
    if han:
        end = i
        while end < n and s[end] in _HAN_NUMBER:
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
        if unit in _UNITS and len(unit) == length:
            power, end = _UNITS[unit], spaces + length
            sure = unit[-1] in "万亿"
            extra = _rest(s, end, unit, tail)
            break
    else:
        k = j
        while k < n and "a" <= s[k] <= "z":
            k += 1
        word = s[j:k]
        if word in _LATIN_UNITS and (j - end <= 1) and (before or _after(s, text, k, default, whole)):
            power, end = _LATIN_UNITS[word], k
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
        rest = s[tail_at : tail_at + 4]
        if any(rest.startswith(word) for word in _COUNTED) or rest[:1].isascii() and rest[:1].isalpha():
            return None
        if value_end < n and s[value_end] == "%":
            return None
    if before is None and after is None and whole:
        currency = default
    elif before is not None:
        currency = before[1]
        if after is not None and after[1] != currency:
            if before[1] in _YEN_SIGN | _DOLLAR_SIGN and s[before[0]] in "¥$":
                currency = after[1]  # $3,000 CAD
            else:
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


def _rest(s: str, at: int, unit: str, tail: str) -> tuple[int, int] | None:
    """What follows a unit and belongs to the number: 3万5千, 3万5, 1亿2000万. The value and its end."""
    if tail or unit not in ("万", "亿"):
        return None
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
    if unit == "万" and j - at == 1 and (not nxt or nxt in " ，,。;；\n、!?)") and number:
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
    s = s.replace("+", "", 1) if len(s) > 1 and s[1:2] == "+" and s[0] in _SIGNS else s
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
        raise MoneyError(text, "unreadable")
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
        raise MoneyError(text, "unreadable")
    return Money(-money.minor, money.currency) if negative else money


def find_money(text: str, default_currency: str) -> list[tuple[int, int, Money | None]]:
    """All amounts in a text, as ``(start, end, Money)`` in order.

    An amount needs a sign, a code, a currency's word, or 万 or 亿 with nothing else counted by it; bare
    numbers are never money. What has more digits than its currency is no Money (None): nothing is
    rounded. Never raises.
    """
    out: list[tuple[int, int, Money | None]] = []
    if (
        not any(ch.isdecimal() for ch in text)
        and "万" not in text
        and "亿" not in text
        and "元" not in text
        and "萬" not in text
        and "億" not in text
        and "块" not in text
    ):
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
                and (s[k - 2].isdigit() or s[k - 2] in _HAN_NUMBER)
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
            or s[i] in _HAN_NUMBER
            or s[i] in ".,"
            and s[i + 1 : i + 2].isdigit()
        ):
            i += 1
