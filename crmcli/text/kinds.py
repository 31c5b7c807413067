"""What kind of follow-up a note tells of, by its words.

The first kind word counts. A word of a plan (想去拜访, wants a demo), of a thing that only bears the name
(电话13800138000, phone number) or of someone else's doing (对手报了价) is none: better no kind than a wrong one.
"""

# ruff: noqa: SIM905 (word lists read better as text)
from __future__ import annotations

from itertools import pairwise

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Callable

# kind: Chinese words divided by spaces, Latin ones by "|". Longer words win; what has no kind ("") hides
# the shorter words in it
_WORDS = {
    "": (
        "电话号 电话机 电话线 电话费 电话本 电话卡 邮件地址 微信号 微信支付 微信转账 微信付款 微信收款 微信转 "
        "送货上门 报价有效 报价太 报价偏 报价高 报价贵 报价低 报价请求 投标保证金 投标截止 标书费 寄样费 "
        "送样费 当面 展厅 样品间 官网留言 网站留言 平台留言 在线留言 见面礼 约见面",
        "called in sick|called off|call off|call-off|called for|calls for|calling for|call for|"
        "called upon|so-called|so called|called it|called the price|roll call|call centre|call center|"
        "call option|on call|email address|e-mail address|mail address|mail order|chain mail|"
        "mail server|in the mail|phone number|phone no|phone nr|phone camera|by phone camera|phone is|"
        "phone was|phone book|phone case|phone booth|paint booth|spray booth|toll booth|photo booth|"
        "telephone number|telephone no|visited our website|visited the website|visited our site|"
        "visited our web site|visit our website|website visit|website visits|in a meeting|in meeting|"
        "in meetings|in another meeting|board meeting|management meeting|team meeting|internal meeting|"
        "sales meeting|staff meeting|met the deadline|met the target|met the price|met our price|"
        "met our target|met his target|met the spec|met the requirements|out to lunch|at lunch|"
        "on lunch|out for lunch|after lunch|before lunch|lunch break|until lunch|after dinner|"
        "demo unit|demo units|demo machine|demo kit|demo pump|demo version|demo stand|"
        "signed contract back|signed contract from|signed contract received|wechat pay|wechat id|"
        "whatsapp number|message is|tender documents|tender document|tender deadline|"
        "saw on linkedin|found on linkedin|saw him on linkedin|found him on linkedin",
    ),
    "first_visit": (
        "首次拜访 初次拜访 第一次拜访 首次上门 第一次上门 首次登门 首访 初访 首次走访 第一次走访 首次见面 "
        "第一次见面 初次见面 首次会面 第一次来访 首次来访 首次面谈 第一次登门 头一次拜访 头一次上门 头一次见面",
        "first visit|first visited|visited for the first time|first meeting|first met|initial visit|"
        "initial meeting|introductory meeting|introductory visit|met for the first time",
    ),
    "visit": (
        "拜访 上门 登门 走访 面谈 会面 见面 面访 来访 到访 造访 约见 会见 碰面 碰了面 见了 见过面 见到了 去见 "
        "陪访 接待 参观 验厂 看厂 考察 来厂 来公司 来我司 来我们公司 来我们厂 到我司 到我们公司 到公司来 去客户 "
        "去了客户 去了趟 去了一趟 去他公司 去了他公司 去他们公司 去了他们公司 去他们厂 去了他们厂 去工厂 去了工厂 "
        "去厂里 去了厂里 跑了一趟 跑了趟 路过 顺路去 吃了顿饭 吃了饭 一起吃饭 一起吃了饭 请客户吃饭 请他吃饭 "
        "请他们吃饭 陪客户吃饭 吃了个饭 喝了茶 喝了杯茶",
        "visited|visit|visiting|visits|met|meeting|meet with|meet w/|mtg|on site|onsite|on-site|dropped by|"
        "dropped in|stopped by|stopped in|popped in|popped by|swung by|called in at|saw|factory tour|plant "
        "tour|site visit|toured|lunch|dinner|breakfast with|coffee with|had coffee|went to see|came to see|"
        "face to face|face-to-face|in person|sat down with|came to our office|came to our factory|came to "
        "our plant|went to their office|went to his office|went to her office|went to their factory|went to "
        "their plant|was shown around|shown around|showed him around|showed her around|showed them around",
    ),
    "call": (
        "电话 致电 去电 来电 回电 通话 电访 打电话 电话拜访 电话回访 电话沟通 电话联系 电话会议 语音 视频会议 "
        "视频沟通 视频通话 视频聊 视频连线 视频开会 "
        "飞书会议 飞书开会 钉钉会议 钉钉开会 微信视频 微信语音 微信电话 腾讯会议 线上会议 网络会议 线上沟通 "
        "通了话 打了个电话 打给 打来 打过来 打过去 接了 没接 未接 拒接 没人接 没有人接 无人接听 占线 打不通 没打通 "
        "拨打 拨通",
        "called|call|calling|calls|phoned|phone|phoning|rang|rang up|telephoned|telephone|phone call|"
        "conference call|conf call|video call|video conference|zoom|zoomed|teams call|teams meeting|zoom "
        "meeting|online meeting|virtual meeting|skype call|skyped|spoke on the phone|spoke by phone|on the "
        "phone|over the phone|cold call|cold called|voicemail|voice mail|by phone|hung up|answering machine|"
        "answerphone|line busy|line engaged|line was busy|line was engaged|picked up the phone",
    ),
    "material": (
        "寄样 寄样品 寄了样品 送样 送样品 发样品 发样 发了样品 寄资料 发资料 发了资料 送资料 寄目录 发目录 "
        "寄画册 发画册 给了资料 寄了资料 寄出样品 资料已发 样品已寄 样品寄出 递送资料 送了资料 送了样品 "
        "寄了样 发了样 发了目录 寄了目录 寄了画册 发了画册 寄样册 送样册 发样册 寄样本 送样本 送画册 送目录",
        "sent material|sent materials|materials sent|material sent",
    ),
    "introduction": (
        "产品介绍 介绍产品 介绍了产品 介绍了我们的产品 介绍了公司 介绍了新 演示 讲解 产品演示 推介 宣讲 路演 "
        "讲了一遍 技术交流",
        "demo|demoed|demoing|demonstrated|demonstration|presented|presentation|product introduction|"
        "introduced our|introduced the new|introduced the product|introduced the line|introduction to our|"
        "introduction of our|pitched|sales pitch|gave a pitch|webinar",
    ),
    "negotiation": (
        "谈判 洽谈 议价 还价 砍价 压价 商谈 谈价 谈价格 谈了价 磋商 谈合同 谈条款 谈付款 谈账期 谈条件 讲价 "
        "谈了价格 谈了合同 谈了付款 谈了账期 谈了条款 谈了条件 讨价 磨价 谈拢 谈崩 谈妥 让价 签合同 签了合同 "
        "签完合同 签下合同 合同签了 合同已签 合同签完 合同签下 签约 签了协议 签协议 签了补充协议 签补充协议 "
        "价格定了 价格谈 敲定价格 年度框架 框架协议",
        "negotiated|negotiation|negotiations|negotiating|negotiate|haggled|haggling|bargained|bargaining|"
        "talked terms|discussed terms|discussed price|discussed prices|discussed pricing|discussed payment "
        "terms|discussed the price|talked price|talked prices|price talk|price talks|counteroffer|"
        "counter-offer|countered|met halfway|met half way|met us halfway|met in the middle|met at fob|met "
        "at cif|split the difference|settled at|settled on a price|price agreed|agreed on a price|agreed on "
        "price|agreed a price|agreed the price|signed the contract|signed contract|contract signed|contract "
        "is signed|signed the agreement|signed agreement|agreement signed|signed a contract|signed an "
        "agreement|frame contract|frame agreement|framework agreement|framework contract|yearly frame|per "
        "cent off|percent off",
    ),
    "proposal": (
        "报价 报了价 提案 投标 标书 递交方案 提交方案 发方案 发了方案 给了方案 出方案 提交报价 建议书 "
        "计划书 发了报价 发报价 报了",
        "proposal|proposals|quoted|requoted|re-quoted|tendered|submitted a tender|submitted tender|"
        "submitted the tender|submitted our tender|submitted bid|submitted a bid|submitted our bid|submitted "
        "offer|submitted an offer|submitted our offer|submitted the offer|submitted quote|submitted a quote|"
        "submitted quotation|submitted a quotation|offered",
    ),
    "exhibition": (
        "展会 展览会 广交会 参展 展位 展台 博览会 交易会 进博会 华交会 展览 订货会 糖酒会 参观了我们展位 "
        "参观我们展位 参观了我们的展位 参观我们的展位 参观了展位 参观展位 参观了展台 参观展会 参观了展会 "
        "来我们展位",
        "exhibition|trade fair|trade show|tradeshow|expo|booth|canton fair|at the fair|at the show|spring "
        "fair|autumn fair|hardware show|hannover messe|messe|visited our booth|visited our stand|visited us "
        "at our booth|stopped at our booth|stopped by our booth|stopped at our stand|stopped by our stand|"
        "came to our booth|came to our stand|dropped by our booth",
    ),
    "email": (
        "邮件 电邮 发邮件 电子邮件 发了邮件 回邮件 回了邮件 发邮箱 回邮",
        "email|e-mail|emailed|e-mailed|emails|e-mails|mailed|mail|emailing|wrote to|wrote in|wrote back|"
        "wrote him|wrote her|wrote them",
    ),
    "message": (
        "微信 短信 钉钉 留言 发消息 发了消息 发了条消息 发了个消息 发条消息 发来消息 回了消息 回消息 回了条消息 "
        "消息发了 发信息 发了信息 发了条信息 私信 企业微信 企微 飞书 发微信 群里 旺旺 语音留言",
        "wechat|weixin|whatsapp|whatsapped|texted|sms|text message|text messages|messaged|message|telegram|"
        "messenger|linkedin message|on linkedin|via linkedin|skype|slacked|on slack|via slack|viber|qq",
    ),
}

