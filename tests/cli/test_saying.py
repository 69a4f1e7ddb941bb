"""What the commands print: a terminal obeys nothing of it, whoever wrote the run."""

import ast
import json
import re
import shutil
import warnings
from pathlib import Path

import pytest
from commands import gdviz
from matplotlib.backends.backend_agg import FigureCanvasAgg

HOME = Path(__file__).parents[2]
HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\rover\x08 \u202etxt\u200b\nnew line"
# What a terminal would obey, or a reader would not see.
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


def poisoned(told: object) -> object:
    """Return JSON with hostile signs behind every string that is free."""
    if isinstance(told, dict):
        return {name: poisoned(value) for name, value in told.items()}
    if isinstance(told, list):
        return [poisoned(value) for value in told]
    return told + HOSTILE if isinstance(told, str) else told


@pytest.fixture(scope="module")
def strange(solved, tmp_path_factory):
    """Return runs of strangers: every word of what they say of themselves ends in what a terminal obeys."""
    runs = []
    for name in ("logistic", "bowl", "line"):
        run = tmp_path_factory.mktemp("strange") / f"{name}\x1b[31m\u202e"
        shutil.copytree(solved(name).path, run)
        told = json.loads((run / "run.json").read_text(encoding="utf-8"))
        kept = {key: told[key] for key in ("format", "format_version", "fields")}
        names = {kind: told[kind]["name"] for kind in ("problem", "optimizer")}
        told = {**poisoned(told), **kept}
        if name == "line":
            told["problem"]["name"], told["optimizer"]["name"] = names.values()
            told["problem"]["model"] = "line"
        (run / "run.json").write_text(json.dumps(told), encoding="utf-8")
        runs.append(str(run))
    return runs


COMMANDS = [
    "info 0",
    "info 1 --json",
    "table 0",
    "table 1 --at 0,last",
    "table 1 --columns x\x1b[2J",
    "table 0 --predictions 3",
    "table 2 --predictions 3",
    "table 0 1",
    "table 0 1 --at 0",
    "figure fit 1",
    "figure race 0 1 --still last",
    "figure parameters 1 --set which=\x1b[31m",
    "figure loss 1 --set show=\x1b[31m",
    "figure \x1b[31mloss 1",
    "figure loss 1 -o x.\x1b[31m",
    "figure loss 1 --still last --size 64x36 -o x.png",
    "scene line-fit 1",
    "scene \x1b[31m 1",
    "deck loss-bowl=0 -q l --fps 1.0",
    "deck \x1b[31m.gif",
    "solve --resume 1 --steps 90",
    "solve \x1b[31m",
    "solve --function \x1b[31m",
    "solve bowl --start \x1b[31m",
    "solve bowl --\x1b[31m",
    "solve line --data \x1b[31m.csv",
    "solve line --data bad.csv",
    "sweep bowl -O \x1b[31m",
    "make \x1b[31m",
    "list \x1b[31m",
    "\x1b[31m",
]


@pytest.mark.parametrize("words", COMMANDS)
def test_nothing_that_a_terminal_obeys_is_printed(words, strange, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("bad.csv").write_text("a\x1b[31m,b\u202e\n1,2\n3,x\x1b]0;y\x07\n", encoding="utf-8")
    command, *rest = words.split(" ")
    typed = [re.sub(r"(?<![\w.,])([012])$", lambda found: strange[int(found[1])], word) for word in rest]
    result = gdviz(command, *(typed if command in ("info", "table", "figure", "scene", "deck", "solve") else rest))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert OBEYED.findall(result.output) == []
    assert result.output.count("new line") == 0 or "\nnew line" not in result.output


def test_a_name_in_a_run_is_shown_as_text(strange):
    assert r"\x1b]0;owned\x07\x1b[2J\x9b31m over\x08 \u202etxt\u200b new line" in gdviz("info", strange[0]).output


@pytest.mark.parametrize("name", ["a\x1b[31m \udcff", "a\x1b[31m", "\x1b]0;x\x07\u202e", "é \u200b谷"])
def test_a_path_is_printed_as_the_system_has_it_where_a_program_reads_it(name, tmp_path):
    run = tmp_path / name
    result = gdviz("solve", "bowl", "--steps", "3", "-o", str(run))
    assert result.stdout_bytes == bytes(run) + b"\n"


def test_the_terminal_sees_a_path_written_out(tmp_path, monkeypatch, capsys):
    from gdviz.cli.saying import tell_place

    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    tell_place(tmp_path / "a\x1b[31m\udcff")
    assert capsys.readouterr().out == f"{tmp_path}/a\\x1b[31m\\udcff\n"


def test_what_a_library_warns_of_is_said_in_a_line(solved, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    draw = FigureCanvasAgg.draw

    def warning(canvas):
        warnings.warn("a line\n  and another", stacklevel=1)
        draw(canvas)

    monkeypatch.setattr(FigureCanvasAgg, "draw", warning)
    words = ["--still", "last", "--size", "64x36", "-o", "x.png"]
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        said = gdviz("figure", "loss", str(solved("bowl").path), *words).stderr
    assert said == "a line and another\n"


def test_no_command_prints_past_the_border():
    for path in sorted((HOME / "gdviz/cli").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
        printing = [name for name in calls if name in ("print", "click.echo", "click.secho", "sys.stdout.write")]
        # A growing number on a terminal.
        allowed = {"saying.py": 3, "options.py": 2}.get(path.name, 0)
        assert len(printing) <= allowed, path
