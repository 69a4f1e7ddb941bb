"""A run's path as a picture needs it: in the plane of a landscape, neither too many points nor too few."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.languages import phrased, said
from gdviz.runs.divergence import BOUND
from gdviz.runs.run import Run

Array = NDArray[np.float64]

# Points nearer than this share of the box cannot be told apart; segments longer than the other follow the surface.
FINEST = 1 / 1500
COARSEST = 1 / 90
# A tail fades in twelve stages over half of the path's length.
TAIL = 0.5
STAGES = 12
# Dots whose middles are nearer to one another than so many of their diameters make a caterpillar.
DIAMETERS = 1.5


class Fate(str):
    """What became of a run, in words.

    Attributes
    ----------
    kind
        What came last: "left", "diverged", "undefined", or why it stopped.
    brief
        The words for that without its step.
    lines
        The words in lines, one for each thing that became of it.
    """

    kind: str
    brief: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, kind: str, words: str, brief: str) -> "Fate":
        """Return what is said in these words."""
        made = cls(words)
        made.kind, made.brief, made.lines = kind, brief, (words,)
        return made

    def followed_by(self, other: "Fate") -> "Fate":
        """Return what is said of this and then the other."""
        made = Fate.of(other.kind, phrased([self, other]), other.brief)
        made.lines = (said("{first},", first=self), other)
        return made


@dataclass(frozen=True, eq=False)
class Trajectory:
    """The path of one run over a landscape.

    Attributes
    ----------
    points, steps
        Plane coordinates (N, d) and the step, not always whole, at each (N,).
    last
        The run's number of steps T.
    left
        The first step at whose end the path is outside the sampled box or not finite, or None.
    """

    points: Array
    steps: Array
    last: int
    left: int | None
    _run: Run
    _landscape: Landscape

    @classmethod
    def of(cls, run: Run, landscape: Landscape) -> "Trajectory":
        """Return the track of `run` over `landscape`, up to the first point that is not finite."""
        with np.errstate(all="ignore"):
            path = landscape.project(run.params)
        finite = np.isfinite(path).all(axis=1)
        count = len(path) if finite.all() else max(1, int(np.argmin(finite)))
        low, high = _box(landscape)
        inside = finite & np.logical_and(path >= low, path <= high).all(axis=1)
        # A path that leaves for good is followed to just beyond the edge, where the picture clips it.
        seen = np.flatnonzero(inside)
        left = int(seen[-1]) + 1 if len(seen) else 0
        if left < len(path):
            count = min(count, left + 1)
        # So far outside that it can be drawn to nothing else, yet its length can be reckoned.
        reach = 1e6 * (high - low)
        points, rows = _thin(np.clip(path[:count], low - reach, high + reach), float((high - low).max()))
        points, rows = _thicken(points, rows, float((high - low).max()))
        steps = np.interp(rows, np.arange(count), run.step[:count])
        return cls(points, steps, run.steps, int(run.step[left]) if left < len(path) else None, run, landscape)

    def at(self, step: float) -> Array:
        """Return where the run is at a step, shape (d,): between iterates on the straight line, after its end there."""
        end = self.last if self.left is None else self.left
        with np.errstate(all="ignore"):
            return self._landscape.project(between(self._run.params, self._run.row(min(step, end))))

    def upto(self, step: float) -> Array:
        """Return the path's points (n, d) from the start to a step."""
        count = int(np.searchsorted(self.steps, step, side="right"))
        if count == len(self.steps):
            return self.points
        return np.concatenate([self.points[:count], self.at(step)[None]])

    def tail(self, step: float) -> list[tuple[Array, float]]:
        """Return the path up to a step in pieces, oldest first, each with its freshness in [0, 1]: 1 at the head.

        Freshness falls with the distance travelled since, so that the eye is led to the head wherever it rests.
        """
        points = self.upto(step)
        lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
        age = np.concatenate([np.cumsum(lengths[::-1])[::-1], [0.0]]) / (TAIL * max(self._length, 1e-300))
        stage = np.rint(np.clip(1 - age, 0, 1) * STAGES).astype(int)[:-1]
        cuts = np.concatenate([[0], np.flatnonzero(np.diff(stage)) + 1, [len(points) - 1]])
        return [(points[a : b + 1], stage[a] / STAGES) for a, b in pairwise(cuts) if b > a]

    @cached_property
    def _last_inside(self) -> float:
        """The step of the last recorded state before the path leaves for good."""
        return float(self._run.step[max(int(self._run.row(self.left or 0)) - 1, 0)])

    @cached_property
    def _length(self) -> float:
        return float(np.linalg.norm(np.diff(self.points, axis=0), axis=1).sum())

    def is_gone(self, step: float) -> bool:
        """Return whether by this step the run has left the box for good."""
        return self.left is not None and not self._inside(self.at(step)) and step > self._last_inside

    @cached_property
    def fates(self) -> tuple[tuple[int, "Fate"], ...]:
        """From which step on what is said of how it left the frame and could not go on; nothing of one that stays."""
        end, last = fate_of(self._run), self._run.steps
        if self.left is None or (end and self.left == last):
            return ((last, end),) if end is not None else ()
        left = Fate.of("left", said("left the frame at step {step}", step=self.left), said("left the frame"))
        return ((self.left, left), (last, left.followed_by(end))) if end else ((self.left, left),)

    @property
    def fate(self) -> str:
        """What is said of it in the end; empty for a path that stays."""
        return self.fates[-1][1] if self.fates else ""

    def fate_at(self, step: float) -> str:
        """Return what is known of it when so many steps, not always whole, are done."""
        return next((words for since, words in reversed(self.fates) if step >= since), "")

    def exit(self) -> Array:
        """Return where a path that leaves the box crosses its edge, shape (d,)."""
        low, high = _box(self._landscape)
        inside = self.at(self._last_inside)
        # Between two rows so far apart that their difference overflows there is no place.
        inside = np.clip(np.where(np.isnan(inside), low / 2 + high / 2, inside), low, high)
        outside = self.at(self.left or 0)
        outside = np.clip(np.where(np.isnan(outside), inside, outside), -1e300, 1e300)
        with np.errstate(all="ignore"):
            shares = np.where(outside > high, (high - inside) / (outside - inside), np.inf)
            shares = np.where(outside < low, (low - inside) / (outside - inside), shares)
        crossing: Array = np.clip(inside + min(float(shares.min()), 1.0) * (outside - inside), low, high)
        return crossing

    def _inside(self, point: Array) -> bool:
        low, high = _box(self._landscape)
        return bool(np.all((point >= low) & (point <= high)))


