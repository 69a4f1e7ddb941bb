"""Learning rates side by side: which runs fit, where their fields stand, and what is said of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.learning_rates import LearningRates

from gdviz.analysis.boxes import Share
from gdviz.analysis.learning_rates import Judgement, moral_of
from gdviz.rendering.scenes import shoot
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.stage.stage import Stage
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK

Staged = Callable[..., Stage]
BOX = Share(0.04, 0.14, 0.96, 0.775)
RATES = (0.45, 0.02, 0.31)


@pytest.fixture(scope="module")
def bowls(solved_once: Callable[..., Run]) -> list[Run]:
    """Return runs whose rates are too large, too small, and good."""
    return [solved_once("bowl", lr=lr) for lr in RATES]


@pytest.fixture(scope="module")
def parabolas(solved_once: Callable[..., Run]) -> list[Run]:
    return [solved_once("parabola", lr=lr, steps=40) for lr in (0.01, 0.1, 1.05)]


def told_of(*verdicts: tuple[str, float]) -> list[Judgement]:
    return [Judgement((kind, ""), since, np.ones(2), kind=kind) for kind, since in verdicts]


def test_the_moral_claims_no_more_than_the_verdicts(bowls: list[Run]) -> None:
    small, good, large = bowls[1], bowls[2], bowls[0]
    names = ["0.02", "0.31", "0.45"]
    gone = told_of(("diverged", 3), ("left", 5))
    assert moral_of(names[1:], [good, large], gone) == "Each of these learning rates is too large."
    slow = told_of(("slow", 30), ("near", 30))
    assert moral_of(names[:2], [small, good], slow) == "Learning rate 0.31 comes furthest down."
    both = told_of(("too small", 30), ("too small", 30), ("converged", 9))
    assert moral_of(names, [small, small, good], both) == (
        "Learning rate 0.45 converges first, 0.02 and 0.31 are too small."
    )


def test_other_runs_are_refused_in_words(bowls: list[Run], parabolas: list[Run], tmp_path: Path) -> None:
    def why(*runs: Run) -> str:
        return LearningRates.refuse_all(runs) or ""

    assert why(*bowls) == ""
    assert why(bowls[0], parabolas[0]) == "they are of two problems, Quadratic bowl and Parabola"
    assert why(bowls[0], bowls[0]).startswith("they have the same learning rate, 0.45")
    assert why(bowls[0]) == "1 run; learning rates are compared of 2 to 4"
    assert why(*bowls, *bowls).startswith("6 runs;")
    adam = solve("bowl", "adam", steps=2, out=tmp_path / "adam")
    assert why(bowls[0], adam) == "they differ in more than the learning rate: Gradient descent and Adam"
    elsewhere = solve("bowl", lr=0.1, start=[1, 1], steps=2, out=tmp_path / "elsewhere")
    assert why(bowls[0], elsewhere).startswith("they differ in more than the learning rate: in settings")


@pytest.mark.parametrize("which", ["bowls", "parabolas"])
def test_all_balls_are_on_one_clock_and_the_story_ends_in_its_moral(
    which: str, request: pytest.FixtureRequest, heard: Callable[..., Any]
) -> None:
    stage, said = heard(LearningRates, request.getfixturevalue(which))
    assert stage.step.get_value() == stage.steps
    assert said[-1].startswith("Learning rate 0.")
    assert [beat.name for beat in stage.beats] == ["the landscape", "the first steps", "all together", "the end"]
    assert 15 < stage.renderer.time < 25


@pytest.mark.slow
def test_the_picture_it_ends_in_has_a_field_for_each_and_their_colours(bowls: list[Run], tmp_path: Path) -> None:
    still = iio.imread(shoot("learning-rates", [run.path for run in bowls], tmp_path / "end.png", quality="l"))
    for k, index in enumerate((1, 2, 0)):
        color = 255 * rgb(DARK.series[index].color)
        mine = np.abs(still[..., :3].astype(int) - color).max(axis=-1) < 40
        # The three fields take three quarters of the page.
        field = mine[140:350, round((0.04 + 0.235 * k) * 854) : round((0.04 + 0.235 * (k + 1) - 0.03) * 854)]
        assert field.sum() > 100
