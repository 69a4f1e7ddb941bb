"""The rules that end a run: each on sights made by hand, and in runs against the same run without it."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from gdviz.optimizers import Optimizer
from gdviz.problems import PROBLEMS
from gdviz.runs.data import Data
from gdviz.runs.divergence import BOUND
from gdviz.solving.loop import descend
from gdviz.solving.solver import solve
from gdviz.solving.specification import specify
from gdviz.solving.stopping import StateView, Stop, plateau, small_gradient, small_step, until

NAN, INF = math.nan, math.inf


def sight(step=3, params=(1.0, 2.0), loss=1.0, update=None, gradient=(0.0, 0.0), **metrics):
    row = {"loss": loss, **{f"metric.{name}": value for name, value in metrics.items()}}
    moved = None if update is None else np.array(update)
    return StateView(step, np.array(params), loss, row, moved, lambda params: np.array(gradient))


def unseen(params):
    raise AssertionError("the gradient was asked for")


def run_through(losses, path=None):
    """Return how a run ends whose states have these losses, and these params if told, and the step it ends at."""
    path = np.ones((len(losses), 1)) if path is None else np.array(path, dtype=float)
    at = itertools.count(1)
    queue = iter(losses)
    chain = Optimizer(title="", formula="", init=lambda p: {}, update=lambda *_: (path[next(at)], {}))
    problem = replace(
        PROBLEMS["bowl"](),
        parameters=tuple("xyz"[: path.shape[1]]),
        value=lambda p: next(queue),
        gradient=np.ones_like,
        evaluate=None,
        domain=np.tile([-4.0, 4.0], (path.shape[1], 1)),
        start=None,
    )
    rows = []
    stop = descend(specify(problem, chain, start=path[0], steps=len(losses) - 1), rows.append)
    return stop, rows[-1]["step"]


@pytest.mark.parametrize("loss", [1.0, 4 * BOUND, -4 * BOUND, 0.0])
def test_loss_within_its_bound_goes_on(loss):
    assert run_through([4.0, 3.0, loss]) == (Stop("max_steps", "took all 2 steps"), 2)


@pytest.mark.parametrize("loss", [INF, -INF, 4.001 * BOUND, -4.001 * BOUND])
def test_loss_beyond_its_bound_or_not_finite_is_divergence(loss):
    assert run_through([4.0, 3.0, loss, 1.0]) == (Stop("diverged", f"diverged at step 2: loss {loss:.3g}"), 2)


def test_loss_that_is_no_number_near_the_start_is_said_to_be_undefined():
    stop = Stop("diverged", "step 2 led to where the function is undefined: loss nan")
    assert run_through([4.0, 3.0, NAN, 1.0]) == (stop, 2)
    far = run_through([4.0, 3.0, NAN], [(1.0, 1.0), (1.0, 1.0), (2e9, 0.0)])[0]
    assert far.message == "diverged at step 2: loss nan"


def test_bound_of_a_small_first_loss_is_a_billion():
    assert run_through([1e-9, 0.999 * BOUND])[0].reason == "max_steps"
    assert run_through([1e-9, 1.001 * BOUND])[0].reason == "diverged"


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ((3e9, 0.0), "max_steps"),
        ((3.001e9, 0.0), "diverged"),
        ((2.2e9, -2.2e9), "diverged"),
        ((NAN, 0.0), "diverged"),
        ((-INF, 0.0), "diverged"),
    ],
)
def test_params_beyond_a_billion_times_the_largest_at_the_start_are_divergence(params, reason):
    assert run_through([1.0, 1.0], [(1.0, -3.0), params])[0].reason == reason


@pytest.mark.parametrize("loss", [NAN, INF])
def test_loss_that_is_not_finite_at_the_start_asks_for_another(loss):
    stop, steps = run_through([loss, 1.0])
    assert stop == Stop("diverged", f"the loss at the start is {loss}; choose another --start")
    assert steps == 0


@pytest.mark.parametrize("steps", [0, 1, 10])
def test_run_takes_no_more_steps_than_it_may(steps):
    assert run_through([1.0] * (steps + 1)) == (Stop("max_steps", f"took all {steps} steps"), steps)


@pytest.mark.parametrize(("gradient", "ends"), [((3.0, 4.0), True), ((3.0, 4.01), False), ((-6.0, 0.0), False)])
def test_small_gradient_takes_the_euclidean_norm(gradient, ends):
    stop = small_gradient(5.0)(sight(step=4, gradient=gradient))
    assert stop == (Stop("converged", "the gradient's norm fell to 5 or less after 4 steps") if ends else None)


@pytest.mark.parametrize(
    ("update", "ends"), [(None, False), ((0.1, -0.1), True), ((0.0, -0.11), False), ((0.1, 0.1001), False)]
)
def test_small_step_takes_the_largest_change(update, ends):
    stop = small_step(0.1)(sight(step=4, update=update))
    assert stop == (Stop("converged", "step 4 changed no parameter by more than 0.1") if ends else None)


@pytest.mark.parametrize(
    ("condition", "holds", "fails"),
    [("loss<2", 1.9, 2.0), ("loss<=2", 2.0, 2.1), ("loss>2", 2.1, 2.0), ("loss>=2", 2.0, 1.9), (" loss < 2 ", 0, 2)],
)
def test_until_compares_as_it_says(condition, holds, fails):
    rule = until(condition, ())
    assert rule(sight(loss=fails)) is None
    stop = rule(sight(step=5, loss=holds))
    assert stop.reason == "target"
    assert stop.message.startswith("loss ")
    assert "after 5 steps" in stop.message


def test_until_watches_a_metric_and_says_its_value():
    rule = until("accuracy>=0.99", ["accuracy"])
    assert rule(sight(accuracy=0.98999)) is None
    assert rule(sight(step=12, accuracy=0.992)) == Stop("target", "accuracy >= 0.99 after 12 steps: 0.992")


def test_until_never_holds_for_nan():
    assert [until(f"loss{sign}1", ())(sight(loss=NAN)) for sign in ("<", "<=", ">", ">=")] == 4 * [None]


@pytest.mark.parametrize(
    "text", ["loss", "loss<", "<1", "loss<nan", "loss==1", "loss=1", "loss<x", "1<loss", "loss<1<2", "", "loss<1 2"]
)
def test_condition_that_cannot_be_read_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match=r"cannot read the condition .*; write for example --until 'loss<0.01'"):
        until(text, ["accuracy"])
    with pytest.raises(ValueError, match="cannot read the condition"):
        specify("bowl", until=[text])


def test_condition_on_what_is_not_there_names_what_is():
    with pytest.raises(ValueError, match="there is no 'foo' to wait for; this run has loss, accuracy, sum_squared"):
        specify("logistic", until=["foo<1"])
    with pytest.raises(ValueError, match=r"there is no 'accuracy' to wait for; this run has loss$"):
        specify("bowl", until=["loss<1", "accuracy>0.5"])


def test_plateau_ends_a_whole_patience_after_the_lowest_loss():
    rule = plateau(2, 3)
    losses = [5.0, 4.0, 4.0, 3.0, 3.5, 3.0, 3.0, 3.2, 3.0, 3.0]
    stops = [rule(sight(step=step, loss=loss)) for step, loss in enumerate(losses)]
    assert stops[:9] == 9 * [None]
    assert stops[9] == Stop("plateau", "the loss has not fallen below 3 since step 3")


def test_plateau_that_is_taken_up_knows_the_losses_so_far():
    losses = [5.0, 2.0, 3.0, 3.0]
    rule = plateau(3, 1, losses)
    assert rule(sight(step=3, loss=3.0)) is None
    assert rule(sight(step=4, loss=3.0)) == Stop("plateau", "the loss has not fallen below 2 since step 1")


@pytest.mark.parametrize("condition", ["loss<0.5", "loss<=0.01", "loss<1e-9"])
def test_run_stops_at_the_first_state_where_the_condition_holds(tmp_path, solved, condition):
    free = solve("bowl", steps=200, out=tmp_path / "free")
    bound = float(condition.partition("<")[2].lstrip("="))
    first = int(np.flatnonzero(free.loss < bound)[0])
    run = solve("bowl", steps=200, until=[condition], out=tmp_path / "run")
    assert 0 < run.steps == first
    assert np.array_equal(run.params, free.params[: first + 1])
    assert run.stop["reason"] == "target"
    assert f"after {first} steps: {run.loss[-1]:.6g}" in run.stop["message"]


def test_run_until_an_accuracy(tmp_path):
    free = solve("logistic", lr=0.01, steps=100, seed=1, out=tmp_path / "free")
    first = int(np.flatnonzero(free.metrics["accuracy"] >= 0.99)[0])
    run = solve("logistic", lr=0.01, steps=100, seed=1, until=["accuracy>=0.99"], out=tmp_path / "run")
    assert 0 < run.steps == first
    assert run.metrics["accuracy"][-1] >= 0.99 > run.metrics["accuracy"][:-1].max()


def test_condition_that_holds_at_the_start_takes_no_step(tmp_path):
    assert solve("bowl", until=["loss<1e9"], out=tmp_path / "run").stop["message"].startswith("loss < 1e9 after 0")


def test_whichever_condition_holds_first_ends_the_run(tmp_path):
    run = solve("bowl", until=["loss<1e-3", "loss<1"], steps=100, out=tmp_path / "run")
    assert run.stop["message"].startswith("loss < 1 after")
    both = solve("bowl", until=["loss<2", "loss<1e9"], steps=100, out=tmp_path / "both")
    assert both.stop["message"].startswith("loss < 1e9 after 0 steps")


def test_patience_counts_epochs_of_batches(tmp_path):
    rng = np.random.default_rng(0)
    points = rng.normal(size=(20, 2))
    data = Data.of(points, (points[:, 0] + rng.normal(size=20) > 0).astype(float))
    run = solve("logistic", data=data, lr=3.0, batch=4, steps=2000, patience=3, out=tmp_path / "run")
    lowest = int(run.loss.argmin())
    assert run.stop["reason"] == "plateau"
    assert run.steps == lowest + 3 * 5
    assert run.stop["message"] == f"the loss has not fallen below {run.loss[lowest]:.6g} since step {lowest}"


def test_patience_counts_steps_where_all_points_are_used(tmp_path):
    # From the minimum nothing falls any more.
    run = solve("bowl", start=[0.0, 0.0], patience=4, out=tmp_path / "run")
    assert run.steps == 4
    assert run.stop == {"reason": "plateau", "message": "the loss has not fallen below 0 since step 0"}


@pytest.mark.parametrize(
    ("options", "reason", "steps"),
    [
        ({"steps": 0}, "max_steps", 0),
        ({"steps": 0, "tol_gradient": 1e9}, "converged", 0),
        ({"steps": 0, "tol_gradient": 1e9, "until": ["loss<1e9"]}, "target", 0),
        ({"steps": 5, "tol_step": 1e9}, "converged", 1),
        ({"steps": 1, "tol_step": 1e9}, "converged", 1),
        ({"steps": 1, "tol_step": 1e9, "until": ["loss<10"]}, "target", 1),
        ({"start": [1e200, 0.0], "until": ["loss>0"], "tol_gradient": 1e9}, "diverged", 0),
        ({"start": [0.0, 0.0], "patience": 1, "tol_gradient": 1e-9}, "converged", 0),
        ({"start": [0.0, 0.0], "patience": 1, "steps": 1}, "plateau", 1),
        ({"start": [0.0, 0.0], "patience": 1, "tol_step": 1e-9}, "converged", 1),
    ],
)
def test_divergence_goes_before_targets_before_convergence_before_the_last_step(tmp_path, options, reason, steps):
    run = solve("bowl", out=tmp_path / "run", **options)
    assert (run.stop["reason"], run.steps) == (reason, steps)


def test_article_d_stops_when_a_step_is_below_a_thousandth(tmp_path):
    # x_t - 3 = 0.98^t (15 - 3), so that step t is 0.02 * 0.98^(t - 1) * 12 long.
    run = solve("parabola", start=[15.0], lr=0.01, tol_step=0.001, steps=1000, out=tmp_path / "run")
    steps = 1 + math.ceil(math.log(0.001 / 0.24) / math.log(0.98))
    assert run.steps == steps == 273
    assert run.params[-1, 0] == pytest.approx(3 + 12 * 0.98**steps, rel=1e-12)
    assert run.stop["message"] == "step 273 changed no parameter by more than 0.001"


def test_run_into_the_undefined_ends_at_the_first_nan(tmp_path):
    # 2 - 0.6 (1 + 1 / (2 sqrt(2))) = 1.188, then 0.313, then -0.824, where there is no root.
    run = solve(None, function="sqrt(x) + x", start=[2.0], lr=0.6, steps=50, out=tmp_path / "run")
    message = "step 3 led to where the function is undefined: loss nan"
    assert run.stop == {"reason": "diverged", "message": message}
    assert np.isnan(run.loss).tolist() == [False, False, False, True]
    assert np.isfinite(run.params).all()


def test_gradient_that_is_undefined_ends_the_run_where_it_is(tmp_path):
    # From 2 by steps of 1 onto the edge of the root at 0, whose slope there is infinite.
    run = solve(None, function="x + 0*y + where(x > 0.5, 0, sqrt(x))", start=[2, 5], lr=1.0, out=tmp_path / "run")
    assert run.stop == {"reason": "undefined", "message": "the gradient is undefined at step 2, x = 0, y = 5"}
    assert run.params.tolist() == [[2, 5], [1, 5], [0, 5]]
    assert not run.diverged


def test_gradient_that_is_undefined_at_the_start_asks_for_another(tmp_path):
    run = solve(None, function="sqrt(x) + y", start=[0.0, 1.0], out=tmp_path / "run")
    message = "the gradient is undefined at the start, x = 0, y = 1; choose another --start"
    assert run.stop == {"reason": "undefined", "message": message}
    assert run.steps == 0


@pytest.mark.parametrize("text", ["sqrt(x**2 + y**2)", "abs(x) + abs(y)", "max(x, -x, y, -y)", "(x**2 + y**2)**0.25"])
def test_kink_at_the_minimum_is_a_place_to_rest(tmp_path, text):
    run = solve(None, function=text, start=[0.0, 0.0], steps=5, lr=0.5, out=tmp_path / "run")
    assert run.params.tolist() == [[0.0, 0.0]] * 6


def test_no_rule_asks_for_a_gradient_it_does_not_need():
    blind = sight(update=(1.0, 1.0))._replace(gradient=unseen)
    rules = [until("loss<0", ()), small_step(0.1), plateau(9, 1)]
    assert [rule(blind) for rule in rules] == 3 * [None]
