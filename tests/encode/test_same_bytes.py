"""The same command makes the same bytes, whatever clock, place, language and machine it is given."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from gdviz.encode.formats import FORMATS

pytest.importorskip("manim")

from gdviz.slides.deck import SUFFIXES

SIZE = "--size 160x90 --fps 5"
# What comes later may show what came before.
COMMANDS = [
    *[f"figure contour {{run}} {SIZE} --seconds 0.8 -o figure{suffix}" for suffix in FORMATS],
    *[f"figure contour {{run}} {SIZE} --seconds 0.8 --transparent -o clear{suffix}" for suffix in (".gif", ".webm")],
    f"figure surface {{run}} {SIZE} --strip 2 -o strip.svg",
    # More lines of blocks than threads.
    "figure surface {run} --size 640x480 --fps 5 --seconds 2 --jobs {jobs} -o large.mp4",
    f"scene loss-bowl {{run}} {SIZE} --section 1 -o scene.mp4",
    *[f"deck figure.gif large.mp4 -o deck{suffix}" for suffix in SUFFIXES],
    "table {run} -o table.csv",
    "solve rosenbrock -O adam --steps 9 -o run",
]
CODE = """
import os, shlex, sys
if "{cores}" == "1" and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
from gdviz.cli import main
for command in sys.argv[1:]:
    main(shlex.split(command), standalone_mode=False)
"""


def start(folder: Path, run: Path, *, cores: int, jobs: int, **env: str) -> "subprocess.Popen[bytes]":
    """Begin to make in a folder what the commands make."""
    folder.mkdir(parents=True)
    commands = [command.format(run=shlex.quote(str(run)), jobs=jobs) for command in COMMANDS]
    command = [sys.executable, "-c", CODE.replace("{cores}", str(cores)), *commands]
    return subprocess.Popen(command, cwd=folder, env={**os.environ, **env}, stdout=subprocess.DEVNULL)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


@pytest.mark.slow
def test_every_format_has_the_same_bytes_again(solved, tmp_path):
    run, folders = solved("bowl").path, [tmp_path / "here", tmp_path / "over there" / "and deep"]
    here = {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "1000000000"}
    there = {**here, "TZ": "Asia/Kolkata", "LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "77"}
    with (
        start(folders[0], run, cores=2, jobs=1, **here) as one,
        start(folders[1], run, cores=1, jobs=2, **there) as other,
    ):
        assert (one.wait(), other.wait()) == (0, 0)
    first, second = map(contents, folders)
    assert {Path(name).suffix for name in first} >= {*FORMATS, *SUFFIXES, ".csv", ".json", ".npy"}
    assert list(first) == list(second)
    assert [name for name in first if first[name] != second[name]] == []
    assert b"2001-09-09T01:46:40" in first["run/run.json"]
