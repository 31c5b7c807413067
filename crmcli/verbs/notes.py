"""The quick note: one line in, a follow-up with its contacts, tags, amount and next step out (contract, section 6)."""

from __future__ import annotations

from crmcli.clock import moment, stored
from crmcli.errors import NotFound, UsageError
from crmcli.i18n import _
from crmcli.store.duties import fitting
from crmcli.store.journal import Transaction
from crmcli.store.records import CONTACT, CUSTOMER, FOLLOWUP, REMINDER, Contact, Customer, Followup, Reminder
from crmcli.store.statements import (
    by_id,
    insert,
    last_note,
    members_of,
    rows_where,
    set_members,
    update,
)
from crmcli.text.clean import as_written, clean_line, clean_text
from crmcli.text.money import Money
from crmcli.text.note import NoteReading, read_note
from crmcli.text.pieces import Unresolved
from crmcli.text.when import When
from crmcli.verbs import records, resolve
from crmcli.verbs.next_steps import remind_of_next_step
from crmcli.verbs.rights import demand, demand_new
from crmcli.verbs.shape import link, money_json, record_json, when_json
from crmcli.verbs.values import read_members, read_value, read_when

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.text.when import When
    from crmcli.verbs.dealt import Noted

# The options of a note and the keys of a follow-up that they beat.
OPTIONS = ("kind", "at", "next", "when", "judgement", "contact", "tag", "amount", "opportunity", "order")
NOTHING_READ = NoteReading([], [], None, None, None, None, None, "other", [], [])
_BEATS = {"kind": "kind", "at": "at", "next": "next_step", "when": "next_due", "judgement": "judgement",
          "contact": "contact", "tag": "tags", "amount": "amount"}  # fmt: skip


def note(
    store: Store,
    who: str,
    text: str,
    *,
    options: dict[str, list[str]] | None = None,
    new: bool = False,
    parse: bool = True,
    important: bool = False,
    urgent: bool = False,
    external_id: str | None = None,
    said: str | None = None,
    anew: bool = False,
    apply: bool = False,
) -> dict[str, Any]:
    """Store a note on the customer WHO names and all that it says; the contract's answer.

    ``new`` makes a customer whom nobody knows; ``anew`` does unless somebody has just that name, also where WHO is
    part of another's. ``apply`` takes the amount over into the opportunity that it is offered to.
    ``said`` is the instant (ISO 8601) its words were written, now if None: 明天 in last week's mail is no day to
    come. ``options`` maps the names in :data:`OPTIONS` to what was typed; they beat the text. Raises
    :class:`NotFound`, :class:`Ambiguous`, :class:`UsageError` for an empty text, :class:`ValueInvalid`.
    """
    body = _body(text, _("Write `crm note WHO TEXT`, or pipe the text in."))
    known = _known(store, external_id)
    if known is not None:
        return answer(store, known, None, {})
    options = _given_options(options)
    customer, created = _who_anew(store, who) if anew else _who(store, who, new)
    _refuse_unreadable(store, options, customer)
    with Transaction(store, "note") as transaction:
        if customer is None:
            row = records.make(store, CUSTOMER, {"name": [clean_line(who)]})
            assert isinstance(row, Customer)
            customer = row
        else:
            records.refuse_removed(CUSTOMER, customer)
        done = _file(
            store,
            customer,
            body,
            options,
            None,
            new or anew,
            parse,
            important,
            urgent,
            external_id,
            said,
            apply,
        )
        if not created:
            demand_new(store, FOLLOWUP, done["followup"])
    return answer(store, done["followup"], transaction.ref, {**done, "created": created})


def _body(text: str, hint: str) -> str:
    """The text as it is kept; an empty one is wrong usage."""
    body = as_written(text)
    if _is_empty(body):
        raise UsageError(
            _("The note is empty."),
            hint=hint,
            argument="TEXT",
            value="",
            expected=_("a text that is not empty"),
        )
    return body


def _is_empty(body: str) -> bool:
    """Whether a text holds nothing that can be seen."""
    return not clean_text(body).strip()