# What was sent decides: 寄出球阀样品2件, sent him our quotation
_SENT_HAN = (
    "寄了 寄出 寄去 寄走 寄给 补寄 快递了 送了 送去 送过去 发了 发出 发去 补发 递了 交了 提交了 出了 给了 "
    "讲了 介绍了"
).split()
_THINGS_HAN = {
    "material": "样品 样件 样册 画册 目录 资料 样本 彩页 色卡 小样 宣传册 产品册 打样",
    "proposal": "报价 方案 标书 投标书",
    "email": "邮件",
    "message": "短信 微信 消息",
}
_TOLD_HAN = "产品 材质 数据 参数 原理 性能 功能 样机 新款"
_AFTER_HAN = {
    "material": "已寄 寄出 寄走 寄了 已发 发出 发了 发走 发过去 送过去 送到 送去 送了 快递".split(),
    "proposal": "已交 交了 已发 发了 发出 发过去 递交 提交了 给了 送了".split(),
}
_SENT = frozenset(
    "sent posted mailed shipped couriered dispatched dropped handed delivered submitted gave".split()
)
_THINGS = {
    "material": "sample samples catalogue catalogues catalog catalogs brochure brochures leaflet leaflets "
    "literature flyer flyers swatches prototype prototypes",
    "proposal": "quote quotes quotation quotations offer offers proposal proposals bid tender",
    "email": "email mail e-mail",
    "message": "message text whatsapp sms wechat",
}
_GONE = frozenset("sent posted mailed shipped couriered dispatched out".split())
_BETWEEN = frozenset(
    "is are was were has have been already just finally both all now went on the its their way".split()
)
# a thing sent that is about another: a reminder of the quote, photos of the samples
_OTHER_THING = frozenset(
    "about for regarding re photo photos picture pictures list reminder invoice tracking contract price question "
    "questions feedback comments".split()
)  # fmt: skip
_THEY = frozenset(
    "he she they who customer client buyer competitor competitors rival rivals supplier".split()
)

