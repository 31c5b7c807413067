"""What can be done with a step of an order, and what a key for it says."""

from __future__ import annotations

from crmcli.i18n import _

DONE, START, BLOCK, SKIP, REOPEN = "done", "start", "block", "skip", "reopen"


def label(what: str) -> str:
    """What is done to a step, as a key's label."""
    return {
        DONE: _("Done"), START: _("Start"), BLOCK: _("Block"), SKIP: _("Skip"), REOPEN: _("Open again"),
    }[what]  # fmt: skip
