"""Sentences that are put one after the other: none runs into the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crmcli.i18n import sentences, use_language


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """English again after the test."""
    yield
    use_language("en")


@pytest.mark.parametrize(
    ("language", "items", "said"),
    [
        (
            "en",
            ("customer has no field “leval”", "Closest: level"),
            "customer has no field “leval”. Closest: level",
        ),
        ("zh", ("客户没有字段“leval”", "最接近的：level"), "客户没有字段“leval”。最接近的：level"),
        (
            "zh",
            ("另一个程序正在写：/tmp/trial2.db", "请稍后再试。"),
            "另一个程序正在写：/tmp/trial2.db。请稍后再试。",
        ),
        ("en", ("It is written: /tmp/trial2.db", "Try again."), "It is written: /tmp/trial2.db. Try again."),
        ("en", ("Done.", "", "Why?", "So (it is said.)", "End"), "Done. Why? So (it is said.) End"),
        ("zh", ("好了。", "为什么？", "因为……", "（如此。）", "完"), "好了。为什么？因为……（如此。）完"),
        ("zh", ("只有一句",), "只有一句"),
        ("zh", ("", "一句", ""), "一句"),
        ("zh", ("一、", "二：", "三"), "一、二：三"),
        ("en", (), ""),
    ],
)
def test_sentences(language: str, items: tuple[str, ...], said: str) -> None:
    use_language(language)
    assert sentences(items) == said
