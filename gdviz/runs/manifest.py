"""The manifest of a run, run.json: its schema, and its reader, which trusts nothing that it finds.

What gdviz does not know of a manifest is kept, within the same bounds. What is read here has the types, lengths and
ranges of the schema: everything that holds a run may count on them.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from math import isfinite
from typing import Any

from gdviz.runs.folder import Folder, FolderError
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
# How deep objects and lists lie in one another, letters of a name and of a formula, files of a run, known minima.
DEEPEST, LONGEST, LONGEST_FORMULA, MOST_FIELDS, MOST_MINIMA = 16, 1000, 4000, 1000, 10_000
_TOO_LONG = f"is longer than {MOST_BYTES >> 20} MiB, and a manifest is no longer"
# Beyond this neither a float nor a JavaScript program tells one whole number from the next.
LARGEST_WHOLE = 2**53


class RunError(ValueError):
    """A run directory that cannot be read: which file is wrong, and why."""


# Yields what is wrong with a value of the manifest: where in it, and what should stand there.
Rule = Callable[[Any], Iterator[tuple[str, str]]]


def _text(most: int = LONGEST) -> Rule:
    return _one(lambda value: isinstance(value, str) and len(value) <= most, f"text of at most {most:,} letters")


def _one(holds: Callable[[Any], bool], wanted: str) -> Rule:
    def rule(value: Any) -> Iterator[tuple[str, str]]:
        if not holds(value):
            yield "", wanted

    return rule


def _list(inner: Rule, *, most: int | None = None, count: int | None = None) -> Rule:
    wanted = "a list" + (f" of {count}" if count else "") + (f" of at most {most:,}" if most else "")

    def rule(value: Any) -> Iterator[tuple[str, str]]:
        if not isinstance(value, list) or len(value) > (most or len(value)) or len(value) != (count or len(value)):
            yield "", wanted
            return
        for place, one in enumerate(value):
            for where, what in inner(one):
                yield f"[{place}]{where}", what

    return rule


def _object(entries: Mapping[str, Rule], *needed: str) -> Rule:
    """Return the rule of an object with these entries, of which any may be left out but those that are needed."""

    def rule(value: Any) -> Iterator[tuple[str, str]]:
        if not isinstance(value, dict):
            yield "", "an object"
            return
        for name in needed:
            if name not in value:
                yield f".{name}", "there"
        for name in entries.keys() & value.keys():
            for where, what in entries[name](value[name]):
                yield f".{name}{where}", what

    return rule


def _any_of(names: Rule, inner: Rule) -> Rule:
    """Return the rule of an object with entries of any names, each by the same rule."""

    def rule(value: Any) -> Iterator[tuple[str, str]]:
        yield from _list(names)(list(value)) if isinstance(value, dict) else [("", "an object")]
        for name, one in value.items() if isinstance(value, dict) else ():
            for where, what in inner(one):
                yield f".{name:.80}{where}", what

    return rule


def _or_nothing(inner: Rule) -> Rule:
    return lambda value: iter(()) if value is None else inner(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(least: int) -> Rule:
    def holds(value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= LARGEST_WHOLE

    return _one(holds, f"a whole number from {least} to {LARGEST_WHOLE:,}")


_TEXT, _LATEX, _NUMBER = _text(), _text(LONGEST_FORMULA), _one(_is_number, "a number")
_TEXTS, _COUNT = _list(_TEXT), _whole(0)
_SETTING = _one(lambda value: isinstance(value, str | int | float | None), "text, a number, true, false or null")


def _setting(value: Any) -> Iterator[tuple[str, str]]:
    return _list(_SETTING)(value) if isinstance(value, list) else _SETTING(value)


_SETTINGS = _any_of(_TEXT, _setting)
_COLUMNS = {
    "inputs": _TEXTS,
    "degree": _whole(1),
    "means": _list(_NUMBER),
    "scales": _list(_one(lambda value: _is_number(value) and value > 0, "a positive number")),
}


def _preprocessing(value: Any) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the record of how the columns of the data came about."""
    yield from (wrong := list(_object(_COLUMNS, *_COLUMNS)(value)))
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
    "minima": _list(_list(_NUMBER), most=MOST_MINIMA),
    "formula": _LATEX,
    "domain": _list(_list(_NUMBER, count=2)),
    "features": _TEXTS,
    "target": _TEXT,
    "classes": _list(_TEXT, most=LONGEST),
    "preprocessing": _or_nothing(_preprocessing),
}
_OPTIMIZER = {
    "name": _TEXT,
    "title": _TEXT,
    "formula": _LATEX,
    "lr": _one(lambda value: _is_number(value) and value >= 0, "a number of 0 or more"),
    "hyperparameters": _SETTINGS,
}
_FIELD_ENTRY = {
    "dtype": _text(20),
    "shape": _list(_COUNT, most=8),
    "axis": _one(lambda value: value in AXES, "state, step or fixed"),
}
KEPT = ("all", "layers", "plane", "sketch")
_LAYER = {"name": _TEXT, "shape": _list(_COUNT, most=8)}
_SPACE = {
    "size": _whole(1),
    "layers": _list(_object(_LAYER, *_LAYER)),
    "kept": _one(lambda value: value in KEPT, " or ".join((", ".join(KEPT[:-1]), KEPT[-1]))),
    "names": _TEXTS,
    "snapshots": _COUNT,
    "variance": _list(_one(lambda value: _is_number(value) and 0 <= value <= 1, "a share from 0 to 1")),
    "error": _one(lambda value: _is_number(value) and value >= 0, "a number of 0 or more"),
}
_OPTIONAL = {
    "schedule": _object({"name": _TEXT, "options": _SETTINGS}, "name", "options"),
    "batch": _object({"size": _whole(1), "sampling": _TEXT}, "size", "sampling"),
    "stop": _object({"reason": _TEXT, "message": _TEXT}, "reason", "message"),
    "start": _list(_NUMBER),
    "tol_gradient": _NUMBER,
    "tol_step": _NUMBER,
    "until": _TEXTS,
    "plane": _TEXTS,
    "recorded": _TEXTS,
    "every": _whole(1),
    "space": _object(_SPACE, "size", "layers", "kept"),
    "created_at": _TEXT,
    **dict.fromkeys(("seed", "max_steps", "patience", "basins"), _COUNT),
}
_SCHEMA = _object(
    {
        "problem": _object(_PROBLEM),
        "optimizer": _object(_OPTIMIZER),
        "fields": _any_of(_TEXT, _object(_FIELD_ENTRY, *_FIELD_ENTRY)),
        **{name: _or_nothing(rule) for name, rule in _OPTIONAL.items()},
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
    path = folder.path / MANIFEST
    manifest = all_visible(_parsed(folder))
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


def _parsed(folder: Folder) -> Any:
    """Return what the file holds; RunError names it."""
    path = folder.path / MANIFEST
    try:
        with folder.read(MANIFEST) as file:
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
