"""A fitted curve's board: its squares, its tours, and its point on the cost."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of

from gdviz.analysis.boxes import Share
from gdviz.analysis.fit import predictor
from gdviz.props.fit.board import FitBoard
from gdviz.props.fit.cost import CostCurve
from gdviz.runs.run import Run
from gdviz.stage.lettering import Figures
from gdviz.stage.relief import ReliefProp
from gdviz.stage.stage import Stage
from gdviz.style.numerals import number
from gdviz.style.themes import DARK

BOX = Share(0.1, 0.2, 0.5, 0.7)
Staged = Callable[..., Stage]


@pytest.fixture(scope="module")
def runs(made: Any) -> dict[str, Run]:
    return {name: made("gd", name, steps) for name, steps in (("line", 150), ("slope", 60), ("polynomial", 40))}


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


def test_squares_lie_on_the_other_side_where_points_fall(runs: dict[str, Run], staged: Staged) -> None:
    stage = staged([runs["line"]])
    turned = replace(stage.run, arrays={**stage.run.arrays, "data.y": -stage.run.data["y"]})
    sides = []
    for run in (stage.run, turned):
        stage.run = run
        fit = FitBoard(stage, BOX)
        fit._wide.set_value(1.0)
        squares = [fit.square(int(index)) for index in fit.shown]
        # To the left of a point that lies above the line, or to the right.
        sides.append({float(np.sign((c[1] - c[0])[0] * (c[0] - c[3])[1])) for c in squares})
    assert sides == [{-1.0}, {1.0}]


def test_bars_become_squares(runs: dict[str, Run], staged: Staged) -> None:
    fit = FitBoard(staged([runs["line"]]), BOX)
    corners = fit.square(int(fit.shown[0]))
    assert np.ptp(corners[:, 0]) == 0
    assert np.ptp(corners[:, 1]) > 0


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
        assert isinstance(FitBoard(stage, BOX).landscape(Share(0.5, 0.1, 0.9, 0.8)), kind)


@pytest.mark.parametrize("step", [0.0, 1.5, 60.0])
def test_the_line_is_drawn_where_its_parameters_say(runs: dict[str, Run], staged: Staged, step: float) -> None:
    run = runs["line"]
    stage = staged([run])
    fit = FitBoard(stage, BOX)
    fit.line.seen.set_value(1.0)
    stage.step.set_value(step)
    places = places_of(painted(fit.line), DARK.accent, 20)
    share = (places - fit.board.corners[0]) / np.ptp(fit.board.corners, axis=0)
    x, y = (fit.board.limits[:, 0] + share * np.ptp(fit.board.limits, axis=1)).T
    a, b = stage.between(run.params)
    unit = np.ptp(fit.board.corners[:, 1]) / np.ptp(fit.board.limits[1])
    assert len(places) > 100
    # The line is 2.8 points wide, and steep lines are as wide across.
    slant = np.hypot(1, b * np.ptp(fit.board.limits[0]) / np.ptp(fit.board.corners[:, 0]) * unit)
    assert np.abs(unit * (y - a - b * x)).max() < 0.06 * slant


def test_the_best_line_is_the_least_squares(runs: dict[str, Run], staged: Staged) -> None:
    run = runs["line"]
    fit = FitBoard(staged([run]), BOX)
    x, y = run.data["X"][:, 0], run.data["y"]
    (a, b), (rest,), *_ = np.linalg.lstsq(np.stack([np.ones_like(x), x], axis=-1), y, rcond=None)
    assert fit.best_cost() == pytest.approx(rest / len(x) / 2, rel=1e-9)
    np.testing.assert_allclose(run.minima[0], [a, b], rtol=1e-6)


def test_an_equation_has_the_numbers_of_its_row(runs: dict[str, Run], staged: Staged) -> None:
    line, slope = FitBoard(staged([runs["line"]]), BOX), FitBoard(staged([runs["slope"]]), BOX)
    assert line.words(150) == "y = 63.36 x + 1.454"
    a, b = runs["line"].params[0]
    assert line.words(0) == f"y = {b:.4f} x + {a:.4f}"
    assert slope.words(0) == "y = 10.00 x"
    assert FitBoard(staged([runs["polynomial"]]), BOX).words(0) == ""


def test_the_cost_counted_is_the_recorded_one(runs: dict[str, Run], staged: Staged) -> None:
    stage = staged([runs["line"]])
    fit = FitBoard(stage, BOX)
    for step in (0, 7, 150):
        stage.step.set_value(step + 0.4 if step < 150 else step)
        assert fit.cost == runs["line"].loss[step]


@pytest.mark.parametrize("step", [0, 3])
def test_equation_and_cost_are_those_of_the_line_that_moves(
    runs: dict[str, Run], staged: Staged, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    run = runs["line"]
    stage = staged([run])
    fit = FitBoard(stage, BOX)
    fit.equation.seen.set_value(1.0)
    stage.step.set_value(step)
    written: list[tuple[str, str]] = []
    draw = Figures.draw

    def keep(self: Figures, pen: Any, value: str, at: Any, **options: Any) -> None:
        written.append((value, options["color"]))
        draw(self, pen, value, at, **options)

    monkeypatch.setattr(Figures, "draw", keep)
    for tour, color in ((0.0, DARK.accent), (0.25, DARK.ink), (1.75, DARK.ink), (2.0, DARK.accent)):
        written.clear()
        fit._tour.set_value(tour)
        painted(fit.equation)
        intercept, slope = fit.params
        sign = "−" if intercept < 0 else "+"
        assert written == [(f" = {number(slope)} ", color), (f" {sign} {number(abs(intercept))}", color)]
        misses = intercept + slope * run.data["X"][:, 0] - run.data["y"]
        assert fit.cost == pytest.approx((misses**2).mean() / 2)


def test_the_dashes_of_the_best_line_are_seen_where_it_agrees_with_the_fitted_one(
    runs: dict[str, Run], staged: Staged
) -> None:
    stage = staged([runs["line"]])
    fit = FitBoard(stage, BOX)
    stage.step.set_value(150)
    np.testing.assert_allclose(runs["line"].params[-1], runs["line"].minima[0], rtol=0.03)
    pixels = np.zeros((360, 640, 4), np.uint8)
    for part in (fit.line, fit.best):
        part.seen.set_value(1.0)
        part.paint(pixels)
    picture = pixels[..., :3]
    dashes, line = places_of(picture, DARK.ink, 40), places_of(picture, DARK.accent, 40)
    assert len(dashes) > 60
    assert len(line) > 100
    # They take turns along the line.
    turns = np.sort(dashes[:, 0])
    assert np.sum(np.diff(turns) > 0.06) >= 10
