"""The invented world of the demo store: companies, people, places and goods.

No company here is meant to exist. Telephone numbers lie where nobody can be called: in ranges that national
regulators keep for fiction where there are any (North America 555-01xx, the United Kingdom, Germany, France,
Australia, Sweden), else in blocks that are not given out (China's 154). Addresses end in ``.example`` (RFC 2606).
"""

from __future__ import annotations

from typing import NamedTuple


class Good(NamedTuple):
    """Something that is sold: its names, its units, its price for one in fen, how many are usual."""

    zh: str
    en: str
    unit_zh: str
    unit_en: str
    fen: int
    least: int
    most: int


class Place(NamedTuple):
    """Where a customer is: how its telephone numbers and postal codes look, ``#`` standing for a digit."""

    country: str
    region: str
    city: str
    phone: str
    mobile: str
    postal: str
    street: str
    people: str  # the list of names its people have
    currency: str


class Company(NamedTuple):
    """A customer by name, with the place and the trade it is in."""

    name: str
    alias: str
    domain: str
    place: str
    trade: str


GOODS = {
    "pump": (
        Good("自吸泵1.5kW", "1.5 kW self-priming pumps", "台", "sets", 38_000, 120, 600),
        Good("多级离心泵", "multistage centrifugal pumps", "台", "sets", 165_000, 20, 120),
        Good("潜水排污泵", "submersible sewage pumps", "台", "sets", 72_000, 40, 200),
        Good("管道增压泵", "inline booster pumps", "台", "sets", 29_500, 100, 500),
        Good("深井泵4寸", "4-inch borehole pumps", "台", "sets", 96_000, 30, 240),
        Good("机械密封", "mechanical seals", "套", "sets", 3_400, 300, 2000),
    ),
    "valve": (
        Good("不锈钢球阀DN50", "stainless ball valves DN50", "只", "pcs", 8_600, 300, 2000),
        Good("对夹蝶阀DN100", "wafer butterfly valves DN100", "台", "pcs", 11_800, 200, 1200),
        Good("铸铁闸阀DN80", "cast-iron gate valves DN80", "台", "pcs", 16_500, 100, 800),
        Good("止回阀DN65", "check valves DN65", "只", "pcs", 7_200, 200, 1500),
        Good("黄铜球阀4分", "1/2-inch brass ball valves", "只", "pcs", 1_350, 3000, 20000),
        Good("减压阀DN25", "pressure reducing valves DN25", "只", "pcs", 5_900, 200, 1500),
    ),
    "fitting": (
        Good("镀锌弯头", "galvanised elbows", "只", "pcs", 320, 5000, 40000),
        Good("卡压管件", "press fittings", "只", "pcs", 1_180, 3000, 20000),
        Good("PN16法兰DN100", "PN16 flanges DN100", "片", "pcs", 5_800, 300, 2500),
        Good("橡胶软接头", "rubber expansion joints", "只", "pcs", 4_600, 150, 1200),
        Good("PE管件", "PE compression fittings", "只", "pcs", 640, 4000, 30000),
        Good("水表DN20", "DN20 water meters", "只", "pcs", 6_800, 300, 3000),
    ),
    "fastener": (
        Good("304六角螺栓M12", "304 hex bolts M12", "千件", "thousand", 98_000, 20, 150),
        Good("10.9级高强螺栓M20", "10.9 high-tensile bolts M20", "千件", "thousand", 265_000, 10, 80),
        Good("膨胀锚栓M10", "M10 anchor bolts", "千件", "thousand", 112_000, 20, 120),
        Good("尼龙锁紧螺母", "nyloc nuts", "千件", "thousand", 21_000, 50, 400),
        Good("热镀锌U型螺栓", "galvanised U-bolts", "千件", "thousand", 148_000, 10, 60),
        Good("自攻螺钉", "self-tapping screws", "千件", "thousand", 5_200, 200, 2000),
    ),
}
FAMILIES = tuple(GOODS)

# What a customer does, in Chinese and English, and the family of goods it needs most.
TRADES = {
    "pumps": ("泵阀设备", "Pumps and valves", "pump"),
    "water": ("水处理", "Water treatment", "pump"),
    "irrigation": ("农业灌溉", "Irrigation", "pump"),
    "aqua": ("水产养殖设备", "Aquaculture equipment", "pump"),
    "building": ("建筑工程", "Construction", "fitting"),
    "plumbing": ("水暖器材", "Plumbing wholesale", "fitting"),
    "hvac": ("暖通制冷", "Heating and cooling", "valve"),
    "process": ("石化流体", "Process and flow control", "valve"),
    "marine": ("船舶配件", "Marine supply", "valve"),
    "fire": ("消防工程", "Fire protection", "valve"),
    "hardware": ("五金批发", "Hardware wholesale", "fastener"),
    "fastening": ("紧固件贸易", "Fasteners", "fastener"),
    "steel": ("钢结构", "Steel structures", "fastener"),
    "trading": ("进出口贸易", "Import and export", "fitting"),
    "machinery": ("机械制造", "Machine building", "fastener"),
}

