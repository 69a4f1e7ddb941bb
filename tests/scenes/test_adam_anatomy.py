"""The numbers below Adam's formula are the run's, in columns, and what is said of the first step is so."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.adam_anatomy import AdamAnatomy

from gdviz.analysis.anatomy.cells import Grid
from gdviz.analysis.anatomy.columns import Columns, fixed
from gdviz.analysis.anatomy.steps import work_out
from gdviz.analysis.anatomy.terms import (
    first_step_is_eta,
    rows_of,
    steepest,
    terms_of,
    why_not_adam,
)
from gdviz.ledger.ledger import StepLedger
from gdviz.ledger.terms import Equation
from gdviz.props.anatomy.moments import MomentBoard, MomentCurves
from gdviz.props.anatomy.worksheet import Worksheet
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.stage.stage import Stage
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK

BOX = (0.42, 0.405, 0.973, 0.95)
Make = Callable[..., Run]
VARIANTS = [
    ("adam", {}),
    ("adam", {"weight_decay": 0.3}),
    ("adam", {"beta1": 0.0, "eps": 0.5}),
    ("adamw", {}),
    ("adamw", {"weight_decay": 0.0}),
    ("amsgrad", {}),
    ("adamax", {}),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return a function from an optimizer and what else decides a run to that run, solved once."""
    home: Path = tmp_path_factory.mktemp("adam")
    kept: dict[str, Run] = {}

    def make(optimizer: str = "adam", problem: str = "bowl", **how: Any) -> Run:
        name = re.sub(r"\W+", "-", f"{problem}-{optimizer}-{how}")
        if name not in kept:
            kept[name] = solve(problem, optimizer, out=home / name, **how)
        return kept[name]

    return make


def reckoned(equation: Equation, page: StepLedger, index: int) -> tuple[float, float]:
    """Return what a line comes to, and what its numbers come to when they are read as they stand."""
    words = []
    for part in equation.parts[2:]:
        if isinstance(part, str):
            words.append({r"\cdot": "*", r"\max(": "max("}.get(part, part))
        else:
            value = np.asarray(part.value(page))
            words.append(f"({float(value[index] if value.ndim else value)!r})")
    return float(equation.terms[0].value(page)[index]), eval(" ".join(words))  # noqa: S307


@pytest.mark.parametrize(("name", "settings"), VARIANTS)
def test_the_numbers_of_every_line_come_to_what_was_recorded(name: str, settings: dict[str, Any], made: Make) -> None:
    run = made(name, settings=settings, schedule="step:10,0.5")
    recorded = {"m": "exp_avg", "v": "exp_avg_sq", "w": "max_exp_avg_sq", "u": "exp_inf"}
    for t in range(1, run.steps + 1):
        (page,) = work_out(run, t, 1)
        assert page.is_rule
        for equation in (equation for row in rows_of(run) for equation in row):
            for index in (0, 1):
                result, numbers = reckoned(equation, page, index)
                assert numbers == pytest.approx(result, rel=1e-9, abs=1e-14)
                symbol = equation.terms[0].symbol
                if symbol in recorded:
                    assert result == pytest.approx(run.state[recorded[symbol]][t - 1, index], rel=1e-9)
                if symbol == r"\theta":
                    assert result == pytest.approx(run.params[t, index], rel=1e-9)


