"""The step of Adam on a board: its arrows and its box against the numbers."""

from collections.abc import Callable

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of

from gdviz.analysis.boxes import Share
from gdviz.props.anatomy.moments import MomentBoard, _times
from gdviz.props.anatomy.worksheet import Worksheet
from gdviz.runs.run import Run
from gdviz.stage.stage import Stage

BOX, BOARD = Share(0.42, 0.405, 0.973, 0.95), Share(0.07, 0.285, 0.375, 0.775)
Make = Callable[..., Run]
Staged = Callable[..., Stage]


def test_the_arrows_are_the_quantities_and_the_step_ends_where_the_ball_goes(adam: Run, staged: Staged) -> None:
    stage = staged([adam])
    board = MomentBoard(stage, BOARD, Worksheet(stage, BOX))
    page = board._sheet.page
    before = board._ends(page)
    np.testing.assert_allclose(before["mean"], 0.1 * before["gradient"])
    np.testing.assert_allclose(before["box"], np.sqrt(0.001) * before["gradient"])
    board.corrected.set_value(1)
    after = board._ends(page)
    np.testing.assert_allclose(after["mean"], before["gradient"])
    np.testing.assert_allclose(after["box"], before["gradient"])
    board.divided.set_value(1)
    start = board.at[:2].copy()
    longer = board._ends(page)["mean"]
    board.shrunk.set_value(1)
    np.testing.assert_allclose(longer, board.longer * board._ends(page)["mean"])
    stage.step.set_value(1)
    np.testing.assert_allclose(board.at[:2], start + board._ends(page)["mean"], atol=1e-7)


def test_the_gradients_arrow_leads_downhill_over_the_board(adam: Run, staged: Staged) -> None:
    stage = staged([adam])
    sheet = Worksheet(stage, BOX)
    board = MomentBoard(stage, BOARD, sheet)
    end = board._ends(sheet.page)["gradient"]
    # The gradient is (-3.5, 10), and a unit is as long both ways on this board; it takes 0.55 of its shorter side.
    np.testing.assert_allclose(end / np.hypot(*end), np.array([3.5, -10]) / np.hypot(3.5, 10), atol=0.02)
    assert np.hypot(*end) == pytest.approx(0.55 * np.ptp(board.board.corners, axis=0).min(), rel=1e-6)


def test_the_means_arrow_ends_where_its_numbers_say(adam: Run, staged: Staged) -> None:
    stage = staged([adam])
    sheet = Worksheet(stage, BOX)
    board = MomentBoard(stage, BOARD, sheet)
    board.mean.set_value(1.0)
    board.corrected.set_value(1.0)
    # Its tip, and its label in the same colour a little beside it.
    tip = board.at[:2] + board._ends(sheet.page)["mean"]
    places = np.concatenate([places_of(painted(thing), sheet.colors["memory"], 20) for thing in board.moving])
    assert np.linalg.norm(places - tip, axis=1).min() < 0.1
    assert len(places) > 40


def test_the_box_spans_the_sizes_from_the_ball(adam: Run, staged: Staged) -> None:
    stage = staged([adam])
    sheet = Worksheet(stage, BOX)
    board = MomentBoard(stage, BOARD, sheet)
    board.box.set_value(1.0)
    board.corrected.set_value(1.0)
    end = board._ends(sheet.page)["box"]
    # Its outline; the label of the size stands beside it.
    outline = places_of(painted(board.moving[1]), sheet.colors["size"], 25)
    corners = board.at[:2] + np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * end
    for corner in corners:
        assert np.linalg.norm(outline - corner, axis=1).min() < 0.06
    np.testing.assert_allclose(outline.min(axis=0), corners.min(axis=0), atol=0.06)
    np.testing.assert_allclose(outline.max(axis=0), corners.max(axis=0), atol=0.06)


def test_the_next_steps_begin_without_arrow_and_box(adam: Run, staged: Staged) -> None:
    stage = staged([adam])
    board = MomentBoard(stage, BOARD, Worksheet(stage, BOX))
    trackers = (board.mean, board.box, board.divided, board.shrunk)
    for tracker in (*trackers, board.gradient):
        tracker.set_value(1.0)
    stage.play(*board.leave())
    assert [tracker.get_value() for tracker in trackers] == [0.0, 0.0, 1.0, 1.0]
    board.settle()
    assert [tracker.get_value() for tracker in trackers] == [0.0] * 4
    assert board.gradient.get_value() == 1.0


def test_on_a_curve_the_ball_is_at_the_height_of_the_loss(made: Make, staged: Staged) -> None:
    run = made("adam", "parabola", 30)
    stage = staged([run])
    board = MomentBoard(stage, BOARD, Worksheet(stage, BOX))
    for step in (0, 17):
        stage.step.set_value(step)
        place = board.board.place(np.array([run.params[step, 0], run.loss[step]]))
        np.testing.assert_allclose(board.at, place, atol=0.02)


@pytest.mark.parametrize(
    ("room", "length", "times"),
    [(2.0, 0.3, 6), (2.0, 0.03, 60), (1.0, 0.9, 1), (1.0, 2.0, 1), (1.0, 0.0, 1), (1.0, np.nan, 1), (1.0, 0.101, 9)],
)
def test_a_step_is_drawn_a_round_number_of_times_as_long(room: float, length: float, times: int) -> None:
    assert _times(room, length) == times