_CN = "中国"


def _china(region: str, city: str, code: str, postal: str, street: str) -> Place:
    return Place(_CN, region, city, f"{code}-55500###", "154 0### ####", postal + "##", street, "zh", "CNY")


PLACES = {
    "宁波": _china("浙江", "宁波", "0574", "3150", "鄞州区甬江大道#0#号"),
    "台州": _china("浙江", "台州", "0576", "3180", "椒江区机场中路#6#号"),
    "温岭": _china("浙江", "温岭", "0576", "3175", "大溪镇泵业园区#号楼"),
    "玉环": _china("浙江", "玉环", "0576", "3176", "楚门镇滨港工业城#8号"),
    "绍兴": _china("浙江", "绍兴", "0575", "3120", "越城区镜水路##号"),
    "杭州": _china("浙江", "杭州", "0571", "3100", "萧山区金城路1#8号"),
    "嘉兴": _china("浙江", "嘉兴", "0573", "3140", "南湖区由拳路#2号"),
    "湖州": _china("浙江", "湖州", "0572", "3130", "吴兴区织里路##号"),
    "金华": _china("浙江", "金华", "0579", "3210", "婺城区双溪西路#9号"),
    "义乌": _china("浙江", "义乌", "0579", "3220", "稠州北路#6#号"),
    "温州": _china("浙江", "温州", "0577", "3250", "龙湾区滨海一道#0号"),
    "苏州": _china("江苏", "苏州", "0512", "2150", "相城区澄阳路##号"),
    "无锡": _china("江苏", "无锡", "0510", "2140", "锡山区芙蓉中路#8号"),
    "常州": _china("江苏", "常州", "0519", "2130", "武进区延政路##号"),
    "南通": _china("江苏", "南通", "0513", "2260", "崇川区临港路#号"),
    "扬州": _china("江苏", "扬州", "0514", "2250", "邗江区开发路#6号"),
    "上海": _china("上海", "上海", "021", "2016", "嘉定区曹安公路4#1号"),
    "青岛": _china("山东", "青岛", "0532", "2660", "城阳区正阳路#5号"),
    "烟台": _china("山东", "烟台", "0535", "2640", "芝罘区幸福路##号"),
    "济南": _china("山东", "济南", "0531", "2501", "历城区工业北路#7号"),
    "天津": _china("天津", "天津", "022", "3003", "滨海新区新港路#0号"),
    "大连": _china("辽宁", "大连", "0411", "1160", "甘井子区华东路#8号"),
    "沈阳": _china("辽宁", "沈阳", "024", "1101", "铁西区北二路##号"),
    "武汉": _china("湖北", "武汉", "027", "4300", "东西湖区金山大道#9号"),
    "长沙": _china("湖南", "长沙", "0731", "4100", "雨花区万家丽路##号"),
    "广州": _china("广东", "广州", "020", "5106", "黄埔区云埔一路#号"),
    "佛山": _china("广东", "佛山", "0757", "5280", "南海区桂澜路##号"),
    "深圳": _china("广东", "深圳", "0755", "5181", "龙岗区宝荷路#6号"),
    "厦门": _china("福建", "厦门", "0592", "3610", "集美区杏林北路#号"),
    "福州": _china("福建", "福州", "0591", "3500", "仓山区金山大道#1号"),
    "成都": _china("四川", "成都", "028", "6100", "双流区西航港大道#8号"),
    "重庆": _china("重庆", "重庆", "023", "4000", "渝北区龙溪路#5号"),
    "西安": _china("陕西", "西安", "029", "7100", "未央区凤城五路##号"),
    "郑州": _china("河南", "郑州", "0371", "4500", "中原区科学大道#6号"),
    "合肥": _china("安徽", "合肥", "0551", "2300", "蜀山区望江西路##号"),
    "hamburg": Place("Germany", "Hamburg", "Hamburg", "+49 40 66969 ###", "+49 171 39200##", "2035#", "Billstraße ##", "de", "EUR"),
    "cologne": Place("Germany", "North Rhine-Westphalia", "Köln", "+49 221 4710 ###", "+49 171 39200##", "5082#", "Mathias-Brüggen-Str. #0", "de", "EUR"),
    "munich": Place("Germany", "Bavaria", "München", "+49 89 99998 ###", "+49 171 39200##", "8033#", "Landsberger Str. 1##", "de", "EUR"),
    "gothenburg": Place("Sweden", "Västra Götaland", "Göteborg", "+46 31 390 06 ##", "+46 70 174 06 ##", "417 0#", "Ringögatan #8", "sv", "EUR"),
    "rotterdam": Place("Netherlands", "South Holland", "Rotterdam", "+31 10 000 0###", "+31 6 0000 0###", "3089 J#", "Waalhaven #4", "nl", "EUR"),
    "valencia": Place("Spain", "Valencia", "Valencia", "+34 960 000 ###", "+34 600 000 ###", "4602#", "Camí del Grau #2", "es", "EUR"),
    "brescia": Place("Italy", "Lombardy", "Brescia", "+39 030 000 0###", "+39 320 000 0###", "2512#", "Via Orzinuovi #4", "it", "EUR"),
    "lyon": Place("France", "Auvergne-Rhône-Alpes", "Lyon", "+33 4 65 71 ## ##", "+33 6 39 98 ## ##", "6900#", "## rue de Gerland", "fr", "EUR"),
    "leeds": Place("United Kingdom", "West Yorkshire", "Leeds", "+44 113 496 0###", "+44 7700 900###", "LS1# #AB", "## Armley Road", "en", "USD"),
    "manchester": Place("United Kingdom", "Greater Manchester", "Manchester", "+44 161 496 0###", "+44 7700 900###", "M1# #FD", "# Ashburton Road West", "en", "USD"),
    "poznan": Place("Poland", "Greater Poland", "Poznań", "+48 61 000 0# ##", "+48 500 000 ###", "61-0##", "ul. Głogowska 2##", "pl", "EUR"),
    "istanbul": Place("Türkiye", "Istanbul", "İstanbul", "+90 212 000 0# ##", "+90 530 000 0# ##", "3456#", "Perpa Ticaret Merkezi #. Kat", "tr", "USD"),
    "dubai": Place("United Arab Emirates", "Dubai", "Dubai", "+971 4 000 0###", "+971 50 000 0###", "", "Al Quoz 3, Street #8", "ar", "USD"),
    "riyadh": Place("Saudi Arabia", "Riyadh", "Riyadh", "+966 11 000 0###", "+966 50 000 0###", "1143#", "King Fahd Road, Exit #", "ar", "USD"),
    "cairo": Place("Egypt", "Cairo", "Cairo", "+20 2 0000 0###", "+20 100 000 0###", "1151#", "## El Gomhoreya Street", "ar", "USD"),
    "nairobi": Place("Kenya", "Nairobi", "Nairobi", "+254 20 000 0###", "+254 700 000 ###", "00#00", "Lunga Lunga Road, Godown #", "ke", "USD"),
    "lagos": Place("Nigeria", "Lagos", "Lagos", "+234 1 000 0###", "+234 800 000 0###", "10000#", "## Apapa Oshodi Expressway", "ng", "USD"),
    "capetown": Place("South Africa", "Western Cape", "Cape Town", "+27 21 000 0###", "+27 60 000 0###", "740#", "# Montague Drive", "za", "USD"),
    "pune": Place("India", "Maharashtra", "Pune", "+91 20 0000 0###", "+91 90000 00###", "4110##", "Plot ##, Bhosari MIDC", "in", "USD"),
    "surabaya": Place("Indonesia", "East Java", "Surabaya", "+62 31 000 0###", "+62 811 000 0###", "6017#", "Jl. Rungkut Industri #8", "id", "USD"),
    "saigon": Place("Vietnam", "Ho Chi Minh City", "Ho Chi Minh City", "+84 28 0000 0###", "+84 90 000 0###", "70000#", "## Song Hanh Street", "vn", "USD"),
    "bangkok": Place("Thailand", "Bangkok", "Bangkok", "+66 2 000 0###", "+66 80 000 0###", "101#0", "## Rama III Road", "th", "USD"),
    "penang": Place("Malaysia", "Penang", "Penang", "+60 4 000 0###", "+60 12 000 0###", "1190#", "# Lebuh Kampung Jawa", "my", "USD"),
    "cebu": Place("Philippines", "Central Visayas", "Cebu", "+63 32 000 0###", "+63 917 000 0###", "600#", "M.C. Briones Street ##", "ph", "USD"),
    "adelaide": Place("Australia", "South Australia", "Adelaide", "+61 8 7010 0###", "+61 491 570 ###", "501#", "## Grand Junction Road", "en", "USD"),
    "melbourne": Place("Australia", "Victoria", "Melbourne", "+61 3 7010 0###", "+61 491 570 ###", "306#", "## Sydney Road", "en", "USD"),
    "christchurch": Place("New Zealand", "Canterbury", "Christchurch", "+64 3 000 0###", "+64 21 000 0###", "802#", "## Blenheim Road", "en", "USD"),
    "denver": Place("United States", "Colorado", "Denver", "+1 303 555 01##", "+1 720 555 01##", "8021#", "4##0 Brighton Blvd", "en", "USD"),
    "milwaukee": Place("United States", "Wisconsin", "Milwaukee", "+1 414 555 01##", "+1 262 555 01##", "5320#", "1##0 W Canal Street", "en", "USD"),
    "tampa": Place("United States", "Florida", "Tampa", "+1 813 555 01##", "+1 727 555 01##", "3360#", "2##1 Causeway Blvd", "en", "USD"),
    "vancouver": Place("Canada", "British Columbia", "Vancouver", "+1 604 555 01##", "+1 778 555 01##", "V5L #A#", "1##0 Powell Street", "en", "USD"),
    "guadalajara": Place("Mexico", "Jalisco", "Guadalajara", "+52 33 0000 0###", "+52 33 0000 1###", "444#0", "Av. Lázaro Cárdenas ##0", "es", "USD"),
    "curitiba": Place("Brazil", "Paraná", "Curitiba", "+55 41 0000 0###", "+55 41 90000 0###", "81#00-000", "Rua João Bettega ##0", "pt", "USD"),
    "santiago": Place("Chile", "Santiago", "Santiago", "+56 2 0000 0###", "+56 9 0000 0###", "83#0000", "Av. Vicuña Mackenna ##00", "es", "USD"),
    "lima": Place("Peru", "Lima", "Lima", "+51 1 000 0###", "+51 900 000 ###", "1508#", "Av. Argentina ##0", "es", "USD"),
    "busan": Place("South Korea", "Busan", "Busan", "+82 51 000 0###", "+82 10 0000 0###", "4698#", "Nakdong-daero ##0", "ko", "USD"),
    "osaka": Place("Japan", "Osaka", "Osaka", "+81 6 0000 0###", "+81 90 0000 0###", "550-00##", "Nishi-ku Itachibori #-2", "ja", "USD"),
}  # fmt: skip
CHINESE_PLACES = tuple(name for name, place in PLACES.items() if place.people == "zh")
FOREIGN_PLACES = tuple(name for name, place in PLACES.items() if place.people != "zh")

