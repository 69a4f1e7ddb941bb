"""Two parameters by their names, by their features and by their numbers."""

import numpy as np
import pytest

from gdviz.problems import PROBLEMS, load_data
from gdviz.runs.data import Data
from gdviz.solving.planes import chosen_plane
from gdviz.solving.solver import resume, solve

HOUSES = Data.of(
    [[50.0, 2.0], [80.0, 3.0], [120.0, 4.0], [60.0, 3.0]], [100.0, 150.0, 230.0, 120.0], features=("area", "bedrooms")
)


@pytest.mark.parametrize("chosen", [("area", "bedrooms"), ("2", " 3 "), ("area", "3")])
def test_parameters_are_chosen_by_name_and_number(chosen: tuple[str, str]) -> None:
    assert chosen_plane(PROBLEMS["linear"](HOUSES), chosen) == ("area", "bedrooms")
    assert chosen_plane(PROBLEMS["linear"](HOUSES), ()) == ()


def test_a_weight_is_chosen_by_its_feature() -> None:
    blobs = PROBLEMS["logistic"](load_data("article-a"))
    assert chosen_plane(blobs, ("feature 2", "bias")) == ("weight 2", "bias")


@pytest.mark.parametrize(
    ("problem", "chosen", "message"),
    [
        ("bowl", ("x", "y"), "bowl has 2 parameters, all of which its landscape shows; leave out --plane"),
        ("linear", ("bmi",), "two parameters, not 1; for example --plane age,sex"),
        ("linear", ("bmi", "bmi"), "not twice by 'bmi'"),
        ("linear", ("bni", "bp"), "did you mean 'bmi'"),
        ("linear", ("bmi", "99"), "unknown parameter '99'"),
    ],
)
def test_other_choices_are_refused(problem: str, chosen: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        chosen_plane(PROBLEMS[problem](), chosen)


def test_the_landscape_lies_over_the_two_parameters(tmp_path) -> None:
    data = HOUSES.standardized()
    run = solve("linear", data=data, plane=("area", "bedrooms"), steps=20, out=tmp_path / "run")
    scape, problem = run.landscape, PROBLEMS["linear"](data)
    assert scape.along == (1, 2)
    assert scape.origin[[1, 2]].tolist() == [0, 0]
    assert scape.origin[0] == run.params[-1, 0]
    np.testing.assert_allclose(scape.project(run.params), run.params[:, 1:])
    corner = np.array([run.params[-1, 0], scape.x[0], scape.y[-1]])
    assert scape.loss[-1, 0] == pytest.approx(float(problem.value(corner)), rel=1e-12)
    inside = (run.params[:, 1] > scape.x[0]) & (run.params[:, 2] < scape.y[-1])
    assert inside.all()
    assert scape.x[0] <= problem.domain[1, 0]
    whole = solve("linear", data=data, plane=("area", "bedrooms"), steps=30, out=tmp_path / "whole")
    again = resume(run.path, steps=30)
    for name in whole.arrays:
        assert np.array_equal(whole.arrays[name], again.arrays[name]), name
    assert again.manifest["plane"] == ["area", "bedrooms"]
    assert again.problem["preprocessing"]["means"] == HOUSES.X.mean(axis=0).tolist()
