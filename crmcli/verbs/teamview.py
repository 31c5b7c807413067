"""The team for a screen: the members as a tree that is read line by line, with what each holds; departments, roles."""

from __future__ import annotations

import json

from crmcli.store import people
from crmcli.store.records import MEMBER, Member
from crmcli.verbs.rights import RIGHTS
from crmcli.verbs.shape import link
from crmcli.verbs.staff import Team

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store

HELD = ("customer", "opportunity", "reminder", "guidance")
"""The kinds of records that a member holds while they are open."""


class View:
    """The team as a screen shows it.

    ``members`` from the top, each a link with ``role role_label department email active superior limits me branch below
    held away away_from away_until deputy``: ``branch`` says of every level above whether its line ends there (the last
    of them the member's own), ``below`` is how many stand below, ``held`` how many records of each kind, ``away``
    whether today. ``departments`` have ``name members suspended held``, ``roles`` are those of ``crm team roles``,
    ``pool`` is how many customers nobody has.
    """

    __slots__ = ("_details", "departments", "members", "pool", "roles", "team")

    def __init__(self, team: Team) -> None:
        self.team = team
        self.members: list[dict[str, Any]] = []
        self.departments: list[dict[str, Any]] = []
        self.roles: list[dict[str, Any]] = []
        self.pool = 0
        self._details: dict[str, dict[str, Any]] = {}

    @property
    def me(self) -> dict[str, Any] | None:
        """The member who acts."""
        return next((one for one in self.members if one["me"]), None)

    def details(self, id: str) -> dict[str, Any]:
        """What a member may do by role, and how far: ``rights limits``, what is due to those below included."""
        if id not in self._details:
            known = self.team.rights(id) if self.team.works(id) else frozenset()
            limits = self.team.limits(id) if self.team.works(id) else {}
            self._details[id] = {"rights": [one for one in RIGHTS if one in known], "limits": limits}
        return self._details[id]


def view(store: Store) -> View:
    """The team as it stands; counted by a walk over the customers, so not where a key waits."""
    from crmcli.verbs import team as verb

    team = Team(store)
    found = View(team)
    held = people.held(store)
    found.pool = held["customer"].get("", 0)
    found.roles = verb.roles(store)  # which reads the roles: what is asked of the team later needs no store
    team.roles  # noqa: B018
    found.members = _members(store, team, held)
    found.departments = _departments(found.members)
    return found


def _members(store: Store, team: Team, held: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    living = {one.id: one for one in team.members.values() if one.removed_at is None}
    under: dict[str | None, list[Member]] = {}
    for one in living.values():
        under.setdefault(one.superior_id if one.superior_id in living else None, []).append(one)
    out: list[dict[str, Any]] = []
    seen: set[str] = set()

    def walk(first: Sequence[Member], ahead: tuple[bool, ...]) -> None:
        # By hand, not by calls: a chain of superiors may be longer than Python lets calls be deep.
        waiting = [(one, (*ahead, place == len(first) - 1)) for place, one in enumerate(first)][::-1]
        while waiting:
            one, branch = waiting.pop()
            if one.id in seen:
                continue
            seen.add(one.id)
            out.append(_member(store, team, one, branch, held))
            below = under.get(one.id, [])
            waiting += [(other, (*branch, place == len(below) - 1)) for place, other in enumerate(below)][
                ::-1
            ]

    walk(under.get(None, []), ())
    for one in living.values():  # of a circle, which an import could bring
        if one.id not in seen:
            walk([one], ())
    _count_below(out)
    return out


def _member(
    store: Store, team: Team, one: Member, branch: tuple[bool, ...], held: dict[str, dict[str, int]]
) -> dict[str, Any]:
    above = team.members.get(one.superior_id or "")
    return {
        **link(MEMBER, one), "role": one.role, "role_label": team.roles.label_of(one.role),
        "department": one.department, "email": one.email, "active": bool(one.active),
        "superior": None if above is None else link(MEMBER, above), "me": one.id == store.me, "branch": branch,
        "limits": json.loads(one.limits) if one.limits else {}, "below": 0,
        "held": {name: held[name].get(one.id, 0) for name in HELD},
        "away_from": one.away_from, "away_until": one.away_until, "away": _away(store, one),
        "deputy": link(MEMBER, deputy) if (deputy := team.members.get(one.deputy_id or "")) is not None else None,
    }  # fmt: skip


def _away(store: Store, one: Member) -> bool:
    """Whether a member is away today."""
    today = store.clock().date().isoformat()
    return one.away_from is not None and one.away_from <= today <= (one.away_until or today)


def _count_below(members: list[dict[str, Any]]) -> None:
    """Say of each how many stand below: those that follow it until one stands as high."""
    open_: list[tuple[int, int]] = []  # the level and place of those whose members are being counted
    for place, one in enumerate([*members, None]):
        level = 0 if one is None else len(one["branch"])
        while open_ and open_[-1][0] >= level:
            _level, at = open_.pop()
            members[at]["below"] = place - at - 1
        if one is not None:
            open_.append((level, place))


def _departments(members: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The departments by name, those without one last; empty where nobody has one."""
    found: dict[str, dict[str, Any]] = {}
    for one in members:
        name = one["department"] or ""
        of = found.setdefault(
            name, {"name": name, "members": 0, "suspended": 0, "held": dict.fromkeys(HELD, 0)}
        )
        of["members" if one["active"] else "suspended"] += 1
        for kind in HELD:
            of["held"][kind] += one["held"][kind]
    if set(found) <= {""}:
        return []
    return sorted(found.values(), key=lambda of: (not of["name"], of["name"]))


# --- what can be chosen -------------------------------------------------------------------------------------------


def working(store: Store) -> list[dict[str, Any]]:
    """The members who work here, in the order of the tree: links with ``role_label department held superior``."""
    return [one for one in _members(store, Team(store), people.held(store)) if one["active"]]


def places(store: Store, id: str) -> list[dict[str, Any]]:
    """Under whom a member can be put: all who work here but itself and those below it."""
    team = Team(store)
    below = {one.id for one in team.below(id)}
    return [one for one in working(store) if one["id"] != id and one["id"] not in below]


def open_with(store: Store, id: str) -> dict[str, int]:
    """How many records of each kind are open with a member."""
    return people.open_with(store, id)


def words(store: Store) -> tuple[list[tuple[str, str, str]], list[str]]:
    """For a member's form: the roles (id, English, Chinese), those that members have too, and the departments."""
    team = Team(store)
    known = {
        one.id: (one.id, one.data["label"], one.data["label_zh"] or one.data["label"]) for one in team.roles
    }
    living = [one for one in team.members.values() if one.removed_at is None]
    for one in living:
        if one.role:
            known.setdefault(one.role, (one.role, one.role, one.role))
    return list(known.values()), sorted({one.department for one in living if one.department})


def rights_on(store: Store, id: str, about: dict[str, Any] | None) -> dict[str, Any]:
    """What a member may do to a record (None: what concerns all), as ``crm team rights``; ``why`` is the reason."""
    from crmcli.verbs import team
    from crmcli.verbs.members import named
    from crmcli.verbs.resolve import resolve

    who = named(store, id)
    if about is None:
        return team.rights_of(store, who)
    found = resolve(store, about["id"], (about["kind"],))
    return team.rights_of(store, who, found.kind, found.row, briefly=True)
