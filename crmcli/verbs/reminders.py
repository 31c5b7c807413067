"""Reminders: made from one line, done, put off."""

from __future__ import annotations

from crmcli.clock import moment, stored
from crmcli.errors import Refused, UsageError, ValueInvalid
from crmcli.i18n import _
from crmcli.store.journal import Transaction
from crmcli.store.records import CUSTOMER, REMINDER, Customer, Followup, Reminder
from crmcli.store.statements import by_id, insert, update
from crmcli.text.clean import clean_line
from crmcli.text.names import has_han
from crmcli.text.when import When, find_when
from crmcli.verbs import resolve
from crmcli.verbs.finishing import finish
from crmcli.verbs.records import refuse_removed
from crmcli.verbs.shape import link, record_json, when_json
from crmcli.verbs.values import read_value, read_when, when_columns

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from typing import Any

    from crmcli.store.open import Store


def remind(
    store: Store,
    words: Sequence[str],
    *,
    who: str | None = None,
    when: str | None = None,
    to: str | None = None,
    repeat: str | None = None,
    important: bool = False,
    urgent: bool = False,
) -> dict[str, Any]:
    """Make a reminder from ``[WHO] TEXT… WHEN`` (contract, section 7); the contract's answer.

    Raises :class:`ValueInvalid` when no date is said, and what naming a customer or member can raise.
    """
    words = [word for word in (clean_line(word) for word in words) if word]
    if not words and when is None:
        raise _no_date("")
    whole = " ".join(words)
    if not repeat and when is None:
        _refuse_repetition(whole)
    customer, skip = _who(store, words, who)
    text = whole[skip:]
    due, understood, unresolved = _due(store, text, skip, when)
    if due is None:
        missing = [item["text"] for item in unresolved if item["reason"] == "no_such_date"]
        raise _no_date(missing[-1] if missing else whole)
    if understood:
        cut = understood[-1]
        text = _without(text, cut["start"] - skip, cut["end"] - skip)
    text = clean_line(text)
    columns: dict[str, Any] = read_value(store, REMINDER.fields["text"], text or _("Follow up"))
    columns |= when_columns(REMINDER.fields["due"], due)
    if repeat:
        columns |= read_value(store, REMINDER.fields["repeat"], repeat)
    columns["for_id"] = store.me or None
    if to:
        columns["for_id"] = resolve.resolve(store, to, ("member",), argument="--to").row.id
    if customer is not None:
        columns |= {"customer_id": customer.id, "about_kind": "customer", "about_id": customer.id}
    with Transaction(store, "remind") as transaction:
        row = insert(store, Reminder, important=int(important), urgent=int(urgent), **columns)
    return {
        "reminder": record_json(store, REMINDER, row),
        "customer": None if customer is None else link(CUSTOMER, customer),
        "understood": [{**item, "value": when_json(store, item["value"])} for item in understood],
        "unresolved": unresolved,
        "transaction": transaction.ref,
        "undo": f"crm undo {transaction.ref}",
    }


_EVERY = (
    r"每(?:周|星期|礼拜|天|日|月|年|个|隔|季|早|晚|\d)"
    r"|\b(?:every|each)\s+(?:day|week|month|quarter|year|morning|afternoon|evening|other|\d|mon|tue|wed|thu|fri|sat|sun)"
)


def _refuse_repetition(text: str) -> None:
    """A repetition in words is not read: refuse it rather than remind once and on another day."""
    import re

    found = re.search(_EVERY, text, re.IGNORECASE)
    if found is not None:
        raise ValueInvalid(
            _("“%(value)s” sounds like a repetition, and those are not read out of the text.")
            % {"value": found[0]},
            hint=_("Name the first day, and how it repeats: --repeat 'FREQ=WEEKLY;BYDAY=MO'."),
            argument="--repeat",
            value=found[0],
            expected="FREQ=WEEKLY;BYDAY=MO",
        )


def _no_date(value: str) -> ValueInvalid:
    return ValueInvalid(
        _("No date that exists was said."),
        hint=_("End with when: `crm remind call Alfreds fri 3pm`, `crm remind 天成 回访 下周三`."),
        argument="WHEN",
        value=value if len(value) <= 200 else value[:199] + "…",
        expected="fri 3pm",
    )


def _who(store: Store, words: Sequence[str], who: str | None) -> tuple[Customer | None, int]:
    """The customer that is named, and how many characters of the text its name takes with the space behind."""
    if who:
        row = resolve.customer(store, who, "--for")
        refuse_removed(CUSTOMER, row)
        return row, 0
    if len(words) < 1:
        return None, 0
    first = words[0]
    if first.startswith(("@", "＠")) and len(first) > 1:
        row = resolve.customer(store, first[1:])
        refuse_removed(CUSTOMER, row)
        return row, len(first) + (1 if len(words) > 1 else 0)
    if len(words) == 1:
        return None, 0
    for level in (1, 2, 3, 4, 5) if has_han(first) else (1, 2, 3, 4):
        found = resolve.distinct(resolve.at_level(store, first, ("customer",), level, contacts=True))
        if len(found) == 1 and found[0].row.removed_at is None:
            assert isinstance(found[0].row, Customer)
            return found[0].row, len(first) + 1
        if found:
            break
    return None, 0


