"""Critical points of sampled landscapes against what calculus says of them."""

import time
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from gdviz.landscapes.critical_points import find_critical_points
from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.sampling import survey
from gdviz.problems import PROBLEMS

Surface = Callable[[np.ndarray, np.ndarray], np.ndarray]
HIMMELBLAU_MINIMA = [
    (3, 2),
    (-2.805118086953, 3.131312518251),
    (-3.779310253378, -3.283185991286),
    (3.584428340330, -1.848126526964),
]


def landscape_of(name: str) -> Landscape:
    problem = PROBLEMS[name].build()
    domain = np.asarray(problem.domain, float)
    return survey(problem.value, domain.mean(axis=1)[None], domain)


def sampled(
    value: Callable[[np.ndarray, np.ndarray], np.ndarray], box: tuple[float, ...], count: int = 289
) -> Landscape:
    x, y = np.linspace(*box[:2], count), np.linspace(*box[2:], count)
    with np.errstate(all="ignore"):
        return Landscape(x, y, value(*np.meshgrid(x, y)), np.zeros(2), np.eye(2))


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("bowl", {"minimum": 1}),
        ("ravine", {"minimum": 1}),
        ("rosenbrock", {"minimum": 1}),
        ("beale", {"minimum": 1, "saddle": 1}),
        ("saddle", {"saddle": 1}),
        ("monkey-saddle", {}),
        ("himmelblau", {"minimum": 4, "maximum": 1, "saddle": 4}),
        ("six-hump-camel", {"minimum": 6, "maximum": 2, "saddle": 7}),
        ("three-hump-camel", {"minimum": 3, "saddle": 2}),
        ("styblinski-tang", {"minimum": 4, "maximum": 1, "saddle": 4}),
        ("rastrigin", {"minimum": 25, "maximum": 16, "saddle": 40}),
    ],
)
def test_kinds_are_counted_right(name: str, counts: dict[str, int]) -> None:
    assert Counter(point.kind for point in find_critical_points(landscape_of(name))) == counts


@pytest.mark.parametrize("name", ["himmelblau", "six-hump-camel", "goldstein-price", "mccormick", "levy", "griewank"])
def test_points_are_zeros_of_the_gradient_and_curve_as_the_hessian_says(name: str) -> None:
    problem = PROBLEMS[name].build()
    found = find_critical_points(landscape_of(name))
    assert found
    for point in found:
        curvatures, columns = np.linalg.eigh(problem.hessian(point.at))
        steep = np.abs(curvatures).max()
        # The gradient is that of a point which is off by less than a thousandth of a sample.
        assert np.abs(problem.gradient(point.at)).max() < 1e-3 * steep * np.ptp(problem.domain[0]) / 288
        np.testing.assert_allclose(point.curvatures, curvatures, atol=1e-3 * steep)
        np.testing.assert_allclose(np.abs(np.sum(point.directions * columns.T, axis=1)), 1, atol=1e-3)
        assert point.loss == pytest.approx(float(problem.value(point.at)), abs=1e-6 * steep)
        signs = tuple(np.sign(point.curvatures))
        assert point.kind == {(1, 1): "minimum", (-1, -1): "maximum", (-1, 1): "saddle"}[signs]


def test_himmelblau_has_its_four_minima_to_nine_digits() -> None:
    minima = [point.at for point in find_critical_points(landscape_of("himmelblau")) if point.kind == "minimum"]
    np.testing.assert_allclose(sorted(map(tuple, minima)), sorted(HIMMELBLAU_MINIMA), atol=1e-9)


def test_they_come_from_the_lowest_to_the_highest() -> None:
    losses = [point.loss for point in find_critical_points(landscape_of("himmelblau"))]
    assert losses == sorted(losses)


@pytest.mark.parametrize(
    "value",
    [
        lambda x, y: np.zeros_like(x),
        lambda x, y: y**2,
        lambda x, y: x**4 + y**4,
        lambda x, y: np.abs(x) + np.abs(y),
        lambda x, y: np.hypot(x, y),
        lambda x, y: 3 * x - y,
        lambda x, y: np.full_like(x, np.nan),
        lambda x, y: 1e6 + 1e-11 * (x**2 + y**2),
        lambda x, y: np.maximum(x**2 + y**2 - 0.5, 0),
    ],
    ids=["constant", "valley", "quartic", "kinked", "cone", "plane", "nowhere", "noise", "plateau"],
)
def test_what_samples_do_not_tell_is_not_claimed(value: Surface) -> None:
    assert find_critical_points(sampled(value, (-1, 1.1, -0.9, 1))) == []


def test_a_point_at_the_border_and_one_in_a_hole_are_left_out() -> None:
    def value(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.where(np.hypot(x - 0.5, y) < 0.1, np.nan, np.cos(2 * np.pi * x) + y**2)

    # Minima at x = -0.5 and 0.5, saddles at -1, 0 and 1: at the border, in the middle, and beside the hole.
    found = find_critical_points(sampled(value, (-1, 1, -1, 1)))
    np.testing.assert_allclose([point.at for point in found], [[-0.5, 0], [0, 0]], atol=1e-6)
    assert [point.kind for point in found] == ["minimum", "saddle"]


def test_units_of_the_parameters_do_not_matter() -> None:
    def value(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return (x / 1e-4 - 0.2) ** 2 - 3 * (y / 1e5 + 0.3) ** 2

    (point,) = find_critical_points(sampled(value, (-1e-4, 1e-4, -1e5, 1e5)))
    assert point.kind == "saddle"
    np.testing.assert_allclose(point.at, [0.2e-4, -0.3e5], rtol=1e-8)
    np.testing.assert_allclose(point.curvatures, [-6e-10, 2e8], rtol=1e-3)


def test_a_line_and_a_grid_too_small_have_none() -> None:
    x = np.linspace(-1, 1, 289)
    assert find_critical_points(Landscape(x, np.empty(0), x**2, np.zeros(1), np.eye(1))) == []
    assert find_critical_points(sampled(lambda x, y: x**2 + y**2, (-1, 1, -1, 1), count=9)) == []


@pytest.mark.parametrize("name", ["rastrigin", "rosenbrock", "easom"])
def test_it_is_quick(name: str) -> None:
    landscape = landscape_of(name)
    began = time.process_time()
    find_critical_points(landscape)
    assert time.process_time() - began < 1.5
