"""Themes: what can be read on their pages, and how runs drawn together are told apart."""

from dataclasses import replace

import numpy as np
import pytest

from gdviz.style.colors import mix, rgb
from gdviz.style.themes import DARK, LIGHT, THEMES, Series, Style

BOTH = pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2.1 defines it."""
    linear = [np.where(rgb(c) <= 0.04045, rgb(c) / 12.92, ((rgb(c) + 0.055) / 1.055) ** 2.4) for c in (one, other)]
    low, high = sorted(float(color @ [0.2126, 0.7152, 0.0722]) for color in linear)
    return (high + 0.05) / (low + 0.05)


def test_themes_are_known_by_their_names() -> None:
    assert {name: THEMES[name].name for name in THEMES} == {"light": "light", "dark": "dark"}


@BOTH
def test_words_can_be_read_on_the_page(style: Style) -> None:
    assert contrast(style.ink, style.background) > 7
    assert contrast(style.muted, style.background) > 4.5
    assert min(contrast(look.color, style.background) for look in style.series) > 3


@BOTH
def test_runs_drawn_together_differ_in_colour_and_in_marker(style: Style) -> None:
    looks = [style.look_of(i, 6) for i in range(6)]
    assert len({look.color for look in looks}) == len({look.marker for look in looks}) == 6
    assert style.look_of(6, 7) == looks[0], "a seventh begins anew"


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
