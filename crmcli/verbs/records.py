"""What can be done to a record of any kind: add, show, list, edit, archive, remove.

``typed`` maps a JSON key to the texts that were typed for it, one for a single value, each member for a set.
"""

from __future__ import annotations

from crmcli.errors import Conflict, Refused, UsageError
from crmcli.i18n import _, listed
from crmcli.store.conflicts import any_conflict
from crmcli.store.duties import fitting
from crmcli.store.journal import Transaction
from crmcli.store.records import (
    CONTACT,
    CUSTOMER,
    DUTY,
    EXPENSE,
    FOLLOWUP,
    KINDS,
    MEMBER,
    OPPORTUNITY,
    ORDER,
    PRODUCT,
    QUOTE,
    REMINDER,
    Customer,
    Document,
    Duty,
    Expense,
    Followup,
    Opportunity,
    Order,
    Product,
    Quote,
    Reminder,
    Step,
)
from crmcli.store.statements import (
    by_id,
    by_nid,
    insert,
    listing,
    members_of,
    now_text,
    record_class,
    rows_where,
    set_members,
    update,
)
from crmcli.verbs.finishing import finish
from crmcli.verbs.hanging import dependents, related
from crmcli.verbs.next_steps import remind_of_next_step
from crmcli.verbs.rights import demand, demand_all, demand_new
from crmcli.verbs.shape import link, record_json, title
from crmcli.verbs.values import read_members, read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeVar

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record

    R = TypeVar("R", bound=Record)


def add(
    store: Store, kind: Kind, typed: dict[str, list[str]], command: str = "", *, process: str = ""
) -> tuple[Record, str | None]:
    """Make a record from typed values. Returns it and the transaction's reference.

    ``process`` names the one an opportunity follows; empty: the team's default. Raises :class:`ValueInvalid` for the
    first value that cannot be taken; then nothing is stored.
    """
    if kind is OPPORTUNITY:
        from crmcli.verbs.stages import ensure

        ensure(store)
    if kind is QUOTE:
        from crmcli.verbs import quotes

        return quotes.add(store, typed)
    if kind is ORDER:
        from crmcli.verbs import orders

        made = orders.add(store, typed, process=process)
        return made.row, made.transaction
    if kind is DUTY:
        from crmcli.verbs import duties

        return duties.add(store, typed)
    with Transaction(store, command or f"{kind.name} add") as transaction:
        row = make(store, kind, typed, process)
    return row, transaction.ref


def make(store: Store, kind: Kind, typed: dict[str, list[str]], process: str = "") -> Record:
    """Make a record inside the transaction that is open."""
    demand(store, "add", kind)
    columns: dict[str, Any] = {}
    currency = _currency(store, kind, None, typed)
    for key, values in typed.items():
        field = kind.fields[key]
        if not field.many and key != "next_followup":
            columns |= read_value(store, field, values[-1], currency)
    for field in kind.own:
        if field.required and field.columns and not columns.get(field.columns[0]):
            read_value(store, field, "")
    columns = _completed(store, kind, columns, process)
    row = insert(store, record_class(kind), **columns)
    _sets(store, kind, row, typed)
    if isinstance(row, Followup):
        remind_of_next_step(store, row)
        _done_by(store, row)
    if isinstance(row, Opportunity):
        from crmcli.verbs.stage_rules import first_step

        first_step(store, row)
    if "next_followup" in typed:
        _next_followup(store, row, typed["next_followup"][-1])
    demand_new(store, kind, row)
    if kind is MEMBER or "owner" in typed:
        _of_people(store, kind, row)
    return fresh(store, row)


def _done_by(store: Store, row: Followup) -> None:
    """The duty that a dealing finishes is done."""
    fit = fitting(store, row.customer_id, row.kind)
    if fit:
        from crmcli.verbs import dealt

        dealt.by_note(store, row, fit)


def _of_people(store: Store, kind: Kind, row: Record) -> None:
    """What holds of members and owners, whoever writes them: no circle of superiors, nothing for who is suspended."""
    from crmcli.verbs import team_rules

    if kind is MEMBER:
        team_rules.check(store)
    elif row.owner_id is not None:
        team_rules.refuse_suspended(store, row.owner_id, "--owner")


