"""A scene at one moment: its words, what is painted, and what is wrong with it."""

from dataclasses import dataclass, field

import numpy as np
from layouts import Sheet, faults_of

Array = np.ndarray
Box = tuple[float, float, float, float]
# What is less opaque than this is not seen; and so much of its room a relief takes at least, all along its way.
SEEN, FILLED = 0.3, 0.4
# A film rests so many seconds on its end, at least.
REST = 1.5


@dataclass(frozen=True)
class Paint:
    """The pixels (rows from above, columns) that something has painted, and when."""

    name: str
    mask: Array
    order: int

    def covers(self, box: Box) -> bool:
        """Return whether some of a box lies under it."""
        left, low, right, high = (max(round(side), 0) for side in box)
        return bool(self.mask[::-1][low:high, left:right].any())


@dataclass
class Moment:
    """A scene at one moment: what stands on its page, in points, and words of which a part is cut off.

    A picture that turns or grows has the room that it takes in the course of the film, or the one that it says, which
    may be `empty` at the moment; but at the start and at the end only that counts which is seen. A film `counts` its
    steps by a label; `rest` is how long it stands still at its end; `notes` are those of the beat that ends.
    """

    name: str
    sheet: Sheet
    cut: list[str] = field(default_factory=list)
    pictures: dict[int, Box] = field(default_factory=dict)
    rooms: list[Box] = field(default_factory=list)
    reliefs: dict[int, Box] = field(default_factory=dict)
    empty: list[Box] = field(default_factory=list)
    counts: bool = False
    rest: float = np.inf
    notes: str = ""

    def faults(self) -> list[str]:
        """Return what is wrong, in words."""
        self.sheet.pictures = [*self.pictures.values(), *self.rooms, *self.empty]
        late = [f"the film rests {self.rest:.2g} s on its end"] if self.rest < REST - 1e-6 else []
        late += [] if self.counts else ["no step is counted"]
        small = [
            f"a relief fills {share:.0%} of its room"
            for key, room in self.reliefs.items()
            if key in self.pictures and (share := area_of(self.pictures[key]) / area_of(room)) < FILLED
        ]
        return [f"{self.name}: {fault}" for fault in (*self.cut, *late, *small, *faults_of(self.sheet))]


def box_of(points: Array) -> Box:
    """Return the box around points (n, 2)."""
    left, low, right, high = (*points.min(axis=0).tolist(), *points.max(axis=0).tolist())
    return left, low, right, high


def area_of(box: Box) -> float:
    """Return how much a box covers."""
    return (box[2] - box[0]) * (box[3] - box[1])
