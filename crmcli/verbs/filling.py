"""Filling in what a stage asks for, and moving on, as one command: what is missing, and how it can be given.

``stage_rules`` says what is missing; this says what of it a form can ask for, and writes it inside the same
transaction as the move, so that one undo takes back both.
"""

from __future__ import annotations

from crmcli.store.journal import Transaction
from crmcli.store.records import CONTACT, DOCUMENT, FOLLOWUP, OPPORTUNITY, Contact, Opportunity
from crmcli.store.statements import by_id, rows_where
from crmcli.text.clean import clean_line
from crmcli.verbs import needs, opportunities, stage_rules
from crmcli.verbs.rights import demand
from crmcli.verbs.shape import link, record_json
from crmcli.verbs.stages import ENDS, process_of, said

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.meta import Choices
    from crmcli.store.open import Store
    from crmcli.verbs.opportunities import Moved, Typed
    from crmcli.verbs.stages import Process

    Link = dict[str, Any]

FILLED = ("field", "followup", "document", "contact", "step")
"""The codes of what is missing that can be filled in."""


class Plan:
    """What a form needs to know before an opportunity goes to a stage or an end.

    ``missing`` as :func:`stage_rules.lacking` tells it, each with a ``label``; ``reasons`` are the choices of an
    end, ``why`` whether going there needs a reason, ``record`` the opportunity as JSON.
    """

    __slots__ = ("customer", "here", "link", "missing", "reasons", "record", "there", "to", "why")

    def __init__(self, record: dict[str, Any], of: Link, to: str, here: str, there: str) -> None:
        self.record = record
        self.link = of
        self.customer: Link | None = record["customer"]
        self.to = to
        self.here = here
        self.there = there
        self.missing: list[dict[str, Any]] = []
        self.reasons: Choices = ()
        self.why = False

    @property
    def free(self) -> bool:
        """Whether it can go as it is."""
        return not self.missing and not self.why


class Filling:
    """What is written before the move, beside fields.

    ``notes`` are (kind, text), ``documents`` (kind, path or link), ``people`` (part, a contact's id or the name of a
    new one), ``steps`` ids of steps that are done now.
    """

    __slots__ = ("documents", "notes", "people", "steps")

    def __init__(self) -> None:
        self.notes: list[tuple[str, str]] = []
        self.documents: list[tuple[str, str]] = []
        self.people: list[tuple[str, str]] = []
        self.steps: list[str] = []


def _row(store: Store, id: str) -> Opportunity:
    from crmcli.verbs.resolve import resolve

    row = resolve(store, id, ("opportunity",)).row
    assert isinstance(row, Opportunity)
    return row


def beside(store: Store, id: str, step: int) -> str | None:
    """The stage after (or with ``step`` -1 before) the one an opportunity stands in, by its own process; None: none."""
    row = _row(store, id)
    of = process_of(store, row.playbook_id)
    here = of.stage(row.stage)
    if here is None:
        return of.stages[0].id if row.outcome is None else None
    if step < 0:
        return of.stages[here.place - 1].id if here.place else None
    following = of.following(here)
    return following[0].id if following else None


def plan(store: Store, id: str, to: str) -> Plan:
    """What an opportunity lacks to go to a stage, or with ``to`` one of :data:`~stages.ENDS` to be closed.

    Raises :class:`Forbidden` for whom it is not to move: before anything is filled in.
    """
    row = _row(store, id)
    demand(store, "close" if to in ENDS else "move", OPPORTUNITY, row)
    return wanted(store, row, to)


def wanted(store: Store, row: Opportunity, to: str) -> Plan:
    """The same for who only looks at it."""
    of = process_of(store, row.playbook_id)
    found = Plan(
        record_json(store, OPPORTUNITY, row),
        link(OPPORTUNITY, row),
        to,
        of.label_of(row.stage),
        of.label_of(to),
    )
    if to in ENDS:
        end = of.end(to)
        found.missing = needs.missing(store, row, end["requires"])
        found.reasons = tuple(
            (one["id"], str(one["label"]), str(one.get("label_zh") or one["label"])) for one in end["reasons"]
        )
    elif to != row.stage:
        target = of.stage(to)
        assert target is not None
        found.missing = stage_rules.lacking(store, row, of, target)
    found.why = any(one["code"] == "reason" for one in found.missing)
    found.missing = [{**one, "label": _label(of, one)} for one in found.missing if one["code"] != "reason"]
    return found


