"""Which orders, steps and duties are a member's, as a filter: what ``--mine`` of their lists stands for.

The same as on the desk (:mod:`crmcli.verbs.order_desk`), but whatever their days: given to the member, to the member's
department, to nobody on orders the member answers for; and of those who are away, to the deputy.
"""

from __future__ import annotations

import json

from crmcli.verbs.order_desk import Whose

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.store.open import Store

NOTHING = "ref is empty"
_OPEN = {"order": "status=open", "step": "status in (open, started, blocked)", "duty": "state=open"}
_OWNER = {"order": "owner", "step": "owner", "duty": "order.owner"}
_MEMBER = {"step": "member", "duty": "for"}


def mine(store: Store, kind: str) -> str:
    """The filter of the open orders, steps or duties that are the store's member's, own or in somebody's place."""
    whose = Whose(store, store.me)
    if not whose.works:
        return NOTHING
    each = [_of(one, kind) for one in (whose, *whose.standing_in())]
    return f"{_OPEN[kind]} and {_any(each)}"


def _of(whose: Whose, kind: str) -> str:
    """The filter of what is one's."""
    team = whose.team
    asked = whose.asked("")
    owned = [_in(_OWNER[kind], _refs(whose, asked.owners))] if any(asked.owners) else []
    if None in asked.owners:
        owned.append(f"{_OWNER[kind]} is empty")
    if kind == "order":
        return _any(owned)
    member = _MEMBER[kind]
    nobody = [f"{member} is empty", *([_in(member, _refs(whose, asked.gone))] if asked.gone else [])]
    theirs = [_in("department", asked.departments)] if asked.departments else []
    if owned:
        empty = ["department is empty", *([_in("department", asked.empty)] if asked.empty else [])]
        theirs.append(f"({_any(empty)} and {_any(owned)})")
    named = f"{member}={team.members[whose.me].ref}"
    return _any([named, *([f"({_any(nobody)} and {_any(theirs)})"] if theirs else [])])


def _refs(whose: Whose, ids: Iterable[str | None]) -> list[str]:
    return [whose.team.members[id].ref for id in ids if id is not None]


def _in(field: str, values: Iterable[str]) -> str:
    return f"{field} in ({', '.join(json.dumps(one, ensure_ascii=False) for one in values)})"


def _any(tests: list[str]) -> str:
    return f"({' or '.join(tests)})"
