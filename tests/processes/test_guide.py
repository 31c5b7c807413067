"""The guide tells every key and every word that a file can have, and its files are right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from crmcli.errors import ValueInvalid
from crmcli.processes.reading import BACK, read
from crmcli.verbs.processes import known_words

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = sorted(DOCS.glob("guide-process*.md"))
SAMPLES = sorted(DOCS.glob("samples/*.toml"))

UNKNOWN = """\
[process]
q = 1
[[stage]]
q = 1
[[stage.requires]]
q = 1
[[stage.reminder]]
q = 1
[won]
q = 1
[[won.reasons]]
q = 1
[[followup_kind]]
q = 1
[pool]
q = 1
[pool.days]
q = 1
[[approval]]
q = 1
[[step]]
q = 1
[step.duty]
q = 1
[[payment]]
q = 1
[expense]
q = 1
"""


def keys() -> dict[str, list[str]]:
    """The keys of each table, as the reader itself names them."""
    with pytest.raises(ValueInvalid) as raised:
        read(UNKNOWN, known_words())
    found: dict[str, Any] = {one["key"]: one["expected"] for one in raised.value.details["faults"]}
    return {key.removesuffix(".q"): found[key] for key in found if key.endswith(".q")}


def spans(page: Path) -> set[str]:
    """The words in backquotes and in the first cells of tables, one by one."""
    text = page.read_text("utf-8")
    text = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    return set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", text))))


def test_there_is_a_guide_with_files() -> None:
    assert GUIDES
    assert SAMPLES


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_key_of_every_table_is_told(page: Path) -> None:
    told = spans(page)
    for table, names in keys().items():
        assert {name for name in names if not name.endswith("_zh")} <= told, table


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_word_is_told(page: Path) -> None:
    words = known_words()
    assert {
        *words.fields,
        *words.followups,
        *words.documents,
        *words.contacts,
        *words.levels,
        *BACK,
    } <= spans(page)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_files_of_the_guide_are_right_unless_they_say_not(path: Path) -> None:
    if path.stem.endswith("wrong"):
        with pytest.raises(ValueInvalid):
            read(path.read_bytes(), known_words(), path.name)
    else:
        assert read(path.read_bytes(), known_words(), path.name)["stages"]
