"""Runs on their way: to machines that see no file of this one, and back from there.

What is drawn of a run travels with it; what has not been looked at, and is large, stays behind.
"""

import io
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.runs.fields import SMALL, Fields
from gdviz.runs.lock import LOCK
from gdviz.runs.manifest import MANIFEST, RunError
from gdviz.runs.place import Place
from gdviz.runs.run import Run


@dataclass(frozen=True, eq=False)
class CarriedArrays(Mapping[str, NDArray[Any]]):
    """The arrays of a run, some of them in memory; of the others it is known that there are such.

    Attributes
    ----------
    path
        The run's directory, elsewhere.
    held
        Those that have come along.
    left
        The names of those that have not.
    """

    path: Path
    held: Mapping[str, NDArray[Any]]
    left: frozenset[str]

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return an array; RunError where it has stayed behind."""
        if name in self.left:
            raise RunError(f"{name}.npy of {self.path} was not sent along; leave out --cluster")
        return self.held[name]

    def __contains__(self, name: object) -> bool:
        return name in self.held or name in self.left

    def __iter__(self) -> Iterator[str]:
        yield from self.held
        yield from self.left

    def __len__(self) -> int:
        return len(self.held) + len(self.left)


def carried(run: Run, small: int = SMALL) -> Run:
    """Return a run that holds what has been read of it, and what takes no more than so many bytes."""
    fields = run.arrays
    taken = [name for name in fields if not isinstance(fields, Fields) or fields.is_held(name, small)]
    held = {name: np.asarray(fields[name]) for name in taken}
    # What runs are called is told by where they are, links and all.
    return replace(run, path=run.path.resolve(), arrays=CarriedArrays(run.path, held, frozenset(fields) - {*taken}))


def packed_run(path: Path) -> bytes:
    """Return the files of a run as bytes."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for each in sorted(path.iterdir()):
            if each.name != LOCK:
                archive.add(each, each.name, recursive=False)
    return file.getvalue()


def unpack_run(packed: bytes, path: Path) -> None:
    """Put a run that was packed into its place: whole, or not at all.

    Raises
    ------
    ValueError
        If `path` exists and is neither empty nor a run, or another process is recording there.
    OSError
        If it cannot be written.
    """
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive, closing(Place.beside(path)) as place:
        # The manifest says of all other files that they are a run's.
        for member in sorted(archive.getmembers(), key=lambda one: one.name != MANIFEST):
            content = archive.extractfile(member)
            if content is not None:
                with content, place.folder.create(member.name) as file:
                    file.write(content.read())
        place.settle()
