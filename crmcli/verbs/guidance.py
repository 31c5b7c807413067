"""Guidance: what a superior says on a record, a call for help, and the answer, until which it waits on a desk."""

from __future__ import annotations

from crmcli.errors import Conflict, Forbidden, NotFound, Refused
from crmcli.i18n import _
from crmcli.store.journal import Transaction
from crmcli.store.records import FOLLOWUP, GUIDANCE, KINDS, MEMBER, REMINDER, Guidance, Member
from crmcli.store.statements import by_id, insert, rows_where, update
from crmcli.verbs import resolve
from crmcli.verbs.records import fresh, refuse_removed
from crmcli.verbs.resolve import Found
from crmcli.verbs.rights import demand
from crmcli.verbs.shape import link, record_json, title
from crmcli.verbs.staff import Team
from crmcli.verbs.values import read_value

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.store.open import Store
    from crmcli.store.row import Record

# What tells of other records, or binds them: nobody is guided on that.
_NOT_ABOUT = ("guidance", "notice", "share", "stage_change", "member", "playbook")
SUPERIOR = ("superior", "boss", "上级", "上司", "领导")


def about() -> tuple[str, ...]:
    """The kinds of record on which somebody can be guided or asked."""
    return tuple(name for name in KINDS if name not in _NOT_ABOUT)


def named(store: Store, ref: str) -> Found:
    """The record that guidance is to be about; of guidance, what that is about."""
    found = resolve.resolve(store, ref, ("guidance", *about()), contacts=True)
    if isinstance(found.row, Guidance):
        kind = KINDS[found.row.about_kind]
        found = resolve.resolve(store, found.row.about_id, (kind.name,))
    refuse_removed(found.kind, found.row)
    return found


# --- said ---------------------------------------------------------------------------------------------------------


def guide(
    store: Store, ref: str, text: str, *, to: str | None = None, important: bool = False, urgent: bool = False
) -> tuple[Guidance, str | None]:
    """Say something on a record to its owner, or ``to`` a member. Returns the guidance and the transaction.

    Raises :class:`Forbidden` unless one is above the owner, and :class:`Refused` when nobody is there to be guided.
    """
    found = named(store, ref)
    demand(store, "guide", found.kind, found.row)
    member = _member(store, to, "--to") if to else _owner(store, found)
    _refuse_suspended(member)
    if member.id == store.me:
        message = _("%(name)s (%(ref)s) is yours: there is nobody to guide.") % _names(found)
        raise _refused("own", "to", message, _("Name somebody with --to MEMBER."))
    return _say(store, "guide", found, member, text, important, urgent)


def ask(
    store: Store, who: str, ref: str, text: str, *, important: bool = False, urgent: bool = False
) -> tuple[Guidance, str | None]:
    """Ask a member for help on a record; ``superior`` is one's own. Returns the call and the transaction.

    Raises :class:`Refused` for a member who is suspended or oneself, and where there is no superior.
    """
    member = _superior(store) if who.strip().casefold() in SUPERIOR else _member(store, who, "WHO")
    found = named(store, ref)
    demand(store, "ask", found.kind, found.row)
    _refuse_suspended(member)
    if member.id == store.me:
        message = _("You cannot ask yourself for help.")
        raise _refused("own", "for", message, _("Name another member."))
    return _say(store, "ask", found, member, text, important, urgent)


def _say(
    store: Store, kind: str, found: Found, member: Member, text: str, important: bool, urgent: bool
) -> tuple[Guidance, str | None]:
    columns = read_value(store, GUIDANCE.fields["text"], text)
    with Transaction(store, kind) as transaction:
        refuse_removed(found.kind, fresh(store, found.row))
        row = insert(
            store, Guidance, about_kind=found.kind.name, about_id=found.row.id, kind=kind,
            author_id=store.me or None, for_id=member.id, important=int(important), urgent=int(urgent), **columns,
        )  # fmt: skip
    return fresh(store, row), transaction.ref


