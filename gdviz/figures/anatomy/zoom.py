"""A close-up of a landscape around single steps: what it has to hold, how long arrows are in it, and f within it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.ledger.ledger import Mark, StepLedger

Array = NDArray[np.float64]

# The longest arrow that is not to scale, in lengths of the longest step; and what is left free around all.
REACH, MARGIN = 1.15, 0.11
# Pages whose arrows would be shorter than this part of the longest are drawn to scales of their own.
SHORTEST = 0.25
# A box around theta is held by the close-up if its corner is not farther than so many times the longest arrow.
LARGEST = 1.7
# The least that arrows uphill may shrink to.
MOST_SHRUNK = 0.3
SAMPLES = 145
# No close-up is smaller than this part of the sampled box: f between its samples would be made up.
SMALLEST = 1e-5


def sides(scape: Landscape) -> Array:
    """Return the sampled box's width and height."""
    return np.array([np.ptp(scape.x), np.ptp(scape.y)])


def is_even(scape: Landscape) -> bool:
    """Return whether both parameters can be drawn to one scale: unless the box is long and thin."""
    width, height = sides(scape)
    return bool(0.4 < width / height < 2.5)


def units_of(pages: Sequence[StepLedger], scape: Landscape) -> tuple[list[float], bool]:
    """Return how long a quantity of 1 is drawn on each page, and whether what leads uphill is drawn too.

    Where the arrows add up to the step it is the learning rate; else it has one digit, so that it can be written, and
    is the same for all pages, unless some would have arrows too short to see. It is made shorter so that arrows uphill
    stay on the field, but not much; where that is not enough there are none.
    """
    rule = [page.unit for page in pages]
    if all(unit is not None and np.isfinite(unit) and unit > 0 for unit in rule):
        units = [float(unit or 0) for unit in rule]
        return units, _room(pages, units, scape) >= 1
    metric = np.ones(2) if is_even(scape) else sides(scape)
    steps = [_length([page.step.end - page.step.start], metric) for page in pages]
    box = float((sides(scape) / metric).max())
    stride = min(max(steps), box) or 0.08 * box
    longest = [_length([m.tail + m.vector for m in _arrows(page) if not m.true], metric) for page in pages]
    if min(longest) >= SHORTEST * max(longest):
        longest = [max(longest)] * len(pages)
    units = [REACH * stride / length if length else 1.0 for length in longest]
    room = 0.95 * _room(pages, units, scape)
    if MOST_SHRUNK <= room < 1:
        units = [unit * room for unit in units]
    return [_one_digit(unit) for unit in units], room >= MOST_SHRUNK


def _arrows(page: StepLedger) -> list[Mark]:
    return [mark for line in page.lines for mark in line.marks if mark.look not in ("box", "frame")]


def _room(pages: Sequence[StepLedger], units: Sequence[float], scape: Landscape) -> float:
    """Return the part of the arrows uphill that lies on the field, the least of all pages; over 1, there is more room.

    0 where a page begins off the field.
    """
    low, high = np.array([scape.x[0], scape.y[0]]), np.array([scape.x[-1], scape.y[-1]])
    least = np.inf
    for page, unit in zip(pages, units, strict=True):
        for mark in (mark for line in page.lines for mark in line.marks if mark.uphill):
            start, arrow = page.step.start, unit * mark.vector
            if not np.isfinite(arrow).all() or (start < low).any() or (start > high).any():
                return 0.0
            with np.errstate(all="ignore"):
                free = np.where(arrow > 0, (high - start) / arrow, (low - start) / arrow)
            least = min(least, float(np.min(free[arrow != 0], initial=np.inf)))
    return least


def _length(vectors: Sequence[Array], metric: Array) -> float:
    """Return the greatest finite length, or 0."""
    with np.errstate(all="ignore"):
        lengths = [float(np.linalg.norm(vector / metric)) for vector in vectors]
    return max([length for length in lengths if np.isfinite(length)], default=0.0)


def _one_digit(value: float) -> float:
    """Round a positive number down to one significant digit."""
    with np.errstate(all="ignore"):
        power = 10.0 ** np.floor(np.log10(value))
        return float(np.floor(value / power * (1 + 1e-12)) * power) or 1.0


