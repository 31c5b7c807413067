"""Whatever is done with an order's steps and days, and taken back: its planned days, its count, the order itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from people import Team
from stores import customer, opened

from crmcli.errors import CrmError
from crmcli.processes.checklist import read_plan
from crmcli.store.journal import Transaction
from crmcli.store.records import DUTY, ORDER, PAYMENT, STEP, Duty, Order, Payment, Step
from crmcli.store.statements import by_ids, members_of, rows_where, update
from crmcli.verbs import duties, order_closing, order_people, order_plan, order_steps, orders, step_editing
from crmcli.verbs.history import undo
from crmcli.verbs.shape import records_json
from crmcli.verbs.staff import Team as Staff

PICK = st.integers(0, 30)
DAYS = st.dates(date(2026, 10, 1), date(2027, 4, 30)).map(str)
PAST = st.none() | st.dates(date(2026, 9, 1), date(2026, 11, 18)).map(str)
AHEAD = ("open", "started", "blocked")
_STAMPS = ("updated_at", "updated_by")
TODAY = "2026-11-18"


def plus(day: str, days: int) -> str:
    return str(date.fromordinal(date.fromisoformat(day).toordinal() + days))


class Carried(RuleBasedStateMachine):
    @initialize(process=st.sampled_from(["sales", "domestic", "decoration", "service_contract"]))
    def begin(self, process: str) -> None:
        self.folder = TemporaryDirectory()
        self.store = opened(Path(self.folder.name) / "crm.db")
        self.team = Team(self.store)
        with Transaction(self.store, "team"):
            update(self.store, self.team.li, role="rep")
            update(self.store, self.team.zhao, department="Finance")
        self.before: list[tuple[Any, str]] = []  # what stood before each command, and its transaction
        with self.team.acting(self.team.li):
            of = customer(self.store)
            made = orders.add(
                self.store,
                {"customer": [of.id], "delivery": ["2027-01-29"], "amount": ["1000"]},
                process=process,
            )
            owed = {"order": [made.row.id], "text": ["tell them"], "plan": ["arrival-3d,delivery+5d"]}
            duties.add(self.store, owed)
        self.id = made.row.id

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    # --- what is there --------------------------------------------------------------------------------------------

    @property
    def order(self) -> Order:
        return by_ids(self.store, Order, [self.id])[self.id]

    def steps(self) -> list[Step]:
        return rows_where(self.store, Step, "place", order_id=self.id)

    def state(self) -> Any:
        of: dict[str, Any] = {"order_id": self.id}
        found = [
            *records_json(self.store, ORDER, [self.order]),
            *records_json(self.store, STEP, self.steps()),
            *records_json(self.store, PAYMENT, rows_where(self.store, Payment, **of)),
            *records_json(self.store, DUTY, rows_where(self.store, Duty, removed_at=None, **of)),
        ]
        return [{key: value for key, value in one.items() if key not in _STAMPS} for one in found]

    def tried(self, act: Any) -> None:
        """Do something; what was refused changed nothing."""
        before = self.state()
        try:
            transaction = act()
        except CrmError:
            assert self.state() == before
            return
        if transaction is None:
            assert self.state() == before
        else:
            self.before.append((before, transaction))

    # --- what is done ---------------------------------------------------------------------------------------------

    @rule(
        what=st.sampled_from(["done", "done", "start", "skip", "block", "reopen"]), picks=st.lists(PICK, min_size=1,
        max_size=3), at=PAST, reason=st.sampled_from(["", "why", "why"]),
    )  # fmt: skip
    def carry(self, what: str, picks: list[int], at: str | None, reason: str) -> None:
        steps = self.steps()
        named = [steps[pick % len(steps)] for pick in picks]
        when = at if what in ("done", "start") else None
        self.tried(
            lambda: order_steps.do(self.store, named, what, at=when, reason=reason or None).transaction
        )

    @rule(number=st.integers(1, 4), at=PAST)
    def goes_on(self, number: int, at: str | None) -> None:
        """The next steps are done, one after the other."""
        for _each in range(number):
            following = order_steps.next_of(self.store, self.order)
            if following is not None:
                self.tried(
                    lambda step=following: order_steps.do(self.store, [step], "done", at=at).transaction
                )

    @rule(pick=PICK, why=st.sampled_from(["", "wrong"]))
    def goes_back(self, pick: int, why: str) -> None:
        done = [one for one in self.steps() if one.status == "done"]
        if done:
            named = [done[pick % len(done)]]
            self.tried(lambda: order_steps.do(self.store, named, "reopen", reason=why).transaction)

    @rule(pick=PICK)
    def opened_by_a_change(self, pick: int) -> None:
        steps = self.steps()
        if self.order.status != "open":
            return

        def act() -> str | None:
            with Transaction(self.store, "order change") as transaction:
                order_steps.again(self.store, [steps[pick % len(steps)]], "changed")
                order_plan.replan(self.store, self.order)
            return transaction.ref

        self.tried(act)

    @rule(field=st.sampled_from(["signed_on", "delivery", "arrival"]), day=DAYS | st.just(""))
    def moved(self, field: str, day: str) -> None:
        self.tried(lambda: orders.edited(self.store, self.order, {field: [day]}).transaction)

    @rule(pick=PICK, field=st.sampled_from(["planned", "planned", "plan"]), day=DAYS, plan=st.sampled_from(
        ["signed+3d", "delivery-5d", "arrival", "deposit+2d"]))  # fmt: skip
    def planned(self, pick: int, field: str, day: str, plan: str) -> None:
        steps = self.steps()
        typed = {field: [day if field == "planned" else plan]}
        self.tried(lambda: step_editing.edit(self.store, steps[pick % len(steps)], typed).transaction)

    @rule(plan=st.sampled_from(["arrival-3d", "arrival-2d,delivery+5d", "delivery", "signed+40d"]), days=st.none() |
        st.integers(0, 9), due=DAYS, rule=st.booleans())  # fmt: skip
    def obliged(self, plan: str, days: int | None, due: str, rule: bool) -> None:
        """Somebody is given a duty by hand, by a rule or for a day."""
        typed = {"order": [self.id], "text": ["call"], **({"plan": [plan]} if rule else {"due": [due]})}
        if days is not None:
            typed["alarm_days"] = [str(days)]
        self.tried(lambda: duties.add(self.store, typed)[1])

    @rule(pick=PICK, what=st.sampled_from(["done", "drop", "reopen"]))
    def seen_to(self, pick: int, what: str) -> None:
        rows = rows_where(self.store, Duty, removed_at=None)
        if not rows:
            return
        row = rows[pick % len(rows)]

        def act() -> str | None:
            with Transaction(self.store, f"duty {what}") as transaction:
                if what == "done":
                    duties.finish(self.store, [row])
                elif what == "drop":
                    duties.drop(self.store, [row], "no need", by_hand=True)
                else:
                    duties.reopen(self.store, [row])
            return transaction.ref

        self.tried(act)

    @rule(how=st.sampled_from(["force", "cancel", "reopen", "reopen"]))
    def ended(self, how: str) -> None:
        def act() -> str | None:
            if how == "force":
                return order_closing.close(self.store, self.order, force=True, reason="over").transaction
            if how == "cancel":
                return order_closing.cancel(self.store, self.order, "over").transaction
            return order_closing.reopen(self.store, self.order, "again").transaction

        self.tried(act)

    @rule(number=st.integers(1, 3))
    def taken_back(self, number: int) -> None:
        """Undo takes back the last commands exactly, one after the other."""
        for _each in range(number):
            if self.before:
                before, transaction = self.before.pop()
                undo(self.store, transaction)
                assert self.state() == before

    # --- what always holds ----------------------------------------------------------------------------------------

    def opened_again(self, one: Step) -> date | None:
        """The day a step was opened again that had been done."""
        runs = records_json(self.store, STEP, [one])[0]["runs"]
        return date.fromisoformat(runs[-1]["at"][:10]) if runs else None

    @invariant()
    def days_follow(self) -> None:
        if not hasattr(self, "id"):
            return
        order, steps = self.order, self.steps()
        by_key = {one.key: one for one in steps}
        after = members_of(self.store, STEP.fields["depends_on"], [one.id for one in steps])
        days: dict[str, str | None] = {
            "signed": order.signed_on, "delivery": order.delivery, "arrival": order.arrival
        }  # fmt: skip
        for one in steps:
            done = order_steps.day_of(one, self.store.zone)
            days[one.key] = str(done) if done is not None else one.planned
        for one in steps:
            if one.status not in AHEAD:
                continue
            assert one.first_planned or not one.planned
            waits = [other for key in after.get(one.id, ()) if (other := by_key[key]).status in AHEAD]
            for other in waits:
                if one.planned and other.planned:
                    assert one.planned >= other.planned, (one.key, other.key)
            named = [found for part in (one.plan or "").split(",") if (found := read_plan(part.strip()))]
            anchor, number = next(((key, far) for key, far, _unit in named if days[key]), ("", 0))
            if anchor and by_key.get(anchor, one).status != "skipped":
                start = date.fromisoformat(str(days[anchor]))
                again = self.opened_again(one)
                if again is not None and number > 0 and anchor not in ("delivery", "arrival"):
                    start = max(start, again)
                own = date.fromordinal(start.toordinal() + number)
                own = own if again is None else max(own, again)
                assert one.planned is not None
                assert one.planned >= str(own)
                # later only where something before it is, however far
                held = [by_key[key] for key in after.get(one.id, ())]
                if all(each.status == "done" for each in held):
                    assert one.planned == str(own)

    @invariant()
    def duties_follow(self) -> None:
        """An open duty is due on the first day of its rule that is known, its alarm so many days before."""
        if not hasattr(self, "id"):
            return
        order, steps = self.order, self.steps()
        days: dict[str, str | None] = {
            "signed": order.signed_on, "delivery": order.delivery, "arrival": order.arrival
        }  # fmt: skip
        by_id = {one.id: one for one in steps}
        for duty in rows_where(self.store, Duty, state="open", removed_at=None):
            step = by_id.get(duty.step_id or "")
            done = order_steps.day_of(step, self.store.zone) if step is not None else None
            known = {**days, "done": None if done is None else str(done)}
            if duty.plan is not None:
                named = [read_plan(part.strip()) for part in duty.plan.split(",")]
                due = next(
                    (plus(str(known[one[0]]), one[1]) for one in named if one is not None and known[one[0]]),
                    None,
                )
                assert duty.due == due, (duty.plan, known)
            before = 2 if duty.alarm_days is None else duty.alarm_days
            assert duty.alarm_on == (plus(duty.due, -before) if duty.due else TODAY)

    @invariant()
    def counted(self) -> None:
        if not hasattr(self, "id"):
            return
        order, steps = self.order, self.steps()
        assert order.steps_done == len([one for one in steps if one.status == "done"])
        assert order.steps_total == len([one for one in steps if one.status != "skipped"])
        assert order.blocked == len([one for one in steps if one.status == "blocked"])
        ahead = [one for one in steps if one.status in AHEAD]
        ahead.sort(key=lambda one: (one.planned is None, one.planned or "", one.place))
        assert order.next_step_id == (ahead[0].id if ahead else None)
        assert order.next_planned == (ahead[0].planned if ahead else None)
        if order.status != "open":
            assert order.status == "pending" or not ahead

    @invariant()
    def marked(self) -> None:
        """What is done says when and by whom, what is not says neither; somebody who works here holds each."""
        if not hasattr(self, "id"):
            return
        staff, order = Staff(self.store), self.order
        for one in self.steps():
            assert (one.status == "done") == bool(one.done_by_id) == bool(one.done_on or one.done_at)
            assert (one.status == "blocked") == bool(one.blocked_reason)
            holders = order_people.holders(self.store, staff, one, order)
            assert holders
            assert all(staff.works(each) for each in holders)
        left = {one.id for one in rows_where(self.store, Duty, state="open", removed_at=None)}
        for duty in by_ids(self.store, Duty, left).values():
            step = by_ids(self.store, Step, [duty.step_id or ""]).get(duty.step_id or "")
            assert step is None or step.status == "done"


Carried.TestCase.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
TestCarried = Carried.TestCase


def test_who_holds_a_step_from_its_member_to_whoever_has_all_rights(tmp_path: Path) -> None:
    store = opened(tmp_path / "crm.db")
    team = Team(store)
    with Transaction(store, "team"):
        update(store, team.zhao, department="Ｌab")  # as names are compared
        update(store, team.han, department="lab")
    with team.acting(team.li):
        of = customer(store)
        made = orders.add(store, {"customer": [of.id]})
    step = made.steps[0]

    def held(**columns: Any) -> list[str]:
        with Transaction(store, "step"):
            update(store, step, **columns)
        staff = Staff(store)
        return [staff.name(id) for id in order_people.holders(store, staff, step, made.row)]

    def leaves(*gone: Any) -> None:
        with Transaction(store, "team"):
            for one in gone:
                update(store, one, active=0)

    assert held(member_id=team.zhao.id, department="Lab") == ["Zhao"]
    assert held(member_id=None) == ["Han Mei", "Zhao"]
    leaves(team.zhao)
    assert held(member_id=team.zhao.id) == ["Han Mei"]
    leaves(team.han)
    assert held() == ["Li Lei"]
    assert held(member_id=None, department=None) == ["Li Lei"]
    leaves(team.li)
    assert held() == ["Wang"]
    leaves(team.wang)
    assert held() == ["lin"]
    staff = Staff(store)
    assert order_people.holds(store, staff, team.lin.id, step, made.row)
    assert order_people.sees(store, staff, step, made.row) == [team.lin.id]
    store.close()
