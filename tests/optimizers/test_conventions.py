"""The rules that torch.optim does not have, or has otherwise: Lion, decoupled decay, and Keras's place for eps."""

from types import SimpleNamespace

import numpy as np
import pytest

from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS

START = np.array([-3.5, 2.0])
SLOPES = np.array([3e-6, -2e-7])


def constant(g):
    return SimpleNamespace(gradient=lambda p: np.array(g))


def iterates(rule, oracle, start, lr, steps):
    """Return theta_0 ... theta_T, shape (T + 1, D)."""
    params, state, path = start, rule.init(start), [start]
    for _ in range(steps):
        params, state = rule.update(oracle, params, state, lr)
        path.append(params)
    return np.array(path)


def steps_of(name, g, lr=0.1, count=1, **settings):
    """Return the steps from the origin against gradients that are g everywhere, shape (count, D)."""
    return np.diff(iterates(OPTIMIZERS[name](**settings), constant(g), np.zeros(len(g)), lr, count), axis=0)


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


@pytest.mark.parametrize("optimizer", ["adamw", "lion"])
def test_decoupled_decay_does_not_go_through_the_gradient(optimizer):
    # Without a gradient nothing is left but theta <- (1 - eta lambda) theta.
    path = iterates(OPTIMIZERS[optimizer](weight_decay=0.5), constant([0.0, 0.0]), START, 0.1, 20)
    np.testing.assert_allclose(path, 0.95 ** np.arange(21)[:, None] * START, rtol=1e-13)


def test_adamw_without_decay_is_adam():
    bowl = PROBLEMS["bowl"]()
    found = [iterates(OPTIMIZERS[name](weight_decay=0), bowl, START, 0.1, 50).tobytes() for name in ("adam", "adamw")]
    assert found[0] == found[1]


# With gradients that are g at every step, m = (1 - beta1^t) g and v = (1 - beta2^t) g^2.
@pytest.mark.parametrize("optimizer", ["adam", "amsgrad", "adamw"])
def test_keras_adds_eps_of_adam_before_the_bias_correction(optimizer):
    g, eps, t = np.abs(SLOPES), 1e-7, np.arange(1, 6)[:, None]
    decay = {"weight_decay": 0} if optimizer == "adamw" else {}
    found = steps_of(optimizer, g, count=5, eps=eps, convention="keras", **decay)
    root = np.sqrt(1 - 0.999**t)
    np.testing.assert_allclose(found, -0.1 * root * g / (root * g + eps), rtol=1e-12)
    found = steps_of(optimizer, g, count=5, eps=eps, **decay)
    np.testing.assert_allclose(found, np.broadcast_to(-0.1 * g / (g + eps), (5, 2)), rtol=1e-12)


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


def test_wrong_convention_is_answered_with_the_choices():
    with pytest.raises(ValueError, match="convention=optax is not torch or keras"):
        OPTIMIZERS["rmsprop"](convention="optax")


def test_amsgrad_does_not_forget():
    # One gradient of 1, then gradients of 0.01: Adam's steps grow back, AMSGrad's stay as short as the large one made.
    lengths = {}
    for name in ("adam", "amsgrad"):
        rule = OPTIMIZERS[name](beta1=0.0, beta2=0.9)
        params, state = np.zeros(1), rule.init(np.zeros(1))
        for t in range(200):
            before = params
            params, state = rule.update(constant([1.0 if t == 0 else 0.01]), params, state, 1.0)
        lengths[name] = (before - params)[0]
    assert lengths["adam"] == pytest.approx(1.0, rel=1e-3)
    assert lengths["amsgrad"] == pytest.approx(0.01 / np.sqrt(0.1), rel=1e-3)


@pytest.mark.parametrize("name", ["adagrad", "adadelta", "rmsprop", "amsgrad", "adamax", "nadam"])
@pytest.mark.parametrize("factor", [1e-6, 1e6])
def test_without_eps_the_scale_of_the_loss_does_not_matter(name, factor):
    bowl = PROBLEMS["bowl"]()
    scaled = SimpleNamespace(gradient=lambda p: factor * bowl.gradient(p))
    # Adadelta's eps is what sets it going.
    eps = 1e-30 if name == "adadelta" else 0.0
    paths = [iterates(OPTIMIZERS[name](eps=eps), oracle, START, 0.05, 40) for oracle in (bowl, scaled)]
    np.testing.assert_allclose(paths[0], paths[1], rtol=1e-9)
