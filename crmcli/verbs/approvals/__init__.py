"""Approvals: what the rules of a process ask of a superior, who holds it how long, what was decided."""

from __future__ import annotations

from crmcli.verbs.approvals.asking import ask, last, of, pending, withdraw
from crmcli.verbs.approvals.clock import sweep
from crmcli.verbs.approvals.deciding import (
    Decided,
    catch_up,
    decide,
    deciders,
    delegate,
    mine,
    named,
    shown_for,
)
from crmcli.verbs.approvals.rules import Asked, asked, covered, unmatched

__all__ = [
    "Asked",
    "Decided",
    "ask",
    "asked",
    "catch_up",
    "covered",
    "decide",
    "deciders",
    "delegate",
    "last",
    "mine",
    "named",
    "of",
    "pending",
    "shown_for",
    "sweep",
    "unmatched",
    "withdraw",
]
