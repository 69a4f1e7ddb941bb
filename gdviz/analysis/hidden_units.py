"""What the hidden units of a network say all over the plane of its points, and which of them to show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from contourpy import contour_generator
from numpy.typing import NDArray

from gdviz.analysis.class_scores import between_steps
from gdviz.analysis.trajectory import between
from gdviz.landscapes.landscape import bilinear
from gdviz.runs.hidden_units import varied_by_layer
from gdviz.runs.models import model_of
from gdviz.runs.preprocessing import Preprocessing
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# Points along each side of a unit's plane, how many of a path's points tell how large its numbers become, and bands.
GRID, ASKED, BANDS = 65, 9, 8
# How much finer bands are than the grid that was recorded, and the share of its largest number from which a unit that
# is never less than zero counts as more.
FINER, AWAKE = 3, 0.02


@dataclass(frozen=True, eq=False)
class HiddenUnits:
    """The hidden units that a picture shows: those that vary most over the plane in the end, as many of each layer.

    Attributes
    ----------
    x, y
        The sides of the grid.
    numbers
        Which units they are, from 1 in each layer, layer by layer.
    layers, counts
        The layers, from 1, and how many units are shown of each.
    widths
        How many units each of the network's layers has, as far as it is known.
    are_terms
        Whether their numbers are what each adds to the score of class 1; else they are what the units say themselves.
    low, high
        The least and the largest number of each, over the plane and all steps.
    at
        A step -> their numbers, shape (m, ny, nx).
    """

    x: Array
    y: Array
    numbers: list[int]
    layers: list[int]
    counts: list[int]
    widths: list[int]
    are_terms: bool
    low: Array
    high: Array
    at: Callable[[float], Array]

    @classmethod
    def of(cls, run: Run, box: Array, most: int) -> Self | None:
        """Return about so many units of a run over a box of its plane, or None where it does not know them."""
        terms = model_of(run).terms
        if "boundary.hidden" in run.arrays:
            values, steps = run.arrays["boundary.hidden"], run.arrays["boundary.step"]
            sides = values.shape[:1:-1]

            def everywhere(step: float) -> Array:
                return between_steps(steps, values, step)

        elif terms is not None:
            sides = (GRID, GRID)
            grid = [np.linspace(low, high, GRID) for low, high in box]
            points = np.stack(np.meshgrid(*grid), axis=-1).reshape(-1, 2)
            done = Preprocessing.of(run.problem)
            columns = points if done is None else done.apply(points)
            told = terms

            def everywhere(step: float) -> Array:
                found = told(between(run.params, run.row(step)), columns)
                return np.nan_to_num(np.moveaxis(found.reshape(GRID, GRID, -1), -1, 0))

        else:
            return None
        x, y = (np.linspace(low, high, n) for (low, high), n in zip(box, sides, strict=True))
        with np.errstate(all="ignore"):
            last = everywhere(run.steps)
            layer = run.arrays.get("boundary.layer", np.ones(len(last), int))
            unit = run.arrays.get("boundary.unit", np.arange(1, len(last) + 1))
            layers = np.unique(layer)
            each = varied_by_layer(layer, last.reshape(len(last), -1), -(-most // len(layers)))
            chosen = np.concatenate(each)
            seen = np.stack([everywhere(step)[chosen] for step in np.linspace(0, run.steps, ASKED)])
        low, high = seen.min(axis=(0, 2, 3)), seen.max(axis=(0, 2, 3))
        are_terms = "boundary.hidden" not in run.arrays
        if are_terms:
            # All on one scale about 0, so that they can be held against one another.
            high = np.full(len(chosen), max(np.abs([low, high]).max(initial=0.0), 1e-12))
            low = -high
        widths = run.arrays.get("boundary.width", np.array([len(last)])).tolist()
        named = (unit[chosen].tolist(), layers.tolist(), [len(one) for one in each], widths)
        return cls(x, y, *named, are_terms, low, high, lambda step: everywhere(step)[chosen])

    def bands(self, values: Array) -> NDArray[np.uint8]:
        """Return the band from the least to the largest number, shape (m, ny, nx), of what `at` returns."""
        low, high = self.low[:, None, None], self.high[:, None, None]
        if not self.are_terms:
            finer = [np.linspace(at[0], at[-1], FINER * (len(at) - 1) + 1) for at in (self.x, self.y)]
            places = np.meshgrid(*finer)
            values = np.stack([bilinear(self.x, self.y, one, *places) for one in values])
        share = (values - low) / np.maximum(high - low, 1e-12)
        return np.clip(share * BANDS, 0, BANDS - 1).astype(np.uint8)

    def bends(self, values: Array) -> list[Array]:
        """Return where each unit becomes more than 0, as lines (n, 2) with NaN between them."""
        gap = np.full((1, 2), np.nan)
        levels = np.where(self.low == 0, AWAKE * self.high, 0.0)
        lines = [contour_generator(self.x, self.y, one).lines(level) for one, level in zip(values, levels, strict=True)]
        return [
            np.concatenate([part for line in found for part in (np.asarray(line), gap)] or [gap]) for found in lines
        ]
