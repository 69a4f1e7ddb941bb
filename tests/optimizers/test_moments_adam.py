"""Adam, AMSGrad and AdamW: their first steps, where eps stands, and what each does otherwise."""

from types import SimpleNamespace

import numpy as np
import pytest
from iterating import constant, iterates, steps_of

from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS

START = np.array([-3.5, 2.0])
SLOPES = np.array([3e-6, -2e-7])


@pytest.mark.parametrize("size", [1e-12, 1e-6, 1.0, 1e6])
def test_first_step_of_adam_is_lr_times_the_sign(size):
    oracle = SimpleNamespace(gradient=lambda p: size * np.array([3.0, -0.2]))
    step = iterates(OPTIMIZERS["adam"](eps=0), oracle, np.zeros(2), 0.1, 1)[1]
    np.testing.assert_allclose(step, [-0.1, 0.1], rtol=1e-14)


@pytest.mark.parametrize("size", [1e-8, 1e-6, 1.0])
def test_eps_of_adam_stands_outside_the_root_after_the_bias_correction(size):
    g = size * np.array([3.0, -0.2, 0.0])
    step = iterates(OPTIMIZERS["adam"](eps=1e-7), SimpleNamespace(gradient=lambda p: g), np.zeros(3), 0.1, 1)[1]
    np.testing.assert_allclose(step, -0.1 * g / (np.abs(g) + 1e-7), rtol=1e-13)


@pytest.mark.parametrize("factor", [1e-8, 1e8])
def test_adam_without_eps_does_not_see_the_scale_of_the_loss(factor):
    bowl = PROBLEMS["bowl"]()
    scaled = SimpleNamespace(gradient=lambda p: factor * bowl.gradient(p))
    rule = OPTIMIZERS["adam"](eps=0)
    np.testing.assert_allclose(iterates(rule, scaled, START, 0.1, 50), iterates(rule, bowl, START, 0.1, 50), rtol=1e-9)


def test_adam_records_its_two_averages_by_the_names_of_torch():
    rule = OPTIMIZERS["adam"](beta1=0.5, beta2=0.75)
    oracle = SimpleNamespace(gradient=lambda p: np.array([2.0, -4.0]))
    state = rule.init(START)
    for _ in range(2):
        _, state = rule.update(oracle, START, state, 0.1)
    assert state["step"] == 2
    assert state["exp_avg"].tolist() == [1.5, -3.0]
    assert state["exp_avg_sq"].tolist() == [1.75, 7.0]


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
