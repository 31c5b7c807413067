"""The pool: customers without an owner. They come there when nobody deals with them, and are taken up to a limit.

Days are counted from the last dealing, or from when the owner got the customer if that is later. A step that is still
ahead holds a customer, and so does an open opportunity with its close ahead. The owner is warned before. What is open
on a customer goes into nobody's hands with it, and into those of who takes it: a deal and its customer stay together.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from crmcli.clock import moment, shown, stored
from crmcli.errors import Conflict, Refused
from crmcli.i18n import _
from crmcli.store import journal, people
from crmcli.store import pool as pooled
from crmcli.store.browse import by_numbers
from crmcli.store.journal import Transaction
from crmcli.store.records import CUSTOMER, MEMBER, Customer, Member
from crmcli.store.statements import by_id
from crmcli.verbs import handover
from crmcli.verbs.records import fresh, refuse_removed
from crmcli.verbs.rights import demand, demand_all
from crmcli.verbs.shape import link, records_json
from crmcli.verbs.staff import Team
from crmcli.verbs.stages import default_process
from crmcli.verbs.team_rules import refused

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.verbs.handover import Passed

ANY = "none"
"""The level of a customer without one, in the rules."""


class Rules:
    """The pool's rules, of the team's default process; ``days`` by level is empty if nothing ever returns."""

    __slots__ = ("days", "most", "per_day", "process", "warn_days")

    def __init__(self, store: Store) -> None:
        process = default_process(store)
        data: dict[str, Any] = process.data.get("pool") or {}
        self.process = process.name
        self.days: dict[str, int] = dict(data.get("days") or {})
        self.warn_days = int(data.get("warn_days") or 0)
        self.most: int | None = data.get("most")
        self.per_day: int | None = data.get("per_day")

    def of(self, store: Store, member: str) -> tuple[int | None, int | None]:
        """How many customers a member may have when taking one, and may take a day: the member's own limits first."""
        team = Team(store)
        if member not in team.members:
            return self.most, self.per_day
        own, below = team.own_limits(member), team.limits(member)

        def limit(name: str, rule: int | None) -> int | None:
            if isinstance(own.get(name), int):
                return int(own[name])
            known = below.get(name)  # of those below: it never makes the rule for all smaller
            return rule if rule is None or not isinstance(known, int) else max(rule, known)

        return limit("pool_most", self.most), limit("pool_per_day", self.per_day)


def rules(store: Store) -> dict[str, Any]:
    """The rules as they hold for me: ``process days warn_days most per_day owned taken_today``."""
    found = Rules(store)
    most, per_day = found.of(store, store.me)
    return {
        "process": found.process,
        "days": found.days,
        "warn_days": found.warn_days,
        "most": most,
        "per_day": per_day,
        "owned": pooled.owned(store, store.me),
        "taken_today": pooled.taken_since(store, store.me, _midnight(store)),
    }


def _midnight(store: Store) -> str:
    now = store.clock()
    return stored(datetime.combine(now.date(), time(), now.tzinfo))


# --- back to the pool ---------------------------------------------------------------------------------------------


class Swept:
    """What a sweep did, or would do: who was warned of which customer, what went back."""

    __slots__ = ("days", "left", "returned", "transaction", "warned")

    def __init__(self) -> None:
        self.warned: list[tuple[Customer, date]] = []  # and when each returns
        self.returned: Passed | None = None
        self.days: dict[str, int] = {}  # by customer's id, for how many nobody dealt with it
        self.left = 0  # due ones of others, whom the member who acts may not sweep
        self.transaction: str | None = None

    def as_json(self, store: Store) -> list[dict[str, Any]]:
        """The customers, each with ``action idle_days returns_on from moved transaction``."""
        rows = [row for row, _day in self.warned]
        on = {row.id: day.isoformat() for row, day in self.warned}
        owners: dict[str | None, Any] = {None: None}
        for id in {row.owner_id for row in rows} - {None}:
            member = by_id(store, Member, id)
            owners[id] = None if member is None else link(MEMBER, member)
        by = {row.id: row.owner_id for row in rows}
        found = [
            {
                **one, "action": "warned", "idle_days": self.days[one["id"]], "returns_on": on[one["id"]],
                "from": owners.get(by[one["id"]]), "moved": None, "transaction": self.transaction,
            }
            for one in records_json(store, CUSTOMER, rows)
        ]  # fmt: skip
        for one in self.returned.as_json(store) if self.returned is not None else ():
            told = {key: value for key, value in one.items() if key not in ("to", "reason")}
            told |= {"action": "returned", "idle_days": self.days[one["id"]], "returns_on": None}
            found.append({**told, "transaction": self.transaction})
        return found


