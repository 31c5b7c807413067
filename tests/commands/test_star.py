"""A customer whole: what is known and what is not, who is who, what is open, papers, and every dealing."""

from __future__ import annotations

import re

import pytest
from laid_out import laid_out

from crmcli.text.clean import width
from support import Run

TIANCHENG = "天成外贸公司"


@laid_out
def star(shop: Run) -> Run:
    """A customer with much to tell; the moment is Wednesday 2026-11-18 10:30."""
    shop("init", "--name", "王小雨").ok()
    shop(
        "customer", "edit", TIANCHENG, "--status", "active", "--source", "referral", "--owner", "王小雨"
    ).ok()
    shop("contact", "edit", "张伟", "--part", "decides").ok()
    for words in (
        ("拜访张伟,谈FOB价。判断:有戏。明天下午3点回访 #报价 ¥12万", "--at", "2026-11-16 09:30"),
        ("called him", "--kind", "call", "--at", "2026-03-02", "--judgement", "warm", "--contact", "李娜"),
        ("first met", "--kind", "exhibition", "--at", "2025-10-20"),
    ):
        shop("note", TIANCHENG, *words).ok()
    shop("remind", TIANCHENG, "付定金", "--when", "2026-11-10", "--important").ok()
    done = shop("remind", TIANCHENG, "寄样品", "--when", "2026-11-01", "--json").ok().json["reminder"]["ref"]
    shop("done", done).ok()
    shop(
        "document", "add", TIANCHENG, "https://example.com/a.pdf", "--kind", "contract", "--name", "框架合同"
    ).ok()
    return shop


def told(run: Run, *words: str, columns: int = 80) -> str:
    return str(run(*words, "--format", "table", env={"COLUMNS": str(columns)}).ok().out)


def test_the_head_says_how_things_stand(star: Run) -> None:
    name, lead = told(star, "show", TIANCHENG, columns=100).splitlines()[:2]
    assert re.fullmatch(rf"{TIANCHENG}  C\w{{6}}  Customer", name)
    assert lead == "Level A · Active · Owner 王小雨 · Last dealt with 11-16 09:30 · Next follow-up ! 11-10"
    name, lead = told(star, "show", TIANCHENG, "--lang", "zh").splitlines()[:2]
    assert re.fullmatch(rf"{TIANCHENG}  C\w{{6}}  客户", name)
    assert lead == "级别 A · 合作中 · 负责人 王小雨 · 最近往来 11月16日 09:30 · 下次跟进 ! 11月10日"


def test_a_narrow_head_breaks_between_its_parts(star: Run) -> None:
    lines = told(star, "show", TIANCHENG, columns=60).splitlines()
    assert lines[1:3] == [
        "Level A · Active · Owner 王小雨",
        "Last dealt with 11-16 09:30 · Next follow-up ! 11-10",
    ]


@pytest.mark.mostly_slow(every=2)
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_what_matters_most_comes_first(star: Run, columns: int) -> None:
    said = told(star, "show", TIANCHENG, columns=columns)
    sections = re.findall(r"^(\S.*?) ─", said, re.M)
    assert sections == [
        "Open 2",
        "Contacts 2",
        "Facts",
        "Documents 1",
        "Follow-ups 3",
        "Reminders · closed 1",
    ]
    zh = re.findall(r"^(\S.*?) ─", told(star, "show", TIANCHENG, "--lang", "zh", columns=columns), re.M)
    assert zh == ["待处理 2", "联系人 2", "资料", "文档 1", "跟进 3", "提醒 · 已结束 1"]


def test_the_first_screen_has_what_is_open_and_whom_to_call(star: Run) -> None:
    screen = "\n".join(told(star, "show", TIANCHENG).splitlines()[:24])
    for said in ("付定金", "回访", "13800138000", "zhang@tc.example", "wechat:tc-zhang", "Not known:"):
        assert said in screen


def test_what_is_open_is_told_by_its_day_and_marked_when_late(star: Run) -> None:
    rows = section(told(star, "show", TIANCHENG), "Open 2")
    assert [re.sub(r"^M\w{6}", "M", row) for row in rows] == [
        "M  ! 11-10         Open  付定金 · Important",
        "M  tomorrow 15:00  Open  回访",
    ]
    zh = section(told(star, "show", TIANCHENG, "--lang", "zh"), "待处理 2")
    assert [re.sub(r"^M\w{6}", "M", row) for row in zh] == [
        "M  ! 11月10日  待办  付定金 · 重要",
        "M  明天 15:00  待办  回访",
    ]


def section(said: str, title: str) -> list[str]:
    """The lines of a section."""
    return said.split(f"{title} ─", 1)[1].split("\n\n")[0].split("\n")[1:]


def test_contacts_say_their_part_and_how_to_reach_them(star: Run) -> None:
    rows = section(told(star, "show", TIANCHENG), "Contacts 2")
    assert re.fullmatch(r"P\w{6}  张伟  总经理 · Decides · Primary", rows[0])
    assert rows[1] == "         13800138000 · zhang@tc.example · wechat:tc-zhang"
    assert re.fullmatch(r"P\w{6}  李娜  采购", rows[2])
    wide = section(told(star, "show", TIANCHENG, columns=140), "Contacts 2")
    assert re.fullmatch(
        r"P\w{6}  张伟  总经理 · Decides · Primary  13800138000 · zhang@tc.example · wechat:tc-zhang", wide[0]
    )


