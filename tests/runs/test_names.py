"""Words as the name of a file: one file, in one directory, on every system."""

from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz.runs.names import LONGEST, file_name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("bowl", "bowl"),
        ("rosenbrock-adam-1f2e3d4c", "rosenbrock-adam-1f2e3d4c"),
        ("a_b.c-1", "a_b.c-1"),
        ("größe", "größe"),
        ("gro\u0308ße", "größe"),
        ("x/../../../../pwned", "x-..-..-..-..-pwned"),
        ("..", "run"),
        (".", "run"),
        ("", "run"),
        ("/etc/passwd", "etc-passwd"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("C:\\boot.ini", "C-boot.ini"),
        ("a\0b\nc\x1b[31m", "a-b-c-31m"),
        ("Rosenbrock (a=1)", "Rosenbrock-a-1"),
        ("name. ", "name"),
        ("con", "run-con"),
        ("NUL.txt", "run-NUL.txt"),
        ("COM1", "run-COM1"),
        ("console", "console"),
        ("\u202egpj.exe", "gpj.exe"),
        ("x" * 10**6, "x" * LONGEST),
        ("é" * 10**6, "é" * (LONGEST // 2)),
        ("日" * 100, "日" * (LONGEST // 3)),
        ("\ud800", "run"),
    ],
)
def test_words_become_a_name(words, name):
    assert file_name(words) == name


@given(st.text() | st.text("./\\ -~:con1nul\0"))
def test_whatever_the_words_they_name_one_file_in_one_directory(words):
    name = file_name(words, instead="deck")
    assert name == Path(name).name == PureWindowsPath(name).name
    assert name[0] not in ".-"
    assert name[-1] not in ". "
    assert all(letter.isalnum() or letter in "-_." for letter in name)
    assert len(name.encode()) <= LONGEST + len("deck-")
    assert file_name(name, instead="deck") == name
