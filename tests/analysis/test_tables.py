"""Tables of runs: the numbers that the articles print, read off, and how tables are written."""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gdviz.analysis.tables import differences, of_predictions, of_runs, of_steps, round_steps, tabulate
from gdviz.analysis.tabular import as_csv, as_markdown, printed
from gdviz.problems import PROBLEMS, load_data
from gdviz.runs.data import Data
from gdviz.runs.run import Run
from gdviz.solving.solver import solve

LINE = Data.of(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0]), np.array([5.5, 6.0, 6.5, 7.0, 7.5, 8.0, 9.0]))
START = [0.34099454173956956, -0.5196184029053978]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Run]:
    home, kept = tmp_path_factory.mktemp("tables"), {}

    def make(name: str, problem="logistic", optimizer="gd", **how) -> Run:
        if name not in kept:
            kept[name] = solve(problem, optimizer, out=home / name, **how)
        return kept[name]

    return make


@pytest.fixture(scope="module")
def article_c(made: Callable[..., Run]) -> Run:
    return made("c", PROBLEMS["line"](LINE), lr=0.008, steps=5000, start=START)


# ARTICLES.md, C5: the loss before an epoch's update, and the weights after it.
@pytest.mark.parametrize(
    ("epoch", "loss", "w0", "w1"),
    [
        (0, 42.04352367497908, 0.4120596524733747, -0.18458753348838164),
        (500, 0.36745533693908383, 3.19570108985647, 0.8409227220614995),
        (1000, 0.06455007700615974, 4.243768803088826, 0.6428900703255838),
        (2500, 0.00034992371816885867, 4.944320811467737, 0.5105205963434764),
        (4999, 5.8741498619485146e-08, 4.999278595714187, 0.500136309516923),
    ],
)
def test_the_table_of_article_c_is_read_off_what_is_printed(article_c: Run, epoch: int, loss: float, w0, w1) -> None:
    before, after = printed(of_steps(article_c, [str(epoch), str(epoch + 1)])).splitlines()[2:]
    assert [float(word) for word in before.split()[:2]] == [epoch, pytest.approx(loss, rel=1e-12)]
    assert [float(word) for word in after.split()[2:4]] == pytest.approx([w0, w1], rel=1e-12)


def test_numbers_are_printed_in_full_precision(article_c: Run) -> None:
    assert "   0  42.04352367497908  0.34099454173956956  -0.5196184029053978" in printed(of_steps(article_c, ["0"]))
    assert "4999  5.8741498619485146e-08" in printed(of_steps(article_c, ["4999"]))
    row = of_steps(article_c, ["77"]).rows[0]
    assert [float(word) for word in as_csv(of_steps(article_c, ["77"])).splitlines()[1].split(",")] == [*row]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (0, [0]),
        (1, [0, 1]),
        (11, [*range(12)]),
        (60, [0, 1, 2, 5, 10, 20, 50, 60]),
        (5000, [0, 1, 3, 10, 30, 100, 300, 1000, 3000, 5000]),
        (100_000, [0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10000, 30000, 100000]),
        (1000, [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]),
    ],
)
def test_without_a_choice_the_first_the_last_and_round_steps_are_shown(steps: int, expected: list[int]) -> None:
    assert round_steps(np.arange(steps + 1)) == expected


def test_of_a_thinned_run_the_nearest_recorded_steps_are_shown() -> None:
    steps = np.append(np.arange(0, 2005, 10), 2005)
    assert steps[round_steps(steps)].tolist() == [0, 10, 30, 100, 300, 1000, 2005]


def test_a_small_run_is_printed_below_its_names(made: Callable[..., Run]) -> None:
    run = made("small", "parabola", start=[15.0], lr=0.25, steps=3)
    assert printed(of_steps(run)) == (
        "step  loss    x\n"
        "----  ------  ----\n"
        "   0  140.0   15.0\n"
        "   1   32.0    9.0\n"
        "   2    5.0    6.0\n"
        "   3   -1.75   4.5\n"
    )
    assert as_csv(of_steps(run, ["first", "last"])) == "step,loss,x\n0,140.0,15.0\n3,-1.75,4.5\n"
    assert as_markdown(of_steps(run, ["last"])) == "| step | loss | x |\n| ---: | ---: | ---: |\n| 3 | -1.75 | 4.5 |\n"


def test_the_activations_and_labels_of_article_a(made: Callable[..., Run]) -> None:
    run = made("blobs")
    table = of_predictions(run, 10)
    assert table.columns == ("point", "feature 1", "feature 2", "activation", "predicted", "true")
    drawn = np.sort(np.random.default_rng(0).choice(250, 10, replace=False))
    for index, row in zip(drawn, table.rows, strict=True):
        x1, x2 = run.data["X"][index]
        z = run.params[-1] @ [1, x1, x2]
        assert row[:3] == (index, x1, x2)
        assert row[3] == pytest.approx(1 / (1 + np.exp(-z)), rel=1e-12)
        assert row[4:] == (f"class {int(z >= 0)}", f"class {int(run.data['y'][index])}")
    assert of_predictions(run, 10, seed=1).rows != table.rows
    assert of_predictions(run, 10, at="0").rows[0][3] != table.rows[0][3]


