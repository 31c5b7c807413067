"""A store that joins a hub: ids that become the hub's, and all rows made ops; inside the transaction that is open."""

from __future__ import annotations

import json

from crmcli.store.outbox import key_text, op_id
from crmcli.store.records import JOURNALLED, KEYS, KINDS
from crmcli.store.renaming import STAMPS, columns_to
from crmcli.store.statements import chunks
from crmcli.store.together import along

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from crmcli.store.open import Store
    from crmcli.store.wire import Bucket, Row

_LATE = ("reminder", "document", "share", "guidance", "approval", "notice")
"""Kinds that hang on whatever they are about: they go up when all that is there."""


# --- what is here -------------------------------------------------------------------------------------------------


def number_of(store: Store, kind: str, id: str) -> int:
    """How many rows point to a record, beside who made and who last changed them."""
    number = 0
    for table, columns in columns_to(kind).items():
        wanted = [column for column in columns if column not in STAMPS]
        if wanted:
            tests = " OR ".join(f"{column} = ?" for column in wanted)
            (here,) = store.db.execute(
                f"SELECT count(*) FROM [{table}] WHERE {tests}", [id] * len(wanted)
            ).fetchone()
            number += here
    return number


def rows_here(store: Store) -> dict[str, int]:
    """How many rows there are of each table that has any."""
    counted = (
        (table, store.db.execute(f"SELECT count(*) FROM [{table}]").fetchone()[0]) for table in JOURNALLED
    )
    return {table: int(number) for table, number in counted if number}


def stages_of(store: Store, playbook: str) -> set[str]:
    """The stages in which opportunities of a process's version stand open."""
    sql = "SELECT DISTINCT stage FROM opportunity WHERE playbook_id = ? AND outcome IS NULL AND removed_at IS NULL"
    return {stage for (stage,) in store.db.execute(sql, (playbook,)) if stage}


def customers_among(store: Store, ids: Sequence[str]) -> list[str]:
    """Which of these ids are those of customers here."""
    found: list[str] = []
    for chunk in chunks(list(ids)):
        sql = f"SELECT id FROM customer WHERE id IN ({', '.join('?' * len(chunk))})"
        found += [id for (id,) in store.db.execute(sql, chunk)]
    return found


def prices_of(store: Store, product: str) -> set[tuple[str, ...]]:
    """The price list of a product, without the ids of its rows."""
    names = [name for name in JOURNALLED["product_price"] if name not in ("id", "product_id")]
    texts = ", ".join(f"coalesce(CAST({name} AS TEXT), '')" for name in names)
    return set(store.db.execute(f"SELECT {texts} FROM product_price WHERE product_id = ?", (product,)))


# --- begin and end ------------------------------------------------------------------------------------------------


class Joining:
    """One transaction in which a store joins, a context manager; nothing of it can be taken back by ``undo``."""

    __slots__ = ("at", "nid", "ref", "store")

    def __init__(self, store: Store) -> None:
        from crmcli.clock import stored

        self.store = store
        self.at = stored(store.clock())
        self.ref = store.identity.new_ref("T")
        self.nid = 0

    def __enter__(self) -> Joining:
        db = self.store.db
        db.execute("BEGIN IMMEDIATE")
        try:
            self.nid = int(
                db.execute(
                    "INSERT INTO txn (ref, at, actor_id, device, command, origin, fixed)"
                    " VALUES (?, ?, ?, ?, 'sync setup', 'local', 1)",
                    (self.ref, self.at, self.store.me or None, self.store.device),
                ).lastrowid
                or 0
            )
            db.execute("UPDATE current SET txn = ?", (self.nid,))
            db.execute("PRAGMA defer_foreign_keys = ON")
        except BaseException:
            self._back()
            raise
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is not None:
            self._back()
            return
        try:
            self.store.db.execute("UPDATE current SET txn = NULL")
            self.store.db.execute("COMMIT")
        except BaseException:
            self._back()
            raise

    def _back(self) -> None:
        if self.store.db.in_transaction:
            self.store.db.execute("ROLLBACK")
        self.store.me = self.store.setting("me") or ""


# --- what is on the hub already -----------------------------------------------------------------------------------


def remember(
    store: Store, buckets: Iterable[Bucket], each: Callable[[str, int, dict[str, str | None]], None]
) -> None:
    """Remember which rows of buckets are here too: they do not go up (:func:`put_rows`).

    ``each`` is called with the table, the local number and the hub's values of every one.
    """
    for bucket in buckets:
        for table, (columns, rows) in bucket.rows.items():
            if table not in JOURNALLED:
                continue
            places = [columns.index(name) for name in KEYS[table]]
            for page in chunks(rows):
                for nid, row in _here(store, table, places, page):
                    store.db.execute("INSERT OR IGNORE INTO temp.there VALUES (?, ?)", (table, nid))
                    each(table, nid, dict(zip(columns, row, strict=True)))


