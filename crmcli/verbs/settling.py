"""Deciding conflicts: an ordinary change, which everybody gets, and word to the hub that they are decided.

Both in one transaction, that ``undo`` takes back: the conflict is open again as long as the hub has not heard of it.
What is not chosen stays in the journal too, so the history of the record tells both versions.
"""

from __future__ import annotations

from crmcli.errors import Refused, UsageError
from crmcli.i18n import _, listed
from crmcli.store import conflicts as kept
from crmcli.store.journal import Transaction
from crmcli.store.records import KINDS, ORDER, QUOTE, Order, Quote
from crmcli.store.statements import by_nid, touched
from crmcli.verbs import conflicts as told
from crmcli.verbs import settling_parents, settling_rules, settling_steps
from crmcli.verbs.rights import demand, may
from crmcli.verbs.settling_choice import BY, HUB, MINE, MOVE, THEIRS, picked_by
from crmcli.verbs.values import read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.verbs.conflicts import Conflict

DOING = {
    "step": ("status", "started", "done", "done_by", "result", "note", "reason", "blocked_reason"),
    "duty": ("state", "done_at", "done_by", "followup", "note"),
}
"""What is written in carrying out an order, by who has a part in that."""
_GUARDED = ("owner", "removed", "archived")  # of which nobody is told twice
_DECIDED = ("approval", "approval_hold")
# Of which a value that does not stand may not be written even for the moment: a rule looks at every change of it.
_WATCHED = frozenset(
    ("quote", "order", "line", "payment", "order_change", "expense", "member", "playbook", "share", *_DECIDED)
)


class Settled:
    """What was decided: the conflicts as they were, as JSON, and which version of each was taken (``mine``, ``hub`` as
    the JSON calls them, or ``value``); the transaction (None: nothing had to be written). ``value``: what was typed, as
    it was understood, in JSON.
    """

    __slots__ = ("choice", "conflicts", "picked", "record", "transaction", "value")

    def __init__(
        self, conflicts: list[dict[str, Any]], choice: str, picked: list[str], transaction: str | None
    ) -> None:
        self.conflicts = conflicts
        self.choice = choice  # mine, theirs, hub, by or value
        self.picked = picked
        self.transaction = transaction
        self.value: Any = None
        self.record: dict[str, Any] | None = conflicts[0]["record"] if conflicts else None


def resolve(
    store: Store, ref: str, *, choice: str = "", by: str = "", field: str = "", value: str | None = None
) -> Settled:
    """Decide conflicts of the record that ``ref`` names (or of the one whose id begins so).

    ``mine`` is what I wrote, whether the hub took it or not, ``theirs`` the other's; ``hub`` what stands; ``by`` what a
    member wrote; or a typed ``value`` for one field. ``move``: what is new below something that was merged goes to what
    that was merged into. Without ``field`` all of them.

    Of what one member wrote on two computers ``mine`` is what was typed on this one; ``by`` says nothing there.

    Raises what naming raises, :class:`UsageError`, :class:`ValueInvalid`, :class:`Forbidden` and :class:`Refused`
    (neither version is mine, or that member's); then nothing is decided.
    """
    if by:
        choice = choice or BY
    said = (value is not None) + bool(choice)
    if said != 1 or choice not in ("", MINE, THEIRS, HUB, BY, MOVE) or (by and choice != BY):
        raise UsageError(
            _("Say which version is right."),
            hint=_("One of --mine, --theirs, --by MEMBER, --hub, --move and --value V."),
            argument="--mine",
            value="",
            expected=["--mine", "--theirs", "--by", "--hub", "--move", "--value"],
        )
    found = told.named(store, ref)
    if choice == MOVE:
        found = settling_parents.movable(found)
    if field:
        found = told.field_of(found, field)
    if choice == BY:
        from crmcli.verbs.members import named

        by = named(store, by, "--by").id
    return decide(store, found, choice, value, by)


def check(store: Store, id: str, value: str) -> None:
    """Raise what :func:`resolve` would say of a value that is being typed."""
    found = told.named(store, id)
    _refuse_valueless(found)
    _read(store, found[0], value)


