"""One step drawn on the tangent plane of a surface: the gradient, the step, and its projection on the floor."""

from itertools import pairwise, product

import numpy as np
from matplotlib.artist import Artist
from numpy.typing import NDArray

from gdviz.analysis.comparison import rate_in_words
from gdviz.analysis.pacing import Moment
from gdviz.analysis.placement import DIRECTIONS, box_beside, is_covered, keep_inside
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.lettering import Lettering
from gdviz.languages import counted, localized, said, said_as
from gdviz.relief.diorama import Diorama
from gdviz.relief.sketch import Sketch
from gdviz.relief.tangent import TouchingPlane
from gdviz.runs.run import Run
from gdviz.style.numerals import number
from gdviz.style.themes import Style

Array = NDArray[np.float64]
# Labels, each from its arrow's tail to its tip with words and colour, and the places (n, 3) where arrows end.
Labels = tuple[list[tuple[Array, Array, str, str]], Array]
# Half a side of the plane, how long arrows on it are drawn at most, and how long a step may be that is drawn as it is,
# on a larger plane: in half sides of the base.
HALF, REACH, WHOLE = 0.36, 0.34, 0.7
# So many times longer or shorter steps are drawn, and in how many parts of a run that may change.
SHORTER = np.array([0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5])
LONGER = np.array([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000])
PARTS = 24
# Points: the size of labels, how far they stand from a tip, and the shortest arrow that is one.
SIZE, BESIDE, SHORTEST = 11.0, 7.0, 3.0
# How near labels may come to the page's edge.
EDGE = 4.0
# What a label covers of its box, in half sides; and how wide the ring of a minimum is.
GRID = np.array(list(product(np.linspace(-1, 1, 9), (-1, 0, 1))))
RING = 7.0
# Names of more letters than these stand for nothing beside numbers.
LETTERS = 16


