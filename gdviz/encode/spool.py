"""Frames on disk, raw, while they are needed more than once."""

import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from gdviz.encode.frames import Frame, FrameSequence
from gdviz.files.scratch import scratch, temporary_home

# Where a process and a number of a file that it has open lead to the file, though it has no name.
NAMELESS = "/proc/{}/fd/{}"


class Spool(FrameSequence):
    """Frames in one file, in any order and from any process, with none of them kept in memory.

    Row i of the file is frame i, as raw bytes. It is read and written by seeking and not mapped, so that the memory
    of a process does not grow with the clip. Processes that fill one spool each open it: a pickled spool opens its
    file anew, but one that came along in a fork shares its place in the file with its parent.

    Where the system can, the file has no name: the last process that has it open takes it away, however it ends.

    Attributes
    ----------
    path
        By which the file can be opened, while the spool that has made it is open.
    shape
        Of every frame: (height, width, 3 or 4).
    home
        The directory that the file takes up room in, which an error of the disk names.
    """

    def __init__(
        self, file: Any, path: Path, count: int, shape: Sequence[int], home: Path, stack: ExitStack | None = None
    ) -> None:
        self.path, self.shape, self.home, self._count = path, tuple(shape), home, count
        self._bytes = int(np.prod(shape))
        self._stack = stack or ExitStack()
        self._file = self._stack.enter_context(file)

    @classmethod
    def create(cls, count: int, shape: tuple[int, ...], directory: str | Path | None = None) -> Self:
        """Return an empty spool for `count` frames in a new file, which is gone when the spool is closed.

        Parameters
        ----------
        count
            The number of frames.
        shape
            (height, width, 3 or 4).
        directory
            Where the file is made; in the system's directory for temporary files unless given.
        """
        home = Path(directory or temporary_home())
        try:
            file: Any = tempfile.TemporaryFile(dir=home, buffering=0)  # noqa: SIM115  # the spool closes it
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(home)) from error
        path = Path(NAMELESS.format(os.getpid(), file.fileno()))
        if path.exists():
            return cls(file, path, count, shape, home)
        file.close()
        # No other process could open a file without a name here.
        with ExitStack() as stack:
            path = stack.enter_context(scratch(home)) / "frames"
            file = path.open("w+b", buffering=0)
            return cls(file, path, count, shape, home, stack.pop_all())

    @classmethod
    def open(cls, path: str | Path, count: int, shape: tuple[int, ...], home: str | Path) -> Self:
        """Return the spool that another process has created in `home`; closing it leaves the file."""
        return cls(Path(path).open("r+b", buffering=0), Path(path), count, shape, Path(home))

    def again(self) -> Self:
        """Return this spool opened once more, with a place in the file of its own; closing it leaves the file."""
        return type(self).open(self.path, self._count, self.shape, self.home)

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[Path, int, tuple[int, ...], Path]]:
        return type(self).open, (self.path, self._count, self.shape, self.home)

    def put(self, index: int, frame: Frame) -> None:
        """Write a frame to its row.

        Raises
        ------
        ValueError
            If the frame has another shape or type than the spool.
        OSError
            If the disk is full; it names `home`.
        """
        if frame.shape != self.shape or frame.dtype != np.uint8:
            raise ValueError(f"the spool holds uint8 frames of {self.shape}, not {frame.dtype} of {frame.shape}")
        self._seek(index)
        rest = np.ascontiguousarray(frame).data.cast("B")
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.home)) from error

    def __len__(self) -> int:
        return self._count

    def frame(self, index: int) -> Frame:
        """Return a frame that was put, as a new array.

        Raises
        ------
        IndexError
            If nothing was put there or behind it.
        """
        self._seek(index)
        frame = np.empty(self.shape, np.uint8)
        rest = frame.data.cast("B")
        while rest:
            read = self._file.readinto(rest)
            if not read:
                raise IndexError(f"frame {index} was not put into the spool {self.path.name}")
            rest = rest[read:]
        return frame

    def _seek(self, index: int) -> None:
        if not -self._count <= index < self._count:
            raise IndexError(f"the spool has {self._count} frames; there is no frame {index}")
        self._file.seek(index % self._count * self._bytes)

    def close(self) -> None:
        """Close the file, which is gone with that where this spool has created it."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Reel(FrameSequence):
    """A growing sequence of frames, of which one that stands still is kept once.

    It holds no open file, so that it can be sent to another process.

    Parameters
    ----------
    path
        The file that they go to; whoever made its directory removes it.
    shape
        Of every frame.
    """

    def __init__(self, path: Path, shape: Sequence[int]) -> None:
        self._path, self._shape, self._count = path, tuple(shape), 0
        self._rows: list[tuple[Path, int]] = []

    def add(self, frame: Frame, repeat: int = 1) -> None:
        """Add a frame that stands for so many."""
        with self._path.open("ab") as file:
            file.write(np.ascontiguousarray(frame).data.cast("B"))
        self._rows += [(self._path, self._count)] * repeat
        self._count += 1

    @classmethod
    def spliced(cls, reels: "Sequence[Reel]") -> Self:
        """Return all frames of some reels of one shape, which stay in their files."""
        made = cls(reels[0]._path, reels[0]._shape)
        made._rows = [row for reel in reels for row in reel._rows]
        return made

    def __len__(self) -> int:
        return len(self._rows)

    def frame(self, index: int) -> Frame:
        """Return a frame, as a new array."""
        path, row = self._rows[index]
        size = int(np.prod(self._shape))
        return np.fromfile(path, np.uint8, size, offset=row * size).reshape(self._shape)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the frames to be read."""
