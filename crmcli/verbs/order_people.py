"""Who has to do what an order asks: who holds its steps and duties, who sees how they stand."""

from __future__ import annotations

from crmcli.text.names import name_key

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.store.records import Order, Step
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
