"""Charts of characters for both faces: plotext draws the bars, labels and figures are put around them here.

plotext counts characters where a terminal counts cells, so a Chinese label would push its bar aside; and it knows no
amounts. Each series has a sign of its own besides its colour, and says its figure at its end.
"""

from __future__ import annotations

from crmcli.i18n import ngettext
from crmcli.text.clean import cut, harmless, width

TYPE_CHECKING = False  # typing costs as much to import as Python to start
if TYPE_CHECKING:
    from collections.abc import Sequence

    # A piece of a line: a style's name and its text.
    Piece = tuple[str, str]

SIGNS = "█▓▒░"
"""What the first, second, … series of a chart is drawn with."""

MOST_BARS = 16
"""So many bars are drawn; a table beside the chart has all."""

_LABEL = 30  # cells of a label at most
_LEAST = 10  # cells of the longest bar at least
_COLUMN = 6  # cells of a group of columns at least


class Bar:
    """A bar, or a group of columns: what it is called, a value of each series, what is said at its end."""

    __slots__ = ("label", "said", "short", "values")

    def __init__(self, label: str, values: Sequence[float], said: str, short: str = "") -> None:
        self.label = label
        self.short = short or label
        self.values = [max(float(value), 0.0) for value in values]  # drawn only: figures are told elsewhere
        self.said = said


class Chart:
    """What is drawn. ``series``: a name and a style of each; ``columns``: upright, side by side, else lying in a row.

    ``scale``: what the highest column stands for.
    """

    __slots__ = ("bars", "columns", "scale", "series")

    def __init__(
        self,
        series: Sequence[tuple[str, str]],
        bars: Sequence[Bar],
        *,
        columns: bool = False,
        scale: str = "",
    ) -> None:
        self.series = list(series)
        self.bars = list(bars)
        self.columns = columns
        self.scale = scale

    @property
    def empty(self) -> bool:
        """Whether there is nothing to be drawn."""
        return not any(any(bar.values) for bar in self.bars)


class Drawing:
    """A chart as lines of pieces; which bar stands at a place of it."""

    __slots__ = ("_group", "_left", "bars", "lines")

    def __init__(self, lines: list[list[Piece]], bars: int, left: int = 0, group: int = 0) -> None:
        self.lines = lines
        self.bars = bars  # how many of the chart's bars there was room for
        self._left = left
        self._group = group  # cells of a group of columns; 0: bars that lie, one a line

    def bar_at(self, x: int, y: int) -> int | None:
        """The place of the bar that is drawn at a cell of a line."""
        at = (x - self._left) // self._group if self._group else y
        return at if 0 <= at < self.bars and x >= self._left else None

    def marked(self, bar: int) -> list[list[Piece]]:
        """The lines with the name of a bar drawn as what a cursor is on; drawing anew takes far longer."""
        if not 0 <= bar < self.bars:
            return self.lines
        line, place = (len(self.lines) - 1, bar + 1) if self._group else (bar, 0)
        lines = list(self.lines)
        lines[line] = list(lines[line])
        lines[line][place] = ("cursor", lines[line][place][1])
        return lines


def drawn(chart: Chart, cells: int, height: int = 10, *, most: int = MOST_BARS) -> Drawing:
    """A chart in so many cells; ``height``: of columns. Nothing where there is nothing or no room.

    ``most``: at most so many bars that lie.
    """
    if chart.empty:
        return Drawing([], 0)
    return _upright(chart, cells, height) if chart.columns else _lying(chart, cells, most)


def legend(chart: Chart, drawing: Drawing) -> list[Piece]:
    """Which sign stands for what, and how many bars there was no room for."""
    out: list[Piece] = []
    for place, (name, style) in enumerate(chart.series):
        out += [(style, SIGNS[place] * 2), ("dim", f" {name}   ")]
    rest = len(chart.bars) - drawing.bars
    if rest:
        more = ngettext("%(number)d more in the table", "%(number)d more in the table", rest)
        out.append(("dim", more % {"number": rest}))
    return out


