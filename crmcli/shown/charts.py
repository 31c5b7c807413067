"""Charts of characters for both faces: plotext draws the bars, labels and figures are put around them here.

plotext counts characters where a terminal counts cells, so a Chinese label would push its bar aside; and it knows no
amounts. Each series has a sign of its own besides its colour, and says its figure at its end.
"""

from __future__ import annotations

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


def lines(chart: Chart, cells: int, height: int = 0) -> list[list[Piece]]:
    """A chart in so many cells, as lines; ``height``: of columns. Nothing where there is nothing or no room."""
    if chart.empty:
        return []
    return _upright(chart, cells, height or 10) if chart.columns else _lying(chart, cells)


def legend(chart: Chart) -> list[Piece]:
    """Which sign stands for what."""
    out: list[Piece] = []
    for place, (name, style) in enumerate(chart.series):
        out += [(style, SIGNS[place] * 2), ("dim", f" {name}   ")]
    return out


def _lying(chart: Chart, cells: int) -> list[list[Piece]]:
    bars = chart.bars[:MOST_BARS]
    label = min(max(width(bar.label) for bar in bars), _LABEL, max(cells // 4, 6))
    said = max(width(bar.said) for bar in bars)
    room = cells - label - said - 3
    if room < _LEAST:
        return []
    figure = _Figure(room, max(len(bars), 2))
    most = max(sum(bar.values) for bar in bars)
    for place, bar in enumerate(bars):
        for series in range(len(bar.values), 0, -1):  # the longest first, shorter ones over it
            if bar.values[series - 1]:
                figure.bar(len(bars) - place, sum(bar.values[:series]), series - 1, 0.01, lying=True)
    drawn = figure.lines((0, most), (1, max(len(bars), 2)))[-len(bars) :]
    out = []
    for bar, line in zip(bars, drawn, strict=True):
        line = line.rstrip()
        pieces = [("text", f"{_fitted(bar.label, label)} "), ("dim", "│"), *_styled(chart, line)]
        out.append([*pieces, ("text", f" {bar.said}")])
    return out


def _upright(chart: Chart, cells: int, height: int) -> list[list[Piece]]:
    several = len(chart.series)
    most = max(1, min(len(chart.bars), (cells - width(chart.scale) - 2) // _COLUMN))
    bars = chart.bars[:most]
    group = min((cells - width(chart.scale) - 2) // len(bars), 14)
    bar = max((group - 1) // several, 1)
    highest = max(max(one.values) for one in bars)
    if group < _COLUMN or not highest:
        return []
    figure = _Figure(group * len(bars), height)
    for place, one in enumerate(bars):
        left = place * group + (group - bar * several) // 2
        for series, value in enumerate(one.values):
            if value:
                figure.bar(
                    left + series * bar + (bar - 1) / 2, value, series, max(bar - 1, 0.01), lying=False
                )
    out: list[list[Piece]] = []
    scale = width(chart.scale)
    for place, line in enumerate(figure.lines((0, group * len(bars) - 1), (0, highest), upright=True)):
        mark = f"{chart.scale}┤" if place == 0 else " " * scale + "│"
        out.append([("dim", mark), *_styled(chart, line.rstrip())])
    out.append([("dim", " " * scale + "└" + "─" * (group * len(bars)))])
    whole = all(width(one.label) < group for one in bars)
    names = "".join(_centred(one.label if whole else one.short, group) for one in bars)
    out.append([("text", " " * (scale + 1) + names.rstrip())])
    return out


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
    text = cut(harmless(text).replace("\n", " "), cells - 1)
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

    def lines(
        self, across: tuple[float, float], up: tuple[float, float], *, upright: bool = False
    ) -> list[str]:
        """What was drawn, within these limits."""
        plot = self.plot
        plot.xaxes(False, False)
        plot.yaxes(False, False)
        plot.xticks([])
        plot.yticks([])
        plot.xlim(*across)
        plot.ylim(*up)
        drawn: str = plot.uncolorize(plot.build())
        return drawn.rstrip("\n").split("\n")
