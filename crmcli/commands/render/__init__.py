"""Answers as a person sees them on a terminal: tables, the desk and the star of a record, by Rich."""

from crmcli.commands.render.desk import empty_desk, today
from crmcli.commands.render.paint import DIM, LATE, NOTED, REF, draw, head, plain, within
from crmcli.commands.render.record import star
from crmcli.commands.render.tables import table
from crmcli.shown.days import HEADINGS
from crmcli.shown.lists import HEADS, heading
from crmcli.shown.star import several
from crmcli.shown.values import human, money, past, when

__all__ = [
    "DIM", "HEADINGS", "HEADS", "LATE", "NOTED", "REF", "draw", "empty_desk", "head", "heading", "human", "money",
    "past", "plain", "several", "star", "table", "today", "when", "within",
]  # fmt: skip
