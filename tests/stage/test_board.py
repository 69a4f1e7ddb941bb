"""What stands on a stage, by the pixels that it paints."""

import numpy as np
import pytest
from pixels import painted, places_of

from gdviz.analysis.boxes import Share
from gdviz.landscapes.scale import Scale
from gdviz.stage.board import Board
from gdviz.stage.painted import PenMobject, pen_on
from gdviz.style.colors import ramp
from gdviz.style.themes import DARK

BOX = Share(0.4, 0.1, 0.9, 0.9)
RED = "#ff0000"


def test_a_pen_draws_where_it_is_told_in_the_colour_it_is_told(frame):
    pixel = 128 / 9 / 640

    def draw(pen):
        pen.dot(np.array([2.0, -1.0]), 20 / pen.unit * 0.02, "#ff8000")

    places = places_of(painted(PenMobject(draw)), "#ff8000")
    assert places.mean(axis=0) == pytest.approx([2.0, -1.0], abs=0.01)
    assert len(places) * pixel**2 == pytest.approx(np.pi * 0.4**2, rel=0.07)


def test_an_arrow_ends_at_its_tip_and_shrinks_with_its_length(frame):
    for tip in ([3.0, 2.0], [-4.0, 1.0], [0.3, 0.0]):
        places = places_of(painted(PenMobject(lambda pen, tip=tip: pen.arrow(np.zeros(2), np.array(tip), RED, 3))), RED)
        along = places @ np.array(tip) / np.hypot(*tip)
        assert along.max() == pytest.approx(np.hypot(*tip), abs=0.08)
        assert along.min() == pytest.approx(0, abs=0.1)
    assert not len(places_of(painted(PenMobject(lambda pen: pen.arrow(np.zeros(2), np.zeros(2), RED, 3))), RED))


def test_a_pen_leaves_premultiplied_colours_on_a_clear_page(frame):
    pixels = np.zeros((360, 640, 4), np.uint8)
    pen_on(pixels).polygon(np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]), "#ff8000", alpha=0.5)
    assert pixels[180, 320].tolist() == pytest.approx([128, 64, 0, 128], abs=1)


def test_a_board_maps_its_limits_to_its_box_and_clips_what_is_drawn(staged, solved):
    stage = staged([solved("bowl")])
    board = Board(stage, BOX, np.array([[0, 10], [-1, 1]]))
    (left, low), (right, high) = (BOX.corners - 0.5) * [128 / 9, 8]
    np.testing.assert_allclose(
        board.place(np.array([[0, -1], [10, 1]]))[:, :2], [[left, low], [right, high]], atol=0.012
    )
    np.testing.assert_allclose(board.place(np.array([5, 0])), [*board.corners.mean(axis=0), 0], atol=1e-12)
    line = np.array([[-100.0, 0.0], [100.0, 0.0]])
    places = places_of(painted(board.draw(lambda pen: pen.line(board.place(line), RED, 3))), RED)
    assert places[:, 0].min() == pytest.approx(left, abs=0.03)
    assert places[:, 0].max() == pytest.approx(right, abs=0.03)


@pytest.mark.parametrize("span", [(4.0, 3.0), (3.0, 4.0)])
def test_a_unit_is_as_long_on_both_axes_of_a_board_to_scale(span, staged, solved):
    board = Board(staged([solved("bowl")]), BOX, np.array([[0, span[0]], [0, span[1]]]), equal=True)
    unit = board.place(np.array([1.0, 1.0])) - board.place(np.zeros(2))
    assert unit[0] == pytest.approx(unit[1], rel=0.01)
    middle = (BOX.corners.mean(axis=0) - 0.5) * [128 / 9, 8]
    np.testing.assert_allclose(board.corners.mean(axis=0), middle, atol=0.03)


def test_a_curve_is_cut_where_it_leaves_the_board(staged, solved):
    board = Board(staged([solved("bowl")]), BOX, np.array([[-2, 2], [0, 1]]))
    x = np.linspace(-2, 2, 401)
    curve = board.curve(x, x**2, RED, 2)
    ends = board.place(np.array([[-1, 1], [1, 1]]))
    assert curve.get_left()[0] == pytest.approx(ends[0, 0], abs=0.03)
    assert curve.get_right()[0] == pytest.approx(ends[1, 0], abs=0.03)
    gap = board.curve(x, np.where(np.abs(x) < 0.5, np.nan, 0.5), RED, 2)
    assert len(gap.get_subpaths()) == 2


def test_a_field_has_the_colours_of_the_bands_of_the_contour_figure(staged, solved):
    run = solved("rosenbrock")
    board = Board.over(staged([run]), BOX, run.landscape)
    picture = painted(board.field(run.landscape))
    depth = Scale.for_contours(run.landscape.loss).depth(run.landscape.loss)
    colors = 255 * ramp(DARK.field, 18)
    found = 0
    for row, column in np.random.default_rng(0).integers(8, 280, (60, 2)):
        x, y, _ = board.place(np.array([run.landscape.x[column], run.landscape.y[row]]))
        shown = picture[int(180 - 45 * y), int(320 + 45 * x)]
        band = min(int(depth[row, column] * 18), 17)
        found += np.abs(shown - colors[band]).max() < 8
    assert found > 45, "all but points on a line between two bands"


@pytest.mark.parametrize("least", [0.0, 0.05, 0.2])
def test_a_board_too_long_for_its_box_is_as_large_as_it_has_to_be(least, staged, solved):
    stage = staged([solved("bowl")])
    board = Board(stage, BOX, np.array([[0.0, 3.0], [0.0, 1.0]]), equal=True, least=least)
    width, height = board.corners[1] - board.corners[0]
    page = np.array([stage.camera.frame_width, stage.camera.frame_height])
    room = (BOX.corners[1] - BOX.corners[0]) * page
    assert width == pytest.approx(room[0], abs=0.03)
    # To scale it has an area of a third of its width's square.
    assert width * height == pytest.approx(max(room[0] ** 2 / 3, least * page.prod()), rel=0.03)
