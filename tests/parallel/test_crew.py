"""Whoever carries out orders, the answers are the same and come in their turn; what fails is done again once."""

import copyreg
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from gdviz.parallel import crew as crews
from gdviz.parallel import processes
from gdviz.parallel.crew import Crew, answered, named

posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


ERRORS: dict[str, type[Exception]] = {"raise": ValueError, "disk": OSError}


class OddError(Exception):
    """One that can be pickled, but not read again."""

    def __init__(self, words: str, number: int) -> None:
        super().__init__(words)


@dataclass(frozen=True)
class Square:
    """Squares a number; does as it is told the first times, which a file counts."""

    number: int
    counts: Path | None = None
    fails: int = 0
    how: str = "raise"
    count: int = 2

    @property
    def name(self) -> str:
        """What an error calls it."""
        return f"square {self.number}"

    def __call__(self, tell: Callable[[int], None]) -> bytes:
        """Answer, or fail."""
        tell(1)
        if self.counts is not None:
            with self.counts.open("a") as file:
                file.write(".")
            if len(self.counts.read_text()) <= self.fails:
                if self.how == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                words = f"no square of {self.number}"
                raise OddError(words, self.number) if self.how == "odd" else ERRORS[self.how](words)
        tell(2)
        return str(self.number**2).encode()


