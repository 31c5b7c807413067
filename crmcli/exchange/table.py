"""The data rows of a sheet: the header found, columns mapped, everything else recognised and counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from operator import itemgetter
from pathlib import PurePath
from typing import Any, NamedTuple

from crmcli.errors import FormatError, UsageError
from crmcli.exchange.cells import CellError, DateColumn, Reader, code_text, plain, reader_of
from crmcli.exchange.example import is_example
from crmcli.exchange.fields import FIELDS
from crmcli.exchange.headers import Mapping, known_headers, map_headers
from crmcli.exchange.out import altered
from crmcli.exchange.sheet import BadRow, Cell, Sheet, called
from crmcli.i18n import _
from crmcli.store.records import KINDS
from crmcli.text.clean import clean_line
from crmcli.text.names import has_han

_HEAD = 60
_SAMPLE = 2000
_TOTALS = frozenset(
    (
        "合计", "总计", "小计", "共计", "累计", "总数", "总和", "本页合计", "本页小计", "合计金额", "总合计",
        "合計", "總計", "小計", "grandtotal", "grandtotals", "subtotal", "totals", "pagetotal", "totalamount",
    )
)  # fmt: skip
_SOFT_TOTALS = frozenset(("total", "sum", "summe", "gesamt", "somme"))
_KIND_OF_RECORD = ("kind_of_record", "Record", "记录类型")
_MERGED_HEADER = 3  # rows that a header may be merged over, beside its own
_LONGEST_TOTAL = 120  # characters of a cell that can begin a line of totals
_TOTAL_STARTS = frozenset("合总總小共累本TtSsGgPp(（【[记記R 制审复填经打数备注说NnEe")
_COUNT = re.compile(
    r"(?:[合总總共]计?計?|total|count|rows?|records?|记录数|記錄數)\s*[:：]?\s*\d[\d,]*\s*(?:条|條|行|个|家|笔|人|rows?|records?|items?)?"
    r"(?:记录|記錄|数据|客户)?|\(?\d[\d,]*\s*(?:rows?|records?)(?: affected| selected)?\)?",
    re.IGNORECASE,
)
_NO_WORD = re.compile(r"@|(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{4,}")  # an address or a number, but for years
_FOOTER = re.compile(
    r"(?:合计|总计|小计|共计|合計|總計)[:：]?\d+(?:家|条|條|个|户|人|笔)?"
    r"|(?:制表人?|制单人?|审核人?|复核人?|填表人?|经办人|打印日期|打印时间|数据来源|备注|注|说明)[:：].*"
    r"|(?:source|note|printed|generated|preparedby|exported)[:：].*",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"[-+(]?\s*(?:[¥￥$€£]|[A-Z]{3})?\s*\d[\d,.\s]*\s*[%万亿]?\s*(?:[元)人家个個条條笔筆户戶位名件台次单單项項箱吨天]|[A-Z]{3}|pcs)?"
)


DataRow = tuple[int, list[Cell], CellError | None]
"""The number a person sees, the cells (as many as headers at least), and why it cannot be taken as it is."""


class Row(NamedTuple):
    """A data row."""

    number: int
    """The line or row that a person sees in the file."""
    values: dict[str, list[Cell]]
    """The cells that are not empty, by target."""
    cells: list[Cell]
    """The row as it stands in the file."""
    problem: CellError | None
    """Why the row cannot be taken as it is: it has more cells than there are headers."""


@dataclass
class Table:
    """A sheet with its header understood. ``rows()`` may be called again; ``ignored`` is of the last run."""

    sheet: Sheet
    header_row: int
    mapping: Mapping
    dates: dict[str, DateColumn] = field(default_factory=dict)
    """The date columns by target; their order of day and month is decided."""
    ignored: dict[str, int] = field(default_factory=dict)
    """What stood in the sheet and is no data: ``blank title total repeated_header``, of a template ``example``."""
    _header: list[Cell] = field(default_factory=list, repr=False)
    _last_header_row: int = 0

    @property
    def kind(self) -> str:
        """What the rows are mainly about."""
        return self.mapping.kind

    @property
    def headers(self) -> list[str]:
        """The headers of the file."""
        return self.mapping.headers

    def readers(self) -> dict[str, Reader]:
        """How the cells of each target are read; to be called with the cells of one row."""
        found: dict[str, Reader] = {}
        for target in dict.fromkeys(t for t in self.mapping.targets if t):
            found[target] = self._reader(target)
        return found

    def _reader(self, target: str) -> Reader:
        kind, name = target.split(".", 1)
        type_ = FIELDS[kind].get(name, "line")
        return reader_of(type_, self.dates.get(target))

    def columns_of(self) -> dict[str, list[int]]:
        """Target → the columns that it is read from."""
        found: dict[str, list[int]] = {}
        for column, target in enumerate(self.mapping.targets):
            if target:
                found.setdefault(target, []).append(column)
        return found

    def data(self) -> Iterator[DataRow]:
        """The data rows as they stand in the file. ``ignored`` is complete when they are all read."""
        ignored = self.ignored
        ignored.update(blank=0, title=0, total=0, repeated_header=0)
        if self.sheet.headers is not None:
            yield from self._records(ignored)
            return
        header, width, text = self._header, len(self._header), self.sheet.delimiter
        held: list[tuple[int, list[Cell]]] = []
        source: Iterator[Any] = iter(self.sheet.rows())
        for item in source:
            number, row = item
            if number > self._last_header_row:
                source = chain((item,), source)
                break
            if number < self.header_row:
                ignored["blank" if _is_blank(row) else "title"] += 1
        first = header[0] if header else ""
        below = self._last_header_row + 1
        for number, row in source:
            lead = row[0] if row else None
            if lead is None or lead == "":
                lead = next((cell for cell in row if cell is not None and cell != ""), None)
                if lead is None:
                    ignored["blank"] += 1
                    continue
            if type(lead) is str and (lead[0] in _TOTAL_STARTS or not lead[0].isprintable()):
                if (lead[0] == " " or not lead[0].isprintable()) and _is_blank(row):
                    ignored["blank"] += 1
                    continue
                total = _total(row) if len(lead) <= _LONGEST_TOTAL else ""
                if total == "hard":
                    ignored["total"] += 1
                    continue
                if total == "soft":  # a total if nothing follows; else somebody of that name
                    held.append((number, row))
                    continue
            if number == below and is_example(row):
                ignored["example"] = 1
                continue
            if (lead == first and (row == header or _same(row, header))) or (
                number <= self._last_header_row + _MERGED_HEADER and text is None and _stands_in(row, header)
            ):
                ignored["repeated_header"] += 1
                continue
            if held:
                for before, kept in held:
                    yield before, _padded(kept, width), None
                held.clear()
            if len(row) != width:
                problem = None
                if len(row) < width:
                    row = _padded(row, width)
                elif text is not None and not _is_blank(row[width:]):
                    problem = _too_long(row, width)
                yield number, row, problem or (_swallowed(row, width, text) if text else None)
            elif text is not None and "\n" in "".join(row):  # text tables hold nothing but text
                yield number, row, _swallowed(row, width, text)
            else:
                yield number, row, None
        ignored["total"] += len(held)

    def _records(self, ignored: dict[str, int]) -> Iterator[DataRow]:
        """The rows of a file of records: those that could not be read have their text and a problem."""
        width = len(self.headers)
        for item in self.sheet.rows():
            if isinstance(item, BadRow):
                yield (
                    item.number,
                    [item.text, *[None] * (width - 1)],
                    CellError(item.code, item.message, item.text),
                )
                continue
            number, row = item
            if all(cell is None or cell == "" or cell == [] for cell in row):
                ignored["blank"] += 1
            else:
                yield number, [_literal(cell) for cell in row] if self.mapping.own else row, None

    def rows(self) -> Iterator[Row]:
        """The data rows with their values by target."""
        pick = self._picker()
        for number, cells, problem in self.data():
            yield Row(number, pick(cells), cells, problem)

    def _picker(self) -> Callable[[list[Cell]], dict[str, list[Cell]]]:
        """The function that makes a row's values by target."""
        mapping = self.mapping
        columns = [c for c, t in enumerate(mapping.targets) if t]
        targets = [t for t in mapping.targets if t]
        if not columns:
            return lambda row: {}
        getter: Callable[[list[Cell]], Sequence[Cell]] = (
            itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
        )
        if len(set(targets)) == len(targets) and not mapping.parts and not mapping.services:

            def simple(row: list[Cell]) -> dict[str, list[Cell]]:
                cells = getter(row)
                return {t: [c] for t, c in zip(targets, cells, strict=True) if c is not None and c != ""}

            return simple
        parts = mapping.parts
        services = mapping.services

        def several(row: list[Cell]) -> dict[str, list[Cell]]:
            values: dict[str, list[Cell]] = {}
            named: dict[str, dict[str, str]] = {}
            for column, target, cell in zip(columns, targets, getter(row), strict=True):
                if cell is None or cell == "":
                    continue
                if column in parts:
                    named.setdefault(target, {})[parts[column]] = plain(cell).strip()
                elif column in services:
                    values.setdefault(target, []).append(with_service(services[column], cell))
                else:
                    values.setdefault(target, []).append(cell)
            for target, found in named.items():
                name = full_name(found.get("first", ""), found.get("middle", ""), found.get("last", ""))
                if name:
                    values.setdefault(target, []).append(name)
            return values

        return several


