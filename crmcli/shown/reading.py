"""What was understood of a text, and what was seen but not taken, in words. Imports no library."""

from __future__ import annotations

from crmcli.i18n import N_, _
from crmcli.shown.days import day_and_time
from crmcli.shown.values import human
from crmcli.store.records import CONTACT, FOLLOWUP, REMINDER

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from crmcli.store.meta import Field

REASONS = {
    "no_such_date": N_("a date that does not exist"),
    "no_day": N_("no day that is clear"),
    "further_date": N_("only one such date is taken"),
    "goods_date": N_("a date of the goods or an offer, no next step"),
    "past_date": N_("already past"),
    "habit": N_("when somebody is there, no next step"),
    "too_many_digits": N_("more decimal places than its currency has"),
    "further_amount": N_("only the first amount is taken"),
    "no_such_contact": N_("no such contact"),
    "several_contacts": N_("several contacts fit"),
}


def label(field: str) -> str:
    """What a piece is, as people call it."""
    if field == "contact":
        return CONTACT.shown
    if field == "when":
        return _("When")
    known = _field(field)
    return known.shown if known is not None else field


def _field(name: str) -> Field | None:
    return FOLLOWUP.fields.get(name) or REMINDER.fields.get(name)


def value(piece: dict[str, Any], now: datetime) -> str:
    """What a piece was understood as."""
    field = _field(piece["field"])
    return human(piece["value"], None if field is None or field.many else field, now)


def why(piece: dict[str, Any]) -> str:
    """Why a piece was seen but not taken."""
    reason = piece["reason"]
    names = ", ".join(f"{one['name']} ({one['ref']})" for one in piece["candidates"])
    text = _(REASONS[reason]) if reason in REASONS else reason.replace("_", " ")
    return f"{text}: {names}" if names else text


# The order in which a note's pieces are told; what is not named comes after.
_ORDER = ("kind", "at", "contact", "amount", "tag", "judgement", "next_step", "next_due", "due", "repeat")


def told(found: dict[str, Any], now: datetime) -> list[tuple[str, str]]:
    """What was understood as pairs of label and value, in the order in which one wants to read them.

    ``found`` has ``understood``. What comes next is one pair: its text, its day with the weekday, how it repeats.
    """
    by_field: dict[str, list[str]] = {}
    for piece in found["understood"]:
        name = piece["field"]
        if name == "repeat":
            text = piece["text"]  # its words; the rule is for machines
        elif name in ("next_due", "due") or (name == "at" and piece["value"]):
            text = day_and_time(piece["value"], now)
        elif name in ("tag", "tags"):
            text = f"#{value(piece, now)}"
        else:
            text = value(piece, now)
            if isinstance(piece["value"], dict) and piece["value"].get("created"):
                text += _(" (new)")
        if text not in by_field.setdefault(name, []):
            by_field[name].append(text)
    step = " ".join(by_field.pop("next_step", []))
    due = " ".join(by_field.pop("next_due", by_field.pop("due", [])))
    repeat = "".join(f" ↻ {text}" for text in by_field.pop("repeat", []))
    rank = {name: place for place, name in enumerate(_ORDER)}
    out = [
        (label(name), ", ".join(texts))
        for name, texts in sorted(by_field.items(), key=lambda one: rank.get(one[0], len(rank)))
    ]
    if step or due or repeat:
        said = " → ".join(filter(None, (step, due))) + repeat
        out.append((label("next_step"), said.strip()))
    return out
