"""What every page must keep, whatever it shows and whatever painted it: words that can be read, beside a picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

# The shapes of pages, and a small one.
SHAPES = {"wide": (800, 450), "4:3": (640, 480), "square": (540, 540), "tall": (450, 800), "small": (400, 225)}
# As shares of the page's short side and of its area: the smallest letter, and what belongs to the picture at least.
LETTER, PICTURE = 0.022, 0.35
# A line of words has room for letters that go higher or lower than most; so much of its height may be overlapped.
AIR = 0.16


@dataclass(frozen=True)
class Words:
    """Words on a page: their box (left, low, right, high) and the size of their letters in pixels, and when painted."""

    words: str
    box: tuple[float, float, float, float]
    letter: float
    order: int = 0

    @property
    def ink(self) -> tuple[float, float, float, float]:
        """The box without the air above and below the letters."""
        left, low, right, high = self.box
        # Of words that stand upright the air is at their sides.
        across, up = (0.5, AIR * min(self.letter, high - low)) if right - left > high - low else (0.0, 0.5)
        return left + across, low + up, right - across, high - up


@dataclass(frozen=True)
class Mark:
    """What is painted over a page: a line through points (n, 2) in pixels, or, with a radius, a disc at each."""

    name: str
    points: np.ndarray
    radius: float = 0.0
    order: int = 0

    @property
    def is_line(self) -> bool:
        """Whether it is a line, which has no width."""
        return not self.radius and len(self.points) > 1

    def covers(self, box: tuple[float, float, float, float]) -> bool:
        """Return whether some of a box lies under one of its discs."""
        low, high = np.array(box[:2]), np.array(box[2:])
        points = self.points[np.isfinite(self.points).all(axis=1)]
        away = np.maximum(np.maximum(low - points, points - high), 0)
        return bool(len(points) and (np.hypot(*away.T) < max(self.radius, 0.1)).any())


@dataclass
class Sheet:
    """What a page holds, in pixels: its words, what is painted, and the boxes of its pictures."""

    width: float
    height: float
    words: list[Words] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    pictures: list[tuple[float, float, float, float]] = field(default_factory=list)


def faults_of(sheet: Sheet, picture: float = PICTURE) -> list[str]:
    """Return what is wrong with a page of which a picture should have such a share, a sentence each."""
    faults = [f"{one.words!r} leaves the page" for one in sheet.words if _leaves(one.ink, sheet)]
    faults += [
        f"{one.words!r} overlaps {other.words!r}"
        for one, other in combinations(sheet.words, 2)
        # What is painted twice at one place is seen once.
        if _overlap(one.ink, other.ink) and (one.words, one.box) != (other.words, other.box)
    ]
    faults += [f"{one.words!r} lies under {name}" for one, name in _under(sheet)]
    short = min(sheet.width, sheet.height)
    faults += [
        f"{one.words!r} has letters of {one.letter / short:.2%} of the short side"
        for one in sheet.words
        if one.letter < LETTER * short - 1e-6
    ]
    if (share := _covered(sheet.pictures, sheet)) < picture:
        faults.append(f"the picture has {share:.1%} of the page")
    return list(dict.fromkeys(faults))


def _under(sheet: Sheet) -> Iterator[tuple[Words, str]]:
    """Yield the words that something painted later covers, and what."""
    lines = [mark for mark in sheet.marks if isinstance(mark, Mark) and mark.is_line]
    others = [mark for mark in sheet.marks if not (isinstance(mark, Mark) and mark.is_line)]
    # All straight lines at once: few are near any one word.
    starts = np.concatenate([np.empty((0, 2)), *(mark.points[:-1] for mark in lines)])
    ends = np.concatenate([np.empty((0, 2)), *(mark.points[1:] for mark in lines)])
    of = np.repeat(np.arange(len(lines)), [len(mark.points) - 1 for mark in lines])
    orders = np.array([mark.order for mark in lines], int)[of]
    # What has no place lies nowhere: comparisons with nan are false.
    least, most = np.minimum(starts, ends), np.maximum(starts, ends)
    for one in sheet.words:
        low, high = np.array(one.ink[:2]), np.array(one.ink[2:])
        near = np.flatnonzero((orders > one.order) & (least < high).all(axis=1) & (most > low).all(axis=1))
        for line in dict.fromkeys(of[near[_cross(starts[near], ends[near], low, high)]].tolist()):
            yield one, lines[line].name
        for mark in others:
            if mark.order > one.order and mark.covers(one.ink):
                yield one, mark.name


def _leaves(box: tuple[float, float, float, float], sheet: Sheet) -> bool:
    return box[0] < 0 or box[1] < 0 or box[2] > sheet.width or box[3] > sheet.height


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return max(one[0], other[0]) < min(one[2], other[2]) and max(one[1], other[1]) < min(one[3], other[3])


def _covered(boxes: Sequence[tuple[float, float, float, float]], sheet: Sheet) -> float:
    """Return what share of the page some boxes cover together."""
    taken = np.zeros((200, 200), bool)
    for left, low, right, high in boxes:
        x = np.clip(np.array([left, right]) / sheet.width * 200, 0, 200).round().astype(int)
        y = np.clip(np.array([low, high]) / sheet.height * 200, 0, 200).round().astype(int)
        taken[y[0] : y[1], x[0] : x[1]] = True
    return float(taken.mean())


def _cross(starts: np.ndarray, ends: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return which straight lines pass through a box."""
    way = ends - starts
    with np.errstate(all="ignore"):
        first, last = (low - starts) / way, (high - starts) / way
    level = way == 0
    inside = (starts > low) & (starts < high)
    first = np.where(level, np.where(inside, -np.inf, np.inf), first)
    last = np.where(level, np.where(inside, np.inf, -np.inf), last)
    enter, leave = np.minimum(first, last), np.maximum(first, last)
    enter, leave = np.where(level & ~inside, np.inf, enter), np.where(level & ~inside, -np.inf, leave)
    return np.maximum(enter.max(axis=1), 0) < np.minimum(leave.min(axis=1), 1)
