"""An approval asked, held by one after the other, taken back."""

from __future__ import annotations

from crmcli.errors import Refused
from crmcli.i18n import _
from crmcli.store import asking as kept
from crmcli.store import told
from crmcli.store.records import APPROVAL, KINDS, Approval
from crmcli.store.statements import by_id, insert, keep_rows, record_class, rows_of, update
from crmcli.verbs import notices
from crmcli.verbs.approvals.schedule import schedule

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.store.row import Record
    from crmcli.verbs.approvals.rules import Asked


def ask(
    store: Store, kind: Kind | str, row: Record, asks: Sequence[Asked], reason: str = ""
) -> list[Approval]:
    """Ask what the rules ask of a record, in the transaction that is open.

    Raises :class:`Refused` with all rules that nobody else could decide.
    """
    name = kind if isinstance(kind, str) else kind.name
    _refuse_undecidable(asks)
    transaction = store.transaction_now
    assert transaction is not None
    made: list[Approval] = []
    for one in asks:
        assert one.approver is not None
        remind_at, escalate_at = schedule(transaction.moment, one.rule)
        approval = insert(
            store, Approval, about_kind=name, about_id=row.id, rule=one.rule["id"], rule_label=one.label,
            measure=one.measure or None, limit_text=one.limit,
            amount_minor=None if one.amount is None else one.amount.minor,
            amount_currency=None if one.amount is None else one.amount.currency, asked_by_id=one.asker,
            asked_at=transaction.at, approver_id=one.approver.id, reason=reason.strip() or None,
            important=int(one.rule["important"]), urgent=int(one.rule["urgent"]),
            on_behalf_of_id=None if one.on_behalf_of is None else one.on_behalf_of.id, remind_at=remind_at,
            escalate_at=escalate_at, playbook_id=one.playbook,
        )  # fmt: skip
        hold = {"member_id": one.approver.id, "since": transaction.at, "until": None, "why": one.why}
        keep_rows(store, APPROVAL, approval, APPROVAL.fields["holders"], [hold])
        made.append(approval)
    return made


def _refuse_undecidable(asks: Iterable[Asked]) -> None:
    missing = [
        {"code": "no_approver", "field": one.rule["id"], "message": one.note}
        for one in asks
        if one.approver is None
    ]
    if missing:
        raise Refused(
            " ".join(one["message"] for one in missing),
            hint=_(
                "Whoever has all rights can submit it: then nothing is asked. Or hand it over to another owner."
            ),
            missing=missing,
        )


def hop(
    store: Store,
    row: Approval,
    holder: str,
    why: str,
    on_behalf_of: str | None,
    *,
    clock: tuple[str | None, str | None],
) -> None:
    """Have an approval held by another member from now on, in the transaction that is open."""
    transaction = store.transaction_now
    assert transaction is not None
    field = APPROVAL.fields["holders"]
    holders = rows_of(store, field, [row.id]).get(row.id, [])
    for one in holders:
        one["until"] = one["until"] or transaction.at
    holders.append({"member_id": holder, "since": transaction.at, "until": None, "why": why})
    keep_rows(store, APPROVAL, row, field, holders)
    remind_at, escalate_at = clock
    update(
        store, row, approver_id=holder, on_behalf_of_id=on_behalf_of, remind_at=remind_at, reminded_at=None,
        escalate_at=escalate_at,
    )  # fmt: skip


def came_by(store: Store, row: Approval) -> str | None:
    """How an approval came to its holder: ``asked escalated delegated deputy``."""
    holders = rows_of(store, APPROVAL.fields["holders"], [row.id]).get(row.id, [])
    return holders[-1]["why"] if holders else None


def end(store: Store, row: Approval, decision: str, opinion: str, holder: str | None = None) -> None:
    """Write down what was decided, in the transaction that is open; who held it holds it no more.

    ``holder``: who decided in the place of the holder.
    """
    transaction = store.transaction_now
    assert transaction is not None
    field = APPROVAL.fields["holders"]
    holders = rows_of(store, field, [row.id]).get(row.id, [])
    for one in holders:
        one["until"] = one["until"] or transaction.at
    keep_rows(store, APPROVAL, row, field, holders)
    update(
        store, row, decision=decision, opinion=opinion.strip() or None, decided_by_id=store.me or None,
        decided_at=transaction.at, **({} if holder is None else {"approver_id": holder}),
    )  # fmt: skip


def withdraw(store: Store, rows: Sequence[Approval]) -> list[Approval]:
    """Take back what still waits, in the transaction that is open; its holders hear of it. Asks no rights."""
    taken: list[Approval] = []
    for row in rows:
        if row.decision is None:
            end(store, row, "withdrawn", "")
            tell(store, [row.approver_id], row, "withdrawn")
            taken.append(row)
    return taken


def tell(store: Store, members: Iterable[str | None], row: Approval, what: str, text: str = "") -> None:
    """Tell members what became of an approval, each but me; of one transaction nobody hears twice."""
    transaction = store.transaction_now
    assert transaction is not None
    heard = {member for op, member, _at in told.notices_in(store, transaction.nid) if op == "insert"}
    about = subject(store, row)
    for member in dict.fromkeys(members):
        if member is not None and member != store.me and member not in heard:
            detail = f"{what}: {' '.join(text.split())}" if text.strip() else what
            notices.tell(store, member, "approval", about or row, detail=detail)


def subject(store: Store, row: Approval) -> Record | None:
    """What an approval is about; None if it is no more."""
    return by_id(store, record_class(KINDS[row.about_kind]), row.about_id)


def pending(store: Store, about_id: str) -> list[Approval]:
    """The approvals of a record that are not decided yet, in the order they were asked."""
    return kept.about(store, about_id, waiting=True)


def last(store: Store, about_id: str) -> list[Approval]:
    """The approvals of a record that were asked together the last time any were; what settles it."""
    return kept.last(store, about_id)


def of(store: Store, about_id: str) -> list[Approval]:
    """All approvals of a record, withdrawn ones too, in the order they were asked."""
    return kept.about(store, about_id)
