"""What a foreign table can be read into: kinds, their fields, and the names others give those fields.

All of it follows from the definitions of the records; their labels in both languages are known names. Names that
others use besides stand here. A new kind needs nothing.
"""

from __future__ import annotations

from crmcli.store.records import JOURNALLED, KINDS

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from crmcli.store.meta import Field, Kind

_READ_AS = {"customer.fax": "phone", "customer.postal_code": "code", "customer.currency": "currency"}
"""Texts that are read as more than a line, where the definition does not say it."""

_OF_TYPE = {
    "text": "line", "longtext": "text", "choice": "choice", "integer": "integer", "date": "date", "instant": "when",
    "when": "when", "money": "money", "boolean": "bool", "json": "line", "link": "link", "links": "links",
    "anylink": "link", "texts": "set", "messaging": "messaging", "custom": "custom",
    "percent": "line", "quantity": "line", "rows": "line",
}  # fmt: skip


def _read_as(kind: Kind, field: Field) -> str:
    """How the cells of a field are read (see :mod:`crmcli.exchange.cells`), from its definition."""
    named = _READ_AS.get(f"{kind.name}.{field.name}")
    if named:
        return named
    if field.type == "texts":
        return {"phone": "phones", "email": "emails", "name": "names"}.get(field.search, "set")
    if field.type == "text":
        return {"phone": "phone", "email": "email", "key": "code"}.get(field.search, "line")
    return _OF_TYPE[field.type]


def _kept(kind: Kind, field: Field) -> bool:
    """Whether a file can say it: not what the store derives, nor what no record holds yet."""
    if field.table:
        return not field.only  # those come as records of their own
    if not field.columns or field.name == "next_followup":
        return bool(field.columns)
    return field.columns[0] in JOURNALLED[kind.table] or (field.name in OWN and field.name != "last_dealt_at")


OWN: dict[str, str] = {
    "id": "id 编号",
    "ref": "ref 引用号",
    "kind_of_record": "kindofrecord record 记录类型",
    "created_at": "createdat created 创建时间",
    "created_by": "createdby 创建人",
    "updated_at": "updatedat updated 更新时间",
    "updated_by": "updatedby 更新人",
    "last_dealt_at": "lastdealtat lastdealtwith 最近往来",
}
"""Keys that only our own export has, with their labels; read as such only in a file with a ``ref`` column."""

FIELDS: dict[str, dict[str, str]] = {
    kind.name: {
        field.name: _read_as(kind, field)
        for field in kind.fields.values()
        if field.name != "archived" and field.type != "custom" and _kept(kind, field)
    }
    | {"archived": "bool"}
    for kind in KINDS.values()
}
"""The fields of each kind and how their cells are read, from the definitions of the records."""

SETS = frozenset({"set", "names", "phones", "emails", "messaging", "links"})
"""Types that take any number of columns."""

NAMED_BY: dict[str, tuple[str, ...]] = {
    kind.name: tuple(name for name in (kind.title, "ref", "id", "external_id") if name in FIELDS[kind.name])
    for kind in KINDS.values()
} | {"contact": ("name", "ref", "id"), "step": ("name", "key", "ref", "id")}
"""A kind is in the file only if one of these columns is."""

_MIDDLE = ("customer", "contact")

BESIDE: dict[str, tuple[str, ...]] = {
    kind.name: tuple(
        other
        for other in _MIDDLE
        if other != kind.name
        and (
            kind.name in _MIDDLE
            or any(field.link == other and _kept(kind, field) for field in kind.own if field.writable)
        )
    )
    for kind in KINDS.values()
}
"""Which other kinds can stand in the same row, in the order of preference: whom its record hangs on."""

LINKS: dict[str, str] = {
    f"{kind.name}.{field.name}": f"{field.link}.name"
    for kind in KINDS.values()
    for field in kind.own
    if field.type == "link" and field.link in BESIDE[kind.name]
}
"""A link to the customer or contact of the same row is read as that record's name."""

HANDLES = ("id", "ref", "name", "kind")
"""What may stand behind a link's key, in columns of their own: ``customer.ref``."""

