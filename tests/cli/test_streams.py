"""A standard stream that is closed, full or read no further takes nothing from the work, and is told of in a line."""

import io
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from gdviz.cli import main
from gdviz.cli.streams import standard_streams

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")

GDVIZ = f"{sys.executable} -c 'from gdviz.cli import main; main()'"
# What each command is tried with, and the file or folder that it makes.
PRINTING = {
    "help": "figure",
    "--help": "",
    "--version": "",
    "list": "problems",
    "info": "run",
    "table": "run",
    "check-gradient": "bowl --points 3",
    "make": "A3 --show",
}
MAKING = {
    "solve": ("bowl --steps 3 -o made", "made"),
    "sweep": ("bowl --steps 3 --lr 0.1,0.2 --jobs 2 -o made", "made"),
    "landscape": ("run --samples 5 --domain 0,1,0,1 -o made", "made"),
    "import": ("step1.npz step2.npz -o made", "made"),
    "watch": ("run -o made.png --figure loss --size 64x36", "made.png"),
    "figure": ("contour run --size 64x36 --fps 2 --seconds 1 --jobs 2 -o made.gif", "made.gif"),
    "page": ("run -o made.html", "made.html"),
    "scene": ("loss-bowl run --size 64x36 --fps 1 --section 1 -o made.gif", "made.gif"),
    "deck": ("film.mp4 -o made.pdf", "made.pdf"),
    "table": ("run -o made.csv", "made.csv"),
    "style": ("--new made.toml", "made.toml"),
    "make": ("parabola -o renders", "renders"),
}
SHORT = [name for name in MAKING if name not in ("scene", "make", "deck")]
# Scenes need seconds for Manim, and demo and recipes are these commands in turn.
LONG = [pytest.param(name, marks=pytest.mark.slow) for name in ("scene", "make", "deck")]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Give a folder with a run and a film."""
    home = tmp_path_factory.mktemp("streams")
    for words in ("solve bowl --steps 3 -o run", "figure loss run --size 64x36 --fps 2 --seconds 1 -o film.mp4"):
        shell(home, f"{GDVIZ} {words}").check_returncode()
    for step in (1, 2):
        np.savez(home / f"step{step}.npz", w=np.full(3, float(step)))
    return home


def shell(home: Path, line: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["bash", "-c", line], cwd=home, capture_output=True, text=True, timeout=120)


def test_every_command_is_tried():
    assert main.commands.keys() - {"demo"} == (PRINTING.keys() | MAKING.keys()) - {"--help", "--version"}


@pytest.mark.parametrize("name", PRINTING)
def test_what_is_to_be_printed_and_cannot_be_is_told_of_in_one_line(name, home):
    answer = shell(home, f"{GDVIZ} {name} {PRINTING[name]} > /dev/full")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == "Error: standard output: No space left on device; print to another place\n"


def test_nor_to_a_stream_that_is_closed(home):
    answer = shell(home, f"{GDVIZ} list >&-")
    assert answer.returncode == 1
    assert answer.stderr == "Error: standard output: Bad file descriptor; print to another place\n"


def test_whoever_reads_no_further_has_seen_enough(home):
    answer = shell(home, f"{GDVIZ} list --json | head -n 1; echo ${{PIPESTATUS[0]}}")
    assert (answer.stdout, answer.stderr) == ("{\n0\n", "")


@pytest.mark.parametrize("name", [*SHORT, *LONG])
def test_what_is_made_is_made_though_nothing_can_be_said_of_it(name, home):
    # Full ones for half of the commands, closed ones for the others: each start takes a second.
    streams = (">/dev/full 2>/dev/full", ">&- 2>&- <&-")[[*MAKING].index(name) % 2]
    words, made = MAKING[name]
    answer = shell(home, f"rm -rf {made}; {GDVIZ} {name} {words} {streams}")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    assert (home / made).exists()
    assert not any(b"standard output" in path.read_bytes() for path in home.iterdir() if path.is_file())


def test_where_what_was_made_cannot_be_printed_it_is_told(home):
    answer = shell(home, f"{GDVIZ} solve bowl --steps 3 -o whole > /dev/full")
    assert answer.returncode == 0
    assert answer.stderr.endswith("standard output: No space left on device; what was to be printed: whole\n")


def test_a_mistake_is_one_though_nothing_can_be_said_of_it(home):
    assert shell(home, f"{GDVIZ} solv 2>&-").returncode == 2
    assert shell(home, f"{GDVIZ} info nowhere 2>/dev/full").returncode == 2


def test_progress_that_cannot_be_shown_is_dropped(home):
    code = "import sys; sys.stderr.isatty = lambda: True; sys.stderr.write('x' * 99999); sys.stderr.flush(); print(1)"
    line = f'{sys.executable} -c "from gdviz.cli.streams import standard_streams\nwith standard_streams(): {code}"'
    answer = shell(home, f"{line} 2>/dev/full")
    assert (answer.returncode, answer.stdout) == (0, "1\n")


def test_on_windows_letters_that_a_pipe_lacks_are_written_out(monkeypatch):
    made = io.BytesIO()
    monkeypatch.setattr("gdviz.cli.streams.os", SimpleNamespace(**{**vars(os), "name": "nt"}))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(made, "cp1252"))
    with standard_streams():
        sys.stdout.write("loss 2 → 1\n")
    assert made.getvalue().strip() == b"loss 2 \\u2192 1"
