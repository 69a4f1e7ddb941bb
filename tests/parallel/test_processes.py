"""Processes carry out their orders, report, and end when they are no longer needed."""

import os
import signal
import threading
import time
from contextlib import suppress
from typing import Any

import pytest

from gdviz.parallel import processes
from gdviz.parallel.processes import Workers, can_fork, check_jobs

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only POSIX forks")


def count(order: tuple[int, int], line: Any) -> None:
    """Report some whole numbers."""
    for number in range(*order):
        line.send(number)


def alive(workers: Workers[Any]) -> list[bool]:
    return [worker.process.is_alive() for worker in workers.all]


def test_every_report_comes_once_and_those_of_one_process_in_order() -> None:
    with Workers(count, [(0, 40), (100, 160)], fork=True) as workers:
        heard = list(workers.reports())
        assert [number for number in heard if number < 100] == list(range(40))
        assert [number for number in heard if number >= 100] == list(range(100, 160))
        assert list(workers.reports()) == []
    assert alive(workers) == [False, False]


def test_listening_may_be_left_and_taken_up_again() -> None:
    with Workers(count, [(0, 5), (5, 10), (10, 15)], fork=True) as workers:
        first = [next(workers.reports()) for _ in range(4)]
        assert sorted([*first, *workers.reports()]) == list(range(15))


def echo(order: int, line: Any) -> None:
    """Report the order, and what is asked."""
    line.send(order + line.recv())


def test_a_process_can_be_asked() -> None:
    with Workers(echo, [10, 20], fork=True) as workers:
        for worker in workers.all:
            worker.line.send(worker.order)
        assert sorted(workers.reports()) == [20, 40]


def fail(order: str, line: Any) -> None:
    """Report once, and go wrong."""
    line.send(1)
    raise ValueError(order)


def test_what_goes_wrong_in_a_process_is_raised_here() -> None:
    heard: list[int] = []
    with pytest.raises(ValueError, match=r"^no such colour$"), Workers(fail, ["no such colour"], fork=True) as workers:
        heard.extend(workers.reports())
    assert heard == [1]
    assert alive(workers) == [False]


def die(order: int, line: Any) -> None:
    """Report, and end in the middle of the work."""
    line.send(order)
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_ends_before_its_work_is_told_of_after_what_it_has_done() -> None:
    heard: list[int] = []
    with Workers(die, [7], fork=True) as workers, pytest.raises(ChildProcessError, match="exit code -9; try --jobs 1"):
        heard.extend(workers.reports())
    assert heard == [7]


def wait(order: float, line: Any) -> None:
    """Take long."""
    line.send(os.getpid())
    time.sleep(order)


def test_processes_do_not_outlive_the_one_that_needs_them_nor_hear_its_ctrl_c() -> None:
    with suppress(KeyboardInterrupt), Workers(wait, [60.0, 60.0], fork=True) as workers:
        reports = workers.reports()
        os.kill(next(reports), signal.SIGINT)
        next(reports)
        assert alive(workers) == [True, True]
        raise KeyboardInterrupt
    assert alive(workers) == [False, False]


def test_processes_are_forked_where_no_other_thread_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes.sys, "platform", "linux")
    assert can_fork() is (threading.active_count() == 1)
    go = threading.Event()
    thread = threading.Thread(target=go.wait)
    thread.start()
    assert not can_fork()
    go.set()
    thread.join()
    monkeypatch.setattr(processes.sys, "platform", "darwin")
    assert not can_fork()


@pytest.mark.parametrize("jobs", [-1, 0, 257])
def test_a_number_of_processes_that_nobody_wants_is_refused(jobs: int) -> None:
    with pytest.raises(ValueError, match=f"^--jobs is a number of processes from 1 to 256, not {jobs}$"):
        check_jobs(jobs)
    for fine in (1, 256):
        check_jobs(fine)
