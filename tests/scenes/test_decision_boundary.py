"""The scene of a classifier: its beats, what it says in the end, and which runs it shows."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.decision_boundary import DecisionBoundary, rule_of

import gdviz
from gdviz.analysis.sigmoid import Sigmoid
from gdviz.runs.data import Data
from gdviz.stage.counters import Counters


def test_the_story_ends_with_all_shown_and_the_clock_at_its_end(told: Any, made: Any) -> None:
    stage, _ = told(DecisionBoundary, [made("gd", "logistic", 100)])
    assert [beat.name for beat in stage.beats] == ["the points", "the start", "the descent", "the end"]
    assert stage.step.get_value() == 100
    assert stage.renderer.time == pytest.approx(15.4, abs=1.0)
    (counters,) = [one for one in stage.mobjects if isinstance(one, Counters)]
    assert counters.seen.get_value() == 1


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"lr": 1.0, "steps": 100}, "All of the points are on their side."),
        ({"lr": 1e-4, "steps": 2}, "% of the points are on their side."),
    ],
    ids=["all", "some"],
)
def test_the_end_tells_how_many_points_are_on_their_side(how: dict[str, Any], words: str, told: Any, made: Any) -> None:
    run = made("gd", "logistic", **how)
    # As a loop of one's own may have it, at its end and now and then.
    accuracy = np.array(run.metrics["accuracy"])
    accuracy[np.arange(len(accuracy), 0, -1) % 5 != 1] = np.nan
    stage, _ = told(DecisionBoundary, [run.having({"metric.accuracy": accuracy})])
    outcome = stage.beats[-1].notes
    assert words in outcome
    share = float(run.metrics["accuracy"][-1])
    assert outcome.startswith("All of" if share == 1 else f"{share:.1%} of")
    b, *w = run.params[-1]
    right = ((b + run.data["X"] @ w > 0) == (run.data["y"] == 1)).mean()
    assert share == pytest.approx(right)


@pytest.mark.parametrize(
    ("problem", "start", "words"),
    [
        ("logistic", (-5.0, 2.0), "From 2.50 on it says cured = 1: right for all."),
        ("softmax", (0.0, 0.0, -5.0, 2.0), "From 2.50 on it says cured = 1: right for all."),
        ("svm", (5.0, -2.0), "Up to 2.50 it says cured = 1: right for 0.0%."),
        ("logistic", (-50.0, 2.0), "It says cured = 0 of every point: right for 50.0%."),
        ("logistic", (-50.0, -2.0), "It says cured = 0 of every point: right for 50.0%."),
        ("logistic", (50.0, -2.0), "It says cured = 1 of every point: right for 50.0%."),
        ("logistic", (0.0, 0.0), "It has come to no threshold: right for 50.0%."),
    ],
)
def test_over_one_feature_the_rule_that_was_learnt_is_put_in_words(
    problem: str, start: tuple[float, ...], words: str, one_feature: Any
) -> None:
    run = one_feature(problem, start)
    assert rule_of(Sigmoid.of(run), float(run.metrics["accuracy"][-1])) == words


def test_over_one_feature_the_story_is_of_a_threshold(one_feature: Any, told: Any) -> None:
    stage, _ = told(DecisionBoundary, [one_feature("logistic", (-5.0, 2.0), 1)])
    assert "one feature" in stage.beats[0].notes
    assert [beat.name for beat in stage.beats] == ["the points", "the start", "the descent", "the end"]


@pytest.mark.parametrize(
    ("points", "params", "words"),
    [
        ([1.0, 2.0, 3.0, 4.0], [-5.0, 2.0], "From 2.50 on it says y = 1."),
        ([1.0, 2.0, 3.0, 4.0], [0.0, 0.0], "It has come to no threshold."),
        ([[1.0, 0.0], [2.0, 1.0], [3.0, 0.0], [4.0, 1.0]], [-5.0, 2.0, 0.0], "Loss 0.3000 → 0.3000 in 1 step."),
    ],
    ids=["a threshold", "none", "a line"],
)
def test_a_run_without_its_accuracy_is_told_without(
    points: Any, params: list[float], words: str, told: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with gdviz.record(tmp_path / "own", data=(points, [0, 0, 1, 1]), model="linear classifier") as run:
        for _ in range(2):
            run.step(params, 0.3)
    said: list[str] = []
    monkeypatch.setattr(DecisionBoundary, "conclude", lambda self, words, *others: said.append(words))
    stage, _ = told(DecisionBoundary, [gdviz.load(tmp_path / "own")])
    assert said == [words]
    assert stage.beats[-1].notes == "Loss 0.3000 → 0.3000 in 1 step."


@pytest.fixture
def one_feature(solved_once: Any) -> Any:
    """Return a function from a problem and where it starts, and all but stays, to its run over one feature."""

    def solve(problem: str, start: tuple[float, ...], steps: int = 0) -> Any:
        data = Data.of([1, 2, 3, 4], [0, 0, 1, 1], features=("dose",), target="cured")
        return solved_once(problem, data=data, start=np.array(start), steps=steps, lr=1e-9)

    return solve


def test_several_classes_come_in_together_and_are_told_of_in_words(told: Any, solved_once: Any) -> None:
    stage, _ = told(DecisionBoundary, [solved_once("softmax", steps=3)])
    (first, *_) = stage.beats
    assert [beat.name for beat in stage.beats] == ["the points", "the start", "the descent", "the end"]
    assert stage.step.get_value() == 3
    assert DecisionBoundary.refuse(solved_once("mlp", steps=1)) is None
    assert first.notes.startswith("Each point is an example")


def test_runs_without_classes_in_a_plane_are_refused(made: Any, solved: Any) -> None:
    assert "no boundary between classes" in (DecisionBoundary.refuse(solved("bowl")) or "")
    run = made("gd", "logistic", 100)
    assert DecisionBoundary.refuse(run) is None
    assert "it shows one run" in (DecisionBoundary.misfit([run, run]) or "")
