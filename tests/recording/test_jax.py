"""Trees of JAX and states of optax are taken as they are, and recorded by torch's names."""

from dataclasses import dataclass

import numpy as np
import pytest

import gdviz
from gdviz.recording.jax import is_optax, is_tree, state_of, tree_leaves

jax = pytest.importorskip("jax")
optax = pytest.importorskip("optax")


def bowl(tree):
    return (tree["w"] ** 2).sum() + 4 * (tree["b"] ** 2).sum()


def trained(out, rule, *, steps=6, **about):
    """Record a descent on a bowl, and return the run."""
    params = {"w": jax.numpy.array([1.0, -2.0]), "b": jax.numpy.array([0.5])}
    state, slope = rule.init(params), jax.value_and_grad(bowl)
    with gdviz.record(out, **about) as run:
        for _ in range(steps):
            loss, gradient = slope(params)
            run.step(params, loss, gradient=gradient, state=state)
            updates, state = rule.update(gradient, state, params)
            params = optax.apply_updates(params, updates)
    return gdviz.load(out)


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        (optax.adam(0.1), {"exp_avg", "exp_avg_sq", "step"}),
        (optax.chain(optax.clip(1.0), optax.adamw(0.1)), {"exp_avg", "exp_avg_sq", "step"}),
        (optax.amsgrad(0.1), {"exp_avg", "exp_avg_sq", "max_exp_avg_sq", "step"}),
        (optax.sgd(0.1, momentum=0.9), {"momentum_buffer"}),
        (optax.rmsprop(0.1, centered=True, momentum=0.9), {"grad_avg", "square_avg", "momentum_buffer"}),
        (optax.adagrad(0.1), {"sum"}),
        (optax.adadelta(0.1), {"square_avg", "acc_delta"}),
        (optax.sgd(0.1), set()),
    ],
)
def test_the_state_has_torchs_names(tmp_path, rule, names):
    assert trained(tmp_path / "run", rule).state.keys() == names


def test_the_state_is_that_after_the_step(tmp_path):
    run = trained(tmp_path / "run", optax.adam(0.1, b1=0.8))
    assert run.state["step"].tolist() == [1, 2, 3, 4, 5]
    m = np.zeros(3)
    for gradient, kept in zip(run.gradient, run.state["exp_avg"], strict=True):
        m = 0.8 * m + 0.2 * gradient
        assert kept == pytest.approx(m, rel=1e-5)


def test_optaxs_adam_has_the_digits_of_gdvizs_own(tmp_path):
    run = trained(tmp_path / "run", optax.adam(0.1), optimizer="adam", lr=0.1)
    m = v = np.zeros(3)
    for t in range(1, 6):
        g = run.gradient[t - 1]
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        moved = -0.1 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        assert run.params[t] - run.params[t - 1] == pytest.approx(moved, rel=1e-4)


def test_an_injected_rate_is_that_of_the_step(tmp_path):
    schedule = optax.exponential_decay(0.1, 1, 0.5)
    run = trained(tmp_path / "run", optax.inject_hyperparams(optax.sgd)(schedule))
    assert run.arrays["learning_rate"] == pytest.approx(0.1 * 0.5 ** np.arange(5))
    assert np.diff(run.params, axis=0) == pytest.approx(-run.arrays["learning_rate"][:, None] * run.gradient, rel=1e-4)


def test_rules_for_different_parameters_are_put_together(tmp_path):
    rules = {"a": optax.adam(0.1), "s": optax.sgd(0.1, momentum=0.9)}
    run = trained(tmp_path / "run", optax.multi_transform(rules, {"w": "a", "b": "s"}))
    assert run.problem["parameters"] == ["b[0]", "w[0]", "w[1]"]
    assert (run.state["exp_avg"][:, 0] == 0).all()
    assert (run.state["exp_avg"][:, 1:] != 0).all()
    assert (run.state["momentum_buffer"] != 0).all(axis=0).tolist() == [True, False, False]


def test_trees_of_any_kind_have_names():
    @jax.tree_util.register_dataclass
    @dataclass
    class Layer:
        weight: object
        bias: object = None

    tree = {"layers": [optax.EmptyState(), (Layer(jax.numpy.ones(2)),)]}
    assert list(tree_leaves("params", tree)) == ["layers.1.0.weight"]
    assert is_tree(tree)
    assert not is_tree({"w": np.ones(2)})


def test_a_tree_of_half_floats_is_recorded(tmp_path):
    with gdviz.record(tmp_path / "run") as run:
        for t in range(3):
            run.step({"w": jax.numpy.full(3, t, jax.numpy.bfloat16)}, 1.0)
    assert gdviz.load(tmp_path / "run").params[:, 0].tolist() == [0, 1, 2]


def test_what_is_traced_is_refused_in_words(tmp_path):
    with gdviz.record(tmp_path / "run") as run:
        run.step({"w": jax.numpy.ones(2)}, 1.0)
        with pytest.raises(ValueError, match="traced by JAX and has no numbers yet; call step outside of"):
            jax.jit(lambda tree: run.step(tree, 1.0))({"w": jax.numpy.ones(2)})


def test_what_was_given_away_is_refused_in_words():
    tree = {"w": jax.numpy.ones(2)}
    tree["w"].delete()
    with pytest.raises(ValueError, match="params 'w' was donated to a compiled function; call step before the update"):
        tree_leaves("params", tree)


def test_parts_by_name_are_no_state_of_optaxs():
    assert not is_optax({"exp_avg": {"w": np.ones(2)}, "step": 3})
    assert is_optax({"first": optax.adam(0.1).init({"w": jax.numpy.ones(2)})})
    assert state_of((), {"w": jax.numpy.ones(2)}) == {}


def test_functions_and_flags_in_a_tree_are_no_parameters():
    tree = {"w": jax.numpy.ones(2), "activation": jax.nn.relu, "inference": False, "rate": 0.5}
    assert tree_leaves("params", tree).keys() == {"w", "rate"}
