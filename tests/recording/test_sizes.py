"""What is said of a training, held against how many parameters it has."""

import numpy as np
import pytest

from gdviz.recording.sizes import check_sizes
from gdviz.runs.data import Data

LINE = Data.of([1.0, 2.0], [1.0, 2.0])


@pytest.mark.parametrize(
    ("about", "data", "domain", "words"),
    [
        ({"parameters": ["w"]}, None, None, "params has 3 numbers, and parameters has 1 names"),
        ({"minima": [[0.0, 0.0]]}, None, None, r"minima is of shape \(1, 2\); give \(K, 3\)"),
        ({}, None, np.zeros((2, 2)), "domain is for 2; leave it out"),
        ({"model": "line"}, LINE, None, "a line of these points has 2"),
    ],
)
def test_what_does_not_fit_is_said_with_both_numbers(about, data, domain, words):
    about = {"parameters": [], "minima": [], "model": "function", **about}
    with pytest.raises(ValueError, match=words):
        check_sizes(about, data, domain, size=3, kept=3)


def test_what_fits_passes():
    about = {"parameters": ["b", "w"], "minima": [[0.0, 1.0]], "model": "line"}
    check_sizes(about, LINE, np.zeros((2, 2)), size=2, kept=2)