def decide(
    store: Store, found: Sequence[Conflict], choice: str, value: str | None = None, by: str = ""
) -> Settled:
    """The same, of conflicts that are known; ``by`` is a member's id."""
    if value is not None:
        _refuse_valueless(found)
        picked = ["value"]
    else:
        picked = picked_by(store, found, choice, by)
    before = told.as_json(store, found)
    with Transaction(store, "sync resolve") as transaction:
        for one, which in zip(found, picked, strict=True):
            for part in one.parts:
                _demand(store, part, which)
        settling_rules.refuse(store, found, picked, choice == HUB)
        pairs = list(zip(found, picked, strict=True))
        # How far something is comes last: it asks for what the others say.
        for one, which in sorted(pairs, key=lambda pair: settling_steps.is_one(pair[0])):
            if settling_steps.is_one(one) and one.what in (told.VALUE, told.EDITED) and choice != HUB:
                settling_steps.write(store, one, which)
            elif one.what == told.VALUE or (one.what == told.EDITED and one.nid is not None):
                _write(store, one, which, value, stays=choice == HUB)
            elif one.what == told.REMOVED:
                _removal(store, one, which)
            elif one.what == told.PARENT:
                settling_parents.write(store, one, which)
            elif which != HUB:
                raise _gone(one)
        parts = [part for one in found for part in one.parts]
        _totals(store, parts, HUB if set(picked) == {HUB} else MINE)
        if choice != HUB:
            settling_rules.refuse_owner(store, parts)
            settling_rules.follow(store, parts)
        if any(one.table in ("quote", "line") for one in parts):
            from crmcli.verbs.quote_versions import refuse_rewritten

            refuse_rewritten(store, transaction.nid)
        if any(one.table == "member" for one in found):
            from crmcli.verbs import team_rules

            team_rules.check(store)
        kept.close(store, (clash for one in found for clash in one.clashes))
        if not _changed(store, transaction):
            # Nothing of it is in the journal: what waits is not tied to a transaction that will not be there.
            kept.untie(store, str(transaction.ref))
    done = Settled(before, choice or "value", picked, transaction.ref)
    if value is not None:
        done.value = told.standing(store, found[0])
    return done


def _changed(store: Store, transaction: Transaction) -> bool:
    from crmcli.store.journal import has_changes

    return has_changes(store, transaction.nid)


def _refuse_valueless(found: Sequence[Conflict]) -> None:
    names = [one.cell.name for one in found]
    if len(found) > 1:
        raise UsageError(
            _("A value is for one field; this has conflicts about %(fields)s.") % {"fields": listed(names)},
            hint=_("Name it with --field."),
            argument="--field",
            value="",
            expected=names,
        )
    if found[0].what in (told.REMOVED, told.PARENT) or found[0].cell.field is None:
        raise UsageError(
            _("This conflict is decided by --mine or --hub."),
            hint=_("`crm sync conflicts` says what each of them means."),
            argument="--value",
            value="",
            expected=["--mine", "--hub"],
        )
    settling_rules.refuse_typed(found[0])


def _demand(store: Store, one: Conflict, choice: str) -> None:
    """Refuse what I may not decide."""
    if one.table in _DECIDED and choice != HUB:
        message = _("What was decided about an approval stays decided: the first decision stands.")
        raise Refused(
            message,
            hint=_("--hub keeps it; ask anew for another decision."),
            missing=[{"code": "decided", "field": one.cell.name, "message": message}],
        )
    own = choice == HUB and one.first.member_id == store.me  # to give in needs no right
    if one.record is not None and not own:
        kind = KINDS[str(one.record_kind)]
        demand(store, _verb(store, one, kind), kind, one.record)
        if choice != HUB:
            settling_rules.demand_more(store, one, kind, one.record, choice)


def _verb(store: Store, one: Conflict, kind: Kind) -> str:
    """What deciding it comes to: who carries a step or a duty out decides what was written in doing so."""
    if _hands_over(one):
        return "transfer"
    if verb := settling_steps.verb_of(one):
        return verb
    done = DOING.get(kind.name, ())
    if one.record is not None and one.cell.name in done and may(store, store.me, "do", kind, one.record):
        return "do"
    return "edit"


def _hands_over(one: Conflict) -> bool:
    return one.cell.name == "owner" and one.record_kind in ("customer", "opportunity")


def _gone(one: Conflict) -> Refused:
    message = _("The row is not here any more, so it cannot be changed.")
    return Refused(
        message,
        hint=_("--hub leaves it removed; what was written is in `crm sync conflicts`."),
        missing=[{"code": "gone", "field": one.cell.name, "message": message}],
    )


