"""Ids, references and numbers of many new records at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from crmcli.store.identity import SIGNS
from crmcli.store.known import Some
from crmcli.store.statements import chunks
from crmcli.store.writer import writer_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store

_KEYS = 900  # values a statement asks for
_SIZE = 1 << 22  # bytes: with a million references in it, one of a thousand others is taken for known
_SIGN_OF = bytes(ord(SIGNS[byte & 31]) for byte in range(256))


def identify(
    store: Store,
    kind: Kind,
    number: int,
    ids: Sequence[str | None] | None,
    refs: Sequence[str | None] | None,
    milliseconds: int,
) -> tuple[list[str], list[str]]:
    """An id and a reference for each new record; given ones are kept where they are free."""
    if ids is None or not any(ids):
        own = store.identity.new_ids(milliseconds, number)
    else:
        taken = _taken(store, kind, "id", [id for id in ids if id])
        own = []
        for id in ids:
            if not id or id in taken:
                id = store.identity.new_id(milliseconds)
            taken.add(id)
            own.append(id)
    if refs is None or not any(refs):
        return own, _free_refs(store, kind, number, set())
    busy = _taken(store, kind, "ref", [ref for ref in refs if ref])
    kept: dict[str, None] = {}
    for ref in refs:
        if ref and ref not in busy:
            kept[ref] = None
    fresh = iter(_free_refs(store, kind, number - len(kept), set(kept)))
    left = set(kept)
    found = []
    for ref in refs:
        if ref and ref in left:
            left.discard(ref)
            found.append(ref)
        else:
            found.append(next(fresh))
    return own, found


def last_number(store: Store, kind: Kind) -> int:
    """The highest local number that a record of a kind ever had."""
    return last_in(store, kind.table)


def last_in(store: Store, table: str) -> int:
    """The last number of a table; as long as nobody but the writer writes, it need not be asked for."""
    writer = writer_of(store)
    if writer is not None and table in writer.numbers:
        return writer.numbers[table]
    if table == "search_doc":
        found = store.db.execute("SELECT coalesce(max(doc), 0) FROM search_doc").fetchone()
    else:
        found = store.db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(found[0]) if found else 0


def _free_refs(store: Store, kind: Kind, number: int, kept: set[str]) -> list[str]:
    """So many references that no record has."""
    known = _known(store, kind, "ref")
    found: dict[str, None] = {}
    while len(found) < number:
        fresh = _refs(store, kind.letter, number - len(found))
        busy = _present(store, kind.table, "ref", fresh) if known is None else known.maybe(fresh)
        found |= dict.fromkeys(ref for ref in fresh if ref not in busy and ref not in kept)
    if known is not None:
        known.add(found)
    return list(found)


def _taken(store: Store, kind: Kind, column: str, given: Sequence[str]) -> set[str]:
    """Those of some ids or references that were given which a record has. All of them are known from now on."""
    known = _known(store, kind, column)
    maybe = given if known is None else list(known.meet(given))
    return _present(store, kind.table, column, maybe) if maybe else set()


def _known(store: Store, kind: Kind, column: str) -> Some | None:
    """Ids or references that may be in use, while a writer is at work: so it need not be waited for.

    Ids that were made here are no others, and not in it.
    """
    writer = writer_of(store)
    if writer is None:
        return None
    name = f"{kind.table}.{column}"
    if name not in writer.kept:
        writer.kept[name] = Some(store, kind.table, column, last_number(store, kind), _SIZE)
    return cast(Some, writer.kept[name])


def _refs(store: Store, letter: str, number: int) -> list[str]:
    """About so many references, as :meth:`crmcli.store.identity.Identity.new_ref` makes them one by one."""
    signs = store.identity._random(6 * number).translate(_SIGN_OF).decode("ascii")
    drawn = [signs[at : at + 6] for at in range(0, len(signs), 6)]
    return [letter + one for one in drawn if not one.isalpha()]  # one of them is a digit


def _present(store: Store, table: str, column: str, wanted: Sequence[str]) -> set[str]:
    """Those of ``wanted`` that some record, removed or not, has."""
    found: set[str] = set()
    for chunk in chunks(wanted, _KEYS):
        sql = f"SELECT {column} FROM [{table}] WHERE {column} IN ({', '.join('?' * len(chunk))})"
        found.update(row[0] for row in store.db.execute(sql, chunk))
    return found
