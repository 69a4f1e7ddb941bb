"""From runs to what a page is made of: JSON, and arrays in one blob.

What a page tells of a run is the run's own, to the last bit: its parameters, losses and gradients are there as they
were recorded. The landscape, which is only looked at, is kept in steps too small to be seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.comparison import headline_of, why_not_together
from gdviz.analysis.plain_field import on_plain_field
from gdviz.analysis.trajectory import widest
from gdviz.analysis.trust import Trust, summary_of
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import phrased, spoken
from gdviz.pages.boundary import boundary_of
from gdviz.pages.brand import logo_of, sheet_of
from gdviz.pages.contents import PANELS, chosen_panels, panels_of
from gdviz.pages.courses import Arrays, courses_of
from gdviz.pages.curve import curve_of
from gdviz.pages.field import field_of
from gdviz.pages.fit import fit_of
from gdviz.pages.packing import pack
from gdviz.pages.relief import relief_of
from gdviz.pages.solvable import solving_of
from gdviz.pages.words import page_words
from gdviz.runs.names import file_name
from gdviz.runs.run import Run
from gdviz.style.colors import hexes, mix, ramp
from gdviz.style.themes import BANDS, Style

Array = NDArray[np.float64]
VERSION = 1
# Colours of a lit relief, from the lowest loss to the highest.
RELIEF = 64
# What else a panel, or the page's solver, needs of the runs, by its name: JSON, or None where there is nothing. Its
# arrays it puts into the table, under names that begin with its own. The landscape is None where nothing was sampled.
Extra = Callable[[Sequence[Run], Landscape | None, Sequence[Style], Arrays], Any]
EXTRAS: dict[str, Extra] = {
    "relief": relief_of,
    "boundary": boundary_of,
    "fit": fit_of,
    "curve": curve_of,
    "solving": solving_of,
}


@dataclass(frozen=True, eq=False)
class Payload:
    """What a page is made of.

    Attributes
    ----------
    head
        What is JSON.
    blob
        The arrays that it names, deflated.
    script
        The function that is minimised, where the page can solve it, in JavaScript.
    sheet
        The style sheet of a house's fonts and logo.
    logo
        What stands at the left and at the right of the page's head.
    """

    head: dict[str, Any]
    blob: bytes
    script: str = ""
    sheet: str = ""
    logo: tuple[str, str] = ("", "")


def payload_of(
    runs: Sequence[Run],
    styles: Sequence[Style],
    *,
    mode: str = "auto",
    panels: Sequence[str] | None = None,
    state: str = "",
) -> Payload:
    """Return what a page of `runs` is made of.

    Parameters
    ----------
    styles
        Light and dark, or one.
    mode
        "light", "dark" or "auto", which follows the reader's setting.
    panels
        Their names; all that the runs have unless given.
    state
        Where the page begins: what its address would have after the "#".

    Raises
    ------
    ValueError
        If the runs are of two problems, or of different planes, or have no such panels.
    """
    if reason := why_not_together(runs):
        raise ValueError(f"a page cannot show these runs together: {reason}")
    names = panels_of(runs) if panels is None else chosen_panels(runs, panels)
    scape = _landscape(runs)
    plane = _plane(runs, scape)
    arrays: Arrays = {}
    extras = _extras(names, runs, scape, styles, arrays)
    # A page runs what its policy names, which is a script of its own, and no text of its payload.
    script = str(extras["solving"].pop("script", ""))
    head: dict[str, Any] = {
        "version": VERSION,
        "name": file_name(runs[0].path.resolve().name if len(runs) == 1 else f"{runs[0].problem['name']}-race"),
        "title": styles[0].title if styles[0].title is not None else str(headline_of(runs[0])),
        "note": phrased(summary_of(Trust.of(runs, scape))) if scape is not None else "",
        "language": spoken().name,
        "mode": mode,
        "themes": {style.name: _colours(style, len(runs)) for style in styles},
        "words": page_words(),
        "panels": names,
        "state": state,
        "runs": courses_of(runs, plane, arrays),
        "field": None if plane is None else field_of(runs, plane, arrays),
        "extras": extras,
    }
    entries, blob = pack(arrays)
    sheet, logo = sheet_of(styles, [head["title"], head["note"], head["words"], head["runs"]]), logo_of(styles, mode)
    return Payload({**head, "arrays": entries}, blob, script, sheet, logo)


def _landscape(runs: Sequence[Run]) -> Landscape | None:
    """Return the landscape that covers most of those that the runs have."""
    having = [run for run in runs if "surface.loss" in run.arrays]
    return widest(having) if having else None


def _plane(runs: Sequence[Run], scape: Landscape | None) -> Landscape | None:
    """Return where the paths are drawn: on the landscape, or in their own plane; None of one parameter alone."""
    if scape is not None or runs[0].params.shape[1] < 2:
        return scape
    bare = on_plain_field(runs)[0].landscape
    return replace(bare, loss=np.full_like(bare.loss, np.nan))


def _extras(
    panels: Sequence[str], runs: Sequence[Run], scape: Landscape | None, styles: Sequence[Style], arrays: Arrays
) -> dict[str, Any]:
    """Return what the panels of a page need besides, and its solver."""
    told = {
        name: extra(runs, scape, styles, arrays)
        for name, extra in EXTRAS.items()
        if name not in PANELS or name in panels
    }
    return {name: each for name, each in told.items() if each is not None}


def _colours(style: Style, count: int) -> dict[str, Any]:
    """Return the colours of a theme by the names that the page has for them."""
    # A band has the colour of its middle.
    middles = ((np.arange(BANDS) + 0.5) / BANDS * 256).astype(int)
    looks = [style.look_of(index, count) for index in range(max(count, len(style.series)))]
    return {
        **{name: getattr(style, name) for name in ("background", "ink", "muted", "grid", "accent", "casing", "shade")},
        "panel": mix(style.background, style.grid, 0.18),
        "ramp": hexes(ramp(style.field)[middles]),
        "relief": hexes(ramp(style.relief, RELIEF)),
        "classes": style.class_colors,
        "looks": [{"color": look.color, "dash": look.dash, "marker": look.marker} for look in looks],
    }
