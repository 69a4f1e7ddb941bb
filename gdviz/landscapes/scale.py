"""How a loss becomes a depth: for colours, heights and contour levels alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# Nothing greater is drawn: the difference of two overflows, and so do axes that go beyond.
HUGE = 1e300


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
        """Return the scale for sampled losses; values that are not finite are left out."""
        finite = loss[np.isfinite(loss)]
        if not finite.size:
            raise ValueError("the landscape has no finite value in the sampled box; solve with another --start")
        low, high = max(float(finite.min()), -HUGE), min(float(finite.max()), HUGE)
        return cls(low, high if high > low else low + max(1.0, 1e-9 * abs(low)), decades)

    @classmethod
    def for_heights(cls, loss: Array) -> "Scale":
        """Return the scale for a surface: over two decades where the range is wild, else linear.

        Wild means that half the samples lie in the lowest eighth of the range: a linear scale would show the walls
        only.
        """
        linear = cls.of(loss, 0)
        return cls.of(loss, 2) if np.nanmedian(linear.depth(loss)) < 1 / 8 else linear

    @classmethod
    def for_contours(cls, loss: Array) -> "Scale":
        """Return the log scale for flat pictures: over as few decades, 1 to 6, as bring the median half way up.

        Then the bands are about evenly filled, for a gentle bowl and for a function that spans a million alike.
        """
        scales = [cls.of(loss, decades) for decades in range(1, 7)]
        return next((scale for scale in scales if np.nanmedian(scale.depth(loss)) >= 0.5), scales[-1])

    def depth(self, loss: Array) -> Array:
        """Return the depths of losses, clipped to [0, 1]."""
        share = np.clip((np.clip(loss, -HUGE, HUGE) - self.low) / (self.high - self.low), 0, 1)
        return np.log1p(10**self.decades * share) / np.log1p(10**self.decades) if self.decades else share


# A range this many times as wide as that of all but the highest fiftieth of the samples has a spike that would leave
# nothing else to be seen.
SPIKE = 8.0


def height_scale(loss: Array, kind: str = "auto") -> Scale:
    """Return how losses become heights: "linear", "log" over two decades or three, or "auto", what the range asks for.

    Where a spike dwarfs everything, by itself it is cut off: the scale's `high` is then below the highest loss. Three
    decades are for where two leave half the samples in the lowest eighth.
    """
    finite = np.clip(loss[np.isfinite(loss)], -HUGE, HUGE)
    if kind == "auto" and finite.size:
        low, most, high = np.quantile(finite, [0, 0.98, 1])
        if high - low > SPIKE * (most - low) > 0:
            loss = np.minimum(loss, round_number(low + 1.5 * (most - low)))
    scale = Scale.for_heights(loss) if kind == "auto" else Scale.of(loss, 2 if kind == "log" else 0)
    return Scale.of(loss, 3) if scale.decades and np.nanmedian(scale.depth(loss)) < 1 / 8 else scale


def round_number(value: float) -> float:
    """Return a number rounded to two digits."""
    return float(f"{value:.1e}")
