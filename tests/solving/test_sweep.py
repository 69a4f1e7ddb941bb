"""Sweeps: one whole run per task, in any executor; complete ones are kept, and a failure is told and stops nothing."""

import json
import os
import signal
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

import gdviz.solving.solver
from gdviz.runs.run import is_complete, load
from gdviz.solving.solver import resume, solve, solve_into
from gdviz.solving.specification import specify
from gdviz.solving.sweep import Outcome, check_tasks, combinations, sweep

GRID = combinations({"optimizer": ["gd", "momentum"], "lr": [0.1, 0.2, None]}, problem="bowl", steps=12)


class Synchronous(Executor):
    """Does each task at once, here."""

    def submit(self, fn, /, *args, **kwargs):
        """Return the future of a call that is done already."""
        future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


EXECUTORS = {
    "synchronous": Synchronous,
    "threads": lambda: ThreadPoolExecutor(2),
    "processes": lambda: ProcessPoolExecutor(2, mp_context=get_context("forkserver")),
}


def outcomes(tasks, home, executor=Synchronous):
    with executor() as pool:
        return list(sweep(tasks, pool, home=home))


def name_of(task, beginning=None):
    """Return the name of a task's run in a sweep of GRID, or one that begins otherwise."""
    spec = specify(**task)
    varies = task["optimizer"] + ("" if task["lr"] is None else f"-lr{task['lr']}") if beginning is None else beginning
    return f"{varies}-{spec.name[-8:]}"


def contents(directory):
    return {path.name: path.read_bytes() for path in directory.glob("*.npy")}


def test_combinations_are_the_product_of_the_choices_with_what_is_common():
    assert combinations({"lr": [1, 2], "seed": range(2)}, problem="bowl", steps=3) == [
        {"problem": "bowl", "steps": 3, "lr": lr, "seed": seed} for lr in (1, 2) for seed in (0, 1)
    ]
    assert combinations({}, problem="bowl") == [{"problem": "bowl"}]
    assert combinations({"lr": []}, problem="bowl") == []
    assert combinations({"lr": [1]}, lr=5, problem="bowl") == [{"lr": 1, "problem": "bowl"}]


@pytest.mark.parametrize("executor", EXECUTORS.values(), ids=EXECUTORS)
def test_each_task_becomes_its_run_and_nothing_else_remains(tmp_path, executor):
    found = outcomes(GRID, tmp_path / "runs", executor)
    assert sorted(found, key=str) == sorted(
        (Outcome(task, tmp_path / "runs" / name_of(task), "done") for task in GRID), key=str
    )
    assert {path.name for path in (tmp_path / "runs").iterdir()} == {name_of(task) for task in GRID}
    for outcome in found:
        alone = solve(**outcome.task, out=tmp_path / "alone")
        assert contents(outcome.path) == contents(alone.path)
        assert load(outcome.path).stop == alone.stop


@pytest.mark.parametrize("more", [{}, {"every": 7, "tol_step": 0.01}, {"fields": ("gradient",)}])
def test_runs_that_can_go_abreast_do_and_each_is_as_it_is_alone(tmp_path, monkeypatch, more):
    starts = [[x, 1.0] for x in (-2.0, -1.0, 0.5, 1.0, 1.5)]
    tasks = combinations({"lr": [0.01, 0.3], "start": starts}, problem="rosenbrock", optimizer="adam", steps=25, **more)
    steps = []
    monkeypatch.setattr(gdviz.solving.solver, "descend", lambda *args: steps.append(args))
    found = outcomes(tasks, tmp_path / "runs")
    assert steps == []
    monkeypatch.undo()
    assert [outcome.status for outcome in found] == ["done"] * 10
    for outcome in found[::3]:
        alone = solve(**outcome.task, out=tmp_path / "alone")
        assert contents(outcome.path) == contents(alone.path)
        one, other = (json.loads((path / "run.json").read_text()) for path in (outcome.path, alone.path))
        assert one | {"created_at": ""} == other | {"created_at": ""}
    assert {outcome.status for outcome in outcomes(tasks, tmp_path / "runs")} == {"skipped"}


