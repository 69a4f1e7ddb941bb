"""The field of a landscape on flat axes."""

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from gdviz.figures.parts.field import draw_field, ring_minima
from gdviz.style.colors import ramp
from gdviz.style.themes import LIGHT


@pytest.fixture
def axes() -> Any:
    return Figure(figsize=(8, 4.5)).add_axes((0.1, 0.1, 0.8, 0.8))


def test_a_field_shows_all_of_the_landscape_to_scale_and_says_where_it_ends(axes: Any, drawn: Any) -> None:
    scape = drawn["bowl"].landscape
    end = draw_field(axes, scape, LIGHT)
    assert axes.get_xlim() == (scape.x[0], scape.x[-1])
    assert axes.get_ylim() == (scape.y[0], scape.y[-1])
    box = axes.get_position()
    wide, high = box.width * 8, box.height * 4.5
    assert wide / high == pytest.approx(np.ptp(scape.x) / np.ptp(scape.y), rel=1e-9)
    assert end == box.x1 < 0.9


def test_bands_go_from_the_lowest_colour_to_the_highest_with_hairlines_of_ink(axes: Any, drawn: Any) -> None:
    draw_field(axes, drawn["bowl"].landscape, LIGHT)
    below, bands, lines = axes.collections
    assert not below.get_antialiased().any(), "which closes the gaps between smooth edges"
    colors, table = bands.get_facecolor()[:, :3], ramp(LIGHT.field)
    middles = (np.arange(18) + 0.5) / 18
    np.testing.assert_allclose(colors, table[(256 * middles).astype(int)], atol=1e-12)
    assert (lines.get_edgecolor()[:, :3] == to_rgb(LIGHT.ink)).all()
    np.testing.assert_allclose(lines.levels, np.arange(1, 18) / 18)


def test_known_minima_are_ringed_in_the_space_that_they_are_of(axes: Any, drawn: Any) -> None:
    run = drawn["valley"]
    draw_field(axes, run.landscape, LIGHT)
    before = len(axes.lines)
    ring_minima(axes, run, run.landscape, LIGHT)
    rings = axes.lines[before:]
    assert rings
    for one in rings:
        np.testing.assert_allclose(np.column_stack(one.get_data()), run.minima)
