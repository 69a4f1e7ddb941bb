"""Programs without a guard are carried out once, however processes are started, and by whichever thread."""

import subprocess
import sys
from multiprocessing import get_context

import pytest

PROGRAM = """
import asyncio, sys, threading, time
from pathlib import Path
import gdviz
from gdviz.parallel import afresh, processes

with open("carried-out", "a") as file:
    file.write("once\\n")
kind, how = sys.argv[1:]
contexts = {"forkserver": afresh.ForkServerAlone, "spawn": afresh.SpawnAlone}
if kind in contexts:
    context = contexts[kind]()
    if kind == "forkserver":
        context.set_forkserver_preload(["gdviz.rendering.figures", "gdviz.figures.parts.canvas"])
    processes.starting = lambda *args, **options: context

def draw():
    return gdviz.draw("loss", "run", "jobs.gif", size="64x36", seconds=1, fps=10, jobs=2)

if how == "straight":
    draw()
elif how == "thread":
    one = threading.Thread(target=draw)
    one.start()
    one.join()
else:
    asyncio.run(asyncio.to_thread(draw))
"""


@pytest.fixture(scope="module")
def alone(solved, tmp_path_factory):
    """Return a folder with a run, and the film of it that one process makes."""
    import gdviz

    folder = tmp_path_factory.mktemp("unguarded")
    (folder / "program.py").write_text(PROGRAM)
    (folder / "run").symlink_to(solved("bowl").path)
    gdviz.draw("loss", folder / "run", folder / "alone.gif", size="64x36", seconds=1, fps=10)
    return folder


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
@pytest.mark.parametrize(
    ("kind", "how"),
    [("fork", "straight"), ("spawn", "thread"), ("forkserver", "to_thread")],
)
def test_a_program_without_a_guard_is_carried_out_once(kind, how, alone):
    (alone / "carried-out").unlink(missing_ok=True)
    words = [sys.executable, "program.py", kind, how]
    done = subprocess.run(words, cwd=alone, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert (alone / "carried-out").read_text() == "once\n"
    assert (alone / "jobs.gif").read_bytes() == (alone / "alone.gif").read_bytes()


def test_processes_of_others_know_their_program_still():
    from multiprocessing import spawn

    from gdviz.parallel import afresh

    told = spawn.get_preparation_data("other")
    assert told.keys() & set(afresh.PROGRAM) == afresh._prepare("other").keys() & set(afresh.PROGRAM)
    assert afresh.SpawnAlone().get_start_method() == get_context("spawn").get_start_method()
    with afresh._leaving_out_the_program():
        assert not spawn.get_preparation_data("ours").keys() & set(afresh.PROGRAM)
