"""How a loss becomes a depth: the scale, for heights and for contours."""

import numpy as np
import pytest

from gdviz.landscapes.scale import Scale, height_scale, round_number

LOSS = np.array([3.0, 5.0, 11.0, 103.0])


@pytest.mark.parametrize("decades", [0, 2, 5])
def test_depths_go_from_nothing_to_one_and_no_further(decades):
    scale = Scale.of(LOSS, decades)
    assert (scale.low, scale.high) == (3.0, 103.0)
    assert scale.depth(np.array([-50.0, 3.0, 103.0, 1e9])).tolist() == [0.0, 0.0, 1.0, 1.0]
    assert (np.diff(scale.depth(np.linspace(3, 103, 50))) > 0).all()


def test_depth_is_the_logarithm_of_the_share_over_the_decades():
    assert Scale(0.0, 1.0, 2).depth(np.array(0.5)) == pytest.approx(np.log(51) / np.log(101), rel=1e-14)
    assert Scale(0.0, 1.0, 0).depth(np.array(0.5)) == 0.5
    assert Scale(10.0, 20.0, 3).depth(np.array(10.01)) == pytest.approx(np.log(2) / np.log(1001), rel=1e-9)


def test_flat_landscape_has_a_scale():
    scale = Scale.of(np.full((3, 3), 2.5), 2)
    assert (scale.low, scale.high) == (2.5, 3.5)
    assert scale.depth(np.array(2.5)) == 0.0


def test_scale_leaves_out_what_is_not_finite():
    scale = Scale.of(np.array([np.nan, 1.0, np.inf, 2.0, -np.inf]), 0)
    assert (scale.low, scale.high) == (1.0, 2.0)


def test_landscape_without_a_finite_value_is_refused():
    with pytest.raises(ValueError, match="no finite value in its box; take it elsewhere, by another start or domain"):
        Scale.of(np.array([np.nan, np.inf]), 0)


@pytest.mark.parametrize(
    ("loss", "decades"),
    [
        (np.linspace(0, 1, 101), 0),
        (np.linspace(0, 1, 101) ** 2, 0),
        (np.linspace(0, 1, 101) ** 4, 2),
        (np.append(np.linspace(0, 1, 101) ** 4, np.nan), 2),
    ],
    ids=["even", "square", "wild", "wild-with-a-hole"],
)
def test_heights_are_logarithmic_only_where_the_range_is_wild(loss, decades):
    assert Scale.for_heights(loss).decades == decades


def test_heights_of_the_standard_problems(solved):
    assert Scale.for_heights(solved("bowl").landscape.loss).decades == 0
    assert Scale.for_heights(solved("rosenbrock").landscape.loss).decades == 2


def test_a_spike_is_cut_off_the_heights():
    loss = np.append(np.linspace(1, 3, 999), 1e6)
    assert height_scale(loss).high == round_number(1 + 1.5 * (np.quantile(loss, 0.98) - 1)) == 3.9
    assert height_scale(loss, "linear").high == 1e6
    assert height_scale(np.linspace(1, 3, 999)) == Scale(1.0, 3.0, 0)


def test_heights_of_a_range_that_is_wild_twice_over_span_three_decades():
    assert height_scale(np.logspace(-9, 0, 100)).decades == 3
    assert height_scale(np.logspace(-9, 0, 100), "log").decades == 3
    assert height_scale(np.linspace(0, 1, 101) ** 2, "log").decades == 2


@pytest.mark.parametrize(
    ("loss", "decades"), [(np.linspace(0, 1, 101), 1), (np.logspace(-3, 0, 101), 3), (np.logspace(-20, 0, 101), 6)]
)
def test_contours_span_as_few_decades_as_bring_the_median_half_way_up(loss, decades):
    assert Scale.for_contours(loss).decades == decades


@pytest.mark.parametrize(("value", "rounded"), [(3.94, 3.9), (0.01251, 0.013), (-81234.0, -81000.0), (0.0, 0.0)])
def test_round_numbers_have_two_digits(value, rounded):
    assert round_number(value) == rounded


@pytest.mark.parametrize("loss", [[1e155] * 3, [2.0**62] * 3, [-1e308] * 3, [-1e308, 0.0, 1e308], [1e308, np.nan, 1.0]])
@pytest.mark.parametrize("make", [Scale.for_heights, Scale.for_contours, height_scale])
def test_losses_near_the_end_of_the_floats_have_depths(loss, make):
    values = np.array(loss)
    depth = make(values).depth(values)
    assert ((depth >= 0) & (depth <= 1))[np.isfinite(values)].all()


@pytest.mark.parametrize(
    ("function", "is_cut_above"),
    [
        (lambda x, y: np.tan(x) * np.tan(y), True),
        (lambda x, y: 1 / (x * y) + x + y, True),
        (lambda x, y: np.log(x**2 + y**2), False),
        (lambda x, y: -1 / (x**2 + y**2), False),
    ],
)
def test_a_landscape_without_a_bottom_is_cut_off_below_as_above(function, is_cut_above):
    grid = np.linspace(-5, 5, 289)
    with np.errstate(all="ignore"):
        loss = function(*np.meshgrid(grid, grid))
    for kind in ("auto", "linear", "log"):
        assert height_scale(loss, kind).cuts_below(loss)
    scale = height_scale(loss)
    # All but the highest and the lowest fiftieth have a good part of the height.
    assert np.ptp(np.nanquantile(scale.depth(loss), [0.02, 0.98])) > 1 / 5
    assert scale.cuts_above(loss) == is_cut_above
    if is_cut_above:
        middle = np.nanmedian(loss)
        assert 0.4 < (scale.high - middle) / (middle - scale.low) < 2.5
    assert Scale.for_contours(loss).cuts_below(loss)


@pytest.mark.parametrize("function", [lambda x, y: x**2 + 5 * y**2, lambda x, y: x**2 - y**2])
def test_a_landscape_with_a_bottom_is_not_cut_off(function):
    grid = np.linspace(-5, 5, 289)
    loss = function(*np.meshgrid(grid, grid))
    assert not height_scale(loss).cuts_below(loss)
    assert not height_scale(loss).cuts_above(loss)


@pytest.mark.parametrize("decades", [0, 1, 4])
def test_losses_are_found_again_from_their_depths(decades):
    scale, loss = Scale(2.0, 50.0, decades), np.linspace(2, 50, 7)
    np.testing.assert_allclose(scale.loss_at(scale.depth(loss)), loss, rtol=1e-9)
