"""May WHO do VERB to RECORD? The one place that answers, for every face.

Who owns a record may do everything to it, and so may everybody above the owner; those it is shared with may read it, or
read and write. What hangs on a customer follows the customer, what hangs on an opportunity that as well; so do orders,
their steps and payments. Who holds an approval may read what it is about and whose matter that is. Who holds a step or
a duty of an order may do it, read its order and customer, note money and put documents on the order; while somebody is
away, so may the deputy in that one's place. A customer without an owner is in the pool: everybody may see and take it.
Who has an opportunity, or was given a share of it, may see the customer itself. Guidance is changed and taken away by
who said it and those above, not by whom it is for. Products and papers about them everybody may read; a notice is of
whom it is for. A role may have rights of its own over every record (:mod:`crmcli.verbs.roles`). Who made the store,
with neither role nor superior, has all rights; who is suspended, none.

One local file cannot hide what it holds: ``see`` is answered by these rules too, but no list of a local store asks.
"""

from __future__ import annotations

from crmcli.errors import Forbidden
from crmcli.i18n import N_, _, listed, ngettext
from crmcli.store import people
from crmcli.store.records import (
    CUSTOMER,
    DOCUMENT,
    KINDS,
    MEMBER,
    OPPORTUNITY,
    ORDER,
    PLAYBOOK,
    Customer,
    Guidance,
    Member,
    Opportunity,
    Share,
)
from crmcli.store.statements import by_id, record_class, rows_where
from crmcli.verbs import order_people
from crmcli.verbs.staff import Team

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record

NONE, READ, WRITE, OWN = range(4)
"""How far a member's reach to a record goes."""

NEEDED = {
    "see": READ, "ask": READ, "follow": READ, "take": READ,
    "add": WRITE, "edit": WRITE, "move": WRITE, "close": WRITE, "reply": WRITE, "collect": WRITE,
    "do": WRITE,
    "transfer": OWN, "share": OWN, "return": OWN, "remove": OWN, "merge": OWN, "purge": OWN, "guide": OWN, "pay": OWN,
}  # fmt: skip
"""The reach that each verb needs; of what only hangs on a record, removing and merging need no more than writing."""

GENERAL = ("team", "process", "pool", "purge")
"""What needs a right of the role: to manage members, to install processes, to sweep the pool, to purge."""

__all__ = [
    "Decision",
    "Team",
    "demand",
    "demand_all",
    "demand_new",
    "demand_on",
    "demand_undo",
    "hosts",
    "may",
]

RIGHTS = ("all", *NEEDED, "team", "process", "pool")
"""The rights that a role can have; those that are verbs hold over every record."""

VERBS = {
    "customer": ("see", "add", "edit", "remove", "transfer", "share", "take", "return", "merge", "guide", "ask",
                 "follow", "purge"),
    "opportunity": ("see", "add", "edit", "move", "close", "remove", "share", "guide", "ask", "follow", "purge"),
    "guidance": ("see", "reply", "edit", "remove", "purge"),
    "contact": ("see", "edit", "remove", "merge", "guide", "ask", "purge"),
    "quote": ("see", "edit", "remove", "guide", "ask", "follow", "purge"),
    "order": ("see", "edit", "collect", "close", "remove", "guide", "ask", "follow", "purge"),
    "approval": ("see", "ask", "purge"),
    "step": ("see", "do", "edit", "remove", "guide", "ask", "purge"),
    "duty": ("see", "do", "edit", "remove", "guide", "ask", "purge"),
    "expense": ("see", "edit", "remove", "pay", "guide", "ask", "purge"),
    "member": ("see", "team"),
    "playbook": ("see", "process"),
}  # fmt: skip
"""What can be done to a record of a kind; of other kinds: see, edit, remove, guide, ask, purge."""
_OTHERS = ("see", "edit", "remove", "guide", "ask", "purge")

DOES = {
    "see": N_("see"), "add": N_("add to"), "edit": N_("change"), "remove": N_("remove"), "move": N_("move"),
    "close": N_("close"), "transfer": N_("hand over"), "share": N_("share"), "take": N_("take"), "return": N_("return"),
    "merge": N_("merge"), "guide": N_("guide the work on"), "ask": N_("ask about"), "reply": N_("answer"),
    "follow": N_("follow"), "purge": N_("purge"), "pay": N_("pay back"), "collect": N_("note money on"),
    "do": N_("do"),
}  # fmt: skip


