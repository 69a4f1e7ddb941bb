"""How deep a landscape lies, in bands."""

import numpy as np

from gdviz.analysis.bands import band_bounds, depth_of
from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import Scale


def test_depths_are_those_of_the_contour_scale_and_masked_where_there_is_no_value():
    loss = np.array([[0.0, 1.0, 2.0], [4.0, np.nan, 8.0]])
    depth = depth_of(Landscape(np.arange(3.0), np.arange(2.0), loss, np.zeros(2), np.eye(2)))
    assert depth.mask.tolist() == [[False] * 3, [False, True, False]]
    np.testing.assert_array_equal(depth.filled(-1)[0], Scale.for_contours(loss).depth(loss)[0])
    assert (depth.min(), depth.max()) == (0.0, 1.0)


def test_eighteen_bands_lie_between_nineteen_bounds():
    bounds = band_bounds()
    assert len(bounds) == 19
    np.testing.assert_allclose(np.diff(bounds), 1 / 18)
