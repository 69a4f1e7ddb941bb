"""What is drawn in the space of a relief."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg

from gdviz.relief.diorama import Diorama
from gdviz.relief.sketch import Sketch
from gdviz.relief.view import View
from gdviz.style.themes import LIGHT

RED = "#ff0000"


@pytest.fixture
def made(solved):
    """Return a sketch over a bowl, its easel, and the pixels that they draw on."""
    diorama = Diorama([solved("bowl")], LIGHT, cells=48)
    agg = RendererAgg(320, 240, 72)
    easel = diorama.easel(agg, (0, 0, 320, 240), unit=0.6)
    return Sketch(easel, diorama, View(30.0, 70.0)), easel, np.asarray(agg.buffer_rgba())


def reds(pixels):
    """Return where (n, 2), in pixels from the lower left, there is red."""
    rows, columns = np.nonzero((pixels[..., 0] > 200) & (pixels[..., 1] < 90) & (pixels[..., 3] > 200))
    return np.stack([columns + 0.5, 240 - rows - 0.5], axis=-1)


def test_a_spot_is_where_a_point_is_seen_in_points_of_the_page(made):
    sketch, easel, _ = made
    at = np.array([0.2, 0.3, 0.4])
    np.testing.assert_allclose(sketch.spot(at) * 0.6, easel.pixels(sketch.view.project(at)))
    np.testing.assert_allclose(sketch.page, [320 / 0.6, 240 / 0.6])


def test_an_arrow_over_the_surface_goes_from_its_tail_to_its_tip(made):
    sketch, easel, pixels = made
    tail, tip = np.array([-0.3, 0.0, 0.95]), np.array([0.3, 0.2, 0.95])
    sketch.arrow(tail, tip, RED, 6.0)
    ends = easel.pixels(sketch.view.project(np.stack([tail, tip])))
    along = (ends[1] - ends[0]) / np.linalg.norm(ends[1] - ends[0])
    reach = (reds(pixels) - ends[0]) @ along
    assert reach.min() == pytest.approx(0, abs=3)
    assert reach.max() == pytest.approx(np.linalg.norm(ends[1] - ends[0]), abs=4)
    across = np.abs((reds(pixels) - ends[0]) @ [-along[1], along[0]])
    assert across.max() == pytest.approx(0.4 * 5.0 * 6.0 * 0.6, abs=1.5), "the barbs"
    before = pixels.copy()
    sketch.arrow(tail, tail, RED, 6.0)
    np.testing.assert_array_equal(pixels, before)


def test_a_line_below_the_surface_is_not_seen_but_as_far_as_it_shows_through(made):
    sketch, _, pixels = made
    floor = np.stack([np.linspace(-0.1, 0.1, 20), np.zeros(20), np.full(20, -0.3)], axis=-1)
    sketch.line(floor, RED, 4.0)
    assert pixels[..., 3].max() == 0
    sketch.line(floor, RED, 4.0, through=0.5)
    assert pixels[..., 3].max() == pytest.approx(128, abs=2)


def test_a_dot_is_round_on_its_casing(made):
    sketch, easel, pixels = made
    at = np.array([0.0, 0.0, 0.95])
    sketch.dot(at, RED, 10.0, casing="#000000")
    places = reds(pixels)
    np.testing.assert_allclose(places.mean(axis=0), easel.pixels(sketch.view.project(at)), atol=0.5)
    assert len(places) == pytest.approx(np.pi * 36, rel=0.1)


def test_words_stand_around_their_point(made):
    sketch, _, pixels = made
    at = sketch.spot(np.array([0.0, 0.0, 0.95]))
    sketch.label(at, "HHH", RED, 24.0, casing="#000000")
    places = reds(pixels) / 0.6
    np.testing.assert_allclose((places.min(axis=0) + places.max(axis=0)) / 2, at, atol=1.5)
    np.testing.assert_allclose(np.ptp(places, axis=0)[1], sketch.size("HHH", 24.0)[1], atol=3)
