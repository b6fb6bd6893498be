"""The plots of the page, as SVG that takes its colours and its type from the page around it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl  # type: ignore[import-untyped]
from markupsafe import Markup
from matplotlib.axes import Axes  # type: ignore[import-untyped]
from matplotlib.backends.backend_svg import (  # type: ignore[import-untyped]
    FigureCanvasSVG,
)
from matplotlib.figure import Figure  # type: ignore[import-untyped]

from bot.languages import LANGUAGES

# Each colour stands for one of the page's: in light and in dark it is another.
INK, MUTED, LINE, PAPER = "#010101", "#020202", "#030303", "#040404"
FILL, GOOD, FAIR, BAD = "#050505", "#060606", "#070707", "#080808"
_COLOURS = {
    INK: "ink",
    MUTED: "muted",
    LINE: "line",
    PAPER: "card",
    FILL: "accent",
    GOOD: "good",
    FAIR: "fair",
    BAD: "bad",
}

_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "support-bot",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": LINE,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
}


@contextmanager
def _axes(name: str, says: str, width: float, height: float) -> Iterator[tuple[Axes, list[Markup]]]:
    """Axes to draw on; the list has the SVG when the block has ended."""
    drawn: list[Markup] = []
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, height))
        FigureCanvasSVG(figure)
        yield figure.add_subplot(), drawn
        figure.patch.set_visible(False)
        for axes in figure.axes:
            axes.patch.set_visible(False)
        out = io.StringIO()
        figure.savefig(
            out, format="svg", bbox_inches="tight", pad_inches=0.04, metadata={"Date": None}
        )
    drawn.append(_of_the_page(out.getvalue(), name, says))


def _of_the_page(svg: str, name: str, says: str) -> Markup:
    """An SVG to stand in a page: without a size of its own, its colours the page's, its ids
    apart from those of other plots."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    head, rest = svg.split(">", 1)
    found = re.search(r'viewBox="[^"]+"', head)
    view = found.group() if found else ""
    for colour, variable in _COLOURS.items():
        rest = rest.replace(colour, f"var(--{variable})")
    rest = re.sub(r'\b(id="|href="#|url\(#)', rf"\g<1>{name}-", rest)
    rest = re.sub(r"'DejaVu Sans'(, [^;\"]+)?", "var(--type)", rest)
    label = Markup.escape(says)
    return Markup(  # noqa: S704 - our own drawing
        f'<svg {view} role="img" aria-label="{label}" class="plot {name}" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">' + rest
    )


