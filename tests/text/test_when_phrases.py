"""Everyday phrases of both languages, worked out by hand: ``phrases_zh.txt`` and ``phrases_en.txt``."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmcli.text.when import find_when
from tests.text.test_when import NOW, shown

HERE = Path(__file__).parent


def phrases(language: str) -> list[tuple[str, str, str]]:
    """The rows of a file: the phrase, when it is, and the rule by which it comes again."""
    rows = []
    for line in (HERE / f"phrases_{language}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            phrase, when, *repeat = line.split(" | ")
            rows.append((phrase, "" if when == "-" else when, repeat[0] if repeat else ""))
    return rows


def read(phrase: str) -> tuple[str, str]:
    """The same, as it is read."""
    spans = find_when(phrase, NOW, looking="note", repeats=True)
    return (
        "; ".join(span.reason or shown(span.when) for span in spans),
        "; ".join(span.repeat for span in spans if span.repeat),
    )


@pytest.mark.parametrize(("phrase", "when", "repeat"), phrases("zh") + phrases("en"))
def test_what_stands_in_notes(phrase: str, when: str, repeat: str) -> None:
    assert read(phrase) == (when, repeat)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_enough_of_them(language: str) -> None:
    assert len({phrase for phrase, _when, _repeat in phrases(language)}) >= 150
