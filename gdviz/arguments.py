"""The border of the Python interface: what each argument may be, and the sentence that answers a wrong one.

A public function says ``@taking(out=PLACE, seed=WHOLE)``. An argument that is not of its kind, or that the function
does not have, then ends in one sentence that names it and what is accepted, and not somewhere inside. Where a number
has to lie is left to the place that knows it.
"""

import inspect
import math
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial, wraps
from numbers import Integral, Real
from os import PathLike
from pathlib import Path
from traceback import FrameSummary, extract_tb
from typing import Any, ParamSpec, TypeVar, Unpack, get_args, get_origin

from gdviz.wording import did_you_mean

P = ParamSpec("P")
R = TypeVar("R")
HERE = Path(__file__).parent
# Letters of a value that a message shows.
SHOWN = 60


@dataclass(frozen=True)
class Accepted:
    """What an argument may be.

    Attributes
    ----------
    said
        In words: "a whole number".
    fits
        Whether a value is one.
    example
        One, as it is typed.
    """

    said: str
    fits: Callable[[Any], bool]
    example: str = ""

    def check(self, name: str, value: Any) -> None:
        """Raise ValueError unless a value is of this kind; the message names the argument and what is accepted."""
        if not self.fits(value):
            example = f"; for example {name}={self.example}" if self.example else ""
            raise ValueError(f"{name} must be {self.said}, not {shown(value)}{example}")

    @property
    def or_none(self) -> "Accepted":
        """The same, or None, which is the default of what need not be chosen."""
        return Accepted(self.said, lambda value: value is None or self.fits(value), self.example)


def shown(value: Any) -> str:
    """Return a wrong value as a message shows it: in one short line."""
    if callable(value):
        return f"the {'class' if inspect.isclass(value) else 'function'} {getattr(value, '__name__', '')}".rstrip()
    if hasattr(value, "shape") and getattr(value, "shape", None) != ():
        return f"an array of shape {tuple(value.shape)}"
    try:
        words = ascii(value)
    except Exception:
        words = f"a {type(value).__name__}"
    words = " ".join(words.split())
    return words if len(words) <= SHOWN else f"{words[: SHOWN - 3]}..."


def _is_whole(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    """Return a number of NumPy's as one of Python's, and all else as it is."""
    return value.item() if _is_number(value) and hasattr(value, "item") else value


def _is_some(value: Any) -> bool:
    """Return whether a value is a sequence of things, and no text, table of names or function."""
    array = hasattr(value, "shape") and value.shape != ()
    return array or (isinstance(value, Sequence) and not isinstance(value, str | bytes))


def sequence(
    said: str, of: Callable[[Any], bool], example: str = "", *, fewest: int = 0, most: float = math.inf
) -> Accepted:
    """Return the kind of a list or tuple of so many things, each of which fits."""

    def fits(value: Any) -> bool:
        return _is_some(value) and fewest <= len(value) <= most and all(map(of, value))

    return Accepted(said, fits, example)


def record_of(said: str, *types: type, example: str = "") -> Accepted:
    """Return the kind of what is of one of these types."""
    return Accepted(said, lambda value: isinstance(value, types), example)


PLACE = Accepted(
    "a path, as text or pathlib.Path",
    lambda value: isinstance(value, str | PathLike) and bool(str(value)) and "\0" not in str(value),
    "'runs/bowl'",
)
NAME = Accepted("a name in quotation marks", lambda value: isinstance(value, str))
TEXT = Accepted("text", lambda value: isinstance(value, str), "'A title'")
WHOLE = Accepted("a whole number", _is_whole)
NUMBER = Accepted("a number", _is_number)
FLAG = Accepted("True or False", lambda value: isinstance(value, bool) or type(value).__name__ == "bool")
NUMBERS = sequence("a list of numbers", _is_number, "[1.0, 2.0]")
WORDS = sequence("a list of texts", lambda value: isinstance(value, str), "['loss<0.01']")
PLACES = sequence("a list of the directories of runs", PLACE.fits, "['runs/bowl']")
PAIR = sequence("a pair of whole numbers", _is_whole, "(800, 450)", fewest=2, most=2)
TABLE = Accepted("a dict of names and values", lambda value: isinstance(value, Mapping) and all(map(NAME.fits, value)))
FUNCTION = Accepted("a function", callable)
PROGRESS = Accepted(
    "a function of what is done and of all, or True for a bar, or False",
    lambda value: callable(value) or FLAG.fits(value),
)
EXECUTOR = Accepted("an executor of concurrent.futures", lambda value: hasattr(value, "submit"))


def taking(
    *hands_on: Callable[..., Any], never: Mapping[str, str] | None = None, **kinds: Accepted
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that checks a function's arguments by name against their kinds, before it begins.

    A number of NumPy's reaches the function as one of Python's. Where the function ends in ``**options: Unpack[...]``
    its signature shows each of these options, as editors and notebooks read it.

    Parameters
    ----------
    hands_on
        What the function hands such options on to, which checks them and has their defaults.
    never
        Arguments that functions like it have and it has not, each with the reason.
    kinds
        What the function's own arguments may be.

    Raises
    ------
    ValueError
        From the function: for a value of another kind.
    TypeError
        From the function: for an argument that it does not have, or that is missing, with the nearest name.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = _spelled_out(inspect.signature(function), hands_on)
        handed_on = [getattr(each, "accepts", {}) for each in hands_on]
        known = {name: kind for each in (*handed_on, kinds) for name, kind in each.items()}

        @wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                bound = bound_to(signature, args, kwargs)
                for name, value in bound.arguments.items():
                    if name in kinds:
                        kinds[name].check(name, value)
                        bound.arguments[name] = _plain(value)
                return function(*bound.args, **bound.kwargs)
            except (ValueError, TypeError) as error:
                if _is_in_notebook():
                    _shorten(error)
                raise

        def bound_to(signature: inspect.Signature, args: Any, kwargs: Any) -> inspect.BoundArguments:
            try:
                return signature.bind(*args, **kwargs)
            except TypeError as error:
                why = str(error)
            owner = function.__qualname__.rpartition("<locals>.")[2]
            _refuse_unknown(owner, signature, kwargs, never or {})
            with suppress(TypeError):
                given = signature.bind_partial(*args, **kwargs).arguments
                # Of two that were given for one another, the first is told, and not that there is no second.
                for name in given.keys() & known.keys():
                    known[name].check(name, given[name])
                why = _missing(signature, given, known) or why
            raise TypeError(f"{owner}{why}" if why.startswith(" ") else f"{owner}: {why}")

        checked.accepts = known  # type: ignore[attr-defined]  # for whoever hands arguments on to it
        checked.__signature__ = signature  # type: ignore[attr-defined]  # inspect reads it
        return checked

    return decorate


def _spelled_out(signature: inspect.Signature, hands_on: Sequence[Callable[..., Any]]) -> inspect.Signature:
    """Return a signature with each of its options, which the annotation of the last argument names, as a keyword."""
    own = list(signature.parameters.values())
    if not own or get_origin(own[-1].annotation) is not Unpack:
        return signature
    (options,) = get_args(own.pop().annotation)
    known = {name: one for each in hands_on for name, one in inspect.signature(each).parameters.items()}
    for name, kind in options.__annotations__.items():
        default = known[name].default if name in known else None
        own.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind))
    return signature.replace(parameters=own)