class Slope:
    """The tangent plane where a run's present step begins, and on it the gradient and the step.

    The step's arrow leads along the plane over the step that was taken; below, on the floor, is its projection, which
    leads to the new parameters. Where steps are too small to be seen they are enlarged, and the words say how much.
    """

    def __init__(self, diorama: Diorama, run: Run, style: Style, index: int) -> None:
        self._diorama, self._run, self._style, self.index = diorama, run, style, index
        self._track, self.color = diorama.tracks[index], diorama.looks[index].color
        scape, relief = diorama.landscape, diorama.relief
        with np.errstate(all="ignore"):
            self._feet = relief.place(scape.project(np.asarray(run.params)))
            moves = np.diff(self._feet, axis=0)
        there = relief.inside(self._feet[:-1]) & np.isfinite(moves).all(axis=1)
        self._moves = np.where(there[:, None], moves, 0.0)
        self._gradients = np.where(there[:, None], self._slopes(), 0.0)
        feet = np.where(there[:, None], self._feet[:-1], 0.0)
        self._zooms = _zooms(_lengths(diorama, feet, self._moves))
        lengths = _lengths(diorama, feet, self._gradients)
        longest = _by_part(lengths)
        self._scales = REACH / np.where(longest > 0, longest, 1.0)

    def row(self, step: float) -> int:
        """Return the row at which the present step begins; at the end that of the last step taken."""
        return max(min(int(self._run.row(step) + 1e-9), len(self._moves) - 1), 0)

    def zoom(self, step: float) -> float:
        """Return how many times as long as it is the present step is drawn."""
        return float(self._zooms[self.row(step)])

    def arrows(self, step: float) -> tuple[TouchingPlane, Array, Array]:
        """Return the plane, and on it the vectors (3,) of the gradient and of the step as they are drawn."""
        row = self.row(step)
        plane = TouchingPlane.at(self._diorama.relief, self._feet[row])
        gradient = plane.over(self._scales[row] * self._gradients[row])
        return plane, gradient, plane.over(self._zooms[row] * self._moves[row])

    def outline(self) -> Array:
        """Return corners (n, 3) of planes along the run: world points that a picture must hold."""
        rows = np.arange(0, len(self._moves), len(self._moves) // 60 + 1)
        rows = rows[self._diorama.relief.inside(self._feet[rows])]
        return np.concatenate([np.empty((0, 3)), *(self._plane(float(self._run.step[row]))[1] for row in rows)])

    def _plane(self, step: float) -> tuple[TouchingPlane, Array]:
        """Return the plane, and the corners (4, 3) of what is drawn of it."""
        plane, _, move = self.arrows(step)
        return plane, plane.patch(HALF, float(move @ plane.downhill) + HALF - REACH)

    def draw(self, sketch: Sketch, moment: Moment) -> None:
        """Draw it at a moment, with its labels."""
        self.write(sketch, moment, self.paint(sketch, moment), [])

    def paint(self, sketch: Sketch, moment: Moment) -> Labels:
        """Draw it at a moment, and return its labels, which belong above all."""
        step, style, relief = moment.steps[self.index], self._style, self._diorama.relief
        if not len(self._moves) or self._track.is_gone(step) or not relief.inside(self._feet[self.row(step)]):
            return [], np.empty((0, 3))
        _, gradient, move = self.arrows(step)
        plane, corners = self._plane(step)
        sketch.polygon(corners, style.background, alpha=0.38)
        edges = np.concatenate([np.linspace(a, b, 30) for a, b in pairwise(np.concatenate([corners, corners[:1]]))])
        sketch.line(edges, style.ink, 1.1, alpha=0.85, through=0.45)
        tail, tip = plane.touch, plane.touch + move
        below = relief.lay(np.stack([tail, tip])[:, :2])
        drops = dashes(tail, below[0]) + dashes(tip, below[1])
        sketch.lines(drops, style.ink, 0.9, alpha=0.7, through=0.5)
        sketch.markers(moment.steps)
        labels: list[tuple[Array, Array, str, str]] = []
        if self._drawn(sketch, tail, tail + gradient):
            sketch.arrow(tail, tail + gradient, style.ink, 2.4, casing=style.casing, through=1.0)
            labels.append((tail, tail + gradient, said("gradient"), style.ink))
        if self._drawn(sketch, tail, tip):
            sketch.arrow(below[0], below[1], self.color, 2.4, casing=style.casing, through=1.0)
            sketch.arrow(tail, tip, self.color, 3.0, casing=style.casing, through=1.0)
            labels.append((tail, tip, self.words(step), self.color))
            if self.zoom(step) == 1:
                labels.append((*below, said("new {parameters}", parameters=self.parameters), self.color))
        sketch.dot(relief.lay(self._feet[self.row(step)]), style.ink, 2.6, casing=style.casing)
        return labels, np.stack([tail, tip, tail + gradient, *below])

    def words(self, step: float) -> str:
        """Return what the step's arrow is called."""
        name, zoom = self.name(self.row(step)), self.zoom(step)
        return name if zoom == 1 else said("{name} ×{zoom}", name=name, zoom=localized(f"{zoom:,g}"))

    def name(self, row: int) -> str:
        """Return what leads from a row to the next: a step, or of a thinned run several."""
        stride = int(self._run.step[row + 1] - self._run.step[row])
        return said_as("vector", "step") if stride == 1 else counted("{n} step", "{n} steps", stride)

    @property
    def parameters(self) -> str:
        """What the parameters are called together: their names where these are short."""
        names = "(" + ", ".join(self._run.problem["parameters"]) + ")"
        return "w" if self._run.data else names if len(names) <= LETTERS else "θ"

    def _slopes(self) -> Array:
        """Return the gradient at the start of each row's step (T, 2), as a vector on the base.

        It is the one that was recorded, or where that was of a batch or of another step, that of the sampled landscape.
        """
        run, scape, relief = self._run, self._diorama.landscape, self._diorama.relief
        per_unit = relief.place(np.ones(2)) - relief.place(np.zeros(2))
        with np.errstate(all="ignore"):
            if "gradient" in run.arrays and not run.manifest.get("batch") and run.steps == len(self._moves):
                found = np.asarray(run.gradient) @ scape.axes.T
            else:
                points = scape.project(np.asarray(run.params[:-1]))
                beside = np.diag([np.ptp(grid) / (len(grid) - 1) for grid in (scape.x, scape.y)])
                rise = [scape.height(points + off) - scape.height(points - off) for off in beside]
                found = np.stack(rise, axis=-1) / (2 * beside.sum(axis=0))
            return np.nan_to_num(found * per_unit, posinf=0.0, neginf=0.0)

    @staticmethod
    def _drawn(sketch: Sketch, tail: Array, tip: Array) -> bool:
        """Return whether an arrow is long enough to be one."""
        return float(np.linalg.norm(np.diff(sketch.spot(np.stack([tail, tip])), axis=0))) >= SHORTEST

    def write(self, sketch: Sketch, moment: Moment, found: Labels, written: list[tuple[Array, Array]]) -> None:
        """Write labels beside the tips of their arrows, where they cover least of arrows, minima and other words.

        What would cover a label that is `written` already, as its middle and half sides, is left out.
        """
        labels, ends = found
        path = self._track.upto(moment.steps[self.index])
        path = self._diorama.relief.drape(self._diorama.relief.place(path[:: max(1, len(path) // 100)]))
        rings = sketch.spot(self._diorama.minima)[:, None] + RING * np.stack(DIRECTIONS)
        keep = [sketch.spot(a + np.linspace(0, 1, 12)[:, None] * (b - a)) for a, b, _, _ in labels]
        words = [middle + sides * GRID for middle, sides in written]
        parts = (*keep, rings, sketch.spot(path), sketch.spot(ends), *words)
        taken = np.concatenate([part.reshape(-1, 2) for part in parts])
        for tail, tip, label, color in labels:
            half = sketch.size(label, SIZE) / 2 + 2
            at = _clear_of(taken, sketch.spot(tail), sketch.spot(tip), half)
            at = keep_inside(at, half + EDGE, (0.0, sketch.page))
            if any((np.abs(at - other) < half + sides).all() for other, sides in written):
                continue
            written.append((at, half))
            sketch.label(at, label, color, SIZE, casing=self._style.casing)
            taken = np.concatenate([taken, at + half * GRID])


def _clear_of(taken: Array, tail: Array, tip: Array, half: Array) -> Array:
    """Return the middle of a box beside an arrow's tip that covers least of what is taken, rather along the arrow."""
    along = (tip - tail) / max(float(np.linalg.norm(tip - tail)), 1e-9)

    def cost(direction: Array) -> float:
        covered = is_covered(taken, box_beside(tip, direction, half, BESIDE), half + 2)
        return float(covered.sum()) + 0.5 * (1 - float(direction @ along))

    return box_beside(tip, min(DIRECTIONS, key=cost), half, BESIDE)


def dashes(start: Array, end: Array) -> list[Array]:
    """Return a dotted line between two world points."""
    marks = np.linspace(0, 1, 2 * max(4, int(np.linalg.norm(end - start) / 0.05)))
    return [start + marks[k : k + 2, None] * (end - start) for k in range(0, len(marks), 2)]


def _lengths(diorama: Diorama, feet: Array, moves: Array) -> Array:
    """Return how long moves (T, 2) from points of the base are on the planes that touch the surface there."""
    normals = diorama.relief.normal(feet)
    rise = (moves * normals[:, :2]).sum(axis=1) / normals[:, 2]
    return np.hypot(np.hypot(moves[:, 0], moves[:, 1]), rise)


def _by_part(lengths: Array) -> Array:
    """Return the greatest of lengths (T,) in each one's part of the run."""
    if not len(lengths):
        return lengths
    bounds = np.unique(np.linspace(0, len(lengths), PARTS + 1).astype(int))
    return np.repeat(np.maximum.reduceat(lengths, bounds[:-1]), np.diff(bounds))


def _zooms(lengths: Array) -> Array:
    """Return how many times as long as they are steps (T,) are drawn: 1 where they are neither tiny nor huge."""
    longest = np.maximum(_by_part(lengths), 1e-300)
    longer = LONGER[np.searchsorted(LONGER, REACH / longest, side="right").clip(1) - 1]
    shorter = SHORTER[np.searchsorted(SHORTER, WHOLE / longest, side="right") - 1]
    return np.where(longest > WHOLE, shorter, np.where(lengths > 0, longer, 1)).astype(float)


class Numbers:
    """Lines of words: the gradient, the step and the new parameters, as numbers; lengths where there are many."""

    def __init__(self, canvas: Canvas, slope: Slope, run: Run, at: tuple[float, float], line: float) -> None:
        self._slope, self._run, self._index = slope, run, slope.index
        width, height = canvas.points
        colors = (canvas.style.ink, slope.color, slope.color)
        self._lines = [
            Lettering(canvas, (at[0] * width, (at[1] - k * line) * height), color=color)
            for k, color in enumerate(colors)
        ]
        self.artists: tuple[Artist, ...] = tuple(self._lines)

    def show(self, moment: Moment) -> None:
        """Write the numbers of the present step."""
        run, row = self._run, self._slope.row(moment.steps[self._index])
        if row + 1 >= len(run.params):
            return
        step, name = np.asarray(run.params[row + 1] - run.params[row]), self._slope.parameters
        way, gradient, rate = self._slope.name(row), np.full_like(step, np.nan), np.nan
        if {"gradient", "learning_rate"} <= run.arrays.keys() and run.step[row + 1] == run.step[row] + 1:
            gradient, rate = np.asarray(run.gradient[row]), float(run.arrays["learning_rate"][row])
        with np.errstate(all="ignore"):
            is_plain = np.allclose(step, -rate * gradient, rtol=1e-9, atol=1e-12 * float(np.abs(step).max()))
        moved = said("{name}  {vector}", name=way, vector=_shown(step))
        new = said("new {name}  {vector}", name=name, vector=_shown(run.params[row + 1]))
        words = (
            said("gradient  {vector}", vector=_shown(gradient)) if np.isfinite(gradient).all() else "",
            said("{step}  =  −{rate} × gradient", step=way, rate=rate_in_words(rate)) if is_plain else moved,
            said("new {name}  =  {name} + {step}", name=name, step=way) if len(step) > 2 else new,
        )
        for line, text in zip(self._lines, words, strict=True):
            line.words = text


def _shown(vector: Array) -> str:
    """Return a vector of two numbers, or the length of one of more."""
    if len(vector) > 2:
        return said("of length {length}", length=number(float(np.hypot.reduce(vector))))
    x, y = (number(float(value)) for value in vector)
    return said("({x}, {y})", x=x, y=y)
