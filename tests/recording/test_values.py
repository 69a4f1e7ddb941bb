"""What a loop holds becomes vectors and numbers, whatever library it comes from."""

import numpy as np
import pytest

from gdviz.recording.values import as_number, as_vector, of_many


class Tensor:
    """What is known here of a tensor with a history: numbers come of it once it is detached."""

    def __init__(self, *values, detached=False):
        self.values, self.detached = values, detached

    def detach(self):
        """Return it without its history."""
        return Tensor(*self.values, detached=True)

    def cpu(self):
        """Return it, who is there already."""
        return self

    def __array__(self, dtype=None, copy=None):
        if not self.detached:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad")
        return np.array(self.values, dtype)


@pytest.mark.parametrize(
    ("values", "vector"),
    [
        (3, [3.0]),
        (np.float32(0.5), [0.5]),
        (np.arange(6).reshape(2, 3), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
        ([np.eye(2), 7], [1.0, 0.0, 0.0, 1.0, 7.0]),
        ({"W": [[1, 2]], "b": np.float32(3)}, [1.0, 2.0, 3.0]),
        (iter([1.0, [2.0]]), [1.0, 2.0]),
        (Tensor(1.0, 2.0), [1.0, 2.0]),
        ((t for t in (Tensor(1.0, 2.0), Tensor(3.0))), [1.0, 2.0, 3.0]),
    ],
)
def test_pieces_are_laid_end_to_end(values, vector):
    found = as_vector("params", values)
    assert found.dtype == np.float64
    assert found.tolist() == vector


def test_a_vector_is_a_copy():
    theta = np.array([1.0, 2.0])
    found = as_vector("params", theta)
    theta[:] = 0.0
    assert found.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ("steep", "params must be numbers, arrays or tensors, or a list or a dict of them, not 'steep'"),
        ([1.0, "x"], "params must be numbers, arrays or tensors"),
        ([], "params must be numbers, arrays or tensors"),
        (np.zeros(0), "params holds no number"),
    ],
)
def test_what_is_no_vector_is_refused(values, message):
    with pytest.raises(ValueError, match=message):
        as_vector("params", values)


def test_one_number_is_asked_for():
    assert as_number("loss", np.array([[0.5]])) == 0.5
    assert as_number("loss", Tensor(2.0)) == 2.0
    with pytest.raises(ValueError, match="loss is one number, not 2; give their mean or their sum"):
        as_number("loss", [1.0, 2.0])


POINTS = np.arange(12.0).reshape(2, 3, 2)


@pytest.mark.parametrize(
    "loss",
    [
        lambda p: p[0] ** 2 + p[1],
        lambda p: p[..., 0] ** 2 + p[..., 1],
        lambda p: float(p[0]) ** 2 + float(p[1]),
        lambda p: Tensor(p[0] ** 2 + p[1]),
    ],
    ids=["of one, by places", "of many", "of one, of floats", "a tensor"],
)
def test_a_function_of_one_point_or_of_many_is_one_of_many(loss):
    calls = of_many(loss, np.array([1.0, 2.0]))
    np.testing.assert_array_equal(calls(POINTS), POINTS[..., 0] ** 2 + POINTS[..., 1])
