"""Curves in one variable, and quadratic forms in two."""

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
        ("bowl", [-3.5, 2.0], 16.125, [-3.5, 10.0]),
        ("parabola", [15.0], 140.0, [24.0]),
        ("half-square", [-1.8], 1.62, [-1.8]),
        ("ravine", [5.0, 0.0], 188.0, [75.2, -93.6]),
        ("parabola", [3.0], -4.0, [0.0]),
    ],
)
def test_hand_computed_values(name, point, value, gradient):
    made = PROBLEMS[name]()
    assert made.value(np.array(point)) == pytest.approx(value, rel=1e-14)
    assert made.gradient(np.array(point)) == pytest.approx(np.array(gradient), rel=1e-14, abs=1e-13)


def test_bumpy_knows_all_its_minima():
    made = PROBLEMS["bumpy"]()
    x = np.linspace(*made.domain[0], 100_001)
    loss = made.value(x[:, None])
    lowest = x[1:-1][(loss[1:-1] < loss[:-2]) & (loss[1:-1] < loss[2:])]
    np.testing.assert_allclose(np.sort(made.minima[:, 0]), lowest, atol=1e-4)
    assert np.abs(made.gradient(made.minima)).max() < 1e-14
    assert made.value(made.minima).argmin() == 0


def test_ravine_has_curvatures_1_and_kappa_askew():
    bend = PROBLEMS["ravine"](kappa=30).hessian(np.zeros(2))
    assert np.linalg.eigvalsh(bend) == pytest.approx([1.0, 30.0], rel=1e-14)
    assert bend @ [4.0, 3.0] == pytest.approx([4.0, 3.0], rel=1e-13)
    assert "30 (4 y - 3 x)^2" in PROBLEMS["ravine"](kappa=30).formula
