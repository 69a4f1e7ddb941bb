"""Curves of losses that grow with the clock, by the verbs that draw them."""

import numpy as np
import pytest
from recording_pen import RecordingPen

pytest.importorskip("manim")

from gdviz.analysis.boxes import Share
from gdviz.stage.losses import Losses, _upto

BOX = Share(0.4, 0.1, 0.95, 0.9)


def lines_of(losses):
    pen = RecordingPen()
    losses._draw(pen)
    return pen


@pytest.mark.parametrize("step", [0.0, 6.5, 30.0])
def test_a_curve_goes_as_far_as_the_clock_and_its_dot_with_it(step, staged, solved):
    run = solved("bowl")
    stage = staged([run])
    losses = Losses(stage, BOX, [run], stage.looks)
    stage.step.set_value(step)
    pen = lines_of(losses)
    casing, curve = pen.all("line")
    np.testing.assert_array_equal(casing.given[0], curve.given[0])
    row = int(step)
    value = run.loss[row] + (step - row) * (run.loss[min(row + 1, 30)] - run.loss[row])
    assert losses.along.kind == "log"
    here = losses.board.place(np.array([step, np.log10(value)]))
    assert curve.given[0][-1, 0] == pytest.approx(here[0])
    if step == row:
        np.testing.assert_allclose(curve.given[0][-1], here[:2], atol=1e-9)
    assert [verb.given[1:] for verb in pen.all("disc")] == [(4.5, stage.style.casing), (3.6, stage.looks[0].color)]
    np.testing.assert_array_equal(pen.all("disc")[0].given[0], curve.given[0][-1])


def test_names_come_in_where_the_runs_end(staged, solved):
    runs = [solved("bowl"), solved("diverged")]
    stage = staged(runs)
    losses = Losses(stage, BOX, runs, stage.looks, names=["one", "two"])
    stage.step.set_value(1.0)
    assert lines_of(losses).all("outline") == []
    stage.step.set_value(stage.steps)
    assert len(lines_of(losses).all("outline")) == 2


def test_a_run_that_has_ended_goes_on_as_a_dashed_line(staged, solved, tmp_path):
    from gdviz.solving.solver import solve

    runs = [solved("bowl"), solve("bowl", steps=10, out=tmp_path / "short")]
    stage = staged(runs)
    losses = Losses(stage, BOX, runs, stage.looks)
    for step, count in ((9.0, 0), (20.0, 1)):
        stage.step.set_value(step)
        dashed = [verb for verb in lines_of(losses).all("line") if verb.options.get("dash") == (2.5, 2.5)]
        assert len(dashed) == count
    start, end = dashed[0].given[0]
    assert start[1] == end[1]
    np.testing.assert_allclose(end[0], losses.board.place(np.array([20.0, 0.0]))[0])


def test_runs_are_told_apart_by_dash_and_marker_too(staged, solved):
    stage = staged([solved("bowl"), solved("bowl")])
    stage.step.set_value(20.0)
    pen = lines_of(Losses(stage, BOX, stage.shown, stage.looks))
    dashes = [verb.options.get("dash") for verb in pen.all("line") if verb.given[1] != stage.style.casing]
    assert dashes == [look.dash for look in stage.looks] == [(), (5, 1.6)]
    assert [verb.given[2] for verb in pen.all("disc")] == [stage.style.casing, stage.looks[0].color]
    square = pen.all("polygon")[-1]
    assert square.given[1] == stage.looks[1].color
    np.testing.assert_allclose(np.ptp(square.given[0], axis=0), 2 * 3.6 * pen.unit)


def test_a_curve_is_cut_between_two_of_its_points():
    curve = np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 0.0]])
    assert _upto(curve, 1.5).tolist() == [[0, 0], [1, 2], [1.5, 1]]
    assert _upto(curve, -1.0).tolist() == [[0, 0]]
    assert _upto(curve, 9.0).tolist() == curve.tolist()


def test_numbers_that_stand_too_near_are_left_out(staged, solved):
    run = solved("bowl")
    stage = staged([run])
    tall, low = (Losses(stage, Share(0.4, 0.1, 0.95, top), [run], stage.looks) for top in (0.9, 0.33))
    counts = [len(losses._numbers(least)) for losses, least in ((tall, 0.1), (low, 2.5))]
    assert counts[0] > counts[1] >= 2
    places = [place for place, _ in low._numbers(2.5)]
    assert min(np.diff(places)) >= 2.5


def test_a_run_that_ended_nowhere_does_not_go_on(staged, solved, tmp_path):
    from gdviz.solving.solver import solve

    how = {"function": "x**2 + y**2 - log(x)", "start": (1, 1), "steps": 30}
    runs = [solve(None, out=tmp_path / str(lr), lr=lr, **how) for lr in (0.1, 1.5)]
    assert not np.isfinite(runs[1].loss[-1])
    assert runs[1].steps < runs[0].steps
    stage = staged(runs)
    losses = Losses(stage, BOX, runs, stage.looks)
    stage.step.set_value(stage.steps)
    assert not [verb for verb in lines_of(losses).all("line") if verb.options.get("dash") == (2.5, 2.5)]


def test_one_loss_below_rounding_does_not_flatten_the_others(staged, solved):
    runs = [solved("bowl"), solved("bowl"), solved("bowl")]
    stage = staged(runs)
    count = len(runs[0].loss)
    falls = [np.geomspace(100.0, end, count) for end in (1e-31, 1e-3, 1.0)]
    losses = Losses(stage, BOX, runs, stage.looks, series=falls, names=[""] * 3)
    low, high = 10 ** losses.board.limits[1]
    assert 1e-15 < low < 1e-13
    assert 100 < high < 1000
    stage.step.set_value(stage.steps)
    heights = [verb.given[0][-1, 1] for verb in lines_of(losses).all("line")[1::2]]
    assert heights[0] == min(heights) == pytest.approx(losses.board.corners[0, 1], abs=0.1)


def test_units_are_numbered_as_closely_as_there_is_room_for(staged, solved):
    run = solved("bowl")
    stage = staged([run])
    wide, narrow = (
        len(Losses(stage, box, [run], stage.looks, last=900_000)._below()) for box in (BOX, Share(0.4, 0.1, 0.55, 0.9))
    )
    assert wide > narrow >= 2


def test_the_label_is_the_longest_that_has_room_beside_what_is_kept_free(staged, solved):
    run = solved("bowl")
    stage = staged([run])
    for aside, said in ((0.0, "loss of all points, log scale"), (5.0, "loss, log scale")):
        how = {"labels": ["loss of all points", "loss"], "aside": aside}
        losses = Losses(stage, BOX, [run], stage.looks, **how)
        wanted = stage.text(said, 11.5)
        assert losses.frame[-1].width == pytest.approx(wanted.width)
