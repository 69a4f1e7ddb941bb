"""A run on a board, by the pixels that it paints."""

from dataclasses import replace

import numpy as np
import pytest
from pixels import painted, places_of
from recording_pen import RecordingPen

from gdviz.analysis.boxes import Share
from gdviz.analysis.trajectory import Trajectory
from gdviz.solving.solver import solve
from gdviz.stage.board import Board
from gdviz.stage.overview import Overview
from gdviz.stage.path import PITCH, PathOnBoard, _ways_out
from gdviz.stage.typeset import points
from gdviz.style.themes import DOTTED

BOX = Share(0.4, 0.1, 0.9, 0.9)


def test_a_runner_is_where_its_run_is_and_its_path_behind_it(staged, solved):
    run = solved("rosenbrock")
    stage = staged([run])
    board = Board.over(stage, BOX, run.landscape)
    track = Trajectory.of(run, run.landscape)
    runner = PathOnBoard(stage, board, track, stage.looks[0])
    for step in (0.0, 3.5, 20.0):
        stage.step.set_value(step)
        at = board.place(run.params[int(step)] + (step % 1) * (run.params[int(step) + 1] - run.params[int(step)]))
        np.testing.assert_allclose(runner.at, at, atol=1e-9)
        ball = places_of(painted(runner.ball), stage.looks[0].color, 110)
        assert np.abs(ball.mean(axis=0) - at[:2]).max() < 0.06
    # A hairline covers no pixel wholly.
    path = places_of(painted(runner.path), stage.looks[0].color, 90)
    ends = board.place(run.params[[0, 20]])[:, :2]
    for end in ends:
        assert np.linalg.norm(path - end, axis=1).min() < 0.06


def test_a_run_that_leaves_ends_in_a_cross_with_its_fate_inside_the_board(staged, tmp_path):
    run = solve("bowl", lr=0.45, steps=60, out=tmp_path / "away")
    stage = staged([run])
    board = Board.over(stage, BOX, run.landscape)
    runner = PathOnBoard(stage, board, Trajectory.of(run, run.landscape), stage.looks[0])
    stage.step.set_value(stage.steps)
    cross = places_of(painted(runner.ball), stage.looks[0].color, 20)
    low, high = board.corners
    assert ((cross > low - 0.2) & (cross < high + 0.2)).all()
    assert np.ptp(cross[:, 0]) > 2.0, "the words are there too"


def test_a_runner_of_several_bears_its_marker_and_its_dash_where_it_has_no_dots(staged, solved):
    run = solved("rosenbrock")
    stage = staged([run, run])
    board = Board.over(stage, BOX, run.landscape)
    track = Trajectory.of(run, run.landscape)
    for look, count in zip(stage.looks, (0, 1), strict=True):
        pen = RecordingPen()
        PathOnBoard(stage, board, track, look)._draw_ball(pen)
        assert len(pen.all("polygon")) == count
        for last, dash in ((DOTTED, ()), (DOTTED + 1, look.dash)):
            pen = RecordingPen()
            stage.step.set_value(5.0)
            PathOnBoard(stage, board, replace(track, last=last), look)._draw_path(pen)
            lines = pen.all("line")
            # Half of them are the casing; the trail over the hairline is whole.
            hairline, *trail = lines[len(lines) // 2 :]
            assert hairline.options["dash"] == dash
            assert not any(line.options["dash"] for line in trail)
            assert [line.given[2] for line in trail] == sorted(line.given[2] for line in trail)
            assert trail[-1].given[2] == 2 * hairline.given[2]


def test_runners_that_coincide_lie_side_by_side_and_no_casing_lies_on_them(staged, solved):
    stage = staged([solved("rosenbrock")] * 2)
    overview = Overview(stage, BOX)
    stage.step.set_value(stage.steps)
    pens = [RecordingPen() for _ in overview.runners]
    for runner, pen in zip(overview.runners, pens, strict=True):
        runner._draw_path(pen)
        assert {line.given[1] for line in pen.all("line")} == {runner._look.color}
    one, other = (pen.all("line")[0].given[0] for pen in pens)
    apart = np.linalg.norm(one - other, axis=1)
    assert np.median(apart) == pytest.approx(points(PITCH), rel=0.05)
    assert apart.max() < 1.05 * points(PITCH)


def test_a_path_that_leaves_for_a_while_has_an_arrowhead_where_it_goes_out(staged, solved):
    run = solved("bowl")
    # Out over the top after the second point, back, and out at the left; what goes on outside leaves nothing more.
    places = np.array([[0, 0], [1, 1.0], [2, 3], [3, 3], [3, 1], [-2, 0]], float)
    ways = _ways_out(places, np.arange(6.0), np.array([[0, 0], [3, 2]], float))
    assert [(step, at.tolist(), way.tolist()) for step, at, way in ways] == [
        (2.0, [1.5, 2.0], [0, 1]),
        (5.0, [0.0, 0.4], [-1, 0]),
    ]
    stage = staged([run])
    board = Board.over(stage, BOX, run.landscape)
    runner = PathOnBoard(stage, board, Trajectory.of(run, run.landscape), stage.looks[0])
    assert runner._exits == [], "it stays inside"
    high = board.corners[1]
    runner._exits = [(3.0, high - [1, 0], np.array([0.0, 1.0]))]
    for step, count in ((2.0, 0), (3.0, 1)):
        stage.step.set_value(step)
        pen = RecordingPen()
        runner._draw_ball(pen)
        assert len(pen.all("polygon")) == count
    assert pen.all("polygon")[0].given[0].max(axis=0)[1] == high[1], "its tip touches the edge"
