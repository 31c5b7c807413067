"""Reading a note: both examples of the contract, and each rule of its section 6."""

# ruff: noqa: SIM905 (word lists read better as text)
from __future__ import annotations

import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.text.clean import as_written
from crmcli.text.money import Money
from crmcli.text.note import KINDS, Contact, read_note
from crmcli.text.when import When, find_when

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=ZONE)  # a Wednesday
PEOPLE = [
    Contact("zhang", "张伟", "总经理"),
    Contact("li", "李小明", "采购经理"),
    Contact("smith", "John Smith", "buyer"),
    Contact("will", "Will Turner", None),
]


def moment(month, day, hour, minute=0):
    return When(None, datetime(2026, month, day, hour, minute, tzinfo=ZONE))


def read(text, people=PEOPLE, **options):
    return read_note(text, NOW, people, **options)


def understood(reading):
    return [(s.field, s.text) for s in reading.understood]


def unresolved(reading):
    return [(u.field, u.text, u.reason) for u in reading.unresolved]


EXAMPLE = "今天拜访张总,谈FOB价,他嫌运费高。下周三下午3点回访 #报价 @张总 ¥12万"


def test_the_contracts_chinese_example():
    reading = read(EXAMPLE)
    assert reading.kind == "visit"
    assert reading.at == When(None, NOW)
    assert reading.tags == ["报价"]
    assert reading.judgement is None
    assert reading.next_step == "回访"
    assert reading.next_due == moment(11, 25, 15)
    assert reading.amount == Money(12000000, "CNY")
    assert reading.contact_keys == ["zhang"]
    assert [tuple(s) for s in reading.understood] == [
        ("at", "今天", 0, 2, When(None, NOW)),
        ("kind", "拜访", 2, 4, "visit"),
        ("contact", "张总", 4, 6, "zhang"),
        ("next_due", "下周三下午3点", 19, 26, moment(11, 25, 15)),
        ("next_step", "回访", 26, 28, "回访"),
        ("tags", "#报价", 29, 32, "报价"),
        ("contact", "@张总", 33, 36, "zhang"),
        ("amount", "¥12万", 37, 41, Money(12000000, "CNY")),
    ]
    assert reading.unresolved == []


def test_the_contracts_example_without_the_contact():
    reading = read(EXAMPLE, [])
    assert [tuple(u) for u in reading.unresolved] == [("contact", "@张总", 33, 36, "no_such_contact", [])]
    assert reading.contact_keys == []


def test_the_contracts_english_example():
    reading = read("called, wants samples; send quote next fri 3pm")
    assert (reading.kind, reading.next_step, reading.next_due) == ("call", "send quote", moment(11, 27, 15))
    assert reading.at is None
    assert reading.unresolved == []


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#报价", ["报价"]),
        ("a #b,#c。#d", ["b", "c", "d"]),
        ("回访#报价", []),
        ("C# and a#b", []),
        ("#123 #１２ #2026Q4", ["2026Q4"]),
        ("#vip #VIP", ["vip"]),
        ("(#vip)", ["vip"]),
        ("# alone", []),
        ("#follow-up, #a_b", ["follow-up", "a_b"]),
        ("＃大客户 ok", ["大客户"]),
        ("http://x.example/#top", []),
        ("line\n#vip", ["vip"]),
    ],
)
def test_tags(text, tags):
    assert read(text).tags == tags


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("拜访张总", ["zhang"]),
        ("和张伟谈", ["zhang"]),
        ("@张伟 @李经理", ["zhang", "li"]),
        ("李经理说，小明也在，李小明", ["li"]),
        ("老张和小李", ["zhang", "li"]),
        ("met Mr. Smith and john smith", ["smith"]),
        ("called @john", ["smith"]),
        ("called John", ["smith"]),
        ("called john and told JOHN", ["smith"]),
        ("@伟 说行", ["zhang"]),
        ("伟大 伟", []),
        ("johnson called", []),
        ("will send it", []),
        ("Will says yes", ["will"]),
        ("mail smith@acme.example", []),
        ("总经理不在", []),
        ("＠张总 同意", ["zhang"]),
        ("@张总说行", ["zhang"]),
    ],
)
def test_people(text, keys):
    reading = read(text)
    assert reading.contact_keys == keys
    assert reading.unresolved == []