def verbs_of(kind: Kind) -> tuple[str, ...]:
    """What can be done to a record of a kind."""
    return VERBS.get(kind.name, _OTHERS)


class Decision:
    """Whether something may be done, and why: a code that never changes and a sentence in the language in use."""

    __slots__ = ("allowed", "code", "why")

    def __init__(self, allowed: bool, code: str, why: str) -> None:
        self.allowed = allowed
        self.code = code
        self.why = why

    def __bool__(self) -> bool:
        return self.allowed


class _Reach:
    """How far a member's reach to a record goes, and by what: ``owner above shared pool said none``."""

    __slots__ = ("by", "level", "name", "owner")

    def __init__(self, level: int, by: str, name: str = "", owner: str | None = None) -> None:
        self.level = level
        self.by = by
        self.name = name  # of the record by which
        self.owner = owner  # of that record


def may(
    store: Store, who: str, verb: str, kind: Kind, row: Record | None = None, *, team: Team | None = None
) -> Decision:
    """Whether a member, by id, may do ``verb`` to a record, or without one to its kind."""
    team = team or Team(store)
    one = team.members.get(who)
    if one is None or not team.works(who):
        name = one.name if one is not None else who
        return Decision(False, "suspended", _("%(who)s is suspended.") % {"who": name})
    if kind is MEMBER and verb in ("add", "edit", "remove"):
        verb = "team"
    elif kind is PLAYBOOK and verb in ("add", "edit", "remove"):
        verb = "process"
    if row is None or kind in (MEMBER, PLAYBOOK):
        return _in_general(team, one, verb, kind)
    if verb == "take" and isinstance(row, Customer) and row.owner_id is not None:
        return Decision(
            False, "taken", _("it is with %(owner)s, not in the pool.") % {"owner": team.name(row.owner_id)}
        )
    reach = _of_author(team, who, row) if verb in _SAYING else None
    reach = reach or _reach(store, team, who, kind, row)
    needed = _needed(verb, kind)
    good = reach.level >= needed and not (verb == "guide" and reach.by != "above")
    if good and verb not in GENERAL:
        return Decision(True, reach.by, _allowed(team, one, reach))
    if verb in _HELD and order_people.lets(store, team, who, verb, kind, row):
        return Decision(True, "step", _("%(who)s has a part in carrying the order out.") % {"who": one.name})
    if verb == "see" and isinstance(row, Customer) and _has_sale(store, team, who, row):
        return Decision(True, "part", _("%(who)s has a part in a sale to it.") % {"who": one.name})
    rights = team.rights(who)
    if "all" in rights:
        return Decision(True, "all", _("%(who)s has all rights.") % {"who": one.name})
    if verb in rights and (good or verb not in GENERAL):
        return _by_role(team, one)
    if verb == "do" and kind.name in ("step", "duty"):
        whose = listed(team.name(each) for each in order_people.doers(store, team, kind.name, row))
        return Decision(False, "not_yours", _("it is for %(whose)s to do.") % {"whose": whose})
    return Decision(False, *_refused(team, one, verb, reach, good))


def demand(store: Store, verb: str, kind: Kind, row: Record | None = None) -> None:
    """Raise :class:`Forbidden` unless the member who acts may do ``verb`` to a record (None: to its kind)."""
    if people.alone(store):
        return
    team = Team(store)
    decision = may(store, store.me, verb, kind, row, team=team)
    if not decision:
        raise forbidden(store, team, verb, kind, row, decision)


def demand_all(store: Store, verb: str, found: Sequence[tuple[Kind, Record]]) -> None:
    """Raise :class:`Forbidden` naming all of some records to which the member who acts may not do ``verb``."""
    if people.alone(store):
        return
    team = Team(store)
    refused: list[Forbidden] = []
    for kind, row in found:
        decision = may(store, store.me, verb, kind, row, team=team)
        if not decision:
            refused.append(forbidden(store, team, verb, kind, row, decision))
    if refused:
        first = refused[0]
        first.details["missing"] = [one for error in refused[:_MOST] for one in error.details["missing"]]
        if len(refused) > 1:
            more = ngettext("(and %(number)d more)", "(and %(number)d more)", len(refused) - 1)
            first.message += " " + more % {"number": len(refused) - 1}
        raise first