# plans and refusals, in Chinese before the word, in English before it or in its clause
_PLANS_HAN = (
    "想 打算 计划 准备 希望 需要 要 下次 改天 改日 回头 让我 叫我 请我 请你 请您 让你 记得 尽快 安排 争取 可以 "
    "能不能 是否 建议 明年 下个月 下月 下周 下星期 稍后 晚点 到时 节后 年后 元旦前 元旦后 春节后 "
    "国庆后 五一后 答应 同意 承诺 邀请 不用 不必 无需 等他 等她 等我 等对方 等客户 约好 约了 约定 有空 有机会 "
    "如果 尚未 还没 不肯 拒绝 等着"
).split()
_NOT_PLANS = "不要了 重要 主要 必要 要了 要到 要价 没想到 想到 联想 理想 思想".split()
_UNDONE = ("没", "没有", "未", "不", "没去", "没能", "等", "等着", "问", "拒绝")
_TRIED = frozenset(
    "tried trying went came managed got able drove flew nice good great pleased happy back travelled traveled "
    "began started used".split()
)
_MODAL = frozenset(
    "will ll shall should must please pls can could would may might cannot next no without not".split()
)
_WANTS = frozenset(
    "wants want wanted needs need needed prefers prefer requests requested expects expecting awaits awaiting "
    "waiting plan plans planning planned hope hopes hoping should must will ll shall would lets "
    "please pls todo".split()
)
_ASKED = frozenset("asked asks ask asking wait waits looking ready due invited invites invite".split())
_ARTICLES = frozenset("a an the our his her their another some short quick us me him them new first".split())
# call him: still to be done
_ORDERS = frozenset(("call", "phone", "email", "mail", "visit"))
_ORDERED = frozenset("him her them us me back again later when once if".split())
_PAST = frozenset("met rang spoke sent saw wrote left went had shown hung was sat swung".split())

