"""The team: who is above whom, what each holds and may do; members come, move, are suspended, hand over (R03, R04)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal

from crmcli.i18n import N_, _, listed
from crmcli.shown import team as told
from crmcli.shown.syncing import number_of_conflicts, number_refused, waits
from crmcli.shown.wrapping import DOT
from crmcli.store.records import CUSTOMER, MEMBER
from crmcli.text.clean import width
from crmcli.tui import drawn, drawn_team
from crmcli.tui.actions import ACTIONS
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.records import RecordPage
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.sections import Entry, Section, Sections
from crmcli.verbs import passing, teamview
from crmcli.verbs.members import named

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.drawn_team import Columns
    from crmcli.verbs.browse import Changes
    from crmcli.verbs.team import Changed
    from crmcli.verbs.teamview import View

    Link = dict[str, Any]

_BESIDE = 128  # cells from which on what is known of the member under the cursor stands beside the tree
_ALSO = (
    "member",
    "customer",
    "opportunity",
    "reminder",
    "guidance",
    "playbook",
    "sync",
)  # what the screen tells of
_HAND, _ONLY = "hand", "only"
_OF_SEVERAL = ("team.handover", "team.move", "team.suspend", "team.act")  # of no use to who is alone
_NOT_FOR_MEMBERS = (
    "record.remove",
    "open.customer",
    "guidance.guide",
    "guidance.ask",
)  # of no use to a member


class TeamScreen(RecordPage):
    """The members as a tree; departments and roles below it, or beside it."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "record", "team")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Team")

    def __init__(self) -> None:
        super().__init__()
        self._view: View | None = None
        self._columns: dict[int, Columns] = {}  # by the cells there are
        self._beside: bool | None = None
        self._told: tuple[View | None, str] = (None, "")  # what stands beside the tree

    def body(self) -> ComposeResult:
        """The tree; beside it who is under the cursor."""
        with Horizontal():
            yield Sections(id="team")
            yield Sections(id="member")

    @property
    def rows(self) -> Sections:
        """The members."""
        return self.query_one("#team", Sections)

    @property
    def beside(self) -> Sections:
        """What is known of the member under the cursor, on a wide terminal."""
        return self.query_one("#member", Sections)

    # --- reading --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """What each holds is counted in a thread."""
        self.rows.empty = ["", _("Counting …")]
        self._fit()
        self.rows.focus()
        super().start()

    async def load(self) -> None:
        """Read and count anew."""
        keep = self._view is not None
        self._view = await self.app.access.read(self.slot("team"), teamview.view)
        self._fill(keep=keep)

    def on_changes(self, changes: Changes) -> None:
        """Somebody came or went, or holds more or less."""
        if changes.touches(*_ALSO):
            self.begin(self.load(), "load")

    # --- showing --------------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        self._beside = self.size.width >= _BESIDE
        self.beside.display = self._beside

    def on_resize(self) -> None:
        """Side by side where there is room."""
        if self._beside != (self.size.width >= _BESIDE):
            self._fit()
            if self._view is not None:
                self.guarded(partial(self._fill, keep=True))

    def _fill(self, *, keep: bool) -> None:
        found = self._view
        assert found is not None
        self._columns.clear()
        heads = Entry(None, lambda cells: drawn_team.head(self._of(cells), cells))
        entries = [Entry(one, partial(self._draw, one)) for one in found.members]
        sections = [Section("", [heads, *entries])]
        if self._alone:
            sections.append(Section(_("You are alone here"), [Entry(None, self._advice)]))
        if found.pool:
            text = drawn_team.customers(found.pool) + "  " + self.way("team.pool", _("shows them"))
            sections.append(Section(_("The pool"), [Entry(None, partial(drawn.paragraph, text, "dim"))]))
        sections += self._hub()
        self.rows.show(sections if self._beside else [*sections, *self._others()], keep=keep)
        if not keep and found.me is not None:
            self.rows.go_to(found.me["id"])
        self._show_member()
        self.refresh_bars()

    def _hub(self) -> list[Section]:
        """How the store and the team's hub stand, and where the keys lead."""
        at = self.app.synced
        if not at.open:
            return []
        parts = [waits(at.waiting)] if at.waiting else []
        parts += [number_of_conflicts(at.conflicts)] if at.conflicts else []
        parts += [number_refused(at.refused)] if at.refused else []
        lines = [DOT.join(parts) or _("nothing waits")]
        lines.append(
            self.way("go.conflicts", _("shows conflicts")) + DOT + self.way("sync.now", _("exchanges now"))
            if at.joined
            else self.way("go.conflicts", _("shows conflicts"))
        )
        style = "noted" if at.conflicts or at.refused else "dim"
        entries = [
            Entry(None, partial(drawn.paragraph, text, kind))
            for text, kind in zip(lines, (style, "dim"), strict=True)
        ]
        return [Section(_("The hub"), entries)]

    def _of(self, cells: int) -> Columns:
        assert self._view is not None
        if cells not in self._columns:
            self._columns[cells] = drawn_team.Columns(self._view, cells)
        return self._columns[cells]

    def _draw(self, one: dict[str, Any], cells: int) -> Any:
        return drawn_team.member(one, self._of(cells), cells)

    def _advice(self, cells: int) -> Any:
        """What to do while there is only one member."""
        lines = (
            _("Who works with you has a place here; each sees whose a customer is and what waits for whom."),
            "",
            self.way("team.new", _("a member: name, role, who is above")),
            self.way("record.edit", _("your own role, department and address")),
        )
        return [line for text in lines for line in drawn.paragraph(text, "dim", cells) or [[]]]

    def _others(self) -> list[Section]:
        """The departments and the roles."""
        found = self._view
        assert found is not None
        out = []
        if found.departments:
            heads = Entry(None, lambda cells: drawn_team.head_of_departments(self._of(cells), cells))
            entries = [Entry(None, partial(self._department, one)) for one in found.departments]
            out.append(Section(_("Departments"), [heads, *entries]))
        out.append(Section(_("Roles"), [Entry(None, partial(drawn_team.role, one)) for one in found.roles]))
        return out

    def _department(self, one: dict[str, Any], cells: int) -> Any:
        assert self._view is not None
        return drawn_team.department(one, self._of(cells), cells)

    def on_lines_moved(self) -> None:
        """Another member is under the cursor."""
        super().on_lines_moved()
        self._show_member()

    def _show_member(self) -> None:
        """What is known of the member under the cursor, departments and roles, on a wide terminal."""
        one = self.subject
        shown_now = (self._view, one["id"] if one is not None else "")
        if self._view is None or not self._beside or shown_now == self._told:
            return
        self._told = shown_now
        sections = []
        if one is not None:
            facts = self._facts(one)
            label = min(max(width(name) for name, _text in facts), 20)
            entries = [Entry(None, partial(drawn.fact, name, text, label)) for name, text in facts]
            sections.append(Section(f"{shown(one['name'])}  {one['ref']}", entries))
        self.beside.show([*sections, *self._others()], keep=False)

    def _facts(self, one: dict[str, Any]) -> list[tuple[str, str]]:
        assert self._view is not None
        fields = MEMBER.fields
        known = self._view.details(one["id"])
        facts = [
            (fields[name].shown, one[key]) for name, key in (("role", "role_label"), ("department",) * 2)
        ]
        facts.append((fields["superior"].shown, one["superior"]["name"] if one["superior"] else ""))
        facts.append((fields["email"].shown, one["email"]))
        if not one["active"]:
            facts.append((fields["active"].shown, _("suspended")))
        facts.append((_("Absence"), told.absence(one, self.app.store.clock())))
        facts.append((_("Holds"), drawn_team.holding(one["held"]) or _("nothing")))
        if one["below"]:
            facts.append((_("Below"), drawn_team.members(one["below"])))
        rights = listed(_(told.RIGHTS[name]) for name in known["rights"] if name in told.RIGHTS)
        facts.append((_("Is allowed"), (rights or _("its own only")) if one["active"] else _("nothing")))
        if known["limits"]:
            facts.append((fields["limits"].shown, told.limits(known["limits"])))
        return [(name, str(text)) for name, text in facts if text]

    # --- what actions are about -----------------------------------------------------------------------------------

    def place(self) -> str:
        """How many there are."""
        if self._view is None:
            return ""
        return drawn_team.members(sum(one["active"] for one in self._view.members))

    @property
    def subject(self) -> dict[str, Any] | None:
        """The member under the cursor."""
        return self.rows.data if self.is_mounted else None

    @property
    def command(self) -> str:
        """The command that shows the same."""
        return "crm team tree"

    def command_of(self, action: Action) -> str:
        """Members have commands of their own."""
        found = super().command_of(action)
        return found.replace("member ", "team ", 1) if action.scope == "record" else found

    def applies(self, action: Action) -> bool:
        """What is done to a member needs one; suspended, less can be done."""
        if not super().applies(action) or action.id in _NOT_FOR_MEMBERS:
            return False
        if action.id in ("team.new", "team.pool"):
            return True
        if action.scope != "team":
            return True
        one = self.subject
        if one is None or (self._alone and action.id in _OF_SEVERAL):
            return False
        if action.id == "team.away":
            return bool(one["active"])
        return action.id != "team.act" or (one["active"] and not one["me"])

    @property
    def _alone(self) -> bool:
        """Whether there is only one member."""
        return self._view is None or len(self._view.members) < 2

    def label_of(self, action: Action) -> str:
        """What happens to who is suspended."""
        if action.id == "team.suspend" and self.subject is not None and not self.subject["active"]:
            return _("Bring back")
        return super().label_of(action)

    # --- doing ----------------------------------------------------------------------------------------------------

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.do_open_record()

    async def do_team_new(self) -> None:
        """A form for a new member."""
        from crmcli.tui.screens.memberform import new_member

        made = await new_member(self)
        if made is not None:
            self.rows.go_to(made["id"])

    async def do_record_edit(self) -> None:
        """A form with what is known of the member."""
        from crmcli.tui.screens.memberform import edit_member

        if self.subject is not None:
            await edit_member(self, self.subject)

    async def do_team_move(self) -> None:
        """Under another superior, with all below."""
        from crmcli.tui.screens.choosing import choose

        one = self.subject
        if one is None:
            return
        found = await self.app.access.read(self.slot("places"), teamview.places, one["id"])
        options = [(each["id"], each["name"], person(each)) for each in found]
        options.append(("", _("nobody: to the top"), ""))
        title = _("Who is above %(name)s?") % {"name": one["name"]}
        to = await choose(self, title, options, hint=_("type a name, pinyin, a role or a department"))
        if to is None:
            return
        changed = await self.write(_moved, one["id"], to)
        above = next((each["name"] for each in found if each["id"] == to), "")
        said = _("%(name)s is under %(above)s") if above else _("%(name)s is at the top")
        self._tell(said % {"name": one["name"], "above": above}, changed)

    async def do_team_suspend(self) -> None:
        """Suspend a member, with the offer to hand over what is still open; or bring one back."""
        from crmcli.tui.screens.choosing import choose, confirm

        one = self.subject
        if one is None:
            return
        if not one["active"]:
            changed = await self.write(_restored, one["id"])
            self._tell(_("%(name)s works here again") % {"name": one["name"]}, changed)
            return
        await self.app.access.write(_may_suspend, one["id"])  # who may not is asked nothing
        held = await self.app.access.read(self.slot("held"), teamview.open_with, one["id"])
        if not any(held.values()):
            question = _("Suspend %(name)s? Nothing is open; history stays.") % {"name": one["name"]}
            if await confirm(self, question, ACTIONS["team.suspend"].shown):
                await self._suspend(one)
            return
        what = drawn_team.holding(held)
        chosen = await choose(
            self,
            _("%(name)s still has %(what)s") % {"name": one["name"], "what": what},
            [
                (_HAND, _("Suspend, and hand all of it over"), _("to whom is asked")),
                (_ONLY, _("Suspend only"), _("it stays until somebody hands it over")),
            ],
        )
        if chosen == _ONLY:
            await self._suspend(one)
        elif chosen == _HAND:
            from crmcli.tui.screens.handover import suspend

            await suspend(self, one)

    async def _suspend(self, one: Link) -> None:
        changed = await self.write(_suspended, one["id"])
        text = _("%(name)s is suspended") % {"name": one["name"]}
        left = drawn_team.holding(changed.extra["open"])
        if left:
            key = self.app.keys.shown("team.handover")
            text += "; " + _("%(what)s left: %(key)s hands over") % {"what": left, "key": key}
        self.say_done(text, changed.transaction)

    async def do_team_away(self) -> None:
        """When a member is away, and who decides in the member's place meanwhile."""
        from crmcli.tui.screens.awayform import absent

        if self.subject is not None:
            await absent(self, self.subject)

    async def do_team_handover(self) -> None:
        """Hand over all customers of a member."""
        from crmcli.tui.screens.handover import hand_over

        one = self.subject
        if one is None:
            return
        which = passing.Which(member=one["id"])
        if await self.app.access.read(self.slot("customers"), which.numbers):
            title = _("Hand over all of %(name)s") % {"name": one["name"]}
            await hand_over(self, which, title, one["id"])
        else:
            self.say(_("%(name)s has no customers.") % {"name": one["name"]})

    def do_team_customers(self) -> None:
        """The customers of a member."""
        from crmcli.tui.screens.behind import records_behind

        one = self.subject
        if one is not None:
            title = _("Customers of %(name)s") % {"name": one["name"]}
            self.app.push_screen(records_behind(CUSTOMER, f"owner={one['ref']}", title, archived=False))

    async def do_team_rights(self) -> None:
        """What a member may do to a record, or to all, and why."""
        from crmcli.tui.screens.rightsbox import ask_rights

        if self.subject is not None:
            await ask_rights(self, self.subject)

    def do_team_act(self) -> None:
        """How to act as a member."""
        from shlex import quote

        one = self.subject
        if one is None:
            return
        command = f"crm ui --as {quote(one['name'])}"
        self.app.copy_to_clipboard(command)
        self.say(_("To act as %(name)s: %(command)s (copied)") % {"name": one["name"], "command": command})

    def do_team_pool(self) -> None:
        """The customers that nobody has."""
        from crmcli.tui.screens.pool import PoolScreen

        self.app.push_screen(PoolScreen())

    def _tell(self, text: str, changed: Changed) -> None:
        self.say_done(text, changed.transaction)


def person(one: dict[str, Any]) -> str:
    """What else is said of a member where one is chosen: role, department, how many customers."""
    number = one["held"]["customer"]
    parts = (one["role_label"], one["department"], drawn_team.customers(number) if number else "")
    return " · ".join(part for part in parts if part)


def _moved(store: Store, id: str, to: str) -> Changed:
    from crmcli.verbs import team

    return team.move(store, named(store, id), to)


def _restored(store: Store, id: str) -> Changed:
    from crmcli.verbs import team

    return team.restore(store, named(store, id))


def _suspended(store: Store, id: str) -> Changed:
    from crmcli.verbs import team

    return team.suspend(store, named(store, id))


def _may_suspend(store: Store, id: str) -> None:
    """Raise what suspending a member would; nothing is written."""
    from crmcli.store.journal import Transaction

    with Transaction(store, "team suspend", dry_run=True):
        _suspended(store, id)
