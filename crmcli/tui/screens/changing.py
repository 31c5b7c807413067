"""What a customer changes on an order: in words, which steps it opens again, what it does to lines, amount and days.

What it opens again, moves and costs, and which rules ask, is shown before it is noted.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from crmcli.i18n import _
from crmcli.shown.quotes import what
from crmcli.shown.values import money
from crmcli.shown.wrapping import DOT
from crmcli.store.meta import Field
from crmcli.store.records import KINDS, ORDER
from crmcli.text.clean import clean_line, clean_text
from crmcli.text.words import yes_or_no
from crmcli.tui import doing_orders, drawn
from crmcli.tui.formrows import Row
from crmcli.tui.screens.beforebox import BeforeBox
from crmcli.tui.screens.formbox import FormBox
from crmcli.tui.screens.orderdays import shifted
from crmcli.tui.widgets.sections import Entry, Section

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crmcli.tui.actions import Action
    from crmcli.tui.doing_orders import Changing
    from crmcli.tui.screens.page import Page
    from crmcli.verbs.orderview import OrderView

_TEXT, _AFFECTS, _REASON, _DROP, _LINE = "text", "affects", "reason", "drop", "line"
_OF_LINE = ("quantity", "unit_price", "discount")


class ChangeForm(FormBox):
    """The change; saving shows first what it does."""

    def __init__(self, found: OrderView, affected: Sequence[str]) -> None:
        record = found.record
        self.order = record
        self.given = {"order": record["id"]}
        self.steps = {_said(one): str(one["id"]) for one in found.steps}
        parts = {part.name: part for part in ORDER.fields["changes"].parts}
        label = parts[_TEXT].shown
        self.text = Row(
            Field(_TEXT, "longtext", label, label, _("What the customer wants otherwise."), columns=(_TEXT,)),
            needed=True,
        )
        label = _("Opens again")
        means = _("Steps that have to be done again, with all that depends on them; one a line.")
        self.affects = Row(Field(_AFFECTS, "texts", label, label, means, columns=()))
        if affected:
            chosen = [name for name, id in self.steps.items() if id in affected]
            self.affects.preset("\n".join(chosen))
        rows = [self.text, self.affects]
        self.lines = {f"{one['line']} {what(one)}": int(one["line"]) for one in record["lines"]}
        rows += _line_rows(self.lines) if self.lines else [Row(ORDER.fields["amount"])]
        if not self.lines:
            rows[-1].begin(record["amount"])
            rows[-1].picked = True
        rows.append(Row(ORDER.fields["delivery"]))
        rows[-1].begin(record["delivery"])
        rows[-1].picked = True
        label = _("Why")
        means = _("For who approves it, where a rule asks.")
        rows.append(Row(Field(_REASON, "text", label, label, means, columns=(_REASON,))))
        title = _("Change of %(name)s (%(ref)s)") % {"name": record["number"], "ref": record["ref"]}
        super().__init__(title, rows, key=f"form:order-change:{record['id']}")

    # --- choosing -------------------------------------------------------------------------------------------------

    def applies(self, action: Action) -> bool:
        """Steps are chosen from the checklist."""
        if action.id == "form.choose" and self.query("Fields") and self.fields.row is self.affects:
            return True
        return super().applies(action)

    async def do_form_choose(self) -> None:
        """Mark steps of the checklist."""
        from crmcli.tui.screens.choosing import choose_many

        self.fields.sync()
        if self.fields.row is not self.affects:
            await super().do_form_choose()
            return
        options = [(name, name, "") for name in self.steps]
        known = [line for line in self.affects.lines if line in self.steps]
        chosen = await choose_many(self, self.affects.label, options, known)
        if chosen is not None:
            self.fields.fill(self.affects, "\n".join(name for name in self.steps if name in chosen))
        self.refresh_keys()

    def understand(self, row: Row) -> None:
        """Steps are those of the checklist."""
        if row is not self.affects:
            super().understand(row)
            return
        row.forget()
        wrong = [line for line in row.lines if self._step(line) is None]
        if wrong:
            row.wrong = _("no step is called %(name)s") % {"name": wrong[0]}

    def _step(self, text: str) -> str | None:
        """The id of a step by its line in the checklist, its number or the beginning of its name."""
        key = text.casefold()
        for name, id in self.steps.items():
            number, _space, called = name.partition(" ")
            if key in (name.casefold(), number) or (len(key) > 1 and called.casefold().startswith(key)):
                return id
        return None

    def customer_id(self) -> str | None:
        """The order's customer."""
        return str(self.order["customer"]["id"]) if self.order["customer"] else None

    def currency(self) -> str:
        """The order's."""
        amount = self.order["amount"]
        return str(amount["currency"] if amount else self.order["currency"] or super().currency())

    # --- saving ---------------------------------------------------------------------------------------------------

    def label_of(self, action: Action) -> str:
        """Saving shows first what it does."""
        return _("Preview") if action.id == "form.save" else super().label_of(action)

    def options(self) -> dict[str, Any]:
        """What the verb is told beside the text and the steps."""
        out: dict[str, Any] = {}
        for row in self.filled:
            name = row.field.name
            if row in (self.text, self.affects) or not row.changed:
                continue
            text = clean_line(row.text)
            if name == _LINE:
                out[name] = next((number for said, number in self.lines.items() if said == text), None)
            elif name == _DROP:
                continue
            elif name == "product":
                out[name] = row.sent()[-1]
            elif text or name == "delivery":
                out["price" if name == "unit_price" else name] = text
        dropped = next((row for row in self.filled if row.field.name == _DROP), None)
        if dropped is not None and yes_or_no(dropped.text) is True:
            out = {
                **{key: one for key, one in out.items() if key in ("delivery", _REASON)},
                _DROP: out.get(_LINE),
            }
        return {key: one for key, one in out.items() if one is not None}

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Show what it does, and note it if that is wanted; else all stays as it was typed."""
        text = clean_text(self.text.text)
        affects = [id for line in self.affects.lines if (id := self._step(line)) is not None]
        given = (self.order["id"], text, affects, self.options())
        self.keep_draft()
        found = await self.app.access.write(doing_orders.try_change, *given)
        self.say("")
        sections = would(found, self.app.store.clock())
        box = BeforeBox(self.heading, sections, _("Note the change"), "order change")
        if not await self.app.push_screen_wait(box):
            return None
        return {"done": await self.store(doing_orders.change, *given)}


def _said(step: dict[str, Any]) -> str:
    return f"{step['place']} {clean_line(step['name'])}"


def _line_rows(lines: dict[str, int]) -> list[Row]:
    """What of the lines is otherwise: which one, or a new one of a product."""
    of = {part.name: part for part in ORDER.fields["lines"].parts}
    label = of["line"].shown if "line" in of else _("Line")
    choices = tuple((said, said, said) for said in lines)
    means = _("Which line is otherwise; empty with a product: a new one.")
    out = [Row(Field(_LINE, "choice", label, label, means, columns=(_LINE,), choices=choices))]
    out[0].title = ORDER.fields["lines"].shown
    product = KINDS["product"]
    out.append(Row(Field("product", "link", product.shown, product.shown, of["product"].means,
                         columns=("product_id",), link="product")))  # fmt: skip
    out += [Row(of[name]) for name in _OF_LINE if name in of]
    label = _("Take it out")
    drop = Row(Field(_DROP, "boolean", label, label, _("The line is not wanted any more."), columns=(_DROP,)))
    drop.begin(False)
    return [*out, drop]


def would(found: Changing, now: datetime) -> list[Section]:
    """What a change does, in sections."""
    out = []
    if found.before != found.after and found.after is not None:
        before = money(found.before) if found.before else "—"
        out.append(_texts(ORDER.fields["amount"].shown, [f"{before} → {money(found.after)}"], "strong"))
    if found.asked:
        asked = [DOT.join(part for part in one if part) for one in found.asked]
        out.append(
            _texts(_("Has to be approved; until then lines and amount stay as they are"), asked, "noted")
        )
    if found.replaced:
        out.append(_texts(_("Takes the place of the change that waits"), [found.replaced], "dim"))
    if found.reopened:
        out.append(_texts(_("Opened again"), found.reopened, "text"))
    return [*out, *shifted(found.moved, now)]


def _texts(title: str, texts: Sequence[str], style: str) -> Section:
    return Section(title, [Entry(None, partial(drawn.paragraph, text, style)) for text in texts])


def done_said(number: str, found: Changing) -> str:
    """What a change did, in words."""
    parts = [_("Changed: %(name)s") % {"name": number}]
    if found.reopened:
        parts.append(_("opened again: %(steps)s") % {"steps": ", ".join(found.reopened)})
    if found.asked:
        parts.append(
            _("will have to be approved: %(rules)s")
            % {"rules": ", ".join(rule for rule, _who in found.asked)}
        )
    elif found.after is not None and found.before != found.after:
        parts.append(money(found.after))
    return DOT.join(parts)


async def change(page: Page, id: str, affected: Sequence[str] = ()) -> None:
    """A form for a change of an order, given by id; ``affected`` are steps (ids) that it opens again."""
    from crmcli.verbs.orderview import order

    found = await page.app.access.read(page.slot("change"), order, id)
    answer = await page.app.push_screen_wait(ChangeForm(found, affected))
    if answer:
        done = answer["done"]
        page.say_done(done_said(str(found.record["number"]), done), done.transaction)