def _member(store: Store, named: str, argument: str) -> Member:
    if named.strip().casefold() == "me":
        named = store.me
    row = resolve.resolve(store, named, ("member",), argument=argument).row
    assert isinstance(row, Member)
    refuse_removed(MEMBER, row)
    return row


def _superior(store: Store) -> Member:
    me = by_id(store, Member, store.me or None)
    row = by_id(store, Member, me.superior_id if me is not None else None)
    if row is None:
        message = _("You have no superior.")
        raise _refused("no_superior", "superior", message, _("Name whom you ask: `crm ask MEMBER REF TEXT`."))
    return row


def _owner(store: Store, found: Found) -> Member:
    """Whose work a record is: of what hangs on an opportunity or customer, and has no author of its own, that one's."""
    row: Record = found.row
    ids = [getattr(row, "author_id", None), row.owner_id]
    if found.kind not in (FOLLOWUP, REMINDER):
        from crmcli.verbs.rights import hosts

        ids = [one.owner_id for one in hosts(store, found.kind, row)] or [row.owner_id]
    owner = next((one for one in (by_id(store, Member, id) for id in ids if id) if one is not None), None)
    if owner is None:
        message = _("%(name)s (%(ref)s) has no owner.") % _names(found)
        raise _refused("no_owner", "owner", message, _("Name who is to be guided with --to MEMBER."))
    return owner


def _names(found: Found) -> dict[str, str]:
    return {"name": title(found.kind, found.row), "ref": found.row.ref}


def _refuse_suspended(member: Member) -> None:
    if not member.active:
        message = _("%(who)s is suspended.") % {"who": member.name}
        raise _refused("suspended", "for", message, _("Name another member."))


def _refused(code: str, field: str, message: str, hint: str) -> Refused:
    return Refused(message, hint=hint, missing=[{"code": code, "field": field, "message": message}])


# --- what a screen asks before something is typed -----------------------------------------------------------------


def ready(store: Store, verb: str, id: str) -> dict[str, Any]:
    """What ``guide`` or ``ask`` would be about, and to whom it would go if nobody else is named (None: to nobody).

    Raises :class:`Forbidden` where the member who acts may not.
    """
    found = named(store, id)
    demand(store, verb, found.kind, found.row)
    member: Member | None
    try:
        member = _superior(store) if verb == "ask" else _owner(store, found)
    except Refused:
        member = None
    if member is not None and (member.id == store.me or not member.active):
        member = None
    return {"about": link(found.kind, found.row), "to": None if member is None else link(MEMBER, member)}


def colleagues(store: Store) -> list[dict[str, Any]]:
    """Who can be asked or guided: the members who work here but oneself; one's superior first.

    Links with ``role_label department``.
    """
    team = Team(store)
    me = team.members.get(store.me)
    above = me.superior_id if me is not None else None
    rows = [row for row in team.members.values() if team.works(row.id) and row.id != store.me]
    rows.sort(key=lambda row: (row.id != above, row.name))
    return [
        {**link(MEMBER, row), "role_label": team.roles.label_of(row.role), "department": row.department}
        for row in rows
    ]


def question(store: Store, id: str) -> dict[str, Any]:
    """What an answer would be to, as JSON, by its id. Raises what :func:`reply` raises before it is written."""
    row = asked(store, id)
    _demand_reply(store, row)
    _refuse_answered(store, row)
    return record_json(store, GUIDANCE, row)


# --- answered -----------------------------------------------------------------------------------------------------


def reply(store: Store, ref: str, text: str) -> tuple[Guidance, str | None]:
    """Answer guidance or a call for help, or the one that waits for me on a record. Returns the answer.

    Raises :class:`Forbidden` unless it is for me or somebody below me, :class:`Conflict` when it was answered
    already, and :class:`Ambiguous` when several wait on the record.
    """
    question = asked(store, ref)
    _demand_reply(store, question)
    columns = read_value(store, GUIDANCE.fields["text"], text)
    with Transaction(store, "reply") as transaction:
        question = fresh(store, question)
        _refuse_answered(store, question)
        row = insert(
            store, Guidance, about_kind=question.about_kind, about_id=question.about_id, kind="reply",
            author_id=store.me or None, for_id=question.author_id, state="closed", answers_id=question.id, **columns,
        )  # fmt: skip
        update(store, question, state="answered", answered_at=transaction.at)
    return fresh(store, row), transaction.ref


