"""Steps of orders that became late: who has to do them and who answers for the order hears of it, once a step.

There is no server: whatever looks at the desk does it, as nobody, and ``undo`` does not take it back.
"""

from __future__ import annotations

import sqlite3

from crmcli.clock import stored
from crmcli.store import order_desk as kept
from crmcli.store.journal import Transaction
from crmcli.store.records import Notice, Order
from crmcli.store.statements import by_ids, insert

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.store.records import Step

COMMAND = "order sweep"
_SINGLY = 5  # orders a member hears of one by one; of more at once in one notice


def sweep(store: Store) -> int:
    """Tell of the steps that became late. Returns of how many; 0 and no harm while the store is locked."""
    now = store.clock()
    today = now.date().isoformat()
    if store.transaction_now is not None or not kept.late(store, today):
        return 0
    me, store.me = store.me, ""
    patience = store.wait(0)  # who only reads does not wait for it
    try:
        with Transaction(store, COMMAND, fixed=True):
            steps = kept.late_steps(store, today)
            _tell(store, steps)
            kept.told_late(store, steps, stored(now))
            return len(steps)
    except sqlite3.OperationalError:
        return 0
    finally:
        store.me = me
        store.wait(patience)


def _tell(store: Store, steps: list[Step]) -> None:
    from crmcli.store.people import alone

    if alone(store):  # who works here alone has them on the desk
        return
    from crmcli.verbs.order_desk import Holding
    from crmcli.verbs.staff import Team

    holding = Holding(Team(store))
    orders = by_ids(store, Order, {one.order_id for one in steps})
    heard: dict[str, dict[str, list[Step]]] = {}
    for step in steps:
        owner = orders[step.order_id].owner_id
        both = (*holding.of(step.member_id, step.department, owner), *holding.of(None, None, owner))
        for member in dict.fromkeys(both):
            heard.setdefault(member, {}).setdefault(step.order_id, []).append(step)
    for member, late in heard.items():
        if len(late) <= _SINGLY:
            for order, some in late.items():
                _notice(store, member, some, orders[order], some[0].name)
        else:
            every = [one for some in late.values() for one in some]
            first = min(every, key=lambda one: (one.planned or "", one.nid))
            _notice(store, member, every, None, f"{orders[first.order_id].number} · {first.name}")


def _notice(store: Store, member: str, late: list[Step], order: Order | None, detail: str) -> None:
    """What one member hears: of an order, or of many (None)."""
    insert(
        store, Notice, for_id=member, owner_id=member, kind="late", about_kind="order" if order else None,
        about_id=order.id if order else None, command=COMMAND, number=len(late) if len(late) > 1 else None,
        detail=detail[:2000],
    )  # fmt: skip
