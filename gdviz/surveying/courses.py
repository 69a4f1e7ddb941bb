"""Where runs have been among a model's parameters, and a plane for several of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.planes import principal
from gdviz.landscapes.sampling import box_around
from gdviz.recording.layers import Layers
from gdviz.runs.run import Run
from gdviz.surveying.directions import right_angled
from gdviz.surveying.slices import ModelSlice

Array = NDArray[np.float64]

# Ends nearer to one another than this share of the way between the others span no direction.
COINCIDENT = 1e-9
# So many numbers of a path are seen from elsewhere at once.
AT_ONCE = 2**16


@dataclass(frozen=True, eq=False)
class Course:
    """A path as a run keeps it: whole, or in a plane.

    Attributes
    ----------
    places
        The whole path, (T, D), or the path in its plane, (T, 2).
    off
        How far it is off that plane, (T,).
    plane
        Origin (D,) and axes (2, D) of it; None where the path is whole.
    """

    places: Array
    off: Array
    plane: tuple[Array, Array] | None = None

    @classmethod
    def of(cls, run: Run) -> "Course":
        """Return that of a run, up to where it is not finite."""
        finite = np.isfinite(run.params).all(axis=1)
        rows = len(run.params) if finite.all() else max(1, int(np.argmin(finite)))
        places = np.asarray(run.params[:rows], dtype=np.float64)
        if "plane.axes" not in run.arrays:
            return cls(places, np.zeros(rows))
        return cls(places, run.arrays["plane.off"][:rows], (run.arrays["plane.origin"], run.arrays["plane.axes"]))

    @property
    def end(self) -> Array:
        """Where it ends, (D,)."""
        if self.plane is None:
            return self.places[-1]
        origin, axes = self.plane
        return origin + self.places[-1] @ axes

    def within(self, origin: Array, axes: Array) -> tuple[Array, Array]:
        """Return where it is along axes (k, D) from an origin, (T, k), and how far off what they span, (T,).

        Of a path that is kept in a plane, what is off that plane is taken to be off the other.
        """
        places, off = np.empty((len(self.places), len(axes))), np.empty(len(self.places))
        rows = max(1, AT_ONCE // max(1, self.places.shape[1]))
        for first in range(0, len(places), rows):
            part = slice(first, first + rows)
            places[part], off[part] = self._part_within(part, origin, axes)
        return places, off

    def _part_within(self, part: slice, origin: Array, axes: Array) -> tuple[Array, Array]:
        """Return the same of some rows."""
        own = self.places[part]
        if self.plane is None:
            moves = own - origin
            places, squares = moves @ axes.T, (moves**2).sum(axis=1)
        else:
            start, spanned = self.plane[0] - origin, self.plane[1]
            places = start @ axes.T + own @ (spanned @ axes.T)
            squares = start @ start + 2 * own @ (spanned @ start) + (own**2).sum(axis=1) + self.off[part] ** 2
        off = np.sqrt(np.maximum(squares - (places**2).sum(axis=1), 0.0))
        # What rounding leaves of a point that lies in them.
        return places, np.where(off <= 1e-6 * np.sqrt(np.maximum(squares, 0.0)), 0.0, off)

    def spanning(self, origin: Array) -> Array:
        """Return vectors (n, D) whose span holds all that is known of the path from an origin."""
        if self.plane is None:
            return self.places - origin
        return np.concatenate([(self.plane[0] - origin)[None], self.plane[1]])


def joint(layers: Layers, courses: Sequence[Course]) -> ModelSlice:
    """Return a plane for several paths: the ends of two or three lie in it, and as much as can be of all paths.

    Its origin is the first's end. Of two paths the first axis leads to the second's end, and the second is the leading
    principal component of what both do beside it. Of more than three it is the plane in which the ends lie most.
    """
    first = courses[0].end.astype(layers.dtype).astype(np.float64)
    ends = np.stack([course.end - first for course in courses[1:]])
    sizes, found = np.linalg.svd(ends, full_matrices=False)[1:]
    axes = [axis for axis, size in zip(found[:2], sizes, strict=False) if size > COINCIDENT * max(sizes[0], 1e-300)]
    if len(courses) == 2 and axes:
        axes = [ends[0] / np.linalg.norm(ends[0])]
    if len(axes) < 2:
        axes += list(_beside(axes, courses, first)[: 2 - len(axes)])
    stored = right_angled(np.array(axes)).astype(np.float32 if layers.dtype.itemsize <= 4 else np.float64)
    names = ["from end to end", "PC of the paths"] if len(courses) == 2 else ["joint axis 1", "joint axis 2"]
    seen = [course.within(first, stored.astype(np.float64)) for course in courses]
    places, off = (np.concatenate(parts) for parts in zip(*seen, strict=True))
    return ModelSlice("joint", first.astype(layers.dtype), stored, names, places, off, box_around(places, None))


def _beside(axes: Sequence[Array], courses: Sequence[Course], first: Array) -> Array:
    """Return the leading principal components, (2, D), of what paths do beside axes; each path counts alike."""
    given = axes
    if courses[0].plane is None:
        basis = None
        points = [course.places - first for course in courses]
    else:
        # What is known of the paths lies in the span of few vectors: all is reckoned in coordinates there.
        basis = np.linalg.qr(np.concatenate([course.spanning(first) for course in courses]).T)[0].T
        points = [course.within(first, basis)[0] for course in courses]
        axes = [basis @ axis for axis in axes]
    rows = np.concatenate([part / np.sqrt(len(part)) for part in points] + [np.zeros((1, points[0].shape[1]))])
    for axis in axes:
        rows = rows - (rows @ axis)[:, None] * axis
    if not np.abs(rows).max() > COINCIDENT * max(float(np.abs(points[-1]).max()), 1e-300):
        # Nothing is beside them: any other direction is as good.
        spare = np.zeros((2, first.size))
        spare[[0, 1], np.argsort(np.abs(sum(given, np.zeros(first.size))))[:2]] = 1.0
        return spare
    if basis is None and len(rows) < rows.shape[1]:
        # The last row is the origin, about which the components are.
        return principal(lambda: iter([rows])).axes
    found = np.linalg.svd(rows, full_matrices=len(rows) < 2)[2][:2]
    return found if basis is None else found @ basis
