"""Where an axis is numbered, and how these numbers are written: one way for figures, reliefs and scenes."""

import math
from collections.abc import Sequence

import numpy as np

from gdviz.style.numerals import short, tick

# Powers of ten are counted by so many: every one of them, every second, fifth, tenth, ...
STRIDES = tuple(step * 10**power for power in range(3) for step in (1, 2, 5))
# The most digits of a number at an axis.
DIGITS = 12
# A number beside an axis has room for so many signs.
ROOM = 6
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Powers of ten between these are written out.
SMALLEST, LARGEST = 9e-4, 1.1e4


def round_numbers(low: float, high: float, about: int, *, integer: bool = False) -> list[float]:
    """Return round numbers, about so many and at least two, from `low` to `high`: where an axis is numbered.

    They are the multiples of 1, 2 or 5 times a power of ten: of the least of which no more than so many fit in between.
    Whole numbers are asked for by `integer`, of which there may be one alone.
    """
    if not low < high:
        return [low]
    # matplotlib's locator takes what is below 1e-14 for nothing.
    wanted = (high / about - low / about) * (1 - 1e-9)
    power = int(np.floor(np.log10(wanted))) + 1
    steps = [(part, place) for place in (power, power - 1, power - 2) for part in (5, 2, 1)]
    if integer:
        steps = [(part, place) for part, place in steps if place >= 0] or [(1, 0)]
    enough = [step for step in steps if float(f"{step[0]}e{step[1]}") >= wanted] or steps[:1]
    values: list[float] = []
    for part, place in steps[steps.index(enough[-1]) :]:
        values = _multiples(low, high, part, place)
        if len(values) > 1:
            break
    return values


def _multiples(low: float, high: float, part: int, power: int) -> list[float]:
    """Return the multiples of `part` times a power of ten between two numbers, each the nearest float."""
    step = float(f"{part}e{power}")
    first, last = math.floor(low / step), math.ceil(high / step)
    values = [float(f"{count * part}e{power}") for count in range(first, last + 1)]
    return [value for value in values if low <= value <= high]


def round_powers(low: float, high: float, about: int) -> list[float]:
    """Return powers of ten from `low` > 0 to `high`, about so many, counted by 1, 2, 5 or 10, 20, 50, ... decades.

    Where there are fewer than three, twice and five times as much are there too, if these are no more than twice as
    many as asked for; where there are still fewer than two, round numbers.
    """
    first, last = np.log10(low), np.log10(high)
    near = range(int(np.floor(first)), int(np.ceil(last)) + 1)
    powers = [power for power in near if low <= float(f"1e{power}") <= high]
    whole = powers
    for stride in STRIDES:
        fewer = [power for power in powers if power % stride == 0]
        if len(fewer) < 2:
            break
        whole = fewer
        if len(whole) <= about + 1:
            break
    if len(whole) > 2 or len(powers) > 2:
        return [float(f"1e{power}") for power in whole]
    parts = [float(f"{part}e{power}") for power in range(int(np.floor(first)), int(last) + 2) for part in (1, 2, 5)]
    parts = [value for value in parts if low <= value <= high]
    if len(whole) == 2 and len(parts) > 2 * about:
        return [float(f"1e{power}") for power in whole]
    return parts if len(parts) > 1 else round_numbers(low, high, about)


def round_bent(low: float, high: float, bend: float, about: int) -> list[float]:
    """Return 0 and powers of ten beyond the linear part, up to `bend`, of an axis that is asinh(value / bend)."""
    greatest = max(abs(low), abs(high))
    first, last = int(np.ceil(np.log10(bend))), int(np.floor(np.log10(greatest)))
    most = max(2, about // 2 if low < 0 < high else about - 1)
    for start in (first + 1, first):
        stride = next((stride for stride in STRIDES if (last - start) // stride < most), STRIDES[-1])
        powers = [float(f"1e{power}") for power in range(last, start - 1, -stride)]
        found = [v for v in (*(-p for p in powers), 0.0, *reversed(powers)) if low <= v <= high]
        if len(found) > 1:
            return found
    return round_numbers(low, high, about)


def are_powers(values: Sequence[float]) -> bool:
    """Return whether numbers of an axis are powers of ten and some of them long, as 10^-20: all but 0 are."""
    sizes = [abs(value) for value in values if value]
    return _are_tens(values) and any(not SMALLEST < size < LARGEST for size in sizes)


def _are_tens(values: Sequence[float]) -> bool:
    exponents = [math.log10(abs(value)) for value in values if value]
    return len(values) > 1 and all(abs(power - round(power)) < 1e-9 for power in exponents)


def words_of(values: Sequence[float], *, room: float = ROOM, kind: str = "linear") -> list[str]:
    """Return how the numbers of an axis are written: short, yet no two of them alike.

    Thousands are parted by commas, unless one takes more signs than there is room for: then they have their letter. On
    an axis of another kind than "linear" powers of ten are written as such where some are long.
    """
    written = [short(value) for value in values]
    is_wide = max(map(len, written), default=0) > room
    if kind != "linear" and (are_powers(values) or (is_wide and _are_tens(values))):
        return [_power(value) for value in values]
    if is_wide and all(not value or 1e3 <= abs(value) < 1e9 for value in values):
        both = zip(values, written, strict=True)
        written = [f"{tick(value / 1e3)}k" if 0 < abs(value) < 1e6 else words for value, words in both]
    digits = 7
    while len(set(written)) < len(values) and digits <= DIGITS:
        written, digits = [tick(value, digits) for value in values], digits + 1
    return written


def _power(value: float) -> str:
    """Return a power of ten, or one with a minus, or 0."""
    if not value:
        return "0"
    return f"{'−' if value < 0 else ''}10{str(round(math.log10(abs(value)))).translate(RAISED)}"
