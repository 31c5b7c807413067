"""Money on an order: what came in, a fee, a rebate, what was paid back; and what is planned to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.errors import CrmError
from crmcli.i18n import _
from crmcli.shown.values import money
from crmcli.shown.wrapping import DOT
from crmcli.store.meta import Field
from crmcli.store.records import PAYMENT
from crmcli.text.clean import clean_line
from crmcli.text.names import name_key
from crmcli.tui import doing_money
from crmcli.tui.formrows import Row
from crmcli.tui.screens.formbox import FormBox

if TYPE_CHECKING:
    from crmcli.tui.actions import Action
    from crmcli.tui.doing_money import Owed
    from crmcli.tui.screens.page import Page
    from crmcli.tui.widgets.fields import Fields

    Link = dict[str, Any]

CAME = ("received", "fee", "rebate", "refund")
_PLANS = ("planned", "rebate")


def _field(name: str, type: str, label: str, means: str, **more: Any) -> Field:
    columns = (f"{name}_minor", f"{name}_currency") if type == "money" else (name,)
    return Field(name, type, label, label, means, columns=columns, **more)


def _kinds(names: tuple[str, ...]) -> Row:
    of = PAYMENT.fields["kind"]
    choices = tuple(one for one in of.choices if one[0] in names)
    row = Row(
        Field("kind", "choice", of.label, of.zh, of.means, columns=("kind",), choices=choices, required=True)
    )
    row.begin(names[0])
    return row


class MoneyForm(FormBox):
    """A form whose amounts are typed as they are everywhere, in the order's currency where none is named."""

    WIDE = 96

    def __init__(self, owed: Owed, title: str, rows: list[Row], key: str) -> None:
        self.owed = owed
        self.given = {"order": owed.order["id"]}
        super().__init__(title, rows, key=key)
        self.told += owed.said

    def currency(self) -> str:
        """That of the order."""
        return self.owed.currency

    def customer_id(self) -> str | None:
        """The order's customer."""
        customer = self.owed.order.get("customer")
        return str(customer["id"]) if customer else None

    def texts(self) -> dict[str, str]:
        """What stands in the rows that are not empty, by name; of a choice its value."""
        out = {}
        for row in self.filled:
            if row.empty:
                continue
            text = clean_line(row.text)
            if row.field.type == "choice":
                key = name_key(text)
                text = next((one[0] for one in row.field.choices if key in map(name_key, one)), text)
            out[row.field.name] = text
        return out


class PayForm(MoneyForm):
    """What came in. The most usual stands there already: what is due next, today."""

    def __init__(self, owed: Owed) -> None:
        amount = Row(_field("amount", "money", PAYMENT.fields["amount"].shown, _("How much came in, as it came.")),
                     needed=True)  # fmt: skip
        if owed.due is not None:
            amount.preset(f"{owed.due['currency']} {owed.due['amount']}")
            amount.picked = True
        at = Row(PAYMENT.fields["at"])
        at.picked = True
        at.preset(owed.today)
        fee = Row(_field("fee", "money", PAYMENT.fields["kind"].choice_shown("fee"),
                         _("What the bank kept of it; it counts as received, and as a fee.")))  # fmt: skip
        counted = Row(PAYMENT.fields["counted"])
        rate = Row(_field("rate", "text", PAYMENT.fields["rate"].shown,
                          _("Only for another currency than the order's; empty: as the rates are kept.")))  # fmt: skip
        label, note = Row(PAYMENT.fields["label"]), Row(PAYMENT.fields["note"])
        rows = [amount, at, _kinds(CAME), fee, rate, counted, label, note]
        title = _("Payment on %(name)s (%(ref)s)") % owed.order
        super().__init__(owed, title, rows, f"form:pay:{owed.order['id']}")
        self._tried: dict[str, str] | None = None

    def label_of(self, action: Action) -> str:
        """Saving notes it."""
        return _("Note it") if action.id == "form.save" else super().label_of(action)

    def start(self) -> None:
        """What stands there already is reckoned with at once."""
        super().start()
        if not self.filled[0].empty:
            self.begin(self._try(), "form.try")

    def on_fields_left(self, event: Fields.Left) -> None:
        """Say beside the amount what it counts, what it pays and what is left, as soon as it was typed."""
        super().on_fields_left(event)
        if event.row.field.name in ("amount", "kind", "rate", "counted", "fee"):
            self.begin(self._try(), "form.try")

    def on_fields_edited(self, event: Fields.Edited) -> None:
        """What was said of the amount is not so any more."""
        super().on_fields_edited(event)
        self._tried = None

    async def _try(self) -> None:
        """Reckon what it would do, and change nothing."""
        texts = self.texts()
        if "amount" not in texts or texts == self._tried:
            return
        self._tried = texts
        row = self.filled[0]
        try:
            found = await self.app.access.write(doing_money.try_pay, self.owed.order["id"], texts)
        except CrmError as error:
            if texts == self.texts():
                self.say(error.message, "error")
            return
        if texts == self.texts() and self.is_attached:
            row.said = paid_said(found)
            self.fields.show(row)
            self.say("")

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Note it."""
        found = await self.store(doing_money.pay, self.owed.order["id"], self.texts())
        return {"said": paid_said(found, name=str(self.owed.order["name"])), "transaction": found.transaction}


def paid_said(found: doing_money.Done, name: str = "") -> str:
    """What money on an order did: what it counts by which rate, what it pays, what is owed, what is credit."""
    parts = []
    if name:
        kind = PAYMENT.fields["kind"].choice_shown(found.payment["kind"])
        parts.append(f"{kind} {money(found.payment['amount'])} · {name}")
    if found.payment["rate"] and found.payment["counted"]:
        values = {"amount": money(found.payment["counted"]), "rate": found.payment["rate"]}
        said = _("counts as %(amount)s at %(rate)s") % values
        parts.append(
            said if found.source != "settings" else said + " " + _("(the rate kept in the settings)")
        )
    parts += [f"{label} {money(amount)}" for label, amount in found.settles[:3]]
    if found.credit is not None:
        parts.append(_("%(amount)s too much stays as credit") % {"amount": money(found.credit)})
    elif found.owed is not None:
        parts.append(_("then owed: %(amount)s") % {"amount": money(found.owed)})
    return DOT.join(parts)


class PlanForm(MoneyForm):
    """A payment that is to come: an amount or a share, a day or how it is counted."""

    def __init__(self, owed: Owed) -> None:
        fields = PAYMENT.fields
        rows = [
            Row(fields["label"]), Row(fields["amount"]), Row(fields["share"]), Row(fields["due"]), Row(fields["plan"]),
            _kinds(_PLANS), Row(fields["note"]),
        ]  # fmt: skip
        title = _("Planned payment on %(name)s (%(ref)s)") % owed.order
        super().__init__(owed, title, rows, f"form:pay-plan:{owed.order['id']}")

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Plan it."""
        said, transaction = await self.store(doing_money.plan, self.owed.order["id"], self.texts())
        text = _("Planned on %(name)s") % self.owed.order
        return {"said": DOT.join([text, *said]), "transaction": transaction}


