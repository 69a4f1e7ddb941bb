"""The commands that make runs: what each option does to the run, and how mistakes are answered."""

import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from commands import gdviz
from mistakes import assert_refused

from gdviz.problems import PROBLEMS, load_data
from gdviz.runs.run import load
from gdviz.solving.solver import solve

TABLE = "hours,age,passed\n1,30,no\n2,20,no\n3,50,no\n4,25,yes\n5,45,yes\n6,35,yes\n"


@pytest.fixture
def home(home: Path) -> Path:
    """Work in a directory with two tables."""
    Path("points.csv").write_text(TABLE)
    Path("holes.csv").write_text(TABLE.replace("3,50", "3,"))
    return home


def typed(line: str) -> Result:
    return gdviz(*line.split())


def made(*words: str):
    result = gdviz("solve", *words, "-o", "run")
    assert result.exit_code == 0, result.output
    assert result.stdout == "run\n"
    return load("run")


def test_function_of_ones_own(home: Path) -> None:
    run = made("--function", "x**2 + 3*y**2", "--start", "2,1", "--lr", "0.1", "--steps", "9", "--domain", "-3,3,-2,2")
    np.testing.assert_allclose(run.params, np.array([0.8, 0.4]) ** np.arange(10)[:, None] * [2, 1], rtol=1e-13)
    assert run.problem["domain"] == [[-3, 3], [-2, 2]]
    assert run.problem["options"]["function"] == "x**2 + 3*y**2"


def test_domain_of_a_registered_problem(home: Path) -> None:
    run = made("bowl", "--domain", "-4,4", "--steps", "1")
    assert run.problem["domain"] == [[-4, 4], [-4, 4]]
    assert (run.landscape.x[0], run.landscape.x[-1]) == (-4, 4)


def test_columns_of_a_csv(home: Path) -> None:
    run = made("logistic", "--data", "points.csv", "--x", "hours", "--y", "passed", "--steps", "5")
    assert run.data["X"].tolist() == [[1], [2], [3], [4], [5], [6]]
    assert run.data["y"].tolist() == [0, 0, 0, 1, 1, 1]
    assert (run.problem["features"], run.problem["target"], run.problem["classes"]) == (
        ["hours"],
        "passed",
        ["no", "yes"],
    )


def test_csv_is_read_whole_and_standardised_on_demand(home: Path) -> None:
    run = made("logistic", "--data", "points.csv", "--standardize", "--steps", "1")
    np.testing.assert_allclose(run.data["X"].mean(axis=0), 0, atol=1e-15)
    np.testing.assert_allclose(run.data["X"].std(axis=0), 1, rtol=1e-15)
    assert made("logistic", "--data", "points.csv", "--steps", "1").data["X"].shape == (6, 2)


def test_table_as_programs_write_it_is_read_and_what_was_done_is_told(home: Path) -> None:
    Path("rent.csv").write_bytes('"54 m²";812,5;ja\n"66 m²";?;nein\n"38 m²";640,25;nein\n'.encode("cp1252"))
    words = "solve logistic --data rent.csv --names area,rent,furnished --clean --drop-missing --steps 2 -o run"
    result = typed(words)
    assert (result.exit_code, result.stdout) == (0, "run\n"), result.output
    assert result.stderr.splitlines()[:4] == [
        "rent.csv is read as Windows-1252, for it is not UTF-8",
        "dropped 1 of 3 rows, where a value is missing: 2",
        "read decimal commas in 'rent'",
        "cleaned 2 cells of 'area': '54 m²' is 54",
    ]
    run = load("run")
    assert run.data["X"].tolist() == [[54, 812.5], [38, 640.25]]
    assert (run.problem["features"], run.problem["classes"]) == (["area", "rent"], ["ja", "nein"])


def test_function_that_is_read_otherwise_than_typed_is_told(home: Path) -> None:
    for command in (["solve", "-o", "run", "--steps", "2"], ["check-gradient"]):
        result = gdviz(*command, "--function", "f(x, y) = x² + 10|y|")
        assert result.exit_code == 0, result.output
        assert result.stderr.splitlines()[0] == "read as x**2 + 10*abs(y)"
    assert "read as" not in gdviz("check-gradient", "--function", "x**2 + 3*y**2").stderr
    assert load("run").problem["title"] == "x**2 + 10*abs(y)"


