"""The places that Chinese company names begin with: 宁波天成外贸 is called 天成 by those who deal with it."""

from __future__ import annotations

from functools import lru_cache

# Provinces, and what they may be written with.
_PROVINCES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 "
    "海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 中国"
)
# Prefecture-level cities, and autonomous prefectures by the name that companies bear.
_CITIES = (
    "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 晋中 "
    "运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 大连 鞍山 "
    "抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 长春 四平 辽源 通化 白山 松原 白城 延边 "
    "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 "
    "南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 "
    "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 "
    "三明 泉州 漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 "
    "淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 "
    "鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 "
    "孝感 荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 "
    "湘西 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 "
    "揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 "
    "儋州 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 "
    "阿坝 甘孜 凉山 贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南 昆明 曲靖 玉溪 保山 昭通 丽江 "
    "普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆 拉萨 日喀则 昌都 林芝 山南 那曲 西安 铜川 "
    "宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 "
    "陇南 临夏 西宁 海东 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 喀什 和田 伊犁 "
    "塔城 石河子 台北 新北 桃园 台中 台南 高雄 新竹 嘉义"
)
# County-level cities and districts where many companies trade and make.
_COUNTIES = (
    "义乌 永康 东阳 兰溪 慈溪 余姚 奉化 象山 宁海 鄞州 北仑 镇海 海曙 江北 萧山 余杭 富阳 临安 桐庐 建德 "
    "诸暨 上虞 嵊州 新昌 柯桥 海宁 桐乡 平湖 海盐 嘉善 长兴 德清 安吉 温岭 临海 玉环 天台 乐清 瑞安 永嘉 "
    "平阳 苍南 龙港 昆山 太仓 常熟 张家港 吴江 吴中 相城 江阴 宜兴 丹阳 扬中 句容 溧阳 金坛 如皋 海门 "
    "启东 海安 泰兴 靖江 兴化 东台 大丰 邳州 新沂 仪征 高邮 晋江 石狮 南安 惠安 安溪 福清 长乐 闽侯 龙海 "
    "福鼎 福安 顺德 南海 禅城 三水 高明 番禺 花都 增城 从化 黄埔 天河 白云 宝安 龙岗 龙华 南山 福田 新会 "
    "开平 鹤山 台山 潮阳 澄海 普宁 四会 高要 即墨 胶州 平度 莱西 黄岛 胶南 寿光 诸城 青州 高密 昌邑 安丘 "
    "龙口 招远 莱州 蓬莱 荣成 文登 乳山 滕州 邹城 曲阜 邹平 博兴 章丘 肥城 新泰 任丘 泊头 河间 安平 "
    "高碑店 霸州 三河 迁安 遵化 辛集 白沟 长葛 禹州 巩义 新郑 荥阳 浦东 闵行 松江 嘉定 青浦 奉贤 宝山 "
    "金山 崇明 徐汇 静安 虹口 杨浦 滨海 武清 静海 大兴 通州 顺义 昌平 海淀 丰台 浏阳 宁乡 醴陵 仙桃 潜江 "
    "天门 枝江 宜都 大冶 樟树 丰城 高安 瑞金 都江堰 彭州 崇州 什邡 绵竹 大石桥 海城 瓦房店 庄河 普兰店 "
    "延吉 珲春 绥芬河 满洲里 二连浩特 霍尔果斯 瑞丽 凭祥 东兴"
)
# Longest first. What names like these mean besides a place (东方, 开发, 城区) stands in none of the lists.
_AFTER = (
    "维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "自治州", "开发区", "高新区", "新区",
    "地区", "省", "市", "县", "区", "州", "盟",
)  # fmt: skip
_LEAST = 2  # characters that must be left: 上海石化, but not 上海港
_LONGEST = 4


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    return frozenset(f"{_PROVINCES} {_CITIES} {_COUNTIES}".split())


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    return frozenset(place[:2] for place in _places())


def without_place(key: str) -> str:
    """A folded name without the places it begins with (省, 市, 县, 区 said or not); empty if it begins with none.

    ``浙江省宁波市天成外贸`` and ``宁波天成外贸`` give ``天成外贸``. Two characters at least are left.
    """
    return _without_place(key) if key[:2] in _beginnings() else ""


@lru_cache(maxsize=4096)
def _without_place(key: str) -> str:
    places = _places()
    rest = key
    for _ in range(3):  # province, city, county
        for length in range(min(_LONGEST, len(rest) - _LEAST), 1, -1):
            if rest[:length] in places:
                break
        else:
            break
        after = rest[length:]
        for word in _AFTER:
            if after.startswith(word) and len(after) - len(word) >= _LEAST and not _goes_on(word, after):
                after = after[len(word) :]
                break
        rest = after.lstrip(" ()-·")
        if len(rest) < _LEAST:
            return ""
    return rest if rest != key else ""


def _goes_on(word: str, after: str) -> bool:
    """Whether what looks like 市 or 区 begins a word of the name (宁波市政, 上海区块链, 杭州州际)."""
    return after[len(word) - 1 :].startswith(
        ("市政", "市场", "市民", "区块", "区域", "州际", "县域", "地区性", "省心")
    )
