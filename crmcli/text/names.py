"""Names as they compare: of companies, and of people in the ways they are called."""

# ruff: noqa: SIM905 (word lists read better as text)
from __future__ import annotations

import re

_uses = 0
_table: dict[int, int] | None = None
_traditional: frozenset[str] = frozenset()


def has_han(s: str) -> bool:
    """Whether there is a Chinese character in ``s``."""
    if s.isascii():
        return False
    return any(
        "\u3400" <= c <= "\u9fff" or "\U00020000" <= c <= "\U000323af" or "\uf900" <= c <= "\ufaff" for c in s
    )


def simplify(s: str) -> str:
    """``s`` with each traditional character as its simplified one; the length stays."""
    global _uses, _table, _traditional
    if s.isascii():
        return s
    from crmcli.text.simplified_table import SIMPLIFIED, TRADITIONAL

    if _table is None:
        _uses += len(s)
        if _uses > 500:  # from here on the table (0.7 ms to make) is cheaper than looking
            _table = str.maketrans(TRADITIONAL, SIMPLIFIED)
            _traditional = frozenset(TRADITIONAL)
        else:
            found = [(ch, TRADITIONAL.find(ch)) for ch in s]
            return "".join(SIMPLIFIED[at] if at >= 0 else ch for ch, at in found)
    return s if _traditional.isdisjoint(s) else s.translate(_table)


def fold(s: str) -> str:
    """``s`` for comparing with places kept: like `name_key` character by character, never another length."""
    if s.isascii():
        return s.lower()
    from unicodedata import normalize

    out = []
    for ch in s:
        if ch < "\x80":
            out.append(ch.lower())
            continue
        plain = normalize("NFKC", ch).casefold()
        out.append(plain if len(plain) == 1 else ch)
    return simplify("".join(out))


def name_key(name: str) -> str:
    """The form in which names compare: NFKC, case folded, simplified, runs of spaces one space.

    Two names are the same to a person if their keys are equal. Idempotent.
    """
    return " ".join((name.lower() if name.isascii() else folded(name)).split())


def folded(name: str) -> str:
    """The same with its spaces as they are."""
    from unicodedata import normalize

    for _ in range(3):  # folding may make what NFKC composes again
        before = name
        name = simplify(normalize("NFKC", normalize("NFKC", name).casefold()))
        if name == before:
            break
    return name


# --- companies ---------------------------------------------------------------------------------

# Longest first. 厂, 店, 行, 社, 中心 say what a thing is and belong to its name; these only say in
# what form it exists in law.
_HAN_FORMS = (
    "股份有限责任公司", "集团股份有限公司", "集团有限责任公司", "股份有限公司", "有限责任公司",
    "集团有限公司",
    "控股有限公司", "有限合伙企业", "一人有限公司", "株式会社", "合同会社", "有限会社", "股份公司",
    "有限公司",
    "集团公司", "控股公司", "责任公司", "总公司", "集团", "公司", "株式會社", "㈱", "(株)", "(有限合伙)",
    "(普通合伙)", "(特殊普通合伙)", "(个人独资)", "주식회사",
)  # fmt: skip
_HAN_FRONT = ("株式会社", "有限会社", "合同会社", "(株)", "주식회사")
_HAN_WORDS = frozenset((*_HAN_FORMS, "有限", "股份", "股份有限", "控股", "责任"))
_PLACES = "中国|香港|亚洲|亚太|国际|集团|控股|china|hong kong|hk|asia|asia pacific|international|group"
_PLACE = rf"\s*\((?:{_PLACES})\)\s*"

_LATIN_FORMS = frozenset(
    "co company ltd limited inc incorporated corp corporation llc llp lp plc gmbh mbh ag kg kgaa ohg gbr "
    "ug ev eg se sa sarl sas sasu eurl spa srl sl slu sau bv nv cv vof ab as asa aps oy oyj sro doo dd ad "
    "ood eood kft zrt rt bt nyrt spzoo spj pte pty pvt private sdn bhd kk gk yk ltda eireli cia sapi ooo "
    "oao zao pao jsc cjsc ojsc pjsc llc fze fzco fzc wll pjs tbk pt lda sia uab oue".split()
)
# Forms that stand before the name.
_FRONT_FORMS = frozenset("pt ooo oao zao pao ao cv uab sia".split())
_LINKS = frozenset("& and of und et y e".split())
_DOTTED = r"\b(?:\w\.\s?){1,4}(?:\w\b\.?)?"  # patterns are compiled by the first name that needs them


