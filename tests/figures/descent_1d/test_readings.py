"""The numbers beside a descent are those of its run."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from pages import DescentPage

from gdviz.analysis.pacing import Clip
from gdviz.figures.descent_1d.readings import Readings
from gdviz.runs.run import Run
from gdviz.solving.solver import solve


def test_the_numbers_are_those_of_the_last_complete_step(runs: dict[str, Run]) -> None:
    page = DescentPage([runs["article"]])
    page.at(0.9)
    assert page.words == ["15.000", "140.00", "24.000", "−0.24000", "= −0.01 · 24.000"]
    page.at(1.0)
    assert page.words == ["14.760", "134.30", "23.520", "−0.23520", "= −0.01 · 23.520"]


def test_at_the_end_the_slope_is_that_of_the_curve_and_there_is_no_step_that_belongs_to_it(
    runs: dict[str, Run],
) -> None:
    run = runs["article"]
    page = DescentPage([run])
    page.at(273)
    x = run.params[273, 0]
    assert page.words == ["3.048", "−4.00", f"≈ {2 * x - 6:.3f}", "–", ""]


def test_where_the_run_left_the_curve_no_slope_is_told(tmp_path: Path) -> None:
    run = solve(None, function="-x**2*log(|x|)", domain=(-3, 3), start=(1.2,), lr=0.3, steps=20, out=tmp_path / "run")
    page = DescentPage([run])
    page.at(run.steps)
    assert page.words[2:] == ["–", "–", ""]


def test_the_product_is_shown_for_steps_that_are_it_alone(runs: dict[str, Run]) -> None:
    page = DescentPage([runs["bounce"]])
    page.at(2)
    assert page.words[4] == "= −1.7 · (−0.8820)"
    momentum = DescentPage([runs["momentum"]])
    momentum.at(2)
    assert momentum.words[4] == ""


@pytest.mark.parametrize("name", ["article", "adam", "thinned"])
def test_the_step_that_is_told_begins_where_the_slope_is(name: str, runs: dict[str, Run]) -> None:
    run = runs[name]
    page = DescentPage([run])
    for row, (begin, end) in enumerate(pairwise(run.params[:12, 0])):
        page.at(float(run.step[row]))
        x, _, _, moved, _ = (words.replace("−", "-") for words in page.words)
        assert float(x) == pytest.approx(begin, abs=1e-3)
        assert float(moved) == pytest.approx(end - begin, abs=1e-3)


@pytest.mark.parametrize("size", [(480, 270), (800, 450), (400, 600), (640, 480)])
def test_numbers_and_labels_keep_clear_of_each_other(size: tuple[int, int], runs: dict[str, Run]) -> None:
    for every in (1, 10):
        page = DescentPage([runs["article"]], clip=Clip(*size, 10, 1), every=every)
        page.at(0)
        renderer = page.canvas.renderer
        unit = 72 / page.canvas.figure.dpi
        labels = [text.get_window_extent(renderer) for text in page.canvas.figure.texts if "$" in text.get_text()]
        for value in page.all(Readings)[0].artists:
            width, (x, y) = value.width(value.words), value.at
            left = x - width * value._align
            assert left + width <= page.canvas.points[0] - 15
            for box in labels:
                apart = box.x1 * unit < left - 2 or box.x0 * unit > left + width + 2
                assert apart or box.y1 * unit < y - 3 or box.y0 * unit > y + 3


def test_ten_runs_have_a_line_each_that_leaves_the_curve_its_room(solved_once: Callable[..., Run]) -> None:
    runs = [solved_once("parabola", "nesterov", lr=0.01 * k, steps=5) for k in range(1, 11)]
    for clip in (Clip(540, 540, 10, 1.0), Clip(800, 450, 10, 1.0)):
        page = DescentPage(runs, clip=clip)
        page.at(*[5] * 10)
        canvas = page.canvas
        assert page.axes.get_position().height > 0.35
        values = [value.get_window_extent() for value in page.all(Readings)[0].artists]
        names = [text.get_window_extent(canvas.renderer) for text in canvas.figure.texts if text.get_text()]
        assert len(values) == 10
        assert not any(one.overlaps(other) for one in values for other in names)
