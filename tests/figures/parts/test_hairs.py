"""Hairlines from points to what is predicted of them."""

import numpy as np
from matplotlib.figure import Figure

from gdviz.analysis.pacing import Moment
from gdviz.figures.parts.hairs import Hairs


def test_each_leads_from_its_point_to_the_prediction_of_the_moment() -> None:
    x, y = np.array([1.0, 2.0, 4.0]), np.array([5.0, 3.0, 1.0])
    hairs = Hairs(Figure().add_subplot(), x, y, lambda step: step * x, "#102030", 0.7)
    for step in (0.0, 1.5):
        hairs.show(Moment((step,), step))
        ends = hairs.artists[0].get_xydata().reshape(3, 3, 2)
        np.testing.assert_array_equal(ends[:, 0], np.stack([x, y], axis=-1))
        np.testing.assert_array_equal(ends[:, 1, 1], step * x)
        np.testing.assert_array_equal(ends[:, 1, 0], x)
        assert np.isnan(ends[:, 2, 0]).all(), "no line leads from one point to the next"
