"""What is drawn of a probability over one feature is what the run says at the moment."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pages import LARGE_CLIP, moment_at, parts_of

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.parts.sigmoid import (
    ProbabilityField,
    SigmoidCurve,
    StackedPoints,
    ThresholdKey,
    ThresholdLine,
    ThresholdMark,
    free_corners,
    rows_in,
)
from gdviz.problems import load_data
from gdviz.runs.data import Data
from gdviz.runs.run import Run
from gdviz.style.themes import DARK, LIGHT, Style

HOURS = (0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5)
PASSED = (0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1)
EXAM = Data.of(HOURS, PASSED, features=("hours",), target="passed", name="exam")
SHORT, TALL = Clip(320, 180, 10, 4.0), Clip(270, 480, 10, 4.0)


@pytest.fixture(scope="session")
def exam(solved_once: Callable[..., Run]) -> Callable[..., Run]:
    """Return a function from a start to the run that fits the exam from there."""

    def solve(start: tuple[float, float] = (0.6, 0.3), problem: str = "logistic", **how: Any) -> Run:
        return solved_once(problem, data=EXAM, start=list(start), **{"lr": 0.5, "steps": 60, **how})

    return solve


def canvas_of(runs: list[Run], clip: Clip = LARGE_CLIP, style: Style = LIGHT, **settings: Any) -> Any:
    return FIGURES["boundary"].painter(runs, style, clip, **settings)


def test_the_curve_is_the_probability_and_the_line_where_it_is_one_half(exam: Callable[..., Run]) -> None:
    run = exam()
    canvas = canvas_of([run])
    for step in (0, 7, 30.5, 60):
        canvas(moment_at(step))
        low = int(step)
        params = run.params[low] + (step - low) * (run.params[min(low + 1, 60)] - run.params[low])
        (curve,), (line,), (mark,) = (parts_of(canvas, kind) for kind in (SigmoidCurve, ThresholdLine, ThresholdMark))
        x, y = curve.artists[1].get_xydata().T
        np.testing.assert_allclose(y, 1 / (1 + np.exp(-(params[0] + params[1] * x))), atol=1e-12)
        at = -params[0] / params[1]
        seen = x[0] <= at <= x[-1]
        assert np.asarray(line.artists[1].get_xdata()).tolist() == pytest.approx([at, at] if seen else [])
        words = [text.words for text in mark.artists[1:] if text.words]
        assert len(words) == 1
        assert f"{at:.2f}".replace("-", "−") in words[0]
        assert ("outside the data" in words[0]) == (not 0.5 <= at <= 5.5)
        assert words[0].startswith("←") == (not seen)


@pytest.mark.parametrize("clip", [LARGE_CLIP, SHORT, TALL], ids=["wide", "small", "tall"])
@pytest.mark.parametrize(
    "start", [(0.6, 0.3), (-4.0, 1.5), (4.0, -1.5), (-30.0, 2.0), (-10.0, 2.0), (-2.0, 2.0), (0.0, 0.0), (4.0, -0.8)]
)
def test_the_number_stays_in_the_panel_and_off_the_curve(
    start: tuple[float, float], clip: Clip, exam: Callable[..., Run]
) -> None:
    canvas = canvas_of([exam(start, lr=1e-9, steps=1)], clip)
    canvas(moment_at(0))
    (curve,), (mark,) = (parts_of(canvas, kind) for kind in (SigmoidCurve, ThresholdMark))
    (text,) = [one for one in mark.artists[1:] if one.words]
    line, unit = curve.artists[1], canvas.figure.dpi / 72
    left = text.at[0] - text._align * text.width(text.words)
    right = left + text.width(text.words)
    box = line.axes.bbox
    if clip is not TALL:
        assert box.x0 / unit - 1 <= left
        assert right <= box.x1 / unit + 1
    drawn = line.axes.transData.transform(line.get_xydata()) / unit
    near = drawn[(drawn[:, 0] > left) & (drawn[:, 0] < right)]
    assert (np.abs(near[:, 1] - text.at[1]) > 4).all()


def test_points_stand_beyond_nought_and_one_where_they_are(exam: Callable[..., Run]) -> None:
    (points,) = parts_of(canvas_of([exam()]), StackedPoints)
    for label in (0, 1):
        x, y = points.artists[label].get_xydata().T
        assert sorted(x) == [h for h, p in zip(HOURS, PASSED, strict=True) if p == label]
        assert ((y > 1) if label else (y < 0)).all()
    assert [text.words for text in points.artists[2:]] == ["passed = 0", "passed = 1"]
    axes = points.artists[0].axes
    assert axes.get_xlabel() == "hours"
    assert axes.get_ylabel() == "probability that passed = 1"


def test_many_points_at_one_place_are_piled_up(solved_once: Callable[..., Run]) -> None:
    data = Data.of([1.0] * 30 + [2.0] * 10 + [3.0] * 30, [0] * 30 + [0, 1] * 5 + [1] * 30)
    (points,) = parts_of(canvas_of([solved_once("logistic", data=data, steps=2)]), StackedPoints)
    y = points.artists[0].get_xydata()[:, 1]
    assert len(np.unique(y.round(9))) == 30
    low, high = points.artists[0].axes.get_ylim()
    assert low < y.min()
    assert high > 1


def test_the_field_is_in_bands_of_the_probability(exam: Callable[..., Run]) -> None:
    run = exam()
    canvas = canvas_of([run], shades=2)
    canvas(moment_at(60))
    (field,) = parts_of(canvas, ProbabilityField)
    (row,) = np.asarray(field.artists[0].get_array())
    left, right, *_ = field.artists[0].get_extent()
    p = 1 / (1 + np.exp(-(run.params[-1, 0] + run.params[-1, 1] * np.linspace(left, right, len(row)))))
    assert (row == np.floor(4 * p)).mean() > 0.99


def test_several_runs_have_their_thresholds_in_a_corner_that_is_free(exam: Callable[..., Run]) -> None:
    runs = [exam(), exam((2.0, -2.0))]
    canvas = canvas_of(runs)
    canvas(moment_at(60, 2))
    (key,) = parts_of(canvas, ThresholdKey)
    expected = [-run.params[-1, 0] / run.params[-1, 1] for run in runs]
    assert [row.words for row in key.artists] == [f"threshold {at:.2f}" for at in expected]
    assert not parts_of(canvas, ProbabilityField)
    assert not any(text.words for mark in parts_of(canvas, ThresholdMark) for text in mark.artists[1:])


def test_corners_lie_where_no_curve_passes(exam: Callable[..., Run]) -> None:
    canvas = canvas_of([exam()])
    axes = canvas.figure.axes[0]
    sigmoids = [curve._sigmoid for curve in parts_of(canvas, SigmoidCurve)]
    # The start lies near the upper edge, where it would run through words.
    assert free_corners(axes, sigmoids) == [(1, 0), (0, 1)]
    upper, lower = rows_in(canvas, axes, (0, 1), 2)
    assert upper[0] == lower[0]
    assert upper[1] > lower[1] > axes.bbox.y0 * 72 / canvas.figure.dpi


def test_a_support_vector_machine_has_a_threshold_and_no_curve(exam: Callable[..., Run]) -> None:
    canvas = canvas_of([exam(problem="svm")])
    assert not parts_of(canvas, SigmoidCurve)
    assert len(parts_of(canvas, ThresholdLine)) == 1
    assert canvas.figure.axes[0].get_ylabel() == ""


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_standardised_points_are_drawn_over_the_numbers_of_the_file(
    style: Style, tmp_path: Any, solved_once: Callable[..., Run]
) -> None:
    table = tmp_path / "exam.csv"
    rows = (f"{hours},{'pass' if passed else 'fail'}" for hours, passed in zip(HOURS, PASSED, strict=True))
    table.write_text("\n".join(["hours,result", *rows]))
    run = solved_once("logistic", data=load_data(str(table), standardize=True), steps=60)
    canvas = canvas_of([run], style=style)
    canvas(moment_at(60))
    (points,), (mark,) = parts_of(canvas, StackedPoints), parts_of(canvas, ThresholdMark)
    np.testing.assert_allclose(np.sort(points.artists[1].get_xdata()), np.array(HOURS)[np.array(PASSED) == 1])
    assert [text.words for text in points.artists[2:]] == ["fail", "pass"]
    at = np.mean(HOURS) - np.std(HOURS) * run.params[-1, 0] / run.params[-1, 1]
    assert mark.artists[1].words == f"threshold {at:.2f}"


@pytest.mark.parametrize("name", ["fit", "boundary"])
def test_hostile_names_are_written_as_they_are(name: str, solved_once: Callable[..., Run]) -> None:
    data = Data.of(HOURS, PASSED, features=("$\\frac{$",), target="y", classes=("a$b$", "\\bad{" * 30), name="x")
    FIGURES[name].painter([solved_once("logistic", data=data, steps=2)], LIGHT, SHORT)(moment_at(1))


@pytest.mark.parametrize(
    ("y", "x"),
    [
        ([0, 0, 1, 1], [1.0, 2.0, 3.0, 4.0]),
        ([0, 1, 0, 1], [3.0, 3.0, 3.0, 3.0]),
        ([1, 1, 0, 0], [1.0, 2.0, 3.0, 4.0]),
        ([0, 1], [-1e90, 1e90]),
        ([0, 1], [1e-90, 2e-90]),
        ([0, 1, 1], [1e6, 1e6 + 1e-3, 1e6 + 2e-3]),
    ],
    ids=["apart", "constant", "falling", "huge", "tiny", "narrow"],
)
@pytest.mark.parametrize("name", ["fit", "boundary"])
def test_whatever_the_points_it_is_drawn(name: str, x: list[float], y: list[int], solved_once: Any) -> None:
    run = solved_once("logistic", data=Data.of(x, y), steps=20, lr=0.1)
    for runs in ([run], [run, solved_once("logistic", "adam", data=Data.of(x, y), steps=20, lr=0.1)]):
        painter = FIGURES[name].painter(runs, DARK, SHORT)
        for step in (0, 20):
            painter(moment_at(step, len(runs)))


def test_thresholds_of_many_runs_are_left_to_the_axis(exam: Callable[..., Run]) -> None:
    canvas = canvas_of([exam((2.0, -float(k))) for k in range(1, 10)])
    canvas(moment_at(60, 9))
    assert parts_of(canvas, ThresholdKey)[0].artists == ()
