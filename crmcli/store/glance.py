"""A look into the store that changes nothing, waits for nobody and makes nothing: for the shell's completion."""

from __future__ import annotations

import os
import sqlite3

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store


def glance(path: str) -> Store | None:
    """The store at ``path``, read-only; None if there is none, or none of the version that is known here."""
    if not os.path.exists(path):
        return None
    from crmcli import clock
    from crmcli.store.identity import Identity
    from crmcli.store.open import APPLICATION, VERSION, Store, connect

    db = connect(path, timeout=0, read_only=True)
    try:
        found = tuple(
            db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        if found == (APPLICATION, VERSION):
            store = Store(path, db, clock.now, "", Identity())
            store.me = store.setting("me") or ""
            return store
    except sqlite3.Error:
        pass
    db.close()
    return None


def open_refs(store: Store, typed: str, limit: int) -> list[tuple[str, str]]:
    """My reminders that are not done, as (reference, text): those whose reference begins with ``typed``.

    With nothing typed the earliest due.
    """
    living = "state <> 'done' AND removed_at IS NULL AND archived_at IS NULL"
    if typed:
        sql = f"SELECT ref, text FROM reminder WHERE ref >= ? AND ref < ? AND {living} ORDER BY ref LIMIT ?"
        rows = store.db.execute(sql, (typed.upper(), typed.upper() + "\uffff", limit))
    else:
        sql = (
            f"SELECT ref, text FROM reminder WHERE for_id IS ? AND {living}"
            " ORDER BY coalesce(due_at, due_on) LIMIT ?"
        )
        rows = store.db.execute(sql, (store.me or None, limit))
    return rows.fetchall()


def waiting_for_me(store: Store, kind: str, limit: int) -> list[tuple[str, str]]:
    """What waits for me, as (reference, text): ``guidance`` that is not answered, a ``notice`` that is not read, an
    ``approval`` that I hold.
    """
    if kind == "approval":
        sql = (
            "SELECT ref, rule_label FROM approval WHERE approver_id = ? AND decision IS NULL AND removed_at IS NULL"
            " ORDER BY asked_at LIMIT ?"
        )
        return store.db.execute(sql, (store.me, limit)).fetchall()
    text, order = ("text", "nid") if kind == "guidance" else ("command", "nid DESC")
    open_ = "state = 'open'" if kind == "guidance" else "read_at IS NULL"
    tests = f"for_id = ? AND {open_} AND removed_at IS NULL"
    sql = f"SELECT ref, {text} FROM [{kind}] WHERE {tests} ORDER BY {order} LIMIT ?"
    return store.db.execute(sql, (store.me, limit)).fetchall()


def refs_of(store: Store, kind: str, typed: str, limit: int) -> list[tuple[str, str]]:
    """Living records of a kind, newest first, as (reference, title); ``typed`` is how the reference begins."""
    from crmcli.store.records import KINDS

    title = KINDS[kind].title
    table = KINDS[kind].table
    start = typed.upper()
    where = (
        "ref >= ? AND ref < ? AND removed_at IS NULL AND archived_at IS NULL"
        if start
        else "removed_at IS NULL"
    )
    bound = (start, start + "\uffff", limit) if start else (limit,)
    sql = (
        f"SELECT ref, {title} FROM [{table}] WHERE {where} ORDER BY {'ref' if start else 'nid DESC'} LIMIT ?"
    )
    return store.db.execute(sql, bound).fetchall()


def numbers_of(store: Store, kind: str, typed: str, limit: int) -> list[tuple[str, str]]:
    """Living quotes or orders as (number, title), each number once, newest first; ``typed`` is how it begins."""
    sql = (
        f"SELECT number, coalesce(title, '') FROM [{kind}] WHERE number >= ? AND number < ? AND removed_at IS NULL"
        " AND archived_at IS NULL GROUP BY number ORDER BY max(nid) DESC LIMIT ?"
    )
    return store.db.execute(sql, (typed, typed + "\uffff", limit)).fetchall()


def steps_of_order(store: Store, named: str) -> list[tuple[str, str]]:
    """The steps of the order with a number or reference, as (key, place and name), in their order."""
    sql = (
        "SELECT s.key, s.place || ' ' || s.name"
        ' FROM step s JOIN "order" o ON o.id = s.order_id'
        " WHERE (o.number = ? OR o.ref = ?) AND o.removed_at IS NULL AND s.removed_at IS NULL ORDER BY s.place"
    )
    return store.db.execute(sql, (named, named.upper())).fetchall()


def member_names(store: Store, limit: int) -> list[tuple[str, str]]:
    """The members as (reference, name)."""
    sql = "SELECT ref, name FROM member WHERE removed_at IS NULL ORDER BY nid LIMIT ?"
    return store.db.execute(sql, (limit,)).fetchall()


def last_transactions(store: Store, limit: int) -> list[tuple[str, str]]:
    """The latest transactions, newest first, as (reference, command)."""
    return store.db.execute("SELECT ref, command FROM txn ORDER BY nid DESC LIMIT ?", (limit,)).fetchall()
