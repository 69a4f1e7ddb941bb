"""One step in one variable, drawn: the gradient uphill, the step downhill, and its fall onto the axis of x."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, ScaledTranslation, blended_transform_factory
from numpy.typing import NDArray

from gdviz.analysis.descent_1d import Descent
from gdviz.analysis.pacing import Moment
from gdviz.analysis.sigmoid import shortened
from gdviz.figures.descent_1d.readings import LETTERS
from gdviz.figures.parts.canvas import Canvas, outlined
from gdviz.figures.parts.curve import BallOnCurve
from gdviz.figures.parts.lettering import HALO, Lettering
from gdviz.languages import said, said_as
from gdviz.pens.shapes import CURVE_ARROW
from gdviz.style.formula import symbol_of
from gdviz.style.numerals import tick

Array = NDArray[np.float64]
# The longest gradient, as a share of the width of the axes; of so many iterates at most it is looked for.
LONGEST, LOOKS = 0.22, 1000
# In points: the shortest arrow that is drawn and that has a label, a label's distance from the ball either way, a
# name's from its line and above the axis, and where the axis shows the scale.
LEAST, SEEN, ASIDE, OFF, BESIDE, NAMED, SCALE = 2.5, 9.0, 9.0, 12.5, 4.0, 10.0, -26.0
# Points of a shaft: on a bent scale it is no straight line.
SHAFT = 17
_HEAD = np.roll(CURVE_ARROW.corners(np.zeros(2), np.array([1.0, 0.0]), 1.0), 1, axis=0)
_TIP = Path([*_HEAD, _HEAD[0]], closed=True)


class Vector:
    """An arrow between two places of the curve's plane, straight in its units."""

    def __init__(self, axes: Axes, color: str, casing: str, zorder: float) -> None:
        self._axes = axes
        how: dict[str, Any] = {"solid_capstyle": "butt", "zorder": zorder}
        self._casing = axes.add_line(Line2D([], [], color=casing, lw=5.0, **how))
        self._shaft = axes.add_line(Line2D([], [], color=color, lw=3.0, **how))
        self._head = axes.add_line(Line2D([], [], ls="", mfc=color, mec=casing, mew=0.7, zorder=zorder))
        self.artists: tuple[Artist, ...] = (self._casing, self._shaft, self._head)
        self.length = 0.0

    def put(self, start: Array, end: Array) -> None:
        """Lay it from one place (2,) to another; one too short to be seen is hidden."""
        unit = 72 / float(self._axes.figure.dpi)
        with np.errstate(all="ignore"):
            way = start + np.linspace(0, 1, SHAFT)[:, None] * (end - start)
            page = self._axes.transData.transform(way) * unit
        self.length = float(np.linalg.norm(np.diff(page, axis=0), axis=1).sum()) if np.isfinite(page).all() else 0.0
        for artist in self.artists:
            artist.set_visible(self.length >= LEAST)
        if self.length < LEAST:
            return
        head = CURVE_ARROW.head(self.length, CURVE_ARROW.length)
        neck = start + CURVE_ARROW.share(head, self.length) * np.linspace(0, 1, SHAFT)[:, None] * (end - start)
        for line in (self._casing, self._shaft):
            line.set_data(*neck.T)
        across, up = page[-1] - page[-2]
        self._head.set_data(*end[:, None])
        self._head.set_marker(MarkerStyle(_TIP, transform=Affine2D().rotate(float(np.arctan2(up, across)))))
        self._head.set_markersize(2 * head)


