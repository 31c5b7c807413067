"""How the orders of the told part are carried out: each step by somebody of its department, most of them in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crmcli.errors import CrmError
from crmcli.store.records import Duty, Order, Payment, Step
from crmcli.store.statements import by_id, rows_where
from crmcli.verbs import duties, order_changes, order_steps, payments
from crmcli.verbs.demo import story as telling
from crmcli.verbs.demo.hands import FINANCE, ORDERS, QUALITY, SUPPLY

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from crmcli.verbs.demo.deal import Deal
    from crmcli.verbs.demo.live import Live

_BY_DEPARTMENT = {
    "财务部": FINANCE, "单证部": ORDERS, "采购部": SUPPLY, "质检部": QUALITY,
}  # fmt: skip
_DRIFT = (0, 0, 0, 0, -1, -1, 0, 1, 0, 2, 0, -2, 4, 0, 0, 7)
"""How many days after its planned day a step is done, one of these."""
_STOPS = 11
"""Of so many steps one is blocked for some days."""
_BLOCKED = {
    "purchase": ("供应商要求先付三成", "supplier asks for 30% in advance"),
    "production": ("铸件到货晚，等毛坯", "castings are late"),
    "stock": ("仓库盘点，暂停出库", "stocktaking, nothing leaves the store"),
    "inspection": ("首检不合格，返工", "first inspection failed, being reworked"),
    "packing": ("缺供应商盖章的装箱单", "packing list lacks the supplier's seal"),
    "booking": ("船公司爆舱，等下一班", "vessel is full, waiting for the next one"),
    "customs": ("海关查验", "customs examine the container"),
    "bill_of_lading": ("提单草稿客户还没确认", "buyer has not confirmed the draft yet"),
}
_CHANGES = (
    ("客户要求外箱唛头改版", "the buyer wants new shipping marks", ("packing",)),
    ("客户要求加一道盐雾试验", "the buyer asks for a salt spray test as well", ("inspection",)),
)
_REBATE = 13  # per cent of what was sold, in yuan
_PER_UNIT = {"USD": 712, "EUR": 775, "CNY": 100}  # fen for a hundredth of it


class Carrying:
    """Plays what becomes of an order from the day it is made on."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.store = live.store
        self.random = live.luck
        self._orders = 0

    def begin(self, order: Order, deal: Deal) -> None:
        """Plan an order that was just made."""
        self._orders += 1
        at = self.live.hands.clock.moment
        if self._orders % 9 == 4 and deal.zh in (True, False):
            zh, en, affected = self.random.choice(_CHANGES)
            moment = self._hour(at.date() + timedelta(days=self.random.randrange(16, 26)))
            self._later(moment, deal, lambda: self._change(order.id, zh if deal.zh else en, affected), None)
        self._next(order.id, deal, at)

    # --- step by step ---------------------------------------------------------------------------------------------

    def _next(self, id: str, deal: Deal, after: datetime) -> None:
        """Plan the step that is done next: the first whose predecessors are done."""
        order = by_id(self.store, Order, id)
        if order is None or order.status != "open" or order.removed_at is not None:
            return
        step = by_id(self.store, Step, order.next_step_id)
        if step is None or step.planned is None:
            return
        day = datetime.fromisoformat(step.planned).date() + timedelta(days=self.random.choice(_DRIFT))
        moment = max(self._hour(day), after + timedelta(minutes=self.random.randrange(25, 120)))
        key = step.key
        if key in _BLOCKED and self.random.randrange(_STOPS) == 0:
            stopped = max(moment - timedelta(days=1), after + timedelta(minutes=10))
            zh, en = _BLOCKED[key]
            self._later(
                stopped, deal, lambda: self._do(id, key, "block", zh if deal.zh else en), self._of(step)
            )
            moment = max(moment, stopped) + timedelta(days=self.random.randrange(2, 7))
        elif self.random.random() < 0.3:
            begun = max(moment - timedelta(days=self.random.randrange(1, 4)), after + timedelta(minutes=8))
            self._later(begun, deal, lambda: self._do(id, key, "start"), self._of(step))
        self._later(moment, deal, lambda: self._done(id, key, deal, moment), self._of(step))

    def _done(self, id: str, key: str, deal: Deal, moment: datetime) -> None:
        order = by_id(self.store, Order, id)
        assert order is not None
        if key in ("deposit", "balance", "collected") and not self._paid(order, key):
            again = self._hour(moment.date() + timedelta(days=self.random.randrange(2, 5)))
            self._later(again, deal, lambda: self._done(id, key, deal, again), FINANCE)
            return
        if key == "rebate":
            fen = (order.amount_minor or 0) * _PER_UNIT.get(order.amount_currency or "CNY", 100) // 100
            refund = fen * 100 // 113 * _REBATE // 100
            payments.pay(self.store, order, f"{refund // 100}.{refund % 100:02} CNY", kind="rebate")
        arrival = None
        if key == "bill_of_lading":
            arrival = (moment.date() + timedelta(days=self.random.randrange(16, 34))).isoformat()
        self._do(id, key, "done", arrival=arrival)
        for duty in rows_where(self.store, Duty, order_id=id, state="open", removed_at=None):
            if duty.due is not None and self.random.random() < 0.85:
                day = datetime.fromisoformat(duty.due).date() - timedelta(days=self.random.randrange(3))
                at = max(self._hour(day), moment + timedelta(hours=1))
                self._later(at, deal, lambda duty=duty: self._see_to(duty.id), None)  # type: ignore[misc]
        self._next(id, deal, moment)

    def _do(
        self, id: str, key: str, what: str, reason: str | None = None, *, arrival: str | None = None
    ) -> None:
        found = rows_where(self.store, Step, order_id=id, key=key, removed_at=None)
        order = by_id(self.store, Order, id)
        if (
            found
            and found[0].status not in ("done", "skipped")
            and order is not None
            and order.status == "open"
        ):
            order_steps.do(self.store, found, what, reason=reason, arrival=arrival)

    def _see_to(self, id: str) -> None:
        duty = by_id(self.store, Duty, id)
        if duty is not None and duty.state == "open":
            duties.finish(self.store, [duty])

    def _paid(self, order: Order, key: str) -> bool:
        """What the customer owes first comes in; now and then a part of it, and the rest some days later."""
        due = [
            one for one in rows_where(self.store, Payment, "due", order_id=order.id, kind="planned", removed_at=None)
            if one.outstanding_minor
        ]  # fmt: skip
        wanted = due[:1] if key == "deposit" else due
        minor = sum(one.outstanding_minor or 0 for one in wanted)
        if minor <= 0:
            return True
        part = minor * 6 // 10 if key != "deposit" and self.random.random() < 0.15 else minor
        fee = "18.00 USD" if order.amount_currency == "USD" else None
        amount = f"{part // 100}.{part % 100:02} {order.amount_currency}"
        payments.pay(self.store, order, amount, fee=fee, label=wanted[0].label)
        return part == minor

    def _change(self, id: str, text: str, keys: tuple[str, ...]) -> None:
        order = by_id(self.store, Order, id)
        if order is None or order.status != "open":
            return
        steps = [
            one for key in keys for one in rows_where(self.store, Step, order_id=id, key=key, removed_at=None)
        ]
        if steps:
            order_changes.change(self.store, order, text, [one.ref for one in steps])

    # --- when and who ---------------------------------------------------------------------------------------------

    def _of(self, step: Step) -> int | None:
        """Somebody of the department; None: who sells it."""
        return _BY_DEPARTMENT.get(step.department or "")

    def _hour(self, day: date) -> datetime:
        day = telling.working(day, 1)
        return telling.moment(self.random, day, self.live.zone)

    def _later(self, moment: datetime, deal: Deal, do: Callable[[], None], who: int | None) -> None:
        if moment >= self.live.now - timedelta(minutes=5):
            return  # that is still to come

        def done() -> None:
            try:
                do()
            except CrmError:
                pass  # refused: the customer went to another meanwhile, or what comes before is blocked

        acting = deal.account.owner if who is None else who
        self.live.soon(moment, acting, deal.in_its_language(done))