def demand_new(store: Store, kind: Kind, row: Record) -> None:
    """Raise :class:`Forbidden` unless the member who acts may put such a record on what it hangs on.

    ``row`` is the record as it stands, in a transaction that the error takes back.
    """
    if kind is CUSTOMER or people.alone(store):
        return
    carried = kind is DOCUMENT and order_people.order_of(store, kind.name, row) is not None
    if carried and may(store, store.me, "add", kind, row):
        return
    found = [one for one in hosts(store, kind, row) if one.id != row.id]
    if found:
        demand_on(store, found)


def demand_on(store: Store, found: Sequence[Customer | Opportunity]) -> None:
    """Raise :class:`Forbidden` unless the member who acts may add to one of the records that something hangs on."""
    if people.alone(store):
        return
    team = Team(store)
    decision = None
    for host in found:
        decision = may(store, store.me, "add", KINDS[host.TABLE], host, team=team)
        if decision:
            return
    if decision is not None:
        raise forbidden(store, team, "add", KINDS[found[-1].TABLE], found[-1], decision)


def demand_undo(store: Store, txn: str, actor: str | None) -> None:
    """Raise :class:`Forbidden` unless the member who acts did a command, or is above who did it."""
    if people.alone(store):
        return
    team = Team(store)
    if not team.works(store.me):
        demand(store, "edit", CUSTOMER)
    if store.me == actor or team.above(store.me, actor) or team.rules(store.me):
        return
    message = _("%(who)s may not take back %(txn)s: %(actor)s did it.") % {
        "who": team.name(store.me), "txn": txn, "actor": team.name(actor),
    }  # fmt: skip
    hint = _("Only who did it takes it back, or somebody above.")
    raise Forbidden(message, hint=hint, missing=[missing("undo", message)])


_MOST = 100  # refusals that an error lists


def forbidden(
    store: Store, team: Team, verb: str, kind: Kind, row: Record | None, decision: Decision
) -> Forbidden:
    """The error that says what is not allowed, why, and whom to ask."""
    message = sentence(team, store.me, verb, kind, row, decision)
    hint = ""
    if decision.code == "suspended":
        hint = _("Somebody above can bring a member back: `crm team restore %(ref)s`.") % {
            "ref": team.members[store.me].ref if store.me in team.members else "REF"
        }
    elif row is not None and decision.code in ("not_yours", "read_only", "owner_only"):
        hint = _ask(store, team, verb, kind, row)
    elif decision.code == "pool":
        hint = _("Take it first: `crm pool take %(ref)s`.") % {"ref": row.ref if row is not None else "REF"}
    elif decision.code == "said":
        hint = _("Only who said it changes it, or somebody above.")
    elif decision.code == "right":
        hint = _("`crm team roles` shows what each role may do.")
    return Forbidden(message, hint=hint, missing=[missing(verb, message)])


def _ask(store: Store, team: Team, verb: str, kind: Kind, row: Record) -> str:
    """Whom to ask for what: for a share where one would do."""
    if verb == "do" and kind.name == "step":
        text = _("Ask %(owner)s to put you in charge: `crm order step assign %(ref)s --member %(me)s`.")
        return text % {"owner": team.name(row.owner_id), "ref": row.ref, "me": _word(team.name(store.me))}
    host = next(iter(hosts(store, kind, row)), None)
    needed = _needed(verb, kind)
    if host is None or needed >= OWN:
        owner = team.name(host.owner_id if host is not None else row.owner_id)
        return _("Ask %(owner)s, or somebody above.") % {"owner": owner}
    values = {
        "owner": team.name(host.owner_id),
        "noun": host.TABLE,
        "ref": host.ref,
        "me": _word(team.name(store.me)),
    }
    if needed < WRITE:
        return _("Ask %(owner)s, or somebody above: `crm %(noun)s share %(ref)s --with %(me)s`.") % values
    return _("Ask %(owner)s, or somebody above: `crm %(noun)s share %(ref)s --with %(me)s --write`.") % values


def _word(name: str) -> str:
    """A name as one word of a command."""
    from shlex import quote

    return name if name.isalnum() else quote(name)


def missing(verb: str, message: str) -> dict[str, Any]:
    """One thing that is not allowed, as errors and rejected rows list it."""
    return {"code": "forbidden", "field": verb, "message": message}


def sentence(team: Team, who: str, verb: str, kind: Kind, row: Record | None, decision: Decision) -> str:
    """What is not allowed and why, as one sentence."""
    if row is None or verb not in DOES or decision.code in ("suspended", "right"):
        return decision.why
    from crmcli.verbs.shape import title

    does = DOES[verb]
    return _("%(who)s may not %(do)s %(name)s (%(ref)s): %(why)s") % {
        "who": team.name(who), "do": _(does), "name": title(kind, row), "ref": row.ref, "why": decision.why,
    }  # fmt: skip


