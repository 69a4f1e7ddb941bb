"""The update rules: one table of every optimizer on every problem, closed forms on quadratics, and pure updates."""

from types import SimpleNamespace

import numpy as np
import pytest

from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS
from gdviz.solving.specification import specify

START = np.array([-3.5, 2.0])
DECAYING = [name for name, factory in OPTIMIZERS.items() if "weight_decay" in factory.settings]


@pytest.fixture(params=list(OPTIMIZERS))
def rule(request):
    return OPTIMIZERS[request.param]()


def iterates(rule, oracle, start, lr, steps):
    """Return theta_0 ... theta_T, shape (T + 1, D)."""
    params, state, path = start, rule.init(start), [start]
    for _ in range(steps):
        params, state = rule.update(oracle, params, state, lr)
        path.append(params)
    return np.array(path)


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


@pytest.mark.parametrize("optimizer", [name for name in DECAYING if name not in {"adamw", "lion"}])
def test_weight_decay_adds_lambda_theta_to_the_gradient(optimizer):
    bowl = PROBLEMS["bowl"]()
    decayed = iterates(OPTIMIZERS[optimizer](weight_decay=0.25), bowl, START, 0.05, 20)
    ridge = SimpleNamespace(gradient=lambda p: bowl.gradient(p) + 0.25 * p)
    np.testing.assert_array_equal(decayed, iterates(OPTIMIZERS[optimizer](), ridge, START, 0.05, 20))


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


def test_adam_records_its_two_averages_by_the_names_of_torch():
    rule = OPTIMIZERS["adam"](beta1=0.5, beta2=0.75)
    oracle = SimpleNamespace(gradient=lambda p: np.array([2.0, -4.0]))
    state = rule.init(START)
    for _ in range(2):
        _, state = rule.update(oracle, START, state, 0.1)
    assert state["step"] == 2
    assert state["exp_avg"].tolist() == [1.5, -3.0]
    assert state["exp_avg_sq"].tolist() == [1.75, 7.0]


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
