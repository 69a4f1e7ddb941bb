"""The command table: what it prints, what it writes, and how mistakes are answered."""

from pathlib import Path

import pytest
from commands import gdviz
from mistakes import assert_refused

from gdviz.solving.solver import solve


def test_the_command_prints_a_table_or_the_file_it_wrote(home: Path) -> None:
    gdviz("solve", "bowl", "--steps", "3", "-o", "run")
    result = gdviz("table", "run")
    assert result.stdout.splitlines()[0].split() == ["step", "loss", "x", "y"]
    assert len(result.stdout.splitlines()) == 6
    assert gdviz("table", "run", "-o", "deep/x.txt").stdout == "deep/x.txt\n"
    assert Path("deep/x.txt").read_text() == result.stdout
    assert gdviz("table", "run", "--at", "last,0", "-o", "x.md").stdout == "x.md\n"
    assert Path("x.md").read_text().splitlines()[2].startswith("| 3 | ")


MISTAKES = [
    ("table", 2, "Missing argument 'RUN...'"),
    ("table nowhere", 2, "there is no run in nowhere"),
    ("table run --at 7", 2, "there is no step 7 in run, which took 5 steps; the nearest is 5: try --at 5"),
    ("table run --at 0,99,last", 2, "try --at 0,5,last"),
    ("table run --at 1e3", 2, "not '1e3'; try --at 0,100,last"),
    ("table run --at -1", 2, "not '-1'"),
    ("table thin --at 0,5", 2, "which keeps only some of its steps; the nearest is 4: try --at 0,4"),
    ("table run -o x.xls", 2, "must end in .txt, .csv, .md; try -o x.csv"),
    ("table run -o table", 2, "must end in .txt, .csv, .md"),
    ("table run -o file/x.csv", 1, "choose another place with -o"),
    ("table run thin --at 3", 2, "--at is of one run, not of 2"),
    ("table run thin --predictions 3", 2, "--predictions is of one run, not of 2"),
    ("table run --columns los", 2, "did you mean 'loss'?"),
    ("table run --digits 0", 2, "0 is not in the range"),
    ("table run --predictions 3", 2, "it was not fitted to points"),
    ("table blobs --predictions 251", 2, "there are 250 points in blobs, not 251; try --predictions 10"),
    ("table blobs --predictions 0", 2, "try --predictions 10"),
    ("table blobs --predictions 2 --at 0,last", 2, "of one step, not of 2; try --at last"),
    ("table blobs --predictions 2 --seed -1", 2, "-1 is not in the range"),
]


@pytest.mark.parametrize(("words", "code", "answer"), MISTAKES, ids=[words for words, _, _ in MISTAKES])
def test_a_mistake_is_answered_with_one_line(words: str, code: int, answer: str, home: Path) -> None:
    Path("file").write_text("mine")
    solve("bowl", steps=5, out="run")
    solve("bowl", steps=8, every=4, out="thin")
    if "blobs" in words:
        solve("logistic", steps=2, out="blobs")
    assert_refused(words, answer, code=code)
