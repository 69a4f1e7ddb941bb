"""The fit of a probability over one feature: its curve, its formula, its key."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pages import FitPage

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.fit.sigmoid import CurveKey, LogitEquation, StandingProbabilities
from gdviz.figures.parts.hairs import Hairs
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.sigmoid import SigmoidCurve, ThresholdKey, ThresholdMark
from gdviz.runs.data import Data
from gdviz.runs.requirements import why_not_fit
from gdviz.runs.run import Run

X = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
Y = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0])


@pytest.fixture(scope="session")
def fitted(solved_once: Callable[..., Run]) -> Callable[..., Run]:
    """Return a function from labels to the run that fits them."""

    def solve(y: Any = Y, problem: str = "logistic", x: Any = X, **how: Any) -> Run:
        data = Data.of(x, y, features=("dose",), target="cured")
        return solved_once(problem, how.pop("optimizer", "gd"), data=data, **{"steps": 40, "lr": 0.3, **how})

    return solve


def words_in(page: FitPage) -> list[str]:
    return [artist.words for artist in page.all(CurveKey)[0].artists if isinstance(artist, Lettering)]


def test_the_curve_bends_and_its_formula_has_the_numbers_of_the_step(fitted: Callable[..., Run]) -> None:
    run = fitted()
    page = FitPage([run])
    for step in (0, 13, 40):
        page.at(step)
        b, w = run.params[step]
        x, y = page.all(SigmoidCurve)[0].artists[1].get_xydata().T
        np.testing.assert_allclose(y, 1 / (1 + np.exp(-(b + w * x))), atol=1e-12)
        (equation,) = page.all(LogitEquation)
        written = equation.artists[0].words.replace("−", "-").replace("\u2007", "")
        left, sign, right = written.removeprefix("p = σ(").removesuffix(" · dose)").rsplit(" ", 2)
        assert float(left) == pytest.approx(b, abs=6e-3)
        assert float(sign + right) == pytest.approx(w, abs=6e-3)


def test_the_most_likely_curve_is_dashed_and_the_start_dotted(fitted: Callable[..., Run]) -> None:
    page = FitPage([fitted()])
    page.at(0)
    start, best = page.all(StandingProbabilities)[0].artists
    x, y = best.get_xydata().T
    z = np.log(y / (1 - y))
    b, w = np.polynomial.polynomial.polyfit(x, z, 1)
    p = 1 / (1 + np.exp(-(b + w * X)))
    assert [np.sum(p - Y), np.sum((p - Y) * X)] == pytest.approx([0, 0], abs=1e-8)
    assert best.is_dashed()
    assert start.is_dashed()
    assert words_in(page) == ["start", "most likely"]
    assert words_in(FitPage([fitted()], best=False)) == ["start"]


def test_a_true_curve_is_drawn_from_its_numbers(fitted: Callable[..., Run]) -> None:
    page = FitPage([fitted()], true="-3.5,1")
    assert words_in(page) == ["start", "true", "most likely"]
    x, y = page.all(StandingProbabilities)[0].artists[1].get_xydata().T
    np.testing.assert_allclose(y, 1 / (1 + np.exp(3.5 - x)))


def test_classes_that_lie_apart_are_said_to_have_no_best_curve(fitted: Callable[..., Run]) -> None:
    page = FitPage([fitted([0, 0, 0, 1, 1, 1])])
    assert words_in(page) == ["start", "the classes lie apart: no best curve"]


def test_hairlines_lead_from_each_point_to_the_curve_of_a_lone_run_with_few(fitted: Callable[..., Run]) -> None:
    run = fitted()
    page = FitPage([run])
    page.at(40)
    x, y = page.all(Hairs)[0].artists[0].get_xydata().T
    np.testing.assert_array_equal(x[::3], X)
    np.testing.assert_array_equal(y[::3], Y)
    np.testing.assert_allclose(y[1::3], 1 / (1 + np.exp(-(run.params[-1, 0] + run.params[-1, 1] * X))))
    many = fitted(np.arange(200) % 2, x=np.arange(200.0), lr=1e-5, steps=2)
    assert not FitPage([many]).all(Hairs)


def test_several_runs_have_a_curve_and_a_threshold_each(fitted: Callable[..., Run]) -> None:
    runs = [fitted(), fitted(optimizer="adam")]
    page = FitPage(runs)
    page.at(40, 40)
    assert len(page.all(SigmoidCurve)) == 2
    assert len(page.all(ThresholdKey)[0].artists) == 2
    assert not page.all(LogitEquation)
    assert not page.all(Hairs)


@pytest.mark.parametrize(
    ("problem", "y", "words"),
    [
        ("svm", Y, "tells a side, and no probability of it; figure boundary draws its threshold"),
        ("softmax", [0, 0, 1, 1, 2, 2], "it tells 3 classes apart by one feature, and one threshold parts two"),
        ("mlp", Y, "its boundary over one feature is no single threshold"),
    ],
)
def test_what_has_no_probability_over_one_feature_is_refused(
    problem: str, y: Any, words: str, fitted: Callable[..., Run]
) -> None:
    assert words in str(FIGURES["fit"].fits(fitted(y, problem, steps=2, lr=None)))


def test_a_scene_of_lines_does_not_take_a_probability(fitted: Callable[..., Run]) -> None:
    assert "it fits no" in str(why_not_fit(fitted()))


def test_softmax_of_two_classes_is_drawn_alike(fitted: Callable[..., Run]) -> None:
    page = FitPage([fitted(problem="softmax")])
    page.at(40)
    assert len(page.all(SigmoidCurve)) == 1


def test_the_threshold_is_not_written_over_the_key(fitted: Callable[..., Run]) -> None:
    page = FitPage([fitted(lr=0.01, steps=3)], clip=Clip(360, 360, 10, 2.0))
    page.at(3)
    key = [artist.get_window_extent() for artist in page.all(CurveKey)[0].artists if isinstance(artist, Lettering)]
    (words,) = [part for part in page.all(ThresholdMark)[0].artists[1:] if part.words]
    assert "threshold" in words.words
    assert len(key) == 2
    assert not any(words.get_window_extent().overlaps(box) for box in key)
