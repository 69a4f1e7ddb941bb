"""Runs that start a nudge away from a critical point: which point that is, and what becomes of them there."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.framing import part_of
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.landscapes.critical_points import KINDS, CriticalPoint, find_critical_points
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import counted, phrased, said
from gdviz.runs.requirements import why_not_course, why_not_surface
from gdviz.runs.run import Run

Array = NDArray[np.float64]

# Distances are in sides of the landscape. A nudge is no longer than this, and one that is shorter moves nothing.
NEAR, EXACT = 0.12, 1e-7
# A ball that gets so far away, in nudges, and at least in sides, has left; one that ends so near has come back.
GONE, AWAY, BACK = 2.0, 0.1, 0.5
# What is nearer than this counts as one place.
SAME = 0.01
# A patch reaches so far from its point: a share of the way to the next one, at least so many nudges and samples.
REACH, NUDGES, SAMPLES = 0.7, 2.0, 8


@dataclass(frozen=True, eq=False)
class Nudged:
    """A run that starts near a critical point.

    Attributes
    ----------
    run, point
        The run, and the point.
    fate
        "returns", "leaves" or "lingers".
    goal
        The critical point where it comes to rest, or None.
    settled
        The step after which it is not seen to move any more.
    along
        How much of its way off a saddle is along the curvature that is negative: a share of its length from 0 to 1.
    """

    run: Run
    point: CriticalPoint
    fate: str
    goal: CriticalPoint | None
    settled: int
    along: float


def found_in(runs: Sequence[Run]) -> list[CriticalPoint]:
    """Return the critical points of the landscape that shows the runs."""
    return _found(max(runs, key=lambda run: run.landscape is widest(runs)))


@lru_cache(maxsize=4)
def _found(run: Run) -> list[CriticalPoint]:
    return find_critical_points(run.landscape)


def nudged(runs: Sequence[Run]) -> list[Nudged]:
    """Return what becomes of runs that `why_not_together_critical_points` lets pass, by kind in the order of KINDS."""
    points, side = found_in(runs), _side(runs)
    found = [_nudged(run, points, side, Trajectory.of(run, widest(runs))) for run in runs]
    return sorted(found, key=lambda one: KINDS.index(one.point.kind))


def _nudged(run: Run, points: Sequence[CriticalPoint], side: Array, track: Trajectory) -> Nudged:
    point = _nearest(points, run.params[0], side)[0]
    path, steps = track.points, track.steps
    away = np.hypot(*((path - point.at) / side).T)
    end = path[-1]
    moved = np.flatnonzero(np.hypot(*((path - end) / side).T) > SAME / 2)
    settled = int(np.ceil(steps[min(moved[-1] + 1, len(steps) - 1)])) if len(moved) else 0
    gone = np.flatnonzero(away > max(GONE * away[0], AWAY))
    fate = "leaves" if len(gone) else "returns" if away[-1] <= BACK * away[0] else "lingers"
    off = path[gone[0] if len(gone) else -1] - point.at
    along = float(np.abs(point.directions[0] @ off) / max(np.hypot(*off), 1e-300))
    goal, distance = _nearest(points, end, side)
    rests = track.left is None and distance < SAME
    return Nudged(run, point, fate, goal if rests else None, max(settled, min(1, run.steps)), along)


def patch_about(point: CriticalPoint, others: Sequence[CriticalPoint], scape: Landscape, start: Array) -> Landscape:
    """Return the part of a landscape that shows a critical point, and a start beside it, but no other such point.

    The point is in its middle, unless it is so near to the border that the start, or a few samples, would not fit.
    """
    low, high = (np.array([grid[end] for grid in (scape.x, scape.y)]) for end in (0, -1))
    side = high - low
    apart = [float(np.abs((other.at - point.at) / side).max()) for other in others if other is not point]
    needed = max(NUDGES * float(np.abs((start - point.at) / side).max()), SAMPLES / min(scape.loss.shape))
    free = float((np.minimum(point.at - low, high - point.at) / side).min())
    reach = max(min(REACH * min(apart, default=1.0), free), needed) * side
    ends = zip((scape.x, scape.y), point.at - reach, point.at + reach, strict=True)
    return part_of(scape, *(slice(*np.searchsorted(grid, [start, end]).tolist()) for grid, start, end in ends))


def why_not_curvature(run: Run) -> str | None:
    """Return why the curvature of a run's landscape cannot be seen, or None.

    What is critical in a slice of f need not be so in f.
    """
    if (count := run.params.shape[1]) > 2:
        return f"it has {count} parameters, and the curvature of two can be seen"
    return why_not_surface(run)


def why_not_critical_points(run: Run) -> str | None:
    """Return why a run does not start a nudge away from a minimum, a maximum or a saddle that can be seen, or None."""
    return why_not_curvature(run) or why_not_course(run) or why_not_together_critical_points([run])


def why_not_together_critical_points(runs: Sequence[Run]) -> str | None:
    """Return why runs do not start a nudge away from critical points of one landscape, or None."""
    points, side = found_in(runs), _side(runs)
    if not points:
        return "no minimum, maximum or saddle was found in its landscape; solve another problem, or with --domain"
    for run in runs:
        point, distance = _nearest(points, run.params[0], side)
        start = ",".join(f"{value:.4g}" for value in point.at + 0.04 * side * _inwards(point, runs))
        if not distance <= NEAR:
            near = sorted(points, key=lambda one: _distance(one, run.params[0], side))[:3]
            listed = "; ".join(f"a {one.kind} at ({', '.join(f'{value:.3g}' for value in one.at)})" for one in near)
            many = "are" if len(near) > 1 else "is"
            return f"{run.path.name} starts near no critical point; the nearest {many} {listed}; type --start={start}"
        if distance < EXACT:
            return f"{run.path.name} starts on its {point.kind} and would stay there; nudge it: type --start={start}"
    return None


def _inwards(point: CriticalPoint, runs: Sequence[Run]) -> Array:
    """Return a direction off a point that leads towards the middle of the box, not along an axis of its curvature."""
    scape = widest(runs)
    middle = np.array([scape.x[[0, -1]].mean(), scape.y[[0, -1]].mean()])
    return np.where(point.at > middle, -1.0, 1.0) * [1.0, 0.6]


def _side(runs: Sequence[Run]) -> Array:
    scape = widest(runs)
    return np.array([np.ptp(scape.x), np.ptp(scape.y)])


def _distance(point: CriticalPoint, place: Array, side: Array) -> float:
    return float(np.hypot(*((place - point.at) / side)))


def _nearest(points: Sequence[CriticalPoint], place: Array, side: Array) -> tuple[CriticalPoint, float]:
    point = min(points, key=lambda one: _distance(one, place, side))
    return point, _distance(point, place, side)


def kinds_in_words(points: Sequence[CriticalPoint]) -> str:
    """Return in words how many points there are of each kind."""
    return phrased(_counted(kind, sum(point.kind == kind for point in points)) for kind in KINDS)


def _counted(kind: str, count: int) -> str:
    none = {"minimum": said("no minima"), "maximum": said("no maxima"), "saddle": said("no saddles")}
    some = {
        "minimum": counted("{n} minimum", "{n} minima", count),
        "maximum": counted("{n} maximum", "{n} maxima", count),
        "saddle": counted("{n} saddle", "{n} saddles", count),
    }
    return (some if count else none)[kind]
