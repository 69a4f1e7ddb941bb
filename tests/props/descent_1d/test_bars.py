"""The bars of a run's steps: how long, how many, and what is said of them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of
from stages import words_set

from gdviz.analysis.boxes import Share
from gdviz.problems.expression import from_expression
from gdviz.props.descent_1d.bars import MOST, StepBars
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.stage.stage import Stage
from gdviz.style.themes import DARK

Staged = Callable[..., Stage]
BOX = Share(0.4, 0.4, 0.95, 0.95)


@pytest.fixture(scope="module")
def runs(runs: dict[str, Run], made: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    half_line = from_expression("sqrt(x)", domain=(-1, 4), start=[3])
    return {
        **runs,
        "away": made("gd", "parabola", 300, lr=1.1),
        "one": made("gd", "parabola", 1),
        "long": made("gd", "parabola", 150, lr=0.01),
        "level": made("gd", "parabola", 3, start=[3.0]),
        "half-line": solve(half_line, lr=0.8, out=tmp_path_factory.mktemp("bars") / "half-line"),
    }


def test_bars_are_as_long_as_the_steps(staged: Staged, runs: dict[str, Run]) -> None:
    bars = StepBars(staged([runs["quick"]]), runs["quick"], BOX)
    np.testing.assert_allclose(bars.lengths, 2.4 * 0.8 ** np.arange(30), rtol=1e-6)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("quick", "Less slope, shorter steps: 2.4 → 0.00371."),
        ("overshot", "It overshoots, but less and less: steps 21.6 → 0.311."),
        ("away", "Steps grow, 26.4 → 38: left the frame at step 3, diverged at step 57."),
        ("one", "One step of 0.24."),
        ("half-line", "Steps grow, 0.231 → 0.829: met an undefined loss at step 10."),
    ],
)
def test_the_conclusion_is_what_the_run_did(name: str, words: str, staged: Staged, runs: dict[str, Run]) -> None:
    assert StepBars(staged([runs[name]]), runs[name], BOX).conclusion() == words


def test_steps_that_swell_first_are_not_said_to_shrink(staged: Staged, runs: dict[str, Run]) -> None:
    bars = StepBars(staged([runs["momentum"]]), runs["momentum"], BOX)
    assert "up to" in bars.conclusion()
    assert "slope" not in bars.conclusion()


def test_where_there_is_no_slope_there_is_no_step(staged: Staged, runs: dict[str, Run]) -> None:
    bars = StepBars(staged([runs["level"]]), runs["level"], BOX)
    assert bars.conclusion() == "Where there is no slope there is no step."


def heights(bars: StepBars, stage: Stage) -> tuple[np.ndarray, np.ndarray]:
    """Return how high bars are painted, in steps' lengths, those before the last in their paler colour."""
    picture, board = painted(bars.bars), bars._board
    unit = np.ptp(board.corners[:, 1]) / np.ptp(board.limits[1])
    found = []
    for color in (stage.style.tail(DARK.accent, 0.45), DARK.accent):
        places = places_of(picture, color, 12)
        middles = 1 + np.arange(len(bars._heights))
        columns = board.place(np.stack([middles, np.zeros(len(middles))], axis=-1))[:, 0]
        tops = [places[np.abs(places[:, 0] - x) < 0.02, 1].max(initial=board.corners[0, 1]) for x in columns]
        found.append((np.array(tops) - board.corners[0, 1]) / unit)
    return found[0], found[1]


def test_bars_are_painted_as_high_as_their_steps_and_the_latest_grows(staged: Staged, runs: dict[str, Run]) -> None:
    stage = staged([runs["quick"]])
    bars = StepBars(stage, runs["quick"], BOX)
    bars.grown.set_value(1.0)
    assert painted(bars.bars).max() == 0
    stage.step.set_value(2.5)
    pale, latest = heights(bars, stage)
    steps = 2.4 * 0.8 ** np.arange(3)
    np.testing.assert_allclose(pale[:2], steps[:2], atol=0.03)
    assert latest[2] == pytest.approx(steps[2] / 2, abs=0.03)
    assert (pale[3:] < 0.03).all()
    stage.step.set_value(30)
    pale, latest = heights(bars, stage)
    np.testing.assert_allclose(pale[:8], 2.4 * 0.8 ** np.arange(8), atol=0.03)


def test_of_many_steps_each_bar_is_the_longest_of_several(staged: Staged, runs: dict[str, Run]) -> None:
    run = runs["long"]
    stage = staged([run])
    bars = StepBars(stage, run, BOX)
    bars.grown.set_value(1.0)
    # 150 steps in at most sixty bars: three to each.
    assert bars._each == 3
    assert len(bars._heights) == 50 <= MOST
    np.testing.assert_allclose(bars._heights, bars.lengths[::3])
    stage.step.set_value(4.5)
    pale, latest = heights(bars, stage)
    # Of the steps begun so far the fourth is the longest.
    assert latest[1] == pytest.approx(bars.lengths[3], abs=0.006)
    assert pale[0] == pytest.approx(bars.lengths[0], abs=0.006)
    assert words_set(stage, bars._axes)[-1] == "longest of every 3 steps"


def test_a_thinned_runs_bars_are_named_after_their_steps(staged: Staged, runs: dict[str, Run]) -> None:
    stage = staged([runs["thinned"]])
    bars = StepBars(stage, runs["thinned"], BOX)
    assert len(bars.lengths) == 6
    words = words_set(stage, bars._axes)
    assert words[-1] == "length of every 5 steps"
    assert [word for word in words if word in ("10", "20", "30")] == ["10", "20", "30"]
