"""How many processes the machine allows, and whether threads forbid to fork, whoever started them."""

import os
import subprocess
import sys
import threading
import warnings

import pytest

from gdviz.parallel import capacity
from gdviz.parallel.capacity import can_fork, check_jobs, default_jobs, processor_time

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")


@pytest.mark.parametrize("jobs", [-1, 0, 257])
def test_a_number_of_processes_that_nobody_wants_is_refused(jobs: int) -> None:
    with pytest.raises(ValueError, match=f"^--jobs is a number of processes from 1 to 256, not {jobs}$"):
        check_jobs(jobs)


def test_any_other_is_taken_where_files_enough_may_be_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity, "_open_file_limit", lambda: None)
    check_jobs(1)
    check_jobs(256)
    monkeypatch.setattr(capacity, "_open_file_limit", lambda: 10**6)
    check_jobs(256)


LIMITED = """
import resource, sys
from gdviz.parallel.capacity import check_jobs, default_jobs
resource.setrlimit(resource.RLIMIT_NOFILE, (65, 65))
check_jobs(1)
check_jobs(9)
print(default_jobs(10**6) <= 9)
extra = [open(sys.executable, "rb") for _ in range(3)]
check_jobs(8)
try:
    check_jobs(9)
except ValueError as error:
    print(error)
"""


@LINUX
def test_no_more_than_the_limit_on_open_files_allows() -> None:
    # 65 files, less 3 standard streams, the listing itself and 32 to spare, are three each for nine.
    shown = subprocess.run([sys.executable, "-c", LIMITED], check=True, capture_output=True, text=True).stdout
    assert shown.splitlines() == [
        "True",
        "9 processes need more open files than the 65 allowed here; try --jobs 8, or allow more with ulimit -n 1024",
    ]


def test_no_more_than_there_is_to_do_unless_asked_for() -> None:
    assert default_jobs(1) == 1
    assert 1 <= default_jobs(1000) <= 256


def test_a_thread_of_python_forbids_to_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    thread = threading.Thread(target=go.wait)
    thread.start()
    assert not can_fork()
    go.set()
    thread.join()


def test_elsewhere_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity.sys, "platform", "darwin")
    assert not can_fork()


@LINUX
def test_what_a_library_warns_of_when_it_is_asked_is_nobodys_business(monkeypatch: pytest.MonkeyPatch) -> None:
    fork, counts = os.fork, iter([2, 1])

    def warned() -> int:
        warnings.warn("os.fork() was called, and there are threads", RuntimeWarning, stacklevel=2)
        return fork()

    monkeypatch.setattr(os, "fork", warned)
    monkeypatch.setattr(capacity, "_count_threads", lambda: next(counts))
    monkeypatch.setattr("threading.active_count", lambda: 1)
    with warnings.catch_warnings(action="error"):
        assert can_fork()


# The linear algebra library's threads end with a fork; those of an encoder, here of a codec's, do not.
THREADS = """
import numpy, scipy.linalg
numpy.ones((300, 300)) @ numpy.ones((300, 300))
from gdviz.parallel.capacity import can_fork
print(can_fork())
import av
codec = av.CodecContext.create("libx264", "w")
codec.width = codec.height = 640
codec.pix_fmt, codec.time_base, codec.thread_count = "yuv420p", 1, 4
codec.open()
print(can_fork())
del codec
print(can_fork())
"""


@LINUX
def test_an_encoders_threads_forbid_to_fork_though_python_does_not_know_of_them() -> None:
    shown = subprocess.run([sys.executable, "-W", "error", "-c", THREADS], check=True, capture_output=True, text=True)
    assert shown.stdout.split() == ["True", "False", "True"]


@LINUX
def test_asking_in_vain_collects_garbage_once(monkeypatch: pytest.MonkeyPatch) -> None:
    collections = []
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(capacity, "_count_threads", lambda: 2)
    monkeypatch.setattr(capacity.gc, "collect", lambda: collections.append(1))
    assert not can_fork()
    assert len(collections) == 1, "it takes long where much is in memory"


WRITTEN = """
import sys
import numpy
from gdviz.encode import FORMATS, write
from gdviz.parallel.capacity import can_fork
for suffix, kind in FORMATS.items():
    if kind.write is not None:
        write(sys.argv[1] + "/a" + suffix, [numpy.zeros((48, 64, 3), numpy.uint8)] * 3, 10)
        print(suffix, can_fork())
"""


@LINUX
def test_no_format_leaves_threads_behind(tmp_path) -> None:
    words = [sys.executable, "-W", "error", "-c", WRITTEN, str(tmp_path)]
    shown = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    assert shown.split().count("False") == 0
    assert ".mp4 True" in shown


@LINUX
def test_a_process_that_works_uses_the_processor_and_one_that_waits_does_not() -> None:
    waiting, working = "print(flush=True); input()", "print(flush=True)\nwhile True: pass"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with (
        subprocess.Popen([sys.executable, "-c", waiting], **pipes) as waits,
        subprocess.Popen([sys.executable, "-c", working], **pipes) as works,
    ):
        for process in (waits, works):
            assert process.stdout is not None
            process.stdout.readline()
        idle, busy = processor_time(waits.pid), processor_time(works.pid)
        while processor_time(works.pid) < busy + 0.3:
            pass
        works.kill()
        assert processor_time(waits.pid) <= idle + 0.1
        waits.kill()


def test_where_nobody_tells_time_goes_on() -> None:
    assert processor_time(2**31 - 1) < processor_time(2**31 - 1)
