"""What an error says beside its message, in the language in use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crmcli import i18n
from crmcli.errors import Conflict
from crmcli.shown.problems import details


@pytest.fixture
def chinese() -> Iterator[None]:
    i18n.use_language("zh")
    yield
    i18n.use_language("en")


def test_that_something_was_brought_back_since_is_said_in_chinese(chinese: None) -> None:
    change = {
        "field": "removed",
        "base": True,
        "theirs": False,
        "mine": False,
        "by": {"name": "李雷"},
        "at": "",
    }
    error = Conflict("", record={"kind": "contact", "id": "1", "ref": "P1", "name": "陈工"}, changes=[change])
    (line,) = details(error)
    assert line.startswith("已删除：原为 是，现为 否")
