"""Time: which step each frame of a clip shows, and how far an orbit has turned."""

from dataclasses import dataclass

import numpy as np

HOLD_START = 0.5
HOLD_END = 1.5


@dataclass(frozen=True)
class Moment:
    """What one frame shows: a step (not always whole), and the share of the camera's way in [0, 1]."""

    step: float
    turn: float


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
    """

    width: int
    height: int
    fps: float
    seconds: float

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

    @property
    def frames(self) -> int:
        """The number of frames: fps x seconds, at least 1."""
        return max(1, round(self.fps * self.seconds))

    def moments(self, steps: int) -> list[Moment]:
        """Return the moment of each frame for a run of `steps` steps.

        Half a second of stillness, then equal steps in equal times (easing would misreport convergence) while the
        camera eases in and out, then one and a half seconds of stillness. Clips under four seconds hold for shorter.
        """
        shorter = min(1.0, self.seconds / 4)
        start, end = (round(hold * shorter * self.fps) for hold in (HOLD_START, HOLD_END))
        share = np.clip((np.arange(self.frames) - start) / max(1, self.frames - 1 - start - end), 0, 1)
        if self.frames == 1:
            share = np.ones(1)
        return [Moment(step=float(s * steps), turn=float(ease(s))) for s in share]


def ease(share: float) -> float:
    """Return 3 s^2 - 2 s^3: from 0 to 1, at rest at both ends."""
    return share * share * (3 - 2 * share)
