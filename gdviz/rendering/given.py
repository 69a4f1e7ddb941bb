"""Runs as whoever asks for a picture gives them: opened, or by their directories, one or several."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.arguments import PLACE, Accepted

if TYPE_CHECKING:
    from gdviz.runs.run import Run

    Given = Run | str | PathLike[str] | Sequence[Run | str | PathLike[str]]


def _is_one(value: Any) -> bool:
    return hasattr(value, "arrays") or PLACE.fits(value)


RUNS = Accepted(
    "a run, its directory, or a list of such",
    lambda value: _is_one(value) or (isinstance(value, Sequence) and len(value) > 0 and all(map(_is_one, value))),
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
    for one in runs if isinstance(runs, Sequence) and not isinstance(runs, str) else [runs]:
        found += [one] if isinstance(one, Run) else [load(path) for path in chosen_runs([Path(one)], max(SHOWN, room))]
    return found
