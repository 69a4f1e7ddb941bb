"""Noisy quantities as dots about their running median, and quiet ones as plain curves."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from gdviz.analysis.pacing import Moment
from gdviz.analysis.quantities import Quantity
from gdviz.figures.parts.clouds import DOTS, FEW, Clouds
from gdviz.runs.run import Run
from gdviz.style.colors import mix
from gdviz.style.themes import LIGHT, Series

Make = Callable[..., Run]


def noisy(run: Run, values: np.ndarray) -> Quantity:
    """Return values of a run's steps but the last as those of its batches."""
    return Quantity("Loss of each step's batch", run, values, is_noisy=True)


def clouds_of(*quantities: Quantity, looks: Sequence[Series] = ()) -> tuple[Axes, Clouds]:
    axes = Figure(figsize=(8, 4.5)).add_subplot()
    looks = looks or [LIGHT.look_of(i, len(quantities)) for i in range(len(quantities))]
    return axes, Clouds(axes, [quantity.run for quantity in quantities], quantities, looks, LIGHT)


def points_of(line: Any) -> np.ndarray:
    return np.asarray(line.get_xydata())


@pytest.fixture
def ladder(made: Make) -> Run:
    """A run of 40 steps."""
    return made("gd", "slope", 40)


def test_a_quiet_quantity_is_a_curve_without_dots(ladder: Run) -> None:
    axes, clouds = clouds_of(Quantity("Loss", ladder, ladder.loss))
    curve, head = clouds.artists
    clouds.show(Moment((40.0,), 1.0))
    np.testing.assert_array_equal(points_of(curve), np.stack([np.arange(41), ladder.loss], axis=-1))
    np.testing.assert_array_equal(points_of(head), [[40, ladder.loss[-1]]])
    np.testing.assert_array_equal(clouds.lines[0].values, ladder.loss)
    assert (axes.get_xlabel(), axes.get_title(loc="left")) == ("step", "Loss")


def test_dots_are_the_values_so_far_and_the_curve_their_median(ladder: Run) -> None:
    values = np.arange(41.0)
    values[20] = 1e4
    axes, clouds = clouds_of(noisy(ladder, values))
    dots, curve, _ = clouds.artists
    for step, count in ((0.0, 1), (0.9, 1), (1.0, 2), (25.0, 26), (40.0, 41)):
        clouds.show(Moment((step,), 0.5))
        np.testing.assert_array_equal(points_of(dots), np.stack([np.arange(41), values], axis=-1)[:count])
    # Over five values, a single one far off counts as one that is a little greater; at the end there are fewer.
    expected = np.arange(41.0)
    expected[20:23] += 1
    expected[39:] = [38.5, 39]
    np.testing.assert_array_equal(points_of(curve), np.stack([np.arange(41), expected], axis=-1))
    assert axes.get_xlabel() == "step; line: median of 5 values"
    assert axes.get_xlim() == (0.0, 40.0)


@pytest.mark.parametrize(
    ("count", "every", "size", "window"), [(FEW, 1, 3.2, 31), (FEW + 1, 1, 2.2, 31), (DOTS + 1, 2, 2.2, 151)]
)
def test_many_dots_are_small_and_of_more_than_enough_every_other_is_drawn(
    count: int, every: int, size: float, window: int, made: Make
) -> None:
    run = made("gd", "slope", count - 1)
    axes, clouds = clouds_of(noisy(run, np.cos(np.arange(float(count)))))
    dots: Any = clouds.artists[0]
    clouds.show(Moment((float(count),), 1.0))
    np.testing.assert_array_equal(points_of(dots)[:, 0], np.arange(0, count, every))
    assert len(points_of(dots)) <= DOTS
    assert dots.get_markersize() == size
    assert axes.get_xlabel() == f"step; line: median of {window} values"


def test_the_axes_hold_the_dots_and_not_the_curve_alone(ladder: Run) -> None:
    lonely = np.full(41, 5.0)
    lonely[[7, 30]] = 1, 9
    axes, clouds = clouds_of(noisy(ladder, lonely))
    assert set(clouds.lines[0].values) == {5.0}
    assert axes.get_ylim() == pytest.approx((1 - 0.06 * 8, 9 + 0.06 * 8))


def test_dots_are_paler_than_their_curve_and_lie_under_it(ladder: Run) -> None:
    look = LIGHT.look_of(0, 1)
    _, clouds = clouds_of(noisy(ladder, np.arange(41.0)))
    dots: Any
    dots, curve, _ = clouds.artists
    assert to_hex(dots.get_color()) == mix(look.color, LIGHT.background, 0.6)
    assert (dots.get_linestyle(), dots.get_marker()) == ("None", "o")
    assert dots.get_zorder() < curve.get_zorder()


def test_a_noisy_curve_is_solid_and_a_quiet_one_keeps_its_dashes(ladder: Run) -> None:
    looks = [LIGHT.look_of(i, 2) for i in range(2)]
    dashed = [looks[1], looks[1]]
    assert looks[1].dash
    _, clouds = clouds_of(noisy(ladder, np.arange(41.0)), Quantity("Loss", ladder, ladder.loss), looks=dashed)
    curves: list[Any] = [artist for artist in clouds.artists if artist.get_zorder() == 2][:2]
    assert [curve.get_linestyle() for curve in curves] == ["-", "--"]


def test_of_several_runs_the_noisy_ones_have_a_cloud_each_at_steps_of_their_own(made: Make, ladder: Run) -> None:
    long = made("gd", "slope", 60)
    axes, clouds = clouds_of(
        noisy(ladder, np.arange(41.0)), Quantity("Loss", long, long.loss), noisy(long, np.arange(61.0))
    )
    first, second = (points_of(line) for line in clouds.artists[:2])
    assert first.shape == second.shape == (0, 2)
    clouds.show(Moment((3.0, 60.0, 7.0), 0.5))
    first, second = (points_of(line) for line in clouds.artists[:2])
    np.testing.assert_array_equal(first[:, 0], np.arange(4))
    np.testing.assert_array_equal(second[:, 0], np.arange(8))
    # The widest window that any of them needs is that of all.
    assert axes.get_xlabel() == "step; line: median of 7 values"
    assert axes.get_xlim() == (0.0, 60.0)
