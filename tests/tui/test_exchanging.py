"""Exchanging with a real hub from the screen: a password that is lacking is asked for there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hubs import Hub, database, hub, postgres

from support import Run

from .harness import running

__all__ = ("database", "hub", "postgres")


@pytest.fixture
def member(hub: Hub, small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crm_in: Run) -> str:
    """The small store, whose member joined the hub with a password file that is gone since; the password."""
    who = hub.add("Lin", "director")
    file = tmp_path / "password"
    file.write_text(who.password)
    monkeypatch.setenv("CRM_DB", small)
    crm_in("sync", "setup", hub.url(who.login), "--password-file", file, "--yes").ok()
    file.unlink()
    assert not os.path.exists(file)
    return who.password


@pytest.mark.slow
async def test_a_password_is_asked_for_until_the_hub_takes_it(member: str, small: str) -> None:
    async with running(small) as ui:
        await ui.press("&")
        await ui.until(lambda: "wants the password" in ui.text(), 20)
        await ui.type("guessed")
        assert "guessed" not in ui.text()
        await ui.press("enter")
        await ui.until(lambda: "does not take the password" in ui.text(), 20)
        await ui.type(member)
        await ui.press("enter")
        await ui.until(lambda: ui.said_kind() == "good", 20)
        assert "sent" in ui.said()
        await ui.press("&")  # and not again
        await ui.until(lambda: "Up to date" in ui.said(), 20)
        assert ui.name == "DeskScreen"


async def test_who_gives_none_hears_what_else_would_do(member: str, small: str) -> None:
    async with running(small) as ui:
        await ui.press("&")
        await ui.until(lambda: "wants the password" in ui.text(), 20)
        await ui.press("escape")
        await ui.until(lambda: ui.said_kind() == "error")
        assert "CRM_HUB_PASSWORD_FILE" in ui.said()
        assert not ui.app.syncing