def test_unknown_and_ambiguous_people_are_named():
    reading = read("@王经理 和 @bob 在")
    assert unresolved(reading) == [
        ("contact", "@王经理", "no_such_contact"),
        ("contact", "@bob", "no_such_contact"),
    ]
    two = [*PEOPLE, Contact("zhang2", "张丽", "会计")]
    assert read("张总在", two).contact_keys == ["zhang"]  # only one of them is a 总
    reading = read("张小姐在", two)
    assert reading.contact_keys == []
    assert [tuple(u) for u in reading.unresolved] == [
        ("contact", "张小姐", 0, 3, "several_contacts", ["zhang", "zhang2"])
    ]


STAFF = [
    Contact("zhang", "张建国", "总经理"),
    Contact("wang", "王芳", "采购经理"),
    Contact("li", "李志强", "工程师"),
    Contact("ouyang", "欧阳娜", "教师"),
    Contact("zhuge", "诸葛明月", None),
    Contact("chen", "陈静", "会计"),
    Contact("smith", "John Smith", "buyer"),
    Contact("mueller", "Dr. Hans Müller", "CTO"),
    Contact("lina", "Li Na", "sales"),
    Contact("garcia", "María García López", None),
    Contact("beethoven", "Ludwig van Beethoven", None),
    Contact("both", "David Wong (黄大卫)", "Director"),
]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("拜访张总", ["zhang"]),
        ("拜访张总经理", ["zhang"]),
        ("建国说可以", ["zhang"]),
        ("张董同意了", ["zhang"]),
        ("老张不在", ["zhang"]),
        ("找张建国", ["zhang"]),
        ("王经理要样品", ["wang"]),
        ("和王女士聊", ["wang"]),
        ("王小姐来电", ["wang"]),
        ("芳姐说等等", ["wang"]),
        ("小王要目录", ["wang"]),
        ("李工确认图纸", ["li"]),
        ("跟李工程师谈", ["li"]),
        ("阿强来电话", ["li"]),
        ("强哥说行", ["li"]),
        ("小李在现场", ["li"]),
        ("@志强 看图", ["li"]),
        ("欧阳老师推荐的", ["ouyang"]),
        ("欧阳女士来电", ["ouyang"]),
        ("诸葛女士签收", ["zhuge"]),
        ("諸葛小姐到了", ["zhuge"]),
        ("明月不在", ["zhuge"]),
        ("陈小姐付款", ["chen"]),
        ("陈会计说月底付", ["chen"]),
        ("陳小姐付款", ["chen"]),
        ("met Mr. Smith", ["smith"]),
        ("met Mr Smith", ["smith"]),
        ("MR. SMITH called", ["smith"]),
        ("Mr.Smith called", ["smith"]),
        ("mister smith called", ["smith"]),
        ("Smith先生来电", ["smith"]),
        ("John总说可以", ["smith"]),
        ("asked Dr Müller", ["mueller"]),
        ("asked Dr. Müller", ["mueller"]),
        ("Herr Müller ruft an", ["mueller"]),
        ("told Hans", ["mueller"]),
        ("Ms Li called", ["lina"]),
        ("Ms. Li called", ["lina"]),
        ("Mrs Na called", ["lina"]),
        ("Señora García called", ["garcia"]),
        ("Sra. López called", ["garcia"]),
        ("Mr van Beethoven called", ["beethoven"]),
        ("Mr Beethoven called", ["beethoven"]),
        ("Mr Wong called", ["both"]),
        ("黄总来电", ["both"]),
        ("David说行", ["both"]),
        ("@欧阳老师 @Mr Smith", ["ouyang", "smith"]),
        # other words
        ("Smith called", []),
        ("张工厂", []),
        ("李总量不清", []),
        ("王总价太高", []),
        ("欧阳修的诗", []),
        ("johnny called", []),
        ("Mr Smithson called", []),
        ("Dr Mü", []),
        ("芳香剂", []),
    ],
)
def test_titles_of_both_scripts(text, keys):
    reading = read(text, STAFF)
    assert reading.contact_keys == keys
    assert reading.unresolved == []