def parse(store: Store, text: str, customer: str | None = None, *, new: bool = False) -> dict[str, Any]:
    """What a note of this text would be understood as: ``understood`` and ``unresolved`` as :func:`note` tells them.

    ``customer`` names whose contacts and currency count (WHO); without it no contact is known and amounts are in
    the currency of the settings. ``new``: contacts named with ``@`` that nobody knows would be made, as :func:`note`
    does. Stores nothing. Raises :class:`NotFound` and :class:`Ambiguous` for the customer,
    :class:`UsageError` for an empty text.
    """
    body = _body(text, _("Write `crm parse TEXT`, or pipe the text in."))
    row = resolve.customer(store, customer, "--customer") if customer is not None else None
    people: list[Contact] = []
    currency = store.currency
    if row is not None:
        people = _people(store, row)
        currency = row.currency or currency
    now = store.clock()
    reading = _read(store, body, people, {}, row, currency, True, now)
    links: dict[str, Any] = {one.id: {**link(CONTACT, one), "created": False} for one in people}
    names = _names_of_new(reading) if new else []
    if names:
        unmade = [Contact([None] * len(Contact.COLUMNS)) for _name in names]
        for one, name in zip(unmade, names, strict=True):
            one.id, one.name = name, name  # nothing else has an id that looks like a name
            links[name] = {"kind": "contact", "id": None, "ref": None, "name": name, "created": True}
        reading = _read(store, body, people + unmade, {}, row, currency, True, now)
    return {
        "understood": understood(store, reading, links),
        "unresolved": unresolved(reading, people),
    }


def _people(store: Store, customer: Customer) -> list[Contact]:
    """The contacts that a note on a customer can name."""
    return rows_where(store, Contact, customer_id=customer.id, removed_at=None, archived_at=None)


def _given_options(options: dict[str, list[str]] | None) -> dict[str, list[str]]:
    """Those options that were given."""
    return {name: values for name, values in (options or {}).items() if values}


def _refuse_unreadable(store: Store, options: dict[str, list[str]], customer: Customer | None) -> None:
    """Raise what is wrong with an option before the store is asked to write: a note that has to wait is right."""
    currency = customer.currency if customer is not None else None
    for name, values in options.items():
        if name == "when":
            read_when(store, "--when", values[-1])
        elif name == "opportunity":
            from crmcli.verbs.offers import named

            if values[-1].strip():
                named(store, customer, values[-1])
        elif name == "order":
            from crmcli.verbs import note_order

            if values[-1].strip():
                note_order.named(store, customer, values[-1])
        elif name not in ("contact", "tag"):
            field = FOLLOWUP.fields["next_step" if name == "next" else name]
            read_value(store, field, values[-1], currency)


def _known(store: Store, external_id: str | None) -> Followup | None:
    """The note filed before under the same external id."""
    if not external_id:
        return None
    found = rows_where(store, Followup, external_id=clean_line(external_id), removed_at=None, limit=1)
    return found[0] if found else None


def _who(store: Store, who: str, new: bool) -> tuple[Customer | None, bool]:
    try:
        return resolve.customer(store, who), False
    except NotFound:
        if new and clean_line(who):
            return None, True
        raise


def _who_anew(store: Store, who: str) -> tuple[Customer | None, bool]:
    """The customer who has just that name, else the one to be made."""
    found = resolve.distinct(resolve.at_level(store, clean_line(who), ("customer",), 3))
    if len(found) > 1:
        raise resolve.ambiguous(clean_line(who), found, "WHO", store)
    if not found:
        return None, True
    assert isinstance(found[0].row, Customer)
    return found[0].row, False


def amend(
    store: Store,
    text: str,
    *,
    options: dict[str, list[str]] | None = None,
    new: bool = False,
    parse: bool = True,
    important: bool = False,
    urgent: bool = False,
    apply: bool = False,
) -> dict[str, Any]:
    """Add a line to my last note on this device and read the whole again. Nothing to amend: :class:`NotFound`."""
    row = last_note(store, store.me or None, store.device)
    if row is None:
        raise NotFound(
            _("There is no note of yours on this device to amend."),
            hint=_("Write one with `crm note WHO TEXT`."),
            argument="--amend",
            closest=[],
        )
    addition = as_written(text)
    options = _given_options(options)
    if _is_empty(addition) and not options:
        raise UsageError(
            _("The addition is empty."),
            hint=_("Write `crm note --amend TEXT`."),
            argument="TEXT",
            value="",
            expected=_("a text that is not empty"),
        )
    demand(store, "edit", FOLLOWUP, row)
    body = row.text if _is_empty(addition) else f"{row.text}\n{addition}"
    customer = by_id(store, Customer, row.customer_id)
    assert customer is not None
    _refuse_unreadable(store, options, customer)
    with Transaction(store, "note --amend") as transaction:
        done = _file(store, customer, body, options, row, new, parse, important, urgent, None, None, apply)
    return answer(store, done["followup"], transaction.ref, {**done, "created": False})


