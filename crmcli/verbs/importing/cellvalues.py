"""Converters that need no store: cells as texts, choices, numbers and flags, one row or a whole column at a time."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from crmcli.exchange import cells as cells_
from crmcli.exchange.cells import CellError
from crmcli.exchange.markers import EMPTY
from crmcli.i18n import _
from crmcli.text.names import name_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.exchange.sheet import Cell
    from crmcli.store.meta import Field

    One = Callable[[Sequence[Cell]], Any]
    Whole = Callable[[Sequence[Cell]], list[Any] | None]

_EMPTY_WORDS = tuple(f"|{word}|" for word in EMPTY)
_SIMPLE_PHONE = re.compile(r"\+?\d(?:[ -]?\d){2,19}")  # two numbers in one cell have more digits


class Converter:
    """How the cells of one target are read: ``one`` row's, or a ``whole`` column's (None: cell by cell)."""

    __slots__ = ("one", "whole")

    def __init__(self, one: One, whole: Whole | None = None) -> None:
        self.one = one
        self.whole = whole or _cell_by_cell


def _cell_by_cell(cells: Sequence[Cell]) -> list[Any] | None:
    return None


# --- whole columns ------------------------------------------------------------------------------------------------


def _clean(cells: Sequence[Cell], most: int) -> str | None:
    """The cells joined by ``|`` if none of them needs cleaning."""
    try:
        joined = f"|{'|'.join(cells)}|"  # type: ignore[arg-type]
    except TypeError:  # not all are text
        return None
    if not joined.isprintable() or "  " in joined or " |" in joined or "| " in joined:
        return None
    if any(mark in joined for mark in ("|'", "|=", "|#", "|[")) or any(w in joined for w in _EMPTY_WORDS):
        return None
    return joined if most == 0 or max(map(len, cells)) <= most else None  # type: ignore[arg-type]


def clean_lines(most: int) -> Whole:
    def whole(cells: Sequence[Cell]) -> list[Any] | None:
        return None if _clean(cells, most) is None else [cell or None for cell in cells]

    return whole


def clean_codes(most: int) -> Whole:
    def whole(cells: Sequence[Cell]) -> list[Any] | None:
        joined = _clean(cells, most)
        if joined is None or ".0|" in joined or "E+" in joined or "e+" in joined:
            return None
        return [cell or None for cell in cells]

    return whole


def clean_prose(most: int) -> Whole:
    def whole(cells: Sequence[Cell]) -> list[Any] | None:
        joined = _clean(cells, most)
        return None if joined is None else [cell or None for cell in cells]

    return whole


def clean_phones(cells: Sequence[Cell]) -> list[Any] | None:
    try:
        if all(_SIMPLE_PHONE.fullmatch(cell) for cell in cells if cell):  # type: ignore[arg-type]
            return [cell or None for cell in cells]
    except TypeError:
        pass
    return None


# --- one row's cells ----------------------------------------------------------------------------------------------


def too_long(text: str, most: int) -> CellError:
    return CellError(
        "value",
        _("%(number)d characters; at most %(most)d are kept.") % {"number": len(text), "most": most},
        text[:60] + "…",
    )


def text_of(field: Field, reader: One, whole: Whole | None) -> Converter:
    most = field.most

    def convert(cells: Sequence[Cell]) -> str | None:
        text: str | None = reader(cells)
        if text is not None and len(text) > most > 0:
            raise too_long(text, most)
        return text

    return Converter(convert, whole)


def texts_of(field: Field, reader: One) -> One:
    def convert(cells: Sequence[Cell]) -> list[str]:
        found: list[str] = reader(cells)
        for member in found:
            if len(member) > field.most > 0:
                raise too_long(member, field.most)
        if field.name == "tags":
            # "* myContacts" is no label of the user's: everybody in Google's address book has it.
            own = (member.removeprefix("* ") for member in found if member != "* myContacts")
            found = list(dict.fromkeys(member.lstrip("#＃").strip() or member for member in own))
        return found

    return convert


def choice_of(
    field: Field, reader: One, words: dict[str, str], first: Sequence[tuple[str, str, str]] = ()
) -> Converter:
    """A choice by its value, its labels in both languages, or one of the ``words`` that others have for it.

    Where a process gives the choices, those of the default one are ``first``; what only another process calls so
    comes last.
    """
    known: dict[str, str] = {}
    if field.vocabulary:
        known |= _called(field.choices)
    known |= words
    known |= _called(first if field.vocabulary else field.choices)
    known |= _called(field.fixed)
    seen: dict[Cell, str | None] = {"": None, None: None}
    expected = ", ".join(value for value, _english, _chinese in field.choices)

    def convert(cells: Sequence[Cell]) -> str | None:
        cell = cells[0]
        text = reader(cells)
        if text is None:
            return None
        value = known.get(name_key(text))
        if value is None:
            if not field.open:
                raise CellError(
                    "value",
                    _("“%(value)s” is no %(field)s; expected: %(expected)s.")
                    % {"value": text[:60], "field": field.shown, "expected": expected},
                    text,
                )
            if len(text) > (field.most or 500):
                raise too_long(text, field.most or 500)
            value = text
        if type(cell) is str and len(seen) < 1000:
            seen[cell] = value
        return value

    def whole(cells: Sequence[Cell]) -> list[Any] | None:
        try:
            return [seen[cell] for cell in cells]
        except (KeyError, TypeError):
            return None

    return Converter(convert, whole)


def _called(choices: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """What choices are called; where two are called the same, the first."""
    found: dict[str, str] = {}
    for value, english, chinese in choices:
        for called in (value, value.replace("_", " "), english, chinese):
            found.setdefault(name_key(called), value)
    return found


def integer_of(field: Field) -> One:
    def convert(cells: Sequence[Cell]) -> int | None:
        text = cells_.line(cells)
        if text is None:
            return None
        digits = text.replace(",", "").replace(" ", "")
        if field.percent:
            digits = digits.rstrip("%％")
        if re.fullmatch(r"[+-]?\d{1,18}(?:\.0+)?", digits):
            number = int(digits.partition(".")[0])
            if field.takes(number):
                return number
            raise CellError(
                "value",
                _("“%(value)s” is not from %(least)s to %(greatest)s.")
                % {"value": text[:60], "least": field.least, "greatest": field.greatest},
                text,
            )
        raise CellError("value", _("“%(value)s” is no whole number.") % {"value": text[:60]}, text)

    return convert


def json_of(field: Field) -> One:
    def convert(cells: Sequence[Cell]) -> str | None:
        cell = cells[0]
        value = cell
        if not isinstance(cell, dict):
            text = cells_.line(cells)
            if text is None:
                return None
            try:
                value = json.loads(text)
            except ValueError:
                value = None
        if not isinstance(value, dict):
            shown = str(cell)
            raise CellError("value", _("“%(value)s” is no JSON object.") % {"value": shown[:60]}, shown)
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else None

    return convert


def currency_of(reader: One) -> One:
    from crmcli.text.money import known

    def convert(cells: Sequence[Cell]) -> str | None:
        code: str | None = reader(cells)
        if code is not None and not known(code):
            raise CellError(
                "value", _("“%(value)s” is no currency; write its code, such as USD.") % {"value": code}, code
            )
        return code

    return convert


def flag_of(reader: One) -> One:
    return lambda cells: None if (yes := reader(cells)) is None else int(yes)
