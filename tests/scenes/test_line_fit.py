"""The line's squares are what its cost is made of, its point is where it should be, and what is said is true."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.line_fit import LineFit

from gdviz.analysis.fit import predictor, squares_in
from gdviz.props.fit import CostCurve, FitBoard
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.stage.relief import ReliefProp
from gdviz.stage.stage import Stage
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK

BOX = (0.1, 0.2, 0.5, 0.7)
Staged = Callable[..., Stage]
Told = Callable[..., tuple[Stage, list[Any]]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    home = tmp_path_factory.mktemp("runs")
    return {
        "line": solve("line", out=home / "line"),
        "slope": solve("slope", out=home / "slope"),
        "polynomial": solve("polynomial", steps=40, out=home / "polynomial"),
        "diverging": solve("line", lr=2.5, out=home / "diverging"),
        "one": solve("line", steps=1, out=home / "one"),
        "noisy": solve("line", batch=1, out=home / "noisy"),
        "logistic": solve("logistic", steps=2, out=home / "logistic"),
    }


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the captions of what is told."""
    captions: list[str] = []
    say = Stage.say

    def keep(self: Stage, words: str, *others: Any, **how: Any) -> None:
        captions.append(words)
        say(self, words, *others, **how)

    monkeypatch.setattr(Stage, "say", keep)
    return captions


@pytest.mark.parametrize("step", [0.0, 3.5, 150.0])
def test_squares_are_as_wide_as_their_residuals_are_high(runs: dict[str, Run], staged: Staged, step: float) -> None:
    run = runs["line"]
    stage = staged([run])
    fit = FitBoard(stage, BOX)
    fit._wide.set_value(1.0)
    stage.step.set_value(step)
    x, y = run.data["X"][:, 0], run.data["y"]
    a, b = stage.between(run.params)
    unit = np.ptp(fit.board.corners[:, 1]) / np.ptp(fit.board.limits[1])
    assert len(fit.shown) == 25
    for index in fit.shown:
        corners = fit.square(int(index))
        (width, height) = np.ptp(corners, axis=0)
        assert width == pytest.approx(height, abs=1e-9)
        assert height == pytest.approx(abs(y[index] - a - b * x[index]) * unit, rel=1e-9)
        assert corners[0] == pytest.approx(fit.board.place(np.array([x[index], y[index]]))[:2])


def test_squares_lie_clear_of_the_line_that_is_left(runs: dict[str, Run], staged: Staged) -> None:
    run = runs["line"]
    stage = staged([run])
    fit = FitBoard(stage, BOX)
    fit._wide.set_value(1.0)
    stage.step.set_value(150)
    a, b = run.params[-1]
    for index in fit.shown:
        far = fit.square(int(index))[2]
        share = (far - fit.board.corners[0]) / np.ptp(fit.board.corners, axis=0)
        x, y = fit.board.limits[:, 0] + share * np.ptp(fit.board.limits, axis=1)
        above = run.data["y"][index] > a + b * run.data["X"][index, 0]
        assert (y > a + b * x) == above


def test_bars_become_squares(runs: dict[str, Run], staged: Staged) -> None:
    fit = FitBoard(staged([runs["line"]]), BOX)
    corners = fit.square(int(fit.shown[0]))
    assert np.ptp(corners[:, 0]) == 0
    assert np.ptp(corners[:, 1]) > 0


@pytest.mark.parametrize(("name", "words"), [("line", "half the mean"), ("slope", "the mean"), ("polynomial", "half")])
def test_cost_is_what_it_is_said_to_be(runs: dict[str, Run], name: str, words: str) -> None:
    law = squares_in(runs[name])
    assert law is not None
    assert law.words.startswith(words)
    summed = {**runs[name].arrays, "loss": runs[name].loss * len(runs[name].data["y"])}
    assert "the sum" in (squares_in(replace(runs[name], arrays=summed)) or law).words


