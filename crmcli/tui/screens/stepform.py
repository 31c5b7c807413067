"""Why a step is blocked or skipped, done out of its turn or opened again; and when it was done, with what result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.errors import CrmError
from crmcli.i18n import _
from crmcli.store.meta import Field
from crmcli.store.records import ORDER, STEP
from crmcli.text.clean import clean_line, clean_text
from crmcli.tui import doing_orders
from crmcli.tui.formrows import Row
from crmcli.tui.screens.formbox import FormBox
from crmcli.tui.stepwords import BLOCK, DONE, REOPEN, SKIP, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.doing_orders import Carried

    Link = dict[str, Any]

_REASON, _AT, _RESULT, _ARRIVAL = "reason", "at", "result", "arrival"


def reason_row(means: str, *, needed: bool, name: str = _REASON) -> Row:
    """A row for why."""
    why = _("Why")
    return Row(Field(name, "text", why, why, means, columns=(name,)), needed=needed)


class StepForm(FormBox):
    """A reason, where one is asked for; of a step that is done the day and the result too.

    ``missing`` says what stands in the way of it, each as the verb refused it.
    """

    WIDE = 90

    def __init__(self, what: str, steps: Sequence[Link], missing: Sequence[dict[str, Any]] = ()) -> None:
        self.what = what
        self.steps = [{key: one[key] for key in ("kind", "id", "ref", "name")} for one in steps]
        self.given = {"what": what, "steps": self.steps, "missing": list(missing)}
        self._ids = [one["id"] for one in steps]
        self.why = reason_row(_means(what), needed=what in (BLOCK, SKIP) or bool(missing))
        self.at: Row | None = None
        self.result: Row | None = None
        rows = [self.why]
        if what == DONE:
            field = STEP.fields["done"]
            self.at = Row(Field(_AT, "when", field.label, field.zh, field.means, columns=field.columns))
            self.result = Row(STEP.fields[_RESULT])
            arrival = Row(ORDER.fields[_ARRIVAL])
            rows = [self.at, self.result, arrival]
            rows = [self.why, *rows] if missing else [*rows, self.why]
        names = ", ".join(str(one["name"]) for one in steps[:3])
        title = _("%(field)s: %(value)s") % {"field": label(what), "value": names}
        super().__init__(title, rows, key=f"form:step:{self._ids[0]}:{what}")
        self.told += [str(one["message"]) for one in missing]

    def label_of(self, action: Action) -> str:
        """Saving does it."""
        return label(self.what) if action.id == "form.save" else super().label_of(action)

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Do it."""
        options = {
            "reason": clean_line(self.why.text),
            "at": clean_line(self.at.text) if self.at is not None else "",
            "result": clean_text(self.result.text) if self.result is not None else "",
        }
        arrival = next((row for row in self.filled if row.field.name == _ARRIVAL), None)
        if arrival is not None:
            options[_ARRIVAL] = clean_line(arrival.text)
        return {"carried": await self.store(_carried, self._ids, self.what, options)}

    def _refused(self, error: Exception) -> None:
        """What stands in the way is told above, and a reason asked for."""
        missing = doing_orders.lacking(error) if isinstance(error, CrmError) else []
        if not missing:
            super()._refused(error)
            return
        for one in missing:
            if one["message"] not in self.told:
                self.tell_here(str(one["message"]))
        self.why.wrong = _("is needed")
        self.why.needed = True
        self.fields.show(self.why)
        self.fields.go(self.filled.index(self.why))
        self.say(_("With a reason it is done all the same."), "error")


def _carried(store: Store, ids: Sequence[str], what: str, options: dict[str, Any]) -> Carried:
    return doing_orders.carry(store, ids, what, **options)


def _means(what: str) -> str:
    return {
        BLOCK: _("What it waits for; who holds it and whose order it is hear of it."),
        SKIP: _("Why it is not needed for this order."),
        REOPEN: _("Why it is not done yet; when it was done before stays in its history."),
    }.get(what, _("Why it is done out of its turn; it is recorded."))


class ReasonForm(FormBox):
    """One line: why. Closes with the reason under ``why``; ``work(store, why)`` is done before."""

    WIDE = 90

    def __init__(
        self,
        title: str,
        means: str,
        run: str,
        key: str,
        work: Any,
        told: Sequence[str] = (),
        given: Any = None,
    ) -> None:
        self.run = run
        self.given = given or {}
        self._work = work
        self.why = reason_row(means, needed=True)
        super().__init__(title, [self.why], key=key)
        self.told += list(told)

    def label_of(self, action: Action) -> str:
        """Saving does it."""
        return self.run if action.id == "form.save" else super().label_of(action)

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Do it."""
        why = clean_line(self.why.text)
        return {"why": why, "transaction": await self.store(self._work, why)}
