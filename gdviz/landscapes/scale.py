"""How a loss becomes a depth: for colours, heights and contour levels alike."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# Nothing greater is drawn: the difference of two overflows, and so do axes that go beyond.
HUGE = 1e300
# A range this many times as wide as that of all but the highest, or the lowest, fiftieth of the samples has a spike
# that would leave nothing else to be seen; what is shown goes half as far again beyond the others.
SPIKE, BEYOND = 8.0, 0.5
EXTREME = 0.02
# Away from a pole a function levels off: over two samples it rises less than so many times as far as over one.
LEVELS_OFF = 1.5


@dataclass(frozen=True)
class Scale:
    """How a loss becomes a depth in [0, 1], for colours, heights and contour levels alike.

    With share = (f - low) / (high - low) and s = 10^decades, the depth is log(1 + s share) / log(1 + s): a log scale of
    the distance from the lowest loss over so many decades, without a pole at the minimum. With 0 decades it is the
    share itself.
    """

    low: float
    high: float
    decades: int

    @classmethod
    def of(cls, loss: Array, decades: int) -> "Scale":
        """Return the scale for sampled losses; values that are not finite are left out.

        Where there is no bottom, what lies below most is cut off; see `bottom_of`.
        """
        low, high = bottom_of(loss), min(float(np.max(loss, where=np.isfinite(loss), initial=-np.inf)), HUGE)
        return cls.between(low, high, decades)

    @classmethod
    def between(cls, low: float, high: float, decades: int) -> "Scale":
        """Return the scale from one loss to another, which may be the same."""
        return cls(low, high if high > low else low + max(1.0, 1e-9 * abs(low)), decades)

    @classmethod
    def for_heights(cls, loss: Array) -> "Scale":
        """Return the scale for a surface: over two decades where the range is wild, else linear.

        Wild means that half the samples lie in the lowest eighth of the range: a linear scale would show the walls
        only.
        """
        linear = cls.of(loss, 0)
        depth = linear.depth(loss)
        return replace(linear, decades=2) if np.nanmedian(depth) < 1 / 8 and np.nanmax(depth) > 0 else linear

    @classmethod
    def for_contours(cls, loss: Array) -> "Scale":
        """Return the log scale for flat pictures: over as few decades, 1 to 6, as bring the median half way up.

        Then the bands are about evenly filled, for a gentle bowl and for a function that spans a million alike. Where
        there is no bottom, and so no least loss that is worth the finest bands, spikes are cut off too.
        """
        whole = cls.of(loss, 1)
        if whole.cuts_below(loss):
            whole = cls.between(whole.low, top_of(loss, whole.low), 1)
        scales = [replace(whole, decades=decades) for decades in range(1, 7)]
        return next((scale for scale in scales if np.nanmedian(scale.depth(loss)) >= 0.5), scales[-1])

    def cuts_below(self, loss: Array) -> bool:
        """Return whether some of the losses are lower than is shown."""
        return bool(np.min(loss, where=~np.isnan(loss), initial=np.inf) < self.low)

    def cuts_above(self, loss: Array) -> bool:
        """Return whether some of the finite losses are higher than is shown."""
        return bool(np.max(loss, where=np.isfinite(loss), initial=-np.inf) > self.high)

    def depth(self, loss: Array) -> Array:
        """Return the depths of losses, clipped to [0, 1]."""
        share = np.clip((np.clip(loss, -HUGE, HUGE) - self.low) / (self.high - self.low), 0, 1)
        return np.log1p(10**self.decades * share) / np.log1p(10**self.decades) if self.decades else share

    def loss_at(self, depth: Array) -> Array:
        """Return the losses of depths in [0, 1]."""
        share = np.expm1(depth * np.log1p(10**self.decades)) / 10**self.decades if self.decades else depth
        return np.asarray(self.low + (self.high - self.low) * share)


def height_scale(loss: Array, kind: str = "auto") -> Scale:
    """Return how losses become heights: "linear", "log" over two decades or three, or "auto", what the range asks for.

    Where a spike dwarfs everything, by itself it is cut off: the scale's `high` is then below the highest loss. Where
    there is no bottom its `low` is above the lowest, whatever the kind. Three decades are for where two leave half the
    samples in the lowest eighth.
    """
    if kind == "auto":
        loss = np.minimum(loss, top_of(loss, bottom_of(loss)))
    scale = Scale.for_heights(loss) if kind == "auto" else Scale.of(loss, 2 if kind == "log" else 0)
    return Scale.of(loss, 3) if scale.decades and np.nanmedian(scale.depth(loss)) < 1 / 8 else scale


def bottom_of(loss: Array) -> float:
    """Return the lowest of sampled losses (ny, nx) to show: the least, unless there is a pole where they go on falling.

    A well, however narrow, is no pole: about its lowest sample the losses rise ever faster before they level off.

    Raises
    ------
    ValueError
        If no loss is finite.
    """
    finite = np.clip(loss[np.isfinite(loss)], -HUGE, HUGE)
    if not finite.size:
        raise ValueError("the landscape has no finite value in its box; take it elsewhere, by another start or domain")
    lowest, least, most = (float(v) for v in np.quantile(finite, [0, EXTREME, 1 - EXTREME]))
    if not most - lowest > SPIKE * (most - least) > 0 or not _is_pole(loss):
        return lowest
    return max(round_number(least - BEYOND * (most - least)), lowest)


def top_of(loss: Array, low: float) -> float:
    """Return the greatest of sampled losses to show above the lowest, `low`: the greatest, or less than a spike.

    Where what is lower than `low` is cut off, a spike is one to the losses without the lowest fiftieth, as below.
    """
    finite = np.clip(loss[np.isfinite(loss)], -HUGE, HUGE)
    lowest, least, most, high = (float(v) for v in np.quantile(finite, [0, EXTREME, 1 - EXTREME, 1]))
    low = least if lowest < low < least else low
    return round_number(most + BEYOND * (most - low)) if high - low > SPIKE * (most - low) > 0 else high


def _is_pole(loss: Array) -> bool:
    """Return whether losses fall towards their lowest sample as they do towards a pole, along one of the axes."""
    table = np.clip(np.where(np.isnan(loss), np.inf, loss), -HUGE, HUGE)
    at = np.unravel_index(int(np.argmin(np.where(np.isfinite(loss), table, np.inf))), table.shape)
    for axis, place in enumerate(at):
        across: tuple[Any, ...] = (*at[:axis], slice(None), *at[axis + 1 :])
        line = table[across]
        for side in (line[place::-1], line[place:]):
            if len(side) > 2 and side[1] > side[0] and side[2] - side[0] < LEVELS_OFF * (side[1] - side[0]):
                return True
    return False


def round_number(value: float) -> float:
    """Return a number rounded to two digits."""
    return float(f"{value:.1e}")