class Vectors:
    """The gradient and the step of a lone run as arrows at its iterate, drawn over its tail and under its head.

    The step is to scale: dotted lines lead from both its ends down to the axis, where x and the next x are named. The
    gradient is in other units, and drawn so many times as long, a number of one digit that the axis shows. Both lie
    level, as a gradient in one variable does; or on the tangent, above or below where they end on the axis.

    Attributes
    ----------
    scale
        How far along x a gradient of 1 is drawn.
    """

    def __init__(
        self, canvas: Canvas, axes: Axes, descent: Descent, roller: BallOnCurve, color: str, *, lie: str
    ) -> None:
        style = canvas.style
        self._canvas, self._axes, self._descent, self._on_tangent = canvas, axes, descent, lie == "tangent"
        self.scale = self._fitting()
        self.gradient = Vector(axes, style.classes[0], style.casing, 7)
        self.step = Vector(axes, color, style.casing, 7)
        dotted: dict[str, Any] = {"color": style.muted, "lw": 1.0, "ls": (0, (1.5, 2.5)), "zorder": 2}
        self.falls = [axes.add_line(Line2D([], [], **dotted)) for _ in range(2)]
        self._above = blended_transform_factory(axes.transData, axes.transAxes)
        self._aside = [ScaledTranslation(x / 72, NAMED / 72, axes.figure.dpi_scale_trans) for x in (-BESIDE, BESIDE)]
        name, after = descent.run.problem["parameters"][0], descent.stride
        name = symbol_of(shortened(name, LETTERS))
        self.names = [self._name(f"${name}_t$"), self._name(f"${name}_{{t+{after}}}$")]
        how: dict[str, Any] = {"size": 10.0, "casing": style.background, "halo": HALO}
        self.labels = [Lettering(canvas, (0.0, 0.0), color=one, **how) for one in (style.classes[0], color)]
        self._write_scale()
        arrows = (*self.falls, *self.gradient.artists, *self.step.artists)
        # Over the tail and the dots, under the head.
        self.artists: tuple[Artist, ...] = (
            *(*roller.artists[:2], *arrows, *roller.artists[2:]),
            *(*self.labels, *self.names),
        )
        self._roller = roller

    def show(self, moment: Moment) -> None:
        """Lay the arrows where the present step begins."""
        self._roller.show(moment)
        step, descent = moment.step, self._descent
        row = descent.row(step)
        x, f, rise = descent.x(row), float(descent.run.loss[row]), descent.slope(row)[0]
        shown = bool(np.isfinite([x, f]).all()) and not descent.track.is_gone(step)
        first, last = descent.ahead(step)
        moved = descent.x(last) - x if shown and first == row else 0.0
        moved = moved if np.isfinite(moved) else 0.0
        self._lay(self.gradient, x, f, self.scale * rise if shown else np.nan, rise)
        self._lay(self.step, x, f, moved, rise)
        batch = descent.run.manifest.get("batch")
        self._label(
            0, (x, f), self.gradient, float(np.sign(rise)), said("gradient of the batch") if batch else said("gradient")
        )
        rule = said("step = −η · gradient") if descent.rate(step) is not None else said_as("vector", "step")
        self._label(1, (x, f), self.step, float(np.sign(moved)), rule)
        self._fall(0, x, f, -1.0 if moved > 0 else 1.0, shown=shown)
        tip = f + moved * rise if self._on_tangent else f
        self._fall(1, x + moved, max(tip, float(descent.run.loss[last])), float(np.sign(moved)), shown=moved != 0)

    def _lay(self, vector: Vector, x: float, f: float, across: float, rise: float) -> None:
        start = np.array([x, f])
        vector.put(start, start + across * np.array([1.0, rise if self._on_tangent else 0.0]))

    def _label(self, which: int, at: tuple[float, float], vector: Vector, side: float, words: str) -> None:
        """Write at an arrow's side of the ball: what leads uphill below it, the step above."""
        label, unit = self.labels[which], 72 / float(self._axes.figure.dpi)
        label.words = words if vector.length >= SEEN else ""
        if not label.words:
            return
        x, y = self._axes.transData.transform(at) * unit
        wide, box = label.width(words), self._axes.bbox
        left = x + ASIDE if side > 0 else x - ASIDE - wide
        left = max(min(left, box.x1 * unit + ASIDE - wide), box.x0 * unit)
        label.at = (float(left), float(y) + (OFF if which else -OFF))

    def _fall(self, which: int, x: float, f: float, side: float, *, shown: bool) -> None:
        """Lead down to the axis from a place, and name it there, on the side away from the other."""
        low, high = self._axes.get_xlim()
        fall, name = self.falls[which], self.names[which]
        shown = shown and low <= x <= high
        for artist in (fall, name):
            artist.set_visible(shown)
        fall.set_data([x, x], [self._axes.get_ylim()[0], f])
        name.set_position((x, 0))
        name.set_horizontalalignment("left" if side > 0 else "right")
        name.set_transform(self._above + self._aside[side > 0])

    def _fitting(self) -> float:
        """Return how far along x a gradient of 1 is drawn: from the start it ends within the axes."""
        descent, box = self._descent, self._axes.viewLim
        rows = descent.inside[:: max(1, len(descent.inside) // LOOKS)]
        rises = np.array([descent.slope(int(row))[0] for row in rows])
        rows, rises = rows[np.isfinite(rises) & (rises != 0)], rises[np.isfinite(rises) & (rises != 0)]
        if not len(rows):
            return 1.0
        steepest = np.abs(rises).max()
        # On the tangent it is longer on the page than along x.
        leans = steepest * box.width / box.height * self._axes.bbox.height / self._axes.bbox.width
        longest = LONGEST * box.width / (np.hypot(1.0, leans) if self._on_tangent else 1.0)
        x, f, rise = descent.x(int(rows[0])), float(descent.run.loss[rows[0]]), float(rises[0])
        free = [longest / steepest, ((box.x1 if rise > 0 else box.x0) - x) / rise]
        free += [(box.y1 - f) / rise**2] if self._on_tangent else []
        return rounded_down(float(min(free)))

    def _name(self, words: str) -> Text:
        style = self._canvas.style
        return outlined(
            self._axes.text(0, 0, words, color=style.ink, fontsize=12, va="center", zorder=40, parse_math=True),
            style.casing,
        )

    def _write_scale(self) -> None:
        how: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "annotation_clip": False}
        how |= {"color": self._canvas.style.classes[0], "fontsize": 9.5, "ha": "right", "va": "center"}
        self._axes.annotate(said("gradient drawn × {scale}", scale=tick(self.scale)), (1, 0), (0, SCALE), **how)


def rounded_down(value: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is not above a value."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(digit * power for digit in (5, 2, 1) if digit * power <= value * (1 + 1e-12)))
