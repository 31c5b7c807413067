"""Conflicts of sync: both versions beside each other, each decided by one key; and what the hub refused."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.errors import Refused
from crmcli.i18n import N_, _, ngettext, sentences
from crmcli.shown import syncing as told
from crmcli.shown.editing import text_of
from crmcli.shown.values import when
from crmcli.shown.wrapping import DOT
from crmcli.tui import drawn, drawn_conflicts
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.listpage import ListPage
from crmcli.tui.widgets.sections import Entry, Section
from crmcli.verbs import conflicts as verb
from crmcli.verbs import refusals, settling, settling_choice, syncing
from crmcli.verbs.settling_rules import is_typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.verbs.browse import Changes
    from crmcli.verbs.settling import Settled

    Link = dict[str, Any]

_ONE = (
    "conflict.mine",
    "conflict.theirs",
    "conflict.hub",
    "conflict.by",
    "conflict.value",
)  # about the one under the cursor
_OWN = (
    "conflict.mine",
    "conflict.theirs",
    "conflict.all_mine",
    "conflict.all_theirs",
)  # where one version is mine
_ALL = ("conflict.all_mine", "conflict.all_theirs", "conflict.all_hub")  # about all of its record
_REFUSED = ("refusal.seen", "refusal.copy")


def _ids(sections: Sequence[Section]) -> list[str]:
    """What the cursor can stand on, in its order."""
    return [str(one.data["id"]) for section in sections for one in section.entries if one.data is not None]


def _typed(one: dict[str, Any]) -> bool:
    """Whether another value can be typed."""
    kind = told.kind_of(one)
    field = told.field_named(kind, one["field"])
    return field is not None and one["what"] in ("value", "edited") and is_typed(str(kind), field)


class Found:
    """What the screen shows: conflicts and refusals as JSON, how the hub stands."""

    __slots__ = ("conflicts", "hub", "last", "refused", "waiting")

    def __init__(self, store: Store) -> None:
        self.conflicts = verb.listed(store)
        self.refused = refusals.refused(store)
        self.hub, self.last = syncing.last(store)
        self.waiting = syncing.standing(store).waiting


class ConflictsScreen(ListPage):
    """Conflicts by record, the oldest first; below them what the hub refused. ``at``: the record to begin with.

    Records keep their places while one looks: what is decided changes nothing of what stands where.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "conflict")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Conflicts")
    LIST = "conflicts"

    def __init__(self, at: str = "") -> None:
        super().__init__()
        self._at = at
        self._found: Found | None = None
        self._places: dict[str, int] = {}  # of records, as they came
        self._shown: list[str] = []  # conflicts and refusals in the order of the list

    # --- reading and showing --------------------------------------------------------------------------------------

    async def load(self) -> None:
        """Read what is open."""
        keep = self._found is not None
        self._found = await self.app.access.read(self.slot("conflicts"), Found)
        self._show(keep=keep)

    def on_changes(self, changes: Changes) -> None:
        """Somebody decided, or a sync brought more."""
        self.begin(self.load(), "load")

    def _show(self, *, keep: bool) -> None:
        found = self._found
        assert found is not None
        now = self.app.store.clock()
        sections = []
        if found.hub:
            parts = [found.hub]
            parts.append(
                _("last exchange %(when)s") % {"when": when(found.last, now)}
                if found.last
                else _("nothing exchanged yet")
            )
            parts += [told.waits(found.waiting)] if found.waiting else []
            sections.append(Section("", [Entry(None, partial(drawn.paragraph, DOT.join(parts), "dim"))]))
        own = [one for one in found.conflicts if one["yours"]]
        others = [one for one in found.conflicts if not one["yours"]]
        key = self.app.keys.shown
        if own:
            title = told.number_of_conflicts(len(own))
            first, second = (key("conflict.mine"), _("mine")), (key("conflict.theirs"), _("theirs"))
            sections += self._part(title, own, first, second, now)
        if others:
            title = DOT.join((told.number_of_conflicts(len(others)), _("between others")))
            first, second = (
                (key("conflict.by"), _("not taken")),
                (key("conflict.hub"), _("stands on the hub")),
            )
            sections += self._part(title, others, first, second, now)
        if found.refused:
            entries = [
                Entry({"id": one["id"], "refusal": one}, partial(drawn_conflicts.refusal, one, now))
                for one in found.refused
            ]
            sections.append(Section(told.number_refused(len(found.refused)), entries, mark="late"))
        self.sections.empty = [] if found.conflicts or found.refused else self._empty(found)
        sections = sections if found.conflicts or found.refused else []
        at = (self.sections.data or {}).get("id")
        self.sections.show(sections, keep=keep)
        if keep and at is not None:
            self._go_on(sections, str(at))
        self._shown = _ids(sections)
        if not keep and self._at:
            begin = next(
                (one for one in found.conflicts if one["record"] and one["record"]["id"] == self._at), None
            )
            if begin is not None:
                self.sections.go_to(begin["id"])
        self.refresh_bars()

    def _go_on(self, sections: Sequence[Section], at: str) -> None:
        """What the cursor stood on may have gone: it goes to what came next, else to what came before."""
        there = set(_ids(sections))
        if at in there or at not in self._shown:
            return
        place = self._shown.index(at)
        order = (*self._shown[place + 1 :], *reversed(self._shown[:place]))
        near = next((id for id in order if id in there), None)
        if near is not None:
            self.sections.go_to(near)

    def _part(
        self,
        title: str,
        found: list[dict[str, Any]],
        first: tuple[str, str],
        second: tuple[str, str],
        now: Any,
    ) -> list[Section]:
        """Conflicts under one head, a section a record."""
        heads = Entry(None, lambda cells: drawn_conflicts.head(cells, first, second))
        out = [Section(title, [heads], mark="noted")]
        by: dict[str, list[dict[str, Any]]] = {}
        for one in found:
            by.setdefault(one["record"]["id"] if one["record"] else "", []).append(one)
        for id in by:
            self._places.setdefault(id, len(self._places))
        for of in (by[id] for id in sorted(by, key=self._places.__getitem__)):
            record = of[0]["record"]
            title = f"{record['ref']}  {record['name']}" if record else _("not here")
            title = DOT.join([title, *(str(each["name"] or each["ref"]) for each in of[0]["of"])])
            entries = [
                Entry({"id": one["id"], "conflict": one}, partial(drawn_conflicts.conflict, one, now))
                for one in of
            ]
            out.append(Section(title, entries))
        return out

    def _empty(self, found: Found) -> list[str]:
        """What an empty list says."""
        if not found.hub:
            return [
                "",
                _("This store has joined no hub: nobody else changes what is here."),
                "",
                "  " + self.way("command.line", _("`sync setup URL` joins a team's hub")),
            ]
        return [
            "",
            _("No conflicts, nothing refused. Where two change the same, both versions wait here."),
            "",
            "  " + self.way("sync.now", _("exchange with the hub now")),
        ]

    # --- what is looked at ----------------------------------------------------------------------------------------

    @property
    def conflict(self) -> dict[str, Any] | None:
        """The conflict under the cursor."""
        data = self.sections.data if self.is_mounted else None
        return None if data is None else data.get("conflict")

    @property
    def refusal(self) -> dict[str, Any] | None:
        """The refusal under the cursor."""
        data = self.sections.data if self.is_mounted else None
        return None if data is None else data.get("refusal")

    @property
    def subject(self) -> Link | None:
        """The record that the conflict or the refusal is about."""
        one = self.conflict or self.refusal
        record: Link | None = one["record"] if one is not None else None
        return record

    @property
    def command(self) -> str:
        """The command that shows the same."""
        return "crm sync conflicts" if self.refusal is None else "crm sync refused"

    def applies(self, action: Action) -> bool:
        """What is decided needs a conflict, what is put away a refusal."""
        if not super().applies(action):
            return False
        one = self.conflict
        if action.id == "conflict.open":
            return self.subject is not None
        if action.id == "conflict.value":
            return one is not None and _typed(one)
        if action.id == "conflict.move":
            return one is not None and one["what"] == "parent" and one["merged_into"] is not None
        if action.id in _OWN and (one is None or not one["yours"]):
            return False
        if action.id in _ONE:
            return one is not None
        if action.id in _ALL:
            return one is not None and self._several(one)
        if action.id in _REFUSED:
            return self.refusal is not None
        if action.id == "refusal.all":
            return self._found is not None and bool(self._found.refused)
        return True

    def _several(self, one: dict[str, Any]) -> bool:
        """Whether its record has others."""
        assert self._found is not None
        same = [each for each in self._found.conflicts if each["record"] == one["record"]]
        return one["record"] is not None and len(same) > 1

    # --- doing ----------------------------------------------------------------------------------------------------

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.do_conflict_open()

    def do_conflict_open(self) -> None:
        """The record, whole."""
        if self.subject is not None:
            self.app.open(self.subject)

    async def do_conflict_mine(self) -> None:
        """What I wrote is right."""
        await self._decide(settling_choice.MINE)

    async def do_conflict_theirs(self) -> None:
        """What the other wrote is right."""
        await self._decide(settling_choice.THEIRS)

    async def do_conflict_by(self) -> None:
        """What one of the two wrote is right: which one is asked."""
        from crmcli.tui.screens.choosing import choose

        one = self.conflict
        if one is None:
            return
        now = self.app.store.clock()
        options = []
        for which in told.order(one):
            by = one["by"] if which == "mine" else one["hub_by"]
            if by is not None:
                text = " ".join(told.version(one, which, now).split())
                # A name says nothing where both are by one member.
                options.append((which, told.writer(one, which), text))
        found = await choose(self, told.title(one), options)
        if found is None:
            return
        if one["same_member"]:
            own = found == (one["yours"] or "hub")
            await self._resolve(
                one["id"],
                choice=settling_choice.THEIRS
                if not own
                else settling_choice.MINE
                if one["yours"]
                else settling_choice.HUB,
            )
        else:
            await self._resolve(one["id"], by=one["by" if found == "mine" else "hub_by"]["id"])

    async def do_conflict_hub(self) -> None:
        """What stands on the hub is right."""
        await self._decide(settling_choice.HUB)

    async def do_conflict_move(self) -> None:
        """What is new goes to what the record above it was merged into."""
        await self._decide(settling_choice.MOVE)

    async def do_conflict_all_mine(self) -> None:
        """The same for all conflicts of the record."""
        await self._decide(settling_choice.MINE, whole=True)

    async def do_conflict_all_theirs(self) -> None:
        """The same for all conflicts of the record."""
        await self._decide(settling_choice.THEIRS, whole=True)

    async def do_conflict_all_hub(self) -> None:
        """The same for all conflicts of the record."""
        await self._decide(settling_choice.HUB, whole=True)

    async def _decide(self, choice: str, *, whole: bool = False) -> None:
        one = self.conflict
        if one is None:
            return
        of = one["record"]["id"] if whole else one["id"]
        await self._resolve(of, choice=choice)

    async def do_conflict_value(self) -> None:
        """Neither: another value, typed as in a form."""
        from crmcli.tui.screens.choosing import ask_line
        from crmcli.tui.screens.textask import ask_text

        one = self.conflict
        if one is None:
            return
        now = self.app.store.clock()
        field = told.field_named(told.kind_of(one), one["field"])
        assert field is not None
        first, other = told.order(one)
        check = partial(settling.check, self.app.store, one["id"])
        value = text_of(field, one[first])
        if field.type == "longtext" or "\n" in value:  # its lines are a part of it
            beside = DOT.join((told.wrote(one, other, now), told.version(one, other, now)))
            typed = await ask_text(self, told.title(one), value=value, hint=f"↔ {beside}", check=check)
        else:
            hint = " ↔ ".join(" ".join(told.version(one, which, now).split()) for which in told.order(one))
            typed = await ask_line(self, told.title(one), value=value, hint=hint, check=check)
        if typed is not None:
            await self._resolve(one["id"], value=typed)

    async def _resolve(self, of: str, **how: str) -> None:
        """Decide and say what was decided, or all that stands against it."""
        try:
            done = await self.write(settling.resolve, of, **how)
        except Refused as error:
            against = [str(one["message"]) for one in error.details.get("missing", ())]
            more = [text for text in against if text not in error.message]
            self.say(sentences((error.message, *more, error.hint)), "error")
            return
        self._say(done)

    def _say(self, done: Settled) -> None:
        now = self.app.store.clock()
        labels = []
        for one, which in zip(done.conflicts, done.picked, strict=True):
            kind = told.kind_of(one)
            if which == "value":
                stands = told.value(kind, one["field"], done.value, now)
            else:
                stands = told.taken(one, which, done.choice, now)
            text = told.label(kind, one["field"]) or told.title(one)
            labels.append(f"{text}: {' '.join(stands.split())}" if stands else text)
        text = _("Decided: %(what)s") % {"what": DOT.join(labels)}
        if done.transaction is None:
            self.say(text, "good")
        else:
            self.say_done(text, done.transaction)
        self.begin(self.load(), "load")

    # --- what was refused -----------------------------------------------------------------------------------------

    async def do_refusal_seen(self) -> None:
        """It was read: put it away."""
        if self.refusal is not None:
            await self._put_away(self.refusal["id"])

    async def do_refusal_all(self) -> None:
        """All of them were read, when that was confirmed."""
        from crmcli.tui.screens.choosing import confirm

        assert self._found is not None
        number = len(self._found.refused)
        question = ngettext(
            "Put away %(number)d refused change? Its words are shown no more.",
            "Put away %(number)d refused changes? Their words are shown no more.",
            number,
        ) % {"number": number}
        if await confirm(self, question, _("Put away")):
            await self._put_away("all")

    async def _put_away(self, which: str) -> None:
        put = await self.write(refusals.put_away, which)
        text = ngettext("%(number)d refused change put away", "%(number)d refused changes put away", len(put))
        self.say(text % {"number": len(put)}, "good")
        await self.load()

    def do_refusal_copy(self) -> None:
        """Copy the words that were not taken."""
        one = self.refusal
        if one is None:
            return
        words = told.refused_words(one, self.app.store.clock())
        text = words[0] if one["kind"] == "set" else "\n".join(words)
        self.app.copy_to_clipboard(text)
        self.say(_("Copied: %(text)s") % {"text": " ".join(text.split())[:60]})
