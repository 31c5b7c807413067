"""The search index of many records at once, column by column: the same documents, keys and tokens as
:mod:`crmcli.store.searchdoc` makes one by one (a test compares them), many times faster.

What is plain ASCII is folded for a whole column by one call, and needs no tokens of its own: FTS5 divides and folds
it as we would. What repeats is remembered.
"""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from crmcli.store import bulkindex, columntexts
from crmcli.store.columnkeys import bare_keys, email_keys, name_keys, phone_keys
from crmcli.store.further import BETWEEN, MERGED, further
from crmcli.store.searchdoc import (
    _MONTHS,
    _YEARS,
    ARCHIVED,
    EMAIL,
    MARK,
    NAME,
    NUMBER,
    PHONE,
    choice_sign,
    date_columns,
    date_signs,
    keys_of,
    kind_sign,
    owner_sign,
    part_token,
    signs_of,
    tail_sign,
)
from crmcli.text.pinyin import LEAD
from crmcli.text.places import without_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from crmcli.store.meta import Field, Kind

    Columns = Mapping[str, Sequence[Any]]

_TERM = re.compile("[0-9a-z\x80-\U0010ffff]+")
_PIECE = re.compile("[a-z0-9]{1,3}")
_HAN = re.compile(f"[{bulkindex.HAN}]")


class Documents(NamedTuple):
    """What the index holds of records, by column: their texts, their keys with the signs, their token texts.

    ``single`` are the keys by field, of each record at most one, if that is all it has.
    """

    names: Sequence[str]
    bodies: Sequence[str]
    keys: Sequence[str]
    tokens: Sequence[str]
    single: Sequence[Sequence[str]]

    def lookup(self, first: int) -> list[tuple[str, int]]:
        """The keys with the numbers of their documents, counted from ``first``."""
        if self.single:
            numbers = range(first, first + len(self.keys))
            return [pair for column in self.single for pair in zip(column, numbers, strict=True) if pair[0]]
        return [(key, doc) for doc, keys in enumerate(self.keys, first) for key in keys.split("\n")[:-1]]


class _Remembered(dict[str, str]):
    """What was made of a text, until too much is remembered."""

    def __init__(self, make: Callable[[str], str], most: int = 20_000) -> None:
        self.make = make
        self.most = most

    def __missing__(self, text: str) -> str:
        if len(self) >= self.most:
            self.clear()
        made = self[text] = self.make(text)
        return made


# --- keys ---------------------------------------------------------------------------------------------------------


def _keys(search: str, name: str, values: Sequence[str]) -> list[str]:
    """The keys of texts of one field, none of them empty; several of one are divided by lines."""
    if search == "key":
        head = name + ":"
        return [head + key for key in name_keys(values)]
    if any(BETWEEN in value for value in values):
        return ["\n".join(keys_of(search, name, value)) for value in values]
    if search == "phone":
        return [PHONE + digits[::-1] if digits else "" for digits in phone_keys(values)]
    if search == "email":
        return [EMAIL + key.replace("\n", " ") for key in email_keys(values)]
    return []


# --- tokens -------------------------------------------------------------------------------------------------------


def _pieces(mark: str) -> Callable[[str], str]:
    """Makes the tokens by which any part of a plain folded text is found.

    It looks through a window of four characters that moves on by two: what it shows is soon known by heart.
    """

    def of_four(seen: str) -> str:  # the pieces that begin with the first and with the second of them
        found = (_PIECE.match(seen, at) for at in range(min(2, len(seen))))
        return " ".join([part_token(mark, piece[0]) for piece in found if piece])

    four = _Remembered(of_four, 60_000)
    return lambda text: " ".join([four[text[at : at + 4]] for at in range(0, len(text), 2)])


_name_pieces = _pieces(MARK)
_number_pieces = _pieces(NUMBER)


def _parts(mark: str, *, words: bool) -> _Remembered:
    """The tokens of words that are not plain."""

    def made(word: str) -> str:
        found: list[str] = []
        bulkindex.parts(word, found, mark, words=words)
        return " ".join(dict.fromkeys(found))

    return _Remembered(made)


_NAME_WORD = _parts(MARK, words=True)
_NUMBER_WORD = _parts(NUMBER, words=False)


def _sounds_of(placeless: bool) -> _Remembered:
    def made(lead: str) -> str:
        found: list[str] = []
        bulkindex.lead_tokens(lead, placeless, found)
        return " ".join(found)

    return _Remembered(made)


_SOUNDING = _Remembered(bulkindex.sounding)
_WHOLE_SOUNDS = _sounds_of(False)
_PLACELESS_SOUNDS = _sounds_of(True)


def _lead(key: str) -> str:
    """The first characters of a name that have sounds."""
    found = ""
    for character in key:
        found += _SOUNDING[character]
        if len(found) == LEAD:
            break
    return found


