"""The line's squares are what its cost is made of, its point is where it should be, and what is said is true."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.line_fit import LINE, LineFit

from gdviz.analysis.boxes import Share
from gdviz.analysis.fit import squares_in
from gdviz.props.fit.board import FitBoard
from gdviz.runs.run import Run
from gdviz.stage.stage import Stage
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK

BOX = Share(0.1, 0.2, 0.5, 0.7)
Staged = Callable[..., Stage]
Told = Callable[..., tuple[Stage, list[Any]]]
Heard = Callable[..., tuple[Stage, list[str]]]


@pytest.fixture(scope="module")
def runs(solved_once: Callable[..., Run]) -> dict[str, Run]:
    return {
        "line": solved_once("line"),
        "slope": solved_once("slope"),
        "polynomial": solved_once("polynomial", steps=40),
        "diverging": solved_once("line", lr=2.5),
        "one": solved_once("line", steps=1),
        "noisy": solved_once("line", batch=1),
        "logistic": solved_once("logistic", steps=2),
    }


def test_a_cost_that_is_no_sum_of_squares_stays_bars(
    runs: dict[str, Run], heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = runs["line"]
    other = replace(run, arrays={**run.arrays, "loss": np.sqrt(run.loss)})
    assert squares_in(other) is None
    monkeypatch.setattr("gdviz.props.fit.board.squares_in", lambda run: None)
    _, said = heard(LineFit, [run])
    assert any("no mean of squares" in words for words in said)
    assert not any("least possible" in words for words in said)


def test_what_is_said_in_the_end_is_true(runs: dict[str, Run], heard: Heard) -> None:
    scene, said = heard(LineFit, [runs["line"]])
    assert said[2] == "The cost is half the mean of the squares (25 of 100 are shown)."
    assert said[-2] == "Each step goes downhill, and the line follows."
    assert said[-1] == "No line costs less."
    assert len(scene.beats) == 5


@pytest.mark.parametrize(
    ("name", "outcome", "manner"),
    [
        (
            "one",
            r"The least possible cost is 54\.72 \(dashed\)\.",
            "Each step goes downhill",
        ),
        (
            "noisy",
            r"The least possible cost is 54\.72 \(dashed\)\.",
            "Step by step the point moves",
        ),
        (
            "diverging",
            r"Too long a step: away .* \(dashed\), and out of sight at step 1\.",
            "Step by step the point moves",
        ),
        ("polynomial", r"The least possible cost is 0\.02000 \(dashed\)\.", "Each step goes downhill"),
    ],
)
def test_outcome_is_the_runs_own(runs: dict[str, Run], staged: Staged, name: str, outcome: str, manner: str) -> None:
    scene: Any = staged([runs[name]], LineFit)
    words, is_best = scene.outcome(FitBoard(scene, BOX), LINE)
    assert re.fullmatch(outcome, words)
    assert not is_best
    assert scene.falls() == (manner == "Each step goes downhill")


def test_other_runs_are_refused(runs: dict[str, Run]) -> None:
    assert "no slope, line" in (LineFit.refuse(runs["logistic"]) or "")
    assert LineFit.refuse(runs["slope"]) is None
    assert "one run" in (LineFit.misfit([runs["line"], runs["one"]]) or "")


@pytest.mark.slow
def test_it_is_filmed_and_rests_on_its_end(runs: dict[str, Run], told: Told) -> None:
    def accented(stage: Stage, pixels: np.ndarray) -> int:
        return int((np.abs(pixels[..., :3].astype(int) - 255 * rgb(DARK.accent)).max(axis=-1) < 40).sum())

    _, frames = told(LineFit, [runs["slope"]], accented, rate=4.0)
    assert 104 <= len(frames) <= 140
    # It opens on its end, and goes back to points alone.
    assert frames[0] > 300
    assert 0 in frames[8:12]
    assert frames[-1] > 300
    assert len(set(frames[-6:])) == 1
