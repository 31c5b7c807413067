"""Approving and rejecting what is under the cursor or on the screen, wherever that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.tui.screens.records import RecordPage

if TYPE_CHECKING:
    from crmcli.tui.actions import Action

    Link = dict[str, Any]


class DecidingPage(RecordPage):
    """A page with approvals on it."""

    @property
    def waiting(self) -> Link | None:
        """The approval that can be decided: that under the cursor, else that of the screen, while it waits."""
        for one in (self.subject, self.whole):
            if one is not None and one["kind"] == "approval":
                return one if one.get("decision") is None else None
        return None

    def applies(self, action: Action) -> bool:
        """Nobody decides what is decided, nor what was asked by oneself."""
        if not super().applies(action):
            return False
        if action.scope != "approval":
            return True
        waits = self.waiting
        asked_by = (waits or {}).get("asked_by") or {}
        return waits is not None and asked_by.get("id") != self.app.store.me

    async def do_approval_approve(self) -> None:
        """Approve it, with an opinion."""
        await self._decide("approved")

    async def do_approval_reject(self) -> None:
        """Reject it, saying why."""
        await self._decide("rejected")

    async def _decide(self, decision: str) -> None:
        from crmcli.tui.screens.opinion import decide

        if self.waiting is not None:
            await decide(self, decision, self.waiting["id"])
