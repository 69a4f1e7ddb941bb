"""Worker processes, and lines to them."""

import multiprocessing
import sys
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

# A pipe: a process tells the number of each frame that it has painted, or what went wrong, and is told which to paint.
Connection = Any


@dataclass
class Worker:
    """A process and the line to it."""

    process: Any
    line: Connection

    @classmethod
    def start(cls, work: Callable[..., None], *given: Any, fork: bool) -> Self:
        """Start a process that does `work(*given, line)`; forked, it needs no set-up and nothing pickled."""
        context: Any = multiprocessing.get_context("fork" if fork else "spawn")
        here, there = context.Pipe()
        process = context.Process(target=work, args=(*given, there), daemon=True)
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            # Python warns of other threads; those of the linear algebra library stand a fork.
            process.start()
        there.close()
        return cls(process, here)

    def lost(self) -> ChildProcessError:
        """Return the error for a process that ended before its work."""
        self.process.join()
        return ChildProcessError(f"a painting process ended with exit code {self.process.exitcode}; try --jobs 1")

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.terminate()
        self.process.join()
        self.line.close()


def check_jobs(jobs: int) -> None:
    """Raise ValueError for a number of processes that nobody wants."""
    if not 1 <= jobs <= 256:
        raise ValueError(f"--jobs is a number of processes from 1 to 256, not {jobs}")


def can_fork() -> bool:
    """Return whether forking this process is safe."""
    return sys.platform == "linux" and threading.active_count() == 1
