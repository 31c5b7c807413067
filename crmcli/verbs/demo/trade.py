"""What is offered and ordered: products with their prices, quotes in versions, special prices, orders, expenses."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from crmcli.errors import Forbidden
from crmcli.store.records import EXPENSE, PRODUCT, Expense, Member, Product, Quote
from crmcli.store.statements import by_id
from crmcli.verbs import approvals, expenses, orders, quotes, records, team, tiers
from crmcli.verbs.demo import names
from crmcli.verbs.demo import story as telling
from crmcli.verbs.demo.carrying import Carrying
from crmcli.verbs.demo.hands import ABROAD, BOSS, FINANCE, HEAD, HOME, LEFT, ME

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from crmcli.verbs.demo.deal import Deal
    from crmcli.verbs.demo.live import Live
    from crmcli.verbs.demo.names import Good

_FAMILIES = {"pump": "水泵", "valve": "阀门", "fitting": "管件", "fastener": "紧固件"}
_LETTERS = {"pump": "P", "valve": "V", "fitting": "F", "fastener": "B"}
_FLOOR, _COST = 93, 78  # per cent of the list price
_PER_UNIT = {"USD": 712, "EUR": 775}  # fen to a hundredth of it, a hundred of it
_TERMS = {
    True: ("30%定金，70%见提单副本", "50%定金，50%发货前付清", "月结30天"),
    False: (
        "30% deposit, 70% against B/L copy",
        "30% T/T in advance, balance before shipment",
        "L/C at sight",
    ),
}
_REASONS = {
    True: ("台州那家报价低四个点，这单拿下后面还有两批", "老客户年底冲量，数量比去年多一半", "样品已经过了，只差价格"),
    False: ("they compare with a trader who has stock; a second container follows", "twice the volume of last year",
            "samples are approved, only the price is open"),
}  # fmt: skip
_YES = {
    True: ("同意，仅此一单", "可以，下一批按标价", "同意，定金到账再排产"),
    False: (
        "Yes, for this order only.",
        "Agreed; the next lot at list price.",
        "Yes, once the deposit is here.",
    ),
}
_NO = {
    True: "让得太多，先谈付款条件，三个点以内可以",
    False: "Too much. Talk about the terms of payment first; three per cent would be fine.",
}
_SPENT = {
    True: (("高铁票和打车", "travel", 386), ("请客户吃饭", "meal", 642), ("样品快递", "freight", 158)),
    False: (("train and hotel", "travel", 1480), ("dinner with the buyer", "meal", 820), ("DHL for samples", "freight", 460)),
}  # fmt: skip
_SUPERIOR = {HOME: HEAD, LEFT: HEAD}


class Trade:
    """Plans what is quoted and ordered of the deals; played with all else in the order of time."""

    def __init__(self, live: Live, deals: Sequence[Deal]) -> None:
        self.live = live
        self.store = live.store
        self.random = live.luck
        self.deals = deals
        self.carrying = Carrying(live)
        self.quotes: dict[int, str] = {}  # the id of a deal's last version, by the deal's place
        self.expenses: dict[int, str] = {}  # the ids of what was spent, in the order of planning

    def plan(self) -> None:
        """All of it."""
        at = datetime.combine(telling.working(self.live.first, 1), time(10, 30), self.live.zone)
        for family, goods in names.GOODS.items():
            for number, good in enumerate(goods, 1):
                at += timedelta(minutes=3)
                self._product(at, family, number, good)
        sold = [deal for deal in self.deals if not deal.process and "proposal" in deal.moments]
        sold.sort(key=lambda deal: deal.moments["proposal"])
        rejected = 0
        for place, deal in enumerate(sold):
            refuse = rejected < 2 and "negotiation" in deal.moments and self.random.random() < 0.2
            rejected += refuse
            self._offered(place, deal, refuse)
        self._away()
        self._waiting(sold)
        self._spent(sold)

    # --- products -------------------------------------------------------------------------------------------------

    def _product(self, at: datetime, family: str, number: int, good: Good) -> None:
        dear = self.random.random() < 0.5

        def do() -> None:
            typed = {
                "name": [good.zh], "code": [code(family, number)], "unit": [good.unit_zh],
                "category": [_FAMILIES[family]], "description": [good.en],
                "list_price": [_money(good.fen, "CNY")], "floor_price": [_money(good.fen * _FLOOR // 100, "CNY")],
                "cost": [_money(good.fen * _COST // 100, "CNY")],
            }  # fmt: skip
            row, _transaction = records.add(self.store, PRODUCT, typed)
            assert isinstance(row, Product)
            for currency, per in _PER_UNIT.items():
                minor = max(good.fen * 100 // per, 5)
                tiers.put(self.store, row, {
                    "list_price": [_money(minor, currency)], "floor_price": [_money(max(minor * _FLOOR // 100, 4), currency)],
                })  # fmt: skip
            if dear:
                tiers.put(self.store, row, {
                    "min_quantity": [str(good.most)], "list_price": [_money(good.fen * 96 // 100, "CNY")],
                    "floor_price": [_money(good.fen * 96 * _FLOOR // 10_000, "CNY")],
                })  # fmt: skip

        self.live.traded(at, BOSS, do)

    # --- quotes and orders ----------------------------------------------------------------------------------------

    def _offered(self, place: int, deal: Deal, refuse: bool) -> None:
        """A deal's quote: handed in at the price asked, revised when it is bargained for, ordered when it is won."""
        first = deal.moments["proposal"] + timedelta(minutes=1)
        self._at(first, deal, lambda: self._quote(place, deal))
        last = first
        if "negotiation" in deal.moments:
            last = max(deal.moments["negotiation"] + timedelta(minutes=11), first + timedelta(hours=3))
            price = deal.cast.deal.wanted if refuse else deal.cast.deal.agreed
            self._at(last, deal, lambda: self._revise(place, deal, price))
            if refuse:
                last = self._decided(place, deal, last, "rejected")
                last += timedelta(hours=2)
                self._at(last, deal, lambda: self._revise(place, deal, deal.cast.deal.agreed))
        won = deal.moments.get("won")
        closed = {"lost", "abandoned"} & set(deal.moments)
        recent = last > self.live.now - timedelta(days=4)
        if won is None and not closed and recent and self.random.random() < 0.5:
            return  # still waits for its approvals, if any were asked
        answered = self._decided(place, deal, last, "approved")
        if won is not None:
            signed = max(won + timedelta(minutes=8), answered + timedelta(minutes=30))
            self._at(signed, deal, lambda: self._order(place, deal))

    def _at(self, moment: datetime, deal: Deal, do: Callable[[], None], who: int | None = None) -> None:
        acting = deal.account.owner if who is None else who

        def done() -> None:
            try:
                do()
            except Forbidden:
                pass  # the customer went to the pool or to another meanwhile

        self.live.traded(moment, acting, deal.in_its_language(done))

    def _quote(self, place: int, deal: Deal) -> None:
        if deal.row.outcome is not None:
            return
        of = deal.cast.deal
        day = self.live.hands.clock.moment.date()
        typed = {
            "currency": [of.currency], "valid_until": [(day + timedelta(days=30)).isoformat()],
            "payment_terms": [self.random.choice(_TERMS[deal.zh])],
        }  # fmt: skip
        if not deal.zh:
            typed |= {"incoterm": ["FOB"], "port_from": ["Ningbo"], "port_to": [deal.cast.place.city]}
        row, _transaction = quotes.begin(self.store, deal.row, typed)
        words = None if deal.zh else of.good.en
        row, _transaction = quotes.put_line(
            self.store, row, _code_of(of.good), str(of.number), price=_money(of.asked, of.currency), description=words,
            unit=of.good.unit_zh if deal.zh else of.good.unit_en,
        )  # fmt: skip
        self.quotes[place] = row.id
        self._submit(place, deal)

    def _submit(self, place: int, deal: Deal) -> None:
        row = self._row(place)
        if row is not None and row.status == "draft" and deal.row.outcome is None:
            quotes.submit(self.store, row, self.random.choice(_REASONS[deal.zh]))

    def _revise(self, place: int, deal: Deal, price: int) -> None:
        row = self._row(place)
        if row is None or deal.row.outcome is not None:
            return
        of = deal.cast.deal
        if row.valid_until is not None and row.valid_until < self._today.isoformat():
            row, _transaction = quotes.revise(self.store, row, {"valid_until": [self._in(30)]})
        row, _transaction = quotes.put_line(self.store, row, "", "", price=_money(price, of.currency), line=1)
        self.quotes[place] = row.id
        self._submit(place, deal)

    def _decided(self, place: int, deal: Deal, at: datetime, decision: str) -> datetime:
        """The superior decides, some working hours later."""
        who = _SUPERIOR.get(deal.account.owner, BOSS)
        moment = at + timedelta(
            hours=self.random.choice((1, 2, 3, 5, 22, 28)), minutes=self.random.randrange(50)
        )
        if not 9 <= moment.hour < 18:
            moment = datetime.combine(
                moment.date() + timedelta(days=moment.hour >= 18), time(9, 40), moment.tzinfo
            )
        moment = datetime.combine(telling.working(moment.date(), 1), moment.timetz())

        def do() -> None:
            row = self._row(place)
            waiting = approvals.pending(self.store, row.id) if row is not None else []
            mine = [one for one in waiting if self.store.me in approvals.deciders(self.store, one)]
            if mine:
                said = _NO[deal.zh] if decision == "rejected" else self.random.choice(_YES[deal.zh])
                approvals.decide(self.store, mine, decision, said)

        self._at(moment, deal, do, who)
        return moment

    def _order(self, place: int, deal: Deal) -> None:
        row = self._row(place)
        if row is None or row.status not in ("approved", "accepted"):
            return
        if row.valid_until is not None and row.valid_until < self._today.isoformat():
            return
        typed = {"delivery": [self._in(self.random.randrange(35, 75))]}
        if not deal.zh:
            typed["customer_number"] = [f"PO-{self.random.randrange(1000, 9999)}"]
        if deal.row.outcome != "won":
            return
        made = orders.from_quote(self.store, row, typed, process="domestic" if deal.zh else "")
        self.carrying.begin(made.row, deal)

    def _row(self, place: int) -> Quote | None:
        return by_id(self.store, Quote, self.quotes.get(place))

    @property
    def _today(self) -> date:
        return self.live.hands.clock.moment.date()

    def _in(self, days: int) -> str:
        return (self._today + timedelta(days=days)).isoformat()

    # --- what waits, what was spent -------------------------------------------------------------------------------

    def _away(self) -> None:
        """The manager is on the road for some days, and I decide meanwhile."""
        at = datetime.combine(self.live.back(2), time(17, 30), self.live.zone)

        def do() -> None:
            row = by_id(self.store, Member, self.live.hands.members[BOSS].id)
            assert row is not None
            since, until = self.live.back(1).isoformat(), self.live.back(-2).isoformat()
            team.away(self.store, row, since=since, until=until, deputy=self.live.hands.members[ME].name)

        self.live.traded(at, BOSS, do)

    def _waiting(self, sold: Sequence[Deal]) -> None:
        """What colleagues ask now: a discount on an open deal, which comes to me as long as the manager is away."""
        theirs = [deal for deal in sold if deal.account.owner == ABROAD and not _ended(deal)]
        mine = [deal for deal in sold if deal.account.owner == ME and not _ended(deal)]
        for number, deal in enumerate([*theirs[-3:], *mine[-1:]]):
            place = next(at for at, one in enumerate(sold) if one is deal)
            at = self.live.hour(self.live.back(1)) + timedelta(minutes=7 * number)

            def do(place: int = place, deal: Deal = deal) -> None:
                row = self._row(place)
                if row is None or row.status == "superseded" or deal.row.outcome is not None:
                    return
                row, _transaction = quotes.revise(self.store, row) if row.status != "draft" else (row, None)
                row, _transaction = quotes.edit(
                    self.store,
                    row,
                    {"discount": [self.random.choice(("7%", "8%", "11%"))], "valid_until": [self._in(20)]},
                )
                self.quotes[place] = row.id
                self._submit(place, deal)

            self._at(at, deal, do)

    def _spent(self, sold: Sequence[Deal]) -> None:
        """What dealings cost: most paid back, some submitted, one over the limit."""
        for number, deal in enumerate(sold[::4]):
            text, kind, yuan = self.random.choice(_SPENT[deal.zh])
            if number % 9 == 4:
                yuan *= 8
            at = deal.moments["proposal"] + timedelta(hours=4)
            self._at(at, deal, self._expense(deal, text, kind, yuan, number))
            holder = _SUPERIOR.get(deal.account.owner, BOSS)
            later = datetime.combine(telling.working((at + timedelta(days=2)).date(), 1), at.timetz())
            if later < self.live.now - timedelta(days=5):
                self._at(later, deal, lambda number=number: self._allowed(number), holder)  # type: ignore[misc]
                self._at(later + timedelta(hours=2), deal, lambda number=number: self._paid(number), FINANCE)  # type: ignore[misc]

    def _expense(self, deal: Deal, text: str, kind: str, yuan: int, number: int) -> Callable[[], None]:
        def do() -> None:
            typed = {
                "text": [text], "kind": [kind], "amount": [f"{yuan}.00 CNY"], "opportunity": [deal.id],
                "spent_on": [(self._today - timedelta(days=1)).isoformat()],
            }  # fmt: skip
            row, _transaction = records.add(self.store, EXPENSE, typed)
            self.expenses[number] = row.id
            if number % 7 != 3:
                assert isinstance(row, Expense)
                expenses.submit(self.store, [row])

        return do

    def _allowed(self, number: int) -> None:
        """Who holds what was over the limit approves it."""
        waiting = approvals.pending(self.store, self.expenses.get(number, ""))
        mine = [one for one in waiting if self.store.me in approvals.deciders(self.store, one)]
        if mine:
            approvals.decide(self.store, mine, "approved", "")

    def _paid(self, number: int) -> None:
        """Finance pays back what is approved and tied to a dealing."""
        row = by_id(self.store, Expense, self.expenses.get(number))
        if row is not None and row.status == "approved" and not expenses.hindrances(self.store, row):
            expenses.pay(self.store, [row])


def _ended(deal: Deal) -> bool:
    return bool({"won", "lost", "abandoned"} & set(deal.moments))


def code(family: str, number: int) -> str:
    """The article number of a product."""
    return f"{_LETTERS[family]}{number:02}0"


def _code_of(good: Good) -> str:
    return next(code(family, goods.index(good) + 1) for family, goods in names.GOODS.items() if good in goods)


def _money(minor: int, currency: str) -> str:
    return f"{minor // 100}.{minor % 100:02} {currency}"
