"""Conflicts about what is new below a removed record: that comes back, or the new goes too, or it goes to another.

The other is the record into which the removed one was merged meanwhile.
"""

from __future__ import annotations

from crmcli.errors import Refused
from crmcli.i18n import _
from crmcli.store import conflicts as kept
from crmcli.store.records import KINDS
from crmcli.store.statements import by_id, by_nid, record_class
from crmcli.verbs.conflicts import INNER, PARENT
from crmcli.verbs.rights import demand
from crmcli.verbs.settling_choice import MINE, MOVE

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store
    from crmcli.store.row import Record
    from crmcli.verbs.conflicts import Conflict


def movable(found: Sequence[Conflict]) -> list[Conflict]:
    """Those of some conflicts that can be decided by moving. Raises :class:`Refused` if there are none."""
    out = [one for one in found if one.what == PARENT and one.into is not None]
    if not out:
        message = _("Nothing here is new below what was merged into another record.")
        raise Refused(
            message,
            hint=_("--mine brings back what was removed, --hub keeps what stands."),
            missing=[{"code": "merged", "field": None, "message": message}],
        )
    return out


def write(store: Store, one: Conflict, choice: str) -> None:
    """``mine`` brings back what was removed, ``move`` has the new go to what that was merged into, ``hub`` has it go
    as well; inside the transaction that is open.
    """
    if one.parent is None:
        return  # it is back already
    kind = KINDS[one.parent[0]]
    if choice == MINE:
        row = by_id(store, record_class(kind), one.parent[1])
        assert row is not None
        demand(store, "edit", kind, row)
        _bring_back_above(store, kind.name, row)
    elif choice == MOVE:
        from crmcli.store import moving

        assert one.into is not None
        demand(store, "edit", kind, one.into)
        moving.move(store, kind, one.parent[1], one.into.id)
    else:
        for part in sorted(
            one.parts, key=lambda part: part.table in INNER
        ):  # which go with what they belong to
            _go(store, part)


def _go(store: Store, one: Conflict) -> None:
    """Something new goes with what it hangs on."""
    from crmcli.verbs.records import remove

    if one.nid is None:
        return
    if one.table not in KINDS:
        kept.delete(store, one.table, one.nid)
        return
    row = by_nid(store, record_class(KINDS[one.table]), one.nid)
    if row is not None and row.removed_at is None:  # it may have gone with another
        remove(store, [(KINDS[one.table], row)])


def _bring_back_above(store: Store, kind: str, row: Record) -> None:
    """Bring a record back, and what it hangs on where that was removed too."""
    kept.bring_back(store, row)
    for name in ("customer", "opportunity", "order"):
        id = getattr(row, f"{name}_id", None)
        above = by_id(store, record_class(KINDS[name]), id) if id and name != kind else None
        if above is not None and above.removed_at is not None:
            _bring_back_above(store, name, above)
