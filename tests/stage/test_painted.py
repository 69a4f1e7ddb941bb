"""What paints its own pixels."""

from collections.abc import Callable

import numpy as np
import pytest

pytest.importorskip("manim")

from manim import RIGHT, Circle, Square, VMobject
from pixels import painted

from gdviz.rendering.manim_frames import ClearCamera
from gdviz.stage.painted import PenMobject, StageCamera


def test_what_is_half_seen_is_half_there_and_what_is_hidden_is_not(frame):
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    thing = PenMobject(lambda pen: pen.polygon(square, "#ffffff"), hidden=True)
    assert painted(thing).max() == 0
    thing.seen.set_value(0.5)
    assert painted(thing)[180, 320].tolist() == pytest.approx([128] * 3, abs=1)
    thing.seen.set_value(1)
    assert painted(thing)[180, 320].tolist() == [255] * 3


def moved(shape: VMobject) -> None:
    shape.shift(0.7 * RIGHT)


def moved_in_place(shape: VMobject) -> None:
    shape.points[:, 0] += 0.7


def coloured(shape: VMobject) -> None:
    shape.set_fill("#ff0000", opacity=0.5)


def become_another(shape: VMobject) -> None:
    shape.become(Circle(fill_opacity=1.0, stroke_width=3.0))


@pytest.mark.parametrize("change", [moved, moved_in_place, coloured, become_another])
def test_a_shape_that_stood_still_is_drawn_as_it_is_once_it_changes(frame, change: Callable[[VMobject], None]):
    camera, shape = StageCamera(), Square(fill_opacity=1.0)
    pictures = [shown(camera, shape) for _ in range(4)]
    for picture in pictures:
        np.testing.assert_array_equal(picture, pictures[0])
    change(shape)
    for _ in range(3):
        np.testing.assert_array_equal(shown(camera, shape), shown(StageCamera(), shape))


def shown(camera: StageCamera, shape: VMobject) -> np.ndarray:
    """Return what a camera takes of a shape alone on its page."""
    camera.reset()
    camera.capture_mobjects([shape])
    return camera.pixel_array.copy()


@pytest.mark.parametrize(("kind", "page"), [(StageCamera, (18, 52, 86, 255)), (ClearCamera, (0, 0, 0, 0))])
def test_a_page_is_empty_again_and_agg_paints_on_it(frame, kind: type[StageCamera], page: tuple[int, ...]):
    camera = kind(background_color="#123456")
    pixels = camera.pixel_array
    pixels[:] = 7
    camera.reset()
    assert (pixels == page).all()
    assert camera.pixel_array is pixels
    assert np.shares_memory(np.asarray(camera.agg.buffer_rgba()), pixels)


def test_a_page_of_another_size_is_a_page_of_agg_too(frame):
    camera = StageCamera(background_color="#123456")
    camera.reset_pixel_shape(180, 320)
    assert camera.pixel_array.shape == (180, 320, 4)
    assert (camera.pixel_array == (18, 52, 86, 255)).all()
    assert np.shares_memory(np.asarray(camera.agg.buffer_rgba()), camera.pixel_array)
