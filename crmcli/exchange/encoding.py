"""In which encoding a foreign text file is written.

The order: a byte order mark, UTF-16 without one, strict UTF-8, then a score of our own for the Chinese
encodings and for Western European text, and only then a general detector (imported late). Detectors
go wrong on what people really send: a price list with forty Han characters, or a French address list
with three accents, is too short for their statistics.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# How codecs are called here, by the name Python gives them. GBK and GB2312 are read as GB18030, which
# holds both whole; a Latin-1 file of the wild is nearly always Windows-1252.
_NAMES = {
    "utf-8-sig": "utf-8",
    "ascii": "utf-8",
    "iso8859-1": "latin-1",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
}

# The most frequent characters of Chinese text, then those of companies, people, places and headers.
_COMMON_SIMPLIFIED = frozenset(
    "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她"
    "里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老"
    "从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机"
    "给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产"
    "入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提"
    "感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛"
    "林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权"
    "往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式"
    "李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据"
    "导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏兴切集编宝谈府拉黑限客户称址邮箱职"
    "备注状态源级标签税号省份县街楼室厦园贸易团股械材料纺织装食医药筑饰投责监采购销售董陈刘杨赵吴徐孙"
    "朱胡郭罗郑梁谢宋唐冯萧曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范姚谭廖邹熊陆郝孔崔"
    "康邱秦顾侯邵孟龙段雷汤尹黎乔贺赖龚伟芳娜秀敏静丽磊洋勇艳杰娟涛超兰霞刚桂圳州津庆杭宁波汉岛福浙河"
    "湖川陕辽吉徽云贵甘肃湾港澳疆蒙古藏订额价序姓类型负创沟微"
)

_COMMON_TRADITIONAL = frozenset(
    "的一是不了在人有我他這中大來上個國到說們爲子和你地出道也時年得就那要下以生會自着去之過家學對可她"
    "裏後小麼心多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老"
    "從動兩長知民樣現分將外但身些與高意進把法此實回二理美點月明其種聲全工己話兒者向情部正名定女問力機"
    "給等幾很業最間新什打便位因重被走電四第門相次東政海口使教西再平真聽世氣信北少關並內加化由卻代軍產"
    "入先山五太水萬市眼體別處總才場師書比住員九笑性通目華報立馬命張活難神數件安表原車白應路期叫死常提"
    "感金何更反合放做系計或司利受光王果親界及今京務制解各任至清物臺象記邊共風戰幹接它許八特覺望直服毛"
    "林題建南度統色字請交愛讓認算論百喫義科怎元社術結六功指思非流每青管夫連遠資隊跟帶花快條院變聯言權"
    "往展該領傳近留紅治決周保達辦運武半候七必城父強步完革深區即求品士轉量空甚衆技輕程告江語英基派滿式"
    "李息寫呢識極令黃德收臉錢黨倒未持取設始版雙歷越史商千片容研像找友孩站廣改議形委早房音火際則首單據"
    "導影失拿網香似斯專石若兵弟誰校讀志飛觀爭究包組造落視濟喜離雖壞興切集編寶談府拉黑限客戶稱址郵箱職"
    "備註狀態源級標籤稅號省份縣街樓室廈園貿易團股械材料紡織裝食醫藥築飾投責監採購銷售董陳劉楊趙吳徐孫"
    "朱胡郭羅鄭梁謝宋唐馮蕭曹袁鄧傅沈曾彭呂蘇盧蔣蔡賈丁魏薛葉閻餘潘杜戴夏鍾汪田姜範姚譚廖鄒熊陸郝孔崔"
    "康邱秦顧侯邵孟龍段雷湯尹黎喬賀賴龔偉芳娜秀敏靜麗磊洋勇豔傑娟濤超蘭霞剛桂圳州津慶杭寧波漢島福浙河"
    "湖川陝遼吉徽雲貴甘肅灣港澳疆蒙古藏訂額價序姓類型負創溝微台裡后"
)

# Letters and signs that Western European text has beside ASCII, as Windows-1252 holds them.
_WESTERN = frozenset(
    "àâäáãåæçéèêëíìîïñóòôöõøœúùûüýÿßÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝ°º§©®™€£¥«»‹›–—‘’“”„…•·´¡¿½¼¾²³±×µ\xa0"
)
_HIGH = re.compile(rb"[\x80-\xff]+")


def normal_name(name: str) -> str:
    """The one name an encoding goes by here. Raises :class:`LookupError` for an unknown one."""
    known = codecs.lookup(name).name
    return _NAMES.get(known, known)


def guess_encoding(sample: bytes, *, complete: bool = False) -> str:
    """The encoding of the text that begins with ``sample``, by its Python name.

    The sample may end inside a character unless it is ``complete``. Pure ASCII is ``utf-8``.
    """
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    if b"\0" in sample:
        wide = _wide(sample)
        if wide:
            return wide
    if _decode(sample, "utf-8", complete) is not None:
        return "utf-8"
    chinese, score = _chinese(sample, complete)
    if chinese and score >= 0.5:
        return chinese
    if _is_western(sample):
        return "cp1252"
    detected = _detected(sample, complete)
    if chinese and (score >= 0.25 or detected in ("gb18030", "big5")):
        return chinese
    if detected:
        return detected
    return "cp1252" if _decode(sample, "cp1252", complete) is not None else "latin-1"


def nearly_utf8(sample: bytes) -> bool:
    """Whether a text is UTF-8 but for some broken characters, as formats are that know no other encoding."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample)
    broken = text.count("\ufffd")
    return broken * 2 <= sum(char >= "\x80" for char in text)