def read_table(
    sheet: Sheet,
    *,
    kind: str | None = None,
    header_row: int | None = None,
    overrides: MappingOf[str, str] | None = None,
    custom: bool = False,
    date_order: str = "mdy",
) -> Table:
    """Find a sheet's header and understand it.

    ``header_row`` is the row a person sees, ``overrides`` what ``parse_map`` made of ``--map``;
    ``custom`` makes unknown columns custom fields of the main kind; ``date_order`` is how dates are
    read when no cell of their column tells.
    """
    if sheet.headers is not None:
        mapping = map_headers(sheet.headers, kind or sheet.kind, overrides, _title(sheet))
        return _understood(Table(sheet, 0, mapping), custom, date_order)
    head: list[tuple[int, list[Cell]]] = list(islice(sheet.rows(), max(_HEAD, header_row or 0)))  # type: ignore[arg-type]
    if all(_is_blank(row) for _number, row in head):
        raise FormatError(
            _("%(file)s is empty.") % {"file": _place(sheet)},
            hint=_("A table needs a row of headers and rows below it."),
            path=sheet.file,
            sheet=sheet.sheet,
        )
    first, last, header, names = _find_header(sheet, head, header_row, overrides or {})
    if kind is None:
        kind = _said_kind(names, [row for number, row in head if number > last])
    mapping = map_headers(names, kind, overrides, _title(sheet))
    if not any(mapping.targets):
        raise _no_header(sheet, head)
    return _understood(
        Table(sheet, first, mapping, _header=header, _last_header_row=last), custom, date_order
    )