def begin(store: Store) -> None:
    """Forget what :func:`remember` knows."""
    store.db.execute("DROP TABLE IF EXISTS temp.there")
    store.db.execute("CREATE TEMP TABLE there (tbl TEXT, row INTEGER, PRIMARY KEY (tbl, row)) WITHOUT ROWID")


def end(store: Store) -> None:
    """Have nothing left of it."""
    store.db.execute("DROP TABLE IF EXISTS temp.there")
    store.db.execute("DROP TABLE IF EXISTS temp.people")


def _here(store: Store, table: str, places: Sequence[int], page: Sequence[Row]) -> list[tuple[int, Row]]:
    """The rows of a page that are here too, with their local numbers."""
    keys = {tuple(row[place] for place in places): row for row in page}
    first = KEYS[table][0]
    names = ", ".join(KEYS[table])
    firsts = sorted({key[0] or "" for key in keys})
    sql = f"SELECT nid, {names} FROM [{table}] WHERE {first} IN ({', '.join('?' * len(firsts))})"
    found = store.db.execute(sql, firsts).fetchall()
    return [(nid, keys[key]) for nid, *values in found if (key := tuple(str(one) for one in values)) in keys]


def state_of(store: Store, table: str, nid: int) -> dict[str, str | None]:
    """The journalled columns of a row, as they travel."""
    names = JOURNALLED[table]
    values = store.db.execute(f"SELECT {', '.join(names)} FROM [{table}] WHERE nid = ?", (nid,)).fetchone()
    return {name: None if value is None else str(value) for name, value in zip(names, values, strict=True)}


def written_here(store: Store, table: str, nid: int) -> dict[str, str | None]:
    """What stood in each column of a row before it was first changed on this device."""
    found: dict[str, str | None] = {}
    sql = (
        "SELECT c.old FROM change c JOIN txn t ON t.nid = c.txn WHERE c.tbl = ? AND c.row = ? AND c.op = 'update'"
        " AND t.device = ? AND t.origin = 'local' AND t.command <> 'sync setup' ORDER BY c.seq"
    )
    for (old,) in store.db.execute(sql, (table, nid, store.device)):
        for name, value in json.loads(old).items():
            found.setdefault(name, None if value is None else str(value))
    return found


# --- what goes up -------------------------------------------------------------------------------------------------

_OP = (
    "INSERT INTO sync_op (op_id, kind, tbl, key, row, col, old, new, body, txn, command, at)"
    " VALUES (?, 'set', ?, ?, ?, ?, ?, ?, ?, ?, 'sync setup', ?)"
)
_FIXED = ("id", "ref", "created_at", "created_by_id")


def put_differences(store: Store, of: Joining, table: str, nid: int, hub: dict[str, str | None]) -> int:
    """Have what was written on this device into a row that is on the hub too go up, where it differs; how many columns.

    As a change from what stood there before it was written: what the hub has got since is a conflict then, not lost.
    """
    mine = state_of(store, table, nid)
    differing = [name for name in mine if name in hub and name not in _FIXED and mine[name] != hub[name]]
    before = written_here(store, table, nid) if differing else {}
    differing = sorted((name for name in differing if name in before), key=lambda name: name == "removed_at")
    was = mine | {name: before[name] for name in differing}
    key = key_text(str(mine[name]) for name in KEYS[table])
    for name in differing:
        old, was[name] = was[name], mine[name]
        others = [one for one in was if one != name] if name == "removed_at" else along(table, name)
        seen = json.dumps({one: was[one] for one in others}, ensure_ascii=False) if others else None
        id = op_id(f"{of.ref}:{nid}:{table}:{name}")
        store.db.execute(_OP, (id, table, key, nid, name, old, mine[name], seen, of.ref, of.at))
    return len(differing)


_WRITERS = ("created_by_id", "by_id", "done_by_id", "submitted_by_id")
_ME = "(SELECT value FROM meta WHERE key = 'me')"
_DECIDERS = ("approved_by_id", "paid_by_id")


def put_rows(store: Store, of: Joining, people: Sequence[str] | None = None) -> int:
    """Have all rows that the hub has not (:func:`remember`) go up as inserts; how many.

    What others hang on comes first; members come after those above them. A removed record goes up as one that is
    there and is removed when all is: else whatever hangs on it would be taken for added to what somebody removed.
    ``people``: me and those below, where nobody may say what others did (None: I may); they go without a name then.
    """
    db = store.db
    db.create_function("join_op", 1, op_id)
    db.execute("DROP TABLE IF EXISTS temp.people")
    db.execute("CREATE TEMP TABLE people (id TEXT PRIMARY KEY) WITHOUT ROWID")
    if people is not None:
        db.executemany("INSERT INTO temp.people VALUES (?)", [(id,) for id in people])
    order = [table for table in JOURNALLED if table not in _LATE]
    number = _members(store, of)
    for table in [*(table for table in order if table in KINDS and table != "member"), *_LATE]:
        number += _put(store, of, table)
    for table in order:
        if table not in KINDS:
            number += _put(store, of, table)
    for table in reversed([table for table in JOURNALLED if table in KINDS]):
        _remove(store, of, table)
    return number


