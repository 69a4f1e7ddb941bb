"""What is named on a curve: its minima, where a descent ends in one, and where the curve falls and rises."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from gdviz.analysis.curve import CurvePoint, stretches, valleys
from gdviz.analysis.descent_1d import Descent
from gdviz.analysis.names import place_in_words
from gdviz.analysis.pacing import Moment
from gdviz.analysis.placement import keep_inside
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.lettering import HALO, Lettering
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import said, to_say
from gdviz.style.numerals import tick
from gdviz.style.themes import Series

# In points: from a minimum down to its name and its loss, what words may stand over the right end of the axes, what is
# free between them, and their size.
ROWS, AIR, GAP, SIZE = (19.0, 31.0), 12.0, 4.0, 9.5
# A run has ended in a minimum if its head rests no farther than this from it in points: within the ring.
WITHIN = 7.5
# Which way a step leads by the sign of f', the longer words first.
WORDS = {
    -1: (to_say("f′ < 0: step to the right →"), to_say("f′ < 0: step →"), "f′ < 0 →", "→"),
    1: (to_say("← step to the left: f′ > 0"), to_say("← step: f′ > 0"), "← f′ > 0", "←"),
}
FLAT = ("f′ = 0",)


class MinimaNames:
    """The minima's names below their rings: of several, whether global or local and the loss, as long as there is room.

    Once a run rests in one of several, the name is in its colour. Where even short names would overlap, those of local
    minima are left out.
    """

    def __init__(
        self,
        canvas: Canvas,
        axes: Axes,
        minima: Sequence[CurvePoint],
        descents: Sequence[Descent],
        looks: Sequence[Series],
    ) -> None:
        self._ends = [float(descent.run.steps) for descent in descents]
        unit = 72 / float(canvas.figure.dpi)
        pages = [np.asarray(axes.transData.transform(place)) * unit for place in minima]
        self.finders = [_finders(axes, descents, page) if len(minima) > 1 else [] for page in pages]
        limits = (axes.bbox.x0 * unit, axes.bbox.x1 * unit + AIR)
        self._names: list[Name] = []
        for words in _lengths(minima, known=bool(len(descents[0].run.problem["minima"]))):
            for name in self._names:
                name.remove()
            self._names = [
                Name(canvas, page, rows, limits, [looks[i].color for i in finders])
                for page, rows, finders in zip(pages, words, self.finders, strict=True)
            ]
            if not _overlap(self._names):
                break
        else:
            for name, (_, f) in zip(self._names, minima, strict=True):
                name.shown = is_lowest(f, minima)
        for name in self._names:
            name.show(found=False)
        self.artists: tuple[Artist, ...] = tuple(row for name in self._names for row in (*name.plain, *name.colored))

    def show(self, moment: Moment) -> None:
        """Colour the names of those minima that a run has come to rest in."""
        for name, finders in zip(self._names, self.finders, strict=True):
            name.show(found=any(moment.steps[i] >= self._ends[i] for i in finders))

    @property
    def words(self) -> list[str]:
        """The names that are shown, each with its loss."""
        return [name.words for name in self._names if name.shown]


class Name:
    """A minimum's name and, in a row below it, its loss; bold and in colour where it was found by a run.

    Attributes
    ----------
    words
        All of them.
    left, right
        Where they begin and end, in points.
    shown
        Whether there is room for it.
    """

    def __init__(
        self, canvas: Canvas, page: np.ndarray, rows: Sequence[str], limits: tuple[float, float], finders: Sequence[str]
    ) -> None:
        self.words, self.shown = ", ".join(rows), True
        ink, paper = canvas.style.ink, canvas.style.background
        color = finders[0] if len(finders) == 1 else ink
        # The line from a head down to the axis passes behind the words.
        how: dict[str, Any] = {"size": SIZE, "align": 0.5, "casing": paper, "halo": HALO}
        made = [
            [Lettering(canvas, (0.0, 0.0), bold=bold, color=color if bold else ink, **how) for _ in rows]
            for bold in ((False, True) if finders else (False,))
        ]
        half = max(one.width(row) for ones in made for one, row in zip(ones, rows, strict=True)) / 2
        middle = float(keep_inside(page[0], half, limits))
        self.left, self.right = middle - half, middle + half
        for ones in made:
            for one, row, down in zip(ones, rows, ROWS, strict=False):
                one.words, one.at = row, (middle, float(page[1]) - down)
        self.plain, self.colored = made[0], made[1] if finders else []

    def show(self, *, found: bool) -> None:
        """Show it as it is, or as found."""
        for one in self.plain:
            one.set_visible(self.shown and not found)
        for one in self.colored:
            one.set_visible(self.shown and found)

    def remove(self) -> None:
        """Take it off the page."""
        for one in (*self.plain, *self.colored):
            one.remove()


def _lengths(minima: Sequence[CurvePoint], *, known: bool) -> list[list[tuple[str, ...]]]:
    """Return the rows of each minimum's name, the longer ones first."""
    losses = [tick(f, 3) for _, f in minima]
    if len(minima) == 1:
        return [[(said("minimum {place}", place=place_in_words(minima[0], 3)),)]]
    # Of a function that no one has studied it is not known what lies beyond its samples.
    best = (said("global minimum"), said("global")) if known else (said("lowest minimum"), said("lowest"))
    local = (said("local minimum"), said("local"))
    lowest = [is_lowest(f, minima) for _, f in minima]
    kinds = [best if one else local for one in lowest]
    return [
        [(whole, f"f = {loss}") for (whole, _), loss in zip(kinds, losses, strict=True)],
        [(kind[not one], loss) for kind, one, loss in zip(kinds, lowest, losses, strict=True)],
        [(brief, loss) for (_, brief), loss in zip(kinds, losses, strict=True)],
    ]


