"""Names that follow the heads of a race and keep out of each other's way."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from gdviz.analysis.names import names_alone
from gdviz.analysis.pacing import Moment
from gdviz.analysis.placement import is_covered, keep_inside, overlap
from gdviz.analysis.trajectory import Trajectory
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.lettering import Lettering
from gdviz.languages import phrased
from gdviz.runs.run import Run
from gdviz.style.themes import Series

Array = NDArray[np.float64]
# In points: the size of a name, its height, its distance from its head and from the frame, and a head's radius.
SIZE, HEIGHT, OFF, INSET, RADIUS = 10, 13.0, 9.0, 3.0, 6.0
# Where a name may stand about its head: to its right, left or centre, and how many lines above.
SLOTS = np.array(
    [
        *((side, line) for line in (0.0, 1.0, -1.0, 2.0, -2.0, 3.2, -3.2) for side in (1.0, -1.0)),
        *((side, line) for line in (0.0, 1.5, -1.5) for side in (1.8, -1.8)),
        *((0.0, line) for line in (1.3, -1.3, 2.6, -2.6)),
    ]
)
# Moments at which names are kept apart, and every so many of them slots are chosen; and the shares of the clip in which
# a name fades out before another crosses it, and in which one goes over to another slot.
SAMPLES, COARSE, FADE, MOVING = 361, 4, 0.03, 0.08
# What it costs to leave a slot, in moments of lying over another name, and how much more moments at rest count.
LEAVING, RESTING = 3.0, 15.0
# From this far off, in points, a name has a leader to its head, which is there in full so much farther on; its width.
LEADER, LED, LINE = 7.0, 4.0, 0.9


class Names:
    """Each run's name, which follows its head, and where it left the frame says so.

    A name keeps to one place about its head for as long as it can, and goes slowly to another before it would be in the
    way of names, heads and paths. One that stands off has a leader to its head. Where names would overlap all the
    same, that of the run which ends worse fades out in time.
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
        fates = [phrased([one, fate]) for one, fate in zip(words, left, strict=True)]
        self._words = list(zip(words, fates, strict=True))
        self._widths = [tuple(canvas.points[0] * canvas.width_of(one, SIZE) for one in two) for two in self._words]
        shares = np.linspace(0, 1, SAMPLES)
        moments = canvas.clip.at(shares, runs)
        self._clock = np.array([moment.step for moment in moments])
        heads, widths = (np.stack(seen) for seen in zip(*(self._sight(moment) for moment in moments), strict=True))
        paths = np.concatenate([self._points(track.points[:: len(track.points) // 150 + 1]) for track in tracks])
        self._slots = choose_slots(heads, widths, self._frame, paths)
        beside_heads = [beside(heads[:, i], widths[:, i], self._slots[i], self._frame) for i in range(len(runs))]
        self._opacity = fade_out(np.stack(beside_heads, axis=1), widths, order)
        self._names = [
            Lettering(canvas, (0.0, 0.0), size=SIZE, color=look.color, align=0.5, casing=canvas.style.casing)
            for look in looks
        ]
        self._leaders = [
            Line2D([], [], color=color, lw=width, solid_capstyle="round")
            for look in looks
            for color, width in ((canvas.style.casing, LINE + 1.6), (canvas.style.lettering(look.color), LINE))
        ]
        for line in self._leaders:
            # In points of the page.
            line.set_transform(Affine2D().scale(1 / 72) + canvas.figure.dpi_scale_trans)
            canvas.figure.add_artist(line)
        self.artists: tuple[Artist, ...] = (*self._leaders, *self._names)

    def show(self, moment: Moment) -> None:
        """Bring each name to its head."""
        heads, widths = self._sight(moment)
        for i, name in enumerate(self._names):
            slot = np.array([np.interp(moment.step, self._clock, each) for each in self._slots[i].T])
            x, y = beside(heads[i], widths[i], slot, self._frame)
            name.at = (float(x), float(y))
            name.words = self._words[i][self._tracks[i].is_gone(moment.steps[i])]
            opacity = float(np.interp(moment.step, self._clock, self._opacity[i]))
            opacity = float(opacity > 0) if moment.still else opacity
            name.set_alpha(opacity)
            ends, shown = leader(heads[i], np.array([x, y]), widths[i])
            for line in self._leaders[2 * i : 2 * i + 2]:
                line.set_data(*ends.T)
                line.set_alpha(shown * opacity)
                line.set_visible(shown * opacity > 0)

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


def beside(heads: Array, widths: Any, slots: Array, frame: Array) -> Array:
    """Return the centres of names in slots (..., 2) about their heads (..., 2), kept in the frame.

    A slot is how far to the right of its head, or left, a name stands (1: all, -1: all), and how many lines above.
    """
    widths = np.asarray(widths)
    half = np.stack([widths / 2, np.full(widths.shape, HEIGHT / 2)], axis=-1)
    reach = np.stack([OFF + widths / 2, np.full(widths.shape, HEIGHT)], axis=-1)
    return keep_inside(heads + slots * reach, half, frame)


def leader(head: Array, centre: Array, width: float) -> tuple[Array, float]:
    """Return the ends (2, 2) of the line from a head to its name, and how much of it is there, from 0 to 1."""
    half = np.array([width / 2, HEIGHT / 2])
    end = np.clip(head, centre - half, centre + half)
    away = end - head
    length = float(np.linalg.norm(away))
    start = head + away * min(RADIUS / length, 1.0) if length > 0 else head
    return np.stack([start, end]), float(np.clip((length - RADIUS - LEADER) / LED, 0, 1))


def choose_slots(heads: Array, widths: Array, frame: Array, paths: Array) -> list[Array]:
    """Return each name's slot (n, 2) at each moment, so that names are in the way of names, heads and paths least.

    Names are placed one after another, those before them staying where they are, three times over. Each goes the
    cheapest way through its slots, where to leave one costs as much as to lie over another name for some moments; then
    it goes from one to the next slowly.

    Parameters
    ----------
    heads, widths
        At even shares of the clip, where the heads are (n, runs, 2), and how wide the names (n, runs), in points.
    frame, paths
        The corners that names stay in (2, 2), and points on the paths (m, 2), which names should not cover.

    Source: A. Viterbi, Error bounds for convolutional codes (1967).
    """
    count = heads.shape[1]
    moments = np.unique(np.append(np.arange(0, len(heads), COARSE), len(heads) - 1))
    # A name that is longer soon, since its run left, stands where it has the room by then.
    ahead = int(MOVING * len(heads))
    at, wide = heads[moments], np.stack([widths[max(k - ahead, 0) : k + ahead + 1].max(axis=0) for k in moments])
    weights = np.ones(len(moments))
    weights[[0, -1]] = RESTING
    half = np.stack([wide / 2, np.full_like(wide, HEIGHT / 2)], axis=-1)
    taste = 0.02 * np.abs(SLOTS).sum(axis=1)
    chosen: dict[int, NDArray[np.intp]] = {}
    centres: dict[int, Array] = {}
    for i in [*range(count)] * 3:
        tried = beside(at[:, i], wide[:, i], SLOTS[:, None], frame)
        cost = np.broadcast_to(taste[:, None], tried.shape[:2]).copy()
        covered = [is_covered(paths, tried[:, k, None], half[k, i]).sum(axis=-1) for k in range(len(moments))]
        cost += 0.03 * np.minimum(np.stack(covered, axis=1), 12)
        for j in range(count):
            over = overlap(tried, half[:, i], at[:, j], RADIUS)
            cost += 4 * over + 1.0 * (over > 0)
            if j != i and j in centres:
                over = overlap(tried, half[:, i] + 1, centres[j], half[:, j])
                cost += 4 * over + 1.0 * (over > 0)
        chosen[i] = cheapest_way(cost * weights, LEAVING)
        centres[i] = tried[chosen[i], np.arange(len(moments))]
    return [_slowly(SLOTS[chosen[i]], moments, len(heads)) for i in range(count)]


def cheapest_way(cost: Array, leaving: float) -> NDArray[np.intp]:
    """Return the row (n,) at each column of costs (rows, n) with the least sum, where each change of rows costs too."""
    rows, columns = cost.shape
    total = cost[:, 0]
    came = np.zeros((columns, rows), np.intp)
    for k in range(1, columns):
        best = int(np.argmin(total))
        stays = total <= total[best] + leaving
        came[k] = np.where(stays, np.arange(rows), best)
        total = np.where(stays, total, total[best] + leaving) + cost[:, k]
    way = np.empty(columns, np.intp)
    way[-1] = np.argmin(total)
    for k in range(columns - 1, 0, -1):
        way[k - 1] = came[k][way[k]]
    return way


def _slowly(slots: Array, moments: NDArray[np.intp], count: int) -> Array:
    """Return slots (count, 2) at all moments of those at some, with the way from each to the next eased."""
    every = np.stack([np.interp(np.arange(count), moments, each) for each in slots.T], axis=-1)
    window = max(int(MOVING * count / 2) | 1, 1)
    for _ in range(2):
        padded = np.pad(every, ((window // 2, window // 2), (0, 0)), mode="edge")
        every = np.stack([np.convolve(each, np.full(window, 1 / window), "valid") for each in padded.T], axis=-1)
    return every


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