def _latin_tokens(key: str) -> list[str]:
    """The words of a key with dots of abbreviations closed up: ``s.r.o.`` → ``sro``, ``a/s`` → ``as``."""
    key = key.replace("sp. z o.o.", "spzoo").replace("sp. z o. o.", "spzoo").replace("sp z o.o.", "spzoo")
    if "a/s" in key:
        key = re.sub(r"\ba/s\b", "as", key)
    if "." in key:
        key = re.sub(_DOTTED, lambda m: m[0].replace(".", "").replace(" ", "") + " ", key)
    return key.replace(",", " , ").replace(".", " ").split()


def _drop_latin(key: str) -> str:
    tokens = _latin_tokens(key)
    end = len(tokens)
    while end > 1:
        last = tokens[end - 1]
        if last in _LATIN_FORMS or last == ",":
            end -= 1
        elif last in _LINKS and end < len(tokens) and tokens[end] in _LATIN_FORMS:
            end -= 1  # gmbh & co. kg
        else:
            break
    start = 0
    if end > 1 and tokens[0] in _FRONT_FORMS:
        start = 1
    kept = tokens[start:end]
    if end == len(tokens) and not start:
        return key
    while kept and kept[-1] in _LINKS | {","}:
        kept.pop()
    return " ".join(kept).replace(" ,", ",")


def bare_key(name: str) -> str:
    """`name_key` without the form in law (有限公司, Co., Ltd., GmbH, 株式会社) and ``(中国)``.

    Never empty unless the name is: what would leave nothing is kept.
    """
    key = name_key(name)
    bare = key
    if "(" in key:
        bare = re.sub(_PLACE, "" if has_han(key) else " ", key).strip()
    if has_han(bare) or "주식" in bare:
        changed = True
        while changed:
            changed = False
            for form in _HAN_FORMS:
                if bare.endswith(form) and len(bare) > len(form):
                    bare = bare[: -len(form)].rstrip(" ,.·-")
                    changed = True
                    break
            for form in _HAN_FRONT:
                if bare.startswith(form) and len(bare) > len(form):
                    bare = bare[len(form) :].lstrip(" ,.·-")
                    changed = True
                    break
    if bare and bare[-1].isascii():
        bare = _drop_latin(bare)
    # a name that is nothing but forms in law (有限公司, Co., Ltd.) is kept as it is
    if not bare or bare in _HAN_WORDS or all(t in _LATIN_FORMS or t == "," for t in _latin_tokens(bare)):
        return key
    return bare


_LONG_FORMS = (
    ("gesellschaft mit beschrankter haftung", "gmbh"), ("gesellschaft mit beschraenkter haftung", "gmbh"),
    ("aktiengesellschaft", "ag"), ("societe anonyme", "sa"), ("sociedad anonima", "sa"),
    ("public limited company", "plc"),
    ("limited liability company", "llc"), ("(个体工商户)", ""), ("(pty)", "pty"), ("(pvt)", "pvt"), ("(pte)", "pte"),
    ("s.a r.l.", "sarl"), ("a.s.", "as"),
)  # fmt: skip
_PLAIN = {0xF8: "o", 0x142: "l", 0x111: "d", 0x131: "i", 0xE6: "ae", 0x153: "oe"}
_GERMAN = {0xE4: "ae", 0xF6: "oe", 0xFC: "ue", 0xF8: "oe", 0xE5: "aa"}
# 市 that is no city's: 家家超市, 城市建设
_NO_CITY = ("超市", "城市", "都市", "门市", "股市", "夜市", "集市", "上市", "楼市", "闹市")


def _words_of(name: str, german: bool = False) -> list[str]:
    """The words of a company's name as they compare: no form in law, no accents, no punctuation.

    A Chinese name is one word, without 市 behind the city it begins with. ``german``: ü is ue.
    """
    from unicodedata import normalize

    key = name_key(name).strip(" 。，,“”\"'")
    if not key.isascii():
        if german:
            key = key.translate(_GERMAN)
        key = normalize("NFD", key.translate(_PLAIN))
        key = normalize("NFC", "".join(c for c in key if not "\u0300" <= c <= "\u036f"))
    for form, short in _LONG_FORMS:
        if form in key:
            key = key.replace(form, short)
    key = bare_key(key).replace("&", " and ").replace("'", "").replace(".", "")
    if has_han(key):
        return [_without_city("".join(c for c in key if c.isalnum()))]
    words = "".join(c if c.isalnum() else " " for c in key).split()
    return words[1:] if words[:1] == ["the"] and len(words) > 1 else words