def check_fields(record: Any, kinds: Mapping[str, Accepted]) -> None:
    """Raise ValueError unless the fields of a record are of their kinds."""
    for name, kind in kinds.items():
        kind.check(name, getattr(record, name))


def check_names(function: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """Raise TypeError, with the nearest name, where a function has not an argument of a table of them."""
    signature = inspect.signature(function)
    _refuse_unknown(function.__qualname__, signature, given, {})


def _refuse_unknown(
    owner: str, signature: inspect.Signature, given: Mapping[str, Any], never: Mapping[str, str]
) -> None:
    """Raise TypeError for the first argument that a function does not have."""
    takes = [name for name in signature.parameters if name != "cls"]
    for name in given:
        if name in never:
            raise TypeError(f"{owner} has no argument {name!r}: {never[name]}")
        if name not in takes:
            hint = did_you_mean(name, takes) or f"it takes {', '.join(takes)}"
            raise TypeError(f"{owner} has no argument {name!r}; {hint}")


def _missing(signature: inspect.Signature, given: Mapping[str, Any], kinds: Mapping[str, Accepted]) -> str:
    """Return what a function needs first of what it is not given; empty where it has all."""
    for name, one in signature.parameters.items():
        if one.default is one.empty and name not in given and name != "cls":
            kind = kinds.get(name)
            example = f"; for example {name}={kind.example}" if kind and kind.example else ""
            return f" needs {name}{f', {kind.said}' if kind else ''}{example}"
    return ""


def _is_in_notebook() -> bool:
    """Return whether IPython is what shows errors."""
    found = sys.modules.get("IPython")
    return found is not None and found.get_ipython() is not None


def _shorten(error: Exception) -> None:
    """Let IPython show an error as the line that was typed and its sentence, if gdviz itself has raised it.

    Of any other the way to it is shown, as ever.
    """
    way = extract_tb(error.__traceback__)
    if way and _is_ours(way[-1]) and (way[-1].line or "").startswith("raise"):
        error._render_traceback_ = partial(_told, error)  # type: ignore[attr-defined]  # IPython looks for it


def _told(error: Exception) -> list[str]:
    """Return the lines of the user's own that led to an error, and the sentence."""
    way = list(extract_tb(error.__traceback__))
    ours = next((at for at, frame in enumerate(way) if _is_ours(frame)), len(way))
    typed = [frame for frame in way[:ours] if not {"IPython", "ipykernel"} & set(Path(frame.filename).parts)]
    return [*map(_line, typed), f"{type(error).__name__}: {in_python(str(error))}"]


def in_python(words: str) -> str:
    """Return a sentence about the command's options as one about arguments; commands in backticks stay.

    >>> in_python("a page is an .html file; try -o page.html, or see `gdviz page --help`")
    "a page is an .html file; try out='page.html', or see `gdviz page --help`"
    >>> in_python("--jobs takes 1 to 256, not 0; try --jobs 2, or leave out --max-bytes")
    'jobs takes 1 to 256, not 0; try jobs=2, or leave out max_bytes'
    """
    said = words.split("`")
    for at in range(0, len(said), 2):
        text = re.sub(r"(?<!\S)-o (?=\S)", "--out ", said[at])
        text = re.sub(r"--([a-z][a-z-]*) ([^\s,;]*[\d./][^\s,;]*)", _argument, text)
        said[at] = re.sub(r"--([a-z][a-z-]*)", lambda found: found[1].replace("-", "_"), text)
    return "`".join(said)


def _argument(option: re.Match[str]) -> str:
    """Return an option with its value as an argument: a text in quotation marks, and a number without."""
    name, value = option.groups()
    is_number = re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
    return f"{name.replace('-', '_')}={value if is_number else repr(value)}"


def _line(frame: FrameSummary) -> str:
    place = "" if frame.name == "<module>" or frame.name.startswith("<cell") else f" in {frame.name}"
    return f"line {frame.lineno}{place}: {frame.line}"


def _is_ours(frame: FrameSummary) -> bool:
    return HERE in Path(frame.filename).parents
