"""The manifest of a run, run.json: its schema, and its reader, which trusts nothing that it finds.

What gdviz does not know of a manifest is kept, within the same bounds. What is read here has the types, lengths and
ranges of the schema: everything that holds a run may count on them.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from math import isfinite
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from gdviz.runs.folder import Folder, FolderError

FORMAT = "gdviz-run"
FORMAT_VERSION = 1
MANIFEST = "run.json"
AXES = ("state", "step", "fixed")
FIELD = re.compile(r"\w+(\.\w+)*")

# The names of a million parameters take some twenty million bytes.
MOST_BYTES = 32 << 20
# How deep objects and lists lie in one another, letters of any text, files of a run, and known minima.
DEEPEST, LONGEST, MOST_FIELDS, MOST_MINIMA = 16, 1000, 1000, 10_000
# Beyond this neither a float nor a JavaScript program tells one whole number from the next.
LARGEST_WHOLE = 2**53

Name = Annotated[str, Meta(max_length=LONGEST)]
# A formula that somebody typed, and what it is in LaTeX.
Formula = Annotated[str, Meta(max_length=4 * LONGEST)]
Scalar = float | bool | Formula | None
Choices = dict[Name, Scalar | list[Scalar]]
Count = Annotated[int, Meta(ge=0, le=LARGEST_WHOLE)]
Positive = Annotated[int, Meta(ge=1, le=LARGEST_WHOLE)]


class RunError(ValueError):
    """A run directory that cannot be read: which file is wrong, and why."""


class _Problem(Struct):
    # Those with a value here are filled in where another program wrote the run and left them out.
    name: Name = "function"
    title: Name = ""
    options: Choices = {}
    parameters: list[Name] = []
    model: Name = "function"
    minima: Annotated[list[list[float]], Meta(max_length=MOST_MINIMA)] = []
    formula: Formula | UnsetType = UNSET
    domain: list[tuple[float, float]] | UnsetType = UNSET
    features: list[Name] | UnsetType = UNSET
    target: Name | UnsetType = UNSET
    classes: Annotated[list[Name], Meta(max_length=LONGEST)] | UnsetType = UNSET


class _Optimizer(Struct):
    name: Name = ""
    title: Name = ""
    formula: Formula = ""
    lr: Annotated[float, Meta(ge=0)] = 0.0
    hyperparameters: Choices = {}


class _Schedule(Struct):
    name: Name
    options: Choices


class _Batch(Struct):
    size: Positive
    sampling: Name


class _Stop(Struct):
    reason: Name
    message: Name


class _Field(Struct):
    dtype: Name
    shape: Annotated[list[Count], Meta(max_length=8)]
    axis: Literal["state", "step", "fixed"]


class _Manifest(Struct):
    problem: _Problem
    optimizer: _Optimizer
    fields: Annotated[dict[Name, _Field], Meta(max_length=MOST_FIELDS)]
    schedule: _Schedule | UnsetType | None = UNSET
    batch: _Batch | UnsetType | None = UNSET
    stop: _Stop | UnsetType | None = UNSET
    start: list[float] | UnsetType = UNSET
    seed: Count | UnsetType | None = UNSET
    max_steps: Count | UnsetType | None = UNSET
    every: Positive | UnsetType | None = UNSET
    tol_gradient: float | UnsetType | None = UNSET
    tol_step: float | UnsetType | None = UNSET
    until: list[Name] | UnsetType | None = UNSET
    patience: Count | UnsetType | None = UNSET
    recorded: list[Name] | UnsetType | None = UNSET
    basins: Count | UnsetType | None = UNSET
    created_at: Name | UnsetType | None = UNSET


def read_manifest(folder: Folder) -> dict[str, Any]:
    """Return the manifest of a run, with what pictures read and another program may have left out filled in.

    Raises
    ------
    RunError
        If it is missing, no JSON, not that of a run, or anything in it has another type, length or range.
    """
    path = folder.path / MANIFEST
    manifest = _parsed(folder)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise RunError(f"{path} is not the manifest of a gdviz run")
    version = manifest.get("format_version")
    if version != FORMAT_VERSION or isinstance(version, bool):
        raise RunError(f"{path} has format version {version!r:.40}; this gdviz reads {FORMAT_VERSION}")
    try:
        known = msgspec.convert(manifest, _Manifest)
    except msgspec.ValidationError as error:
        raise RunError(f"{path} cannot be read: {_in_words(error)}") from None
    for name in manifest["fields"]:
        if not FIELD.fullmatch(name):
            raise RunError(f"{path} describes the field {name!r:.80} wrongly: words with dots between them name one")
    for name, entry in (("problem", known.problem), ("optimizer", known.optimizer)):
        usual = {field: value for field, value in msgspec.structs.asdict(entry).items() if value is not UNSET}
        manifest[name] = {**usual, **manifest[name]}
        manifest[name]["title"] = manifest[name]["title"] or manifest[name]["name"]
    return manifest


def _parsed(folder: Folder) -> Any:
    """Return what the file holds: JSON without doubles, within the bounds."""
    path = folder.path / MANIFEST
    try:
        with folder.read(MANIFEST) as file:
            text = file.read(MOST_BYTES + 1)
    except FolderError as error:
        raise RunError(str(error)) from None
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}") from None
    if len(text) > MOST_BYTES:
        raise RunError(f"{path} is longer than {MOST_BYTES >> 20} MiB, and a manifest is no longer")
    try:
        found = json.loads(text.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except RecursionError:
        raise RunError(f"{path} lies more than {DEEPEST} lists and objects deep, and a manifest does not") from None
    except ValueError as error:
        raise RunError(f"{path} is not JSON: {error}") from None
    for reason in _unbounded(found):
        raise RunError(f"{path} cannot be read: {reason}")
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
            if len(value) > 4 * LONGEST:
                yield f"{value[:20]!r}... has {len(value):,} letters, and no text of it has more than {4 * LONGEST:,}"
            if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
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


def _in_words(error: msgspec.ValidationError) -> str:
    """Return which entry is not what it should be: problem.parameters[0] is no string of at most 1000 letters."""
    what, _, where = str(error).partition(" - at `$")
    where = where.rstrip("`").removeprefix(".") or "the whole"
    plain = {"`": "", "array": "a list", "object": "an object", "null": "nothing"}
    for word, instead in plain.items():
        what = what.replace(word, instead)
    return f"{where}: {what[:1].lower()}{what[1:]}"