def _file(
    store: Store,
    customer: Customer,
    body: str,
    options: dict[str, list[str]],
    row: Followup | None,
    new: bool,
    parse: bool,
    important: bool,
    urgent: bool,
    external_id: str | None,
    said: str | None = None,
    apply: bool = False,
) -> dict[str, Any]:
    """Read the text and write the follow-up, its sets and its reminder, inside the transaction that is open.

    ``row`` is the note being amended: what it holds stays where nothing new is read.
    """
    now = moment(said, store.zone) if said else store.clock()
    if row is not None and row.created_at:
        now = moment(row.created_at, store.zone)  # 明天 is the day after it was said
    currency = customer.currency or store.currency
    people = _people(store, customer)
    reading = _read(store, body, people, options, customer, currency, parse, now)
    named = _make_named(store, customer, reading) if new and "contact" not in options else []
    if named:
        people += named
        reading = _read(store, body, people, options, customer, currency, parse, now)
    if said is not None:
        reading = _overtaken(reading, store.clock())
    old_ids: list[str] = []
    old_tags: list[str] = []
    if row is not None:
        old_ids = members_of(store, FOLLOWUP.fields["contacts"], [row.id]).get(row.id, [])
        old_tags = members_of(store, FOLLOWUP.fields["tags"], [row.id]).get(row.id, [])
        before = _read(store, row.text, people, options, customer, currency, parse, now)
        reading = _amended(store, row, before, reading)
        if old_ids:
            reading = reading._replace(
                contact_keys=[key for key in reading.contact_keys if key not in before.contact_keys]
            )
        if old_tags:
            reading = reading._replace(tags=[tag for tag in reading.tags if tag not in before.tags])
    columns: dict[str, Any] = {"text": body}
    columns["kind"] = _given(store, "kind", options) or reading.kind
    columns |= _at(store, options, reading, row)
    if "judgement" in options:
        columns |= read_value(store, FOLLOWUP.fields["judgement"], options["judgement"][-1])
    else:
        columns["judgement"] = reading.judgement or None
    amount = reading.amount
    if "amount" in options:
        columns |= read_value(store, FOLLOWUP.fields["amount"], options["amount"][-1], currency)
    else:
        columns["amount_minor"] = amount.minor if amount else None
        columns["amount_currency"] = amount.currency if amount else None
    step, due = _next(store, options, reading)
    columns["next_step"] = step
    columns["next_due_on"] = due.on.isoformat() if due is not None and due.on is not None else None
    columns["next_due_at"] = stored(due.at) if due is not None and due.at is not None else None
    if external_id:
        columns |= read_value(store, FOLLOWUP.fields["external_id"], external_id)
    if "opportunity" in options:
        from crmcli.verbs.offers import named as opportunity_named

        concerned = options["opportunity"][-1].strip()
        columns["opportunity_id"] = opportunity_named(store, customer, concerned).id if concerned else None
    if "order" in options:
        from crmcli.verbs import note_order

        about = options["order"][-1].strip()
        columns["order_id"] = note_order.named(store, customer, about).id if about else None
    if row is None:
        row = insert(store, Followup, customer_id=customer.id, author_id=store.me or None, **columns)
    else:
        update(store, row, **columns)
    contacts, made = _contacts(store, customer, people, options, reading, new)
    made += named
    ids = list(dict.fromkeys([*old_ids, *(one.id for one in contacts)]))
    set_members(store, FOLLOWUP, row, FOLLOWUP.fields["contacts"], ids)
    tags = read_members(store, FOLLOWUP.fields["tags"], options.get("tag", reading.tags), old_tags)
    set_members(store, FOLLOWUP, row, FOLLOWUP.fields["tags"], tags)
    repeat = None if "when" in options else reading.repeat
    reminder = remind_of_next_step(store, row, important=important, urgent=urgent, repeat=repeat)
    fit = fitting(store, customer.id, row.kind)
    noted = None
    if fit:
        from crmcli.verbs import dealt

        noted = dealt.by_note(store, row, fit)
    offered = None
    if row.amount_minor is not None:
        from crmcli.verbs.offers import offer

        offered = offer(store, customer, row, apply=apply)
    return {
        "followup": row, "reminder": reminder, "reading": reading, "people": people,
        "contacts": ids, "new_contacts": [one.id for one in made], "offer": offered, "duties": noted,
    }  # fmt: skip


