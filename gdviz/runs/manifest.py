"""The manifest of a run, run.json: its schema, and its reader, which trusts nothing that it finds.

What gdviz does not know of a manifest is kept, within the same bounds. What is read here has the types, lengths and
ranges of the schema: everything that holds a run may count on them.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import Any

from gdviz.runs.folder import Folder, FolderError
from gdviz.runs.json_rules import (
    LONGEST,
    among,
    any_of,
    is_number,
    list_of,
    object_of,
    one,
    or_nothing,
    text_of,
    whole_from,
)
from gdviz.runs.preprocessing import MOST_FEATURES, expanded_count
from gdviz.wording import all_visible

FORMAT = "gdviz-run"
# The version that is written, and all that are read.
FORMAT_VERSION, READABLE = 2, (1, 2)
MANIFEST = "run.json"
AXES = ("state", "step", "fixed")
FIELD = re.compile(r"\w+(\.\w+)*")

# The names of a million parameters take some twenty million bytes.
MOST_BYTES = 32 << 20
# How deep objects and lists lie in one another, letters of a formula, files of a run, known minima.
DEEPEST, LONGEST_FORMULA, MOST_FIELDS, MOST_MINIMA = 16, 4000, 1000, 10_000
_TOO_LONG = f"is longer than {MOST_BYTES >> 20} MiB, and a manifest is no longer"


class RunError(ValueError):
    """A run directory that cannot be read: which file is wrong, and why."""


_TEXT, _LATEX, _NUMBER = text_of(), text_of(LONGEST_FORMULA), one(is_number, "a number")
_TEXTS, _COUNT = list_of(_TEXT), whole_from(0)
_SETTING = one(lambda value: isinstance(value, str | int | float | None), "text, a number, true, false or null")


def _setting(value: Any) -> Iterator[tuple[str, str]]:
    return list_of(_SETTING)(value) if isinstance(value, list) else _SETTING(value)


_SETTINGS = any_of(_TEXT, _setting)
_COLUMNS = {
    "inputs": _TEXTS,
    "degree": whole_from(1),
    "means": list_of(_NUMBER),
    "scales": list_of(one(lambda value: is_number(value) and value > 0, "a positive number")),
}


def _preprocessing(value: Any) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the record of how the columns of the data came about."""
    yield from (wrong := list(object_of(_COLUMNS, *_COLUMNS)(value)))
    if wrong:
        return
    columns, degree = len(value["inputs"]), value["degree"]
    if degree > 1 and (degree > MOST_FEATURES or expanded_count(columns, degree) > MOST_FEATURES):
        yield ".degree", f"one that makes at most {MOST_FEATURES:,} columns"
        return
    for name in ("means", "scales"):
        if len(value[name]) not in ({expanded_count(columns, degree)} if value["scales"] else {0}):
            yield f".{name}", "a list of a number for each column"


