"""How many processes there may be, and whether they may be forked."""

import gc
import os
import signal
import sys
import threading
import time
import warnings

MOST = 256
# What a process costs the one that has started it: the line to it, and the two pipes by which each hears of the
# other's end.
FILES_EACH = 3
# What both may open besides: runs, fonts, the file that is made.
FILES_SPARE = 32


def check_jobs(jobs: int) -> None:
    """Raise ValueError for a number of processes that nobody wants, or that so few open files do not allow."""
    if not 1 <= jobs <= MOST:
        raise ValueError(f"--jobs is a number of processes from 1 to {MOST}, not {jobs}")
    if jobs > (most := _affordable()):
        raise ValueError(
            f"{jobs} processes need more open files than the {_open_file_limit()} allowed here; "
            f"try --jobs {most}, or allow more with ulimit -n 1024"
        )


def default_jobs(tasks: int) -> int:
    """Return a number of processes for so many tasks: one for each processor, as far as there are tasks and files."""
    processors = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(1, min(processors, tasks, _affordable(), MOST))


def _affordable() -> int:
    """Return how many processes the limit on open files allows, and always one."""
    limit = _open_file_limit()
    if limit is None:
        return MOST
    for listing in ("/proc/self/fd", "/dev/fd"):
        if os.path.isdir(listing):  # noqa: PTH112  # no path is made of it
            return max(1, (limit - len(os.listdir(listing)) - FILES_SPARE) // FILES_EACH)  # noqa: PTH208
    return max(1, (limit - FILES_SPARE) // FILES_EACH)


def _open_file_limit() -> int | None:
    """Return how many files this process may have open; None for any number."""
    if sys.platform == "win32":
        return None
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


def can_fork() -> bool:
    """Return whether forking this process is safe: whether no thread runs in it but this one.

    A forked process has the locks of all threads and none of the threads, and waits for ever where it wants one of
    them: an encoder's, say, whose threads Python does not know of. The pool of the linear algebra library does not
    count: the library ends it before a fork, and starts another when it is needed. So a process is forked that does
    nothing, and what is left of the threads is counted then.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    try:
        if _count_threads() == 1:
            return True
        with warnings.catch_warnings(action="ignore"):
            # Python warns here of what is being asked, and so does JAX.
            child = os.fork()
        if child == 0:
            os._exit(0)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for attempt in range(10):
            if _count_threads() == 1:
                return True
            if attempt == 0:
                # What nobody needs any more may hold others. Once is enough, and takes long where there is much.
                gc.collect()
            # One that has ended is listed for a moment more.
            time.sleep(0.005)
    except OSError:
        pass
    return False


def _count_threads() -> int:
    """Return the number of threads of this process, those included that Python does not know of."""
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208


def processor_time(pid: int) -> float:
    """Return the seconds that a process has used of any processor; where nobody tells, the time that it is."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123
            # The name before the last bracket may have blanks.
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return time.monotonic()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