def is_lowest(f: float, minima: Sequence[CurvePoint]) -> bool:
    """Return whether a minimum is the lowest of all, or one of several that are as low."""
    losses = [loss for _, loss in minima]
    return f <= min(losses) + 1e-6 * (max(losses) - min(losses))


def _finders(axes: Axes, descents: Sequence[Descent], page: np.ndarray) -> list[int]:
    """Return which runs end within the ring around a place of the page, given in points."""
    unit, found = 72 / float(axes.figure.dpi), []
    for index, descent in enumerate(descents):
        end = (float(descent.run.params[-1, 0]), float(descent.run.loss[-1]))
        if np.isfinite(end).all() and not descent.track.is_gone(descent.run.steps):
            away = np.asarray(axes.transData.transform(end)) * unit - page
            found += [index] if float(np.hypot(*away)) <= WITHIN else []
    return found


def _overlap(names: Sequence[Name]) -> bool:
    """Return whether names are in each other's way, wherever they are beside one another."""
    return any(one.right + GAP > other.left for one, other in pairwise(sorted(names, key=lambda name: name.left)))


class Signs:
    """Just above the axis, the sign of f' where the curve falls and where it rises, and which way a step leads there.

    Stretches too short for words have the arrow alone, or nothing.
    """

    def __init__(self, canvas: Canvas, axes: Axes, scape: Landscape, lift: float) -> None:
        style, unit = canvas.style, 72 / float(canvas.figure.dpi)
        y = float(axes.bbox.y0) * unit + lift

        def write(x: float, room: float, lengths: Sequence[str]) -> Lettering:
            how: dict[str, Any] = {"size": SIZE, "align": 0.5, "casing": style.background, "halo": HALO}
            word = Lettering(canvas, (x, y), color=style.muted, **how)
            word.words = next((words for words in lengths if word.width(words) <= room), "")
            return word

        def page(x: float) -> float:
            return float(axes.transData.transform((x, axes.get_ylim()[0]))[0]) * unit

        along = [(page(start), page(end), sign) for start, end, sign in stretches(scape)]
        # A minimum has its words where the shortest of the stretches leaves it room.
        flat = 0.6 * min((end - start for start, end, _ in along), default=0.0)
        made = [write(page(x), flat, FLAT) for x, _ in valleys(scape)]
        taken = max((word.width(word.words) for word in made), default=0.0) / 2 + GAP
        made += [
            write((start + end + sign * taken) / 2, end - start - taken - GAP, tuple(map(said, WORDS[sign])))
            for start, end, sign in along
        ]
        self.artists: tuple[Artist, ...] = tuple(made)

    def show(self, moment: Moment) -> None:
        """Leave them where they are."""