_PROBLEM = {
    "name": _TEXT,
    "title": _TEXT,
    "options": _SETTINGS,
    "parameters": _TEXTS,
    "model": _TEXT,
    "minima": list_of(list_of(_NUMBER), most=MOST_MINIMA),
    "formula": _LATEX,
    "domain": list_of(list_of(_NUMBER, count=2)),
    "features": _TEXTS,
    "target": _TEXT,
    "classes": list_of(_TEXT, most=LONGEST),
    "preprocessing": or_nothing(_preprocessing),
}
_OPTIMIZER = {
    "name": _TEXT,
    "title": _TEXT,
    "formula": _LATEX,
    "lr": one(lambda value: is_number(value) and value >= 0, "a number of 0 or more"),
    "hyperparameters": _SETTINGS,
}
_FIELD_ENTRY = {
    "dtype": text_of(20),
    "shape": list_of(_COUNT, most=8),
    "axis": among(*AXES),
}
FIELD_ENTRIES = any_of(_TEXT, object_of(_FIELD_ENTRY, *_FIELD_ENTRY))
_SHARE = one(lambda value: is_number(value) and 0 <= value <= 1, "a share from 0 to 1")
_NOT_NEGATIVE = one(lambda value: is_number(value) and value >= 0, "a number of 0 or more")
KEPT = ("all", "layers", "plane", "sketch")
_LAYER = {"name": _TEXT, "shape": list_of(_COUNT, most=8)}
_SPACE = {
    "size": whole_from(1),
    "layers": list_of(object_of(_LAYER, *_LAYER)),
    "kept": among(*KEPT),
    "names": _TEXTS,
    "snapshots": _COUNT,
    "variance": list_of(_SHARE),
    "error": _NOT_NEGATIVE,
}
PLANES = ("path", "joint", "random", "hessian", "line", "points", "directions", "parameters")
# Which statistics BatchNorm uses, and what random directions are as long as.
BATCHNORM, NORMALIZE = ("eval", "recompute"), ("filter", "layer", "weight", "none")
_SURVEY = {
    "plane": among(*PLANES),
    "samples": whole_from(2),
    "taken": _COUNT,
    "batchnorm": among(*BATCHNORM),
    "batches": whole_from(1),
    "normalize": among(*NORMALIZE),
    "biases": one(lambda value: isinstance(value, bool), "true or false"),
    "seed": _COUNT,
    "length": _NOT_NEGATIVE,
    "eigenvalues": list_of(_NUMBER, most=2),
    "variance": list_of(_SHARE, most=2),
    "seconds_per_point": _NOT_NEGATIVE,
    "request": _TEXT,
}
_OPTIONAL = {
    "schedule": object_of({"name": _TEXT, "options": _SETTINGS}, "name", "options"),
    "batch": object_of({"size": whole_from(1), "sampling": _TEXT}, "size", "sampling"),
    "stop": object_of({"reason": _TEXT, "message": _TEXT}, "reason", "message"),
    "start": list_of(_NUMBER),
    "tol_gradient": _NUMBER,
    "tol_step": _NUMBER,
    "until": _TEXTS,
    "plane": _TEXTS,
    "recorded": _TEXTS,
    "every": whole_from(1),
    "space": object_of(_SPACE, "size", "layers", "kept"),
    "survey": object_of(_SURVEY, "plane"),
    "created_at": _TEXT,
    **dict.fromkeys(("seed", "max_steps", "patience", "basins"), _COUNT),
}
_SCHEMA = object_of(
    {
        "problem": object_of(_PROBLEM),
        "optimizer": object_of(_OPTIMIZER),
        "fields": FIELD_ENTRIES,
        **{name: or_nothing(rule) for name, rule in _OPTIONAL.items()},
    },
    *("problem", "optimizer", "fields"),
)
# What pictures read of a manifest, and what stands in where another program wrote a run and left it out.
_USUAL: dict[str, dict[str, Any]] = {
    "problem": {"name": "function", "title": "", "options": {}, "parameters": [], "model": "function", "minima": []},
    "optimizer": {"name": "", "title": "", "formula": "", "lr": 0.0, "hyperparameters": {}},
}


def read_manifest(folder: Folder) -> dict[str, Any]:
    """Return the manifest of a run, with what pictures read and another program may have left out filled in.

    Raises
    ------
    RunError
        If it is missing, no JSON, not that of a run, or anything in it has another type, length or range.
    """
    return checked_manifest(all_visible(read_json(folder, MANIFEST)), folder.path / MANIFEST)