def spread_rows(count: int, most: int) -> NDArray[np.intp]:
    """Return which of so many points a path is drawn through: evenly spread, and at most so many."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int))


def whole_steps(steps: Array) -> NDArray[np.intp]:
    """Return which points of a path, at `steps` (N,), are iterates."""
    return np.flatnonzero(steps == np.round(steps))


def told_apart(places: Array, least: float) -> NDArray[np.intp]:
    """Return which of places (n, 2) on a page are dotted: the first, and each that far from those before it.

    That are the last one dotted, and the one just before: where steps cannot be told apart a line says more than a
    string of beads. A place that is not finite is on no page.
    """
    chosen: list[int] = []
    rows = np.flatnonzero(np.isfinite(places).all(axis=1))
    steps = np.linalg.norm(np.diff(places[rows], axis=0, prepend=np.inf), axis=1)
    for i in rows[steps >= least]:
        if not chosen or np.hypot(*(places[i] - places[chosen[-1]])) >= least:
            chosen.append(int(i))
    return np.array(chosen, dtype=np.intp)


def widest(runs: Sequence[Run]) -> Landscape:
    """Return the landscape, of several runs of one problem, that covers most."""
    return max(
        (run.landscape for run in runs), key=lambda scape: np.ptp(scape.x) * (np.ptp(scape.y) if len(scape.y) else 1)
    )


def travel(run: Run) -> tuple[Array, Array]:
    """Return steps (n,) and the length (n,) of the path up to each, in sides of the box that is drawn.

    What a path does outside the box is not seen and has no length; nor has a run without a landscape any box but the
    one around its path.
    """
    if "surface.loss" in run.arrays:
        track = Trajectory.of(run, run.landscape)
        points, steps, (low, high) = track.points, track.steps, _box(run.landscape)
    else:
        rows = np.isfinite(run.params).all(axis=1)
        points, steps = run.params[rows], run.step[rows].astype(float)
        low, high = points.min(axis=0), points.max(axis=0)
    seen = np.clip(points, low, high) / np.maximum(high - low, 1e-300)
    return steps, np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(seen, axis=0), axis=1))])


def between(rows: Array, at: float) -> Array:
    """Return what is at a row number, on the straight line between two rows; the first before all, the last after."""
    low = min(max(int(at), 0), len(rows) - 1)
    share = min(max(at - low, 0.0), 1.0)
    if share == 0.0 or low == len(rows) - 1:
        return np.array(rows[low])
    with np.errstate(all="ignore"):
        return np.asarray(rows[low] + share * (rows[low + 1] - rows[low]))


def _box(landscape: Landscape) -> tuple[Array, Array]:
    grids = [grid for grid in (landscape.x, landscape.y) if len(grid)]
    return np.array([grid[0] for grid in grids]), np.array([grid[-1] for grid in grids])


def _thin(path: Array, side: float) -> tuple[Array, Array]:
    """Return the points that lie apart, and their steps; the first and the last stay."""
    travelled = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    keep = np.diff(np.floor(travelled / (FINEST * side)), prepend=-1) > 0
    keep[-1] = True
    return path[keep], np.flatnonzero(keep).astype(float)


def _thicken(points: Array, steps: Array, side: float) -> tuple[Array, Array]:
    """Return the points with others put between those that lie far apart, up to a hundred a segment."""
    gaps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    pieces = np.clip(np.ceil(gaps / (COARSEST * side)), 1, 100).astype(int)
    knots = np.concatenate([[0], np.cumsum(pieces)])
    at = np.interp(np.arange(knots[-1] + 1), knots, np.arange(len(points)))
    index = np.arange(len(points))
    return np.stack([np.interp(at, index, column) for column in points.T], axis=-1), np.interp(at, index, steps)


def end_of(run: Run) -> str:
    """Return in words how a run ended that could not go on: out of all bounds, or undefined; empty where it could."""
    return fate_of(run) or ""


def fate_of(run: Run) -> Fate | None:
    """Return what became of a run that could not go on; None of one that could."""
    step = run.steps
    if run.stop["reason"] == "undefined":
        words = said("met an undefined gradient at step {step}", step=step)
        return Fate.of("undefined", words, said("met an undefined gradient"))
    if not run.diverged:
        return None
    is_near = bool(np.abs(run.params[-1]).max() < BOUND)
    if np.isnan(run.loss[-1]) and is_near:
        return Fate.of(
            "undefined", said("met an undefined loss at step {step}", step=step), said("met an undefined loss")
        )
    return Fate.of("diverged", said("diverged at step {step}", step=step), said("diverged"))


def steps_of(run: Run) -> Array:
    """Return what each recorded row's step added to the parameters, shape (T, D)."""
    if "update" in run.arrays:
        return run.arrays["update"]
    return np.diff(run.params, axis=0) / np.diff(run.step)[:, None]
