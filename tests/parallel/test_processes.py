"""Processes carry out their orders, report, and end when they are no longer needed."""

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from itertools import count as count_up
from pathlib import Path
from typing import Any

import pytest

from gdviz.parallel import processes
from gdviz.parallel.processes import Worker, Workers, pool

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


def test_those_that_were_started_are_ended_where_there_is_no_room_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Any] = []
    start = Worker.start

    def crowded(work: Any, order: Any, context: Any) -> Any:
        if len(begun) == 2:
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
        begun.append(start(work, order, context))
        return begun[-1]

    monkeypatch.setattr(Worker, "start", crowded)
    with pytest.raises(ChildProcessError, match=r"cannot be started here \(Resource .*\); try a smaller --jobs$"):
        Workers(wait, [60.0] * 3, fork=True)
    assert [worker.process.is_alive() for worker in begun] == [False, False]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells what a process uses")
def test_processes_that_stand_still_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LOOKS", 2)
    monkeypatch.setattr(processes, "APART", 0.2)
    with Workers(wait, [60.0], fork=True) as workers:
        reports = workers.reports()
        next(reports)
        with pytest.raises(ChildProcessError, match="have stood still for two minutes; try --jobs 1"):
            next(reports)
    assert alive(workers) == [False]


def test_processes_that_take_long_and_work_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    time_used = count_up()
    monkeypatch.setattr(processes, "processor_time", lambda pid: next(time_used))
    monkeypatch.setattr(processes, "LOOKS", 1)
    monkeypatch.setattr(processes, "APART", 0.01)
    with Workers(wait, [0.3], fork=True) as workers:
        assert len(list(workers.reports())) == 1


PARENT = """
import os, sys, time
from concurrent.futures import ThreadPoolExecutor
from gdviz.parallel.processes import Workers, pool

def wait(order, line):
    line.send(os.getpid())
    time.sleep(300)

def hold(path):
    open(path, "w").close()
    time.sleep(300)

if __name__ == "__main__":
    kind, home = sys.argv[1:]
    if kind == "pool":
        with pool(2, 2) as executor:
            held = [executor.submit(hold, f"{home}/{number}") for number in range(2)]
            while len(os.listdir(home)) < 2:
                time.sleep(0.01)
            print(*(child.pid for child in __import__("multiprocessing").active_children()), flush=True)
            held[0].result()
    else:
        with Workers(wait, [None, None], fork=kind == "fork", program=True) as workers:
            reports = workers.reports()
            print(next(reports), next(reports), flush=True)
            next(reports)
"""


def is_gone(pid: int) -> bool:
    """Return whether a process has ended, though nobody may have taken note of it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("kind", ["fork", "afresh", "pool"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_processes_end_with_the_one_that_started_them_however_it_ends(
    kind: str, number: signal.Signals, tmp_path: Path
) -> None:
    (tmp_path / "parent.py").write_text(PARENT)
    home = tmp_path / "home"
    home.mkdir()
    words = [sys.executable, tmp_path / "parent.py", kind, home]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        assert parent.stdout is not None
        children = [int(word) for word in parent.stdout.readline().split()]
        assert len(children) == 2
        parent.send_signal(number)
        # They hold its standard output too, so that this is read to its end when they have ended.
        parent.communicate(timeout=60)
    while not all(map(is_gone, children)):
        time.sleep(0.01)


def test_a_pool_does_what_it_is_given_and_ends() -> None:
    before = multiprocessing.active_children()
    with pool(2, 5) as executor:
        assert list(executor.map(abs, range(-5, 0))) == [5, 4, 3, 2, 1]
    assert multiprocessing.active_children() == before


def test_a_pool_that_is_left_does_not_wait_for_what_it_was_given() -> None:
    before = multiprocessing.active_children()
    with suppress(KeyboardInterrupt), pool(1, 9) as executor:
        given = [executor.submit(time.sleep, 60) for _ in range(9)]
        raise KeyboardInterrupt
    assert multiprocessing.active_children() == before
    assert all(future.done() for future in given[2:])


def test_a_pool_has_no_more_processes_than_tasks_and_a_sound_number() -> None:
    with pytest.raises(ValueError, match="from 1 to 256, not 0"), pool(0, 3):
        pass
    with pool(200, 1) as executor:
        assert executor.submit(abs, -1).result() == 1
        assert executor._max_workers == 1
