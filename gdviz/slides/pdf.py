"""PDF: a page for each slide, with its film's last frame or its words."""

from collections.abc import Sequence
from pathlib import Path

from manim_slides.convert import FrameIndex, read_image_from_video_file
from PIL import Image

from gdviz.slides.slide import HEIGHT, WIDTH, Size, Slide, box_of
from gdviz.slides.typesetting import headed
from gdviz.style.themes import DARK, Style


def write_pdf(
    path: Path, slides: Sequence[Slide], title: str, *, size: Size = (WIDTH, HEIGHT), style: Style = DARK
) -> None:
    """Write one picture per slide, each on a page of the slides' shape, as large as that allows.

    manim-slides reads the pictures, but its own PDF keeps them as JPEG of quality 75, where thin lines and letters have
    halos, on pages of as many sizes as the films have.
    """
    for number, slide in enumerate(slides):
        page = _page(slide, size, style)
        # Without a date the same slides make the same bytes.
        undated = {"creationDate": None, "modDate": None}
        dots = 96 * page.width / size[0]
        page.save(path, "PDF", append=number > 0, resolution=dots, quality=95, subsampling=0, title=title, **undated)


def _page(slide: Slide, size: Size, style: Style) -> Image.Image:
    """Return a slide as a picture, in which a film has its own pixels."""
    if slide.words:
        with Image.open(slide.film) as picture:
            return picture.convert("RGB")
    film = Image.open(slide.still) if slide.still else read_image_from_video_file(slide.film, FrameIndex.last)
    left, top, width, _ = box_of(slide, film.size, size)
    scale = film.width / width
    page = Image.new("RGB", (round(scale * size[0]), round(scale * size[1])), slide.page)
    page.paste(film, (round(scale * left), round(scale * top)))
    if slide.heading:
        page.paste(Image.fromarray(headed(slide.heading, style, page.size)), (0, 0))
    return page
