"""The record of data, the sets with names, and finding one by name or path."""

import numpy as np
import pytest

from gdviz.problems.datasets import DATASETS, load_data
from gdviz.runs.data import Data

FIXED = ["article-a", "article-c", "article-d", "iris", "wine", "breast-cancer", "diabetes"]
DRAWN = ["article-b", "sine", "blobs", "moons", "circles", "classification"]


@pytest.mark.parametrize("name", DATASETS)
def test_every_set_is_what_it_says(name):
    data = DATASETS[name](0)
    assert data.name == name
    assert data.X.dtype == data.y.dtype == np.float64
    assert data.X.shape == (len(data.y), len(data.features))
    assert data.target
    if data.classes:
        assert np.unique(data.y).tolist() == list(range(len(data.classes)))
    assert DATASETS[name].__doc__.endswith(".")
    again = DATASETS[name](0)
    assert np.array_equal(data.X, again.X)
    assert np.array_equal(data.y, again.y)


def test_every_set_is_either_fixed_or_drawn():
    assert sorted(DATASETS) == sorted(FIXED + DRAWN)


@pytest.mark.parametrize("name", DATASETS)
def test_seed_draws_other_points_only_where_points_are_drawn(name):
    same = np.array_equal(DATASETS[name](0).X, DATASETS[name](1).X)
    assert same == (name in FIXED)


def test_articles_data():
    a, b, c, d = (DATASETS[f"article-{letter}"](0) for letter in "abcd")
    assert a.X.shape == (250, 2)
    assert np.bincount(a.y.astype(int)).tolist() == [125, 125]
    assert b.X.shape == (150, 1)
    assert 0 <= b.X.min() < 5 < 95 < b.X.max() < 100
    assert np.std(b.y - 3.2 * b.X[:, 0]) == pytest.approx(10, abs=1.5)
    assert c.y.tolist() == [5.5, 6.0, 6.5, 7.0, 7.5, 8.0, 9.0]
    assert np.polyfit(d.X[:, 0], d.y, 1) == pytest.approx([63.42, 1.49], abs=0.005)


def test_arrays_are_copied_and_locked():
    X = np.arange(4.0)
    data = Data.of(X, X)
    X[0] = 9
    assert data.X[0, 0] == 0
    with pytest.raises(ValueError, match="read-only"):
        data.y[0] = 1


def test_names_by_default():
    assert Data.of([1, 2], [3, 4]).features == ("x",)
    assert Data.of([[1, 2]], [3]).features == ("feature 1", "feature 2")
    assert Data.of([1, 2], [3, 4], features=("age",), target="height").target == "height"


