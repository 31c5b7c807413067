"""Reminders: made from one line, done, put off."""

from __future__ import annotations

from crmcli.clock import moment, stored
from crmcli.errors import Ambiguous, NotFound, Refused, UsageError, ValueInvalid
from crmcli.i18n import _
from crmcli.store.identity import is_ref
from crmcli.store.journal import Transaction
from crmcli.store.records import (
    CUSTOMER,
    KINDS,
    REMINDER,
    Customer,
    Duty,
    Followup,
    Guidance,
    Notice,
    Opportunity,
    Reminder,
    Step,
)
from crmcli.store.statements import by_id, insert, update
from crmcli.text.clean import clean_line
from crmcli.text.names import has_han
from crmcli.verbs import resolve
from crmcli.verbs.finishing import finish
from crmcli.verbs.notices import mark
from crmcli.verbs.records import fresh, refuse_removed
from crmcli.verbs.rights import demand, demand_all, demand_on
from crmcli.verbs.said import when_said
from crmcli.verbs.shape import link, record_json, when_json
from crmcli.verbs.values import read_value, read_when, repeat_said, when_columns

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.text.when import When


class Past(ValueInvalid):
    """A time still to come was wanted."""


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
    opportunity: str | None = None,
) -> dict[str, Any]:
    """Make a reminder from ``[WHO] TEXT… WHEN`` (contract, section 7); the contract's answer.

    ``opportunity`` is the id of the customer's one that it is about.

    Raises :class:`ValueInvalid` when no date is said, and what naming a customer or member can raise.
    """
    rule = read_value(store, REMINDER.fields["repeat"], repeat)["repeat"] if repeat else None
    line = _Line(store, words, who, given_when=when is not None, given_repeat=rule is not None)
    if not line.whole and when is None:
        raise _no_date("")
    due = read_when(store, "--when", when) if when is not None else line.said.due
    if due is None and repeat:
        first = repeat_said(store, clean_line(repeat))
        due = first[1] if first is not None else None
    if due is None:
        raise _no_date(line.missing or line.whole)
    columns: dict[str, Any] = read_value(store, REMINDER.fields["text"], line.text)
    columns |= when_columns(REMINDER.fields["due"], due)
    columns["repeat"] = rule or line.said.repeat
    columns["for_id"] = store.me or None
    if to:
        columns["for_id"] = resolve.resolve(store, to, ("member",), argument="--to").row.id
    customer = line.customer
    if customer is not None:
        columns |= {"customer_id": customer.id, "about_kind": "customer", "about_id": customer.id}
        deal = by_id(store, Opportunity, opportunity)
        if deal is not None and deal.customer_id == customer.id:
            columns |= {"about_kind": "opportunity", "about_id": deal.id}
        demand_on(store, [customer] if deal is None else [customer, deal])
    else:
        demand(store, "add", REMINDER)
    with Transaction(store, "remind") as transaction:
        row = insert(store, Reminder, important=int(important), urgent=int(urgent), **columns)
    return {
        "reminder": record_json(store, REMINDER, row),
        "customer": None if customer is None else link(CUSTOMER, customer),
        **line.pieces(store),
        "transaction": transaction.ref,
        "undo": f"crm undo {transaction.ref}",
    }


def parse(store: Store, words: Sequence[str], *, who: str | None = None) -> dict[str, Any]:
    """What :func:`remind` would make of the same: ``customer``, ``text``, ``due`` and ``repeat`` (None: not said),
    ``understood`` and ``unresolved``. Stores nothing; raises what naming a customer can raise.
    """
    line = _Line(store, words, who)
    return {
        "customer": None if line.customer is None else link(CUSTOMER, line.customer),
        "text": line.text,
        "due": when_json(store, line.said.due),
        "repeat": line.said.repeat,
        **line.pieces(store),
    }


