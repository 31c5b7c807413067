"""What can be done to the opportunity under the cursor or on the screen, wherever that is: each by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.errors import Forbidden, Refused
from crmcli.i18n import _
from crmcli.tui.screens.sharing import SharingPage

if TYPE_CHECKING:
    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.screens.page import Page
    from crmcli.verbs.opportunities import Moved

    Link = dict[str, Any]


class SellingPage(SharingPage):
    """A page with opportunities on it."""

    @property
    def opportunity(self) -> Link | None:
        """The opportunity that actions are about: that under the cursor, else that of the screen."""
        for one in (self.subject, self.whole):
            if one is not None and one["kind"] == "opportunity":
                return one
        return None

    def applies(self, action: Action) -> bool:
        """What moves one applies while it is open, opening it again when it is not."""
        if not super().applies(action):
            return False
        if action.scope != "opportunity":
            return True
        one = self.opportunity
        if action.id == "opportunity.quote" and one is None:
            return self.whole is not None and self.whole["kind"] == "customer"
        if one is None:
            return False
        if action.id == "opportunity.assess":
            return True
        return bool(one.get("outcome")) == (action.id == "opportunity.reopen")

    async def follow(self, id: str) -> None:
        """Go along with an opportunity to where it stands now."""

    # --- moved ----------------------------------------------------------------------------------------------------

    async def do_opportunity_forward(self) -> None:
        """Into the next stage; what its process asks for first is filled in here."""
        await self._go_beside(1)

    async def do_opportunity_backward(self) -> None:
        """Back into the stage before."""
        await self._go_beside(-1)

    async def _go_beside(self, step: int) -> None:
        from crmcli.verbs import filling

        one = self.opportunity
        if one is None:
            return
        try:
            moved = await self.write(filling.step, one["id"], step)
        except Refused as error:
            if isinstance(error, Forbidden):
                raise
            codes = {each["code"] for each in error.details.get("missing", ())}
            to = await self.app.access.read(self.slot("beside"), filling.beside, one["id"], step)
            if codes & {"closed", "removed"} or to is None:
                raise
            from crmcli.tui.screens.moving import fill_in

            filled = await fill_in(self, one["id"], to)
            if filled is not None:
                await self.tell_moved(filled)
            return
        if moved is not None:
            await self.tell_moved(moved)
        elif step < 0:
            self.say(_("It stands in the first stage."))
        else:
            keys = {
                "win": self.app.keys.shown("opportunity.win"),
                "lose": self.app.keys.shown("opportunity.lose"),
            }
            self.say(_("It stands in the last stage: %(win)s wins it, %(lose)s loses it.") % keys)

    async def tell_moved(self, moved: Moved) -> None:
        """Say where it went, what its process says there, what it reminds of; and go along."""
        await self.follow(moved.row.id)
        text = said_of(self.app.store, moved)
        if moved.guidance and moved.transaction is not None:
            undo = {"text": text, "key": self.app.keys.shown("undo")}
            guidance = " ".join(moved.guidance.split())
            self.say(_("%(text)s · %(key)s takes it back") % undo + f"\n{guidance}", "good")
        else:
            self.say_done(text, moved.transaction)

    # --- closed ---------------------------------------------------------------------------------------------------

    async def _close(self, outcome: str) -> None:
        from crmcli.tui.screens.closing import close

        one = self.opportunity
        if one is None:
            return
        moved = await close(self, one["id"], outcome)
        if moved is not None:
            await self.tell_moved(moved)

    async def do_opportunity_win(self) -> None:
        """Won: why, and what is to be learnt."""
        await self._close("won")

    async def do_opportunity_lose(self) -> None:
        """Lost: why, and what is to be learnt."""
        await self._close("lost")

    async def do_opportunity_abandon(self) -> None:
        """Given up: neither won nor lost."""
        await self._close("abandoned")

    async def do_opportunity_reopen(self) -> None:
        """Open it again, in the stage it stood in."""
        from crmcli.tui.screens.choosing import ask_line
        from crmcli.verbs import filling

        one = self.opportunity
        if one is None:
            return
        why = await ask_line(
            self, _("Open %(name)s again") % {"name": one["name"]}, hint=_("why"), check=_needed
        )
        if why is not None:
            await self.tell_moved(await self.write(filling.reopen, one["id"], why))

    # --- what is known of it --------------------------------------------------------------------------------------

    async def do_opportunity_steps(self) -> None:
        """Tick the steps of its process that are done by hand."""
        from crmcli.tui.screens.choosing import choose_many
        from crmcli.verbs import filling

        one = self.opportunity
        if one is None:
            return
        known = await self.app.access.read(self.slot("steps"), filling.steps, one["id"])
        if not known:
            self.say(_("Its process has no steps that are ticked by hand."))
            return
        chosen = await choose_many(
            self,
            _("Steps done of %(name)s") % {"name": one["name"]},
            [(id, label, "") for id, label, _done in known],
            [id for id, _label, done in known if done],
        )
        if chosen is not None:
            transaction = await self.write(filling.tick, one["id"], chosen)
            labels = ", ".join(label for id, label, _done in known if id in chosen)
            self.say_done(_("Steps done: %(steps)s") % {"steps": labels or "—"}, transaction)

    async def do_opportunity_assess(self) -> None:
        """The problem, the rivals, strengths and weaknesses, chances and threats, in a form."""
        from crmcli.tui.screens.form import edit_record

        one = self.opportunity
        if one is not None:
            await edit_record(self, one, "assess")

    async def do_opportunity_quote(self) -> None:
        """A quote on it; from a customer, on one of the open opportunities."""
        from crmcli.tui.screens.quoting import new_quote

        one = self.opportunity
        if one is not None or self.customer is not None:
            await new_quote(self, one, self.customer)

    async def do_opportunity_new(self) -> None:
        """A form for a new opportunity of the customer."""
        await self.new_opportunity(self.customer)

    async def new_opportunity(self, customer: Link | None, *, process: str = "") -> None:
        """A form for a new opportunity; it is under the cursor afterwards."""
        from crmcli.tui.screens.form import new_record

        given: dict[str, str | Link] = {"customer": customer} if customer is not None else {}
        made = await new_record(self, "opportunity", {**given, "process": process} if process else given)
        if made is not None:
            await self.follow(made["id"])


async def go_on(page: Page, sort: str, id: str, to: str) -> None:
    """Go on with a form for a move that was begun and left."""
    from crmcli.tui.screens import closing, moving

    open_form = closing.close if sort == "close" else moving.fill_in
    moved = await open_form(page, id, to)
    if moved is not None:
        page.say_done(said_of(page.app.store, moved), moved.transaction)


def _needed(text: str) -> None:
    from crmcli.errors import UsageError

    if not text.strip():
        raise UsageError(
            _("A reason is needed."), argument="reason", value="", expected=_("a text that is not empty")
        )


def said_of(store: Store, moved: Moved) -> str:
    """What a change of stage did, in words; without what its process says there."""
    from crmcli.shown.pipeline import missing_said
    from crmcli.shown.values import when
    from crmcli.shown.wrapping import DOT
    from crmcli.store.records import OPPORTUNITY
    from crmcli.verbs.stages import process_of

    row, process = moved.row, process_of(store, moved.row.playbook_id)
    parts = [row.title]
    if moved.change is not None:
        here, there = (process.label_of(one) for one in (moved.change.from_stage, moved.change.to_stage))
        parts.append(f"{here} → {there}")
    if row.outcome_reason:
        parts.append(OPPORTUNITY.fields["outcome_reason"].choice_shown(row.outcome_reason))
    if moved.missing and moved.change is not None:
        parts.append(_("forced: %(missing)s") % {"missing": missing_said(moved.change.missing or "—")})
    now = store.clock()
    parts += [f"{when(one.due_on or '', now)} {one.text}" for one in moved.reminders]
    return DOT.join(parts)
