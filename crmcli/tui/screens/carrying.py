"""What can be done to a step, a duty or an order, wherever it is under the cursor: each by one key."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from crmcli.errors import CrmError
from crmcli.i18n import _, ngettext
from crmcli.shown.wrapping import DOT
from crmcli.tui import doing_orders, stepwords
from crmcli.tui.screens.deciding import DecidingPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.tui.actions import Action
    from crmcli.tui.doing_orders import Carried
    from crmcli.tui.screens.page import Page

    Link = dict[str, Any]

# By action, where a step may stand so that it makes sense.
_WHERE = {
    "step.start": ("open", "blocked"),
    "step.block": ("open", "started", "blocked"),
    "step.skip": ("open", "started", "blocked"),
    "step.assign": ("open", "started", "blocked"),
    "step.record": ("open", "started", "blocked"),
    "step.reopen": ("started", "done", "blocked", "skipped"),
}
_OVER = ("closed", "cancelled")


class CarryingPage(DecidingPage):
    """A page with steps, duties, payments or orders on it."""

    # --- what it is about -----------------------------------------------------------------------------------------

    @property
    def steps(self) -> Sequence[Link]:
        """The steps that are meant: those under the cursor or marked; their links know the ``status`` and ``order``."""
        return [one for one in self.subjects if one["kind"] == "step"]

    @property
    def duty(self) -> Link | None:
        """The duty under the cursor."""
        one = self.subject
        return one if one is not None and one["kind"] == "duty" else None

    @property
    def order(self) -> Link | None:
        """The order under the cursor, or of what is under the cursor, or of the screen."""
        for one in (self.subject, self.whole):
            if one is None:
                continue
            if one["kind"] == "order":
                return one
            about = one.get("order") or one.get("about")
            if one["kind"] in ("step", "payment", "duty") and isinstance(about, dict):
                return about if about.get("kind", "order") == "order" else None
        return None

    def applies(self, action: Action) -> bool:
        """What a step, a duty or an order can be done to as it stands."""
        if action.id == "reminder.done" and action.scope in self.SCOPES:
            one = self.subject
            if one is not None and one["kind"] == "step":
                return one.get("status") in (None, *_WHERE["step.block"])
            if self.duty is not None:
                return self.duty.get("state") in (None, "open")
        if action.id == "record.edit" and self.duty is not None:
            return True
        if not super().applies(action):
            return False
        if action.scope == "step":
            return self._on_step(action.id)
        if action.scope in ("order", "checklist"):
            return self._on_order(action.id)
        return True

    def _on_step(self, id: str) -> bool:
        if id == "step.reopen" and self._is_over:
            return True
        if id == "step.skip" and self.duty is not None:
            return self.duty.get("state") in (None, "open")
        found = self.steps
        return any(one.get("status") in (None, *_WHERE[id]) for one in found)

    @property
    def _is_over(self) -> bool:
        one = self.order
        return one is not None and one.get("status") in _OVER

    def _on_order(self, id: str) -> bool:
        if self.order is None:
            return False
        return id in ("order.print", "order.pay") or not self._is_over

    def label_of(self, action: Action) -> str:
        """What is done to a duty, to an order that is over."""
        if action.id == "step.skip" and self.duty is not None:
            return _("Drop")
        return super().label_of(action)

    def command_of(self, action: Action) -> str:
        """The command that does the same to what is under the cursor."""
        if action.id == "step.skip" and self.duty is not None:
            return "duty drop"
        if action.id == "step.reopen" and self._is_over:
            return "order reopen"
        return super().command_of(action)

    # --- steps ----------------------------------------------------------------------------------------------------

    async def do_reminder_done(self) -> None:
        """Do a step, finish a duty; all else as ever."""
        if self.steps:
            await self.carry(stepwords.DONE, self.steps)
        elif self.duty is not None:
            duty = self.duty
            transaction = await self.write(doing_orders.finish, [duty["id"]])
            self.say_done(_("Done: %(names)s") % {"names": duty["name"]}, transaction)
        else:
            await super().do_reminder_done()

    async def carry(self, what: str, steps: Sequence[Link]) -> None:
        """Do something to steps; what stands in its way but for a reason is told in a form that asks for it."""
        if not steps:
            return
        if what in (stepwords.BLOCK, stepwords.SKIP):
            await self.ask_and_carry(what, steps, ())
            return
        try:
            carried = await self.write(doing_orders.carry, [one["id"] for one in steps], what)
        except CrmError as error:
            missing = doing_orders.lacking(error)
            if not missing:
                raise
            await self.ask_and_carry(what, steps, missing)
            return
        self.tell_carried(what, carried)

    async def ask_and_carry(
        self, what: str, steps: Sequence[Link], missing: Sequence[dict[str, Any]]
    ) -> None:
        """A form for the reason, the day and the result."""
        from crmcli.tui.screens.stepform import StepForm

        answer = await self.app.push_screen_wait(StepForm(what, steps, missing))
        if answer:
            self.tell_carried(what, answer["carried"])

    def tell_carried(self, what: str, carried: Carried) -> None:
        """Say what was done, the duties it left, what it closed."""
        self.say_done(said_of(what, carried, self.app.store.clock()), carried.transaction)

    async def do_step_start(self) -> None:
        """Begin it."""
        await self.carry(stepwords.START, self.steps)

    async def do_step_block(self) -> None:
        """It does not go on: why."""
        await self.carry(stepwords.BLOCK, self.steps)

    async def do_step_skip(self) -> None:
        """It is not needed: why. A duty is dropped."""
        if self.duty is None:
            await self.carry(stepwords.SKIP, self.steps)
            return
        await _drop(self, self.duty)

    async def do_step_reopen(self) -> None:
        """Open a step again, with what depends on it; an order that is over."""
        if not self._is_over:
            await self.ask_and_carry(stepwords.REOPEN, self.steps, ())
            return
        from crmcli.tui.screens.orderending import reopen

        assert self.order is not None
        await reopen(self, self.order)

    async def do_step_record(self) -> None:
        """Done on another day than today, with what came of it."""
        await self.ask_and_carry(stepwords.DONE, self.steps, ())

    async def do_step_assign(self) -> None:
        """Somebody else does it."""
        from crmcli.tui.screens.choosing import choose
        from crmcli.tui.screens.team import person
        from crmcli.verbs import teamview

        steps = self.steps
        people = await self.app.access.read(self.slot("people"), teamview.working)
        names = ", ".join(str(one["name"]) for one in steps[:3])
        options = [(one["id"], one["name"], person(one)) for one in people]
        chosen = await choose(
            self, _("Who does it: %(name)s") % {"name": names}, options,
            hint=_("a name, pinyin, a role or a department"),
        )  # fmt: skip
        if chosen is not None:
            carried = await self.write(
                doing_orders.carry, [one["id"] for one in steps], "assign", member=chosen
            )
            who = next(one["name"] for one in people if one["id"] == chosen)
            self.say_done(f"{', '.join(carried.names)} → {who}", carried.transaction)

    # --- payments -------------------------------------------------------------------------------------------------

    async def do_record_remove(self) -> None:
        """Payments by their own rules: what is owed is counted anew."""
        from crmcli.tui import doing_money
        from crmcli.tui.screens.choosing import confirm

        links = list(self.subjects)
        if not links or any(one["kind"] != "payment" for one in links):
            await super().do_record_remove()
            return
        question = _("Remove %(name)s (%(ref)s)?") % links[0]
        if len(links) > 1:
            question = ngettext("Remove %(number)d record?", "Remove %(number)d records?", len(links))
            question %= {"number": len(links)}
        if await confirm(self, question, _("Remove")):
            transaction = await self.write(doing_money.remove, [one["id"] for one in links])
            self.removed(links)
            said = ngettext("%(number)d record removed", "%(number)d records removed", len(links))
            self.say_done(said % {"number": len(links)}, transaction)

    # --- orders ---------------------------------------------------------------------------------------------------

    async def do_order_pay(self) -> None:
        """Money that was received, a fee, a rebate, what was paid back."""
        from crmcli.tui.screens.paying import pay

        if self.order is not None:
            one = self.subject
            planned = one if one is not None and one["kind"] == "payment" else None
            await pay(self, self.order["id"], planned["id"] if planned is not None else None)

    async def do_order_change(self) -> None:
        """What the customer changed."""
        from crmcli.tui.screens.changing import change

        if self.order is not None:
            steps = [one["id"] for one in self.steps if one.get("status") in ("started", "done", "skipped")]
            await change(self, self.order["id"], steps)

    async def do_order_days(self) -> None:
        """Another day of delivery or arrival, after it was shown what moves with it."""
        from crmcli.tui.screens.orderdays import move_days

        if self.order is not None:
            await move_days(self, self.order["id"])

    async def do_order_close(self) -> None:
        """Close it; what it lacks is shown."""
        from crmcli.tui.screens.orderending import close

        if self.order is not None:
            await close(self, self.order)

    async def do_order_cancel(self) -> None:
        """Cancel it: why."""
        from crmcli.tui.screens.orderending import cancel

        if self.order is not None:
            await cancel(self, self.order)


async def _drop(page: Page, duty: Link) -> None:
    """Drop a duty, when it was said why."""
    from crmcli.tui.screens.stepform import ReasonForm

    link = {key: duty[key] for key in ("kind", "id", "ref", "name")}
    form = ReasonForm(
        _("Drop: %(name)s") % link, _("Why nobody has to do it any more."), _("Drop"),
        f"form:duty-drop:{link['id']}", partial(_dropped, link["id"]), given={"duty": link},
    )  # fmt: skip
    answer = await page.app.push_screen_wait(form)
    if answer:
        page.say_done(_("Dropped: %(name)s") % link, answer["transaction"])


def _dropped(id: str, store: Any, why: str) -> str | None:
    return doing_orders.drop(store, [id], why)


def said_of(what: str, carried: Carried, now: Any) -> str:
    """What was done to steps, in words."""
    from crmcli.shown.values import when

    if len(carried.names) > 3:
        names = ngettext("%(number)d step", "%(number)d steps", len(carried.names))
        names %= {"number": len(carried.names)}
    else:
        names = ", ".join(carried.names)
    parts = [_("%(field)s: %(value)s") % {"field": stepwords.label(what), "value": names}]
    for one in carried.duties[:2]:
        who = one["for"]["name"] if one["for"] else one["department"] or ""
        due = when(one["due"], now) if one["due"] else ""
        parts.append(" ".join(part for part in ("→", one["text"], due, who) if part))
    if len(carried.duties) > 2:
        more = ngettext("%(number)d duty", "%(number)d duties", len(carried.duties))
        parts.append(more % {"number": len(carried.duties)})
    if carried.closed:
        parts.append(
            _("closed: %(names)s") % {"names": ", ".join(str(one["name"]) for one in carried.closed)}
        )
    return DOT.join(parts)


async def go_on(page: Page, sort: str, given: dict[str, Any]) -> None:
    """Go on with a form about steps, duties or the end of an order that was begun and left."""
    if sort == "step":
        from crmcli.tui.screens.stepform import StepForm

        form = StepForm(given["what"], given["steps"], given.get("missing") or ())
        answer = await page.app.push_screen_wait(form)
        if answer:
            carried = answer["carried"]
            said = said_of(given["what"], carried, page.app.store.clock())
            page.say_done(said, carried.transaction)
    elif sort == "duty-drop":
        await _drop(page, given["duty"])
    else:
        from crmcli.tui.screens import orderending

        await orderending.go_on(page, sort, given)
