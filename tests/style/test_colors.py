"""Colours as numbers: hex strings, mixtures, and ramps that are even in OKLab."""

import numpy as np
import pytest

from gdviz.style.colors import contrast, legible, mix, oklab, ramp, rgb


def test_a_hex_colour_is_three_shares_of_255() -> None:
    np.testing.assert_array_equal(rgb("#00ff33"), [0.0, 1.0, 0.2])
    np.testing.assert_array_equal(rgb("#FF8000") * 255, [255, 128, 0])


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, "#102030"), (1.0, "#f0e0d0"), (0.5, "#808080"), (0.25, "#485058")]
)
def test_a_mixture_lies_its_share_of_the_way(share: float, expected: str) -> None:
    assert mix("#102030", "#f0e0d0", share) == expected


def test_a_ramp_begins_and_ends_at_its_anchors() -> None:
    for count in (2, 5, 256):
        colors = ramp(("#1f4e79", "#66a61e", "#f4efcf"), count)
        assert colors.shape == (count, 3)
        # The published matrices have ten digits.
        np.testing.assert_allclose(colors[0], rgb("#1f4e79"), atol=2e-4)
        np.testing.assert_allclose(colors[-1], rgb("#f4efcf"), atol=2e-4)


def test_the_middle_of_black_and_white_is_the_grey_that_looks_halfway() -> None:
    # For a grey OKLab's lightness is the cube root of the linear intensity: half of it is an eighth of the light.
    linear = 0.5**3
    np.testing.assert_allclose(ramp(("#000000", "#ffffff"), 3)[1], 1.055 * linear ** (1 / 2.4) - 0.055, atol=2e-4)


def test_steps_between_anchors_are_equal_in_oklab() -> None:
    colors = ramp(("#000000", "#404040", "#ffffff"), 9)
    linear = np.where(colors <= 0.04045, colors / 12.92, ((colors + 0.055) / 1.055) ** 2.4)
    lightness = np.cbrt(linear[:, 0])
    np.testing.assert_allclose(np.diff(lightness), 1 / 8, atol=1e-3)
    assert (np.ptp(colors, axis=1) < 1e-3).all(), "between greys there are greys"


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#ffffff", "#767676", 4.54)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


def test_a_colour_that_can_be_read_stays_and_another_gets_as_much_ink_as_it_needs() -> None:
    assert legible("#000080", "#ffffff", "#000000") == "#000080"
    shade = legible("#ff8080", "#ffffff", "#000000")
    assert 4.5 <= contrast(shade, "#ffffff") < 5
    assert mix("#ff8080", "#000000", 1 - rgb(shade)[0]) == shade, "of the same hue"
    assert legible("#ffffff", "#ffffff", "#dddddd") == "#dddddd", "no ink suffices"


def test_grey_is_grey_in_oklab_and_half_as_light_at_an_eighth_of_the_light() -> None:
    half = 1.055 * 0.125 ** (1 / 2.4) - 0.055
    np.testing.assert_allclose(
        oklab(np.array([[1.0] * 3, [half] * 3, [0.0] * 3])), [[1, 0, 0], [0.5, 0, 0], [0] * 3], atol=1e-6
    )
