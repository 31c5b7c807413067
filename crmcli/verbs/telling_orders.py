"""Who hears what of orders: steps done, blocked, opened again, days moved, money that came in, duties left.

Beside who owns and follows an order or works on it, those hear who have to do the steps it is about: members of their
department where nobody is named.
"""

from __future__ import annotations

from crmcli.store import told, told_orders
from crmcli.store.records import STEP, Order
from crmcli.store.statements import by_ids, members_of

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.store.journal import Transaction
    from crmcli.store.records import Duty, Payment, Step
    from crmcli.store.told_orders import Change

    Heard = tuple[
        str, str, str, "str | None"
    ]  # member, what (kind of notice), order (ids), what else is said

# What happened to steps, the weightiest first: a notice tells of one sort.
_VERBS = ("blocked", "opened", "ready", "done", "skipped", "started", "given")
_ENDED = ("closed", "cancelled")
_DAYS = ("delivery", "arrival", "signed_on")
_OVER = ("done", "skipped")


def heard(transaction: Transaction) -> Iterator[Heard]:
    """What is heard of orders that a transaction changed, each member's weightiest first.

    Nothing of an import or of something taken back: of those it is told that they were.
    """
    store = transaction.store
    if transaction.undoes is not None or transaction.command.startswith("import "):
        return
    if not told_orders.any_changed(store, transaction.nid):
        return
    yield from _Heard(transaction).all()


