"""How numbers are written in pictures."""

import numpy as np


def number(value: float) -> str:
    """Return a number for a readout: four significant digits, always written out, so that a counter does not twitch."""
    if not np.isfinite(value):
        return "∞"
    if value != 0 and not 1e-3 <= abs(value) < 1e5:
        mantissa, _, exponent = f"{value:.2e}".partition("e")
        return _true_minus(f"{mantissa}e{int(exponent)}")
    whole_digits = int(np.floor(np.log10(abs(value)))) + 1 if value else 1
    return _true_minus(f"{value:.{min(max(4 - whole_digits, 0), 5)}f}")


def tick(value: float, digits: int = 6) -> str:
    """Return a number as short as it can be, as axes are labelled, rounded to so many significant digits."""
    mantissa, _, exponent = f"{float(f'{value:.{digits}g}'):g}".partition("e")
    return _true_minus(f"{mantissa}e{int(exponent)}" if exponent else mantissa)


def _true_minus(text: str) -> str:
    return text.replace("-", "−")
