"""A Python function of the user's as a problem: its parameters, its gradient, and many points at once."""

import hashlib
import inspect
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gdviz.problems import Array, Problem
from gdviz.problems.usual import STEPS, given_start, safe_rate, usual_start
from gdviz.solving.numeric_gradients import BEST_STEP, central, complex_step, relative_error

# So many points are asked to choose a gradient, and to tell this function from others; so many dimensions are tried.
PROBES, MOST = 16, 20
# As near must the complex step come to central differences, which are right to some nine digits.
NEAR = 1e-5
# The complex step has no round-off, however short it is.
TINY = 1e-30
# Fewer points than these are asked one by one; of more, so many are asked for once more by themselves.
FEW, SPOTS = 8, 6
Given = Callable[..., Any]


class PointByPoint:
    """A function of one point, shape (D,), as one of many points, shape (..., D).

    Many points are asked for at once, as columns, where that gives what single ones give. Where the function has no
    number (the logarithm of -1) there is none, NaN.
    """

    def __init__(self, function: Given, shape: tuple[int, ...]) -> None:
        self._function, self._shape, self._at_once = function, shape, True

    def __call__(self, params: Array) -> Array:
        """Return an answer for each point."""
        params = np.asarray(params)
        points = params.reshape(-1, params.shape[-1])
        found = self._together(points) if self._at_once and len(points) > FEW else None
        if found is None:
            found = np.array([self._one(point) for point in points])
        return found.reshape(params.shape[:-1] + self._shape)

    def _one(self, point: Array) -> Any:
        try:
            return np.asarray(self._function(point.copy())).reshape(self._shape)
        except (ArithmeticError, ValueError):
            return np.full(self._shape, np.nan)

    def _together(self, points: Array) -> Array | None:
        """Return the answers of one call; None, and never asked for again, where single calls give others."""
        spots = np.unique(np.linspace(0, len(points) - 1, SPOTS).astype(int))
        try:
            found = np.asarray(self._function(points.T.copy())).T
            alike = found.shape == (len(points), *self._shape) and np.allclose(
                found[spots], [self._one(points[spot]) for spot in spots], rtol=1e-12, atol=0, equal_nan=True
            )
        except Exception:
            alike = False
        self._at_once = alike
        return found if alike else None


def from_function(
    function: Given,
    gradient: Given | None = None,
    *,
    domain: Sequence[float] | None = None,
    start: Sequence[float] | Array | None = None,
) -> Problem:
    """Minimise a function that is written in Python: of an array of parameters, or of so many numbers.

    Parameters
    ----------
    function
        Its parameters, shape (D,), -> a number. One of two arguments or more, f(x, y), has these as its parameters.
    gradient
        The same -> D numbers. By default the complex step where that agrees with central differences, and else these:
        what it was is in the run, beside the problem's options.
    domain
        Low and high of each parameter in turn, or one low and high for all; -5, 5 by default, or as far as the start.
    start
        A number for each parameter, which says how many there are; else the domain does, or the arguments, or it is
        tried.

    Raises
    ------
    ValueError
        If it gives no number, or a start or domain does not fit.
    """
    called = getattr(function, "__name__", type(function).__name__)
    words = re.sub(r"\W+", " ", "own function" if called == "<lambda>" else called.replace("_", " ")).strip()
    function, names = _of_array(function)
    gradient = None if gradient is None else _of_array(gradient)[0]
    begin = None if start is None else np.asarray(start, dtype=np.float64).ravel()
    count = _dimension(function, words, names, begin, domain)
    names = names if len(names) == count else ("x", "y", "z")[:count] if count <= 3 else _numbered(count)
    begin = None if begin is None else given_start(begin, names)
    at = np.ones(count) if begin is None else begin
    _check(function, f"the function {words!r}", at)
    if gradient is not None:
        _check(gradient, f"the gradient of {words!r}", at, (count,))
    reach = 5.0 if begin is None else max(5.0, float(f"{1.5 * np.abs(begin).max():.2g}"))
    value = PointByPoint(function, ())
    made = Problem(
        name=f"own-{words.lower().removeprefix('own ').replace(' ', '-')}",
        title=words[:1].upper() + words[1:],
        formula="",
        parameters=names,
        value=value,
        gradient=value,
        domain=np.tile([-reach, reach], (count, 1)),
        minima=np.empty((0, count)),
        lr=1.0,
        stride=1.0,
        steps=STEPS,
    )
    made = made if domain is None else made.within(domain)
    low, high = made.domain.T
    probes = np.random.default_rng(0).uniform(low, high, (PROBES, count))
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        how, slope = ("given", PointByPoint(gradient, (count,))) if gradient else _derivative(value, probes)
        mark = hashlib.sha256(value(probes).tobytes()).hexdigest()[:8]
        made = replace(made, gradient=slope, hessian=_bends(slope, how), stride=float(f"{(high - low).min() / 50:.2g}"))
        made = replace(made, options={"function of": called, "gradient": how, "values": mark})
        made = replace(made, start=usual_start(made) if begin is None else begin)
        return replace(made, lr=safe_rate(made))


