"""Balls from several starts: which are twins, when they have arrived, their colours, and what is said of them."""

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of

from gdviz.analysis.boxes import Share
from gdviz.props.basins.map import BasinMap
from gdviz.props.basins.starts import Starts, arrival, twins
from gdviz.stage.board import Board

BOX = Share(0.44, 0.12, 0.965, 0.95)


def mapped(stage):
    board = Board.over(stage, BOX, stage.run.landscape)
    return board, BasinMap(stage, board, stage.run)


def test_twins_are_the_nearest_starts_with_other_ends():
    starts = [np.array(at) for at in ([0, 0], [0.01, 0], [0.1, 0], [0.5, 0.5])]
    assert twins(starts, [0, 0, 1, 1]) == (1, 2)
    assert twins(starts, [0, 0, 0, 1]) == ()
    assert twins(starts, [0, 0, None, 1]) == ()
    assert twins([], []) == ()


def test_a_run_is_watched_until_it_has_arrived(wells):
    run, side = wells[2], np.array([4.0, 4.0])
    step = arrival(run, side)
    assert 5 < step < run.steps
    assert (np.abs(run.params[step:] - run.params[-1]) <= 0.004 * side).all()


def test_balls_have_the_colours_of_their_ends(staged, wells):
    stage = staged(wells)
    board, basins = mapped(stage)
    balls = Starts(stage, board, basins)
    assert balls.twins == (0, 1)
    assert balls.first == [0, 2]
    assert balls.apart() == pytest.approx(0.2)
    assert balls.ends_in_words(balls.first) == "2 starts, 2 ends."


def test_a_ball_is_painted_where_its_run_is_in_the_colour_of_its_end(staged, wells):
    stage = staged(wells)
    board, basins = mapped(stage)
    balls = Starts(stage, board, basins)
    assert all(painted(thing).max() == 0 for thing in (*balls.paths, *balls.balls))
    # The first ends on the left, the others on the right.
    ends = [0, 1, 1]
    for step in (0, 40):
        stage.step.set_value(step)
        for ball, run, end in zip(balls.balls, wells, ends, strict=True):
            ball.seen.set_value(1.0)
            places = places_of(painted(ball), basins.colors[end], 110)
            assert np.abs(places.mean(axis=0) - board.place(run.params[step])[:2]).max() < 0.06


def test_what_is_told_counts_starts_and_ends(staged, wells):
    stage = staged(wells)
    balls = Starts(stage, *mapped(stage))
    assert balls.ends_in_words([0]) == "1 start, 1 end."
    assert balls.ends_in_words([1, 2]) == "2 starts, 1 end."
    assert balls.ends_in_words([0, 1, 2]) == "3 starts, 2 ends."
    balls._ends = [0, None, None]
    assert balls.ends_in_words([0, 1, 2]) == "3 starts, 1 end; 2 starts come to none."
    assert balls.ends_in_words([0, 1]) == "2 starts, 1 end; 1 start comes to none."
    assert balls.ends_in_words([1]) == "It comes to no end."
    assert balls.ends_in_words([1, 2]) == "None of them comes to an end."


def test_starts_are_watched_until_the_last_has_arrived(staged, wells):
    stage = staged(wells)
    balls = Starts(stage, *mapped(stage))
    side = np.array([4.0, 4.0])
    each = [arrival(run, side) for run in wells]
    assert balls.watched([0, 1, 2]) == max(each)
    assert balls.watched([2]) == each[2]


def test_a_run_that_does_not_move_is_watched_for_no_step(made):
    run = made("gd", "bowl", 5, start=[0, 0])
    assert arrival(run, np.array([8.0, 5.0])) == 0
