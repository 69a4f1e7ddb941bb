"""Asked to end, the command line cleans up, and its exit code tells the signal, with no traceback."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from at_work import at_work

from gdviz.cli.signals import ENDING, Terminated, terminations

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")

# A command that is at work until it is ended, and that is asked again while it cleans up.
WORK = """
import os, signal, time
import click
from gdviz.cli import main
from gdviz.files.atomic import appearing

@main.command()
def work():
    with appearing("a.gif") as temporary:
        temporary.write_bytes(b"half")
        try:
            click.echo("at work")
            time.sleep(300)
        finally:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                os.kill(os.getpid(), number)
                time.sleep(0.01)
            click.echo("cleaned up")

main(["work"])
"""


@pytest.mark.parametrize("number", ENDING)
def test_what_is_asked_to_end_cleans_up_though_it_is_asked_again(number, tmp_path):
    words = [sys.executable, "-c", WORK]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, cwd=tmp_path, text=True, **pipes) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(number)
        shown, said = process.communicate(timeout=60)
    assert (process.returncode, shown) == (128 + number, "cleaned up\n")
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_solve_is_written_up_and_can_be_taken_up(tmp_path):
    words = [sys.executable, "-c", "from gdviz.cli import main; main()", "solve", "bowl", "--steps", "100000000"]
    with at_work([*words, "-o", "run"], tmp_path, run="run", rows=1000) as process:
        process.terminate()
        _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert "interrupted at step" in said
    assert "Traceback" not in said


def handlers():
    return [signal.getsignal(number) for number in (*ENDING, signal.SIGINT)]


def test_handlers_are_as_before_afterwards():
    before = handlers()
    for asked in (False, True):
        came = []
        try:
            with terminations() as came:
                if asked:
                    os.kill(os.getpid(), signal.SIGTERM)
        except Terminated:
            assert asked
        assert came == [signal.SIGTERM] * asked
        assert handlers() == before


def test_what_is_ignored_or_answered_already_is_left_alone():
    answered = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: answered.append(number))
    ignored = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with terminations() as came:
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGHUP)
        assert (came, answered) == ([], [signal.SIGTERM])
    finally:
        signal.signal(signal.SIGTERM, before)
        signal.signal(signal.SIGHUP, ignored)


def test_another_thread_than_the_first_may_not_answer_signals_and_does_not():
    seen = []

    def run():
        with terminations():
            seen.append(handlers())

    before = handlers()
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [before]
