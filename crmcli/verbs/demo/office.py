"""What a team does beside selling: somebody leaves, customers change hands, one guides, asks, shares, reads notices."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from crmcli.store.records import OPPORTUNITY, Customer, Guidance, Member
from crmcli.store.statements import by_id, rows_where
from crmcli.verbs import guidance, notices, opportunities, pool, sharing, team
from crmcli.verbs.demo import names
from crmcli.verbs.demo import story as telling
from crmcli.verbs.demo.hands import (
    ABROAD,
    ASSISTANT,
    BOSS,
    DIRECTOR,
    ENGINEER,
    HEAD,
    HOME,
    LEFT,
    ME,
    ORDERS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from crmcli.verbs.demo.account import Account
    from crmcli.verbs.demo.deal import Deal
    from crmcli.verbs.demo.live import Live

_READ_EVERY = 14  # days; the last time some working days ago, so that something is still to be read
_UNREAD = {ME: 1, BOSS: 1, ABROAD: 1, HOME: 3, HEAD: 5, ORDERS: 2, DIRECTOR: 8, ASSISTANT: 2, ENGINEER: 6}
_GONE = "郑岩离职,客户交接"
_SILENT = (
    "三次联系没有回音",
    "项目取消,一年内没有需求",
    "No answer for months",
    "Bought elsewhere, nothing to win this year",
)


class Office:
    """Plans all that concerns the team; played with all else in the order of time."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.store = live.store
        self.random = live.chance
        self.accounts = [one for one in live.accounts if one.deals]

    def plan(self) -> None:
        """All of it."""
        self._leaves()
        self._given_up()
        self._team()
        self._spoken()
        self._again()
        self._read()

    # --- who leaves, what goes to the pool ------------------------------------------------------------------------

    def _leaves(self) -> None:
        """One leaves: what is open passes to another, history stays."""

        def do() -> None:
            gone = by_id(self.store, Member, self.live.hands.members[LEFT].id)
            assert gone is not None
            team.suspend(self.store, gone, self.live.hands.members[HOME].name, _GONE)

        self.live.later(self.live.leaving, HEAD, do)

    def _given_up(self) -> None:
        """Who was lost or cannot be reached goes to the pool in the end."""
        given_up = [
            one
            for one in self.live.accounts
            if one.arc in ("silent", "lost") and one.owner in (LEFT, ABROAD) and not one.archived
            and not any(deal.process for deal in one.deals.values())
        ]  # fmt: skip
        waiting = [one for one in self.live.accounts if one.arc == "waiting" and one.owner != ME]
        for number, account in enumerate([*waiting[:1], *given_up[:4]]):
            day = max(
                account.told[-1].at.date() + timedelta(days=19), self.live.leaving.date() + timedelta(days=3)
            )
            at = self.live.hour(telling.working(min(day, self.live.today - timedelta(days=3 + number))))
            reason = _SILENT[(0 if account.cast.zh else 2) + (account.arc != "silent")]
            self.live.later(at, account.owner, self._returned(account, reason))

    def _returned(self, account: Account, reason: str) -> Callable[[], None]:
        def do() -> None:
            row = by_id(self.store, Customer, account.row.id)
            if row is not None and row.archived_at is None and row.removed_at is None:
                pool.give_back(self.store, [row], reason)

        return do

    # --- who works together ---------------------------------------------------------------------------------------

    def _team(self) -> None:
        """A virtual team on a project, help from the assistant and the order desk, a colleague on a large deal."""
        for deal in self._deals():
            if deal.process == "decoration":
                at = self.live.hour(self.live.back(30))
                self._share(at, deal, ENGINEER, "工程师", write=True)
                self._share(at + timedelta(minutes=2), deal, ORDERS, "材料与单证")
                self._share(at + timedelta(minutes=4), deal, "department:外贸部", None)
        mine = [one for one in self._open(ME) if one.process == ""]
        for deal in mine[:3]:
            at = self.live.hour(max(self.live.back(9), deal.account.told[0].at.date()))
            self._share(
                max(at, deal.account.told[0].at + timedelta(hours=2)),
                deal,
                ASSISTANT,
                "样品与资料",
                write=True,
            )
        theirs = [one for one in self._open(ABROAD) if one.process == ""]
        for deal in theirs[:2]:
            at = max(self.live.hour(self.live.back(8)), deal.account.told[0].at + timedelta(hours=2))
            self._share(at, deal, ME, "报价核对")
            self.live.later(at + timedelta(hours=1), ME, self._followed(deal))

    def _share(
        self, at: datetime, deal: Deal, who: int | str, part: str | None, *, write: bool = False
    ) -> None:
        def do() -> None:
            if deal.there and deal.row.outcome is None:
                name = who if isinstance(who, str) else self.live.hands.members[who].name
                sharing.share(self.store, OPPORTUNITY, deal.row, name, write=write, part=part)

        self.live.later(at, deal.account.owner, do)

    def _followed(self, deal: Deal) -> Callable[[], None]:
        def do() -> None:
            if deal.there:
                sharing.follow(self.store, OPPORTUNITY, deal.row)

        return do

    # --- what is said ---------------------------------------------------------------------------------------------

    def _spoken(self) -> None:
        """Guidance that waits and that was answered, calls for help."""
        live = self.live
        by_arc = {one.arc: one for one in live.accounts}
        alfreds, tiancheng = by_arc.get("alfreds"), by_arc.get("tiancheng")
        if tiancheng is not None:
            deal = next(iter(tiancheng.deals.values()))
            at = self._hour(5, 17, 10)
            self._guided(at, BOSS, deal, "先别急着报价,王工的试验报告出来再谈,到时候质量是我们的筹码。")
            self._replied(at + timedelta(hours=16), ME, "明白,等气密和扭矩两项都过了再报。")
            at = self._hour(2, 9, 15)
            self._asked(at, ME, deal, "superior", "张总要厂交自提,内陆运费我们让一半行不行?后面还有两批。")
            self._replied(at + timedelta(hours=5), BOSS, "可以让一半,但要他把后两批写进合同,单价不动。")
        if alfreds is not None:
            deal = next(iter(alfreds.deals.values()))
            text = "51.00以下不要给。船期写进合同,Petra要的是日期,不是两欧元。谈之前先把船公司的舱位问好。"
            self._guided(self._hour(1, 17, 35), BOSS, deal, text, important=True)
        mine = [
            one
            for one in self._open(ME)
            if one.process == "" and one.account.arc not in ("alfreds", "tiancheng")
        ]
        if mine:
            text = "样品单上的接口写BSP还是NPT?客户图纸上没标,仓库下午就要发。"
            self._asked(self._hour(1, 16, 20), ASSISTANT, mine[0], names.MEMBERS[ME][0], text, urgent=True)
        for deal in mine[1:2]:
            at = self._hour(6, 10, 5)
            self._asked(
                at,
                ME,
                deal,
                names.MEMBERS[ABROAD][0],
                "你那几单都是先到现场再报价,客户不让去厂里的时候怎么办?",
            )
            self._replied(
                at + timedelta(hours=3),
                ABROAD,
                "请他用手机带你走一圈生产线,边看边问停机一次损失多少,比去现场还细。",
            )
        late = [one for one in self._open(HOME) if one.account.arc == "chasing"]
        for deal in late[:2]:
            self._guided(
                self._hour(4, 9, 40),
                HEAD,
                deal,
                "预计成交日已经过了,今天给对方老总打一个电话,问清还做不做。",
                important=True,
            )

    def _hour(self, ago: int, hour: int, minute: int) -> datetime:
        """A time of a working day so many working days ago."""
        return datetime.combine(self.live.back(ago), time(hour, minute), self.live.zone)

    def _guided(self, at: datetime, who: int, deal: Deal, text: str, *, important: bool = False) -> None:
        self._say(at, who, deal, lambda ref: guidance.guide(self.store, ref, text, important=important))

    def _asked(
        self, at: datetime, who: int, deal: Deal, whom: str, text: str, *, urgent: bool = False
    ) -> None:
        self._say(at, who, deal, lambda ref: guidance.ask(self.store, whom, ref, text, urgent=urgent))

    def _say(self, at: datetime, who: int, deal: Deal, say: Callable[[str], object]) -> None:
        def do() -> None:
            if deal.there and deal.row.outcome is None:
                say(deal.row.ref)

        self.live.later(at, who, do)

    def _replied(self, at: datetime, who: int, text: str) -> None:
        """Who was asked last answers."""

        def do() -> None:
            waiting = rows_where(self.store, Guidance, "-nid", for_id=self.store.me, state="open", limit=1)
            if waiting:
                guidance.reply(self.store, waiting[0].ref, text)

        self.live.later(at, who, do)

    # --- opened again, gone back ----------------------------------------------------------------------------------

    def _again(self) -> None:
        """A lost deal is opened again, an open one goes back a stage."""
        lost = [one for one in self._deals() if one.account.arc == "lost" and one.account.owner == ME]
        for deal in lost[:1]:
            at = self.live.hour(self.live.back(9))
            close = telling.working(self.live.today + timedelta(days=21)).isoformat()
            self.live.later(at, ME, self._reopened(deal, deal.say(deal.texts.REOPENED), close))
        back = [one for one in self._open(HOME) if one.account.arc == "haggling"]
        for deal in back[:1]:
            at = max(self.live.hour(self.live.back(2)), deal.account.told[-1].at + timedelta(minutes=40))
            self.live.later(at, HOME, self._moved_back(deal))

    def _reopened(self, deal: Deal, reason: str, close: str) -> Callable[[], None]:
        def do() -> None:
            if deal.there and deal.row.outcome is not None:
                opportunities.reopen(self.store, deal.row, reason)
                deal.change(expected_close=close)

        return do

    def _moved_back(self, deal: Deal) -> Callable[[], None]:
        def do() -> None:
            if deal.there and deal.row.stage == "negotiation":
                opportunities.move(self.store, deal.row, "proposal", reason=deal.texts.BACK)

        return do

    # --- notices --------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Everybody reads now and then what is new."""
        for who, ago in _UNREAD.items():
            for day in self._days(ago):
                at = datetime.combine(day, time(8, 32 + who), self.live.zone)
                self.live.later(at, who, self._all_read)

    def _days(self, ago: int) -> Iterator[date]:
        last = self.live.back(ago)
        day = telling.working(self.live.first + timedelta(days=10), 1)
        while day < last:
            yield day
            day = telling.working(day + timedelta(days=_READ_EVERY), 1)
        yield last

    def _all_read(self) -> None:
        rows = notices.unread(self.store)
        if rows:
            notices.read(self.store, rows)

    # --- helpers --------------------------------------------------------------------------------------------------

    def _deals(self) -> list[Deal]:
        return list({id(deal): deal for one in self.live.accounts for deal in one.deals.values()}.values())

    def _open(self, owner: int) -> list[Deal]:
        """Deals of a member that are thought to be open now, the newest customers first."""
        arcs = ("alfreds", "tiancheng", "sampling", "quoting", "haggling", "terms", "chasing", "waiting")
        return [
            one for one in reversed(self._deals()) if one.account.owner == owner and one.account.arc in arcs
        ]
