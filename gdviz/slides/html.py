"""One HTML file that needs no network: reveal.js, all videos and all explorable pages are inside.

manim-slides fills in the page, but not from its own template: that one loads reveal.js from the network, plays a film
once and leaves it at its end, and has neither posters nor plain-text notes. `reveal/` holds reveal.js 6.0.2 and its
notes plugin, as its npm package has them, with its licence.

An explorable page fills the window, whatever the slides' own shape: it is a frame over them, so that it is laid out in
the window's pixels. It is sandboxed, and the deck's policy holds in it beside its own. A page that has been clicked has
the keys; it passes on those that turn slides (gdviz/pages/browser/src/slide.js).
"""

from base64 import b64encode
from collections.abc import Sequence
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from manim_slides.convert import FrameIndex, RevealJS, read_image_from_video_file

from gdviz.pages.page import ALLOW, SANDBOX
from gdviz.slides.html_words import html_heading, html_of, sheet_of_words
from gdviz.slides.slide import HEIGHT, WIDTH, Size, Slide, presentations
from gdviz.style.themes import DARK, Style

HERE = files("gdviz.slides")
LIBRARY = ("reveal.css", "reveal.js", "notes.js")


class DeckPage(RevealJS):
    """manim-slides' converter with a page of our own.

    Attributes
    ----------
    library
        The parts of reveal.js, by file name.
    posters
        What is shown until a film plays, by film: its first frame, as a data URI.
    pages
        The explorable pages, by file: HTML, and the scheme in which each is shown.
    frame
        What the frame of a page may do: the values of its attributes `sandbox` and `allow`.
    words, headings
        What slides of words show, and what stands above films, as HTML, by file.
    sheet
        The style sheet of both.
    alts
        What films and pages show, in words, by file.
    lang
        The language of the words.
    sounding
        The files of the films in which something is heard.
    """

    library: dict[str, str]
    posters: dict[Path, str]
    pages: dict[Path, tuple[str, str]]
    frame: tuple[str, str]
    words: dict[Path, str]
    headings: dict[Path, str]
    sheet: str
    alts: dict[Path, str]
    lang: str
    sounding: set[Path]

    def load_template(self) -> str:
        """Return the page."""
        return HERE.joinpath("page.html").read_text(encoding="utf-8")


def write_html(
    path: Path, slides: Sequence[Slide], title: str, *, size: Size = (WIDTH, HEIGHT), style: Style = DARK
) -> None:
    """Write a deck that opens from a file: arrow keys turn its slides, R plays one again, S opens the notes."""
    settings = {
        "presentation_configs": presentations(slides, size),
        "one_file": True,
        "width": size[0],
        "height": size[1],
        "title": title,
        "library": {name: HERE.joinpath("reveal", name).read_text(encoding="utf-8") for name in LIBRARY},
        "posters": {slide.film: _poster(slide.film) for slide in slides if not (slide.scheme or slide.words)},
        "pages": {
            slide.film: (slide.film.read_text(encoding="utf-8"), slide.scheme) for slide in slides if slide.scheme
        },
        "frame": (SANDBOX, ALLOW),
        "words": {slide.film: html_of(slide.words, style, size) for slide in slides if slide.words},
        "headings": {slide.film: html_heading(slide.heading, style, size) for slide in slides if slide.heading},
        "sheet": sheet_of_words(slides, style),
        "lang": style.lang.name,
        "sounding": {slide.film for slide in slides if slide.has_sound},
        "alts": {slide.film: slide.alt for slide in slides},
    }
    DeckPage.model_validate(settings).convert_to(path)


def _poster(film: Path) -> str:
    """Return the first frame of a film as a data URI."""
    picture = BytesIO()
    read_image_from_video_file(film, FrameIndex.first).save(picture, "JPEG", quality=95, subsampling=0)
    return f"data:image/jpeg;base64,{b64encode(picture.getvalue()).decode('ascii')}"
