"""A cluster gives the bytes of one process, also where a worker is killed in the midst; what goes wrong is told.

Two workers serve all tests. Whoever asks them is a process of its own: the threads of its lines to them stay, and
would forbid this one to fork.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from gdviz.parallel import cluster as clusters
from gdviz.parallel.cluster import Cluster
from gdviz.parallel.crew import Crew
from gdviz.rendering.figures import draw
from gdviz.runs.run import load
from gdviz.solving.fleet import solve_fleet
from gdviz.solving.solver import solve
from gdviz.solving.sweep import combinations, sweep
from gdviz.surveying.landscape import landscape

pytest.importorskip("distributed")
Asked = Callable[..., Any]
TASKS = combinations(
    {"settings": [{"convention": "torch"}, {"convention": "keras"}], "lr": [0.01, 0.02]}, problem="rosenbrock", steps=8
)
TASKS = [{**task, "optimizer": "adam", "seed": seed} for task in TASKS for seed in range(2)]
# In the process that asks.
_local: Any = None


def begin() -> None:
    """Start two workers for this process."""
    import dask
    from distributed import LocalCluster

    global _local
    dask.config.set({"distributed.scheduler.allowed-failures": 1, "distributed.deploy.lost-worker-timeout": "1d"})
    _local = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0, silence_logs=60)


@pytest.fixture(scope="module")
def asked() -> Iterator[Asked]:
    """Return a function that calls one of those below in the process that has workers, and returns its answer."""
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=begin) as pool:
        yield lambda function, *given: pool.submit(function, *given).result()


class Killer:
    """Kills a worker, once, when a part of the work is done."""

    def __init__(self) -> None:
        self.killed = 0

    def __call__(self, done: int, of_all: int) -> None:
        """Look how far it is."""
        if not self.killed and 0 < done < of_all:
            self.killed = next(iter(_local.workers.values())).pid
            os.kill(self.killed, signal.SIGKILL)


def reached() -> Cluster:
    """Return the workers, by the address of their scheduler."""
    return Cluster(_local.scheduler_address)


# Three pieces of a video, and four of a GIF.
HOW: dict[str, dict[str, Any]] = {
    ".mp4": {"size": (96, 54), "fps": 25, "seconds": 20},
    ".gif": {"size": (96, 54), "fps": 25, "seconds": 3},
}


def film(run: Path, out: Path) -> int:
    killer = Killer()
    with reached() as workers:
        draw("loss", [load(run)], out, executor=workers, progress=killer, **HOW[out.suffix])
    return killer.killed


@pytest.mark.parametrize("suffix", [".gif", ".mp4"])
def test_a_film_has_the_bytes_of_one_process_where_a_worker_is_killed(
    suffix: str, asked: Asked, tmp_path: Path
) -> None:
    run = solve("bowl", steps=20, out=tmp_path / "run")
    assert asked(film, run.path, tmp_path / f"there{suffix}") > 0
    draw("loss", [run], tmp_path / f"here{suffix}", **HOW[suffix])
    assert (tmp_path / f"there{suffix}").read_bytes() == (tmp_path / f"here{suffix}").read_bytes()


def fleet(out: Path) -> int:
    killer = Killer()
    with reached() as workers:
        solve_fleet(TASKS, out, executor=workers, progress=killer)
    return killer.killed


def arrays_in(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*.npy")}


def test_a_fleet_has_the_bytes_of_one_process_where_a_worker_is_killed(asked: Asked, tmp_path: Path) -> None:
    assert asked(fleet, tmp_path / "there") > 0
    solve_fleet(TASKS, tmp_path / "here")
    assert arrays_in(tmp_path / "there") == arrays_in(tmp_path / "here")
    assert len(arrays_in(tmp_path / "here")) > 4


def swept(home: Path) -> list[tuple[str, str]]:
    killer = Killer()
    with reached() as workers:
        found = []
        for done, outcome in enumerate(sweep(TASKS, workers, home=home), 1):
            if outcome.status == "done":
                killer(done, len(TASKS))
            found.append((outcome.status, outcome.message))
    return found


def test_runs_of_a_sweep_come_home_from_where_they_are_solved(asked: Asked, tmp_path: Path) -> None:
    assert asked(swept, tmp_path / "there") == [("done", "")] * 8
    with ThreadPoolExecutor(1) as pool:
        assert [outcome.status for outcome in sweep(TASKS, pool, home=tmp_path / "here")] == ["done"] * 8
    assert arrays_in(tmp_path / "there") == arrays_in(tmp_path / "here")
    assert asked(swept, tmp_path / "there") == [("skipped", "")] * 8


def surveyed(out: Path) -> None:
    valley = np.array([3.0, 2.0, 1.0])
    with reached() as workers:
        landscape(np.ones(3), lambda p: p @ valley + p @ p, out=out, samples=9, jobs=workers, progress=False)


def test_a_landscape_of_a_loss_that_no_module_has(asked: Asked, tmp_path: Path) -> None:
    asked(surveyed, tmp_path / "there")
    valley = np.array([3.0, 2.0, 1.0])
    loss = partial(_valley, valley)
    here = landscape(np.ones(3), loss, out=tmp_path / "here", samples=9, jobs=1, progress=False)
    np.testing.assert_array_equal(load(tmp_path / "there").landscape.loss, here.landscape.loss)


def _valley(valley: Any, params: Any) -> Any:
    return params @ valley + params @ params


@dataclass(frozen=True)
class Failing:
    """An order that goes wrong, so often, in a way."""

    way: str
    counts: Path
    name: str = "frames 0 to 1"
    count: int = 2

    def __call__(self, tell: Callable[[int], None]) -> bytes:
        """Count, and go wrong."""
        with self.counts.open("ab") as file:
            file.write(b"x")
        if self.way == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        raise ValueError("no frame")


def failing(way: str, counts: Path) -> str:
    with reached() as workers, Crew(executor=workers) as crew:
        try:
            list(crew.answers([Failing(way, counts)]))
        except (ValueError, ChildProcessError) as error:
            return f"{type(error).__name__}: {error}".replace(_local.scheduler_address, "tcp://host:1")
    return ""


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("raise", "ValueError: no frame (it went wrong twice in frames 0 to 1)"),
        (
            "kill",
            "ChildProcessError: workers of tcp://host:1 ended before their work (it went wrong twice in frames 0 to 1)",
        ),
    ],
)
def test_what_fails_is_done_again_once_and_then_named(way: str, told: str, asked: Asked, tmp_path: Path) -> None:
    assert asked(failing, way, tmp_path / "counts") == told
    assert (tmp_path / "counts").read_bytes() == b"xx"


class Trunk:
    """Luggage that counts how often it is packed, and where it arrives."""

    packed: ClassVar[list[int]] = []

    def travelling(self) -> "Trunk":
        """Go as it is."""
        Trunk.packed.append(1)
        return self


def whereabouts(trunk: Trunk, seconds: float = 0.05) -> tuple[int, int]:
    time.sleep(seconds)
    return os.getpid(), id(trunk)


def travelled() -> tuple[int, set[tuple[int, int]]]:
    trunk = Trunk()
    _local.wait_for_workers(2)
    with reached() as workers:
        futures = [workers.submit(whereabouts, trunk) for _ in range(12)]
        return len(Trunk.packed), {future.result() for future in futures}


def test_luggage_travels_once_to_each_worker(asked: Asked) -> None:
    packed, found = asked(travelled)
    assert packed == 1
    # Whoever is slow to begin may find nothing left to do.
    assert len({pid for pid, _ in found}) == len(found) <= 2


def broken_off() -> tuple[int, int, int]:
    try:
        with reached() as workers:
            first, *others = [workers.submit(time.sleep, 0.1 if number < 2 else 1.0) for number in range(12)]
            first.result()
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        cancelled = sum(future.cancelled() for future in others)
    with reached() as workers:
        answer = workers.submit(sum, [1, 2]).result()
        return cancelled, answer, len(_local.scheduler.tasks)


def test_what_is_broken_off_leaves_nothing_in_the_queue(asked: Asked) -> None:
    cancelled, answer, left = asked(broken_off)
    assert cancelled >= 10
    assert answer == 3
    # A worker ends what it has begun.
    assert left <= 3


def with_another_numpy() -> str:
    clusters.environment_here, before = lambda: {"gdviz": "9.9", "numpy": "1.0"}, clusters.environment_here
    try:
        with reached() as workers:
            workers.submit(sum, [1])
    except ChildProcessError as error:
        return str(error)
    finally:
        clusters.environment_here = before
    return ""


def test_workers_with_other_versions_are_refused(asked: Asked) -> None:
    told = asked(with_another_numpy)
    assert told.startswith("the worker tcp://127.0.0.1:")
    assert "and this process gdviz 9.9, numpy 1.0, so that bytes would differ; type there: pip install" in told


SCHEDULER = """
import asyncio, sys
from distributed import Scheduler
async def serve():
    async with Scheduler(host="127.0.0.1", port=0, dashboard_address=None) as scheduler:
        print(scheduler.address, flush=True)
        await scheduler.finished()
