"""Recorded paths of three parameters, of which no plane holds everything."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import gdviz
from gdviz.runs.run import Run

Array = NDArray[np.float64]


def bowl_of_three(theta: Array) -> Array:
    """Return a loss that is steep along the third parameter."""
    return np.asarray(theta[..., 0] ** 2 + theta[..., 1] ** 2 + 50 * theta[..., 2] ** 2)


def path_of_three(bump: float = 0.5, steps: int = 12, turned: float = 0.0) -> Array:
    """Return a path (T, 3) to the origin; it lies in a plane but for one bump off it, at step 3.

    `turned` is the angle by which its plane is turned about the first axis, in degrees.
    """
    t = np.arange(steps)[:, None]
    path = np.hstack([4 * 0.6**t, 3 * 0.6**t * np.sin(t), np.zeros((steps, 1))])
    path[-1] = 0.0
    path[3, 2] = bump
    c, s = np.cos(np.radians(turned)), np.sin(np.radians(turned))
    return np.asarray(path @ np.array([[1, 0, 0], [0, c, s], [0, -s, c]]))


def recorded_path(out: Path, path: Array, **options: Any) -> Run:
    """Record a path, and the landscape around it."""
    with gdviz.record(out, **{"loss": bowl_of_three, "samples": 65, "title": "Three", "lr": 0.1, **options}) as run:
        for theta in path:
            run.step(theta)
    return gdviz.load(out)
