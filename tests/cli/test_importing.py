"""The command import: what it prints, and how mistakes are answered."""

from pathlib import Path

import numpy as np
import pytest
from commands import gdviz
from mistakes import assert_refused

from gdviz.runs.run import load


def save() -> None:
    for step in (2, 10):
        np.savez(f"epoch{step}.npz", w=np.full(3, 1.0 / step), running_mean=np.ones(3))


def test_the_command_prints_the_runs_directory(home: Path) -> None:
    save()
    result = gdviz("import", "epoch10.npz", "epoch2.npz", "-o", "run", "--title", "Mine")
    assert result.stdout == "run\n"
    assert result.stderr.splitlines() == [
        "left out, as they are no parameters: running_mean",
        "2 checkpoints of 3 parameters, steps 2 to 10",
    ]
    assert load("run").problem["title"] == "Mine"


MISTAKES = [
    ("import -o run", "Missing argument 'FILE...'"),
    ("import epoch2.npz epoch10.npz", "Missing option '-o'"),
    ("import epoch2.npz nowhere.npz -o run", "'nowhere.npz' does not exist"),
    ("import epoch2.npz notes.txt -o run", "notes.txt must end in .pt, .pth"),
    ("import epoch2.npz -o run", "a path needs two checkpoints at least"),
    ("import epoch2.npz epoch10.npz -o run --loss-from notes.txt", "notes.txt has no column loss"),
    ("import epoch2.npz epoch10.npz -o run --keep some", "'some' is not one of 'all', 'plane'"),
]


@pytest.mark.parametrize(("words", "answer"), MISTAKES, ids=[words for words, _ in MISTAKES])
def test_a_mistake_is_answered_with_one_line(words: str, answer: str, home: Path) -> None:
    save()
    Path("notes.txt").write_text("notes")
    assert_refused(words, answer)