# The two that the examples of the help and the guides are about: they stand in every demo store.
HEROES = (
    Company("Alfreds Gartentechnik GmbH", "Alfreds", "alfreds", "hamburg", "irrigation"),
    Company("宁波天成外贸有限公司", "天成", "tiancheng", "宁波", "trading"),
)
COMPANIES = (
    Company("宁波海沣泵业有限公司", "海沣", "haifeng", "宁波", "pumps"),
    Company("Kijani Waterworks Ltd", "Kijani", "kijani", "nairobi", "water"),
    Company("台州椒湾水暖器材厂", "椒湾", "jiaowan", "台州", "plumbing"),
    Company("Norrvik Pump & Ventil AB", "Norrvik", "norrvik", "gothenburg", "pumps"),
    Company("温岭砺塘机电有限公司", "砺塘", "litang", "温岭", "machinery"),
    Company("Talvera Riegos S.L.", "Talvera", "talvera", "valencia", "irrigation"),
    Company("玉环坎澳阀门有限公司", "坎澳", "kanao", "玉环", "process"),
    Company("Calderbrook Plumbing Supplies Ltd", "Calderbrook", "calderbrook", "manchester", "plumbing"),
    Company("绍兴镜越环保工程有限公司", "镜越", "jingyue", "绍兴", "water"),
    Company("Blue Mesa Irrigation Supply LLC", "Blue Mesa", "bluemesa", "denver", "irrigation"),
    Company("杭州钱栎水处理设备有限公司", "钱栎", "qianli", "杭州", "water"),
    Company("Al Sidrah Flow Trading LLC", "السدرة", "alsidrah", "dubai", "process"),
    Company("嘉兴禾沐进出口有限公司", "禾沐", "hemu", "嘉兴", "trading"),
    Company("PT Samudra Tirta Teknik", "Samudra", "samudratirta", "surabaya", "marine"),
    Company("湖州苕岸五金有限公司", "苕岸", "tiaoan", "湖州", "hardware"),
    Company("Brennhagen Armaturen GmbH", "Brennhagen", "brennhagen", "cologne", "process"),
    Company("金华婺野园林机械有限公司", "婺野", "wuye", "金华", "machinery"),
    Company("Lakeshore Fastener Works Inc.", "Lakeshore", "lakeshorefw", "milwaukee", "fastening"),
    Company("义乌稠穗进出口有限公司", "稠穗", "chousui", "义乌", "trading"),
    Company("Hidráulica Serra Azul Ltda.", "Serra Azul", "serraazul", "curitiba", "water"),
    Company("温州瓯岐流体控制有限公司", "瓯岐", "ouqi", "温州", "process"),
    Company("Kuijperwaard Techniek B.V.", "Kuijperwaard", "kuijperwaard", "rotterdam", "hvac"),
    Company("苏州吴澜机电设备有限公司", "吴澜", "wulan", "苏州", "machinery"),
    Company("Rosetta Agri Pumps S.A.E.", "Rosetta", "rosettapumps", "cairo", "irrigation"),
    Company("无锡锡渚石化设备有限公司", "锡渚", "xizhu", "无锡", "process"),
    Company("Tanjung Bolt & Nut Sdn. Bhd.", "Tanjung", "tanjungbolt", "penang", "fastening"),
    Company("常州延陌工程机械有限公司", "延陌", "yanmo", "常州", "machinery"),
    Company("Idrovalle Forniture S.r.l.", "Idrovalle", "idrovalle", "brescia", "plumbing"),
    Company("南通崇濠船舶配件有限公司", "崇濠", "chonghao", "南通", "marine"),
    Company("Hartwell & Pryce Engineering Ltd", "Hartwell", "hartwellpryce", "leeds", "hvac"),
    Company("扬州邗霖给排水工程有限公司", "邗霖", "hanlin", "扬州", "building"),
    Company("Ferretería Los Arrayanes S.A. de C.V.", "Arrayanes", "arrayanes", "guadalajara", "hardware"),
    Company("上海淞澄管道系统有限公司", "淞澄", "songcheng", "上海", "building"),
    Company("Koyna Flow Systems Pvt. Ltd.", "Koyna", "koynaflow", "pune", "process"),
    Company("青岛崂汐水产设备有限公司", "崂汐", "laoxi", "青岛", "aqua"),
    Company("Coorong Irrigation Pty Ltd", "Coorong", "coorong", "adelaide", "irrigation"),
    Company("烟台芝屿冷链设备有限公司", "芝屿", "zhiyu", "烟台", "hvac"),
    Company("Yeldağ Tesisat A.Ş.", "Yeldağ", "yeldag", "istanbul", "plumbing"),
    Company("济南泺衡暖通设备有限公司", "泺衡", "luoheng", "济南", "hvac"),
    Company("Vaucresson Hydraulique SAS", "Vaucresson", "vaucresson", "lyon", "water"),
    Company("天津津榆供应链管理有限公司", "津榆", "jinyu", "天津", "trading"),
    Company("Karoo Borehole Supplies (Pty) Ltd", "Karoo", "karooborehole", "capetown", "pumps"),
    Company("大连滨岬船务工程有限公司", "滨岬", "binjia", "大连", "marine"),
    Company("Hanbit Valve Trading Co., Ltd.", "한빛", "hanbitvalve", "busan", "process"),
    Company("沈阳浑桥重工配套有限公司", "浑桥", "hunqiao", "沈阳", "steel"),
    Company("Comercial Puelche SpA", "Puelche", "puelche", "santiago", "hardware"),
    Company("武汉汉汀市政工程有限公司", "汉汀", "hanting", "武汉", "building"),
    Company("Mekong Delta Fasteners Co., Ltd.", "Mekong Delta", "mekongfasteners", "saigon", "fastening"),
    Company("广州穗渡机电进出口有限公司", "穗渡", "suidu", "广州", "trading"),
    Company("Visayas Marine Supply, Inc.", "Visayas", "visayasmarine", "cebu", "marine"),
    Company("厦门鹭垣石材机械有限公司", "鹭垣", "luyuan", "厦门", "machinery"),
    Company("Zielonka Instalacje Sp. z o.o.", "Zielonka", "zielonka", "poznan", "plumbing"),
    Company("成都锦麓消防工程有限公司", "锦麓", "jinlu", "成都", "fire"),
    Company("株式会社みなと金物", "Minato Kanamono", "minatokanamono", "osaka", "hardware"),
    Company("重庆渝岭泵阀有限公司", "渝岭", "yuling", "重庆", "pumps"),
    Company("Adeyinka Hardware Stores", "Adeyinka", "adeyinka", "lagos", "hardware"),
    Company("西安秦垣能源工程有限公司", "秦垣", "qinyuan", "西安", "process"),
    Company("Pelican Bay Marine Hardware LLC", "Pelican Bay", "pelicanbay", "tampa", "marine"),
    Company("郑州嵩禾灌溉设备有限公司", "嵩禾", "songhe", "郑州", "irrigation"),
    Company("Jabal Noor Irrigation Est.", "Jabal Noor", "jabalnoor", "riyadh", "irrigation"),
    Company("合肥庐桐制冷设备有限公司", "庐桐", "lutong", "合肥", "hvac"),
    Company("Fraser Bend Plumbing Wholesale Ltd.", "Fraser Bend", "fraserbend", "vancouver", "plumbing"),
    Company("福州榕汐水务有限公司", "榕汐", "rongxi", "福州", "water"),
    Company("Redgum Rural Supplies Pty Ltd", "Redgum", "redgumrural", "melbourne", "irrigation"),
    Company("佛山禅屿陶瓷机械有限公司", "禅屿", "chanyu", "佛山", "machinery"),
    Company("Andina de Válvulas S.A.C.", "Andina", "andinavalvulas", "lima", "process"),
    Company("长沙湘栎建材有限公司", "湘栎", "xiangli", "长沙", "building"),
    Company("Chao Phraya Fittings Co., Ltd.", "Chao Phraya", "chaophrayafit", "bangkok", "plumbing"),
    Company("深圳鹏汀智能装备有限公司", "鹏汀", "pengting", "深圳", "machinery"),
    Company("Kaimatau Dairy Equipment Ltd", "Kaimatau", "kaimatau", "christchurch", "pumps"),
)  # fmt: skip

