"""Words by which other programs, and people, call the choices of our fields.

Only what can mean one of them: a word that is left out is refused with its row, which is better than a wrong guess.
"""

from __future__ import annotations

from crmcli.text.names import name_key

# A deal's outcome stands in a column of its own, or is the last of its stages.
_ENDED = {
    "won": "成交 已成交 签约 已签约 成功|closed-won deal-won success",
    "lost": "丢单 已丢单 失败 未成交|closed-lost deal-lost failed",
    "abandoned": "已放弃 取消 已取消 搁置|cancelled canceled dropped",
}

_WORDS: dict[str, dict[str, str]] = {
    "customer.kind": {
        "company": "企业 单位 企业客户 公司客户 法人|business organization organisation enterprise corporate",
        "person": "个人客户 自然人|individual private private-person private-customer",
    },
    "customer.status": {
        "lead": (
            "潜在 潜在客户 意向 意向客户 目标客户 线索客户 销售线索 未成交 未合作 跟进中 待跟进 待开发 开发中|"
            "prospect new open qualified subscriber opportunity marketing-qualified-lead sales-qualified-lead "
            "marketingqualifiedlead salesqualifiedlead open-not-contacted working-contacted connected"
        ),
        "active": (
            "成交 已成交 成交客户 合作 已合作 合作客户 正式客户 正常 活跃 活跃客户 签约 已签约 签约客户 老客户|"
            "customer client current converted closed-converted evangelist"
        ),
        "dormant": "休眠客户 沉睡 沉睡客户 不活跃 暂停 暂停合作|inactive paused on-hold sleeping",
        "lost": (
            "流失客户 已流失 丢失 失效 无效 无效客户 终止合作 已终止|churned former former-customer dead "
            "closed-not-converted disqualified unqualified"
        ),
    },
    "customer.level": {
        letter: f"{letter}级 {letter}类 {letter}级客户 {letter}类客户 {letter}等" for letter in "ABC"
    },
    "contact.part": {
        "decides": "决策者 决策 拍板人|decision-maker decider economic-buyer buyer",
        "advises": "影响人 建议者 推荐人|influencer adviser advisor champion",
        "uses": "使用人 用户|user end-user",
        "gatekeeper": "守门人 守门员|blocker",
    },
    "reminder.state": {
        "open": (
            "未完成 进行中 待处理 未处理 未开始 处理中|not-started in-progress pending todo needs-action incomplete"
        ),
        "done": "完成 已处理 已办 已结束|completed complete finished closed",
    },
    "followup.kind": {
        "call": "电话沟通 电话拜访 电话回访 电话联系 打电话 去电 来电 电访 语音|call phone outbound-call voip",
        "material": "寄样 送样 寄样品 送样品 样品 发资料 资料|sample samples material",
        "first_visit": "首访 初访 初次拜访 第一次拜访|first-meeting initial-visit initial-meeting",
        "visit": "上门 上门拜访 实地拜访 面谈 会面 见面 来访 接待 客户来访 会议|meeting in-person on-site lunch",
        "introduction": "演示 产品演示|demo demonstration presentation",
        "negotiation": "商务谈判 洽谈 商务洽谈 议价|negotiating",
        "proposal": "报价 方案 提案 投标|quote quotation offer tender bid",
        "exhibition": "展览 展览会 广交会|fair trade-fair trade-show expo event",
        "email": "邮件沟通 电子邮件 发邮件 邮箱|mail e-mail email-sent",
        "message": (
            "微信 微信沟通 企业微信 企微 短信 钉钉 在线沟通 线上沟通 网络沟通 即时通讯|"
            "wechat whatsapp qq sms im chat skype linkedin linkedin-message text"
        ),
        "other": "其它 备注 记录|note notes task todo to-do other",
    },
    "opportunity.stage": {
        "lead": "新建 初步接触 初步沟通 线索阶段|new open prospecting appointment-scheduled",
        "qualified": "已确认 资格确认 立项|qualification qualified-to-buy discovery",
        "needs": "需求 需求确认 需求调研 需求分析|needs-analysis requirements analysis",
        "proposal": (
            "报价 方案报价 提案 已报价 方案|"
            "proposal/price-quote price-quote quote quoted quotation presentation-scheduled"
        ),
        "negotiation": (
            "谈判阶段 商务谈判 合同谈判 议价|"
            "negotiation/review contract-sent negotiating decision-maker-bought-in"
        ),
        **_ENDED,
    },
    "opportunity.outcome": _ENDED,
    "document.kind": {
        "quotation": "报价|quote offer",
        "contract": "协议|agreement",
        "invoice": "账单|bill",
        "photo": "图片|picture image",
    },
}
"""Field → choice → words: Chinese ones, then after ``|`` others, in which ``-`` is a space or nothing or itself."""


def words_of(path: str) -> dict[str, str]:
    """The choice that each known word of a field (``customer.status``) means; words as names are compared."""
    found: dict[str, str] = {}
    for value, words in _WORDS.get(path, {}).items():
        han, _bar, others = words.partition("|")
        for word in (*han.split(), *others.split()):
            first, _dash, rest = word.partition("-")
            forms = (
                word,
                word.replace("-", " "),
                word.replace("-", ""),
                f"{first} - {rest.replace('-', ' ')}",
            )
            found |= dict.fromkeys(map(name_key, forms), value)
    return found
