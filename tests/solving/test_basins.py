"""Where every start of a grid ends: the same as each by itself, told apart rightly, and recorded safely."""

from dataclasses import replace

import numpy as np
import pytest
from iterating import clipped

from gdviz.landscapes.sampling import survey
from gdviz.optimizers import OPTIMIZERS
from gdviz.runs.run import load
from gdviz.solving import basins
from gdviz.solving.basins import find_basins, touching
from gdviz.solving.loop import descend
from gdviz.solving.solver import resume, solve
from gdviz.solving.specification import specify

WELLS = "x**4 - 2*x**2 + y**2"


def explored(spec, count):
    return find_basins(spec, survey(spec.problem.value, spec.start[None], spec.problem.domain), count)


def starts_of(found):
    return np.stack(np.meshgrid(found["x"], found["y"]), axis=-1)


def path_from(spec, start):
    rows = []
    with np.errstate(all="ignore"):
        stop = descend(replace(spec, start=start), lambda row: rows.append(np.array(row["params"])))
    return np.array(rows), stop


def check_against_single_runs(spec, count):
    """Compare label and steps of every start with what the loop of a single run makes of it."""
    found, side = explored(spec, count), np.ptp(spec.problem.domain, axis=1)
    ends = found["ends"]
    for at in np.ndindex(count, count):
        path, stop = path_from(spec, starts_of(found)[at])
        label, step = found["label"][at], found["steps"][at]
        if stop.reason == "diverged":
            assert (label, step) == (-1, len(path) - 1)
            continue
        assert step == np.argmax((np.abs(path - path[-1]) / side).max(axis=1) <= basins.NEAR)
        if label >= 0:
            assert (np.abs(path[-1] - ends[label]) / side).max() <= 2 * basins.NEAR
        else:
            assert label == -2 or (np.abs(path[-1] - spec.problem.domain.mean(axis=1)) > side / 2).any()
    return found


def test_rule_of_ones_own_that_mixes_coordinates_moves_its_starts_one_by_one():
    spec = specify("himmelblau", clipped(), lr=0.2, steps=80)
    check_against_single_runs(spec, 5)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_ends_where_a_run_from_each_start_ends(name):
    found = check_against_single_runs(specify("himmelblau", name, steps=50), 6)
    assert len(found["ends"])


@pytest.mark.parametrize(
    "task",
    [
        {"problem": "himmelblau", "schedule": "one-cycle", "steps": 50},
        {"problem": "himmelblau", "optimizer": "momentum", "lr": 0.01, "steps": 40},
        {"problem": "line", "batch": 7, "steps": 30, "seed": 3},
        {"problem": "saddle"},
        {"problem": None, "function": "log(x) + 1/x + y**2", "start": [2, 2], "steps": 60},
    ],
    ids=lambda task: str(task["problem"]),
)
def test_schedules_batches_and_divergence_are_those_of_single_runs(task):
    check_against_single_runs(specify(**task), 5)


def test_early_rest_changes_nothing(monkeypatch):
    spec = specify("six-hump-camel", "momentum", steps=400)
    early = explored(spec, 40)
    monkeypatch.setattr(basins, "STILL", -1.0)
    late = explored(spec, 40)
    np.testing.assert_array_equal(early["label"], late["label"])
    np.testing.assert_array_equal(early["steps"], late["steps"])
    np.testing.assert_allclose(early["ends"], late["ends"], atol=1e-5)


def test_two_wells_part_at_the_ridge_and_nothing_ends_on_it():
    spec = specify(None, function=WELLS, domain=[-2, 2, -2, 2], start=[0.5, 0.5], lr=0.02, steps=400)
    found = explored(spec, 41)
    np.testing.assert_allclose(found["ends"], [[-1, 0], [1, 0]], atol=1e-4)
    side = np.sign(found["x"])
    expected = np.where(side < 0, 0, np.where(side > 0, 1, -2))
    np.testing.assert_array_equal(found["label"], np.broadcast_to(expected, (41, 41)))


