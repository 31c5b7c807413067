"""The team: members come, move, are suspended and come back; who is above whom; what each may do and how far."""

from __future__ import annotations

import json

from crmcli.errors import ValueInvalid
from crmcli.i18n import _, listed, ngettext
from crmcli.store import people
from crmcli.store.journal import Transaction
from crmcli.store.records import MEMBER, Member
from crmcli.store.statements import insert, update
from crmcli.verbs import rights
from crmcli.verbs.members import working
from crmcli.verbs.records import fresh, refuse_trampling
from crmcli.verbs.rights import Team, demand
from crmcli.verbs.shape import link, record_json
from crmcli.verbs.team_rules import check, refused
from crmcli.verbs.values import read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record
    from crmcli.verbs.roles import Role

    Typed = dict[str, list[str]]

_LINES = ("name", "department", "email")


class Changed:
    """A member as it is after a change, the transaction, and what a person should hear of it."""

    __slots__ = ("before", "extra", "row", "transaction", "warnings")

    def __init__(self, row: Member) -> None:
        self.row = row
        self.before: dict[str, Any] | None = None
        self.extra: dict[str, Any] = {}
        self.transaction: str | None = None
        self.warnings: list[str] = []


# --- members ------------------------------------------------------------------------------------------------------


def add(store: Store, name: str, typed: Typed) -> Changed:
    """A new member. ``typed``: ``role department superior email limit``, as options give them.

    Without a superior it is the one active member of the nearest role above, of the same department before others.
    Raises :class:`Forbidden` without the right, :class:`ValueInvalid` for a role or a limit that is none.
    """
    demand(store, "add", MEMBER)
    columns: dict[str, Any] = {"active": 1}
    columns |= read_value(store, MEMBER.fields["name"], name)
    team = Team(store)
    columns |= _columns(store, team, typed, {})
    if "superior" not in typed:
        columns["superior_id"] = _just_above(team, columns.get("role"), columns.get("department"))
    with Transaction(store, "team add") as transaction:
        row = insert(store, Member, **columns, owner_id=None)
        check(store)
    changed = Changed(row)
    changed.transaction = transaction.ref
    for other in team.members.values():
        if other.removed_at is None and other.name.casefold() == row.name.casefold():
            told = {"ref": other.ref, "name": other.name}
            changed.warnings.append(_("There is one of that name already: %(ref)s %(name)s") % told)
    return changed


def edit(store: Store, row: Member, typed: Typed, *, base: dict[str, Any] | None = None) -> Changed:
    """Change a member: ``name role department superior email limit``; an empty text clears.

    ``base`` is the member's JSON as whoever typed saw it: what somebody else has changed since is a :class:`Conflict`.
    """
    demand(store, "edit", MEMBER, row)
    changed = Changed(row)
    changed.before = record_json(store, MEMBER, row)
    team = Team(store)
    with Transaction(store, "team edit") as transaction:
        now = fresh(store, row)
        columns = _columns(store, team, typed, json.loads(now.limits) if now.limits else {}, now.role)
        if base is not None:
            keys = {"limits" if name == "limit" else name: texts for name, texts in typed.items()}
            refuse_trampling(store, MEMBER, now, columns, keys, base)
        update(store, now, **columns)
        check(store)
    changed.row = now
    changed.transaction = transaction.ref
    return changed


def move(store: Store, row: Member, superior: str) -> Changed:
    """Put a member, with all below, under another (empty: at the top). Raises :class:`Refused` for a circle."""
    demand(store, "edit", MEMBER, row)
    changed = Changed(row)
    changed.before = record_json(store, MEMBER, row)
    with Transaction(store, "team move") as transaction:
        update(
            store, row, superior_id=working(store, superior, "--superior").id if superior.strip() else None
        )
        check(store)
    changed.transaction = transaction.ref
    return changed


