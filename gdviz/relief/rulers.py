"""The numbers and the name of an axis along the edge of the floor under a relief."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gdviz.pens.agg import Easel
from gdviz.relief.solid import FLOOR, Relief
from gdviz.relief.view import View
from gdviz.style.themes import Style
from gdviz.style.ticks import round_numbers, words_of
from gdviz.style.wrapping import fit_title

Array = NDArray[np.float64]
# The size of a name of an axis, how much wider bold letters are, the share of the page that a name has at most, and how
# often it is moved outwards, three points at a time.
NAME, BOLD, LONGEST, OUTWARDS = 11.0, 1.08, 0.24, 12
NUMBER = 9.5


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
        Whether it has numbers, and not its name alone.
    """

    def __init__(
        self, relief: Relief, axis: int, ends: Array, name: str, style: Style, *, numbers: bool = True
    ) -> None:
        self._half, self._solid = relief.half, relief.silhouette
        self._axis, self._ends, self._name, self._style = axis, ends, name, style
        self._values, self._numbers = _ticks_between(ends) if numbers else ([], [])

    def paint(self, easel: Easel, view: View) -> None:
        """Write numbers and a name along the edge of the floor that is lowest in the picture."""
        ticks, words = self._layout(easel, view)
        easel.lines(ticks, self._style.muted, 0.8)
        for word in words:
            easel.text(word.at, word.words, word.color, word.size, bold=word.bold, align=word.align)

    def words(self, easel: Easel, view: View) -> list["FloorWord"]:
        """Return the numbers, and last the name, as they are written."""
        return self._layout(easel, view)[1]

    def _layout(self, easel: Easel, view: View) -> tuple[list[Array], list["FloorWord"]]:
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
        widest = max((easel.text_size(number, NUMBER) @ np.abs(away) for number in self._numbers), default=0.0)
        place = middle + (16 * unit + widest / easel.scale) * away
        name = FloorWord(place, _cut(self._name, easel), style.ink, NAME, align, bold=True)
        # A long name that reaches back over numbers goes on outwards.
        taken = [number.box(easel) for number in words]
        for _ in range(OUTWARDS):
            if not any(_touch(name.box(easel), box, unit) for box in taken):
                break
            name = replace(name, at=name.at + 3 * unit * away)
        words.append(name)
        solid = view.project(self._solid)
        covered = max(_reach_before(word.box(easel), away, solid, 4 * unit) for word in words)
        lines = [np.stack([place, place + (4 * unit + covered) * away]) for place in places]
        *words, name = [replace(word, at=word.at + covered * away) for word in words]
        name = name.within(easel)
        # One that had to come back onto the page goes on downwards.
        taken = [number.box(easel) for number in words]
        for _ in range(OUTWARDS):
            if not any(_touch(name.box(easel), box, unit) for box in taken):
                break
            name = replace(name, at=name.at - np.array([0, 3 * unit]))
        return lines, [*words, name]


@dataclass(frozen=True, eq=False)
class FloorWord:
    """A word beside the floor: where it hangs in the picture, and by which point of its box."""

    at: Array
    words: str
    color: str
    size: float
    align: Array
    bold: bool = False

    def box(self, easel: Easel) -> Array:
        """Return the corners (4, 2) of its box in the picture."""
        size = easel.text_size(self.words, (BOLD if self.bold else 1.0) * self.size) / easel.scale
        low = self.at - self.align * size
        return np.asarray(low + size * np.array([[0, 0], [1, 0], [1, 1], [0, 1]]))

    def within(self, easel: Easel) -> "FloorWord":
        """Return the word moved back onto the page, where it reaches beyond its edge."""
        size = np.ptp(self.box(easel), axis=0) * easel.scale
        page, edge = np.array(easel.renderer.get_canvas_width_height()), 4 * easel.unit
        corner = easel.pixels(self.at) - self.align * size
        inside = np.clip(corner, edge, np.maximum(page - size - edge, edge))
        return replace(self, at=self.at + (inside - corner) / easel.scale)


def _touch(one: Array, other: Array, gap: float) -> bool:
    """Return whether two boxes (4, 2) are less than a gap apart."""
    return bool(((one.min(axis=0) - gap < other.max(axis=0)) & (other.min(axis=0) - gap < one.max(axis=0))).all())


def _cut(name: str, easel: Easel) -> str:
    """Return a name with as much of it as has room along a floor."""
    room = LONGEST * float(easel.renderer.get_canvas_width_height()[0])

    def width(words: str) -> float:
        return BOLD * float(easel.text_size(words, NAME)[0])

    return fit_title(name, width, room, size=NAME, least=NAME, most=1).lines[0]


def _reach_before(box: Array, along: Array, points: Array, gap: float) -> float:
    """Return how far a box (4, 2) must move along a unit vector to leave behind it all points (n, 2) in its way."""
    across = np.array([-along[1], along[0]])
    offs, sides = points @ across, box @ across
    before = points[(offs > sides.min() - gap) & (offs < sides.max() + gap)] @ along
    back = float((box @ along).min()) - gap
    return max(float(before.max()) - back, 0.0) if len(before) and before.max() > back else 0.0


def _ticks_between(ends: Array) -> tuple[list[float], list[str]]:
    """Return a few round numbers between two, none near the ends: there two axes' numbers would meet."""
    inner = ends + 0.04 * np.ptp(ends) * np.array([1, -1])
    ticks = round_numbers(float(inner[0]), float(inner[1]), 4)
    return ticks, words_of(ticks)
