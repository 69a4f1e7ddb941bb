"""Where a path is hollow: places and colours of its stretches."""

import numpy as np
from matplotlib.figure import Figure

from gdviz.analysis.trust import Stretch
from gdviz.figures.parts.hollow import RIM, HollowPath
from gdviz.style.colors import ramp
from gdviz.style.themes import LIGHT


def test_a_stretch_is_a_line_of_its_true_colour_in_one_of_the_runs() -> None:
    axes, look = Figure().add_subplot(), LIGHT.look_of(0, 1)
    hollow = HollowPath(axes, [Stretch(0.5, 1.5, 0.0), Stretch(1.5, 3.0, 1.0)], look, LIGHT, 2.0, 5.0)
    path, steps = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]), np.arange(4.0)
    rim, core = hollow.artists
    assert rim.get_linewidths()[0] - core.get_linewidths()[0] == RIM
    assert rim.get_zorder() < core.get_zorder()
    colors = ramp(LIGHT.field)
    assert np.allclose(core.get_colors()[:, :3], [colors[0], colors[-1]])
    hollow.show(path, steps, 3.0)
    assert [segment[[0, -1], 0].tolist() for segment in core.get_segments()] == [[0.5, 1.5], [1.5, 3.0]]
    hollow.show(path[:2], steps, 1.0)
    assert [segment[:, 0].tolist() for segment in core.get_segments() if len(segment)] == [[0.5, 1.0]]


def test_a_path_that_is_true_adds_nothing() -> None:
    axes = Figure().add_subplot()
    hollow = HollowPath(axes, [], LIGHT.look_of(0, 1), LIGHT, 2.0, 5.0)
    hollow.show(np.zeros((2, 2)), np.arange(2.0), 1.0)
    assert (hollow.artists, len(axes.collections)) == ((), 0)
