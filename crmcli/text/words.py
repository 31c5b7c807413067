"""Small things people write in many ways: yes and no, an e-mail address."""

from __future__ import annotations

import re

YES = frozenset(
    ("true", "yes", "y", "1", "t", "on", "x", "ok", "是", "对", "有", "√", "✓", "✔", "☑", "真", "开")
)
NO = frozenset(
    ("false", "no", "n", "0", "f", "off", "-", "否", "不", "无", "没有", "×", "✗", "✘", "☐", "假", "关")
)

EMAIL = r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"/]+\.[^\s@<>()\[\],;:\".\d/][^\s@<>()\[\],;:\"./]*"


def yes_or_no(text: str) -> bool | None:
    """What a word says, in either language; None if neither yes nor no."""
    word = text.strip().casefold()
    return True if word in YES else False if word in NO else None


def is_email(text: str) -> bool:
    """Whether ``text`` has the form of one bare e-mail address."""
    return re.fullmatch(EMAIL, text) is not None