class _Line:
    """``[WHO] TEXT… WHEN`` as it is read: the customer, the text, and what was ``said`` of when."""

    def __init__(
        self,
        store: Store,
        words: Sequence[str],
        who: str | None,
        *,
        given_when: bool = False,
        given_repeat: bool = False,
    ) -> None:
        words = [word for word in (clean_line(word) for word in words) if word]
        self.whole = " ".join(words)
        self.customer, self._skip = _who(store, words, who)
        self._rest = self.whole[self._skip :]
        self.said = when_said(
            self._rest, store.clock(), store.date_order, given_when=given_when, given_repeat=given_repeat
        )

    @property
    def text(self) -> str:
        """What is to be done."""
        return clean_line(self.said.rest) or _("Follow up")

    @property
    def missing(self) -> str:
        """What was meant as a date and is none."""
        found = [
            self._rest[one.start : one.end] for one in self.said.unresolved if one.reason == "no_such_date"
        ]
        return found[-1] if found else ""

    def pieces(self, store: Store) -> dict[str, list[dict[str, Any]]]:
        """What was understood and what was not, with places in the whole line."""
        return {
            "understood": [
                {
                    "field": one.field,
                    **self._place(one.start, one.end),
                    "value": one.value if one.field == "repeat" else when_json(store, one.value),
                }
                for one in self.said.understood
            ],
            "unresolved": [
                {"field": "due", **self._place(one.start, one.end), "reason": one.reason, "candidates": []}
                for one in self.said.unresolved
            ],
        }

    def _place(self, start: int, end: int) -> dict[str, Any]:
        start, end = start + self._skip, end + self._skip
        return {"text": self.whole[start:end], "start": start, "end": end}


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


def _refuse_of_order(store: Store, named: str) -> None:
    """Raise :class:`Refused` for a step or duty of an order: the desk has them too, but their day is planned."""
    if not is_ref(named):
        return
    try:
        row = resolve.resolve(store, named, ("step", "duty")).row
    except (NotFound, Ambiguous):
        return
    hint = (
        _("`crm step edit %(ref)s --planned WHEN` plans it for another day.")
        if row.TABLE == "step"
        else _("`crm duty edit %(ref)s --due WHEN` gives it another deadline.")
    )
    message = _("%(ref)s belongs to an order: its day is planned, it is not put off.") % {"ref": row.ref}
    raise Refused(
        message,
        hint=hint % {"ref": row.ref},
        missing=[{"code": row.TABLE, "field": "ref", "message": message}],
    )


def done(store: Store, refs: Sequence[str]) -> list[dict[str, Any]]:
    """Finish reminders, steps of orders and duties; mark notices as read.

    A reminder that repeats leaves its next one, a step as :func:`crmcli.verbs.stepview.answers` has it. What is done
    already stays as it is. Raises :class:`Refused` for guidance, which is answered instead, and what a step raises.
    """
    from crmcli.verbs import stepview

    rows = [_to_finish(store, ref) for ref in refs]
    demand_all(store, "edit", [(REMINDER, row) for row in rows if isinstance(row, Reminder)])
    steps = [row for row in rows if isinstance(row, Step)]
    owed = [row for row in rows if isinstance(row, Duty)]
    carried: dict[str, dict[str, Any]] = {}
    with Transaction(store, "done") as transaction:
        if steps:
            carried = {one["id"]: one for one in stepview.carry(store, steps, "done")}
        if owed:
            from crmcli.verbs import duties

            duties.finish(store, owed)
        for row in rows:
            if isinstance(row, Notice):
                mark(store, [row])
            elif isinstance(row, Reminder) and row.state != "done":
                finish(store, row)
    out = []
    for row in rows:
        if row.id in carried:
            out.append(carried[row.id])
            continue
        row = fresh(store, row)
        out.append({**record_json(store, KINDS[row.TABLE], row), "transaction": transaction.ref})
    return out


def _to_finish(store: Store, named: str) -> Reminder | Notice | Step | Duty:
    own = _by_letter(store, named)
    if own is not None:
        return own
    found = resolve.resolve(store, named, ("reminder", "followup", "notice", "guidance"))
    if isinstance(found.row, Guidance):
        message = _("%(ref)s waits for an answer.") % {"ref": found.row.ref}
        raise Refused(
            message,
            hint=_("Answer it with `crm reply %(ref)s TEXT`.") % {"ref": found.row.ref},
            missing=[{"code": "answer", "field": "state", "message": message}],
        )
    return found.row if isinstance(found.row, Notice) else _reminder_of(store, named)