@pytest.mark.parametrize("executor", EXECUTORS.values(), ids=EXECUTORS)
def test_failure_is_told_and_stops_nothing(tmp_path, executor):
    wrong = {"problem": "bowl", "optimizer": "adm", "steps": 12}
    found = outcomes([*GRID[:2], wrong, *GRID[2:4]], tmp_path, executor)
    (failed,) = [outcome for outcome in found if outcome.status == "failed"]
    assert failed.task == wrong
    assert failed.path is None
    assert failed.message.startswith("unknown optimizer 'adm'; did you mean 'adam'?")
    assert [outcome.status for outcome in found].count("done") == 4
    assert {path.name[-8:] for path in tmp_path.iterdir()} == {specify(**task).name[-8:] for task in GRID[:4]}


def test_complete_run_is_not_solved_again(tmp_path):
    paths = [outcome.path for outcome in outcomes(GRID[:2], tmp_path)]
    marked = [(path / "run.json").stat().st_mtime_ns for path in paths]
    found = outcomes(GRID[:3], tmp_path)
    assert [outcome.status for outcome in found].count("skipped") == 2
    assert {outcome.path for outcome in found if outcome.status == "skipped"} == set(paths)
    assert [(path / "run.json").stat().st_mtime_ns for path in paths] == marked


@pytest.mark.parametrize("reason", ["interrupted", None], ids=["interrupted", "killed"])
def test_unfinished_run_is_solved_anew(tmp_path, reason):
    def interrupt(step, _):
        if step == 5:
            raise KeyboardInterrupt

    path = tmp_path / specify(**GRID[0]).name
    solve(**GRID[0], out=path, progress=interrupt)
    if reason is None:
        manifest = json.loads((path / "run.json").read_text())
        (path / "run.json").write_text(json.dumps({**manifest, "stop": None}))
    assert not is_complete(path)
    (outcome,) = outcomes(GRID[:1], tmp_path)
    assert (outcome.status, outcome.path) == ("done", path)
    assert load(path).steps == 12
    assert is_complete(path)
    assert list(tmp_path.iterdir()) == [path]


def test_run_that_was_taken_further_is_another_run_and_not_mistaken_for_the_first(tmp_path):
    path = tmp_path / specify(**GRID[0]).name
    outcomes(GRID[:1], tmp_path)
    resume(path, steps=20)
    (outcome,) = outcomes(GRID[:1], tmp_path)
    assert load(outcome.path).steps == 12


def edit_manifest(run, edit):
    manifest = json.loads((run / "run.json").read_text())
    edit(manifest)
    (run / "run.json").write_text(json.dumps(manifest))


def edit_array(run, name, at):
    array = np.load(run / f"{name}.npy")
    array[at] = 1.0
    np.save(run / f"{name}.npy", array)


OTHERS = {
    "problem": lambda run: solve("rosenbrock", steps=12, out=run),
    "rate": lambda run: solve("logistic", lr=0.3, steps=12, out=run),
    "formula": lambda run: edit_manifest(run, lambda told: told["problem"].update(formula="x")),
    "minima": lambda run: edit_manifest(run, lambda told: told["problem"].update(minima=[[0.0, 0.0, 0.0]])),
    "no seed": lambda run: edit_manifest(run, lambda told: told.pop("seed")),
    "start": lambda run: edit_array(run, "params", 0),
    "points": lambda run: edit_array(run, "data.X", (3, 0)),
    "labels": lambda run: edit_array(run, "data.y", slice(None)),
}


@pytest.mark.parametrize("other", OTHERS)
def test_another_run_under_a_hash_that_is_not_its_own_is_not_taken_for_the_task_s(other, tmp_path):
    task = {"problem": "logistic", "steps": 12}
    planted = tmp_path / f"planted-{specify(**task).name[-8:]}"
    solve(**task, out=planted)
    assert [outcome.path for outcome in outcomes([task], tmp_path)] == [planted]
    OTHERS[other](planted)
    (outcome,) = outcomes([task], tmp_path)
    assert (outcome.status, outcome.path.name) == ("done", specify(**task).name)
    assert load(outcome.path).problem["name"] == "logistic"
    assert planted.is_dir()


def test_diverged_run_is_complete(tmp_path):
    task = {"problem": "bowl", "lr": 0.5}
    assert [outcome.status for outcome in outcomes([task], tmp_path)] == ["done"]
    assert [outcome.status for outcome in outcomes([task], tmp_path)] == ["skipped"]


