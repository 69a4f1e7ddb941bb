"""The words that say in a film how a run left the frame and could not go on."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.comparison import lines_of_fate
from gdviz.analysis.trajectory import Trajectory
from gdviz.pens.pen import Pen
from gdviz.stage.lettering import Label
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import LEADING, points

Array = NDArray[np.float64]
SIZE = 11.0


class Fates:
    """What is known at a step of a run's end, in bold letters of a colour, within a box.

    `corners` are the box's ((left, low), (right, high)) in scene units.
    """

    def __init__(self, stage: Stage, track: Trajectory, color: str, corners: Array) -> None:
        self._track, self._corners = track, corners
        room = float(np.ptp(corners[:, 0]))
        self._labels: dict[str, list[Label]] = {}
        for _, words in track.fates:
            is_wide = Label(stage, words, SIZE, bold=True).width > room
            lines = lines_of_fate(words) if is_wide else (words,)
            self._labels[words] = [Label(stage, line, SIZE, color=color, bold=True, room=room) for line in lines]

    def draw(self, pen: Pen, step: float, at: Array, align: Sequence[float]) -> None:
        """Write it at a place (2,), with this point of its box there, or as near as the box allows."""
        lines = self._labels.get(self._track.fate_at(step), [])
        if not lines:
            return
        pitch = points(LEADING * SIZE)
        size = np.array([max(line.width for line in lines), lines[0].height + pitch * (len(lines) - 1)])
        low, high = self._corners
        left, foot = np.clip(at - np.array(align) * size, low, np.maximum(high - size, low))
        for k, line in enumerate(reversed(lines)):
            line.draw(pen, np.array([left + align[0] * (size[0] - line.width), foot + k * pitch]), cased=True)