def _completed(store: Store, kind: Kind, columns: dict[str, Any], process: str = "") -> dict[str, Any]:
    """What a record gets when nobody says otherwise."""
    if kind is OPPORTUNITY:
        from crmcli.verbs.stage_rules import begun, refuse_unreasoned
        from crmcli.verbs.stages import default_process, named

        of = named(store, process) if process else default_process(store)
        begun(store, columns, of)
        refuse_unreasoned(of, columns)
    if kind is PRODUCT:
        from crmcli.verbs.tiers import checked

        checked(columns)
    if kind is EXPENSE:
        from crmcli.verbs.expenses import begun_with

        columns = begun_with(store, columns)
    if kind is REMINDER:
        if not columns.get("due_on") and not columns.get("due_at"):
            raise _missing("--due", _("A reminder needs a date."), "fri 3pm")
        columns |= _state(store, columns)
        columns.setdefault("for_id", store.me or None)
        if columns.get("customer_id") is None and columns.get("about_id"):
            columns["customer_id"] = customer_of(store, columns["about_kind"], columns["about_id"])
    if kind is CONTACT and not columns.get("customer_id"):
        raise _missing("--customer", _("A contact hangs on a customer."), "WHO")
    if kind is FOLLOWUP:
        columns.setdefault("author_id", store.me or None)
        if not columns.get("at_on") and not columns.get("at_at"):
            columns["at_at"] = now_text(store)
    return columns


def _missing(option: str, message: str, expected: str) -> UsageError:
    return UsageError(
        message,
        hint=_("Give it with %(option)s.") % {"option": option},
        argument=option,
        value="",
        expected=expected,
    )


def _state(store: Store, columns: dict[str, Any]) -> dict[str, Any]:
    """What follows from a reminder's state being set: when it was done, or that it is not put off any more."""
    if columns.get("state") == "done":
        return {"done_at": columns.get("done_at") or now_text(store)}
    if columns.get("state") == "open":
        return {"done_at": None, "snoozed_until_on": None, "snoozed_until_at": None}
    return {}


def customer_of(store: Store, kind_name: str, id: str) -> str | None:
    """The id of the customer a record hangs on; its own if it is one."""
    if kind_name == "customer":
        return id
    row = by_id(store, record_class(KINDS[kind_name]), id)
    return getattr(row, "customer_id", None) if row is not None else None


def _currency(store: Store, kind: Kind, row: Record | None, typed: dict[str, list[str]]) -> str:
    """The currency of amounts typed without one: the customer's, else the setting."""
    if kind is PRODUCT:
        from crmcli.verbs.tiers import currency_typed

        return currency_typed(store, row if isinstance(row, Product) else None, typed)
    id = getattr(row, "customer_id", None)
    if id is None and typed.get("customer"):
        id = read_value(store, kind.fields["customer"], typed["customer"][-1])["customer_id"]
    return currency_of(store, id)


def currency_of(store: Store, customer_id: str | None) -> str:
    """The currency of amounts typed without one in what concerns a customer."""
    of = by_id(store, Customer, customer_id)
    return (of.currency if of is not None else None) or store.currency


def _sets(store: Store, kind: Kind, row: Record, typed: dict[str, list[str]]) -> bool:
    changed = False
    for key, values in typed.items():
        field = kind.fields[key]
        if field.many:
            present = members_of(store, field, [row.id]).get(row.id, [])
            changed |= set_members(store, kind, row, field, read_members(store, field, values, present))
    return changed


def fresh(store: Store, row: R) -> R:
    """The record as it stands now, with what the store derived."""
    again = by_nid(store, type(row), row.nid)
    assert again is not None
    return again


