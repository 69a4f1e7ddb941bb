"""A run that rolls down a curve, by the verbs that draw it."""

import numpy as np
import pytest
from recording_pen import RecordingPen

pytest.importorskip("manim")

from gdviz.analysis.boxes import Share
from gdviz.analysis.trajectory import DIAMETERS, Trajectory, told_apart
from gdviz.solving.solver import solve
from gdviz.stage.curve import Curve
from gdviz.stage.roller import RIM, Roller
from gdviz.stage.typeset import points

BOX = Share(0.4, 0.1, 0.95, 0.9)


def rolling(stage, run):
    curve = Curve(stage, BOX, run.landscape, [run])
    return curve, Roller(stage, curve, run, Trajectory.of(run, run.landscape), stage.looks[0])


@pytest.mark.parametrize("step", [0, 3, 8])
def test_the_ball_is_where_the_run_is_and_its_iterates_are_dotted(step, staged, tmp_path):
    run = solve("parabola", steps=20, out=tmp_path / "run")
    stage = staged([run])
    curve, roller = rolling(stage, run)
    stage.step.set_value(step)
    pen = RecordingPen()
    roller._draw_ball(pen)
    (ball,) = pen.all("ball")
    here = curve.place(np.array([run.params[step, 0], run.loss[step]]))
    np.testing.assert_allclose(ball.given[0], here, atol=1e-9)
    assert ball.given[1:] == (7.0, stage.looks[0].color)
    roller._draw_path(pen)
    dots = pen.all("disc")
    places = curve.place(np.stack([run.params[: step + 1, 0], run.loss[: step + 1]], axis=-1))
    # Where dots would lie on one another some are left out.
    places = places[told_apart(places[:, :2], points(2 * DIAMETERS * (0.36 * 7.0 + RIM)))]
    rims, inner = dots[: len(places)], dots[len(places) :]
    assert {dot.given[2] for dot in rims} == {stage.style.casing}
    np.testing.assert_allclose([dot.given[0] for dot in inner], places, atol=1e-9)
    np.testing.assert_allclose(places, [dot.given[0] for dot in rims])


def test_the_stretch_is_what_the_run_has_been_on(staged, solved):
    run = solved("parabola")
    stage = staged([run])
    curve, roller = rolling(stage, run)
    stage.step.set_value(5)
    pen = RecordingPen()
    roller._draw_path(pen)
    x = np.concatenate([line.given[0][:, 0] for line in pen.all("line")])
    visited = curve.place(np.stack([run.params[:6, 0], np.zeros(6)], axis=-1))[:, 0]
    assert (x.min(), x.max()) == (pytest.approx(visited.min()), pytest.approx(visited.max()))


def test_a_run_that_left_is_a_cross_within_the_curve_s_box(staged, tmp_path):
    run = solve("parabola", lr=1.3, steps=30, out=tmp_path / "away")
    stage = staged([run])
    curve, roller = rolling(stage, run)
    stage.step.set_value(stage.steps)
    pen = RecordingPen()
    roller._draw_ball(pen)
    assert pen.all("ball") == []
    lines = pen.all("line")
    assert len(lines) == 4
    low, high = curve.corners
    middle = lines[-1].given[0].mean(axis=0)
    assert ((middle > low) & (middle < high)).all()
    assert len(pen.all("outline")) == 1, "and its fate"
