"""What a loop says becomes one number, and its loss a function of many points, whatever library it comes from."""

import numpy as np
import pytest
from tensors import Tensor

from gdviz.recording.values import as_number, of_many


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
