"""Sizes of gradients and steps, coordinate by coordinate."""

from pathlib import Path

import numpy as np
import pytest
from pages import parts_of, show_step

from gdviz.analysis.anatomy.divisor import divisor_of
from gdviz.figures.scaling.coordinates import (
    FEW,
    LONG,
    MOST,
    PARTS,
    Apart,
    CoordinateLines,
    Coordinates,
    Scales,
    ratio_in_words,
)
from gdviz.problems import load_data
from gdviz.solving.solver import solve


def test_lines_are_the_recorded_sizes_up_to_the_step(rmsprop, page) -> None:
    run = rmsprop
    made = page([run])
    show_step(made, [run], 12.5)
    broad, gradients, steps = parts_of(made, CoordinateLines)
    for bundle, sizes in ((broad, divisor_of(run).values), (gradients, run.gradient), (steps, run.arrays["update"])):
        for line, column in zip(bundle.artists[:2], np.abs(sizes).T, strict=True):
            x, y = line.get_data()
            np.testing.assert_array_equal(x, [*range(13), 12.5])
            np.testing.assert_allclose(y, [*column[:13], column[12:14].mean()], rtol=1e-12)
    assert len(broad.artists) == 2
    assert [float(head.get_xdata()[0]) for head in gradients.artists[2:]] == [12.5, 12.5]


def test_both_scales_have_as_many_decades(rmsprop, page) -> None:
    run = rmsprop
    made = page([run])
    upper, lower = (bundle.artists[0].axes for bundle in parts_of(made, CoordinateLines)[1:])
    assert upper.get_position().height == pytest.approx(lower.get_position().height)
    ratios = [axes.get_ylim()[1] / axes.get_ylim()[0] for axes in (upper, lower)]
    assert ratios[0] == pytest.approx(ratios[1])
    for axes, sizes in ((upper, run.gradient), (lower, run.arrays["update"])):
        assert np.abs(sizes).max() < axes.get_ylim()[1]


def test_gradients_that_fall_to_nothing_do_not_squeeze_the_rest() -> None:
    falling = np.logspace(2, -14, 100)[:, None]
    strand = Coordinates(None, falling, falling, np.empty((100, 0)), None)
    low, high = np.log10(Scales.of([strand]).upper)
    assert high == pytest.approx(2.2)
    assert high - low == pytest.approx(MOST)


def test_the_first_steps_of_rmsprop_are_equal_and_those_of_gd_as_far_apart_as_its_gradients(
    steep, rmsprop, page
) -> None:
    run = rmsprop
    ratio = ratio_in_words(np.abs(run.gradient[0]))
    x, y = run.params[0]
    assert ratio == f"{abs(20 * y / x):.0f}× apart"
    for one, expected in ((run, [ratio, "1.0× apart"]), (steep("gd"), [ratio, ratio])):
        made = page([one])
        show_step(made, [one], 0)
        assert [part.words.words for part in parts_of(made, Apart)] == expected


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ([2.0, 1.0], "2.0× apart"),
        ([1.0, 9.94], "9.9× apart"),
        ([1.0, 9.96], "10× apart"),
        ([3.0, 3737.0], "1,200× apart"),
        ([1.0, 8.4e5], "840,000× apart"),
        ([1e-3, 2e7], "2e10× apart"),
        ([0.0, 1.0], "∞× apart"),
        ([0.0, 0.0], ""),
        ([np.nan, 1.0], ""),
        ([np.inf, 1.0], ""),
    ],
)
def test_ratios_are_told_to_two_figures(sizes: list[float], words: str) -> None:
    assert ratio_in_words(np.array(sizes)) == words


def test_lines_of_long_runs_go_through_medians(steep) -> None:
    run = steep("gd", lr=1e-4, steps=LONG + 500)
    strand = Coordinates.of(run, [0, 1])
    assert strand.stride == (LONG + 500) // PARTS == 5
    steps, sizes = strand.line(strand.gradients[:, 0])
    assert (len(steps), steps[0], steps[-1]) == (PARTS, 0, LONG + 499)
    assert sizes[3] == np.median(np.abs(run.gradient[15:20, 0]))


def test_lines_of_sizes_that_go_up_and_down_at_each_step_go_through_medians_that_the_scale_shows() -> None:
    t = np.arange(400)
    spikes = np.where(t % 2, 1e-3, 1.0)[:, None] * 10 ** (t / 400)[:, None]
    spiky = Coordinates(None, spikes, spikes, np.empty((400, 0)), None)
    assert spiky.stride == 400 // FEW == 3
    # Two of each three are small, then two are large.
    low, high = Scales.of([spiky]).upper
    assert low < spiky.medians(spikes).min() < spiky.medians(spikes).max() < high
    smooth = Coordinates(None, np.exp(-t / 99)[:, None], spikes, np.empty((400, 0)), None)
    assert smooth.stride == 1


def test_points_far_from_the_origin_keep_their_steps_together(tmp_path: Path) -> None:
    run = solve("line", "rmsprop", data=load_data("article-b"), batch=10, steps=100, out=tmp_path / "run")
    strand = Coordinates.of(run, [0, 1])
    apart = [np.median(sizes[:, 1] / sizes[:, 0]) for sizes in (strand.gradients, strand.steps)]
    assert apart[0] > 50
    assert 0.8 < apart[1] < 1.3
