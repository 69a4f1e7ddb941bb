"""Whether runs come out the same beside others as alone: found by watching what a step asks of NumPy.

Each row of what is watched stands for a run. Let through are functions of single numbers whose bits do not depend on
how many stand in a row, sums and products of two, and what only moves numbers about. A matrix product, a sum of more,
or anything that is not known is not: their last bits depend on the order of the work, and so on the number of rows.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.solving.rows import of_entry

# So many rows are watched: an array of so many that is not watched, and not the same in each, has been lost sight of.
WATCHED = 7
# Rounded as IEEE 754 says, or not at all.
EXACT = {
    *("add", "subtract", "multiply", "divide", "negative", "positive", "absolute", "fabs", "sqrt", "square"),
    *("reciprocal", "sign", "copysign", "maximum", "minimum", "fmax", "fmin", "floor", "ceil", "trunc", "rint"),
    *("equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "heaviside", "clip"),
    *("isfinite", "isnan", "isinf", "signbit", "logical_and", "logical_or", "logical_not", "logical_xor"),
    *("bitwise_and", "bitwise_or", "bitwise_xor", "invert"),
}
# The same in any place of any array, unless a trial shows otherwise.
TRIED = {
    *("sin", "cos", "tan", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "tanh", "sinh", "cosh"),
    *("arcsin", "arccos", "arctan", "arcsinh", "arccosh", "arctanh", "cbrt", "arctan2", "hypot", "logaddexp"),
}
# Of so many numbers the order of a sum makes no difference; of the largest it never does.
PAIR, ANY_NUMBER = {"add", "multiply"}, {"maximum", "minimum", "logical_and", "logical_or"}
# What moves numbers about, or calls the functions above.
MOVING = {
    *("stack", "concatenate", "where", "broadcast_to", "zeros_like", "ones_like", "full_like", "empty_like", "copyto"),
    *("moveaxis", "swapaxes", "transpose", "expand_dims", "squeeze", "reshape", "shape", "ndim", "size", "copy"),
    *("sum", "prod", "mean", "max", "min", "amax", "amin", "any", "all", "clip", "select", "sinc", "result_type"),
    *("cumsum", "cumprod", "real", "iscomplexobj"),
}


class NotElementwise(Exception):  # noqa: N818  # no error, but an answer
    """What is watched did something whose bits may depend on how many runs there are."""


class Watched(np.ndarray[Any, np.dtype[Any]]):
    """Rows of runs that raise NotElementwise at what may make them differ from each run alone.

    Attributes
    ----------
    is_number
        Whether one row, where it has no axes, is one of NumPy's numbers, and not an array without axes.
    is_plain
        Whether what stands for it in earnest is an ordinary array.
    is_column
        Whether it is a number of each run, shape (M, 1), such as a learning rate.
    """

    __array_priority__ = 3.0
    is_number = False
    is_plain = False
    is_column = False

    def __array_finalize__(self, made_of: Any) -> None:
        """Take after what it was made of."""
        self.is_number = getattr(made_of, "is_number", False)
        self.is_plain = getattr(made_of, "is_plain", False)
        self.is_column = getattr(made_of, "is_column", False)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **how: Any) -> Any:
        """Let a function of single numbers through."""
        check_call(ufunc, method, inputs, how)
        if ufunc is np.power and not (isinstance(inputs[1], int | float) and is_steady(ufunc, float(inputs[1]))):
            raise NotElementwise("power")
        return self._reckon(ufunc, method, inputs, out, how)

    def _reckon(self, ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], out: Any, how: dict[str, Any]) -> Any:
        watched = [one for one in inputs if isinstance(one, Watched)]
        if out is not None:
            if not all(isinstance(one, Watched) for one in out):
                raise NotElementwise("numbers written where nobody watches")
            how["out"] = tuple(_bare(one) for one in out)
        found = getattr(ufunc, method)(*(_bare(one) for one in inputs), **how)
        if out is not None:
            return out[0]
        is_column = all(one.is_column for one in watched)
        is_plain = is_column or all(one.is_plain for one in watched)
        return _watch(found, is_number=found.ndim == 1, is_plain=is_plain, is_column=is_column)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Let through what moves numbers about."""
        if function.__name__ not in MOVING:
            raise NotElementwise(f"numpy.{function.__name__}")
        if function.__name__ in ("stack", "concatenate"):
            for one in args[0]:
                _see(one)
        found = super().__array_function__(function, types, args, kwargs)
        if not isinstance(found, np.ndarray):
            return found
        if function.__name__ in ("where", "broadcast_to", "select"):
            for one in args:
                _see(one)
            return _watch(found.view(np.ndarray), is_number=False, is_plain=True)
        return found if isinstance(found, Watched) else _watch(found, is_number=False, is_plain=True)

    def __getitem__(self, index: Any) -> Any:
        """Return a part, and note whether it is a number of each run."""
        found = super().__getitem__(index)
        if isinstance(found, Watched) and found.ndim == 1:
            found.is_number = not of_entry(index)
        return found

    def __pow__(self, exponent: Any, modulo: None = None) -> Any:
        """Let a power through that will be taken as of each run alone."""
        if self.is_plain and (self.is_column or (self.ndim == 1 and self.is_number)):
            raise NotElementwise("a power of numbers that are no rows")
        if isinstance(exponent, Watched):
            raise NotElementwise("a power with an exponent of each run")
        return self._reckon(np.power, "__call__", (self, exponent), None, {})

    def __rpow__(self, base: Any, modulo: None = None) -> Any:
        """Let no power through whose exponent differs from run to run."""
        raise NotElementwise("a power with an exponent of each run")

    def __ipow__(self, exponent: Any) -> Any:  # type: ignore[misc, override]
        """Take a power in its place as any other."""
        raise NotElementwise("a power in place")

    def __bool__(self) -> bool:
        """Refuse to decide for all runs at once."""
        raise NotElementwise("a decision")

    def item(self, *args: Any) -> Any:
        """Refuse to leave the array."""
        raise NotElementwise("a number by itself")

    def tolist(self) -> Any:
        """Refuse to leave the array."""
        raise NotElementwise("a list of numbers")


