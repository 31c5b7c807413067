"""Rows and values of an import held against what a library read from the same file; every difference has a name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from benchmarks.exchange.others import Found, visible
from benchmarks.exchange.trial import Trial
from crmcli.store.records import KINDS
from crmcli.text.clean import clean_text

EXPLAINED = {
    "spaces": "spaces at the ends and several in a row, line ends and control characters are cleaned",
    "width": "full-width letters and digits of telephones and addresses are made plain ones",
    "number": "a number is written in another way (`13800138001.0`), or a percentage or rate as its number",
    "date": "a date or time is read, and kept in one form and zone",
    "choice": "a word is read as one of a field's choices (`yes`, `合作中`, `COMPLETED`)",
    "member": "a cell lists several (telephones, addresses, tags, names) and each is kept by itself",
    "joined": "several cells are one value (the parts of a name or an address, the text of a rule)",
    "escaped": "what a format escapes or encodes (`\\n`, `=C3=BC`, `tel:`, `urn:uuid:`) is read as what it means",
    "box": "a box that is ticked or not is `true` or `false`",
    "instance": "one date of an entry that repeats has an id of its own: the entry's and the date",
    "quotes": 'quotation marks after a space (`"a", "b"`) are not part of the value',
    "comma": "vobject cuts a text of vCard 2.1 at its first comma",
    "refused": "the library refuses the file, or an entry of it, as a whole",
    "filled in": "the file does not say it: what every new record has",
    "raw": "a row that could not be read is kept as the lines that stand in the file",
}
"""Why a value in the store, or in the file of rejects, is not just what the library read."""

LEFT_OUT = {
    "empty marker": "`NULL`, `\\N`, `#N/A` and the errors of spreadsheets are empty cells",
    "nothing": "`-`, `无`, `n/a` in a telephone, address or date say that there is none",
    "met": "the row met a record that was there, whose own value was kept (`--on-duplicate fill`)",
    "no field": "of a card or an entry only what our record has lands: no stamps, organisers, alarms, pictures",
    "total": "the row is one of totals, a title or a repeated header, and is counted as such",
    "false": "a box that is not ticked",
}
"""Why a cell that the library read is neither in the store nor in the file of rejects."""

_MARKERS = frozenset(
    ("NULL", "null", "\\N", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
)
_NOTHINGS = frozenset(
    ("-", "--", "---", "—", "——", "/", "\\", "无", "暂无", "未知", "没有", "n/a", "na", "none", "?")
)
_OURS = frozenset(
    ("id", "ref", "kind_of_record", "owner", "created_at", "created_by", "updated_at", "updated_by", "archived",
     "author", "for", "about", "reminder", "next_followup", "last_dealt_at", "done_at")
)  # fmt: skip
_CARDS = ("vcf", "ics")


@dataclass
class Comparison:
    """What agrees and what does not."""

    library: str = ""
    problem: str = ""
    """How the library refuses the file."""
    rows: int = 0
    """Rows that the library read and in which something can be seen."""
    rows_differ: str = ""
    """Why that is not the number of rows that the import speaks of; empty if it is."""
    same: int = 0
    explained: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)


def compared(trial: Trial, found: list[tuple[dict[str, Any], Found]]) -> Comparison:
    """Hold an import against what a library read: the parts of its summary, each with the library's table."""
    result = Comparison(found[0][1].library)
    result.problem = "; ".join(dict.fromkeys(one.problem for _part, one in found if one.problem))
    result.rows = sum(len(one.filled) for _part, one in found)
    assert trial.summary is not None
    differences = [_rows(part, one) for part, one in found]
    result.rows_differ = "; ".join(dict.fromkeys(filter(None, differences)))
    cells = _Cells([row for _part, one in found for _number, row in one.rows])
    used: set[Any] = set()
    for where, value in _landed(trial):
        _told(result, cells, used, where, value, trial)
    for row in trial.rejects:
        for cell in row[:-2]:
            if visible(cell):
                _told(result, cells, used, "rejected", cell.removeprefix("'"), trial)
    for part, one in found:
        _lost(result, trial, part, one, used)
    return result


def _rows(part: dict[str, Any], found: Found) -> str:
    """Why the library has another number of rows than the import; empty if they are as many."""
    ignored = part["ignored"]
    ours = (
        part["rows"]
        + ignored["title"]
        + ignored["total"]
        + ignored["repeated_header"]
        + bool(part["header_row"])
    )
    theirs = len(found.filled)
    if ours == theirs:
        return ""
    if found.problem:
        return "the library refuses the file"
    if found.merged and theirs < ours:
        return "a cell merged over several rows stands in each of them"
    if part["format"] in _CARDS and theirs < ours:
        return "the library passes over entries that it cannot read"
    if part["header_row"] and theirs == ours + 1 and part["format"] not in ("csv", "tsv"):
        return "a header of two rows"
    if theirs > ours and part["kind"] == "contact" and part["format"] == "vcf":
        return "groups of cards and cards without anything are nobody"
    return f"UNEXPLAINED: {ours} rows, {theirs} by the library"


