"""The courses of runs on a page: exact, whatever was recorded, and in words."""

import numpy as np
import pytest

import gdviz
from gdviz.pages import courses
from gdviz.pages.courses import courses_of, params_beside, rows_kept


def told(runs, plane="own"):
    arrays = {}
    return courses_of(runs, runs[0].landscape if plane == "own" else plane, arrays), arrays


def test_numbers_are_those_of_the_run_to_the_last_bit(solved):
    run = solved("rosenbrock")
    (about,), arrays = told([run])
    assert np.array_equal(np.stack([arrays["run.0.params.0"], arrays["run.0.params.1"]], axis=1), run.params)
    assert np.array_equal(arrays["run.0.loss"], run.loss)
    assert np.array_equal(arrays["run.0.gradient"][:-1], np.linalg.norm(run.gradient, axis=1))
    assert np.isnan(arrays["run.0.gradient"][-1])
    assert "run.0.step" not in arrays
    assert about["names"] == ["x", "y"]
    assert about["settings"]["lr"] == run.optimizer["lr"]
    assert about["settings"]["beta1"] == 0.9
    assert "convention" not in about["settings"], "settings are numbers"


def test_a_run_that_kept_some_steps_says_which(tmp_path):
    run = gdviz.solve("bowl", steps=25, every=10, out=tmp_path / "run")
    _, arrays = told([run])
    assert arrays["run.0.step"].tolist() == [0, 10, 20, 25]
    assert "run.0.gradient" not in arrays, "none of them was taken at a point that was kept"


def test_a_diverged_run_keeps_what_it_came_to(solved):
    run = solved("diverged")
    (about,), arrays = told([run])
    assert np.array_equal(arrays["run.0.loss"], run.loss, equal_nan=True)
    assert about["ending"].startswith("left the frame at step")
    assert about["ending"].endswith("diverged at step 27")
    assert [since for since, _ in about["fates"]] == sorted(since for since, _ in about["fates"])


def test_over_many_parameters_the_path_is_in_its_plane(tmp_path):
    with gdviz.record(tmp_path / "run", title="Large") as record:
        for step in range(30):
            record.step(np.linspace(1, 2, 40) * 0.9**step, 0.8**step)
    run = gdviz.load(tmp_path / "run")
    from gdviz.analysis.plain_field import on_plain_field

    plane = on_plain_field([run])[0].landscape
    (about,), arrays = told([run], plane)
    assert about["names"] == []
    assert np.array_equal(np.stack([arrays["run.0.x"], arrays["run.0.y"]], axis=1), plane.project(run.params))
    assert not any("params" in name for name in arrays)


def test_of_one_parameter_without_landscape_there_is_the_parameter(tmp_path):
    with gdviz.record(tmp_path / "run") as record:
        for step in range(5):
            record.step(np.array([0.5**step]), 0.25**step)
    (about,), arrays = told([gdviz.load(tmp_path / "run")], None)
    assert arrays["run.0.params.0"].tolist() == [1, 0.5, 0.25, 0.125, 0.0625]
    assert "plane.origin" not in arrays
    assert about["ending"]


def test_long_runs_keep_every_so_many_steps_and_the_last(monkeypatch, tmp_path):
    runs = [gdviz.solve("bowl", rule, steps=101, out=tmp_path / rule) for rule in ("gd", "adam")]
    monkeypatch.setattr(courses, "MOST_ROWS", 100)
    about, arrays = told(runs)
    assert [each["every"] for each in about] == [3, 3]
    assert arrays["run.1.step"].tolist() == [*range(0, 102, 3), 101]
    assert np.array_equal(arrays["run.1.loss"], runs[1].loss[[*range(0, 102, 3), 101]])


def test_parameters_stand_beside_a_course_that_does_not_tell_them_row_for_row(monkeypatch, tmp_path):
    runs = [gdviz.solve("bowl", steps=101, out=tmp_path / "run")]
    assert params_beside(runs) == [None]
    monkeypatch.setattr(courses, "MOST_ROWS", 50)
    monkeypatch.setattr(courses, "MOST_NUMBERS", 10)
    ((about,), arrays), (beside,) = told(runs), params_beside(runs)
    assert not about["names"]
    assert np.array_equal(beside, runs[0].params[arrays["run.0.step"].astype(int)])


@pytest.mark.parametrize(("count", "every", "rows"), [(1, 1, [0]), (5, 2, [0, 2, 4]), (6, 2, [0, 2, 4, 5])])
def test_rows_kept(count, every, rows):
    assert rows_kept(count, every).tolist() == rows
