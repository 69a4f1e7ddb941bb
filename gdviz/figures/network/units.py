"""The hidden units of a network as small planes."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.hidden_units import BANDS, HiddenUnits
from gdviz.analysis.pacing import Moment
from gdviz.analysis.placement import first_fitting
from gdviz.figures.network.places import DOWN, NUMBER, NetworkPlaces
from gdviz.figures.parts.canvas import Canvas
from gdviz.languages import said
from gdviz.style.colors import mix, ramp
from gdviz.style.themes import Style

# In points, the size of a unit's number and of a layer's name.
SMALL = 8.75


class UnitPlanes:
    """The hidden units, each in bands of what it says, and with the line where that becomes more than zero."""

    def __init__(self, canvas: Canvas, units: HiddenUnits, places: NetworkPlaces, *, is_of_two: bool) -> None:
        self._units, style = units, canvas.style
        width, height = canvas.points
        dark = mix(style.background, style.ink, 0.6)
        plain = ramp((mix(style.background, style.ink, 0.06), dark), BANDS)
        colors = ListedColormap(_of_classes(style) if units.are_terms and is_of_two else plain)
        extent = (units.x[0], units.x[-1], units.y[0], units.y[-1])
        how: dict[str, Any] = {"origin": "lower", "aspect": "auto", "vmin": -0.5, "vmax": BANDS - 0.5, "cmap": colors}
        self._images, self._lines = [], list[Line2D]()
        for number, place in zip(units.numbers, places.units, strict=True):
            axes = canvas.axes_in(place)
            axes.set(xticks=[], yticks=[])
            axes.spines[:].set_visible(False)
            self._images.append(axes.imshow(np.zeros((1, 1)), extent=extent, interpolation="nearest", zorder=0, **how))
            self._lines.append(axes.add_line(Line2D([], [], color=style.ink, lw=canvas.finer, zorder=2)))
            axes.set(xlim=extent[:2], ylim=extent[2:])
            if canvas.excerpt is None:
                at = (place.left / width, (place.high + NUMBER / 2 - 0.5) / height)
                canvas.text(*at, f"{number}", size=SMALL, color=style.muted, va="center_baseline")
        if canvas.excerpt is None:
            self._entitle(canvas, places)
        self.artists: tuple[Artist, ...] = (*self._images, *self._lines)

    def _entitle(self, canvas: Canvas, places: NetworkPlaces) -> None:
        """Write above them what they are, and how many of all, and name the layers."""
        width, height = canvas.points
        shown, count = len(places.units), sum(self._units.widths)
        words = _titles(shown, count, are_terms=self._units.are_terms)
        room = max(place.right for place in places.units) - places.title[0]
        chosen = first_fitting(words, lambda one: canvas.width_of(one, 11) * width, room)
        canvas.text(places.title[0] / width, (places.title[1] - DOWN) / height, chosen, size=11, va="baseline")
        for (x, y), layer in zip(places.layers, self._units.layers, strict=False):
            how: dict[str, Any] = {"size": SMALL, "color": canvas.style.muted, "va": "center_baseline"}
            canvas.text(x / width, y / height, said("layer {layer}", layer=layer), **how)

    def show(self, moment: Moment) -> None:
        """Show what they say."""
        values = self._units.at(moment.step)
        bends = self._units.bends(values)
        for image, line, bands, bend in zip(self._images, self._lines, self._units.bands(values), bends, strict=True):
            image.set_data(bands)
            line.set_data(*bend.T)


def _of_classes(style: Style) -> NDArray[np.float64]:
    """Return the colours of bands from one class through the page to the other: bolder than those behind points."""
    middle = mix(style.background, style.grid, 0.25)
    one, other = (mix(style.background, color, 0.75) for color in style.class_colors)
    return ramp((one, middle, other), BANDS)


def _titles(shown: int, count: int, *, are_terms: bool) -> list[str]:
    """Return what so many units of all are called together, the longer words first."""
    if shown == count:
        return [*([said("What the hidden units add")] if are_terms else []), said("Hidden units"), said("Units")]
    of: dict[str, int] = {"shown": shown, "count": count}
    whole = [said("What {shown} of {count} hidden units add", **of)] if are_terms else []
    return [*whole, said("{shown} of {count} hidden units", **of), said("{shown} of {count} units", **of)]