class PaymentForm(MoneyForm):
    """A payment that is there, by what those of its kind have."""

    def __init__(self, owed: Owed, payment: dict[str, Any]) -> None:
        self.payment = payment
        awaited = payment["at"] is None and payment["kind"] in _PLANS
        names = ["label", "amount", "share", "due", "plan", "note"] if awaited else [
            "amount", "at", "counted", "label", "note",
        ]  # fmt: skip
        if payment["kind"] == "rebate":
            names = [name for name in names if name != "share"]
        rows = [Row(PAYMENT.fields[name]) for name in names]
        for row in rows:
            row.begin(payment[row.field.name])
        values = {"field": PAYMENT.shown, "value": payment["label"] or payment["ref"]}
        title = _("%(field)s: %(value)s") % values
        super().__init__(owed, title, rows, f"form:pay-edit:{payment['id']}")
        self.given = {"payment": payment["id"]}

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Change it."""
        if not typed:
            return {"said": "", "transaction": None}
        said, transaction = await self.store(doing_money.edit, self.payment["id"], typed)
        text = _("Changed: %(name)s") % {"name": self.payment["label"] or self.payment["ref"]}
        return {"said": DOT.join([text, *said]), "transaction": transaction}


# --- how it is begun ----------------------------------------------------------------------------------------------


async def _ask(page: Page, form: FormBox) -> None:
    answer = await page.app.push_screen_wait(form)
    if answer and answer["said"]:
        page.say_done(answer["said"], answer["transaction"])


async def pay(page: Page, id: str, planned: str | None = None) -> None:
    """Money on an order, given by id; ``planned``: the planned payment that it is for."""
    owed = await page.app.access.read(page.slot("owed"), doing_money.owed, id, planned)
    await _ask(page, PayForm(owed))


async def plan_payment(page: Page, id: str) -> None:
    """One more payment that is to come on an order."""
    await _ask(page, PlanForm(await page.app.access.read(page.slot("owed"), doing_money.owed, id, None)))


async def edit_payment(page: Page, id: str) -> None:
    """Change a payment."""
    payment = await page.app.access.read(page.slot("payment"), doing_money.payment, id)
    owed = await page.app.access.read(page.slot("owed"), doing_money.owed, payment["order"]["id"], None)
    await _ask(page, PaymentForm(owed, payment))


async def go_on(page: Page, sort: str, given: dict[str, Any]) -> None:
    """Go on with one of these forms that was begun and left."""
    if sort == "pay-edit":
        await edit_payment(page, given["payment"])
    elif sort == "pay-plan":
        await plan_payment(page, given["order"])
    else:
        await pay(page, given["order"])