def asked(store: Store, ref: str) -> Guidance:
    """What an answer is to: the guidance named, or the only one that waits for me on the record named."""
    found = resolve.resolve(store, ref, ("guidance", *about()), contacts=True)
    if isinstance(found.row, Guidance):
        refuse_removed(GUIDANCE, found.row)
        return found.row
    of: dict[str, Any] = {"customer_id" if found.kind.name == "customer" else "about_id": found.row.id}
    waiting = rows_where(store, Guidance, for_id=store.me or None, state="open", removed_at=None, **of)
    if len(waiting) > 1:
        raise resolve.ambiguous(ref, [Found(GUIDANCE, row, "part") for row in waiting], "REF")
    if not waiting:
        raise NotFound(
            _("Nothing waits for your answer on %(name)s (%(ref)s).") % _names(found),
            hint=_("`crm today` shows what waits for you."),
            argument="REF",
            value=ref,
            closest=[],
        )
    return waiting[0]


def _demand_reply(store: Store, question: Guidance) -> None:
    """Raise :class:`Forbidden` unless it is for the member who acts, or for somebody below."""
    team = Team(store)
    allowed = store.me == question.for_id or team.above(store.me, question.for_id)
    if not team.works(store.me) or not (allowed or team.rules(store.me)):
        message = _("%(ref)s is for %(who)s to answer.") % {
            "ref": question.ref,
            "who": team.name(question.for_id),
        }
        raise Forbidden(
            message,
            hint=_("Only who was asked answers, or somebody above."),
            missing=[{"code": "forbidden", "field": "reply", "message": message}],
        )


def _refuse_answered(store: Store, question: Guidance) -> None:
    refuse_removed(GUIDANCE, question)
    if question.kind == "reply":
        message = _("%(ref)s is an answer itself.") % {"ref": question.ref}
        raise _refused("answer", "kind", message, _("Say more with `crm ask` or `crm guide`."))
    if question.state == "open":
        return
    answer = next(iter(rows_where(store, Guidance, "-nid", answers_id=question.id, removed_at=None)), None)
    author = by_id(store, Member, answer.author_id) if answer is not None else None
    from crmcli.clock import shown

    at = shown(question.answered_at, store.zone) if question.answered_at else None
    raise Conflict(
        _("%(ref)s was answered already.") % {"ref": question.ref},
        hint=_("`crm show %(ref)s` has the answer.") % {"ref": question.ref},
        record=link(GUIDANCE, question),
        changes=[
            {
                "field": "state", "base": "open", "mine": "answered", "theirs": question.state,
                "by": None if author is None else link(MEMBER, author), "at": at,
            }
        ],
    )  # fmt: skip


# --- mended -------------------------------------------------------------------------------------------------------


def edit(store: Store, ref: str, typed: dict[str, list[str]]) -> tuple[Guidance, Guidance, str | None]:
    """Change what one has said; returns it before and after, and the transaction.

    Raises :class:`Forbidden` for what another said (somebody above may), :class:`Refused` for what was answered.
    """
    from crmcli.verbs import records

    row = resolve.resolve(store, ref, ("guidance",)).row
    assert isinstance(row, Guidance)
    demand(store, "edit", GUIDANCE, row)
    if row.state == "answered":
        message = _("%(ref)s was answered already.") % {"ref": row.ref}
        raise _refused("answered", "state", message, _("Say more with `crm ask` or `crm guide`."))
    if typed.get("for"):
        _refuse_suspended(_member(store, typed["for"][-1], "--for"))
    before = fresh(store, row)
    after, transaction = records.edit(store, GUIDANCE, row, typed)
    assert isinstance(after, Guidance)
    return before, after, transaction
