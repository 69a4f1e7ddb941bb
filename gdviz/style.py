"""One visual language for both renderers: themes, colours, widths and fonts.

Widths and sizes are in points of a page 8 inches wide; a renderer scales them with its picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gdviz.registry import Registry

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
    """How one run of several is told apart: by colour, and for those who see no colours by dash and marker."""

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

    def trail(self, index: int, count: int) -> Series:
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
        casing="#ffffff",
        field=("#3f7fa6", "#7fb0cb", "#bcd7e5", "#e3eef4", "#f6f9fb"),
        relief=("#1f4e79", "#2f7f93", "#6fb59a", "#c3dba6", "#f4efcf"),
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
        casing="#0b0e13",
        field=("#3c8f96", "#2a6675", "#204656", "#192e3c", "#141e29"),
        relief=("#7fe0c8", "#3aa6a6", "#2b6f8e", "#2c4577", "#2a2854"),
        classes=("#58a6ff", "#ff8a4c"),
        class_fields=("#16304a", "#45291a"),
        series=_series("#ffb11b", "#58c4ff", "#7ee081", "#e58cff", "#ff7b72", "#e8ecf2"),
    ),
)


def number(value: float) -> str:
    """Return a number for a readout: four significant digits, always written out, so that a counter does not twitch."""
    if not np.isfinite(value):
        return "∞"
    if value != 0 and not 1e-3 <= abs(value) < 1e5:
        mantissa, _, exponent = f"{value:.2e}".partition("e")
        return _true_minus(f"{mantissa}e{int(exponent)}")
    whole_digits = int(np.floor(np.log10(abs(value)))) + 1 if value else 1
    return _true_minus(f"{value:.{min(max(4 - whole_digits, 0), 5)}f}")


def tick(value: float, digits: int = 6) -> str:
    """Return a number as short as it can be, as axes are labelled, rounded to so many significant digits."""
    mantissa, _, exponent = f"{float(f'{value:.{digits}g}'):g}".partition("e")
    return _true_minus(f"{mantissa}e{int(exponent)}" if exponent else mantissa)


def _true_minus(text: str) -> str:
    return text.replace("-", "−")


def rgb(color: str) -> Array:
    """Return a hex colour as three numbers in [0, 1]."""
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def mix(one: str, other: str, share: float) -> str:
    """Return the hex colour that lies `share` of the way from one to another."""
    return "#" + "".join(f"{round(255 * v):02x}" for v in (1 - share) * rgb(one) + share * rgb(other))


@cache
def ramp(anchors: Sequence[str], count: int = 256) -> Array:
    """Return `count` colours, shape (count, 3) in [0, 1], even in OKLab along the anchors.

    Straight lines in OKLab look even to the eye, where straight lines in sRGB turn grey in the middle.

    Source: B. Ottosson, A perceptual color space for image processing (2020).
    """
    srgb = np.stack([rgb(anchor) for anchor in anchors])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    lab = np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(lab, axis=0), axis=1))])
    at = np.linspace(0, length[-1], count)
    even = np.stack([np.interp(at, length, channel) for channel in lab.T], axis=-1)
    linear = np.clip((even @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
