"""A firm in which everybody is something else to what is there, for holding a hub's rights against a store's."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sold
from hubs import Hub, Login
from stores import opened

from crmcli.processes.team import compiled
from crmcli.store.journal import Transaction
from crmcli.store.meta import Kind
from crmcli.store.records import (
    APPROVAL,
    JOURNALLED,
    KEYS,
    KINDS,
    Approval,
    Contact,
    Customer,
    Document,
    Duty,
    Expense,
    Followup,
    Guidance,
    Member,
    Notice,
    Opportunity,
    Order,
    Payment,
    Playbook,
    Quote,
    Reminder,
    Share,
    StageChange,
    Step,
)
from crmcli.store.row import Record
from crmcli.store.statements import insert, keep_rows, set_members, update
from crmcli.store.wire import Op
from crmcli.verbs.rights import RIGHTS

AT = sold.AT
WHERE = tuple[str, Kind, Record]

# Who works here: name, superior, role, department. Who has a right alone is called as that right.
PEOPLE: tuple[tuple[str, str, str | None, str | None], ...] = (
    ("director", "", "director", None),
    ("wang", "director", "manager", None),  # above li and han
    ("li", "wang", "rep", None),  # whose customers they are
    ("han", "wang", "rep", None),  # a colleague, with opportunities on li's customer
    ("reader", "director", "rep", None),  # a share of the customer
    ("writer", "director", "rep", None),
    ("role", "director", "assistant", None),  # by role, department
    ("department", "director", "rep", "Lab"),
    ("deal_reader", "director", "rep", None),  # a share of one opportunity
    ("deal_writer", "director", "rep", None),
    ("deal_role", "director", "trainee", None),
    ("deal_department", "director", "rep", "Tests"),
    ("above_deal_reader", "director", "rep", None),
    ("clerk", "director", "rep", None),  # holds approvals
    ("decider", "director", "rep", None),  # decided one
    ("above_clerk", "director", "rep", None),
    ("boss", "director", "rep", None),  # above the packer, who holds a step
    ("packer", "boss", "rep", None),
    ("foreman", "director", "rep", "Dock"),  # the dock has the second step
    ("docker", "director", "rep", " dock"),
    ("ill", "director", "rep", "Dock"),  # suspended: has a step of the dock
    ("teller", "director", "rep", None),  # has a duty
    ("doer", "director", "rep", None),  # did a step
    ("absent", "director", "rep", "Yard"),  # away: has a step, a duty and orders; the yard has a step
    ("heir", "director", "rep", "Yard"),  # suspended: the order falls to the director
    ("above_deputy", "director", "rep", None),
    ("deputy", "above_deputy", "rep", None),  # of who is away
    ("absent_too", "director", "rep", None),  # away, but so is the deputy
    ("deputy_away", "director", "rep", None),
    ("back", "director", "rep", None),  # was away
    ("deputy_once", "director", "rep", None),
    ("stranger", "director", "rep", None),
    ("nothing", "director", None, None),  # no role at all
    ("gone", "director", "director", None),  # suspended
    ("orders", "director", "orders", None),
    ("finance", "director", "finance", None),
    ("admin", "director", "admin", None),
    *((f"may_{right}", "director", f"may_{right}", None) for right in RIGHTS if right != "all" and right != "add"
      and right not in ("collect", "do")),
)  # fmt: skip


class House:
    """The store of who founded the firm, its members by name, and records of every kind, each of somebody else."""

    def __init__(self, folder: Path) -> None:
        self.store = opened(folder / "crm.db")
        self.of: dict[str, Member] = {}
        self.records: list[WHERE] = []
        self._roles()
        for name, superior, role, department in PEOPLE:
            above = self.of[superior].id if superior else self.store.me
            with Transaction(self.store, "team add"):
                self.of[name] = insert(
                    self.store, Member, name=name, superior_id=above, role=role, department=department
                )
        with Transaction(self.store, "team suspend"):
            update(self.store, self.of["gone"], active=0)
            update(self.store, self.of["ill"], active=0)
            update(self.store, self.of["deal_reader"], superior_id=self.of["above_deal_reader"].id)
            update(self.store, self.of["clerk"], superior_id=self.of["above_clerk"].id)
            update(self.store, self.of["heir"], active=0, superior_id=self.of["absent"].id)
            for name, deputy, last in (
                ("absent", "deputy", "2099-12-31"),
                ("absent_too", "deputy_away", "2099-12-31"),
                ("deputy_away", "stranger", "2099-12-31"),
                ("back", "deputy_once", "2021-12-31"),
            ):
                update(self.store, self.of[name], away_from="2021-01-01", away_until=last,
                       deputy_id=self.of[deputy].id)  # fmt: skip
        self._fill()

    def id(self, name: str) -> str:
        """The id of a member; the founder is who made the store."""
        return self.store.me if name == "founder" else self.of[name].id

    @property
    def names(self) -> list[str]:
        """All who work here, the founder first."""
        return ["founder", *self.of]

    def make(self, cls: Any, called: str = "", /, **values: Any) -> Any:
        """A record, listed under a label if it is given one."""
        with Transaction(self.store, "made"):
            row = insert(self.store, cls, **values)
        return self.put(called, row)

    def put(self, label: str, row: Any) -> Any:
        """Have a record be asked about."""
        if label:
            self.records.append((f"{row.TABLE}: {label}", KINDS[row.TABLE], row))
        return row

    # --- what there is ---

    def _roles(self) -> None:
        roles = [
            *compiled()["roles"],
            {"id": "trainee", "label": "Trainee", "under": None, "rights": [], "limits": {}},
        ]
        for name, _superior, role, _department in PEOPLE:
            if name.startswith("may_"):
                right = name.removeprefix("may_")
                roles.append({"id": role, "label": role, "under": None, "rights": [right], "limits": {}})
        content = {**compiled(), "roles": roles}
        with Transaction(self.store, "process install"):
            insert(self.store, Playbook, name="team", version=2, in_use=1, content=json.dumps(content))

    def _fill(self) -> None:
        li, han = self.id("li"), self.id("han")
        self.customer = self.make(Customer, "of li", name="天成", owner_id=li)
        self.spare = self.make(Customer, "of li, nobody else's", name="海丰", owner_id=li)
        self.pool = self.make(Customer, "in the pool", name="公海", owner_id=None)
        self.make(Customer, "of han", name="远洋", owner_id=han)
        for name, values in {
            "reader": {"member_id": self.id("reader"), "access": "read"},
            "writer": {"member_id": self.id("writer"), "access": "write"},
            "role": {"role": "assistant", "access": "read"},
            "department": {"department": "Lab", "access": "write"},
        }.items():
            self.make(
                Share,
                f"of the customer with {name}",
                about_kind="customer",
                about_id=self.customer.id,
                **values,
            )
        self.make(Contact, "of li's customer", name="张伟", customer_id=self.customer.id, owner_id=han)
        self.make(Contact, "in the pool", name="王芳", customer_id=self.pool.id)
        self.make(Contact, "of no customer", name="赵六", owner_id=li)
        self._deal(li, han)
        self._carried(li)
        self._stood_in(li)
        self._around(li, han)

    def _deal(self, li: str, han: str) -> None:
        """An opportunity of han's on li's customer, one shared by itself, and all that hangs on that."""
        self.theirs = self.make(
            Opportunity, "of han on li's", title="泵", customer_id=self.customer.id, owner_id=han
        )
        self.make(Opportunity, "in the pool", title="阀", customer_id=self.pool.id)
        deal = self.make(Opportunity, "shared", title="管", customer_id=self.spare.id, owner_id=li)
        self.deal = deal
        for name, values in {
            "deal_reader": {"member_id": self.id("deal_reader"), "access": "read"},
            "deal_writer": {"member_id": self.id("deal_writer"), "access": "write"},
            "deal_role": {"role": "trainee", "access": "write"},
            "deal_department": {"department": "Tests", "access": "read"},
        }.items():
            self.make(Share, f"of the deal with {name}", about_kind="opportunity", about_id=deal.id, **values)
        self.make(
            StageChange, "of the shared deal", opportunity_id=deal.id, to_stage="offer", at=AT, by_id=li
        )
        self.make(
            StageChange, "of han's deal", opportunity_id=self.theirs.id, to_stage="offer", at=AT, by_id=han
        )
        amount = {"amount_minor": 11_760_000, "amount_currency": "CNY", "currency": "CNY"}
        quote = self.make(Quote, "of the shared deal", number="Q1", opportunity_id=deal.id, owner_id=li,
                          status="approved", submitted_at=AT, approved_at=AT, **amount)  # fmt: skip
        asked = self.make(Quote, "asked for", number="Q3", opportunity_id=deal.id, owner_id=li, **amount)
        sold.put_lines(self.store, quote, [sold.line()])
        self.make(Quote, "of han's deal", number="Q2", opportunity_id=self.theirs.id, owner_id=han, **amount)
        order = self.make(
            Order, "of the shared deal", number="A1", customer_id=self.spare.id, quote_id=quote.id, owner_id=li,
            **amount,
        )  # fmt: skip
        step = self.make(
            Step, "of the deal's order", order_id=order.id, key="a", name="A", place=1, owner_id=li
        )
        self.make(Payment, "of the deal's order", order_id=order.id, kind="planned", label="x", owner_id=li)
        self.make(Duty, "of the deal's order", text="x", order_id=order.id, for_id=li, owner_id=li)
        note = self.make(
            Followup, "of the shared deal", text="x", customer_id=self.spare.id, opportunity_id=deal.id, author_id=li,
            at_on="2026-11-17", owner_id=li,
        )  # fmt: skip
        self.make(Followup, "of the deal's order", text="x", customer_id=self.spare.id, order_id=order.id, author_id=li,
                  at_on="2026-11-17", owner_id=li)  # fmt: skip
        self.make(Followup, "of li's customer", text="x", customer_id=self.customer.id, author_id=li,
                  at_on="2026-11-17", owner_id=li)  # fmt: skip
        for about in (deal, quote, order, step, note):
            text = f"about the deal's {about.TABLE}"
            self.make(Document, text, name="x.pdf", about_kind=about.TABLE, about_id=about.id, owner_id=li)
            self.make(Reminder, text, text="x", about_kind=about.TABLE, about_id=about.id, customer_id=self.spare.id,
                      for_id=li, owner_id=li)  # fmt: skip
            self.make(Guidance, text, kind="ask", text="x", about_kind=about.TABLE, about_id=about.id, author_id=li,
                      for_id=self.id("stranger"))  # fmt: skip
        spent = {
            "text": "x",
            "amount_minor": 5000,
            "amount_currency": "CNY",
            "status": "approved",
            "approved_at": AT,
        }
        self.make(
            Expense, "of the shared deal", opportunity_id=deal.id, owner_id=self.id("stranger"), **spent
        )
        self.make(Expense, "of a note on the deal", followup_id=note.id, owner_id=li, **spent)
        self.make(Expense, "of li's customer", customer_id=self.customer.id, owner_id=han, **spent)
        alone = self.make(Expense, "of no customer", owner_id=han, **spent)
        for about, holder, label in ((asked, "clerk", "of the quote"), (alone, "clerk", "of han's expense")):
            self.put(label, sold.approval(self.store, about, self.id(holder), li if about is asked else han))
        decided = {"decision": "approved", "decided_by_id": self.id("decider"), "decided_at": AT}
        other = self.make(Expense, "decided", owner_id=han, **spent)
        self.put("decided", sold.approval(self.store, other, self.id("decider"), han, **decided))

    def _carried(self, li: str) -> None:
        """An order whose steps and duties others do; nothing else of its customer is theirs."""
        owner = self.id("may_see") if "may_see" in self.of else li
        of = self.make(Customer, "whose order others carry out", name="港口", owner_id=li)
        self.make(Contact, "of the customer of that order", name="钱七", customer_id=of.id, owner_id=owner)
        order = self.make(Order, "carried out by others", number="B1", customer_id=of.id, owner_id=li)
        first = self.make(Step, "of the packer", order_id=order.id, key="a", name="A", place=1, owner_id=li,
                          member_id=self.id("packer"), department="Dock")  # fmt: skip
        self.make(
            Step, "of the dock", order_id=order.id, key="b", name="B", place=2, owner_id=li, department="dock"
        )
        self.make(Step, "of one who is ill", order_id=order.id, key="c", name="C", place=3, owner_id=li,
                  member_id=self.id("ill"), department="Dock")  # fmt: skip
        self.make(Step, "done", order_id=order.id, key="d", name="D", place=4, owner_id=li,
                  done_by_id=self.id("doer"), status="done", done_on="2026-11-01")  # fmt: skip
        duty = self.make(
            Duty, "of the teller", text="x", order_id=order.id, for_id=self.id("teller"), owner_id=li
        )
        pay = self.make(
            Payment, "carried out by others", order_id=order.id, kind="planned", label="x", owner_id=li
        )
        for about in (order, first, duty, pay):
            self.make(Document, f"about the carried {about.TABLE}", name="x.pdf", about_kind=about.TABLE,
                      about_id=about.id, owner_id=li)  # fmt: skip
        self.make(Followup, "of the carried order", text="x", customer_id=of.id, order_id=order.id, author_id=li,
                  at_on="2026-11-17", owner_id=li)  # fmt: skip

    def _stood_in(self, li: str) -> None:
        """Orders that those are to carry out who are away, each on a customer of its own."""
        for name in ("absent", "absent_too", "back"):
            of, me = self.make(Customer, f"carried by {name}", name=f"码头{name}", owner_id=li), self.id(name)
            order = self.make(
                Order,
                f"with a step of {name}",
                number=f"S{name}",
                customer_id=of.id,
                owner_id=li,
                status="closed",
            )
            self.make(
                Step, f"of {name}", order_id=order.id, key="a", name="A", place=1, owner_id=li, member_id=me
            )
            self.make(
                Step,
                f"beside {name}",
                order_id=order.id,
                key="b",
                name="B",
                place=2,
                owner_id=li,
                member_id=li,
            )
            self.make(Document, f"on the order of {name}", name="x.pdf", about_kind="order", about_id=order.id,
                      owner_id=li)  # fmt: skip
            of = self.make(Customer, f"bound to {name}", name=f"岸{name}", owner_id=li)
            order = self.make(
                Order, f"with a duty of {name}", number=f"D{name}", customer_id=of.id, owner_id=li
            )
            self.make(Duty, f"of {name}", text="x", order_id=order.id, for_id=me, owner_id=li)
        for owner, status in (("absent", "open"), ("absent", "closed"), ("heir", "open"), ("back", "open")):
            of = self.make(Customer, f"{owner} {status}", name=f"{owner}{status}", owner_id=li)
            order = self.make(
                Order, f"{status} of {owner}", number=f"O{owner}{status}", customer_id=of.id, status=status,
                owner_id=self.id(owner),
            )  # fmt: skip
            for key, values in {
                "nobody's": {}, "li's": {"member_id": li}, "the yard's": {"department": "yard "},
                "the suspended heir's": {"member_id": self.id("heir"), "department": "Yard"},
            }.items():  # fmt: skip
                self.make(Step, f"{key} on {owner}'s {status} order", order_id=order.id, key=key[:3], name="A", place=1,
                          owner_id=self.id(owner), **values)  # fmt: skip
            self.make(
                Payment,
                f"on {owner}'s {status} order",
                order_id=order.id,
                kind="planned",
                label="x",
                owner_id=li,
            )
            self.make(Duty, f"on {owner}'s {status} order", text="x", order_id=order.id, owner_id=li)

        self._owed(li)

    def _owed(self, li: str) -> None:
        """Closed orders of who is away: owed all, a part or nothing; money paid back, not planned; cancelled."""
        for name, status, planned, paid, back in (
            ("unpaid", "closed", 100, 0, 0), ("partly", "closed", 100, 40, 0), ("paid", "closed", 100, 100, 0),
            ("paid back", "closed", 100, 100, 30), ("unplanned", "closed", 0, 0, 0), ("refund", "closed", 0, 0, 30),
            ("cancelled", "cancelled", 100, 0, 0),
        ):  # fmt: skip
            of = self.make(Customer, f"owing {name}", name=f"欠{name}", owner_id=li)
            order = self.make(
                Order, f"owing {name}", number=f"W{name}", customer_id=of.id, status=status, owner_id=self.id("absent"),
                amount_minor=100, amount_currency="CNY",
            )  # fmt: skip
            for kind, minor in (("planned", planned), ("received", paid), ("refund", back)):
                if minor:
                    counted = {} if kind == "planned" else {"counted_minor": minor, "counted_currency": "CNY"}
                    self.make(
                        Payment, f"{kind} of owing {name}", order_id=order.id, kind=kind, amount_minor=minor,
                        amount_currency="CNY", owner_id=li, **counted,
                    )  # fmt: skip

    def _around(self, li: str, han: str) -> None:
        product = self.put("of li", sold.product(self.store, owner_id=li))
        self.make(
            Document, "about a product", name="x.pdf", about_kind="product", about_id=product.id, owner_id=li
        )
        self.make(
            Document,
            "of li's customer",
            name="x.pdf",
            about_kind="customer",
            about_id=self.customer.id,
            owner_id=li,
        )
        self.make(
            Reminder,
            "for han on li's customer",
            text="x",
            customer_id=self.customer.id,
            for_id=han,
            owner_id=li,
        )
        self.make(Reminder, "of nothing", text="x", for_id=han, owner_id=li)
        self.make(Guidance, "by wang", kind="guide", text="x", about_kind="customer", about_id=self.customer.id,
                  author_id=self.id("wang"), for_id=li)  # fmt: skip
        self.make(Guidance, "by stranger", kind="ask", text="x", about_kind="customer", about_id=self.pool.id,
                  author_id=self.id("stranger"), for_id=han)  # fmt: skip
        self.make(
            Notice, "for han", for_id=han, owner_id=han, about_kind="customer", about_id=self.customer.id
        )
        for name in ("han", "wang", "director", "clerk"):
            self.put(name, self.of[name])
        self.make(Playbook, "sales", name="sales", version=1, title="x", content="{}")
        with Transaction(self.store, "tags"):
            kind = KINDS["customer"]
            set_members(self.store, kind, self.customer, kind.fields["tags"], ["VIP"])
            set_members(self.store, kind, self.customer, kind.fields["aliases"], ["TC"])


def everything(store: Any) -> Iterator[Op]:
    """Every row of a store as the op that puts it into a hub, what others hang on first."""
    for table, columns in JOURNALLED.items():
        order = "" if table != "member" else " ORDER BY nid"
        for values in store.db.execute(f"SELECT {', '.join(columns)} FROM [{table}]{order}"):
            row = {
                name: None if value is None else str(value)
                for name, value in zip(columns, values, strict=True)
            }
            key = tuple(row[name] or "" for name in KEYS[table])
            yield Op(str(uuid.uuid4()), "insert", table, key, row=row, at=AT, command="setup")


def push(connection: Any, ops: list[Op]) -> list[tuple[str, str | None]]:
    """What a hub answers a login: result and reason of each op, in their order."""
    found = connection.execute(
        "SELECT op_id::text, result, reason FROM crm.push(%s)", (json.dumps([op.as_json() for op in ops]),)
    ).fetchall()
    answers = {op_id: (result, reason) for op_id, result, reason in found}
    return [answers[op.op_id] for op in ops]


def settle(hub: Hub, house: House) -> dict[str, Login]:
    """Bring a house to a hub, as its founder's first exchange does; the logins of all members."""
    from hubs import unique

    from crmcli.sync import people

    founder = next(op for op in everything(house.store) if op.key == (house.store.me,))
    assert founder.row is not None
    logins: dict[str, Login] = {}
    with hub.connect() as connection, connection.transaction():
        people.add_member(connection, {**founder.row, "active": "true"})
        for name in house.names:
            login, password = unique("h"), "secret"
            people.add_login(connection, login, password, house.id(name))
            hub.logins.append(login)
            hub.passwords[login] = password
            logins[name] = Login(login, password, house.id(name), name)
    with hub.connect(logins["founder"].login) as connection:
        ops = list(everything(house.store))
        answers = push(connection, ops)
    wrong = [(op.table, op.row, answer) for op, answer in zip(ops, answers, strict=True) if answer[0] != "ok"]
    assert not wrong, wrong[:5]
    return logins


__all__ = ["APPROVAL", "AT", "WHERE", "Approval", "House", "everything", "keep_rows", "push", "settle"]
