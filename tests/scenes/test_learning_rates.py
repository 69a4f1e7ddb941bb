"""Learning rates side by side: which runs fit, where their fields stand, and what is said of them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import imageio.v3 as iio
import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.learning_rates import LearningRates

from gdviz.analysis.boxes import Share
from gdviz.analysis.learning_rates import Judgement, moral_of
from gdviz.props.learning_rates import RateFields
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
def bowls(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    """Return runs whose rates are too large, too small, and good."""
    home = tmp_path_factory.mktemp("bowls")
    return [solve("bowl", lr=lr, out=home / str(lr)) for lr in RATES]


@pytest.fixture(scope="module")
def parabolas(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    home = tmp_path_factory.mktemp("parabolas")
    return [solve("parabola", lr=lr, steps=40, out=home / str(lr)) for lr in (0.01, 0.1, 1.05)]


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
    assert [said.words[0] for said in rates.said] == ["too small:", "converged", "left the frame"]
    assert rates.moral() == "Learning rate 0.31 converges first, 0.02 is too small, 0.45 is too large."
    assert rates.account() == (
        "0.02 too small: 11% of the way left; 0.31 converged at step 9; 0.45 left the frame at step 3."
    )


def test_on_a_curve_the_same_is_said(staged: Staged, parabolas: list[Run]) -> None:
    stage, rates = rates_of_stage(staged, parabolas)
    assert rates.moral() == "Learning rate 0.1 converges first, 0.01 is too small, 1.05 is too large."
    assert stage.steps == 40


def told_of(*verdicts: tuple[str, float]) -> list[Judgement]:
    return [Judgement((words, ""), since, np.ones(2)) for words, since in verdicts]


def test_the_moral_claims_no_more_than_the_verdicts(bowls: list[Run]) -> None:
    small, good, large = bowls[1], bowls[2], bowls[0]
    names = ["0.02", "0.31", "0.45"]
    gone = told_of(("diverged", 3), ("left the frame", 5))
    assert moral_of(names[1:], [good, large], gone) == "Each of these learning rates is too large."
    slow = told_of(("slow:", 30), ("nearly there:", 30))
    assert moral_of(names[:2], [small, good], slow) == "Learning rate 0.31 comes furthest down."
    both = told_of(("too small:", 30), ("too small:", 30), ("converged", 9))
    assert moral_of(names, [small, small, good], both) == (
        "Learning rate 0.45 converges first, 0.02 and 0.31 are too small."
    )


def test_the_first_steps_are_compared_by_what_they_were(staged: Staged, bowls: list[Run], tmp_path: Path) -> None:
    assert rates_of_stage(staged, bowls)[1].first_steps() == "The larger the rate, the longer the first step."
    # Where there is no slope, no rate makes a step.
    same = [solve("bowl", lr=lr, start=[0, 0], steps=5, out=tmp_path / str(lr)) for lr in (0.1, 0.2)]
    assert rates_of_stage(staged, same)[1].first_steps() == "The first steps, one by one."


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
    which: str, request: pytest.FixtureRequest, told: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    say = Stage.say
    monkeypatch.setattr(
        Stage, "say", lambda self, words, *args, **how: (said.append(words), say(self, words, *args, **how))
    )
    stage, _ = told(LearningRates, request.getfixturevalue(which))
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
