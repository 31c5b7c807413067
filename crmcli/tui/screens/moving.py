"""What a stage asks for, as a form: all that is missing is filled in here, and the move goes with it as one command."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from crmcli.errors import CrmError, Forbidden, Refused
from crmcli.i18n import N_, _
from crmcli.store.meta import Field
from crmcli.store.records import OPPORTUNITY
from crmcli.text.clean import clean_line, clean_text
from crmcli.text.words import yes_or_no
from crmcli.tui.formrows import Row
from crmcli.tui.screens.documentform import wrong_source
from crmcli.tui.screens.formbox import FormBox
from crmcli.verbs import drafts, files, filling
from crmcli.verbs.filling import Filling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.screens.page import Page
    from crmcli.verbs.filling import Plan
    from crmcli.verbs.opportunities import Moved

    Link = dict[str, Any]

_WHY, _FORCE = "why", "force"
_NOTE, _KIND, _PAPER, _PERSON, _PART, _STEP = "note.", "kind.", "paper.", "person.", "part.", "step."
_MEANS = {
    "followup": N_(
        "What happened; a note of this kind is written with it. Dates, amounts and names are read as ever."
    ),
    "document": N_("A path or a link that begins with https://. The file stays where it is."),
    "contact": N_(
        "Who of the customer's people has this part; a name that nobody there has makes a new contact."
    ),
    "step": N_("space turns it over"),
}


class Need:
    """Something that is missing, and the row it is given in; where several kinds would do, ``choice`` says which."""

    __slots__ = ("choice", "missing", "row")

    def __init__(self, missing: dict[str, Any], row: Row, choice: Row | None = None) -> None:
        self.missing = missing
        self.row = row
        self.choice = choice

    @property
    def rows(self) -> list[Row]:
        """Its rows, in order."""
        return [self.row] if self.choice is None else [self.choice, self.row]

    @property
    def sort(self) -> str:
        """The kind or part that is given."""
        values = self.missing["values"]
        if self.choice is None:
            return str(values[0])
        typed = clean_line(self.choice.text)
        return next(
            (value for value, en, zh in self.choice.field.choices if typed in (value, en, zh)), str(values[0])
        )


def need_of(plan: Plan, missing: dict[str, Any], place: int) -> Need | None:
    """The rows for something that is missing; None: it cannot be filled in."""
    code, label = missing["code"], str(missing["label"])
    if code not in filling.FILLED:
        return None
    if code == "field":
        return Need(missing, _field_row(plan, missing["field"]))
    means = f"{missing['message']} {_(_MEANS[code])}"
    if code == "step":
        row = Row(Field(_STEP + missing["field"], "boolean", label, label, means, columns=("step",)))
        row.begin(False)
        return Need(missing, row)
    values = missing["values"]
    choice = None
    if len(values) > 1:
        choice = _choice_row(
            {"followup": "kind", "document": "kind", "contact": "part"}[code], code, place, values
        )
    if code == "followup":
        return Need(
            missing, Row(Field(f"{_NOTE}{place}", "longtext", label, label, means, columns=("text",))), choice
        )
    if code == "document":
        return Need(
            missing, Row(Field(f"{_PAPER}{place}", "text", label, label, means, columns=("url",))), choice
        )
    row = Row(
        Field(f"{_PERSON}{place}", "link", label, label, means, columns=("contact_id",), link="contact")
    )
    return Need(missing, row, choice)


def _field_row(plan: Plan, name: str) -> Row:
    if name.startswith("custom."):
        label = name.removeprefix("custom.")
        row = Row(Field(name, "text", label, label, columns=("value",)))
        row.begin(plan.record["custom"].get(label))
    else:
        row = Row(OPPORTUNITY.fields[name])
        row.begin(plan.record[name])
    return row


def _choice_row(field: str, code: str, place: int, values: Sequence[str]) -> Row:
    """Which of several kinds it is; the first unless another is chosen."""
    from crmcli.store.records import CONTACT, DOCUMENT, FOLLOWUP

    of = {"followup": FOLLOWUP, "document": DOCUMENT, "contact": CONTACT}[code].fields[field]
    choices = tuple(one for one in of.choices if one[0] in values) or tuple((one, one, one) for one in values)
    row = Row(
        Field(
            f"{_KIND}{place}",
            "choice",
            of.label,
            of.zh,
            of.means,
            columns=("kind",),
            choices=choices,
            required=True,
        )
    )
    row.begin(choices[0][0])
    return row


def key_of(sort: str, plan: Plan) -> str:
    """Under which key what is typed and not saved is kept."""
    return f"form:{sort}:{plan.link['id']}:{plan.to}"


class FillForm(FormBox):
    """All that is missing before an opportunity goes somewhere, each in a line, and the way past it.

    ``first`` are rows of the inheritor, which stand before them.
    """

    SORT = "move"

    def __init__(self, plan: Plan, title: str, first: Sequence[Row] = ()) -> None:
        self.plan = plan
        self.needs = [
            need for place, one in enumerate(plan.missing) if (need := need_of(plan, one, place)) is not None
        ]
        rows = list(first)
        asked = [row for need in self.needs for row in need.rows]
        for need in self.needs:
            need.row.needed = True
            if need.missing["code"] != "field":
                need.row.noted = need.missing["message"]
        if asked:
            asked[0].title = _("Missing")
        rows += asked
        self.why: Row | None = None
        self.force: Row | None = None
        if plan.missing:
            self.force = _flag(
                _FORCE, _("Go all the same"), _("Recorded with the reason, and seen in reports.")
            )
            self.force.title = _("Or without it")
            rows.append(self.force)
        if plan.missing or plan.why:
            label = _("Why")
            self.why = Row(
                Field(_WHY, "text", label, label, _("The reason stands in the history."), columns=("why",))
            )
            rows.append(self.why)
        self.given = {"opportunity": plan.link, "to": plan.to}
        super().__init__(title, rows, key=key_of(self.SORT, plan))
        for one in plan.missing:
            if one["code"] not in filling.FILLED:
                self.told.append(one["message"])

    # --- what stands in it ----------------------------------------------------------------------------------------

    @property
    def forced(self) -> bool:
        """Whether it is to go although something is missing."""
        return self.force is not None and yes_or_no(self.force.text) is True

    @property
    def first(self) -> int:
        """Keys go to the first row that is empty."""
        return next((at for at, row in enumerate(self.filled) if row.empty), 0)

    def customer_id(self) -> str | None:
        """The opportunity's customer."""
        return None if self.plan.customer is None else str(self.plan.customer["id"])

    def _need(self, row: Row) -> Need | None:
        return next((need for need in self.needs if need.row is row), None)

    # --- understanding --------------------------------------------------------------------------------------------

    def understand(self, row: Row) -> None:
        """A file is looked for in a thread; who is named is looked up among the customer's people."""
        need = self._need(row)
        code = need.missing["code"] if need is not None else ""
        if code == "document":
            row.forget()
            if not row.empty:
                self.begin(self._look(row), f"form.{row.field.name}")
        elif code == "followup":
            row.forget()
        else:
            super().understand(row)

    async def _look(self, row: Row) -> None:
        text = row.text
        wrong = await self.app.access.aside(wrong_source, text)
        if row.text == text and row.wrong != wrong:
            row.wrong = wrong
            if self.is_attached:
                self.fields.show(row)

    async def _look_up(self, row: Row) -> None:
        need = self._need(row)
        customer = self.customer_id()
        if need is None or need.missing["code"] != "contact" or customer is None:
            await super()._look_up(row)
            return
        text = clean_line(row.text)
        said = wrong = ""
        try:
            found = await self.app.access.read(f"form.{row.field.name}", filling.person, customer, text)
        except CrmError as error:
            found, wrong = None, error.message
        if found is not None:
            row.links[text] = found
            said = f"{found['ref']} {found['name']}"
        elif not wrong:
            said = _("a new contact")
        if clean_line(row.text) == text:
            row.said, row.wrong = said, wrong
            if self.is_attached:
                self.fields.show(row)

    # --- saving ---------------------------------------------------------------------------------------------------

    def label_of(self, action: Action) -> str:
        """Saving moves it."""
        return _("Move") if action.id == "form.save" else super().label_of(action)

    async def _right(self) -> bool:
        """What is missing is needed, unless it is to go all the same: then a reason is."""
        for need in self.needs:
            need.row.needed = not self.forced
            if not self.forced and need.missing["code"] == "step" and yes_or_no(need.row.text) is not True:
                need.row.wrong = need.missing["message"]
        if self.why is not None:
            self.why.needed = self.forced or self.plan.why
        return await super()._right()

    def typed(self) -> dict[str, list[str]]:
        """What was changed of the opportunity's own fields."""
        typed: dict[str, list[str]] = {}
        for need in self.needs:
            name = need.row.field.name
            if need.missing["code"] != "field" or not need.row.changed:
                continue
            if name.startswith("custom."):
                typed.setdefault("custom", []).append(f"{name.removeprefix('custom.')}={need.row.sent()[-1]}")
            else:
                typed[name] = need.row.sent()
        return typed

    def along(self) -> Filling:
        """What else is written with it."""
        found = Filling()
        for need in self.needs:
            row, code = need.row, need.missing["code"]
            if row.empty:
                continue
            if code == "followup":
                found.notes.append((need.sort, clean_text(row.text)))
            elif code == "document":
                source = row.text.strip()
                found.documents.append(
                    (need.sort, source if files.is_url(source) else os.path.expanduser(source))
                )
            elif code == "contact":
                name = clean_line(row.text)
                found.people.append((need.sort, str(row.links[name]["id"]) if name in row.links else name))
            elif code == "step" and yes_or_no(row.text) is True:
                found.steps.append(str(need.missing["field"]))
        return found

    def options(self) -> dict[str, Any]:
        """What else the verb is told."""
        return {"force": self.forced, "why": clean_line(self.why.text) if self.why is not None else ""}

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Fill in and move."""
        moved = await self.store(
            _gone, self.plan.link["id"], self.plan.to, typed, self.along(), self.options()
        )
        return {"moved": moved}

    def _refused(self, error: Exception) -> None:
        """What is still missing is said where it stands; what has no line here, above."""
        if not isinstance(error, Refused) or isinstance(error, Forbidden):
            super()._refused(error)
            return
        lines = []
        for one in error.details.get("missing", ()):
            need = next(
                (
                    need
                    for need in self.needs
                    if (need.missing["code"], need.missing["field"]) == (one["code"], one["field"])
                ),
                None,
            )
            if need is not None:
                need.row.wrong = one["message"]
                lines.append(need.row)
            elif one["message"] not in self.told:
                self.tell_here(one["message"])
        self.fields.show(*lines)
        if lines:
            self.fields.go(self.filled.index(lines[0]))
        self.say(_("Not yet: what is marked is still missing.") if lines else error.message, "error")


def _gone(
    store: Store, id: str, to: str, typed: dict[str, list[str]], along: Filling, options: dict[str, Any]
) -> Moved:
    return filling.go(store, id, to, typed=typed or None, filling=along, **options)


def _flag(name: str, label: str, means: str) -> Row:
    row = Row(Field(name, "boolean", label, label, means, columns=(name,)))
    row.begin(False)
    return row


class MoveForm(FillForm):
    """What is missing before an opportunity goes into a stage."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            plan,
            f"{plan.link['name']}: {plan.here} → {plan.there}",
        )


async def fill_in(page: Page, id: str, to: str) -> Moved | None:
    """A form for what an opportunity lacks to go to a stage; None: it was left."""
    plan = await page.app.access.read(page.slot("plan"), filling.plan, id, to)
    if plan.free:  # what was missing was filled in by somebody else meanwhile
        again: Moved = await page.write(filling.go, id, to)
        drafts.discard(page.app.store.path, key_of(MoveForm.SORT, plan))
        return again
    answer = await page.app.push_screen_wait(MoveForm(plan))
    moved: Moved | None = answer["moved"] if answer else None
    return moved