PREFIXES: dict[str, str] = {
    "customer": "customer client account company organization organisation org 客户 公司 单位 企业",
    "contact": "contact contactperson person primarycontact 联系人 联络人 主联系人",
    "followup": "followup activity 跟进 活动 拜访",
    "reminder": "reminder task todo 提醒 待办 任务",
    "opportunity": "opportunity deal 商机 机会 项目",
    "document": "document file 文档 文件",
    "member": "member employee user 成员 员工",
    "product": "product item goods article 产品 商品 货品 物料",
}
"""Words before a field's name that say whose it is: ``company phone``, ``联系人手机``."""

SURE: dict[str, str] = {
    "customer.name": (
        "company customer client account organization organisation employer companyname businessname "
        "associatedcompany relatedcompany companyaccount personorganization clientcompany importer "
        "buyer 客户 公司 单位 企业 客户全称 公司全称 单位全称 客户名 公司名 企业名 工作单位 所在单位 "
        "所属公司 所属客户 厂商 厂家 店名 店铺名称 客户姓名 客户单位 单位名 买家 采购商 商户名称"
    ),
    "customer.aliases": (
        "shortname aliases alias 简称 别名 客户简称 公司简称 曾用名 英文名称 englishname 公司英文名"
    ),
    "customer.industry": "industry industries sector 行业 所属行业 行业类别",
    "customer.status": "customerstatus accountstatus lifecyclestage leadstatus 客户状态 客户阶段",
    "customer.country": (
        "country countryregion countryterritory billingcountry mailingcountry businesscountry "
        "businesscountryregion addresscountry countrycode 国家 国别 国家地区 所在国家 国家区域"
    ),
    "customer.region": (
        "region state province stateprovince stateregion billingstate billingstateprovince "
        "mailingstate mailingstateprovince businessstate addressregion county 省 省份 州 省州 地区 "
        "区域 所在省份 大区"
    ),
    "customer.city": "city town billingcity mailingcity businesscity addresscity 城市 市 所在城市 地市",
    "customer.postal_code": (
        "postalcode zip zipcode postcode zippostalcode billingzippostalcode billingzip "
        "billingpostalcode mailingpostalcode mailingzippostalcode businesspostalcode "
        "addresspostalcode plz 邮编 邮政编码 邮政代码"
    ),
    "customer.address": (
        "address street streetaddress addressline billingstreet billingaddress mailingstreet "
        "mailingaddress businessstreet businessaddress addressstreet organizationaddress fulladdress "
        "addressformatted 地址 详细地址 公司地址 联系地址 通讯地址 通信地址 收货地址 注册地址 "
        "办公地址 街道 街道地址"
    ),
    "customer.fax": "fax faxnumber faxno businessfax telefax 传真 传真号 传真号码",
    "customer.website": (
        "website web webpage homepage url websiteurl companydomainname domain websitevalue 网址 网站 "
        "官网 主页 公司网站 公司网址 公司主页"
    ),
    "customer.tax_id": (
        "taxid vat vatid vatno vatnumber taxnumber taxno tin uscc 税号 纳税人识别号 统一社会信用代码 "
        "信用代码 社会信用代码 税务登记号 纳税识别号"
    ),
    "customer.level": (
        "level grade tier class customerlevel accountlevel rank 级别 等级 客户级别 客户等级 星级"
    ),
    "customer.payment_terms": (
        "paymentterms paymentterm terms creditterms 付款条件 付款方式 结算方式 账期 付款条款"
    ),
    "customer.currency": "currency currencycode accountcurrency 币种 货币 结算币种 币别",
    "customer.next_followup": (
        "nextfollowup nextfollowupdate nextcontact nextcontactdate nextactivitydate 下次跟进 "
        "下次跟进时间 下次跟进日期 下次联系 下次联系时间 下次回访 下次回访时间"
    ),
    "customer.external_id": (
        "customerno customernumber accountnumber accountno clientno clientnumber companyno 客户号 "
        "客户系统编号"
    ),
    "contact.name": (
        "contact contactname contactperson primarycontact keycontact attn contactfullname personname "
        "联系人 联系人姓名 联络人 主要联系人 客户联系人 对接人 联系人名称 首要联系人 主联系人 "
        "contacts"
    ),
    "contact.title": (
        "jobtitle jobposition position contacttitle role function organizationtitle designation 职务 "
        "职位 岗位 头衔 职称 联系人职务"
    ),
    "contact.birthday": "birthday birthdate dateofbirth dob 生日 出生日期 出生年月",
    "contact.part": "buyingrole decisionrole part 角色 决策角色 决策作用 决策中的作用",
    "contact.primary": "primary isprimary maincontact 主要 主要联系人 首要 是否主联系人 是否首要联系人",
    "contact.messaging": "messaging im instantmessaging 即时通讯 即时通讯账号 社交账号",
    "contact.messaging:wechat": "wechat weixin wechatid 微信 微信号",
    "contact.messaging:qq": "qq qq号 qq号码 qqnumber",
    "contact.messaging:whatsapp": "whatsapp whatsappnumber whatsapp号",
    "contact.messaging:skype": "skype skypeid",
    "contact.messaging:telegram": "telegram",
    "contact.messaging:dingtalk": "dingtalk 钉钉 钉钉号",
    "followup.text": (
        "note notes followuptext activitynote comment comments 跟进内容 跟进记录 跟进 沟通内容 "
        "沟通记录 拜访内容 拜访记录 联系记录 跟进情况 洽谈内容 往来记录"
    ),
    "followup.at": (
        "followupdate activitydate 跟进时间 跟进日期 拜访时间 拜访日期 联系时间 沟通时间 往来时间 往来日期"
    ),
    "followup.kind": "followuptype activitytype type tasksubtype 跟进方式 跟进类型 沟通方式 联系方式类型 拜访方式",
    "followup.judgement": "judgement judgment assessment 判断 研判",
    "followup.next_step": "nextstep nextaction nextsteps 下一步 下步计划 下一步计划 后续计划",
    "followup.next_due": (
        "nextdue nextstepdue nextstepdate nextactiondate 下一步时间 下一步日期 下次时间 nextfollowup "
        "nextfollowupdate nextcontact nextcontactdate 下次跟进 下次跟进时间 下次跟进日期 下次联系 下次联系时间 "
        "下次回访 下次回访时间"
    ),
    "followup.author": "author recordedby 跟进人 记录人 拜访人",
    "opportunity.title": (
        "opportunity opportunityname opportunitytitle deal dealname dealtitle 商机 商机名称 商机名 商机标题 "
        "机会名称 销售机会 项目名称 项目名"
    ),
    "opportunity.stage": (
        "stage dealstage opportunitystage salesstage pipelinestage stagename 阶段 销售阶段 商机阶段 跟进阶段"
    ),
    "opportunity.amount": (
        "dealamount opportunityamount dealvalue opportunityvalue expectedamount expectedrevenue 商机金额 "
        "预计金额 预计销售额 预计成交金额"
    ),
    "opportunity.expected_close": (
        "expectedclose closedate expectedclosedate dealclosedate estimatedclosedate 预计成交 预计成交日期 预计成交时间 "
        "预计签约日期 预计结单日期"
    ),
    "opportunity.acquired_on": "acquiredon acquired 获得日期 商机获得日期 发现日期",
    "opportunity.probability": "probability winprobability dealprobability 概率 成交概率 赢单率 赢率 可能性",
    "opportunity.competitors": "competitors competitor maincompetitors 竞争对手 竞品 竞争者",
    "opportunity.outcome_reason": (
        "outcomereason lossreason lostreason closedlostreason closedwonreason winreason reasonlost 输单原因 赢单原因 "
        "丢单原因 失败原因"
    ),
    "opportunity.current_problem": "currentproblem 当前问题 存在问题 卡点",
    "product.name": (
        "productname itemname goodsname articlename 产品名称 产品名 品名 商品名称 商品名 货品名称 物料名称 名称规格"
    ),
    "product.code": (
        "sku itemno itemnumber itemcode articleno articlenumber partno partnumber productcode productno 货号 产品货号 "
        "产品编号 产品编码 产品代码 商品编码 物料编码 物料号"
    ),
    "product.category": "productcategory productgroup productline 产品类别 产品分类 产品系列 品类 商品分类",
    "product.unit": "uom unitofmeasure salesunit 计量单位 销售单位",
    "product.list_price": (
        "listprice price unitprice salesprice sellingprice retailprice 标价 单价 价格 售价 销售价 目录价 零售价 标准价"
    ),
    "product.floor_price": "floorprice minprice minimumprice lowestprice 底价 最低价 最低售价 最低限价",
    "product.cost": "cost costprice unitcost purchaseprice 成本 成本价 单位成本 进价 采购价",
    "product.valid_from": "validfrom effectivefrom effectivedate pricefrom 生效日 生效日期 起始日期 执行日期",
    "product.valid_until": "validuntil validto expirydate priceuntil 有效期至 失效日期 失效日",
    "product.prices:min_quantity": (
        "fromquantity fromqty minquantity minqty minimumquantity moq minimumorderquantity quantityfrom qtyfrom 起订量 "
        "最小起订量 最低起订量 起始数量 数量起"
    ),
    "product.prices:list": "pricelist pricelistname tariff 价目表 价目表名称 价格表名称 价格类型",
    "product.prices:currency": "currency currencycode 币种 货币 币别",
    "step.name": "stepname ordersteps orderstep 环节 环节名称 执行环节 执行步骤",
    "step.done": "doneon completedon 完成日期 实际完成日期 实际日期",
    "reminder.text": "reminder task todo subject summary 提醒内容 待办 待办事项 任务 事项",
    "reminder.due": "due duedate dueon deadline 到期 到期日 到期时间 到期日期 截止日期 截止时间 提醒时间 提醒日期",
    "reminder.for": "remindwhom 提醒谁 提醒人",
    "reminder.repeat": "repeat recurrence rrule 重复",
}
"""Names that can mean only one field, written without spaces and signs.

``contact.messaging:wechat`` is the field ``messaging`` for the service ``wechat``.
"""

