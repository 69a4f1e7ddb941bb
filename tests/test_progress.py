"""A bar where somebody looks, and nothing where nobody does."""

import io
import sys
import threading
import time
from types import SimpleNamespace

import pytest

import gdviz
from gdviz.progress import Reckoning, bar, is_watched, listener, telling


class Terminal(io.StringIO):
    """Standard error on which somebody looks."""

    def isatty(self):
        """Say that it is one."""
        return True


@pytest.fixture
def terminal(monkeypatch):
    """Return a function that lets somebody look, and returns what he sees."""
    monkeypatch.setattr("gdviz.progress.PATIENCE", 0)

    def look():
        told = Terminal()
        monkeypatch.setattr("sys.stderr", told)
        return told

    return look


def test_on_a_terminal_a_bar_moves_with_an_estimate(terminal):
    told = terminal()
    with bar("drawing") as tell:
        tell(10, 40)
        time.sleep(0.12)
        tell(20, 40)
    assert "drawing" in told.getvalue()
    assert "20/40" in told.getvalue()
    assert told.getvalue().endswith("\r"), "it leaves the line as it was"


def test_in_a_pipe_nothing_is_told(capsys):
    with bar("drawing") as tell:
        tell(1, 2)
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def kernel(monkeypatch):
    """Be in a notebook."""
    ipython = pytest.importorskip("IPython")
    monkeypatch.setattr(ipython, "get_ipython", lambda: SimpleNamespace(kernel=None))


def test_a_notebook_looks(kernel):
    assert is_watched()


def test_nobody_looks_at_a_pipe_though_a_kernel_may_be_loaded(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    assert not is_watched()


def test_no_thread_is_left_that_forbids_to_fork(terminal):
    terminal()
    before = threading.active_count()
    with bar("drawing") as tell:
        tell(1, 2)
        assert threading.active_count() == before


def test_who_wants_to_hear_himself_is_told(terminal):
    heard, told = [], terminal()
    with telling(lambda *now: heard.append(now), "drawing") as tell:
        tell(1, 2)
    with telling(False, "drawing") as tell:
        tell(1, 2)
    listener(True)(1, 2)
    assert (heard, told.getvalue()) == ([(1, 2)], "")


def test_calls_from_python_show_a_bar_unless_told_not_to(terminal, tmp_path):
    seen = terminal()
    run = gdviz.solve("bowl", steps=3, out=tmp_path / "run")
    gdviz.draw("loss", run, tmp_path / "a.gif", size="64x36", seconds=0.4, fps=5)
    gdviz.resume(run.path, steps=6)
    assert "solving" in seen.getvalue()
    assert "drawing" in seen.getvalue()
    told = len(seen.getvalue())
    gdviz.solve("bowl", steps=3, out=tmp_path / "run", progress=False)
    gdviz.draw("loss", run, tmp_path / "a.png", size="64x36", progress=False)
    assert len(seen.getvalue()) == told


def test_in_a_notebook_a_bar_is_one_line_that_goes_away(kernel, monkeypatch):
    written = []

    class Shown:
        def update(self, told, raw):
            written.append(told["text/plain"])

    def display(told, raw, display_id):
        written.append(told["text/plain"])
        return Shown()

    monkeypatch.setattr("IPython.display.display", display)
    monkeypatch.setattr("gdviz.progress.PATIENCE", 0)
    with bar("drawing") as tell:
        time.sleep(0.12)
        tell(3, 6)
    assert written[0].startswith("drawing:   0%")
    assert any("3/6" in line for line in written)
    assert written[-1] == ""
    assert not any("\r" in line for line in written)


def test_films_to_come_count_as_long_as_those_that_are_known():
    told = []
    count = Reckoning(3, lambda *both: told.append(both))
    for film, done, of_all in ((0, 5, 10), (0, 10, 10), (2, 4, 20), (2, 20, 20), (3, 30, 30)):
        count(film, done, of_all)
    assert told == [(5, 30), (10, 30), (14, 45), (30, 45), (60, 60)]
