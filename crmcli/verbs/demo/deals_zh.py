"""What a Chinese team writes on its opportunities: titles, problems, lessons, and what is said about them."""

from __future__ import annotations

from crmcli.verbs.demo.scene import Scene as S

# fmt: off
TITLE = "{p} {q}"
REORDER = "返单 {p} {q}"
FRAME = "年度框架:{p}"
LINE = "新线配套:{p}"

# Before a price is spoken of; the dealings that many leave out.
CARE: tuple[S, ...] = (
    S("visit", "到{city}现场看了{c}怎么用{p},拍了工况照片,把停机一次损失多少也问清了", "痛点在停机,不在单价"),
    S("introduction", "给{c}和{c2}讲了{p}的寿命试验,顺手把同行业两家客户的用法也讲了", "讲用法比讲参数管用"),
    S("call", "电话里把{p}的用量、工况、验收标准和拍板的人逐条问清,{c}说很少有供应商问这么细", "先把需求写成一句话,对方点头再报价"),
    S("material", "给{c}寄了{p}样品{n}件,附试验方案,约好装机日期", "样品要有人盯着装上去"),
    S("visit", "陪{c}在车间看了半天,把{p}装上去、拆下来各走一遍,记下三处不方便", "不方便的地方就是我们的方案"),
    S("call", "和{c2}通话四十分钟,只谈{p}出过的问题,一句没提价格", "技术先认可,采购就好谈"),
)
TALK: tuple[S, ...] = (
    S("call", "电话和{c}核对{p}的规格、数量和交货时间,由{c2}把关,{c}拍板"),
    S("call", "致电{c},确认需求还在,{q}左右,预算没卡死"),
    S("visit", "顺路拜访{c},聊了十几分钟,{p}的老规格继续用"),
    S("call", "{c}来电问{p}现在什么行情,要{q},月底前定"),
    S("introduction", "在{city}给{c}过了一遍{p}的样本,问了两个参数就让报价"),
)
OFFER: tuple[S, ...] = (
    S("proposal", "发了{qp}的报价,{u},合计{A},{terms}", "", "", "报价", "A"),
    S("proposal", "{c}要得急,当天报了{q},{A},交期{lead}天", "", "", "报价", "A"),
    S("proposal", "报价连同试验数据和供货计划一起发给{c},{A},约了周五听意见", "先约好答复日期", "", "报价 方案", "A"),
    S("proposal", "按{c}的清单报价,{p}单价{u},{q}合计{A},含税到厂", "", "", "报价", "A"),
    S("proposal", "给{c}和{c2}各发一份{p}的报价,{A},有效期三十天", "", "", "报价", "A"),
)
BARGAIN: tuple[S, ...] = (
    S("negotiation", "{c}还价到{t},谈到{f},付款{terms}", "", "", "价格"),
    S("negotiation", "和{c}、{c2}一起把价格和交期一次谈定,{f},用交期换了价格", "没有白让", "", "价格"),
    S("negotiation", "{c}拿{rival}压价,要降{pct}个点,只让了一半", "", "", "价格"),
    S("negotiation", "谈{p}的年量返点,{c}要先降到{t},定在{f},量够了年底再返", "", "", "价格"),
)
REFUSED: tuple[S, ...] = (
    S("call", "{c}说{p}这单给了{rival},差{pct}个点", "报价前没把需求问透", "", "丢单"),
    S("call", "{c}说这批{p}先不买了,年底再看", "一直没见到拍板的人", "", "丢单"),
    S("message", "{c}微信回:{p}定了{rival},他们账期长", "", "", "丢单"),
    S("call", "打了三次{c}才接,说{p}上周已经签给{rival}了", "报价后隔太久没跟", "", "丢单"),
)

# What stands in the customer's way, as one sentence.
PROBLEMS = (
    "现用的{p}批次不稳,每月停机一两次", "{rival}交期一拖再拖,{q}的缺口等不起", "旧型号停产,{p}要换接口",
    "{c}想换供应商,{c2}怕换了出问题", "预算只批了一半,{p}要分两批", "验收标准提高,现供应商过不了",
)
STRENGTHS = ("质检自己做,有数据", "样品试用零渗漏", "交期能写进合同", "{c2}信任我们")
WEAKNESSES = ("价格比{rival}高{pct}个点", "账期给不了{wish}", "同类业绩拿不出手", "没见过他们老板")
CHANCES = ("后面还有两期", "{rival}上月断货", "年底预算要花完")
THREATS = ("{rival}可能再降价", "项目可能推迟到明年", "采购有关系户")

RISKS = ("{c}两周没回音,{rival}在现场试样", "{c2}突然要重新比价,最终决定人换了", "对方资金没到位,首付款一拖再拖")

LESSONS_WON = {
    "quality": "先把工况和停机损失问清,再寄样、再报价,价格就不是第一位的。",
    "service": "每一步都约好下一步的日期,客户觉得省心。",
    "delivery": "交期写进合同,比降三个点管用。",
    "relationship": "技术和采购都要有人说得上话。",
    "price": "靠降价拿下的,下次要想办法多换一点条件。",
    "product": "按他们的接口改一次,后面都是返单。",
}
LESSONS_LOST = {
    "price": "没问清需求就报价,只能拼价格。",
    "competitor": "{rival}早就在现场试样,我们去晚了。",
    "payment_terms": "账期要在报价前先探底。",
    "no_decision": "一直只和采购谈,没见到拍板的人。",
    "relationship": "人脉没做到上面去。",
    "budget": "预算是几月批的,要早问。",
    "timing": "项目时间要找两个人核实。",
}
LESSONS_GIVEN_UP = {"unreachable": "三次联系不上就该换人换渠道。", "no_need": "先确认项目是真的,再投样品。"}

FORCED = ("客户当天要报价,沟通记录后补", "老客户返单,不再走需求确认", "展会现场谈定,联系人名片稍后录入")
BACK = "客户加了两个规格,方案要重做"
REOPENED = "{c}来电,项目重启,要原来的方案"
# fmt: on
