"""A network in one page: its boundary, its hidden units, its path down the loss, and its loss."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box
from gdviz.analysis.class_scores import box_of_plane
from gdviz.analysis.framing import crop, needed, ratios
from gdviz.analysis.hidden_units import BANDS, HiddenUnits
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.placement import first_fitting
from gdviz.analysis.series import ValueAxis
from gdviz.analysis.slices import names_of_axes
from gdviz.analysis.trajectory import Trajectory
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.field import draw_field
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.path import ALONE, PathArtist, note_exits
from gdviz.figures.parts.plane import draw_plane, looks_of_classes, name_classes, names_in_plane
from gdviz.figures.parts.series import Curves
from gdviz.runs.requirements import why_not_network, why_not_surface
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.colors import mix, ramp
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]
# In points: the edges of the page and its foot, numbers and name at the left of axes and below them, the name alone,
# a title above axes, and what lies between two columns or rows of the page.
EDGE, FOOT, LEFT, BELOW, NAME, TITLE, APART = 20.0, 5.0, 34.0, 36.5, 17.0, 19.0, 14.0
# How many units there are at most, the width of the gaps between them, the height of a unit's number above it and its
# size, and the largest side of a unit.
MOST, GAP, NUMBER, SMALL, WIDEST = 8, 7.0, 12.5, 8.75, 56.0
# The share of a lying page's width that the column of landscape and loss has, and of its height the landscape; that of
# a standing page's width which the boundary has beside the landscape; the height of a page, over its width, from which
# the boundary has a row of its own; the share of its height which the last row has then; of a lying page that of the
# width beside the column which units have at most.
COLUMN, HIGHER, BESIDE, SLENDER, LAST, LITTLE = 0.28, 0.6, 0.52, 1.25, 0.24, 0.42


@dataclass(frozen=True)
class _Places:
    """Where all is drawn, in points: boundary, landscape or accuracy, loss, the units and the title above these."""

    field: Box
    second: Box | None
    loss: Box
    units: list[Box]
    title: tuple[float, float]


@figure("network", fits=why_not_network, most=1)
def network(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    shades: Annotated[int, Setting("shades of each class: more are surer, and make a GIF larger", "[1, 8]")] = 2,
    units: Annotated[int, Setting("hidden units that are drawn at most; 0 for none", "[0, 8]")] = MOST,
) -> Painter:
    """Bend a network's boundary over its points, beside its hidden units, its path on the landscape, and its loss.

    Of `mlp` each unit shows what it adds to the score of class 1, all on one scale, in the colours of the classes, and
    the line at which it is zero: their sum and the output's bias make the boundary. Of a recorded network it shows what
    the unit says, from its least (pale) to its largest (dark). Of more units those are drawn that vary most over the
    plane in the end. Where no landscape was recorded there is the accuracy in its place, if that was.
    """
    run, looks = runs[0], [style.look_of(0, 1)]
    box = box_of_plane(run)
    shown = HiddenUnits.of(run, box, units) if units else None
    with drawing(style):
        canvas = Canvas(clip, style)
        heading = Heading(canvas, runs, looks)
        has_landscape = why_not_surface(run) is None
        accuracy = run.metrics.get("accuracy")
        second = "landscape" if has_landscape else "curve" if accuracy is not None else ""
        places = _places(canvas, len(shown.numbers) if shown else 0, second)
        field = name_classes(canvas, places.field, names_in_plane(run), looks_of_classes(style, runs))
        parts: list[Part] = draw_plane(canvas, canvas.axes_in(field), runs, looks, shades)
        if shown is not None:
            parts.append(UnitPlanes(canvas, shown, places.units, places.title, is_of_two=len(names_in_plane(run)) == 2))
        if places.second is not None and has_landscape:
            parts += _landscape(canvas, places.second, run, looks[0])
        elif places.second is not None and accuracy is not None:
            along = ValueAxis.of([accuracy], linear=True)
            drawn = canvas.axes_in(places.second)
            parts.append(Curves(drawn, runs, [accuracy], looks, style, "Accuracy", along=along))
            if places.second.low > places.loss.high:
                drawn.set_xlabel("")
                drawn.tick_params(labelbottom=False)
        parts.append(Curves(canvas.axes_in(places.loss), runs, [run.loss], looks, style, "Loss"))
        return canvas.painter([*parts, heading])


def _landscape(canvas: Canvas, box: Box, run: Run, look: Series) -> list[Part]:
    """Draw the landscape, cut to the shape of a box, and return the path on it."""
    kept = needed(run.landscape, [run])
    low, high = ratios(run.landscape, kept)
    scape = crop(run.landscape, kept, float(np.clip(box.width / box.height, low, high)))
    axes = canvas.axes_in(box)
    draw_field(axes, scape, canvas.style)
    axes.set_title("Loss landscape", loc="left", fontsize=11, color=canvas.style.ink, pad=7)
    axes.tick_params(length=0, labelbottom=False, labelleft=False)
    for name, axis, room in zip(
        names_of_axes([run], scape), (axes.xaxis, axes.yaxis), (box.width, box.height), strict=True
    ):
        words = first_fitting(
            [name, name.replace("principal ", "")], lambda one: canvas.width_of(one, 9.75) * canvas.points[0], room
        )
        axis.set_label_text(words, fontsize=9.75, color=canvas.style.muted)
        axis.labelpad = 3
    track = Trajectory.of(run, scape)
    return [
        PathArtist(axes, track, look, canvas.style, 0, **ALONE),
        *note_exits(axes, [(track, look, canvas.style, 0)]),
    ]


def _places(canvas: Canvas, units: int, second: str) -> _Places:
    """Return where all lies that a page has: so many units, and a landscape, a curve or nothing besides the loss."""
    width, height = canvas.points
    page = Box.between(EDGE, FOOT, width - EDGE, height - canvas.head)
    arrange = _lying if not canvas.tall else _slender if height > SLENDER * width else _square
    return arrange(page, units, second)


def _lying(page: Box, units: int, kind: str) -> _Places:
    """Return the boundary at the left, units in two columns, and landscape above loss at the right."""
    left, low, right = page.left + LEFT, page.low + BELOW, page.right
    wide = COLUMN * page.width
    second, loss = None, Box.between(right - wide, low, right, page.high - TITLE)
    if kind:
        named = NAME + 4 if kind == "landscape" else 6.0
        under = low + (1 - HIGHER) * (page.high - low - 2 * TITLE - named)
        second, loss = loss.with_edges(low=under + TITLE + named), loss.with_edges(high=under)
    edge, cells = right - wide - LEFT - 4, list[Box]()
    if units:
        rows = -(-units // 2)
        side = min((page.high - TITLE - low) / rows - NUMBER, WIDEST, (LITTLE * (edge - left - APART) - GAP) / 2)
        edge -= 2 * side + GAP
        # What few units leave free is above and below them alike.
        cells = _grid(edge, page.high - TITLE, side, units, 2, (page.high - TITLE - low) / rows)
    return _Places(
        Box.between(left, low, edge - (APART if units else 6), page.high), second, loss, cells, (edge, page.high)
    )


def _square(page: Box, units: int, kind: str) -> _Places:
    """Return two rows of two: boundary and landscape, units and loss."""
    left, right = page.left + LEFT, page.right
    middle = page.left + BESIDE * page.width
    rows = -(-units // 4)
    columns = -(-units // max(rows, 1)) or 4
    side = min((middle - left - (columns - 1) * GAP) / columns, WIDEST)
    under = max(TITLE + rows * (side + NUMBER), TITLE + BELOW + 50)
    low = page.low + under + BELOW + 8
    field = Box.between(left, low, middle if kind else right, page.high)
    # A curve above another has no numbers below it.
    second = Box.between(middle + LEFT, low, right, page.high - TITLE) if kind else None
    second = (
        second.with_edges(left=middle + LEFT + 4, low=page.low + under + 8) if second and kind == "curve" else second
    )
    loss = Box.between(middle + LEFT + 4 if units else left, page.low + BELOW, right, page.low + under - TITLE)
    cells = _grid(left, page.low + under - TITLE, side, units, columns, side + NUMBER)
    return _Places(field, second, loss, cells, (left, page.low + under))


def _slender(page: Box, units: int, kind: str) -> _Places:
    """Return the boundary above all units in a row, and below these landscape and loss beside one another."""
    left, right = page.left + LEFT, page.right
    last = LAST * page.height
    low = page.low + BELOW
    middle = page.left + 0.5 * page.width
    top = low + last
    numbered = kind == "curve"
    corner = (left, low) if numbered else (page.left + NAME, page.low + NAME + 4)
    second = Box.between(*corner, middle - 6, top) if kind else None
    loss = Box.between(middle + LEFT + 4 if kind else left, low, right, top)
    side = (page.width - (MOST - 1) * GAP) / MOST
    side = min(side * MOST / max(units, 1) if units < MOST else side, 60.0)
    over = top + TITLE + APART
    cells = _grid(page.left, over + side + NUMBER, side, units, MOST, 0.0)
    above = over + side + NUMBER + TITLE + 8 if units else over
    return _Places(Box.between(left, above + BELOW, right, page.high), second, loss, cells, (page.left, above - 8))


def _grid(left: float, high: float, side: float, count: int, columns: int, pitch: float) -> list[Box]:
    """Return squares row by row, each below the room for its number."""
    return [
        Box(left + i % columns * (side + GAP), high - i // columns * pitch - NUMBER - side, side, side)
        for i in range(count)
    ]


class UnitPlanes:
    """The hidden units as small planes, each in bands of what it says, and with the line where that is zero."""

    def __init__(
        self, canvas: Canvas, units: HiddenUnits, places: Sequence[Box], title: tuple[float, float], *, is_of_two: bool
    ) -> None:
        self._units, style = units, canvas.style
        width, height = canvas.points
        of_all = f"{len(places)} of {units.count} " if len(places) < units.count else ""
        words = [f"What {of_all or 'the '}hidden units add"] if units.are_terms else []
        words += [f"{of_all}hidden units".capitalize(), f"{of_all}units".capitalize()]
        room = max(place.right for place in places) - title[0]
        chosen = first_fitting(words, lambda one: canvas.width_of(one, 11) * width, room)
        canvas.text(title[0] / width, (title[1] - 9) / height, chosen, size=11, va="center_baseline")
        dark = mix(style.background, style.ink, 0.6)
        plain = ramp((mix(style.background, style.ink, 0.06), dark), BANDS)
        colors = ListedColormap(_of_classes(style) if units.are_terms and is_of_two else plain)
        extent = (units.x[0], units.x[-1], units.y[0], units.y[-1])
        how: dict[str, Any] = {"origin": "lower", "aspect": "auto", "vmin": -0.5, "vmax": BANDS - 0.5, "cmap": colors}
        self._images, self._lines = [], list[Line2D]()
        for number, place in zip(units.numbers, places, strict=True):
            axes = canvas.axes_in(place)
            axes.set(xticks=[], yticks=[])
            axes.spines[:].set_visible(False)
            self._images.append(axes.imshow(np.zeros((1, 1)), extent=extent, interpolation="nearest", zorder=0, **how))
            self._lines.append(axes.add_line(Line2D([], [], color=style.ink, lw=1.0, zorder=2)))
            axes.set(xlim=extent[:2], ylim=extent[2:])
            at = (place.left / width, (place.high + NUMBER / 2 - 0.5) / height)
            canvas.text(*at, f"{number}", size=SMALL, color=style.muted, va="center_baseline")
        self.artists: tuple[Artist, ...] = (*self._images, *self._lines)

    def show(self, moment: Moment) -> None:
        """Show what they say."""
        values = self._units.at(moment.step)
        lines = self._units.bends(values) if self._units.are_terms else [np.full((1, 2), np.nan)] * len(values)
        for image, line, bands, bend in zip(self._images, self._lines, self._units.bands(values), lines, strict=True):
            image.set_data(bands)
            line.set_data(*bend.T)


def _of_classes(style: Style) -> Array:
    """Return the colours of bands from one class through the page to the other: bolder than those behind points."""
    middle = mix(style.background, style.grid, 0.25)
    one, other = (mix(style.background, color, 0.75) for color in style.classes)
    return ramp((one, middle, other), BANDS)
