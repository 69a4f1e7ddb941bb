"""A curve fitted to points: what is drawn is what the model predicts."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pages import FitPage
from words import NO_FIT

from gdviz.analysis.fit import predictor
from gdviz.analysis.pacing import Clip
from gdviz.figures.fit.equation import FittedEquation
from gdviz.figures.fit.lines import FitLine, Points, PointsOver, Standing
from gdviz.figures.parts.curve import BallOnCurve
from gdviz.figures.parts.hairs import Hairs
from gdviz.figures.parts.path import PathArtist, Paths
from gdviz.figures.parts.series import Curves
from gdviz.runs.data import Data
from gdviz.runs.requirements import why_not_fit
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT, Style


def test_the_article_s_line_turns_to_the_least_squares_line_every_25_iterations(runs: dict[str, Run]) -> None:
    run = runs["article"]
    page = FitPage([run], every=25)
    for step, shown in ((0, 0), (24.9, 0), (25, 25), (1234.5, 1225), (5000, 5000)):
        page.at(step)
        intercept, slope = run.params[shown]
        x, y = page.line().T
        np.testing.assert_allclose(y, intercept + slope * x, rtol=1e-12)
    assert page.words == "y = 62.81 x + 1.197"
    assert (page.at(50) == page.at(74.9)).all()


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_the_line_is_painted_where_the_model_predicts(style: Style, runs: dict[str, Run]) -> None:
    run = runs["line"]
    page = FitPage([run], style, Clip(960, 540, 10, 4.0))
    for step in (10, 60):
        frame = page.at(step)
        painted = []
        for x in np.linspace(-1.5, 1.7, 40):
            across, up = page.points.transData.transform((x, run.params[step] @ (1, x)))
            painted.append((np.abs(frame[540 - round(up), round(across)] - 255 * rgb(style.accent)) < 20).all())
        assert np.mean(painted) > 0.5, "but for points and dashes that lie on it"


def test_points_and_line_are_both_seen_where_the_line_passes_through_all_points(solved_once: Any) -> None:
    x = np.linspace(0.0, 1.0, 200)
    run = solved_once("line", data=Data.of(x, 3 * x + 1), steps=3, start=[1.0, 3.0], lr=1e-9)
    page = FitPage([run], LIGHT, Clip(960, 540, 10, 4.0), best=False)
    over = page.all(PointsOver)[0].artists[0]
    places = page.points.transData.transform(over.get_xydata()) * 72 / page.points.figure.dpi
    assert 20 < len(places) < 60
    assert np.diff(places[:, 0]).min() > over.get_markersize() + 2
    frame, colors = page.at(3), []
    for x in np.linspace(0.02, 0.98, 100):
        across, up = page.points.transData.transform((x, 3 * x + 1))
        colors.append(frame[540 - round(up), round(across)])
    is_line = (np.abs(np.array(colors) - 255 * rgb(LIGHT.accent)) < 40).all(axis=1)
    assert 0.2 < is_line.mean() < 0.9


def test_the_least_squares_fit_and_the_start_stand_still(runs: dict[str, Run]) -> None:
    run = runs["article"]
    page = FitPage([run])
    _, start = page.all(Points)[0].artists
    (best,) = page.all(Standing)[0].artists
    x, y = best.get_xydata().T
    np.testing.assert_allclose(y, 1.4894158508645403 + 63.41907482437301 * x, rtol=1e-9)
    assert best.is_dashed()
    assert page.parts.index(page.all(Standing)[0]) > page.parts.index(page.all(FitLine)[0]), "it is seen over the fit"
    x, y = start.get_xydata().T
    np.testing.assert_allclose(y, run.params[0, 0] + run.params[0, 1] * x)
    assert start.is_dashed()


def test_hairlines_lead_from_each_point_to_the_line(runs: dict[str, Run]) -> None:
    run = runs["line"]
    page = FitPage([run])
    page.at(7.5)
    a, b = (run.params[7] + run.params[8]) / 2
    hairs = page.all(Hairs)[0].artists[0]
    x, y = np.asarray(run.data["X"])[:, 0], np.asarray(run.data["y"])
    ends = np.stack([hairs.get_xdata(), hairs.get_ydata()], axis=-1).reshape(-1, 3, 2)
    np.testing.assert_array_equal(ends[:, 0], np.stack([x, y], axis=-1))
    np.testing.assert_allclose(ends[:, 1], np.stack([x, a + b * x], axis=-1))
    assert np.isnan(ends[:, 2, 0]).all()


def test_a_polynomial_is_drawn_as_its_problem_scales_x(runs: dict[str, Run]) -> None:
    run = runs["polynomial"]
    x, y = np.asarray(run.data["X"])[:, 0], np.asarray(run.data["y"])
    for t in (0, 17, 50):
        residuals = predictor(run, x)(run.params[t]) - y
        assert np.mean(residuals**2) / 2 == pytest.approx(run.loss[t], rel=1e-12)
    page = FitPage([run])
    page.at(50)
    at, curve = page.line().T
    np.testing.assert_allclose(curve, np.polyval(run.params[50][::-1], 2 * (at - x.min()) / np.ptp(x) - 1))
    assert page.points.get_xlabel() == "x, from t = −1 to t = 1"


def test_a_slope_is_a_line_through_the_origin_beside_its_cost_curve(runs: dict[str, Run]) -> None:
    run = runs["slope"]
    page = FitPage([run])
    page.at(5)
    x, y = page.line().T
    np.testing.assert_allclose(y, run.params[5, 0] * x)
    head = page.all(BallOnCurve)[0].artists[2]
    np.testing.assert_array_equal(head.get_xydata(), [[run.params[5, 0], run.loss[5]]])
    assert page.points.get_xlim()[0] < 0
    assert page.words == f"y = {run.params[5, 0]:.2f} x"
    assert len(page.words) == len("y = 6.18 x"), "no gap where the start, 10, has a digit more"


def test_the_panels_are_in_step(runs: dict[str, Run]) -> None:
    run = runs["article"]
    page = FitPage([run], every=25)
    page.at(1010)
    (head, _) = page.all(PathArtist)[0].head
    np.testing.assert_allclose(head.get_xydata(), run.params[[1000]])
    dot = page.all(Curves)[0].artists[-1]
    # It lies on the line, which of many steps joins some.
    np.testing.assert_allclose(dot.get_xydata(), [[1000, run.loss[1000]]], rtol=1e-5)


def test_columns_of_a_table_name_the_axes_and_large_numbers_are_short(runs: dict[str, Run]) -> None:
    page = FitPage([runs["houses"]])
    page.at(0)
    assert (page.points.get_xlabel(), page.points.get_ylabel()) == ("floor_area", "price_in_euros")
    labels = [label.get_text() for label in page.points.get_yticklabels()]
    assert "400k" in labels


def test_some_of_the_way_from_the_start_is_shown_but_the_points_fill_the_panel(runs: dict[str, Run]) -> None:
    for name in ("article", "slope", "houses"):
        y = np.asarray(runs[name].data["y"])
        low, high = FitPage([runs[name]]).points.get_ylim()
        assert low < y.min() < y.max() < high
        assert np.ptp(y) > 0.55 * (high - low)


def test_the_key_stands_where_no_point_is(runs: dict[str, Run]) -> None:
    page = FitPage([runs["article"]])
    frame = page.at(0)
    renderer = page.canvas.renderer
    boxes = [text.get_window_extent(renderer) for text in page.points.texts]
    assert [text.get_text() for text in page.points.texts] == ["start", "least squares"]
    pixels = page.points.transData.transform(np.column_stack([runs["article"].data["X"], runs["article"].data["y"]]))
    for box in boxes:
        assert not box.padded(2).count_contains(pixels)
        assert page.points.bbox.x0 < box.x0 < box.x1 < page.points.bbox.x1
    assert frame.shape == (270, 480, 3)


@pytest.mark.parametrize("size", [(480, 270), (400, 600)])
def test_several_runs_have_a_line_each_in_their_colours(size: tuple[int, int], runs: dict[str, Run]) -> None:
    raced = [runs["line"], runs["adam"], runs["momentum"]]
    page = FitPage(raced, clip=Clip(*size, 10, 1))
    page.at(20, 20, 20)
    for i, run in enumerate(raced):
        x, y = page.line(i).T
        np.testing.assert_allclose(y, run.params[20] @ np.stack([np.ones_like(x), x]))
        assert page.all(FitLine)[i].artists[1].get_color() == LIGHT.series[i].color
    assert len(page.all(Paths)) == 1
    assert not page.all(FittedEquation)
    assert not page.all(Hairs)


def test_a_diverging_run_is_drawn_to_its_end_and_named(runs: dict[str, Run]) -> None:
    run = runs["diverged"]
    page = FitPage([run])
    frame = page.at(run.steps)
    assert frame.shape == (270, 480, 3)
    assert np.isfinite(page.line()).all()
    words = [text.get_text() for text in page.field.texts]
    assert f"left the frame at step 1,\ndiverged at step {run.steps}" in words


def test_only_runs_with_points_and_a_known_model_fit(runs: dict[str, Run], drawn: dict[str, Run]) -> None:
    assert why_not_fit(runs["polynomial"]) is None
    for name in ("bowl", "parabola", "blobs"):
        assert why_not_fit(drawn[name]) == NO_FIT
    run = runs["line"]
    without = {name: array for name, array in run.arrays.items() if not name.startswith("surface")}
    assert "no sampled landscape" in (why_not_fit(replace(run, arrays=without)) or "")
    pointless = {name: array for name, array in run.arrays.items() if not name.startswith("data")}
    assert why_not_fit(replace(run, arrays=pointless)) is not None


def test_a_run_that_names_no_columns_is_drawn_with_x_and_y(runs: dict[str, Run]) -> None:
    run = runs["line"]
    problem = {name: entry for name, entry in run.problem.items() if name not in ("features", "target")}
    page = FitPage([replace(run, manifest={**run.manifest, "problem": problem})])
    page.at(60)
    assert (page.points.get_xlabel(), page.points.get_ylabel()) == ("x", "y")
    assert page.words.startswith("y = ")
