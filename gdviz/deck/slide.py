"""A slide, and a deck as manim-slides knows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from manim_slides.config import PresentationConfig, SlideConfig
from pydantic_extra_types.color import Color

# Of a deck, in pixels of 1/96 inch: PowerPoint's own 16:9. Films of any size are shown in it.
WIDTH, HEIGHT = 1280, 720


@dataclass(frozen=True)
class Slide:
    """A film, or an explorable page, that fills a slide.

    Attributes
    ----------
    film
        An .mp4 that browsers and PowerPoint play; of an explorable page its .html.
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
    """

    film: Path
    name: str
    notes: str
    loops: bool
    page: str
    scheme: str = ""


def presentations(slides: Sequence[Slide]) -> list[PresentationConfig]:
    """Return the deck as manim-slides records presentations: one for the slides in a row on one page."""
    return [
        PresentationConfig(
            slides=[_configuration(slide) for slide in group],
            resolution=(WIDTH, HEIGHT),
            background_color=Color(page),
        )
        for page, group in groupby(slides, key=lambda slide: slide.page)
    ]


def _configuration(slide: Slide) -> SlideConfig:
    """Return a slide as manim-slides records it; its own presenter, and no converter, would play `rev_file`."""
    return SlideConfig(file=slide.film, rev_file=slide.film, loop=slide.loops, notes=slide.notes)
