"""PDF: a page for each slide, with its film's last frame."""

from collections.abc import Sequence
from pathlib import Path

from manim_slides.convert import FrameIndex, read_image_from_video_file

from gdviz.deck.slide import HEIGHT, WIDTH, Slide


def write_pdf(path: Path, slides: Sequence[Slide], title: str) -> None:
    """Write one picture per slide, each on a page of its own shape, as large as a slide allows.

    manim-slides reads the pictures, but its own PDF keeps them as JPEG of quality 75, where thin lines and letters have
    halos, on pages of as many sizes as the films have.
    """
    for number, slide in enumerate(slides):
        picture = read_image_from_video_file(slide.film, FrameIndex.last)
        dots = 96 * max(picture.width / WIDTH, picture.height / HEIGHT)
        # Without a date the same slides make the same bytes.
        undated = {"creationDate": None, "modDate": None}
        picture.save(path, "PDF", append=number > 0, resolution=dots, quality=95, subsampling=0, title=title, **undated)
