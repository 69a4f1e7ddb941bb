"""The loss as a surface in 3D, with the ball rolling down it."""

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box, Share
from gdviz.analysis.comparison import method_of, why_not_together
from gdviz.analysis.names import place_in_words
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.strip import StripShape
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.series import Curves
from gdviz.figures.parts.shot import Shot, covered, lifted
from gdviz.figures.surface.slope import Numbers, Slope, dashes
from gdviz.figures.surface.words import LINE, TITLED, write_below, write_beside
from gdviz.languages import said
from gdviz.relief.camera import Camera
from gdviz.relief.diorama import Diorama, cells_for
from gdviz.relief.rulers import TICKS
from gdviz.relief.sketch import Sketch
from gdviz.runs.requirements import has_curve, why_not_surface
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.themes import Style

Array = NDArray[np.float64]
# Points from the counter to the foot of the first line below it, and the share of the page that title and subtitle take
# at most.
UNDER_COUNTER, WORDS = 30.0, 0.5
# Half of the last number below curves, in points; and how many times as large they may be where there is room.
LAST, LARGER = 10.0, (2.0, 1.6, 1.3)


@figure("surface", fits=why_not_surface, together=why_not_together, strip=StripShape(0.95, within=True, on_plane=True))
def surface(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    azimuth: Annotated[
        float | None, Setting("where the camera is half way round, in degrees from x towards y", "[-360, 360]")
    ] = None,
    elevation: Annotated[float | None, Setting("how high the camera is, in degrees", "[-20, 90]")] = None,
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
        # In a strip each moment is seen from where the others are.
        orbit = (0.0 if fog or canvas.excerpt is not None else Camera.orbit) if orbit is None else orbit
        camera = Camera(azimuth, elevation, orbit, facing=0.5 if tangent else 0.0)
        cells = cells_for(clip.height)
        how: dict[str, Any] = {"height": height, "minimum": minimum, "marker": marker}
        how["numbers"] = TICKS if canvas.excerpt is None else 2
        diorama = Diorama(runs, style, cells=cells, camera=camera, **how)
        slopes = [Slope(diorama, run, style, index) for index, run in enumerate(runs)] if tangent else []

        def draw(sketch: Sketch, moment: Moment) -> None:
            if minimum == "point" and (not fog or lifted(moment) == 1):
                _point_out_minima(sketch, diorama, style)
            written = sketch.written() if slopes else []
            for slope, labels in [(slope, slope.paint(sketch, moment)) for slope in slopes]:
                slope.write(sketch, moment, labels, written)

        planes = np.concatenate([np.empty((0, 3)), *(slope.outline() for slope in slopes)])
        if canvas.excerpt is not None:
            words = "; ".join([method_of(runs[0]), *diorama.notes]) if len(runs) == 1 else None
            parts: list[Part] = [Heading(canvas, runs, diorama.looks, subtitle=words, trust=diorama.trust)]
            if canvas.has_picture:
                field = canvas.excerpt.frame.share_of(*canvas.points)
                parts.append(Shot(canvas, diorama, field, fog=fog, sketch=draw, hold=planes))
            losses = [run.loss for run in runs]
            boxes = canvas.panel_boxes(int(any(map(has_curve, runs))))
            parts += [Curves(canvas.axes_in(box), runs, losses, diorama.looks, style, said("Loss")) for box in boxes]
            return canvas.painter(parts)
        heading = Heading(canvas, runs, diorama.looks, stacked=WORDS if wide else None, trust=diorama.trust)
        parts = [heading]
        top = min(0.625, canvas.below(heading.words.low + UNDER_COUNTER))
        if wide and len(slopes) == 1:
            line = LINE / canvas.points[1]
            parts.append(Numbers(canvas, slopes[0], runs[0], (0.04, top + 0.2 * line), line))
            top -= 3.6 * line
        notes = _notes(runs, diorama, is_point=minimum == "point")
        listed = (canvas, runs, diorama.tracks, diorama.looks, notes)
        written = write_beside(*listed, top * canvas.points[1] + LINE) if wide else write_below(*listed)
        parts += written.parts
        if written.loss is not None:
            axes = canvas.axes_in(written.loss)
            parts.append(Curves(axes, runs, [run.loss for run in runs], diorama.looks, style, said("Loss")))
        box = Share(0.02, written.low / canvas.points[1], 0.98, 0.975)
        last = Moment(tuple(float(run.steps) for run in runs), 1.0, 1.0)
        beside = covered(canvas, parts, last)
        shot = Shot(canvas, diorama, box, fog=fog, sketch=draw, hold=planes, beside=beside)
        if written.loss is not None and written.most:
            inset = _grown(canvas, shot, written.loss, written.most).share_of(*canvas.points)
            axes.set_position((*inset.corners[0], *np.ptp(inset.corners, axis=0)))
        return canvas.painter([shot, *parts])


def _grown(canvas: Canvas, shot: Shot, loss: Box, most: float) -> Box:
    """Return an inset in the lower left corner, larger where the relief lets it be, at most so many points high."""
    for share in LARGER:
        box = Box(loss.left, loss.low, share * loss.width, min(share * loss.height, most))
        if shot.make_room(Box.between(0.0, 0.0, box.right + LAST, box.high + TITLED).share_of(*canvas.points)):
            return box
    return loss


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
        return said("known minima")
    return said("minimum {place}", place=place_in_words(minima[0].tolist(), 4))


def _notes(runs: Sequence[Run], diorama: Diorama, *, is_point: bool) -> list[str]:
    """Return what the picture says of the minimum, and of its heights and parameters."""
    notes = [f"● {_minimum_of(runs[0])}"] if is_point and len(diorama.minima) else []
    return notes + diorama.notes