def observe(rows: NDArray[Any], *, is_plain: bool, is_column: bool = False) -> Watched:
    """Return rows of runs that are watched; see `Watched` for what may be said of them."""
    return _watch(np.array(rows), is_number=False, is_plain=is_plain, is_column=is_column)


def check_call(ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], how: dict[str, Any]) -> None:
    """Raise NotElementwise where a function's bits may depend on the number of runs."""
    for one in inputs:
        _see(one)
    name = ufunc.__name__
    if method in ("reduce", "accumulate"):
        axis = how.get("axis", 0)
        array = inputs[0]
        if not isinstance(axis, int | np.integer) or axis in (0, -array.ndim):
            raise NotElementwise(f"{name} over runs")
        # What is accumulated is done in order, one after another.
        if name in ANY_NUMBER or (name in PAIR and (method == "accumulate" or array.shape[axis] <= 2)):
            return
        raise NotElementwise(f"{name} of {array.shape[axis]} numbers")
    if method != "__call__" or how.keys() - {"dtype", "casting", "subok"}:
        raise NotElementwise(f"{name}.{method}")
    if name in EXACT or ufunc is np.power or (name in TRIED and is_steady(ufunc)):
        return
    raise NotElementwise(name)


@cache
def is_steady(ufunc: np.ufunc, *others: float) -> bool:
    """Return whether a function makes the same of a number alone, in a long row, and in one with gaps; tried out.

    Its last arguments may be the same for all.
    """
    rng = np.random.default_rng(1)
    numbers = [rng.normal(size=301) * 10.0 ** rng.integers(-4, 3, 301) for _ in range(ufunc.nin - len(others))]
    with np.errstate(all="ignore"):
        together = ufunc(*numbers, *others)
        gaps = ufunc(*(np.stack([one, one, one], axis=-1)[:, 1] for one in numbers), *others)
        alone = np.array([ufunc(*each, *others) for each in zip(*numbers, strict=True)])
    return together.tobytes() == gaps.tobytes() == alone.tobytes()


def _see(one: Any) -> None:
    """Raise NotElementwise for an array that has a row for each run and comes from one that nobody watched."""
    lost = isinstance(one, np.ndarray) and not isinstance(one, Watched) and one.ndim and len(one) == WATCHED
    if lost and not all(np.array_equal(row, one[0], equal_nan=True) for row in one[1:]):
        raise NotElementwise("numbers that were lost sight of")


def _bare(one: Any) -> Any:
    return one.view(np.ndarray) if isinstance(one, Watched) else one


def _watch(array: NDArray[Any], *, is_number: bool, is_plain: bool, is_column: bool = False) -> Watched:
    made = array.view(Watched)
    made.is_number, made.is_plain, made.is_column = is_number, is_plain, is_column
    return made