def test_a_chinese_contact_in_an_english_note():
    people = [
        Contact("zhang", "张建国", "总经理"),
        Contact("ouyang", "欧阳娜", None),
        Contact("shan", "单雄", None),
    ]
    assert read("met Mr Zhang and Ms Ouyang", people).contact_keys == ["zhang", "ouyang"]
    assert read("Mr. Shan called", people).contact_keys == ["shan"]
    assert read("Mr Zhao called", people).contact_keys == []


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("@李娜下周来", "@李娜"),
        ("@李志明来了解情况", "@李志明"),
        ("@赵总说行", "@赵总"),
        ("@欧阳经理明天来", "@欧阳经理"),
        ("@王芳", "@王芳"),
        ("@jane-marie said", "@jane-marie"),
        ("@o'neil.", "@o'neil"),
        ("@bob,@al", "@bob"),
    ],
)
def test_where_an_unknown_name_ends(text, mention):
    assert read(text, []).unresolved[0].text == mention


def test_judgement_to_the_end_of_the_sentence():
    reading = read("拜访张总。判断：有戏，预算12万。下周三回访")
    assert reading.judgement == "有戏，预算12万"
    assert reading.amount is None  # used once: it is part of the judgement
    assert ("judgement", "判断：有戏，预算12万") in understood(reading)
    assert read("judgement: likely #hot").judgement == "likely"
    assert read("called. Judgment: he stalls. $3k").judgement == "he stalls"
    assert read("判断:").judgement is None
    assert read("没有判断").judgement is None


@pytest.mark.parametrize(
    ("text", "judgement"),
    [
        ("判断:真的要买的。", "真的要买的"),
        ("判断:有戏,就差老板点头的。明天上午催一下", "有戏,就差老板点头的"),
        ("判断: 还行……  ", "还行……"),
        ("判断:(大概)要买-", "(大概)要买-"),
        ("judgement:  he will  buy - maybe at 3.5%, .", "he will  buy - maybe at 3.5%,"),
        ("判断:好, #热 @张总", "好"),
        ("判断:价格 #报价 不是问题", "价格 不是问题"),
        ("判断:。", None),
        ("判断: , ", None),
        ("判断:的。", "的"),
    ],
)
def test_judgement_is_what_stands_there(text, judgement):
    assert read(text).judgement == judgement


def test_a_tag_is_no_judgement():
    reading = read("#判断:会签")
    assert (reading.tags, reading.judgement) == (["判断"], None)
    assert read("#判断 判断:会签").judgement == "会签"


def test_an_amount_of_too_many_digits_is_named():
    reading = read("¥12.345, JPY 1200.5, 改成13万")
    assert unresolved(reading) == [
        ("amount", "¥12.345", "too_many_digits"),
        ("amount", "JPY 1200.5", "too_many_digits"),
    ]
    assert reading.amount == Money(13000000, "CNY")


def test_the_first_amount_counts_and_further_ones_are_named():
    reading = read("¥12万, 改成13万, 500 pcs")
    assert reading.amount == Money(12000000, "CNY")
    assert unresolved(reading) == [("amount", "13万", "further_amount")]
    assert read("$3k", default_currency="HKD").amount == Money(300000, "HKD")
    assert read("500").amount is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("拜访了客户", None),
        ("今天拜访", When(None, NOW)),
        ("昨天拜访", When(date(2026, 11, 17), None)),
        ("上周五 visit", When(date(2026, 11, 13), None)),
        ("last fri met them", When(date(2026, 11, 13), None)),
        ("昨天下午3点电话", moment(11, 17, 15)),
        ("上午9点拜访", moment(11, 18, 9)),
        ("周一拜访了客户", When(date(2026, 11, 16), None)),
        ("visited on monday", When(date(2026, 11, 16), None)),
        ("11月10日去过工厂", When(date(2026, 11, 10), None)),
        ("周一寄的样品到了", When(date(2026, 11, 16), None)),
        ("周一开会定的方案要改", When(date(2026, 11, 16), None)),
        ("quoted on 12 Nov", When(date(2026, 11, 12), None)),
        ("on monday we met the new buyer", When(date(2026, 11, 16), None)),
        ("当面谈了一下午", None),
        ("聊了一上午,等了一晚上", None),
        ("聊了一早上没结果", None),
        ("一早上班就打电话了", moment(11, 18, 8)),
        ("整个下午都在对参数", None),
        ("谈了整整一个下午", None),
        ("昨天聊了一下午", When(date(2026, 11, 17), None)),
        ("haggled all afternoon, the whole morning and all night", None),
        ("每天上午10点他都在", None),
        ("当天下午就回了", None),
        ("he is in every day at 10am", None),
        ("best time is 10am every day", None),
        ("he messaged last night at 11 about sizes", moment(11, 17, 23)),
    ],
)
def test_when_it_happened(text, at):
    reading = read(text)
    assert reading.at == at
    assert reading.next_due is None