def test_data_by_name(home: Path) -> None:
    run = made("softmax", "--data", "iris", "--x", "3,4", "--steps", "2")
    assert run.data["X"].shape == (150, 2)
    assert run.problem["classes"] == ["setosa", "versicolor", "virginica"]


def test_batches_epochs_and_schedule(home: Path) -> None:
    words = "--data points.csv --x hours --batch 4 --epochs 3 --sampling sequential --schedule step:2,0.5 --lr 0.1"
    run = made("logistic", *words.split())
    assert run.steps == 6
    assert run.arrays["batch_index"].tolist() == 3 * [[0, 1, 2, 3], [4, 5, -1, -1]]
    assert run.arrays["learning_rate"].tolist() == [0.1, 0.1, 0.05, 0.05, 0.025, 0.025]
    assert made("logistic", "--batch", "full", "--steps", "1").manifest["batch"] is None


def test_ends(home: Path) -> None:
    assert made("bowl", "--until", "loss<1").loss[-1] < 1
    run = made("logistic", "--until", "accuracy>=0.9", "--until", "loss<1e-9")
    assert run.metrics["accuracy"][-1] >= 0.9 > run.metrics["accuracy"][:-1].max(initial=0)
    assert made("bowl", "--start", "0,0", "--patience", "3").stop["reason"] == "plateau"
    assert made("bowl", "--tol-gradient", "100").steps == 0


def test_thinning_and_fields(home: Path) -> None:
    assert made("bowl", "--steps", "10", "--every", "4").step.tolist() == [0, 4, 8, 10]
    run = made("bowl", "-O", "adam", "--steps", "10", "--fields", "gradient,state")
    assert set(run.arrays) >= {"params", "loss", "step", "gradient", "state.exp_avg"}
    assert "update" not in run.arrays


def test_resume_goes_on_to_the_new_total(home: Path) -> None:
    made("bowl", "-O", "adam", "--steps", "10")
    result = gdviz("solve", "--resume", "run", "--steps", "25")
    assert (result.exit_code, result.stdout) == (0, "run\n")
    assert "took all 25 steps; loss 16.125 -> " in result.stderr
    whole = solve("bowl", "adam", steps=25, out="whole")
    assert (Path("run") / "params.npy").read_bytes() == (whole.path / "params.npy").read_bytes()


def test_check_gradient_tells_the_largest_error(home: Path) -> None:
    result = gdviz("check-gradient", "rosenbrock")
    assert result.exit_code == 0
    assert re.fullmatch(r"largest relative error \S+e-09 over 100 points, at x \S+, y \S+\n", result.stdout)
    result = gdviz("check-gradient", "--function", "sin(x)*y", "--domain", "0,1", "--points", "7", "-o", "study")
    assert result.exit_code == 0, result.output
    assert "over 7 points" in result.stdout
    assert result.stdout.splitlines()[1] == "study"
    assert "gradient_error.h" in load("study").arrays


def test_check_gradient_over_its_bound_ends_with_1(home: Path) -> None:
    result = gdviz("check-gradient", "rosenbrock", "--bound", "1e-12")
    assert result.exit_code == 1
    assert result.stdout.startswith("largest relative error")
    assert re.fullmatch(r"Error: the gradient of rosenbrock is off by \S+e-09, over the bound 1e-12\n", result.stderr)