def _without_city(name: str) -> str:
    """A Chinese name without 市 behind its city, nor the province before that: 浙江省宁波市天成 is 宁波天成."""
    province = name.find("省", 2, 4)
    city = name.find("市", max(province + 3, 2), max(province, 0) + 6)
    if city < 0 or name[city - 1 : city + 1] in _NO_CITY or len(name) < city + 3:
        return name
    return name[province + 1 : city] + name[city + 1 :]


def likeness(a: str, b: str) -> float:
    """How alike two companies' names are without their forms in law, 0 to 100."""
    from rapidfuzz import fuzz

    one, two = "".join(_words_of(a)), "".join(_words_of(b))
    return float(fuzz.ratio(one, two)) if one and two else 0.0


def same_company(a: str, b: str) -> bool:
    """Whether two names surely mean one company: equal but for legal form, accents, punctuation and spaces.

    Also if they are at least 92 alike and differ only within a long Latin word that they spell nearly the same
    (Hydraulic, Hydraulics). In names proper one letter, and in Chinese one character, makes another company
    (Haldford and Aldford, 天成 and 天诚), as another number does.
    """
    one, two = _words_of(a), _words_of(b)
    if not one or not two:
        return False
    if "".join(one) == "".join(two):
        return True
    if not (a.isascii() and b.isascii()):
        german = "".join(_words_of(a, True)), "".join(_words_of(b, True))
        if "".join(one) == german[1] or german[0] in ("".join(two), german[1]):
            return True
    if len(one) != len(two) or len(one) < 2 or one[0] != two[0] or has_han(a + b):
        return False
    return all(_misspelt(*pair) for pair in zip(one, two, strict=True)) and likeness(a, b) >= 92


def _misspelt(one: str, two: str) -> bool:
    """Whether two words are one, perhaps with a letter left out or added within or behind it."""
    if one == two:
        return True
    if not (one.isalpha() and two.isalpha()) or min(len(one), len(two)) < 8 or abs(len(one) - len(two)) != 1:
        return False
    short, long = sorted((one, two), key=len)
    at = next((n for n, ch in enumerate(short) if ch != long[n]), len(short))
    return at >= 4 and short[at:] == long[at + 1 :]


# --- people ------------------------------------------------------------------------------------

