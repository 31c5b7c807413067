"""``crm order step`` with its verbs, ``crm order close``, ``cancel`` and ``reopen``, ``crm step edit``."""

from __future__ import annotations

from crmcli.commands.fields import field_options, typed_of
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.errors import NotFound, Refused, UsageError
from crmcli.i18n import N_, _, listed, ngettext
from crmcli.store.records import ORDER, STEP, Order, Step
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.verbs.order_closing import Ended

_WHAT = ("done", "start", "block", "skip", "reopen", "assign")


def step(
    session: Session,
    what: str,
    words: list[str] | None = None,
    where: list[str] | None = None,
    dry_run: bool = False,
    yes: bool = False,
    **options: str | None,
) -> Answer:
    """Do one thing with steps of an order, or of all orders that a filter lets through."""
    from crmcli.shown import steps as told
    from crmcli.verbs import stepview

    if what not in _WHAT:
        raise UsageError(
            _("“%(what)s” cannot be done with a step.") % {"what": what},
            hint=_("Expected: %(expected)s.") % {"expected": ", ".join(_WHAT)},
            argument="DO", value=what, expected=list(_WHAT),
        )  # fmt: skip
    rows = _steps(session, words or []) if not where else _chosen(session, where, words or [], what)
    if not rows:
        return Answer([], refs=[])
    given = {name: value for name, value in options.items() if value is not None}
    if where and session.interactive and not yes and not dry_run:
        _ask(session, stepview.carry(session.store, rows, what, dry_run=True, **given), what)
    data = stepview.carry(session.store, rows, what, dry_run=dry_run, **given)
    lines = told.lines(data, what, dry_run=dry_run)
    if given.get("arrival") and not dry_run:
        from crmcli.verbs.order_checks import doubts_of_arrival

        for doubt in doubts_of_arrival(session.store, rows):
            session.warn(doubt)
    if dry_run:
        session.warn(_("Nothing was changed."))
    return Answer(data, lines="\n".join(harmless(line) for line in lines), refs=[one.ref for one in rows])


def _steps(session: Session, words: list[str]) -> list[Step]:
    """The steps that ``REF [STEP…]`` names: of an order, its next one without STEP; or steps by their own refs."""
    from crmcli.verbs import order_naming, order_steps
    from crmcli.verbs.resolve import resolve

    if not words:
        raise UsageError(
            _("Which order? Name it, or choose orders by a filter."),
            hint=_("`crm order step done 2026-0001 booking`, or with --where \"delivery<+14d\"."),
            argument="REF", value="", expected=_("REF or --where FILTER, one of them"),
        )  # fmt: skip
    own = order_naming.by_own_refs(session.store, words)
    if own is not None:
        return own
    order = resolve(session.store, words[0], ("order",)).row
    assert isinstance(order, Order)
    if words[1:]:
        return order_naming.steps_named(session.store, order, words[1:])
    following = order_steps.next_of(session.store, order)
    if following is None:
        raise NotFound(
            _("%(number)s has no open step.") % {"number": order.number},
            hint=_("`crm order show %(ref)s` shows its checklist; name a step of it.") % {"ref": order.ref},
            argument="STEP", value="", closest=[],
        )  # fmt: skip
    return [following]


def _chosen(session: Session, where: list[str], words: list[str], what: str) -> list[Step]:
    """The steps of the orders that a filter lets through; what is left out is said."""
    from crmcli.verbs import order_naming

    found = order_naming.chosen(session.store, where, words, what)
    shut, without, over = len(found.shut), len(found.without), len(found.over)
    for orders, text in (
        (found.shut, ngettext("%(number)d order is not open: %(names)s",
                              "%(number)d orders are not open: %(names)s", shut)),
        (found.without, ngettext("%(number)d order has no such step: %(names)s",
                                 "%(number)d orders have no such step: %(names)s", without)),
        (found.over, ngettext("%(number)d order stands so already: %(names)s",
                              "%(number)d orders stand so already: %(names)s", over)),
    ):  # fmt: skip
        if orders:
            names = listed([each.number for each in orders[:5]] + (["…"] if len(orders) > 5 else []))
            session.warn(text % {"number": len(orders), "names": names})
    if not found.steps:
        session.warn(_("No step is left to be changed."))
    return found.steps