def test_a_cost_that_is_no_sum_of_squares_stays_bars(
    runs: dict[str, Run], told: Told, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = runs["line"]
    other = replace(run, arrays={**run.arrays, "loss": np.sqrt(run.loss)})
    assert squares_in(other) is None
    monkeypatch.setattr("gdviz.props.fit.squares_in", lambda run: None)
    told(LineFit, [run])
    assert any("no mean of squares" in words for words in said)
    assert not any("least possible" in words for words in said)


@pytest.mark.parametrize("name", ["line", "slope", "polynomial"])
def test_a_tour_leads_back_and_its_cost_is_the_models(runs: dict[str, Run], staged: Staged, name: str) -> None:
    run = runs[name]
    fit = FitBoard(staged([run]), BOX)
    assert fit.tours == len(run.landscape.axes)
    seen = set()
    for leg in range(fit.tours):
        fit._tour.set_value(leg + 0.25)
        assert fit.is_touring
        seen.add(tuple(np.flatnonzero(np.abs(fit.at - run.landscape.project(run.params[0])) > 1e-9)))
        grids = [grid for grid in (run.landscape.x, run.landscape.y) if len(grid)]
        assert all(grid[0] < at < grid[-1] for grid, at in zip(grids, fit.at, strict=True))
        misses = predictor(run, run.data["X"][:, 0])(fit.params) - run.data["y"]
        assert fit.cost == pytest.approx(np.mean(misses**2) / (1 if name == "slope" else 2))
        fit._tour.set_value(leg + 1)
        assert not fit.is_touring
        assert np.array_equal(fit.params, run.params[0])
        assert fit.cost == run.loss[0]
    assert len(seen) == fit.tours


def test_cost_is_a_relief_or_a_curve(runs: dict[str, Run], staged: Staged) -> None:
    for name, kind in (("line", ReliefProp), ("slope", CostCurve), ("polynomial", ReliefProp)):
        stage = staged([runs[name]])
        assert isinstance(FitBoard(stage, BOX).landscape((0.5, 0.1, 0.9, 0.8)), kind)


def test_the_ball_of_one_parameter_lies_on_its_curve(runs: dict[str, Run], staged: Staged) -> None:
    run = runs["slope"]
    stage = staged([run])
    curve = FitBoard(stage, BOX).landscape((0.5, 0.1, 0.9, 0.8))
    assert isinstance(curve, CostCurve)
    at = curve._place(run.params[3][None])[0]
    assert at == pytest.approx(curve.board.place(np.array([run.params[3, 0], run.loss[3]]))[:2], abs=0.02)


def test_what_is_said_in_the_end_is_true(runs: dict[str, Run], told: Told, said: list[str]) -> None:
    scene, _ = told(LineFit, [runs["line"]])
    assert said[2] == "The cost is half the mean of the squares (25 of 100 are shown)."
    assert said[-2] == "Each step goes downhill, and the line follows."
    assert said[-1] == "y = 1.454 + 63.36 x: cost 54.72; the least possible is 54.72."
    assert len(scene.beats) == 5


@pytest.mark.parametrize(
    ("name", "outcome", "manner"),
    [
        (
            "one",
            r"y = 0\.3192 \+ 3\.287 x: cost 1778; the least possible is 54\.72 \(dashed\)\.",
            "Each step goes downhill",
        ),
        (
            "noisy",
            r"y = .* x: cost 5\d\.\d\d; the least possible is 54\.72 \(dashed\)\.",
            "Step by step the point moves",
        ),
        (
            "diverging",
            r"Too long a step: away .* \(dashed\), and out of sight at step 1\.",
            "Step by step the point moves",
        ),
        ("polynomial", r"Cost 0\.\d+; the least possible is 0\.02000 \(dashed\)\.", "Each step goes downhill"),
    ],
)
def test_outcome_is_the_runs_own(runs: dict[str, Run], staged: Staged, name: str, outcome: str, manner: str) -> None:
    scene: Any = staged([runs[name]], LineFit)
    words, is_best = scene.outcome(FitBoard(scene, BOX), "line")
    assert re.fullmatch(outcome, words)
    assert not is_best
    assert scene.manner() == manner


def test_other_runs_are_refused(runs: dict[str, Run]) -> None:
    assert "no slope, line or polynomial" in (LineFit.refuse(runs["logistic"]) or "")
    assert LineFit.refuse(runs["slope"]) is None
    assert "one run" in (LineFit.misfit([runs["line"], runs["one"]]) or "")


@pytest.mark.slow
def test_it_is_filmed_and_rests_on_its_end(runs: dict[str, Run], told: Told) -> None:
    def accented(stage: Stage, pixels: np.ndarray) -> int:
        return int((np.abs(pixels[..., :3].astype(int) - 255 * rgb(DARK.accent)).max(axis=-1) < 40).sum())

    _, frames = told(LineFit, [runs["slope"]], accented)
    assert 240 <= len(frames) <= 330
    assert frames[0] == 0
    assert frames[-1] > 300
    assert len(set(frames[-15:])) == 1
