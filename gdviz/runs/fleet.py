"""A fleet: many runs of one problem in one directory, as a sequence of runs; gdviz.runs.fleet_files has the format."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

from gdviz.arguments import PLACE, taking
from gdviz.runs.fleet_files import FleetFiles, is_fleet, open_files, place_in_fleet
from gdviz.runs.run import Run

# So many runs are shown together at most, where a picture does not say that it is for more.
SHOWN = 50


@taking(directory=PLACE)
def load_fleet(directory: str | Path) -> "Fleet":
    """Open a fleet; its arrays are mapped when they are first asked for, each once for all its runs.

    Raises
    ------
    ValueError
        If there is no fleet there.
    RunError
        If a file is missing, damaged, or not what the format says; the message names it.

    Examples
    --------
    >>> starts = ([1.0, 1.0], [2.0, 1.0])
    >>> tasks = [{"problem": "bowl", "start": s} for s in starts]
    >>> path = gdviz.solve_fleet(tasks, "runs/two").path
    >>> [run.loss.shape for run in gdviz.load_fleet(path)]
    [(31,), (31,)]
    """
    return Fleet(open_files(directory))


@dataclass(frozen=True, eq=False, repr=False)
class Fleet(Sequence[Run]):
    """Runs of one problem, side by side; open one with `load_fleet`.

    Attributes
    ----------
    files
        Its files: the index, and the rows of all runs end to end.

    Examples
    --------
    >>> tasks = [{"problem": "bowl", "lr": lr} for lr in (0.1, 0.3, 0.5)]
    >>> fleet = gdviz.solve_fleet(tasks, "runs/rates")
    >>> len(fleet), fleet[1].optimizer["lr"], fleet.pick("best")
    (3, 0.3, [1])
    """

    files: FleetFiles

    @property
    def path(self) -> Path:
        """The directory."""
        return self.files.path

    @property
    def manifest(self) -> dict[str, Any]:
        """What fleet.json says."""
        return self.files.manifest

    def __len__(self) -> int:
        return len(self.files)

    @overload
    def __getitem__(self, number: int) -> Run: ...
    @overload
    def __getitem__(self, number: slice) -> list[Run]: ...
    def __getitem__(self, number: int | slice) -> Run | list[Run]:
        """Return a run by its number, or those of a slice."""
        if isinstance(number, slice):
            return [Run(*self.files.parts(one)) for one in range(*number.indices(len(self)))]
        place = number + len(self) if number < 0 else number
        if not 0 <= place < len(self):
            raise IndexError(f"{self.path} has the runs 0 to {len(self) - 1}, and no {number}")
        return Run(*self.files.parts(place))

    def __iter__(self) -> Iterator[Run]:
        return (self[number] for number in range(len(self)))

    def __repr__(self) -> str:
        return f"<{self.path}: a fleet of {len(self):,} runs>"

    def pick(self, asked: str) -> list[int]:
        """Return the numbers of the runs that are asked for, as in "best", "3,8" or "10-19"."""
        return self.files.pick(asked)


def chosen_runs(paths: Sequence[str | Path], most: int | None = None) -> list[Path]:
    """Return paths with each choice of a fleet's runs, and each fleet as a whole, spelled out run by run.

    Raises
    ------
    ValueError
        If a fleet has more runs than `most`, or the choice is none of its runs.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        place = place_in_fleet(path) or ((path, "") if is_fleet(path) else None)
        if place is None:
            found.append(path)
            continue
        fleet = open_files(place[0])
        numbers = fleet.pick(place[1]) if place[1] else range(len(fleet))
        if most is not None and len(numbers) > most:
            raise ValueError(
                f"{path} has {len(numbers):,} runs, and {most} at most are shown together; name some, such as "
                f"{fleet.path}:best or {fleet.path}:best5"
            )
        found += [fleet.path.with_name(f"{fleet.path.name}:{number}") for number in numbers]
    return found


def split_places(text: str, separator: str = os.pathsep) -> list[str]:
    """Return the places of runs that are separated as in PATH, or otherwise; what a fleet's have within them stays."""
    found: list[str] = []
    for part in text.split(separator):
        whole = f"{found[-1]}{separator}{part}" if found else part
        if found and not Path(part).exists() and place_in_fleet(Path(whole)):
            found[-1] = whole
        else:
            found.append(part)
    return found
