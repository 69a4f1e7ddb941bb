"""All update rules alike: one table of every optimizer on every problem, pure updates, and what settings mean."""

from types import SimpleNamespace

import numpy as np
import pytest
from iterating import constant, iterates

from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS
from gdviz.solving.specification import specify

START = np.array([-3.5, 2.0])
DECAYING = [name for name, factory in OPTIMIZERS.items() if "weight_decay" in factory.settings]


@pytest.fixture(params=list(OPTIMIZERS))
def rule(request):
    return OPTIMIZERS[request.param]()


@pytest.mark.parametrize("problem", PROBLEMS)
def test_default_run_of_every_optimizer_lowers_the_loss_of_every_problem(rule, problem):
    spec = specify(problem, rule)
    if rule.name == "newton" and spec.problem.hessian is None:
        pytest.skip("this problem has no Hessian")
    with np.errstate(all="ignore"):
        loss = spec.problem.value(iterates(rule, spec.problem, spec.start, spec.lr, spec.steps))
    # From a saddle without a floor the loss falls out of all bounds.
    loss = loss[np.isfinite(loss)]
    assert loss[-1] < loss[0]
    assert loss[-1] - loss.min() < 0.1 * (loss[0] - loss.min())


@pytest.mark.parametrize("optimizer", [name for name in DECAYING if name not in {"adamw", "lion"}])
def test_weight_decay_adds_lambda_theta_to_the_gradient(optimizer):
    bowl = PROBLEMS["bowl"]()
    decayed = iterates(OPTIMIZERS[optimizer](weight_decay=0.25), bowl, START, 0.05, 20)
    ridge = SimpleNamespace(gradient=lambda p: bowl.gradient(p) + 0.25 * p)
    np.testing.assert_array_equal(decayed, iterates(OPTIMIZERS[optimizer](), ridge, START, 0.05, 20))


def frozen(array):
    array = np.array(array)
    array.flags.writeable = False
    return array


def test_update_changes_nothing_and_returns_new_arrays(rule):
    bowl = PROBLEMS["bowl"]()
    gradients = []

    def gradient(p):
        gradients.append(frozen(bowl.gradient(p)))
        return gradients[-1]

    oracle = SimpleNamespace(value=bowl.value, gradient=gradient, hessian=bowl.hessian)
    params = frozen(START)
    state = {name: frozen(array) for name, array in rule.init(params).items()}
    for _ in range(3):
        new, after = rule.update(oracle, params, state, 0.1)
        inputs = [params, *state.values(), *gradients]
        outputs = [new, *after.values()]
        assert not any(np.shares_memory(one, other) for one in inputs for other in outputs)
        params, state = frozen(new), {name: frozen(array) for name, array in after.items()}


def test_state_keeps_its_names_shapes_and_types(rule):
    bowl = PROBLEMS["bowl"]()
    first = rule.init(START)
    _, after = rule.update(bowl, START, first, 0.1)
    looks = [{name: (np.shape(a), np.asarray(a).dtype) for name, a in state.items()} for state in (first, after)]
    assert looks[0] == looks[1]


def test_step_is_the_same_from_the_same_state(rule):
    bowl = PROBLEMS["bowl"]()
    _, state = rule.update(bowl, START, rule.init(START), 0.1)
    one, other = (rule.update(bowl, START, state, 0.1)[0] for _ in range(2))
    assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize(
    ("optimizer", "setting", "value"),
    [
        ("gd", "weight_decay", -0.1),
        ("momentum", "momentum", 1.0),
        ("momentum", "momentum", -0.1),
        ("momentum", "dampening", 1.1),
        ("nesterov", "momentum", "fast"),
        ("adam", "beta1", 1.0),
        ("adam", "beta2", -0.5),
        ("adam", "eps", float("nan")),
        ("adam", "eps", float("inf")),
        ("lion", "beta2", 1.0),
        ("adagrad", "lr_decay", -1),
        ("adadelta", "rho", 1.5),
        ("nadam", "momentum_decay", -0.1),
        ("backtracking", "shrink", 1.0),
        ("conjugate-gradient", "c", 0.0),
    ],
)
def test_bad_hyperparameters_are_refused_by_name(optimizer, setting, value):
    with pytest.raises(ValueError, match=f"^{setting}={value} is not a number in"):
        OPTIMIZERS[optimizer](**{setting: value})


def test_unknown_hyperparameter_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="optimizer 'adam' has no setting 'beta3'; did you mean 'beta"):
        OPTIMIZERS["adam"](beta3=0.9)


@pytest.mark.parametrize("optimizer", ["adamw", "lion"])
def test_decoupled_decay_does_not_go_through_the_gradient(optimizer):
    # Without a gradient nothing is left but theta <- (1 - eta lambda) theta.
    path = iterates(OPTIMIZERS[optimizer](weight_decay=0.5), constant([0.0, 0.0]), START, 0.1, 20)
    np.testing.assert_allclose(path, 0.95 ** np.arange(21)[:, None] * START, rtol=1e-13)


def test_wrong_convention_is_answered_with_the_choices():
    with pytest.raises(ValueError, match="convention=optax is not torch or keras"):
        OPTIMIZERS["rmsprop"](convention="optax")


@pytest.mark.parametrize("name", ["adagrad", "adadelta", "rmsprop", "amsgrad", "adamax", "nadam"])
@pytest.mark.parametrize("factor", [1e-6, 1e6])
def test_without_eps_the_scale_of_the_loss_does_not_matter(name, factor):
    bowl = PROBLEMS["bowl"]()
    scaled = SimpleNamespace(gradient=lambda p: factor * bowl.gradient(p))
    # Adadelta's eps is what sets it going.
    eps = 1e-30 if name == "adadelta" else 0.0
    paths = [iterates(OPTIMIZERS[name](eps=eps), oracle, START, 0.05, 40) for oracle in (bowl, scaled)]
    np.testing.assert_allclose(paths[0], paths[1], rtol=1e-9)