_CLAUSE_MARKS = frozenset("。；;!?！？，,\n")
_ELECTRIC = frozenset("子脑机缆器池源压流气工价动路镀泵容阻线网")
_RIVALS_HAN = ("对手", "同行", "别家", "别人", "人家", "竞品", "另一家", "其他家", "竞争")
_RIVALS = frozenset(
    "he she they competitor competitors competition rival rivals supplier customer client".split()
)
_SEEN = frozenset("him her them both mr mrs ms dr the our".split())
_PAPERS = frozenset("invoice invoices contract contracts cheque documents docs originals".split())
_SEEN_WHO = frozenset("buyer boss owner manager director ceo cfo engineer team chief head purchaser".split())

# Chinese words that are part of another with these before or behind them
_NOT_BEHIND = {
    "见了": "意少不罕看听常再偏瞧",
    "面谈": "当对",
    "上门": "马",
    "路过": "公道线",
    "报价": "等嫌催索询问的看到对比家收要求",
    "报了": "汇申上通情周日海登填投回举警",
    "群里": "人",
    "接了": "连对直承间迎焊",
}
_NOT_BEFORE = {
    "还价": "格值位",
    "会面": "临向积",
    "没人接": "待手盘单班管",
    "没有人接": "待手盘单班管",
    "接待": "室",
    "去见": "识",
    "技术交流": "群",
}
# what must follow, unless the clause ends (which it may not behind 报了)
_ONLY_BEFORE = {
    "接了": ("电话", "我", "起"),
    "没接": ("电话", "通", "听", "我", "起"),
    "未接": ("电话", "通", "听", "来电"),
    "报了": tuple("0123456789¥$€价一二三四五六七八九十两几"),
}
_PUT_OFF_HAN = ("取消", "推迟", "改期", "延期")
_PUT_OFF = frozenset("postponed cancelled canceled rescheduled moved".split())
_REACHED = frozenset("电话 微信 旺旺 企微 钉钉 飞书 邮件 短信 qq".split())
_PAID = frozenset("款钱金账费")

