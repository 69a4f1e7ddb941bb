"""Points as arrays, data frames or sets of scikit-learn's."""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris

import gdviz
from gdviz.runs.given_data import DATA, data_of

X, Y = np.array([[1.0, 2.0], [3.0, 5.0], [4.0, 4.0]]), np.array([1.0, 2.0, 3.0])


def test_a_pair_and_a_record_are_taken_as_they_are():
    data = data_of((X, Y))
    assert (data.features, data.target) == (("feature 1", "feature 2"), "y")
    assert data_of(data) is data
    assert data_of([X[:, 0], Y]).features == ("x",)


def test_a_data_frame_has_its_own_names():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"area": X[:, 0], "rooms": [1, 2, 3], "price": Y})
    data = data_of(frame)
    assert (data.features, data.target) == (("area", "rooms"), "price")
    assert data.y.tolist() == Y.tolist()
    chosen = data_of(frame, x=["price"], y="area")
    assert (chosen.features, chosen.target, chosen.X[:, 0].tolist()) == (("price",), "area", Y.tolist())
    words = data_of(pandas.DataFrame({"hours": [1.0, 2.0, 3.0], "passed": ["no", "yes", "yes"]}))
    assert (words.classes, words.y.tolist()) == (("no", "yes"), [0.0, 1.0, 1.0])
    assert data_of(pandas.DataFrame(X, columns=[0, 1])).features == ("0",)
    with pytest.raises(ValueError, match=r"the data frame has no column 'aera'; did you mean 'area'"):
        data_of(frame, y="aera")
    with pytest.raises(ValueError, match="X must be numbers, and its column name is not"):
        data_of(pandas.DataFrame({"name": ["a", "b"], "n": [1, 2], "y": [1.0, 2.0]}))


@pytest.mark.parametrize("as_frame", [False, True])
def test_a_set_of_scikit_learn_has_its_columns_and_classes(as_frame):
    if as_frame:
        pytest.importorskip("pandas")
    iris = data_of(load_iris(as_frame=as_frame))
    assert iris.features[0] == "sepal length (cm)"
    assert iris.classes == ("setosa", "versicolor", "virginica")
    diabetes = data_of(load_diabetes(as_frame=as_frame))
    assert (diabetes.features[2], diabetes.classes) == ("bmi", ())


@pytest.mark.parametrize("wrong", [None, 5, "moons", X, (X,), (X, Y, Y), {"a": 1}])
def test_anything_else_is_no_data(wrong):
    assert not DATA.fits(wrong)


def test_all_ways_lead_to_the_same_run(tmp_path):
    table = tmp_path / "points.csv"
    table.write_text("x,y\n0,1\n1,3\n2,5.5\n")
    x, y = [0.0, 1.0, 2.0], [1.0, 3.0, 5.5]
    ways = (str(table), table, (x, y), {"data": np.array([x]).T, "target": np.array(y), "feature_names": ["x"]})
    runs = [gdviz.solve("line", data=way, steps=5, out=tmp_path / f"{i}") for i, way in enumerate(ways)]
    assert all(np.array_equal(run.params, runs[0].params) for run in runs)
    assert gdviz.solve("logistic", data="moons", steps=2, out=tmp_path / "moons").problem["name"] == "logistic"
