"""What screens have done by the verbs, in the thread that writes; records are named by their ids."""

from __future__ import annotations

from crmcli.store.journal import Transaction
from crmcli.store.records import KINDS, Document
from crmcli.verbs import records, reminders, resolve
from crmcli.verbs.hanging import dependents
from crmcli.verbs.shape import link, record_json

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record

    Link = dict[str, Any]


def row_of(store: Store, kind: str, id: str) -> tuple[Kind, Record]:
    """The record of a link. Raises :class:`NotFound` when it is no more."""
    found = resolve.resolve(store, id, (kind,))
    return found.kind, found.row


def record(store: Store, kind: str, id: str) -> dict[str, Any]:
    """A record as JSON."""
    return record_json(store, *row_of(store, kind, id))


def shown(store: Store, kind: str, id: str) -> dict[str, Any]:
    """A record whole, as ``crm show`` has it."""
    return records.show(store, *row_of(store, kind, id))


def done(store: Store, links: Iterable[Link]) -> list[dict[str, Any]]:
    """Finish reminders."""
    return reminders.done(store, [one["id"] for one in links])


def snooze(store: Store, links: Iterable[Link], until: str) -> list[dict[str, Any]]:
    """Put reminders off."""
    return reminders.snooze_all(store, [one["id"] for one in links], [until])


def put_off(store: Store, links: Iterable[Link]) -> list[dict[str, Any]]:
    """Put reminders off, each to its next morning."""
    return reminders.put_off(store, [one["id"] for one in links])


def add(store: Store, kind: str, typed: dict[str, list[str]], process: str = "") -> tuple[Link, str | None]:
    """Make a record; ``process`` names the one an opportunity follows."""
    row, transaction = records.add(store, KINDS[kind], typed, process=process)
    return link(KINDS[kind], row), transaction


def edit(
    store: Store, kind: str, id: str, typed: dict[str, list[str]], base: dict[str, Any] | None = None
) -> tuple[Link, str | None]:
    """Change a record; ``base`` is how it was when the change was begun."""
    of, row = row_of(store, kind, id)
    if isinstance(row, Document):
        from crmcli.verbs import documents

        row, transaction = documents.edit(store, row, typed, base=base)
    else:
        row, transaction = records.edit(store, of, row, typed, base=base)
    return link(of, row), transaction


def edit_all(store: Store, links: Iterable[Link], typed: dict[str, list[str]]) -> str | None:
    """Change several records in the same way, as one transaction."""
    with Transaction(store, "customer edit") as transaction:
        for one in links:
            records.edit(store, *row_of(store, one["kind"], one["id"]), typed)
    return transaction.ref


def turn(store: Store, kind: str, id: str, key: str) -> tuple[bool, str | None]:
    """Turn a yes into a no or a no into a yes. Returns what it is now, and the transaction."""
    of, row = row_of(store, kind, id)
    now = not record_json(store, of, row)[key]
    _row, transaction = records.edit(store, of, row, {key: ["yes" if now else "no"]})
    return now, transaction


def remove(store: Store, links: Sequence[Link]) -> str | None:
    """Remove records and what hangs on them."""
    found = [row_of(store, one["kind"], one["id"]) for one in links]
    return records.remove(store, found)[1]


def hanging(store: Store, links: Sequence[Link]) -> int:
    """How many records go along when these are removed."""
    return sum(len(dependents(store, *row_of(store, one["kind"], one["id"]))) for one in links)


def read_document(store: Store, link: Link) -> tuple[str, str | None]:
    """Mark a version as read by me. Returns the path or link to be opened, and the transaction."""
    from crmcli.verbs import documents

    _kind, row = row_of(store, "document", link["id"])
    assert isinstance(row, Document)
    found = documents.read(store, row, opening=True)
    return found.target, found.transaction


def archive(store: Store, links: Sequence[Link]) -> tuple[bool, str | None]:
    """Archive customers, or if all of them are archived bring them back. Returns whether back, and the transaction."""
    rows = [row_of(store, "customer", one["id"])[1] for one in links]
    back = all(row.archived_at is not None for row in rows)
    _rows, transaction = records.archive(store, KINDS["customer"], rows, back=back)
    return back, transaction
