"""Many starts: a grid over the domain, or points drawn in it."""

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.solving.starts import starts_over

BOWL = PROBLEMS["bowl"]()


def test_a_grid_includes_the_edges_of_the_domain():
    assert starts_over(BOWL, "3x2") == [[-4, -2.5], [-4, 2.5], [0, -2.5], [0, 2.5], [4, -2.5], [4, 2.5]]
    assert starts_over(BOWL, "1x1") == [[0.0, 0.0]]
    assert len(starts_over(BOWL, "50x50")) == 2500


def test_starts_are_drawn_in_the_domain_by_their_seed():
    drawn = np.array(starts_over(BOWL, "400", seed=1))
    assert drawn.shape == (400, 2)
    assert (np.abs(drawn) <= [4, 2.5]).all()
    assert np.abs(drawn.mean(axis=0)).max() < 0.5
    assert starts_over(BOWL, "400", seed=1) == drawn.tolist() != starts_over(BOWL, "400", seed=2)
    assert len(starts_over(PROBLEMS["parabola"](), "7")) == 7


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ("many", "takes a grid such as 50x50, or how many to draw such as 2500, not 'many'"),
        ("0x5", "takes a grid such as 50x50"),
        ("5x", "takes a grid such as 50x50"),
        ("5x5x5", r"is a grid over 3 parameters, and bowl has 2 \(x, y\); draw some with --starts 100"),
        ("9999x9999", "takes at most 1,000,000 starts, not 99,980,001"),
    ],
)
def test_what_is_no_number_of_starts_is_told(asked, error):
    with pytest.raises(ValueError, match=error):
        starts_over(BOWL, asked)