def percent_axis(axes: Axes, low: float, which: str = "x") -> None:
    """An axis of shares from ``low`` to 100 %."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(lambda value, _: f"{value:.0%}")
    (axes.set_xlim if which == "x" else axes.set_ylim)(low, 1.0)
    axes.grid(axis=which)
    axes.set_axisbelow(True)


def bars(
    name: str,
    says: str,
    values: Mapping[str, float],
    aims: tuple[float, float],
    step: float = 0.36,
) -> Markup:
    """Shares as bars, one below the other. The line is the first aim, of all of them together;
    below the second one, of each by itself, a bar is marked as bad. ``step``: inches a bar."""
    aim, aim_each = aims
    floor = max(0.0, min([*values.values(), 0.95]) // 0.1 * 0.1 - 0.1)
    with _axes(name, says, 6.2, step * len(values) + 0.5) as (axes, drawn):
        for index, value in enumerate(values.values()):
            colour = FILL if value >= aim else FAIR if value >= aim_each else BAD
            axes.barh(index, max(0.0, value - floor), left=floor, height=0.66, color=colour)
            axes.text(
                value - (1 - floor) * 0.012,
                index,
                f"{value:.1%}",
                ha="right",
                va="center_baseline",
                color=PAPER,
                weight="bold",
            )
        axes.set_yticks(range(len(values)), list(values))
        axes.set_ylim(len(values) - 0.5, -0.6)
        percent_axis(axes, floor)
        _aim(axes, aim, -0.7)
    return drawn[0]


def _aim(axes: Axes, aim: float, at: float) -> None:
    axes.axvline(aim, color=GOOD, linewidth=1.4, linestyle=(0, (4, 3)))
    axes.text(aim, at, f"aim {aim:.0%}", ha="center", color=GOOD, fontsize=9)
    axes.spines["bottom"].set_visible(False)


def spread(name: str, says: str, rows: Mapping[str, Mapping[str, Any]], aim: float) -> Markup:
    """For each row the share of all as a large dot, and of each language as a small one; the
    worst language is named."""
    worst = min(v for row in rows.values() for v in [row["all"], *row["by_language"].values()])
    floor = max(0.0, min(worst, 0.9) // 0.05 * 0.05 - 0.05)
    with _axes(name, says, 6.2, 0.46 * len(rows) + 0.5) as (axes, drawn):
        for index, row in enumerate(rows.values()):
            by_language = row["by_language"]
            if by_language:
                low = min(by_language, key=by_language.__getitem__)
                axes.plot(
                    [min(by_language.values()), max(by_language.values())],
                    [index, index],
                    color=LINE,
                    linewidth=5,
                    solid_capstyle="round",
                )
                axes.plot(
                    list(by_language.values()),
                    [index] * len(by_language),
                    "o",
                    color=MUTED,
                    markersize=4,
                )
                if by_language[low] < aim:
                    english = LANGUAGES[low].english if low in LANGUAGES else low
                    axes.text(
                        by_language[low],
                        index + 0.42,
                        english,
                        ha="center",
                        color=MUTED,
                        fontsize=8,
                    )
            colour = FILL if row["all"] >= aim else BAD
            axes.plot([row["all"]], [index], "o", color=colour, markersize=10)
        axes.set_yticks(range(len(rows)), list(rows))
        axes.set_ylim(len(rows) - 0.4, -0.8)
        percent_axis(axes, floor)
        axes.set_xlim(floor, 1.005)
        _aim(axes, aim, -0.9)
    return drawn[0]


def reliability(bins: Sequence[Mapping[str, Any]]) -> Markup:
    """How often the model was right, by how sure it was; and how often it was how sure."""
    says = "How often the first guess was right, by the model's confidence"
    with _axes("reliability", says, 4.6, 4.4) as (axes, drawn):
        axes.plot([0, 1], [0, 1], color=GOOD, linewidth=1.4, linestyle=(0, (4, 3)))
        axes.text(
            0.58,
            0.44,
            "as sure as it is right",
            rotation=45,
            rotation_mode="anchor",
            color=GOOD,
            fontsize=8.5,
        )
        for entry in bins:
            axes.plot(
                [entry["confidence"]] * 2,
                [entry["confidence"], entry["right"]],
                color=LINE,
                linewidth=4,
            )
        axes.plot(
            [entry["confidence"] for entry in bins],
            [entry["right"] for entry in bins],
            "o-",
            color=FILL,
            linewidth=1.6,
            markersize=6,
        )
        most = max((entry["count"] for entry in bins), default=1)
        for entry in bins:
            axes.bar(
                (entry["from"] + entry["to"]) / 2,
                0.16 * entry["count"] / most,
                width=(entry["to"] - entry["from"]) * 0.8,
                color=LINE,
                zorder=0,
            )
        axes.text(0.02, 0.03, "messages by confidence", color=MUTED, fontsize=8)
        percent_axis(axes, 0.0)
        percent_axis(axes, 0.0, "y")
        axes.set_xlabel("how sure the model was")
        axes.set_ylabel("how often it was right")
    return drawn[0]


def learning(points: Sequence[Mapping[str, Any]], stock: Mapping[str, Any] | None) -> Markup:
    """Accuracy by the utterances that were learned from; the languages as thin lines."""
    says = "Accuracy of the first guess by how many utterances the model learned from"
    with _axes("learning", says, 6.2, 3.4) as (axes, drawn):
        sizes = [point["utterances"] for point in points]
        for language in points[-1]["by_language"] if points else ():
            values = [point["by_language"][language]["share"] for point in points]
            axes.plot(sizes, values, color=LINE, linewidth=1.2)
        shares = [point["all"]["share"] for point in points]
        axes.plot(sizes, shares, "o-", color=FILL, linewidth=2.2, markersize=7)
        for size, value in zip(sizes, shares, strict=True):
            axes.text(size, value + 0.018, f"{value:.1%}", ha="center", va="bottom")
        if stock is not None:
            axes.plot(
                [stock["learned"]], [stock["stock"]["all"]["share"]], "s", color=BAD, markersize=7
            )
            axes.text(
                stock["learned"],
                stock["stock"]["all"]["share"] - 0.03,
                "stock DIET",
                ha="center",
                va="top",
                color=BAD,
            )
        lowest = min([*shares, *([stock["stock"]["all"]["share"]] if stock else [])], default=0.5)
        axes.set_xscale("log", base=2)
        axes.set_xticks(sizes)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.minorticks_off()
        percent_axis(axes, max(0.0, lowest // 0.1 * 0.1 - 0.1), "y")
        axes.set_xlabel("utterances learned from")
    return drawn[0]
