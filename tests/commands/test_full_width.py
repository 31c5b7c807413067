"""What a Chinese keyboard writes: full-width signs, digits and letters in filters, amounts, dates and notes."""

from __future__ import annotations

import pytest
from laid_out import laid_out

from crmcli.text.clean import width
from support import Run

TIANCHENG = "天成外贸公司"

# A filter as a Chinese keyboard writes it, and in ASCII.
FILTERS = {
    "customer": (
        ("level＝Ａ", "level=A"),
        ("ｌｅｖｅｌ＝A", "level=A"),
        ("level！＝Ａ", "level!=A"),
        ("name～“天成”", 'name~"天成"'),
        ("name～‘天成’", "name~'天成'"),
        ("name～”天成“", 'name~"天成"'),  # the keys on the wrong way round
        ("name！～天", "name!~天"),
        ("（level＝Ａ　or　level＝Ｂ）　and　not　name～天成", "(level=A or level=B) and not name~天成"),
        ("level　in　（Ａ，Ｂ）", "level in (A,B)"),
        ("level　ＩＳ　ＮＯＴ　ＥＭＰＴＹ", "level is not empty"),
        ("custom.“PO no.”＝７７", 'custom."PO no."=77'),
        ("created＞＝２０２６－１１－０１", "created>=2026-11-01"),
        ("created＜３０ｄ", "created<30d"),
        ("created＞－３０ｄ", "created>-30d"),
        ("tags＝ｖｉｐ", "tags=vip"),
    ),
    "followup": (
        ("amount＞10万", "amount>100000"),
        ("amount＞＝１２万", "amount>=120000"),
        ("amount＝１２００００．００", "amount=120000.00"),
        ("amount＞“￥１０万”", 'amount>"100000 CNY"'),
        ("kind＝ｖｉｓｉｔ", "kind=visit"),
        ("next_due＝２０２６－１１", "next_due=2026-11"),
    ),
    "reminder": (
        ("due＜＝today", "due<=today"),
        ("due＞ｔｏｄａｙ", "due>today"),
        ("due＜＋２０ｄ", "due<+20d"),
        ("due＝２０２６－１１－２５", "due=2026-11-25"),
        ("due＝２０２６－１１－２５Ｔ１５：００", "due=2026-11-25T15:00"),
        ("due＝“２０２６－１１－２５　１５：００”", 'due="2026-11-25 15:00"'),
        ("important＝ｔｒｕｅ", "important=true"),
        ("important＝是", "important=true"),
    ),
}


@laid_out
def desk(shop: Run) -> Run:
    shop("note", TIANCHENG, "今天拜访张伟。下周三下午3点回访 #报价 ¥12万").ok()
    shop("note", "alfreds", "called, EUR 50").ok()
    shop("remind", "天成", "付定金", "今天下午5点", "--important").ok()
    shop("reminder", "add", "开会", "--due", "2026-12-10").ok()
    return shop


@pytest.mark.mostly_slow(every=3)
@pytest.mark.parametrize(
    ("noun", "wide", "plain"), [(n, *pair) for n, pairs in FILTERS.items() for pair in pairs]
)
def test_a_filter_means_the_same(desk: Run, noun: str, wide: str, plain: str) -> None:
    rows = desk(noun, "list", "--where", wide, "--json").ok().json
    assert rows == desk(noun, "list", "--where", plain, "--json").ok().json
    assert rows
    if noun != "customer" or plain not in ("created>=2026-11-01", "created<30d", "created>-30d"):
        assert len(rows) < len(desk(noun, "list", "--json").ok().json)


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("where", "position", "found"),
    [
        ("level＝Ａ　and　amuont＞１", 12, "amuont"),
        ("name～“天成”　and　（level＝Ｚ）", 21, "Ｚ"),
        ("amount＞１", 0, "amount"),
        ("level＝Ａ，", 7, "，"),
        ("（level＝Ａ", 8, ""),
    ],
)
def test_a_position_counts_what_was_typed(desk: Run, where: str, position: int, found: str) -> None:
    details = desk("customer", "list", "--where", where, "--json").fails(2).error["details"]
    assert (details["where"], details["position"], details["found"]) == (where, position, found)
    line, mark = desk("customer", "list", "--where", where).fails(2).err.splitlines()[1:3]
    assert line == f"  {where}"
    assert width(mark) - 1 == 2 + width(where[:position])  # the mark stands under it


def test_what_a_record_is_called_in_chinese_means_its_name(desk: Run) -> None:
    def meant(noun: str, where: str) -> str:
        return str(desk(noun, "list", "--where", where, "--json").fails(2).error["details"]["expected"][0])

    assert meant("customer", "客户＝天成") == "name"
    assert meant("followup", "客户＝天成") == "customer"
    assert meant("customer", "客户名称～天成") == "name"
    assert meant("customer", "级别＝Ａ") == "level"
    assert meant("reminder", "到期＜今天") == "due"


def test_a_list_is_sorted_and_picked_by_wide_commas(desk: Run) -> None:
    wide = desk("customer", "list", "--sort", "level，－name", "--fields", "ref，name", "--json").ok().json
    assert (
        wide == desk("customer", "list", "--sort", "level,-name", "--fields", "ref,name", "--json").ok().json
    )


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("wide", "plain"),
    [
        ("１２万", "12万"),
        ("￥１，２００．５０", "¥1,200.50"),
        ("ＵＳＤ　３，０００", "USD 3,000"),
        ("＄５００", "$500"),
    ],
)
def test_amounts(desk: Run, wide: str, plain: str) -> None:
    both = [
        desk("followup", "add", TIANCHENG, "x", "--amount", text, "--json").ok().json["amount"]
        for text in (wide, plain)
    ]
    assert both[0] == both[1]
    assert both[0] is not None


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize(
    ("wide", "plain"),
    [
        ("２０２６－１１－２５　１５：００", "2026-11-25 15:00"),
        ("２０２６年１１月２５日", "2026-11-25"),
        ("１１月２５日下午３点", "2026-11-25 15:00"),
        ("１２／５", "12/5"),
        ("下周三　１５：３０", "2026-11-25 15:30"),
    ],
)
def test_dates(desk: Run, wide: str, plain: str) -> None:
    both = [desk("reminder", "add", "x", "--due", text, "--json").ok().json["due"] for text in (wide, plain)]
    assert both[0] == both[1]


def test_a_note(desk: Run) -> None:
    text = "今天拜访张伟。判断：有戏。下周三下午３点回访　＃报价　＠张伟　￥１２万"
    note = desk("note", TIANCHENG, text, "--json").ok().json
    followup = note["followup"]
    assert followup["text"] == text
    assert followup["tags"] == ["报价"]
    assert followup["judgement"] == "有戏"
    assert followup["amount"] == {"amount": "120000.00", "currency": "CNY"}
    assert followup["next_due"] == "2026-11-25T15:00:00+08:00"
    assert followup["next_step"] == "回访"
    assert [one["name"] for one in note["contacts"]] == ["张伟"]
    assert note["unresolved"] == []


def test_a_reminder(desk: Run) -> None:
    reminder = desk("remind", "＠天成", "寄样品", "１１月２５日下午３点", "--json").ok().json
    assert reminder["customer"]["name"] == TIANCHENG
    assert (reminder["reminder"]["text"], reminder["reminder"]["due"]) == (
        "寄样品",
        "2026-11-25T15:00:00+08:00",
    )