def _of_array(function: Given) -> tuple[Given, tuple[str, ...]]:
    """Return a function of an array, and the names of its numbers where they are arguments of their own."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return function, ()
    needed = [one for one in parameters if one.default is one.empty and one.kind in (0, 1)]
    if len(needed) < 2:
        return function, ()
    return (lambda p: function(*p)), tuple(one.name for one in needed)


def _dimension(
    function: Given, words: str, names: tuple[str, ...], start: Array | None, domain: Sequence[float] | None
) -> int:
    """Return how many parameters a function has."""
    if start is not None:
        return len(start)
    if names or (domain is not None and len(domain) > 2):
        return len(names) or len(domain or ()) // 2
    for count in (2, 1, *range(3, MOST + 1)):
        if _depends_on_all(function, count):
            return count
    _check(function, f"the function {words!r}", np.ones(2))
    raise ValueError(
        f"it is not seen how many parameters the function has: with none of 1 to {MOST} does it give a number; give a "
        "start=, a number for each"
    )


def _depends_on_all(function: Given, count: int) -> bool:
    """Return whether a function takes so many numbers, and the last of them makes a difference."""
    drawn = np.random.default_rng(count).uniform(0.1, 0.9, (2, count))
    drawn[1, :-1] = drawn[0, :-1]
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            first, second = (np.asarray(function(point)) for point in drawn)
        return first.shape == () == second.shape and first.dtype.kind in "fiu" and bool(first != second)
    except Exception:
        return False


def _check(function: Given, words: str, at: Array, shape: tuple[int, ...] = ()) -> None:
    """Raise ValueError where the function, or its gradient, gives no real numbers of a shape."""
    what = f"{shape[0]} numbers" if shape else "one number"
    must = f"{words} must give {what} for an array of {len(at)} numbers"
    try:
        with np.errstate(all="ignore"):
            found = np.asarray(function(at.copy()))
    except ArithmeticError:
        return
    except Exception as error:
        raise ValueError(f"{must}, and raised {type(error).__name__}: {' '.join(str(error).split())}") from error
    if found.shape != shape or found.dtype.kind not in "fiu":
        raise ValueError(f"{must}, not {found.dtype} of shape {found.shape}")


def _derivative(value: PointByPoint, probes: Array) -> tuple[str, Callable[[Array], Array]]:
    """Return the gradient by the complex step where it agrees with central differences, and else by these."""

    def by_differences(p: Array) -> Array:
        return _each(p, lambda one: central(value, one, BEST_STEP * max(1.0, float(np.abs(one).max()))))

    def by_complex_step(p: Array) -> Array:
        return _each(p, lambda one: complex_step(value, one, TINY))

    try:
        pairs = zip(by_differences(probes), by_complex_step(probes), strict=True)
        errors = [relative_error(found, expected) for expected, found in pairs if np.isfinite(expected).all()]
    except Exception:
        errors = []
    # Written so that NaN is none that agrees.
    agrees = bool(errors) and all(error < NEAR for error in errors)
    return ("complex step", by_complex_step) if agrees else ("central differences", by_differences)


def _bends(gradient: Callable[[Array], Array], how: str) -> Callable[[Array], Array]:
    """Return the Hessian, shape (..., D, D), by central differences of the gradient."""
    # Differences of differences have the least error where the step is the fourth root of the machine epsilon.
    width = float(np.finfo(float).eps ** 0.25) if how == "central differences" else BEST_STEP

    def hessian(p: Array) -> Array:
        count = p.shape[-1]
        h = width * np.maximum(1.0, np.abs(p).max(axis=-1))[..., None, None]
        steps = h * np.eye(count)
        found = (gradient(p[..., None, :] + steps) - gradient(p[..., None, :] - steps)) / (2 * h)
        return (found + np.swapaxes(found, -1, -2)) / 2

    return hessian


def _each(params: Array, at: Callable[[Array], Array]) -> Array:
    """Return a gradient at each point of params, shape (..., D)."""
    points = np.asarray(params, dtype=np.float64)
    return np.array([at(point) for point in points.reshape(-1, points.shape[-1])]).reshape(points.shape)


def _numbered(count: int) -> tuple[str, ...]:
    return tuple(f"x{i + 1}" for i in range(count))
