"""Charts as SVG for a web page: percent across and pixels down, so that words keep their size on a phone."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crmcli.kit.formats.cells import harmless, percent
from crmcli.kit.i18n import _
from crmcli.kit.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.report.model import Chart, Series

COLOURS = 8  # the page has so many, --series-1 and on; more series take them again
# Bars end here, in percent, so that the number behind the longest has room.
LONGEST = 82.0
BAR_ROW, BAR_HEIGHT, LABEL_HEIGHT = 44, 16, 18
COLUMN_HEIGHT, COLUMN_FOOT, COLUMN_HEAD = 150, 22, 20
MOST_COLUMN_LABELS = 8
INTERVAL_ROW = 44


def svg(chart: Chart, identity: str) -> str:
    """One chart; `identity` is the prefix of its ids on the page. "" where there is nothing to draw."""
    if not chart.labels or not any(value for series in chart.series for value in series.values):
        return ""
    draw = {"bars": _bars, "columns": _columns, "intervals": _intervals}[chart.kind]
    height, shapes = draw(chart)
    title, told = f"{identity}-title", f"{identity}-desc"
    return (
        f'<svg role="img" aria-labelledby="{title} {told}" width="100%" height="{height}">'
        f'<title id="{title}">{_safe(chart.title)}</title>'
        f'<desc id="{told}">{_safe(_in_words(chart))}</desc>{"".join(shapes)}</svg>'
    )


def legend(chart: Chart) -> list[tuple[int, str]]:
    """The number of the colour and the name of each series, where there are several."""
    names = [(_colour(place, series), series.name) for place, series in enumerate(chart.series)]
    return names if len(names) > 1 else []


def limit_words(chart: Chart) -> str:
    """What the line across the columns says; "" where there is none."""
    if chart.limit is None:
        return ""
    number = said(chart, chart.limit)
    return (
        f"{chart.limit_called} {number}" if chart.limit_called else _("limit {number}").format(number=number)
    )


def said(chart: Chart, value: float) -> str:
    """A value of a chart in words."""
    if chart.unit == "share":
        return percent(value)
    return format_yuan(round(value)) if chart.unit == "money" else f"{value:g}"


def _in_words(chart: Chart) -> str:
    """Everything that the picture shows, for whoever cannot see it."""
    parts = []
    for place, label in enumerate(chart.labels):
        values = [
            f"{series.name} {said(chart, series.values[place])}" if len(chart.series) > 1
            else said(chart, series.values[place])
            for series in chart.series
        ]  # fmt: skip
        parts.append(f"{label}: {_(', ').join(values)}")
    if chart.limit is not None:
        parts.append(limit_words(chart))
    return "; ".join(parts)


def _bars(chart: Chart) -> tuple[int, list[str]]:
    """A label above each bar; series stand one behind the other in it."""
    totals = [sum(series.values[place] for series in chart.series) for place in range(len(chart.labels))]
    most = max(totals) or 1
    shapes = []
    for place, label in enumerate(chart.labels):
        top = place * BAR_ROW
        shapes.append(f'<text x="0" y="{top + 13}">{_safe(label)}</text>')
        left = 0.0
        for colour, value in _stacked(chart, place):
            width = LONGEST * value / most
            shapes.append(_rect(left, top + LABEL_HEIGHT, width, BAR_HEIGHT, colour))
            left += width
        number = _safe(said(chart, totals[place]))
        shapes.append(
            f'<text class="number" x="{left:.2f}%" dx="6" y="{top + LABEL_HEIGHT + 12}">{number}</text>'
        )
    return len(chart.labels) * BAR_ROW, shapes


def _stacked(chart: Chart, place: int) -> Iterator[tuple[int, float]]:
    for number, series in enumerate(chart.series):
        if series.values[place] > 0:
            yield _colour(number, series), series.values[place]


def _columns(chart: Chart) -> tuple[int, list[str]]:
    """Columns side by side, series on top of each other, the limit a line across."""
    count = len(chart.labels)
    totals = [sum(series.values[place] for series in chart.series) for place in range(count)]
    most = max([*totals, chart.limit or 0]) or 1
    floor = COLUMN_HEAD + COLUMN_HEIGHT
    shapes = [f'<line class="axis" x1="0" x2="100%" y1="{floor}" y2="{floor}"/>']
    step = 100 / count
    every = -(-count // MOST_COLUMN_LABELS)
    for place, label in enumerate(chart.labels):
        bottom = float(floor)
        for colour, value in _stacked(chart, place):
            height = COLUMN_HEIGHT * value / most
            bottom -= height
            shapes.append(_rect(place * step + step * 0.12, bottom, step * 0.76, height, colour))
        if place % every == 0:
            shapes.append(_middle(place * step + step / 2, floor + 16, label))
        if totals[place] == max(totals) and totals.index(totals[place]) == place:
            shapes.append(_middle(place * step + step / 2, bottom - 5, said(chart, totals[place]), "number"))
    if chart.limit is not None:
        y = floor - COLUMN_HEIGHT * chart.limit / most
        shapes.append(f'<line class="limit" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>')
        shapes.append(_middle(100, y - 4, said(chart, chart.limit), "number"))
    return floor + COLUMN_FOOT, shapes


def _intervals(chart: Chart) -> tuple[int, list[str]]:
    """A dot for each share and a line over its confidence interval, between 0 and 100 %."""
    shapes = []
    for place, label in enumerate(chart.labels):
        top = place * INTERVAL_ROW
        share = chart.series[0].values[place]
        low, high = chart.ranges[place]
        y = top + LABEL_HEIGHT + 8
        shapes += [
            f'<text x="0" y="{top + 13}">{_safe(label)}</text>',
            f'<line class="axis" x1="0" x2="{LONGEST}%" y1="{y}" y2="{y}"/>',
            f'<line class="range" x1="{low * LONGEST:.2f}%" x2="{high * LONGEST:.2f}%" y1="{y}" y2="{y}"/>',
            f'<circle class="dot" cx="{share * LONGEST:.2f}%" cy="{y}" r="5"/>',
            f'<text class="number" x="{LONGEST}%" dx="10" y="{y + 4}">{_safe(said(chart, share))}</text>',
        ]
    return len(chart.labels) * INTERVAL_ROW, shapes


def _rect(left: float, top: float, width: float, height: float, colour: int) -> str:
    return (
        f'<rect class="s{colour}" x="{left:.2f}%" y="{top:.1f}" width="{width:.2f}%" height="{height:.1f}"/>'
    )


def _middle(x: float, y: float, text: str, style: str = "small") -> str:
    anchor = "start" if x < 4 else "end" if x > 96 else "middle"
    x = 0 if x < 4 else 100 if x > 96 else x
    return f'<text class="{style}" x="{x:.2f}%" y="{y:.1f}" text-anchor="{anchor}">{_safe(text)}</text>'


def _colour(place: int, series: Series) -> int:
    return series.colour or place % COLOURS + 1


def _safe(text: str) -> str:
    return escape(harmless(text).replace("\n", " "))
