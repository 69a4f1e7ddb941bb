"""Runs that record every k-th step, or some of the fields: what is kept is what the whole run has there."""

from pathlib import Path

import numpy as np
import pytest

from gdviz.runs.data import Data
from gdviz.runs.run import load
from gdviz.solving.solver import solve

RNG = np.random.default_rng(0)
POINTS = RNG.normal(size=(23, 2))
BLOBS = Data.of(POINTS, (POINTS @ [1.0, -2.0] > 0).astype(float))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return solve("rosenbrock", "adam", steps=100, out=tmp_path_factory.mktemp("whole") / "run")


@pytest.fixture(scope="module")
def seventh(tmp_path_factory):
    return solve("rosenbrock", "adam", steps=100, every=7, out=tmp_path_factory.mktemp("seventh") / "run")


@pytest.mark.parametrize("every", [1, 2, 7, 10, 33, 99, 100, 101, 10**6])
def test_steps_kept_are_every_kth_and_the_last(tmp_path, whole, every):
    run = solve("rosenbrock", "adam", steps=100, every=every, out=tmp_path / "run")
    kept = sorted({*range(0, 101, every), 100})
    assert run.step.tolist() == kept
    assert run.steps == 100
    assert run.manifest["every"] == every
    for name in ("params", "loss"):
        np.testing.assert_array_equal(run.arrays[name], whole.arrays[name][kept])
    # Row t of a field of the steps is that of the last step before params[t + 1].
    before = np.array(kept[1:]) - 1
    for name in ("gradient", "update", "learning_rate", "state.step", "state.exp_avg", "state.exp_avg_sq"):
        np.testing.assert_array_equal(run.arrays[name], whole.arrays[name][before])
    assert run.stop == whole.stop


def test_state_and_params_of_a_row_belong_together(seventh):
    assert seventh.state["step"].tolist() == seventh.step[1:].tolist()


def test_batches_and_metrics_are_thinned_alike(tmp_path):
    options = {"problem": "logistic", "data": BLOBS, "batch": 5, "steps": 23}
    whole = solve(**options, out=tmp_path / "whole")
    run = solve(**options, every=4, out=tmp_path / "run")
    kept = [0, 4, 8, 12, 16, 20, 23]
    before = np.array(kept[1:]) - 1
    assert run.step.tolist() == kept
    np.testing.assert_array_equal(run.metrics["accuracy"], whole.metrics["accuracy"][kept])
    for name in ("batch_index", "batch_loss", "gradient"):
        np.testing.assert_array_equal(run.arrays[name], whole.arrays[name][before])


def test_run_that_ends_early_keeps_its_last_state(tmp_path):
    whole = solve("bowl", until=["loss<1e-3"], steps=100, out=tmp_path / "whole")
    run = solve("bowl", until=["loss<1e-3"], steps=100, every=5, out=tmp_path / "run")
    assert whole.steps % 5
    assert run.step.tolist() == [*range(0, whole.steps, 5), whole.steps]
    assert run.stop == whole.stop
    assert run.params[-1].tolist() == whole.params[-1].tolist()


def test_run_that_diverges_keeps_its_last_state(tmp_path, solved):
    run = solve("bowl", lr=0.5, every=1000, out=tmp_path / "run")
    assert run.step.tolist() == [0, solved("diverged").steps]
    assert run.stop == solved("diverged").stop


def test_interrupted_run_keeps_the_state_it_had_come_to(tmp_path, whole):
    def interrupt(step, _):
        if step == 10:
            raise KeyboardInterrupt

    run = solve("rosenbrock", "adam", steps=100, every=7, progress=interrupt, out=tmp_path / "run")
    assert run.step.tolist() == [0, 7, 10]
    np.testing.assert_array_equal(run.params, whole.params[[0, 7, 10]])


def test_no_steps_leave_the_start_whatever_the_stride(tmp_path):
    assert solve("bowl", steps=0, every=5, out=tmp_path / "run").step.tolist() == [0]


@pytest.mark.parametrize(
    ("step", "row"),
    [(0, 0), (3.5, 0.5), (7, 1), (10.5, 1.5), (98, 14), (99, 14.5), (100, 15), (-1, 0), (1000, 15)],
)
def test_row_of_a_step_lies_between_those_kept(seventh, step, row):
    assert seventh.row(step) == pytest.approx(row, rel=1e-15)


def test_row_of_a_step_is_the_step_where_all_are_kept(whole):
    for step in (0, 1, 50, 99.25, 100):
        assert whole.row(step) == step


def test_row_of_a_run_without_steps_is_its_only_one(tmp_path):
    run = solve("bowl", steps=0, out=tmp_path / "run")
    assert [run.row(step) for step in (-1, 0, 5)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ([], set()),
        (["gradient"], {"gradient"}),
        (["state"], {"state.step", "state.exp_avg", "state.exp_avg_sq"}),
        (["state.exp_avg", "update"], {"state.exp_avg", "update"}),
        (["metric"], {"metric.accuracy", "metric.sum_squared_error"}),
        (["batch_index", "metric.accuracy"], {"batch_index", "metric.accuracy"}),
        (["params", "loss", "step"], set()),
    ],
)
def test_only_the_fields_asked_for_are_recorded_beside_params_loss_and_step(tmp_path, fields, kept):
    options = {"problem": "logistic", "optimizer": "adam", "data": BLOBS, "batch": 5, "steps": 12}
    whole = solve(**options, out=tmp_path / "whole")
    run = solve(**options, fields=fields, out=tmp_path / "run")
    always = {"params", "loss", "step", "data.X", "data.y"}
    assert {name for name in run.arrays if not name.startswith("surface.")} == always | kept
    assert {path.stem for path in (tmp_path / "run").glob("*.npy")} == run.arrays.keys()
    for name, array in run.arrays.items():
        np.testing.assert_array_equal(array, whole.arrays[name])
    assert run.manifest["recorded"] == fields


def test_missing_gradients_are_asked_for_in_words(tmp_path):
    solve("bowl", steps=3, fields=[], out=tmp_path / "run")
    with pytest.raises(ValueError, match="did not record its gradients; solve it again without --fields"):
        _ = load(tmp_path / "run").gradient


@pytest.mark.parametrize("name", ["gradients", "state.velocity", "batch_loss", "metric.accuracy", ""])
def test_unknown_field_is_refused_with_those_there_are(tmp_path, name):
    states = "state, state.exp_avg, state.exp_avg_sq, state.step"
    known = f"gradient, learning_rate, loss, metric, params, {states}, step, update"
    with pytest.raises(ValueError, match=f"there is no field {name!r} to record; this run has {known}"):
        solve("bowl", "adam", fields=["loss", name], out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(("every", "message"), [(0, "every must be 1 or more, not 0"), (2.5, "every must be a whole")])
def test_stride_that_is_none_is_refused(tmp_path, every, message):
    with pytest.raises(ValueError, match=message):
        solve("bowl", every=every, out=tmp_path / "run")


def test_kinds_of_fields_that_a_run_has_none_of_may_be_named(tmp_path: Path) -> None:
    run = solve("bowl", "gd", steps=np.int64(3), fields=["state"], out=tmp_path / "run")
    assert set(run.arrays) >= {"params", "loss", "step"}
    assert run.state == {}
