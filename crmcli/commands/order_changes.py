"""``crm order change``: what a customer changed, the steps it opens again, what it costs."""

from __future__ import annotations

from crmcli.commands.fields import whole
from crmcli.commands.output import Answer
from crmcli.commands.spec import Arg, Command, Opt
from crmcli.i18n import N_, _
from crmcli.store.records import ORDER, STEP, Order
from crmcli.text.clean import harmless

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from typing import Any

    from crmcli.commands.session import Session


def change(
    session: Session,
    ref: str,
    text_words: list[str],
    affects: list[str] | None = None,
    line: str | None = None,
    drop: str | None = None,
    reason: str | None = None,
    **given: str | None,
) -> Answer:
    """Note a change of an order."""
    from crmcli.store.records import APPROVAL
    from crmcli.verbs import order_changes
    from crmcli.verbs.resolve import resolve
    from crmcli.verbs.shape import link, record_json, records_json

    store = session.store
    order = resolve(store, ref, ("order",)).row
    assert isinstance(order, Order)
    done = order_changes.change(
        store, order, " ".join(text_words), affects or (), line=None if line is None else whole("--line", line),
        drop=None if drop is None else whole("--drop", drop), reason=reason or "", **given,
    )  # fmt: skip
    record = record_json(store, ORDER, done.row)
    data = {
        **record,
        "change": record["changes"][-1],
        "replaced": None if done.replaced is None else _replaced(record, done.replaced),
        "reopened": records_json(store, STEP, done.reopened),
        "approvals": records_json(store, APPROVAL, done.approvals),
        "moved": [{**link(STEP, one), "from": before, "to": now} for one, before, now in done.moved],
        "transaction": done.transaction,
    }
    return Answer(data, lines=harmless(_said(data)), refs=[done.row.ref])


def _replaced(record: dict[str, Any], row: dict[str, Any]) -> dict[str, Any] | None:
    """The change that gave way, as the order has it."""
    same = [one for one in record["changes"] if one["text"] == row["text"] and one["state"] == "refused"]
    return same[-1] if same else None


def _said(data: dict[str, Any]) -> str:
    from crmcli.shown.values import money

    state = next(part for part in ORDER.fields["changes"].parts if part.name == "state")

    one = data["change"]
    parts = [data["ref"], data["number"], state.choice_shown(one["state"])]
    if one["amount_after"]:
        before = money(one["amount_before"]) if one["amount_before"] else "—"
        parts.append(f"{before} → {money(one['amount_after'])}")
    parts += [
        f"{each['ref']} {each['rule_label']} → {each['approver']['name']}" for each in data["approvals"]
    ]
    if data["reopened"]:
        names = ", ".join(each["name"] for each in data["reopened"])
        parts.append(_("opened again: %(steps)s") % {"steps": names})
    parts += [f"{each['name']} {each['from'] or '—'} → {each['to'] or '—'}" for each in data["moved"]]
    if data["replaced"]:
        parts.append(_("the change that waited gave way: %(text)s") % {"text": data["replaced"]["text"]})
    return " · ".join([*parts, f"crm undo {data['transaction']}"])


def _commands() -> list[Command]:
    return [
        Command(
            "order change", change, N_("A change the customer wants: opens steps again, changes lines and amount."),
            args=(
                Arg("ref", "REF", N_("An order's ref or number.")),
                Arg("text_words", "TEXT", N_("What is changed, in words."), many=True),
            ),
            options=(
                Opt("--affects", N_("A step that it opens again, with all that depends on it; again for each."),
                    value="STEP", many=True),
                Opt("--amount", N_("What an order without lines comes to now."), value="AMOUNT"),
                Opt("--line", N_("Change the line with this number."), value="N"),
                Opt("--product", N_("What is sold; - for a line that only words describe."), value="PRODUCT"),
                Opt("--quantity", N_("How much: 120, 0.5."), value="QUANTITY"),
                Opt("--price", N_("The price of one unit; else the list's for that quantity."), value="AMOUNT"),
                Opt("--discount", N_("Per cent off the unit price: 5%, 95折."), value="PERCENT"),
                Opt("--unit", N_("What is counted; else the product's."), value="TEXT"),
                Opt("--description", N_("What is sold, in words; else the product's name."), value="TEXT"),
                Opt("--drop", N_("Take the line with this number out."), value="N"),
                Opt("--delivery", N_("When it is to be delivered now."), value="DATE"),
                Opt("--reason", N_("Why, for who decides."), value="TEXT"),
            ),
            more=N_(
                "Steps are opened again at once; what they had come to is kept. Where a rule asks for approval,\n"
                "lines, amount and delivery stay as they are until it is given. One such change waits at a time:\n"
                "a later one takes its place, and the earlier is refused."
            ),
            examples=(
                "crm order change 2026-0001 黑色改为白色 --affects 生产",
                "crm order change 2026-0001 \"20 more, a week later\" --line 1 --quantity 140 --delivery 2027-02-05",
                "crm order change 2026-0001 \"cooker moved to the other wall\" --affects wiring --amount 86,000",
            ),
        ),
    ]  # fmt: skip


COMMANDS = {command.path: command for command in _commands()}
