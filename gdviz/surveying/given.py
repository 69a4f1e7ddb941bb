"""What a landscape is of, as it was given: runs, models and points of them, held against one another."""

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.recording.layers import Layers
from gdviz.recording.sources import unpacked
from gdviz.runs.fleet_files import place_in_fleet
from gdviz.runs.manifest import RunError
from gdviz.runs.names import file_name
from gdviz.runs.run import Run, load


def runs_of(of: Any) -> list[Run]:
    """Return runs, or none where a model is meant."""
    one = isinstance(of, str | PathLike | Run)
    many = isinstance(of, list | tuple) and bool(of) and all(isinstance(part, str | PathLike | Run) for part in of)
    if not (one or many):
        return []
    # What was loaded before may have been written to since.
    return [load(part.path if isinstance(part, Run) else part) for part in ([of] if one else of)]


def check_places(runs: Sequence[Run], out: str | PathLike[str] | None) -> None:
    """Raise ValueError for a run that is there twice, that a new run would take the place of, or that keeps nothing."""
    places = [run.path.resolve() for run in runs]
    if out is None and (shared := [run.path for run in runs if place_in_fleet(run.path)]):
        one = f"give a place for a run of its own, such as -o {file_name(shared[0].name)}-around"
        how = one if len(runs) == 1 else "name one and a place for its landscape, or sweep without --fleet"
        raise ValueError(f"{shared[0]} shares its landscape with all runs of its fleet; {how}")
    for index, run in enumerate(runs):
        if places[index] in places[:index]:
            raise ValueError(f"{run.path} is there twice; name each run once")
    if out is not None and Path(out).resolve() in places:
        raise ValueError(f"the landscape would take the place of the run in {out}; give another, such as {out}-around")


def layers_of(runs: Sequence[Run]) -> Layers:
    """Return what the parameters of runs are made of, which is the same in all of them."""
    found = []
    for run in runs:
        space = run.manifest.get("space") or {"kept": "all", "layers": []}
        if space["kept"] == "sketch":
            raise RunError(f"{run.path} was broken off before the plane of its path was known; record it again")
        wide = "plane.origin" if space["kept"] == "plane" else "params"
        size, dtype = run.arrays[wide].shape[-1], np.dtype(run.manifest["fields"][wide]["dtype"])
        kept = [one for one in space["layers"] if one["name"] in space.get("names", [one["name"]])]
        kept = kept or [{"name": "", "shape": [size]}]
        found.append(Layers(tuple(o["name"] for o in kept), tuple(tuple(o["shape"]) for o in kept), dtype))
        if (found[0].names, found[0].shapes) != (found[-1].names, found[-1].shapes):
            raise ValueError(f"{run.path} and {runs[0].path} are of models with different layers, which share no plane")
        if ("plane.origin" in run.arrays) != ("plane.origin" in runs[0].arrays):
            raise ValueError(
                f"{run.path} and {runs[0].path} do not keep the same of their parameters; record both with one keep="
            )
    return found[0]


def check_same(have: Layers, want: Layers, *, has_model: bool) -> None:
    """Hold a model against the layers that were recorded."""
    if have.size != want.size or (has_model and want.are_named and have.shapes != want.shapes):
        raise ValueError(
            f"the run was recorded of {want.size:,} parameters, and the model has {have.size:,} of other shapes; give "
            "the model of the run, as model=net"
        )


def vector_of(layers: Layers, what: str, values: Any) -> NDArray[Any]:
    """Return parameters in any form as a vector; of a state dict, what is no parameter is passed over."""
    values = unpacked(values, None, None)[0]
    values = dict(values.named_parameters()) if hasattr(values, "named_parameters") else values
    if isinstance(values, Mapping) and set(layers.names) <= values.keys():
        values = {name: values[name] for name in layers.names}
    if isinstance(values, Mapping) and layers.are_named and (lost := sorted(set(layers.names) - values.keys())):
        raise ValueError(f"{what} takes parameters of the model, and among these there is no {lost[0]!r}")
    found = layers.flat(what, values)
    if not np.isfinite(found).all():
        raise ValueError(f"{what} takes numbers, and some of these are NaN or infinite")
    return found


def called(of: Any) -> str:
    """Return what a model is called in a title."""
    kind = type(of)
    return "a point" if kind.__module__ in ("builtins", "numpy") else kind.__name__
