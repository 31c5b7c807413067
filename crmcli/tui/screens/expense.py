"""An expense: what it was spent on and for whom; submitted, and paid back, alone or several at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.i18n import _
from crmcli.shown.star import several
from crmcli.store.records import EXPENSE, KINDS
from crmcli.tui.drawn_approval import approval, held
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.deciding import DecidingPage
from crmcli.tui.screens.record import RecordScreen
from crmcli.tui.screens.records import RecordPage, named
from crmcli.tui.widgets.sections import Entry, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn

    Link = dict[str, Any]
    Record = dict[str, Any]


class SpendingPage(RecordPage):
    """A page with expenses on it."""

    @property
    def spent(self) -> list[Link]:
        """The expenses that actions are about."""
        return [one for one in self.subjects if one["kind"] == "expense"]

    def applies(self, action: Action) -> bool:
        """What can be submitted, or paid back, where a link says how it stands."""
        if not super().applies(action):
            return False
        if action.scope != "expense":
            return True
        known = [one.get("status") for one in self.spent]
        wanted = ("draft", "rejected") if action.id == "expense.submit" else ("approved",)
        return bool(known) and any(one is None or one in wanted for one in known)

    async def do_expense_submit(self) -> None:
        """Submit them, with a reason for who approves them."""
        from crmcli.tui.screens.submitting import submit

        if self.spent:
            await submit(self, "expense", [one["id"] for one in self.spent])

    async def do_expense_pay(self) -> None:
        """Pay them back, when that was confirmed."""
        from crmcli.tui.screens.choosing import confirm

        links = self.spent
        if not links:
            return
        question = _("Pay back: %(name)s?") % {"name": named(links)}
        await self.app.access.write(
            _paid, [one["id"] for one in links], True
        )  # what it lacks is said before that
        if await confirm(self, question, _("Pay back")):
            transaction = await self.write(_paid, [one["id"] for one in links], False)
            said = EXPENSE.fields["status"].choice_shown("paid")
            self.say_done(f"{named(links)}: {said}", transaction)


def _paid(store: Store, ids: list[str], dry_run: bool) -> str | None:
    from crmcli.tui.screens.submitting import _expenses
    from crmcli.verbs import expenses

    return expenses.pay(store, _expenses(store, ids), dry_run=dry_run)[1]


class ExpenseScreen(DecidingPage, SpendingPage, RecordScreen):
    """An expense."""

    SCOPES: ClassVar[tuple[str, ...]] = (*RecordScreen.SCOPES, "approval", "expense")
    BINDINGS = bindings(*SCOPES)

    def _hanging(self, name: str, entries: list[Record]) -> Section:
        """Approvals as they are drawn elsewhere, with who held them how long."""
        if name != "approval":
            return super()._hanging(name, entries)
        now = self.app.store.clock()
        found = []
        for one in entries:
            link = {"kind": name, "id": one["id"], "ref": one["ref"], "customer": one["customer"]}
            link |= {"name": str(one["rule_label"] or one["rule"]), "decision": one["decision"]}
            link["asked_by"] = one["asked_by"]
            found.append(Entry(link, partial(_approval, one, now)))
        waits = any(one["decision"] is None for one in entries)
        title = _("Waits for approval") if waits else several(KINDS[name])
        return Section(f"{title} {len(found)}", found, mark="noted" if waits else "head")

    @property
    def subject(self) -> Link:
        """The expense itself, with where it stands."""
        found = super().subject
        return {**found, "status": (self._record or {}).get("status")}

    @property
    def subjects(self) -> Sequence[Link]:
        """The same."""
        return [self.subject]

    @property
    def waiting(self) -> Link | None:
        """The approval under the cursor, else the one that waits."""
        under = self.rows.data if self.is_mounted else None
        if under is not None and under["kind"] == "approval":
            return under if under["decision"] is None else None
        related = (self._record or {}).get("related", {}).get("approval", [])
        found: Link | None = next((one for one in related if one["decision"] is None), None)
        return found


def _approval(one: Record, now: Any, cells: int) -> Drawn:
    several = held(one, now, cells) if len(one["holders"]) > 1 else []
    return [*approval(one, now, cells), *several]
