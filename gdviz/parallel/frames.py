"""Raw frames as they come from those who paint them, one piece after another, onto one reel."""

import math
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from gdviz.encode import Frame, FrameSequence, Reel

# So many bytes of frames are painted at once: enough that nobody waits for orders, and a few of them fit into memory.
AT_ONCE = 1 << 25


@dataclass(frozen=True)
class RawPiece:
    """How frames go from process to process: a call of it returns the bytes of each once; picklable."""

    def __call__(self, frames: Iterable[tuple[Frame, int]]) -> bytes:
        """Return the bytes of frames, each of which stands for so many."""
        painted = [(np.ascontiguousarray(frame).tobytes(), frame.shape, repeat) for frame, repeat in frames]
        head = struct.pack(f"<{4 + len(painted)}I", len(painted), *painted[0][1], *(repeat for *_, repeat in painted))
        return b"".join([head, *(pixels for pixels, *_ in painted)])


def frames_in(piece: bytes) -> Iterator[tuple[Frame, int]]:
    """Yield the frames of a raw piece, each with how many it stands for."""
    count, *shape = struct.unpack_from("<4I", piece)
    repeats = struct.unpack_from(f"<{count}I", piece, 16)
    pixels = np.frombuffer(piece, np.uint8, offset=16 + 4 * count).reshape(count, *shape)
    yield from zip(pixels, repeats, strict=True)


class CarriedFrames(FrameSequence):
    """The frames of a clip, from pieces that come in order; use it as a context.

    Parameters
    ----------
    pieces
        Raw ones; each is asked for when a frame of it is.
    count
        The number of frames.
    home
        Where they wait; in the system's place for temporary files unless given.
    """

    def __init__(self, pieces: Iterator[bytes], count: int, home: Path | None = None) -> None:
        self._pieces, self._count = pieces, count
        self._reel = Reel(home)

    def __len__(self) -> int:
        return self._count

    def frame(self, index: int) -> Frame:
        """Return a frame as soon as it has come."""
        while len(self._reel) <= index:
            for frame, repeat in frames_in(next(self._pieces)):
                self._reel.add(frame, repeat)
        return self._reel[index]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the frames go."""
        self._reel.close()


def at_once(shape: tuple[int, int, int]) -> int:
    """Return how many frames of a shape are painted at once where they go from process to process as they are."""
    return max(1, AT_ONCE // math.prod(shape))
