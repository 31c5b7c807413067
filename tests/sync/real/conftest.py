"""A team with a hub and laptops, for each test its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pg
import pytest
from hubs import Hub, new_hub, place_of, unique

from tests.sync.real.team import Team

_patterns: list[Team] = []


@pytest.fixture(scope="session", autouse=True)
def no_patterns_stay(postgres: pg.Access) -> Iterator[None]:
    """What was made to be copied goes with the session."""
    yield
    for team in _patterns:
        team.hub.drop()
    _patterns.clear()


@pytest.fixture
def pattern(postgres: pg.Access, tmp_path_factory: pytest.TempPathFactory) -> Team:
    """A team whose three have joined and exchanged; made once a process, to be copied."""
    if not _patterns:
        team = Team(new_hub(postgres, place_of(tmp_path_factory)), tmp_path_factory.mktemp("pattern"))
        team.three()
        for client in team.clients:
            client.sync()
            client.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        _patterns.append(team)
    return _patterns[0]


@pytest.fixture
def team(pattern: Team, tmp_path: Path) -> Iterator[Team]:
    """Wang, who has all rights, and the reps Li and Han under her, with a hub of their own."""
    folder = tmp_path / "team"
    folder.mkdir()
    like = pattern.hub
    hub = Hub(like.server, unique("hub"), like.owner, like.passwords[like.owner])
    pattern.copy(like.name, hub.name)
    yield Team(hub, folder, pattern)
    hub.drop()
