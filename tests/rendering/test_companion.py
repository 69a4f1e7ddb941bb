"""The process beside a training: it hears when that is over, and says once what went wrong."""

import io
import json
import os

import pytest

from gdviz.rendering import companion


@pytest.fixture
def told(monkeypatch):
    """Let standard input be a pipe, and give its other end."""
    here, there = os.pipe()
    with os.fdopen(here, "rb") as reading, os.fdopen(there, "wb", buffering=0) as writing:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(reading))
        yield writing
        writing.close()


def test_it_waits_until_it_is_told_that_the_training_is_over(told):
    pause = companion.pausing()
    assert pause(0.01) is False
    told.write(b"e")
    assert pause(10.0) is True


def test_it_hears_as_well_that_the_training_is_gone(told):
    pause = companion.pausing()
    told.close()
    assert pause(10.0) is True


def test_it_sees_that_its_parent_is_another(told, monkeypatch):
    monkeypatch.setattr(companion, "APART", 0.01)
    pause = companion.pausing()
    monkeypatch.setattr("os.getppid", lambda: -1)
    assert pause(10.0) is True


def test_what_goes_wrong_is_printed_once_and_it_goes_on(monkeypatch, capsys):
    for name in ("os.nice", "signal.signal", "warnings.simplefilter"):
        monkeypatch.setattr(name, lambda *arguments: None)
    failures = [ValueError("no\nroom"), ValueError("no room"), OSError(28, "full"), None]

    def watch(figure, paths, out, **how):
        assert (figure, [str(path) for path in paths], out, how["ends"]) == ("contour", ["r"], "x.png", False)
        if error := failures.pop(0):
            raise error

    monkeypatch.setattr(companion, "watch", watch)
    monkeypatch.setattr(companion, "pausing", lambda: lambda seconds: False)
    assert companion.main(json.dumps({"run": "r", "out": "x.png"})) == 0
    assert capsys.readouterr().out == "no room\n[Errno 28] full\n"
