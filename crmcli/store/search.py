"""Finding records by what people remember of them, kept in the transaction that changes the record.

Two indexes over one document a record: ``lookup``, a b-tree of short keys (whole names, pinyin, initials,
phones from their end, e-mail, numbers), and ``search_fts``, full text over tokens of our own: bigrams of Chinese,
whole words of the rest, and for names three-letter pieces (marked ``·``), so that any part of a name is found.
An index only proposes; what is proposed is checked against the text itself.
"""

from __future__ import annotations

import re

from crmcli.store.records import KINDS
from crmcli.store.statements import by_nid, members_of, record_class
from crmcli.text.names import bare_key, has_han, name_key

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from crmcli.store.meta import Field, Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record

_WORDS = re.compile(r"[^\W_]+")
NAME = "n:"
PINYIN = "p:"
INITIALS = "i:"
PHONE = "t:"
EMAIL = "e:"
_MARK = "·"
# CROSS JOIN below: the index leads and documents follow; left to itself, SQLite may ask the index per document.


class Document:
    """What the index holds of one record."""

    __slots__ = ("body", "keys", "names")

    def __init__(self, names: str, body: str, keys: str) -> None:
        self.names = names
        self.body = body
        self.keys = keys


def _runs(key: str) -> Iterator[tuple[int, str, bool]]:
    """The words of a folded text: where each starts, itself, and whether it is Chinese."""
    for found in _WORDS.finditer(key):  # a pattern of all Chinese ranges takes 4 ms to compile
        word, start = found.group(), found.start()
        if word.isascii():
            yield start, word, False
            continue
        first, kind = 0, _is_han(word[0])
        for at, character in enumerate(word):
            if _is_han(character) is not kind:
                yield start + first, word[first:at], kind
                first, kind = at, not kind
        yield start + first, word[first:], kind


def _is_han(character: str) -> bool:
    return character >= "\u3400" and (
        character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U000323af"
    )


def _tokens_of(key: str, mark: str = "") -> Iterator[str]:
    """Tokens of a folded text: bigrams of Chinese runs, whole words of others (with ``mark``: their trigrams)."""
    end = -1
    for start, word, han in _runs(key):
        if han:
            if len(word) == 1:
                yield mark + word
            for at in range(len(word) - 1):
                yield mark + word[at : at + 2]
        elif mark:
            if len(word) < 3:
                yield mark + word
            for at in range(len(word) - 2):
                yield mark + word[at : at + 3]
        else:
            yield word
        if mark and start == end:  # Chinese beside Latin: 3M胶带
            yield mark + key[end - 1 : end + 1]
        end = start + len(word)


def tokens(names: str, body: str) -> str:
    """The token text of a document, as FTS5 stores it."""
    found: dict[str, None] = {}
    for name in names.split("\n"):
        found.update(dict.fromkeys(_tokens_of(name_key(name), _MARK)))
    for line in (names + "\n" + body).split("\n"):
        found.update(dict.fromkeys(_tokens_of(name_key(line))))
    return " ".join(found)


def document(kind: Kind, row: Record, sets: dict[str, list[Any]]) -> Document:
    """What is searched of a record: its fields as their definitions say; ``sets`` holds its sets by key."""
    names: list[str] = []
    body: list[str] = []
    keys: dict[str, None] = {}
    for field in kind.own:
        if not field.search:
            continue
        for value in _values(field, row, sets):
            if field.search == "name":
                names.append(value)
            elif field.search == "phone":
                from crmcli.text.phones import phone_key

                body.append(value)
                digits = phone_key(value)
                if digits:
                    keys[PHONE + digits[::-1]] = None
            elif field.search == "email":
                from crmcli.text.phones import email_key

                body.append(value)
                keys[EMAIL + email_key(value)] = None
            elif field.search == "key":
                body.append(value)
                keys[f"{field.name}:{name_key(value)}"] = None
            else:
                body.append(value)
    for name in names:
        keys[NAME + bare_key(name)] = None
        if has_han(name):
            from crmcli.text.pinyin import initial_keys, pinyin_keys

            keys.update(dict.fromkeys(PINYIN + key for key in pinyin_keys(name)))
            keys.update(dict.fromkeys(INITIALS + key for key in initial_keys(name)))
    return Document("\n".join(names), "\n".join(body), "\n".join(key.replace("\n", " ") for key in keys))


