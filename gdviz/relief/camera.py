"""Where a diorama is filmed from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.trajectory import Trajectory
from gdviz.relief.solid import LIFT, Relief
from gdviz.relief.view import View
from gdviz.relief.visibility import Visibility

Array = NDArray[np.float64]
NOWHERE = np.empty((0, 3))
# Where it may stand, in degrees.
AZIMUTHS = np.arange(-172.5, 180.0, 15.0).tolist()
ELEVATIONS = (28.0, 36.0, 44.0, 54.0, 66.0, 78.0)
# What it counts that the paths are seen, where they end, the known minima, and the lowest ground, of which this share
# of all is meant.
WEIGHTS, LOW = (4.0, 2.5, 2.5, 0.4), 0.1
# From so far away, in half sides of the base, a relief looks as flat as a map, whose first axis leads to the right.
FAR, RIGHTWARDS = 2e4, -90.0
# The camera of a relief that rises stands no further than this from there, in the middle of its way.
ASIDE = 37.5
# Planes and samples in each of the tables that say what is seen.
SAMPLES = 48
# Scores that differ by less may be equal.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Camera:
    """How a diorama is filmed, in degrees.

    Attributes
    ----------
    azimuth, elevation
        In the middle of the way; None for where the paths are best seen.
    orbit
        How far the camera goes round; 0 for one that stands.
    facing
        How much it counts that the surface under the paths faces the camera, so that planes that touch it are seen.
    rises
        Whether it will go up until the relief lies below it as a map: where it chooses for itself it then stands near
        the map's foot, and goes round towards it, or it would whirl on its way.
    """

    azimuth: float | None = None
    elevation: float | None = None
    orbit: float = 40.0
    facing: float = 0.0
    rises: bool = False


def orbit(
    relief: Relief, tracks: Sequence[Trajectory], camera: Camera, minima: Array = NOWHERE, ball: float = LIFT
) -> tuple[View, View]:
    """Return the first and the last view of the camera's way; what it leaves open is where most is seen all along it.

    What is to be seen: where balls of radius `ball` end, known minima (k, 3), the paths, and the lowest ground.
    """
    path = relief.place(np.concatenate([track.points[:: max(1, len(track.points) // 60)] for track in tracks]))
    inside = relief.inside(path)
    path = relief.drape(path[inside] if inside.any() else np.zeros((1, 2)))
    free = [azimuth for azimuth in AZIMUTHS if not camera.rises or abs(_to_foot(azimuth)) <= ASIDE]
    azimuths = free if camera.azimuth is None else [camera.azimuth]
    elevations = ELEVATIONS if camera.elevation is None else [camera.elevation]
    choices = [(azimuth, elevation) for elevation in elevations for azimuth in azimuths]
    if len(choices) > 1:
        ends = np.concatenate([relief.place(track.points[-1:]) for track in tracks])
        ends = relief.drape(ends[relief.inside(ends)], lift=ball)
        groups = [(weight, group) for weight, group in zip(WEIGHTS, (path, ends, minima, _valley(relief)), strict=True)]
        sights = _Sights(relief, [(weight, group) for weight, group in groups if len(group)])
        normals = relief.normal(path[:, :2])
        stops = np.linspace(-camera.orbit / 2, camera.orbit / 2, 5 if camera.orbit else 1)

        def stance(choice: tuple[float, float]) -> float:
            """Weigh a start on the far side, a turn off the axes, and a low stance.

            Where planes are to be seen, also how they are turned.
            """
            azimuth, elevation = choice
            towards = View(azimuth, elevation).basis[2]
            far, faced = -float(towards @ path[0]), float(np.mean(normals @ towards))
            turned = abs(np.sin(2 * np.radians(azimuth)))
            return 0.2 * far + 0.15 * turned + camera.facing * faced - 0.012 * (elevation - ELEVATIONS[0])

        choices = [_best(choices, stops, stance, sights)]
    ((azimuth, elevation),) = choices
    way = -camera.orbit if camera.rises and _to_foot(azimuth) < 0 else camera.orbit
    return View(azimuth - way / 2, elevation), View(azimuth + way / 2, elevation)


def raised(view: View, share: float, stretch: float = 1.0) -> View:
    """Return the view of a camera that goes up from a view: after a share of 1 the relief lies below it as a map.

    `stretch` is that of the map; see View.
    """
    return View(
        float(view.azimuth + share * _to_foot(view.azimuth)),
        float(view.elevation + share * (90 - view.elevation)),
        1 / ((1 - share) / view.distance + share / FAR),
        stretch**share,
    )


def turned(view: View, other: View) -> float:
    """Return by which angle a camera turns from one view to another, in degrees."""
    cosine = (np.trace(view.basis @ other.basis.T) - 1) / 2
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def _to_foot(azimuth: float) -> float:
    """Return how far it is from an azimuth to that from which a map is seen, in degrees, either way."""
    return (RIGHTWARDS - azimuth + 180) % 360 - 180


class _Sights:
    """Groups of world points, each with a weight, and which share of each a view sees."""

    def __init__(self, relief: Relief, groups: Sequence[tuple[float, Array]]) -> None:
        self._relief = relief
        self._points = np.concatenate([points for _, points in groups])
        self._starts = np.cumsum([0, *(len(points) for _, points in groups)])[:-1]
        self._counts = np.array([len(points) for _, points in groups])
        self.weights = np.array([weight for weight, _ in groups])
        self._known: dict[View, Array] = {}

    def shares(self, view: View) -> Array:
        """Return the share (k,) of each group that is seen."""
        if view not in self._known:
            seen = ~Visibility(self._relief, view, samples=SAMPLES).hidden(self._points)
            self._known[view] = np.add.reduceat(seen.astype(float), self._starts) / self._counts
        return self._known[view]


def _best(
    choices: Sequence[tuple[float, float]],
    stops: Array,
    stance: Callable[[tuple[float, float]], float],
    sights: _Sights,
) -> tuple[float, float]:
    """Return the azimuth and the elevation with the best stance and most in sight all the way, the first of equals."""
    stances = {choice: stance(choice) for choice in choices}
    scores = dict.fromkeys(choices, -np.inf)
    most = -np.inf
    # What promises much first: most of the others are soon seen to be worse.
    for choice in sorted(choices, key=lambda one: -stances[one]):
        azimuth, elevation = choice
        shares, seen = np.ones((len(stops), len(sights.weights))), 0
        while seen < len(stops) and _weighed(shares, sights) + stances[choice] >= most - ROUNDING:
            shares[seen] = sights.shares(View((azimuth + stops[seen]) % 360, elevation))
            seen += 1
        if seen == len(stops):
            scores[choice] = _weighed(shares, sights) + stances[choice]
            most = max(most, scores[choice])
    return max(choices, key=scores.__getitem__)


def _weighed(shares: Array, sights: _Sights) -> float:
    """Return what it counts that shares (n, k) of the groups are seen along the way."""
    return float(sights.weights @ (0.75 * shares.min(axis=0) + 0.25 * shares.mean(axis=0)))


def _valley(relief: Relief) -> Array:
    """Return world points (n, 3) of the lowest tenth of the ground, thinned."""
    low = relief.depth if relief.ground is None else np.where(relief.ground > 0, relief.depth, np.inf)
    low = low[:: max(1, low.shape[0] // 24), :: max(1, low.shape[1] // 24)]
    x, y = (grid[:: max(1, len(grid) // 24)] for grid in (relief.x, relief.y))
    rows, columns = np.nonzero(low <= np.quantile(low[np.isfinite(low)], LOW))
    return relief.drape(np.stack([x[columns], y[rows]], axis=-1))
