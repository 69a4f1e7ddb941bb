"""The record of data, the sets with names, and finding one by name or path."""

import numpy as np
import pytest

from gdviz.problems.datasets import DATASETS, load_data

FIXED = ["article-a", "article-c", "article-d", "exam", "iris", "wine", "breast-cancer", "diabetes"]
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


def test_standardized_columns_have_mean_0_and_deviation_1():
    wine = DATASETS["wine"](0)
    data = wine.standardized()
    assert data.X.mean(axis=0) == pytest.approx(np.zeros(13), abs=1e-12)
    assert data.X.std(axis=0) == pytest.approx(np.ones(13), rel=1e-12)
    assert np.array_equal(data.y, wine.y)
    assert np.array_equal(load_data("wine", standardize=True).X, data.X)


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


def test_powers_are_taken_before_columns_are_scaled() -> None:
    data = load_data("iris", x=["3", "4"], degree=2, standardize=True)
    raw = load_data("iris", x=["3", "4"])
    assert data.features[2:] == (
        "petal length (cm)^2",
        "petal length (cm) petal width (cm)",
        "petal width (cm)^2",
    )
    product = raw.X[:, 0] * raw.X[:, 1]
    np.testing.assert_allclose(data.X[:, 3], (product - product.mean()) / product.std(), rtol=1e-12)