def suspend(store: Store, row: Member, to: str | None = None, reason: str = "") -> Changed:
    """Have a member act no more; history stays. ``to`` takes over all that is open with the member.

    Raises :class:`Refused` for oneself and for the last who has all rights.
    """
    from crmcli.verbs import handover

    demand(store, "edit", MEMBER, row)
    if row.id == store.me:
        raise refused(
            "self", "active", _("Nobody suspends themselves."), _("Somebody above can: `crm --as …`.")
        )
    taker = working(store, to, "--to") if to is not None else None
    if taker is not None:
        handover.refuse_same(row, taker)
    changed = Changed(row)
    changed.before = record_json(store, MEMBER, row)
    with Transaction(store, "team suspend") as transaction:
        transaction.reason = reason
        if taker is not None:
            passed = handover.everything(store, row, taker, reason)
            totals = passed.totals
            moved = {name: totals[name] + passed.elsewhere.get(name, 0) for name in handover.CARRIED}
            changed.extra = {"to": link(MEMBER, taker), "moved": {"customer": len(passed.rows), **moved}}
        update(store, row, active=0)
        check(store)
    changed.transaction = transaction.ref
    left = {name: number for name, number in people.open_with(store, row.id).items() if number}
    changed.extra["open"] = {**dict.fromkeys(("customer", *handover.CARRIED), 0), **left}
    if left:
        changed.warnings.append(_still_open(row, left))
    return changed


def restore(store: Store, row: Member) -> Changed:
    """Have a suspended member act again."""
    demand(store, "edit", MEMBER, row)
    changed = Changed(row)
    changed.before = record_json(store, MEMBER, row)
    with Transaction(store, "team restore") as transaction:
        update(store, row, active=1)
        check(store)
    changed.transaction = transaction.ref
    return changed


def away(store: Store, row: Member, *, since: str = "", until: str, deputy: str = "") -> Changed:
    """Say from when (else today) until when a member is away, and who decides meanwhile what waits for the member.

    What waits goes to the deputy at once if it has begun, else when it begins. Without any of the three the member is
    back. Oneself, somebody above and who may manage members may. Raises :class:`ValueInvalid` for an absence that ends
    before it begins or is over, :class:`Refused` for a deputy who is the member.
    """
    if not (since.strip() or until.strip() or deputy.strip()):
        return back(store, row)
    _demand_absence(store, row)
    columns = read_value(store, MEMBER.fields["away_from"], since or store.clock().date().isoformat())
    columns |= read_value(store, MEMBER.fields["away_until"], until)
    first, last, today = columns["away_from"], columns["away_until"], store.clock().date().isoformat()
    if not last or last < first or last < today:
        raise ValueInvalid(
            _("The last day of an absence cannot be “%(value)s”.") % {"value": until},
            hint=_("Expected: %(expected)s.")
            % {"expected": _("a day from %(day)s on") % {"day": max(first, today)}},
            argument="--until",
            value=until,
            expected=_("a day from %(day)s on") % {"day": max(first, today)},
        )
    other = working(store, deputy, "--deputy") if deputy.strip() else None
    if other is not None and other.id == row.id:
        message = _("Nobody is their own deputy.")
        raise refused("own", "deputy", message, _("Name another member."))
    columns["deputy_id"] = None if other is None else other.id
    return _absence(store, row, "team away", columns)


def back(store: Store, row: Member) -> Changed:
    """Say that a member is away no more; what a deputy still holds for the member comes back."""
    _demand_absence(store, row)
    return _absence(store, row, "team away", {"away_from": None, "away_until": None, "deputy_id": None})


def _demand_absence(store: Store, row: Member) -> None:
    if store.me != row.id and not Team(store).above(store.me, row.id):
        demand(store, "edit", MEMBER, row)


def _absence(store: Store, row: Member, command: str, columns: dict[str, Any]) -> Changed:
    from crmcli.verbs.approvals import clock

    changed = Changed(row)
    changed.before = record_json(store, MEMBER, row)
    with Transaction(store, command) as transaction:
        now = fresh(store, row)
        update(store, now, **columns)
        moved = clock.stand_in(store, now.id) if columns["away_until"] else clock.come_back(store, now.id)
    changed.row = now
    changed.transaction = transaction.ref
    changed.extra = {"approvals": moved}
    return changed