@pytest.fixture(autouse=True)
def forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start processes quickly, whatever threads other tests have left: nothing here needs them."""
    monkeypatch.setattr(processes, "can_fork", lambda: os.name == "posix")


SQUARES = [Square(number) for number in range(12)]
ANSWERS = [str(number**2).encode() for number in range(12)]


@pytest.mark.parametrize("who", ["alone", "processes", "threads"])
def test_the_answers_come_in_their_turn_whoever_gives_them(who: str) -> None:
    told: list[int] = []
    others = set(multiprocessing.active_children())
    with ThreadPoolExecutor(3) as threads:
        executor = threads if who == "threads" else None
        with Crew(1 if who == "alone" else 2, executor=executor) as crew:
            assert crew.is_alone == (who == "alone")
            assert list(crew.answers(SQUARES, told.append)) == ANSWERS
            assert list(crew.answers(SQUARES[:3])) == ANSWERS[:3], "those who are there go on"
    assert told[-1] == 24
    assert told == sorted(told)
    assert set(multiprocessing.active_children()) == others


class Late(ThreadPoolExecutor):
    """Notes how many orders are under way, and does the first last."""

    def __init__(self) -> None:
        super().__init__(4)
        self.under_way = self.most = 0

    def submit(self, call: Any, *given: Any, **named: Any) -> "Future[Any]":  # type: ignore[override]
        """Count."""
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        if given[0].number == 0:
            return super().submit(lambda: time.sleep(0.2) or call(*given))
        future = super().submit(call, *given)
        future.add_done_callback(lambda future: setattr(self, "under_way", self.under_way - 1))
        return future


def test_no_more_answers_wait_than_a_window_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "STRANGERS", 3)
    with Late() as executor, Crew(executor=executor) as crew:
        assert list(crew.answers(SQUARES)) == ANSWERS
    assert executor.most <= 4


@posix
@pytest.mark.parametrize("how", ["raise", "kill"])
def test_what_fails_once_is_done_again(how: str, tmp_path: Path) -> None:
    orders = [Square(number, tmp_path / "7" if number == 7 else None, 1, how) for number in range(12)]
    told: list[int] = []
    with Crew(2) as crew:
        assert list(crew.answers(orders, told.append)) == ANSWERS
    assert (tmp_path / "7").read_text() == ".."
    assert (told[-1], told == sorted(told)) == (24, True)


@posix
@pytest.mark.parametrize(
    ("how", "error", "words"),
    [
        ("raise", ValueError, r"^no square of 1 \(it went wrong twice in square 1\)$"),
        ("disk", OSError, "^no square of 1"),
        ("kill", ChildProcessError, "^the process that made .*square 1.* ended before its work.*; try --jobs 1$"),
    ],
)
def test_what_fails_twice_is_named(how: str, error: type[Exception], words: str, tmp_path: Path) -> None:
    orders = [Square(number, tmp_path / "1" if number == 1 else None, 9, how) for number in range(2)]
    others = set(multiprocessing.active_children())
    with pytest.raises(error, match=words), Crew(2) as crew:
        list(crew.answers(orders))
    assert (tmp_path / "1").read_text() == ".."
    assert set(multiprocessing.active_children()) == others


def test_an_error_that_is_no_mistake_of_the_users_stays_as_it_is() -> None:
    error = OSError(28, "No space left on device", "a.mp4")
    assert named(SQUARES[1], error) is error
    assert error.__notes__ == ["it went wrong twice in square 1"]


def test_alone_what_fails_is_raised_at_once(tmp_path: Path) -> None:
    with Crew() as crew, pytest.raises(ValueError, match=r"^no square of 3$"):
        list(crew.answers([Square(3, tmp_path / "3", 1)]))


class Broken(ThreadPoolExecutor):
    """An executor that has lost its workers."""

    def submit(self, *given: Any, **named: Any) -> "Future[Any]":  # type: ignore[override]
        """Say so."""
        future: Future[Any] = Future()
        future.set_exception(BrokenExecutor("gone"))
        return future


def test_an_executor_that_is_lost_ends_with_a_sentence() -> None:
    with (
        Broken() as executor,
        Crew(executor=executor) as crew,
        pytest.raises(ChildProcessError, match="workers of the executor have ended"),
    ):
        list(crew.answers(SQUARES))


@dataclass(frozen=True)
class Sleep(Square):
    """Takes long."""

    def __call__(self, tell: Callable[[int], None]) -> bytes:
        """Tell, and sleep."""
        tell(1)
        time.sleep(60)
        return b""


@pytest.mark.parametrize("with_context", [False, True], ids=["bare", "with-context"])
def test_an_error_that_cannot_be_read_again_comes_in_its_words(tmp_path: Path, with_context: bool) -> None:
    """Dask, once imported, lets every error travel with those that it came of."""
    with patch.dict(copyreg.dispatch_table):
        copyreg.dispatch_table.pop(OddError, None)
        if with_context:
            pytest.importorskip("tblib.pickling_support").install(RuntimeError)
        with pytest.raises(RuntimeError, match=r"^OddError: no square of 1") as caught, Crew(2) as crew:
            list(crew.answers([SQUARES[0], Square(1, tmp_path / "counts", 2, "odd")]))
    assert caught.value.__notes__ == ["it went wrong twice in square 1"]


def test_an_interrupt_ends_the_processes_at_once() -> None:
    others = set(multiprocessing.active_children())

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    began = time.monotonic()
    with suppress(KeyboardInterrupt), Crew(2) as crew:
        list(crew.answers([Sleep(0), Sleep(1), Sleep(2)], stop))
    assert set(multiprocessing.active_children()) == others
    assert time.monotonic() - began < 30


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells what a process uses")
def test_processes_that_stand_still_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gdviz.parallel.processes.LOOKS", 2)
    monkeypatch.setattr("gdviz.parallel.processes.APART", 0.2)
    with pytest.raises(ChildProcessError, match=r"two minutes; try --jobs 1$"), Crew(2) as crew:
        list(crew.answers([Sleep(0), Sleep(1)]))
    # A program that starts processes as it is carried out in each of them.
    with pytest.raises(ChildProcessError, match="below `if __name__"), Crew(2, program=True) as crew:
        list(crew.answers([Sleep(0), Sleep(1)]))


@pytest.mark.parametrize("jobs", [0, -1, 1000])
def test_a_number_of_processes_out_of_range_is_refused(jobs: int) -> None:
    with pytest.raises(ValueError, match="number of processes from 1 to 256"):
        Crew(jobs)


def test_an_order_tells_nobody_where_nobody_listens() -> None:
    assert answered(SQUARES[3]) == b"9"