def _ask(session: Session, data: list[dict[str, Any]], what: str) -> None:
    """Ask whether steps of many orders are to be changed; raises :class:`Refused` for a no."""
    from crmcli.shown import steps as told

    for line in told.lines(data[:_SHOWN], what, dry_run=True):
        session.warn(harmless(line))
    if len(data) > _SHOWN:
        session.warn("…")
    question = ngettext("Change %(number)d step?", "Change %(number)d steps?", len(data)) % {
        "number": len(data)
    }
    if not session.confirm(question):
        raise Refused(_("Nothing was changed."), hint=_("--yes changes them without asking."), missing=[])


_SHOWN = 20  # steps that are named before it is asked


# --- the end of an order ------------------------------------------------------------------------------------------


def close(session: Session, ref: str, force: bool = False, reason: str | None = None) -> Answer:
    """Close an order."""
    from crmcli.verbs import order_closing

    return _ended(
        session, order_closing.close(session.store, _order(session, ref), force=force, reason=reason)
    )


def cancel(session: Session, ref: str, reason: str | None = None) -> Answer:
    """Cancel an order."""
    from crmcli.verbs import order_closing

    return _ended(session, order_closing.cancel(session.store, _order(session, ref), reason))


def reopen(session: Session, ref: str, reason: str | None = None) -> Answer:
    """Open an order again."""
    from crmcli.verbs import order_closing

    return _ended(session, order_closing.reopen(session.store, _order(session, ref), reason))


def _order(session: Session, ref: str) -> Order:
    from crmcli.verbs.resolve import resolve

    row = resolve(session.store, ref, ("order",)).row
    assert isinstance(row, Order)
    return row


def _ended(session: Session, ended: Ended) -> Answer:
    from crmcli.store.records import APPROVAL, DUTY
    from crmcli.verbs.shape import record_json, records_json

    store = session.store
    data = {
        **record_json(store, ORDER, ended.row),
        "steps": records_json(store, STEP, ended.steps),
        "duties": records_json(store, DUTY, ended.duties),
        "approvals": records_json(store, APPROVAL, ended.approvals),
        "transaction": ended.transaction,
    }
    parts = [ended.row.ref, ended.row.number, ORDER.fields["status"].choice_shown(ended.row.status)]
    if ended.row.closing_reason:
        parts.append(ended.row.closing_reason)
    if ended.steps:
        words = {
            "skipped": N_("skipped: %(steps)s"),
            "done": N_("done: %(steps)s"),
            "open": N_("open again: %(steps)s"),
        }
        for status, text in words.items():
            names = listed(
                f"{one['place']} {one['name']}" for one in data["steps"] if one["status"] == status
            )
            parts += [_(text) % {"steps": names}] if names else []
    if ended.duties:
        text = _("duties dropped: %(duties)s")
        if ended.duties[0].state == "open":
            text = _("duties open again: %(duties)s")
        parts.append(text % {"duties": listed(one.text for one in ended.duties)})
    parts += [f"{one['ref']} {one['rule_label']} → {one['approver']['name']}" for one in data["approvals"]]
    parts.append(f"crm undo {ended.transaction}" if ended.transaction else _("was so already"))
    return Answer(data, lines=harmless(" · ".join(parts)), refs=[ended.row.ref])


# --- a step changed -----------------------------------------------------------------------------------------------


def edit(session: Session, ref: str, dry_run: bool = False, **given: Any) -> Answer:
    """Change a step; the days that are counted from it follow."""
    from crmcli.shown import steps as told
    from crmcli.shown.values import changes
    from crmcli.verbs import step_editing
    from crmcli.verbs.resolve import resolve
    from crmcli.verbs.shape import record_json

    store = session.store
    row = resolve(store, ref, ("step",)).row
    assert isinstance(row, Step)
    before = record_json(store, STEP, row)
    edited = step_editing.edit(store, row, typed_of(STEP, given), dry_run=dry_run)
    for warning in edited.warnings:
        session.warn(warning)
    data = {**edited.record, "moved": edited.moved, "transaction": edited.transaction}
    parts = [row.ref, before["order"]["name"], f"{edited.record['place']} {edited.record['name']}"]
    parts += changes(STEP, before, edited.record, store.clock())
    parts += told.moves([one for one in edited.moved if one["id"] != row.id])
    if not dry_run:
        parts.append(f"crm undo {edited.transaction}" if edited.transaction else _("was so already"))
    return Answer(data, lines=harmless(" · ".join(parts)), refs=[row.ref])