@pytest.mark.parametrize(
    ("x", "y", "names", "message"),
    [
        pytest.param([0.0, np.nan], [1.0, 2.0], {}, "finite numbers .* in X", id="nan"),
        pytest.param([0.0, 1.0], [1.0, np.inf], {}, "finite numbers .* in y", id="infinite"),
        pytest.param([0.0, 1e101], [1.0, 2.0], {}, "within 1e.100 in X", id="huge"),
        pytest.param([0.0, 1.0], [1.0], {}, r"not \(2, 1\) and \(1,\)", id="lengths-differ"),
        pytest.param([[0.0], [1.0]], [[1.0], [2.0]], {}, "y of shape", id="y-a-column"),
        pytest.param(np.zeros((2, 2, 2)), [1.0, 2.0], {}, "X of shape", id="three-axes"),
        pytest.param([], [], {}, "X of shape", id="no-points"),
        pytest.param(np.zeros((2, 0)), [0.0, 1.0], {}, "X of shape", id="no-features"),
        pytest.param(["a", "b"], [1.0, 2.0], {}, "could not convert", id="words"),
        pytest.param([0.0, 1.0], [1.0, 2.0], {"features": ("a", "b")}, "1 different feature names", id="names"),
        pytest.param([[0.0, 1.0]], [1.0], {"features": ("a", "a")}, "2 different feature names", id="same-names"),
        pytest.param([0.0, 1.0], [1.0, 2.0], {"classes": ("a", "b")}, "labels 0 to 1", id="label-too-large"),
        pytest.param([0.0, 1.0], [0.0, 0.5], {"classes": ("a", "b")}, "labels 0 to 1", id="label-a-fraction"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(x, y, names, message):
    with pytest.raises(ValueError, match=message):
        Data.of(x, y, **names)


def test_whole_numbers_become_labels_in_their_order():
    data = Data.of(np.arange(4.0), [7, -2, 7, 3]).labelled()
    assert data.classes == ("-2", "3", "7")
    assert data.y.tolist() == [2.0, 0.0, 2.0, 1.0]
    assert data.labelled() is data


@pytest.mark.parametrize("y", [[0.5, 1.0], np.arange(51)], ids=["fractions", "many"])
def test_measurements_are_no_labels(y):
    with pytest.raises(ValueError, match="is a measurement"):
        Data.of(np.zeros(len(y)), y).labelled()


def test_standardized_columns_have_mean_0_and_deviation_1():
    wine = DATASETS["wine"](0)
    data = wine.standardized()
    assert data.X.mean(axis=0) == pytest.approx(np.zeros(13), abs=1e-12)
    assert data.X.std(axis=0) == pytest.approx(np.ones(13), rel=1e-12)
    assert np.array_equal(data.y, wine.y)
    assert np.array_equal(load_data("wine", standardize=True).X, data.X)


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9])
def test_constant_column_cannot_be_standardized(value):
    with pytest.raises(ValueError, match="data, column 'feature 2' is constant and cannot be standardised"):
        Data.of(np.column_stack([np.arange(7.0), np.full(7, value)]), np.arange(7)).standardized()


def test_columns_of_a_set_go_by_name_or_number():
    iris = load_data("iris")
    petals = load_data("iris", x=["petal width (cm)", "1"])
    assert petals.features == ("petal width (cm)", "sepal length (cm)")
    assert np.array_equal(petals.X, iris.X[:, [3, 0]])
    assert petals.classes == iris.classes
    widths = load_data("iris", x=["3"], y="petal width (cm)")
    assert widths.target == "petal width (cm)"
    assert widths.classes == ()
    assert np.array_equal(widths.y, iris.X[:, 3])
    rest = load_data("iris", y="4")
    assert rest.features == iris.features[:3]


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (["petal length"], None, r"iris has no column 'petal length'; did you mean 'petal length \(cm\)'"),
        (["6"], None, "no column '6'; .*numbers from 1 to 5"),
        (["1", "1"], None, "'sepal length .*' is asked for twice"),
        (["species"], "1", "'species' holds classes, which cannot be an input"),
        ([], None, "needs a column for x beside 'species'"),
    ],
)
def test_wrong_columns_of_a_set_are_refused(x, y, message):
    with pytest.raises(ValueError, match=message):
        load_data("iris", x=x, y=y)


def test_misspelt_set_is_answered_with_the_nearest():
    with pytest.raises(
        ValueError, match=r"unknown dataset 'moon'; did you mean 'moons'.*by its path, as in \./my\.csv"
    ):
        load_data("moon")


@pytest.mark.parametrize("source", ["", "qqqq", "x" * 5000])
def test_name_without_a_neighbour_is_answered_with_all(source):
    with pytest.raises(ValueError, match="choose from article-a, article-b"):
        load_data(source)


@pytest.mark.parametrize("source", ["nothing.csv", "./nothing", "a/b", "x" * 5000 + ".csv", "a\0b.csv"])
def test_missing_file_is_a_value_error(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"there is no file|cannot be read"):
        load_data(source)


def test_file_without_an_ending_is_found_because_it_exists(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table").write_text("a,b\n1,2\n3,5\n")
    data = load_data("table", standardize=True)
    assert data.X[:, 0].tolist() == [-1.0, 1.0]
    assert data.y.tolist() == [2.0, 5.0]


def test_registered_name_goes_before_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "iris").write_text("a,b\n1,2\n")
    assert len(load_data("iris").y) == 150
    assert len(load_data("./iris").y) == 1
