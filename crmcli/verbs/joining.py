"""A store joins a team's hub, and leaves it."""

from __future__ import annotations

from crmcli.errors import Forbidden, HubError, Refused
from crmcli.i18n import _, ngettext
from crmcli.store import joining, renaming
from crmcli.store.joined import Joined, join, joined
from crmcli.store.joined import leave as forget
from crmcli.store.journal import last_seq
from crmcli.store.open import VERSION
from crmcli.store.outbox import writing
from crmcli.store.records import MEMBER, Member, Playbook
from crmcli.store.statements import rows_where
from crmcli.store.wire import REFERENCE
from crmcli.verbs import stages
from crmcli.verbs.joining_plan import Plan, There
from crmcli.verbs.shape import link

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.wire import Greeting, Hub

    Say = Callable[[str, int, int], None]

_CHUNK = 200  # buckets that are asked for at once

# --- joining ------------------------------------------------------------------------------------------------------


def setup(
    store: Store, hub: Hub, *, url: str, yes: bool = False, dry_run: bool = False, say: Say | None = None
) -> dict[str, Any]:
    """Join a hub: from now on this store is that of the member whose login ``hub`` is. Returns what was done, as JSON.

    What the store has goes up with the next exchange. ``url``: as it is kept, without a password. ``dry_run``: what
    would be done. ``yes`` is the face's: what it asks is answered. ``say`` hears of what goes up (phase ``join``).

    Raises :class:`Refused` (a hub was joined already, the team lacks a process), :class:`Forbidden` (suspended there)
    and :class:`HubError`.
    """
    refuse_joined(store)
    greeting = hub.start(VERSION, None, None)
    _check(greeting, url)
    left = joining.left(store)
    if left:
        _check_left(left, greeting)
    buckets = list(hub.fetch(list(REFERENCE.values())))
    there = There(buckets, greeting)
    if there.me is None:
        raise HubError(
            _("The hub does not know the member behind the login %(login)s.") % {"login": greeting.login},
            hint=_("Ask whoever runs the hub: `crm hub list` shows the logins."),
            hub=url,
        )
    if not there.team.works(there.me.id):
        message = _("%(who)s is suspended.") % {"who": there.me.name}
        raise Forbidden(
            message,
            hint=_("Somebody above can bring a member back: `crm team restore %(ref)s`.")
            % {"ref": there.me.ref},
            missing=[{"code": "suspended", "field": None, "message": message}],
        )
    if left:
        return _resume(store, url, greeting, there, dry_run)
    if not dry_run and not there.playbooks and there.team.has(there.me.id, "process"):
        stages.ensure(store)  # else whoever joins next would have to bring the processes along, and may not
    plan = Plan(store, there)
    both = _both(store, hub)
    answer = _answer(plan, url, greeting, len(both), dry_run)
    answer["currency"] = _currency(store, greeting, answer, dry_run)
    if dry_run:
        return answer
    if answer["rows"]:
        from crmcli.store.backup import backup

        answer["backup"] = backup(store, reason="manual")
    answer["rows"] = _join(store, hub, url, greeting, there, both, say)
    return answer


def _currency(store: Store, greeting: Greeting, answer: dict[str, Any], dry_run: bool) -> str | None:
    """Have a store whose settings name no currency count in the team's; which one, None if it stays as it is."""
    from crmcli import config

    theirs = greeting.currency
    if not theirs or theirs == store.currency:
        return None
    if "currency" not in config.stored():
        if not dry_run:
            config.write({"currency": theirs})
        return theirs
    text = _(
        "Amounts typed without a currency are %(mine)s here, %(theirs)s in the team:"
        " `crm config set currency %(theirs)s`."
    )
    answer["warnings"].append(text % {"mine": store.currency, "theirs": theirs})
    return None


def refuse_joined(store: Store) -> None:
    """Raise :class:`Refused` if the store has joined a hub."""
    of = joined(store)
    if of is not None:
        message = _("This store has joined a hub already: %(hub)s") % {"hub": of.url}
        raise Refused(
            message,
            hint=_("`crm sync` exchanges with it; `crm sync leave` takes the store out of it."),
            missing=[{"code": "joined", "field": None, "message": message}],
        )