def _words(lines: Sequence[str]) -> Sequence[str]:
    """The tokens of texts; plain ones are their own."""
    if "".join(lines).isascii():
        return lines
    made = iter(columntexts.words([line for line in lines if not line.isascii()]))
    return [line if line.isascii() else next(made) for line in lines]


def _name(key: str) -> str:
    """The tokens of a folded name."""
    if key.isascii():
        return f"{key} {_name_pieces(key)}"
    found = [
        f"{word} {_name_pieces(word)}" if word.isascii() else _NAME_WORD[word] for word in key.split(" ")
    ]
    if _HAN.search(key):
        found.append(_WHOLE_SOUNDS[_lead(key)])
        rest = without_place(key)
        if rest:
            found.append(_PLACELESS_SOUNDS[_lead(rest)])
    return " ".join(found)


def _number(key: str) -> str:
    """The tokens of a folded number."""
    if key.isascii():
        return _number_pieces(key)
    return " ".join(
        [_number_pieces(word) if word.isascii() else _NUMBER_WORD[word] for word in key.split(" ")]
    )


def _of_key(line: str) -> str:
    """The tokens of a key."""
    if line[1:2] != ":":
        return _number(line.partition(":")[2])
    return tail_sign(line[2:]) if line[0] == PHONE[0] and len(line) > 5 else ""


def _of_keys(keys: Sequence[str]) -> list[str]:
    """The tokens of keys."""
    return [_of_key(key) if "\n" not in key else " ".join(map(_of_key, key.split("\n"))) for key in keys]


def terms(kind: str, names: str, body: str, keys: str) -> str:
    """The token text of a document that is stored, each token once: by it FTS5 takes the document out.

    FTS5 counts tokens: no more may be taken out than were put in.
    """
    *lines, signs = keys.split("\n")
    found = list(map(_name, name_keys(names.split("\n")))) if names else []
    found.append(body.lower() if body.isascii() else columntexts.words([body])[0])
    found += map(_of_key, lines)
    found += signs_of(kind, signs)
    return " ".join(dict.fromkeys(_TERM.findall(" ".join(found))))


# --- documents ----------------------------------------------------------------------------------------------------