def test_steps_of_a_bowl_are_those_of_the_closed_form():
    spec = specify("bowl", settings={"kappa": 1}, lr=0.1, steps=200)
    found = explored(spec, 9)
    assert found["ends"].tolist() == [[0, 0]]
    assert (found["label"] == 0).all()
    share = np.abs(starts_of(found) / [8, 5]).max(axis=-1)
    with np.errstate(divide="ignore"):
        expected = np.maximum(np.ceil(np.log(0.01 / share) / np.log(0.9)), 0)
    np.testing.assert_array_equal(found["steps"], expected)


def test_ends_come_in_the_order_of_their_loss():
    spec = specify("six-hump-camel", steps=300)
    found = explored(spec, 30)
    loss = spec.problem.value(found["ends"])
    assert len(loss) == 6
    assert (np.diff(loss) > -1e-9).all()
    np.testing.assert_allclose(found["ends"][0], [-0.0898420131, 0.7126564030], atol=1e-8)


@pytest.mark.parametrize(
    ("function", "options"),
    [
        ("0*x + 0*y", {"lr": 0.1}),
        ("(x*y - 1)**2", {}),
        ("x**2 - y**2", {}),
    ],
    ids=["flat", "a curve of minima", "saddle"],
)
def test_where_nothing_draws_starts_in_there_is_no_end(function, options):
    found = explored(specify(None, function=function, steps=100, **options), 20)
    assert found["ends"].shape == (0, 2)
    assert (found["label"] < 0).all()


def test_cells_that_touch_are_one_part():
    cells = np.array([[0, 0], [5, 5], [1, 1], [6, 4], [0, 0], [9, 9]])
    part = touching(cells)
    assert part.tolist() == [part[0], part[1], part[0], part[1], part[0], part[5]]
    assert len(set(part.tolist())) == 3
    assert touching(np.empty((0, 2), np.int64)).shape == (0,)


def test_fields_are_in_the_run(tmp_path):
    run = solve("himmelblau", steps=300, basins=30, out=tmp_path / "run")
    arrays = load(run.path).arrays
    assert arrays["basins.label"].shape == arrays["basins.steps"].shape == (30, 30)
    np.testing.assert_allclose(np.sort(arrays["basins.ends"], axis=0), np.sort(run.problem["minima"], axis=0), atol=0)
    assert (arrays["basins.x"][[0, -1]] == run.landscape.x[[0, -1]]).all()
    plain = solve("himmelblau", steps=300, out=tmp_path / "plain")
    assert not [name for name in plain.arrays if name.startswith("basins.")]
    np.testing.assert_array_equal(plain.params, run.params)


def test_interrupt_leaves_the_run_as_recorded(tmp_path):
    def interrupt(done, of_all):
        if of_all == 2 * 40 * 40:
            raise KeyboardInterrupt

    run = solve("himmelblau", steps=50, basins=40, progress=interrupt, out=tmp_path / "run")
    assert run.stop["reason"] == "max_steps"
    assert run.steps == 50
    assert not [name for name in run.arrays if name.startswith("basins.")]


def test_run_that_is_taken_up_gets_its_basins_anew(tmp_path):
    def interrupt(done, of_all):
        if done == 20:
            raise KeyboardInterrupt

    whole = solve("himmelblau", steps=90, basins=12, out=tmp_path / "whole")
    broken = solve("himmelblau", steps=90, basins=12, progress=interrupt, out=tmp_path / "broken")
    assert "basins.label" not in broken.arrays
    solve("himmelblau", steps=40, basins=12, out=tmp_path / "longer")
    for again in (resume(tmp_path / "broken"), resume(tmp_path / "longer", steps=90)):
        for name in ("label", "steps", "ends", "x", "y"):
            np.testing.assert_array_equal(again.arrays[f"basins.{name}"], whole.arrays[f"basins.{name}"])


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"problem": "parabola", "basins": 20}, "two parameters, and parabola has 1"),
        ({"problem": "logistic", "basins": 20}, "two parameters, and logistic has 3"),
        ({"problem": "bowl", "basins": 1}, "2 to 512 starts a side, not 1; try --basins 160"),
        ({"problem": "bowl", "basins": 513}, "not 513"),
        ({"problem": "bowl", "basins": 2.5}, "not 2.5"),
    ],
)
def test_what_has_no_basins_is_refused_in_words(tmp_path, task, words):
    with pytest.raises(ValueError, match=words):
        solve(**task, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()
