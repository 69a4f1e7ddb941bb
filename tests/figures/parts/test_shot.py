"""A diorama is filmed into its box of the page."""

from typing import Any

import numpy as np

from gdviz.analysis.boxes import Share
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.strip import StripShape, laid_out
from gdviz.figures import FIGURES
from gdviz.figures.parts.axes import FINER
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.shot import LIFTS, Shot, lifted
from gdviz.relief.diorama import Diorama
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT

CLIP = Clip(800, 450, 10, 4.0)


def test_fog_lifts_in_the_last_part_and_ends_as_the_picture_without(drawn: dict[str, Run]) -> None:
    assert lifted(Moment((1.0,), 0.0, LIFTS)) == 0
    assert 0 < lifted(Moment((1.0,), 0.0, (1 + LIFTS) / 2)) < 1
    assert lifted(Moment((1.0,), 0.0, 1.0)) == 1
    moments = CLIP.moments([drawn["bowl"]])
    foggy, plain = (FIGURES["surface"].painter([drawn["bowl"]], LIGHT, CLIP, orbit=0, fog=on) for on in (True, False))
    far = [int((foggy(moments[i]) != plain(moments[i])).sum()) for i in (0, 10, 22, 23, 39)]
    assert far[0] > 20 * CLIP.height
    assert far[1] > far[2] > far[3] > far[4] == 0


def test_fog_lifts_from_three_quarters_of_the_way_on() -> None:
    shares = [lifted(Moment((0.0,), 0.0, share)) for share in (0.0, LIFTS, (1 + LIFTS) / 2, 1.0)]
    assert shares == [0.0, 0.0, 0.5, 1.0]


def test_the_picture_goes_where_its_box_is(drawn: dict[str, Run]) -> None:
    frames = []
    for left in (0.05, 0.5):
        with drawing(LIGHT):
            canvas = Canvas(CLIP, LIGHT)
            shot = Shot(canvas, Diorama([drawn["bowl"]], LIGHT, cells=48), Share(left, 0.25, left + 0.4, 0.8))
            frames.append(canvas.painter([shot])(Moment((0.0,), 0.0)).astype(int))
    _, columns = np.nonzero((frames[1] != frames[1][0, 0]).any(axis=-1))
    assert columns.min() >= 0.5 * 800 - 2
    assert columns.max() <= 0.9 * 800 + 2
    assert np.abs(frames[0][:, :400] - frames[1][:, 360:760]).mean() < 0.1


def test_room_is_made_beside_a_relief_that_need_not_be_smaller(drawn: dict[str, Run]) -> None:
    with drawing(LIGHT):
        canvas = Canvas(CLIP, LIGHT)
        shot = Shot(canvas, Diorama([drawn["bowl"]], LIGHT, cells=48), Share(0.02, 0.02, 0.98, 0.98))
        before = shot._pixels.scale
        assert shot.make_room(Share(0.0, 0.0, 0.3, 0.5))
        assert shot._pixels.scale > 0.96 * before
        assert not shot.make_room(Share(0.2, 0.0, 0.8, 0.5))


def test_a_relief_in_a_strip_is_drawn_finer_with_fewer_numbers(drawn: dict[str, Run]) -> None:
    strip = laid_out(CLIP, 3, StripShape(within=True), runs=1, title=True)
    cell = next(cell for cell in strip.cells if cell.excerpt.part == "picture")
    page: Any = FIGURES["surface"].painter([drawn["bowl"]], LIGHT, cell.excerpt)
    (shot,) = [part for part in page._parts if isinstance(part, Shot)]
    assert shot._pixels.nib == FINER * shot._pixels.unit
    words = [word.words for axis in (0, 1) for word in shot._diorama.words(shot._pixels, shot._diorama.view(0), axis)]
    assert {"x", "y"} < set(words)
    assert len(words) <= 8
