"""From the schema of an older release to the one of this program: named steps, in order.

All steps that a store needs run in one transaction, after a backup: a migration that is interrupted or fails
leaves the store as it was. What a step writes into rows is journalled with origin ``migration``. A store of a
newer version is refused before anything gets here.

A step is SQL or a function. It may alter tables freely, foreign keys are looked at afterwards; a function
that changes rows after altering their table calls :func:`journal_what_is_there` in between. Indexes, triggers
and views are made as ``schema.sql`` has them once all steps are done, so a step need not think of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.clock import stored
from crmcli.errors import InternalError
from crmcli.i18n import _
from crmcli.store.journal import records_of
from crmcli.store.migrations import carrying_out, documents, opportunities, orders, syncing
from crmcli.store.objects import expected, journal_what_is_there, lacking, make_again
from crmcli.store.open import VERSION, statements_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from crmcli.store.objects import Objects
    from crmcli.store.open import Store

__all__ = ["STEPS", "Step", "journal_what_is_there", "migrate"]


class Step(NamedTuple):
    """One step: the version it leads to, its name in the journal, what it does, and whether the search index
    has to be made anew after it (its keys or what is searched changed).
    """

    version: int
    name: str
    run: str | Callable[[sqlite3.Connection], None]
    reindex: bool = False


# The first release is version 1.
STEPS: tuple[Step, ...] = (
    Step(2, "documents", documents.TABLES, reindex=True),
    Step(3, "signs for parts of names", "", reindex=True),  # shorter tokens in the search index
    Step(4, "opportunities", opportunities.TABLES),
    Step(5, "quotes and orders", orders.TABLES),
    Step(6, "carrying out orders", carrying_out.run),
    Step(7, "sync with a hub", syncing.TABLES),
)


_SYNC = 7  # the version from which a store can join a hub


def migrate(
    store: Store,
    version: int,
    steps: Sequence[Step] = STEPS,
    target: int = VERSION,
    schema: str | None = None,
) -> str:
    """Bring a store from ``version`` to ``target`` and its ``schema``; returns the backup made before.

    Raises the errors of a backup, and :class:`InternalError` when there is no way or a step broke a link.
    """
    from crmcli.store.backup import backup

    kept = backup(store, reason="migration")
    db = store.db
    db.execute("PRAGMA foreign_keys = OFF")  # has no effect inside a transaction
    try:
        db.execute("BEGIN IMMEDIATE")
        try:
            now = int(db.execute("PRAGMA user_version").fetchone()[0])
            first = 1 + int(db.execute("SELECT coalesce(max(nid), 0) FROM txn").fetchone()[0])
            taken = [step for step in steps if now < step.version <= target]
            for step in taken:
                _take(store, step)
            _finish(store, target, first, expected(schema), reindex=any(step.reindex for step in taken))
            if taken and target >= _SYNC:  # what new columns hold on the hub is fetched
                db.execute("UPDATE sync_bucket SET tag = NULL")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
    finally:
        db.execute("PRAGMA foreign_keys = ON")
    return kept


def _take(store: Store, step: Step) -> None:
    db = store.db
    # Only the columns of version 1: the journal's own tables may be what a later step alters.
    number = db.execute(
        "INSERT INTO txn (ref, at, device, command, origin, fixed) VALUES (?, ?, ?, ?, 'migration', 1)",
        (store.identity.new_ref("T"), stored(store.clock()), store.device, f"migration {step.name}"),
    ).lastrowid
    db.execute("UPDATE current SET txn = ?", (number,))
    if isinstance(step.run, str):
        for statement in statements_of(step.run):
            db.execute(statement)
    else:
        step.run(db)
    journal_what_is_there(db)
    db.execute("UPDATE current SET txn = NULL")
    if db.execute("SELECT 1 FROM change WHERE txn = ? LIMIT 1", (number,)).fetchone() is None:
        db.execute("DELETE FROM txn WHERE nid = ?", (number,))
    db.execute(f"PRAGMA user_version = {step.version}")


def _finish(store: Store, target: int, first: int, wanted: Objects, *, reindex: bool) -> None:
    db = store.db
    if db.execute("PRAGMA user_version").fetchone()[0] != target:
        raise InternalError(_("No step leads to version %(version)d of the store.") % {"version": target})
    again, lost, extra = lacking(db, wanted)
    make_again(db, wanted, again, extra)
    joined = store.setting("sync.hub") is not None  # there a link may lead to what others do not share
    broken = [] if joined else db.execute("PRAGMA foreign_key_check").fetchall()
    if lost or broken:
        raise InternalError(
            _("The migration left the store broken: %(what)s.") % {"what": ", ".join(lost) or broken[0][0]}
        )
    from crmcli.store import search

    if reindex:
        search.rebuild(store)
    else:
        search.reindex(store, records_of(store, "migration", first))