def _check(greeting: Greeting, url: str) -> None:
    if greeting.min_client > VERSION:
        raise HubError(
            _("The hub wants a newer crm (stores of version %(theirs)s, this one has %(mine)s).")
            % {"theirs": greeting.min_client, "mine": VERSION},
            hint=_("Update crm; the store was not touched."),
            hub=url,
        )


def _check_left(left: dict[str, str], greeting: Greeting) -> None:
    """Refuse another team's hub, or another member's login: what the store holds is not theirs to see."""
    if left["hub"] == greeting.hub_id and left["member"] == greeting.member_id:
        return
    if left["hub"] != greeting.hub_id:
        message = _("This store was in another team's hub: %(hub)s") % {"hub": left["url"]}
    else:
        message = _("This store was another member's of this team (login %(login)s).") % {
            "login": left["login"]
        }
    raise Refused(
        message,
        hint=_("`crm sync leave --anew` has it forget that; then all that it holds goes up."),
        missing=[{"code": "other_hub", "field": None, "message": message}],
    )


def _resume(store: Store, url: str, greeting: Greeting, there: There, dry_run: bool) -> dict[str, Any]:
    """Put a store back into the hub that it left: what was done since goes up as ever."""
    answer = _answer(None, url, greeting, 0, dry_run)
    assert there.me is not None
    answer |= {"member": link(MEMBER, there.me), "resumed": True}
    if not dry_run:
        with writing(store):
            joining.take_back(store, url, greeting.login)
    return answer


def _both(store: Store, hub: Hub) -> list[str]:
    """The buckets of customers, and of members, of which there may be rows here already."""
    here = joining.rows_here(store)
    if "customer" not in here:
        return []
    return joining.customers_among(store, list(hub.manifest()))


def _answer(plan: Plan | None, url: str, greeting: Greeting, both: int, dry_run: bool) -> dict[str, Any]:
    records = plan.records(both) if plan is not None else {}
    return {
        "hub": url, "hub_id": greeting.hub_id, "login": greeting.login,
        "member": link(MEMBER, plan.me) if plan is not None else None,
        "was": link(MEMBER, plan.was) if plan is not None and plan.was is not None else None,
        "records": records, "rows": sum(records.values()),
        "members": plan.members if plan is not None else [],
        "processes": plan.processes if plan is not None else [],
        "products": plan.products if plan is not None else [],
        "both": both, "warnings": plan.warnings if plan is not None else [],
        "backup": None, "currency": None, "resumed": False, "dry_run": dry_run,
    }  # fmt: skip


def _join(
    store: Store, hub: Hub, url: str, greeting: Greeting, there: There, both: Sequence[str], say: Say | None
) -> int:
    """The transaction: returns how many ops go up. What the hub says of the team is written after it, as ever."""
    from crmcli.store.bulk import roomy
    from crmcli.store.incoming import take

    try:
        with roomy(store, behind=False), joining.Joining(store) as of:
            plan = Plan(store, there)  # as it is now that nobody else writes
            _rewrite(store, plan)
            joining.begin(store)
            joining.remember(store, there.buckets, _nothing)
            different = _differences(store, of)
            for start in range(0, len(both), _CHUNK):
                joining.remember(store, hub.fetch(both[start : start + _CHUNK]), different)
            number = joining.put_rows(store, of, None if plan.rules else plan.people)
            seq = last_seq(store)
            join(store, Joined(greeting.hub_id, url, greeting.login, greeting.member_id, of.at, seq))
        if say is not None:
            say("join", number, number)
        take(store, there.buckets)
    finally:
        joining.end(store)
    return number


def _nothing(table: str, nid: int, hub: dict[str, str | None]) -> None:
    """What the hub says of the team and its processes holds."""


