"""Numbers at the axes of figures: at least two, and as many as stand clear of one another."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from gdviz.figures.parts.canvas import drawing
from gdviz.figures.parts.ticks import number_axis
from gdviz.style.themes import LIGHT


def axes_of(width: float, height: float, **how: Any) -> Any:
    axes = Figure(figsize=(width, height), dpi=100).add_axes((0.2, 0.2, 0.8, 0.8))
    axes.set(**how)
    number_axis(axes.xaxis, 5)
    number_axis(axes.yaxis, 5)
    return axes


def words_at(axis: Any) -> list[str]:
    return axis.get_major_formatter().format_ticks(axis.get_majorticklocs())


@settings(max_examples=40, deadline=None)
@given(st.floats(-1e250, 1e250), st.floats(1e-9, 1.0), st.floats(0.6, 9.0), st.floats(0.5, 9.0))
def test_there_are_two_numbers_at_every_axis_of_any_size(low: float, share: float, width: float, height: float) -> None:
    high = low + share * max(abs(low), 1.0)
    axes = axes_of(width, height, xlim=(low, high), ylim=(low, high))
    for axis in (axes.xaxis, axes.yaxis):
        places = axis.get_majorticklocs()
        assert len(places) >= 2
        assert all(low <= place <= high for place in places)


def test_numbers_below_an_axis_stand_clear_of_one_another() -> None:
    counts = []
    for width in (8.0, 2.2):
        axes = axes_of(width, 3.0, xlim=(0, 450_000))
        axes.figure.draw_without_rendering()
        boxes = [words.get_window_extent() for words in axes.get_xticklabels()]
        assert all(one.x1 < other.x0 for one, other in pairwise(boxes))
        counts.append(len(boxes))
    assert counts[0] > counts[1] >= 2


def test_numbers_beside_an_axis_are_as_many_as_it_is_high() -> None:
    tall, low = (axes_of(4.0, height, ylim=(0, 10)).yaxis.get_majorticklocs() for height in (4.0, 0.6))
    assert len(tall) > len(low) >= 2


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ((1e-38, 30), ["10⁻³⁰", "10⁻²⁰", "10⁻¹⁰"]),
        ((0.02, 30), ["0.1", "1", "10"]),
        ((0.5, 3), ["0.5", "1", "2"]),
    ],
)
def test_a_log_axis_has_round_powers(limits: tuple[float, float], words: list[str]) -> None:
    axes = axes_of(8.0, 4.5, yscale="log", ylim=limits)
    assert words_at(axes.yaxis)[: len(words)] == words


def test_a_bent_axis_has_powers_either_way() -> None:
    axes = Figure(dpi=100).add_subplot()
    axes.set_yscale("asinh", linear_width=1.0)
    axes.set_ylim(-1e9, 10)
    number_axis(axes.yaxis, 5)
    assert words_at(axes.yaxis)[0] == "−10⁹"
    assert words_at(axes.yaxis)[-1] == "0"


def test_thousands_are_written_in_one_way() -> None:
    axes = axes_of(8.0, 4.5, xlim=(0, 110_000), ylim=(0, 10_000))
    assert words_at(axes.xaxis)[-1] == "100,000"
    axes.set_xlim(0, 100_000)
    assert words_at(axes.xaxis)[-1] == "100k", "half of 100,000 would be beyond the page"
    assert words_at(axes.yaxis)[-1] == "10,000"
    assert np.isfinite(axes.yaxis.get_majorticklocs()).all()


def test_powers_are_set_as_such_whenever_an_axis_gets_more_of_them() -> None:
    with drawing(LIGHT):
        axes = axes_of(3.0, 4.0, yscale="log")
        for low in (1e-5, 1e-30, 1e-12):
            axes.set_ylim(low, 1.0)
            axes.figure.draw_without_rendering()
            labels = [tick.label1 for tick in axes.yaxis.get_major_ticks()]
            assert len(labels) > 1
            assert all(set(label.get_text()) <= set("10⁻⁰¹²³⁴⁵⁶⁷⁸⁹") for label in labels)


def test_numbers_that_do_not_stand_clear_even_when_they_are_few_are_two() -> None:
    axes = axes_of(0.9, 0.4)
    axes.set_ylim(90_000, 380_000)
    number_axis(axes.yaxis, 4)
    shown = [float(value) for value in axes.get_yticks() if 90_000 <= value <= 380_000]
    assert shown == [100_000, 300_000]


def test_below_a_short_axis_thousands_have_their_letter() -> None:
    for wide, words in ((1.3, ["200k", "600k"]), (5.0, ["200,000", "400,000", "600,000"])):
        axes = axes_of(wide, 0.6)
        axes.set_xlim(100_000, 650_000)
        number_axis(axes.xaxis, 3)
        assert [word for word in words_at(axes.xaxis) if word in words] == words


def test_an_axis_without_numbers_has_none_to_write() -> None:
    axes = Figure(figsize=(8, 4)).subplots()
    number_axis(axes.xaxis, 4)
    assert axes.xaxis.get_major_formatter().format_ticks([]) == []
