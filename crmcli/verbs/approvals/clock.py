"""Approvals that wait: their holders are reminded once, then they go to the next above; deputies step in.

In a store that has joined a hub only the one does it on whose desk it ends, so that it is done once: who is reminded,
who gets it next; a deputy is named by who asks or is away.
"""

from __future__ import annotations

import sqlite3

from crmcli.clock import stored
from crmcli.store import asking as kept
from crmcli.store.joined import is_joined
from crmcli.store.journal import Transaction
from crmcli.store.records import Approval
from crmcli.store.statements import update

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.verbs.staff import Team


def sweep(store: Store) -> int:
    """Do what is due on approvals that wait. Returns on how many; 0 and no harm while the store is locked.

    Nobody did it: it has no actor, and is not taken back by ``undo``.
    """
    now = store.clock()
    moment, today = stored(now), now.date().isoformat()
    if store.transaction_now is not None or not kept.due(store, moment, today):
        return 0
    me, store.me = store.me, ""
    patience = store.wait(0)  # who only reads does not wait for it
    try:
        with Transaction(store, "approval sweep", fixed=True):
            from crmcli.verbs.staff import Team

            team = Team(store)
            rows = kept.due(store, moment, today)
            mine = me if is_joined(store) else None
            return sum(_see_to(store, team, row, moment, today, mine) for row in rows)
    except sqlite3.OperationalError:
        return 0
    finally:
        store.me = me
        store.wait(patience)


def stand_in(store: Store, member: str) -> int:
    """Have the deputy of a member who is away now hold what waits there, in the transaction that is open."""
    from crmcli.verbs.staff import Team

    team = Team(store)
    today = store.clock().date().isoformat()
    return sum(_to_deputy(store, team, row, today) for row in kept.held(store, member))


def come_back(store: Store, member: str) -> int:
    """Have a member hold again what a deputy holds for the member, in the transaction that is open."""
    from crmcli.verbs.approvals import asking

    moved = 0
    for row in kept.stood_in_for(store, member):
        if asking.came_by(store, row) == "deputy":
            _hold(store, row, member, "asked", None)
            moved += 1
    return moved


def _see_to(store: Store, team: Team, row: Approval, now: str, today: str, mine: str | None) -> bool:
    """Do what is due on one; with ``mine`` only what is for that member to do."""
    from crmcli.verbs.approvals import asking, routing

    if mine in (None, row.asked_by_id, row.approver_id) and _to_deputy(store, team, row, today):
        return True
    about = asking.subject(store, row)
    owner = None if about is None else about.owner_id
    holder = row.approver_id or ""
    done = False
    if (row.escalate_at is not None and row.escalate_at <= now) or not team.works(holder):
        found = routing.after(team, row, owner, today)
        if found is not None and mine not in (None, found.approver):
            return False
        if found is not None:
            _hold(store, row, found.approver, "escalated", found.on_behalf_of)
            asking.tell(
                store, [row.asked_by_id, holder, found.approver], row, "escalated", team.name(found.approver)
            )
            return True
        if mine in (None, holder):
            done = update(store, row, escalate_at=None)  # nobody is above
    if mine not in (None, holder):
        return done
    if row.remind_at is not None and row.remind_at <= now and row.reminded_at is None:
        update(store, row, reminded_at=now)
        asking.tell(store, [holder], row, "reminded")
        return True
    return done


def _to_deputy(store: Store, team: Team, row: Approval, today: str) -> bool:
    """Have the deputy of its holder hold it, if the holder is away."""
    from crmcli.verbs.approvals import asking, routing

    holder = row.approver_id or ""
    if row.on_behalf_of_id is not None or not team.works(holder) or not routing.away(team, holder, today):
        return False
    about = asking.subject(store, row)
    other = routing.deputy(team, holder, (row.asked_by_id, None if about is None else about.owner_id), today)
    if other is None:
        return False
    _hold(store, row, other, "deputy", holder)
    asking.tell(store, [row.asked_by_id], row, "deputy", team.name(other))
    return True


def _hold(store: Store, row: Approval, holder: str, why: str, on_behalf_of: str | None) -> None:
    from crmcli.verbs.approvals import asking
    from crmcli.verbs.approvals.schedule import rule_of, schedule

    transaction = store.transaction_now
    assert transaction is not None
    clock = schedule(transaction.moment, rule_of(store, row))
    if why != "escalated":  # when it goes further up stays as it was
        clock = clock[0], row.escalate_at
    asking.hop(store, row, holder, why, on_behalf_of, clock=clock)
