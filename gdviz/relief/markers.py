"""What stands on a relief: balls and robots with their shadows, and marks of minima."""

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray

from gdviz.pens.agg import Easel
from gdviz.pens.pen import BADGE, badge_on
from gdviz.pens.shapes import marker_corners
from gdviz.relief.ball import sphere
from gdviz.relief.robot import parts, robot
from gdviz.relief.solid import Relief
from gdviz.relief.view import View
from gdviz.relief.visibility import Visibility
from gdviz.style.colors import rgb
from gdviz.style.themes import Style

Array = NDArray[np.float64]
# The radius of a ball in half sides of the base, and of the ring around a minimum in points.
BALL, RING = 0.052, 5.5
# How far a ball may sink into the mesh, whose flat cells are not quite the surface.
SINK = 0.004
# Of what is hidden by more than this share a dashed circle is seen, of so many dashes.
GHOSTLY, GHOST_DASHES = 0.5, 9
# The marker on a ball is taken at so many points along each side of a pixel.
FINE = 4
_ANGLES = np.linspace(0, 2 * np.pi, 12, endpoint=False)
_DISC = np.concatenate([r * np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=-1) for r in (0.25, 0.5, 0.75, 0.95)])


class Markers:
    """Paints what stands on a relief; world points are those of gdviz.relief.solid."""

    def __init__(self, relief: Relief, style: Style) -> None:
        self._relief, self._style = relief, style

    def rest(self, at: Array) -> Array:
        """Return the world point of the centre of a ball that rests on base coordinates, shape (2,).

        It is its radius off the surface along the normal, clear of walls.
        """
        centre = self._relief.drape(at, lift=BALL)
        # In a valley narrower than the ball, it rests on the walls.
        around = centre[:2] + BALL * _DISC
        clear = np.sqrt(1 - (_DISC**2).sum(axis=1)) * BALL
        height = self._relief.height(around[:, 0], around[:, 1])
        centre[2] = max(centre[2], float((height + clear).max()) - SINK)
        return centre

    def paint_minimum(self, easel: Easel, place: Array, kind: str) -> None:
        """Paint a known minimum at a place (2,) of the picture: a "ring", or a "point" in the accent."""
        turn, unit = np.linspace(0, 2 * np.pi, 49)[:, None], easel.nib / easel.scale
        circle = np.concatenate([np.cos(turn), np.sin(turn)], axis=1) * unit
        if kind == "point":
            easel.polygon(place + 5.6 * circle, self._style.casing)
            easel.polygon(place + 4.4 * circle, self._style.accent)
        else:
            easel.lines([place + RING * circle], self._style.casing, 3.2)
            easel.lines([place + RING * circle], self._style.ink, 1.4)

    def paint_ball(
        self,
        easel: Easel,
        view: View,
        sight: Visibility,
        centre: Array,
        color: str,
        *,
        marker: str = "o",
        opacity: float = 1.0,
    ) -> None:
        """Paint a ball that bears its run's marker, and its shadow on the surface below it; the disc is on none."""
        place, size = self._seen_ball(easel, view, centre)
        corner, image, points = sphere(place, size, color, view.basis, self._relief.lamp)
        if marker != "o":
            covered = badge_cover(marker, points[..., :2])[..., None]
            image[..., :3] += covered * (rgb(badge_on(color)) - image[..., :3])
        self._paint_lit(easel, view, sight, centre, size, color, corner, image, points, opacity=opacity)

    def paint_robot(
        self, easel: Easel, view: View, sight: Visibility, centre: Array, color: str, heading: Array
    ) -> None:
        """Paint a robot whose wheel is the ball, with its sensor along a heading, and its shadow."""
        place, size = self._seen_ball(easel, view, centre)
        made = parts(color, beacon=self._style.classes[0])
        lit = robot(place, size, made, heading, view.basis, self._relief.lamp)
        self._paint_lit(easel, view, sight, centre, size, color, *lit)

    @staticmethod
    def _seen_ball(easel: Easel, view: View, centre: Array) -> tuple[Array, float]:
        """Return where a ball at a world point is seen, and its radius, in pixels of images."""
        size = BALL * float(view.magnify(view.basis[2] @ centre)) * easel.scale * easel.fineness
        return easel.pixels(view.project(centre)) * easel.fineness, size

    def _paint_lit(
        self,
        easel: Easel,
        view: View,
        sight: Visibility,
        centre: Array,
        size: float,
        color: str,
        corner: tuple[int, int],
        image: Array,
        points: Array,
        *,
        opacity: float = 1.0,
    ) -> None:
        """Lay the image of a ball, or of what stands on it, where the surface does not hide it, on its shadow."""
        self._paint_shadow(easel, view, sight, self._relief.drape(centre[:2]), opacity)
        # Where the surface begins to hide the ball, a pixel may be partly covered.
        clear = sight.clearance(centre + BALL * points @ view.basis) * size / BALL
        covered = float(image[..., 3].sum())
        image[..., 3] *= opacity * np.clip(clear + 0.5, 0, 1)
        easel.sprite(corner, np.rint(image * 255).astype(np.uint8))
        lost = 1 - float(image[..., 3].sum()) / max(covered * opacity, 1e-9)
        if lost > GHOSTLY:
            radius = size / easel.fineness / easel.nib
            self.paint_ghost(easel, view.project(centre), radius, color, opacity * (lost - GHOSTLY) / (1 - GHOSTLY))

    def paint_ghost(self, easel: Easel, place: Array, radius: float, color: str, opacity: float) -> None:
        """Paint a dashed circle of so many points where something round is hidden, at a place (2,) of the picture."""
        turn = 2 * np.pi * (np.arange(GHOST_DASHES)[:, None] + np.linspace(-0.3, 0.3, 5)) / GHOST_DASHES
        arcs = place + radius * easel.nib / easel.scale * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
        easel.lines(list(arcs), self._style.casing, 2.4, alpha=0.5 * opacity)
        easel.lines(list(arcs), color, 1.3, alpha=opacity)

    def _paint_shadow(self, easel: Easel, view: View, sight: Visibility, contact: Array, opacity: float) -> None:
        """Darken the surface around the point of contact, softly."""
        normal = self._relief.normal(contact[:2])
        across = np.cross(normal, view.basis[0])
        across /= np.linalg.norm(across)
        turn = np.linspace(0, 2 * np.pi, 33)[:, None]
        circle = np.cos(turn) * across + np.sin(turn) * np.cross(normal, across)
        rings = contact + np.linspace(1.6, 0.5, 8)[:, None, None] * BALL * circle
        hidden = sight.hidden(rings + 0.5 * BALL * normal).any(axis=1)
        for ring in view.project(rings[~hidden]):
            easel.polygon(ring, "#000000", alpha=0.058 * opacity)


def badge_cover(marker: str, at: Array) -> Array:
    """Return how much of each pixel (n, n) a marker on a ball covers, in [0, 1].

    `at` (n, n, 2) are the middles of the pixels, top row first, in radii from the centre of the ball.
    """
    pixel = float(at[0, 1, 0] - at[0, 0, 0])
    parts = pixel * ((np.arange(FINE) + 0.5) / FINE - 0.5)
    fine = at[:, :, None, None] + np.stack(np.meshgrid(parts, parts), axis=-1)
    inside = Path(BADGE * marker_corners(marker)).contains_points(fine.reshape(-1, 2))
    cover: Array = inside.reshape(fine.shape[:-1]).mean(axis=(2, 3))
    return cover
