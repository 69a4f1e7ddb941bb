"""How far a plane that a run is drawn on can be trusted: how much of its path lies in it, and which losses it shows.

A landscape over more parameters than two is a slice. The points of a path lie off it, and what it says of them is the
loss at their projections, which need not be theirs. All that pictures and `gdviz info` say of this is reckoned here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.framing import names_of_parameters
from gdviz.analysis.trajectory import widest
from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import Scale
from gdviz.languages import said
from gdviz.runs.requirements import is_of_points
from gdviz.runs.run import Run
from gdviz.style.numerals import number, share_in_words
from gdviz.style.themes import BANDS

Array = NDArray[np.float64]
# Numbers of a path that are worked on at a time.
PIECE = 1 << 20
# Planes are one where their axes and where they lie differ by no more than this, and in shares of a path's reach.
SAME = 1e-6
# What a name may say of a direction's share already, and of its share or its curvature.
SHARE, ADDED = re.compile(r" ?[(（][\d.,]+\s?%[)）]$"), re.compile(r" ?[(（](?:[\d.,]+\s?%|λ = [^)]*)\)$")
# A plane that was made for another path shows one that goes no farther off it than this share of what is seen of it.
FAR = 0.5


@dataclass(frozen=True, eq=False)
class Slice:
    """A run's path and the plane that it is drawn on.

    Attributes
    ----------
    run
        The run.
    shares
        The shares of the path's variance about its end that lie along the plane's axes, shape (2,).
    off
        The distances of the path's points from the plane, shape (T + 1,).
    reach
        How far the path goes in the plane: the diagonal of the box that holds it there.
    shown
        The losses that the plane has where the points are drawn, shape (T + 1,); nan beyond what was sampled.
    spread
        The root of the sum of the squared distances of the path's points from its end.
    """

    run: Run
    shares: Array
    off: Array
    reach: float
    shown: Array
    spread: float

    @property
    def variance(self) -> float:
        """The share of the path's variance that lies in the plane."""
        return float(self.shares.sum())

    @property
    def relative(self) -> Array:
        """The distances from the plane as shares of the path's reach in it, shape (T + 1,)."""
        with np.errstate(all="ignore"):
            return np.where(self.off > 0, self.off / self.reach, 0.0)

    def loss_in_words(self, row: int) -> str:
        """Return the loss that the plane has at a row of the run; a dash where nothing was sampled."""
        return number(float(self.shown[row])) if np.isfinite(self.shown[row]) else "–"

    def gaps(self, scale: Scale, count: int) -> Array:
        """Return by how many of so many bands of a scale the true losses lie above the slice's, shape (T + 1,)."""
        with np.errstate(all="ignore"):
            found: Array = (scale.depth(np.asarray(self.run.loss, float)) - scale.depth(self.shown)) * count
        return found


def slice_of(run: Run, landscape: Landscape) -> Slice | None:
    """Return how far a landscape can be trusted of a run; None where it is over all of the run's parameters.

    None too of a run that never moves, and of points that the plane was laid through.
    """
    if is_of_points(run) or len(landscape.axes) < 2 or (landscape.is_whole_space and not keeps_plane(run)):
        return None
    with np.errstate(all="ignore"):
        places, off = _seen_from(run, landscape)
        finite = np.isfinite(places).all(axis=1) & np.isfinite(off)
        end = int(np.flatnonzero(finite)[-1])
        shares, spread = _shares((places - places[end])[finite], _distances(run, end)[finite])
        if not spread:
            return None
        if landscape.is_whole_space:
            # Of the whole path, as it was recorded, and not of the points that are placed.
            shares = np.array(run.manifest["space"].get("variance", shares))
        low, high = np.array([[grid[side] for grid in (landscape.x, landscape.y)] for side in (0, -1)])
        inside = ((places >= low) & (places <= high)).all(axis=1)
        shown = np.full(len(places), np.nan)
        shown[inside] = landscape.height(places[inside])
        reach = float(np.linalg.norm(np.ptp(np.clip(places[finite], low, high), axis=0)))
    return Slice(run, shares, off, reach, shown, spread)


