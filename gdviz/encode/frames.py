"""Frames: a sequence that makes them when they are asked for, and fewer or smaller ones than were painted."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import overload

import numpy as np
from numpy.typing import NDArray

from gdviz.encode.about import NOTHING_SAID, About
from gdviz.encode.tracks import NO_TRACKS, Tracks

Frame = NDArray[np.uint8]
Color = tuple[int, int, int]


@dataclass(frozen=True)
class WriteOptions:
    """How a file is to be written, whatever its format.

    Attributes
    ----------
    once
        Whether it plays once, and not for ever.
    matte
        What half-transparent pixels are laid over where a format has none, and what transparent pixels hide.
    colors
        The size of the one palette for the clip; None for a format's own choice.
    quality
        On the format's own scale; None for its best.
    about
        What the file says of itself.
    tracks
        What a video carries beside its pictures.
    """

    once: bool = False
    matte: Color = (255, 255, 255)
    colors: int | None = None
    quality: int | None = None
    about: About = NOTHING_SAID
    tracks: Tracks = NO_TRACKS


class FrameSequence(Sequence[Frame]):
    """Frames that are made when they are asked for; what derives from it says how many there are, and makes one.

    A slice makes none, and a frame that it is asked for is made then.
    """

    @abstractmethod
    def frame(self, index: int) -> Frame:
        """Return the frame of an index from 0 to one less than their number."""

    @overload
    def __getitem__(self, index: int) -> Frame: ...
    @overload
    def __getitem__(self, index: slice) -> "FrameSequence": ...
    def __getitem__(self, index: int | slice) -> "Frame | FrameSequence":
        if isinstance(index, slice):
            return SlicedFrames(self, range(len(self))[index])
        count = len(self)
        if not -count <= index < count:
            raise IndexError(f"of {count} frames there is none with the number {index}")
        return self.frame(index % count)

    def __iter__(self) -> Iterator[Frame]:
        # Not by the end that an IndexError makes: one that a frame raises must not pass for it.
        return (self.frame(index) for index in range(len(self)))


class SlicedFrames(FrameSequence):
    """Some of other frames, in the order of their numbers there."""

    def __init__(self, frames: FrameSequence, numbers: range) -> None:
        self._frames, self._numbers = frames, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def frame(self, index: int) -> Frame:
        """Return the other sequence's frame."""
        return self._frames[self._numbers[index]]


class Selection(FrameSequence):
    """Some of the frames of a clip, evenly over its whole length, perhaps smaller.

    The frame that was asked for last is kept, so that asking for the first one's shape paints nothing twice.

    Parameters
    ----------
    frames
        All of the clip.
    rate
        Their frames per second.
    every
        One frame stands for so many; the last is always the clip's last.
    scale
        Of width and height.
    """

    def __init__(self, frames: Sequence[Frame], rate: Fraction, every: Fraction | int = 1, scale: float = 1.0) -> None:
        count = max(1, int(len(frames) // every))
        self.rate = rate * count / len(frames)
        self._frames, self._scale = frames, scale
        self._chosen = [min(int(i * every), len(frames) - 1) for i in range(count - 1)] + [len(frames) - 1]
        self._held: tuple[int, Frame] | None = None
        self._painted_shape: tuple[int, ...] | None = None
        self._smaller_shape: tuple[int, int, int] | None = None

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and 3 or 4: those of the first frame."""
        if self._smaller_shape is None:
            height, width, depth = self[0].shape
            self._smaller_shape = height, width, depth
        return self._smaller_shape

    def __len__(self) -> int:
        return len(self._chosen)

    def frame(self, index: int) -> Frame:
        """Return a frame, as it was painted or smaller."""
        number = self._chosen[index]
        if self._held is None or self._held[0] != number:
            # A producer may paint the next frame into the array that it gave out before.
            self._held = None
            self._held = number, self._checked(self._frames[number], number)
        return self._held[1]

    def _checked(self, frame: Frame, number: int) -> Frame:
        if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] not in (3, 4):
            raise ValueError(f"frame {number} is {frame.dtype} of {frame.shape}, not uint8 of (height, width, 3 or 4)")
        self._painted_shape = self._painted_shape or frame.shape
        if frame.shape != self._painted_shape:
            raise ValueError(f"frame {number} is of {frame.shape}, and others of {self._painted_shape}")
        return frame if self._scale == 1 else smaller(frame, self._scale)


def cut(frames: range, longest: int) -> list[range]:
    """Return consecutive numbers of frames in the fewest pieces of at most `longest`, as long as one another."""
    count = -(-len(frames) // longest)
    bounds = [len(frames) * i // count for i in range(count + 1)] if count else []
    return [frames[start:end] for start, end in pairwise(bounds)]


def smaller(frame: Frame, scale: float) -> Frame:
    """Return the picture at `scale` of its width and height, of whole pixels and at least one."""
    from PIL import Image

    height, width = frame.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(Image.fromarray(frame).resize(size, Image.Resampling.LANCZOS))


def even(frame: Frame) -> Frame:
    """Return the picture with its last row and column repeated where that makes the sides even."""
    height, width = frame.shape[:2]
    if height % 2 or width % 2:
        frame = np.pad(frame, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    return np.ascontiguousarray(frame)


def ticks(count: int, rate: Fraction, per_second: int) -> list[int]:
    """Return how long each of `count` frames is shown, in whole ticks that add up to the clip's length."""
    ends = [round(i * per_second / rate) for i in range(count + 1)]
    # Sixteen bits hold a duration in GIF and APNG.
    return [min(end - start, 65535) for start, end in pairwise(ends)]
