"""The loop: what it records, how it ends, and that the same specification gives the same bytes."""

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.runs.divergence import BOUND
from gdviz.solving.loop import descend
from gdviz.solving.solver import solve
from gdviz.solving.specification import specify

EVERY = ["bowl", "rosenbrock", "parabola", "line", "logistic", "diverged"]


@pytest.mark.parametrize("name", EVERY)
def test_update_is_exactly_the_difference_of_the_params(solved, name):
    run = solved(name)
    assert np.array_equal(run.arrays["update"], run.params[1:] - run.params[:-1])


@pytest.mark.parametrize("name", EVERY)
def test_loss_and_gradient_are_those_at_the_params(solved, name):
    run = solved(name)
    problem = PROBLEMS[run.problem["name"]]()
    np.testing.assert_allclose(run.loss, problem.value(run.params), rtol=1e-12)
    np.testing.assert_allclose(run.gradient, problem.gradient(run.params[:-1]), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", EVERY)
def test_every_field_has_its_rows(solved, name):
    run = solved(name)
    assert run.params.shape == (run.steps + 1, len(run.problem["parameters"]))
    assert run.loss.shape == (run.steps + 1,)
    assert run.arrays["step"].tolist() == list(range(run.steps + 1))
    assert run.arrays["learning_rate"].tolist() == [run.optimizer["lr"]] * run.steps
    assert {array.shape[0] for array in run.state.values()} <= {run.steps}


def test_state_after_each_step_is_recorded(solved):
    state = solved("rosenbrock").state
    assert state.keys() == {"step", "exp_avg", "exp_avg_sq"}
    assert state["step"].tolist() == list(range(1, 1001))
    first = solved("rosenbrock").gradient[0]
    np.testing.assert_allclose(state["exp_avg"][0], 0.1 * first, rtol=1e-14)
    np.testing.assert_allclose(state["exp_avg_sq"][0], 0.001 * first**2, rtol=1e-12)


def test_data_and_landscape_are_in_the_run(solved):
    run = solved("line")
    assert run.data["X"].shape == (100, 1)
    assert run.data["y"].shape == (100,)
    scape = run.landscape
    problem = PROBLEMS["line"]()
    assert scape.loss[5, 9] == pytest.approx(problem.value(np.array([scape.x[9], scape.y[5]])), rel=1e-12)
    assert ((run.params >= [scape.x[0], scape.y[0]]) & (run.params <= [scape.x[-1], scape.y[-1]])).all()


@pytest.mark.parametrize(("problem", "optimizer"), [("bowl", "adam"), ("logistic", "momentum")])
def test_same_seed_gives_the_same_bytes(tmp_path, problem, optimizer):
    for name in ("one", "other"):
        solve(problem, optimizer, seed=4, steps=40, out=tmp_path / name)
    files = sorted(file.name for file in (tmp_path / "one").glob("*.npy"))
    assert files
    assert files == sorted(file.name for file in (tmp_path / "other").glob("*.npy"))
    assert [(tmp_path / "one" / f).read_bytes() for f in files] == [
        (tmp_path / "other" / f).read_bytes() for f in files
    ]


def test_another_seed_starts_elsewhere(tmp_path):
    starts = [solve("line", seed=seed, steps=0, out=tmp_path / str(seed)).params[0].tolist() for seed in range(4)]
    assert len({tuple(start) for start in starts}) == 4


def test_all_steps_taken(solved):
    run = solved("bowl")
    assert run.steps == 30
    assert run.stop == {"reason": "max_steps", "message": "took all 30 steps"}


def test_no_steps_records_the_start_alone(tmp_path):
    run = solve("logistic", "adam", steps=0, start=[0.1, 0.2, 0.3], out=tmp_path / "run")
    assert run.params.tolist() == [[0.1, 0.2, 0.3]]
    assert run.gradient.shape == (0, 3)
    assert run.state["exp_avg"].shape == (0, 3)
    assert run.stop["reason"] == "max_steps"
    assert np.isfinite(run.landscape.loss).all()


def test_divergence_is_recorded_and_names_its_step(solved):
    run = solved("diverged")
    assert run.stop["reason"] == "diverged"
    assert run.stop["message"].startswith(f"diverged at step {run.steps}:")
    assert run.diverged
    assert run.steps < 30
    bound = BOUND * run.loss[0]
    assert run.loss[-1] > bound
    assert (run.loss[:-1] <= bound).all()
    # The steep direction grows by 1 - lr kappa = -1.5 a step; the other one shrinks by a half.
    np.testing.assert_allclose(run.params[:, 1], 2.0 * (-1.5) ** np.arange(run.steps + 1), rtol=1e-12)


@pytest.mark.parametrize("problem", ["bowl", "rosenbrock", "parabola", "line", "logistic"])
@pytest.mark.parametrize("lr", [1e160, 1e300, 1e308])
def test_overflow_is_divergence_and_no_warning(tmp_path, problem, lr):
    run = solve(problem, lr=lr, out=tmp_path / "run")
    assert run.diverged
    assert run.stop["message"].startswith(f"diverged at step {run.steps}")
    assert run.steps <= 2
    assert np.isfinite(run.landscape.loss).all()


def test_infinite_loss_at_the_start_is_divergence(tmp_path):
    run = solve("bowl", start=[1e200, 0.0], out=tmp_path / "run")
    assert run.steps == 0
    assert run.diverged
    assert "loss at the start is inf" in run.stop["message"]


def test_converged_by_gradient_at_the_first_point_that_is_flat_enough(tmp_path):
    run = solve("bowl", tol_gradient=1e-3, steps=1000, out=tmp_path / "run")
    sizes = np.linalg.norm(PROBLEMS["bowl"]().gradient(run.params), axis=1)
    assert run.stop["reason"] == "converged"
    assert run.stop["message"] == f"the gradient's norm fell to 0.001 or less after {run.steps} steps"
    assert sizes[-1] <= 1e-3 < sizes[:-1].min()


def test_converged_by_step_at_the_first_step_that_is_short_enough(tmp_path):
    # Both parameters move alike here, so that the largest change is not the length of the step.
    run = solve("bowl", settings={"kappa": 1}, start=[3, 3], lr=0.1, tol_step=1e-3, steps=1000, out=tmp_path / "run")
    moved = np.abs(run.arrays["update"]).max(axis=1)
    assert run.stop["reason"] == "converged"
    assert run.stop["message"] == f"step {run.steps} changed no parameter by more than 0.001"
    assert moved[-1] <= 1e-3 < moved[:-1].min()


def test_start_at_the_minimum_converges_without_a_step(tmp_path):
    run = solve("rosenbrock", start=[1.0, 1.0], tol_gradient=1e-9, out=tmp_path / "run")
    assert run.steps == 0
    assert run.stop["reason"] == "converged"


def test_tolerance_of_zero_never_stops(tmp_path):
    run = solve("bowl", start=[0.0, 0.0], steps=20, out=tmp_path / "run")
    assert run.steps == 20
    assert run.stop["reason"] == "max_steps"


def test_interruption_keeps_every_row(tmp_path, solved):
    def interrupt(step, *_):
        if step == 7:
            raise KeyboardInterrupt

    run = solve("bowl", progress=interrupt, out=tmp_path / "run")
    assert run.stop["reason"] == "interrupted"
    assert run.steps == 7
    for name in ("params", "loss", "gradient", "update"):
        rows = len(run.arrays[name])
        assert np.array_equal(run.arrays[name], solved("bowl").arrays[name][:rows])
    assert np.isfinite(run.landscape.loss).all()


def test_failure_in_the_middle_leaves_a_readable_run_without_an_end(tmp_path):
    from gdviz.runs.run import load

    def fail(step, *_):
        if step == 5:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        solve("bowl", progress=fail, out=tmp_path / "run")
    run = load(tmp_path / "run")
    assert run.steps == 5
    assert run.stop["reason"] == "running"


def test_progress_counts_the_steps(tmp_path):
    seen = []
    solve("bowl", steps=4, progress=lambda step, *_: seen.append(step), out=tmp_path / "run")
    assert seen == [0, 1, 2, 3, 4]


def test_manifest_tells_what_was_solved(solved):
    manifest = solved("rosenbrock").manifest
    assert manifest["problem"]["name"] == "rosenbrock"
    assert manifest["problem"]["parameters"] == ["x", "y"]
    assert manifest["problem"]["minima"] == [[1.0, 1.0]]
    assert manifest["optimizer"]["name"] == "adam"
    assert manifest["optimizer"]["lr"] == 0.1
    torch = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0}
    assert manifest["optimizer"]["hyperparameters"].items() >= torch.items()
    assert manifest["start"] == [-1.2, 1.0]
    assert manifest["seed"] == 0
    assert manifest["max_steps"] == 1000