def _decode(sample: bytes, encoding: str, complete: bool) -> str | None:
    """``sample`` as text, or None if it is not in ``encoding``."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(sample, complete)
    except UnicodeDecodeError:
        return None


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark: a fifth of the code units at least are ASCII, in one byte order."""
    units = len(sample) // 2
    if units < 2:
        return None
    for name, high, low in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        zeros = sample[high : units * 2 : 2].count(0)
        others = sample[low : units * 2 : 2].count(0)
        if zeros >= 2 and zeros * 5 >= units and others * 20 <= zeros:
            return name if _decode(sample, name, False) is not None else None
    return None


def _chinese(sample: bytes, complete: bool) -> tuple[str | None, float]:
    """The likelier of GB18030 and Big5, with the share of its wide characters that are common ones."""
    best: tuple[str | None, float] = (None, 0.0)
    for name, codec, common in (
        ("gb18030", "gb18030", _COMMON_SIMPLIFIED),
        ("big5", "cp950", _COMMON_TRADITIONAL),
    ):
        text = _decode(sample, codec, complete)
        if text is None:
            continue
        wide = [char for char in text if char >= "\x80"]
        if not wide:
            continue
        # Full-width signs and punctuation are neither for nor against.
        letters = [
            char for char in wide if not ("\u3000" <= char <= "\u3020" or "\uff00" <= char <= "\uff65")
        ]
        if not letters:
            continue
        score = sum(char in common for char in letters) / len(letters)
        if score > best[1]:
            best = (name, score)
    return best


def _is_western(sample: bytes) -> bool:
    """Whether the bytes above ASCII stand alone inside words and are letters of Western Europe."""
    runs = _HIGH.findall(sample)
    if not runs or max(map(len, runs)) > 4:
        return False
    high = b"".join(runs).decode("cp1252", "replace")
    if sum(char in _WESTERN for char in high) < 0.97 * len(high):
        return False
    letters = sum(byte in b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" for byte in sample)
    return len(high) <= letters + 4


def _detected(sample: bytes, complete: bool) -> str | None:
    """What a general detector says, if it can be believed: the sample must decode."""
    import chardet

    said = chardet.detect(sample[:65536])["encoding"]
    if not said:
        return None
    try:
        name = normal_name(said)
    except LookupError:
        return None
    return name if _decode(sample, name, complete) is not None else None
