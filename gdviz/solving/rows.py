"""Arrays of which each row is a run of its own, and that reckon with it to the last bit as if it were alone.

NumPy's elementwise functions make the same of a number wherever it lies, but for one: where a run by itself has come
to a single number, Python raises it to a power by the C library, and arrays of them by multiplying, or by what the
processor has for it.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Veltkamp's constant, 2^27 + 1: it cuts a double into two halves whose products are exact.
SPLIT = 134217729.0
EXPONENT = np.int64(0x7FF0 << 48)
# A product that was rounded by less than this share of its last place is what any library says of the square.
CERTAIN = 0.48
# Numbers on which it is tried out whether that is so.
TRIED = 4096


class RunRows(np.ndarray[Any, np.dtype[Any]]):
    """One row a run, shape (M, ...); of shape (M,) it stands for one of NumPy's numbers in each."""

    __array_priority__ = 2.0

    def __getitem__(self, index: Any) -> Any:
        """Return a part; ``p[..., i]`` of one run is an array without axes, and no number yet."""
        found = super().__getitem__(index)
        if isinstance(found, np.ndarray) and found.ndim == 1 and of_entry(index):
            return found.view(Entries)
        return found

    def __pow__(self, exponent: Any, modulo: None = None) -> Any:
        """Return the power of each number as the C library has it; of arrays as NumPy has it."""
        if self.ndim != 1:
            return super().__pow__(exponent)
        return power_alone(np.asarray(self), exponent).view(RunRows)

    def __rpow__(self, base: Any, modulo: None = None) -> Any:
        """Return a power with numbers as exponents, as the C library has it; of arrays as NumPy has it."""
        if self.ndim != 1:
            return super().__rpow__(base)
        return power_alone(base, np.asarray(self)).view(RunRows)


class Entries(RunRows):
    """One entry of every run's parameters, shape (M,): of each an array without axes, and what comes of it a number."""

    __array_priority__ = 1.0

    def __array_wrap__(self, array: NDArray[Any], context: Any = None, return_scalar: bool = False) -> Any:
        """Return what a function made of them."""
        return array.view(RunRows)

    def __pow__(self, exponent: Any, modulo: None = None) -> Any:
        """Return the power as NumPy has it of arrays."""
        return np.ndarray.__pow__(self, exponent)

    def __rpow__(self, base: Any, modulo: None = None) -> Any:
        """Return the power as NumPy has it of arrays."""
        return np.ndarray.__rpow__(self, base)


def of_entry(index: Any) -> bool:
    """Return whether an index of one run's array leads to an array without axes rather than to a number."""
    return index is Ellipsis or (isinstance(index, tuple) and any(part is Ellipsis for part in index))


def power_alone(base: Any, exponent: Any) -> Array:
    """Return base^exponent, number by number as NumPy's single numbers have it; one of both is an array (M,)."""
    if isinstance(exponent, int | float) and exponent == 2 and _is_certain():
        square, doubtful = square_of(base)
        if doubtful.any():
            square[doubtful] = _one_by_one(base[doubtful], exponent)
        return square
    return _one_by_one(base, exponent)


def square_of(numbers: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Return the squares, and where they were rounded by about half of the last place, or nothing is known of that.

    The rounding error is found by Dekker's product (T. J. Dekker, A floating-point technique for extending the
    available precision, 1971).
    """
    square = numbers * numbers
    high = SPLIT * numbers
    high = high - (high - numbers)
    low = numbers - high
    error = high * high
    error -= square
    high *= 2.0
    high *= low
    error += high
    low *= low
    error += low
    last_place = (square.view(np.int64) & EXPONENT).view(np.float64)
    last_place *= CERTAIN * 2.0**-52
    # Written so that NaN is in doubt too, and with it all that overflows; what is near zero is not halved exactly.
    doubtful = ~(np.abs(error, out=error) < last_place)
    tiny = square < 1e-280
    if tiny.any():
        doubtful |= tiny & (numbers != 0)
        doubtful &= numbers != 0
    return square, doubtful


def _one_by_one(base: Any, exponent: Any) -> Array:
    bases, exponents = np.broadcast_arrays(np.asarray(base, np.float64), np.asarray(exponent, np.float64))
    return np.array([one**other for one, other in zip(bases, exponents, strict=True)], np.float64)


@cache
def _is_certain() -> bool:
    """Return whether the C library squares as is foreseen here, by trying it out."""
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=TRIED) * 10.0 ** rng.integers(-9, 9, TRIED)
    square, doubtful = square_of(numbers)
    return bool((square == _one_by_one(numbers, 2.0))[~doubtful].all())
