"""Runs of which what is optional was left out, as another program may write them."""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.runs.manifest import MANIFEST
from gdviz.runs.run import Run, load

# What every run has.
_ENTRIES, _FIELDS = ("format", "format_version", "fields", "problem", "optimizer"), ("params", "loss", "step")
# What is left out together: entries of the manifest as entry or entry.name, and fields by the first part of their name.
LEAN = {
    "of the manifest nothing but problem, optimizer and fields": ["*"],
    "nothing of the problem but its model": ["problem.*"],
    "nothing of the optimizer": ["optimizer.*"],
    "no metric": ["metric"],
    "no state, rates or batches": ["state", "learning_rate", "batch_loss", "batch_index"],
    "no updates": ["update"],
    "no gradients": ["gradient"],
    "no landscape": ["surface"],
    "no data": ["data"],
    "no basins": ["basins"],
    "nothing that is optional": ["*", "problem.*", "optimizer.*", "metric", "state", "learning_rate", "update"],
}


# Of which rows the loss is known, where it was recorded now and then.
UNKNOWN: dict[str, Callable[[NDArray[np.intp]], NDArray[np.bool_]]] = {
    "at every fifth, and not the last": lambda row: (row % 5 == 0) & (row < row[-1]),
    "at all but the last": lambda row: row < row[-1],
    "at some, and not the first": lambda row: row % 5 == 1,
    "at none": lambda row: row < 0,
}


def with_unknown_losses(run: Run, known: str, home: Path) -> Run:
    """Return a copy of a run, in a directory of its own, that knows the loss of some rows alone."""
    without(run, [], home)
    loss = np.array(run.loss, dtype=float)
    loss[~UNKNOWN[known](np.arange(len(loss)))] = np.nan
    (home / "loss.npy").unlink()
    np.save(home / "loss.npy", loss)
    return load(home)


def without(run: Run, parts: Iterable[str], home: Path) -> Run:
    """Return a copy of a run, in a directory of its own, in which some parts are left out."""
    told: dict[str, Any] = json.loads((run.path / MANIFEST).read_text())
    model = told["problem"].get("model")
    for part in parts:
        entry, _, name = part.partition(".")
        if part == "*":
            told = {name: told[name] for name in _ENTRIES}
        elif name:
            told[entry] = {}
        told["fields"] = {
            field: spec for field, spec in told["fields"].items() if field in _FIELDS or field.partition(".")[0] != part
        }
    told["problem"] = {**told["problem"], **({"model": model} if model else {})}
    home.mkdir(parents=True)
    (home / MANIFEST).write_text(json.dumps(told))
    for field in told["fields"]:
        os.link(run.path / f"{field}.npy", home / f"{field}.npy")
    return load(home)
