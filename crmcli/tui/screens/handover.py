"""Handing customers over: to whom and why in a form, then what goes along and what stays, then one command."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.i18n import _, ngettext
from crmcli.shown.team import carried
from crmcli.shown.wrapping import DOT
from crmcli.store.meta import Field
from crmcli.text.clean import clean_line
from crmcli.tui import drawn, drawn_team
from crmcli.tui.actions import ACTIONS
from crmcli.tui.formrows import Row
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.box import Box
from crmcli.tui.screens.formbox import FormBox
from crmcli.tui.screens.team import person
from crmcli.tui.widgets.sections import Entry, Section, Sections
from crmcli.verbs import drafts, passing, teamview
from crmcli.verbs.passing import Which

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from crmcli.tui.actions import Action
    from crmcli.tui.screens.page import Page
    from crmcli.verbs.passing import Done, Preview

    Link = dict[str, Any]

_TO, _REASON = "to", "reason"
_KEY = "form:handover"


class PreviewBox(Box):
    """What would happen, and the key that does it. Closes with what is to be said and the transaction, or None."""

    SCOPES: ClassVar[tuple[str, ...]] = ("pick", "preview")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    WIDE: ClassVar[int] = 110
    HIGH: ClassVar[int] = 34

    def __init__(self, plan: Preview, reason: str = "", key: str = "") -> None:
        super().__init__(heading(plan))
        self._plan = plan
        self._reason = reason
        self._key = key  # of the draft that goes with it
        self._doing = False

    def inside(self) -> ComposeResult:
        """A list that can be scrolled."""
        yield Sections(id="preview")

    def start(self) -> None:
        """Show it."""
        super().start()
        rows = self.query_one(Sections)
        rows.show(self._sections())
        rows.focus()

    def fit(self) -> None:
        """As high as there is room for, up to the most."""
        super().fit()
        self.query_one(Sections).styles.max_height = min(self.HIGH, self.app.size.height) - 4

    def _sections(self) -> list[Section]:
        plan = self._plan
        out = []
        if self._reason:
            out.append(_texts(_("Why"), [self._reason], "text"))
        if plan.nids or plan.elsewhere:
            number = drawn_team.customers(len(plan.nids))
            if plan.archived:
                number += " (" + _("%(number)d archived") % {"number": plan.archived} + ")"
            along = [carried({name: number}) for name, number in plan.along.items() if number]
            more = carried(plan.elsewhere)
            more = _("and on other customers: %(what)s") % {"what": more} if more else ""
            title = _("Goes back to the pool") if plan.to is None else _("Goes along")
            out.append(_texts(title, [DOT.join([number, *along]), more], "text"))
        out.append(_texts(_("Stays as it is"), self._staying(), "dim"))
        if plan.warned:
            entries = [Entry(None, partial(drawn_team.warned, *one)) for one in plan.warned[: passing.SHOWN]]
            out.append(Section(_("Warned of"), [*entries, *_more(len(plan.warned))]))
        if plan.entries:
            columns = drawn_team.passed_columns(plan.entries)
            entries = [Entry(None, partial(drawn_team.passed, one, columns)) for one in plan.entries]
            out.append(Section(drawn_team.customers(len(plan.nids)), [*entries, *_more(len(plan.nids))]))
        return [section for section in out if section.entries]

    def _staying(self) -> list[str]:
        plan = self._plan
        lines = []
        if plan.same and plan.to is not None:
            said = ngettext(
                "%(number)d is with %(who)s already", "%(number)d are with %(who)s already", plan.same
            )
            lines.append(said % {"number": plan.same, "who": plan.to["name"]})
        if plan.left:
            said = ngettext(
                "%(number)d customer of others is due; only who is above, or has the right, sweeps it.",
                "%(number)d customers of others are due; only who is above, or has the right, sweeps them.",
                plan.left,
            )
            lines.append(said % {"number": plan.left})
        return [*lines, *drawn_team.stays(plan.stays)]

    def label_of(self, action: Action) -> str:
        """What ctrl+s does, and that one is back in the form afterwards."""
        if action.id == "preview.run":
            return doing_of(self._plan)
        if action.id == "pick.leave":
            return ACTIONS["back"].shown
        return super().label_of(action)

    def command_of(self, action: Action) -> str:
        """The command that does the same."""
        return {
            passing.RETURN: "pool return", passing.SUSPEND: "team suspend", passing.SWEEP: "pool sweep",
        }.get(self._plan.how, action.command)  # fmt: skip

    def do_pick_leave(self) -> None:
        """Back; not while it is being done."""
        if not self._doing:
            super().do_pick_leave()

    async def do_preview_run(self) -> None:
        """Do it, once."""
        if self._doing:
            return
        self._doing = True
        self.say(_("Handing over …") if self._plan.to is not None else _("Working …"))
        try:
            done = await self.write(_run, self._plan, self._reason, self._key)
        finally:
            self._doing = False
        self.dismiss((said(self._plan, done), done.transaction))


def _texts(title: str, texts: Sequence[str], style: str) -> Section:
    return Section(title, [Entry(None, partial(drawn.paragraph, text, style)) for text in texts if text])


def _more(number: int) -> list[Entry]:
    """A line that says how many more there are than are named."""
    if number <= passing.SHOWN:
        return []
    text = _("… and %(number)d more") % {"number": number - passing.SHOWN}
    return [Entry(None, partial(drawn.paragraph, text, "dim"))]


def _run(store: Any, plan: Preview, reason: str, key: str) -> Done:
    """Do it; only then what was typed goes."""
    done = passing.run(store, plan, reason)
    if key:
        drafts.discard(store.path, key)
    return done


def heading(plan: Preview) -> str:
    """What a preview is of."""
    number = drawn_team.customers(len(plan.nids))
    if plan.how == passing.SWEEP:
        return _("Sweep of the pool")
    if plan.to is None:
        return _("%(what)s → the pool") % {"what": number}
    if plan.how == passing.SUSPEND and plan.member is not None:
        words = {"name": plan.member["name"], "what": number, "to": plan.to["name"]}
        return _("Suspend %(name)s: %(what)s → %(to)s") % words
    return f"{number} → {plan.to['name']}"


def doing_of(plan: Preview) -> str:
    """What is done, as a key's label."""
    if plan.how == passing.SUSPEND:
        return _("Suspend and hand over")
    id = {passing.RETURN: "customer.return", passing.SWEEP: "pool.sweep"}.get(plan.how, "customer.transfer")
    return ACTIONS[id].shown


