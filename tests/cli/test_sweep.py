"""The command that makes many runs: what it combines, where they go, and how mistakes are answered."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from commands import gdviz
from mistakes import assert_refused

from gdviz.cli import main
from gdviz.rendering.given import open_runs
from gdviz.runs.fleet import load_fleet
from gdviz.runs.run import load
from gdviz.slides.reading import part


def typed(line: str) -> Result:
    return gdviz(*line.split())


def test_sweep_prints_each_run_and_skips_what_is_there(home: Path) -> None:
    words = "sweep bowl -O gd,adam --lr 0.1,0.2 --seeds 1 --steps 5 --jobs 2 -o runs"
    result = typed(words)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert sorted(map(Path, lines)) == sorted(Path("runs").iterdir())
    about = {(run.optimizer["name"], run.optimizer["lr"]) for run in map(load, lines)}
    assert about == {("gd", 0.1), ("gd", 0.2), ("adam", 0.1), ("adam", 0.2)}
    assert sorted(typed(words).stdout.splitlines()) == sorted(lines)


def test_sweep_names_its_runs_by_what_varies(home: Path) -> None:
    names = [Path(line).name for line in typed("sweep bowl --lr 0.1,0.2 --steps 5 --jobs 1 -o runs").stdout.split()]
    assert [re.sub(r"-[0-9a-f]{8}$", "", name) for name in sorted(names)] == ["gd-lr0.1", "gd-lr0.2"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--function", "x**2 + sine(y)"], "unknown function 'sine' at character 8"),
        (["rosenbrok"], "unknown problem 'rosenbrok'"),
        (["bowl", "--set", "kapa=3"], "kapa"),
        (["bowl", "--until", "loss"], "cannot read the condition 'loss'"),
        (["bowl", "--start", "1,2,3"], "bowl starts at 2 finite numbers"),
    ],
)
def test_sweep_refuses_what_is_wrong_for_all_once_and_begins_nothing(home: Path, words, message) -> None:
    result = gdviz("sweep", *words, "--lr", "0.1,0.2,0.3", "-o", "runs")
    (line,) = result.stderr.splitlines()
    assert message in line
    assert (result.exit_code, result.stdout, Path("runs").exists()) == (2, "", False)


def test_sweep_tells_a_reason_that_several_runs_share_once(home: Path) -> None:
    result = typed("sweep bowl -O gd,adm --lr 0.1,0.2,0.3,0.4 --steps 5 --jobs 1 -o runs")
    told, end = result.stderr.splitlines()
    begins = (
        "failed: optimizer adm, lr 0.1, seed 0; optimizer adm, lr 0.2, seed 0; optimizer adm, lr 0.3, seed 0 and 1 more"
    )
    assert told.startswith(f"{begins}: unknown optimizer 'adm'")
    assert end == "Error: 4 of 8 runs failed"


def test_sweep_where_one_combination_fails_tells_it_and_ends_with_1(home: Path) -> None:
    result = typed("sweep bowl -O gd,adm --lr 0.1 --steps 5 --jobs 1 -o runs")
    assert result.exit_code == 1
    (line,) = result.stdout.splitlines()
    assert load(line).optimizer["name"] == "gd"
    told, end = result.stderr.splitlines()
    assert told.startswith("failed: optimizer adm, lr 0.1, seed 0: unknown optimizer 'adm'; did you mean 'adam'")
    assert end == "Error: 1 of 2 runs failed"
    assert list(Path("runs").iterdir()) == [Path(line)]


def test_sweep_combines_settings_starts_and_seeds_with_all_else(home: Path) -> None:
    result = typed("sweep bowl -O adam --set beta1=0.5,0.9 --set kappa=7 --lr 0.1,0.2 --starts 2x3 --steps 3 --jobs 1")
    runs = [load(line) for line in result.stdout.splitlines()]
    assert len({run.path for run in runs}) == 2 * 2 * 6
    assert {run.optimizer["hyperparameters"]["beta1"] for run in runs} == {0.5, 0.9}
    assert {run.problem["options"]["kappa"] for run in runs} == {7.0}
    assert {tuple(run.start) for run in runs} == {(x, y) for x in (-4.0, 4.0) for y in (-2.5, 0.0, 2.5)}
    assert runs[0].path.name.startswith("adam-start_-4_-2.5-lr0.1-beta1_0.5-")


def test_sweep_draws_starts_by_the_seed(home: Path) -> None:
    starts = []
    for seed in ("3", "3", "4"):
        typed(f"sweep bowl --starts 5 --seed {seed} --steps 2 --fleet -o fleet --jobs 1")
        starts.append([run.start for run in load_fleet("fleet")])
    assert starts[0] == starts[1] != starts[2]
    assert len(starts[0]) == 5


def test_sweep_makes_one_fleet_of_which_other_commands_take_runs(home: Path) -> None:
    words = "sweep rosenbrock -O adam,gd --lr 0.001,0.1 --starts 3x3 --steps 20 --fleet -o fleet"
    result = typed(f"{words} --jobs 2")
    assert (result.exit_code, result.stdout) == (0, "fleet\n"), result.output
    told, best = result.stderr.splitlines()
    assert re.fullmatch(r"36 runs: \d+ \w+, \d+ \w+", told)
    number = load_fleet("fleet").pick("best")[0]
    assert re.fullmatch(rf"best loss \S+ in fleet:{number}; median \S+", best)
    assert [path.name for path in home.iterdir()] == ["fleet"]
    stamp = Path("fleet/fleet.json").stat().st_mtime_ns
    assert typed(f"{words} --jobs 1").stdout == "fleet\n"
    assert Path("fleet/fleet.json").stat().st_mtime_ns == stamp
    about = json.loads(gdviz("info", "fleet", "--json").stdout)
    assert about["varies"] == {"optimizer": 2, "learning_rate": 2, "start": 9, **varying_of_adam()}
    assert about["runs"] == sum(about["stops"].values()) == 36
    assert about["best"] == {"run": number, "loss": load("fleet:best").loss[-1]}
    assert typed("info fleet:best").stdout.startswith(f"run              fleet:{number}\n")
    assert len(typed("table fleet").stdout.splitlines()) == 36 + 2
    assert typed("table fleet:best2").stdout.splitlines()[2].startswith(f"fleet:{number} ")
    drawn = typed("figure loss fleet:best --still last -o best.png --size 400x300")
    assert drawn.stdout == "best.png\n", drawn.output
    assert typed("figure loss fleet:3 --still last --size 400x300").stdout == "renders/loss-fleet-3.png\n"


def varying_of_adam() -> dict[str, int]:
    """Return the settings that gd has not, or otherwise."""
    return dict.fromkeys(("beta1", "beta2", "eps", "convention"), 2)


MISTAKES = [
    ("sweep bowl --starts many", "--starts takes a grid such as 50x50, or how many to draw such as 2500, not 'many'"),
    ("sweep bowl --starts 3x3 --start 1,2", "--starts spreads the starts and --start names one; leave out one of them"),
    ("sweep bowl --fleet", "--fleet records all runs in one directory; name it, such as -o renders/fleet"),
    ("sweep bowl --set kappa=2,3 --fleet -o fleet", "a fleet is of one problem with one set of settings"),
    ("info nowhere:best", "there is no run in nowhere:best"),
]


@pytest.mark.parametrize(("line", "message"), MISTAKES)
def test_sweep_answers_a_mistake_with_one_line(home: Path, line: str, message: str) -> None:
    assert_refused(line, message)


# Every command that takes runs, with what else it needs here; the runs stand where the braces are.
TAKING = {
    "figure": "figure loss {} --still last --size 320x180 -o made.png",
    "scene": "scene loss-bowl {} -o made.png",
    "page": "page {} -o made.html",
    "deck": "deck loss-bowl={} -o made.html",
    "table": "table {} -o made.csv",
    "info": "info {}",
    "watch": "watch {} --figure loss --size 320x180 -o made.png",
    "landscape": "landscape {} --samples 5 -o around",
}


def test_all_commands_about_runs_are_known_here() -> None:
    about = [name for name, one in main.commands.items() if any(p.name in ("run", "runs", "parts") for p in one.params)]
    assert sorted(about) == sorted(TAKING)


@pytest.mark.parametrize("command", TAKING)
@pytest.mark.parametrize("which", ["2", "best"])
def test_every_command_takes_a_run_of_a_fleet(
    home: Path, monkeypatch: pytest.MonkeyPatch, command: str, which: str
) -> None:
    typed("sweep bowl --starts 2x2 --steps 2 --fleet -o fleet --jobs 1")
    seen: list[Path] = []

    # What is filmed is tested where it is.
    def shoot(name: str, runs: Any, *a: Any, **k: Any) -> None:
        seen.extend(run.path for run in open_runs(runs))

    monkeypatch.setattr("gdviz.rendering.scenes.shoot", shoot)
    monkeypatch.setattr("gdviz.slides.deck.deck", lambda parts, *a, **k: seen.extend(part(parts[0]).paths))
    result = typed(TAKING[command].format(f"fleet:{which}"))
    assert result.exit_code == 0, result.output
    number = load_fleet("fleet").pick(which)[0]
    assert ([path.name for path in seen] == [f"fleet:{number}"]) == (command in ("scene", "deck"))
    if command == "landscape":
        assert load("around").params.tobytes() == load(f"fleet:{number}").params.tobytes()


def test_a_deck_takes_several_runs_of_a_fleet(home: Path) -> None:
    typed("sweep bowl --starts 2x2 --steps 2 --fleet -o fleet --jobs 1")
    Path("a,b").mkdir()
    asked = {"fleet:0,2": "0 2", "fleet:1-2": "1 2", "fleet:3,fleet:0": "3 0"}
    for words, numbers in asked.items():
        assert part(f"loss-bowl={words}").paths == tuple(Path(f"fleet:{number}") for number in numbers.split())
    assert part("loss-bowl=a,b").paths == (Path("a,b"),)
    assert part("loss-bowl=a,fleet:1").paths == (Path("a"), Path("fleet:1"))


def test_what_would_change_a_run_of_a_fleet_says_what_to_do_instead(home: Path) -> None:
    typed("sweep bowl --starts 2x2 --steps 2 --fleet -o fleet --jobs 1")
    assert_refused("landscape fleet:3 --samples 5", "shares its landscape with all runs of its fleet; give a place")
    assert_refused("landscape fleet:2-3 --samples 5", "fleet; name one and a place for its landscape, or sweep without")
    assert_refused("solve --resume fleet:3 --steps 9", "fleet:3 is a run of a fleet, which is whole; solve it again")


def test_more_runs_of_a_fleet_than_a_picture_shows_are_refused(home: Path) -> None:
    typed("sweep bowl --starts 8x8 --steps 2 --fleet -o fleet --jobs 1")
    for command, suffix in {"figure loss": "png", "scene loss-bowl": "png", "page": "html"}.items():
        line = f"{command} fleet -o picture.{suffix}"
        assert_refused(line, "fleet has 64 runs, and 50 at most are shown together; name some, such as fleet:best or")