def _differences(store: Store, of: joining.Joining) -> Callable[[str, int, dict[str, str | None]], None]:
    def each(table: str, nid: int, hub: dict[str, str | None]) -> None:
        joining.put_differences(store, of, table, nid, hub)

    return each


def _rewrite(store: Store, plan: Plan) -> None:
    """Have what is here be what it is there."""
    touched = renaming.Touched()
    for kind, pairs in plan.same.items():
        renaming.rename(store, kind, {old: (one.id, one.ref) for old, one in pairs.items()}, touched)
    for kind, pairs in plan.instead.items():
        for old, one in pairs.items():
            renaming.ensure(store, kind, one, touched)
            renaming.point(store, kind, old, one.id, touched)
    renaming.ensure(store, "member", plan.me, touched)
    store.put_setting("me", plan.me.id)
    store.me = plan.me.id
    for row in plan.gone:
        renaming.point(store, "playbook", row.id, row.id, touched)
    there = {one.id for one in plan.there.members}
    for one in rows_where(store, Member):
        if one.id not in there and not (
            plan.rules and one.created_by_id
        ):  # whom nobody made has all rights there
            renaming.change(store, "member", one.id, created_by_id=plan.me.id)
    _number_processes(store, plan)
    touched.reindex(store)


def _number_processes(store: Store, plan: Plan) -> None:
    """Have processes that are new there be further versions of what the team has, which stays in use."""
    there = [one for one in plan.there.playbooks if one.removed_at is None]
    for row in plan.new:
        taken = {one.version for one in there if one.name == row.name}
        taken |= {one.version for one in rows_where(store, Playbook, name=row.name) if one.id != row.id}
        values: dict[str, Any] = {}
        if row.version in taken and any(o.name == row.name and o.version == row.version for o in there):
            values["version"] = max(taken) + 1
        if row.in_use and any(one.name == row.name and one.in_use for one in there):
            values["in_use"] = 0
        if row.is_default and any(one.is_default for one in there):
            values["is_default"] = 0
        if values:
            renaming.change(store, "playbook", row.id, **values)


# --- leaving ------------------------------------------------------------------------------------------------------


def leave(store: Store, *, purge: bool = False, anew: bool = False, yes: bool = False) -> dict[str, Any]:
    """Take the store out of its hub. Its records stay, and ``setup`` puts it back into the same hub as the same member.

    ``anew``: it forgets that it was there, so that another hub can be joined, to which all that it holds goes.
    ``purge``: what came from the hub leaves the store too. Returns as JSON what was left and how many changes wait.

    Raises :class:`Refused` when changes wait to be sent, unless ``yes``, and when no hub was joined.
    """
    from crmcli.store import leaving, outbox
    from crmcli.store.incoming import tags

    of = joined(store)
    left = joining.left(store)
    if of is None and not (anew and left):
        message = _("This store has joined no hub.")
        raise Refused(
            message,
            hint=_("`crm sync setup URL` joins one."),
            missing=[{"code": "joined", "field": None, "message": message}],
        )
    waiting = outbox.pending(store) + outbox.fill(store, dry_run=True)
    if waiting and not yes and (purge or anew):
        message = ngettext(
            "%(number)d change was not sent yet; the hub will never get it.",
            "%(number)d changes were not sent yet; the hub will never get them.",
            waiting,
        ) % {"number": waiting}
        raise Refused(
            message,
            hint=_("`crm sync` sends them; `--yes` leaves all the same."),
            missing=[{"code": "waiting", "field": None, "message": message}],
        )
    gone = [id for id in tags(store) if id not in REFERENCE.values()] if purge else []
    if gone:
        leaving.leave(store, gone)
    with writing(store):
        if purge or anew:
            forget(store)
            joining.forget_left(store)
        else:
            joining.set_aside(store)
    url, login = (of.url, of.login) if of is not None else (left["url"], left["login"])
    return {
        "hub": url, "login": login, "left": True, "waiting": waiting, "purged": len(gone), "anew": purge or anew,
    }  # fmt: skip
