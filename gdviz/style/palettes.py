"""Palettes: the colours of the landscape and of regions of classes, instead of the theme's own."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gdviz.registry import Registry
from gdviz.style.colors import hexes, legible, mix, oklab, ramp, rgb
from gdviz.style.themes import BANDS, FADED, TINT, Style

Anchors = tuple[str, ...]
# From dark to light, even to the eye; the first three are matplotlib's.
PALETTES: Registry[Anchors] = Registry("palette")
PALETTES.add("viridis", ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725"))
PALETTES.add("magma", ("#1c1044", "#51127c", "#b73779", "#fc8961", "#fcfdbf"))
PALETTES.add("cividis", ("#00224e", "#434e6c", "#7d7c78", "#bcaf6f", "#fee838"))
PALETTES.add("forest", ("#143d2c", "#2c6e49", "#6a9f5b", "#b6ce8a", "#f3f4d6"))
PALETTES.add("rose", ("#4a1a3c", "#8a3060", "#c66b85", "#e8b1b4", "#fbeee6"))
PALETTES.add("gray", ("#26292e", "#5a5f66", "#8f949b", "#c5c9ce", "#f4f5f6"))

# How much of the page is mixed into flat fields, at the lowest and at the highest loss, so that paths stand out.
CALM = (0.25, 0.80)
# Where along a palette the colours of classes lie, those first that are furthest apart; and their contrast to the page.
SPREAD, MARKED = (0.08, 0.92, 0.5, 0.29, 0.71), 1.9
# So far from every colour of the landscape in OKLab is a lone path.
AWAY = 0.16


def recolored(style: Style, palette: str) -> Style:
    """Return the style with its landscapes and classes in another palette, and an accent that stands off them.

    Parameters
    ----------
    palette
        A name of PALETTES, or two to eight hex colours with commas between them, from the lowest to the highest loss.
        A named palette is turned so that high losses are nearest to the page.

    Raises
    ------
    ValueError
        For an unknown name or what is no colour.
    """
    anchors = anchors_of(palette, style.background)
    shown = with_field(style, anchors)
    accent = _apart(style, (*ramp(shown.field, BANDS), *ramp(anchors, BANDS)))
    faded = style.faded if accent == style.accent else mix(accent, shown.field[-2], FADED)
    hues = tuple(_marked(hue, style) for hue in hexes(ramp(anchors)[[round(255 * share) for share in SPREAD]]))
    pale = mix(style.background, hues[0], TINT), mix(style.background, hues[1], TINT)
    return replace(shown, accent=accent, faded=faded, hues=hues, class_fields=pale)


def anchors_of(palette: str, page: str) -> Anchors:
    """Return the colours of a palette from the lowest to the highest loss, a named one turned for the page.

    It raises as `recolored` does.
    """
    if palette.startswith("#"):
        anchors = tuple(palette.lower().split(","))
        if not (2 <= len(anchors) <= 8 and all(re.fullmatch("#[0-9a-f]{6}", anchor) for anchor in anchors)):
            raise ValueError(
                f"a palette is two to eight colours like #1f4e79,#f4efcf, from the lowest to the highest loss, "
                f"not {palette!r}"
            )
        return anchors
    anchors = PALETTES[palette]
    return anchors[::-1] if sum(rgb(page)) < 1.5 else anchors


def with_field(style: Style, anchors: Anchors) -> Style:
    """Return the style with landscapes in these colours: lit ones as they are, flat ones calmed by the page."""
    low, high = CALM
    shares = [low + (high - low) * i / (len(anchors) - 1) for i in range(len(anchors))]
    field = tuple(mix(anchor, style.background, share) for anchor, share in zip(anchors, shares, strict=True))
    return replace(style, field=field, relief=anchors)


def _marked(hue: str, style: Style) -> str:
    """Return a colour with as little ink in it as markers on the page need to be seen."""
    return legible(hue, style.background, style.ink, MARKED)


def _apart(style: Style, ground: Sequence[NDArray[np.float64]]) -> str:
    """Return the style's accent if it is far from all of the ground, or that colour of its runs which is farthest."""
    lie = oklab(np.array(ground))
    colors = [style.accent, *(look.color for look in style.series)]
    away = [float(np.linalg.norm(lie - oklab(rgb(color)), axis=1).min()) for color in colors]
    return colors[0 if away[0] >= AWAY else int(np.argmax(away))]