def _still_open(row: Member, left: dict[str, int]) -> str:
    counts = {
        "customer": lambda n: ngettext("%(number)d customer", "%(number)d customers", n),
        "opportunity": lambda n: ngettext("%(number)d open opportunity", "%(number)d open opportunities", n),
        "quote": lambda n: ngettext("%(number)d open quote", "%(number)d open quotes", n),
        "order": lambda n: ngettext("%(number)d open order", "%(number)d open orders", n),
        "step": lambda n: ngettext("%(number)d open step", "%(number)d open steps", n),
        "duty": lambda n: ngettext("%(number)d open duty", "%(number)d open duties", n),
        "expense": lambda n: ngettext(
            "%(number)d expense not paid back", "%(number)d expenses not paid back", n
        ),
        "approval": lambda n: ngettext("%(number)d approval asked for", "%(number)d approvals asked for", n),
        "reminder": lambda n: ngettext("%(number)d reminder", "%(number)d reminders", n),
        "guidance": lambda n: ngettext("%(number)d unanswered message", "%(number)d unanswered messages", n),
    }
    said = _(
        "%(who)s still has %(what)s. Hand them over: "
        "`crm customer transfer --where owner=%(ref)s --to MEMBER --reason TEXT`, or suspend with --to MEMBER."
    ) % {
        "who": row.name, "ref": row.ref,
        "what": listed(counts[name](number) % {"number": number} for name, number in left.items()),
    }  # fmt: skip
    if not {"step", "duty"} & set(left):
        return said
    return f"{said} " + _(
        "Steps and duties one by one: `crm order step assign REF --member MEMBER`, `crm duty edit REF --for MEMBER`; "
        "until then whoever answers for the order has them."
    )


def _columns(
    store: Store, team: Team, typed: Typed, limits: dict[str, Any], present: str | None = None
) -> dict[str, Any]:
    """The columns of what was typed for a member, who has the role ``present``."""
    columns: dict[str, Any] = {}
    for name in _LINES:
        if name in typed:
            columns |= read_value(store, MEMBER.fields[name], typed[name][-1])
    if "role" in typed:
        text = typed["role"][-1].strip()
        if not text or text != present:  # one that no file knows may stay
            columns["role"] = team.roles.chosen(text).id if text else None
    if "superior" in typed:
        text = typed["superior"][-1]
        columns["superior_id"] = working(store, text, "--superior").id if text.strip() else None
    if "limit" in typed:
        columns["limits"] = _limits(typed["limit"], limits)
    return columns


def _limits(typed: Sequence[str], present: dict[str, Any]) -> str | None:
    """Limits with what was typed as ``name=value``; an empty value takes one out, an empty text all."""
    from crmcli.processes.team import LIMIT, limit
    from crmcli.text.clean import clean_line

    limits = dict(present)
    for text in typed:
        name, equals, value = clean_line(text).partition("=")
        name = name.strip().replace("-", "_")
        if not name and not equals:
            limits = {}
            continue
        if not value.strip() and equals and name:
            limits.pop(name, None)
            continue
        read = limit(value)
        if not name or not equals or read is None or len(name) > 40:
            raise ValueInvalid(
                _("“%(value)s” is no limit.") % {"value": text[:60]},
                hint=_("Expected: %(expected)s.") % {"expected": f"discount=5%, pool_most=30 ({LIMIT})"},
                argument="--limit",
                value=text[:200],
                expected="NAME=VALUE",
            )
        limits[name] = read
    return json.dumps(limits, ensure_ascii=False, separators=(",", ":")) if limits else None


