"""Batches: which points each step uses, and that the run used and recorded just those."""

from dataclasses import replace

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.runs.data import Data
from gdviz.solving.batches import SAMPLINGS, Batches
from gdviz.solving.solver import solve
from gdviz.solving.specification import specify

RNG = np.random.default_rng(0)
POINTS = RNG.normal(size=(23, 2))
TWO_BLOBS = Data.of(POINTS, (POINTS @ [1.0, -2.0] + RNG.normal(size=23) > 0).astype(float))


def epoch(batches, number):
    first = number * batches.per_epoch
    return [batches.at(step) for step in range(first, first + batches.per_epoch)]


@pytest.mark.parametrize(("points", "size", "steps"), [(10, 3, 4), (10, 5, 2), (10, 10, 1), (7, 1, 7), (1, 1, 1)])
@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_epoch_has_as_many_steps_as_batches_fit_in_the_data_rounded_up(points, size, steps, sampling):
    assert Batches(points, size, sampling, 0).per_epoch == steps


@pytest.mark.parametrize(("points", "size"), [(10, 3), (10, 5), (10, 10), (7, 1), (250, 16)])
@pytest.mark.parametrize("number", [0, 1, 5])
def test_shuffle_takes_every_point_once_an_epoch(points, size, number):
    found = epoch(Batches(points, size, "shuffle", 3), number)
    assert sorted(np.concatenate(found).tolist()) == list(range(points))
    assert [len(batch) for batch in found[:-1]] == [size] * (len(found) - 1)
    assert len(found[-1]) == points - size * (len(found) - 1)


def test_shuffle_has_another_order_each_epoch():
    batches = Batches(50, 7, "shuffle", 0)
    assert len({tuple(np.concatenate(epoch(batches, number)).tolist()) for number in range(20)}) == 20


def test_shuffle_puts_each_point_everywhere_alike():
    batches = Batches(10, 3, "shuffle", 1)
    firsts = np.array([epoch(batches, number)[0][0] for number in range(4000)])
    counts = np.bincount(firsts, minlength=10)
    # 400 each, with a standard deviation of 19.
    assert (np.abs(counts - 400) < 5 * 19).all()


def test_sequential_goes_in_the_order_of_the_data_in_every_epoch():
    batches = Batches(10, 4, "sequential", 0)
    expected = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert [batches.at(step).tolist() for step in range(9)] == 3 * expected


def test_replacement_draws_from_all_points():
    # Article B draws from the first hundred of its 150 points.
    batches = Batches(150, 1, "replacement", 0)
    counts = np.bincount([int(batches.at(step)[0]) for step in range(15_000)], minlength=150)
    assert len(counts) == 150
    # 100 each, with a standard deviation of 10.
    assert (np.abs(counts - 100) < 50).all()


def test_replacement_may_draw_a_point_twice_and_has_no_partial_batch():
    batches = Batches(10, 8, "replacement", 0)
    drawn = [batches.at(step) for step in range(50)]
    assert {len(batch) for batch in drawn} == {8}
    assert any(len(set(batch.tolist())) < 8 for batch in drawn)


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_batch_follows_from_its_step_alone(sampling):
    batches = Batches(29, 4, sampling, 5)
    in_order = {step: batches.at(step).tolist() for step in range(60)}
    for step in RNG.permutation(60).tolist():
        assert batches.at(step).tolist() == in_order[step]
        assert Batches(29, 4, sampling, 5).at(step).tolist() == in_order[step]


@pytest.mark.parametrize("sampling", ["shuffle", "replacement"])
def test_another_seed_draws_otherwise(sampling):
    drawn = {tuple(Batches(100, 20, sampling, seed).at(step).tolist()) for seed in range(5) for step in range(5)}
    assert len(drawn) == 25


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_run_uses_the_gradient_of_the_batch_that_it_records(tmp_path, sampling):
    run = solve("logistic", data=TWO_BLOBS, lr=0.5, batch=5, sampling=sampling, steps=23, seed=4, out=tmp_path / "run")
    problem = PROBLEMS["logistic"](TWO_BLOBS)
    batches = Batches(23, 5, sampling, 4)
    table = run.arrays["batch_index"]
    assert table.shape == (23, 5)
    for step, row in enumerate(table):
        chosen = batches.at(step)
        assert row.tolist() == chosen.tolist() + [-1] * (5 - len(chosen))
        here = np.array(run.params[step])
        assert run.gradient[step].tolist() == problem.gradient(here, chosen).tolist()
        assert run.arrays["batch_loss"][step] == problem.value(here, chosen)
        np.testing.assert_array_equal(run.params[step + 1], here - 0.5 * run.gradient[step])
    np.testing.assert_allclose(run.loss, problem.value(run.params), rtol=1e-13)
    assert run.manifest["batch"] == {"size": 5, "sampling": sampling}


