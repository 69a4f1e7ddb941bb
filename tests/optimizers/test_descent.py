"""Gradient descent, with and without momentum, in closed form; and Lion as its paper has it."""

from types import SimpleNamespace

import numpy as np
import pytest
from iterating import iterates

from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS

START = np.array([-3.5, 2.0])
SLOPES = np.array([3e-6, -2e-7])


@pytest.mark.parametrize("kappa", [1.0, 4.0, 25.0, 1000.0])
def test_gd_contracts_by_its_best_factor(kappa):
    path = iterates(OPTIMIZERS["gd"](), PROBLEMS["bowl"](kappa=kappa), START, 2 / (1 + kappa), 20)
    factor = (kappa - 1) / (kappa + 1)
    np.testing.assert_allclose(
        np.abs(path), factor ** np.arange(21)[:, None] * np.abs(START), rtol=1e-11, atol=1e-14 if kappa == 1 else 0
    )


@pytest.mark.parametrize(("share", "diverges"), [(0.5, False), (0.999, False), (1.001, True), (2.0, True)])
@pytest.mark.parametrize("kappa", [2.0, 25.0])
def test_gd_diverges_iff_lr_is_over_two_by_the_largest_curvature(kappa, share, diverges):
    path = iterates(OPTIMIZERS["gd"](), PROBLEMS["bowl"](kappa=kappa), START, share * 2 / kappa, 200)
    steep = np.abs(path[:, 1])
    np.testing.assert_allclose(steep, 2.0 * abs(1 - 2 * share) ** np.arange(201), rtol=1e-11, atol=1e-14)
    assert (steep[-1] > steep[0]) == diverges


@pytest.mark.parametrize("curvature", [0.3, 1.0, 7.0])
@pytest.mark.parametrize("mu", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("lr", [0.01, 0.1, 0.25])
@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
def test_momentum_on_a_quadratic_is_the_power_of_a_matrix(optimizer, lr, mu, curvature):
    # f(x) = c x^2 / 2, so g = c x: position and velocity (x, b) after a step are a matrix times those before.
    c = curvature
    matrix = {
        "momentum": np.array([[1 - lr * c, -lr * mu], [c, mu]]),
        "nesterov": np.array([[1 - lr * c * (1 + mu), -lr * mu**2], [c, mu]]),
    }[optimizer]
    path = iterates(
        OPTIMIZERS[optimizer](momentum=mu), SimpleNamespace(gradient=lambda p: c * p), np.array([2.0]), lr, 200
    )
    expected = [(np.linalg.matrix_power(matrix, t) @ [2.0, 0.0])[0] for t in range(201)]
    np.testing.assert_allclose(path[:, 0], expected, rtol=1e-12, atol=1e-12)


def test_heavy_ball_at_its_best_beats_gd_at_its_best():
    # Polyak (1964): rates (sqrt(kappa) - 1) / (sqrt(kappa) + 1) against (kappa - 1) / (kappa + 1).
    bowl = PROBLEMS["bowl"](kappa=100)
    ball = OPTIMIZERS["momentum"](momentum=(9 / 11) ** 2)
    fast = np.abs(iterates(ball, bowl, START, 4 / (1 + 10) ** 2, 100)[-1]).max()
    slow = np.abs(iterates(OPTIMIZERS["gd"](), bowl, START, 2 / 101, 100)[-1]).max()
    assert fast < 1e-5
    assert slow > 0.1


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov"])
def test_no_momentum_is_gd(optimizer):
    bowl = PROBLEMS["bowl"]()
    plain = iterates(OPTIMIZERS["gd"](), bowl, START, 0.1, 30)
    np.testing.assert_array_equal(iterates(OPTIMIZERS[optimizer](momentum=0), bowl, START, 0.1, 30), plain)


def test_full_dampening_keeps_the_first_velocity_only():
    rule = OPTIMIZERS["momentum"](momentum=0.5, dampening=1)
    path = iterates(rule, SimpleNamespace(gradient=lambda p: np.ones(1)), np.zeros(1), 1.0, 4)
    assert path[:, 0].tolist() == [0.0, -1.0, -1.5, -1.75, -1.875]


@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
def test_lion_is_algorithm_2_of_the_paper(weight_decay):
    beta1, beta2, lr = 0.8, 0.95, 0.03
    bowl = PROBLEMS["bowl"]()
    rule = OPTIMIZERS["lion"](beta1=beta1, beta2=beta2, weight_decay=weight_decay)
    found = iterates(rule, bowl, START, lr, 200)
    theta, m = [float(x) for x in START], [0.0, 0.0]
    for params in found[1:]:
        for i, curvature in enumerate([1.0, 5.0]):
            g = curvature * theta[i]
            c = beta1 * m[i] + (1 - beta1) * g
            theta[i] -= lr * ((c > 0) - (c < 0) + weight_decay * theta[i])
            m[i] = beta2 * m[i] + (1 - beta2) * g
        np.testing.assert_allclose(params, theta, rtol=1e-12, atol=1e-15)


def test_every_step_of_lion_is_lr_long_along_every_coordinate():
    rule = OPTIMIZERS["lion"]()
    path = iterates(rule, PROBLEMS["rosenbrock"](), np.array([-1.2, 1.0]), 0.01, 100)
    np.testing.assert_allclose(np.abs(np.diff(path, axis=0)), 0.01, rtol=1e-12)
