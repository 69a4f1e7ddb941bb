"""Runs as whoever asks for a picture gives them: opened, or by their directories, one or several."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from gdviz.arguments import PLACE, Accepted

if TYPE_CHECKING:
    from gdviz.runs.run import Run

    class Sweep(Protocol):
        """What has runs, once they have ended."""

        @property
        def runs(self) -> list[Run]:
            """Those that did not fail."""

    Given = Sweep | Run | str | PathLike[str] | Sequence[Run | str | PathLike[str]]


def _is_one(value: Any) -> bool:
    return hasattr(value, "arrays") or PLACE.fits(value)


def all_of(value: Any) -> Any:
    """Return the runs of a sweep, which are waited for, and all else as it is."""
    if not hasattr(type(value), "runs"):
        return value
    if not value.runs:
        raise ValueError(f"no run of the sweep is there to be shown: {value.failures[0].message}")
    return value.runs


def _are_runs(value: Any) -> bool:
    if hasattr(type(value), "runs") or _is_one(value):
        return True
    return isinstance(value, Sequence) and len(value) > 0 and all(map(_is_one, value))


RUNS = Accepted(
    "a run, its directory, a sweep, or a list of runs",
    _are_runs,
    "'renders/runs/bowl'",
)
# Of these there may be none, which is answered with an example.
ANY_RUNS = Accepted(RUNS.said, lambda value: RUNS.fits(value) or value in ([], ()), RUNS.example)


def open_runs(runs: "Given", room: int = 0) -> "list[Run]":
    """Return runs, those opened that are given by their directories; one of a fleet is each of its runs, or a choice.

    Raises
    ------
    ValueError
        Where there is no run, or a fleet has more than are shown together, and than there is room for.
    """
    from gdviz.runs.fleet import SHOWN, chosen_runs
    from gdviz.runs.run import Run, load

    found: list[Run] = []
    given: Any = all_of(runs)
    for one in given if isinstance(given, Sequence) and not isinstance(given, str) else [given]:
        found += [one] if isinstance(one, Run) else [load(path) for path in chosen_runs([Path(one)], max(SHOWN, room))]
    return found
