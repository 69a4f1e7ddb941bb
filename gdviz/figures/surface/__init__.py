"""The loss as a surface in 3D, with the ball rolling down it."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np

from gdviz.analysis.boxes import Box, Share
from gdviz.analysis.names import names_of
from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.series import Curves
from gdviz.figures.parts.shot import Shot, covered, lifted
from gdviz.figures.surface.slope import Numbers, Slope, dashes
from gdviz.relief.camera import Camera
from gdviz.relief.diorama import Diorama, cells_for
from gdviz.relief.sketch import Sketch
from gdviz.runs.requirements import why_not_surface
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.numerals import tick
from gdviz.style.themes import Style

# Points from one line of words to the next, and from the top of the page to the foot of the first below the counter.
LINE, UNDER_COUNTER = 16.2, 121.5
# The loss's inset: so many points wide and high, and from the left and lower edges of the page to its corner.
INSET, INSET_AT = (122.0, 78.0), (46.0, 39.0)
# Above it stands its title, in points.
TITLED = 26.0
# On a page this many times as high as wide, it has its own strip below the relief.
TALL = 1.2


@figure("surface", fits=why_not_surface)
def surface(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    azimuth: Annotated[
        float | None, Setting("where the camera is half way round, in degrees from x towards y", "[-360, 360]")
    ] = None,
    elevation: Annotated[float | None, Setting("how high the camera is, in degrees", "[-20, 89]")] = None,
    orbit: Annotated[
        float | None, Setting("how far the camera goes round, in degrees; auto is 40, and 0 in fog", "[0, 360]")
    ] = None,
    height: Annotated[
        str, Setting("the scale of heights; auto is log where the range is wild", choices=("auto", "linear", "log"))
    ] = "auto",
    minimum: Annotated[str, Setting("how known minima are marked", choices=("ring", "point"))] = "ring",
    marker: Annotated[str, Setting("what runs down the surface", choices=("ball", "robot"))] = "ball",
    tangent: Annotated[bool, Setting("whether the tangent plane and the step on it are drawn")] = False,
    fog: Annotated[bool, Setting("whether only what is near is seen, until the fog lifts at the end")] = False,
) -> Painter:
    """Roll a ball, or send a robot, down the lit surface while the camera eases round it.

    The path is drawn on the surface and on the floor below, and goes behind the surface where it is behind it. Heights
    are on a log scale where the range is wild, and cut off where a spike dwarfs the rest, and the picture says so.
    Where the function is not defined there is no surface, and walls at its rim. More than two parameters are drawn in
    the plane of the path's two principal components.

    The tangent plane is that where the present step begins: on it lie the gradient, to no scale, and the step, and
    below on the floor the step's projection, which leads to the new parameters. Steps too small or too large to be seen
    are drawn longer or shorter, and the picture says how much. The robot has one sensor, which looks straight downhill.
    Fog leaves clear what lies around each run as far as the slope there tells the way; at the end it lifts.
    """
    wide = clip.width / clip.height > 1.45
    with drawing(style):
        canvas = Canvas(clip, style)
        orbit = (0.0 if fog else Camera.orbit) if orbit is None else orbit
        camera = Camera(azimuth, elevation, orbit, facing=0.5 if tangent else 0.0)
        cells = cells_for(clip.height)
        how = {"height": height, "minimum": minimum, "marker": marker}
        diorama = Diorama(runs, style, cells=cells, camera=camera, **how)
        heading = Heading(canvas, runs, diorama.looks, stacked=wide)
        parts: list[Part] = [heading]
        slopes = [Slope(diorama, run, style, index) for index, run in enumerate(runs)] if tangent else []
        top = min(0.625, canvas.below(UNDER_COUNTER))
        if wide and len(slopes) == 1:
            line = LINE / canvas.points[1]
            parts.append(Numbers(canvas, slopes[0], runs[0], (0.04, top + 0.2 * line), line))
            top -= 3.6 * line
        point = _minimum_of(runs[0]) if minimum == "point" and len(diorama.minima) else ""
        top = _write_notes(canvas, runs, diorama, point, top if wide else None)
        axes = canvas.axes_in(_inset(canvas, wide=wide, top=top))
        parts.append(Curves(axes, runs, [run.loss for run in runs], diorama.looks, style, "Loss"))
        low = axes.get_position().y1 + TITLED / canvas.points[1] if clip.height > TALL * clip.width else 0.03
        box = Share(0.02, low, 0.98, 0.975)
        last = Moment(tuple(float(run.steps) for run in runs), 1.0, 1.0)
        beside = covered(canvas, parts, last)

        def draw(sketch: Sketch, moment: Moment) -> None:
            if minimum == "point" and (not fog or lifted(moment) == 1):
                _point_out_minima(sketch, diorama, style)
            for slope in slopes:
                slope.draw(sketch, moment)

        planes = np.concatenate([np.empty((0, 3)), *(slope.outline() for slope in slopes)])
        return canvas.painter([Shot(canvas, diorama, box, fog=fog, sketch=draw, hold=planes, beside=beside), *parts])


def _inset(canvas: Canvas, *, wide: bool, top: float) -> Box:
    """Return where the loss stands: in the lower left corner over what is written there, or on a tall page in a strip.

    In a wide page it reaches no higher than `top`, a share of it.
    """
    width, height = canvas.points
    left, low = INSET_AT
    if wide:
        return Box(left, low, INSET[0], min(INSET[1], top * height - low - TITLED))
    # Names and notes stand in the lower corners of what is not wide.
    corner = [
        text.get_window_extent(canvas.renderer).y1 for text in canvas.figure.texts if text.get_position()[1] < 0.5
    ]
    low += max(0.0, max(corner, default=0.0) * 72 / canvas.figure.dpi)
    if height > TALL * width:
        return Box(left, low, width - left - 20, 0.2 * height)
    return Box(left, low, INSET[0], 0.75 * INSET[1])


def _point_out_minima(sketch: Sketch, diorama: Diorama, style: Style) -> None:
    """Draw the known minima over the balls, which would hide them, and where they are on the floor."""
    for point in diorama.minima:
        foot = diorama.relief.lay(point[:2])
        sketch.lines(dashes(point, foot), style.ink, 0.9, alpha=0.7)
        for place, radius in ((foot, 2.6), (point, 4.4)):
            if not sketch.sight.hidden(place):
                sketch.dot(place, style.accent, radius, casing=style.casing)


def _minimum_of(run: Run) -> str:
    """Return what the known minima are called: a single one by where it is."""
    minima = run.minima
    if len(minima) > 1:
        return "known minima"
    return "minimum (" + ", ".join(tick(value, 4) for value in minima[0]) + ")"


def _write_notes(canvas: Canvas, runs: Sequence[Run], diorama: Diorama, minimum: str, top: float | None) -> float:
    """Name the runs and the minimum, say what the picture did to heights and parameters, and return where words end.

    That is a share of the page.
    In a wide picture they stand in the left column below `top`, in a narrow one in the two lower corners, which the
    floor, seen from a corner, leaves free.
    """
    wide = top is not None
    names = []
    if len(runs) > 1:
        words = [f"●  {name}, {detail}" for name, detail in names_of(runs)]
        names = [(name, look.color) for name, look in zip(words, diorama.looks, strict=True)]
    if minimum:
        names.append((f"●  {minimum}", canvas.style.accent))
    notes = [track.fate for track in diorama.tracks if track.fate]
    notes += diorama.notes
    if not diorama.landscape.along:
        notes.append("PC: principal components of the path")
    line = LINE / canvas.points[1]
    y = 0.03 + line * (len(names) - 1) if top is None else top
    for name, color in names:
        canvas.text(0.04, y, name, color=color, va="bottom")
        y -= line
    x, side = (0.04, "left") if wide else (0.965, "right")
    y = y if wide else 0.03 + line * (len(notes) - 1)
    for note in notes:
        canvas.text(x, y, note, size=9.5, color=canvas.style.muted, va="bottom", ha=side)
        y -= line
    return max(0.34, min(0.54, y + line))
