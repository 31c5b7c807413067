"""The sale of the told part: what became of each customer's wish to buy, by whom, how long it took, and why."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from crmcli.verbs.demo import deals_en, deals_zh, heroes
from crmcli.verbs.demo import story as telling
from crmcli.verbs.demo.cast import another, total
from crmcli.verbs.demo.deal import Deal
from crmcli.verbs.demo.hands import ABROAD, BOSS, HOME, LEFT, ME
from crmcli.verbs.stages import ENDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.verbs.demo.account import Account
    from crmcli.verbs.demo.live import Live
    from crmcli.verbs.demo.scene import Scene
    from crmcli.verbs.demo.story import Told

STAGES = ("lead", "qualified", "needs", "proposal", "negotiation")
# To which stage of the sale a part of a customer's story brings it.
STAGE_AT = {
    "introduce": "qualified", "samples": "needs", "sample_ok": "needs", "sample_bad": "needs", "quote": "proposal",
    "haggle_price": "negotiation", "haggle_terms": "negotiation", "order": "won", "lost": "lost",
}  # fmt: skip
STAR = ABROAD  # who does it in a better way
# Of a hundred deals beside a customer's first one, so many are won.
_WON = {STAR: 84, ME: 36, HOME: 30, BOSS: 55, LEFT: 15}
_WHY_WON = {True: (("quality", 4), ("service", 3), ("delivery", 2), ("relationship", 1)),
            False: (("price", 4), ("relationship", 2), ("delivery", 1), ("product", 1))}  # fmt: skip
_WHY_LOST = {True: (("budget", 2), ("timing", 2), ("payment_terms", 1)),
             False: (("price", 5), ("competitor", 3), ("no_decision", 2), ("payment_terms", 1))}  # fmt: skip
_LOST_BY_SCENE = ("payment_terms", "relationship", "timing")  # what the scenes of a lost deal tell
_QUIET = 11  # days after which somebody gives up who was not answered
# In how many days an open deal is expected to close, by the story's kind; before today for some.
_CLOSES = {
    "fresh": (30, 75), "sampling": (25, 60), "quoting": (10, 35), "haggling": (4, 20), "terms": (2, 14),
    "chasing": (-14, -3), "waiting": (-40, -9),
}  # fmt: skip


class Sale:
    """Plans the opportunities of the accounts; what happens is played in the order of time with all else."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.random = live.chance
        self.deals: list[Deal] = []
        self._number: dict[int, int] = {}  # of deals beside, by who has them

    def plan(self) -> None:
        """All of it."""
        for account in self.live.accounts:
            if account.arc in heroes.DEALS:
                self._hero(account)
            elif account.arc not in telling.STARTED_BEFORE:
                self._first(account)
            self._reorders(account)
            self._besides(account)
        self._others()

    # --- a customer's first deal ----------------------------------------------------------------------------------

    def _first(self, account: Account) -> None:
        told = account.told
        deal = self._deal(account, "TITLE")
        begun = told[0].at - timedelta(minutes=1)
        marks = [
            (one.at + timedelta(minutes=4), STAGE_AT[one.stage]) for one in told if one.stage in STAGE_AT
        ]
        ended = next((at for at, to in marks if to in ENDS), None)
        if account.arc == "silent":
            ended = told[-1].at + timedelta(days=_QUIET)
            marks.append((ended, "abandoned"))
        self._known(deal, self._closing(account, ended), early=account.arc != "fresh")
        deal.begin(begun, **self._at_first(account))
        self._walk(deal, begun, marks)
        for one in told:
            if ended is None or one.at <= ended:
                account.deals[one.at] = deal
                self._of_note(deal, one)
        if ended is not None:
            self._ends(deal, ended, marks[-1][1] if account.arc == "silent" else _outcome(marks))
        elif account.arc == "chasing":
            deal.edit(
                told[-1].at + timedelta(minutes=9), risk_flag="yes", current_problem=self._one("RISKS", deal)
            )

    def _closing(self, account: Account, ended: datetime | None) -> date | None:
        """When it is thought to be decided."""
        if ended is not None:
            return telling.working(ended.date() + timedelta(days=self.random.randrange(-14, 18)))
        first, last = _CLOSES.get(account.arc, (10, 40))
        return telling.working(self.live.today + timedelta(days=self.random.randrange(first, last)))

    def _at_first(self, account: Account) -> dict[str, str]:
        """What is entered with a new deal: little."""
        if self.random.random() < 0.5:
            return {}
        return {"products": account.cast.words["p"]}

    def _of_note(self, deal: Deal, one: Told) -> None:
        """What a note changes of its deal."""
        if one.stage == "quote":
            deal.along["proposal"] = {"amount": [deal.money("A")]}
        elif one.stage == "haggle_price" and (deal.account.owner == STAR or self.random.random() < 0.5):
            deal.along["negotiation"] = self._swot(deal)
        elif one.stage == "haggle_terms":
            deal.edit(one.at + timedelta(minutes=8), amount=deal.money("F"))

    def _ends(self, deal: Deal, at: datetime, outcome: str) -> None:
        star = deal.account.owner == STAR
        texts = deal.texts
        if outcome == "won":
            reason = self._weighted(_WHY_WON[star])
            deal.end(
                at, outcome, reason, texts.LESSONS_WON[reason] if star or self.random.random() < 0.4 else ""
            )
            return
        if outcome == "abandoned":
            reason = self.random.choice(("unreachable", "no_need"))
            deal.end(at, outcome, reason, texts.LESSONS_GIVEN_UP[reason])
            return
        scenes = telling.scenes_of(deal.cast, "lost")
        number = next((at for at, scene in enumerate(scenes) if scene.text in deal.account.used), 0)
        reason = _LOST_BY_SCENE[number]
        deal.end(at, outcome, reason, texts.LESSONS_LOST[reason])

    # --- orders that come again, deals beside ----------------------------------------------------------------------

    def _reorders(self, account: Account) -> None:
        """Each order that comes again was a deal, a short one; what an old customer speaks of last is one that begins."""
        last = account.told[-1]
        for one in account.told:
            if one.stage == "reorder":
                deal = self._deal(account, "REORDER")
                begun = one.at - timedelta(
                    days=self.random.randrange(3, 12), minutes=self.random.randrange(200)
                )
                begun = max(begun, account.told[0].at + timedelta(minutes=5))
                at = one.at + timedelta(minutes=5)
                self._known(deal, at.date() + timedelta(days=self.random.randrange(0, 9)))
                deal.begin(begun, products="{p}".format_map(deal.cast.words))
                self._walk(deal, begun, [(at - timedelta(minutes=3), "proposal"), (at, "won")])
                account.deals[one.at] = deal
                reason = self._weighted((("relationship", 4), ("quality", 3), ("delivery", 2)))
                deal.end(at, "won", reason)
        if account.arc in ("old", "mended") and last.stage == "regular":
            deal = self._deal(account, self.random.choice(("LINE", "FRAME")))
            self._known(deal, self.live.today + timedelta(days=self.random.randrange(40, 110)))
            deal.begin(last.at - timedelta(minutes=1))
            account.deals[last.at] = deal
            if self.random.random() < 0.4 and last.at.date() < self.live.today - timedelta(days=2):
                deal.go(last.at + timedelta(minutes=4), "qualified")

    def _besides(self, account: Account) -> None:
        """Other deals with the same customer in the year, told in few words."""
        last = self.live.today - timedelta(days=24)
        first = account.told[0].at.date() + timedelta(days=9)
        number = {"won": 1, "running": 1, "silent": 1, "lost": 1}.get(account.arc, 0)
        if account.known:
            first, number = self.live.first + timedelta(days=12), 3 if account.owner == STAR else 4
        if account.owner == LEFT:
            last = self.live.leaving.date() - timedelta(days=6)
        elif account.arc in ("silent", "lost"):
            return
        for _number in range(number):
            star = account.owner == STAR
            length = self.random.randrange(24, 45) if star else self.random.randrange(30, 74)
            room = (last - first).days - length
            if room > 0:
                self._beside(account, first + timedelta(days=self.random.randrange(room)), length)

    def _beside(self, account: Account, first: date, length: int) -> None:
        deal = self._deal(account, "TITLE", anew=True)
        star = account.owner == STAR
        deal.patient = star or self.random.random() < 0.6
        won = self._won(account.owner)
        texts = deal.texts
        end = "won" if won else "abandoned" if self.random.random() < 0.2 else "lost"
        far = won or self.random.random() < (0.7 if star else 0.45)  # was it negotiated
        wanted: list[tuple[str, Sequence[Scene]]] = []
        if star:
            wanted += [("qualified", _talks(texts.CARE)), ("needs", texts.CARE)]
        elif self.random.random() < 0.7:
            wanted += [("qualified", texts.TALK)]
        wanted += [("proposal", texts.OFFER), *([("negotiation", texts.BARGAIN)] if far else [])]
        wanted += [("", texts.REFUSED)] if end == "lost" else []
        told = [(stage, deal.unused(some)) for stage, some in wanted]
        scenes = [(stage, scene) for stage, scene in told if scene is not None]
        days = sorted(self.random.sample(range(1, length - 2), len(scenes)))
        begun = self.live.hour(telling.working(first, 1))
        ended = self.live.hour(telling.working(first + timedelta(days=length)))
        self._known(deal, ended.date() + timedelta(days=self.random.randrange(-20, 25)))
        deal.begin(begun)
        marks = []
        for place, (day, (stage, scene)) in enumerate(zip(days, scenes, strict=True)):
            at = max(
                self.live.hour(telling.working(first + timedelta(days=day))),
                begun + timedelta(minutes=9 + place),
            )
            deal.note(at, scene)
            if stage:
                marks.append((at + timedelta(minutes=3), stage))
        marks.sort(key=lambda mark: mark[0])
        ended = max(ended, marks[-1][0] + timedelta(minutes=9))
        self._walk(deal, begun, marks)
        if star and won:
            deal.along["negotiation"] = self._swot(deal)
        if end == "lost":
            reason = self._weighted(_WHY_LOST[star])
            deal.end(
                ended, end, reason, texts.LESSONS_LOST[reason] if star or self.random.random() < 0.5 else ""
            )
        else:
            self._ends(deal, ended, end)

    def _won(self, owner: int) -> bool:
        """Whether the next deal of a member is won: as often as it should be, whatever chance says."""
        number = self._number[owner] = self._number.get(owner, 0) + 1
        return number * _WON[owner] // 100 > (number - 1) * _WON[owner] // 100

    # --- told by hand ---------------------------------------------------------------------------------------------

    def _hero(self, account: Account) -> None:
        """The deals of the customers that the help speaks of."""
        of, told = heroes.DEALS[account.arc], account.told
        deal = Deal(self.live, account, account.cast, of.title)
        self.deals.append(deal)
        deal.facts = {
            "amount": [of.amount], "products": [of.product], "current_problem": [of.problem],
            "expected_close": [self.live.back(-of.closes).isoformat()],
        }  # fmt: skip
        begun = told[0].at - timedelta(minutes=1)
        deal.begin(begun, products=of.product)
        self._walk(deal, begun, [(told[line].at + timedelta(minutes=4), stage) for line, stage in of.stages])
        for one in told:
            account.deals[one.at] = deal
        deal.edit(told[of.stages[-1][0]].at + timedelta(minutes=7), competitors=of.rival, **of.swot)

    def _others(self) -> None:
        """Business of other kinds: one deal each, where there is a customer for it."""
        live = self.live
        for of in heroes.OTHERS:
            fitting = [
                one for one in live.accounts
                if one.arc in of.arcs and one.cast.zh == of.zh and one.owner in of.owners
                and not any(deal.process for deal in one.deals.values())
            ]  # fmt: skip
            account = next((one for one in fitting if one.cast.company.trade in of.trades), None) or next(
                iter(fitting), None
            )
            if account is None:
                continue
            deal = Deal(live, account, account.cast, of.title, process=of.process)
            deal.facts = {name: [deal.say(text)] for name, text in of.facts.items()}
            deal.facts["expected_close"] = [
                telling.working(live.today + timedelta(days=of.closes)).isoformat()
            ]
            deal.own = {scene.kind: scene for scene in of.scenes}
            began = max(live.today - timedelta(days=of.begun), account.told[0].at.date())
            begun = max(live.hour(telling.working(began, 1)), account.told[0].at + timedelta(minutes=10))
            deal.begin(begun)
            after = begun
            for ago, stage in of.stages:
                after = max(
                    live.hour(telling.working(live.today - timedelta(days=ago))), after + timedelta(hours=1)
                )
                deal.go(after, stage)
            account.deals[begun] = deal
            if of.outcome:
                ago, outcome, reason, lesson = of.outcome
                at = live.hour(telling.working(live.today - timedelta(days=ago)))
                deal.end(max(at, after + timedelta(hours=1)), outcome, reason, lesson)

    # --- helpers --------------------------------------------------------------------------------------------------

    def _deal(self, account: Account, title: str, *, anew: bool = False) -> Deal:
        cast = another(self.random, account.cast) if anew else account.cast
        texts = deals_zh if cast.zh else deals_en
        deal = Deal(self.live, account, cast, getattr(texts, title))
        self.deals.append(deal)
        deal.patient = account.owner == STAR or self.random.random() < 0.75
        return deal

    def _known(self, deal: Deal, closes: date | None, *, early: bool = True) -> None:
        """What is filled in when a stage asks for it."""
        rough = total(deal.cast.deal, "A") * self.random.randrange(7, 13) // 10
        step = 10 ** max(len(str(rough)) - 2, 3)
        rough = max(rough // step, 1) * step
        deal.facts = {
            "amount": [f"{rough // 100}.00 {deal.cast.deal.currency}"],
            "products": [deal.cast.words["p"]],
            "current_problem": [self._one("PROBLEMS", deal)],
        }
        if closes is not None:
            deal.facts["expected_close"] = [closes.isoformat()]

    def _walk(self, deal: Deal, begun: datetime, marks: Sequence[tuple[datetime, str]]) -> None:
        """Through the stages one by one: those that no note tells of lie between two that are told."""
        place, before = 0, begun
        for at, to in marks:
            if to in ENDS:
                return
            steps = STAGES[place + 1 : STAGES.index(to) + 1]
            for number, stage in enumerate(steps, 1):
                moment = before + (at - before) * (number / len(steps))
                if number < len(steps):
                    day = self.live.hour(telling.working(moment.date()))
                    moment = (
                        day if before + timedelta(minutes=9) < day < at - timedelta(minutes=9) else moment
                    )
                deal.go(moment, stage)
            if steps:
                place, before = STAGES.index(to), at

    def _swot(self, deal: Deal) -> dict[str, list[str]]:
        """What speaks for it and against it, as it is typed."""
        texts, random = deal.texts, self.random
        drawn = {
            "strengths": random.sample(texts.STRENGTHS, 2), "weaknesses": random.sample(texts.WEAKNESSES, 1),
            "chances": random.sample(texts.CHANCES, 1), "threats": random.sample(texts.THREATS, 1),
            "competitors": [deal.cast.words["rival"]],
        }  # fmt: skip
        return {name: [deal.say(text) for text in some] for name, some in drawn.items()}

    def _one(self, what: str, deal: Deal) -> str:
        return deal.say(self.random.choice(getattr(deal.texts, what)))

    def _weighted(self, choices: Sequence[tuple[str, int]]) -> str:
        return self.random.choices([name for name, _odds in choices], [odds for _name, odds in choices])[0]


def _talks(scenes: Sequence[Scene]) -> list[Scene]:
    return [one for one in scenes if one.kind != "material"]


def _outcome(marks: Sequence[tuple[datetime, str]]) -> str:
    return next(to for _at, to in marks if to in ENDS)