def edit(
    store: Store,
    kind: Kind,
    row: Record,
    typed: dict[str, list[str]],
    command: str = "",
    *,
    base: dict[str, Any] | None = None,
    plain: bool = False,
) -> tuple[Record, str | None]:
    """Change a record by typed values; an empty text clears. Returns it and the transaction (None: no change).

    ``plain`` writes as it is what the verbs of its kind have looked at.

    ``base`` is the record's JSON as whoever typed saw it: a value that somebody else has changed since, to another
    than is typed, is a :class:`Conflict` and nothing is written. Members added to sets and taken out are no conflict.
    """
    if not typed:
        raise UsageError(
            _("Nothing to change was given."),
            hint=_("Name at least one field, such as --name or --tag."),
            argument="",
            value="",
            expected=[f.name for f in kind.own if f.writable],
        )
    if isinstance(row, Quote) and not plain:
        from crmcli.verbs import quotes

        return quotes.edit(store, row, typed, base)
    if isinstance(row, Order) and not plain:
        from crmcli.verbs import orders

        return orders.edit(store, row, typed, base)
    if isinstance(row, Step) and not plain:
        from crmcli.verbs import step_editing

        edited = step_editing.edit(store, row, typed, base)
        return edited.row, edited.transaction
    if isinstance(row, Duty) and not plain:
        from crmcli.verbs import duties

        return duties.edit(store, row, typed, base)
    refuse_removed(kind, row)
    demand(store, "transfer" if "owner" in typed and kind in (CUSTOMER, OPPORTUNITY) else "edit", kind, row)
    if isinstance(row, Opportunity):
        from crmcli.verbs.opportunities import refuse_by_verb

        refuse_by_verb(typed, row)
    if isinstance(row, Expense):
        from crmcli.verbs.expenses import refuse_settled

        refuse_settled(row, typed)
    with Transaction(store, command or f"{kind.name} edit") as transaction:
        if base is not None:
            row = fresh(store, row)
            refuse_removed(kind, row)
        columns: dict[str, Any] = {}
        currency = _currency(store, kind, row, typed)
        for key, values in typed.items():
            field = kind.fields[key]
            if not field.many and key != "next_followup":
                columns |= read_value(store, field, values[-1], currency)
        if base is not None:
            seen = dict(columns)
            if "next_followup" in typed:
                seen |= read_value(store, kind.fields["next_followup"], typed["next_followup"][-1])
            refuse_trampling(store, kind, row, seen, typed, base)
        finished = isinstance(row, Reminder) and row.state != "done" and columns.get("state") == "done"
        if isinstance(row, Reminder) and not finished:
            columns |= _state(store, columns)
        if finished:
            columns.pop("state")
        if isinstance(row, Customer) and columns.get("owner_id", row.owner_id) != row.owner_id:
            columns["owned_since"] = transaction.at
        if isinstance(row, Product):
            from crmcli.verbs.tiers import keep_before

            columns |= keep_before(store, row, columns)
        if isinstance(row, Expense):
            from crmcli.verbs.expenses import checked

            columns |= checked(store, columns, row)
        update(store, row, **columns)
        if {"customer", "about", "opportunity"} & set(typed):
            demand_new(store, kind, row)
        if kind is MEMBER or "owner" in typed:
            _of_people(store, kind, row)
        if finished and isinstance(row, Reminder):
            finish(store, row)
        _sets(store, kind, row, typed)
        if isinstance(row, Followup) and {"next_due", "next_step"} & set(typed):
            remind_of_next_step(store, row)
        if isinstance(row, Followup) and {"kind", "order"} & set(typed):
            _done_by(store, row)
        if "next_followup" in typed:
            _next_followup(store, row, typed["next_followup"][-1])
    return fresh(store, row), transaction.ref


def refuse_trampling(
    store: Store,
    kind: Kind,
    row: Record,
    columns: dict[str, Any],
    typed: dict[str, list[str]],
    base: dict[str, Any],
) -> None:
    """Raise :class:`Conflict` for values that were changed since ``base`` and would be changed otherwise now."""
    theirs = record_json(store, kind, row)
    mine_row = fresh(store, row)
    for name, value in columns.items():
        setattr(mine_row, name, value)
    mine = record_json(store, kind, mine_row)
    by, at = theirs["updated_by"], theirs["updated_at"]
    trampled = [
        {"field": key, "base": base[key], "mine": mine[key], "theirs": theirs[key], "by": by, "at": at}
        for key in typed
        if not kind.fields[key].many and base[key] != theirs[key] and mine[key] != theirs[key]
    ]
    if trampled:
        raise Conflict(
            _("%(name)s (%(ref)s) was changed meanwhile: %(fields)s.")
            % {
                "name": title(kind, row),
                "ref": row.ref,
                "fields": listed(kind.fields[str(one["field"])].shown for one in trampled),
            },
            hint=_("Nothing was written. Look at both versions and decide."),
            record=link(kind, row),
            changes=trampled,
        )


