"""The loss as a surface in 3D, with the ball rolling down it."""

from collections.abc import Sequence

from gdviz.diorama import Diorama
from gdviz.figures.canvas import Canvas, drawing
from gdviz.figures.film import Painter, Part, figure
from gdviz.figures.marks import Curves, Heading, names_of
from gdviz.figures.shot import Shot
from gdviz.pacing import Clip
from gdviz.run import Run, why_no_surface
from gdviz.style import Style


@figure("surface", fits=why_no_surface)
def surface(runs: Sequence[Run], style: Style, clip: Clip) -> Painter:
    """Roll a ball down the lit surface while the camera eases round it.

    The path is drawn on the surface and on the floor below, and goes behind the surface where it is behind it. Heights
    are on a log scale where the range is wild, and the picture says so. More than two parameters are drawn in the plane
    of the path's two principal components.
    """
    wide = clip.width / clip.height > 1.45
    with drawing(style):
        canvas = Canvas(clip, style)
        diorama = Diorama(runs, style, cells=96)
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
    if diorama.scale.decades:
        notes.append("height: log scale")
    if not diorama.landscape.is_whole_space:
        notes.append("PC: principal components of the path")
    line = 0.05
    y = 0.625 if wide else 0.03 + line * (len(names) - 1)
    for name, look in zip(names, diorama.looks, strict=False):
        canvas.text(0.04, y, name, color=look.color, va="bottom")
        y -= line
    x, side = (0.04, "left") if wide else (0.965, "right")
    y = y if wide else 0.03 + line * (len(notes) - 1)
    for note in notes:
        canvas.text(x, y, note, size=9.5, color=canvas.style.muted, va="bottom", ha=side)
        y -= line
    return max(0.34, min(0.54, y + line))