# --- helpers ------------------------------------------------------------------------------------------------------


def _in_general(team: Team, one: Member, verb: str, kind: Kind) -> Decision:
    """What concerns no single record: reference data, and adding what hangs on nothing."""
    if verb not in GENERAL:
        return Decision(True, "everybody", _("Everybody of the team may."))
    rights = team.rights(one.id)
    if "all" in rights:
        return Decision(True, "all", _("%(who)s has all rights.") % {"who": one.name})
    if verb in rights:
        return _by_role(team, one)
    does = _GENERAL_DOES[verb]
    return Decision(False, "right", _(does) % {"who": one.name, "role": team.roles.label_of(one.role) or "—"})


_GENERAL_DOES = {
    "team": N_("%(who)s may not manage members: the role %(role)s has no such right."),
    "process": N_("%(who)s may not change processes: the role %(role)s has no such right."),
    "pool": N_("%(who)s may not sweep the pool for others: the role %(role)s has no such right."),
    "purge": N_("%(who)s may not purge: the role %(role)s has no such right."),
}


def _by_role(team: Team, one: Member) -> Decision:
    role = team.roles.label_of(one.role) or "—"
    return Decision(True, "role", _("%(who)s may by role: %(role)s.") % {"who": one.name, "role": role})


def _needed(verb: str, kind: Kind) -> int:
    if verb in ("remove", "merge") and kind not in (CUSTOMER, OPPORTUNITY, ORDER):
        return WRITE
    return NEEDED.get(verb, OWN)


_HOSTS = (
    ("opportunity_id", "opportunity"), ("quote_id", "quote"), ("order_id", "order"), ("followup_id", "followup"),
)  # fmt: skip
"""By which columns something hangs on what, besides its customer and what it is about."""


def hosts(store: Store, kind: Kind, row: Record, deep: int = 4) -> list[Customer | Opportunity]:
    """The opportunity and the customer on which a record hangs, itself if it is one; nearest first."""
    if isinstance(row, Customer):
        return [row]
    found: dict[str, Customer | Opportunity] = {}
    if isinstance(row, Opportunity):
        found[row.id] = row
    other: Record | None
    by = () if isinstance(row, Opportunity) else _HOSTS  # it does not hang on the order that came of it
    for column, name in (*by, ("about_id", getattr(row, "about_kind", None))):
        id = getattr(row, column, None)
        if id and name in KINDS and deep and name not in ("member", "playbook"):
            other = by_id(store, record_class(KINDS[name]), id)
            if other is not None:
                found |= {one.id: one for one in hosts(store, KINDS[name], other, deep - 1)}
    customer = by_id(store, Customer, getattr(row, "customer_id", None))
    if customer is not None:
        found.setdefault(customer.id, customer)
    return sorted(found.values(), key=lambda one: isinstance(one, Customer))


def _reach(store: Store, team: Team, who: str, kind: Kind, row: Record) -> _Reach:
    found = hosts(store, kind, row) if kind.name != "notice" else []
    best = _Reach(NONE, "none", owner=found[-1].owner_id if found else row.owner_id)
    if kind.name == "product" or (kind is DOCUMENT and getattr(row, "about_kind", None) == "product"):
        best = _Reach(READ, "everybody", owner=row.owner_id)
    if found:
        best.name = found[-1].name if isinstance(found[-1], Customer) else ""
    shares: list[Share] | None = None
    for host in found:
        reach = _of_owner(team, who, host)
        if reach.level < OWN and best.level < OWN:
            if shares is None:
                shares = people.shares_about(store, [one.id for one in found])
            reach = _of_share(team, who, host, shares, reach)
        if reach.level > best.level:
            best = reach
    if best.level < READ and people.holds_approval(store, who, [row.id, *(one.id for one in found)]):
        best = _Reach(READ, "holder", best.name, best.owner)
    if found and kind.name not in _PERSONAL:
        return best
    mine = {
        "reminder": ("for_id", "owner_id"), "guidance": ("for_id", "author_id"), "notice": ("for_id",),
        "approval": ("approver_id", "asked_by_id", "on_behalf_of_id"),
    }.get(kind.name, ("owner_id",))  # fmt: skip
    held = [id for id in (getattr(row, column) for column in mine) if id]
    if who in held:
        return max(best, _Reach(WRITE if found else OWN, "owner", owner=who), key=lambda one: one.level)
    if any(team.above(who, id) for id in held):
        return max(best, _Reach(OWN, "above", owner=held[0]), key=lambda one: one.level)
    return best


