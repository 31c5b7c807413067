"""Words of others for the choices of our fields."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmcli.exchange.choicewords import _WORDS, words_of
from crmcli.store.meta import forget_vocabularies
from crmcli.store.records import KINDS
from crmcli.text.names import name_key
from crmcli.verbs import vocabulary
from crmcli.verbs.stages import words as said
from support import Run


@pytest.fixture(autouse=True)
def processes() -> Iterator[None]:
    """The stages are those of the built-in processes."""
    vocabulary.use(None)
    yield
    forget_vocabularies(None)


@pytest.mark.parametrize("path", _WORDS)
def test_words_mean_choices_that_there_are_and_only_one(path: str) -> None:
    kind, name = path.split(".")
    field = KINDS[kind].fields[name]
    assert not field.open
    choices = {value for value, _english, _chinese in field.choices}
    assert set(_WORDS[path]) <= choices
    # What another process than the default one calls so comes after these words.
    default = [one for one in said(None, "stage") if one[0] in _WORDS[path]] if field.vocabulary else []
    for value, english, chinese in default or field.choices:
        for label in (value, value.replace("_", " "), english, chinese):
            assert words_of(path).get(name_key(label), value) == value
    words = [word for each in _WORDS[path].values() for word in each.replace("|", " ").split()]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("path", "word", "value"),
    [
        ("customer.status", "潜在客户", "lead"),
        ("customer.status", "Closed - Not Converted", "lost"),
        ("customer.status", "MARKETINGQUALIFIEDLEAD", "lead"),
        ("customer.level", "Ａ类客户", "A"),
        ("followup.kind", "Meeting", "visit"),
        ("followup.kind", "微信沟通", "message"),
        ("reminder.state", "needs action", "open"),
    ],
)
def test_a_word(path: str, word: str, value: str) -> None:
    assert words_of(path)[name_key(word)] == value


def test_a_list_of_another_program(crm_in: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "客户名称,客户状态,客户级别\n天成,潜在客户,A类\n西湖,已成交,b级\n鹭岛,说不清,C\n", "utf-8"
    )
    done = crm_in("import", path, "--keep-good", "--json").fails(5).json
    assert [(one["row"], one["value"]) for one in done["rejects"]] == [(4, "说不清")]
    found = {one["name"]: (one["status"], one["level"]) for one in crm_in("customer", "list", "--json").json}
    assert found == {"天成": ("lead", "A"), "西湖": ("active", "B")}
