"""The record of data: its arrays and names checked against each other, labels, standard columns, and columns chosen."""

import numpy as np
import pytest

from gdviz.runs.data import Data, choose


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
        pytest.param([0.0, 1.0], [[1.0, 2.0], [2.0, 3.0]], {}, "y of shape", id="y-two-columns"),
        pytest.param([[1.0], [1.0, 2.0]], [1.0, 2.0], {}, "X must be numbers, a row for each point, not", id="ragged"),
        pytest.param([0.0, 1.0], np.array(["a", 2.0], object), {}, "neither a number nor a word", id="y-mixed"),
        pytest.param([0.0, 1.0, 2.0], ["a", "b", None], {}, "y has no label at row 3", id="y-missing"),
        pytest.param(np.array([["a", 1.0]], object), [1.0], {}, "its column 1 is not", id="a-column-of-words"),
        pytest.param([0.0, 1.0], ["a", "a"], {}, "one class only, 'a'", id="y-one-class"),
        pytest.param([0.0, 1.0], ["a", "c"], {"classes": ("a", "b")}, "'c', which is not among", id="y-no-class"),
        pytest.param(np.zeros((2, 2, 2)), [1.0, 2.0], {}, "X of shape", id="three-axes"),
        pytest.param([], [], {}, "X of shape", id="no-points"),
        pytest.param(np.zeros((2, 0)), [0.0, 1.0], {}, "X of shape", id="no-features"),
        pytest.param(["a", "b"], [1.0, 2.0], {}, "X must be numbers, a row for each point, not words", id="words"),
        pytest.param([0.0, 1.0], [1.0, 2.0], {"features": ("a", "b")}, "1 different feature names", id="names"),
        pytest.param([[0.0, 1.0]], [1.0], {"features": ("a", "a")}, "2 different feature names", id="same-names"),
        pytest.param([0.0, 1.0], [1.0, 2.0], {"classes": ("a", "b")}, "labels 0 to 1", id="label-too-large"),
        pytest.param([0.0, 1.0], [0.0, 0.5], {"classes": ("a", "b")}, "labels 0 to 1", id="label-a-fraction"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(x, y, names, message):
    with pytest.raises(ValueError, match=message):
        Data.of(x, y, **names)


class Framed:
    """What NumPy sees of a data frame or a series: the numbers, and their names."""

    def __init__(self, values, **names):
        self._values = values
        self.__dict__ |= names

    def __array__(self, dtype=None, copy=None):
        return np.array(self._values, dtype=dtype)


@pytest.mark.parametrize("y", [[3.0, 5.0], [[3.0], [5.0]], np.array([[3], [5]])], ids=["flat", "column", "integers"])
def test_target_may_be_a_column(y):
    assert Data.of([0.0, 1.0], y).y.tolist() == [3.0, 5.0]
    assert Data(np.zeros((2, 1)), np.array(y), ("x",)).y.shape == (2,)


@pytest.mark.parametrize("kind", [list, np.array, lambda words: np.array(words, dtype=object), Framed])
def test_words_become_labels_with_the_classes_in_alphabetical_order(kind):
    data = Data.of(np.arange(3.0), kind(["wolf", "cat", "wolf"]))
    assert (data.classes, data.y.tolist()) == (("cat", "wolf"), [1.0, 0.0, 1.0])


def test_words_take_the_order_of_the_classes_that_are_given():
    data = Data.of(np.arange(2.0), [["no"], ["yes"]], classes=("yes", "no"))
    assert (data.classes, data.y.tolist()) == (("yes", "no"), [1.0, 0.0])


def test_numbers_in_quotation_marks_are_numbers():
    assert Data.of([0.0, 1.0], ["3", "4.5"]).y.tolist() == [3.0, 4.5]


def test_frames_give_their_names():
    frame, series = Framed([[1.0, 2.0], [3.0, 4.0]], columns=["age", "height"]), Framed([5.0, 6.0], name="weight")
    data = Data.of(frame, series)
    assert (data.features, data.target) == (("age", "height"), "weight")
    assert data.X.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert Data.of(frame, series, features=("a", "b"), target="c").features == ("a", "b")
    assert Data.of(Framed([[1.0, 2.0]], columns=[0, 1]), [1.0]).features == ("feature 1", "feature 2")


def test_whole_numbers_become_labels_in_their_order():
    data = Data.of(np.arange(4.0), [7, -2, 7, 3]).labelled()
    assert data.classes == ("-2", "3", "7")
    assert data.y.tolist() == [2.0, 0.0, 2.0, 1.0]
    assert data.labelled() is data


@pytest.mark.parametrize("y", [[0.5, 1.0], np.arange(51)], ids=["fractions", "many"])
def test_measurements_are_no_labels(y):
    with pytest.raises(ValueError, match="is a measurement"):
        Data.of(np.zeros(len(y)), y).labelled()


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9])
def test_constant_column_cannot_be_standardized(value):
    with pytest.raises(ValueError, match="data, column 'feature 2' is constant and cannot be standardised"):
        Data.of(np.column_stack([np.arange(7.0), np.full(7, value)]), np.arange(7)).standardized()


def test_standardized_columns_have_mean_0_and_deviation_1():
    data = Data.of([[1.0, 10.0], [3.0, 10.5], [5.0, 20.0]], [0, 1, 2])
    even = data.standardized()
    assert even.X.mean(axis=0) == pytest.approx(np.zeros(2), abs=1e-15)
    assert even.X.std(axis=0) == pytest.approx(np.ones(2), rel=1e-15)
    assert even.y.tolist() == [0, 1, 2]


def test_columns_become_inputs_and_target_by_name_or_number():
    data = Data.of([[1, 2], [3, 4]], [0, 1], features=("a", "b"), target="c", classes=("no", "yes"))
    assert data.columns(None, None).X.tolist() == [[1, 2], [3, 4]]
    only = data.columns(["2"], None)
    assert (only.features, only.X.tolist(), only.classes) == (("b",), [[2], [4]], ("no", "yes"))
    turned = data.columns(None, "a")
    assert (turned.features, turned.target, turned.y.tolist(), turned.classes) == (("b",), "a", [1, 3], ())
    with pytest.raises(ValueError, match="'c' holds classes, which cannot be an input"):
        data.columns(["c"], "a")


@pytest.mark.parametrize(
    ("x", "y", "chosen"),
    [(None, None, ([0, 1], 2)), (["b"], None, ([1], 2)), (None, "a", ([1, 2], 0)), ("3", "1", ([2], 0))],
)
def test_columns_are_chosen_by_name_or_number(x, y, chosen):
    assert choose(("a", "b", "c"), x, y, where="it") == chosen


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (["cc"], None, r"^it has no column 'cc'; did you mean 'c'\?"),
        (["zzz"], None, "it has no column 'zzz'; choose from 'a', 'b', 'c' .numbers from 1 to 3 work too"),
        (["4"], None, "no column '4'"),
        (["a", "1"], None, "^it, column 'a' is asked for twice; name each column once in --x and --y$"),
        (["c"], None, "column 'c' is asked for twice"),
        ([], "a", "^it needs a column for x beside 'a' for y$"),
    ],
)
def test_wrong_columns_are_refused(x, y, message):
    with pytest.raises(ValueError, match=message):
        choose(("a", "b", "c"), x, y, where="it")
