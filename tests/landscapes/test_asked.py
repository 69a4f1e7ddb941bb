"""What may be asked of a landscape: how many points, and which box."""

import numpy as np
import pytest

from gdviz.landscapes.asked import check_samples, sides_of


@pytest.mark.parametrize("samples", [5, 1025])
def test_so_many_points_are_taken(samples):
    check_samples(samples)


@pytest.mark.parametrize(("samples", "fewest"), [(4, 5), (1026, 5), (16, 17), (-1, 5)])
def test_fewer_or_more_are_refused_with_an_example(samples, fewest):
    with pytest.raises(ValueError, match=f"from {fewest} to 1025, not {samples}; try samples=73"):
        check_samples(samples, fewest=fewest, example=73)


@pytest.mark.parametrize("domain", [(-1, 1, -2, 2), [(-1, 1), (-2, 2)], np.array([[-1, 1], [-2, 2]])])
def test_a_box_in_a_row_or_in_pairs(domain):
    assert sides_of(domain, (1, 2)).tolist() == [[-1, 1], [-2, 2]]


@pytest.mark.parametrize(
    ("domain", "counts", "words"),
    [
        ((0, 1), (2,), "each of 2 coordinates in turn, not 0, 1; for example -2, 2, -2, 2"),
        ((1, -1), (1, 2), "each of 1 or 2 coordinates in turn, not 1, -1"),
        ((0, 1, 3, 3), (2,), "not 0, 1, 3, 3"),
        ((0, np.inf), (1,), "not 0, inf"),
        ((0, np.nan), (1,), "not 0, nan"),
        ((), (1,), "not nothing"),
        (range(9), (2,), "not 0, 1, 2, 3, 4, 5, 6, 7, "),
    ],
)
def test_what_is_no_box_is_refused(domain, counts, words):
    with pytest.raises(ValueError, match=words):
        sides_of(domain, counts)
