"""What is said of a run that crawls or goes off, and when nothing is."""

import re

import numpy as np
import pytest

from gdviz.runs.data import Data
from gdviz.solving.conditioning import conditioning_of
from gdviz.solving.hints import hint_for
from gdviz.solving.solver import solve
from gdviz.solving.specification import specify

RNG = np.random.default_rng(4)
AREA, ROOMS = RNG.uniform(600.0, 3200.0, 80), RNG.uniform(1.0, 6.0, 80)
HOUSES = Data.of(
    np.column_stack([AREA, ROOMS]), 150 * AREA + 9000 * ROOMS + RNG.normal(0, 9000.0, 80), features=("area", "rooms")
)
SOLD = Data.of(HOUSES.X, (AREA / 1000 + ROOMS > 5).astype(float), features=("area", "rooms"))
FOLD = float(np.sqrt(np.mean(AREA**2) / np.mean(ROOMS**2)))


@pytest.fixture
def said(tmp_path):
    def hint(problem, data, optimizer="gd", **options):
        spec = specify(problem, optimizer, data=data, **options)
        return hint_for(spec, solve(spec, out=tmp_path / "run"))

    return hint


def test_a_regression_that_crawls(said) -> None:
    assert (
        said("linear", HOUSES)
        == f"features differ {float(f'{FOLD:.2g}'):.0f}-fold, which makes the run crawl; try --standardize"
    )


@pytest.mark.parametrize("problem", ["linear", "logistic"])
def test_one_that_goes_off_is_told_the_bound_too(said, problem: str) -> None:
    data = HOUSES if problem == "linear" else SOLD
    words = said(problem, data, lr=1.0)
    found = re.fullmatch(r"features differ \d+-fold; try --standardize, or --lr below (\S+)", words)
    assert found
    curvature = np.linalg.eigvalsh(
        np.cov(np.c_[np.ones(80), data.X].T, bias=True) + np.outer(m := np.r_[1, data.X.mean(0)], m)
    )
    bound = 2 / curvature[-1] * (4 if problem == "logistic" else 1)
    assert 0.99 * bound <= float(found[1]) <= bound
    assert said(problem, data, lr=float(found[1])) != words


@pytest.mark.parametrize("problem", ["linear", "logistic"])
def test_what_is_standardised_is_told_the_bound_alone_or_nothing(said, problem: str) -> None:
    data = (HOUSES if problem == "linear" else SOLD).standardized()
    assert said(problem, data) is None
    words = said(problem, data, lr=1e3)
    assert words is None or re.fullmatch(r"gradient descent is stable here with --lr below \S+", words)
    if problem == "linear":
        bound = conditioning_of(specify("linear", data=data).problem).stable  # type: ignore[union-attr]
        assert 0.99 * bound <= float((words or "").rpartition(" ")[2]) <= bound


@pytest.mark.parametrize("data", [HOUSES, HOUSES.standardized(), SOLD.standardized()])
def test_a_rate_that_is_too_small_by_far_is_told_so_on_any_scale(said, data: Data) -> None:
    problem = "logistic" if data.y.max() == 1 else "linear"
    words = said(problem, data, lr=1e-12)
    assert words.startswith("the learning rate is small: gradient descent is stable here")


@pytest.mark.parametrize("optimizer", ["adam", "newton", "lion"])
def test_methods_that_do_not_step_by_the_gradient_are_told_nothing(said, optimizer: str) -> None:
    assert said("linear", HOUSES, optimizer) is None


def test_batches_have_no_bound(said) -> None:
    assert re.fullmatch(r"features differ \d+-fold; try --standardize", said("linear", HOUSES, lr=1.0, batch=8))


@pytest.mark.parametrize("problem", ["bowl", "rosenbrock", "line", "logistic", "softmax", "mlp", "svm", "polynomial"])
def test_problems_as_they_come_are_told_nothing(said, problem: str) -> None:
    assert said(problem, None) is None


def test_one_feature_far_from_1(said) -> None:
    far = Data.of(2000 + AREA / 100, 5 * AREA, features=("year",))
    words = said("line", far)
    assert re.fullmatch(
        r"year is 2,000 times the 1 of the intercept, which makes the run crawl; try --standardize", words
    )


@pytest.mark.parametrize("problem", ["logistic", "sigmoid-squared-error", "svm", "softmax"])
def test_a_crawling_classifier_and_one_that_is_done(said, problem: str) -> None:
    assert "makes the run crawl" in said(problem, SOLD)
    near = Data.of(np.c_[AREA / 1000, ROOMS], SOLD.y)
    assert said(problem, near) is None
    assert said(problem, SOLD.standardized(), steps=2000) is None


def test_the_curvature_of_every_score_has_the_bound_that_is_stated() -> None:
    z = np.linspace(-20, 20, 4001)
    for name in ("logistic", "sigmoid-squared-error"):
        for label in (0.0, 1.0):
            data = Data.of(np.array([[1.0], [2.0]]), np.array([label, 1 - label]))
            problem = specify(name, data=data).problem
            bends = np.abs(problem.hessian(np.c_[z, 0 * z], np.array([0]))[:, 0, 0])  # type: ignore[misc]
            assert 0.999 * problem.score_curvature < bends.max() <= problem.score_curvature  # type: ignore[operator]
