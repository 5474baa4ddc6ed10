"""Histograms of marks, as SVG that stands in a page.

matplotlib draws them: it is what the people who run courses on PyTorch have and know, its licence
is free, and its SVG can be kept as text. (pygal is lighter, but LGPL, and brings a script of its
own; altair and plotly draw in the browser, with megabytes of JavaScript.) Nothing but digits is
written into a picture, so no font has to know a script; words stand around it, in the page's own
language. Colours are those of the page's style, so that a picture follows the dark scheme.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from markupsafe import Markup

BINS = 10

_COLOURS = {"#012345": "var(--tg-link)", "#123456": "currentColor", "#234567": "var(--tg-line)"}
"""What stands for the colours of the page while it is drawn."""


def counts(percents: Sequence[float]) -> list[int]:
    """Return how many marks fall into each tenth; full marks are in the last one."""
    found = [0] * BINS
    for percent in percents:
        found[min(BINS - 1, max(0, int(percent * BINS / 100)))] += 1
    return found


def histogram(percents: Sequence[float], name: str) -> Markup:
    """Return a picture of the marks; `name` makes the names in it unique on its page."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    bar, ink, faint = _COLOURS
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name, "text.parse_math": False}):
        figure = Figure(figsize=(4, 1.9), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.subplots()
        tall = counts(percents)
        bars = axes.bar([10 * n + 5 for n in range(BINS)], tall, width=9.2, color=bar)
        axes.bar_label(bars, [str(n) if n else "" for n in tall], color=ink, fontsize=9, padding=1)
        axes.set_xlim(0, 100)
        axes.set_xticks(range(0, 101, 20), [f"{n}%" for n in range(0, 101, 20)], fontsize=9)
        axes.tick_params(color=faint, labelcolor=ink)
        axes.set_ylim(0, max(*tall, 1) * 1.15)
        axes.yaxis.set_visible(False)
        for side, spine in axes.spines.items():
            spine.set_visible(side == "bottom")
            spine.set_color(faint)
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    return Markup(_inline(drawn.getvalue(), name))  # noqa: S704 - digits, drawn by us


def _inline(drawn: str, name: str) -> str:
    """Return an SVG file's text as an element of a page, with names and colours of its own."""
    element = drawn[drawn.index("<svg") :]
    element = re.sub(r"<(metadata|style)\b.*?</\1>\s*", "", element, flags=re.DOTALL)
    element = re.sub(r'\b(id="|href="#|url\(#)', rf"\g<1>{name}-", element)
    element = re.sub(
        r'<svg [^>]*?(viewBox="[^"]*")[^>]*>',
        r'<svg \1 aria-hidden="true" focusable="false">',
        element,
        count=1,
    )
    element = re.sub(r"font-family: [^;\"]*;? ?", "", element)
    element = element.replace(" \n", "\n").replace("\nL ", "L")
    for drawn_as, meant in _COLOURS.items():
        element = element.replace(drawn_as, meant)
    return element.strip()
