"""How colours look to readers who see fewer of them: as colorspacious has it."""

import numpy as np
import pytest
import sights

from gdviz.style.sight import BLINDNESSES, distances, lab, looked_at, seen

COLORS = np.random.default_rng(0).random((60, 3))


@pytest.mark.parametrize(("blindness", "sight"), list(zip(BLINDNESSES, sights.BLIND, strict=True)))
def test_what_is_seen_is_what_colorspacious_says(blindness: str, sight: str) -> None:
    np.testing.assert_allclose(lab(seen(COLORS, blindness)), sights.lab(COLORS, sight), atol=0.03)
    np.testing.assert_allclose(looked_at(COLORS, blindness), sights.lab(COLORS, sight), atol=0.03)


def test_most_readers_see_the_colours_themselves() -> None:
    np.testing.assert_allclose(looked_at(COLORS), sights.lab(COLORS, "normal"), atol=0.03)


def test_distances_are_between_each_and_each() -> None:
    far = distances(COLORS[:3], COLORS[:2])
    assert far.shape == (3, 2)
    assert far[0, 0] == far[1, 1] == 0
    assert far[1, 0] == pytest.approx(far[0, 1])
    # Red and green of one lightness are far apart to most, and to others are not.
    red, green = np.array([[0.75, 0.25, 0.2]]), np.array([[0.45, 0.47, 0.1]])
    assert distances(red, green)[0, 0] > 2 * distances(red, green, "deuteranopia")[0, 0]
