"""Where a diorama is filmed from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gdviz.analysis.trajectory import Trajectory
from gdviz.relief.solid import Relief
from gdviz.relief.view import View
from gdviz.relief.visibility import Visibility


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
    """

    azimuth: float | None = None
    elevation: float | None = None
    orbit: float = 40.0
    facing: float = 0.0


def orbit(relief: Relief, tracks: Sequence[Trajectory], camera: Camera) -> tuple[View, View]:
    """Return the first and the last view of the camera's way; what it leaves open is where the paths are best seen."""
    path = relief.place(np.concatenate([track.points[:: max(1, len(track.points) // 60)] for track in tracks]))
    inside = relief.inside(path)
    path = relief.drape(path[inside] if inside.any() else np.zeros((1, 2)))
    normals = relief.normal(path[:, :2])
    stops = np.linspace(-camera.orbit / 2, camera.orbit / 2, 5 if camera.orbit else 1)
    known: dict[View, float] = {}

    def seen(view: View) -> float:
        """Return which share of the paths a view sees."""
        if view not in known:
            known[view] = 1 - float(Visibility(relief, view, samples=40).hidden(path).mean())
        return known[view]

    def score(azimuth: float, elevation: float) -> float:
        """Weigh what is in sight all the way, a start on the far side, a turn off the axes, and a low stance.

        Where planes are to be seen, also how they are turned.
        """
        shares = [seen(View((azimuth + stop) % 360, elevation)) for stop in stops]
        towards = View(azimuth, elevation).basis[2]
        far, faced = -float(towards @ path[0]), float(np.mean(normals @ towards))
        turned = abs(np.sin(2 * np.radians(azimuth)))
        stance = 0.2 * far + 0.15 * turned + camera.facing * faced - 0.012 * (elevation - 28)
        return 3 * min(shares) + float(np.mean(shares)) + stance

    azimuths = np.arange(-172.5, 180.0, 15.0).tolist() if camera.azimuth is None else [camera.azimuth]
    elevations = (28.0, 36.0, 44.0, 52.0) if camera.elevation is None else (camera.elevation,)
    choices = [(azimuth, elevation) for elevation in elevations for azimuth in azimuths]
    azimuth, elevation = max(choices, key=lambda choice: score(*choice)) if len(choices) > 1 else choices[0]
    return View(azimuth - camera.orbit / 2, elevation), View(azimuth + camera.orbit / 2, elevation)
