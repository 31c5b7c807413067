"""Who has to do what an order asks: who holds its steps and duties, who sees how they stand."""

from __future__ import annotations

from crmcli.text.names import name_key

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.records import Order, Step
    from crmcli.store.row import Record
    from crmcli.verbs.staff import Team


def holders(store: Store, team: Team, step: Step, order: Order) -> list[str]:
    """The ids of the members who have to do a step: never nobody as long as somebody works here.

    Its member; else its department; else who owns the order; else the nearest above the owner; else who has all
    rights. Who is suspended or gone holds nothing.
    """
    return answering(team, step.member_id, step.department, order.owner_id)


def sees(store: Store, team: Team, step: Step, order: Order) -> list[str]:
    """The ids of the members who see on their desks how a step stands: its holders, and who answers for the order."""
    return list(
        dict.fromkeys([*holders(store, team, step, order), *answering(team, None, None, order.owner_id)])
    )


def holds(store: Store, team: Team, who: str, step: Step, order: Order) -> bool:
    """Whether a member has to do a step."""
    return who in holders(store, team, step, order)


def answering(team: Team, member: str | None, department: str | None, owner: str | None) -> list[str]:
    """Who answers for what was given to a member or a department, of an order of ``owner``; see :func:`holders`."""
    if team.works(member):
        return [str(member)]
    if department:
        found = working_in(team, department)
        if found:
            return found
    if team.works(owner):
        return [str(owner)]
    above = next((one for one in team.chain(owner) if team.works(one)), None)
    if above is not None:
        return [above]
    return [one for one in team.members if team.works(one) and team.rules(one)]


def working_in(team: Team, department: str) -> list[str]:
    """The ids of the members of a department who work here, by its name as names are compared."""
    key = name_key(department)
    return [
        one.id
        for one in team.members.values()
        if one.department and team.works(one.id) and name_key(one.department) == key
    ]


# --- what that lets one do --------------------------------------------------------------------------------------------

_SEEN = ("customer", "order", "step", "payment", "duty", "document")
_SEEING = ("see", "ask", "follow")


def lets(store: Store, team: Team, who: str, verb: str, kind: Kind, row: Record) -> bool:
    """Whether a member may do something because a step or duty is theirs, or of somebody below.

    Do it; see its order and customer and what hangs on the order; note money on the order, and put documents on it
    (``add``). Nothing else. Who stands in for somebody who is away may do what is that one's to do, and has that one's
    part in orders, among them those in hand or not paid that the one answers for.
    """
    if verb == "do" and kind.name in ("step", "duty"):
        if any(who == one or team.above(who, one) for one in doers(store, team, kind.name, row)):
            return True
        absent = team.stands_in_for(who, below=True)
        return bool(absent) and not set(absent).isdisjoint(_asked(store, team, row))
    if kind.name == "customer":
        return verb in _SEEING and _given(store, team, who, "customer_id", row.id)
    order = order_of(store, kind.name, row) if kind.name in _SEEN else None
    if order is None or not (
        verb in _SEEING or (verb, kind.name) in (("collect", "order"), ("add", "document"))
    ):
        return False
    return _given(store, team, who, "order_id", order)


def doers(store: Store, team: Team, kind: str, row: Record) -> list[str]:
    """The ids of those who may do a step or duty: who has to, and who did it."""
    by = getattr(row, "done_by_id")  # noqa: B009 – both have it
    return [*_asked(store, team, row), *([by] if by else [])]


def _asked(store: Store, team: Team, row: Record) -> list[str]:
    """Who has to do a step or duty."""
    from crmcli.store.records import Duty, Order, Step
    from crmcli.store.statements import by_id

    assert isinstance(row, (Step, Duty))
    order = by_id(store, Order, row.order_id)
    member = row.member_id if isinstance(row, Step) else row.for_id
    return answering(team, member, row.department, order.owner_id if order is not None else row.owner_id)


def order_of(store: Store, kind: str, row: Record, deep: int = 3) -> str | None:
    """The id of the order that a record is or belongs to; a paper belongs to what it is about."""
    if kind == "order":
        return row.id
    own = getattr(row, "order_id", None)
    about, id = getattr(row, "about_kind", None), getattr(row, "about_id", None)
    if own or not deep or about not in _SEEN or about == "customer":
        return own
    from crmcli.store.records import KINDS
    from crmcli.store.statements import by_id, record_class

    other = by_id(store, record_class(KINDS[about]), id)
    return order_of(store, about, other, deep - 1) if other is not None else None


def _given(store: Store, team: Team, who: str, column: str, id: str) -> bool:
    from crmcli.store.holding import given_on, owning_on

    absent = team.stands_in_for(who, below=True)
    for member, department in given_on(store, column, id):
        found = [member] if team.works(member) else working_in(team, department) if department else []
        if any(who == one or one in absent or (one and team.above(who, one)) for one in found):
            return True
    owners = owning_on(store, column, id) if absent else []
    return any(not set(absent).isdisjoint(answering(team, None, None, one)) for one in owners)
