"""What the lit relief of a page needs beside its runs: the mesh, how lamp and sky reach it, and where it is seen from.

All of it is that of `gdviz figure surface`; the page's own numbers stay what they are.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.lanes import lanes
from gdviz.analysis.slices import names_of_axes
from gdviz.landscapes.landscape import Landscape, bilinear
from gdviz.relief.diorama import CONTOUR_LOOKS, Diorama
from gdviz.relief.floor import DARKEST, HATCH, LIT, PALE, UNDEFINED
from gdviz.relief.grids import smooth
from gdviz.relief.light import LAMP, SKY
from gdviz.relief.lines import CONTOURS, STRONGER, rims
from gdviz.relief.mesh import UNDERSIDE
from gdviz.relief.rulers import TICKS, ticks_between
from gdviz.relief.shadow import floor_light
from gdviz.relief.solid import FLOOR, HEIGHT, LIFT, Relief
from gdviz.relief.trails import NEAR
from gdviz.runs.requirements import why_not_surface
from gdviz.runs.run import Run
from gdviz.style.themes import Style

Array = NDArray[np.float64]
# Cells along each side: five pixels to a cell of a relief as large as a screen.
CELLS = 144
# Light is smoothed over squares so many samples wide.
SOFT = 5
# Fields that are negative in holes, and where heights are cut off, are 0 at MIDDLE, and so steep at most.
MIDDLE, STEPS = 128, 127
# Parts of a place on a rim; and of a depth: so fine that no light on the mesh shows them.
FINEST, DEPTHS = 65535, 16383


def relief_of(
    runs: Sequence[Run], scape: Landscape | None, styles: Sequence[Style], arrays: dict[str, NDArray[Any]]
) -> dict[str, Any] | None:
    """Return what a page is told of the relief of `runs`, or None where they have none, and put its tables into arrays.

    These are called `relief.` and a name.

    The tables have the mesh's shape (ny, nx): `depth` in parts of DEPTHS, the shares `lamp` and `sky` of the light, and
    how dark the floor is (`shade`), in parts of 255; and where there are any, the signed fields `ground` and `plateau`,
    and the points `rims` (n, 2) of the holes' borders on the base. A run that coincides with others for a while has
    its `lanes`, one for each of its rows.
    """
    if scape is None or any(why_not_surface(run) for run in runs):
        return None
    diorama = Diorama(runs, styles[0], cells=CELLS)
    relief, view = diorama.relief, diorama.view(0.5)
    arrays["relief.depth"] = _parts(relief.depth, DEPTHS, np.uint16)
    for place, name in enumerate(("lamp", "sky")):
        # Shadows come from few directions and places: on so fine a mesh their edges would show it.
        arrays[f"relief.{name}"] = _parts(smooth(relief.light[..., place], SOFT), 255, np.uint8)
    arrays["relief.shade"] = _parts(_shade(relief), 255, np.uint8)
    lengths = []
    if relief.ground is not None:
        arrays["relief.ground"] = _signed(relief.ground)
        lines = rims(relief, relief.ground)
        lengths = [len(line) for line in lines]
        places = np.concatenate([np.empty((0, 2)), *lines]) / relief.half
        arrays["relief.rims"] = _parts((places + 1) / 2, FINEST, np.uint16)
    if relief.plateau is not None:
        arrays["relief.plateau"] = _signed(relief.plateau)
    beside = lanes([relief.place(track.points) for track in diorama.tracks], NEAR)
    for index, (run, track, lane) in enumerate(zip(runs, diorama.tracks, beside, strict=True)):
        if lane.any():
            arrays[f"relief.lanes.{index}"] = _lanes(np.interp(run.step, track.steps, lane))
    origin, one = relief.place(np.zeros(2)), relief.place(np.ones(2))
    rulers = [
        dict(zip(("ticks", "words"), ticks_between(grid[[0, -1]], TICKS), strict=True), name=name)
        for grid, name in zip((scape.x, scape.y), names_of_axes(runs, scape), strict=True)
    ]
    return {
        "cells": [len(relief.x) - 1, len(relief.y) - 1],
        "depths": DEPTHS,
        "half": relief.half.tolist(),
        "middle": (-origin / (one - origin)).tolist(),
        "perUnit": (one - origin).tolist(),
        "height": HEIGHT,
        "floor": FLOOR,
        "lift": LIFT,
        "lamp": relief.lamp.tolist(),
        "light": [LAMP.tolist(), SKY.tolist()],
        "underside": UNDERSIDE,
        "pale": PALE,
        "hatch": [HATCH, UNDEFINED],
        "contours": {"count": CONTOURS, "stronger": STRONGER, "looks": CONTOUR_LOOKS},
        "camera": {"azimuth": float(view.azimuth % 360), "elevation": float(view.elevation), "distance": 1},
        "rims": lengths,
        "rulers": rulers,
        "stretches": [[[one.first, one.last, one.depth] for one in stretches] for stretches in diorama.trust.stretches],
        "notes": diorama.notes,
    }


def _shade(relief: Relief) -> Array:
    """Return how opaque the shade on the floor is under each vertex of the mesh."""
    x, y, light = floor_light(relief)
    lost = 1 - (light @ [LIT, 1 - LIT])
    return DARKEST * bilinear(x, y, lost, *np.meshgrid(relief.x, relief.y))


def _parts(share: Array, parts: int, kind: type[np.unsignedinteger[Any]]) -> NDArray[Any]:
    return np.rint(np.clip(share, 0, 1) * parts).astype(kind)


def _lanes(lane: Array) -> NDArray[Any]:
    """Return lanes as bytes, sixteen to a lane."""
    return np.clip(MIDDLE + np.rint(16 * lane), 0, 255).astype(np.uint8)


def _signed(field: Array) -> NDArray[Any]:
    """Return a field that passes zero as bytes: zero is between two of them, so that no sample's side is lost."""
    steepest = max(float(np.abs(field).max()), 1e-9)
    step = np.rint(np.abs(field) / steepest * (STEPS - 1)) + 1
    return np.where(field > 0, MIDDLE + step, MIDDLE - step).astype(np.uint8)
