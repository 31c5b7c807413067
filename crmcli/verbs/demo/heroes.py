"""The two customers that the examples of the help speak of, told by hand: the newest of every demo store."""

from __future__ import annotations

from typing import NamedTuple

from crmcli.verbs.demo.hands import ABROAD, BOSS, HOME, ME, ORDERS
from crmcli.verbs.demo.scene import Scene as S


class Line(NamedTuple):
    """A note: how many working days ago, when, its kind, text, judgement, next step and when that is due."""

    ago: int
    hour: int
    minute: int
    kind: str
    text: str
    judgement: str
    next: str
    due: tuple[int, int | None] | None  # working days from now, hour
    tags: str
    amount: int | None
    people: tuple[int, ...]


class HeroDeal(NamedTuple):
    """What is wanted: in how many working days it closes, and after which note it came to which stage."""

    title: str
    amount: str
    product: str
    problem: str
    closes: int
    stages: tuple[tuple[int, str], ...]
    rival: str
    swot: dict[str, tuple[str, ...]]


class OtherDeal(NamedTuple):
    """One of another kind of business: for what customers (the first that fits), days ago, and what it asks for."""

    process: str
    arcs: tuple[str, ...]
    zh: bool
    owners: tuple[int, ...]
    trades: tuple[str, ...]  # better
    title: str
    begun: int
    stages: tuple[tuple[int, str], ...]
    closes: int  # in so many days
    facts: dict[str, str]
    scenes: tuple[S, ...]
    outcome: tuple[int, str, str, str] | tuple[()] = ()


class Paper(NamedTuple):
    """A document: after which note and how many minutes later, on that note or on the customer, by whom, read by whom.

    The same name again is the next version.
    """

    line: int
    minutes: int
    on_note: bool
    kind: str
    name: str
    file: str
    who: int
    readers: tuple[int, ...]


# Name, how notes call the person, title, part in the decision.
PEOPLE = {
    "alfreds": (
        ("Jonas Keller", "Jonas", "Purchasing Manager", "advises"),
        ("Petra Brandt", "Petra", "Managing Director", "decides"),
        ("Uwe Lindner", "Uwe", "Technical Manager", "uses"),
    ),
    "tiancheng": (
        ("张志明", "张总", "总经理", "decides"),
        ("李燕", "李经理", "外贸经理", "advises"),
        ("王磊", "王工", "技术工程师", "uses"),
    ),
}
SOURCES = {"alfreds": "exhibition", "tiancheng": "referral"}

PAPERS: dict[str, tuple[Paper, ...]] = {
    "alfreds": (
        Paper(1, 4, False, "certificate", "CE declaration, self-priming pumps.pdf", "ce-sp-1500.pdf", ME, (ME,)),
        Paper(4, 3, True, "quotation", "Quotation 480 pumps.pdf", "q-480-1.pdf", ME, (ME, BOSS)),
        Paper(5, 25, True, "quotation", "Quotation 480 pumps.pdf", "q-480-2.pdf", BOSS, (BOSS,)),
    ),
    "tiancheng": (
        Paper(1, 20, False, "drawing", "球阀剖面图DN50.pdf", "qf-dn50.pdf", ME, (ME,)),
        Paper(2, 6, True, "certificate", "材质单316.pdf", "cz-316.pdf", ME, (ME,)),
        Paper(4, 2, True, "quotation", "报价单 球阀1400只.pdf", "bj-1400-1.pdf", ME, (ME, BOSS)),
        Paper(6, 30, True, "quotation", "报价单 球阀1400只.pdf", "bj-1400-2.pdf", ORDERS, (ORDERS,)),
    ),
}  # fmt: skip

STORIES: dict[str, tuple[Line, ...]] = {
    "alfreds": (
        Line(8, 11, 20, "exhibition", "Met Jonas Keller at {fair}. Garden wholesaler in Hamburg, 140 dealers, buys 1.5 kW self-priming pumps from a Polish trader and had two late seasons in a row", "wants a second source, not the lowest price", "Send catalogue and price list", (-7, None), "fair", None, (0,)),
        Line(7, 9, 50, "email", "Catalogue, CE papers and price list mailed to Jonas. Asks for the noise level at one metre and whether the housing can be green, RAL 6010", "", "", None, "", None, (0,)),
        Line(6, 16, 10, "material", "Sent samples by DHL, 3 sets painted RAL 6010, paint at our cost. Noise report inside the box", "a small present that nobody else will make", "Check that samples arrived", (-4, None), "samples", None, (0,)),
        Line(4, 15, 35, "call", "Samples are in. Uwe Lindner let one run dry for ten minutes and it started again. Likes the float switch, dislikes the short cable", "Uwe is won; 1.5 m more cable costs us next to nothing", "", None, "samples", None, (2,)),
        Line(3, 14, 5, "proposal", "Quoted 480 sets of 1.5 kW self-priming pumps at 52.40 FOB Ningbo with the long cable, total EUR 25,152, 35 days, 30% T/T", "", "Ask Jonas for feedback on the quote", (-2, None), "quote", 2_515_200, (0,)),
        Line(1, 16, 40, "negotiation", "Call with Jonas and Petra Brandt. We are four per cent over the Polish trader, who has no stock before the season. They want 50.00 and a fixed shipping date", "Petra decides, and she cares about the date more than about two euro", "Give final price and a shipping date", (0, 16), "price", None, (0, 1)),
    ),
    "tiancheng": (
        Line(11, 10, 15, "first_visit", "海沣的老总介绍的,首次拜访天成,见了张总和李燕。他们接了中东一个管网项目,球阀和法兰都外采,现在从台州拿货,批次之间差得多", "质量稳定是突破口,别先谈价", "发检测报告和验货流程给李经理", (-10, None), "转介绍 项目", None, (0, 1)),
        Line(9, 14, 30, "introduction", "带球阀剖面样去讲了一遍,王工对阀座材料问得细,要PTFE加碳的数据", "王工懂行,资料要做实", "", None, "资料", None, (2,)),
        Line(8, 11, 5, "material", "样品已寄,不锈钢球阀DN50五只,附材质单。王工说做气密和扭矩两项", "", "问王工试验结果", (-5, None), "样品", None, (2,)),
        Line(5, 9, 40, "call", "王工电话说气密全过,扭矩比台州那家还轻。已经写进报告给张总", "技术关过了", "", None, "样品", None, (2,)),
        Line(4, 15, 20, "proposal", "报价已发李经理:不锈钢球阀DN50 1400只,单价85,合计¥11.9万,FOB宁波,25天交货", "", "问李经理收到没有", (-3, None), "报价", 11_900_000, (1,)),
        Line(3, 10, 50, "visit", "拜访张总,谈FOB价,他嫌内陆运费高,想改成厂交自提。喝茶的时候说后面还有两批,量差不多", "后两批是真的,运费可以让一点", "", None, "价格 运费", None, (0,)),
        Line(1, 17, 5, "message", "李经理微信:张总同意FOB,但首批要拆成两次出,¥12万以内含拆批费就签", "差一口气,给他拆批", "回访张总,定拆批方案", (1, 15), "价格", 12_000_000, (0, 1)),
    ),
}  # fmt: skip

