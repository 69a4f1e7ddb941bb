"""The relief on a stage: its ball, its camera, its page, and what is said of it."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

pytest.importorskip("manim")

from manim import ReplacementTransform, tempconfig
from pixels import page_pen, painted, places_of

from gdviz.analysis.boxes import Share
from gdviz.relief.camera import Camera, turned
from gdviz.solving.solver import solve
from gdviz.stage.board import Board
from gdviz.stage.relief import ReliefProp
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK

BOX = Share(0.4, 0.1, 0.9, 0.9)


def test_a_relief_shows_the_ball_where_the_clock_is_and_keeps_its_still_part(staged, solved):
    run = solved("bowl")
    with tempconfig({"pixel_width": 640, "pixel_height": 360}):
        stage = staged([run])
        relief = ReliefProp(stage, BOX)
        first = painted(relief, DARK.background)
        again = painted(relief, DARK.background)
        np.testing.assert_array_equal(first, again)
        stage.step.set_value(20)
        later = painted(relief, DARK.background)
        stage.step.set_value(0)
        np.testing.assert_array_equal(painted(relief, DARK.background), first)
    assert len(places_of(later, DARK.accent)) > 3 * len(places_of(first, DARK.accent))
    page = np.abs(first.astype(int) - 255 * rgb(DARK.background)).max(axis=-1) < 2
    assert page[:, : int(0.38 * 640)].all(), "nothing is painted beside the box"


@pytest.mark.parametrize("clear", [False, True], ids=["opaque", "clear"])
@pytest.mark.parametrize("seen", [1.0, 0.5])
def test_a_relief_is_the_same_on_the_cameras_own_page_as_on_another(staged, solved, clear, seen):
    stage = staged([solved("bowl")], style=replace(DARK, transparent=clear))
    camera, relief = stage.camera, ReliefProp(stage, BOX)
    relief.seen.set_value(seen)
    for step, turn in ((0, 0.0), (0, 0.0), (8, 0.0), (8, 0.6)):
        stage.step.set_value(step)
        relief._turn.set_value(turn)
        camera.pixel_array[:] = (0, 0, 0, 0) if clear else (12, 34, 56, 255)
        page = camera.pixel_array.copy()
        relief.paint(page)
        relief.paint(camera.pixel_array)
        np.testing.assert_array_equal(camera.pixel_array, page)
    assert (page[..., :3] <= page[..., 3:]).all(), "premultiplied"


def test_a_relief_on_a_clear_page_is_the_same_picture(staged, solved):
    run = solved("bowl")
    opaque = painted(ReliefProp(staged([run]), BOX), DARK.background)
    clear = staged([run], style=replace(DARK, transparent=True))
    pixels = np.zeros((360, 640, 4), np.uint8)
    ReliefProp(clear, BOX).paint(pixels)
    assert pixels[5, 5].tolist() == [0, 0, 0, 0]
    assert (pixels[..., :3] <= pixels[..., 3:]).all(), "premultiplied"
    laid = pixels[..., :3] + (255 - pixels[..., 3:]) / 255 * 255 * rgb(DARK.background)
    assert np.abs(laid - opaque).mean() < 0.8
    assert np.quantile(np.abs(laid - opaque), 0.995) < 30


def test_a_world_point_is_where_its_ball_is_painted(staged, solved):
    run = solved("bowl")
    stage = staged([run])
    relief = ReliefProp(stage, BOX, camera=Camera(30.0, 40.0, 60.0))
    diorama = relief.diorama
    for step, turn in ((0, 0.0), (12, 0.5), (30, 1.0)):
        stage.step.set_value(step)
        relief._turn.set_value(turn)
        ball = places_of(painted(relief, DARK.background), DARK.accent, 60)
        at = relief.spot(page_pen(), diorama.ball(diorama.tracks[0], step))
        # The path has the colour too: the ball is what lies within a radius.
        assert np.linalg.norm(ball - at, axis=1).min() < 0.05
    corners = relief.spot(page_pen(), diorama.relief.drape(diorama.relief.place(run.params[[0]])))
    assert corners.shape == (1, 2)


def test_an_orbit_goes_from_the_cameras_first_place_to_its_last(staged, solved):
    stage = staged([solved("bowl")])
    relief = ReliefProp(stage, BOX, camera=Camera(30.0, 40.0, 60.0))
    turns = [relief.diorama.view(share).azimuth for share in (0.0, 0.5, 1.0)]
    assert np.diff(turns).tolist() == pytest.approx([30.0, 30.0])
    painted(relief)
    corner = np.array([1.0, 1.0, 0.0])
    first = relief.spot(page_pen(), corner)
    stage.play(relief.orbit(0.5))
    stage.play(relief.orbit(1.0))
    assert relief._turn.get_value() == 1.0
    assert np.linalg.norm(relief.spot(page_pen(), corner) - first) > 0.5


def test_a_run_whose_step_is_nan_is_not_shown(staged, solved):
    stage = staged([solved("bowl"), solved("rosenbrock")])
    steps = [5.0, np.nan]
    relief = ReliefProp(stage, BOX, steps=lambda: steps)
    still = painted(ReliefProp(stage, BOX, moving=False), DARK.background)
    alone = painted(relief, DARK.background)
    assert (alone != still).any()
    steps[:] = [np.nan, np.nan]
    np.testing.assert_array_equal(painted(relief, DARK.background), still)
    steps[:] = [5.0, 40.0]
    assert (painted(relief, DARK.background) != alone).any(axis=-1).sum() > 30


def test_where_nothing_moves_there_is_no_ball_but_the_surface(staged, solved):
    stage = staged([solved("bowl")])
    still = painted(ReliefProp(stage, BOX, moving=False), DARK.background)
    moving = painted(ReliefProp(stage, BOX), DARK.background)
    assert not len(places_of(still, DARK.accent, 60))
    changed = (still != moving).any(axis=-1)
    assert 0 < changed.mean() < 0.02, "all else is the same"


def test_a_run_that_has_left_is_named_where_it_left_inside_the_box(staged, tmp_path):
    run = solve("bowl", lr=0.45, steps=60, out=tmp_path / "away")
    stage = staged([run])
    relief = ReliefProp(stage, BOX)
    before = len(places_of(painted(relief, DARK.background), DARK.accent, 30))
    stage.step.set_value(stage.steps)
    named = places_of(painted(relief, DARK.background), DARK.accent, 30)
    assert len(named) > before + 100, "the words are there"
    assert named[:, 0].max() < (BOX.right - 0.5) * 128 / 9 + 0.03


def test_half_seen_it_is_half_laid_over_the_page(staged, solved):
    stage = staged([solved("bowl")])
    relief = ReliefProp(stage, BOX, hidden=True)
    assert (painted(relief, DARK.background) == painted(relief, DARK.background)[0, 0]).all()
    relief.seen.set_value(1.0)
    whole = painted(relief, DARK.background).astype(float)
    relief.seen.set_value(0.5)
    half = painted(relief, DARK.background).astype(float)
    page = np.rint(255 * rgb(DARK.background))
    # Words are written once it is all there.
    body = np.s_[80:280, 280:560]
    np.testing.assert_allclose(half[body], (whole[body] + page) / 2, atol=2)


@pytest.mark.parametrize("problem", ["bowl", "rosenbrock"])
def test_raised_it_lies_on_the_board_point_by_point(problem, staged, solved):
    run = solved(problem)
    stage = staged([run])
    stage.step.set_value(stage.steps)
    relief = ReliefProp(stage, BOX)
    board = Board.over(stage, Share(0.5, 0.1, 0.95, 0.8), run.landscape, whole=True)
    relief.rise(board)
    plane = np.random.default_rng(1).uniform(0.05, 0.95, (40, 2))
    plane = board.limits[:, 0] + plane * np.ptp(board.limits, axis=1)
    world = relief.diorama.relief.drape(relief.diorama.relief.place(plane), lift=0.0)
    places = []
    for share in np.linspace(0, 1, 61):
        relief._risen.set_value(share)
        places.append(relief.spot(page_pen(), world))
    pixel = stage.camera.frame_width / 640
    np.testing.assert_allclose(places[-1], board.place(plane)[:, :2], atol=0.5 * pixel)
    # In a second at 60 frames none goes farther in a frame than a twelfth of the page, nor is any lost.
    assert np.isfinite(places).all()
    assert np.linalg.norm(np.diff(places, axis=0), axis=-1).max() < 8.0 / 12


def test_raised_nothing_is_painted_beside_the_board(staged, solved):
    stage = staged([solved("rosenbrock")])
    relief = ReliefProp(stage, BOX)
    board = Board.over(stage, Share(0.5, 0.1, 0.95, 0.8), stage.run.landscape, whole=True)
    relief.rise(board)
    relief._risen.set_value(1.0)
    painted_there = np.abs(painted(relief, DARK.background).astype(int) - 255 * rgb(DARK.background)).max(axis=-1) > 4
    left, low, right, high = board.pixels((360, 640))
    assert painted_there[high + 1 : low - 1, left + 1 : right - 1].mean() > 0.99
    painted_there[high:low, left:right] = False
    assert not painted_there.any()


def test_numbers_and_names_fly_from_the_floor_to_the_board(staged, solved):
    stage = staged([solved("bowl")])
    relief = ReliefProp(stage, BOX)
    board = Board.over(stage, Share(0.5, 0.1, 0.95, 0.8), stage.run.landscape, whole=True)
    names = [relief.words(axis)[-1][0] for axis in (0, 1)]
    assert names == [board.written[axis][-1][0] for axis in (0, 1)] == ["x", "y"]
    moves = [move for move in relief.rise(board) if isinstance(move, ReplacementTransform)]
    same = [{words for words, _ in board.written[axis]} & {words for words, _ in relief.words(axis)} for axis in (0, 1)]
    assert len(moves) == len(same[0]) + len(same[1]) >= 4


@pytest.mark.parametrize("camera", [None, Camera(100.0, 30.0, 20.0)], ids=["chosen", "far round"])
def test_it_never_turns_by_more_than_forty_degrees_a_second_on_its_way_up(camera, staged, solved):
    relief = ReliefProp(staged([solved("rosenbrock")]), BOX, camera=camera, rises=True)
    board = Board.over(relief._stage, Share(0.5, 0.1, 0.95, 0.8), relief._stage.run.landscape, whole=True)
    relief._turn.set_value(1.0)
    camera_goes, *_ = (move.build() for move in relief.rise(board)[:1])
    camera_goes.begin()
    frames = round(30 * relief.rising)
    views = []
    for share in np.linspace(0, 1, frames + 1):
        camera_goes.interpolate(float(share))
        views.append(relief._seen_from()[0])
    speeds = [30 * turned(*two) for two in pairwise(views)]
    assert 20 < max(speeds) < 40


def test_names_of_a_word_are_whole_in_a_narrow_box(staged, made):
    stage = staged([made("gd", "line", 3)])
    relief = ReliefProp(stage, Share(0.5, 0.1, 0.8, 0.8))
    assert [relief.words(axis)[-1][0] for axis in (0, 1)] == ["intercept", "slope"]
