"""In which manner a path goes down: straight, in a zigzag, in a spiral and so on, as its steps say."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.series import known_losses
from gdviz.analysis.trajectory import FINEST, Trajectory
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# A turn of less, in degrees, is none; and one leads back where the step after next goes on as the one before, but for
# this share of the turn.
TURN, BACK = 30.0, 0.5
# What share of the way must be of a kind to be called so: of zigzags, of steps that lead uphill, of turns to one side.
MOSTLY, UPHILL, ONE_SIDE = 0.5, 0.15, 0.7
# What share of its length a path must go back and forth, so that it is seen: each turn counts by the shorter step.
SEEN = 0.1
# How much longer than the straight line a straight path may be.
STRAIGHT = 1.05
# A path that comes no farther than this share of its length in its last half wanders; one of which no more than this
# lies there has come to rest; one that has won less than this share of the height that there is has won nothing.
NOWHERE, REST, NOTHING = 0.25, 0.01, 0.02
# How far around its end it is looked for lower ground, as shares of the sides of the landscape.
AROUND = np.array([0.01, 0.02])


class Manner(StrEnum):
    """How a path goes; the words are for programs, and gdviz.analysis.sentences has those for readers."""

    LEAVES = "leaves"
    STANDS = "stands"
    WANDERS = "wanders"
    STALLS = "stalls"
    SETTLES = "settles"
    ZIGZAGS = "zigzags"
    SPIRALS = "spirals"
    SWINGS = "swings"
    STRAIGHT = "straight"
    CURVES = "curves"
    DESCENDS = "descends"


def manner_of(run: Run) -> Manner:
    """Return the manner in which a run goes.

    It leaves where it diverges, or ends beyond its landscape; wanders where its batches lead it nowhere in the second
    half; stalls where it rests with lower ground beside it, and settles where there is none, although the landscape has
    lower ground elsewhere. Every second step of a zigzag undoes the turn of the one before; a spiral turns once around,
    to one side; a swing climbs between the steps that lead down. Each step counts by its length. Of a run whose steps
    were not all recorded no more is known than that it descends.
    """
    landscape = Landscape.of_fields(run.arrays)
    left = Trajectory.of(run, landscape).left if landscape is not None else None
    # A path that never was in the frame does not leave it.
    if run.diverged or left:
        return Manner.LEAVES
    path = _path(run, landscape)
    steps = np.diff(path, axis=0)
    lengths = np.linalg.norm(steps, axis=1)
    length = float(lengths.sum())
    if len(steps) == 0 or length <= FINEST:
        return Manner.STALLS if _has_lower(run, landscape) else Manner.STANDS
    half = len(steps) // 2
    has_batches = "batch_loss" in run.arrays or bool(run.manifest.get("batch"))
    later = float(lengths[half:].sum())
    if has_batches and later > REST * length and np.linalg.norm(path[-1] - path[half]) < NOWHERE * later:
        return Manner.WANDERS
    has_lower = _has_lower(run, landscape)
    if has_lower and later < REST * length:
        return Manner.SETTLES if _is_lowest_around(path[-1], run, landscape) else Manner.STALLS
    if len(np.unique(np.diff(run.step))) > 1 or run.step[1] - run.step[0] != 1:
        return Manner.DESCENDS
    shape = _shape(run, path, steps, lengths)
    is_to_and_fro = shape in (Manner.ZIGZAGS, Manner.SPIRALS, Manner.SWINGS)
    return Manner.STALLS if has_lower and not is_to_and_fro and _has_won(run, landscape) < NOTHING else shape


def _shape(run: Run, path: Array, steps: Array, lengths: Array) -> Manner:
    """Return the manner of a path whose steps are all known, and that neither leaves nor rests too early."""
    if _is_zigzag(steps, lengths):
        return Manner.ZIGZAGS
    if _is_spiral(steps, lengths):
        return Manner.SPIRALS
    losses = known_losses(run)[: len(path)]
    uphill = np.diff(losses) > 0
    if float(lengths[uphill].sum()) >= UPHILL * float(lengths.sum()):
        return Manner.SWINGS
    is_straight = float(lengths.sum()) <= STRAIGHT * float(np.linalg.norm(path[-1] - path[0]))
    # On a line there are no curves.
    return Manner.STRAIGHT if is_straight or path.shape[1] == 1 else Manner.CURVES


def _path(run: Run, landscape: Landscape | None) -> Array:
    """Return the points of a run, (T + 1, d), in sides of the landscape, or of the box around the path where none is.

    Those up to the first that is not finite.
    """
    points = np.asarray(run.params, float)
    with np.errstate(all="ignore"):
        if landscape is not None:
            points = landscape.project(points)
            grids = [grid for grid in (landscape.x, landscape.y) if len(grid)]
            sides = np.array([np.ptp(grid) for grid in grids])
        else:
            finite = points[np.isfinite(points).all(axis=1)]
            sides = np.full(points.shape[1], np.ptp(finite, axis=0).max(initial=0.0) if len(finite) else 0.0)
        points = points / np.maximum(sides, 1e-300)
    finite_rows = np.isfinite(points).all(axis=1)
    return points if finite_rows.all() else points[: int(np.argmin(finite_rows))]


def _is_zigzag(steps: Array, lengths: Array) -> bool:
    """Return whether most turns, by the lengths of the steps, are undone by the next, and so far that it is seen."""
    if len(steps) < 3:
        return False
    once, twice = _angles(steps[:-1], steps[1:]), _angles(steps[:-2], steps[2:])
    weights = np.minimum(lengths[:-1], lengths[1:])[:-1]
    undone = float(weights[(once[:-1] > TURN) & (twice < BACK * once[:-1])].sum())
    return undone >= MOSTLY * float(weights.sum()) and undone >= SEEN * float(lengths.sum())


def _is_spiral(steps: Array, lengths: Array) -> bool:
    """Return whether a path in a plane turns around once, as far as it can be seen, and mostly to one side."""
    if steps.shape[1] != 2:
        return False
    seen = steps[lengths > FINEST]
    if len(seen) < 2:
        return False
    cross = seen[:-1, 0] * seen[1:, 1] - seen[:-1, 1] * seen[1:, 0]
    turns = np.degrees(np.arctan2(cross, np.sum(seen[:-1] * seen[1:], axis=1)))
    turned = abs(float(turns.sum()))
    return turned >= 360 and turned >= ONE_SIDE * float(np.abs(turns).sum())


def _angles(one: Array, other: Array) -> Array:
    """Return the angles, in degrees, between steps (n, d) and others; 0 where one has no length."""
    sizes = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    with np.errstate(all="ignore"):
        cosines = np.where(sizes > 0, np.sum(one * other, axis=1) / sizes, 1.0)
    return np.degrees(np.arccos(np.clip(cosines, -1, 1)))


def _heights(run: Run, landscape: Landscape | None) -> tuple[float, float, float]:
    """Return the loss at the start and at the end of a run, and the lowest that is known of."""
    losses = known_losses(run)
    sampled = landscape.loss[np.isfinite(landscape.loss)] if landscape is not None else np.empty(0)
    known = np.concatenate([losses[np.isfinite(losses)], sampled.ravel()])
    return float(losses[0]), float(losses[-1]), float(known.min(initial=np.inf))


def _has_lower(run: Run, landscape: Landscape | None) -> bool:
    """Return whether there is ground that is visibly lower than where a run ends."""
    first, last, lowest = _heights(run, landscape)
    return last - lowest > NOTHING * (first - lowest)


def _has_won(run: Run, landscape: Landscape | None) -> float:
    """Return the share of the height above the lowest ground that a run has come down."""
    first, last, lowest = _heights(run, landscape)
    return (first - last) / (first - lowest) if first > lowest else 0.0


def _is_lowest_around(end: Array, run: Run, landscape: Landscape | None) -> bool:
    """Return whether all ground near the end of a path, which is in sides of the landscape, is visibly higher."""
    if landscape is None:
        return False
    first, last, lowest = _heights(run, landscape)
    least = last + 1e-4 * max(first - lowest, 0.0)
    sides = [np.ptp(grid) for grid in (landscape.x, landscape.y) if len(grid)]
    if len(sides) == 1:
        around = end[0] + np.concatenate([-AROUND, AROUND])
        return bool(np.all(np.interp(around * sides[0], landscape.x, landscape.loss) > least))
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    around = (end + AROUND[:, None, None] * circle) * np.array(sides)
    return bool(np.all(landscape.height(around)[1] > least))
