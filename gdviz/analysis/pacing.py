"""Time: which step each frame of a clip shows, and how far an orbit has turned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.trajectory import travel
from gdviz.languages import said, to_say
from gdviz.registry import Registry
from gdviz.runs.run import Run

Array = NDArray[np.float64]

HOLD_START = 0.5
HOLD_END = 1.5
# What plays for ever goes back to its first picture in so many seconds, by way of so many pictures at most: each
# makes a file larger, as all that moved is in it.
FADE, BETWEEN = 0.3, 4


class Timed(Protocol):
    """A run, as far as pacing by steps looks at it."""

    @property
    def steps(self) -> int:
        """The number of steps taken."""


# (shares (n,) of the way, runs) -> the step of each run, shape (n, runs): 0 at share 0 and the end at share 1.
Pace = Callable[[Array, Sequence[Run]], Array]
PACES: Registry[Pace] = Registry("pace", listed=False)


def _by_step(shares: Array, runs: Sequence[Timed]) -> Array:
    """Take equal steps in equal times, the same for every run: easing would misreport convergence."""
    return np.tile(shares[:, None] * max(run.steps for run in runs), len(runs))


def _by_log(shares: Array, runs: Sequence[Timed]) -> Array:
    """Take equal ratios of 1 + step in equal times, so that the first steps are seen as well as the thousandth."""
    longest = max(run.steps for run in runs)
    steps = np.where(shares < 1, np.expm1(shares * np.log1p(longest)), longest)
    return np.tile(steps[:, None], len(runs))


def _by_arc(shares: Array, runs: Sequence[Run]) -> Array:
    """Travel equal lengths in equal times, each run along its own path, so that slow methods are seen as well as fast.

    Lengths are measured in the picture: along the path within the sampled box, whose sides count alike.
    """
    columns = []
    for run in runs:
        steps, length = travel(run)
        along = np.interp(shares * length[-1], length, steps) if length[-1] > 0 else shares * run.steps
        columns.append(np.where(shares < 1, along, run.steps))
    return np.stack(columns, axis=-1)


PACES.add("step", _by_step)
PACES.add("arc", _by_arc)
PACES.add("log", _by_log)
# What a picture says beside its counter of steps, where their pace is not even.
_NOTES = {"step": "", "arc": to_say("paced by arc length"), "log": to_say("paced by log step")}


def pace_note(pace: str) -> str:
    """Return what is said of a pace; nothing of equal steps."""
    return said(_NOTES[pace]) if _NOTES[pace] else ""


@dataclass(frozen=True)
class Moment:
    """What one frame shows.

    Attributes
    ----------
    steps
        The step of each run, not always whole.
    turn
        The share of the camera's way in [0, 1], at rest at both ends.
    share
        The share of the clip's way in [0, 1], without easing: the stillness at both ends is not in it.
    fade
        How far this moment has dissolved into the clip's first, in [0, 1).
    still
        Whether it is shown alone, so that nothing is on its way in or out.
    """

    steps: tuple[float, ...]
    turn: float
    share: float = 0.0
    fade: float = 0.0
    still: bool = False

    @property
    def step(self) -> float:
        """The step of the run that is farthest on."""
        return max(self.steps)

    @property
    def start(self) -> "Moment":
        """The first moment of the clip."""
        return Moment((0.0,) * len(self.steps), 0.0)


@dataclass(frozen=True)
class Clip:
    """The measures of an animation.

    Attributes
    ----------
    width, height
        In pixels.
    fps
        Frames per second.
    seconds
        The length of the whole clip, stillness included.
    pace
        How steps are spread over it: "step" evenly, "arc" by equal lengths of each path, "log" by equal ratios.
    loops
        Whether it plays for ever: then its end dissolves into its beginning, and an orbit swings out and back.
    """

    width: int
    height: int
    fps: float
    seconds: float
    pace: str = "step"
    loops: bool = False

    def __post_init__(self) -> None:
        """Check every number."""
        if not (16 <= self.width <= 8192 and 16 <= self.height <= 8192):
            raise ValueError(
                f"a picture must be 16 to 8192 pixels each way, not {self.width}x{self.height}; try --size 800x450"
            )
        if not 0 < self.fps <= 240:
            raise ValueError(f"frames per second must be over 0 and at most 240, not {self.fps}; try --fps 25")
        if not 0 < self.seconds <= 3600:
            raise ValueError(f"a clip must last over 0 and at most 3600 seconds, not {self.seconds}; try --seconds 6")
        PACES[self.pace]

    @property
    def frames(self) -> int:
        """The number of frames: fps x seconds, at least 1."""
        return max(1, round(self.fps * self.seconds))

    def moments(self, runs: Sequence[Run]) -> list[Moment]:
        """Return the moment of each frame for these runs.

        Half a second of stillness, then the steps at the clip's pace while the camera eases in and out, then one and a
        half seconds of stillness. Clips under four seconds hold for shorter.

        One that loops then dissolves into its first moment in a third of a second: a run is not played backwards. All
        that is shorter where it takes less than five seconds.
        """
        shorter = min(1.0, self.seconds / (5 if self.loops else 4))
        holds = (HOLD_START, HOLD_END, FADE if self.loops else 0.0)
        start, end, fade = (round(hold * shorter * self.fps) for hold in holds)
        share = np.clip((np.arange(self.frames) - start) / max(1, self.frames - 1 - start - end - fade), 0, 1)
        moments = self.at(share if self.frames > 1 else np.ones(1), runs)
        fade = min(fade, self.frames - 1)
        for k in range(fade):
            place = self.frames - fade + k
            picture = k * min(fade, BETWEEN) // fade + 1
            moments[place] = replace(moments[place], fade=ease(ease(picture / (min(fade, BETWEEN) + 1))))
        return moments

    def at(self, shares: Array, runs: Sequence[Run]) -> list[Moment]:
        """Return the moments at shares (n,) of the way of these runs, from 0 at their start to 1 at their end."""
        steps = PACES[self.pace](shares, runs)
        return [
            Moment(tuple(row), ease(share), share) for row, share in zip(steps.tolist(), shares.tolist(), strict=True)
        ]


def swing(share: float) -> float:
    """Return from 0 to 1 and back to 0, at rest at both ends and where it turns."""
    return ease(1 - abs(1 - 2 * share))


def ease(share: float) -> float:
    """Return 3 s^2 - 2 s^3: from 0 to 1, at rest at both ends."""
    return share * share * (3 - 2 * share)
