"""What the search index holds of one record: the texts that are looked through, and the tokens and keys made of them.

Tokens of the full-text index are our own. Each is divided from the next by a space:

- Chinese: every two neighbouring characters, and the last one of each run alone.
- Other words: whole.
- Of names and of numbers (tax id, external id, website), for any part to be found: every two neighbouring Chinese
  characters and the last one, every three neighbouring letters of other words, the last two and the last one, and
  where Chinese and others meet; marked ``·`` and ``¬``. Where they are of ``a-z0-9``, a sign stands for the mark and
  the first two: such tokens are many, and too short for FTS5 to index their beginnings once more.
- What names sound like, phones' last four digits, and by what a search may be narrowed (kind, month, owner): signs
  that no text holds, one for each sound, so that a frequent one is read newest first and no further than needed.

A change of any rule here, or of the tables of pinyin and places, asks for a migration that makes the index anew.
"""

from __future__ import annotations

import re
from functools import lru_cache

from crmcli.store.further import each_number, further
from crmcli.text.names import bare_key, has_han, name_key

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from crmcli.store.meta import Field, Kind
    from crmcli.store.row import Record

_WORDS = re.compile(r"[^\W_]+")
NAME = "n:"
PHONE = "t:"
EMAIL = "e:"
MARK = "·"
NUMBER = "¬"

# Signs of the private areas of Unicode. Sounds: the first two and the next two of a name, by their places among
# all there are; the same for names without the place they begin with; initials by pairs.
_SOUNDS = 0xE000
_AREA = 0x200
_INITIALS = 0xE800
_PAIRS = 36 * 36
_ALONE = 0xF220
_MONTHS = 0xF280
_YEARS = 0xF500
_DAYS = 0xF540
_KINDS = 0xF580
ARCHIVED = "\uf5f0"
NOWHERE = "\uf5ff"  # no document has it
_OWNERS = 0xF0000
_CHOICES = 0xF1000
_BEGUN = 0xF2000
_PARTS = 0xF3000
_NUMBERS = 0xF3800
_TAILS = 0x100000
FIRST_YEAR, LAST_YEAR = 2000, 2039  # what happened before or after counts as of their first and last day


class Document:
    """What the index holds of one record.

    ``names`` and ``body`` are looked through; ``keys`` are its rows in ``lookup``, with a last line of signs by
    which a search is narrowed.
    """

    __slots__ = ("body", "keys", "names")

    def __init__(self, names: str, body: str, keys: str) -> None:
        self.names = names
        self.body = body
        self.keys = keys


EMPTY = Document("", "", "")

# --- tokens of text -----------------------------------------------------------------------------------------------


def runs(key: str) -> Iterator[tuple[int, str, bool]]:
    """The words of a folded text: where each starts, itself, and whether it is Chinese."""
    for found in _WORDS.finditer(key):  # a pattern of all Chinese ranges takes 4 ms to compile
        word, start = found.group(), found.start()
        if word.isascii():
            yield start, word, False
            continue
        first, kind = 0, is_han(word[0])
        for at, character in enumerate(word):
            if is_han(character) is not kind:
                yield start + first, word[first:at], kind
                first, kind = at, not kind
        yield start + first, word[first:], kind


def is_han(character: str) -> bool:
    """Whether a character is Chinese."""
    return character >= "\u3400" and (
        character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U000323af"
    )


def _tokens_of(key: str, mark: str = "") -> Iterator[str]:
    """Tokens of a folded text; with ``mark`` those by which any part of it is found."""
    end = -1
    for start, word, han in runs(key):
        if han:
            for at in range(len(word) - 1):
                yield mark + word[at : at + 2]
            yield mark + word[-1]
        elif mark:
            for at in range(len(word)):
                yield part_token(mark, word[at : at + 3])
        else:
            yield word
        if mark and start == end:  # Chinese beside Latin: 3M胶带
            yield mark + key[end - 1 : end + 1]
        end = start + len(word)


def part_token(mark: str, piece: str) -> str:
    """The token of up to three neighbouring letters in a name or a number; fewer are the last of a word."""
    if not piece.isascii():
        return mark + piece
    second = 1 + int(piece[1], 36) if len(piece) > 1 else 0
    return chr((_PARTS if mark == MARK else _NUMBERS) + 37 * int(piece[0], 36) + second) + piece[2:]