def _understood(table: Table, custom: bool, date_order: str) -> Table:
    """A table whose unknown columns are settled, and its dates."""
    mapping = table.mapping
    if table.sheet.headers is not None:
        _leave_nested(table)
    if custom and "custom" in KINDS[mapping.kind].fields:
        for column, name in enumerate(mapping.headers):
            if mapping.targets[column] is None and name and name not in mapping.ignored:
                mapping.targets[column] = f"{mapping.kind}.custom.{name}"
    _settle_dates(table, date_order)
    return table


def _leave_nested(table: Table) -> None:
    """Leave out columns of foreign JSON that hold records of their own: their text is nobody's name."""
    targets = table.mapping.targets
    for _number, cells, problem in islice(table.data(), _HEAD):
        for column, cell in enumerate(cells) if problem is None else ():
            if isinstance(cell, str) and cell[:2] in ("[{", '{"') and not table.mapping.own:
                targets[column] = None


def _title(sheet: Sheet) -> str:
    """What a table is called: its sheet, unless that is only numbered, else its file."""
    if sheet.sheet and not re.fullmatch(r"(?:sheet|工作表|表)\s*\d*", sheet.sheet.strip(), re.IGNORECASE):
        return sheet.sheet
    return PurePath(sheet.file).stem


def _said_kind(names: list[str], rows: Sequence[Sequence[Cell]]) -> str | None:
    """The kind of a file that our own export wrote, as its first row says."""
    column = next((c for c, name in enumerate(names) if name in _KIND_OF_RECORD), None)
    if column is None:
        return None
    said = next((row[column] for row in rows if column < len(row) and row[column]), None)
    return said if isinstance(said, str) and said in KINDS else None


def full_name(first: str, middle: str, last: str) -> str:
    """A person's whole name: ``First Last``, or the family name first and no space if it is Chinese."""
    if has_han(first + last):
        return (last + middle + first).replace(" ", "")
    return " ".join(part for part in (first, middle, last) if part)


# Header


