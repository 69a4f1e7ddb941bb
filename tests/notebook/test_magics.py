"""The commands in a notebook's cells."""

import pytest

from gdviz.rendering.picture import Picture
from gdviz.runs.run import Run


@pytest.fixture
def displayed(shell, monkeypatch):
    """Return what cells display."""
    found = []
    monkeypatch.setattr("IPython.display.display", found.append)
    return found


def test_a_line_is_a_command_and_its_run_is_shown(shell, displayed, tmp_path, capsys):
    shell.run_line_magic("gdviz", "solve bowl --steps 3 -o bowl")
    (run,) = displayed
    assert isinstance(run, Run)
    assert (run.steps, run.path.resolve()) == (3, tmp_path / "bowl")
    told = capsys.readouterr()
    assert told.out.startswith("took all 3 steps"), "the remarks, which are no errors; the directory is shown"
    assert told.err == ""


def test_a_cell_has_a_command_in_each_line(shell, displayed):
    cell = (
        "# two of them\ngdviz solve bowl --steps 3 -o bowl\n\nfigure loss bowl -o a.png \\\n  --size 96x54  # small\n"
    )
    shell.run_cell_magic("gdviz", "", cell)
    run, picture = displayed
    assert isinstance(picture, Picture)
    assert (picture.name, run.path.name) == ("a.png", "bowl")
    assert "image/png" in picture._repr_mimebundle_()


def test_what_is_printed_otherwise_is_printed(shell, displayed, capsys):
    shell.run_line_magic("gdviz", "list palettes")
    assert "viridis" in capsys.readouterr().out
    assert displayed == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("figure contuor nowhere", "unknown figure 'contuor'; did you mean 'contour'?"),
        ("figure contour nowhere", "there is no run in nowhere; make one with `gdviz solve"),
        ("solv bowl", "unknown command 'solv'; did you mean 'solve'?"),
        ("solve --nonsense", "No such option"),
        ("solve 'bowl", "a quotation mark is open at the end of a line; close it there"),
    ],
)
def test_a_mistake_is_one_sentence_and_ends_the_cell(shell, displayed, capsys, line, words):
    found = shell.run_cell(f"%%gdviz\n{line}\nlist palettes")
    assert type(found.error_in_exec).__name__ == "UsageError"
    assert str(found.error_in_exec).startswith(words)
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    assert "viridis" not in told.out
