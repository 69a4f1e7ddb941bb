"""Processes that start afresh without the caller's program: it is not carried out once more in each of them.

What multiprocessing prepares a process with names the program, so that functions defined there can be unpickled. Orders
are gdviz's own, and need nothing of it; a program without ``if __name__ == "__main__"`` would otherwise start processes
in each of its processes.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import context, spawn
from typing import Any

# What is prepared names the program by one of these.
PROGRAM = ("init_main_from_name", "init_main_from_path")
_prepare = spawn.get_preparation_data
_here = threading.local()


def _prepared(name: str) -> dict[str, Any]:
    """Return what a process is prepared with, without the program where one starts that is not to know it."""
    told = _prepare(name)
    return {key: value for key, value in told.items() if not (_is_left_out() and key in PROGRAM)}


# In its place for good, and not for a moment: others may start processes meanwhile, from other threads.
spawn.get_preparation_data = _prepared


def _is_left_out() -> bool:
    return getattr(_here, "left_out", False)


@contextmanager
def _leaving_out_the_program() -> Iterator[None]:
    _here.left_out = True
    try:
        yield
    finally:
        _here.left_out = False


class SpawnedAlone(context.SpawnProcess):
    """A process that is started anew, and does not know the program."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802  # as multiprocessing calls it
        with _leaving_out_the_program():
            return context.SpawnProcess._Popen(process_obj)


class SpawnAlone(context.SpawnContext):
    """Starts such processes."""

    Process = SpawnedAlone


if sys.platform != "win32":

    class ServedAlone(context.ForkServerProcess):
        """A process that is forked from a server, and does not know the program."""

        @staticmethod
        def _Popen(process_obj: Any) -> Any:  # noqa: N802  # as multiprocessing calls it
            with _leaving_out_the_program():
                return context.ForkServerProcess._Popen(process_obj)

    class ForkServerAlone(context.ForkServerContext):
        """Starts such processes."""

        Process = ServedAlone