class _Cells:
    """All cells that a library read, by the forms in which they can be found again."""

    def __init__(self, rows: list[list[Any]]) -> None:
        self.rows = [[str(cell) for cell in row if visible(cell)] for row in rows]
        self.raw: set[str] = {cell for row in self.rows for cell in row}
        self.plain = {
            form: cell for cell in self.raw for form in (plain(cell), plain(cell).removeprefix("'"))
        }
        self.wide = {unicodedata.normalize("NFKC", form): cell for form, cell in self.plain.items()}
        self.read = {form: cell for cell in self.raw for form in _escapes(cell)}
        self.numbers = {number: cell for cell in self.raw if (number := _number(cell)) is not None}
        self.moments: dict[Any, str] = {}
        for row in rows:
            for cell in row:
                self.moments |= dict.fromkeys(_moments(cell), str(cell))
        self.members: dict[str, str] = {}
        for cell in self.raw:
            self.members |= dict.fromkeys(map(plain, re.split(r"[;；,，、/\n|\s<>]+", cell)), cell)
            self.members |= dict.fromkeys(map(plain, re.split(r"[;；,，、/\n|]", cell)), cell)
        self.words = [{word: cell for cell in row for word in _words(cell)} for row in self.rows]


def _told(result: Comparison, cells: _Cells, used: set[Any], where: str, value: str, trial: Trial) -> None:
    """Find a value of ours among the cells of the library, and say in which form."""
    if value in cells.raw:
        used.add(value)
        result.same += 1
        return
    form = plain(value)
    instance = re.fullmatch(r"(.+)/\d{8}(?:T\d{6}Z?)?", value)
    known: list[tuple[str, str | None]] = [
        ("spaces", cells.plain.get(form) or cells.plain.get(form.removeprefix("'"))),
        ("width", cells.wide.get(unicodedata.normalize("NFKC", form))),
        ("escaped", next((cells.read[one] for one in _escapes(value) if one in cells.read), None)),
        ("number", cells.numbers.get(number) if (number := _number(value)) is not None else None),
        ("date", next((cells.moments[one] for one in _moments(value) if one in cells.moments), None)),
        ("box", cells.plain.get(value.title()) if value in ("true", "false") else None),
        ("instance", instance and cells.plain.get(instance[1])),
        ("quotes", cells.plain.get(f'"{form}"')),
        (
            "comma",
            next((cell for cell in cells.raw if value.startswith(f"{cell},")), None)
            if trial.path.suffix.lower() == ".vcf"
            else None,
        ),
        ("member", cells.members.get(form) or cells.members.get(unicodedata.normalize("NFKC", form))),
    ]
    for reason, cell in known:
        if cell is not None:
            used.add(cell)
            if reason == "date":
                used |= _moments(value)
            if reason == "number":
                used.add(("number", number))
            result.explained[reason] += 1
            return
    words = _words(value)
    for of_row in cells.words:
        if words and all(word in of_row for word in words):
            used |= {of_row[word] for word in words}
            result.explained["joined"] += 1
            return
    if value in _defaults(where):
        result.explained["filled in"] += 1
        return
    meaning = _choices(where).get(value)
    if meaning is not None:
        used |= {cell for cell in cells.raw if plain(cell).casefold() in meaning}
        result.explained["choice"] += 1
        return
    if where == "rejected" and value[:5] in ("BEGIN", "{"):
        result.explained["raw"] += 1
        return
    if result.problem:
        result.explained["refused"] += 1
        return
    result.unexplained.append(f"{where}: {value[:80]!r} is nothing that {result.library} read")