MISTAKES = [
    ("solve bowl --schedule cosin", "unknown schedule 'cosin'; did you mean 'cosine'?"),
    ("solve bowl --schedule step:0", "every=0 is not a whole number in [1, 1e12]; for example every=50"),
    ("solve bowl --schedule step:1,2,3", "takes every, gamma, not 3 values; for example --schedule step:50,0.5"),
    ("solve logistic --batch many", "--batch takes a number of points or full, not 'many'; for example --batch 16"),
    ("solve logistic --batch -4", "--batch takes a number of points or full, not '-4'"),
    ("solve logistic --batch 0", "a batch has 1 to 250 of the 250 points, not 0; or --batch full"),
    ("solve logistic --batch 251", "a batch has 1 to 250 of the 250 points, not 251"),
    ("solve logistic --batch 5 --sampling shufle", "unknown sampling 'shufle'; did you mean 'shuffle'?"),
    ("solve bowl --batch 4", "bowl has no data to draw batches from; leave out --batch"),
    ("solve logistic --epochs 3 --steps 9", "give either steps or epochs, not both"),
    ("solve bowl --epochs 3", "bowl has no data to go through in epochs; give --steps"),
    ("solve bowl --function x**2", "name one PROBLEM (`gdviz list problems` shows them all), or give --function"),
    ("solve", "name one PROBLEM"),
    ("sweep", "name one PROBLEM"),
    ("check-gradient", "name one PROBLEM"),
    ("solve logistic --x hours", "--x needs data; name some with --data FILE.csv"),
    ("solve logistic --standardize", "--standardize needs data"),
    ("solve bowl --data points.csv", "bowl is not fitted to data; leave out --data"),
    ("solve --function x**2 --data points.csv", "function is not fitted to data; leave out --data"),
    ("solve logistic --data nowhere.csv", "there is no file nowhere.csv"),
    ("solve logistic --data .", ". is a folder, not a CSV file"),
    (
        "solve logistic --data holes.csv",
        "holes.csv, row 4, column 'age': missing value; fill it in, or leave out such rows with --drop-missing",
    ),
    ("solve logistic --data points.csv --names a,b", "points.csv has 3 columns, and --names gives 2"),
    ("solve logistic --data moons --clean", "moons is no file; names, clean and drop_missing are for tables"),
    ("solve bowl --drop-missing", "--drop-missing needs data; name some with --data FILE.csv"),
    ("solve logistic --data points.csv --x hour", "points.csv has no column 'hour'; did you mean 'hours'?"),
    ("solve logistic --data points.csv --y 9", "points.csv has no column '9'; choose from 'hours', 'age', 'passed'"),
    ("solve logistic --data mons", "unknown dataset 'mons'; did you mean 'moons'?"),
    ("solve logistic --data iris", "logistic needs two classes, and 'species' of iris has 3"),
    ("solve line --data iris --x 1", "line needs a numeric target"),
    ("solve bowl --domain 1,2,3", "the domain of bowl is low,high for each of x, y, not 1,2,3; try --domain -2,2,-2,2"),
    ("solve bowl --domain 2,-2", "the domain of bowl is low,high for each of x, y, not 2,-2"),
    ("solve bowl --domain a,b", "--domain takes numbers with commas between them, not 'a,b'"),
    ("solve --function x+foo(y)", "'foo' at character 3 of 'x+foo(y)'"),
    ("solve --function x**2 --start 1,2", "the function starts at 1 finite numbers (x), not 1,2; try --start 1"),
    ("solve bowl --until loss", "cannot read the condition 'loss'; write for example --until 'loss<0.01'"),
    ("solve bowl --until accuracy>=1", "there is no 'accuracy' to wait for; this run has loss"),
    ("solve bowl --every 0", "every must be 1 or more, not 0; try --every 2"),
    ("solve bowl --patience -1", "patience must be 0 or more, not -1"),
    (
        "solve bowl --fields gradien",
        "there is no field 'gradien' to record; this run has gradient, learning_rate, loss",
    ),
    ("solve --resume nowhere", "there is no run in nowhere; make one with `gdviz solve"),
    ("solve --resume done", "done has taken 30 steps already, of 30; name a larger total, for example --steps 60"),
    ("solve --resume done --lr 0.1", "--resume goes on with the run's own choices; leave out lr"),
    ("solve bowl --resume done -O adam -o x", "leave out optimizer, out, problem"),
    ("sweep bowl --lr 0.1,,0.2", "--lr takes numbers with commas between them, not '0.1,,0.2'"),
    ("sweep bowl --lr 0.1;0.2", "--lr takes numbers"),
    ("sweep bowl --seeds 0", "'--seeds': 0 is not in the range x>=1"),
    ("check-gradient bowll", "unknown problem 'bowll'; did you mean 'bowl'?"),
    ("check-gradient bowl --points 0", "'--points': 0 is not in the range x>=1"),
    ("check-gradient --function sqrt(x) --domain -2,-1", "finite"),
]


