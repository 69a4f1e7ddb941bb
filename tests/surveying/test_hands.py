"""Rows shared among processes: the same bytes with any number of them, and what cannot be shared is refused."""

import copyreg
import os
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from unittest.mock import patch

import numpy as np
import pytest

import gdviz
from gdviz.surveying import hands

rng = np.random.default_rng(0)
# Sums that are rounded otherwise where they are cut into other parts.
TABLE, THETA = rng.normal(size=(3000, 12)), rng.normal(size=12)


def loss(theta, scale=1.0):
    np.random.rand()  # noqa: NPY002
    return float(scale * (TABLE @ np.asarray(theta).reshape(12)) @ (TABLE @ np.asarray(theta).reshape(12)))


def place(theta):
    return float(os.getpid())


def fails(theta):
    if np.asarray(theta).reshape(12) @ THETA < 0:
        raise ArithmeticError("no loss there")
    return 1.0


class OddError(Exception):
    """An error that does not travel."""

    def __init__(self, one, two):
        super().__init__(f"{one} {two}")


def odd(theta):
    raise OddError(1, 2)


def taken(out, function=loss, samples=9, **how):
    return gdviz.landscape(THETA, function, out=out, samples=samples, progress=False, **how)


def files(path):
    """Return the bytes of the arrays of a run."""
    return {one.name: one.read_bytes() for one in path.glob("*.npy")}


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    path = tmp_path_factory.mktemp("alone") / "run"
    taken(path, jobs=1)
    return files(path)


@pytest.mark.parametrize("jobs", [2, 3])
def test_any_number_of_processes_writes_the_same_bytes(jobs, alone, tmp_path):
    run = taken(tmp_path / "run", jobs=jobs)
    assert files(run.path) == alone
    assert run.manifest["survey"]["taken"] == 9


def test_the_rows_are_taken_elsewhere(tmp_path):
    found = np.unique(taken(tmp_path / "run", place, jobs=2).landscape.loss)
    assert len(found) == 2
    assert os.getpid() not in found


@pytest.mark.parametrize("kind", ["processes", "threads"])
def test_an_executor_writes_the_same_bytes(kind, alone, tmp_path):
    made = {
        "processes": partial(ProcessPoolExecutor, 2, get_context("fork")) if sys.platform == "linux" else None,
        "threads": partial(ThreadPoolExecutor, 3),
    }
    with made[kind]() as executor:
        assert files(taken(tmp_path / "run", jobs=executor).path) == alone


def test_a_line_is_shared_as_well(tmp_path):
    for jobs in (1, 2):
        taken(tmp_path / str(jobs), through=(THETA, 0 * THETA), jobs=jobs)
    assert files(tmp_path / "1") == files(tmp_path / "2")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_survey_that_was_broken_off_goes_on_with_other_processes(jobs, alone, tmp_path):
    calls = []

    def breaks(theta):
        calls.append(1)
        if len(calls) > 40:
            raise KeyboardInterrupt
        return loss(theta)

    with pytest.raises(KeyboardInterrupt):
        taken(tmp_path / "run", breaks, jobs=1)
    begun = gdviz.load(tmp_path / "run").manifest["survey"]["taken"]
    assert 0 < begun < 9
    assert files(taken(tmp_path / "run", jobs=jobs).path) == alone


def test_rows_are_written_while_others_are_waited_for(tmp_path, monkeypatch):
    """What has come in turn is on disk when an error ends the survey."""
    monkeypatch.setattr("gdviz.surveying.sheet.SHARE", np.inf)
    with pytest.raises(ArithmeticError, match="no loss there"):
        taken(tmp_path / "run", fails, directions=(np.eye(12)[0], THETA), jobs=2)
    run = gdviz.load(tmp_path / "run")
    assert "surface.loss" not in run.arrays or run.manifest["survey"]["taken"] < 9


@pytest.mark.parametrize("with_context", [False, True], ids=["bare", "with-context"])
def test_an_error_that_does_not_travel_is_told_in_its_words(with_context):
    task = hands.RowTask(partial(_subject, odd), THETA, np.eye(2, 12), np.zeros(2))
    with patch.dict(copyreg.dispatch_table):
        copyreg.dispatch_table.pop(OddError, None)
        if with_context:
            # So does dask, once it is imported.
            pytest.importorskip("tblib.pickling_support").install(RuntimeError)
        with pytest.raises(RuntimeError, match="OddError: 1 2"):
            list(hands.shared(task, [(0, 0.0), (1, 1.0)], 2))


def _subject(function):
    from gdviz.surveying.vector import NumberVector

    found = NumberVector.__new__(NumberVector)
    NumberVector.__init__(found, THETA, loss, seed=0)
    found._loss = function
    return found


def end(theta):
    os._exit(3)


def test_a_process_that_ends_is_told_of(tmp_path):
    task = hands.RowTask(partial(_subject, end), THETA, np.eye(2, 12), np.zeros(2))
    with pytest.raises(ChildProcessError, match="ended with exit code 3; try --jobs 1"):
        list(hands.shared(task, [(0, 0.0), (1, 1.0)], 2))


def test_where_nothing_is_forked_what_cannot_be_sent_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(hands, "may_fork", lambda: False)
    with pytest.raises(ValueError, match=r"have to travel to other processes, and cannot .* leave out jobs") as refused:
        taken(tmp_path / "run", lambda theta: loss(theta), jobs=2)
    assert "\n" not in str(refused.value)
    with ProcessPoolExecutor(1) as executor, pytest.raises(ValueError, match="have to travel"):
        taken(tmp_path / "again", lambda theta: loss(theta), jobs=executor)


def test_processes_that_start_afresh_write_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(hands, "may_fork", lambda: False)
    for jobs in (1, 2):
        taken(tmp_path / str(jobs), np.linalg.norm, jobs=jobs)
    assert files(tmp_path / "1") == files(tmp_path / "2")


@pytest.mark.parametrize(
    ("jobs", "words"),
    [
        (0, "from 1 to 256, not 0"),
        (True, "a number of processes, or an executor"),
        ("two", "a number of processes, or an executor"),
    ],
)
def test_what_takes_no_rows_is_refused(jobs, words, tmp_path):
    with pytest.raises(ValueError, match=words):
        taken(tmp_path / "run", jobs=jobs)
    assert not (tmp_path / "run").exists()


def test_who_has_threads_of_its_own_is_not_forked(monkeypatch):
    monkeypatch.setattr(hands, "can_fork", lambda: False)
    assert hands.may_fork() == (sys.platform == "linux" and not hands.UNFORKABLE & sys.modules.keys())
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "jax", object())
        assert not hands.may_fork()
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert not hands.may_fork()
    finally:
        stop.set()
        thread.join()


def test_the_number_of_threads_comes_back():
    from threadpoolctl import threadpool_info, threadpool_limits

    with threadpool_limits(2, user_api="blas"):
        before = [one["num_threads"] for one in threadpool_info()]
        with hands.in_one_thread():
            assert {one["num_threads"] for one in threadpool_info()} == {1}
        assert [one["num_threads"] for one in threadpool_info()] == before