# --- people ---------------------------------------------------------------------------------------------------

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚"
GIVEN = ["建国", "志明", "国良", "文斌", "海燕", "晓东", "丽娟", "伟峰", "雪梅", "永强", "佳怡", "俊杰", "慧敏", "春华", "振宇", "思远", "金凤", "立新", "玉兰", "大勇", "明辉", "小红", "卫东", "秀英", "鹏飞", "静怡", "家豪", "新民", "美玲", "少华", "学军", "海波", "雅琴", "宏伟", "建军", "梦洁", "国栋", "志强", "红霞", "浩然", "天佑", "云飞", "瑞芳", "子健", "德胜", "爱萍", "伯涛", "启明", "锦程", "素珍", "跃进", "婷婷", "光耀", "佩华", "维民", "凯", "敏", "磊", "燕", "超", "波", "杰", "萍", "军", "斌", "娜", "刚", "洁", "琳", "辉"]  # fmt: skip

# First and last names by language.
PEOPLE = {
    "de": (["Jonas", "Katrin", "Stefan", "Anke", "Uwe", "Birgit", "Matthias", "Silke", "Holger", "Petra", "Thorsten", "Heike"],
           ["Keller", "Brandt", "Vogt", "Lindner", "Seidel", "Hartung", "Böhm", "Kranz", "Ebert", "Pohl", "Reuter", "Thiele"]),
    "sv": (["Anders", "Karin", "Lars", "Ingrid", "Johan", "Maria", "Henrik", "Elin"], ["Lindqvist", "Norberg", "Hallberg", "Sandell", "Wiklund", "Forsberg", "Åkerman", "Nyström"]),
    "nl": (["Pieter", "Annelies", "Joost", "Marieke", "Wouter", "Femke", "Bas", "Saskia"], ["Kuiper", "Verhoeven", "Dijkstra", "Hoekstra", "Bakema", "Postma", "Zwart", "Terpstra"]),
    "es": (["Javier", "Lucía", "Álvaro", "Carmen", "Tomás", "Marta", "Ignacio", "Pilar", "Rodrigo", "Elena"], ["Rivas", "Montero", "Salcedo", "Ibáñez", "Quiroga", "Ferrer", "Arroyo", "Cifuentes", "Navarro", "Peralta"]),
    "it": (["Marco", "Giulia", "Davide", "Chiara", "Paolo", "Elisa", "Fabio", "Silvia"], ["Ferraris", "Bonetti", "Galli", "Moretti", "Tosi", "Bassi", "Pedrini", "Zanardelli"]),
    "fr": (["Julien", "Claire", "Olivier", "Sandrine", "Mathieu", "Hélène", "Luc", "Nathalie"], ["Perrin", "Vasseur", "Chabert", "Fontaine", "Delmas", "Roussel", "Garnier", "Lacombe"]),
    "en": (["Daniel", "Sarah", "Mark", "Helen", "Tom", "Rachel", "Steve", "Joanne", "Greg", "Emily", "Peter", "Laura"], ["Whitaker", "Osborne", "Hale", "Marsden", "Pratt", "Sutcliffe", "Dunmore", "Lowell", "Haskins", "Brody", "Ashworth", "Tully"]),
    "pl": (["Marek", "Agnieszka", "Tomasz", "Ewa", "Paweł", "Joanna", "Krzysztof", "Beata"], ["Nowicki", "Zając", "Wójcik", "Kubiak", "Szulc", "Górecki", "Pawlak", "Wrona"]),
    "tr": (["Mehmet", "Ayşe", "Emre", "Zeynep", "Murat", "Elif", "Cem", "Selin"], ["Yıldız", "Demirel", "Kaplan", "Aksoy", "Toprak", "Şahin", "Korkmaz", "Uçar"]),
    "ar": (["Khalid", "Omar", "Samir", "Layla", "Tariq", "Nadia", "Hassan", "Yusuf"], ["Haddad", "Mansour", "Rashid", "Saleh", "Naguib", "Farouk", "Zaki", "Darwish"]),
    "ke": (["Grace", "Peter", "Wanjiru", "Daniel", "Achieng", "Joseph", "Faith", "Samuel"], ["Mwangi", "Otieno", "Kamau", "Njoroge", "Wekesa", "Kiptoo", "Muthoni", "Odhiambo"]),
    "ng": (["Chinedu", "Ngozi", "Tunde", "Amaka", "Segun", "Bisi", "Emeka", "Funke"], ["Adeyemi", "Okafor", "Balogun", "Eze", "Ogunleye", "Nwosu", "Adebayo", "Okoro"]),
    "za": (["Johan", "Thandi", "Pieter", "Lindiwe", "Andre", "Nomsa", "Riaan", "Zanele"], ["Botha", "Dlamini", "Steyn", "Nkosi", "Vermeulen", "Mokoena", "Fourie", "Khumalo"]),
    "in": (["Rajesh", "Priya", "Amit", "Sunita", "Vikram", "Neha", "Sanjay", "Kavita"], ["Kulkarni", "Deshpande", "Patil", "Joshi", "Shinde", "Apte", "Gokhale", "Bhave"]),
    "id": (["Budi", "Dewi", "Agus", "Rina", "Hendra", "Sari", "Wahyu", "Ratna"], ["Santoso", "Wijaya", "Pratama", "Hartono", "Setiawan", "Kusuma", "Halim", "Saputra"]),
    "vn": (["Minh", "Linh", "Quang", "Huong", "Tuan", "Mai", "Dung", "Thao"], ["Nguyen", "Tran", "Pham", "Le", "Vo", "Dang", "Bui", "Do"]),
    "th": (["Somchai", "Malee", "Anan", "Siriporn", "Kittisak", "Ploy", "Wichai", "Nok"], ["Saetang", "Wongsuwan", "Chaiyasit", "Rattanakul", "Boonmee", "Thongchai", "Srisai", "Prasert"]),
    "my": (["Ahmad", "Mei", "Ling", "Farah", "Kumar", "Siti", "Hafiz", "Wai"], ["Rahman", "Tan", "Lim", "Abdullah", "Nair", "Ismail", "Ong", "Teoh"]),
    "ph": (["Jose", "Maricel", "Ramon", "Liza", "Noel", "Grace", "Dante", "Rowena"], ["Santos", "Villanueva", "Dizon", "Manalo", "Tolentino", "Abella", "Cabral", "Yap"]),
    "pt": (["Rafael", "Camila", "Thiago", "Fernanda", "Bruno", "Patrícia", "André", "Juliana"], ["Moraes", "Teixeira", "Barbosa", "Furtado", "Amaral", "Prado", "Meireles", "Bastos"]),
    "ko": (["Minjun", "Seoyeon", "Jihoon", "Hyejin", "Sungho", "Yuna", "Taeyang", "Eunji"], ["Kim", "Park", "Choi", "Jung", "Kang", "Yoon", "Han", "Seo"]),
    "ja": (["Kenji", "Yuki", "Takashi", "Naoko", "Hiroshi", "Ayumi", "Daisuke", "Mariko"], ["Nakajima", "Fujimoto", "Kitamura", "Ogawa", "Sugiyama", "Hirano", "Matsuo", "Noda"]),
}  # fmt: skip

