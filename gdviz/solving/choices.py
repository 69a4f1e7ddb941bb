"""What can be chosen of a run by name: the keywords of `specify`, for whoever hands them on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict

from gdviz.problems import Array
from gdviz.solving.schedules import Schedule

Function = Callable[..., Any]


# What `gdviz.load_data` takes, and whoever solves may look for.
OF_DATA = {
    name: f"it is said of data; give data=gdviz.load_data(points, {name}=...)"
    for name in ("x", "y", "degree", "standardize", "names", "clean", "drop_missing")
}


class Choices(TypedDict, total=False):
    """The keywords of `gdviz.specify`, which says what they mean."""

    function: str | Function | None
    gradient: Function | None
    data: Any
    domain: Sequence[float] | None
    settings: Mapping[str, Any] | None
    lr: float | None
    schedule: str | Schedule
    steps: int | None
    epochs: int | None
    start: Array | Sequence[float] | None
    seed: int
    batch: int | None
    sampling: str
    tol_gradient: float
    tol_step: float
    until: Sequence[str]
    patience: int
    every: int
    fields: Sequence[str] | None
    plane: Sequence[str]