def _just_above(team: Team, role: str | None, department: str | None) -> str | None:
    """The one active member of the nearest role above that anybody has, of the same department before others.

    None if nobody or several are there.
    """
    of = team.roles.get(role)
    holders: list[Member] = []
    while of is not None and of.under is not None and not holders:
        holders = [one for one in team.members.values() if one.role == of.under and team.works(one.id)]
        of = team.roles.get(of.under)
    near = [one for one in holders if department is not None and one.department == department]
    found = near or holders
    return found[0].id if len(found) == 1 else None


# --- what is told -------------------------------------------------------------------------------------------------


def tree(store: Store) -> list[dict[str, Any]]:
    """The members as a tree: links with ``role role_label department active superior members``, from the top."""
    team = Team(store)
    living = [one for one in team.members.values() if one.removed_at is None]
    below: dict[str | None, list[Member]] = {}
    for one in living:
        above = team.members.get(one.superior_id or "")
        there = above is not None and above.removed_at is None
        below.setdefault(one.superior_id if there else None, []).append(one)
    seen: set[str] = set()

    def node(one: Member) -> dict[str, Any]:
        seen.add(one.id)
        return {
            **link(MEMBER, one), "role": one.role, "role_label": team.roles.label_of(one.role) or None,
            "department": one.department, "active": bool(one.active),
            "members": [node(other) for other in below.get(one.id, ()) if other.id not in seen],
        }  # fmt: skip

    found = [node(one) for one in below.get(None, ())]
    return found + [
        node(one) for one in living if one.id not in seen
    ]  # of a circle, which an import could bring


def roles(store: Store) -> list[dict[str, Any]]:
    """The roles, those above first: what each may do by itself and with those under it, limits, how many have it."""
    team = Team(store)
    found: list[dict[str, Any]] = []

    def put(role: Role, depth: int) -> None:
        held = [one for one in team.members.values() if one.role == role.id and team.works(one.id)]
        rights_of = team.roles.rights_of(role.id)
        found.append(
            {
                "id": role.id, "label": role.data["label"], "label_zh": role.data["label_zh"], "under": role.under,
                "depth": depth, "rights": [one for one in rights.RIGHTS if one in role.rights],
                "all_rights": [one for one in rights.RIGHTS if one in rights_of], "limits": dict(role.limits),
                "all_limits": team.roles.limits_of(role.id), "members": len(held),
            }
        )  # fmt: skip
        for other in team.roles:
            if other.under == role.id:
                put(other, depth + 1)

    for role in team.roles:
        if role.under is None:
            put(role, 0)
    known = {one["id"] for one in found}
    unknown = dict.fromkeys(
        one.role for one in team.members.values() if one.role and one.role not in known and team.works(one.id)
    )
    for name in unknown:
        held = [one for one in team.members.values() if one.role == name and team.works(one.id)]
        found.append(
            {
                "id": name, "label": name, "label_zh": name, "under": None, "depth": 0, "rights": [], "all_rights": [],
                "limits": {}, "all_limits": {}, "members": len(held),
            }
        )  # fmt: skip
    return found


def rights_of(
    store: Store, who: Member, kind: Kind | None = None, row: Record | None = None, *, briefly: bool = False
) -> dict[str, Any]:
    """What a member may do: to a record every verb, without one what concerns all; each with why.

    ``member record role rights limits``; of each right ``verb allowed code why``. ``briefly``: why not is told
    without who may not do what, where that stands beside it.
    """
    team = Team(store)
    verbs = rights.GENERAL if kind is None else rights.verbs_of(kind)
    entries = []
    for verb in verbs:
        decision = rights.may(store, who.id, verb, kind or MEMBER, row, team=team)
        why = decision.why
        if not decision and not briefly:
            why = rights.sentence(team, who.id, verb, kind or MEMBER, row, decision)
        entries.append({"verb": verb, "allowed": decision.allowed, "code": decision.code, "why": why})
    works = team.works(who.id)
    return {
        "member": link(MEMBER, who),
        "record": None if kind is None or row is None else link(kind, row),
        "role": who.role,
        "all_rights": sorted(team.rights(who.id)) if works else [],
        "limits": team.limits(who.id) if works else {},
        "rights": entries,
    }