def recorded_slice(run: Run) -> Slice | None:
    """Return how far a run's own landscape can be trusted; without one, what is known of the plane it is kept in."""
    if "surface.loss" in run.arrays:
        return slice_of(run, run.landscape)
    if not keeps_plane(run) or "plane.off" not in run.arrays:
        return None
    shares = np.array(run.manifest["space"].get("variance", [np.nan, np.nan]))
    off, nowhere = np.asarray(run.arrays["plane.off"], float), np.full(len(run.params), np.nan)
    reach = float(np.linalg.norm(np.ptp(run.params, axis=0)))
    return Slice(run, shares, off, reach, nowhere, float(np.linalg.norm(_distances(run, -1))))


def slice_entry(run: Run) -> dict[str, Any]:
    """Return what is known of how far to trust pictures of a run, by name, as numbers; nothing where there is no doubt.

    Distances from the plane are shares of the path's reach in it; what is not known is None.
    """
    found = recorded_slice(run)
    if found is None:
        return {}
    relative, most = found.relative, int(np.nanargmax(found.relative))
    numbers = {
        "variance": found.variance,
        "variance_along_axes": found.shares,
        "off_plane_first": relative[0],
        "off_plane_last": relative[-1],
        "off_plane_most": relative[most],
        "off_plane_most_at_step": int(run.step[most]),
        "loss_first": run.loss[0],
        "loss_last": run.loss[-1],
        "slice_loss_first": found.shown[0],
        "slice_loss_last": found.shown[-1],
    }
    told = {name: np.asarray(value).tolist() for name, value in numbers.items()}
    space = run.manifest.get("space") or {}
    between = {name: space[name] for name in ("snapshots", "error") if name in space}
    return {name: value if np.isfinite(value).all() else None for name, value in told.items()} | between


def keeps_plane(run: Run) -> bool:
    """Return whether a run's parameters are coordinates in the plane of its path, and not those of its model."""
    return (run.manifest.get("space") or {}).get("kept") == "plane"


def _seen_from(run: Run, landscape: Landscape) -> tuple[Array, Array]:
    """Return where a path is in a landscape (T + 1, 2), and how far from its plane (T + 1,)."""
    path = run.params
    places, off = np.empty((len(path), 2)), np.empty(len(path))
    for rows in _pieces(path):
        places[rows] = landscape.project(path[rows])
        off[rows] = np.linalg.norm(path[rows] - landscape.origin - places[rows] @ landscape.axes, axis=1)
    return places, np.hypot(off, run.arrays["plane.off"]) if keeps_plane(run) else off


def _distances(run: Run, end: int) -> Array:
    """Return the distances (T + 1,) of a path's points from the one in row `end`."""
    path = run.params
    found = np.concatenate([np.linalg.norm(path[rows] - path[end], axis=1) for rows in _pieces(path)])
    return np.hypot(found, run.arrays["plane.off"]) if keeps_plane(run) else found