def test_what_the_mean_is_divided_by_is_its_size(made: Make) -> None:
    for name in ("adam", "amsgrad", "adamax"):
        run = made(name)
        (page,) = work_out(run, 7, 1)
        hat = run.state["exp_avg"][6] / (1 - 0.9**7)
        np.testing.assert_allclose(
            -page.step.rate * hat / terms_of(run).divisor(page), run.params[7] - run.params[6], rtol=1e-6
        )


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({}, True),
        ({"optimizer": "amsgrad"}, True),
        ({"optimizer": "adamax"}, True),
        ({"settings": {"eps": 10.0}}, False),
        ({"optimizer": "adamw", "settings": {"weight_decay": 0.1}}, False),
        ({"start": [0.0, 2.0]}, False),
    ],
)
def test_the_first_step_is_said_to_be_eta_where_it_is(how: dict[str, Any], said: bool, made: Make, staged: Any) -> None:
    run = made(**how)
    assert first_step_is_eta(work_out(run, 1, 1)[0]) is said
    scene = staged([run], AdamAnatomy)
    assert ("first step has length η in every coordinate" in scene.first(Worksheet(scene, BOX))) is said


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"optimizer": "gd"}, "solved with Gradient descent, and not with Adam.* -O adam"),
        ({"optimizer": "nadam"}, "solved with NAdam, and not with Adam"),
        ({"settings": {"convention": "keras"}}, "without --set convention=keras"),
        ({"steps": 20, "every": 5}, "without --every"),
        ({"steps": 0}, "has not taken a step"),
    ],
)
def test_a_run_without_the_terms_is_refused_in_words(how: dict[str, Any], reason: str, made: Make) -> None:
    assert re.search(reason, AdamAnatomy.refuse(made(**how)) or "")


def test_a_run_whose_steps_are_not_adams_is_refused(made: Make) -> None:
    run = made()
    foreign = Run(run.path, run.manifest, {**run.arrays, "params": run.params * np.linspace(1, 1.1, 31)[:, None]})
    assert "is not what its settings make of its gradient" in (why_not_adam(foreign) or "")


def test_one_run_at_a_time(made: Make) -> None:
    assert AdamAnatomy.misfit([made()]) is None
    assert "it shows one run; name one" in str(AdamAnatomy.misfit([made(), made()]))


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "words"),
    [
        (-3.5, 2, True, "−3.50"),
        (-0.001, 2, True, "0.00"),
        (0.001, 2, False, "1.0e−3"),
        (0.0, 3, False, "0.000"),
        (123456.0, 2, True, "1.2e5"),
        (np.inf, 2, True, "∞"),
        (np.nan, 2, True, "—"),
    ],
)
def test_a_number_is_written_for_its_column(value: float, decimals: int, signed: bool, words: str) -> None:
    assert fixed(value, decimals, signed=signed) == words


def test_a_quantity_has_the_same_decimals_in_all_lines_and_steps(made: Make) -> None:
    run = made()
    rows = rows_of(run)
    columns = Columns(run, rows, [0, 1])
    decimals: dict[str, set[int]] = {}
    for page in columns.samples:
        for term in (term for row in rows for equation in row for term in equation.terms if term.name):
            for word in columns.words(term, page):
                decimals.setdefault(term.name, set()).update([] if "e" in word else [len(word.partition(".")[2])])
    assert decimals["m"] == {3}
    assert decimals["g"] == decimals[r"\hat{m}"] == {2}
    assert all(len(found) == 1 for found in decimals.values())


def test_lines_that_are_alike_have_one_grid_and_no_column_covers_another(made: Make) -> None:
    run = made()
    rows = rows_of(run)
    columns = Columns(run, rows, [0, 1])
    grid = Grid(rows, columns, lambda part: 0.3 * len(part), lambda word: 0.6 * len(word))
    mean, squares = (row[0] for row in grid.rows[:2])
    assert [cell.middle for cell in mean] == [cell.middle for cell in squares]
    assert {row[0][0].middle for row in grid.rows} == {mean[0].middle}
    for row in grid.rows:
        numbers = [cell for cells in row for cell in cells if cell.figures]
        for left, right in pairwise(numbers):
            assert left.middle + left.figures / 2 < right.middle - right.figures / 2
        assert numbers[-1].middle + numbers[-1].figures / 2 <= grid.width
    assert [cell.bracketed for cell in mean if cell.figures] == [False, False, True, False, True]


def test_the_sheet_follows_the_clock(made: Make, staged: Callable[..., Stage]) -> None:
    stage = staged([made()])
    sheet = Worksheet(stage, BOX)
    assert sheet.gradient == "(−3.50, 10.00)"
    for now, step in ((0.0, 1), (1.0, 1), (1.01, 2), (2.5, 3), (30.0, 30), (40.0, 30)):
        stage.step.set_value(now)
        assert sheet.page.step.t == step
    assert sheet.stride == pytest.approx(np.abs(np.diff(stage.run.params[-2:], axis=0)).max() / 0.25)


