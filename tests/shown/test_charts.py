"""Charts: every bar as long as it should be, labels of any script in one column, a place for every bar."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crmcli.shown.charts import MOST_BARS, SIGNS, Bar, Chart, drawn, legend
from crmcli.text.clean import width

SERIES = [("won", "good"), ("open", "ref"), ("lost", "late")]
LABELS = st.text("ab线索需求谈判 ０ｘ-é\n\t", min_size=1, max_size=30)
VALUES = st.tuples(*[st.integers(0, 10**12)] * 3)


def text(line: list[tuple[str, str]]) -> str:
    return "".join(piece for _style, piece in line)


@given(st.lists(st.tuples(LABELS, VALUES), min_size=1, max_size=7), st.integers(24, 80))
def test_lying_bars(bars: list[tuple[str, tuple[int, int, int]]], cells: int) -> None:
    chart = Chart(SERIES, [Bar(label, values, f"{sum(values)}") for label, values in bars])
    drawing = drawn(chart, cells)
    if chart.empty:
        assert drawing.lines == []
        return
    if not drawing.lines:  # no room beside the figures
        return
    assert len(drawing.lines) == drawing.bars == min(len(bars), MOST_BARS)
    assert len({width(text(line).partition("│")[0]) for line in drawing.lines}) == 1
    longest = max(sum(values) for _label, values in bars[:MOST_BARS])
    lengths = []
    for (_label, values), line in zip(bars, drawing.lines, strict=False):
        assert width(text(line)) <= cells
        run = text(line).partition("│")[2].removesuffix(f" {sum(values)}")
        assert set(run) <= set(SIGNS[:3])
        assert [sign for sign in SIGNS[:3] if sign in run] == sorted(set(run), key=SIGNS.index)
        assert (not sum(values)) == (not run)
        lengths.append((sum(values), len(run)))
    room = max(length for _value, length in lengths)
    for value, length in lengths:
        assert not value or abs(length - 1 - (room - 1) * value / longest) <= 1
    assert [style for style, _piece in drawing.marked(0)[0]].count("cursor") == 1
    assert drawing.marked(-1) == drawing.lines
    assert [drawing.bar_at(3, y) for y in range(len(drawing.lines))] == list(range(drawing.bars))
    assert drawing.bar_at(3, drawing.bars) is None


@given(st.lists(st.tuples(LABELS, VALUES), min_size=1, max_size=12), st.integers(30, 90), st.integers(4, 14))
def test_upright_columns(bars: list[tuple[str, tuple[int, int, int]]], cells: int, height: int) -> None:
    chart = Chart(
        SERIES, [Bar(label, values, "", label[:3]) for label, values in bars], columns=True, scale="1.2亿"
    )
    drawing = drawn(chart, cells, height)
    if not drawing.lines:
        return
    assert len(drawing.lines) == height + 2
    assert all(width(text(line)) <= cells for line in drawing.lines)
    assert text(drawing.lines[0]).startswith("1.2亿┤")
    shown = bars[: drawing.bars]
    highest = max(max(values) for _label, values in shown)
    for at, (_label, values) in enumerate(shown):
        for series, value in enumerate(values):
            if value == highest:  # its column reaches the top
                cells_of = [x for x in range(cells) if drawing.bar_at(x, 0) == at]
                top = text(drawing.lines[0])[:1000]
                assert any(SIGNS[series] == top[x - 1] for x in cells_of if x - 1 < len(top))


def test_more_bars_than_there_is_room_for_are_told() -> None:
    chart = Chart(SERIES, [Bar(f"bar {number}", (number + 1, 0, 0), "") for number in range(20)])
    drawing = drawn(chart, 60, most=5)
    assert drawing.bars == 5
    assert text(legend(chart, drawing)) == "██ won   ▓▓ open   ▒▒ lost   15 more in the table"


def test_nothing_is_no_chart() -> None:
    assert drawn(Chart(SERIES, [Bar("a", (0, 0, 0), "0")]), 80).lines == []
    assert drawn(Chart(SERIES, []), 80).lines == []
