"""What joins a date to its sentence goes with it."""

from __future__ import annotations

import pytest

from crmcli.text.when import find_when, joints
from tests.text.test_when import NOW


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("call back before friday", "call back"),
        ("call back by friday 3pm", "call back"),
        ("send the quote no later than friday", "send the quote"),
        ("send the quote on or before 1 Mar", "send the quote"),
        ("invoice due on friday", "invoice"),
        ("meeting at 3pm", "meeting"),
        ("table for friday", "table"),
        ("log on friday", "log"),
        ("follow-on friday", "follow-on"),
        ("sent from", "sent from"),
        ("call friday at the latest", "call"),
        ("周五前回访", "回访"),
        ("回访周五之前", "回访"),
        ("在周五回访", "回访"),
        ("截止周五", ""),
        ("最晚 周五下午3点前 报价", "报价"),
        ("周五左右到货", "到货"),
        ("周五前台见", "前台见"),
        ("推迟到周五", "推迟到"),
        ("call back every friday", "call back"),
        ("ＣＡＬＬ　ＢＥＦＯＲＥ　周五", "ＣＡＬＬ"),
    ],
)
def test_the_words_that_join_go_too(text: str, left: str) -> None:
    for span in find_when(text, NOW):
        start, end = joints(text, span)
        text = text[:start].rstrip() + text[end:].lstrip()
    assert text.strip() == left


def test_a_clause_bounds_them() -> None:
    text = "by friday 前"
    (span,) = find_when(text, NOW)
    assert joints(text, span) == (0, 11)
    assert joints(text, span, 3, 10) == (3, 9)