def _label(of: Process, missing: dict[str, Any]) -> str:
    """What a line of the form is called."""
    code, values = missing["code"], missing.get("values") or []
    if code == "field":
        return needs.field_label(missing["field"])
    if code == "step":
        return next(
            (said(one, "label") for one in needs.of(of.data, "step") if one["field"] == missing["field"]),
            str(missing["field"]),
        )
    kind, name = {
        "followup": (FOLLOWUP, "kind"),
        "document": (DOCUMENT, "kind"),
        "contact": (CONTACT, "part"),
    }.get(code, (None, ""))
    if kind is None:
        return str(missing["field"])
    return kind.fields[name].choice_shown(values[0]) if len(values) == 1 else kind.shown


def person(store: Store, customer: str, text: str) -> Link | None:
    """The contact of a customer that a text names; None: nobody, so it is the name of a new one.

    Raises :class:`Ambiguous` if it may be several.
    """
    from crmcli.text.names import name_key
    from crmcli.verbs.resolve import Found, ambiguous

    people = rows_where(store, Contact, customer_id=customer, removed_at=None)
    key, ref = name_key(text), clean_line(text).upper()
    whole = [one for one in people if ref == one.ref or text == one.id or key == name_key(one.name)]
    found = whole or [one for one in people if key and key in name_key(one.name)]
    if len(found) > 1:
        raise ambiguous(clean_line(text), [Found(CONTACT, one, "name") for one in found], "--contact")
    return link(CONTACT, found[0]) if found else None


def write(store: Store, row: Opportunity, filling: Filling) -> None:
    """Write what was filled in, inside the transaction that is open."""
    from crmcli.verbs import documents, notes, records

    for kind, text in filling.notes:
        notes.note(store, row.customer_id, text, options={"kind": [kind], "opportunity": [row.id]})
    for kind, source in filling.documents:
        documents.add(store, row.id, source, {"kind": [kind]})
    for part, who in filling.people:
        known = by_id(store, Contact, who)
        if known is not None:
            records.edit(store, CONTACT, known, {"part": [part]})
        else:
            records.make(store, CONTACT, {"name": [who], "customer": [row.customer_id], "part": [part]})
    if filling.steps:
        opportunities.tick(store, row, filling.steps)


def go(
    store: Store,
    id: str,
    to: str,
    *,
    typed: Typed | None = None,
    filling: Filling | None = None,
    force: bool = False,
    why: str = "",
    reason: str = "",
    lesson: str | None = None,
) -> Moved:
    """Fill in and move an opportunity to a stage, or close it with a ``reason`` of its process, as one command.

    ``why`` says why it goes back, or goes all the same with ``force``. Raises what :func:`opportunities.move` and
    :func:`opportunities.close` raise; then nothing of it is written.
    """
    row = _row(store, id)
    along = None if filling is None else (lambda store, row: write(store, row, filling))
    if to in ENDS:
        return opportunities.close(
            store, row, to, reason, lesson, force=force, why=why, typed=typed, along=along
        )
    return opportunities.move(store, row, to, force=force, reason=why, typed=typed, along=along)


def step(store: Store, id: str, by: int) -> Moved | None:
    """Move an opportunity to the stage beside; None: there is none on that side. Raises what :func:`go` raises."""
    to = beside(store, id, by)
    return None if to is None else go(store, id, to)


def reopen(store: Store, id: str, why: str) -> Moved:
    """Open a closed opportunity again."""
    return opportunities.reopen(store, _row(store, id), why)


def steps(store: Store, id: str) -> list[tuple[str, str, bool]]:
    """The steps of its process that are done by hand: id, what it is called, whether it is done."""
    row = _row(store, id)
    done = record_json(store, OPPORTUNITY, row)["steps"]
    found = {
        one["field"]: said(one, "label") for one in needs.of(process_of(store, row.playbook_id).data, "step")
    }
    return [(id, label, id in done) for id, label in found.items()]


def tick(store: Store, id: str, done: list[str]) -> str | None:
    """Make exactly these steps done. Returns the transaction."""
    row = _row(store, id)
    known = [one for one, _label, _done in steps(store, id)]
    with Transaction(store, "opportunity step") as transaction:
        if done:
            opportunities.tick(store, row, done)
        if undone := [one for one in known if one not in done]:
            opportunities.tick(store, row, undone, off=True)
    return transaction.ref