@pytest.mark.parametrize(
    ("text", "step", "due"),
    [
        ("周一回访", "回访", When(date(2026, 11, 23), None)),
        ("约了周五见面", "约了见面", When(date(2026, 11, 20), None)),
        ("明天下午3点", None, moment(11, 19, 15)),
        ("周五前给张总发样品", "给张总发样品", When(date(2026, 11, 20), None)),
        ("call him by fri", "call him", When(date(2026, 11, 20), None)),
        ("on friday send quote", "send quote", When(date(2026, 11, 20), None)),
        ("ok. tomorrow at 3 call @john #hot", "call", moment(11, 19, 15)),
        ("send 1,200 pcs tomorrow, ok", "send 1,200 pcs", When(date(2026, 11, 19), None)),
        ("给他下周三发样品", "给他发样品", When(date(2026, 11, 25), None)),
        ("agreed to meet monday", "agreed to meet", When(date(2026, 11, 23), None)),
        ("12月1日至12月3日参加展会", "参加展会", When(date(2026, 12, 1), None)),
        ("三天后报价 $3k", "报价", When(date(2026, 11, 21), None)),
        ("下周一下午回访", "回访", moment(11, 23, 14)),
        ("周一要寄的样品备好", "要寄的样品备好", When(date(2026, 11, 23), None)),
        ("1月中旬再联系", "再联系", When(date(2027, 1, 15), None)),
        ("call again mid January", "call again", When(date(2027, 1, 15), None)),
        ("conference call tonight 8pm", "conference call", moment(11, 18, 20)),
        ("周五答复他要的", "答复他要的", When(date(2026, 11, 20), None)),
        ("周五的会准备材料", "会准备材料", When(date(2026, 11, 20), None)),
    ],
)
def test_the_next_step(text, step, due):
    reading = read(text)
    assert (reading.next_step, reading.next_due) == (step, due)
    assert reading.at is None


@pytest.mark.parametrize(
    ("text", "step", "due", "rule"),
    [
        ("每周一早上给他打电话", "给他打电话", moment(11, 23, 9), "FREQ=WEEKLY;BYDAY=MO"),
        ("every friday at 3pm call him", "call him", moment(11, 20, 15), "FREQ=WEEKLY;BYDAY=FR"),
        ("已签约。每月5号对账", "对账", When(date(2026, 12, 5), None), "FREQ=MONTHLY;BYMONTHDAY=5"),
        (
            "send report every month on the 5th",
            "send report",
            When(date(2026, 12, 5), None),
            "FREQ=MONTHLY;BYMONTHDAY=5",
        ),
        ("周五回访", "回访", When(date(2026, 11, 20), None), None),
        ("周五回访,每周一报价", "回访", When(date(2026, 11, 20), None), None),
    ],
)
def test_a_next_step_that_comes_again(text, step, due, rule):
    reading = read(text)
    assert (reading.next_step, reading.next_due, reading.repeat) == (step, due, rule)
    told = {span.field: span for span in reading.understood}
    assert ("repeat" in told) == (rule is not None)
    if rule:
        assert told["repeat"] == told["next_due"]._replace(field="repeat", value=rule)


def test_when_somebody_is_there_is_no_step():
    assert unresolved(read("他每周三上午都在")) == [("when", "每周三上午", "habit")]
    assert read("best time to call is every monday at 10am").next_due is None


def test_a_repeat_goes_with_the_date_that_it_belongs_to():
    assert read("每周一回访", given=frozenset({"next_due"})).repeat is None
    assert unresolved(read("周五回访,每周一报价")) == [("when", "每周一", "further_date")]


def test_dates_of_the_goods_are_no_next_step():
    reading = read("有效期到12月5日，交期1月10日。ETA 20 Dec, call fri")
    assert unresolved(reading) == [
        ("when", "12月5日", "goods_date"),
        ("when", "1月10日", "goods_date"),
        ("when", "20 Dec", "goods_date"),
    ]
    assert (reading.next_step, reading.next_due) == ("call", When(date(2026, 11, 20), None))
    assert read("a valid point tomorrow").next_due is None
    assert read("invalid. call tomorrow").next_due == When(date(2026, 11, 19), None)