def test_last_batch_of_an_epoch_is_filled_up_with_minus_1(tmp_path):
    run = solve("logistic", data=TWO_BLOBS, batch=10, sampling="sequential", epochs=2, out=tmp_path / "run")
    assert run.steps == 6
    assert run.arrays["batch_index"][2].tolist() == [20, 21, 22] + 7 * [-1]
    assert run.arrays["batch_index"][5].tolist() == [20, 21, 22] + 7 * [-1]
    assert (run.arrays["batch_index"][[0, 1, 3, 4]] >= 0).all()


def test_batch_of_all_points_in_order_steps_as_the_whole_does(tmp_path):
    whole = solve("logistic", data=TWO_BLOBS, steps=10, out=tmp_path / "whole")
    batch = solve("logistic", data=TWO_BLOBS, steps=10, batch=23, sampling="sequential", out=tmp_path / "batch")
    np.testing.assert_allclose(batch.params, whole.params, rtol=1e-13)
    np.testing.assert_allclose(batch.arrays["batch_loss"], whole.loss[:-1], rtol=1e-13)


def test_full_batch_records_no_batches(tmp_path):
    run = solve("logistic", data=TWO_BLOBS, steps=2, out=tmp_path / "run")
    assert run.manifest["batch"] is None
    assert {name for name in run.arrays if name.startswith("batch")} == set()


@pytest.mark.parametrize("sampling", ["shuffle", "replacement"])
def test_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path, sampling):
    made = {}
    for name, seed in (("one", 3), ("again", 3), ("other", 4)):
        out = tmp_path / name
        solve("logistic", data=TWO_BLOBS, batch=4, sampling=sampling, epochs=4, seed=seed, start=[0, 0, 0], out=out)
        made[name] = {file.name: file.read_bytes() for file in out.glob("*.npy")}
    assert made["one"] == made["again"]
    assert made["one"]["params.npy"] != made["other"]["params.npy"]
    assert made["one"]["batch_index.npy"] != made["other"]["batch_index.npy"]


def test_epochs_are_turned_into_steps():
    assert specify("logistic", data=TWO_BLOBS, epochs=3).steps == 3
    assert specify("logistic", data=TWO_BLOBS, epochs=3, batch=5).steps == 15
    assert specify("logistic", data=TWO_BLOBS, epochs=3, batch=23).steps == 3
    assert specify("logistic", data=TWO_BLOBS, epochs=0, batch=5).steps == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"batch": 0}, "a batch has 1 to 23 of the 23 points, not 0; or --batch full"),
        ({"batch": 24}, "a batch has 1 to 23 of the 23 points, not 24"),
        ({"batch": -1}, "a batch has 1 to 23 of the 23 points, not -1"),
        ({"batch": 5, "sampling": "shufle"}, "unknown sampling 'shufle'; did you mean 'shuffle'"),
        ({"epochs": 2, "steps": 2}, "give either steps or epochs, not both"),
        ({"epochs": -1}, "must be 0 or more, not -1"),
    ],
)
def test_wrong_batches_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        specify("logistic", data=TWO_BLOBS, **options)


@pytest.mark.parametrize("options", [{"batch": 2.5}, {"epochs": 1.5}])
def test_batches_and_epochs_that_are_not_whole_are_refused(options):
    with pytest.raises(ValueError, match="whole"):
        specify("logistic", data=TWO_BLOBS, **options)


def test_problem_without_data_has_neither_batches_nor_epochs():
    with pytest.raises(ValueError, match="bowl has no data to draw batches from; leave out --batch"):
        specify("bowl", batch=4)
    with pytest.raises(ValueError, match="bowl has no data to go through in epochs; give --steps"):
        specify("bowl", epochs=4)


def test_optimizer_that_looks_twice_sees_one_batch_in_a_step(tmp_path):
    asked = []
    logistic = PROBLEMS["logistic"](TWO_BLOBS)

    def gradient(p, batch=slice(None)):
        asked.append(np.array(batch).tolist() if not isinstance(batch, slice) else batch)
        return logistic.gradient(p, batch)

    spy = replace(logistic, gradient=gradient)
    solve(spy, "nesterov", batch=5, sampling="replacement", steps=6, seed=1, out=tmp_path / "run")
    batches = Batches(23, 5, "replacement", 1)
    steps = [batches.at(step).tolist() for step in range(6)]
    assert [batch for i, batch in enumerate(asked) if i == 0 or batch != asked[i - 1]] == steps