DEALS: dict[str, HeroDeal] = {
    "alfreds": HeroDeal(
        "480 sets of 1.5 kW self-priming pumps", "25152.00 EUR", "1.5 kW self-priming pumps",
        "Two late seasons in a row with the Polish trader; the date counts more than two euro", 9,
        ((1, "qualified"), (2, "needs"), (4, "proposal"), (5, "negotiation")), "Polish trader",
        {
            "strengths": ("paint and cable as they want them", "Uwe Lindner is won", "stock before the season"),
            "weaknesses": ("four per cent over the Polish trader",),
            "chances": ("140 dealers", "no stock on the other side before spring"),
            "threats": ("freight to Hamburg is rising",),
        },
    ),
    "tiancheng": HeroDeal(
        "不锈钢球阀DN50 1400只", "119000.00 CNY", "不锈钢球阀DN50",
        "台州的货批次之间差得多,中东管网项目验收过不了", 6,
        ((1, "qualified"), (2, "needs"), (4, "proposal"), (5, "negotiation")), "台州那家",
        {
            "strengths": ("气密试验全过", "王工写进了报告", "扭矩比台州那家轻"),
            "weaknesses": ("内陆运费高",),
            "chances": ("后面还有两批,量差不多",),
            "threats": ("台州那家会跟着降价",),
        },
    ),
}  # fmt: skip

OTHERS = (
    OtherDeal(
        "decoration", ("old", "mended", "running", "won"), True, (HOME,), ("building", "fire", "hvac", "water"),
        "{city}泵阀展厅改造", 52, ((45, "survey"), (37, "design"), (6, "quotation")), 18,
        {"custom.site": "{city}高新区创业路18号B座一层", "custom.area": "320", "amount": "186000.00 CNY"},
        (
            S("site_visit", "上门量房,展厅320平,层高5.2米,承重柱三根不能动。{c}想在中间放一台能转的水泵模型", "样板间做好了,后面卖泵阀就有地方看"),
        ),
    ),
    OtherDeal(
        "domestic", ("old", "mended", "running", "won"), True, (HOME, ME), ("pumps", "water", "irrigation", "valves"),
        "{city}仓库备件年度供货", 34, ((27, "needs"), (11, "proposal")), 21, {"amount": "58600.00 CNY"},
        (
            S("visit", "去{c}的仓库看了:密封件和轴承按月补货,送货要到车间门口,签收单归{c2}管。现在那家经常送错型号", "送得准比便宜两个点更要紧"),
        ),
    ),
    OtherDeal(
        "service_contract", ("old", "angry", "mended", "won"), True, (ME, HOME), ("pumps", "water", "irrigation"),
        "泵站年度维保合同续签", 48, ((38, "review"), (9, "offer")), 41, {"amount": "36000.00 CNY"},
        (
            S("review_meeting", "和{c}、{c2}一起过了一年的巡检记录:四次巡检都按时,两次抢修平均三小时到场。{c2}希望明年加一个泵房", "加泵房比涨价好谈"),
        ),
    ),
    OtherDeal(
        "service_contract", ("old", "mended", "won"), False, (ABROAD,), ("pumps", "water", "irrigation", "marine"),
        "Spare parts and service agreement, second year", 150, ((131, "review"), (112, "offer"), (94, "signing")), -72,
        {"amount": "9800.00 USD"},
        (
            S("review_meeting", "Went through the year with {c} and {c2}: eleven parcels of spares, ten in time. They want a stock of seals on site", "a stock of our seals on their shelf is worth more than the fee"),
        ),
        (75, "won", "service", "Show the record of the year before speaking of the next one."),
    ),
    OtherDeal(
        "care", ("silent",), False, (ME, ABROAD), (), "Win back {c}", 19, ((9, "reached"),), 50,
        {"current_problem": "The last crate came with damaged paint and nobody answered their photos"},
        (
            S("care_call", "Got {c} on the phone at last: the last crate came with damaged paint, photos sent in spring were never answered. Apologised, nothing offered yet", "it was never the price"),
        ),
    ),
)  # fmt: skip