def said(plan: Preview, done: Done) -> str:
    """What was done, in words."""
    what = drawn_team.customers(done.number)
    along = carried(done.along)
    if along:
        what = _("%(what)s with %(along)s") % {"what": what, "along": along}
    if plan.how == passing.SWEEP:
        parts = [_("%(what)s → the pool") % {"what": what}] if done.number else []
        if done.warned:
            parts.append(
                ngettext("%(number)d warning", "%(number)d warnings", done.warned) % {"number": done.warned}
            )
        return " · ".join(parts)
    if plan.to is None:
        return _("%(what)s → the pool") % {"what": what}
    text = f"{what} → {plan.to['name']}"
    if plan.how == passing.SUSPEND and plan.member is not None:
        text = _("%(name)s is suspended") % {"name": plan.member["name"]} + f" · {text}"
    return text


class HandoverForm(FormBox):
    """To whom, and why; saving shows first what would happen. ``how`` is one of :mod:`crmcli.verbs.passing`."""

    def __init__(
        self, how: str, which: Which, title: str, about: str, members: Sequence[dict[str, Any]] = ()
    ) -> None:
        self.how = how
        self.which = which
        self._people = list(members)
        self.given = {"how": how, "which": which.as_json(), "title": title, "about": about}
        rows = []
        self.to: Row | None = None
        if how != passing.RETURN:
            label = _("To")
            choices = tuple((one["ref"], name, name) for one, name in _named(self._people))
            self.to = Row(
                Field(
                    _TO,
                    "choice",
                    label,
                    label,
                    _("Who looks after them from now on."),
                    columns=(_TO,),
                    choices=choices,
                ),
                needed=True,
            )
            rows.append(self.to)
        label = _("Why")
        means = (
            _("Both owners read it, and it stays in the history.")
            if self.to
            else _("It stays in the history.")
        )
        self.why = Row(Field(_REASON, "text", label, label, means, columns=(_REASON,)), needed=True)
        super().__init__(title, [*rows, self.why], key=f"{_KEY}:{about}:{how}")

    @property
    def first(self) -> int:
        """Keys go to the first row that is empty."""
        return next((at for at, row in enumerate(self.filled) if row.empty), 0)

    def on_mount(self) -> None:
        """Choose to whom at once; esc leaves it to be typed. Textual calls this of every class."""
        if self.to is not None and self.to.empty:
            self.call_after_refresh(self.begin, self._choose_to(), "form.choose")

    async def do_form_choose(self) -> None:
        """Choose from the members, with what each has already."""
        self.fields.sync()
        if self.fields.row is self.to:
            await self._choose_to()
        else:
            await super().do_form_choose()

    async def _choose_to(self) -> None:
        from crmcli.tui.screens.choosing import choose

        assert self.to is not None
        options = [(name, name, person(one)) for one, name in _named(self._people)]
        chosen = await choose(
            self, self.heading, options, hint=_("to whom: a name, pinyin, a role or a department")
        )
        if chosen is not None:
            self.fields.fill(self.to, chosen)
            if self.fields.row is self.to:
                self.fields.step(1)
        self.refresh_keys()

    def label_of(self, action: Action) -> str:
        """Saving shows first what would happen."""
        return _("Preview") if action.id == "form.save" else super().label_of(action)

    async def store_it(self, typed: dict[str, list[str]]) -> dict[str, Any] | None:
        """Show what would happen, and do it if that is wanted; else all stays as it was typed."""
        to = ""
        if self.to is not None:
            text = clean_line(self.to.text)
            to = next((ref for ref, name, _zh in self.to.field.choices if text in (ref, name)), text)
        reason = clean_line(self.why.text)
        self.keep_draft()
        self.say(_("Counting …"))
        plan = await self.app.access.write(passing.preview, self.how, self.which, to, reason)
        self.say("")
        done = await self.app.push_screen_wait(PreviewBox(plan, reason, self._key))
        return None if done is None else {"said": done[0], "transaction": done[1]}


