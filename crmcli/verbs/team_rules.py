"""What holds of the team after every change: no circle, somebody with all rights, nothing given that one lacks."""

from __future__ import annotations

import json

from crmcli.errors import Forbidden, Refused
from crmcli.i18n import _, listed
from crmcli.store import people
from crmcli.store.records import Member
from crmcli.store.statements import by_id
from crmcli.verbs.rights import missing
from crmcli.verbs.staff import Team

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.open import Store


def refused(code: str, field: str, message: str, hint: str = "") -> Refused:
    """A refusal for one reason."""
    return Refused(message, hint=hint, missing=[{"code": code, "field": field, "message": message}])


def refuse_suspended(store: Store, member: str, argument: str) -> None:
    """Raise :class:`Refused` if a member, by id, is suspended: nothing new goes there."""
    row = by_id(store, Member, member)
    if row is not None and not row.active:
        message = _("%(who)s is suspended.") % {"who": row.name}
        hint = _("Name a member who works here; `crm team list --active yes` shows them.")
        raise refused("suspended", argument.lstrip("-"), message, hint)


def check(store: Store) -> None:
    """What holds of the team after the open transaction: raises :class:`Refused` or :class:`Forbidden` if it does not.

    Nobody is above himself; whoever had all rights was not the last; nobody gave what he does not have.
    """
    after = refuse_circles(store)
    before, changed = _before(store, after)
    _refuse_last(before, after)
    actor = store.me
    if actor not in before.members or before.rules(actor):
        return
    for id in changed:
        _refuse_beyond(before, after, actor, id)


def before_roles(store: Store) -> Team:
    """The team before its roles are changed. Raises :class:`Forbidden` unless who acts has all rights.

    Who says what roles may do can give any right.
    """
    team = Team(store)
    if not team.works(store.me) or not team.rules(store.me):
        message = _("%(who)s may not change roles: only who has all rights may.") % {
            "who": team.name(store.me)
        }
        raise Forbidden(message, missing=[missing("team", message)])
    return team


def check_roles(store: Store, before: Team) -> None:
    """Raise :class:`Refused` if the roles that hold now leave nobody with all rights."""
    _refuse_last(before, Team(store))


def refuse_circles(store: Store) -> Team:
    """Raise :class:`Refused` for somebody who is above himself; the team as it stands."""
    after = Team(store)
    for one in after.members.values():
        if one.removed_at is None and one.superior_id and _in_circle(after, one.id):
            message = _("%(who)s would be above themselves: %(circle)s.") % {
                "who": one.name,
                "circle": " → ".join(after.name(id) for id in (one.id, *after.chain(one.id), one.id)),
            }
            raise refused("cycle", "superior", message, _("Name a superior who is not below."))
    return after


def _in_circle(team: Team, id: str) -> bool:
    one = team.members[id].superior_id
    seen: set[str] = set()
    while one is not None and one not in seen:
        if one == id:
            return True
        seen.add(one)
        row = team.members.get(one)
        one = row.superior_id if row is not None else None
    return False


def _before(store: Store, after: Team) -> tuple[Team, list[str]]:
    """The team as it stood before the open transaction, and the ids of the members that it changed."""
    assert store.transaction_now is not None
    before = Team(store)
    by_nid = {one.nid: one for one in before.members.values()}
    changed: dict[str, None] = {}
    for nid, op, old in people.changed_members(store, store.transaction_now.nid):
        if nid not in by_nid:
            continue
        row = by_nid[nid]
        changed[row.id] = None
        if op == "insert":
            before.members.pop(row.id, None)
        for name, value in json.loads(old or "{}").items():
            setattr(row, name, value)
    return before, list(changed)


def _refuse_last(before: Team, after: Team) -> None:
    def ruling(team: Team) -> list[str]:
        return [id for id in team.members if team.works(id) and team.rules(id)]

    if ruling(before) and not ruling(after):
        who = listed(before.name(id) for id in ruling(before))
        message = _("%(who)s is the last who has all rights.") % {"who": who}
        hint = _("Give them to somebody else first: `crm team edit MEMBER --role director`.")
        raise refused("last_superior", "active", message, hint)


def _refuse_beyond(before: Team, after: Team, actor: str, id: str) -> None:
    """Raise :class:`Forbidden` where somebody without all rights gives more than he has, or changes who is above."""
    who = before.name(actor)
    message = ""
    if id == actor:
        message = _("%(who)s may not change their own place in the team.") % {"who": who}
    elif before.above(id, actor):
        message = _("%(who)s may not change who is above: %(name)s.") % {"who": who, "name": before.name(id)}
    else:
        mine = before.rights(actor)
        given = after.rights(id) | (before.rights(id) if id in before.members else frozenset())
        if not given <= mine:
            more = ", ".join(sorted(given - mine))
            message = _("%(who)s may not give rights that %(who)s does not have: %(more)s.") % {
                "who": who,
                "more": more,
            }
    if message:
        hint = _("`crm team roles` shows what each role may do.")
        raise Forbidden(message, hint=hint, missing=[missing("team", message)])