def _by_letter(store: Store, named: str) -> Step | Duty | None:
    """The step or duty whose id or reference, or the start of it, is named; what they are called names neither."""
    text = clean_line(named)
    for level in (1, 2, 6):
        found = resolve.distinct(resolve.at_level(store, text, ("step", "duty"), level))
        if len(found) > 1:
            raise resolve.ambiguous(text, found, "REF")
        for one in found:
            assert isinstance(one.row, (Step, Duty))
            refuse_removed(one.kind, one.row)
            return one.row
    return None


def _day(text: str) -> date:
    from datetime import date

    return date.fromisoformat(text)


def snooze(store: Store, ref: str, words: Sequence[str]) -> list[dict[str, Any]]:
    """Put a reminder off until a day or moment. Raises :class:`Refused` for one that is done."""
    return snooze_all(store, [ref], words)


def snooze_all(store: Store, refs: Sequence[str], words: Sequence[str]) -> list[dict[str, Any]]:
    """Put reminders off until a day or moment; those done already stay. All are done: :class:`Refused`."""
    rows = _not_done(store, refs)
    until = _until(store, words)
    return _snoozed(store, [(row, until) for row in rows])


def _not_done(store: Store, refs: Sequence[str]) -> list[Reminder]:
    """The reminders of these that are still to be done, each once."""
    for ref in refs:
        _refuse_of_order(store, ref)
    named = {row.id: row for row in (_reminder_of(store, ref) for ref in refs)}
    rows = [row for row in named.values() if row.state != "done"]
    if named and not rows:
        ref = next(iter(named.values())).ref
        raise Refused(
            _("%(ref)s is done already.") % {"ref": ref},
            hint=_("Open it again with `crm reminder edit %(ref)s --state open`.") % {"ref": ref},
            missing=[{"code": "done", "field": "state", "message": _("The reminder is done.")}],
        )
    return rows


def _snoozed(store: Store, until: Sequence[tuple[Reminder, When]]) -> list[dict[str, Any]]:
    """Put each off until its day or moment, all in one transaction."""
    demand_all(store, "edit", [(REMINDER, row) for row, _when in until])
    with Transaction(store, "snooze") as transaction:
        for row, when in until:
            update(store, row, state="snoozed", **when_columns(REMINDER.fields["snoozed_until"], when))
    return [{**record_json(store, REMINDER, row), "transaction": transaction.ref} for row, _when in until]


def until(store: Store, words: Sequence[str]) -> str:
    """Until when :func:`snooze` would put a reminder off, an ISO 8601 day or moment; raises what it raises."""
    return str(when_json(store, _until(store, words)))


def put_off(store: Store, refs: Sequence[str]) -> list[dict[str, Any]]:
    """Put reminders off to nine the next morning: tomorrow's, or that after the day on which one comes up later.

    Those done already stay. All are done: :class:`Refused`.
    """
    from datetime import timedelta

    now = store.clock()
    out = []
    for row in _not_done(store, refs):
        on, at = effective_due(row)
        day = (
            moment(at, now.tzinfo).date() if at is not None and now.tzinfo else _day(on) if on else now.date()
        )
        out.append((row, _until(store, [f"{max(day, now.date()) + timedelta(days=1)} 09:00"])))
    return _snoozed(store, out)


def _until(store: Store, words: Sequence[str]) -> When:
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
    now = store.clock()
    if until.at < now if until.at is not None else until.on < now.date():
        raise Past(
            _("“%(value)s” is past already.") % {"value": text},
            hint=_("A reminder is put off to a time still to come: tomorrow 9am, 下周一, in 2 hours."),
            argument="WHEN",
            value=text,
            expected="fri 3pm",
        )
    return until


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