def _read(
    store: Store,
    body: str,
    people: list[Contact],
    options: dict[str, list[str]],
    customer: Customer | None,
    currency: str,
    parse: bool,
    now: Any,
) -> NoteReading:
    """What the text says; with ``--no-parse`` nothing."""
    given = frozenset(_BEATS[name] for name in options if name in _BEATS)
    if not parse:
        return NOTHING_READ
    reading = read_note(
        body,
        now,
        [(one.id, one.name, one.title or "") for one in people],
        default_currency=currency,
        date_order=store.date_order,
        given=given,
    )
    if "kind" not in given:
        from crmcli.verbs.own_kinds import with_own_kind

        about = {name: options.get(name, [""])[-1] for name in ("opportunity", "order")}
        return with_own_kind(store, body, reading, customer, **about)
    return reading


def _overtaken(reading: NoteReading, now: datetime) -> NoteReading:
    """A reading whose next step was still to come when it was written, but is not now: no next step then."""
    due = reading.next_due
    if due is None or (due.at > now if due.at is not None else due.on >= now.date()):
        return reading
    gone = ("next_due", "next_step", "repeat")
    left = [
        Unresolved(span.field, span.text, span.start, span.end, "past_date", [])
        for span in reading.understood
        if span.field == "next_due"
    ]
    return reading._replace(
        next_due=None,
        next_step=None,
        repeat=None,
        understood=[span for span in reading.understood if span.field not in gone],
        unresolved=sorted(reading.unresolved + left, key=lambda piece: (piece.start, piece.end)),
    )


def _given(store: Store, name: str, options: dict[str, list[str]]) -> str | None:
    if name not in options:
        return None
    value = read_value(store, FOLLOWUP.fields[name], options[name][-1])
    return str(next(iter(value.values())))


def _amended(store: Store, row: Followup, before: NoteReading, reading: NoteReading) -> NoteReading:
    """What an amended note says: what is new in it, else what the note holds, whoever gave it (an option, an edit).

    ``before`` is what its text said without the addition. A field that holds nothing takes what is read.
    """
    due = None
    if row.next_due_at:
        due = When(None, moment(row.next_due_at, store.zone))
    elif row.next_due_on:
        from datetime import date

        due = When(date.fromisoformat(row.next_due_on), None)
    holds: dict[str, Any] = {
        "kind": None if row.kind == "other" else row.kind,
        "judgement": row.judgement,
        "amount": None if row.amount_minor is None else Money(row.amount_minor, row.amount_currency),
        "next_step": row.next_step,
        "next_due": due,
    }
    kept = {
        field: value
        for field, value in holds.items()
        if value is not None and getattr(reading, field) in (getattr(before, field), None, "other")
    }
    if "next_due" in kept and "next_step" not in kept and reading.next_step == before.next_step:
        kept["next_step"] = row.next_step  # a date of its own had no words
    if reading.at == before.at and row.at_at != row.created_at:
        kept["at"] = None
    told = [
        piece
        for piece in reading.understood
        if piece.field not in kept or piece.value == kept[piece.field] or piece.field == "at"
    ]
    if "next_due" in kept:  # it comes again as it did
        told = [piece for piece in told if piece.field != "repeat" or reading.next_due == due]
        kept["repeat"] = ""
    return reading._replace(**kept, understood=told)


def _at(
    store: Store, options: dict[str, list[str]], reading: NoteReading, row: Followup | None
) -> dict[str, str | None]:
    """When it happened: the option, else the text, else (for a new note) now."""
    if "at" in options:
        return read_value(store, FOLLOWUP.fields["at"], options["at"][-1])
    if reading.at is not None:
        on, at = reading.at.on, reading.at.at
        return {"at_on": on.isoformat() if on else None, "at_at": stored(at) if at else None}
    return {} if row is not None else {"at_on": None, "at_at": stored(store.clock())}


def _next(
    store: Store, options: dict[str, list[str]], reading: NoteReading
) -> tuple[str | None, When | None]:
    """The next step and when it is due."""
    step = reading.next_step
    due = reading.next_due
    if "next" in options:
        step = read_value(store, FOLLOWUP.fields["next_step"], options["next"][-1])["next_step"]
    if "when" in options:
        due = read_when(store, "--when", options["when"][-1])
    return step, due