# a note that is nothing but one of these: what decides else (who was seen, what was sent) is not there
_ALONE = {
    "saw": "visit", "walked": "introduction", "讲了": "introduction", "介绍了": "introduction", "报了": "proposal",
    "签了": "negotiation", "谈到": "negotiation", "砍到": "negotiation", "压到": "negotiation", "让了": "negotiation",
    "展": "exhibition",
}  # fmt: skip

_by_start: dict[str, list[tuple[str, str]]] = {}
_things: dict[str, str] = {}


def _prepare() -> None:
    for kind, (han, latin) in _WORDS.items():
        for word in han.split() + latin.split("|"):
            _by_start.setdefault(word[0], []).append((word, kind))
    for word in _SENT_HAN:
        _by_start.setdefault(word[0], []).append((word, "sent"))
    for kind, words in _THINGS_HAN.items():
        if kind in _AFTER_HAN:
            for word in words.split():
                if (word, kind) not in _by_start.setdefault(word[0], []):
                    _by_start[word[0]].append((word, "thing " + kind))
    for kind, words in _THINGS.items():
        for word in words.split():
            _things[word] = kind
            _ALONE.setdefault(word, kind)
    for kind, words in _THINGS_HAN.items():
        for word in words.split():
            _ALONE.setdefault(word, kind)
    for word in [*_SENT, *_things, "walked"]:
        _by_start.setdefault(word[0], []).append((word, "latin"))
    _by_start["展"].append(("展", "show"))
    _by_start["谈"].append(("谈到", "from"))
    _by_start["砍"].append(("砍到", "from"))
    _by_start["压"].append(("压到", "from"))
    _by_start["让"].append(("让了", "points"))
    _by_start["签"].append(("签了", "signed"))
    for each in _by_start.values():
        # longest first; of the same length a rule, then the plain word
        each.sort(key=lambda pair: (-len(pair[0]), pair[1] in _WORDS))


def _latin(ch: str) -> bool:
    return ch.isascii() and ch.isalnum() or "\xc0" <= ch <= "\u024f" and ch.isalpha()


def _is_end(text: str, at: int) -> bool:
    """Whether a clause ends at ``at``."""
    if at >= len(text):
        return True
    return text[at] in _CLAUSE_MARKS or text[at] == "." and text[at + 1 : at + 2].isspace()


def _before(low: str, at: int) -> str:
    """What stands in the clause before ``at``, at most 80 characters."""
    begin = at
    while begin > 0 and at - begin < 80 and not _is_end(low, begin - 1):
        begin -= 1
    return low[begin:at]


def _behind(low: str, at: int) -> str:
    """What stands in the clause from ``at`` on, at most 80 characters."""
    end = at
    while end < len(low) and end - at < 80 and not _is_end(low, end):
        end += 1
    return low[at:end]


def _theirs(before: str) -> bool:
    """Whether the other side did it: 他们发了资料."""
    return before.endswith(("客户", "对方", "他们", "他", "她")) and set("给向跟帮为").isdisjoint(before[-7:])


def _tokens(text: str) -> list[tuple[str, int]]:
    """Latin words and numbers, and where each ends."""
    out = []
    start = -1
    for at, ch in enumerate(text + " "):
        if _latin(ch) or ch == "-":
            if start < 0:
                start = at
        elif start >= 0:
            out.append((text[start:at], at))
            start = -1
    return out


def _tried(before: list[str]) -> bool:
    """Whether it was done: tried to call, went to visit."""
    return before[-1:] == ["to"] and before[-2:-1] != [] and before[-2] in _TRIED