def test_softmax_tells_its_largest_probability_and_names_its_classes(made: Callable[..., Run]) -> None:
    run = made("softmax", "softmax", steps=20)
    table = of_predictions(run, 150)
    weights = run.params[-1].reshape(3, 3)
    z = weights[:, 0] + run.data["X"] @ weights[:, 1:].T
    shares = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    assert [row[3] for row in table.rows] == pytest.approx(shares.max(axis=1).tolist(), rel=1e-12)
    names = np.array(run.problem["classes"])
    assert [row[4] for row in table.rows] == names[shares.argmax(axis=1)].tolist()
    assert table.columns[1:3] == ("petal length (cm)", "petal width (cm)")


@pytest.mark.parametrize("name", ["slope", "line", "polynomial"])
def test_residuals_of_a_curve_square_to_its_mean_squared_error(made: Callable[..., Run], name: str) -> None:
    run = made(name, name, steps=15)
    table = of_predictions(run, len(run.data["y"]))
    assert table.columns[2:] == ("predicted", "true", "residual")
    assert np.mean([row[4] ** 2 for row in table.rows]) == pytest.approx(
        run.metrics["mean_squared_error"][-1], rel=1e-9
    )
    assert all(row[4] == row[2] - row[3] for row in table.rows)


def test_classes_without_names_are_numbers(made: Callable[..., Run]) -> None:
    run = made("blobs")
    bare = replace(run, manifest={**run.manifest, "problem": {**run.problem, "classes": [], "features": []}})
    assert of_predictions(bare, 5).columns[1:3] == ("x1", "x2")
    assert {row[5] for row in of_predictions(bare, 50).rows} == {0, 1}


def test_three_ways_to_stop_stand_in_one_table(made: Callable[..., Run]) -> None:
    runs = [made("epochs"), made("target", until=["accuracy>=0.99"]), made("patience", lr=3.0, patience=3, epochs=99)]
    assert printed(of_runs(runs)) == (
        "run       learning rate  steps  loss      accuracy  sum_squared_error  stopped    because\n"
        "--------  -------------  -----  --------  --------  -----------------  ---------  "
        "---------------------------------------------------\n"
        "epochs    0.01             100  0.148262  1           6.33858          max_steps  took all 100 steps\n"
        "target    0.01              19  0.324766  0.992      20.4581           target     "
        "accuracy >= 0.99 after 19 steps: 0.992\n"
        "patience  3                  3  8.12977   0.556     108.567            plateau    "
        "the loss has not fallen below 0.858249 since step 0\n"
    )


def test_runs_are_told_apart_by_what_differs_alone(made: Callable[..., Run]) -> None:
    runs = [
        made("m5", "bowl", "momentum", settings={"momentum": 0.5}),
        made("m9", "bowl", "momentum", settings={"momentum": 0.9}, seed=1),
        made("adam", "bowl", "adam", lr=0.5, settings={"kappa": 20}),
    ]
    told = differences(runs)
    assert [*told] == ["kappa", "optimizer", "learning rate", "momentum", "seed"]
    assert told["momentum"] == [0.5, 0.9, None]
    assert told["seed"] == [0, 1, 0]
    assert told["kappa"][2] == 20
    assert ",,adam," not in as_csv(of_runs(runs))


def test_runs_of_one_name_are_told_apart(made: Callable[..., Run]) -> None:
    run = made("epochs")
    assert [row[0] for row in of_runs([run, run]).rows] == ["epochs (1)", "epochs (2)"]


def test_a_diverged_run_has_its_numbers_and_no_labels_for_lost_parameters(made: Callable[..., Run]) -> None:
    run = made("away", "bowl", lr=0.5, steps=200)
    assert of_runs([run, run]).rows[0][-2:] == ("diverged", run.stop["message"])
    params = np.array(made("blobs").params)
    params[-3:] = np.nan
    lost = replace(made("blobs"), arrays={**made("blobs").arrays, "params": params})
    with pytest.raises(ValueError, match=r"at step 100 the parameters .* are not finite; try --at 97"):
        of_predictions(lost, 3)
    assert printed(of_steps(lost, ["last"])).splitlines()[-1].split()[2:5] == ["nan"] * 3


def test_columns_and_digits_are_chosen(made: Callable[..., Run]) -> None:
    table = tabulate([made("small", "parabola", start=[15.0], lr=0.25, steps=3)], columns=["x", "step"], digits=1)
    assert printed(table).splitlines() == [
        "x      step",
        "-----  ----",
        "2e+01     0",
        "9         1",
        "6         2",
        "4         3",
    ]
    assert as_csv(table).splitlines()[-1] == "4.5,3"


def test_a_model_that_is_not_known_predicts_nothing(made: Callable[..., Run]) -> None:
    run = made("blobs")
    other = replace(run, manifest=json.loads(json.dumps({**run.manifest, "problem": {**run.problem, "model": "tree"}})))
    with pytest.raises(
        ValueError, match=r"its model, 'tree', is none of slope, line, polynomial, linear, linear classifier"
    ):
        of_predictions(other, 3)
    assert len(of_predictions(made("moons", data=load_data("moons")), 4).rows) == 4
