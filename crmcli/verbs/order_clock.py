"""Steps of orders that became late: who has them and who answers for their orders is told, once a step.

Nothing of ours keeps running: the commands that show what is due run it.
"""

from __future__ import annotations

import sqlite3

from crmcli.store import order_clock as kept
from crmcli.store.journal import Transaction

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.store.order_clock import Late
    from crmcli.verbs.staff import Team


def sweep(store: Store) -> int:
    """Tell of the steps that became late. Returns of how many; 0 and no harm while the store is locked.

    Nobody did it: it has no actor, and is not taken back by ``undo``. A step that is planned anew for a day to come is
    told of again when that passes.
    """
    today = store.clock().date().isoformat()
    if store.transaction_now is not None or not kept.any_late(store, today):
        return 0
    me, store.me = store.me, ""
    patience = store.wait(0)  # who only reads does not wait for it
    try:
        with Transaction(store, "order sweep", fixed=True):
            found = kept.late(store, today)
            kept.mark_told(store, [one.nid for one in found])
            _tell(store, found)
        return len(found)
    except sqlite3.OperationalError:
        return 0
    finally:
        store.me = me
        store.wait(patience)


def _tell(store: Store, found: list[Late]) -> None:
    """One notice to each who has to hear of some of these steps; who works here alone sees them on the desk."""
    from crmcli.store.people import alone

    if not found or alone(store):
        return
    from crmcli.verbs.staff import Team

    team = Team(store)
    heard: dict[str, list[Late]] = {}
    hearers: dict[tuple[str | None, str | None, str | None], list[str]] = {}
    for one in found:
        given = one.member, one.department, one.owner
        if given not in hearers:
            hearers[given] = _hearers(team, *given)
        for member in hearers[given]:
            heard.setdefault(member, []).append(one)
    for member, several in heard.items():
        _notice(store, member, several)


def _hearers(team: Team, member: str | None, department: str | None, owner: str | None) -> list[str]:
    from crmcli.verbs.order_people import answering

    both = [*answering(team, member, department, owner), *answering(team, None, None, owner)]
    return list(dict.fromkeys(both))


def _notice(store: Store, member: str, found: list[Late]) -> None:
    """What one member hears: about the step, about the order if all are of one, else how many."""
    from crmcli.store.records import Notice
    from crmcli.store.statements import insert

    first = found[0]
    orders = {one.order for one in found}
    about: tuple[str, str] | tuple[None, None] = (None, None)
    if len(found) == 1:
        about = "step", first.id
    elif len(orders) == 1:
        about = "order", first.order
    insert(
        store, Notice, for_id=member, owner_id=member, kind="late", about_kind=about[0], about_id=about[1],
        command="order sweep", number=len(found) if len(found) > 1 else None, detail=said(first),
    )  # fmt: skip


def said(one: Late) -> str:
    """What a late step is called in a notice, the same in any language: ``2026-0001 · 6 Booking · 2026-12-01``."""
    return f"{one.number} · {one.place} {one.name} · {one.planned}"[:2000]
