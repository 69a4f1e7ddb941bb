"""Slope, step, next slope: the numbers are the run's, the words are true of it, and all stands where it should."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.tangent_step import TangentStep

from gdviz.analysis.boxes import Share
from gdviz.analysis.trajectory import Trajectory
from gdviz.problems.expression import from_expression
from gdviz.props.descent_1d.bars import StepBars
from gdviz.props.descent_1d.sums import StepSums
from gdviz.rendering.scenes import shoot
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.stage.curve import Curve
from gdviz.stage.roller import Roller
from gdviz.stage.stage import Stage
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK

Staged = Callable[..., Stage]
BOX = Share(0.4, 0.4, 0.95, 0.95)
SETTINGS: dict[str, dict[str, Any]] = {
    "quick": {"lr": 0.1, "steps": 30},
    "tiny": {"lr": 1e-4, "steps": 2000},
    "overshot": {"lr": 0.9, "steps": 20},
    "away": {"lr": 1.1},
    "momentum": {"optimizer": "momentum", "steps": 60},
    "one": {"steps": 1},
    "thinned": {"lr": 0.1, "every": 5, "steps": 30},
}


@pytest.fixture(scope="module")
def runs(solved_once: Callable[..., Run]) -> dict[str, Run]:
    half_line = from_expression("sqrt(x)", domain=(-1, 4), start=[3])
    made = {name: solved_once("parabola", **how) for name, how in SETTINGS.items()}
    return made | {"half-line": solved_once(half_line, lr=0.8)}


def test_the_ball_is_on_the_curve_at_and_between_iterates(staged: Staged, runs: dict[str, Run]) -> None:
    run = runs["quick"]
    stage = staged([run])
    curve = Curve(stage, BOX, run.landscape, [run])
    roller = Roller(stage, curve, run, Trajectory.of(run, run.landscape), stage.looks[0])
    for step in (0.0, 1.0, 2.5, 30.0):
        stage.step.set_value(step)
        low = int(step)
        x = run.params[low, 0] + (step - low) * (run.params[min(low + 1, 30), 0] - run.params[low, 0])
        np.testing.assert_allclose(roller.at, curve.place(np.array([x, x**2 - 6 * x + 5])), atol=1e-3)


def test_a_run_that_came_where_there_is_no_function_ends_in_a_cross_at_its_last_place(
    staged: Staged, runs: dict[str, Run]
) -> None:
    run = runs["half-line"]
    stage = staged([run])
    curve = Curve(stage, BOX, run.landscape, [run])
    roller = Roller(stage, curve, run, Trajectory.of(run, run.landscape), stage.looks[0])
    assert roller._way.lost(run.steps - 1) is None
    last = int(np.flatnonzero(np.isfinite(run.loss))[-1])
    assert roller._way.lost(run.steps) == (run.params[last, 0], run.loss[last])


@pytest.mark.parametrize(
    ("name", "conclusion"),
    [
        ("away", "Steps grow, 26.4 → 38: left the frame at step 3, diverged at step 57."),
        ("momentum", "Steps: 0.12, up to 0.665, down to 0.0511."),
        ("one", "One step of 0.24."),
        ("thinned", "The steps shrink: 8.07 → 0.0305."),
        ("half-line", "Steps grow, 0.231 → 0.829: met an undefined loss at step 10."),
        ("tiny", "Less slope, shorter steps: 0.0024 → 0.00161."),
    ],
)
def test_every_story_ends_in_its_conclusion_with_the_clock_at_its_end(
    name: str, conclusion: str, heard: Callable[..., Any], runs: dict[str, Run]
) -> None:
    stage, said = heard(TangentStep, [runs[name]])
    assert stage.step.get_value() == stage.steps
    assert said[0].startswith("The ball starts at x = ")
    assert said[-1] == conclusion
    assert len(stage.beats) == len({beat.name for beat in stage.beats})


def test_runs_of_several_parameters_and_of_no_step_are_refused(tmp_path: Path) -> None:
    assert TangentStep.refuse(solve("bowl", steps=2, out=tmp_path / "bowl")) == (
        "it has 2 parameters, and a curve shows one"
    )
    assert TangentStep.refuse(solve("parabola", steps=1, out=tmp_path / "parabola")) is None


def test_captions_tell_slope_then_step_then_next_slope_in_as_long_whatever_the_number_of_steps(
    heard: Callable[..., Any], runs: dict[str, Run], tmp_path: Path
) -> None:
    longer = solve("parabola", lr=0.1, steps=400, out=tmp_path / "longer")
    stage, said = heard(TangentStep, [runs["quick"]])
    assert stage.step.get_value() == stage.steps
    assert said[1:5] == [
        "The tangent there has slope 24.",
        "A step: −0.1 times the slope, −2.4.",
        "The next slope is 19.2.",
        "It makes the next step, −1.92.",
    ]
    assert 25 < stage.renderer.time < 40
    assert heard(TangentStep, [longer])[0].renderer.time == pytest.approx(stage.renderer.time)


def test_the_board_of_the_bars_is_never_seen_with_the_sums(
    told: Callable[..., Any], runs: dict[str, Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: dict[type, Any] = {}
    for prop in (StepBars, StepSums):

        def keep(self: Any, *given: Any, prop: type = prop, begin: Any = prop.__init__) -> None:
            parts[prop] = self
            begin(self, *given)

        monkeypatch.setattr(prop, "__init__", keep)
    seen: list[tuple[bool, bool]] = []

    class Watched(TangentStep):
        def play(self, *animations: Any, **options: Any) -> None:
            frame, sums = parts[StepBars].frame, parts[StepSums]
            written = sums._slopes.taken.get_value() > 0 and sums._gone.get_value() < 1
            shown = bool(set(frame.get_family()) & set(self.mobjects))
            seen.append((written, shown))
            super().play(*animations, **options)

    told(Watched, [runs["quick"]])
    assert (True, False) in seen
    assert (False, True) in seen
    assert (True, True) not in seen


@pytest.mark.slow
def test_the_picture_it_ends_in_shows_path_and_bars(runs: dict[str, Run], tmp_path: Path) -> None:
    still = iio.imread(shoot("tangent-step", [runs["quick"].path], tmp_path / "end.png", quality="l"))[..., :3]
    mine = (np.abs(still.astype(int) - 255 * rgb(DARK.accent)).max(axis=-1) < 60) | (
        np.abs(still.astype(int) - 255 * rgb(DARK.tail(DARK.accent, 0.45))).max(axis=-1) < 30
    )
    board, bars = mine[:280, 380:], mine[340:430, 380:]
    assert board.sum() > 300
    # The bars get shorter from the left to the right.
    heights = bars.sum(axis=0)
    assert heights[:12].max() > 2 * heights[60:72].max() > 0
