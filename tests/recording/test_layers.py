"""Parameters are laid end to end by name, whatever library they come from and in whatever order it hands them back."""

from collections import OrderedDict

import numpy as np
import pytest
from tensors import Tensor

from gdviz.recording.layers import Layers


@pytest.mark.parametrize(
    ("values", "vector"),
    [
        (3, [3.0]),
        (np.float32(0.5), [0.5]),
        (np.arange(6).reshape(2, 3), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
        ([np.eye(2), 7], [1.0, 0.0, 0.0, 1.0, 7.0]),
        ({"W": [[1, 2]], "b": np.float32(3)}, [1.0, 2.0, 3.0]),
        (Tensor(1.0, 2.0), [1.0, 2.0]),
        (np.array([1 + 2j, 3]), [1.0, 2.0, 3.0, 0.0]),
        ([True, False], [1.0, 0.0]),
        # The groups of an optimizer's parameters, which have its settings beside them.
        ([{"params": [np.ones(2), 3.0], "lr": 0.1, "betas": (0.9, 0.999)}], [1.0, 1.0, 3.0]),
    ],
)
def test_pieces_are_laid_end_to_end(values, vector):
    layers = Layers.of("params", values)
    assert layers.flat("params", values).tolist() == vector
    assert layers.size == len(vector)


def test_pieces_that_are_made_one_after_the_other_are_laid_end_to_end():
    layers = Layers.of("params", (t for t in (Tensor(1.0, 2.0), Tensor(3.0))))
    assert layers.flat("params", iter([[1.0, 2.0], 3.0])).tolist() == [1.0, 2.0, 3.0]


def test_a_vector_is_a_copy():
    theta = np.array([1.0, 2.0])
    found = Layers.of("params", theta).flat("params", theta)
    theta[:] = 0.0
    assert found.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("dtypes", "wanted"),
    [
        (("float32", "float32"), "float32"),
        (("float16", "float16"), "float16"),
        (("float32", "float64"), "float64"),
        (("int64", "float32"), "float64"),
        (("longdouble", "float32"), "float64"),
    ],
)
def test_numbers_stay_in_the_float_that_holds_them_all(dtypes, wanted):
    assert Layers.of("params", [np.ones(2, dtype) for dtype in dtypes]).dtype == np.dtype(wanted)


def test_parts_are_matched_by_name_whatever_their_order():
    layers = Layers.of("params", {"w": np.eye(2), "b": np.array([7.0, 8.0])})
    assert layers.names == ("w", "b")
    # JAX hands a dict back with sorted keys.
    assert layers.flat("params", {"b": [7.0, 8.0], "w": np.eye(2)}).tolist() == [1, 0, 0, 1, 7, 8]
    assert layers.flat("params", OrderedDict(b=np.array([7.0, 8.0]), w=np.eye(2))).tolist() == [1, 0, 0, 1, 7, 8]


def test_parts_without_names_are_matched_by_their_places():
    layers = Layers.of("params", {"w": np.eye(2), "b": 7.0})
    assert layers.flat("gradient", [np.ones((2, 2)), [2.0]]).tolist() == [1, 1, 1, 1, 2]
    assert layers.flat("gradient", np.arange(5.0)).tolist() == [0, 1, 2, 3, 4]


def test_names_are_the_way_to_each_part_and_each_number_has_one():
    layers = Layers.of("params", {"dense": {"kernel": np.zeros((1, 2)), "bias": 0.0}, "rest": [np.zeros(1)]})
    assert layers.names == ("dense.kernel", "dense.bias", "rest.0")
    assert layers.parameters() == ["dense.kernel[0, 0]", "dense.kernel[0, 1]", "dense.bias", "rest.0[0]"]
    assert layers.described()[0] == {"name": "dense.kernel", "shape": [1, 2]}
    assert layers.are_named
    assert not Layers.of("params", [np.zeros(2), [1.0]]).are_named


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"w": np.eye(2)}, "params lacks 'b'; give the same parts each time, or begin another recording"),
        ({"w": np.eye(2), "b": 1.0, "c": 2.0}, "params comes with 'c'"),
        ({"w": np.eye(3), "b": 1.0}, "params has 10 numbers, and had 5"),
        ({"w": np.zeros(1), "b": np.zeros(4)}, "params has 1 numbers in 'w', and had 4"),
    ],
)
def test_parts_that_changed_are_refused_by_name(values, message):
    layers = Layers.of("params", {"w": np.eye(2), "b": 1.0})
    with pytest.raises(ValueError, match=message):
        layers.flat("params", values)


def test_a_gradient_of_another_size_is_held_against_the_parameters():
    with pytest.raises(ValueError, match="params has 2 numbers and gradient 3; give one for each"):
        Layers.of("params", np.zeros(2)).flat("gradient", np.zeros(3))


def used_up():
    values = iter([np.eye(2)])
    next(values)
    return values


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ("steep", "params must be numbers, arrays or tensors, or a list or a dict of them, not 'steep'"),
        ([1.0, "x"], "params '1' must be numbers, arrays or tensors"),
        (None, "params must be numbers"),
        ([], "params holds no number"),
        (np.zeros(0), "params holds no number"),
        (used_up(), "params holds no number; an iterator that was gone through is empty, so give a list"),
        (Tensor(1.0, is_meta=True), "params is on the device meta and holds no numbers; load it first"),
    ],
    ids=["word", "a word within", "none", "empty", "array", "iterator", "meta"],
)
def test_what_is_no_vector_is_refused(values, message):
    with pytest.raises(ValueError, match=message):
        Layers.of("params", values)
