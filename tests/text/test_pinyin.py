"""Chinese names by their sound: every reading, and no match missed by the index."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.text.names import has_han, name_key
from crmcli.text.pinyin import (
    initials_match,
    is_spoken,
    lead,
    letters,
    pinyin_matches,
    pinyin_paths,
    readings,
    sound_key,
    units,
)

SURNAMES = """
单 shan,曾 zeng,解 xie,仇 qiu,区 ou,查 zha,朴 piao,盖 ge,乐 yue,任 ren
尉 yu,翟 zhai,召 shao,缪 miao,员 yun,黑 he,秘 bi,冼 xian,重 chong,种 chong
繁 po,覃 qin,谌 chen,隗 wei,宓 mi,祭 zhai,晁 chao,郗 xi,车 che,长 zhang
吕 lv,吕 lu,女 nv,略 lve,万 wan,葛 ge,厦 xia,重 zhong,行 hang,行 xing
"""


@pytest.mark.parametrize(
    ("surname", "reading"),
    [pair.split() for pair in SURNAMES.strip().replace("\n", ",").split(",")],
)
def test_every_reading_is_there(surname, reading):
    assert reading in readings(surname)


@pytest.mark.parametrize(
    "name", ["广州 an", "广东 yan", "宁波 zhu", "杭州 kang", "青岛 jing", "温州 yun", "石家庄 dan"]
)
def test_cities_have_no_readings_that_nobody_says(name):
    city, reading = name.split()
    assert not pinyin_matches(reading, city)


def test_no_readings_of_other_characters():
    assert readings("a") == readings("あ") == readings("😀") == ()


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("天成外贸", ("tian", "cheng", "wai", "mao")),
        ("天成外貿有限公司", ("tian", "cheng", "wai", "mao")),
        ("3M中国", ("3", "m", "zhong", "guo")),
        ("A·天", ("a", "tian")),
        ("", ()),
    ],
)
def test_the_lead_of_a_name(name, sounds):
    found = lead(name)
    assert len(found) == len(sounds)
    assert all(sound in each for sound, each in zip(sounds, found, strict=True))
    assert all(sound in units() for each in found for sound in each)


@pytest.mark.parametrize(
    ("query", "paths"),
    [
        ("bing3", {("bing", "3"), ("bin", "g", "3"), ("bi", "n", "g", "3"), ("bi", "ng", "3"), ("b", "i", "n", "g"),
                   ("b", "i", "ng", "3")}),
        ("tianq7", {("tian", "q", "7"), ("ti", "an", "q", "7"), ("t", "i", "an", "q"), ("t", "i", "a", "n"),
                    ("ti", "a", "n", "q")}),
        ("", set()),
        ("!", set()),
    ],
)  # fmt: skip
def test_paths(query, paths):
    assert set(pinyin_paths(query)) == paths


def test_the_last_sound_of_a_path_may_only_be_begun():
    assert {path[-1] for path in pinyin_paths("xi") if len(path) == 1} == {
        "xi", "xia", "xian", "xiang", "xiao", "xie", "xin", "xing", "xiong", "xiu",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "spoken"), [("lübu", True), ("LÜ", True), ("tc 3", True), ("tian成", False), ("é", False)]
)
def test_what_can_be_spoken(query, spoken):
    assert is_spoken(query) is spoken


@pytest.mark.parametrize(
    ("query", "name", "found"),
    [
        ("tiancheng", "天成外贸", True),
        ("tianch", "天成外贸", True),
        ("t", "天成外贸", True),
        ("tianchengwaimao", "天成外贸", True),
        ("Tian Cheng", "天成外贸", True),
        ("xi'an", "西安贸易", True),
        ("tianchengwaimaox", "天成外贸", False),
        ("cheng", "天成外贸", False),
        ("tcheng", "天成外贸", False),
        ("shanxiaoming", "单小明", True),
        ("danxiaoming", "单小明", True),
        ("zengguo", "曾国藩", True),
        ("lvbu", "吕布", True),
        ("lubu", "吕布", True),
        ("lübu", "吕布", True),
        ("3mzhong", "3M中国", True),
        ("acme", "Acme", False),
        ("", "天成", False),
        ("tian成", "天成", True),
    ],
)
def test_matching(query, name, found):
    assert pinyin_matches(query, name) is found


@pytest.mark.parametrize(
    ("query", "name", "found"),
    [
        ("tc", "天成外贸", True),
        ("TCWM", "天成外贸", True),
        ("tcwmyx", "天成外贸有限公司", True),
        ("t", "天成外贸", False),
        ("tw", "天成外贸", False),
        ("tcwmx", "天成外贸", False),
        ("sxm", "单小明", True),
        ("dxm", "单小明", True),
        ("ac", "Acme", False),
    ],
)
def test_initials(query, name, found):
    assert initials_match(query, name) is found


NAMES = st.text(alphabet="天成外贸单曾解仇区查朴行长乐重吕绿女略嗯3mA ·股份", min_size=1, max_size=7)
QUERIES = st.text(alphabet="tianchegwmosdzxlvuybp3 ", min_size=1, max_size=14)


def begins(name, path) -> bool:
    """Whether a name begins with the sounds of a path."""
    found = lead(name)
    return len(path) <= len(found) and all(sound in each for sound, each in zip(path, found, strict=False))


@given(NAMES, st.data())
def test_no_match_is_missed(name, data):
    sounds = [
        s
        for ch in name.lower()
        for s in [readings(ch) or ((ch,) if ch.isascii() and ch.isalnum() else ())]
        if s
    ]
    spoken = "".join(data.draw(st.sampled_from(s)) for s in sounds)
    query = spoken[: data.draw(st.integers(1, max(1, len(spoken))))]
    if query and has_han(name):
        assert pinyin_matches(query, name)
        assert any(begins(name, path) for path in pinyin_paths(query))
    first = "".join(data.draw(st.sampled_from(s))[0] for s in sounds)
    if len(first) >= 2 and has_han(name):
        assert initials_match(first[: data.draw(st.integers(2, len(first)))], name)


@given(QUERIES, NAMES)
def test_what_matches_begins_with_a_path(query, name):
    if pinyin_matches(query, name):
        assert any(begins(name, path) for path in pinyin_paths(query))
    if initials_match(query, name):
        typed = letters(query)[:4]
        assert all(any(s[0] == ch for s in each) for ch, each in zip(typed, lead(name), strict=False))


def test_the_order_of_the_alphabet():
    ordered = """
        123 Alfreds 安徽 Anton Äpfel 北京 Beta 长沙 成都 重庆啤酒 佛山 广州 金华 会计 李明 李强 里昂 刘 吕 青岛 上海
        西藏 厦门 银行 郑州 中国银行 重型机械
    """.split()  # noqa: SIM905
    assert sorted(set(ordered), key=sound_key) == ordered


@given(st.text(max_size=80), st.booleans())
def test_what_sounds_alike_is_not_made_one(text, person):
    """Names that differ to a person have keys that differ, but for accents."""
    key = sound_key(text, person=person)
    if all(ch.isascii() or has_han(ch) for ch in text):
        assert "".join(ch for ch in key if has_han(ch)) == "".join(ch for ch in name_key(text) if has_han(ch))


@pytest.mark.parametrize(
    ("name", "before", "behind"), [("单田芳", "沙僧", "尚伟"), ("曾志伟", "岑伟", "张伟"), ("解晓东", "夏伟", "徐伟"),
                                   ("尉迟恭", "于伟", "元伟"), ("查良镛", "曾伟", "张伟"), ("曾", "岑", "张")]
)  # fmt: skip
def test_a_surname_at_the_beginning_of_a_persons_name(name, before, behind):
    keys = [sound_key(one, person=True) for one in (before, name, behind)]
    assert keys == sorted(keys)
    assert sound_key("曾厝垵").startswith("ceng")
    assert sound_key("解放路").startswith("jie")


def test_a_long_text_is_sorted_by_its_beginning():
    assert sound_key("天" * 5000).count("tian") < 100
