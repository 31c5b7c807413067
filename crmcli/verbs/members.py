"""Members: who works here. One to begin with."""

from __future__ import annotations

from crmcli.store.journal import Transaction
from crmcli.store.records import MEMBER, Member
from crmcli.store.statements import by_id, update
from crmcli.verbs.shape import record_json
from crmcli.verbs.values import read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store


def me(store: Store) -> dict[str, Any]:
    """The member who uses this store."""
    row = by_id(store, Member, store.me)
    assert row is not None
    return record_json(store, MEMBER, row)


def introduce(store: Store, name: str | None, email: str | None) -> dict[str, Any]:
    """Say who I am. Part of the set-up, so not taken back by ``undo``."""
    row = by_id(store, Member, store.me)
    assert row is not None
    columns: dict[str, Any] = {}
    if name is not None:
        columns |= read_value(store, MEMBER.fields["name"], name)
    if email is not None:
        columns |= read_value(store, MEMBER.fields["email"], email)
    with Transaction(store, "init", fixed=True):
        update(store, row, **columns)
    return me(store)