def checked_manifest(manifest: Any, path: Path) -> dict[str, Any]:
    """Return what was read as the manifest of a run from a file, as `read_manifest` does; RunError where it is none."""
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise RunError(f"{path} is not the manifest of a gdviz run")
    version = manifest.get("format_version")
    if not is_readable(version):
        raise RunError(
            f"{path} has format version {version!r:.40}; this gdviz reads {' and '.join(map(str, READABLE))}"
        )
    for where, wanted in _SCHEMA(manifest):
        raise RunError(f"{path} cannot be read: {where.removeprefix('.')} is not {wanted}")
    if len(manifest["fields"]) > MOST_FIELDS:
        raise RunError(f"{path} lists {len(manifest['fields']):,} fields, and a run has at most {MOST_FIELDS:,}")
    for name in manifest["fields"]:
        if not FIELD.fullmatch(name):
            raise RunError(f"{path} describes the field {name!r:.80} wrongly: words with dots between them name one")
    return _filled(manifest)


def is_readable(version: Any) -> bool:
    """Return whether a format version, as a manifest says it, is one that is read here."""
    return version in READABLE and not isinstance(version, bool)


def as_read(about: Mapping[str, Any]) -> dict[str, Any]:
    """Return entries that are written into a manifest, the problem and the optimizer among them, as they are read."""
    return _filled(all_visible(json.loads(json.dumps(about))))


def why_unreadable(text: str) -> str | None:
    """Return why the manifest of a run that is to be written could not be read again, or None."""
    if len(text.encode()) > MOST_BYTES:
        return _TOO_LONG
    told = json.loads(text)
    beyond = (f"{where.removeprefix('.')} is not {wanted}" for where, wanted in _SCHEMA(all_visible(told)))
    return next(chain(_unbounded(told), beyond), None)


def _filled(manifest: dict[str, Any]) -> dict[str, Any]:
    for name, usual in _USUAL.items():
        manifest[name] = {**usual, **manifest[name]}
        manifest[name]["title"] = manifest[name]["title"] or manifest[name]["name"]
    return manifest


def read_json(folder: Folder, name: str) -> Any:
    """Return what a file of JSON holds, within the bounds of a manifest; RunError names it."""
    path = folder.path / name
    try:
        with folder.read(name) as file:
            text = file.read(MOST_BYTES + 1)
    except FolderError as error:
        raise RunError(str(error)) from None
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}") from None
    try:
        return parse_manifest(text)
    except ValueError as error:
        raise RunError(f"{path} {error}") from None


def parse_manifest(text: bytes) -> Any:
    """Return what the bytes of a manifest say: JSON without doubles, within the bounds, whatever it is of.

    Raises
    ------
    ValueError
        In words that follow the file's name.
    """
    if len(text) > MOST_BYTES:
        raise ValueError(_TOO_LONG)
    try:
        found = json.loads(text.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError(f"lies more than {DEEPEST} lists and objects deep, and a manifest does not") from None
    except ValueError as error:
        raise ValueError(f"is not JSON: {error}") from None
    for reason in _unbounded(found):
        raise ValueError(f"cannot be read: {reason}")
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ValueError(f"an object has two entries named {twice!r:.80}")
    return found


def _refuse_constant(text: str) -> float:
    raise ValueError(f"it holds {text}, which is no number")


def _unbounded(manifest: Any) -> Iterator[str]:
    """Yield what a value of the manifest passes: all that no schema says of entries that it does not know."""
    waiting = [(manifest, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            if len(value) > LONGEST_FORMULA:
                yield f"{value[:20]!r}... has {len(value):,} letters, and no text has more than {LONGEST_FORMULA:,}"
            if not value.isascii() and value.encode(errors="replace").decode() != value:
                yield f"{value[:20]!r} holds half of a letter (a lone surrogate)"
        elif isinstance(value, float) and not isfinite(value):
            yield "it holds a number beyond 1.8e308"
        elif isinstance(value, int) and abs(value) > 2**63:
            yield f"it holds a whole number of {len(str(abs(value)))} digits"
        elif isinstance(value, dict | list):
            if depth > DEEPEST:
                yield f"it lies more than {DEEPEST} lists and objects deep"
            inner = [*value, *value.values()] if isinstance(value, dict) else value
            waiting += [(one, depth + 1) for one in inner]
