"""Names of the runs of a sweep: what varies in it, in words that are a directory's name on every system."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gdviz.runs.names import file_name

# Of the name without its hash, and of each value in it.
LENGTH, VALUE = 60, 24
# Written without their name: the value says what it is.
_BARE = ("problem", "optimizer")


def names_in_sweep(tasks: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a name for each task: its optimizer, and what differs among the tasks, such as "adam-lr0.001-beta1_0.95".

    It is empty where nothing differs, has up to 60 letters, and need not be unique.
    """
    flat = [_flat(task) for task in tasks]
    keys = list(dict.fromkeys(key for task in flat for key in task))
    varying = [key for key in keys if len({_spelled(task.get(key)) for task in flat}) > 1]
    if not varying:
        return [""] * len(flat)
    # A problem goes before its optimizer, and both before the rest.
    order: list[str] = [key for key in ("problem", "function") if key in varying]
    order += ["optimizer", *(key for key in varying if key not in ("problem", "function", "optimizer"))]
    named = ("-".join(filter(None, (_piece(key, task.get(key)) for key in order))) for task in flat)
    return [file_name(name, longest=LENGTH) for name in named]


def _flat(task: Mapping[str, Any]) -> dict[str, Any]:
    """Return a task with each of its settings by its own name."""
    rest = {key: value for key, value in task.items() if key != "settings"}
    return {"optimizer": "gd", **rest, **dict(task.get("settings") or {})}


def _piece(key: str, value: Any) -> str:
    """Return "lr0.01", "beta1_0.95" or "schedule_cosine"; nothing for what is left to its default."""
    if value is None:
        return ""
    words = _spelled(value)[:VALUE]
    if key in _BARE:
        return words
    return f"{key}{'' if words[:1].isdecimal() and not key[-1:].isdigit() else '_'}{words}"


def _spelled(value: Any) -> str:
    """Return a value in few letters: 0.001, true, 1_2, or the name of a record."""
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).lower()
    if isinstance(value, int | float | np.number):
        return f"{value:.6g}".replace("e+", "e").replace("e0", "e").replace("e-0", "e-")
    if isinstance(value, str):
        return re.sub(r"[^A-Za-z0-9._-]+", "_", value).strip("_")
    if isinstance(value, Sequence | np.ndarray):
        return "_".join(map(_spelled, value))
    return str(getattr(value, "name", type(value).__name__))
