"""Won, lost or given up: why, from the process's list, and what is to be learnt from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.store.meta import Field
from crmcli.store.records import OPPORTUNITY
from crmcli.text.clean import clean_line, clean_text
from crmcli.text.names import name_key
from crmcli.tui.formrows import Row
from crmcli.tui.screens.moving import FillForm
from crmcli.verbs import filling

if TYPE_CHECKING:
    from crmcli.tui.actions import Action
    from crmcli.tui.screens.page import Page
    from crmcli.verbs.filling import Plan
    from crmcli.verbs.opportunities import Moved

_REASON = "reason"


class CloseForm(FillForm):
    """The reason, the lesson, and what the process asks for before it is closed; the list of reasons stands open."""

    SORT = "close"

    def __init__(self, plan: Plan) -> None:
        field = OPPORTUNITY.fields["outcome_reason"]
        self.reason = Row(
            Field(
                _REASON,
                "choice",
                field.label,
                field.zh,
                field.means,
                columns=("reason",),
                choices=plan.reasons,
            ),
            needed=True,
        )
        self.lesson = Row(OPPORTUNITY.fields["lesson"])
        self.lesson.begin(plan.record["lesson"])
        title = f"{plan.link['name']}: {plan.here} → {plan.there}"
        super().__init__(plan, title, [self.reason, self.lesson])

    def on_mount(self) -> None:
        """Choose the reason at once; esc leaves it to be typed. Textual calls this of every class."""
        if self.reason.empty:
            self.call_after_refresh(self.begin, self._choose_reason(), "form.choose")

    async def _choose_reason(self) -> None:
        from crmcli.tui.screens.formchoices import choose_for

        await choose_for(self, self.reason)
        if not self.reason.empty and self.fields.row is self.reason:
            self.fields.step(1)
        self.refresh_keys()

    def label_of(self, action: Action) -> str:
        """Saving closes it."""
        if action.id == "form.save":
            return self.plan.there
        return super().label_of(action)

    def options(self) -> dict[str, Any]:
        """The reason, and what is to be learnt."""
        key = name_key(self.reason.text)
        reason = next(
            (id for id, en, zh in self.plan.reasons if key in (id, name_key(en), name_key(zh))),
            clean_line(self.reason.text),
        )
        lesson = clean_text(self.lesson.text) if self.lesson.changed else None
        return {**super().options(), "reason": reason, "lesson": lesson}


async def close(page: Page, id: str, outcome: str) -> Moved | None:
    """A form for closing an opportunity; None: it was left."""
    plan = await page.app.access.read(page.slot("plan"), filling.plan, id, outcome)
    answer = await page.app.push_screen_wait(CloseForm(plan))
    moved: Moved | None = answer["moved"] if answer else None
    return moved
