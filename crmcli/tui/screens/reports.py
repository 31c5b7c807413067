"""Reports: a chart and its table, one after the other; from a bar or a row to the records behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.widgets._static import Static

from crmcli.i18n import N_, _
from crmcli.shown import reports
from crmcli.shown.reportcharts import chart as chart_of
from crmcli.shown.reportcharts import rows as bars_of
from crmcli.store.records import APPROVAL, CUSTOMER, DUTY, KINDS, OPPORTUNITY, ORDER
from crmcli.text.clean import cut
from crmcli.tui import memory
from crmcli.tui.drawn_report import ROW, sections
from crmcli.tui.screens.acting import bindings
from crmcli.tui.screens.page import Page
from crmcli.tui.widgets.chart import ChartView
from crmcli.tui.widgets.sections import Entry, Section, Sections
from crmcli.tui.widgets.tabs import Tabs
from crmcli.verbs import browse
from crmcli.verbs.reports import periods
from crmcli.verbs.reports.scope import Asked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from textual.app import ComposeResult

    from crmcli.shown.reports import Report
    from crmcli.store.meta import Kind
    from crmcli.store.open import Store
    from crmcli.tui.actions import Action
    from crmcli.tui.widgets.sections import Drawn
    from crmcli.verbs.browse import Changes

_NAMES = tuple(reports.NAMES)
_BY = {
    "funnel": ("stage", "member"), "forecast": ("month", "member"), "pipeline": ("stage", "member"),
    "winloss": ("reason", "stage", "member", "reason,stage", "stage,member"), "sources": ("source",),
    "approvals": ("member", "rule", "outcome"), "orders": ("step", "member", "department", "process", "month"),
    "receivables": ("age", "customer", "owner", "currency", "order"),
    "duties": ("member", "department", "step", "month"),
}  # fmt: skip
_REMEMBERED = "reports"
# Of which records a report is, if not of opportunities.
_KINDS = {"sources": CUSTOMER, "approvals": APPROVAL, "orders": ORDER, "receivables": ORDER, "duties": DUTY}
_ARCHIVED = ("winloss", "sources", "approvals", "orders", "duties")  # what counts archived records too
_BARS = 0.45  # of the lines, for the chart


class ReportsScreen(Page):
    """One report after the other."""

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "move", "report")
    BINDINGS = bindings(*SCOPES)  # type: ignore[assignment]
    NAME = N_("Reports")

    def __init__(self) -> None:
        super().__init__()
        kept = memory.recall(_REMEMBERED)
        kept = {key: str(value) for key, value in kept.items()} if isinstance(kept, dict) else {}
        self._shown = kept.get("name", "") if kept.get("name") in _NAMES else _NAMES[0]
        self._process = kept.get("process", "")
        self._owner = kept.get("owner", "")
        self._period = kept.get("period", "")
        self._by = {name: kept.get(f"by {name}", "") for name in _NAMES}
        self._where = dict.fromkeys((one.name for one in _KINDS.values()), "")
        self._where[OPPORTUNITY.name] = kept.get("where", "")
        self._found: Report | None = None
        self._waiting = False
        self._day: date | None = None

    def body(self) -> ComposeResult:
        """The names, what is counted, the chart, the table."""
        yield Tabs(reports.NAMES, id="tabs")
        yield Static("", id="asked", markup=False)
        yield ChartView(id="chart")
        yield Sections(id="report")

    @property
    def sections(self) -> Sections:
        """The table and what stands below it."""
        return self.query_one(Sections)

    @property
    def chart(self) -> ChartView:
        """The chart."""
        return self.query_one(ChartView)

    @property
    def kind(self) -> Kind:
        """Of which records a report is."""
        return _KINDS.get(self._shown, OPPORTUNITY)

    @property
    def _of_process(self) -> bool:
        """Whether a report's records follow a process."""
        return self.kind in (OPPORTUNITY, ORDER)

    @property
    def asked(self) -> Asked:
        """What is asked for."""
        where = self._where[self.kind.name]
        return Asked(
            self._process if self._of_process else "", self._owner, self._period, (where,),
            self._by[self._shown], lessons=True,
        )  # fmt: skip

    @property
    def filtered(self) -> bool:
        """Whether something is left out."""
        one = self.asked
        return bool(one.owner or one.period or one.where)

    # --- reading --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Count; meanwhile the names can be read."""
        self.query_one(Tabs).tell(self._shown)
        self.chart.tell(None, 0)
        self.sections.focus()
        super().start()

    async def load(self) -> None:
        """Count, in a thread: a report may take a second where there is much."""
        name, asked = self._shown, self.asked
        self._waiting = True
        self.refresh_bars()
        try:
            found = await self.app.access.read(self.slot("report"), _read, name, asked)
        finally:
            self._waiting = False
        if name == self._shown:
            keep = (
                self._found is not None and self._found["report"] == name and self._found["by"] == found["by"]
            )
            self._found = found
            self._day = self.app.store.clock().date()
            self._fill(keep=keep)

    async def _changed(self) -> None:
        """Something else is asked for: it is remembered, and counted."""
        kept = {"name": self._shown, "process": self._process, "owner": self._owner, "period": self._period}
        kept |= {f"by {name}": by for name, by in self._by.items() if by}
        kept["where"] = self._where[OPPORTUNITY.name]
        memory.remember(_REMEMBERED, {key: value for key, value in kept.items() if value})
        self.query_one(Tabs).tell(self._shown)
        await self.load()

    def on_changes(self, changes: Changes) -> None:
        """What is counted, or the names of it, became otherwise."""
        if changes.everything or changes.touches(
            "opportunity", "stage_change", "customer", "member", "playbook", "approval", "order", "step", "payment",
            "duty",
        ):  # fmt: skip
            self.begin(self.load(), "load")

    def refresh_bars(self) -> None:
        """The day goes on: what was of yesterday may be past its close now."""
        super().refresh_bars()
        if self._day is not None and self.is_current and self.app.store.clock().date() != self._day:
            self._day = self.app.store.clock().date()
            self.begin(self.load(), "load")

    # --- showing --------------------------------------------------------------------------------------------------

    def _fill(self, *, keep: bool) -> None:
        found = self._found
        assert found is not None
        self._draw_chart()
        if reports.empty(found):
            self.sections.show([Section("", [Entry(None, self._nothing)])], keep=False)
        else:
            self.sections.show(sections(found), keep=keep)
        self._say_scope()
        self._mark()
        self.refresh_bars()

    def _draw_chart(self) -> None:
        found = self._found
        if found is None or reports.empty(found):
            self.chart.tell(None, 0)
            return
        self.chart.tell(chart_of(found), max(int((self.size.height - 4) * _BARS), 5))

    def _say_scope(self) -> None:
        text = reports.scope(self._found) if self._found is not None else ""
        self.query_one("#asked", Static).update(cut(text, max(self.size.width - 2, 8)))

    def _nothing(self, cells: int) -> Drawn:
        from crmcli.shown.wrapping import wrap

        if self.filtered:
            lines = [_("Nothing was found; a wider filter or period may."), ""]
            lines += [self.way("back", _("shows all again")), self.way("report.period", _("another period"))]
        elif self.kind is APPROVAL:
            lines = [_("Nobody was asked to approve anything yet."), ""]
            lines += [_("A quote that is submitted asks what the rules of its process ask.")]
            lines += [self.way("go.pipeline", _("the pipeline: quotes are made on opportunities"))]
        elif self.kind in (ORDER, DUTY):
            assert self._found is not None
            lines = [reports.nothing(self._found), ""]
            lines += [self.way("go.orders", _("the orders"))]
        elif self.kind is CUSTOMER:
            lines = [_("There are no customers yet."), ""]
            lines += [self.way("note.new", _("a note on somebody new makes one"))]
            lines += [self.way("import.begin", _("import: your spreadsheet of customers"))]
        else:
            lines = [_("There are no opportunities yet."), ""]
            lines += [self.way("go.pipeline", _("the pipeline: the first one is made there"))]
            lines += [self.way("import.begin", _("import: your spreadsheet of opportunities"))]
        return [[("dim", part)] for line in lines for part in (wrap(line, cells) or [""])]

    def on_resize(self) -> None:
        """More or fewer lines for the chart."""
        self._draw_chart()
        self._say_scope()

    def on_lines_moved(self) -> None:
        """The bar of the row under the cursor is marked."""
        super().on_lines_moved()
        self._mark()

    def _mark(self) -> None:
        found, row = self._found, self._row
        at = -1
        if found is not None and row is not None:
            bars = bars_of(found)
            at = row["place"] if bars is found["rows"] else self._member_of(found["rows"][row["place"]], bars)
        self.chart.mark(at)

    @staticmethod
    def _member_of(row: dict[str, Any], bars: Sequence[dict[str, Any]]) -> int:
        return next((place for place, one in enumerate(bars) if one["member"] == row["member"]), -1)

    def on_chart_view_chosen(self, event: ChartView.Chosen) -> None:
        """A bar was clicked: to its row, or twice to its records."""
        found = self._found
        if found is None:
            return
        bars, place = bars_of(found), event.bar
        if bars is not found["rows"]:
            wanted = bars[place]["member"]
            place = next(at for at, row in enumerate(found["rows"]) if row["member"] == wanted)
        self.sections.go_to(f"{ROW} {place}")
        if event.opens:
            self.do_report_open()

    # --- what is looked at ----------------------------------------------------------------------------------------

    @property
    def _row(self) -> dict[str, Any] | None:
        """The row of the table under the cursor."""
        data = self.sections.data if self.is_mounted else None
        return data if data is not None and data["kind"] == ROW else None

    @property
    def subject(self) -> dict[str, Any] | None:
        """A record that the report names, if the cursor is on one."""
        data = self.sections.data if self.is_mounted else None
        return data if data is not None and data["kind"] != ROW else None

    def place(self) -> str:
        """Which report, and that it is being counted."""
        return _(reports.NAMES[self._shown]) + (" · " + _("counting …") if self._waiting else "")

    @property
    def command(self) -> str:
        """The command that shows the same."""
        from shlex import quote

        one = self.asked
        words = ["crm", "report", self._shown]
        for option in ("process", "owner", "period", "by"):
            if getattr(one, option):
                words += [f"--{option}", getattr(one, option)]
        for where in one.where:
            words += ["--where", where]
        return " ".join(map(quote, words))

    def applies(self, action: Action) -> bool:
        """What a report has no use for does not apply."""
        if not super().applies(action):
            return False
        if action.id == "report.open":
            return self._row is not None or self.subject is not None
        if action.id == "report.process":
            return self._of_process
        if action.id == "report.by":
            return len(_BY[self._shown]) > 1
        return True

    def label_of(self, action: Action) -> str:
        """What enter shows, what esc goes back from."""
        if action.id == "report.open" and self.subject is not None:
            return _("Show")
        if action.id == "back" and self.filtered:
            return _("Show all")
        if action.id in ("pane.next", "pane.previous"):
            return _("Next report") if action.id == "pane.next" else _("Report before")
        return super().label_of(action)

    # --- doing ----------------------------------------------------------------------------------------------------

    def do_report_open(self) -> None:
        """The records behind a row, or the record that is named."""
        row = self._row
        if self.subject is not None:
            self.app.open(self.subject)
        elif row is not None:
            assert self._found is not None
            found = self._found["rows"][row["place"]]
            label = reports.label(self._found, found)
            title = f"{_(reports.NAMES[self._shown])} · {label}"
            archived = self._shown in _ARCHIVED
            from crmcli.tui.screens.behind import records_behind

            kind = KINDS[found["records"]] if "records" in found else self.kind
            self.app.push_screen(records_behind(kind, row["where"], title, archived=archived))

    def on_lines_opened(self) -> None:
        """Clicked twice."""
        self.do_report_open()

    def on_tabs_chosen(self, event: Tabs.Chosen) -> None:
        """A name was clicked."""
        self.turn_to(event.name)

    def turn_to(self, name: str) -> None:
        """Another report."""
        if name != self._shown:
            self._shown = name
            self.begin(self._changed(), "load")

    def _turn(self, step: int) -> None:
        self.turn_to(_NAMES[(_NAMES.index(self._shown) + step) % len(_NAMES)])

    def do_report_next(self) -> None:
        """The next report."""
        self._turn(1)

    def do_report_previous(self) -> None:
        """The report before."""
        self._turn(-1)

    def do_pane_next(self) -> None:
        """The next report."""
        self._turn(1)

    def do_pane_previous(self) -> None:
        """The report before."""
        self._turn(-1)

    def can_go_back(self) -> bool:
        """From a filter to all."""
        return self.filtered

    def do_back(self) -> None:
        """From a filter to all."""
        if self.filtered:
            self._owner = self._period = self._where[self.kind.name] = ""
            self.begin(self._changed(), "load")
        else:
            super().do_back()

    async def do_report_period(self) -> None:
        """Which period, by its name or as it is typed."""
        from crmcli.tui.screens.choosing import choose
        from crmcli.tui.widgets.choices import Option

        now = self.app.store.clock()
        options: list[tuple[Any, str, str]] = [("", _("any time"), "")]
        for name in periods.NAMES:
            found = periods.read(name, now)
            assert found is not None
            options.append((name, reports.period_name(name), f"{found.first} – {found.last}"))

        def typed(text: str) -> Option | None:
            try:
                found = periods.read(text, now)
            except Exception:  # not yet, or none
                return None
            return (
                None if found is None else Option(text.strip(), text.strip(), f"{found.first} – {found.last}")
            )

        chosen = await choose(
            self, _("Period"), options, free=typed, hint=_("2026-11, 2026-Q4, 2026-10..2026-12 or a name")
        )
        if chosen is not None:
            self._period = chosen
            await self._changed()

    async def _beside(self, step: int) -> None:
        self._period = periods.beside(self._period, self.app.store.clock(), step)
        await self._changed()

    async def do_report_earlier(self) -> None:
        """The period before."""
        await self._beside(-1)

    async def do_report_later(self) -> None:
        """The period after."""
        await self._beside(1)

    async def do_report_owner(self) -> None:
        """Whose."""
        from crmcli.tui.screens.choosing import choose

        options = await self.app.access.read(self.slot("choices"), _owners)
        chosen = await choose(self, _("Whose"), options)
        if chosen is not None:
            self._owner = chosen
            await self._changed()

    async def do_report_process(self) -> None:
        """Of which process."""
        from crmcli.tui.screens.choosing import choose

        options = await self.app.access.read(self.slot("choices"), _processes)
        chosen = await choose(self, _("Process"), options)
        if chosen is not None:
            self._process = chosen
            await self._changed()

    async def do_report_by(self) -> None:
        """What each row stands for."""
        choices = _BY[self._shown]
        if len(choices) == 2:
            now = self._by[self._shown] or choices[0]
            self._by[self._shown] = choices[1] if now == choices[0] else choices[0]
        else:
            from crmcli.tui.screens.choosing import choose

            options = [(one, reports.by_name(one), one) for one in choices]
            chosen = await choose(self, _("A row for each"), options)
            if chosen is None:
                return
            self._by[self._shown] = chosen
        await self._changed()

    async def do_report_filter(self) -> None:
        """A filter in the language of ``--where``."""
        from crmcli.tui.screens.choosing import ask_line

        kind = self.kind
        hint = _("amount>100000 · expected_close=this_quarter · competitors~acme")
        if kind is CUSTOMER:
            hint = _("level=A and last_dealt<30d · city=宁波 · tags=vip · next_followup is empty")
        if kind is APPROVAL:
            hint = _("rule=discount · amount>100000 · decision=rejected · asked_at>2026-10-01")
        if kind is ORDER:
            hint = _("amount>100000 · status=open · currency=USD · customer.level=A · delivery=this_month")
        if kind is DUTY:
            hint = _("state=open · important · due=this_month · step.key=bill_of_lading")
        typed = await ask_line(
            self,
            _("Filter"),
            value=self._where[kind.name],
            hint=hint,
            check=lambda text: self._check(kind, text),
        )
        if typed is not None:
            self._where[kind.name] = typed.strip()
            await self._changed()

    def _check(self, kind: Kind, text: str) -> None:
        if text.strip():
            browse.check(self.app.store, browse.Asked(kind, where=(text,)))


def _read(store: Store, name: str, asked: Asked) -> Report:
    """A report; what draws its chart is brought along from here, where nobody waits."""
    import plotext  # noqa: F401

    module = __import__(f"crmcli.verbs.reports.{name}", fromlist=["report"])
    found: Report = module.report(store, asked)
    return found


def _owners(store: Store) -> list[tuple[Any, str, str]]:
    from crmcli.verbs.boardlook import owners

    return [(id, label, "") for id, label in owners(store)]


def _processes(store: Store) -> list[tuple[Any, str, str]]:
    from crmcli.verbs.boardlook import processes

    return [
        ("", _("the default one, or all"), ""),
        *((name, title, name) for name, title, _number in processes(store)),
    ]