def _contacts(
    store: Store,
    customer: Customer,
    people: list[Contact],
    options: dict[str, list[str]],
    reading: NoteReading,
    new: bool,
) -> tuple[list[Contact], list[Contact]]:
    """Who took part, and who of them was made because of ``new``: named by options, else in the text."""
    by_key = {one.id: one for one in people}
    found: list[Contact] = []
    made: list[Contact] = []
    if "contact" in options:
        for name in options["contact"]:
            try:
                hit = _contact_named(store, name, people)
            except NotFound:
                if not new:
                    raise
                hit = insert(store, Contact, customer_id=customer.id, name=clean_line(name))
                made.append(hit)
            found.append(hit)
    else:
        found = [by_key[key] for key in reading.contact_keys if key in by_key]
    unique = list({one.id: one for one in found}.values())
    return unique, made


def _names_of_new(reading: NoteReading) -> list[str]:
    """The contacts that the text names with ``@`` and nobody knows yet."""
    names = [
        clean_line(item.text[1:])
        for item in reading.unresolved
        if item.field == "contact" and item.reason == "no_such_contact" and item.text.startswith(("@", "＠"))
    ]
    return [name for name in dict.fromkeys(names) if name]


def _make_named(store: Store, customer: Customer, reading: NoteReading) -> list[Contact]:
    """Those contacts, made."""
    return [insert(store, Contact, customer_id=customer.id, name=name) for name in _names_of_new(reading)]


def _contact_named(store: Store, name: str, people: list[Contact]) -> Contact:
    """A contact of the customer by ref, whole name, or what people call them."""
    from crmcli.text.names import person_names

    text = clean_line(name)
    fitting = [
        one
        for one in people
        if text.casefold() in (each.casefold() for each in person_names(one.name, one.title or ""))
    ]
    if len(fitting) == 1:
        return fitting[0]
    if len(fitting) > 1:
        raise resolve.ambiguous(
            text, [resolve.Found(CONTACT, one, "contact") for one in fitting], "--contact"
        )
    row = resolve.resolve(store, text, ("contact",), argument="--contact").row
    assert isinstance(row, Contact)
    return row


def answer(store: Store, row: Followup, transaction: str | None, done: dict[str, Any]) -> dict[str, Any]:
    """The contract's answer to a note."""
    customer = by_id(store, Customer, row.customer_id)
    assert customer is not None
    reminder = by_id(store, Reminder, row.reminder_id)
    reading = done.get("reading")
    links: dict[str, Any] = {}
    ids = done.get("contacts")
    if ids is None:
        ids = members_of(store, FOLLOWUP.fields["contacts"], [row.id]).get(row.id, [])
    known = {one.id: one for one in done.get("people", [])}
    for id in ids:
        one = known.get(id) or by_id(store, Contact, id)
        if one is not None:
            links[id] = {**link(CONTACT, one), "created": id in done.get("new_contacts", ())}
    fresh = records.fresh(store, row)
    return {
        "followup": record_json(store, FOLLOWUP, fresh),
        "customer": {**link(CUSTOMER, customer), "created": bool(done.get("created"))},
        "contacts": list(links.values()),
        "reminder": None if reminder is None else record_json(store, REMINDER, reminder),
        "offer": done.get("offer"),
        **_duties_json(done.get("duties")),
        "understood": understood(store, reading, links) if reading is not None else [],
        "unresolved": unresolved(reading, done.get("people", [])) if reading is not None else [],
        "transaction": transaction,
        "undo": f"crm undo {transaction}" if transaction else None,
    }


def _duties_json(noted: Noted | None) -> dict[str, list[dict[str, Any]]]:
    """The duties that a note finished, and those that wait because it may be about any of them."""
    if noted is None:
        return {"duties": [], "duties_waiting": []}
    return noted.json()


def understood(store: Store, reading: NoteReading, links: dict[str, Any]) -> list[dict[str, Any]]:
    """What was understood, piece by piece, in JSON form."""
    return [
        {
            "field": item.field,
            "text": item.text,
            "start": item.start,
            "end": item.end,
            "value": _value_json(store, item.value, links),
        }
        for item in reading.understood
    ]


def _value_json(store: Store, value: Any, links: dict[str, Any]) -> Any:
    if isinstance(value, When):
        return when_json(store, value)
    if isinstance(value, Money):
        return money_json(value)
    return links.get(value, value)


def unresolved(reading: NoteReading, people: list[Contact]) -> list[dict[str, Any]]:
    """What was seen but not taken, and why."""
    by_key = {one.id: one for one in people}
    return [
        {
            "field": item.field,
            "text": item.text,
            "start": item.start,
            "end": item.end,
            "reason": item.reason,
            "candidates": [link(CONTACT, by_key[key]) for key in item.candidates if key in by_key],
        }
        for item in reading.unresolved
    ]
