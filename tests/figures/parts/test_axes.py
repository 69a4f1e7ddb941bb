"""Names of axes that are longer than the axis, and marks in a strip."""

import pytest
from matplotlib.figure import Figure

from gdviz.analysis.strip import Excerpt
from gdviz.figures.parts.axes import FINER, LEAST, OVER, fit_names, make_finer
from gdviz.figures.parts.ticks import number_axis

LONG = "long name " * 9


def wide(words: str, size: float) -> float:
    """Return a width of half the size for each letter."""
    return 0.5 * size * len(words)


@pytest.mark.parametrize(
    ("words", "whole", "size"), [("x", True, 11), ("a" * 20, True, 11), ("long name " * 9, False, LEAST)]
)
def test_a_name_is_no_longer_than_there_is_room(words: str, whole: bool, size: float) -> None:
    figure = Figure((4, 3), dpi=100)
    axes = figure.add_axes((0.2, 0.2, 0.5, 0.5))
    axes.set_xlabel(words, fontsize=11, parse_math=False)
    fit_names(axes, (288.0, 216.0), wide)
    label = axes.xaxis.label
    assert wide(label.get_text(), label.get_fontsize()) <= 144 + 2 * OVER
    assert (label.get_text() == words) == whole
    assert label.get_fontsize() == pytest.approx(size, abs=0.5)
    assert whole or label.get_text().endswith("…")


def test_marks_in_a_strip_are_finer_and_shared_numbers_are_left_out() -> None:
    figure = Figure((4, 3), dpi=100)
    axes = figure.add_axes((0.2, 0.2, 0.5, 0.5))
    (line,) = axes.plot([0, 1], [0, 1], lw=2.0, marker="o", ms=5.0)
    dots = axes.scatter([0.5], [0.5], s=100.0)
    axes.set_ylabel("y")
    make_finer(axes, Excerpt(100, 100, 25, 6.0, dpi=100, names_left=False))
    assert line.get_linewidth() == pytest.approx(2.0 * FINER)
    assert line.get_markersize() == pytest.approx(5.0 * FINER)
    assert dots.get_sizes().tolist() == pytest.approx([100.0 * FINER**2])
    assert not axes.yaxis.label.get_visible()
    assert axes.xaxis.label.get_visible()


def test_numbers_below_a_picture_in_a_strip_keep_off_those_of_the_next() -> None:
    figure = Figure((1, 1), dpi=72)
    axes = figure.add_axes((0.08, 0.3, 0.84, 0.6))
    axes.set_xlim(-4, 4)
    number_axis(axes.xaxis, 3)
    make_finer(axes, Excerpt(72, 72, 25, 6.0, dpi=72))
    shown = [label.get_window_extent() for label in axes.get_xticklabels() if label.get_text()]
    assert len(shown) > 1
    assert all(2 <= box.x0 <= box.x1 <= 70 for box in shown)
