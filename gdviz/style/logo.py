"""A logo in a corner of every picture: where it stands, and the picture with it.

It has a band of its own along the top or the bottom of the page, so that it covers nothing, whatever is drawn.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
CORNERS = ("top left", "top right", "bottom left", "bottom right")
# The height of the band, and of the logo in it, as shares of the page's shorter side; and the widest that a logo is, as
# a share of the page's width.
BAND, TALL, WIDE = 0.085, 0.055, 0.4
# A logo is kept with so many pixels at most, which suits a page of 4320 lines.
KEPT = (1600, 240)


@dataclass(frozen=True)
class Logo:
    """A picture for a corner; picklable, whatever becomes of its file.

    Attributes
    ----------
    png
        The file's bytes.
    corner
        One of CORNERS.
    """

    png: bytes
    corner: str = "bottom right"


@dataclass(frozen=True)
class LogoPlace:
    """Where a logo and what it belongs to stand on a page, in pixels from the top left.

    Attributes
    ----------
    width, height
        Of the page.
    top, bottom
        How high the band at each is; one of them is 0.
    box
        Left, top, width and height of the logo.
    """

    width: int
    height: int
    top: int
    bottom: int
    box: tuple[int, int, int, int]

    @property
    def room(self) -> int:
        """The height that is left for the picture."""
        return self.height - self.top - self.bottom


def read_logo(path: Path) -> bytes:
    """Return a picture's file as PNG, no larger than KEPT.

    Raises
    ------
    ValueError
        If it cannot be read, or is no picture.
    """
    from PIL import Image

    try:
        with Image.open(path) as picture:
            picture.load()
            small = picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        why = "is no picture that can be read; save the logo as .png" if path.is_file() else "is not there"
        raise ValueError(f"the logo {path} {why}") from None
    small.thumbnail(KEPT)
    written = BytesIO()
    small.save(written, "PNG", optimize=True)
    return written.getvalue()


def logo_place(logo: Logo, width: int, height: int) -> LogoPlace:
    """Return where a logo stands on a page of so many pixels."""
    from PIL import Image

    with Image.open(BytesIO(logo.png)) as picture:
        wide, high = picture.size
    short = min(width, height)
    scale = min(TALL * short / high, WIDE * width / wide)
    size = max(1, round(wide * scale)), max(1, round(high * scale))
    band = round(BAND * short)
    inset = (band - size[1]) // 2
    edge = max(inset, round(0.03 * width))
    upper, side = logo.corner.split()
    left = edge if side == "left" else width - edge - size[0]
    over = inset if upper == "top" else height - band + inset
    top = band if upper == "top" else 0
    return LogoPlace(width, height, top, band - top, (left, over, *size))


def place_around(logo: Logo, width: int, room: int) -> LogoPlace:
    """Return where a logo stands on the page that has so much room beside its band."""
    return next(place for place in (logo_place(logo, width, height) for height in count(room)) if place.room >= room)


def with_logo(pixels: Pixels, logo: Logo, place: LogoPlace, page: str) -> Pixels:
    """Return a picture on its page, with the logo.

    Parameters
    ----------
    pixels
        The picture, shape (room, width, 3 or 4), with four channels opaque or in straight alpha.
    place
        Where the logo stands on the page.
    page
        The page's colour, or "none" where it is transparent.
    """
    made = np.empty((place.height, *pixels.shape[1:]), np.uint8)
    made[place.top : place.top + place.room] = pixels
    band = _band(logo, place, page)[..., : pixels.shape[2]]
    if place.top:
        made[: place.top] = band
    else:
        made[place.room :] = band
    return made


@cache
def _band(logo: Logo, place: LogoPlace, page: str) -> Pixels:
    """Return the band with the logo, shape (height, width, 4), in straight alpha."""
    from PIL import Image

    color = (0, 0, 0, 0) if page == "none" else (*(int(page[i : i + 2], 16) for i in (1, 3, 5)), 255)
    band = Image.new("RGBA", (place.width, place.top or place.bottom), color)
    left, over, *size = place.box
    with Image.open(BytesIO(logo.png)) as picture:
        scaled = picture.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    at = (left, over - (place.room if place.bottom else 0))
    band.paste(scaled, at) if page == "none" else band.alpha_composite(scaled, at)
    return np.array(band)
