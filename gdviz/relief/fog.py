"""Fog over a diorama: what is far from every run is blended into the page, until the fog lifts."""

from collections.abc import Sequence

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from numpy.typing import NDArray

from gdviz.analysis.trajectory import Trajectory
from gdviz.pens.agg import Easel, Pixels
from gdviz.relief.diorama import Diorama
from gdviz.relief.markers import BALL
from gdviz.relief.solid import FLOOR, HEIGHT, Relief
from gdviz.relief.tangent import TouchingPlane
from gdviz.relief.view import DISTANCE, View
from gdviz.style.colors import rgb

Array = NDArray[np.float64]
# Single precision is enough for pixels.
Chart = NDArray[np.float32]
# How much of what lies in the fog is page.
THICK = 0.92
# Up to this share of its radius a disc is clear; from there it fades.
CLEAR = 0.6
# A run sees as far as the surface leaves the plane of its slope by no more than this share of the highest height, yet
# a little beyond itself, and no farther than a part of the base: both in half sides of the base.
BEND = 0.05
NEAR, FAR = 4 * BALL, 0.5
# Pixels around the surface that its edges are drawn on.
RIM = 1
# What lies at a step of the 255 of a colour.
GRAIN = 1.6 / 255


def horizon(relief: Relief, tracks: Sequence[Trajectory]) -> float:
    """Return how far a run sees by its slope alone: the middle one of the distances at which its path's slopes fail."""
    feet = relief.place(np.concatenate([track.points[:: max(1, len(track.points) // 60)] for track in tracks]))
    feet = feet[relief.inside(feet)]
    if not len(feet):
        return NEAR
    turn = np.arange(16) * np.pi / 8
    radii = np.linspace(NEAR, FAR, 24)
    moves = radii[:, None, None] * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    reach = []
    for foot in feet:
        around = foot + moves
        tangent = relief.height(*foot) + TouchingPlane.at(relief, foot).over(moves)[..., 2]
        off = np.where(relief.inside(around), np.abs(relief.height(around[..., 0], around[..., 1]) - tangent), 0)
        failed = np.flatnonzero(off.max(axis=1) > BEND * HEIGHT)
        reach.append(radii[failed[0]] if len(failed) else FAR)
    return float(np.median(reach))


class Fog:
    """A diorama in fog, clear in a disc around each run that is still there.

    Parameters
    ----------
    diorama
        What is hidden.
    page
        The page's colour, as hex.

    Attributes
    ----------
    radius
        Of the discs, in half sides of the base.
    """

    def __init__(self, diorama: Diorama, page: str) -> None:
        self._diorama, self._page = diorama, 255 * rgb(page)
        self.radius = horizon(diorama.relief, diorama.tracks)
        self._clear = self._dim = np.empty((0, 0, 4), np.uint8)
        self._places = np.empty((0, 2), np.float32)
        self._where = np.empty(0, np.intp)

    def paint_still(self, easel: Easel, view: View) -> None:
        """Paint what does not move of a view on the easel's page, wholly in fog, and keep it with and without."""
        pixels = np.asarray(easel.renderer.buffer_rgba())
        page = pixels.copy()
        self._diorama.paint_still(easel, view)
        self._clear = pixels.copy()
        pixels[:] = page
        self._diorama.paint_still(easel, view, bare=True)
        places = self._chart(easel, view)
        self._where = np.flatnonzero(~np.isnan(places[..., 0]))
        self._places = places.reshape(-1, 2)[self._where]
        bare = pixels.reshape(-1, 4)
        bare[self._where] = self._faded(bare[self._where])
        self._dim = pixels.copy()

    def lift(self, easel: Easel, steps: Sequence[float], lifted: float) -> None:
        """Clear the discs around the runs at their steps: of their own radius, of any with the share lifted, all at 1.

        What `paint_still` has painted must be on the easel's page.
        """
        pixels = np.asarray(easel.renderer.buffer_rgba())
        if lifted >= 1:
            pixels[:] = self._clear
            return
        relief = self._diorama.relief
        away = np.full(len(self._places), np.inf, np.float32)
        for track, step in zip(self._diorama.tracks, steps, strict=True):
            foot = np.clip(relief.place(track.at(step)), -relief.half, relief.half).astype(np.float32)
            np.minimum(away, np.hypot(self._places[:, 0] - foot[0], self._places[:, 1] - foot[1]), out=away)
        radius = self.radius + lifted * max(float(away.max(initial=0)) / CLEAR - self.radius, 0.0)
        seen = np.clip((1 - away / radius) / (1 - CLEAR), 0, 1)
        seen *= seen * (3 - 2 * seen)
        near = seen > 0
        where, seen = self._where[near], seen[near, None]
        mixed = seen * self._clear.reshape(-1, 4)[where] + (1 - seen) * self._dim.reshape(-1, 4)[where]
        pixels.reshape(-1, 4)[where] = np.rint(mixed)

    def _faded(self, colors: Pixels) -> Array:
        """Return colours (n, 4) blended into the page, or where that is transparent, made so."""
        faded = colors.astype(float)
        page = np.concatenate([self._page, [255.0]])
        if (colors[:, 3] == 255).all():
            return np.asarray(np.rint((1 - THICK) * faded + THICK * page))
        faded[:, 3] *= 1 - THICK
        return np.asarray(np.rint(faded))

    def _chart(self, easel: Easel, view: View) -> Chart:
        """Return the base coordinates (height, width, 2) that are seen in each pixel; nan where there is only page."""
        width, height = int(easel.renderer.width), int(easel.renderer.height)
        chart = np.full((height, width, 2), np.nan, np.float32)
        seen = easel.pixels(view.project(self._diorama.relief.outline()))
        left, low = np.clip(np.floor(seen.min(axis=0)).astype(int) - 4, 0, [width, height]).tolist()
        right, high = np.clip(np.ceil(seen.max(axis=0)).astype(int) + 4, 0, [width, height]).tolist()
        if right - left < 2 or high - low < 2:
            return chart
        part = chart[height - high : height - low, left:right]
        agg = RendererAgg(right - left, high - low, 72)
        centre = (float(easel.centre[0] - left), float(easel.centre[1] - low))
        corners, places = self._diorama.chart(view)
        half = self._diorama.relief.half
        colors = np.ones((*places.shape[:2], 4))
        colors[..., :2] = np.clip((places / half + 1) / 2, 0, 1)
        Easel(agg, easel.scale, centre, easel.unit).triangles(corners, colors)
        drawn = np.asarray(agg.buffer_rgba())
        there = (drawn[..., 3:] > 0).astype(np.float32)
        raw = drawn[..., :2] * (there / np.float32(255))
        count = _summed(there)
        even = _summed(raw) / np.maximum(count, 1)
        # Colours have few steps, which would show in the discs; yet at an edge one thing is before another.
        apart = (there > 0) & (np.abs(even - raw).max(axis=-1, keepdims=True) > GRAIN)
        surface = (2 * np.where(apart, raw, even) - 1) * half
        part[:] = np.where(count > 0, surface, self._on_floor(easel.scale, centre, view, part.shape[:2]))
        return chart

    def _on_floor(self, scale: float, centre: tuple[float, float], view: View, shape: tuple[int, ...]) -> Array:
        """Return the base coordinates of the floor in each pixel of a picture, nan beside it."""
        half = self._diorama.relief.half
        x = (np.arange(shape[1]) + 0.5 - centre[0]) / scale
        y = (shape[0] - np.arange(shape[0])[:, None] - 0.5 - centre[1]) / scale
        right, up, towards = view.basis
        with np.errstate(divide="ignore", invalid="ignore"):
            # Rays through the pixels, and how far along them the floor lies.
            along = [x * right[k] + y * up[k] - DISTANCE * towards[k] for k in range(3)]
            far = (FLOOR - view.eye[2]) / along[2]
            places = np.stack([view.eye[k] + far * along[k] for k in (0, 1)], axis=-1)
        beside = (np.abs(places) > half + 4 * RIM / scale).any(axis=-1) | (far <= 0)
        places[beside] = np.nan
        return places


def _summed(table: Chart) -> Chart:
    """Return the sums of a table (n, m, k) over squares that reach RIM to each side."""
    # SciPy's uniform_filter takes twice as long on a table of this depth, and rounds otherwise.
    for axis in (0, 1):
        pad = [(0, 0), (0, 0), (0, 0)]
        pad[axis] = (RIM, RIM)
        wide, length = np.pad(table, pad), table.shape[axis]
        table = sum((wide.take(np.arange(k, k + length), axis=axis) for k in range(2 * RIM + 1)), np.zeros_like(table))
    return table
