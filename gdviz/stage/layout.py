"""Where the fields of several runs side by side, their words and their common curves stand on the page of a scene."""

from dataclasses import replace

from manim import config

from gdviz.analysis.boxes import Box, Share
from gdviz.analysis.layout import EDGE, NUMBERS, OVER, STRIP, UNDER, Layout, row_of_fields, rows_of_fields
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points

# What stands below a field and its numbers on a wide page, in points: two lines of words.
FOOT = 38.0
# What is free below the words of a row on a tall page.
CLEAR = 8.0


def fields_on_page(
    stage: Stage,
    box: Share,
    count: int,
    ratios: tuple[float, float],
    *,
    lines: int,
    numbers: float = 0.0,
    curves: float = 0.0,
) -> Layout:
    """Return where fields and the curves, with their numbers and their title, lie: in one row on a wide page.

    Parameters
    ----------
    box
        Where all of it goes, as a share of the frame.
    count, ratios
        How many fields there are, and the least and the greatest width of one over its height.
    lines
        How many lines of words, one or two, stand below a field.
    numbers
        What its numbers take, between it and its words, in points.
    curves
        How high the curves are at least, in points.
    """
    page = box.box_on(config.frame_width / points(1), config.frame_height / points(1))
    if not stage.in_rows:
        return row_of_fields(page, count, ratios, numbers + FOOT, curves=max(curves, STRIP))
    width = page.width / (1 - 2 * EDGE)
    # A line has room below every field. Where there is much height, rows stand well apart.
    clear = CLEAR if stage.page.shape == "tall" else 0.0
    words = 1.0 if lines == 1 else None
    layout = rows_of_fields(width, page.height, count, ratios, words, numbers + clear, curves=curves)
    aside = page.left - EDGE * width

    def moved(one: Box) -> Box:
        return Box(one.left + aside, one.low + page.low, one.width, one.height)

    axes = moved(layout.curves)
    around = axes.with_edges(left=axes.left - NUMBERS, low=max(axes.low - UNDER, page.low), high=axes.high + OVER)
    return replace(layout, fields=tuple(map(moved, layout.fields)), curves=around)