asyncio.run(serve())
"""


def bereft(address: str, pid: int) -> tuple[str, str, list[str]]:
    told: list[str] = []
    try:
        with Cluster(address, told.append) as workers:
            future = workers.submit(sum, [1])
            os.kill(pid, signal.SIGKILL)
            future.result(timeout=60)
    except ChildProcessError as error:
        return type(error).__name__, str(error), told
    return "", "", told


def test_a_scheduler_that_is_lost_or_has_no_worker_is_told_of(asked: Asked) -> None:
    with subprocess.Popen([sys.executable, "-c", SCHEDULER], stdout=subprocess.PIPE, text=True) as scheduler:
        assert scheduler.stdout is not None
        address = scheduler.stdout.readline().strip()
        kind, words, told = asked(bereft, address, scheduler.pid)
    assert (kind, words) == (
        "LostSchedulerError",
        f"the scheduler at {address} was lost; start it again, and the same command",
    )
    assert told == [f"the cluster at {address} has no worker yet: start some, dask worker {address}"]


def alone(address: str) -> str:
    clusters.PATIENCE, before = 0.3, clusters.PATIENCE
    try:
        with Cluster(address) as workers:
            workers.submit(sum, [1])
    except ChildProcessError as error:
        return str(error)
    finally:
        clusters.PATIENCE = before
    return ""


def test_where_no_scheduler_is_it_is_said_how_to_start_one(asked: Asked) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{held.getsockname()[1]}"
        assert asked(alone, address) == (
            f"no scheduler of dask answers at {address}; start one with `dask scheduler`, and workers with "
            f"`dask worker {address} --nthreads 1`, or try --cluster local:2"
        )


@pytest.mark.parametrize("address", ["", "local", "local:", "local:0", "local:257", "host:8786", "tcp://host", "4"])
def test_what_is_no_address_is_answered_with_two_that_are(address: str) -> None:
    with pytest.raises(ValueError, match=r"^a cluster is the address .* tcp://host:8786, or local:N .* not "):
        Cluster(address)


@pytest.mark.parametrize("address", ["local:1", "tcp://host:8786", "tls://10.0.0.1:1", "tcp://[::1]:8786"])
def test_nothing_is_begun_before_it_is_needed(address: str) -> None:
    with Cluster(address):
        pass


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r"run .*install .*\[cluster\]"):
        Cluster("local:2")


LOCAL = """
import os, time
from gdviz.parallel.cluster import Cluster
if __name__ == "__main__":
    with Cluster("local:1") as workers:
        print(workers.submit(os.getenv, "MALLOC_TRIM_THRESHOLD_", "none").result())
        print(workers.submit(os.getpid).result(), flush=True)
        time.sleep(60)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_processes_of_this_machine_keep_freed_memory_and_end_with_who_has_started_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MALLOC_TRIM_THRESHOLD_", raising=False)
    script = tmp_path / "script.py"
    script.write_text(LOCAL)
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == "none\n"
        worker = int(starter.stdout.readline())
        starter.kill()
    end = time.monotonic() + 30
    while is_alive(worker) and time.monotonic() < end:
        time.sleep(0.1)
    assert not is_alive(worker)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
