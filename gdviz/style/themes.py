"""One visual language for both renderers: themes, colours, widths and fonts.

Widths and sizes are in points of a page 8 inches wide; a renderer scales them with its picture.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gdviz.registry import Registry
from gdviz.style.colors import mix, ramp

Array = NDArray[np.float64]
# A flat landscape has so many bands of depth, and hairlines this strong between them.
BANDS, HAIRLINES = 18, 0.22
# Up to this many steps each iterate is dotted, so that the length of the steps can be seen.
DOTTED = 80
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
        The two classes' markers and the pale fields of their regions.
    series
        Runs drawn together, in order.
    font
        The name of a family or the path of a font file; empty for the one that is shipped.
    transparent
        Whether the page is left out, so that what is behind the picture shows.
    title
        What stands at the top instead of the problem's title; empty for nothing.
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

    @property
    def page(self) -> str:
        """The colour of the page, or "none" where it is transparent."""
        return "none" if self.transparent else self.background

    @property
    def class_bands(self) -> Array:
        """Colours (16, 3) for probabilities of class 1 from 0 to 1: flat bands are calm, and small in a GIF."""
        middle = mix(self.background, self.grid, 0.25)
        return ramp((self.class_fields[0], middle, self.class_fields[1]), 16)

    def tail(self, color: str, freshness: float) -> str:
        """Return the colour of a piece of path: the run's own at its head, fading to a paler one."""
        faded = self.faded if color == self.accent else mix(color, self.field[-2], 0.55)
        return mix(faded, color, freshness)

    def look_of(self, index: int, count: int) -> Series:
        """Return the look of run `index` of `count`: the accent for a lone run."""
        if count == 1:
            return Series(self.accent, (), "o")
        return self.series[index % len(self.series)]


def _series(*colors: str) -> tuple[Series, ...]:
    dashes = ((), (5, 1.6), (1.6, 1.6), (7, 1.6, 1.6, 1.6), (3, 1.2), ())
    return tuple(Series(*look) for look in zip(colors, dashes, "osD^vP", strict=True))


THEMES: Registry[Style] = Registry("theme", listed=False)
LIGHT = THEMES.add(
    "light",
    Style(
        name="light",
        background="#ffffff",
        ink="#1d2733",
        muted="#66717f",
        grid="#d5dbe1",
        accent="#e5381f",
        faded="#f0a08f",
        shade="#0f2f5f",
        casing="#ffffff",
        field=("#3f7fa6", "#7fb0cb", "#bcd7e5", "#e3eef4", "#f6f9fb"),
        relief=("#2a669f", "#3d95b0", "#7cc1b4", "#c2dfc2", "#f2f2e2"),
        classes=("#2b6ca3", "#d9622b"),
        class_fields=("#c9dfef", "#fadfcf"),
        series=_series("#d7301f", "#232d3b", "#9a3fb0", "#c77700", "#12805c", "#1f5fa8"),
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
        classes=("#58a6ff", "#ff8a4c"),
        class_fields=("#16304a", "#45291a"),
        series=_series("#ffb11b", "#58c4ff", "#7ee081", "#e58cff", "#ff7b72", "#e8ecf2"),
    ),
)