def _has_sale(store: Store, team: Team, who: str, customer: Customer) -> bool:
    """Whether an opportunity of a customer is a member's, of somebody below, or open to the member by a share."""
    deals = rows_where(store, Opportunity, customer_id=customer.id)
    if any(one.owner_id == who or team.above(who, one.owner_id) for one in deals):
        return True
    shares = people.shares_about(store, [one.id for one in deals])
    return any(shared_with(one, team.members[who]) for one in shares)


_PERSONAL = ("reminder", "guidance", "notice", "expense", "approval")
"""What is somebody's own, whatever it hangs on."""
_SAYING = ("edit", "remove", "purge")
_HELD = ("see", "ask", "follow", "do", "collect", "add")
"""What who holds a step or duty of an order may do; see :func:`crmcli.verbs.order_people.lets`."""


def _of_author(team: Team, who: str, row: Record) -> _Reach | None:
    """The reach to guidance of who would change what was said; None for other records, and if nobody said it."""
    if not isinstance(row, Guidance) or not row.author_id:
        return None
    if who == row.author_id:
        return _Reach(OWN, "owner", owner=who)
    if team.above(who, row.author_id):
        return _Reach(OWN, "above", owner=row.author_id)
    return _Reach(NONE, "said", owner=row.author_id)


def _of_owner(team: Team, who: str, host: Customer | Opportunity) -> _Reach:
    name = host.name if isinstance(host, Customer) else host.title
    owner = host.owner_id
    if owner == who:
        return _Reach(OWN, "owner", name, owner)
    if owner is not None and team.above(who, owner):
        return _Reach(OWN, "above", name, owner)
    if owner is None and isinstance(host, Customer):
        return _Reach(READ, "pool", name, owner)
    return _Reach(NONE, "none", name, owner)


def _of_share(
    team: Team, who: str, host: Customer | Opportunity, shares: list[Share], best: _Reach
) -> _Reach:
    """How far the shares of a record reach, where that is further than ``best``."""
    for share in shares:
        if share.about_id == host.id and shared_with(share, team.members[who]):
            level = WRITE if share.access == "write" else READ
            if level > best.level:
                best = _Reach(level, "shared", best.name, best.owner)
    return best


def shared_with(share: Share, one: Member) -> bool:
    """Whether a share opens its record to a member: by name, role or department."""
    return (
        share.member_id == one.id
        or (share.role is not None and share.role == one.role)
        or (share.department is not None and share.department == one.department)
    )


def _allowed(team: Team, one: Member, reach: _Reach) -> str:
    values = {"who": one.name, "name": reach.name, "owner": team.name(reach.owner)}
    if reach.by == "owner":
        return _("%(who)s owns it.") % values
    if reach.by == "above":
        return _("%(who)s is above %(owner)s, whose it is.") % values
    if reach.by == "pool":
        return _("It is in the pool: everybody may see and take it.")
    if reach.by == "everybody":
        return _("Everybody of the team may.")
    if reach.by == "holder":
        return _("%(who)s holds an approval of it.") % values
    if reach.level == READ:
        return _("It is shared with %(who)s for reading.") % values
    return _("It is shared with %(who)s for reading and writing.") % values


def _refused(team: Team, one: Member, verb: str, reach: _Reach, good: bool) -> tuple[str, str]:
    values = {"who": one.name, "owner": team.name(reach.owner)}
    if good:  # only the right of the role is missing
        does = _GENERAL_DOES[verb]
        return "right", _(does) % {"who": one.name, "role": team.roles.label_of(one.role) or "—"}
    if verb == "guide" and reach.level >= READ:
        return "not_above", _("only somebody above its owner %(owner)s guides.") % values
    if reach.by == "said":
        return "said", _("%(owner)s said it.") % values
    if reach.by == "pool":
        return "pool", _("it is in the pool.")
    if reach.by == "holder":
        return "read_only", _("%(who)s only holds an approval of it.") % values
    if reach.level == READ and reach.by == "shared":
        return "read_only", _("it is shared with %(who)s for reading only.") % values
    if reach.level == WRITE:
        return "owner_only", _("only its owner %(owner)s and those above may.") % values
    return "not_yours", _("it belongs to %(owner)s.") % values