def _pieces(path: Array) -> list[slice]:
    """Return the rows of a path in pieces of a bounded size."""
    rows = max(1, PIECE // path.shape[1])
    return [slice(first, first + rows) for first in range(0, len(path), rows)]


def _shares(moves: Array, distances: Array) -> tuple[Array, float]:
    """Return the shares of a path's variance that lie along two axes, and the root of the sum of its squares.

    They follow from the moves (n, 2) of its points in the plane, and their distances (n,), from its end.
    """
    largest = float(distances.max())
    if not largest:
        return np.zeros(2), 0.0
    total = float(((distances / largest) ** 2).sum())
    return ((moves / largest) ** 2).sum(axis=0) / total, largest * total**0.5


def slices_of(runs: Sequence[Run], landscape: Landscape) -> list[Slice]:
    """Return how far a landscape can be trusted of each of several runs; nothing where it is over all parameters."""
    return [found for run in runs if (found := slice_of(run, landscape)) is not None]


def names_of_axes(runs: Sequence[Run], landscape: Landscape) -> list[str]:
    """Return what the axes of a landscape are: parameters, or directions with their shares of the path's variance.

    Directions are the principal components of a path unless the run says what else. Of several runs it is the variance
    of all their paths.
    """
    named, is_own = names_of_parameters(runs[0]), keeps_plane(runs[0])
    if landscape.along and not is_own:
        return [named[place] for place in landscape.along]
    kind = (runs[0].manifest.get("survey") or {}).get("plane", "path")
    places = range(1, len(landscape.axes) + 1)
    is_path = kind == "path"
    directions = [said("PC {place}", place=i) if is_path else said("axis {place}", place=i) for i in places]
    if is_own and len(named) == len(directions):
        directions = [SHARE.sub("", name) for name in named]
    found = slices_of(runs, landscape)
    if not found:
        return directions
    largest = max(one.spread for one in found)
    weights = np.array([(one.spread / largest) ** 2 for one in found])
    shares = weights @ np.stack([one.shares for one in found]) / weights.sum()
    told = zip(directions, shares, strict=True)
    return [
        name if name.endswith(")") else said("{name} ({share})", name=name, share=share_in_words(share))
        for name, share in told
    ]


def without_share(name: str) -> str:
    """Return a name of an axis without its share of the variance or its curvature, for where there is little room."""
    return ADDED.sub("", name)


def why_not_one_plane(runs: Sequence[Run]) -> str | None:
    """Return why runs cannot be drawn on one landscape: it is a slice on which others have other losses; or None.

    Runs that hold the same plane can, and others whose losses it tells to within a contour of a flat picture.
    """
    if len(runs) < 2 or any("surface.loss" not in run.arrays for run in runs):
        return None
    scape = widest(runs)
    owner = next(run for run in runs if run.landscape is scape)
    for run in runs:
        if run is owner or run.params.shape[1] != owner.params.shape[1] or _is_one_plane(run, owner):
            continue
        words = f"the landscapes of {owner.path} and {run.path} lie along different planes"
        if keeps_plane(run) or keeps_plane(owner):
            return f"{words}; {_what_to_do(runs)}"
        found = slice_of(run, scape)
        if found is None:
            continue
        gaps = np.nan_to_num(np.abs(found.gaps(Scale.for_contours(scape.loss), BANDS)))
        if gaps.max() > 1 or found.relative.max() > FAR:
            row = int(np.argmax(gaps if gaps.max() > 1 else found.relative))
            off = share_in_words(float(found.relative[row]))
            there = f"at step {int(run.step[row]):,} {run.path} is {off} of its reach"
            losses = f"there its loss is {number(float(run.loss[row]))}, and the slice's {found.loss_in_words(row)}"
            return f"{words}, and {there} off the first; {losses}; {_what_to_do(runs)}"
    return None


def _what_to_do(runs: Sequence[Run]) -> str:
    """Return what to type for runs that have no plane in common."""
    if all(run.is_solved for run in runs):
        joint = (
            "" if any(run.manifest.get("plane") for run in runs) else "solve them with --plane and two parameters, or "
        )
        return f"{joint}draw each by itself"
    places = ", ".join(repr(str(run.path)) for run in runs)
    layers = (runs[0].manifest.get("space") or {}).get("layers", ())
    model = ", model=net" if len(layers) > 1 else ""
    return f"sample one that holds them all, gdviz.landscape([{places}], loss{model}), or draw each by itself"


def _is_one_plane(run: Run, other: Run) -> bool:
    """Return whether two runs hold the same plane; over one or two parameters that is their own space."""
    for name in ("plane", "surface"):
        axes, others = (one.arrays.get(f"{name}.axes") for one in (run, other))
        if axes is None and others is None:
            continue
        if axes is None or others is None or axes.shape != others.shape or np.abs(axes - others).max() > SAME:
            return False
        origin, beside = run.arrays[f"{name}.origin"], other.arrays[f"{name}.origin"]
        apart = np.asarray(origin - beside, float)
        # Along a plane its landscape may begin anywhere; what parameters are coordinates of may not.
        apart = apart - (apart @ axes.T) @ axes if name == "surface" else apart
        if np.abs(apart).max() > SAME * max(1.0, float(np.abs(beside).max())):
            return False
    return True
