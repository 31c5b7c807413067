"""What a transaction changed that others look after, follow or work on; and whom that concerns."""

from __future__ import annotations

from crmcli.store.records import Guidance, Member, Notice
from crmcli.store.statements import chunks, listing, rows_where

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from crmcli.store.open import Store


# --- what was changed ---------------------------------------------------------------------------------------------


class Changed:
    """A changed row that concerns somebody else: ``old`` is the journal's text, ``opportunity`` and ``customer`` ids.

    ``first`` and ``second`` are what else is to be known of it, as :data:`_SELECTS` says; ``subject`` is the kind and
    id of the quote, order or expense whose matter it is.
    """

    __slots__ = ("customer", "first", "old", "op", "opportunity", "row", "second", "subject", "table")

    def __init__(self, values: tuple[Any, ...]) -> None:
        (
            self.table,
            self.row,
            self.op,
            self.old,
            self.opportunity,
            self.customer,
            self.first,
            self.second,
            kind,
            id,
        ) = values
        self.subject: tuple[str, str] | None = (kind, id) if id else None


def _others(alias: str) -> str:
    """SQL for whether anybody but me follows a record or works on it."""
    return (
        f"EXISTS (SELECT 1 FROM follower x WHERE x.record_id = {alias}.id AND x.member_id <> :me)"
        f" OR EXISTS (SELECT 1 FROM share x WHERE x.about_id = {alias}.id AND x.member_id <> :me"
        " AND x.removed_at IS NULL)"
    )


# Only rows that concern somebody else are looked at further, so that an import of one's own costs a look a row.
_OF_CUSTOMER = f"k.owner_id <> :me OR {_others('k')}"
_OF_DEAL = f"{_OF_CUSTOMER} OR o.owner_id <> :me OR {_others('o')}"
_GIVEN_AWAY = "json_extract(c.old, '$.owner_id') <> :me"
_MOVED = "json_extract(c.old, '$.customer_id') IS NOT NULL"
_DEAL_OF = (
    "LEFT JOIN opportunity o ON o.id = CASE t.about_kind WHEN 'opportunity' THEN t.about_id"
    " WHEN 'followup' THEN (SELECT opportunity_id FROM followup WHERE id = t.about_id) END"
)
_CUSTOMER_OF = "LEFT JOIN customer k ON k.id = t.customer_id"

_OF_SALE = f"{_OF_DEAL} OR t.owner_id <> :me OR {_others('t')}"
_OF_ORDER = f"{_OF_DEAL} OR r.owner_id <> :me OR {_others('r')}"
_ORDER_OF = (
    "JOIN [order] r ON r.id = t.order_id JOIN customer k ON k.id = r.customer_id"
    " LEFT JOIN opportunity o ON o.id = r.opportunity_id"
)

