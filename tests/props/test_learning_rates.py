"""Learning rates side by side: where their fields and losses lie, and what is said of them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of
from recording_pen import RecordingPen

from gdviz.analysis.boxes import Share
from gdviz.props.learning_rates import RateFields
from gdviz.runs.run import Run
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points

Staged = Callable[..., Stage]
BOX = Share(0.04, 0.14, 0.96, 0.775)
RATES = (0.45, 0.02, 0.31)


@pytest.fixture(scope="module")
def bowls(made: Any) -> list[Run]:
    """Return runs whose rates are too large, too small, and good."""
    return [made("gd", "bowl", 30, lr=lr) for lr in RATES]


@pytest.fixture(scope="module")
def parabolas(made: Any) -> list[Run]:
    return [made("gd", "parabola", 40, lr=lr) for lr in (0.01, 0.1, 1.05)]


def rates_of_stage(staged: Staged, runs: Sequence[Run]) -> tuple[Stage, RateFields]:
    stage = staged(runs)
    return stage, RateFields(stage, BOX)


def test_fields_stand_from_the_smallest_rate_to_the_largest_in_the_runs_colours(
    staged: Staged, bowls: list[Run]
) -> None:
    stage, rates = rates_of_stage(staged, bowls)
    assert rates.rates == ["0.02", "0.31", "0.45"]
    assert [run.optimizer["lr"] for run in rates.runs] == sorted(RATES)
    # A run keeps the colour that it has by the order in which runs were named.
    assert rates.looks == [stage.looks[1], stage.looks[2], stage.looks[0]]


def test_verdicts_and_moral_are_what_the_runs_did(staged: Staged, bowls: list[Run]) -> None:
    _, rates = rates_of_stage(staged, bowls)
    assert [one.words[0] for one in rates.judgements] == ["too small:", "converged", "left the frame"]
    assert rates.moral() == "Learning rate 0.31 converges first, 0.02 is too small, 0.45 is too large."
    assert rates.account() == (
        "0.02 too small: 11% of the loss left; 0.31 converged at step 9; 0.45 left the frame at step 3."
    )


def test_on_a_curve_the_same_is_said(staged: Staged, parabolas: list[Run]) -> None:
    stage, rates = rates_of_stage(staged, parabolas)
    assert rates.moral() == "Learning rate 0.1 converges first, 0.01 is too small, 1.05 is too large."
    assert stage.steps == 40


def test_the_first_steps_are_compared_by_what_they_were(staged: Staged, bowls: list[Run], made: Any) -> None:
    assert rates_of_stage(staged, bowls)[1].first_steps() == "The larger the rate, the longer the first step."
    # Where there is no slope, no rate makes a step.
    same = [made("gd", "bowl", 5, lr=lr, start=[0, 0]) for lr in (0.1, 0.2)]
    assert rates_of_stage(staged, same)[1].first_steps() == "The first steps, one by one."


def test_words_below_a_field_count_down_and_give_way_to_the_verdict(staged: Staged, bowls: list[Run]) -> None:
    stage, rates = rates_of_stage(staged, bowls)
    # The words come last, from the least rate to the greatest.
    words = rates.moving[-3:]
    large, look = words[2], rates.looks[2]
    assert rates.judgements[2].since == 3
    for step, is_named in ((0, False), (2.9, False), (3, True), (20, True)):
        stage.step.set_value(step)
        assert (len(places_of(painted(large), look.color, 30)) > 20) is is_named
    stage.step.set_value(stage.steps)
    lefts = [
        places_of(painted(word), look.color, 30)[:, 0].min() for word, look in zip(words, rates.looks, strict=True)
    ]
    assert lefts == sorted(lefts)
    assert lefts[0] == pytest.approx((BOX.left - 0.5) * 128 / 9, abs=0.06), "the first begins at the left of the box"


def test_a_verdict_of_two_steps_is_whole_and_as_large_as_others(staged: Staged, made: Any) -> None:
    stage = staged([made("gd", "bowl", steps, lr=lr) for lr, steps in ((0.02, 30), (0.31, 30), (1.2, 60))])
    rates = RateFields(stage, BOX)
    verdict = rates.judgements[2].final
    assert verdict == ("left the frame at step 1,", "diverged at step 7")
    name, when = rates._two_lines(verdict, "left at step 1,", "#ffffff", points(110))
    assert max(name.width, when.width) <= points(110)
    assert name.height == pytest.approx(when.height, rel=0.02)


def test_a_share_of_the_way_left_is_written_below_a_run_that_goes_on(staged: Staged, bowls: list[Run]) -> None:
    stage, rates = rates_of_stage(staged, bowls)
    stage.step.set_value(1)
    written = []
    rates._figures.draw = lambda pen, value, at, **options: written.append(value)  # type: ignore[method-assign]
    for word in rates.moving[-3:]:
        painted(word)
    expected = [rates.judgements[k].left[1] for k in range(3)]
    # What starts well oversteps at first; it says so in words.
    assert written == [f"{100 * share:.0f}" for share in expected if share <= 1]
    assert len(written) >= 2


def test_a_loss_that_climbs_is_shown_to_its_end_along_its_straight_line(staged: Staged, bowls: list[Run]) -> None:
    stage, rates = rates_of_stage(staged, bowls)
    run = rates.runs[2]
    straight = np.polyfit(run.step[3:], np.log10(run.loss[3:]), 1)
    assert np.ptp(np.log10(run.loss[3:]) - np.polyval(straight, run.step[3:])) < 0.01, "it grows by one factor"
    stage.step.set_value(stage.steps)
    pen = RecordingPen()
    rates.losses._draw(pen)
    axes, color = rates.losses.board, rates.looks[2].color
    (curve,) = [verb.given[0] for verb in pen.all("line") if verb.given[1] == color and verb.given[2] > 2]
    share = (curve - axes.corners[0]) / np.ptp(axes.corners, axis=0)
    step, height = (axes.limits[:, 0] + share * np.ptp(axes.limits, axis=1)).T
    assert curve[-1, 1] < axes.corners[1, 1], "its last value is on the axes"
    np.testing.assert_allclose(height[3:], np.polyval(straight, step[3:]), atol=0.02)
