"""Pixels of a map: a grid of labels drawn with smooth borders, and a picture that comes to be seen bit by bit."""

import numpy as np
from numpy.typing import NDArray

from gdviz.stage.painted import Pixels

Labels = NDArray[np.integer]
Table = NDArray[np.float32]

# The grid is smoothed by so many of its cells, so that borders run straight between them.
SMOOTH = 1.5


class LabelRaster:
    """A picture (height, width, 3) of 0 to 255, and when each of its pixels is to be seen."""

    def __init__(self, picture: Table, when: Table, front: Table) -> None:
        self.whole = np.full((*when.shape, 4), 255, np.uint8)
        self.whole[..., :3] = np.rint(picture)
        slope = np.hypot(*np.gradient(when))
        self._picture, self._front = picture.astype(np.float32), front
        self._when, self._pixels = when, (1 / np.maximum(slope, 1e-4)).astype(np.float32)

    def upto(self, now: float) -> Pixels:
        """Return what is to be seen by now, its front as a bright line: premultiplied RGBA."""
        ahead = (np.float32(now) - self._when) * self._pixels
        seen = np.clip(ahead + 0.5, 0, 1)[..., None]
        edge = np.clip(1.6 - np.abs(ahead - 0.8), 0, 1)[..., None] * np.float32(0.85)
        made = np.empty((*ahead.shape, 4), np.uint8)
        made[..., :3] = (self._picture + edge * (self._front - self._picture)) * seen
        made[..., 3] = 255 * seen[..., 0]
        return made


def blown_up(label: Labels, steps: Labels, shape: tuple[int, int]) -> tuple[NDArray[np.int64], Table]:
    """Return label and log(1 + steps) of a grid (ny, nx), rows from below, for a picture (height, width).

    Each label's cells are blurred, and a pixel has the label that is strongest there: borders run smoothly between the
    cells. The steps are averaged over the cells of that label alone, for they leap at borders.
    """
    down, across = _weights(label.shape[0], shape[0])[::-1], _weights(label.shape[1], shape[1])
    log = np.log1p(steps).astype(np.float32)
    strongest, when = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    winner = np.full(shape, int(label.min()))
    for name in np.unique(label).tolist():
        held = (label == name).astype(np.float32)
        # Where a label has no cell nearby it has no weight: there is no need to look.
        rows = _near(down, held.any(axis=1))
        columns = _near(across, held.any(axis=0))
        strength = down[rows] @ held @ across[columns].T
        time = down[rows] @ (held * log) @ across[columns].T
        better = strength > strongest[rows, columns]
        winner[rows, columns][better] = name
        when[rows, columns][better] = (time / np.maximum(strength, 1e-9))[better]
        strongest[rows, columns][better] = strength[better]
    return winner, when


def _weights(cells: int, pixels: int) -> Table:
    """Return what each of some cells counts in each of some pixels (pixels, cells), from the first edge to the last."""
    at = (np.arange(pixels) + 0.5) / pixels * (cells - 1)
    weights = np.exp(-0.5 * ((at[:, None] - np.arange(cells)) / SMOOTH) ** 2)
    weights[weights < 1e-5] = 0
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def _near(weights: Table, held: NDArray[np.bool_]) -> slice:
    reached = np.flatnonzero(weights[:, held].any(axis=1))
    return slice(int(reached[0]), int(reached[-1]) + 1)


def borders(winner: NDArray[np.int64], fine: int) -> NDArray[np.bool_]:
    """Return where a line lies between labels: a pixel wide where `fine` is 1, and two where it is 2."""
    found = np.zeros(winner.shape, bool)
    found[:, 1:] |= winner[:, 1:] != winner[:, :-1]
    found[1:] |= winner[1:] != winner[:-1]
    wider = found.copy()
    for _ in range(fine):
        found[:-1] |= wider[1:]
        found[:, :-1] |= wider[:, 1:]
        wider = found.copy()
    return found


def halved(picture: Table, fine: int) -> Table:
    """Return the means of the squares of `fine` pixels a side."""
    height, width = picture.shape[0] // fine, picture.shape[1] // fine
    return np.asarray(picture.reshape(height, fine, width, fine, *picture.shape[2:]).mean(axis=(1, 3)))
