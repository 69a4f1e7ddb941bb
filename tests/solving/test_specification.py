"""What a run is decided by: defaults, refusals that name value and remedy, and the directory's name."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.runs.data import Data
from gdviz.solving.solver import solve
from gdviz.solving.specification import RUNS, specify

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lr": NAN}, r"learning rate must be a positive number, not nan; try --lr 0\.31"),
        ({"lr": INF}, "learning rate must be a positive number, not inf"),
        ({"lr": -0.1}, r"learning rate must be a positive number, not -0\.1"),
        ({"lr": 0}, r"learning rate must be a positive number, not 0\.0"),
        ({"steps": -1}, "number of steps must be 0 or more, not -1; try --steps 30"),
        ({"start": [1.0]}, r"bowl starts at 2 finite numbers \(x, y\), not 1; try --start 1,1"),
        ({"start": [1.0, 2.0, 3.0]}, r"bowl starts at 2 finite numbers \(x, y\), not 1,2,3"),
        ({"start": 5.0}, "start must be a list of numbers, not 5.0"),
        ({"start": [[1.0, 2.0]]}, "start must be a list of numbers"),
        ({"start": []}, "bowl starts at 2 finite numbers"),
        ({"start": [NAN, 1.0]}, r"bowl starts at 2 finite numbers \(x, y\), not nan,1"),
        ({"start": [1.0, -INF]}, "bowl starts at 2 finite numbers"),
        ({"seed": -1}, "seed must be 0 or more, not -1"),
        ({"tol_gradient": -1e-3}, r"tol_gradient must be 0 or more, not -0\.001; try --tol-gradient 1e-6"),
        ({"tol_step": NAN}, "tol_step must be 0 or more, not nan; try --tol-step 1e-6"),
        ({"tol_step": INF}, "tol_step must be 0 or more, not inf"),
        ({"settings": {"kappa": 0.2}}, r"kappa=0\.2 is not a number in \[1, 1e6\]"),
        ({"settings": {"kappa": "steep"}}, "kappa=steep is not a number"),
        ({"settings": {"kapa": 2}}, "problem 'bowl' with optimizer 'gd' has no setting 'kapa'; did you mean 'kappa'"),
        ({"settings": {"beta1": 0.5}}, "has no setting 'beta1'; it takes kappa, weight_decay"),
        ({"problem": "bowll"}, r"unknown problem 'bowll'; did you mean 'bowl'\?"),
        ({"problem": "zzz"}, r"unknown problem 'zzz'; choose from .*bowl, "),
        ({"optimizer": "nestrov"}, r"unknown optimizer 'nestrov'; did you mean 'nesterov'\?"),
        ({"optimizer": "GD"}, r"unknown optimizer 'GD'; did you mean 'gd'\?"),
        ({"optimizer": "lbfgs?"}, "unknown optimizer 'lbfgs.'; choose from gd, "),
    ],
)
def test_bad_option_is_refused_and_nothing_is_written(tmp_path, options, message):
    with pytest.raises(ValueError, match=message):
        solve(**{"problem": "bowl", **options}, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_steps_that_are_not_whole_are_refused_before_anything_is_written(tmp_path):
    with pytest.raises(ValueError, match="steps"):
        solve("bowl", steps=2.5, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_misspelt_option_is_refused(tmp_path):
    with pytest.raises(TypeError, match="stepps"):
        solve("bowl", stepps=3, out=tmp_path / "run")


def test_settings_of_a_ready_problem_are_refused():
    with pytest.raises(ValueError, match="optimizer 'gd' has no setting 'kappa'"):
        specify(PROBLEMS["bowl"](), settings={"kappa": 3})


def test_settings_go_to_whoever_takes_them_and_may_be_text():
    spec = specify("bowl", "momentum", settings={"kappa": "25", "momentum": "0.5"})
    assert spec.problem.options == {"kappa": 25.0}
    assert spec.optimizer.options["momentum"] == 0.5
    assert spec.problem.hessian(np.zeros(2))[1, 1] == 25.0


@pytest.mark.parametrize(
    ("problem", "optimizer", "lr"),
    [("bowl", "gd", 0.31), ("bowl", "momentum", 0.155), ("bowl", "adam", 0.25), ("rosenbrock", "adam", 0.1)],
)
def test_default_learning_rate_is_the_problems_for_the_optimizers_scale(problem, optimizer, lr):
    assert specify(problem, optimizer).lr == pytest.approx(lr, rel=1e-14)


def test_defaults_are_the_problems():
    spec = specify("bowl")
    assert (spec.steps, spec.seed, spec.tol_gradient, spec.tol_step) == (30, 0, 0.0, 0.0)
    assert spec.start.tolist() == [-3.5, 2.0]
    assert specify("line", seed=3).start.tolist() == PROBLEMS["line"]().draw_start(3).tolist()


def test_start_of_whole_numbers_becomes_floats():
    assert specify("bowl", start=[1, 2]).start.dtype == np.float64


def test_same_specification_has_the_same_directory():
    assert specify("bowl").directory == specify("bowl", "gd", lr=0.31, steps=30, start=[-3.5, 2]).directory
    assert specify("bowl").directory.parent == RUNS
    assert specify("bowl").directory.name.startswith("bowl-gd-")


@pytest.mark.parametrize(
    "change",
    [
        {"problem": "rosenbrock"},
        {"optimizer": "nesterov"},
        {"lr": 0.3100001},
        {"steps": 31},
        {"start": [-3.5, 2.0000001]},
        {"seed": 1},
        {"tol_gradient": 1e-9},
        {"tol_step": 1e-9},
        {"settings": {"kappa": 6}, "lr": 0.31},
        {"settings": {"weight_decay": 0.1}},
    ],
)
def test_directory_changes_with_any_part_of_the_specification(change):
    assert specify(**{"problem": "bowl", **change}).directory != specify("bowl").directory


def test_directory_changes_with_the_data():
    points, labels = np.array([[0.0, 1.0], [2.0, 3.0], [1.0, 1.0]]), np.array([0, 1, 1])
    one = specify(PROBLEMS["logistic"](Data.of(points, labels)))
    assert one.directory == specify(PROBLEMS["logistic"](Data.of(points.copy(), labels))).directory
    assert one.directory != specify(PROBLEMS["logistic"](Data.of(points + 1e-9, labels))).directory
    assert one.directory != specify(PROBLEMS["logistic"](Data.of(points, labels[::-1]))).directory


def test_directory_changes_with_the_name_that_a_file_gave_the_parameters():
    bowl = PROBLEMS["bowl"]()
    assert specify(replace(bowl, parameters=("a", "b"))).directory != specify(bowl).directory


def test_run_goes_to_its_directory_unless_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = solve("bowl", steps=1)
    assert run.path == specify("bowl", steps=1).directory
    assert (tmp_path / run.path / "run.json").is_file()
    assert solve(specify("bowl", steps=2), out=Path("elsewhere")).steps == 2