_ORDER = Arg("ref", "REF", N_("An order's ref or number."))
_REASON = Opt("--reason", N_("Why."), value="TEXT")


def _commands() -> list[Command]:
    return [
        Command(
            "order step", step, N_("Steps are done, begun, blocked, skipped, opened again, given to somebody."),
            args=(
                Arg("what", "done|start|block|skip|reopen|assign", N_("What is done with them.")),
                Arg("words", "REF [STEP]", N_("The order and its steps, or steps by their own refs."), many=True,
                    required=False),
            ),
            options=lambda: (
                Opt("--at", N_("When it was done or begun; else now."), value="WHEN"),
                Opt("--reason", N_("Why it is skipped or blocked, or done before what comes before it."), value="TEXT"),
                Opt("--result", N_("What came of it."), value="TEXT"),
                Opt("--member", N_("Who does it from now on (assign); empty: its department."), value="MEMBER"),
                Opt("--arrival", N_("When the goods arrive, known with it."), value="DATE"),
                Opt("--where",
                    N_('Of all open orders that a filter lets through, such as "delivery<+14d"; again: and.'),
                    value="FILTER", many=True),
                Opt("--dry-run", N_("Only say what would be done.")),
                Opt("--yes -y", N_("Do not ask."), name="yes"),
            ),
            more=N_(
                "STEP is a step's number in the checklist, its key, its name or a part of it, pinyin, initials or its\n"
                "ref; without STEP it is the order's next one. With --where all words are steps. What comes before a\n"
                "step, and the documents it needs, can only be passed over with --reason."
            ),
            examples=(
                "crm order step done 2026-0001 booking --at yesterday",
                "crm order step done 2026-0001",
                "crm order step done 2026-0001 提单 --arrival 2027-02-14",
                'crm order step block 2026-0001 生产 --reason "waits for the pump housings"',
                'crm order step done booking --where "next_step.key=booking" --dry-run',
                "crm order step assign S7K3F2Q --member 李娜",
            ),
        ),
        Command(
            "order close", close, N_("Close an order: everything done, paid and seen to."), args=(_ORDER,),
            options=(
                Opt("--force", N_("Although something is open; what is open is skipped. Needs --reason.")), _REASON,
            ),
            examples=("crm order close 2026-0001", 'crm order close 2026-0001 --force --reason "rest paid in kind"'),
        ),
        Command(
            "order cancel", cancel, N_("Cancel an order: its open steps are skipped, its duties dropped."),
            args=(_ORDER,), options=(_REASON,),
            examples=('crm order cancel 2026-0001 --reason "customer stopped the project"',),
        ),
        Command(
            "order reopen", reopen, N_("Open an order again that was closed or cancelled."), args=(_ORDER,),
            options=(_REASON,), examples=('crm order reopen 2026-0001 --reason "part comes back"',),
        ),
        Command(
            "step edit", edit, N_("Change a step of an order; an empty value clears."),
            args=(Arg("ref", "REF", N_("A step's ref.")),),
            options=lambda: (
                *field_options(STEP, without=("owner", "duty_done_by")),
                Opt("--dry-run", N_("Only say what would be changed.")),
            ),
            more=N_(
                "A planned day that is typed takes the place of the rule it followed from. Days that are counted from "
                "this step follow."
            ),
            examples=("crm step edit S7K3F2Q --planned 2026-12-10", "crm step edit S7K3F2Q --member 李娜"),
        ),
    ]  # fmt: skip


COMMANDS = {command.path: command for command in _commands()}
