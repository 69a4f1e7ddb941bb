"""Names that follow the heads of a race and keep out of each other's way."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gdviz.analysis.names import names_alone
from gdviz.analysis.pacing import Moment
from gdviz.analysis.placement import is_covered, keep_inside, overlap
from gdviz.analysis.trajectory import Trajectory
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.lettering import Lettering
from gdviz.runs.run import Run
from gdviz.style.themes import Series

Array = NDArray[np.float64]
# In points: the size of a name, its height, its distance from its head and from the frame, and a head's radius.
SIZE, HEIGHT, OFF, INSET, RADIUS = 10, 13.0, 9.0, 3.0, 6.0
# Where a name may stand beside its head: to its right, left or centre, and how many lines above.
SLOTS = (*((side, line) for line in (0.0, 1.0, -1.0, 2.0, -2.0) for side in (1.0, -1.0)), (0.0, 1.2), (0.0, -1.2))
# Moments at which names are kept apart, every so many of them when slots are chosen; and the share of the clip in which
# a name fades out before another crosses it.
SAMPLES, COARSE, FADE = 361, 4, 0.03
# How far a name drifts at most, as a share of the way of its head; and what it costs to do what is not done.
DRIFT, NEVER = 0.5, 1e3


class Names:
    """Each run's name, which follows its head, and where it left the frame says so.

    A name keeps to one place beside its head, or drifts slowly from one to another, chosen so that names, heads and the
    frame's edge are seldom in each other's way. Where names would overlap all the same, that of the run which ends
    worse fades out in time.
    """

    def __init__(
        self,
        canvas: Canvas,
        axes: Axes,
        runs: Sequence[Run],
        tracks: Sequence[Trajectory],
        looks: Sequence[Series],
        order: Sequence[int],
    ) -> None:
        self._axes, self._tracks, self._unit = axes, tracks, 72 / float(canvas.figure.dpi)
        box = axes.get_window_extent()
        self._frame = np.array([box.min, box.max]) * self._unit + [[INSET], [-INSET]]
        words = names_alone(runs)
        # On the map stands what happened there.
        left = [track.fates[0][1] if track.left is not None else "" for track in tracks]
        fates = [", ".join(filter(None, [one, fate])) for one, fate in zip(words, left, strict=True)]
        self._words = list(zip(words, fates, strict=True))
        self._widths = [tuple(canvas.points[0] * canvas.width_of(one, SIZE) for one in two) for two in self._words]
        shares = np.linspace(0, 1, SAMPLES)
        moments = canvas.clip.at(shares, runs)
        self._clock = np.array([moment.step for moment in moments])
        heads, widths = (np.stack(seen) for seen in zip(*(self._sight(moment) for moment in moments), strict=True))
        way = np.cumsum(np.linalg.norm(np.diff(heads, axis=0, prepend=heads[:1]), axis=-1), axis=0)
        self._ways = way / np.maximum(way[-1], 1e-300)
        paths = np.concatenate([self._points(track.points) for track in tracks])
        coarse = (heads[::COARSE], widths[::COARSE], self._ways[::COARSE])
        self._slots = choose_slots(*coarse, self._frame, paths)
        beside_heads = [
            beside(heads[:, i], widths[:, i], *self._slots[i], self._ways[:, i], self._frame) for i in range(len(runs))
        ]
        self._opacity = fade_out(np.stack(beside_heads, axis=1), widths, order)
        self._names = [
            Lettering(canvas, (0.0, 0.0), size=SIZE, color=look.color, align=0.5, casing=canvas.style.casing)
            for look in looks
        ]
        self.artists: tuple[Artist, ...] = tuple(self._names)

    def show(self, moment: Moment) -> None:
        """Bring each name to its head."""
        heads, widths = self._sight(moment)
        for i, name in enumerate(self._names):
            way = np.interp(moment.step, self._clock, self._ways[:, i])
            x, y = beside(heads[i], widths[i], *self._slots[i], way, self._frame)
            name.at = (float(x), float(y))
            name.words = self._words[i][self._tracks[i].is_gone(moment.steps[i])]
            name.set_alpha(float(np.interp(moment.step, self._clock, self._opacity[i])))

    def _sight(self, moment: Moment) -> tuple[Array, Array]:
        """Return where each head is, or where it left, in points (runs, 2), and how wide its name is (runs,)."""
        gone = [track.is_gone(step) for track, step in zip(self._tracks, moment.steps, strict=True)]
        heads = [
            track.exit() if is_gone else track.at(step)
            for track, step, is_gone in zip(self._tracks, moment.steps, gone, strict=True)
        ]
        widths = [two[is_gone] for two, is_gone in zip(self._widths, gone, strict=True)]
        return np.clip(self._points(np.array(heads)), *self._frame), np.array(widths)

    def _points(self, places: Array) -> Array:
        """Return places in points of the page."""
        return np.asarray(self._axes.transData.transform(places)) * self._unit


def beside(heads: Array, widths: Array, first: Array, last: Array, way: Any, frame: Array) -> Array:
    """Return the centres of names, kept in the frame, that drift from one slot to another as their heads go their way.

    A slot is how far to the right of its head, or left, a name stands (1: all, -1: all), and how many lines above.
    """
    gone = np.asarray(way)[..., None]
    across, up = np.moveaxis((1 - gone) * first + gone * last, -1, 0)
    half = np.stack([widths / 2, np.full_like(widths, HEIGHT / 2)], axis=-1)
    shift = np.stack([across * (OFF + widths / 2), up * HEIGHT], axis=-1)
    return keep_inside(heads + shift, half, frame)


def choose_slots(heads: Array, widths: Array, ways: Array, frame: Array, paths: Array) -> list[tuple[Array, Array]]:
    """Return each name's first and last slot, so that names are in the way of names, heads and paths' ends least.

    Names are placed one after another, those before them staying where they are, three times over. None drifts more
    than half as far as its head goes.

    Parameters
    ----------
    heads, widths, ways
        At even shares of the clip, where the heads are (n, runs, 2), how wide the names (n, runs), in points, and what
        share of its way each head has gone (n, runs).
    frame, paths
        The corners that names stay in (2, 2), and points on the paths (m, 2), which names should not cover at the end.
    """
    weights = np.full(len(heads), 1 / len(heads))
    weights[[0, -1]] += (0.3, 1.0)
    pairs = [(first, last) for first in SLOTS for last in SLOTS]
    firsts, lasts = (np.array(slots)[:, None] for slots in zip(*pairs, strict=True))
    taste = 0.06 * (np.abs(firsts) + np.abs(lasts))[:, 0, 1] + 0.04 * (firsts != lasts).any(axis=(1, 2))
    travel = np.linalg.norm(np.diff(heads, axis=0), axis=-1).sum(axis=0)
    chosen: dict[int, int] = {}
    centres: dict[int, Array] = {}
    for i in [*range(heads.shape[1])] * 3:
        tried = beside(
            heads[:, i], np.broadcast_to(widths[:, i], (len(pairs), len(heads))), firsts, lasts, ways[:, i], frame
        )
        half = np.stack([widths[:, i] / 2, np.full(len(heads), HEIGHT / 2)], axis=-1)
        drift = np.linalg.norm((lasts - firsts)[:, 0] * [OFF + widths[:, i].max() / 2, HEIGHT], axis=-1)
        cost = taste + np.where(drift > DRIFT * travel[i], NEVER, 0.0)
        for j in range(heads.shape[1]):
            cost += 8 * (overlap(tried, half, heads[:, j], RADIUS) @ weights)
            if j != i and j in centres:
                others = np.stack([widths[:, j] / 2, np.full(len(heads), HEIGHT / 2)], axis=-1)
                covered = overlap(tried, half, centres[j], others)
                cost += (10 * covered + 2 * (covered > 0)) @ weights
        ends = is_covered(paths, tried[:, -1:, :], half[-1])
        cost += 0.03 * np.minimum(ends.sum(axis=-1), 10)
        chosen[i] = int(np.argmin(cost))
        centres[i] = tried[chosen[i]]
    return [(np.array(pairs[chosen[i]][0]), np.array(pairs[chosen[i]][1])) for i in range(heads.shape[1])]


def fade_out(centres: Array, widths: Array, order: Sequence[int]) -> Array:
    """Return each name's opacity (runs, n) at even shares of the clip: 0 wherever a name that goes before it is.

    It takes FADE of the clip to go from 1 to 0; what would come back for less than three times that stays away.
    """
    count = len(centres)
    half = np.stack([widths / 2 + 1, np.full_like(widths, HEIGHT / 2)], axis=-1)
    shares = np.linspace(0, 1, count)
    opacity = np.ones((centres.shape[1], count))
    for place, i in enumerate(order):
        clash = np.zeros(count, bool)
        for j in order[:place]:
            clash |= (overlap(centres[:, i], half[:, i], centres[:, j], half[:, j]) > 0) & (opacity[j] > 0)
        hidden = shares[clash]
        for one, other in pairwise(hidden):
            clash |= (shares > one) & (shares < other) & (other - one < 5 * FADE)
        # At rest a name is there or not.
        for rest, inner in ((0, 1), (-1, -2)):
            clash[rest] |= clash[inner] or (
                shares[clash].size and np.abs(shares[clash] - shares[rest]).min() < 2 * FADE
            )
        if clash.any():
            away = np.abs(shares[:, None] - shares[clash]).min(axis=1)
            opacity[i] = np.clip(away / FADE - 1 / count / FADE, 0, 1)
    return opacity
