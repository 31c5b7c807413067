"""The currencies: their codes, digits and signs, what they are called, and the words of numbers and units."""

# ruff: noqa: SIM905 (word lists read better as text)
from __future__ import annotations

# ISO 4217, by the number of digits of the minor unit
CODES = {
    2: (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
        "CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
        "GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR "
        "LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB "
        "PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP "
        "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG "
        "ZWL "
    ),
    0: ("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF "),
    3: ("BHD IQD JOD KWD LYD OMR TND "),
    4: ("CLF UYW "),
}
DIGITS = {code: n for n, codes in CODES.items() for code in codes.split()}

# Signs and words that stand for one currency. ¥ and $ depend on the user's own.
SIGNS = {
    "¥": "CNY", "$": "USD", "€": "EUR", "£": "GBP", "₩": "KRW", "₽": "RUB", "₹": "INR", "฿": "THB",
    "₫": "VND",
    "₱": "PHP", "₺": "TRY", "₴": "UAH", "₪": "ILS", "₦": "NGN", "₸": "KZT", "₾": "GEL", "₵": "GHS",
    "₡": "CRC",
    "₲": "PYG", "₮": "MNT", "₭": "LAK", "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD",
    "hk$": "HKD", "s$": "SGD", "sg$": "SGD", "nt$": "TWD", "nz$": "NZD", "r$": "BRL", "mx$": "MXN",
    "mop$": "MOP",
    "jp¥": "JPY", "cn¥": "CNY", "rmb¥": "CNY",
}  # fmt: skip
YEN_SIGN = frozenset(("CNY", "JPY"))
DOLLAR_SIGN = frozenset(
    (
        "USD AUD CAD HKD SGD NZD TWD MXN ARS CLP COP BBD BMD BND BSD BZD CVE DOP FJD GYD JMD KYD LRD MOP "
        "NAD SBD SRD TTD UYU XCD"
    ).split()
)
HAN = {
    "人民币": "CNY", "块钱": "CNY", "元": "CNY", "圆": "CNY", "块": "CNY", "美元": "USD", "美金": "USD",
    "美刀": "USD",
    "欧元": "EUR", "欧": "EUR", "镑": "GBP", "英镑": "GBP", "日元": "JPY", "日圆": "JPY", "日币": "JPY", "港币": "HKD",
    "港元": "HKD", "港纸": "HKD",
    "韩元": "KRW", "韩币": "KRW", "卢布": "RUB", "澳元": "AUD", "澳币": "AUD", "加元": "CAD",
    "加币": "CAD", "新元": "SGD",
    "新币": "SGD", "新加坡元": "SGD", "坡币": "SGD", "台币": "TWD", "新台币": "TWD", "澳门元": "MOP",
    "泰铢": "THB",
    "印度卢比": "INR", "卢比": "INR", "瑞士法郎": "CHF", "瑞郎": "CHF", "迪拉姆": "AED", "越南盾": "VND",
    "印尼盾": "IDR",
    "马币": "MYR", "林吉特": "MYR", "令吉": "MYR", "雷亚尔": "BRL", "土耳其里拉": "TRY", "里拉": "TRY",
    "沙特里亚尔": "SAR",
    "新西兰元": "NZD", "纽币": "NZD", "瑞典克朗": "SEK", "挪威克朗": "NOK", "丹麦克朗": "DKK", "兰特": "ZAR",
    "菲律宾比索": "PHP", "墨西哥比索": "MXN", "科威特第纳尔": "KWD", "兹罗提": "PLN",
}  # fmt: skip
WORDS = {
    "rmb": "CNY", "yuan": "CNY", "renminbi": "CNY", "kuai": "CNY", "dollar": "USD", "dollars": "USD",
    "bucks": "USD",
    "euro": "EUR", "euros": "EUR", "yen": "JPY", "sterling": "GBP", "quid": "GBP", "rupees": "INR",
    "rubles": "RUB",
    "dirhams": "AED", "dhs": "AED", "baht": "THB", "francs": "CHF", "ntd": "TWD", "cnh": "CNY", "stg": "GBP",
}  # fmt: skip
# codes that are read in small letters inside a text; others there must be capitals (TOP, ALL, TRY are words)
COMMON = frozenset(
    (
        "usd eur cny gbp jpy hkd aud sgd chf krw inr rub twd thb myr idr vnd brl aed sar nzd zar sek nok "
        "dkk pln czk"
    ).split()
)
UNITS = {
    "万亿": 12,
    "千亿": 11,
    "百亿": 10,
    "十亿": 9,
    "亿": 8,
    "千万": 7,
    "百万": 6,
    "十万": 5,
    "万": 4,
    "千": 3,
    "百": 2,
}
LATIN_UNITS = {
    "k": 3, "thousand": 3, "m": 6, "mn": 6, "mm": 6, "mio": 6, "mil": 6, "million": 6, "millions": 6,
    "w": 4, "bn": 9,
    "billion": 9, "billions": 9, "b": 9,
}  # fmt: skip
# after 12万 these count something else than money
COUNTED = (
    "条 个 件 台 套 公里 里 吨 米 人 次 只 片 张 箱 平 册 辆 支 双 名 户 家 棵 头 位 份 包 盒 瓶 把 根 股 "
    "年 天 字 粒 度 升 千瓦 瓦 公斤 斤 克 亩 部 批 码 粉 用户 种 分 点 号 岁 小时 步 桶 卷 匹 枚 颗 架 艘 "
    "间 座 层 场 节 笔 单 柜 票 立方 本 副 顶 卡 组 队 客户 观众 订单 下载 数据 会员 员工 播放 阅读 行 倍 "
    "元素 标箱 人次 公顷 毫 厘 ㎡ 像素 亿"
).split()
COUNTED += "参数 伏 毫安 英里 海里 英尺 字节 赫兹 罐 捆 筐".split()
COUNTED_LATIN = frozenset(
    "pcs pc piece pieces set sets unit units ea t ton tons kg g mg km m cm mm l ml kw kwh w mw v mah rpm hz pa mpa "
    "gb mb tb kb users followers views hits hours hrs days years ft sqm m2 m3 cbm barrels bottles boxes rolls".split()
)
# with these behind, a word of COUNTED is another: 12万分两期, 12万年底付, 5万张总同意
NOT_COUNTED = {
    "分": "期两二三四五2345批开别成摊", "行": "不吗吧的", "年": "底前后内初终末度", "本": "月周年季次金",
    "单": "价子独", "批": "准复了", "部": "分门", "组": "合", "双": "方", "条": "件款", "顶": "多",
    "只": "付收给要能有是剩差打", "位": "置", "家": "里", "户": "头", "里": "面", "点": "头", "号": "称",
    "次": "日月年", "名": "义", "节": "前后省", "头": "款", "张": "总经工先小女老姐哥", "票": "已开",
    "包": "含邮装", "根": "据", "副": "总", "升": "到级", "卡": "在着", "股": "份东", "人": "民家工",
    "种": "种", "天": "内", "份": "额", "客户": "说同要",
}  # fmt: skip
# currencies of countries that write 450,00
COMMA_CENTS = frozenset("EUR BRL PLN CZK DKK NOK SEK HUF RON TRY RUB UAH BGN IDR ARS COP".split())

HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "壹": 1, "贰": 2,
"叁": 3, "肆": 4,
    "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}  # fmt: skip
HAN_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
HAN_NUMBER = frozenset(HAN_DIGITS) | frozenset(HAN_TENS)

# codes that are words in capitals: not read after a number in a text (3 TOP clients)
WORDLIKE = frozenset("ALL TOP TRY CUP PEN SOS MAD COP MOP GEL BAM LAK RON STN CAD".split())
