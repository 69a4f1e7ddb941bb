"""A slide, and a deck as manim-slides knows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from manim_slides.config import PresentationConfig, SlideConfig, SlideType
from pydantic_extra_types.color import Color

from gdviz.slides.words import Paragraph

# Of a deck, in pixels of 1/96 inch: PowerPoint's own 16:9. Films of any size are shown in it.
WIDTH, HEIGHT = 1280, 720
Size = tuple[int, int]
# A heading above a film takes so much of a slide's height.
HEAD = 0.13


@dataclass(frozen=True)
class Slide:
    """A film, an explorable page, or words, that fill a slide.

    Attributes
    ----------
    film
        An .mp4 that browsers and PowerPoint play; of an explorable page its .html, of words a picture of them.
    name
        A few words.
    notes
        For the one who talks over it.
    loops
        Whether it plays again and again; otherwise it rests on its last frame.
    page
        The colour around it, as #rrggbb.
    scheme
        Of an explorable page: "light" or "dark", which it takes unless it was made for one of them; empty for a film.
    heading
        Words above the film; empty for none.
    words
        What the slide says, where it shows no film.
    alt
        What its film or page shows, for those who do not see it.
    has_sound
        Whether something is heard in its film, such as a recorded voice.
    still
        The picture that stands for the film on paper; its last frame unless given.
    """

    film: Path
    name: str
    notes: str
    loops: bool
    page: str
    scheme: str = ""
    heading: str = ""
    words: tuple[Paragraph, ...] = ()
    alt: str = ""
    has_sound: bool = False
    still: Path | None = None


def slide_size(width: int, height: int) -> Size:
    """Return how large slides for pictures of so many pixels are: their shorter side is PowerPoint's."""
    scale = HEIGHT / min(width, height)
    return round(width * scale), round(height * scale)


def box_of(slide: Slide, film: Size, size: Size) -> tuple[float, float, float, float]:
    """Return where a film of so many pixels is on a slide: left, top, width and height, as large as there is room."""
    top = round(HEAD * size[1]) if slide.heading else 0
    scale = min(size[0] / film[0], (size[1] - top) / film[1])
    width, height = scale * film[0], scale * film[1]
    return (size[0] - width) / 2, top + (size[1] - top - height) / 2, width, height


def presentations(slides: Sequence[Slide], size: Size = (WIDTH, HEIGHT)) -> list[PresentationConfig]:
    """Return the deck as manim-slides records presentations: one for the slides in a row on one page."""
    return [
        PresentationConfig(
            slides=[_configuration(slide) for slide in group],
            resolution=size,
            background_color=Color(page),
        )
        for page, group in groupby(slides, key=lambda slide: slide.page)
    ]


def _configuration(slide: Slide) -> SlideConfig:
    """Return a slide as manim-slides records it; its own presenter, and no converter, would play `rev_file`."""
    kind = SlideType.Image if slide.words else SlideType.Video
    return SlideConfig(file=slide.film, rev_file=slide.film, loop=slide.loops, notes=slide.notes, type=kind)
