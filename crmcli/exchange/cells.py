"""The cells of foreign tables as values of our fields.

A reader takes all cells of one target in a row (a set may have several columns) and gives the value, or
None (``[]`` for a set) when they are empty. What cannot be read raises :class:`CellError`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from crmcli.exchange.markers import EMPTY, FORMULA
from crmcli.exchange.sheet import Cell
from crmcli.i18n import _
from crmcli.text.clean import clean_line, clean_text
from crmcli.text.words import EMAIL, yes_or_no

_NOTHING = frozenset(
    {
        "-",
        "--",
        "---",
        "—",
        "——",
        "/",
        "\\",
        "无",
        "暂无",
        "未知",
        "没有",
        "n/a",
        "na",
        "none",
        "nil",
        "?",
        "？",
    }
)
"""What people write into a phone, address or date cell to say that there is none."""

Reader = Callable[[Sequence[Cell]], Any]


class CellError(Exception):
    """A cell cannot be read: ``code`` is stable, ``message`` says what to do, ``value`` is its text."""

    def __init__(self, code: str, message: str, value: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.value = value


def filled(cell: Cell) -> bool:
    """Whether a cell holds anything."""
    return cell is not None and cell != "" and cell != []


def members_in(cell: Any) -> Sequence[Any]:
    """The members that a cell lists: those of a JSON array, also of one written as text; else the cell itself."""
    if isinstance(cell, list):
        return cell
    if isinstance(cell, str) and cell[:2] in ('["', "[]") and cell[-1:] == "]":
        try:
            found = json.loads(cell)
        except ValueError:
            return (cell,)
        if isinstance(found, list):
            return found
    return (cell,)


def line_of(cell: Cell) -> tuple[str, ...]:
    """The one line that a cell holds, or nothing."""
    found = line((cell,))
    return () if found is None else (found,)


def plain(cell: Any) -> str:
    """The text of a cell; an empty marker is ``""``.

    The quote that our export puts before ``= + - @`` and before what means an empty cell is taken off, and so is
    ``="…"``, by which others keep a spreadsheet from reading a number.
    """
    if isinstance(cell, str):
        text = cell
        if text[:1] == "'":
            rest = text.lstrip("'")
            if rest and (rest[0] in FORMULA or rest.strip() in EMPTY):
                return text[1:]
        if text[:2] == '="' and text[-1:] == '"' and len(text) > 2:
            text = text[2:-1]
        return "" if (bare := text.strip()) in EMPTY or not bare else text
    if cell is None:
        return ""
    if isinstance(cell, list):
        return "; ".join(plain(one) for one in cell)
    if isinstance(cell, dict):
        return json.dumps(cell, ensure_ascii=False)
    if cell is True or cell is False:
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return format(cell, ".15g")
    return str(cell)


# Text


def _one_line(text: str) -> str:
    """``clean_line`` with a way round for text that needs nothing, which nearly all does."""
    return text.strip() if text.isprintable() and "  " not in text else clean_line(text)


def line(cells: Sequence[Cell]) -> str | None:
    """One line of text; of several columns the first that says something."""
    for cell in cells:
        if type(cell) is str and cell[:1] not in _MARKS and cell.isprintable() and "  " not in cell:
            text = cell.strip()
        else:
            text = _one_line(plain(cell))
        if text:
            return text
    return None


_MARKS = frozenset("'= Nn\\#")
"""What an empty marker or a protected cell can begin with; other text needs no look."""


def text(cells: Sequence[Cell]) -> str | None:
    """Text of any number of lines; several columns one below the other."""
    found = [each for each in (clean_text(plain(cell)).strip() for cell in cells) if each]
    return "\n".join(found) or None


def code(cells: Sequence[Cell]) -> str | None:
    """An identifier: digits stay as they are, and are refused if a spreadsheet has rounded them."""
    for cell in cells:
        found = line((cell,))
        if found:
            if not found.isalnum():
                if (isinstance(cell, float) and abs(cell) >= 1e15) or _ROUNDED.fullmatch(found):
                    raise _rounded(found)
                if found.endswith(".0") and found[:-2].isdecimal():
                    return found[:-2]
            return found
    return None


_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d\d")


def _rounded(value: str) -> CellError:
    return CellError(
        "value",
        _(
            "“%(value)s”: the spreadsheet has rounded this number and its digits are lost; "
            "format the column as text and type it again."
        )
        % {"value": value},
        value,
    )


# Phones and addresses

_PHONE_BREAKS = re.compile(r"\s*(:::|[;；,，、/|\n]|\s或\s?|\s(?:or|oder|ou|o)\s)\s*")
_PLAIN_PHONE = re.compile(r"\+?[0-9]{2,}[0-9-]*[0-9]")
_TWO_MOBILES = re.compile(r"(?<!\d)(1[3-9]\d{9})\s+(?=1[3-9]\d{9}(?!\d))")


def phone(cells: Sequence[Cell]) -> str | None:
    """One telephone number; several in one cell stay together, divided by ``; ``."""
    return "; ".join(phones(cells)) or None


def phones(cells: Sequence[Cell]) -> list[str]:
    """All telephone numbers, each once."""
    if len(cells) == 1:
        cell = cells[0]
        if type(cell) is str and _PLAIN_PHONE.fullmatch(cell):
            return [cell]
        if not isinstance(cell, list):
            return _phones_of(cell)
    return list(dict.fromkeys(each for cell in cells for one in members_in(cell) for each in _phones_of(one)))


def _phones_of(cell: Cell) -> list[str]:
    if isinstance(cell, float) and abs(cell) >= 1e15:
        raise _rounded(plain(cell))
    raw = plain(cell)
    if not raw:
        return []
    if not raw.isascii():
        raw = unicodedata.normalize("NFKC", raw)
    raw = clean_text(raw).strip().removeprefix("'").strip()
    if raw.isdecimal() and 3 <= len(raw) < 20:
        return [raw]
    if raw.lower() in _NOTHING or raw in EMPTY:
        return []
    if re.fullmatch(r"\d(?:\.\d+)?\s*[eE]\s*\+?\s*\d+", raw):
        raise _rounded(raw)
    parts = _PHONE_BREAKS.split(_TWO_MOBILES.sub(r"\1;", raw))
    found = [parts[0]]
    for mark, part in zip(parts[1::2], parts[2::2], strict=True):
        if not part:
            continue
        # "0571-8888/9999" and "8888,801" are one number with a second ending
        digits = sum(char.isdecimal() for char in part)
        before = sum(char.isdecimal() for char in found[-1])
        # So is "0211 / 555-0101": what stands before the stroke is only an area code.
        if (mark in "/,，" and found[-1] and digits < 5) or (
            mark == "/" and 0 < before < (9 if found[-1].startswith(("+", "00")) else 7)
        ):
            found[-1] += mark + part
        else:
            found.append(part)
    numbers: list[str] = []
    for each in found:
        each = re.sub(r"^(\d{5,})\.0+$", r"\1", clean_line(each))
        if not each:
            continue
        digits = sum(char.isdecimal() for char in each)
        if not digits or (digits < 3 and any(char.isalpha() for char in each)) or len(each) > 60:
            raise CellError("value", _("“%(value)s” is no telephone number.") % {"value": each}, each)
        numbers.append(each)
    return list(dict.fromkeys(numbers))


_EMAIL = re.compile(EMAIL)
_EMAIL_BREAKS = re.compile(r"(?:[\s;；,，、|/]|:::)+")


def email(cells: Sequence[Cell]) -> str | None:
    """One e-mail address; several in one cell stay together, divided by ``; ``."""
    return "; ".join(emails(cells)) or None


def emails(cells: Sequence[Cell]) -> list[str]:
    """All e-mail addresses, each once."""
    if len(cells) == 1:
        cell = cells[0]
        if type(cell) is str and cell[:1] not in _MARKS and cell.isascii() and _EMAIL.fullmatch(cell):
            return [cell]
    found: dict[str, None] = {}
    for cell in (one for each in cells for one in members_in(each)):
        raw = plain(cell)
        if not raw:
            continue
        raw = unicodedata.normalize("NFKC", clean_line(raw)) if not raw.isascii() else clean_line(raw)
        if _EMAIL.fullmatch(raw):
            found[raw] = None
            continue
        if raw.lower() in _NOTHING:
            continue
        named = re.findall(r"<([^<>]*)>", raw)
        for each in named or _EMAIL_BREAKS.split(raw):
            each = each.strip().removeprefix("mailto:").removeprefix("'").strip("<>.'\"")
            if not each:
                continue
            if not _EMAIL.fullmatch(each):
                raise CellError("value", _("“%(value)s” is no e-mail address.") % {"value": each}, raw)
            found[each] = None
    return list(found)


_SERVICES = {"微信": "wechat", "weixin": "wechat", "wx": "wechat", "企鹅": "qq", "钉钉": "dingtalk"}


def messaging(cells: Sequence[Cell], service: str = "") -> list[dict[str, str]]:
    """Ids at messaging services: ``wechat:tc-zhang; qq:12345``; ``service`` is what the column is for."""
    found: list[dict[str, str]] = []
    for cell in (one for each in cells for one in members_in(each)):
        if isinstance(cell, dict):
            entry = {key: clean_line(plain(cell.get(key))) for key in ("service", "id")}
            if entry["id"] and entry not in found:
                found.append({**entry, "service": entry["service"].lower() or "im"})
            continue
        for each in re.split(r"[;；、\n]", code_text(cell)):
            name, colon, number = each.replace("：", ":").partition(":")
            if service and (not colon or name.strip().lower() not in _SERVICES.keys() | {service}):
                name, number = service, each
            elif not colon:
                name, number = "im", each
            name = clean_line(name).lower()
            number = clean_line(number)
            entry = {"service": _SERVICES.get(name, name), "id": number}
            if number and number.lower() not in _NOTHING and entry not in found:
                found.append(entry)
    return found


def code_text(cell: Cell) -> str:
    """The text of a cell with an identifier in it, ``""`` if it is empty."""
    return code((cell,)) or "" if not isinstance(cell, str) else plain(cell)


# Sets, choices, yes and no

_SET_BREAKS = re.compile(r":::|[;；,，、/\n|]")
_NAME_BREAKS = re.compile(r"[;；、\n|]")


def words(cells: Sequence[Cell]) -> list[str]:
    """The members of a set, each once, split on ``; , 、 /`` and line ends."""
    return _members(cells, _SET_BREAKS)


def names(cells: Sequence[Cell]) -> list[str]:
    """Names of companies: a comma (``Acme, Inc.``) or slash may be part of one."""
    return _members(cells, _NAME_BREAKS)


def _members(cells: Sequence[Cell], breaks: re.Pattern[str]) -> list[str]:
    found: dict[str, None] = {}
    for cell in cells:
        listed = members_in(cell)
        if listed is cell or listed != (cell,):  # members by themselves, whatever signs they hold
            literal = isinstance(cell, str)  # an array in a text cell: nothing in it was protected
            members = (one if literal and isinstance(one, str) else plain(one) for one in listed)
            found |= dict.fromkeys(text for one in members if (text := _one_line(one)))
            continue
        for each in breaks.split(clean_text(plain(cell))):
            each = _one_line(each)
            if each:
                found[each] = None
    return list(found)


def boolean(cells: Sequence[Cell]) -> bool | None:
    """Yes or no in the ways that tables say it."""
    found = line(cells)
    if found is None:
        return None
    answer = yes_or_no(found)
    if answer is not None:
        return answer
    raise CellError("value", _("“%(value)s” is neither yes nor no.") % {"value": found}, found)


_CURRENCIES = {
    "人民币": "CNY", "元": "CNY", "rmb": "CNY", "¥": "CNY", "美元": "USD", "美金": "USD", "$": "USD",
    "us$": "USD", "欧元": "EUR", "€": "EUR", "euro": "EUR", "英镑": "GBP", "£": "GBP", "日元": "JPY",
    "日圆": "JPY", "港币": "HKD", "港元": "HKD", "hk$": "HKD", "台币": "TWD", "新台币": "TWD",
    "卢布": "RUB", "韩元": "KRW", "澳元": "AUD", "加元": "CAD", "瑞士法郎": "CHF", "新加坡元": "SGD",
}  # fmt: skip


def currency(cells: Sequence[Cell]) -> str | None:
    """A currency as its ISO 4217 code."""
    found = line(cells)
    if found is None or found.lower() in _NOTHING:
        return None
    word = unicodedata.normalize("NFKC", found).lower()
    if word in _CURRENCIES:
        return _CURRENCIES[word]
    if re.fullmatch("[a-z]{3}", word):
        return word.upper()
    raise CellError(
        "value", _("“%(value)s” is no currency; write its code, such as USD.") % {"value": found}, found
    )


# Dates

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_TIME = r"""(?:[T\s,]*(?P<early>上午|下午|晚上|中午|凌晨|am|pm)?\s*
    (?P<hour>\d{1,2})\s*[:时点]\s*(?P<minute>\d{1,2})?\s*(?:[:分]\s*(?P<second>\d{1,2})?(?:[.,]\d+)?\s*秒?)?
    \s*(?P<late>am|pm|a\.m\.|p\.m\.)?\s*(?P<zone>z|utc|gmt|[+-]\d\d:?\d\d)?)?"""
_FORMS = tuple(
    re.compile(form + _TIME, re.VERBOSE | re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})\s*[-/.\\年]\s*(?P<month>\d{1,2})\s*[-/.\\月]\s*(?P<day>\d{1,2})\s*日?号?",
        r"(?P<a>\d{1,2})\s*[-/.\\]\s*(?P<b>\d{1,2})\s*[-/.\\]\s*(?P<year>\d{4}|\d\d)",
        r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s.\-/]*(?P<word>[a-z]{3,9})\.?[\s,.\-/]*(?P<year>\d{4}|\d\d)",
        r"(?P<word>[a-z]{3,9})\.?[\s\-/]*(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s,.\-/]+(?P<year>\d{4}|\d\d)",
        r"(?P<year>\d{4})[\s\-/]*(?P<word>[a-z]{3,9})[\s\-/]*(?P<day>\d{1,2})",
    )
)
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[\s,.]+|\s*[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?\s*",
    re.IGNORECASE,
)
_NO_DATE = re.compile(r"0{1,2}[-/.]0{1,2}[-/.](?:00|0000)")  # as Outlook writes none
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
_STAMP = re.compile(r"(\d{8})(\d\d)(\d\d)(\d\d)")


class DateColumn:
    """The dates of one column, and in which order it writes day and month.

    ``feed`` cells, ``decide``, then ``read`` them. The order is that of the column, never of a cell:
    one ``25/12/2026`` makes ``05/12/2026`` the fifth of December.
    """

    def __init__(self, order: str | None = None) -> None:
        self.order = order
        """``dmy``, ``mdy``, or None as long as it is not decided."""
        self.ambiguous = False
        """No cell tells the order, so the default was taken."""
        self.mixed = False
        """Some cells can only be day first, others only month first."""
        self._open = 0
        self._first = {"dmy": 0, "mdy": 0}

    def feed(self, cell: Cell) -> None:
        """Look at one cell."""
        if not isinstance(cell, str):
            return
        match = _FORMS[1].match(_plain_date(cell))
        if match:
            a, b = int(match["a"]), int(match["b"])
            if a > 12 >= b:
                self._first["dmy"] += 1
            elif b > 12 >= a:
                self._first["mdy"] += 1
            elif a != b:
                self._open += 1

    def decide(self, default: str = "mdy") -> str:
        """Settle the order by what was fed; ``default`` if nothing tells."""
        if self.order is None:
            day_first, month_first = self._first["dmy"], self._first["mdy"]
            self.mixed = bool(day_first and month_first)
            self.ambiguous = bool(self._open) and not day_first and not month_first
            self.order = "dmy" if day_first and not month_first else "mdy" if month_first else default
        return self.order

    def read(self, cells: Sequence[Cell]) -> date | datetime | None:
        """The date, with its time of day if one other than midnight is given."""
        for cell in cells:
            found = self._one(cell)
            if found is not None:
                return found
        return None

    def read_day(self, cells: Sequence[Cell]) -> date | None:
        """The date without its time of day."""
        found = self.read(cells)
        return found.date() if isinstance(found, datetime) else found

    def _one(self, cell: Cell) -> date | datetime | None:
        if isinstance(cell, datetime):
            return _without_midnight(cell)
        if isinstance(cell, date):
            return cell
        if isinstance(cell, str) and len(cell) == 10 and cell[4] == "-" == cell[7]:
            try:
                return date.fromisoformat(cell)
            except ValueError:
                pass
        text = _plain_date(plain(cell))
        if not text or text.lower() in _NOTHING or text.startswith("0000") or _NO_DATE.fullmatch(text):
            return None
        if _SERIAL.fullmatch(text):
            return _without_midnight(datetime(1899, 12, 30) + timedelta(seconds=round(float(text) * 86400)))
        stamp = _STAMP.fullmatch(text)
        if stamp:
            text = f"{stamp[1]} {stamp[2]}:{stamp[3]}:{stamp[4]}"
        for form in _FORMS:
            match = form.fullmatch(text)
            if match:
                try:
                    return self._made(match, text)
                except (ValueError, KeyError):
                    break
        raise CellError("value", _("“%(value)s” is no date; write it as 2026-11-25.") % {"value": text}, text)

    def _made(self, match: re.Match[str], text: str) -> date | datetime:
        parts = match.groupdict()
        year = int(parts["year"])
        if year < 100:
            year += 2000 if year < 70 else 1900
        if not 1000 <= year <= 2999:
            raise ValueError(year)
        if "a" in parts:
            a, b = int(parts["a"]), int(parts["b"])
            if self.mixed and a <= 12 and b <= 12 and a != b:
                raise CellError(
                    "value",
                    _(
                        "“%(value)s”: other cells of this column write the day first and others the month; "
                        "write this one as 2026-11-25."
                    )
                    % {"value": text},
                    text,
                )
            day_first = (self.order or "mdy") == "dmy"
            if a > 12 or b > 12:
                day_first = a > 12
            day, month = (a, b) if day_first else (b, a)
        else:
            day = int(parts["day"])
            month = _MONTHS[parts["word"][:3].lower()] if parts.get("word") else int(parts["month"])
        if parts["hour"] is None:
            return date(year, month, day)
        hour, half = int(parts["hour"]), (parts["early"] or parts["late"] or "").lower().replace(".", "")
        if half in ("pm", "下午", "晚上", "中午") and hour < 12 and not (half == "中午" and hour > 9):
            hour += 12
        elif half in ("am", "上午", "凌晨") and hour == 12:
            hour = 0
        moment = datetime(year, month, day, hour, int(parts["minute"] or 0), int(parts["second"] or 0))
        zone = (parts["zone"] or "").lower()
        if not zone and moment.time() == datetime.min.time():
            return moment.date()
        if zone in ("z", "utc", "gmt"):
            return moment.replace(tzinfo=UTC)
        if zone:
            sign = -1 if zone[0] == "-" else 1
            offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            return moment.replace(tzinfo=timezone(sign * offset))
        return moment


def _plain_date(text: str) -> str:
    """A date's text without width, weekday and surplus spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = _one_line(text).strip("'").strip()
    return _WEEKDAY.sub(" ", text).strip() if not text[:1].isdecimal() or not text.isascii() else text


def _without_midnight(moment: datetime) -> date | datetime:
    return moment.date() if moment.tzinfo is None and moment.time() == datetime.min.time() else moment


# Readers

_READERS: dict[str, Reader] = {
    "line": line,
    "text": text,
    "code": code,
    "choice": line,
    "phone": phone,
    "phones": phones,
    "email": email,
    "emails": emails,
    "set": words,
    "names": names,
    "messaging": messaging,
    "bool": boolean,
    "currency": currency,
    "money": line,
    "integer": line,
    "link": line,
    "links": names,
}


def reader_of(type_: str, dates: DateColumn | None = None) -> Reader:
    """The reader of a type of :data:`crmcli.exchange.fields.FIELDS`."""
    if type_ in ("date", "when"):
        dates = dates or DateColumn()
        return dates.read_day if type_ == "date" else dates.read
    return _READERS[type_]