# Title, part in the decision, how probable; the first of each list is the person dealt with most.
TITLES_ZH = (
    (("采购经理", "advises"), ("总经理", "decides"), ("采购主管", "advises"), ("外贸经理", "advises"), ("老板", "decides"), ("副总经理", "decides")),
    (("技术工程师", "uses"), ("财务主管", "gatekeeper"), ("仓库主管", "uses"), ("总工程师", "advises"), ("项目经理", "uses")),
    (("总经理助理", "gatekeeper"), ("跟单助理", "uses"), ("品质主管", "uses")),
)  # fmt: skip
TITLES_EN = (
    (("Purchasing Manager", "advises"), ("Managing Director", "decides"), ("Buyer", "advises"), ("Owner", "decides"), ("Head of Procurement", "decides"), ("Category Manager", "advises")),
    (("Technical Manager", "uses"), ("Project Engineer", "uses"), ("Finance Manager", "gatekeeper"), ("Warehouse Manager", "uses"), ("Quality Engineer", "advises")),
    (("Logistics Coordinator", "uses"), ("Office Manager", "gatekeeper"), ("Sales Director", "advises")),
)  # fmt: skip

# What reps call a country.
COUNTRIES_ZH = {
    "Germany": "德国", "Sweden": "瑞典", "Netherlands": "荷兰", "Spain": "西班牙", "Italy": "意大利", "France": "法国",
    "United Kingdom": "英国", "Poland": "波兰", "Türkiye": "土耳其", "United Arab Emirates": "迪拜",
    "Saudi Arabia": "沙特", "Egypt": "埃及", "Kenya": "肯尼亚", "Nigeria": "尼日利亚", "South Africa": "南非",
    "India": "印度", "Indonesia": "印尼", "Vietnam": "越南", "Thailand": "泰国", "Malaysia": "马来",
    "Philippines": "菲律宾", "Australia": "澳洲", "New Zealand": "新西兰", "United States": "美国", "Canada": "加拿大",
    "Mexico": "墨西哥", "Brazil": "巴西", "Chile": "智利", "Peru": "秘鲁", "South Korea": "韩国", "Japan": "日本",
}  # fmt: skip