def _find_header(
    sheet: Sheet, head: list[tuple[int, list[Cell]]], wanted: int | None, overrides: MappingOf[str, str]
) -> tuple[int, int, list[Cell], list[str]]:
    """The header's first and last row number, its cells, and the headers."""
    if wanted is not None:
        for at, (number, row) in enumerate(head):
            following = head[at + 1][0] if at + 1 < len(head) else number + 1
            if number <= wanted < following:
                return number, number, row, _texts(row)
        raise UsageError(
            _("%(file)s has no row %(row)d.") % {"file": _place(sheet), "row": wanted},
            hint=_("--header-row is the number of the row with the headers, from 1."),
            argument="--header-row",
            value=str(wanted),
            expected=[],
        )
    best, best_known = -1, 0
    filled = [sum(1 for text in _texts(row) if text) for _number, row in head]
    first_wide = next(at for at, count in enumerate(filled) if count * 2 > max(filled))
    for at, (_number, row) in enumerate(head):
        known = known_headers(_texts(row), overrides)
        # One known word can be a cell of the data; it is a header only where headers stand.
        if known > best_known and (known > 1 or (at == first_wide and _looks_like_header(row))):
            best, best_known = at, known
    if best < 0:
        raise _no_header(sheet, head)
    number, row = head[best]
    if sheet.delimiter is None and best > 0:
        merged = _two_rows(head[best - 1][1], row, overrides)
        if merged:
            return head[best - 1][0], number, row, merged
    if sheet.delimiter is None and best + 1 < len(head):
        merged = _two_rows(row, head[best + 1][1], overrides)
        if merged:
            return number, head[best + 1][0], row, merged
    return number, number, row, _texts(row)


def _two_rows(upper: list[Cell], lower: list[Cell], overrides: MappingOf[str, str]) -> list[str] | None:
    """Headers over two rows (``联系人`` above ``姓名`` and ``电话``), if that is what the rows are."""
    above, below = _texts(upper), _texts(lower)
    # A header that is merged over both rows stands in both.
    below = ["" if above[at : at + 1] == [text] else text for at, text in enumerate(below)]
    filled = [text for text in below if text]
    if not filled or known_headers(filled, overrides) < len(filled):
        return None
    groups = sum(1 for text in above if text)
    # A whole row is the lower one of two only if groups above tell its equal headers apart.
    whole = len(filled) == len(below)
    if groups < 2 or (whole and not (groups < len(below) and len(set(below)) < len(below))):
        return None  # one cell is a title
    names: list[str] = []
    group = ""
    for over, under in zip(above, below, strict=False):
        group = over or (group if under else "")
        both = f"{group} {under}" if (group + under).isascii() else f"{group}{under}"
        names.append(over if not under else both if known_headers([both], overrides) else under)
    more = known_headers(names, overrides) > known_headers(above, overrides)
    return names if more and (not whole or len(set(names)) > len(set(below))) else None


def _looks_like_header(row: Sequence[Cell]) -> bool:
    """Whether all cells that say something are words."""
    filled = [cell for cell in row if cell is not None and cell != ""]
    return all(isinstance(cell, str) and not _NO_WORD.search(cell) for cell in filled)


def _no_header(sheet: Sheet, head: list[tuple[int, list[Cell]]]) -> UsageError:
    widest = max(sum(1 for text in _texts(row) if text) for _number, row in head)
    number, row = next(each for each in head if sum(1 for text in _texts(each[1]) if text) * 2 > widest)
    shown = ", ".join(text for text in _texts(row) if text)[:200]
    return UsageError(
        _("%(file)s: no row of headers was found; row %(row)d says: %(shown)s")
        % {"file": _place(sheet), "row": number, "shown": shown},
        hint=_(
            "Put a line of headers above the data, name their row with --header-row, "
            "or say what columns mean with --map HEADER=FIELD."
        ),
        argument="--header-row",
        value=None,
        expected=[],
        headers=_texts(row),
    )


def _texts(row: Sequence[Cell]) -> list[str]:
    return [clean_line(plain(cell)) for cell in row]


def _place(sheet: Sheet) -> str:
    return f"{sheet.file} ({sheet.sheet})" if sheet.sheet else called(sheet.file)


def _literal(cell: Cell) -> Cell:
    """A text of our own JSON, where ``NULL`` is a word: protected as CSV protects it."""
    if isinstance(cell, str):
        return "'" + cell if altered(cell) else cell
    if isinstance(cell, list):
        return ["'" + one if isinstance(one, str) and altered(one) else one for one in cell]
    return cell


# Rows that are no data


def _is_blank(row: Sequence[Cell]) -> bool:
    """Whether nothing can be seen in a row."""
    return all(cell is None or (isinstance(cell, str) and not clean_line(cell)) for cell in row)