class Maker:
    """Makes the documents of so many records of a kind from their columns and sets.

    ``common`` holds the values of columns that are the same for all of them; ``ready`` keys that were made already,
    by field, empty where there is none.
    """

    def __init__(
        self,
        kind: Kind,
        number: int,
        columns: Columns,
        sets: Columns,
        common: Mapping[str, Any],
        ready: Columns,
    ) -> None:
        self.kind = kind
        self.number = number
        self.columns = columns
        self.sets = sets
        self.common = common
        self.ready = ready
        self.names: list[Sequence[str]] = []
        self.body: list[Sequence[str]] = []
        self.keys: list[Sequence[str]] = []
        self.name_keys: list[Sequence[str]] = []
        self.several = False  # a record may have a key twice: telephone and fax are one
        self._heads: set[str] = set()
        self.tokens: list[Sequence[str]] = []

    def documents(self) -> Documents:
        """The documents."""
        for field in self.kind.own:
            if not field.search:
                continue
            if field.columns:
                values = self.columns.get(field.columns[0])
                if values is not None and any(values):
                    self._single(field, values)
            else:
                members = self.sets.get(field.name)
                if members is not None and any(members):
                    self._set(field, members)
        signs_, tokens = self._signs()
        self.tokens.append(tokens)
        keys = [*self.keys, *self.name_keys]
        rows: Iterable[str] = (
            map("\n".join, map(_filled, zip(*keys, strict=True))) if keys else [""] * self.number
        )
        if self.several:
            rows = ("\n".join(dict.fromkeys(row.split("\n"))) for row in rows)
        return Documents(
            self._lines(self.names),
            self._lines(self.body),
            [f"{row}\n{signs}" if row else signs for row, signs in zip(rows, signs_, strict=True)],
            list(map(" ".join, zip(*self.tokens, strict=True))),
            () if self.several else keys,
        )

    def _lines(self, columns: Sequence[Sequence[str]]) -> Sequence[str]:
        if not columns:
            return [""] * self.number
        if len(columns) == 1:
            return columns[0]
        return list(map("\n".join, map(_filled, zip(*columns, strict=True))))

    def _single(self, field: Field, values: Sequence[Any]) -> None:
        """A field that holds one value."""
        whole = all(values)
        flat: Sequence[str] = values if whole else [value for value in values if value]
        lines: Sequence[str] = values if whole else [value or "" for value in values]
        ready = self.ready.get(field.name)
        if ready is not None and not whole:
            ready = [key for value, key in zip(values, ready, strict=True) if value]
        keys: Sequence[str]
        if field.search == "name":
            folded = name_keys(flat)
            if ready is not None and all(ready):
                keys = ready
            else:
                keys = [NAME + key for key in bare_keys(flat, folded)]
            tokens = list(map(_name, folded))
            self.tokens.append(tokens if whole else _spread(values, tokens))
            self.names.append(lines)
            self.name_keys.append(keys if whole else _spread(values, keys))
            self._head(NAME)
            return
        self.body.append(lines)
        self.tokens.append(_words(lines))
        if field.search == "text":
            return
        if ready is not None and all(ready) and not any(BETWEEN in value for value in flat):
            keys = ready
        else:
            keys = _keys(field.search, field.name, flat)
        self._have(field, keys if whole else _spread(values, keys))

    def _have(self, field: Field, keys: Sequence[str]) -> None:
        """A column of keys."""
        self.keys.append(keys)
        self._head(field.name if field.search == "key" else field.search)
        self.several = self.several or any("\n" in key for key in keys)
        if self.several or field.search == "phone":
            self.tokens.append(_of_keys(keys))
        elif field.search == "key":
            head = len(field.name) + 1
            self.tokens.append([_number(key[head:]) if key else "" for key in keys])

    def _head(self, head: str) -> None:
        """What the keys of a column begin with."""
        self.several = self.several or head in self._heads
        self._heads.add(head)

    def _set(self, field: Field, members: Sequence[Sequence[Any]]) -> None:
        """A field that holds several values."""
        pairs = field.type in ("messaging", "custom")
        texts = [[one[1] for one in each] for each in members] if pairs else members
        sizes = list(map(len, texts))
        flat: list[str] = list(chain.from_iterable(texts))
        lines = _together(sizes, flat)
        if field.search == "name":
            self.tokens.append(_together(sizes, map(_name, name_keys(flat)), " "))
            self.names.append(lines)
            self.name_keys.append(_together(sizes, [NAME + key for key in bare_keys(flat)]))
            self.several = True
            return
        self.body.append(lines)
        self.tokens.append(_words(lines))
        if field.search != "text":
            self._have(field, _together(sizes, _keys(field.search, field.name, flat)))
        elif field.name == "custom" and any(
            name[-1:].isdecimal() or name.startswith(MERGED) for each in members for name, _value in each
        ):
            keys = [
                "\n".join(key for one in further(self.kind, each) for key in keys_of(*one))
                for each in members
            ]
            self.keys.append(keys)
            self.tokens.append(_of_keys(keys))
            self.several = True

    def _signs(self) -> tuple[Sequence[str], Sequence[str]]:
        """The signs by which a search is narrowed, as they are stored and as tokens."""
        choice = self.kind.fields.get("kind")
        first, *rest = date_columns(self.kind)
        days = self._cells(first)
        for other in rest:
            days = [one or more for one, more in zip(days, self._cells(other), strict=True)]
        cells = [[_DAY[day[:10] if day else ""] for day in days]]
        if choice is not None and choice.columns:
            choices = {
                value: choice_sign(self.kind.name, value)
                for value in set(self._cells(choice.columns[0]))
                if value
            }
            cells.append([choices.get(value, "") for value in self._cells(choice.columns[0])])
        cells.append([owner_sign(id) if id else "" for id in self._cells("owner_id")])
        cells.append([ARCHIVED if at else "" for at in self._cells("archived_at")])
        day, *others = cells
        stored = list(map("".join, zip(*cells, strict=True)))
        head = kind_sign(self.kind.name)
        told = {one: _told(head, one) for one in set(day)}
        tokens = map(
            "".join, zip(*([f" {one}" if one else "" for one in each] for each in others), strict=True)
        )
        return stored, [told[one] + more for one, more in zip(day, tokens, strict=True)]

    def _cells(self, name: str) -> Sequence[Any]:
        """The values of a column, given or the same for all."""
        found = self.columns.get(name)
        return [self.common.get(name)] * self.number if found is None else found


def _signs_of_day(day: str) -> str:
    """The signs of a day as they are stored."""
    return date_signs(int(day[:4]), int(day[5:7]), int(day[8:10]))[2] if len(day) == 10 else ""


_DAY = _Remembered(_signs_of_day)


def _told(head: str, day: str) -> str:
    """The tokens of a kind and a day, from their signs."""
    if not day:
        return head
    return " ".join((head, chr(_YEARS + (ord(day[0]) - _MONTHS) // 12), day[0], day))


def _filled(row: tuple[str, ...]) -> Iterable[str]:
    return row if all(row) else filter(None, row)


def _spread(values: Sequence[Any], made: Iterable[str]) -> list[str]:
    """What was made of the values that are not empty, each in its place."""
    following = iter(made)
    return [next(following) if value else "" for value in values]


def _together(sizes: Sequence[int], made: Iterable[str], between: str = "\n") -> list[str]:
    """What was made of the members of sets, those of each set in one text."""
    following = iter(made)
    return [
        next(following) if size == 1 else between.join(filter(None, islice(following, size))) if size else ""
        for size in sizes
    ]
