"""Numbers at the axes of figures: round ones, at least two, as many as there is room for."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import Formatter, Locator, NullLocator

from gdviz.style.ticks import round_bent, round_numbers, round_powers, words_of

# How wide a sign of a number is, and how much of a line it takes, in its size; and how many points an axis that lies
# is long at least where numbers are written out.
SIGN, LINE, WIDE = 0.62, 1.5, 120.0


def number_axis(axis: Axis, about: int, *, integer: bool = False) -> None:
    """Write about so many round values at an axis, linear, log or asinh, and fewer where their words would touch."""
    axis.set_major_locator(RoundValues(about, integer=integer))
    axis.set_major_formatter(RoundWords())
    axis.set_minor_locator(NullLocator())


class RoundValues(Locator):
    """Where an axis has its numbers: whatever is shown on it, and however long it is, when it is drawn."""

    def __init__(self, about: int, *, integer: bool) -> None:
        self._about, self._integer = about, integer

    def __call__(self) -> Any:
        """Return the values."""
        low, high = sorted(float(end) for end in self._owner.get_view_interval())
        return self.tick_values(low, high)

    @property
    def _owner(self) -> Any:
        return self.axis

    def tick_values(self, vmin: float, vmax: float) -> Any:
        """Return the values between two."""
        values: list[float] = []
        for about in range(self._about, 0, -1):
            values = self._chosen(vmin, vmax, about)
            if len(values) < 3 or self._have_room(values):
                return values
        return [values[0], values[-1]] if values else values

    def _chosen(self, low: float, high: float, about: int) -> list[float]:
        kind = self._owner.get_scale()
        if kind == "log":
            return round_powers(low, high, about)
        if kind == "asinh":
            return round_bent(low, high, float(self._owner.get_transform().linear_width), about)
        return round_numbers(low, high, about, integer=self._integer)

    def _have_room(self, values: Sequence[float]) -> bool:
        """Return whether the words at some values stand clear of one another."""
        axes, size = self._owner.axes, _label_size(self._owner)
        points = 72 / float(axes.figure.dpi)
        along = self._owner.get_transform().transform(np.array(values))
        ends = self._owner.get_transform().transform(np.array(self._owner.get_view_interval()))
        upright = self._owner.axis_name == "y"
        room = float(axes.bbox.height if upright else axes.bbox.width) * points / max(abs(ends[1] - ends[0]), 1e-300)
        if upright:
            return bool(np.abs(np.diff(along)).min() * room >= LINE * size)
        wide = SIGN * size * (max(len(words) for words in _words(self._owner, values)) + 1)
        return bool(np.abs(np.diff(along)).min() * room >= wide)


class RoundWords(Formatter):
    """How an axis' numbers are written: one way for all, and powers of ten as such where there are many."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return how one number is written."""
        return words_of([x])[0]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return how the numbers of an axis are written."""
        return _words(self.axis, [float(value) for value in values])


def _words(axis: Any, values: Sequence[float]) -> list[str]:
    """Return how numbers are written: below an axis that is long there is room, unless one would leave the page."""
    if axis is None or not values:
        return words_of(values)
    kind, box = axis.get_scale(), axis.axes.bbox
    if axis.axis_name == "y" or box.width * 72 < WIDE * axis.axes.figure.dpi:
        return words_of(values, kind=kind)
    words = words_of(values, room=np.inf, kind=kind)
    return words if _is_on_page(axis, values, words) else words_of(values, kind=kind)


def _is_on_page(axis: Any, values: Sequence[float], words: Sequence[str]) -> bool:
    """Return whether what is written at values below an axis lies on the page."""
    figure = axis.axes.figure
    half = SIGN * _label_size(axis) * figure.dpi / 144
    places = axis.axes.transData.transform([(value, axis.axes.get_ylim()[0]) for value in values])[:, 0]
    return all(
        half * len(word) <= place <= figure.bbox.width - half * len(word)
        for place, word in zip(places, words, strict=True)
    )


def _label_size(axis: Any) -> float:
    return float(axis.get_tick_params().get("labelsize", 0) or _size(axis))


def _size(axis: Any) -> float:
    """Return how large an axis' numbers are set, in points."""
    return float(axis.majorTicks[0].label1.get_fontsize()) if axis.majorTicks else 10.0