def _same(row: Sequence[Cell], header: Sequence[Cell]) -> bool:
    """Whether a row repeats the header, apart from spaces and empty cells at the end."""
    texts, headers = _texts(row), _texts(header)
    while texts and not texts[-1]:
        texts.pop()
    while headers and not headers[-1]:
        headers.pop()
    return texts == headers


@lru_cache(4096)
def _may_be_total(lead: str) -> bool:
    """Whether a row that begins so can hold totals or a count."""
    word = re.sub(r"[\s:：()（）\[\]【】]", "", lead).lower()
    return (
        word in _TOTALS
        or word in _SOFT_TOTALS
        or _COUNT.fullmatch(" ".join(lead.split())) is not None
        or _FOOTER.fullmatch(re.sub(r"\s", "", lead)) is not None
    )


def _stands_in(row: Sequence[Cell], header: Sequence[Cell]) -> bool:
    """Whether a row says nothing but what its columns' headers do: cells merged downwards from the header."""
    return all(
        cell is None or cell == "" or (at < len(header) and cell == header[at]) for at, cell in enumerate(row)
    )


def _total(row: Sequence[Cell]) -> str:
    """``hard`` for a total, ``soft`` for what is one only at the end, ``""`` for data."""
    lead = next((cell for cell in row if isinstance(cell, str) and cell), "")
    if not _may_be_total(lead):
        return ""
    filled = [text for text in _texts(row) if text]
    if not filled:
        return ""
    if len(filled) == 1 and (_COUNT.fullmatch(filled[0]) or _FOOTER.fullmatch(re.sub(r"\s", "", filled[0]))):
        return "hard"
    word = re.sub(r"[\s:：()（）\[\]【】]", "", filled[0]).lower()
    if word not in _TOTALS and word not in _SOFT_TOTALS:
        return ""
    if not all(_NUMBER.fullmatch(text) for text in filled[1:]):
        return ""
    return "hard" if word in _TOTALS else "soft"


def _too_long(row: Sequence[Cell], width: int) -> CellError:
    return CellError(
        "value",
        _(
            "The row has %(cells)d cells, but there are %(headers)d headers; "
            "a cell with a delimiter in it must be quoted."
        )
        % {"cells": len(row), "headers": width},
        str(row[width]),
    )


def _swallowed(row: Sequence[Cell], width: int, delimiter: str) -> CellError | None:
    """The error of a row with whole lines in a cell: a quote was not closed where it should be.

    The mark at which it ended instead is half of a pair and still stands in the cell.
    """
    for cell in row:
        if isinstance(cell, str) and width > 1 and "\n" in cell and cell.count('"') % 2:
            lines = cell.splitlines()
            if any(_is_row(line, width, delimiter) for line in lines[1:]):
                return CellError(
                    "value",
                    _("A quotation mark opens in this row and is closed only %(lines)d lines below.")
                    % {"lines": len(lines) - 1},
                    lines[0],
                )
    return None


def _is_row(line: str, width: int, delimiter: str) -> bool:
    """Whether a line looks like a whole row: as many cells, most of which say something."""
    cells = line.split(delimiter)
    return len(cells) >= width and sum(1 for cell in cells if cell.strip(' "')) * 2 > width


def _padded(row: list[Cell], width: int) -> list[Cell]:
    return row + [""] * (width - len(row))


# Dates and services


def _settle_dates(table: Table, default: str) -> None:
    """Decide the order of day and month of each date column; read all rows if the first ones do not tell."""
    found: dict[str, DateColumn] = {}
    for target in table.mapping.targets:
        if target is not None:
            kind, name = target.split(".", 1)
            if FIELDS[kind].get(name) in ("date", "when"):
                found[target] = DateColumn()
    if found:
        for limit in (_SAMPLE, None):
            columns = {target: DateColumn() for target in found}
            for row in islice(table.rows(), limit):
                for target, column in columns.items():
                    for cell in row.values.get(target, ()):
                        column.feed(cell)
            for column in columns.values():
                column.decide(default)
            found = columns
            if not any(column.ambiguous for column in columns.values()):
                break
    table.dates = found
    table.ignored = {}


def with_service(service: str, cell: Cell) -> str:
    """An id from a column that is for one messaging service: ``wechat:tc-zhang``."""
    text = code_text(cell)
    return f"{service}:{text.partition(':')[2].strip() if ':' in text else text}"
