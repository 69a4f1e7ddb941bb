"""Frames on disk, raw, while they are needed more than once."""

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from gdviz.encode.frames import Frame, FrameSequence
from gdviz.files.scratch import temporary_home


class Reel(FrameSequence):
    """A growing sequence of frames in a file without a name, in which one that stands still is kept once.

    None is kept in memory. However this process ends, the file is gone with it; use it as a context.

    Parameters
    ----------
    home
        The directory that the file takes up room in, which an error of the disk names; the system's for temporary
        files unless given.
    """

    def __init__(self, home: str | Path | None = None) -> None:
        self.home = Path(home or temporary_home())
        self._shape: tuple[int, ...] | None = None
        self._rows: list[int] = []
        self._count = 0
        try:
            self._file: Any = tempfile.TemporaryFile(dir=self.home, buffering=0)  # noqa: SIM115  # closed by `close`
        except OSError as error:
            raise self._named(error) from error

    def add(self, frame: Frame, repeat: int = 1) -> None:
        """Add a frame that stands for so many.

        Raises
        ------
        ValueError
            If it has another shape or type than those before.
        OSError
            If the disk is full; it names `home`.
        """
        self._shape = self._shape or frame.shape
        if frame.shape != self._shape or frame.dtype != np.uint8:
            raise ValueError(f"the reel holds uint8 frames of {self._shape}, not {frame.dtype} of {frame.shape}")
        self._file.seek(self._count * frame.nbytes)
        rest = np.ascontiguousarray(frame).data.cast("B")
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise self._named(error) from error
        self._rows += [self._count] * repeat
        self._count += 1

    def __len__(self) -> int:
        return len(self._rows)

    def frame(self, index: int) -> Frame:
        """Return a frame, as a new array."""
        frame = np.empty(self._shape or (), np.uint8)
        self._file.seek(self._rows[index] * frame.nbytes)
        rest = frame.data.cast("B")
        while rest:
            rest = rest[self._file.readinto(rest) :]
        return frame

    def _named(self, error: OSError) -> OSError:
        return OSError(error.errno, error.strerror, str(self.home))

    def close(self) -> None:
        """Close the file, which is gone with that."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
