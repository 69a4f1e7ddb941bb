"""The command line: what each command prints, where it puts things, and how it answers mistakes."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from commands import gdviz
from extensions import FIGURE, FORMAT, OPTIMIZER, PROBLEM, RECIPES
from mistakes import assert_refused

from gdviz.cli import main
from gdviz.cli.app import WAITING
from gdviz.runs.run import load

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", main.commands)
def test_every_command_is_documented_with_examples_and_options(name: str) -> None:
    command = main.commands[name]
    text = gdviz(name, "--help").stdout
    assert re.search(rf"^ +gdviz {name}", text, re.M), "an example"
    assert (command.help or "").split()[0].istitle(), "an imperative sentence"
    assert all(p.help for p in command.params if isinstance(p, click.Option))
    assert f"gdviz {name}" in (ROOT / "README.md").read_text(), "in the README"


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; from gdviz.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "matplotlib", "manim", "av", "imageio", "sklearn"} & set(loaded)


@pytest.mark.parametrize(("chosen", "told"), [(None, "4"), ("20", "20")])
def test_a_process_of_its_own_lets_idle_threads_sleep_unless_it_is_told_otherwise(
    chosen: str | None, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(WAITING, raising=False)
    if chosen:
        monkeypatch.setenv(WAITING, chosen)
    seen: list[str | None] = []
    monkeypatch.setitem(main.commands, "look", click.Command("look", callback=lambda: seen.append(os.getenv(WAITING))))
    with pytest.raises(SystemExit):
        main(["look"])
    main(["look"], standalone_mode=False)
    assert seen == [told, chosen]


def test_solve_prints_the_run_as_its_last_line_and_notes_elsewhere(home: Path) -> None:
    result = gdviz("solve", "rosenbrock", "-O", "adam", "--steps", "20")
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert load(line).steps == 20
    assert re.fullmatch(r"renders/runs/rosenbrock-adam-[0-9a-f]{8}", line.replace("\\", "/"))
    assert "took all 20 steps" in result.stderr


def test_solve_passes_every_option_on(home: Path) -> None:
    chosen = "-O momentum --lr 0.05 --set momentum=0.8 --set kappa=20 --start -3,2 --seed 4 --steps 7 --tol-step 1e-9"
    assert gdviz("solve", "bowl", *chosen.split(), "-o", "out").exit_code == 0
    run = load("out")
    assert run.problem["options"] == {"kappa": 20.0}
    assert run.optimizer["hyperparameters"] == {"momentum": 0.8, "dampening": 0.0, "weight_decay": 0.0}
    assert (run.optimizer["lr"], run.manifest["seed"], run.steps) == (0.05, 4, 7)
    assert run.params[0].tolist() == [-3.0, 2.0]


MISTAKES = [
    ("solv bowl", 2, "did you mean 'solve'?"),
    ("solve bwl", 2, "did you mean 'bowl'?"),
    ("solve bowl -O adm", 2, "did you mean 'adam'?"),
    ("solve bowl --start 1,2,3", 2, "bowl starts at 2 finite numbers (x, y), not 1,2,3; try --start 1,1"),
    ("solve bowl --start a,b", 2, "for example --start -1.5,2"),
    ("solve bowl --lr nan", 2, "must be a positive number, not nan; try --lr"),
    ("solve bowl --lr fast", 2, "--lr takes a number, not 'fast'; `gdviz solve --help` shows how to use it"),
    ("solve bowl --lr 0,5", 2, "--lr takes a number, not '0,5'; try --lr 0.5"),
    ("solve bowl --lr 1/10", 2, "--lr takes a number, not '1/10'; `gdviz solve --help`"),
    ("solve bowl --lr 0.000123456789x", 2, "not '0.000123456789x'; try --lr 0.000123456789"),
    ("solve bowl --lr -0.5x", 2, "not '-0.5x'; `gdviz solve --help`"),
    ("solve bowl --lr 1e400x", 2, "not '1e400x'; `gdviz solve --help`"),
    (r"solve bowl --lr it's\one", 2, "--lr takes a number, not 'it's/one'; `gdviz solve --help`"),
    ("solve bowl --steps 1e3", 2, "--steps takes a whole number, not '1e3'; try --steps 1000"),
    ("solve bowl --steps 1E+3", 2, "not '1E+3'; try --steps 1000"),
    ("solve bowl --steps 10,000", 2, "not '10,000'; try --steps 10000"),
    ("solve bowl --steps 1e400", 2, "--steps takes a whole number, not '1e400'; `gdviz solve --help`"),
    ("solve bowl --steps 1e30x", 2, "not '1e30x'; `gdviz solve --help`"),
    ("sweep bowl --seeds 2.5", 2, "--seeds takes a whole number, not '2.5'; try --seeds 2"),
    ("sweep bowl --seeds 0.5", 2, "--seeds takes a whole number, not '0.5'; `gdviz sweep --help`"),
    ("scene loss-bowl --hold 3s", 2, "--hold takes a number, not '3s'; try --hold 3"),
    ("scene loss-bowl --hold .5s", 2, "--hold takes a number, not '.5s'; try --hold 0.5"),
    ("scene loss-bowl --hold long", 2, "--hold takes a number, not 'long'; `gdviz scene --help`"),
    ("scene loss-bowl --jobs 0,5", 2, "--jobs takes a whole number, not '0,5'; `gdviz scene --help`"),
    ("solve bowl --set beta1=0.5", 2, "has no setting 'beta1'; it takes kappa, weight_decay"),
    ("solve bowl --set kappa=0", 2, "kappa=0 is not a number in [1, 1e6]"),
    ("solve bowl --set kappa", 2, "for example --set momentum=0.8"),
    ("solve bowl --steps -1", 2, "must be 0 or more"),
    ("solve", 2, "name one PROBLEM (`gdviz list problems`"),
    ("solve bowl -o file", 2, "file exists and is not a run"),
    ("solve bowl -o .", 2, ". is where you are, or above it; give the run a directory of its own, such as -o run"),
    ("solve bowl -o ..", 2, ".. is where you are, or above it"),
    ("solve bowl -o file/run", 1, "choose another place with -o"),
    ("info nowhere", 2, "there is no run in nowhere; make one with `gdviz solve"),
    ("info damaged", 1, "damaged/params.npy"),
    ("figure contor run", 2, "did you mean 'contour'?"),
    ("figure contour nowhere", 2, "there is no run in nowhere"),
    ("figure boundary run", 2, "figures that can: "),
    ("figure contour run -o x.avi", 2, "must end in .gif, .mp4, .webm"),
    ("figure contour run -o file/x.gif", 1, "choose another place with -o"),
    ("figure contour run --size 9", 2, "for example --size 800x450"),
    ("figure contour run --size 9x9", 2, "try --size 800x450"),
    ("figure contour run --fps nan", 2, "try --fps 25"),
    ("figure contour run --seconds -1", 2, "try --seconds 6"),
    ("figure contour run --theme drak", 2, "did you mean 'dark'?"),
    ("figure contour run -q x", 2, "is not one of"),
    ("figure contour run --pace arcs", 2, "did you mean 'arc'?"),
    ("figure contour run --palette virids", 2, "did you mean 'viridis'? (`gdviz list palettes`"),
    ("figure contour run --palette #12,#34", 2, "two to eight colours like #1f4e79,#f4efcf"),
    ("figure contour run --font Dejavu-Sanz", 2, "did you mean 'DejaVu Sans'?"),
    ("figure contour run --title Bowl --no-title", 2, "leave out one of them"),
    ("figure contour run --still middle", 2, "try --still 0.5"),
    ("figure contour run --strip 1", 2, "try --strip 5"),
    ("figure contour run --strip 5 --still 0.5", 2, "leave out one of them"),
    ("figure contour run --max-bytes lots", 2, "such as 2MB, 500kB or 800000"),
    ("figure contour run --max-bytes 0", 2, "such as 2MB, 500kB or 800000"),
    ("figure contour run --max-bytes 2MB -o x.svg", 2, "is for animations"),
    ("figure contour run -o x.gif --size 160x90 --fps 5 --max-bytes 900", 2, "shorten it with --seconds"),
    ("figure contour run --jobs 0", 2, "from 1 to 256"),
    ("figure contour run --transparent -o x.mp4", 2, "MP4 has no transparency"),
    ("figure noise run --set colour=red", 2, "it takes no settings"),
    ("scene loss-bowls run", 2, "did you mean 'loss-bowl'?"),
    ("scene xyzzy run", 2, "(`gdviz list scenes` shows them all)"),
    ("scene loss-bowl run -o x.avi", 2, "must end in .gif, .mp4, .webm, .mov"),
    ("scene loss-bowl run -o x.pdf", 2, "holds lines, not frames"),
    ("scene loss-bowl run -o x.mp4 --transparent", 2, "MP4 has no transparency; write .gif, .webm, .mov"),
    ("scene loss-bowl run --jobs 0", 2, "from 1 to 256"),
    ("scene loss-bowl run --theme drak", 2, "did you mean 'dark'?"),
    ("scene loss-bowl run --size 9", 2, "for example --size 800x450"),
    ("scene loss-bowl run --fps nan", 2, "try --fps 25"),
    ("scene loss-bowl run --max-bytes 2MB -o x.png", 2, "is for animations"),
    ("list problem", 2, "did you mean 'problems'?"),
]


@pytest.mark.parametrize(("words", "code", "answer"), MISTAKES, ids=[words for words, _, _ in MISTAKES])
def test_a_mistake_is_answered_with_one_line_that_says_what_to_type(
    words: str, code: int, answer: str, home: Path
) -> None:
    Path("file").write_text("mine")
    gdviz("solve", "bowl", "-o", "run")
    gdviz("solve", "bowl", "-o", "damaged")
    Path("damaged/params.npy").write_bytes(b"not an array")
    assert_refused(words, answer, code=code)


def test_the_readmes_commands_can_be_typed() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    lines = re.findall(r"^gdviz (.+)$", "".join(blocks), re.M)
    assert len(lines) > 10
    for line in lines:
        name, *words = shlex.split(line, comments=True)
        main.commands[name].make_context(name, words)


def test_help_shows_what_the_option_does():
    assert gdviz("help", "figure").output == gdviz("figure", "--help").output
    assert gdviz("help").output == gdviz("--help").output
    assert "did you mean 'figure'?" in gdviz("help", "figur").stderr
    assert "has no commands of its own" in gdviz("help", "figure", "contour").stderr


def test_parts_of_ones_own_are_known_to_every_command(put, home):
    mine, lesson = str(put("mine.py", PROBLEM, OPTIMIZER, FIGURE, FORMAT)), str(put("mine.toml", RECIPES))
    assert "own-steps" in gdviz("list", "figures", "--with", mine).stdout
    assert gdviz("--with", mine, "solve", "tilted", "-O", "own-sign", "-o", "run").stdout == "run\n"
    assert gdviz("figure", "own-steps", "run", "--size", "64x48", "-o", "a.rgb").stdout == "a.rgb\n"
    assert Path("a.rgb").stat().st_size == 64 * 48 * 3
    made = gdviz("make", "own-loss", "--with", lesson)
    assert made.stdout.splitlines() == ["renders/own-loss.png"], made.output
    assert "1 up to date" not in gdviz("make", "own-loss", "--with", lesson).stderr
    assert gdviz("make", "own-loss", "--show").stdout.count(f"--with {mine} --with {lesson}") == 2


def test_a_fault_in_ones_own_file_is_told_with_its_line_and_no_traceback(put, home):
    gdviz("solve", "bowl", "--steps", "2", "-o", "run")
    late = FIGURE.replace("    looks =", "    looks = undefined\n    looks =")
    refused = gdviz("figure", "own-steps", "run", "--with", str(put("mine.py", late)))
    assert refused.exit_code == 1
    assert re.fullmatch(
        r"Error: mine\.py, line \d+, in own_steps: NameError: name 'undefined' is not defined; the line is `.*`\n",
        refused.stderr,
    )
    refused = gdviz("list", "--with", "nowhere.py")
    assert refused.stderr == "Error: there is no file nowhere.py; --with takes where the file with parts of yours is\n"
