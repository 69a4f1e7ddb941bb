"""Themes: what can be read on their pages, and how runs drawn together are told apart."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from sights import BLIND, SIGHTS, distances, nearest, standing_off

from gdviz.style.colors import contrast, mix, ramp, rgb
from gdviz.style.themes import BANDS, DARK, LIGHT, THEMES, Series, Style

BOTH = pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)


def test_themes_are_known_by_their_names() -> None:
    assert {name: THEMES[name].name for name in THEMES} == {"light": "light", "dark": "dark"}


@BOTH
def test_words_can_be_read_on_the_page(style: Style) -> None:
    assert contrast(style.ink, style.background) > 7
    assert contrast(style.muted, style.background) > 4.5
    assert contrast(style.accent, style.background) > 4.5
    assert min(contrast(look.color, style.background) for look in style.series) > 3


@BOTH
def test_small_words_have_the_colour_of_what_they_belong_to_or_a_darker_one(style: Style) -> None:
    colors = [style.accent, *style.classes, *(look.color for look in style.series)]
    shades = [style.lettering(color) for color in colors]
    assert min(contrast(shade, style.background) for shade in shades) >= 4.5
    for color, shade in zip(colors, shades, strict=True):
        assert (shade == color) == (contrast(color, style.background) >= 4.5)
        assert contrast(shade, style.background) < 5 or shade == color, "no darker than it need be"


@BOTH
def test_ten_runs_drawn_together_are_told_apart(style: Style) -> None:
    looks = [style.look_of(i, 10) for i in range(10)]
    assert len(style.series) == 10
    assert nearest([look.color for look in looks], "normal") >= 30
    # To those who see fewer colours, dash and marker tell apart what colour does not.
    for sight in BLIND:
        apart = distances([look.color for look in looks], sight)
        for (i, one), (j, other) in combinations(enumerate(looks), 2):
            assert apart[i, j] >= 20 or (one.dash != other.dash and one.marker != other.marker)
    assert len({look.dash for look in looks}) == len({look.marker for look in looks}) == 10
    assert style.look_of(10, 11) == looks[0], "an eleventh begins anew"


@BOTH
@pytest.mark.parametrize(
    ("sight", "least"),
    [("normal", (100, 70, 65, 50, 39)), *((sight, (75, 42, 36, 33, 27)) for sight in BLIND)],
    ids=SIGHTS,
)
def test_the_colours_of_the_first_six_are_far_apart_to_everyone(style: Style, sight: str, least: Any) -> None:
    colors = [look.color for look in style.series]
    for n, far in enumerate(least, 2):
        assert nearest(colors[:n], sight) >= far


@BOTH
@pytest.mark.parametrize("sight", SIGHTS)
def test_every_run_stands_off_what_it_can_lie_on(style: Style, sight: str) -> None:
    grounds = np.concatenate([ramp(style.field, BANDS), ramp(style.relief, BANDS), rgb(style.background)[None]])
    for color in (style.accent, *(look.color for look in style.series)):
        assert standing_off(color, style.casing, grounds, sight) >= 20


@BOTH
@pytest.mark.parametrize("sight", SIGHTS)
def test_a_lone_boundary_stands_off_both_classes_and_they_off_each_other(style: Style, sight: str) -> None:
    assert nearest([style.accent, *style.classes], sight) >= 20
    assert nearest(style.classes, sight) >= 40
    assert standing_off(style.accent, style.casing, style.class_bands, sight) >= 20


@BOTH
def test_a_lone_run_has_the_accent(style: Style) -> None:
    assert style.look_of(0, 1) == Series(style.accent, (), "o")


@BOTH
def test_a_path_fades_from_its_head(style: Style) -> None:
    assert style.tail(style.accent, 1.0) == style.accent
    assert style.tail(style.accent, 0.0) == style.faded
    assert style.tail("#336699", 0.0) == mix("#336699", style.field[-2], 0.55)


@BOTH
def test_the_field_of_two_classes_goes_from_one_to_the_other_past_a_calm_middle(style: Style) -> None:
    bands = style.class_bands
    assert bands.shape == (16, 3)
    np.testing.assert_allclose(bands[[0, -1]], [rgb(color) for color in style.class_fields], atol=2e-4)
    # Steps along the ramp are even, so its middle colour lies between two of the sixteen.
    middle = rgb(mix(style.background, style.grid, 0.25))
    assert np.abs(bands - middle).max(axis=1).min() < 0.03


def test_a_transparent_page_has_no_colour() -> None:
    assert LIGHT.page == "#ffffff"
    assert replace(LIGHT, transparent=True).page == "none"
