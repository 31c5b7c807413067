"""One record that is no customer: a contact, a follow-up, a reminder, a document, with what hangs on it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.i18n import N_, _
from crmcli.shown.notices import sentence
from crmcli.shown.star import LEAD, PROSE, facts_of, is_open, several
from crmcli.shown.values import human, when
from crmcli.store.records import KINDS
from crmcli.text.clean import width
from crmcli.tui import doing, drawn
from crmcli.tui.drawn_talk import spoken, talk
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.records import RecordPage
from crmcli.tui.widgets.lines import shown
from crmcli.tui.widgets.sections import Entry, Section, Sections

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from textual.app import ComposeResult

    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes

_MOST = 100  # dealings of a contact that are told


class RecordScreen(RecordPage):
    """A record: its text whole, its facts, what hangs on it."""

    SCOPES: ClassVar[tuple[str, ...]] = (
        "app", "move", "record", "reminder", "customer", "adding", "document", "guidance",
    )  # fmt: skip
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Record")

    def __init__(self, link: dict[str, Any]) -> None:
        super().__init__()
        self._link = {key: link[key] for key in ("kind", "id", "ref", "name")}
        self._given = link  # says whose matter it is until it is read
        self._record: dict[str, Any] | None = None
        self.kind = KINDS[link["kind"]]

    def body(self) -> ComposeResult:
        """One list."""
        yield Sections(id="record")

    @property
    def rows(self) -> Sections:
        """The list."""
        return self.query_one(Sections)

    def start(self) -> None:
        """Read it."""
        self.rows.focus()
        self.begin(self.load(), "load")
        self.refresh_bars()

    async def load(self) -> None:
        """Read it anew."""
        keep = self._record is not None
        self._record = await self.app.access.read(
            self.slot("record"), doing.shown, self._link["kind"], self._link["id"]
        )
        title = str(self._record[self.kind.title] or "").split("\n", 1)[0]
        self._link = {**self._link, "ref": self._record["ref"], "name": title}
        self.rows.show(self._sections(self._record), keep=keep)
        self.refresh_bars()

    def on_changes(self, changes: Changes) -> None:
        """Read again."""
        self.begin(self.load(), "load")

    def _sections(self, record: dict[str, Any]) -> list[Section]:
        now = self.app.store.clock()
        out = []
        customer = record.get("customer")
        names = ("about", "customer") if self.kind.name in ("guidance", "notice") else ("customer",)
        above = set()
        for name in names:
            link = record.get(name)
            if link is not None and (name == "customer" or link != customer):
                above.add(link["name"])
                out.append(Section(self.kind.fields[name].shown, [Entry(link, partial(_named, link))]))
        for name in PROSE if self.kind.name == "followup" else (self.kind.title,):
            if record.get(name):
                text = sentence(record) if self.kind.name == "notice" else str(record[name])
                entry = Entry(None, partial(drawn.paragraph, text, "strong"))
                out.append(Section(self.kind.fields[name].shown, [entry]))
        facts, _gaps = facts_of(self._told(record), self.kind, now)
        facts = [(name, text) for name, text in (*self._lead(record, now), *facts) if text not in above]
        label = min(max((width(shown(name)) for name, _text in facts), default=0), 20)
        out.append(
            Section(
                _("Facts"),
                [Entry(None, partial(drawn.fact, shown(name), text, label)) for name, text in facts],
            )
        )
        if "versions" in record:
            out.append(self._versions(record))
        for name, entries in record["related"].items():
            if entries:
                out.append(self._hanging(name, talk(entries) if name == "guidance" else entries))
        return out

    def _lead(self, record: dict[str, Any], now: datetime) -> list[tuple[str, str]]:
        """What is above all else known of it."""
        found = []
        for name in LEAD.get(self.kind.name, ()):
            text = human(record.get(name), self.kind.fields[name], now)
            if text:
                found.append((self.kind.fields[name].shown, text))
        return found

    def _told(self, record: dict[str, Any]) -> dict[str, Any]:
        """A record as it is told: a member's role as the team calls it."""
        if self.kind.name != "member":
            return record
        from crmcli.verbs.roles import roles

        return {**record, "role": roles(self.app.store).label_of(record["role"])}

    def _versions(self, record: dict[str, Any]) -> Section:
        now = self.app.store.clock()
        entries = []
        for one in record["versions"]:
            text = _("version %(number)d") % {"number": one["version"]} + f" · {when(one['created_at'], now)}"
            place = one["url"] or one["path"] or ""
            link = {"kind": "document", "id": one["id"], "ref": one["ref"], "name": record["name"]}
            link["customer"] = record.get("customer")
            entries.append(Entry(link, partial(_version, one["ref"], text, place)))
        return Section(_("Versions"), entries)

    def _hanging(self, name: str, entries: list[dict[str, Any]]) -> Section:
        now = self.app.store.clock()
        found = []
        columns = drawn.task_columns(((name, one) for one in entries[:_MOST]), now)
        for one in entries[:_MOST]:
            draw: Callable[[int], Drawn] = partial(drawn.task, name, one, now, columns)
            if name == "followup":
                draw = partial(drawn.dealing, one, None, now, about=True)
            elif name == "contact":
                draw = partial(drawn.contact, one)
            elif name == "document":
                draw = partial(drawn.document, one)
            elif name == "guidance":
                draw = partial(spoken, one, self._link["id"], now)
            link = {"kind": name, "id": one["id"], "ref": one["ref"], "customer": one.get("customer")}
            link["name"] = str(one[KINDS[name].title] or "").split("\n", 1)[0]
            link["state"] = one.get("state")
            found.append(Entry(link, draw))
        opened = sum(1 for one in entries if is_open(KINDS[name], one))
        return Section(f"{several(KINDS[name])} {opened or len(entries)}", found)

    # --- what actions are about -----------------------------------------------------------------------------------

    def place(self) -> str:
        """Its kind, name and ref."""
        return f"{self.kind.shown}  {self._link['name']}  {self._link['ref']}"

    @property
    def subject(self) -> dict[str, Any]:
        """The record itself: what hangs on it is opened first. Of documents the version under the cursor."""
        found = self.rows.data if self.is_mounted else None
        if found is not None and found["kind"] == self.kind.name == "document":
            return found
        known = self._record or self._given
        return {**self._link, "customer": known.get("customer"), "state": known.get("state")}

    @property
    def subjects(self) -> Sequence[dict[str, Any]]:
        """The same."""
        return [self.subject]

    @property
    def spoken(self) -> dict[str, Any] | None:
        """Guidance that hangs on it, under the cursor; else itself."""
        under = self.rows.data if self.is_mounted else None
        return under if under is not None and under["kind"] == "guidance" else super().spoken

    def applies(self, action: Action) -> bool:
        """Opening is for what hangs on it."""
        if action.id == "open.record":
            return self.is_mounted and self.rows.data is not None
        return super().applies(action)

    @property
    def whole(self) -> dict[str, Any]:
        """The record this screen is about."""
        return self._link

    @property
    def command(self) -> str:
        """The command that shows the same."""
        return f"crm show {self._link['ref']}"

    def do_open_record(self) -> None:
        """What is under the cursor."""
        if self.rows.data is not None:
            self.app.open(self.rows.data)

    def removed(self, links: Sequence[dict[str, Any]]) -> None:
        """Without its record the screen closes."""
        if any(one["id"] == self._link["id"] for one in links):
            self.dismiss()

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.do_open_record()


def _named(link: dict[str, Any], cells: int) -> Drawn:
    return [[("ref", link["ref"] + "  "), ("strong", shown(link["name"]))]]


def _version(ref: str, text: str, place: str, cells: int) -> Drawn:
    return [[("ref", f"{ref}  "), ("text", shown(text)), ("dim", f"  {shown(place)}")]]