def sweep(store: Store, *, dry_run: bool = False) -> Swept:
    """Warn the owners of customers that are about to return, and return those whose warning has stood long enough.

    Only what is one's own or of those below, unless one's role has the right ``pool``. Raises :class:`Refused` where
    no process says when a customer returns.
    """
    found = Rules(store)
    if not found.days:
        message = _("No rule says when a customer returns to the pool.")
        raise refused(
            "no_rules", "pool", message, _("The default process says so in [pool]: `crm process export`.")
        )
    swept = Swept()
    with Transaction(store, "pool sweep", dry_run=dry_run) as transaction:
        due, warn = _due(store, found, swept)
        for row, day in warn:
            _warn(store, row, day)
        swept.warned = warn
        if due:
            swept.returned = handover.hand(store, due, None, "")
            _tell_returned(store, swept.returned, "")
    swept.transaction = None if dry_run else transaction.ref
    return swept


def _due(store: Store, found: Rules, swept: Swept) -> tuple[list[Customer], list[tuple[Customer, date]]]:
    """The customers to be returned now, and those whose owners are to be warned, with the day on which they return."""
    now = store.clock()
    today = now.date()
    least = max(min(found.days.values()) - found.warn_days, 0)
    before = stored(datetime.combine(today - timedelta(days=least - 2), time(), now.tzinfo))
    idle = pooled.idle(store, before, today.isoformat(), stored(now))
    mine = _mine(store)
    rows = by_numbers(store, Customer, [one.nid for one in idle])
    warned = _warned(store, [rows[one.nid] for one in idle])
    due: list[Customer] = []
    warn: list[tuple[Customer, date]] = []
    for one in idle:
        row = rows[one.nid]
        days = found.days.get(one.level or ANY)
        start = _since(store, one)
        if days is None or (today - start).days < days - found.warn_days:
            continue
        first = min(
            (day for who, day in warned.get(row.id, ()) if who == one.owner_id and day > start), default=None
        )
        ripe = (today - start).days >= days
        goes = ripe and (
            not found.warn_days or (first is not None and (today - first).days >= found.warn_days)
        )
        if not goes and first is not None:
            continue
        if mine is not None and one.owner_id not in mine:
            swept.left += 1
            continue
        swept.days[row.id] = (today - start).days
        if goes:
            due.append(row)
        else:
            warn.append((row, max(start + timedelta(days=days), today + timedelta(days=found.warn_days))))
    return due, warn


def _mine(store: Store) -> set[str] | None:
    """The members whose customers the one who acts may sweep; None: all."""
    if people.alone(store):
        return None
    team = Team(store)
    demand(store, "return", CUSTOMER)  # not if one is suspended
    if {"all", "pool"} & team.rights(store.me):
        return None
    return {store.me, *(one.id for one in team.below(store.me))}


def _since(store: Store, one: pooled.Idle) -> date:
    """The day from which days are counted: the last dealing, or when its owner got it if that is later."""
    days = [moment(at, store.zone).date() for at in (one.dealt_at, one.owned_since) if at]
    if one.dealt_at is None and one.dealt_on:
        days.append(date.fromisoformat(one.dealt_on))
    return max(days)


def _warned(store: Store, rows: Sequence[Customer]) -> dict[str, list[tuple[str, date]]]:
    """Who was warned of which customer on which day."""
    found: dict[str, list[tuple[str, date]]] = {}
    for customer, member, at in pooled.warnings(store, [row.id for row in rows]):
        found.setdefault(customer, []).append((member, moment(at, store.zone).date()))
    return found


