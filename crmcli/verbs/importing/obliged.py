"""Duties that come in with a file, and those that dealings of a file do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.store.duties import customers_with_open
from crmcli.store.records import Duty, Followup
from crmcli.store.statements import by_ids
from crmcli.verbs import duties
from crmcli.verbs.dealt import by_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store
    from crmcli.verbs.importing.draft import Draft


def come_in(store: Store, drafts: Sequence[Draft]) -> None:
    """Say of duties that a file brought or changed whose they are, by when, from when on they stand on the desk."""
    duties.come_in(store, list(by_ids(store, Duty, [draft.id for draft in drafts]).values()))


def dealt(store: Store, news: Sequence[Draft]) -> None:
    """Finish the duties that dealings of a file do, in the open transaction; most customers have none."""
    owing = customers_with_open(store)
    if not owing:
        return
    ids = [draft.id for draft in news if draft.values.get("customer_id") in owing]
    for row in by_ids(store, Followup, ids).values():
        by_note(store, row)