def _lost(result: Comparison, trial: Trial, part: dict[str, Any], found: Found, used: set[Any]) -> None:
    """The cells of columns that were read into a field and that are found nowhere."""
    if found.problem:
        return
    header = next((row for number, row in found.rows if number == part["header_row"]), None)
    mapped = None
    headers: list[str] = []
    if header is not None:
        headers = [" ".join(plain(str(cell)).split()) for cell in header]
        names = {" ".join(name.split()) for name in part["mapping"]}
        twice = names & {" ".join(name.split()) for name in part["unmapped"]}  # there the first column counts
        mapped = {
            at
            for at, name in enumerate(headers)
            if name in names and not (name in twice and name in headers[:at])
        }
    words = {word for where, value in _landed(trial) if where.endswith(".name") for word in _words(value)}
    named = {at for at, name in enumerate(headers) if part["mapping"].get(name, "").endswith(".name")}
    forms = {plain(cell) for cell in used if isinstance(cell, str)}
    needed = set(found.needed)
    kept = part["duplicate"] + part["unchanged"] + part["updated"]
    met: set[int] = set()
    for number, row in found.rows:
        if header is not None and number <= part["header_row"]:
            continue
        for at, cell in enumerate(row):
            text = str(cell)
            if not visible(cell) or plain(text) in forms or (mapped is not None and at not in mapped):
                continue
            if _moments(cell) & used or ("number", _number(text)) in used:
                continue
            if at in named and words.issuperset(_words(text)):
                continue
            if plain(text) in _MARKERS:
                reason = "empty marker"
            elif plain(text).casefold() in _NOTHINGS:
                reason = "nothing"
            elif plain(text).casefold() in ("false", "no", "0", "否", "f", "n"):
                reason = "false"
            elif part["format"] in _CARDS and (number, text) not in needed:
                reason = "no field"
            elif part["format"] == "vcf" and any(form.startswith(f"{plain(text)},") for form in forms):
                continue
            elif len(met | {number}) <= kept:
                reason = "met"
                met.add(number)
            elif part["ignored"]["total"] or part["ignored"]["repeated_header"]:
                reason = "total"
            else:
                result.unexplained.append(f"row {number}: {text[:80]!r} is nowhere")
                continue
            result.left_out[reason] += 1


def _landed(trial: Trial) -> Iterator[tuple[str, str]]:
    """Each value that the store holds, with its kind and field."""
    for records in trial.records.values():
        for record in records:
            for name, value in record.items():
                if name not in _OURS:
                    yield from _texts(f"{record['kind_of_record']}.{name}", value)


def _texts(where: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if "amount" in value and "currency" in value:
            yield where, value["amount"]
        elif value.get("kind") == "member":
            return
        elif "id" in value and "name" in value:
            yield where, value["name"]
        elif "service" in value:
            yield where, value["id"]
        else:
            for each in value.values():
                yield from _texts(where, each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(where, each)
    elif value is not None and value != "" and not isinstance(value, bool):
        yield where, str(value)


# --- forms of one value ------------------------------------------------------------------------------------------


@lru_cache(100_000)
def plain(text: str) -> str:
    """A text without what cleaning takes: control characters, and all white space but one space between words."""
    return " ".join(clean_text(text).split())


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,;:=/]+", plain(text)) if word]


def _escapes(text: str) -> Iterator[str]:
    """What a text of a card or calendar can mean."""
    for start in ("tel:", "mailto:", "urn:uuid:", "xmpp:", "im:", "aim:", "skype:", ""):
        if text.lower().startswith(start):
            rest = re.sub(r";ext=(\w+)", r" ext. \1", text[len(start) :])
            yield plain(rest)
            yield plain(re.sub(r"\\([,;:\\\"])", r"\1", re.sub(r"\\[nN]", "\n", rest)))
            yield plain(rest.replace("\\", "")).replace(" ", "")


def _number(text: str) -> Decimal | None:
    found = re.fullmatch(r"[^\d.+-]*([+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?)\s*%?", text.strip())
    if found is None or len(text) > 60:
        return None
    try:
        return Decimal(found[1].replace(",", "")).normalize()
    except InvalidOperation:
        return None


@lru_cache(100_000)
def _moments_of(text: str) -> frozenset[Any]:
    from dateutil import parser

    if len(text) > 60 or not re.search(r"\d", text) or re.fullmatch(r"[\d\s+()-]*", text) and len(text) > 14:
        return frozenset()
    found: set[Any] = set()
    for day_first in (False, True):
        try:
            found |= set(_of_moment(parser.parse(text, dayfirst=day_first, default=datetime(1904, 1, 1))))
        except (ValueError, OverflowError, parser.ParserError):
            pass
    return frozenset(found)


def _moments(cell: Any) -> frozenset[Any]:
    """The instants and wall times that a cell can mean."""
    if isinstance(cell, (datetime, date)):
        return frozenset(_of_moment(cell))
    return _moments_of(str(cell))


def _of_moment(moment: date | datetime) -> Iterator[Any]:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    yield moment.replace(tzinfo=None, microsecond=0)
    if moment.tzinfo is not None:
        yield moment.astimezone(UTC).replace(microsecond=0)


@lru_cache(1000)
def _defaults(where: str) -> frozenset[str]:
    kind, _dot, name = where.partition(".")
    field = KINDS[kind].fields.get(name) if kind in KINDS else None
    return frozenset() if field is None or field.default is None else frozenset((str(field.default),))


@lru_cache(1000)
def _choices(where: str) -> dict[str, frozenset[str]]:
    """The choices of a field, each with the words that mean it."""
    kind, _dot, name = where.partition(".")
    field = KINDS[kind].fields.get(name) if kind in KINDS else None
    if field is None:
        return {}
    return {
        value: frozenset(
            {word.casefold() for word in (value, value.replace("_", " "), english, chinese)}
            | ({"completed", "cancelled"} if value == "done" else set())
        )
        for value, english, chinese in field.choices
    }
