"""Fleets: one directory of many runs, each as it is alone, whatever of them goes abreast, and by whom it is solved."""

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest

from gdviz.parallel import processes
from gdviz.runs.fleet import load_fleet
from gdviz.runs.run import load
from gdviz.solving import groups, pieces
from gdviz.solving.fleet import solve_fleet
from gdviz.solving.solver import solve

STARTS = [[-1.2, 1.0], [0.5, 2.0], [1.0, 1.0], [-2.0, -1.0]]
RATES = [0.01, 0.3, 1e6]


def tasks_of(problem="rosenbrock", **common):
    return [dict(problem=problem, lr=lr, start=start, **common) for lr, start in product(RATES, STARTS)]


LINE = {"problem": "line", "optimizer": "adam", "epochs": 2, "batch": 8}
FLEETS = {
    "abreast": tasks_of(optimizer="adam", steps=40),
    "thinned": tasks_of(optimizer="momentum", steps=41, every=7, tol_step=1e-3),
    "one by one": tasks_of("ravine", optimizer="newton", steps=9),
    "a few fields": tasks_of(optimizer="lion", steps=12, fields=("gradient",), until=("loss<1",)),
    "several rules": [
        *tasks_of(optimizer="adam", steps=8, settings={"beta1": 0.5})[:3],
        *tasks_of(optimizer="backtracking", steps=8)[:2],
        *tasks_of(optimizer="gd", steps=8, schedule="cosine")[:3],
    ],
    "batches of seeds": [{**LINE, "seed": seed} for seed in range(2)],
    "three parameters": [{"problem": "rosenbrock", "settings": {"dimension": 3}, "start": [s, 0, 1]} for s in (1, 2)],
}


@pytest.mark.parametrize("kind", FLEETS)
def test_each_run_of_a_fleet_is_what_it_is_alone(tmp_path, kind):
    tasks = FLEETS[kind]
    made = solve_fleet(tasks, tmp_path / "fleet")
    assert len(made) == len(tasks)
    for number, task in enumerate(tasks):
        run, alone = load(f"{tmp_path / 'fleet'}:{number}"), solve(**task, out=tmp_path / "alone")
        assert run.stop == alone.stop
        apart = {"created_at", "fields"}
        assert {k: v for k, v in run.manifest.items() if k not in apart} == {
            k: v for k, v in alone.manifest.items() if k not in apart
        }
        mine = {name for name in alone.arrays if not name.startswith("surface.")}
        assert {name for name in run.arrays if not name.startswith("surface.")} == mine
        for name in mine:
            assert run.arrays[name].dtype == alone.arrays[name].dtype
            assert run.arrays[name].shape == alone.arrays[name].shape
            assert run.arrays[name].tobytes() == alone.arrays[name].tobytes(), (name, number)
        assert run.landscape.loss.shape == alone.landscape.loss.shape


def contents(directory):
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.suffix in (".npy", ".jsonl")}


def test_pieces_of_any_size_and_workers_make_the_same_files(tmp_path, monkeypatch):
    tasks = FLEETS["several rules"] + tasks_of(optimizer="adam", steps=30, patience=2)
    solve_fleet(tasks, tmp_path / "whole")
    monkeypatch.setattr(groups, "PIECE_BYTES", 4000)
    monkeypatch.setattr(groups, "SINGLES", 1)
    done = []
    with ThreadPoolExecutor(3) as executor:
        made = solve_fleet(tasks, tmp_path / "pieces", executor=executor, progress=lambda *now: done.append(now))
    assert len(done) > 8
    assert done[-1] == (20, 20)
    for one, other in zip(load_fleet(tmp_path / "whole"), made, strict=True):
        assert one.stop == other.stop
        assert all(one.arrays[name].tobytes() == other.arrays[name].tobytes() for name in one.arrays)