def reach(page: StepLedger, mark: Mark, unit: float, grown: float = 1.0) -> Array:
    """Return where a mark begins and ends (2, 2), in parameters: an arrow's tail and tip, a box's two corners."""
    with np.errstate(all="ignore"):
        scale = 1.0 if mark.true else unit
        vector = scale * (mark.grown + grown * (mark.vector - mark.grown))
        if mark.look in ("box", "frame"):
            return np.stack([page.step.start - vector, page.step.start + vector])
        tail = page.step.start + scale * mark.tail
        return np.stack([tail, tail + vector])


def close_up(
    pages: Sequence[StepLedger], units: Sequence[float], scape: Landscape, shape: tuple[float, float], *, uphill: bool
) -> Array:
    """Return the box (2, 2) of parameters that holds the steps and their arrows and fills a panel of this shape.

    Boxes around theta that dwarf the arrows are not held, nor what a diverging run does far off the sampled box.
    """
    metric = np.ones(2) if is_even(scape) else sides(scape)
    held = [point for page in pages for point in (page.step.start, page.step.end)]
    for page, unit in zip(pages, units, strict=True):
        arrows = [reach(page, mark, unit) for mark in _arrows(page) if uphill or not mark.uphill]
        boxes = [reach(page, mark, unit) for line in page.lines for mark in line.marks if mark not in _arrows(page)]
        longest = _length([end - page.step.start for ends in arrows for end in ends], metric)
        boxes = [box for box in boxes if _length([box[1] - page.step.start], metric) <= LARGEST * longest]
        held += [end for ends in (*arrows, *boxes) for end in ends]
    points = np.array([point for point in held if np.isfinite(point).all()])
    low, high = np.array([scape.x[0], scape.y[0]]), np.array([scape.x[-1], scape.y[-1]])
    around = 0.25 * (high - low)
    points = np.clip(points, low - around, high + around)
    least, most = points.min(axis=0), points.max(axis=0)
    aspect = np.array(shape) if is_even(scape) else sides(scape)
    extent = max(float((np.maximum(most - least, SMALLEST * sides(scape)) / aspect).max()), 0.0)
    half = (0.5 + MARGIN) * extent * aspect
    middle = (least + most) / 2
    # Where f was sampled there is something to see: a box that fits in there is moved to lie there.
    fits = 2 * half <= high - low
    middle = np.where(fits, np.clip(middle, low + half, high - half), middle)
    return np.stack([middle - half, middle + half], axis=-1)


def finer(scape: Landscape, box: Array) -> Landscape:
    """Return the landscape within a box (2, 2), between its samples by Keys' cubic, which is exact for parabolas.

    It is NaN outside the sampled box.

    Source: R. Keys, Cubic Convolution Interpolation for Digital Image Processing (1981).
    """
    x, y = (np.linspace(low, high, SAMPLES) for low, high in box)
    with np.errstate(all="ignore"):
        loss = _along(_along(scape.loss.T, scape.y, y).T, scape.x, x)
    return Landscape(x, y, loss, scape.origin, scape.axes)


def _along(table: Array, grid: Array, at: Array) -> Array:
    """Return a table (n, len(grid)) at other places along its last axis, shape (n, len(at))."""
    first = 3 * table[:, 0] - 3 * table[:, 1] + table[:, 2]
    last = 3 * table[:, -1] - 3 * table[:, -2] + table[:, -3]
    padded = np.concatenate([first[:, None], table, last[:, None]], axis=1)
    u = (at - grid[0]) * ((len(grid) - 1) / (grid[-1] - grid[0]))
    cell = np.clip(u.astype(np.intp), 0, len(grid) - 2)
    s = u - cell
    weights = np.stack(
        [
            -s * (1 - s) ** 2 / 2,
            (2 - 5 * s**2 + 3 * s**3) / 2,
            s * (1 + 4 * s - 3 * s**2) / 2,
            -(s**2) * (1 - s) / 2,
        ]
    )
    found = sum(weights[k] * padded[:, cell + k] for k in range(4))
    slack = 1e-9
    return np.where((u >= -slack) & (u <= len(grid) - 1 + slack), found, np.nan)
