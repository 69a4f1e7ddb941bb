"""Arrows and boxes around theta that appear beat by beat, and where their labels stand."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gdviz.analysis.placement import is_covered, sticks_out
from gdviz.figures.anatomy.zoom import reach
from gdviz.figures.parts.arrows import FAR, ORDER, PlacedMark
from gdviz.ledger.ledger import StepLedger

Array = NDArray[np.float64]

# Arrows and boxes smaller than this, in points, have no label.
UNSEEN, SMALL_BOX = 3.0, 22.0
# A label that would stand farther off the panel than this, in points, is left out.
OUTSIDE = 4.0
# What it costs a label to lie over another, where a point of an arrow costs 1.5: words over words cannot be read.
OVERLAP = 400.0
# Directions in which a label may stand off the tip of its arrow, from the arrow's own, in degrees; the best first.
TURNS = (0, 40, -40, 75, -75, 110, -110, 150, -150, 180)


def drawn_on(axes: Axes, page: StepLedger, unit: float, colors: dict[str, str]) -> list[PlacedMark]:
    """Return the marks of a page as they lie on the axes, those that are drawn first in front."""
    points = 72 / axes.figure.dpi
    beats = page.beats
    found = []
    replaced = {
        mark.replaces: beats.index(line.beat) - (mark.look == "box") for line in page.lines for mark in line.marks
    }
    for line in page.lines:
        beat = beats.index(line.beat)
        for mark in line.marks:
            last = beat if mark.passing else replaced.get(mark.label or "nothing", len(beats))
            ends, bud = (
                np.clip(axes.transData.transform(reach(page, mark, unit, share)) * points, -FAR, FAR)
                for share in (1.0, 0.0)
            )
            if np.isfinite(ends).all():
                found.append(PlacedMark(mark, colors[line.role], beat, last, ends, bud))
    return sorted(found, key=lambda drawn: ORDER.index(drawn.mark.look))


def place(
    drawn: Sequence[PlacedMark], sizes: Sequence[Array], panel: Array, kept: Sequence[Array]
) -> list[Array | None]:
    """Return the middle of each mark's label, in points, or None where it has none.

    Every label takes, of some places at its mark, the one that covers least of what is there, and none over another.

    Parameters
    ----------
    drawn, sizes
        The marks, and each label's width and height in points.
    panel
        The panel's low and high corner, in points.
    kept
        Points that no label should cover, like the ball's.
    """
    sketches = np.concatenate([mark.sketch() for mark in drawn] + [np.array(kept).reshape(-1, 2)])
    weights = np.concatenate(
        [np.full(len(mark.sketch()), 0.5 if mark.is_box else 1.5) for mark in drawn] + [np.full(len(kept), 12.0)]
    )
    placed = np.empty((2, 0, 2))
    found: list[Array | None] = [None] * len(drawn)
    for i in np.argsort([mark.size for mark in drawn])[::-1]:
        if not drawn[i].mark.label or drawn[i].size < (SMALL_BOX if drawn[i].is_box else UNSEEN):
            continue
        half = 1.08 * sizes[i] / 2 + 1.0
        best, least, met = None, np.inf, 0
        for order, middle in enumerate(_places(drawn[i], half)):
            outside = sticks_out(middle, half, panel)
            covered = weights[is_covered(sketches, middle, half)].sum()
            # Two boxes meet where the middle of one is covered by the other with the half sides of both.
            overlaps = int(np.count_nonzero(is_covered(placed[0], middle, half + placed[1])))
            cost = 0.6 * order + covered + OVERLAP * overlaps + 20 * outside
            if cost < least and outside < OUTSIDE:
                best, least, met = middle, cost, overlaps
        # Where there is no place free of words it has none.
        if best is not None and not met:
            found[i] = best
            placed = np.concatenate([placed, np.stack([best, half])[:, None]], axis=1)
    return found


def _places(drawn: PlacedMark, half: Array) -> list[Array]:
    """Return where the middle of a label with these half sides may be, the best place first."""
    start, end = drawn.ends
    if drawn.is_box:
        low, high = np.minimum(start, end), np.maximum(start, end)
        middle = (low + high) / 2
        left, right = low[0] + half[0] + 2, high[0] - half[0] - 2
        above, below = high[1] + half[1] + 1, low[1] - half[1] - 1
        return [np.array([x, y]) for x in (right, left, middle[0]) for y in (above, below)] + [
            np.array([x, y])
            for y in (high[1] - half[1] - 2, low[1] + half[1] + 2)
            for x in (high[0] + half[0] + 2, low[0] - half[0] - 2)
        ]
    along = (end - start) / max(drawn.size, 1e-9)
    places = []
    for away in (3.0, 9.0):
        for turn in TURNS:
            c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
            way = np.array([c * along[0] - s * along[1], s * along[0] + c * along[1]])
            places.append(end + way * (float(np.abs(way) @ half) + away))
    across = np.array([-along[1], along[0]])
    clear = across * (float(np.abs(across) @ half) + 4.0)
    return places + [start + share * (end - start) + side * clear for share in (0.75, 0.5) for side in (1, -1)]