def test_further_and_impossible_dates_are_named():
    reading = read("昨天见，前天也见，2月30日再说，周五寄样，下周一电话")
    assert reading.at == When(date(2026, 11, 17), None)
    assert reading.next_due == When(date(2026, 11, 20), None)
    assert unresolved(reading) == [
        ("when", "前天", "further_date"),
        ("when", "2月30日", "no_such_date"),
        ("when", "下周一", "further_date"),
    ]


def test_a_week_without_a_day_is_named():
    reading = read("下周回访")
    assert (reading.next_step, reading.next_due) == (None, None)
    assert [tuple(u) for u in reading.unresolved] == [("when", "下周", 0, 2, "no_day", [])]


@pytest.mark.parametrize(
    ("text", "at", "due"),
    [
        ("spoke to John on tuesday", When(date(2026, 11, 17), None), None),
        ("went to their plant on monday", When(date(2026, 11, 16), None), None),
        ("sent samples to him on monday", When(date(2026, 11, 16), None), None),
        ("got to call him on monday", None, When(date(2026, 11, 23), None)),
        ("agreed to visit us on friday", None, When(date(2026, 11, 20), None)),
        ("周一再过去看看", None, When(date(2026, 11, 23), None)),
        ("周一再了解一下", None, When(date(2026, 11, 23), None)),
        ("周五发了货再收款", None, When(date(2026, 11, 20), None)),
        ("周一去过他们厂", When(date(2026, 11, 16), None), None),
    ],
)
def test_whether_a_weekday_lies_behind_or_ahead(text, at, due):
    reading = read(text)
    assert (reading.at, reading.next_due) == (at, due)


def test_what_the_goods_did_is_when_it_happened():
    assert read("samples delivered yesterday").at == When(date(2026, 11, 17), None)
    assert read("昨天交货了,客户满意").at == When(date(2026, 11, 17), None)
    reading = read("有效期到2026-11-01")
    assert reading.at is None
    assert unresolved(reading) == [("when", "2026-11-01", "goods_date")]


def test_every_date_is_told():
    reading = read("今天拜访,今天报价,昨天寄样")
    assert reading.at == When(None, NOW)
    assert understood(reading) == [("at", "今天"), ("kind", "拜访"), ("at", "今天")]
    assert unresolved(reading) == [("when", "昨天", "further_date")]
    assert unresolved(read("明天寄样,明天电话")) == [("when", "明天", "further_date")]


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("ok,send 1,200 pcs fri", "send 1,200 pcs"),
        ("好，周五发１，２００件，再说", "发１，２００件"),
        ("好，周五发100，200件不要", "发100"),
        ("version 2.5 on fri. ok", "version 2.5"),
        ("A!周五发B?C", "发B"),
        ("A；周五发B；C", "发B"),
        ("A;fri send B;C", "send B"),
        ("A\nfri send B\nC", "send B"),
    ],
)
def test_where_a_clause_ends(text, step):
    assert read(text).next_step == step


def test_what_is_named_inside_a_step_or_judgement_stands_for_itself():
    reading = read("周五给张总发样品 #急 2件")
    assert reading.next_step == "给张总发样品 2件"
    assert [tuple(s)[:4] for s in reading.understood] == [
        ("next_due", "周五", 0, 2),
        ("next_step", "给", 2, 3),
        ("contact", "张总", 3, 5),
        ("next_step", "发样品", 5, 8),
        ("tags", "#急", 9, 11),
        ("next_step", "2件", 12, 14),
    ]
    assert {s.value for s in reading.understood if s.field == "next_step"} == {"给张总发样品 2件"}
    reading = read("判断:价格 #报价 不是问题")
    assert [tuple(s)[:4] for s in reading.understood] == [
        ("judgement", "判断:价格", 0, 5),
        ("tags", "#报价", 6, 9),
        ("judgement", "不是问题", 10, 14),
    ]


def alone(span, people):
    """What the words of an understood piece give when they are all that is typed."""
    found = read(span.text, people)
    if span.field == "tags":
        return found.tags[0]
    if span.field == "contact":
        return found.contact_keys[0]
    if span.field in ("at", "next_due"):
        (date_,) = find_when(span.text, NOW, "mdy", "note", repeats=True)
        back = date_.back
        if back is not None and span.field == "at":  # 周三拜访了: the words around say that it is past
            return When(None, NOW) if back.on == NOW.date() else back
        return found.at or found.next_due
    return getattr(found, span.field)