@pytest.mark.parametrize(("words", "answer"), MISTAKES, ids=[words for words, _ in MISTAKES])
def test_a_mistake_is_answered_with_one_line_and_nothing_is_written(words: str, answer: str, home: Path) -> None:
    if "done" in words:
        solve("bowl", out="done")
    assert_refused(words, answer)


def test_every_problem_can_be_checked_by_its_name(home: Path) -> None:
    assert {name: gdviz("check-gradient", name, "--points", "3").exit_code for name in PROBLEMS} == dict.fromkeys(
        PROBLEMS, 0
    )


def test_basins(home: Path) -> None:
    result = typed("solve himmelblau --steps 300 --basins 12 -o run")
    assert result.exit_code == 0
    assert result.stdout == "run\n"
    assert "144 starts come to 4 ends" in result.stderr
    assert load("run").arrays["basins.label"].shape == (12, 12)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("solve bowl --basins 1", "2 to 512 starts a side, not 1; try --basins 160"),
        ("solve parabola --basins 20", "two parameters, and parabola has 1 (x)"),
        ("solve --resume run --basins 20", "leave out basins"),
    ],
)
def test_basins_that_cannot_be(home: Path, line: str, words: str) -> None:
    result = typed(line)
    assert result.exit_code
    assert words in result.stderr
    assert not result.stdout


HOUSES = "area,bedrooms,price\n" + "".join(
    f"{area},{rooms},{12300 + 153 * area + 8100 * rooms}\n"
    for area, rooms in [(800, 2), (1500, 3), (2100, 3), (2600, 5), (3100, 4), (1200, 1)]
)


def said(*words: str) -> list[str]:
    result = gdviz("solve", *words, "-o", "run")
    assert result.exit_code == 0, result.output
    return result.stderr.splitlines()


def test_a_regression_is_told_in_own_units_with_its_curvature(home: Path) -> None:
    Path("houses.csv").write_text(HOUSES)
    lines = said("linear", "--data", "houses.csv", "--y", "price", "--standardize", "--steps", "2000")
    assert lines[1] == "price = 12,300 + 153 area + 8,100 bedrooms"
    assert re.fullmatch(r"condition number \S+; gradient descent is stable below lr \S+, fastest at \S+", lines[2])
    assert len(lines) == 3
    assert load("run").problem["preprocessing"]["means"] == [11300 / 6, 3.0]
    crawling = said("linear", "--data", "houses.csv")
    assert re.fullmatch(r"features differ \d+-fold, which makes the run crawl; try --standardize", crawling[-1])
    off = said("linear", "--data", "houses.csv", "--lr", "1")
    assert re.fullmatch(r"features differ \d+-fold; try --standardize, or --lr below \S+", off[-1])
    assert not any(line.startswith("price") for line in off)


def test_powers_and_a_plane_are_chosen_by_name(home: Path) -> None:
    Path("houses.csv").write_text(HOUSES)
    words = ["--data", "houses.csv", "--standardize", "--features", "degree=2", "--steps", "5"]
    run = made("linear", *words, "--plane", "area,area bedrooms")
    assert run.problem["parameters"] == ["intercept", "area", "bedrooms", "area^2", "area bedrooms", "bedrooms^2"]
    assert run.manifest["plane"] == ["area", "area bedrooms"]
    assert run.landscape.along == (1, 4)
    whole = solve("linear", data=load_data("houses.csv", degree=2, standardize=True), steps=9, out="whole")
    assert gdviz("solve", "linear", *words, "-o", "half").exit_code == 0
    assert gdviz("solve", "--resume", "half", "--steps", "9").exit_code == 0
    assert np.array_equal(load("half").params, whole.params)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("solve linear --features degree=2", "--features needs data; name some with --data FILE.csv"),
        ("solve linear --data points.csv --features 2.5", "--features takes degree=N with N from 1 to 20, not '2.5'"),
        ("solve logistic --data breast-cancer --features degree=6", "degree=6 makes 1,947,791 columns of 30"),
        ("solve linear --plane bmi,bq", "unknown parameter 'bq'; did you mean 'bp'"),
        ("solve bowl --plane x,y", "bowl has 2 parameters, all of which its landscape shows; leave out --plane"),
    ],
)
def test_features_and_planes_that_are_not(home: Path, line: str, message: str) -> None:
    assert_refused(line, message)
