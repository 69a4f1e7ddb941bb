"""What a classifier says all over the plane of its points: scores on a grid, and the classes and boundaries of these.

Scores are of shape (c, ny, nx): of two classes one, the log-odds of class 1; of more, one for each class, of which
softmax makes probabilities.
"""

from typing import Literal, Protocol

import numpy as np
from contourpy import contour_generator
from numpy.typing import NDArray

from gdviz.analysis.boundary import box_of_points, points_in_plane
from gdviz.analysis.trajectory import between
from gdviz.languages import said
from gdviz.runs.models import model_of
from gdviz.runs.preprocessing import Preprocessing
from gdviz.runs.requirements import classes_told
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# Points along each side of the grid, and fewer where a model has so many parameters that it takes its time.
GRID, COARSE, MANY = 161, 81, 400
# Scores beyond are as sure as a picture can tell.
SUREST = 1e6


class Scores(Protocol):
    """Scores on a grid of a box, at any step.

    Attributes
    ----------
    x, y
        The grid's sides.
    """

    x: Array
    y: Array

    def at(self, step: float) -> Array:
        """Return the scores at a step, shape (c, ny, nx)."""
        ...


class ModelScores:
    """Scores of a run whose model is known, from its parameters.

    Parameters
    ----------
    run
        A classifier of points in a plane.
    box
        ((x0, x1), (y0, y1)), in the units of the table.
    """

    def __init__(self, run: Run, box: Array) -> None:
        self._run, count = run, run.params.shape[1]
        self.x, self.y = (np.linspace(low, high, COARSE if count > MANY else GRID) for low, high in box)
        points = np.stack(np.meshgrid(self.x, self.y), axis=-1).reshape(-1, 2)
        done = Preprocessing.of(run.problem)
        columns = points if done is None else done.apply(points)
        self._predict = model_of(run).predictor(columns, np.asarray(run.data["X"]), count)

    def at(self, step: float) -> Array:
        """Return the scores at a step, between those of two rows where it lies between these."""
        with np.errstate(all="ignore"):
            found = self._predict(between(self._run.params, self._run.row(step)))
            found = found.reshape(len(self.y), len(self.x), -1)
            if found.shape[-1] == 2:
                found = found[..., 1:] - found[..., :1]
        return np.moveaxis(found, -1, 0)


class RecordedScores:
    """Scores that a run has recorded at some of its steps; between two of these they change evenly."""

    def __init__(self, run: Run) -> None:
        self.x, self.y = (np.asarray(run.arrays[f"boundary.{side}"]) for side in "xy")
        self._steps, self._scores = run.arrays["boundary.step"], run.arrays["boundary.score"]

    def at(self, step: float) -> Array:
        """Return the scores at a step; before the first that was recorded and after the last, those."""
        return between_steps(self._steps, self._scores, step)


def between_steps(steps: NDArray[np.int64], values: Array, step: float) -> Array:
    """Return what lies between the values (S, ...) of two of some steps (S,), or at the first or last of them."""
    place = float(np.interp(step, steps, np.arange(len(steps))))
    low = min(int(place), len(steps) - 1)
    share = place - low
    found = np.asarray(values[low], dtype=np.float64)
    return found if share == 0 else (1 - share) * found + share * np.asarray(values[low + 1], dtype=np.float64)


def box_of_plane(run: Run) -> Array:
    """Return the box (2, 2) of the plane that pictures of a classifier's regions show."""
    if "boundary.score" in run.arrays:
        return np.array([run.arrays[f"boundary.{side}"][[0, -1]] for side in "xy"])
    return box_of_points(points_in_plane(run), [])


def scores_of(run: Run, box: Array) -> Scores:
    """Return what a run says all over a box: as it recorded it, or else from its parameters."""
    return RecordedScores(run) if "boundary.score" in run.arrays else ModelScores(run, box)


def boundaries(scores: Scores, step: float) -> Array:
    """Return where two classes are equally likely and no other is likelier, as lines (n, 2) with NaN between them.

    There are none where scores are not finite.
    """
    z, gap = scores.at(step), np.full((1, 2), np.nan)
    if not np.isfinite(z).all():
        return gap
    # Each boundary is one of some class but the last.
    leads = z if len(z) == 1 else [one - np.delete(z, i, axis=0).max(axis=0) for i, one in enumerate(z[:-1])]
    lines = [line for lead in leads for line in contour_generator(scores.x, scores.y, lead).lines(0.0)]
    return np.concatenate([part for line in lines for part in (np.asarray(line), gap)] or [gap])


class Regions:
    """The likeliest class all over a box, each in bands from unsure to sure.

    Parameters
    ----------
    scores
        On a grid of the box.
    shape
        Rows and columns of what is returned; rows run from y0 to y1.
    shades
        How many bands a class has: of its probability, over that of all classes alike, in equal parts.
    ties
        Of two classes, the one that has the points on the boundary.
    """

    def __init__(self, scores: Scores, shape: tuple[int, int], shades: int, *, ties: int = 1) -> None:
        self._scores, self._shades = scores, shades
        self._side: Literal["left", "right"] = "right" if ties else "left"
        self._up, self._across = (_between(side, n) for side, n in zip((scores.y, scores.x), shape, strict=True))
        shares = np.arange(1, 2 * shades) / (2 * shades)
        self._edges = np.log(shares / (1 - shares))

    def __call__(self, step: float) -> NDArray[np.uint8]:
        """Return the band of each grid point: of two classes, as of `Bands`; else class by class, unsure to sure."""
        z = np.clip(np.nan_to_num(self._scores.at(step)), -SUREST, SUREST)
        if len(z) == 1:
            return np.searchsorted(self._edges, self._spread(z[0]), self._side).astype(np.uint8)
        likely = np.exp(z - z.max(axis=0))
        # The largest of all likelihoods is 1.
        sure = (1 / likely.sum(axis=0) - 1 / len(z)) / (1 - 1 / len(z))
        band = np.clip(self._spread(sure) * self._shades, 0, self._shades - 1).astype(np.intp)
        likeliest = np.argmax([self._spread(one) for one in z - z.max(axis=0)], axis=0)
        return np.asarray(self._shades * likeliest + band, np.uint8)

    def _spread(self, values: Array) -> Array:
        """Return what values (ny, nx) of the grid are, linearly, between its points."""
        (below, up), (before, across) = self._up, self._across
        rows = values[below] + up[:, None] * (values[below + 1] - values[below])
        left = rows[:, before]
        return np.asarray(left + across * (rows[:, before + 1] - left))


def classes_in_plane(run: Run) -> list[str]:
    """Return the names of all classes that a run tells apart in a plane."""
    names = [said(str(name)) for name in run.problem.get("classes") or ()]
    return [*names, *(str(label) for label in range(len(names), classes_told(run)))]


def _between(side: Array, count: int) -> tuple[NDArray[np.intp], Array]:
    """Return for so many even places along a side of a grid the point before each, and how far beyond it that is."""
    place = np.linspace(0, len(side) - 1, count)
    before = np.minimum(place.astype(np.intp), len(side) - 2)
    return before, place - before