def _values(field: Field, row: Record, sets: dict[str, list[Any]]) -> Iterable[str]:
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


def reindex(store: Store, touched: Iterable[tuple[str, int]]) -> None:
    """Bring the index up to date for records given as (table, local number)."""
    for table, nid in sorted(touched):
        kind = KINDS[table]
        if not searched(kind):
            continue
        row = by_nid(store, record_class(kind), nid)
        if row is None or row.removed_at is not None:
            drop(store, table, nid)
            continue
        sets = {
            field.name: members_of(store, field, [row.id]).get(row.id, [])
            for field in kind.own
            if field.search and field.table
        }
        put(store, table, nid, document(kind, row, sets))


def put(store: Store, kind: str, nid: int, new: Document, *, fresh: bool = False) -> None:
    """Make the index hold ``new`` for a record; ``fresh`` says that it is not there yet."""
    db = store.db
    old = None
    if not fresh:
        old = db.execute(
            "SELECT doc, names, body, keys FROM search_doc WHERE kind = ? AND row = ?", (kind, nid)
        ).fetchone()
    if old is None:
        doc = db.execute(
            "INSERT INTO search_doc (kind, row, names, body, keys) VALUES (?, ?, ?, ?, ?)",
            (kind, nid, new.names, new.body, new.keys),
        ).lastrowid
    else:
        doc = old[0]
        if (old[1], old[2], old[3]) == (new.names, new.body, new.keys):
            return
        _take_out(store, *old)
        db.execute(
            "UPDATE search_doc SET names = ?, body = ?, keys = ? WHERE doc = ?",
            (new.names, new.body, new.keys, doc),
        )
    db.execute("INSERT INTO search_fts (rowid, tokens) VALUES (?, ?)", (doc, tokens(new.names, new.body)))
    if new.keys:
        db.executemany(
            "INSERT OR IGNORE INTO lookup (key, doc) VALUES (?, ?)",
            [(key, doc) for key in new.keys.split("\n")],
        )


def drop(store: Store, kind: str, nid: int) -> None:
    """Take a record out of the index."""
    old = store.db.execute(
        "SELECT doc, names, body, keys FROM search_doc WHERE kind = ? AND row = ?", (kind, nid)
    ).fetchone()
    if old is not None:
        _take_out(store, *old)
        store.db.execute("DELETE FROM search_doc WHERE doc = ?", (old[0],))


def _take_out(store: Store, doc: int, names: str, body: str, keys: str) -> None:
    store.db.execute(
        "INSERT INTO search_fts (search_fts, rowid, tokens) VALUES ('delete', ?, ?)",
        (doc, tokens(names, body)),
    )
    if keys:
        store.db.executemany(
            "DELETE FROM lookup WHERE key = ? AND doc = ?", [(key, doc) for key in keys.split("\n")]
        )


def rebuild(store: Store) -> int:
    """Make the whole index anew, inside the transaction that is open. Returns how many records stand in it."""
    db = store.db
    db.execute("INSERT INTO search_fts (search_fts) VALUES ('delete-all')")
    db.execute("DELETE FROM lookup")
    db.execute("DELETE FROM search_doc")
    number = 0
    for kind in KINDS.values():
        if not searched(kind):
            continue
        cls = record_class(kind)
        last = 0
        while True:
            rows = [
                cls(values)
                for values in db.execute(
                    f"SELECT {', '.join(cls.COLUMNS)} FROM {cls.TABLE} WHERE nid > ? AND removed_at IS NULL"
                    " ORDER BY nid LIMIT 500",
                    (last,),
                )
            ]
            if not rows:
                break
            last = rows[-1].nid
            index_rows(store, kind, rows)
            number += len(rows)
    return number


def index_rows(store: Store, kind: Kind, rows: Sequence[Record]) -> None:
    """Put records that are not in the index yet into it, many at once."""
    ids = [row.id for row in rows]
    sets = {f.name: members_of(store, f, ids) for f in kind.own if f.search and f.table}
    for row in rows:
        own = {name: found.get(row.id, []) for name, found in sets.items()}
        put(store, kind.name, row.nid, document(kind, row, own), fresh=True)


# --- looking things up: (kind, local number), each record once, newest document first ----------------------------


def _kinds(kinds: Sequence[str]) -> str:
    return ", ".join("?" * len(kinds))