def tokens(kind: str, names: str, body: str, keys: str) -> str:
    """The token text of a document, as FTS5 stores it; empty for a document that is empty."""
    if not names and not body and not keys:
        return ""
    found: dict[str, None] = {}
    for name in names.split("\n"):
        key = name_key(name)
        found.update(dict.fromkeys(_tokens_of(key, MARK)))
        if has_han(key):
            found.update(dict.fromkeys(sounds(key)))
    for line in (names + "\n" + body).split("\n"):
        found.update(dict.fromkeys(_tokens_of(name_key(line))))
    *lines, signs = keys.split("\n")
    for line in lines:
        field, _colon, value = line.partition(":")
        if field == PHONE[:-1]:
            if len(value) >= 4:
                found[tail_sign(value)] = None
        elif len(field) > 1:
            found.update(dict.fromkeys(_tokens_of(value, NUMBER)))
    found.update(dict.fromkeys(signs_of(kind, signs)))
    return " ".join(found)


# --- sounds -------------------------------------------------------------------------------------------------------


def sounds(key: str) -> Iterator[str]:
    """The tokens of a folded Chinese name by what it sounds like, and by that without its place."""
    from crmcli.text.pinyin import lead
    from crmcli.text.places import without_place

    yield from _sounds(lead(key), False)
    rest = without_place(key)
    if rest:
        yield from _sounds(lead(rest), True)


def _sounds(found: tuple[tuple[str, ...], ...], placeless: bool) -> Iterator[str]:
    for start in (0, 2):
        if len(found) > start:
            yield from pair_tokens(found[start : start + 2], start, placeless)
    initials = [""]
    for number, each in enumerate(found, 1):
        letters = dict.fromkeys(sound[0] for sound in each)
        initials = [before + letter for before in initials for letter in letters]
        if number > 1:
            for one in initials:
                yield initials_token(one, placeless)


def pair_tokens(pair: Sequence[tuple[str, ...]], place: int, placeless: bool) -> Iterator[str]:
    """The tokens of two neighbouring sounds of a name, in all their readings: the first alone, and both.

    Each also with only the first letter of the last.
    """
    first, *second = pair
    for letter in dict.fromkeys(sound[0] for sound in first):
        yield begun_sign(letter, place, placeless)
    for one in first:
        sign = sound_sign(one, place, placeless)
        yield sign
        for others in second:
            for letter in dict.fromkeys(sound[0] for sound in others):
                yield sign + begun_sign(letter, place, placeless)
            for other in others:
                yield sign + sound_sign(other, place, placeless)


def begun_sign(letter: str, place: int, placeless: bool) -> str:
    """The sign of a sound of which only the first letter is known."""
    return chr(_BEGUN + 36 * (2 * placeless + (place > 1)) + int(letter, 36))


def sound_sign(sound: str, place: int, placeless: bool) -> str:
    """The sign of a sound: at the first or second ``place`` (0, 1) of a name, or at the next two (2, 3)."""
    from crmcli.text.pinyin import units

    return chr(_SOUNDS + _AREA * (2 * placeless + (place > 1)) + units()[sound])


def initials_token(initials: str, placeless: bool) -> str:
    """The token of the first two, three or four initials of a name."""
    pairs = _INITIALS + _PAIRS * placeless
    one = chr(pairs + 36 * int(initials[0], 36) + int(initials[1], 36))
    if len(initials) == 2:
        return one
    if len(initials) == 3:
        return one + chr(_ALONE + int(initials[2], 36))
    return one + chr(pairs + 36 * int(initials[2], 36) + int(initials[3], 36))


# --- what a search is narrowed by ---------------------------------------------------------------------------------


def tail_sign(reversed_digits: str) -> str:
    """The sign of a telephone number's last four digits, given from the end."""
    return chr(_TAILS + int(reversed_digits[:4]))


def kind_sign(kind: str) -> str:
    """The sign of a kind of record."""
    from crmcli.store.records import KINDS

    return chr(_KINDS + ord(KINDS[kind].letter) - 65)


