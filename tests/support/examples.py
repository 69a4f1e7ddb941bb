"""What several tests try things on: a problem and an optimizer of one's own, and runs for each figure."""

from typing import Any

import numpy as np

BOWL: dict[str, Any] = {
    "title": "A bowl",
    "formula": "x^2",
    "parameters": ("x", "y"),
    "value": lambda p: np.sum(p**2, axis=-1),
    "gradient": lambda p: 2 * p,
    "domain": np.array([[-2.0, 2.0], [-2.0, 2.0]]),
    "start": np.array([1.5, 1.0]),
    "lr": 0.1,
    "stride": 0.1,
    "steps": 3,
}
PLAIN: dict[str, Any] = {
    "title": "Descent",
    "formula": "x - lr g",
    "init": lambda params: {},
    "update": lambda oracle, params, state, lr: (params - lr * oracle.gradient(params), state),
}
# By the figure's name, runs of recipes.toml that it shows.
RUNS: dict[str, list[str]] = {
    "anatomy": ["bowl-adam"],
    "boundary": ["moons-good"],
    "cloud": ["bowl-slow", "bowl"],
    "contour": ["line"],
    "critical-points": ["near-minimum", "near-saddle"],
    "descent-1d": ["half-square"],
    "directional-derivative": ["bowl-side"],
    "fit": ["regression"],
    "gradient-error": ["gradient-study"],
    "learning-rates": ["bowl-slow", "bowl-away"],
    "loss": ["bowl"],
    "network": ["network"],
    "noise": ["full", "mini"],
    "parameters": ["slope"],
    "race": ["bowl", "bowl-momentum"],
    "scaling": ["bowl-rmsprop"],
    "surface": ["bowl-side"],
    "sweep": ["bowl-slow", "bowl-away"],
}
