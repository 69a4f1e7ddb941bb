"""Functions of Python become problems, and say how their gradient was found."""

import math

import numpy as np
import pytest

import gdviz
from gdviz.solving.own_function import PointByPoint, from_function


def valley(p):
    return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2


def slope(p):
    return np.array([-2 * (1 - p[0]) - 400 * p[0] * (p[1] - p[0] ** 2), 200 * (p[1] - p[0] ** 2)])


@pytest.mark.parametrize(
    ("function", "how", "error"),
    [
        (valley, "complex step", 1e-13),
        (lambda x, y: valley((x, y)), "complex step", 1e-13),
        # Neither knows complex numbers.
        (lambda p: float(valley(p)), "central differences", 1e-8),
        (lambda p: valley([math.fsum([p[0]]), p[1]]), "central differences", 1e-8),
    ],
    ids=["array", "two arguments", "floats", "math"],
)
def test_the_gradient_is_the_best_that_the_function_allows(function, how, error):
    made = from_function(function, start=[-1.5, 2.0])
    assert made.options["gradient"] == how
    points = np.random.default_rng(1).uniform(-2, 2, (3, 4, 2))
    exact = np.array([slope(point) for point in points.reshape(-1, 2)]).reshape(points.shape)
    assert np.abs(made.gradient(points) - exact).max() < error * np.abs(exact).max()
    assert np.allclose(made.value(points), valley(np.moveaxis(points, -1, 0)))


@pytest.mark.parametrize("where", [-4.0, 4.0])
def test_a_complex_step_that_is_wrong_anywhere_is_not_taken(where):
    # The size of a complex number has no derivative; it is met on one side alone.
    made = from_function(lambda p: abs(p[0]) if p[0] * where > 0 else p[0] ** 2, start=[3.0])
    assert made.options["gradient"] == "central differences"
    assert made.gradient(np.array([where]))[0] == pytest.approx(np.sign(where))


def test_a_gradient_that_is_given_is_used():
    calls = []
    made = from_function(valley, lambda p: calls.append(1) or slope(p), start=[-1.5, 2.0])
    assert made.options["gradient"] == "given"
    assert np.array_equal(made.gradient(np.array([0.3, 0.4])), slope([0.3, 0.4]))
    assert calls


def test_newton_finds_the_end_of_a_quadratic_in_one_step(tmp_path):
    run = gdviz.solve(lambda p: p[0] ** 2 + p[0] * p[1] + 3 * p[1] ** 2, "newton", lr=1.0, steps=1, out=tmp_path / "a")
    assert np.abs(run.params[-1]).max() < 1e-8


@pytest.mark.parametrize(
    ("function", "how", "names"),
    [
        (valley, {}, ("x", "y")),
        (lambda p: p[0] ** 2, {}, ("x",)),
        (lambda p: np.sum(p**2), {}, ("x", "y")),
        (lambda p: p @ np.diag([1.0, 2.0, 3.0]) @ p, {}, ("x", "y", "z")),
        (lambda p: np.sum(p**2), {"start": [1, 2, 3, 4]}, ("x1", "x2", "x3", "x4")),
        (lambda p: np.sum(p**2), {"domain": [-1, 1, -2, 2, -3, 3]}, ("x", "y", "z")),
        (lambda width, depth=0: 1.0, {"start": [1, 1]}, ("x", "y")),
        (lambda width, depth: width**2 + depth**2, {}, ("width", "depth")),
    ],
)
def test_how_many_parameters_there_are_is_seen(function, how, names):
    made = from_function(function, **how)
    assert made.parameters == names
    assert made.start.shape == (len(names),)


def test_the_box_holds_the_start():
    assert from_function(valley).domain.tolist() == [[-5, 5]] * 2
    assert from_function(valley, start=[-20, 4]).domain.tolist() == [[-30, 30]] * 2
    assert from_function(valley, domain=[-2, 3]).domain.tolist() == [[-2, 3]] * 2


def test_names_say_whose_run_it_is_and_values_tell_functions_apart(tmp_path):
    made = from_function(valley)
    assert (made.name, made.title) == ("own-valley", "Valley")
    one, other = (from_function(lambda p, k=k: k * p[0] ** 2, start=[1.0]) for k in (1, 2))
    assert one.name == other.name == "own-function"
    assert one.options["values"] != other.options["values"]
    run = gdviz.solve(valley, start=[0, 0], steps=3, out=tmp_path / "run")
    assert gdviz.load(run.path).problem["options"] == from_function(valley, start=[0, 0]).options
    with pytest.raises(ValueError, match=r"is of a function of Python's, 'valley', which is not in the run; solve it"):
        gdviz.resume(run.path, steps=5)


@pytest.mark.parametrize("function", [lambda p: p[0] ** 2 + np.exp(p[1]), lambda p: max(p[0], p[1]), lambda p: p @ p])
def test_many_points_are_what_each_is_alone(function):
    value = PointByPoint(function, ())
    points = np.random.default_rng(0).uniform(-1, 1, (7, 9, 2))
    assert value(points) == pytest.approx(np.array([[function(p) for p in row] for row in points]), rel=1e-12)


def test_a_function_of_columns_is_called_once_for_all():
    calls = []
    PointByPoint(lambda p: calls.append(1) or p[0] ** 2, ())(np.ones((5000, 2)))
    assert len(calls) < 10


def test_a_function_that_answers_many_points_otherwise_is_asked_one_by_one():
    def capped(p):
        return 9.0 + 0 * p[0] if np.max(p) > 2 else p[0] ** 2

    points = np.linspace(0, 3, 100)[:, None]
    assert PointByPoint(capped, ())(points) == pytest.approx([capped(p) for p in points])


def test_where_a_function_has_no_number_there_is_none(tmp_path):
    made = from_function(lambda p: math.log(p[0]) ** 2, start=[3.0])
    assert np.isnan(made.value(np.array([[-1.0], [2.0]]))).tolist() == [True, False]
    assert gdviz.solve(lambda p: math.log(p[0]) ** 2, start=[3.0], out=tmp_path / "log").loss[-1] < 1e-9


def test_a_function_that_changes_its_argument_changes_nothing():
    def hostile(p):
        p *= 0
        return float(p.sum())

    at = np.array([1.0, 2.0])
    PointByPoint(hostile, ())(at)
    assert at.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda p: p, "must give one number for an array of 2 numbers, not float64 of shape (2,)"),
        (lambda p: None, "must give one number for an array of 2 numbers, not object of shape ()"),
        (lambda p: 1j, "not complex128 of shape ()"),
        (lambda p: p.nonsense, "and raised AttributeError: "),
        (lambda: 1, "and raised TypeError: "),
        (lambda p: 5.0, "it is not seen how many parameters the function has"),
    ],
)
def test_what_gives_no_number_is_told_in_a_sentence(function, words):
    with pytest.raises(ValueError, match=r"^[^\n]+$") as caught:
        from_function(function)
    assert words in str(caught.value)


def test_a_start_or_a_gradient_that_does_not_fit_is_told():
    with pytest.raises(ValueError, match="the function starts at 2 finite numbers"):
        from_function(valley, start=[1.0, np.nan])
    with pytest.raises(ValueError, match="the gradient of 'valley' must give 2 numbers for an"):
        gdviz.solve(valley, gradient=lambda p: 1.0, start=[1.0, 2.0])