def _lying(chart: Chart, cells: int, most: int) -> Drawing:
    bars = chart.bars[:most]
    label = min(max(width(bar.label) for bar in bars), _LABEL, max(cells // 4, 6))
    said = max(width(bar.said) for bar in bars)
    room = cells - label - said - 3
    longest = max(sum(bar.values) for bar in bars)
    if room < _LEAST or not longest:
        return Drawing([], 0)
    figure = _Figure(room, max(len(bars), 2))
    for place, bar in enumerate(bars):
        for series in range(len(bar.values), 0, -1):  # the longest first, shorter ones over it
            if bar.values[series - 1]:
                figure.bar(len(bars) - place, sum(bar.values[:series]), series - 1, 0.01, lying=True)
    out = []
    rows = figure.lines((0, longest), (1, max(len(bars), 2)))[-len(bars) :]
    for bar, line in zip(bars, rows, strict=True):
        pieces = [("text", _fitted(bar.label, label)), ("dim", " │"), *_styled(chart, line.rstrip())]
        out.append([*pieces, ("text", f" {bar.said}")])
    return Drawing(out, len(bars))


def _upright(chart: Chart, cells: int, height: int) -> Drawing:
    several = len(chart.series)
    left = width(chart.scale) + 1
    bars = chart.bars[: max((cells - left - 1) // _COLUMN, 1)]
    group = min((cells - left - 1) // len(bars), 14)
    bar = max((group - 1) // several, 1)
    highest = max(max(one.values) for one in bars)
    if group < _COLUMN or not highest:
        return Drawing([], 0)
    figure = _Figure(group * len(bars), height)
    for place, one in enumerate(bars):
        first = place * group + (group - bar * several) // 2
        for series, value in enumerate(one.values):
            if value:
                figure.bar(
                    first + series * bar + (bar - 1) / 2, value, series, max(bar - 1, 0.01), lying=False
                )
    out: list[list[Piece]] = []
    for place, line in enumerate(figure.lines((0, group * len(bars) - 1), (0, highest))):
        mark = f"{chart.scale}┤" if place == 0 else " " * (left - 1) + "│"
        out.append([("dim", mark), *_styled(chart, line.rstrip())])
    out.append([("dim", " " * (left - 1) + "└" + "─" * (group * len(bars)))])
    whole = all(width(one.label) < group for one in bars)
    names: list[Piece] = [("text", " " * left)]
    names += [("text", _centred(one.label if whole else one.short, group)) for one in bars]
    out.append(names)
    return Drawing(out, len(bars), left, group)


def _styled(chart: Chart, line: str) -> list[Piece]:
    """A line of bars in pieces of one sign each."""
    styles = {SIGNS[place]: style for place, (_name, style) in enumerate(chart.series)}
    out: list[Piece] = []
    for sign in line:
        style = styles.get(sign, "text")
        if out and out[-1][0] == style:
            out[-1] = (style, out[-1][1] + sign)
        else:
            out.append((style, sign))
    return out


def _fitted(text: str, cells: int) -> str:
    text = cut(harmless(text).replace("\n", " "), cells)
    return text + " " * (cells - width(text))


def _centred(text: str, cells: int) -> str:
    text = cut(harmless(text).replace("\n", " "), cells)
    left = (cells - width(text)) // 2
    return " " * left + text + " " * (cells - width(text) - left)


class _Figure:
    """A figure of plotext without frame, ticks and colours: only the bars, in so many cells."""

    def __init__(self, cells: int, height: int) -> None:
        import plotext

        self.plot = plotext
        plotext.clear_figure()
        plotext.theme("clear")
        plotext.limit_size(False, False)
        plotext.plotsize(cells, height)

    def bar(self, at: float, value: float, series: int, wide: float, *, lying: bool) -> None:
        """A bar ``wide`` around ``at``, as long as its value."""
        self.plot.bar([at], [value], orientation="h" if lying else "v", marker=SIGNS[series], width=wide)

    def lines(self, across: tuple[float, float], up: tuple[float, float]) -> list[str]:
        """What was drawn, within these limits."""
        plot = self.plot
        plot.xaxes(False, False)
        plot.yaxes(False, False)
        plot.xticks([])
        plot.yticks([])
        plot.xlim(*across)
        plot.ylim(*up)
        text: str = plot.uncolorize(plot.build())
        return text.rstrip("\n").split("\n")
