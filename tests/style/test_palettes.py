"""A palette colours the landscape and the classes, and nothing else."""

import numpy as np
import pytest
from sights import SIGHTS, lab, nearest, standing_off

from gdviz.style.colors import mix, ramp, rgb
from gdviz.style.palettes import PALETTES, recolored
from gdviz.style.themes import BANDS, DARK, FADED, LIGHT, TINT


def lightness(color: str) -> float:
    """Return the relative luminance of a hex colour."""
    srgb = rgb(color)
    return float((srgb**2.2) @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("name", PALETTES)
def test_a_palette_is_even_to_the_eye_from_dark_to_light(name: str) -> None:
    luminance = (ramp(PALETTES[name], 32) ** 2.2) @ [0.2126, 0.7152, 0.0722]
    assert (luminance[1:] > luminance[:-1]).all()


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
@pytest.mark.parametrize("name", PALETTES)
def test_high_losses_are_nearest_to_the_page(name: str, style) -> None:
    shown = recolored(style, name)
    page = lightness(style.background)
    for anchors in (shown.field, shown.relief):
        assert abs(lightness(anchors[-1]) - page) < abs(lightness(anchors[0]) - page)
    assert (shown.series, shown.background) == (style.series, style.background)


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
@pytest.mark.parametrize("name", PALETTES)
def test_paths_stand_off_the_palette(name: str, style) -> None:
    shown = recolored(style, name)
    ground = np.concatenate([ramp(anchors, BANDS) for anchors in (shown.field, shown.relief)])
    for sight in SIGHTS:
        assert standing_off(shown.accent, shown.casing, ground, sight) >= 20
        assert min(standing_off(look.color, shown.casing, ground, sight) for look in shown.series) >= 18
    away = np.linalg.norm(lab(ground, "normal") - lab(rgb(shown.accent)[None], "normal"), axis=1)
    assert away.min() >= 35, "by its own colour"


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
@pytest.mark.parametrize("name", PALETTES)
def test_classes_are_the_palette_s_and_told_apart(name: str, style) -> None:
    shown = recolored(style, name)
    one, other = (look.color for look in shown.class_looks(2, 1))
    assert {one, other} & set(style.classes) == set()
    for sight in SIGHTS:
        assert nearest([one, other], sight) >= 40
        assert nearest([shown.accent, one, other], sight) >= 20
    assert [look.color for look in shown.class_looks(3, 2)] == list(shown.hues[:3])
    assert len(shown.class_looks(6, 1)) == 6, "of more classes those that runs have"
    np.testing.assert_allclose(shown.class_bands[0], rgb(mix(style.background, one, TINT)), atol=2e-4)
    assert shown.classes == style.classes, "which is the colour of other things too"


def test_the_accent_is_kept_where_it_stands_off_by_itself() -> None:
    assert recolored(LIGHT, "viridis").accent == LIGHT.accent
    assert recolored(LIGHT, "viridis").faded == LIGHT.faded
    shown = recolored(DARK, "viridis")
    assert shown.accent in {look.color for look in DARK.series} - {DARK.accent}
    assert shown.faded == mix(shown.accent, shown.field[-2], FADED)


def test_own_colours_run_from_the_lowest_to_the_highest_loss() -> None:
    assert recolored(DARK, "#1F4E79,#f4efcf").relief == ("#1f4e79", "#f4efcf")


@pytest.mark.parametrize("palette", ["#1f4e79", "#1f4e79,red", "#12345,#123456", "#zzzzzz,#000000", "#1f4e79,"])
def test_what_is_no_colour_is_refused(palette: str) -> None:
    with pytest.raises(ValueError, match="two to eight colours like #1f4e79,#f4efcf"):
        recolored(LIGHT, palette)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"did you mean 'viridis'.*gdviz list palettes"):
        recolored(LIGHT, "virids")
