"""The landscape as a page holds it: the depth of its scale in 65,532 steps, far finer than a screen shows."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.bands import band_bounds
from gdviz.analysis.framing import is_to_scale
from gdviz.analysis.slices import names_of_axes
from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import Scale, height_scale
from gdviz.pages.courses import Arrays
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# Codes: depths from 0 to DEEPEST steps, and those of what has no depth.
DEEPEST, BELOW, ABOVE, UNDEFINED = 65532, 65533, 65534, 65535


def field_of(runs: Sequence[Run], scape: Landscape, arrays: Arrays) -> dict[str, Any]:
    """Return what is said of the landscape, and put it into the arrays; where no loss is known it has no levels."""
    is_known = bool(np.isfinite(scape.loss).any())
    scale = Scale.for_contours(scape.loss) if is_known else Scale(0.0, 1.0, 0)
    heights = height_scale(scape.loss) if is_known else scale
    span = Scale(min(scale.low, heights.low), max(scale.high, heights.high), scale.decades)
    arrays["field.codes"] = codes_of(scape.loss, span)
    arrays["field.x"], arrays["field.y"] = np.asarray(scape.x, float), np.asarray(scape.y, float)
    arrays["field.levels"] = losses_at(scale, band_bounds()[1:-1] if is_known else np.empty(0))
    labels = names_of_axes(runs, scape)
    return {
        "labels": labels if len(labels) > 1 else [*labels, "loss"],
        "scale": asdict(scale),
        "heights": asdict(heights),
        "low": span.low,
        "high": span.high,
        "deepest": DEEPEST,
        "isToScale": is_to_scale(scape),
        "minima": runs[0].minima.tolist() if scape.is_whole_space else [],
    }


def codes_of(loss: Array, span: Scale) -> NDArray[np.uint16]:
    """Return losses as whole numbers: the nearest step of their depth, and what is not finite.

    So a depth is off by no more than half a step, 1 / (2 DEEPEST); a loss beyond the span is at its end.
    """
    with np.errstate(invalid="ignore"):
        codes = np.rint(np.nan_to_num(span.depth(loss)) * DEEPEST).astype(np.uint16)
    codes[np.isnan(loss)] = UNDEFINED
    codes[loss == np.inf] = ABOVE
    codes[loss == -np.inf] = BELOW
    return codes


def losses_at(scale: Scale, depth: Array) -> Array:
    """Return the losses at depths in [0, 1]: `Scale.depth` the other way."""
    slope = 10.0**scale.decades
    share = np.expm1(depth * np.log1p(slope)) / slope if scale.decades else depth
    return np.asarray(scale.low + share * (scale.high - scale.low))
