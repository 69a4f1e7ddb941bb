"""What there is, in plain data: every registry, ready for JSON; and what a run is."""

import json
import subprocess
import sys

import pytest
from slices import path_of_three, recorded_path

import gdviz
from gdviz.catalogue import bytes_of, catalogue, describe
from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS
from gdviz.recipes.book import RECIPES
from gdviz.solving.schedules import SCHEDULES
from gdviz.style.palettes import PALETTES

KINDS = ["problems", "optimizers", "schedules", "datasets", "figures", "scenes", "palettes", "recipes"]


def test_every_kind_is_listed_and_every_entry_says_what_it_is():
    found = json.loads(json.dumps(catalogue()))
    assert list(found) == KINDS
    for kind, entries in found.items():
        assert entries, kind
        assert len({entry["name"] for entry in entries}) == len(entries)
        assert all(entry["summary"].strip() for entry in entries)


@pytest.mark.parametrize(
    ("kind", "registered"),
    [
        ("problems", PROBLEMS),
        ("optimizers", OPTIMIZERS),
        ("schedules", SCHEDULES),
        ("palettes", PALETTES),
        ("recipes", RECIPES),
    ],
)
def test_a_kind_is_what_is_registered_in_its_order(kind, registered):
    (found,) = catalogue(kind).items()
    assert found[0] == kind
    assert [entry["name"] for entry in found[1]] == list(registered)


def test_settings_are_told_with_default_range_and_meaning():
    adam = next(entry for entry in catalogue("optimizers")["optimizers"] if entry["name"] == "adam")
    assert adam["settings"]["beta1"] == {
        "default": 0.9,
        "allowed": "a number in [0, 1)",
        "type": "float",
        "meaning": OPTIMIZERS["adam"].settings["beta1"].meaning,
    }


def test_an_unknown_kind_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match=r"unknown kind 'problem'; did you mean 'problems'\? \(`gdviz list` shows"):
        catalogue("problem")


def test_a_run_is_described_by_what_it_solved_and_how_it_ended(solved):
    run = solved("logistic")
    about = json.loads(json.dumps(describe(run)))
    assert (about["run"], about["problem"], about["optimizer"]) == (str(run.path), "logistic", "gd")
    assert (about["learning_rate"], about["steps"]) == (run.optimizer["lr"], run.steps)
    assert about["stop"] == run.stop
    assert about["start"] == dict(zip(run.problem["parameters"], run.params[0].tolist(), strict=True))
    assert list(about["end"].values()) == run.params[-1].tolist()
    assert about["last"] == {"loss": run.loss[-1], **{name: values[-1] for name, values in run.metrics.items()}}


def test_a_run_of_many_parameters_is_described_by_how_far_to_trust_its_plane(tmp_path):
    run = recorded_path(tmp_path / "run", path_of_three(), keep="plane")
    about = json.loads(json.dumps(describe(run)))
    assert about["parameters"] == {"count": 3, "layers": 1, "kept": "plane"}
    assert about["slice"]["variance"] == pytest.approx(sum(run.manifest["space"]["variance"]))
    assert about["slice"]["off_plane_most_at_step"] == 3
    assert about["slice"]["error"] == 0.0


def test_bytes_are_those_of_a_file_or_of_all_in_a_folder(tmp_path):
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b").write_bytes(b"123")
    assert (bytes_of(tmp_path / "a"), bytes_of(tmp_path)) == (5, 8)


@pytest.mark.parametrize(("kind", "absent"), [("scenes", "gdviz.figures manim numpy"), ("problems", "gdviz.figures")])
def test_a_list_loads_no_other_kind(kind, absent):
    code = f"import sys; from gdviz.catalogue import catalogue; catalogue({kind!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert set(absent.split()) & set(loaded) == set()


def test_a_quadratic_is_described_by_its_curvature_and_a_curve_by_its_equation(solved, solved_once):
    assert describe(solved("bowl"))["curvature"] == {
        "largest": 5.0,
        "least": 1.0,
        "flat": 0,
        "condition_number": 5.0,
        "largest_stable_rate": 0.4,
        "best_rate": 2 / 6,
    }
    assert "curvature" not in describe(solved("rosenbrock"))
    assert not {"equation", "coefficients"} & describe(solved("bowl")).keys()
    about = json.loads(json.dumps(describe(solved_once("linear", steps=5))))
    assert about["equation"].startswith("progression = ")
    assert [*about["coefficients"]][:3] == ["intercept", "age", "sex"]
    assert about["curvature"]["condition_number"] == pytest.approx(470, abs=1)


def test_what_a_loop_of_ones_own_recorded_is_described_without_curvature(tmp_path):
    with gdviz.record(tmp_path / "run", loss=lambda p: p[0] ** 2) as recorder:
        for x in (3.0, 2.0, 1.0):
            recorder.step([x])
    assert "curvature" not in describe(gdviz.load(tmp_path / "run"))


def test_nothing_is_computed_of_large_data(solved_once, monkeypatch):
    run = solved_once("linear", steps=5)
    monkeypatch.setattr("gdviz.catalogue.MOST_NUMBERS", 442 * 10)
    assert "curvature" not in describe(run)