def test_problem_without_hessian_says_so_to_an_optimizer_that_asks(tmp_path):
    from dataclasses import replace

    from gdviz.optimizers import Optimizer

    newton = Optimizer(
        title="Newton",
        formula="x",
        init=lambda params: {},
        update=lambda oracle, p, state, lr: (p - lr * np.linalg.solve(oracle.hessian(p), oracle.gradient(p)), {}),
    )
    exact = solve("bowl", newton, lr=1.0, steps=1, out=tmp_path / "run")
    assert np.abs(exact.params[-1]).max() < 1e-15
    with pytest.raises(ValueError, match="problem 'bowl' has no Hessian"):
        solve(replace(PROBLEMS["bowl"](), hessian=None), newton, lr=1.0, steps=1, out=tmp_path / "other")


@pytest.mark.parametrize(("tolerance", "points"), [(0.0, 10), (1e-12, 11)], ids=["to-step", "to-stop-as-well"])
def test_gradient_is_computed_once_a_point(tolerance, points):
    from dataclasses import replace

    asked = []
    bowl = PROBLEMS["bowl"]()

    def gradient(p):
        asked.append(p)
        return bowl.gradient(p)

    descend(specify(replace(bowl, gradient=gradient), steps=10, tol_gradient=tolerance), lambda row: None)
    assert len(asked) == points