class _Heard:
    def __init__(self, transaction: Transaction) -> None:
        from crmcli.verbs.order_desk import Holding
        from crmcli.verbs.staff import Team

        self.store = transaction.store
        self.command = transaction.command
        self.reason = " ".join(transaction.reason.split())
        self.changes = told_orders.changes(self.store, transaction.nid)
        ids = {one.row.order_id for name in ("step", "payment", "duty") for one in self.changes[name]}
        ids |= {one.row.id for one in self.changes["order"]}
        self.orders = by_ids(self.store, Order, ids)
        self.new = {one.row.id for one in self.changes["order"] if one.new}
        self.holding = Holding(Team(self.store))

    def all(self) -> Iterator[Heard]:
        yield from self._steps()
        yield from self._moved()
        for one in self.changes["payment"]:
            yield from self._money(one)
        for one in self.changes["duty"]:
            yield from self._duty(one)

    def holders(self, row: Step) -> list[str]:
        """Who has to do a step."""
        return self.holding.of(row.member_id, row.department, self._owner(row.order_id))

    def _owner(self, order: str) -> str | None:
        found = self.orders.get(order)
        return found.owner_id if found is not None else None

    def _concerned(self, order: str) -> list[str]:
        """Who owns, follows or works on an order, its opportunity or its customer, and who answers for it."""
        row = self.orders[order]
        records = {"order": [order], "customer": [row.customer_id]}
        if row.opportunity_id:
            records["opportunity"] = [row.opportunity_id]
        people: dict[str, None] = {}
        for several in told.people_of(self.store, records).values():
            people |= several
        return list(dict.fromkeys([*people, *self.holding.of(None, None, row.owner_id)]))

    # --- steps ----------------------------------------------------------------------------------------------------

    def _steps(self) -> Iterator[Heard]:
        by_order: dict[str, dict[str, list[Step]]] = {}
        for one in self.changes["step"]:
            verb = None if one.new else _verb(one)
            if verb is not None and one.row.order_id in self.orders:
                by_order.setdefault(one.row.order_id, {}).setdefault(verb, []).append(one.row)
        finished = [id for id, verbs in by_order.items() if "done" in verbs or "skipped" in verbs]
        ready = self._ready({id: by_order[id] for id in finished})
        ended = {
            one.row.id for one in self.changes["order"] if "status" in one.old and one.row.status in _ENDED
        }
        for id, verbs in by_order.items():
            if id in ended:
                yield from self._ended(id, verbs)
                continue
            mine: dict[str, dict[str, list[Step]]] = {}
            concerned = self._concerned(id)
            for verb, steps in verbs.items():
                for step in steps:
                    # Who gets a step hears of it; of all else also who looks after the order.
                    for member in dict.fromkeys(
                        [*self.holders(step), *(concerned if verb != "given" else ())]
                    ):
                        mine.setdefault(member, {}).setdefault(verb, []).append(step)
            for step in ready.get(id, []):
                for member in self.holders(step):
                    mine.setdefault(member, {}).setdefault("ready", []).append(step)
            for member, heard_of in mine.items():
                verb = next(one for one in _VERBS if one in heard_of)
                yield member, "step", id, self._detail(verb, heard_of[verb])

    def _ready(self, orders: dict[str, dict[str, list[Step]]]) -> dict[str, list[Step]]:
        """The steps that became somebody's to do, because the last of what comes before them is over."""
        found: dict[str, list[Step]] = {}
        for id, steps in told_orders.steps_of(self.store, list(orders)).items():
            over = {one.key for one in steps if one.status in _OVER}
            just = {one.key for verb in _OVER for one in orders[id].get(verb, [])}
            waiting = [one for one in steps if one.status in ("open", "started")]
            after = members_of(self.store, STEP.fields["depends_on"], [one.id for one in waiting])
            found[id] = [
                one
                for one in waiting
                if just & set(after.get(one.id, [])) and over >= set(after.get(one.id, []))
            ]
        return found

    def _ended(self, id: str, verbs: dict[str, list[Step]]) -> Iterator[Heard]:
        """Of an order that ends, those whose steps it takes away or was done by."""
        people = [member for steps in verbs.values() for step in steps for member in self.holders(step)]
        reason = f": {self.reason}" if self.reason else ""
        for member in dict.fromkeys([*people, *self._concerned(id)]):
            yield member, "step", id, f"{self.orders[id].status}{reason}"

    def _detail(self, verb: str, steps: list[Step]) -> str:
        if len(steps) > 1:
            why = f": {self.reason}" if self.reason and verb == "opened" else ""
            return f"{verb} {len(steps)}{why}"
        reason = steps[0].blocked_reason if verb == "blocked" else self.reason if verb == "opened" else ""
        return f"{verb}: {steps[0].name}{f' — {reason}' if reason else ''}"

    # --- days, money, duties --------------------------------------------------------------------------------------

    def _moved(self) -> Iterator[Heard]:
        """Another day of delivery, arrival or signing: whose open steps it moves."""
        for one in self.changes["order"]:
            name = next((name for name in _DAYS if name in one.old), None)
            if one.new or name is None:
                continue
            people = [
                member
                for each in self.changes["step"]
                if each.row.order_id == one.row.id and "planned" in each.old and each.row.status not in _OVER
                for member in self.holders(each.row)
            ]
            detail = f"{name}: {one.old[name] or ''} → {getattr(one.row, name) or ''}"
            for member in dict.fromkeys([*people, *self._concerned(one.row.id)]):
                yield member, "moved", one.row.id, detail

    def _money(self, one: Change) -> Iterator[Heard]:
        row: Payment = one.row
        if not one.new or row.kind not in ("received", "refund") or row.order_id in self.new:
            return
        from crmcli.text.money import Money, show_amount

        if row.amount_minor is None or row.amount_currency is None:
            return
        amount = f"{row.amount_currency} {show_amount(Money(row.amount_minor, row.amount_currency))}"
        for member in self._concerned(row.order_id):
            yield member, "money", row.order_id, f"{row.kind}: {amount}"

    def _duty(self, one: Change) -> Iterator[Heard]:
        """A duty: who gets it, when it is left and when it is given to another."""
        row: Duty = one.row
        if row.state != "open" or not (one.new or {"for_id", "department", "state"} & one.old.keys()):
            return
        for member in self.holding.of(row.for_id, row.department, self._owner(row.order_id)):
            yield member, "duty", row.order_id, f"{row.due or ''} {row.text}"


def _verb(one: Change) -> str | None:
    """What happened to a step."""
    status = one.row.status
    if "status" in one.old:
        if status == "started" and one.old["status"] in _OVER:
            return "opened"
        return "opened" if status == "open" else str(status)
    return "given" if {"member_id", "department"} & one.old.keys() and status not in _OVER else None
