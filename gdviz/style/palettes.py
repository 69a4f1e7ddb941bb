"""Palettes: the colours of the landscape, instead of the theme's own."""

import re
from dataclasses import replace

from gdviz.registry import Registry
from gdviz.style.colors import mix, rgb
from gdviz.style.themes import Style

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


def recolored(style: Style, palette: str) -> Style:
    """Return the style with its landscapes in another palette.

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
    if palette.startswith("#"):
        anchors = tuple(palette.lower().split(","))
        if not (2 <= len(anchors) <= 8 and all(re.fullmatch("#[0-9a-f]{6}", anchor) for anchor in anchors)):
            raise ValueError(
                f"a palette is two to eight colours like #1f4e79,#f4efcf, from the lowest to the highest loss, "
                f"not {palette!r}"
            )
    else:
        anchors = PALETTES[palette]
        if sum(rgb(style.background)) < 1.5:
            anchors = anchors[::-1]
    low, high = CALM
    shares = [low + (high - low) * i / (len(anchors) - 1) for i in range(len(anchors))]
    field = tuple(mix(anchor, style.background, share) for anchor, share in zip(anchors, shares, strict=True))
    return replace(style, field=field, relief=anchors)