def agrees(text, people):
    """Each piece of a reading lies where it says, apart from the others, and says the same alone."""
    reading = read(text, people)
    end, due = 0, None
    for span in reading.understood:
        assert text[span.start : span.end] == span.text != ""
        if span.field == "repeat":  # says more of the same words
            assert (span.start, span.end) == (due.start, due.end)
            assert read(span.text, people).repeat == span.value
            continue
        assert span.start >= end
        end = span.end
        due = span
        if span.field in ("kind", "amount", "tags", "at", "next_due", "contact"):
            assert alone(span, people) == span.value, (text, span)
    once = [s for s in reading.understood if s.field != "repeat"]
    places = [range(s.start, s.end) for s in [*once, *reading.unresolved]]
    assert len({at for place in places for at in place}) == sum(map(len, places))
    assert reading.kind in KINDS
    return reading


LONG = [
    "www.a #b ",
    "http://x @y ",
    "@张总 ",
    "@李娜下周",
    "mr smith ",
    "周五给张总发#a ",
    "到港 fri,",
    "１，２００",
    "ms li ",
    "to him on mon ",
    "周一再过",
    "下",
    "一",
    "1",
    "1,",
    "#",
    "@",
    "@张",
    "判断:",
    "周",
    "fri ",
    "a",
    " ",
    "¥1,",
    "3月",
    "today",
    "今天",
    "。",
    "判断:#",
    "判断:@张总",
    "一下午",
    "每天3点",
    "1月中",
    "要报价",
    "样品",
    "寄了",
    "对手谈到",
    "没展",
    "sent ",
    "wants sample ",
    "to call-",
    "walked posted ",
    "每周一",
    "every mon ",
    "周五 ",
    "12万",
    "三万五",
    "@a@b",
]


def calls(text):
    """How many calls of functions, built-in ones too, reading a text takes."""
    count = 0

    def told(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(told)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.mostly_slow(every=10)
@pytest.mark.parametrize("piece", LONG)
def test_long_texts_take_work_in_proportion_to_their_length(piece):
    head = "判断: #" if piece == "a" else ""
    read("报价")  # what is prepared once
    short, long = (calls(head + piece * (size // len(piece))) for size in (1_000, 4_000))
    assert long < 5 * short + 2_000


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("拜访客户", "visit"),
        ("visited them", "visit"),
        ("电话沟通", "call"),
        ("致电张总", "call"),
        ("CALLED", "call"),
        ("首次拜访", "first_visit"),
        ("第一次上门", "first_visit"),
        ("first visit to the plant", "first_visit"),
        ("电话回访", "call"),
        ("寄样品给客户", "material"),
        ("sent samples", "material"),
        ("产品介绍", "introduction"),
        ("gave a demo", "introduction"),
        ("和他谈判", "negotiation"),
        ("negotiated terms", "negotiation"),
        ("报价12万", "proposal"),
        ("客户要报价", "other"),
        ("quoted 3 items", "proposal"),
        ("广交会认识", "exhibition"),
        ("met nobody at a trade fair", "visit"),
        ("发邮件", "email"),
        ("emailed", "email"),
        ("微信聊", "message"),
        ("whatsapp", "message"),
        ("recalled the goods", "other"),
        ("nothing", "other"),
        ("", "other"),
        ("明天拜访", "other"),
        ("#电话", "other"),
        ("邮件，后来电话", "email"),
    ],
)
def test_kinds(text, kind):
    assert read(text).kind == kind
    assert kind in KINDS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # a plan, a wish, a refusal
        ("想拜访张总", "other"),
        ("下次上门带样机", "other"),
        ("wants a demo", "other"),
        ("asked for a proposal", "other"),
        ("he would like us to visit", "other"),
        ("went to visit them", "visit"),
        ("tried to call", "call"),
        ("还没报价", "other"),
        ("拜访取消了", "other"),
        # what a thing or a person is called, or another word
        ("电话13800138000", "other"),
        ("加了微信", "other"),
        ("来电机两台", "other"),
        ("提了意见了", "other"),
        ("机器没接电", "other"),
        ("call-off order", "other"),
        ("pitch 2.5 mm", "other"),
        ("business is slack", "other"),
        # someone else did it
        ("对手报了3万", "other"),
        ("they sent us samples", "other"),
        ("我们报了3万", "proposal"),
        # what was sent decides
        ("寄出不锈钢球阀DN50两件样品", "material"),
        ("样品昨天已寄", "material"),
        ("按两个档次出了一份方案", "proposal"),
        ("sent him our new catalogue", "material"),
        ("sent the revised quotation", "proposal"),
        ("sent photos of the samples", "other"),
        ("made two samples and posted them", "material"),
        # a further day still to come is a plan too
        ("周五寄资料，下周一拜访", "other"),
        ("报价时拜访了他，下周再去拜访", "proposal"),
    ],
)
def test_no_kind_rather_than_a_wrong_one(text, kind):
    assert read(text).kind == kind