# The members: name, e-mail, role, department, whom they report to, device. The first is "me".
MEMBERS = (
    ("周宁", "zhou.ning", "rep", "外贸部", "顾海波", "nb-zhou"),
    ("顾海波", "gu.haibo", "manager", "外贸部", "何建平", "nb-gu"),
    ("林悦", "lin.yue", "rep", "外贸部", "顾海波", "nb-lin"),
    ("陈家明", "chen.jiaming", "rep", "内销部", "沈国强", "nb-chen"),
    ("吴倩", "wu.qian", "orders", "单证部", "顾海波", "nb-wu"),
    ("何建平", "he.jianping", "director", "总经办", "", "nb-he"),
    ("沈国强", "shen.guoqiang", "manager", "内销部", "何建平", "nb-shen"),
    ("许静", "xu.jing", "assistant", "外贸部", "周宁", "nb-xu"),
    ("方磊", "fang.lei", "rep", "工程部", "沈国强", "nb-fang"),
    ("罗敏", "luo.min", "finance", "财务部", "何建平", "nb-luo"),
    ("郑岩", "zheng.yan", "rep", "内销部", "沈国强", "nb-zheng"),
    ("孙丽", "sun.li", "orders", "采购部", "何建平", "nb-sun"),
    ("胡军", "hu.jun", "orders", "质检部", "何建平", "nb-hu"),
)
HOUSE = "yongheng.example"  # the domain of the company whose store this is

