"""A probability over one feature: its numbers, its threshold, the piles of its points, and what is said of it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz.analysis.sigmoid import Piles, Sigmoid, crossing, free_end, probability, shortened, stacked
from gdviz.problems import load_data
from gdviz.runs.data import Data
from gdviz.runs.run import Run
from gdviz.solving.solver import solve

# Hours of study and whether an exam was passed, of which Wikipedia's article on logistic regression gives the fit.
HOURS = (0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5)
PASSED = (0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1)
Solve = Callable[..., Run]


@pytest.fixture
def sigmoid_of(tmp_path: Path) -> Callable[..., Sigmoid]:
    def make(x: object = HOURS, y: object = PASSED, problem: str = "logistic", **options: object) -> Sigmoid:
        names = {key: options.pop(key) for key in ("features", "target", "classes") if key in options}
        data = options.pop("data", None) or Data.of(x, y, **names)
        options = {"steps": 5, **options}
        return Sigmoid.of(solve(problem, data=data, out=tmp_path / "run", **options))

    return make


def test_the_most_likely_curve_of_the_textbook_exam(sigmoid_of: Callable[..., Sigmoid]) -> None:
    """The coefficients that statistics packages give for it: -4.0777 and 1.5046."""
    best = sigmoid_of().best
    assert best is not None
    np.testing.assert_allclose(best, [-4.0777134, 1.5046454], rtol=1e-6)
    assert crossing(best) == pytest.approx(2.7101, abs=1e-4)


def test_a_run_to_the_end_comes_to_the_most_likely_curve(sigmoid_of: Callable[..., Sigmoid]) -> None:
    sigmoid = sigmoid_of(lr=0.5, steps=20000, tol_gradient=1e-9)
    np.testing.assert_allclose(sigmoid.logits[-1], sigmoid.best, rtol=1e-6)


def test_of_another_loss_there_is_no_most_likely_curve(sigmoid_of: Callable[..., Sigmoid]) -> None:
    assert sigmoid_of(problem="sigmoid-squared-error").best is None
    assert sigmoid_of(problem="svm").best is None


def test_standardised_numbers_are_told_in_the_units_of_the_data(tmp_path: Path) -> None:
    table = tmp_path / "exam.csv"
    table.write_text("hours,passed\n" + "\n".join(f"{a},{b}" for a, b in zip(HOURS, PASSED, strict=True)))
    run = solve("logistic", data=load_data(str(table), standardize=True), steps=50, out=tmp_path / "run")
    sigmoid = Sigmoid.of(run)
    np.testing.assert_allclose(sigmoid.x, HOURS, rtol=1e-12)
    mean, deviation = np.mean(HOURS), np.std(HOURS)
    z = run.params[:, :1] + run.params[:, 1:] * ((np.array(HOURS) - mean) / deviation)
    np.testing.assert_allclose(sigmoid.logits[:, :1] + sigmoid.logits[:, 1:] * sigmoid.x, z, atol=1e-12)
    np.testing.assert_allclose(sigmoid.of_params(run.params[3]), sigmoid.logits[3])
    assert sigmoid.best is not None
    np.testing.assert_allclose(sigmoid.best, [-4.0777134, 1.5046454], rtol=1e-6)


def test_softmax_of_two_classes_is_the_difference_of_its_rows(sigmoid_of: Callable[..., Sigmoid]) -> None:
    sigmoid = sigmoid_of(problem="softmax", steps=40)
    rows = sigmoid.run.params[-1].reshape(2, 2)
    scores = rows[:, 0] + np.array(HOURS)[:, None] * rows[:, 1]
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(probability(sigmoid.logits[-1], sigmoid.x), shares[:, 1])


def test_between_two_steps_the_curve_is_between_them(sigmoid_of: Callable[..., Sigmoid]) -> None:
    sigmoid = sigmoid_of()
    np.testing.assert_allclose(sigmoid.at(2.5), (sigmoid.logits[2] + sigmoid.logits[3]) / 2)
    assert sigmoid.threshold(2.0) == pytest.approx(-sigmoid.logits[2, 0] / sigmoid.logits[2, 1])


@pytest.mark.parametrize(
    ("x", "y", "gap"),
    [
        ((1, 2, 3, 4), (0, 0, 1, 1), (2, 3)),
        ((1, 2, 3, 4), (1, 1, 0, 0), (2, 3)),
        ((1, 2, 2, 4), (0, 0, 1, 1), (2, 2)),
        ((1, 2, 3, 4), (0, 1, 0, 1), None),
        ((3, 3, 3, 3), (0, 1, 0, 1), None),
    ],
)
def test_classes_that_lie_apart_have_no_best_curve(
    x: tuple[float], y: tuple[int], gap: object, sigmoid_of: Callable[..., Sigmoid]
) -> None:
    sigmoid = sigmoid_of(x, y)
    assert sigmoid.gap == gap
    assert (sigmoid.best is None) == (gap is not None or len(set(x)) == 1)


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ((-4.0, 1.5), "threshold 2.67"),
        ((4.0, -1.5), "threshold 2.67"),
        ((-30.0, 2.0), "threshold 15.00, outside the data"),
        ((1.0, 2.0), "threshold −0.50, outside the data"),
        ((1.0, 1e-9), "threshold −1.0e9, outside the data"),
        ((1.0, 0.0), "no threshold: the curve is flat"),
        ((0.0, 0.0), "no threshold: the curve is flat"),
    ],
)
def test_a_threshold_in_words(start: tuple[float, float], words: str, sigmoid_of: Callable[..., Sigmoid]) -> None:
    sigmoid = sigmoid_of(start=start, lr=1e-12, steps=1)
    assert sigmoid.verdict(sigmoid.threshold(0)) == words


def test_the_axis_holds_the_points_and_the_last_threshold_if_that_is_near(sigmoid_of: Callable[..., Sigmoid]) -> None:
    inside = sigmoid_of(start=(-4.0, 1.5), lr=1e-12, steps=1)
    np.testing.assert_allclose(inside.limits, (0.5 - 0.3, 5.5 + 0.3))
    near = sigmoid_of(start=(-6.0, 1.0), lr=1e-12, steps=1)
    np.testing.assert_allclose(near.limits, (0.2, 6.0 + 0.3), atol=1e-6)
    far = sigmoid_of(start=(100.0, 1.0), lr=1e-12, steps=1)
    np.testing.assert_allclose(far.limits, (0.5 - 1.5 - 0.3, 5.8))
    constant = sigmoid_of((3,) * 20, PASSED)
    assert constant.limits[0] < 3 < constant.limits[1]


@pytest.mark.parametrize(
    ("names", "classes", "quantity"),
    [
        ({"target": "passed"}, ("passed = 0", "passed = 1"), "probability that passed = 1"),
        ({"classes": ("fail", "pass")}, ("fail", "pass"), "probability of pass"),
        ({"classes": ("a" * 60, "b" * 60)}, ("a" * 25 + "…", "b" * 25 + "…"), f"probability of {'b' * 25}…"),
    ],
)
def test_classes_are_named_as_in_the_data(
    names: dict[str, object], classes: tuple[str, str], quantity: str, sigmoid_of: Callable[..., Sigmoid]
) -> None:
    sigmoid = sigmoid_of(**names)
    assert sigmoid.classes == classes
    assert sigmoid.quantity == quantity


def test_a_name_is_cut_with_an_ellipsis() -> None:
    assert shortened("hours") == "hours"
    assert shortened("abcd efgh", 6) == "abcd…"


@given(x=st.lists(st.integers(0, 6), min_size=1, max_size=60))
def test_piled_dots_do_not_lie_on_one_another_and_as_low_as_they_can(x: list[int]) -> None:
    at = np.array(x, float)
    level = stacked(at, 1.5, 100)
    for k in range(level.max() + 1):
        assert (np.diff(np.sort(at[level == k])) >= 1.5).all()
    assert level.min() == 0
    most = max(sum(1 for other in x if 0 <= value - other < 1.5) for value in x)
    assert level.max() < most


def test_of_too_many_for_a_pile_the_levels_are_used_again() -> None:
    level = stacked(np.zeros(7), 1.0, 3)
    assert sorted(level.tolist()) == [0, 0, 0, 1, 1, 2, 2]


def test_piles_grow_away_from_the_curve_and_shrink_their_dots_where_they_are_high(
    sigmoid_of: Callable[..., Sigmoid],
) -> None:
    few = sigmoid_of()
    piles = Piles.of(few, 300, 250)
    assert piles.size == 6.0
    assert piles.apart
    assert (piles.y[few.y == 1] > 1).all()
    assert (piles.y[few.y == 0] < 0).all()
    assert piles.limits[0] < piles.y.min() < piles.y.max() < piles.limits[1]
    many = sigmoid_of([1, 2] * 300, [0, 1, 1, 0] * 150)
    pressed = Piles.of(many, 300, 250)
    assert pressed.size < 6.0
    assert not pressed.apart
    assert pressed.limits[0] < pressed.y.min() < pressed.y.max() < pressed.limits[1]
    assert pressed.limits[1] - pressed.limits[0] < 2.1


def test_a_class_is_named_where_its_row_is_free(sigmoid_of: Callable[..., Sigmoid]) -> None:
    rising = sigmoid_of((1, 2, 3, 4), (0, 0, 1, 1), start=(-5.0, 2.0), lr=1e-9)
    assert free_end(rising, 0, 1.5) == 1
    assert free_end(rising, 1, 1.5) == 0
    assert free_end(rising, 0, 50.0) is None
    falling = sigmoid_of((1, 2, 3, 4), (1, 1, 0, 0), start=(5.0, -2.0), lr=1e-9)
    assert free_end(falling, 0, 1.5) == 0


def test_a_class_is_named_where_its_threshold_does_not_come_to_lie(sigmoid_of: Callable[..., Sigmoid]) -> None:
    # Its threshold is at the right, where class 1 would be named.
    beyond = sigmoid_of((1, 2, 3, 4), (0, 1, 1, 0), start=(5.0, -1.0), lr=1e-9)
    assert beyond.limits[0] < beyond.threshold(beyond.run.steps) < beyond.limits[1]
    assert free_end(beyond, 1, 0.9) == 0 != free_end(beyond, 1, 0.01)
