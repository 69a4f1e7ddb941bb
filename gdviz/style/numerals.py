"""How numbers are written in pictures: in the language that is spoken."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gdviz.languages import localized, said

Array = NDArray[np.float64]


def number(value: float) -> str:
    """Return a number for a readout: four significant digits, always written out, so that a counter keeps its width."""
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value != 0 and not 1e-3 <= abs(value) < 1e5:
        mantissa, _, exponent = f"{value:.2e}".partition("e")
        return _written(f"{mantissa}e{int(exponent)}")
    whole_digits = int(np.floor(np.log10(abs(value)))) + 1 if value else 1
    return _written(f"{value:,.{min(max(4 - whole_digits, 0), 5)}f}")


def tick(value: float, digits: int = 6) -> str:
    """Return a number as short as it can be, as axes are labelled, rounded to so many significant digits."""
    mantissa, _, exponent = f"{float(f'{value:.{digits}g}'):,.{max(digits, 6)}g}".partition("e")
    return _written(f"{mantissa}e{int(exponent)}" if exponent else mantissa)


def grouped(value: float) -> str:
    """Return what counts things: a whole number, rounded down, with its thousands apart."""
    return localized(f"{int(value + 1e-6):,}")


def per_cent(hundred: float, decimals: int = 0) -> str:
    """Return so many per cent, with so many decimals."""
    return said("{percent}%", percent=localized(f"{hundred:.{decimals}f}"))


def _written(text: str) -> str:
    """Return a number with a true minus, and with the signs of the language."""
    return localized(text.replace("-", "−"))


def short(value: float) -> str:
    """Return a tick's number, millions and billions by their letters, so that it needs little room."""
    for size, letter in ((1e9, "G"), (1e6, "M")):
        if size <= abs(value) < 1e12:
            return f"{tick(value / size)}{letter}"
    return tick(value)


def share_in_words(share: float) -> str:
    """Return a share as a percentage: whole, or to a tenth where it is nearly none or nearly all."""
    hundred = 100 * share
    if not hundred < 1000:
        return said("over {share} %", share=1000)
    is_fine = 0.05 <= hundred < 0.95 or 99 < hundred < 99.95
    return said("{share} %", share=localized(f"{hundred:.{int(is_fine)}f}"))


def steady(values: Array, digits: int = 5) -> Callable[[float], str]:
    """Return how to write such values: all with the decimals that give the largest so many digits."""
    sizes = np.abs(values[np.isfinite(values)])
    largest = float(sizes.max()) if sizes.size else 0.0
    if not 1e-3 <= largest < 1e6:
        return number
    decimals = max(digits - 1 - int(np.floor(np.log10(largest))), 0)

    def words(value: float) -> str:
        if np.isnan(value):
            return ""
        if abs(value) >= 100 * largest and abs(value) >= 1e4:
            return number(value)
        # Adding 0 makes 0 of -0.
        return _written(f"{round(value, decimals) + 0.0:,.{decimals}f}")

    return words
