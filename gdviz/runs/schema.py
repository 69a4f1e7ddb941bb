"""What each field of a run has to be: its type, its shape against those of the others, and its values.

A field that is not named here belongs to another program, or is the state of an optimizer: it may have any shape.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.runs.data import LARGEST
from gdviz.runs.fields import SMALL, Stored
from gdviz.runs.headers import Header
from gdviz.runs.json_rules import LARGEST_WHOLE
from gdviz.runs.manifest import MANIFEST, RunError

Values = NDArray[Any]
Sizes = Mapping[str, int]
# Returns what is wrong with an array's values, in words that follow the name of its file, or None.
ValueCheck = Callable[[Values, Sizes], str | None]

REAL, WHOLE = np.dtype(np.float64), np.dtype(np.int64)
# The sides of a landscape, as lengths of float64 whose squares and reciprocals are within its range.
NARROWEST = 1e-100
# How far the grid of a landscape may be from even, and its axes from orthonormal.
UNEVEN, SKEW = 1e-6, 1e-6


def _counts_up(values: Values, sizes: Sizes) -> str | None:
    """Check the numbers of the steps."""
    for part in _parts(values, 1):
        if len(part) > 1 and not (part[1:] > part[:-1]).all():
            return "does not count up: the number of each step is larger than the one before"
    if len(values) and not 0 <= values[0] <= values[-1] <= LARGEST_WHOLE:
        return f"numbers steps from {values[0]} to {values[-1]}, and steps are numbered from 0 to {LARGEST_WHOLE}"
    return None


def _within_points(values: Values, sizes: Sizes) -> str | None:
    """Check the rows of the data that batches are made of; -1 fills up a batch that is smaller."""
    points = sizes.get("points")
    if points is None:
        return "names points of data, and the run has none"
    inside = all(((part >= -1) & (part < points)).all() for part in _parts(values))
    return None if inside else f"names points that are not among the {points} of data.X.npy"


def _bounded(values: Values, sizes: Sizes) -> str | None:
    """Check numbers whose squares are summed."""
    inside = all((np.abs(part) <= LARGEST).all() for part in _parts(values))
    return None if inside else f"holds numbers that are not finite, or beyond {LARGEST:g}"


def _targets(values: Values, sizes: Sizes) -> str | None:
    """Check what is predicted: numbers, or labels where there are classes."""
    if reason := _bounded(values, sizes):
        return reason
    count = sizes.get("classes", 0)
    inside = not count or all(np.isin(part, np.arange(count)).all() for part in _parts(values))
    return None if inside else f"holds labels other than 0 to {count - 1}"


def _even(values: Values, sizes: Sizes) -> str | None:
    """Check a side of a grid: numbers at even distances, from the least to the largest."""
    if not len(values):
        return None
    if reason := _bounded(values, sizes):
        return reason
    step = (float(values[-1]) - float(values[0])) / (len(values) - 1)
    off = np.abs(values - (values[0] + step * np.arange(len(values)))).max()
    # Between numbers nearer than that there are too few floats for a grid.
    fine = step > max(NARROWEST, 1e-13 * float(np.abs(values).max()))
    return None if fine and off <= UNEVEN * step * len(values) else "is no grid of rising numbers at even distances"


def _orthonormal(values: Values, sizes: Sizes) -> str | None:
    """Check the axes of a plane."""
    if reason := _bounded(values, sizes):
        return reason
    skew = np.abs(values @ values.T - np.eye(len(values))).max(initial=0.0)
    return None if skew <= SKEW else "holds axes that are not of length 1 and at right angles"


def _labels(values: Values, sizes: Sizes) -> str | None:
    """Check which end each start comes to."""
    ends = sizes.get("ends", 0)
    inside = ((values >= -2) & (values < ends)).all()
    return None if inside else f"names ends that are not among the {ends} of basins.ends.npy"


def _not_negative(values: Values, sizes: Sizes) -> str | None:
    return None if (values >= 0).all() else "holds numbers below zero"


def _counted(values: Values, sizes: Sizes) -> str | None:
    return None if (values >= 1).all() else "counts from 1, and holds less"


def _widths(values: Values, sizes: Sizes) -> str | None:
    """Check step widths that are drawn on a logarithmic scale."""
    inside = ((values > NARROWEST) & (values < LARGEST)).all() and len(np.unique(values)) > 1
    return None if inside else "holds step widths that are not positive, or all the same"


@dataclass(frozen=True)
class FieldKind:
    """What a field has to be.

    Attributes
    ----------
    axis
        Which rows it has.
    dtype
        What it is turned into where it is another kind of number.
    shape
        Of a row, or of a whole array: numbers, and names of sizes that are the same wherever they stand.
    check
        What is wrong with its values, or None.
    """

    axis: str
    dtype: np.dtype[Any]
    shape: tuple[str | int, ...]
    check: ValueCheck | None = None


def kinds(dimension: int) -> dict[str, FieldKind]:
    """Return the fields that gdviz knows by name, or by the first part of it and a star, for so many parameters."""
    plane = ("rows", "columns") if dimension > 1 else ("columns",)
    return {
        "params": FieldKind("state", REAL, ("parameters",)),
        "loss": FieldKind("state", REAL, ()),
        "step": FieldKind("state", WHOLE, (), _counts_up),
        "metric.*": FieldKind("state", REAL, ()),
        "gradient": FieldKind("step", REAL, ("parameters",)),
        "update": FieldKind("step", REAL, ("parameters",)),
        "learning_rate": FieldKind("step", REAL, ()),
        "learning_rate.*": FieldKind("step", REAL, ()),
        "batch_loss": FieldKind("step", REAL, ()),
        "batch_index": FieldKind("step", WHOLE, ("batch",), _within_points),
        "data.X": FieldKind("fixed", REAL, ("points", "features"), _bounded),
        "data.y": FieldKind("fixed", REAL, ("points",), _targets),
        "surface.x": FieldKind("fixed", REAL, ("columns",), _even),
        "surface.y": FieldKind("fixed", REAL, ("rows",) if dimension > 1 else (0,), _even),
        "surface.loss": FieldKind("fixed", REAL, plane),
        "surface.origin": FieldKind("fixed", REAL, ("parameters",), _bounded),
        "surface.axes": FieldKind("fixed", REAL, (min(dimension, 2), "parameters"), _orthonormal),
        "plane.origin": FieldKind("fixed", REAL, ("parameters of the model",), _bounded),
        "plane.axes": FieldKind("fixed", REAL, ("parameters", "parameters of the model"), _orthonormal),
        "plane.off": FieldKind("state", REAL, (), _not_negative),
        "boundary.x": FieldKind("fixed", REAL, ("columns of the plane",), _even),
        "boundary.y": FieldKind("fixed", REAL, ("rows of the plane",), _even),
        "boundary.step": FieldKind("fixed", WHOLE, ("times",), _counts_up),
        "boundary.score": FieldKind(
            "fixed", REAL, ("times", "scores", "rows of the plane", "columns of the plane"), _bounded
        ),
        "boundary.hidden": FieldKind("fixed", REAL, ("times", "units", "rows of units", "columns of units"), _bounded),
        "boundary.layer": FieldKind("fixed", WHOLE, ("units",), _counted),
        "boundary.unit": FieldKind("fixed", WHOLE, ("units",), _counted),
        "boundary.width": FieldKind("fixed", WHOLE, ("layers",), _counted),
        "basins.x": FieldKind("fixed", REAL, ("starts",), _even),
        "basins.y": FieldKind("fixed", REAL, ("rows of starts",), _even),
        "basins.label": FieldKind("fixed", WHOLE, ("rows of starts", "starts"), _labels),
        "basins.ends": FieldKind("fixed", REAL, ("ends", 2), _bounded),
        "basins.steps": FieldKind("fixed", WHOLE, ("rows of starts", "starts"), _not_negative),
        "gradient_error.h": FieldKind("fixed", REAL, ("widths",), _widths),
        "gradient_error.seconds": FieldKind("fixed", REAL, (4,)),
        "gradient_error.*": FieldKind("fixed", REAL, ("widths",)),
    }


# The least of a size, where it is not one.
LEAST = {"columns": 2, "rows": 2, "starts": 2, "rows of starts": 2, "ends": 0, "widths": 2}
LEAST |= dict.fromkeys(("columns of the plane", "rows of the plane", "columns of units", "rows of units"), 2)
# What nothing can be made of a field without.
NEEDS = {
    "data.X": ("data.y",),
    "data.y": ("data.X",),
    "surface.loss": ("surface.x", "surface.origin", "surface.axes"),
    "boundary.score": ("boundary.x", "boundary.y", "boundary.step", "data.X", "data.y"),
    "boundary.hidden": ("boundary.score",),
    "boundary.layer": ("boundary.hidden",),
    "boundary.unit": ("boundary.hidden",),
    "boundary.width": ("boundary.hidden",),
}


def columns_of(path: Path, manifest: Mapping[str, Any], headers: Mapping[str, Header]) -> dict[str, Stored]:
    """Return how each field of a run is read, its headers held against one another and the manifest.

    Parameters
    ----------
    path
        The run's directory.
    manifest
        As it was read: what it says of each field, the headers agree with.
    headers
        Of each field's file.

    Raises
    ------
    RunError
        If a field that every run has is missing, or one has the wrong type, axis or shape.
    """
    specs = manifest["fields"]
    if missing := {"params", "loss", "step"} - headers.keys():
        raise RunError(f"{path / MANIFEST} lists no field {', '.join(sorted(missing))}")
    dimension = prod(headers["params"].shape[1:])
    known = kinds(dimension)
    needs = {**NEEDS, "surface.loss": (*NEEDS["surface.loss"], *(("surface.y",) if dimension > 1 else ()))}
    for name in headers.keys() & needs.keys():
        if lacks := [other for other in needs[name] if other not in headers]:
            raise RunError(f"{path / MANIFEST} lists the field {name} and no {', '.join(lacks)}")
    sizes: dict[str, int] = {}
    chosen = {name: known.get(name) or known.get(f"{name.partition('.')[0]}.*") for name in headers}
    # The shape of params says of the others what they should be.
    for name in sorted(chosen, key=lambda name: name != "params"):
        if kind := chosen[name]:
            _agree(path / f"{name}.npy", kind, specs[name], headers[name], sizes)
    _count_entries(path, manifest["problem"], manifest.get("start") or [], sizes)
    _check_survey(path, manifest.get("survey") or {}, headers)
    # The row count of a run is the least over its fields: a killed process may have flushed some and not others.
    growing = [name for name in headers if specs[name]["axis"] != "fixed"]
    steps = min(headers[name].shape[0] - (specs[name]["axis"] == "state") for name in growing)
    if steps < 0:
        raise RunError(f"{path} holds no row yet; wait for its first flush, or solve again")
    rows = {"state": steps + 1, "step": steps, "fixed": None}
    return {
        name: Stored(
            header,
            rows[specs[name]["axis"]],
            _dtype(kind, header) if (kind := chosen[name]) else None,
            sizes,
            kind.check if kind else None,
        )
        for name, header in headers.items()
    }


def _agree(path: Path, kind: FieldKind, spec: Mapping[str, Any], header: Header, sizes: dict[str, int]) -> None:
    """Hold a field against its kind, and note the sizes that it has."""
    if spec["axis"] != kind.axis:
        raise RunError(f"{path} is of the axis {spec['axis']!r}, and {path.stem} is of the axis {kind.axis!r}")
    if kind.dtype == WHOLE and header.dtype.kind == "b":
        raise RunError(f"{path} holds bool, and {path.stem} is made of whole numbers")
    shape = spec["shape"]
    if len(shape) != len(kind.shape):
        raise RunError(f"{path} has the shape {shape} and not {_in_words(kind.shape, sizes)}")
    for side, name in zip(shape, kind.shape, strict=True):
        wanted = name if isinstance(name, int) else sizes.setdefault(name, side)
        if side != wanted or (isinstance(name, str) and side < LEAST.get(name, 1)):
            raise RunError(f"{path} has the shape {shape} and not {_in_words(kind.shape, sizes)}")


def _count_entries(path: Path, problem: Mapping[str, Any], start: list[float], sizes: dict[str, int]) -> None:
    """Hold the lists of the manifest against the sizes of the arrays, and note how many classes there are."""
    dimension, features = sizes["parameters"], problem.get("features", [])
    counted = {
        "problem.parameters": len(problem["parameters"]),
        "problem.domain": len(problem.get("domain", [])),
        "start": len(start),
        **{f"problem.minima[{place}]": len(point) for place, point in enumerate(problem["minima"])},
    }
    for name, count in counted.items():
        # A list that is left out, or empty, says nothing.
        if count not in (0, dimension) or (name[-1] == "]" and not count):
            raise RunError(f"{path / MANIFEST} has {count} numbers or names in {name}, and params.npy has {dimension}")
    if features and len(features) != sizes.get("features", len(features)):
        raise RunError(
            f"{path / MANIFEST} has {len(features)} names in problem.features, and data.X.npy has {sizes['features']}"
        )
    sizes["classes"] = len(problem.get("classes", []))


def _check_survey(path: Path, survey: Mapping[str, Any], headers: Mapping[str, Header]) -> None:
    """Hold how many rows of a landscape are said to be taken against those that there are."""
    if "surface.loss" in headers and survey.get("taken", 0) > (rows := headers["surface.loss"].shape[0]):
        raise RunError(f"{path / MANIFEST} has {survey['taken']:,} in survey.taken, and surface.loss.npy {rows:,} rows")


def _in_words(shape: tuple[str | int, ...], sizes: Sizes) -> str:
    """Return the shape that is wanted: [points, features]."""
    sides = []
    for name in shape:
        size = name if isinstance(name, int) else sizes.get(name)
        least = LEAST.get(str(name), 1)
        sides.append(f"{size}" if size is not None and size >= least else f"{name}, {least} or more")
    return f"[{', '.join(sides)}]"


def _dtype(kind: FieldKind, header: Header) -> np.dtype[Any] | None:
    """Return what a field is turned into; whole numbers of any width stay as they are."""
    return None if kind.dtype == WHOLE and header.dtype.kind in "iu" else kind.dtype


def _parts(values: Values, overlap: int = 0) -> "list[Values]":
    """Return an array in parts of so many rows that a check of them takes little memory."""
    rows = max(2, SMALL * len(values) // max(values.nbytes, 1))
    return [values[first : first + rows + overlap] for first in range(0, len(values), rows)]
