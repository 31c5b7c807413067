"""Yes and no, and what has the form of an e-mail address."""

from __future__ import annotations

import pytest

from crmcli.text.words import NO, YES, is_email, yes_or_no


@pytest.mark.parametrize("word", ["yes", "Y", " TRUE ", "on", "1", "是", "对", "✓"])
def test_yes(word: str) -> None:
    assert yes_or_no(word) is True


@pytest.mark.parametrize("word", ["no", "N", "False", "off", "0", "否", "不", "×"])
def test_no(word: str) -> None:
    assert yes_or_no(word) is False


@pytest.mark.parametrize("word", ["", "maybe", "2", "yesterday", "也许"])
def test_neither(word: str) -> None:
    assert yes_or_no(word) is None


def test_no_word_is_both() -> None:
    assert not YES & NO


@pytest.mark.parametrize("text", ["a@b.de", "li.wei+crm@mail.example.com", "王@例子.中国"])
def test_addresses(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize("text", ["a@b", "a b@c.de", "a@b.de, c@d.de", "@b.de", "a@b@c.de", "a@.de", "a@b.1"])
def test_no_addresses(text: str) -> None:
    assert not is_email(text)