def with_key(store: Store, key: str, kinds: Sequence[str]) -> list[tuple[str, int]]:
    """Records of ``kinds`` that have a key exactly."""
    sql = (
        "SELECT d.kind, d.row FROM lookup l CROSS JOIN search_doc d ON d.doc = l.doc"
        f" WHERE l.key = ? AND d.kind IN ({_kinds(kinds)}) ORDER BY d.doc DESC"
    )
    return [(kind, row) for kind, row in store.db.execute(sql, (key, *kinds))]


def with_name(store: Store, name: str, kinds: Sequence[str]) -> list[tuple[str, int]]:
    """Records whose whole name or alias is ``name``, as names compare."""
    return with_key(store, NAME + bare_key(name), kinds)


def with_phone_end(store: Store, digits: str, kinds: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Records with a number that ends in ``digits``."""
    start = PHONE + digits[::-1]
    yield from _in_range(store, start, start[:-1] + chr(ord(start[-1]) + 1), kinds)


def _in_range(store: Store, first: str, last: str, kinds: Sequence[str]) -> Iterator[tuple[str, int]]:
    sql = (
        "SELECT DISTINCT d.kind, d.row FROM lookup l CROSS JOIN search_doc d ON d.doc = l.doc"
        f" WHERE l.key >= ? AND l.key < ? AND d.kind IN ({_kinds(kinds)})"
    )
    yield from store.db.execute(sql, (first, last, *kinds))


def with_name_part(store: Store, part: str, kinds: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Records in whose name or alias ``part`` stands anywhere, as names compare; newest first."""
    key = name_key(part)
    pieces = list(dict.fromkeys(_tokens_of(key, _MARK)))
    # Where `part` is cut out of a longer run, its short words and single characters are no tokens there.
    sure = [piece for piece in pieces if len(piece) > 3 or (len(piece) == 3 and has_han(piece))]
    if not sure:
        yield from _by_short_words(store, key, kinds)
        return
    match = " AND ".join(f'"{piece}"' for piece in sure)
    sql = (
        "SELECT d.kind, d.row, d.names FROM search_fts f CROSS JOIN search_doc d ON d.doc = f.rowid"
        f" WHERE search_fts MATCH ? AND d.kind IN ({_kinds(kinds)}) ORDER BY f.rowid DESC"
    )
    for kind, row, names in store.db.execute(sql, (match, *kinds)):
        if any(key in name_key(name) for name in names.split("\n")):
            yield kind, row


def _by_short_words(store: Store, key: str, kinds: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Parts of nothing but words too short to be tokens (``TC T``): all names are gone through."""
    word = max(key.split(), key=len, default="")
    if not word:
        return
    sql = (
        "SELECT DISTINCT d.doc, d.kind, d.row, d.names FROM lookup l CROSS JOIN search_doc d ON d.doc = l.doc"
        f" WHERE l.key >= ? AND l.key < ? AND instr(l.key, ?) AND d.kind IN ({_kinds(kinds)})"
        " ORDER BY d.doc DESC"
    )
    first, last = NAME, NAME[:-1] + chr(ord(NAME[-1]) + 1)
    for _doc, kind, row, names in store.db.execute(sql, (first, last, word, *kinds)):
        if any(key in name_key(name) for name in names.split("\n")):
            yield kind, row


def with_name_like(
    store: Store, text: str, kinds: Sequence[str], most: int = 2000
) -> Iterator[tuple[str, int, str]]:
    """Records whose names share any piece with ``text``: kind, number, names. To be ranked by who asks."""
    pieces = list(dict.fromkeys(_tokens_of(name_key(text)[:60], _MARK)))
    if not pieces:
        return
    sql = (
        "SELECT d.kind, d.row, d.names FROM search_fts f CROSS JOIN search_doc d ON d.doc = f.rowid"
        f" WHERE search_fts MATCH ? AND d.kind IN ({_kinds(kinds)}) LIMIT ?"
    )
    yield from store.db.execute(sql, (" OR ".join(f'"{piece}"' for piece in pieces), *kinds, most))


def with_sound(store: Store, typed: str, kinds: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """Records whose name or alias starts with the pinyin or the initials ``typed``: kind, number, which of both.

    Pinyin first, and each newest first.
    """
    from crmcli.text import pinyin

    for prefix, probe, matches, why in (
        (PINYIN, pinyin.pinyin_probe(typed), pinyin.pinyin_matches, "pinyin"),
        (INITIALS, pinyin.initials_probe(typed), pinyin.initials_match, "initials"),
    ):
        if not probe.first:
            continue
        equal = ", ".join("?" * len(probe.equal))
        sql = (
            "SELECT DISTINCT d.doc, d.kind, d.row, d.names FROM lookup l CROSS JOIN search_doc d ON d.doc = l.doc"
            f" WHERE (l.key >= ? AND l.key < ? OR l.key IN ({equal})) AND d.kind IN ({_kinds(kinds)})"
            " ORDER BY d.doc DESC"
        )
        bound = (prefix + probe.first, prefix + probe.last, *(prefix + key for key in probe.equal), *kinds)
        for _doc, kind, row, names in store.db.execute(sql, bound):
            if any(matches(typed, name) for name in names.split("\n")):
                yield kind, row, why


def with_words(store: Store, text: str, kinds: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """Records in which every word of ``text`` stands (Latin words by their start): kind, number, text; newest first."""
    wanted = [name_key(word) for word in text.split()]
    pieces: dict[str, None] = {}
    for word in wanted:
        for _start, run, han in _runs(word):
            if han:
                pieces.update(dict.fromkeys(f'"{token}"' for token in _tokens_of(run)))
            else:
                pieces[f'"{run}" *'] = None
    if not pieces:
        return
    sql = (
        "SELECT d.kind, d.row, d.names, d.body FROM search_fts f CROSS JOIN search_doc d ON d.doc = f.rowid"
        f" WHERE search_fts MATCH ? AND d.kind IN ({_kinds(kinds)}) ORDER BY f.rowid DESC"
    )
    for kind, row, names, body in store.db.execute(sql, (" AND ".join(pieces), *kinds)):
        whole = names + "\n" + body
        folded = name_key(whole)
        if all(word in folded for word in wanted):
            yield kind, row, whole


# --- completion ---------------------------------------------------------------------------------------------------

_LOOKED_AT = 400  # index entries a completion looks at, at most: it answers between two keys pressed


def names_starting(store: Store, typed: str, kinds: Sequence[str], limit: int = 20) -> list[tuple[str, str]]:
    """What begins with ``typed``, as (reference, name): names and aliases by their start, then by their sound.

    For a shell's completion: at most ``limit`` records in use, each once, found by walks of a b-tree that are short
    whatever the store holds. The name is the one that begins with ``typed``; where the sound matched (``tianch``,
    ``tcwm``), the record's own. With nothing typed: the newest.
    """
    found: dict[str, str] = {}
    for kind, nid, name in _starting(store, typed, kinds):
        if len(found) >= limit:
            break
        row = by_nid(store, record_class(KINDS[kind]), nid)
        if row is not None and row.removed_at is None and row.archived_at is None:
            found.setdefault(row.ref, name or str(getattr(row, KINDS[kind].title)))
    return list(found.items())


def _starting(store: Store, typed: str, kinds: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    key = name_key(typed)
    if not key:
        sql = "SELECT kind, row, '' FROM search_doc WHERE kind = ? AND names <> '' ORDER BY row DESC LIMIT ?"
        for one in kinds:
            yield from store.db.execute(sql, (one, _LOOKED_AT))
        return
    # Keys of names lack the form in law: what is typed may go on into it (天成外贸有限).
    shorter = [NAME + key[:end] for end in range(max(1, len(key) - 24), len(key))]
    sql = (
        "SELECT d.kind, d.row, d.names FROM lookup l CROSS JOIN search_doc d ON d.doc = l.doc"
        f" WHERE (l.key >= ? AND l.key < ? OR l.key IN ({_kinds(shorter)})) AND d.kind IN ({_kinds(kinds)}) LIMIT ?"
    )
    first = NAME + key
    last = first[:-1] + chr(ord(first[-1]) + 1)
    for kind, row, names in store.db.execute(sql, (first, last, *shorter, *kinds, _LOOKED_AT)):
        for name in names.split("\n"):
            if name_key(name).startswith(key):
                yield kind, row, name
                break
    if key.isascii():
        from itertools import islice

        for kind, row, _why in islice(with_sound(store, key, kinds), _LOOKED_AT):
            yield kind, row, ""