def test_gaps_are_named_and_no_more_than_that(star: Run) -> None:
    assert "Not known: Industry, Country, E-mail\n" in told(star, "show", TIANCHENG)
    assert "未填：行业、国家、邮箱\n" in told(star, "show", TIANCHENG, "--lang", "zh")
    star("customer", "edit", TIANCHENG, "--industry", "x", "--country", "y", "--email", "a@b.example").ok()
    assert "Not known" not in told(star, "show", TIANCHENG)


def test_dealings_are_told_whole_latest_first(star: Run) -> None:
    rows = section(told(star, "show", TIANCHENG), "Follow-ups 3")
    assert [re.sub(r"^F\w{6}", "F", row) for row in rows] == [
        "F  11-16 09:30  Visit  CNY 120,000.00 · 张伟",
        "  拜访张伟,谈FOB价。判断:有戏。明天下午3点回访 #报价 ¥12万",
        "  → 回访 tomorrow 15:00",
        "F  03-02  Phone call  李娜",
        "  called him",
        "  Judgement: warm",
        "F  2025-10-20  Exhibition",
        "  first met",
    ]
    zh = section(told(star, "show", TIANCHENG, "--lang", "zh"), "跟进 3")
    assert [re.sub(r"^F\w{6}", "F", row) for row in zh[:4]] == [
        "F  11月16日 09:30  拜访  CNY 120,000.00 · 张伟",
        "  拜访张伟,谈FOB价。判断:有戏。明天下午3点回访 #报价 ¥12万",
        "  → 回访 明天 15:00",
        "F  3月2日  电话  李娜",
    ]
    assert "  判断：warm" in zh
    assert "F  2025年10月20日  展会" in [re.sub(r"^F\w{6}", "F", row) for row in zh]


@pytest.mark.parametrize("columns", [60, 80, 140])
def test_a_dealing_is_told_once(star: Run, columns: int) -> None:
    text = "谈了价格、交期和付款方式，" * 20
    ref = star("note", TIANCHENG, text, "--json").ok().json["followup"]["ref"]
    lines = told(star, "show", ref, columns=columns).splitlines()
    assert lines[0].endswith(f"…  {ref}  Follow-up")
    assert width(lines[0]) <= columns
    assert lines[2].startswith("Text ─")
    assert "".join(lines[3 : lines.index("", 3)]) == text


def test_papers_say_who_has_read_them(star: Run) -> None:
    (row,) = section(told(star, "show", TIANCHENG), "Documents 1")
    assert re.fullmatch(r"W\w{6}  Contract  version 1  框架合同  read by nobody", row)
    star("document", "read", "框架合同", "--no-open").ok()
    (row,) = section(told(star, "show", TIANCHENG, "--lang", "zh"), "文档 1")
    assert row.endswith("框架合同  已读：王小雨")


def test_long_texts_and_many_dealings_lose_nothing(star: Run) -> None:
    text = "很长的拜访记录，谈了价格、交期和付款方式。" * 30
    star("note", TIANCHENG, text, "--at", "2026-11-17").ok()
    lines = told(star, "show", TIANCHENG).splitlines()
    assert text in "".join(line.strip() for line in lines)
    assert max(width(line) for line in lines) <= 80
    for number in range(25):
        star("note", TIANCHENG, f"note {number}", "--at", "2026-01-05", "--no-parse").ok()
    said = told(star, "show", TIANCHENG)
    assert re.search(r"^… and 9 earlier ones · crm followup list --customer C\w{6}$", said, re.M)


def test_an_edit_says_what_it_changed(star: Run) -> None:
    def edited(*options: str) -> list[str]:
        later = {"CRM_NOW": "2026-11-19T09:00:00+08:00"}  # when it was changed is not what was changed
        parts = star("customer", "edit", TIANCHENG, *options, env=later).ok().out.rstrip("\n").split(" · ")
        assert parts[1] == TIANCHENG
        return list(parts[2:-1])

    assert edited("--level", "B") == ["Level: A → B"]
    assert edited("--level", "", "--city", "上海") == ["City: 宁波 → 上海", "Level: B → —"]
    assert edited("--tag", "neu", "--tag=-vip") == ["Tags: +neu -vip"]
    assert edited("--set", "PO no.=78", "--set", "备注=老客户") == ["PO no.: 77 → 78", "备注: — → 老客户"]
    assert edited("--city", "上海") == []
    assert "级别：— → C" in star("customer", "edit", TIANCHENG, "--level", "C", "--lang", "zh").ok().out


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("list", "customer list"), ("ls", "customer list"), ("add", "customer add"), ("new", "customer add"),
        ("delete", "customer remove"), ("rm", "customer remove"), ("customer rm", "customer remove"),
        ("customer delete", "customer remove"), ("contact ls", "contact list"), ("search", "find"),
        ("customer create", "customer add"), ("reminder update", "reminder edit"),
    ],
)  # fmt: skip
def test_what_other_programs_call_it_is_known(crm_in: Run, typed: str, meant: str) -> None:
    error = crm_in(*typed.split(), "--json").fails(2).error
    assert error["hint"] == f"Did you mean `crm {meant}`?"
    assert meant.split()[-1] in " ".join(error["details"]["expected"])


def test_settings_are_told_whole_on_a_narrow_terminal(crm_in: Run) -> None:
    for language in ("en", "zh"):
        said = told(crm_in, "config", "list", "--lang", language, columns=60)
        flat = re.sub(r"\s", "", said)
        for row in crm_in("config", "list", "--json", "--lang", language).ok().json:
            assert re.sub(r"\s", "", row["means"]) in flat
        assert max(width(line) for line in said.splitlines()) <= 60
