"""A house's own colours, which are in neither of gdviz's themes, in a file with a logo."""

from pathlib import Path

import numpy as np

from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT, Style

HOUSE = """
{fonts}
[light]
{logo}
page = "#fffdf4"
ink = "#2e0f3c"
accent = "#d42f1c"
series = [
    "#d42f1c", "#0a2f6e", "#179d8f", "#9332e6", "#5e1a2b",
    "#898acd", "#cc795e", "#9d4898", "#42771c", "#553fa9",
]
classes = ["#25729f", "#e89807"]
field = ["#6f8f3c", "#a9bf7a", "#dde6c4"]
[dark]
{logo}
page = "#0d1710"
ink = "#f2f7e4"
accent = "#faad21"
series = [
    "#faad21", "#4ad4fd", "#8a64ff", "#ff4a63", "#cdfbc6",
    "#a366a1", "#2ba07e", "#92a4ff", "#ea7e4a", "#eaf955",
]
classes = ["#52acfb", "#fc7398"]
field = ["#b58a72", "#6a4c3f", "#35261f"]
"""
# What is told of a theme that no other has: white and the black of badges are everyone's.
_PLAIN = ("#ffffff", "#0b0e13")


def write_house(folder: Path, *, logo: bool = False, fonts: str = "") -> Path:
    """Write the file, beside it a logo that is all of one colour, and return its path."""
    if logo:
        from PIL import Image

        Image.new("RGBA", (240, 80), (7, 120, 33, 255)).save(folder / "logo.png")
    told = HOUSE.format(logo='logo = "logo.png"' if logo else "", fonts=f'fonts = "{fonts}"' if fonts else "")
    (folder / "house.toml").write_text(told, encoding="utf-8")
    return folder / "house.toml"


def colors_of(style: Style) -> set[str]:
    """Return the colours that are a theme's own."""
    lone = {style.background, style.ink, style.muted, style.accent, style.faded, style.grid, style.casing}
    lone |= {*style.classes, *style.class_fields, *style.field, *style.relief}
    return (lone | {look.color for look in style.series}) - set(_PLAIN)


USUAL = colors_of(LIGHT) | colors_of(DARK)


def shades_in(frame: np.ndarray, least: int = 1) -> set[str]:
    """Return the colours that so many pixels of a frame have at least."""
    shades, counted = np.unique(frame[..., :3].reshape(-1, 3), axis=0, return_counts=True)
    return {"#" + bytes(shade).hex() for shade in shades[counted >= least].astype(np.uint8)}


def usual_in(frame: np.ndarray) -> set[str]:
    """Return the colours of gdviz's own themes that are drawn in a frame, and do not only come of mixing others."""
    return shades_in(frame, least=25) & USUAL


def counts(frame: np.ndarray, color: str, near: int = 12) -> int:
    """Return how many pixels of a frame have about a colour."""
    return int((np.abs(frame[..., :3].astype(int) - 255 * rgb(color)).max(axis=-1) <= near).sum())
