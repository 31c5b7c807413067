"""``crm pool``: customers without an owner, taken and returned by rules."""

from __future__ import annotations

from crmcli.commands.fields import list_options
from crmcli.commands.generic import listing
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _, ngettext
from crmcli.store.records import CUSTOMER
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session
    from crmcli.store.records import Customer
    from crmcli.verbs.handover import Passed


def _list(session: Session, **given: Any) -> Answer:
    """The customers in the pool."""
    given["where"] = [*(given.get("where") or []), "owner is empty"]
    return listing(CUSTOMER)(session, **given)


def rules(session: Session) -> Answer:
    """The pool's rules, as they hold for me."""
    from crmcli.verbs import pool

    data = pool.rules(session.store)
    lines = []
    for level, days in data["days"].items():
        name = _("without a level") if level == pool.ANY else _("level %(level)s") % {"level": level}
        text = ngettext("returns after %(number)d day", "returns after %(number)d days", days) % {
            "number": days
        }
        lines.append(f"{name} · {text}")
    if not lines:
        lines.append(_("No rule says when a customer returns to the pool."))
    else:
        warned = ngettext("warned %(number)d day before", "warned %(number)d days before", data["warn_days"])
        lines.append(warned % {"number": data["warn_days"]})
    have = _("you have %(number)d customers") % {"number": data["owned"]}
    if data["most"] is not None:
        have = _("you have %(number)d of %(most)d customers") % {
            "number": data["owned"],
            "most": data["most"],
        }
    today = _("%(number)d taken today") % {"number": data["taken_today"]}
    if data["per_day"] is not None:
        today = _("%(number)d of %(most)d taken today") % {
            "number": data["taken_today"],
            "most": data["per_day"],
        }
    return Answer(data, lines="\n".join([*lines, f"{have} · {today}"]), refs=[data["process"]])


def sweep(session: Session, dry_run: bool = False) -> Answer:
    """Warn of customers that are about to return, and return those that are due."""
    from crmcli.shown import team as told
    from crmcli.verbs import pool

    store = session.store
    swept = pool.sweep(store, dry_run=dry_run)
    if swept.left:
        text = ngettext(
            "%(number)d customer of others is due; only who is above, or has the right, sweeps it.",
            "%(number)d customers of others are due; only who is above, or has the right, sweeps them.",
            swept.left,
        )
        session.warn(text % {"number": swept.left})
    data = swept.as_json(store)
    lines = "\n".join(told.swept(swept, _names(session), dry_run=dry_run))
    return Answer(data, lines=harmless(lines), refs=[one["ref"] for one in data])


def take(session: Session, refs: list[str]) -> Answer:
    """Take customers from the pool."""
    from crmcli.verbs import pool

    return _passed(session, pool.take(session.store, _rows(session, refs)))


def give_back(session: Session, refs: list[str], reason: str | None = None) -> Answer:
    """Return customers to the pool."""
    from crmcli.verbs import handover, pool

    handover.needed_reason(reason or "")
    return _passed(session, pool.give_back(session.store, _rows(session, refs), reason or ""))


def _rows(session: Session, refs: list[str]) -> list[Customer]:
    from crmcli.store.records import Customer
    from crmcli.verbs.resolve import resolve

    found = [resolve(session.store, ref, ("customer",)).row for ref in refs]
    return [row for row in found if isinstance(row, Customer)]


def _names(session: Session) -> dict[str | None, str]:
    from crmcli.verbs.staff import Team

    return {one.id: one.name for one in Team(session.store).members.values()}


def _passed(session: Session, passed: Passed) -> Answer:
    from crmcli.shown import team as told

    if not passed.rows:
        session.warn(_("They are in the pool already."))
        return Answer([], refs=[])
    lines = "\n".join(told.passed(passed, _names(session), dry_run=False))
    return Answer(passed.as_json(session.store), lines=harmless(lines), refs=[row.ref for row in passed.rows])


_REFS = Arg("refs", "REF", N_("A ref, an id, or a name where it is clear."), many=True)

COMMANDS = {
    command.path: command
    for command in (
        Command("pool list", _list, N_("The customers that nobody has."), options=lambda: list_options(CUSTOMER),
                examples=("crm pool list", "crm pool list --level A --city 宁波")),
        Command("pool rules", rules, N_("When customers return, and how many you may take."),
                examples=("crm pool rules",)),
        Command(
            "pool sweep", sweep, N_("Warn of customers that nobody deals with, and return those that are due."),
            options=(Opt("--dry-run", N_("Only say what would happen.")),),
            more=N_(
                "Days are counted from the last dealing, or from when the owner got the customer. A step that is still "
                "ahead holds a customer, and so does an open opportunity that closes ahead. What is open goes along: "
                "who takes the customer has it."
            ),
            examples=("crm pool sweep --dry-run", "crm pool sweep"),
        ),
        Command("pool take", take, N_("Take customers from the pool, with what is open on them."), args=(_REFS,),
                examples=("crm pool take C7K3F2Q",)),
        Command(
            "pool return", give_back, N_("Return customers to the pool."), args=(_REFS,),
            options=(Opt("--reason", N_("Why."), value="TEXT"),),
            examples=('crm pool return C7K3F2Q --reason "no answer since May"',),
        ),
    )
}  # fmt: skip
