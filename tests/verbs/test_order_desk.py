"""Whatever the members, departments, owners, absences: what is late, blocked or due stands on somebody's desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from stores import customer, opened

from crmcli.store.journal import Transaction
from crmcli.store.open import Store
from crmcli.store.records import ORDER, PAYMENT, STEP, Duty, Member, Order, Payment, Step
from crmcli.store.statements import insert, update
from crmcli.verbs import order_people
from crmcli.verbs.rights import may
from crmcli.verbs.staff import Team
from crmcli.verbs.today import today
from support import NOW

TODAY = datetime.fromisoformat(NOW).date()
DEPARTMENTS = (None, "Finance", "finance ", "单证部", "Nobody's")
STATUSES = ("open", "started", "blocked", "done")
_numbers = count()
_SECTIONS = ("important", "overdue", "today", "steps", "duties")

days = st.sampled_from((-3, -1, 0, 1)).map(lambda number: (TODAY + timedelta(days=number)).isoformat())
people = st.lists(
    st.fixed_dictionaries(
        {
            "department": st.sampled_from(DEPARTMENTS[:4]), "superior": st.sampled_from((0, 1, 2, 3, None)),
            "active": st.booleans(), "removed": st.sampled_from((False, False, False, True)),
            "away": st.sampled_from((None, None, (-2, 0), (0, 3), (-3, -1), (1, 2))),
            "deputy": st.sampled_from((0, 1, 2, 3, 4, None)),
        }
    ),
    min_size=2,
    max_size=4,
)  # fmt: skip
whom = st.sampled_from((0, 1, 2, 3, 4, None))
given_to = {"member": st.sampled_from((None, None, 0, 1, 2, 3)), "department": st.sampled_from(DEPARTMENTS)}
order = st.fixed_dictionaries(
    {
        "owner": whom,
        "later_owner": st.sampled_from((None, None, (0,), (1,), (2,), (3,), (None,))),
        "status": st.sampled_from(("open", "open", "open", "pending", "closed")), "archived": st.booleans(),
        "steps": st.lists(
            st.fixed_dictionaries({**given_to, "planned": st.none() | days, "status": st.sampled_from(STATUSES)}),
            min_size=1,
            max_size=3,
        ),
        "duties": st.lists(st.fixed_dictionaries({**given_to, "alarm": days}), max_size=2),
        "payments": st.lists(days, max_size=2),
    }
)  # fmt: skip


class Firm:
    """A store with a team and orders."""

    def __init__(self, store: Store, team: list[dict[str, Any]], orders: list[dict[str, Any]]) -> None:
        self.store = store
        assert store.me
        with Transaction(store, "team add"):
            rows = [
                insert(store, Member, name=f"M{at}", department=one["department"])
                for at, one in enumerate(team)
            ]
            self.ids = [store.me, *(one.id for one in rows)]
            for row, one in zip(rows, team, strict=True):
                gone = NOW if one["removed"] else None
                above = self.member(one["superior"])
                update(store, row, superior_id=above if above != row.id else None, active=int(one["active"]),
                       removed_at=gone)  # fmt: skip
                if one["away"] is not None:
                    first, last = ((TODAY + timedelta(days=number)).isoformat() for number in one["away"])
                    update(store, row, away_from=first, away_until=last, deputy_id=self.member(one["deputy"]))
        of = customer(store)
        self.steps: list[tuple[Step, Order]] = []
        self.duties: list[tuple[Duty, Order]] = []
        self.payments: list[tuple[Payment, Order]] = []
        with Transaction(store, "order add"):
            for number, one in enumerate(orders):
                self._order(of.id, number, one)

    def member(self, at: int | None) -> str | None:
        return None if at is None else self.ids[at % len(self.ids)]

    def _order(self, of: str, number: int, one: dict[str, Any]) -> None:
        store, owner = self.store, self.member(one["owner"])
        row = insert(
            store, Order, number=f"N{number}", customer_id=of, status=one["status"], owner_id=owner,
            amount_minor=10_000, amount_currency="CNY", currency="CNY",
        )  # fmt: skip
        for place, each in enumerate(one["steps"], 1):
            step = insert(
                store, Step, order_id=row.id, place=place, key=f"k{place}", name=f"Step {place}", owner_id=owner,
                member_id=self.member(each["member"]), department=each["department"], planned=each["planned"],
                status=each["status"],
            )  # fmt: skip
            self.steps.append((step, row))
        for each in one["duties"]:
            duty = insert(
                store, Duty, text="Tell", order_id=row.id, owner_id=owner, for_id=self.member(each["member"]),
                department=each["department"], alarm_on=each["alarm"], due=each["alarm"],
            )  # fmt: skip
            self.duties.append((duty, row))
        for due in one["payments"]:
            payment = insert(
                store, Payment, order_id=row.id, kind="planned", amount_minor=100, amount_currency="CNY", due=due,
                owner_id=owner,
            )  # fmt: skip
            self.payments.append((payment, row))
        if one["later_owner"] is not None:
            update(store, row, owner_id=self.member(one["later_owner"][0]))
        if one["archived"]:  # out of lists; nobody is let off what it asks
            update(store, row, archived_at=NOW)

    def deputies(self) -> dict[str, str]:
        """By who is away today: who stands in, and is there."""
        team, found = Team(self.store), {}
        here = {id for id in self.ids if team.works(id)}
        away = {
            id for id in here
            if (team.members[id].away_from or "9999") <= TODAY.isoformat() <= (team.members[id].away_until or "")
        }  # fmt: skip
        for id in away:
            other = team.members[id].deputy_id
            if other in here and other not in away:
                found[id] = str(other)
        return found

    def desks(self) -> dict[str, set[str]]:
        """Who works here: the ids of what stands on the desk of each."""
        team, me, found = Team(self.store), self.store.me, {}
        self.places: dict[tuple[str, str], str | None] = {}
        for id in self.ids:
            if team.works(id):
                self.store.me = id
                desk = today(self.store)
                entries = [one for name in _SECTIONS for one in desk[name]]
                every = [one["id"] for one in entries]
                for one in entries:
                    behalf = one.get("on_behalf_of")
                    self.places[id, one["id"]] = behalf and behalf["id"]
                assert len(every) == len(set(every)), "a record stands once"
                found[id] = set(every)
        self.store.me = me
        return found


@settings(max_examples=120)
@given(team=people, orders=st.lists(order, min_size=1, max_size=3))
def test_what_presses_stands_on_the_desks_of_those_who_answer_for_it(
    tmp_path: Path, team: list[dict[str, Any]], orders: list[dict[str, Any]]
) -> None:
    store = opened(tmp_path / f"{next(_numbers)}.db")
    try:
        firm = Firm(store, team, orders)
        desks = firm.desks()
        now, all_of = TODAY.isoformat(), Team(store)
        wanted: dict[str, set[str]] = {id: set() for id in desks}
        for step, order in firm.steps:
            if order.status != "open" or step.status == "done":
                continue
            held = order_people.holders(store, all_of, step, order)
            seen = order_people.sees(store, all_of, step, order)
            assert held
            late = step.planned is not None and step.planned < now
            if late or step.status == "blocked":
                assert any(step.id in desks[id] for id in desks), "nobody sees it"
            for id in desks:
                if (id in seen and (late or step.status == "blocked")) or (
                    id in held and (step.planned == now or step.status == "started")
                ):
                    wanted[id].add(step.id)
        for duty, order in firm.duties:
            if (duty.alarm_on or "") <= now:
                people = order_people.answering(all_of, duty.for_id, duty.department, order.owner_id)
                assert people
                for id in people:
                    wanted[id].add(duty.id)
        for payment, order in firm.payments:
            if (payment.due or "") <= now and order.status in ("open", "closed"):
                for id in order_people.answering(all_of, None, None, order.owner_id):
                    wanted[id].add(payment.id)
        own = {id: set(ids) for id, ids in wanted.items()}
        deputies = firm.deputies()
        for absent, deputy in deputies.items():
            wanted[deputy] |= own[absent]
        assert desks == wanted
        for (id, record), behalf in firm.places.items():
            assert (behalf is None) == (record in own[id])
            assert behalf is None or (deputies[behalf] == id and record in own[behalf])
        # What stands there in somebody's place may be done, unless it is only watched; when all are back, none does.
        for id, ids in desks.items():
            for payment, order in firm.payments:
                if payment.id in ids and firm.places[id, payment.id]:
                    assert may(store, id, "see", PAYMENT, payment)
                    assert may(store, id, "collect", ORDER, order)
            for step, order in firm.steps:
                behalf = firm.places.get((id, step.id))
                if step.id in ids and behalf and order_people.holds(store, all_of, behalf, step, order):
                    assert may(store, id, "do", STEP, step)
        with Transaction(store, "team away"):
            for row in all_of.members.values():
                update(store, row, away_from=None, away_until=None, deputy_id=None)
        assert firm.desks() == own
    finally:
        store.close()
