"""A file before it is imported: which column is which field, its first rows as they would land, what is wrong."""

from __future__ import annotations

import os
import shlex
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from crmcli.errors import CrmError
from crmcli.i18n import N_, _, ngettext
from crmcli.shown.importing import counts_line
from crmcli.shown.mapping import LEAVE, custom_target, facts
from crmcli.shown.star import several as several_shown
from crmcli.shown.wrapping import DOT
from crmcli.store.records import KINDS
from crmcli.text.clean import width
from crmcli.tui import drawn_import as drawn
from crmcli.tui.drawn import wrapped
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.listpage import ListPage
from crmcli.tui.widgets.sections import Entry, Section
from crmcli.tui.widgets.told import Told, flowing
from crmcli.verbs.importing import Options
from crmcli.verbs.importing.looking import QUICK, copied, quick_look

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes


class ImportPlan(ListPage):
    """What an import would do. It is looked at anew after every change of how the file is read."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "plan")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Import")
    LIST = "plan"

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.options = Options(plan=True)
        self.summary: dict[str, Any] | None = None
        self.wrong: CrmError | None = None
        self._looking = True
        self._seen = False

    def body(self) -> ComposeResult:
        """What was understood; then one list."""
        yield Told(id="facts", least=1, most=5)
        yield from super().body()

    # --- looking --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Keys go to the list."""
        self.sections.empty = ["", _("reading …")]
        self.sections.show([])
        super().start()

    async def load(self) -> None:
        """Look at the file as it is to be read now; a newer look overtakes this one."""
        self._looking = True
        self._tell()
        options = copied(self.options)
        try:
            found = await self.app.access.read(self.slot("plan"), quick_look, self.path, options)
        except CrmError as error:
            self.summary, self.wrong = None, error
        else:
            self.summary, self.wrong = found, None
        self._looking = False
        self._fill()
        self._tell()

    def look_again(self) -> None:
        """After a change of how the file is read."""
        self.begin(self.load(), "load")

    def on_changes(self, changes: Changes) -> None:
        """Other records: rows may meet others."""
        if changes.touches(*KINDS):
            self.look_again()

    @property
    def several(self) -> bool:
        """Whether there is more than one table."""
        return self.summary is not None and len(self.summary["files"]) > 1

    # --- what is shown --------------------------------------------------------------------------------------------

    def place(self) -> str:
        """The file."""
        return os.path.basename(self.path)

    def _tell(self) -> None:
        self.query_one("#facts", Told).show(self._facts)
        self.refresh_bars()

    def _facts(self, cells: int) -> Drawn:
        cells = max(cells - 2, 20)
        if self.summary is None:
            text = _("reading …") if self._looking else _("It cannot be imported as it is read now.")
            return [[("dim" if self._looking else "late", " " + text)]]
        summary = self.summary
        out = flowing(facts(summary["files"][0], self.options), cells, "text") if not self.several else []
        counts = counts_line(summary)
        if self.several:
            number = len(summary["files"])
            tables = ngettext("%(number)d table", "%(number)d tables", number) % {"number": number}
            counts = f"{tables} · {counts}"
        out.append([("late" if summary["rejected"] else "strong", counts)])
        if self._looking:
            out[-1].append(("dim", "  " + _("reading …")))
        elif any(file["rows"] >= QUICK for file in summary["files"]):
            key = self.app.keys.shown("plan.count")
            out += wrapped(
                _("Only the first rows were looked at; %(key)s tries all.") % {"key": key}, cells, "dim"
            )
        if any(file["remembered"] for file in summary["files"]):
            key = self.app.keys.shown("plan.afresh")
            text = _("Columns as at the last import of these headers; %(key)s reads them afresh.") % {
                "key": key
            }
            out += wrapped(text, cells, "noted")
        return [[("text", " "), *line] for line in out]

    def _fill(self) -> None:
        if self.summary is None:
            self.sections.show([Section("", [Entry(None, self._problem_drawn)])], keep=False)
            self.refresh_keys()
            return
        sections = self._columns() + self._rows() + drawn.told_sections(self.summary, self.several)
        self.sections.show(sections, keep=self._seen)
        self._seen = True
        self.refresh_keys()

    def _problem_drawn(self, cells: int) -> Drawn:
        assert self.wrong is not None
        out: Drawn = [[]]
        out += wrapped(self.wrong.message, cells, "late")
        if self.wrong.hint:
            out += wrapped(self.wrong.hint, cells, "dim")
        if not isinstance(self.wrong.details.get("path"), str) or self.wrong.code == "format":
            way = self.way(
                "plan.options", _("says how it is to be read: what the rows are, headers, encoding")
            )
            out += [[], *wrapped(way, cells, "text")]
        return out

    def _columns(self) -> list[Section]:
        assert self.summary is not None
        out = []
        for table, file in enumerate(self.summary["files"]):
            columns, kind = file["columns"], file["kind"]
            sizes = drawn.column_sizes(columns, kind)
            said = self._said_of(file)
            entries = []
            for place, one in enumerate(columns):
                data = {"id": f"column {table} {place}", "file": file, "column": one}
                draw = partial(drawn.column, one, kind, sizes, one["header"] in said)
                entries.append(Entry(data, draw))
            if self.several:
                name = file["sheet"] or os.path.basename(file["file"])
                said_kind = several_shown(KINDS[kind])
                parts = [name] if name in (said_kind, KINDS[kind].shown) else [name, said_kind]
                title = DOT.join([*parts, counts_line(file)])
            else:
                title = " ".join((_("Columns"), str(len(columns))))
            out.append(Section(title, entries))
        return out

    def _rows(self) -> list[Section]:
        assert self.summary is not None
        rows = self.summary["preview"]
        if not rows:
            return []
        files = {(file["file"], file["sheet"]): file for file in self.summary["files"]}
        cells = max(width(drawn.row_label(one, self.several)) for one in rows)
        now = self.app.store.clock()
        entries = []
        for one in rows:
            file = files.get((one["file"], one["sheet"]), self.summary["files"][0])
            targets = list(dict.fromkeys(file["mapping"].values()))
            one = {**one, "kind": file["kind"]}
            data = {"id": f"row {one['file']} {one['sheet']} {one['row']}"}
            entries.append(Entry(data, partial(drawn.preview, one, targets, now, self.several, cells)))
        return [Section(_("The first rows as they would land"), entries)]

    @property
    def command(self) -> str:
        """The command that says the same; with the choices made here."""
        options = self.options
        words = ["crm", "import", self.path]
        columns = dict(options.map)
        for said in options.tables.values():
            columns |= said
        for header, target in columns.items():
            words += ["--map", f"{_map_word(header)}={target or '-'}"]
        for flag, value in (
            ("--kind", options.kind), ("--key", options.key), ("--unknown", options.unknown),
            ("--encoding", options.encoding), ("--delimiter", options.delimiter), ("--sheet", options.sheet),
            ("--header-row", options.header_row),
            ("--on-duplicate", options.on_duplicate if options.on_duplicate != "fill" else None),
        ):  # fmt: skip
            words += [flag, str(value)] if value is not None else []
        words += ["--forget"] if options.forget else []
        return shlex.join(words)

    # --- columns --------------------------------------------------------------------------------------------------

    @property
    def column(self) -> dict[str, Any] | None:
        """The column under the cursor that can be changed: only by its header it can be named."""
        data = self.sections.data if self.is_mounted and self.summary is not None else None
        if data is None or "column" not in data:
            return None
        found: dict[str, Any] = data["column"]
        return found if found["header"] else None

    @property
    def _file(self) -> dict[str, Any]:
        """The table of the column under the cursor."""
        assert self.sections.data is not None
        found: dict[str, Any] = self.sections.data["file"]
        return found

    def _said_of(self, file: dict[str, Any]) -> dict[str, str]:
        """What was said of a table's columns here, by header."""
        return self.options.tables.setdefault((file["file"], file["sheet"]), {})

    def applies(self, action: Action) -> bool:
        """Columns are changed on a column; a file that cannot be read is not imported."""
        if not super().applies(action):
            return False
        if action.id in ("plan.change", "plan.leave", "plan.custom"):
            one = self.column
            if one is None or action.id == "plan.change":
                return one is not None
            if action.id == "plan.custom":
                return "custom" in KINDS[self._file["kind"]].fields
            return bool(one["target"]) or one["header"] in self._said_of(self._file)
        if action.id == "plan.afresh":
            return self.summary is not None and any(one["remembered"] for one in self.summary["files"])
        if action.id in ("plan.import", "plan.count"):
            return self.summary is not None
        return True

    def label_of(self, action: Action) -> str:
        """What was left out here is taken again by the same key."""
        if action.id == "plan.leave" and self._left_here():
            return _("As guessed")
        if action.id in ("pane.next", "pane.previous"):
            return _("Next section") if action.id == "pane.next" else _("Section before")
        return super().label_of(action)

    def rank(self, action: Action) -> int:
        """What is done to columns has its place before what works everywhere."""
        return drawn.rank_beside(action) or super().rank(action)

    def _left_here(self) -> bool:
        one = self.column
        return one is not None and self._said_of(self._file).get(one["header"]) == LEAVE

    def say_of_column(self, target: str | None) -> None:
        """The column under the cursor is read into this from now on; None: as its header tells."""
        one = self.column
        if one is None:
            return
        said = self._said_of(self._file)
        if target is None:
            said.pop(one["header"], None)
        else:
            said[one["header"]] = target
        self.look_again()

    async def do_plan_change(self) -> None:
        """Choose what the column under the cursor is."""
        from crmcli.tui.screens.importchoices import choose_target

        one = self.column
        if one is None:
            return
        file = self._file
        await choose_target(self, one, file["kind"], one["header"] in self._said_of(file))

    def do_plan_leave(self) -> None:
        """Leave the column out; or if that was said here, not."""
        self.say_of_column(None if self._left_here() else LEAVE)

    def do_plan_custom(self) -> None:
        """Keep the column as a custom field."""
        one = self.column
        if one is not None:
            self.say_of_column(custom_target(self._file["kind"], one["header"]))

    def do_plan_afresh(self) -> None:
        """Read the columns as their headers tell, not as at the last import; it is forgotten with this one."""
        self.options.forget = True
        self.look_again()

    async def do_plan_options(self) -> None:
        """Say how the file is read, and what becomes of rows that meet a record."""
        from crmcli.tui.screens.importchoices import choose_option

        await choose_option(self)

    # --- going on -------------------------------------------------------------------------------------------------

    def do_pane_next(self) -> None:
        """To the next section."""
        self.sections.move_section(1)

    def do_pane_previous(self) -> None:
        """To the section before."""
        self.sections.move_section(-1)

    def do_plan_import(self) -> None:
        """Import it so."""
        self._run(plan=False)

    def do_plan_count(self) -> None:
        """Go through all rows and land none."""
        self._run(plan=True)

    def _run(self, *, plan: bool) -> None:
        from crmcli.tui.screens.importrun import ImportRun

        options = copied(self.options)
        options.plan = plan
        self.app.push_screen(ImportRun(self.path, options), self._ran)

    def _ran(self, landed: Any) -> None:
        """The import is looked at no more; when it has landed, this is over too."""
        if landed:
            self.dismiss(True)

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        if self.column is not None:
            self.begin(self.do_plan_change(), "plan.change")


def _map_word(header: str) -> str:
    """A header as ``--map`` takes it."""
    plain = not any(sign in header for sign in ',，="')
    return header if plain else '"' + header.replace('"', '""') + '"'
