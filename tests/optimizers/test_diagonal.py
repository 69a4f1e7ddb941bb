"""Adagrad and RMSprop: where eps stands, what is kept, and what their state has."""

from types import SimpleNamespace

import numpy as np
import pytest
from iterating import constant, iterates, steps_of

from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS

START = np.array([-3.5, 2.0])
SLOPES = np.array([3e-6, -2e-7])


@pytest.mark.parametrize("start", [0.0, 0.1])
def test_keras_adds_eps_of_adagrad_inside_the_root(start):
    t, eps = np.arange(1, 6)[:, None], 1e-7
    settings = {"initial_accumulator_value": start, "eps": eps}
    s = start + t * SLOPES**2
    keras = steps_of("adagrad", SLOPES, count=5, convention="keras", **settings)
    torch = steps_of("adagrad", SLOPES, count=5, **settings)
    # Differences of positions lose digits against the positions themselves.
    np.testing.assert_allclose(keras, -0.1 * SLOPES / np.sqrt(s + eps), rtol=1e-10)
    np.testing.assert_allclose(torch, -0.1 * SLOPES / (np.sqrt(s) + eps), rtol=1e-10)


@pytest.mark.parametrize("centered", [False, True])
@pytest.mark.parametrize("momentum", [0.0, 0.6])
def test_keras_adds_eps_of_rmsprop_inside_the_root(momentum, centered):
    alpha, eps, lr = 0.9, 1e-7, 0.1
    rule = OPTIMIZERS["rmsprop"](alpha=alpha, eps=eps, momentum=momentum, centered=centered, convention="keras")
    faint = SimpleNamespace(gradient=lambda p: 1e-6 * np.array([1.0, 5.0]) * p)
    found = iterates(rule, faint, START, lr, 100)
    theta, v, a, b = START, np.zeros(2), np.zeros(2), np.zeros(2)
    for params in found[1:]:
        g = faint.gradient(theta)
        v = alpha * v + (1 - alpha) * g * g
        a = alpha * a + (1 - alpha) * g
        b = momentum * b + lr * g / np.sqrt(v - (a * a if centered else 0) + eps)
        theta = theta - b
        np.testing.assert_allclose(params, theta, rtol=1e-12)


def test_keras_keeps_the_learning_rate_in_the_velocity_of_rmsprop():
    # Once the learning rate is cut, the velocity is as it was with Keras and shrinks with it in torch.
    ratio = {}
    for convention in ("torch", "keras"):
        rule = OPTIMIZERS["rmsprop"](momentum=0.5, alpha=0.0, eps=0.0, convention=convention)
        one, state = rule.update(constant([1.0]), np.zeros(1), rule.init(np.zeros(1)), 1.0)
        two, _ = rule.update(constant([1.0]), one, state, 0.1)
        ratio[convention] = (two - one)[0]
    assert ratio == pytest.approx({"torch": -0.1 * 1.5, "keras": -(0.5 + 0.1)})


@pytest.mark.parametrize(
    ("momentum", "centered", "extra"),
    [
        (0.0, False, set()),
        (0.5, False, {"momentum_buffer"}),
        (0.0, True, {"grad_avg"}),
        (0.5, True, {"grad_avg", "momentum_buffer"}),
    ],
)
def test_state_of_rmsprop_has_what_its_settings_use(momentum, centered, extra):
    rule = OPTIMIZERS["rmsprop"](momentum=momentum, centered=centered)
    first = rule.init(START)
    _, after = rule.update(PROBLEMS["bowl"](), START, first, 0.1)
    assert list(first) == list(after)
    assert set(first) == {"step", "square_avg"} | extra


def test_centered_rmsprop_bears_gradients_that_do_not_change():
    found = steps_of("rmsprop", [0.1, 0.3], alpha=0.5, centered=True, count=200)
    assert np.isfinite(found).all()


def test_the_steps_of_adadelta_grow_from_its_eps() -> None:
    # The first: u = 0 and v = (1 - rho) g^2, so that the step is sqrt(eps) / sqrt(v + eps) times g.
    g, eps = np.array([2.0, -0.5]), 1e-6
    first, second = steps_of("adadelta", g, lr=1.0, count=2, eps=eps)
    v = 0.1 * g**2
    np.testing.assert_allclose(first, -np.sqrt(eps / (v + eps)) * g, rtol=1e-12)
    u, v = 0.1 * first**2, 0.19 * g**2
    np.testing.assert_allclose(second, -np.sqrt((u + eps) / (v + eps)) * g, rtol=1e-9)