_COMPOUND = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 夏侯 端木 独孤 南宫 轩辕 闻人 钟离 "
    "淳于 单于 太史 申屠 仲孙 鲜于 司空 闾丘 呼延 拓跋 百里 东郭 南门 西门 公冶 宗政 濮阳 赫连 澹台 万俟 "
    "公羊 第五 梁丘 左丘 谷梁 段干 微生".split()
)
# What is said after a surname, and the words of a title that call for it.
_AFTER = {
    "总": ("总", "经理", "ceo", "老板", "董事", "director", "manager", "president", "vp", "gm"),
    "经理": ("经理", "manager"),
    "总经理": ("总经理", "general manager", "gm"),
    "副总": ("副总",),
    "总监": ("总监", "director"),
    "工": ("工程师", "工", "engineer", "技术"),
    "工程师": ("工程师", "engineer"),
    "董": ("董事", "chairman"),
    "董事长": ("董事长", "chairman"),
    "老师": ("老师", "教师", "讲师", "teacher"),
    "教授": ("教授", "professor"),
    "博士": ("博士", "dr", "phd"),
    "医生": ("医生", "医师"),
    "主任": ("主任",),
    "主管": ("主管", "supervisor"),
    "部长": ("部长",),
    "科长": ("科长",),
    "处长": ("处长",),
    "局长": ("局长",),
    "厂长": ("厂长",),
    "店长": ("店长",),
    "院长": ("院长",),
    "校长": ("校长",),
    "所长": ("所长",),
    "组长": ("组长",),
    "队长": ("队长",),
    "行长": ("行长",),
    "会计": ("会计", "财务", "accountant"),
    "书记": ("书记",),
    "秘书": ("秘书", "secretary"),
    "助理": ("助理", "assistant"),
    "律师": ("律师", "lawyer"),
    "老板": ("老板", "owner", "总"),
    "老板娘": ("老板娘",),
    "师傅": ("师傅",),
    "先生": (),
    "女士": (),
    "小姐": (),
    "太太": (),
    "夫人": (),
    "哥": (),
    "姐": (),
}
_BEFORE = ("老", "小", "阿")
_LATIN_TITLES = ("mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "mme", "m")
# further ones that may stand before a surname, and those that follow a Latin name in a Chinese text
_MORE_TITLES = tuple(
    "mister madam professor doctor monsieur madame señor señora sr sra signor signora sig fräulein".split()
)
_BEHIND_LATIN = ("总", "经理", "先生", "女士", "小姐", "老师", "工", "博士", "教授", "哥", "姐")
# 小 and 阿 with the last character of these given names are other words
_NOT_LITTLE = frozenset("时组姐结样件心型额批量户吨号票单块数字店程学说费微区姨里拉坡联访会麦")
_NOT_BIG = frozenset("大小老二表堂")
_PARTICLES = frozenset(
    "van von vom zu de der den del della di da dos das du la le al el bin ibn ter ten".split()
)
# surnames as they are written in Latin letters, which may stand first: Li Na, Zhang Wei
_PINYIN_SURNAMES = frozenset(
    (
        "an bai bao bi bian cai cao cen chai chang chao chen cheng chu cui dai deng ding dong dou du duan fan fang "
        "fei feng fu gan gao ge geng gong gu guan guo han hao he hong hou hu hua huang huo ji jia jian jiang jiao jin "
        "jing kang ke kong lai lan lei leng li lian liang liao lin liu long lou lu luo lv ma mao mei meng mi miao mo "
        "mu ni nie niu ou ouyang pan pang pei peng pi pu qi qian qiao qin qiu qu quan ran rao ren rong ruan shang shao "
        "shen sheng shi shu si sima situ song su sui sun tan tang tao tian tong tu wan wang wei wen weng wu xi xia "
        "xiang xiao xie xin xing xiong xu xuan xue yan yang yao ye yi yin ying you yu yuan yue zang zeng zhan zhang "
        "zhao zhen zheng zhong zhou zhu zhuang zhuge zhuo zong zou zuo cheung chan wong leung ng lam kwok tse yip ho "
        "cheng lau tsang yeung kim park choi jung kang nguyen tran"
    ).split()
)


def _is_han_name(key: str) -> bool:
    return 1 < len(key) <= 5 and all(has_han(ch) for ch in key)


def split_name(full_name: str) -> tuple[str, str]:
    """Surname and given name as keys, ``""`` where there is none: ``("张", "伟")``, ``("smith", "john")``."""
    key = name_key(full_name)
    compact = key.replace(" ", "")
    if _is_han_name(compact):
        for title in sorted(_AFTER, key=len, reverse=True):
            if compact.endswith(title) and compact[: -len(title)] in _COMPOUND | {compact[0]}:
                return compact[: -len(title)], ""
        cut = 2 if compact[:2] in _COMPOUND and len(compact) > 2 else 1
        return compact[:cut], compact[cut:]
    last, comma, first = key.partition(",")
    words = [w for w in (f"{first} {last}" if comma else key).replace("·", " ").split() if w]
    while len(words) > 1 and words[0].rstrip(".") in _LATIN_TITLES:
        words = words[1:]
        if len(words) == 1:
            return words[0], ""
    if len(words) < 2:
        return "", key
    return words[-1], words[0]


def _scripts(key: str) -> tuple[str, str]:
    """The Han and the Latin part of a name that has both: ``王伟 (David Wang)``; else two empty texts."""
    if key.isascii() or not has_han(key):
        return "", ""
    han = "".join(ch for ch in key if has_han(ch))
    latin = "".join(ch if ch.isalpha() and not has_han(ch) or ch in "'-." else " " for ch in key).split()
    words = " ".join(word for word in latin if any(ch.isalpha() for ch in word))
    return (han, words) if words and _is_han_name(han) else ("", "")


def person_names(full_name: str, title: str = "") -> tuple[str, ...]:
    """What a person may be called, as keys: the whole name, the given name, the surname with a title.

    A Han given name of one character is no name of its own (伟 is in too many words). Titles that agree with
    ``title`` come first; others follow, as 总 is said of many.
    """
    key = name_key(full_name)
    if not key:
        return ()
    han, latin = _scripts(key)
    if han:
        return tuple(dict.fromkeys((key, *person_names(han, title), *person_names(latin, title))))
    compact = key.replace(" ", "")
    names = [key]
    names += _han_called(compact, title) if _is_han_name(compact) else _latin_called(full_name, key)
    return tuple(dict.fromkeys(names))


def _han_called(compact: str, title: str) -> list[str]:
    surname, given = split_name(compact)
    names = [compact]
    if len(given) >= 2:
        names.append(given)
    job = name_key(title)
    fitting = [t for t, words in _AFTER.items() if any(w in job for w in words)] if job else []
    names += [surname + t for t in fitting]
    names += [surname + t for t in _AFTER]
    if len(surname) == 1:
        names += [b + surname for b in _BEFORE]
    last = given[-1:]
    if last and last not in _NOT_LITTLE:
        names += ["小" + last, "阿" + last]
    if last and last not in _NOT_BIG:
        names += [last + "哥", last + "姐"]
    return names


def _latin_called(full_name: str, key: str) -> list[str]:
    surname, given = split_name(full_name)
    names = []
    if given:
        names.append(given)
    if surname and given:
        names.append(f"{given} {surname}")
    words = [word for word in key.replace(",", " ").replace("·", " ").split() if word]
    while len(words) > 1 and words[0].rstrip(".") in (*_LATIN_TITLES, *_MORE_TITLES):
        words = words[1:]
    last = [surname] if surname else []
    for at in range(1, len(words)):
        if words[at] in _PARTICLES:  # Ludwig van Beethoven
            last.append(" ".join(words[at:]))
            break
    if len(words) == 2 and words[0] in _PINYIN_SURNAMES:
        last.append(words[0])
    elif len(words) == 3 and words[1] not in _PARTICLES:
        last.append(words[1])  # María García López
    for each in last:
        names += _latin_titled(each)
        names += [each + title for title in _BEHIND_LATIN] + [f"{each} {title}" for title in _BEHIND_LATIN]
    if given and len(given) > 1:
        names += [given + title for title in _BEHIND_LATIN]
    return names


def _latin_titled(surname: str) -> list[str]:
    names = []
    for each in (*_LATIN_TITLES[:-1], *_MORE_TITLES):
        names += [f"{each} {surname}", f"{each}. {surname}", f"{each}.{surname}"]
    return names


def pinyin_called(full_name: str) -> list[str]:
    """What a person with a Chinese name is called in an English text: the surname's sound with a title, Ms Li."""
    key = name_key(full_name).replace(" ", "")
    if not _is_han_name(key):
        return []
    from crmcli.text.pinyin import readings

    sounds = [""]
    for ch in split_name(key)[0]:
        sounds = [sound + reading for sound in sounds for reading in readings(ch)]
    return [name for sound in sounds for name in _latin_titled(sound)]


def has_latin_title(low: str) -> bool:
    """Whether a folded text holds a title that stands before a Latin surname."""
    return any(each in low for each in ("mr", "ms", "miss", "dr", "prof", "mister", "madam", "doctor"))


def title_fits(called: str, full_name: str, title: str) -> bool:
    """Whether the key ``called`` (张总) is a surname with a title that the person's ``title`` calls for."""
    han = _scripts(name_key(full_name))[0]
    surname = split_name(han or full_name)[0]
    job = name_key(title)
    if not surname or not job or not called.startswith(surname):
        return False
    return any(word in job for word in _AFTER.get(called[len(surname) :], ()))


def may_be_one(mine: str, theirs: str) -> bool:
    """Whether two names can be one person's: 张总 and 张伟, M. Anders and Maria Anders, but not 张伟 and 李娜."""
    first, second = name_key(mine), name_key(theirs)
    if first == second:
        return True
    if has_han(first) or has_han(second):
        if first in second or second in first:
            return True
        mine_split, their_split = split_name(first), split_name(second)
        return mine_split[0] == their_split[0] and not (mine_split[1] and their_split[1])
    short, long = sorted((_spelt_words(first), _spelt_words(second)), key=len)
    return bool(short) and all(
        any(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for b in long) for a in short
    )


def _spelt_words(name: str) -> list[str]:
    return name.replace(".", " ").replace(",", " ").replace("-", " ").split()


def unlike_names(mine: str, theirs: str) -> bool:
    """Whether two companies are called so differently that hardly one is the other's older or shorter name."""
    first, second = bare_key(mine), bare_key(theirs)
    if first == second or first in second or second in first:
        return False
    from rapidfuzz import fuzz

    return fuzz.WRatio(first, second) < 60
