"""What is in a picture of 640x360 that a stage's thing paints, for tests."""

import numpy as np

from gdviz.pens.pen import Pen
from gdviz.stage.painted import PixelMobject, pen_on
from gdviz.style.colors import rgb


def painted(thing: PixelMobject, page: str = "#000000") -> np.ndarray:
    """Return the frame (360, 640, 3) that a thing paints on a page."""
    pixels = np.full((360, 640, 4), 255, np.uint8)
    pixels[..., :3] = np.rint(255 * rgb(page))
    thing.paint(pixels)
    return pixels[..., :3]


def places_of(picture: np.ndarray, color: str, reach: int = 30) -> np.ndarray:
    """Return the scene coordinates (n, 2) of the pixels that have about a colour."""
    rows, columns = np.nonzero(np.abs(picture.astype(int) - 255 * rgb(color)).max(axis=-1) <= reach)
    tall, wide = picture.shape[:2]
    return np.stack([columns + 0.5 - wide / 2, tall / 2 - rows - 0.5], axis=-1) / (tall / 8)


def page_pen() -> Pen:
    """Return a pen on a black page."""
    return pen_on(np.zeros((360, 640, 4), np.uint8))
