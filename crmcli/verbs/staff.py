"""The members as they stand: who is above whom, who is away and who stands in, what each may do to every record."""

from __future__ import annotations

from crmcli.store import people

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.records import Member
    from crmcli.verbs.roles import Roles


class Team:
    """The members as they stand, and who is above whom; asked many times, read once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.members: dict[str, Member] = {one.id: one for one in people.members(store)}
        self._roles: Roles | None = None
        self._today = ""

    @property
    def today(self) -> str:
        """The day it is, asked once."""
        if not self._today:
            self._today = self.store.clock().date().isoformat()
        return self._today

    @property
    def roles(self) -> Roles:
        """The roles, read when they are first asked for."""
        if self._roles is None:
            from crmcli.verbs.roles import roles

            self._roles = roles(self.store)
        return self._roles

    def chain(self, id: str | None) -> list[str]:
        """Those above a member, nearest first; a circle, which no verb lets in, ends where it closes."""
        found: list[str] = []
        one = self.members.get(id or "")
        while one is not None and one.superior_id and one.superior_id not in (*found, id):
            found.append(one.superior_id)
            one = self.members.get(one.superior_id)
        return found

    def above(self, who: str, id: str | None) -> bool:
        """Whether ``who`` is above a member, however far."""
        return who in self.chain(id)

    def below(self, who: str) -> list[Member]:
        """The members below one, however deep, suspended ones too."""
        return [one for one in self.members.values() if one.id != who and self.above(who, one.id)]

    def works(self, id: str | None) -> bool:
        """Whether a member is there and not suspended."""
        one = self.members.get(id or "")
        return one is not None and bool(one.active) and one.removed_at is None

    def away(self, id: str | None, today: str = "") -> bool:
        """Whether a member is away on a day, today unless it says."""
        one = self.members.get(id or "")
        if one is None or not one.away_until:
            return False
        return (one.away_from or "") <= (today or self.today) <= one.away_until

    def deputy(self, id: str | None, today: str = "") -> str | None:
        """Who stands in for a member who is away on a day; None if nobody was named who works and is there."""
        if not self.away(id, today):
            return None
        other = self.members[id or ""].deputy_id
        return other if other != id and self.works(other) and not self.away(other, today) else None

    def stands_in_for(self, who: str, *, below: bool = False) -> list[str]:
        """The ids of those who are away today and in whose place a member stands, ``below``: or somebody below."""
        found = []
        for one in self.members.values():
            other = self.deputy(one.id) if one.deputy_id and self.works(one.id) else None
            if other is not None and (other == who or (below and self.above(who, other))):
                found.append(one.id)
        return found

    def rights(self, id: str) -> frozenset[str]:
        """What a member may do to every record: by role, and by the roles of those below."""
        return frozenset().union(*(self._rights(one) for one in (self.members[id], *self.below(id))))

    def _rights(self, one: Member) -> frozenset[str]:
        # Who made the store was made by nobody; whom somebody adds or imports gets no rights by lacking a role.
        if not one.role and not one.superior_id and one.created_by_id is None:
            return frozenset(("all",))
        return self.roles.rights_of(one.role) if one.role else frozenset()

    def limits(self, id: str) -> dict[str, Any]:
        """How far a member may go alone: own limits before the role's, and the largest of those below."""
        from crmcli.verbs.roles import larger

        found = {**self.roles.limits_of(self.members[id].role), **self.own_limits(id)}
        for one in self.below(id):
            found = larger(found, {**self.roles.limits_of(one.role), **self.own_limits(one.id)})
        return found

    def own_limits(self, id: str) -> dict[str, Any]:
        """The limits said of a member, and of the member's own role, nothing of those below."""
        import json

        one = self.members[id]
        role = self.roles.get(one.role)
        return {**(role.limits if role is not None else {}), **(json.loads(one.limits) if one.limits else {})}

    def rules(self, id: str) -> bool:
        """Whether a member has all rights."""
        return "all" in self.rights(id)

    def name(self, id: str | None) -> str:
        """What a member is called."""
        one = self.members.get(id or "")
        return one.name if one is not None else "—"