LOOSE: dict[tuple[str, ...], str] = {
    ("name",): "name displayname 名称 名字",
    ("title",): "title",
    ("kind",): "kind 类型 客户性质",
    ("status",): "status 状态",
    ("source",): "source leadsource originalsource 来源 客户来源 线索来源 渠道 获客渠道",
    ("phone", "phones"): (
        "phone phonenumber phoneno telephone tel telno telephonenumber businessphone workphone "
        "primaryphone officephone phonework phonevalue businessphonenumber mainphone companymainphone "
        "电话 电话号码 联系电话 固定电话 座机 办公电话 固话 电话号 公司电话"
    ),
    ("phones", "phone"): (
        "phones homephone otherphone phonehome phoneother directphone assistantphone 其他电话 "
        "备用电话 住宅电话 家庭电话"
    ),
    ("phones!", "phone"): (
        "mobile mobilephone mobilephonenumber mobileno cell cellphone phonemobile mobilenumber "
        "contactnumber 手机 手机号 手机号码 移动电话"
    ),
    ("email", "emails"): (
        "email emailaddress mail emailvalue emailwork businessemail workemail primaryemail 邮箱 邮件 "
        "电子邮件 电子邮箱 邮箱地址 邮件地址 email地址 公司邮箱"
    ),
    ("emails", "email"): (
        "emails emailhome emailother otheremail secondaryemail additionalemail 其他邮箱 备用邮箱 个人邮箱"
    ),
    ("tags",): "tags tag categories category labels label groupmembership group 标签 分组 标记",
    ("owner",): (
        "owner salesperson salesrep salesowner accountowner companyowner contactowner assignedto "
        "accountmanager leadowner recordowner 负责人 业务员 销售 销售员 销售代表 销售人员 客户经理 "
        "所有人 所属业务员 归属人 跟单员 负责业务员"
    ),
    ("external_id",): "id externalid code recordid reference 编号 外部编号 编码 代码 系统编号",
    ("archived",): "archived isarchived 归档 已归档 是否归档",
    ("at",): "date when 日期 时间",
    ("text",): "text content 内容",
    ("amount",): "amount 金额",
    ("members",): "members participants 参与人 参与人员 参与成员 我方人员",
}
"""The field's name in each kind that has it, in the order of preference, with the names that others use.

``!``: a person's before a company's, whatever the file is about.
"""

PERSON: dict[str, str] = {
    "firstname givenname 名 first forename": "first",
    "middlename additionalname secondname": "middle",
    "lastname surname familyname 姓 姓氏 last": "last",
    "fullname 姓名 personfullname": "full",
}
"""Parts of a person's name; a file that has one of them is about people."""