def test_the_two_steepest_parameters_are_shown_and_one_where_lines_are_many(
    made: Make, staged: Callable[..., Stage]
) -> None:
    run = made(problem="rosenbrock", settings={"dimension": 5}, steps=5)
    first = np.abs(run.gradient[0])
    stage = staged([run])
    sheet = Worksheet(stage, BOX)
    assert set(sheet.chosen) == set(np.argsort(-first)[:2].tolist())
    assert steepest(run)[0] == int(np.argmax(first))
    assert len(Worksheet(staged([made("amsgrad")]), BOX).chosen) == 1
    # Each symbol stays within the sheet, however long the parameters' names are.
    assert 9 <= sheet.size <= 14
    MomentCurves(stage, (0.42, 0.2, 0.97, 0.3), sheet)


def test_the_arrows_are_the_quantities_and_the_step_ends_where_the_ball_goes(
    made: Make, staged: Callable[..., Stage]
) -> None:
    stage = staged([made()])
    board = MomentBoard(stage, (0.07, 0.285, 0.375, 0.775), Worksheet(stage, BOX))
    page = board._sheet.page
    before = board._ends(page)
    np.testing.assert_allclose(before["mean"], 0.1 * before["gradient"])
    np.testing.assert_allclose(before["box"], np.sqrt(0.001) * before["gradient"])
    board.corrected.set_value(1)
    after = board._ends(page)
    np.testing.assert_allclose(after["mean"], before["gradient"])
    np.testing.assert_allclose(after["box"], before["gradient"])
    board.divided.set_value(1)
    start = board.at[:2].copy()
    longer = board._ends(page)["mean"]
    board.shrunk.set_value(1)
    np.testing.assert_allclose(longer, board.longer * board._ends(page)["mean"])
    stage.step.set_value(1)
    np.testing.assert_allclose(board.at[:2], start + board._ends(page)["mean"], atol=1e-7)


@pytest.mark.parametrize("how", [{}, {"problem": "parabola"}, {"problem": "logistic", "batch": 16, "epochs": 2}])
def test_the_story_is_told_of_every_run_in_the_same_time(how: dict[str, Any], made: Make, told: Any) -> None:
    scene, _ = told(AdamAnatomy, [made(**how)])
    assert scene.renderer.time == pytest.approx(39.9, abs=0.2)
    names = ["the gradient", "the mean", "the size", "the correction", "the step", "the next steps", "the end"]
    assert [beat.name for beat in scene.beats] == names


def test_the_end_tells_how_long_the_last_step_is(made: Make, staged: Callable[..., Any]) -> None:
    for how, words in (
        ({"steps": 30}, "Loss 16.12 → 0.2968 in 30 steps. Small m beside √v, small steps: 0.17 η."),
        ({"steps": 1}, "Loss 16.12 → 12.94 in 1 step."),
        ({"steps": 3}, "Loss 16.12 → 7.729 in 3 steps."),
    ):
        scene = staged([made(**how)], AdamAnatomy)
        scene.step.set_value(scene.steps)
        assert scene.outcome(Worksheet(scene, BOX)) == words


@pytest.mark.slow
def test_the_sheet_fills_line_by_line(made: Make, told: Any) -> None:
    ink = [rgb(DARK.series[i].color) for i in (1, 2, 4)] + [rgb(DARK.accent)]

    def count(scene: Stage, pixels: np.ndarray) -> list[int]:
        sheet = pixels[:230, 270:, :3].astype(int)
        return [int((np.abs(sheet - 255 * color).max(axis=-1) < 30).sum()) for color in ink]

    scene, frames = told(AdamAnatomy, [made(steps=1)], count)
    assert [beat.name for beat in scene.beats][-2:] == ["the step", "the end"]
    seen = np.array(frames)
    begins = [int(np.argmax(seen[:, kind] > 20)) for kind in range(4)]
    assert 0 < begins[1] <= begins[2] < begins[3]
    assert (seen[-1] > 60).all()
    assert (np.ptp(seen[-15:], axis=0) == 0).all(), "the film rests on its end"
