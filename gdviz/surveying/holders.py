"""The runs that hold a landscape: written for it, or written anew with their path in its plane."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.recording.layers import Layers
from gdviz.recording.path_plane import Settled, rewritten, space_of
from gdviz.runs.run import Run
from gdviz.runs.writer import RunWriter
from gdviz.surveying.courses import Course
from gdviz.surveying.slices import ModelSlice

Array = NDArray[np.float64]

# Entries of a manifest that belong to one writing of it.
WRITTEN = ("format", "format_version", "fields", "stop", "versions", "created_at", "survey")


def write_holder(
    out: Path,
    title: str,
    layers: Layers,
    found: ModelSlice,
    losses: Sequence[float] | NDArray[Any],
    steps: Sequence[int] | NDArray[Any],
    run: Run | None = None,
) -> None:
    """Write a run of what lies in a slice: in its coordinates, unless these are the parameters.

    Parameters
    ----------
    out
        Where it goes.
    title
        Of the problem.
    layers
        What the parameters are made of.
    found
        The slice.
    losses, steps
        The loss at each of its places, and the numbers of these.
    run
        Whose path these are; None where they are points.
    """
    is_whole = found.is_whole_space
    variance = {name: value for name, value in found.about.items() if name == "variance"}
    about = {
        "problem": {"name": "landscape", "title": title, "parameters": list(found.names), "model": "function"},
        "optimizer": run.optimizer if run else {"name": "", "title": "", "lr": 0.0},
        "space": space_of(layers, "all" if is_whole else "plane") | variance,
    }
    # One row at a time: a path may have a million.
    rows: Iterator[dict[str, Any]] = (
        {"params": place, "loss": float(loss), "step": int(step)} | ({} if is_whole else {"plane.off": off})
        for place, off, loss, step in zip(found.places, found.off, losses, steps, strict=True)
    )
    fixed = {} if is_whole else {"plane.origin": found.origin, "plane.axes": found.axes}
    with RunWriter.create(out, about, state=next(rows), step={}, fixed=fixed, whole=True) as writer:
        for row in rows:
            writer.append(row)
        count = len(found.places)
        if run:
            reason = run.stop["reason"]
            writer.finish("interrupted" if reason == "running" else reason, run.stop["message"])
            return
        writer.finish(
            "max_steps", "the landscape around one point" if count == 1 else f"a landscape, and {count} points"
        )


def move(run: Run, course: Course, shared: ModelSlice, layers: Layers) -> None:
    """Write a run that keeps its path in a plane anew, with the path in another."""
    places, off = course.within(shared.origin.astype(np.float64), shared.axes.astype(np.float64))
    total = float((places**2).sum() + (off**2).sum())
    shares = (places**2).sum(axis=0) / total if total else np.zeros(2)
    space = {**run.manifest["space"], **space_of(layers, "plane"), "variance": np.clip(shares, 0, 1).tolist()}
    about = {name: value for name, value in run.manifest.items() if name not in WRITTEN}
    fixed = {"plane.origin": shared.origin, "plane.axes": shared.axes}
    with rewritten(run.path, about, Settled(places, off, fixed, space, list(shared.names))) as final:
        final.finish(run.stop["reason"], run.stop["message"])