def _key(table: str) -> str:
    """The key of a row as :func:`key_text` writes it, in SQL."""
    return "'[' || " + " || ', ' || ".join(f"json_quote({name})" for name in KEYS[table]) + " || ']'"


def _texts(names: Sequence[str], said: bool = False) -> str:
    """A JSON object of columns as they travel, in SQL; ``said``: who did it only where that may be said."""
    texts = {name: f"CAST({name} AS TEXT)" for name in names}
    if said:
        anybody = "NOT EXISTS (SELECT 1 FROM temp.people)"
        for name in _WRITERS:
            texts[name] = f"CASE WHEN {anybody} OR {name} = {_ME} THEN {name} END"
        for name in _DECIDERS:
            texts[name] = f"CASE WHEN {anybody} THEN {name} END"
        texts["author_id"] = (
            f"CASE WHEN {anybody} OR author_id IN (SELECT id FROM temp.people) THEN author_id END"
        )
    return "json_object(" + ", ".join(f"'{name}', {texts[name]}" for name in names) + ")"


def _insert(table: str, where: str = "") -> str:
    names = [name for name in JOURNALLED[table] if name != "removed_at"]
    return (
        "INSERT INTO sync_op (op_id, kind, tbl, key, row, body, txn, command, at)"
        f" SELECT join_op(?1 || ':' || nid || ':{table}:'), 'insert', '{table}', {_key(table)}, nid,"
        f" json_patch('{{}}', {_texts(names, said=True)}), ?1, 'sync setup', ?2 FROM [{table}] t"
        f" WHERE NOT EXISTS (SELECT 1 FROM temp.there WHERE tbl = '{table}' AND row = t.nid){where} ORDER BY nid"
    )


def _put(store: Store, of: Joining, table: str) -> int:
    return store.db.execute(_insert(table), (of.ref, of.at)).rowcount


def _members(store: Store, of: Joining) -> int:
    """Members, those above first; one whose superiors stand in a circle comes as it is found."""
    above = dict(store.db.execute("SELECT id, superior_id FROM member").fetchall())
    number = 0

    def depth(id: str) -> int:
        seen = [id]
        while (other := above.get(seen[-1])) is not None and other not in seen:
            seen.append(other)
        return len(seen)

    for id in sorted(above, key=depth):
        number += store.db.execute(_insert("member", " AND id = ?3"), (of.ref, of.at, id)).rowcount
    return number


def _remove(store: Store, of: Joining, table: str) -> None:
    names = [name for name in JOURNALLED[table] if name != "removed_at"]
    store.db.execute(
        "INSERT INTO sync_op (op_id, kind, tbl, key, row, col, new, body, txn, command, at)"
        f" SELECT join_op(?1 || ':' || nid || ':{table}:removed_at'), 'set', '{table}', {_key(table)}, nid,"
        f" 'removed_at', removed_at, {_texts(names)}, ?1, 'sync setup', ?2 FROM [{table}] t"
        " WHERE removed_at IS NOT NULL"
        f" AND NOT EXISTS (SELECT 1 FROM temp.there WHERE tbl = '{table}' AND row = t.nid) ORDER BY nid",
        (of.ref, of.at),
    )


# --- out of a hub and back in -------------------------------------------------------------------------------------

_LEFT = "left."


def left(store: Store) -> dict[str, str]:
    """The hub that the store was taken out of, as it was remembered; empty if there is none."""
    found = store.db.execute("SELECT key, value FROM meta WHERE key >= 'left.' AND key < 'left/'")
    return {key.removeprefix(_LEFT): value for key, value in found}


def set_aside(store: Store) -> None:
    """Take the store out of its hub; what was kept for it stays, so that it can come back."""
    store.db.execute("DELETE FROM meta WHERE key >= 'left.' AND key < 'left/'")
    store.db.execute("UPDATE meta SET key = 'left.' || substr(key, 6) WHERE key >= 'sync.' AND key < 'sync/'")


def take_back(store: Store, url: str, login: str) -> None:
    """Put a store that was set aside back into its hub, which may have another address by now."""
    store.db.execute("UPDATE meta SET key = 'sync.' || substr(key, 6) WHERE key >= 'left.' AND key < 'left/'")
    store.put_setting("sync.url", url)
    store.put_setting("sync.login", login)


def forget_left(store: Store) -> None:
    """Forget that the store was in a hub."""
    store.db.execute("DELETE FROM meta WHERE key >= 'left.' AND key < 'left/'")