def test_task_that_breaks_down_on_its_way_leaves_nothing(tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gdviz.runs.writer.RunWriter.finish", fail)
    (outcome,) = outcomes(GRID[:1], tmp_path)
    assert outcome.status == "failed"
    assert outcome.message == f"{tmp_path / name_of(GRID[0], 'bowl-gd')}: No space left on device"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("executor", EXECUTORS.values(), ids=EXECUTORS)
def test_one_task_given_several_times_is_one_run(tmp_path, executor):
    task = {"problem": "rosenbrock", "optimizer": "adam", "steps": 3000}
    found = outcomes([task] * 4, tmp_path, executor)
    assert [outcome.message for outcome in found] == [""] * 4
    assert {outcome.status for outcome in found} <= {"done", "skipped"}
    assert {outcome.path for outcome in found} == {tmp_path / specify(**task).name}
    assert list(tmp_path.iterdir()) == [tmp_path / specify(**task).name]
    assert load(found[0].path).steps == 3000


def test_name_says_what_varies_in_this_sweep_and_a_complete_run_is_known_by_its_hash(tmp_path):
    task = {"problem": "bowl", "steps": 3}
    found = outcomes([{**task, "lr": 0.01}, {**task, "lr": 0.02}], tmp_path)
    rate, other = sorted(found, key=lambda outcome: outcome.path)
    assert [outcome.path.name for outcome in (rate, other)] == [
        name_of({**task, "lr": 0.01}, "gd-lr0.01"),
        name_of({**task, "lr": 0.02}, "gd-lr0.02"),
    ]
    again = outcomes([{**task, "lr": 0.01}], tmp_path)
    assert [(outcome.path, outcome.status) for outcome in again] == [(rate.path, "skipped")]
    (alone,) = outcomes([task], tmp_path)
    assert alone.path.name == specify(**task).name


def test_what_all_tasks_are_refused_for_is_said_once():
    with pytest.raises(ValueError, match="unknown function 'sine'"):
        check_tasks(combinations({"lr": [0.1, 0.2]}, problem=None, function="sine(x)"))
    assert check_tasks(combinations({"optimizer": ["adm", "gd"]}, problem="bowl")).optimizer.name == "gd"
    assert check_tasks(combinations({"optimizer": ["adm", "qd"]}, problem="bowl")) is None


def test_directory_that_is_no_run_is_left_alone(tmp_path):
    mine = tmp_path / specify(**GRID[0]).name / "chapter.txt"
    mine.parent.mkdir()
    mine.write_text("years of work")
    (outcome,) = outcomes(GRID[:1], tmp_path)
    assert outcome.status == "failed"
    assert mine.read_text() == "years of work"


def test_seeds_draw_other_starts(tmp_path):
    tasks = combinations({"seed": range(3)}, problem="line", steps=1)
    starts = [load(outcome.path).params[0] for outcome in outcomes(tasks, tmp_path)]
    assert len(np.unique(starts, axis=0)) == 3


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("kills", [1, 2], ids=["once", "twice"])
def test_a_killed_process_costs_no_other_run_and_its_own_at_the_second_time_alone(tmp_path, kills, monkeypatch):
    def solve_or_die(path, spec, **how):
        if spec.lr == 0.2 and len(deaths := [*(tmp_path / "deaths").iterdir()]) < kills:
            (tmp_path / "deaths" / str(len(deaths))).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return solve_into(path, spec, **how)

    (tmp_path / "deaths").mkdir()
    monkeypatch.setattr("gdviz.solving.bunches.solve_into", solve_or_die)
    monkeypatch.setattr("gdviz.solving.bunches.FEWEST", 99)
    # Quickly, whatever threads other tests have left.
    monkeypatch.setattr("gdviz.parallel.processes.can_fork", lambda: True)
    tasks = combinations({"lr": [0.1, 0.15, 0.2, 0.25, 0.3]}, problem="bowl", steps=5)
    swept = sweep(tasks, jobs=2, home=tmp_path / "runs")
    assert [one.message for one in swept.failures] == [
        "the process that made the run gd-lr0.2 ended before its work, and so did the next"
    ] * (kills - 1)
    solved = {task["lr"] for task in tasks} - {failure.task["lr"] for failure in swept.failures}
    assert {run.optimizer["lr"] for run in swept.runs} == solved