def _everyday():
    lines = (Path(__file__).parent / "everyday_notes.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("|")) for line in lines if not line.startswith("%")]


def _told(when):
    if when is None:
        return ""
    if when.on is not None:
        return when.on.isoformat()
    return "now" if when.at == NOW else when.at.strftime("%Y-%m-%dT%H:%M")


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(("text", "at", "step", "due", "amount", "kind", "tags"), _everyday())
def test_everyday_notes(text, at, step, due, amount, kind, tags):
    people = [Contact("zhang", "张伟", "总经理"), Contact("smith", "John Smith", "buyer")]
    found = read(text, people)
    money = found.amount
    assert (_told(found.at), found.next_step or "", _told(found.next_due)) == (at, step, due)
    assert (f"{money.minor} {money.currency}" if money else "", found.kind) == (amount, kind)
    assert found.tags == tags.split()
    agrees(text, people)


def test_options_beat_the_text_and_are_not_told():
    given_ = frozenset({"tags", "contact", "judgement", "amount", "at", "next_step", "next_due", "kind"})
    reading = read(EXAMPLE + "。判断:好", given=given_)
    assert reading.understood == []
    assert reading.unresolved == []
    assert reading[:7] == ([], [], None, None, None, None, None)
    reading = read(EXAMPLE, given=frozenset({"next_step"}))
    assert (reading.next_step, reading.next_due) == (None, moment(11, 25, 15))
    reading = read(EXAMPLE, given=frozenset({"kind"}))
    assert "kind" not in [s.field for s in reading.understood]


PIECES = st.sampled_from(
    [
        "#tag",
        "#1",
        "@张总",
        "@",
        "张总",
        "John",
        "判断:",
        "judgement: x",
        "¥12万",
        "$3k",
        "12",
        "万",
        "明天",
        "下周三",
        "3pm",
        "fri",
        "2月30日",
        "昨天",
        "今天",
        "拜访",
        "called",
        "有效期",
        "。",
        "，",
        ". ",
        "\n",
        " ",
        "İ",
        "ß",
        "ﬁ",
        "😀",
        "́",
        "＃ｘ",
        "了",
        "前",
        "://",
    ]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=16).map("".join))
def test_never_raises_and_every_piece_is_where_it_says(text):
    agrees(as_written(text), PEOPLE)


WORDS = st.sampled_from(
    [
        *"sent samples saw Tom him walked them through the spec quoted we quotation went out our new met to".split(),
        *"call visit @john Smith on monday yesterday $3k #hot by 3pm 12/5 , . ; catalogue Mr. USD 1,200 next".split(),
        *"寄了 样品 已寄 报了 4.3万 签了 20万 的合同 从12 谈到 11.5 让了 2个点 参加了 泵阀展 展上 在 讲了 产品".split(),
        *"给 张总 @张总 周三 拜访了 昨天 明天 15号 下午 之前 客户 我们 没 ， 。 ! ¥5,000 块 元 3块5".split(),
        *"判断: 到期 2月30日 下周 fri 每周一 every month 每天 daily".split(),
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=12).map(" ".join) | st.lists(WORDS, max_size=10).map("".join))
def test_pieces_of_likely_notes_say_the_same_alone(text):
    agrees(text, PEOPLE)


@given(st.text(max_size=80))
def test_any_text_at_all(text):
    reading = read(text)
    assert all(text[s.start : s.end] == s.text for s in reading.understood)
