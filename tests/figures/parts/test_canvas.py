"""A page has its size in points, its axes where they are told, and a still part that is drawn once."""

import numpy as np
import pytest
from matplotlib.lines import Line2D

from gdviz.analysis.boxes import Box
from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures.parts.canvas import (
    BARE,
    HEADING,
    LEFT,
    RIGHT,
    UNDER,
    UNDER_HEADING,
    Canvas,
    drawing,
    ring,
)
from gdviz.figures.parts.ticks import number_axis
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT


def page(width: int = 800, height: int = 450, style=LIGHT) -> Canvas:
    with drawing(style):
        return Canvas(Clip(width, height, 10, 1.0), style)


@pytest.mark.parametrize(
    ("size", "points", "tall"),
    [((800, 450), (576, 324), False), ((1600, 900), (576, 324), False), ((540, 600), (388.8, 432), True)],
)
def test_a_page_has_the_same_points_whatever_its_pixels(size, points, tall: bool) -> None:
    canvas = page(*size)
    assert canvas.points == pytest.approx(points, rel=1e-3)
    assert canvas.tall is tall
    assert canvas.below(canvas.points[1]) == pytest.approx(0.0)


def test_axes_in_a_box_lie_there() -> None:
    canvas = page()
    axes = canvas.axes_in(Box.between(57.6, 32.4, 288.0, 162.0))
    np.testing.assert_allclose(axes.get_position().extents, [0.1, 0.1, 0.5, 0.5], rtol=1e-4)
    assert not axes.spines["top"].get_visible()


@pytest.mark.parametrize("size", [(800, 450), (480, 270), (540, 600)])
def test_shares_of_a_lying_page_keep_their_points_from_the_edges(size) -> None:
    canvas = page(*size)
    width, height = canvas.points
    left, low, right, high = canvas.axes(LEFT, UNDER, RIGHT, UNDER_HEADING).get_position().extents
    assert (left * width, (1 - right) * width) == pytest.approx((LEFT * 576, (1 - RIGHT) * 576))
    assert (low * height, (1 - high) * height) == pytest.approx((UNDER * 324, HEADING))


def test_without_a_title_figures_begin_higher() -> None:
    canvas = page(style=LIGHT.__class__(**{**LIGHT.__dict__, "title": ""}))
    assert canvas.lift(UNDER_HEADING) == pytest.approx(canvas.below(BARE))


class Dot:
    """A part that moves."""

    def __init__(self, canvas: Canvas) -> None:
        self._dot = Line2D([0.5], [0.5], marker="o", ms=20, color="#ff0000", transform=canvas.figure.transFigure)
        canvas.figure.add_artist(self._dot)
        self.artists = (self._dot,)

    def show(self, moment: Moment) -> None:
        """Go along the page."""
        self._dot.set_xdata([moment.share])


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_what_moves_leaves_no_trace(style) -> None:
    canvas = page(style=style)
    painter = canvas.painter([Dot(canvas)])
    with drawing(style):
        first, second, again = (painter(Moment((0.0,), 0.0, share)) for share in (0.25, 0.75, 0.25))
    np.testing.assert_array_equal(first, again)
    assert first[225, 200].tolist() == [255, 0, 0]
    assert second[225, 200].tolist() == np.rint(255 * rgb(style.page)).tolist()


def test_words_are_as_wide_as_they_are_long() -> None:
    canvas = page()
    assert canvas.width_of("  ") == 0.0
    assert canvas.width_of("step", 21.0) == pytest.approx(2 * canvas.width_of("step"), rel=0.01)


def test_powers_of_ten_are_written_as_such_at_every_tick() -> None:
    canvas = page()
    axes = canvas.axes(0.1, 0.1, 0.9, 0.9)
    axes.set(yscale="log", ylim=(1e-9, 1e9))
    number_axis(axes.yaxis, 6)
    canvas.painter([])(Moment((0.0,), 0.0))
    shown = [tick.label1 for tick in axes.yaxis.get_major_ticks()]
    assert len(shown) >= 3
    assert all(label.get_text().startswith("10") for label in shown)
    assert "10⁻⁵" in {label.get_text() for label in shown}


def test_a_ring_has_a_casing_below_it() -> None:
    axes = page().axes(0.1, 0.1, 0.9, 0.9)
    ring(axes, np.array([[0.0, 0.0], [1.0, 2.0]]), LIGHT)
    casing, ink = axes.lines
    assert (casing.get_mec(), ink.get_mec()) == (LIGHT.casing, LIGHT.ink)
    assert casing.get_mew() > ink.get_mew()
    np.testing.assert_array_equal(ink.get_xydata(), [[0, 0], [1, 2]])