# Of each table: what is joined to the change `c`, which rows concern others, and the two values beside it.
_SELECTS = {
    "customer": (
        "JOIN customer k ON k.nid = c.row", f"{_OF_CUSTOMER} OR {_GIVEN_AWAY}", "NULL, k.id", "k.owner_id, NULL",
    ),
    "opportunity": (
        "JOIN opportunity o ON o.nid = c.row JOIN customer k ON k.id = o.customer_id",
        f"{_OF_DEAL} OR {_GIVEN_AWAY} OR {_MOVED} OR o.risk_flag = 1",
        "o.id, k.id",
        "o.owner_id, json_array(o.stage, o.outcome, o.risk_flag)",
    ),
    "stage_change": (
        "JOIN stage_change t ON t.nid = c.row JOIN opportunity o ON o.id = t.opportunity_id"
        " JOIN customer k ON k.id = o.customer_id",
        _OF_DEAL, "o.id, k.id", "NULL, NULL",
    ),
    "contact": (
        "JOIN contact t ON t.nid = c.row JOIN customer k ON k.id = t.customer_id",
        f"{_OF_CUSTOMER} OR {_MOVED}", "NULL, k.id", "NULL, NULL",
    ),
    "followup": (
        "JOIN followup t ON t.nid = c.row JOIN customer k ON k.id = t.customer_id"
        " LEFT JOIN opportunity o ON o.id = t.opportunity_id",
        f"{_OF_DEAL} OR {_MOVED}", "o.id, k.id", "NULL, NULL",
    ),
    "document": (
        f"JOIN document t ON t.nid = c.row {_CUSTOMER_OF} {_DEAL_OF}", _OF_DEAL, "o.id, k.id", "NULL, NULL",
    ),
    "quote": (
        f"JOIN quote t ON t.nid = c.row {_CUSTOMER_OF} LEFT JOIN opportunity o ON o.id = t.opportunity_id",
        f"{_OF_SALE} OR {_GIVEN_AWAY}", "o.id, k.id", "t.owner_id, NULL",
    ),
    "order": (
        f"JOIN [order] t ON t.nid = c.row {_CUSTOMER_OF} LEFT JOIN opportunity o ON o.id = t.opportunity_id",
        f"{_OF_SALE} OR {_GIVEN_AWAY} OR {_MOVED}", "o.id, k.id", "t.owner_id, NULL",
    ),
    "step": (
        f"JOIN step t ON t.nid = c.row {_ORDER_OF}",
        # That it was told to be late concerns nobody, nor that its order has another owner.
        "(c.op <> 'update' OR EXISTS (SELECT 1 FROM json_each(c.old) x"
        " WHERE x.key NOT IN ('late_told_at', 'owner_id', 'first_planned')))"
        f" AND ({_OF_ORDER} OR t.member_id <> :me OR json_extract(c.old, '$.member_id') <> :me)", "o.id, k.id",
        "t.member_id, NULL",
    ),
    "payment": (f"JOIN payment t ON t.nid = c.row {_ORDER_OF}", _OF_ORDER, "o.id, k.id", "NULL, NULL"),
    "expense": (
        f"JOIN expense t ON t.nid = c.row {_CUSTOMER_OF} LEFT JOIN [order] r ON r.id = t.order_id"
        " LEFT JOIN opportunity o ON o.id = coalesce(t.opportunity_id, r.opportunity_id)",
        f"{_OF_SALE} OR {_GIVEN_AWAY} OR {_MOVED}", "o.id, k.id", "t.owner_id, NULL",
    ),
    # A reminder of one's own is nobody else's business.
    "reminder": (
        f"JOIN reminder t ON t.nid = c.row {_CUSTOMER_OF} {_DEAL_OF}",
        "t.for_id <> :me OR json_extract(c.old, '$.for_id') <> :me", "o.id, k.id",
        "t.for_id, t.id",
    ),
    "share": (
        f"JOIN share t ON t.nid = c.row {_CUSTOMER_OF} {_DEAL_OF}", f"t.member_id <> :me OR {_OF_DEAL}",
        "o.id, k.id", "t.member_id, CASE WHEN t.removed_at IS NULL THEN t.access ELSE 'removed' END",
    ),
    "guidance": (
        f"JOIN guidance t ON t.nid = c.row {_CUSTOMER_OF} {_DEAL_OF}",
        f"t.for_id <> :me OR t.author_id <> :me OR {_OF_DEAL}", "o.id, k.id",
        "t.for_id, json_array(t.kind, t.author_id, t.about_kind, t.about_id)",
    ),
    "member": ("JOIN member t ON t.nid = c.row", "c.op = 'update' AND t.id <> :me", "NULL, NULL", "t.id, NULL"),
    "playbook": (
        "JOIN playbook t ON t.nid = c.row",
        "t.in_use = 1 AND (c.op = 'insert' OR json_extract(c.old, '$.in_use') = 0"
        " OR json_extract(c.old, '$.is_default') = 0)",
        "NULL, NULL", "t.id, NULL",
    ),
}  # fmt: skip