def _next_followup(store: Store, row: Record, text: str) -> None:
    """Move the customer's earliest open reminder to a day, making one if there is none; empty: mark it done."""
    found = [
        one for one in rows_where(store, Reminder, customer_id=row.id, removed_at=None) if one.state != "done"
    ]
    first = min(found, key=lambda one: one.due_at or one.due_on or "9999", default=None)
    columns = read_value(store, CUSTOMER.fields["next_followup"], text)
    on, at = columns.get("next_followup_on"), columns.get("next_followup_at")
    if on is None and at is None:
        if first is not None:
            update(store, first, state="done", done_at=now_text(store))
    elif first is not None:
        update(store, first, due_on=on, due_at=at)
    else:
        insert(
            store, Reminder, text=_("Follow up"), due_on=on, due_at=at, customer_id=row.id,
            about_kind="customer", about_id=row.id, for_id=store.me or None,
        )  # fmt: skip


def refuse_removed(kind: Kind, row: Record) -> None:
    """Raise :class:`Refused` if a record was removed."""
    if row.removed_at is not None:
        raise Refused(
            _("%(ref)s was removed.") % {"ref": row.ref},
            hint=_("`crm history %(ref)s` names the command that removed it; `crm undo TXN` brings it back.")
            % {"ref": row.ref},
            missing=[{"code": "removed", "field": None, "message": _("The record was removed.")}],
        )


def remove(
    store: Store, found: Sequence[tuple[Kind, Record]], *, dry_run: bool = False
) -> tuple[list[Record], str | None]:
    """Remove records and what hangs on them; a mark that undo takes back."""
    demand_all(store, "remove", found)
    with Transaction(store, f"{found[0][0].name} remove", dry_run=dry_run) as transaction:
        for kind, row in found:
            for other in dependents(store, kind, row):
                update(store, other, removed_at=transaction.at)
            if row.removed_at is None:
                update(store, row, removed_at=transaction.at)
            if isinstance(row, Order):
                from crmcli.verbs.orders import let_go

                let_go(store, row)
    return [row for _kind, row in found], transaction.ref


def archive(
    store: Store, kind: Kind, rows: Sequence[Record], *, back: bool = False
) -> tuple[list[Record], str | None]:
    """Put records out of the way (or with ``back`` into use again); nothing is lost."""
    for row in rows:
        refuse_removed(kind, row)
    demand_all(store, "edit", [(kind, row) for row in rows])
    with Transaction(store, f"{kind.name} archive") as transaction:
        for row in rows:
            update(store, row, archived_at=None if back else row.archived_at or transaction.at)
    return list(rows), transaction.ref


def records(
    store: Store,
    kind: Kind,
    *,
    where: Sequence[str] = (),
    sort: str = "",
    limit: int | None = None,
    archived: bool = False,
) -> list[Record]:
    """The records of a kind that all filters let through, newest first unless ``sort`` says otherwise.

    Raises :class:`FilterError`.
    """
    sql, parameters, order = "", [], ""
    if where or sort:
        from crmcli.store.where import Context, compile_sort, compile_where

        context = Context(store.clock(), store.me or None, store.currency, KINDS)
        if where:
            compiled = compile_where(kind, list(where), context)
            sql, parameters = compiled.sql, compiled.params
        if sort:
            order = compile_sort(kind, sort, context)
    return list(
        listing(store, record_class(kind), sql, parameters, order=order, limit=limit, archived=archived)
    )


def show(store: Store, kind: Kind, row: Record) -> dict[str, Any]:
    """One record whole, with ``related``: everything that hangs on it, by record name, newest first."""
    record = record_json(store, kind, row)
    if isinstance(row, Document):
        from crmcli.verbs import documents

        record |= documents.show(store, row)
    if isinstance(row, Quote):
        from crmcli.verbs import quote_view

        record |= quote_view.beside(store, row)
    if isinstance(row, Order):
        from crmcli.verbs import orders

        record |= orders.beside(store, row)
    if any_conflict(store):
        from crmcli.verbs.conflicts import listed as conflicts_of

        found = conflicts_of(store, row)
        record |= {"conflicts": found} if found else {}
    return {**record, "related": related(store, kind, row)}


def namesakes(store: Store, name: str) -> list[dict[str, Any]]:
    """Links to living customers that are called exactly so: a warning before a second one is made."""
    from crmcli.store import search

    out = []
    for _kind, nid in search.with_name(store, name, ("customer",)):
        row = by_nid(store, Customer, nid)
        if row is not None and row.removed_at is None:
            out.append(link(CUSTOMER, row))
    return out
