"""From runs to what a page is made of: JSON, and arrays in one blob. What a page shows of a run is exact."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.bands import band_bounds
from gdviz.analysis.comparison import fates_of, headline_of, method_of
from gdviz.analysis.framing import is_to_scale, names_of_parameters
from gdviz.analysis.names import names_alone
from gdviz.analysis.slices import names_of_axes
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import HUGE, Scale, height_scale
from gdviz.pages.contents import chosen_panels, panels_of
from gdviz.pages.packing import pack
from gdviz.pages.relief import relief_of
from gdviz.pages.words import LANGUAGES
from gdviz.runs.run import Run
from gdviz.style.colors import mix, ramp
from gdviz.style.themes import BANDS, Style

Array = NDArray[np.float64]
Arrays = dict[str, NDArray[Any]]
VERSION = 1
# Codes of the landscape: depths from 0 to NOTHING, and what has none.
NOTHING, BELOW, ABOVE, UNDEFINED = 65532, 65533, 65534, 65535
# Of so many parameters each is told; of more, the coordinates in the plane alone.
FEW = 12
# What else a panel, or the page's solver, needs of the runs, by its name: JSON, or None where there is nothing. Its
# arrays it puts into the table, under names that begin with its own.
EXTRAS: dict[str, Callable[[Sequence[Run], Landscape, Sequence[Style], Arrays], Any]] = {"relief": relief_of}


@dataclass(frozen=True, eq=False)
class Payload:
    """What a page is made of.

    Attributes
    ----------
    head
        What is JSON.
    blob
        The arrays that it names, deflated.
    """

    head: dict[str, Any]
    blob: bytes


def payload_of(
    runs: Sequence[Run],
    styles: Sequence[Style],
    *,
    mode: str = "auto",
    language: str = "en",
    panels: Sequence[str] | None = None,
    state: str = "",
) -> Payload:
    """Return what a page of `runs` is made of.

    Parameters
    ----------
    styles
        Light and dark.
    mode
        "light", "dark" or "auto", which follows the reader's setting.
    language
        One of LANGUAGES.
    panels
        Their names; all that the runs have unless given.
    state
        Where the page begins: what its address would have after the "#".
    """
    arrays: Arrays = {}
    scape = widest(runs)
    head = {
        "version": VERSION,
        "title": styles[0].title if styles[0].title is not None else str(headline_of(runs[0])),
        "subtitle": method_of(runs[0]) if len(runs) == 1 else "",
        "language": language,
        "mode": mode,
        "themes": {style.name: _colours(style, len(runs)) for style in styles},
        "words": LANGUAGES[language],
        "panels": panels_of(runs) if panels is None else chosen_panels(runs, panels),
        "state": state,
        "runs": _runs(runs, scape, arrays),
        "field": _field(runs, scape, arrays),
        "extras": {
            name: told for name, extra in EXTRAS.items() if (told := extra(runs, scape, styles, arrays)) is not None
        },
    }
    entries, blob = pack(arrays)
    return Payload({**head, "arrays": entries}, blob)


def _extras(runs: Sequence[Run], scape: Landscape, styles: Sequence[Style], arrays: Arrays) -> dict[str, Any]:
    """Return what single panels need besides."""
    told = {name: extra(runs, scape, styles, arrays) for name, extra in EXTRAS.items()}
    return {name: each for name, each in told.items() if each is not None}


def _colours(style: Style, count: int) -> dict[str, Any]:
    """Return the colours of a theme by the names that the page has for them."""
    bands = ramp(style.field)[((np.arange(BANDS) + 0.5) / BANDS * 256).astype(int)]
    looks = [style.look_of(index, count) for index in range(max(count, len(style.series)))]
    return {
        **{name: getattr(style, name) for name in ("background", "ink", "muted", "grid", "accent", "casing", "shade")},
        "panel": mix(style.background, style.grid, 0.18),
        "ramp": _hexes(bands),
        "relief": _hexes(ramp(style.relief, 64)),
        "classes": style.classes,
        "classFields": style.class_fields,
        "looks": [{"color": look.color, "dash": look.dash, "marker": look.marker} for look in looks],
    }


def _hexes(colors: Array) -> list[str]:
    return ["#" + "".join(f"{round(255 * part):02x}" for part in color) for color in colors.tolist()]


def _runs(runs: Sequence[Run], scape: Landscape, arrays: Arrays) -> list[dict[str, Any]]:
    """Return what is said of each run, and put its numbers into the arrays."""
    longest, names = max(run.steps for run in runs), names_alone(runs)
    return [_run(run, f"run.{i}", names[i], scape, longest, arrays) for i, run in enumerate(runs)]


def _run(run: Run, key: str, name: str, scape: Landscape, longest: int, arrays: Arrays) -> dict[str, Any]:
    with np.errstate(all="ignore"):
        places = np.asarray(scape.project(np.asarray(run.params, float)))
    is_identity = scape.is_whole_space and scape.along == tuple(range(len(scape.axes)))
    for axis, column in zip("xy", places.T, strict=False):
        arrays[f"{key}.{axis}"] = np.ascontiguousarray(column)
    if not is_identity and run.params.shape[1] <= FEW:
        for place, column in enumerate(np.asarray(run.params, float).T):
            arrays[f"{key}.params.{place}"] = np.ascontiguousarray(column)
    arrays[f"{key}.loss"] = np.asarray(run.loss, float)
    if not np.array_equal(run.step, np.arange(len(run.step))):
        arrays[f"{key}.step"] = np.asarray(run.step, float)
    if "gradient" in run.arrays and run.steps == len(run.step) - 1:
        with np.errstate(all="ignore"):
            norms = np.linalg.norm(np.asarray(run.gradient, float), axis=1)
        # Of the last point no gradient was taken.
        arrays[f"{key}.gradient"] = np.append(norms, np.nan)
    fates = fates_of(run, Trajectory.of(run, scape), longest)
    return {
        "name": name,
        "title": method_of(run),
        "optimizer": run.optimizer["name"],
        "settings": _settings(run),
        "names": names_of_parameters(run),
        "ending": fates[-1][1] if fates else str(run.stop["message"]),
        "fates": fates,
        "command": "",
        "identity": is_identity,
    }


def _settings(run: Run) -> dict[str, float]:
    """Return a run's learning rate and the numbers among its optimizer's settings."""
    chosen = {"lr": run.optimizer["lr"], **run.optimizer["hyperparameters"]}
    return {name: float(value) for name, value in chosen.items() if isinstance(value, int | float)}


def _field(runs: Sequence[Run], scape: Landscape, arrays: Arrays) -> dict[str, Any]:
    """Return what is said of the landscape, and put it into the arrays."""
    scale, heights = Scale.for_contours(scape.loss), height_scale(scape.loss)
    span = Scale(min(scale.low, heights.low), max(scale.high, heights.high), scale.decades)
    arrays["field.codes"] = codes_of(scape.loss, span)
    arrays["field.x"], arrays["field.y"] = np.asarray(scape.x, float), np.asarray(scape.y, float)
    arrays["field.levels"] = losses_at(scale, band_bounds()[1:-1])
    return {
        "labels": [*names_of_axes(runs, scape), "loss"][:2],
        "scale": _constants(scale),
        "heights": _constants(heights),
        "low": span.low,
        "high": span.high,
        "nothing": NOTHING,
        "isToScale": len(scape.y) > 0 and is_to_scale(scape),
        "minima": runs[0].minima.tolist() if scape.is_whole_space else [],
    }


def _constants(scale: Scale) -> dict[str, float]:
    return {"low": scale.low, "high": scale.high, "decades": scale.decades}


def codes_of(loss: Array, span: Scale) -> NDArray[np.uint16]:
    """Return losses as whole numbers: the depth in steps of 1 / NOTHING, to the nearest one, and what is not finite."""
    with np.errstate(invalid="ignore"):
        codes = np.rint(np.nan_to_num(span.depth(np.clip(loss, -HUGE, HUGE))) * NOTHING).astype(np.uint16)
    codes[np.isnan(loss)] = UNDEFINED
    codes[loss == np.inf] = ABOVE
    codes[loss == -np.inf] = BELOW
    return codes


def losses_at(scale: Scale, depth: Array) -> Array:
    """Return the losses at depths in [0, 1]: `Scale.depth` the other way."""
    slope = 10.0**scale.decades
    share = np.expm1(depth * np.log1p(slope)) / slope if scale.decades else depth
    return np.asarray(scale.low + share * (scale.high - scale.low))