# Of which record each is told that is no opportunity's or customer's alone.
_SUBJECTS = {
    "quote": "'quote', t.id", "order": "'order', t.id", "expense": "'expense', t.id", "step": "'order', r.id",
    "payment": "'order', r.id",
}  # fmt: skip

_PART = (
    "coalesce((SELECT part FROM word WHERE c.tbl = 'word' AND nid = c.row), json_extract(c.old, '$.part'))"
)
# Rows of sets: of which tables they are, what is joined, which concern others, whose they are, what the set is of.
_SETS = (
    (
        ("customer_alias", "tag", "word", "custom"), "JOIN customer k ON k.id = c.parent", _OF_CUSTOMER,
        "NULL, k.id", "customer",
    ),
    (
        ("tag", "word", "custom"),
        "JOIN opportunity o ON o.id = c.parent JOIN customer k ON k.id = o.customer_id", _OF_DEAL, "o.id, k.id",
        "opportunity",
    ),
    (
        ("contact_phone", "contact_email", "contact_messaging", "tag", "custom"),
        "JOIN contact t ON t.id = c.parent JOIN customer k ON k.id = t.customer_id", _OF_CUSTOMER, "NULL, k.id",
        "contact",
    ),
    (
        ("followup_contact", "followup_member", "tag", "custom"),
        "JOIN followup t ON t.id = c.parent JOIN customer k ON k.id = t.customer_id"
        " LEFT JOIN opportunity o ON o.id = t.opportunity_id",
        _OF_DEAL, "o.id, k.id", "followup",
    ),
    *(
        (
            ("line", "tag", "custom", *(("order_change",) if kind == "order" else ())),
            f"JOIN [{kind}] t ON t.id = c.parent {_CUSTOMER_OF} LEFT JOIN opportunity o ON o.id = t.opportunity_id",
            _OF_SALE, "o.id, k.id", kind,
        )
        for kind in ("quote", "order")
    ),
)  # fmt: skip


def changed(store: Store, txn: int) -> Iterator[Changed]:
    """The rows that a transaction changed and that concern somebody else than who acts.

    Of a set's row ``first`` is the kind of record and ``second`` the part of it. Rows that are no more are told by
    :func:`gone`.
    """
    sql = "SELECT DISTINCT tbl FROM change WHERE txn = ?"
    present = {table for (table,) in store.db.execute(sql, (txn,))}
    bound = {"txn": txn, "me": store.me}
    for table, (joined, test, whose, more) in _SELECTS.items():
        if table in present:
            sql = (
                f"SELECT c.tbl, c.row, c.op, c.old, {whose}, {more}, {_SUBJECTS.get(table, 'NULL, NULL')}"
                f" FROM change c {joined}"
                f" WHERE c.txn = :txn AND c.tbl = '{table}' AND ({test})"
            )
            yield from map(Changed, store.db.execute(sql, bound))
    for tables, joined, test, whose, kind in _SETS:
        there = [table for table in tables if table in present]
        if there:
            names = ", ".join(f"'{table}'" for table in there)
            sql = (
                f"SELECT c.tbl, c.row, c.op, c.old, {whose}, '{kind}', {_PART}, {_SUBJECTS.get(kind, 'NULL, NULL')}"
                f" FROM change c {joined}"
                f" WHERE c.txn = :txn AND c.tbl IN ({names}) AND ({test})"
            )
            yield from map(Changed, store.db.execute(sql, bound))


def gone(store: Store, txn: int) -> Iterator[Changed]:
    """The records that a transaction took away altogether, as an undo does: their last states stand in ``old``."""
    sql = (
        "SELECT tbl, row, op, old, NULL, NULL, NULL, NULL, NULL, NULL FROM change WHERE txn = ? AND op = 'delete'"
        " AND tbl IN ('customer', 'opportunity', 'contact', 'followup', 'document', 'reminder', 'share', 'guidance',"
        " 'quote', 'order', 'expense')"
    )
    yield from map(Changed, store.db.execute(sql, (txn,)))