def _named(people: Sequence[dict[str, Any]]) -> list[tuple[dict[str, Any], str]]:
    """Members by what they are called; those of one name with their refs."""
    from collections import Counter

    number = Counter(one["name"] for one in people)
    return [
        (one, one["name"] if number[one["name"]] == 1 else f"{one['name']} ({one['ref']})") for one in people
    ]


# --- how it is begun ----------------------------------------------------------------------------------------------


async def _ask(page: Page, how: str, which: Which, title: str, about: str, *without: str) -> bool:
    """The form, with the members that can be chosen, and what it did; whether anything was done."""
    people: list[dict[str, Any]] = []
    if how != passing.RETURN:
        people = await page.app.access.read(page.slot("people"), teamview.working)
        people = [one for one in people if one["id"] not in (*without, which.member)]
        if not people:
            page.say(_("There is nobody else in the team yet: `crm team add NAME` makes somebody."))
            return False
    answer = await page.app.push_screen_wait(HandoverForm(how, which, title, about, people))
    if answer:
        page.say_done(answer["said"], answer["transaction"])
    return bool(answer)


async def hand_over(page: Page, which: Which, title: str, about: str, *without: str) -> bool:
    """Hand customers over to a member, not to those ``without``. ``about`` tells its draft from others."""
    return await _ask(page, passing.TRANSFER, which, title, about, *without)


async def give_back(page: Page, which: Which, title: str, about: str) -> bool:
    """Return customers to the pool."""
    return await _ask(page, passing.RETURN, which, title, about)


async def suspend(page: Page, member: Link) -> bool:
    """Suspend a member, and hand over all that is open with it."""
    title = _("Suspend %(name)s, and hand over to") % {"name": member["name"]}
    return await _ask(page, passing.SUSPEND, Which(member=member["id"]), title, member["id"])


async def sweep(page: Page) -> None:
    """Sweep the pool, after it was shown what that would do."""
    page.say(_("Counting …"))
    plan = await page.app.access.write(passing.preview, passing.SWEEP, Which())
    page.say("")
    if not plan.nids and not plan.warned:
        page.say("\n".join([_("Nothing is due."), *PreviewBox(plan)._staying()]))
        return
    done = await page.app.push_screen_wait(PreviewBox(plan))
    if done is not None:
        page.say_done(*done)


async def go_on(page: Page, given: dict[str, Any]) -> None:
    """Go on with what was typed and not done."""
    await _ask(page, given["how"], Which(**given["which"]), given["title"], given["about"])
