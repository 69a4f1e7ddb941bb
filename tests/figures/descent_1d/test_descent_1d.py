"""A descent in one variable: marker, tangent, step and numbers are those of the run."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from pages import DescentPage

from gdviz.analysis.descent_1d import Descent
from gdviz.analysis.pacing import Clip
from gdviz.figures.descent_1d import StepBar, TangentLine
from gdviz.figures.descent_1d.turns import MinimaNames
from gdviz.figures.parts.curve import BallOnCurve
from gdviz.figures.parts.leaps import held
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.numerals import steady
from gdviz.style.themes import DARK, LIGHT, Style


def test_the_article_s_diamond_runs_down_the_parabola_and_holds_on_every_tenth_iterate(runs: dict[str, Run]) -> None:
    run = runs["article"]
    page = DescentPage([run], marker="diamond", every=10)
    head = page.all(BallOnCurve)[0].artists[2]
    assert head.get_marker() == "D"
    for step, shown in ((0, 0), (4.9, 0), (9.99, 0), (10, 10), (57.3, 50), (272.9, 270), (273, 273)):
        page.at(step)
        np.testing.assert_array_equal(head.get_xydata(), [[run.params[shown, 0], run.loss[shown]]])
    assert page.words[0] == "3.048"
    assert (page.at(20) == page.at(29.5)).all()


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_the_head_is_painted_on_the_curve(style: Style, runs: dict[str, Run]) -> None:
    run = runs["article"]
    page = DescentPage([run], style)
    for step in (0, 40, 273):
        frame = page.at(step)
        x, y = page.axes.transData.transform((run.params[step, 0], run.loss[step]))
        assert (np.abs(frame[270 - round(y), round(x)] - 255 * rgb(style.accent)) < 12).all()


def test_the_tangent_has_the_recorded_slope_and_touches_where_the_step_begins(runs: dict[str, Run]) -> None:
    run = runs["bounce"]
    page = DescentPage([run])
    line = page.all(TangentLine)[0].artists[0]
    for step, row in ((0, 0), (0.6, 0), (1, 1), (3.2, 3)):
        page.at(step)
        (x0, f0), (x1, f1) = line.get_xydata()
        assert (f1 - f0) / (x1 - x0) == pytest.approx(run.gradient[row, 0], rel=1e-9)
        assert (f0 + f1) / 2 == pytest.approx(run.loss[row], abs=1e-9)
        assert (x0 + x1) / 2 == pytest.approx(run.params[row, 0], abs=1e-9)


def test_tangents_are_as_long_on_the_page_whatever_their_slope(runs: dict[str, Run]) -> None:
    page = DescentPage([runs["article"]])
    line = page.all(TangentLine)[0].artists[0]
    lengths = []
    for step in (0, 100, 273):
        page.at(step)
        lengths.append(np.linalg.norm(np.diff(page.axes.transData.transform(line.get_xydata()), axis=0)))
    np.testing.assert_allclose(lengths, lengths[0], rtol=1e-6)


def test_the_tangent_can_be_left_out(runs: dict[str, Run]) -> None:
    assert not DescentPage([runs["article"]], tangent=False).all(TangentLine)


def test_the_bar_on_the_axis_leads_from_x_to_the_next(runs: dict[str, Run]) -> None:
    run = runs["bounce"]
    page = DescentPage([run])
    bar, tip = page.all(StepBar)[0].artists[-2:]
    for step, row, marker in ((0, 0, ">"), (1.5, 1, "<"), (2, 2, ">")):
        page.at(step)
        np.testing.assert_array_equal(bar.get_xdata(), run.params[row : row + 2, 0])
        assert tip.get_marker() == marker
        assert tip.get_xdata() == [run.params[row + 1, 0]]
    page.at(19.5)
    assert not tip.get_visible(), "a step shorter than its arrowhead has none"


def test_the_bar_stands_on_the_axis_and_the_drop_line_leads_up_to_the_head(runs: dict[str, Run]) -> None:
    run = runs["bounce"]
    page = DescentPage([run])
    page.at(0.0)
    drop, _, _, bar, _ = page.all(StepBar)[0].artists
    pixels = bar.get_transform().transform(bar.get_xydata())
    np.testing.assert_allclose(pixels[:, 1], page.axes.bbox.y0, atol=0.01)
    np.testing.assert_allclose(drop.get_xydata(), [[-1.8, page.axes.get_ylim()[0]], [-1.8, 1.62]])


def test_every_second_step_has_a_bar_over_two(runs: dict[str, Run]) -> None:
    run = runs["bounce"]
    page = DescentPage([run], every=2)
    page.at(3.7)
    np.testing.assert_array_equal(page.all(StepBar)[0].artists[-2].get_xdata(), run.params[[2, 4], 0])
    assert page.words[3] == f"{run.params[4, 0] - run.params[2, 0]:.5f}"
    assert page.words[4] == "in 2 steps"


def test_a_thinned_run_has_the_curve_s_slope_and_the_steps_between_its_states(runs: dict[str, Run]) -> None:
    run = runs["thinned"]
    page = DescentPage([run])
    page.at(25)
    assert page.words[2] == f"≈ {2 * run.params[2, 0] - 6:.3f}"
    assert page.words[3] == f"{run.params[3, 0] - run.params[2, 0]:.4f}".replace("-", "−")
    assert page.words[4] == "in 10 steps"


def test_a_run_without_gradients_is_drawn_with_the_curve_s_slope(runs: dict[str, Run]) -> None:
    run = runs["article"]
    bare = replace(run, arrays={name: array for name, array in run.arrays.items() if name != "gradient"})
    page = DescentPage([bare])
    page.at(0)
    assert page.words[2] == "≈ 24.000"
    assert page.words[4] == "= −0.01 · 24.000"


def test_the_slope_of_a_batch_is_called_so_and_none_is_made_up_at_the_end(runs: dict[str, Run]) -> None:
    run = runs["noisy"]
    page = DescentPage([run])
    page.at(3)
    assert float(page.words[2].replace("−", "-").replace(",", "")) == pytest.approx(run.gradient[3, 0], abs=0.5)
    assert any("nabla f_B" in text.get_text() for text in page.canvas.figure.texts)
    page.at(run.steps)
    assert page.words[2] == ""


def test_a_run_that_leaves_keeps_neither_tangent_nor_bar(runs: dict[str, Run]) -> None:
    page = DescentPage([runs["diverged"]])
    page.at(runs["diverged"].steps)
    assert not page.all(TangentLine)[0].artists[0].get_visible()
    assert not any(line.get_visible() for line in page.all(StepBar)[0].artists[-2:])
    assert page.words[2] == "–", "outside its samples the curve has no known slope"


def test_a_run_of_no_step_shows_its_start(runs: dict[str, Run]) -> None:
    page = DescentPage([runs["none"]])
    page.at(0)
    assert page.words == ["15.000", "140.00", "≈ 24.000", "–", ""]


def test_the_minimum_is_named_with_its_place(runs: dict[str, Run]) -> None:
    (names,) = DescentPage([runs["article"]]).all(MinimaNames)
    assert names.words == ["minimum (3, −4)"]


@pytest.mark.parametrize("size", [(480, 270), (400, 600)])
def test_several_runs_race_each_with_its_marker_lane_and_numbers(size: tuple[int, int], runs: dict[str, Run]) -> None:
    raced = [runs["article"], runs["momentum"], runs["adam"]]
    page = DescentPage(raced, clip=Clip(*size, 10, 1))
    page.at(30, 30, 30)
    for i, (roller, run) in enumerate(zip(page.all(BallOnCurve), raced, strict=True)):
        head = roller.artists[2]
        assert head.get_marker() == LIGHT.series[i].marker
        np.testing.assert_array_equal(head.get_xydata(), [[run.params[30, 0], run.loss[30]]])
    lanes = [bar.artists[-2].get_transform().transform((0.0, 0.0))[1] for bar in page.all(StepBar)]
    assert (np.diff(lanes) > 5).all()
    assert page.words == [
        f"{value:.{decimals}f}".replace("-", "−")
        for run in raced
        for value, decimals in ((run.params[30, 0], 2), (run.loss[30], 1))
    ]


def test_the_digits_of_a_number_do_not_jump() -> None:
    words: Callable[[float], str] = steady(np.array([140.0, -4.0, 0.01]))
    assert [words(v) for v in (140.0, 9.87654, -0.001, 2e7)] == ["140.00", "9.88", "0.00", "2.00e7"]
    assert words(float("nan")) == ""
    assert steady(np.array([]))(0.5) == "0.5000"


def test_holding_ends_on_the_last_step_and_on_recorded_states(runs: dict[str, Run]) -> None:
    assert [held(runs["article"], step, 10) for step in (0, 9.9, 10, 272.9, 273, 999)] == [0, 0, 10, 270, 273, 273]
    assert held(runs["thinned"], 37.0, 5) == 30
    descent = Descent(runs["article"], runs["article"].landscape, 10)
    assert descent.ahead(273) == (263, 273)
    assert descent.ahead(270) == (263, 273), "of as many steps as its label says"