def notices_in(store: Store, txn: int) -> list[tuple[str, str | None, str | None]]:
    """The notices that a transaction made or took away: ``insert`` or ``delete``, for whom, when they were read."""
    sql = (
        "SELECT c.op, coalesce(n.for_id, json_extract(c.old, '$.for_id')),"
        " coalesce(n.read_at, json_extract(c.old, '$.read_at'))"
        " FROM change c LEFT JOIN notice n ON n.nid = c.row"
        " WHERE c.txn = ? AND c.tbl = 'notice' AND c.op <> 'update'"
    )
    return store.db.execute(sql, (txn,)).fetchall()


def joined(store: Store, txn: int) -> set[str]:
    """The ids of members who came with a transaction."""
    sql = (
        "SELECT m.id FROM change c JOIN member m ON m.nid = c.row"
        " WHERE c.txn = ? AND c.tbl = 'member' AND c.op = 'insert'"
    )
    return {id for (id,) in store.db.execute(sql, (txn,))}


# --- whom it concerns ---------------------------------------------------------------------------------------------


def people_of(store: Store, records: Mapping[str, Iterable[str]]) -> dict[str, dict[str, None]]:
    """The ids of those who own, follow or work on records, given as ids by kind; by the record's id."""
    found: dict[str, dict[str, None]] = {}
    for table, ids in records.items():
        for chunk in chunks(sorted(ids)):
            marks = ", ".join("?" * len(chunk))
            queries = (
                f"SELECT id, owner_id FROM [{table}] WHERE id IN ({marks}) AND owner_id IS NOT NULL",
                f"SELECT record_id, member_id FROM follower WHERE record_id IN ({marks})",
                f"SELECT about_id, member_id FROM share WHERE about_id IN ({marks})"
                " AND member_id IS NOT NULL AND removed_at IS NULL",
            )
            for sql in queries:
                for id, member in store.db.execute(sql, chunk):
                    found.setdefault(id, {})[member] = None
    return found


def living(store: Store, kind: str, ids: Sequence[str]) -> set[str]:
    """Those of the ids whose records are there and not removed."""
    found: set[str] = set()
    for chunk in chunks(ids):
        marks = ", ".join("?" * len(chunk))
        sql = f"SELECT id FROM [{kind}] WHERE id IN ({marks}) AND removed_at IS NULL"
        found.update(id for (id,) in store.db.execute(sql, chunk))
    return found


def there(store: Store, kind: str, id: str) -> bool:
    """Whether a record is there, be it removed or not."""
    return store.db.execute(f"SELECT 1 FROM [{kind}] WHERE id = ?", (id,)).fetchone() is not None


def staff(store: Store) -> dict[str, Member]:
    """All members, suspended ones too, by id."""
    return {row.id: row for row in rows_where(store, Member, removed_at=None)}


# --- the inbox ----------------------------------------------------------------------------------------------------


def unread(store: Store, member: str | None, limit: int | None = None) -> list[Notice]:
    """A member's notices that are not read, newest first."""
    return listing(store, Notice, "t.for_id IS ? AND t.read_at IS NULL", [member], limit=limit, archived=True)


def waiting(store: Store, member: str | None) -> list[Guidance]:
    """Guidance and calls for help that wait for a member's answer, the longest first."""
    where = "t.for_id IS ? AND t.state = 'open'"
    return listing(store, Guidance, where, [member], order="t.created_at, t.nid", archived=True)


def answers(store: Store, member: str | None, abouts: Iterable[str]) -> dict[tuple[str, str], str]:
    """The answers that were given to a member about some records: their texts by record and moment."""
    found: dict[tuple[str, str], str] = {}
    for chunk in chunks(sorted(set(abouts))):
        sql = (
            f"SELECT about_id, created_at, text FROM guidance WHERE about_id IN ({', '.join('?' * len(chunk))})"
            " AND kind = 'reply' AND for_id IS ? AND removed_at IS NULL"
        )
        for about, at, text in store.db.execute(sql, (*chunk, member)):
            found[about, at] = text
    return found
