"""The loss as a surface in 3D, with the ball rolling down it."""

from collections.abc import Sequence
from typing import Annotated

from gdviz.camera import Camera
from gdviz.comparison import names_of
from gdviz.diorama import Diorama, cells_for
from gdviz.figures.canvas import Canvas, drawing
from gdviz.figures.film import Painter, Part, figure
from gdviz.figures.marks import Curves, Heading
from gdviz.figures.shot import Shot
from gdviz.pacing import Clip
from gdviz.run import Run, why_no_surface
from gdviz.settings import Setting
from gdviz.style import Style

# Points from one line of words to the next, and from the top of the page to the foot of the first below the counter.
LINE, UNDER_COUNTER = 16.2, 121.5


@figure("surface", fits=why_no_surface)
def surface(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    azimuth: Annotated[
        float | None, Setting("where the camera is half way round, in degrees from x towards y", "[-360, 360]")
    ] = None,
    elevation: Annotated[float | None, Setting("how high the camera is, in degrees", "[-20, 89]")] = None,
    orbit: Annotated[float, Setting("how far the camera goes round, in degrees; 0 to stand still", "[0, 360]")] = 40.0,
    height: Annotated[
        str, Setting("the scale of heights; auto is log where the range is wild", choices=("auto", "linear", "log"))
    ] = "auto",
    minimum: Annotated[str, Setting("how known minima are marked", choices=("ring", "point"))] = "ring",
) -> Painter:
    """Roll a ball down the lit surface while the camera eases round it.

    The path is drawn on the surface and on the floor below, and goes behind the surface where it is behind it. Heights
    are on a log scale where the range is wild, and cut off where a spike dwarfs the rest, and the picture says so.
    Where the function is not defined there is no surface, and walls at its rim. More than two parameters are drawn in
    the plane of the path's two principal components.
    """
    wide = clip.width / clip.height > 1.45
    with drawing(style):
        canvas = Canvas(clip, style)
        camera = Camera(azimuth, elevation, orbit)
        cells = cells_for(clip.height)
        diorama = Diorama(runs, style, cells=cells, camera=camera, height=height, minimum=minimum)
        heading = Heading(canvas, runs, diorama.looks, stacked=wide)
        parts: list[Part] = [heading]
        top = _write_notes(canvas, runs, diorama, wide=wide)
        if wide:
            axes = canvas.axes(0.085, 0.125, 0.31, top - 0.09)
            parts.append(Curves(axes, runs, [run.loss for run in runs], diorama.looks, style, "Loss"))
        box = (0.34, 0.04, 0.985, 0.965) if wide else (0.04, 0.04, 0.96, canvas.lift(0.82))
        return canvas.painter([Shot(canvas, diorama, box), *parts])


def _write_notes(canvas: Canvas, runs: Sequence[Run], diorama: Diorama, *, wide: bool) -> float:
    """Name the runs, say what the picture did to heights and parameters, and return where the words end, as a share.

    In a wide picture they stand in the left column, in a narrow one in the two lower corners, which the floor, seen
    from a corner, leaves free.
    """
    names = [f"●  {name}, {detail}" for name, detail in names_of(runs)] if len(runs) > 1 else []
    notes = [track.fate for track in diorama.tracks if track.fate]
    notes += diorama.notes
    if not diorama.landscape.is_whole_space:
        notes.append("PC: principal components of the path")
    line = LINE / canvas.points[1]
    y = min(0.625, canvas.below(UNDER_COUNTER)) if wide else 0.03 + line * (len(names) - 1)
    for name, look in zip(names, diorama.looks, strict=False):
        canvas.text(0.04, y, name, color=look.color, va="bottom")
        y -= line
    x, side = (0.04, "left") if wide else (0.965, "right")
    y = y if wide else 0.03 + line * (len(notes) - 1)
    for note in notes:
        canvas.text(x, y, note, size=9.5, color=canvas.style.muted, va="bottom", ha=side)
        y -= line
    return max(0.34, min(0.54, y + line))
