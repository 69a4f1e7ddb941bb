"""A page of vectors with a logo, which has a band of its own."""

from collections.abc import Sequence
from io import BytesIO

from matplotlib.figure import Figure
from matplotlib.image import imread

from gdviz.figures.parts.inset import Inset
from gdviz.style.logo import LogoPlace
from gdviz.style.themes import Style


def page_with(
    pages: Sequence[tuple[Figure, float, float]],
    style: Style,
    size: tuple[int, int],
    dpi: float,
    place: LogoPlace | None = None,
) -> Figure:
    """Return the page of vectors that has others, each so many points from its left and low edge, and a style's logo.

    Parameters
    ----------
    size
        Of a page without a logo, in pixels.
    place
        Where the logo stands; None for no logo.
    """
    width, height = size if place is None else (place.width, place.height)
    made = Figure((width / dpi, height / dpi), dpi=dpi, facecolor=style.page)
    for page, left, low in pages:
        made.add_artist(Inset(page, left, low + (place.bottom * 72 / dpi if place else 0.0)))
    if place and style.logo:
        left, over, wide, high = place.box
        axes = made.add_axes((left / width, 1 - (over + high) / height, wide / width, high / height))
        axes.set_axis_off()
        axes.imshow(imread(BytesIO(style.logo.png)), aspect="auto", interpolation="lanczos")
    return made