def _warn(store: Store, row: Customer, day: date) -> None:
    assert row.owner_id is not None
    handover.notify(store, row.owner_id, "pool", [row], day.isoformat(), always=True)


def give_back(store: Store, rows: Sequence[Customer], reason: str) -> Passed:
    """Return customers to the pool, with what is open on them. Those that are there already stay.

    Raises :class:`UsageError` without a reason, :class:`Forbidden` for what is neither one's own nor of those below.
    """
    reason = handover.needed_reason(reason)
    for row in rows:
        refuse_removed(CUSTOMER, row)
    rows = [row for row in rows if row.owner_id is not None]
    demand_all(store, "return", [(CUSTOMER, row) for row in rows])
    with Transaction(store, "pool return") as transaction:
        transaction.reason = reason
        passed = handover.hand(store, rows, None, reason)
        _tell_returned(store, passed, reason)
    passed.transaction = transaction.ref
    return passed


def _tell_returned(store: Store, passed: Passed, reason: str) -> None:
    told: dict[str, list[Customer]] = {}
    for row in passed.rows:
        before = passed.from_[row.id]
        if before is not None and before != store.me:
            told.setdefault(before, []).append(row)
    for member, rows in told.items():
        handover.notify(store, member, "pool", rows, reason)


# --- out of the pool ----------------------------------------------------------------------------------------------


def take(store: Store, rows: Sequence[Customer]) -> Passed:
    """Take customers from the pool, with what is open on them.

    Raises :class:`Conflict` for one that somebody has, :class:`Refused` where that is more than one may have, or may
    take in a day.
    """
    rows = list({row.id: row for row in rows}.values())
    for row in rows:
        refuse_removed(CUSTOMER, row)
    me = by_id(store, Member, store.me)
    with Transaction(store, "pool take") as transaction:
        now = [fresh(store, row) for row in rows]
        _refuse_taken(store, now)
        demand_all(store, "take", [(CUSTOMER, row) for row in now])
        _refuse_too_many(store, len(now))
        passed = handover.hand(store, now, me, "")
    passed.transaction = transaction.ref
    return passed


def _refuse_taken(store: Store, rows: Sequence[Customer]) -> None:
    taken = [row for row in rows if row.owner_id is not None]
    if not taken:
        return
    row = taken[0]
    owner = by_id(store, Member, row.owner_id)
    last = journal.last_writer(store, CUSTOMER.table, row.nid)
    by = by_id(store, Member, last.actor_id) if last is not None else None
    mine = by_id(store, Member, store.me)
    raise Conflict(
        _("%(name)s (%(ref)s) is with %(owner)s.")
        % {"name": row.name, "ref": row.ref, "owner": owner.name if owner is not None else "—"},
        hint=_("`crm pool list` shows what is there."),
        record=link(CUSTOMER, row),
        changes=[
            {
                "field": "owner", "base": None, "mine": None if mine is None else link(MEMBER, mine),
                "theirs": None if owner is None else link(MEMBER, owner),
                "by": None if by is None else link(MEMBER, by),
                "at": shown(last.at, store.zone) if last is not None else None,
            }
        ],
        others=[link(CUSTOMER, one) for one in taken[1:20]],
    )  # fmt: skip


def _refuse_too_many(store: Store, number: int) -> None:
    most, per_day = Rules(store).of(store, store.me)
    missing = []
    have = pooled.owned(store, store.me) if most is not None else 0
    if most is not None and have + number > most:
        message = _("You have %(have)d customers and may have %(most)d.") % {"have": have, "most": most}
        missing.append({"code": "pool_most", "field": "owner", "message": message})
    today = pooled.taken_since(store, store.me, _midnight(store)) if per_day is not None else 0
    if per_day is not None and today + number > per_day:
        message = _("You have taken %(today)d today and may take %(most)d.") % {
            "today": today,
            "most": per_day,
        }
        missing.append({"code": "pool_per_day", "field": "owner", "message": message})
    if missing:
        raise Refused(
            " ".join(str(one["message"]) for one in missing),
            hint=_("Return what you do not deal with: `crm pool return REF --reason TEXT`."),
            missing=missing,
        )