def _write(store: Store, one: Conflict, choice: str, value: str | None, *, stays: bool = False) -> None:
    """Write the value that was chosen; the one that was not stays in the journal. ``stays``: what stands now is meant,
    not what stood when the two met: it may have been changed since.
    """
    assert one.nid is not None
    mine = one.columns(store, "mine")
    now = {name: one.state.get(name) for name in (*one.cell.columns, *mine)}
    if one.removed and one.record is not None and choice != HUB:
        kept.bring_back(store, one.record)
    final = dict(now)
    by_edit = value is not None and _edited_as_it_is(store, one)
    if value is not None and not by_edit:
        final = _read(store, one, value)
    elif choice == MINE:
        final = {**now, **mine}
    elif not stays and one.what == told.VALUE:
        final = {**now, **one.columns(store, "hub")}
    other = {**now, **mine}
    told_twice = one.table in _WATCHED or one.cell.name in _GUARDED or one.removed
    if choice != MINE and other not in (now, final) and not told_twice:
        kept.try_write(store, one.table, one.nid, other)
    if value is not None and by_edit:
        _edit(store, one, value)
        return
    if not kept.try_write(store, one.table, one.nid, final):
        message = _("%(field)s points to something that is not here.") % {"field": _label(one)}
        raise Refused(
            message,
            hint=_("`crm sync` may bring it; --hub keeps what stands."),
            missing=[{"code": "gone", "field": one.cell.name, "message": message}],
        )
    if one.record is not None and one.table not in KINDS:
        row = by_nid(store, type(one.record), one.record.nid)
        if row is not None:
            touched(store, row)
    if one.cell.name == "owner" and one.record is not None and one.record_kind == "customer":
        transaction = store.transaction_now
        assert transaction is not None
        if final != now:
            kept.try_write(store, "customer", one.record.nid, {"owned_since": transaction.at})


def _edited_as_it_is(store: Store, one: Conflict) -> bool:
    """Whether an edit of its record may change the field; of an offer, whose next version it would make, not."""
    field = one.cell.field
    return (
        one.table in KINDS
        and one.table != "quote"
        and field is not None
        and field.writable
        and one.record is not None
        and _verb(store, one, KINDS[one.table]) != "do"
    )


def _edit(store: Store, one: Conflict, value: str) -> None:
    """Write a typed value by the rules of the edit of its kind."""
    from crmcli.verbs.records import edit

    field = one.cell.field
    assert field is not None
    assert one.record is not None
    if field.type == "money" and value.strip():
        read = [read_value(store, field, value, code)[field.columns[1]] for code in ("USD", "EUR")]
        if read[0] != read[1]:  # typed without one
            value = f"{value} {_currency(store, one)}"
    row = by_nid(store, type(one.record), one.record.nid)
    assert row is not None
    edit(store, KINDS[one.table], row, {field.name: [value]})


def _read(store: Store, one: Conflict, value: str) -> dict[str, Any]:
    """The columns of a typed value."""
    field = one.cell.field
    assert field is not None
    if field.type in ("custom", "texts"):
        from crmcli.text.clean import clean_line

        return {one.cell.columns[0]: clean_line(value)}
    return read_value(store, field, value, _currency(store, one))


def _currency(store: Store, one: Conflict) -> str:
    """The currency of an amount typed without one: that of the record, else of its customer."""
    from crmcli.verbs.records import currency_of

    for name in one.cell.columns[1:]:
        if name.endswith("currency") and one.state.get(name):
            return str(one.state[name])
    own = getattr(one.record, "currency", None)
    return str(own) if own else currency_of(store, getattr(one.record, "customer_id", None))


def _removal(store: Store, one: Conflict, choice: str) -> None:
    """``mine`` or what the hub has of whether something is removed."""
    wanted = one.first.mine if choice == MINE else one.first.hub
    if one.table not in KINDS:
        if choice == MINE and one.nid is not None:
            kept.delete(store, one.table, one.nid)
            if one.record is not None:
                touched(store, one.record)
        return
    if one.record is None:
        if choice != HUB:
            raise _gone(one)
        return
    kind = KINDS[str(one.record_kind)]
    if choice == HUB:
        wanted = one.record.removed_at  # what stands here is what the hub has
    if wanted is not None and one.record.removed_at is None:
        from crmcli.verbs.records import remove

        remove(store, [(kind, one.record)])
    elif wanted is None and one.record.removed_at is not None:
        kept.bring_back(store, one.record)


def _totals(store: Store, found: Sequence[Conflict], choice: str) -> None:
    """The amount of a quote or an order is what its lines come to, whichever version was chosen."""
    seen: set[str] = set()
    for one in found:
        of = one.record
        if not isinstance(of, (Quote, Order)) or of.id in seen:
            continue
        if one.table != "line" and one.cell.name not in ("amount", "discount", "currency"):
            continue
        seen.add(of.id)
        row = by_nid(store, type(of), of.nid)
        if row is None or row.removed_at is not None or (isinstance(row, Order) and choice == HUB):
            continue
        if isinstance(row, Quote) and row.status != "draft":
            continue
        from crmcli.verbs import lines, totals

        kind = ORDER if isinstance(row, Order) else QUOTE
        rows = lines.lines_of(store, kind, row)
        if not rows:
            continue
        for each in rows:
            if each["price_minor"] is not None:
                each["amount_minor"] = totals.line_amount(
                    each["quantity"], each["price_minor"], each["discount"]
                )
        lines.keep(store, kind, row, rows)


def _label(one: Conflict) -> str:
    return one.cell.field.shown if one.cell.field is not None else one.cell.name
