"""The PostgreSQL of the tests for all in this folder, and two desks at a hub of dicts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hubs import database, hub, postgres

from tests.sync.desks import LI, MEMBERS, WANG, Desk
from tests.sync.model import ModelHub

__all__ = ["database", "hub", "postgres"]


@pytest.hookimpl(tryfirst=True)  # before those that are not asked for are left out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a PostgreSQL is run with the slow tests: those that are run all the time need no server."""
    for item in items:
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def model() -> ModelHub:
    """A hub of dicts."""
    return ModelHub(MEMBERS)


@pytest.fixture
def two(model: ModelHub, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """The desks of Li and of Wang, who is above Li, at the hub of dicts; both have exchanged."""
    li, wang = (Desk(tmp_path / f"{name}.db", name, id, model.login(id), model.hub_id) for name, id in
                (("li", LI), ("wang", WANG)))  # fmt: skip
    for desk in (li, wang):
        desk.sync()
    yield li, wang
    li.close()
    wang.close()
