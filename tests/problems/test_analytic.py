"""What the formulas of the analytic problems promise in numbers."""

import numpy as np
import pytest

from gdviz.problems import PROBLEMS


@pytest.mark.parametrize("kappa", [1.0, 5.0, 400.0])
def test_kappa_is_the_curvature_along_y(kappa):
    bowl = PROBLEMS["bowl"](kappa=kappa)
    assert bowl.hessian(np.array([1.0, 2.0])).tolist() == [[1.0, 0.0], [0.0, kappa]]
    assert bowl.value(np.array([1.0, 2.0])) == 0.5 + 2 * kappa
    assert f"{kappa:g}" in bowl.formula
    assert bowl.options == {"kappa": kappa}


@pytest.mark.parametrize("kappa", [1.0, 5.0, 1e4, 1e6])
def test_default_learning_rate_converges_for_every_kappa(kappa):
    assert PROBLEMS["bowl"](kappa=kappa).lr < 2 / kappa


@pytest.mark.parametrize("value", [0.5, -1, 1e7, float("nan"), float("inf"), "steep", None])
def test_bad_kappa_is_refused_by_name(value):
    with pytest.raises(ValueError, match=r"kappa=.* is not a number in \[1, 1e6\]; for example kappa=5"):
        PROBLEMS["bowl"](kappa=value)


def test_misspelt_setting_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="problem 'bowl' has no setting 'kapa'; did you mean 'kappa'"):
        PROBLEMS["bowl"](kapa=3)


def test_setting_of_a_problem_without_any_is_refused():
    with pytest.raises(ValueError, match="problem 'parabola' has no setting 'kappa'; it takes no settings"):
        PROBLEMS["parabola"](kappa=3)


@pytest.mark.parametrize(
    ("name", "point", "value", "gradient"),
    [
        ("rosenbrock", [-1.2, 1.0], 24.2, [-215.6, -88.0]),
        ("rosenbrock", [0.0, 0.0], 1.0, [-2.0, 0.0]),
        ("bowl", [-3.5, 2.0], 16.125, [-3.5, 10.0]),
        ("parabola", [15.0], 140.0, [24.0]),
        ("half-square", [-1.8], 1.62, [-1.8]),
        ("ravine", [5.0, 0.0], 188.0, [75.2, -93.6]),
        ("saddle", [2.0, 3.0], -5.0, [4.0, -6.0]),
        ("monkey-saddle", [2.0, 1.0], 2.0, [9.0, -12.0]),
        ("himmelblau", [0.0, 0.0], 170.0, [-14.0, -22.0]),
        ("beale", [0.0, 0.0], 14.203125, [-12.75, 0.0]),
        ("booth", [0.0, 0.0], 74.0, [-34.0, -38.0]),
        ("matyas", [1.0, 2.0], 0.34, [-0.44, 0.56]),
        ("goldstein-price", [0.0, 0.0], 600.0, [720.0, 720.0]),
        ("six-hump-camel", [1.0, 1.0], 97 / 30, [2.6, 9.0]),
        ("three-hump-camel", [1.0, 1.0], 187 / 60, [1.8, 3.0]),
        ("mccormick", [0.0, 0.0], 1.0, [-0.5, 3.5]),
        ("rastrigin", [0.5, 1.0], 21.25, [1.0, 2.0]),
        ("styblinski-tang", [1.0, 2.0], -24.0, [-11.5, -13.5]),
        ("parabola", [3.0], -4.0, [0.0]),
    ],
)
def test_hand_computed_values(name, point, value, gradient):
    made = PROBLEMS[name]()
    assert made.value(np.array(point)) == pytest.approx(value, rel=1e-14)
    assert made.gradient(np.array(point)) == pytest.approx(np.array(gradient), rel=1e-14, abs=1e-13)
