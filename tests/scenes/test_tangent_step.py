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
from gdviz.props.descent_1d.slopes import Slopes
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
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    home = tmp_path_factory.mktemp("runs")
    made = {name: solve("parabola", **how, out=home / name) for name, how in SETTINGS.items()}
    made["half-line"] = solve(from_expression("sqrt(x)", domain=(-1, 4), start=[3]), lr=0.8, out=home / "half-line")
    return made


def slopes_of(staged: Staged, run: Run) -> Slopes:
    return Slopes(staged([run]), run, BOX)


def captions(monkeypatch: pytest.MonkeyPatch, told: Callable[..., Any], run: Run) -> list[str]:
    """Tell the scene, and return what it says."""
    said: list[str] = []
    say = Stage.say

    def kept(self: Stage, words: str, *others: Any, **options: Any) -> None:
        said.append(words)
        say(self, words, *others, **options)

    monkeypatch.setattr(Stage, "say", kept)
    told(TangentStep, [run])
    return said


def test_the_worked_numbers_are_those_of_the_parabola(staged: Staged, runs: dict[str, Run]) -> None:
    slopes = slopes_of(staged, runs["quick"])
    # x_k = 3 + 12 * 0.8^k, f'(x) = 2 (x - 3).
    assert slopes.count == 3
    assert slopes.is_plain
    assert [slopes.slope(k) for k in range(3)] == ["24", "19.2", "15.36"]
    assert [slopes.step(k) for k in range(3)] == ["−2.4", "−1.92", "−1.54"]
    sums = [" ".join(part for part, _ in line) for line in slopes.lines]
    assert sums == [
        r"x_{1} = 15 - 0.1 \cdot 24 = 12.6",
        r"x_{2} = 12.6 - 0.1 \cdot 19.2 = 10.68",
        r"x_{3} = 10.68 - 0.1 \cdot 15.36 = 9.144",
    ]


def test_a_negative_slope_stands_in_brackets_and_its_step_has_a_plus(staged: Staged, runs: dict[str, Run]) -> None:
    slopes = slopes_of(staged, runs["overshot"])
    assert slopes.step(1).startswith("+")
    assert "(-19.2)" in [part for part, _ in slopes.lines[1]]


def test_with_momentum_the_recorded_update_is_told_and_no_product(staged: Staged, runs: dict[str, Run]) -> None:
    run = runs["momentum"]
    slopes = slopes_of(staged, run)
    assert not slopes.is_plain
    assert slopes.reason(1) == f"Momentum makes of it a step of {slopes.step(1)}."
    assert float(slopes.step(1).replace("−", "-")) == pytest.approx(run.arrays["update"][1, 0], rel=0.01)
    assert not [part for line in slopes.lines for part, _ in line if "cdot" in part]


def test_steps_too_short_to_be_seen_are_said_to_be_and_worked_once(staged: Staged, runs: dict[str, Run]) -> None:
    slopes = slopes_of(staged, runs["tiny"])
    assert slopes.count == 1
    assert slopes.reason(0).endswith("too short to be seen.")


def test_records_of_a_thinned_run_are_told_as_so_many_steps(staged: Staged, runs: dict[str, Run]) -> None:
    slopes = slopes_of(staged, runs["thinned"])
    assert slopes.reason(0) == f"The first 5 steps take it {slopes.step(0)} on."
    assert [slopes.after(k) for k in range(3)] == [5, 10, 15]
    assert slopes.lines[0][0][0] == "x_{5}"


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


def test_bars_are_as_long_as_the_steps(staged: Staged, runs: dict[str, Run]) -> None:
    bars = StepBars(staged([runs["quick"]]), runs["quick"], BOX)
    np.testing.assert_allclose(bars.lengths, 2.4 * 0.8 ** np.arange(30), rtol=1e-6)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("quick", "Less slope, shorter steps: 2.4 → 0.00371."),
        ("overshot", "It overshoots, but less and less: steps 21.6 → 0.311."),
        ("away", "Steps grow, 26.4 → 38: diverged at step 3."),
        ("one", "One step of 0.24."),
        ("half-line", "Steps grow, 0.231 → 0.829: diverged at step 10."),
    ],
)
def test_the_conclusion_is_what_the_run_did(name: str, words: str, staged: Staged, runs: dict[str, Run]) -> None:
    assert StepBars(staged([runs[name]]), runs[name], BOX).conclusion() == words


def test_steps_that_swell_first_are_not_said_to_shrink(staged: Staged, runs: dict[str, Run]) -> None:
    bars = StepBars(staged([runs["momentum"]]), runs["momentum"], BOX)
    assert "up to" in bars.conclusion()
    assert "slope" not in bars.conclusion()


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


@pytest.mark.parametrize("name", ["quick", "away", "momentum", "one", "thinned", "half-line", "tiny"])
def test_every_story_ends_in_its_conclusion_with_the_clock_at_its_end(
    name: str, monkeypatch: pytest.MonkeyPatch, told: Callable[..., Any], runs: dict[str, Run]
) -> None:
    stages: list[Stage] = []
    conclude = Stage.conclude
    monkeypatch.setattr(
        Stage, "conclude", lambda self, *args, **how: (stages.append(self), conclude(self, *args, **how))
    )
    said = captions(monkeypatch, told, runs[name])
    (stage,) = stages
    assert stage.step.get_value() == stage.steps
    assert said[0].startswith("The ball starts at x = ")
    assert len(stage.beats) == len({beat.name for beat in stage.beats})


def test_captions_tell_slope_then_step_then_next_slope(
    monkeypatch: pytest.MonkeyPatch, told: Callable[..., Any], runs: dict[str, Run]
) -> None:
    assert captions(monkeypatch, told, runs["quick"])[1:5] == [
        "The tangent there has slope 24.",
        "A step: −0.1 times the slope, −2.4.",
        "The next slope is 19.2.",
        "It makes the next step, −1.92.",
    ]


def test_the_slope_of_a_batch_is_said_to_be_that(staged: Staged, tmp_path: Path) -> None:
    run = solve("slope", batch=4, epochs=1, out=tmp_path / "run")
    assert slopes_of(staged, run).told(0).startswith("To its batch of 4 the slope there is ")


def test_runs_of_several_parameters_and_of_no_step_are_refused(tmp_path: Path) -> None:
    assert TangentStep.refuse(solve("bowl", steps=2, out=tmp_path / "bowl")) == (
        "it has 2 parameters, and a curve shows one"
    )
    assert TangentStep.refuse(solve("parabola", steps=1, out=tmp_path / "parabola")) is None


def test_a_film_lasts_as_long_whatever_the_number_of_steps(
    told: Callable[..., Any], runs: dict[str, Run], tmp_path: Path
) -> None:
    longer = solve("parabola", lr=0.1, steps=400, out=tmp_path / "longer")
    seconds = [told(TangentStep, [run])[0].renderer.time for run in (runs["quick"], longer)]
    assert seconds[0] == pytest.approx(seconds[1])
    assert 25 < seconds[0] < 40


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