@lru_cache(4096)
def date_signs(year: int, month: int, day: int) -> tuple[str, str, str]:
    """The tokens of a date: of its year, its month, and itself."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        year, month, day = (FIRST_YEAR, 1, 1) if year < FIRST_YEAR else (LAST_YEAR, 12, 31)
    sign = chr(_MONTHS + 12 * (year - FIRST_YEAR) + month - 1)
    return chr(_YEARS + year - FIRST_YEAR), sign, sign + chr(_DAYS + day)


@lru_cache(1024)
def choice_sign(kind: str, choice: str) -> str:
    """A sign of a record's ``kind`` (visit, company); others may share it."""
    from zlib import crc32

    return chr(_CHOICES + (crc32(f"{kind}.{choice}".encode()) & 0xFFF))


@lru_cache(1024)
def owner_sign(id: str) -> str:
    """A sign of the record's owner, by id; others may share it."""
    from zlib import crc32

    return chr(_OWNERS + (crc32(id.encode()) & 0xFFF))


def signs(kind: Kind, values: Any) -> str:
    """The signs by which a search is narrowed, from the values of a record's columns (a mapping's ``get``)."""
    found = ""
    day = values(date_columns(kind)[0]) or values(date_columns(kind)[-1]) or ""
    if len(day) >= 10:
        found += date_signs(int(day[:4]), int(day[5:7]), int(day[8:10]))[2]
    choice = kind.fields.get("kind")
    if choice is not None and choice.columns and values(choice.columns[0]):
        found += choice_sign(kind.name, values(choice.columns[0]))
    if values("owner_id"):
        found += owner_sign(values("owner_id"))
    if values("archived_at"):
        found += ARCHIVED
    return found


def date_columns(kind: Kind) -> tuple[str, ...]:
    """The columns of the date a record is of: when it happened, else when it was made."""
    at = kind.fields.get("at")
    return at.columns if at is not None and at.type == "when" else ("created_at",)


def signs_of(kind: str, stored: str) -> Iterator[str]:
    """The signs of a document, from those that are stored with it."""
    yield kind_sign(kind)
    month = ord(stored[0]) - _MONTHS if stored else -1
    if 0 <= month < 12 * (LAST_YEAR - FIRST_YEAR + 1):
        yield chr(_YEARS + month // 12)
        yield stored[0]
        yield stored[:2]
        stored = stored[2:]
    yield from stored


# --- documents ----------------------------------------------------------------------------------------------------


def document(kind: Kind, row: Record, sets: dict[str, list[Any]]) -> Document:
    """What is searched of a record: its fields as their definitions say; ``sets`` holds its sets by key."""
    names: list[str] = []
    body: list[str] = []
    keys: dict[str, None] = {}
    for field in kind.own:
        if not field.search:
            continue
        for value in values_of(field, row, sets):
            if field.search == "name":
                names.append(value)
                continue
            body.append(value)
            keys |= dict.fromkeys(keys_of(field.search, field.name, value))
    for search, name, value in further(kind, sets.get("custom", ())):
        keys |= dict.fromkeys(keys_of(search, name, value))
    for name in names:
        keys[NAME + bare_key(name)] = None
    lines = [key.replace("\n", " ") for key in keys]
    lines.append(signs(kind, lambda column: getattr(row, column, None)))
    return Document("\n".join(names), "\n".join(body), "\n".join(lines))


def keys_of(search: str, name: str, value: str) -> Iterator[str]:
    """The keys that one text of a field makes."""
    if search == "phone":
        from crmcli.text.phones import phone_key

        for number in each_number(value):
            digits = phone_key(number)
            if digits:
                yield PHONE + digits[::-1]
    elif search == "email":
        from crmcli.text.phones import email_key

        for mailbox in each_number(value):
            yield EMAIL + email_key(mailbox)
    elif search == "key":
        yield f"{name}:{name_key(value)}"


def values_of(field: Field, row: Record, sets: dict[str, list[Any]]) -> Iterable[str]:
    """The texts of one field of a record."""
    if field.columns:
        value = getattr(row, field.columns[0])
        return (str(value),) if value else ()
    members = sets.get(field.name, [])
    if field.type in ("messaging", "custom"):
        return (member[1] for member in members)
    return members


def searched(kind: Kind) -> bool:
    """Whether records of a kind stand in the index."""
    return any(field.search for field in kind.own)


def lookups(keys: str) -> list[str]:
    """The rows in ``lookup`` of a document, from its ``keys``."""
    return keys.split("\n")[:-1]