# --- names for stores of any size: each company's number picks one of each list, so no two are alike ------------

CITY_LEADS = tuple(dict.fromkeys(CHINESE_PLACES))
LEADS = "沣砺坎镜栎禾苕婺稠瓯澜渚延崇邗淞崂芝泺榆岬浑汀穗鹭锦渝秦嵩庐榕禅湘鹏椒霁澍岚钧铎琛煦垚骁翊璟桓彧"
TAILS = "沣塘澳越沐岸野穗岐澜渚陌濠霖澄汐屿衡榆岬桥渡垣麓岭禾桐栎汀洲原铭辰昊泓泽韵驰拓铠锐腾启峻"
LINES_ZH = (
    ("泵业有限公司", "pumps"), ("阀门有限公司", "process"), ("水暖器材厂", "plumbing"), ("进出口有限公司", "trading"),
    ("五金有限公司", "hardware"), ("机电设备有限公司", "machinery"), ("环保工程有限公司", "water"),
    ("紧固件有限公司", "fastening"), ("船舶配件有限公司", "marine"), ("暖通设备有限公司", "hvac"),
    ("消防器材有限公司", "fire"), ("灌溉设备有限公司", "irrigation"), ("钢结构有限公司", "steel"),
    ("建材有限公司", "building"), ("水产设备有限公司", "aqua"),
)  # fmt: skip
STARTS = ["Ald", "Bram", "Cald", "Dorn", "Elm", "Fenn", "Grans", "Hald", "Ister", "Jarr", "Kell", "Lund", "Marr", "Nord", "Oster", "Penn", "Quar", "Rav", "Sel", "Thorn", "Ulv", "Varr", "Wend", "Yarr", "Zell", "Ark", "Brack", "Cors", "Drem", "Esk"]  # fmt: skip
ENDS = ["ford", "wick", "holm", "dale", "brook", "mere", "stead", "vik", "berg", "haven", "field", "stone", "gate", "ridge", "moor", "wold", "by", "thorpe", "combe", "shaw", "hurst", "ness", "sund", "torp", "mark", "borg"]  # fmt: skip
LINES_EN = (
    ("Pumps", "pumps"), ("Flow Control", "process"), ("Plumbing Supplies", "plumbing"), ("Trading", "trading"),
    ("Hardware", "hardware"), ("Machinery", "machinery"), ("Water Systems", "water"), ("Fasteners", "fastening"),
    ("Marine Supply", "marine"), ("Climate Technology", "hvac"), ("Fire Protection", "fire"),
    ("Irrigation", "irrigation"), ("Steel Structures", "steel"), ("Building Supplies", "building"),
    ("Aquaculture", "aqua"),
)  # fmt: skip
FORMS = {
    "de": "GmbH", "sv": "AB", "nl": "B.V.", "es": "S.A.", "it": "S.r.l.", "fr": "SAS", "en": "Ltd", "pl": "Sp. z o.o.",
    "tr": "A.Ş.", "ar": "LLC", "ke": "Ltd", "ng": "Ltd", "za": "(Pty) Ltd", "in": "Pvt. Ltd.", "id": "Tbk", "vn": "JSC",
    "th": "Co., Ltd.", "my": "Sdn. Bhd.", "ph": "Inc.", "pt": "Ltda.", "ko": "Co., Ltd.", "ja": "K.K.",
}  # fmt: skip
