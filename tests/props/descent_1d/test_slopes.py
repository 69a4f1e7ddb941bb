"""The first steps down a curve, worked one by one: their numbers, their words, and where they are drawn."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of

from gdviz.analysis.boxes import Share
from gdviz.props.descent_1d.slopes import REACH, ROW, Slopes
from gdviz.runs.run import Run
from gdviz.stage.stage import Stage
from gdviz.style.themes import DARK

Staged = Callable[..., Stage]
BOX, UNDER = Share(0.4, 0.4, 0.95, 0.95), Share(0.4, 0.05, 0.95, 0.35)


def slopes_of(staged: Staged, run: Run) -> Slopes:
    return Slopes(staged([run]), run, BOX)


def test_the_worked_numbers_are_those_of_the_parabola(staged: Staged, runs: dict[str, Run]) -> None:
    slopes = slopes_of(staged, runs["quick"])
    # x_k = 3 + 12 * 0.8^k, f'(x) = 2 (x - 3).
    assert slopes.count == 3
    assert slopes.is_plain
    assert [slopes.slope(k) for k in range(3)] == ["24", "19.2", "15.36"]
    assert [slopes.step(k) for k in range(3)] == ["−2.4", "−1.92", "−1.54"]


def test_the_step_of_a_negative_slope_has_a_plus(staged: Staged, runs: dict[str, Run]) -> None:
    slopes = slopes_of(staged, runs["overshot"])
    assert slopes.step(1).startswith("+")


def test_with_momentum_the_recorded_update_is_told(staged: Staged, runs: dict[str, Run]) -> None:
    run = runs["momentum"]
    slopes = slopes_of(staged, run)
    assert not slopes.is_plain
    assert slopes.reason(1) == f"Momentum makes of it a step of {slopes.step(1)}."
    assert float(slopes.step(1).replace("−", "-")) == pytest.approx(run.arrays["update"][1, 0], rel=0.01)


def test_steps_too_short_to_be_seen_are_said_to_be_and_worked_once(staged: Staged, runs: dict[str, Run]) -> None:
    slopes = slopes_of(staged, runs["tiny"])
    assert slopes.count == 1
    assert slopes.reason(0).endswith("too short to be seen.")


def test_records_of_a_thinned_run_are_told_as_so_many_steps(staged: Staged, runs: dict[str, Run]) -> None:
    slopes = slopes_of(staged, runs["thinned"])
    assert slopes.reason(0) == f"The first 5 steps take it {slopes.step(0)} on."
    assert [slopes.after(k) for k in range(3)] == [5, 10, 15]


def test_short_steps_are_seen_close_up_and_long_ones_are_not(staged: Staged, runs: dict[str, Run]) -> None:
    assert slopes_of(staged, runs["quick"]).curve.has_closeup
    assert not slopes_of(staged, runs["overshot"]).curve.has_closeup


def test_a_close_up_keeps_what_is_looked_at_within_the_board(staged: Staged, runs: dict[str, Run]) -> None:
    curve = slopes_of(staged, runs["quick"]).curve
    at = np.stack([runs["quick"].params[:4, 0], runs["quick"].loss[:4]], axis=-1)
    low, high = curve.corners
    spans = []
    for share in (0.0, 0.5, 1.0):
        curve._zoom.set_value(share)
        places = curve.place(at)[:, :2]
        assert (places > low).all()
        assert (places < high).all()
        spans.append(np.ptp(places[:, 0]) / (high - low)[0])
    assert spans[0] < spans[1] < spans[2]
    assert spans[2] == pytest.approx(0.35, abs=0.01)


def test_the_slope_of_a_batch_is_said_to_be_that(staged: Staged, made: Any) -> None:
    run = made("gd", "slope", None, batch=4, epochs=1)
    assert slopes_of(staged, run).slope_in_words(0).startswith("To its batch of 4 the slope there is ")


@pytest.mark.parametrize("row", [0, 1, 2])
def test_the_tangent_touches_the_curve_where_the_ball_is(staged: Staged, runs: dict[str, Run], row: int) -> None:
    run = runs["quick"]
    stage = staged([run])
    slopes = Slopes(stage, run, BOX)
    slopes.tangent.seen.set_value(1.0)
    stage.step.set_value(row)
    # The line is as blue as its words, which stand apart from it: look along it.
    blue = places_of(painted(slopes.tangent), DARK.classes[0], 20)
    x = float(run.params[row, 0])
    f, rise = x**2 - 6 * x + 5, 2 * x - 6
    width = float(np.ptp(slopes.curve.corners[:, 0]))
    for share in (-0.9, -0.5, 0.5, 0.9):
        # Shares of half its length, by halving to the place where it is so long.
        low, high = 0.0, 100.0
        for _ in range(60):
            middle = (low + high) / 2
            ends = slopes.curve.place(np.array([[x, f], [x + middle, f + rise * middle]]))[:, :2]
            low, high = (
                (middle, high) if np.linalg.norm(ends[1] - ends[0]) < abs(share) * REACH * width else (low, middle)
            )
        place = slopes.curve.place(np.array([x + np.sign(share) * low, f + np.sign(share) * rise * low]))[:2]
        inside = ((place > slopes.curve.corners[0]) & (place < slopes.curve.corners[1])).all()
        assert not inside or np.linalg.norm(blue - place, axis=1).min() < 0.05


def test_arrows_lie_on_their_lane_from_each_iterate_to_the_next(staged: Staged, runs: dict[str, Run]) -> None:
    run = runs["quick"]
    stage = staged([run])
    slopes = Slopes(stage, run, BOX)
    assert painted(slopes.arrows).max() == 0
    for k in range(3):
        stage.step.set_value(k)
        slopes.taken.set_value(k + 1)
        ends = slopes.curve.place(np.stack([run.params[k : k + 2, 0], run.loss[k : k + 2]], axis=-1))[:, 0]
        level = slopes.curve.corners[0, 1] + ROW / 40.5
        accent = places_of(painted(slopes.arrows), stage.looks[0].color, 20)
        arrow = accent[np.abs(accent[:, 1] - level) < 0.06]
        assert arrow[:, 0].min() == pytest.approx(ends[1], abs=0.08)
        assert arrow[:, 0].max() == pytest.approx(ends[0], abs=0.08)


def test_arrows_that_go_back_and_forth_have_lanes_of_their_own(staged: Staged, runs: dict[str, Run]) -> None:
    run = runs["overshot"]
    stage = staged([run])
    slopes = Slopes(stage, run, BOX)
    slopes.taken.set_value(2)
    picture = painted(slopes.arrows)
    floor = slopes.curve.corners[0, 1]
    pale, accent = stage.style.tail(stage.looks[0].color, 0.35), stage.looks[0].color
    rows = [places_of(picture, color, 12)[:, 1] - floor for color in (pale, accent)]
    assert np.median(rows[0]) == pytest.approx(9 / 40.5, abs=0.04)
    assert np.abs(rows[1] - 25 / 40.5).min() < 0.03
