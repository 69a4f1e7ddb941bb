"""Frames on disk in the order in which they come, for formats that need them more than once."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, overload

import numpy as np

from gdviz.encode.film import Frame


class Reel(Sequence[Frame]):
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

    @overload
    def __getitem__(self, index: int) -> Frame: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Frame]: ...
    def __getitem__(self, index: int | slice) -> Frame | Sequence[Frame]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        path, row = self._rows[index]
        size = int(np.prod(self._shape))
        return np.fromfile(path, np.uint8, size, offset=row * size).reshape(self._shape)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the frames to be read."""