def test_a_fleet_that_was_interrupted_can_be_drawn_and_goes_on_to_the_same_files(tmp_path, monkeypatch):
    tasks = tasks_of(optimizer="adam", steps=30)
    solve_fleet(tasks, tmp_path / "whole")
    monkeypatch.setattr(groups, "PIECE_BYTES", 4000)
    solve_fleet(tasks, tmp_path / "whole pieces")

    def stop(done, total):
        if done > 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solve_fleet(tasks, tmp_path / "fleet", progress=stop)
    part = load_fleet(tmp_path / "fleet")
    assert 4 < len(part) < 12
    assert load(f"{tmp_path / 'fleet'}:0").landscape.loss.ndim == 2
    # What a kill leaves behind the last row that counts is cut off.
    with (tmp_path / "fleet" / "runs.jsonl").open("ab") as file:
        file.write(b'{"half')
    done = []
    assert len(solve_fleet(tasks, tmp_path / "fleet", progress=lambda *now: done.append(now))) == 12
    assert done[0][0] > len(part)
    assert contents(tmp_path / "fleet") == contents(tmp_path / "whole pieces")
    # The same once more is done already; other tasks replace it.
    assert solve_fleet(tasks, tmp_path / "fleet", progress=stop).path == tmp_path / "fleet"
    assert len(solve_fleet(tasks[:2], tmp_path / "fleet")) == 2


@pytest.fixture
def forks(monkeypatch):
    """Start processes as forks, which know what is patched here, and give each piece three runs or so."""
    monkeypatch.setattr(processes, "can_fork", lambda: True)
    monkeypatch.setattr(groups, "PIECE_BYTES", 4000)


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX has it")
def test_a_piece_whose_worker_is_killed_is_solved_again_to_the_same_files(tmp_path, monkeypatch, forks):
    tasks = tasks_of(optimizer="adam", steps=30)
    solve_fleet(tasks, tmp_path / "whole")
    mark, solve = tmp_path / "mark", pieces.solve_piece

    def killed_once(group):
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return solve(group)

    monkeypatch.setattr(pieces, "solve_piece", killed_once)
    assert len(solve_fleet(tasks, tmp_path / "fleet", jobs=2)) == 12
    assert mark.exists()
    assert contents(tmp_path / "fleet") == contents(tmp_path / "whole")


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX has it")
def test_a_piece_whose_worker_is_killed_twice_is_named_and_the_rest_stays_whole(tmp_path, monkeypatch, forks):
    tasks = tasks_of(optimizer="adam", steps=30)
    doomed, solve = list(groups.groups_of(tasks)[0].pieces())[1], pieces.solve_piece

    def killed(group):
        if np.array_equal(group.starts, doomed.starts) and np.array_equal(group.rates, doomed.rates):
            # The first piece is there before.
            time.sleep(0.3)
            os.kill(os.getpid(), signal.SIGKILL)
        return solve(group)

    monkeypatch.setattr(pieces, "solve_piece", killed)
    first = groups.groups_of(tasks)[0].most
    with pytest.raises(ChildProcessError, match=f"runs {first} to {2 * first - 1}"):
        solve_fleet(tasks, tmp_path / "fleet", jobs=2)
    part = load_fleet(tmp_path / "fleet")
    assert len(part) == first
    assert part[0].stop["reason"] == "max_steps"
    monkeypatch.setattr(pieces, "solve_piece", solve)
    assert len(solve_fleet(tasks, tmp_path / "fleet")) == 12


@pytest.mark.parametrize(
    ("tasks", "error"),
    [
        ([], "a fleet needs a run"),
        ([{"problem": "bowl"}, {"problem": "booth"}], "a fleet is of one problem"),
        ([{"problem": "bowl"}, {"problem": "bowl", "settings": {"kappa": 9}}], "a fleet is of one problem"),
        ([{"problem": "bowl", "lr": 0.1}, {"problem": "bowl", "lr": -1.0}], "the learning rate must be a positive"),
        ([{"problem": "bowl"}, {"problem": "bowl", "start": [1.0]}], "starts at 2 finite numbers"),
        ([{"problem": "bowl"}, {"problem": "bowl", "start": [1.0, np.inf]}], "starts at 2 finite numbers"),
        ([{"problem": "bowl"}, {"problem": "bowl", "seed": -1}], "seed must be 0 or more"),
    ],
)
def test_what_makes_no_fleet_is_refused_before_anything_is_written(tmp_path, tasks, error):
    with pytest.raises(ValueError, match=error):
        solve_fleet(tasks, tmp_path / "fleet")
    assert list(tmp_path.iterdir()) == []


def test_rows_that_are_the_same_for_many_runs_are_written_once(tmp_path):
    made = solve_fleet(tasks_of(optimizer="adam", steps=40), tmp_path / "fleet")
    assert made.files.whole("step").shape == (41,)
    assert made.files.whole("state.step").shape == (40,)
    assert made.files.whole("learning_rate").shape == (120,)
    assert json.loads((tmp_path / "fleet" / "fleet.json").read_text())["derived"] == ["update"]