class _Kinds:
    """The kind words of one note: ``low`` is its folded text, place for place."""

    __slots__ = ("text", "low", "n", "free")

    def __init__(self, text: str, low: str, free: Callable[[int, int], bool]) -> None:
        self.text, self.low, self.n, self.free = text, low, len(low), free

    def find(self, skip: list[tuple[int, int]]) -> tuple[int, int, str] | None:
        low = self.low
        alone = low.strip(" \t\n,，.。;；!！?？")
        if alone in _ALONE and not skip:
            at = low.index(alone)
            if self.free(at, at + len(alone)):
                return at, at + len(alone), _ALONE[alone]
        over = dict(skip)
        i = 0
        while i < self.n:
            if i in over and over[i] > i:
                i = over[i]
                continue
            words = _by_start.get(low[i])
            if words is None or i and _latin(low[i]) and _latin(low[i - 1]):
                i += 1
                continue
            step = i + 1
            for word, kind in words:
                if not low.startswith(word, i):
                    continue
                end = i + len(word)
                if end < self.n and _latin(low[end - 1]) and _latin(low[end]) or not self.free(i, end):
                    continue
                if not kind:
                    step = end
                    break
                found = self.latin(i, end, word, kind) if word.isascii() else self.han(i, end, word, kind)
                if found is not None:
                    return found
            i = step
        return None

    def piece(
        self, start: int, trigger: int, end: int, kind: str, thing: tuple[int, int] | None = None
    ) -> tuple[int, int, str]:
        """A rule's hit: from its first to its last word if nothing else is read in between, else ``thing``."""
        if self.free(start, end):
            return start, end, kind
        if thing is not None and self.free(*thing):
            return *thing, kind
        return start, trigger, kind

    # --- Chinese

    def han(self, i: int, end: int, word: str, kind: str) -> tuple[int, int, str] | None:
        low = self.low
        if i and low[i - 1] in _NOT_BEHIND.get(word, ""):
            return None
        nxt = low[end : end + 1]
        if nxt and (nxt in _NOT_BEFORE.get(word, "") or word[-1] == "电" and nxt in _ELECTRIC):
            return None
        only = _ONLY_BEFORE.get(word)
        ends = word != "报了" and (_is_end(low, end) or nxt.isspace())
        if only and not ends and not low.startswith(only, end):
            return None
        before = _before(low, i)
        if word in _REACHED and self.only_named(before, end):
            return None
        if word in ("打给", "打来", "打过来", "打过去") and (
            not _PAID.isdisjoint(before) or not set("万元块¥$").isdisjoint(low[end : end + 8])
        ):
            return None
        done = "了" in word or nxt in ("了", "过", "完") or word[0] in "没未" or word in ("打不通", "占线")
        if not done:
            near = before[-14:]
            for other in _NOT_PLANS:
                near = near.replace(other, "")
            if any(plan in near for plan in _PLANS_HAN):
                return None
        if kind in ("material", "proposal", "visit", "first_visit", "introduction") and before.endswith(
            _UNDONE
        ):
            return None
        if kind == "proposal" and any(rival in before for rival in _RIVALS_HAN):
            return None
        if low.startswith(_PUT_OFF_HAN, end) or kind in ("material", "proposal") and _theirs(before):
            return None
        if kind in _WORDS:
            return i, end, kind
        if kind == "sent":
            return self.sent(i, end, word, before)
        if kind == "show":
            return self.show(i, end, before)
        ahead = _behind(low, end)
        if kind == "from":
            at = before.rfind("从") + 1
            counted = at > 0 and before[at : at + 3].strip("¥$€ ")[:1].isdigit()
            begin = i - len(before) + at - 1
            whole = begin if self.free(begin, end) else i
            return (whole, end, "negotiation") if counted else None
        if kind == "signed":
            at = max(ahead[:16].find("合同"), ahead[:16].find("协议"))
            return self.piece(i, end, end + at + 2, "negotiation") if at >= 0 else None
        if kind == "points":
            counted = "点" in ahead[1:5] and ahead[0] in "0123456789一二三四五两半几"
            return self.piece(i, end, end + ahead[:6].find("点") + 1, "negotiation") if counted else None
        kind = kind[6:]  # a thing: is it sent?
        best = min((at for at in map(ahead[:14].find, _AFTER_HAN[kind]) if at >= 0), default=-1)
        if best < 0 or not set("要等没未还不才能会想收的").isdisjoint(ahead[:best]):
            return None
        return self.piece(i, end, end + best + 2, kind)

    def only_named(self, before: str, end: int) -> bool:
        """Whether a phone or an account is only told: 电话13800138000, 加了微信."""
        at = end
        while at < self.n and self.low[at] in " \t:是为号码":
            at += 1
        if (
            self.low[at : at + 5].isascii()
            and len(self.low[at : at + 5].strip("-() ")) >= 4
            and any(ch.isdigit() for ch in self.low[at : at + 5])
            and self.low[at : at + 3].strip("+(").isdigit()
        ):
            return True
        return before[-6:].rstrip("了到个下过我他她的")[-1:] in tuple("留换加要存")

    def sent(self, i: int, end: int, word: str, before: str) -> tuple[int, int, str] | None:
        """寄出球阀样品2件, 出了一份方案, 给王工讲了材质"""
        ahead = _behind(self.low, end)[:30]
        if ahead[:1] in ("的", "来") or before.endswith(("没", "没有", "未", "不")):
            return None
        if word in ("讲了", "介绍了"):
            told = [at + len(thing) for thing in _TOLD_HAN.split() if (at := ahead.find(thing)) >= 0]
            return self.piece(i, end, end + min(told), "introduction") if told else None
        best = None
        for kind, things in _THINGS_HAN.items():
            for thing in things.split():
                at = ahead.find(thing)
                if (
                    at >= 0
                    and (best is None or at < best[0])
                    and ahead[at + len(thing) : at + len(thing) + 1] not in ("费", "钱", "款")
                ):
                    best = at, at + len(thing), kind
        if best is None:
            return None
        at, stop, kind = best
        place = (end + at, end + stop)
        if word[-1] == "给" and ahead[at - 1 : at] == "的":
            return None
        if word in ("递了", "交了", "提交了", "出了") and kind != "proposal":
            return None
        if word == "给了" and kind not in ("material", "proposal"):
            return None
        if kind in ("material", "proposal") and _theirs(before):
            return None
        return self.piece(i, end, end + stop, kind, place)

    def show(self, i: int, end: int, before: str) -> tuple[int, int, str] | None:
        """在泵阀展上, 参加了五金展"""
        last = before[-1:]
        if not "\u4e00" <= last <= "\u9fff" or last in "进发开扩拓伸舒招画参会施":
            return None
        for word in ("上", "现场", "馆", "期间", "回来"):
            if self.low.startswith(word, end):
                whole = (i - 1, end + len(word))
                return (*whole, "exhibition") if self.free(*whole) else (i, end, "exhibition")
        if not _is_end(self.low, end):
            return None
        took_part = [at for word in ("参加", "去了", "逛", "看了", "在") if (at := before.rfind(word)) >= 0]
        if not took_part:
            return None
        begin = i - len(before) + max(took_part)
        return begin if self.free(begin, end) else i, end, "exhibition"

    # --- English

    def latin(self, i: int, end: int, word: str, kind: str) -> tuple[int, int, str] | None:
        low = self.low
        before = [token for token, _ in _tokens(_before(low, i))]
        ahead = _behind(low, end)
        first = word.split(" ")[0]
        if not (first.endswith("ed") or first in _PAST or kind == "negotiation") and self.planned(before):
            return None
        if kind == "latin":
            return self.latin_rule(i, end, word, before, ahead)
        behind = _tokens(ahead)
        following = behind[0][0] if behind else ""
        if any(token in _PUT_OFF for token, _ in behind[:3]):
            return None
        if (
            word in _ORDERS
            and following in _ORDERED
            and not _tried(before)
            and (following not in ("back", "again") or word in ("call", "phone"))
        ):
            return None
        if word == "saw":
            at = end + 1
            seen = following in _SEEN and (following not in ("the", "our") or self.next_is(behind, _SEEN_WHO))
            if not seen and not (low[end:at] == " " and self.text[at : at + 1].isupper()):
                return None
            last = 1 if seen and following in ("the", "our") else 0
            return self.piece(i, end, end + behind[last][1], kind)
        elif word.startswith("wrote"):
            if not {"whatsapp", "wechat", "weixin", "linkedin", "sms", "telegram", "messenger"}.isdisjoint(
                token for token, _ in behind
            ):
                return None
        elif word in ("quoted", "offered", "requoted", "re-quoted"):
            if not _RIVALS.isdisjoint(before[-2:]) or any(
                token.startswith(("competit", "rival")) for token in before
            ):
                return None
        elif word in ("email", "e-mail", "mail"):
            if "@" in ahead.lstrip(" :").split(" ")[0]:
                return None
        elif word in ("phone", "telephone"):
            if ahead.lstrip(" :.+(")[:1].isdigit():
                return None
        elif word == "mailed" and not _PAPERS.isdisjoint(before[-1:]):
            return None
        if kind == "message" and "added" in before:
            return None
        return i, end, kind

    @staticmethod
    def next_is(behind: list[tuple[str, int]], words: frozenset[str]) -> bool:
        return any(token in words for token, _ in behind[1:4])

    @staticmethod
    def planned(before: list[str]) -> bool:
        """Whether what follows is still to be done: wants a demo, to visit, asked for a quote."""
        if not before:
            return False
        if before[-1] == "to":
            return not _tried(before)
        count = len(before)
        while count and before[count - 1] in _ARTICLES:
            count -= 1
        if count and before[count - 1] in _MODAL or before[-1] in _MODAL:
            return True
        if count > 1 and before[count - 1] == "for" and before[count - 2] in _ASKED:
            return True
        return not _WANTS.isdisjoint(before)

    def latin_rule(
        self, i: int, end: int, word: str, before: list[str], ahead: str
    ) -> tuple[int, int, str] | None:
        """sent him two samples, samples went out, walked them through the line"""
        behind = _tokens(ahead)
        if word == "walked":
            through = [stop for token, stop in behind[:5] if token == "through"]
            return self.piece(i, end, end + through[0], "introduction") if through else None
        if word in _SENT:
            following = behind[0][0] if behind else ""
            if (word, following) not in (
                ("dropped", "off"),
                ("handed", "over"),
                ("handed", "out"),
            ) and word in (
                "dropped",
                "handed",
            ):
                return None
            if before and before[-1] in ("be", "get", "not", "never", "was", "were", "as"):
                return None
            theirs = not _THEY.isdisjoint(before[-2:])
            for token, stop in behind[:8]:
                if token in _OTHER_THING:
                    return None
                kind = _things.get(token)
                if kind and not (theirs and kind in ("material", "proposal")):
                    return self.piece(i, end, end + stop, kind, (end + stop - len(token), end + stop))
            return None
        kind = _things[word]
        if kind not in ("material", "proposal"):
            return None
        at = 0
        while at < len(behind) and at < 5 and behind[at][0] in _BETWEEN:
            at += 1
        tokens = [token for token, _ in behind]
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        if at < len(tokens) and tokens[at] in _GONE and after not in ("of", "back"):
            return self.piece(i, end, end + behind[at][1], kind)
        if "way" in tokens[:at]:
            return self.piece(i, end, end + behind[tokens.index("way")][1], kind)
        for one, two in pairwise(tokens):
            if one in _GONE and one != "out" and two in ("them", "it"):
                return i, end, kind
        return None


def find_kind(
    text: str, low: str, free: Callable[[int, int], bool], skip: list[tuple[int, int]]
) -> tuple[int, int, str] | None:
    """The first kind word of a note: its place and the kind. ``None`` if there is none.

    ``low`` is the folded text, place for place; ``free`` says whether places are not yet used; ``skip`` are
    the clauses that tell of what is still to come.
    """
    if not _by_start:
        _prepare()
    return _Kinds(text, low, free).find(skip)