def _due(
    store: Store, text: str, offset: int, when: str | None
) -> tuple[When | None, list[dict[str, Any]], list[dict[str, Any]]]:
    """The date that counts, how it was understood, and dates that were seen but not taken."""
    if when is not None:
        return read_when(store, "--when", when), [], []
    spans = find_when(text, store.clock(), store.date_order, "ahead")
    real = [span for span in spans if span.when is not None]
    unresolved = [
        {
            "field": "due", "text": text[span.start : span.end], "start": span.start + offset,
            "end": span.end + offset, "reason": "no_such_date" if span.when is None else "further_date",
            "candidates": [],
        }
        for span in spans
        if span.when is None or span is not real[-1]
    ]  # fmt: skip
    if not real:
        return None, [], unresolved
    last = real[-1]
    piece = {
        "field": "due", "text": text[last.start : last.end], "start": last.start + offset,
        "end": last.end + offset, "value": last.when,
    }  # fmt: skip
    return last.when, [piece], unresolved


def _without(text: str, start: int, end: int) -> str:
    """``text`` without the words of the date and the joint they leave."""
    before, after = text[:start].rstrip(" ,，、;；:："), text[end:].lstrip(" ,，、;；:：")
    for word in ("on", "at", "by", "于", "在"):
        if before.casefold().endswith((" " + word, word if has_han(word) else "\0")):
            before = before[: -len(word)].rstrip()
            break
    return f"{before} {after}".strip() if before and after else before or after


def _reminder_of(store: Store, named: str) -> Reminder:
    """The reminder that REF names: itself, or the one of a follow-up's next step."""
    found = resolve.resolve(store, named, ("reminder", "followup"))
    row = found.row
    if isinstance(row, Followup):
        of = by_id(store, Reminder, row.reminder_id)
        if of is None:
            raise Refused(
                _("%(ref)s has no next step that is due.") % {"ref": row.ref},
                hint=_("Give it one with `crm followup edit %(ref)s --next-due WHEN`.") % {"ref": row.ref},
                missing=[
                    {"code": "no_next_step", "field": "next_due", "message": _("There is no next step.")}
                ],
            )
        row = of
    assert isinstance(row, Reminder)
    refuse_removed(REMINDER, row)
    return row


def done(store: Store, refs: Sequence[str]) -> list[dict[str, Any]]:
    """Finish reminders; one that repeats leaves its next one. What is done already stays as it is."""
    rows = [_reminder_of(store, ref) for ref in refs]
    with Transaction(store, "done") as transaction:
        for row in rows:
            if row.state != "done":
                finish(store, row)
    return [{**record_json(store, REMINDER, row), "transaction": transaction.ref} for row in rows]


def _day(text: str) -> date:
    from datetime import date

    return date.fromisoformat(text)


def snooze(store: Store, ref: str, words: Sequence[str]) -> list[dict[str, Any]]:
    """Put a reminder off until a day or moment. Raises :class:`Refused` for one that is done."""
    row = _reminder_of(store, ref)
    if row.state == "done":
        raise Refused(
            _("%(ref)s is done already.") % {"ref": row.ref},
            hint=_("Open it again with `crm reminder edit %(ref)s --state open`.") % {"ref": row.ref},
            missing=[{"code": "done", "field": "state", "message": _("The reminder is done.")}],
        )
    text = clean_line(" ".join(words))
    if not text:
        raise UsageError(
            _("Until when?"),
            hint=_("`crm snooze REF tomorrow 9am`"),
            argument="WHEN",
            value="",
            expected="fri 3pm",
        )
    until = read_when(store, "WHEN", text)
    with Transaction(store, "snooze") as transaction:
        update(store, row, state="snoozed", **when_columns(REMINDER.fields["snoozed_until"], until))
    return [{**record_json(store, REMINDER, row), "transaction": transaction.ref}]


def effective_due(row: Reminder) -> tuple[str | None, str | None]:
    """When a reminder comes up: its due date, or what it is snoozed until (a stored day and a stored instant)."""
    if row.state == "snoozed" and (row.snoozed_until_on or row.snoozed_until_at):
        return row.snoozed_until_on, row.snoozed_until_at
    return row.due_on, row.due_at


def standing(row: Reminder, now: datetime) -> tuple[str, int]:
    """How a reminder stands at ``now``: ``overdue``, ``today`` or ``ahead``, and how many days late it is.

    A dated one is overdue from the next midnight, one with a time of day from that moment.
    """
    on, at = effective_due(row)
    today = now.date()
    if at is not None:
        local = moment(at, now.tzinfo) if now.tzinfo else now
        late = max((today - local.date()).days, 0)
        if at < stored(now):
            return "overdue", late
        return ("today" if local.date() == today else "ahead"), 0
    if on is None:
        return "ahead", 0
    days = (today - _day(on)).days
    if days > 0:
        return "overdue", days
    return ("today" if days == 0 else "ahead"), 0
