"""One visual language for both renderers: themes, colours, widths and fonts.

Widths and sizes are in points of a page 8 inches wide; a renderer scales them with its picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gdviz.languages import ENGLISH, Language
from gdviz.registry import Registry
from gdviz.style.colors import legible, mix, ramp
from gdviz.style.logo import Logo

Array = NDArray[np.float64]
# A flat landscape has so many bands of depth, and hairlines this strong between them.
BANDS, HAIRLINES = 18, 0.22
# Up to this many steps each iterate is dotted, so that the length of the steps can be seen.
DOTTED = 80
# How much of the field is mixed into the tail of a path.
FADED = 0.55
# How much of a class's colour is in that of its region.
TINT = 0.3
FONT_FILES = {
    weight: Path(__file__).parent / "fonts" / f"IBMPlexSans-{weight}.ttf" for weight in ("Regular", "SemiBold")
}


@dataclass(frozen=True)
class Series:
    """How one run of several is drawn: its colour, and for readers who see no colours its dash and marker."""

    color: str
    dash: tuple[float, ...]
    marker: str


@dataclass(frozen=True)
class Style:
    """A theme: every colour that a picture may use, as hex strings, and the words and the font on it.

    Attributes
    ----------
    background, ink, muted, grid
        Page, text, lesser text, hairlines.
    accent, faded
        The head of the path, and what its tail fades to.
    shade
        What lies in the shade turns to.
    casing
        Drawn under lines so that they stand off the field.
    field
        Anchors from the lowest to the highest loss for flat pictures; quiet, so that the path stands out.
    relief
        The same for lit surfaces.
    classes, class_fields
        The two classes' markers and the pale fields of their regions; the first is also the colour of what stands
        beside the accent, such as a true line.
    hues
        The markers of classes in order, as many as there are, where they are not those of `classes` and `series`.
    series
        Runs drawn together, in order.
    font
        As gdviz.style.typefaces.font_file takes it; empty for the one that is shipped.
    transparent
        Whether the page is left out, so that what is behind the picture shows.
    title
        What stands at the top instead of the problem's title; empty for nothing.
    lang
        The language of the words.
    logo
        What stands in a corner of every picture; None for nothing.
    """

    name: str
    background: str
    ink: str
    muted: str
    grid: str
    accent: str
    faded: str
    shade: str
    casing: str
    field: tuple[str, ...]
    relief: tuple[str, ...]
    classes: tuple[str, str]
    class_fields: tuple[str, str]
    series: tuple[Series, ...]
    font: str = ""
    transparent: bool = False
    title: str | None = None
    lang: Language = ENGLISH
    logo: Logo | None = None
    hues: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The colour of the page, or "none" where it is transparent."""
        return "none" if self.transparent else self.background

    @property
    def class_bands(self) -> Array:
        """Colours (16, 3) for probabilities of class 1 from 0 to 1: flat bands are calm, and small in a GIF."""
        middle = mix(self.background, self.grid, 0.25)
        return ramp((self.class_fields[0], middle, self.class_fields[1]), 16)

    @property
    def class_colors(self) -> tuple[str, str]:
        """The colours of the two classes' markers."""
        one, other = self.class_looks(2, 1)
        return one.color, other.color

    def class_looks(self, count: int, runs: int) -> tuple[Series, ...]:
        """Return how each class of points is drawn beside so many runs: fewer where there are not looks enough.

        Two classes have their own; those of several are such as no run has.
        """
        if count <= max(len(self.hues), 2):
            colors = (self.hues or self.classes)[:count]
            return tuple(Series(color, (), marker) for color, marker in zip(colors, MARKERS, strict=False))
        first = 0 if runs == 1 and count == len(self.series) else runs
        return self.series[first : first + count]

    def region_shades(self, colors: Sequence[str], shades: int) -> Array:
        """Return the pale colours of regions, from unsure to sure, class by class: shape (len(colors) * shades, 3)."""
        middle = mix(self.background, self.grid, 0.25)
        pale = [ramp((middle, mix(self.background, color, TINT)), shades + 1)[1:] for color in colors]
        return np.concatenate(pale)

    def lettering(self, color: str) -> str:
        """Return the colour of small words that belong to what has a colour: its own where the page lets it be read."""
        return legible(color, self.background, self.ink)

    def tail(self, color: str, freshness: float) -> str:
        """Return the colour of a piece of path: the run's own at its head, fading to a paler one."""
        faded = self.faded if color == self.accent else mix(color, self.field[-2], FADED)
        return mix(faded, color, freshness)

    def look_of(self, index: int, count: int) -> Series:
        """Return the look of run `index` of `count`: the accent for a lone run."""
        if count == 1:
            return Series(self.accent, (), "o")
        return self.series[index % len(self.series)]


# In the order of the series. Every pair of looks differs in its dash and in its marker besides its colour.
DASHES = (
    (),
    (5, 1.6),
    (1.6, 1.6),
    (7, 1.6, 1.6, 1.6),
    (2.8, 1.2),
    (9, 2.2),
    (5, 1.6, 1.6, 1.6, 1.6, 1.6),
    (1, 2.4),
    (9, 1.6, 3, 1.6),
    (3, 1.6, 1, 1.6),
)
MARKERS = "os^DvP*<>p"


def _series(*colors: str) -> tuple[Series, ...]:
    return tuple(Series(*look) for look in zip(colors, DASHES, MARKERS, strict=True))


THEMES: Registry[Style] = Registry("theme", listed=False)
LIGHT = THEMES.add(
    "light",
    Style(
        name="light",
        background="#ffffff",
        ink="#1d2733",
        muted="#66717f",
        grid="#d5dbe1",
        accent="#dc3019",
        faded="#f0a08f",
        shade="#0f2f5f",
        casing="#ffffff",
        field=("#3f7fa6", "#7fb0cb", "#bcd7e5", "#e3eef4", "#f6f9fb"),
        relief=("#2a669f", "#3d95b0", "#7dc4ac", "#c4deb9", "#f2f2e2"),
        classes=("#2b6ca3", "#e39400"),
        class_fields=("#c9dfef", "#fbe6c2"),
        series=_series(
            *("#dc3019", "#12306b", "#1f9e8c", "#9b33e3", "#661b28"),
            *("#918bca", "#d47a5b", "#a54995", "#4a7819", "#5d40a6"),
        ),
    ),
)
DARK = THEMES.add(
    "dark",
    Style(
        name="dark",
        background="#11151c",
        ink="#e8ecf2",
        muted="#95a0b0",
        grid="#2c3542",
        accent="#ffb11b",
        faded="#8a6a2c",
        shade="#081233",
        casing="#0b0e13",
        field=("#3c8f96", "#2a6675", "#204656", "#192e3c", "#141e29"),
        relief=("#7fe0c8", "#3aa6a6", "#2b6f8e", "#2c4577", "#2a2854"),
        classes=("#58a6ff", "#ff6f91"),
        class_fields=("#16304a", "#45202e"),
        series=_series(
            *("#ffb11b", "#4fd8f7", "#8f68fb", "#f2364f", "#d2ffc0"),
            *("#a86a9b", "#30a478", "#97a8fa", "#ef8244", "#effd4f"),
        ),
    ),
)
