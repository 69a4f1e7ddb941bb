"""The numbers and the name of an axis along the edge of the floor under a relief."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.placement import first_fitting
from gdviz.analysis.slices import without_share
from gdviz.pens.agg import Easel
from gdviz.relief.solid import FLOOR, Relief
from gdviz.relief.view import View
from gdviz.style.themes import Style
from gdviz.style.ticks import round_numbers, words_of
from gdviz.style.wrapping import fit_title

Array = NDArray[np.float64]
# The size of a name of an axis; how often it is moved outwards, three points at a time, and how many points it may
# stand out beside the relief before it slides along its edge.
NAME, OUTWARDS, ASIDE = 11.0, 12, 26.0
# How long a name is at most: as a share of the page, in half sides of the base, but at least so many points.
LONGEST, ALONG, SHORTEST = 0.24, 1.4, 66.0
# Of numbers, and about how many there are.
NUMBER, TICKS = 9.5, 4
# A box in the picture: left, low, right, high.
Sides = tuple[float, float, float, float]


class Ruler:
    """What is written along one axis.

    Parameters
    ----------
    relief
        What stands over the floor.
    axis
        The first or the second.
    ends
        Of the box along it, shape (2,).
    name
        The axis'.
    style
        The theme.
    numbers
        About how many it has; 0 for its name alone.
    longest
        How long its name is at most, in points.
    """

    def __init__(
        self,
        relief: Relief,
        axis: int,
        ends: Array,
        name: str,
        style: Style,
        *,
        numbers: int = TICKS,
        longest: float = np.inf,
    ) -> None:
        self._half, self._solid = relief.half, relief.silhouette
        self._axis, self._ends, self._name, self._style, self._longest = axis, ends, name, style, longest
        self._values, self._numbers = ticks_between(ends, numbers) if numbers else ([], [])
        self._laid: tuple[View, tuple[int, float], Laid] | None = None

    def paint(self, easel: Easel, view: View, words: Sequence["FloorWord"]) -> None:
        """Write words, as `words` returns them, along the edge of the floor that is lowest in the picture."""
        easel.lines(self._layout(easel, view)[0], self._style.muted, 0.8)
        for word in words:
            easel.text(word.at, word.words, word.color, word.size, bold=word.bold, align=word.align)

    def words(self, easel: Easel, view: View, beside: Sequence["FloorWord"] = ()) -> list["FloorWord"]:
        """Return the numbers, and last the name, as they are written, the name off those of the other axis."""
        *numbers, name = self._layout(easel, view)[1]
        return [*numbers, name.within(easel).below(easel, [*numbers, *beside])]

    def numbers(self, easel: Easel, view: View) -> list["FloorWord"]:
        """Return the numbers as they are written."""
        return self._layout(easel, view)[1][:-1]

    def extent(self, easel: Easel, view: View) -> Array:
        """Return corners (n, 2), in the picture, of the boxes that the words have on a page with room for them."""
        return np.concatenate([word.box(easel) for word in self._layout(easel, view)[1]])

    def _layout(self, easel: Easel, view: View) -> "Laid":
        """Return ticks and words; what is painted of one view asks for them several times."""
        page = (id(easel), easel.scale)
        if self._laid is None or self._laid[0] is not view or self._laid[1] != page:
            self._laid = (view, page, self._lay(easel, view))
        return self._laid[2]

    def _lay(self, easel: Easel, view: View) -> "Laid":
        """Return the ticks along the edge of the floor that is lowest in the picture, and the words beside them.

        That faces the camera, or from below the floor it is the far one. Words that the solid would cover are moved out
        as far as it reaches before them, and their ticks with them.
        """
        style, half, axis, other = self._style, self._half, self._axis, 1 - self._axis
        side = (np.sign(view.eye[other]) or 1.0) * (1.0 if view.eye[2] > FLOOR else -1.0)
        outward = np.zeros(3)
        outward[other] = side
        at = np.zeros((len(self._values) + 1, 3))
        # Last, the middle of the edge, for the name.
        at[:-1, axis] = np.interp(self._values, self._ends, [-half[axis], half[axis]])
        at[:, other], at[:, 2] = side * half[other], FLOOR
        *places, middle = view.project(at)
        away = view.project(at[-1] + 0.01 * outward) - middle
        # An edge may be seen so that outwards is straight away from the eye.
        length = float(np.linalg.norm(away))
        away = away / length if length > 1e-9 else np.array([0.0, -1.0])
        # Words hang off the edge by the corner or side of their box that is nearest to it.
        align = 0.5 - 0.5 * np.clip(away / np.abs(away).max(), -1, 1)
        unit = easel.unit / easel.scale
        words = [
            FloorWord(place + 8 * unit * away, number, style.muted, NUMBER, align)
            for number, place in zip(self._numbers, places, strict=True)
        ]
        if any(_touch(one, other, unit) for one, other in pairwise(word.bounds(easel) for word in words)):
            # The first and the last say enough.
            words, places = words[:: len(words) - 1], places[:: len(places) - 1]
        widest = max((easel.text_size(number, NUMBER) @ np.abs(away) for number in self._numbers), default=0.0)
        place = middle + (16 * unit + widest / easel.scale) * away
        name = FloorWord(place, _cut(self._name, easel, self._longest), style.ink, NAME, align, bold=True)
        # A long name that reaches back over numbers goes on outwards.
        taken = [number.bounds(easel) for number in words]
        for _ in range(OUTWARDS):
            reached = name.bounds(easel)
            if not any(_touch(reached, box, unit) for box in taken):
                break
            name = replace(name, at=name.at + 3 * unit * away)
        words.append(name)
        solid = view.project(self._solid)
        covered = _reach_before([word.box(easel) for word in words], away, solid, 4 * unit)
        lines = [np.stack([place, place + (4 * unit + covered) * away]) for place in places]
        *words, name = [replace(word, at=word.at + covered * away) for word in words]
        name = name.within(easel)
        # One that had to come back onto the page goes on downwards.
        name = name.below(easel, words)
        corners = view.project(self._corners(side))
        reach = np.array([solid[:, 0].min(), solid[:, 0].max()]) + ASIDE * unit * np.array([-1, 1])
        name = name.slid(easel, corners[np.argmin(corners[:, 1])] - middle, reach)
        return lines, [*words, name]

    def _corners(self, side: float) -> Array:
        """Return the ends (2, 3) of the edge of the floor on a side."""
        ends = np.full((2, 3), FLOOR)
        ends[:, self._axis] = np.array([-1, 1]) * self._half[self._axis]
        ends[:, 1 - self._axis] = side * self._half[1 - self._axis]
        return ends


@dataclass(frozen=True, eq=False)
class FloorWord:
    """A word beside the floor: where it hangs in the picture, and by which point of its box."""

    at: Array
    words: str
    color: str
    size: float
    align: Array
    bold: bool = False

    def bounds(self, easel: Easel) -> Sides:
        """Return its box in the picture."""
        width, height = (easel.text_size(self.words, self.size, bold=self.bold) / easel.scale).tolist()
        (x, y), (share, lift) = self.at.tolist(), self.align.tolist()
        left, low = x - share * width, y - lift * height
        return left, low, left + width, low + height

    def box(self, easel: Easel) -> Array:
        """Return the corners (4, 2) of its box, counter-clockwise from the lowest and leftmost."""
        left, low, right, high = self.bounds(easel)
        return np.array([[left, low], [right, low], [right, high], [left, high]])

    def slid(self, easel: Easel, along: Array, reach: Array) -> "FloorWord":
        """Return the word moved along an edge, at most to its end `along`, as far as it stands out of a reach (2,)."""
        left, _, right, _ = self.bounds(easel)
        out = max(reach[0] - left, 0.0) if along[0] > 0 else min(reach[1] - right, 0.0)
        return replace(self, at=self.at + float(np.clip(out / (along[0] or 1.0), 0, 1)) * along)

    def below(self, easel: Easel, others: Sequence["FloorWord"]) -> "FloorWord":
        """Return the word moved downwards until it touches none of some others."""
        word, unit, taken = self, easel.unit / easel.scale, [other.bounds(easel) for other in others]
        for _ in range(OUTWARDS):
            reached = word.bounds(easel)
            if not any(_touch(reached, box, unit) for box in taken):
                break
            word = replace(word, at=word.at - np.array([0, 3 * unit]))
        return word

    def within(self, easel: Easel) -> "FloorWord":
        """Return the word moved back onto the page, where it reaches beyond its edge."""
        size = easel.text_size(self.words, self.size, bold=self.bold)
        page, edge = np.array(easel.renderer.get_canvas_width_height()), 4 * easel.unit
        corner = easel.pixels(self.at) - self.align * size
        inside = np.clip(corner, edge, np.maximum(page - size - edge, edge))
        return replace(self, at=self.at + (inside - corner) / easel.scale)


# Ticks along an edge, and the words beside them.
Laid = tuple[list[Array], list[FloorWord]]


def _touch(one: Sides, other: Sides, gap: float) -> bool:
    """Return whether two boxes are less than a gap apart."""
    left, low, right, high = one
    their_left, their_low, their_right, their_high = other
    is_beside = left - gap >= their_right or their_left - gap >= right
    return not (is_beside or low - gap >= their_high or their_low - gap >= high)


def _cut(name: str, easel: Easel, longest: float) -> str:
    """Return a name with as much of it as has room along a floor, and in so many points."""
    along = max(ALONG * easel.scale, SHORTEST * easel.unit)
    room = min(LONGEST * float(easel.renderer.get_canvas_width_height()[0]), along, longest * easel.unit)

    def width(words: str) -> float:
        return float(easel.text_size(words, NAME, bold=True)[0])

    name = first_fitting((name, without_share(name)), width, room)
    return fit_title(name, width, room, size=NAME, least=NAME, most=1).lines[0]


def _reach_before(boxes: Sequence[Array], along: Array, points: Array, gap: float) -> float:
    """Return how far boxes (4, 2) must move along a unit vector to leave behind them all points (n, 2) in their way."""
    across = np.array([-along[1], along[0]])
    offs, ahead, reach = points @ across, points @ along, 0.0
    for box in boxes:
        sides = box @ across
        before = ahead[(offs > sides.min() - gap) & (offs < sides.max() + gap)]
        if len(before):
            reach = max(reach, float(before.max() - (box @ along).min()) + gap)
    return reach


def ticks_between(ends: Array, about: int) -> tuple[list[float], list[str]]:
    """Return a few round numbers between two, none near the ends: there two axes' numbers would meet."""
    inner = ends + 0.04 * np.ptp(ends) * np.array([1, -1])
    ticks = round_numbers(float(inner[0]), float(inner[1]), about)
    return ticks, words_of(ticks)
